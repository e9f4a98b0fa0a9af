//! Articles on their way into the project: read on a thread, shown in the preview, read again as it is chosen there, added.

use std::{path::PathBuf, sync::Arc, time::Duration};

use super::super::notices::Kind;
use super::state::{Adding, First};
use super::{actions::sentence, questions::place_of, state::App};
use crate::ingest::{self, Found, Ingested};
use crate::jobs::{Job, Outcome};
use crate::model::EditError;
use crate::progress::Progress;
use crate::ui::{
    action::Question,
    overlay::{AddArticles, read_options},
};
use crate::workspace::{Placed, StepError};

/// How long a frame may wait for a few texts to be in place.
const AT_ONCE: Duration = Duration::from_millis(60);

impl Adding {
    /// How far the first reading is.
    pub(super) fn reading(&self) -> Option<&Progress> {
        self.first.as_ref().map(|first| &*first.job.progress)
    }

    /// How far putting texts into the project's folder is.
    pub(super) fn placing(&self) -> Option<&Progress> {
        self.placing.as_ref().map(|job| &*job.progress)
    }

    pub(super) fn is_under_way(&self) -> bool {
        self.first.is_some() || self.again.is_some() || self.placing.is_some()
    }

    /// What is read is not waited for any more.
    fn stop(&mut self) {
        let first = self.first.take().map(|first| first.job.progress);
        let again = self.again.take().map(|job| job.progress);
        first.into_iter().chain(again).for_each(|progress| progress.cancel());
    }
}

impl App {
    pub(super) fn start_adding(&mut self, paths: Vec<PathBuf>, is_new_project: bool) {
        let is_adding = self.adding.is_under_way() || self.dialog_mut::<AddArticles>().is_some();
        let Some(open) = self.open.as_ref().filter(|_| !paths.is_empty()) else { return };
        if let Some(why) = open.workspace.read_only() {
            return self.notices.say(Kind::Refused, format!("Nothing can be changed here: {why}."));
        }
        if is_adding {
            let why = "Articles are being added already: wait until that is done.";
            return self.notices.say(Kind::Refused, why);
        }
        let (project, options) = (open.workspace.snapshot(), read_options(&self.settings.reading));
        let to_read = paths.clone();
        let job = Job::start("add", Arc::clone(&self.wake), move |progress: &Progress| {
            let mut ingested = ingest::read_paths(&to_read, &options, &|done, total| progress.report(done, total));
            if !ingested.stopped {
                ingested.find_twins(Some(&project));
            }
            ingested
        });
        match job {
            Ok(job) => self.adding.first = Some(First { job, paths, is_new_project }),
            Err(error) => self.notices.say(Kind::Problem, format!("Reading could not start: {error}.")),
        }
    }

    /// Takes what was read, once no other question is open.
    pub(super) fn poll_adding(&mut self) {
        self.poll_again();
        self.poll_placing();
        let Some(first) = self.adding.first.take_if(|_| self.dialog.is_none()) else { return };
        match first.job.poll() {
            Outcome::Running => self.adding.first = Some(first),
            Outcome::Done(ingested) => {
                let typed = self.adding.typed.take();
                self.show_read(ingested, first.is_new_project, first.paths);
                if let (Some(typed), Some(open)) = (typed, &mut self.dialog) {
                    open.dialog.take_up(&typed.fields);
                }
            }
            Outcome::Died => {
                self.notices.say(Kind::Problem, "Reading the articles stopped by itself: this is a fault of Postil.");
            }
        }
    }

    fn show_read(&mut self, ingested: Ingested, is_new_project: bool, paths: Vec<PathBuf>) {
        if ingested.stopped {
            return self.notices.say(Kind::Refused, "No articles were added.");
        }
        let waits_for_columns =
            ingested.files.iter().any(|file| file.problem.is_some() && file.contents.table.is_some());
        let has_articles = ingested.articles().next().is_some();
        if waits_for_columns || (has_articles && !is_new_project) {
            let adding = AddArticles::new(ingested, &self.settings.reading);
            self.show_dialog(Box::new(adding), Some(place_of(&Question::AddArticles(paths))));
            return;
        }
        for problem in ingested.problems() {
            self.notices.say(Kind::Problem, sentence(&problem.to_string()));
        }
        for notice in ingested.notices() {
            self.notices.say(Kind::Done, sentence(&notice.to_string()));
        }
        if has_articles {
            self.add(ingested.into_articles());
        }
    }

    /// Reads again what is to be read otherwise; what was begun before that is given up.
    pub(super) fn read_articles_again(&mut self) {
        let Some(open) = &self.open else { return };
        let project = open.workspace.snapshot();
        let Some(to_read) = self.dialog_mut::<AddArticles>().map(|adding| adding.to_read()) else { return };
        if let Some(before) = self.adding.again.take() {
            before.progress.cancel();
        }
        match Job::start("read again", Arc::clone(&self.wake), move |progress| to_read.run(Some(&project), progress)) {
            Ok(job) => {
                let progress = Arc::clone(&job.progress);
                self.dialog_mut::<AddArticles>().into_iter().for_each(|it| it.set_reading(Some(Arc::clone(&progress))));
                self.adding.again = Some(job);
            }
            Err(error) => self.notices.say(Kind::Problem, format!("Reading could not start: {error}.")),
        }
    }

    fn poll_again(&mut self) {
        let Some(job) = self.adding.again.take() else { return };
        let outcome = job.poll();
        let Some(adding) = self.dialog_mut::<AddArticles>() else {
            // The preview was closed.
            return job.progress.cancel();
        };
        let is_dead = matches!(outcome, Outcome::Died);
        match outcome {
            Outcome::Running => {
                self.adding.again = Some(job);
                return;
            }
            Outcome::Done(Some(again)) => adding.take(again),
            Outcome::Done(None) | Outcome::Died => {}
        }
        adding.set_reading(None);
        if is_dead {
            self.notices.say(Kind::Problem, "Reading the articles stopped by itself: this is a fault of Postil.");
        }
    }

    /// Adds the articles: first their texts are put in place, which takes its time with thousands.
    pub(super) fn add(&mut self, found: Vec<Found>) {
        let Some(open) = &self.open else { return };
        let (store, project) = (open.workspace.shared_store(), open.workspace.snapshot());
        let me = open.workspace.me().clone();
        let place = move |progress: &Progress| Placed::new(&store, &project, &me, found, progress);
        match Job::start("place", Arc::clone(&self.wake), place) {
            // A few are there before anybody has looked away.
            Ok(job) => match job.wait_for(AT_ONCE) {
                Outcome::Done(placed) => self.add_placed(placed),
                Outcome::Running | Outcome::Died => self.adding.placing = Some(job),
            },
            Err(error) => self.notices.say(Kind::Problem, format!("Adding could not start: {error}.")),
        }
    }

    fn poll_placing(&mut self) {
        match self.adding.placing.as_ref().map(Job::poll) {
            Some(Outcome::Running) | None => {}
            Some(Outcome::Done(placed)) => {
                self.adding.placing = None;
                self.add_placed(placed);
            }
            Some(Outcome::Died) => {
                self.adding.placing = None;
                self.notices.say(Kind::Problem, "Adding the articles stopped by itself: this is a fault of Postil.");
            }
        }
    }

    /// Adds what is in place, and shows the first of it.
    fn add_placed(&mut self, placed: Result<Placed, EditError>) {
        let Some(open) = &mut self.open else { return };
        let added = placed.map_err(StepError::from).and_then(|placed| open.workspace.add_placed(placed));
        let added = match added {
            Ok(added) => added,
            Err(error) => return self.notices.say(Kind::Problem, sentence(&error.to_string())),
        };
        if let Some(place) = added.place.clone() {
            open.show(place);
        }
        for problem in &added.problems {
            self.notices.say(Kind::Problem, sentence(problem));
        }
        for notice in &added.notices {
            self.notices.say(Kind::Done, sentence(notice));
        }
        self.notices.say(Kind::Done, format!("{}.", added.words()));
    }

    /// Waits until articles that are on their way are in the project that they were meant for.
    pub(super) fn finish_adding(&mut self) {
        self.adding.stop();
        self.finish_placing();
    }

    /// Waits until texts that are being put in place belong to articles of the project.
    pub(super) fn finish_placing(&mut self) {
        if let Some(placed) = self.adding.placing.take().and_then(Job::wait) {
            self.add_placed(placed);
        }
    }
}
