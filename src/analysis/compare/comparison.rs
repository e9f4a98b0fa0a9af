//! What comparing analysts comes to: where they agree, where they differ, what was settled.

use crate::model::{AnalystId, AnnotationId, ArticleId, Decision, Span, TagId};
use std::collections::{BTreeMap, BTreeSet};

/// What comparing analysts has found, in the order of the articles that were asked for and of their texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    pub disagreements: Vec<Disagreement>,
    pub agreements: Vec<Agreement>,
    /// Passages whose text was changed so that nobody knows where they stand: they are not compared.
    pub unplaced: usize,
}

impl Comparison {
    /// How many disagreements are settled.
    pub fn settled(&self) -> usize {
        self.disagreements.iter().filter(|one| one.settled.is_some()).count()
    }
}

/// Passages that belong together and are not the same, or that were not when they were settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    pub article: ArticleId,
    /// From the first to the last character that any of them marks, or marked when it was settled.
    pub span: Span,
    /// By analyst and place. None where all of them were deleted after they had been settled.
    pub passages: Vec<Marked>,
    /// In what they differ.
    pub kinds: BTreeSet<Kind>,
    /// The tags given, after merges, each with who gave it.
    pub tags: BTreeMap<TagId, BTreeSet<AnalystId>>,
    pub settled: Option<Settled>,
}

impl Disagreement {
    /// The passages as a decision names them.
    pub fn of(&self) -> Vec<(AnalystId, AnnotationId)> {
        self.passages.iter().map(|passage| (passage.analyst.clone(), passage.id)).collect()
    }

    /// What one analyst marked of it.
    pub fn of_analyst<'a>(&'a self, analyst: &'a AnalystId) -> impl Iterator<Item = &'a Marked> {
        self.passages.iter().filter(move |passage| passage.analyst == *analyst)
    }
}

/// A passage where it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    pub analyst: AnalystId,
    pub id: AnnotationId,
    pub span: Span,
}

/// In what analysts differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Not all of them marked it.
    Missing,
    /// They gave it other tags.
    Tags,
    /// They marked other words.
    Edges,
    /// Words and tags are the same; who says it, about whom, stance or voice are not.
    Details,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Missing, Self::Tags, Self::Edges, Self::Details];

    pub fn label(self) -> &'static str {
        match self {
            Self::Missing => "Not marked by all",
            Self::Tags => "Other tags",
            Self::Edges => "Other edges",
            Self::Details => "Other details",
        }
    }
}

/// What became of a disagreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The decision, in the adjudicated layer.
    pub decision: AnnotationId,
    /// One of the passages was changed or deleted after that.
    pub changed: bool,
    /// Another decision is about the same passages: two people settled it without knowing of each other.
    pub twice: bool,
}

/// Passages on which all agree: the same words with the same codings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    pub article: ArticleId,
    pub span: Span,
    pub passages: Vec<Marked>,
    /// Whether the adjudicated layer has it.
    pub carried: bool,
}

impl Agreement {
    /// The passages as a decision names them.
    pub fn of(&self) -> Vec<(AnalystId, AnnotationId)> {
        self.passages.iter().map(|passage| (passage.analyst.clone(), passage.id)).collect()
    }
}

/// A passage as it is compared.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    pub(super) analyst: &'a AnalystId,
    pub(super) id: AnnotationId,
    pub(super) span: Span,
    /// After merges, in an order that does not depend on the one in which they were given.
    pub(super) codings: BTreeSet<CodingKey>,
    /// The time of its last change, in milliseconds since 1970.
    pub(super) changed: u64,
}

impl Item<'_> {
    pub(super) fn tags(&self) -> impl Iterator<Item = &TagId> {
        self.codings.iter().map(|coding| &coding.tag)
    }

    pub(super) fn marked(&self) -> Marked {
        Marked { analyst: self.analyst.clone(), id: self.id, span: self.span }
    }
}

/// A coding after merges: what is compared of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CodingKey {
    pub(super) tag: TagId,
    pub(super) by: BTreeSet<TagId>,
    pub(super) about: BTreeSet<TagId>,
    pub(super) rest: (Option<crate::model::Stance>, Option<crate::model::Voice>),
}

/// A decision with its id.
pub(super) type Decided<'a> = (AnnotationId, &'a Decision);
