//! What a project is and the one way to change it. Knows no files, no clock, no threads and no window.

mod annotation;
mod apply;
mod article;
mod beside;
mod by_article;
pub mod check;
mod codebook;
pub mod conflicts;
mod edit;
mod entry;
pub mod hues;
mod ids;
mod layer;
mod paragraph;
mod project;
mod record;
mod span;
mod stamp;
mod table;

pub use self::entry::Entry;
pub use self::record::RecordId;
pub use annotation::{Annotation, CONTEXT, Coding, Quote, Stance, Voice};
pub use apply::{Applied, Held};
pub use article::{Article, Body, Fingerprint};
pub use beside::Beside;
pub use by_article::{ByArticle, InArticle};
pub use codebook::{Group, HUES, Tag};
pub use conflicts::Conflict;
pub use edit::{Edit, EditError, Place, Step};
pub use ids::{AnalystId, AnnotationId, ArticleId, BadId, GroupId, Slugs, TagId, slug, unique_slug};
pub use layer::{Analyst, Choice, Decision, Frozen, Layer, Placement, Split, State, Status, Subject, Submission};
pub use paragraph::{Judged, ParagraphId, judged_in};
pub use project::{Merges, Project, ProjectInfo};
pub use span::{BadSpan, Span};
pub use stamp::{Replica, Stamp, Stamper};
pub use table::Table;
