//! A project's files and what is known of them: what was last read or written, what must not be written, which texts are there.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    disk::{Disk, Folder},
    finding_out::Ruin,
    list::List,
    lock,
    names::{ARTICLES, HISTORY, ORIGINALS, layer_file},
    seen::Seen,
};
use crate::format::{Contents, Records, read};
use crate::jobs;
use crate::model::{Article, ArticleId, Body, Entry, Fingerprint, Project};
use crate::text::loaded::decode;

/// A project's files: what is known of each, so that only what changed is written.
pub struct Store {
    root: PathBuf,
    disk: Arc<dyn Disk>,
    known: Mutex<Known>,
    /// How files looked when they were last compared with what is known of them.
    pub(super) seen: Mutex<Seen>,
    /// Files that were found to be changed, until that is taken in.
    pub(super) pending: Mutex<BTreeSet<String>>,
    /// What is being put into the folder, listed on this machine.
    pub(super) list: Mutex<Option<List>>,
    /// Where texts are kept that could not be written into the project's folder.
    spare: Mutex<Option<Arc<dyn Disk>>>,
}

#[derive(Default)]
pub(super) struct Known {
    pub files: BTreeMap<String, File>,
    /// Articles whose text stands in `articles/`, each with that of the text there.
    pub texts: BTreeMap<ArticleId, Fingerprint>,
    /// Articles whose text another program took away or ruined, until it is written again.
    pub lost: BTreeSet<ArticleId>,
    /// Texts of which a copy is kept; with `true` in the history, else in the cache.
    kept: BTreeSet<(Fingerprint, bool)>,
    /// Copies that sync programs made, with the file that each is a copy of. `true`: all that it holds is in that file too.
    pub copies: BTreeMap<String, (String, bool)>,
    /// Where such lists are kept.
    pub unfinished: Option<PathBuf>,
    /// What the copies of the files beside the journal hold; `None` where none are kept.
    pub kept_copies: Option<BTreeMap<String, Fingerprint>>,
    /// Of files that could not be written yet: what a copy was made of.
    pub backed_up: BTreeMap<String, Fingerprint>,
    /// Other analysts' layers that do not hold all that is known of them any more.
    pub owed: BTreeSet<String>,
}

#[derive(Default)]
pub(super) struct File {
    /// What stands on the disk, as last read or written.
    pub content: Option<Fingerprint>,
    /// Why it must not be written.
    pub broken: Option<String>,
    /// Whether that is because a newer program wrote it.
    pub newer: bool,
    /// Edited by hand: a copy is kept before it is first written.
    pub by_hand: bool,
}

/// Why something is not on the disk. All of it is still in memory.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("{path} could not be written: {}", advice(.source))]
    Io { path: PathBuf, source: io::Error },
    #[error("{path} is damaged ({why}) and is left as it is: repair it, or save elsewhere")]
    Broken { path: PathBuf, why: String },
    #[error("{path}: {why}")]
    Newer { path: PathBuf, why: String },
    /// In the place of a layer stands that of another person of the same id.
    #[error("{file} holds the coding of another person whose id is the same")]
    Namesake { file: String, contents: Box<Contents> },
    /// Others write all the time, or keep the project's lock.
    #[error("another program is writing into {path}: wait until it has ended, then try again")]
    Busy { path: PathBuf },
    /// Where an article's text is to stand there is another one: neither may be lost.
    #[error("{path} is there already and holds another text: move that file elsewhere, then try again")]
    OtherText { path: PathBuf },
}

fn advice(error: &io::Error) -> String {
    match error.kind() {
        // The disk has said what to do.
        _ if error.get_ref().is_some() => error.to_string(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "the folder is read-only. Change its permissions, or save elsewhere".to_owned()
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full. Make room, or save elsewhere".to_owned()
        }
        io::ErrorKind::NotFound => "the project's folder is gone. Bring it back, or save elsewhere".to_owned(),
        _ => error.to_string(),
    }
}

impl Store {
    pub fn new(root: PathBuf, disk: Arc<dyn Disk>) -> Self {
        Self {
            root,
            disk,
            known: Mutex::default(),
            seen: Mutex::default(),
            pending: Mutex::default(),
            list: Mutex::default(),
            spare: Mutex::default(),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn disk(&self) -> &dyn Disk {
        &*self.disk
    }

    /// A thread that panicked while saving leaves nothing half done here: entries are set after writing.
    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of what a file held when it was read whole, or holds now that it was written. `canonical`: whether no copy has to be
    /// made before it is written over.
    pub fn note_read(&self, file: &str, bytes: &[u8], canonical: bool) {
        self.note_content(file, fingerprint(bytes), canonical);
    }

    /// As [`Self::note_read`], where the fingerprint of the file is known.
    pub(super) fn note_content(&self, file: &str, content: Fingerprint, canonical: bool) {
        let known = File { content: Some(content), by_hand: !canonical, ..File::default() };
        self.known().files.insert(file.to_owned(), known);
    }

    pub(super) fn note_broken(&self, file: &str, bytes: &[u8], why: &str) {
        let content = Some(fingerprint(bytes));
        let broken = File { content, broken: Some(why.to_owned()), by_hand: true, newer: false };
        self.known()
            .files
            .entry(file.to_owned())
            .and_modify(|known| {
                known.content = Some(fingerprint(bytes));
                known.broken.get_or_insert_with(|| why.to_owned());
            })
            .or_insert(broken);
    }

    /// Takes note that a newer program wrote the file: it is left to that.
    pub(super) fn note_newer(&self, file: &str, bytes: &[u8], why: &str) {
        let content = Some(fingerprint(bytes));
        let newer = File { content, broken: Some(why.to_owned()), by_hand: true, newer: true };
        self.known().files.insert(file.to_owned(), newer);
    }

    /// Why the file must not be written, if that is so.
    pub(super) fn why_not(&self, file: &str) -> Option<SaveError> {
        let known = self.known();
        let known = known.files.get(file)?;
        let (path, why) = (self.root.join(file), known.broken.clone()?);
        Some(if known.newer { SaveError::Newer { path, why } } else { SaveError::Broken { path, why } })
    }

    pub(super) fn note_absent(&self, file: &str) {
        self.known().files.insert(file.to_owned(), File::default());
    }

    pub(super) fn note_text(&self, id: &ArticleId, text: &Fingerprint) {
        self.known().texts.insert(id.clone(), text.clone());
    }

    /// Whether the article's text stands in the project's folder.
    pub fn has_text(&self, id: &ArticleId) -> bool {
        self.known().texts.contains_key(id)
    }

    pub(super) fn is_kept(&self, text: &Fingerprint, in_history: bool) -> bool {
        self.known().kept.contains(&(text.clone(), in_history))
    }

    pub(super) fn note_kept(&self, text: &Fingerprint, in_history: bool) {
        self.known().kept.insert((text.clone(), in_history));
    }

    /// Whether the file could not be read whole, and is therefore never written; or was not there.
    pub fn is_broken(&self, file: &str) -> bool {
        self.known().files.get(file).is_some_and(|file| file.broken.is_some() || file.content.is_none())
    }

    /// Whether the file is there, cannot be read whole, and is not a newer program's.
    pub fn is_damaged(&self, file: &str) -> bool {
        self.known().files.get(file).is_some_and(|file| file.broken.is_some() && !file.newer)
    }

    /// Whether a damaged file may be written over: see [`Self::accept_damage`].
    pub(super) fn is_accepted(&self, file: &str) -> bool {
        self.known().files.get(file).is_some_and(|file| file.content.is_some() && file.broken.is_none())
    }

    /// Takes note that a file is a copy of `original`, as sync programs make them.
    pub fn note_copy(&self, file: &str, original: &str) {
        self.known().copies.insert(file.to_owned(), (original.to_owned(), false));
    }

    /// Makes the next save write another analyst's layer if its file does not hold all that is known of it.
    pub fn owe(&self, file: &str) {
        self.known().owed.insert(file.to_owned());
    }

    /// Where texts are looked for that the project's folder does not have, and kept that cannot be written there.
    pub fn set_spare(&self, spare: Arc<dyn Disk>) {
        *self.spare.lock().unwrap_or_else(PoisonError::into_inner) = Some(spare);
    }

    pub(super) fn spare(&self) -> Option<Arc<dyn Disk>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets a damaged file be written again: what could be read of it replaces it, after a copy was made.
    pub fn accept_damage(&self, file: &str) {
        if let Some(known) = self.known().files.get_mut(file) {
            known.broken = None;
            known.by_hand = true;
        }
    }

    /// Puts the stored bytes of a new article's text in place, before the article is added.
    ///
    /// # Errors
    /// The disk's, or another text stands there: that of an article that has come in since, or one that a colleague's program
    /// has brought.
    pub fn write_text(&self, id: &ArticleId, bytes: &[u8]) -> Result<(), SaveError> {
        let file = text_file(id);
        self.check_place(&file, |present| present == bytes)?;
        self.disk.replace(&file, bytes).map_err(|source| self.io(&file, source))?;
        self.note_look(&file);
        self.note_text(id, &decode(bytes).map_or_else(|_| fingerprint(bytes), |text| Fingerprint::of(&text)));
        Ok(())
    }

    /// The same for many, side by side. `progress` is told how many were tried.
    ///
    /// # Errors
    /// The first; more than those before it may be in place.
    pub fn write_texts(&self, texts: &[(&ArticleId, &[u8])], mut progress: impl FnMut(usize)) -> Result<(), SaveError> {
        // One that is there already is somebody else's too.
        let new = texts.iter().filter(|(id, _)| !self.disk.exists(&text_file(id)));
        let files: Vec<_> = new.map(|(id, bytes)| (text_file(id), fingerprint(bytes))).collect();
        self.note_unfinished(&files);
        let (mut done, mut result) = (0, Ok(()));
        jobs::side_by_side(
            jobs::WRITERS,
            texts,
            |(id, bytes)| self.write_text(id, bytes),
            |_, written| {
                done += 1;
                progress(done);
                result = written;
                result.is_ok()
            },
        );
        result
    }

    /// Whether another text stands where that of a new article belongs.
    pub fn holds_other_text(&self, id: &ArticleId, bytes: &[u8]) -> bool {
        let file = text_file(id);
        self.disk.exists(&file) && self.check_place(&file, |present| present == bytes).is_err()
    }

    /// A text is only put where there is none, or where it stands already.
    fn check_place(&self, file: &str, is_it: impl FnOnce(&[u8]) -> bool) -> Result<(), SaveError> {
        match self.disk.read(file) {
            Ok(present) if !is_it(&present) => Err(SaveError::OtherText { path: self.root.join(file) }),
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.io(file, error)),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Puts a received layer in its place, joined with what stands there: the one case in which somebody else's layer is
    /// written, line by line as it was received.
    ///
    /// # Errors
    /// The disk's; or what is there cannot be read whole, and is left as it is.
    pub fn place_layer(&self, received: &Records) -> Result<(), SaveError> {
        let Some(layer) = received.layer() else { return Ok(()) };
        let file = layer_file(&layer.id);
        let _lock = lock::lock(&self.root).map_err(|_| self.busy())?;
        let mut records = received.clone();
        if let Some(present) = self.read_if_there(&file)? {
            let broken = |why: String| SaveError::Broken { path: self.root.join(&file), why };
            let contents = read(&present).map_err(|error| broken(error.to_string()))?;
            if let Some(damage) = contents.damage.first() {
                return Err(broken(damage.message.clone()));
            }
            records = Records::new(contents).map_err(|error| broken(error.to_string()))?;
            records.join(received.clone()).map_err(|error| broken(error.to_string()))?;
            if records.bytes() == present {
                return Ok(());
            }
        }
        let bytes = records.bytes();
        self.disk.replace(&file, &bytes).map_err(|source| self.io(&file, source))?;
        self.note_look(&file);
        self.note_read(&file, &bytes, true);
        Ok(())
    }

    /// Puts the text as it is now into its article. Gives back whether it is another one.
    pub fn put_text_again(&self, project: &mut Project, id: &ArticleId, text: &str) -> bool {
        let Some(entry) = project.articles.entry(id).cloned() else { return false };
        let body = Body::new(text);
        let Some(article) = entry.value.filter(|article| {
            !text.is_empty() && !article.body.is_missing() && article.body.fingerprint() != body.fingerprint()
        }) else {
            return false;
        };
        self.note_text(id, body.fingerprint());
        let article = Article { body, ..(*article).clone() };
        project.articles.put(id.clone(), Entry { value: Some(Arc::new(article)), changed: entry.changed });
        true
    }

    /// Reads the texts of articles that another program has added since, or whose text is to be had in another place only.
    /// Gives back the articles whose text was lost and taken from a copy: they are to be written again.
    pub fn read_texts(&self, project: &mut Project) -> Vec<ArticleId> {
        let mut restored = Vec::new();
        let missing = project.articles.iter().filter(|(_, article)| article.body.is_missing());
        for id in missing.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            let Some(entry) = project.articles.entry(&id).cloned() else { continue };
            let Some(article) = entry.value.as_deref() else { continue };
            let Some((text, is_here)) = self.text_of(&id, article.body.fingerprint()) else { continue };
            let article = Article { body: Body::new(text.as_str()), ..article.clone() };
            if is_here {
                self.note_text(&id, article.body.fingerprint());
            }
            project.articles.put(id.clone(), Entry { value: Some(Arc::new(article)), changed: entry.changed });
            if !is_here {
                restored.push(id);
            }
        }
        restored
    }

    /// The text of an article, and whether it stands in its place: there, unless that was lost and the text which the article had is
    /// to be had elsewhere; where it went when the article was removed, since a removal that was undone may not have brought it
    /// back yet.
    fn text_of(&self, id: &ArticleId, fingerprint: &Fingerprint) -> Option<(String, bool)> {
        let read = |file: String| {
            let bytes = self.disk.read(&file).ok()?;
            decode(&bytes).ok().map(Cow::into_owned).filter(|text| !text.is_empty())
        };
        self.note_look(&text_file(id));
        // What is no file in its place is not written over, and whoever put it there is told first.
        if self.disk.exists(&text_file(id)) && self.disk.look(&text_file(id)).is_err() {
            return None;
        }
        let present = read(text_file(id));
        if let Some(present) = present.as_ref().filter(|text| Fingerprint::of(text) == *fingerprint) {
            return Some((present.clone(), true));
        }
        let removed = read(removed_text_file(id));
        let copy = removed.clone().filter(|text| Fingerprint::of(text) == *fingerprint);
        let copy = copy.or_else(|| self.old_text(fingerprint));
        match (present, copy) {
            (Some(present), Some(copy)) if Ruin::of_text(present.as_bytes(), &copy).is_some() => Some((copy, false)),
            (Some(present), _) => Some((present, true)),
            (None, copy) => copy.or(removed).map(|copy| (copy, false)),
        }
    }

    /// Writes the whole project, all layers too, into another folder. Texts are as they came where they can still be read.
    ///
    /// # Errors
    /// The first file that could not be written.
    pub fn save_elsewhere(&self, project: &Project, dir: &Path) -> Result<Self, SaveError> {
        let store = Self::new(dir.to_owned(), Arc::new(Folder::new(dir)));
        if super::names::is_project(dir) {
            let why = "it holds a project already".to_owned();
            return Err(SaveError::Broken { path: dir.to_owned(), why });
        }
        std::fs::create_dir_all(dir).map_err(|source| SaveError::Io { path: dir.to_owned(), source })?;
        for (id, article) in project.articles.iter() {
            if let Ok(bytes) = self.disk.read(&text_file(id))
                && decode(&bytes).is_ok_and(|text| text == article.body.text())
            {
                store.write_text(id, &bytes)?;
            }
        }
        for name in self.disk.list(ORIGINALS).map_err(|source| self.io(ORIGINALS, source))? {
            let file = format!("{ORIGINALS}/{name}");
            let bytes = self.disk.read(&file).map_err(|source| self.io(&file, source))?;
            let kept = store.disk.replace_as(&file, &bytes, self.disk.permissions(&file));
            kept.map_err(|source| store.io(&file, source))?;
        }
        for layer in project.layers.values().filter(|layer| !layer.is_blank()) {
            store.owe(&layer_file(&layer.id));
        }
        store.save(project, None).whole()?;
        Ok(store)
    }

    pub(super) fn io(&self, file: &str, source: io::Error) -> SaveError {
        SaveError::Io { path: self.root.join(file), source }
    }
}

/// Whose text is kept in the file; `None` for all other files.
pub fn article_of(file: &str) -> Option<ArticleId> {
    ArticleId::new(file.strip_prefix(ARTICLES)?.strip_prefix('/')?.strip_suffix(".txt")?).ok()
}

pub(super) fn text_file(id: &ArticleId) -> String {
    format!("{ARTICLES}/{id}.txt")
}

pub(super) fn removed_text_file(id: &ArticleId) -> String {
    format!("{HISTORY}/removed/{id}.txt")
}

pub(super) fn fingerprint(bytes: &[u8]) -> Fingerprint {
    Fingerprint::of_bytes(bytes)
}
