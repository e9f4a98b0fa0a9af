//! Records that were changed on both sides, by people or machines that did not know of each other's change: what is listed
//! to be reviewed, and the steps that decide.

use std::{collections::BTreeSet, sync::Arc};

use super::record::RecordId;
use super::{
    beside::Beside,
    edit::{Edit, Step},
    entry::Entry,
    ids::{ArticleId, TagId},
    layer::{Analyst, Subject},
    project::{Project, ProjectInfo},
    stamp::Stamp,
    table::Table,
};
use crate::text::letters::name_key;
use crate::words::brief;

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
    let edit = |info: Option<&ProjectInfo>| Some(Edit::Info(Box::new(info?.clone())));
    let present = (Some(&project.info), &project.info_changed);
    list(&mut found, || RecordId::Info, present, project.info_superseded.iter(), edit);
    table(&mut found, &project.groups, RecordId::Group, Edit::Group);
    table(&mut found, &project.articles, RecordId::Article, |id, value| Edit::Article(id, value.map(Box::new)));
    table(&mut found, &project.paragraphs, RecordId::Paragraph, Edit::Paragraph);
    table(&mut found, &project.tags, RecordId::Tag, |id, value| Edit::Tag(id, value.map(Box::new)));
    for (who, layer) in &project.layers {
        let who = || who.clone();
        let edit = |analyst: Option<&Analyst>| Some(Edit::Analyst(who(), Box::new(analyst?.clone())));
        let present = (Some(&layer.analyst), &layer.changed);
        list(&mut found, || RecordId::Analyst(who()), present, layer.superseded.iter(), edit);
        table(
            &mut found,
            &layer.annotations,
            |id| RecordId::Annotation(who(), id),
            |id, value| Edit::Annotation(who(), id, value.map(Box::new)),
        );
        table(&mut found, &layer.statuses, |id| RecordId::Status(who(), id), |id, v| Edit::Status(who(), id, v));
        table(&mut found, &layer.memos, |id| RecordId::Memo(who(), id), |id, v| Edit::Memo(who(), id, v));
        table(&mut found, &layer.splits, |id| RecordId::Split(who(), id), |id, v| Edit::Split(who(), id, v));
        table(
            &mut found,
            &layer.submissions,
            |id| RecordId::Submission(who(), id),
            |id, value| Edit::Submission(who(), id, value.map(Box::new)),
        );
        table(
            &mut found,
            &layer.placements,
            |id| RecordId::Placement(who(), id),
            |id, value| Edit::Placement(who(), id, value),
        );
        table(
            &mut found,
            &layer.decisions,
            |id| RecordId::Decision(who(), id),
            |id, value| Edit::Decision(who(), id, value.map(Box::new)),
        );
    }
    found
}

fn table<K: Ord + Clone, T: Ord + Clone>(
    found: &mut Vec<Conflict>,
    table: &Table<K, T>,
    record: impl Fn(K) -> RecordId,
    edit: impl Fn(K, Option<T>) -> Edit,
) {
    let mut ids: Vec<&K> = table.all_superseded().map(|(id, _)| id).collect();
    ids.dedup();
    for id in ids {
        let Some(present) = table.entry(id) else { continue };
        let present = (present.value.as_deref(), &present.changed);
        let edit = |value: Option<&T>| Some(edit(id.clone(), value.cloned()));
        list(found, || record(id.clone()), present, table.superseded(id), edit);
    }
}

/// Lists the record if it was changed to something different. `edit` puts a value; of a record that cannot be deleted, there
/// is none that deletes it.
fn list<'a, T: Ord + 'a>(
    found: &mut Vec<Conflict>,
    record: impl FnOnce() -> RecordId,
    present: (Option<&'a T>, &'a Stamp),
    beside: impl DoubleEndedIterator<Item = &'a Entry<T>>,
    edit: impl Fn(Option<&T>) -> Option<Edit>,
) {
    let beside = beside.rev().map(|entry| (entry.value.as_deref(), &entry.changed));
    let mut known = BTreeSet::new();
    let different = [present].into_iter().chain(beside).filter(|(value, _)| known.insert(*value));
    let version =
        |(value, changed): (Option<&T>, &Stamp)| Some(Version { edit: edit(value)?, changed: changed.clone() });
    let versions: Vec<Version> = different.filter_map(version).collect();
    if versions.len() > 1 {
        found.push(Conflict { record: record(), versions });
    }
}

impl Conflict {
    /// What the record is called, for a list and for a label.
    pub fn name(&self, project: &Project) -> String {
        match &self.record {
            RecordId::Info => "the project's title and note".to_owned(),
            RecordId::Group(id) => {
                format!("tag group “{}”", project.groups.get(id).map_or(id.as_str(), |group| &group.name))
            }
            RecordId::Article(id) => format!("article “{}”", article_title(project, id)),
            RecordId::Tag(id) => format!("tag “{}”", project.tag(id).map_or(id.as_str(), |tag| &tag.name)),
            RecordId::Paragraph(id) => {
                let words = self.versions.iter().find_map(|version| match &version.edit {
                    Edit::Paragraph(_, Some(judged)) => Some(judged.words.clone()),
                    _ => None,
                });
                let words = words.unwrap_or_default();
                format!("paragraph “{words}” of “{}”", article_title(project, &id.article))
            }
            RecordId::Analyst(id) => format!("the name of “{id}”"),
            RecordId::Annotation(..) => {
                let quote = self.versions.iter().find_map(|version| match &version.edit {
                    Edit::Annotation(_, _, Some(annotation)) => Some(brief(&annotation.quote.exact)),
                    _ => None,
                });
                format!("passage “{}”", quote.unwrap_or_default())
            }
            RecordId::Status(_, id) => format!("how far you are with “{}”", article_title(project, id)),
            RecordId::Memo(_, Subject::Project) => "the memo on the project".to_owned(),
            RecordId::Memo(_, Subject::Article(id)) => format!("the memo on “{}”", article_title(project, id)),
            RecordId::Memo(_, Subject::Tag(id)) => format!("the memo on tag “{}”", project.tag_name(id)),
            RecordId::Split(_, id) => format!("the split of tag “{}”", project.tag_name(id)),
            RecordId::Submission(_, id) => format!("what was submitted of “{}”", article_title(project, id)),
            RecordId::Placement(_, id) => format!("the place of passage {id}"),
            RecordId::Decision(_, id) => format!("decision {id}"),
        }
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

fn article_title<'a>(project: &'a Project, id: &'a ArticleId) -> &'a str {
    project.articles.get(id).map_or(id.as_str(), |article| &article.title)
}

/// What a version says, field by field, as an analyst reads it.
fn fields(project: &Project, edit: &Edit) -> Vec<(&'static str, String)> {
    let gone = || vec![("", "deleted".to_owned())];
    match edit {
        Edit::Info(info) => vec![
            ("title", info.title.clone()),
            ("note", info.note.clone()),
            ("key", info.key.clone()),
            ("blind", info.blind.to_string()),
        ],
        Edit::Group(_, Some(group)) => vec![
            ("name", group.name.clone()),
            ("stands in", group.parent.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("place", group.rank.to_string()),
        ],
        Edit::Article(_, Some(article)) => vec![
            ("title", article.title.clone()),
            ("text", article.body.fingerprint().as_str().to_owned()),
            ("outlet", article.outlet.clone()),
            ("author", article.author.clone()),
            ("date", article.date.clone()),
            ("language", article.language.clone()),
            ("link", article.link.clone()),
            ("note", article.note.clone()),
            ("source", article.source.clone()),
            ("place", article.rank.to_string()),
            ("coding of record", article.of_record.as_ref().map(ToString::to_string).unwrap_or_default()),
        ],
        Edit::Tag(_, Some(tag)) => tag_fields(project, tag),
        Edit::Paragraph(_, Some(judged)) => {
            vec![("part of the article", if judged.noise { "no" } else { "yes" }.to_owned())]
        }
        Edit::Analyst(_, analyst) => vec![("name", analyst.name.clone()), ("key", analyst.key.clone())],
        Edit::Annotation(_, _, Some(annotation)) => vec![
            ("words", annotation.quote.exact.clone()),
            ("place", format!("{:?} of {}", annotation.span.range(), annotation.text.as_str())),
            (
                "tags",
                annotation.codings.iter().map(|coding| coding_words(project, coding)).collect::<Vec<_>>().join("; "),
            ),
            ("note", annotation.note.clone()),
        ],
        Edit::Status(_, _, Some(status)) => {
            vec![("state", status.state.label().to_owned()), ("reason", status.reason.clone())]
        }
        Edit::Memo(_, _, Some(text)) => vec![("text", text.clone())],
        Edit::Split(_, _, Some(split)) => vec![
            ("into", split.into.iter().map(|tag| project.tag_name(tag)).collect::<Vec<_>>().join("; ")),
            ("looked at", split.stays.len().to_string()),
        ],
        Edit::Submission(_, _, Some(submission)) => vec![
            ("submitted", submission.at.to_string()),
            ("passages", submission.passages.len().to_string()),
            ("text", submission.text.as_str().to_owned()),
        ],
        Edit::Placement(_, _, Some(placement)) => vec![
            ("place", placement.span.map_or("nowhere".to_owned(), |span| format!("{:?}", span.range()))),
            ("text", placement.text.as_str().to_owned()),
        ],
        Edit::Decision(_, _, Some(decision)) => vec![
            ("decision", choice_words(&decision.choice)),
            ("passages", decision.result.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
            ("by", decision.by.to_string()),
            ("note", decision.note.clone()),
        ],
        Edit::Group(_, None)
        | Edit::Article(_, None)
        | Edit::Tag(_, None)
        | Edit::Paragraph(_, None)
        | Edit::Annotation(_, _, None)
        | Edit::Status(_, _, None)
        | Edit::Memo(_, _, None)
        | Edit::Split(_, _, None)
        | Edit::Submission(_, _, None)
        | Edit::Placement(_, _, None)
        | Edit::Decision(_, _, None)
        | Edit::Settle(_)
        | Edit::Reopen(..) => gone(),
    }
}

fn choice_words(choice: &super::layer::Choice) -> String {
    match choice {
        super::layer::Choice::Take(analyst) => format!("as {analyst} has it"),
        super::layer::Choice::Both => "both stand".to_owned(),
        super::layer::Choice::Overlap => "what all marked".to_owned(),
        super::layer::Choice::Union => "what any marked".to_owned(),
        super::layer::Choice::Own => "a passage of its own".to_owned(),
        super::layer::Choice::Neither => "nothing is marked".to_owned(),
    }
}

/// What a tag's definition says, field by field.
pub fn tag_fields(project: &Project, tag: &super::codebook::Tag) -> Vec<(&'static str, String)> {
    let name = |id: &Option<TagId>| id.as_ref().map(|id| project.tag_name(id)).unwrap_or_default();
    vec![
        ("name", tag.name.clone()),
        ("short name", tag.short.clone()),
        ("group", project.groups.get(&tag.group).map_or(tag.group.to_string(), |group| group.name.clone())),
        ("stands below", name(&tag.parent)),
        ("merged into", name(&tag.merged)),
        ("aliases", tag.aliases.join("; ")),
        ("definition", tag.definition.clone()),
        ("use it when", tag.use_when.clone()),
        ("do not use it when", tag.not_when.clone()),
        ("example", tag.example.clone()),
        ("near misses", tag.near.clone()),
        ("colour", tag.hue.to_string()),
        ("key", tag.key.map(String::from).unwrap_or_default()),
        ("place", tag.rank.to_string()),
    ]
}

fn coding_words(project: &Project, coding: &super::annotation::Coding) -> String {
    let names = |tags: &[TagId]| tags.iter().map(|tag| project.tag_name(tag)).collect::<Vec<_>>().join(", ");
    let mut words = project.tag_name(&coding.tag);
    for (before, tags) in [(" by ", &coding.by), (" about ", &coding.about)] {
        if !tags.is_empty() {
            words.push_str(before);
            words.push_str(&names(tags));
        }
    }
    for word in [coding.stance.map(super::annotation::Stance::word), coding.voice.map(super::annotation::Voice::word)]
        .into_iter()
        .flatten()
    {
        words.push_str(", ");
        words.push_str(word);
    }
    words
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

/// Restamps the record as one that knows the versions beside it, and lets those go; gives them back as edits.
pub(super) fn settle_in<K: Ord + Clone, T: Ord + Clone>(
    table: &mut Table<K, T>,
    id: &K,
    stamper: &mut super::stamp::Stamper,
    edit: impl Fn(K, Option<T>) -> Edit,
) -> Vec<(Edit, Stamp)> {
    let Some(entry) = table.entry(id) else { return Vec::new() };
    let beside: Vec<_> = table.superseded(id).map(|version| &version.changed).collect();
    let changed = stamper.stamp_settling(&entry.changed, &beside);
    let settled = Entry { value: entry.value.as_ref().map(Arc::clone), changed };
    table.put(id.clone(), settled);
    versions(table.forget_superseded(id), |value| Some(edit(id.clone(), value)))
}

/// Versions of a record as edits that put them, with their stamps.
pub(super) fn versions<T: Clone>(beside: Beside<T>, edit: impl Fn(Option<T>) -> Option<Edit>) -> Vec<(Edit, Stamp)> {
    let version = |entry: Entry<T>| Some((edit(entry.value.map(Arc::unwrap_or_clone))?, entry.changed));
    beside.into_versions().filter_map(version).collect()
}
