//! Which files of other programs can be read, and by whom.

use super::Foreign;
use crate::exchange::{brat, codebook_csv, refi, spans, w3c};

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
    Reads { name: "refi", endings: &["qdpx"], read: |bytes| refi::read(bytes).map_err(|error| error.to_string()) },
    Reads {
        name: "refi-codebook",
        endings: &["qdc"],
        read: |bytes| refi::read_codebook(bytes).map_err(|error| error.to_string()),
    },
    Reads { name: "w3c", endings: &["jsonld"], read: w3c::read },
    Reads { name: "codebook", endings: &["csv", "tsv"], read: codebook_csv::read },
    Reads { name: "doccano", endings: &["jsonl"], read: spans::read },
    Reads { name: "spacy", endings: &[], read: spans::read },
    Reads { name: "brat", endings: &["zip"], read: brat::read },
    Reads { name: "label-studio", endings: &["json"], read: spans::read },
];

impl Reads {
    /// The format called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        READS.iter().find(|format| format.name.eq_ignore_ascii_case(name))
    }

    /// The format of a file with this ending; of JSON, what it holds counts.
    pub fn of_file(ending: &str, bytes: &[u8]) -> Option<&'static Self> {
        let ending = ending.to_lowercase();
        let found = READS.iter().find(|format| format.endings.contains(&ending.as_str()));
        let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4_096)).unwrap_or_default());
        let is_web = ending.starts_with("json") && head.contains("w3.org/ns/anno");
        if is_web { Self::named("w3c") } else { found }
    }

    /// Whether files with this ending may be of any of the formats.
    pub fn has_ending(ending: &str) -> bool {
        let ending = ending.to_lowercase();
        READS.iter().any(|format| format.endings.contains(&ending.as_str()))
    }

    /// What the file holds.
    ///
    /// # Errors
    /// Why it cannot be read, with what to do.
    pub fn read(&self, bytes: &[u8]) -> Result<Foreign, String> {
        (self.read)(bytes)
    }
}
