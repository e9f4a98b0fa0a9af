//! The values of all kinds of records and their ids, for the files whose macros name them. A new kind is entered here once.

pub use super::{
    analyst::Analyst,
    annotation::Annotation,
    article::Article,
    by_article::ByArticle,
    codebook::{Group, Tag},
    decision::Decision,
    ids::{AnalystId, AnnotationId, ArticleId, GroupId, TagId},
    info::{Only, ProjectInfo},
    memo::{Memo, Subject},
    paragraph::{Judged, ParagraphId},
    placement::Placement,
    split::Split,
    status::Status,
    submission::Submission,
    table::Table,
};
