//! What writers share: what is asked of them, what stops them, and going through passages and their tags.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use crate::{
    analysis::excerpts::{Excerpt, ExcerptCoding, Filter, Reader},
    model::{AnalystId, AnnotationId, Project, TagId},
};

/// What one row of a table stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rows {
    /// A passage, with all of its tags in one field.
    #[default]
    PerPassage,
    /// A tag of a passage, with who says it and about whom; a passage without tags has one row.
    PerCoding,
}

/// How to export. What does not concern a format is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// Begin with a byte-order mark (CSV: without it Excel takes UTF-8 for something else).
    pub bom: bool,
    pub rows: Rows,
    /// How the passages were chosen: what was not to be chosen is not told from what is not there by the passages alone.
    pub filter: Filter,
}

/// What is to be written.
#[derive(Clone, Copy)]
pub struct Export<'a> {
    pub project: &'a Project,
    /// In the order in which they are to stand.
    pub passages: &'a [(AnalystId, AnnotationId)],
    pub options: &'a ExportOptions,
    pub progress: Progress<'a>,
}

/// Is told how many of how many passages are done, and says whether to go on.
pub type Progress<'a> = &'a dyn Fn(usize, usize) -> bool;

/// Why an export did not come to its end. What was written until then is not complete.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("the export was stopped")]
    Stopped,
    #[error("the export could not be written: {0}. Is there room on the disk, and may the file be written?")]
    Write(#[from] io::Error),
}

/// What an export left out of what it was to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    pub passages: usize,
    /// A sentence each.
    pub notices: Vec<String>,
}

impl LeftOut {
    pub(super) fn add(&mut self, passages: usize, notice: String) {
        self.passages += passages;
        self.notices.push(notice);
    }
}

/// Gives each passage in full to `each`, telling `progress`.
pub(super) fn for_each_excerpt<'p>(
    export: &Export<'p>,
    mut each: impl FnMut(&Excerpt<'p>) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let Export { project, passages, options: _, progress } = *export;
    let mut reader = Reader::new(project);
    for (done, (analyst, id)) in passages.iter().enumerate() {
        if !progress(done, passages.len()) {
            return Err(ExportError::Stopped);
        }
        if let Some(excerpt) = reader.excerpt(analyst, *id) {
            each(&excerpt)?;
        }
    }
    progress(passages.len(), passages.len());
    Ok(())
}

/// The names of tags, as one field.
pub(super) fn tag_names(project: &Project, tags: &[TagId]) -> String {
    tags.iter().map(|tag| project.tag_name(tag)).collect::<Vec<_>>().join("; ")
}

/// The tags of a passage in their order, each once, though two of them may have been merged: its first coding of each.
pub(super) fn distinct_codings<'e, 'p>(excerpt: &'e Excerpt<'p>) -> impl Iterator<Item = &'e ExcerptCoding<'p>> {
    let mut seen = BTreeSet::new();
    excerpt.codings.iter().filter(move |coding| seen.insert(&coding.tag))
}

/// As [`distinct_codings`], by their ids.
/// The codings of a passage by their tags.
pub(super) fn codings_by_tag<'e, 'p>(excerpt: &'e Excerpt<'p>) -> BTreeMap<&'e TagId, Vec<&'e ExcerptCoding<'p>>> {
    let mut by_tag: BTreeMap<_, Vec<_>> = BTreeMap::new();
    excerpt.codings.iter().for_each(|coding| by_tag.entry(&coding.tag).or_default().push(coding));
    by_tag
}

pub(super) fn distinct_tags(excerpt: &Excerpt<'_>) -> Vec<TagId> {
    distinct_codings(excerpt).map(|coding| coding.tag.clone()).collect()
}
