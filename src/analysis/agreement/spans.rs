//! Stretches of a text as ranges of numbers: what lies in common, and which passages of two coders match.

use std::ops::Range;

use super::nominal::share;

/// The stretches with those that overlap made one; those that only touch stay apart. Ascending.
pub(super) fn union(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges.into_iter().filter(|range| !range.is_empty()) {
        match joined.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// The length of all stretches.
pub(super) fn length(ranges: &[Range<usize>]) -> usize {
    ranges.iter().map(ExactSizeIterator::len).sum()
}

/// The length that two unions have in common.
pub(super) fn common(a: &[Range<usize>], b: &[Range<usize>]) -> usize {
    let (mut i, mut j, mut sum) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        sum += x.end.min(y.end).saturating_sub(x.start.max(y.start));
        if x.end <= y.end {
            i += 1;
        } else {
            j += 1;
        }
    }
    sum
}

/// How the passages of two coders match: how many each has, how many of them one to one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    pub first: usize,
    pub second: usize,
    /// Pairs with the same edges.
    pub exact: usize,
    /// The most pairs that overlap, each passage in one pair at most.
    pub overlap: usize,
}

impl Matches {
    /// Matches the passages of two coders; each must be ascending and without repetition.
    pub fn of(first: &[Range<usize>], second: &[Range<usize>]) -> Self {
        let key = |range: &Range<usize>| (range.start, range.end);
        let exact = first.iter().filter(|a| second.binary_search_by_key(&key(a), key).is_ok()).count();
        Self { first: first.len(), second: second.len(), exact, overlap: overlapping(first, second) }
    }

    pub fn join(&mut self, other: Self) {
        self.first += other.first;
        self.second += other.second;
        self.exact += other.exact;
        self.overlap += other.overlap;
    }

    /// F1 = 2 · matches / (|A| + |B|), where a match has the same edges.
    pub fn f1_exact(self) -> Option<f64> {
        share(2 * self.exact, self.first + self.second)
    }

    /// F1 where a match overlaps.
    pub fn f1_overlap(self) -> Option<f64> {
        share(2 * self.overlap, self.first + self.second)
    }
}

/// The size of the largest one-to-one matching of stretches that overlap.
///
/// Taking the stretch that ends first and giving it, of those of the other side that overlap it, the one that ends first
/// is never worse than any other way: all that overlap it hold its last place, so whoever loses its partner by this
/// overlaps the one that got free.
fn overlapping(first: &[Range<usize>], second: &[Range<usize>]) -> usize {
    let by_end = |ranges: &[Range<usize>]| {
        let mut ranges = ranges.to_vec();
        ranges.sort_by_key(|range| (range.end, range.start));
        ranges
    };
    let sides = [by_end(first), by_end(second)];
    let mut gone = [vec![false; first.len()], vec![false; second.len()]];
    let mut next = [0, 0];
    let mut matched = 0;
    while let (Some(a), Some(b)) = (sides[0].get(next[0]), sides[1].get(next[1])) {
        let side = usize::from(b.end < a.end);
        let other = 1 - side;
        let here = next[side];
        next[side] += 1;
        if gone[side][here] {
            continue;
        }
        let end = sides[side][here].end;
        let partner = (next[other]..sides[other].len()).find(|at| !gone[other][*at] && sides[other][*at].start < end);
        if let Some(partner) = partner {
            gone[other][partner] = true;
            matched += 1;
        }
    }
    matched
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// The largest matching by trying all.
    fn by_trying(first: &[Range<usize>], second: &[Range<usize>]) -> usize {
        let Some((a, rest)) = first.split_first() else { return 0 };
        let with = (0..second.len()).filter(|at| a.start < second[*at].end && second[*at].start < a.end).map(|at| {
            let left: Vec<_> = second.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, b)| b.clone()).collect();
            1 + by_trying(rest, &left)
        });
        with.chain([by_trying(rest, second)]).max().unwrap_or(0)
    }

    fn passages() -> impl Strategy<Value = Vec<Range<usize>>> {
        vec((0_usize..20, 1_usize..9), 0..6).prop_map(|pairs| {
            let mut ranges: Vec<_> = pairs.into_iter().map(|(start, len)| start..start + len).collect();
            ranges.sort_by_key(|range| (range.start, range.end));
            ranges.dedup();
            ranges
        })
    }

    proptest! {
        #[test]
        fn no_matching_is_larger(a in passages(), b in passages()) {
            prop_assert_eq!(Matches::of(&a, &b).overlap, by_trying(&a, &b));
            prop_assert_eq!(Matches::of(&b, &a).overlap, by_trying(&a, &b));
        }

        #[test]
        fn what_lies_in_common_is_counted_once(a in passages(), b in passages()) {
            let place = |ranges: &[Range<usize>], at: usize| ranges.iter().any(|range| range.contains(&at));
            let expected = (0..40).filter(|at| place(&a, *at) && place(&b, *at)).count();
            prop_assert_eq!(common(&union(a), &union(b)), expected);
        }
    }
}
