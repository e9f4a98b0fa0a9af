//! Keeping what was done safe until it is in the project's files: the seat at the desk, and the journal there.

use std::{collections::BTreeSet, io, sync::Arc};

use crate::format::{Filed, Item, RecordKey};
use crate::jobs::{Job, Outcome, Wake};
use crate::storage::{Desk, Entry, Found, JournalError, Seat, SeatError, Store, Typed, fold_found, fold_records};
use crate::{
    model::{Edit, Project},
    words::counted,
};

use super::me::Me;

/// From how many bytes of drafts on the journal is begun anew.
const MANY_DRAFTS: usize = 1 << 20;

/// The journal of an open project, or why there is none.
#[derive(Default)]
pub(super) struct Keeping {
    pub desk: Option<Desk>,
    seat: Option<Seat>,
    /// Why nothing may be written here.
    pub read_only: Option<String>,
    /// Whether nothing goes to the journal.
    pub is_quiet: bool,
    syncing: Option<(u64, Job<io::Result<()>>)>,
    /// All up to this revision would survive a power cut, but for what is `missing`.
    synced: u64,
    /// The last revision that is in no journal, and why if the disk is to blame.
    missing: Option<(u64, Option<String>)>,
    /// What was typed when the journal got its last draft.
    draft: Vec<Edit>,
    /// What is typed and is no change yet, as the journal has it.
    typed: Vec<Typed>,
    /// What was written into the journals since the files of the project do not hold it.
    lacking: BTreeSet<(String, RecordKey)>,
}

/// What was left in the journals by a program that did not come to its end.
#[derive(Debug, Default)]
pub(super) struct Recovered {
    /// Whether the project has changed by it.
    pub changed: bool,
    pub notices: Vec<String>,
}

impl Keeping {
    /// Sits down at the desk, if there is one, and takes in what is in the journal.
    pub fn sit(desk: Option<Desk>, project: &mut Project, store: &Store, me: &Me) -> (Self, Recovered) {
        let mut keeping = Self { desk, ..Self::default() };
        let recovered = keeping.take_seat(project, store, me);
        (keeping, recovered)
    }

    fn take_seat(&mut self, project: &mut Project, store: &Store, me: &Me) -> Recovered {
        let Some(desk) = &self.desk else { return Recovered::default() };
        match desk.sit(project, store.root(), &me.id) {
            Ok((seat, found)) => self.sit_on(seat, found, project, store),
            Err(error @ (SeatError::Taken { .. } | SeatError::Journal(JournalError::Newer(_)))) => {
                self.read_only = Some(error.to_string());
                Recovered::default()
            }
            Err(error) => {
                let notice =
                    format!("no journal can be kept ({error}): changes are safe once they are in the project's files");
                Recovered { changed: false, notices: vec![notice] }
            }
        }
    }

    /// Goes on with a seat and takes in what was found there.
    pub fn sit_on(&mut self, seat: Seat, found: Found, project: &mut Project, store: &Store) -> Recovered {
        store.set_spare(seat.journal.disk());
        for entry in &found.entries {
            if let Entry::Step(records) = entry {
                self.lacking.extend(records.iter().map(|(file, item)| (file.clone(), item.key())));
            }
            if let Entry::Typed(typed) = entry {
                self.typed.clone_from(typed);
            }
        }
        let mut recovered = recover(found, project, store);
        for (file, records) in store.take_in_copies(project) {
            let what = counted(records, "record");
            recovered.notices.push(format!(
                "{file} lost {what} after Postil was killed: taken from the copy beside the journal, and written again"
            ));
            recovered.changed = true;
        }
        if !seat.is_locked {
            recovered
                .notices
                .push("the data folder's disk has no locks: take care that the project is not open twice".to_owned());
        }
        self.seat = Some(seat);
        recovered
    }

    /// Whether the place at the desk was taken.
    pub fn has_seat(&self) -> bool {
        self.seat.is_some()
    }

    /// Whether nothing is kept beside the project: on the command line, and where there is no place for it.
    pub fn keeps_nothing(&self) -> bool {
        self.is_quiet || self.seat.is_none()
    }

    /// Gets up, forgetting what is in the journal: it has been written elsewhere.
    pub fn leave(&mut self, project: &mut Project, store: &Store, me: &Me) -> Recovered {
        self.typed.clear();
        self.before_saving().into_iter().for_each(|up_to| self.after_saving(up_to, u64::MAX));
        *self = Self { desk: self.desk.take(), ..Self::default() };
        self.take_seat(project, store, me)
    }

    /// Writes a step, by which the project got this revision. `complete`: whether all that it needs is on the disk with it. Returns
    /// whether the journal has it.
    pub fn note(&mut self, revision: u64, records: Vec<Filed>, complete: bool) -> bool {
        let Some(seat) = self.seat.as_mut().filter(|_| !self.is_quiet) else { return false };
        self.draft.clear();
        let appended = seat.journal.append(&Entry::Step(records));
        let is_there = appended.is_ok();
        match appended {
            Err(error) => self.missing = Some((revision, Some(error.to_string()))),
            Ok(()) if !complete => self.missing = Some((revision, None)),
            Ok(()) => {}
        }
        is_there
    }

    /// Writes what the project has and its files have not, so that it is at least here; what was written so before is not written
    /// again. `texts`: why the texts that are lacking could not be kept beside the journal.
    pub fn note_lacking(&mut self, revision: u64, mut records: Vec<Filed>, texts: Option<io::Error>) {
        if self.seat.is_none() || self.is_quiet {
            return;
        }
        let is_noted = |(file, item): &Filed| self.lacking.contains(&(file.clone(), item.key()));
        let new: BTreeSet<String> =
            records.iter().filter(|filed| !is_noted(filed)).map(|(file, _)| file.clone()).collect();
        // Whose layer it is has to come with each of its records.
        let is_whose = |item: &Item| matches!(item, Item::Analyst(..));
        records.retain(|filed| new.contains(&filed.0) && (is_whose(&filed.1) || !is_noted(filed)));
        if !records.is_empty() {
            let noted: Vec<_> = records.iter().map(|(file, item)| (file.clone(), item.key())).collect();
            if self.note(revision, records, true) {
                self.lacking.extend(noted);
            }
        }
        if let Some(why) = texts {
            self.missing = Some((revision, Some(why.to_string())));
        }
    }

    /// Whether the journal has not got yet that this is being typed.
    pub fn wants_draft(&self, edits: &[Edit], typed: &[Typed]) -> bool {
        self.seat.is_some() && !self.is_quiet && (self.draft != edits || self.typed != typed)
    }

    /// What was typed, and is no change yet, when the journal got its last entry of it.
    pub fn typed(&self) -> &[Typed] {
        &self.typed
    }

    /// Writes what is being typed. It is synced with the next step, or when nothing else is. `is_written`: whether the
    /// project's files have every step, so that nothing but drafts need be kept.
    pub fn draft(&mut self, edits: Vec<Edit>, records: Vec<Filed>, typed: Vec<Typed>, is_written: bool) {
        let Some(seat) = &mut self.seat else { return };
        // Each key pressed in a long memo writes the memo once more; only the last one counts.
        let superfluous = (is_written && seat.journal.size() > MANY_DRAFTS).then(|| seat.journal.switch());
        // What cannot be written is in the field still, and is tried again in the next frame.
        if (superfluous.is_some() || self.typed != typed) && seat.journal.append(&Entry::Typed(typed.clone())).is_err()
        {
            return;
        }
        self.typed = typed;
        if (superfluous.is_some() || self.draft != edits) && seat.journal.append(&Entry::Draft(records)).is_err() {
            return;
        }
        self.draft = edits;
        let Some(up_to) = superfluous else { return };
        if seat.journal.unsynced().sync().is_err() {
            seat.journal.sync_failed();
            return;
        }
        // As after saving: a journal too many does no harm.
        match seat.journal.forget(up_to) {
            Ok(()) | Err(_) => {}
        }
    }

    /// Whether all up to this revision would survive a power cut.
    pub fn is_safe(&self, revision: u64) -> bool {
        self.seat.is_some() && !self.is_quiet && self.missing.is_none() && self.synced >= revision
    }

    /// Whether the disk refused to keep a step that is in no other place either.
    pub fn failure(&self) -> Option<&str> {
        self.missing.as_ref().and_then(|(_, why)| why.as_deref())
    }

    pub fn is_syncing(&self) -> bool {
        self.syncing.is_some()
    }

    /// Takes in what became of syncing, and starts it again if there is something to be synced.
    pub fn tick(&mut self, revision: u64, wake: &Wake) {
        let Some(seat) = &mut self.seat else { return };
        if let Some((synced, job)) = &self.syncing {
            let (synced, result) = match job.poll() {
                Outcome::Running => return,
                Outcome::Done(result) => (*synced, result),
                Outcome::Died => (*synced, Err(io::Error::other("syncing stopped by itself"))),
            };
            self.syncing = None;
            self.synced_up_to(synced, result);
            return self.tick(revision, wake);
        }
        let unsynced = seat.journal.unsynced();
        if unsynced.is_empty() {
            return;
        }
        match Job::start("sync", Arc::clone(wake), move |_| unsynced.sync()) {
            Ok(job) => self.syncing = Some((revision, job)),
            Err(error) => self.synced_up_to(revision, Err(error)),
        }
    }

    /// Syncs and waits for it.
    pub fn sync_now(&mut self, revision: u64) {
        if let Some((synced, job)) = self.syncing.take() {
            let result = job.wait().unwrap_or_else(|| Err(io::Error::other("syncing stopped by itself")));
            self.synced_up_to(synced, result);
        }
        if let Some(seat) = &mut self.seat {
            let result = seat.journal.unsynced().sync();
            self.synced_up_to(revision, result);
        }
    }

    fn synced_up_to(&mut self, revision: u64, result: io::Result<()>) {
        match result {
            Ok(()) => self.synced = revision,
            Err(error) => {
                self.missing = Some((revision, Some(error.to_string())));
                if let Some(seat) = &mut self.seat {
                    seat.journal.sync_failed();
                }
            }
        }
    }

    /// To be called with the project in hand that is going to be saved. Gives what to pass to [`Self::after_saving`].
    pub fn before_saving(&mut self) -> Option<u32> {
        self.draft.clear();
        let journal = &mut self.seat.as_mut()?.journal;
        let up_to = journal.switch();
        // What is typed is in no file of the project: it goes along to the next journal.
        if !self.typed.is_empty() && journal.append(&Entry::Typed(self.typed.clone())).is_err() {
            self.typed.clear();
        }
        Some(up_to)
    }

    /// That project, of this revision, is in its files.
    pub fn after_saving(&mut self, up_to: u32, revision: u64) {
        self.missing.take_if(|(missing, _)| *missing <= revision);
        self.lacking.clear();
        let Some(seat) = &mut self.seat else { return };
        match seat.journal.forget(up_to) {
            // A journal too many is read again at the next start, says nothing new, and goes with the next save.
            Ok(()) | Err(_) => {}
        }
    }
}

fn recover(found: Found, project: &mut Project, store: &Store) -> Recovered {
    let mut recovered = Recovered { changed: false, notices: Vec::new() };
    for (folder, entries) in found.elsewhere {
        let steps = fold_found(project, store.root(), entries);
        if steps > 0 {
            recovered.changed = true;
            let (what, folder) = (counted(steps, "change"), folder.display());
            recovered.notices.push(format!(
                "taken in here: {what} from the journal of {folder}, which is not there now. Nothing is removed from that journal until {folder} is opened again"
            ));
        }
    }
    let last_step = found.entries.iter().rposition(|entry| matches!(entry, Entry::Step(_))).map_or(0, |at| at + 1);
    // Of what was being typed the last entry counts, and only until the next step.
    let mut drafts = found.entries.iter().skip(last_step).filter(|entry| matches!(entry, Entry::Draft(_)));
    let draft = drafts.next_back().cloned();
    let steps = fold_found(project, store.root(), found.entries);
    if steps > 0 {
        let what = counted(steps, "change");
        recovered.notices.push(format!("Postil did not come to its end the last time. Recovered: {what}"));
    }
    if let Some(Entry::Draft(records)) = draft
        && fold_records(project, records)
    {
        recovered.changed = true;
        recovered
            .notices
            .push("what was being typed when Postil stopped was recovered: see what was changed last".to_owned());
    }
    if found.torn {
        let notice =
            "the last change was cut off while it was being written. It had not been saved yet, and is left out";
        recovered.notices.push(notice.to_owned());
    }
    if found.damaged > 0 {
        let what = counted(usize::try_from(found.damaged).unwrap_or(usize::MAX), "change");
        recovered.notices.push(format!(
            "the journal is damaged on the disk: {what} cannot be read and had to be left out, all others were recovered"
        ));
    }
    recovered.changed |= steps > 0;
    // Texts that could not be written into the project's folder were kept beside the journal.
    recovered.changed |= !store.read_texts(project).is_empty();
    recovered
}
