//! What each word of the old text became in the new one, where it stayed in its place.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, Token as Number};

use super::{
    align::{Fit, Image, Side, align},
    tokens::{Token, weight},
};

/// Runs of equal words that weigh less may be equal by chance: they are looked at again, with what is around them.
const TRUSTED: u32 = 16;

/// Changed stretches with more pairs of words than this are not paired word by word.
const MANY_PAIRS: usize = 40_000;

/// The words that two texts have in common, in order.
pub(super) struct Common {
    /// For each token of the old text its place among the new one's.
    new_of: Vec<Option<usize>>,
    /// For each token of the new text its place among the old one's.
    old_of: Vec<Option<usize>>,
}

impl Common {
    pub(super) fn of(old: &[Token], new: &[Token], numbers: usize) -> Self {
        let ids = |tokens: &[Token]| tokens.iter().map(|token| Number(token.id)).collect::<Vec<_>>();
        let mut diff = Diff::default();
        let count = u32::try_from(numbers).unwrap_or(u32::MAX);
        diff.compute_with(Algorithm::Histogram, &ids(old), &ids(new), count);
        let mut common = Self { new_of: vec![None; old.len()], old_of: vec![None; new.len()] };
        let (mut at_old, mut at_new) = (0, 0);
        for hunk in diff.hunks() {
            let run = hunk.before.start as usize - at_old;
            common.pair(at_old, at_new, run);
            (at_old, at_new) = (hunk.before.end as usize, hunk.after.end as usize);
        }
        common.pair(at_old, at_new, old.len() - at_old);
        common.slide(old, new);
        common.forget_short_runs(old);
        common
    }

    fn pair(&mut self, at_old: usize, at_new: usize, len: usize) {
        for step in 0..len {
            self.new_of[at_old + step] = Some(at_new + step);
            self.old_of[at_new + step] = Some(at_old + step);
        }
    }

    /// Lets each run of equal words go on as far as it can: of `. Next paragraph .`, the stop before the paragraph stays
    /// and the one behind goes with it.
    fn slide(&mut self, old: &[Token], new: &[Token]) {
        for (next, token) in old.iter().enumerate().skip(1) {
            let Some(to) = self.new_of[next - 1].map(|at| at + 1).filter(|to| *to < new.len()) else { continue };
            if self.new_of[next] == Some(to) || token.id != new[to].id {
                continue;
            }
            if let Some(other) = self.new_of[next] {
                self.old_of[other] = None;
            }
            if let Some(other) = self.old_of[to] {
                self.new_of[other] = None;
            }
            self.pair(next, to, 1);
        }
    }

    fn forget_short_runs(&mut self, old: &[Token]) {
        let mut start = 0;
        while start < old.len() {
            let follows =
                |at: usize| self.new_of[at].is_some() && self.new_of[at] == self.new_of[at - 1].map(|to| to + 1);
            let end = (start + 1..old.len()).find(|at| !follows(*at)).unwrap_or(old.len());
            if weight(&old[start..end]) < TRUSTED {
                for at in start..end {
                    if let Some(to) = self.new_of[at].take() {
                        self.old_of[to] = None;
                    }
                }
            }
            start = end;
        }
    }

    /// Whether the new text's token is what a token of the old text outside `except` became.
    pub(super) fn is_taken(&self, new: usize, except: &Range<usize>) -> bool {
        self.old_of.get(new).copied().flatten().is_some_and(|old| !except.contains(&old))
    }

    /// Whether more than half of some tokens of the old text stand in the new one at such places.
    pub(super) fn most_went(&self, old: &Range<usize>, to: &dyn Fn(usize) -> bool) -> bool {
        self.new_of[old.clone()].iter().flatten().filter(|at| to(**at)).count() * 2 > old.len()
    }

    /// What each token of the `range` of the old text became. Nothing where too much was changed to say.
    pub(super) fn images(&self, range: Range<usize>, old: Side<'_>, new: Side<'_>) -> Option<Vec<Image>> {
        let mut images = Vec::with_capacity(range.len());
        let mut at = range.start;
        while at < range.end {
            if let Some(to) = self.new_of[at] {
                images.push(Some((to, 100)));
                at += 1;
                continue;
            }
            let gap = self.gap(at);
            let other = self.image_of_gap(&gap, new.tokens.len());
            if gap.len().saturating_mul(other.len()) > MANY_PAIRS {
                return None;
            }
            let pairs = align(
                Side { tokens: &old.tokens[gap.clone()], ..old },
                Side { tokens: &new.tokens[other.clone()], ..new },
                Fit::default(),
            );
            let until = gap.end.min(range.end);
            let wanted = &pairs[at - gap.start..until - gap.start];
            images.extend(wanted.iter().map(|image| image.map(|(to, alike)| (other.start + to, alike))));
            at = until;
        }
        Some(images)
    }

    /// The changed stretch of the old text around a token.
    fn gap(&self, at: usize) -> Range<usize> {
        let start = self.new_of[..at].iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        let end = self.new_of[at..].iter().position(Option::is_some).map_or(self.new_of.len(), |next| at + next);
        start..end
    }

    /// What stands in the new text between what is before and behind a changed stretch of the old one.
    fn image_of_gap(&self, gap: &Range<usize>, len: usize) -> Range<usize> {
        let before = gap.start.checked_sub(1).and_then(|at| self.new_of[at]).map_or(0, |at| at + 1);
        let behind = self.new_of.get(gap.end).copied().flatten().unwrap_or(len);
        before..behind.max(before)
    }
}
