//! What is looked for: a passage's words between the words around them.

use std::ops::Range;

use super::{
    align::Side,
    fold::Folded,
    tokens::{Numbers, Token, touching, weight},
};
use crate::model::{CONTEXT, Quote};

/// The words before, of and after a passage.
pub(super) struct Pattern {
    folded: Folded,
    tokens: Vec<Token>,
    /// The passage's words among the tokens.
    pub quote: Range<usize>,
    /// The passage in the folded text; its edges may lie within the first and last word.
    pub edges: Range<usize>,
}

impl Pattern {
    pub(super) fn new(quote: &Quote, numbers: &Numbers) -> Self {
        let (before, exact) = (quote.before.len(), quote.exact.len());
        let folded = Folded::new(&[&*quote.before, &quote.exact, &quote.after].concat());
        let start = folded.start_at(before);
        let edges = start..folded.end_at(before + exact).max(start);
        let mut tokens = numbers.known(folded.text());
        // Context that was cut off begins and ends within a word.
        let is_cut = |context: &str| context.chars().count() >= CONTEXT;
        if is_cut(&quote.after) && tokens.last().is_some_and(|last| last.start >= edges.end) {
            tokens.pop();
        }
        if is_cut(&quote.before) && tokens.first().is_some_and(|first| first.end <= edges.start) {
            tokens.remove(0);
        }
        let quote = touching(&tokens, &edges);
        Self { folded, tokens, quote, edges }
    }

    /// The folded words of the passage itself.
    pub(super) fn words(&self) -> &str {
        &self.folded.text()[self.edges.clone()]
    }

    pub(super) fn side(&self) -> Side<'_> {
        Side { text: self.folded.text(), tokens: &self.tokens }
    }

    pub(super) fn before(&self) -> Side<'_> {
        Side { tokens: &self.tokens[..self.quote.start], ..self.side() }
    }

    pub(super) fn after(&self) -> Side<'_> {
        Side { tokens: &self.tokens[self.quote.end..], ..self.side() }
    }

    pub(super) fn weight(&self) -> u32 {
        weight(&self.tokens[self.quote.clone()])
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
