//! Files of ours from outside of the project: what somebody mailed, or git asks to merge.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use super::refused::ReceiveError;
use super::{
    folders::{Held, held},
    standoff, unpacked,
};
use crate::{
    bytes::sqlite,
    format::{Records, Unreadable, read},
};

/// The bytes of a file of another program; of a folder of QualCoder, those of its database; of a folder or a file of brat, and of a
/// project of REFI-QDA that was unpacked, those of a zip of what belongs to it. What a database has only in the log beside it yet is in
/// them. `format` says which is meant where a folder holds several things.
///
/// # Errors
/// It cannot be read, a change of the database is not finished, or a folder holds something else.
pub fn read_outside(path: &Path, format: Option<&str>) -> Result<Vec<u8>, ReceiveError> {
    let fault = |source| ReceiveError::Io { path: path.to_owned(), source };
    let held = if path.is_dir() { Some(held(path, format)?) } else { None };
    let file = match held {
        Some(Held::Brat) => return standoff::packed_folder(path).map_err(fault),
        Some(Held::Layers(_)) => return Err(ReceiveError::Folder { path: path.to_owned() }),
        Some(Held::Refi(file) | Held::QualCoder(file)) => file,
        None => path.to_owned(),
    };
    if standoff::has_ending(&file, "ann") {
        return standoff::packed_file(&file).map_err(fault);
    }
    if standoff::has_ending(&file, "qde") {
        return unpacked::packed(&file).map_err(fault);
    }
    let bytes = fs::read(&file).map_err(fault)?;
    if !sqlite::is_database(&bytes) {
        return Ok(bytes);
    }
    let (log, journal) = (beside(&file, "-wal"), beside(&file, "-journal"));
    let is_there = |error: &io::Error| error.kind() != io::ErrorKind::NotFound;
    let read = |file: &Path| match fs::read(file) {
        Ok(bytes) => Ok(bytes),
        Err(error) if is_there(&error) => Err(fault(error)),
        Err(_) => Ok(Vec::new()),
    };
    if sqlite::is_journal(&read(&journal)?) {
        let journal = journal.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Err(ReceiveError::Unfinished { path: path.to_owned(), journal });
    }
    Ok(sqlite::with_wal(&bytes, &read(&log)?))
}

/// The file of this name with something behind it.
fn beside(file: &Path, behind: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(behind);
    PathBuf::from(name)
}

/// Whether a file is an SQLite database, by its first bytes.
pub fn is_database(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(16).read_to_end(&mut head));
    read.is_ok() && sqlite::is_database(&head)
}

/// The records of a file of ours, whole.
///
/// # Errors
/// It cannot be read, or not whole; or it holds records of several kinds of files.
pub fn receive(path: &Path) -> Result<Records, ReceiveError> {
    let path = path.to_owned();
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(source) => return Err(ReceiveError::Io { path, source }),
    };
    let mut contents = match read(&bytes) {
        Ok(contents) => contents,
        Err(source) => return Err(ReceiveError::Unreadable { path, source }),
    };
    if !contents.damage.is_empty() {
        let damage = contents.damage.swap_remove(0);
        let (line, column, message) = (damage.line, damage.column, damage.message);
        return Err(ReceiveError::Damaged { path, line, column, message });
    }
    Records::new(contents).map_err(|source| ReceiveError::Mixed { path, source })
}

/// As [`receive`]; `None` where the file is empty, as git gives it where there is no common ancestor.
///
/// # Errors
/// As [`receive`].
pub fn receive_base(path: &Path) -> Result<Option<Records>, ReceiveError> {
    match receive(path) {
        Err(ReceiveError::Unreadable { source: Unreadable::Empty, .. }) => Ok(None),
        other => other.map(Some),
    }
}
