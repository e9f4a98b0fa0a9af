//! Coding that comes and goes as files: taking in a colleague's, mailing one's own, the project as a zip.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::super::notices::Kind;
use super::{actions::sentence, state::App};
use crate::analysis::blind::may_see;
use crate::ingest;
use crate::intake::{Counts, Match, Plan, Whose};
use crate::jobs::Job;
use crate::storage::{self, Held};
use crate::ui::overlay::{self, Receive, TakeIn};
use crate::workspace::{ImportError, Me, SaveState, plans_of};
use crate::{
    exchange::{
        self,
        foreign::{Foreign, Unit},
    },
    format::layer_bytes,
    intake::land,
};
use crate::{
    model::{AnalystId, Project, TagId, conflicts::tags_of_one_name},
    words::counted,
};

/// Whether what was dropped are annotations: a file by its name, a folder by what is in it. A file whose ending tables and
/// texts have too is taken for articles.
pub(super) fn is_annotations(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let may_be_articles = ingest::endings_to_choose().any(|other| other == ending);
    ending == "ron"
        || (exchange::has_ending(&ending) && !may_be_articles)
        || (path.is_dir() && storage::held(path, None).is_ok())
}

/// Reads a file of another program, and finds out what it means in a project.
fn read_foreign(
    path: PathBuf,
    ending: &str,
    project: &Project,
    me: &Me,
    may_name_project: bool,
) -> Result<TakeIn, String> {
    let bytes = storage::read_outside(&path, None).map_err(|error| error.to_string())?;
    let fault = |why: String| format!("{}: {why}", path.display());
    let format = exchange::of_file(ending, &bytes).map_err(fault)?;
    let foreign = Foreign { may_name_project, ..format.read(&bytes).map_err(fault)? };
    looked_at(path, format.name, foreign, project, me)
}

/// Finds out what a file that was read means in a project.
fn looked_at(
    path: PathBuf,
    format: &'static str,
    foreign: Foreign,
    project: &Project,
    me: &Me,
) -> Result<TakeIn, String> {
    let landed = land(project, format, &foreign).map_err(|error| format!("{}: {error}", path.display()))?;
    let plans = plans_of(&landed, me).into_iter().map(|plan| told(project, &me.id, plan)).collect();
    Ok(TakeIn { format, foreign, report: landed.report, plans, path })
}

/// What `me` may be told of a coding that comes in: where work is blind, neither how many passages somebody else has nor in which
/// articles, until one has submitted all of these.
fn told(project: &Project, me: &AnalystId, mut plan: Plan) -> Plan {
    plan.is_hidden = plan.whose != Whose::Mine && plan.coded.iter().any(|id| !may_see(project, me, id));
    if plan.is_hidden {
        plan.counts = Counts::default();
        plan.coded.clear();
        plan.articles.retain(|(id, _, found)| *found != Match::SameText || may_see(project, me, id));
    }
    plan
}

impl App {
    /// Reads files of annotations one after the other, each when what the one before it means was looked at.
    pub(super) fn read_next_annotations(&mut self) {
        if self.dialog.is_none() && self.receiving.is_none() {
            let next = self.to_receive.pop_front();
            next.into_iter().for_each(|path| self.read_annotations(path));
        }
    }

    /// Reads a file of annotations and shows what it means here.
    fn read_annotations(&mut self, path: PathBuf) {
        let Some(open) = &self.open else { return };
        if path.is_dir()
            && let Ok(Held::Layers(layers)) = storage::held(&path, None)
        {
            layers.into_iter().rev().for_each(|layer| self.to_receive.push_front(layer));
            return self.read_next_annotations();
        }
        let ending = path.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
        if exchange::has_ending(&ending) || path.is_dir() || storage::is_database(&path) {
            let (project, me) = (open.workspace.snapshot(), open.workspace.me().clone());
            let may_name_project = open.workspace.is_named_by_folder();
            let read = move || read_foreign(path, &ending, &project, &me, may_name_project);
            match Job::start("take in", Arc::clone(&self.wake), move |_| read()) {
                Ok(job) => self.receiving = Some(job),
                Err(error) => self.notices.say(Kind::Problem, format!("Reading could not start: {error}.")),
            }
            return;
        }
        if let Some(why_not) = exchange::why_not(&ending) {
            return self.notices.say(Kind::Problem, format!("{}: {why_not}.", path.display()));
        }
        let plan = match storage::receive(&path) {
            Ok(received) => open.workspace.plan(&received),
            Err(error) => return self.notices.say(Kind::Problem, sentence(&error.to_string())),
        };
        match plan.map(|plan| told(open.workspace.project(), &open.workspace.me().id, plan)) {
            Some(plan) => self.open_dialog(Receive::new(path, plan)),
            None => self.notices.say(Kind::Problem, format!("{}: {}.", path.display(), ImportError::NoLayer)),
        }
    }

    /// Looks again at the file of another program that is looked at, with positions that count this.
    pub(super) fn count_positions(&mut self, unit: Unit) {
        let Some(open) = &self.open else { return };
        let (project, me) = (open.workspace.snapshot(), open.workspace.me().clone());
        let Some(take_in) = self.dialog_mut::<TakeIn>() else { return };
        let (path, format, mut foreign) = (take_in.path.clone(), take_in.format, std::mem::take(&mut take_in.foreign));
        // What it comes to is shown in a dialog of its own.
        self.dialog = None;
        foreign.unit = Some(unit);
        match Job::start("take in", Arc::clone(&self.wake), move |_| looked_at(path, format, foreign, &project, &me)) {
            Ok(job) => self.receiving = Some(job),
            Err(error) => self.notices.say(Kind::Problem, format!("Reading could not start: {error}.")),
        }
    }

    pub(super) fn import_annotations(&mut self, path: &Path, take: &[TagId]) {
        let Some(open) = &mut self.open else { return };
        let received = match storage::receive(path) {
            Ok(received) => received,
            Err(error) => return self.notices.say(Kind::Problem, sentence(&error.to_string())),
        };
        match open.workspace.import(&received, take, &self.wake) {
            Ok(plan) => {
                if plan.whose != Whose::Mine {
                    open.shown.insert(plan.analyst.clone());
                }
                let plan = told(open.workspace.project(), &open.workspace.me().id, plan);
                let (new, changed) = (counted(plan.counts.added, "new passage"), plan.counts.changed);
                let how_much = if plan.is_hidden { String::new() } else { format!(": {new}, {changed} changed") };
                self.notices.say(Kind::Done, format!("Added the coding of {}{how_much}.", plan.name));
                self.say_what_is_to_review();
            }
            Err(error) => self.notices.say(Kind::Problem, sentence(&error.to_string())),
        }
    }

    /// Takes in what was read, as the project is now: articles that are on their way come first, since those of the file may
    /// get the same names.
    pub(super) fn take_in(&mut self, format: &str, foreign: &Foreign) {
        self.finish_placing();
        let Some(open) = &mut self.open else { return };
        let taken = open.workspace.plan_foreign(format, foreign).and_then(|landed| {
            let plans = open.workspace.take_in_foreign(&landed, &self.wake)?;
            Ok((landed.report, plans))
        });
        match taken {
            Ok((report, plans)) => {
                open.shown
                    .extend(plans.iter().filter(|plan| plan.whose != Whose::Mine).map(|plan| plan.analyst.clone()));
                let me = &open.workspace.me().id;
                let plans: Vec<Plan> = plans.into_iter().map(|plan| told(open.workspace.project(), me, plan)).collect();
                let added = plans.iter().map(|plan| plan.counts.added).sum();
                let passages = format!(", and {}", counted(added, "new passage"));
                let passages = if plans.iter().any(|plan| plan.is_hidden) { String::new() } else { passages };
                let (articles, tags) =
                    (counted(report.new_articles, "new article"), counted(report.new_tags, "new tag"));
                self.notices.say(Kind::Done, format!("Taken in: {articles}, {tags}{passages}."));
                for notice in report.notices {
                    self.notices.say(Kind::Problem, sentence(&notice));
                }
                self.say_what_is_to_review();
            }
            Err(error) => self.notices.say(Kind::Problem, sentence(&error.to_string())),
        }
    }

    /// Says what was changed on both sides, and which tags may have been made twice.
    pub(super) fn say_what_is_to_review(&mut self) {
        let Some(open) = &mut self.open else { return };
        let (found, twice) =
            open.with_scene(|scene, _| (overlay::to_review(scene).len(), tags_of_one_name(scene.project)));
        if found > 0 {
            let records = counted(found, "record");
            let said = format!("{records} changed on both sides: decide in File → Changed on both sides.");
            self.notices.say(Kind::Problem, said);
        }
        for (one, other) in twice {
            let said = format!("{one} and {other} have the same name: if they are one tag made twice, merge them.");
            self.notices.say(Kind::Problem, said);
        }
    }

    pub(super) fn share_mine(&mut self, path: &Path) {
        self.commit_drafts();
        let Some(open) = &self.open else { return };
        let (project, me) = (open.workspace.project(), &open.workspace.me().id);
        let Some(layer) = project.layer(me) else {
            return self.notices.say(Kind::Refused, "You have not annotated anything yet.");
        };
        let bytes = layer_bytes(project, layer);
        let said = match storage::write_outside::<io::Error>(path, |out| out.write_all(&bytes)) {
            Ok(()) => (Kind::Done, format!("Your annotations are in {}: mail that file.", path.display())),
            Err(error) => (Kind::Problem, format!("{} could not be written: {error}.", path.display())),
        };
        self.notices.say(said.0, said.1);
    }

    /// What is not written yet is written first: the zip holds the files.
    pub(super) fn share_project(&mut self, path: &Path) {
        self.commit_drafts();
        let Some(open) = &mut self.open else { return };
        if let SaveState::Failed(why) = open.workspace.save_now() {
            return self.notices.say(Kind::Problem, format!("Not shared, since not all of it is saved: {why}."));
        }
        let (project, store) = (open.workspace.project(), open.workspace.store());
        let said = match storage::share_project(project, store, path) {
            Ok(shared) => {
                let left_out = shared.left_out_words().map(|words| format!(" {}.", sentence(&words)));
                let files = counted(shared.files.len(), "file");
                (Kind::Done, format!("{files} in {}.{}", path.display(), left_out.unwrap_or_default()))
            }
            Err(error) => (Kind::Problem, format!("{} could not be written: {error}.", path.display())),
        };
        self.notices.say(said.0, said.1);
    }
}
