//! Settling with words and tags of one's own choice.

use egui::{Button, Key, Label, Modifiers, RichText, ScrollArea, Ui};

use super::state::Own;
use super::{decide::tag_color, state::ComparePane};
use crate::analysis::compare::Disagreement;
use crate::ui::{
    action::Actions,
    keymap::CTRL,
    read::{
        Around, detail_words,
        details::{self, Details, DetailsEvent},
    },
    scene::Scene,
    theme::{self, colors},
    typeahead::{TypeAhead, tag_choices},
    widgets,
};
use crate::{
    model::{AnnotationId, Coding, Project, TagId},
    verbs::Settle,
};

impl Own {
    /// It begins with the words that any of them marked, and the tags that all gave.
    pub fn new(project: &Project, one: &Disagreement) -> Self {
        let analysts: std::collections::BTreeSet<_> = one.passages.iter().map(|passage| &passage.analyst).collect();
        let by_all = |tag: &TagId| one.tags.get(tag).is_some_and(|who| who.len() == analysts.len());
        let mut codings: Vec<Coding> = Vec::new();
        for passage in &one.passages {
            let Some(annotation) = project.annotation(&passage.analyst, passage.id) else { continue };
            for coding in &annotation.codings {
                let tag = project.resolve(&coding.tag);
                if by_all(&tag) && !codings.iter().any(|known| project.resolve(&known.tag) == tag) {
                    codings.push(coding.clone());
                }
            }
        }
        Self { span: one.span, codings, picker: TypeAhead::opened(), details: None }
    }
}

impl ComparePane {
    /// Draws the form in the place of the cards.
    pub(super) fn show_own(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) {
        let article = self.in_hand().and_then(|one| scene.project.articles.get(&one.article));
        let (Some(mut own), Some(article)) = (self.own.take(), article) else { return };
        let free = own.details.is_none();
        let escape = free && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let mut done = free && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
        let mut cancelled = escape;
        let half = (ui.available_width() / 2.0 - 10.0).max(160.0);
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(half);
                own.show(ui, scene, article.body.text());
                ui.horizontal(|ui| {
                    done |= widgets::main_button(ui, "Settle").on_hover_text(format!("{CTRL} Enter")).clicked();
                    cancelled |= ui.button("Cancel").on_hover_text("Esc").clicked();
                });
            });
            ui.vertical(|ui| {
                ui.set_width(half);
                own.pick(ui, scene);
            });
        });
        own.show_details(ui, scene, actions);
        if done {
            let how = Settle::Own { span: own.span, codings: own.codings.clone() };
            self.settle(&how, scene, actions);
        } else if !cancelled {
            self.own = Some(own);
        }
    }
}

impl Own {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>, text: &str) {
        widgets::section(ui, "Write another", "");
        let words: String = self.span.of(text).unwrap_or_default().chars().take(300).collect();
        let font = egui::FontId::new(13.5, theme::serif());
        let height = (ui.available_height() - 96.0).max(40.0);
        ScrollArea::vertical().id_salt("own-words").max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            self.codings(ui, scene);
            ui.add(Label::new(RichText::new(format!("“{words}”")).font(font)).wrap());
        });
        let hint = "Select other words in the text above to change where it stands.";
        ui.label(RichText::new(hint).font(theme::small()).color(colors(ui).dim));
    }

    fn codings(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let (mut gone, mut asked) = (None, None);
        for (at, coding) in self.codings.iter().enumerate() {
            ui.horizontal_wrapped(|ui| {
                let color = tag_color(ui, scene, coding);
                widgets::swatch(ui, color);
                let name = scene.project.tag_name(&coding.tag);
                ui.label(RichText::new(&name).font(theme::bold(theme::SMALL)).color(color));
                let words = detail_words(scene, coding);
                let label = if words.is_empty() { "Who says it…".to_owned() } else { words };
                if ui.add(Button::new(RichText::new(label).font(theme::small())).small()).clicked() {
                    asked = Some(at);
                }
                if widgets::quiet_button(ui, "×", &format!("Take off {name}")).clicked() {
                    gone = Some(at);
                }
            });
        }
        if let Some(at) = gone {
            self.codings.remove(at);
        }
        if let Some((at, coding)) = asked.and_then(|at| Some((at, self.codings.get(at)?.clone()))) {
            // The form is about a coding; the passage that it names is not made yet.
            let pane = ui.ctx().content_rect();
            let around = Around::line(ui.min_rect(), pane);
            self.details = Some((at, Details::new(AnnotationId(uuid::Uuid::nil()), coding, None), around));
        }
    }

    fn pick(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let has = |tag: &TagId| self.codings.iter().any(|coding| scene.project.resolve(&coding.tag) == *tag);
        let choices = tag_choices(scene, &self.picker.query, has);
        let height = (ui.available_height() - 76.0).max(60.0);
        if let Some(tag) = self.picker.show(ui, "Add or take off a tag", height, &choices) {
            match self.codings.iter().position(|coding| scene.project.resolve(&coding.tag) == tag) {
                Some(at) => drop(self.codings.remove(at)),
                None => self.codings.push(Coding::new(tag)),
            }
            self.picker.query.clear();
        }
    }

    fn show_details(&mut self, ui: &Ui, scene: &Scene<'_>, actions: &mut Actions) {
        let Some((at, mut details, around)) = self.details.take() else { return };
        let covered = ui.memory(|memory| memory.top_modal_layer().is_some());
        match details.show(ui, scene, Some(&around), covered) {
            None => self.details = Some((at, details, around)),
            Some(DetailsEvent::Close) => {}
            Some(DetailsEvent::Commit(_, coding, new)) => {
                if !new.is_empty() {
                    actions.step(details::made(scene, &new));
                }
                if let Some(own) = self.codings.get_mut(at) {
                    *own = coding;
                }
            }
        }
    }
}
