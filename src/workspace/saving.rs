//! When an open project is saved, and what is said of it.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use super::open::{LATEST, QUIET, RETRY, SaveState, Saving, Workspace, greatest_stamp};
use crate::jobs::{Job, Outcome, Wake};
use crate::model::{AnalystId, Project};
use crate::storage::{self, Joined, SaveError, Saved};

impl Workspace {
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
    pub(super) fn is_anothers(&self, file: &str) -> bool {
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

    pub(super) fn poll_saving(&mut self, now: Instant) {
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
    pub(super) fn saved(
        &mut self,
        revision: u64,
        journals: Option<u32>,
        project: &Arc<Project>,
        saved: Saved,
        now: Instant,
    ) {
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

    pub(super) fn no_answer(&mut self) -> SaveState {
        // As long as nobody has seen the files, nothing is known of them; saving looks at them, and waits on its thread.
        self.changed();
        self.keeping.sync_now(self.revision);
        self.failed = Some(format!("{} does not answer", self.store.root().display()));
        self.save_state()
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
}
