//! Records that were changed on both sides, by people or machines that did not know of each other's change: what is listed
//! to be reviewed, and the steps that decide.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    edit::{Edit, Step},
    entry::Entry,
    ids::TagId,
    kept::Kept,
    kinds::{RecordId, value},
    project::Project,
    rules::Rules,
    stamp::Stamp,
    table::Table,
};
use crate::text::letters::name_key;

/// A record that was changed on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub record: RecordId,
    /// The one that counts first, then the later ones first.
    pub versions: Vec<Version>,
}

/// What a record was changed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Puts it.
    pub edit: Edit,
    pub changed: Stamp,
}

/// All records that were changed on both sides to something different. Those that were changed to the same are none.
pub fn conflicts(project: &Project) -> Vec<Conflict> {
    let mut found = Vec::new();
    each_table!(project, |whose, table| list(&mut found, table, whose));
    found
}

/// Lists the records of a table that were changed to something different.
fn list<T: Kept>(found: &mut Vec<Conflict>, table: &Table<T::Id, T>, whose: &T::Whose) {
    let mut ids: Vec<&T::Id> = table.all_superseded().map(|(id, _)| id).collect();
    ids.dedup();
    for id in ids {
        let mut known = BTreeSet::new();
        let all = table.entry(id).into_iter().chain(table.superseded(id).rev());
        let different = all.filter(|version| known.insert(version.value.as_deref()));
        // What always stays is not deleted by any version.
        let different = different.filter(|version| version.value.is_some() || !T::STAYS);
        let version = |version: &Entry<T>| Version {
            edit: T::edit(whose, id.clone(), version.value.clone()),
            changed: version.changed.clone(),
        };
        let versions: Vec<Version> = different.map(version).collect();
        if versions.len() > 1 {
            found.push(Conflict { record: T::record(whose, id.clone()), versions });
        }
    }
}

impl Conflict {
    /// What the record is called, for a list and for a label.
    pub fn name(&self, project: &Project) -> String {
        on_record!(&self.record, |T, _whose, id| self.name_of::<T>(id, project))
    }

    fn name_of<T: Rules>(&self, id: &T::Id, project: &Project) -> String {
        let values: Vec<Arc<T>> = self.versions.iter().filter_map(|version| T::value(&version.edit)).collect();
        T::name(id, &values.iter().map(|value| &**value).collect::<Vec<_>>(), project)
    }

    /// What differs between the versions: for each of them the fields that are not the same in all, with what they say.
    pub fn differences(&self, project: &Project) -> Vec<Vec<(&'static str, String)>> {
        let all: Vec<Vec<(&'static str, String)>> =
            self.versions.iter().map(|version| fields(project, &version.edit)).collect();
        let is_in_all = |field: &&(&'static str, String)| all.iter().all(|version| version.contains(field));
        let same: Vec<_> = all.first().into_iter().flatten().filter(is_in_all).collect();
        all.iter().map(|version| version.iter().filter(|field| !same.contains(field)).cloned().collect()).collect()
    }

    /// The step that settles it for the version `n` (0: as it is). `None` where there is no such version.
    pub fn settle(&self, project: &Project, n: usize) -> Option<Step> {
        let version = self.versions.get(n)?;
        let settled = Edit::Settle(self.record.clone());
        let edits = if n == 0 { vec![settled] } else { vec![version.edit.clone(), settled] };
        Some(Step::new(format!("decide on {}", self.name(project)), edits))
    }
}

/// What a version says, field by field, as an analyst reads it.
fn fields(project: &Project, edit: &Edit) -> Vec<(&'static str, String)> {
    let said = on_edit!(edit, |_whose, _id, value| value.as_ref().map(|value| value.fields(project)),
        Edit::Settle(_) | Edit::Reopen(..) => None);
    said.unwrap_or_else(|| vec![("", "deleted".to_owned())])
}

/// Live tags of one group that have the same name, each pair as (the smaller id, the other): perhaps made twice.
pub fn tags_of_one_name(project: &Project) -> Vec<(TagId, TagId)> {
    let mut names = std::collections::BTreeMap::new();
    let mut pairs = Vec::new();
    for (id, tag) in project.usable_tags() {
        match names.entry((tag.group.clone(), name_key(&tag.name))) {
            std::collections::btree_map::Entry::Vacant(place) => drop(place.insert(id)),
            std::collections::btree_map::Entry::Occupied(first) => pairs.push(((*first.get()).clone(), id.clone())),
        }
    }
    pairs
}
