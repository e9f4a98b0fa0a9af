//! Why a file from outside cannot be received.

use crate::{
    exchange::qualcoder,
    format::{Mixed, Unreadable},
};
use std::{
    io::{self},
    path::PathBuf,
};

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
    #[error(
        "{path} is a folder, and nothing in it can be taken in: there are no annotations of Postil (.ron), no project of REFI-QDA (.qde) \
         or of QualCoder ({}), and no corpus of brat (.ann)",
        qualcoder::DATABASE
    )]
    Folder { path: PathBuf },
    #[error("{path} is a whole project of Postil: take in the folder of its annotations, {}", path.join(super::names::ANNOTATIONS).display())]
    Project { path: PathBuf },
    #[error("{path} holds {what}: say with --format which is meant, or take in its files one by one")]
    Several { path: PathBuf, what: String },
    #[error(
        "{path}: a change of it was broken off or is under way ({journal} lies beside it). Open it in the program that \
         made it, close it there, and try again"
    )]
    Unfinished { path: PathBuf, journal: String },
}
