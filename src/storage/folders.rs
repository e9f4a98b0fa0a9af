//! What a folder from outside of the project holds that can be taken in, by the files in it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    names::{CODEBOOK_FILE, PROJECT_FILE},
    refused::ReceiveError,
    standoff,
};
use crate::exchange::qualcoder;

/// What a folder holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// Layers of ours, as an export writes them: a file for each analyst.
    Layers(Vec<PathBuf>),
    /// The file of a project of REFI-QDA that was unpacked, with its texts beside it.
    Refi(PathBuf),
    /// The database of a project of QualCoder.
    QualCoder(PathBuf),
    /// A corpus of brat, in the folder itself and in those below it.
    Brat,
}

impl Held {
    /// The format's name, as `--format` takes it, and what it is in words.
    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Layers(_) => ("ron", "annotations of Postil"),
            Self::Refi(_) => ("refi", "a project of REFI-QDA"),
            Self::QualCoder(_) => ("qualcoder", "a project of QualCoder"),
            Self::Brat => ("brat", "a corpus of brat"),
        }
    }
}

/// Finds out what the folder holds, of the format where one is given.
///
/// # Errors
/// It holds nothing that can be taken in, a whole project of ours, or several things of which nobody said which is meant.
pub fn held(folder: &Path, format: Option<&str>) -> Result<Held, ReceiveError> {
    let mut found = all_held(folder).map_err(|source| ReceiveError::Io { path: folder.to_owned(), source })?;
    if let Some(format) = format {
        found.retain(|held| held.words().0.eq_ignore_ascii_case(format));
    }
    let path = || folder.to_owned();
    if found.len() > 1 {
        let what = found.iter().map(|held| held.words().1).collect::<Vec<_>>().join(", and ");
        return Err(ReceiveError::Several { path: path(), what });
    }
    match found.pop() {
        Some(held) => Ok(held),
        None if folder.join(PROJECT_FILE).is_file() => Err(ReceiveError::Project { path: path() }),
        None => Err(ReceiveError::Folder { path: path() }),
    }
}

fn all_held(folder: &Path) -> std::io::Result<Vec<Held>> {
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if !is_hidden && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    let is_called = |file: &Path, name: &str| file.file_name().is_some_and(|found| found == name);
    let of_ending = |ending| files.iter().filter(move |file| standoff::has_ending(file, ending));
    let mut found = Vec::new();
    let layers = of_ending("ron").filter(|file| !is_called(file, PROJECT_FILE) && !is_called(file, CODEBOOK_FILE));
    let layers: Vec<PathBuf> = layers.cloned().collect();
    if !layers.is_empty() {
        found.push(Held::Layers(layers));
    }
    found.extend(of_ending("qde").cloned().map(Held::Refi));
    let database = folder.join(qualcoder::DATABASE);
    if database.is_file() {
        found.push(Held::QualCoder(database));
    }
    if standoff::is_standoff(folder) {
        found.push(Held::Brat);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a folder with these files holds, in words, or why nothing of it is taken in.
    fn check(files: &[&str], format: Option<&str>, expected: &str) {
        let dir = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, "").expect("a file");
        }
        let found = match held(dir.path(), format) {
            Ok(held) => held.words().1.to_owned(),
            Err(error) => error.to_string(),
        };
        assert!(found.contains(expected), "{files:?}: {found}");
    }

    #[test]
    fn a_folder_is_known_by_its_files() {
        check(&["ana.ron", "ben.ron"], None, "annotations of Postil");
        check(&["project.qde", "sources/a.txt"], None, "a project of REFI-QDA");
        check(&["data.qda", "documents/a.txt"], None, "a project of QualCoder");
        check(&["a.txt", "ben/a.ann"], None, "a corpus of brat");
    }

    #[test]
    fn what_is_in_doubt_is_not_guessed() {
        check(&["a.txt", ".hidden.ron"], None, "nothing in it can be taken in");
        check(&["project.ron", "codebook.ron", "annotations/ana.ron"], None, "is a whole project of Postil");
        check(&["ana.ron", "a.ann"], None, "holds annotations of Postil, and a corpus of brat");
        check(&["ana.ron", "a.ann"], Some("brat"), "a corpus of brat");
        check(&["one.qde", "two.qde"], None, "holds a project of REFI-QDA, and a project of REFI-QDA");
    }
}
