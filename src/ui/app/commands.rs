//! Running commands, however they were asked for.

use egui::{Context, ViewportCommand};

use super::super::notices::Kind;
use super::state::App;
use crate::storage::ThemeChoice;
use crate::ui::{
    action::{Action, Actions, Question, View},
    command::{Command, Needs, commands},
    compare::ComparePane,
    dialog::Dialog,
    dialogs::Ask,
    overlay::{self, Backups, ProjectDetails, Who},
    read::{Hand, articles, panes::Pane},
    scene::Scene,
    theme,
};
use crate::workspace::{SaveState, fresh};
use crate::{
    model::{AnalystId, ArticleId, EditError, Place, Project, Span, State, Step},
    verbs,
};

/// What a command does.
enum Doing {
    /// The system asks for files or a folder.
    Ask(Ask),
    /// Something opens over the window.
    Open(fn(&mut App) -> Option<Box<dyn Dialog>>),
    See(View),
    /// The window does it.
    App(fn(&mut App, &Context)),
    /// Something is asked about the open article.
    Article(fn(ArticleId) -> Question),
    /// The open article is changed, or what one says of it.
    Step(fn(&Project, &AnalystId, &ArticleId) -> Result<Step, EditError>),
    /// The Read view does it.
    Read(fn(&mut Hand<'_, '_>)),
    /// The Compare view does it.
    Compare(fn(&mut ComparePane, &Scene<'_>, &mut Actions)),
}

macro_rules! doings {
    (
        { $($a:ident $a_id:literal $a_name:literal $a_help:literal $a_menu:ident $a_needs:ident
            $a_key:expr, $a_second:expr => $a_kind:ident($a_what:expr);)* }
        views { $($view:ident $v:ident $v_id:literal $v_name:literal $v_help:literal $v_needs:ident
            $v_key:expr => $field:ident: $pane:ty;)* }
        { $($b:ident $b_id:literal $b_name:literal $b_help:literal $b_menu:ident $b_needs:ident
            $b_key:expr, $b_second:expr => $b_kind:ident($b_what:expr);)* }
    ) => {
        fn doing(command: Command) -> Doing {
            match command {
                $(Command::$a => Doing::$a_kind($a_what),)*
                $(Command::$v => Doing::See(View::$view),)*
                $(Command::$b => Doing::$b_kind($b_what),)*
            }
        }
    };
}
commands!(doings);

impl App {
    /// Whether the command makes sense now.
    pub(super) fn can(&self, command: Command) -> bool {
        let Some(open) = &self.open else { return command.declared().needs == Needs::Nothing };
        match command {
            Command::Undo => open.workspace.undo_label().is_some(),
            Command::Redo => open.workspace.redo_label().is_some(),
            Command::PlaceHere => open.view == View::Read && open.placing.is_some(),
            _ => match command.declared().needs {
                Needs::Nothing | Needs::Project => true,
                Needs::Article => open.article.is_some(),
                Needs::Reading => open.view == View::Read && open.article.is_some(),
                Needs::Coders => open.can_compare(),
                Needs::Comparing => open.view == View::Compare && open.can_compare(),
            },
        }
    }

    pub(super) fn run(&mut self, command: Command, ctx: &Context) {
        if !self.can(command) || !(command.leaves_as_is() || self.make_room()) {
            return;
        }
        match doing(command) {
            Doing::Ask(ask) => self.dialogs.ask(ask, &self.wake),
            Doing::Open(open) => self.open_by(command, open),
            Doing::See(view) => self.open.iter_mut().for_each(|open| open.view = view),
            Doing::App(run) => run(self, ctx),
            Doing::Article(about) => {
                let article = self.open.as_ref().and_then(|open| open.article.clone());
                article.into_iter().for_each(|article| self.ask(about(article)));
            }
            Doing::Step(make) => {
                if let Some(open) = &self.open
                    && let Some(article) = &open.article
                {
                    self.actions.step(make(open.workspace.project(), &open.workspace.me().id, article));
                }
            }
            Doing::Read(run) => self.read(ctx, run),
            Doing::Compare(run) => {
                let actions = &mut self.actions;
                if let Some(open) = &mut self.open {
                    open.with_scene(|scene, parts| parts.panes.compare.run(command, run, scene, actions));
                }
            }
        }
    }

    /// Opens the dialog of a command again, for what was typed in it.
    pub(super) fn open_again(&mut self, command: Command) {
        if let Doing::Open(open) = doing(command) {
            self.open_by(command, open);
        }
    }

    /// Has the Read view do something.
    fn read(&mut self, ctx: &Context, run: fn(&mut Hand<'_, '_>)) {
        let actions = &mut self.actions;
        if let Some(open) = &mut self.open {
            open.with_scene(|scene, parts| {
                Hand::over(ctx, scene, &mut parts.panes.read.parts(), actions).iter_mut().for_each(run);
            });
        }
    }

    /// One thing has the keyboard at a time: what is open in the view ends before something else opens. Returns whether it did.
    pub(super) fn make_room(&mut self) -> bool {
        let actions = &mut self.actions;
        let has_room = self.open.as_mut().is_none_or(|open| {
            let view = open.view;
            open.with_scene(|scene, parts| parts.panes.of(view).make_room(scene, actions))
        });
        // What was ended is a change before the command looks at the project.
        for action in self.actions.take() {
            match action {
                Action::Apply(step) => self.apply(step),
                other => self.actions.push(other),
            }
        }
        has_room
    }

    fn project_details(&mut self) -> Option<Box<dyn Dialog>> {
        Some(Box::new(self.open.as_mut()?.with_scene(|scene, _| ProjectDetails::new(scene))))
    }

    fn backups(&mut self) -> Option<Box<dyn Dialog>> {
        match self.open.as_ref()?.workspace.store().backups() {
            Ok(backups) => Some(Box::new(Backups::new(backups))),
            Err(error) => {
                self.notices.say(Kind::Problem, format!("history/backups cannot be read: {error}."));
                None
            }
        }
    }

    fn who_annotates(&mut self) -> Option<Box<dyn Dialog>> {
        Some(Box::new(Who::new(&self.open.as_ref()?.workspace.me().name)))
    }

    fn open_export(&mut self) {
        self.open.iter_mut().for_each(|open| open.panes.excerpts.open_export());
    }

    fn next_article(&mut self, forward: bool) {
        let Some(open) = &self.open else { return };
        match open.neighbour(forward) {
            Some(id) => self.actions.push(Action::Show(Place::Article(id))),
            None => self.notices.say(Kind::Refused, "There is no further article in the list."),
        }
    }

    /// Puts the cursor into the note of the passage in hand; the pane that it is written in is shown.
    fn write_note(&mut self, ctx: &Context) {
        if !self.panes_shown(ctx)[Pane::Inspector as usize] {
            self.toggle_pane(Pane::Inspector, ctx);
        }
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the method is for one lifetime, the closure for all"
        )]
        self.read(ctx, |hand| hand.note());
    }

    fn toggle_theme(&mut self, ctx: &Context) {
        let is_dark = ctx.theme() == egui::Theme::Dark;
        self.settings.theme = if is_dark { ThemeChoice::Light } else { ThemeChoice::Dark };
    }

    /// Puts the passage that is being placed at the selection.
    fn place_here(&mut self) {
        let Some(open) = &mut self.open else { return };
        let (Some((analyst, id)), Some(article)) = (open.placing.clone(), open.article.clone()) else { return };
        let project = open.workspace.project();
        let is_its_article = project.annotation(&analyst, id).is_some_and(|passage| passage.article == article);
        let text = project.articles.get(&article).map_or("", |article| article.body.text());
        let selection =
            open.panes.read.reader.selection().and_then(|selection| Span::new(text, selection.range()).ok());
        match selection {
            Some(span) if is_its_article => {
                self.actions.step(verbs::settle_at(project, &open.workspace.me().id, &analyst, id, span));
                open.placing = None;
            }
            Some(_) => self.notices.say(Kind::Refused, "The passage belongs to another article."),
            None => self.notices.say(Kind::Refused, "Select the words first that the passage is."),
        }
    }

    /// Asks for the file that one's coding, or the project, is written to; beside the project's folder at first.
    fn ask_where_to_share(&mut self, mine: bool) {
        let Some(open) = &self.open else { return };
        let root = open.workspace.root();
        let folder = root.parent().unwrap_or(&root);
        let ask = if mine {
            Ask::ShareMine { suggested: folder.join(format!("{}.ron", open.workspace.me().id)) }
        } else {
            let name = root.file_name().map_or_else(|| "project".into(), |name| name.to_string_lossy());
            Ask::ShareProject { suggested: folder.join(format!("{name}.zip")) }
        };
        self.dialogs.ask(ask, &self.wake);
    }

    fn save(&mut self) {
        self.commit_drafts();
        let Some(open) = &mut self.open else { return };
        match open.workspace.look_and_save(super::state::PATIENCE, &self.wake) {
            SaveState::Saved => self.notices.say(Kind::Done, "Saved."),
            SaveState::Failed(why) => self.notices.say(Kind::Problem, format!("Not saved: {why}.")),
            SaveState::ReadOnly(why) => {
                self.notices.say(Kind::Refused, format!("There is nothing to save: {why}."));
            }
            SaveState::Unsaved | SaveState::Saving => self.notices.say(Kind::Problem, "Not saved yet."),
        }
    }

    fn undo_or_redo(&mut self, undo: bool) {
        let Some(open) = &mut self.open else { return };
        let moved = if undo { open.workspace.undo() } else { open.workspace.redo() };
        let Some(moved) = moved else { return };
        let word = if undo { "Undone" } else { "Redone" };
        self.notices.say(Kind::Done, format!("{word}: {}", moved.label));
        if let Some(place) = moved.place {
            open.show_undone(place);
        }
    }

    fn resize_text(&mut self, by: f32) {
        self.settings.text_size =
            (self.settings.text_size + by).clamp(*theme::TEXT_SIZES.start(), *theme::TEXT_SIZES.end());
    }
}
