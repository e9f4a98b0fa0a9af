//! Deleting and merging tags: what happens to which passages is said before it is done.

use std::collections::BTreeMap;

use egui::{RichText, ScrollArea, Ui};

use super::super::{
    dialog::{self, Cx, Dialog},
    scene::Scene,
    theme::{self, colors},
    typeahead::{TypeAhead, height, tag_choices},
    widgets,
};
use crate::{
    model::{AnalystId, TagId},
    verbs::{self, Fate},
    words::counted,
};

/// How many passages are listed.
const LISTED: usize = 50;
/// How many tags are seen at once.
const OFFERED: usize = 8;
const WIDTH: f32 = 520.0;

/// Asks whether to delete a tag, saying what that does.
pub struct DeleteTag {
    tag: TagId,
    title: String,
    fate: Kept,
    is_new: bool,
}

/// Asks which tag to merge one into, saying what that does.
pub struct MergeTag {
    tag: TagId,
    title: String,
    fate: Kept,
    picker: TypeAhead,
    into: Option<TagId>,
}

/// What becomes of a tag's passages, as long as the project stays the same.
#[derive(Default)]
struct Kept(Option<(u64, Fate)>);

impl Kept {
    fn of(&mut self, scene: &Scene<'_>, tag: &TagId) -> &Fate {
        let known = self.0.take().filter(|(revision, _)| *revision == scene.revision);
        let fate = known.unwrap_or_else(|| (scene.revision, verbs::fate(scene.project, &scene.me.id, tag)));
        &self.0.insert(fate).1
    }
}

/// What was pressed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Confirm,
    Cancel,
}

impl DeleteTag {
    /// Returns nothing if there is no such tag.
    pub fn new(scene: &Scene<'_>, tag: TagId) -> Option<Self> {
        let title = format!("Delete tag “{}”?", scene.project.tag_name(&tag));
        let is_there = scene.project.tags.contains(&tag);
        is_there.then(|| Self { tag, title, fate: Kept::default(), is_new: true })
    }
}

impl Dialog for DeleteTag {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn width(&self) -> f32 {
        WIDTH
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let Some(scene) = cx.scene.filter(|scene| scene.project.tags.contains(&self.tag)) else { return true };
        let fate = self.fate.of(scene, &self.tag);
        for line in deleting(scene, &self.tag, fate) {
            ui.label(line);
        }
        passages(ui, scene, fate);
        let answer = buttons(ui, Some("Delete tag"), std::mem::take(&mut self.is_new));
        if answer == Some(Answer::Confirm) {
            cx.actions.step(verbs::delete_tag(scene.project, &scene.me.id, &self.tag));
        }
        answer.is_some()
    }
}

impl MergeTag {
    /// Returns nothing if there is no such tag.
    pub fn new(scene: &Scene<'_>, tag: TagId) -> Option<Self> {
        let title = into_which(scene, &tag);
        let is_there = scene.project.tags.contains(&tag);
        is_there.then(|| Self { tag, title, fate: Kept::default(), picker: TypeAhead::opened(), into: None })
    }
}

fn into_which(scene: &Scene<'_>, tag: &TagId) -> String {
    format!("Merge “{}” into which tag?", scene.project.tag_name(tag))
}

impl Dialog for MergeTag {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn width(&self) -> f32 {
        WIDTH
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let Some(scene) = cx.scene.filter(|scene| scene.project.tags.contains(&self.tag)) else { return true };
        let fate = self.fate.of(scene, &self.tag);
        let answer = merge(ui, scene, &self.tag, fate, &mut self.picker, &mut self.into);
        self.title = match &self.into {
            Some(into) => {
                let (name, into) = (scene.project.tag_name(&self.tag), scene.project.tag_name(into));
                format!("Merge “{name}” into “{into}”?")
            }
            None => into_which(scene, &self.tag),
        };
        if let (Some(Answer::Confirm), Some(into)) = (answer, &self.into) {
            cx.actions.step(verbs::merge_tag(scene.project, &self.tag, into));
        }
        answer.is_some()
    }
}

fn merge(
    ui: &mut Ui,
    scene: &Scene<'_>,
    tag: &TagId,
    fate: &Fate,
    picker: &mut TypeAhead,
    into: &mut Option<TagId>,
) -> Option<Answer> {
    let Some(target) = into.clone() else {
        let mut choices = tag_choices(scene, &picker.query, |_| false);
        choices.retain(|choice| !scene.project.ancestry(&choice.value).contains(tag));
        *into = picker.show(ui, "Name of the other tag", height(OFFERED, OFFERED), &choices);
        return buttons(ui, None, false);
    };
    for line in merging(scene, tag, &target, fate) {
        ui.label(line);
    }
    if widgets::quiet_button(ui, "Choose another tag", "").clicked() {
        *into = None;
        *picker = TypeAhead::opened();
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
    dialog::buttons(ui, |ui| {
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
