//! What the value of a record says of itself. Knows no project.

use std::{cmp::Ordering, fmt};

use super::{
    entry::Entry,
    ids::{AnalystId, AnnotationId, ArticleId, TagId},
};

/// The value of a record of some kind. The kinds stand in the table of `each.rs`.
pub trait Record: Ord + Clone {
    /// What tells the records of the kind apart.
    type Id: Ord + Clone + fmt::Display;

    /// Whether there always is one: then it cannot be deleted.
    const STAYS: bool = false;

    /// An order by which the first version counts, also where others were made knowing it. `None`: the latest counts.
    const FIRST: Option<Order<Self>> = None;

    /// The articles and tags that it speaks of: a layer's file holds copies of them.
    fn mentions<'a>(&'a self, id: &'a Self::Id) -> Vec<Mention<'a>>;

    /// What somebody else has to be done with before seeing it, where work is blind.
    fn concerns<'a>(&'a self, id: &'a Self::Id) -> Concern<'a>;
}

/// An order of versions.
pub type Order<T> = fn(&Entry<T>, &Entry<T>) -> Ordering;

/// What a record speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mention<'a> {
    Article(&'a ArticleId),
    Tag(&'a TagId),
}

/// What a record is about, as far as blind work goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concern<'a> {
    /// One article.
    Article(&'a ArticleId),
    /// A passage of this analyst's.
    Passage(&'a AnalystId, AnnotationId),
    /// All articles.
    All,
    /// Nothing that would have to be hidden.
    Nothing,
}
