//! Postil's own files: RON with one record a line, as `docs/FORMAT.md` specifies them. Knows bytes, not files.

mod fields;
mod item;
mod kinds;
mod layout;
pub use layout::{CLOSING, FORMAT, HEADER};

mod ours;
mod read;
mod record;
mod records;
mod saved;
mod values;
mod write;

pub(crate) use self::item::{on_item, on_item_arms};
pub use self::records::{FileKind, Mixed, Records, items_of, join_in_layer, join_shared};
pub use self::write::{codebook_bytes, filed_line, layer_bytes, project_bytes};
pub use self::{
    item::{Filed, InFile, Item, Located, RecordKey},
    read::{Contents, Damage, Unreadable, read, read_filed},
    saved::Saved,
};
