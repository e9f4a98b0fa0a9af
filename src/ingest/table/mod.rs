//! Tables with an article in each row: CSV, TSV, JSON Lines and the sheets of workbooks.

pub(super) mod json_lines;
mod names;
pub(super) mod separated;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{
    ReadError, ReadOptions,
    columns::{Columns, Field, Misfit, Places, reference},
    file::{Reading, Taken},
    guess::{date_of, day_first},
};
use crate::words::{counted, thousands};

const TABLE: &str = "a table";
/// The most articles that one file may hold.
pub(super) const MOST_ROWS: usize = 200_000;
/// The most cells that are looked at.
pub(super) const MOST_CELLS: usize = 5_000_000;

/// How many of a table's first rows are shown, and how much of a cell, in characters.
const SHOWN_ROWS: usize = 5;
const SHOWN_OF_CELL: usize = 300;

/// Which row of a table has the names of its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// None has: all rows are articles.
    Nowhere,
    /// The row of this number: of the line that it begins on, or as the workbook counts it.
    Row(usize),
}

impl Header {
    /// The number of a row, from 1; 0 for none.
    ///
    /// # Errors
    /// It is no number; in words for the user.
    pub fn parse(given: &str) -> Result<Self, String> {
        match given.trim().parse() {
            Ok(0) => Ok(Self::Nowhere),
            Ok(row) => Ok(Self::Row(row)),
            Err(_) => Err(format!("“{given}” is no number of a row: write 3 for the third, 0 if no row has names")),
        }
    }

    /// As [`Self::parse`] reads it.
    pub fn number(self) -> usize {
        match self {
            Self::Nowhere => 0,
            Self::Row(row) => row,
        }
    }
}

/// How tables are cut into columns and rows, where somebody chose it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// The sign between columns.
    pub separator: Option<u8>,
    pub header: Option<Header>,
}

/// The signs that can stand between columns, with what they are called.
pub const SEPARATORS: [(u8, &str); 5] =
    [(b',', "comma"), (b';', "semicolon"), (b'\t', "tab"), (b'|', "bar"), (NO_SIGN, "none")];

/// A sign that stands in no text: the table has one column.
const NO_SIGN: u8 = 0x1f;

/// A sign between columns as somebody writes it: itself, its name, or `\t`.
///
/// # Errors
/// It is no such sign; in words for the user.
pub fn parse_separator(given: &str) -> Result<u8, String> {
    let known = SEPARATORS.iter().find(|(_, name)| given.eq_ignore_ascii_case(name)).map(|(sign, _)| *sign);
    let sign = || match given.as_bytes() {
        [sign] if sign.is_ascii() && !sign.is_ascii_alphanumeric() && !b"\"\r\n".contains(sign) => Some(*sign),
        b"\\t" => Some(b'\t'),
        _ => None,
    };
    let names = SEPARATORS.map(|(_, name)| name).join(", ");
    known.or_else(sign).ok_or_else(|| format!("“{given}” is no sign between columns: give one sign, or {names}"))
}

/// The rows of a table as they were read.
#[derive(Default)]
pub(super) struct Rows {
    pub cells: Vec<Vec<String>>,
    /// By what number each is known in the file, and what that counts: “line”, “row”.
    pub at: Vec<usize>,
    pub unit: &'static str,
    /// The sign between its columns, where there is one.
    pub separator: Option<u8>,
    /// Nobody said which sign it is.
    pub is_guess: bool,
    /// By what a choice for this table is remembered.
    pub begins: String,
    /// Where cells lead to that show other words, by place among the rows and column.
    pub links: BTreeMap<(usize, usize), String>,
}

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
    /// By what a choice of its shape is remembered.
    pub begins: String,
    /// The sign between its columns; nothing where columns are told in another way.
    pub separator: Option<u8>,
    /// The sign was found by how it cuts the rows: neither the file nor anybody said it.
    pub is_guess: bool,
    /// Where its names were found; nothing where each row has names of its own.
    pub header: Option<Header>,
    /// The first rows that may have the names: by which number each is known, and its first words.
    pub heads: Vec<(usize, String)>,
}

impl Table {
    fn new(names: Vec<String>, rows: &Rows, places: Places) -> Self {
        let cut = |cell: &String| cell.trim().chars().take(SHOWN_OF_CELL).collect();
        let first = rows.cells.iter().take(SHOWN_ROWS).map(|row| row.iter().map(cut).collect()).collect();
        Self {
            names,
            first,
            rows: rows.cells.len(),
            places,
            begins: rows.begins.clone(),
            separator: rows.separator,
            is_guess: rows.is_guess,
            ..Self::default()
        }
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

/// The articles in the rows of a table, in one of which the names of its columns stand; which one, is said or guessed.
pub(super) fn named(mut rows: Rows, options: &ReadOptions) -> Result<TableReading, ReadError> {
    let is_filled = |row: &Vec<String>| row.iter().any(|cell| !cell.trim().is_empty());
    let first = rows.cells.iter().position(is_filled).unwrap_or(rows.cells.len());
    rows.drop_first(first);
    if rows.cells.is_empty() {
        return Err(ReadError::NoWords(TABLE));
    }
    let heads = rows.heads();
    let with_shape = |header: Header, table: &mut Table| {
        table.header = Some(header);
        table.heads.clone_from(&heads);
    };
    let found = names::find(&rows, options).map_err(|mut error| {
        error.table_mut().into_iter().for_each(|table| with_shape(Header::Nowhere, table));
        error
    })?;
    let (names, mut notices, header) = match found.at {
        Some(at) => {
            let above: Vec<String> = heads.iter().take(at).map(|(_, words)| format!("“{words}”")).collect();
            let names = rows.cells[at].clone();
            let number = rows.at[at];
            rows.drop_first(at + 1);
            let unit = rows.unit;
            let notice = (at > 0).then(|| {
                format!(
                    "the names of its columns were taken from {unit} {number}, and what stands above left out: {}",
                    above.join(", ")
                )
            });
            (names, notice.into_iter().collect::<Vec<_>>(), Header::Row(number))
        }
        None => {
            let width = rows.cells.iter().take(100).map(Vec::len).max().unwrap_or(0);
            let notice = found.is_guess.then(|| {
                "no row has names of columns: its first row is an article like the others. If it has names, say so \
                 under “Columns of tables”, or with --header-row 1"
                    .to_owned()
            });
            (vec![String::new(); width], notice.into_iter().collect(), Header::Nowhere)
        }
    };
    let ((taken, more), mut table) = articles(names, rows, options).map_err(|mut error| {
        error.table_mut().into_iter().for_each(|table| with_shape(header, table));
        error
    })?;
    with_shape(header, &mut table);
    notices.extend(more);
    Ok(((taken, notices), table))
}

impl Rows {
    fn drop_first(&mut self, count: usize) {
        self.cells.drain(..count);
        self.at.drain(..count.min(self.at.len()));
        let links = std::mem::take(&mut self.links);
        self.links = links
            .into_iter()
            .filter_map(|((row, column), link)| Some(((row.checked_sub(count)?, column), link)))
            .collect();
    }

    /// The first rows with their numbers, each as a few words.
    fn heads(&self) -> Vec<(usize, String)> {
        const WORDS: usize = 60;
        let words = |row: &Vec<String>| {
            let cells: Vec<&str> = row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
            let words: String = cells.join(" · ").chars().take(WORDS).collect();
            words.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        self.at.iter().copied().zip(self.cells.iter().map(words)).take(names::LOOKED_AT).collect()
    }
}

/// The articles in the rows of a table whose columns have these names. Rows without a text are left out, and counted.
pub(super) fn articles(
    mut names: Vec<String>,
    mut rows: Rows,
    options: &ReadOptions,
) -> Result<TableReading, ReadError> {
    if rows.separator.is_none() {
        // Columns without a name can be chosen by their number.
        let widest = rows.cells.iter().map(Vec::len).max().unwrap_or(0);
        names.resize(names.len().max(widest), String::new());
    }
    let (places, fits) = options.columns_of(&names).places(&names);
    let mut table = Table::new(names, &rows, places);
    match fits {
        Ok(()) => {}
        Err(Misfit::NoText) => return Err(ReadError::NoTextColumn(Box::new(table))),
        Err(Misfit::NoColumn(name)) => return Err(ReadError::NoColumn { name, table: Box::new(table) }),
    }
    let mut notices = Vec::new();
    if let Some(separator) = rows.separator {
        separated::put_right(&mut rows, separator, &table, &mut notices);
        table.first = Table::new(Vec::new(), &rows, Places::new()).first;
    }
    let cell = |row: &[String], field: Field, between: &str| joined(row, table.places_of(field), between);
    let dates = table.places_of(Field::Date).first();
    let order = day_first(rows.cells.iter().filter_map(|row| row.get(*dates?)).map(String::as_str));
    let link_of = |row: usize, field: Field| table.places_of(field).iter().find_map(|at| rows.links.get(&(row, *at)));
    let (mut taken, mut empty, mut undated) = (Vec::new(), Vec::new(), Vec::new());
    for (number, row) in rows.cells.iter().enumerate() {
        let text = cell(row, Field::Text, "\n\n").replace("\r\n", "\n").replace('\r', "\n");
        if text.is_empty() {
            empty.extend(row.iter().any(|cell| !cell.trim().is_empty()).then_some(number));
            continue;
        }
        let cell = |field: Field| cell(row, field, ", ");
        let (said, date) = (cell(Field::Date), date_of(&cell(Field::Date), order));
        if date.is_empty() && !said.is_empty() {
            undated.push(said);
        }
        let has_links = !table.places_of(Field::Link).is_empty();
        let leads_to = link_of(number, if has_links { Field::Link } else { Field::Title });
        taken.push(Taken {
            title: cell(Field::Title),
            outlet: cell(Field::Outlet),
            author: cell(Field::Author),
            date,
            language: cell(Field::Language),
            link: leads_to.cloned().unwrap_or_else(|| cell(Field::Link)),
            text: format!("{text}\n"),
            ..Taken::default()
        });
    }
    if taken.is_empty() {
        let is_bare = rows.cells.is_empty();
        return Err(if is_bare { ReadError::NoWords(TABLE) } else { ReadError::NoTexts(Box::new(table)) });
    }
    if let Some(first) = empty.first() {
        let at = rows.at.get(*first).map(|at| {
            format!(" ({}{} {})", if empty.len() > 1 { "the first in " } else { "" }, rows.unit, thousands(*at))
        });
        notices.push(format!("{} without a text left out{}", counted(empty.len(), "row"), at.unwrap_or_default()));
    }
    if let Some(said) = undated.first() {
        let rows = counted(undated.len(), "row");
        notices.push(format!(
            "{rows} without a date, since what stands there is none, or could be two: “{said}”. Write 2026-01-09"
        ));
    }
    Ok(((taken, notices), table))
}
