//! What the store asks of a disk, so that tests can have one that fails.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
    time::SystemTime,
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

    /// What tells cheaply whether a file may have changed.
    ///
    /// # Errors
    /// As the system reports it.
    fn look(&self, path: &str) -> io::Result<Look>;

    /// Adds to the end of the file, which is made if it is not there. After a crash of the program it is there; after a
    /// power cut only if [`Self::sync`] came after.
    ///
    /// # Errors
    /// As the system reports it; some of the bytes may have been written.
    fn append(&self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// Waits until what was appended to the file, and its name in the folder, would survive a power cut.
    ///
    /// # Errors
    /// As the system reports it; nothing can be relied on then.
    fn sync(&self, path: &str) -> io::Result<()>;

    /// Deletes the file. One that is not there is deleted.
    ///
    /// # Errors
    /// As the system reports it.
    fn remove(&self, path: &str) -> io::Result<()>;
}

/// A file from outside: two that differ are of two contents, most likely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Bytes.
    pub len: u64,
    pub modified: Option<SystemTime>,
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
        let from = self.at(from);
        fs::rename(&from, &to)?;
        sync_folder_of(&to)?;
        sync_folder_of(&from)
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

    fn look(&self, path: &str) -> io::Result<Look> {
        let meta = fs::metadata(self.at(path))?;
        Ok(Look { len: meta.len(), modified: meta.modified().ok() })
    }

    fn append(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.at(path);
        self.make_folder_of(&path)?;
        fs::OpenOptions::new().append(true).create(true).open(path)?.write_all(bytes)
    }

    fn sync(&self, path: &str) -> io::Result<()> {
        let path = self.at(path);
        fs::OpenOptions::new().append(true).open(&path)?.sync_data()?;
        sync_folder_of(&path)
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        match fs::remove_file(self.at(path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// So that a new name in the folder survives a power cut. Windows does this by itself.
pub(super) fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent().filter(|_| cfg!(unix)) {
        Some(folder) => fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
