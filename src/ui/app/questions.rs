//! The dialog that lies over the window: opening it, drawing it, closing it, and what is typed in it and elsewhere.

use std::any::Any;

use egui::Ui;

use super::state::{App, OpenDialog};
use crate::storage::Typed;
use crate::ui::{
    action::Question,
    codebook::{DeleteTag, MergeTag},
    command::{COMMANDS, Command},
    dialog::{self, Cx, Dialog},
    drafts::Drafts,
    notices::Kind,
    overlay::{ArticleDetails, Exclude, NewProject, RemoveArticle},
    scene::Scene,
};

/// What the place of a dialog begins with, by what opens it.
const QUESTION: &str = "question";
const COMMAND: &str = "command";
const TAKEN_UP: &str = "What was being typed the last time is there again.";

impl App {
    /// Opens the dialog that asks this.
    pub(super) fn ask(&mut self, question: Question) {
        let place = place_of(&question);
        let dialog = match (question, &mut self.open) {
            (Question::NewProject(texts), _) => boxed(Some(NewProject::new(texts))),
            // The preview is opened when they have been read.
            (Question::AddArticles(paths), _) => return self.start_adding(paths, false),
            (question, Some(open)) => open.with_scene(|scene, _| in_project(question, scene)),
            (_, None) => None,
        };
        if let Some(dialog) = dialog {
            self.show_dialog(dialog, Some(place));
        }
    }

    /// Opens the dialog of a command.
    pub(super) fn open_by(&mut self, command: Command, open: fn(&mut Self) -> Option<Box<dyn Dialog>>) {
        if let Some(dialog) = open(self) {
            self.show_dialog(dialog, Some(format!("{COMMAND} {}", command.declared().id)));
        }
    }

    /// Opens a dialog that nothing else can open again.
    pub(super) fn open_dialog(&mut self, dialog: impl Dialog) {
        self.show_dialog(Box::new(dialog), None);
    }

    /// Shows a dialog in the place of the one that is open.
    pub(super) fn show_dialog(&mut self, mut dialog: Box<dyn Dialog>, place: Option<String>) {
        let at_first = dialog.written();
        self.dialog = Some(OpenDialog { dialog, place, at_first });
    }

    /// The open dialog, if it is of that type.
    pub(super) fn dialog_mut<T: Dialog>(&mut self) -> Option<&mut T> {
        let dialog: &mut dyn Any = &mut *self.dialog.as_mut()?.dialog;
        dialog.downcast_mut()
    }

    /// What is being typed is kept in the journal, for the case that the program does not come to its end, and for the next start.
    pub(super) fn keep_drafts(&mut self) {
        let mut drafts = Drafts::default();
        self.dialog.iter_mut().for_each(|open| open.drafts(&mut drafts));
        drafts.typed.extend(self.adding.typed.clone());
        let Some(open) = &mut self.open else {
            // There is no journal: the settings are what outlives the program.
            self.settings.typed = drafts.typed;
            return;
        };
        open.with_scene(|scene, parts| parts.panes.all().for_each(|pane| pane.drafts(scene, &mut drafts)));
        let (edits, typed) = drafts.taken();
        open.workspace.draft(edits, typed);
    }

    /// Before the project is closed, when all is saved: what is typed still is there at the next start.
    pub(super) fn leave_drafts(&mut self) {
        self.keep_drafts();
        if let Some(open) = &mut self.open
            && !open.workspace.typed().is_empty()
        {
            open.workspace.sync_now();
        }
    }

    /// Puts what was typed in the session before into its fields again.
    pub(super) fn take_up_drafts(&mut self) {
        let typed = self.open.as_ref().map(|open| open.workspace.typed().to_vec()).unwrap_or_default();
        for one in &typed {
            self.take_up(one);
        }
        if !typed.is_empty() {
            self.notices.say(Kind::Done, TAKEN_UP);
        }
    }

    /// As [`Self::take_up_drafts`], for what was typed while no project was open.
    pub(super) fn take_up_without_project(&mut self) {
        for typed in std::mem::take(&mut self.settings.typed) {
            if self.dialog.is_none() {
                self.take_up(&typed);
                self.notices.say(Kind::Done, TAKEN_UP);
            }
        }
    }

    fn take_up(&mut self, typed: &Typed) {
        match typed.place.split_once(' ') {
            Some((QUESTION, key)) => Question::parse(key).into_iter().for_each(|question| self.ask(question)),
            Some((COMMAND, id)) => {
                let declared = COMMANDS.iter().find(|declared| declared.id == id);
                declared.into_iter().for_each(|declared| self.open_again(declared.command));
            }
            _ => return self.open.iter_mut().for_each(|open| open.take_up(typed)),
        }
        match &mut self.dialog {
            Some(open) => open.dialog.take_up(&typed.fields),
            // It is opened when the files have been read.
            None if self.adding.first.is_some() => self.adding.typed = Some(typed.clone()),
            None => {}
        }
    }

    /// Draws the open dialog; takes it away when it is done with.
    pub(super) fn draw_dialog(&mut self, ui: &Ui) {
        let Some(mut open) = self.dialog.take() else { return };
        let (settings, keymap, notices) = (&mut self.settings, &self.keymap, &self.notices);
        let actions = &mut self.actions;
        let is_done = match &mut self.open {
            None if open.dialog.needs_project() => true,
            None => {
                let mut cx = Cx { scene: None, workspace: None, settings, keymap, notices, actions };
                dialog::show(ui, &mut *open.dialog, &mut cx)
            }
            Some(project) => project.with_scene(|scene, parts| {
                let workspace = Some(parts.workspace);
                let mut cx = Cx { scene: Some(scene), workspace, settings, keymap, notices, actions };
                dialog::show(ui, &mut *open.dialog, &mut cx)
            }),
        };
        if !is_done {
            self.dialog = Some(open);
        }
    }
}

impl OpenDialog {
    /// What stands in its fields, if that is not what stood in them at first.
    fn drafts(&mut self, drafts: &mut Drafts) {
        let Some(place) = &self.place else { return };
        let fields = self.dialog.written();
        if fields != self.at_first {
            // An empty field is one that was emptied.
            drafts.typed.push(Typed { place: place.clone(), fields });
        }
    }
}

/// By what the dialog that asks this is opened again.
pub(super) fn place_of(question: &Question) -> String {
    format!("{QUESTION} {}", question.key())
}

/// The dialog that asks this of an open project; nothing if what it is about is not there.
fn in_project(question: Question, scene: &Scene<'_>) -> Option<Box<dyn Dialog>> {
    match question {
        Question::RemoveArticle(id) => boxed(Some(RemoveArticle(id))),
        Question::Article(id) => boxed(ArticleDetails::new(scene, &id)),
        Question::Exclude(id) => boxed(Some(Exclude::new(scene, id))),
        Question::DeleteTag(id) => boxed(DeleteTag::new(scene, id)),
        Question::MergeTag(id) => boxed(MergeTag::new(scene, id)),
        Question::NewProject(texts) => boxed(Some(NewProject::new(texts))),
        Question::AddArticles(_) => None,
    }
}

fn boxed(dialog: Option<impl Dialog>) -> Option<Box<dyn Dialog>> {
    dialog.map(|dialog| Box::new(dialog) as Box<dyn Dialog>)
}
