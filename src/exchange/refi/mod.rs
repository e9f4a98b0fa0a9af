//! REFI-QDA: projects (`.qdpx`) and codebooks (`.qdc`), as NVivo, ATLAS.ti, MAXQDA and QualCoder exchange them.

mod notes;
mod read;
#[cfg(test)]
mod tests;
mod write;

use super::format::{Format, Holds, Preview, Reads, Writes};
use super::parts::parts_of;
use super::writing::LeftOut;
pub use read::{ReadError, is_in_zip, name_of_source, read, read_codebook, texts_of};
pub use write::{write, write_codebook};

/// The format.
pub const FORMAT: Format = Format {
    name: "refi",
    ending: "qdpx",
    title: "REFI-QDA project",
    carries: "texts, codebook, passages, notes, memos and analysts, for NVivo, ATLAS.ti, MAXQDA and QualCoder",
    lacks: parts_of!(By About Stances Voices ShortNames Keys Splits Progress Submissions Settled Noise),
    limits: "",
    holds: Holds::Passages,
    needs_passages: false,
    has_rows: false,
    has_mark: false,
    preview: Preview::As("csv"),
    write: Writes::By(write),
    read: Reads::By { endings: &["qdpx", "qde"], read: |bytes| read(bytes).map_err(|error| error.to_string()) },
};

/// The format.
pub const CODEBOOK: Format = Format {
    name: "refi-codebook",
    ending: "qdc",
    title: "REFI-QDA codebook",
    carries: "the codebook with its groups, definitions and colours",
    lacks: parts_of!(
        Texts Sentences Uncoded Titles Outlets Languages Links ArticleNotes Files Untagged Notes Analysts Times By
        About Stances Voices ShortNames Keys Title ProjectNote Memos Splits Progress Submissions Settled Noise
    ),
    limits: "",
    holds: Holds::Codebook,
    needs_passages: false,
    has_rows: false,
    has_mark: false,
    preview: Preview::AsItIs,
    write: Writes::By(|export, out| write_codebook(export.project, out).map(|()| LeftOut::default())),
    read: Reads::By { endings: &["qdc"], read: |bytes| read_codebook(bytes).map_err(|error| error.to_string()) },
};
