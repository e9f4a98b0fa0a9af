//! Asks what to do where the window is to be closed and not everything is in the project's files.

use egui::{RichText, Ui, ViewportCommand};

use crate::ui::{
    action::{Action, Actions},
    command::Command,
    dialog::{self, Cx, Dialog},
    theme::colors,
    widgets,
};
use crate::workspace::SaveState;

/// The question.
pub struct Unsaved;

impl Dialog for Unsaved {
    fn title(&self) -> String {
        "Not everything is saved".to_owned()
    }

    fn width(&self) -> f32 {
        520.0
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        cx.workspace.is_none_or(|it| unsaved(ui, &it.save_state(), it.is_safe(), cx.actions))
    }
}

/// Says what is not saved and why; returns whether the question was answered. `is_safe`: whether the journal has all of it.
fn unsaved(ui: &mut Ui, state: &SaveState, is_safe: bool, actions: &mut Actions) -> bool {
    if let SaveState::Failed(why) = state {
        ui.label(format!("The project's files could not be written: {why}."));
        ui.add_space(6.0);
    }
    let rest = if is_safe {
        "What they lack is in the journal on this machine, and comes back when you open the project here again."
    } else {
        "What they lack is only in memory: if you close the window now, it is lost."
    };
    let color = if is_safe { colors(ui).ink } else { colors(ui).bad };
    ui.label(RichText::new(rest).color(color));
    ui.add_space(10.0);
    let mut is_done = false;
    dialog::buttons(ui, |ui| {
        if widgets::main_button(ui, "Try again").clicked() || dialog::confirmed(ui) {
            ui.ctx().send_viewport_cmd(ViewportCommand::Close);
            is_done = true;
        }
        if ui.button("Save elsewhere…").clicked() {
            actions.push(Action::Run(Command::SaveElsewhere));
            is_done = true;
        }
        if ui.button(if is_safe { "Close" } else { "Close and lose it" }).clicked() {
            actions.push(Action::CloseWindow);
            is_done = true;
        }
        if ui.button("Cancel").clicked() {
            is_done = true;
        }
    });
    is_done
}
