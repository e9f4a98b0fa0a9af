//! In which row of a table the names of its columns stand.

use crate::ingest::{
    columns::known_names,
    error::ReadError,
    options::ReadOptions,
    tabular::{Header, Rows, Table},
};

/// How many of the first rows may have the names.
pub(super) const LOOKED_AT: usize = 12;

/// The row with the names.
pub(super) struct Found {
    /// Its place among the rows; nothing where none has names.
    pub at: Option<usize>,
    /// Nobody said so.
    pub is_guess: bool,
}

/// The row that was said to have the names; else the first of those with the most known names, or else the first that has as
/// many cells as any. A row with sentences in it has none: it is an article, and so are all.
pub(super) fn find(rows: &Rows, options: &ReadOptions) -> Result<Found, ReadError> {
    match options.shape_of(&rows.begins).header {
        Some(Header::Nowhere) => return Ok(Found { at: None, is_guess: false }),
        Some(Header::Row(number)) => {
            let at = rows.at.iter().position(|at| *at == number);
            let table = || Box::new(Table::new(Vec::new(), rows, Vec::new()));
            let at = at.ok_or_else(|| ReadError::NoRow { number, unit: rows.unit, table: table() })?;
            return Ok(Found { at: Some(at), is_guess: false });
        }
        None => {}
    }
    let first = || rows.cells.iter().take(LOOKED_AT).enumerate();
    let known = |row: &[String]| known_names(row, &options.columns);
    let best = first().map(|(_, row)| known(row)).max().unwrap_or(0);
    let named = first().find(|(_, row)| known(row) == best);
    let filled = |row: &[String]| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let most = first().map(|(_, row)| filled(row)).max().unwrap_or(0);
    let widest = first().find(|(_, row)| filled(row) == most);
    // One known name may stand in a title; a row of nothing but known names is none.
    let by_name = named.filter(|(_, row)| best > 1 || (best == 1 && (filled(row) == most || filled(row) == best)));
    let at = match (by_name, widest) {
        (Some((at, _)), _) => Some(at),
        (None, Some((at, row))) => (best > 0 || !has_sentences(row)).then_some(at),
        (None, None) => None,
    };
    Ok(Found { at, is_guess: true })
}

/// Whether a cell is a sentence, or longer than any name.
fn has_sentences(row: &[String]) -> bool {
    row.iter().any(|cell| {
        let cell = cell.trim();
        let words = cell.split_whitespace().count();
        words > 20 || (words > 4 && cell.trim_end_matches(['"', '”', '’', ')']).ends_with(['.', '!', '…', '。']))
    })
}
