//! Splitting a tag passage by passage: a queue that can be left and taken up again.

use std::sync::Arc;

use super::making::passage_step;
use super::passages::{Codings, change_codings};
use crate::model::{AnalystId, AnnotationId, Edit, EditError, Place, Project, Split, Step, TagId};
use crate::words::brief;

/// Starts splitting `tag` into other tags, or changes which these are.
///
/// # Errors
/// An unknown tag, or none to split into.
pub fn start_split(project: &Project, analyst: &AnalystId, tag: &TagId, into: Vec<TagId>) -> Result<Step, EditError> {
    for id in into.iter().chain([tag]) {
        project.tag(id).ok_or_else(|| EditError::NoTag(id.clone()))?;
    }
    if into.is_empty() || into.contains(tag) {
        return Err(EditError::Refused("choose at least one other tag to split it into".to_owned()));
    }
    let stays = current(project, analyst, tag).map(|split| split.stays.clone()).unwrap_or_default();
    let label = format!("split tag “{}”", project.tag_name(tag));
    Ok(Step::new(label, vec![Edit::Split(analyst.clone(), tag.clone(), Some(Arc::new(Split { into, stays })))])
        .at(Some(Place::Tag(tag.clone()))))
}

/// One's own passages with the tag that are still to be looked at, in the order of the articles.
pub fn split_queue(project: &Project, analyst: &AnalystId, tag: &TagId) -> Vec<AnnotationId> {
    let Some(layer) = project.layer(analyst) else {
        return Vec::new();
    };
    let stays = current(project, analyst, tag).map(|split| split.stays.as_slice()).unwrap_or_default();
    let mut queue: Vec<_> = layer
        .annotations
        .iter()
        .filter(|(id, annotation)| {
            !stays.contains(id) && annotation.codings.iter().any(|coding| project.resolve(&coding.tag) == *tag)
        })
        .map(|(id, annotation)| {
            let rank = project.articles.get(&annotation.article).map_or(i64::MAX, |article| article.rank);
            (rank, annotation.article.clone(), annotation.span, *id)
        })
        .collect();
    queue.sort();
    queue.into_iter().map(|(_, _, _, id)| id).collect()
}

/// Gives a passage of the queue to one of the new tags.
///
/// # Errors
/// No such passage.
pub fn split_to(
    project: &Project,
    analyst: &AnalystId,
    tag: &TagId,
    id: AnnotationId,
    to: &TagId,
) -> Result<Step, EditError> {
    let mut annotation = project.annotation(analyst, id).ok_or(EditError::NoAnnotation)?.clone();
    change_codings(project, &mut annotation.codings, &Codings::Replace { from: tag.clone(), to: to.clone() });
    let label = format!("split “{}”: “{}”", project.tag_name(tag), project.tag_name(to));
    Ok(passage_step(project, label, vec![Edit::Annotation(analyst.clone(), id, Some(Arc::new(annotation)))]))
}

/// A passage of the queue keeps the tag.
///
/// # Errors
/// The tag is not being split.
pub fn split_stays(project: &Project, analyst: &AnalystId, tag: &TagId, id: AnnotationId) -> Result<Step, EditError> {
    let mut split = current(project, analyst, tag).ok_or_else(|| EditError::NoTag(tag.clone()))?.clone();
    let quote = project.annotation(analyst, id).map(|a| brief(&a.quote.exact)).unwrap_or_default();
    split.stays.push(id);
    let label = format!("split “{}”: “{quote}” stays", project.tag_name(tag));
    Ok(Step::new(label, vec![Edit::Split(analyst.clone(), tag.clone(), Some(Arc::new(split)))]))
}

/// Ends splitting; what was given to other tags stays there.
///
/// # Errors
/// The tag is not being split.
pub fn end_split(project: &Project, analyst: &AnalystId, tag: &TagId) -> Result<Step, EditError> {
    current(project, analyst, tag).ok_or_else(|| EditError::NoTag(tag.clone()))?;
    let label = format!("end splitting “{}”", project.tag_name(tag));
    Ok(Step::new(label, vec![Edit::Split(analyst.clone(), tag.clone(), None)]))
}

fn current<'a>(project: &'a Project, analyst: &AnalystId, tag: &TagId) -> Option<&'a Split> {
    project.layer(analyst)?.splits.get(tag)
}
