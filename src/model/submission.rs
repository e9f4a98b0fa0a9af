//! An analyst's coding of an article as it was submitted.

use std::cmp::Ordering;

use jiff::Timestamp;

use super::{
    annotation::Coding,
    article::Fingerprint,
    entry::Entry,
    ids::{AnnotationId, ArticleId},
    record::{Concern, Mention, Order, Record},
    span::Span,
};

/// One analyst's coding of an article as it was when it was submitted: what agreement is computed from. Later edits leave
/// it as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Submission {
    pub at: Timestamp,
    /// The text that was coded; all spans refer to it.
    pub text: Fingerprint,
    /// By place; none where nothing in the article was to be marked.
    pub passages: Vec<Frozen>,
}

/// A passage as it was submitted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Frozen {
    pub annotation: AnnotationId,
    pub span: Span,
    /// The exact words of the span.
    pub words: String,
    pub codings: Vec<Coding>,
}

/// The order in which versions of a submission count: the earliest copy first, deletions last; else the later change first.
fn submitted_before(a: &Entry<Submission>, b: &Entry<Submission>) -> Ordering {
    let key = |entry: &Entry<Submission>| (entry.value.is_none(), entry.value.as_ref().map(|copy| copy.at));
    key(a).cmp(&key(b)).then_with(|| b.cmp(a))
}

impl Record for Submission {
    type Id = ArticleId;

    /// The copy that was submitted first counts, whatever was made of it afterwards, also its deletion.
    const FIRST: Option<Order<Self>> = Some(submitted_before);

    fn mentions<'a>(&'a self, id: &'a ArticleId) -> Vec<Mention<'a>> {
        let codings = self.passages.iter().flat_map(|passage| &passage.codings);
        [Mention::Article(id)].into_iter().chain(codings.flat_map(Coding::tags).map(Mention::Tag)).collect()
    }

    fn concerns<'a>(&'a self, id: &'a ArticleId) -> Concern<'a> {
        Concern::Article(id)
    }
}
