//! What is to be compared.

use crate::model::{AnalystId, ArticleId, Project};
use std::collections::BTreeSet;

use super::units::Unit;

/// What is to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// At least two, each once.
    pub analysts: Vec<AnalystId>,
    /// Only these articles; `None`: all. Where work is blind, those that the reader may see: what is hidden is not “nothing
    /// marked”.
    pub articles: Option<BTreeSet<ArticleId>>,
    pub unit: Unit,
    /// Not only what was submitted: every article in which one of the analysts has anything counts for all of them, and
    /// who has nothing there has marked nothing. What was submitted counts as it was submitted all the same.
    pub all_articles: bool,
    /// Where the draws for the interval begin: the same seed gives the same interval.
    pub seed: u64,
}

impl Choice {
    /// These analysts, all that they submitted, by character.
    pub fn of(analysts: Vec<AnalystId>) -> Self {
        Self { analysts, articles: None, unit: Unit::default(), all_articles: false, seed: 0 }
    }
}

/// The analysts who can be compared: who has a layer with something in it, but not what was settled.
pub fn analysts(project: &Project) -> Vec<AnalystId> {
    let layers = project.layers.iter().filter(|(id, layer)| !id.is_adjudicated() && !layer.is_blank());
    layers.map(|(id, _)| id.clone()).collect()
}
