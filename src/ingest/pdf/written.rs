//! The signs of a cell as text, and where in it those stand that readers have put something on. Knows no PDF.

use std::{collections::BTreeMap, ops::Range, rc::Rc};

use super::{bidi, content::Marks};

/// In a line with more characters, places are only nearly right where letters are written in other ones.
const MOST: usize = 2_000;

/// The places of marks in the text of a cell: `parts` are its signs from left to right, `marks` the numbers on each of them.
pub(super) fn marked(parts: &[Rc<str>], marks: &[Marks], is_rtl: bool, text: &str) -> Vec<(usize, Range<usize>)> {
    let order = bidi::order(parts, is_rtl);
    let ends = ends(parts, &order, text);
    let is_blank = |range: Range<usize>| order[range].iter().all(|(sign, _)| parts[*sign].trim().is_empty());
    let mut runs: Vec<(usize, Range<usize>)> = Vec::new();
    let mut last: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, (sign, _)) in order.iter().enumerate() {
        for mark in marks[*sign].iter().flat_map(|marks| marks.iter()) {
            let known = last.get(mark).copied().filter(|run| is_blank(runs[*run].1.end..at));
            match known {
                Some(run) => runs[run].1.end = at + 1,
                None => {
                    last.insert(*mark, runs.len());
                    runs.push((*mark, at..at + 1));
                }
            }
        }
    }
    let place = |run: Range<usize>| {
        let start = text.floor_char_boundary(ends[run.start]);
        let end = text.floor_char_boundary(ends[run.end]);
        let blank = text.get(start..end).map_or(0, |words| words.len() - words.trim_start().len());
        start + blank..end
    };
    runs.into_iter().map(|(mark, run)| (mark, place(run))).filter(|(_, place)| !place.is_empty()).collect()
}

/// Where in the text of a cell its first sign ends, its first two …
fn ends(parts: &[Rc<str>], order: &[(usize, bool)], text: &str) -> Vec<usize> {
    let mut read = String::new();
    let mut plain = vec![0];
    for (sign, _) in order {
        read.push_str(&parts[*sign]);
        plain.push(read.len());
    }
    if read == text {
        return plain;
    }
    if order.len() > MOST {
        return plain.into_iter().map(|end| end * text.len() / read.len().max(1)).collect();
    }
    let mut ends: Vec<usize> =
        plain.iter().map(|end| readable(read[..*end].trim_end_matches('\u{ad}')).len()).collect();
    if let Some(end) = ends.last_mut() {
        *end = text.len();
    }
    ends
}

/// Without signs that stand for letters in another form, which are found by no search, and without signs that are none.
pub(super) fn readable(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let mut readable = String::with_capacity(text.len());
    let shown = text.trim_end();
    for (at, c) in shown.char_indices() {
        match c {
            // Where a word may be parted counts at the end of a line only.
            '\u{ad}' if at + c.len_utf8() < shown.len() => {}
            // Ligatures of Latin, Armenian and Hebrew, the forms of Arabic letters, radicals that stand for Chinese signs.
            '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{2e80}'..='\u{2fdf}' => readable.extend(c.nfkc()),
            c if c.is_whitespace() => readable.push(' '),
            c if c.is_control() => {}
            c => readable.push(c),
        }
    }
    let words: Vec<&str> = readable.split(' ').filter(|word| !word.is_empty()).collect();
    // A mark that is drawn after its letter is part of it.
    words.join(" ").nfc().collect()
}
