//! The lines of passages.

use serde::Deserialize;

use super::{
    super::{
        fields::Fields,
        saved::Saved,
        values::{Fault, StampRecord, fingerprint, id, known_time, known_time_words, span_of},
    },
    coding::{self, CodingRecord},
};
use crate::model::{Annotation, AnnotationId, Quote};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnotationRecord {
    id: String,
    article: String,
    text: String,
    start: usize,
    end: usize,
    /// In a superseded version it is called `words`: `quote:` stands in lines of annotations that count, nowhere else.
    #[serde(alias = "words")]
    quote: String,
    #[serde(default)]
    before: String,
    #[serde(default)]
    after: String,
    #[serde(default = "only_one")]
    nth: (u32, u32),
    #[serde(default)]
    codings: Vec<CodingRecord>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    created: String,
    #[serde(default)]
    changed: StampRecord,
}

fn only_one() -> (u32, u32) {
    (1, 1)
}

impl Saved for Annotation {
    const NAME: &'static str = "Annotation";

    type Line = AnnotationRecord;

    #[rustfmt::skip]
    fn read(line: AnnotationRecord) -> Result<(AnnotationId, Self, StampRecord), Fault> {
        let AnnotationRecord {
            id: passage, article, text, start, end, quote: exact, before, after, nth, codings, note, created, changed,
        } = line;
        let value = Self {
            article: id(&article)?,
            text: fingerprint(&text)?,
            span: span_of(start, end, &exact)?,
            quote: Quote { exact, before, after, nth },
            codings: codings.into_iter().map(coding::read).collect::<Result<_, _>>()?,
            note,
            created: known_time(&created)?,
        };
        Ok((id(&passage)?, value, changed))
    }

    fn write(&self, id: &AnnotationId, line: &mut Fields<'_>) {
        let Self { article, text, span, quote, codings, note, created } = self;
        let Quote { exact, before, after, nth: (k, n) } = quote;
        line.text("id", &id.to_string());
        line.text("article", article.as_str());
        line.text("text", text.as_str());
        line.word("start", span.start());
        line.word("end", span.end());
        line.text(if line.is_superseded { "words" } else { "quote" }, exact);
        line.text("before", before);
        line.text("after", after);
        line.word("nth", format_args!("({k}, {n})"));
        coding::write(codings, line);
        line.text("note", note);
        line.text("created", &known_time_words(*created));
    }

    fn id(text: &str) -> Result<AnnotationId, Fault> {
        id(text)
    }

    fn sort_key(&self) -> Option<(&str, usize, usize)> {
        Some((self.article.as_str(), self.span.start(), self.span.end()))
    }
}
