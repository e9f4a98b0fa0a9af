//! The one measure for all places where a passage might stand: which of its words, and of those around it, stand there.

use std::ops::Range;

use super::{
    align::{Fit, Image, Side, align},
    pattern::{AROUND, FAR, Pattern},
    prepared::Text,
    tokens::{Token, touching, weight},
};

/// How a place was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The text around the passage is as it was, or what was changed in it is known from the old text.
    Followed,
    /// Its words stand there exactly, but for white space and the shapes of marks.
    Exact,
    /// Most of its words stand there in order.
    Approximate,
}

/// A place where the passage might stand. Shares are from 0 to 1.
#[derive(Clone, Debug)]
pub(super) struct Guess {
    /// In the folded text.
    pub place: Range<usize>,
    pub how: How,
    /// How much of the passage stands there.
    pub kept: f64,
    /// The same, less where much else stands between.
    pub alike: f64,
    /// How much of the nearest of its context stands there, and of all.
    near: Sides,
    far: Sides,
    /// Which of how many exact places it is.
    pub nth: Option<(usize, usize)>,
    /// For each word of the passage's context and of itself how much of it stands there: its weight times its likeness.
    credit: Vec<u32>,
    /// The same of the ends of the text.
    ends: u32,
    /// Whether the passage stood at an end of the text that is not beside it there.
    pub has_lost_end: bool,
    /// How many of these words do not stand there as they were.
    pub lost: usize,
    /// Whether all but marks do.
    pub has_all_words: bool,
    /// Whether another name or number stands around it in the place of one that did around the passage.
    pub is_beside_another_name: bool,
    /// Whether another name or number stands there in the place of one of the passage's.
    pub is_renamed: bool,
    /// Whether the passage's lines stand there whole, as lines by themselves.
    pub has_line: bool,
    /// Whether other words stood in these lines, too.
    pub has_more_in_line: bool,
    /// How many words of context there are before the passage, the nearest first, and how many of its own.
    lens: (usize, usize),
}

/// How much of a context stands before and behind a place; nothing where there was none.
#[derive(Clone, Copy, Debug)]
struct Sides {
    before: Option<f64>,
    after: Option<f64>,
}

impl Sides {
    fn mean(self) -> f64 {
        let before = self.before.or(self.after).unwrap_or_default();
        f64::midpoint(before, self.after.unwrap_or(before))
    }

    /// Whether one has what was before, and the other what was behind.
    fn contradicts(self, other: Self) -> bool {
        let more = |one: Option<f64>, other: Option<f64>| one.unwrap_or_default() - other.unwrap_or_default();
        let (before, after) = (more(self.before, other.before), more(self.after, other.after));
        before.abs().min(after.abs()) >= ONE_SIDE && before.signum() != after.signum()
    }

    fn most(self) -> f64 {
        self.before.unwrap_or_default().max(self.after.unwrap_or_default())
    }
}

/// How much more of a passage and its context one place must have than another.
pub(super) const LEAD: f64 = 0.15;

/// How much both sides together must have of a passage that was edited where it stood.
pub(super) const SURROUNDED: f64 = 0.65;

/// What one of two places has more of the context on a side when that side speaks for it.
const ONE_SIDE: f64 = 0.5;

/// What a place must have that another has not: a word of this weight, a hundred times.
const WORD: u32 = 400;

/// So much of a score is chance.
const CHANCE: f64 = 0.02;

/// Eight words from the passage, the square of which this is, a word says half as much as beside it.
const NEARBY: u64 = 64;

/// How many times as much that must be as what only the other has.
const TIMES: u64 = 3;

impl Guess {
    /// How much of the nearest context stands there. One side is nearly enough: the other may have been the next paragraph.
    pub(super) fn context(&self) -> f64 {
        self.near.mean().max(0.85 * self.near.most())
    }

    /// How much of the nearest context stands on both sides.
    pub(super) fn surrounded(&self) -> f64 {
        self.near.mean()
    }

    /// From 0 to 1: a copy without the passage's context is worth half.
    pub(super) fn score(&self) -> f64 {
        f64::midpoint(self.alike, self.far.mean())
    }

    /// Whether what was before the passage or what was behind it is not there.
    pub(super) fn has_lost_a_side(&self) -> bool {
        let is_lost = |side: Option<f64>| side.is_none_or(|share| share < ONE_SIDE);
        is_lost(self.near.before) || is_lost(self.near.after)
    }

    /// Whether every word of the passage and around it stands there.
    pub(super) fn is_perfect(&self) -> bool {
        self.lost == 0
    }

    /// Whether it is the better place beyond doubt: by far, or since it has words that the other has not, and the other
    /// few or none that it has not. What is nearer to the passage says more.
    pub(super) fn clearly_beats(&self, other: &Self) -> bool {
        if self.has_line_before(other) {
            return true;
        }
        if self.near.contradicts(other.near) || other.has_line_before(self) {
            return false;
        }
        let (mut words, mut more, less) = self.compared(other);
        // Where the text's end is not beside a place any more, something was put in; where it is, it speaks for it.
        let ends = u64::from(self.ends.saturating_sub(other.ends));
        (words, more) = (words + ends, more + ends);
        let least = if self.is_perfect() && !other.is_perfect() { WORD / 2 } else { WORD };
        let lead = self.score() - other.score();
        (lead >= LEAD && 2 * more >= less) || (lead > -CHANCE && words >= u64::from(least) && more >= TIMES * less)
    }

    /// Whether it has as much of the passage and around it as another.
    pub(super) fn is_as_good_as(&self, other: &Self) -> bool {
        let (_, more, less) = self.compared(other);
        more >= less && self.ends >= other.ends
    }

    /// Whether it has only a word or two that the other place has not.
    pub(super) fn is_little_more_than(&self, other: &Self) -> bool {
        let (words, ..) = self.compared(other);
        self.score() - other.score() < LEAD && 2 * words < 5 * u64::from(WORD)
    }

    /// How much stands there that does not at the other place; the same, what is nearer to the passage more; and how much
    /// only the other has.
    fn compared(&self, other: &Self) -> (u64, u64, u64) {
        let (mut words, mut more, mut less) = (0, 0, 0);
        for ((own, others), distance) in self.credit.iter().zip(&other.credit).zip(self.distances()) {
            let (own, others) = (u64::from(*own), u64::from(*others));
            words += own.saturating_sub(others);
            more += own.saturating_sub(others) * NEARBY / (NEARBY + distance * distance);
            less += others.saturating_sub(own) * NEARBY / (NEARBY + distance * distance);
        }
        (words, more, less)
    }

    /// Whether an end of the text is beside it, as it was.
    pub(super) fn is_at_end(&self) -> bool {
        self.ends > 0
    }

    /// How far from the passage the words are to which the credit belongs.
    fn distances(&self) -> impl Iterator<Item = u64> {
        let (before, words) = self.lens;
        (0..before as u64).chain(std::iter::repeat_n(0, words)).chain(0..)
    }

    /// Whether the passage's line stands here as it was, and there other words do, but what was around the line.
    pub(super) fn has_line_before(&self, other: &Self) -> bool {
        let is_edited_there = other.how != How::Exact && other.surrounded() >= SURROUNDED;
        self.has_line && !other.has_line && !is_edited_there
    }

    pub(super) fn overlaps(&self, place: &Range<usize>) -> bool {
        self.place.start < place.end && place.start < self.place.end
    }
}

/// Measures a place of `text` whose words are known to be those of the pattern.
pub(super) fn exact(text: &Text<'_>, pattern: &Pattern<'_>, place: Range<usize>, nth: Option<(usize, usize)>) -> Guess {
    let whole = |at: usize| Some((at, 100));
    let own: Vec<Image> = pattern.quote.clone().map(whole).collect();
    let shares = Shares { kept: 1.0, alike: 1.0 };
    measured(text, pattern, place, (How::Exact, nth), (&own, shares))
}

/// Measures the place that the passage's words went to, given what each became. Nothing where none of them is there.
pub(super) fn moved(text: &Text<'_>, pattern: &Pattern<'_>, mut own: Vec<Image>, how: How) -> Option<Guess> {
    let words = &pattern.side().tokens[pattern.quote.clone()];
    drop_strays(words, &mut own, 0..words.len());
    drop_strays(words, &mut own, (0..words.len()).rev());
    go_on(text, words, &mut own);
    let first = own.iter().position(Option::is_some)?;
    let last = own.iter().rposition(Option::is_some)?;
    let (from, _) = own[first]?;
    let (to, _) = own[last]?;
    let kept = kept(words, &own)?;
    let there = f64::from(weight(&text.tokens[from..=to]));
    let all = f64::from(weight(words));
    let shares = Shares { kept, alike: kept.min(kept * 2.0 * all / (all + there)) };
    let start = start_of(&words[first], &text.tokens[from], pattern.edges.start);
    let end = end_of(&words[last], &text.tokens[to], pattern.edges.end);
    let is_renamed = is_renamed(Side { tokens: words, ..pattern.side() }, &own, text.side());
    Some(Guess { is_renamed, ..measured(text, pattern, start..end.max(start + 1), (how, None), (&own, shares)) })
}

/// Measures a place that was found in another way.
pub(super) fn at(text: &Text<'_>, pattern: &Pattern<'_>, place: Range<usize>) -> Guess {
    let words = Side { tokens: &pattern.side().tokens[pattern.quote.clone()], ..pattern.side() };
    let there = touching(&text.tokens, &place);
    let (len, other) = (words.tokens.len(), there.len());
    let fit = Fit { band: Some((0, len.abs_diff(other) + 2 * SLACK)), ..Fit::default() };
    let own = align(words, Side { tokens: &text.tokens[there], ..text.side() }, fit);
    let kept = kept(words.tokens, &own).unwrap_or_default();
    measured(text, pattern, place, (How::Approximate, None), (&own, Shares { kept, alike: kept }))
}

/// How much of the passage stands at a place.
#[derive(Clone, Copy)]
struct Shares {
    kept: f64,
    alike: f64,
}

fn measured(
    text: &Text<'_>,
    pattern: &Pattern<'_>,
    place: Range<usize>,
    (how, nth): (How, Option<(usize, usize)>),
    (own, shares): (&[Image], Shares),
) -> Guess {
    let at = touching(&text.tokens, &place);
    let (behind, ahead) = (pattern.before(), pattern.after());
    let (before, after) = text.tokens.split_at(at.start);
    let before = context(pattern.side(), outwards(behind, FAR), text, outwards(before, behind.len() + SLACK));
    let after = &after[at.len()..];
    let reach = after.len().min(ahead.len() + SLACK);
    let after = context(pattern.side(), ahead.to_vec(), text, after[..reach].to_vec());
    let words = &pattern.side().tokens[pattern.quote.clone()];
    let words = words.iter().zip(own).map(|(token, image)| token.weight * image.map_or(0, |(_, alike)| alike));
    let near = Sides { before: before.near, after: after.near };
    let far = Sides { before: before.far, after: after.far };
    let lens = (pattern.before().len(), pattern.quote.len());
    let mut credit: Vec<u32> = before.credit.into_iter().chain(words).chain(after.credit).collect();
    let sides = || {
        let words = &pattern.side().tokens[pattern.quote.clone()];
        pattern.before().iter().rev().chain(words).chain(pattern.after())
    };
    let is_lost = |(token, credit): &(&Token, &u32)| !token.is_end() && 100 * token.weight != **credit;
    let lost = sides().zip(&credit).filter(is_lost).count();
    let has_all_words = !sides().zip(&credit).any(|pair| is_lost(&pair) && pair.0.weight > 1);
    let has_lost_end = sides().zip(&credit).any(|(token, credit)| token.is_end() && *credit == 0);
    let mut ends = 0;
    for (_, credit) in sides().zip(&mut credit).filter(|(token, _)| token.is_end()) {
        ends += std::mem::take(credit);
    }
    let has_more_in_line = pattern.lines.as_ref().is_some_and(|lines| lines.len() > pattern.quote.len());
    let has_line = how == How::Exact
        && pattern.lines.clone().is_some_and(|lines| {
            text.has_line(&pattern.side().tokens[lines.clone()], pattern.quote.start - lines.start, at.start)
        });
    Guess {
        place,
        how,
        kept: shares.kept,
        alike: shares.alike,
        near,
        far,
        nth,
        credit,
        ends,
        has_lost_end,
        lost,
        has_all_words,
        is_beside_another_name: before.is_renamed || after.is_renamed,
        is_renamed: false,
        has_line,
        has_more_in_line,
        lens,
    }
}

/// Whether a name or a number became another: “in June 2021” is not “in March 2024”, as one word is not another one.
fn is_renamed(words: Side<'_>, images: &[Image], there: Side<'_>) -> bool {
    let became_another = |(at, image): (usize, &Image)| {
        image.is_some_and(|(to, alike)| alike < 100 && words.is_name(at) && there.is_name(to))
    };
    images.iter().enumerate().any(became_another)
}

/// So many tokens before an edge, the nearest first.
fn outwards(tokens: &[Token], count: usize) -> Vec<Token> {
    tokens.iter().rev().take(count).cloned().collect()
}

/// How many tokens further the context may reach than it did.
const SLACK: usize = 8;

/// How much of a context on one side stands at an edge.
struct Context {
    near: Option<f64>,
    far: Option<f64>,
    credit: Vec<u32>,
    is_renamed: bool,
}

/// Compares what stood on one side of the passage with what stands there. Both begin at the edge.
fn context(side: Side<'_>, wanted: Vec<Token>, text: &Text<'_>, there: Vec<Token>) -> Context {
    let same = wanted.iter().zip(&there).take_while(|(a, b)| a.id == b.id).count();
    let mut images: Vec<Image> = (0..same).map(|at| Some((at, 100))).collect();
    if same < wanted.len() {
        let rest = align(
            Side { tokens: &wanted[same..], ..side },
            Side { tokens: &there[same..], ..text.side() },
            Fit { free_end: true, band: Some((0, SLACK + 4)), ..Fit::default() },
        );
        images.extend(rest.into_iter().map(|image| image.map(|(at, alike)| (same + at, alike))));
    }
    for (was, image) in images.iter_mut().enumerate() {
        // A word that stands at quite another distance is not this context's.
        *image = image.filter(|(is, _)| is.abs_diff(was) <= 3 + was / 3);
    }
    let mut credit: Vec<u32> =
        wanted.iter().zip(&images).map(|(token, image)| token.weight * image.map_or(0, |(_, alike)| alike)).collect();
    let near = share_of_nearest(&wanted, &credit, AROUND);
    let reach = reach(&wanted, &credit);
    credit[reach..].fill(0);
    forget_chance(&wanted, &mut credit);
    let there = Side { tokens: &there, ..text.side() };
    let is_renamed = is_renamed(Side { tokens: &wanted, ..side }, &images[..reach], there);
    Context { is_renamed, near, far: share_of_nearest(&wanted, &credit, FAR.min(wanted.len())), credit }
}

/// How much stands there of so many words: the nearer one is to the passage the more it says. An end of the text is no word: it
/// tells two places apart, but where it is not there, anything may have been put in.
fn share_of_nearest(wanted: &[Token], credit: &[u32], reach: usize) -> Option<f64> {
    let (mut all, mut sum) = (0, 0);
    for (was, (token, credit)) in wanted.iter().zip(credit).take(reach).enumerate() {
        if token.is_end() {
            continue;
        }
        let says = u32::try_from(reach - was + 1).unwrap_or(1);
        all += says * token.weight;
        sum += says * credit;
    }
    (all > 0).then(|| f64::from(sum) / (100.0 * f64::from(all)))
}

/// How many words from the edge on the context goes on, until more is lost than kept: what stands further is equal by chance.
/// Behind a lost word it goes on only if that pays by a word at least.
fn reach(wanted: &[Token], credit: &[u32]) -> usize {
    let (mut sum, mut best, mut is_broken) = (0_i64, (0, 0), false);
    for (at, (token, credit)) in wanted.iter().zip(credit).enumerate() {
        sum += 2 * i64::from(*credit) - 100 * i64::from(token.weight);
        is_broken |= *credit == 0;
        if sum >= best.0 + if is_broken { i64::from(WORD) } else { 0 } {
            (best, is_broken) = ((sum, at + 1), false);
        }
    }
    best.1
}

/// Forgets what stands there of a context if it is less than a word, as the stop of any sentence and any “the”.
fn forget_chance(wanted: &[Token], credit: &mut [u32]) {
    let is_word = |(token, credit): &(&Token, &mut u32)| !token.is_end() && **credit > 0;
    let words = || wanted.iter().zip(credit.iter());
    let sum: u32 = words().filter(|(token, _)| !token.is_end()).map(|(_, credit)| *credit).sum();
    let is_whole = words().all(|(token, credit)| token.is_end() || 100 * token.weight == *credit);
    if sum < WORD && !is_whole {
        wanted.iter().zip(credit.iter_mut()).filter(is_word).for_each(|(_, credit)| *credit = 0);
    }
}

/// How much of the tokens was kept, 0 to 1. Nothing where there are none.
fn kept(tokens: &[Token], images: &[Image]) -> Option<f64> {
    let all = weight(tokens);
    let alike = |(token, image): (&Token, &Image)| token.weight * image.map_or(0, |(_, alike)| alike);
    let sum: u32 = tokens.iter().zip(images).map(alike).sum();
    (all > 0).then(|| f64::from(sum) / (100.0 * f64::from(all)))
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

/// Lets the passage go on at both ends as far as its words stand there: a stop may have become that of another sentence.
fn go_on(text: &Text<'_>, words: &[Token], images: &mut [Image]) {
    for at in 1..words.len() {
        let Some((to, _)) = images[at - 1].filter(|_| images[at..].iter().all(Option::is_none)) else { continue };
        let is_same = text.tokens.get(to + 1).is_some_and(|next| next.id == words[at].id);
        images[at] = is_same.then_some((to + 1, 100));
    }
    for at in (1..words.len()).rev() {
        let Some((to, _)) = images[at].filter(|_| images[..at].iter().all(Option::is_none)) else { continue };
        let is_same = to > 0 && text.tokens[to - 1].id == words[at - 1].id;
        images[at - 1] = is_same.then(|| (to - 1, 100));
    }
}

/// Where the passage starts in what its first word became: within the word only if the word is the same.
fn start_of(was: &Token, is: &Token, edge: usize) -> usize {
    if was.id == is.id && edge < was.end { is.start + edge.saturating_sub(was.start) } else { is.start }
}

fn end_of(was: &Token, is: &Token, edge: usize) -> usize {
    if was.id == is.id && edge > was.start { is.end - was.end.saturating_sub(edge) } else { is.end }
}
