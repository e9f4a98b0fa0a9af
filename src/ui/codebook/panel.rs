//! The codebook beside the text, in the Read view.

use egui::Ui;

use super::super::node::Node;
use super::super::{action::Actions, drafts::Drafts, scene::Scene, widgets};
use super::view::{Look, TreeEvent, TreeView};
use crate::model::TagId;

/// The panel's own state.
pub struct CodebookPanel {
    tree: TreeView,
}

/// What the caller decides on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PanelEvent {
    /// A tag was clicked.
    Pick(TagId),
}

impl Default for CodebookPanel {
    fn default() -> Self {
        Self { tree: TreeView::new("codebook panel") }
    }
}

impl CodebookPanel {
    /// The name that is being typed in the tree.
    pub fn drafts(&self, scene: &Scene<'_>, drafts: &mut Drafts) {
        self.tree.drafts(scene, drafts);
    }

    /// Fills what room there is in `ui`.
    pub fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) -> Option<PanelEvent> {
        let right = match (scene.article.is_some(), scene.is_all_shown()) {
            (true, true) => "here / all",
            (true, false) => "here / shown",
            (false, true) => "all",
            (false, false) => "shown",
        };
        let here = if scene.article.is_some() { "in this article, and " } else { "" };
        let words = format!("How many passages: {here}{}. A tag counts the tags below it.", scene.counts_in_words());
        widgets::section(ui, "Codebook", right).on_hover_text(words);
        let look = Look { hand: None, movable: false, here: true, groups_in_hand: false };
        let events = self.tree.show(ui, scene, actions, &look);
        events.into_iter().find_map(|event| match event {
            TreeEvent::Pick(Node::Tag(id)) => Some(PanelEvent::Pick(id)),
            TreeEvent::Pick(Node::Group(_)) | TreeEvent::Added(_) => None,
        })
    }
}
