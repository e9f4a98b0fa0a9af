//! Documents that are zip files, read within limits. Names in them are only looked up, never made paths of.

use std::io::{Cursor, Read as _};

use memchr::memmem;
use zip::{ZipArchive, result::ZipError};

use super::error::ReadError;

/// The most that may be unpacked of one file, in bytes.
const MOST: u64 = 200_000_000;
/// Beyond this size, an entry may not be more than [`RATIO`] times what it is packed.
const SMALL: u64 = 2_000_000;
/// Text in XML is packed to a tenth, tables of numbers to a fiftieth.
const RATIO: u64 = 250;
/// The most entries a document can have.
const ENTRIES: usize = 20_000;

/// The most headers of entries in a file, those of zip files in it included.
const MOST_HEADERS: usize = 200_000;
/// What is wrong with a zip file that says it has entries which it does not have.
pub const OVERSTATED: &str = "it says that more files are in it than there are";

/// Why a zip file is not even opened: what opens it makes room for as many entries as it says it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overstated {
    /// It has more entries than any file of its kind.
    TooMany,
    /// It says that it has more than are in it.
    Claimed,
}

/// Looks how many entries a zip file has and says it has, before it is opened.
///
/// # Errors
/// There are more than `most`, or more are said to be there than are.
pub fn check_entries(bytes: &[u8], most: usize) -> Result<(), Overstated> {
    let headers = memmem::find_iter(bytes, b"PK\x01\x02").count();
    if headers > most {
        return Err(Overstated::TooMany);
    }
    // Where no more than 65,535 can be said, room for them does no harm. More than there are bytes is not believed anyway.
    let said = memmem::find_iter(bytes, b"PK\x06\x06").filter_map(|at| {
        let count: [u8; 8] = bytes.get(at + 32..at + 40)?.try_into().ok()?;
        usize::try_from(u64::from_le_bytes(count)).ok()
    });
    match said.filter(|said| *said <= bytes.len()).max() {
        Some(said) if said > headers => Err(Overstated::Claimed),
        _ => Ok(()),
    }
}

/// A zip file with a document in it.
pub struct Archive {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    what: &'static str,
    unpacked: u64,
}

impl Archive {
    /// Looks into a file that should be `what`.
    ///
    /// # Errors
    /// It is no zip file, cut off, or has more entries than any document.
    pub fn open(bytes: Vec<u8>, what: &'static str) -> Result<Self, ReadError> {
        match check_entries(&bytes, MOST_HEADERS) {
            Ok(()) => {}
            Err(Overstated::TooMany) => return Err(ReadError::Swells),
            Err(Overstated::Claimed) => return Err(ReadError::damaged(what, OVERSTATED)),
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| fault(what, &error))?;
        if zip.len() > ENTRIES {
            return Err(ReadError::Swells);
        }
        Ok(Self { zip, what, unpacked: 0 })
    }

    pub fn has(&self, name: &str) -> bool {
        self.stored(name).is_some()
    }

    /// The name that an entry has in the file: capitals do not matter in it, and some programs write `\` for `/`.
    fn stored(&self, name: &str) -> Option<String> {
        if self.zip.index_for_name(name).is_some() {
            return Some(name.to_owned());
        }
        let is_same = |stored: &str| stored.replace('\\', "/").trim_start_matches('/').eq_ignore_ascii_case(name);
        self.zip.file_names().flatten().find(|stored| is_same(stored)).map(Into::into)
    }

    /// The entry called `name`, unpacked; `None` if there is none.
    ///
    /// # Errors
    /// It is damaged, locked, or larger than it may be.
    pub fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let what = self.what;
        let Some(stored) = self.stored(name) else { return Ok(None) };
        let mut entry = match self.zip.by_name(&stored) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(fault(what, &error)),
        };
        let packed = entry.compressed_size().max(1);
        let limit = (MOST - self.unpacked).min(packed.saturating_mul(RATIO).max(SMALL));
        let mut bytes = Vec::new();
        let read = entry.by_ref().take(limit + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > limit {
            return Err(ReadError::Swells);
        }
        read.map_err(|error| ReadError::damaged(what, format!("“{name}” in it cannot be unpacked ({error})")))?;
        self.unpacked += bytes.len() as u64;
        Ok(Some(bytes))
    }

    /// Looks whether all of it together can be unpacked, and passes what `check` thinks of it, for readers that unpack it
    /// themselves.
    ///
    /// # Errors
    /// As of [`Self::read`], and those of `check`, which gets the name and contents of each entry.
    pub fn measure(mut self, check: impl Fn(&str, &[u8]) -> Result<(), ReadError>) -> Result<(), ReadError> {
        let names: Vec<String> = self.zip.file_names().flatten().map(Into::into).collect();
        names.iter().try_for_each(|name| match self.read(name)? {
            Some(contents) => check(name, &contents),
            None => Ok(()),
        })
    }

    /// The entry that a document of this kind must have.
    ///
    /// # Errors
    /// As of [`Self::read`], or it is missing.
    pub fn need(&mut self, name: &str) -> Result<Vec<u8>, ReadError> {
        let what = self.what;
        self.read(name)?.ok_or_else(|| ReadError::damaged(what, format!("“{name}” is missing in it")))
    }
}

/// The name of an entry, as a document in `folder` refers to it; only ever looked up.
pub fn entry(folder: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default();
    let folder = if href.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    decoded(&parts.join("/"))
}

/// `%20` is a space.
fn decoded(href: &str) -> String {
    let mut bytes = Vec::with_capacity(href.len());
    let mut rest = href.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.filter(|_| *first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn fault(what: &'static str, error: &ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ReadError::Locked(what),
        error => ReadError::damaged(what, format!("it cannot be unpacked ({error})")),
    }
}

/// A zip file with these entries, for tests of readers.
#[cfg(test)]
pub fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(content.as_bytes()).expect("an entry");
    }
    zip.finish().expect("a zip file").into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_by_name_only() {
        let bytes = zipped(&[("a.xml", "text"), ("../../etc/x", "no path")]);
        let mut archive = Archive::open(bytes, "a document").expect("a zip file");
        assert_eq!(archive.read("a.xml").expect("an entry"), Some(b"text".to_vec()));
        assert_eq!(archive.read("A.XML").expect("an entry"), Some(b"text".to_vec()));
        assert_eq!(archive.read("none.xml").expect("no entry"), None);
        assert!(archive.need("b.xml").expect_err("missing").to_string().contains("“b.xml” is missing"));
    }

    #[test]
    fn references_are_names_of_entries() {
        assert_eq!(entry("OPS", "../../../etc/passwd"), "etc/passwd");
        assert_eq!(entry("word/x", "./a%20b.xml#c"), "word/x/a b.xml");
        assert_eq!(entry("word", "/other/a.xml"), "other/a.xml");
    }

    #[test]
    fn what_swells_is_refused() {
        let bytes = zipped(&[("bomb.xml", &" ".repeat(30_000_000))]);
        assert!(bytes.len() < 100_000);
        let mut archive = Archive::open(bytes, "a document").expect("a zip file");
        assert!(matches!(archive.read("bomb.xml"), Err(ReadError::Swells)));
    }

    #[test]
    fn what_says_that_it_has_more_entries_than_it_has_is_refused() {
        let mut bytes = zipped(&[("a.xml", "text")]);
        assert_eq!(check_entries(&bytes, 1), Ok(()));
        assert_eq!(check_entries(&bytes, 0), Err(Overstated::TooMany));
        let mut end = b"PK\x06\x06".to_vec();
        end.resize(32, 0);
        end.extend(40_u64.to_le_bytes());
        bytes.extend(&end);
        assert_eq!(check_entries(&bytes, 1), Err(Overstated::Claimed));
        let error = Archive::open(bytes, "a document").err().expect("an error").to_string();
        assert!(error.contains("more files are in it than there are"), "{error}");
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let mut bytes = zipped(&[("a.xml", "text")]);
        bytes.truncate(bytes.len() / 2);
        let error = Archive::open(bytes, "a document").err().expect("an error").to_string();
        assert!(error.contains("a document, but a damaged one"), "{error}");
    }
}
