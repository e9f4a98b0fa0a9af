//! Analysts' layers as they stand in a project: Postil's own files.

use super::format::{Format, Holds, Preview, Reads, Writes};
use super::parts::parts_of;

/// The format.
pub const FORMAT: Format = Format {
    name: "ron",
    ending: "ron",
    title: "Postil layer (RON)",
    carries: "all that one analyst has annotated, complete in itself, one file for each analyst",
    lacks: parts_of!(Texts Uncoded Title ProjectNote Noise),
    limits: "",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: false,
    has_mark: false,
    preview: Preview::AsItIs,
    write: Writes::Layers,
    read: Reads::Layers,
};
