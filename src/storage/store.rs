//! Saving: what changed is written, each file in one go, and never a file that could not be read whole.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    ANNOTATIONS, ARTICLES, CODEBOOK_FILE, Disk, Folder, HISTORY, Look, ORIGINALS, PROJECT_FILE, Reason, decode,
    layer_file,
};
use crate::exchange::ron::{Contents, Records, codebook_bytes, layer_bytes, project_bytes, read};
use crate::jobs;
use crate::model::{AnalystId, Article, ArticleId, Body, Entry, Fingerprint, Project};

/// A project's files: what is known of each, so that only what changed is written.
pub struct Store {
    root: PathBuf,
    disk: Arc<dyn Disk>,
    known: Mutex<Known>,
    /// How files looked when they were last compared with what is known of them.
    seen: Mutex<BTreeMap<String, Look>>,
}

#[derive(Default)]
struct Known {
    files: BTreeMap<String, File>,
    /// Articles whose text stands in `articles/`.
    texts: BTreeSet<ArticleId>,
    /// Texts of which a copy is kept; with `true` in the history, else in the cache.
    kept: BTreeSet<(Fingerprint, bool)>,
}

struct File {
    /// What stands on the disk, as last read or written.
    content: Option<Fingerprint>,
    /// Why it must not be written.
    broken: Option<String>,
    /// Edited by hand: a copy is kept before it is first written.
    by_hand: bool,
}

/// What a save did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// Files written, within the project.
    pub written: Vec<String>,
    /// Copies made before writing.
    pub backups: Vec<String>,
}

/// Why something is not on the disk. All of it is still in memory.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("{path} could not be written: {}", advice(.source))]
    Io { path: PathBuf, source: io::Error },
    #[error("{path} is damaged ({why}) and is left as it is: repair it, or save elsewhere")]
    Broken { path: PathBuf, why: String },
    /// Somebody changed the file while the project was open: what it holds now is to be joined in first.
    #[error("{file} was changed by another program")]
    ChangedOutside { file: String, contents: Box<Contents> },
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
        Self { root, disk, known: Mutex::default(), seen: Mutex::default() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn disk(&self) -> &dyn Disk {
        &*self.disk
    }

    /// A thread that panicked while saving leaves nothing half done here: entries are set after writing.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn note_read(&self, file: &str, bytes: &[u8], canonical: bool) {
        let content = Some(fingerprint(bytes));
        self.known().files.insert(file.to_owned(), File { content, broken: None, by_hand: !canonical });
    }

    pub(super) fn note_broken(&self, file: &str, bytes: &[u8], why: &str) {
        let content = Some(fingerprint(bytes));
        let broken = File { content, broken: Some(why.to_owned()), by_hand: true };
        self.known()
            .files
            .entry(file.to_owned())
            .and_modify(|known| {
                known.content = Some(fingerprint(bytes));
                known.broken.get_or_insert_with(|| why.to_owned());
            })
            .or_insert(broken);
    }

    pub(super) fn note_absent(&self, file: &str) {
        self.known().files.insert(file.to_owned(), File { content: None, broken: None, by_hand: false });
    }

    pub(super) fn note_text(&self, id: &ArticleId) {
        self.known().texts.insert(id.clone());
    }

    /// Whether the article's text stands in the project's folder.
    pub fn has_text(&self, id: &ArticleId) -> bool {
        self.known().texts.contains(id)
    }

    pub(super) fn is_kept(&self, text: &Fingerprint, in_history: bool) -> bool {
        self.known().kept.contains(&(text.clone(), in_history))
    }

    pub(super) fn note_kept(&self, text: &Fingerprint, in_history: bool) {
        self.known().kept.insert((text.clone(), in_history));
    }

    /// Whether the file could not be read whole, and is therefore never written.
    pub fn is_broken(&self, file: &str) -> bool {
        self.known().files.get(file).is_some_and(|file| file.broken.is_some() || file.content.is_none())
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
        self.note_text(id);
        Ok(())
    }

    /// The same for many, side by side. `progress` is told how many were tried.
    ///
    /// # Errors
    /// The first; more than those before it may be in place.
    pub fn write_texts(&self, texts: &[(&ArticleId, &[u8])], mut progress: impl FnMut(usize)) -> Result<(), SaveError> {
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

    /// Brings the files up to the project: the shared ones, the texts, the layer of `me`, and what was settled. No other layer
    /// is touched.
    ///
    /// # Errors
    /// The first file that could not be written; the others are written all the same.
    pub fn save(&self, project: &Project, me: Option<&AnalystId>) -> Result<Saved, SaveError> {
        let mut saved = Saved::default();
        let mut first_error = self.save_texts(project, &mut saved).err();
        for (file, bytes) in self.files(project, me) {
            match self.save_file(&file, &bytes, &mut saved) {
                Ok(()) => {}
                // To be joined in before anything else: the next call goes on from here.
                Err(error @ SaveError::ChangedOutside { .. }) => return Err(error),
                Err(error) => drop(first_error.get_or_insert(error)),
            }
        }
        first_error.map_or(Ok(saved), Err)
    }

    /// Whether [`Self::save`] would come upon a file that must not be written: for whoever wants all or nothing.
    ///
    /// # Errors
    /// The first such file. Nothing is written either way.
    pub fn check(&self, project: &Project, me: Option<&AnalystId>) -> Result<(), SaveError> {
        for (file, bytes) in self.files(project, me) {
            if let Some(File { content, broken: Some(why), .. }) = self.known().files.get(&file)
                && *content != Some(fingerprint(&bytes))
            {
                return Err(SaveError::Broken { path: self.root.join(file), why: why.clone() });
            }
        }
        Ok(())
    }

    /// The files that the program may write, as they should be.
    fn files(&self, project: &Project, me: Option<&AnalystId>) -> Vec<(String, Vec<u8>)> {
        let mut files = vec![
            (PROJECT_FILE.to_owned(), project_bytes(project)),
            (CODEBOOK_FILE.to_owned(), codebook_bytes(project)),
        ];
        let adjudicated = me.map(|_| AnalystId::adjudicated());
        for layer in [me, adjudicated.as_ref()].into_iter().flatten().filter_map(|id| project.layer(id)) {
            let file = layer_file(&layer.id);
            if !layer.is_blank() || self.known().files.contains_key(&file) {
                files.push((file, layer_bytes(project, layer)));
            }
        }
        files
    }

    fn save_file(&self, file: &str, bytes: &[u8], saved: &mut Saved) -> Result<(), SaveError> {
        let content = fingerprint(bytes);
        let (known_content, by_hand) = {
            let known = self.known();
            match known.files.get(file) {
                None => (None, false),
                Some(known) if known.content.as_ref() == Some(&content) => return Ok(()),
                Some(File { broken: Some(why), .. }) => {
                    return Err(SaveError::Broken { path: self.root.join(file), why: why.clone() });
                }
                Some(known) => (known.content.clone(), known.by_hand),
            }
        };
        let present = match self.disk.read(file) {
            Ok(present) => Some(present),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(self.io(file, error)),
        };
        if let Some(present) = &present {
            if known_content != Some(fingerprint(present)) && fingerprint(present) != content {
                self.changed_outside(file, present)?;
            }
            if by_hand {
                saved.backups.push(self.back_up(file, present, Reason::ByHand)?);
            }
        }
        self.disk.replace(file, bytes).map_err(|source| self.io(file, source))?;
        let written = File { content: Some(content), broken: None, by_hand: false };
        self.known().files.insert(file.to_owned(), written);
        saved.written.push(file.to_owned());
        Ok(())
    }

    /// Reads what another program wrote. Once it is joined in, it counts as known; a copy is kept all the same, since a
    /// line that was changed by hand has no later stamp to win by.
    fn changed_outside(&self, file: &str, present: &[u8]) -> Result<(), SaveError> {
        let why = match read(present) {
            Ok(contents) if contents.damage.is_empty() => {
                self.note_read(file, present, false);
                return Err(SaveError::ChangedOutside { file: file.to_owned(), contents: Box::new(contents) });
            }
            Ok(contents) => contents.damage.first().map_or_else(String::new, |damage| damage.message.clone()),
            Err(error) => error.to_string(),
        };
        self.note_broken(file, present, &why);
        Err(SaveError::Broken { path: self.root.join(file), why })
    }

    /// Puts a received layer in its place, joined with what stands there: the one case in which somebody else's layer is
    /// written, line by line as it was received.
    ///
    /// # Errors
    /// The disk's; or what is there cannot be read whole, and is left as it is.
    pub fn place_layer(&self, received: &Records) -> Result<(), SaveError> {
        let Some(layer) = received.layer() else { return Ok(()) };
        let file = layer_file(&layer.id);
        let mut records = received.clone();
        let present = match self.disk.read(&file) {
            Ok(present) => Some(present),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(self.io(&file, error)),
        };
        if let Some(present) = present {
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
        self.note_read(&file, &bytes, true);
        Ok(())
    }

    /// Texts of articles that came back are put back, those of removed ones go to the history.
    fn save_texts(&self, project: &Project, saved: &mut Saved) -> Result<(), SaveError> {
        let texts = self.known().texts.clone();
        for id in texts.iter().filter(|id| project.articles.knows(id) && !project.articles.contains(id)) {
            let file = text_file(id);
            // Somebody else may have removed the article, and its text, before.
            if self.disk.exists(&file) {
                self.disk.rename(&file, &removed_text_file(id)).map_err(|source| self.io(&file, source))?;
            }
            self.known().texts.remove(id);
        }
        let mut first_error = None;
        for (id, article) in project.articles.iter().filter(|(id, a)| !texts.contains(id) && !a.body.is_missing()) {
            match self.put_text(id, article.body.text()) {
                Ok(file) => {
                    self.known().texts.insert(id.clone());
                    saved.written.push(file);
                }
                Err(error) => drop(first_error.get_or_insert(error)),
            }
        }
        first_error.map_or(Ok(()), Err)
    }

    /// Puts an article's text back, as it came if it was removed before.
    fn put_text(&self, id: &ArticleId, text: &str) -> Result<String, SaveError> {
        let (file, removed) = (text_file(id), removed_text_file(id));
        self.check_place(&file, |present| decode(present).is_ok_and(|present| present == text))?;
        let put = if self.disk.exists(&removed) {
            self.disk.rename(&removed, &file)
        } else {
            self.disk.replace(&file, text.as_bytes())
        };
        put.map_err(|source| self.io(&file, source))?;
        Ok(file)
    }

    /// The files that another program has written since they were last read or written here. Each change is told once. Files
    /// that are not there are left out: programs that sync take them away for a moment.
    pub fn look_around(&self) -> Vec<String> {
        let mut files = vec![PROJECT_FILE.to_owned(), CODEBOOK_FILE.to_owned()];
        for (folder, ending) in [(ANNOTATIONS, ".ron"), (ARTICLES, ".txt")] {
            let names = self.disk.list(folder).unwrap_or_default();
            let ours = names.iter().filter(|name| name.ends_with(ending) && !name.starts_with('.'));
            files.extend(ours.map(|name| format!("{folder}/{name}")));
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|file| self.disk.look(file).is_ok_and(|look| self.is_changed(file, look, &mut seen)));
        files
    }

    fn is_changed(&self, file: &str, look: Look, seen: &mut BTreeMap<String, Look>) -> bool {
        let before = seen.insert(file.to_owned(), look);
        if before == Some(look) {
            return false;
        }
        // A text is compared with the article's by whoever has the project.
        if file.ends_with(".txt") {
            return before.is_some();
        }
        self.disk.read(file).is_ok_and(|bytes| {
            let content = self.known().files.get(file).and_then(|known| known.content.clone());
            content != Some(fingerprint(&bytes))
        })
    }

    /// What another program has written into the file; `None` if it is what is known.
    ///
    /// # Errors
    /// It cannot be read whole. It is then never written over, unless that is accepted or it is mended.
    pub fn read_changed(&self, file: &str) -> Result<Option<Contents>, SaveError> {
        let present = self.disk.read(file).map_err(|source| self.io(file, source))?;
        if self.known().files.get(file).is_some_and(|known| known.content == Some(fingerprint(&present))) {
            return Ok(None);
        }
        match self.changed_outside(file, &present) {
            Err(SaveError::ChangedOutside { contents, .. }) => Ok(Some(*contents)),
            Err(error) => Err(error),
            Ok(()) => Ok(None),
        }
    }

    /// Puts the text as it is now into its article. Gives back whether it is another one.
    pub fn read_text_again(&self, project: &mut Project, id: &ArticleId) -> bool {
        let bytes = self.disk.read(&text_file(id)).unwrap_or_default();
        let (Ok(text), Some(entry)) = (decode(&bytes), project.articles.entry(id).cloned()) else { return false };
        let body = Body::new(text.as_ref());
        let Some(article) = entry.value.filter(|article| {
            !text.is_empty() && !article.body.is_missing() && article.body.fingerprint() != body.fingerprint()
        }) else {
            return false;
        };
        let article = Article { body, ..(*article).clone() };
        project.articles.put(id.clone(), Entry { value: Some(Arc::new(article)), changed: entry.changed });
        true
    }

    /// Reads the texts of articles that another program has added since.
    pub fn read_texts(&self, project: &mut Project) {
        let missing = project.articles.iter().filter(|(_, article)| article.body.is_missing());
        for id in missing.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            // A removal that was undone may not have brought the text back yet.
            let present = self.disk.read(&text_file(&id));
            let is_here = present.is_ok();
            let bytes = present.or_else(|_| self.disk.read(&removed_text_file(&id))).unwrap_or_default();
            let (Ok(text), Some(entry)) = (decode(&bytes), project.articles.entry(&id).cloned()) else {
                continue;
            };
            if let Some(article) = entry.value.filter(|_| !text.is_empty()) {
                let article = Article { body: Body::new(text.as_ref()), ..(*article).clone() };
                project.articles.put(id.clone(), Entry { value: Some(Arc::new(article)), changed: entry.changed });
                if is_here {
                    self.note_text(&id);
                }
            }
        }
    }

    /// Writes the whole project, all layers too, into another folder. Texts are as they came where they can still be read.
    ///
    /// # Errors
    /// The first file that could not be written.
    pub fn save_elsewhere(&self, project: &Project, dir: &Path) -> Result<Self, SaveError> {
        let store = Self::new(dir.to_owned(), Arc::new(Folder::new(dir)));
        if super::is_project(dir) {
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
        store.save(project, None)?;
        let mut saved = Saved::default();
        for layer in project.layers.values().filter(|layer| !layer.is_blank()) {
            store.save_file(&layer_file(&layer.id), &layer_bytes(project, layer), &mut saved)?;
        }
        Ok(store)
    }

    pub(super) fn io(&self, file: &str, source: io::Error) -> SaveError {
        SaveError::Io { path: self.root.join(file), source }
    }
}

pub(super) fn text_file(id: &ArticleId) -> String {
    format!("{ARTICLES}/{id}.txt")
}

fn removed_text_file(id: &ArticleId) -> String {
    format!("{HISTORY}/removed/{id}.txt")
}

fn fingerprint(bytes: &[u8]) -> Fingerprint {
    Fingerprint::of_bytes(bytes)
}
