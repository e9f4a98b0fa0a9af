//! What is being typed in the window, from panes and dialogs: one collection for the journal.

use super::action::{Action, Actions};
use crate::{
    model::{Edit, EditError, Step},
    storage::Typed,
};

/// What is being typed: as the changes that it would become, and as texts where it is no change before a button is pressed.
#[derive(Debug, Default)]
pub struct Drafts {
    /// What would be committed if every field were left now.
    pub changes: Actions,
    /// What stands in fields that wait for a button.
    pub typed: Vec<Typed>,
}

impl Drafts {
    /// Adds what leaving the field would change.
    pub fn step(&mut self, step: Result<Step, EditError>) {
        self.changes.step(step);
    }

    /// Adds what stands in the fields at a place; nothing if all of them are empty.
    pub fn typed(&mut self, place: impl Into<String>, fields: &[(&str, &str)]) {
        let fields: Vec<_> = fields.iter().filter(|(_, text)| !text.is_empty()).collect();
        if !fields.is_empty() {
            let fields = fields.into_iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
            self.typed.push(Typed { place: place.into(), fields });
        }
    }

    /// The changes, and what is typed.
    pub fn taken(mut self) -> (Vec<Edit>, Vec<Typed>) {
        let edits = self.changes.take().into_iter().filter_map(|action| match action {
            Action::Apply(step) => Some(step.edits),
            _ => None,
        });
        (edits.flatten().collect(), self.typed)
    }
}

/// What stands in the field of that name; nothing if there is none.
pub fn field<'a>(typed: &'a Typed, name: &str) -> &'a str {
    typed.fields.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text)
}
