//! Sentences of a text, by rules that need no model of a language; knows nothing but text.
//!
//! A sentence ends at `.`, `!`, `?` and their like followed by white space, at `。` and its like anywhere, and at each
//! line break; not behind abbreviations, initials and numbers of lists, nor where the next word begins in lower case.
//!
//! What a program has written can go on for megabytes without any of these. A sentence has [`LONGEST_SENTENCE`] bytes at
//! most: a longer one counts as several, each of which can be seen. Lines longer than [`LONGEST_LINE`] are cut where a
//! sentence ends near a multiple of that, so that whoever asks for one sentence looks at a few pages of the text only
//! and gets the one that going through the whole text gives.

use std::{borrow::Cow, ops::Range};

use super::{blocks::cut_before, lines, words};

/// A sentence of more bytes is cut, behind a blank or at least between two grapheme clusters.
pub const LONGEST_SENTENCE: usize = 4 * 1024;

/// A line of more bytes is looked at in stretches of about as many.
const LONGEST_LINE: usize = 32 * 1024;

/// How far behind a multiple of [`LONGEST_LINE`] an end of a sentence is looked for.
const SEARCHED: usize = LONGEST_LINE / 2;

/// Abbreviations, lower case and sorted, that are followed by a name or a number and so never end a sentence.
const TITLES: &[u64] = &keys([
    "adm", "amb", "brig", "bzw", "capt", "cf", "cmdr", "col", "d.h", "dr", "e.g", "gen", "gov", "hon", "i.e", "lt",
    "m", "maj", "messrs", "mm", "mme", "mr", "mrs", "ms", "mt", "mx", "prof", "rep", "rev", "sen", "sgt", "sr", "sra",
    "st", "usw", "viz", "vs", "z.b",
]);

/// Abbreviations, lower case and sorted, that do not end a sentence when a number follows.
const NUMBERED: &[u64] = &keys([
    "abs", "app", "apr", "art", "aug", "ch", "chap", "dec", "doc", "eq", "feb", "fig", "jan", "jul", "jun", "mar",
    "no", "nos", "nov", "nr", "oct", "p", "par", "para", "pp", "res", "sec", "sect", "sep", "sept", "tab", "vol",
]);

/// Abbreviations, lower case and sorted, that may end a sentence: they do where the next word is one that begins sentences.
const OPEN: &[u64] = &keys(["a.m", "al", "co", "corp", "dept", "est", "etc", "inc", "jr", "ltd", "p.m", "ph.d"]);

/// Bytes of the longest abbreviation.
const LONGEST: usize = 6;

/// Words as numbers that have the same order, since those are looked up faster.
const fn keys<const N: usize>(words: [&str; N]) -> [u64; N] {
    let mut keys = [0; N];
    let mut at = 0;
    while at < N {
        keys[at] = key(words[at]);
        at += 1;
    }
    keys
}

/// The first eight bytes of a word.
const fn key(word: &str) -> u64 {
    let (word, mut key, mut at) = (word.as_bytes(), [0; 8], 0);
    while at < word.len() && at < key.len() {
        key[at] = word[at];
        at += 1;
    }
    u64::from_be_bytes(key)
}

/// Words that often begin a sentence and hardly ever follow an initial or an abbreviation within one.
const STARTERS: &[&str] = &[
    "A", "After", "All", "Although", "An", "And", "Another", "As", "At", "Because", "Before", "But", "By", "Even",
    "For", "From", "He", "Her", "His", "How", "However", "I", "If", "In", "It", "Its", "Many", "Most", "Nor", "Not",
    "Now", "On", "One", "Or", "Our", "She", "Since", "So", "Some", "Still", "Such", "That", "The", "Their", "Then",
    "There", "These", "They", "This", "Those", "Though", "To", "Under", "Until", "We", "What", "When", "Where",
    "While", "Who", "Why", "With", "Yet", "You",
];

/// Names of months that follow a day with a full stop ("9. Januar").
const MONTHS: &[&str] = &[
    "Januar",
    "Jänner",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// All sentences of a text as byte ranges without the white space around them.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for line in lines::lines(text) {
        let mut from = line.start;
        while from < line.end {
            let stretch = stretch_at(text, from);
            from = stretch.end;
            push_stretch(text, stretch, &mut found);
        }
    }
    found
}

/// The sentence at a byte offset, or the nearest one before it in its line (else the first of the line).
///
/// Looks only at the text around; empty where the line holds white space only.
pub fn sentence_at(text: &str, offset: usize) -> Range<usize> {
    let offset = text.floor_char_boundary(offset);
    let is_in_line = |sentence: &Range<usize>| is_in_line(text, sentence.start, offset);
    let before = previous_sentence(text, offset + 1).filter(is_in_line);
    before.or_else(|| next_sentence(text, offset).filter(is_in_line)).unwrap_or(offset..offset)
}

/// Whether no line ends between two byte offsets.
fn is_in_line(text: &str, a: usize, b: usize) -> bool {
    !text[a.min(b)..a.max(b)].contains(lines::is_end)
}

/// All sentences of a text, to look up many.
pub struct Sentences<'t> {
    text: &'t str,
    ranges: Vec<Range<usize>>,
}

impl<'t> Sentences<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, ranges: sentences(text) }
    }

    /// As [`sentence_at`], without looking at the text again (and whatever the length of its lines).
    pub fn at(&self, offset: usize) -> Range<usize> {
        let offset = self.text.floor_char_boundary(offset);
        let behind = self.ranges.partition_point(|sentence| sentence.start <= offset);
        let is_in_line = |range: &&Range<usize>| is_in_line(self.text, range.start, offset);
        let before = behind.checked_sub(1).and_then(|at| self.ranges.get(at)).filter(is_in_line);
        before.or_else(|| self.ranges.get(behind).filter(is_in_line)).cloned().unwrap_or(offset..offset)
    }
}

/// The first sentence that begins at or behind a byte offset.
pub fn next_sentence(text: &str, offset: usize) -> Option<Range<usize>> {
    let mut from = text.ceil_char_boundary(offset);
    loop {
        from = text.len() - text[from..].trim_start().len();
        if from == text.len() {
            return None;
        }
        let stretch = stretch_at(text, from);
        let mut found = Vec::new();
        from = stretch.end;
        push_stretch(text, stretch, &mut found);
        if let Some(sentence) = found.into_iter().find(|sentence| sentence.start >= offset) {
            return Some(sentence);
        }
    }
}

/// The last sentence that begins before a byte offset.
pub fn previous_sentence(text: &str, offset: usize) -> Option<Range<usize>> {
    let mut to = text.ceil_char_boundary(offset);
    loop {
        let last = text[..to].trim_end().char_indices().next_back()?.0;
        let stretch = stretch_at(text, last);
        let mut found = Vec::new();
        to = stretch.start;
        push_stretch(text, stretch, &mut found);
        if let Some(sentence) = found.into_iter().rev().find(|sentence| sentence.start < offset) {
            return Some(sentence);
        }
    }
}

/// The line around the character at a byte offset, without its end; of a long line a stretch, which neither begins
/// nor ends within a sentence if that can be helped.
fn stretch_at(text: &str, offset: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let (low, high) = (offset.saturating_sub(LONGEST_LINE), (offset + LONGEST_LINE + 1).min(bytes.len()));
    let start = lines::start_of(text, low, offset).or((low == 0).then_some(0));
    let end = lines::end_of(text, offset, high).or((high == bytes.len()).then_some(bytes.len()));
    if let (Some(start), Some(end)) = (start, end)
        && end - start <= LONGEST_LINE
    {
        return start..end;
    }
    // What lies beyond the line on either side is not looked at: it must not matter from where one looks.
    let cut = |number: usize| {
        let grid = number * LONGEST_LINE;
        match (start, end) {
            (Some(start), _) if grid <= start => start,
            (_, Some(end)) if grid >= end => end,
            _ => cut_behind(text, grid),
        }
    };
    let number = offset / LONGEST_LINE;
    let here = cut(number);
    if here <= offset {
        return here..cut(number + 1);
    }
    // So far back the line may not have begun yet.
    let before = cut(number.saturating_sub(1));
    lines::start_of(text, before, offset).unwrap_or(before)..here
}

/// Where a long line is cut behind a byte offset in it: at the end of a sentence if one ends there soon, else behind a
/// blank, else between two grapheme clusters.
fn cut_behind(text: &str, grid: usize) -> usize {
    let grid = words::snap_up(text, grid);
    let area = &text[grid..text.floor_char_boundary(grid + SEARCHED)];
    let area = &area[..area.find(lines::is_end).unwrap_or(area.len())];
    let Some(from) = area.as_bytes().iter().take(LONGEST_SENTENCE).position(|byte| *byte == b' ').map(|at| at + 1)
    else {
        return grid;
    };
    // Where the sentence began in which the first end lies is not known, so that it may be none: the second end is one.
    let first = sentence_end(area, from);
    let second = if first < area.len() { sentence_end(area, first) } else { first };
    grid + [second, first].into_iter().find(|end| *end < area.len()).unwrap_or(from)
}

/// Pushes the sentences of a line, or of a stretch of one.
fn push_stretch(text: &str, stretch: Range<usize>, found: &mut Vec<Range<usize>>) {
    let content = &text[stretch.clone()];
    let mut start = 0;
    while start < content.len() {
        let end = sentence_end(content, start);
        push_sentence(text, stretch.start + start..stretch.start + end, found);
        start = end;
    }
}

/// Pushes one sentence without the white space around it; a very long one in pieces.
fn push_sentence(text: &str, mut rest: Range<usize>, found: &mut Vec<Range<usize>>) {
    loop {
        rest.start = rest.end - text[rest.clone()].trim_start().len();
        rest.end = rest.start + text[rest.clone()].trim_end().len();
        if rest.is_empty() {
            return;
        }
        let is_whole = rest.len() <= LONGEST_SENTENCE;
        let cut = if is_whole { rest.end } else { cut_before(text, rest.clone(), LONGEST_SENTENCE) };
        found.push(rest.start..rest.start + text[rest.start..cut].trim_end().len());
        rest.start = cut;
    }
}

/// Where the sentence that begins at `start` ends; always behind `start`.
fn sentence_end(line: &str, start: usize) -> usize {
    let mut from = start;
    while let Some((stop, c)) = next_stop(line, from) {
        let mut end = stop + c.len_utf8();
        let (mut last, mut stops) = (c, 1);
        for next in line[end..].chars().take_while(|next| is_stop(*next) || is_closing(*next)) {
            end += next.len_utf8();
            if is_stop(next) {
                (last, stops) = (next, stops + 1);
            }
        }
        let full_stop = last == '.' && stops == 1;
        if ends_here(&line[start..stop], &line[end..], last, full_stop) {
            return end;
        }
        from = end;
    }
    line.len()
}

/// The first stop at or behind `from`, and where it stands.
fn next_stop(line: &str, mut from: usize) -> Option<(usize, char)> {
    loop {
        let at = from + first_like_a_stop(&line.as_bytes()[from..])?;
        let c = line[at..].chars().next()?;
        if is_stop(c) {
            return Some((at, c));
        }
        from = at + c.len_utf8();
    }
}

/// Where the first byte stands with which a stop may begin: no character before U+0400 is one but for `.`, `!` and `?`.
fn first_like_a_stop(bytes: &[u8]) -> Option<usize> {
    // Eight bytes in one go, as a number of which the first byte is the lowest. What is found in it is the highest bit
    // of a byte; above the first one such bits may be wrong.
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHEST: u64 = ONES << 7;
    let (words, tail) = bytes.as_chunks();
    for (n, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let holds = |stop: u8| {
            let zero_there = word ^ (ONES * u64::from(stop));
            zero_there.wrapping_sub(ONES) & !zero_there
        };
        // From 0xd0 on: the two highest bits are set, and one of the two below.
        let beyond = word & (word << 1) & ((word << 2) | (word << 3));
        let found = (holds(b'.') | holds(b'!') | holds(b'?') | beyond) & HIGHEST;
        if found != 0 {
            return Some(n * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let in_tail = tail.iter().position(|byte| matches!(byte, b'.' | b'!' | b'?') || *byte >= 0xd0)?;
    Some(words.len() * 8 + in_tail)
}

/// Whether a sentence ends between `before` (without its stop) and `after`.
fn ends_here(before: &str, after: &str, stop: char, full_stop: bool) -> bool {
    if is_wide_stop(stop) {
        return true;
    }
    let next = after.trim_start();
    if next.len() == after.len() {
        // Within "3.5", "postil.org" or "U.S".
        return after.is_empty();
    }
    let first = next.chars().find(|c| !is_opening(*c));
    if first.is_none_or(char::is_lowercase) {
        return first.is_none();
    }
    !full_stop || !is_abbreviation(before, next)
}

/// Whether the full stop behind `before` belongs to its last word, given what follows.
fn is_abbreviation(before: &str, next: &str) -> bool {
    let word_start = before
        .rfind(|c: char| c.is_whitespace() || is_opening(c))
        .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let word = &before[word_start..];
    let next_word = || next.trim_start_matches(is_opening).split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    if word.chars().all(|c| c.is_ascii_digit()) && !word.is_empty() {
        let opens_list = before[..word_start].trim().is_empty() && word.len() <= 3;
        return opens_list || (word.len() <= 2 && MONTHS.contains(&next_word()));
    }
    if word.len() > LONGEST {
        return is_initials(word) && !STARTERS.contains(&next_word());
    }
    let lower = if word.contains(char::is_uppercase) { Cow::Owned(word.to_lowercase()) } else { Cow::Borrowed(word) };
    let lower = key(&lower);
    if holds(TITLES, lower) {
        return true;
    }
    if holds(NUMBERED, lower) && next_word().starts_with(|c: char| c.is_numeric()) {
        return true;
    }
    (is_initials(word) || holds(OPEN, lower)) && !STARTERS.contains(&next_word())
}

/// Whether a list, which is sorted, holds the word.
fn holds(list: &[u64], word: u64) -> bool {
    list.binary_search(&word).is_ok()
}

/// "J", "U.S", "p.m": single letters with full stops between them.
fn is_initials(word: &str) -> bool {
    !word.is_empty()
        && word.split('.').all(|part| {
            let mut chars = part.chars();
            chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
        })
        && (word.contains('.') || word.starts_with(char::is_uppercase))
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '‼' | '⁇' | '⁈' | '⁉' | '؟' | '۔' | '।' | '॥' | '։' | '።') || is_wide_stop(c)
}

/// Stops of scripts that put no space behind a sentence.
fn is_wide_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '．')
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '“' | '»' | '›' | '«' | ')' | ']' | '}' | '」' | '』' | '）' | '】' | '》')
}

fn is_opening(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '„' | '‚' | '«' | '‹' | '»' | '(' | '[' | '{' | '¿' | '¡' | '「' | '『' | '（')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The sentences of `marked` are divided by `|`.
    fn check(marked: &str) {
        let text = marked.replace('|', "");
        let found: Vec<&str> = sentences(&text).into_iter().map(|s| &text[s]).collect();
        let expected: Vec<&str> =
            marked.split('|').flat_map(str::lines).map(str::trim).filter(|s| !s.is_empty()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_sentence_ends_with_its_line_however_that_ends() {
        for end in ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"] {
            let text = format!("Talk two{end}Q: What was seen? Nothing{end}A: Little");
            let found: Vec<&str> = sentences(&text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, ["Talk two", "Q: What was seen?", "Nothing", "A: Little"], "{end:?}");
            assert_eq!(&text[sentence_at(&text, 2)], "Talk two");
            assert_eq!(next_sentence(&text, 9).map(|range| &text[range]), Some("Q: What was seen?"), "{end:?}");
        }
    }

    #[test]
    fn abbreviations_can_be_looked_up() {
        let longest = u64::MAX << (64 - 8 * LONGEST);
        for list in [TITLES, NUMBERED, OPEN] {
            assert!(list.is_sorted() && list.iter().all(|word| word & !longest == 0), "{list:x?}");
        }
    }

    #[test]
    fn looked_up_or_found_anew_it_is_the_same_sentence() {
        let text = "  One here. Two there!\n\n   \nMr. Three stays. \u{4e3b}\u{6743}\u{3002}Four\n five? Six.  \n";
        let all = Sentences::new(text);
        for offset in 0..=text.len() {
            assert_eq!(all.at(offset), sentence_at(text, offset), "at {offset}");
        }
    }

    #[test]
    fn plain_sentences() {
        check("");
        check("The seat is empty. |It stays so!| Why? |Nobody knows…");
        check("A title without a stop\n\nThen text. |More text");
        check("It costs 3.5 million at postil.org today. |Next.");
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        check("Mr. Reed met Dr. Ng. |They left.");
        check("The U.S. Senate met. |It was in the U.S. |The vote failed.");
        check("See No. 5 and p. 7, e.g. Article 3. |No. |Then it ended.");
        check("J. R. R. Tolkien wrote it. |Acme Inc. Chairman Low left.");
        check("Am 9. Januar 2026 war es so weit. |In 2026. |Danach nicht.");
        check("1. The dues are modest. |2. The seat is not.");
        check("etc. and so on. |Done.");
    }

    #[test]
    fn quotes_belong_to_their_sentence() {
        check("“It cannot.” |He left. |\"Why?\" she asked. |(So it was.) |Then…");
        check("»Nein.« |Er ging. |„Doch.“ |Sie blieb.");
    }

    #[test]
    fn other_scripts() {
        check("席は空いている。|なぜか？|「わからない。」|終わり");
        check("هل غادروا؟ |نعم. |انتهى");
        check("क्या हुआ। |कुछ नहीं।");
    }

    #[test]
    fn sentence_at_offsets() {
        let text = "One here. Two here.\n\n Three";
        assert_eq!(sentence_at(text, 0), 0..9);
        assert_eq!(sentence_at(text, 9), 0..9);
        assert_eq!(sentence_at(text, 12), 10..19);
        assert_eq!(sentence_at(text, 19), 10..19);
        assert_eq!(sentence_at(text, 20), 20..20);
        assert_eq!(sentence_at(text, 21), 22..27);
        assert_eq!(sentence_at(text, 99), 22..27);
    }

    #[test]
    fn walks_by_sentence() {
        let text = "One. Two.\n\nThree";
        assert_eq!(next_sentence(text, 0), Some(0..4));
        assert_eq!(next_sentence(text, 1), Some(5..9));
        assert_eq!(next_sentence(text, 6), Some(11..16));
        assert_eq!(next_sentence(text, 12), None);
        assert_eq!(previous_sentence(text, 16), Some(11..16));
        assert_eq!(previous_sentence(text, 11), Some(5..9));
        assert_eq!(previous_sentence(text, 5), Some(0..4));
        assert_eq!(previous_sentence(text, 0), None);
        assert_eq!((next_sentence("", 0), previous_sentence("", 0)), (None, None));
    }

    /// Texts of which each is one line of some megabytes, as programs write them.
    fn endless(bytes: usize) -> Vec<String> {
        ["word ", "x", ".", ". ", "\u{301}", "字", "a\u{301}", "It ends here, as it should, after 40 b. "]
            .map(|piece| piece.repeat(bytes / piece.len()))
            .into()
    }

    #[test]
    fn one_sentence_of_megabytes_counts_as_several_that_can_be_seen() {
        let begun = std::time::Instant::now();
        for text in endless(4_000_000) {
            let piece: String = text.chars().take(3).collect();
            let middle = text.floor_char_boundary(text.len() / 2);
            let here = sentence_at(&text, middle);
            assert!(!here.is_empty() && here.len() <= LONGEST_SENTENCE, "{piece}: {here:?}");
            let mut at = here.end;
            for _ in 0..20 {
                let next = next_sentence(&text, at).expect("more of it");
                assert!(next.start >= at && next.start - at < 3 && next.len() <= LONGEST_SENTENCE, "{piece}: {next:?}");
                assert_eq!(previous_sentence(&text, next.end), Some(next.clone()), "{piece}");
                at = next.end;
            }
        }
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
    }

    #[test]
    fn a_long_line_has_the_sentences_that_it_would_have_as_paragraphs() {
        let one = ["Mr. Reed met Dr. Ng at No. 5.", "“Why?” she asked.", "It was in 2026.", "Am 9. Januar kam es…"];
        let many = vec![one.join(" "); 4_000].join(" ");
        let found = sentences(&many);
        assert_eq!(found.len(), 4_000 * one.len());
        for (sentence, expected) in found.iter().zip(one.iter().cycle()) {
            assert_eq!(&many[sentence.clone()], *expected);
        }
    }

    #[test]
    fn looked_up_or_found_anew_it_is_the_same_piece_of_a_long_line() {
        let long_lines = ["One. ", "word ", "Two. "].map(|piece| piece.repeat(9_000)).join("\n");
        for text in endless(100_000).into_iter().chain([long_lines]) {
            let all = Sentences::new(&text);
            for offset in (0..text.len()).step_by(1999).map(|offset| text.floor_char_boundary(offset)) {
                assert_eq!(all.at(offset), sentence_at(&text, offset), "at {offset}");
                let next = all.ranges.iter().find(|sentence| sentence.start >= offset);
                assert_eq!(next_sentence(&text, offset).as_ref(), next, "behind {offset}");
            }
        }
    }

    #[test]
    fn a_line_that_begins_just_behind_where_it_would_be_cut_begins_there() {
        let start = 2 * LONGEST_LINE + 3;
        let text = format!("{}\n{}", "x".repeat(start - 1), format!("{} ", "y".repeat(60)).repeat(1_000));
        let all = Sentences::new(&text);
        for offset in start + LONGEST_LINE - 90..start + LONGEST_LINE + 90 {
            assert_eq!(all.at(offset), sentence_at(&text, offset), "at {offset}");
        }
    }

    proptest! {
        #[test]
        fn what_may_be_a_stop_is_found(bytes in proptest::collection::vec(any::<u8>(), 0..30)) {
            let expected = bytes.iter().position(|byte| b".!?".contains(byte) || *byte >= 0xd0);
            prop_assert_eq!(first_like_a_stop(&bytes), expected);
        }

        #[test]
        fn sentences_are_ordered_and_trimmed(text in "[aB.?! \\n字。\u{301}👍ש؟\"]{0,60}", offset in 0_usize..200) {
            let mut end = 0;
            for sentence in sentences(&text) {
                prop_assert!(sentence.start >= end && sentence.end > sentence.start);
                let piece = text.get(sentence.clone()).unwrap_or(" ");
                prop_assert_eq!(piece, piece.trim());
                end = sentence.end;
                prop_assert_eq!(sentence_at(&text, sentence.start), sentence);
            }
            prop_assert!(text.get(sentence_at(&text, offset)).is_some());
        }
    }
}
