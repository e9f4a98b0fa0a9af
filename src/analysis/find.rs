//! Finding words in a text: plain, without regard to case, or as whole words.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

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
/// Without [`Options::case`] both sides are compared letter by letter in lower case; the ranges are those of `text` as
/// it stands, also where a letter's lower case is longer or shorter. An empty `needle` is found nowhere.
pub fn find(text: &str, needle: &str, options: Options) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if options.case {
        find_exact(text, needle, options, &mut found);
    } else {
        find_folded(text, needle, options, &mut found);
    }
    found
}

fn find_exact(text: &str, needle: &str, options: Options, found: &mut Vec<Range<usize>>) {
    let Some(first) = needle.chars().next() else {
        return;
    };
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(needle)) {
        let range = from + at..from + at + needle.len();
        if options.whole_word && !stands_alone(text, &range) {
            from = range.start + first.len_utf8();
        } else {
            from = range.end;
            found.push(range);
        }
    }
}

/// Goes through the text once, letter by letter in lower case, and keeps how much of `needle` the last ones are: a text
/// that repeats itself is not compared again from each of its letters on.
fn find_folded(text: &str, needle: &str, options: Options, found: &mut Vec<Range<usize>>) {
    let needle: Vec<char> = needle.chars().flat_map(fold).collect();
    if needle.is_empty() {
        return;
    }
    let shorter = shorter(&needle);
    // Where the last letters begin in the text, as many as there are in `needle`; none for what is not the first letter of
    // the lower case of one.
    let mut begins: Vec<Option<usize>> = vec![None; needle.len()];
    let (mut at, mut letters, mut same) = (0, 0, 0);
    while let Some(rest) = text.get(at..) {
        if same == 0 {
            let Some(ahead) = first_that_begins(rest, needle[0]) else { return };
            at += ahead;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { return };
        let end = at + c.len_utf8();
        let mut folded = fold(c).peekable();
        let mut begin = Some(at);
        while let Some(letter) = folded.next() {
            begins[letters % needle.len()] = begin.take();
            letters += 1;
            while same > 0 && needle[same] != letter {
                same = shorter[same - 1];
            }
            same += usize::from(needle[same] == letter);
            if same < needle.len() {
                continue;
            }
            let hit = begins[letters % needle.len()].filter(|_| folded.peek().is_none()).map(|begin| begin..end);
            same = match hit.filter(|range| !options.whole_word || stands_alone(text, range)) {
                Some(range) => {
                    found.push(range);
                    0
                }
                None => shorter[needle.len() - 1],
            };
        }
        at = end;
    }
}

/// Where the first character stands whose lower case may begin with `letter`.
fn first_that_begins(text: &str, letter: char) -> Option<usize> {
    let Ok(lower) = u8::try_from(letter) else { return Some(0) };
    if !lower.is_ascii() {
        return Some(0);
    }
    // The signs for Kelvin and the dotted capital I are all that become a letter of ASCII or begin with one.
    let other = match lower {
        b'k' => 0xe2,
        b'i' => 0xc4,
        _ => lower,
    };
    memchr::memchr3(lower, lower.to_ascii_uppercase(), other, text.as_bytes())
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

/// A letter without its case. A sigma at the end of a word is a sigma.
fn fold(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().map(|c| if c == 'ς' { 'σ' } else { c })
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
        check("«ΟΔΟΣ» «οδος» «οδός»".replace("«οδός»", "οδός").as_str(), "οδοσ", PLAIN);
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
        // The text's letter is whole or it is not found.
        check("İstanbul", "i", PLAIN);
    }

    #[test]
    fn whole_words() {
        check("«cost» costs «Cost», 5cost cost_x «cost»-free", "cost", WORD);
        check("«5G»? 15G", "5g", WORD);
        check("x«…»y", "…", WORD);
        check("cafe\u{301} «cafe»", "cafe", WORD);
    }

    #[test]
    fn a_text_that_repeats_itself_is_gone_through_once() {
        let text = "a".repeat(500_000);
        let begun = std::time::Instant::now();
        assert_eq!(find(&text, &format!("{}b", "a".repeat(5_000)), PLAIN), []);
        assert_eq!(find(&text, &"a".repeat(5_000), PLAIN).len(), 100);
        assert!(begun.elapsed() < std::time::Duration::from_secs(3), "{:?}", begun.elapsed());
    }

    /// The same by definition: at each character the shortest piece of the text that reads like the needle.
    fn naive(text: &str, needle: &str) -> Vec<Range<usize>> {
        let fold = |s: &str| s.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).collect();
        let (wanted, mut found, mut from): (String, Vec<_>, _) = (fold(needle), Vec::new(), 0);
        let edges: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for &start in &edges {
            let end = edges.iter().find(|end| **end > start && fold(&text[start..**end]) == wanted);
            if let (Some(end), true) = (end, start >= from && !needle.is_empty()) {
                found.push(start..*end);
                from = *end;
            }
        }
        found
    }

    proptest! {
        #[test]
        fn like_the_definition(text in "[aAbİiIßΣςσ\u{307}👩字]{0,40}", needle in "[aAbiΣ\u{307}字]{0,3}") {
            prop_assert_eq!(find(&text, &needle, PLAIN), naive(&text, &needle));
        }

        #[test]
        fn whole_words_are_some_of_all(text in "[ab ,_é]{0,40}", needle in "[ab é]{1,3}") {
            let all = find(&text, &needle, CASE);
            for range in find(&text, &needle, Options { case: true, whole_word: true }) {
                prop_assert_eq!(&text[range.clone()], needle.as_str());
                prop_assert!(all.iter().any(|other| other.start < range.end && range.start < other.end));
            }
        }
    }
}
