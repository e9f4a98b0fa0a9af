//! A stretch of an article's text, in bytes, that cannot split a character.

use std::ops::Range;

/// A half-open range of bytes in a text as loaded; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: usize,
    end: usize,
}

/// Why a range is no span of a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSpan {
    #[error("the passage {0}–{1} is empty")]
    Empty(usize, usize),
    #[error("the passage {start}–{end} ends after the text, which has {len} bytes")]
    Outside { start: usize, end: usize, len: usize },
    #[error("byte {0} stands within a character")]
    WithinCharacter(usize),
}

impl Span {
    /// The span `range` of `text`.
    ///
    /// # Errors
    /// An empty range, one outside the text, or an edge within a character.
    pub fn new(text: &str, range: Range<usize>) -> Result<Self, BadSpan> {
        let Range { start, end } = range;
        if start >= end {
            return Err(BadSpan::Empty(start, end));
        }
        if end > text.len() {
            return Err(BadSpan::Outside { start, end, len: text.len() });
        }
        for edge in [start, end] {
            if !text.is_char_boundary(edge) {
                return Err(BadSpan::WithinCharacter(edge));
            }
        }
        Ok(Self { start, end })
    }

    /// A span as a file gives it, before there is a text to check it with.
    ///
    /// # Errors
    /// An empty range.
    pub fn unchecked(range: Range<usize>) -> Result<Self, BadSpan> {
        if range.start >= range.end {
            return Err(BadSpan::Empty(range.start, range.end));
        }
        Ok(Self { start: range.start, end: range.end })
    }

    pub fn start(self) -> usize {
        self.start
    }

    pub fn end(self) -> usize {
        self.end
    }

    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Length in bytes.
    pub fn bytes(self) -> usize {
        self.end - self.start
    }

    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The words of this span in `text`; nothing where the text is another one.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, range: Range<usize>, expected: Result<&str, BadSpan>) {
        let span = Span::new(text, range);
        assert_eq!(span.as_ref().map(|span| span.of(text).unwrap_or("?")), expected.as_ref().map(|s| *s));
    }

    #[test]
    fn a_span_never_splits_a_character() {
        check("naïve", 0..3, Err(BadSpan::WithinCharacter(3)));
        check("naïve", 2..4, Ok("ï"));
        check("👩‍💻 x", 0..11, Ok("👩‍💻"));
        check("👩‍💻 x", 1..11, Err(BadSpan::WithinCharacter(1)));
        check("主权", 0..3, Ok("主"));
        check("主权", 0..4, Err(BadSpan::WithinCharacter(4)));
        check("سيادة", 0..2, Ok("س"));
        check("e\u{301}t", 0..1, Ok("e"));
    }

    #[test]
    fn a_span_stays_in_its_text() {
        check("abc", 1..1, Err(BadSpan::Empty(1, 1)));
        check("abc", 2..4, Err(BadSpan::Outside { start: 2, end: 4, len: 3 }));
        check("abc", 0..3, Ok("abc"));
    }
}
