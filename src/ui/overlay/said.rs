//! What the program has said in this session.

use egui::Ui;

use crate::ui::dialog::{Cx, Dialog};

/// The notices of the session.
pub struct Said;

impl Dialog for Said {
    fn title(&self) -> String {
        "Notices".to_owned()
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        cx.notices.show_all(ui);
        false
    }

    fn needs_project(&self) -> bool {
        false
    }

    fn is_only_read(&self) -> bool {
        true
    }
}
