//! The date and the author as they are written on a page, beside its headline: a teaser's date is none of the article.

use std::ops::Range;

use dom_query::{Document, NodeRef};

use super::{
    names::author,
    outline::{Outline, Piece},
};
use crate::ingest::guess::{date_of, only_date};

/// How many paragraphs before the headline can say when the article came out; behind it, and where there is none before the text.
const BEFORE: usize = 8;
const BEHIND: usize = 14;
/// The longest line, in characters other than white space, that says no more than that.
const SHORT: usize = 120;
/// The longest line that is nothing but who wrote it.
const LONGEST_BYLINE: usize = 90;
/// A date that a text begins with stands within so many bytes.
const OPENING: usize = 40;

/// Where an article begins on its page.
pub struct Beside<'p> {
    pub page: &'p Document,
    pub outline: &'p Outline,
    /// The first paragraph of the article that reads as sentences.
    pub first: Option<usize>,
    /// The last one.
    pub last: Option<usize>,
    /// The lines that were left out of it since they only say when and by whom.
    pub about: &'p [usize],
    /// Whether 01/09/2026 is the first of September here, if that is known.
    pub day_first: Option<bool>,
}

/// What an element is asked.
type Mark<'m> = &'m dyn Fn(&NodeRef<'_>) -> bool;

impl Beside<'_> {
    /// The date that is marked as that of the article, or stands beside the headline.
    pub fn date(&self) -> Option<String> {
        self.marked_date()
            .or_else(|| self.date_in_lines())
            .or_else(|| self.opening_date())
            .or_else(|| self.only_date_near())
            .or_else(|| self.only_date_within())
            .or_else(|| self.closing_date())
            .or_else(|| self.about.iter().find_map(|at| self.only_date_in(&self.outline.pieces[*at].text)))
    }

    /// The only date of a line; that of a change behind it does not count.
    fn only_date_in(&self, line: &str) -> Option<String> {
        const CHANGED: [&str; 9] = [
            "updated",
            "modified",
            "edited",
            "aktualisiert",
            "geändert",
            "update",
            "actualizado",
            "mis à jour",
            "aggiornato",
        ];
        let lower = line.to_lowercase();
        let changed =
            CHANGED.iter().filter_map(|word| lower.find(word)).min().filter(|at| lower.len() == line.len() && *at > 0);
        let first = changed.and_then(|at| only_date(line.get(..at)?, self.day_first));
        first.or_else(|| only_date(line, self.day_first))
    }

    /// “As of 9 January 2026”, below the text.
    fn closing_date(&self) -> Option<String> {
        const LONGEST: usize = 60;
        let below = self.outline.pieces.iter().skip(self.last? + 1).take(BEFORE);
        below.filter(|piece| piece.chars <= LONGEST).find_map(|piece| self.date_in_line(piece))
    }

    /// The only date in elements that are called a date and stand beside the headline.
    fn only_date_near(&self) -> Option<String> {
        let near = self.marked(&|_| true).filter(|node| self.is_near(node));
        let mut dates: Vec<String> = near.take(20).filter_map(|node| self.date_at(&node)).collect();
        dates.dedup();
        if dates.len() == 1 { dates.pop() } else { None }
    }

    /// The only date in elements that are called a date and stand in the article, or right behind it.
    fn only_date_within(&self) -> Option<String> {
        let from = self.outline.headline.or(self.first)?.saturating_sub(BEFORE);
        let to = self.last? + BEFORE;
        let within = self.marked(&|_| true).filter(|node| self.is_within(node, from..to) && !is_in_list(node));
        let mut dates: Vec<String> = within.take(200).filter_map(|node| self.date_at(&node)).collect();
        dates.dedup();
        if dates.len() == 1 { dates.pop() } else { None }
    }

    /// The elements that say of themselves what `says` looks for.
    fn marked<'s>(&'s self, says: &'s dyn Fn(&NodeRef<'s>) -> bool) -> impl Iterator<Item = NodeRef<'s>> {
        let nodes =
            self.outline.marked.iter().filter_map(|at| self.page.tree.get(&self.outline.elements.get(*at)?.node));
        nodes.filter(move |node| says(node))
    }

    /// The dates of elements that say they are the article's.
    fn marked_date(&self) -> Option<String> {
        const NAMES: [&str; 7] = [
            "entry-date",
            "published",
            "post-date",
            "article-date",
            "article__date",
            "date-published",
            "documentPublished",
        ];
        let is_named = |node: &NodeRef<'_>| NAMES.iter().any(|name| has(node, "class", name));
        let marks: [&dyn Fn(&NodeRef<'_>) -> bool; 3] = [
            &|node| has(node, "itemprop", "datePublished"),
            &|node| node.has_name("time") && node.has_attr("pubdate"),
            &is_named,
        ];
        for mark in marks {
            let nodes: Vec<NodeRef<'_>> = self.marked(mark).take(30).collect();
            let near = nodes.iter().filter(|node| self.is_near(node)).find_map(|node| self.date_at(node));
            let mut dates: Vec<String> =
                nodes.iter().filter(|node| !is_in_list(node)).filter_map(|node| self.date_at(node)).collect();
            dates.dedup();
            // Several of them are those of teasers, unless they are one.
            let only = if dates.len() == 1 { dates.pop() } else { None };
            if let Some(date) = near.or(only) {
                return Some(date);
            }
        }
        None
    }

    /// The date of an element: what it says to machines, else what stands in it.
    fn date_at(&self, node: &NodeRef<'_>) -> Option<String> {
        let told = ["datetime", "content", "title"].into_iter().find_map(|name| self.day(&node.attr(name)?));
        told.or_else(|| {
            let text = node.text();
            (text.chars().count() <= SHORT).then(|| self.only_date_in(&text))?
        })
    }

    fn day(&self, told: &str) -> Option<String> {
        let date = date_of(told, self.day_first);
        (date.len() == 10).then_some(date)
    }

    /// The nearest line to the headline that has one date and says little else.
    fn date_in_lines(&self) -> Option<String> {
        let (before, behind) = self.lines();
        // Between the headline and the text no other article is named.
        let between = |at: &usize| self.first.is_some_and(|first| *at < first);
        let pieces = &self.outline.pieces;
        behind
            .clone()
            .filter(between)
            .find_map(|at| self.date_of_line(&pieces[at]))
            .or_else(|| behind.chain(before.rev()).find_map(|at| self.date_in_line(&pieces[at])))
    }

    fn date_in_line(&self, piece: &Piece) -> Option<String> {
        let is_aside = || self.outline.around(piece.element).any(|at| self.is_aside(at));
        if piece.links() > 0.5 || is_aside() { None } else { self.date_of_line(piece) }
    }

    fn date_of_line(&self, piece: &Piece) -> Option<String> {
        if piece.chars > SHORT {
            return None;
        }
        let told = self.outline.around(piece.element).take(4).find_map(|at| {
            let element = self.outline.elements.get(at).filter(|element| element.name == "time")?;
            self.day(&self.page.tree.get(&element.node)?.attr("datetime")?)
        });
        told.or_else(|| self.only_date_in(&piece.text))
    }

    fn is_aside(&self, element: usize) -> bool {
        self.outline
            .elements
            .get(element)
            .is_some_and(|element| matches!(element.name.as_str(), "aside" | "nav" | "footer"))
    }

    /// “9 January 2026 – The seats are counted again …”.
    fn opening_date(&self) -> Option<String> {
        let text = self.outline.pieces.get(self.first?)?.text.trim_start();
        let opening = &text[..text.floor_char_boundary(OPENING)];
        only_date(opening, self.day_first)
    }

    /// The places of lines before the headline, and of those from there to the text.
    fn lines(&self) -> (Range<usize>, Range<usize>) {
        let all = self.outline.pieces.len();
        match (self.outline.headline, self.first) {
            (Some(headline), first) => {
                let text = first.filter(|first| *first > headline).unwrap_or(headline + 4) + 2;
                (headline.saturating_sub(BEFORE)..headline, headline + 1..text.min(headline + BEHIND).min(all))
            }
            (None, Some(first)) => (first.saturating_sub(BEFORE)..first, first..(first + 1).min(all)),
            (None, None) => (0..0, 0..0),
        }
    }

    /// Whether an element stands in one of these lines, or around them.
    fn is_near(&self, node: &NodeRef<'_>) -> bool {
        let (before, behind) = self.lines();
        self.is_within(node, before.start..behind.end)
    }

    fn is_within(&self, node: &NodeRef<'_>, lines: Range<usize>) -> bool {
        let Some(element) = self.outline.place(node.id) else { return false };
        let lines = lines.start..lines.end.min(self.outline.pieces.len());
        self.outline
            .pieces
            .get(lines)
            .unwrap_or_default()
            .iter()
            .any(|piece| self.outline.is_in(piece.element, element))
    }

    /// Who is said to have written the article, as it is written there.
    pub fn byline(&self) -> Option<String> {
        const NAMES: [&str; 5] = ["author-name", "article-author", "post-author", "entry-author", "byline-author"];
        const LINES: [&str; 3] = ["byline", "article__author", "author"];
        let in_byline = |node: &NodeRef<'_>| node.ancestors_it(Some(5)).any(|outer| has(&outer, "class", "byline"));
        let of_author = |node: &NodeRef<'_>| node.ancestors_it(Some(5)).any(|outer| has(&outer, "itemprop", "author"));
        let is_name = |node: &NodeRef<'_>| {
            NAMES.iter().any(|name| has(node, "class", name))
                || (has(node, "class", "author") && (has(node, "class", "vcard") || in_byline(node)))
        };
        let is_line = |node: &NodeRef<'_>| {
            LINES.iter().any(|name| has(node, "class", name)) || node.attr("id").is_some_and(|id| &*id == "author")
        };
        // Of the last, which can hold more than a name, the first counts.
        let marks: [(Mark<'_>, usize); 5] = [
            (&|node| has(node, "itemprop", "name") && of_author(node), 4),
            (&|node| has(node, "itemprop", "author"), 4),
            (&|node| node.has_name("a") && has(node, "rel", "author"), 4),
            (&is_name, 4),
            (&is_line, 1),
        ];
        for (mark, most) in marks {
            let nodes: Vec<NodeRef<'_>> = self.marked(mark).take(20).collect();
            let near = unlike(nodes.iter().filter(|node| self.is_near(node)));
            let names = if near.is_empty() { unlike(nodes.iter().filter(|node| !is_in_list(node))) } else { near };
            match names.as_slice() {
                [] => {}
                some if some.len() <= most => return Some(some.join(", ")),
                [first, ..] => return Some(first.clone()),
            }
        }
        self.byline_in_lines()
    }

    /// “By Jo Doe” in a line of its own, or a line whose element says that it is one.
    fn byline_in_lines(&self) -> Option<String> {
        const BY: [&str; 12] = [
            "By ",
            "BY ",
            "by ",
            "Von ",
            "VON ",
            "von ",
            "Par ",
            "Por ",
            "Text: ",
            "Autor: ",
            "Author: ",
            "Posted by ",
        ];
        let (before, behind) = self.lines();
        let lines = behind.chain(before.rev()).filter_map(|at| self.outline.pieces.get(at));
        let text = |piece: &Piece| piece.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let short: Vec<&Piece> = lines.filter(|piece| !piece.is_heading && piece.chars <= LONGEST_BYLINE).collect();
        let said = short.iter().map(|piece| text(piece)).find(|text| BY.iter().any(|by| text.starts_with(by)));
        said.or_else(|| short.iter().find(|piece| self.is_of_author(piece)).map(|piece| text(piece)))
    }

    fn is_of_author(&self, piece: &Piece) -> bool {
        self.outline.around(piece.element).take(3).any(|at| {
            let node = self.outline.elements.get(at).and_then(|element| self.page.tree.get(&element.node));
            let names = node.map(|node| [node.attr("class"), node.attr("id")]);
            names.iter().flatten().flatten().any(|names| {
                let names = names.to_lowercase();
                names.contains("author") || names.contains("byline")
            })
        })
    }
}

/// The texts of elements, each once, that are short enough for a name.
fn unlike<'n, 't: 'n>(nodes: impl Iterator<Item = &'n NodeRef<'t>>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for node in nodes {
        let told = node.attr("content").map(|told| told.to_string()).filter(|told| !told.trim().is_empty());
        let name = told.unwrap_or_else(|| node.text().to_string()).split_whitespace().collect::<Vec<_>>().join(" ");
        let name = if name.chars().count() > LONGEST_BYLINE { String::new() } else { author(&name) };
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Whether a word is among those of an attribute.
fn has(node: &NodeRef<'_>, attribute: &str, word: &str) -> bool {
    node.attr(attribute).is_some_and(|words| words.split_whitespace().any(|known| known == word))
}

/// Whether an element is in one that stands beside the article, or in a list.
fn is_in_list(node: &NodeRef<'_>) -> bool {
    node.ancestors_it(Some(12))
        .any(|outer| outer.node_name().is_some_and(|name| matches!(&*name, "aside" | "nav" | "footer" | "li")))
}
