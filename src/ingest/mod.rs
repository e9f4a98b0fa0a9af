//! Articles in: from files and folders to what a project can take up. Writes nothing.

mod guess;
mod text;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use walkdir::WalkDir;

pub use guess::{Guess, guess};
pub use text::{Found, LARGEST, TextError, article, read_file};

/// Endings of files that are taken up when a folder is read, in lower case.
pub const ENDINGS: [&str; 3] = ["txt", "text", "md"];

/// What became of the files that were to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ingested {
    pub articles: Vec<Found>,
    /// Files that are no article, and why.
    pub problems: Vec<Problem>,
    /// What there is to say about files that are articles.
    pub notices: Vec<Problem>,
    /// It was told to stop before all was read.
    pub stopped: bool,
}

/// A file or folder, and what there is to say about it, with what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub path: PathBuf,
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.message)
    }
}

/// Reads files, and the texts in folders at any depth, in the order given and by name within a folder.
///
/// A file that is named is always tried; in folders only those with one of [`ENDINGS`], and nothing hidden. `progress`
/// is told how many of how many files are done, and says whether to go on.
pub fn read_paths(paths: &[PathBuf], progress: &dyn Fn(usize, usize) -> bool) -> Ingested {
    let mut ingested = Ingested::default();
    let files = files(paths, &mut ingested.problems);
    for (done, path) in files.iter().enumerate() {
        if !progress(done, files.len()) {
            ingested.stopped = true;
            return ingested;
        }
        match read_file(path) {
            Ok((found, notices)) => {
                let notices = notices.into_iter().map(|message| Problem { path: path.clone(), message });
                ingested.notices.extend(notices);
                ingested.articles.push(found);
            }
            Err(error) => ingested.problems.push(Problem { path: path.clone(), message: error.to_string() }),
        }
    }
    progress(files.len(), files.len());
    note_same_names(&files, &mut ingested.notices);
    ingested
}

/// The files to read, each once.
fn files(paths: &[PathBuf], problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut seen = BTreeSet::new();
    for path in paths {
        let found = if path.is_dir() { in_folder(path, problems) } else { vec![path.clone()] };
        for file in found {
            // One file by two names is one article; one that cannot be looked up is reported when it is read.
            if seen.insert(file.canonicalize().unwrap_or_else(|_| file.clone())) {
                files.push(file);
            }
        }
    }
    files
}

fn in_folder(folder: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let is_hidden =
        |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    // Links to folders are not followed: they could lead in circles.
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| !is_hidden(entry));
    let found_before = problems.len();
    for entry in walk {
        match entry {
            Ok(entry) if entry.path().is_file() && has_text_ending(entry.path()) => files.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let message = format!("it cannot be read: {error}. May you read the folder?");
                problems.push(Problem { path, message });
            }
        }
    }
    if files.is_empty() && problems.len() == found_before {
        let message = "there are no texts in this folder. Texts end in .txt, .text or .md".to_owned();
        problems.push(Problem { path: folder.to_owned(), message });
    }
    files
}

fn has_text_ending(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Two files of one name are two articles, and one of them gets a number.
fn note_same_names(files: &[PathBuf], notices: &mut Vec<Problem>) {
    let mut names = BTreeSet::new();
    for path in files {
        if !names.insert(path.file_name()) {
            let message = "another of these files has the same name: this one's article gets a number".to_owned();
            notices.push(Problem { path: path.clone(), message });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, fs};

    use super::*;

    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        for (file, text) in [
            ("b.txt", "Words of b."),
            ("a.md", "Words of a."),
            ("deep/down/b.txt", "Other words."),
            ("deep/empty.txt", ""),
            ("data.csv", "not, an, article"),
            (".hidden/x.txt", "hidden"),
            (".x.txt", "hidden"),
        ] {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        dir
    }

    fn read(paths: &[PathBuf]) -> Ingested {
        read_paths(paths, &|_, _| true)
    }

    #[test]
    fn folders_are_walked_in_order() {
        let dir = folder();
        let ingested = read(&[dir.path().to_owned()]);
        let names: Vec<&str> = ingested.articles.iter().map(|found| found.article.source.as_str()).collect();
        assert_eq!(names, ["a.md", "b.txt", "b.txt"]);
        assert_eq!(ingested.problems.len(), 1);
        assert!(ingested.problems[0].to_string().contains("empty.txt: it is empty"));
        assert!(ingested.notices[0].message.contains("the same name"));
    }

    #[test]
    fn a_named_file_is_always_tried_and_only_once() {
        let dir = folder();
        let csv = dir.path().join("data.csv");
        assert_eq!(read(&[csv.clone(), csv]).articles.len(), 1);
        let missing = read(&[dir.path().join("none.txt")]);
        assert!(missing.problems[0].message.contains("not there"));
        let empty = dir.path().join("nothing");
        fs::create_dir(&empty).expect("a folder");
        assert!(read(&[empty]).problems[0].message.contains("no texts"));
    }

    #[test]
    fn reading_can_be_stopped() {
        let dir = folder();
        let asked = Cell::new(0);
        let ingested = read_paths(&[dir.path().to_owned()], &|done, total| {
            asked.set(asked.get() + 1);
            assert_eq!(total, 4);
            done < 1
        });
        assert_eq!((ingested.articles.len(), ingested.stopped, asked.get()), (1, true, 2));
    }
}
