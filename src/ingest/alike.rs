//! Which texts are the same, or nearly: by the share of runs of words that two have in common.

use std::collections::BTreeMap;

/// How alike two texts must be to be pointed out, in percent.
pub const NEAR: u32 = 60;
/// Words in a run.
const RUN: usize = 4;
/// How many of a text's runs stand for it when texts are looked for that could be alike: those with the smallest numbers.
const SKETCH: usize = 48;
/// A run that stands in more texts than this tells nothing of any two of them: the same line below all articles.
const COMMON: usize = 40;

/// Two texts that are alike, the later one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alike {
    pub text: usize,
    /// The one before it that is most like it.
    pub other: usize,
    /// How much of the two together both have; 100 only if they are the same.
    pub percent: u32,
}

/// For each text the one before it that is most like it, where they are at least [`NEAR`].
pub fn alike(texts: &[&str]) -> Vec<Alike> {
    let mut same: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_run: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    let mut found = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        if let Some(other) = same.get(text.trim()) {
            found.push(Alike { text: at, other: *other, percent: 100 });
            continue;
        }
        same.insert(text.trim(), at);
        let runs = runs(text);
        let sketch: Vec<u64> = runs.iter().take(SKETCH).copied().collect();
        if let Some((other, percent)) = nearest(texts, &runs, &candidates(&by_run, &sketch)) {
            found.push(Alike { text: at, other, percent });
        }
        sketch.into_iter().for_each(|run| by_run.entry(run).or_default().push(at));
    }
    found
}

/// Earlier texts that share some of the runs that stand for a text, those that share most first.
fn candidates(by_run: &BTreeMap<u64, Vec<usize>>, sketch: &[u64]) -> Vec<usize> {
    let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
    for texts in sketch.iter().filter_map(|run| by_run.get(run)).filter(|texts| texts.len() <= COMMON) {
        texts.iter().for_each(|text| *shared.entry(*text).or_default() += 1);
    }
    let mut candidates: Vec<(usize, usize)> =
        shared.into_iter().filter(|(_, count)| *count * 4 >= sketch.len()).collect();
    candidates.sort_by_key(|(text, count)| (usize::MAX - count, *text));
    candidates.into_iter().take(5).map(|(text, _)| text).collect()
}

fn nearest(texts: &[&str], runs: &[u64], candidates: &[usize]) -> Option<(usize, u32)> {
    let percent = |other: usize| {
        let others = self::runs(texts[other]);
        let both = in_both(runs, &others);
        let all = runs.len() + others.len() - both;
        // What is not the same byte for byte is never all the same.
        u32::try_from((both * 100).checked_div(all).unwrap_or(0)).unwrap_or(0).min(99)
    };
    let nearest = candidates.iter().map(|other| (*other, percent(*other))).max_by_key(|(_, percent)| *percent);
    nearest.filter(|(_, percent)| *percent >= NEAR)
}

/// The runs of words of a text, as numbers in their order, each once, without regard to case and signs.
fn runs(text: &str) -> Vec<u64> {
    let words: Vec<u64> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(number).collect();
    let run = |words: &[u64]| words.iter().fold(FIRST, |hash, word| mixed(hash ^ word));
    let mut runs: Vec<u64> = words.windows(RUN.min(words.len().max(1))).map(run).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// How many numbers stand in both.
fn in_both(one: &[u64], other: &[u64]) -> usize {
    let (mut other, mut both) = (other.iter().peekable(), 0);
    for number in one {
        while other.next_if(|known| *known < number).is_some() {}
        both += usize::from(other.peek() == Some(&number));
    }
    both
}

const FIRST: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a of the word in lower case: the same in every run of the program.
fn number(word: &str) -> u64 {
    let taken = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let mut bytes = [0; 4];
    word.chars().fold(FIRST, |hash, c| match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => taken(hash, byte.to_ascii_lowercase()),
        _ => c.to_lowercase().fold(hash, |hash, c| c.encode_utf8(&mut bytes).bytes().fold(hash, taken)),
    })
}

/// Spreads a number over all 64 bits, so that the smallest runs are any runs.
fn mixed(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(seed: usize, words: usize) -> String {
        (0..words).map(|at| format!("w{}", mixed((seed * 1000 + at) as u64) % 5000)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_same_and_nearly_the_same_are_found() {
        let (a, b) = (text(1, 300), text(2, 300));
        let changed = a.replacen("w15", "other", 2).to_uppercase();
        let found = alike(&[&a, &b, &a, &changed]);
        assert_eq!((found[0].text, found[0].other, found[0].percent), (2, 0, 100));
        assert_eq!((found[1].text, found[1].other), (3, 0));
        assert!((80..100).contains(&found[1].percent), "{found:?}");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn different_texts_are_not() {
        let texts: Vec<String> =
            (0..60).map(|seed| format!("The same words begin each of them. {}", text(seed, 200))).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert_eq!(alike(&texts), []);
        assert_eq!(alike(&["", "one", "two words"]), []);
    }
}
