//! A text with marks in it, as HTML: paragraphs, and beside each what is said of the passages that begin there.
//!
//! Marks may overlap, elements may not: a passage is cut where another begins or ends, and each piece is marked once for
//! every passage and tag that it belongs to. A mark keeps to its lane, so that underlines lie below each other.

use std::{cmp::Reverse, collections::BTreeSet, ops::Range};

use crate::{bytes::xml::escaped, model::Span, text::lines::lines};

/// How many lanes are drawn apart.
const LANES: usize = 5;

/// A passage with one of its tags.
pub(super) struct Unit {
    pub passage: usize,
    pub span: Span,
    /// Which underline; found by [`Marks::new`].
    pub lane: usize,
    /// The class of its colour.
    pub hue: String,
    /// Of the element, ready to be written.
    pub attributes: String,
}

/// A text with what is to be marked in it.
pub(super) struct Marks<'t> {
    text: &'t str,
    /// By where they begin, longer ones first.
    units: Vec<Unit>,
    /// For each unit, where it or one before it ends last: to find those at a place without looking at all.
    reach: Vec<usize>,
}

impl<'t> Marks<'t> {
    pub(super) fn new(text: &'t str, mut units: Vec<Unit>) -> Self {
        units.sort_by_key(|unit| (unit.span.start(), Reverse(unit.span.end()), unit.passage));
        // Where each lane is free again.
        let mut free: Vec<usize> = Vec::new();
        let mut reach = Vec::with_capacity(units.len());
        for unit in &mut units {
            let lane = free.iter().position(|end| *end <= unit.span.start()).unwrap_or(free.len());
            free.resize(free.len().max(lane + 1), 0);
            if let Some(end) = free.get_mut(lane) {
                *end = unit.span.end();
            }
            unit.lane = lane.min(LANES - 1);
            reach.push(reach.last().copied().unwrap_or(0).max(unit.span.end()));
        }
        Self { text, units, reach }
    }

    /// Writes each line that is not empty as a paragraph, with the notes of the passages that begin in it.
    pub(super) fn write(&self, note: &dyn Fn(usize) -> String, out: &mut String) {
        let mut next = 0;
        for range in lines(self.text) {
            // An empty line may be where a passage begins that goes on below: its note comes with the next paragraph.
            if !self.text[range.clone()].trim().is_empty() {
                // First the notes, so that they float beside the paragraph.
                out.push_str("<div class=\"row\">");
                self.notes(range.end, &mut next, note, out);
                out.push_str("<p dir=\"auto\">");
                self.pieces(range, out);
                out.push_str("</p></div>\n");
            }
        }
    }

    /// Writes the notes of the passages from the unit `next` on that begin before `end`.
    fn notes(&self, end: usize, next: &mut usize, note: &dyn Fn(usize) -> String, out: &mut String) {
        let units = self.units.get(*next..).unwrap_or_default();
        let begun = units.iter().take_while(|unit| unit.span.start() < end);
        let mut passages: Vec<usize> = begun.map(|unit| unit.passage).collect();
        *next += passages.len();
        // The tags of one passage follow each other.
        passages.dedup();
        if !passages.is_empty() {
            out.push_str("<ul class=\"notes\" aria-label=\"Passages in this paragraph\">\n");
            passages.into_iter().for_each(|passage| out.push_str(&note(passage)));
            out.push_str("</ul>");
        }
    }

    /// The units that have a part of the range.
    fn within(&self, range: &Range<usize>) -> Vec<&Unit> {
        let from = self.reach.partition_point(|reach| *reach <= range.start);
        let units = self.units.get(from..).unwrap_or_default();
        let begun = units.iter().take_while(|unit| unit.span.start() < range.end);
        begun.filter(|unit| unit.span.end() > range.start).collect()
    }

    fn pieces(&self, range: Range<usize>, out: &mut String) {
        let units = self.within(&range);
        let edges = units.iter().flat_map(|unit| [unit.span.start(), unit.span.end()]);
        let inner = edges.filter(|edge| range.contains(edge));
        let cuts: BTreeSet<usize> = inner.chain([range.start, range.end]).collect();
        for (from, to) in cuts.iter().zip(cuts.iter().skip(1)) {
            let covering = || units.iter().filter(|unit| unit.span.start() <= *from && unit.span.end() >= *to);
            for unit in covering() {
                out.push_str(&format!("<mark class=\"{} l{}\" {}>", unit.hue, unit.lane, unit.attributes));
            }
            out.push_str(&escaped(self.text.get(*from..*to).unwrap_or_default()));
            covering().for_each(|_| out.push_str("</mark>"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written of the text with these passages, with `[0:` … `]` for a mark of passage 0 in its lane.
    fn check(text: &str, spans: &[(usize, usize)], expected: &str) {
        let unit = |(passage, (start, end)): (usize, &(usize, usize))| Unit {
            passage,
            span: Span::new(text, *start..*end).expect("a span"),
            lane: 0,
            hue: format!("h{passage}"),
            attributes: "x".to_owned(),
        };
        let mut written = String::new();
        let units = spans.iter().enumerate().map(unit).collect();
        Marks::new(text, units).write(&|passage| format!("({passage})"), &mut written);
        let mut shown = written.replace("</mark>", "]").replace("<div class=\"row\">", "").replace("</p></div>", "");
        shown = shown.replace("<ul class=\"notes\" aria-label=\"Passages in this paragraph\">\n", "");
        shown = shown.replace("</ul>", " ").replace("<p dir=\"auto\">", "");
        for passage in 0..spans.len() {
            for lane in 0..LANES {
                let opens = format!("<mark class=\"h{passage} l{lane}\" x>");
                shown = shown.replace(&opens, &format!("[{passage}.{lane}:"));
            }
        }
        assert_eq!(shown, expected);
    }

    #[test]
    fn passages_that_overlap_are_cut_at_each_others_edges() {
        check("one two three", &[(4, 7)], "(0) one [0.0:two] three\n");
        check("one two three", &[(0, 7), (4, 13)], "(0)(1) [0.0:one ][0.0:[1.1:two]][1.1: three]\n");
        check("one", &[(0, 3), (0, 3)], "(0)(1) [0.0:[1.1:one]]\n");
        check("a<b & c", &[(0, 3)], "(0) [0.0:a&lt;b] &amp; c\n");
    }

    #[test]
    fn a_passage_goes_on_in_the_next_paragraph() {
        check("one\n\n  \ntwo three", &[(1, 11)], "(0) o[0.0:ne]\n[0.0:two] three\n");
        check("one\n\ntwo", &[(3, 8)], "one\n(0) [0.0:two]\n");
        check("\n\ntwo", &[(0, 5)], "(0) [0.0:two]\n");
        check("", &[], "");
    }
}
