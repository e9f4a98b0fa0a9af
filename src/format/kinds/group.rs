//! The lines of groups.

use serde::Deserialize;

use super::super::{
    fields::Fields,
    saved::Saved,
    values::{Fault, StampRecord, id},
};
use crate::model::{Group, GroupId};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRecord {
    id: String,
    name: String,
    #[serde(default)]
    parent: Option<String>,
    #[serde(default)]
    rank: i64,
    #[serde(default)]
    changed: StampRecord,
}

impl Saved for Group {
    const NAME: &'static str = "Group";
    const COPIED: bool = true;

    type Line = GroupRecord;

    fn read(line: GroupRecord) -> Result<(GroupId, Self, StampRecord), Fault> {
        let GroupRecord { id: group, name, parent, rank, changed } = line;
        let parent = parent.as_deref().map(id).transpose()?;
        Ok((id(&group)?, Self { name, parent, rank }, changed))
    }

    fn write(&self, id: &GroupId, line: &mut Fields<'_>) {
        let Self { name, parent, rank } = self;
        line.text("id", id.as_str());
        line.text("name", name);
        line.option("parent", parent.as_ref().map(GroupId::as_str));
        line.word("rank", rank);
    }

    fn id(text: &str) -> Result<GroupId, Fault> {
        id(text)
    }
}
