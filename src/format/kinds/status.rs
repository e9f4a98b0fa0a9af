//! The lines of how far an analyst is with an article.

use serde::Deserialize;

use super::super::{
    fields::Fields,
    saved::Saved,
    values::{Fault, StampRecord, id},
};
use crate::model::{ArticleId, State, Status};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusRecord {
    article: String,
    state: StateRecord,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
enum StateRecord {
    Todo,
    Doing,
    Done,
    Submitted,
    Excluded,
}

impl Saved for Status {
    const NAME: &'static str = "Status";

    type Line = StatusRecord;

    fn read(line: StatusRecord) -> Result<(ArticleId, Self, StampRecord), Fault> {
        let StatusRecord { article, state, reason, changed } = line;
        let state = match state {
            StateRecord::Todo => State::Todo,
            StateRecord::Doing => State::Doing,
            StateRecord::Done => State::Done,
            StateRecord::Submitted => State::Submitted,
            StateRecord::Excluded => State::Excluded,
        };
        Ok((id(&article)?, Self { state, reason }, changed))
    }

    fn write(&self, id: &ArticleId, line: &mut Fields<'_>) {
        let Self { state, reason } = self;
        line.text("article", id.as_str());
        // The names of these variants are those of the format.
        line.word("state", format_args!("{state:?}"));
        line.text("reason", reason);
    }

    fn id(text: &str) -> Result<ArticleId, Fault> {
        id(text)
    }
}
