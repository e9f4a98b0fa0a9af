//! Agreement: how far analysts who coded the same articles marked the same words with the same tags.
//!
//! [`agreement`] reads a project and gives a [`Report`]; all numbers come from modules that know no project. Several measures
//! stand side by side, because each is blind to something: [`MEASURES`] says how to read them. A measure that is not
//! defined is `None`, never 0, 1 or NaN.

mod bootstrap;
mod choice;
mod coded;
mod gather;
mod labels;
mod nominal;
mod spans;
mod tally;
#[cfg(test)]
mod tests;
mod unitizing;
mod units;

use self::{
    coded::{Coded, pairs},
    gather::{Columns, Gathered, gather},
    labels::{Labels, mixed},
    nominal::{Table, real, share},
    tally::{Extent, PairTally, Tally, sum, tallies},
    unitizing::Family,
};
use crate::model::{AnalystId, ArticleId, Project, TagId};
pub use choice::{Choice, analysts};

pub use units::Unit;

/// With fewer passages, or fewer units marked, than this a tag is too rare to judge.
pub const ENOUGH: usize = 10;

/// What the comparison came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub unit: Unit,
    /// In the order of the choice; all numbers by analyst follow it.
    pub analysts: Vec<AnalystId>,
    /// The articles that count for two analysts or more, in the order of the list.
    pub articles: Vec<ArticleId>,
    /// How many articles count for each pair.
    pub pairs: Vec<PairArticles>,
    /// Each tag that somebody gave, and those above it, in the codebook's order. A tag counts the passages of those below it.
    pub tags: Vec<Measure>,
    /// All tags together; `None` where no article counts.
    pub all: Option<AllTags>,
    /// Tags given for one another, the most frequent first.
    pub confused: Vec<Confused>,
    /// Tagged passages that do not stand in the text of their article as it is now.
    pub left_out: usize,
}

/// The articles that count for two analysts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairArticles {
    /// Numbers in [`Report::analysts`].
    pub analysts: (usize, usize),
    pub articles: usize,
}

/// How far analysts agree on a tag, or on all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// `None`: all tags, their tables summed up.
    pub tag: Option<TagId>,
    /// Units that two analysts or more decided on; over all tags a unit counts for each of them.
    pub n: usize,
    /// How many units each analyst marked.
    pub positives: Vec<usize>,
    /// How many passages each analyst marked; with the same edges they are one. Over all tags once for each of their tags.
    pub passages: Vec<usize>,
    /// Percent agreement as a share of 1, over all pairs.
    pub observed: Option<f64>,
    /// Cohen's κ; of more than two analysts the mean of the pairs where it is defined.
    pub kappa: Option<f64>,
    /// Krippendorff's α, nominal.
    pub alpha: Option<f64>,
    /// The 95 % interval of α.
    pub interval: Option<(f64, f64)>,
    /// Krippendorff's unitizing uα, by character whatever the unit is.
    pub alpha_u: Option<f64>,
    /// F1 of passages with the same edges; of more than two analysts the mean of the pairs.
    pub f1_exact: Option<f64>,
    /// F1 of passages that overlap.
    pub f1_overlap: Option<f64>,
    /// Nobody has [`ENOUGH`] passages and units.
    pub too_rare: bool,
    pub pairs: Vec<PairMeasure>,
}

/// The measures that compare two analysts at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct PairMeasure {
    /// Numbers in [`Report::analysts`].
    pub analysts: (usize, usize),
    pub n: usize,
    pub observed: Option<f64>,
    pub kappa: Option<f64>,
    pub f1_exact: Option<f64>,
    pub f1_overlap: Option<f64>,
}

/// All tags together.
#[derive(Clone, Debug, PartialEq)]
pub struct AllTags {
    /// The tables summed up. `alpha_u` is that of the units with their tags, see [`Unitizing::units`].
    pub summed: Measure,
    /// Agreement on the set of tags that a unit has.
    pub sets: SetMeasure,
    /// `None` where passages of one analyst overlap, for which it is not defined.
    pub unitizing: Option<Unitizing>,
}

/// Agreement where a unit's value is the set of its tags.
#[derive(Clone, Debug, PartialEq)]
pub struct SetMeasure {
    pub observed: Option<f64>,
    pub kappa: Option<f64>,
    pub alpha: Option<f64>,
    /// κ of each pair, in the order of [`Report::pairs`].
    pub kappas: Vec<Option<f64>>,
}

/// Krippendorff's unitizing measures over all tags.
#[derive(Clone, Debug, PartialEq)]
pub struct Unitizing {
    /// uα: units with their tags, and gaps.
    pub units: Option<f64>,
    /// |uα: whether something is marked, with whatever tag.
    pub binary: Option<f64>,
    /// cuα: which tag, where several marked something.
    pub coding: Option<f64>,
    pub tags: Vec<TagUnitizing>,
}

/// How reliably a tag is told from the others where several marked something.
#[derive(Clone, Debug, PartialEq)]
pub struct TagUnitizing {
    pub tag: TagId,
    /// (k)uα
    pub alpha: Option<f64>,
    /// The share of the tag's length that this looks at.
    pub coverage: f64,
}

/// Two tags of one group, of which one analyst gave one where another gave the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confused {
    pub tags: (TagId, TagId),
    /// Stretches of text, counted for each pair of analysts.
    pub places: usize,
    pub characters: usize,
    pub articles: usize,
}

/// A measure's name and how to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Help {
    /// As in the JSON of the command line.
    pub key: &'static str,
    pub name: &'static str,
    pub help: &'static str,
}

/// How to read each measure, in one sentence.
pub const MEASURES: [Help; 6] = [
    Help {
        key: "observed",
        name: "agreed",
        help: "the share of units that both marked or both left: high for every rare tag, since most of a text is left by all",
    },
    Help {
        key: "kappa",
        name: "κ",
        help: "Cohen's kappa, agreement beyond what two analysts with these habits reach by chance: 1 is perfect, 0 is chance",
    },
    Help {
        key: "alpha",
        name: "α",
        help: "Krippendorff's alpha, the same for any number of analysts: from 0.8 on reliable, from 0.667 on for tentative conclusions, below not",
    },
    Help {
        key: "alpha_u",
        name: "uα",
        help: "unitizing alpha, agreement on where passages lie, by length: blind to whether a stretch is one passage or several",
    },
    Help {
        key: "f1_exact",
        name: "F1 exact",
        help: "the share of passages that the other has with the very same edges: strict, one word more and it does not count",
    },
    Help {
        key: "f1_overlap",
        name: "F1 overlap",
        help: "the share of passages that the other has too, whatever the edges, one to one: says who saw it, not how much of it",
    },
];

/// What α lets one say: the customary limits are Krippendorff's (2004).
pub fn verdict(measure: &Measure) -> &'static str {
    match measure.alpha {
        _ if measure.too_rare => "too rare to judge",
        None => "no variation",
        Some(alpha) if alpha >= 0.8 => "reliable",
        Some(alpha) if alpha >= 2.0 / 3.0 => "tentative",
        Some(_) => "not reliable",
    }
}

/// Compares the chosen analysts. Reads the text of every article that counts: for a thread of its own.
pub fn agreement(project: &Project, choice: &Choice) -> Report {
    let Gathered { articles, columns, left_out } = gather(project, choice);
    let (ids, coded): (Vec<ArticleId>, Vec<Coded>) = articles.into_iter().unzip();
    let coders = choice.analysts.len();
    let counted = |pair| coded.iter().filter(|article| article.counts_for(pair)).count();
    let of_pair = |analysts| PairArticles { analysts, articles: counted(analysts) };
    let (tags, all) = measures(&coded, coders, &columns, choice.seed);
    Report {
        unit: choice.unit,
        analysts: choice.analysts.clone(),
        articles: ids,
        pairs: pairs(coders).into_iter().map(of_pair).collect(),
        tags,
        all: (!coded.is_empty()).then_some(all),
        confused: confused(project, &coded, coders, &columns),
        left_out,
    }
}

/// The measures of each tag, and of all.
fn measures(articles: &[Coded], coders: usize, columns: &Columns, seed: u64) -> (Vec<Measure>, AllTags) {
    let extent = Extent::of(articles, coders);
    let tallies = tallies(articles, coders, columns.summed.len());
    let alone = tallies.iter().zip(&columns.summed).filter(|(_, summed)| **summed).map(|(tally, _)| tally);
    let (total, tables) = sum(&alone.collect::<Vec<_>>(), coders, &extent);
    let reported: Vec<(&TagId, &Tally)> =
        columns.tags.iter().filter_map(|(tag, column)| Some((tag, tallies.get(*column)?))).collect();
    let shares: Vec<_> = reported.iter().map(|(_, tally)| &tally.shares).chain([&total.shares]).collect();
    let mut intervals = bootstrap::intervals(&shares, &extent.values, seed);
    let of_all = intervals.pop().flatten();
    let tags = reported.iter().zip(intervals).map(|((tag, tally), interval)| Measure {
        tag: Some((*tag).clone()),
        interval,
        alpha_u: tally.unitizing_alpha(&extent),
        ..measure(tally, &tally.tables(&extent), &extent)
    });
    let summed = Measure { interval: of_all, ..measure(&total, &tables, &extent) };
    (tags.collect(), all_tags(articles, coders, columns, summed))
}

fn measure(tally: &Tally, tables: &[Table], extent: &Extent) -> Measure {
    let pairs: Vec<PairMeasure> = pairs(tally.positives.len())
        .into_iter()
        .zip(tables.iter().zip(&tally.pairs))
        .map(|(analysts, (table, pair))| pair_measure(analysts, table, pair))
        .collect();
    let enough = tally.positives.iter().zip(&tally.passages).any(|(units, passages)| (*units).min(*passages) >= ENOUGH);
    Measure {
        tag: None,
        n: extent.units * tally.shares.tags,
        positives: tally.positives.clone(),
        passages: tally.passages.clone(),
        observed: observed(tables),
        kappa: mean(pairs.iter().map(|pair| pair.kappa)),
        alpha: tally.alpha(extent),
        interval: None,
        alpha_u: None,
        f1_exact: mean(pairs.iter().map(|pair| pair.f1_exact)),
        f1_overlap: mean(pairs.iter().map(|pair| pair.f1_overlap)),
        too_rare: !enough,
        pairs,
    }
}

fn pair_measure(analysts: (usize, usize), table: &Table, pair: &PairTally) -> PairMeasure {
    PairMeasure {
        analysts,
        n: table.units(),
        observed: table.observed(),
        kappa: table.kappa(),
        f1_exact: pair.matches.f1_exact(),
        f1_overlap: pair.matches.f1_overlap(),
    }
}

/// Over all pairs: of all that two decided on, what they decided alike.
fn observed(tables: &[Table]) -> Option<f64> {
    share(tables.iter().map(Table::agreeing).sum(), tables.iter().map(Table::units).sum())
}

/// The mean of what is defined.
fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0);
    for value in values.flatten() {
        sum += value;
        count += 1;
    }
    (count > 0).then(|| sum / real(count))
}

fn all_tags(articles: &[Coded], coders: usize, columns: &Columns, mut summed: Measure) -> AllTags {
    let labels = Labels::of(articles, coders, &columns.summed);
    let sets = SetMeasure {
        observed: observed(&labels.pairs),
        kappa: mean(labels.pairs.iter().map(Table::kappa)),
        alpha: labels.values.alpha(),
        kappas: labels.pairs.iter().map(Table::kappa).collect(),
    };
    let unitizing = Family::of(articles, coders, &columns.summed).map(|family| unitizing(family, columns));
    summed.alpha_u = unitizing.as_ref().and_then(|unitizing| unitizing.units);
    // Where nobody gave a tag there is no table to sum, and yet all agree.
    summed.observed = summed.observed.or(sets.observed);
    AllTags { summed, sets, unitizing }
}

fn unitizing(family: Family, columns: &Columns) -> Unitizing {
    let tag = |one: unitizing::OneTag| {
        let tag = columns.tag_of.get(one.column)?.clone();
        Some(TagUnitizing { tag, alpha: one.alpha, coverage: one.coverage })
    };
    Unitizing {
        units: family.units,
        binary: family.binary,
        coding: family.coding,
        tags: family.by_column.into_iter().filter_map(tag).collect(),
    }
}

/// Only tags of one group (with its sub-groups): an organization may lie within an argument by rule, and is then no other
/// word for it.
fn confused(project: &Project, articles: &[Coded], coders: usize, columns: &Columns) -> Vec<Confused> {
    let tag = |column: usize| columns.tag_of.get(column).cloned();
    let mixed = mixed(articles, coders, &columns.summed);
    let mut confused: Vec<Confused> = mixed
        .into_iter()
        .filter_map(|((a, b), mixed)| {
            Some(Confused {
                tags: (tag(a)?, tag(b)?),
                places: mixed.places,
                characters: mixed.characters,
                articles: mixed.articles,
            })
        })
        .filter(|confused| same_group(project, &confused.tags))
        .collect();
    confused.sort_by(|a, b| (b.places, b.characters, &a.tags).cmp(&(a.places, a.characters, &b.tags)));
    confused
}

/// Whether both stand in one group of the first level; a tag without a definition may stand anywhere.
fn same_group(project: &Project, (first, second): &(TagId, TagId)) -> bool {
    let top = |tag: &TagId| project.group_ancestry(&project.tag(tag)?.group).pop();
    match (top(first), top(second)) {
        (Some(first), Some(second)) => first == second,
        _ => true,
    }
}
