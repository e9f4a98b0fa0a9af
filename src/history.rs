//! Undo and redo, without limit in a session.

use crate::model::{Edit, Place, Project, Stamper, Step};

/// What was done, and what was undone.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Done>,
    undone: Vec<Done>,
}

#[derive(Clone, Debug)]
struct Done {
    step: Step,
    inverse: Vec<Edit>,
}

/// What undoing or redoing did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub label: String,
    pub place: Option<Place>,
    /// Edits left out, since somebody else's change has replaced what they were about.
    pub left_out: usize,
    /// Copies that were submitted and stay, though the step that submitted them is undone.
    pub stayed: usize,
    /// What was put.
    pub edits: Vec<Edit>,
}

impl History {
    pub fn push(&mut self, step: Step, inverse: Vec<Edit>) {
        self.undone.clear();
        self.done.push(Done { step, inverse });
    }

    pub fn undo_label(&self) -> Option<&str> {
        self.done.last().map(|done| done.step.label.as_str())
    }

    pub fn redo_label(&self) -> Option<&str> {
        self.undone.last().map(|done| done.step.label.as_str())
    }

    /// Puts back what the last step replaced, each under a fresh stamp. `None`: there is nothing to undo.
    pub fn undo(&mut self, project: &mut Project, stamper: &mut Stamper) -> Option<Moved> {
        let Done { step, inverse } = self.done.pop()?;
        // The inverse runs backwards: its first edit takes back the step's last one.
        let held = project.apply_held(inverse.iter().zip(step.edits.iter().rev()), stamper);
        let moved = Moved::new(&step, held.edits, held.left_out, held.stayed);
        self.undone.push(Done { step, inverse });
        Some(moved)
    }

    /// Makes the step again that was undone last. `None`: there is nothing to redo.
    pub fn redo(&mut self, project: &mut Project, stamper: &mut Stamper) -> Option<Moved> {
        let Done { step, inverse } = self.undone.pop()?;
        let held = project.apply_held(step.edits.iter().zip(inverse.iter().rev()), stamper);
        let is_whole = held.edits.len() == step.edits.len();
        // What was submitted stays: that is nothing to be said again.
        let moved = Moved::new(&step, held.edits, held.left_out, 0);
        self.done.push(Done { step, inverse: if is_whole { held.inverse } else { inverse } });
        Some(moved)
    }
}

impl Moved {
    fn new(step: &Step, edits: Vec<Edit>, left_out: usize, stayed: usize) -> Self {
        Self { label: step.label.clone(), place: step.place.clone(), left_out, stayed, edits }
    }
}
