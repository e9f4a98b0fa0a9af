//! All tags at once: agreement on the set of tags that a unit has, and tags that are taken for one another. Knows numbers
//! only.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    coded::{Coded, Mark, pairs, walk},
    nominal::{Table, Values},
};

/// Agreement on sets of tags: a unit's value is all that a coder marked it as, or nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels {
    /// For each pair of coders.
    pub pairs: Vec<Table>,
    pub values: Values,
}

impl Labels {
    pub fn of(articles: &[Coded], coders: usize, columns: &[bool]) -> Self {
        let pairs = pairs(coders);
        let mut labels = Self { pairs: vec![Table::default(); pairs.len()], values: Values::default() };
        let mut numbers: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        for article in articles {
            walk(article, columns, Mark::touched, article.units, |units, active| {
                let sets: Vec<Option<usize>> =
                    active.iter().map(|set| set.as_ref().map(|set| number(&mut numbers, set))).collect();
                for (table, (first, second)) in labels.pairs.iter_mut().zip(&pairs) {
                    if let (Some(first), Some(second)) = (sets[*first], sets[*second]) {
                        table.add(first, second, units);
                    }
                }
                let given: Vec<usize> = sets.into_iter().flatten().collect();
                labels.values.add(&given, units);
            });
        }
        labels
    }
}

fn number(numbers: &mut BTreeMap<Vec<usize>, usize>, set: &[usize]) -> usize {
    if let Some(number) = numbers.get(set) {
        return *number;
    }
    let next = numbers.len();
    numbers.insert(set.to_vec(), next);
    next
}

/// How often one coder gave one tag where another gave another one instead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mixed {
    /// Stretches of text.
    pub places: usize,
    pub characters: usize,
    pub articles: usize,
}

/// The pairs of columns that two coders gave in one place, each only one of the two.
pub fn mixed(articles: &[Coded], coders: usize, columns: &[bool]) -> BTreeMap<(usize, usize), Mixed> {
    let pairs = pairs(coders);
    let mut all: BTreeMap<(usize, usize), Mixed> = BTreeMap::new();
    for article in articles {
        let mut here: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut before: Vec<(usize, usize, usize)> = Vec::new();
        walk(article, columns, Mark::characters, article.characters, |characters, active| {
            let mut now = Vec::new();
            for (pair, (first, second)) in pairs.iter().enumerate() {
                if let (Some(first), Some(second)) = (&active[*first], &active[*second]) {
                    now.extend(instead(first, second).into_iter().map(|(a, b)| (pair, a, b)));
                }
            }
            for found in &now {
                let mixed = all.entry((found.1, found.2)).or_default();
                mixed.characters += characters;
                mixed.places += usize::from(!before.contains(found));
                mixed.articles += usize::from(here.insert((found.1, found.2)));
            }
            before = now;
        });
    }
    all
}

/// Each of what only one has with each of what only the other has, the smaller first.
fn instead(first: &[usize], second: &[usize]) -> Vec<(usize, usize)> {
    let only = |these: &[usize], those: &[usize]| -> Vec<usize> {
        these.iter().filter(|column| !those.contains(column)).copied().collect()
    };
    let (first, second) = (only(first, second), only(second, first));
    first.iter().flat_map(|a| second.iter().map(move |b| (*a.min(b), *a.max(b)))).collect()
}
