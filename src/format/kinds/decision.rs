//! The lines of decisions.

use serde::Deserialize;

use super::super::{
    fields::Fields,
    saved::Saved,
    values::{Fault, StampRecord, fingerprint, id, ids, time, time_words},
};
use crate::model::{AnnotationId, Choice, Decision, Span};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRecord {
    id: String,
    article: String,
    text: String,
    start: usize,
    end: usize,
    of: Vec<(String, String)>,
    choice: ChoiceRecord,
    #[serde(default)]
    result: Vec<String>,
    by: String,
    at: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
enum ChoiceRecord {
    Take(String),
    Both,
    Overlap,
    Union,
    Own,
    Neither,
}

impl Saved for Decision {
    const NAME: &'static str = "Decision";

    type Line = DecisionRecord;

    fn read(line: DecisionRecord) -> Result<(AnnotationId, Self, StampRecord), Fault> {
        let DecisionRecord { id: decision, article, text, start, end, of, choice, result, by, at, note, changed } =
            line;
        let of = of.iter().map(|(analyst, annotation)| Ok((id(analyst)?, id(annotation)?)));
        let choice = match choice {
            ChoiceRecord::Take(analyst) => Choice::Take(id(&analyst)?),
            ChoiceRecord::Both => Choice::Both,
            ChoiceRecord::Overlap => Choice::Overlap,
            ChoiceRecord::Union => Choice::Union,
            ChoiceRecord::Own => Choice::Own,
            ChoiceRecord::Neither => Choice::Neither,
        };
        let value = Self {
            article: id(&article)?,
            text: fingerprint(&text)?,
            span: Span::unchecked(start..end).map_err(|error| error.to_string())?,
            of: of.collect::<Result<_, Fault>>()?,
            choice,
            result: ids(&result)?,
            by: id(&by)?,
            at: time(&at)?,
            note,
        };
        Ok((id(&decision)?, value, changed))
    }

    fn write(&self, id: &AnnotationId, line: &mut Fields<'_>) {
        let Self { article, text, span, of, choice, result, by, at, note } = self;
        line.text("id", &id.to_string());
        line.text("article", article.as_str());
        line.text("text", text.as_str());
        line.word("start", span.start());
        line.word("end", span.end());
        let of = of.iter().map(|(analyst, id)| format!("(\"{analyst}\", \"{id}\")")).collect::<Vec<_>>();
        line.word("of", format_args!("[{}]", of.join(", ")));
        match choice {
            Choice::Take(analyst) => line.word("choice", format_args!("Take(\"{analyst}\")")),
            // The names of these variants are those of the format.
            other => line.word("choice", format_args!("{other:?}")),
        }
        let result: Vec<String> = result.iter().map(ToString::to_string).collect();
        line.texts("result", result.iter().map(String::as_str));
        line.text("by", by.as_str());
        line.text("at", &time_words(*at));
        line.text("note", note);
    }

    fn id(text: &str) -> Result<AnnotationId, Fault> {
        id(text)
    }
}
