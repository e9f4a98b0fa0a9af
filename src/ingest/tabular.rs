//! Tables before they are articles: their rows, what they look like, and how they are cut.

use std::collections::BTreeMap;

use super::columns::{Columns, Field, Places, reference};

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
pub const NO_SIGN: u8 = 0x1f;

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
pub struct Rows {
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
    pub(super) fn new(names: Vec<String>, rows: &Rows, places: Places) -> Self {
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
pub fn layout(names: &[String]) -> Vec<String> {
    names.iter().map(|name| name.trim().chars().take(60).collect()).collect()
}

/// What a row has in these columns.
pub fn joined(row: &[String], places: &[usize], between: &str) -> String {
    let cells = places.iter().filter_map(|at| row.get(*at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    cells.collect::<Vec<_>>().join(between)
}
