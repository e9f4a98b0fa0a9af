//! The codebook as a list from top to bottom: groups, the tags in them, and what stands below each.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{GroupId, Merges, Project, TagId};

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
    walk.all(walk.groups_in(None, 0).collect());
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
type Level<'p> = (&'p GroupId, Option<&'p TagId>);

/// What is still to be put into the list, with its depth.
enum Next<'p> {
    Group(&'p GroupId, usize),
    Tag(&'p GroupId, &'p TagId, usize),
}

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
        let mut merges = Merges::new(project);
        let mut tags: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (id, tag) in project.usable_tags() {
            let parent = tag.parent.as_ref().map(|parent| merges.resolved(parent));
            tags.entry((&tag.group, parent)).or_default().push((tag.rank, id));
        }
        groups.values_mut().for_each(|siblings| siblings.sort());
        tags.values_mut().for_each(|siblings| siblings.sort());
        Self { groups, tags, seen_groups: BTreeSet::new(), seen_tags: BTreeSet::new(), lines: Vec::new() }
    }

    fn groups_in(&self, parent: Option<&'p GroupId>, depth: usize) -> impl DoubleEndedIterator<Item = Next<'p>> {
        self.groups.get(&parent).into_iter().flatten().map(move |(_, id)| Next::Group(id, depth))
    }

    fn tags_in(&self, level: Level<'p>, depth: usize) -> impl DoubleEndedIterator<Item = Next<'p>> {
        self.tags.get(&level).into_iter().flatten().map(move |(_, id)| Next::Tag(level.0, id, depth))
    }

    /// Puts these into the list, each with what stands in it or below it, however deep that goes.
    fn all(&mut self, mut open: Vec<Next<'p>>) {
        open.reverse();
        while let Some(next) = open.pop() {
            match next {
                Next::Group(id, depth) if self.seen_groups.insert(id) => {
                    self.lines.push(Line::Group { id: id.clone(), depth });
                    open.extend(self.groups_in(Some(id), depth + 1).rev());
                    open.extend(self.tags_in((id, None), depth + 1).rev());
                }
                Next::Tag(group, id, depth) if self.seen_tags.insert(id) => {
                    self.lines.push(Line::Tag { id: id.clone(), depth });
                    open.extend(self.tags_in((group, Some(id)), depth + 1).rev());
                }
                Next::Group(..) | Next::Tag(..) => {}
            }
        }
    }

    fn stray(&mut self) {
        let groups = self.groups.values().flatten().map(|(_, id)| Next::Group(id, 0)).collect();
        self.all(groups);
        let levels = self.tags.iter();
        let tags = levels.flat_map(|((group, _), ids)| ids.iter().map(|(_, id)| Next::Tag(group, id, 0))).collect();
        self.all(tags);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        analysis::samples,
        model::{Entry, Group, Stamp},
    };

    /// The outline as indented lines.
    fn shown(project: &Project) -> String {
        let line = |line: Line| match line {
            Line::Group { id, depth } => format!("{}[{id}]\n", "  ".repeat(depth)),
            Line::Tag { id, depth } => format!("{}{id}\n", "  ".repeat(depth)),
        };
        outline(project).into_iter().map(line).collect()
    }

    #[test]
    fn it_may_be_as_deep_as_it_likes() {
        let mut project = samples::project();
        let id = |n: u32| GroupId::new(&format!("g{n}")).expect("an id");
        for n in 0..20_000_u32 {
            let group = Group { name: String::new(), parent: n.checked_sub(1).map(id), rank: 0 };
            project.groups.put(id(n), Entry { value: Some(Arc::new(group)), changed: Stamp::default() });
        }
        assert_eq!(outline(&project).iter().map(Line::depth).max(), Some(19_999));
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
