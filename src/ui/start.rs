//! The start page: recent projects, a new one, the sample.

use std::path::{Path, PathBuf};

use egui::{CornerRadius, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{
    action::{Action, Actions},
    command::Command,
    theme::{self, colors},
    widgets,
};

/// Draws the page.
pub fn show(ui: &mut Ui, recent: &[PathBuf], actions: &mut Actions) {
    let width = ui.available_width().min(560.0);
    let side = ((ui.available_width() - width) / 2.0).max(16.0);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.add_space((ui.available_height() * 0.12).clamp(16.0, 120.0));
        ui.horizontal_top(|ui| {
            ui.add_space(side);
            ui.vertical(|ui| {
                ui.set_width(width);
                page(ui, recent, actions);
            });
        });
    });
}

fn page(ui: &mut Ui, recent: &[PathBuf], actions: &mut Actions) {
    ui.label(RichText::new("Postil").font(egui::FontId::new(34.0, theme::serif_bold())));
    let about = "Read closely, tag passages with your codebook, take the excerpts with you.";
    ui.label(RichText::new(about).font(egui::FontId::new(16.0, theme::serif_italic())).color(colors(ui).dim));
    ui.add_space(20.0);
    ui.horizontal_wrapped(|ui| {
        let buttons = [
            ("Open a project…", Command::OpenProject, true),
            ("New project from texts…", Command::NewProject, false),
            ("Try the sample…", Command::TrySample, false),
        ];
        for (label, command, is_main) in buttons {
            let clicked = if is_main { widgets::main_button(ui, label) } else { ui.button(label) };
            if clicked.on_hover_text(command.declared().help).clicked() {
                actions.push(Action::Run(command));
            }
        }
    });
    ui.add_space(8.0);
    ui.label(RichText::new("Or drop a project's folder, or text files, on this window.").color(colors(ui).dim));
    if recent.is_empty() {
        return;
    }
    ui.add_space(24.0);
    widgets::section(ui, "Recent projects", "");
    for path in recent {
        recent_row(ui, path, actions);
    }
}

fn recent_row(ui: &mut Ui, path: &Path, actions: &mut Actions) {
    let colors = colors(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 46.0), Sense::click());
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Open {name}")));
    let is_there = path.is_dir();
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(theme::ROUND), colors.chosen);
    }
    let color = if is_there { colors.ink } else { colors.dim };
    let title = widgets::elided(ui, &name, theme::bold(theme::BODY), color, rect.width() - 24.0);
    ui.painter().galley(rect.min + vec2(12.0, 6.0), title, color);
    let folder = path.parent().map(|parent| parent.display().to_string()).unwrap_or_default();
    let below = if is_there { folder } else { format!("{folder} (not there now)") };
    let below = widgets::elided(ui, &below, theme::small(), colors.dim, rect.width() - 24.0);
    ui.painter().galley(pos2(rect.left() + 12.0, rect.top() + 25.0), below, colors.dim);
    if response.clicked() {
        actions.push(Action::OpenProject(path.to_owned()));
    }
    response.context_menu(|ui| {
        if ui.button("Take off this list").clicked() {
            actions.push(Action::ForgetRecent(path.to_owned()));
        }
    });
}
