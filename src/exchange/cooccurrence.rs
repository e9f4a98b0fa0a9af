//! How many passages carry both of two tags: CSV with a row and a column for each tag.
//!
//! A passage is what one analyst marked in one go; passages that only overlap do not count as one. What counts are the tags
//! that were given to it themselves, with merges followed: a parent does not come with each tag below it. The diagonal says
//! how many passages carry the tag at all, so that shares can be computed.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
};

use super::format::{Format, Holds, Preview, Reads, Writes};
use super::parts::parts_of;
use super::{
    csv,
    writing::{Export, ExportError, LeftOut},
};
use crate::{
    analysis::excerpts::{Filter, tags_through},
    model::TagId,
};

/// The format.
pub const FORMAT: Format = Format {
    name: "cooccurrence",
    ending: "csv",
    title: "Tags by tag (CSV)",
    carries: "how many passages carry both of two tags",
    lacks: parts_of!(
        Texts Sentences Uncoded Titles Outlets Languages Links ArticleNotes Files Untagged Notes Analysts Times By
        About Stances Voices Definitions Uses Colours Groups Tree ShortNames Keys Title ProjectNote Memos Splits
        Progress Submissions Settled Noise
    ),
    limits: "passages that only overlap",
    holds: Holds::Figures,
    needs_passages: true,
    has_rows: false,
    has_mark: true,
    preview: Preview::AsItIs,
    write: Writes::By(|export, out| write(export, out).map(|()| LeftOut::default())),
    read: Reads::Not,
};

/// Writes the matrix of the passages. Where tags were asked for there are rows of those only: for other pairs not all
/// passages were chosen.
///
/// # Errors
/// The writer's, or the export was stopped.
pub fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let Export { project, passages, options, progress } = *export;
    if options.bom {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut pairs: BTreeMap<(TagId, TagId), usize> = BTreeMap::new();
    for (done, (analyst, id)) in passages.iter().enumerate() {
        if !progress(done, passages.len()) {
            return Err(ExportError::Stopped);
        }
        let codings = project.annotation(analyst, *id).map_or(&[][..], |annotation| &annotation.codings);
        let tags: BTreeSet<TagId> = codings.iter().map(|coding| project.resolve(&coding.tag)).collect();
        for one in &tags {
            tags.iter().for_each(|other| *pairs.entry((one.clone(), other.clone())).or_default() += 1);
        }
    }
    progress(passages.len(), passages.len());
    let filter = &options.filter;
    let (mut rows, mut columns) = (tags_through(project, filter), tags_through(project, &Filter::default()));
    let known: BTreeSet<TagId> = columns.iter().cloned().collect();
    let strangers = pairs.keys().filter(|(one, other)| one == other && !known.contains(one));
    columns.extend(strangers.map(|(tag, _)| tag.clone()));
    if filter.tags.is_empty() && filter.groups.is_empty() {
        rows.clone_from(&columns);
    }
    let mut csv = csv::writer(out);
    csv::put(&mut csv, ["tag", "tag_name"].into_iter().chain(columns.iter().map(TagId::as_str)))?;
    for one in &rows {
        let count = |other: &TagId| pairs.get(&(one.clone(), other.clone())).copied().unwrap_or_default().to_string();
        csv::put(&mut csv, [one.to_string(), project.tag_name(one)].into_iter().chain(columns.iter().map(count)))?;
    }
    Ok(csv.flush()?)
}

#[cfg(test)]
mod tests {
    use super::super::writing::ExportOptions;
    use super::*;
    use crate::analysis::samples;
    use crate::exchange::tests::exported;
    use crate::model::Project;

    fn table(project: &Project, filter: Filter) -> BTreeMap<(String, String), String> {
        let options = ExportOptions { filter, ..ExportOptions::default() };
        let written = exported(project, &FORMAT, &options);
        let mut table = ::csv::Reader::from_reader(written.as_bytes());
        let heads = table.headers().expect("a header").clone();
        let rows: Vec<::csv::StringRecord> = table.records().collect::<Result<_, _>>().expect("a table");
        let cell =
            |row: &::csv::StringRecord, at: usize| ((row[0].to_owned(), heads[at].to_owned()), row[at].to_owned());
        rows.iter().flat_map(|row| (2..heads.len()).map(move |at| cell(row, at)).collect::<Vec<_>>()).collect()
    }

    fn check(table: &BTreeMap<(String, String), String>, one: &str, other: &str, expected: Option<&str>) {
        let found = table.get(&(one.to_owned(), other.to_owned()));
        assert_eq!(found.map(String::as_str), expected, "{one} {other}");
    }

    #[test]
    fn pairs_are_counted_by_passage() {
        let mut project = samples::project();
        let all = table(&project, Filter::default());
        check(&all, "argument/vacuum", "argument/costs", Some("2"));
        check(&all, "argument/costs", "argument/vacuum", Some("2"));
        check(&all, "argument/costs", "argument/costs", Some("2"));
        // What stands below a tag does not carry it.
        check(&all, "argument/vacuum", "argument/vacuum-china", Some("0"));
        samples::merge(&mut project, "argument/costs", "argument/vacuum");
        let merged = table(&project, Filter::default());
        check(&merged, "argument/vacuum", "argument/vacuum", Some("2"));
        check(&merged, "argument/costs", "argument/vacuum", None);
    }

    #[test]
    fn rows_are_the_tags_that_were_asked_for() {
        let filter = Filter { tags: [samples::tag("argument/costs")].into(), ..Filter::default() };
        let asked = table(&samples::project(), filter);
        check(&asked, "argument/costs", "argument/vacuum", Some("2"));
        check(&asked, "argument/vacuum", "argument/costs", None);
    }
}
