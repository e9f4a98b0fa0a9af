//! Codes of another program as tags: those that the codebook has are found by their names, the others are added.

use std::{collections::BTreeMap, iter, sync::Arc};

use super::Code;
use crate::model::{
    Edit, Entry, Group, GroupId, Project, Stamp, Tag, TagId, hues, slug, unique_slug,
    verbs::{free_hue, new_tag_id},
};

/// What codes became.
#[derive(Debug, Default)]
pub(super) struct Codes {
    /// For each code its tag; a category has none.
    pub tags: Vec<Option<TagId>>,
    /// What adds those that are new.
    pub edits: Vec<Edit>,
    pub new_tags: usize,
    pub notices: Vec<String>,
}

/// A group for codes that stand in no category.
const NO_CATEGORY: &str = "Imported";

/// Finds or makes a tag for each code, and a group for each category. `project` gets them too.
pub(super) fn land_codes(project: &mut Project, codes: &[Code]) -> Codes {
    let names = tag_names(codes);
    let mut landed = Codes::default();
    let mut groups: Vec<Option<GroupId>> = Vec::with_capacity(codes.len());
    for (at, code) in codes.iter().enumerate() {
        let parent = code.parent.filter(|parent| *parent < at);
        let is_below_tag = parent.is_some_and(|parent| landed.tags[parent].is_some());
        let group = parent.and_then(|parent| groups[parent].clone());
        if code.is_category && !is_below_tag {
            groups.push(Some(group_for(project, &mut landed, code, group)));
            landed.tags.push(None);
            continue;
        }
        if code.is_category {
            landed.notices.push(format!("the category “{}” stands below a code: it became a tag", code.name));
        }
        let below = parent.and_then(|parent| landed.tags[parent].clone());
        let tag = tag_for(project, &mut landed, code, &names[at], group, below);
        groups.push(project.tag(&tag).map(|tag| tag.group.clone()));
        landed.tags.push(Some(tag));
    }
    landed
}

/// Whether a code becomes a group: a category does, unless it stands below a code that becomes a tag.
pub(super) fn becomes_group(codes: &[Code], at: usize) -> bool {
    let parent = |at: &usize| codes.get(*at).and_then(|code| code.parent).filter(|parent| parent < at);
    iter::successors(Some(at), parent).all(|at| codes.get(at).is_some_and(|code| code.is_category))
}

/// What the tags are called: of equal names in one category each is called by what it stands below, too. Where a program needs
/// names that come once in the whole codebook, what was put behind them for that is taken away again.
fn tag_names(codes: &[Code]) -> Vec<String> {
    let parent = |code: &Code| code.parent.and_then(|parent| codes.get(parent));
    let mut categories: Vec<Option<usize>> = Vec::with_capacity(codes.len());
    let mut times: BTreeMap<(Option<usize>, String), usize> = BTreeMap::new();
    let mut names: Vec<String> = Vec::with_capacity(codes.len());
    for (at, code) in codes.iter().enumerate() {
        let above = code.parent.filter(|parent| *parent < at);
        let is_group = becomes_group(codes, at);
        categories.push(if is_group { Some(at) } else { above.and_then(|above| categories[above]) });
        let behind = parent(code).map(|parent| format!(" ({})", parent.name.trim())).unwrap_or_default();
        let name = code.name.trim();
        let name = name.strip_suffix(&behind).filter(|name| !name.is_empty()).unwrap_or(name);
        names.push(if name.is_empty() { "Without a name".to_owned() } else { name.to_owned() });
        // A tag may be called like the group that it is in.
        *times.entry((categories[at], names[at].to_lowercase())).or_default() += usize::from(!is_group);
    }
    let mut taken: BTreeMap<(Option<usize>, String), usize> = BTreeMap::new();
    for (at, code) in codes.iter().enumerate().filter(|(at, _)| !becomes_group(codes, *at)) {
        let is_single = times.get(&(categories[at], names[at].to_lowercase())).is_none_or(|times| *times < 2);
        if let Some(parent) = parent(code).filter(|parent| !is_single && !parent.is_category) {
            names[at] = format!("{} ({})", names[at], parent.name.trim());
        }
        let n = taken.entry((categories[at], names[at].to_lowercase())).or_default();
        *n += 1;
        if *n > 1 {
            names[at] = format!("{} {n}", names[at]);
        }
    }
    names
}

fn group_for(project: &mut Project, landed: &mut Codes, code: &Code, parent: Option<GroupId>) -> GroupId {
    let name = code.name.trim();
    let same = |group: &Group| group.name.to_lowercase() == name.to_lowercase();
    if let Some((id, _)) = project.groups.iter().find(|(_, group)| same(group)) {
        return id.clone();
    }
    let taken = |candidate: &str| GroupId::new(candidate).is_ok_and(|id| project.groups.knows(&id));
    let id = unique_slug(slug(name, "group"), taken);
    let id = GroupId::new(&id).unwrap_or_else(|error| unreachable!("a slug is a valid id: {error}"));
    let rank = project.groups.iter().map(|(_, group)| group.rank).max().map_or(0, |rank| rank + 1);
    let group = Group { name: name.to_owned(), parent, rank };
    put(project, landed, Edit::Group(id.clone(), Some(group)));
    id
}

fn tag_for(
    project: &mut Project,
    landed: &mut Codes,
    code: &Code,
    name: &str,
    group: Option<GroupId>,
    below: Option<TagId>,
) -> TagId {
    if let Some(id) = known(project, name, group.as_ref()) {
        return id;
    }
    let group = group.unwrap_or_else(|| {
        let code = Code { name: NO_CATEGORY.to_owned(), ..Code::default() };
        group_for(project, landed, &code, None)
    });
    // Cannot fail: the name is a slug behind a group's id.
    let id = new_tag_id(project, &group, name).unwrap_or_else(|error| unreachable!("{error}"));
    let rank = project.tags.iter().map(|(_, tag)| tag.rank).max().map_or(0, |rank| rank + 1);
    let above = below.as_ref().and_then(|below| project.tag(below)).map(|tag| tag.hue);
    let hue = code.colour.map(hues::nearest).or(above).unwrap_or_else(|| free_hue(project, &group));
    let parent = below.filter(|below| project.tag(below).is_some_and(|tag| tag.group == group));
    let tag = described(Tag { parent, rank, hue, ..Tag::named(name, group) }, &code.description);
    landed.new_tags += 1;
    put(project, landed, Edit::Tag(id.clone(), Some(Box::new(tag))));
    id
}

/// The tag of that name, or with that alias: in the group, where one is given, else in any.
fn known(project: &Project, name: &str, group: Option<&GroupId>) -> Option<TagId> {
    let wanted = name.to_lowercase();
    let in_group = |tag: &Tag| group.is_none_or(|group| tag.group == *group);
    let mut tags = project.usable_tags().filter(|(_, tag)| in_group(tag));
    let by_name = tags.find(|(_, tag)| tag.name.to_lowercase() == wanted);
    let by_alias = || {
        let mut tags = project.usable_tags().filter(|(_, tag)| in_group(tag));
        tags.find(|(_, tag)| tag.aliases.iter().any(|alias| alias.to_lowercase() == wanted))
    };
    by_name.or_else(by_alias).map(|(id, _)| id.clone())
}

fn put(project: &mut Project, landed: &mut Codes, edit: Edit) {
    let changed = Stamp::default();
    match edit.clone() {
        Edit::Group(id, value) => drop(project.groups.put(id, Entry { value: value.map(Arc::new), changed })),
        Edit::Tag(id, value) => drop(project.tags.put(id, Entry { value: value.map(|tag| Arc::new(*tag)), changed })),
        _ => {}
    }
    landed.edits.push(edit);
}

/// What else than the definition a description says, each part behind its words.
const PARTS: [&str; 4] = ["Use it when: ", "Do not use it when: ", "Example: ", "Near misses: "];

/// A tag's definition with all that belongs to it, as one text for a format that has one field.
pub fn description(tag: &Tag) -> String {
    let parts = PARTS.iter().zip([&tag.use_when, &tag.not_when, &tag.example, &tag.near]);
    let parts = parts.filter(|(_, text)| !text.is_empty()).map(|(words, text)| format!("{words}{text}"));
    [tag.definition.clone()].into_iter().filter(|text| !text.is_empty()).chain(parts).collect::<Vec<_>>().join("\n\n")
}

/// The tag with what [`description`] made, taken apart again. What begins with none of the words goes on with what is before.
fn described(mut tag: Tag, description: &str) -> Tag {
    let description = description.replace("\r\n", "\n");
    let mut texts: [Vec<&str>; 5] = Default::default();
    let mut at = 0;
    for part in description.split("\n\n") {
        let begun = PARTS.iter().position(|words| part.starts_with(words));
        match begun.filter(|begun| texts[begun + 1].is_empty()) {
            Some(begun) => {
                at = begun + 1;
                texts[at].push(part.get(PARTS[begun].len()..).unwrap_or_default());
            }
            None => texts[at].push(part),
        }
    }
    let [definition, use_when, not_when, example, near] = texts.map(|parts| parts.join("\n\n"));
    (tag.definition, tag.use_when, tag.not_when, tag.example, tag.near) =
        (definition, use_when, not_when, example, near);
    tag
}

/// A colour as `#RGB` or `#RRGGBB`.
pub fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.trim().strip_prefix('#')?;
    let value = u32::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        3 => Some([8, 4, 0].map(|shift| u8::try_from((value >> shift & 15) * 17).unwrap_or(0))),
        6 => Some([16, 8, 0].map(|shift| u8::try_from(value >> shift & 255).unwrap_or(0))),
        _ => None,
    }
}
