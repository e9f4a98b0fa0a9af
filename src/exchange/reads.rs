//! Which files of other programs can be read, and by whom.

use super::foreign::Foreign;
use crate::bytes::archive::is_zip;
use crate::{
    bytes::{
        bounds::check_codes,
        sqlite::{Database, is_database},
    },
    exchange::{brat, codebook_csv, dna, qualcoder, refi, spans, taguette, w3c},
};

/// A format whose files are taken in.
#[derive(Clone, Copy, Debug)]
pub struct Reads {
    /// As it is given to `--format`.
    pub name: &'static str,
    /// File endings, without the dot, in small letters.
    pub endings: &'static [&'static str],
    read: fn(&[u8]) -> Result<Foreign, String>,
}

/// All of them; the one place where they are declared.
pub const READS: &[Reads] = &[
    Reads {
        name: "refi",
        endings: &["qdpx", "qde"],
        read: |bytes| refi::read(bytes).map_err(|error| error.to_string()),
    },
    Reads {
        name: "refi-codebook",
        endings: &["qdc"],
        read: |bytes| refi::read_codebook(bytes).map_err(|error| error.to_string()),
    },
    Reads { name: "w3c", endings: &["jsonld"], read: w3c::read },
    Reads { name: "codebook", endings: &["csv", "tsv"], read: codebook_csv::read },
    Reads { name: "doccano", endings: &["jsonl"], read: spans::read },
    Reads { name: "spacy", endings: &[], read: spans::read },
    Reads { name: "brat", endings: &["zip", "ann"], read: brat::read },
    Reads { name: "label-studio", endings: &["json"], read: spans::read },
    Reads { name: "taguette", endings: &["sqlite3"], read: taguette::read },
    Reads { name: "qualcoder", endings: &["qda"], read: qualcoder::read },
    Reads { name: "dna", endings: &["dna"], read: dna::read },
];

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

impl Reads {
    /// The format called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        READS.iter().find(|format| format.name.eq_ignore_ascii_case(name))
    }

    /// The format of a file with this ending; of JSON, of a database and of a zip, what it holds counts.
    ///
    /// # Errors
    /// It is of none of them, in words.
    pub fn of_file(ending: &str, bytes: &[u8]) -> Result<&'static Self, String> {
        if is_database(bytes) {
            return Self::of_database(&Database::open(bytes)?);
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
            Self::named("w3c")
        } else if ending == "zip" && qualcoder::is_in_zip(bytes) {
            Self::named("qualcoder")
        } else if !Self::has_ending(&ending) && head.contains("urn:QDA-XML:project") {
            // The project's file of a folder without its texts.
            Self::named("refi")
        } else if is_zip(bytes) && ending != "qdpx" && refi::is_in_zip(bytes) {
            Self::named("refi")
        } else if is_zip(bytes) && !Self::has_ending(&ending) {
            // A folder of texts and annotations comes as one.
            Self::named("brat")
        } else {
            READS.iter().find(|format| format.endings.contains(&ending.as_str()))
        };
        found.ok_or_else(|| "its ending does not say of which format it is: say it with --format".to_owned())
    }

    /// The format of a database, by its tables.
    fn of_database(database: &Database) -> Result<&'static Self, String> {
        let name = if taguette::is_one(database) {
            Some("taguette")
        } else if qualcoder::is_one(database) {
            Some("qualcoder")
        } else if is_rqda(database) {
            return Err(
                "it is an RQDA project, which Postil does not read. QualCoder does: import it there (File → Import \
                        RQDA project), and take in QualCoder's project"
                    .to_owned(),
            );
        } else {
            dna::is_one(database).then_some("dna")
        };
        name.and_then(Self::named).ok_or_else(|| {
            "it is an SQLite database, but none of Taguette, QualCoder or DNA: the tables of none of them are in it"
                .to_owned()
        })
    }

    /// Whether files with this ending may be of any of the formats.
    pub fn has_ending(ending: &str) -> bool {
        let ending = ending.to_lowercase();
        READS.iter().any(|format| format.endings.contains(&ending.as_str()))
    }

    /// Why a file with this ending is not read: it is neither of ours nor of any of the formats.
    pub fn why_not(ending: &str) -> Option<String> {
        let is_known = ending.is_empty() || ending.eq_ignore_ascii_case("ron") || Self::has_ending(ending);
        (!is_known).then(|| format!("“.{ending}” is no format that Postil reads: `postil formats` lists them"))
    }

    /// What the file holds.
    ///
    /// # Errors
    /// Why it cannot be read, with what to do.
    pub fn read(&self, bytes: &[u8]) -> Result<Foreign, String> {
        let foreign = (self.read)(bytes)?;
        check_codes(foreign.codes.len())?;
        Ok(foreign)
    }
}

/// Whether a database is a project of RQDA, by its tables.
fn is_rqda(database: &Database) -> bool {
    database.has("freecode", &["name", "id"])
        && database.has("coding", &["cid", "fid", "selfirst", "selend"])
        && database.has("source", &["name", "file"])
}
