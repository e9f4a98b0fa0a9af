//! What panes may look at. All of it is read-only: changes are pushed as actions.

use std::{cell::OnceCell, collections::BTreeSet, sync::Arc};

use crate::analysis::{counts::Counts, names::Names, record::OfRecord};
use crate::model::{AnalystId, ArticleId, Project, TagId};
use crate::workspace::Me;

use super::node::Node;

/// The project and the window's state, as all panes see it during one frame.
pub struct Scene<'a> {
    pub project: &'a Arc<Project>,
    pub me: &'a Me,
    /// Rises with every change: caches go by it.
    pub revision: u64,
    /// The open article.
    pub article: Option<&'a ArticleId>,
    /// Passages per tag: while reading, of one's own layer and of those that are shown, else of the coding of record.
    pub counts: &'a Counts,
    /// Whether `counts` is of what is shown; if not, of the coding of record.
    pub counts_shown: bool,
    /// What counts where several have coded an article, once somebody has asked.
    pub record: &'a OnceCell<OfRecord>,
    /// For type-ahead over tags.
    pub names: &'a Names,
    /// Who can be compared: who has something in a layer, whether or not one may see it yet.
    pub coders: &'a [AnalystId],
    /// Tags used last, the last one first.
    pub recent_tags: &'a [TagId],
    /// Tags and groups whose highlights are hidden.
    pub hidden: &'a BTreeSet<Node>,
    /// Other analysts whose layers are shown.
    pub shown: &'a BTreeSet<AnalystId>,
}

impl<'a> Scene<'a> {
    /// What counts where several have coded an article.
    pub fn of_record(&self) -> &'a OfRecord {
        self.record.get_or_init(|| OfRecord::new(self.project))
    }

    /// What `counts` is of, in words: “3 passages in the project”.
    pub fn counts_in_words(&self) -> &'static str {
        match self.counts_shown {
            true if self.is_all_shown() => "in the project",
            true => "in the coding shown",
            false if self.of_record().left_out() > 0 => "in the coding of record",
            // Where work is blind one does not learn whether there is more.
            false if self.project.info().blind => "in the coding shown",
            false => "in the project",
        }
    }

    /// Whether every analyst's layer is shown, as far as one may know.
    pub fn is_all_shown(&self) -> bool {
        !self.project.info().blind
            && self.project.layers.keys().all(|layer| *layer == self.me.id || self.shown.contains(layer))
    }
}
