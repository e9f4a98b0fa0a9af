//! Text files in a zip, read within bounds.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read as _},
};

use zip::{ZipArchive, result::ZipError};

use super::bounds::most_unpacked;
use crate::ingest::{OVERSTATED, Overstated, check_entries};

/// The most files in a zip; each takes room before it is looked at.
const MOST_ENTRIES: usize = 500_000;
const TOO_LARGE: &str = "unpacked it is far too large";

/// What is in a zip, by names with `/`.
pub struct Unzipped {
    pub texts: BTreeMap<String, String>,
    /// Files that are no UTF-8.
    pub others: BTreeSet<String>,
}

/// The files of a zip. Hidden ones are left out: macOS puts one beside each.
///
/// # Errors
/// It is no zip, or a damaged or too large one.
pub fn unzipped(bytes: &[u8]) -> Result<Unzipped, String> {
    let mut zip = opened(bytes)?;
    let mut files = Unzipped { texts: BTreeMap::new(), others: BTreeSet::new() };
    let mut left = most_unpacked(bytes.len());
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).map_err(|error| damaged(&error))?;
        let Ok(name) = file.name().map(|name| name.replace('\\', "/")) else { continue };
        if file.is_dir() || name.rsplit('/').next().is_some_and(|name| name.starts_with('.')) {
            continue;
        }
        let mut bytes = Vec::new();
        // What the archive says of sizes may be a lie: what comes out is counted.
        file.by_ref().take(left + 1).read_to_end(&mut bytes).map_err(|error| damaged_file(&name, &error))?;
        left = left.checked_sub(bytes.len() as u64).ok_or(TOO_LARGE)?;
        match String::from_utf8(bytes) {
            Ok(text) => drop(files.texts.insert(name, text)),
            Err(_) => drop(files.others.insert(name)),
        }
    }
    Ok(files)
}

/// Whether these are the first bytes of a zip.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The file of that name in a zip, in whichever folder; of several the one that is least deep.
///
/// # Errors
/// It is no zip, or a damaged or too large one.
pub fn file_in_zip(bytes: &[u8], name: &str) -> Result<Option<Vec<u8>>, String> {
    let mut zip = opened(bytes)?;
    let Some(index) = place(&zip, name) else { return Ok(None) };
    let (mut contents, most) = (Vec::new(), most_unpacked(bytes.len()));
    let file = zip.by_index(index).map_err(|error| damaged(&error))?;
    file.take(most + 1).read_to_end(&mut contents).map_err(|error| damaged_file(name, &error))?;
    if contents.len() as u64 > most {
        return Err(TOO_LARGE.to_owned());
    }
    Ok(Some(contents))
}

/// A zip in memory.
pub type Zip<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Opens a zip that does not say that it holds more than it does.
///
/// # Errors
/// It is no zip, or a damaged one, in words.
pub fn opened(bytes: &[u8]) -> Result<Zip<'_>, String> {
    match check_entries(bytes, MOST_ENTRIES) {
        Ok(()) => {}
        Err(Overstated::TooMany) => return Err("it holds more files than are read at once: split it".to_owned()),
        Err(Overstated::Claimed) => return Err(format!("it is a damaged zip: {OVERSTATED}. Get it once more")),
    }
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))
}

/// What is wrong with the zip, in words for whoever has it.
pub fn damaged(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            "it is protected by a password: make one without, with the program that it came from".to_owned()
        }
        ZipError::UnsupportedArchive(why) => {
            format!("it is a zip of a kind that is not read: make an ordinary one ({why})")
        }
        _ => format!("it is no zip, or a damaged one: get it once more, or make it anew ({error})"),
    }
}

fn damaged_file(name: &str, error: &std::io::Error) -> String {
    format!("“{name}” in the zip is damaged: get the zip once more, or make it anew ({error})")
}

fn place(zip: &Zip<'_>, name: &str) -> Option<usize> {
    let paths = zip.file_names().enumerate().filter_map(|(at, path)| Some((at, path.ok()?.replace('\\', "/"))));
    let found = paths.filter(|(_, path)| path.rsplit('/').next() == Some(name));
    found.min_by_key(|(_, path)| path.matches('/').count()).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    /// A zip of a file of this many zeros.
    fn zeros(name: &str, many: usize) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, SimpleFileOptions::default()).expect("a file");
        zip.write_all(&vec![0; many]).expect("written");
        zip.finish().expect("a zip").into_inner()
    }

    #[test]
    fn what_swells_is_refused() {
        let bomb = zeros("p/data.qda", 101_000_000);
        assert!(bomb.len() < 400_000);
        assert_eq!(unzipped(&bomb).err().as_deref(), Some(TOO_LARGE));
        assert_eq!(file_in_zip(&bomb, "data.qda"), Err(TOO_LARGE.to_owned()));
        let small = file_in_zip(&zeros("data.qda", 1_000_000), "data.qda");
        assert_eq!(small.map(|file| file.map_or(0, |it| it.len())), Ok(1_000_000));
    }
}
