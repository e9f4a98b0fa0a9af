//! Putting the records of a file into a project; of two with one id the later change stays.

use std::sync::Arc;

use super::{CODEBOOK_FILE, PROJECT_FILE};
use crate::exchange::ron::{Contents, Item};
use crate::model::{AnalystId, Layer, Project};

/// Joins what a file holds into the project. Gives back what the file should not hold, in words.
///
/// A layer's copies of articles and groups are there for reading it elsewhere: only its tags are kept, for those that the
/// codebook does not have.
pub fn fold(project: &mut Project, file: &str, contents: Contents) -> Vec<String> {
    match file {
        PROJECT_FILE => {
            fold_shared(project, contents, |item| matches!(item, Item::Info(..) | Item::Group(..) | Item::Article(..)))
        }
        CODEBOOK_FILE => fold_shared(project, contents, |item| matches!(item, Item::Tag(..))),
        _ => fold_layer(project, file, contents),
    }
}

fn fold_shared(project: &mut Project, contents: Contents, belongs: impl Fn(&Item) -> bool) -> Vec<String> {
    let mut strangers = Vec::new();
    for located in contents.items {
        if !belongs(&located.item) {
            strangers.push(format!("line {}: this kind of record does not belong into this file", located.line));
            continue;
        }
        match located.item {
            Item::Info(info, changed) if project.info.key.is_empty() || changed > project.info_changed => {
                (project.info, project.info_changed) = (info, changed);
            }
            Item::Group(id, entry) => project.groups.join(id, entry),
            Item::Article(id, entry) => {
                // The text is put in by whoever reads the texts; a record that changed elsewhere keeps the one at hand.
                let entry = match (project.articles.get(&id), &entry.value) {
                    (Some(present), Some(article)) if article.body.fingerprint() == present.body.fingerprint() => {
                        let mut article = (**article).clone();
                        article.body = present.body.clone();
                        crate::model::Entry { value: Some(Arc::new(article)), changed: entry.changed }
                    }
                    _ => entry,
                };
                project.articles.join(id, entry);
            }
            Item::Tag(id, entry) => project.tags.join(id, entry),
            _ => {}
        }
    }
    strangers
}

fn fold_layer(project: &mut Project, file: &str, contents: Contents) -> Vec<String> {
    let mut strangers = Vec::new();
    let stem = file.rsplit('/').next().and_then(|name| name.strip_suffix(".ron")).unwrap_or(file);
    let analyst = contents.items.iter().find_map(|located| match &located.item {
        Item::Analyst(id, analyst, changed) => Some((id.clone(), analyst.clone(), changed.clone())),
        _ => None,
    });
    let Some((id, analyst, changed)) = analyst else {
        return vec!["it does not say whose coding it is (an Analyst record is missing)".to_owned()];
    };
    if id.as_str() != stem && AnalystId::new(stem).is_ok() {
        strangers.push(format!("it holds the coding of “{id}”, whose file should be called {id}.ron"));
    }
    let layer = project.layers.entry(id.clone()).or_insert_with(|| Arc::new(Layer::new(id, analyst.clone())));
    let layer = Arc::make_mut(layer);
    if changed >= layer.changed {
        (layer.analyst, layer.changed) = (analyst, changed);
    }
    for located in contents.items {
        match located.item {
            Item::Annotation(id, entry) => layer.annotations.join(id, entry),
            Item::Status(id, entry) => layer.statuses.join(id, entry),
            Item::Memo(subject, entry) => layer.memos.join(subject, entry),
            Item::Split(id, entry) => layer.splits.join(id, entry),
            Item::Submission(id, entry) => layer.submissions.join(id, entry),
            Item::Placement(id, entry) => layer.placements.join(id, entry),
            Item::Decision(id, entry) => layer.decisions.join(id, entry),
            Item::Tag(id, entry) => {
                if let Some(tag) = entry.value {
                    project.foreign_tags.entry(id).or_insert(tag);
                }
            }
            Item::Analyst(..) | Item::Group(..) | Item::Article(..) => {}
            Item::Info(..) => {
                strangers.push(format!("line {}: a Project record does not belong into a layer", located.line));
            }
        }
    }
    strangers
}
