//! Records by the files that they belong to: those that a step is about, and those that differ between two states.

use std::{collections::BTreeSet, path::Path};

use super::{
    fold,
    journal::Entry as JournalEntry,
    names::{ANNOTATIONS, CODEBOOK_FILE, PROJECT_FILE, has_no_key, layer_file},
};
use crate::format::{Contents, FileKind, Filed, InFile, Item, Located, items_of, on_item, on_item_arms};
use crate::model::{AnalystId, Edit, Entry, Home, Kind, Layer, Only, Project, RecordId, Table, value};

/// The records that `edits` are about, as they stand in the project now, with the versions beside them that are to be looked
/// at. Those of a layer come with whose it is.
pub fn records_of(project: &Project, edits: &[Edit]) -> Vec<Filed> {
    let layers: BTreeSet<&AnalystId> = edits.iter().filter_map(Edit::layer).collect();
    let mut filed: Vec<Filed> = layers.into_iter().filter_map(|id| project.layer(id)).filter_map(whose).collect();
    for edit in edits {
        let file = edit.layer().map(layer_file);
        let named = |item: Item| (file.clone().unwrap_or_else(|| shared_file(&item).to_owned()), item);
        filed.extend(versions_of(project, &edit.record()).into_iter().map(named));
    }
    filed
}

fn whose(layer: &Layer) -> Option<Filed> {
    let entry = layer.analyst.entry(&layer.id)?;
    Some((layer_file(&layer.id), Item::Analyst(layer.id.clone(), entry.clone())))
}

fn shared_file(item: &Item) -> &'static str {
    if item.kind().home() == Home::Codebook { CODEBOOK_FILE } else { PROJECT_FILE }
}

/// The record as it stands, and the versions beside it that are to be looked at. Of whose a layer is these only: the one that counts
/// is written with each of the layer's records.
fn versions_of(project: &Project, record: &RecordId) -> Vec<Item> {
    fn versions<T: InFile>(project: &Project, whose: &T::Whose, id: &T::Id) -> Vec<Item> {
        let Some(table) = T::table(project, whose) else { return Vec::new() };
        let counting = table.entry(id).filter(|_| T::KIND != Kind::Analyst);
        let versions = counting.into_iter().chain(table.superseded(id));
        versions.map(|entry| T::item(id.clone(), entry.clone())).collect()
    }
    on_record!(record, |T, whose, id| versions::<T>(project, whose, id))
}

/// The shared records, and those of the layers that `me` writes, that `after` has and `before` had not, or not so.
pub fn difference(before: &Project, after: &Project, me: &AnalystId) -> Vec<Filed> {
    let mut items = Vec::new();
    each_shared!(after, |whose, table| newer(&mut items, before, table, whose));
    let mut filed: Vec<Filed> = items.into_iter().map(|item| (shared_file(&item).to_owned(), item)).collect();
    for layer in [me, &AnalystId::adjudicated()].into_iter().filter_map(|id| after.layer(id)) {
        let mut items = Vec::new();
        let whose_id = &layer.id;
        each_kept!(layer, |table| newer(&mut items, before, table, whose_id));
        if !items.is_empty() {
            filed.extend(whose(layer));
        }
        filed.extend(items.into_iter().map(|item| (layer_file(&layer.id), item)));
    }
    filed
}

/// The entries of `after` that are not so in `before`.
fn newer<T: InFile>(items: &mut Vec<Item>, before: &Project, after: &Table<T::Id, T>, whose: &T::Whose) {
    let before = T::table(before, whose);
    let is_new = |id: &T::Id, entry: &Entry<T>| {
        before.and_then(|table| table.entry(id)).is_none_or(|before| before.changed != entry.changed)
    };
    let new = after.entries().filter(|(id, entry)| is_new(id, entry));
    items.extend(new.map(|(id, entry)| T::item(id.clone(), entry.clone())));
}

/// The records of a file that `project` has and that are not among `held`, nor is a version that was made knowing them. Those of a
/// layer come with whose it is.
///
/// `held` is what a file was found to hold; of a layer's file only the layer's own records are looked at, since its copies of
/// articles, groups and tags are kept elsewhere.
pub fn lacking(project: &Project, file: &str, held: Contents) -> Vec<Filed> {
    let there = alone(file, held);
    let kind = match file {
        PROJECT_FILE => FileKind::Project,
        CODEBOOK_FILE => FileKind::Codebook,
        _ => match layer_of(file) {
            Some(id) => FileKind::Layer(id),
            None => return Vec::new(),
        },
    };
    let is_lacking = |item: &Item| !knows(&there, file, item);
    let mut items = items_of(&kind, project);
    let whose = items.first().is_some_and(|item| item.kind() == Kind::Analyst).then(|| items.remove(0));
    items.retain(is_lacking);
    let whose = whose.filter(|_| !items.is_empty());
    whose.into_iter().chain(items).map(|item| (file.to_owned(), item)).collect()
}

/// What one file holds, as a project that holds nothing else.
pub(super) fn alone(file: &str, held: Contents) -> Project {
    let mut there = Project::default();
    fold(&mut there, file, held);
    there
}

/// Whose layer is kept in the file; `None` for the shared ones.
pub fn layer_of(file: &str) -> Option<AnalystId> {
    AnalystId::new(file.strip_prefix(ANNOTATIONS)?.strip_prefix('/')?.strip_suffix(".ron")?).ok()
}

/// Joins the steps found in a journal of the project in `folder`. Returns how many were news. What was being typed is left out.
pub fn fold_found(project: &mut Project, folder: &Path, entries: Vec<JournalEntry>) -> usize {
    // A name that was made up in the place of the project's file is none.
    let made_up = has_no_key(project, folder).then(|| project.info.entry(&Only).cloned()).flatten();
    if made_up.is_some() {
        project.info.restore(&Only, None);
    }
    let mut news = 0;
    for entry in entries {
        if let JournalEntry::Step(records) = entry {
            news += usize::from(fold_records(project, records));
        }
    }
    if project.info().key.is_empty() {
        project.info.restore(&Only, made_up);
    }
    news
}

/// Joins the records of one step into the project. Returns whether it knew any of them not yet.
pub fn fold_records(project: &mut Project, filed: Vec<Filed>) -> bool {
    let is_news = filed.iter().any(|(file, item)| !knows(project, file, item));
    let mut by_file: Vec<(String, Vec<Located>)> = Vec::new();
    for (file, item) in filed {
        let located = Located { line: 0, item };
        match by_file.iter_mut().find(|(name, _)| *name == file) {
            Some((_, items)) => items.push(located),
            None => by_file.push((file, vec![located])),
        }
    }
    for (file, items) in by_file {
        fold(project, &file, Contents { items, damage: Vec::new(), canonical: true });
    }
    is_news
}

/// Whether the project has the version of the record, or one that was made knowing it.
pub(super) fn knows(project: &Project, file: &str, item: &Item) -> bool {
    let layer = layer_of(file);
    on_item!(item.version(), |id, entry| has(project, layer.as_ref(), id, entry), Item::Superseded(_) => false)
}

fn has<T: InFile>(project: &Project, layer: Option<&AnalystId>, id: &T::Id, entry: &Entry<T>) -> bool {
    match (T::shared(project), layer.and_then(|layer| project.layer(layer))) {
        (Some(shared), _) => shared.has_version(id, entry),
        (None, Some(layer)) => T::in_layer(layer).is_some_and(|table| table.has_version(id, entry)),
        (None, None) => false,
    }
}
