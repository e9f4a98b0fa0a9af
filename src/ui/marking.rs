//! What reading and comparing share: passages as the reader shows them.

use crate::model::{AnalystId, Annotation, AnnotationId, ArticleId, Body, Project, TagId};
use std::{collections::BTreeMap, sync::Arc};

use super::{reader::MarkTag, theme::Colors};

/// Gives passages' tags as the reader shows them. Passages with the same tags share them, so that thousands cost little.
pub struct MarkTags<'a> {
    project: &'a Project,
    colors: &'a Colors,
    known: BTreeMap<Vec<&'a TagId>, Arc<[MarkTag]>>,
    initials: BTreeMap<&'a AnalystId, Arc<str>>,
}

impl<'a> MarkTags<'a> {
    pub fn new(project: &'a Project, colors: &'a Colors) -> Self {
        Self { project, colors, known: BTreeMap::new(), initials: BTreeMap::new() }
    }

    /// The tags of a passage without those that are hidden, which is asked once for all passages with the same tags.
    pub fn of(&mut self, annotation: &'a Annotation, is_hidden: impl Fn(&TagId) -> bool) -> Arc<[MarkTag]> {
        let (project, colors) = (self.project, self.colors);
        let key: Vec<&TagId> = annotation.codings.iter().map(|coding| &coding.tag).collect();
        let mark = |id: TagId| {
            let tag = project.tag(&id);
            let name = tag.map_or_else(|| id.to_string(), |tag| tag.label().to_owned());
            MarkTag { name: name.into(), color: tag.map_or(colors.dim, |tag| colors.hue(tag.hue)) }
        };
        let tags = self.known.entry(key).or_insert_with_key(|key| {
            key.iter().map(|id| project.resolve(id)).filter(|id| !is_hidden(id)).map(mark).collect()
        });
        Arc::clone(tags)
    }

    /// The initials of an analyst.
    pub fn who(&mut self, analyst: &'a AnalystId) -> Arc<str> {
        let name = || self.project.analyst_name(analyst);
        Arc::clone(self.initials.entry(analyst).or_insert_with(|| initials(name()).into()))
    }
}

/// What the reader knows a passage by: the random half of its id.
pub fn mark_key(id: AnnotationId) -> u64 {
    id.0.as_u64_pair().1
}

/// “AN” of “Ana Novak”.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// For the reader: another number for another article or another text of it.
pub fn document_key(id: &ArticleId, body: &Body) -> u64 {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    (id, body.fingerprint().as_str()).hash(&mut hasher);
    hasher.finish()
}
