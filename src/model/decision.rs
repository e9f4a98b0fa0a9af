//! Disagreements that were settled.

use jiff::Timestamp;

use super::{
    article::Fingerprint,
    by_article::InArticle,
    ids::{AnalystId, AnnotationId, ArticleId},
    record::{Concern, Mention, Record},
    span::Span,
};

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

impl Choice {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Take(analyst) => format!("as {analyst} has it"),
            Self::Both => "both stand".to_owned(),
            Self::Overlap => "what all marked".to_owned(),
            Self::Union => "what any marked".to_owned(),
            Self::Own => "a passage of its own".to_owned(),
            Self::Neither => "nothing is marked".to_owned(),
        }
    }
}

impl InArticle for Decision {
    fn article(&self) -> &ArticleId {
        &self.article
    }
}

impl Record for Decision {
    type Id = AnnotationId;

    fn mentions<'a>(&'a self, _: &'a AnnotationId) -> Vec<Mention<'a>> {
        vec![Mention::Article(&self.article)]
    }

    fn concerns<'a>(&'a self, _: &'a AnnotationId) -> Concern<'a> {
        Concern::Article(&self.article)
    }
}
