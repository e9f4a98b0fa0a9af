//! The settings: how it looks, who annotates, when it saves, which keys do what.

use egui::{Align, Event, KeyboardShortcut, Layout, RichText, ScrollArea, Slider, Ui};

use crate::storage::{Settings, ThemeChoice};
use crate::ui::{
    command::{COMMANDS, Menu},
    keymap::{self, Keymap},
    theme::{self, colors},
    widgets,
};

/// The command that waits for a key.
#[derive(Default)]
pub struct KeyCapture {
    waiting: Option<&'static str>,
}

/// Draws the settings; changes them in place. Gives back whether it is done.
pub fn settings(ui: &mut Ui, settings: &mut Settings, keymap: &Keymap, capture: &mut KeyCapture) -> bool {
    let height = ui.ctx().content_rect().height() - 230.0;
    ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        widgets::section(ui, "Look", "");
        ui.horizontal(|ui| {
            ui.label("Theme");
            for (label, choice) in
                [("As the system", ThemeChoice::System), ("Light", ThemeChoice::Light), ("Dark", ThemeChoice::Dark)]
            {
                ui.selectable_value(&mut settings.theme, choice, label);
            }
        });
        ui.horizontal(|ui| {
            let label = ui.label("Text of articles");
            let slider = Slider::new(&mut settings.text_size, theme::TEXT_SIZES).step_by(1.0).fixed_decimals(0);
            ui.add(slider.suffix(" points")).labelled_by(label.id);
        });
        ui.horizontal(|ui| {
            ui.label("Whole window");
            for (label, zoom) in [("100 %", 1.0), ("125 %", 1.25), ("150 %", 1.5), ("200 %", 2.0)] {
                if ui.selectable_label((settings.zoom - zoom).abs() < 0.01, label).clicked() {
                    settings.zoom = zoom;
                }
            }
        });
        ui.add_space(8.0);
        widgets::section(ui, "Work", "");
        ui.horizontal(|ui| {
            let label = ui.label("Your name in new projects");
            ui.text_edit_singleline(&mut settings.analyst).labelled_by(label.id);
        });
        ui.checkbox(&mut settings.autosave, "Save every change within two seconds");
        if !settings.autosave {
            ui.label(
                RichText::new("Changes are written when you save (Ctrl S) and when you close.").color(colors(ui).dim),
            );
        }
        let label = "Leave out what is not part of the article: in search, proposals and word counts";
        ui.checkbox(&mut settings.leave_out_noise, label);
        ui.checkbox(&mut settings.whole_words, "Select whole words with the mouse (with Alt held down: letters)");
        ui.add_space(8.0);
        keys(ui, settings, keymap, capture);
    });
    ui.add_space(10.0);
    widgets::main_button(ui, "Done").clicked()
}

fn keys(ui: &mut Ui, settings: &mut Settings, keymap: &Keymap, capture: &mut KeyCapture) {
    widgets::section(ui, "Keys", "");
    if let Some(id) = capture.waiting
        && let Some(key) = pressed_key(ui)
    {
        capture.waiting = None;
        if key.logical_key != egui::Key::Escape {
            settings.keys.insert(id.to_owned(), keymap::stored(key));
        }
    }
    for menu in Menu::ALL {
        for declared in COMMANDS.iter().filter(|declared| declared.menu == menu) {
            ui.horizontal(|ui| {
                ui.allocate_ui_with_layout([250.0, 22.0].into(), Layout::left_to_right(Align::Center), |ui| {
                    ui.set_min_width(250.0);
                    ui.label(declared.name.trim_end_matches('…'));
                });
                let is_waiting = capture.waiting == Some(declared.id);
                let label = if is_waiting { "Press a key, or Esc".to_owned() } else { keymap.label(declared.command) };
                let label = if label.is_empty() { "–".to_owned() } else { label };
                let button = ui.add(egui::Button::new(label).min_size([120.0, 22.0].into()).selected(is_waiting));
                button.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Key for {}", declared.name))
                });
                if button.clicked() {
                    capture.waiting = Some(declared.id);
                }
                if settings.keys.contains_key(declared.id) && widgets::quiet_button(ui, "Reset", "").clicked() {
                    settings.keys.remove(declared.id);
                }
            });
        }
    }
}

/// A key that was pressed, with what was held down.
fn pressed_key(ui: &Ui) -> Option<KeyboardShortcut> {
    ui.input_mut(|input| {
        let at = input.events.iter().position(|event| matches!(event, Event::Key { pressed: true, .. }))?;
        match input.events.remove(at) {
            Event::Key { key, modifiers, .. } => {
                let modifiers = egui::Modifiers { ctrl: false, mac_cmd: false, ..modifiers };
                Some(KeyboardShortcut::new(modifiers, key))
            }
            _ => None,
        }
    })
}
