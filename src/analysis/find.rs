//! Finding words in a text: plain, without regard to case, or as whole words.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::text::letters::Reading;

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
/// Both are compared in the letters of [`letters`](crate::text::letters): what reads the same is the same, also where a letter becomes several or none. The
/// ranges are those of `text` as it stands, in whole characters. An empty `needle` is found nowhere.
pub fn find(text: &str, needle: &str, options: Options) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut wanted: Vec<char> = Vec::new();
    let mut reading = Reading::new(needle, options.case);
    while reading.read_next().is_some() {
        wanted.append(&mut reading.letters);
    }
    if let Some(first) = wanted.first() {
        find_letters(Reading::new(text, options.case), *first, &wanted, options.whole_word, &mut found);
    }
    found
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
        let Some(range) = reading.read_next() else { return };
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
    use crate::text::letters::folded;

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
            let wanted = folded(&words);
            for range in &hits {
                prop_assert_eq!(folded(&text[range.clone()]), wanted.clone(), "{:?}", range);
            }
            if !wanted.is_empty() && words.trim() == words && !words.starts_with('-') && !before.ends_with(' ') {
                prop_assert!(!hits.is_empty(), "{:?} in {:?}", words, text);
            }
        }

        #[test]
        fn whole_words_are_some_of_all(text in "[ab ,_é]{0,40}", needle in "[ab é]{1,3}") {
            let all = find(&text, &needle, CASE);
            for range in find(&text, &needle, Options { case: true, whole_word: true }) {
                prop_assert_eq!(folded(&text[range.clone()]), folded(&needle));
                prop_assert!(all.iter().any(|other| other.start < range.end && range.start < other.end));
            }
        }
    }
}
