//! Which guess is good enough: floors for how much of a passage stands at a place, for its context, and for the lead over
//! the next best. Below them nothing is said. The numbers are held by `benches/anchoring`.

use std::ops::Range;

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
    /// How much of its context stands before and behind; nothing where it had none.
    pub before: Option<f64>,
    pub after: Option<f64>,
    /// Which of how many exact places it is.
    pub nth: Option<(usize, usize)>,
}

/// What is asked of guesses about one passage.
pub(super) struct Judge {
    /// Weight of the passage's words.
    pub weight: u32,
    /// Which of how many look-alikes the passage was; nothing where other look-alikes are known not to be it.
    pub nth: Option<(u32, u32)>,
}

/// Passages that weigh less are nothing without their context.
const LONG: u32 = 24;

/// The context of a passage that was moved has one side at least.
const CONTEXT: f64 = 0.45;

/// What a short passage's context must have where other copies of it are gone: this one may be another.
const CONTEXT_OF_LAST: f64 = 0.65;

/// What a long passage's context must have when its words were changed or stood more than once.
const CONTEXT_LONG: f64 = 0.3;

/// How much more of its context the best place must have than the next.
const LEAD: f64 = 0.15;

/// How much of a changed passage must be left: at most 45 % may be another.
const KEPT: f64 = 0.5;
const ALIKE: f64 = 0.45;

/// What counts as the same for two look-alikes' contexts.
const SAME: f64 = 0.1;

impl Guess {
    /// One side is nearly enough: the other may have been the next paragraph.
    pub(super) fn context(&self) -> f64 {
        match (self.before, self.after) {
            (Some(before), Some(after)) => f64::midpoint(before, after).max(0.85 * before.max(after)),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => 0.0,
        }
    }

    /// From 0 to 1.
    pub(super) fn score(&self) -> f64 {
        0.6 * self.alike + 0.4 * self.context()
    }

    fn has_context_of(&self, other: &Self) -> bool {
        let same = |a: Option<f64>, b: Option<f64>| (a.unwrap_or(1.0) - b.unwrap_or(1.0)).abs() < SAME;
        same(self.before, other.before) && same(self.after, other.after)
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.place.start < other.place.end && other.place.start < self.place.end
    }
}

impl Judge {
    fn is_long(&self) -> bool {
        self.weight >= LONG
    }

    fn was_alone(&self) -> bool {
        self.nth.is_none_or(|(_, n)| n <= 1)
    }

    /// Whether the place that a passage was followed to is its own.
    pub(super) fn believes(&self, guess: &Guess) -> bool {
        guess.kept >= KEPT && (self.is_long() || guess.context() >= CONTEXT)
    }

    /// The one of the places with the exact words that is the passage's.
    pub(super) fn exact<'a>(&self, guesses: &'a [Guess]) -> Option<&'a Guess> {
        let (best, second) = best_two(guesses, Guess::context)?;
        let Some(second) = second else {
            let floor = match (self.is_long(), self.was_alone()) {
                (true, true) => 0.0,
                (true, false) => CONTEXT_LONG,
                (false, true) => CONTEXT,
                (false, false) => CONTEXT_OF_LAST,
            };
            return (best.context() >= floor).then_some(best);
        };
        if best.context() < CONTEXT {
            return None;
        }
        if best.context() - second.context() >= LEAD {
            return Some(best);
        }
        let (k, n) = self.nth?;
        let kth = guesses.iter().find(|guess| guess.nth == Some((k as usize, n as usize)))?;
        kth.has_context_of(best).then_some(kth)
    }

    /// The best of all places, if it is good enough and far enough from the next.
    pub(super) fn approximate<'a>(&self, guesses: &'a [Guess]) -> Option<&'a Guess> {
        let (best, _) = best_two(guesses, Guess::score)?;
        let others = guesses.iter().filter(|other| !other.overlaps(best)).map(Guess::score);
        let next = others.fold(0.0, f64::max);
        let floor = match (self.is_long(), best.how) {
            (true, _) => CONTEXT_LONG,
            (false, How::Exact) if !self.was_alone() => CONTEXT_OF_LAST,
            (false, _) => CONTEXT,
        };
        let good = best.kept >= KEPT && best.alike >= ALIKE && best.context() >= floor;
        (good && best.score() - next >= LEAD).then_some(best)
    }
}

fn best_two(guesses: &[Guess], by: impl Fn(&Guess) -> f64) -> Option<(&Guess, Option<&Guess>)> {
    let mut order: Vec<&Guess> = guesses.iter().collect();
    order.sort_by(|a, b| by(b).total_cmp(&by(a)));
    Some((*order.first()?, order.get(1).copied()))
}
