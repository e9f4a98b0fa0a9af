//! Column by column: how much each coder marked, how much of it in common, and the measures that follow. Knows numbers
//! only.

use std::ops::Range;

use super::{
    bootstrap::{Share, Shares},
    coded::{Coded, Mark, pairs},
    nominal::{Table, Values, alpha, real},
    spans::{Matches, common, length, union},
};

/// What the articles that are compared hold, whatever is marked in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    /// Units that two coders or more looked at.
    pub units: usize,
    /// How many values each article has for one column: its units times its coders.
    pub values: Vec<usize>,
    /// The same in characters, for all articles.
    pub characters: usize,
    /// The units that each pair of coders looked at.
    pub pairs: Vec<usize>,
}

impl Extent {
    pub fn of(articles: &[Coded], coders: usize) -> Self {
        let compared = || articles.iter().filter(|article| article.coders() >= 2);
        let of_pair = |pair| articles.iter().filter(|article| article.counts_for(pair)).map(|a| a.units).sum();
        Self {
            units: compared().map(|article| article.units).sum(),
            values: compared().map(|article| article.units * article.coders()).collect(),
            characters: compared().map(|article| article.characters * article.coders()).sum(),
            pairs: pairs(coders).into_iter().map(of_pair).collect(),
        }
    }
}

/// What coders marked as one column, over all articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tally {
    /// Units that each coder marked.
    pub positives: Vec<usize>,
    /// Passages of each coder; several with the same edges are one.
    pub passages: Vec<usize>,
    pub pairs: Vec<PairTally>,
    /// What each article adds to the values of nominal α.
    pub shares: Shares,
    unitized: Unitized,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PairTally {
    pub both: usize,
    pub only_first: usize,
    pub only_second: usize,
    pub matches: Matches,
}

/// What uα of one column needs, in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Unitized {
    marked: usize,
    /// Σ L² of the units.
    squares: f64,
    disagreeing: f64,
}

/// The tallies of all columns. Articles with fewer than two coders do not count.
pub(super) fn tallies(articles: &[Coded], coders: usize, columns: usize) -> Vec<Tally> {
    let mut tallies = vec![Tally::new(coders); columns];
    for (number, article) in articles.iter().filter(|article| article.coders() >= 2).enumerate() {
        let mut marks: Vec<(usize, usize, &Mark)> = Vec::new();
        for (coder, of_coder) in article.marks.iter().enumerate() {
            marks.extend(of_coder.iter().flatten().map(|mark| (mark.column, coder, mark)));
        }
        marks.sort_unstable();
        for of_column in marks.chunk_by(|a, b| a.0 == b.0) {
            if let Some(tally) = tallies.get_mut(of_column[0].0) {
                tally.add(article, number, of_column);
            }
        }
    }
    tallies
}

/// One coder's passages of one column in one article.
#[derive(Clone, Default)]
struct Own {
    passages: Vec<Range<usize>>,
    /// Those that overlap made one.
    characters: Vec<Range<usize>>,
    units: Vec<Range<usize>>,
}

impl Own {
    fn of(marks: &[(usize, usize, &Mark)]) -> Self {
        let mut passages: Vec<_> = marks.iter().map(|(_, _, mark)| mark.characters()).collect();
        passages.dedup();
        let units = union(marks.iter().map(|(_, _, mark)| mark.touched()).collect());
        Self { characters: union(passages.clone()), passages, units }
    }
}

impl Tally {
    fn new(coders: usize) -> Self {
        Self {
            positives: vec![0; coders],
            passages: vec![0; coders],
            pairs: vec![PairTally::default(); pairs(coders).len()],
            shares: Shares { shares: Vec::new(), tags: 1 },
            unitized: Unitized::default(),
        }
    }

    /// Adds an article's marks of this column, ascending by coder and place.
    fn add(&mut self, article: &Coded, number: usize, marks: &[(usize, usize, &Mark)]) {
        let mut own = vec![Own::default(); article.marks.len()];
        for of_coder in marks.chunk_by(|a, b| a.1 == b.1) {
            own[of_coder[0].1] = Own::of(of_coder);
        }
        let mut share = Share { article: number, ones: 0, disagreeing: 0.0 };
        for (coder, own) in own.iter().enumerate() {
            let marked = length(&own.units);
            self.positives[coder] += marked;
            self.passages[coder] += own.passages.len();
            share.ones += marked;
            self.unitized.marked += length(&own.characters);
            self.unitized.squares += own.characters.iter().map(|unit| real(unit.len()).powi(2)).sum::<f64>();
        }
        // Each of the two orders of a pair weighs 1/(m − 1).
        let weight = 2.0 / real(article.coders() - 1);
        for (tally, (first, second)) in self.pairs.iter_mut().zip(pairs(own.len())) {
            if !article.counts_for((first, second)) {
                continue;
            }
            let (first, second) = (&own[first], &own[second]);
            share.disagreeing += weight * real(tally.add(first, second));
            let both = common(&first.characters, &second.characters);
            let apart = length(&first.characters) + length(&second.characters) - 2 * both;
            self.unitized.disagreeing += weight * real(apart);
        }
        self.shares.shares.push(share);
    }

    pub fn alpha(&self, extent: &Extent) -> Option<f64> {
        let ones = self.shares.shares.iter().map(|share| share.ones).sum();
        let disagreeing = self.shares.shares.iter().map(|share| share.disagreeing).sum();
        let values = extent.values.iter().sum::<usize>() * self.shares.tags;
        Values::binary(ones, values.saturating_sub(ones), disagreeing).alpha()
    }

    /// Unitizing uα on the continuum of this column alone.
    pub fn unitizing_alpha(&self, extent: &Extent) -> Option<f64> {
        let marked = self.unitized.marked;
        let gaps = real(extent.characters.saturating_sub(marked));
        alpha(&[real(marked), gaps], self.unitized.disagreeing, self.unitized.squares + gaps)
    }

    /// The table of each pair: marked or not.
    pub fn tables(&self, extent: &Extent) -> Vec<Table> {
        let table =
            |(pair, units): (&PairTally, &usize)| Table::binary(pair.both, pair.only_first, pair.only_second, *units);
        self.pairs.iter().zip(&extent.pairs).map(table).collect()
    }
}

impl PairTally {
    /// Adds what two coders marked in one article, and gives back how many units only one of them marked.
    fn add(&mut self, first: &Own, second: &Own) -> usize {
        let both = common(&first.units, &second.units);
        let (only_first, only_second) = (length(&first.units) - both, length(&second.units) - both);
        self.both += both;
        self.only_first += only_first;
        self.only_second += only_second;
        self.matches.join(Matches::of(&first.passages, &second.passages));
        only_first + only_second
    }

    pub fn is_empty(self) -> bool {
        self.both + self.only_first + self.only_second == 0
    }
}

/// Columns summed up: their tables and values as if they were one, each pair's over the columns that one of the two used.
pub(super) fn sum(tallies: &[&Tally], coders: usize, extent: &Extent) -> (Tally, Vec<Table>) {
    let mut sum = Tally::new(coders);
    let mut tables = vec![Table::default(); extent.pairs.len()];
    let mut shares = vec![Share { article: 0, ones: 0, disagreeing: 0.0 }; extent.values.len()];
    for tally in tallies {
        for coder in 0..coders {
            sum.positives[coder] += tally.positives[coder];
            sum.passages[coder] += tally.passages[coder];
        }
        for (at, table) in tally.tables(extent).iter().enumerate() {
            sum.pairs[at].matches.join(tally.pairs[at].matches);
            if !tally.pairs[at].is_empty() {
                tables[at].join(table);
            }
        }
        for share in &tally.shares.shares {
            shares[share.article].ones += share.ones;
            shares[share.article].disagreeing += share.disagreeing;
        }
    }
    let numbered = shares.into_iter().enumerate().map(|(article, share)| Share { article, ..share });
    sum.shares = Shares { shares: numbered.collect(), tags: tallies.len() };
    (sum, tables)
}
