//! Articles in: from files and folders to what a project can take up. Writes nothing.

pub mod alike;
mod archive;
mod blocks;
mod called;
mod charset;
mod choice;
mod columns;
mod epub;
mod error;
mod file;
mod guess;
mod highlight;
mod json;
mod left;
mod limits;
mod lists;
mod mhtml;
mod numerals;
mod options;
mod pdf;
mod press;
mod rtf;
mod sheet;
mod split;
mod symbols;
mod table;
mod tabular;
mod taken;
mod text;
mod twins;
mod web;
mod word;
mod xml;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use walkdir::WalkDir;

use crate::{jobs, model::Project};

pub use archive::{OVERSTATED, Overstated, check_entries};
pub use charset::Charset;
pub use choice::{Choice, Offer};
pub use columns::{Columns, Field, Places};
pub use error::ReadError;
pub use file::{Contents, Found, Original, articles_in, endings, endings_to_choose, is_reading, read_file};
pub use guess::{Guess, date_of, day_first, guess};
pub use highlight::Highlight;
pub use json::{BEYOND_MEASURE, is_beyond_measure, json_fault, read_json, size_in_memory};
pub use limits::LARGEST;
pub use options::ReadOptions;
pub use split::{SplitAt, Splitter};
pub use tabular::{Header, SEPARATORS, Shape, Table, parse_separator};
pub use text::to_utf8;
pub use twins::{Twin, twins};
pub use web::{Go, Visit, is_block, walk, why_not_parsed};

/// What became of the files that were to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ingested {
    /// In the order in which they were read.
    pub files: Vec<FileRead>,
    /// Folders without articles in them, and files that could not be looked up.
    pub problems: Vec<Problem>,
    /// Which articles are alike, once somebody has looked: counted over the articles of all files.
    pub twins: Vec<Twin>,
    /// It was told to stop before all was read.
    pub stopped: bool,
}

/// What became of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRead {
    pub path: PathBuf,
    pub contents: Contents,
    /// Why there are no articles in it.
    pub problem: Option<String>,
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
/// A file that is named is always tried; in folders only those with one of [`endings`], and nothing hidden. `progress`
/// is told how many of how many files are done, and says whether to go on; where it does not, no file is given back.
pub fn read_paths(paths: &[PathBuf], options: &ReadOptions, progress: &dyn Fn(usize, usize) -> bool) -> Ingested {
    let mut ingested = Ingested::default();
    let files = files(paths, &mut ingested.problems);
    let mut read: Vec<Option<FileRead>> = vec![None; files.len()];
    let mut done = 0;
    ingested.stopped = !progress(done, files.len());
    if !ingested.stopped {
        jobs::side_by_side(
            jobs::readers(),
            &files,
            |path| FileRead::new(path, options),
            |at, file| {
                read[at] = Some(file);
                done += 1;
                ingested.stopped = !progress(done, files.len());
                !ingested.stopped
            },
        );
    }
    if ingested.stopped {
        return ingested;
    }
    ingested.files = read.into_iter().flatten().collect();
    note_same_names(&mut ingested.files);
    ingested
}

impl FileRead {
    /// Reads the file `path`.
    pub fn new(path: &Path, options: &ReadOptions) -> Self {
        let path_of = path.to_owned();
        match read_file(path, options) {
            Ok(contents) => Self { path: path_of, contents, problem: None },
            Err(error) => {
                let contents = Contents { table: error.table().cloned(), ..Contents::default() };
                Self { path: path_of, contents, problem: Some(error.to_string()) }
            }
        }
    }
}

impl Ingested {
    /// The articles of all files.
    pub fn articles(&self) -> impl Iterator<Item = &Found> {
        self.files.iter().flat_map(|file| &file.contents.articles)
    }

    /// The articles of all files, to be added.
    pub fn into_articles(self) -> Vec<Found> {
        self.files.into_iter().flat_map(|file| file.contents.articles).collect()
    }

    /// Files and folders that are no articles, and why.
    pub fn problems(&self) -> Vec<Problem> {
        let of = |file: &FileRead| Some(Problem { path: file.path.clone(), message: file.problem.clone()? });
        self.problems.iter().cloned().chain(self.files.iter().filter_map(of)).collect()
    }

    /// What there is to say about articles.
    pub fn notices(&self) -> Vec<Problem> {
        let of = |file: &FileRead| {
            let path = file.path.clone();
            let notices = file.contents.notices.clone().into_iter();
            notices.map(move |message| Problem { path: path.clone(), message })
        };
        let articles: Vec<&Found> = self.articles().collect();
        let alike = |twin: &Twin| {
            let article = &articles.get(twin.article)?.article;
            let message = format!("“{}” has {}", article.title, twin.words());
            Some(Problem { path: PathBuf::from(&article.source), message })
        };
        self.files.iter().flat_map(of).chain(self.twins.iter().filter_map(alike)).collect()
    }

    /// Finds out which articles have the text of another one, or nearly: of one that was read before it, or of `project`.
    pub fn find_twins(&mut self, project: Option<&Project>) {
        let articles: Vec<_> = self.articles().map(|found| &found.article).collect();
        self.twins = twins(&articles, project);
    }
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
    let walk = WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !is_hidden(entry) && !is_of_page(entry));
    let found_before = problems.len();
    for entry in walk {
        match entry {
            Ok(entry) if entry.path().is_file() && is_read(entry.path()) => files.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let message = format!("it cannot be read: {error}. May you read the folder?");
                problems.push(Problem { path, message });
            }
        }
    }
    if files.is_empty() && problems.len() == found_before {
        let endings: Vec<String> = endings().map(|ending| format!(".{ending}")).collect();
        let message =
            format!("there are no articles in this folder. Files that are read end in {}", endings.join(", "));
        problems.push(Problem { path: folder.to_owned(), message });
    }
    files
}

/// Browsers put what belongs to a saved page `a.html` beside it, into `a_files`: pictures, and pages of adverts.
fn is_of_page(entry: &walkdir::DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let stem =
        ["_files", ".files", "-Dateien", "_fichiers", "_archivos"].into_iter().find_map(|end| name.strip_suffix(end));
    let has_page =
        |stem: &str| ["html", "htm"].iter().any(|end| entry.path().with_file_name(format!("{stem}.{end}")).is_file());
    entry.file_type().is_dir() && stem.is_some_and(has_page)
}

fn is_read(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| endings().any(|known| known == ending))
}

/// Two files of one name are two articles, and one of them gets a number. Says so once, however often it is called.
pub fn note_same_names(files: &mut [FileRead]) {
    const NOTICE: &str = "another of these files has the same name: this one's article gets a number";
    let mut names = BTreeSet::new();
    for file in files {
        let notices = &mut file.contents.notices;
        if !names.insert(file.path.file_name().map(std::ffi::OsStr::to_owned))
            && !notices.iter().any(|notice| notice == NOTICE)
        {
            notices.push(NOTICE.to_owned());
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
            ("data.csv", "neither, nor"),
            ("data.bin", "not an article"),
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
        read_paths(paths, &ReadOptions::default(), &|_, _| true)
    }

    #[test]
    fn folders_are_walked_in_order() {
        let dir = folder();
        let ingested = read(&[dir.path().to_owned()]);
        let names: Vec<&str> = ingested.articles().map(|found| found.article.source.as_str()).collect();
        assert_eq!(names, ["a.md", "b.txt", "b.txt"]);
        let problems = ingested.problems();
        assert_eq!(problems.len(), 2);
        assert!(problems[0].to_string().contains("data.csv: none of its columns"));
        assert!(problems[1].to_string().contains("empty.txt: it is empty"));
        assert!(ingested.notices()[0].message.contains("the same name"));
    }

    #[test]
    fn a_named_file_is_always_tried_and_only_once() {
        let dir = folder();
        let other = dir.path().join("data.bin");
        assert_eq!(read(&[other.clone(), other]).articles().count(), 1);
        let missing = read(&[dir.path().join("none.txt")]);
        assert!(missing.problems()[0].message.contains("not there"));
        let empty = dir.path().join("nothing");
        fs::create_dir(&empty).expect("a folder");
        assert!(read(&[empty]).problems()[0].message.contains("no articles"));
    }

    #[test]
    fn what_belongs_to_a_saved_page_is_passed_over() {
        let dir = tempfile::tempdir().expect("a folder");
        for file in ["page_files/advert.html", "other_files/a.txt"] {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, "Words of it.").expect("a file");
        }
        fs::write(dir.path().join("page.html"), "<p>Words of a page.").expect("a file");
        let names: Vec<String> =
            read(&[dir.path().to_owned()]).into_articles().into_iter().map(|it| it.article.source).collect();
        assert_eq!(names, ["a.txt", "page.html"]);
    }

    #[test]
    fn reading_can_be_stopped() {
        let dir = folder();
        let asked = Cell::new(0);
        let ingested = read_paths(&[dir.path().to_owned()], &ReadOptions::default(), &|done, total| {
            asked.set(asked.get() + 1);
            assert_eq!(total, 5);
            done < 1
        });
        assert_eq!((ingested.articles().count(), ingested.stopped, asked.get()), (0, true, 2));
    }
}
