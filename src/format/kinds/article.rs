//! The lines of articles. The text itself stands in a file of its own.

use serde::Deserialize;

use super::super::{
    fields::Fields,
    saved::Saved,
    values::{Fault, StampRecord, fingerprint, id},
};
use crate::model::{AnalystId, Article, ArticleId, Body};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleRecord {
    id: String,
    title: String,
    text: String,
    bytes: usize,
    #[serde(default)]
    outlet: String,
    #[serde(default)]
    author: String,
    #[serde(default)]
    date: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    link: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    rank: i64,
    #[serde(default)]
    of_record: Option<String>,
    #[serde(default)]
    changed: StampRecord,
}

impl Saved for Article {
    const NAME: &'static str = "Article";
    const COPIED: bool = true;

    type Line = ArticleRecord;

    #[rustfmt::skip]
    fn read(line: ArticleRecord) -> Result<(ArticleId, Self, StampRecord), Fault> {
        let ArticleRecord {
            id: article, title, text, bytes, outlet, author, date, language, link, note, source, rank, of_record, changed,
        } = line;
        let body = Body::missing(fingerprint(&text)?, bytes);
        let of_record = of_record.as_deref().map(id).transpose()?;
        let value = Self { title, body, outlet, author, date, language, link, note, source, rank, of_record };
        Ok((id(&article)?, value, changed))
    }

    fn write(&self, id: &ArticleId, line: &mut Fields<'_>) {
        let Self { title, body, outlet, author, date, language, link, note, source, rank, of_record } = self;
        line.text("id", id.as_str());
        line.text("title", title);
        line.text("text", body.fingerprint().as_str());
        line.word("bytes", body.bytes());
        line.text("outlet", outlet);
        line.text("author", author);
        line.text("date", date);
        line.text("language", language);
        line.text("link", link);
        line.text("note", note);
        line.text("source", source);
        line.word("rank", rank);
        line.option("of_record", of_record.as_ref().map(AnalystId::as_str));
    }

    fn id(text: &str) -> Result<ArticleId, Fault> {
        id(text)
    }
}
