//! Records that are about one article each, found by it without going through all of them.

use std::{
    collections::BTreeMap,
    ops::{Deref, DerefMut},
    sync::{Arc, OnceLock},
};

use super::{
    ids::{AnnotationId, ArticleId},
    table::Table,
};

/// What is about one article.
pub trait InArticle {
    fn article(&self) -> &ArticleId;
}

/// A table of such records. In which article each of them is, is looked up the first time that somebody asks, and again after
/// any change: who may change the table has lost what was looked up.
pub struct ByArticle<T> {
    table: Table<AnnotationId, T>,
    looked_up: OnceLock<LookedUp<T>>,
}

type LookedUp<T> = BTreeMap<ArticleId, Vec<(AnnotationId, Arc<T>)>>;

impl<T: InArticle> ByArticle<T> {
    /// The records of an article, ascending by id. Deleted ones are not among them.
    pub fn of(&self, article: &ArticleId) -> impl Iterator<Item = (&AnnotationId, &T)> {
        self.looked_up().get(article).into_iter().flatten().map(|(id, record)| (id, &**record))
    }

    /// The articles that have records, ascending.
    pub fn articles(&self) -> impl Iterator<Item = &ArticleId> {
        self.looked_up().keys()
    }

    /// Whether the article has any.
    pub fn has(&self, article: &ArticleId) -> bool {
        self.looked_up().contains_key(article)
    }

    fn looked_up(&self) -> &LookedUp<T> {
        self.looked_up.get_or_init(|| {
            let mut found = LookedUp::new();
            for (id, entry) in self.table.entries() {
                let Some(record) = &entry.value else { continue };
                match found.get_mut(record.article()) {
                    Some(here) => here.push((*id, Arc::clone(record))),
                    None => drop(found.insert(record.article().clone(), vec![(*id, Arc::clone(record))])),
                }
            }
            found
        })
    }
}

impl<T> Deref for ByArticle<T> {
    type Target = Table<AnnotationId, T>;

    fn deref(&self) -> &Self::Target {
        &self.table
    }
}

impl<T> DerefMut for ByArticle<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.looked_up.take();
        &mut self.table
    }
}

impl<T> From<Table<AnnotationId, T>> for ByArticle<T> {
    fn from(table: Table<AnnotationId, T>) -> Self {
        Self { table, looked_up: OnceLock::new() }
    }
}

impl<T> Default for ByArticle<T> {
    fn default() -> Self {
        Self { table: Table::default(), looked_up: OnceLock::new() }
    }
}

/// A copy is made to be changed: it looks up anew.
impl<T: Clone> Clone for ByArticle<T> {
    fn clone(&self) -> Self {
        Self { table: self.table.clone(), looked_up: OnceLock::new() }
    }
}

impl<T: Ord> PartialEq for ByArticle<T> {
    fn eq(&self, other: &Self) -> bool {
        self.table == other.table
    }
}

impl<T: Ord> Eq for ByArticle<T> {}

impl<T: std::fmt::Debug> std::fmt::Debug for ByArticle<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.table.fmt(f)
    }
}
