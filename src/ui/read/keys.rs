//! Reading and tagging by keys alone.

use std::ops::Range;

use egui::{Context, Key, Modifiers};

use super::state::Parts;
use super::{
    find::FindBar,
    tagbar::{self, TagBar, Target},
    tagging::{give, open_bar_on, open_details, selected, target},
};
use crate::text::lines::is_end;
use crate::ui::{
    action::{Action, Actions},
    reader::Step,
    scene::Scene,
};
use crate::workspace::fresh;
use crate::{
    model::{AnnotationId, Coding, Step as EditStep},
    verbs,
};

/// A longer selection is not taken for what is to be found, in bytes.
const LONGEST_SOUGHT: usize = 400;

const NOT_YOURS: &str = "Take one of your own passages in hand first.";

/// Why there is nothing to be tagged.
pub(super) fn nothing_to_tag(scene: &Scene<'_>, parts: &Parts<'_>) -> String {
    let in_hand = (*parts.focused).and_then(|id| scene.project.passage(id));
    match in_hand.filter(|(whose, _)| **whose != scene.me.id) {
        Some((whose, _)) => {
            format!("This passage is {}’s: select its words to tag them yourself.", scene.project.analyst_name(whose))
        }
        None => "Select some text first, or take a passage in hand.".to_owned(),
    }
}

/// Keys that move in the text and are no commands: arrows, pages, and tags' own keys.
pub fn reading_keys(ctx: &Context, scene: &Scene<'_>, parts: &mut Parts<'_>, actions: &mut Actions) {
    let Some(article) = scene.article.and_then(|id| scene.project.articles.get(id)) else { return };
    let text = article.body.text();
    let pressed = |modifiers, key| ctx.input_mut(|input| input.consume_key(modifiers, key));
    let extend = [
        (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::ArrowRight, Step::Word, true),
        (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::ArrowLeft, Step::Word, false),
        (Modifiers::SHIFT, Key::ArrowRight, Step::Character, true),
        (Modifiers::SHIFT, Key::ArrowLeft, Step::Character, false),
        (Modifiers::SHIFT, Key::ArrowDown, Step::Line, true),
        (Modifiers::SHIFT, Key::ArrowUp, Step::Line, false),
    ];
    for (modifiers, key, step, forward) in extend {
        if pressed(modifiers, key) {
            parts.reader.extend_by(text, step, forward);
        }
    }
    parts.reader.scroll_by_keys(&pressed);
    if pressed(Modifiers::NONE, Key::Escape) {
        if parts.reader.selection().is_some() {
            parts.reader.clear_selection();
        } else if parts.focused.take().is_none() {
            parts.read.find = None;
        }
    }
    own_keys(ctx, scene, parts, actions);
}

/// A tag's own key tags the selection or the passage in hand at once.
fn own_keys(ctx: &Context, scene: &Scene<'_>, parts: &mut Parts<'_>, actions: &mut Actions) {
    let key = ctx.input_mut(|input| {
        let at = input.events.iter().position(|event| match event {
            egui::Event::Key { key, pressed: true, modifiers, .. } => {
                // Alt and a digit belong to the form for who says it, which may just have closed.
                let is_digit = tagbar::key_char(*key).is_some_and(|c| c.is_ascii_digit());
                let wanted = if is_digit { modifiers.is_none() } else { modifiers.alt };
                let tag = tagbar::key_char(*key).and_then(|key| tagbar::with_key(scene.project, key));
                wanted && !modifiers.command && tag.is_some()
            }
            _ => false,
        })?;
        match input.events.remove(at) {
            egui::Event::Key { key, .. } => tagbar::key_char(key),
            _ => None,
        }
    });
    let Some(tag) = key.and_then(|key| tagbar::with_key(scene.project, key)) else { return };
    match target(scene, parts) {
        Some(target) => {
            if give(scene, parts, target, tag, actions).is_some() {
                parts.reader.clear_selection();
            }
        }
        None => actions.push(Action::Refuse(nothing_to_tag(scene, parts))),
    }
}

/// What a command of the Read view works on.
pub struct Hand<'h, 'p> {
    ctx: &'h Context,
    scene: &'h Scene<'h>,
    text: &'h str,
    parts: &'h mut Parts<'p>,
    actions: &'h mut Actions,
}

impl<'h, 'p> Hand<'h, 'p> {
    /// Returns nothing if no article is open.
    pub fn over(
        ctx: &'h Context,
        scene: &'h Scene<'h>,
        parts: &'h mut Parts<'p>,
        actions: &'h mut Actions,
    ) -> Option<Self> {
        let text = scene.project.articles.get(scene.article?)?.body.text();
        Some(Self { ctx, scene, text, parts, actions })
    }

    fn refuse(&mut self, why: impl Into<String>) {
        self.actions.push(Action::Refuse(why.into()));
    }

    /// Selects the next or the previous sentence.
    pub fn sentence(&mut self, forward: bool) {
        go_on_from_passage(self.parts);
        self.parts.reader.select_sentence(self.text, forward, false);
    }

    /// Moves the selection's moving end by a sentence.
    pub fn extend(&mut self, forward: bool) {
        self.parts.reader.select_sentence(self.text, forward, true);
    }

    /// Opens the tag bar.
    pub fn tag(&mut self) {
        match target(self.scene, self.parts) {
            Some(Target::Passage(id)) => open_bar_on(self.scene, self.parts, id),
            Some(target) => self.parts.read.bar = Some(TagBar::new(target)),
            None => self.refuse(nothing_to_tag(self.scene, self.parts)),
        }
    }

    /// Makes the selection a passage without a tag.
    pub fn highlight(&mut self) {
        let (Some(span), Some(article)) = (selected(self.parts, self.text), self.scene.article) else {
            return self.refuse("Select some text first.");
        };
        let step = verbs::tag_passage(self.scene.project, &self.scene.me.id, article, span, None, fresh());
        focus_new(self.parts, step.as_ref().ok());
        self.actions.step(step);
        self.parts.reader.clear_selection();
    }

    /// Deletes the passage in hand.
    pub fn delete(&mut self) {
        match own_in_hand(self.scene, self.parts) {
            Some(id) => self.actions.step(verbs::delete_passages(self.scene.project, &self.scene.me.id, &[id])),
            None => self.refuse(NOT_YOURS),
        }
    }

    /// Puts the cursor into the note of the passage in hand.
    pub fn note(&mut self) {
        match own_in_hand(self.scene, self.parts) {
            Some(_) => self.parts.read.inspector.focus_note(),
            None => self.refuse(NOT_YOURS),
        }
    }

    /// Opens the form for who says it.
    pub fn details(&mut self) {
        let id = own_in_hand(self.scene, self.parts);
        let coding = |id| self.scene.project.annotation(&self.scene.me.id, id)?.codings.first().cloned();
        match id.and_then(|id| Some((id, coding(id)?))) {
            Some((id, coding)) => open_details(self.parts, id, coding),
            None => self.refuse("Take one of your own tagged passages in hand first."),
        }
    }

    /// Copies the selection, or the words of the passage in hand.
    pub fn copy(&mut self) {
        let focused = (*self.parts.focused).and_then(|id| self.scene.project.passage(id));
        let words = selected(self.parts, self.text).and_then(|span| span.of(self.text).map(str::to_owned));
        if let Some(words) = words.or_else(|| focused.map(|(_, annotation)| annotation.quote.exact.clone())) {
            self.ctx.copy_text(words);
        }
    }

    /// Says of the paragraphs that are selected, or of the one that was clicked, whether they are noise.
    pub fn judge(&mut self, noise: bool) {
        let selection = self.parts.reader.selection().map(|selection| selection.range());
        match selection.or_else(|| self.parts.reader.clicked().map(|at| at..at)) {
            Some(range) => say_of_paragraphs(noise, &range, self.scene, self.parts, self.actions),
            None => self.refuse("Click into a paragraph first, or select some."),
        }
    }

    /// Opens the field for words to be found.
    pub fn find(&mut self) {
        let is_sought = |words: &&str| words.len() <= LONGEST_SOUGHT && !words.contains(is_end);
        let words = selected(self.parts, self.text).and_then(|span| span.of(self.text)).filter(is_sought);
        match &mut self.parts.read.find {
            Some(find) => find.focus(),
            none => *none = Some(FindBar::new(words.unwrap_or_default().to_owned())),
        }
    }

    /// Goes to the next or the previous place found.
    pub fn find_again(&mut self, forward: bool) {
        if let Some(hit) = self.parts.read.find.as_mut().and_then(|find| find.step(forward)) {
            self.parts.reader.reveal(hit);
        }
    }

    /// Goes to the next or the previous passage.
    pub fn walk(&mut self, forward: bool) {
        walk(self.parts, forward, self.actions);
    }

    /// Gives the tags that were given last.
    pub fn tag_again(&mut self) {
        tag_again(self.scene, self.parts, self.actions);
    }
}

/// Says whether the paragraphs that a byte range touches are part of the article.
pub(super) fn say_of_paragraphs(
    noise: bool,
    range: &Range<usize>,
    scene: &Scene<'_>,
    parts: &mut Parts<'_>,
    actions: &mut Actions,
) {
    let Some(article) = scene.article else { return };
    actions.step(verbs::judge_paragraphs(scene.project, article, range, noise));
    parts.reader.clear_selection();
}

/// Without a selection, sentences go on from the passage in hand, if that is in view.
fn go_on_from_passage(parts: &mut Parts<'_>) {
    let Some(mark) = parts.focused.map(super::super::marking::mark_key) else { return };
    let in_view = parts.marks.over(parts.read.visible.clone()).filter_map(|at| parts.marks.get(at));
    let span = in_view.filter(|other| other.key == mark).map(|mark| mark.span.clone()).next();
    if let Some(span) = span
        && parts.reader.selection().is_none()
    {
        parts.reader.set_selection(span.start, span.end);
    }
}

fn own_in_hand(scene: &Scene<'_>, parts: &Parts<'_>) -> Option<AnnotationId> {
    (*parts.focused).filter(|id| scene.project.annotation(&scene.me.id, *id).is_some())
}

fn focus_new(parts: &mut Parts<'_>, step: Option<&EditStep>) {
    if let Some(id) = step.and_then(super::tagging::passage_of) {
        *parts.focused = Some(id);
    }
}

/// To the next or previous passage, from the one in hand or from what is on the screen.
fn walk(parts: &mut Parts<'_>, forward: bool, actions: &mut Actions) {
    let current = parts.focused.map(super::super::marking::mark_key);
    match parts.marks.walk(current, parts.read.visible.start, forward).and_then(|at| parts.marks.get(at)) {
        Some(mark) => {
            *parts.focused = parts.ids.get(&mark.key).map(|(_, id)| *id);
            parts.reader.clear_selection();
            parts.reader.reveal(mark.span.clone());
        }
        None if parts.marks.is_empty() => {
            actions.push(Action::Refuse("There are no passages in this article yet.".to_owned()));
        }
        None => {
            let which = if forward { "last" } else { "first" };
            actions.push(Action::Refuse(format!(
                "That was the {which} passage of {} in this article.",
                parts.marks.len()
            )));
        }
    }
}

/// Gives the tags that were given last, all in one step.
fn tag_again(scene: &Scene<'_>, parts: &mut Parts<'_>, actions: &mut Actions) {
    let last = parts.read.last_given.as_ref().map(|(_, tags)| tags.clone());
    let tags = last.unwrap_or_else(|| scene.recent_tags.iter().take(1).cloned().collect());
    if tags.is_empty() {
        actions.push(Action::Refuse("No tag was given yet: give one first.".to_owned()));
        return;
    }
    let (Some(target), Some(article)) = (target(scene, parts), scene.article) else {
        actions.push(Action::Refuse(nothing_to_tag(scene, parts)));
        return;
    };
    let at_span = |span| {
        let mut own = scene.project.passages_in(article).filter(|(analyst, ..)| **analyst == scene.me.id);
        own.find(|(_, id, annotation)| scene.project.place(**id, annotation) == Some(span)).map(|(_, id, _)| *id)
    };
    let target = match target {
        Target::Selection(span) => at_span(span).map_or(target, Target::Passage),
        Target::Passage(_) => target,
    };
    let step = match target {
        Target::Selection(span) => {
            let codings = tags.iter().cloned().map(Coding::new).collect();
            verbs::annotate(scene.project, &scene.me.id, article, span, codings, "", fresh())
        }
        Target::Passage(id) => add_all(scene, id, &tags),
    };
    focus_new(parts, step.as_ref().ok());
    actions.step(step);
    actions.push(Action::Used(tags));
    parts.reader.clear_selection();
}

fn add_all(
    scene: &Scene<'_>,
    id: AnnotationId,
    tags: &[crate::model::TagId],
) -> Result<EditStep, crate::model::EditError> {
    let has = |tag| scene.project.annotation(&scene.me.id, id).is_some_and(|annotation| annotation.has(tag));
    let mut with_tags = crate::model::Project::clone(scene.project);
    let mut stamper = crate::model::Stamper::new("");
    let mut last = None;
    for tag in tags.iter().filter(|tag| !has(tag)) {
        let step = verbs::add_coding(&with_tags, &scene.me.id, id, Coding::new(tag.clone()))?;
        with_tags.apply(&step, &mut stamper)?;
        // It puts the whole passage, with the tags given before.
        last = Some(step);
    }
    last.ok_or_else(|| crate::model::EditError::Refused("the passage has these tags already".to_owned()))
}
