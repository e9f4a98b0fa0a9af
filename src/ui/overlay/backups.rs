//! The dated copies of one's own coding, to go back to one.

use egui::{Grid, RichText, ScrollArea, Ui};

use crate::storage::{Backup, Reason};
use crate::ui::{
    action::{Action, Actions},
    dialog::{Cx, Dialog},
    scene::Scene,
    theme::colors,
};

/// The copies as they were when the list was opened, the newest first.
pub struct Backups(Vec<Backup>);

impl Dialog for Backups {
    fn title(&self) -> String {
        "Restore a backup".to_owned()
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        cx.scene.is_none_or(|scene| self.content(ui, scene, cx.actions))
    }
}

impl Backups {
    pub fn new(all: Vec<Backup>) -> Self {
        Self(all)
    }

    fn content(&self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) -> bool {
        ui.label("Your coding becomes what it was in the copy. As it is now it is kept as a copy too, and undo takes it back.");
        ui.add_space(8.0);
        let own = |backup: &&Backup| backup.layer().as_ref() == Some(&scene.me.id);
        if !self.0.iter().any(|backup| own(&backup)) {
            let none = "There is none yet: copies are made before imports and merges, and before a file is rewritten that was edited by hand.";
            ui.label(RichText::new(none).color(colors(ui).dim));
        }
        let mut done = false;
        ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
            Grid::new("backups").num_columns(4).spacing([18.0, 6.0]).striped(true).show(ui, |ui| {
                for backup in self.0.iter().filter(own) {
                    let made = backup.made.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S");
                    ui.label(made.to_string());
                    ui.label(backup.reason.map_or("", Reason::label));
                    ui.label(RichText::new(format!("{} KB", backup.len.div_ceil(1024))).color(colors(ui).dim));
                    if ui.button("Restore").clicked() {
                        actions.push(Action::Restore(backup.clone()));
                        done = true;
                    }
                    ui.end_row();
                }
            });
        });
        ui.add_space(8.0);
        done | ui.button("Cancel").clicked()
    }
}
