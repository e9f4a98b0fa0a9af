//! What files of other programs hold, before it is put into a project: codes, texts, passages, coders. Each format reads
//! into these types and knows nothing of projects; [`land`] knows projects and no format.

mod archive;
mod codes;
mod counting;
mod landing;
mod memos;
mod read;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use jiff::Timestamp;

use crate::text::loaded::loaded;

pub use archive::{LARGEST, unzipped};
pub use codes::{colour, description};
pub use counting::{Counting, Decision, Positions, Unit};
pub use landing::{ANALYST, ARTICLE, Landed, Report, guid, land};
pub use memos::Memo;
pub use read::{READS, Reads};

/// What a file of another program holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Foreign {
    /// Parents before what is below them.
    pub codes: Vec<Code>,
    pub coders: Vec<Coder>,
    pub texts: Vec<Text>,
    /// What coders wrote about the whole.
    pub memos: Vec<Memo>,
    /// When the file was written, if it says so.
    pub written: Option<Timestamp>,
    /// What could not be read, or has no place here.
    pub notices: Vec<String>,
}

/// An entry of a codebook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    pub name: String,
    /// The place of the parent among the codes.
    pub parent: Option<usize>,
    /// A category that no passage can have.
    pub is_category: bool,
    pub description: String,
    pub colour: Option<[u8; 3]>,
    pub memos: Vec<Memo>,
}

/// Somebody who coded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coder {
    /// What the program calls this person and no other: a GUID, else the name.
    pub key: String,
    pub name: String,
}

/// A text with its passages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub name: String,
    /// As it is in the file, a byte-order mark and CR LF included: positions may count them.
    pub raw: String,
    pub outlet: String,
    pub author: String,
    pub date: String,
    pub language: String,
    pub link: String,
    pub note: String,
    pub memos: Vec<Memo>,
    pub passages: Vec<Passage>,
}

impl Text {
    pub fn new(name: impl Into<String>, raw: impl Into<String>) -> Self {
        Self { name: name.into(), raw: raw.into(), ..Self::default() }
    }

    /// As it is in a project.
    pub fn loaded(&self) -> Cow<'_, str> {
        loaded(&self.raw)
    }
}

/// Words of a text with their codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// As the file has it; what it counts is decided by [`Decision`].
    pub start: usize,
    pub end: usize,
    /// The words, where the file gives them; it may give something else.
    pub quote: String,
    /// The places of the codes, each with that of who gave it.
    pub codes: Vec<(usize, Option<usize>)>,
    /// Who marked it.
    pub coder: Option<usize>,
    pub note: String,
    pub created: Option<Timestamp>,
    pub modified: Option<Timestamp>,
    /// What the program calls this passage and no other, if that is a GUID.
    pub id: Option<uuid::Uuid>,
}
