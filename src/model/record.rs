//! Which record of a project is meant.

use super::{
    ids::{AnalystId, AnnotationId, ArticleId, GroupId, TagId},
    layer::Subject,
    paragraph::ParagraphId,
};

/// A record of any kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordId {
    Info,
    Group(GroupId),
    Article(ArticleId),
    Tag(TagId),
    Paragraph(ParagraphId),
    Analyst(AnalystId),
    Annotation(AnalystId, AnnotationId),
    Status(AnalystId, ArticleId),
    Memo(AnalystId, Subject),
    Split(AnalystId, TagId),
    Submission(AnalystId, ArticleId),
    Placement(AnalystId, AnnotationId),
    Decision(AnalystId, AnnotationId),
}

impl RecordId {
    /// Whose layer it stands in; `None` for what the team shares.
    pub fn layer(&self) -> Option<&AnalystId> {
        match self {
            Self::Info | Self::Group(_) | Self::Article(_) | Self::Tag(_) | Self::Paragraph(_) => None,
            Self::Analyst(id)
            | Self::Annotation(id, _)
            | Self::Status(id, _)
            | Self::Memo(id, _)
            | Self::Split(id, _)
            | Self::Submission(id, _)
            | Self::Placement(id, _)
            | Self::Decision(id, _) => Some(id),
        }
    }
}
