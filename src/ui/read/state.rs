//! What the view remembers, and what it is drawn with.

use crate::{
    model::{AnalystId, AnnotationId, ArticleId, Coding, TagId},
    ui::{
        codebook::CodebookPanel,
        node::Node,
        noted::Noted,
        read::{
            articles::ArticlesPane, details::Details, find::FindBar, inspector::Inspector, place::Around,
            tagbar::TagBar,
        },
        reader::{Marks, Reader},
    },
};
use egui::Pos2;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// The view's own state.
#[derive(Default)]
pub struct ReadPane {
    pub(super) articles: ArticlesPane,
    pub(super) inspector: Inspector,
    pub(super) panel: CodebookPanel,
    pub(super) bar: Option<TagBar>,
    pub(super) details: Option<Details>,
    pub(super) find: Option<FindBar>,
    /// Where the menu of the text is open, and for which byte offset.
    pub(super) menu: Option<(Pos2, usize)>,
    /// What was on the screen when there was a selection last, for what opens beside it.
    pub(super) around: Option<Around>,
    /// The tags given to one passage last, for giving them again.
    pub(super) last_given: Option<(AnnotationId, Vec<TagId>)>,
    /// Details given last: who says it is taken over.
    pub(super) last_details: Option<Coding>,
    pub(super) visible: Range<usize>,
    /// The text that was shown last, by its document number.
    pub(super) known: Option<u64>,
    /// How many words the text with this document number has.
    pub(super) words: Option<(u64, usize)>,
    /// How many of them are not part of the article, as the text and what was said of it were with these numbers.
    pub(super) words_aside: Option<((u64, u64), usize)>,
}

/// The view: the text, what is marked in it, and what stands around it.
#[derive(Default)]
pub struct ReadView {
    pub reader: Reader,
    pub pane: ReadPane,
    /// The passage in hand.
    pub focused: Option<AnnotationId>,
    pub marked: Marked,
    pub noted: Noted,
}

/// The open article's marks; kept until something changes that they show.
#[derive(Default)]
pub struct Marked {
    pub key: Option<MarkedKey>,
    pub revision: u64,
    pub marks: Marks,
    pub ids: BTreeMap<u64, (AnalystId, AnnotationId)>,
}

/// What marks depend on.
#[derive(Clone, PartialEq)]
pub struct MarkedKey {
    pub revision: u64,
    pub article: ArticleId,
    pub dark: bool,
    pub hidden: BTreeSet<Node>,
    pub shown: BTreeSet<AnalystId>,
}

impl ReadView {
    /// What the view is drawn with.
    pub fn parts(&mut self) -> Parts<'_> {
        Parts {
            reader: &mut self.reader,
            read: &mut self.pane,
            marks: &self.marked.marks,
            marks_revision: self.marked.revision,
            ids: &self.marked.ids,
            noted: &self.noted,
            focused: &mut self.focused,
        }
    }
}

/// What the view is drawn with, beside a scene.
pub struct Parts<'a> {
    pub reader: &'a mut Reader,
    pub read: &'a mut ReadPane,
    pub marks: &'a Marks,
    pub marks_revision: u64,
    pub ids: &'a BTreeMap<u64, (AnalystId, AnnotationId)>,
    pub noted: &'a Noted,
    pub focused: &'a mut Option<AnnotationId>,
}
