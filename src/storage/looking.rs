//! Looking around in a project's folder: which files are not as they were when they were last read or written here.

use std::{collections::BTreeSet, sync::PoisonError};

use super::seen::Glance;
use super::{
    finding_out::{Found, Ruin, what_is},
    names::{ANNOTATIONS, ARTICLES, CODEBOOK_FILE, PROJECT_FILE, is_ron},
    store::{SaveError, Store, article_of, fingerprint, text_file},
};
use crate::format::Contents;
use crate::model::{ArticleId, Fingerprint, Project};
use crate::text::loaded::decode;

/// What another program has made of a file.
#[derive(Debug)]
pub enum Change {
    /// All of it can be read; with its bytes.
    Whole(Contents, Vec<u8>),
    /// A newer program has written it: it is left to that.
    Newer(SaveError),
    /// It was lost, in words that follow the file's name, and what could be read of it: it is to be written again.
    Lost(&'static str, Contents),
    /// It cannot be read, or not whole, and is left as it is until that is mended or accepted.
    Unreadable(SaveError, Contents),
}

/// What another program has made of an article's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextChange {
    Same,
    /// Changed as people change texts: to this one.
    Edited(String),
    /// It was lost, and is to be written again.
    Lost,
}

impl Store {
    /// Takes note of how a file looks, to be called before it is read.
    pub(super) fn note_look(&self, file: &str) {
        let glance = self.disk().look(file).ok().map(Glance::new);
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).0.insert(file.to_owned(), glance);
    }

    /// The files that another program has written or taken away since they were last read or written here. Each change is told
    /// until it is taken in: see [`Self::taken_in`].
    pub fn look_around(&self) -> Vec<String> {
        // Of two who look at once each would see half.
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        let mut files: BTreeSet<String> = [PROJECT_FILE.to_owned(), CODEBOOK_FILE.to_owned()].into();
        files.extend(self.disk().list("").unwrap_or_default().into_iter().filter(|name| is_ron(name)));
        for (folder, ending) in [(ANNOTATIONS, ".ron"), (ARTICLES, ".txt")] {
            let names = self.disk().list(folder).unwrap_or_default();
            let ours = names.iter().filter(|name| name.ends_with(ending) && !name.starts_with('.'));
            files.extend(ours.map(|name| format!("{folder}/{name}")));
        }
        {
            let known = self.known();
            files.extend(known.texts.keys().map(text_file));
            let there = known.files.iter().filter(|(name, file)| {
                (file.content.is_some() || file.broken.is_some()) && !known.copies.contains_key(*name)
            });
            files.extend(there.map(|(name, _)| name.clone()));
        }
        pending.extend(files.into_iter().filter(|file| self.is_changed(file)));
        let mut files: Vec<String> = pending.iter().cloned().collect();
        // The shared files first, since the layers are about what is in them.
        files.sort_by_key(|file| (file.contains('/'), !file.ends_with(PROJECT_FILE)));
        files
    }

    /// Takes note that what other programs have made of these files is being taken in: it is told again until then.
    pub fn taken_in(&self, files: &[String]) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.retain(|file| !files.contains(file));
    }

    fn is_changed(&self, file: &str) -> bool {
        let now = self.disk().look(file).ok().map(Glance::new);
        let before = {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.0.insert(file.to_owned(), now)
        };
        let (is_known, content) = {
            let known = self.known();
            let known = known.files.get(file);
            (known.is_some_and(|known| known.content.is_some()), known.and_then(|known| known.content.clone()))
        };
        match (before, now) {
            (Some(Some(before)), Some(now)) if before.look == now.look && before.settled => false,
            (Some(None), None) => false,
            (None, None) => is_known,
            (Some(Some(_)), None) => true,
            (Some(Some(before)), Some(now)) if before.look == now.look && file.ends_with(".txt") => {
                !self.is_as_read(file)
            }
            // A text is compared with the article's by whoever has the project.
            (before, Some(_)) if file.ends_with(".txt") => before.is_some(),
            (before, Some(now)) => {
                let is_as_before = before.flatten().is_some_and(|before| before.look == now.look);
                // What cannot be read is told once.
                self.disk().read(file).map_or(!is_as_before, |bytes| content != Some(fingerprint(&bytes)))
            }
        }
    }

    /// Whether an article's text is the one that was last read or written here.
    fn is_as_read(&self, file: &str) -> bool {
        let known = article_of(file).and_then(|id| self.known().texts.get(&id).cloned());
        known.is_some_and(|known| {
            let bytes = self.disk().read(file).unwrap_or_default();
            decode(&bytes).is_ok_and(|text| Fingerprint::of(&text) == known)
        })
    }

    /// What another program has made of the file; `None` if it is what is known.
    pub fn read_changed(&self, file: &str) -> Option<Change> {
        match self.read_if_there(file) {
            Ok(present) => self.change_of(file, present.as_deref()),
            Err(error) => Some(Change::Unreadable(error, Contents::default())),
        }
    }

    /// The same of a file that holds `present`. What must not be written over is marked.
    pub(super) fn change_of(&self, file: &str, present: Option<&[u8]>) -> Option<Change> {
        let content = self.known().files.get(file).and_then(|known| known.content.clone());
        let Some(present) = present else {
            // Nothing is left that could be written over.
            return content.map(|_| Change::Lost("was gone", Contents::default()));
        };
        if content == Some(fingerprint(present)) {
            return None;
        }
        let path = self.root().join(file);
        let broken = |contents, why: String| {
            self.note_broken(file, present, &why);
            Change::Unreadable(SaveError::Broken { path: path.clone(), why }, contents)
        };
        Some(match what_is(present) {
            Found::Whole(contents) => Change::Whole(contents, present.to_owned()),
            Found::Damaged(contents, why) => broken(contents, why),
            Found::Newer(why) => {
                self.note_newer(file, present, &why);
                Change::Newer(SaveError::Newer { path, why })
            }
            // What was not whole when it was read first is only written over if that is accepted.
            Found::Ruined(ruin, contents) if ruin != Ruin::Empty && self.why_not(file).is_some() => {
                broken(contents, ruin.words().to_owned())
            }
            Found::Ruined(ruin, contents) => Change::Lost(ruin.words(), contents),
        })
    }

    /// What another program has made of the article's text. A lost one is written again when the project is saved.
    pub fn look_at_text(&self, project: &Project, id: &ArticleId) -> TextChange {
        let Some(body) = project.articles.get(id).map(|article| &article.body).filter(|body| !body.is_missing()) else {
            return TextChange::Same;
        };
        let Ok(present) = self.disk().read(&text_file(id)) else {
            self.note_lost(id);
            return TextChange::Lost;
        };
        match decode(&present) {
            Ok(text) if text == body.text() => TextChange::Same,
            Ok(text) if Ruin::of_text(&present, body.text()).is_none() => TextChange::Edited(text.into_owned()),
            _ => {
                self.note_lost(id);
                TextChange::Lost
            }
        }
    }

    fn note_lost(&self, id: &ArticleId) {
        let mut known = self.known();
        known.texts.remove(id);
        known.lost.insert(id.clone());
    }
}
