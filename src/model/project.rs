//! Articles, codebook and layers together.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;

use super::{
    AnalystId, Annotation, AnnotationId, Article, ArticleId, Body, Entry, Group, GroupId, Judged, Layer, ParagraphId,
    Placement, Span, Stamp, State, Submission, Table, Tag, TagId, table::join_version,
};

/// The study: its articles, its codebook, and what each analyst has annotated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    pub info: ProjectInfo,
    pub info_changed: Stamp,
    /// Versions of `info` to review: see [`Table::superseded`].
    pub info_superseded: Vec<Entry<ProjectInfo>>,
    pub groups: Table<GroupId, Group>,
    pub articles: Table<ArticleId, Article>,
    /// What was said of paragraphs: whether they are part of their article.
    pub paragraphs: Table<ParagraphId, Judged>,
    pub tags: Table<TagId, Tag>,
    pub layers: BTreeMap<AnalystId, Arc<Layer>>,
    /// Tags as layers define them, for those that the codebook does not have (received before it).
    pub foreign_tags: Table<TagId, Tag>,
}

/// What is said of the project as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProjectInfo {
    /// Random: identifies the project wherever its folder is.
    pub key: String,
    pub title: String,
    pub note: String,
    pub created: Timestamp,
    /// Whether others' coding of an article is hidden until one has submitted one's own.
    pub blind: bool,
}

impl Project {
    pub fn new(info: ProjectInfo) -> Self {
        Self {
            info,
            info_changed: Stamp::default(),
            info_superseded: Vec::new(),
            groups: Table::default(),
            articles: Table::default(),
            paragraphs: Table::default(),
            tags: Table::default(),
            layers: BTreeMap::new(),
            foreign_tags: Table::default(),
        }
    }

    /// Joins what another copy says of the project as a whole.
    pub fn join_info(&mut self, info: ProjectInfo, changed: Stamp) {
        let mut present = Entry { value: Some(Arc::new(self.info.clone())), changed: self.info_changed.clone() };
        let version = Entry { value: Some(Arc::new(info)), changed };
        join_version(&mut present, &mut self.info_superseded, version);
        if let Some(info) = present.value {
            (self.info, self.info_changed) = (Arc::unwrap_or_clone(info), present.changed);
        }
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

    /// All passages with whose they are.
    pub fn annotations(&self) -> impl Iterator<Item = (&AnalystId, &AnnotationId, &Annotation)> {
        self.layers.iter().flat_map(|(analyst, layer)| layer.annotations.iter().map(move |(id, a)| (analyst, id, a)))
    }

    pub fn state(&self, analyst: &AnalystId, article: &ArticleId) -> State {
        self.layer(analyst).and_then(|layer| layer.statuses.get(article)).map_or(State::Todo, |status| status.state)
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
        let Some(mut next) = merged(id) else { return id };
        let mut path = vec![id];
        loop {
            if let Some(at) = path.iter().position(|seen| *seen == next) {
                return path[at..].iter().copied().min().unwrap_or(next);
            }
            path.push(next);
            next = match merged(next) {
                Some(next) => next,
                None => return next,
            };
        }
    }

    /// The tag's name, after merges; the id itself where no definition is known.
    pub fn tag_name(&self, id: &TagId) -> String {
        let id = self.resolved(id);
        self.tag(id).map_or_else(|| id.to_string(), |tag| tag.name.clone())
    }

    /// What the analyst is called; the id itself where there is no layer of that id.
    pub fn analyst_name<'a>(&'a self, id: &'a AnalystId) -> &'a str {
        self.layer(id).map_or(id.as_str(), |layer| &layer.analyst.name)
    }

    /// Tags that can be given: live, and not merged into another.
    pub fn usable_tags(&self) -> impl Iterator<Item = (&TagId, &Tag)> {
        self.tags.iter().filter(|(_, tag)| tag.merged.is_none())
    }

    /// The tag and those above it, nearest first. Cycles end.
    pub fn ancestry(&self, id: &TagId) -> Vec<TagId> {
        let mut path = vec![self.resolve(id)];
        while let Some(parent) = path.last().and_then(|last| self.tag(last)).and_then(|tag| tag.parent.as_ref()) {
            let parent = self.resolve(parent);
            if path.contains(&parent) {
                break;
            }
            path.push(parent);
        }
        path
    }

    /// The tag with all that stand below it in the tree.
    pub fn with_descendants(&self, id: &TagId) -> BTreeSet<TagId> {
        self.tags
            .iter()
            .map(|(tag, _)| tag)
            .filter(|tag| self.ancestry(tag).contains(id))
            .cloned()
            .chain([id.clone()])
            .collect()
    }

    /// The group and those that it stands in, nearest first. Cycles end.
    pub fn group_ancestry(&self, id: &GroupId) -> Vec<GroupId> {
        let mut path = vec![id.clone()];
        while let Some(parent) =
            path.last().and_then(|last| self.groups.get(last)).and_then(|group| group.parent.clone())
        {
            if path.contains(&parent) {
                break;
            }
            path.push(parent);
        }
        path
    }

    /// Where the passage stands in the article's text as it is now.
    ///
    /// The same text: its own span. A text that was changed since: the place that was found for it (see [`Placement`]),
    /// the latest of several. Where nobody has looked yet: the place where the exact quote stands, if it is unmistakable
    /// (the one occurrence with the same words before or behind). Otherwise nowhere.
    pub fn place(&self, id: AnnotationId, annotation: &Annotation) -> Option<Span> {
        self.place_in(&self.articles.get(&annotation.article)?.body, id, annotation)
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

fn unmistakable(annotation: &Annotation, text: &str) -> Option<Span> {
    let quote = &annotation.quote;
    if quote.exact.is_empty() {
        return None;
    }
    let mut found = text
        .match_indices(quote.exact.as_str())
        .filter_map(|(at, exact)| Span::new(text, at..at + exact.len()).ok())
        .filter(|span| {
            let (before, after) = super::Quote::context(text, *span);
            before == quote.before || after == quote.after
        });
    found.next().filter(|_| found.next().is_none())
}
