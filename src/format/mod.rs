//! Postil's own files: RON with one record a line, as `docs/FORMAT.md` specifies them. Knows bytes, not files.

mod item;
mod layout;
pub use layout::{CLOSING, FORMAT, HEADER};

mod ours;
mod read;
mod record;
mod records;
mod write;

pub use self::records::{FileKind, Mixed, RecordKey, Records, items_of, join_in_layer, join_shared};
pub use self::write::{codebook_bytes, filed_line, layer_bytes, project_bytes};
pub use self::{
    item::{Filed, Item, Located},
    read::{Contents, Damage, Unreadable, read, read_filed},
};
