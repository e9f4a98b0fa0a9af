//! Codes of another program as tags: those that the codebook has are found by their names, the others are added.

use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
    sync::Arc,
};

use super::Code;
use crate::model::{
    Edit, Entry, Group, GroupId, Project, Slugs, Stamp, Table, Tag, TagId, hues, slug,
    verbs::{UsedHues, next_rank},
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
    let mut landing = Landing::new(project);
    let mut groups: Vec<Option<GroupId>> = Vec::with_capacity(codes.len());
    for (at, code) in codes.iter().enumerate() {
        let parent = code.parent.filter(|parent| *parent < at);
        let is_below_tag = parent.is_some_and(|parent| landing.landed.tags[parent].is_some());
        let group = parent.and_then(|parent| groups[parent].clone());
        if code.is_category && !is_below_tag {
            groups.push(Some(landing.group(&code.name, group)));
            landing.landed.tags.push(None);
            continue;
        }
        if code.is_category {
            let notice = format!("the category “{}” stands below a code: it became a tag", code.name);
            landing.landed.notices.push(notice);
        }
        let below = parent.and_then(|parent| landing.landed.tags[parent].clone());
        let tag = landing.tag(code, &names[at], group, below);
        groups.push(landing.project.tag(&tag).map(|tag| tag.group.clone()));
        landing.landed.tags.push(Some(tag));
    }
    landing.landed
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

/// Codes on their way into a project.
struct Landing<'p> {
    project: &'p mut Project,
    landed: Codes,
    /// Groups and tags by their names in small letters, tags by their aliases too; of groups of one name the first.
    groups: BTreeMap<String, GroupId>,
    names: BTreeMap<String, BTreeSet<TagId>>,
    aliases: BTreeMap<String, BTreeSet<TagId>>,
    group_ids: Slugs,
    tag_ids: Slugs,
    group_rank: i64,
    tag_rank: i64,
    hues: UsedHues,
}

impl<'p> Landing<'p> {
    fn new(project: &'p mut Project) -> Self {
        let mut groups = BTreeMap::new();
        for (id, group) in project.groups.iter() {
            groups.entry(group.name.to_lowercase()).or_insert_with(|| id.clone());
        }
        let mut names: BTreeMap<String, BTreeSet<TagId>> = BTreeMap::new();
        let mut aliases: BTreeMap<String, BTreeSet<TagId>> = BTreeMap::new();
        for (id, tag) in project.usable_tags() {
            names.entry(tag.name.to_lowercase()).or_default().insert(id.clone());
            for alias in &tag.aliases {
                aliases.entry(alias.to_lowercase()).or_default().insert(id.clone());
            }
        }
        let tags = [&project.tags, &project.foreign_tags].into_iter().flat_map(Table::entries);
        Self {
            landed: Codes::default(),
            groups,
            names,
            aliases,
            group_ids: Slugs::new(project.groups.entries().map(|(id, _)| id.to_string())),
            tag_ids: Slugs::new(tags.map(|(id, _)| id.to_string())),
            group_rank: next_rank(&project.groups, |group| Some(group.rank)),
            tag_rank: next_rank(&project.tags, |tag| Some(tag.rank)),
            hues: UsedHues::of(project),
            project,
        }
    }

    fn group(&mut self, name: &str, parent: Option<GroupId>) -> GroupId {
        let name = name.trim();
        if let Some(id) = self.groups.get(&name.to_lowercase()) {
            return id.clone();
        }
        let id = self.group_ids.unique(slug(name, "group"));
        let id = GroupId::new(&id).unwrap_or_else(|error| unreachable!("a slug is a valid id: {error}"));
        let group = Group { name: name.to_owned(), parent, rank: self.group_rank };
        self.group_rank += 1;
        self.groups.insert(name.to_lowercase(), id.clone());
        let entry = Entry { value: Some(Arc::new(group.clone())), changed: Stamp::default() };
        self.project.groups.put(id.clone(), entry);
        self.landed.edits.push(Edit::Group(id.clone(), Some(group)));
        id
    }

    fn tag(&mut self, code: &Code, name: &str, group: Option<GroupId>, below: Option<TagId>) -> TagId {
        if let Some(id) = self.known(name, group.as_ref()) {
            return id;
        }
        let group = group.unwrap_or_else(|| self.group(NO_CATEGORY, None));
        let id = self.tag_ids.unique(format!("{group}/{}", slug(name, "tag")));
        let id = TagId::new(&id).unwrap_or_else(|error| unreachable!("a slug behind a group's id is one: {error}"));
        let above = below.as_ref().and_then(|below| self.project.tag(below)).map(|tag| tag.hue);
        let hue = code.colour.map(hues::nearest).or(above).unwrap_or_else(|| self.hues.free(&group));
        let parent = below.filter(|below| self.project.tag(below).is_some_and(|tag| tag.group == group));
        let tag = Tag { parent, rank: self.tag_rank, hue, ..Tag::named(name, group) };
        let tag = described(tag, &code.description);
        self.tag_rank += 1;
        self.hues.note(&tag);
        self.landed.new_tags += 1;
        self.names.entry(name.to_lowercase()).or_default().insert(id.clone());
        let entry = Entry { value: Some(Arc::new(tag.clone())), changed: Stamp::default() };
        self.project.tags.put(id.clone(), entry);
        self.landed.edits.push(Edit::Tag(id.clone(), Some(Box::new(tag))));
        id
    }

    /// The tag of that name, or with that alias: in the group, where one is given, else in any.
    fn known(&self, name: &str, group: Option<&GroupId>) -> Option<TagId> {
        let name = name.to_lowercase();
        let fits =
            |id: &&TagId| group.is_none_or(|group| self.project.tags.get(id).is_some_and(|tag| tag.group == *group));
        let first = |tags: &BTreeMap<String, BTreeSet<TagId>>| tags.get(&name)?.iter().find(fits).cloned();
        first(&self.names).or_else(|| first(&self.aliases))
    }
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
