//! The line of what is said of the project as a whole.

use serde::Deserialize;

use super::super::{
    fields::Fields,
    saved::Saved,
    values::{Fault, StampRecord, time, time_words},
};
use crate::model::{Only, ProjectInfo};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectRecord {
    key: String,
    title: String,
    #[serde(default)]
    note: String,
    created: String,
    #[serde(default)]
    blind: bool,
    #[serde(default)]
    changed: StampRecord,
}

impl Saved for ProjectInfo {
    const NAME: &'static str = "Project";

    type Line = ProjectRecord;

    fn read(line: ProjectRecord) -> Result<(Only, Self, StampRecord), Fault> {
        let ProjectRecord { key, title, note, created, blind, changed } = line;
        Ok((Only, Self { key, title, note, created: time(&created)?, blind }, changed))
    }

    fn write(&self, Only: &Only, line: &mut Fields<'_>) {
        let Self { key, title, note, created, blind } = self;
        line.text("key", key);
        line.text("title", title);
        line.text("note", note);
        line.text("created", &time_words(*created));
        line.word("blind", blind);
    }

    fn id(_: &str) -> Result<Only, Fault> {
        Ok(Only)
    }
}
