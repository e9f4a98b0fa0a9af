//! Passages as JSON Lines, for programs: one object a line, offsets in characters (Unicode scalar values), half-open.

use std::io::Write;

use serde::Serialize;

use super::format::{Format, Holds, Preview, Reads, Writes};
use super::parts::parts_of;
use super::writing::{Export, ExportError, LeftOut, distinct_tags, for_each_excerpt};
use crate::{
    analysis::{
        afterwards::Afterwards,
        excerpts::{Excerpt, ExcerptCoding},
    },
    model::{Stance, TagId, Voice},
};

/// The format.
pub const FORMAT: Format = Format {
    name: "jsonl",
    ending: "jsonl",
    title: "JSON Lines",
    carries: "passages with all of their codings, one JSON object a line, for programs",
    lacks: parts_of!(
        Texts Uncoded Languages Links ArticleNotes Files Definitions Uses Colours Groups Tree ShortNames Keys Title
        ProjectNote Memos Splits Progress Settled Noise
    ),
    limits: "",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: false,
    has_mark: false,
    preview: Preview::AsItIs,
    write: Writes::By(|export, out| write(export, out).map(|()| LeftOut::default())),
    read: Reads::Not,
};

/// A line. The order of the fields is that of `docs/FORMAT.md` and stays.
#[derive(Serialize)]
struct Line<'e> {
    id: String,
    article: &'e str,
    title: &'e str,
    /// Null where the passage does not stand in the text as it is now.
    start: Option<usize>,
    end: Option<usize>,
    quote: &'e str,
    tags: Vec<String>,
    codings: Vec<LineCoding<'e>>,
    outlet: &'e str,
    author: &'e str,
    date: &'e str,
    sentence: &'e str,
    note: &'e str,
    analyst: &'e str,
    /// Null where nobody knows.
    created: Option<String>,
    modified: Option<String>,
    /// Null where it is as it was submitted, or nothing was.
    afterwards: Option<&'static str>,
    /// The words as they were marked, where the text was changed since.
    marked: &'e str,
}

#[derive(Serialize)]
struct LineCoding<'e> {
    tag: String,
    name: &'e str,
    by: Vec<String>,
    about: Vec<String>,
    stance: Option<&'static str>,
    voice: Option<&'static str>,
}

/// Writes passages in the order given, one a line.
///
/// # Errors
/// The writer's, or the export was stopped.
pub fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    for_each_excerpt(export, |excerpt| {
        serde_json::to_writer(&mut *out, &line(excerpt)).map_err(std::io::Error::from)?;
        Ok(out.write_all(b"\n")?)
    })?;
    Ok(out.flush()?)
}

fn line<'e>(excerpt: &'e Excerpt<'_>) -> Line<'e> {
    let article = excerpt.article;
    Line {
        id: excerpt.id.to_string(),
        article: excerpt.annotation.article.as_str(),
        title: article.map_or("", |article| &article.title),
        start: excerpt.place.map(|(start, _)| start),
        end: excerpt.place.map(|(_, end)| end),
        quote: excerpt.words,
        tags: ids(&distinct_tags(excerpt)),
        codings: excerpt.codings.iter().map(coding).collect(),
        outlet: article.map_or("", |article| &article.outlet),
        author: article.map_or("", |article| &article.author),
        date: article.map_or("", |article| &article.date),
        sentence: excerpt.sentence,
        note: &excerpt.annotation.note,
        analyst: excerpt.analyst.as_str(),
        created: excerpt.created.map(|time| time.to_string()),
        modified: excerpt.modified.map(|time| time.to_string()),
        afterwards: excerpt.afterwards.map(Afterwards::word),
        marked: &excerpt.annotation.quote.exact,
    }
}

fn coding<'e>(coding: &'e ExcerptCoding<'_>) -> LineCoding<'e> {
    LineCoding {
        tag: coding.tag.to_string(),
        name: coding.name,
        by: ids(&coding.by),
        about: ids(&coding.about),
        stance: coding.coding.stance.map(Stance::word),
        voice: coding.coding.voice.map(Voice::word),
    }
}

fn ids(tags: &[TagId]) -> Vec<String> {
    tags.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::writing::ExportOptions, FORMAT};
    use crate::analysis::samples;
    use crate::exchange::tests::exported;

    proptest! {
        #[test]
        fn offsets_are_those_of_the_characters(head in "[aé\n👩字\u{301}]{0,20}", quote in "[bé\n\"👍🏽ש\u{2028}]{1,9}") {
            let text = format!("{head}{quote} and so on");
            let mut project = samples::codebook();
            samples::put_article(&mut project, "a", "T", "", 0, &text);
            samples::put_layer(&mut project, "ana", "Ana");
            samples::put_passage(&mut project, "ana", 1, "a", &quote, &[]);
            let jsonl = exported(&project, &FORMAT, &ExportOptions::default());
            prop_assert_eq!(jsonl.matches('\n').count(), 1);
            let line: serde_json::Value = serde_json::from_str(&jsonl).expect("JSON");
            let offset = |name: &str| line[name].as_u64().and_then(|n| usize::try_from(n).ok()).expect("an offset");
            let found: String = text.chars().skip(offset("start")).take(offset("end") - offset("start")).collect();
            prop_assert_eq!(Some(found.as_str()), line["quote"].as_str());
            prop_assert_eq!(found, quote);
        }
    }

    #[test]
    fn a_lost_passage_has_no_offsets() {
        let mut project = samples::project();
        samples::put_article(&mut project, "dues", "What dues buy", "", 1, "All is new.");
        let jsonl = exported(&project, &FORMAT, &ExportOptions::default());
        let lost = jsonl.lines().find(|line| line.contains("\"small\"")).expect("the passage");
        assert!(lost.contains("\"start\":null,\"end\":null,\"quote\":\"small\""), "{lost}");
    }
}
