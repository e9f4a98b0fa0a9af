//! Passages as a table for spreadsheets and statistics: CSV as in RFC 4180, UTF-8, lines ending in CR LF.
//!
//! A field that a spreadsheet would take for a formula gets an apostrophe in front, see [`guarded`]; whoever reads the
//! file with a program takes it off again with [`unguarded`]. Within fields nothing is changed otherwise.

use std::io::Write;

use super::format::{Format, Holds, Preview, Reads, Writes};
use super::parts::parts_of;
use super::{
    table,
    writing::{Export, ExportError, LeftOut},
};

/// The format.
pub const FORMAT: Format = Format {
    name: "csv",
    ending: "csv",
    title: "Table (CSV)",
    carries: "passages with their tags, notes and sources, for spreadsheets and statistics",
    lacks: parts_of!(
        Texts Uncoded Languages Links ArticleNotes Files Definitions Uses Colours Tree ShortNames Keys Title
        ProjectNote Memos Splits Progress Settled Noise
    ),
    limits: "",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: true,
    has_mark: true,
    preview: Preview::AsItIs,
    write: Writes::By(|export, out| write(export, out).map(|()| LeftOut::default())),
    read: Reads::Not,
};

/// Writes passages in the order given, with one row each or one for each of their tags.
///
/// # Errors
/// The writer's, or the export was stopped.
pub fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let Export { options, .. } = *export;
    if options.bom {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut csv = writer(out);
    put(&mut csv, table::columns(options.rows))?;
    table::for_each_row(export, |_, fields| put(&mut csv, fields))?;
    csv.flush()?;
    Ok(())
}

/// A writer of CSV as all of our files have it.
pub(super) fn writer(out: &mut dyn Write) -> csv::Writer<&mut dyn Write> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out)
}

/// Writes a row, with what a spreadsheet would take for formulas guarded.
pub(super) fn put(
    csv: &mut csv::Writer<&mut dyn Write>,
    fields: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<(), ExportError> {
    let written = fields.into_iter().try_for_each(|field| match guard(field.as_ref()) {
        Some(guarded) => csv.write_field(guarded),
        None => csv.write_field(field.as_ref()),
    });
    // Records of one length into one writer: what remains are errors of the writer.
    written.and_then(|()| csv.write_record(None::<&[u8]>)).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) => ExportError::Write(error),
        other => ExportError::Write(std::io::Error::other(format!("{other:?}"))),
    })
}

/// `field`, with an apostrophe in front if it would begin a formula: if a tab, a carriage return, `=`, `+`, `-` or `@` (also
/// the full-width ones) stands at its beginning, or behind nothing but apostrophes and characters that nobody sees.
///
/// Passing over the apostrophes that are there already is what makes the rule reversible.
pub fn guarded(field: &str) -> String {
    guard(field).unwrap_or_else(|| field.to_owned())
}

/// The field with its guard, if it needs one.
fn guard(field: &str) -> Option<String> {
    begins_formula(field).then(|| format!("'{field}"))
}

/// The field as it was before [`guarded`].
pub fn unguarded(field: &str) -> &str {
    match field.strip_prefix('\'') {
        Some(rest) if begins_formula(rest) => rest,
        _ => field,
    }
}

pub(super) fn begins_formula(field: &str) -> bool {
    // Most fields begin so.
    if field.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return false;
    }
    let begins = |c: &char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠');
    field.chars().find(|c| begins(c) || *c != '\'' && !is_unseen(*c)).is_some_and(|c| begins(&c))
}

/// White space, control characters, and what has the property `Default_Ignorable_Code_Point` in Unicode: programs drop some
/// of these before they look at how a field begins.
fn is_unseen(c: char) -> bool {
    let is_ignorable = matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    );
    c.is_whitespace() || c.is_control() || is_ignorable
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::writing::ExportOptions;
    use super::*;
    use crate::analysis::samples;
    use crate::exchange::tests::exported;
    use crate::model::Project;

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
    fn formulas_are_guarded_behind_what_nobody_sees() {
        for unseen in
            ["\n", " ", "\u{a0}", "\u{3000}", "\u{200b}", "\u{feff}", "\0", "\u{ad}", "\u{2060}", "\u{202e}", "\u{85}"]
        {
            for sign in ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"] {
                let field = format!("{unseen}{sign}cmd");
                check(&field, &format!("'{field}"));
                let field = format!("{unseen}'{unseen}{sign}cmd");
                check(&field, &format!("'{field}"));
            }
            let field = format!("{unseen}words = words");
            check(&field, &field);
        }
    }

    #[test]
    fn a_mark_comes_first_if_asked() {
        let options = ExportOptions { bom: true, ..ExportOptions::default() };
        assert!(exported(&samples::project(), &FORMAT, &options).starts_with("\u{feff}id,article,"));
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
        fn any_words_come_back(text in "[a ,;\"'\n\r\t=+@👩🏽‍💻字\u{a0}\u{200b}-]{1,30}", note in "[\"\r\n,=' é\u{feff}]{0,8}") {
            let csv = exported(&with_passage(&text, &note), &FORMAT, &ExportOptions::default());
            let mut table = csv::Reader::from_reader(csv.as_bytes());
            let rows: Vec<csv::StringRecord> = table.records().collect::<Result<_, _>>().expect("a table");
            prop_assert_eq!(rows.len(), 1);
            prop_assert_eq!(unguarded(&rows[0][8]), text.as_str());
            prop_assert_eq!(unguarded(&rows[0][10]), note.as_str());
            prop_assert_eq!(unguarded(&rows[0][2]), note.as_str());
            prop_assert_eq!(rows[0][7].parse::<usize>().ok(), Some(text.chars().count()));
        }

        #[test]
        fn guarding_is_reversible(field in "['=+@\t\r\n \u{a0}\u{200b}\u{feff}\0＝a-]{0,6}") {
            let guarded = guarded(&field);
            prop_assert_eq!(unguarded(&guarded), field.as_str());
            let seen = guarded.trim_start_matches(|c: char| is_unseen(c) && !"\t\r".contains(c));
            prop_assert!(!seen.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']));
        }
    }
}
