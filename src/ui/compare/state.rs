//! What the view remembers.

use crate::{
    analysis::compare::Comparison,
    model::{AnalystId, AnnotationId, ArticleId, Coding, Project, Span},
    ui::{
        compare::{figures::Figures, known::Known, list::List, scope::Scope},
        noted::Noted,
        read::{Around, details::Details},
        reader::{Marks, Reader},
        typeahead::TypeAhead,
    },
};
use std::{collections::BTreeMap, sync::Arc};

/// The view's own state.
#[derive(Default)]
pub struct ComparePane {
    /// Who is compared, in the order of the lanes.
    pub(super) analysts: Vec<AnalystId>,
    pub(super) scope: Scope,
    pub(super) kept: Kept,
    pub(super) list: List,
    /// The disagreement in hand.
    pub(super) current: Option<Known>,
    pub(super) lanes: Lanes,
    pub(super) decide: Decide,
    pub(super) own: Option<Own>,
    /// What was begun on disagreements that are not in hand.
    pub(super) put_aside: BTreeMap<Known, (Decide, Option<Own>)>,
    /// How high the ways to settle it and the note were when they were drawn last, in points.
    pub(super) foot: f32,
    pub(super) tab: Tab,
    pub(super) figures: Figures,
    /// Where to go once the project is compared anew.
    pub(super) wanted: Option<(ArticleId, Span)>,
}

/// What the view shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tab {
    #[default]
    Disagreements,
    Agreement,
}

/// The revision, who looks, who is compared in what.
pub(super) type KeptKey = (u64, AnalystId, Vec<AnalystId>, Scope);

/// The comparison, as long as nothing changes that it depends on.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) key: Option<KeptKey>,
    /// The project that was compared.
    pub(super) project: Option<Arc<Project>>,
    pub(super) articles: Vec<ArticleId>,
    pub(super) comparison: Comparison,
}

/// The note that is being written.
#[derive(Default)]
pub struct Decide {
    pub(super) note: String,
    /// The note of the decision it is about, as it was put into the field; nothing while it is yet to be decided.
    pub(super) stood: String,
    /// What it was when its field was entered.
    pub(super) before: String,
    pub(super) about: Option<AnnotationId>,
    pub(super) focus: bool,
}

/// The passage that is being written.
pub struct Own {
    pub span: Span,
    pub(super) codings: Vec<Coding>,
    pub(super) picker: TypeAhead,
    pub(super) details: Option<(usize, Details, Around)>,
}

/// The text and its marks.
#[derive(Default)]
pub struct Lanes {
    pub(super) reader: Reader,
    pub(super) marks: Marks,
    pub(super) ids: BTreeMap<u64, AnnotationId>,
    pub(super) columns: Vec<Arc<str>>,
    pub(super) key: Option<LanesKey>,
    pub(super) revision: u64,
    pub(super) reveal: bool,
    pub(super) noted: Noted,
}

#[derive(Clone, PartialEq)]
pub(super) struct LanesKey {
    pub(super) revision: u64,
    pub(super) article: ArticleId,
    pub(super) analysts: Vec<AnalystId>,
    pub(super) dark: bool,
}
