//! The Excerpts view: every tagged passage in one table.

use std::path::PathBuf;

use crate::model::{AnalystId, AnnotationId, TagId};

use super::{action::Actions, scene::Scene};

/// What is to be written where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportRequest {
    /// The format's name in `exchange::FORMATS`.
    pub format: &'static str,
    pub path: PathBuf,
    /// CSV: begin with a byte-order mark, as some spreadsheets want.
    pub bom: bool,
    /// CSV: a row for each coding instead of one for each passage.
    pub per_coding: bool,
    /// The passages, in their order.
    pub passages: Vec<(AnalystId, AnnotationId)>,
}

/// The view's own state.
#[derive(Default)]
pub struct ExcerptsPane {}

impl ExcerptsPane {
    pub fn show(&mut self, _ui: &mut egui::Ui, _scene: &Scene<'_>, _actions: &mut Actions) {}

    pub fn open_export(&mut self) {}
    pub fn set_export_path(&mut self, _path: PathBuf) {}
    pub fn show_dialogs(
        &mut self,
        _ui: &egui::Ui,
        _scene: &Scene<'_>,
        _actions: &mut Actions,
    ) -> Option<ExcerptsEvent> {
        None
    }

    /// Shows only passages with this tag.
    pub fn filter_by(&mut self, _tag: TagId) {}

    /// What is shown now, in its order: this is what an export takes.
    pub fn passages(&mut self, _scene: &Scene<'_>) -> Vec<(AnalystId, AnnotationId)> {
        Vec::new()
    }
}

pub enum ExcerptsEvent {
    ChoosePath { suggested: PathBuf, ending: &'static str },
}
