//! A list of what is being put into a project's folder, on the disk.

use std::{
    fs,
    io::{self},
    path::PathBuf,
};

use super::odd;
use crate::model::Fingerprint;

/// A list that is being written, locked as long as its program lives.
pub(super) struct List {
    pub(super) path: PathBuf,
    pub(super) file: fs::File,
    /// Files within the project, each with what it holds.
    pub(super) files: Vec<(String, Fingerprint)>,
}

pub(super) fn begin(folder: PathBuf) -> io::Result<List> {
    odd::make_private(&folder)?;
    let path = folder.join(uuid::Uuid::new_v4().simple().to_string());
    let file = odd::open_file(&path, fs::OpenOptions::new().create(true).append(true))?;
    // Without locks it could be taken for a dead program's.
    file.try_lock().map_err(io::Error::other)?;
    Ok(List { path, file, files: Vec::new() })
}
