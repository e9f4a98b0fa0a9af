//! A text in the ways it is looked at.

use super::{
    align::Side,
    fold::Folded,
    tokens::{Numbers, Token, line_starts},
};

/// A text in the ways it is looked at.
pub(super) struct Text<'t> {
    pub(super) source: &'t str,
    pub(super) folded: Folded,
    pub(super) tokens: Vec<Token>,
    /// The tokens that begin a line, and the one that is the text's end.
    pub(super) lines: Vec<usize>,
}

impl<'t> Text<'t> {
    pub(super) fn new(source: &'t str, numbers: &mut Numbers) -> Self {
        let folded = Folded::new(source);
        let tokens = numbers.whole(folded.text());
        // The first line begins behind the start of the text, and the last one ends before its end.
        let mut lines = vec![1];
        lines.extend(line_starts(source, &folded, &tokens).into_iter().filter(|start| *start > 1));
        lines.push(tokens.len() - 1);
        lines.dedup();
        Self { source, folded, tokens, lines }
    }

    /// Whether some tokens are whole lines here, so that the token `at` of them is `place`.
    pub(super) fn has_line(&self, tokens: &[Token], at: usize, place: usize) -> bool {
        let Some(start) = place.checked_sub(at) else { return false };
        let Some(there) = self.tokens.get(start..start + tokens.len()) else { return false };
        let is_edge = |at: usize| self.lines.binary_search(&at).is_ok();
        is_edge(start) && is_edge(start + tokens.len()) && there.iter().zip(tokens).all(|(a, b)| a.id == b.id)
    }

    pub(super) fn side(&self) -> Side<'_> {
        Side { text: self.folded.text(), tokens: &self.tokens }
    }
}
