//! Documents of word processors: DOCX and ODT, and what they have in common with RTF.

mod docx;
mod numbering;
mod odt;
mod odt_lists;
mod package;
mod reading;
mod styles;

use super::archive::Archive;

pub(super) use docx::read as read_docx;
pub(super) use odt::read as read_odt;
pub(super) use reading::{reading, reading_of_blocks};

/// Whether a zip file is a Word document.
pub(super) fn is_word(archive: &mut Archive) -> bool {
    package::main_part(archive).is_some()
}
