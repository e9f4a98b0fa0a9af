//! An open project: the only place that changes it, with its history, what is saved, and who annotates.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;

use super::keeping::Keeping;
use super::me::Me;
use crate::history::{History, Moved};
use crate::jobs::Job;
use crate::storage::{self, Desk, Found, Notice, OpenError, Opened, SaveError, Saved, Seat, Store, Typed};
use crate::{
    model::{Analyst, AnalystId, AnnotationId, ArticleId, Edit, EditError, Layer, Project, Stamper, Step},
    verbs::Fresh,
};

/// How long nothing must happen before changes are written.
pub(super) const QUIET: Duration = Duration::from_millis(400);
/// How long writing may at most be put off while changes go on.
pub(super) const LATEST: Duration = Duration::from_millis(1500);
/// How long to wait after a save that failed before trying again.
pub(super) const RETRY: Duration = Duration::from_secs(5);

/// How far what was done is on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    Saved,
    Unsaved,
    Saving,
    /// Why the project's files could not be written. All of it is in memory, and in the journal if
    /// [`Workspace::is_safe`].
    Failed(String),
    /// Why nothing may be changed here.
    ReadOnly(String),
}

/// Why a step was not made.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    #[error(transparent)]
    Edit(#[from] EditError),
    #[error("that is the coding of {0}: only its own analyst's program writes it")]
    NotMine(AnalystId),
    #[error("nothing can be changed here: {0}")]
    ReadOnly(String),
}

/// A save under way: of which revision, and up to which journal that goes.
pub(super) struct Saving {
    pub(super) revision: u64,
    pub(super) journals: Option<u32>,
    pub(super) project: Arc<Project>,
    pub(super) job: Job<Saved>,
}

/// Why a received coding was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("it holds no coding (an Analyst record is missing): it is no file of somebody's annotations")]
    NoLayer,
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the definition could not be taken: {0}")]
    Edit(#[from] EditError),
    #[error(transparent)]
    Step(#[from] StepError),
}

/// An open project.
pub struct Workspace {
    pub(super) project: Arc<Project>,
    pub(super) store: Arc<Store>,
    pub(super) me: Me,
    pub(super) history: History,
    pub(super) stamper: Stamper,
    pub(super) revision: u64,
    pub(super) saved_revision: u64,
    /// The project as its files had it last.
    pub(super) written: Arc<Project>,
    pub(super) saving: Option<Saving>,
    pub(super) keeping: Keeping,
    pub(super) watch: Option<super::watching::Watch>,
    pub(super) finding: Option<super::search::Finding>,
    pub(super) autosave: bool,
    pub(super) failed: Option<String>,
    pub(super) first_unsaved: Option<Instant>,
    pub(super) last_change: Option<Instant>,
    pub(super) not_before: Option<Instant>,
    pub(super) notices: Vec<String>,
    /// Why old texts cannot be kept, said once.
    pub(super) unkept: Option<String>,
}

impl Workspace {
    /// Opens the project in `dir`; `who` says, with the project at hand, who annotates. What a program that did not come to
    /// its end has left at the desk is taken in. Where somebody sits there already, nothing can be changed.
    ///
    /// # Errors
    /// There is no project. Everything else is a notice.
    pub fn open(
        desk: Option<Desk>,
        dir: &Path,
        who: impl FnOnce(&Project) -> Me,
    ) -> Result<(Self, Vec<Notice>), OpenError> {
        let mut opened = storage::open(dir)?;
        let me = who(&opened.project);
        let mut notices = std::mem::take(&mut opened.notices);
        let workspace = Self::at(desk, opened, me);
        storage::drop_settled(&mut notices, &workspace.store, &workspace.project);
        Ok((workspace, notices))
    }

    /// As [`Self::open`], with the project as it was found.
    pub fn at(desk: Option<Desk>, opened: Opened, me: Me) -> Self {
        let Opened { mut project, store, is_ahead, .. } = opened;
        let replica = desk.as_ref().map_or_else(storage::fresh_replica, Desk::replica);
        if let Some(desk) = &desk {
            store.set_unfinished(desk.unfinished(store.root()));
        }
        let at_desk = desk.clone();
        let (keeping, mut recovered) = Keeping::sit(desk, &mut project, &store, &me);
        recovered.changed |= is_ahead;
        // Another analyst's journal may have the articles whose texts are there.
        let with_journals = |desk: Desk| store.clean_up(|| desk.with_unwritten(&project, store.root()));
        let left = at_desk.filter(|_| keeping.has_seat()).map_or(0, with_journals);
        if left > 0 {
            let texts = if left == 1 {
                "1 text was".to_owned()
            } else {
                format!("{} were", crate::words::counted(left, "text"))
            };
            recovered.notices.push(format!(
                "Postil was killed while articles were being added: {texts} taken out again. Add the articles again"
            ));
        }
        let mut workspace = Self::on_replica(&replica, project, store, me);
        workspace.keeping = keeping;
        workspace.take_in(recovered);
        workspace
    }

    /// With the seat and what was found there given.
    pub fn on_seat((seat, found): (Seat, Found), opened: Opened, me: Me) -> Self {
        let Opened { mut project, store, is_ahead, .. } = opened;
        let mut keeping = Keeping::default();
        let mut recovered = keeping.sit_on(seat, found, &mut project, &store);
        recovered.changed |= is_ahead;
        let mut workspace = Self::on_replica("desk", project, store, me);
        workspace.keeping = keeping;
        workspace.take_in(recovered);
        workspace
    }

    /// What was recovered is written into the project's files soon.
    pub(super) fn take_in(&mut self, recovered: super::keeping::Recovered) {
        self.notices.extend(recovered.notices);
        if recovered.changed {
            // What was recovered may be of any layer; only those are written whose files have not all of it.
            self.project.layers.keys().for_each(|id| self.store.owe(&storage::layer_file(id)));
            self.stamper.observe(greatest_stamp(&self.project));
            self.changed();
        }
    }

    /// Without a desk: nothing is kept but in the project's files, by an installation of the name `replica`.
    pub fn on_replica(replica: &str, project: Project, store: Store, me: Me) -> Self {
        let mut stamper = Stamper::new(replica);
        stamper.observe(greatest_stamp(&project));
        let project = Arc::new(project);
        Self {
            written: Arc::clone(&project),
            project,
            store: Arc::new(store),
            me,
            history: History::default(),
            stamper,
            revision: 0,
            saved_revision: 0,
            saving: None,
            keeping: Keeping::default(),
            watch: None,
            finding: None,
            autosave: true,
            failed: None,
            first_unsaved: None,
            last_change: None,
            not_before: None,
            notices: Vec::new(),
            unkept: None,
        }
    }

    pub fn project(&self) -> &Project {
        &self.project
    }

    /// For work on another thread: stays as it is while the project goes on.
    pub fn snapshot(&self) -> Arc<Project> {
        Arc::clone(&self.project)
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn shared_store(&self) -> Arc<Store> {
        Arc::clone(&self.store)
    }

    pub fn me(&self) -> &Me {
        &self.me
    }

    /// Another person goes on, or the same one says the name. Undo does not reach across.
    pub fn set_me(&mut self, me: Me) {
        let other = me.id != self.me.id;
        if other {
            self.save_now();
            if !self.is_written() {
                // Nobody else writes it here from now on.
                self.store.owe(&storage::layer_file(&self.me.id));
            }
            self.close();
            self.history = History::default();
        }
        self.me = me;
        self.revision += 1;
        if self.first_unsaved.is_none() {
            self.saved_revision = self.revision;
        }
        if other {
            let desk = std::mem::take(&mut self.keeping).desk;
            let (keeping, recovered) = Keeping::sit(desk, Arc::make_mut(&mut self.project), &self.store, &self.me);
            self.keeping = keeping;
            self.take_in(recovered);
            self.keep_copies();
        }
    }

    /// Keeps copies of the files beside the journal from now on, as long as the window is open: see [`Self::close`].
    pub fn keep_copies(&mut self) {
        if self.read_only().is_none()
            && !self.keeping.keeps_nothing()
            && !self.store.keep_copies(&self.project, self.is_written())
        {
            self.notices.push("no safety copies of the project's files can be kept in your data folder".to_owned());
        }
    }

    /// To be called when everything is written and the window goes: what was kept beside the journal for the case that it ends by
    /// force is not needed any more.
    pub fn close(&self) {
        if self.read_only().is_none() && self.is_written() {
            self.store.forget_copies();
        }
    }

    /// From now on what is done is nowhere until the project's files are written.
    pub fn keep_no_journal(&mut self) {
        self.keeping.is_quiet = true;
    }

    /// Why nothing can be changed here; `None` where it can.
    pub fn read_only(&self) -> Option<&str> {
        self.keeping.read_only.as_deref()
    }

    /// Rises with every change: caches go by it.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Notices that came up since the last call.
    pub fn take_notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    /// Makes a step, as one thing to undo.
    ///
    /// # Errors
    /// It is not possible, or would write somebody else's layer. Nothing is changed then.
    pub fn apply(&mut self, step: Step) -> Result<(), StepError> {
        if let Some(why) = self.read_only() {
            return Err(StepError::ReadOnly(why.to_owned()));
        }
        let not_mine = |layer: &&AnalystId| **layer != self.me.id && !layer.is_adjudicated();
        if let Some(other) = step.edits.iter().filter_map(Edit::layer).find(not_mine) {
            return Err(StepError::NotMine(other.clone()));
        }
        self.apply_brought(step)
    }

    /// Makes a step that also brings what others have marked in files: their layers are written too, as where coding is received.
    ///
    /// # Errors
    /// It is not possible. Nothing is changed then.
    pub(super) fn apply_brought(&mut self, mut step: Step) -> Result<(), StepError> {
        if let Some(why) = self.read_only() {
            return Err(StepError::ReadOnly(why.to_owned()));
        }
        self.add_layers(&mut step.edits);
        self.observe_clock();
        let applied = Arc::make_mut(&mut self.project).apply(&step, &mut self.stamper)?;
        self.changed();
        self.note(&step.edits);
        self.history.push(step, applied.inverse);
        Ok(())
    }

    /// Makes the layers that the edits write to and that are not there yet.
    pub(super) fn add_layers(&self, edits: &mut Vec<Edit>) {
        let layers: BTreeSet<AnalystId> = edits.iter().filter_map(Edit::layer).cloned().collect();
        let is_made = |id: &AnalystId| edits.iter().any(|edit| matches!(edit, Edit::Analyst(made, _) if made == id));
        let missing: Vec<AnalystId> =
            layers.into_iter().filter(|id| self.project.layer(id).is_none() && !is_made(id)).collect();
        for id in missing {
            let analyst = Arc::new(self.analyst_of(&id));
            edits.insert(0, Edit::Analyst(id, Some(analyst)));
        }
    }

    /// Writes what these edits came to into the journal.
    pub(super) fn note(&mut self, edits: &[Edit]) {
        for layer in edits.iter().filter_map(Edit::layer).filter(|layer| **layer != self.me.id) {
            self.store.owe(&storage::layer_file(layer));
        }
        // The journal holds records: a text is safe where the project's folder has it, or beside the journal.
        let new_texts: Vec<ArticleId> = edits
            .iter()
            .filter_map(|edit| match edit {
                Edit::Article(id, Some(article)) if !article.body.is_missing() && !self.store.has_text(id) => {
                    Some(id.clone())
                }
                _ => None,
            })
            .collect();
        let is_complete = new_texts.is_empty() || self.store.keep_spare(&self.project, &new_texts).is_ok();
        self.keeping.note(self.revision, storage::records_of(&self.project, edits), is_complete);
    }

    /// What a new layer says of whose it is. The adjudicated one is the same whoever makes it first.
    pub(super) fn analyst_of(&self, id: &AnalystId) -> Analyst {
        if id.is_adjudicated() {
            let info = self.project.info();
            return Analyst { key: info.key.clone(), name: "Adjudicated".to_owned(), created: info.created };
        }
        let key = if self.me.key.is_empty() { uuid::Uuid::new_v4().simple().to_string() } else { self.me.key.clone() };
        Analyst { key, name: self.me.name.clone(), created: now() }
    }

    pub(super) fn observe_clock(&mut self) {
        self.stamper.observe(u64::try_from(Timestamp::now().as_millisecond()).unwrap_or(0));
    }

    pub(super) fn changed(&mut self) {
        let now = Instant::now();
        self.revision += 1;
        self.last_change = Some(now);
        self.first_unsaved.get_or_insert(now);
    }

    pub fn undo_label(&self) -> Option<&str> {
        self.history.undo_label()
    }

    pub fn redo_label(&self) -> Option<&str> {
        self.history.redo_label()
    }

    pub fn undo(&mut self) -> Option<Moved> {
        self.observe_clock();
        let moved = self.history.undo(Arc::make_mut(&mut self.project), &mut self.stamper);
        self.moved(moved)
    }

    pub fn redo(&mut self) -> Option<Moved> {
        self.observe_clock();
        let moved = self.history.redo(Arc::make_mut(&mut self.project), &mut self.stamper);
        self.moved(moved)
    }

    pub(super) fn moved(&mut self, moved: Option<Moved>) -> Option<Moved> {
        if let Some(moved) = &moved {
            self.changed();
            if moved.stayed > 0 {
                self.notices
                    .push("what was submitted stays as it was submitted: agreement is computed from it".to_owned());
            }
            self.note(&moved.edits);
            if moved.left_out > 0 {
                let what = crate::words::counted(moved.left_out, "change");
                self.notices.push(format!("{what} of “{}” stayed: replaced by somebody else since", moved.label));
            }
        }
        moved
    }

    /// What is being typed and not a change yet: what it would become is kept in the journal, for the case that the
    /// program does not come to its end. `typed`: what is no change before a button is pressed, which stays in the journal until it
    /// is. Nothing is being typed: empty lists. May be called in every frame.
    pub fn draft(&mut self, edits: Vec<Edit>, typed: Vec<Typed>) {
        if !self.keeping.wants_draft(&edits, &typed) {
            return;
        }
        let mut step = Step::new("", edits.clone());
        self.add_layers(&mut step.edits);
        let mut project = (*self.project).clone();
        let records = match project.apply(&step, &mut self.stamper.clone()) {
            Ok(_) => storage::records_of(&project, &step.edits),
            // Nothing that could become a change.
            Err(_) => Vec::new(),
        };
        let is_written = self.is_written();
        self.keeping.draft(edits, records, typed, is_written);
    }

    /// What was typed, and is no change yet, as it was drafted last, also in the session before.
    pub fn typed(&self) -> &[Typed] {
        self.keeping.typed()
    }

    pub fn root(&self) -> PathBuf {
        self.store.root().to_owned()
    }
}

/// The id of a received layer in a project. One's own id is taken though one may not have annotated yet.
pub(super) fn id_of(project: &Project, me: &Me, layer: &Layer) -> AnalystId {
    let is_mine = |id: &AnalystId| *id == me.id && layer.analyst().key != me.key;
    storage::id_in_project(project, layer.id.clone(), &layer.analyst().key, is_mine)
}

/// A new id and the time.
pub fn fresh() -> Fresh {
    Fresh { id: AnnotationId(uuid::Uuid::now_v7()), now: now() }
}

/// The time as files keep it, in whole seconds: else a record read back would be another one under the same stamp.
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// The time of the latest change that the project knows.
pub(super) fn greatest_stamp(project: &Project) -> u64 {
    // A stamp from the far future (a clock that was wrong) must not carry every later one with it.
    let now = u64::try_from(Timestamp::now().as_millisecond()).unwrap_or(u64::MAX);
    let latest = now.saturating_add(86_400_000);
    project.stamps().into_iter().map(|stamp| stamp.ms).filter(|ms| *ms <= latest).max().unwrap_or(0)
}
