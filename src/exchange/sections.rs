//! Passages below their tags, in the order of the codebook: what reports are made of.

use std::collections::BTreeMap;

use super::writing::{Export, ExportError, codings_by_tag, distinct_tags, for_each_excerpt, tag_names};
use crate::{
    analysis::{
        excerpts::{Excerpt, ExcerptCoding},
        outline::{self, Line},
    },
    model::{Project, TagId},
};

/// A heading of a report, with what stands below it.
pub(super) struct Section<T> {
    /// How many headings it stands below.
    pub depth: usize,
    pub name: String,
    /// The tag that it is about; none of a group, and of passages without a tag.
    pub tag: Option<TagId>,
    pub passages: Vec<T>,
}

/// The groups and tags that have passages, or stand above some that have, in the codebook's order; then what is not in
/// the codebook, then passages without a tag. `quotation` makes of a passage, with its codings of a tag, what is to stand below
/// that tag.
pub(super) fn sections<T>(
    export: &Export<'_>,
    mut quotation: impl FnMut(&Excerpt<'_>, Option<&TagId>, &[&ExcerptCoding<'_>]) -> T,
) -> Result<Vec<Section<T>>, ExportError> {
    let mut by_tag: BTreeMap<Option<TagId>, Vec<T>> = BTreeMap::new();
    let project = export.project;
    for_each_excerpt(export, |excerpt| {
        let tags = distinct_tags(excerpt);
        if tags.is_empty() {
            by_tag.entry(None).or_default().push(quotation(excerpt, None, &[]));
        }
        let codings = codings_by_tag(excerpt);
        for tag in tags {
            let made = quotation(excerpt, Some(&tag), codings.get(&tag).map_or(&[], Vec::as_slice));
            by_tag.entry(Some(tag)).or_default().push(made);
        }
        Ok(())
    })?;
    let mut sections = of_codebook(project, &mut by_tag);
    let heading = |depth, name: &str| Section { depth, name: name.to_owned(), tag: None, passages: Vec::new() };
    let untagged = by_tag.remove(&None);
    if !by_tag.is_empty() {
        sections.push(heading(0, "Not in the codebook"));
    }
    for (tag, passages) in by_tag {
        let name = tag.as_ref().map(|tag| project.tag_name(tag)).unwrap_or_default();
        sections.push(Section { depth: 1, name, tag, passages });
    }
    if let Some(passages) = untagged {
        sections.push(Section { passages, ..heading(0, "Without a tag") });
    }
    Ok(sections)
}

fn of_codebook<T>(project: &Project, by_tag: &mut BTreeMap<Option<TagId>, Vec<T>>) -> Vec<Section<T>> {
    let mut sections = Vec::new();
    // Headings that wait for a passage below them.
    let mut waiting: Vec<Section<T>> = Vec::new();
    for line in outline::outline(project) {
        let (depth, name, tag) = match line {
            Line::Group { id, depth } => (depth, project.groups.get(&id).map(|group| group.name.clone()), None),
            Line::Tag { id, depth } => (depth, Some(project.tag_name(&id)), Some(id)),
        };
        while waiting.pop_if(|above| above.depth >= depth).is_some() {}
        let passages = tag.as_ref().and_then(|tag| by_tag.remove(&Some(tag.clone())));
        let has_passages = passages.is_some();
        let name = name.unwrap_or_default();
        waiting.push(Section { depth, name, tag, passages: passages.unwrap_or_default() });
        if has_passages {
            sections.append(&mut waiting);
        }
    }
    sections
}

/// “by A; B, about C, rejects, voice: quoted”.
pub(super) fn detail(project: &Project, coding: &ExcerptCoding<'_>) -> String {
    let mut parts = Vec::new();
    if !coding.by.is_empty() {
        parts.push(format!("by {}", tag_names(project, &coding.by)));
    }
    if !coding.about.is_empty() {
        parts.push(format!("about {}", tag_names(project, &coding.about)));
    }
    parts.extend(coding.coding.stance.map(|stance| stance.word().to_owned()));
    parts.extend(coding.coding.voice.map(|voice| format!("voice: {}", voice.word())));
    parts.join(", ")
}
