//! Passages as a table for spreadsheets and statistics: CSV as in RFC 4180, UTF-8, lines ending in CR LF.
//!
//! A field that a spreadsheet would take for a formula gets an apostrophe in front, see [`guarded`]; whoever reads the
//! file with a program takes it off again with [`unguarded`]. Within fields nothing is changed otherwise.

use std::io::Write;

use super::{ExportError, ExportOptions, Progress, Rows, distinct_tags, for_each_excerpt, tag_names};
use crate::{
    analysis::excerpts::{Excerpt, ExcerptCoding},
    model::{AnalystId, AnnotationId, Project, Stance, Voice},
};

/// The columns before those of the tags. `start` and `end` count characters.
const BEFORE: [&str; 9] = ["id", "article", "title", "outlet", "author", "date", "start", "end", "passage"];
const TAGS: [&str; 1] = ["tags"];
const CODING: [&str; 7] = ["tag", "tag_name", "group", "by", "about", "stance", "voice"];
/// The columns behind those of the tags.
const AFTER: [&str; 5] = ["note", "analyst", "created", "modified", "sentence"];

/// Writes passages in the order given, with one row each or one for each of their tags.
///
/// # Errors
/// The writer's, or `progress` said to stop.
pub fn write(
    project: &Project,
    passages: &[(AnalystId, AnnotationId)],
    options: ExportOptions,
    out: &mut dyn Write,
    progress: Progress<'_>,
) -> Result<(), ExportError> {
    if options.bom {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let tags: &[&str] = match options.rows {
        Rows::PerPassage => &TAGS,
        Rows::PerCoding => &CODING,
    };
    row(&mut table, BEFORE.iter().chain(tags).chain(&AFTER).map(|name| (*name).to_owned()))?;
    for_each_excerpt(project, passages, progress, |excerpt| match options.rows {
        Rows::PerPassage => write_row(&mut table, excerpt, vec![tag_names(project, &distinct_tags(excerpt))]),
        Rows::PerCoding if excerpt.codings.is_empty() => {
            write_row(&mut table, excerpt, vec![String::new(); CODING.len()])
        }
        Rows::PerCoding => {
            excerpt.codings.iter().try_for_each(|coding| write_row(&mut table, excerpt, coding_fields(project, coding)))
        }
    })?;
    table.flush()?;
    Ok(())
}

type Table<'w> = csv::Writer<&'w mut dyn Write>;

fn write_row(table: &mut Table<'_>, excerpt: &Excerpt<'_>, tags: Vec<String>) -> Result<(), ExportError> {
    row(table, before(excerpt).into_iter().chain(tags).chain(after(excerpt)))
}

fn row(table: &mut Table<'_>, fields: impl Iterator<Item = String>) -> Result<(), ExportError> {
    let written = table.write_record(fields.map(|field| guarded(&field)));
    // Records of one length into one writer: what remains are errors of the writer.
    written.map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) => ExportError::Write(error),
        other => ExportError::Write(std::io::Error::other(format!("{other:?}"))),
    })
}

fn before(excerpt: &Excerpt<'_>) -> [String; BEFORE.len()] {
    let of = |field: fn(&crate::model::Article) -> &String| excerpt.article.map(field).cloned().unwrap_or_default();
    let offset = |offset: Option<usize>| offset.map(|offset| offset.to_string()).unwrap_or_default();
    [
        excerpt.id.to_string(),
        excerpt.annotation.article.to_string(),
        of(|article| &article.title),
        of(|article| &article.outlet),
        of(|article| &article.author),
        of(|article| &article.date),
        offset(excerpt.place.map(|(start, _)| start)),
        offset(excerpt.place.map(|(_, end)| end)),
        excerpt.annotation.quote.exact.clone(),
    ]
}

fn after(excerpt: &Excerpt<'_>) -> [String; AFTER.len()] {
    [
        excerpt.annotation.note.clone(),
        excerpt.analyst.to_string(),
        excerpt.created.to_string(),
        excerpt.modified.to_string(),
        excerpt.sentence.clone(),
    ]
}

fn coding_fields(project: &Project, coding: &ExcerptCoding<'_>) -> Vec<String> {
    vec![
        coding.tag.to_string(),
        coding.name.clone(),
        coding.group.to_owned(),
        tag_names(project, &coding.by),
        tag_names(project, &coding.about),
        coding.coding.stance.map_or("", Stance::word).to_owned(),
        coding.coding.voice.map_or("", Voice::word).to_owned(),
    ]
}

/// `field`, with an apostrophe in front if it would begin a formula: if after any number of apostrophes it begins with
/// `=`, `+`, `-`, `@` (also the full-width ones), a tab or a carriage return.
///
/// Counting the apostrophes that are there already is what makes the rule reversible.
pub fn guarded(field: &str) -> String {
    if begins_formula(field) { format!("'{field}") } else { field.to_owned() }
}

/// The field as it was before [`guarded`].
pub fn unguarded(field: &str) -> &str {
    match field.strip_prefix('\'') {
        Some(rest) if begins_formula(rest) => rest,
        _ => field,
    }
}

fn begins_formula(field: &str) -> bool {
    let begins = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    field.trim_start_matches('\'').starts_with(begins)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples;
    use crate::exchange::{Kind, tests::exported};

    fn check(field: &str, expected: &str) {
        assert_eq!(guarded(field), expected);
        assert_eq!(unguarded(expected), field);
    }

    #[test]
    fn formulas_are_guarded_reversibly() {
        check("=1+2", "'=1+2");
        check("'=1", "''=1");
        check("@home", "'@home");
        check("-5", "'-5");
        check("\tx", "'\tx");
        check("'tis", "'tis");
        check("5 - 3", "5 - 3");
        check("", "");
    }

    #[test]
    fn a_mark_comes_first_if_asked() {
        let options = ExportOptions { bom: true, ..ExportOptions::default() };
        assert!(exported(&samples::project(), Kind::Csv, options).starts_with("\u{feff}id,article,"));
    }

    /// A project with one passage of these words.
    fn with_passage(text: &str, note: &str) -> Project {
        let mut project = samples::codebook();
        samples::put_article(&mut project, "a", note, "", 0, text);
        samples::put_layer(&mut project, "ana", "Ana");
        samples::put_passage(&mut project, "ana", 1, "a", text, &["argument/costs"]);
        samples::change(&mut project, "ana", 1, |annotation| note.clone_into(&mut annotation.note));
        project
    }

    proptest! {
        #[test]
        fn any_words_come_back(text in "[a ,;\"'\n\r\t=+@👩🏽‍💻字-]{1,30}", note in "[\"\r\n,='é]{0,8}") {
            let csv = exported(&with_passage(&text, &note), Kind::Csv, ExportOptions::default());
            let mut table = csv::Reader::from_reader(csv.as_bytes());
            let rows: Vec<csv::StringRecord> = table.records().collect::<Result<_, _>>().expect("a table");
            prop_assert_eq!(rows.len(), 1);
            prop_assert_eq!(unguarded(&rows[0][8]), text.as_str());
            prop_assert_eq!(unguarded(&rows[0][10]), note.as_str());
            prop_assert_eq!(unguarded(&rows[0][2]), note.as_str());
            prop_assert_eq!(rows[0][7].parse::<usize>().ok(), Some(text.chars().count()));
        }

        #[test]
        fn guarding_is_reversible(field in "['=+@\ta-]{0,6}") {
            let guarded = guarded(&field);
            prop_assert_eq!(unguarded(&guarded), field.as_str());
            prop_assert!(!guarded.starts_with(['=', '+', '-', '@', '\t']));
        }
    }
}
