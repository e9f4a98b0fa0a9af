//! Running commands, however they were asked for.

use egui::{Context, ViewportCommand};

use super::super::notices::Kind;
use super::state::App;
use crate::storage::ThemeChoice;
use crate::ui::{
    action::{Action, View},
    command::{Command, Needs},
    dialogs::Ask,
    overlay::{self, Overlay},
    read::{self, panes::Pane},
    theme,
};
use crate::workspace::{SaveState, fresh};
use crate::{
    model::{Place, Span, State},
    verbs,
};

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
        if command == Command::EditNote && !self.panes_shown(ctx)[Pane::Inspector as usize] {
            // The note is written there.
            self.toggle_pane(Pane::Inspector, ctx);
        }
        match command {
            Command::OpenProject => self.dialogs.ask(Ask::OpenProject, &self.wake),
            Command::NewProject => self.dialogs.ask(Ask::NewProject, &self.wake),
            Command::TrySample => self.dialogs.ask(Ask::SampleFolder, &self.wake),
            Command::AddArticles => self.dialogs.ask(Ask::AddFiles, &self.wake),
            Command::AddFolder => self.dialogs.ask(Ask::AddFolder, &self.wake),
            Command::AddAnnotations => self.dialogs.ask(Ask::AddAnnotations, &self.wake),
            Command::Conflicts => self.overlay = Some(Overlay::Conflicts),
            Command::ShareMine | Command::ShareProject => self.ask_where_to_share(command == Command::ShareMine),
            Command::SaveElsewhere => self.dialogs.ask(Ask::SaveElsewhere, &self.wake),
            Command::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            Command::CloseProject => {
                self.close_project();
            }
            Command::Save => self.save(),
            Command::Undo | Command::Redo => self.undo_or_redo(command == Command::Undo),
            Command::Palette => self.overlay = Some(Overlay::Palette(overlay::Palette::commands())),
            Command::GoToArticle => self.overlay = Some(Overlay::Palette(overlay::Palette::articles())),
            Command::Shortcuts => self.overlay = Some(Overlay::Sheet),
            Command::Notices => self.overlay = Some(Overlay::Notices),
            Command::Settings => self.overlay = Some(Overlay::Settings(overlay::KeyCapture::default())),
            Command::NewTag => self.overlay = Some(Overlay::NewTag(overlay::NewTag::default())),
            Command::TextLarger => self.resize_text(1.0),
            Command::TextSmaller => self.resize_text(-1.0),
            Command::TextNormal => self.settings.text_size = theme::TEXT_SIZE,
            Command::ToggleTheme => {
                let is_dark = ctx.theme() == egui::Theme::Dark;
                self.settings.theme = if is_dark { ThemeChoice::Light } else { ThemeChoice::Dark };
            }
            Command::ToggleArticles => self.toggle_pane(Pane::Articles, ctx),
            Command::ToggleInspector => self.toggle_pane(Pane::Inspector, ctx),
            other => self.run_in_project(other, ctx),
        }
    }

    /// One thing has the keyboard at a time: what is open in the Read view ends before something else opens. Returns whether it did.
    pub(super) fn make_room(&mut self) -> bool {
        let actions = &mut self.actions;
        let has_room = self.open.as_mut().is_none_or(|open| {
            open.view != View::Read
                || open.with_scene(|scene, mut parts| read::make_room(scene, &mut parts.reading, actions))
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

    fn run_in_project(&mut self, command: Command, ctx: &Context) {
        let actions = &mut self.actions;
        let Some(open) = &mut self.open else { return };
        match command {
            Command::ViewRead => open.view = View::Read,
            Command::ViewExcerpts => open.view = View::Excerpts,
            Command::ViewCodebook => open.view = View::Codebook,
            Command::ViewCompare => open.view = View::Compare,
            Command::Export => open.excerpts.open_export(),
            Command::WhoAmI => self.overlay = Some(Overlay::Who(overlay::Who::new(&open.workspace.me().name))),
            Command::RestoreBackup => match open.workspace.store().backups() {
                Ok(backups) => self.overlay = Some(Overlay::Backups(overlay::Backups::new(backups))),
                Err(error) => self.notices.say(Kind::Problem, format!("history/backups cannot be read: {error}.")),
            },
            Command::ToSettle => self.overlay = Some(Overlay::Settle(overlay::Settle::default())),
            Command::PlaceHere => self.place_here(),
            Command::ProjectDetails => {
                let details = open.with_scene(|scene, _| overlay::ProjectDetails::new(scene));
                self.overlay = Some(Overlay::Project(Box::new(details)));
            }
            Command::NextArticle | Command::PreviousArticle => match open.neighbour(command == Command::NextArticle) {
                Some(id) => actions.push(Action::Show(Place::Article(id))),
                None => self.notices.say(Kind::Refused, "There is no further article in the list."),
            },
            Command::EditArticle
            | Command::RemoveArticle
            | Command::MarkExcluded
            | Command::MarkTodo
            | Command::MarkDoing
            | Command::MarkDone
            | Command::Submit
            | Command::ArticleUp
            | Command::ArticleDown => self.run_on_article(command),
            other if other.declared().needs == Needs::Comparing => {
                open.with_scene(|scene, parts| parts.compare.run(other, scene, actions));
            }
            other => open.with_scene(|scene, mut parts| read::run(other, ctx, scene, &mut parts.reading, actions)),
        }
    }

    /// Puts the passage that is being placed at the selection.
    fn place_here(&mut self) {
        let Some(open) = &mut self.open else { return };
        let (Some((analyst, id)), Some(article)) = (open.placing.clone(), open.article.clone()) else { return };
        let project = open.workspace.project();
        let is_its_article = project.annotation(&analyst, id).is_some_and(|passage| passage.article == article);
        let text = project.articles.get(&article).map_or("", |article| article.body.text());
        let selection = open.reader.selection().and_then(|selection| Span::new(text, selection.range()).ok());
        match selection {
            Some(span) if is_its_article => {
                self.actions.step(verbs::settle_at(project, &open.workspace.me().id, &analyst, id, span));
                open.placing = None;
            }
            Some(_) => self.notices.say(Kind::Refused, "The passage belongs to another article."),
            None => self.notices.say(Kind::Refused, "Select the words first that the passage is."),
        }
    }

    fn run_on_article(&mut self, command: Command) {
        let actions = &mut self.actions;
        let Some(open) = &self.open else { return };
        let (Some(id), project, me) = (&open.article, open.workspace.project(), &open.workspace.me().id) else {
            return;
        };
        let mut mark = |state| actions.step(verbs::set_status(project, me, id, state, ""));
        match command {
            Command::MarkTodo => mark(State::Todo),
            Command::MarkDoing => mark(State::Doing),
            Command::MarkDone => mark(State::Done),
            Command::Submit => actions.step(verbs::submit(project, me, id, fresh().now)),
            Command::MarkExcluded => actions.push(Action::AskExclude(id.clone())),
            Command::EditArticle => actions.push(Action::EditArticle(id.clone())),
            Command::RemoveArticle => actions.push(Action::AskRemoveArticle(id.clone())),
            Command::ArticleUp => actions.step(read::articles::moved(project, me, id, false)),
            Command::ArticleDown => actions.step(read::articles::moved(project, me, id, true)),
            _ => {}
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
