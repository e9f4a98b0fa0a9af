//! The files that articles were taken from, kept in `originals/` as they were.

use std::{fs, io, path::Path};

use super::{ORIGINALS, SaveError, Store};
use crate::model::Fingerprint;

impl Store {
    /// Keeps a copy of the file `path`, whose bytes had that fingerprint when it was read, and gives back by which name. A
    /// file that is kept already is not kept twice; another one of the same name gets a number.
    ///
    /// # Errors
    /// The file is gone or was changed, or the disk's.
    pub fn keep_original(&self, path: &Path, fingerprint: &Fingerprint) -> Result<String, SaveError> {
        let fault = |source| SaveError::Io { path: path.to_owned(), source };
        let bytes = fs::read(path).map_err(fault)?;
        if Fingerprint::of_bytes(&bytes) != *fingerprint {
            return Err(fault(io::Error::other("it was changed while it was being added. Add it again")));
        }
        let name = path.file_name().map(|name| portable(&name.to_string_lossy())).unwrap_or_default();
        let kept = self.disk().list(ORIGINALS).map_err(|source| self.io(ORIGINALS, source))?;
        for candidate in candidates(&name) {
            let file = format!("{ORIGINALS}/{candidate}");
            // Some systems take `A.pdf` and `a.pdf` for one file.
            let same_name = kept.iter().find(|kept| kept.to_lowercase() == candidate.to_lowercase());
            let Some(same_name) = same_name else {
                self.disk().replace(&file, &bytes).map_err(|source| self.io(&file, source))?;
                return Ok(candidate);
            };
            let file = format!("{ORIGINALS}/{same_name}");
            if self.disk().read(&file).map_err(|source| self.io(&file, source))? == bytes {
                return Ok(same_name.clone());
            }
        }
        Ok(name)
    }
}

/// `a.pdf`, `a-2.pdf`, `a-3.pdf` …
fn candidates(name: &str) -> impl Iterator<Item = String> {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) => (stem.to_owned(), format!(".{ending}")),
        None => (name.to_owned(), String::new()),
    };
    let first = name.to_owned();
    std::iter::once(first).chain((2..).map(move |number: u64| format!("{stem}-{number}{ending}")))
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
        let keep = |file: &str, text: &str| {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(&path, text).expect("a file");
            store.keep_original(&path, &Fingerprint::of(text)).expect("kept")
        };
        assert_eq!([keep("a.pdf", "1"), keep("x/a.pdf", "1"), keep("y/A.pdf", "2")], ["a.pdf", "a.pdf", "A-2.pdf"]);
        assert_eq!(fs::read_to_string(dir.path().join("p/originals/A-2.pdf")).expect("a file"), "2");
        let changed = store.keep_original(&dir.path().join("a.pdf"), &Fingerprint::of("other"));
        assert!(changed.expect_err("an error").to_string().contains("was changed while"));
    }

    #[test]
    fn names_are_those_of_all_systems() {
        assert_eq!(portable("What now? 1:2.html"), "What now_ 1_2.html");
        assert_eq!(portable(" .. "), "original");
    }
}
