//! Asks what to do where the window is to be closed and not everything is in the project's files.

use egui::{RichText, Ui};

use crate::ui::{
    action::{Action, Actions},
    command::Command,
    theme::colors,
    widgets,
};
use crate::workspace::SaveState;

/// How the question was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// The window stays.
    Not,
    /// Try to save again, and close if that succeeds.
    Again,
    /// Close it though not everything is saved.
    Anyway,
}

/// Says what is not saved and why. `is_safe`: whether the journal has all of it.
pub fn unsaved(ui: &mut Ui, state: &SaveState, is_safe: bool, actions: &mut Actions) -> Option<Leave> {
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
    let mut choice = None;
    super::frame::buttons(ui, |ui| {
        if widgets::main_button(ui, "Try again").clicked() || super::frame::confirmed(ui) {
            choice = Some(Leave::Again);
        }
        if ui.button("Save elsewhere…").clicked() {
            actions.push(Action::Run(Command::SaveElsewhere));
            choice = Some(Leave::Not);
        }
        if ui.button(if is_safe { "Close" } else { "Close and lose it" }).clicked() {
            choice = Some(Leave::Anyway);
        }
        if ui.button("Cancel").clicked() {
            choice = Some(Leave::Not);
        }
    });
    choice
}
