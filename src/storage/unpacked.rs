//! A project of REFI-QDA that was unpacked: its file with the texts beside it, handed on as the zip that it came from.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::standoff;
use crate::exchange::refi;

/// The folder that the texts of a project are in.
const SOURCES: &str = "sources";

/// The project's file with the texts that it refers to and that lie beside it or in `sources`; alone where none does.
///
/// # Errors
/// One cannot be read, or together they are far too large.
pub(super) fn packed(file: &Path) -> io::Result<Vec<u8>> {
    let bytes = fs::read(file)?;
    let names: BTreeSet<String> =
        refi::texts_of(&bytes).iter().filter_map(|path| refi::name_of_source(path).ok()).collect();
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let texts = if names.is_empty() { Vec::new() } else { texts_in(folder, &names)? };
    if texts.is_empty() {
        return Ok(bytes);
    }
    standoff::zipped(folder, [file.to_owned()].into_iter().chain(texts))
}

/// The files of these names, in small letters, in the folder of texts and in the folder itself.
fn texts_in(folder: &Path, names: &BTreeSet<String>) -> io::Result<Vec<PathBuf>> {
    let mut texts = Vec::new();
    let is_text = |path: &Path, of: &Path| {
        let within = path.strip_prefix(of).unwrap_or(path).to_string_lossy().replace('\\', "/");
        names.contains(&within.to_lowercase())
    };
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_sources = || path.file_name().is_some_and(|name| name.eq_ignore_ascii_case(SOURCES));
        if path.is_file() && is_text(&path, folder) {
            texts.push(path);
        } else if path.is_dir() && is_sources() {
            let within = standoff::files(&path).map(walkdir::DirEntry::into_path);
            texts.extend(within.filter(|text| is_text(text, &path)));
        }
    }
    texts.sort();
    Ok(texts)
}
