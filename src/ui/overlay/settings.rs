//! The settings: how it looks, who annotates, when it saves, which keys do what.

use egui::{Align, Event, Key, KeyboardShortcut, Layout, RichText, Slider, Ui, vec2};

use super::palette;
use crate::storage::{Settings, ThemeChoice};
use crate::text::letters::folded;
use crate::ui::{
    command::{COMMANDS, Command, Declared, Menu},
    dialog::{self, Cx, Dialog},
    input::is_modifier,
    keymap::{self, Keymap},
    read::tagbar::key_char,
    theme::{self, colors},
    widgets,
};

/// Room for two lines in small print, in points.
const SAID: f32 = 32.0;

/// The settings, and the command that waits for a key.
#[derive(Default)]
pub struct SettingsDialog {
    waiting: Option<&'static str>,
    /// What there is to say of the key that was chosen last.
    said: String,
    /// Commands with these words are shown.
    filter: String,
}

impl Dialog for SettingsDialog {
    fn title(&self) -> String {
        "Settings".to_owned()
    }

    fn width(&self) -> f32 {
        560.0
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        settings(ui, cx.settings, cx.keymap, self)
    }

    fn needs_project(&self) -> bool {
        false
    }

    fn takes_keys(&self) -> bool {
        true
    }
}

/// Draws the settings; changes them in place. Returns whether it is done.
fn settings(ui: &mut Ui, settings: &mut Settings, keymap: &Keymap, capture: &mut SettingsDialog) -> bool {
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
        let save = keymap::named(ui.ctx(), "when you save", Command::Save);
        ui.label(RichText::new(format!("Changes are written {save} and when you close.")).color(colors(ui).dim));
    }
    let label = "Leave out what is not part of the article: in search, proposals and word counts";
    ui.checkbox(&mut settings.leave_out_noise, label);
    ui.checkbox(&mut settings.whole_words, "Select whole words with the mouse (with Alt held down: letters)");
    ui.add_space(8.0);
    keys(ui, settings, keymap, capture);
    ui.add_space(10.0);
    dialog::buttons(ui, |ui| widgets::main_button(ui, "Done").clicked())
}

fn keys(ui: &mut Ui, settings: &mut Settings, keymap: &Keymap, capture: &mut SettingsDialog) {
    widgets::section(ui, "Keys", "");
    if let Some(id) = capture.waiting
        && let Some(key) = pressed_key(ui)
    {
        capture.waiting = None;
        if key.logical_key != Key::Escape {
            capture.said = choose(settings, keymap, id, key);
        }
    }
    ui.horizontal(|ui| {
        let all = RichText::new("Reset all keys");
        if ui.add_enabled(!settings.keys.is_empty(), egui::Button::new(all)).clicked() {
            settings.keys.clear();
            capture.said.clear();
        }
        widgets::search_field(ui, "find-command", &mut capture.filter, "Find a command");
    });
    // It has its room always: the rows below must not move away from under the mouse.
    ui.allocate_ui(vec2(ui.available_width(), SAID), |ui| {
        ui.set_min_height(SAID);
        ui.add(egui::Label::new(RichText::new(&capture.said).font(theme::small()).color(colors(ui).warn)).wrap());
    });
    let words = folded(&capture.filter);
    let fits =
        |declared: &Declared| palette::fits(&words, &[declared.name, declared.help, &keymap.label(declared.command)]);
    for declared in Menu::ALL.into_iter().flat_map(|menu| COMMANDS.iter().filter(move |one| one.menu == menu)) {
        if !fits(declared) {
            continue;
        }
        ui.horizontal(|ui| {
            ui.allocate_ui_with_layout([250.0, 22.0].into(), Layout::left_to_right(Align::Center), |ui| {
                ui.set_min_width(250.0);
                ui.label(declared.name.trim_end_matches('…'));
            });
            let is_waiting = capture.waiting == Some(declared.id);
            let key = keymap.label(declared.command);
            let label = if is_waiting { "Press a key, or Esc" } else { key.as_str() };
            let label = if label.is_empty() { "–" } else { label };
            let button = ui.add(egui::Button::new(label).min_size([120.0, 22.0].into()).selected(is_waiting));
            button.widget_info(|| {
                let named = if key.is_empty() { "none" } else { key.as_str() };
                egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Key for {}: {named}", declared.name))
            });
            if button.clicked() {
                capture.waiting = Some(declared.id);
                // What is pressed next is the key, and presses no button.
                button.surrender_focus();
            }
            if settings.keys.contains_key(declared.id) && widgets::quiet_button(ui, "Reset", "").clicked() {
                settings.keys.remove(declared.id);
            }
        });
    }
}

/// Gives the key to the command. Returns what else is to be known of that, or nothing.
fn choose(settings: &mut Settings, keymap: &Keymap, id: &str, key: KeyboardShortcut) -> String {
    let Some(declared) = COMMANDS.iter().find(|declared| declared.id == id) else { return String::new() };
    let mut said = Vec::new();
    let written = keymap::written(key);
    for loser in keymap.losers(key, declared.command) {
        let loser = loser.declared();
        // One that has another key of its own keeps that.
        let keeps = !settings.keys.contains_key(loser.id)
            && [loser.key, loser.second].into_iter().flatten().any(|own| own != key);
        if !keeps {
            settings.keys.insert(loser.id.to_owned(), String::new());
        }
        said.push(format!("“{}” no longer has {written}.", loser.name.trim_end_matches('…')));
    }
    if key.modifiers.is_none() && key_char(key.logical_key).is_some_and(|key| key.is_ascii_digit()) {
        said.push(format!("{written} no longer gives a tag outside of the tag bar."));
    }
    if key.logical_key == Key::Tab {
        said.push("Tab still moves from one control to the next as well.".to_owned());
    }
    settings.keys.insert(id.to_owned(), keymap::stored(key));
    said.join(" ")
}

/// A key that was pressed, with what was held down.
fn pressed_key(ui: &Ui) -> Option<KeyboardShortcut> {
    ui.input_mut(|input| {
        let is_key = |event: &Event| matches!(event, Event::Key { pressed: true, key, .. } if !is_modifier(*key));
        let at = input.events.iter().position(is_key)?;
        match input.events.remove(at) {
            Event::Key { key, modifiers, .. } => {
                let modifiers = egui::Modifiers { ctrl: false, mac_cmd: false, ..modifiers };
                // The letter is not written into the field below.
                input.events.retain(|event| !matches!(event, Event::Text(_)));
                Some(KeyboardShortcut::new(modifiers, key))
            }
            _ => None,
        }
    })
}
