//! What is to be exported, and how.

use crate::{
    analysis::excerpts::Filter,
    model::{AnalystId, AnnotationId},
};
use std::path::PathBuf;

/// What is to be written where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportRequest {
    /// The format's name in `exchange::FORMATS`.
    pub format: &'static str,
    pub path: PathBuf,
    /// CSV: begin with a byte-order mark, as some spreadsheets want.
    pub bom: bool,
    /// Tables: a row for each coding instead of one for each passage.
    pub per_coding: bool,
    /// What the passages were chosen by.
    pub filter: Filter,
    /// The passages, in their order.
    pub passages: Vec<(AnalystId, AnnotationId)>,
}
