//! Passages as rows of a table: what CSV and the workbook have in common.

use super::{ExportError, Progress, Rows, distinct_tags, for_each_excerpt, tag_names};
use crate::{
    analysis::excerpts::{Excerpt, ExcerptCoding},
    model::{AnalystId, AnnotationId, Article, Project, Stance, Voice},
};

/// The columns before those of the tags. `start` and `end` count characters.
const BEFORE: [&str; 9] = ["id", "article", "title", "outlet", "author", "date", "start", "end", "passage"];
const TAGS: [&str; 1] = ["tags"];
const CODING: [&str; 7] = ["tag", "tag_name", "group", "by", "about", "stance", "voice"];
/// The columns behind those of the tags.
const AFTER: [&str; 5] = ["note", "analyst", "created", "modified", "sentence"];

/// The names of the columns.
pub(super) fn columns(rows: Rows) -> Vec<&'static str> {
    let tags: &[&str] = match rows {
        Rows::PerPassage => &TAGS,
        Rows::PerCoding => &CODING,
    };
    BEFORE.iter().chain(tags).chain(&AFTER).copied().collect()
}

/// Gives the fields of each row, in the order of [`columns`], to `each`.
pub(super) fn for_each_row(
    project: &Project,
    passages: &[(AnalystId, AnnotationId)],
    rows: Rows,
    progress: Progress<'_>,
    mut each: impl FnMut(&Excerpt<'_>, Vec<String>) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    for_each_excerpt(project, passages, progress, |excerpt| match rows {
        Rows::PerPassage => each(excerpt, row(excerpt, [tag_names(project, &distinct_tags(excerpt))])),
        Rows::PerCoding if excerpt.codings.is_empty() => {
            each(excerpt, row(excerpt, [const { String::new() }; CODING.len()]))
        }
        Rows::PerCoding => {
            excerpt.codings.iter().try_for_each(|coding| each(excerpt, row(excerpt, coding_fields(project, coding))))
        }
    })
}

fn row<const N: usize>(excerpt: &Excerpt<'_>, tags: [String; N]) -> Vec<String> {
    before(excerpt).into_iter().chain(tags).chain(after(excerpt)).collect()
}

fn before(excerpt: &Excerpt<'_>) -> [String; BEFORE.len()] {
    let of = |field: fn(&Article) -> &String| excerpt.article.map(field).cloned().unwrap_or_default();
    let offset = |offset: Option<usize>| offset.map(|offset| offset.to_string()).unwrap_or_default();
    [
        excerpt.id.to_string(),
        excerpt.annotation.article.to_string(),
        of(|article| &article.title),
        of(|article| &article.outlet),
        of(|article| &article.author),
        of(|article| &article.date),
        offset(excerpt.place.map(|(start, _)| start)),
        offset(excerpt.place.map(|(_, end)| end)),
        excerpt.annotation.quote.exact.clone(),
    ]
}

fn after(excerpt: &Excerpt<'_>) -> [String; AFTER.len()] {
    [
        excerpt.annotation.note.clone(),
        excerpt.analyst.to_string(),
        excerpt.created.to_string(),
        excerpt.modified.to_string(),
        excerpt.sentence.clone(),
    ]
}

fn coding_fields(project: &Project, coding: &ExcerptCoding<'_>) -> [String; CODING.len()] {
    [
        coding.tag.to_string(),
        coding.name.clone(),
        coding.group.to_owned(),
        tag_names(project, &coding.by),
        tag_names(project, &coding.about),
        coding.coding.stance.map_or("", Stance::word).to_owned(),
        coding.coding.voice.map_or("", Voice::word).to_owned(),
    ]
}
