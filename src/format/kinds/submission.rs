//! The lines of what was submitted.

use serde::Deserialize;

use super::{
    super::{
        fields::Fields,
        saved::Saved,
        values::{Fault, StampRecord, fingerprint, id, span_of, time, time_words},
    },
    coding::{self, CodingRecord},
};
use crate::model::{ArticleId, Frozen, Submission};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionRecord {
    article: String,
    at: String,
    text: String,
    #[serde(default)]
    passages: Vec<FrozenRecord>,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrozenRecord {
    annotation: String,
    start: usize,
    end: usize,
    words: String,
    #[serde(default)]
    codings: Vec<CodingRecord>,
}

impl Saved for Submission {
    const NAME: &'static str = "Submission";

    type Line = SubmissionRecord;

    fn read(line: SubmissionRecord) -> Result<(ArticleId, Self, StampRecord), Fault> {
        let SubmissionRecord { article, at, text, passages, changed } = line;
        let passages = passages.into_iter().map(frozen).collect::<Result<_, _>>()?;
        Ok((id(&article)?, Self { at: time(&at)?, text: fingerprint(&text)?, passages }, changed))
    }

    fn write(&self, id: &ArticleId, line: &mut Fields<'_>) {
        let Self { at, text, passages } = self;
        line.text("article", id.as_str());
        line.text("at", &time_words(*at));
        line.text("text", text.as_str());
        line.list("passages", passages.iter(), |passage, fields| {
            let Frozen { annotation, span, words, codings } = passage;
            fields.text("annotation", &annotation.to_string());
            fields.word("start", span.start());
            fields.word("end", span.end());
            fields.text("words", words);
            coding::write(codings, fields);
        });
    }

    fn id(text: &str) -> Result<ArticleId, Fault> {
        id(text)
    }
}

fn frozen(passage: FrozenRecord) -> Result<Frozen, Fault> {
    let FrozenRecord { annotation, start, end, words, codings } = passage;
    let span = span_of(start, end, &words)?;
    let codings = codings.into_iter().map(coding::read).collect::<Result<_, _>>()?;
    Ok(Frozen { annotation: id(&annotation)?, span, words, codings })
}
