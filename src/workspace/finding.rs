//! Finding the passages of changed texts again, on a thread: work goes on, however many there are.

use std::sync::Arc;

use super::open::Workspace;
use super::search::Finding;
use crate::analysis::blind;
use crate::jobs::{Job, Outcome, Wake};
use crate::{
    model::{Edit, Project},
    verbs::{self, Reanchored, Unsettled},
};

impl Workspace {
    /// Begins to look for the passages of texts that were changed since they were marked. [`Self::tick`] records where they
    /// stand now, as one step that can be undone, and says how many were found and how many are left to settle. The texts
    /// that passages refer to are kept at hand.
    pub fn find_passages_again(&mut self, wake: &Wake) {
        self.finding = None;
        if self.read_only().is_some() || verbs::unsettled(&self.project) == 0 {
            self.keep_texts();
            return;
        }
        let (from, store, me) = (self.snapshot(), self.shared_store(), self.me.id.clone());
        let project = Arc::clone(&from);
        let look = move || verbs::reanchor(&project, &me, &|text| store.old_text(text));
        match Job::start("anchor", Arc::clone(wake), move |_| look()) {
            Ok(job) => self.finding = Some(Finding { from, job }),
            Err(error) => self.notices.push(format!("passages of changed texts could not be looked for: {error}")),
        }
    }

    /// Takes in what was found, if the search is over.
    pub(super) fn poll_finding(&mut self, wake: &Wake) {
        let outcome = self.finding.as_ref().map_or(Outcome::Running, |finding| finding.job.poll());
        if outcome == Outcome::Running {
            return;
        }
        let Some(Finding { from, .. }) = self.finding.take() else { return };
        match outcome {
            Outcome::Done(found) => self.found(&from, found, wake),
            Outcome::Running | Outcome::Died => {
                self.notices.push("looking for the passages of changed texts stopped: a fault of Postil".to_owned());
            }
        }
    }

    /// Waits for the search that is under way, if any, and takes in what it finds.
    pub fn finish_finding(&mut self, wake: &Wake) {
        while let Some(Finding { from, job }) = self.finding.take() {
            if let Some(found) = job.wait() {
                self.found(&from, found, wake);
            }
        }
    }

    fn found(&mut self, from: &Project, found: Reanchored, wake: &Wake) {
        let mut placed = found.placed;
        let mut is_stale = false;
        if let Some(mut step) = found.step {
            step.edits.retain(|edit| is_of(from, &self.project, edit));
            is_stale = step.edits.len() < placed;
            placed = step.edits.iter().filter(|edit| self.may_be_told(edit)).count();
            if let Err(error) = self.apply(step) {
                self.notices.push(error.to_string());
            }
        }
        if placed > 0 {
            let what = crate::words::counted(placed, "passage");
            self.notices.push(format!("{what} of changed texts found again"));
        }
        if is_stale {
            // What was changed meanwhile is looked for as it is now.
            self.find_passages_again(wake);
            return;
        }
        let open = if found.open > 0 { verbs::unsettled(&blind::seen(&self.project, &self.me.id)) } else { 0 };
        if open > 0 {
            let what = crate::words::counted(open, "passage");
            self.notices.push(format!("{what} of changed texts not found: see Passage → To settle"));
        }
        self.keep_texts();
    }

    /// Whether the analyst may know of the passage that was placed: where work is blind others' are not even counted.
    fn may_be_told(&self, edit: &Edit) -> bool {
        let Edit::Placement(_, id, Some(placement)) = edit else { return true };
        let passage = self.project.annotation(&placement.analyst, *id);
        placement.analyst == self.me.id
            || passage.is_none_or(|passage| blind::may_see(&self.project, &self.me.id, &passage.article))
    }

    /// Keeps the texts that passages refer to. That it cannot be done does not hinder anybody: it is said once.
    pub(super) fn keep_texts(&mut self) {
        let said = self.store.keep_texts(&self.project).err().map(|error| error.to_string());
        if said != self.unkept {
            self.notices.extend(said.clone());
            self.unkept = said;
        }
    }

    /// The passages that could not be found in the texts as they are now and that the analyst may see, with where they might
    /// stand.
    pub fn to_settle(&self) -> Vec<Unsettled> {
        verbs::to_settle(&blind::seen(&self.project, &self.me.id), &|text| self.store.old_text(text))
    }
}

/// Whether what was found holds for the project as it is `now`: one's own passage, which is written anew, must be as it was,
/// and its text too. A placement says itself what it is about.
fn is_of(from: &Project, now: &Project, edit: &Edit) -> bool {
    let Edit::Annotation(who, id, Some(found)) = edit else { return true };
    let stamp = |project: &Project| Some(project.layer(who)?.annotations.entry(id)?.changed.clone());
    let text = now.articles.get(&found.article).map(|article| article.body.fingerprint());
    stamp(from) == stamp(now) && text == Some(&found.text)
}
