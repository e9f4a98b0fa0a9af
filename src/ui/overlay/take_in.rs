//! What a file of another program holds, before it is taken in: what is new in it, and how its positions were understood.

use std::path::PathBuf;

use egui::{Grid, RichText, ScrollArea, Ui};

use crate::intake::Plan;
use crate::ui::{
    action::{Action, Actions},
    dialog::{self, Cx, Dialog},
    theme::{self, colors},
    widgets,
};
use crate::words::{counted, thousands};
use crate::{
    exchange::foreign::{Foreign, Unit},
    intake::Report,
};

/// A file that was read, with what it means here.
pub struct TakeIn {
    pub path: PathBuf,
    /// The name of the format that it is of.
    pub format: &'static str,
    pub foreign: Foreign,
    pub report: Report,
    pub plans: Vec<Plan>,
}

impl Dialog for TakeIn {
    fn title(&self) -> String {
        "Take in from another program".to_owned()
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        self.content(ui, cx.actions)
    }
}

impl TakeIn {
    /// Draws the preview; gives back whether it is done.
    fn content(&mut self, ui: &mut Ui, actions: &mut Actions) -> bool {
        let height = ui.ctx().content_rect().height() - 240.0;
        ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            ui.label(RichText::new(self.path.display().to_string()).font(theme::small()).color(colors(ui).dim));
            ui.add_space(8.0);
            self.numbers(ui);
            self.counting(ui, actions);
            self.words(ui);
        });
        ui.add_space(10.0);
        let mut done = false;
        dialog::buttons(ui, |ui| {
            if !self.is_news() {
                done |= widgets::main_button(ui, "Close").clicked() || dialog::confirmed(ui);
                let words = if self.report.left_out > 0 {
                    "There is nothing to take in."
                } else {
                    "All of it is here already."
                };
                ui.label(RichText::new(words).color(colors(ui).dim));
                return;
            }
            if widgets::main_button(ui, "Take it in").clicked() || dialog::confirmed(ui) {
                actions.push(Action::TakeIn(Box::new((self.format, std::mem::take(&mut self.foreign)))));
                done = true;
            }
            done |= ui.button("Cancel").clicked();
        });
        done
    }

    fn is_news(&self) -> bool {
        self.report.new_articles + self.report.new_tags > 0 || self.plans.iter().any(|plan| plan.changes)
    }

    fn numbers(&self, ui: &mut Ui) {
        let report = &self.report;
        Grid::new("taken in").num_columns(2).spacing([16.0, 4.0]).show(ui, |ui| {
            let mut row = |n: usize, one: &str, several: &str| {
                if n > 0 {
                    ui.label(RichText::new(thousands(n)).font(theme::bold(theme::BODY)));
                    ui.label(if n == 1 { one } else { several });
                    ui.end_row();
                }
            };
            row(report.new_articles, "new article", "new articles");
            let known = ["article that is here already, by its text", "articles that are here already, by their text"];
            row(report.known_articles, known[0], known[1]);
            let new =
                ["tag that is new here: it goes to the codebook", "tags that are new here: they go to the codebook"];
            row(report.new_tags, new[0], new[1]);
            let known = ["tag that the codebook has, by its name", "tags that the codebook has, by their names"];
            row(report.known_tags, known[0], known[1]);
            let sum = |count: fn(&Plan) -> usize| self.plans.iter().map(count).sum();
            row(sum(|plan| plan.counts.added), "new passage", "new passages");
            row(sum(|plan| plan.counts.changed), "passage changed since", "passages changed since");
            let both = ["passage changed on both sides", "passages changed on both sides"];
            row(sum(|plan| plan.counts.both), both[0], both[1]);
            let unchanged = ["passage that is here already", "passages that are here already"];
            row(sum(|plan| plan.counts.unchanged), unchanged[0], unchanged[1]);
        });
    }

    /// What positions count, to be chosen otherwise.
    fn counting(&self, ui: &mut Ui, actions: &mut Actions) {
        let Some(counting) = &self.report.counting else { return };
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            ui.label("Positions count");
            let label = counting.unit.label();
            let button = widgets::menu_button(ui, label, &format!("Positions count: {label}"));
            egui::Popup::menu(&button).show(|ui| {
                for (unit, _) in Unit::ALL {
                    if ui.selectable_label(unit == counting.unit, unit.label()).clicked() {
                        actions.push(Action::CountPositions(unit));
                        ui.close();
                    }
                }
            });
        });
    }

    fn words(&self, ui: &mut Ui) {
        if !self.plans.is_empty() {
            ui.add_space(8.0);
            widgets::section(ui, "Coded by", &counted(self.plans.len(), "analyst"));
            for plan in &self.plans {
                let passages = counted(plan.counts.annotations, "passage");
                let hidden = "how much is hidden until you have submitted the articles".to_owned();
                ui.label(format!("{}: {}", plan.name, if plan.is_hidden { hidden } else { passages }));
            }
        }
        ui.add_space(8.0);
        let report = &self.report;
        let is_hidden = self.plans.iter().any(|plan| plan.is_hidden);
        let counting = report.counting.as_ref().map(|it| if is_hidden { it.how.clone() } else { it.to_string() });
        for sentence in report.understood.iter().chain(&counting).chain(&report.notices) {
            ui.label(RichText::new(widgets::capitalised(sentence)).font(theme::small()).color(colors(ui).dim));
        }
    }
}
