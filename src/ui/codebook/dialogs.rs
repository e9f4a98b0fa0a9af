//! Deleting and merging tags: what happens to which passages is said before it is done.

use std::collections::BTreeMap;

use egui::{Context, Id, Modal, RichText, ScrollArea, Ui};

use super::super::{
    action::Actions,
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use super::picker::{Picked, Picker};
use crate::{
    model::{AnalystId, TagId},
    verbs::{self, Fate},
    words::counted,
};

/// How many passages are listed.
const LISTED: usize = 50;
const WIDTH: f32 = 520.0;

/// The dialog that is open, if one is.
#[derive(Default)]
pub struct Dialogs {
    asked: Option<Asked>,
}

struct Asked {
    tag: TagId,
    kind: Kind,
    fate: Option<(u64, Fate)>,
    is_new: bool,
}

enum Kind {
    Delete,
    Merge { picker: Picker, into: Option<TagId> },
}

/// What was pressed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Confirm,
    Cancel,
}

impl Dialogs {
    pub fn ask_delete(&mut self, tag: TagId) {
        self.asked = Some(Asked { tag, kind: Kind::Delete, fate: None, is_new: true });
    }

    pub fn ask_merge(&mut self, tag: TagId) {
        let kind = Kind::Merge { picker: Picker::default(), into: None };
        self.asked = Some(Asked { tag, kind, fate: None, is_new: true });
    }

    pub fn is_open(&self) -> bool {
        self.asked.is_some()
    }

    /// Draws the open dialog above everything else.
    pub fn show(&mut self, ctx: &Context, scene: &Scene<'_>, actions: &mut Actions) {
        let Some(asked) = &mut self.asked else {
            return;
        };
        if !scene.project.tags.contains(&asked.tag) {
            self.asked = None;
            return;
        }
        let response = Modal::new(Id::unique("tag dialog")).frame(frame(ctx)).show(ctx, |ui| {
            let screen = ui.ctx().content_rect();
            ui.set_width(WIDTH.min(screen.width() - 64.0));
            let room = (screen.height() - 80.0).max(120.0);
            let area = ScrollArea::vertical().max_height(room).min_scrolled_height(room);
            area.auto_shrink([false, true]).show(ui, |ui| asked.show(ui, scene)).inner
        });
        let cancelled = response.should_close() || response.inner == Some(Answer::Cancel);
        if response.inner == Some(Answer::Confirm) {
            asked.confirm(scene, actions);
            self.asked = None;
        } else if cancelled {
            self.asked = None;
        }
    }
}

fn frame(ctx: &Context) -> egui::Frame {
    egui::Frame::popup(&ctx.global_style()).inner_margin(20)
}

impl Asked {
    fn confirm(&self, scene: &Scene<'_>, actions: &mut Actions) {
        match &self.kind {
            Kind::Delete => actions.step(verbs::delete_tag(scene.project, &scene.me.id, &self.tag)),
            Kind::Merge { into: Some(into), .. } => {
                actions.step(verbs::merge_tag(scene.project, &self.tag, into));
            }
            Kind::Merge { into: None, .. } => {}
        }
    }

    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Answer> {
        if self.fate.as_ref().is_none_or(|(revision, _)| *revision != scene.revision) {
            self.fate = Some((scene.revision, verbs::fate(scene.project, &scene.me.id, &self.tag)));
        }
        let (_, fate) = self.fate.as_ref()?;
        let name = scene.project.tag_name(&self.tag);
        let is_new = std::mem::take(&mut self.is_new);
        match &mut self.kind {
            Kind::Delete => {
                title(ui, &format!("Delete tag “{name}”?"));
                for line in deleting(scene, &self.tag, fate) {
                    ui.label(line);
                }
                passages(ui, scene, fate);
                buttons(ui, Some("Delete tag"), is_new)
            }
            Kind::Merge { picker, into } => merge(ui, scene, &self.tag, fate, picker, into),
        }
    }
}

fn merge(
    ui: &mut Ui,
    scene: &Scene<'_>,
    tag: &TagId,
    fate: &Fate,
    picker: &mut Picker,
    into: &mut Option<TagId>,
) -> Option<Answer> {
    let name = scene.project.tag_name(tag);
    let Some(target) = into.clone() else {
        title(ui, &format!("Merge “{name}” into which tag?"));
        let allow = |other: &TagId| !scene.project.ancestry(other).contains(tag);
        if let Some(Picked::Tag(picked)) = picker.show(ui, scene, "Name of the other tag", allow, false) {
            *into = Some(picked);
        }
        return buttons(ui, None, false);
    };
    title(ui, &format!("Merge “{name}” into “{}”?", scene.project.tag_name(&target)));
    for line in merging(scene, tag, &target, fate) {
        ui.label(line);
    }
    if widgets::quiet_button(ui, "Choose another tag", "").clicked() {
        *into = None;
        *picker = Picker::default();
    }
    passages(ui, scene, fate);
    let is_new = !ui.memory(|memory| memory.focused().is_some());
    buttons(ui, Some("Merge tags"), is_new)
}

/// What deleting does, a sentence a line.
pub fn deleting(scene: &Scene<'_>, tag: &TagId, fate: &Fate) -> Vec<String> {
    let mut lines = Vec::new();
    lines.push(match (fate.own.len(), fate.left_untagged) {
        (0, _) => "None of your passages has this tag.".to_owned(),
        (own, 0) => format!("{} of yours will lose this tag; other tags stay.", counted(own, "passage")),
        (own, bare) if own == bare => format!(
            "{} of yours will lose this tag, have no other, and stay as highlights without a tag.",
            counted(own, "passage")
        ),
        (own, bare) => format!(
            "{} of yours will lose this tag; {bare} of them will have no tag left and stay as highlights.",
            counted(own, "passage")
        ),
    });
    let named = named_in(scene, tag);
    if named > 0 {
        let passages = counted(named, "passage");
        lines.push(format!("It will also be taken out of who says it and about whom in {passages} of yours."));
    }
    for (name, n) in others(scene, &fate.others) {
        let passages = counted(n, "passage");
        lines.push(format!("{name} has {passages} with it; these are not changed and will show it as a deleted tag."));
    }
    if !fate.children.is_empty() {
        lines.push(format!("{} below it will move up one level.", counted(fate.children.len(), "tag")));
    }
    lines
}

/// What merging does, a sentence a line.
fn merging(scene: &Scene<'_>, tag: &TagId, target: &TagId, fate: &Fate) -> Vec<String> {
    let (name, into) = (scene.project.tag_name(tag), scene.project.tag_name(target));
    let layer = scene.project.layer(&scene.me.id);
    let has_both = |id| {
        let annotation = layer.and_then(|layer| layer.annotations.get(id));
        annotation.is_some_and(|a| a.codings.iter().any(|coding| scene.project.resolve(&coding.tag) == *target))
    };
    let both = fate.own.iter().filter(|(id, _, _)| has_both(id)).count();
    let mut lines = vec![match fate.own.len() {
        0 => format!("None of your passages has “{name}”."),
        own => format!("{} of yours will count as “{into}”.", counted(own, "passage")),
    }];
    if both > 0 {
        lines.push(format!("{} already has both tags and counts once.", counted(both, "passage")));
    }
    for (whose, n) in others(scene, &fate.others) {
        lines.push(format!("{} of {whose} will show “{into}” too.", counted(n, "passage")));
    }
    if !fate.children.is_empty() {
        lines.push(format!("{} below it will stand below “{into}”.", counted(fate.children.len(), "tag")));
    }
    lines.push(format!("“{name}” stays as another name of “{into}”, so that it is still found."));
    lines
}

/// How many of one's own passages name the tag as who says it or about whom.
fn named_in(scene: &Scene<'_>, tag: &TagId) -> usize {
    let own = scene.project.layer(&scene.me.id).into_iter().flat_map(|layer| layer.annotations.iter());
    own.filter(|(_, a)| a.codings.iter().any(|coding| coding.by.contains(tag) || coding.about.contains(tag))).count()
}

fn others(scene: &Scene<'_>, others: &BTreeMap<AnalystId, usize>) -> Vec<(String, usize)> {
    let name = |id: &AnalystId| scene.project.analyst_name(id).to_owned();
    others.iter().map(|(id, n)| (name(id), *n)).collect()
}

fn title(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).font(theme::bold(16.0)));
    ui.add_space(theme::SPACE);
}

/// One's own passages, with the article each stands in.
fn passages(ui: &mut Ui, scene: &Scene<'_>, fate: &Fate) {
    if fate.own.is_empty() {
        return;
    }
    ui.add_space(8.0);
    let dim = colors(ui).dim;
    let area = ScrollArea::vertical().id_salt("passages").max_height(220.0).auto_shrink([false, true]);
    widgets::card(ui, |ui| {
        area.show(ui, |ui| {
            for (_, article, quote) in fate.own.iter().take(LISTED) {
                let title = scene.project.articles.get(article).map_or(article.as_str(), |a| a.title.as_str());
                let font = egui::FontId::new(14.0, theme::serif());
                ui.add(egui::Label::new(RichText::new(quote).font(font)).truncate());
                ui.add(egui::Label::new(RichText::new(title).font(theme::small()).color(dim)).truncate());
                ui.add_space(theme::SPACE);
            }
            if let Some(more) = fate.own.len().checked_sub(LISTED).filter(|more| *more > 0) {
                ui.label(RichText::new(format!("and {more} more")).color(dim));
            }
        });
    });
}

/// The row of buttons; the one that goes on has the focus, so that Enter presses it.
fn buttons(ui: &mut Ui, confirm: Option<&str>, focus: bool) -> Option<Answer> {
    ui.add_space(12.0);
    let mut answer = None;
    ui.horizontal(|ui| {
        if let Some(text) = confirm {
            let button = widgets::main_button(ui, text);
            if focus {
                button.request_focus();
            }
            if button.clicked() {
                answer = Some(Answer::Confirm);
            }
        }
        if ui.button("Cancel").clicked() {
            answer = Some(Answer::Cancel);
        }
        if confirm.is_some() {
            ui.label(RichText::new("Can be undone").color(colors(ui).dim));
        }
    });
    answer
}
