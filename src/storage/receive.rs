//! Files of ours from outside of the project: what somebody mailed, or git asks to merge.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::exchange::ron::{Mixed, Records, Unreadable, read};

/// Why a file cannot be taken in. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    #[error("{path} cannot be read: {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error("{path} cannot be read: {source}")]
    Unreadable { path: PathBuf, source: Unreadable },
    #[error("{path}, line {line}, column {column}: {message}. Ask for the file again, or repair the line")]
    Damaged { path: PathBuf, line: usize, column: usize, message: String },
    #[error("{path}: {source}")]
    Mixed { path: PathBuf, source: Mixed },
}

/// The bytes of a file of another program.
///
/// # Errors
/// It cannot be read.
pub fn read_outside(path: &Path) -> Result<Vec<u8>, ReceiveError> {
    fs::read(path).map_err(|source| ReceiveError::Io { path: path.to_owned(), source })
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
