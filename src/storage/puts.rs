//! Records by the files that they belong to: those that a step is about, and those that differ between two states.

use std::collections::BTreeSet;

use super::{CODEBOOK_FILE, PROJECT_FILE, fold, layer_file};
use crate::exchange::ron::{Contents, Filed, Item, Located};
use crate::model::{AnalystId, Edit, Entry, Layer, Project, RecordId, Stamp, Table};

/// The records that `edits` are about, as they stand in the project now. Those of a layer come with whose it is.
pub fn records_of(project: &Project, edits: &[Edit]) -> Vec<Filed> {
    let layers: BTreeSet<&AnalystId> = edits.iter().filter_map(Edit::layer).collect();
    let mut filed: Vec<Filed> = layers.into_iter().filter_map(|id| project.layer(id)).map(whose).collect();
    for edit in edits {
        let file = edit.layer().map(layer_file);
        let item = record_of(project, edit);
        filed.extend(item.map(|item| (file.unwrap_or_else(|| shared_file(&item).to_owned()), item)));
    }
    filed
}

fn whose(layer: &Layer) -> Filed {
    (layer_file(&layer.id), Item::Analyst(layer.id.clone(), layer.analyst.clone(), layer.changed.clone()))
}

fn shared_file(item: &Item) -> &'static str {
    if matches!(item, Item::Tag(..)) { CODEBOOK_FILE } else { PROJECT_FILE }
}

fn record_of(project: &Project, edit: &Edit) -> Option<Item> {
    let item = match edit.record() {
        RecordId::Info => Item::Info(project.info.clone(), project.info_changed.clone()),
        RecordId::Group(id) => Item::Group(id.clone(), project.groups.entry(&id)?.clone()),
        RecordId::Article(id) => Item::Article(id.clone(), project.articles.entry(&id)?.clone()),
        RecordId::Tag(id) => Item::Tag(id.clone(), project.tags.entry(&id)?.clone()),
        // Written with each of the layer's records.
        RecordId::Analyst(_) => return None,
        RecordId::Annotation(who, id) => Item::Annotation(id, project.layer(&who)?.annotations.entry(&id)?.clone()),
        RecordId::Status(who, id) => Item::Status(id.clone(), project.layer(&who)?.statuses.entry(&id)?.clone()),
        RecordId::Memo(who, about) => Item::Memo(about.clone(), project.layer(&who)?.memos.entry(&about)?.clone()),
        RecordId::Split(who, id) => Item::Split(id.clone(), project.layer(&who)?.splits.entry(&id)?.clone()),
        RecordId::Submission(who, id) => {
            Item::Submission(id.clone(), project.layer(&who)?.submissions.entry(&id)?.clone())
        }
        RecordId::Placement(who, id) => Item::Placement(id, project.layer(&who)?.placements.entry(&id)?.clone()),
        RecordId::Decision(who, id) => Item::Decision(id, project.layer(&who)?.decisions.entry(&id)?.clone()),
    };
    Some(item)
}

/// The shared records, and those of the layers that `me` writes, that `after` has and `before` had not, or not so.
pub fn difference(before: &Project, after: &Project, me: &AnalystId) -> Vec<Filed> {
    let mut items = Vec::new();
    if before.info_changed != after.info_changed {
        items.push(Item::Info(after.info.clone(), after.info_changed.clone()));
    }
    newer(&before.groups, &after.groups, |id, entry| items.push(Item::Group(id.clone(), entry.clone())));
    newer(&before.articles, &after.articles, |id, entry| items.push(Item::Article(id.clone(), entry.clone())));
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

/// Joins the records of one step into the project. Gives back whether it knew any of them not yet.
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

/// Whether the project has the record, or a later change of it.
fn knows(project: &Project, file: &str, item: &Item) -> bool {
    fn has<K: Ord + Clone, T>(table: &Table<K, T>, id: &K, entry: &Entry<T>) -> bool {
        table.entry(id).is_some_and(|present| present.changed >= entry.changed)
    }
    let stem = file.rsplit('/').next().and_then(|name| name.strip_suffix(".ron")).unwrap_or(file);
    let layer = AnalystId::new(stem).ok().and_then(|id| project.layer(&id));
    let in_layer = |has: &dyn Fn(&Layer) -> bool| layer.is_some_and(has);
    let later = |present: &Stamp, changed: &Stamp| present >= changed;
    match item {
        Item::Info(_, changed) => later(&project.info_changed, changed),
        Item::Group(id, entry) => has(&project.groups, id, entry),
        Item::Article(id, entry) => has(&project.articles, id, entry),
        Item::Tag(id, entry) => has(&project.tags, id, entry),
        Item::Analyst(_, _, changed) => in_layer(&|layer| later(&layer.changed, changed)),
        Item::Annotation(id, entry) => in_layer(&|layer| has(&layer.annotations, id, entry)),
        Item::Status(id, entry) => in_layer(&|layer| has(&layer.statuses, id, entry)),
        Item::Memo(about, entry) => in_layer(&|layer| has(&layer.memos, about, entry)),
        Item::Split(id, entry) => in_layer(&|layer| has(&layer.splits, id, entry)),
        Item::Submission(id, entry) => in_layer(&|layer| has(&layer.submissions, id, entry)),
        Item::Placement(id, entry) => in_layer(&|layer| has(&layer.placements, id, entry)),
        Item::Decision(id, entry) => in_layer(&|layer| has(&layer.decisions, id, entry)),
        Item::Superseded(_) => true,
    }
}
