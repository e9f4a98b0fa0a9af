//! Which rows are selected, and how clicks and keys change that.

use std::collections::BTreeSet;

use super::rows::{Found, Key};
use crate::model::AnalystId;

/// The selected passages: the row in hand, and where a range began.
#[derive(Default)]
pub struct Selection {
    chosen: BTreeSet<Key>,
    anchor: Option<Key>,
    head: Option<Key>,
}

/// How a click or a key changes the selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// This row only.
    Only,
    /// This row too, or no longer.
    Toggle,
    /// All from where the range began.
    Range,
}

/// Where an arrow leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    By(isize),
    First,
    Last,
}

impl Selection {
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    pub fn contains(&self, key: &Key) -> bool {
        self.chosen.contains(key)
    }

    pub fn head(&self) -> Option<&Key> {
        self.head.as_ref()
    }

    /// How many of them are this analyst's.
    pub fn of(&self, analyst: &AnalystId) -> usize {
        self.chosen.iter().filter(|(whose, _)| whose == analyst).count()
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    pub fn select_all(&mut self, found: &Found) {
        self.chosen = found.keys().collect();
    }

    /// Takes the row at a place of the table.
    pub fn take(&mut self, found: &Found, at: usize, how: How) {
        let Some(key) = found.key(at) else { return };
        match how {
            How::Only => {
                self.chosen = BTreeSet::from([key.clone()]);
                self.anchor = Some(key.clone());
            }
            How::Toggle => {
                if !self.chosen.remove(&key) {
                    self.chosen.insert(key.clone());
                }
                self.anchor = Some(key.clone());
            }
            How::Range => {
                let from = self.anchor.as_ref().and_then(|anchor| found.position(anchor)).unwrap_or(at);
                self.chosen = (from.min(at)..=from.max(at)).filter_map(|at| found.key(at)).collect();
                self.anchor = found.key(from);
            }
        }
        self.head = Some(key);
    }

    /// Goes on to another row; gives its place.
    pub fn go(&mut self, found: &Found, to: Move, extend: bool) -> Option<usize> {
        let last = found.len().checked_sub(1)?;
        let here = self.head.as_ref().and_then(|head| found.position(head));
        let at = match (to, here) {
            (Move::By(by), Some(here)) => here.saturating_add_signed(by).min(last),
            (Move::By(_) | Move::First, _) => 0,
            (Move::Last, _) => last,
        };
        self.take(found, at, if extend { How::Range } else { How::Only });
        Some(at)
    }

    /// Lets go of what is not shown any more: nobody should change what they do not see.
    pub fn keep_shown(&mut self, found: &Found) {
        if self.chosen.is_empty() && self.head.is_none() {
            return;
        }
        let shown: BTreeSet<Key> = found.keys().collect();
        self.chosen.retain(|key| shown.contains(key));
        self.anchor.take_if(|key| !shown.contains(key));
        self.head.take_if(|key| !shown.contains(key));
    }

    /// The selected passages in the table's order.
    pub fn in_order(&self, found: &Found) -> Vec<Key> {
        found.keys().filter(|key| self.chosen.contains(key)).collect()
    }
}
