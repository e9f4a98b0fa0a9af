//! Articles that were read come into the project: what they were taken from is kept, their texts are put in place, and then
//! they are added in one step.

use std::{collections::BTreeMap, path::Path};

use super::{StepError, Workspace};
use crate::{
    ingest::{Found, Original},
    model::{
        Edit, Place,
        verbs::{self, counted},
    },
};

/// What came of adding articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    pub articles: usize,
    /// The first of them.
    pub place: Option<Place>,
    /// What could not be written, with what to do.
    pub problems: Vec<String>,
}

impl Workspace {
    /// Adds the articles at the end of the list. A text that cannot be written now is written with the project, when that can
    /// be saved again.
    ///
    /// # Errors
    /// There is nothing to add, or the project only can be read here.
    pub fn add(&mut self, found: Vec<Found>) -> Result<Added, StepError> {
        let mut added = Added { articles: found.len(), ..Added::default() };
        let mut kept: BTreeMap<&Path, String> = BTreeMap::new();
        let mut names = Vec::with_capacity(found.len());
        for original in found.iter().map(|found| found.original.as_deref()) {
            names.push(original.map(|original| self.keep(original, &mut kept, &mut added.problems)));
        }
        let (mut articles, mut stored) = (Vec::with_capacity(found.len()), Vec::with_capacity(found.len()));
        for (found, name) in found.iter().zip(names) {
            let mut article = found.article.clone();
            article.source = name.filter(|name| !name.is_empty()).unwrap_or(article.source);
            articles.push(article);
            stored.push(&found.stored);
        }
        let step = verbs::add_articles(self.project(), articles)?;
        for (edit, bytes) in step.edits.iter().zip(stored) {
            if let Edit::Article(id, Some(_)) = edit
                && let Err(error) = self.store().write_text(id, bytes)
            {
                added.problems.push(error.to_string());
                break;
            }
        }
        added.place = step.place.clone();
        self.apply(step)?;
        Ok(added)
    }

    /// The name by which the file is kept; empty if it could not be.
    fn keep<'f>(
        &self,
        original: &'f Original,
        kept: &mut BTreeMap<&'f Path, String>,
        problems: &mut Vec<String>,
    ) -> String {
        if let Some(name) = kept.get(original.path.as_path()) {
            return name.clone();
        }
        let name = self.store().keep_original(&original.path, &original.fingerprint).unwrap_or_else(|error| {
            problems.push(format!("the file could not be kept in originals/: {error}"));
            String::new()
        });
        kept.insert(&original.path, name.clone());
        name
    }
}

impl Added {
    /// “Added 3 articles”.
    pub fn words(&self) -> String {
        format!("Added {}", counted(self.articles, "article"))
    }
}
