//! Where analysts who coded the same articles differ, where they agree, and what of it is settled. Knows no files and no
//! window.
//!
//! Passages of one text belong together where they are about one thing: they stand on the same words, or they overlap and
//! share a tag, or they overlap by half of all that they mark. An organization that is named within an argument's passage
//! is a thing of its own. Passages that a decision was about belong to that decision, whatever becomes of them.

mod comparison;
mod grouping;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use self::comparison::{CodingKey, Item};
use self::grouping::{Here, compare_article};
use crate::model::{AnalystId, Annotation, AnnotationId, ArticleId, Coding, Project, State, TagId};
pub use comparison::{Agreement, Comparison, Disagreement, Kind, Marked, Settled};

impl Comparison {
    /// Compares anew what was marked in those of the `articles` that have `changed` from `before` to `after`: the others are
    /// as they were compared, in the same order.
    pub fn update(
        &mut self,
        (before, after): (&Project, &Project),
        analysts: &[AnalystId],
        articles: &[ArticleId],
        changed: &BTreeSet<ArticleId>,
    ) {
        let place: BTreeMap<&ArticleId, usize> = articles.iter().enumerate().map(|(at, id)| (id, at)).collect();
        let these: Vec<ArticleId> = articles.iter().filter(|id| changed.contains(id)).cloned().collect();
        let chosen = analysts.iter().collect();
        let mut resolver = Resolver { project: before, known: BTreeMap::new() };
        let were_unplaced = these.iter().map(|id| here(id, &chosen, &mut resolver).unplaced).sum();
        let anew = compare(after, analysts, &these);
        self.unplaced = self.unplaced.saturating_sub(were_unplaced) + anew.unplaced;
        replace(&mut self.disagreements, anew.disagreements, &these, &place, |one| &one.article);
        replace(&mut self.agreements, anew.agreements, &these, &place, |one| &one.article);
    }
}

/// The articles that each of the analysts has coded, in the order of the list.
pub fn coded_by_all(project: &Project, analysts: &[AnalystId]) -> Vec<ArticleId> {
    let articles = project.articles_in_order().into_iter().map(|(id, _)| id);
    articles.filter(|id| is_coded_by_all(project, analysts, id)).cloned().collect()
}

/// Whether each of the analysts has coded the article.
pub fn is_coded_by_all(project: &Project, analysts: &[AnalystId], article: &ArticleId) -> bool {
    analysts.iter().all(|analyst| has_coded(project, analyst, article))
}

/// Whether the analyst has coded the article: has a passage in it, has done or submitted it.
pub(super) fn has_coded(project: &Project, analyst: &AnalystId, article: &ArticleId) -> bool {
    project.layer(analyst).is_some_and(|layer| {
        let state = layer.statuses.get(article).map(|status| status.state);
        layer.annotations.has(article)
            || matches!(state, Some(State::Done | State::Submitted))
            || layer.submissions.contains(article)
    })
}

/// Compares what `analysts` have marked in `articles`. Of fewer than two analysts there is nothing to compare.
pub fn compare(project: &Project, analysts: &[AnalystId], articles: &[ArticleId]) -> Comparison {
    let chosen: BTreeSet<&AnalystId> = analysts.iter().collect();
    let mut comparison = Comparison::default();
    if chosen.len() < 2 {
        return comparison;
    }
    let mut resolver = Resolver { project, known: BTreeMap::new() };
    for id in articles {
        compare_article(id, &chosen, here(id, &chosen, &mut resolver), &mut comparison);
    }
    comparison
}

/// Puts what was found anew in these articles in the place of what was found in them before. All of it is in the order of the
/// articles.
fn replace<T>(
    all: &mut Vec<T>,
    anew: Vec<T>,
    these: &[ArticleId],
    place: &BTreeMap<&ArticleId, usize>,
    article: impl Fn(&T) -> &ArticleId,
) {
    let mut anew = anew.into_iter().peekable();
    for id in these {
        let at = place.get(id);
        let from = all.partition_point(|one| place.get(article(one)) < at);
        let to = all.partition_point(|one| place.get(article(one)) <= at);
        let here: Vec<T> = std::iter::from_fn(|| anew.next_if(|one| article(one) == id)).collect();
        all.splice(from..to, here);
    }
}

/// What there is to compare in an article.
fn here<'a>(article: &ArticleId, chosen: &BTreeSet<&'a AnalystId>, resolver: &mut Resolver<'a>) -> Here<'a> {
    let project = resolver.project;
    let mut here = Here::default();
    let body = project.articles.get(article).map(|article| &article.body);
    let place = |id: AnnotationId, annotation: &Annotation| project.place_in(body?, id, annotation);
    for analyst in chosen {
        let Some(layer) = project.layer(analyst) else { continue };
        for (id, annotation) in layer.annotations.of(article) {
            let changed = layer.annotations.entry(id).map_or(0, |entry| entry.changed.ms);
            match place(*id, annotation) {
                Some(span) => {
                    here.items.push(Item { analyst, id: *id, span, codings: resolver.codings(annotation), changed });
                }
                None => here.unplaced += 1,
            }
        }
    }
    if let Some(layer) = project.layer(&AnalystId::adjudicated()) {
        here.decisions.extend(layer.decisions.of(article).map(|(id, decision)| (*id, decision)));
        for (id, annotation) in layer.annotations.of(article) {
            let placed = place(*id, annotation).map(|span| (*id, span, resolver.tags(annotation)));
            here.adjudicated.extend(placed);
        }
    }
    here
}

/// Follows merges, each once.
struct Resolver<'a> {
    project: &'a Project,
    known: BTreeMap<&'a TagId, TagId>,
}

impl<'a> Resolver<'a> {
    fn tag(&mut self, id: &'a TagId) -> TagId {
        self.known.entry(id).or_insert_with(|| self.project.resolve(id)).clone()
    }

    fn tags(&mut self, annotation: &'a Annotation) -> BTreeSet<TagId> {
        annotation.codings.iter().map(|coding| self.tag(&coding.tag)).collect()
    }

    fn codings(&mut self, annotation: &'a Annotation) -> BTreeSet<CodingKey> {
        annotation.codings.iter().map(|coding| self.coding(coding)).collect()
    }

    fn coding(&mut self, coding: &'a Coding) -> CodingKey {
        CodingKey {
            tag: self.tag(&coding.tag),
            by: coding.by.iter().map(|tag| self.tag(tag)).collect(),
            about: coding.about.iter().map(|tag| self.tag(tag)).collect(),
            rest: (coding.stance, coding.voice),
        }
    }
}
