//! Passages that could not be found in their changed texts, one after the other: where each stood, and where it might.

use egui::{FontId, Key, Modifiers, RichText, ScrollArea, TextFormat, Ui, text::LayoutJob};

use crate::anchoring::Candidate;
use crate::ui::{
    action::{Action, Actions},
    dialog::{self, Cx, Dialog},
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use crate::workspace::Workspace;
use crate::{
    model::Annotation,
    verbs::{self, Unsettled},
};

/// How much of a passage is shown, in characters.
const LONGEST: usize = 2_000;
const DIGITS: [Key; 5] = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5];

/// The queue of passages to settle.
#[derive(Default)]
pub struct Settle {
    queue: Vec<Unsettled>,
    /// Of the project that the queue was made from.
    revision: Option<u64>,
    /// Which of them is looked at.
    at: usize,
}

/// What is decided about a passage.
#[derive(Clone, Copy)]
enum Decision {
    Candidate(usize),
    Orphan,
    ByHand,
    Next,
}

impl Dialog for Settle {
    fn title(&self) -> String {
        "To settle".to_owned()
    }

    fn width(&self) -> f32 {
        680.0
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let (Some(scene), Some(workspace)) = (cx.scene, cx.workspace) else { return true };
        self.refresh(workspace);
        self.content(ui, scene, cx.actions)
    }
}

impl Settle {
    /// Brings the queue up to the project.
    fn refresh(&mut self, workspace: &Workspace) {
        if self.revision != Some(workspace.revision()) {
            self.revision = Some(workspace.revision());
            self.queue = workspace.to_settle();
        }
        if self.at >= self.queue.len() {
            self.at = 0;
        }
    }

    /// Gives whether it is done.
    fn content(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) -> bool {
        let passage = self.queue.get(self.at).and_then(|open| {
            let annotation = scene.project.annotation(&open.analyst, open.id)?;
            Some((open, annotation))
        });
        let Some((open, annotation)) = passage else {
            ui.label("Nothing is left to settle: each passage has its place, or is kept without one.");
            ui.add_space(10.0);
            return widgets::main_button(ui, "Close").clicked() || dialog::confirmed(ui);
        };
        self.heading(ui, scene, open, annotation);
        let height = (ui.ctx().content_rect().height() - 300.0).max(120.0);
        let chosen = ScrollArea::vertical()
            .max_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| places(ui, annotation, &open.candidates))
            .inner;
        ui.add_space(10.0);
        let decision = buttons(ui, self.queue.len() > 1).or(chosen).or_else(|| key(ui, &open.candidates));
        decision.is_some_and(|decision| self.decide(scene, actions, decision))
    }

    fn heading(&self, ui: &mut Ui, scene: &Scene<'_>, open: &Unsettled, annotation: &Annotation) {
        let dim = colors(ui).dim;
        let title = scene.project.articles.get(&annotation.article).map_or("", |article| &article.title);
        ui.horizontal_wrapped(|ui| {
            ui.label(
                RichText::new(format!(
                    "{} of {}",
                    crate::words::thousands(self.at + 1),
                    crate::words::thousands(self.queue.len())
                ))
                .font(theme::bold(theme::BODY)),
            );
            ui.label(RichText::new(title).color(dim));
            if open.analyst != scene.me.id {
                let name = scene.project.analyst_name(&open.analyst);
                ui.label(RichText::new(format!("{name}’s passage")).color(dim));
            }
        });
        let tags: Vec<String> = annotation.codings.iter().map(|coding| scene.project.tag_name(&coding.tag)).collect();
        if !tags.is_empty() {
            ui.label(RichText::new(tags.join(", ")).color(dim));
        }
        ui.add_space(theme::SPACE);
    }

    /// Gives whether the overlay is left.
    fn decide(&mut self, scene: &Scene<'_>, actions: &mut Actions, decision: Decision) -> bool {
        let (project, me) = (scene.project, &scene.me.id);
        let Some(open) = self.queue.get(self.at) else { return true };
        match decision {
            Decision::Candidate(at) => {
                if let Some(candidate) = open.candidates.get(at) {
                    actions.step(verbs::settle_at(project, me, &open.analyst, open.id, candidate.span));
                }
            }
            Decision::Orphan => actions.step(verbs::keep_as_orphan(project, me, &open.analyst, open.id)),
            Decision::ByHand => {
                actions.push(Action::PlaceByHand(Some((open.analyst.clone(), open.id))));
                return true;
            }
            Decision::Next => self.at = (self.at + 1) % self.queue.len().max(1),
        }
        false
    }
}

fn places(ui: &mut Ui, annotation: &Annotation, candidates: &[Candidate]) -> Option<Decision> {
    let dim = colors(ui).dim;
    ui.label(RichText::new("It stood here").color(dim));
    let quote = &annotation.quote;
    widgets::card(ui, |ui| ui.label(in_context(ui, &quote.before, &quote.exact, &quote.after)));
    ui.add_space(theme::SPACE);
    ui.label(
        RichText::new(if candidates.is_empty() {
            "The text as it is now has no such words. Place it by hand, or keep it without a place."
        } else {
            "It may be"
        })
        .color(dim),
    );
    let mut chosen = None;
    for (at, candidate) in candidates.iter().enumerate() {
        widgets::card(ui, |ui| {
            ui.horizontal(|ui| {
                widgets::key_cap(ui, &(at + 1).to_string());
                if ui.button(format!("Here ({:.0} % alike)", candidate.score * 100.0)).clicked() {
                    chosen = Some(Decision::Candidate(at));
                }
            });
            ui.label(in_context(ui, &candidate.before, &candidate.words, &candidate.after));
        });
        ui.add_space(4.0);
    }
    chosen
}

fn buttons(ui: &mut Ui, has_more: bool) -> Option<Decision> {
    let mut decision = None;
    ui.horizontal_wrapped(|ui| {
        let mut button = |ui: &mut Ui, key: &str, text: &str, hint: &str, what| {
            widgets::key_cap(ui, key);
            if ui.button(text).on_hover_text(hint).clicked() {
                decision = Some(what);
            }
        };
        let hint = "Select in the article where it stands";
        button(ui, "H", "Place by hand", hint, Decision::ByHand);
        let hint = "It stays in the coding, and is not shown in this text";
        button(ui, "O", "Keep without a place", hint, Decision::Orphan);
        if has_more {
            button(ui, "N", "Next", "Decide later", Decision::Next);
        }
    });
    decision
}

fn key(ui: &Ui, candidates: &[Candidate]) -> Option<Decision> {
    ui.input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        if let Some(at) = DIGITS.iter().take(candidates.len()).position(|digit| pressed(*digit)) {
            return Some(Decision::Candidate(at));
        }
        let keys = [
            (Key::Enter, Decision::Candidate(0)),
            (Key::O, Decision::Orphan),
            (Key::H, Decision::ByHand),
            (Key::N, Decision::Next),
        ];
        keys.into_iter().find(|(key, _)| pressed(*key)).map(|(_, decision)| decision)
    })
}

/// Words in the serif between what stands around them.
fn in_context(ui: &Ui, before: &str, words: &str, after: &str) -> LayoutJob {
    let colors = colors(ui);
    let font_id = FontId::new(theme::TEXT_SIZE, theme::serif());
    let around = TextFormat { font_id, color: colors.dim, ..Default::default() };
    let itself = TextFormat { color: colors.ink, background: colors.chosen, ..around.clone() };
    let mut job = LayoutJob::default();
    job.append(&format!("…{before}"), 0.0, around.clone());
    job.append(&widgets::shortened(words, LONGEST), 0.0, itself);
    job.append(&format!("{after}…"), 0.0, around);
    job.wrap.max_width = ui.available_width();
    job
}
