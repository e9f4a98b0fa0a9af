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
        let pairs = inverse.iter().zip(step.edits.iter().rev());
        let (edits, left_out) = still_held(project, pairs);
        let back = Step::new(step.label.clone(), edits);
        let (label, place) = (step.label.clone(), step.place.clone());
        match project.apply(&back, stamper) {
            Ok(_) => {
                self.undone.push(Done { step, inverse });
                Some(Moved { label, place, left_out, edits: back.edits })
            }
            Err(_) => Some(Moved { label, place, left_out: inverse.len(), edits: Vec::new() }),
        }
    }

    /// Makes the step again that was undone last. `None`: there is nothing to redo.
    pub fn redo(&mut self, project: &mut Project, stamper: &mut Stamper) -> Option<Moved> {
        let Done { step, inverse } = self.undone.pop()?;
        let pairs = step.edits.iter().zip(inverse.iter().rev());
        let (edits, left_out) = still_held(project, pairs);
        let again = Step::new(step.label.clone(), edits);
        let (label, place) = (step.label.clone(), step.place.clone());
        match project.apply(&again, stamper) {
            Ok(applied) => {
                let inverse = if left_out == 0 { applied.inverse } else { inverse };
                self.done.push(Done { step, inverse });
                Some(Moved { label, place, left_out, edits: again.edits })
            }
            Err(_) => Some(Moved { label, place, left_out: step.edits.len(), edits: Vec::new() }),
        }
    }
}

/// The edits to make, of pairs (to make, what must still be there), and how many are left out.
///
/// A record that the step put twice is compared with the last put only: the earlier ones cannot be there any more.
fn still_held<'a>(project: &Project, pairs: impl Iterator<Item = (&'a Edit, &'a Edit)>) -> (Vec<Edit>, usize) {
    let mut simulated = project.clone();
    let mut stamper = Stamper::new("");
    let (mut edits, mut left_out) = (Vec::new(), 0);
    for (make, expected) in pairs {
        if simulated.holds(expected) && simulated.apply(&Step::new("", vec![make.clone()]), &mut stamper).is_ok() {
            edits.push(make.clone());
        } else {
            left_out += 1;
        }
    }
    (edits, left_out)
}
