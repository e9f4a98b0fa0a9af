//! Articles, codebook and layers together.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

#[cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "the macro names the values of all kinds"))]
use super::values::*;
use super::{article::Body, entry::Entry, layer::Layer, span::Span, stamp::Stamp, status::State};

macro_rules! project {
    (
        { $($(#[$doc:meta])* $_home:ident $_kind:ident $_value:tt $shared:ident: $Shared:ty,)* }
        $_whose:tt $_layer:tt
    ) => {
        /// The study: its articles, its codebook, and what each analyst has annotated.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Project {
            $($(#[$doc])* pub $shared: $Shared,)*
            pub layers: BTreeMap<AnalystId, Arc<Layer>>,
            /// Tags as layers define them, for those that the codebook does not have (received before it).
            pub foreign_tags: Table<TagId, Tag>,
        }
    };
}
records!(project);

impl Project {
    pub fn new(info: ProjectInfo) -> Self {
        let mut project = Self::default();
        project.put_info(info, Stamp::default());
        project
    }

    /// What is said of the project as a whole.
    pub fn info(&self) -> &ProjectInfo {
        self.info.get(&Only).unwrap_or(ProjectInfo::UNKNOWN)
    }

    /// Puts what is said of the project as a whole, whatever it was.
    pub fn put_info(&mut self, info: ProjectInfo, changed: Stamp) {
        self.info.put(Only, Entry { value: Some(Arc::new(info)), changed });
    }

    /// The article's title; its id where it is not in the project.
    pub fn article_title<'a>(&'a self, id: &'a ArticleId) -> &'a str {
        self.articles.get(id).map_or(id.as_str(), |article| &article.title)
    }

    /// The group's name; its id where it is not in the project.
    pub fn group_name<'a>(&'a self, id: &'a GroupId) -> &'a str {
        self.groups.get(id).map_or(id.as_str(), |group| &group.name)
    }

    /// The names of the tags: see [`Self::tag_name`].
    pub fn tag_names(&self, ids: &[TagId]) -> Vec<String> {
        ids.iter().map(|id| self.tag_name(id)).collect()
    }

    /// The articles in the order of the list.
    pub fn articles_in_order(&self) -> Vec<(&ArticleId, &Article)> {
        let mut articles: Vec<_> = self.articles.iter().collect();
        articles.sort_by(|a, b| (a.1.rank, a.0).cmp(&(b.1.rank, b.0)));
        articles
    }

    pub fn layer(&self, analyst: &AnalystId) -> Option<&Layer> {
        self.layers.get(analyst).map(|layer| &**layer)
    }

    pub fn annotation(&self, analyst: &AnalystId, id: AnnotationId) -> Option<&Annotation> {
        self.layer(analyst)?.annotations.get(&id)
    }

    /// The passage of that id with whose it is.
    pub fn passage(&self, id: AnnotationId) -> Option<(&AnalystId, &Annotation)> {
        self.layers.iter().find_map(|(analyst, layer)| Some((analyst, layer.annotations.get(&id)?)))
    }

    /// All passages with whose they are.
    pub fn annotations(&self) -> impl Iterator<Item = (&AnalystId, &AnnotationId, &Annotation)> {
        self.layers.iter().flat_map(|(analyst, layer)| layer.annotations.iter().map(move |(id, a)| (analyst, id, a)))
    }

    /// The passages of one article with whose they are, by analyst and id.
    pub fn passages_in(&self, article: &ArticleId) -> impl Iterator<Item = (&AnalystId, &AnnotationId, &Annotation)> {
        self.layers
            .iter()
            .flat_map(|(analyst, layer)| layer.annotations.of(article).map(move |(id, a)| (analyst, id, a)))
    }

    pub fn state(&self, analyst: &AnalystId, article: &ArticleId) -> State {
        self.layer(analyst).and_then(|layer| layer.statuses.get(article)).map_or(State::Todo, |status| status.state)
    }

    /// The stamps of all changes that it knows: of every record, deleted ones too, and of every version to review.
    pub fn stamps(&self) -> Vec<&Stamp> {
        let mut stamps: Vec<&Stamp> = self.foreign_tags.stamps().collect();
        each_table!(self, |_whose, table| stamps.extend(table.stamps()));
        stamps
    }

    /// What the analyst wrote about it; empty where there is nothing.
    pub fn memo(&self, analyst: &AnalystId, about: &Subject) -> &str {
        self.layer(analyst).and_then(|layer| layer.memos.get(about)).map_or("", |memo| memo)
    }

    /// What the analyst submitted of an article, if anything.
    pub fn submission(&self, analyst: &AnalystId, article: &ArticleId) -> Option<&Submission> {
        self.layer(analyst)?.submissions.get(article)
    }

    /// The tag as the codebook has it, else as a layer defines it. Not resolved: see [`Self::resolve`].
    pub fn tag(&self, id: &TagId) -> Option<&Tag> {
        self.tags.get(id).or_else(|| self.foreign_tags.get(id))
    }

    /// The tag that `id` stands for now: merges are followed, a cycle of merges ends at its smallest id.
    pub fn resolve(&self, id: &TagId) -> TagId {
        self.resolved(id).clone()
    }

    /// As [`Self::resolve`].
    pub fn resolved<'a>(&'a self, id: &'a TagId) -> &'a TagId {
        let merged = |id: &TagId| self.tag(id).and_then(|tag| tag.merged.as_ref());
        let mut end = id;
        // Now and then it is remembered where one is: whoever comes there again goes round in a cycle.
        let (mut remembered, mut steps) = (id, 0_u64);
        while let Some(next) = merged(end) {
            end = next;
            if end == remembered {
                let around = std::iter::successors(merged(end), |at| merged(at)).take_while(|at| *at != end);
                return around.chain([end]).min().unwrap_or(end);
            }
            steps += 1;
            if steps.is_power_of_two() {
                remembered = end;
            }
        }
        end
    }

    /// The tag's name, after merges; the id itself where no definition is known.
    pub fn tag_name(&self, id: &TagId) -> String {
        let id = self.resolved(id);
        self.tag(id).map_or_else(|| id.to_string(), |tag| tag.name.clone())
    }

    /// What the analyst is called; the id itself where there is no layer of that id.
    pub fn analyst_name<'a>(&'a self, id: &'a AnalystId) -> &'a str {
        self.layer(id).map_or(id.as_str(), |layer| &layer.analyst().name)
    }

    /// Tags that can be given: live, and not merged into another.
    pub fn usable_tags(&self) -> impl Iterator<Item = (&TagId, &Tag)> {
        self.tags.iter().filter(|(_, tag)| tag.merged.is_none())
    }

    /// The tag and those above it, nearest first. Cycles end.
    pub fn ancestry(&self, id: &TagId) -> Vec<TagId> {
        let above = |id| Some(self.resolved(self.tag(id)?.parent.as_ref()?));
        once_around(self.resolved(id), above).into_iter().cloned().collect()
    }

    /// The tag with all that stand below it in the tree.
    pub fn with_descendants(&self, id: &TagId) -> BTreeSet<TagId> {
        let mut merges = Merges::new(self);
        let mut below: BTreeMap<&TagId, Vec<&TagId>> = BTreeMap::new();
        for (tag, parent) in self.all_tags().filter_map(|(id, tag)| Some((id, tag.parent.as_ref()?))) {
            below.entry(merges.resolved(parent)).or_default().push(tag);
        }
        let mut found = BTreeSet::from([id]);
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            open.extend(below.get(next).into_iter().flatten().filter(|tag| found.insert(tag)));
        }
        let tags = self.tags.iter().map(|(tag, _)| (tag, merges.resolved(tag)));
        tags.filter(|(_, meant)| found.contains(meant)).map(|(tag, _)| tag).chain([id]).cloned().collect()
    }

    /// The tags of the codebook, and those of layers that it does not have.
    pub(super) fn all_tags(&self) -> impl Iterator<Item = (&TagId, &Tag)> {
        self.tags.iter().chain(self.foreign_tags.iter().filter(|(id, _)| !self.tags.contains(id)))
    }

    /// The group and those that it stands in, nearest first. Cycles end.
    pub fn group_ancestry(&self, id: &GroupId) -> Vec<GroupId> {
        once_around(id, |id| self.groups.get(id)?.parent.as_ref()).into_iter().cloned().collect()
    }

    /// The groups with all that stand in them.
    pub fn with_groups_within(&self, ids: &BTreeSet<GroupId>) -> BTreeSet<GroupId> {
        let mut within: BTreeMap<&GroupId, Vec<&GroupId>> = BTreeMap::new();
        for (id, parent) in self.groups.iter().filter_map(|(id, group)| Some((id, group.parent.as_ref()?))) {
            within.entry(parent).or_default().push(id);
        }
        let mut found: BTreeSet<&GroupId> = ids.iter().collect();
        let mut open: Vec<&GroupId> = ids.iter().collect();
        while let Some(next) = open.pop() {
            open.extend(within.get(next).into_iter().flatten().filter(|group| found.insert(group)));
        }
        found.into_iter().cloned().collect()
    }

    /// Where the passage stands in the article's text as it is now.
    ///
    /// The same text: its own span. A text that was changed since: the place that was found for it (see [`Placement`]),
    /// the latest of several. Where nobody has looked yet: the place where the exact quote stands, if it is unmistakable
    /// (the one occurrence with the same words around it). Otherwise nowhere.
    pub fn place(&self, id: AnnotationId, annotation: &Annotation) -> Option<Span> {
        self.place_in(&self.articles.get(&annotation.article)?.body, id, annotation)
    }

    /// The words that a passage marks: those at its `place` in the text as it is now, or those that it was made with where it has none.
    pub fn words<'p>(&'p self, annotation: &'p Annotation, place: Option<Span>) -> &'p str {
        let text = || self.articles.get(&annotation.article).map(|article| article.body.text());
        place.and_then(|place| place.of(text()?)).unwrap_or(&annotation.quote.exact)
    }

    /// As [`Self::place`], where the text is at hand.
    pub fn place_in(&self, body: &Body, id: AnnotationId, annotation: &Annotation) -> Option<Span> {
        if *body.fingerprint() == annotation.text {
            return Some(annotation.span).filter(|span| span.of(body.text()) == Some(&annotation.quote.exact));
        }
        match self.placement(id, annotation) {
            Some(placement) => placement.span.filter(|span| span.of(body.text()).is_some()),
            None => unmistakable(annotation, body.text()),
        }
    }

    /// Where somebody placed the passage in the article's text as it is now; nothing where it was changed since.
    pub fn placement(&self, id: AnnotationId, annotation: &Annotation) -> Option<&Placement> {
        let text = self.articles.get(&annotation.article)?.body.fingerprint();
        let is_of = |placement: &Placement| {
            let passage = self.layer(&placement.analyst).and_then(|layer| layer.annotations.entry(&id));
            placement.text == *text && passage.is_some_and(|entry| entry.changed == placement.of)
        };
        let entries = self.layers.values().filter_map(|layer| layer.placements.entry(&id));
        let placed = entries.filter_map(|entry| Some((&entry.changed, entry.value.as_deref()?)));
        placed.filter(|(_, placement)| is_of(placement)).max_by_key(|(changed, _)| *changed).map(|(_, it)| it)
    }

    /// Whether somebody looked for the passage in the article's text as it is now, and decided that it is not there.
    pub fn is_orphan(&self, id: AnnotationId, annotation: &Annotation) -> bool {
        let text = self.articles.get(&annotation.article).map(|article| article.body.fingerprint());
        text != Some(&annotation.text)
            && self.placement(id, annotation).is_some_and(|placement| placement.span.is_none())
    }
}

/// What `next` leads to, step by step from `first`, until it ends or comes to where it was already.
fn once_around<'a, K: Ord>(first: &'a K, next: impl Fn(&'a K) -> Option<&'a K>) -> Vec<&'a K> {
    let mut seen = BTreeSet::new();
    std::iter::successors(Some(first), |at| next(*at)).take_while(|at| seen.insert(*at)).collect()
}

/// What tags stand for now, as [`Project::resolve`] says: each looked up once, however many are merged one into the other.
pub struct Merges<'p> {
    project: &'p Project,
    known: BTreeMap<&'p TagId, &'p TagId>,
    /// How many tags there are: who takes more steps than that goes round in a cycle.
    most: usize,
}

impl<'p> Merges<'p> {
    pub fn new(project: &'p Project) -> Self {
        let most = project.tags.entries().count() + project.foreign_tags.entries().count();
        Self { project, known: BTreeMap::new(), most }
    }

    /// The tag that `id` stands for now.
    pub fn resolved(&mut self, id: &'p TagId) -> &'p TagId {
        let project = self.project;
        let mut path = Vec::new();
        let mut at = id;
        let end = loop {
            if let Some(known) = self.known.get(at) {
                break *known;
            }
            match project.tag(at).and_then(|tag| tag.merged.as_ref()) {
                None => break at,
                Some(_) if path.len() > self.most => break project.resolved(at),
                Some(next) => {
                    path.push(at);
                    at = next;
                }
            }
        };
        self.known.extend(path.into_iter().map(|id| (id, end)));
        end
    }
}

/// The one place where the exact quote stands with the same words before and behind it, or with those on one side where it still is
/// the same one of as many.
fn unmistakable(annotation: &Annotation, text: &str) -> Option<Span> {
    let quote = &annotation.quote;
    if quote.exact.is_empty() {
        return None;
    }
    let places: Vec<Span> = text
        .match_indices(quote.exact.as_str())
        .filter_map(|(at, exact)| Span::new(text, at..at + exact.len()).ok())
        .collect();
    let (nth, of) = quote.nth;
    let is_as_many = usize::try_from(of) == Ok(places.len());
    let mut found = places.iter().zip(1..).filter(|(span, at)| {
        let (before, after) = super::annotation::Quote::context(text, **span);
        match (before == quote.before, after == quote.after) {
            (true, true) => true,
            (false, false) => false,
            _ => is_as_many && *at == nth,
        }
    });
    found.next().filter(|_| found.next().is_none()).map(|(span, _)| *span)
}

impl Project {
    /// What was said of the paragraphs of an article.
    pub fn judged<'a>(&'a self, article: &'a ArticleId) -> impl Iterator<Item = (&'a ParagraphId, &'a Judged)> {
        self.paragraphs.iter().filter(move |(id, _)| id.article == *article)
    }
}
