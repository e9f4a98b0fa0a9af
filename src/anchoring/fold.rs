//! A text without what changes when only its form does: runs of white space, shapes of quotes and dashes, invisible
//! characters, composed characters. Each place in it is known in the text that it was made from.

use std::ops::Range;

use unicode_normalization::char::decompose_compatible;

use crate::text::letters::{Form, form};

/// A folded text and where each of its characters came from.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    text: String,
    /// Ascending, together the whole of `text`.
    pieces: Vec<Piece>,
}

/// A piece of the folded text, and the bytes of the source that became it.
#[derive(Clone, Debug)]
struct Piece {
    /// Where it begins in the folded text; it goes on to the next piece.
    folded: usize,
    source: Range<usize>,
    /// The same bytes here and there, so that each place within it has one there.
    same: bool,
}

impl Folded {
    pub(super) fn new(source: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(source.len()), pieces: Vec::new() };
        for (at, c) in source.char_indices() {
            folded.take(at, c);
        }
        folded
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// The source's bytes of the folded `range`, which must not be empty.
    pub(super) fn source(&self, range: Range<usize>) -> Range<usize> {
        let Some(first) = self.pieces.get(self.piece_at(range.start)) else { return 0..0 };
        let Some(last) = self.pieces.get(self.piece_at(range.end.saturating_sub(1))) else { return 0..0 };
        let start = if first.same { first.source.start + (range.start - first.folded) } else { first.source.start };
        let end = if last.same { last.source.start + (range.end - last.folded) } else { last.source.end };
        start..end
    }

    /// Where the first character stands that reaches behind `byte` of the source.
    pub(super) fn start_at(&self, byte: usize) -> usize {
        let Some(piece) = self.pieces.get(self.pieces.partition_point(|piece| piece.source.end <= byte)) else {
            return self.text.len();
        };
        if piece.same { piece.folded + byte.saturating_sub(piece.source.start) } else { piece.folded }
    }

    /// Where the last character ends that begins before `byte` of the source.
    pub(super) fn end_at(&self, byte: usize) -> usize {
        let behind = self.pieces.partition_point(|piece| piece.source.start < byte);
        let Some(piece) = behind.checked_sub(1).and_then(|at| self.pieces.get(at)) else { return 0 };
        if piece.same {
            piece.folded + byte.min(piece.source.end) - piece.source.start
        } else {
            self.pieces.get(behind).map_or(self.text.len(), |next| next.folded)
        }
    }

    fn piece_at(&self, folded: usize) -> usize {
        self.pieces.partition_point(|piece| piece.folded <= folded).saturating_sub(1)
    }

    fn take(&mut self, at: usize, c: char) {
        match form(c) {
            Form::Same => self.push_same(at, c),
            Form::Drop => {}
            Form::Run(into) => self.push_run(at, c, into),
            Form::Into(into) => self.push(at, c, &[into]),
            Form::Decompose => {
                let mut parts = Vec::new();
                decompose_compatible(c, |part| parts.push(part));
                match parts[..] {
                    [only] if only == c => self.push_same(at, c),
                    [only] if only.is_whitespace() => self.push_run(at, c, ' '),
                    _ => self.push(at, c, &parts),
                }
            }
        }
    }

    fn push_same(&mut self, at: usize, c: char) {
        match self.pieces.last_mut() {
            Some(last) if last.same && last.source.end == at => last.source.end = at + c.len_utf8(),
            _ => self.pieces.push(Piece { folded: self.text.len(), source: at..at + c.len_utf8(), same: true }),
        }
        self.text.push(c);
    }

    fn push(&mut self, at: usize, c: char, into: &[char]) {
        self.pieces.push(Piece { folded: self.text.len(), source: at..at + c.len_utf8(), same: false });
        self.text.extend(into);
    }

    /// `into`, which is one byte, once for a run of characters that all become it.
    fn push_run(&mut self, at: usize, c: char, into: char) {
        if !self.text.ends_with(into) {
            return if c == into { self.push_same(at, c) } else { self.push(at, c, &[into]) };
        }
        let end = at + c.len_utf8();
        let folded = self.text.len() - 1;
        let Some(last) = self.pieces.last_mut() else { return };
        if !last.same {
            last.source.end = end;
        } else if last.folded == folded {
            (last.same, last.source.end) = (false, end);
        } else {
            last.source.end -= 1;
            let start = last.source.end;
            self.pieces.push(Piece { folded, source: start..end, same: false });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(source: &str, expected: &str) {
        assert_eq!(Folded::new(source).text(), expected, "{source:?}");
    }

    #[test]
    fn what_only_looks_different_is_the_same() {
        check("a \n\u{a0} b", "a b");
        check("“don’t” — go", "\"don't\" - go");
        check("so\u{ad}ver\u{200b}eign--ty", "sovereign-ty");
        check("naïve…", "nai\u{308}ve...");
        check("ﬁne １２", "fine 12");
        check("主权 👩\u{200d}💻", "主权 👩💻");
    }

    #[test]
    fn places_are_known_in_the_source() {
        let source = "a \n b — “ï”\u{200b}c";
        let folded = Folded::new(source);
        assert_eq!(folded.text(), "a b - \"i\u{308}\"c");
        let of = |range| &source[folded.source(range)];
        assert_eq!((of(1..2), of(0..3), of(6..11), of(11..12)), (" \n ", "a \n b", "“ï”", "c"));
        assert_eq!((folded.start_at(0), folded.start_at(2), folded.end_at(4), folded.end_at(99)), (0, 1, 2, 12));
    }

    proptest! {
        #[test]
        fn folded_places_are_between_characters_of_the_source(
            source in "[-a.\\n —‐“”'\u{ad}ïﬁ字\u{301}\u{200d}👍🏽ש🇩…]{0,60}"
        ) {
            let folded = Folded::new(&source);
            let edges: Vec<usize> = folded.text().char_indices().map(|(at, _)| at).chain([folded.text().len()]).collect();
            for pair in edges.windows(2) {
                let range = folded.source(pair[0]..pair[1]);
                prop_assert!(source.get(range.clone()).is_some_and(|words| !words.is_empty()));
                prop_assert!(folded.start_at(range.start) <= pair[0] && folded.end_at(range.end) >= pair[1]);
            }
            for (at, _) in source.char_indices() {
                prop_assert!(edges.contains(&folded.start_at(at)) && edges.contains(&folded.end_at(at)));
            }
        }
    }
}
