//! A text cut into blocks that are short enough to be laid out one by one; knows byte offsets only, no fonts.
//!
//! A block is a line that holds more than white space. Empty lines are no blocks but the gaps between them: an offset
//! in a gap, as that of a line's end, belongs to the block before it (or to the first one).

use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use super::lines;

/// A line longer than this many bytes is cut into several blocks.
pub const LONGEST_BLOCK: usize = 8 * 1024;

/// What separates a block from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Nothing: a long line was cut here, or this is the first block.
    None,
    /// A line feed, in a text whose paragraphs are set apart by empty lines.
    Line,
    /// A paragraph begins.
    Paragraph,
}

/// A stretch of text without line feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Byte offset of the first byte.
    pub start: usize,
    /// Byte offset behind the last byte; the line feed is not in it.
    pub end: usize,
    /// What stands before the block.
    pub gap: Gap,
}

impl Block {
    /// The bytes of the block.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// All blocks of one text, in order; there is at least one.
#[derive(Clone, Debug)]
pub struct Blocks {
    blocks: Vec<Block>,
}

impl Blocks {
    /// Cuts `text` into blocks.
    pub fn new(text: &str) -> Self {
        let mut blocks = Vec::with_capacity(text.len() / 512 + 1);
        let mut empty_lines = 0_usize;
        let mut any_empty_between = false;
        for line in lines::lines(text) {
            if text[line.clone()].trim_start().is_empty() {
                empty_lines += 1;
            } else {
                any_empty_between |= empty_lines > 0 && !blocks.is_empty();
                let gap = match (blocks.is_empty(), empty_lines) {
                    (true, _) => Gap::None,
                    (false, 0) => Gap::Line,
                    (false, _) => Gap::Paragraph,
                };
                cut_line(text, line, gap, &mut blocks);
                empty_lines = 0;
            }
        }
        if !any_empty_between {
            lines_are_paragraphs(&mut blocks);
        }
        if blocks.is_empty() {
            blocks.push(Block { start: 0, end: 0, gap: Gap::None });
        }
        blocks.shrink_to_fit();
        Self { blocks }
    }

    /// How many blocks there are, never 0.
    #[expect(clippy::len_without_is_empty, reason = "there is always a block")]
    pub fn len(&self) -> usize {
        self.blocks.len()
    }

    /// The block of that index; the last one for an index beyond.
    pub fn get(&self, index: usize) -> Block {
        let last = self.blocks.len() - 1;
        self.blocks[index.min(last)]
    }

    /// The blocks in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter()
    }

    /// Index of the block a byte offset belongs to; each offset has one.
    pub fn at(&self, offset: usize) -> usize {
        self.blocks.partition_point(|block| block.start <= offset).saturating_sub(1)
    }

    /// Indices of the blocks that a byte range touches, at least one.
    pub fn over(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.at(range.start);
        let last = if range.end > range.start { self.at(range.end - 1) } else { first };
        first..last.max(first) + 1
    }

    /// The whole line around a byte offset, however many blocks it was cut into.
    pub fn paragraph(&self, offset: usize) -> Range<usize> {
        let here = self.at(offset);
        let mut first = here;
        while first > 0 && self.continues(first) {
            first -= 1;
        }
        let mut last = here;
        while last + 1 < self.blocks.len() && self.continues(last + 1) {
            last += 1;
        }
        self.blocks[first].start..self.blocks[last].end
    }

    /// Whether a block goes on in the line of the block before it.
    fn continues(&self, index: usize) -> bool {
        index > 0 && self.blocks[index].start == self.blocks[index - 1].end
    }
}

/// Where a text has no empty lines, each line feed ends a paragraph.
fn lines_are_paragraphs(blocks: &mut [Block]) {
    for block in blocks {
        if block.gap == Gap::Line {
            block.gap = Gap::Paragraph;
        }
    }
}

/// Pushes the blocks of one line.
fn cut_line(text: &str, line: Range<usize>, gap: Gap, blocks: &mut Vec<Block>) {
    let (mut start, mut gap) = (line.start, gap);
    while line.end - start > LONGEST_BLOCK {
        let cut = cut_before(text, start..line.end, LONGEST_BLOCK);
        blocks.push(Block { start, end: cut, gap });
        (start, gap) = (cut, Gap::None);
    }
    blocks.push(Block { start, end: line.end, gap });
}

/// Where to end a piece of at most `longest` bytes that begins at `rest.start`: behind the last space, or else between two
/// grapheme clusters.
pub(super) fn cut_before(text: &str, rest: Range<usize>, longest: usize) -> usize {
    let limit = text.floor_char_boundary(rest.start + longest);
    // A little text behind the limit tells whether a cluster goes on there.
    let window = &text[rest.start..text.ceil_char_boundary(limit + 64).min(rest.end)];
    let room = limit - rest.start;
    let space = window[..room].rfind(' ').map(|at| at + 1).filter(|at| is_boundary(window, *at));
    let cut = space.or_else(|| last_boundary(window, room)).filter(|at| *at > 0).unwrap_or(room);
    rest.start + cut
}

fn is_boundary(window: &str, at: usize) -> bool {
    GraphemeCursor::new(at, window.len(), true).is_boundary(window, 0).unwrap_or(true)
}

fn last_boundary(window: &str, room: usize) -> Option<usize> {
    if is_boundary(window, room) {
        return Some(room);
    }
    GraphemeCursor::new(room, window.len(), true).prev_boundary(window, 0).ok().flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &[(&str, Gap)]) {
        let blocks = Blocks::new(text);
        let found: Vec<_> = blocks.iter().map(|b| (&text[b.range()], b.gap)).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn empty_lines_are_gaps() {
        check("", &[("", Gap::None)]);
        check("\n \n", &[("", Gap::None)]);
        check("one\n\n\ntwo\nthree\n", &[("one", Gap::None), ("two", Gap::Paragraph), ("three", Gap::Line)]);
    }

    #[test]
    fn lines_end_however_they_end() {
        let expected = [("one", Gap::None), ("two", Gap::Paragraph), ("three", Gap::Paragraph)];
        for end in ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"] {
            check(&format!("one{end}two{end}three"), &expected);
        }
        check("one\rtwo\r\rthree", &[("one", Gap::None), ("two", Gap::Line), ("three", Gap::Paragraph)]);
    }

    #[test]
    fn line_feeds_end_paragraphs_where_there_are_no_empty_lines() {
        check("\none\ntwo", &[("one", Gap::None), ("two", Gap::Paragraph)]);
    }

    #[test]
    fn long_lines_are_cut_behind_a_space() {
        let text = format!("{}\n{}", "seven7 ".repeat(3000), "x".repeat(9000));
        let blocks = Blocks::new(&text);
        assert!(blocks.iter().all(|b| b.end - b.start <= LONGEST_BLOCK));
        assert!(text[blocks.get(0).range()].ends_with(' '));
        assert_eq!(blocks.paragraph(10_000), 0..21_000);
    }

    #[test]
    fn long_lines_are_not_cut_in_a_cluster() {
        let family = "👩‍👩‍👧‍👦";
        let text = family.repeat(1000);
        let blocks = Blocks::new(&text);
        assert!(blocks.len() > 1);
        assert!(blocks.iter().all(|b| b.start % family.len() == 0));
        let marks = format!("a{}", "\u{301}".repeat(9000));
        assert!(Blocks::new(&marks).len() > 1, "an endless cluster is cut all the same");
    }

    proptest! {
        #[test]
        fn each_offset_has_its_block(text in "[a\\n 字\u{301}👍🏽]{0,60}") {
            let blocks = Blocks::new(&text);
            for offset in 0..=text.len() {
                let index = blocks.at(offset);
                let block = blocks.get(index);
                prop_assert!(block.start <= offset || index == 0);
                prop_assert!(index + 1 == blocks.len() || offset < blocks.get(index + 1).start);
            }
            let kept: String = blocks.iter().map(|b| text[b.range()].trim()).collect();
            let all: String = text.split('\n').map(str::trim).collect();
            prop_assert_eq!(kept, all);
        }
    }
}
