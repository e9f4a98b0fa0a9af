//! Changing the tags of many passages at once, and deleting them: a dialog that first shows what changes.

use std::collections::BTreeMap;

use egui::{RichText, Ui};

use super::rows::{Key, one_line};
use crate::{
    model::{AnalystId, Annotation, AnnotationId, Coding, Edit, EditError, Project, Step, TagId},
    ui::{
        action::{Action, Actions},
        dialog,
        scene::Scene,
        theme::{self, colors},
        typeahead::{Choice, TypeAhead, fitting, tag_choices},
        widgets,
    },
    verbs::{self, Codings},
    words::{counted, thousands},
};

/// How many changed passages the preview names.
const NAMED: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Add,
    Replace,
    Remove,
    Delete,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Add, Self::Replace, Self::Remove, Self::Delete];

    /// On the button that opens the dialog.
    pub fn label(self) -> &'static str {
        match self {
            Self::Add => "Add tag…",
            Self::Replace => "Replace tag…",
            Self::Remove => "Remove tag…",
            Self::Delete => "Delete passages…",
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Add => "Add tag",
            Self::Replace => "Replace tag",
            Self::Remove => "Remove tag",
            Self::Delete => "Delete passages",
        }
    }

    fn title(self, passages: usize) -> String {
        let passages = counted(passages, "passage");
        match self {
            Self::Add => format!("Add a tag to {passages}"),
            Self::Replace => format!("Replace a tag of {passages}"),
            Self::Remove => format!("Remove a tag from {passages}"),
            Self::Delete => format!("Delete {passages}"),
        }
    }
}

/// What is to become of the passages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Codings(Codings),
    Delete,
}

/// The step that does it.
pub fn step(project: &Project, me: &AnalystId, ids: &[AnnotationId], change: &Change) -> Result<Step, EditError> {
    match change {
        Change::Codings(codings) => verbs::retag(project, me, ids, codings),
        Change::Delete => verbs::delete_passages(project, me, ids),
    }
}

/// What a change would do, before it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub changes: usize,
    pub stays: usize,
    pub first: Vec<Before>,
    /// Why it cannot be made.
    pub refused: Option<String>,
}

/// A passage with its tags now and then; no tags then where it is deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    pub quote: String,
    pub now: String,
    pub then: Option<String>,
}

pub fn preview(project: &Project, me: &AnalystId, ids: &[AnnotationId], change: &Change) -> Preview {
    match step(project, me, ids, change) {
        Ok(step) => Preview {
            changes: step.edits.len(),
            stays: ids.len().saturating_sub(step.edits.len()),
            first: step.edits.iter().filter_map(|edit| before(project, edit)).take(NAMED).collect(),
            refused: None,
        },
        Err(error) => Preview { changes: 0, stays: ids.len(), first: Vec::new(), refused: Some(error.to_string()) },
    }
}

fn before(project: &Project, edit: &Edit) -> Option<Before> {
    let Edit::Annotation(analyst, id, value) = edit else { return None };
    let annotation = project.annotation(analyst, *id)?;
    Some(Before {
        quote: one_line(&annotation.quote.exact, 90),
        now: tags(project, &annotation.codings),
        then: value.as_ref().map(|changed| tags(project, &changed.codings)),
    })
}

fn tags(project: &Project, codings: &[Coding]) -> String {
    if codings.is_empty() {
        return "no tag".to_owned();
    }
    codings.iter().map(|coding| project.tag_name(&coding.tag)).collect::<Vec<_>>().join(", ")
}

/// The tags that the passages have, the most frequent first.
pub fn present(project: &Project, me: &AnalystId, ids: &[AnnotationId]) -> Vec<(TagId, usize)> {
    let mut counts: BTreeMap<TagId, usize> = BTreeMap::new();
    for annotation in ids.iter().filter_map(|id| project.annotation(me, *id)) {
        for tag in distinct(project, annotation) {
            *counts.entry(tag).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| project.tag_name(&a.0).cmp(&project.tag_name(&b.0))));
    counts
}

fn distinct(project: &Project, annotation: &Annotation) -> std::collections::BTreeSet<TagId> {
    annotation.codings.iter().map(|coding| project.resolve(&coding.tag)).collect()
}

/// The open dialog.
pub struct Bulk {
    kind: Kind,
    mine: Vec<AnnotationId>,
    others: usize,
    from: Option<TagId>,
    to: Option<TagId>,
    from_picker: TypeAhead,
    to_picker: TypeAhead,
    present: Vec<(TagId, usize)>,
    preview: Option<(u64, Change, Preview)>,
}

impl Bulk {
    pub fn new(kind: Kind, selected: &[Key], scene: &Scene<'_>) -> Self {
        let me = &scene.me.id;
        let mine: Vec<AnnotationId> = selected.iter().filter(|(analyst, _)| analyst == me).map(|(_, id)| *id).collect();
        let present = present(scene.project, me, &mine);
        let only = match present.as_slice() {
            [(tag, _)] => Some(tag.clone()),
            _ => None,
        };
        let first = if kind == Kind::Add || only.is_some() { TypeAhead::default() } else { TypeAhead::opened() };
        Self {
            kind,
            others: selected.len() - mine.len(),
            mine,
            from: only,
            to: None,
            to_picker: if kind == Kind::Add || present.len() == 1 { TypeAhead::opened() } else { TypeAhead::default() },
            from_picker: first,
            present,
            preview: None,
        }
    }

    fn change(&self) -> Option<Change> {
        match self.kind {
            Kind::Add => Some(Change::Codings(Codings::Add(self.to.clone()?))),
            Kind::Remove => Some(Change::Codings(Codings::Remove(self.from.clone()?))),
            Kind::Replace => {
                let (from, to) = (self.from.clone()?, self.to.clone()?);
                Some(Change::Codings(Codings::Replace { from, to }))
            }
            Kind::Delete => Some(Change::Delete),
        }
    }

    fn preview(&mut self, scene: &Scene<'_>) -> Option<(Change, Preview)> {
        let change = self.change()?;
        match &self.preview {
            Some((revision, of, preview)) if *revision == scene.revision && *of == change => {
                Some((change, preview.clone()))
            }
            _ => {
                let preview = preview(scene.project, &scene.me.id, &self.mine, &change);
                self.preview = Some((scene.revision, change.clone(), preview.clone()));
                Some((change, preview))
            }
        }
    }

    /// Draws the dialog; says whether it stays open.
    pub fn show(&mut self, ui: &Ui, scene: &Scene<'_>, actions: &mut Actions) -> bool {
        let width = if self.kind == Kind::Replace { theme::MEASURE } else { theme::MEASURE * 0.75 };
        let (done, closed) =
            dialog::over(ui, &self.kind.title(self.mine.len()), width, |ui| self.content(ui, scene, actions));
        !done && !closed
    }

    fn content(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) -> bool {
        if self.others > 0 {
            let stay = if self.others == 1 { "stays as it is" } else { "stay as they are" };
            let others = counted(self.others, "passage");
            let whose = format!("{others} of others {stay}: only their own analyst changes them.");
            ui.label(RichText::new(whose).color(colors(ui).dim));
        }
        let before = (self.from.clone(), self.to.clone());
        let mut taken = false;
        match self.kind {
            Kind::Add => taken = self.pick_to(ui, scene, "Find a tag to add"),
            Kind::Remove => taken = self.pick_from(ui, scene, "Find a tag to remove"),
            Kind::Replace => ui.columns(2, |columns| {
                if let [left, right] = columns {
                    widgets::section(left, "Replace", "");
                    taken = self.pick_from(left, scene, "Find the tag to replace");
                    widgets::section(right, "With", "");
                    taken |= self.pick_to(right, scene, "Find the tag to give");
                }
            }),
            Kind::Delete => {}
        }
        ui.add_space(theme::SPACE);
        let found = self.preview(scene);
        match &found {
            Some((_, preview)) => show_preview(ui, preview, self.kind),
            None => {
                ui.label(RichText::new("Choose a tag to see what changes.").color(colors(ui).dim));
            }
        }
        ui.add_space(theme::SPACE);
        // Enter on what is chosen already goes on.
        let again = taken && before == (self.from.clone(), self.to.clone());
        let entered = again && ui.input(|input| input.key_pressed(egui::Key::Enter));
        self.buttons(ui, scene, found, entered, actions)
    }

    fn buttons(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        found: Option<(Change, Preview)>,
        entered: bool,
        actions: &mut Actions,
    ) -> bool {
        let can = found.as_ref().is_some_and(|(_, preview)| preview.changes > 0);
        let confirmed = entered || dialog::confirmed(ui);
        let (mut go, mut cancel) = (false, false);
        ui.horizontal(|ui| {
            go = ui.add_enabled_ui(can, |ui| widgets::main_button(ui, self.kind.verb())).inner.clicked();
            cancel = ui.button("Cancel").clicked();
        });
        if let Some((change, _)) = found.filter(|_| can && (go || confirmed)) {
            actions.step(step(scene.project, &scene.me.id, &self.mine, &change));
            if let Some(tag) = self.to.take().filter(|_| self.kind != Kind::Remove) {
                actions.push(Action::Used(vec![tag]));
            }
            return true;
        }
        cancel
    }

    /// Whether a tag was taken.
    fn pick_to(&mut self, ui: &mut Ui, scene: &Scene<'_>, hint: &str) -> bool {
        let choices = tag_choices(scene, &self.to_picker.query, |tag| self.to.as_ref() == Some(tag));
        let taken = self.to_picker.show(ui, hint, theme::SPACE * 50.0, &choices);
        let is_taken = taken.is_some();
        self.to = taken.or(self.to.take());
        is_taken
    }

    /// Whether a tag was taken.
    fn pick_from(&mut self, ui: &mut Ui, scene: &Scene<'_>, hint: &str) -> bool {
        let choices = self.present.iter().map(|(tag, passages)| Choice {
            label: scene.project.tag_name(tag),
            right: counted(*passages, "passage"),
            hue: scene.project.tag(tag).map(|tag| tag.hue),
            key: None,
            chosen: self.from.as_ref() == Some(tag),
            value: tag.clone(),
        });
        let choices = fitting(choices.collect(), &self.from_picker.query);
        let taken = self.from_picker.show(ui, hint, theme::SPACE * 50.0, &choices);
        let is_taken = taken.is_some();
        self.from = taken.or(self.from.take());
        is_taken
    }
}

fn show_preview(ui: &mut Ui, preview: &Preview, kind: Kind) {
    let colors = colors(ui);
    if let Some(why) = &preview.refused {
        ui.colored_label(colors.warn, format!("Nothing changes: {why}."));
        return;
    }
    let mut words = match kind {
        Kind::Delete => format!("{} will be deleted. Undo brings them back.", counted(preview.changes, "passage")),
        _ => format!("{} will change.", counted(preview.changes, "passage")),
    };
    if preview.stays > 0 {
        words = format!("{words} {} stay as they are.", thousands(preview.stays));
    }
    ui.label(RichText::new(words).font(theme::bold(theme::BODY)));
    for one in &preview.first {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.add(egui::Label::new(RichText::new(format!("“{}”", one.quote)).family(theme::serif())).truncate());
            let change = match &one.then {
                Some(then) => format!("{} → {then}", one.now),
                None => one.now.clone(),
            };
            ui.add(egui::Label::new(RichText::new(change).font(theme::small()).color(colors.dim)).truncate());
        });
    }
    if preview.changes > preview.first.len() {
        let rest = format!("and {} more", thousands(preview.changes - preview.first.len()));
        ui.label(RichText::new(rest).font(theme::small()).color(colors.dim));
    }
}
