//! The codebook beside the text, in the Read view.

use egui::Ui;

use super::super::{action::Actions, scene::Scene, widgets};
use super::{
    tree::Node,
    view::{Look, TreeEvent, TreeView},
};
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
    /// Fills what room there is in `ui`.
    pub fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) -> Option<PanelEvent> {
        let right = if scene.article.is_some() { "here / all" } else { "all" };
        widgets::section(ui, "Codebook", right);
        let look = Look { hand: None, movable: false, here: true, groups_in_hand: false };
        let events = self.tree.show(ui, scene, actions, &look);
        events.into_iter().find_map(|event| match event {
            TreeEvent::Pick(Node::Tag(id)) => Some(PanelEvent::Pick(id)),
            TreeEvent::Pick(Node::Group(_)) | TreeEvent::Added(_) => None,
        })
    }
}
