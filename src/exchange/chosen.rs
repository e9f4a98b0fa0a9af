//! What is written of a project into files of other programs: texts with their passages, and names of tags that such
//! programs can tell apart.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::foreign::guid;
use crate::model::{
    AnalystId, Annotation, AnnotationId, Article, ArticleId, Project, Span, Stamp, Tag, TagId, verbs::counted,
};

/// What is written of a project.
#[derive(Default)]
pub(super) struct Chosen<'p> {
    pub articles: Vec<(&'p ArticleId, &'p Article)>,
    /// By article, in the order of the text.
    pub passages: BTreeMap<&'p ArticleId, Vec<Marked<'p>>>,
    pub analysts: BTreeSet<&'p AnalystId>,
    /// Whether these are all passages of the project.
    pub is_whole: bool,
    /// Passages that have lost their place: there is nothing to write of them.
    lost: usize,
}

pub(super) struct Marked<'p> {
    pub analyst: &'p AnalystId,
    pub id: String,
    pub annotation: &'p Annotation,
    pub span: Span,
    pub changed: &'p Stamp,
}

impl<'p> Chosen<'p> {
    /// The articles of the passages; all articles where the passages are all.
    pub fn of(project: &'p Project, passages: &[(AnalystId, AnnotationId)]) -> Self {
        let mut chosen = Self::default();
        let mut ids = BTreeSet::new();
        for (analyst, id) in passages {
            let Some((analyst, layer)) = project.layers.get_key_value(analyst) else { continue };
            let Some(entry) = layer.annotations.entry(id) else { continue };
            let Some(annotation) = entry.value.as_deref() else { continue };
            let Some(span) = project.place(*id, annotation) else {
                chosen.lost += 1;
                continue;
            };
            // An id that stands in two layers is one passage that two have: each needs a GUID of its own.
            let own = if ids.insert(*id) { id.to_string() } else { guid(project, analyst.as_str(), &id.to_string()) };
            let marked = Marked { analyst, id: own, annotation, span, changed: &entry.changed };
            chosen.passages.entry(&annotation.article).or_default().push(marked);
            chosen.analysts.insert(analyst);
        }
        for marked in chosen.passages.values_mut() {
            marked.sort_by_key(|marked| (marked.span, marked.analyst, marked.id.clone()));
        }
        chosen.is_whole = passages.len() >= project.annotations().count();
        chosen.articles = project.articles_in_order();
        chosen.articles.retain(|(id, article)| {
            !article.body.is_missing() && (chosen.is_whole || chosen.passages.contains_key(id))
        });
        chosen
    }

    /// The passages of an article, in the order of the text.
    pub fn of_article(&self, id: &ArticleId) -> &[Marked<'p>] {
        self.passages.get(id).map_or(&[], Vec::as_slice)
    }

    /// What is not written of what was to be, a sentence each.
    pub fn notices(&self) -> Vec<String> {
        let lost = (self.lost > 0)
            .then(|| format!("{} left out: the words are not in the text as it is now", counted(self.lost, "passage")));
        lost.into_iter().collect()
    }
}

impl Marked<'_> {
    /// The passage's tags, each once, after merges.
    pub fn tags(&self, project: &Project) -> BTreeSet<TagId> {
        self.annotation.codings.iter().map(|coding| project.resolve(&coding.tag)).collect()
    }

    /// When it was changed last; `None` where that is not known.
    pub fn modified(&self) -> Option<Timestamp> {
        let ms = i64::try_from(self.changed.ms).ok().filter(|ms| *ms > 0)?;
        Timestamp::from_millisecond(ms).ok()
    }
}

/// Names of which none comes twice in the whole tree: of equal ones each is called by its group, too.
pub(super) fn code_names(project: &Project) -> BTreeMap<&TagId, String> {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let groups = project.groups.iter().map(|(_, group)| &group.name);
    for name in project.usable_tags().map(|(_, tag)| &tag.name).chain(groups) {
        *times.entry(name.to_lowercase()).or_default() += 1;
    }
    let name = |id, tag: &Tag| match times.get(&tag.name.to_lowercase()) {
        Some(1) | None => (id, tag.name.clone()),
        Some(_) => {
            let parent = tag.parent.as_ref().map(|parent| project.tag_name(parent));
            let group = || project.groups.get(&tag.group).map_or(tag.group.to_string(), |group| group.name.clone());
            (id, format!("{} ({})", tag.name, parent.unwrap_or_else(group)))
        }
    };
    project.usable_tags().map(|(id, tag)| name(id, tag)).collect()
}
