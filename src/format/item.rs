//! A record as it stands in a file.

use crate::model::{
    Analyst, AnalystId, Annotation, AnnotationId, Article, ArticleId, Decision, Entry, Group, GroupId, Judged,
    ParagraphId, Placement, ProjectInfo, Split, Stamp, Status, Subject, Submission, Tag, TagId,
};

/// A record of a file, in the model's terms. An article's text is not in it: its body is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Info(ProjectInfo, Stamp),
    Analyst(AnalystId, Analyst, Stamp),
    Group(GroupId, Entry<Group>),
    Article(ArticleId, Entry<Article>),
    Paragraph(ParagraphId, Entry<Judged>),
    Tag(TagId, Entry<Tag>),
    Annotation(AnnotationId, Entry<Annotation>),
    Status(ArticleId, Entry<Status>),
    Memo(Subject, Entry<String>),
    Split(TagId, Entry<Split>),
    Submission(ArticleId, Entry<Submission>),
    Placement(AnnotationId, Entry<Placement>),
    Decision(AnnotationId, Entry<Decision>),
    /// A version that lost against one made without knowing it.
    Superseded(Box<Item>),
}

/// A record and the line it stands on, counted from 1 (0 where the file is not in our layout).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    pub line: usize,
    pub item: Item,
}

/// A record with the file that it belongs to, within the project.
pub type Filed = (String, Item);
