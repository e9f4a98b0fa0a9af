//! The window's frame: keys become commands, panes draw and push actions, actions are carried out.

mod actions;
mod adding;
mod around;
mod bars;
mod commands;
mod questions;
mod sharing;
mod state;
#[cfg(test)]
mod tests;

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use egui::{CentralPanel, Context, Event, Frame, Popup, Ui, ViewportCommand};

pub use self::state::App;
use self::{
    around::Around,
    state::{Adding, Exported, PATIENCE},
};
use super::{
    action::{Action, Actions, Question},
    command::Command,
    dialogs::{Answer, Ask, FileDialogs},
    focus::Focus,
    input::InOrder,
    keymap::Keymap,
    notices::{Kind, Notices},
    overlay::{PathField, Unsaved},
    pane::{Cx, Look},
    project::OpenProject,
    read::{self, panes::Pane},
    start,
    theme::{self, colors},
};
use crate::jobs::{Job, Outcome, Wake};
use crate::storage::{self, Settings, ThemeChoice};
use crate::workspace::SaveState;

/// How long the window may stay hidden before it is asked again to be drawn.
const FIRST_DRAWING: Duration = Duration::from_millis(100);

/// How long settings that were changed may be in memory only.
const SETTINGS_LATEST: Duration = Duration::from_millis(800);

/// How long closing waits for what was typed before it.
const INPUT_PATIENCE: Duration = Duration::from_secs(3);

/// What the window is started with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Start {
    pub project: Option<PathBuf>,
    pub analyst: Option<String>,
    pub article: Option<String>,
}

impl App {
    /// A window over `settings`, kept in `home`.
    pub fn new(
        ctx: &Context,
        settings: Settings,
        home: Option<PathBuf>,
        dialogs: Box<dyn FileDialogs>,
        start: &Start,
    ) -> Self {
        theme::install(ctx);
        ctx.add_plugin(InOrder::default());
        ctx.add_plugin(Focus::default());
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let waker = ctx.clone();
        let wake: Wake = Arc::new(move || waker.request_repaint());
        let mut app = Self {
            keymap: Keymap::new(&settings.keys),
            keymap_for: settings.keys.clone(),
            saved_settings: settings.clone(),
            settings_since: None,
            settings,
            home,
            open: None,
            actions: Actions::default(),
            dialog: None,
            dialogs,
            notices: Notices::default(),
            adding: Adding::default(),
            receiving: None,
            to_receive: VecDeque::new(),
            exporting: None,
            opening: None,
            drawn: false,
            missed: 0,
            wake,
            title: String::new(),
            quitting: false,
            told_to_end: Arc::default(),
            around: Around::default(),
            size: None,
            asked_pane: None,
            closes_since: None,
        };
        app.keymap.install(ctx);
        app.apply_look(ctx);
        if let Some(dir) = &start.project {
            app.open_project(dir, start.analyst.as_deref());
            if let (Some(open), Some(id)) = (&mut app.open, &start.article) {
                match crate::model::ArticleId::new(id) {
                    Ok(id) if open.workspace.project().articles.contains(&id) => open.open_article(id),
                    _ => app.notices.say(Kind::Problem, format!("there is no article “{id}” in this project")),
                }
            }
        }
        app.take_up_without_project();
        app
    }

    /// The open project, for tests.
    pub fn project(&self) -> Option<&OpenProject> {
        self.open.as_ref()
    }

    /// The last notice, for tests.
    pub fn last_notice(&self) -> Option<&str> {
        self.notices.last()
    }

    /// Takes over the switch that the system's signal to end turns.
    pub fn end_when(&mut self, told_to_end: Arc<AtomicBool>) {
        self.told_to_end = told_to_end;
    }

    /// Has `offer` called with what is selected in an article, whenever that is another text.
    pub fn offer_selections(&mut self, offer: Box<dyn Fn(String)>) {
        self.around.offer = Some(offer);
    }

    /// Says that something is wrong.
    pub fn say_problem(&mut self, text: String) {
        self.notices.say(Kind::Problem, text);
    }

    fn apply_look(&mut self, ctx: &Context) {
        ctx.set_theme(match self.settings.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        });
        if (ctx.zoom_factor() - self.settings.zoom).abs() > 0.001 {
            ctx.set_zoom_factor(self.settings.zoom.clamp(0.5, 4.0));
        }
    }

    /// One frame.
    pub fn frame(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.drawn = true;
        self.missed = 0;
        if self.keymap_for != self.settings.keys {
            self.keymap = Keymap::new(&self.settings.keys);
            self.keymap_for = self.settings.keys.clone();
            self.keymap.install(&ctx);
        }
        if self.dialog.as_ref().is_none_or(|open| !open.dialog.takes_keys()) {
            self.keymap.leave_letters(&ctx);
        }
        self.poll();
        self.dropped(&ctx);
        self.keys(&ctx);
        if let Some(open) = &mut self.open {
            open.refresh(colors(ui), ui.visuals().dark_mode);
        }
        self.around.before(&ctx);
        self.draw(ui);
        self.draw_dialog(ui);
        if let Some(folder) = self.notices.show_last(ui) {
            self.actions.push(Action::OpenFolder(folder));
        }
        self.act(&ctx);
        self.around.after(&ctx, self.open.as_ref());
        self.tick(&ctx);
    }

    /// Carries out what was asked for; what that asks for in turn too.
    fn act(&mut self, ctx: &Context) {
        for _ in 0..8 {
            let actions = self.actions.take();
            if actions.is_empty() {
                return;
            }
            for action in actions {
                self.carry_out(action, ctx);
            }
            // What was changed is drawn at once, not when the mouse moves next.
            ctx.request_repaint();
        }
    }

    fn draw(&mut self, ui: &mut Ui) {
        bars::top(self, ui);
        if self.open.is_none() {
            CentralPanel::default()
                .frame(Frame::NONE)
                .show(ui, |ui| start::show(ui, &self.settings.recent, &mut self.actions));
            return;
        }
        bars::banners(self, ui);
        bars::status(self, ui);
        let shown = self.panes_shown(ui.ctx());
        let look = Look {
            text_size: self.settings.text_size,
            articles: shown[0],
            inspector: shown[1],
            leave_out_noise: self.settings.leave_out_noise,
            whole_words: self.settings.whole_words,
            covered: self.is_covered(ui.ctx()),
        };
        let actions = &mut self.actions;
        let Some(open) = &mut self.open else { return };
        let view = open.view;
        open.with_scene(|scene, parts| {
            let mut cx = Cx { scene, look, actions };
            CentralPanel::default().frame(Frame::NONE).show(ui, |ui| parts.panes.of(view).show(ui, &mut cx));
            parts.panes.all_mut().for_each(|pane| pane.always(ui, &mut cx));
        });
    }

    /// Whether the articles and the inspector are shown in the Read view.
    fn panes_shown(&self, ctx: &Context) -> [bool; 2] {
        read::panes_shown(ctx, [self.settings.left_pane, self.settings.right_pane], self.asked_pane)
    }

    /// Shows a pane or hides it; where there is no room for both, in the place of the other one.
    fn toggle_pane(&mut self, pane: Pane, ctx: &Context) {
        let is_shown = self.panes_shown(ctx)[pane as usize];
        self.want_pane(pane, true);
        self.asked_pane = (!is_shown).then_some(pane);
        // In a narrow window it may be enough that it is not asked for any more: it comes back where there is room.
        if is_shown && self.panes_shown(ctx)[pane as usize] {
            self.want_pane(pane, false);
        }
    }

    fn want_pane(&mut self, pane: Pane, is_wanted: bool) {
        match pane {
            Pane::Articles => self.settings.left_pane = is_wanted,
            Pane::Inspector => self.settings.right_pane = is_wanted,
        }
    }

    /// Whether a button or the like has the focus and Enter or Space was pressed, which are for it then. The article is none.
    fn presses_what_has_focus(&self, ctx: &Context) -> bool {
        let pressed = ctx.input(|input| {
            input.modifiers.is_none() && (input.key_pressed(egui::Key::Enter) || input.key_pressed(egui::Key::Space))
        });
        pressed && self.has_focus_elsewhere(ctx) && !ctx.text_edit_focused()
    }

    /// Whether something else than the article has the focus.
    fn has_focus_elsewhere(&self, ctx: &Context) -> bool {
        let focused = ctx.memory(egui::Memory::focused);
        focused.is_some_and(|focused| self.open.as_ref().is_none_or(|open| !open.panes.read.reader.is(focused)))
    }

    /// Whether something lies over the window that has the keys.
    fn is_covered(&self, ctx: &Context) -> bool {
        self.dialog.is_some() || ctx.memory(|memory| memory.top_modal_layer().is_some())
    }

    fn keys(&mut self, ctx: &Context) {
        // An open menu has the keys: Escape closes it, and what lies under it stays as it is.
        if self.is_covered(ctx) || Popup::is_any_open(ctx) {
            return;
        }
        let in_text = ctx.egui_wants_keyboard_input() && ctx.text_edit_focused();
        let busy = self.open.as_mut().is_some_and(|open| open.panes.of(open.view).is_busy());
        if !in_text && !busy && self.can(Command::Copy) {
            let copied = ctx.input_mut(|input| {
                let at = input.events.iter().position(|event| matches!(event, Event::Copy))?;
                Some(input.events.remove(at))
            });
            if copied.is_some() {
                self.actions.push(Action::Run(Command::Copy));
            }
        }
        let pressing = self.presses_what_has_focus(ctx);
        while let Some(command) = self.keymap.pressed(ctx, in_text || busy, pressing, |command| self.can(command)) {
            self.actions.push(Action::Run(command));
        }
        if !in_text
            && !busy
            && let Some(open) = &mut self.open
        {
            let (view, actions) = (open.view, &mut self.actions);
            open.with_scene(|scene, parts| parts.panes.of(view).keys(ctx, scene, actions));
        }
    }

    fn dropped(&mut self, ctx: &Context) {
        let dropped: Vec<PathBuf> =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        if dropped.is_empty() {
            return;
        }
        match dropped.as_slice() {
            [folder] if storage::is_project(folder) && self.open.is_some() && self.dialog.is_some() => {
                let why = "Finish or close what is open here first, then drop the other project again.";
                self.notices.say(Kind::Refused, why);
            }
            [folder] if storage::is_project(folder) => self.actions.push(Action::OpenProject(folder.clone())),
            _ if self.open.is_some() => {
                let (annotations, articles): (Vec<_>, Vec<_>) =
                    dropped.into_iter().partition(|path| sharing::is_annotations(path));
                if !annotations.is_empty() {
                    self.actions.push(Action::ReadAnnotations(annotations));
                }
                if !articles.is_empty() {
                    self.actions.push(Action::AddArticles(articles));
                }
            }
            [folder] if folder.is_dir() => {
                self.ask(Question::NewProject(vec![folder.clone()]));
            }
            _ => self.ask(Question::NewProject(dropped)),
        }
    }

    /// Takes in what dialogs and jobs have come to.
    fn poll(&mut self) {
        match self.dialogs.poll() {
            Some((ask, Answer::Paths(paths))) => self.answered(ask, paths),
            Some((ask, Answer::StillOpen(other))) => {
                let title = other.title();
                self.notices
                    .say(Kind::Refused, format!("The dialog “{title}” has not answered yet: write the path here."));
                self.open_dialog(PathField::new(ask));
            }
            Some((ask, Answer::NoDialog)) => self.open_dialog(PathField::new(ask)),
            Some((_, Answer::Cancelled)) | None => {}
        }
        self.poll_adding();
        // Nothing that is open is pushed aside.
        match self.receiving.as_ref().filter(|_| self.dialog.is_none()).map(Job::poll) {
            Some(Outcome::Done(read)) => {
                self.receiving = None;
                match read {
                    Ok(take_in) => self.open_dialog(take_in),
                    Err(why) => self.notices.say(Kind::Problem, actions::sentence(&why)),
                }
            }
            Some(Outcome::Died) => {
                self.receiving = None;
                self.notices.say(Kind::Problem, "Reading the file stopped by itself: this is a fault of Postil.");
            }
            Some(Outcome::Running) | None => {}
        }
        match self.exporting.as_ref().map(Job::poll) {
            Some(Outcome::Done(result)) => {
                self.exporting = None;
                self.say_exported(result);
            }
            Some(Outcome::Died) => {
                self.exporting = None;
                self.notices.say(Kind::Problem, "The export stopped by itself: this is a fault of Postil.");
            }
            Some(Outcome::Running) | None => {}
        }
        match self.opening.as_ref().map(Job::poll) {
            Some(Outcome::Running) | None => {}
            Some(Outcome::Done(Err(why))) => {
                self.opening = None;
                self.notices.say(Kind::Problem, why);
            }
            Some(Outcome::Done(Ok(())) | Outcome::Died) => self.opening = None,
        }
    }

    fn answered(&mut self, ask: Ask, paths: Vec<PathBuf>) {
        let first = paths.first().cloned();
        match (ask, first) {
            (Ask::AddFiles | Ask::AddFolder, Some(_)) => self.actions.push(Action::AddArticles(paths)),
            (Ask::OpenProject, Some(dir)) => self.actions.push(Action::OpenProject(dir)),
            (Ask::NewProject, Some(dir)) => self.ask(Question::NewProject(vec![dir])),
            (Ask::SampleFolder, Some(dir)) => self.actions.push(Action::CopySample(dir)),
            (Ask::AddAnnotations, Some(_)) => self.actions.push(Action::ReadAnnotations(paths)),
            (Ask::ShareMine { .. }, Some(path)) => self.actions.push(Action::ShareMine(path)),
            (Ask::ShareProject { .. }, Some(path)) => self.actions.push(Action::ShareProject(path)),
            (Ask::SaveElsewhere, Some(dir)) => self.actions.push(Action::SaveElsewhere(dir)),
            (Ask::ExportTo { .. }, Some(path)) => {
                if let Some(open) = &mut self.open {
                    open.panes.excerpts.set_export_path(path);
                }
            }
            (Ask::AgreementTo { .. }, Some(path)) => self.export_agreement(&path),
            (_, None) => {}
        }
    }

    /// Saving, the title, and when to wake up next.
    fn tick(&mut self, ctx: &Context) {
        let mut next: Option<Duration> = None;
        self.keep_drafts();
        self.read_next_annotations();
        if let Some(open) = &mut self.open {
            open.workspace.watch(ctx.input(|input| input.focused), &self.wake);
            next = open.workspace.tick(Instant::now(), self.settings.autosave, &self.wake);
            for notice in open.workspace.take_notices() {
                self.notices.say(Kind::Done, actions::sentence(&notice));
            }
        }
        if self.adding.is_under_way() || self.exporting.is_some() {
            next = Some(next.map_or(Duration::from_millis(100), |next| next.min(Duration::from_millis(100))));
        }
        if let Some(next) = next {
            ctx.request_repaint_after(next);
        }
        self.keep_settings(ctx);
        self.keep_title(ctx);
        self.apply_look(ctx);
        self.size = ctx.input(|input| input.viewport().inner_rect).map(|rect| (rect.width(), rect.height()));
        let close_requested = ctx.input(|input| input.viewport().close_requested());
        if close_requested && !self.quitting && self.must_wait_for_input(ctx) {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        } else if close_requested && !self.quitting {
            self.before_closing(ctx);
        } else if self.closes_since.is_some() && !self.must_wait_for_input(ctx) {
            self.closes_since = None;
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    /// Whether the window, which is to be closed, waits for what was typed and clicked before that, but not for long.
    fn must_wait_for_input(&mut self, ctx: &Context) -> bool {
        let is_waiting = ctx.plugin_opt::<InOrder>().is_some_and(|input| input.lock().is_waiting());
        let since = *self.closes_since.get_or_insert_with(Instant::now);
        if is_waiting && since.elapsed() < INPUT_PATIENCE {
            ctx.request_repaint();
            return true;
        }
        self.closes_since = None;
        false
    }

    fn keep_title(&mut self, ctx: &Context) {
        let title = match &self.open {
            None => "Postil".to_owned(),
            Some(open) => {
                let mark = match open.workspace.save_state() {
                    SaveState::Saved => "",
                    SaveState::Unsaved | SaveState::Saving => " (not saved yet)",
                    SaveState::Failed(_) => " (not saved)",
                    SaveState::ReadOnly(_) => " (read-only: open in another window)",
                };
                format!("{}{mark} – Postil", open.workspace.project().info().title)
            }
        };
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Says what came of an export; gives back whether it was written.
    fn say_exported(&mut self, result: Result<Exported, String>) -> bool {
        let is_written = result.is_ok();
        match result {
            Ok(exported) => self.notices.say_written(exported.words, exported.folder),
            Err(why) => self.notices.say(Kind::Problem, why),
        }
        is_written
    }

    /// Waits for an export that is under way; `false` if it failed, which is said.
    fn finish_exporting(&mut self) -> bool {
        let result = self.exporting.take().and_then(Job::wait);
        result.is_none_or(|result| self.say_exported(result))
    }

    /// Everything is written before the window goes; if that fails it stays and asks. Whoever is told to end by the system ends: what
    /// is not in the project's files is in the journal.
    fn before_closing(&mut self, ctx: &Context) {
        let must_end = self.told_to_end.load(Ordering::Relaxed);
        if must_end {
            // An export may take longer than there is time.
            self.commit_drafts();
            self.is_saved();
        }
        if !self.finish_exporting() && !must_end {
            return ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        }
        self.finish_adding();
        self.commit_drafts();
        if !self.is_saved() && !must_end {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.open_dialog(Unsaved);
            return;
        }
        self.close_window(ctx);
    }

    /// Whether all that was done is in the project's files, as they are now.
    pub(super) fn is_saved(&mut self) -> bool {
        let Some(open) = &mut self.open else { return true };
        let state = open.workspace.look_and_save(PATIENCE, &self.wake);
        matches!(state, SaveState::ReadOnly(_)) || open.workspace.is_written()
    }

    fn close_window(&mut self, ctx: &Context) {
        self.leave_drafts();
        self.remember();
        if let Some(open) = &self.open {
            open.workspace.close();
        }
        self.quitting = true;
        ctx.send_viewport_cmd(ViewportCommand::Close);
    }

    /// Drafts that are still in a field become changes.
    fn commit_drafts(&mut self) {
        let actions = &mut self.actions;
        if let Some(open) = &mut self.open {
            open.with_scene(|scene, parts| parts.panes.all_mut().for_each(|pane| pane.commit(scene, actions)));
            for action in self.actions.take() {
                if let Action::Apply(step) = action {
                    self.apply(step);
                }
            }
        }
    }

    /// Writes the settings soon after they were changed. What cannot be written is tried again, and told, when the project is closed.
    fn keep_settings(&mut self, ctx: &Context) {
        let Some(home) = self.home.as_ref().filter(|_| self.settings != self.saved_settings) else {
            self.settings_since = None;
            return;
        };
        let since = *self.settings_since.get_or_insert_with(Instant::now);
        match SETTINGS_LATEST.checked_sub(since.elapsed()) {
            Some(left) => ctx.request_repaint_after(left),
            None => {
                self.settings_since = None;
                if storage::save_settings(home, &self.settings).is_ok() {
                    self.saved_settings = self.settings.clone();
                }
            }
        }
    }

    /// Keeps what the next start needs.
    fn remember(&mut self) {
        if let Some(open) = &self.open {
            let key = open.workspace.project().info().key.clone();
            self.settings.projects.insert(key, open.remember());
        }
        if self.size.is_some() {
            self.settings.window = self.size;
        }
        if self.settings != self.saved_settings
            && let Some(home) = &self.home
        {
            match storage::save_settings(home, &self.settings) {
                Ok(()) => self.saved_settings = self.settings.clone(),
                Err(error) => self.notices.say(Kind::Problem, error.to_string()),
            }
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.missed += 1;
        if self.missed > 1 {
            // A window that is hidden or minimised is not drawn: what is to be saved is saved all the same.
            self.poll();
            self.tick(ctx);
        }
        if !self.drawn {
            // Where the system is slow to ask for the first drawing, eframe gives it up, and the window would stay hidden.
            if self.missed > 1 {
                ctx.send_viewport_cmd(ViewportCommand::RequestPaintWhileHidden);
            }
            ctx.request_repaint_after(FIRST_DRAWING);
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        if self.quitting {
            return;
        }
        self.finish_exporting();
        self.finish_adding();
        self.commit_drafts();
        self.is_saved();
        self.leave_drafts();
        self.remember();
        if let Some(open) = &self.open {
            open.workspace.close();
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}
