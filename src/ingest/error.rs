//! Why a file is no article.

use super::{columns::listed, limits::LARGEST, tabular::Table};

/// Why a file could not be read. Each says what to do; the file's name stands before it.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("it is empty. Put a text in it, or leave it out")]
    Empty,
    #[error("it is larger than {} MB. Split it into several files", LARGEST / 1_000_000)]
    TooLarge,
    #[error(
        "a quotation mark in the row that begins on line {line} is never closed, so that all below would be that row. Close it, or double it"
    )]
    OpenQuote { line: usize },
    #[error("it has more articles, rows or cells than are read. Split it into several files")]
    TooManyRows,
    #[error("it is {0}, which is not read. Save it as plain text (.txt, UTF-8) with the program that it belongs to")]
    Foreign(&'static str),
    #[error("it is not there. Is the name spelled as it should be?")]
    NotThere,
    #[error("it cannot be read: {0}. May you read it, and is the disk in order?")]
    Unreadable(std::io::Error),
    #[error(
        "it is {what}, but a damaged one: {why}. Get it once more, or save it again with the program it belongs to"
    )]
    Damaged { what: &'static str, why: String },
    #[error(
        "it is {0} that is protected by a password. Open it in the program that it belongs to, and save it without one"
    )]
    Locked(&'static str),
    #[error("it is {0} without words in it. Leave it out")]
    NoWords(&'static str),
    #[error(
        "it is a PDF document without text in it, most likely pictures of pages. Recognise the text first, with a program \
         for OCR (ocrmypdf is one), and add what that makes"
    )]
    Pictures,
    #[error(
        "it is a PDF document whose fonts do not say which letters they draw. Recognise the text, with a program for OCR \
         (ocrmypdf --force-ocr is one), and add what that makes"
    )]
    NoLetters,
    #[error("unpacked, it would be far larger than a document can be. Whoever made it may mean harm: leave it out")]
    Swells,
    #[error("reading it took more than {0} seconds. Save it as plain text (.txt, UTF-8), and add that")]
    TooSlow(u64),
    #[error("reading it failed in a way that is a fault of Postil. Save it as plain text (.txt, UTF-8), and add that")]
    Fault,
    #[error(
        "none of its columns is known to hold the text. Its columns are: {}. Say which one does: in the window \
         under “Columns of tables”, on the command line with --columns text=NAME",
        listed(&.0.names)
    )]
    NoTextColumn(Box<Table>),
    #[error(
        "no row begins in {unit} {number}, where the names of its columns should be. Choose another {unit}, or none"
    )]
    NoRow { number: usize, unit: &'static str, table: Box<Table> },
    #[error("it has no column “{name}”. Its columns are: {}", listed(&.table.names))]
    NoColumn { name: String, table: Box<Table> },
    #[error("there is nothing in the column that was chosen for the text. Choose another one. Its columns are: {}", listed(&.0.names))]
    NoTexts(Box<Table>),
    #[error("it has no sheet “{name}”. Its sheets are: {}", listed(.sheets))]
    NoSheet { name: String, sheets: Vec<String> },
}

impl ReadError {
    /// The table that was read and in which no articles were found.
    pub fn table(&self) -> Option<&Table> {
        match self {
            Self::NoTextColumn(table)
            | Self::NoTexts(table)
            | Self::NoColumn { table, .. }
            | Self::NoRow { table, .. } => Some(table),
            _ => None,
        }
    }

    pub(super) fn table_mut(&mut self) -> Option<&mut Table> {
        match self {
            Self::NoTextColumn(table)
            | Self::NoTexts(table)
            | Self::NoColumn { table, .. }
            | Self::NoRow { table, .. } => Some(table),
            _ => None,
        }
    }

    pub(super) fn damaged(what: &'static str, why: impl ToString) -> Self {
        Self::Damaged { what, why: why.to_string() }
    }
}
