//! What one analyst has done in a project.

use std::{fmt, sync::Arc};

use jiff::Timestamp;

use super::{AnalystId, Annotation, AnnotationId, ArticleId, Entry, Stamp, Table, TagId, table::join_version};

/// Somebody who annotates.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Analyst {
    /// Random: tells two analysts of one name apart.
    pub key: String,
    pub name: String,
    pub created: Timestamp,
}

/// One analyst's coding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    pub id: AnalystId,
    pub analyst: Analyst,
    pub changed: Stamp,
    /// Versions of `analyst` to review: see [`Table::superseded`].
    pub superseded: Vec<Entry<Analyst>>,
    pub annotations: Table<AnnotationId, Annotation>,
    pub statuses: Table<ArticleId, Status>,
    pub memos: Table<Subject, String>,
    pub splits: Table<TagId, Split>,
}

impl Layer {
    pub fn new(id: AnalystId, analyst: Analyst) -> Self {
        Self {
            id,
            analyst,
            changed: Stamp::default(),
            superseded: Vec::new(),
            annotations: Table::default(),
            statuses: Table::default(),
            memos: Table::default(),
            splits: Table::default(),
        }
    }

    /// Joins what another copy of the layer says of its analyst.
    pub fn join_analyst(&mut self, analyst: Analyst, changed: Stamp) {
        let mut present = Entry { value: Some(Arc::new(self.analyst.clone())), changed: self.changed.clone() };
        let version = Entry { value: Some(Arc::new(analyst)), changed };
        join_version(&mut present, &mut self.superseded, version);
        if let Some(analyst) = present.value {
            (self.analyst, self.changed) = (Arc::unwrap_or_clone(analyst), present.changed);
        }
    }

    /// Whether there is nothing in it that would be worth a file.
    pub fn is_blank(&self) -> bool {
        self.annotations.entries().next().is_none()
            && self.statuses.entries().next().is_none()
            && self.memos.entries().next().is_none()
            && self.splits.entries().next().is_none()
    }
}

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
    Excluded,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Todo, Self::Doing, Self::Done, Self::Excluded];

    pub fn label(self) -> &'static str {
        match self {
            Self::Todo => "To do",
            Self::Doing => "In progress",
            Self::Done => "Done",
            Self::Excluded => "Excluded",
        }
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

/// A tag being split passage by passage: what it is split into and which passages stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Split {
    pub into: Vec<TagId>,
    pub stays: Vec<AnnotationId>,
}
