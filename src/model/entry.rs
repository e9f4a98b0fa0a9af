//! A record with the stamp of its last change.

use std::{cmp::Ordering, sync::Arc};

use super::stamp::Stamp;

/// A record's value (`None`: deleted) and its last change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<T> {
    pub value: Option<Arc<T>>,
    pub changed: Stamp,
}

impl<T: Ord> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The later change is greater; of two with one stamp (a line was changed by hand) the greater value.
impl<T: Ord> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.changed, &self.value).cmp(&(&other.changed, &other.value))
    }
}
