//! How many passages each tag has, in the project and in each article, and how much there is of everything.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    noise::{asides, words_aside},
    outline,
    record::OfRecord,
};
use crate::{
    model::{AnalystId, Annotation, AnnotationId, ArticleId, Merges, Project, TagId},
    text::words,
};

/// How many passages something has, and in how many articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub passages: usize,
    pub articles: usize,
}

/// Passages counted by tag and article. Merged tags count for what they were merged into; a parent counts the passages
/// of the tags below it, each passage once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub all: Count,
    pub untagged: Count,
    pub by_tag: BTreeMap<TagId, Count>,
    pub by_article: BTreeMap<ArticleId, ArticleCounts>,
}

/// The passages of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleCounts {
    pub passages: usize,
    pub untagged: usize,
    pub by_tag: BTreeMap<TagId, usize>,
}

impl Counts {
    /// The tag's count; of an unused tag nothing.
    pub fn tag(&self, tag: &TagId) -> Count {
        self.by_tag.get(tag).copied().unwrap_or_default()
    }

    /// How many passages of the article have the tag.
    pub fn tag_in(&self, tag: &TagId, article: &ArticleId) -> usize {
        self.by_article.get(article).and_then(|counts| counts.by_tag.get(tag)).copied().unwrap_or_default()
    }
}

/// Whose passages are counted.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    Everybody,
    These(&'a BTreeSet<AnalystId>),
    /// What counts where several have coded an article.
    OfRecord(&'a OfRecord),
}

/// Counts passages.
pub fn counts(project: &Project, whose: Whose<'_>) -> Counts {
    let mut counting = Counting::new(project);
    counting.add_all(project.annotations(), whose);
    sum(counting.by_article)
}

impl Counts {
    /// Counts the passages of these articles anew: the others are as they were counted.
    pub fn update(&mut self, project: &Project, whose: Whose<'_>, articles: &BTreeSet<ArticleId>) {
        for id in articles {
            let Some(was) = self.by_article.remove(id) else { continue };
            take_off(&mut self.all, was.passages);
            take_off(&mut self.untagged, was.untagged);
            for (tag, passages) in was.by_tag {
                if let Some(count) = self.by_tag.get_mut(&tag) {
                    take_off(count, passages);
                    if *count == Count::default() {
                        self.by_tag.remove(&tag);
                    }
                }
            }
        }
        let mut counting = Counting::new(project);
        counting.add_all(articles.iter().flat_map(|article| project.passages_in(article)), whose);
        for (id, here) in counting.by_article {
            self.add_article(id, here);
        }
    }

    fn add_article(&mut self, id: ArticleId, here: ArticleCounts) {
        add(&mut self.all, here.passages);
        add(&mut self.untagged, here.untagged);
        for (tag, passages) in &here.by_tag {
            match self.by_tag.get_mut(tag) {
                Some(count) => add(count, *passages),
                None => add(self.by_tag.entry(tag.clone()).or_default(), *passages),
            }
        }
        self.by_article.insert(id, here);
    }
}

/// Counts these passages. Those that are not in the project are passed over.
pub fn counts_of<'a>(project: &Project, passages: impl IntoIterator<Item = &'a (AnalystId, AnnotationId)>) -> Counts {
    let mut counting = Counting::new(project);
    passages
        .into_iter()
        .filter_map(|(analyst, id)| project.annotation(analyst, *id))
        .for_each(|annotation| counting.add(annotation));
    sum(counting.by_article)
}

struct Counting<'p> {
    project: &'p Project,
    by_article: BTreeMap<ArticleId, ArticleCounts>,
    merges: Merges<'p>,
    /// Each tag with those above it.
    above: BTreeMap<&'p TagId, Vec<TagId>>,
}

impl<'p> Counting<'p> {
    fn new(project: &'p Project) -> Self {
        Self { project, by_article: BTreeMap::new(), merges: Merges::new(project), above: BTreeMap::new() }
    }

    /// Those of the passages that are to be counted.
    fn add_all(
        &mut self,
        passages: impl Iterator<Item = (&'p AnalystId, &'p AnnotationId, &'p Annotation)>,
        whose: Whose<'_>,
    ) {
        for (analyst, id, annotation) in passages {
            let counts = match whose {
                Whose::Everybody => true,
                Whose::These(these) => these.contains(analyst),
                Whose::OfRecord(record) => record.counts(analyst, *id),
            };
            if counts {
                self.add(annotation);
            }
        }
    }

    fn add(&mut self, annotation: &'p Annotation) {
        let here = self.by_article.entry(annotation.article.clone()).or_default();
        here.passages += 1;
        here.untagged += usize::from(annotation.codings.is_empty());
        let mut tags = BTreeSet::new();
        for coding in &annotation.codings {
            let tag = self.merges.resolved(&coding.tag);
            let path = self.above.entry(tag).or_insert_with(|| self.project.ancestry(tag));
            tags.extend(path.iter().cloned());
        }
        for tag in tags {
            *here.by_tag.entry(tag).or_default() += 1;
        }
    }
}

fn sum(by_article: BTreeMap<ArticleId, ArticleCounts>) -> Counts {
    let mut counts = Counts::default();
    by_article.into_iter().for_each(|(id, here)| counts.add_article(id, here));
    counts
}

fn add(count: &mut Count, passages: usize) {
    count.passages += passages;
    count.articles += usize::from(passages > 0);
}

fn take_off(count: &mut Count, passages: usize) {
    count.passages = count.passages.saturating_sub(passages);
    count.articles = count.articles.saturating_sub(usize::from(passages > 0));
}

/// How much there is in a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stats {
    pub articles: usize,
    /// Of all texts, in Unicode scalar values.
    pub characters: usize,
    pub words: usize,
    /// How many paragraphs are not part of their article, and how many of the words are in them.
    pub noise: Noise,
    /// Tags that can be given.
    pub tags: usize,
    /// Of all analysts.
    pub annotations: usize,
    /// How many of them count where several have coded an article.
    pub of_record: usize,
    pub analysts: Vec<AnalystStats>,
    /// The tags that have passages, counted by the coding of record, in the codebook's order, then those that are not in the codebook.
    pub by_tag: Vec<(TagId, Count)>,
}

/// What stands in the texts and is not part of the articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Noise {
    pub paragraphs: usize,
    pub words: usize,
}

/// How much one analyst has annotated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalystStats {
    pub id: AnalystId,
    pub name: String,
    pub count: Count,
}

/// Counts what there is in the project. Reads all texts.
pub fn stats(project: &Project, record: &OfRecord) -> Stats {
    let counts = counts(project, Whose::OfRecord(record));
    let texts = || project.articles.iter().map(|(_, article)| article.body.text());
    let analysts = project.layers.iter().map(|(id, layer)| {
        let articles: BTreeSet<_> = layer.annotations.iter().map(|(_, annotation)| &annotation.article).collect();
        let count = Count { passages: layer.annotations.len(), articles: articles.len() };
        AnalystStats { id: id.clone(), name: layer.analyst().name.clone(), count }
    });
    let places = outline::places(project);
    let mut by_tag: Vec<_> = counts.by_tag.iter().map(|(tag, count)| (tag.clone(), *count)).collect();
    by_tag.sort_by_key(|(tag, _)| places.get(tag).copied().unwrap_or(usize::MAX));
    Stats {
        articles: project.articles.len(),
        characters: texts().map(|text| text.chars().count()).sum(),
        words: texts().map(words::count).sum(),
        noise: noise(project),
        tags: project.usable_tags().count(),
        annotations: project.annotations().count(),
        of_record: counts.all.passages,
        analysts: analysts.collect(),
        by_tag,
    }
}

fn noise(project: &Project) -> Noise {
    let mut noise = Noise::default();
    for (id, article) in project.articles.iter() {
        let asides = asides(project, id);
        noise.paragraphs += asides.len();
        noise.words += words_aside(article.body.text(), &asides);
    }
    noise
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::samples::{self, analyst, article, tag};

    fn check(only: Option<&str>, id: &str, passages: usize, articles: usize) {
        let only = only.map(|who| BTreeSet::from([analyst(who)]));
        let whose = only.as_ref().map_or(Whose::Everybody, Whose::These);
        let counts = counts(&samples::project(), whose);
        assert_eq!(counts.tag(&tag(id)), Count { passages, articles }, "{id}");
    }

    #[test]
    fn a_parent_counts_the_passages_below_it() {
        check(None, "argument/vacuum", 3, 2);
        check(None, "argument/vacuum-china", 1, 1);
        check(Some("ben"), "argument/vacuum", 1, 1);
        check(Some("ana"), "argument/costs", 1, 1);
        check(None, "organization/un", 0, 0);
    }

    #[test]
    fn a_passage_with_parent_and_child_counts_once() {
        let mut project = samples::project();
        let both = ["argument/vacuum", "argument/vacuum-china"];
        samples::put_passage(&mut project, "ben", 9, "dues", "Dues", &both);
        let counts = counts(&project, Whose::Everybody);
        assert_eq!(counts.tag(&tag("argument/vacuum")), Count { passages: 4, articles: 2 });
        assert_eq!(counts.tag_in(&tag("argument/vacuum"), &article("dues")), 2);
    }

    #[test]
    fn statistics() {
        let project = samples::project();
        let stats = stats(&project, &OfRecord::new(&project));
        assert_eq!((stats.articles, stats.tags, stats.annotations), (2, 6, 5));
        assert_eq!(stats.analysts[0].count, Count { passages: 4, articles: 2 });
        let tags: Vec<&str> = stats.by_tag.iter().map(|(tag, _)| tag.as_str()).collect();
        assert_eq!(tags, ["organization/foc", "argument/vacuum", "argument/vacuum-china", "argument/costs"]);
    }
}
