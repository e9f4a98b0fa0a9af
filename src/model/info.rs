//! What is said of a project as a whole.

use std::fmt;

use jiff::Timestamp;

use super::record::{Concern, Mention, Record};

/// The id of a record of which there is one only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Only;

impl fmt::Display for Only {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

/// What is said of the project as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProjectInfo {
    /// Random: identifies the project wherever its folder is.
    pub key: String,
    pub title: String,
    pub note: String,
    pub created: Timestamp,
    /// Whether others' coding of an article is hidden until one has submitted one's own.
    pub blind: bool,
}

impl ProjectInfo {
    /// What is known of a project of which nothing was said.
    pub const UNKNOWN: &'static Self = &Self {
        key: String::new(),
        title: String::new(),
        note: String::new(),
        created: Timestamp::UNIX_EPOCH,
        blind: false,
    };

    /// When it was made; `None` where nobody knows, since its file is lost.
    pub fn made(&self) -> Option<Timestamp> {
        Some(self.created).filter(|time| *time > Timestamp::UNIX_EPOCH)
    }
}

impl Record for ProjectInfo {
    type Id = Only;

    const STAYS: bool = true;

    fn mentions<'a>(&'a self, _: &'a Only) -> Vec<Mention<'a>> {
        Vec::new()
    }

    fn concerns<'a>(&'a self, _: &'a Only) -> Concern<'a> {
        Concern::Nothing
    }
}
