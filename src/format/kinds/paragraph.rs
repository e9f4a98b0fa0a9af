//! The lines of what was said of paragraphs.

use serde::Deserialize;

use super::super::{
    fields::Fields,
    saved::Saved,
    values::{Fault, StampRecord, fingerprint, id},
};
use crate::model::{Judged, ParagraphId};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParagraphRecord {
    article: String,
    text: String,
    #[serde(default = "first")]
    nth: u32,
    #[serde(default)]
    words: String,
    noise: bool,
    #[serde(default)]
    changed: StampRecord,
}

fn first() -> u32 {
    1
}

impl Saved for Judged {
    const NAME: &'static str = "Paragraph";

    type Line = ParagraphRecord;

    fn read(line: ParagraphRecord) -> Result<(ParagraphId, Self, StampRecord), Fault> {
        let ParagraphRecord { article, text, nth, words, noise, changed } = line;
        let paragraph = ParagraphId { article: id(&article)?, words: fingerprint(&text)?, nth };
        Ok((paragraph, Self { words, noise }, changed))
    }

    fn write(&self, id: &ParagraphId, line: &mut Fields<'_>) {
        let Self { words, noise } = self;
        line.text("article", id.article.as_str());
        line.text("text", id.words.as_str());
        line.word("nth", id.nth);
        line.text("words", words);
        line.word("noise", noise);
    }

    fn id(text: &str) -> Result<ParagraphId, Fault> {
        ParagraphId::parse(text).map_err(|error| error.to_string())
    }
}
