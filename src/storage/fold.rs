//! Putting the records of a file into a project: joined, whatever the order in which files and records come.

use std::sync::Arc;

use super::names::{CODEBOOK_FILE, PROJECT_FILE};
use crate::format::{Contents, Item, join_in_layer, join_shared};
use crate::model::{AnalystId, Home, Layer, Project, unique_slug};

/// Joins what a file holds into the project. Gives back what the file should not hold, in words.
///
/// A layer's copies of articles and groups are there for reading it elsewhere: only its tags are kept, for those that the
/// codebook does not have.
pub fn fold(project: &mut Project, file: &str, contents: Contents) -> Vec<String> {
    match file {
        PROJECT_FILE => fold_shared(project, contents, Home::Project),
        CODEBOOK_FILE => fold_shared(project, contents, Home::Codebook),
        _ => fold_layer(project, contents),
    }
}

fn fold_shared(project: &mut Project, contents: Contents, home: Home) -> Vec<String> {
    let mut strangers = Vec::new();
    for located in contents.items {
        if located.item.kind().home() == home {
            join_shared(project, located.item);
        } else {
            strangers.push(format!("line {}: this kind of record does not belong into this file", located.line));
        }
    }
    strangers
}

/// Gives what was changed by hand in a file of the project, while it was open, a stamp, so that it counts as a change: a line
/// that says something else under the stamp that the record has here. What is no record's main version is left as it is. Returns
/// whether there were such lines.
pub fn stamp_by_hand(project: &Project, contents: &mut Contents) -> bool {
    let mut any = false;
    let whose = contents.items.iter().find_map(|located| match &located.item {
        Item::Analyst(id, entry) => project
            .layer(id)
            .filter(|layer| entry.value.as_ref().is_some_and(|analyst| layer.analyst().key == analyst.key)),
        _ => None,
    });
    for located in &mut contents.items {
        if let Some(here) = located.item.counterpart(project, whose)
            && here.changed() == located.item.changed()
            && here != located.item
        {
            located.item.stamp_by_hand();
            any = true;
        }
    }
    any
}

fn fold_layer(project: &mut Project, contents: Contents) -> Vec<String> {
    let mut strangers = Vec::new();
    let whose = contents.analyst().and_then(|(id, entry)| Some((id.clone(), entry.value.as_ref()?.key.clone())));
    let Some((id, key)) = whose else {
        return vec!["it does not say whose coding it is (an Analyst record is missing)".to_owned()];
    };
    let id = id_in_project(project, id, &key, |_| false);
    let layer = project.layers.entry(id.clone()).or_insert_with(|| Arc::new(Layer::blank(id)));
    let layer = Arc::make_mut(layer);
    for located in contents.items {
        if !located.item.may_be_in_layer() {
            strangers.push(format!("line {}: this kind of record does not belong into a layer", located.line));
            continue;
        }
        if let Some(Item::Tag(id, entry)) = join_in_layer(layer, located.item)
            && entry.value.is_some()
        {
            project.foreign_tags.keep_greatest(id, entry);
        }
    }
    strangers
}

/// Under which id the coding of the analyst with this id and key stands in the project: its own, or, where another person of
/// that id is there or it is `taken`, one with a number.
pub fn id_in_project(project: &Project, id: AnalystId, key: &str, taken: impl Fn(&AnalystId) -> bool) -> AnalystId {
    // What was settled belongs to nobody alone.
    if id.is_adjudicated() {
        return id;
    }
    let is_anothers = |candidate: &str| {
        AnalystId::new(candidate)
            .is_ok_and(|id| taken(&id) || project.layer(&id).is_some_and(|layer| layer.analyst().key != key))
    };
    AnalystId::new(&unique_slug(id.as_str().to_owned(), is_anothers)).unwrap_or(id)
}
