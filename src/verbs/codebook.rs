//! Growing the codebook: adding, changing, moving, merging and deleting tags and groups.

use std::{collections::BTreeMap, sync::Arc};

use super::{making::next_rank, passages};
use crate::model::{
    AnalystId, AnnotationId, ArticleId, Edit, EditError, Group, GroupId, HUES, Only, Place, Project, ProjectInfo,
    Stamper, Step, Tag, TagId, slug, unique_slug,
};
use crate::text::letters::name_key;
use crate::words::{counted, cut};

/// How much of a passage's words is shown where a tag of it is deleted or merged, in characters.
const QUOTED: usize = 200;

/// What deleting or merging a tag does to passages, to be shown before it is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// One's own passages with the tag: where, and the first words.
    pub own: Vec<(AnnotationId, ArticleId, String)>,
    /// Of these, how many would have no tag left.
    pub left_untagged: usize,
    /// Others' passages with it: their files are not written; they show the tag's id, or the tag merged into.
    pub others: BTreeMap<AnalystId, usize>,
    /// Tags below it in the tree, which move up one level.
    pub children: Vec<TagId>,
}

/// What has the tag `id` now.
pub fn fate(project: &Project, analyst: &AnalystId, id: &TagId) -> Fate {
    let mut fate = Fate::default();
    for (whose, annotation_id, annotation) in project.annotations() {
        if !annotation.codings.iter().any(|coding| coding.tag == *id || project.resolve(&coding.tag) == *id) {
            continue;
        }
        if whose == analyst {
            fate.own.push((*annotation_id, annotation.article.clone(), cut(&annotation.quote.exact, QUOTED)));
            fate.left_untagged += usize::from(annotation.codings.len() == 1);
        } else {
            *fate.others.entry(whose.clone()).or_default() += 1;
        }
    }
    fate.children = children(project, id);
    fate
}

fn children(project: &Project, id: &TagId) -> Vec<TagId> {
    project.tags.iter().filter(|(_, tag)| tag.parent.as_ref() == Some(id)).map(|(child, _)| child.clone()).collect()
}

/// An id for a new tag called `name` in `group`: never one that was used before.
///
/// # Errors
/// The group's id and the name give no valid id.
pub fn new_tag_id(project: &Project, group: &GroupId, name: &str) -> Result<TagId, EditError> {
    let taken =
        |candidate: &str| TagId::new(candidate).is_ok_and(|id| project.tags.knows(&id) || project.tag(&id).is_some());
    let id = unique_slug(format!("{group}/{}", slug(name, "tag")), taken);
    TagId::new(&id).map_err(|error| EditError::Refused(error.to_string()))
}

/// The hue that the group's tags use least; a family of hues that the group has already is kept to.
pub fn free_hue(project: &Project, group: &GroupId) -> u8 {
    let mut used = UsedHues::default();
    project.tags.iter().filter(|(_, tag)| tag.group == *group).for_each(|(_, tag)| used.note(tag));
    used.free(group)
}

/// How many tags of each group have each hue, for many tags that are made at once.
#[derive(Clone, Debug, Default)]
pub struct UsedHues(BTreeMap<GroupId, [usize; HUES as usize]>);

impl UsedHues {
    /// Those of the codebook.
    pub fn of(project: &Project) -> Self {
        let mut used = Self::default();
        project.tags.iter().for_each(|(_, tag)| used.note(tag));
        used
    }

    /// Counts a tag. What stands below another has that one's hue.
    pub fn note(&mut self, tag: &Tag) {
        if tag.parent.is_none() {
            self.0.entry(tag.group.clone()).or_default()[usize::from(tag.hue % HUES)] += 1;
        }
    }

    /// As [`free_hue`].
    pub fn free(&self, group: &GroupId) -> u8 {
        let used = self.0.get(group).copied().unwrap_or_default();
        // A group of many tags in one or two hues (organizations) is a family: stay in it.
        let (distinct, all) = (used.iter().filter(|n| **n > 0).count(), used.iter().sum::<usize>());
        let is_family = all >= 4 && distinct <= 2;
        let pick = (0..HUES).min_by_key(|hue| {
            let n = used[usize::from(*hue)];
            if is_family { (usize::MAX - n, *hue) } else { (n, *hue) }
        });
        pick.unwrap_or(0)
    }
}

/// Adds a tag at the end of its siblings.
///
/// # Errors
/// An empty name, one that is there already, an unknown group or parent.
pub fn add_tag(project: &Project, id: &TagId, tag: Tag) -> Result<Step, EditError> {
    check_name(project, id, &tag)?;
    let rank = next_rank(&project.tags, |other| {
        (other.group == tag.group && other.parent == tag.parent).then_some(other.rank)
    });
    let label = format!("new tag “{}”", tag.name);
    let tag = Tag { rank, ..tag };
    Ok(Step::new(label, vec![Edit::Tag(id.clone(), Some(Arc::new(tag)))]).at(Some(Place::Tag(id.clone()))))
}

/// The project with these new tags, each with its id, group and name, and the steps that make them, for a step that goes on with them.
///
/// # Errors
/// A name that is empty, or that another tag of the group has.
pub fn with_new_tags<'a>(
    project: &Project,
    tags: impl IntoIterator<Item = (TagId, GroupId, &'a str)>,
) -> Result<(Project, Vec<Step>), EditError> {
    let (mut project, mut steps) = (project.clone(), Vec::new());
    for (id, group, name) in tags {
        let tag = Tag { hue: free_hue(&project, &group), ..Tag::named(name, group) };
        let step = add_tag(&project, &id, tag)?;
        project.apply(&step, &mut Stamper::new(""))?;
        steps.push(step);
    }
    Ok((project, steps))
}

/// Puts a changed tag in the place of what it was. A key that another tag has is taken from that one.
///
/// # Errors
/// No such tag, an empty name or one that another tag of the group has.
pub fn edit_tag(project: &Project, id: &TagId, tag: Tag) -> Result<Step, EditError> {
    let old = project.tags.get(id).ok_or_else(|| EditError::NoTag(id.clone()))?;
    check_name(project, id, &tag)?;
    let label = if old.name == tag.name {
        format!("change tag “{}”", tag.name)
    } else {
        format!("rename tag “{}” to “{}”", old.name, tag.name)
    };
    let mut edits = Vec::new();
    if let Some(key) = tag.key {
        for (other, holder) in project.tags.iter().filter(|(other, holder)| *other != id && holder.key == Some(key)) {
            edits.push(Edit::Tag(other.clone(), Some(Arc::new(Tag { key: None, ..holder.clone() }))));
        }
    }
    edits.push(Edit::Tag(id.clone(), Some(Arc::new(tag))));
    Ok(Step::new(label, edits).at(Some(Place::Tag(id.clone()))))
}

/// Gives a tag another name. Its id stays.
///
/// # Errors
/// As [`edit_tag`].
pub fn rename_tag(project: &Project, id: &TagId, name: &str) -> Result<Step, EditError> {
    let tag = project.tags.get(id).ok_or_else(|| EditError::NoTag(id.clone()))?.clone();
    edit_tag(project, id, Tag { name: name.trim().to_owned(), ..tag })
}

fn check_name(project: &Project, id: &TagId, tag: &Tag) -> Result<(), EditError> {
    if tag.name.trim().is_empty() {
        return Err(EditError::Refused("a tag needs a name".to_owned()));
    }
    let same = |other: &Tag| other.group == tag.group && name_key(&other.name) == name_key(&tag.name);
    match project.usable_tags().find(|(other, present)| *other != id && same(present)) {
        Some((_, present)) => {
            Err(EditError::Refused(format!("there is a tag “{}” in this group already", present.name)))
        }
        None => Ok(()),
    }
}

/// Moves a tag (and what is below it) into a group, below a parent, to a place among the siblings there.
///
/// # Errors
/// Below itself; an unknown tag, group or parent.
pub fn move_tag(
    project: &Project,
    id: &TagId,
    group: &GroupId,
    parent: Option<&TagId>,
    place: usize,
) -> Result<Step, EditError> {
    let tag = project.tags.get(id).ok_or_else(|| EditError::NoTag(id.clone()))?;
    if parent.is_some_and(|parent| project.ancestry(parent).contains(id)) {
        return Err(EditError::Cycle(tag.name.clone()));
    }
    let mut siblings = siblings(project, group, parent);
    siblings.retain(|sibling| sibling != id);
    siblings.insert(place.min(siblings.len()), id.clone());
    let mut edits = Vec::new();
    if tag.group != *group {
        for below in project.with_descendants(id).into_iter().filter(|below| below != id) {
            if let Some(child) = project.tags.get(&below) {
                edits.push(Edit::Tag(below, Some(Arc::new(Tag { group: group.clone(), ..child.clone() }))));
            }
        }
    }
    for (rank, sibling) in (0_i64..).zip(&siblings) {
        let Some(present) = project.tags.get(sibling) else {
            continue;
        };
        let mut moved = Tag { rank, ..present.clone() };
        if sibling == id {
            moved.group = group.clone();
            moved.parent = parent.cloned();
        }
        if moved != *present {
            edits.push(Edit::Tag(sibling.clone(), Some(Arc::new(moved))));
        }
    }
    if edits.is_empty() {
        return Err(EditError::Refused("it stands there already".to_owned()));
    }
    Ok(Step::new(format!("move tag “{}”", tag.name), edits).at(Some(Place::Tag(id.clone()))))
}

/// The tags directly below `parent` in `group`, in their order.
pub fn siblings(project: &Project, group: &GroupId, parent: Option<&TagId>) -> Vec<TagId> {
    let mut found: Vec<_> = project
        .usable_tags()
        .filter(|(_, tag)| tag.group == *group && tag.parent.as_ref() == parent)
        .map(|(id, tag)| (tag.rank, id.clone()))
        .collect();
    found.sort();
    found.into_iter().map(|(_, id)| id).collect()
}

/// Puts the tags of every level of a group in order of their names.
///
/// # Errors
/// They are in that order already.
pub fn sort_tags(project: &Project, group: &GroupId) -> Result<Step, EditError> {
    let mut tags: Vec<_> = project.usable_tags().filter(|(_, tag)| tag.group == *group).collect();
    tags.sort_by_key(|(_, tag)| tag.name.to_lowercase());
    let mut next: BTreeMap<Option<&TagId>, i64> = BTreeMap::new();
    let mut edits = Vec::new();
    for (id, tag) in tags {
        let rank = next.entry(tag.parent.as_ref()).or_default();
        if tag.rank != *rank {
            edits.push(Edit::Tag(id.clone(), Some(Arc::new(Tag { rank: *rank, ..tag.clone() }))));
        }
        *rank += 1;
    }
    if edits.is_empty() {
        return Err(EditError::Refused("they are in this order already".to_owned()));
    }
    Ok(Step::new("sort tags by name", edits))
}

/// Merges a tag into another: passages keep their lines, the tag points to the other from now on.
///
/// Children move below the other tag; its name becomes an alias there, so that it is still found.
///
/// # Errors
/// Unknown tags, the same tag, or one that stands below it.
pub fn merge_tag(project: &Project, id: &TagId, into: &TagId) -> Result<Step, EditError> {
    let tag = project.tags.get(id).ok_or_else(|| EditError::NoTag(id.clone()))?;
    let target = project.tags.get(into).ok_or_else(|| EditError::NoTag(into.clone()))?;
    if project.resolve(into) == *id || project.ancestry(into).contains(id) {
        return Err(EditError::Cycle(tag.name.clone()));
    }
    let mut edits = Vec::new();
    for child in children(project, id) {
        if let Some(present) = project.tags.get(&child) {
            let moved = Tag { parent: Some(into.clone()), group: target.group.clone(), ..present.clone() };
            edits.push(Edit::Tag(child, Some(Arc::new(moved))));
        }
    }
    let mut aliases = target.aliases.clone();
    for name in [&tag.name].into_iter().chain(&tag.aliases) {
        if !aliases.contains(name) && *name != target.name {
            aliases.push(name.clone());
        }
    }
    edits.push(Edit::Tag(into.clone(), Some(Arc::new(Tag { aliases, ..target.clone() }))));
    edits.push(Edit::Tag(id.clone(), Some(Arc::new(Tag { merged: Some(into.clone()), key: None, ..tag.clone() }))));
    let label = format!("merge tag “{}” into “{}”", tag.name, target.name);
    Ok(Step::new(label, edits).at(Some(Place::Tag(into.clone()))))
}

/// Deletes a tag and takes it off one's own passages; who says it and about whom lose it too. Children move up.
///
/// # Errors
/// No such tag.
pub fn delete_tag(project: &Project, analyst: &AnalystId, id: &TagId) -> Result<Step, EditError> {
    let tag = project.tags.get(id).ok_or_else(|| EditError::NoTag(id.clone()))?;
    let mut edits = Vec::new();
    if let Some(layer) = project.layer(analyst) {
        for (annotation_id, annotation) in layer.annotations.iter() {
            let mut changed = annotation.clone();
            passages::change_codings(project, &mut changed.codings, &passages::Codings::Remove(id.clone()));
            for coding in &mut changed.codings {
                coding.by.retain(|by| by != id);
                coding.about.retain(|about| about != id);
            }
            if changed != *annotation {
                edits.push(Edit::Annotation(analyst.clone(), *annotation_id, Some(Arc::new(changed))));
            }
        }
    }
    let losing = edits.len();
    let merged = merged_into(project, id);
    for (other, present) in project.tags.iter().filter(|(other, _)| *other != id) {
        let mut changed = present.clone();
        if present.parent.as_ref().is_some_and(|parent| parent == id || merged.contains(parent)) {
            changed.parent.clone_from(&tag.parent);
        }
        // The tag stood between another and what both were merged into.
        if present.merged.as_ref() == Some(id) && tag.merged.is_some() {
            changed.merged.clone_from(&tag.merged);
        }
        if changed != *present {
            edits.push(Edit::Tag(other.clone(), Some(Arc::new(changed))));
        }
    }
    // Tags merged into this one go with it: they stood for it.
    edits.extend(merged.into_iter().chain([id.clone()]).map(|gone| Edit::Tag(gone, None)));
    Ok(Step::new(format!("delete tag “{}” ({})", tag.name, counted(losing, "passage")), edits)
        .at(Some(Place::Tag(id.clone()))))
}

/// The tags merged into `id`, also by way of others: those first that point to others, so that taking the deletions back
/// one by one finds each of them in place.
fn merged_into(project: &Project, id: &TagId) -> Vec<TagId> {
    let next = |tag: &TagId| project.tags.get(tag).and_then(|tag| tag.merged.clone());
    let steps = |tag: &TagId| {
        let path = std::iter::successors(Some(tag.clone()), next).take(project.tags.len());
        path.take_while(|at| at != id).count()
    };
    let mut merged: Vec<TagId> = project
        .tags
        .iter()
        .filter(|(other, tag)| tag.merged.is_some() && *other != id && project.resolve(other) == *id)
        .map(|(other, _)| other.clone())
        .collect();
    merged.sort_by_key(|other| std::cmp::Reverse(steps(other)));
    merged
}

/// Adds a group of tags.
///
/// # Errors
/// An empty name, or one that a group has already.
pub fn add_group(project: &Project, name: &str, parent: Option<GroupId>) -> Result<Step, EditError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(EditError::Refused("a tag group needs a name".to_owned()));
    }
    if project.groups.iter().any(|(_, group)| name_key(&group.name) == name_key(name)) {
        return Err(EditError::Refused(format!("there is a tag group “{name}” already")));
    }
    let taken = |candidate: &str| GroupId::new(candidate).is_ok_and(|id| project.groups.knows(&id));
    let id = GroupId::new(&unique_slug(slug(name, "group"), taken)).map_err(|e| EditError::Refused(e.to_string()))?;
    let rank = next_rank(&project.groups, |group| (group.parent == parent).then_some(group.rank));
    let group = Group { name: name.to_owned(), parent, rank };
    Ok(Step::new(format!("new tag group “{name}”"), vec![Edit::Group(id, Some(Arc::new(group)))]))
}

/// Changes a group's name or place.
///
/// # Errors
/// No such group, or no name.
pub fn edit_group(project: &Project, id: &GroupId, group: Group) -> Result<Step, EditError> {
    if !project.groups.contains(id) {
        return Err(EditError::NoGroup(id.clone()));
    }
    if group.name.trim().is_empty() {
        return Err(EditError::Refused("a tag group needs a name".to_owned()));
    }
    Ok(Step::new(format!("change tag group “{}”", group.name), vec![Edit::Group(id.clone(), Some(Arc::new(group)))]))
}

/// Deletes a group that no tag and no group stands in any more. Tags of it that were merged into others go to the group
/// of what they stand for, so that they keep one.
///
/// # Errors
/// Something stands in it.
pub fn delete_group(project: &Project, id: &GroupId) -> Result<Step, EditError> {
    let group = project.groups.get(id).ok_or_else(|| EditError::NoGroup(id.clone()))?;
    let tags = project.usable_tags().filter(|(_, tag)| tag.group == *id).count();
    let groups = project.groups.iter().filter(|(_, other)| other.parent.as_ref() == Some(id)).count();
    if tags + groups > 0 {
        let what = counted(tags + groups, "tag or group");
        return Err(EditError::Refused(format!("“{}” still has {what}: move or delete them first", group.name)));
    }
    let merged = project.tags.iter().filter(|(_, tag)| tag.group == *id);
    let mut edits: Vec<Edit> = merged
        .filter_map(|(merged, tag)| {
            let group = project.tag(&project.resolve(merged))?.group.clone();
            (group != *id && project.groups.contains(&group))
                .then(|| Edit::Tag(merged.clone(), Some(Arc::new(Tag { group, ..tag.clone() }))))
        })
        .collect();
    edits.push(Edit::Group(id.clone(), None));
    Ok(Step::new(format!("delete tag group “{}”", group.name), edits))
}

/// Changes the project's title or note.
///
/// # Errors
/// No title.
pub fn edit_info(project: &Project, title: &str, note: &str) -> Result<Step, EditError> {
    if title.trim().is_empty() {
        return Err(EditError::Refused("a project needs a title".to_owned()));
    }
    let info = ProjectInfo { title: title.trim().to_owned(), note: note.to_owned(), ..project.info().clone() };
    Ok(Step::new("change the project's title or note", vec![Edit::Project(Only, Some(Arc::new(info)))]))
}

/// Whether everybody works without seeing the others' coding of an article before submitting one's own.
pub fn set_blind(project: &Project, blind: bool) -> Step {
    let info = ProjectInfo { blind, ..project.info().clone() };
    Step::new(if blind { "work blind" } else { "end blind work" }, vec![Edit::Project(Only, Some(Arc::new(info)))])
}
