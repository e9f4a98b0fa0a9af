//! The codebook as rows of a tree: what a filter shows, what is folded, and where a tag goes when it is moved.
//! Knows no window.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::{
    counts::Counts,
    names::{Names, Why},
    outline::{self, Line},
};
use crate::text::letters::folded;
use crate::ui::node::Node;
use crate::{
    model::{ArticleId, EditError, GroupId, Project, Step, TagId},
    verbs,
};

/// One row of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub node: Node,
    pub name: String,
    /// How far it is moved in: tags directly in a group stand under its head.
    pub indent: usize,
    pub hue: u8,
    pub key: Option<char>,
    /// Something stands below it.
    pub has_below: bool,
    pub folded: bool,
    /// Fits the filter; otherwise it is shown for what stands below it.
    pub hit: bool,
    /// The alias or short name that fits the filter.
    pub via: Option<String>,
}

/// The rows that are shown: without a filter all but the folded ones, with one the hits and what they stand below.
pub fn rows(project: &Project, names: &Names, filter: &str, folded: &BTreeSet<String>) -> Vec<Row> {
    let lines = outline::outline(project);
    let filter = filter.trim();
    let shown = if filter.is_empty() { unfolded(&lines, folded) } else { hits(project, names, filter, &lines) };
    let row = |(at, line): (usize, &Line)| {
        let fit = shown.get(at)?.clone()?;
        let has_below = lines.get(at + 1).is_some_and(|next| depth(next) > depth(line));
        let node = node(line);
        let is_folded = filter.is_empty() && has_below && folded.contains(node.as_str());
        let (name, hue, key) = match &node {
            Node::Group(id) => (project.groups.get(id)?.name.clone(), 0, None),
            Node::Tag(id) => project.tag(id).map(|tag| (tag.name.clone(), tag.hue, tag.key))?,
        };
        let indent = match line {
            Line::Group { depth, .. } => *depth,
            Line::Tag { depth, .. } => depth.saturating_sub(1),
        };
        Some(Row { node, name, indent, hue, key, has_below, folded: is_folded, hit: fit.hit, via: fit.via })
    };
    lines.iter().enumerate().filter_map(row).collect()
}

#[derive(Clone)]
struct Fit {
    hit: bool,
    via: Option<String>,
}

fn depth(line: &Line) -> usize {
    match line {
        Line::Group { depth, .. } | Line::Tag { depth, .. } => *depth,
    }
}

fn node(line: &Line) -> Node {
    match line {
        Line::Group { id, .. } => Node::Group(id.clone()),
        Line::Tag { id, .. } => Node::Tag(id.clone()),
    }
}

fn unfolded(lines: &[Line], folded: &BTreeSet<String>) -> Vec<Option<Fit>> {
    let mut below: Option<usize> = None;
    let shown = lines.iter().map(|line| {
        if below.is_some_and(|folded_depth| depth(line) > folded_depth) {
            return None;
        }
        below = folded.contains(node(line).as_str()).then(|| depth(line));
        Some(Fit { hit: true, via: None })
    });
    shown.collect()
}

fn hits(project: &Project, names: &Names, filter: &str, lines: &[Line]) -> Vec<Option<Fit>> {
    // Letters in order are a guess that helps while typing a name; as a filter it would find half of the codebook.
    let by_name: BTreeMap<TagId, Option<String>> = names
        .rank(filter, &[])
        .into_iter()
        .filter(|found| found.why != Why::Subsequence)
        .map(|found| (found.tag, found.via))
        .collect();
    let words = folded(filter);
    let mut in_hit_group: Option<usize> = None;
    let mut fits: Vec<Option<Fit>> = lines
        .iter()
        .map(|line| {
            if in_hit_group.is_some_and(|group_depth| depth(line) > group_depth) {
                return Some(Fit { hit: true, via: None });
            }
            in_hit_group = None;
            match line {
                Line::Group { id, depth } => {
                    let hit = project.groups.get(id).is_some_and(|group| folded(&group.name).contains(&words));
                    in_hit_group = hit.then_some(*depth);
                    hit.then_some(Fit { hit, via: None })
                }
                Line::Tag { id, .. } => match by_name.get(id) {
                    Some(via) => Some(Fit { hit: true, via: via.clone() }),
                    None => project
                        .tag(id)
                        .is_some_and(|tag| folded(&tag.definition).contains(&words))
                        .then_some(Fit { hit: true, via: None }),
                },
            }
        })
        .collect();
    add_ancestors(lines, &mut fits);
    fits
}

/// Backwards, the next line that stands less deep than a shown one is what that one stands below.
fn add_ancestors(lines: &[Line], fits: &mut [Option<Fit>]) {
    let mut below = 0;
    for (line, fit) in lines.iter().zip(fits.iter_mut()).rev() {
        let depth = depth(line);
        if fit.is_none() && depth < below {
            *fit = Some(Fit { hit: false, via: None });
        }
        if fit.is_some() {
            below = depth;
        }
    }
}

/// Passages of a tag in the open article and in all: “2 / 14”; without an article only the latter.
pub fn figures(counts: &Counts, article: Option<&ArticleId>, tag: &TagId) -> String {
    let all = counts.tag(tag).passages;
    match article {
        Some(article) => {
            format!("{} / {}", crate::words::thousands(counts.tag_in(tag, article)), crate::words::thousands(all))
        }
        None => crate::words::thousands(all),
    }
}

/// The same in words; `of_what` says what is counted.
pub fn figures_in_words(counts: &Counts, article: Option<&ArticleId>, tag: &TagId, of_what: &str) -> String {
    let all = crate::words::counted(counts.tag(tag).passages, "passage");
    match article {
        Some(article) => format!("{} here, {all} {of_what}", counts.tag_in(tag, article)),
        None => format!("{all} {of_what}"),
    }
}

/// Whether highlights are hidden: of the node itself, or of a group that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    No,
    Itself,
    ByGroup,
}

pub fn hidden(project: &Project, hidden: &BTreeSet<Node>, node: &Node) -> Hidden {
    if hidden.is_empty() {
        return Hidden::No;
    }
    if hidden.contains(node) {
        return Hidden::Itself;
    }
    let groups = match node {
        Node::Group(id) => project.group_ancestry(id),
        Node::Tag(id) => project.tag(id).map(|tag| project.group_ancestry(&tag.group)).unwrap_or_default(),
    };
    let by_group = groups.into_iter().any(|group| hidden.contains(&Node::Group(group)));
    if by_group { Hidden::ByGroup } else { Hidden::No }
}

/// Where on a row a dragged tag is let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    Before,
    Into,
    After,
}

/// Moves a tag to where it was let go. `open`: what stands below the row is shown.
///
/// # Errors
/// Onto itself or below itself; a tag that is gone.
pub fn drop_on(project: &Project, moved: &TagId, onto: &Node, zone: Zone, open: bool) -> Result<Step, EditError> {
    match onto {
        Node::Group(group) => {
            let place = if zone == Zone::After { 0 } else { usize::MAX };
            verbs::move_tag(project, moved, group, None, place)
        }
        Node::Tag(id) => {
            let tag = project.tag(id).ok_or_else(|| EditError::NoTag(id.clone()))?;
            let first_below = zone == Zone::After && open;
            if first_below || zone == Zone::Into {
                let place = if first_below { 0 } else { usize::MAX };
                return verbs::move_tag(project, moved, &tag.group, Some(id), place);
            }
            let mut around = verbs::siblings(project, &tag.group, tag.parent.as_ref());
            around.retain(|other| other != moved);
            let at = around.iter().position(|other| other == id).unwrap_or(around.len());
            let place = if zone == Zone::After { at + 1 } else { at };
            verbs::move_tag(project, moved, &tag.group, tag.parent.as_ref(), place)
        }
    }
}

/// A move by keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nudge {
    Up,
    Down,
    /// To the level of what it stands below, after that.
    Out,
    /// Below the tag before it.
    In,
}

/// Moves a tag by one place; `None` where it can go no further.
pub fn nudge(project: &Project, id: &TagId, nudge: Nudge) -> Option<Result<Step, EditError>> {
    let tag = project.tags.get(id)?;
    let around = verbs::siblings(project, &tag.group, tag.parent.as_ref());
    let at = around.iter().position(|other| other == id)?;
    let place = match nudge {
        Nudge::Up => at.checked_sub(1)?,
        Nudge::Down => Some(at + 1).filter(|place| *place < around.len())?,
        Nudge::In => {
            let above = around.get(at.checked_sub(1)?)?;
            return Some(verbs::move_tag(project, id, &tag.group, Some(above), usize::MAX));
        }
        Nudge::Out => {
            let parent = tag.parent.as_ref()?;
            let grandparent = project.tag(parent)?.parent.as_ref();
            let level = verbs::siblings(project, &tag.group, grandparent);
            let after = level.iter().position(|other| other == parent).map_or(level.len(), |at| at + 1);
            return Some(verbs::move_tag(project, id, &tag.group, grandparent, after));
        }
    };
    Some(verbs::move_tag(project, id, &tag.group, tag.parent.as_ref(), place))
}

/// Adds a tag called `name`; gives its id too, so that it can be taken in hand.
///
/// # Errors
/// As [`verbs::add_tag`].
pub fn new_tag(
    project: &Project,
    name: &str,
    group: &GroupId,
    parent: Option<&TagId>,
) -> Result<(TagId, Step), EditError> {
    let id = verbs::new_tag_id(project, group, name)?;
    let mut tag = crate::model::Tag::named(name.trim(), group.clone());
    tag.hue = match parent.and_then(|parent| project.tag(parent)) {
        Some(parent) => parent.hue,
        None => verbs::free_hue(project, group),
    };
    tag.parent = parent.cloned();
    let step = verbs::add_tag(project, &id, tag)?;
    Ok((id, step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{counts, samples};
    use crate::model::Stamper;

    /// The rows as indented lines; `·` marks those that are shown only for what stands below, `+` folded ones.
    fn shown(project: &Project, filter: &str, folded: &[&str]) -> String {
        let folded = folded.iter().map(|id| (*id).to_owned()).collect();
        let line = |row: Row| {
            let mark = if !row.hit {
                "·"
            } else if row.folded {
                "+"
            } else {
                ""
            };
            let name = if row.node.tag().is_some() { row.name } else { row.name.to_uppercase() };
            let via = row.via.map(|via| format!(" ({via})")).unwrap_or_default();
            format!("{}{mark}{name}{via}\n", "  ".repeat(row.indent))
        };
        rows(project, &Names::new(project), filter, &folded).into_iter().map(line).collect()
    }

    fn after(step: Result<Step, EditError>) -> String {
        let mut project = samples::project();
        project.apply(&step.expect("a step"), &mut Stamper::new("test")).expect("applied");
        shown(&project, "", &["organization"])
    }

    fn tag(id: &str) -> Node {
        Node::Tag(samples::tag(id))
    }

    #[test]
    fn everything_stands_below_its_group_and_parent() {
        assert_eq!(
            shown(&samples::project(), "", &[]),
            "ORGANIZATIONS\nFreedom Online Coalition\nUnited Nations\n  PERSONS\n  Marco Rubio\n\
             ARGUMENTS\nVacuum\n  Vacuum: China\nCosts and dues\n"
        );
    }

    #[test]
    fn what_is_folded_hides_what_stands_below_it() {
        let expected = "+ORGANIZATIONS\nARGUMENTS\n+Vacuum\nCosts and dues\n";
        assert_eq!(shown(&samples::project(), "", &["organization", "argument/vacuum"]), expected);
    }

    #[test]
    fn a_hit_shows_what_it_stands_below_even_if_that_is_folded() {
        let project = samples::project();
        assert_eq!(shown(&project, "china", &["argument"]), "·ARGUMENTS\n·Vacuum\n  Vacuum: China\n");
        assert_eq!(shown(&project, "nations unies", &[]), "·ORGANIZATIONS\nUnited Nations (Nations Unies)\n");
        assert_eq!(shown(&project, "persons", &[]), "·ORGANIZATIONS\n  PERSONS\n  Marco Rubio\n");
        assert_eq!(shown(&project, "nothing like it", &[]), "");
    }

    #[test]
    fn definitions_are_searched_too() {
        let mut project = samples::project();
        let mut costs = project.tags.get(&samples::tag("argument/costs")).expect("a tag").clone();
        costs.definition = "The taxpayer pays".to_owned();
        samples::put_tag(&mut project, "argument/costs", costs);
        assert_eq!(shown(&project, "TAXPAYER", &[]), "·ARGUMENTS\nCosts and dues\n");
    }

    #[test]
    fn counts_stand_as_here_and_all() {
        let counts = counts::counts(&samples::project(), counts::Whose::Everybody);
        let (vacuum, seats) = (samples::tag("argument/vacuum"), samples::article("seats"));
        assert_eq!(figures(&counts, Some(&seats), &vacuum), "2 / 3");
        assert_eq!(figures(&counts, None, &vacuum), "3");
        assert_eq!(
            figures_in_words(&counts, Some(&seats), &vacuum, "in the project"),
            "2 here, 3 passages in the project"
        );
    }

    #[test]
    fn a_hidden_group_hides_its_tags() {
        let project = samples::project();
        let set = BTreeSet::from([Node::Group(samples::group("organization")), tag("argument/vacuum")]);
        assert_eq!(hidden(&project, &set, &tag("person/rubio")), Hidden::ByGroup);
        assert_eq!(hidden(&project, &set, &tag("argument/vacuum")), Hidden::Itself);
        assert_eq!(hidden(&project, &set, &tag("argument/costs")), Hidden::No);
    }

    #[test]
    fn a_tag_is_dropped_before_after_and_into_another() {
        let project = samples::project();
        let costs = samples::tag("argument/costs");
        let drop = |zone, open| after(drop_on(&project, &costs, &tag("argument/vacuum"), zone, open));
        assert!(drop(Zone::Before, true).ends_with("ARGUMENTS\nCosts and dues\nVacuum\n  Vacuum: China\n"));
        assert!(drop(Zone::Into, true).ends_with("Vacuum\n  Vacuum: China\n  Costs and dues\n"));
        assert!(drop(Zone::After, true).ends_with("Vacuum\n  Costs and dues\n  Vacuum: China\n"));
        let onto_group = drop_on(&project, &costs, &Node::Group(samples::group("argument")), Zone::After, true);
        assert!(after(onto_group).ends_with("ARGUMENTS\nCosts and dues\nVacuum\n  Vacuum: China\n"));
        assert!(
            drop_on(&project, &samples::tag("argument/vacuum"), &tag("argument/vacuum-china"), Zone::Into, true)
                .is_err()
        );
    }

    #[test]
    fn keys_move_a_tag_among_its_siblings_out_and_in() {
        let project = samples::project();
        let step = |id, to| nudge(&project, &samples::tag(id), to);
        assert!(after(step("argument/costs", Nudge::Up).expect("a move")).contains("Costs and dues\nVacuum\n"));
        assert!(after(step("argument/costs", Nudge::In).expect("a move")).ends_with("  Costs and dues\n"));
        let out = after(step("argument/vacuum-china", Nudge::Out).expect("a move"));
        assert!(out.ends_with("Vacuum\nVacuum: China\nCosts and dues\n"));
        assert!(step("argument/costs", Nudge::Down).is_none());
        assert!(step("argument/vacuum", Nudge::In).is_none());
        assert!(step("argument/vacuum", Nudge::Out).is_none());
    }
}
