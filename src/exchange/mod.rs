//! Annotations, codebooks and excerpts in and out: one file per format. Knows bytes and writers, not files.

pub use format::{Format, Holds, Preview, Reads, Writes};
pub use formats::{FORMATS, foreign_formats, format, has_ending, named, of_file, why_not};
pub use parts::Part;
pub use writing::{Export, ExportError, ExportOptions, LeftOut, Progress, Rows};

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
mod format;
mod formats;
pub mod graphml;
pub mod html;
pub mod jsonl;
pub mod layers;
pub mod markdown;
pub mod matrix;
#[cfg(feature = "parquet")]
pub mod parquet;
mod parts;
pub mod qualcoder;
pub mod refi;
mod sections;
pub mod spans;
mod table;
pub mod taguette;
pub mod w3c;
mod writing;
pub mod xlsx;

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeMap,
        io::{self, Read as _, Write},
    };

    use super::*;
    use crate::analysis::{
        excerpts,
        record::OfRecord,
        samples::{analyst, number, project},
    };
    use crate::model::{AnalystId, AnnotationId, Project};

    /// All passages of a project in the order of the articles.
    pub(super) fn all(project: &Project) -> Vec<(AnalystId, AnnotationId)> {
        excerpts::excerpts(project, &OfRecord::default()).into_iter().map(|row| (row.analyst, row.id)).collect()
    }

    /// The bytes of an export of all passages, and what it says that it could not hold.
    pub(super) fn exported_bytes(
        project: &Project,
        format: &Format,
        options: &ExportOptions,
    ) -> (Vec<u8>, Vec<String>) {
        let mut bytes = Vec::new();
        let export = Export { project, passages: &all(project), options, progress: &|_, _| true };
        let left_out = format.write(&export, &mut bytes).expect("an export");
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

    pub(super) fn exported(project: &Project, format: &Format, options: &ExportOptions) -> String {
        String::from_utf8(exported_bytes(project, format, options).0).expect("UTF-8")
    }

    /// All that is written from passages.
    fn written() -> impl Iterator<Item = &'static Format> {
        FORMATS.iter().filter(|format| matches!(format.write, Writes::By(_)) && !format.is_codebook())
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
        let per_coding = ExportOptions { rows: Rows::PerCoding, ..ExportOptions::default() };
        check_golden("passages.csv", &exported(&project(), &csv::FORMAT, &ExportOptions::default()));
        check_golden("codings.csv", &exported(&project(), &csv::FORMAT, &per_coding));
        check_golden("report.md", &exported(&project(), &markdown::FORMAT, &ExportOptions::default()));
        for (name, format) in [
            ("passages.jsonl", jsonl::FORMAT),
            ("page.html", html::FORMAT),
            ("matrix.csv", matrix::FORMAT),
            ("cooccurrence.csv", cooccurrence::FORMAT),
            ("network.graphml", graphml::FORMAT),
        ] {
            check_golden(name, &exported(&project(), &format, &ExportOptions::default()));
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
        for (name, format) in [("refi.qdpx.txt", refi::FORMAT), ("brat.zip.txt", brat::FORMAT)] {
            check_golden(name, &unpacked(&exported_bytes(&project(), &format, &options).0));
        }
        for (name, format) in [
            ("codebook.qdc", refi::CODEBOOK),
            ("codebook.csv", codebook_csv::FORMAT),
            ("annotations.jsonld", w3c::FORMAT),
            ("doccano.jsonl", spans::DOCCANO),
            ("spacy.jsonl", spans::SPACY),
            ("label-studio.json", spans::LABEL_STUDIO),
        ] {
            check_golden(name, &exported(&project(), &format, &options));
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
        for format in written() {
            let (project, mut out) = (project(), Vec::new());
            let (passages, options) = (all(&project), ExportOptions::default());
            let export =
                Export { project: &project, passages: &passages, options: &options, progress: &|done, _| done < 1 };
            let stopped = format.write(&export, &mut out);
            assert!(matches!(stopped, Err(ExportError::Stopped)), "{}", format.name);
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
        for format in written() {
            let (project, options) = (project(), ExportOptions::default());
            let export =
                Export { project: &project, passages: &all(&project), options: &options, progress: &|_, _| true };
            let failed = format.write(&export, &mut Full);
            assert!(matches!(failed, Err(ExportError::Write(_))), "{}", format.name);
        }
    }

    #[test]
    fn passages_that_are_gone_are_passed_over() {
        let mut out = Vec::new();
        let gone = [(analyst("nobody"), number(1))];
        let (project, options) = (project(), ExportOptions::default());
        let export = Export { project: &project, passages: &gone, options: &options, progress: &|_, _| true };
        jsonl::FORMAT.write(&export, &mut out).expect("an export");
        assert!(out.is_empty());
    }
}
