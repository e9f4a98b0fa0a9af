//! Finds out whether the passages that come in are those that somebody has here already.

use std::collections::BTreeSet;

use crate::format::Records;
use crate::model::{Annotation, AnnotationId, ArticleId, Project, Span, TagId};

/// Words with a tag, or with none.
type Mark<'p> = (&'p ArticleId, Span, Option<TagId>);

fn marks<'p>(project: &'p Project, annotation: &'p Annotation) -> Vec<Mark<'p>> {
    let mark = |tag| (&annotation.article, annotation.span, tag);
    let tags: BTreeSet<TagId> = annotation.codings.iter().map(|coding| project.resolve(&coding.tag)).collect();
    if tags.is_empty() { vec![mark(None)] } else { tags.into_iter().map(|tag| mark(Some(tag))).collect() }
}

/// Of fewer passages than this all have to be here already to be called the same ones; of more, nine in ten.
const FEW: usize = 10;

/// Says whose coding here it is that a coder's layer holds once more: formats that do not know their passages again bring what
/// was written from here as somebody else's, and what several analysts have coded as one person's.
pub(super) fn twice(project: &Project, records: &Records) -> Option<String> {
    let layer = records.layer()?;
    let is_known = |id: &AnnotationId| project.layers.values().any(|here| here.annotations.knows(id));
    let new = layer.annotations.iter().filter(|(id, _)| !is_known(id));
    let new: BTreeSet<Mark<'_>> = new.flat_map(|(_, annotation)| marks(project, annotation)).collect();
    let (mut same, mut whose) = (BTreeSet::new(), Vec::new());
    for here in project.layers.values() {
        let of_layer = here.annotations.iter().flat_map(|(_, annotation)| marks(project, annotation));
        let before = same.len();
        same.extend(of_layer.filter(|mark| new.contains(mark)));
        if same.len() > before {
            whose.push(here.analyst().name.as_str());
        }
    }
    let is_same = same.len() == new.len() || (new.len() >= FEW && same.len() * 10 >= new.len() * 9);
    let has = if whose.len() == 1 && !project.info().blind { "has" } else { "have" };
    // Where work is blind, who has what is not to be told.
    let ours = if project.info().blind { "others".to_owned() } else { whose.join(" and ") };
    let theirs = &layer.analyst().name;
    (is_same && !new.is_empty()).then(|| {
        format!("the passages of {theirs} are those that {ours} {has} here already: taken in, they count twice")
    })
}
