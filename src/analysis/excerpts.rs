//! Excerpts: all passages of a project as a table that can be filtered and sorted, and one of them in full.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use jiff::Timestamp;

use super::{
    afterwards::{Afterwards, afterwards},
    outline,
    record::OfRecord,
};
use crate::{
    model::{
        AnalystId, Annotation, AnnotationId, Article, ArticleId, GroupId, Merges, Project, Span, Stamp, State, TagId,
    },
    text::{letters::folded, offsets::Offsets, sentences::Sentences},
};

/// A passage as a row of the table. Cheap: it shares the annotation with the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub analyst: AnalystId,
    pub id: AnnotationId,
    pub annotation: Arc<Annotation>,
    /// Where the passage stands in the article's text as it is now.
    pub place: Option<Span>,
    /// The article's place in the list of articles, counted from 0; the greatest number where the article is not there.
    pub article_place: usize,
    /// Whether the passage belongs to the coding of record.
    pub of_record: bool,
}

impl Row {
    pub fn article(&self) -> &ArticleId {
        &self.annotation.article
    }

    /// Orders rows as the passages stand in the articles. One that has lost its place stands where it once was.
    fn position(&self) -> (usize, &ArticleId, Span, AnnotationId, &AnalystId) {
        (self.article_place, self.article(), self.place.unwrap_or(self.annotation.span), self.id, &self.analyst)
    }
}

/// All passages of the project in the order of the articles.
pub fn excerpts(project: &Project, record: &OfRecord) -> Vec<Row> {
    let places: BTreeMap<&ArticleId, usize> =
        project.articles_in_order().into_iter().enumerate().map(|(place, (id, _))| (id, place)).collect();
    let mut rows = Vec::new();
    for (analyst, layer) in &project.layers {
        for (id, entry) in layer.annotations.entries() {
            let Some(annotation) = &entry.value else {
                continue;
            };
            rows.push(Row {
                analyst: analyst.clone(),
                id: *id,
                place: project.place(*id, annotation),
                article_place: places.get(&annotation.article).copied().unwrap_or(usize::MAX),
                annotation: Arc::clone(annotation),
                of_record: record.counts(analyst, *id),
            });
        }
    }
    rows.sort_by(|a, b| a.position().cmp(&b.position()));
    rows
}

/// Which passages to show: every field that is set must hold; of several values in one field, any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// With one of these tags, or one below it or merged into it.
    pub tags: BTreeSet<TagId>,
    /// With a tag of one of these groups, or of a group within it.
    pub groups: BTreeSet<GroupId>,
    pub analysts: BTreeSet<AnalystId>,
    pub articles: BTreeSet<ArticleId>,
    pub outlets: BTreeSet<String>,
    /// Of articles of this date or later; `2026`, `2026-01` or `2026-01-08`. Articles without a date are left out.
    pub from: Option<String>,
    /// Of articles of this date or earlier.
    pub to: Option<String>,
    /// Words that all stand in the quote, the note, the article's title or the tags' names, in any case.
    pub words: String,
    /// In articles that the passage's analyst has in one of these states.
    pub states: BTreeSet<State>,
    /// Without any tag.
    pub untagged: bool,
    /// Also what does not belong to the coding of record. Where analysts are chosen, theirs is shown in any case.
    pub everybody: bool,
}

impl Filter {
    /// Whether only the coding of record is asked for.
    pub fn is_of_record(&self) -> bool {
        !self.everybody && self.analysts.is_empty()
    }
}

/// By how many bytes of their words passages are sorted.
const SORTED: usize = 2_000;

/// What to sort by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum SortBy {
    /// As the passages stand in the articles.
    #[default]
    Article,
    /// The article's date; unknown ones last.
    Date,
    /// The words of the passage, by the alphabet.
    Passage,
    /// The names of the tags, by the alphabet.
    Tags,
    /// The note, by the alphabet; empty ones last.
    Note,
    Analyst,
    /// When the passage was made.
    Created,
}

/// An order of the rows. Rows that are equal in it stand as in the articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    pub by: SortBy,
    pub descending: bool,
}

/// The places in `rows` of those that pass `filter`, in the order of `sort`. `rows` are those of [`excerpts`].
pub fn select(project: &Project, rows: &[Row], filter: &Filter, sort: Sort) -> Vec<usize> {
    let mut sieve = Sieve::new(project, filter);
    let mut chosen: Vec<usize> =
        rows.iter().enumerate().filter(|(_, row)| sieve.passes(row)).map(|(at, _)| at).collect();
    match sort.by {
        SortBy::Article => order(&mut chosen, rows, sort, |row| (row.article_place, row.annotation.article.clone())),
        SortBy::Date => order(&mut chosen, rows, sort, |row| {
            let date = project.articles.get(row.article()).map(|article| article.date.clone()).unwrap_or_default();
            (date.is_empty() != sort.descending, date)
        }),
        SortBy::Passage => order(&mut chosen, rows, sort, |row| {
            let words = project.words(&row.annotation, row.place);
            words[..words.floor_char_boundary(SORTED)].to_lowercase()
        }),
        SortBy::Tags => order(&mut chosen, rows, sort, |row| tags_key(&mut sieve.names, row, sort.descending)),
        SortBy::Note => order(&mut chosen, rows, sort, |row| {
            let note = row.annotation.note.to_lowercase();
            (note.is_empty() != sort.descending, note)
        }),
        SortBy::Analyst => order(&mut chosen, rows, sort, |row| {
            let name = project.layer(&row.analyst).map(|layer| layer.analyst().name.to_lowercase());
            (name, row.analyst.clone())
        }),
        SortBy::Created => order(&mut chosen, rows, sort, |row| row.annotation.created),
    }
    chosen
}

/// The articles that the filter lets through, with or without passages, in their order.
pub fn articles_through<'p>(project: &'p Project, filter: &Filter) -> Vec<&'p ArticleId> {
    let sieve = Sieve::new(project, filter);
    let articles = project.articles_in_order().into_iter().map(|(id, _)| id);
    articles.filter(|id| sieve.article_passes(id)).collect()
}

/// The tags of the codebook that the filter asks for, in their order; all where it asks for none.
pub fn tags_through(project: &Project, filter: &Filter) -> Vec<TagId> {
    let sieve = Sieve::new(project, filter);
    let is_in_group = |id: &TagId| project.tag(id).is_some_and(|tag| sieve.groups.contains(&tag.group));
    let mut tags = outline::tags_in_order(project);
    tags.retain(|id| filter.tags.is_empty() || sieve.tags.contains(id));
    tags.retain(|id| filter.groups.is_empty() || is_in_group(id));
    tags
}

fn tags_key(names: &mut Names<'_>, row: &Row, descending: bool) -> (bool, String) {
    let folded: Vec<Arc<str>> = row.annotation.codings.iter().map(|coding| names.of(&coding.tag).folded).collect();
    (folded.is_empty() != descending, folded.join("\n"))
}

/// A stable sort by a key that is made once for each row.
fn order<K: Ord>(chosen: &mut Vec<usize>, rows: &[Row], sort: Sort, mut key: impl FnMut(&Row) -> K) {
    let mut keyed: Vec<(K, usize)> = chosen.iter().filter_map(|at| rows.get(*at).map(|row| (key(row), *at))).collect();
    keyed.sort_by(|a, b| {
        let by_key = if sort.descending { b.0.cmp(&a.0) } else { a.0.cmp(&b.0) };
        by_key.then(a.1.cmp(&b.1))
    });
    *chosen = keyed.into_iter().map(|(_, at)| at).collect();
}

/// What a tag's id stands for, looked up once for each tag that occurs.
#[derive(Clone)]
struct Known {
    id: TagId,
    folded: Arc<str>,
}

struct Names<'p> {
    project: &'p Project,
    known: BTreeMap<TagId, Known>,
}

impl Names<'_> {
    fn of(&mut self, tag: &TagId) -> Known {
        if let Some(known) = self.known.get(tag) {
            return known.clone();
        }
        let known = Known { id: self.project.resolve(tag), folded: folded(&self.project.tag_name(tag)).into() };
        self.known.insert(tag.clone(), known.clone());
        known
    }
}

/// A filter made ready to look at many rows.
struct Sieve<'p> {
    project: &'p Project,
    filter: &'p Filter,
    tags: BTreeSet<TagId>,
    groups: BTreeSet<GroupId>,
    words: Vec<String>,
    names: Names<'p>,
    titles: BTreeMap<ArticleId, Arc<str>>,
}

impl<'p> Sieve<'p> {
    fn new(project: &'p Project, filter: &'p Filter) -> Self {
        let tags = filter.tags.iter().flat_map(|tag| project.with_descendants(&project.resolve(tag))).collect();
        let groups = project.with_groups_within(&filter.groups);
        Self {
            project,
            filter,
            tags,
            groups,
            words: filter.words.split_whitespace().map(folded).filter(|word| !word.is_empty()).collect(),
            names: Names { project, known: BTreeMap::new() },
            titles: BTreeMap::new(),
        }
    }

    fn passes(&mut self, row: &Row) -> bool {
        let filter = self.filter;
        (row.of_record || !filter.is_of_record())
            && (filter.analysts.is_empty() || filter.analysts.contains(&row.analyst))
            && (!filter.untagged || row.annotation.codings.is_empty())
            && (filter.states.is_empty() || filter.states.contains(&self.project.state(&row.analyst, row.article())))
            && self.article_passes(row.article())
            && self.tags_pass(row)
            && self.words_pass(row)
    }

    fn article_passes(&self, id: &ArticleId) -> bool {
        let filter = self.filter;
        if !filter.articles.is_empty() && !filter.articles.contains(id) {
            return false;
        }
        if filter.outlets.is_empty() && filter.from.is_none() && filter.to.is_none() {
            return true;
        }
        let Some(article) = self.project.articles.get(id) else {
            return false;
        };
        let dated = |bound: &Option<String>, wrong: Ordering| {
            bound.as_ref().is_none_or(|bound| !article.date.is_empty() && compare_dates(&article.date, bound) != wrong)
        };
        (filter.outlets.is_empty() || filter.outlets.contains(&article.outlet))
            && dated(&filter.from, Ordering::Less)
            && dated(&filter.to, Ordering::Greater)
    }

    fn tags_pass(&mut self, row: &Row) -> bool {
        let (by_tag, by_group) = (!self.filter.tags.is_empty(), !self.filter.groups.is_empty());
        if !by_tag && !by_group {
            return true;
        }
        let (mut tag_hit, mut group_hit) = (!by_tag, !by_group);
        for coding in &row.annotation.codings {
            let id = self.names.of(&coding.tag).id;
            tag_hit = tag_hit || self.tags.contains(&id);
            group_hit = group_hit || self.project.tag(&id).is_some_and(|tag| self.groups.contains(&tag.group));
        }
        tag_hit && group_hit
    }

    fn words_pass(&mut self, row: &Row) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let mut hay = folded(self.project.words(&row.annotation, row.place));
        hay.push('\n');
        hay.push_str(&folded(&row.annotation.note));
        let project = self.project;
        let title = self.titles.entry(row.article().clone()).or_insert_with(|| {
            project.articles.get(row.article()).map(|article| folded(&article.title)).unwrap_or_default().into()
        });
        hay.push('\n');
        hay.push_str(title);
        for coding in &row.annotation.codings {
            hay.push('\n');
            hay.push_str(&self.names.of(&coding.tag).folded);
        }
        self.words.iter().all(|word| hay.contains(word.as_str()))
    }
}

/// Compares dates as far as both are known: `2026-01` and `2026-01-08` are equal.
fn compare_dates(a: &str, b: &str) -> Ordering {
    let known = a.len().min(b.len());
    a.as_bytes().iter().take(known).cmp(b.as_bytes().iter().take(known))
}

/// A passage in full, as it is shown and exported. Offsets count characters (Unicode scalar values).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt<'p> {
    pub analyst: &'p AnalystId,
    pub id: AnnotationId,
    pub annotation: &'p Annotation,
    /// The article's metadata, where the article is in the project.
    pub article: Option<&'p Article>,
    /// The words that stand at its place: see [`Project::words`].
    pub words: &'p str,
    /// Start and end in characters; `None` where the passage has no place in the text as it is now.
    pub place: Option<(usize, usize)>,
    /// The sentences that the passage touches, from the first's start to the last's end.
    pub sentence: &'p str,
    pub codings: Vec<ExcerptCoding<'p>>,
    /// When it was made and changed last; `None` where nobody knows.
    pub created: Option<Timestamp>,
    pub modified: Option<Timestamp>,
    /// What became of it after its article had been submitted.
    pub afterwards: Option<Afterwards>,
}

/// A tag of an excerpt, with merges followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExcerptCoding<'p> {
    pub tag: TagId,
    pub name: &'p str,
    /// The name of the tag's group; empty where it is not known.
    pub group: &'p str,
    pub by: Vec<TagId>,
    pub about: Vec<TagId>,
    pub coding: &'p crate::model::Coding,
}

/// Gives excerpts in full, indexing each article's text and looking up each tag once.
pub struct Reader<'p> {
    project: &'p Project,
    texts: Vec<Indexed<'p>>,
    /// Where each article stands in `texts`.
    places: HashMap<&'p ArticleId, usize>,
    /// The place of the article that was asked for last: mostly it is the next one too.
    last: usize,
    merges: Merges<'p>,
    tags: HashMap<&'p TagId, Meant<'p>>,
}

/// What a tag's id stands for, with merges followed.
struct Meant<'p> {
    tag: &'p TagId,
    name: &'p str,
    group: &'p str,
}

impl<'p> Meant<'p> {
    /// What is known of a tag that was merged into no other.
    fn of(project: &'p Project, id: &'p TagId) -> Self {
        let tag = project.tag(id);
        let group = tag.and_then(|tag| project.groups.get(&tag.group));
        Self {
            tag: id,
            name: tag.map_or(id.as_str(), |tag| tag.name.as_str()),
            group: group.map_or("", |group| group.name.as_str()),
        }
    }
}

struct Indexed<'p> {
    id: &'p ArticleId,
    article: Option<&'p Article>,
    text: &'p str,
    offsets: Offsets<'p>,
    sentences: Sentences<'p>,
}

impl<'p> Reader<'p> {
    pub fn new(project: &'p Project) -> Self {
        let merges = Merges::new(project);
        Self { project, texts: Vec::new(), places: HashMap::new(), last: 0, merges, tags: HashMap::new() }
    }

    pub fn project(&self) -> &'p Project {
        self.project
    }

    /// The passage in full; `None` if it is not in the project.
    pub fn excerpt(&mut self, analyst: &AnalystId, id: AnnotationId) -> Option<Excerpt<'p>> {
        let (analyst, layer) = self.project.layers.get_key_value(analyst)?;
        let entry = layer.annotations.entry(&id)?;
        let annotation = entry.value.as_deref()?;
        let project = self.project;
        let codings = annotation.codings.iter().map(|coding| self.coding(coding)).collect();
        let indexed = self.indexed(&annotation.article);
        let place = indexed.article.and_then(|article| project.place_in(&article.body, id, annotation));
        Some(Excerpt {
            analyst,
            id,
            annotation,
            article: indexed.article,
            words: project.words(annotation, place),
            place: place.and_then(|span| indexed.characters(span)),
            sentence: place.map_or("", |span| indexed.sentence(span)),
            codings,
            created: annotation.made().map(whole_seconds),
            modified: modified(&entry.changed).or(annotation.made().map(whole_seconds)),
            afterwards: afterwards(self.project, analyst, id, annotation),
        })
    }

    fn coding(&mut self, coding: &'p crate::model::Coding) -> ExcerptCoding<'p> {
        let project = self.project;
        let id = self.merges.resolved(&coding.tag);
        let Meant { tag, name, group } = *self.tags.entry(id).or_insert_with(|| Meant::of(project, id));
        ExcerptCoding {
            tag: tag.clone(),
            name,
            group,
            by: coding.by.iter().map(|id| self.merges.resolved(id).clone()).collect(),
            about: coding.about.iter().map(|id| self.merges.resolved(id).clone()).collect(),
            coding,
        }
    }

    fn indexed(&mut self, id: &'p ArticleId) -> &Indexed<'p> {
        if self.texts.get(self.last).is_none_or(|last| last.id != id) {
            self.last = *self.places.entry(id).or_insert_with(|| {
                self.texts.push(Indexed::new(self.project, id));
                self.texts.len() - 1
            });
        }
        &self.texts[self.last]
    }
}

impl<'p> Indexed<'p> {
    fn new(project: &'p Project, id: &'p ArticleId) -> Self {
        let article = project.articles.get(id);
        let text = article.map_or("", |article| article.body.text());
        Self { id, article, text, offsets: Offsets::new(text), sentences: Sentences::new(text) }
    }

    /// A span in characters.
    fn characters(&self, span: Span) -> Option<(usize, usize)> {
        Some((self.offsets.char_of_byte(span.start())?, self.offsets.char_of_byte(span.end())?))
    }

    /// The sentences that a span touches.
    fn sentence(&self, span: Span) -> &'p str {
        let text = self.text;
        let last = text.get(span.range()).and_then(|quote| quote.char_indices().next_back()).map_or(0, |(at, _)| at);
        let (first, last) = (self.sentences.at(span.start()), self.sentences.at(span.start() + last));
        let around = first.start.min(span.start())..last.end.max(span.end());
        text.get(around).unwrap_or_default().trim()
    }
}

fn modified(stamp: &Stamp) -> Option<Timestamp> {
    // The starter stamp is no time.
    let ms = i64::try_from(stamp.ms).ok().filter(|ms| *ms > 0)?;
    Timestamp::from_second(ms / 1000).ok()
}

fn whole_seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::samples::{self, analyst, article, group, number, tag};

    /// The numbers of the passages that `filter` lets through, in the order of `sort`.
    fn check(filter: &Filter, by: SortBy, descending: bool, expected: &[u128]) {
        let project = samples::project();
        let rows = excerpts(&project, &OfRecord::new(&project));
        let chosen = select(&project, &rows, filter, Sort { by, descending });
        let numbers: Vec<u128> = chosen.iter().map(|at| rows[*at].id.0.as_u128()).collect();
        assert_eq!(numbers, expected, "{filter:?}");
    }

    fn words(words: &str) -> Filter {
        Filter { words: words.to_owned(), ..Filter::default() }
    }

    #[test]
    fn rows_stand_as_in_the_articles() {
        check(&Filter::default(), SortBy::Article, false, &[1, 5, 2, 4, 3]);
        check(&Filter::default(), SortBy::Article, true, &[4, 3, 1, 5, 2]);
    }

    #[test]
    fn a_tag_takes_those_below_along() {
        check(
            &Filter { tags: [tag("argument/vacuum")].into(), ..Filter::default() },
            SortBy::Article,
            false,
            &[1, 5, 3],
        );
        check(
            &Filter { tags: [tag("argument/vacuum-china")].into(), ..Filter::default() },
            SortBy::Article,
            false,
            &[1],
        );
        check(&Filter { groups: [group("organization")].into(), ..Filter::default() }, SortBy::Article, false, &[2]);
        check(&Filter { groups: [group("person")].into(), ..Filter::default() }, SortBy::Article, false, &[]);
    }

    #[test]
    fn a_merged_tag_counts_as_what_it_was_merged_into() {
        let mut project = samples::project();
        samples::merge(&mut project, "argument/costs", "organization/un");
        let rows = excerpts(&project, &OfRecord::new(&project));
        for id in ["argument/costs", "organization/un"] {
            let filter = Filter { tags: [tag(id)].into(), ..Filter::default() };
            assert_eq!(select(&project, &rows, &filter, Sort::default()).len(), 2, "{id}");
        }
    }

    #[test]
    fn words_are_looked_for_everywhere() {
        check(&words("CHINA vacuum"), SortBy::Article, false, &[1, 5]);
        check(&words("doors"), SortBy::Article, false, &[5]);
        check(&words("buy dues"), SortBy::Article, false, &[4, 3]);
        check(&words("small nothing"), SortBy::Article, false, &[]);
    }

    #[test]
    fn other_fields() {
        check(&Filter { untagged: true, ..Filter::default() }, SortBy::Article, false, &[4]);
        check(&Filter { states: [State::Done].into(), ..Filter::default() }, SortBy::Article, false, &[1, 2]);
        check(&Filter { analysts: [analyst("ben")].into(), ..Filter::default() }, SortBy::Article, false, &[5]);
        check(&Filter { articles: [article("dues")].into(), ..Filter::default() }, SortBy::Article, false, &[4, 3]);
        check(&Filter { outlets: ["None".to_owned()].into(), ..Filter::default() }, SortBy::Article, false, &[]);
        let from = |from: &str| Filter { from: Some(from.to_owned()), ..Filter::default() };
        check(&from("2026-02-10"), SortBy::Article, false, &[4, 3]);
        check(&from("2026"), SortBy::Article, false, &[1, 5, 2, 4, 3]);
        let to = Filter { to: Some("2026-01".to_owned()), ..Filter::default() };
        check(&to, SortBy::Article, false, &[1, 5, 2]);
    }

    #[test]
    fn sorting() {
        check(&Filter::default(), SortBy::Date, true, &[4, 3, 1, 5, 2]);
        check(&Filter::default(), SortBy::Passage, false, &[1, 5, 2, 4, 3]);
        check(&Filter::default(), SortBy::Tags, false, &[3, 2, 5, 1, 4]);
        check(&Filter::default(), SortBy::Note, false, &[5, 1, 2, 4, 3]);
        check(&Filter::default(), SortBy::Note, true, &[5, 1, 2, 4, 3]);
        check(&Filter::default(), SortBy::Analyst, true, &[5, 1, 2, 4, 3]);
    }

    #[test]
    fn an_excerpt_counts_characters_and_has_its_sentence() {
        let project = samples::project();
        let mut reader = Reader::new(&project);
        let excerpt = reader.excerpt(&analyst("ben"), number(5)).expect("an excerpt");
        assert_eq!(excerpt.place, Some((28, 57)));
        assert_eq!(excerpt.sentence, "China fills the vacuum; costs fall.");
        assert_eq!(excerpt.modified.map(|time| time.to_string()).as_deref(), Some("2026-01-20T09:04:36Z"));
        assert_eq!(excerpt.codings[0].by, [tag("organization/foc"), tag("person/rubio")]);
        assert!(reader.excerpt(&analyst("ana"), number(5)).is_none());
    }

    #[test]
    fn a_lost_passage_keeps_its_words() {
        let mut project = samples::project();
        samples::put_article(&mut project, "dues", "What dues buy", "", 1, "All is new.");
        let rows = excerpts(&project, &OfRecord::new(&project));
        assert!(rows.iter().any(|row| row.place.is_none()));
        let excerpt = Reader::new(&project).excerpt(&analyst("ana"), number(4)).expect("an excerpt");
        assert_eq!((excerpt.place, excerpt.annotation.quote.exact.as_str()), (None, "small"));
    }

    #[test]
    fn many_passages_are_quick() {
        let mut project = samples::project();
        for n in 100..5100 {
            samples::put_passage(&mut project, "ana", n, "seats", "vacuum", &["argument/vacuum"]);
        }
        let rows = excerpts(&project, &OfRecord::new(&project));
        let filter = Filter { words: "vacuum".to_owned(), tags: [tag("argument/vacuum")].into(), ..Filter::default() };
        assert_eq!(select(&project, &rows, &filter, Sort::default()).len(), 5003);
    }
}
