//! The lines of tags that are being split.

use serde::Deserialize;

use super::super::{
    fields::Fields,
    saved::Saved,
    values::{Fault, StampRecord, id, ids},
};
use crate::model::{Split, TagId};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitRecord {
    tag: String,
    #[serde(default)]
    into: Vec<String>,
    #[serde(default)]
    stays: Vec<String>,
    #[serde(default)]
    changed: StampRecord,
}

impl Saved for Split {
    const NAME: &'static str = "Split";

    type Line = SplitRecord;

    fn read(line: SplitRecord) -> Result<(TagId, Self, StampRecord), Fault> {
        let SplitRecord { tag, into, stays, changed } = line;
        Ok((id(&tag)?, Self { into: ids(&into)?, stays: ids(&stays)? }, changed))
    }

    fn write(&self, id: &TagId, line: &mut Fields<'_>) {
        let Self { into, stays } = self;
        line.text("tag", id.as_str());
        line.texts("into", into.iter().map(TagId::as_str));
        let stays: Vec<String> = stays.iter().map(ToString::to_string).collect();
        line.texts("stays", stays.iter().map(String::as_str));
    }

    fn id(text: &str) -> Result<TagId, Fault> {
        id(text)
    }
}
