//! A search for passages that is under way.

use crate::jobs::Job;
use crate::{model::Project, verbs::Reanchored};
use std::sync::Arc;

/// A search under way, in the project as it was when it began.
pub(super) struct Finding {
    pub(super) from: Arc<Project>,
    pub(super) job: Job<Reanchored>,
}
