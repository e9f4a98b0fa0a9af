//! Records by the files that they belong to: those that a step is about, and those that differ between two states.

use std::{collections::BTreeSet, path::Path};

use super::{
    fold,
    journal::Entry as JournalEntry,
    names::{ANNOTATIONS, CODEBOOK_FILE, PROJECT_FILE, has_no_key, layer_file},
};
use crate::format::{Contents, FileKind, Filed, Item, Located, items_of};
use crate::model::{AnalystId, Edit, Entry, Layer, Project, ProjectInfo, RecordId, Stamp, Table};

/// The records that `edits` are about, as they stand in the project now, with the versions beside them that are to be looked
/// at. Those of a layer come with whose it is.
pub fn records_of(project: &Project, edits: &[Edit]) -> Vec<Filed> {
    let layers: BTreeSet<&AnalystId> = edits.iter().filter_map(Edit::layer).collect();
    let mut filed: Vec<Filed> = layers.into_iter().filter_map(|id| project.layer(id)).map(whose).collect();
    for edit in edits {
        let file = edit.layer().map(layer_file);
        let named = |item: Item| (file.clone().unwrap_or_else(|| shared_file(&item).to_owned()), item);
        filed.extend(versions_of(project, &edit.record()).into_iter().map(named));
    }
    filed
}

fn whose(layer: &Layer) -> Filed {
    (layer_file(&layer.id), Item::Analyst(layer.id.clone(), layer.analyst.clone(), layer.changed.clone()))
}

fn shared_file(item: &Item) -> &'static str {
    if matches!(item, Item::Tag(..)) { CODEBOOK_FILE } else { PROJECT_FILE }
}

/// The record as it stands, and the versions beside it that are to be looked at.
fn versions_of(project: &Project, record: &RecordId) -> Vec<Item> {
    fn all<K: Ord + Clone, T: Clone>(table: &Table<K, T>, id: &K, item: impl Fn(K, Entry<T>) -> Item) -> Vec<Item> {
        let versions = table.entry(id).into_iter().chain(table.superseded(id));
        versions.map(|entry| item(id.clone(), entry.clone())).collect()
    }
    let layer = record.layer().and_then(|who| project.layer(who));
    let in_layer = |items: &dyn Fn(&Layer) -> Vec<Item>| layer.map(items).unwrap_or_default();
    match record {
        RecordId::Info => {
            let present = Item::Info(project.info.clone(), project.info_changed.clone());
            let beside = project.info_superseded.iter();
            let beside =
                beside.filter_map(|entry| Some(Item::Info(entry.value.as_deref()?.clone(), entry.changed.clone())));
            [present].into_iter().chain(beside).collect()
        }
        RecordId::Group(id) => all(&project.groups, id, Item::Group),
        RecordId::Article(id) => all(&project.articles, id, Item::Article),
        RecordId::Tag(id) => all(&project.tags, id, Item::Tag),
        RecordId::Paragraph(id) => all(&project.paragraphs, id, Item::Paragraph),
        // The one that counts is written with each of the layer's records.
        RecordId::Analyst(who) => in_layer(&|layer| {
            let beside = layer.superseded.iter();
            beside
                .filter_map(|entry| {
                    Some(Item::Analyst(who.clone(), entry.value.as_deref()?.clone(), entry.changed.clone()))
                })
                .collect()
        }),
        RecordId::Annotation(_, id) => in_layer(&|layer| all(&layer.annotations, id, Item::Annotation)),
        RecordId::Status(_, id) => in_layer(&|layer| all(&layer.statuses, id, Item::Status)),
        RecordId::Memo(_, about) => in_layer(&|layer| all(&layer.memos, about, Item::Memo)),
        RecordId::Split(_, id) => in_layer(&|layer| all(&layer.splits, id, Item::Split)),
        RecordId::Submission(_, id) => in_layer(&|layer| all(&layer.submissions, id, Item::Submission)),
        RecordId::Placement(_, id) => in_layer(&|layer| all(&layer.placements, id, Item::Placement)),
        RecordId::Decision(_, id) => in_layer(&|layer| all(&layer.decisions, id, Item::Decision)),
    }
}

/// The shared records, and those of the layers that `me` writes, that `after` has and `before` had not, or not so.
pub fn difference(before: &Project, after: &Project, me: &AnalystId) -> Vec<Filed> {
    let mut items = Vec::new();
    if before.info_changed != after.info_changed {
        items.push(Item::Info(after.info.clone(), after.info_changed.clone()));
    }
    newer(&before.groups, &after.groups, |id, entry| items.push(Item::Group(id.clone(), entry.clone())));
    newer(&before.articles, &after.articles, |id, entry| items.push(Item::Article(id.clone(), entry.clone())));
    newer(&before.paragraphs, &after.paragraphs, |id, entry| items.push(Item::Paragraph(id.clone(), entry.clone())));
    newer(&before.tags, &after.tags, |id, entry| items.push(Item::Tag(id.clone(), entry.clone())));
    let mut filed: Vec<Filed> = items.into_iter().map(|item| (shared_file(&item).to_owned(), item)).collect();
    for layer in [me, &AnalystId::adjudicated()].into_iter().filter_map(|id| after.layer(id)) {
        let items = layer_difference(before.layer(&layer.id), layer);
        if !items.is_empty() {
            filed.push(whose(layer));
        }
        filed.extend(items.into_iter().map(|item| (layer_file(&layer.id), item)));
    }
    filed
}

fn layer_difference(before: Option<&Layer>, after: &Layer) -> Vec<Item> {
    let blank;
    let before = match before {
        Some(before) => before,
        None => {
            blank = Layer::new(after.id.clone(), after.analyst.clone());
            &blank
        }
    };
    let mut items = Vec::new();
    newer(&before.annotations, &after.annotations, |id, entry| items.push(Item::Annotation(*id, entry.clone())));
    newer(&before.statuses, &after.statuses, |id, entry| items.push(Item::Status(id.clone(), entry.clone())));
    newer(&before.memos, &after.memos, |about, entry| items.push(Item::Memo(about.clone(), entry.clone())));
    newer(&before.splits, &after.splits, |id, entry| items.push(Item::Split(id.clone(), entry.clone())));
    newer(&before.submissions, &after.submissions, |id, entry| items.push(Item::Submission(id.clone(), entry.clone())));
    newer(&before.placements, &after.placements, |id, entry| items.push(Item::Placement(*id, entry.clone())));
    newer(&before.decisions, &after.decisions, |id, entry| items.push(Item::Decision(*id, entry.clone())));
    items
}

fn newer<K: Ord + Clone, T>(before: &Table<K, T>, after: &Table<K, T>, mut put: impl FnMut(&K, &Entry<T>)) {
    for (id, entry) in after.entries() {
        if before.entry(id).is_none_or(|before| before.changed != entry.changed) {
            put(id, entry);
        }
    }
}

/// The records of a file that `project` has and that are not among `held`, nor is a version that was made knowing them. Those of a
/// layer come with whose it is.
///
/// `held` is what a file was found to hold; of a layer's file only the layer's own records are looked at, since its copies of
/// articles, groups and tags are kept elsewhere.
pub fn lacking(project: &Project, file: &str, held: Contents) -> Vec<Filed> {
    let there = alone(project, file, held);
    let kind = match file {
        PROJECT_FILE => FileKind::Project,
        CODEBOOK_FILE => FileKind::Codebook,
        _ => match layer_of(file) {
            Some(id) => FileKind::Layer(id),
            None => return Vec::new(),
        },
    };
    // Where nothing was said of the project as a whole, its stamp says nothing either.
    let is_nameless = there.info.key.is_empty();
    let is_lacking = |item: &Item| !knows(&there, file, item) || (is_nameless && matches!(item, Item::Info(..)));
    let mut items = items_of(&kind, project);
    let whose = (matches!(kind, FileKind::Layer(_)) && !items.is_empty()).then(|| items.remove(0));
    items.retain(is_lacking);
    let whose = whose.filter(|_| !items.is_empty());
    whose.into_iter().chain(items).map(|item| (file.to_owned(), item)).collect()
}

/// What one file holds, as a project that holds nothing else.
pub(super) fn alone(project: &Project, file: &str, held: Contents) -> Project {
    let mut there = Project::new(ProjectInfo { key: String::new(), ..project.info.clone() });
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
    let has_no_key = has_no_key(project, folder);
    if has_no_key {
        project.info.key.clear();
    }
    let mut news = 0;
    for entry in entries {
        if let JournalEntry::Step(records) = entry {
            news += usize::from(fold_records(project, records));
        }
    }
    if project.info.key.is_empty() {
        project.info.key = folder.to_string_lossy().into_owned();
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
    fn has<K: Ord + Clone, T>(table: &Table<K, T>, id: &K, entry: &Entry<T>) -> bool {
        let mut versions = table.entry(id).into_iter().chain(table.superseded(id));
        versions.any(|version| is_known(&version.changed, &entry.changed))
    }
    fn is_known(present: &Stamp, changed: &Stamp) -> bool {
        present == changed || present.is_after(changed)
    }
    let any = |present: &Stamp, beside: Vec<&Stamp>, changed: &Stamp| {
        beside.into_iter().chain([present]).any(|known| is_known(known, changed))
    };
    let layer = layer_of(file).and_then(|id| project.layer(&id));
    let in_layer = |has: &dyn Fn(&Layer) -> bool| layer.is_some_and(has);
    match item {
        Item::Info(_, changed) => {
            let beside = project.info_superseded.iter().map(|version| &version.changed);
            any(&project.info_changed, beside.collect(), changed)
        }
        Item::Group(id, entry) => has(&project.groups, id, entry),
        Item::Article(id, entry) => has(&project.articles, id, entry),
        Item::Tag(id, entry) => has(&project.tags, id, entry),
        Item::Paragraph(id, entry) => has(&project.paragraphs, id, entry),
        Item::Analyst(_, _, changed) => in_layer(&|layer| {
            let beside = layer.superseded.iter().map(|version| &version.changed);
            any(&layer.changed, beside.collect(), changed)
        }),
        Item::Annotation(id, entry) => in_layer(&|layer| has(&layer.annotations, id, entry)),
        Item::Status(id, entry) => in_layer(&|layer| has(&layer.statuses, id, entry)),
        Item::Memo(about, entry) => in_layer(&|layer| has(&layer.memos, about, entry)),
        Item::Split(id, entry) => in_layer(&|layer| has(&layer.splits, id, entry)),
        Item::Submission(id, entry) => in_layer(&|layer| layer.knows_submission(id, entry)),
        Item::Placement(id, entry) => in_layer(&|layer| has(&layer.placements, id, entry)),
        Item::Decision(id, entry) => in_layer(&|layer| has(&layer.decisions, id, entry)),
        Item::Superseded(version) => knows(project, file, version),
    }
}
