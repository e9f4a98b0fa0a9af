//! Texts that signs within them took to pieces.

use crate::{
    ingest::{
        columns::Field,
        guess::date_of,
        tabular::{Rows, Table},
    },
    words::{counted, thousands},
};

/// Puts together what signs within a text took to pieces: rows with more cells than there are names. What fits no column is
/// left out, and told.
pub(super) fn put_right(rows: &mut Rows, separator: u8, table: &Table, notices: &mut Vec<String>) {
    let width = table.names.len();
    let Some(text) = table.places_of(Field::Text).last().copied() else { return };
    let (mut joined, mut cut) = (Vec::new(), Vec::new());
    for (row, at) in rows.cells.iter_mut().zip(&rows.at) {
        while row.len() > width && row.last().is_some_and(|cell| cell.trim().is_empty()) {
            row.pop();
        }
        let Some(more) = row.len().checked_sub(width).filter(|more| *more > 0) else { continue };
        let words = row[text..=text + more].join(&char::from(separator).to_string());
        let mut shifted = row.clone();
        shifted.splice(text..=text + more, [words]);
        if fit(&shifted, text, table) >= fit(row, text, table) {
            *row = shifted;
            joined.push(*at);
        } else {
            cut.push((*at, row.split_off(width)));
        }
    }
    let first =
        |at: usize, many: usize| format!("{}line {}", if many > 1 { "the first on " } else { "on " }, thousands(at));
    if let Some(at) = joined.first() {
        notices.push(format!(
            "{} more cells than there are names ({}): the sign between columns stands in the text without quotation marks, \
             and the text was put together again",
            have(joined.len()),
            first(*at, joined.len())
        ));
    }
    if let Some((at, cells)) = cut.first() {
        let cells: Vec<String> = cells.iter().take(3).map(|cell| format!("“{}”", cell.trim())).collect();
        notices.push(format!(
            "{} more cells than there are names ({}), and what stands beyond them was left out: {}",
            have(cut.len()),
            first(*at, cut.len()),
            cells.join(", ")
        ));
    }
}

fn have(rows: usize) -> String {
    format!("{} {}", counted(rows, "row"), if rows == 1 { "has" } else { "have" })
}

/// How many columns behind the text hold what they should: a date, a link.
fn fit(row: &[String], text: usize, table: &Table) -> usize {
    let behind = |field: Field| table.places_of(field).iter().filter(|at| **at > text).filter_map(|at| row.get(*at));
    let dates = behind(Field::Date).filter(|cell| !date_of(cell, Some(true)).is_empty()).count();
    dates + behind(Field::Link).filter(|cell| cell.trim().starts_with("http")).count()
}
