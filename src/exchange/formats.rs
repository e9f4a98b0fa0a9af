//! The list of all formats, and which of them a file is of.

use super::format::{Format, Reads};
use super::{
    brat, codebook_csv, cooccurrence, csv, dna, docx, graphml, html, jsonl, layers, markdown, matrix, qualcoder, refi,
    spans, taguette, w3c, xlsx,
};
use crate::bytes::{
    archive::is_zip,
    sqlite::{Database, is_database},
};

/// All formats, in the order in which they are offered.
pub const FORMATS: &[Format] = &[
    csv::FORMAT,
    xlsx::FORMAT,
    docx::FORMAT,
    html::FORMAT,
    markdown::FORMAT,
    jsonl::FORMAT,
    #[cfg(feature = "parquet")]
    super::parquet::FORMAT,
    matrix::FORMAT,
    cooccurrence::FORMAT,
    graphml::FORMAT,
    layers::FORMAT,
    refi::FORMAT,
    refi::CODEBOOK,
    codebook_csv::FORMAT,
    w3c::FORMAT,
    brat::FORMAT,
    spans::DOCCANO,
    spans::SPACY,
    spans::LABEL_STUDIO,
    taguette::FORMAT,
    qualcoder::FORMAT,
    dna::FORMAT,
];

/// The format called `name`, in any case; its file ending will do.
pub fn format(name: &str) -> Option<&'static Format> {
    let name = name.trim_start_matches('.').to_lowercase();
    FORMATS.iter().find(|format| format.name == name || format.ending == name)
}

/// Formats that are not read and share their endings with others, by what the beginning of a file holds.
const STRANGERS: [(&[&str], &str); 6] = [
    (&["#FORMAT=WebAnno TSV"], "WebAnno TSV"),
    // The first two versions.
    (&["# webanno.custom."], "WebAnno TSV"),
    (&["# de.tudarmstadt.ukp.dkpro."], "WebAnno TSV"),
    (&["\"%FEATURE_STRUCTURES\""], "UIMA CAS JSON"),
    (&["\"%TYPES\""], "UIMA CAS JSON"),
    (&["\"paragraphs\"", "\"sentences\"", "\"tokens\""], "the JSON of spaCy 2"),
];

/// Those that files of other programs are read as.
pub fn foreign_formats() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().filter(|format| matches!(format.read, Reads::By { .. }))
}

/// The format of other programs that is called `name`.
pub fn named(name: &str) -> Option<&'static Format> {
    foreign_formats().find(|format| format.name.eq_ignore_ascii_case(name))
}

/// The format of a file with this ending; of JSON, of a database and of a zip, what it holds counts.
///
/// # Errors
/// It is of none of them, in words.
pub fn of_file(ending: &str, bytes: &[u8]) -> Result<&'static Format, String> {
    if is_database(bytes) {
        return of_database(&Database::open(bytes)?);
    }
    let ending = ending.to_lowercase();
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4_096)).unwrap_or_default());
    if let Some((_, name)) = STRANGERS.iter().find(|(signs, _)| signs.iter().all(|sign| head.contains(sign))) {
        return Err(format!("{name} is no format that Postil reads: `postil formats` lists them"));
    }
    // What Hypothesis gives does not name the standard that it follows.
    let is_of_hypothesis = ["\"rows\"", "\"target\"", "\"uri\""].iter().all(|field| head.contains(field));
    let is_web = ending.starts_with("json") && (head.contains("w3.org/ns/anno") || is_of_hypothesis);
    let found = if is_web {
        named("w3c")
    } else if ending == "zip" && qualcoder::is_in_zip(bytes) {
        named("qualcoder")
    } else if !has_ending(&ending) && head.contains("urn:QDA-XML:project") {
        // The project's file of a folder without its texts.
        named("refi")
    } else if is_zip(bytes) && ending != "qdpx" && refi::is_in_zip(bytes) {
        named("refi")
    } else if is_zip(bytes) && !has_ending(&ending) {
        // A folder of texts and annotations comes as one.
        named("brat")
    } else {
        foreign_formats().find(|format| format.read_endings().contains(&ending.as_str()))
    };
    found.ok_or_else(|| "its ending does not say of which format it is: say it with --format".to_owned())
}

/// The format of a database, by its tables.
fn of_database(database: &Database) -> Result<&'static Format, String> {
    let name = if taguette::is_one(database) {
        Some("taguette")
    } else if qualcoder::is_one(database) {
        Some("qualcoder")
    } else {
        dna::is_one(database).then_some("dna")
    };
    name.and_then(named).ok_or_else(|| {
        "it is an SQLite database, but none of Taguette, QualCoder or DNA: the tables of none of them are in it"
            .to_owned()
    })
}

/// Whether files with this ending may be of any of the formats.
pub fn has_ending(ending: &str) -> bool {
    let ending = ending.to_lowercase();
    foreign_formats().any(|format| format.read_endings().contains(&ending.as_str()))
}

/// Why a file with this ending is not read: it is neither of ours nor of any of the formats.
pub fn why_not(ending: &str) -> Option<String> {
    let is_known = ending.is_empty() || ending.eq_ignore_ascii_case("ron") || has_ending(ending);
    (!is_known).then(|| format!("“.{ending}” is no format that Postil reads: `postil formats` lists them"))
}
