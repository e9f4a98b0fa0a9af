//! Flaws of a project as it was read: what does not fit together, in words that say what to do.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    annotation::Annotation,
    ids::{AnalystId, AnnotationId, ArticleId, TagId},
    project::{Merges, Project},
    span::Span,
};
use crate::text::letters::name_key;

/// A flaw, and the record that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The file within the project, with `/`.
    pub file: String,
    /// The id of the record, as it stands in the file.
    pub record: String,
    /// A short word that programs can go by.
    pub kind: &'static str,
    pub message: String,
}

/// All flaws, in the order of the files.
pub fn check(project: &Project) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    articles(project, &mut flaws);
    groups(project, &mut flaws);
    codebook(project, &mut flaws);
    tag_cycles(project, &mut flaws);
    let mut places = Places::new();
    for (analyst, id, annotation) in project.annotations() {
        twin(project, analyst, *id, annotation, &mut places, &mut flaws);
        passage(project, analyst, *id, annotation, &mut flaws);
    }
    flaws
}

/// Whose passages stand where, by the first of them.
type Places<'p> = BTreeMap<(&'p AnalystId, &'p ArticleId, Span), AnnotationId>;

/// A passage on the very words of another one of the same analyst. Of what was settled that may be so: it has what each had marked.
fn twin<'p>(
    project: &Project,
    analyst: &'p AnalystId,
    id: AnnotationId,
    annotation: &'p Annotation,
    places: &mut Places<'p>,
    flaws: &mut Vec<Flaw>,
) {
    let Some(span) = project.place(id, annotation).filter(|_| !analyst.is_adjudicated()) else { return };
    let first = *places.entry((analyst, &annotation.article, span)).or_insert(id);
    if first != id {
        let (quote, article) = (crate::words::brief(&annotation.quote.exact), &annotation.article);
        let message = format!(
            "“{quote}” in “{article}” stands on the same words as passage {first} and counts twice: put the tags of both on \
             one, and delete the other"
        );
        flaws.push(Flaw { file: format!("annotations/{analyst}.ron"), record: id.to_string(), kind: "twin", message });
    }
}

fn articles(project: &Project, flaws: &mut Vec<Flaw>) {
    let mut by_text = BTreeMap::new();
    for (id, article) in project.articles.iter() {
        let mut flaw = |kind, message| {
            flaws.push(Flaw { file: "project.ron".to_owned(), record: id.to_string(), kind, message });
        };
        if article.body.is_missing() {
            let message = format!("articles/{id}.txt is not there: put the text back, or remove the article");
            flaw("missing-text", message);
        } else if let Some(first) = by_text.insert(article.body.fingerprint(), id) {
            flaw("same-text", format!("“{}” has the same text as “{first}”: exclude or remove one", article.title));
        }
        if article.title.trim().is_empty() {
            flaw("no-title", format!("article “{id}” has no title"));
        }
    }
}

fn groups(project: &Project, flaws: &mut Vec<Flaw>) {
    let parent = |id| project.groups.get(id)?.parent.as_ref();
    for cycle in cycles(project.groups.iter().map(|(id, _)| id), parent) {
        let circle = circle(("group", "groups"), &cycle, ("stands in itself", "stand in each other"));
        let message = format!("{circle}: write `parent: None` into the line of one that is to stand at the top");
        flaws.push(Flaw { file: "project.ron".to_owned(), record: cycle[0].to_string(), kind: "group-cycle", message });
    }
}

fn tag_cycles(project: &Project, flaws: &mut Vec<Flaw>) {
    let mut flaw = |cycle: Vec<&TagId>, kind, doing: (&str, &str), then: &str| {
        let message = format!("{}: write {then}", circle(("tag", "tags"), &cycle, doing));
        flaws.push(Flaw { file: "codebook.ron".to_owned(), record: cycle[0].to_string(), kind, message });
    };
    let ids = project.tags.iter().map(|(id, _)| id);
    for cycle in cycles(ids, |id| project.tag(id)?.merged.as_ref()) {
        let doing = ("was merged into itself", "were merged into each other");
        flaw(cycle, "merge-cycle", doing, "`merged: None` into the line of one that is to stay");
    }
    let mut merges = Merges::new(project);
    let above: BTreeMap<&TagId, &TagId> = project
        .all_tags()
        .filter_map(|(id, tag)| Some((id, tag.parent.as_ref()?)))
        .map(|(id, parent)| (id, merges.resolved(parent)))
        .collect();
    let live = project.usable_tags().map(|(id, _)| id);
    for cycle in cycles(live, |id| above.get(id).copied()) {
        let doing = ("stands below itself", "stand below each other");
        flaw(cycle, "parent-cycle", doing, "`parent: None` into the line of one that is to stand at the top");
    }
}

/// “the tags “a”, “b” stand below each other in a circle”.
fn circle<T: std::fmt::Display>((one, many): (&str, &str), ids: &[T], (itself, each): (&str, &str)) -> String {
    match ids {
        [id] => format!("{one} “{id}” {itself}"),
        _ => format!("the {many} {} {each} in a circle", listed(ids)),
    }
}

/// The circles that `next` leads round in, each from its smallest id on.
fn cycles<'a, K: Ord>(ids: impl Iterator<Item = &'a K>, next: impl Fn(&'a K) -> Option<&'a K>) -> Vec<Vec<&'a K>> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for id in ids {
        let mut path = Vec::new();
        let mut at = Some(id);
        while let Some(new) = at.filter(|id| seen.insert(*id)) {
            path.push(new);
            at = next(new);
        }
        let Some(start) = at.and_then(|again| path.iter().position(|id| *id == again)) else { continue };
        let mut cycle = path.split_off(start);
        let least = (0..cycle.len()).min_by_key(|at| cycle[*at]).unwrap_or(0);
        cycle.rotate_left(least);
        found.push(cycle);
    }
    found
}

/// The ids of a circle, the first ones of many.
fn listed(ids: &[impl std::fmt::Display]) -> String {
    const MOST: usize = 10;
    let mut shown: Vec<String> = ids.iter().take(MOST).map(|id| format!("“{id}”")).collect();
    if let Some(more) = ids.len().checked_sub(MOST).filter(|more| *more > 0) {
        shown.push(format!("{more} more"));
    }
    shown.join(", ")
}

fn codebook(project: &Project, flaws: &mut Vec<Flaw>) {
    let mut names: BTreeMap<(&str, String), &TagId> = BTreeMap::new();
    let mut keys: BTreeMap<char, &TagId> = BTreeMap::new();
    for (id, tag) in project.tags.iter() {
        let mut flaw = |kind, message| {
            flaws.push(Flaw { file: "codebook.ron".to_owned(), record: id.to_string(), kind, message });
        };
        if !project.groups.contains(&tag.group) {
            flaw("unknown-group", format!("tag “{}” is in the group “{}”, which is not there", tag.name, tag.group));
        }
        for (other, what) in [(&tag.parent, "stands below"), (&tag.merged, "was merged into")] {
            if let Some(other) = other.as_ref().filter(|other| project.tag(other).is_none()) {
                flaw("unknown-tag", format!("tag “{}” {what} “{other}”, which is not there", tag.name));
            }
        }
        if tag.merged.is_some() {
            continue;
        }
        if let Some(first) = names.insert((tag.group.as_str(), name_key(&tag.name)), id) {
            flaw("same-name", format!("tag “{}” has the same name as {first}: merge them or rename one", tag.name));
        }
        if let Some(first) = tag.key.and_then(|key| keys.insert(key, id)) {
            flaw("same-key", format!("tag “{}” has the same key as {first}", tag.name));
        }
    }
}

fn passage(project: &Project, analyst: &AnalystId, id: AnnotationId, annotation: &Annotation, flaws: &mut Vec<Flaw>) {
    let mut flaw = |kind, message| {
        let file = format!("annotations/{analyst}.ron");
        flaws.push(Flaw { file, record: id.to_string(), kind, message });
    };
    let quote = crate::words::brief(&annotation.quote.exact);
    let Some(article) = project.articles.get(&annotation.article) else {
        flaw("unknown-article", format!("“{quote}” is in “{}”, which is not in this project", annotation.article));
        return;
    };
    if !article.body.is_missing() && !project.is_orphan(id, annotation) && project.place(id, annotation).is_none() {
        let message = format!("“{quote}” does not stand where it was marked in “{}”", annotation.article);
        flaw("other-words", message);
    }
    let mut tags = BTreeSet::new();
    for coding in annotation.codings.iter().filter(|coding| !tags.insert(&coding.tag)) {
        flaw("tag-twice", format!("“{quote}” has the tag {} twice", coding.tag));
    }
    let all = annotation.codings.iter().flat_map(|c| [&c.tag].into_iter().chain(&c.by).chain(&c.about));
    for tag in all.filter(|tag| !project.tags.contains(tag)) {
        flaw("unknown-tag", format!("“{quote}” has the tag {tag}, which is not in the codebook"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_once_from_their_smallest_id_on() {
        let next = BTreeMap::from([(1, 2), (2, 5), (5, 3), (3, 2), (7, 8), (9, 9)]);
        let ids: Vec<i32> = next.keys().copied().collect();
        assert_eq!(cycles(ids.iter(), |id| next.get(id)), [vec![&2, &5, &3], vec![&9]]);
    }

    #[test]
    fn of_a_long_circle_the_first_are_named() {
        let ids: Vec<u32> = (1..=12).collect();
        assert!(listed(&ids).ends_with("“9”, “10”, 2 more"), "{}", listed(&ids));
        assert_eq!(listed(&ids[..2]), "“1”, “2”");
    }
}
