//! The lines of tags.

use serde::Deserialize;

use super::super::{
    fields::Fields,
    saved::Saved,
    values::{Fault, StampRecord, id},
};
use crate::model::{HUES, Tag, TagId};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagRecord {
    id: String,
    name: String,
    #[serde(default)]
    short: String,
    group: String,
    #[serde(default)]
    parent: Option<String>,
    #[serde(default)]
    rank: i64,
    #[serde(default)]
    hue: u8,
    #[serde(default)]
    key: Option<char>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    use_when: String,
    #[serde(default)]
    not_when: String,
    #[serde(default)]
    example: String,
    #[serde(default)]
    near: String,
    #[serde(default)]
    merged: Option<String>,
    #[serde(default)]
    changed: StampRecord,
}

impl Saved for Tag {
    const NAME: &'static str = "Tag";
    const COPIED: bool = true;

    type Line = TagRecord;

    #[rustfmt::skip]
    fn read(line: TagRecord) -> Result<(TagId, Self, StampRecord), Fault> {
        let TagRecord {
            id: tag, name, short, group, parent, rank, hue, key, aliases, definition, use_when, not_when, example, near, merged,
            changed,
        } = line;
        if hue >= HUES {
            return Err(format!("hue {hue} is none: the hues are 0 to {}", HUES - 1));
        }
        let (group, parent) = (id(&group)?, parent.as_deref().map(id).transpose()?);
        let merged = merged.as_deref().map(id).transpose()?;
        let value = Self {
            name, short, group, parent, rank, hue, key, aliases, definition, use_when, not_when, example, near, merged,
        };
        Ok((id(&tag)?, value, changed))
    }

    #[rustfmt::skip]
    fn write(&self, id: &TagId, line: &mut Fields<'_>) {
        let Self {
            name, short, group, parent, rank, hue, key, aliases, definition, use_when, not_when, example, near, merged,
        } = self;
        line.text("id", id.as_str());
        line.text("name", name);
        line.text("short", short);
        line.text("group", group.as_str());
        line.option("parent", parent.as_ref().map(TagId::as_str));
        line.word("rank", rank);
        line.word("hue", hue);
        line.character("key", *key);
        line.texts("aliases", aliases.iter().map(String::as_str));
        line.text("definition", definition);
        line.text("use_when", use_when);
        line.text("not_when", not_when);
        line.text("example", example);
        line.text("near", near);
        line.option("merged", merged.as_ref().map(TagId::as_str));
    }

    fn id(text: &str) -> Result<TagId, Fault> {
        id(text)
    }
}
