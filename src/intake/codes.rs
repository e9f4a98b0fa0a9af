//! Codes of another program as tags: those that the codebook has are found by their names, the others are added.

use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
    sync::Arc,
};

use crate::exchange::chosen::code_names;
use crate::exchange::foreign::{Code, PARTS, description, few};
use crate::text::letters::{folded, name_key};
use crate::{
    model::{Edit, Entry, Group, GroupId, Project, Slugs, Stamp, Table, Tag, TagId, hues, slug},
    verbs::{UsedHues, next_rank},
    words::counted,
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
///
/// Two codes of one file never become one tag. A code is the tag of its name at its place in the tree; else, if no other code is,
/// the one that is called so in a file of ours, has that name in the same group, or in any if the code stands in no category, or has
/// it as an alias.
pub(super) fn land_codes(project: &mut Project, codes: &[Code], is_ours: bool) -> Codes {
    let names = tag_names(codes, is_ours);
    let mut landing = Landing::new(project);
    landing.named = names.iter().map(|name| name_key(name)).collect();
    if is_ours {
        landing.claim_called(codes);
    }
    landing.claim_places(codes, &names);
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
        let tag = landing.tag(at, code, &names[at], group, below);
        groups.push(landing.project.tag(&tag).map(|tag| tag.group.clone()));
        landing.landed.tags.push(Some(tag));
    }
    landing.tell();
    landing.landed
}

/// Whether a code becomes a group: a category does, unless it stands below a code that becomes a tag.
pub(super) fn becomes_group(codes: &[Code], at: usize) -> bool {
    let parent = |at: &usize| codes.get(*at).and_then(|code| code.parent).filter(|parent| parent < at);
    iter::successors(Some(at), parent).all(|at| codes.get(at).is_some_and(|code| code.is_category))
}

/// What the tags are called: as the codes are. In a file of ours, what was put behind equal names so that each comes once in the whole
/// codebook is taken away again.
fn tag_names(codes: &[Code], is_ours: bool) -> Vec<String> {
    let named = |name: &str| if name.is_empty() { "Without a name".to_owned() } else { name.to_owned() };
    let whole: Vec<String> = codes.iter().map(|code| named(code.name.trim())).collect();
    if !is_ours {
        return whole;
    }
    let parent = |code: &Code| code.parent.and_then(|parent| codes.get(parent));
    let bare = |code: &Code| {
        let behind = format!(" ({})", parent(code)?.name.trim());
        Some(code.name.trim().strip_suffix(&behind)?.to_owned()).filter(|name| !name.is_empty())
    };
    let (mut bares, mut categories, mut tags) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
    for (at, code) in codes.iter().enumerate() {
        match bare(code) {
            _ if becomes_group(codes, at) => drop(categories.insert(name_key(&whole[at]))),
            Some(bare) => *bares.entry(name_key(&bare)).or_insert(0) += 1,
            None => drop(tags.insert(name_key(&whole[at]))),
        }
    }
    // Where one has the bare name, the others are called as they are of themselves.
    let was_made = |name: &String| {
        let key = name_key(name);
        categories.contains(&key) || (bares.get(&key).is_some_and(|times| *times > 1) && !tags.contains(&key))
    };
    let names = codes.iter().zip(whole);
    names.map(|(code, whole)| bare(code).filter(was_made).unwrap_or(whole)).collect()
}

/// A tag's place in the tree: its group, what it stands below, and its name as it is compared.
type PlaceInTree = (GroupId, Option<TagId>, String);

/// Codes on their way into a project.
struct Landing<'p> {
    project: &'p mut Project,
    landed: Codes,
    /// The groups that were there by what they stand in and their names as they are compared; of equal ones the first.
    groups: BTreeMap<(Option<GroupId>, String), GroupId>,
    /// The same by their names alone.
    named_groups: BTreeMap<String, Vec<GroupId>>,
    /// The tags that were there: by their places, by what files of ours call them, by names and by aliases.
    places: BTreeMap<PlaceInTree, TagId>,
    called: BTreeMap<String, TagId>,
    names: BTreeMap<String, Vec<TagId>>,
    aliases: BTreeMap<String, Vec<TagId>>,
    /// By names whose accents do not count.
    unaccented: BTreeMap<String, Vec<TagId>>,
    /// What the codes of the file are called.
    named: BTreeSet<String>,
    /// What some codes are, and which tags and groups these are.
    claims: BTreeMap<usize, TagId>,
    claimed: BTreeSet<TagId>,
    claimed_groups: BTreeSet<GroupId>,
    /// Codes that were taken for tags by their names or by an alias alone, and those whose definitions were not taken.
    guessed: Vec<String>,
    kept: Vec<String>,
    group_ids: Slugs,
    tag_ids: Slugs,
    group_rank: i64,
    tag_rank: i64,
    hues: UsedHues,
}

impl<'p> Landing<'p> {
    fn new(project: &'p mut Project) -> Self {
        let (mut groups, mut places) = (BTreeMap::new(), BTreeMap::new());
        let mut named_groups: BTreeMap<String, Vec<GroupId>> = BTreeMap::new();
        for (id, group) in project.groups.iter() {
            named_groups.entry(name_key(&group.name)).or_default().push(id.clone());
            groups.entry((group.parent.clone(), name_key(&group.name))).or_insert_with(|| id.clone());
        }
        let mut names: BTreeMap<String, Vec<TagId>> = BTreeMap::new();
        let mut aliases: BTreeMap<String, Vec<TagId>> = BTreeMap::new();
        let mut unaccented: BTreeMap<String, Vec<TagId>> = BTreeMap::new();
        for (id, tag) in project.usable_tags() {
            let name = name_key(&tag.name);
            places.entry((tag.group.clone(), tag.parent.clone(), name.clone())).or_insert_with(|| id.clone());
            names.entry(name).or_default().push(id.clone());
            unaccented.entry(folded(&tag.name)).or_default().push(id.clone());
            for alias in &tag.aliases {
                aliases.entry(name_key(alias)).or_default().push(id.clone());
            }
        }
        let called = code_names(project).into_iter().map(|(id, name)| (name_key(&name), id.clone())).collect();
        let tags = [&project.tags, &project.foreign_tags].into_iter().flat_map(Table::entries);
        Self {
            landed: Codes::default(),
            groups,
            named_groups,
            places,
            called,
            names,
            aliases,
            unaccented,
            named: BTreeSet::new(),
            claims: BTreeMap::new(),
            claimed: BTreeSet::new(),
            claimed_groups: BTreeSet::new(),
            guessed: Vec::new(),
            kept: Vec::new(),
            group_ids: Slugs::new(project.groups.entries().map(|(id, _)| id.to_string())),
            tag_ids: Slugs::new(tags.map(|(id, _)| id.to_string())),
            group_rank: next_rank(&project.groups, |group| Some(group.rank)),
            tag_rank: next_rank(&project.tags, |tag| Some(tag.rank)),
            hues: UsedHues::of(project),
            project,
        }
    }

    /// Finds the codes that are tags by what files of ours call them.
    fn claim_called(&mut self, codes: &[Code]) {
        for (at, code) in codes.iter().enumerate().filter(|(at, _)| !becomes_group(codes, *at)) {
            if let Some(tag) = self.called.get(&name_key(&code.name))
                && self.claimed.insert(tag.clone())
            {
                self.claims.insert(at, tag.clone());
            }
        }
    }

    /// Finds the codes that are tags by their places, before any is taken for another one by its name.
    fn claim_places(&mut self, codes: &[Code], names: &[String]) {
        let nowhere = self.groups.get(&(None, name_key(NO_CATEGORY))).cloned();
        let mut groups: Vec<Option<GroupId>> = Vec::with_capacity(codes.len());
        for (at, code) in codes.iter().enumerate() {
            let parent = code.parent.filter(|parent| *parent < at);
            let above = parent.and_then(|parent| groups[parent].clone());
            if becomes_group(codes, at) {
                // What stands in a category that is not here is not here either.
                let is_here = parent.is_none() || above.is_some();
                let place = is_here.then(|| (above, name_key(&code.name)));
                let group = place.and_then(|place| self.groups.get(&place).cloned());
                self.claimed_groups.extend(group.clone());
                groups.push(group);
                continue;
            }
            let group = if parent.is_none() { nowhere.clone() } else { above };
            let below = parent.filter(|parent| !becomes_group(codes, *parent));
            let is_here = below.is_none_or(|below| self.claims.contains_key(&below));
            let below = below.and_then(|below| self.claims.get(&below).cloned());
            let place = group.clone().filter(|_| is_here).map(|group| (group, below, name_key(&names[at])));
            if let Some(tag) = place.and_then(|place| self.places.get(&place).cloned())
                && !self.claims.contains_key(&at)
                && self.claimed.insert(tag.clone())
            {
                self.claims.insert(at, tag);
            }
            groups.push(group);
        }
    }

    fn group(&mut self, name: &str, parent: Option<GroupId>) -> GroupId {
        let name = name.trim();
        let place = (parent, name_key(name));
        // A group that was moved is still the one of that name, unless another category is.
        let named = self.named_groups.get(&place.1).map(Vec::as_slice).unwrap_or_default();
        let moved = || named.iter().find(|id| !self.claimed_groups.contains(id));
        if let Some(id) = self.groups.get(&place).or_else(moved).cloned() {
            self.claimed_groups.insert(id.clone());
            return id;
        }
        let id = self.group_ids.unique(slug(name, "group"));
        let id = GroupId::new(&id).unwrap_or_else(|error| unreachable!("a slug is a valid id: {error}"));
        let group = Group { name: name.to_owned(), parent: place.0.clone(), rank: self.group_rank };
        self.group_rank += 1;
        self.claimed_groups.insert(id.clone());
        self.groups.insert(place, id.clone());
        let entry = Entry { value: Some(Arc::new(group.clone())), changed: Stamp::default() };
        self.project.groups.put(id.clone(), entry);
        self.landed.edits.push(Edit::Group(id.clone(), Some(Arc::new(group))));
        id
    }

    fn tag(&mut self, at: usize, code: &Code, name: &str, group: Option<GroupId>, below: Option<TagId>) -> TagId {
        if let Some(id) = self.claims.get(&at).cloned().or_else(|| self.known(name, group.as_ref())) {
            self.claimed.insert(id.clone());
            self.compare(&id, code);
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
        let entry = Entry { value: Some(Arc::new(tag.clone())), changed: Stamp::default() };
        self.project.tags.put(id.clone(), entry);
        self.landed.edits.push(Edit::Tag(id.clone(), Some(Arc::new(tag))));
        id
    }

    /// The tag that was here and that no other code is, called so or with that alias: in the group, where one is given, else in any.
    fn known(&mut self, name: &str, group: Option<&GroupId>) -> Option<TagId> {
        let key = name_key(name);
        let in_group = |id: &TagId| self.project.tags.get(id).map(|tag| &tag.group);
        let fits = |id: &&TagId| {
            !self.claimed.contains(*id) && group.is_none_or(|group| in_group(id).is_some_and(|known| known == group))
        };
        if let Some(id) = self.called.get(&key).filter(fits) {
            return Some(id.clone());
        }
        let first = |tags: &BTreeMap<String, Vec<TagId>>, key: &str| tags.get(key)?.iter().find(fits).cloned();
        let exact = first(&self.names, &key).or_else(|| first(&self.aliases, &key));
        // One that another code of the file is called is left to that.
        let is_free = |id: &TagId| self.project.tag(id).is_some_and(|tag| !self.named.contains(&name_key(&tag.name)));
        let found = exact.or_else(|| first(&self.unaccented, &folded(name)).filter(is_free))?;
        let tag = self.project.tags.get(&found)?;
        let whose = self.project.groups.get(&tag.group).map_or(tag.group.as_str(), |group| &group.name);
        self.guessed.push(format!("“{name}” is “{}” in {whose}", tag.name));
        Some(found)
    }

    /// Remembers a code that says something else of a tag than is known here: that stays as it is.
    fn compare(&mut self, id: &TagId, code: &Code) {
        let Some(tag) = self.project.tags.get(id) else { return };
        let says = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (theirs, ours) = (says(&code.description), says(&description(tag)));
        let is_other_colour = code.colour.is_some_and(|colour| hues::nearest(colour) != tag.hue);
        let what = match (!theirs.is_empty() && theirs != ours, is_other_colour) {
            (true, true) => "definition and colour",
            (true, false) => "definition",
            (false, true) => "colour",
            (false, false) => return,
        };
        self.kept.push(format!("our {what} of “{}” was kept", tag.name));
    }

    fn tell(&mut self) {
        if !self.guessed.is_empty() {
            let (codes, which) = (counted(self.guessed.len(), "code"), few(&self.guessed));
            self.landed.notices.push(format!("{codes} taken for tags of that name or alias: {which}"));
        }
        self.landed.notices.append(&mut self.kept);
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::samples::{codebook, group, put_tag};

    /// The tags that codes of these names become where there is a tag “Café”, and what is said.
    fn check(names: &[&str], tags: &[&str], said: &[&str]) {
        let mut project = codebook();
        put_tag(&mut project, "argument/cafe", Tag { hue: 3, ..Tag::named("Café", group("argument")) });
        let codes: Vec<Code> = names.iter().map(|name| Code::named(name, None)).collect();
        let landed = land_codes(&mut project, &codes, false);
        let found: Vec<String> = landed.tags.iter().flatten().map(TagId::to_string).collect();
        assert_eq!(found, tags, "{names:?}");
        assert_eq!(landed.notices, said, "{names:?}");
    }

    #[test]
    fn names_are_compared_by_their_letters() {
        for name in ["CAFE\u{301}", "Ca\u{ad}fé\u{a0}"] {
            check(&[name], &["argument/cafe"], &[]);
        }
        let said = "1 code taken for tags of that name or alias: “Cafe” is “Café” in Arguments";
        check(&["Cafe"], &["argument/cafe"], &[said]);
        // Two codes stay two, and the nearer one is it.
        check(&["Café", "Cafe"], &["argument/cafe", "imported/cafe"], &[]);
        check(&["Cafe", "Café"], &["imported/cafe", "argument/cafe"], &[]);
    }
}
