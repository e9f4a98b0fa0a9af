//! Tables with an article in each row: CSV, TSV and JSON Lines; rows from elsewhere come here as well.

use std::ops::Range;

use serde::de::IgnoredAny;
use serde_json::Value;

use super::{
    ReadError, ReadOptions,
    columns::{Columns, Field, Misfit, Places, reference},
    file::{Reading, Taken},
    guess::{date_of, day_first},
    json::{BEYOND_MEASURE, MOST_JSON, is_beyond_measure, json_fault, read_json, size_in_memory},
    text,
};
use crate::model::verbs::{counted, thousands};

const TABLE: &str = "a table";
const LINES: &str = "a file of JSON Lines";
const JSON: &str = "a JSON file";
/// The most articles that one file may hold.
pub(super) const MOST_ROWS: usize = 200_000;
/// The most cells that are looked at.
pub(super) const MOST_CELLS: usize = 5_000_000;

/// How many of a table's first rows are shown, and how much of a cell, in characters.
const SHOWN_ROWS: usize = 5;
const SHOWN_OF_CELL: usize = 300;

/// What a table looks like, for choosing which of its columns holds what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What stands in its first row.
    pub names: Vec<String>,
    /// The first of the rows below, long cells cut.
    pub first: Vec<Vec<String>>,
    /// How many rows stand below the first one.
    pub rows: usize,
    /// In which columns each field was looked for.
    pub places: Places,
    /// All sheets of a workbook; none where it is no workbook.
    pub sheets: Vec<String>,
    /// The one that this is.
    pub sheet: String,
}

impl Table {
    fn new(names: Vec<String>, rows: &[Vec<String>], places: Places) -> Self {
        let cut = |cell: &String| cell.trim().chars().take(SHOWN_OF_CELL).collect();
        let first = rows.iter().take(SHOWN_ROWS).map(|row| row.iter().map(cut).collect()).collect();
        Self { names, first, rows: rows.len(), places, sheets: Vec::new(), sheet: String::new() }
    }

    /// The columns that hold `field`.
    pub fn places_of(&self, field: Field) -> &[usize] {
        self.places.iter().find(|(known, _)| *known == field).map_or(&[], |(_, places)| places)
    }

    /// The choice of just these places, every field said.
    pub fn columns(&self) -> Columns {
        let mut columns = Columns::default();
        for field in Field::all() {
            let names = self.places_of(field).iter().map(|at| reference(&self.names, *at)).collect();
            columns.choose(field, names);
        }
        columns
    }

    /// By what tables are taken to be of one layout: the names in their first rows.
    pub fn layout(&self) -> Vec<String> {
        layout(&self.names)
    }

    /// What a row has in these columns, as it stands.
    pub fn cell(row: &[String], places: &[usize]) -> String {
        joined(row, places, " · ")
    }
}

/// The names in a first row, cut where they are so long that they are none.
pub(super) fn layout(names: &[String]) -> Vec<String> {
    names.iter().map(|name| name.trim().chars().take(60).collect()).collect()
}

fn joined(row: &[String], places: &[usize], between: &str) -> String {
    let cells = places.iter().filter_map(|at| row.get(*at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    cells.collect::<Vec<_>>().join(between)
}

/// Articles with the table that they stand in.
pub(super) type TableReading = (Reading, Table);

/// A table of text with signs between its columns; which sign is seen in the first row.
pub(super) fn read_separated(bytes: &[u8], options: &ReadOptions) -> Result<TableReading, ReadError> {
    let mut notices = Vec::new();
    let text = text::to_utf8_from(bytes, options.encoding, &mut notices)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    // Excel writes the sign that it separates with into a line of its own.
    let (said, text) = match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((sign, rest)) => (sign.bytes().next(), rest),
        None => (None, text),
    };
    let delimiter = said.unwrap_or_else(|| delimiter(text));
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let (mut rows, mut cells, mut last) = (Vec::new(), 0, 0..0);
    for row in reader.records() {
        let row = row.map_err(|error| ReadError::damaged(TABLE, format!("a row cannot be read ({error})")))?;
        let begin = row.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        last = begin..text.len();
        cells += row.len();
        if rows.len() == MOST_ROWS || cells > MOST_CELLS {
            return Err(ReadError::TooManyRows);
        }
        rows.push(row.iter().map(str::to_owned).collect());
    }
    if let Some(line) = open_quote(text, last, delimiter) {
        return Err(ReadError::OpenQuote { line: line + usize::from(said.is_some()) });
    }
    let ((taken, more), table) = articles(rows, options)?;
    notices.extend(more);
    Ok(((taken, notices), table))
}

/// The line on which the last row begins, whose bytes these are, if a quotation mark in it is never closed, so that it
/// swallowed all others: one more row below it would be a part of it, too.
fn open_quote(text: &str, last: Range<usize>, delimiter: u8) -> Option<usize> {
    let row = text.get(last.clone())?;
    let before = last.start + (row.len() - row.trim_start_matches(['\r', '\n']).len());
    let one_more = format!("{row}\nx");
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).delimiter(delimiter).from_reader(one_more.as_bytes());
    let is_open = row.trim().contains('\n') && reader.into_records().count() == 1;
    is_open.then(|| text[..before].matches('\n').count() + 1)
}

/// The sign that stands most often outside of quotes in the first row.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(sign, _)| *sign == byte).for_each(|(_, count)| *count += 1),
        }
    }
    // The last of equals would win with `max_by_key`; a table of one column is taken for one with commas.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| *sign)
}

/// A JSON object on each line, or a list of them; the fields of all together are the columns.
pub(super) fn read_json_lines(bytes: &[u8], options: &ReadOptions) -> Result<TableReading, ReadError> {
    let mut notices = Vec::new();
    let text = text::to_utf8_from(bytes, options.encoding, &mut notices)?;
    let names_of = |object: &Object| object.keys().cloned().collect::<Vec<_>>();
    let is_article = |object: &Object| options.columns.places(&names_of(object)).1.is_ok();
    let objects = objects(text.trim_start_matches('\u{feff}'), &is_article, &mut notices)?;
    let mut names: Vec<String> = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        // Names beyond these are none of a table, and looking each up takes its time.
        for name in object.keys() {
            if names.len() < 200 && !names.contains(name) {
                names.push(name.clone());
            }
        }
        // Each has a cell for every name.
        if number > MOST_ROWS || number * names.len() > MOST_CELLS {
            return Err(ReadError::TooManyRows);
        }
    }
    let mut rows = vec![names.clone()];
    rows.extend(
        objects
            .iter()
            .map(|object| names.iter().map(|name| object.get(name).map_or_else(String::new, words)).collect()),
    );
    let ((taken, more), table) = articles(rows, options)?;
    notices.extend(more);
    Ok(((taken, notices), table))
}

type Object = serde_json::Map<String, Value>;

/// The objects in the order of the file: of a list, of a list in an object (as news services send it), or one on each line.
fn objects(
    text: &str,
    is_article: &dyn Fn(&Object) -> bool,
    notices: &mut Vec<String>,
) -> Result<Vec<Object>, ReadError> {
    if size_in_memory(text) > MOST_JSON {
        return Err(ReadError::TooManyRows);
    }
    let damaged = |error: serde_json::Error| {
        ReadError::damaged(JSON, format!("line {}, column {}: {}", error.line(), error.column(), json_fault(&error)))
    };
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if first.trim_start().starts_with('[') {
        return read_json(text).map_err(damaged);
    }
    let is_whole = |line: &str| serde_json::from_str::<IgnoredAny>(line).is_ok();
    if first.trim() == "{" || (!is_whole(first) && is_whole(text)) {
        return Ok(listed(read_json(text).map_err(damaged)?, is_article, notices));
    }
    let (mut objects, mut left_out) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let at = |why: &str| ReadError::damaged(LINES, format!("line {number}: {why}"));
        match serde_json::from_str(line) {
            Ok(Value::Object(object)) => objects.push(object),
            Ok(_) => return Err(at("there is no object in it")),
            // One row is no reason to refuse the others.
            Err(_) if is_beyond_measure(line) => left_out.push(number),
            Err(error) => return Err(at(&format!("column {}: {}", error.column(), json_fault(&error)))),
        }
    }
    if let Some(first) = left_out.first() {
        let more = match left_out.len() {
            1 => String::new(),
            many => format!(", and {} after it", counted(many - 1, "line")),
        };
        notices.push(format!("line {first}{more} left out: {BEYOND_MEASURE}. Correct it, and add it again"));
    }
    Ok(match <[Object; 1]>::try_from(objects) {
        Ok([object]) => listed(object, is_article, notices),
        Err(objects) => objects,
    })
}

/// The objects of one of the object's lists, the rest of which is told: of those that hold articles the longest, else of all.
/// The object itself if it is an article, or has no list of objects.
fn listed(mut object: Object, is_article: &dyn Fn(&Object) -> bool, notices: &mut Vec<String>) -> Vec<Object> {
    if is_article(&object) {
        return vec![object];
    }
    let is_list = |list: &&Vec<Value>| !list.is_empty() && list.iter().all(Value::is_object);
    let lists = object.iter().filter_map(|(name, value)| Some((name, value.as_array().filter(is_list)?)));
    let lists: Vec<(&String, &Vec<Value>)> = lists.collect();
    let holds_articles = |list: &[Value]| list.iter().filter_map(Value::as_object).any(is_article);
    let chosen = lists.iter().max_by_key(|(_, list)| (holds_articles(list), list.len()));
    let Some(name) = chosen.map(|(name, _)| (*name).clone()) else { return vec![object] };
    let others = lists.iter().filter(|(other, _)| **other != name);
    let others: Vec<String> = others.map(|(other, list)| format!("“{other}” ({})", thousands(list.len()))).collect();
    if !others.is_empty() {
        notices.push(format!("articles were taken from its list “{name}”, none from {}", others.join(", ")));
    }
    match object.remove(&name) {
        Some(Value::Array(list)) => list.into_iter().filter_map(|value| serde_json::from_value(value).ok()).collect(),
        _ => vec![object],
    }
}

/// A value as a cell; of several, each.
fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(words).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => fields.get("name").map(words).unwrap_or_default(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// The articles in the rows of a table whose first row names the columns. Rows without a text are left out, and counted.
pub(super) fn articles(rows: Vec<Vec<String>>, options: &ReadOptions) -> Result<TableReading, ReadError> {
    let mut rows = rows.into_iter().skip_while(|row| row.iter().all(|cell| cell.trim().is_empty()));
    let Some(names) = rows.next() else { return Err(ReadError::NoWords(TABLE)) };
    let (places, fits) = options.columns_of(&names).places(&names);
    let rows: Vec<Vec<String>> = rows.collect();
    let table = Table::new(names, &rows, places);
    match fits {
        Ok(()) => {}
        Err(Misfit::NoText) => return Err(ReadError::NoTextColumn(Box::new(table))),
        Err(Misfit::NoColumn(name)) => return Err(ReadError::NoColumn { name, table: Box::new(table) }),
    }
    let cell = |row: &[String], field: Field, between: &str| joined(row, table.places_of(field), between);
    let dates = table.places_of(Field::Date).first();
    let order = day_first(rows.iter().filter_map(|row| row.get(*dates?)).map(String::as_str));
    let (mut taken, mut empty, mut undated) = (Vec::new(), 0, Vec::new());
    for row in &rows {
        let text = cell(row, Field::Text, "\n\n").replace("\r\n", "\n").replace('\r', "\n");
        if text.is_empty() {
            empty += usize::from(row.iter().any(|cell| !cell.trim().is_empty()));
            continue;
        }
        let cell = |field: Field| cell(row, field, ", ");
        let (said, date) = (cell(Field::Date), date_of(&cell(Field::Date), order));
        if date.is_empty() && !said.is_empty() {
            undated.push(said);
        }
        taken.push(Taken {
            title: cell(Field::Title),
            outlet: cell(Field::Outlet),
            author: cell(Field::Author),
            date,
            language: cell(Field::Language),
            link: cell(Field::Link),
            text: format!("{text}\n"),
        });
    }
    if taken.is_empty() {
        let error = if rows.is_empty() { ReadError::NoWords(TABLE) } else { ReadError::NoTexts(Box::new(table)) };
        return Err(error);
    }
    let left_out = (empty > 0).then(|| format!("{} without a text left out", counted(empty, "row")));
    let unknown = undated.first().map(|said| {
        let rows = counted(undated.len(), "row");
        format!("{rows} without a date, since what stands there is none, or could be two: “{said}”. Write 2026-01-09")
    });
    Ok(((taken, left_out.into_iter().chain(unknown).collect()), table))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &[[&str; 4]]) {
        let ((taken, _), _) = read_separated(bytes, &ReadOptions::default()).expect("a table");
        let found: Vec<[&str; 4]> =
            taken.iter().map(|it| [&*it.title, &it.author, &it.date, it.text.trim_end()]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_sign_between_columns_is_found() {
        let expected = [["A chair", "Jo, Doe", "2026-01-09", "Seats; they\nstand."], ["", "", "", "Dues"]];
        for sign in [",", ";", "\t", "|"] {
            let table = format!(
                "\u{feff}Headline{sign}Byline{sign}Date{sign}Body\r\nA chair{sign}\"Jo, Doe\"{sign}2026-01-09{sign}\"Seats; they\r\nstand.\"\r\n\
                 {sign}{sign}{sign}Dues\r\n"
            );
            check(table.as_bytes(), &expected);
        }
        check(b"sep=;\ntitle,x;text\nA, b;Words", &[["", "", "", "Words"]]);
    }

    #[test]
    fn encodings_are_those_of_texts() {
        let (bytes, ..) =
            encoding_rs::WINDOWS_1252.encode("title;text\nÉlus;Les élus français étaient à l’heure – déjà.\n");
        check(&bytes, &[["Élus", "", "", "Les élus français étaient à l’heure – déjà."]]);
    }

    #[test]
    fn a_column_of_dates_is_read_in_one_order() {
        check(b"date,text\n01/09/2026,a\n13/01/2026,b", &[["", "", "2026-09-01", "a"], ["", "", "2026-01-13", "b"]]);
        check(b"date,text\n01/09/2026,a\n01/13/2026,b", &[["", "", "2026-01-09", "a"], ["", "", "2026-01-13", "b"]]);
        check(b"date,text\n01/09/2026,a", &[["", "", "", "a"]]);
    }

    #[test]
    fn dates_that_are_none_are_told() {
        let table = b"date,text\n03/04/2026,a\nsoon,b\n,c\n";
        let ((_, notices), _) = read_separated(table, &ReadOptions::default()).expect("a table");
        assert!(notices[0].starts_with("2 rows without a date") && notices[0].contains("03/04/2026"), "{notices:?}");
    }

    #[test]
    fn a_table_of_nothing_but_cells_is_refused() {
        let names = (0..200).map(|n| format!("\"n{n}\":1")).collect::<Vec<_>>().join(",");
        let lines = format!("{{{names}}}\n{}", "{\"text\":\"a\"}\n".repeat(30_000));
        let refused = |error: ReadError| matches!(error, ReadError::TooManyRows);
        let many = "{\"a\":0}\n".repeat(4 * MOST_ROWS);
        let list = format!("[{}]", many.trim_end().replace('\n', ","));
        let in_one_row = format!("{{\"text\":\"a\",\"b\":{list}}}");
        let lists = format!("{{\"text\":\"a\",\"b\":[[0]{}]}}", ",[0]".repeat(3_000_000));
        for many in [in_one_row, lists, format!("{{\"b\":{list}}}"), many, list] {
            assert!(read_json_lines(many.as_bytes(), &ReadOptions::default()).is_err_and(refused));
        }
        assert!(read_json_lines(lines.as_bytes(), &ReadOptions::default()).is_err_and(refused));
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_told_with_its_line() {
        let read = |table: &str| read_separated(table.as_bytes(), &ReadOptions::default());
        let error = read("title,text\na,b\nc,\"they said\nd,e\nf,g\n").expect_err("an open quotation mark").to_string();
        assert!(error.contains("on line 3"), "{error}");
        let error = read("sep=;\ntitle;text\n\nc;\"they said\nd;e\n").expect_err("an open quotation mark").to_string();
        assert!(error.contains("on line 4"), "{error}");
        for good in [
            "title,text\na,b\nc,\"they\nsaid\"\n",
            "title,text\na,5\" wide\n",
            "title,text\na,\"a \"\"b\"\"\nc\"",
            "title,text\na,b\n\nc,5\" wide\n",
            "title,text,more\na,\"two\nlines\",5\" wide\n",
        ] {
            assert!(read(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn rows_without_a_text_are_counted() {
        let ((taken, notices), _) =
            read_separated(b"title,text\na,\n,\nb,words\n", &ReadOptions::default()).expect("a table");
        assert_eq!(taken.len(), 1);
        assert_eq!(notices, ["1 row without a text left out"]);
        assert!(read_separated(b"title,text\na,", &ReadOptions::default()).is_err());
    }

    #[test]
    fn json_lines_have_an_article_each() {
        let lines = "{\"headline\": \"A chair\", \"body\": \"Seats\\r\\nstand.\", \"authors\": [{\"name\": \"Jo\"}, \"Ann\"], \"year\": 2026}\n\n\
                     {\"body\": \"Dues\", \"lang\": \"en\"}\n";
        let ((taken, _), _) = read_json_lines(lines.as_bytes(), &ReadOptions::default()).expect("lines");
        assert_eq!(
            (taken[0].author.as_str(), taken[0].text.as_str(), taken[0].date.as_str()),
            ("Jo, Ann", "Seats\nstand.\n", "2026")
        );
        assert_eq!((taken.len(), taken[1].language.as_str()), (2, "en"));
        let why =
            |text: &str| read_json_lines(text.as_bytes(), &ReadOptions::default()).expect_err("an error").to_string();
        assert!(why("{\"text\": \"a\"}\n{\"text\": ").contains("line 2"));
        assert!(why("{\"text\": \"a\"}\n3").contains("line 2: there is no object"));
        assert!(why("[1]").contains("a JSON file, but a damaged one") && why("[1]").contains("line 1"));
    }

    #[test]
    fn a_list_of_objects_is_read_wherever_it_stands() {
        let texts = |json: &str| -> Vec<String> {
            let ((taken, _), _) = read_json_lines(json.as_bytes(), &ReadOptions::default()).expect("articles");
            taken.into_iter().map(|taken| taken.text).collect()
        };
        let list = "[{\"title\": \"A\", \"text\": \"Seats.\"},\n {\"title\": \"B\", \"text\": \"Dues.\"}]";
        assert_eq!(texts(list), ["Seats.\n", "Dues.\n"]);
        let sources = "\"sources\": [{\"id\": 1}]";
        assert_eq!(texts(&format!("{{\"status\": \"ok\", {sources}, \"articles\": {list}}}")), ["Seats.\n", "Dues.\n"]);
        assert_eq!(texts(&format!("{{\n\"status\": \"ok\",\n\"articles\": {list}\n}}\n")), ["Seats.\n", "Dues.\n"]);
        // A longer list that holds no articles is told, and left.
        let more = format!("{{\"articles\": {list}, \"tags\": [{{\"id\": 1}}, {{\"id\": 2}}, {{\"id\": 3}}]}}");
        let ((taken, notices), _) = read_json_lines(more.as_bytes(), &ReadOptions::default()).expect("articles");
        assert_eq!(
            (taken.len(), &*notices),
            (2, &["articles were taken from its list “articles”, none from “tags” (3)".to_owned()][..])
        );
        // An article with a list of its own.
        assert_eq!(texts("{\"text\": \"Seats.\", \"authors\": [{\"name\": \"Jo Doe\"}]}"), ["Seats.\n"]);
        assert_eq!(texts("{\n\"text\": \"Seats.\"\n}\n"), ["Seats.\n"]);
    }

    #[test]
    fn a_table_shows_what_it_was_taken_for() {
        let table = "kopf,lead,wortlaut\nA chair,Seats,stand.\nDues,,Waste.\n";
        let error = read_separated(table.as_bytes(), &ReadOptions::default()).expect_err("no column for the text");
        let mut seen = error.table().expect("a table").clone();
        assert_eq!(
            (seen.names.join("|"), seen.rows, seen.first[1].join("|")),
            ("kopf|lead|wortlaut".into(), 2, "Dues||Waste.".into())
        );
        seen.places = vec![(Field::Text, vec![1, 2]), (Field::Title, vec![0])];
        let options = ReadOptions { layouts: vec![(seen.layout(), seen.columns())], ..ReadOptions::default() };
        let ((taken, _), again) = read_separated(table.as_bytes(), &options).expect("a table");
        assert_eq!([&*taken[0].title, &taken[0].text, &taken[1].text], ["A chair", "Seats\n\nstand.\n", "Waste.\n"]);
        assert_eq!(again, seen);
    }

    #[test]
    fn a_choice_for_one_layout_does_not_reach_another() {
        let mut columns = Columns::default();
        columns.choose(Field::Text, vec!["title".to_owned()]);
        let options = ReadOptions {
            layouts: vec![(vec!["title".to_owned(), "b".to_owned()], columns)],
            ..ReadOptions::default()
        };
        let ((taken, _), _) = read_separated(b"title,text\na,words", &options).expect("a table");
        assert_eq!(taken[0].text, "words\n");
    }
}
