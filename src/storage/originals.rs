//! The files that articles were taken from, kept in `originals/` as they were.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    names::ORIGINALS,
    store::{SaveError, Store},
};
use crate::{jobs, model::Fingerprint};

/// What came of keeping files.
#[derive(Debug, Default)]
pub struct Kept {
    /// By which names they are kept, in their order; `None` for one that is not.
    pub names: Vec<Option<String>>,
    /// In the order of the files.
    pub errors: Vec<KeepError>,
}

/// Why a file is not kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    #[error("{} could not be read: {source}", .path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{} was changed while it was being added. Add it again", .path.display())]
    Changed { path: PathBuf },
    /// That of the project's disk: the files after it are not tried.
    #[error(transparent)]
    Disk(#[from] SaveError),
}

/// A file that is still to be kept, and by which name.
struct Planned<'f> {
    path: &'f Path,
    fingerprint: &'f Fingerprint,
    name: String,
}

impl Store {
    /// Keeps copies of files, each with the fingerprint that its bytes had when it was read. A file that is kept already is
    /// not kept twice; another one of the same name gets a number. `progress` is told how many copies are done of how many.
    pub fn keep_originals(&self, files: &[(&Path, &Fingerprint)], mut progress: impl FnMut(usize, usize)) -> Kept {
        let mut kept = Kept::default();
        let (names, planned) = match self.plan(files) {
            Ok(planned) => planned,
            Err(error) => {
                kept.names = vec![None; files.len()];
                kept.errors.push(error.into());
                return kept;
            }
        };
        let mut missing: BTreeSet<&str> = planned.iter().map(|file| &*file.name).collect();
        let listed = planned.iter().map(|file| (format!("{ORIGINALS}/{}", file.name), file.fingerprint.clone()));
        self.note_unfinished(&listed.collect::<Vec<_>>());
        let (mut errors, mut done) = (BTreeMap::new(), 0);
        jobs::side_by_side(
            jobs::WRITERS,
            &planned,
            |file| self.keep(file),
            |at, result| {
                done += 1;
                progress(done, planned.len());
                match result {
                    Ok(()) => missing.remove(&*planned[at].name),
                    Err(error) => {
                        let is_disk = matches!(error, KeepError::Disk(_));
                        errors.insert(at, error);
                        !is_disk
                    }
                }
            },
        );
        kept.errors = errors.into_values().collect();
        kept.names = names.into_iter().map(|name| Some(name).filter(|name| !missing.contains(&**name))).collect();
        kept
    }

    /// By which names the files are to be kept, in their order, and which of them are not yet.
    fn plan<'f>(&self, files: &[(&'f Path, &'f Fingerprint)]) -> Result<(Vec<String>, Vec<Planned<'f>>), SaveError> {
        let present = self.disk().list(ORIGINALS).map_err(|source| self.io(ORIGINALS, source))?;
        // Some systems take `A.pdf` and `a.pdf` for one file.
        let mut taken: BTreeMap<String, String> = present.into_iter().map(|name| (name.to_lowercase(), name)).collect();
        let mut families: BTreeMap<String, Family> = BTreeMap::new();
        let (mut names, mut planned) = (Vec::with_capacity(files.len()), Vec::new());
        for (path, fingerprint) in files {
            let name = path.file_name().map(|name| portable(&name.to_string_lossy())).unwrap_or_default();
            let family = families.entry(name.to_lowercase()).or_default();
            while !family.held.contains_key(*fingerprint) {
                family.tried += 1;
                let next = numbered(&name, family.tried);
                if let Some(present) = taken.get(&next.to_lowercase()) {
                    let file = format!("{ORIGINALS}/{present}");
                    // One that was planned just now for another family is not there yet, and is not this one.
                    let held = match self.disk().read(&file) {
                        Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                        held => held.map_err(|source| self.io(&file, source))?,
                    };
                    family.held.insert(Fingerprint::of_bytes(&held), present.clone());
                } else {
                    taken.insert(next.to_lowercase(), next.clone());
                    family.held.insert((*fingerprint).clone(), next.clone());
                    planned.push(Planned { path, fingerprint, name: next });
                }
            }
            names.extend(family.held.get(*fingerprint).cloned());
        }
        Ok((names, planned))
    }

    fn keep(&self, file: &Planned<'_>) -> Result<(), KeepError> {
        let path = || file.path.to_owned();
        let unreadable = |source| KeepError::Unreadable { path: path(), source };
        let bytes = fs::read(file.path).map_err(unreadable)?;
        let permissions = fs::metadata(file.path).map_err(unreadable)?.permissions();
        if Fingerprint::of_bytes(&bytes) != *file.fingerprint {
            return Err(KeepError::Changed { path: path() });
        }
        let kept = format!("{ORIGINALS}/{}", file.name);
        Ok(self.disk().replace_as(&kept, &bytes, Some(permissions)).map_err(|source| self.io(&kept, source))?)
    }
}

/// Files that come by one name: `a.pdf`, `a-2.pdf`, `a-3.pdf` …
#[derive(Default)]
struct Family {
    /// The last number that was tried.
    tried: u64,
    /// What is kept by which of the names.
    held: BTreeMap<Fingerprint, String>,
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

    use super::super::disk::Folder;
    use super::*;

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
        let files = files.each_ref().map(|(path, text)| (path.as_path(), text));
        // Later on, what is kept is known by what it holds.
        for _ in 0..2 {
            let kept = store.keep_originals(&files, |_, _| {});
            assert!(kept.errors.is_empty(), "{:?}", kept.errors);
            assert_eq!(kept.names, names.map(|name| Some(name.to_owned())));
        }
        assert_eq!(store.disk().list(ORIGINALS).expect("listed").len(), 4);
        assert_eq!(fs::read_to_string(dir.path().join("p/originals/A-2.pdf")).expect("a file"), "2");
        let other = Fingerprint::of("other");
        let kept = store.keep_originals(&[(files[0].0, &other), files[1]], |_, _| {});
        assert_eq!(kept.names, [None, Some("a.pdf".to_owned())]);
        assert!(kept.errors[0].to_string().contains("was changed while"), "{:?}", kept.errors);
    }

    #[test]
    fn names_are_those_of_all_systems() {
        assert_eq!(portable("What now? 1:2.html"), "What now_ 1_2.html");
        assert_eq!(portable(" .. "), "original");
    }
}
