//! The Codebook view: the tags as a tree, and everything about the tag in hand.

use crate::model::TagId;

use super::{action::Actions, scene::Scene};

mod menu;
mod panel;
mod row;
mod tree;
mod view;

pub use panel::{CodebookPanel, PanelEvent};

/// The view's own state.
#[derive(Default)]
pub struct CodebookPane {}

impl CodebookPane {
    pub fn show(&mut self, _ui: &mut egui::Ui, _scene: &Scene<'_>, _actions: &mut Actions) {}

    /// Takes a tag in hand.
    pub fn open(&mut self, _tag: TagId) {}
}
