//! What a view is to the window: what is drawn, which keys it takes, what is typed in it. Knows no view.

use egui::{Context, Ui};

use super::{action::Actions, command::Command, drafts::Drafts, scene::Scene};
use crate::{model::Place, storage::Typed};

/// How views are to look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub text_size: f32,
    /// Whether the pane with the articles is shown.
    pub articles: bool,
    /// Whether the pane with the passage in hand is shown.
    pub inspector: bool,
    /// Whether what is not part of an article is left out of search and word counts.
    pub leave_out_noise: bool,
    /// Whether the mouse selects whole words.
    pub whole_words: bool,
    /// Whether something lies over the view and has the keys.
    pub covered: bool,
}

/// What a view may look at, and the queue for what it asks for.
pub struct Cx<'a> {
    pub scene: &'a Scene<'a>,
    pub look: Look,
    pub actions: &'a mut Actions,
}

/// A view, with what it remembers.
pub trait Pane {
    /// Draws it.
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>);

    /// Does what is to be done in every frame, whichever view is shown: draws dialogs of its own, ends what was begun in it.
    fn always(&mut self, _ui: &Ui, _cx: &mut Cx<'_>) {}

    /// Takes keys that are no commands, where nothing is typed in and nothing has the keys for itself.
    fn keys(&mut self, _ctx: &Context, _scene: &Scene<'_>, _actions: &mut Actions) {}

    /// Whether something in it has the keys for itself.
    fn is_busy(&self) -> bool {
        false
    }

    /// Ends what is open in it, so that something else can have the keyboard; returns whether that could be done.
    fn make_room(&mut self, _scene: &Scene<'_>, _actions: &mut Actions) -> bool {
        true
    }

    /// Makes what stands in fields a change, as if they were left.
    fn commit(&mut self, _scene: &Scene<'_>, _actions: &mut Actions) {}

    /// Adds what is being typed in it.
    fn drafts(&self, _scene: &Scene<'_>, _drafts: &mut Drafts) {}

    /// Puts what was typed in the session before into its fields again; returns what is to be shown for that.
    fn take_up(&mut self, _typed: &Typed, _scene: &Scene<'_>) -> Option<Place> {
        None
    }

    /// Shows a place where something was undone, without leaving the view; returns whether it does that.
    fn show_place(&mut self, _place: &Place) -> bool {
        false
    }

    /// The keys that are used most in it, with what they do.
    fn usual_keys(&self) -> &'static [(&'static [Command], &'static str)] {
        &[]
    }
}
