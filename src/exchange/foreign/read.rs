//! Which files of other programs can be read, and by whom.

use super::Foreign;
use crate::exchange::refi;

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
];

impl Reads {
    /// The format called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        READS.iter().find(|format| format.name.eq_ignore_ascii_case(name))
    }

    /// The format of files with this ending.
    pub fn with_ending(ending: &str) -> Option<&'static Self> {
        let ending = ending.to_lowercase();
        READS.iter().find(|format| format.endings.contains(&ending.as_str()))
    }

    /// What the file holds.
    ///
    /// # Errors
    /// Why it cannot be read, with what to do.
    pub fn read(&self, bytes: &[u8]) -> Result<Foreign, String> {
        (self.read)(bytes)
    }
}
