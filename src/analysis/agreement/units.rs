//! A text cut into the units that are compared, and the units that a passage touches.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::{
    blocks::{Blocks, Gap},
    offsets::Offsets,
    sentences::sentences,
};

/// At which level coders are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    #[default]
    Character,
    Word,
    Sentence,
    Paragraph,
    /// Whether an article has the tag at all.
    Article,
}

impl Unit {
    pub const ALL: [Self; 5] = [Self::Character, Self::Word, Self::Sentence, Self::Paragraph, Self::Article];

    pub fn label(self) -> &'static str {
        match self {
            Self::Character => "character",
            Self::Word => "word",
            Self::Sentence => "sentence",
            Self::Paragraph => "paragraph",
            Self::Article => "article",
        }
    }
}

/// A text with its units.
pub(super) struct Units<'t> {
    offsets: Offsets<'t>,
    /// In bytes, ascending; `None`: each character is one.
    ranges: Option<Vec<Range<usize>>>,
}

impl<'t> Units<'t> {
    pub fn new(text: &'t str, unit: Unit) -> Self {
        let ranges = match unit {
            Unit::Character => None,
            Unit::Word => Some(text.unicode_word_indices().map(|(at, word)| at..at + word.len()).collect()),
            Unit::Sentence => Some(sentences(text)),
            Unit::Paragraph => Some(paragraphs(text)),
            Unit::Article => Some(std::iter::once(0..text.len()).filter(|whole| !whole.is_empty()).collect()),
        };
        Self { offsets: Offsets::new(text), ranges }
    }

    pub fn characters(&self) -> usize {
        self.offsets.chars()
    }

    pub fn len(&self) -> usize {
        self.ranges.as_ref().map_or_else(|| self.characters(), Vec::len)
    }

    /// A range of bytes in characters; none where it is not of this text.
    pub fn in_characters(&self, bytes: &Range<usize>) -> Option<Range<usize>> {
        Some(self.offsets.char_of_byte(bytes.start)?..self.offsets.char_of_byte(bytes.end)?)
    }

    /// The units that a passage touches, given in bytes and in characters. White space between units touches none.
    pub fn touched(&self, bytes: &Range<usize>, characters: &Range<usize>) -> (usize, usize) {
        let Some(ranges) = &self.ranges else { return (characters.start, characters.end) };
        let first = ranges.partition_point(|unit| unit.end <= bytes.start);
        let behind = ranges.partition_point(|unit| unit.start < bytes.end);
        (first, behind.max(first))
    }
}

/// The paragraphs: lines, or what stands between empty lines where there are such.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    for block in Blocks::new(text).iter().filter(|block| block.end > block.start) {
        match paragraphs.last_mut() {
            Some(last) if block.gap != Gap::Paragraph => last.end = block.end,
            _ => paragraphs.push(block.range()),
        }
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many units there are, and which of them `words` touch.
    fn check(unit: Unit, words: &str, expected: (usize, Range<usize>)) {
        let text = "Naïve seats. Two 席は空だ。終わり\nNext line.\n\nA new one, at last.\n";
        let at = text.find(words).expect("the words");
        let units = Units::new(text, unit);
        let bytes = at..at + words.len();
        let characters = units.in_characters(&bytes).expect("a range");
        let (first, behind) = units.touched(&bytes, &characters);
        assert_eq!((units.len(), first..behind), expected, "{unit:?} {words:?}");
    }

    #[test]
    fn paragraphs_end_however_their_lines_end() {
        for end in ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"] {
            assert_eq!(paragraphs(&format!("one{end}two{end}three")).len(), 3, "{end:?}");
        }
    }

    #[test]
    fn passages_touch_units() {
        check(Unit::Character, "ïv", (58, 2..4));
        check(Unit::Word, "seats. T", (17, 1..3));
        check(Unit::Word, ". ", (17, 2..2));
        check(Unit::Sentence, ". T", (5, 0..2));
        check(Unit::Sentence, "終", (5, 2..3));
        check(Unit::Paragraph, "line.\n\nA", (2, 0..2));
        check(Unit::Paragraph, "Next", (2, 0..1));
        check(Unit::Article, "Next", (1, 0..1));
    }

    #[test]
    fn an_empty_text_has_no_units() {
        for unit in Unit::ALL {
            assert_eq!(Units::new("", unit).len(), 0, "{unit:?}");
        }
    }
}
