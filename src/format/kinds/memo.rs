//! The lines of memos.

use serde::Deserialize;

use super::super::{
    fields::Fields,
    saved::Saved,
    values::{Fault, StampRecord, id},
};
use crate::model::{Memo, Subject};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemoRecord {
    about: SubjectRecord,
    text: String,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
enum SubjectRecord {
    Project,
    Article(String),
    Tag(String),
}

impl Saved for Memo {
    const NAME: &'static str = "Memo";

    type Line = MemoRecord;

    fn read(line: MemoRecord) -> Result<(Subject, Self, StampRecord), Fault> {
        let MemoRecord { about, text, changed } = line;
        let about = match about {
            SubjectRecord::Project => Subject::Project,
            SubjectRecord::Article(article) => Subject::Article(id(&article)?),
            SubjectRecord::Tag(tag) => Subject::Tag(id(&tag)?),
        };
        Ok((about, Self(text), changed))
    }

    fn write(&self, id: &Subject, line: &mut Fields<'_>) {
        let Self(text) = self;
        match id {
            Subject::Project => line.word("about", "Project"),
            Subject::Article(id) => line.word("about", format_args!("Article(\"{id}\")")),
            Subject::Tag(id) => line.word("about", format_args!("Tag(\"{id}\")")),
        }
        line.text("text", text);
    }

    fn id(text: &str) -> Result<Subject, Fault> {
        match text.split_once(':') {
            None if text == "project" => Ok(Subject::Project),
            Some(("article", article)) => Ok(Subject::Article(id(article)?)),
            Some(("tag", tag)) => Ok(Subject::Tag(id(tag)?)),
            _ => Err(format!("“{text}” names no memo: it must be project, article:<id> or tag:<id>")),
        }
    }
}
