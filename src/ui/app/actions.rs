//! Carrying out actions: the one place of the window where the project changes.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use egui::Context;

use super::super::export::ExportRequest;
use super::super::notices::Kind;
use super::state::App;
use super::state::Exported;
use crate::exchange::{self, ExportOptions, Rows};
use crate::jobs::Job;
use crate::model::{AnalystId, Place, Project, ProjectInfo, Step, slug};
use crate::progress::Progress;
use crate::storage::{self, Backup, Desk, Opened, ProjectView};
pub(super) use crate::ui::widgets::sentence;
use crate::ui::{
    action::{Action, Question, View},
    dialogs::Ask,
    excerpts::{documents, suggested},
    project::OpenProject,
};
use crate::workspace::{Me, Workspace};

/// How many projects the start page lists.
const RECENT: usize = 10;

impl App {
    pub(super) fn carry_out(&mut self, action: Action, ctx: &Context) {
        match action {
            Action::Apply(step) => self.apply(step),
            Action::Refuse(why) => self.notices.say(Kind::Refused, sentence(&why)),
            Action::Run(command) => self.run(command, ctx),
            Action::OpenProject(dir) => {
                self.open_project(&dir, None);
            }
            Action::ForgetRecent(dir) => self.settings.recent.retain(|other| *other != dir),
            Action::AddArticles(paths) => self.start_adding(paths, false),
            Action::ReadArticlesAgain => self.read_articles_again(),
            Action::AddFound { found, reading } => {
                self.settings.reading = *reading;
                self.add(found);
            }
            Action::NewProject { dir, title, texts } => self.new_project(&dir, &title, texts),
            Action::CopySample(dir) => match storage::copy_sample(&dir) {
                Ok(()) => {
                    self.open_project(&dir, None);
                }
                Err(error) => self.notices.say(Kind::Problem, sentence(&error.to_string())),
            },
            Action::SetMe { name, adopt } => self.set_me(&name, adopt.as_ref()),
            Action::AcceptDamage(file) => {
                if let Some(open) = &mut self.open {
                    open.workspace.accept_damage(&file);
                    open.damage.retain(|notice| notice.file != file);
                }
            }
            Action::ReadAnnotations(paths) => self.to_receive.extend(paths),
            Action::ImportAnnotations { path, take } => self.import_annotations(&path, &take),
            Action::TakeIn(read) => self.take_in(read.0, &read.1),
            Action::CountPositions(unit) => self.count_positions(unit),
            Action::ShareMine(path) => self.share_mine(&path),
            Action::ShareProject(path) => self.share_project(&path),
            Action::SaveElsewhere(dir) => self.save_elsewhere(&dir),
            Action::Restore(backup) => self.restore(&backup),
            Action::AskExportAgreement => self.ask_export_agreement(),
            Action::Export(request) => self.export(*request),
            Action::OpenFolder(folder) => self.open_folder(folder),
            Action::Ask(question) => self.ask(question),
            Action::Choose(ask) => self.dialogs.ask(ask, &self.wake),
            Action::Answered(ask, paths) => self.answered(ask, paths),
            Action::CloseWindow => self.close_window(ctx),
            // What cannot be left yet stays.
            Action::Show(_) | Action::View(_) if !self.make_room() => {}
            other => self.in_project(other),
        }
    }

    /// Actions that need an open project and change nothing but what is shown.
    fn in_project(&mut self, action: Action) {
        let Some(open) = &mut self.open else { return };
        match action {
            Action::View(view) => open.view = view,
            Action::Show(place) => open.show(place),
            Action::EditTag(tag) => {
                open.view = View::Codebook;
                open.panes.codebook.open(tag);
            }
            Action::ExcerptsOf(tag) => {
                open.view = View::Excerpts;
                open.panes.excerpts.filter_by(tag);
            }
            Action::ToggleHidden(id) => toggle(&mut open.hidden, id),
            Action::ToggleLayer(analyst) => toggle(&mut open.shown, analyst),
            Action::Used(tags) => open.used(tags),
            Action::PlaceByHand(passage) => {
                let article = passage.as_ref().and_then(|(analyst, id)| {
                    open.workspace.project().annotation(analyst, *id).map(|passage| passage.article.clone())
                });
                if let Some(article) = article {
                    open.show(Place::Article(article));
                }
                open.placing = passage;
            }
            _ => {}
        }
    }

    pub(super) fn apply(&mut self, step: Step) {
        let Some(open) = &mut self.open else { return };
        let made = match &step.place {
            Some(Place::Passage(article, _, id)) if Some(article) == open.article.as_ref() => Some(*id),
            _ => None,
        };
        match open.workspace.apply(step) {
            // What was just made or changed is in hand, unless it is gone.
            Ok(()) => {
                open.panes.read.focused =
                    made.filter(|id| open.find_passage(*id).is_some()).or(open.panes.read.focused);
            }
            Err(error) => self.notices.say(Kind::Refused, sentence(&error.to_string())),
        }
    }

    /// Opens a project in the place of the one that is open; `false` if that stays, or this one cannot be opened.
    pub(super) fn open_project(&mut self, dir: &Path, analyst: Option<&str>) -> bool {
        // What is open stays until the other one is known to be a project.
        let Some(mut opened) = self.read_project(dir) else {
            if dir.is_dir() && !storage::is_project(dir) {
                self.ask(Question::NewProject(vec![dir.to_owned()]));
            }
            return false;
        };
        let is_open = self.open.as_ref().is_some_and(|open| open.workspace.root() == opened.store.root());
        if !self.close_project() {
            return false;
        }
        if is_open {
            // It was written in closing it.
            let Some(again) = self.read_project(dir) else { return false };
            opened = again;
        }
        let remembered = self.settings.projects.get(&opened.project.info().key).cloned().unwrap_or_default();
        let me = self.who(&opened.project, analyst, &remembered);
        let is_another = |before: &String| *before != me.id.as_str() && analyst.is_none();
        if remembered.analyst.as_ref().is_some_and(is_another) {
            let words = format!(
                "You annotate as {} here, in annotations/{}.ron: the coding that was yours is not in this project.",
                me.name, me.id
            );
            self.notices.say(Kind::Done, words);
        }
        let mut notices = std::mem::take(&mut opened.notices);
        let root = opened.store.root().to_owned();
        let mut workspace = Workspace::at(Desk::of(self.home.as_deref()), opened, me);
        storage::drop_settled(&mut notices, workspace.store(), workspace.project());
        let (damage, said): (Vec<_>, Vec<_>) = notices.into_iter().partition(|notice| notice.damage);
        for notice in said {
            self.notices.say(Kind::Problem, sentence(&notice.to_string()));
        }
        workspace.keep_copies();
        workspace.find_passages_again(&self.wake);
        let mut open = OpenProject::new(workspace, &remembered, damage);
        open.panes.excerpts.set_export(&self.settings.export);
        self.open = Some(open);
        self.say_what_is_to_review();
        self.take_up_drafts();
        self.settings.recent.retain(|other| *other != root);
        self.settings.recent.insert(0, root);
        self.settings.recent.truncate(RECENT);
        true
    }

    /// Reads a project, or says why it cannot be read.
    fn read_project(&mut self, dir: &Path) -> Option<Opened> {
        storage::open(dir).map_err(|error| self.notices.say(Kind::Problem, sentence(&error.to_string()))).ok()
    }

    /// Who annotates: as asked for, else as last time in this project, else as everywhere, else the system's user.
    fn who(&mut self, project: &Project, asked: Option<&str>, remembered: &ProjectView) -> Me {
        if self.settings.analyst_key.is_empty() {
            self.settings.analyst_key = uuid::Uuid::new_v4().simple().to_string();
        }
        let key = self.settings.analyst_key.clone();
        if let Some(asked) = asked {
            let by_id = AnalystId::new(asked).ok().and_then(|id| project.layer(&id));
            let by_name = || project.layers.values().map(|layer| &**layer).find(|layer| layer.analyst().name == asked);
            return match by_id.or_else(by_name) {
                Some(layer) => Me::of_layer(layer),
                None => Me::in_project(project, asked, &key),
            };
        }
        if let Some(id) = &remembered.analyst
            && let Some(layer) = AnalystId::new(id).ok().and_then(|id| project.layer(&id))
            && remembered.analyst_key.as_ref().is_none_or(|last_key| *last_key == layer.analyst().key)
        {
            return Me::of_layer(layer);
        }
        // A copy of the project in which one has not annotated yet.
        if let (Some(name), Some(last_key)) = (&remembered.analyst_name, &remembered.analyst_key) {
            return Me::in_project(project, name, last_key);
        }
        let name = if self.settings.analyst.trim().is_empty() { system_user() } else { self.settings.analyst.clone() };
        Me::in_project(project, &name, &key)
    }

    fn set_me(&mut self, name: &str, adopt: Option<&AnalystId>) {
        self.settings.analyst = name.to_owned();
        let key = self.settings.analyst_key.clone();
        let Some(open) = &mut self.open else { return };
        let project = open.workspace.project();
        let me = match adopt.and_then(|id| project.layer(id)) {
            Some(layer) => Me::of_layer(layer),
            None => Me::in_project(project, name, &key),
        };
        open.shown.remove(&me.id);
        open.panes.read.focused = None;
        let said = format!("You annotate as {}: annotations/{}.ron", me.name, me.id);
        open.workspace.set_me(me);
        self.notices.say(Kind::Done, said);
        self.take_up_drafts();
    }

    /// Saves and closes the open project; `false` if it could not be saved and therefore stays.
    pub(super) fn close_project(&mut self) -> bool {
        self.finish_adding();
        self.commit_drafts();
        if !self.is_saved() {
            self.notices.say(Kind::Problem, "Your last changes could not be written: save elsewhere first.");
            return false;
        }
        self.leave_drafts();
        self.remember();
        if let Some(open) = &self.open {
            open.workspace.close();
        }
        self.open = None;
        // What was asked, and what is still being read, was for that project.
        (self.dialog, self.receiving) = (None, None);
        self.to_receive.clear();
        true
    }

    pub(super) fn new_project(&mut self, dir: &Path, title: &str, texts: Vec<PathBuf>) {
        let title = if title.is_empty() { "Project" } else { title };
        let info = ProjectInfo {
            key: uuid::Uuid::new_v4().simple().to_string(),
            title: title.to_owned(),
            note: String::new(),
            created: crate::workspace::now(),
            blind: false,
        };
        match storage::create(dir, info, None) {
            Ok(_) => {
                // Where the project before cannot be saved it stays open: the texts are not meant for it.
                if self.open_project(dir, None) {
                    self.start_adding(texts, true);
                }
            }
            Err(error) => self.notices.say(Kind::Problem, sentence(&error.to_string())),
        }
    }

    fn save_elsewhere(&mut self, dir: &Path) {
        let Some(open) = &mut self.open else { return };
        match open.workspace.save_elsewhere(dir) {
            Ok(()) => {
                open.damage.clear();
                self.settings.recent.insert(0, dir.to_owned());
                self.notices.say(Kind::Done, format!("Saved to {}. You go on there.", dir.display()));
            }
            Err(error) => self.notices.say(Kind::Problem, sentence(&error.to_string())),
        }
    }

    fn ask_export_agreement(&mut self) {
        let title = self.open.as_ref().map_or("", |open| &open.workspace.project().info().title);
        let name = format!("{}-agreement", slug(title, "project"));
        let suggested = suggested(&name, &documents(), "csv");
        self.dialogs.ask(Ask::AgreementTo { suggested }, &self.wake);
    }

    pub(super) fn export_agreement(&mut self, path: &Path) {
        let Some(open) = &self.open else { return };
        let Some(report) = open.panes.compare.report() else { return };
        let project = open.workspace.project();
        match storage::write_outside(path, |out| exchange::agreement::write(project, report, out)) {
            Ok(()) => self.notices.say(Kind::Done, format!("Exported the agreement figures to {}.", path.display())),
            Err(error) => self.notices.say(Kind::Problem, format!("{}: {error}", path.display())),
        }
    }

    fn restore(&mut self, backup: &Backup) {
        self.commit_drafts();
        let Some(open) = &mut self.open else { return };
        match open.workspace.restore(backup) {
            Ok(true) => self.notices.say(Kind::Done, "Restored. Undo takes it back."),
            Ok(false) => self.notices.say(Kind::Refused, "Your coding is as it is in that copy already."),
            Err(why) => self.notices.say(Kind::Problem, sentence(&why)),
        }
    }

    fn export(&mut self, request: ExportRequest) {
        let Some(open) = &mut self.open else { return };
        if self.exporting.is_some() {
            self.notices.say(Kind::Refused, "An export is under way already: wait until that is done.");
            return;
        }
        let project = open.seen();
        self.settings.export = storage::ExportView {
            format: request.format.to_owned(),
            bom: request.bom,
            per_coding: request.per_coding,
            folder: request.path.parent().map(Path::to_owned),
        };
        let job = Job::start("export", Arc::clone(&self.wake), move |progress: &Progress| {
            write_export(&project, &request, progress)
        });
        match job {
            Ok(job) => self.exporting = Some(job),
            Err(error) => self.notices.say(Kind::Problem, format!("The export could not start: {error}")),
        }
    }

    fn open_folder(&mut self, folder: PathBuf) {
        // The system's file manager may take its time.
        let job = Job::start("open-folder", Arc::clone(&self.wake), move |_: &Progress| {
            open::that_detached(&folder).map_err(|error| format!("{} could not be opened: {error}", folder.display()))
        });
        match job {
            Ok(job) => self.opening = Some(job),
            Err(error) => self.notices.say(Kind::Problem, format!("The folder could not be opened: {error}")),
        }
    }
}

fn write_export(project: &Project, request: &ExportRequest, progress: &Progress) -> Result<Exported, String> {
    let path = &request.path;
    let folder = path.parent().map(Path::to_owned);
    let Some(format) = exchange::format(request.format) else {
        return Err(format!("No format is called {}", request.format));
    };
    if format.is_layers() {
        return Ok(Exported { words: write_layers(project, request)?, folder });
    }
    let rows = if request.per_coding { Rows::PerCoding } else { Rows::PerPassage };
    let options = ExportOptions { bom: request.bom, rows, filter: request.filter.clone() };
    let report = |done, total| progress.report(done, total);
    let mut left_out = exchange::LeftOut::default();
    storage::write_outside(path, |out| {
        let export = exchange::Export { project, passages: &request.passages, options: &options, progress: &report };
        left_out = format.write(&export, out)?;
        Ok::<(), exchange::ExportError>(())
    })
    .map_err(|error| format!("{}: {error}", path.display()))?;
    let written = format.counted(project, request.passages.len() - left_out.passages);
    let said = [format!("Exported {written} to {}.", path.display())];
    let words = said.into_iter().chain(left_out.notices).collect::<Vec<_>>().join(" ");
    Ok(Exported { words, folder })
}

/// A file for each analyst; of one analyst, the file that was named.
fn write_layers(project: &Project, request: &ExportRequest) -> Result<String, String> {
    let analysts: BTreeSet<&AnalystId> = request.passages.iter().map(|(analyst, _)| analyst).collect();
    let stem = request.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut written = Vec::new();
    for layer in analysts.iter().filter_map(|analyst| project.layer(analyst)) {
        let file = match analysts.len() {
            1 => request.path.clone(),
            _ => request.path.with_file_name(format!("{stem}-{}.ron", layer.id)),
        };
        storage::write_outside::<io::Error>(&file, |out| out.write_all(&crate::format::layer_bytes(project, layer)))
            .map_err(|error| format!("{} could not be written: {error}", file.display()))?;
        written.push(file.display().to_string());
    }
    Ok(format!("Exported the coding of {} to {}.", crate::words::counted(written.len(), "analyst"), written.join(", ")))
}

/// Takes it out of the set, or puts it in.
fn toggle<T: Ord>(set: &mut BTreeSet<T>, item: T) {
    if !set.remove(&item) {
        set.insert(item);
    }
}

fn system_user() -> String {
    let name = whoami::realname().ok().filter(|name| !name.trim().is_empty() && name.is_ascii());
    let login = whoami::username().ok().filter(|name| !name.trim().is_empty());
    login.or(name).unwrap_or_else(|| "analyst".to_owned())
}
