//! Records by id, deleted ones included: a deletion is a record of its own, so that it survives joining.

use std::{collections::BTreeMap, sync::Arc};

use super::Stamp;

/// A record's value (`None`: deleted) and its last change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<T> {
    pub value: Option<Arc<T>>,
    pub changed: Stamp,
}

/// Records of one kind. What `get` and `iter` give is what is not deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<K, T> {
    entries: BTreeMap<K, Entry<T>>,
}

impl<K, T> Default for Table<K, T> {
    fn default() -> Self {
        Self { entries: BTreeMap::new() }
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
    }

    /// Puts an entry read from a file; of two with one id the later change stays.
    pub fn join(&mut self, id: K, entry: Entry<T>) {
        match self.entries.get(&id) {
            Some(present) if present.changed >= entry.changed => {}
            _ => {
                self.entries.insert(id, entry);
            }
        }
    }
}
