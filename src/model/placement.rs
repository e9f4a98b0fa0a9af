//! Where a passage was found in another text than the one it was made in.

use super::{
    article::Fingerprint,
    ids::{AnalystId, AnnotationId},
    record::{Concern, Mention, Record},
    span::Span,
    stamp::Stamp,
};

/// Where a passage stands in another text than the one it was annotated in: found by this layer's analyst or program, while
/// the passage itself stays as it was received.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placement {
    /// Whose passage it is.
    pub analyst: AnalystId,
    /// The change of the passage that was placed: a later one is placed anew.
    pub of: Stamp,
    /// The text that it was placed in.
    pub text: Fingerprint,
    /// `None`: kept as an orphan, since its words are not in that text.
    pub span: Option<Span>,
}

impl Record for Placement {
    type Id = AnnotationId;

    fn mentions<'a>(&'a self, _: &'a AnnotationId) -> Vec<Mention<'a>> {
        Vec::new()
    }

    fn concerns<'a>(&'a self, id: &'a AnnotationId) -> Concern<'a> {
        Concern::Passage(&self.analyst, *id)
    }
}
