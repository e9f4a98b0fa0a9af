//! Opening a project: what can be read is read, what cannot is said.

use std::{
    io::{self, Read as _},
    path::Path,
    sync::Arc,
};

use super::{
    copies::{held_words, open_words, original_of},
    disk::{Disk, Folder},
    finding_out::Ruin,
    fold,
    names::{ANNOTATIONS, ARTICLES, CODEBOOK_FILE, HISTORY, ORIGINALS, PROJECT_FILE, is_ron},
    odd::Odd,
    puts::layer_of,
    store::{Store, article_of},
};
use crate::format as ron;
use crate::jobs;
use crate::model::{AnalystId, Article, ArticleId, Body, Entry, Fingerprint, Only, Project, ProjectInfo, Stamp};
use crate::text::loaded::decode;

/// What is said of a text without an article.
const NO_ARTICLE: &str = "it is not among the project's articles: add it with File → Add articles";
/// What is said of an article without a text, where nothing else is to be said of its file.
pub const TEXT_MISSING: &str = "the text is not there: put the file back, or remove the article";

/// Something that the analyst should know and that did not stop the work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The file it is about, within the project; empty where it is about none.
    pub file: String,
    /// Counted from 1; 0 where it is not known.
    pub line: usize,
    /// In characters, counted from 1; 0 where it is not known.
    pub column: usize,
    pub message: String,
    /// Whether something could not be read (and is therefore left untouched on disk).
    pub damage: bool,
}

impl std::fmt::Display for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.file.is_empty() {
            f.write_str(&self.file)?;
            if self.line > 0 {
                write!(f, ", line {}", self.line)?;
            }
            if self.column > 1 {
                write!(f, ", column {}", self.column)?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}

/// A project as it was found, with what there is to say about it.
pub struct Opened {
    pub store: Store,
    pub project: Project,
    pub notices: Vec<Notice>,
    /// Whether the project has something now that its files have not: what copies of them held, tags that only layers had, texts
    /// that were lost. It is written when the project is saved.
    pub is_ahead: bool,
}

/// Why a folder cannot be opened as a project.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("there is no folder {0}")]
    NoFolder(std::path::PathBuf),
    #[error("{0} is a file: open the folder of the project that it is in")]
    AFile(std::path::PathBuf),
    #[error(
        "{0} is no Postil project (it has no {PROJECT_FILE}). To make one of the texts in it: postil new DIR --articles {0}"
    )]
    NoProject(std::path::PathBuf),
}

/// Opens the project in the folder `dir`.
///
/// # Errors
/// There is no such folder, or it holds no project. Files that are broken are notices: the rest opens.
pub fn open(dir: &Path) -> Result<Opened, OpenError> {
    if !dir.exists() {
        return Err(OpenError::NoFolder(dir.to_owned()));
    }
    if !dir.is_dir() {
        return Err(OpenError::AFile(dir.to_owned()));
    }
    if !super::names::is_project(dir) {
        return Err(OpenError::NoProject(dir.to_owned()));
    }
    let root = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    Ok(open_on(root.clone(), Arc::new(Folder::new(root))))
}

/// Opens the project on `disk`; `root` is how its folder is called on screen.
pub fn open_on(root: std::path::PathBuf, disk: Arc<dyn Disk>) -> Opened {
    let name = root.file_name().map_or_else(|| "Project".to_owned(), |name| name.to_string_lossy().into_owned());
    let store = Store::new(root, disk);
    let mut opening = Opening { store, project: Project::default(), notices: Vec::new(), is_ahead: false };
    opening.read(PROJECT_FILE);
    opening.read(CODEBOOK_FILE);
    opening.read_copies();
    opening.read_layers();
    // What a damaged codebook holds will be known again when it is mended.
    opening.is_ahead |= adopt_tags(&mut opening.project) && !opening.store.is_damaged(CODEBOOK_FILE);
    opening.say_of_copies();
    opening.read_texts();
    opening.look_into([ORIGINALS, HISTORY]);
    name_by_folder(&mut opening.project, opening.store.root(), name);
    let Opening { store, project, notices, is_ahead } = opening;
    Opened { store, project, notices, is_ahead }
}

/// A project whose own file is lost, or does not say what identifies it, goes by its folder.
fn name_by_folder(project: &mut Project, root: &Path, name: String) {
    if project.info().key.is_empty() {
        let known = project.info.entry(&Only).cloned();
        let changed = known.as_ref().map(|entry| entry.changed.clone()).unwrap_or_default();
        let info = known.and_then(|entry| entry.value).map(Arc::unwrap_or_clone);
        let info = info.unwrap_or_else(|| ProjectInfo { title: name, ..ProjectInfo::UNKNOWN.clone() });
        project.put_info(ProjectInfo { key: root.to_string_lossy().into_owned(), ..info }, changed);
    }
}

/// Takes out what was said of files of articles and is not so any more, since what is in the journal was taken in, or what a program
/// that was killed had left was taken out.
pub fn drop_settled(notices: &mut Vec<Notice>, store: &Store, project: &Project) {
    notices.retain(|notice| {
        if notice.damage && store.is_accepted(&notice.file) {
            return false;
        }
        let Some(id) = article_of(&notice.file) else { return true };
        match notice.message.as_str() {
            NO_ARTICLE => !project.articles.knows(&id) && store.disk().exists(&notice.file),
            TEXT_MISSING => project.articles.get(&id).is_none_or(|article| article.body.is_missing()),
            _ => true,
        }
    });
}

/// Takes the tags of layers that the codebook never had into it, as the layers define them: a layer comes with what its tags mean,
/// so that losing the codebook, or getting a layer before the codebook that goes with it, loses no meaning. Gives back whether
/// there were any.
pub fn adopt_tags(project: &mut Project) -> bool {
    let unknown = project.foreign_tags.entries().filter(|(id, tag)| tag.value.is_some() && !project.tags.knows(id));
    let unknown: Vec<_> = unknown.map(|(id, tag)| (id.clone(), tag.clone())).collect();
    let any = !unknown.is_empty();
    for (id, tag) in unknown {
        project.tags.join(id, tag);
    }
    any
}

struct Opening {
    store: Store,
    project: Project,
    notices: Vec<Notice>,
    is_ahead: bool,
}

impl Opening {
    fn notice(&mut self, file: &str, line: usize, message: impl Into<String>) {
        let (file, message) = (file.to_owned(), message.into());
        self.notices.push(Notice { file, line, column: 0, message, damage: false });
    }

    fn damage(&mut self, file: &str, line: usize, column: usize, message: String) {
        self.notices.push(Notice { file: file.to_owned(), line, column, message, damage: true });
    }

    /// Says why the file, or the folder, cannot be read.
    fn unreadable(&mut self, file: &str, error: &io::Error) {
        match Odd::of(error) {
            Some(odd) => self.notice(file, 0, odd.to_string()),
            None => self.damage(file, 0, 0, format!("it cannot be read: {error}")),
        }
    }

    /// The names in a folder that end so, also of what is no file: trying to read that says what it is.
    fn names(&self, folder: &str, is_ours: fn(&str) -> bool) -> io::Result<Vec<String>> {
        let disk = self.store.disk();
        let odd = disk.odd(folder)?.into_iter().map(|(name, _)| name);
        let mut names: Vec<String> = disk.list(folder)?.into_iter().chain(odd).filter(|name| is_ours(name)).collect();
        names.sort();
        Ok(names)
    }

    /// Says which of these folders nothing can be kept in.
    fn look_into(&mut self, folders: [&str; 2]) {
        for folder in folders {
            if let Err(error) = self.store.disk().list(folder) {
                self.unreadable(folder, &error);
            }
        }
    }

    /// Reads one file into the project.
    fn read(&mut self, file: &str) {
        let read = ReadFile::new(&self.store, file);
        self.take(file, read);
    }

    /// Takes a file into the project. A broken one is marked as never to be written.
    fn take(&mut self, file: &str, read: io::Result<ReadFile>) {
        let ReadFile { bytes, fingerprint, contents } = match read {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.notice(file, 0, "it is not there: what it held is missing until it is put back");
                self.store.note_absent(file);
                return;
            }
            Err(error) => {
                self.unreadable(file, &error);
                self.store.note_broken(file, &[], &error.to_string());
                return;
            }
        };
        match contents {
            // There is nothing in it that could be written over.
            Err(error @ ron::Unreadable::Empty) => {
                self.damage(file, 0, 0, untouched(&error.to_string()));
                self.store.note_absent(file);
            }
            Err(ron::Unreadable::Damaged(damage)) => {
                self.store.note_broken(file, &bytes, &damage.message);
                self.damage(file, damage.line, damage.column, untouched(&damage.message));
            }
            Err(error) => {
                match error {
                    ron::Unreadable::Newer(_) => self.store.note_newer(file, &bytes, &error.to_string()),
                    _ => self.store.note_broken(file, &bytes, &error.to_string()),
                }
                self.damage(file, 0, 0, untouched(&error.to_string()));
            }
            Ok(contents) => {
                self.store.note_content(file, fingerprint, contents.canonical);
                for damage in &contents.damage {
                    self.store.note_broken(file, &bytes, &damage.message);
                    self.damage(file, damage.line, damage.column, untouched(&damage.message));
                }
                let Some(original) = original_of(&self.project, file, &contents) else { return };
                if original != file {
                    // Not even whoever has this name writes over what somebody else has done.
                    self.store.note_broken(file, &bytes, &format!("it holds what belongs into {original}"));
                    self.store.note_copy(file, &original);
                }
                for stranger in fold(&mut self.project, &original, contents) {
                    self.store.note_broken(file, &bytes, &stranger);
                    self.damage(file, 0, 0, untouched(&stranger));
                }
            }
        }
    }

    /// The copies of the shared files that a sync program made where both sides had changed one.
    fn read_copies(&mut self) {
        // A folder that cannot be listed is told of with the layers.
        let names = self.names("", is_ron).unwrap_or_default();
        let is_copy = |name: &&String| !matches!(name.as_str(), PROJECT_FILE | CODEBOOK_FILE);
        names.iter().filter(is_copy).for_each(|name| self.read(name));
    }

    /// Says of each copy whether all of it is in the file that it is a copy of. If not, that one is to be written.
    fn say_of_copies(&mut self) {
        for (file, original, is_held) in self.store.copies(&self.project) {
            if is_held {
                self.store.note_said(&file);
                self.notice(&file, 0, held_words(&original));
                continue;
            }
            self.is_ahead = true;
            if layer_of(&original).is_some() {
                self.store.owe(&original);
            }
            self.notice(&file, 0, open_words(&original));
        }
    }

    /// Whether the layer's file is called as the analyst in it. What its first records say has to do.
    fn is_called_right(&self, name: &str) -> bool {
        let Some(stem) = name.strip_suffix(".ron").filter(|stem| AnalystId::new(stem).is_ok()) else {
            return false;
        };
        let mut head = Vec::new();
        let reader = self.store.disk().reader(&format!("{ANNOTATIONS}/{name}"));
        // What cannot be read is told of when all of it is read.
        if reader.and_then(|reader| reader.take(1_000).read_to_end(&mut head)).is_err() {
            head.clear();
        }
        let head = String::from_utf8_lossy(&head);
        !head.contains("Analyst((id: \"") || head.contains(&format!("Analyst((id: \"{stem}\""))
    }

    fn read_layers(&mut self) {
        match self.names(ANNOTATIONS, is_ron) {
            Ok(mut names) => {
                // Copies last: of two persons with one id, the one whose file is called so keeps it.
                names.sort_by_key(|name| !self.is_called_right(name));
                let files: Vec<String> = names.iter().map(|name| format!("{ANNOTATIONS}/{name}")).collect();
                // So many at a time: each is in memory twice until it is taken in.
                for files in files.chunks(jobs::readers()) {
                    let read = jobs::in_order(files, |file| ReadFile::new(&self.store, file));
                    files.iter().zip(read).for_each(|(file, read)| self.take(file, read));
                }
            }
            Err(error) => self.unreadable(ANNOTATIONS, &error),
        }
    }

    fn read_texts(&mut self) {
        let names = match self.names(ARTICLES, |name| name.ends_with(".txt")) {
            Ok(names) => names,
            Err(error) => return self.unreadable(ARTICLES, &error),
        };
        let files: Vec<(String, Option<ArticleId>)> = names
            .iter()
            .filter_map(|name| Some((format!("{ARTICLES}/{name}"), ArticleId::new(name.strip_suffix(".txt")?).ok())))
            .collect();
        let bodies = jobs::in_order(&files, |(file, id)| self.is_wanted(id.as_ref()?).then(|| body(&self.store, file)));
        for ((file, id), body) in files.into_iter().zip(bodies) {
            match (id, body) {
                (Some(id), Some(body)) if self.project.articles.contains(&id) => self.read_text(&id, &file, body),
                (Some(id), Some(body)) => self.adopt(&id, &file, body),
                (Some(id), None) if self.project.articles.knows(&id) => {}
                _ => match self.store.disk().look(&file) {
                    Err(error) => self.unreadable(&file, &error),
                    Ok(_) => self.notice(&file, 0, NO_ARTICLE),
                },
            }
        }
        for id in self.store.read_texts(&mut self.project) {
            self.is_ahead = true;
            let file = format!("{ARTICLES}/{id}.txt");
            // What was wrong with it is mended.
            self.notices.retain(|notice| notice.file != file);
            self.notice(&file, 0, "the text was lost: it was taken from a copy, and is written again with the project");
        }
        let missing: Vec<ArticleId> =
            self.project.articles.iter().filter(|(_, a)| a.body.is_missing()).map(|(id, _)| id.clone()).collect();
        for id in missing {
            let file = format!("{ARTICLES}/{id}.txt");
            if !self.notices.iter().any(|notice| notice.file == file) {
                self.notice(&file, 0, TEXT_MISSING);
            }
        }
    }

    /// Whether the text of this article is read: without project.ron the articles are those that have a text.
    fn is_wanted(&self, id: &ArticleId) -> bool {
        let articles = &self.project.articles;
        articles.contains(id) || (self.store.is_broken(PROJECT_FILE) && !articles.knows(id))
    }

    fn read_text(&mut self, id: &ArticleId, file: &str, body: Result<Body, NoBody>) {
        let Some(body) = self.body(file, body) else { return };
        let Some(entry) = self.project.articles.entry(id) else {
            return;
        };
        let Some(article) = &entry.value else { return };
        if body.fingerprint() != article.body.fingerprint() {
            if self.is_lost(&body, article) {
                return;
            }
            self.notices.push(Notice {
                file: file.to_owned(),
                line: 0,
                column: 0,
                message: "the text was changed outside of Postil: passages are shown where their words still stand"
                    .to_owned(),
                damage: false,
            });
        }
        self.store.note_text(id, body.fingerprint());
        let article = Article { body, ..(**article).clone() };
        let entry = Entry { value: Some(Arc::new(article)), changed: entry.changed.clone() };
        self.project.articles.put(id.clone(), entry);
    }

    /// Whether the text is what a program or a disk left of the one that the article had.
    fn is_lost(&self, body: &Body, article: &Article) -> bool {
        let is_ruin = |old: String| Ruin::of_text(body.text().as_bytes(), &old).is_some();
        (body.text().trim().is_empty() && article.body.bytes() > body.bytes())
            || self.store.old_text(article.body.fingerprint()).is_some_and(is_ruin)
    }

    /// The text that was read from the file; if there is none, says why.
    fn body(&mut self, file: &str, body: Result<Body, NoBody>) -> Option<Body> {
        match body {
            Ok(body) => return Some(body),
            Err(NoBody::Unreadable(error)) => self.unreadable(file, &error),
            Err(NoBody::NotUtf8(at)) => {
                let message = format!("it is not text in UTF-8 (byte {at}): was it saved by another program?");
                self.damage(file, 0, 0, message);
            }
        }
        None
    }

    fn adopt(&mut self, id: &ArticleId, file: &str, body: Result<Body, NoBody>) {
        let Some(body) = self.body(file, body) else { return };
        self.store.note_text(id, body.fingerprint());
        let article = Article {
            title: id.as_str().replace('-', " "),
            body,
            outlet: String::new(),
            author: String::new(),
            date: String::new(),
            language: String::new(),
            link: String::new(),
            note: String::new(),
            source: format!("{id}.txt"),
            rank: 0,
            of_record: None,
        };
        self.project.articles.put(id.clone(), Entry { value: Some(Arc::new(article)), changed: Stamp::default() });
    }
}

/// A file of records as it was read, not yet taken into the project.
struct ReadFile {
    bytes: Vec<u8>,
    fingerprint: Fingerprint,
    contents: Result<ron::Contents, ron::Unreadable>,
}

impl ReadFile {
    fn new(store: &Store, file: &str) -> io::Result<Self> {
        store.note_look(file);
        let bytes = store.disk().read(file)?;
        Ok(Self { fingerprint: Fingerprint::of_bytes(&bytes), contents: ron::read(&bytes), bytes })
    }
}

/// Why a file gives no text.
enum NoBody {
    Unreadable(io::Error),
    /// The byte that is wrong.
    NotUtf8(usize),
}

fn body(store: &Store, file: &str) -> Result<Body, NoBody> {
    store.note_look(file);
    let bytes = store.disk().read(file).map_err(NoBody::Unreadable)?;
    decode(&bytes).map(|text| Body::new(text.as_ref())).map_err(NoBody::NotUtf8)
}

fn untouched(message: &str) -> String {
    format!(
        "{message}. The file is left as it is; repair it and open the project again, or put a copy from {HISTORY}/backups in its place"
    )
}
