//! Where a passage might stand in a text: all places where its words stand exactly, and those where most of them do.

use std::{cmp::Reverse, ops::Range};

use memchr::memmem::Finder;

use super::{
    align::{Fit, Side, align},
    evidence::{self, Guess, How},
    pattern::{Pattern, is_between},
    prepared::Text,
    tokens::{Token, touching},
};

/// Exact places that are looked at; a word that stands more often cannot be told apart by its context.
const MANY_HITS: usize = 4_000;

/// So many of them, those with most of the nearest context, are looked at closely.
const CLOSE: usize = 8;

/// Where each token stands in a text.
pub(super) struct Index {
    /// For each number of a token where its places begin in `places`, and one more.
    starts: Vec<usize>,
    places: Vec<usize>,
}

impl Index {
    pub(super) fn of(tokens: &[Token], numbers: usize) -> Self {
        let mut starts = vec![0; numbers + 1];
        for token in tokens {
            starts[token.id as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut places = vec![0; tokens.len()];
        for (at, token) in tokens.iter().enumerate() {
            let slot = &mut next[token.id as usize];
            places[*slot] = at;
            *slot += 1;
        }
        Self { starts, places }
    }

    fn places(&self, id: u32) -> &[usize] {
        let at = id as usize;
        match (self.starts.get(at), self.starts.get(at.saturating_add(1))) {
            (Some(start), Some(end)) => &self.places[*start..*end],
            _ => &[],
        }
    }
}

/// The places where the passage's words stand exactly, within words, too.
pub(super) fn places<'a>(text: &'a Text<'_>, pattern: &'a Pattern<'_>) -> impl Iterator<Item = Range<usize>> + 'a {
    let words = pattern.words();
    let step = words.chars().next().map_or(0, char::len_utf8);
    let finder = Finder::new(words);
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.folded.text().as_bytes().get(from..).filter(|_| step > 0)?;
        let at = from + finder.find(rest)?;
        from = at + step;
        Some(at..at + words.len())
    })
}

/// The places where the passage's words stand exactly, as whole words where it was whole words; with which of how many
/// each is, counting all.
pub(super) fn exact(text: &Text<'_>, pattern: &Pattern<'_>) -> Vec<Guess> {
    let places: Vec<Range<usize>> = places(text, pattern).take(MANY_HITS + 1).collect();
    let count = places.len();
    if count > MANY_HITS {
        return Vec::new();
    }
    let whole = pattern.whole_words();
    let is_like = |place: &Range<usize>| {
        (!whole.0 || is_between(&text.tokens, place.start)) && (!whole.1 || is_between(&text.tokens, place.end))
    };
    let places = places.into_iter().enumerate().filter(|(_, place)| is_like(place));
    let mut places: Vec<(usize, Range<usize>)> = places.map(|(k, place)| (k + 1, place)).collect();
    if places.len() > CLOSE {
        let near = pattern.narrow();
        let score = |place: &Range<usize>| evidence::exact(text, &near, place.clone(), None).score();
        let mut by_score: Vec<(f64, (usize, Range<usize>))> =
            places.into_iter().map(|place| (score(&place.1), place)).collect();
        by_score.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        places = by_score.into_iter().take(CLOSE).map(|(_, place)| place).collect();
        places.sort_by_key(|(k, _)| *k);
    }
    places.into_iter().map(|(k, place)| evidence::exact(text, pattern, place, Some((k, count)))).collect()
}

/// Windows that are aligned word by word.
const WINDOWS: usize = 5;

/// Longer ones are not aligned.
const LONGEST: usize = 20_000;

/// Places of tokens that may vote; the most frequent tokens are left out first.
const VOTES: usize = 6_000;

/// Tokens to a bucket of votes.
const BUCKET: usize = 8;

/// The places where most of the passage's words stand in order, perhaps between words of its context.
pub(super) fn approximate(text: &Text<'_>, index: &Index, pattern: &Pattern<'_>) -> Vec<Guess> {
    let len = pattern.near().len();
    if len > LONGEST {
        return Vec::new();
    }
    let votes = votes(text, index, pattern);
    let mut guesses: Vec<Guess> = Vec::new();
    for bucket in best_buckets(&votes) {
        // A bucket is where the pattern's first token would stand, `len` further.
        let begin = (bucket * BUCKET + BUCKET).cast_signed() - len.cast_signed();
        if let Some(guess) = guess(text, pattern, begin)
            && guesses.iter().all(|other| other.place != guess.place)
        {
            guesses.push(guess);
        }
    }
    guesses
}

fn votes(text: &Text<'_>, index: &Index, pattern: &Pattern<'_>) -> Vec<u32> {
    let tokens = &pattern.side().tokens[pattern.near()];
    let mut rare: Vec<(usize, &Token)> = tokens.iter().enumerate().collect();
    rare.sort_by_key(|(_, token)| index.places(token.id).len());
    let mut votes = vec![0; (text.tokens.len() + tokens.len()) / BUCKET + 2];
    let mut left = VOTES;
    for (at, token) in rare {
        let places = index.places(token.id);
        let Some(rest) = left.checked_sub(places.len()) else { break };
        left = rest;
        let vote = token.weight * 64 / u32::try_from(places.len()).unwrap_or(u32::MAX).clamp(1, 64);
        for place in places {
            votes[(place + tokens.len() - at) / BUCKET] += vote;
        }
    }
    votes
}

/// The buckets that have, with the next one, the most votes, none beside another; none with less than a third of the best.
fn best_buckets(votes: &[u32]) -> Vec<usize> {
    let mut sums: Vec<u32> = votes.windows(2).map(|pair| pair[0] + pair[1]).collect();
    let mut best: Vec<usize> = Vec::with_capacity(WINDOWS);
    let mut least = 1;
    while best.len() < WINDOWS {
        let most = sums.iter().enumerate().max_by_key(|(at, sum)| (**sum, Reverse(*at)));
        let Some((at, sum)) = most.filter(|(_, sum)| **sum >= least) else { break };
        least = least.max(sum / 3);
        best.push(at);
        let end = (at + 2).min(sums.len());
        sums[at.saturating_sub(1)..end].fill(0);
    }
    best
}

/// The place that the alignment with what stands around token `begin` gives.
fn guess(text: &Text<'_>, pattern: &Pattern<'_>, begin: isize) -> Option<Guess> {
    let near = pattern.near();
    let side = Side { tokens: &pattern.side().tokens[near.clone()], ..pattern.side() };
    let slack = 2 * BUCKET + near.len() / 5;
    let low = usize::try_from(begin - slack.cast_signed()).unwrap_or(0).min(text.tokens.len());
    let high = usize::try_from(begin + (near.len() + slack).cast_signed()).unwrap_or(0).min(text.tokens.len());
    let window = Side { tokens: text.tokens.get(low..high)?, ..text.side() };
    let band = Some((begin - low.cast_signed(), slack + BUCKET));
    let images = align(side, window, Fit { free_start: true, free_end: true, band });
    let own = &images[pattern.quote.start - near.start..pattern.quote.end - near.start];
    let own = own.iter().map(|image| image.map(|(at, alike)| (low + at, alike))).collect();
    evidence::moved(text, pattern, own, How::Approximate)
}

/// Whether more than half of what stands at a place, by weight, is what other words became.
pub(super) fn is_taken(text: &Text<'_>, place: &Range<usize>, taken: impl Fn(usize) -> bool) -> bool {
    let range = touching(&text.tokens, place);
    let sum = |only: &dyn Fn(usize) -> bool| {
        range.clone().filter(|at| only(*at)).map(|at| text.tokens[at].weight).sum::<u32>()
    };
    sum(&taken) * 2 > sum(&|_| true)
}
