//! The filter in parts: what each is called as a chip, what there is to choose, and putting and taking it.

use std::collections::BTreeSet;

use super::rows::{spoken_date, title};
use crate::{
    analysis::{
        excerpts::Filter,
        outline::{Line, outline},
    },
    model::{AnalystId, ArticleId, GroupId, Project, State, TagId},
    ui::{
        scene::Scene,
        typeahead::{Choice, fitting, tag_choices},
    },
};

/// One thing that a filter asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Tag(TagId),
    Group(GroupId),
    Article(ArticleId),
    Outlet(String),
    Analyst(AnalystId),
    State(State),
    From,
    To,
    Words,
    Untagged,
}

/// A part as it is shown, to be removed by a click.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    pub part: Part,
    pub label: String,
    pub hue: Option<u8>,
}

/// A field of the filter that is chosen from a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    Tag,
    Group,
    Article,
    Outlet,
    Analyst,
    State,
}

impl Facet {
    pub const ALL: [Self; 6] = [Self::Tag, Self::Group, Self::Article, Self::Outlet, Self::Analyst, Self::State];

    pub fn label(self) -> &'static str {
        match self {
            Self::Tag => "Tag",
            Self::Group => "Group",
            Self::Article => "Article",
            Self::Outlet => "Outlet",
            Self::Analyst => "Analyst",
            Self::State => "State",
        }
    }

    pub fn hint(self) -> &'static str {
        match self {
            Self::Tag => "Find a tag",
            Self::Group => "Find a group",
            Self::Article => "Find an article",
            Self::Outlet => "Find an outlet",
            Self::Analyst => "Find an analyst",
            Self::State => "Find a state",
        }
    }

    /// Whether there is anything to choose between.
    pub fn is_of_use(self, project: &Project, has_outlets: bool) -> bool {
        match self {
            Self::Analyst => project.layers.len() > 1,
            Self::Outlet => has_outlets,
            _ => true,
        }
    }

    /// What can be chosen and fits what is typed.
    pub fn choices(self, scene: &Scene<'_>, filter: &Filter, query: &str) -> Vec<Choice<Part>> {
        let project = &**scene.project;
        let choice = |part: Part, label: String, right: String| Choice {
            chosen: has(filter, &part),
            value: part,
            label,
            right,
            hue: None,
            key: None,
        };
        let all = match self {
            Self::Tag => {
                let tags = tag_choices(scene, query, |tag| filter.tags.contains(tag)).into_iter();
                return tags.map(|tag| tag_part(scene, tag)).collect();
            }
            Self::Group => {
                let groups = outline(project).into_iter().filter_map(|line| match line {
                    Line::Group { id, depth } => Some((id, depth)),
                    Line::Tag { .. } => None,
                });
                let name = |id: &GroupId| project.groups.get(id).map_or(id.to_string(), |group| group.name.clone());
                groups
                    .map(|(id, _)| (name(&id), id))
                    .map(|(name, id)| choice(Part::Group(id), name, String::new()))
                    .collect()
            }
            Self::Article => {
                let articles = project.articles_in_order().into_iter();
                articles.map(|(id, a)| choice(Part::Article(id.clone()), a.title.clone(), a.outlet.clone())).collect()
            }
            Self::Outlet => {
                outlets(project).into_iter().map(|o| choice(Part::Outlet(o.clone()), o, String::new())).collect()
            }
            Self::Analyst => {
                let layers = project.layers.values();
                let layer = |layer: &crate::model::Layer| {
                    choice(Part::Analyst(layer.id.clone()), layer.analyst().name.clone(), String::new())
                };
                layers.map(|one| layer(one)).collect()
            }
            Self::State => {
                State::ALL.into_iter().map(|s| choice(Part::State(s), s.label().to_owned(), String::new())).collect()
            }
        };
        fitting(all, query)
    }
}

fn tag_part(scene: &Scene<'_>, tag: Choice<TagId>) -> Choice<Part> {
    let passages = scene.counts.tag(&tag.value).passages;
    let of_record = if scene.of_record().left_out() > 0 { " of record" } else { "" };
    let right = format!("{} · {passages}{of_record}", tag.right);
    Choice { value: Part::Tag(tag.value), label: tag.label, right, hue: tag.hue, key: None, chosen: tag.chosen }
}

fn outlets(project: &Project) -> BTreeSet<String> {
    let outlets = project.articles.iter().map(|(_, article)| article.outlet.clone());
    outlets.filter(|outlet| !outlet.is_empty()).collect()
}

fn has(filter: &Filter, part: &Part) -> bool {
    match part {
        Part::Tag(id) => filter.tags.contains(id),
        Part::Group(id) => filter.groups.contains(id),
        Part::Article(id) => filter.articles.contains(id),
        Part::Outlet(outlet) => filter.outlets.contains(outlet),
        Part::Analyst(id) => filter.analysts.contains(id),
        Part::State(state) => filter.states.contains(state),
        Part::From => filter.from.is_some(),
        Part::To => filter.to.is_some(),
        Part::Words => !filter.words.trim().is_empty(),
        Part::Untagged => filter.untagged,
    }
}

/// Puts a part into the filter, or takes it out.
pub fn set(filter: &mut Filter, part: Part, on: bool) {
    match part {
        Part::Tag(id) => set_in(&mut filter.tags, id, on),
        Part::Group(id) => set_in(&mut filter.groups, id, on),
        Part::Article(id) => set_in(&mut filter.articles, id, on),
        Part::Outlet(outlet) => set_in(&mut filter.outlets, outlet, on),
        Part::Analyst(id) => set_in(&mut filter.analysts, id, on),
        Part::State(state) => set_in(&mut filter.states, state, on),
        Part::Untagged => filter.untagged = on,
        // These are typed: they can be taken out only.
        Part::From if !on => filter.from = None,
        Part::To if !on => filter.to = None,
        Part::Words if !on => filter.words.clear(),
        Part::From | Part::To | Part::Words => {}
    }
}

fn set_in<T: Ord>(values: &mut BTreeSet<T>, value: T, on: bool) {
    if on {
        values.insert(value);
    } else {
        values.remove(&value);
    }
}

/// Takes everything out; whose coding is shown stays.
pub fn clear(filter: &mut Filter) {
    *filter = Filter { everybody: filter.everybody, ..Filter::default() };
}

/// Puts it, or takes it out where it is there.
pub fn toggle(filter: &mut Filter, part: Part) {
    let on = !has(filter, &part);
    set(filter, part, on);
}

/// The filter as chips, in the order of the bar.
pub fn chips(project: &Project, filter: &Filter) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut chip = |part: Part, label: String| chips.push(Chip { part, label, hue: None });
    if has(filter, &Part::Words) {
        chip(Part::Words, format!("Words: {}", filter.words.trim()));
    }
    for id in &filter.groups {
        let name = project.groups.get(id).map_or_else(|| id.to_string(), |group| group.name.clone());
        chip(Part::Group(id.clone()), format!("Group: {name}"));
    }
    for id in &filter.articles {
        chip(Part::Article(id.clone()), format!("Article: {}", title(project, id)));
    }
    for outlet in &filter.outlets {
        chip(Part::Outlet(outlet.clone()), format!("Outlet: {outlet}"));
    }
    for id in &filter.analysts {
        let name = project.analyst_name(id).to_owned();
        chip(Part::Analyst(id.clone()), format!("Analyst: {name}"));
    }
    for state in &filter.states {
        chip(Part::State(*state), format!("State: {}", state.label()));
    }
    if let Some(from) = &filter.from {
        chip(Part::From, format!("From {}", spoken_date(from)));
    }
    if let Some(to) = &filter.to {
        chip(Part::To, format!("Until {}", spoken_date(to)));
    }
    if filter.untagged {
        chip(Part::Untagged, "Untagged only".to_owned());
    }
    for id in &filter.tags {
        let hue = project.tag(&project.resolve(id)).map(|tag| tag.hue);
        chips.push(Chip { part: Part::Tag(id.clone()), label: format!("Tag: {}", project.tag_name(id)), hue });
    }
    chips
}
