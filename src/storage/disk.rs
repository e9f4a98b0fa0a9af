//! What the store asks of a disk, so that tests can have one that fails.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use atomic_write_file::AtomicWriteFile;

/// A place for a project's files. Paths are relative to the project's folder, with `/`.
pub trait Disk: Send + Sync {
    /// The whole file.
    ///
    /// # Errors
    /// As the system reports it.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// Replaces the file in one go: after a crash it is the old one or the new one, whole.
    ///
    /// # Errors
    /// As the system reports it; the old file is then as it was.
    fn replace(&self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// Renames within the project; folders are made as needed.
    ///
    /// # Errors
    /// As the system reports it.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// The names of the files in a folder, sorted; none where there is no such folder.
    ///
    /// # Errors
    /// As the system reports it.
    fn list(&self, folder: &str) -> io::Result<Vec<String>>;

    fn exists(&self, path: &str) -> bool;

    /// Length of the file in bytes.
    ///
    /// # Errors
    /// As the system reports it.
    fn len(&self, path: &str) -> io::Result<u64>;
}

/// A folder on a real disk.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// The root itself is never made: where it is gone (a disk unplugged, a folder renamed), half a project would stand
    /// in its place.
    fn make_folder_of(&self, path: &Path) -> io::Result<()> {
        if !self.root.is_dir() {
            return Err(io::ErrorKind::NotFound.into());
        }
        path.parent().map_or(Ok(()), fs::create_dir_all)
    }
}

impl Disk for Folder {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        fs::read(self.at(path))
    }

    fn replace(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        // A link is followed, so that what it points to is replaced and not the link.
        let path = self.at(path);
        let target = fs::canonicalize(&path).unwrap_or(path);
        self.make_folder_of(&target)?;
        let mut file = AtomicWriteFile::open(&target)?;
        file.write_all(bytes)?;
        file.commit()
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let to = self.at(to);
        self.make_folder_of(&to)?;
        fs::rename(self.at(from), to)
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(self.at(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            if entry.path().is_file()
                && let Ok(name) = entry.file_name().into_string()
            {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    fn exists(&self, path: &str) -> bool {
        self.at(path).exists()
    }

    fn len(&self, path: &str) -> io::Result<u64> {
        fs::metadata(self.at(path)).map(|meta| meta.len())
    }
}
