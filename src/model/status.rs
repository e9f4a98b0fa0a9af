//! How far an analyst is with an article.

use super::{
    ids::ArticleId,
    record::{Concern, Mention, Record},
};

/// How far an analyst is with an article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Status {
    pub state: State,
    /// Why it is excluded: duplicate, off topic …
    pub reason: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    #[default]
    Todo,
    Doing,
    Done,
    /// Done, and a copy of the coding frozen: see [`super::Submission`].
    Submitted,
    Excluded,
}

impl State {
    pub const ALL: [Self; 5] = [Self::Todo, Self::Doing, Self::Done, Self::Submitted, Self::Excluded];

    pub fn label(self) -> &'static str {
        match self {
            Self::Todo => "To do",
            Self::Doing => "In progress",
            Self::Done => "Done",
            Self::Submitted => "Submitted",
            Self::Excluded => "Excluded",
        }
    }
}

impl Record for Status {
    type Id = ArticleId;

    fn mentions<'a>(&'a self, id: &'a ArticleId) -> Vec<Mention<'a>> {
        vec![Mention::Article(id)]
    }

    fn concerns<'a>(&'a self, id: &'a ArticleId) -> Concern<'a> {
        Concern::Article(id)
    }
}
