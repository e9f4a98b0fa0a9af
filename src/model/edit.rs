//! The closed set of changes, and the steps made of them.

use std::sync::Arc;

#[cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "the macro names the values of all kinds"))]
use super::values::*;
use super::{
    kinds::RecordId,
    span::{BadSpan, Span},
    stamp::Stamp,
};

macro_rules! edit {
    (
        { $($(#[$_s:meta])* $_home:ident $S:ident($SId:ty, $SValue:ty) $_st:ident: $_stt:ty,)* }
        { $(#[$_w:meta])* $W:ident($WId:ty, $WValue:ty) $_wt:ident: $_wtt:ty }
        { $($(#[$_l:meta])* $L:ident($LId:ty, $LValue:ty) $_lt:ident: $_ltt:ty,)* }
    ) => {
        /// One record put in place of what was there; `None` deletes it. Putting whose a layer is makes the layer if there is none.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Edit {
            $($S($SId, Option<Arc<$SValue>>),)*
            $W($WId, Option<Arc<$WValue>>),
            $($L(AnalystId, $LId, Option<Arc<$LValue>>),)*
            /// Of a record that was changed on both sides the version that counts is meant: the others were looked at, and go.
            Settle(RecordId),
            /// Takes that back: these versions are to be looked at again, each the edit that would put it, with its stamp.
            Reopen(RecordId, Vec<(Edit, Stamp)>),
        }

        impl Edit {
            /// The record that it puts.
            pub fn record(&self) -> RecordId {
                match self {
                    $(Self::$S(id, _) => RecordId::$S(id.clone()),)*
                    Self::$W(id, _) => RecordId::$W(id.clone()),
                    $(Self::$L(whose, id, _) => RecordId::$L(whose.clone(), id.clone()),)*
                    Self::Settle(record) | Self::Reopen(record, _) => record.clone(),
                }
            }

            /// Whose layer it writes to; `None` for what the team shares.
            pub fn layer(&self) -> Option<&AnalystId> {
                match self {
                    $(Self::$S(..) => None,)*
                    Self::$W(whose, _) => Some(whose),
                    $(Self::$L(whose, ..) => Some(whose),)*
                    Self::Settle(record) | Self::Reopen(record, _) => record.layer(),
                }
            }
        }
    };
}
records!(edit);

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
    #[error("{0} cannot be deleted")]
    Stays(String),
    #[error("{0}")]
    Refused(String),
}
