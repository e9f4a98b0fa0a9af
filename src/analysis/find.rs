//! Finding words in a text: plain, without regard to case, or as whole words.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::text::letters;

/// How exactly to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Capital and small letters are told apart.
    pub case: bool,
    /// Neither a letter nor a digit may adjoin.
    pub whole_word: bool,
}

/// All places of `needle` in `text`, in bytes, from the first on and without overlaps.
///
/// Both are compared in the letters of [`letters`]: what reads the same is the same, also where a letter becomes several or none. The
/// ranges are those of `text` as it stands, in whole characters. An empty `needle` is found nowhere.
pub fn find(text: &str, needle: &str, options: Options) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut wanted: Vec<char> = Vec::new();
    let mut reading = Reading { text: needle, at: 0, last: None, with_case: options.case, letters: Vec::new() };
    while reading.next().is_some() {
        wanted.append(&mut reading.letters);
    }
    if let Some(first) = wanted.first() {
        let reading = Reading { text, at: 0, last: None, with_case: options.case, letters: Vec::new() };
        find_letters(reading, *first, &wanted, options.whole_word, &mut found);
    }
    found
}

/// A text while it is gone through, letter by letter.
struct Reading<'t> {
    text: &'t str,
    at: usize,
    /// The last letter that was read.
    last: Option<char>,
    with_case: bool,
    /// The letters of the character that was read last.
    letters: Vec<char>,
}

impl Reading<'_> {
    /// Reads the next character into `letters`; gives where it stands.
    fn next(&mut self) -> Option<Range<usize>> {
        self.letters.clear();
        let before = self.text.get(..self.at)?.chars().next_back();
        let rest = self.text.get(self.at..)?;
        let c = rest.chars().next()?;
        let start = self.at;
        if let Some(skipped) = letters::broken(before, rest) {
            self.at += skipped;
            return Some(start..self.at);
        }
        self.at += c.len_utf8();
        letters::push(c, self.with_case, &mut self.letters);
        if let [only] = self.letters[..]
            && letters::is_run(only)
            && self.last == Some(only)
        {
            self.letters.clear();
        }
        self.last = self.letters.last().copied().or(self.last);
        Some(start..self.at)
    }

    /// Goes on to the first character whose letters may begin with `letter`; `false` where there is none.
    fn skip_to(&mut self, letter: char) -> bool {
        let ahead = self.text.get(self.at..).and_then(|rest| first_that_begins(rest, letter));
        if ahead.is_some_and(|ahead| ahead > 0) {
            self.last = None;
        }
        self.at += ahead.unwrap_or_default();
        ahead.is_some()
    }
}

/// Goes through the text once, letter by letter, and keeps how much of `needle` the last ones are: a text that repeats itself is not
/// compared again from each of its letters on.
fn find_letters(
    mut reading: Reading<'_>,
    first: char,
    needle: &[char],
    whole_word: bool,
    found: &mut Vec<Range<usize>>,
) {
    let text = reading.text;
    let shorter = shorter(needle);
    // Where the last letters begin in the text, as many as there are in `needle`; none for what is not the first letter of a character.
    let mut begins: Vec<Option<usize>> = vec![None; needle.len()];
    let (mut letters, mut same) = (0, 0);
    loop {
        if same == 0 && !reading.skip_to(first) {
            return;
        }
        let Some(range) = reading.next() else { return };
        let mut begin = Some(range.start);
        for at in 0..reading.letters.len() {
            let letter = reading.letters[at];
            begins[letters % needle.len()] = begin.take();
            letters += 1;
            while same > 0 && needle[same] != letter {
                same = shorter[same - 1];
            }
            same += usize::from(needle[same] == letter);
            if same < needle.len() {
                continue;
            }
            let is_whole = at + 1 == reading.letters.len();
            let hit =
                begins[letters % needle.len()].filter(|_| is_whole).map(|begin| begin..with_marks(text, range.end));
            same = match hit.filter(|hit| !whole_word || stands_alone(text, hit)) {
                Some(hit) => {
                    reading.at = hit.end;
                    found.push(hit);
                    0
                }
                None => shorter[needle.len() - 1],
            };
        }
    }
}

/// Where the marks end that belong to the character that ends here.
fn with_marks(text: &str, end: usize) -> usize {
    let marks = text.get(end..).into_iter().flat_map(str::chars).take_while(|c| is_combining_mark(*c));
    end + marks.map(char::len_utf8).sum::<usize>()
}

/// Where the first character stands whose letters may begin with `letter`.
fn first_that_begins(text: &str, letter: char) -> Option<usize> {
    let Some(lower) = u8::try_from(letter).ok().filter(u8::is_ascii) else { return Some(0) };
    let (lower, upper) = (lower.to_ascii_lowercase(), lower.to_ascii_uppercase());
    text.bytes().position(|byte| {
        byte == lower
            || byte == upper
            || byte >= 0x80
            || (lower == b' ' && byte.is_ascii_whitespace() || byte == 0x0b)
            || (lower == b'\'' && byte == b'`')
    })
}

/// For each beginning of `needle`, how many letters it begins and ends with alike, short of all of them.
fn shorter(needle: &[char]) -> Vec<usize> {
    let mut shorter = vec![0; needle.len()];
    let mut same = 0;
    for at in 1..needle.len() {
        while same > 0 && needle[same] != needle[at] {
            same = shorter[same - 1];
        }
        same += usize::from(needle[same] == needle[at]);
        shorter[at] = same;
    }
    shorter
}

/// Whether no letter or digit adjoins: where the range begins or ends with a sign, nothing can.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let of = |range: Range<usize>| text.get(range).unwrap_or_default();
    let found = of(range.clone());
    let (before, after) = (of(0..range.start).chars().next_back(), of(range.end..text.len()).chars().next());
    let parted = |left: Option<char>, right: Option<char>| !(left.is_some_and(in_word) && right.is_some_and(in_word));
    parted(before, found.chars().next()) && parted(found.chars().next_back(), after)
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `marked` is the text with its hits in « ».
    fn check(marked: &str, needle: &str, options: Options) {
        let text = marked.replace(['«', '»'], "");
        let mut shown = text.clone();
        for range in find(&text, needle, options).into_iter().rev() {
            shown.insert(range.end, '»');
            shown.insert(range.start, '«');
        }
        assert_eq!(shown, marked, "{needle}");
    }

    const PLAIN: Options = Options { case: false, whole_word: false };
    const CASE: Options = Options { case: true, whole_word: false };
    const WORD: Options = Options { case: false, whole_word: true };

    #[test]
    fn case_counts_only_if_asked() {
        check("«Vacuum», «vacuum» and «VACUUM»", "vacuum", PLAIN);
        check("Vacuum, «vacuum» and VACUUM", "vacuum", CASE);
        check("«ΟΔΟΣ» «οδος» «οδός»", "οδοσ", PLAIN);
        check("«СУВЕРЕНИТЕТ»", "суверенитет", PLAIN);
        check("«aa»«aa»a", "aa", CASE);
        check("nothing", "", PLAIN);
    }

    #[test]
    fn offsets_hold_where_lower_case_is_longer() {
        // "İ" has two bytes and its lower case three; "Ⱥ" two and three; "K" (Kelvin) three and one.
        check("İİİ «seat» İ «SEAT»", "seat", PLAIN);
        check("ȺȺ «x»Ⱥ", "X", PLAIN);
        check("5 «K» and «k»", "k", PLAIN);
        check("«İ»stanbul", "i\u{307}", PLAIN);
        check("«İ»stanbul", "i", PLAIN);
        // The text's letter is whole or it is not found.
        check("straße", "as", PLAIN);
        check("str«aß»e", "ass", PLAIN);
    }

    #[test]
    fn what_reads_the_same_is_found() {
        check("I «don’t» know", "don't", PLAIN);
        check("the «bridge\u{a0}closed» again", "bridge closed", PLAIN);
        check("«co\u{ad}operation» and «coope-\nration»", "cooperation", PLAIN);
        check("«eﬀective»", "effective", PLAIN);
        check("a «long\n sentence»", "long sentence", PLAIN);
        check("from «2020—2026» on", "2020-2026", PLAIN);
        check("«Café» café", "Café", CASE);
    }

    #[test]
    fn whole_words() {
        check("«cost» costs «Cost», 5cost cost_x «cost»-free", "cost", WORD);
        check("«5G»? 15G", "5g", WORD);
        check("x«…»y", "…", WORD);
        check("«cafe\u{301}» «cafe» cafes", "café", WORD);
    }

    #[test]
    fn a_text_that_repeats_itself_is_gone_through_once() {
        let text = "a".repeat(500_000);
        let begun = std::time::Instant::now();
        assert_eq!(find(&text, &format!("{}b", "a".repeat(5_000)), PLAIN), []);
        assert_eq!(find(&text, &"a".repeat(5_000), PLAIN).len(), 100);
        assert!(begun.elapsed() < std::time::Duration::from_secs(3), "{:?}", begun.elapsed());
    }

    proptest! {
        /// What is found reads like what was sought, wherever it was hidden.
        #[test]
        fn what_is_found_reads_like_what_was_sought(
            before in "[ab .]{0,9}", words in "[aAbÉe’ﬁß -]{1,6}", after in "[ab .]{0,9}", written in "[’'\u{ad}\u{a0} aé\u{301}ﬁ]{0,20}",
        ) {
            let text = format!("{before}{words}{after}{written}");
            let hits = find(&text, &words, PLAIN);
            let wanted = letters::folded(&words);
            for range in &hits {
                prop_assert_eq!(letters::folded(&text[range.clone()]), wanted.clone(), "{:?}", range);
            }
            if !wanted.is_empty() && words.trim() == words && !words.starts_with('-') && !before.ends_with(' ') {
                prop_assert!(!hits.is_empty(), "{:?} in {:?}", words, text);
            }
        }

        #[test]
        fn whole_words_are_some_of_all(text in "[ab ,_é]{0,40}", needle in "[ab é]{1,3}") {
            let all = find(&text, &needle, CASE);
            for range in find(&text, &needle, Options { case: true, whole_word: true }) {
                prop_assert_eq!(letters::folded(&text[range.clone()]), letters::folded(&needle));
                prop_assert!(all.iter().any(|other| other.start < range.end && range.start < other.end));
            }
        }
    }
}
