//! In which articles two states of a project differ: what is computed article by article is computed anew for these only.

use std::{cmp::Ordering, collections::BTreeSet, sync::Arc};

use crate::model::{AnalystId, ArticleId, Entry, Layer, Project, Table, TagId};

/// Where two states of a project differ in what analysts have coded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// In something that concerns all articles: the list of articles, a text, what a tag was merged into or stands below,
    /// whether work is blind.
    Everywhere,
    /// In these articles only: passages, where they stand, how far somebody is, what was submitted or decided.
    In(BTreeSet<ArticleId>),
}

/// From so many articles on, computing all anew takes about as long.
const MANY: usize = 40;

impl Changes {
    /// The articles, where they are few enough for it to be a gain that only these are computed anew.
    pub fn few(self) -> Option<BTreeSet<ArticleId>> {
        match self {
            Self::In(articles) if articles.len() < MANY => Some(articles),
            Self::In(_) | Self::Everywhere => None,
        }
    }

    /// Finds where `after` differs from `before`. Takes little where they share most of their records, as a project does with
    /// the one that it was made from.
    pub fn between(before: &Project, after: &Project) -> Self {
        let is_everywhere = before.info().blind != after.info().blind
            || differing(&before.articles, &after.articles).next().is_some()
            || tags_differ(before, after);
        if is_everywhere {
            return Self::Everywhere;
        }
        let mut articles = BTreeSet::new();
        let layers: BTreeSet<&AnalystId> = before.layers.keys().chain(after.layers.keys()).collect();
        for id in layers {
            match (before.layers.get(id), after.layers.get(id)) {
                (Some(one), Some(other)) if Arc::ptr_eq(one, other) => {}
                (one, other) => {
                    let blank = Arc::new(Layer::blank(id.clone()));
                    let states = [(before, one.unwrap_or(&blank)), (after, other.unwrap_or(&blank))];
                    in_layer(states, &mut articles);
                }
            }
        }
        Self::In(articles)
    }
}

/// Collects the articles that the records of a layer are about that are not the same in both states.
fn in_layer([(before, one), (after, other)]: [(&Project, &Arc<Layer>); 2], articles: &mut BTreeSet<ArticleId>) {
    let both = [one, other];
    for id in differing(&one.annotations, &other.annotations) {
        articles.extend(both.iter().filter_map(|layer| Some(layer.annotations.get(id)?.article.clone())));
    }
    for id in differing(&one.decisions, &other.decisions) {
        articles.extend(both.iter().filter_map(|layer| Some(layer.decisions.get(id)?.article.clone())));
    }
    articles.extend(differing(&one.statuses, &other.statuses).cloned());
    articles.extend(differing(&one.submissions, &other.submissions).cloned());
    for id in differing(&one.placements, &other.placements) {
        for (project, layer) in [(before, one), (after, other)] {
            let placed = layer.placements.get(id).and_then(|place| project.annotation(&place.analyst, *id));
            articles.extend(placed.map(|passage| passage.article.clone()));
        }
    }
}

/// Whether a tag stands for another one now, or below another one.
fn tags_differ(before: &Project, after: &Project) -> bool {
    let place = |project: &Project, id: &TagId| project.tag(id).map(|tag| (tag.merged.clone(), tag.parent.clone()));
    let moved = |id: &TagId| place(before, id).unwrap_or_default() != place(after, id).unwrap_or_default();
    differing(&before.tags, &after.tags).any(moved) || differing(&before.foreign_tags, &after.foreign_tags).any(moved)
}

/// The ids of the records that are not one and the same in both tables, ascending.
fn differing<'a, K: Ord + Clone, T>(one: &'a Table<K, T>, other: &'a Table<K, T>) -> impl Iterator<Item = &'a K> {
    let (mut one, mut other) = (one.entries().peekable(), other.entries().peekable());
    std::iter::from_fn(move || {
        loop {
            let order = match (one.peek(), other.peek()) {
                (None, None) => return None,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((a, _)), Some((b, _))) => a.cmp(b),
            };
            let a = if order.is_le() { one.next() } else { None };
            let b = if order.is_ge() { other.next() } else { None };
            match (a, b) {
                (Some((_, a)), Some((_, b))) if is_same(a, b) => {}
                (a, b) => return a.or(b).map(|(id, _)| id),
            }
        }
    })
}

fn is_same<T>(a: &Entry<T>, b: &Entry<T>) -> bool {
    let same_value = match (&a.value, &b.value) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    };
    same_value && (a.changed.ms, a.changed.n) == (b.changed.ms, b.changed.n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::samples::{self, analyst, article, tag};
    use crate::{
        model::{EditError, Stamper, State, Step},
        verbs,
    };

    fn check(make: impl Fn(&Project) -> Result<Step, EditError>, expected: Option<&[&str]>) {
        let before = samples::project();
        let mut after = before.clone();
        let step = make(&before).expect("a step");
        after.apply(&step, &mut Stamper::new("r")).expect("applies");
        let expected = match expected {
            None => Changes::Everywhere,
            Some(ids) => Changes::In(ids.iter().map(|id| article(id)).collect()),
        };
        assert_eq!(Changes::between(&before, &after), expected, "{}", step.label);
        assert_eq!(Changes::between(&after, &before), expected, "{}, backwards", step.label);
        assert_eq!(Changes::between(&after, &after.clone()), Changes::In(BTreeSet::new()));
    }

    fn of(who: &str, at: &str) -> impl Fn(&Project) -> crate::model::AnnotationId {
        let (who, at) = (analyst(who), article(at));
        move |project| {
            let mut here = project.passages_in(&at).filter(|(whose, ..)| **whose == who);
            here.next().map(|(_, id, _)| *id).expect("a passage")
        }
    }

    #[test]
    fn what_concerns_an_article_is_found_in_that_article() {
        let (ana, seats) = (analyst("ana"), article("seats"));
        check(|p| verbs::set_note(p, &ana, of("ana", "seats")(p), "new"), Some(&["seats"]));
        check(|p| verbs::delete_passages(p, &ana, &[of("ana", "seats")(p)]), Some(&["seats"]));
        check(|p| verbs::set_status(p, &ana, &seats, State::Done, ""), Some(&["seats"]));
        check(|p| verbs::submit(p, &ana, &seats, samples::time("2026-03-01T12:00:00Z")), Some(&["seats"]));
        let both = |p: &Project| verbs::delete_passages(p, &ana, &[of("ana", "seats")(p), of("ana", "dues")(p)]);
        check(both, Some(&["dues", "seats"]));
    }

    #[test]
    fn names_concern_no_article_and_merging_concerns_all() {
        check(|p| verbs::rename_tag(p, &tag("argument/costs"), "Dues"), Some(&[]));
        check(|p| verbs::edit_info(p, "Title", "Note"), Some(&[]));
        check(|p| verbs::merge_tag(p, &tag("argument/costs"), &tag("argument/vacuum")), None);
        check(|p| verbs::remove_article(p, &analyst("ana"), &article("seats")), None);
        check(|p| Ok(verbs::set_blind(p, true)), None);
    }
}
