//! What was changed on both sides, one record after the other, with the versions to choose from.

use egui::{RichText, ScrollArea, Ui};

use crate::model::{Conflict, Stamp, conflicts::conflicts};
use crate::ui::{
    action::{Action, Actions},
    dialog::{self, Cx, Dialog},
    scene::Scene,
    theme::{self, colors},
    widgets,
};

use super::receive::two_versions;

/// The list of what one can decide oneself: what the team shares, and one's own.
pub fn to_review(scene: &Scene<'_>) -> Vec<Conflict> {
    let mine = |conflict: &Conflict| {
        conflict.record.layer().is_none_or(|layer| *layer == scene.me.id || layer.is_adjudicated())
    };
    conflicts(scene.project).into_iter().filter(mine).collect()
}

/// What was changed on both sides.
pub struct Conflicts;

impl Dialog for Conflicts {
    fn title(&self) -> String {
        "Changed on both sides".to_owned()
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        cx.scene.is_none_or(|scene| changed_on_both_sides(ui, scene, cx.actions))
    }
}

/// Draws the list; returns whether it is done.
fn changed_on_both_sides(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) -> bool {
    let found = to_review(scene);
    if found.is_empty() {
        ui.label("Nothing is left to decide.");
    } else {
        let said = "The later version of each counts until you decide. You can undo what you decide.";
        ui.label(RichText::new(said).color(colors(ui).dim));
    }
    let height = ui.ctx().content_rect().height() - 240.0;
    ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        for (at, conflict) in found.iter().enumerate() {
            ui.push_id(at, |ui| one(ui, scene, conflict, actions));
        }
    });
    ui.add_space(10.0);
    dialog::buttons(ui, |ui| widgets::main_button(ui, "Close").clicked())
}

fn one(ui: &mut Ui, scene: &Scene<'_>, conflict: &Conflict, actions: &mut Actions) {
    ui.add_space(10.0);
    let name = conflict.name(scene.project);
    ui.label(RichText::new(widgets::capitalised(&name)).font(theme::bold(theme::BODY)));
    for (n, (version, fields)) in conflict.versions.iter().zip(conflict.differences(scene.project)).enumerate() {
        let button = if n == 0 { "Keep this".to_owned() } else { format!("Take version {}", n + 1) };
        ui.horizontal(|ui| {
            ui.label(if n == 0 { "Counts now".to_owned() } else { format!("Version {}", n + 1) });
            if let Some(made) = made(&version.changed) {
                ui.label(RichText::new(made).font(theme::small()).color(colors(ui).dim));
            }
            if ui.button(button).on_hover_text(format!("Decide on {name}")).clicked() {
                actions.push(match conflict.settle(scene.project, n) {
                    Some(step) => Action::Apply(step),
                    None => Action::Refuse("that version is no longer there".to_owned()),
                });
            }
        });
        for (field, text) in fields {
            two_versions(ui, "", &[(field, &text)]);
        }
    }
}

/// When a version was made; what came with the project's files was made at no time that is known.
fn made(changed: &Stamp) -> Option<String> {
    let at = i64::try_from(changed.ms).ok().filter(|ms| *ms > 0)?;
    let made = jiff::Timestamp::from_millisecond(at).ok()?.to_zoned(jiff::tz::TimeZone::system());
    Some(made.strftime("%-d %b %Y, %H:%M:%S").to_string())
}
