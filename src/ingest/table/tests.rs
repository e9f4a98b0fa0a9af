use super::{json_lines::read_json_lines, separated::read_separated};
use crate::ingest::{
    columns::{Columns, Field},
    error::ReadError,
    limits::MOST_ROWS,
    options::ReadOptions,
    tabular::{Header, Shape, parse_separator},
};

fn check(bytes: &[u8], expected: &[[&str; 4]]) {
    let ((taken, _), _) = read_separated(bytes, &ReadOptions::default()).expect("a table");
    let found: Vec<[&str; 4]> = taken.iter().map(|it| [&*it.title, &it.author, &it.date, it.text.trim_end()]).collect();
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
    assert_eq!(notices, ["1 row without a text left out (line 2)"]);
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
    let why = |text: &str| read_json_lines(text.as_bytes(), &ReadOptions::default()).expect_err("an error").to_string();
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
    let options =
        ReadOptions { layouts: vec![(vec!["title".to_owned(), "b".to_owned()], columns)], ..ReadOptions::default() };
    let ((taken, _), _) = read_separated(b"title,text\na,words", &options).expect("a table");
    assert_eq!(taken[0].text, "words\n");
}

/// The articles as title and text, and the notices.
fn read(table: &str, columns: &str, shape: Shape) -> (Vec<[String; 2]>, Vec<String>) {
    let columns = Columns::parse(columns).expect("columns");
    let options = ReadOptions { columns, shape, ..ReadOptions::default() };
    let ((taken, notices), _) = read_separated(table.as_bytes(), &options).expect("a table");
    (taken.into_iter().map(|it| [it.title, it.text.trim_end().to_owned()]).collect(), notices)
}

#[test]
fn the_sign_is_the_one_that_cuts_all_rows_alike() {
    let rows = "Nr;Age;What was said, in full, with all faults\n1;30;Chairs, they say.\n2;40;Dues.\n";
    assert_eq!(read(rows, "text=3", Shape::default()).0[0][1], "Chairs, they say.");
    let tied = "title;text, as printed\nA;Chairs.\nB;Dues.\n";
    assert_eq!(read(tied, "text=2", Shape::default()).0, [["A", "Chairs."], ["B", "Dues."]]);
    let one_column = "text\nChairs, they say, are few.\nDues.\n";
    assert_eq!(read(one_column, "", Shape::default()).0[0][1], "Chairs, they say, are few.");
    let chosen = Shape { separator: Some(b','), header: None };
    assert_eq!(read("a;title,text\nb;c,d\n", "", chosen).0, [["", "d"]]);
}

#[test]
fn a_sign_within_a_text_takes_nothing_away() {
    let (articles, notices) = read("title,text\nA,\"Seats, two\"\nB,Seats, three, all\n", "", Shape::default());
    assert_eq!(articles, [["A", "Seats, two"], ["B", "Seats, three, all"]]);
    assert!(notices[0].starts_with("1 row has more cells than there are names (on line 3)"), "{notices:?}");
    // Behind the text stands a date, which says where the text ends.
    let (articles, _) = read("title,text,date\nA,Seats, two,2026-01-09\nB,c,2026-01-10\n", "", Shape::default());
    assert_eq!(articles[0], ["A", "Seats, two"]);
    let (articles, notices) = read("title,text,date\nA,Seats,2026-01-09,x,y\nB,c,2026-01-10\n", "", Shape::default());
    assert_eq!(articles[0], ["A", "Seats"]);
    assert!(notices[0].ends_with("was left out: “x”, “y”"), "{notices:?}");
    let (articles, notices) = read("title,text\nA,\"He said \\\"no\\\", twice\"\nB,c\n", "", Shape::default());
    assert_eq!((&*articles[0][1], notices.len()), ("He said \"no\", twice", 1));
}

#[test]
fn names_may_stand_below_a_title_or_nowhere() {
    let titled = "Export of January\n\ntitle,text\nA,Chairs.\n";
    let (articles, notices) = read(titled, "", Shape::default());
    assert_eq!(articles, [["A", "Chairs."]]);
    assert_eq!(
        notices,
        ["the names of its columns were taken from line 3, and what stands above left out: “Export of January”"]
    );
    let bare = "A chair,The seats are counted once again.\nTwo,Nobody followed them out there.\n";
    let (articles, notices) = read(bare, "title=1,text=2", Shape::default());
    assert_eq!((articles.len(), notices.len()), (2, 1));
    let said = |header: Header| Shape { separator: None, header: Some(header) };
    assert_eq!(read(bare, "title=1,text=2", said(Header::Nowhere)).1.len(), 0);
    assert_eq!(read(bare, "title=1,text=2", said(Header::Row(1))).0.len(), 1);
    let options = ReadOptions { shape: said(Header::Row(9)), ..ReadOptions::default() };
    let error = read_separated(bare.as_bytes(), &options).expect_err("no row");
    assert!(error.to_string().contains("in line 9"), "{error}");
    // Another row can be chosen.
    assert_eq!(error.table().map(|table| (table.heads.len(), table.separator)), Some((2, Some(b','))));
}

#[test]
fn signs_and_rows_are_chosen_by_words() {
    let of = |given: &str| parse_separator(given).ok();
    assert_eq!([of("tab"), of("\\t"), of(";"), of("ab"), of("\"")], [Some(9), Some(9), Some(b';'), None, None]);
    assert_eq!(Header::parse("0"), Ok(Header::Nowhere));
    assert!(Header::parse("first").is_err());
}
