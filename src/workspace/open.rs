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
use crate::format::{Contents, Records};
use crate::history::{History, Moved};
use crate::intake::{Difference, Plan, Whose};
use crate::jobs::{Job, Outcome, Wake};
use crate::storage::{
    self, Backup, Change, Desk, Found, Joined, Notice, OpenError, Opened, Reason, SaveError, Saved, Seat, Store,
    TextChange, Typed,
};
use crate::{
    model::{
        Analyst, AnalystId, AnnotationId, ArticleId, Edit, EditError, Layer, Project, Stamper, Step, TagId,
        conflicts::conflicts,
    },
    verbs::Fresh,
};

/// How long nothing must happen before changes are written.
const QUIET: Duration = Duration::from_millis(400);
/// How long writing may at most be put off while changes go on.
const LATEST: Duration = Duration::from_millis(1500);
/// How long to wait after a save that failed before trying again.
const RETRY: Duration = Duration::from_secs(5);

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

/// Where one of its own passages the program put, or why a step was not made.
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
struct Saving {
    revision: u64,
    journals: Option<u32>,
    project: Arc<Project>,
    job: Job<Saved>,
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
    history: History,
    stamper: Stamper,
    revision: u64,
    saved_revision: u64,
    /// The project as its files had it last.
    written: Arc<Project>,
    saving: Option<Saving>,
    keeping: Keeping,
    watch: Option<super::watching::Watch>,
    pub(super) finding: Option<super::search::Finding>,
    autosave: bool,
    failed: Option<String>,
    first_unsaved: Option<Instant>,
    last_change: Option<Instant>,
    not_before: Option<Instant>,
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
    fn take_in(&mut self, recovered: super::keeping::Recovered) {
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
    fn add_layers(&self, edits: &mut Vec<Edit>) {
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
    fn note(&mut self, edits: &[Edit]) {
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
    fn analyst_of(&self, id: &AnalystId) -> Analyst {
        if id.is_adjudicated() {
            let info = self.project.info();
            return Analyst { key: info.key.clone(), name: "Adjudicated".to_owned(), created: info.created };
        }
        let key = if self.me.key.is_empty() { uuid::Uuid::new_v4().simple().to_string() } else { self.me.key.clone() };
        Analyst { key, name: self.me.name.clone(), created: now() }
    }

    fn observe_clock(&mut self) {
        self.stamper.observe(u64::try_from(Timestamp::now().as_millisecond()).unwrap_or(0));
    }

    fn changed(&mut self) {
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

    fn moved(&mut self, moved: Option<Moved>) -> Option<Moved> {
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

    /// How far what was done is on the disk. `Saved` is said only when it would survive a power cut: in the project's
    /// files, or in the journal if they are going to be written soon.
    pub fn save_state(&self) -> SaveState {
        if let Some(why) = self.read_only() {
            return SaveState::ReadOnly(why.to_owned());
        }
        match (&self.failed, &self.saving) {
            (Some(why), _) => SaveState::Failed(why.clone()),
            (None, _) if self.is_written() || (self.autosave && self.is_safe()) => SaveState::Saved,
            (None, None) if !self.keeping.is_syncing() => SaveState::Unsaved,
            (None, _) => SaveState::Saving,
        }
    }

    /// A file that this window writes and that is damaged, if saving failed.
    pub fn broken_file(&self) -> Option<String> {
        let layers = [self.me.id.clone(), AnalystId::adjudicated()].map(|id| storage::layer_file(&id));
        let mut files = [storage::PROJECT_FILE, storage::CODEBOOK_FILE].map(str::to_owned).into_iter().chain(layers);
        self.failed.as_ref()?;
        files.find(|file| self.store.is_damaged(file))
    }

    /// Whether another analyst's program writes the file.
    fn is_anothers(&self, file: &str) -> bool {
        storage::layer_of(file).is_some_and(|layer| layer != self.me.id && !layer.is_adjudicated())
    }

    /// Whether the project's files have all that was done.
    pub fn is_written(&self) -> bool {
        self.saved_revision == self.revision
    }

    /// Whether all that was done would survive a power cut, if only in the journal.
    pub fn is_safe(&self) -> bool {
        self.is_written() || self.keeping.is_safe(self.revision)
    }

    /// Why the journal does not have what was done last; it is only in memory until the project's files are written.
    pub fn journal_failure(&self) -> Option<&str> {
        self.keeping.failure().filter(|_| !self.is_written())
    }

    /// To be called every frame: starts saving when it is time, and takes in what became of it.
    ///
    /// Gives back after what time it wants to be called again; `None`: not before something changes.
    pub fn tick(&mut self, now: Instant, autosave: bool, wake: &Wake) -> Option<Duration> {
        self.autosave = autosave;
        self.poll_saving(now);
        self.poll_finding(wake);
        self.keeping.tick(self.revision, wake);
        if self.read_only().is_some() || self.saving.is_some() || self.is_written() || !autosave {
            return None;
        }
        let (Some(first), Some(last)) = (self.first_unsaved, self.last_change) else {
            return None;
        };
        let mut due = (last + QUIET).min(first + LATEST);
        if let Some(not_before) = self.not_before {
            due = due.max(not_before);
        }
        if now < due {
            return Some(due - now);
        }
        self.start_saving(wake);
        None
    }

    /// Writes what is not written yet, on a thread.
    pub fn start_saving(&mut self, wake: &Wake) {
        if self.saving.is_some() || self.read_only().is_some() || self.is_written() {
            return;
        }
        let journals = self.keeping.before_saving();
        let (project, store, me) = (self.snapshot(), self.shared_store(), self.me.id.clone());
        let snapshot = Arc::clone(&project);
        match Job::start("save", Arc::clone(wake), move |_| store.save(&project, Some(&me))) {
            Ok(job) => self.saving = Some(Saving { revision: self.revision, journals, project: snapshot, job }),
            Err(error) => self.failed = Some(format!("saving could not start: {error}")),
        }
    }

    fn poll_saving(&mut self, now: Instant) {
        let Some(saving) = &self.saving else { return };
        let outcome = saving.job.poll();
        if matches!(outcome, Outcome::Running) {
            return;
        }
        let Some(Saving { revision, journals, project, .. }) = self.saving.take() else { return };
        match outcome {
            Outcome::Done(saved) => self.saved(revision, journals, &project, saved, now),
            Outcome::Running | Outcome::Died => {
                self.failed = Some("saving stopped by itself: this is a fault of Postil".to_owned());
                self.not_before = Some(now + RETRY);
            }
        }
    }

    /// Takes in what became of saving `project`, which had that revision.
    fn saved(&mut self, revision: u64, journals: Option<u32>, project: &Arc<Project>, saved: Saved, now: Instant) {
        let is_as_it_was = self.revision == revision;
        let mut joined = false;
        for Joined { file, contents, is_whole } in saved.joined {
            joined |= if is_whole { self.fold(&file, contents) } else { self.fold_quietly(&file, contents) };
        }
        self.notices.extend(saved.said);
        for backup in saved.backups {
            self.notices.push(format!("a copy of the file as it was is kept as {backup}"));
        }
        if joined {
            self.stamper.observe(greatest_stamp(&self.project));
            self.revision += 1;
        }
        if saved.failed.is_some() {
            // Before it is said that something is in the journal only, it is there: all that the files have not.
            let texts = self.store.keep_spare(&self.project, &saved.lacking_texts);
            self.keeping.note_lacking(self.revision, saved.lacking, texts.err());
            self.keeping.sync_now(self.revision);
        }
        if let Some(SaveError::Namesake { file, contents }) = saved.failed {
            self.make_way(&file, *contents);
            return;
        }
        if let Some(error) = saved.failed {
            self.failed = Some(error.to_string());
            self.not_before = Some(now + RETRY);
            return;
        }
        if let Some(journals) = journals {
            self.keeping.after_saving(journals, revision);
        }
        self.failed = None;
        self.not_before = None;
        // What was joined is in the files that were written.
        (self.saved_revision, self.written) =
            if is_as_it_was { (self.revision, Arc::clone(&self.project)) } else { (revision, Arc::clone(project)) };
        self.first_unsaved = (!self.is_written()).then_some(now);
        if self.is_written() {
            self.store.forget_spare();
            if self.keeping.keeps_nothing() {
                self.store.forget_copies();
            }
        }
        self.keep_texts();
    }

    /// Handles a layer's file that now holds the layer of another person with the same id. If it is one's own file and nobody has said who
    /// annotates, it is taken to be the same person, and the two become one. Otherwise the newcomer keeps the file, and the layer that was
    /// here gets another one.
    fn make_way(&mut self, file: &str, contents: Contents) {
        let (Some(id), Some((_, theirs))) = (storage::layer_of(file), contents.analyst()) else { return };
        let theirs = theirs.clone();
        let is_mine = id == self.me.id;
        let project = Arc::make_mut(&mut self.project);
        let Some(layer) = project.layers.remove(&id) else { return };
        let mut layer = Arc::unwrap_or_clone(layer);
        let kept = if is_mine && self.me.key.is_empty() {
            layer.analyst.restore(&id, Some(theirs));
            id
        } else {
            let is_taken = |candidate: &AnalystId| *candidate == id;
            storage::id_in_project(project, id.clone(), &layer.analyst().key, is_taken)
        };
        layer = layer.renamed(kept.clone());
        let (name, kept_file) = (layer.analyst().name.clone(), storage::layer_file(&kept));
        project.layers.insert(kept.clone(), Arc::new(layer));
        if kept_file != file {
            let whose = if is_mine { "yours" } else { "the one that was here" };
            self.notices.push(format!(
                "{file} is the coding of another person called {name} now: {whose} goes on as {kept_file}"
            ));
            // What can be undone is about the layer by its old id.
            self.history = History::default();
        }
        if is_mine {
            self.me.id = kept;
        } else {
            self.store.owe(&kept_file);
        }
        self.join(file, contents);
        let lacking = storage::lacking(&self.project, &kept_file, Contents::default());
        self.changed();
        self.keeping.note_lacking(self.revision, lacking, None);
    }

    /// Joins the records of a file that can be read whole into the project, and says so. Returns whether there was anything new
    /// among them.
    fn fold(&mut self, file: &str, contents: Contents) -> bool {
        let set_back = storage::lacking(&self.written, file, contents.clone()).len();
        let is_news = self.fold_quietly(file, contents);
        let what = match (is_news, set_back) {
            (true, 0) => Some("its changes were joined in".to_owned()),
            (true, n) => Some(format!(
                "its changes were joined in, and {} being written again",
                crate::words::counted_are(n, "record that it no longer holds", "records that it no longer holds")
            )),
            (false, 0) => None,
            (false, n) => Some(format!(
                "it is now an earlier version, such as Git or a sync program restores. {} being written again. \
                 To go back on purpose, close the project first",
                crate::words::counted_are(n, "record that is newer here", "records that are newer here")
            )),
        };
        self.notices.extend(what.map(|what| format!("{file} was changed by another program: {what}")));
        is_news
    }

    /// The same for what is left of a file that was damaged: what it does not hold any more is said otherwise.
    fn fold_rest(&mut self, file: &str, contents: Contents) {
        if contents.items.is_empty() {
            return;
        }
        let before = Arc::clone(&self.project);
        self.fold_quietly(file, contents);
        self.joined(&before);
    }

    /// Joins the records without a word on where they come from. Returns whether there was anything new among them.
    fn fold_quietly(&mut self, file: &str, contents: Contents) -> bool {
        let before = Arc::clone(&self.project);
        let project = Arc::make_mut(&mut self.project);
        let strangers = storage::fold(project, file, contents);
        self.store.read_texts(project);
        let is_news = *project != *before;
        self.notices.extend(strangers);
        let new = conflicts(&self.project).len().saturating_sub(conflicts(&before).len());
        if new > 0 {
            let records = crate::words::counted(new, "record");
            self.notices.push(format!("{records} changed on both sides: the later version counts until you decide"));
        }
        is_news
    }

    /// Takes in what another program wrote into a file of the project. What is not written yet stays, and what the file does not hold
    /// any more is kept in the journal until it is written again. Returns whether there is any such thing.
    fn join(&mut self, file: &str, contents: Contents) -> bool {
        let before = Arc::clone(&self.project);
        let held = contents.clone();
        self.fold(file, contents);
        self.joined(&before);
        self.keep_lacking(file, held)
    }

    /// Keeps in the journal what the project has and a file, which holds `held`, does not; and has it written again. Returns whether
    /// there is any such thing.
    fn keep_lacking(&mut self, file: &str, held: Contents) -> bool {
        let lacking = storage::lacking(&self.project, file, held);
        if lacking.is_empty() {
            return false;
        }
        if self.is_anothers(file) {
            self.store.owe(file);
        }
        self.changed();
        self.keeping.note_lacking(self.revision, lacking, None);
        true
    }

    /// What was joined in is to be kept and written like a change of one's own.
    fn joined(&mut self, before: &Project) {
        self.stamper.observe(greatest_stamp(&self.project));
        if storage::adopt_tags(Arc::make_mut(&mut self.project)) || *self.project != *before {
            self.changed();
        }
        let brought = storage::difference(before, &self.project, &self.me.id);
        if !brought.is_empty() {
            self.keeping.note(self.revision, brought, true);
        }
    }

    /// To be called every frame: keeps looking whether another program has written into the project's folder, and takes in
    /// what it wrote.
    pub fn watch(&mut self, focused: bool, wake: &Wake) {
        if let Some(files) = self.watch.as_ref().and_then(super::watching::Watch::changed) {
            self.watch = None;
            self.take_in_outside(&files, wake);
        }
        if self.watch.is_none() {
            self.watch = super::watching::Watch::start(self.shared_store(), wake);
        }
        if let Some(watch) = &mut self.watch {
            watch.tell(focused);
        }
    }

    /// Takes in what another program has made of these files: joins what is new, and has written again what was lost.
    pub fn take_in_outside(&mut self, files: &[String], wake: &Wake) {
        self.store.taken_in(files);
        let (mut edited, mut lost) = (Vec::new(), Vec::new());
        for file in files {
            match storage::article_of(file) {
                Some(id) => match self.store.look_at_text(&self.project, &id) {
                    TextChange::Same => {}
                    TextChange::Edited(text) => edited.push((id, text)),
                    TextChange::Lost => lost.push(id),
                },
                None if file.ends_with(".ron") => self.take_in_file(file),
                None => {}
            }
        }
        self.take_in_texts(&edited);
        if !lost.is_empty() {
            // Until they are written again they are kept beside the journal.
            let kept = self.store.keep_spare(&self.project, &lost);
            self.changed();
            self.keeping.note_lacking(self.revision, Vec::new(), kept.err());
        }
        self.find_passages_again(wake);
    }

    fn take_in_file(&mut self, file: &str) {
        let Some(change) = self.store.read_changed(file) else { return };
        match change {
            Change::Newer(error) => self.notices.push(format!("{error}. What was read of it before stays in use")),
            Change::Whole(contents, _) if self.store.is_of_another_project(&self.project, file, &contents) => {
                self.keep_lacking(file, Contents::default());
            }
            Change::Whole(contents, _) if storage::is_namesake(&self.project, file, &contents) => {
                self.make_way(file, contents);
            }
            Change::Whole(contents, bytes) => self.take_in_whole(file, contents, &bytes),
            Change::Lost(happened, contents) => {
                self.fold_rest(file, contents.clone());
                // A copy that was deleted leaves nothing behind.
                let is_lacking = !self.store.is_copy(file) && self.keep_lacking(file, contents);
                if is_lacking && self.read_only().is_some() {
                    self.notices.push(format!("{file} {happened}, by another program or a fault of the disk"));
                }
            }
            Change::Unreadable(error, contents) => {
                self.fold_rest(file, contents.clone());
                self.notices.push(format!("{error}. What was read of it before stays in use"));
                self.keep_lacking(file, contents);
            }
        }
    }

    fn take_in_whole(&mut self, file: &str, mut contents: Contents, bytes: &[u8]) {
        // What is none of the project's files is nobody's business.
        let Some(original) = storage::original_of(&self.project, file, &contents) else { return };
        let by_hand = storage::stamp_by_hand(&self.project, &mut contents);
        self.store.note_read(file, bytes, contents.canonical && !by_hand);
        if original == file {
            // Until it has been written again, the copy that is there has what this one lacks.
            if !self.join(file, contents) {
                self.store.keep_copy(file, bytes);
            }
            return;
        }
        self.store.note_copy(file, &original);
        let before = Arc::clone(&self.project);
        self.fold_quietly(&original, contents);
        self.joined(&before);
        self.join_original(file, &original);
    }

    /// A copy of another file has come: what it holds is to be in that one before the copy can be deleted.
    fn join_original(&mut self, copy: &str, original: &str) {
        let is_held = self.store.copies(&self.project).iter().any(|(file, _, is_held)| file == copy && *is_held);
        if !is_held {
            if self.is_anothers(original) {
                self.store.owe(original);
            }
            self.changed();
        }
        self.notices.push(self.store.copy_words(copy, original, is_held));
    }

    fn take_in_texts(&mut self, edited: &[(ArticleId, String)]) {
        let said = "the text was changed outside of Postil: its passages are looked for again";
        self.store.read_texts(Arc::make_mut(&mut self.project));
        for (id, text) in edited {
            if self.store.put_text_again(Arc::make_mut(&mut self.project), id, text) {
                self.notices.push(format!("articles/{id}.txt: {said}"));
                self.changed();
            }
        }
    }

    /// Makes one's own coding what it was in a dated copy, as one step that can be undone; the coding as it is now is copied
    /// first. `false`: it is so already.
    ///
    /// # Errors
    /// Why not.
    pub fn restore(&mut self, backup: &Backup) -> Result<bool, String> {
        let contents =
            self.store.read_backup(backup).map_err(|why| format!("{} cannot be read: {why}", backup.path))?;
        let Some(step) = storage::restoring(&self.project, backup, contents) else { return Ok(false) };
        if !matches!(self.save_now(), SaveState::Saved) {
            return Err("what is there now could not be saved: nothing was restored".to_owned());
        }
        self.store.back_up_all(Reason::Restore).map_err(|error| error.to_string())?;
        self.apply(step).map_err(|error| error.to_string())?;
        Ok(true)
    }

    /// Waits until what was done would survive a power cut, without writing the project's files.
    pub fn sync_now(&mut self) -> SaveState {
        self.keeping.sync_now(self.revision);
        self.save_state()
    }

    /// Whether all that is not written yet may be: what must not be is a file that could not be read whole.
    ///
    /// # Errors
    /// The first file that must not be written.
    pub fn check_save(&self) -> Result<(), SaveError> {
        self.store.check(&self.project, Some(&self.me.id))
    }

    /// Writes what is not written yet and waits for it; for the command line, which has just read the files.
    pub fn save_now(&mut self) -> SaveState {
        if let Some(Saving { revision, journals, project, job }) = self.saving.take()
            && let Some(saved) = job.wait()
        {
            self.saved(revision, journals, &project, saved, Instant::now());
        }
        // Once more where one's own layer had to make way for another's.
        for _ in 0..3 {
            if self.is_written() || self.read_only().is_some() {
                break;
            }
            let journals = self.keeping.before_saving();
            let project = self.snapshot();
            let saved = self.store.save(&project, Some(&self.me.id));
            self.saved(self.revision, journals, &project, saved, Instant::now());
            if self.failed.is_some() {
                break;
            }
        }
        self.save_state()
    }

    /// As [`Self::save_now`], after a look at whether the files still hold what was written: for whoever asks for it, and for
    /// closing. A disk that does not answer is waited for this long; what was done stays in the journal then.
    pub fn look_and_save(&mut self, patience: Duration, wake: &Wake) -> SaveState {
        if self.read_only().is_some() {
            return self.save_state();
        }
        let until = Instant::now() + patience;
        let left = || until.saturating_duration_since(Instant::now());
        let store = self.shared_store();
        let changed = match Job::start("look", Arc::clone(wake), move |_| store.look_around()) {
            Ok(look) => look.wait_for(left()),
            Err(_) => Outcome::Done(self.store.look_around()),
        };
        match changed {
            Outcome::Done(files) if files.is_empty() => {}
            Outcome::Done(files) => {
                self.take_in_outside(&files, wake);
                self.finish_finding(wake);
            }
            Outcome::Running | Outcome::Died => return self.no_answer(),
        }
        // What is being saved may be older than what is here now.
        for _ in 0..2 {
            self.start_saving(wake);
            let Some(Saving { revision, journals, project, job }) = self.saving.take() else { break };
            match job.wait_for(left()) {
                Outcome::Done(saved) => self.saved(revision, journals, &project, saved, Instant::now()),
                Outcome::Running => {
                    self.saving = Some(Saving { revision, journals, project, job });
                    return self.no_answer();
                }
                Outcome::Died => self.failed = Some("saving stopped by itself: this is a fault of Postil".to_owned()),
            }
            if self.is_written() {
                break;
            }
        }
        self.save_state()
    }

    fn no_answer(&mut self) -> SaveState {
        // As long as nobody has seen the files, nothing is known of them; saving looks at them, and waits on its thread.
        self.changed();
        self.keeping.sync_now(self.revision);
        self.failed = Some(format!("{} does not answer", self.store.root().display()));
        self.save_state()
    }

    /// What receiving a colleague's coding would do. `None`: the file holds no coding.
    pub fn plan(&self, received: &Records) -> Option<Plan> {
        let layer = received.layer()?;
        let here = id_of(&self.project, &self.me, layer);
        Some(crate::intake::plan(&self.project, received.project(), layer, &here, &self.me.id))
    }

    /// Takes a colleague's coding in: as that colleague's layer, joined with what is there; into one's own where it is
    /// one's own. Tags that are new here go to the codebook as received; of those in `take` their definition is taken, as
    /// a change of one's own. Gives back what there was to do. Passages of other texts are looked for after that.
    ///
    /// # Errors
    /// The file holds no coding; the layer's file cannot be written or is damaged; a definition cannot be taken.
    pub fn import(&mut self, received: &Records, take: &[TagId], wake: &Wake) -> Result<Plan, ImportError> {
        self.import_one(received, take, wake, &mut false)
    }

    /// As [`Self::import`]. Of the codings of several people in one file only the first to change something makes copies of the
    /// files: they are as they were before all of them, and each copy pushes out an old one.
    pub(super) fn import_one(
        &mut self,
        received: &Records,
        take: &[TagId],
        wake: &Wake,
        is_backed_up: &mut bool,
    ) -> Result<Plan, ImportError> {
        if let Some(why) = self.read_only() {
            return Err(StepError::ReadOnly(why.to_owned()).into());
        }
        let plan = self.plan(received).ok_or(ImportError::NoLayer)?;
        if plan.changes {
            self.check_save()?;
            let mut received = received.clone();
            received.rename(&plan.analyst);
            if !std::mem::replace(is_backed_up, true) {
                self.store.back_up_all(Reason::Import)?;
                self.notices.push("copies of the files as they were are kept in history/backups".to_owned());
            }
            if plan.whose != Whose::Mine {
                self.store.place_layer(&received)?;
            }
            self.take_in_received(&received, &plan.new_tags);
            self.find_passages_again(wake);
        }
        let taken: Vec<&Difference> = plan.differing.iter().filter(|it| take.contains(&it.tag)).collect();
        if let Some(step) = crate::intake::take_definitions(&self.project, &taken)? {
            self.apply(step)?;
        }
        Ok(plan)
    }

    /// Joins received records into the project at hand.
    fn take_in_received(&mut self, received: &Records, new_tags: &[TagId]) {
        let before = Arc::clone(&self.project);
        let theirs = received.project();
        let project = Arc::make_mut(&mut self.project);
        for layer in theirs.layers.values() {
            let present = project.layers.entry(layer.id.clone());
            Arc::make_mut(present.or_insert_with(|| Arc::clone(layer))).join(layer);
        }
        for (id, entry) in theirs.tags.entries().filter(|(_, entry)| entry.value.is_some()) {
            project.foreign_tags.keep_greatest(id.clone(), entry.clone());
        }
        for (id, entry) in new_tags.iter().filter_map(|id| Some((id, theirs.tags.entry(id)?))) {
            project.tags.join(id.clone(), entry.clone());
        }
        for (id, entry) in theirs.groups.entries() {
            if !project.groups.knows(id) {
                project.groups.join(id.clone(), entry.clone());
            }
        }
        self.joined(&before);
    }

    /// Writes the whole project into another folder and goes on there.
    ///
    /// # Errors
    /// That folder cannot be written either, or holds a project already.
    pub fn save_elsewhere(&mut self, dir: &Path) -> Result<(), SaveError> {
        let store = self.store.save_elsewhere(&self.project, dir)?;
        self.store = Arc::new(store);
        self.watch = None;
        self.saving = None;
        self.failed = None;
        self.saved_revision = self.revision;
        self.written = self.snapshot();
        self.first_unsaved = None;
        let recovered = self.keeping.leave(Arc::make_mut(&mut self.project), &self.store, &self.me);
        if let Some(desk) = &self.keeping.desk {
            self.store.set_unfinished(desk.unfinished(self.store.root()));
        }
        self.take_in(recovered);
        self.keep_copies();
        Ok(())
    }

    /// Lets a damaged file be written again, after a copy was made of it.
    pub fn accept_damage(&mut self, file: &str) {
        self.store.accept_damage(file);
        self.failed = None;
        self.not_before = None;
        self.changed();
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
fn greatest_stamp(project: &Project) -> u64 {
    // A stamp from the far future (a clock that was wrong) must not carry every later one with it.
    let now = u64::try_from(Timestamp::now().as_millisecond()).unwrap_or(u64::MAX);
    let latest = now.saturating_add(86_400_000);
    project.stamps().into_iter().map(|stamp| stamp.ms).filter(|ms| *ms <= latest).max().unwrap_or(0)
}
