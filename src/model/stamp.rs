//! When and by which installation a record was last changed, so that copies can be joined.

use std::{cmp::Ordering, sync::Arc};

/// An installation of Postil: a short random name.
pub type Replica = Arc<str>;

/// The last change of a record. Ordered by time, counter, installation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Milliseconds since 1970, UTC; never running backwards on one installation.
    pub ms: u64,
    /// Tells changes of one millisecond apart.
    pub n: u32,
    pub by: Replica,
    /// How many changes of each installation went into the record, ascending by installation.
    pub seen: Arc<[(Replica, u32)]>,
}

impl PartialOrd for Stamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Stamp {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.ms, self.n, &self.by, &self.seen).cmp(&(other.ms, other.n, &other.by, &other.seen))
    }
}

/// Makes stamps for one installation: each greater than all that it has made, and than the one that it replaces.
#[derive(Clone, Debug)]
pub struct Stamper {
    replica: Replica,
    last: (u64, u32),
}

impl Stamper {
    pub fn new(replica: impl Into<Replica>) -> Self {
        Self { replica: replica.into(), last: (0, 0) }
    }

    /// Takes note of the clock, and of stamps read from files. The clock may jump back: the stamps do not.
    pub fn observe(&mut self, ms: u64) {
        if ms > self.last.0 {
            self.last = (ms, 0);
        }
    }

    /// A stamp for a change of a record that had the stamp `previous`.
    ///
    /// Greater than that one also where a clock ahead of ours made it: else our change would lose against it in every
    /// join. Only this record's stamp goes ahead then, not those of others.
    pub fn stamp(&mut self, previous: Option<&Stamp>) -> Stamp {
        let own = self.last;
        self.last = after(own);
        let (ms, n) = previous.map_or(own, |stamp| own.max(after((stamp.ms, stamp.n))));
        let mut seen: Vec<(Replica, u32)> = previous.map_or_else(Vec::new, |stamp| stamp.seen.to_vec());
        match seen.binary_search_by(|(replica, _)| replica.cmp(&self.replica)) {
            Ok(at) => seen[at].1 = seen[at].1.saturating_add(1),
            Err(at) => seen.insert(at, (Arc::clone(&self.replica), 1)),
        }
        Stamp { ms, n, by: Arc::clone(&self.replica), seen: seen.into() }
    }
}

fn after((ms, n): (u64, u32)) -> (u64, u32) {
    n.checked_add(1).map_or((ms.saturating_add(1), 0), |n| (ms, n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_rise_though_the_clock_jumps_back() {
        let mut stamper = Stamper::new("r");
        stamper.observe(1_000);
        let first = stamper.stamp(None);
        stamper.observe(400);
        let second = stamper.stamp(Some(&first));
        stamper.observe(2_000);
        let third = stamper.stamp(Some(&second));
        assert!(first < second && second < third);
        assert_eq!(*third.seen, [(Replica::from("r"), 3)]);
    }

    #[test]
    fn a_stamp_counts_each_installation() {
        let (mut a, mut b) = (Stamper::new("a"), Stamper::new("b"));
        a.observe(1);
        b.observe(2);
        let first = b.stamp(None);
        let second = a.stamp(Some(&first));
        assert_eq!(*second.seen, [("a".into(), 1), ("b".into(), 1)]);
    }
}
