//! Postil's own files: RON with one record a line, as `docs/FORMAT.md` specifies them. Knows bytes, not files.

mod ours;
mod read;
mod record;
mod records;
mod write;

pub use read::{Contents, Damage, Filed, Item, Located, Unreadable, read, read_filed};
pub use records::{FileKind, Mixed, RecordKey, Records, items_of, join_in_layer, join_shared};
pub use write::{codebook_bytes, filed_line, layer_bytes, project_bytes};

/// The first line of every file.
pub const HEADER: &str = "(format: 1, records: [";
/// The last line of every file.
pub const CLOSING: &str = "])";
/// The newest format that this program reads, and the one that it writes.
pub const FORMAT: u32 = 1;
