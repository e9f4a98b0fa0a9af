//! Annotations, codebooks and excerpts in and out: one file per format. Knows bytes and writers, not files.

use std::io::Write;

use crate::model::{AnalystId, AnnotationId, Project};

pub use formats::{FORMATS, Format, format};
pub use parts::Part;
pub use reads::{READS, Reads};
pub use writing::{ExportError, ExportOptions, Kind, LeftOut, Progress, Rows};

pub mod agreement;
pub mod brat;
pub(crate) mod chosen;
pub mod codebook_csv;
pub mod cooccurrence;
pub mod csv;
mod dialect;
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
mod reads;
pub mod refi;
mod sections;
pub mod spans;
mod table;
pub mod taguette;
pub mod w3c;
mod writing;
pub mod xlsx;

/// Writes passages, in the order given, as `kind`. Those that are not in the project are passed over.
///
/// Gives what the format could not hold of these passages.
///
/// A RON layer is not written from passages: see [`crate::format::layer_bytes`].
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

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeMap,
        io::{self, Read as _},
    };

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
                    assert!(!text.contains(crate::bytes::xml::is_forbidden), "{text:?}");
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
