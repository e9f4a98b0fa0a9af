//! What verbs are made with: fresh ids, places, steps that lead to a passage.

use jiff::Timestamp;

use crate::model::{AnnotationId, Edit, Place, Project, Step, Table};

/// What a pure function cannot make by itself: a new id and the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fresh {
    pub id: AnnotationId,
    pub now: Timestamp,
}

/// The place behind all that are there.
pub fn next_rank<K: Ord + Clone, T>(table: &Table<K, T>, rank: impl Fn(&T) -> Option<i64>) -> i64 {
    table.iter().filter_map(|(_, value)| rank(value)).max().map_or(0, |rank| rank + 1)
}

pub(super) fn passage_step(project: &Project, label: String, edits: Vec<Edit>) -> Step {
    let place = edits.iter().find_map(|edit| match edit {
        Edit::Annotation(analyst, id, value) => {
            let annotation = value.as_deref().or_else(|| project.annotation(analyst, *id))?;
            let span = if value.is_some() { annotation.span } else { project.place(*id, annotation)? };
            Some(Place::Passage(annotation.article.clone(), span, *id))
        }
        _ => None,
    });
    Step::new(label, edits).at(place)
}
