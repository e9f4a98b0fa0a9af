//! A corpus of brat is a folder of many files: it is handed on as a zip of those, which is what the reader of brat wants.

use std::{
    fs,
    io::{self, Cursor, Write as _},
    path::{Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::bytes::bounds::LARGEST;

/// What belongs to a corpus: texts, annotations, what the types are called.
const ENDINGS: [&str; 3] = ["ann", "txt", "conf"];

/// Whether there are annotations of brat in the folder, or in folders in it.
pub(super) fn is_standoff(folder: &Path) -> bool {
    files(folder).any(|entry| has_ending(entry.path(), "ann"))
}

/// The files of the corpus.
///
/// # Errors
/// One cannot be read, or together they are far too large.
pub(super) fn packed_folder(folder: &Path) -> io::Result<Vec<u8>> {
    packed(folder, |path| ENDINGS.iter().any(|ending| has_ending(path, ending)))
}

/// A single file of annotations, with its text and what the types are called.
///
/// # Errors
/// One cannot be read, or together they are far too large.
pub(super) fn packed_file(file: &Path) -> io::Result<Vec<u8>> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let text = file.with_extension("txt");
    packed(folder, |path| {
        let name = path.file_name();
        path.parent() == Some(folder)
            && (name == file.file_name() || name == text.file_name() || has_ending(path, "conf"))
    })
}

fn packed(folder: &Path, wanted: impl Fn(&Path) -> bool) -> io::Result<Vec<u8>> {
    zipped(folder, files(folder).map(DirEntry::into_path).filter(|path| wanted(path)))
}

/// A zip of these files, each called as it is within the folder.
///
/// # Errors
/// One cannot be read, or together they are far too large.
pub(super) fn zipped(folder: &Path, files: impl Iterator<Item = PathBuf>) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut left = LARGEST;
    for path in files {
        let bytes = fs::read(&path)?;
        left = left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| io::Error::new(io::ErrorKind::FileTooLarge, "the files in it are far too large"))?;
        let parts = path.strip_prefix(folder).unwrap_or(&path).components();
        let name = parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        zip.start_file(name, options)?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The files in the folder and below it, by name; nothing hidden, and no links to folders, which could lead in circles.
pub(super) fn files(folder: &Path) -> impl Iterator<Item = DirEntry> {
    let is_hidden = |entry: &DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(move |entry| !is_hidden(entry));
    walk.filter_map(Result::ok).filter(|entry| entry.path().is_file())
}

/// Whether the file's name has this ending, in any case.
pub(super) fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending))
}
