//! What other programs and people bring into an open project: files that changed, layers that were received, backups.

use std::sync::Arc;

use super::open::{ImportError, SaveState, StepError, Workspace, greatest_stamp, id_of};
use crate::format::{Contents, Records};
use crate::history::History;
use crate::intake::{Difference, Plan, Whose};
use crate::jobs::Wake;
use crate::model::{AnalystId, ArticleId, Project, TagId, conflicts::conflicts};
use crate::storage::{self, Backup, Change, Reason, TextChange};

impl Workspace {
    /// Handles a layer's file that now holds the layer of another person with the same id. If it is one's own file and nobody has said who
    /// annotates, it is taken to be the same person, and the two become one. Otherwise the newcomer keeps the file, and the layer that was
    /// here gets another one.
    pub(super) fn make_way(&mut self, file: &str, contents: Contents) {
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
    pub(super) fn fold(&mut self, file: &str, contents: Contents) -> bool {
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
    pub(super) fn fold_rest(&mut self, file: &str, contents: Contents) {
        if contents.items.is_empty() {
            return;
        }
        let before = Arc::clone(&self.project);
        self.fold_quietly(file, contents);
        self.joined(&before);
    }

    /// Joins the records without a word on where they come from. Returns whether there was anything new among them.
    pub(super) fn fold_quietly(&mut self, file: &str, contents: Contents) -> bool {
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
    pub(super) fn join(&mut self, file: &str, contents: Contents) -> bool {
        let before = Arc::clone(&self.project);
        let held = contents.clone();
        self.fold(file, contents);
        self.joined(&before);
        self.keep_lacking(file, held)
    }

    /// Keeps in the journal what the project has and a file, which holds `held`, does not; and has it written again. Returns whether
    /// there is any such thing.
    pub(super) fn keep_lacking(&mut self, file: &str, held: Contents) -> bool {
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
    pub(super) fn joined(&mut self, before: &Project) {
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

    pub(super) fn take_in_file(&mut self, file: &str) {
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

    pub(super) fn take_in_whole(&mut self, file: &str, mut contents: Contents, bytes: &[u8]) {
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
    pub(super) fn join_original(&mut self, copy: &str, original: &str) {
        let is_held = self.store.copies(&self.project).iter().any(|(file, _, is_held)| file == copy && *is_held);
        if !is_held {
            if self.is_anothers(original) {
                self.store.owe(original);
            }
            self.changed();
        }
        self.notices.push(self.store.copy_words(copy, original, is_held));
    }

    pub(super) fn take_in_texts(&mut self, edited: &[(ArticleId, String)]) {
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
    pub(super) fn take_in_received(&mut self, received: &Records, new_tags: &[TagId]) {
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
}
