//! The Compare view: where analysts differ, side by side in the text; each disagreement is settled with one key.

mod choose;
mod decide;
mod figures;
mod known;
mod list;
mod own;
mod scope;
mod state;
mod text;

use std::{collections::BTreeSet, sync::Arc};

use egui::{CentralPanel, Context, Frame, Key, Margin, Modifiers, Panel, Ui};

pub use self::state::ComparePane;
use self::{
    known::key_of,
    state::{Kept, KeptKey, Tab},
};
use self::{
    list::List,
    scope::Scope,
    state::{Decide, Own},
};
use super::{
    action::{Action, Actions},
    command::Command,
    drafts::{Drafts, field},
    pane::{Cx, Pane},
    scene::Scene,
    theme::colors,
    widgets,
};
use crate::analysis::{
    agreement::Report,
    changes::Changes,
    compare::{self, Comparison, Disagreement},
    record,
};
use crate::storage::{Compared, Typed};
use crate::workspace::fresh;
use crate::{
    model::{AnalystId, AnnotationId, ArticleId, Place, Span, Step},
    verbs,
};

/// How the journal calls the reason for a decision, and its field.
const PLACE: &str = "decision";
const WHY: &str = "Why";
/// So high the text is at least, in points.
const LEAST_TEXT: f32 = 150.0;

impl Kept {
    /// Compares anew what has changed in a few articles since; `false` where all is to be compared anew.
    fn update(&mut self, scene: &Scene<'_>, (_, me, analysts, scope): &KeptKey) -> bool {
        let is_same = |key: &KeptKey| (&key.1, &key.2, &key.3) == (me, analysts, scope);
        let is_same = self.key.as_ref().is_some_and(is_same);
        let Some(before) = self.project.as_ref().filter(|_| is_same) else { return false };
        let Some(changed) = Changes::between(before, scene.project).few() else { return false };
        let were: BTreeSet<&ArticleId> = self.articles.iter().filter(|id| changed.contains(id)).collect();
        if changed.iter().any(|id| scope.has(scene, analysts, id) != were.contains(id)) {
            return false;
        }
        self.comparison.update((before, scene.project), analysts, &self.articles, &changed);
        true
    }
}

impl Pane for ComparePane {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.draw(ui, cx.scene, cx.look.text_size, cx.actions);
    }

    fn keys(&mut self, ctx: &Context, _: &Scene<'_>, _: &mut Actions) {
        let pressed = |modifiers, key| ctx.input_mut(|input| input.consume_key(modifiers, key));
        self.lanes.scroll_keys(&pressed);
        if pressed(Modifiers::NONE, Key::Escape) && self.own.take().is_none() {
            self.lanes.clear_selection();
        }
    }

    fn commit(&mut self, scene: &Scene<'_>, actions: &mut Actions) {
        self.commit_drafts(scene, actions);
    }

    /// What is written of why: what is committed when its field is left, and reasons for what is not decided yet.
    fn drafts(&self, scene: &Scene<'_>, drafts: &mut Drafts) {
        let aside = self.put_aside.iter().map(|(known, (decide, _))| (*known, decide));
        for (known, one) in aside.chain(self.current.map(|known| (known, &self.decide))) {
            if let Some((decision, note)) = one.unsaved(scene.project) {
                drafts.step(verbs::explain(scene.project, decision, &note));
            } else if one.about.is_none() {
                drafts.typed(format!("{PLACE} {}", known.0), &[(WHY, one.note())]);
            }
        }
    }

    fn take_up(&mut self, typed: &Typed, _: &Scene<'_>) -> Option<Place> {
        let known = typed.place.split_once(' ').filter(|(place, _)| *place == PLACE);
        if let Some(known) = known.and_then(|(_, id)| uuid::Uuid::parse_str(id).ok()) {
            self.put_aside.insert(AnnotationId(known), (Decide::of(field(typed, WHY)), None));
        }
        None
    }

    fn show_place(&mut self, place: &Place) -> bool {
        let Place::Passage(article, span, _) = place else { return false };
        self.wanted = Some((article.clone(), *span));
        true
    }

    fn usual_keys(&self) -> &'static [(&'static [Command], &'static str)] {
        &[
            (&[Command::NextDisagreement, Command::PreviousDisagreement], "disagreement"),
            (&[Command::TakeFirst, Command::TakeSecond], "take"),
            (&[Command::DecisionNote], "why"),
        ]
    }
}

impl ComparePane {
    /// With whom and what was compared when the project was closed.
    pub fn recalled(compared: &Compared) -> Self {
        Self {
            analysts: compared.analysts.iter().filter_map(|id| AnalystId::new(id).ok()).collect(),
            scope: Scope::recalled(&compared.articles),
            ..Self::default()
        }
    }

    /// What is to be remembered until the next start.
    pub fn compared(&self) -> Compared {
        Compared {
            analysts: self.analysts.iter().map(ToString::to_string).collect(),
            articles: self.scope.remembered(),
        }
    }

    /// Draws the view.
    fn draw(&mut self, ui: &mut Ui, scene: &Scene<'_>, text_size: f32, actions: &mut Actions) {
        self.refresh(scene);
        let bar = Frame::new().inner_margin(Margin::symmetric(14, 6));
        Panel::top("compare-bar").frame(bar).show(ui, |ui| self.bar(ui, scene));
        self.refresh(scene);
        if self.analysts.len() < 2 {
            widgets::empty(ui, "Choose whom to compare", "Two analysts or more, with “Analysts” above.");
            return;
        }
        if self.tab == Tab::Agreement {
            let asked = self.figures.show(ui, scene, &self.analysts, &self.scope, &self.kept.articles, actions);
            if let Some(tag) = asked {
                self.list.only(tag);
                self.tab = Tab::Disagreements;
                self.refresh(scene);
                let first = self.list.first_open(&self.kept.comparison);
                first.into_iter().for_each(|at| self.take_in_hand(at));
            }
            return;
        }
        if self.kept.comparison.disagreements.is_empty() {
            self.nothing(ui, scene, actions);
            return;
        }
        self.columns(ui, scene, text_size, actions);
    }

    fn columns(&mut self, ui: &mut Ui, scene: &Scene<'_>, text_size: f32, actions: &mut Actions) {
        let width = if ui.available_width() < 1100.0 { 236.0 } else { 300.0 };
        let pane = Frame::new().fill(colors(ui).pane);
        let at = self.position();
        let list = Panel::left("compare-list").frame(pane).default_size(width).size_range(200.0..=480.0);
        let picked = list.show(ui, |ui| self.list.show(ui, scene, &self.kept.comparison, at, actions)).inner;
        if let Some(at) = picked {
            self.commit_drafts(scene, actions);
            self.take_in_hand(at);
        }
        let card = Frame::new().fill(colors(ui).pane).inner_margin(Margin::symmetric(14, 10));
        // The text keeps room for some lines, however small the window is.
        let most = (ui.available_height() - LEAST_TEXT).clamp(96.0, 460.0);
        let height = (ui.available_height() * 0.36).clamp(190.0, 280.0).min(most);
        let below = Panel::bottom("compare-decide").frame(card).default_size(height).size_range(most.min(150.0)..=most);
        below.resizable(true).show(ui, |ui| self.decide(ui, scene, actions));
        CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
            self.text(ui, scene, text_size);
        });
    }

    /// Where there is nothing to go through: why, and what to do.
    fn nothing(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) {
        let agreed = self.kept.comparison.agreements.len();
        let all = || Scope::All.articles(scene, &self.analysts);
        let offers_all = self.scope != Scope::All && !all().is_empty();
        let (title, advice) = if self.kept.articles.is_empty() && scene.project.info().blind {
            ("You have submitted none of these articles", "Work is blind: submit an article in its menu to compare it.")
        } else if self.kept.articles.is_empty() {
            ("No article was coded by all of them", "Only articles that each of them has coded are compared.")
        } else if agreed > 0 {
            ("They agree on everything", "All passages stand on the same words with the same tags.")
        } else {
            ("Nothing is marked in these articles", "Choose other articles with “Articles” above.")
        };
        widgets::empty(ui, title, advice);
        ui.vertical_centered(|ui| {
            ui.add_space(8.0);
            if agreed > 0 {
                List::carried(ui, scene, &self.kept.comparison, actions);
            } else if offers_all && ui.button("Compare all articles").clicked() {
                self.scope = Scope::All;
            }
        });
    }

    /// Compares anew where something has changed.
    fn refresh(&mut self, scene: &Scene<'_>) {
        self.analysts.retain(|analyst| scene.coders.contains(analyst));
        if self.kept.key.is_none() && self.analysts.len() < 2 {
            self.analysts = choose::usual(scene.coders, &scene.me.id);
        }
        let key = (scene.revision, scene.me.id.clone(), self.analysts.clone(), self.scope.clone());
        if self.kept.key.as_ref() != Some(&key) {
            if !self.kept.update(scene, &key) {
                self.kept.articles = self.scope.articles(scene, &self.analysts);
                self.kept.comparison = compare::compare(scene.project, &self.analysts, &self.kept.articles);
            }
            self.kept.project = Some(Arc::clone(scene.project));
            self.kept.key = Some(key);
            self.list.forget();
        }
        self.list.refresh(scene, &self.kept.comparison);
        if let Some((article, span)) = self.wanted.take() {
            self.go_where(&article, span);
        }
        if self.position().is_none() {
            let first = self.list.first_open(&self.kept.comparison);
            self.set_current(first);
        }
    }

    fn go_where(&mut self, article: &ArticleId, span: Span) {
        let all = &self.kept.comparison.disagreements;
        let here = all.iter().enumerate().filter(|(_, one)| one.article == *article && one.span.overlaps(span));
        let found = here.min_by_key(|(_, one)| (one.span != span, one.span.start().abs_diff(span.start())));
        if let Some(at) = found.map(|(at, _)| at) {
            self.take_in_hand(at);
        }
    }

    /// Where in the comparison the disagreement in hand stands.
    fn position(&self) -> Option<usize> {
        let key = self.current?;
        let is = |one: &Disagreement| {
            one.passages.iter().any(|passage| passage.id == key)
                || one.settled.is_some_and(|settled| settled.decision == key)
        };
        self.kept.comparison.disagreements.iter().position(is)
    }

    /// The disagreement in hand.
    pub fn in_hand(&self) -> Option<&Disagreement> {
        self.position().and_then(|at| self.kept.comparison.disagreements.get(at))
    }

    fn set_current(&mut self, at: Option<usize>) {
        let key = at.and_then(|at| self.kept.comparison.disagreements.get(at)).and_then(key_of);
        if key != self.current {
            let begun = (std::mem::take(&mut self.decide), self.own.take());
            if let Some(before) = self.current
                && (begun.0.is_begun() || begun.1.is_some())
            {
                self.put_aside.insert(before, begun);
            }
            (self.decide, self.own) = key.and_then(|key| self.put_aside.remove(&key)).unwrap_or_default();
        }
        self.current = key;
    }

    /// Takes a disagreement in hand and shows it.
    fn take_in_hand(&mut self, at: usize) {
        self.set_current(Some(at));
        self.list.scroll_to(at);
        self.lanes.reveal();
    }

    /// What the comparison has found, for tests.
    pub fn comparison(&self) -> &Comparison {
        &self.kept.comparison
    }

    /// The agreement figures that are shown.
    pub fn report(&self) -> Option<&Report> {
        self.figures.report()
    }

    /// Runs a command of this view. Nothing is settled that is not seen: while the figures are shown, the disagreements come first.
    pub fn run(
        &mut self,
        command: Command,
        doing: fn(&mut Self, &Scene<'_>, &mut Actions),
        scene: &Scene<'_>,
        actions: &mut Actions,
    ) {
        self.refresh(scene);
        if self.tab == Tab::Agreement && !matches!(command, Command::ToggleAgreement | Command::CarryOver) {
            self.tab = Tab::Disagreements;
            return;
        }
        doing(self, scene, actions);
    }

    /// Settles it as this one of the analysts has it.
    pub fn take(&mut self, at: usize, scene: &Scene<'_>, actions: &mut Actions) {
        match self.analysts.get(at).cloned() {
            Some(analyst) => self.settle(&verbs::Settle::Take(analyst), scene, actions),
            None => actions.push(Action::Refuse("There are not so many analysts to take it from.".to_owned())),
        }
    }

    /// Puts the cursor into the field for why it is settled so.
    pub fn focus_note(&mut self) {
        self.decide.focus_note();
    }

    /// Puts the passages on which all agree into the adjudicated coding.
    pub fn carry_over(&mut self, scene: &Scene<'_>, actions: &mut Actions) {
        actions.step(list::carry_over(scene, &self.kept.comparison, |_| true));
    }

    /// Shows how far the analysts agree, or the disagreements again.
    pub fn toggle_agreement(&mut self) {
        self.tab = if self.tab == Tab::Agreement { Tab::Disagreements } else { Tab::Agreement };
    }

    /// What is written of why decisions were made becomes part of them.
    pub fn commit_drafts(&mut self, scene: &Scene<'_>, actions: &mut Actions) {
        let aside = self.put_aside.values_mut().map(|(decide, _)| decide);
        for (decision, note) in aside.chain([&mut self.decide]).filter_map(|one| one.take_unsaved(scene.project)) {
            actions.step(verbs::explain(scene.project, decision, &note));
        }
    }

    /// Goes to the next or the previous disagreement of the list.
    pub fn walk(&mut self, forward: bool, scene: &Scene<'_>, actions: &mut Actions) {
        match self.list.beside(self.position(), forward) {
            Some(at) => {
                self.commit_drafts(scene, actions);
                self.take_in_hand(at);
            }
            None => {
                let which = if forward { "last" } else { "first" };
                let n = crate::words::counted(self.list.len(), "disagreement");
                actions.push(Action::Refuse(format!("That was the {which} of {n} in this list.")));
            }
        }
    }

    /// Settles what is in hand and goes on to the next one that is open.
    pub fn settle(&mut self, how: &verbs::Settle, scene: &Scene<'_>, actions: &mut Actions) {
        let Some((at, one)) = self.position().and_then(|at| Some((at, self.kept.comparison.disagreements.get(at)?)))
        else {
            return;
        };
        let step = verbs::settle(scene.project, &scene.me.id, &one.of(), how, self.decide.note(), &mut fresh);
        let step = step.map(|step| self.with_what_all_agree_on(step, &one.article, at, scene));
        let is_settled = step.is_ok();
        actions.step(step);
        if is_settled {
            (self.decide, self.own) = Default::default();
            if let Some(next) = self.list.next_open(&self.kept.comparison, at) {
                self.take_in_hand(next);
            }
        }
    }

    /// Carries over by itself what all agree on in the article, where this was the last thing to settle in it.
    fn with_what_all_agree_on(&self, mut step: Step, article: &ArticleId, at: usize, scene: &Scene<'_>) -> Step {
        let comparison = &self.kept.comparison;
        let mut others = comparison.disagreements.iter().enumerate().filter(|(other, _)| *other != at);
        let is_left = others.any(|(_, one)| one.article == *article && one.settled.is_none());
        let coders = record::coders_of(scene.project, article);
        if is_left || !coders.into_iter().all(|coder| self.analysts.contains(coder)) {
            return step;
        }
        if let Ok(carried) = list::carry_over(scene, comparison, |one| one.article == *article) {
            step.label = format!("{}, {}", step.label, carried.label);
            step.edits.extend(carried.edits);
        }
        step
    }

    /// Takes back what was decided.
    pub fn reopen(&mut self, scene: &Scene<'_>, actions: &mut Actions) {
        match self.in_hand().and_then(|one| one.settled) {
            Some(settled) => actions.step(verbs::withdraw(scene.project, settled.decision)),
            None => actions.push(Action::Refuse("This one is open already.".to_owned())),
        }
    }

    /// Opens the form for words and tags of one's own choice.
    pub fn write_own(&mut self, scene: &Scene<'_>, actions: &mut Actions) {
        let Some(one) = self.in_hand() else { return };
        if one.settled.is_some() {
            actions.push(Action::Refuse("That is settled already: open it again first.".to_owned()));
            return;
        }
        self.own = Some(Own::new(scene.project, one));
    }
}
