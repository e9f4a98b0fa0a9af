//! Krippendorff's unitizing α and its family: uα, |uα, cuα, (k)uα (Krippendorff, Mathet, Bouvry, Widlöcher 2016). What
//! is compared are lengths of text, in characters. Knows numbers only.

use std::ops::Range;

use super::{
    coded::{Coded, Mark, pairs, walk},
    nominal::{alpha, real},
    spans::{common, union},
};

/// The family over all tags together.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// uα: units and gaps, with their tags.
    pub units: Option<f64>,
    /// |uα: only whether there is a unit.
    pub binary: Option<f64>,
    /// cuα: only the tags, where units of several coders lie on one another.
    pub coding: Option<f64>,
    /// (k)uα of each column that was used.
    pub by_column: Vec<OneTag>,
}

/// How reliably one tag is told from the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneTag {
    pub column: usize,
    /// (k)uα
    pub alpha: Option<f64>,
    /// The share of its length that (k)uα looks at: where another coder has a unit too.
    pub coverage: f64,
}

/// Coincidences of lengths, gaps first, then the columns, and the weights of chance.
struct Coincidences {
    size: usize,
    /// `ℓ_ck`, row by row.
    lengths: Vec<f64>,
    /// Σ L² of units, Σ L of gaps.
    weights: Vec<f64>,
    /// Σ (length that overlaps another coder's units)²; nothing for gaps.
    overlapping: Vec<f64>,
}

impl Family {
    /// The family over the columns that are chosen; nothing where passages of one coder overlap, for which it is not
    /// defined.
    pub fn of(articles: &[Coded], coders: usize, columns: &[bool]) -> Option<Self> {
        let mut sums = Coincidences::new(columns.len() + 1);
        for article in articles {
            sums.add(article, coders, columns)?;
        }
        Some(sums.family())
    }
}

impl Coincidences {
    fn new(size: usize) -> Self {
        Self { size, lengths: vec![0.0; size * size], weights: vec![0.0; size], overlapping: vec![0.0; size] }
    }

    fn add(&mut self, article: &Coded, coders: usize, columns: &[bool]) -> Option<()> {
        if article.coders() < 2 {
            return Some(());
        }
        self.add_units(article, columns)?;
        let share = 1.0 / real(article.coders() - 1);
        let pairs = pairs(coders);
        walk(article, columns, Mark::characters, article.characters, |characters, active| {
            let kind = |coder: usize| active[coder].as_ref().map(|set| set.first().map_or(0, |column| column + 1));
            for (first, second) in &pairs {
                if let (Some(first), Some(second)) = (kind(*first), kind(*second)) {
                    self.lengths[first * self.size + second] += real(characters) * share;
                    self.lengths[second * self.size + first] += real(characters) * share;
                }
            }
        });
        Some(())
    }

    /// The weights of each coder's units and gaps; `None` where units overlap.
    fn add_units(&mut self, article: &Coded, columns: &[bool]) -> Option<()> {
        let units: Vec<Vec<(usize, Range<usize>)>> =
            article.marks.iter().flatten().map(|m| units(m, columns)).collect();
        for (coder, own) in units.iter().enumerate() {
            if own.windows(2).any(|two| two[1].1.start < two[0].1.end) {
                return None;
            }
            let of_others = units.iter().enumerate().filter(|(other, _)| *other != coder).flat_map(|(_, units)| units);
            let others = union(of_others.map(|(_, range)| range.clone()).collect());
            let mut gaps = article.characters;
            for (column, range) in own {
                gaps -= range.len();
                self.weights[column + 1] += real(range.len()).powi(2);
                // The others that may overlap this unit: from the first that ends behind its start.
                let from = others.partition_point(|other| other.end <= range.start);
                let overlap = common(std::slice::from_ref(range), &others[from..]);
                self.overlapping[column + 1] += real(overlap).powi(2);
            }
            self.weights[0] += real(gaps);
        }
        Some(())
    }

    fn family(&self) -> Family {
        let total = |kind: usize| -> f64 { (0..self.size).map(|other| self.at(kind, other)).sum() };
        let totals: Vec<f64> = (0..self.size).map(total).collect();
        let agreeing: f64 = (0..self.size).map(|kind| self.at(kind, kind)).sum();
        let weight: f64 = self.weights.iter().sum();
        let all: f64 = totals.iter().sum();
        let marked: f64 = totals.iter().skip(1).sum();
        let coding = self.without_gaps();
        Family {
            units: alpha(&totals, all - agreeing, weight),
            binary: alpha(&[totals[0], marked], 2.0 * (totals[0] - self.at(0, 0)), weight),
            coding: coding.alpha(),
            by_column: (1..self.size)
                .filter(|kind| totals[*kind] > 0.0)
                .map(|kind| OneTag {
                    column: kind - 1,
                    alpha: coding.of(kind - 1),
                    coverage: coding.totals[kind - 1] / totals[kind],
                })
                .collect(),
        }
    }

    fn at(&self, kind: usize, other: usize) -> f64 {
        self.lengths[kind * self.size + other]
    }

    fn without_gaps(&self) -> Coding {
        let total = |kind: usize| -> f64 { (1..self.size).map(|other| self.at(kind, other)).sum() };
        Coding {
            totals: (1..self.size).map(total).collect(),
            agreeing: (1..self.size).map(|kind| self.at(kind, kind)).collect(),
            weights: self.overlapping[1..].to_vec(),
        }
    }
}

/// The coincidences without gaps, column by column.
struct Coding {
    totals: Vec<f64>,
    agreeing: Vec<f64>,
    weights: Vec<f64>,
}

impl Coding {
    fn all(&self) -> f64 {
        self.totals.iter().sum()
    }

    fn weight(&self) -> f64 {
        self.weights.iter().sum()
    }

    fn alpha(&self) -> Option<f64> {
        alpha(&self.totals, self.all() - self.agreeing.iter().sum::<f64>(), self.weight())
    }

    /// `(k)uα = 1 − (ε_·k / ℓ_·k) (ℓ_·k − ℓ_kk) / (ε_·k − ε_kk)`.
    fn of(&self, column: usize) -> Option<f64> {
        let (all, own) = (self.all(), self.totals[column]);
        let room = all - self.weight() / all;
        let differing = own * (all - own) / room;
        if own <= 0.0 || room <= 0.0 || differing <= 0.0 {
            return None;
        }
        let same = (own * own - self.weights[column]) / room;
        Some(1.0 - (same + differing) / own * (own - self.agreeing[column]) / differing)
    }
}

/// The units of one coder in order, with their columns.
fn units(marks: &[Mark], columns: &[bool]) -> Vec<(usize, Range<usize>)> {
    let chosen = marks.iter().filter(|mark| columns.get(mark.column) == Some(&true));
    let mut units: Vec<_> = chosen.map(|mark| (mark.column, mark.characters())).collect();
    units.sort_by_key(|(column, range)| (range.start, range.end, *column));
    units
}
