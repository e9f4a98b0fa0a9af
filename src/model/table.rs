//! Records by id, deleted ones included: a deletion is a record of its own, so that it survives joining.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, btree_map},
    sync::Arc,
};

use super::{beside::Beside, entry::Entry, record::Record, stamp::Stamp};

/// Records of one kind. What `get` and `iter` give is what is not deleted.
#[derive(Clone, Debug)]
pub struct Table<K, T> {
    entries: BTreeMap<K, Entry<T>>,
    /// Versions that were made without knowing the one that counts, and lost against it. Few records have any.
    superseded: BTreeMap<K, Beside<T>>,
}

impl<K: PartialEq, T: Ord> PartialEq for Table<K, T> {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries && self.superseded == other.superseded
    }
}

impl<K: Eq, T: Ord> Eq for Table<K, T> {}

impl<K, T> Default for Table<K, T> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), superseded: BTreeMap::new() }
    }
}

impl<K: Ord + Clone, T> Table<K, T> {
    pub fn get(&self, id: &K) -> Option<&T> {
        self.entries.get(id).and_then(|entry| entry.value.as_deref())
    }

    pub fn contains(&self, id: &K) -> bool {
        self.get(id).is_some()
    }

    /// Whether the id was ever used, deleted records included: ids are not used again.
    pub fn knows(&self, id: &K) -> bool {
        self.entries.contains_key(id)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&K, &T)> {
        self.entries.iter().filter_map(|(id, entry)| Some((id, entry.value.as_deref()?)))
    }

    pub fn len(&self) -> usize {
        self.iter().count()
    }

    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// All entries, deleted ones too, ascending by id.
    pub fn entries(&self) -> impl Iterator<Item = (&K, &Entry<T>)> {
        self.entries.iter()
    }

    pub fn entry(&self, id: &K) -> Option<&Entry<T>> {
        self.entries.get(id)
    }

    /// The versions to review beside the one that counts, ascending.
    pub fn superseded(&self, id: &K) -> impl DoubleEndedIterator<Item = &Entry<T>> {
        self.superseded.get(id).into_iter().flat_map(Beside::iter)
    }

    /// Whether no version of the record is left to review.
    pub fn is_settled(&self, id: &K) -> bool {
        !self.superseded.contains_key(id)
    }

    /// All versions to review, ascending by id.
    pub fn all_superseded(&self) -> impl Iterator<Item = (&K, &Entry<T>)> {
        self.superseded.iter().flat_map(|(id, versions)| versions.iter().map(move |version| (id, version)))
    }

    /// Whether any version is to be reviewed.
    pub(super) fn has_superseded(&self) -> bool {
        !self.superseded.is_empty()
    }

    /// The same with what stands under `from` under another id.
    pub(super) fn under(mut self, from: &K, to: K) -> Self {
        self.entries = self.entries.remove(from).map(|entry| (to.clone(), entry)).into_iter().collect();
        self.superseded = self.superseded.remove(from).map(|beside| (to, beside)).into_iter().collect();
        self
    }

    /// The stamps of all entries and of all versions to review.
    pub(super) fn stamps(&self) -> impl Iterator<Item = &Stamp> {
        let beside = self.superseded.values().flat_map(Beside::iter);
        self.entries.values().chain(beside).map(|entry| &entry.changed)
    }

    /// Lets the versions beside the one that counts go: they were reviewed.
    pub(super) fn forget_superseded(&mut self, id: &K) -> Beside<T> {
        self.superseded.remove(id).unwrap_or_default()
    }

    /// Puts an entry as it is and gives back the one that was there.
    pub fn put(&mut self, id: K, entry: Entry<T>) -> Option<Entry<T>> {
        self.entries.insert(id, entry)
    }

    /// Puts the entry back that was there before, or takes the id out altogether.
    pub fn restore(&mut self, id: &K, entry: Option<Entry<T>>) {
        match entry {
            Some(entry) => self.entries.insert(id.clone(), entry),
            None => self.entries.remove(id),
        };
    }

    /// Takes out, without a trace, the live entries that are not to be kept: for a view of a table, not for deleting.
    pub fn retain(&mut self, keep: impl Fn(&K, &T) -> bool) {
        self.entries.retain(|id, entry| entry.value.as_deref().is_none_or(|value| keep(id, value)));
        self.superseded.retain(|id, _| self.entries.contains_key(id));
    }
}

impl<K: Ord + Clone, T: Ord + Clone> Table<K, T> {
    /// Puts a version beside the one that counts, which may have been made knowing it: see [`Stamp::aside`].
    pub(super) fn put_beside(&mut self, id: K, value: Option<Arc<T>>, changed: &Stamp) {
        let changed = self.entries.get(&id).map_or_else(|| changed.clone(), |entry| changed.aside(&entry.changed));
        self.superseded.entry(id).or_default().put(Entry { value, changed });
    }

    /// Makes ready for a change of the record: see [`Beside::set_aside`].
    pub(super) fn set_aside(&mut self, id: &K) {
        if let (Some(entry), Some(beside)) = (self.entries.get(id), self.superseded.get_mut(id)) {
            beside.set_aside(&entry.changed);
        }
    }

    /// The versions of one record alone.
    pub(super) fn only(&self, id: &K) -> Self {
        let one = |entry: &Entry<T>| (id.clone(), entry.clone());
        Self {
            entries: self.entries.get(id).map(one).into_iter().collect(),
            superseded: self.superseded.get(id).map(|beside| (id.clone(), beside.clone())).into_iter().collect(),
        }
    }

    /// Puts a copy of a record that is kept elsewhere: the greatest one stays, whatever the order in which they come.
    pub fn keep_greatest(&mut self, id: K, copy: Entry<T>) {
        match self.entries.entry(id) {
            btree_map::Entry::Vacant(place) => {
                place.insert(copy);
            }
            btree_map::Entry::Occupied(mut present) if *present.get() < copy => {
                present.insert(copy);
            }
            btree_map::Entry::Occupied(_) => {}
        }
    }
}

impl<T: Record> Table<T::Id, T> {
    /// Joins a version read from a file: see [`Beside::join`], and [`Record::FIRST`] for kinds whose first version counts.
    pub fn join(&mut self, id: T::Id, version: Entry<T>) {
        if let Some(order) = T::FIRST {
            self.join_keeping_first(id, version, order);
            return;
        }
        match self.entries.entry(id) {
            btree_map::Entry::Vacant(place) => {
                place.insert(version);
            }
            btree_map::Entry::Occupied(mut present) => {
                let mut beside = self.superseded.remove(present.key()).unwrap_or_default();
                beside.join(present.get_mut(), version);
                if !beside.is_empty() {
                    self.superseded.insert(present.key().clone(), beside);
                }
            }
        }
    }

    /// Joins a version as [`Self::join`] does, but for which one counts: not the latest, but the first by `order`, which stays
    /// also where others were made knowing it. Those are to be reviewed beside it.
    fn join_keeping_first(&mut self, id: T::Id, version: Entry<T>, order: impl Fn(&Entry<T>, &Entry<T>) -> Ordering) {
        let Some(present) = self.entries.remove(&id) else {
            self.entries.insert(id, version);
            return;
        };
        let known = self.superseded.remove(&id).unwrap_or_default();
        let mut first = if order(&version, &present).is_lt() { version.clone() } else { present.clone() };
        let (mut latest, mut beside) = (version, Beside::default());
        for other in known.into_versions().chain([present]) {
            if order(&other, &first).is_lt() {
                first = other.clone();
            }
            beside.join(&mut latest, other);
        }
        beside.put(latest);
        beside.remove(&first);
        if !beside.is_empty() {
            self.superseded.insert(id.clone(), beside);
        }
        self.entries.insert(id, first);
    }

    /// Joins all versions of another table.
    pub fn join_all(&mut self, other: &Self) {
        for (id, version) in other.entries().chain(other.all_superseded()) {
            self.join(id.clone(), version.clone());
        }
    }

    /// Whether the version is known: it, or one that was made knowing it, is here. Of a kind whose first version counts, whether
    /// joining it would change nothing.
    pub fn has_version(&self, id: &T::Id, version: &Entry<T>) -> bool {
        if T::FIRST.is_some() {
            let known = self.only(id);
            let mut joined = known.clone();
            joined.join(id.clone(), version.clone());
            return joined == known;
        }
        let is_known = |known: &Stamp| *known == version.changed || known.is_after(&version.changed);
        self.entry(id).into_iter().chain(self.superseded(id)).any(|known| is_known(&known.changed))
    }
}
