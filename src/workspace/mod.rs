//! An open project: the only place that changes it, with its history, what is saved, and who annotates.

mod adding;
mod finding;
mod foreign;
mod highlights;
mod keeping;
mod me;
mod open;
mod receiving;
mod saving;
mod search;
mod watching;

pub use adding::{Added, Placed};
pub use foreign::plans_of;
pub use me::Me;
pub use open::{ImportError, SaveState, StepError, Workspace, fresh, now};
