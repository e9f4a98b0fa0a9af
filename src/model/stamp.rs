//! When and by which installation a record was last changed, so that copies can be joined.

use std::{cmp::Ordering, collections::BTreeMap, sync::Arc};

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

impl Stamp {
    /// Whether whoever made this change knew `other`, and it is not that change itself.
    pub fn is_after(&self, other: &Self) -> bool {
        self.seen != other.seen && covers(&self.seen, &other.seen)
    }

    /// The same change, made later than `other` where it was not.
    #[must_use]
    pub fn ahead_of(self, other: &Self) -> Self {
        let (ms, n) = (self.ms, self.n).max(after((other.ms, other.n)));
        Self { ms, n, ..self }
    }

    /// The same with a count of its own, so that no change of what has the stamp `known` is after it: a line that was
    /// changed by hand has the stamp of what it was made from, and would go with the next change.
    #[must_use]
    pub fn aside(&self, known: &Self) -> Self {
        if !covers(&known.seen, &self.seen) {
            return self.clone();
        }
        let by = Replica::from("hand");
        let next = count(&known.seen, &by).saturating_add(1);
        Self { seen: with_count(&self.seen, &by, next), by, ..self.clone() }
    }

    /// The stamp of a change that was made by hand to a record with this one: wherever it is given, it is the same.
    #[must_use]
    pub fn by_hand(&self) -> Self {
        let by = Replica::from("hand");
        let (ms, n) = after((self.ms, self.n));
        let seen = with_count(&self.seen, &by, count(&self.seen, &by).saturating_add(1));
        Self { ms, n, by, seen }
    }
}

/// How many changes of each installation are known, ascending by installation.
pub(super) type Seen = [(Replica, u32)];

/// Whether all changes counted in `other` are counted in `seen` too.
pub(super) fn covers(seen: &Seen, other: &Seen) -> bool {
    other.iter().all(|(by, n)| count(seen, by) >= *n)
}

fn count(seen: &Seen, replica: &str) -> u32 {
    seen.binary_search_by(|(by, _)| (**by).cmp(replica)).map_or(0, |at| seen[at].1)
}

fn with_count(seen: &Seen, replica: &Replica, n: u32) -> Arc<Seen> {
    let mut seen = seen.to_vec();
    match seen.binary_search_by(|(by, _)| by.cmp(replica)) {
        Ok(at) => seen[at].1 = n,
        Err(at) => seen.insert(at, (Arc::clone(replica), n)),
    }
    seen.into()
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
        self.stamp_beside(previous, &[])
    }

    /// A stamp for a change of a record that had the stamp `previous`, made without deciding on the versions `beside` it:
    /// they stay to be reviewed.
    ///
    /// A count says that all changes up to it are known. Where one of those versions was made here, the next count would
    /// say so of it: then the change is counted under a name of its own, `k3f9-2`.
    pub fn stamp_beside(&mut self, previous: Option<&Stamp>, beside: &[&Stamp]) -> Stamp {
        let (ms, n) = self.next(previous);
        let known = previous.map_or(&[][..], |stamp| &stamp.seen);
        // What is known already is known to every later change, under whatever name.
        let beside: Vec<&Stamp> = beside.iter().copied().filter(|stamp| !covers(known, &stamp.seen)).collect();
        let mut by = Arc::clone(&self.replica);
        for number in 2.. {
            let all = beside.iter().map(|stamp| &*stamp.seen).chain([known]);
            let next = all.map(|seen| count(seen, &by)).max().unwrap_or(0).saturating_add(1);
            let seen = with_count(known, &by, next);
            if !beside.iter().any(|stamp| covers(&seen, &stamp.seen)) {
                return Stamp { ms, n, by, seen };
            }
            by = format!("{}-{number}", self.replica).into();
        }
        Stamp { ms, n, by, seen: known.into() }
    }

    /// A stamp for a decision between `previous` and the versions `beside` it: they are known, and go.
    pub fn stamp_settling(&mut self, previous: &Stamp, beside: &[&Stamp]) -> Stamp {
        let (ms, n) = self.next(Some(previous));
        let mut seen: BTreeMap<&Replica, u32> = BTreeMap::new();
        for (by, n) in beside.iter().copied().chain([previous]).flat_map(|stamp| &*stamp.seen) {
            let known = seen.entry(by).or_default();
            *known = (*known).max(*n);
        }
        let own = seen.entry(&self.replica).or_default();
        *own = own.saturating_add(1);
        let seen = seen.into_iter().map(|(by, n)| (Arc::clone(by), n)).collect();
        Stamp { ms, n, by: Arc::clone(&self.replica), seen }
    }

    fn next(&mut self, previous: Option<&Stamp>) -> (u64, u32) {
        let own = self.last;
        self.last = after(own);
        previous.map_or(own, |stamp| own.max(after((stamp.ms, stamp.n))))
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
    fn a_change_beside_other_versions_does_not_take_them_for_known() {
        let (mut a, mut b) = (Stamper::new("a"), Stamper::new("b"));
        let base = a.stamp(None);
        let (mine, theirs) = (a.stamp(Some(&base)), b.stamp(Some(&base)));
        let next = a.stamp_beside(Some(&theirs), &[&mine]);
        assert!(next.is_after(&theirs) && !next.is_after(&mine) && !mine.is_after(&next));
        assert_eq!(&*next.by, "a-2");
        let decided = a.stamp_settling(&next, &[&mine]);
        assert!(decided.is_after(&next) && decided.is_after(&mine));
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
