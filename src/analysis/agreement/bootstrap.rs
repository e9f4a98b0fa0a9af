//! A 95 % interval for α: articles are drawn with replacement, as often as there are articles, many times over. The same
//! seed gives the same interval. Knows numbers only.

use super::nominal::{Values, real};

/// How often articles are drawn anew.
pub(super) const ROUNDS: usize = 1_000;

/// What one article adds to the values of a tag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Share {
    pub article: usize,
    /// How often somebody marked one of its units.
    pub ones: usize,
    /// Its disagreeing coincidences.
    pub disagreeing: f64,
}

/// The values of a tag, by the articles in which somebody marked something.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shares {
    pub shares: Vec<Share>,
    /// How many tags they are summed over.
    pub tags: usize,
}

/// The 95 % interval of each α. `values` is how many values each article has for one tag.
///
/// Rounds in which α is undefined are left out; there is no interval where that is every other one, nor where fewer than
/// two articles have anything marked: one cannot say how articles differ.
pub(super) fn intervals(all: &[&Shares], values: &[usize], seed: u64) -> Vec<Option<(f64, f64)>> {
    let articles = values.len();
    let mut alphas: Vec<Vec<f64>> = vec![Vec::with_capacity(ROUNDS); all.len()];
    if articles >= 2 {
        let mut dice = Dice(seed);
        let mut times = vec![0_usize; articles];
        for _ in 0..ROUNDS {
            times.fill(0);
            (0..articles).for_each(|_| times[dice.below(articles)] += 1);
            let drawn: usize = times.iter().zip(values).map(|(times, values)| times * values).sum();
            for (shares, alphas) in all.iter().zip(&mut alphas) {
                alphas.extend(alpha(shares, &times, drawn));
            }
        }
    }
    let varies = |shares: &Shares| shares.shares.iter().filter(|share| share.ones > 0).count() >= 2;
    alphas.into_iter().zip(all).map(|(alphas, shares)| middle(alphas).filter(|_| varies(shares))).collect()
}

fn alpha(shares: &Shares, times: &[usize], values: usize) -> Option<f64> {
    let (mut ones, mut disagreeing) = (0, 0.0);
    for share in &shares.shares {
        let times = times[share.article];
        ones += times * share.ones;
        disagreeing += real(times) * share.disagreeing;
    }
    Values::binary(ones, (values * shares.tags).saturating_sub(ones), disagreeing).alpha()
}

/// The middle 95 % of what came out, by the nearest rank.
fn middle(mut alphas: Vec<f64>) -> Option<(f64, f64)> {
    if alphas.len() <= ROUNDS / 2 {
        return None;
    }
    alphas.sort_by(f64::total_cmp);
    let tail = alphas.len() / 40;
    Some((*alphas.get(tail)?, *alphas.get(alphas.len() - 1 - tail)?))
}

/// `SplitMix64` (Steele, Lea, Flood 2014): small, fast, the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`, all as good as equally likely for the limits that articles have.
    fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.next()) * (limit as u128);
        usize::try_from(wide >> 64).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twenty articles of ten values; in the first `agreeing` ones both marked the same three, in the others not.
    fn shares(agreeing: usize) -> Shares {
        let share = |article| Share { article, ones: 6, disagreeing: if article < agreeing { 0.0 } else { 8.0 } };
        Shares { shares: (0..20).map(share).collect(), tags: 1 }
    }

    #[test]
    fn the_interval_lies_around_alpha_and_is_the_same_for_the_same_seed() {
        let all = [&shares(20), &shares(10), &shares(0)];
        let values = [20; 20];
        let first = intervals(&all, &values, 7);
        assert_eq!(first, intervals(&all, &values, 7));
        assert_ne!(first[1], intervals(&all, &values, 8)[1]);
        assert_eq!(first[0], Some((1.0, 1.0)));
        let alpha = alpha(all[1], &[1; 20], 400).expect("an alpha");
        let (low, high) = first[1].expect("an interval");
        assert!(low < alpha - 0.05 && alpha + 0.05 < high && high < 1.0, "{low} {alpha} {high}");
    }

    #[test]
    fn what_hardly_ever_varies_has_no_interval() {
        let nothing = Shares { shares: Vec::new(), tags: 1 };
        assert_eq!(intervals(&[&nothing], &[20; 20], 1), [None]);
        let one = Shares { shares: shares(1).shares[..1].to_vec(), tags: 1 };
        assert_eq!(intervals(&[&one], &[20; 20], 1), [None], "marked in one article only");
        assert_eq!(intervals(&[&one], &[20], 1), [None], "one article");
    }
}
