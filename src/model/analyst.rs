//! Somebody who annotates.

use jiff::Timestamp;

use super::{
    ids::AnalystId,
    record::{Concern, Mention, Record},
};

/// Somebody who annotates.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Analyst {
    /// Random: tells two analysts of one name apart.
    pub key: String,
    pub name: String,
    pub created: Timestamp,
}

impl Analyst {
    /// What is known of somebody of whom nothing was said.
    pub const UNKNOWN: &'static Self =
        &Self { key: String::new(), name: String::new(), created: Timestamp::UNIX_EPOCH };
}

impl Record for Analyst {
    type Id = AnalystId;

    const STAYS: bool = true;

    fn mentions<'a>(&'a self, _: &'a AnalystId) -> Vec<Mention<'a>> {
        Vec::new()
    }

    fn concerns<'a>(&'a self, _: &'a AnalystId) -> Concern<'a> {
        Concern::Nothing
    }
}
