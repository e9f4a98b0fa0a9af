//! A tag or a group of the codebook.

use crate::model::{GroupId, TagId};

/// A group or a tag.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    Group(GroupId),
    Tag(TagId),
}

impl Node {
    /// The tag or the group of that id: only a tag’s has a `/`.
    pub fn new(id: &str) -> Option<Self> {
        let tag = TagId::new(id).map(Self::Tag);
        tag.or_else(|_| GroupId::new(id).map(Self::Group)).ok()
    }

    pub fn as_str(&self) -> &str {
        match self {
            Self::Group(id) => id.as_str(),
            Self::Tag(id) => id.as_str(),
        }
    }

    pub fn group(&self) -> Option<&GroupId> {
        match self {
            Self::Group(id) => Some(id),
            Self::Tag(_) => None,
        }
    }

    pub fn tag(&self) -> Option<&TagId> {
        match self {
            Self::Tag(id) => Some(id),
            Self::Group(_) => None,
        }
    }
}
