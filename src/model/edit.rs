//! The closed set of changes, and the steps made of them.

use super::{
    annotation::Annotation,
    article::Article,
    codebook::{Group, Tag},
    ids::{AnalystId, AnnotationId, ArticleId, GroupId, TagId},
    layer::{Analyst, Decision, Placement, Split, Status, Subject, Submission},
    paragraph::{Judged, ParagraphId},
    project::ProjectInfo,
    record::RecordId,
    span::{BadSpan, Span},
    stamp::Stamp,
};

/// One record put in place of what was there; `None` deletes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    Info(Box<ProjectInfo>),
    Group(GroupId, Option<Group>),
    Article(ArticleId, Option<Box<Article>>),
    Tag(TagId, Option<Box<Tag>>),
    /// Whether a paragraph is part of its article; `None` leaves it to how it looks.
    Paragraph(ParagraphId, Option<Judged>),
    /// Makes the analyst's layer if there is none.
    Analyst(AnalystId, Box<Analyst>),
    Annotation(AnalystId, AnnotationId, Option<Box<Annotation>>),
    Status(AnalystId, ArticleId, Option<Status>),
    Memo(AnalystId, Subject, Option<String>),
    Split(AnalystId, TagId, Option<Split>),
    Submission(AnalystId, ArticleId, Option<Box<Submission>>),
    Placement(AnalystId, AnnotationId, Option<Placement>),
    Decision(AnalystId, AnnotationId, Option<Box<Decision>>),
    /// Of a record that was changed on both sides the version that counts is meant: the others were looked at, and go.
    Settle(RecordId),
    /// Takes that back: these versions are to be looked at again, each the edit that would put it, with its stamp.
    Reopen(RecordId, Vec<(Edit, Stamp)>),
}

impl Edit {
    /// The record that it puts.
    pub fn record(&self) -> RecordId {
        match self {
            Self::Info(_) => RecordId::Info,
            Self::Group(id, _) => RecordId::Group(id.clone()),
            Self::Article(id, _) => RecordId::Article(id.clone()),
            Self::Tag(id, _) => RecordId::Tag(id.clone()),
            Self::Paragraph(id, _) => RecordId::Paragraph(id.clone()),
            Self::Analyst(who, _) => RecordId::Analyst(who.clone()),
            Self::Annotation(who, id, _) => RecordId::Annotation(who.clone(), *id),
            Self::Status(who, id, _) => RecordId::Status(who.clone(), id.clone()),
            Self::Memo(who, about, _) => RecordId::Memo(who.clone(), about.clone()),
            Self::Split(who, id, _) => RecordId::Split(who.clone(), id.clone()),
            Self::Submission(who, id, _) => RecordId::Submission(who.clone(), id.clone()),
            Self::Placement(who, id, _) => RecordId::Placement(who.clone(), *id),
            Self::Decision(who, id, _) => RecordId::Decision(who.clone(), *id),
            Self::Settle(record) | Self::Reopen(record, _) => record.clone(),
        }
    }

    /// Whose layer it writes to; `None` for what the team shares.
    pub fn layer(&self) -> Option<&AnalystId> {
        match self {
            Self::Info(_) | Self::Group(..) | Self::Article(..) | Self::Tag(..) | Self::Paragraph(..) => None,
            Self::Analyst(id, _)
            | Self::Annotation(id, ..)
            | Self::Status(id, ..)
            | Self::Memo(id, ..)
            | Self::Split(id, ..)
            | Self::Submission(id, ..)
            | Self::Placement(id, ..)
            | Self::Decision(id, ..) => Some(id),
            Self::Settle(record) | Self::Reopen(record, _) => record.layer(),
        }
    }
}

/// Edits that are made, undone and redone together, under a name that the menu shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was done, as it reads after “Undo: ”.
    pub label: String,
    pub edits: Vec<Edit>,
    /// What to show after undoing and redoing.
    pub place: Option<Place>,
}

impl Step {
    pub fn new(label: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { label: label.into(), edits, place: None }
    }

    #[must_use]
    pub fn at(mut self, place: Option<Place>) -> Self {
        self.place = place;
        self
    }
}

/// Somewhere in the project that a step changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Article(ArticleId),
    Passage(ArticleId, Span, AnnotationId),
    Tag(TagId),
}

/// Why a step cannot be made. The project is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    #[error("there is no article “{0}” in this project")]
    NoArticle(ArticleId),
    #[error("the text of article “{0}” is not here, so that nothing can be annotated in it")]
    NoText(ArticleId),
    #[error("there is no coding by “{0}” in this project")]
    NoLayer(AnalystId),
    #[error("there is no tag “{0}” in the codebook")]
    NoTag(TagId),
    #[error("there is no tag group “{0}” in this project")]
    NoGroup(GroupId),
    #[error("that passage is no longer there")]
    NoAnnotation,
    #[error("article “{article}”: {source}")]
    Span { article: ArticleId, source: BadSpan },
    #[error("the passage refers to another text of article “{0}” than the one that is here")]
    OtherText(ArticleId),
    #[error("the passage's words are not what stands at its place in article “{0}”")]
    OtherWords(ArticleId),
    #[error("tag “{0}” stands twice on one passage")]
    TagTwice(TagId),
    #[error("“{0}” cannot stand below itself")]
    Cycle(String),
    #[error("“{0}” was submitted on {1}: that copy stays. Changes made since are marked as made afterwards")]
    Submitted(String, String),
    #[error("{0}")]
    Refused(String),
}
