//! What an analyst writes on an article, a tag or the project.

use std::fmt;

use super::{
    ids::{ArticleId, TagId},
    record::{Concern, Mention, Record},
};

/// The text of a memo.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Memo(pub String);

impl std::ops::Deref for Memo {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// What a memo is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    Project,
    Article(ArticleId),
    Tag(TagId),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Project => f.write_str("project"),
            Self::Article(id) => write!(f, "article:{id}"),
            Self::Tag(id) => write!(f, "tag:{id}"),
        }
    }
}

impl Record for Memo {
    type Id = Subject;

    fn mentions<'a>(&'a self, id: &'a Subject) -> Vec<Mention<'a>> {
        match id {
            Subject::Project => Vec::new(),
            Subject::Article(id) => vec![Mention::Article(id)],
            Subject::Tag(id) => vec![Mention::Tag(id)],
        }
    }

    fn concerns<'a>(&'a self, id: &'a Subject) -> Concern<'a> {
        match id {
            Subject::Article(article) => Concern::Article(article),
            Subject::Tag(_) | Subject::Project => Concern::All,
        }
    }
}
