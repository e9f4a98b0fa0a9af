//! Tables as text, with a sign between columns: CSV, TSV and their like.

use std::{collections::BTreeMap, ops::Range};

use csv::ReaderBuilder;

use super::articles::{TableReading, named};
use crate::ingest::{
    called::TABLE,
    columns::known_names,
    error::ReadError,
    limits::{MOST_CELLS, MOST_ROWS},
    options::ReadOptions,
    tabular::{NO_SIGN, Rows, SEPARATORS},
    text,
};

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Dialect {
    sign: u8,
    /// A backslash stands before a quotation mark that is none of the table's, as `MySQL` and Hive write it.
    has_backslashes: bool,
}

impl Dialect {
    fn reader(self, text: &str) -> csv::Reader<&[u8]> {
        let escape = self.has_backslashes.then_some(b'\\');
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(self.sign).escape(escape).from_reader(text.as_bytes())
    }
}

/// The articles of a table; the sign between its columns is said, or the one that cuts the rows most alike.
pub(in crate::ingest) fn read_separated(bytes: &[u8], options: &ReadOptions) -> Result<TableReading, ReadError> {
    let mut notices = Vec::new();
    let text = text::to_utf8_from(bytes, options.encoding, &mut notices)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    // Excel writes the sign that it separates with into a line of its own.
    let (said, text) = match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((sign, rest)) => (sign.bytes().next(), rest),
        None => (None, text),
    };
    let begins = begins(text);
    let chosen = options.shape_of(&begins).separator;
    let dialect = dialect(text, chosen.or(said), options);
    if dialect.has_backslashes {
        notices.push(
            "a backslash before a quotation mark was left out, and the mark taken for one of the text".to_owned(),
        );
    }
    let is_guess = chosen.or(said).is_none();
    let mut rows = Rows { unit: "line", separator: Some(dialect.sign), is_guess, begins, ..Rows::default() };
    let (mut cells, mut last) = (0, 0..0);
    let mut line = 1 + usize::from(said.is_some());
    for row in dialect.reader(text).records() {
        let row = row.map_err(|error| ReadError::damaged(TABLE, format!("a row cannot be read ({error})")))?;
        let at = row.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        let at = at + text.get(at..).map_or(0, |rest| rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        line += text.get(last.start..at).map_or(0, |between| between.matches('\n').count());
        last = at..text.len();
        cells += row.len();
        if rows.cells.len() == MOST_ROWS || cells > MOST_CELLS {
            return Err(ReadError::TooManyRows);
        }
        rows.cells.push(row.iter().map(str::to_owned).collect());
        rows.at.push(line);
    }
    if let Some(line) = open_quote(text, last, dialect) {
        return Err(ReadError::OpenQuote { line: line + usize::from(said.is_some()) });
    }
    let ((taken, more), table) = named(rows, options)?;
    notices.extend(more);
    Ok(((taken, notices), table))
}

/// The first line that is not blank, cut short: by it a table is known again, however it is read.
fn begins(text: &str) -> String {
    const MOST: usize = 200;
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    line.chars().take(MOST).collect()
}

/// The line on which the last row begins, whose bytes these are, if a quotation mark in it is never closed, so that it
/// swallowed all others: one more row below it would be a part of it, too.
fn open_quote(text: &str, last: Range<usize>, dialect: Dialect) -> Option<usize> {
    let row = text.get(last.clone())?;
    let one_more = format!("{row}\nx");
    let is_open = row.trim().contains('\n') && dialect.reader(&one_more).into_records().count() == 1;
    is_open.then(|| text[..last.start].matches('\n').count() + 1)
}

/// How much of a table is looked at to find its sign, in bytes and rows.
const LOOKED_AT: usize = 256_000;
const ROWS: usize = 200;

/// How the table is written: with `said` if that is known, else with the sign by which most rows have the same number of
/// cells, known names of columns among them.
fn dialect(text: &str, said: Option<u8>, options: &ReadOptions) -> Dialect {
    let sample = &text[..text.floor_char_boundary(LOOKED_AT)];
    // Cut where a row ends, if it has one to spare.
    let whole = sample.rsplit_once('\n').map(|(whole, _)| whole).filter(|whole| whole.contains('\n'));
    let sample = if sample.len() < text.len() { whole.unwrap_or(sample) } else { sample };
    let signs: Vec<u8> = said.map_or_else(|| SEPARATORS.map(|(sign, _)| sign).to_vec(), |sign| vec![sign]);
    let backslashes: &[bool] = if sample.contains("\\\"") { &[false, true] } else { &[false] };
    let mut best: Option<(f64, Dialect)> = None;
    for sign in signs {
        for has_backslashes in backslashes {
            let dialect = Dialect { sign, has_backslashes: *has_backslashes };
            let Some(score) = score(sample, dialect, options) else { continue };
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, dialect));
            }
        }
    }
    match (best, said) {
        (Some((_, dialect)), _) => dialect,
        (None, Some(sign)) => Dialect { sign, has_backslashes: false },
        // A table of one column may have any of the signs in its texts, but in quotation marks they do no harm.
        (None, None) => Dialect { sign: if sample.contains('"') { b',' } else { NO_SIGN }, has_backslashes: false },
    }
}

/// How alike the rows are that a dialect makes: the share of those with the usual number of cells, and half a point for each
/// of two known names. Nothing where a row has usually one cell, or rows differ and no name is known.
fn score(sample: &str, dialect: Dialect, options: &ReadOptions) -> Option<f64> {
    let rows: Vec<Vec<String>> = dialect
        .reader(sample)
        .records()
        .take(ROWS)
        .map_while(Result::ok)
        .map(|row| row.iter().map(str::to_owned).collect())
        .collect();
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for row in &rows {
        *counts.entry(row.len()).or_default() += 1;
    }
    let (_, often) = counts.into_iter().filter(|(cells, _)| *cells > 1).max_by_key(|(_, often)| *often)?;
    let known = rows.iter().take(10).map(|row| known_names(row, &options.columns)).max().unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "there are 200 rows at most")]
    let share = often as f64 / rows.len() as f64;
    let names = [0.0, 0.5, 1.0][known.min(2)];
    (share >= 0.5 || known > 1).then_some(share + names)
}
