//! Where a passage might stand in a text: all places where its words stand exactly, and those where most of them do.

use std::{cmp::Reverse, ops::Range};

use super::{
    Text,
    align::{Fit, Image, Side, align},
    judge::{Guess, How},
    pattern::{Pattern, is_between},
    tokens::{Token, touching, weight},
};

/// Words of context that are compared on each side.
const AROUND: usize = 14;

/// How many tokens further the context may reach than it did.
const SLACK: usize = 8;

/// Exact places that are looked at; a word that stands more often cannot be told apart by its context.
const MANY_HITS: usize = 4_000;

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

/// The places where the passage's words stand exactly, as whole words where it was whole words; with which of how many
/// each is, counting all.
pub(super) fn exact(text: &Text<'_>, pattern: &Pattern) -> Vec<Guess> {
    let words = pattern.words();
    let Some(first) = words.chars().next() else { return Vec::new() };
    let mut places = Vec::new();
    let mut from = 0;
    while let Some(at) = text.folded.text().get(from..).and_then(|rest| rest.find(words)) {
        places.push(from + at);
        from += at + first.len_utf8();
        if places.len() > MANY_HITS {
            return Vec::new();
        }
    }
    let whole = pattern.whole_words();
    let count = places.len();
    let is_like = |at: &usize| {
        (!whole.0 || is_between(&text.tokens, *at)) && (!whole.1 || is_between(&text.tokens, at + words.len()))
    };
    let guess = |(k, at): (usize, usize)| {
        let place = at..at + words.len();
        let (before, after) = around(text, pattern, &place);
        Guess { place, how: How::Exact, kept: 1.0, alike: 1.0, before, after, nth: Some((k + 1, count)) }
    };
    places.into_iter().enumerate().filter(|(_, at)| is_like(at)).map(guess).collect()
}

/// How far what stands around a place is the passage's context, each side.
fn around(text: &Text<'_>, pattern: &Pattern, place: &Range<usize>) -> (Option<f64>, Option<f64>) {
    let first = text.tokens.partition_point(|token| token.end <= place.start);
    let last = text.tokens.partition_point(|token| token.start < place.end).max(first);
    let (wanted, there) = (pattern.before().tokens, &text.tokens[first.saturating_sub(AROUND + SLACK)..first]);
    let before = share(
        Side { tokens: &wanted[wanted.len().saturating_sub(AROUND)..], ..pattern.side() },
        Side { tokens: there, ..text.side() },
        Fit { free_start: true, ..Fit::default() },
        Edge::Before(there.len()),
    );
    let (wanted, there) = (pattern.after().tokens, &text.tokens[last..text.tokens.len().min(last + AROUND + SLACK)]);
    let after = share(
        Side { tokens: &wanted[..wanted.len().min(AROUND)], ..pattern.side() },
        Side { tokens: there, ..text.side() },
        Fit { free_end: true, ..Fit::default() },
        Edge::From(0),
    );
    (before, after)
}

/// How much of the first text, a context, stands in the second at the edge. Nothing where the first has no words.
fn share(first: Side<'_>, second: Side<'_>, fit: Fit, edge: Edge) -> Option<f64> {
    kept_near(first.tokens, &align(first, second, fit), edge)
}

/// Which side of a place a context is on.
#[derive(Clone, Copy)]
enum Edge {
    /// Before the token with this number.
    Before(usize),
    /// From the token with this number on.
    From(usize),
}

/// As [`kept`], for a context: the nearer a word is to the passage the more it says, and it says nothing if it stands at
/// quite another distance from the edge than it did.
fn kept_near(tokens: &[Token], images: &[Image], edge: Edge) -> Option<f64> {
    let (mut all, mut sum) = (0, 0);
    for (at, (token, image)) in tokens.iter().zip(images).enumerate() {
        let (was, is) = match edge {
            Edge::Before(place) => (tokens.len() - 1 - at, image.and_then(|(to, _)| place.checked_sub(to + 1))),
            Edge::From(place) => (at, image.and_then(|(to, _)| to.checked_sub(place))),
        };
        let says = token.weight * u32::try_from(AROUND.saturating_sub(was) + 2).unwrap_or(1);
        let stayed = is.is_some_and(|is| is.abs_diff(was) <= 3 + was / 3);
        all += says;
        sum += says * image.filter(|_| stayed).map_or(0, |(_, alike)| alike);
    }
    (all > 0).then(|| f64::from(sum) / (100.0 * f64::from(all)))
}

/// How much of the tokens was kept, 0 to 1. Nothing where there are none.
pub(super) fn kept(tokens: &[Token], images: &[Image]) -> Option<f64> {
    let all = weight(tokens);
    let alike = |(token, image): (&Token, &Image)| token.weight * image.map_or(0, |(_, alike)| alike);
    let sum: u32 = tokens.iter().zip(images).map(alike).sum();
    (all > 0).then(|| f64::from(sum) / (100.0 * f64::from(all)))
}

/// Windows that are aligned word by word.
const WINDOWS: usize = 5;

/// Places of tokens that may vote; the most frequent tokens are left out first.
const VOTES: usize = 6_000;

/// Tokens to a bucket of votes.
const BUCKET: usize = 8;

/// The places where most of the passage's words stand in order, perhaps between words of its context.
pub(super) fn approximate(text: &Text<'_>, index: &Index, pattern: &Pattern) -> Vec<Guess> {
    let len = pattern.side().tokens.len();
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

fn votes(text: &Text<'_>, index: &Index, pattern: &Pattern) -> Vec<u32> {
    let tokens = pattern.side().tokens;
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
fn guess(text: &Text<'_>, pattern: &Pattern, begin: isize) -> Option<Guess> {
    let side = pattern.side();
    let len = side.tokens.len();
    let slack = 2 * BUCKET + len / 5;
    let low = usize::try_from(begin - slack.cast_signed()).unwrap_or(0).min(text.tokens.len());
    let high = usize::try_from(begin + (len + slack).cast_signed()).unwrap_or(0).min(text.tokens.len());
    let window = Side { tokens: text.tokens.get(low..high)?, ..text.side() };
    let band = Some((begin - low.cast_signed(), slack + BUCKET));
    let images = align(side, window, Fit { free_start: true, free_end: true, band });
    let images: Vec<Image> = images.into_iter().map(|image| image.map(|(at, alike)| (low + at, alike))).collect();
    judge_images(text, side, &images, &pattern.quote, &pattern.edges, How::Approximate)
}

/// The place that a passage went to, given what its words and those around it became. Nothing where none of them is there.
pub(super) fn judge_images(
    text: &Text<'_>,
    side: Side<'_>,
    images: &[Image],
    quote: &Range<usize>,
    edges: &Range<usize>,
    how: How,
) -> Option<Guess> {
    let mut own = images[quote.clone()].to_vec();
    let words = &side.tokens[quote.clone()];
    drop_strays(words, &mut own, 0..words.len());
    drop_strays(words, &mut own, (0..words.len()).rev());
    let first = own.iter().position(Option::is_some)?;
    let last = own.iter().rposition(Option::is_some)?;
    let (from, _) = own[first]?;
    let (to, _) = own[last]?;
    let kept_words = kept(words, &own)?;
    let there = weight(&text.tokens[from..=to]);
    let own_weight = f64::from(weight(words));
    let alike = kept_words.min(kept_words * 2.0 * own_weight / (own_weight + f64::from(there)));
    let context = |range: Range<usize>, edge| kept_near(&side.tokens[range.clone()], &images[range], edge);
    let start = start_of(&side.tokens[quote.start + first], &text.tokens[from], edges.start);
    let end = end_of(&side.tokens[quote.start + last], &text.tokens[to], edges.end);
    Some(Guess {
        place: start..end.max(start + 1),
        how,
        kept: kept_words,
        alike,
        before: context(quote.start.saturating_sub(AROUND)..quote.start, Edge::Before(from)),
        after: context(quote.end..images.len().min(quote.end + AROUND), Edge::From(to + 1)),
        nth: None,
    })
}

/// Forgets the images of a few words at an end of the passage that went far from the others: they are equal by chance.
fn drop_strays(words: &[Token], images: &mut [Image], from_end: impl Iterator<Item = usize>) {
    /// How many tokens may stand between.
    const FAR: usize = 6;
    /// What weighs more went there as a whole.
    const FEW: u32 = 16;
    let mut last: Option<(usize, usize)> = None;
    let mut end = Vec::new();
    let mut sum = 0;
    for at in from_end {
        let Some((to, _)) = images[at] else { continue };
        if let Some((at_last, to_last)) = last
            && to_last.abs_diff(to) > at_last.abs_diff(at) + FAR
        {
            end.drain(..).for_each(|stray: usize| images[stray] = None);
            sum = 0;
        }
        sum += words[at].weight;
        if sum >= FEW {
            return;
        }
        end.push(at);
        last = Some((at, to));
    }
}

/// Where the passage starts in what its first word became: within the word only if the word is the same.
fn start_of(was: &Token, is: &Token, edge: usize) -> usize {
    if was.id == is.id && edge < was.end { is.start + edge.saturating_sub(was.start) } else { is.start }
}

fn end_of(was: &Token, is: &Token, edge: usize) -> usize {
    if was.id == is.id && edge > was.start { is.end - was.end.saturating_sub(edge) } else { is.end }
}

/// Whether more than half of what stands at a place, by weight, is what other words became.
pub(super) fn is_taken(text: &Text<'_>, place: &Range<usize>, taken: impl Fn(usize) -> bool) -> bool {
    let range = touching(&text.tokens, place);
    let sum = |only: &dyn Fn(usize) -> bool| {
        range.clone().filter(|at| only(*at)).map(|at| text.tokens[at].weight).sum::<u32>()
    };
    sum(&taken) * 2 > sum(&|_| true)
}
