//! Finding a tag by what is typed: by names, short names and aliases, in the order that is most likely meant.

use std::collections::BTreeMap;

use super::outline::{self, Line};
use crate::model::{GroupId, Project, TagId};
use crate::text::letters::folded;

/// Words that do not count as initials.
const SMALL_WORDS: &[&str] =
    &["a", "an", "and", "de", "des", "du", "for", "in", "la", "le", "of", "on", "the", "to", "und"];

/// A tag that fits what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    pub tag: TagId,
    /// The greater the better.
    pub score: u32,
    pub why: Why,
    /// The short name or alias that fits, where it is not the name.
    pub via: Option<String>,
}

/// How a tag fits, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The letters stand in the name in this order.
    Subsequence,
    /// The name or an alias has it somewhere within.
    Within,
    /// An alias or short name begins with it.
    AliasStart,
    /// The first letters of the name's words.
    Initials,
    /// Each typed word begins a word of the name.
    WordStart,
    /// The name begins with it.
    Start,
    /// It is the name, the short name or an alias.
    Exact,
    /// Nothing was typed.
    All,
}

/// The tags' names made ready for typing; to be kept as long as the codebook stays the same.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// In the order of the codebook.
    tags: Vec<Entry>,
    groups: Vec<NamedGroup>,
}

/// A group in which a new tag can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedGroup {
    pub id: GroupId,
    /// Whether what stands in it are arguments, which say nothing themselves.
    pub is_argument: bool,
}

#[derive(Clone, Debug)]
struct Entry {
    tag: TagId,
    name: Form,
    /// Short name and aliases, each also as it is written.
    others: Vec<(String, Form)>,
    /// Groups for which an empty query lists the tag first.
    is_argument: bool,
}

/// A name as it is compared: without case and diacritics.
#[derive(Clone, Debug)]
struct Form {
    text: String,
    words: Vec<String>,
    initials: String,
    great_initials: String,
}

/// The usable tags that fit `query`, best first; equal ones: recently used first, then in the codebook's order.
///
/// Without a query: the recent ones, then the arguments, then all others. For many queries keep a [`Names`].
pub fn rank_tags(project: &Project, query: &str, recent: &[TagId]) -> Vec<Match> {
    Names::new(project).rank(query, recent)
}

impl Names {
    pub fn new(project: &Project) -> Self {
        let arguments = project.with_groups_within(&GroupId::new("argument").into_iter().collect());
        let mut names = Self::default();
        for line in outline::outline(project) {
            match line {
                Line::Group { id, .. } => {
                    names.groups.push(NamedGroup { is_argument: arguments.contains(&id), id });
                }
                Line::Tag { id, .. } => {
                    let Some(tag) = project.tag(&id) else { continue };
                    let short = Some(&tag.short).filter(|short| !short.is_empty());
                    let others = short.into_iter().chain(&tag.aliases);
                    let others = others.map(|other| (other.clone(), Form::new(other))).collect();
                    let is_argument = arguments.contains(&tag.group);
                    names.tags.push(Entry { name: Form::new(&tag.name), others, is_argument, tag: id });
                }
            }
        }
        names
    }

    /// The groups in the codebook's order.
    pub fn groups(&self) -> &[NamedGroup] {
        &self.groups
    }

    /// As [`rank_tags`].
    pub fn rank(&self, query: &str, recent: &[TagId]) -> Vec<Match> {
        let query = Form::new(query.trim());
        let recent: BTreeMap<&TagId, usize> = recent.iter().enumerate().rev().map(|(place, id)| (id, place)).collect();
        let mut found: Vec<((bool, usize, bool, usize), Match)> = Vec::new();
        for (place, entry) in self.tags.iter().enumerate() {
            let Some((why, via)) = entry.fits(&query) else {
                continue;
            };
            let recency = recent.get(&entry.tag).copied().unwrap_or(usize::MAX);
            let later = why == Why::All && !entry.is_argument;
            let found_one = Match { tag: entry.tag.clone(), score: why as u32, why, via };
            found.push(((recency == usize::MAX, recency, later, place), found_one));
        }
        found.sort_by(|a, b| b.1.score.cmp(&a.1.score).then(a.0.cmp(&b.0)));
        found.into_iter().map(|(_, found)| found).collect()
    }
}

impl Entry {
    /// The best way in which it fits, and the other name that does.
    fn fits(&self, query: &Form) -> Option<(Why, Option<String>)> {
        if query.text.is_empty() {
            return Some((Why::All, None));
        }
        let others = self.others.iter().filter_map(|(written, form)| Some((form.fits_as_other(query)?, written)));
        // Of equal ones the first: max_by_key gives the last.
        let other = others.rev().max_by_key(|(why, _)| *why);
        match (self.name.fits_as_name(query), other) {
            (Some(why), Some((better, written))) if better > why => Some((better, Some(written.clone()))),
            (Some(why), _) => Some((why, None)),
            (None, Some((why, written))) => Some((why, Some(written.clone()))),
            (None, None) => None,
        }
    }
}

impl Form {
    fn new(name: &str) -> Self {
        let text = folded(name);
        let words: Vec<String> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let initials =
            |words: &mut dyn Iterator<Item = &String>| words.filter_map(|word| word.chars().next()).collect();
        Self {
            initials: initials(&mut words.iter()),
            great_initials: initials(&mut words.iter().filter(|word| !SMALL_WORDS.contains(&word.as_str()))),
            words,
            text,
        }
    }

    fn fits_as_name(&self, query: &Self) -> Option<Why> {
        let typed = query.text.as_str();
        if self.text == typed {
            Some(Why::Exact)
        } else if self.text.starts_with(typed) {
            Some(Why::Start)
        } else if self.has_words(query) {
            Some(Why::WordStart)
        } else if self.has_initials(typed) {
            Some(Why::Initials)
        } else if self.text.contains(typed) {
            Some(Why::Within)
        } else {
            is_subsequence(typed, &self.text).then_some(Why::Subsequence)
        }
    }

    fn fits_as_other(&self, query: &Self) -> Option<Why> {
        let typed = query.text.as_str();
        if self.text == typed {
            Some(Why::Exact)
        } else if self.text.starts_with(typed) || self.has_words(query) {
            Some(Why::AliasStart)
        } else {
            self.text.contains(typed).then_some(Why::Within)
        }
    }

    fn has_words(&self, query: &Self) -> bool {
        let begins = |typed: &String| self.words.iter().any(|word| word.starts_with(typed.as_str()));
        !query.words.is_empty() && query.words.iter().all(begins)
    }

    fn has_initials(&self, typed: &str) -> bool {
        // One letter would find half of the codebook.
        typed.chars().nth(1).is_some() && (self.initials.starts_with(typed) || self.great_initials.starts_with(typed))
    }
}

/// Whether the letters of `typed` stand in `text` in this order, the first of them at the beginning of a word.
fn is_subsequence(typed: &str, text: &str) -> bool {
    let mut last = ' ';
    text.char_indices().any(|(at, c)| {
        let begins = !std::mem::replace(&mut last, c).is_alphanumeric();
        let mut rest = text.get(at..).unwrap_or_default().chars();
        let first = typed.chars().next();
        begins
            && Some(c) == first
            && typed.chars().filter(|c| !c.is_whitespace()).all(|wanted| rest.any(|c| c == wanted))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::samples::{self, group, tag};
    use crate::model::Tag;

    fn check(query: &str, recent: &[&str], expected: &[(&str, Why)]) {
        let mut project = samples::codebook();
        samples::put_tag(
            &mut project,
            "organization/drl",
            Tag { rank: 9, ..Tag::named("Bureau of Democracy, Human Rights and Labor", group("organization")) },
        );
        samples::put_tag(
            &mut project,
            "organization/cafe",
            Tag { rank: 10, ..Tag::named("Café Übersee", group("organization")) },
        );
        let recent: Vec<TagId> = recent.iter().map(|id| tag(id)).collect();
        let found: Vec<(String, Why)> =
            rank_tags(&project, query, &recent).into_iter().map(|m| (m.tag.to_string(), m.why)).collect();
        let expected: Vec<(String, Why)> = expected.iter().map(|(id, why)| ((*id).to_owned(), *why)).collect();
        assert_eq!(found, expected, "{query}");
    }

    #[test]
    fn the_exact_name_comes_first() {
        check(
            "vacuum",
            &["argument/vacuum-china"],
            &[("argument/vacuum", Why::Exact), ("argument/vacuum-china", Why::Start)],
        );
        check("foc", &[], &[("organization/foc", Why::Exact)]);
        check("waste", &[], &[("argument/costs", Why::Exact)]);
    }

    #[test]
    fn beginnings_initials_and_the_rest() {
        check(
            "vac",
            &["argument/vacuum-china"],
            &[("argument/vacuum-china", Why::Start), ("argument/vacuum", Why::Start)],
        );
        check("vac chi", &[], &[("argument/vacuum-china", Why::WordStart)]);
        check("bod", &[], &[("organization/drl", Why::Initials)]);
        check("bdhr", &[], &[("organization/drl", Why::Initials)]);
        check("onli", &[], &[("organization/foc", Why::WordStart)]);
        check("nations u", &[], &[("organization/un", Why::WordStart)]);
        check("secr", &[], &[("person/rubio", Why::AliasStart)]);
        check("ations", &[], &[("organization/un", Why::Within)]);
        check("mrcrb", &[], &[("person/rubio", Why::Subsequence)]);
        check("zzz", &[], &[]);
    }

    #[test]
    fn case_and_diacritics_do_not_count() {
        check("CAFE uber", &[], &[("organization/cafe", Why::Start)]);
        check("café", &[], &[("organization/cafe", Why::Start)]);
    }

    #[test]
    fn nothing_typed_lists_recent_ones_then_arguments() {
        let all = |id| (id, Why::All);
        check(
            "",
            &["organization/un", "argument/costs"],
            &[
                all("organization/un"),
                all("argument/costs"),
                all("argument/vacuum"),
                all("argument/vacuum-china"),
                all("organization/foc"),
                all("organization/drl"),
                all("organization/cafe"),
                all("person/rubio"),
            ],
        );
    }

    #[test]
    fn a_match_says_by_which_name() {
        let found = rank_tags(&samples::codebook(), "online free", &[]);
        assert_eq!(found.first().map(|m| (m.why, m.via.as_deref())), Some((Why::WordStart, None)));
        let found = rank_tags(&samples::codebook(), "unies", &[]);
        assert_eq!(found.first().and_then(|m| m.via.as_deref()), Some("Nations Unies"));
    }
}
