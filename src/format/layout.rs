//! How every file is laid out: first line, last line, number of the format.

/// The first line of every file.
pub const HEADER: &str = "(format: 1, records: [";
/// The last line of every file.
pub const CLOSING: &str = "])";
/// The newest format that this program reads, and the one that it writes.
pub const FORMAT: u32 = 1;
