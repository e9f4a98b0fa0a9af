//! Articles that were read come into the project: what they were taken from is kept, their texts are put in place, and then
//! they are added in one step.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{StepError, Workspace};
use crate::{
    ingest::{Found, Original},
    model::{
        Edit, EditError, Place, Project, Step,
        verbs::{self, NewArticle, counted},
    },
    progress::Progress,
    storage::{SaveError, Store},
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

/// Articles whose texts are in place, to be added with [`Workspace::add_placed`].
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    step: Step,
    problems: Vec<String>,
}

impl Placed {
    /// Puts the texts of the articles in place, as `project` is now; with thousands it takes its time. A text that cannot be
    /// written now is written with the project, when that can be saved again.
    ///
    /// # Errors
    /// There is nothing to add, or another text has just come to where one of them belongs: nothing is added then.
    pub fn new(store: &Store, project: &Project, found: Vec<Found>, progress: &Progress) -> Result<Self, EditError> {
        let mut problems = Vec::new();
        let mut kept: BTreeMap<&Path, String> = BTreeMap::new();
        let mut names = Vec::with_capacity(found.len());
        for original in found.iter().map(|found| found.original.as_deref()) {
            names.push(original.map(|original| keep(store, original, &mut kept, &mut problems)));
        }
        let (mut articles, mut stored) = (Vec::with_capacity(found.len()), Vec::with_capacity(found.len()));
        for (found, name) in found.iter().zip(names) {
            let mut article = found.article.clone();
            article.source = name.filter(|name| !name.is_empty()).unwrap_or(article.source);
            articles.push(article);
            stored.push(&found.stored);
        }
        let step = step(store, project, articles, &stored)?;
        for (done, (edit, bytes)) in step.edits.iter().zip(stored).enumerate() {
            progress.report(done, found.len());
            if let Edit::Article(id, Some(_)) = edit
                && let Err(error) = store.write_text(id, bytes)
            {
                if matches!(error, SaveError::OtherText { .. }) {
                    return Err(EditError::Refused(error.to_string()));
                }
                problems.push(error.to_string());
                break;
            }
        }
        Ok(Self { step, problems })
    }
}

/// Adds the articles by names under which no other text stands: a colleague's program may have brought one whose article is
/// still on its way.
fn step(store: &Store, project: &Project, articles: Vec<NewArticle>, stored: &[&Vec<u8>]) -> Result<Step, EditError> {
    let mut taken = BTreeSet::new();
    loop {
        let step = verbs::add_articles_beside(project, articles.clone(), &taken)?;
        let before = taken.len();
        for (edit, bytes) in step.edits.iter().zip(stored) {
            if let Edit::Article(id, Some(_)) = edit
                && store.holds_other_text(id, bytes)
            {
                taken.insert(id.clone());
            }
        }
        if taken.len() == before {
            return Ok(step);
        }
    }
}

impl Workspace {
    /// Adds the articles at the end of the list.
    ///
    /// # Errors
    /// There is nothing to add, or the project only can be read here.
    pub fn add(&mut self, found: Vec<Found>) -> Result<Added, StepError> {
        let placed = Placed::new(self.store(), self.project(), found, &Progress::default())?;
        self.add_placed(placed)
    }

    /// Adds articles whose texts are in place.
    ///
    /// # Errors
    /// An article of the same name has come in since, or the project only can be read here.
    pub fn add_placed(&mut self, placed: Placed) -> Result<Added, StepError> {
        let Placed { step, problems } = placed;
        let is_taken = |edit: &&Edit| match edit {
            Edit::Article(id, _) => self.project().articles.contains(id),
            _ => false,
        };
        if let Some(Edit::Article(id, _)) = step.edits.iter().find(is_taken) {
            let why = format!("an article {id} has come in while these were being added. Add them again");
            return Err(EditError::Refused(why).into());
        }
        let added = Added { articles: step.edits.len(), place: step.place.clone(), problems };
        self.apply(step)?;
        Ok(added)
    }
}

/// The name by which the file is kept; empty if it could not be.
fn keep<'f>(
    store: &Store,
    original: &'f Original,
    kept: &mut BTreeMap<&'f Path, String>,
    problems: &mut Vec<String>,
) -> String {
    if let Some(name) = kept.get(original.path.as_path()) {
        return name.clone();
    }
    let name = store.keep_original(&original.path, &original.fingerprint).unwrap_or_else(|error| {
        problems.push(format!("the file could not be kept in originals/: {error}"));
        String::new()
    });
    kept.insert(&original.path, name.clone());
    name
}

impl Added {
    /// “Added 3 articles”.
    pub fn words(&self) -> String {
        format!("Added {}", counted(self.articles, "article"))
    }
}
