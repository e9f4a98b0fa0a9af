//! The versions of a record that lost against the one that counts, made without knowing it: found by what they know, so that
//! thousands of them are joined as fast as a few.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    entry::Entry,
    stamp::{Replica, Seen, Stamp, covers},
};

/// Versions to be reviewed beside the one that counts, ascending. Few records have any.
#[derive(Clone, Debug)]
pub struct Beside<T> {
    versions: BTreeSet<Entry<T>>,
    /// The same by the changes that went into them.
    by_seen: BTreeMap<Arc<Seen>, Alike<T>>,
    /// For each installation, what went into the versions that know a change of it.
    knowing: BTreeMap<Replica, BTreeSet<Arc<Seen>>>,
    /// Each of these under one of its installations, the one with the fewest: whoever knows them all knows that one too.
    listed: BTreeMap<Option<Replica>, BTreeSet<Arc<Seen>>>,
}

/// The versions that the same changes went into.
#[derive(Clone, Debug)]
struct Alike<T> {
    listed: Option<Replica>,
    versions: BTreeSet<Entry<T>>,
}

impl<T> Default for Beside<T> {
    fn default() -> Self {
        let (by_seen, knowing, listed) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { versions: BTreeSet::new(), by_seen, knowing, listed }
    }
}

impl<T: Ord> PartialEq for Beside<T> {
    fn eq(&self, other: &Self) -> bool {
        self.versions == other.versions
    }
}

impl<T: Ord> Eq for Beside<T> {}

impl<T> Beside<T> {
    /// The versions, ascending.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Entry<T>> + use<'_, T> {
        self.versions.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// The versions by themselves, ascending.
    pub(super) fn into_versions(self) -> impl Iterator<Item = Entry<T>> {
        self.versions.into_iter()
    }
}

impl<T: Ord + Clone> Beside<T> {
    /// Joins a version of the record with those that are known: `present`, which counts, and these beside it.
    ///
    /// What is kept are the versions that no other one is after; of them the greatest counts. So the order in which
    /// versions come, and how often, makes no difference.
    pub fn join(&mut self, present: &mut Entry<T>, version: Entry<T>) {
        let is_known = *present == version
            || present.changed.is_after(&version.changed)
            || self.versions.contains(&version)
            || self.knows(&version.changed.seen);
        if is_known {
            return;
        }
        for seen in self.known_to(&version.changed.seen) {
            for old in self.by_seen.get(&seen).map(|alike| alike.versions.clone()).unwrap_or_default() {
                self.remove(&old);
            }
        }
        if !version.changed.is_after(&present.changed) {
            self.put(present.clone());
        }
        self.put(version);
        if let Some(greatest) = self.versions.last().cloned() {
            self.remove(&greatest);
            *present = greatest;
        }
    }

    /// Puts a version as it is.
    pub(super) fn put(&mut self, version: Entry<T>) {
        let seen = Arc::clone(&version.changed.seen);
        if !self.by_seen.contains_key(&seen) {
            let few = |replica: &Replica| self.listed.get(&Some(replica.clone())).map_or(0, BTreeSet::len);
            let listed = seen.iter().map(|(by, _)| by).min_by_key(|by| few(by)).cloned();
            for (by, _) in &*seen {
                self.knowing.entry(by.clone()).or_default().insert(seen.clone());
            }
            self.listed.entry(listed.clone()).or_default().insert(seen.clone());
            self.by_seen.insert(seen.clone(), Alike { listed, versions: BTreeSet::new() });
        }
        if let Some(alike) = self.by_seen.get_mut(&seen) {
            alike.versions.insert(version.clone());
        }
        self.versions.insert(version);
    }

    /// Takes a version out, if it is one of these.
    pub(super) fn remove(&mut self, version: &Entry<T>) {
        let seen = &version.changed.seen;
        self.versions.remove(version);
        let Some(alike) = self.by_seen.get_mut(seen) else { return };
        alike.versions.remove(version);
        if !alike.versions.is_empty() {
            return;
        }
        take_out(&mut self.listed, &alike.listed, seen);
        for (by, _) in &**seen {
            take_out(&mut self.knowing, by, seen);
        }
        self.by_seen.remove(seen);
    }

    /// Whether a version knows all of these changes, and more.
    fn knows(&self, seen: &Seen) -> bool {
        let knows = |known: &Arc<Seen>| **known != *seen && covers(known, seen);
        let candidates = seen.iter().map(|(by, _)| self.knowing.get(by));
        match candidates.min_by_key(|known| known.map_or(0, BTreeSet::len)) {
            None => self.by_seen.keys().any(knows),
            Some(known) => known.is_some_and(|known| known.iter().any(knows)),
        }
    }

    /// What went into the versions that were made knowing nothing but some of these changes.
    fn known_to(&self, seen: &Seen) -> Vec<Arc<Seen>> {
        let under = seen.iter().map(|(by, _)| Some(by.clone())).chain([None]);
        let known = under.filter_map(|by| self.listed.get(&by)).flatten();
        known.filter(|known| ***known != *seen && covers(seen, known)).cloned().collect()
    }

    /// Keeps the versions beside the one that counts, which has the stamp `present`, through changes of that one: see
    /// [`Stamp::aside`].
    pub(super) fn set_aside(&mut self, present: &Stamp) {
        for version in std::mem::take(self).into_versions() {
            let changed = version.changed.aside(present);
            self.put(Entry { changed, ..version });
        }
    }
}

fn take_out<K: Ord>(from: &mut BTreeMap<K, BTreeSet<Arc<Seen>>>, key: &K, seen: &Arc<Seen>) {
    if let Some(list) = from.get_mut(key) {
        list.remove(seen);
        if list.is_empty() {
            from.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// The rule in as few words as possible: what no other one is after stays, once, and the greatest counts.
    fn slowly(versions: &[Entry<u8>]) -> Vec<Entry<u8>> {
        let is_old = |version: &Entry<u8>| versions.iter().any(|other| other.changed.is_after(&version.changed));
        let kept: BTreeSet<Entry<u8>> = versions.iter().filter(|version| !is_old(version)).cloned().collect();
        kept.into_iter().collect()
    }

    fn joined(versions: &[Entry<u8>]) -> Vec<Entry<u8>> {
        let Some((first, others)) = versions.split_first() else { return Vec::new() };
        let (mut present, mut beside) = (first.clone(), Beside::default());
        others.iter().for_each(|version| beside.join(&mut present, version.clone()));
        beside.iter().cloned().chain([present]).collect()
    }

    fn version(seen: &[(&str, u32)], ms: u64, value: u8) -> Entry<u8> {
        let seen: BTreeMap<Replica, u32> = seen.iter().map(|(by, n)| (Replica::from(*by), *n)).collect();
        let changed = Stamp { ms, n: 0, by: "a".into(), seen: seen.into_iter().collect::<Vec<_>>().into() };
        Entry { value: Some(Arc::new(value)), changed }
    }

    proptest! {
        #[test]
        fn what_is_kept_are_the_versions_that_no_other_one_is_after(
            made in vec((vec((prop::sample::select(vec!["a", "b", "c", "d"]), 1_u32..4), 0..4), 0_u64..3, 0_u8..3), 1..12),
        ) {
            let versions: Vec<_> = made.iter().map(|(seen, ms, value)| version(seen, *ms, *value)).collect();
            prop_assert_eq!(joined(&versions), slowly(&versions));
            let reversed: Vec<_> = versions.iter().rev().chain(&versions).cloned().collect();
            prop_assert_eq!(joined(&reversed), slowly(&versions));
        }
    }
}
