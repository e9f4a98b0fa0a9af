//! Tables with an article in each row: CSV, TSV, JSON Lines and the sheets of workbooks.

mod articles;
pub(super) mod json_lines;
mod names;
mod put_right;
pub(super) mod separated;
#[cfg(test)]
mod tests;

pub(super) use articles::{TableReading, named};
