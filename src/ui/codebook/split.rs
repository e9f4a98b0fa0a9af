//! Splitting a tag passage by passage: which tags it is split into, then one passage after the other.

use egui::{FontId, Key, KeyboardShortcut, Modifiers, RichText, TextFormat, Ui, text::LayoutJob};

use super::super::{
    action::{Action, Actions},
    command::Command,
    keymap,
    scene::Scene,
    theme::{self, colors},
    typeahead::{Choice, TypeAhead, height, tag_choices},
    widgets,
};
use super::tree;
use crate::text::sentences::sentence_at;
use crate::{
    model::{Annotation, AnnotationId, Project, Split, TagId},
    verbs,
};

/// How much of a passage is shown, in characters.
const LONGEST: usize = 4_000;
/// How many tags are offered at once.
const OFFERED: usize = 8;
const WIDEST: f32 = 680.0;
const DIGITS: [Key; 9] =
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// The state of splitting one tag.
pub struct SplitView {
    tag: TagId,
    stage: Stage,
    queue: Queue,
}

enum Stage {
    Choose {
        into: Vec<TagId>,
        picker: TypeAhead,
    },
    /// How many passages there were when it was opened.
    Go {
        total: usize,
    },
}

/// The passages still to be looked at, as long as the project stays the same.
#[derive(Default)]
pub struct Queue {
    of: Option<(u64, TagId)>,
    ids: Vec<AnnotationId>,
}

impl Queue {
    pub fn of(&mut self, scene: &Scene<'_>, tag: &TagId) -> &[AnnotationId] {
        let key = (scene.revision, tag.clone());
        if self.of.as_ref() != Some(&key) {
            self.ids = verbs::split_queue(scene.project, &scene.me.id, tag);
            self.of = Some(key);
        }
        &self.ids
    }
}

/// What is decided about a passage.
#[derive(Clone, Copy)]
enum Decision {
    To(usize),
    Stays,
    Back,
    Leave,
}

/// The split of `tag` that was begun, if one was.
pub fn begun<'a>(scene: &Scene<'a>, tag: &TagId) -> Option<&'a Split> {
    let project: &'a Project = scene.project;
    project.layer(&scene.me.id)?.splits.get(tag)
}

impl SplitView {
    /// Takes up the split where it was left, or begins with choosing tags.
    pub fn open(scene: &Scene<'_>, tag: TagId) -> Self {
        let mut queue = Queue::default();
        let stage = match begun(scene, &tag) {
            Some(_) => Stage::Go { total: queue.of(scene, &tag).len() },
            None => Stage::Choose { into: Vec::new(), picker: TypeAhead::opened() },
        };
        Self { tag, stage, queue }
    }

    pub fn tag(&self) -> &TagId {
        &self.tag
    }

    /// Gives whether it is left. `keys`: whether keys are for it.
    pub fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions, keys: bool) -> bool {
        egui::ScrollArea::vertical()
            .id_salt("split")
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.set_max_width(WIDEST.min(ui.available_width() - 12.0));
                ui.add_space(8.0);
                match self.stage {
                    Stage::Choose { .. } => self.choose(ui, scene, actions, keys),
                    Stage::Go { .. } => self.go(ui, scene, actions, keys),
                }
            })
            .inner
    }

    fn choose(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions, keys: bool) -> bool {
        let Stage::Choose { into, picker } = &mut self.stage else {
            return false;
        };
        let left = keys && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        let by_key = (keys || picker.has_focus(ui))
            && !into.is_empty()
            && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
        heading(ui, &format!("Split “{}”", scene.project.tag_name(&self.tag)));
        let dim = colors(ui).dim;
        ui.label(RichText::new("Choose up to nine tags that its passages may go to, or name new ones.").color(dim));
        ui.add_space(8.0);
        let mut removed = None;
        for (at, target) in into.iter().enumerate() {
            ui.horizontal(|ui| {
                widgets::key_cap(ui, &(at + 1).to_string());
                target_name(ui, scene, target);
                if widgets::quiet_button(ui, "×", &format!("Leave out {}", scene.project.tag_name(target))).clicked() {
                    removed = Some(at);
                }
            });
        }
        if let Some(at) = removed {
            into.remove(at);
        }
        if into.len() < DIGITS.len() {
            let choices = targets(scene, &picker.query, |id| *id != self.tag && !into.contains(id));
            if let Some(picked) = picker.show(ui, "Name of a tag", height(OFFERED, OFFERED), &choices) {
                picker.reset();
                match picked {
                    Target::Tag(id) => into.push(id),
                    Target::New(name) => into.extend(make(scene, actions, &self.tag, &name)),
                }
            }
        }
        ui.add_space(8.0);
        let count = self.queue.of(scene, &self.tag).len();
        let (start, cancel) = ui
            .horizontal(|ui| {
                let text = format!("Start with {}", crate::words::counted(count, "passage"));
                let start = ui.add_enabled_ui(!into.is_empty(), |ui| widgets::main_button(ui, &text).clicked()).inner;
                let cancelled = ui.button("Cancel").clicked();
                let ctrl_enter = keymap::written(KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter));
                ui.label(RichText::new(format!("Enter adds a tag, {ctrl_enter} starts")).color(dim));
                (start || by_key, cancelled)
            })
            .inner;
        if start {
            actions.step(verbs::start_split(scene.project, &scene.me.id, &self.tag, into.clone()));
            self.stage = Stage::Go { total: count };
        }
        cancel || left
    }

    fn go(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions, keys: bool) -> bool {
        let Stage::Go { total } = &mut self.stage else {
            return false;
        };
        let Some(split) = begun(scene, &self.tag) else {
            // Starting was pushed in the last frame, or was undone.
            return self.lost(ui);
        };
        let queue = self.queue.of(scene, &self.tag);
        *total = queue.len().max(*total);
        let (done, all) = (*total - queue.len(), *total);
        let current = queue.first().copied();
        let into: Vec<TagId> = split.into.iter().filter(|id| scene.project.tags.contains(id)).cloned().collect();
        heading(ui, &format!("Split “{}”", scene.project.tag_name(&self.tag)));
        let annotation = current.and_then(|id| scene.project.annotation(&scene.me.id, id));
        let (Some(id), Some(annotation)) = (current, annotation) else {
            return self.done(ui, scene, actions, all, &into);
        };
        where_it_stands(ui, scene, annotation, done + 1, all);
        widgets::card(ui, |ui| ui.label(in_context(ui, scene, id, annotation, &self.tag)));
        ui.add_space(8.0);
        let pressed = buttons(ui, scene, &into, done > 0);
        let decision = if keys { key(ui, into.len(), done > 0) } else { None }.or(pressed);
        if matches!(decision, Some(Decision::Leave)) {
            return true;
        }
        if let Some(decision) = decision {
            self.decide(scene, actions, id, decision, &into);
        }
        false
    }

    fn decide(&self, scene: &Scene<'_>, actions: &mut Actions, id: AnnotationId, decision: Decision, into: &[TagId]) {
        let (project, me) = (scene.project, &scene.me.id);
        match decision {
            Decision::To(at) => {
                if let Some(to) = into.get(at) {
                    actions.step(verbs::split_to(project, me, &self.tag, id, to));
                }
            }
            Decision::Stays => actions.step(verbs::split_stays(project, me, &self.tag, id)),
            Decision::Back => actions.push(Action::Run(Command::Undo)),
            Decision::Leave => {}
        }
    }

    /// All passages have been looked at.
    fn done(&self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions, all: usize, into: &[TagId]) -> bool {
        let name = scene.project.tag_name(&self.tag);
        ui.label(format!("All {} are looked at.", crate::words::counted(all, "passage")));
        for target in into.iter().chain([&self.tag]) {
            ui.horizontal(|ui| {
                target_name(ui, scene, target);
                let passages = crate::words::counted(scene.counts.tag(target).passages, "passage");
                let passages = format!("{passages} {}", scene.counts_in_words());
                ui.label(RichText::new(passages).color(colors(ui).dim));
            });
        }
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            if widgets::main_button(ui, "End splitting").clicked() {
                actions.step(verbs::end_split(scene.project, &scene.me.id, &self.tag));
                return true;
            }
            if all > 0 && ui.button("Back one").clicked() {
                actions.push(Action::Run(Command::Undo));
            }
            ui.button(format!("Back to “{name}”")).clicked()
        })
        .inner
    }

    fn lost(&mut self, ui: &mut Ui) -> bool {
        ui.label("This tag is not being split.");
        if ui.button("Choose tags to split it into").clicked() {
            self.stage = Stage::Choose { into: Vec::new(), picker: TypeAhead::opened() };
        }
        ui.button("Back to the tag").clicked()
    }
}

/// A tag that passages may go to.
#[derive(Clone)]
enum Target {
    Tag(TagId),
    /// A tag of this name is to be made.
    New(String),
}

/// What fits what is typed, and a new tag of that name.
fn targets(scene: &Scene<'_>, query: &str, allow: impl Fn(&TagId) -> bool) -> Vec<Choice<Target>> {
    let known = tag_choices(scene, query, |_| false).into_iter().filter(|choice| allow(&choice.value));
    let known = known.map(|choice| choice.map(Target::Tag)).take(OFFERED);
    let name = query.trim().to_owned();
    let new = Choice::new(Target::New(name.clone()), format!("New tag “{name}”"));
    known.chain((!name.is_empty()).then_some(new)).collect()
}

/// A new tag below the one that is split; made at once, so that it can be chosen.
fn make(scene: &Scene<'_>, actions: &mut Actions, split: &TagId, name: &str) -> Option<TagId> {
    let group = scene.project.tag(split)?.group.clone();
    match tree::new_tag(scene.project, name, &group, Some(split)) {
        Ok((id, step)) => {
            actions.push(Action::Apply(step));
            Some(id)
        }
        Err(error) => {
            actions.push(Action::Refuse(error.to_string()));
            None
        }
    }
}

fn heading(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).font(theme::bold(20.0)));
    ui.add_space(theme::SPACE);
}

fn target_name(ui: &mut Ui, scene: &Scene<'_>, id: &TagId) {
    let hue = scene.project.tag(id).map_or(0, |tag| tag.hue);
    widgets::swatch(ui, colors(ui).hue(hue));
    ui.label(scene.project.tag_name(id));
}

fn where_it_stands(ui: &mut Ui, scene: &Scene<'_>, annotation: &Annotation, at: usize, all: usize) {
    let dim = colors(ui).dim;
    let article = scene.project.articles.get(&annotation.article);
    let title = article.map_or(annotation.article.as_str(), |article| article.title.as_str());
    ui.horizontal_wrapped(|ui| {
        ui.label(
            RichText::new(format!("{} of {}", crate::words::thousands(at), crate::words::thousands(all)))
                .font(theme::bold(theme::BODY)),
        );
        ui.label(RichText::new(title).color(dim));
        if let Some(share) = article.and_then(|article| share(annotation.span.start(), article.body.bytes())) {
            ui.label(RichText::new(format!("{share} % into the article")).color(dim));
        }
    });
    ui.add_space(theme::SPACE);
}

fn share(start: usize, bytes: usize) -> Option<usize> {
    (start * 100).checked_div(bytes)
}

/// The passage in the serif, with the sentences it stands in and next to.
fn in_context(ui: &Ui, scene: &Scene<'_>, id: AnnotationId, annotation: &Annotation, tag: &TagId) -> LayoutJob {
    let colors = colors(ui);
    let font = FontId::new(theme::TEXT_SIZE, theme::serif());
    let line_height = Some(theme::TEXT_SIZE * theme::LINE_HEIGHT);
    let around = TextFormat { font_id: font.clone(), color: colors.dim, line_height, ..Default::default() };
    let hue = scene.project.tag(tag).map_or(0, |tag| tag.hue);
    let background = colors.hue(hue).gamma_multiply(0.17);
    let itself = TextFormat { color: colors.ink, background, ..around.clone() };
    let (before, after) = context(scene.project, id, annotation);
    let mut job = LayoutJob::default();
    job.append(&before, 0.0, around.clone());
    job.append(&widgets::shortened(&annotation.quote.exact, LONGEST), 0.0, itself);
    job.append(&after, 0.0, around);
    job.wrap.max_width = ui.available_width();
    job
}

/// The rest of the sentences that the passage stands in, and one more on each side in its paragraph. Where the
/// passage's place is not known, the words that were kept with it.
fn context(project: &Project, id: AnnotationId, annotation: &Annotation) -> (String, String) {
    let body = project.articles.get(&annotation.article).map(|article| &article.body);
    let kept = || (annotation.quote.before.clone(), annotation.quote.after.clone());
    let (Some(body), Some(span)) = (body, project.place(id, annotation)) else {
        return kept();
    };
    let text = body.text();
    let mut start = sentence_at(text, span.start()).start.min(span.start());
    let line = text.get(..start).and_then(|head| head.rfind('\n')).map_or(0, |at| at + 1);
    if start > line {
        start = sentence_at(text, start - 1).start.clamp(line, start);
    }
    let mut end = sentence_at(text, span.end().saturating_sub(1)).end.max(span.end());
    let rest = text.get(end..).unwrap_or_default();
    let line_end = end + rest.find('\n').unwrap_or(rest.len());
    let gap = rest.len() - rest.trim_start().len();
    if end + gap < line_end {
        end = sentence_at(text, end + gap).end.clamp(end, line_end);
    }
    match (text.get(start..span.start()), text.get(span.end()..end)) {
        (Some(before), Some(after)) => (before.to_owned(), after.to_owned()),
        _ => kept(),
    }
}

/// A button for each target with its key, and what else can be decided.
fn buttons(ui: &mut Ui, scene: &Scene<'_>, into: &[TagId], can_go_back: bool) -> Option<Decision> {
    let mut decision = None;
    for (at, target) in into.iter().enumerate().take(DIGITS.len()) {
        if choice(ui, scene, &(at + 1).to_string(), target) {
            decision = Some(Decision::To(at));
        }
    }
    ui.add_space(8.0);
    ui.horizontal_wrapped(|ui| {
        let plain = [
            ("0", "It stays", true, Decision::Stays),
            ("⌫", "Back one", can_go_back, Decision::Back),
            ("Esc", "Leave for now", true, Decision::Leave),
        ];
        for (key, text, enabled, what) in plain {
            let right = RichText::new(key).font(theme::small()).color(colors(ui).dim);
            let button = egui::Button::new(text).right_text(right);
            if ui.add_enabled(enabled, button).accessible_name(text).clicked() {
                decision = Some(what);
            }
        }
    });
    decision
}

fn choice(ui: &mut Ui, scene: &Scene<'_>, key: &str, target: &TagId) -> bool {
    let name = scene.project.tag_name(target);
    let hue = scene.project.tag(target).map_or(0, |tag| tag.hue);
    let square = RichText::new("■").color(colors(ui).hue(hue));
    let right = RichText::new(key).font(theme::small()).color(colors(ui).dim);
    let width = ui.available_width().min(420.0);
    let button = egui::Button::new((square, name.as_str())).right_text(right).min_size(egui::vec2(width, 30.0));
    let definition = scene.project.tag(target).map(|tag| tag.definition.clone()).unwrap_or_default();
    let response = ui.push_id(target.as_str(), |ui| ui.add(button)).inner.accessible_name(&name);
    let clicked = response.clicked();
    if !definition.is_empty() {
        response.on_hover_text(definition);
    }
    clicked
}

/// The first of the keys that decides something.
fn key(ui: &Ui, targets: usize, can_go_back: bool) -> Option<Decision> {
    let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    if let Some(at) = DIGITS.into_iter().take(targets).position(pressed) {
        return Some(Decision::To(at));
    }
    if pressed(Key::Num0) || pressed(Key::S) {
        return Some(Decision::Stays);
    }
    if can_go_back && pressed(Key::Backspace) {
        return Some(Decision::Back);
    }
    pressed(Key::Escape).then_some(Decision::Leave)
}
