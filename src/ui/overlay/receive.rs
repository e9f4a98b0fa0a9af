//! A colleague's annotations before they are taken in: what the file holds, what it changes, what is to be decided.

use std::path::PathBuf;

use egui::{Grid, Label, RichText, ScrollArea, Ui};

use crate::intake::{Match, Plan, Whose};
use crate::ui::{
    action::{Action, Actions},
    dialog::{self, Cx, Dialog},
    theme::{self, colors},
    widgets,
};
use crate::{model::TagId, words::counted};

/// How much of what differs is shown, in characters.
const LONGEST: usize = 2_000;

/// A file that was read, with what it means here.
pub struct Receive {
    path: PathBuf,
    plan: Plan,
    /// Whose definition is to count where they differ, tag by tag: theirs?
    theirs: Vec<bool>,
}

impl Dialog for Receive {
    fn title(&self) -> String {
        "Add annotations".to_owned()
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        self.content(ui, cx.actions)
    }
}

impl Receive {
    pub fn new(path: PathBuf, plan: Plan) -> Self {
        Self { theirs: vec![false; plan.differing.len()], path, plan }
    }

    /// Draws the preview; gives back whether it is done.
    fn content(&mut self, ui: &mut Ui, actions: &mut Actions) -> bool {
        let height = ui.ctx().content_rect().height() - 240.0;
        ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            self.summary(ui);
            self.articles(ui);
            self.definitions(ui);
        });
        ui.add_space(10.0);
        let mut done = false;
        dialog::buttons(ui, |ui| {
            if !self.plan.changes && self.plan.differing.is_empty() {
                done |= widgets::main_button(ui, "Close").clicked() || dialog::confirmed(ui);
                ui.label(RichText::new("All of it is here already.").color(colors(ui).dim));
                return;
            }
            if widgets::main_button(ui, "Add these annotations").clicked() || dialog::confirmed(ui) {
                actions.push(Action::ImportAnnotations { path: self.path.clone(), take: self.taken() });
                done = true;
            }
            done |= ui.button("Cancel").clicked();
        });
        done
    }

    fn taken(&self) -> Vec<TagId> {
        let decided = self.plan.differing.iter().zip(&self.theirs);
        decided.filter(|(_, theirs)| **theirs).map(|(difference, _)| difference.tag.clone()).collect()
    }

    fn summary(&self, ui: &mut Ui) {
        let (plan, counts) = (&self.plan, &self.plan.counts);
        let whose = match plan.whose {
            Whose::New => format!("The coding of {}, new in this project.", plan.name),
            Whose::Known => format!("The coding of {}, joined with what is here of it.", plan.name),
            Whose::Mine => "Your own coding, from another machine: joined with what is here.".to_owned(),
            Whose::Namesake => format!(
                "The coding of another {}: kept apart as {}, since that name is taken here.",
                plan.name, plan.analyst
            ),
        };
        ui.label(whose);
        ui.label(RichText::new(self.path.display().to_string()).font(theme::small()).color(colors(ui).dim));
        ui.add_space(8.0);
        Grid::new("received").num_columns(2).spacing([16.0, 4.0]).show(ui, |ui| {
            let mut row = |n: usize, what: &str, why: &str| {
                if n > 0 {
                    ui.label(RichText::new(n.to_string()).font(theme::bold(theme::BODY)));
                    ui.label(what).on_hover_text(why);
                    ui.end_row();
                }
            };
            row(counts.added, "new passages", "They are not in this project yet");
            row(counts.changed, "passages changed there", "Changed or deleted there since");
            row(counts.unchanged, "passages that are here already", "Nothing happens to them");
            row(
                counts.both,
                "passages changed on both sides",
                "The later version counts, the other is kept to be reviewed",
            );
            row(
                counts.reanchored,
                "passages found again in another text",
                "The article's text differs, the words stand in it",
            );
            row(
                counts.orphaned,
                "passages without a place",
                "Their article or their words are not here: they are kept",
            );
            row(plan.new_tags.len(), "tags that are new here", "They go to the codebook");
        });
    }

    fn articles(&self, ui: &mut Ui) {
        if self.plan.articles.is_empty() {
            return;
        }
        let others: Vec<_> = self.plan.articles.iter().filter(|(.., found)| *found != Match::SameText).collect();
        ui.add_space(8.0);
        let same = self.plan.articles.len() - others.len();
        widgets::section(ui, "Articles", &format!("{same} with the same text"));
        for (id, title, found) in others {
            let what = if *found == Match::NotHere { "is not in this project" } else { "has another text here" };
            ui.label(format!("“{title}” {what}")).on_hover_text(id.as_str());
        }
    }

    fn definitions(&mut self, ui: &mut Ui) {
        if self.plan.differing.is_empty() && self.plan.same_name.is_empty() {
            return;
        }
        ui.add_space(8.0);
        widgets::section(ui, "Tags defined differently", &counted(self.plan.differing.len(), "tag"));
        for (difference, theirs) in self.plan.differing.iter().zip(&mut self.theirs) {
            ui.add_space(4.0);
            ui.horizontal(|ui| {
                ui.label(RichText::new(&difference.name).font(theme::bold(theme::BODY)));
                if ui.selectable_label(!*theirs, "Keep ours").clicked() {
                    *theirs = false;
                }
                if ui.selectable_label(*theirs, "Take theirs").clicked() {
                    *theirs = true;
                }
            });
            for (field, ours, there) in &difference.fields {
                two_versions(ui, field, &[("ours", ours), ("theirs", there)]);
            }
        }
        for (theirs, ours) in &self.plan.same_name {
            ui.label(format!("{theirs} has the same name as {ours}. If they are one tag, merge them in the codebook."));
        }
    }
}

/// A field as two versions have it, one below the other.
pub(super) fn two_versions(ui: &mut Ui, field: &str, versions: &[(&str, &str)]) {
    let dim = colors(ui).dim;
    for (whose, text) in versions {
        ui.horizontal_top(|ui| {
            ui.add_space(12.0);
            let label = if field.is_empty() { format!("{whose}:") } else { format!("{field}, {whose}:") };
            ui.label(RichText::new(label).color(dim));
            // Further lines begin below the first one's beginning.
            let shown = if text.is_empty() { "(nothing)".into() } else { widgets::shortened(text, LONGEST) };
            ui.vertical(|ui| ui.add(Label::new(shown).wrap()));
        });
    }
}
