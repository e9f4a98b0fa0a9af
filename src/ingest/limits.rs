//! How much is read of a file.

/// The largest file that is read, in bytes.
pub const LARGEST: u64 = 50_000_000;
/// The most articles that one file may hold.
pub const MOST_ROWS: usize = 200_000;
/// The most cells that are looked at.
pub const MOST_CELLS: usize = 5_000_000;
