//! All keys on a sheet.

use egui::{RichText, ScrollArea, Ui};

use crate::ui::{
    command::{COMMANDS, Menu},
    dialog::{Cx, Dialog},
    keymap::{CTRL, Keymap},
    theme::{self, colors},
    widgets,
};

/// Keys that are no commands: they belong to the text or to the tag bar.
const OTHERS: [(&str, &[(&str, &str)]); 2] = [
    (
        "In the text",
        &[
            ("Drag", "Select text"),
            ("Double-click, triple-click", "Select a word, a sentence"),
            ("Click in the left margin", "Select the paragraph"),
            ("Shift ← →", "Extend by a character"),
            ("Ctrl Shift ← →", "Extend by a word"),
            ("Shift ↑ ↓", "Extend by a line"),
            ("1 … 9", "Give the tag that has this key"),
            ("Alt A … Z", "Give the tag that has this letter"),
            ("↑ ↓, Page Up, Page Down, Space", "Scroll"),
            ("Esc", "Let go of the selection"),
        ],
    ),
    (
        "In the tag bar",
        &[
            ("Enter", "Give the tag and close"),
            ("Shift Enter", "Give the tag and stay for another"),
            ("Tab", "Give the tag and say who says it"),
            ("Ctrl Enter", "Make a new tag of what is typed"),
            ("1 … 9", "Give the tag that has this key (while nothing is typed)"),
            ("Ctrl Z", "Undo in the project (while nothing is typed)"),
            ("Esc", "Close without tagging"),
        ],
    ),
];

/// The sheet.
pub struct Sheet;

impl Dialog for Sheet {
    fn title(&self) -> String {
        "Keyboard shortcuts".to_owned()
    }

    fn width(&self) -> f32 {
        860.0
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        sheet(ui, cx.keymap);
        false
    }

    fn needs_project(&self) -> bool {
        false
    }

    fn is_only_read(&self) -> bool {
        true
    }
}

/// Draws the sheet.
fn sheet(ui: &mut Ui, keymap: &Keymap) {
    let height = ui.ctx().content_rect().height() - 190.0;
    ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 28.0;
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            for (title, keys) in OTHERS {
                widgets::section(left, title, "");
                for (key, what) in keys {
                    row(left, &key.replace("Ctrl", CTRL), what);
                }
                left.add_space(10.0);
            }
            for menu in Menu::ALL {
                let column = if matches!(menu, Menu::File | Menu::Help) { &mut *left } else { &mut *right };
                widgets::section(column, menu.label(), "");
                for declared in COMMANDS.iter().filter(|declared| declared.menu == menu) {
                    let key = keymap.label(declared.command);
                    if !key.is_empty() {
                        row(column, &key, declared.name);
                    }
                }
                column.add_space(8.0);
            }
        });
    });
}

fn row(ui: &mut Ui, key: &str, what: &str) {
    ui.spacing_mut().interact_size.y = 20.0;
    ui.horizontal(|ui| {
        ui.add(egui::Label::new(RichText::new(what.trim_end_matches('…')).color(colors(ui).ink)).truncate());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(RichText::new(key).font(theme::small()).color(colors(ui).dim));
        });
    });
}
