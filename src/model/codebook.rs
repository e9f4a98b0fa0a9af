//! The tags and the groups they stand in.

use super::{
    ids::{GroupId, TagId},
    record::{Concern, Mention, Record},
};

/// Number of hues a tag can have.
pub const HUES: u8 = 12;

/// A group of tags; groups may stand in a group (Persons under Organizations).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    pub name: String,
    pub parent: Option<GroupId>,
    pub rank: i64,
}

/// An entry of the codebook.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag {
    pub name: String,
    /// Acronym or short name for the margin, or empty.
    pub short: String,
    pub group: GroupId,
    pub parent: Option<TagId>,
    pub rank: i64,
    /// Colour, below [`HUES`].
    pub hue: u8,
    /// The tag's own key: a digit, or a letter pressed with Alt.
    pub key: Option<char>,
    pub aliases: Vec<String>,
    pub definition: String,
    pub use_when: String,
    pub not_when: String,
    pub example: String,
    /// Near misses: what looks like this tag and is not.
    pub near: String,
    /// The tag that this one was merged into.
    pub merged: Option<TagId>,
}

impl Tag {
    /// A tag of which only the name is known yet.
    pub fn named(name: impl Into<String>, group: GroupId) -> Self {
        Self {
            name: name.into(),
            short: String::new(),
            group,
            parent: None,
            rank: 0,
            hue: 0,
            key: None,
            aliases: Vec::new(),
            definition: String::new(),
            use_when: String::new(),
            not_when: String::new(),
            example: String::new(),
            near: String::new(),
            merged: None,
        }
    }

    /// The name for tight places: the short one where there is one.
    pub fn label(&self) -> &str {
        if self.short.is_empty() { &self.name } else { &self.short }
    }
}

impl Record for Group {
    type Id = GroupId;

    fn mentions<'a>(&'a self, _: &'a GroupId) -> Vec<Mention<'a>> {
        Vec::new()
    }

    fn concerns<'a>(&'a self, _: &'a GroupId) -> Concern<'a> {
        Concern::Nothing
    }
}

impl Record for Tag {
    type Id = TagId;

    fn mentions<'a>(&'a self, _: &'a TagId) -> Vec<Mention<'a>> {
        [&self.parent, &self.merged].into_iter().flatten().map(Mention::Tag).collect()
    }

    fn concerns<'a>(&'a self, _: &'a TagId) -> Concern<'a> {
        Concern::Nothing
    }
}
