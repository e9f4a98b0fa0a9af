//! The codebook as a list from top to bottom: groups, the tags in them, and what stands below each.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{GroupId, Project, TagId};

/// A line of the codebook as it is shown; `depth` counts the groups and tags that it stands below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Group { id: GroupId, depth: usize },
    Tag { id: TagId, depth: usize },
}

impl Line {
    /// How many groups and tags it stands below.
    pub fn depth(&self) -> usize {
        match self {
            Self::Group { depth, .. } | Self::Tag { depth, .. } => *depth,
        }
    }
}

/// All groups and usable tags in the codebook's order: a group's own tags first, then the groups in it.
///
/// Whatever the order loses (a parent that is not there, a cycle made by joining) stands at the end, so that no tag is
/// ever missing.
pub fn outline(project: &Project) -> Vec<Line> {
    let mut walk = Walk::new(project);
    walk.groups_in(None, 0);
    walk.stray();
    walk.lines
}

/// The usable tags in the codebook's order.
pub fn tags_in_order(project: &Project) -> Vec<TagId> {
    let tags = outline(project).into_iter().filter_map(|line| match line {
        Line::Tag { id, .. } => Some(id),
        Line::Group { .. } => None,
    });
    tags.collect()
}

/// The place of each usable tag in the codebook's order, counted from 0.
pub fn places(project: &Project) -> BTreeMap<TagId, usize> {
    tags_in_order(project).into_iter().enumerate().map(|(place, id)| (id, place)).collect()
}

/// A group and a tag in it, or none for the group's own level.
type Level<'p> = (&'p GroupId, Option<TagId>);

struct Walk<'p> {
    groups: BTreeMap<Option<&'p GroupId>, Vec<(i64, &'p GroupId)>>,
    tags: BTreeMap<Level<'p>, Vec<(i64, &'p TagId)>>,
    seen_groups: BTreeSet<&'p GroupId>,
    seen_tags: BTreeSet<&'p TagId>,
    lines: Vec<Line>,
}

impl<'p> Walk<'p> {
    fn new(project: &'p Project) -> Self {
        let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (id, group) in project.groups.iter() {
            groups.entry(group.parent.as_ref()).or_default().push((group.rank, id));
        }
        let mut tags: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (id, tag) in project.usable_tags() {
            let parent = tag.parent.as_ref().map(|parent| project.resolve(parent));
            tags.entry((&tag.group, parent)).or_default().push((tag.rank, id));
        }
        groups.values_mut().for_each(|siblings| siblings.sort());
        tags.values_mut().for_each(|siblings| siblings.sort());
        Self { groups, tags, seen_groups: BTreeSet::new(), seen_tags: BTreeSet::new(), lines: Vec::new() }
    }

    fn groups_in(&mut self, parent: Option<&'p GroupId>, depth: usize) {
        for (_, id) in self.groups.get(&parent).cloned().unwrap_or_default() {
            self.group(id, depth);
        }
    }

    fn group(&mut self, id: &'p GroupId, depth: usize) {
        if self.seen_groups.insert(id) {
            self.lines.push(Line::Group { id: id.clone(), depth });
            self.tags_below(id, None, depth + 1);
            self.groups_in(Some(id), depth + 1);
        }
    }

    fn tags_below(&mut self, group: &'p GroupId, parent: Option<TagId>, depth: usize) {
        for (_, id) in self.tags.get(&(group, parent)).cloned().unwrap_or_default() {
            self.tag(group, id, depth);
        }
    }

    fn tag(&mut self, group: &'p GroupId, id: &'p TagId, depth: usize) {
        if self.seen_tags.insert(id) {
            self.lines.push(Line::Tag { id: id.clone(), depth });
            self.tags_below(group, Some(id.clone()), depth + 1);
        }
    }

    fn stray(&mut self) {
        let groups: Vec<&GroupId> = self.groups.values().flatten().map(|(_, id)| *id).collect();
        groups.into_iter().for_each(|id| self.group(id, 0));
        let tags: Vec<_> =
            self.tags.iter().flat_map(|((group, _), ids)| ids.iter().map(|(_, id)| (*group, *id))).collect();
        tags.into_iter().for_each(|(group, id)| self.tag(group, id, 0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::samples;

    /// The outline as indented lines.
    fn shown(project: &Project) -> String {
        let line = |line: Line| match line {
            Line::Group { id, depth } => format!("{}[{id}]\n", "  ".repeat(depth)),
            Line::Tag { id, depth } => format!("{}{id}\n", "  ".repeat(depth)),
        };
        outline(project).into_iter().map(line).collect()
    }

    #[test]
    fn tags_stand_below_their_groups_and_parents() {
        let mut project = samples::project();
        assert_eq!(
            shown(&project),
            "[organization]\n  organization/foc\n  organization/un\n  [person]\n    person/rubio\n\
             [argument]\n  argument/vacuum\n    argument/vacuum-china\n  argument/costs\n"
        );
        samples::merge(&mut project, "argument/costs", "argument/vacuum");
        assert!(!shown(&project).contains("costs"));
    }
}
