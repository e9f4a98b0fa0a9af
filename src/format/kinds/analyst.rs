//! The line of whose a layer is.

use serde::Deserialize;

use super::super::{
    fields::Fields,
    saved::Saved,
    values::{Fault, StampRecord, id, known_time, known_time_words},
};
use crate::model::{Analyst, AnalystId};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalystRecord {
    id: String,
    key: String,
    name: String,
    #[serde(default)]
    created: String,
    #[serde(default)]
    changed: StampRecord,
}

impl Saved for Analyst {
    const NAME: &'static str = "Analyst";

    type Line = AnalystRecord;

    fn read(line: AnalystRecord) -> Result<(AnalystId, Self, StampRecord), Fault> {
        let AnalystRecord { id: analyst, key, name, created, changed } = line;
        Ok((id(&analyst)?, Self { key, name, created: known_time(&created)? }, changed))
    }

    fn write(&self, id: &AnalystId, line: &mut Fields<'_>) {
        let Self { key, name, created } = self;
        line.text("id", id.as_str());
        line.text("key", key);
        line.text("name", name);
        line.text("created", &known_time_words(*created));
    }

    fn id(text: &str) -> Result<AnalystId, Fault> {
        id(text)
    }
}
