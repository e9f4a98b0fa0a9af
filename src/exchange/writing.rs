//! What writers share: what is asked of them, what stops them, and going through passages and their tags.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use crate::{
    analysis::excerpts::{Excerpt, ExcerptCoding, Filter, Reader},
    model::{AnalystId, AnnotationId, Project, TagId},
};

/// Which code writes a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Csv,
    Xlsx,
    Docx,
    Html,
    Markdown,
    JsonLines,
    Matrix,
    Cooccurrence,
    GraphMl,
    Ron,
    Refi,
    RefiCodebook,
    CodebookCsv,
    WebAnnotation,
    Brat,
    Spans(super::dialect::Dialect),
    #[cfg(feature = "parquet")]
    Parquet,
    /// None: it is only read.
    ReadOnly,
}

impl Kind {
    /// Whether files of it are text that can be shown as it is.
    pub fn is_text(self) -> bool {
        #[cfg(feature = "parquet")]
        if self == Self::Parquet {
            return false;
        }
        !matches!(self, Self::Xlsx | Self::Docx | Self::Refi | Self::Brat)
    }

    /// Whether [`ExportOptions::rows`] makes a difference to it.
    pub fn has_rows(self) -> bool {
        #[cfg(feature = "parquet")]
        if self == Self::Parquet {
            return true;
        }
        matches!(self, Self::Csv | Self::Xlsx)
    }

    /// Whether it is made of counts over all passages.
    pub fn is_figures(self) -> bool {
        matches!(self, Self::Matrix | Self::Cooccurrence | Self::GraphMl)
    }

    /// Whether it is of the codebook, whatever passages are chosen.
    pub fn is_codebook(self) -> bool {
        matches!(self, Self::RefiCodebook | Self::CodebookCsv)
    }

    /// Whether a file of it says nothing without passages: those of others hold the codebook, texts, or who has read what.
    pub fn needs_passages(self) -> bool {
        !(self.is_codebook() || matches!(self, Self::Refi | Self::Matrix))
    }

    /// What a file of it was made of: “80 tags”, “167 passages”.
    pub fn counted(self, project: &Project, passages: usize) -> String {
        if self.is_codebook() {
            return crate::words::counted(project.usable_tags().count(), "tag");
        }
        crate::words::counted(passages, "passage")
    }

    /// Whether [`ExportOptions::bom`] makes a difference to it.
    pub fn has_mark(self) -> bool {
        matches!(self, Self::Csv | Self::Matrix | Self::Cooccurrence)
    }
}

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
    project: &'p Project,
    passages: &[(AnalystId, AnnotationId)],
    progress: Progress<'_>,
    mut each: impl FnMut(&Excerpt<'p>) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
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
