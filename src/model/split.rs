//! A tag that is being split.

use super::{
    ids::{AnnotationId, TagId},
    record::{Concern, Mention, Record},
};

/// A tag being split passage by passage: what it is split into and which passages stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Split {
    pub into: Vec<TagId>,
    pub stays: Vec<AnnotationId>,
}

impl Record for Split {
    type Id = TagId;

    fn mentions<'a>(&'a self, id: &'a TagId) -> Vec<Mention<'a>> {
        self.into.iter().chain([id]).map(Mention::Tag).collect()
    }

    fn concerns<'a>(&'a self, _: &'a TagId) -> Concern<'a> {
        Concern::All
    }
}
