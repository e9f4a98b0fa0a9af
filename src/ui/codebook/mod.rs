//! The Codebook view: the tags as a tree, and everything about the tag in hand.

use crate::model::TagId;

use super::{action::Actions, scene::Scene};

#[derive(Default)]
pub struct CodebookPanel {}
pub enum PanelEvent {
    Pick(TagId),
}
impl CodebookPanel {
    pub fn show(&mut self, _ui: &mut egui::Ui, _scene: &Scene<'_>, _actions: &mut Actions) -> Option<PanelEvent> {
        None
    }
}

/// The view's own state.
#[derive(Default)]
pub struct CodebookPane {}

impl CodebookPane {
    pub fn show(&mut self, _ui: &mut egui::Ui, _scene: &Scene<'_>, _actions: &mut Actions) {}
    pub fn flush(&mut self, _scene: &Scene<'_>, _actions: &mut Actions) {}
    pub fn ask_delete(&mut self, _tag: TagId) {}
    pub fn ask_merge(&mut self, _tag: TagId) {}
    pub fn show_dialogs(&mut self, _ctx: &egui::Context, _scene: &Scene<'_>, _actions: &mut Actions) {}

    /// Takes a tag in hand.
    pub fn open(&mut self, _tag: TagId) {}
}
