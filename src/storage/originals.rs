//! The files that articles were taken from, kept in `originals/` as they were.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use super::{ORIGINALS, SaveError, Store};
use crate::model::Fingerprint;

/// What stands in `originals/`, to keep more files there.
pub struct Originals<'s> {
    store: &'s Store,
    /// The names that are taken, by their small letters: some systems take `A.pdf` and `a.pdf` for one file.
    names: BTreeMap<String, String>,
    families: BTreeMap<String, Family>,
}

/// Files that came by one name: `a.pdf`, `a-2.pdf`, `a-3.pdf` …
#[derive(Default)]
struct Family {
    /// How many of these names are known to be taken.
    taken: u64,
    /// What is kept by them.
    held: BTreeMap<Fingerprint, String>,
}

/// Why a file is not kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    #[error("{} could not be read: {source}", .path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{} was changed while it was being added. Add it again", .path.display())]
    Changed { path: PathBuf },
    /// That of the project's disk: no other file will fare better.
    #[error(transparent)]
    Disk(#[from] SaveError),
}

impl Store {
    /// Looks what is kept in `originals/`.
    ///
    /// # Errors
    /// The disk's.
    pub fn originals(&self) -> Result<Originals<'_>, SaveError> {
        let names = self.disk().list(ORIGINALS).map_err(|source| self.io(ORIGINALS, source))?;
        let names = names.into_iter().map(|name| (name.to_lowercase(), name)).collect();
        Ok(Originals { store: self, names, families: BTreeMap::new() })
    }
}

impl Originals<'_> {
    /// Keeps a copy of the file `path`, whose bytes had that fingerprint when it was read, and gives back by which name. A
    /// file that is kept already is not kept twice; another one of the same name gets a number.
    ///
    /// # Errors
    /// The file is gone or was changed, or the disk's.
    pub fn keep(&mut self, path: &Path, fingerprint: &Fingerprint) -> Result<String, KeepError> {
        let bytes = fs::read(path).map_err(|source| KeepError::Unreadable { path: path.to_owned(), source })?;
        if Fingerprint::of_bytes(&bytes) != *fingerprint {
            return Err(KeepError::Changed { path: path.to_owned() });
        }
        let name = path.file_name().map(|name| portable(&name.to_string_lossy())).unwrap_or_default();
        let family = self.families.entry(name.to_lowercase()).or_default();
        loop {
            if let Some(kept) = family.held.get(fingerprint) {
                return Ok(kept.clone());
            }
            let next = numbered(&name, family.taken + 1);
            if let Some(present) = self.names.get(&next.to_lowercase()) {
                let file = format!("{ORIGINALS}/{present}");
                let held = self.store.disk().read(&file).map_err(|source| self.store.io(&file, source))?;
                family.held.insert(Fingerprint::of_bytes(&held), present.clone());
            } else {
                let file = format!("{ORIGINALS}/{next}");
                self.store.disk().replace(&file, &bytes).map_err(|source| self.store.io(&file, source))?;
                self.names.insert(next.to_lowercase(), next.clone());
                family.held.insert(fingerprint.clone(), next);
            }
            family.taken += 1;
        }
    }
}

/// `a.pdf`, then `a-2.pdf`.
fn numbered(name: &str, number: u64) -> String {
    match name.rsplit_once('.') {
        _ if number == 1 => name.to_owned(),
        Some((stem, ending)) => format!("{stem}-{number}.{ending}"),
        None => format!("{name}-{number}"),
    }
}

/// A name that every system can keep.
fn portable(name: &str) -> String {
    let kept = |c: char| if c.is_control() || "<>:\"/\\|?*".contains(c) { '_' } else { c };
    let name: String = name.chars().map(kept).take(150).collect();
    let name = name.trim_matches([' ', '.']);
    if name.is_empty() { "original".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::storage::Folder;

    #[test]
    fn a_file_is_kept_once_and_under_a_name_of_its_own() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = Store::new(dir.path().join("p"), Arc::new(Folder::new(dir.path().join("p"))));
        fs::create_dir(dir.path().join("p")).expect("a folder");
        let put = |file: &str, text: &str| {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(&path, text).expect("a file");
            (path, Fingerprint::of(text))
        };
        let files = [("a.pdf", "1"), ("x/a.pdf", "1"), ("y/A.pdf", "2"), ("z/a-2.pdf", "3"), ("w/a.pdf", "4")];
        let files = files.map(|(file, text)| put(file, text));
        let names = ["a.pdf", "a.pdf", "A-2.pdf", "a-2-2.pdf", "a-3.pdf"];
        let mut originals = store.originals().expect("listed");
        let mut keep = |(path, text): &(PathBuf, Fingerprint)| originals.keep(path, text).expect("kept");
        assert_eq!(files.each_ref().map(&mut keep), names);
        // Later on, what is kept is known by what it holds.
        let mut later = store.originals().expect("listed");
        assert_eq!(files.each_ref().map(|(path, text)| later.keep(path, text).expect("kept")), names);
        assert_eq!(store.disk().list(ORIGINALS).expect("listed").len(), 4);
        assert_eq!(fs::read_to_string(dir.path().join("p/originals/A-2.pdf")).expect("a file"), "2");
        let changed = later.keep(&dir.path().join("a.pdf"), &Fingerprint::of("other"));
        assert!(changed.expect_err("an error").to_string().contains("was changed while"));
    }

    #[test]
    fn names_are_those_of_all_systems() {
        assert_eq!(portable("What now? 1:2.html"), "What now_ 1_2.html");
        assert_eq!(portable(" .. "), "original");
    }
}
