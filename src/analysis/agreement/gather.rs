//! What of a project is compared: which articles count for whom, which passages stand in them, and under which tags.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    choice::Choice,
    coded::{Coded, Mark},
    units::Units,
};
use crate::{
    analysis::outline,
    model::{
        AnalystId, Annotation, AnnotationId, Article, ArticleId, Coding, Frozen, Project, Span, Submission, TagId,
    },
};

/// What is compared. Analysts are numbered as they were chosen.
pub(super) struct Gathered {
    pub articles: Vec<(ArticleId, Coded)>,
    pub columns: Columns,
    /// Passages that do not stand in the article's text as it is now.
    pub left_out: usize,
}

/// What is compared as one.
///
/// A tag is a column. One with used tags below it is two: the tag alone, which counts in the sum over all tags, and the
/// tag with all below it, which is what is said of the tag.
#[derive(Default)]
pub(super) struct Columns {
    /// The tags to report, in the codebook's order, with their columns.
    pub tags: Vec<(TagId, usize)>,
    /// For each column whether it counts in the sum, and its tag.
    pub summed: Vec<bool>,
    pub tag_of: Vec<TagId>,
    /// The columns that a coding with the tag counts in, by the tag as it stands in the coding.
    of_coding: BTreeMap<TagId, Vec<usize>>,
}

/// A passage of somebody's, as it counts: where it stands now, and its codings.
struct Passage<'p> {
    place: Option<Span>,
    codings: &'p [Coding],
}

/// What one analyst did in one article.
type Work<'p> = Option<Vec<Passage<'p>>>;

pub(super) fn gather(project: &Project, choice: &Choice) -> Gathered {
    let mut works: Vec<(&ArticleId, &Article, Vec<Work<'_>>)> = Vec::new();
    for (id, article) in project.articles_in_order() {
        if choice.articles.as_ref().is_some_and(|chosen| !chosen.contains(id)) || article.body.is_missing() {
            continue;
        }
        let works_here = works_in(project, choice, (id, article));
        if works_here.iter().flatten().count() >= 2 {
            works.push((id, article, works_here));
        }
    }
    let columns = Columns::of(project, &works);
    let all = || works.iter().flat_map(|(_, _, works)| works.iter().flatten().flatten());
    let left_out = all().filter(|passage| passage.place.is_none() && !passage.codings.is_empty()).count();
    let coded = |article: &Article, works: &[Work<'_>]| {
        let units = Units::new(article.body.text(), choice.unit);
        let marks = works.iter().map(|work| work.as_ref().map(|passages| marks(passages, &units, &columns)));
        Coded { characters: units.characters(), units: units.len(), marks: marks.collect() }
    };
    let articles = works.iter().map(|(id, article, works)| ((*id).clone(), coded(article, works))).collect();
    Gathered { articles, columns, left_out }
}

/// What each analyst did in the article; `None` where it does not count.
fn works_in<'p>(project: &'p Project, choice: &Choice, (id, article): (&ArticleId, &Article)) -> Vec<Work<'p>> {
    let submitted = |analyst| {
        let submission = project.submission(analyst, id)?;
        let passages = submission.passages.iter();
        Some(passages.map(|frozen| of_frozen(project, analyst, article, submission, frozen)).collect())
    };
    let mut works: Vec<Work<'p>> = choice.analysts.iter().map(submitted).collect();
    if !choice.all_articles {
        return works;
    }
    let live = |analyst| project.layer(analyst).into_iter().flat_map(|layer| layer.annotations.of(id));
    let anybody = works.iter().any(Option::is_some) || choice.analysts.iter().any(|one| live(one).next().is_some());
    if anybody {
        for (work, analyst) in works.iter_mut().zip(&choice.analysts) {
            let passage = |(id, a): (&AnnotationId, &'p Annotation)| Passage {
                place: project.place(*id, a),
                codings: &a.codings,
            };
            work.get_or_insert_with(|| live(analyst).map(passage).collect());
        }
    }
    works
}

/// A submitted passage. Where the text was changed since, it stands where the annotation itself is found, as long as that
/// still is what was submitted; else where its words stand, if they do so once.
fn of_frozen<'p>(
    project: &Project,
    analyst: &AnalystId,
    article: &Article,
    submission: &Submission,
    frozen: &'p Frozen,
) -> Passage<'p> {
    let text = article.body.text();
    let same = |a: &&Annotation| a.text == submission.text && a.span == frozen.span;
    let place = if submission.text == *article.body.fingerprint() {
        Some(frozen.span).filter(|span| span.of(text) == Some(frozen.words.as_str()))
    } else {
        match project.annotation(analyst, frozen.annotation).filter(same) {
            Some(annotation) => project.place(frozen.annotation, annotation),
            None => only_place(text, &frozen.words),
        }
    };
    Passage { place, codings: &frozen.codings }
}

fn only_place(text: &str, words: &str) -> Option<Span> {
    let mut found = text.match_indices(words).filter(|(_, found)| !found.is_empty());
    let (at, _) = found.next()?;
    if found.next().is_some() {
        return None;
    }
    Span::new(text, at..at + words.len()).ok()
}

fn marks(passages: &[Passage<'_>], units: &Units<'_>, columns: &Columns) -> Vec<Mark> {
    let mut marks = Vec::new();
    for passage in passages {
        let Some(bytes) = passage.place.map(Span::range) else { continue };
        let Some(characters) = units.in_characters(&bytes) else { continue };
        let touched = units.touched(&bytes, &characters);
        let of_coding = |coding: &Coding| columns.of_coding.get(&coding.tag).into_iter().flatten().copied();
        let mut once: Vec<usize> = passage.codings.iter().flat_map(of_coding).collect();
        once.sort_unstable();
        once.dedup();
        let mark = |column| Mark { column, start: characters.start, end: characters.end, units: touched };
        marks.extend(once.into_iter().map(mark));
    }
    marks
}

impl Columns {
    fn of(project: &Project, works: &[(&ArticleId, &Article, Vec<Work<'_>>)]) -> Self {
        let passages = works.iter().flat_map(|(_, _, works)| works.iter().flatten().flatten());
        let placed = passages.filter(|passage| passage.place.is_some());
        let given: BTreeSet<&TagId> = placed.flat_map(|passage| passage.codings).map(|coding| &coding.tag).collect();
        // Each tag that was given with the one that it stands for now and those above it, nearest first.
        let paths: BTreeMap<&TagId, Vec<TagId>> = given.into_iter().map(|tag| (tag, project.ancestry(tag))).collect();
        let alone: BTreeSet<&TagId> = paths.values().filter_map(|path| path.first()).collect();
        let above: BTreeSet<&TagId> = paths.values().flat_map(|path| path.iter().skip(1)).collect();
        let mut columns = Self::default();
        let mut own: BTreeMap<&TagId, usize> = BTreeMap::new();
        let mut whole: BTreeMap<&TagId, usize> = BTreeMap::new();
        for tag in &alone {
            own.insert(tag, columns.push(tag, true));
        }
        for tag in &above {
            whole.insert(tag, columns.push(tag, false));
        }
        for (given, path) in &paths {
            let of_path = path.iter().filter_map(|tag| whole.get(tag)).chain(path.first().and_then(|tag| own.get(tag)));
            columns.of_coding.insert((*given).clone(), of_path.copied().collect());
        }
        let places = outline::places(project);
        let mut reported: Vec<&TagId> = alone.union(&above).copied().collect();
        reported.sort_by_key(|tag| places.get(tag).copied().unwrap_or(usize::MAX));
        let column = |tag: &TagId| whole.get(tag).or_else(|| own.get(tag)).copied();
        columns.tags = reported.into_iter().filter_map(|tag| Some((tag.clone(), column(tag)?))).collect();
        columns
    }

    fn push(&mut self, tag: &TagId, summed: bool) -> usize {
        self.summed.push(summed);
        self.tag_of.push(tag.clone());
        self.summed.len() - 1
    }
}
