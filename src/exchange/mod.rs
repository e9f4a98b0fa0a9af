//! Annotations, codebooks and excerpts in and out: one file per format. Knows bytes and writers, not files.

use std::io::{self, Write};

use crate::{
    analysis::excerpts::{Excerpt, Reader},
    model::{AnalystId, AnnotationId, Project, TagId},
};

pub mod agreement;
pub mod brat;
mod chosen;
pub mod codebook_csv;
pub mod csv;
pub mod foreign;
pub mod jsonl;
pub mod markdown;
pub mod refi;
pub mod ron;
pub mod spans;
pub mod w3c;

/// A format that can be read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// As it is given to `--format`.
    pub name: &'static str,
    /// The file ending, without the dot.
    pub ending: &'static str,
    pub title: &'static str,
    /// What a file of it carries, in words.
    pub carries: &'static str,
    pub kind: Kind,
    pub reads: bool,
    pub writes: bool,
}

/// Which code writes a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Csv,
    Markdown,
    JsonLines,
    Ron,
    Refi,
    RefiCodebook,
    CodebookCsv,
    WebAnnotation,
    Brat,
    Spans(spans::Dialect),
}

/// All formats; the one place where they are declared.
pub const FORMATS: &[Format] = &[
    Format {
        name: "csv",
        ending: "csv",
        title: "Table (CSV)",
        carries: "passages with their tags, notes and sources, for spreadsheets and statistics",
        kind: Kind::Csv,
        reads: false,
        writes: true,
    },
    Format {
        name: "markdown",
        ending: "md",
        title: "Report (Markdown)",
        carries: "passages as quotations with their sources, below the tags of the codebook",
        kind: Kind::Markdown,
        reads: false,
        writes: true,
    },
    Format {
        name: "jsonl",
        ending: "jsonl",
        title: "JSON Lines",
        carries: "passages with all of their codings, one JSON object a line, for programs",
        kind: Kind::JsonLines,
        reads: false,
        writes: true,
    },
    Format {
        name: "ron",
        ending: "ron",
        title: "Postil layer (RON)",
        carries: "all that one analyst has annotated, complete in itself, one file for each analyst",
        kind: Kind::Ron,
        reads: true,
        writes: true,
    },
    Format {
        name: "refi",
        ending: "qdpx",
        title: "REFI-QDA project",
        carries: "texts, codebook, passages, notes and analysts, for NVivo, ATLAS.ti, MAXQDA and QualCoder",
        kind: Kind::Refi,
        reads: true,
        writes: true,
    },
    Format {
        name: "refi-codebook",
        ending: "qdc",
        title: "REFI-QDA codebook",
        carries: "the codebook with its groups, definitions and colours",
        kind: Kind::RefiCodebook,
        reads: true,
        writes: true,
    },
    Format {
        name: "codebook",
        ending: "csv",
        title: "Codebook (CSV)",
        carries: "the codebook with its groups, definitions and colours, as Taguette reads it",
        kind: Kind::CodebookCsv,
        reads: true,
        writes: true,
    },
    Format {
        name: "w3c",
        ending: "jsonld",
        title: "Web Annotations (JSON-LD)",
        carries: "passages with tags, notes and analysts, by quote and position; the texts stay where they are",
        kind: Kind::WebAnnotation,
        reads: true,
        writes: true,
    },
    Format {
        name: "brat",
        ending: "zip",
        title: "brat standoff",
        carries: "texts with tags as types and notes, a folder for each analyst",
        kind: Kind::Brat,
        reads: true,
        writes: true,
    },
    Format {
        name: "doccano",
        ending: "jsonl",
        title: "Spans for doccano",
        carries: "texts with tags as labels; positions in UTF-16 units",
        kind: Kind::Spans(spans::Dialect::Doccano),
        reads: true,
        writes: true,
    },
    Format {
        name: "spacy",
        ending: "jsonl",
        title: "Spans for spaCy and Prodigy",
        carries: "texts with tags as labels; positions in characters",
        kind: Kind::Spans(spans::Dialect::Spacy),
        reads: true,
        writes: true,
    },
    Format {
        name: "label-studio",
        ending: "json",
        title: "Tasks for Label Studio",
        carries: "texts with tags as labels, each analyst's apart",
        kind: Kind::Spans(spans::Dialect::LabelStudio),
        reads: true,
        writes: true,
    },
];

/// The format called `name`, in any case; its file ending will do.
pub fn format(name: &str) -> Option<&'static Format> {
    let name = name.trim_start_matches('.').to_lowercase();
    FORMATS.iter().find(|format| format.name == name || format.ending == name)
}

/// What one row of a table stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rows {
    /// A passage, with all of its tags in one field.
    #[default]
    PerPassage,
    /// A tag of a passage, with who says it and about whom; a passage without tags has one row.
    PerCoding,
}

/// How to export. What does not concern a format is passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// Begin with a byte-order mark (CSV: without it Excel takes UTF-8 for something else).
    pub bom: bool,
    pub rows: Rows,
}

/// Is told how many of how many passages are done, and says whether to go on.
pub type Progress<'a> = &'a dyn Fn(usize, usize) -> bool;

/// Why an export did not come to its end. What was written until then is not complete.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("the export was stopped")]
    Stopped,
    #[error("the export could not be written: {0}. Is there room on the disk, and may the file be written?")]
    Write(#[from] io::Error),
}

/// Writes passages, in the order given, as `kind`. Those that are not in the project are passed over.
///
/// A RON layer is not written from passages: see [`ron::layer_bytes`].
///
/// # Errors
/// The writer's, or `progress` said to stop.
pub fn export(
    kind: Kind,
    project: &Project,
    passages: &[(AnalystId, AnnotationId)],
    options: ExportOptions,
    out: &mut dyn Write,
    progress: Progress<'_>,
) -> Result<(), ExportError> {
    match kind {
        Kind::Csv => csv::write(project, passages, options, out, progress),
        Kind::Markdown => markdown::write(project, passages, out, progress),
        Kind::JsonLines => jsonl::write(project, passages, out, progress),
        Kind::Refi => refi::write(project, passages, out, progress),
        Kind::RefiCodebook => refi::write_codebook(project, out),
        Kind::CodebookCsv => codebook_csv::write(project, out),
        Kind::WebAnnotation => w3c::write(project, passages, out, progress).map(drop),
        Kind::Brat => brat::write(project, passages, out, progress).map(drop),
        Kind::Spans(dialect) => spans::write(dialect, project, passages, out, progress).map(drop),
        Kind::Ron => Ok(()),
    }
}

/// Gives each passage in full to `each`, telling `progress`.
fn for_each_excerpt(
    project: &Project,
    passages: &[(AnalystId, AnnotationId)],
    progress: Progress<'_>,
    mut each: impl FnMut(&Excerpt<'_>) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut reader = Reader::new(project);
    for (done, (analyst, id)) in passages.iter().enumerate() {
        if !progress(done, passages.len()) {
            return Err(ExportError::Stopped);
        }
        if let Some(excerpt) = reader.excerpt(analyst, *id) {
            each(&excerpt)?;
        }
    }
    progress(passages.len(), passages.len());
    Ok(())
}

/// The names of tags, as one field.
fn tag_names(project: &Project, tags: &[TagId]) -> String {
    tags.iter().map(|tag| project.tag_name(tag)).collect::<Vec<_>>().join("; ")
}

/// The tags of a passage in their order, each once, though two of them may have been merged.
fn distinct_tags(excerpt: &Excerpt<'_>) -> Vec<TagId> {
    let mut tags: Vec<TagId> = Vec::new();
    for coding in &excerpt.codings {
        if !tags.contains(&coding.tag) {
            tags.push(coding.tag.clone());
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{
        excerpts,
        record::OfRecord,
        samples::{analyst, number, project},
    };

    /// All passages of a project in the order of the articles.
    pub(super) fn all(project: &Project) -> Vec<(AnalystId, AnnotationId)> {
        excerpts::excerpts(project, &OfRecord::default()).into_iter().map(|row| (row.analyst, row.id)).collect()
    }

    pub(super) fn exported(project: &Project, kind: Kind, options: ExportOptions) -> String {
        let mut bytes = Vec::new();
        export(kind, project, &all(project), options, &mut bytes, &|_, _| true).expect("an export");
        String::from_utf8(bytes).expect("UTF-8")
    }

    /// Compares with a file of `tests/golden`; with `POSTIL_BLESS` set, writes it.
    fn check_golden(name: &str, found: &str) {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
        if std::env::var_os("POSTIL_BLESS").is_some() {
            std::fs::write(&path, found).expect("a golden file");
        }
        let expected = std::fs::read_to_string(&path).expect("a golden file");
        assert_eq!(found, expected, "{name}: POSTIL_BLESS=1 cargo test writes it anew");
    }

    #[test]
    fn exports_are_as_agreed() {
        let per_coding = ExportOptions { rows: Rows::PerCoding, bom: false };
        check_golden("passages.csv", &exported(&project(), Kind::Csv, ExportOptions::default()));
        check_golden("codings.csv", &exported(&project(), Kind::Csv, per_coding));
        check_golden("report.md", &exported(&project(), Kind::Markdown, ExportOptions::default()));
        check_golden("passages.jsonl", &exported(&project(), Kind::JsonLines, ExportOptions::default()));
    }

    #[test]
    fn formats_are_found_by_name_and_ending() {
        for (given, expected) in
            [("CSV", Some("csv")), (".md", Some("markdown")), ("jsonl", Some("jsonl")), ("doc", None)]
        {
            assert_eq!(format(given).map(|format| format.name), expected, "{given}");
        }
    }

    #[test]
    fn an_export_can_be_stopped() {
        for kind in [Kind::Csv, Kind::Markdown, Kind::JsonLines] {
            let (project, mut out) = (project(), Vec::new());
            let stopped =
                export(kind, &project, &all(&project), ExportOptions::default(), &mut out, &|done, _| done < 2);
            assert!(matches!(stopped, Err(ExportError::Stopped)), "{kind:?}");
        }
    }

    #[test]
    fn a_full_disk_is_an_error() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        for kind in [Kind::Csv, Kind::Markdown, Kind::JsonLines] {
            let project = project();
            let failed = export(kind, &project, &all(&project), ExportOptions::default(), &mut Full, &|_, _| true);
            assert!(matches!(failed, Err(ExportError::Write(_))), "{kind:?}");
        }
    }

    #[test]
    fn passages_that_are_gone_are_passed_over() {
        let mut out = Vec::new();
        let gone = [(analyst("nobody"), number(1))];
        export(Kind::JsonLines, &project(), &gone, ExportOptions::default(), &mut out, &|_, _| true)
            .expect("an export");
        assert!(out.is_empty());
    }
}
