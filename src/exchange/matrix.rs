//! How many passages of each tag are in each article: CSV with a row for each article and a column for each tag.
//!
//! What counts are the passages that are exported. As everywhere, a tag also counts the passages of the tags below it, and
//! each passage once. `0` says that somebody has read the article and none of these passages has the tag, an empty field
//! that nobody has read it: an analyst has read an article who is done with it or has a passage in it.

use std::{collections::BTreeSet, io::Write};

use super::format::{Format, Holds, Preview, Reads, Writes};
use super::parts::parts_of;
use super::{
    csv,
    writing::{Export, ExportError, LeftOut},
};
use crate::{
    analysis::{
        counts::{Counts, counts_of},
        excerpts::{Filter, articles_through, tags_through},
    },
    model::{ArticleId, Project, State, TagId},
};

/// The format.
pub const FORMAT: Format = Format {
    name: "matrix",
    ending: "csv",
    title: "Tags by article (CSV)",
    carries: "how many passages of each tag are in each article: 0 where it was read, empty where it was not",
    lacks: parts_of!(
        Texts Sentences Languages Links ArticleNotes Files Untagged Notes Analysts Times By About Stances Voices
        Definitions Uses Colours Groups ShortNames Keys Title ProjectNote Memos Splits Submissions Settled Noise
    ),
    limits: "the words of the passages",
    holds: Holds::Figures,
    needs_passages: false,
    has_rows: false,
    has_mark: true,
    preview: Preview::AsItIs,
    write: Writes::By(|export, out| write(export, out).map(|()| LeftOut::default())),
    read: Reads::Not,
};

/// The columns before those of the tags, which are called by their ids.
const COLUMNS: [&str; 4] = ["article", "title", "outlet", "date"];

/// Writes the matrix of the passages. Articles, tags and analysts that the filter does not let through are left out.
///
/// # Errors
/// The writer's, or the export was stopped.
pub fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let Export { project, passages, options, progress } = *export;
    if options.bom {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut stopped = false;
    let going_on = passages.iter().enumerate().take_while(|(done, _)| {
        stopped = !progress(*done, passages.len());
        !stopped
    });
    let counts = counts_of(project, going_on.map(|(_, passage)| passage));
    if stopped {
        return Err(ExportError::Stopped);
    }
    progress(passages.len(), passages.len());
    let read = read(project, &options.filter);
    let tags = tags(project, &options.filter, &counts);
    let mut csv = csv::writer(out);
    csv::put(&mut csv, COLUMNS.into_iter().chain(tags.iter().map(TagId::as_str)))?;
    for id in articles(project, &options.filter, &counts) {
        let article = project.articles.get(id);
        let known =
            article.map_or([""; 3], |article| [&article.title, &article.outlet, &article.date].map(String::as_str));
        let cell = |tag| if read.contains(id) { counts.tag_in(tag, id).to_string() } else { String::new() };
        let head = [id.as_str()].into_iter().chain(known).map(str::to_owned);
        csv::put(&mut csv, head.chain(tags.iter().map(cell)))?;
    }
    Ok(csv.flush()?)
}

/// The articles that were to be looked at, then those that only passages know.
fn articles<'p>(project: &'p Project, filter: &Filter, counts: &'p Counts) -> Vec<&'p ArticleId> {
    let mut articles = articles_through(project, filter);
    articles.extend(counts.by_article.keys().filter(|id| !project.articles.contains(id)));
    articles
}

/// The tags that were asked for; where none was, also those that only passages have.
fn tags(project: &Project, filter: &Filter, counts: &Counts) -> Vec<TagId> {
    let mut tags = tags_through(project, filter);
    if filter.tags.is_empty() && filter.groups.is_empty() {
        let known: BTreeSet<TagId> = tags.iter().cloned().collect();
        tags.extend(counts.by_tag.keys().filter(|tag| !known.contains(*tag)).cloned());
    }
    tags
}

/// The articles that one of the analysts has read who were asked for: anybody, where none was.
fn read<'p>(project: &'p Project, filter: &Filter) -> BTreeSet<&'p ArticleId> {
    let mut read = BTreeSet::new();
    for (analyst, layer) in &project.layers {
        if filter.analysts.is_empty() || filter.analysts.contains(analyst) {
            let done =
                layer.statuses.iter().filter(|(_, status)| matches!(status.state, State::Done | State::Submitted));
            read.extend(done.map(|(article, _)| article));
            read.extend(layer.annotations.iter().map(|(_, annotation)| &annotation.article));
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::super::writing::ExportOptions;
    use super::*;
    use crate::analysis::samples::{self, analyst, article, tag};
    use crate::exchange::tests::exported;

    /// The fields of the article's row under these tags.
    fn check(project: &Project, filter: &Filter, id: &str, expected: &[(&str, &str)]) {
        let options = ExportOptions { filter: filter.clone(), ..ExportOptions::default() };
        let written = exported(project, &FORMAT, &options);
        let mut table = ::csv::Reader::from_reader(written.as_bytes());
        let heads = table.headers().expect("a header").clone();
        let rows: Vec<::csv::StringRecord> = table.records().collect::<Result<_, _>>().expect("a table");
        let row = rows.iter().find(|row| &row[0] == id).expect("the article");
        for (tag, expected) in expected {
            let at = heads.iter().position(|head| head == *tag).expect("the tag");
            assert_eq!(&row[at], *expected, "{id} {tag}");
        }
    }

    #[test]
    fn nothing_found_is_not_the_same_as_not_read() {
        let mut project = samples::project();
        samples::put_article(&mut project, "read", "Read", "", 2, "Nothing of note.");
        samples::put_article(&mut project, "unread", "Unread", "", 3, "Who knows.");
        samples::put_article(&mut project, "begun", "Begun", "", 4, "Who knows.");
        samples::put_status(&mut project, "ben", "read", State::Submitted);
        samples::put_status(&mut project, "ben", "begun", State::Doing);
        let all = Filter::default();
        // A parent counts what is below it.
        check(
            &project,
            &all,
            "seats",
            &[("argument/vacuum", "2"), ("argument/vacuum-china", "1"), ("organization/un", "0")],
        );
        check(&project, &all, "read", &[("argument/vacuum", "0")]);
        check(&project, &all, "unread", &[("argument/vacuum", "")]);
        check(&project, &all, "begun", &[("argument/vacuum", "")]);
        // Ana has not read it.
        let ana = Filter { analysts: [analyst("ana")].into(), ..Filter::default() };
        check(&project, &ana, "read", &[("argument/vacuum", "")]);
        check(&project, &ana, "dues", &[("argument/costs", "1")]);
    }

    #[test]
    fn what_was_not_asked_for_has_no_row_and_no_column() {
        let filter =
            Filter { tags: [tag("argument/vacuum")].into(), articles: [article("dues")].into(), ..Filter::default() };
        let options = ExportOptions { filter, ..ExportOptions::default() };
        let written = exported(&samples::project(), &FORMAT, &options);
        let mut lines = written.lines();
        assert_eq!(lines.next(), Some("article,title,outlet,date,argument/vacuum,argument/vacuum-china"));
        assert_eq!(lines.next(), Some("dues,What dues buy,Harbour Review,2026-02,1,0"));
    }
}
