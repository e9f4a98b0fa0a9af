//! One article: which passages belong together, and in what they differ.

use std::collections::{BTreeMap, BTreeSet};

use super::comparison::{Agreement, CodingKey, Comparison, Decided, Disagreement, Item, Kind, Settled};
use crate::model::{AnalystId, AnnotationId, ArticleId, Span, TagId};

/// What there is to compare in one article.
#[derive(Default)]
pub(super) struct Here<'a> {
    pub items: Vec<Item<'a>>,
    /// How many passages are not among them, since nobody knows where they stand.
    pub unplaced: usize,
    pub decisions: Vec<Decided<'a>>,
    /// The passages of the adjudicated layer: id, place, tags.
    pub adjudicated: Vec<(AnnotationId, Span, BTreeSet<TagId>)>,
}

/// What was settled, with those of the passages that are still there.
struct SettledGroup<'a> {
    decided: Decided<'a>,
    items: Vec<Item<'a>>,
    twice: bool,
    /// How many of the chosen analysts' passages it was about.
    were: usize,
}

/// Finds the disagreements and agreements of one article.
pub(super) fn compare_article(
    article: &ArticleId,
    chosen: &BTreeSet<&AnalystId>,
    here: Here<'_>,
    comparison: &mut Comparison,
) {
    let Here { items, unplaced, decisions, adjudicated } = here;
    comparison.unplaced += unplaced;
    let (mut settled, open) = take_decided(chosen, decisions, items);
    let (agreed, open) = take_agreed(chosen, open);
    let open = take_what_was_decided(&mut settled, &adjudicated, open);
    let mut disagreements: Vec<Disagreement> = Vec::new();
    let mut agreements: Vec<Agreement> = Vec::new();
    let there: BTreeSet<(Span, &BTreeSet<TagId>)> = adjudicated.iter().map(|(_, span, tags)| (*span, tags)).collect();
    for group in agreed {
        let carried = group.first().is_some_and(|first| there.contains(&(first.span, &first_tags(&group, first.span))));
        agreements.extend(agreement(article, &group, carried));
    }
    for group in settled {
        if !group.twice && group.were == group.items.len() && is_agreement(chosen, &group.items) {
            agreements.extend(agreement(article, &group.items, true));
        } else {
            disagreements.push(settled_disagreement(article, chosen, group));
        }
    }
    for group in linked(open) {
        disagreements.extend(disagreement(article, chosen, &group));
    }
    disagreements.sort_by_key(place);
    agreements.sort_by_key(|one| one.span);
    comparison.disagreements.extend(disagreements);
    comparison.agreements.extend(agreements);
}

/// By place; decisions that have no passages any more come after those that have.
fn place(one: &Disagreement) -> (Span, bool, Option<AnnotationId>, Option<AnnotationId>) {
    let first = one.passages.first().map(|passage| passage.id);
    (one.span, first.is_none(), first, one.settled.map(|settled| settled.decision))
}

/// The passages that decisions were about, each with its earliest decision; and the others.
fn take_decided<'a>(
    chosen: &BTreeSet<&AnalystId>,
    mut decisions: Vec<Decided<'a>>,
    items: Vec<Item<'a>>,
) -> (Vec<SettledGroup<'a>>, Vec<Item<'a>>) {
    decisions.sort_by_key(|(id, decision)| (decision.at, *id));
    let mut owner: BTreeMap<(&AnalystId, AnnotationId), usize> = BTreeMap::new();
    let mut groups: Vec<SettledGroup<'a>> = Vec::new();
    for decided in decisions {
        let of: Vec<_> = decided.1.of.iter().filter(|(analyst, _)| chosen.contains(analyst)).collect();
        if of.is_empty() {
            continue;
        }
        let earlier = of.iter().find_map(|(analyst, id)| owner.get(&(analyst, *id)).copied());
        if let Some(earlier) = earlier {
            groups[earlier].twice = true;
        }
        let at = groups.len();
        for (analyst, id) in &of {
            owner.entry((analyst, *id)).or_insert(at);
        }
        groups.push(SettledGroup { decided, items: Vec::new(), twice: earlier.is_some(), were: of.len() });
    }
    let mut open = Vec::new();
    for item in items {
        match owner.get(&(item.analyst, item.id)) {
            Some(at) => groups[*at].items.push(item),
            None => open.push(item),
        }
    }
    (groups, open)
}

/// Of what is open, the passages on which all agree; and the others.
fn take_agreed<'a>(chosen: &BTreeSet<&AnalystId>, open: Vec<Item<'a>>) -> (Vec<Vec<Item<'a>>>, Vec<Item<'a>>) {
    let mut by_span: BTreeMap<Span, Vec<Item<'a>>> = BTreeMap::new();
    for item in open {
        by_span.entry(item.span).or_default().push(item);
    }
    let (agreed, differ): (Vec<_>, Vec<_>) = by_span.into_values().partition(|items| is_agreement(chosen, items));
    (agreed, differ.into_iter().flatten().collect())
}

/// Whether each of the analysts has these very words with these very codings. An analyst's passages with the same words
/// count as one.
fn is_agreement(chosen: &BTreeSet<&AnalystId>, items: &[Item<'_>]) -> bool {
    let views = views(items);
    let mut each = views.values();
    let Some(first) = each.next() else { return false };
    views.len() == chosen.len() && first.len() == 1 && each.all(|other| other == first)
}

/// What each analyst marked: the codings by place.
type View<'a> = BTreeMap<Span, BTreeSet<&'a CodingKey>>;

fn views<'i, 'a>(items: &'i [Item<'a>]) -> BTreeMap<&'a AnalystId, View<'i>> {
    let mut views: BTreeMap<&AnalystId, View<'_>> = BTreeMap::new();
    for item in items {
        views.entry(item.analyst).or_default().entry(item.span).or_default().extend(&item.codings);
    }
    views
}

fn first_tags(items: &[Item<'_>], span: Span) -> BTreeSet<TagId> {
    items.iter().filter(|item| item.span == span).flat_map(Item::tags).cloned().collect()
}

/// Passages that came later and are just what was decided join that decision.
fn take_what_was_decided<'a>(
    settled: &mut [SettledGroup<'a>],
    adjudicated: &[(AnnotationId, Span, BTreeSet<TagId>)],
    open: Vec<Item<'a>>,
) -> Vec<Item<'a>> {
    let mut result_of: BTreeMap<AnnotationId, usize> = BTreeMap::new();
    for (at, group) in settled.iter().enumerate() {
        result_of.extend(group.decided.1.result.iter().map(|id| (*id, at)));
    }
    let mut decided: BTreeMap<(Span, &BTreeSet<TagId>), usize> = BTreeMap::new();
    for (id, span, tags) in adjudicated {
        if let Some(at) = result_of.get(id) {
            decided.entry((*span, tags)).or_insert(*at);
        }
    }
    let mut rest = Vec::new();
    for item in open {
        let tags: BTreeSet<TagId> = item.tags().cloned().collect();
        match decided.get(&(item.span, &tags)) {
            Some(at) => {
                settled[*at].were += 1;
                settled[*at].items.push(item);
            }
            None => rest.push(item),
        }
    }
    rest
}

/// The passages that stand on the very same words.
struct Place<'i, 'a> {
    span: Span,
    analysts: BTreeSet<&'a AnalystId>,
    /// Who gave each tag here.
    tags: BTreeMap<&'i TagId, BTreeSet<&'a AnalystId>>,
}

impl<'i, 'a> Place<'i, 'a> {
    fn new(items: &'i [Item<'a>], span: Span) -> Self {
        let mut place = Self { span, analysts: BTreeSet::new(), tags: BTreeMap::new() };
        for item in items {
            place.analysts.insert(item.analyst);
            for tag in item.tags() {
                place.tags.entry(tag).or_default().insert(item.analyst);
            }
        }
        place
    }

    /// Whether passages at two places are about one thing: two analysts marked much the same words, or gave one tag to
    /// words in common.
    fn belongs_to(&self, other: &Self) -> bool {
        let shares_tag =
            || self.tags.iter().any(|(tag, who)| other.tags.get(tag).is_some_and(|them| differ(who, them)));
        self.span.overlaps(other.span)
            && differ(&self.analysts, &other.analysts)
            && (mostly_overlap(self.span, other.span) || shares_tag())
    }
}

/// Whether there is one here and another one there.
fn differ(a: &BTreeSet<&AnalystId>, b: &BTreeSet<&AnalystId>) -> bool {
    a.len() > 1 || b.len() > 1 || a != b
}

/// Whether at least half of what either marks is marked by both.
fn mostly_overlap(a: Span, b: Span) -> bool {
    let both = a.end().min(b.end()).saturating_sub(a.start().max(b.start()));
    let any = a.end().max(b.end()) - a.start().min(b.start());
    2 * both >= any
}

/// The passages in groups of what belongs together, directly or through others.
fn linked(mut items: Vec<Item<'_>>) -> Vec<Vec<Item<'_>>> {
    items.sort_by(|a, b| (a.span, a.analyst, a.id).cmp(&(b.span, b.analyst, b.id)));
    let places: Vec<Place<'_, '_>> =
        items.chunk_by(|a, b| a.span == b.span).map(|here| Place::new(here, here[0].span)).collect();
    let mut parent: Vec<usize> = (0..places.len()).collect();
    let mut reaching: Vec<usize> = Vec::new();
    for (at, place) in places.iter().enumerate() {
        reaching.retain(|other| places[*other].span.end() > place.span.start());
        for other in &reaching {
            if places[*other].belongs_to(place) {
                let (a, b) = (root(&mut parent, *other), root(&mut parent, at));
                parent[a.max(b)] = a.min(b);
            }
        }
        reaching.push(at);
    }
    let place_of: BTreeMap<Span, usize> = places.iter().enumerate().map(|(at, place)| (place.span, at)).collect();
    let mut groups: BTreeMap<usize, Vec<Item<'_>>> = BTreeMap::new();
    for item in items {
        let at = place_of.get(&item.span).copied().unwrap_or_default();
        groups.entry(root(&mut parent, at)).or_default().push(item);
    }
    groups.into_values().collect()
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

fn extent(items: &[Item<'_>]) -> Option<Span> {
    let start = items.iter().map(|item| item.span.start()).min()?;
    let end = items.iter().map(|item| item.span.end()).max()?;
    Span::unchecked(start..end).ok()
}

fn sorted(items: &[Item<'_>]) -> Vec<super::comparison::Marked> {
    let mut marked: Vec<_> = items.iter().map(Item::marked).collect();
    marked.sort_by(|a, b| (&a.analyst, a.span, a.id).cmp(&(&b.analyst, b.span, b.id)));
    marked
}

fn agreement(article: &ArticleId, items: &[Item<'_>], carried: bool) -> Option<Agreement> {
    Some(Agreement { article: article.clone(), span: extent(items)?, passages: sorted(items), carried })
}

fn disagreement(article: &ArticleId, chosen: &BTreeSet<&AnalystId>, items: &[Item<'_>]) -> Option<Disagreement> {
    Some(Disagreement {
        article: article.clone(),
        span: extent(items)?,
        passages: sorted(items),
        kinds: kinds(chosen, items),
        tags: tags(items),
        settled: None,
    })
}

fn settled_disagreement(article: &ArticleId, chosen: &BTreeSet<&AnalystId>, group: SettledGroup<'_>) -> Disagreement {
    let (id, decision) = group.decided;
    let at = u64::try_from(decision.at.as_millisecond()).unwrap_or(0);
    let changed = (group.items.len() < group.were && !group.twice)
        || group.items.iter().any(|item| item.changed > at && decision.of.iter().any(|(_, id)| *id == item.id));
    Disagreement {
        article: article.clone(),
        span: extent(&group.items).unwrap_or(decision.span),
        passages: sorted(&group.items),
        kinds: kinds(chosen, &group.items),
        tags: tags(&group.items),
        settled: Some(Settled { decision: id, changed, twice: group.twice }),
    }
}

fn tags(items: &[Item<'_>]) -> BTreeMap<TagId, BTreeSet<AnalystId>> {
    let mut tags: BTreeMap<TagId, BTreeSet<AnalystId>> = BTreeMap::new();
    for item in items {
        for tag in item.tags() {
            tags.entry(tag.clone()).or_default().insert(item.analyst.clone());
        }
    }
    tags
}

/// In what the passages differ, compared as each analyst sees them.
fn kinds(chosen: &BTreeSet<&AnalystId>, items: &[Item<'_>]) -> BTreeSet<Kind> {
    let views = views(items);
    let mut kinds = BTreeSet::new();
    let Some(first) = views.values().next() else { return kinds };
    if views.len() < chosen.len() {
        kinds.insert(Kind::Missing);
    }
    for other in views.values().skip(1) {
        kinds.extend(differences(first, other));
    }
    kinds
}

fn differences(a: &View<'_>, b: &View<'_>) -> BTreeSet<Kind> {
    let mut kinds = BTreeSet::new();
    let same_edges = a.keys().eq(b.keys());
    if !same_edges {
        kinds.insert(Kind::Edges);
    }
    // With the same edges what stands at each place counts; else what was given at all.
    let same_tags = if same_edges { tags_by_place(a) == tags_by_place(b) } else { all_tags(a) == all_tags(b) };
    let same_codings = if same_edges { a == b } else { all_codings(a) == all_codings(b) };
    if !same_tags {
        kinds.insert(Kind::Tags);
    } else if !same_codings {
        kinds.insert(Kind::Details);
    }
    kinds
}

fn tags_by_place<'a>(view: &'a View<'a>) -> Vec<BTreeSet<&'a TagId>> {
    view.values().map(|codings| codings.iter().map(|coding| &coding.tag).collect()).collect()
}

fn all_tags<'a>(view: &'a View<'a>) -> BTreeSet<&'a TagId> {
    view.values().flatten().map(|coding| &coding.tag).collect()
}

fn all_codings<'a>(view: &'a View<'a>) -> BTreeSet<&'a CodingKey> {
    view.values().flatten().copied().collect()
}
