//! A project with its texts as one file, to be mailed.

use std::{
    fs,
    io::{self, Cursor, Write as _},
    path::Path,
};

use walkdir::WalkDir;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::write_outside;

/// What belongs to one machine, or to a version control program, and not to the project.
const LEFT_OUT: [&str; 3] = [".postil", ".git", "history/backups"];

/// Writes the project in `root` into a zip file, in a folder of the project's name. Gives back how many files are in it.
///
/// # Errors
/// A file cannot be read, or the zip cannot be written.
pub fn share_project(root: &Path, out: &Path) -> io::Result<usize> {
    let top = root.file_name().map_or_else(|| "project".into(), |name| name.to_string_lossy());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(false);
    let mut files = 0;
    for entry in
        WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(|entry| !is_left_out(root, entry.path()))
    {
        let entry = entry.map_err(io::Error::from)?;
        let path = entry.path();
        if !path.is_file() || path == out {
            continue;
        }
        zip.start_file(format!("{top}/{}", name_in(root, path)), options)?;
        zip.write_all(&fs::read(path)?)?;
        files += 1;
    }
    let bytes = zip.finish()?.into_inner();
    write_outside(out, |file| file.write_all(&bytes))?;
    Ok(files)
}

fn is_left_out(root: &Path, path: &Path) -> bool {
    LEFT_OUT.contains(&name_in(root, path).as_str())
}

/// The path within the project, with `/`.
fn name_in(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
