//! What one analyst has done in a project.

use std::{cmp::Ordering, fmt, sync::Arc};

use jiff::Timestamp;

use super::by_article::InArticle;
use super::{
    annotation::{Annotation, Coding},
    article::Fingerprint,
    beside::Beside,
    by_article::ByArticle,
    entry::Entry,
    ids::{AnalystId, AnnotationId, ArticleId, TagId},
    span::Span,
    stamp::Stamp,
    table::Table,
};

/// The order in which versions of a submission count: the earliest copy first, deletions last; else the later change first.
fn submitted_before(a: &Entry<Submission>, b: &Entry<Submission>) -> Ordering {
    let key = |entry: &Entry<Submission>| (entry.value.is_none(), entry.value.as_ref().map(|copy| copy.at));
    key(a).cmp(&key(b)).then_with(|| b.cmp(a))
}

/// Somebody who annotates.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Analyst {
    /// Random: tells two analysts of one name apart.
    pub key: String,
    pub name: String,
    pub created: Timestamp,
}

/// One analyst's coding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    pub id: AnalystId,
    pub analyst: Analyst,
    pub changed: Stamp,
    /// Versions of `analyst` to review: see [`Table::superseded`].
    pub superseded: Beside<Analyst>,
    pub annotations: ByArticle<Annotation>,
    pub statuses: Table<ArticleId, Status>,
    pub memos: Table<Subject, String>,
    pub splits: Table<TagId, Split>,
    pub submissions: Table<ArticleId, Submission>,
    pub placements: Table<AnnotationId, Placement>,
    /// What was settled; only the adjudicated layer has any.
    pub decisions: ByArticle<Decision>,
}

impl Layer {
    pub fn new(id: AnalystId, analyst: Analyst) -> Self {
        Self {
            id,
            analyst,
            changed: Stamp::default(),
            superseded: Beside::default(),
            annotations: ByArticle::default(),
            statuses: Table::default(),
            memos: Table::default(),
            splits: Table::default(),
            submissions: Table::default(),
            placements: Table::default(),
            decisions: ByArticle::default(),
        }
    }

    /// The stamps of all changes in it: see [`super::Project::stamps`].
    pub(super) fn stamps(&self) -> impl Iterator<Item = &Stamp> {
        let Self {
            id: _,
            analyst: _,
            changed,
            superseded,
            annotations,
            statuses,
            memos,
            splits,
            submissions,
            placements,
            decisions,
        } = self;
        let analyst = superseded.iter().map(|version| &version.changed).chain([changed]);
        let coded = annotations.stamps().chain(statuses.stamps()).chain(memos.stamps()).chain(splits.stamps());
        analyst.chain(coded).chain(submissions.stamps()).chain(placements.stamps()).chain(decisions.stamps())
    }

    /// Joins what another copy of the layer says of its analyst.
    pub fn join_analyst(&mut self, analyst: Analyst, changed: Stamp) {
        let mut present = Entry { value: Some(Arc::new(self.analyst.clone())), changed: self.changed.clone() };
        let version = Entry { value: Some(Arc::new(analyst)), changed };
        self.superseded.join(&mut present, version);
        if let Some(analyst) = present.value {
            (self.analyst, self.changed) = (Arc::unwrap_or_clone(analyst), present.changed);
        }
    }

    /// Joins another copy of the layer.
    pub fn join(&mut self, other: &Self) {
        self.join_analyst(other.analyst.clone(), other.changed.clone());
        for version in other.superseded.iter() {
            if let Some(analyst) = &version.value {
                self.join_analyst((**analyst).clone(), version.changed.clone());
            }
        }
        self.annotations.join_all(&other.annotations);
        self.statuses.join_all(&other.statuses);
        self.memos.join_all(&other.memos);
        self.splits.join_all(&other.splits);
        for (id, version) in other.submissions.entries().chain(other.submissions.all_superseded()) {
            self.join_submission(id.clone(), version.clone());
        }
        self.placements.join_all(&other.placements);
        self.decisions.join_all(&other.decisions);
    }

    /// Joins a version of what was submitted of an article: the copy that was submitted first counts, whatever was made of it
    /// afterwards, also its deletion.
    pub fn join_submission(&mut self, id: ArticleId, version: Entry<Submission>) {
        self.submissions.join_keeping_first(id, version, submitted_before);
    }

    /// Whether joining this version of what was submitted of an article would change nothing.
    pub fn knows_submission(&self, id: &ArticleId, version: &Entry<Submission>) -> bool {
        let known = self.submissions.only(id);
        let mut joined = known.clone();
        joined.join_keeping_first(id.clone(), version.clone(), submitted_before);
        joined == known
    }

    /// Whether there is nothing in it that would be worth a file.
    pub fn is_blank(&self) -> bool {
        self.annotations.entries().next().is_none()
            && self.statuses.entries().next().is_none()
            && self.memos.entries().next().is_none()
            && self.splits.entries().next().is_none()
            && self.submissions.entries().next().is_none()
            && self.placements.entries().next().is_none()
            && self.decisions.entries().next().is_none()
    }
}

/// How far an analyst is with an article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Status {
    pub state: State,
    /// Why it is excluded: duplicate, off topic …
    pub reason: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    #[default]
    Todo,
    Doing,
    Done,
    /// Done, and a copy of the coding frozen: see [`Submission`].
    Submitted,
    Excluded,
}

impl State {
    pub const ALL: [Self; 5] = [Self::Todo, Self::Doing, Self::Done, Self::Submitted, Self::Excluded];

    pub fn label(self) -> &'static str {
        match self {
            Self::Todo => "To do",
            Self::Doing => "In progress",
            Self::Done => "Done",
            Self::Submitted => "Submitted",
            Self::Excluded => "Excluded",
        }
    }
}

/// What a memo is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    Project,
    Article(ArticleId),
    Tag(TagId),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Project => f.write_str("project"),
            Self::Article(id) => write!(f, "article:{id}"),
            Self::Tag(id) => write!(f, "tag:{id}"),
        }
    }
}

/// A tag being split passage by passage: what it is split into and which passages stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Split {
    pub into: Vec<TagId>,
    pub stays: Vec<AnnotationId>,
}

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

/// A disagreement that was settled: by whom, when and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decision {
    pub article: ArticleId,
    /// The text that the span refers to.
    pub text: Fingerprint,
    /// From the first to the last character that any of the passages marked.
    pub span: Span,
    /// The passages that differed, by analyst and id.
    pub of: Vec<(AnalystId, AnnotationId)>,
    pub choice: Choice,
    /// The passages of the adjudicated layer that came of it; none for [`Choice::Neither`].
    pub result: Vec<AnnotationId>,
    /// Who decided.
    pub by: AnalystId,
    pub at: Timestamp,
    /// Why.
    pub note: String,
}

/// How a disagreement was settled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// As this analyst has it.
    Take(AnalystId),
    /// Each analyst's passage stands.
    Both,
    /// What all marked, with the tags of all.
    Overlap,
    /// What any marked, with the tags of all.
    Union,
    /// A passage that the one who decided wrote.
    Own,
    /// Nothing is to be marked.
    Neither,
}

impl InArticle for Decision {
    fn article(&self) -> &ArticleId {
        &self.article
    }
}
