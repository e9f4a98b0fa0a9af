//! Words and grapheme clusters around a byte offset; looks only at the line around it.

use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};

/// How many bytes of a line are looked at on each side of an offset.
const REACH: usize = 1024;

/// How many words a text has, by the rules of Unicode.
pub fn count(text: &str) -> usize {
    // Before and behind a space there is always an end of a word, so that most pieces need no look at the rules.
    text.split(' ').map(|piece| if is_plain_word(piece) { 1 } else { piece.unicode_words().count() }).sum()
}

/// Whether it is one word of letters and digits of ASCII, with a mark behind it or none.
fn is_plain_word(piece: &str) -> bool {
    let word = piece.strip_suffix([',', '.', ';', ':', '?', '!']).unwrap_or(piece);
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The word at a byte offset, or the one that ends there; between words, the run of spaces or the mark that stands there.
pub fn word_at(text: &str, offset: usize) -> Range<usize> {
    let offset = text.floor_char_boundary(offset);
    let window = super::line_around(text, offset, REACH);
    let mut before = None;
    for (at, piece) in text[window.clone()].split_word_bound_indices() {
        let range = window.start + at..window.start + at + piece.len();
        if range.contains(&offset) {
            return match before {
                Some(word) if range.start == offset && !is_word(piece) => word,
                _ => range,
            };
        }
        before = (range.end == offset && is_word(piece)).then_some(range);
    }
    before.unwrap_or(offset..offset)
}

/// The end of the word at or behind a byte offset; the end of the text when no word follows.
pub fn next_word(text: &str, offset: usize) -> usize {
    let mut from = text.floor_char_boundary(offset);
    while from < text.len() {
        let window = super::line_around(text, from, REACH);
        let end = text[window.clone()]
            .split_word_bound_indices()
            .map(|(at, piece)| (window.start + at + piece.len(), piece))
            .find(|(end, piece)| *end > from && is_word(piece));
        match end {
            Some((end, _)) => return end,
            // Nothing more in this line or window: go on behind it, where there is something.
            None => {
                from = text.ceil_char_boundary(window.end.max(from) + 1);
                from += text[from..].find(char::is_alphanumeric).unwrap_or(text.len() - from);
            }
        }
    }
    text.len()
}

/// The start of the word at or before a byte offset; 0 when none precedes.
pub fn previous_word(text: &str, offset: usize) -> usize {
    let mut from = text.floor_char_boundary(offset);
    while from > 0 {
        let window = super::line_around(text, from, REACH);
        let start = text[window.clone()]
            .split_word_bound_indices()
            .map(|(at, piece)| (window.start + at, piece))
            .take_while(|(start, _)| *start < from)
            .filter(|(_, piece)| is_word(piece))
            .last();
        match start {
            Some((start, _)) => return start,
            None if window.start == 0 => return 0,
            None => {
                let before = text.floor_char_boundary(window.start.min(from) - 1);
                let Some(last) = text[..before].rfind(char::is_alphanumeric) else { return 0 };
                from = text.ceil_char_boundary(last + 1);
            }
        }
    }
    0
}

/// The boundary of grapheme clusters behind a byte offset; the end of the text at the end.
pub fn next_grapheme(text: &str, offset: usize) -> usize {
    let offset = text.floor_char_boundary(offset);
    let around = around(text, offset);
    let next = GraphemeCursor::new(offset - around.start, around.len(), true).next_boundary(&text[around.clone()], 0);
    match next.ok().flatten().map(|at| around.start + at) {
        // The end of what was looked at is none of a cluster: this one is endless, and its characters stand alone.
        Some(at) if at < around.end || at == text.len() => at,
        _ => text.ceil_char_boundary(offset + 1),
    }
}

/// The boundary of grapheme clusters before a byte offset; 0 at the start.
pub fn previous_grapheme(text: &str, offset: usize) -> usize {
    let offset = text.ceil_char_boundary(offset);
    let around = around(text, offset);
    let before = GraphemeCursor::new(offset - around.start, around.len(), true).prev_boundary(&text[around.clone()], 0);
    match before.ok().flatten().map(|at| around.start + at) {
        Some(at) if at > around.start || at == 0 => at,
        _ => text.floor_char_boundary(offset.saturating_sub(1)),
    }
}

/// The last boundary of grapheme clusters at or before a byte offset.
pub fn snap(text: &str, offset: usize) -> usize {
    let floor = text.floor_char_boundary(offset);
    let around = around(text, floor);
    let (at, around_text) = (floor - around.start, &text[around.clone()]);
    let mut cursor = GraphemeCursor::new(at, around_text.len(), true);
    if cursor.is_boundary(around_text, 0).unwrap_or(true) {
        return floor;
    }
    match cursor.prev_boundary(around_text, 0).ok().flatten().map(|at| around.start + at) {
        Some(at) if at > around.start || at == 0 => at,
        _ => floor,
    }
}

/// The first boundary of grapheme clusters at or behind a byte offset.
pub fn snap_up(text: &str, offset: usize) -> usize {
    let floor = snap(text, offset);
    if floor < offset { next_grapheme(text, floor) } else { floor }
}

/// What is looked at to find clusters: where one of them is longer, each of its characters counts as one.
fn around(text: &str, offset: usize) -> Range<usize> {
    text.floor_char_boundary(offset.saturating_sub(REACH))..text.ceil_char_boundary(offset + REACH)
}

/// The word that a byte offset lies within, if it lies neither at its start nor at its end.
pub fn word_within(text: &str, offset: usize) -> Option<Range<usize>> {
    let word = word_at(text, offset);
    (word.start < offset && offset < word.end && text.get(word.clone()).is_some_and(is_word)).then_some(word)
}

fn is_word(piece: &str) -> bool {
    piece.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The `|` in `marked` is the offset; returns the text without it.
    fn split(marked: &str) -> (String, usize) {
        let at = marked.find('|').expect("a mark");
        (marked.replace('|', ""), at)
    }

    fn check_word(marked: &str, expected: &str) {
        let (text, at) = split(marked);
        assert_eq!(&text[word_at(&text, at)], expected, "{marked:?}");
    }

    #[test]
    fn words_at_offsets() {
        check_word("the se|at left", "seat");
        check_word("the seat| left", "seat");
        check_word("the |seat", "seat");
        check_word("one|", "one");
        check_word("|", "");
        check_word("a,  | b", "   ");
        check_word("don|'t go", "don't");
        check_word("cafe\u{301}|s", "cafe\u{301}s");
        check_word("مرح|با بكم", "مرحبا");
        check_word("x\n|\ny", "");
    }

    #[test]
    fn words_are_counted_as_by_the_rules() {
        let pieces = [
            "a", "B2", "7", "_", "'", ".", ",", ":", "!", "\"", " ", "  ", "\n", "\u{301}", "\u{200d}", "é", "主", "ا",
            "👩",
        ];
        for (a, b, c, d) in (0..pieces.len().pow(4)).map(|n| {
            let piece = |place: u32| pieces[n / pieces.len().pow(place) % pieces.len()];
            (piece(0), piece(1), piece(2), piece(3))
        }) {
            let text = [a, b, c, d, "x"].concat();
            assert_eq!(count(&text), text.unicode_words().count(), "{text:?}");
        }
    }

    #[test]
    fn steps_by_word() {
        let text = "One, two\n\nthree.";
        assert_eq!(next_word(text, 0), 3);
        assert_eq!(next_word(text, 3), 8);
        assert_eq!(next_word(text, 8), 15);
        assert_eq!(next_word(text, 15), 16);
        assert_eq!(previous_word(text, 16), 10);
        assert_eq!(previous_word(text, 10), 5);
        assert_eq!(previous_word(text, 5), 0);
        assert_eq!(previous_word("", 0), 0);
    }

    #[test]
    fn graphemes_stay_whole() {
        let text = "a👩‍👧e\u{301}";
        assert_eq!(next_grapheme(text, 1), 12);
        assert_eq!(previous_grapheme(text, 12), 1);
        assert_eq!(snap(text, 6), 1);
        assert_eq!(snap_up(text, 6), 12);
        assert_eq!(snap(text, 13), 12);
        assert_eq!(count("The U.S. left, 2 stay"), 5);
    }

    #[test]
    fn in_endless_clusters_and_without_words_a_step_is_found_at_once() {
        let begun = std::time::Instant::now();
        for piece in ["\u{301}", "\u{1f1e9}", "\u{200d}", "."] {
            let text = piece.repeat(4_000_000 / piece.len());
            let middle = text.floor_char_boundary(text.len() / 2);
            for offset in [0, middle, text.len()] {
                let (before, behind) = (previous_grapheme(&text, offset), next_grapheme(&text, offset));
                assert!(before < offset || offset == 0, "{piece:?} at {offset}");
                assert!(behind > offset || offset == text.len(), "{piece:?} at {offset}");
                assert!(snap(&text, offset) <= offset && snap_up(&text, offset) >= offset);
                assert!(word_at(&text, offset).len() <= 2 * REACH + 4);
            }
            assert_eq!((next_word(&text, 0), previous_word(&text, text.len())), (text.len(), 0), "{piece:?}");
        }
        assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
    }

    proptest! {
        #[test]
        fn steps_move_and_stay_inside(text in "[a.\\n 字\u{301}\u{200d}👍🏽ש🇩]{0,40}", offset in 0_usize..160) {
            for step in [next_word, next_grapheme] {
                let there = step(&text, offset);
                prop_assert!(text.is_char_boundary(there) && (there > offset || there == text.len()));
            }
            for step in [previous_word, previous_grapheme] {
                let there = step(&text, offset);
                prop_assert!(text.is_char_boundary(there) && (there < offset || there == 0));
            }
            let word = word_at(&text, offset);
            prop_assert!(text.get(word).is_some());
            prop_assert!(snap(&text, offset) <= offset && snap_up(&text, offset) >= offset.min(text.len()));
        }
    }
}
