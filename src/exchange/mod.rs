//! Annotations, codebooks and excerpts in and out: one file per format. Knows bytes and writers, not files.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use crate::{
    analysis::excerpts::{Excerpt, ExcerptCoding, Filter, Reader},
    model::{AnalystId, AnnotationId, Project, TagId, verbs},
};

pub use formats::{FORMATS, Format, format};
pub use parts::Part;

pub mod agreement;
mod bounds;
pub mod brat;
mod chosen;
pub mod codebook_csv;
pub mod cooccurrence;
pub mod csv;
pub mod dna;
pub mod docx;
pub mod foreign;
mod formats;
pub mod graphml;
pub mod html;
pub mod jsonl;
pub mod markdown;
pub mod matrix;
#[cfg(feature = "parquet")]
pub mod parquet;
mod parts;
pub mod qualcoder;
pub mod refi;
pub mod ron;
mod sections;
pub mod spans;
pub mod sqlite;
mod table;
pub mod taguette;
pub mod w3c;
pub mod xlsx;
mod xml;

/// Which code writes a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Csv,
    Xlsx,
    Docx,
    Html,
    Markdown,
    JsonLines,
    Matrix,
    Cooccurrence,
    GraphMl,
    Ron,
    Refi,
    RefiCodebook,
    CodebookCsv,
    WebAnnotation,
    Brat,
    Spans(spans::Dialect),
    #[cfg(feature = "parquet")]
    Parquet,
    /// None: it is only read.
    ReadOnly,
}

impl Kind {
    /// Whether files of it are text that can be shown as it is.
    pub fn is_text(self) -> bool {
        #[cfg(feature = "parquet")]
        if self == Self::Parquet {
            return false;
        }
        !matches!(self, Self::Xlsx | Self::Docx | Self::Refi | Self::Brat)
    }

    /// Whether [`ExportOptions::rows`] makes a difference to it.
    pub fn has_rows(self) -> bool {
        #[cfg(feature = "parquet")]
        if self == Self::Parquet {
            return true;
        }
        matches!(self, Self::Csv | Self::Xlsx)
    }

    /// Whether it is made of counts over all passages.
    pub fn is_figures(self) -> bool {
        matches!(self, Self::Matrix | Self::Cooccurrence | Self::GraphMl)
    }

    /// Whether it is of the codebook, whatever passages are chosen.
    pub fn is_codebook(self) -> bool {
        matches!(self, Self::RefiCodebook | Self::CodebookCsv)
    }

    /// Whether a file of it says nothing without passages: those of others hold the codebook, texts, or who has read what.
    pub fn needs_passages(self) -> bool {
        !(self.is_codebook() || matches!(self, Self::Refi | Self::Matrix))
    }

    /// What a file of it was made of: “80 tags”, “167 passages”.
    pub fn counted(self, project: &Project, passages: usize) -> String {
        if self.is_codebook() {
            return verbs::counted(project.usable_tags().count(), "tag");
        }
        verbs::counted(passages, "passage")
    }

    /// Whether [`ExportOptions::bom`] makes a difference to it.
    pub fn has_mark(self) -> bool {
        matches!(self, Self::Csv | Self::Matrix | Self::Cooccurrence)
    }
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// Begin with a byte-order mark (CSV: without it Excel takes UTF-8 for something else).
    pub bom: bool,
    pub rows: Rows,
    /// How the passages were chosen: what was not to be chosen is not told from what is not there by the passages alone.
    pub filter: Filter,
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
/// Gives what the format could not hold of these passages.
///
/// A RON layer is not written from passages: see [`ron::layer_bytes`].
///
/// # Errors
/// The writer's, or `progress` said to stop.
pub fn export(
    kind: Kind,
    project: &Project,
    passages: &[(AnalystId, AnnotationId)],
    options: &ExportOptions,
    out: &mut dyn Write,
    progress: Progress<'_>,
) -> Result<LeftOut, ExportError> {
    match kind {
        Kind::Csv => csv::write(project, passages, options, out, progress)?,
        Kind::Xlsx => return xlsx::write(project, passages, options, out, progress),
        Kind::Docx => docx::write(project, passages, out, progress)?,
        Kind::Html => html::write(project, passages, out, progress)?,
        Kind::Markdown => markdown::write(project, passages, out, progress)?,
        Kind::JsonLines => jsonl::write(project, passages, out, progress)?,
        Kind::Matrix => matrix::write(project, passages, options, out, progress)?,
        Kind::Cooccurrence => cooccurrence::write(project, passages, options, out, progress)?,
        Kind::GraphMl => graphml::write(project, passages, out, progress)?,
        Kind::Refi => return refi::write(project, passages, out, progress),
        Kind::RefiCodebook => refi::write_codebook(project, out)?,
        Kind::CodebookCsv => codebook_csv::write(project, out)?,
        Kind::WebAnnotation => return w3c::write(project, passages, out, progress),
        Kind::Brat => return brat::write(project, passages, out, progress),
        Kind::Spans(dialect) => return spans::write(dialect, project, passages, out, progress),
        #[cfg(feature = "parquet")]
        Kind::Parquet => parquet::write(project, passages, options, out, progress)?,
        Kind::Ron | Kind::ReadOnly => {}
    }
    Ok(LeftOut::default())
}

/// What an export left out of what it was to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    pub passages: usize,
    /// A sentence each.
    pub notices: Vec<String>,
}

impl LeftOut {
    fn add(&mut self, passages: usize, notice: String) {
        self.passages += passages;
        self.notices.push(notice);
    }
}

/// Gives each passage in full to `each`, telling `progress`.
fn for_each_excerpt<'p>(
    project: &'p Project,
    passages: &[(AnalystId, AnnotationId)],
    progress: Progress<'_>,
    mut each: impl FnMut(&Excerpt<'p>) -> Result<(), ExportError>,
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

/// The tags of a passage in their order, each once, though two of them may have been merged: its first coding of each.
fn distinct_codings<'e, 'p>(excerpt: &'e Excerpt<'p>) -> impl Iterator<Item = &'e ExcerptCoding<'p>> {
    let mut seen = BTreeSet::new();
    excerpt.codings.iter().filter(move |coding| seen.insert(&coding.tag))
}

/// As [`distinct_codings`], by their ids.
/// The codings of a passage by their tags.
fn codings_by_tag<'e, 'p>(excerpt: &'e Excerpt<'p>) -> BTreeMap<&'e TagId, Vec<&'e ExcerptCoding<'p>>> {
    let mut by_tag: BTreeMap<_, Vec<_>> = BTreeMap::new();
    excerpt.codings.iter().for_each(|coding| by_tag.entry(&coding.tag).or_default().push(coding));
    by_tag
}

fn distinct_tags(excerpt: &Excerpt<'_>) -> Vec<TagId> {
    distinct_codings(excerpt).map(|coding| coding.tag.clone()).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

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

    /// The bytes of an export of all passages, and what it says that it could not hold.
    pub(super) fn exported_bytes(project: &Project, kind: Kind, options: &ExportOptions) -> (Vec<u8>, Vec<String>) {
        let mut bytes = Vec::new();
        let left_out = export(kind, project, &all(project), options, &mut bytes, &|_, _| true).expect("an export");
        (bytes, left_out.notices)
    }

    /// The parts of a zip file of XML; each of them can be parsed.
    pub(super) fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
        let mut zip = zip::ZipArchive::new(io::Cursor::new(bytes)).expect("a zip file");
        let mut parts = BTreeMap::new();
        for at in 0..zip.len() {
            let mut file = zip.by_index(at).expect("a part");
            let (name, mut part) = (file.name().expect("a name").to_string(), String::new());
            file.read_to_string(&mut part).expect("UTF-8");
            assert_well_formed(&part);
            parts.insert(name, part);
        }
        parts
    }

    pub(super) fn assert_well_formed(xml: &str) {
        let mut reader = quick_xml::Reader::from_str(xml);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(quick_xml::events::Event::Text(text)) => {
                    assert!(!text.contains(xml::is_forbidden), "{text:?}");
                }
                Ok(_) => {}
                Err(error) => panic!("{error} at {}: {xml}", reader.error_position()),
            }
        }
    }

    pub(super) fn exported(project: &Project, kind: Kind, options: &ExportOptions) -> String {
        String::from_utf8(exported_bytes(project, kind, options).0).expect("UTF-8")
    }

    /// All that is written from passages.
    const WRITTEN: [Kind; 15] = [
        Kind::Csv,
        Kind::Xlsx,
        Kind::Docx,
        Kind::Html,
        Kind::Markdown,
        Kind::JsonLines,
        Kind::Matrix,
        Kind::Cooccurrence,
        Kind::GraphMl,
        Kind::Refi,
        Kind::WebAnnotation,
        Kind::Brat,
        Kind::Spans(spans::Dialect::Doccano),
        Kind::Spans(spans::Dialect::Spacy),
        Kind::Spans(spans::Dialect::LabelStudio),
    ];

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
        let per_coding = ExportOptions { rows: Rows::PerCoding, ..ExportOptions::default() };
        check_golden("passages.csv", &exported(&project(), Kind::Csv, &ExportOptions::default()));
        check_golden("codings.csv", &exported(&project(), Kind::Csv, &per_coding));
        check_golden("report.md", &exported(&project(), Kind::Markdown, &ExportOptions::default()));
        for (name, kind) in [
            ("passages.jsonl", Kind::JsonLines),
            ("page.html", Kind::Html),
            ("matrix.csv", Kind::Matrix),
            ("cooccurrence.csv", Kind::Cooccurrence),
            ("network.graphml", Kind::GraphMl),
        ] {
            check_golden(name, &exported(&project(), kind, &ExportOptions::default()));
        }
    }

    /// The files of a zip one below the other, each under its name.
    pub(super) fn unpacked(bytes: &[u8]) -> String {
        let mut zip = zip::ZipArchive::new(io::Cursor::new(bytes)).expect("a zip file");
        let mut all = String::new();
        for at in 0..zip.len() {
            let mut file = zip.by_index(at).expect("a part");
            let name = file.name().expect("a name").to_string();
            all.push_str(&format!("==> {name}\n"));
            file.read_to_string(&mut all).expect("UTF-8");
        }
        all
    }

    #[test]
    fn files_for_other_programs_are_as_agreed() {
        let options = ExportOptions::default();
        for (name, kind) in [("refi.qdpx.txt", Kind::Refi), ("brat.zip.txt", Kind::Brat)] {
            check_golden(name, &unpacked(&exported_bytes(&project(), kind, &options).0));
        }
        for (name, kind) in [
            ("codebook.qdc", Kind::RefiCodebook),
            ("codebook.csv", Kind::CodebookCsv),
            ("annotations.jsonld", Kind::WebAnnotation),
            ("doccano.jsonl", Kind::Spans(spans::Dialect::Doccano)),
            ("spacy.jsonl", Kind::Spans(spans::Dialect::Spacy)),
            ("label-studio.json", Kind::Spans(spans::Dialect::LabelStudio)),
        ] {
            check_golden(name, &exported(&project(), kind, &options));
        }
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
        for kind in WRITTEN {
            let (project, mut out) = (project(), Vec::new());
            let stopped =
                export(kind, &project, &all(&project), &ExportOptions::default(), &mut out, &|done, _| done < 1);
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
        for kind in WRITTEN {
            let project = project();
            let failed = export(kind, &project, &all(&project), &ExportOptions::default(), &mut Full, &|_, _| true);
            assert!(matches!(failed, Err(ExportError::Write(_))), "{kind:?}");
        }
    }

    #[test]
    fn passages_that_are_gone_are_passed_over() {
        let mut out = Vec::new();
        let gone = [(analyst("nobody"), number(1))];
        export(Kind::JsonLines, &project(), &gone, &ExportOptions::default(), &mut out, &|_, _| true)
            .expect("an export");
        assert!(out.is_empty());
    }
}
