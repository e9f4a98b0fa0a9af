//! What a disagreement is known by.

use crate::analysis::compare::Disagreement;
use crate::model::AnnotationId;

/// What a disagreement is known by while the project changes: one of its passages, else its decision.
pub(super) type Known = AnnotationId;

pub(super) fn key_of(one: &Disagreement) -> Option<AnnotationId> {
    let decision = one.settled.map(|settled| settled.decision);
    one.passages.first().map(|passage| passage.id).or(decision)
}
