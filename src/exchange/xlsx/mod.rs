//! Passages as a workbook for Excel and its like: the excerpts, counts of tags, and the codebook, a sheet each.
//!
//! Words are always written as words, never as formulas. What Excel cannot hold is cut, and the cell says so.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::sheet::{Cell, Limits, Looks, Sheet, Trouble};
use super::{
    table,
    writing::{Export, ExportError, LeftOut},
};
use crate::{
    analysis::{
        counts::{Count, Counts, counts_of},
        outline::{self, Line},
    },
    model::{AnalystId, AnnotationId, Project, Tag, TagId},
};

mod sheet;
use super::format::{Format, Holds, Preview, Reads, Writes};
use super::parts::parts_of;

/// The format.
pub const FORMAT: Format = Format {
    name: "xlsx",
    ending: "xlsx",
    title: "Workbook (Excel)",
    carries: "a sheet of the passages, a sheet of counts by tag and analyst, and the codebook",
    lacks: parts_of!(Texts Uncoded Languages ArticleNotes Files ProjectNote Memos Splits Progress Settled Noise),
    limits: "words beyond 32,767 characters in a cell",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: true,
    has_mark: false,
    preview: Preview::As("csv"),
    write: Writes::By(write),
    read: Reads::Not,
};

/// Writes passages in the order given, counts of them, and the whole codebook; says what had to be cut.
///
/// # Errors
/// The writer's, or the export was stopped.
pub fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<LeftOut, ExportError> {
    let (bytes, trouble) = workbook(export, Limits::EXCEL)?;
    out.write_all(&bytes)?;
    out.flush()?;
    Ok(LeftOut { passages: 0, notices: trouble.in_words() })
}

fn workbook(export: &Export<'_>, limits: Limits) -> Result<(Vec<u8>, Trouble), ExportError> {
    let Export { project, passages, .. } = *export;
    let mut book = Workbook::new();
    // The project's own date: the time of writing would make other bytes each time.
    let created = ExcelDateTime::from_timestamp(project.info().made().unwrap_or_default().as_second())?;
    let properties = DocProperties::new().set_creation_datetime(&created);
    book.set_properties(&properties.set_title(sheet::fitting(&project.info().title, 255, &mut Trouble::default())));
    let (looks, mut trouble) = (Looks::new(), Trouble::default());
    let sheet = &mut Sheet::new(book.add_worksheet(), &looks, limits, &mut trouble);
    excerpts(sheet, export)?;
    let sheet = &mut Sheet::new(book.add_worksheet(), &looks, limits, &mut trouble);
    counts(sheet, project, passages)?;
    let sheet = &mut Sheet::new(book.add_worksheet(), &looks, limits, &mut trouble);
    codebook(sheet, project)?;
    Ok((book.save_to_buffer()?, trouble))
}

impl From<XlsxError> for ExportError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::IoError(error) => Self::Write(error),
            other => Self::Write(io::Error::other(other.to_string())),
        }
    }
}

/// The columns of the CSV file and the article's link.
fn excerpts(sheet: &mut Sheet<'_>, export: &Export<'_>) -> Result<(), ExportError> {
    let columns = table::columns(export.options.rows);
    let widths = columns.iter().map(|column| (*column, width(column)));
    sheet.begin("Excerpts", widths.chain([("link", 30)]))?;
    table::for_each_row(export, |excerpt, fields| {
        let link = excerpt.article.map_or("", |article| article.link.as_str());
        let cells = columns.iter().zip(&fields).map(|(column, field)| cell(column, field));
        sheet.row(cells.chain([Cell::Link(link)]))
    })?;
    sheet.end()
}

/// How wide a column of the excerpts is, in characters.
fn width(column: &str) -> u16 {
    match column {
        "start" | "end" => 8,
        "date" | "stance" | "voice" | "analyst" | "afterwards" => 12,
        "passage" | "sentence" => 60,
        "note" => 40,
        "title" | "tags" => 32,
        "created" | "modified" => 20,
        "id" => 10,
        _ => 22,
    }
}

fn cell<'f>(column: &str, field: &'f str) -> Cell<'f> {
    match column {
        "start" | "end" => field.parse().map_or(Cell::Empty, Cell::Number),
        "date" => Cell::Date(field),
        "created" | "modified" if field.is_empty() => Cell::Empty,
        "created" | "modified" => field.parse().map_or(Cell::Text(field), Cell::Time),
        _ => Cell::Text(field),
    }
}

/// A row for each tag, with how many of the passages have it and in how many articles, then the same by analyst.
fn counts(sheet: &mut Sheet<'_>, project: &Project, passages: &[(AnalystId, AnnotationId)]) -> Result<(), ExportError> {
    let all = counts_of(project, passages);
    let analysts: BTreeSet<&AnalystId> = passages.iter().map(|(analyst, _)| analyst).collect();
    let by_analyst: Vec<Counts> = analysts
        .iter()
        .map(|analyst| counts_of(project, passages.iter().filter(|(whose, _)| whose == *analyst)))
        .collect();
    let names = analysts.iter().map(|id| project.layer(id).map_or(id.as_str(), |layer| &layer.analyst().name));
    let heads: Vec<String> =
        names.flat_map(|name| [format!("passages: {name}"), format!("articles: {name}")]).collect();
    let columns = [("group", 22), ("tag", 36), ("id", 32), ("passages", 12), ("articles", 12)];
    sheet.begin("Counts", columns.into_iter().chain(heads.iter().map(|head| (head.as_str(), 18))))?;
    let mut row = |group: &str, name: &str, id: &str, of: &dyn Fn(&Counts) -> Count| {
        let counted = [&all].into_iter().chain(&by_analyst).map(of);
        let numbers = counted.flat_map(|count| [Cell::Number(count.passages), Cell::Number(count.articles)]);
        sheet.row([Cell::Text(group), Cell::Text(name), Cell::Text(id)].into_iter().chain(numbers))
    };
    for id in tags(project, &all) {
        row(&group_name(project, &id), &project.tag_name(&id), id.as_str(), &|counts| counts.tag(&id))?;
    }
    row("", "Without a tag", "", &|counts| counts.untagged)?;
    row("", "All passages", "", &|counts| counts.all)?;
    sheet.end()
}

/// The tags of the codebook in its order, then those that only passages have.
fn tags(project: &Project, counts: &Counts) -> Vec<TagId> {
    let mut tags = outline::tags_in_order(project);
    let known: BTreeSet<TagId> = tags.iter().cloned().collect();
    tags.extend(counts.by_tag.keys().filter(|tag| !known.contains(*tag)).cloned());
    tags
}

fn group_name(project: &Project, tag: &TagId) -> String {
    let group = project.tag(tag).and_then(|tag| project.groups.get(&tag.group));
    group.map(|group| group.name.clone()).unwrap_or_default()
}

/// All of the codebook, in its order.
fn codebook(sheet: &mut Sheet<'_>, project: &Project) -> Result<(), ExportError> {
    let columns = [
        ("group", 22),
        ("tag", 36),
        ("colour", 8),
        ("parent", 22),
        ("definition", 60),
        ("when to use", 40),
        ("when not", 40),
        ("example", 40),
        ("near misses", 40),
        ("aliases", 30),
        ("short name", 14),
        ("key", 6),
        ("id", 32),
    ];
    sheet.begin("Codebook", columns)?;
    let mut groups = BTreeMap::new();
    for line in outline::outline(project) {
        if let Line::Tag { id, .. } = line
            && let Some(tag) = project.tag(&id)
        {
            let group = groups.entry(&tag.group).or_insert_with(|| group_path(project, tag));
            tag_row(sheet, project, &id, tag, group)?;
        }
    }
    sheet.end()
}

fn tag_row(sheet: &mut Sheet<'_>, project: &Project, id: &TagId, tag: &Tag, group: &str) -> Result<(), ExportError> {
    let parent = tag.parent.as_ref().map(|parent| project.tag_name(parent)).unwrap_or_default();
    let (aliases, key) = (tag.aliases.join("; "), tag.key.map(String::from).unwrap_or_default());
    sheet.row([
        Cell::Text(group),
        Cell::Text(&tag.name),
        Cell::Colour(tag.hue),
        Cell::Text(&parent),
        Cell::Text(&tag.definition),
        Cell::Text(&tag.use_when),
        Cell::Text(&tag.not_when),
        Cell::Text(&tag.example),
        Cell::Text(&tag.near),
        Cell::Text(&aliases),
        Cell::Text(&tag.short),
        Cell::Text(&key),
        Cell::Text(id.as_str()),
    ])
}

/// “Organizations / Persons”.
fn group_path(project: &Project, tag: &Tag) -> String {
    let path = project.group_ancestry(&tag.group);
    let names = path.iter().rev().map(|id| project.groups.get(id).map_or(id.as_str(), |group| &group.name));
    names.collect::<Vec<_>>().join(" / ")
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::super::writing::{ExportOptions, Rows};
    use super::*;
    use crate::analysis::samples;
    use crate::exchange::tests::{all, exported_bytes, parts};

    /// The parts of the workbook with all passages, and what it says.
    fn exported(project: &Project, rows: Rows) -> (BTreeMap<String, String>, Vec<String>) {
        let options = ExportOptions { rows, ..ExportOptions::default() };
        let (bytes, said) = exported_bytes(project, &FORMAT, &options);
        (parts(&bytes), said)
    }

    /// A project with one passage of these words and this note.
    fn with_passage(text: &str, note: &str) -> Project {
        let mut project = samples::codebook();
        samples::put_article(&mut project, "a", note, "2026-01-09", 0, text);
        samples::put_layer(&mut project, "ana", "Ana");
        samples::put_passage(&mut project, "ana", 1, "a", text, &["argument/costs"]);
        samples::change(&mut project, "ana", 1, |annotation| note.clone_into(&mut annotation.note));
        project
    }

    #[test]
    fn there_are_three_sheets_with_filters_and_a_header_that_stays() {
        let (parts, said) = exported(&samples::project(), Rows::PerPassage);
        assert!(said.is_empty(), "{said:?}");
        let book = &parts["xl/workbook.xml"];
        for name in ["Excerpts", "Counts", "Codebook"] {
            assert!(book.contains(&format!(r#"<sheet name="{name}""#)), "{book}");
        }
        for (sheet, rows) in [(1, 6), (2, 9), (3, 7)] {
            let xml = &parts[&format!("xl/worksheets/sheet{sheet}.xml")];
            assert_eq!(xml.matches("<row ").count(), rows, "{xml}");
            assert!(xml.contains(r#"state="frozen""#) && xml.contains("<autoFilter "), "{xml}");
        }
        let (per_coding, _) = exported(&samples::project(), Rows::PerCoding);
        assert_eq!(per_coding["xl/worksheets/sheet1.xml"].matches("<row ").count(), 8);
    }

    #[test]
    fn dates_and_numbers_are_dates_and_numbers() {
        let (parts, _) = exported(&samples::project(), Rows::PerPassage);
        let sheet = &parts["xl/worksheets/sheet1.xml"];
        // 9 January 2026 and characters 28 to 50; the month alone of the other article stays words.
        for value in ["<v>46031</v>", "<v>28</v>", "<v>50</v>"] {
            assert!(sheet.contains(value), "{value} in {sheet}");
        }
        assert!(parts["xl/sharedStrings.xml"].contains("<t>2026-02</t>"));
    }

    #[test]
    fn counts_are_those_of_the_passages() {
        let (parts, _) = exported(&samples::project(), Rows::PerPassage);
        let strings = &parts["xl/sharedStrings.xml"];
        assert!(strings.contains("passages: Ana") && strings.contains("articles: Ben"), "{strings}");
        // Vacuum: three passages in two articles, two of Ana in two, one of Ben.
        let sheet = &parts["xl/worksheets/sheet2.xml"];
        let row = sheet.split("<row ").find(|row| row.starts_with(r#"r="5""#)).expect("a row");
        let numbers: Vec<&str> =
            row.split("<v>").skip(4).filter_map(|cell| cell.split_once('<')).map(|(number, _)| number).collect();
        assert_eq!(numbers, ["3", "2", "2", "2", "1", "1"], "{row}");
    }

    #[test]
    fn words_are_never_formulas() {
        let (parts, said) = exported(&with_passage("=1+2", "\u{1}a\r\n<b>\u{fffe}"), Rows::PerPassage);
        let sheet = &parts["xl/worksheets/sheet1.xml"];
        assert!(!sheet.contains("<f>") && !sheet.contains(r#"t="str""#), "{sheet}");
        assert!(parts["xl/styles.xml"].contains(r#"quotePrefix="1""#));
        let strings = &parts["xl/sharedStrings.xml"];
        assert!(strings.contains("<t>=1+2</t>") && strings.contains("\u{fffd}a\n&lt;b&gt;\u{fffd}"), "{strings}");
        assert_eq!(
            said,
            ["2 cells had control characters, which a workbook cannot hold: \u{fffd} stands in their place."]
        );
    }

    #[test]
    fn what_is_too_long_is_cut_and_says_so() {
        let long = "👍🏽 ".repeat(20_000);
        let (parts, said) = exported(&with_passage(&long, ""), Rows::PerPassage);
        assert!(parts["xl/sharedStrings.xml"].contains(" more characters]</t>"));
        // The passage and the sentence.
        assert_eq!(said, ["A cell holds 32,767 characters: 2 cells were cut, and say so at their end."]);
        let mut trouble = Trouble::default();
        for length in [32_766, 32_767, 32_768, 40_000] {
            let fitted = sheet::fitting(&"é".repeat(length), 32_767, &mut trouble);
            assert!(fitted.encode_utf16().count() <= 32_767, "{length}");
        }
        assert_eq!(trouble.in_words().len(), 1);
    }

    #[test]
    fn what_does_not_fit_on_a_sheet_is_counted() {
        let project = samples::project();
        let (passages, options) = (all(&project), ExportOptions::default());
        let export = Export { project: &project, passages: &passages, options: &options, progress: &|_, _| true };
        let (bytes, trouble) = workbook(&export, Limits::of_rows(4)).expect("a workbook");
        let strings = &parts(&bytes)["xl/sharedStrings.xml"];
        assert!(strings.contains("3 more rows did not fit on this sheet"), "{strings}");
        assert_eq!(trouble.in_words().len(), 1, "{trouble:?}");
        assert!(trouble.in_words()[0].contains("were left out"));
    }

    #[test]
    fn links_are_links_where_they_are_addresses() {
        let mut project = with_passage("words", "");
        for (link, expected) in [("https://example.org/a?b=c&d", 1), ("javascript:alert(1)", 0), ("see there", 0)] {
            samples::change_article(&mut project, "a", |article| link.clone_into(&mut article.link));
            let (parts, _) = exported(&project, Rows::PerPassage);
            let found = parts["xl/worksheets/sheet1.xml"].matches("<hyperlink ").count();
            assert_eq!(found, expected, "{link}");
        }
    }

    #[test]
    fn the_same_project_gives_the_same_bytes() {
        let bytes = || exported_bytes(&samples::project(), &FORMAT, &ExportOptions::default()).0;
        assert!(bytes() == bytes());
        let mut core = String::new();
        let mut zip = zip::ZipArchive::new(io::Cursor::new(bytes())).expect("a zip file");
        zip.by_name("docProps/core.xml").expect("a part").read_to_string(&mut core).expect("text");
        assert!(core.contains("2026-01-20T08:00:00Z"), "{core}");
    }

    #[test]
    fn a_project_without_anything_is_a_workbook_too() {
        let (parts, said) = exported(&Project::new(samples::codebook().info().clone()), Rows::PerCoding);
        assert_eq!((parts["xl/worksheets/sheet1.xml"].matches("<row ").count(), said.len()), (1, 0));
    }
}
