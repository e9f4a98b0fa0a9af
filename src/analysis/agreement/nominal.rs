//! Agreement on values: percent agreement, Cohen's κ and Krippendorff's α from tables of counts. Knows numbers only.

/// A count as a number to reckon with.
#[expect(clippy::cast_precision_loss, reason = "counts of characters stay far below 2^53")]
pub(super) fn real(count: usize) -> f64 {
    count as f64
}

/// How two coders valued the same units, by what the measures need of the table: its diagonal and its margins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Units with the same value from both.
    agreeing: usize,
    /// How often the first coder gave each value.
    first: Vec<usize>,
    /// How often the second coder gave each value.
    second: Vec<usize>,
}

impl Table {
    /// The table of marked and not marked: by both, by one of them only, and the number of all units.
    pub fn binary(both: usize, only_first: usize, only_second: usize, units: usize) -> Self {
        let (first, second) = (both + only_first, both + only_second);
        let neither = units.saturating_sub(both + only_first + only_second);
        let rest = |marked: usize| units.saturating_sub(marked);
        Self { agreeing: both + neither, first: vec![first, rest(first)], second: vec![second, rest(second)] }
    }

    /// `units` more, for which the first coder gave one value and the second another (or the same).
    pub fn add(&mut self, first: usize, second: usize, units: usize) {
        for (margin, value) in [(&mut self.first, first), (&mut self.second, second)] {
            if margin.len() <= value {
                margin.resize(value + 1, 0);
            }
            margin[value] += units;
        }
        self.agreeing += if first == second { units } else { 0 };
    }

    /// The sum of two tables.
    pub fn join(&mut self, other: &Self) {
        for (margin, more) in [(&mut self.first, &other.first), (&mut self.second, &other.second)] {
            margin.resize(margin.len().max(more.len()), 0);
            margin.iter_mut().zip(more).for_each(|(count, more)| *count += more);
        }
        self.agreeing += other.agreeing;
    }

    /// Number of units.
    pub fn units(&self) -> usize {
        self.first.iter().sum()
    }

    /// Units with the same value from both.
    pub fn agreeing(&self) -> usize {
        self.agreeing
    }

    /// The share of units with the same value from both.
    pub fn observed(&self) -> Option<f64> {
        share(self.agreeing, self.units())
    }

    /// Cohen's κ = (po − pe) / (1 − pe) (Cohen 1960); undefined where both gave one and the same value throughout.
    pub fn kappa(&self) -> Option<f64> {
        let units = self.units() as i128;
        let by_chance: i128 = self.first.iter().zip(&self.second).map(|(a, b)| (*a as i128) * (*b as i128)).sum();
        let room = units * units - by_chance;
        // In whole numbers up to the division: whether there is variation is never a matter of rounding.
        (room > 0).then(|| ratio(units * (self.agreeing as i128) - by_chance, room))
    }
}

#[expect(clippy::cast_precision_loss, reason = "the quotient is as exact as a double can be")]
fn ratio(part: i128, whole: i128) -> f64 {
    part as f64 / whole as f64
}

/// `part` of `whole`, where there is a whole.
pub(super) fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| real(part) / real(whole))
}

/// The values that any number of coders gave to units, as Krippendorff's α needs them: how often each value was given in
/// units that two coders or more valued, and the disagreeing coincidences. Each ordered pair of a unit's values weighs
/// 1/(m − 1), where m is how many coders valued the unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    totals: Vec<usize>,
    disagreeing: f64,
}

impl Values {
    /// Values of two kinds, with the sum of their disagreeing coincidences.
    pub fn binary(ones: usize, zeros: usize, disagreeing: f64) -> Self {
        Self { totals: vec![ones, zeros], disagreeing }
    }

    /// `units` more, to each of which the coders gave these values. Units with fewer than two values do not count.
    pub fn add(&mut self, values: &[usize], units: usize) {
        if values.len() < 2 {
            return;
        }
        for value in values {
            if self.totals.len() <= *value {
                self.totals.resize(value + 1, 0);
            }
            self.totals[*value] += units;
        }
        let differing = |(at, value): (usize, &usize)| values[at + 1..].iter().filter(|other| *other != value).count();
        let pairs: usize = values.iter().enumerate().map(differing).sum();
        self.disagreeing += real(2 * pairs * units) / real(values.len() - 1);
    }

    /// Krippendorff's α for nominal values, `1 − Do/De` with `De = Σ n_c n_k / n(n − 1)` (Krippendorff 2011).
    pub fn alpha(&self) -> Option<f64> {
        let totals: Vec<f64> = self.totals.iter().map(|total| real(*total)).collect();
        alpha(&totals, self.disagreeing, totals.iter().sum())
    }
}

/// 1 − (observed disagreement) / (disagreement expected by chance), from how much there is of each value, how much
/// disagrees, and `weight`: the sum of the values' weights.
///
/// With `weight` the number of values this is nominal α, with Σ L of gaps and Σ L² of units it is unitizing uα. Both are
/// undefined where there is one value only.
pub(super) fn alpha(totals: &[f64], disagreeing: f64, weight: f64) -> Option<f64> {
    if totals.iter().filter(|total| **total > 0.0).count() < 2 {
        return None;
    }
    let all: f64 = totals.iter().sum();
    let differing: f64 = totals.iter().map(|total| total * (all - total)).sum();
    let room = all - weight / all;
    (differing > 0.0 && room > 0.0).then(|| 1.0 - disagreeing * room / differing)
}
