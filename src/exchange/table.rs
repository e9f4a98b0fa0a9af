//! Passages as rows of a table: what CSV and the workbook have in common.

use std::borrow::Cow;

use jiff::Timestamp;

use super::writing::{Export, ExportError, Rows, distinct_codings, for_each_excerpt, tag_names};
use crate::{
    analysis::{
        afterwards::Afterwards,
        excerpts::{Excerpt, ExcerptCoding},
    },
    model::{Article, Project, Stance, Voice},
};

/// The columns before those of the tags. `start` and `end` count characters.
const BEFORE: [&str; 9] = ["id", "article", "title", "outlet", "author", "date", "start", "end", "passage"];
const TAGS: [&str; 1] = ["tags"];
const CODING: [&str; 7] = ["tag", "tag_name", "group", "by", "about", "stance", "voice"];
/// The columns behind those of the tags.
const AFTER: [&str; 6] = ["note", "analyst", "created", "modified", "sentence", "afterwards"];

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
    export: &Export<'_>,
    mut each: impl FnMut(&Excerpt<'_>, Vec<Cow<'_, str>>) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    for_each_excerpt(export, |excerpt| match export.options.rows {
        Rows::PerPassage => each(excerpt, row(excerpt, [tags(excerpt)])),
        Rows::PerCoding if excerpt.codings.is_empty() => {
            each(excerpt, row(excerpt, [const { Cow::Borrowed("") }; CODING.len()]))
        }
        Rows::PerCoding => excerpt
            .codings
            .iter()
            .try_for_each(|coding| each(excerpt, row(excerpt, coding_fields(export.project, coding)))),
    })
}

fn row<'e, const N: usize>(excerpt: &'e Excerpt<'_>, tags: [Cow<'e, str>; N]) -> Vec<Cow<'e, str>> {
    let mut row = Vec::with_capacity(BEFORE.len() + N + AFTER.len());
    row.extend(before(excerpt));
    row.extend(tags);
    row.extend(after(excerpt));
    row
}

fn before<'e>(excerpt: &'e Excerpt<'_>) -> [Cow<'e, str>; BEFORE.len()] {
    let of = |field: fn(&Article) -> &String| excerpt.article.map_or("", |article| field(article)).into();
    let offset = |offset: Option<usize>| offset.map(|offset| offset.to_string()).unwrap_or_default().into();
    [
        excerpt.id.to_string().into(),
        excerpt.annotation.article.as_str().into(),
        of(|article| &article.title),
        of(|article| &article.outlet),
        of(|article| &article.author),
        of(|article| &article.date),
        offset(excerpt.place.map(|(start, _)| start)),
        offset(excerpt.place.map(|(_, end)| end)),
        excerpt.words.into(),
    ]
}

fn after<'e>(excerpt: &'e Excerpt<'_>) -> [Cow<'e, str>; AFTER.len()] {
    [
        excerpt.annotation.note.as_str().into(),
        excerpt.analyst.as_str().into(),
        time(excerpt.created),
        time(excerpt.modified),
        excerpt.sentence.into(),
        excerpt.afterwards.map_or("", Afterwards::word).into(),
    ]
}

/// Nothing where it is not known.
fn time(time: Option<Timestamp>) -> Cow<'static, str> {
    time.map(|time| time.to_string()).unwrap_or_default().into()
}

/// The names of the passage's tags, as one field.
fn tags<'e>(excerpt: &'e Excerpt<'_>) -> Cow<'e, str> {
    let names: Vec<&str> = distinct_codings(excerpt).map(|coding| coding.name).collect();
    if let [name] = names.as_slice() { (*name).into() } else { names.join("; ").into() }
}

fn coding_fields<'e>(project: &Project, coding: &'e ExcerptCoding<'_>) -> [Cow<'e, str>; CODING.len()] {
    [
        coding.tag.as_str().into(),
        coding.name.into(),
        coding.group.into(),
        tag_names(project, &coding.by).into(),
        tag_names(project, &coding.about).into(),
        coding.coding.stance.map_or("", Stance::word).into(),
        coding.coding.voice.map_or("", Voice::word).into(),
    ]
}
