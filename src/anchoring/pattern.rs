//! What is looked for: a passage's words between the words around them.

use std::{borrow::Cow, ops::Range};

use super::{
    align::Side,
    fold::Folded,
    prepared::Text,
    tokens::{Numbers, Token, line_starts, lines_of, touching, weight},
};
use crate::model::{CONTEXT, Quote};

/// Words of context on each side by which a place is found and judged.
pub(super) const AROUND: usize = 14;

/// Words of context on each side that may tell two places apart, where the whole text is at hand.
pub(super) const FAR: usize = 100;

/// The words before, of and after a passage.
pub(super) struct Pattern<'t> {
    text: Cow<'t, str>,
    tokens: Cow<'t, [Token]>,
    /// The passage's words among the tokens.
    pub quote: Range<usize>,
    /// The passage in the folded text; its edges may lie within the first and last word.
    pub edges: Range<usize>,
    /// The whole lines that the passage stands in, among the tokens. Nothing where their ends are not known.
    pub lines: Option<Range<usize>>,
}

impl<'t> Pattern<'t> {
    /// What a quote says.
    pub(super) fn of_quote(quote: &Quote, numbers: &Numbers) -> Self {
        let (before, exact) = (quote.before.len(), quote.exact.len());
        let source = [&*quote.before, &quote.exact, &quote.after].concat();
        let folded = Folded::new(&source);
        let start = folded.start_at(before);
        let edges = start..folded.end_at(before + exact).max(start);
        let mut tokens = numbers.known(folded.text());
        let mut starts = line_starts(&source, &folded, &tokens);
        // Context that was cut off begins and ends within a word.
        let is_cut = |context: &str| context.chars().count() >= CONTEXT;
        let [start, end] = numbers.ends(folded.text().len());
        if !is_cut(&quote.after) {
            starts.push(tokens.len());
            tokens.push(end);
        } else if tokens.last().is_some_and(|last| last.start >= edges.end) {
            tokens.pop();
        }
        if !is_cut(&quote.before) {
            starts.iter_mut().for_each(|start| *start += 1);
            starts.insert(0, 1);
            tokens.insert(0, start);
        } else if tokens.first().is_some_and(|first| first.end <= edges.start) {
            tokens.remove(0);
            starts = starts.into_iter().filter_map(|start| start.checked_sub(1)).collect();
        }
        starts.retain(|start| *start <= tokens.len());
        let quote = touching(&tokens, &edges);
        let lines = lines_of(&starts, &quote);
        Self { text: Cow::Owned(folded.into_text()), tokens: Cow::Owned(tokens), quote, edges, lines }
    }

    /// What stands at `edges` of the folded text, and around it.
    pub(super) fn of_text(text: &'t Text<'_>, edges: Range<usize>) -> Self {
        let at = touching(&text.tokens, &edges);
        let lines = lines_of(&text.lines, &at).unwrap_or(at.clone());
        let start = at.start.saturating_sub(FAR).min(lines.start);
        let end = text.tokens.len().min(at.end + FAR).max(lines.end);
        let tokens = Cow::Borrowed(&text.tokens[start..end]);
        let within = |range: Range<usize>| range.start - start..range.end - start;
        let (quote, lines) = (within(at), Some(within(lines)));
        Self { text: Cow::Borrowed(text.folded.text()), tokens, quote, edges, lines }
    }

    /// The same with no more context than a place is found by.
    pub(super) fn narrow(&self) -> Pattern<'_> {
        let near = self.near();
        let quote = self.quote.start - near.start..self.quote.end - near.start;
        let tokens = Cow::Borrowed(&self.tokens[near]);
        Pattern { text: Cow::Borrowed(&self.text), tokens, quote, edges: self.edges.clone(), lines: None }
    }

    /// The folded words of the passage itself.
    pub(super) fn words(&self) -> &str {
        &self.text[self.edges.clone()]
    }

    /// The tokens by which a place is found.
    pub(super) fn near(&self) -> Range<usize> {
        self.quote.start.saturating_sub(AROUND)..self.tokens.len().min(self.quote.end + AROUND)
    }

    pub(super) fn side(&self) -> Side<'_> {
        Side { text: &self.text, tokens: &self.tokens }
    }

    /// The words before it that may tell two places apart.
    pub(super) fn before(&self) -> &[Token] {
        &self.tokens[self.quote.start.saturating_sub(FAR)..self.quote.start]
    }

    pub(super) fn after(&self) -> &[Token] {
        &self.tokens[self.quote.end..self.tokens.len().min(self.quote.end + FAR)]
    }

    pub(super) fn weight(&self) -> u32 {
        weight(&self.tokens[self.quote.clone()])
    }

    /// Whether it is more than a word.
    pub(super) fn has_words(&self) -> bool {
        self.tokens[self.quote.clone()].iter().filter(|token| token.weight > 1).nth(1).is_some()
    }

    /// Whether each edge of the passage is an edge of a word, too.
    pub(super) fn whole_words(&self) -> (bool, bool) {
        (is_between(&self.tokens, self.edges.start), is_between(&self.tokens, self.edges.end))
    }
}

/// Whether no token goes on across a place.
pub(super) fn is_between(tokens: &[Token], at: usize) -> bool {
    let next = tokens.partition_point(|token| token.end <= at);
    tokens.get(next).is_none_or(|token| token.start >= at)
}
