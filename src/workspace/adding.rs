//! Articles that were read come into the project: what they were taken from is kept, their texts are put in place, and then
//! they are added in one step.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{
    highlights::{Brought, bring},
    me::Me,
    open::{StepError, Workspace},
};
use crate::{
    ingest::{Found, Highlight},
    model::{ArticleId, Edit, EditError, Fingerprint, Place, Project, Stamper, Step},
    progress::Progress,
    storage::{self, KeepError, SaveError, Store},
    verbs::{self, NewArticle},
    words::counted,
};

/// As many files that could not be kept are told one by one.
const TOLD: usize = 3;

/// What came of adding articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    pub articles: usize,
    /// The first of them.
    pub place: Option<Place>,
    /// Passages that readers of the files have marked.
    pub passages: usize,
    /// What there is to say of these.
    pub notices: Vec<String>,
    /// What could not be written, with what to do.
    pub problems: Vec<String>,
}

/// Articles whose texts are in place, to be added with [`Workspace::add_placed`].
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    step: Step,
    passages: usize,
    notices: Vec<String>,
    problems: Vec<String>,
}

impl Placed {
    /// Puts the texts of the articles in place, as `project` is now; with thousands it takes its time. A text that cannot be
    /// written now is written with the project, when that can be saved again. What readers have marked becomes passages of
    /// theirs; `me` is who adds.
    ///
    /// # Errors
    /// There is nothing to add, or another text has just come to where one of them belongs: nothing is added then.
    pub fn new(
        store: &Store,
        project: &Project,
        me: &Me,
        found: Vec<Found>,
        progress: &Progress,
    ) -> Result<Self, EditError> {
        let (kept, mut problems) = keep(store, &found, progress);
        let (mut articles, mut stored) = (Vec::with_capacity(found.len()), Vec::with_capacity(found.len()));
        for found in &found {
            let mut article = found.article.clone();
            if let Some(name) = found.original.as_ref().and_then(|original| kept.get(original.path.as_path())) {
                article.source.clone_from(name);
            }
            articles.push(article);
            stored.push(&found.stored);
        }
        let mut step = step(store, project, articles, &stored)?;
        let Brought { edits, passages, notices } = brought(project, me, &step, &found)?;
        let texts: Vec<(&ArticleId, &[u8])> =
            added_by(&step).zip(stored.iter().map(|bytes| bytes.as_slice())).collect();
        let written = store.write_texts(&texts, |done| {
            progress.report(kept.len() + done, kept.len() + found.len());
        });
        match written {
            Ok(()) => {}
            Err(error @ SaveError::OtherText { .. }) => return Err(EditError::Refused(error.to_string())),
            // What one cannot be written for, the others cannot either.
            Err(error) => problems.push(error.to_string()),
        }
        step.edits.extend(edits);
        Ok(Self { step, passages, notices, problems })
    }
}

/// What readers have marked in the articles that the step adds.
fn brought(project: &Project, me: &Me, step: &Step, found: &[Found]) -> Result<Brought, EditError> {
    if found.iter().all(|found| found.highlights.is_empty()) {
        return Ok(Brought::default());
    }
    let mut with_articles = project.clone();
    with_articles.apply(step, &mut Stamper::new(storage::fresh_replica()))?;
    let highlights = found.iter().map(|found| found.highlights.as_slice());
    let articles: Vec<(&ArticleId, &[Highlight])> = added_by(step).zip(highlights).collect();
    bring(&with_articles, me, &articles)
}

/// Adds the articles by names under which no other text stands: a colleague's program may have brought one whose article is
/// still on its way.
fn step(store: &Store, project: &Project, articles: Vec<NewArticle>, stored: &[&Vec<u8>]) -> Result<Step, EditError> {
    let mut taken = BTreeSet::new();
    loop {
        let step = verbs::add_articles_beside(project, articles.clone(), &taken)?;
        let before = taken.len();
        let others = added_by(&step).zip(stored).filter(|(id, bytes)| store.holds_other_text(id, bytes));
        taken.extend(others.map(|(id, _)| id.clone()));
        if taken.len() == before {
            return Ok(step);
        }
    }
}

/// The articles that the step adds, in their order.
fn added_by(step: &Step) -> impl Iterator<Item = &ArticleId> {
    step.edits.iter().filter_map(|edit| match edit {
        Edit::Article(id, Some(_)) => Some(id),
        _ => None,
    })
}

impl Workspace {
    /// Adds the articles at the end of the list.
    ///
    /// # Errors
    /// There is nothing to add, or the project only can be read here.
    pub fn add(&mut self, found: Vec<Found>) -> Result<Added, StepError> {
        let placed = Placed::new(self.store(), self.project(), self.me(), found, &Progress::default())?;
        self.add_placed(placed)
    }

    /// Adds articles whose texts are in place.
    ///
    /// # Errors
    /// An article of the same name has come in since, or the project only can be read here.
    pub fn add_placed(&mut self, placed: Placed) -> Result<Added, StepError> {
        let Placed { step, passages, notices, problems } = placed;
        if let Some(id) = added_by(&step).find(|id| self.project().articles.contains(id)) {
            let why = format!("an article {id} has come in while these were being added. Add them again");
            return Err(EditError::Refused(why).into());
        }
        let (articles, place) = (added_by(&step).count(), step.place.clone());
        let added = Added { articles, place, passages, notices, problems };
        self.apply_brought(step)?;
        Ok(added)
    }
}

impl Workspace {
    /// Puts what readers have marked in files whose texts are here already into the articles of these texts. Gives back how many
    /// passages are new.
    ///
    /// # Errors
    /// The project only can be read here.
    pub fn take_highlights(&mut self, found: &[Found]) -> Result<Added, StepError> {
        let mut ids: BTreeMap<&Fingerprint, &ArticleId> = BTreeMap::new();
        for (id, article) in self.project().articles_in_order() {
            ids.entry(article.body.fingerprint()).or_insert(id);
        }
        let here = found.iter().filter_map(|found| {
            let id = ids.get(found.article.body.fingerprint())?;
            Some((*id, found.highlights.as_slice()))
        });
        let here: Vec<(&ArticleId, &[Highlight])> = here.collect();
        let Brought { edits, passages, notices } = bring(self.project(), self.me(), &here)?;
        let added = Added { passages, notices, ..Added::default() };
        if passages > 0 {
            let place = here.first().map(|(id, _)| Place::Article((*id).clone()));
            self.apply_brought(Step::new(format!("take in {}", counted(passages, "highlight")), edits).at(place))?;
        }
        Ok(added)
    }
}

/// Keeps the files that the articles were taken from. Gives back by which names, and what could not be kept.
fn keep<'f>(store: &Store, found: &'f [Found], progress: &Progress) -> (BTreeMap<&'f Path, String>, Vec<String>) {
    let originals = found.iter().filter_map(|found| found.original.as_deref());
    // One file can hold many articles.
    let mut seen = BTreeSet::new();
    let files: Vec<_> = originals
        .map(|original| (original.path.as_path(), &original.fingerprint))
        .filter(|(path, _)| seen.insert(*path))
        .collect();
    let kept = store.keep_originals(&files, |done, total| {
        progress.report(done, total + found.len());
    });
    let mut problems: Vec<String> = kept.errors.iter().take(TOLD).map(not_kept).collect();
    let untold = kept.errors.len() - problems.len();
    if untold > 0 {
        problems.push(format!("{} could not be kept in originals/", counted(untold, "more file")));
    }
    let names = files.iter().zip(kept.names).filter_map(|((path, _), name)| Some((*path, name?)));
    (names.collect(), problems)
}

fn not_kept(error: &KeepError) -> String {
    format!("the file could not be kept in originals/: {error}")
}

impl Added {
    /// “Added 3 articles”.
    pub fn words(&self) -> String {
        let passages = match self.passages {
            0 => String::new(),
            many => format!(" with {} of readers", counted(many, "passage")),
        };
        format!("Added {}{passages}", counted(self.articles, "article"))
    }
}
