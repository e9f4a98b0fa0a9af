//! Saving: what the project's files do not hold is written, each file in one go, and looked at again. Nothing is written over that
//! was not understood, and what other programs wrote meanwhile is joined in first.

use std::{borrow::Cow, collections::BTreeSet, io};

use super::{
    backups::Reason,
    finding_out::{Found, Ruin, what_is},
    fold::{fold, stamp_by_hand},
    lock,
    looking::Change,
    names::{ARTICLES, CODEBOOK_FILE, PROJECT_FILE, has_no_key, layer_file},
    puts::{lacking, layer_of},
    store::{SaveError, Store, fingerprint, removed_text_file, text_file},
};
use crate::format::{Contents, Filed, codebook_bytes, layer_bytes, project_bytes};
use crate::text::loaded::decode;
use crate::{
    model::{AnalystId, ArticleId, Project},
    words::counted,
};

/// How often files are joined and written again where others write at the same time and cannot be kept from it.
const ROUNDS: usize = 16;

/// What was found in a file and joined.
#[derive(Debug)]
pub struct Joined {
    pub file: String,
    pub contents: Contents,
    /// Whether the file could be read whole.
    pub is_whole: bool,
}

/// What came of saving: what was done is done, also where something else failed.
#[derive(Debug, Default)]
pub struct Saved {
    /// Files written, within the project.
    pub written: Vec<String>,
    /// Copies made before writing.
    pub backups: Vec<String>,
    /// What other programs had written into a file: it is in the files that were written, and is to be joined into the project in
    /// memory too.
    pub joined: Vec<Joined>,
    /// What there is to say, in words.
    pub said: Vec<String>,
    /// Why something is not on the disk.
    pub failed: Option<SaveError>,
    /// If something failed: all records that the project has and its files have not.
    pub lacking: Vec<Filed>,
    /// If something failed: the articles whose texts are not in the project's folder.
    pub lacking_texts: Vec<ArticleId>,
}

impl Saved {
    /// For whoever wants all or nothing.
    ///
    /// # Errors
    /// Why something is not on the disk.
    pub fn whole(self) -> Result<Self, SaveError> {
        match self.failed {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }
}

impl Store {
    /// Brings the files up to the project: the shared ones, the texts, the layer of `me`, what was settled, and of other layers
    /// those whose files were lost. What is written is read again: nothing is said to be saved that was not seen.
    ///
    /// One program at a time does this in a folder, as far as the machine and the disk know of each other.
    pub fn save(&self, project: &Project, me: Option<&AnalystId>) -> Saved {
        let mut saved = Saved::default();
        let mut project = Cow::Borrowed(project);
        let lock = lock::lock(self.root());
        if lock.is_err() {
            saved.failed = Some(self.busy());
        } else {
            self.save_until_it_holds(&mut project, me, &mut saved);
        }
        if saved.failed.is_some() {
            (saved.lacking, saved.lacking_texts) = self.lacking(&project);
        } else {
            self.say_of_copies(&project, &mut saved);
            self.settle_unfinished(&project);
        }
        drop(lock);
        saved
    }

    fn save_until_it_holds(&self, project: &mut Cow<'_, Project>, me: Option<&AnalystId>, saved: &mut Saved) {
        for _ in 0..ROUNDS {
            saved.failed = self.save_texts(project, saved).err();
            let mut holds = true;
            for file in self.files_of(project, me) {
                match self.save_file(project, &file, saved) {
                    Ok(it_holds) => holds &= it_holds,
                    Err(error) => drop(saved.failed.get_or_insert(error)),
                }
            }
            if holds {
                return;
            }
        }
        saved.failed.get_or_insert_with(|| self.busy());
    }

    pub(super) fn busy(&self) -> SaveError {
        SaveError::Busy { path: self.root().to_owned() }
    }

    /// Whether [`Self::save`] would come upon a file that must not be written: for whoever wants all or nothing.
    ///
    /// # Errors
    /// The first such file. Nothing is written either way.
    pub fn check(&self, project: &Project, me: Option<&AnalystId>) -> Result<(), SaveError> {
        for file in self.files_of(project, me) {
            let Some(why_not) = self.why_not(&file) else { continue };
            let content = self.known().files.get(&file).and_then(|known| known.content.clone());
            if content != Some(fingerprint(&bytes_of(project, &file))) {
                return Err(why_not);
            }
        }
        Ok(())
    }

    /// The files that the program may write.
    fn files_of(&self, project: &Project, me: Option<&AnalystId>) -> Vec<String> {
        let mut files = vec![PROJECT_FILE.to_owned(), CODEBOOK_FILE.to_owned()];
        let mut known = self.known();
        let adjudicated = me.map(|_| AnalystId::adjudicated());
        for layer in [me, adjudicated.as_ref()].into_iter().flatten().filter_map(|id| project.layer(id)) {
            let file = layer_file(&layer.id);
            if !layer.is_blank() || known.files.contains_key(&file) {
                files.push(file);
            }
        }
        known.owed.retain(|file| !files.contains(file));
        files.extend(known.owed.iter().cloned());
        files
    }

    /// Writes one file if it is not as it should be. Returns whether it holds: if not, it was changed by another program, whose
    /// changes are joined into the project now, and is to be written again.
    pub(super) fn save_file(
        &self,
        project: &mut Cow<'_, Project>,
        file: &str,
        saved: &mut Saved,
    ) -> Result<bool, SaveError> {
        let bytes = bytes_of(project, file);
        let present = self.read_if_there(file)?;
        if present.as_deref() == Some(bytes.as_slice()) {
            self.note_written(file, &bytes);
            // Another program may have written it so, or put it back.
            self.keep_copy(file, &bytes);
            return Ok(true);
        }
        if self.known().owed.contains(file) && !is_lacking(project, file, present.as_deref()) {
            self.known().owed.remove(file);
            self.keep_copy(file, present.as_deref().unwrap_or_default());
            return Ok(true);
        }
        if !self.may_be_written(project, file, present.as_deref(), saved)? {
            return Ok(false);
        }
        // What could be read of a ruined file may have been news.
        let bytes = bytes_of(project, file);
        self.disk().replace(file, &bytes).map_err(|source| self.io(file, source))?;
        self.note_look(file);
        self.note_written(file, &bytes);
        if !saved.written.iter().any(|written| written == file) {
            saved.written.push(file.to_owned());
        }
        let holds = self.read_if_there(file)?.as_deref() == Some(bytes.as_slice());
        if holds {
            self.keep_copy(file, &bytes);
        }
        Ok(holds)
    }

    /// Whether the file, which holds `present`, may be written over now, after a copy if it is worth one. If not, another program has
    /// changed it: that is joined into the project.
    fn may_be_written(
        &self,
        project: &mut Cow<'_, Project>,
        file: &str,
        present: Option<&[u8]>,
        saved: &mut Saved,
    ) -> Result<bool, SaveError> {
        match self.change_of(file, present) {
            None => {
                if let Some(why_not) = self.why_not(file) {
                    return Err(why_not);
                }
                let by_hand = self.known().files.get(file).is_some_and(|known| known.by_hand);
                if let Some(present) = present.filter(|_| by_hand) {
                    self.back_up_once(file, present, Reason::ByHand, saved)?;
                }
            }
            Some(Change::Whole(contents, present)) if self.is_of_another_project(project, file, &contents) => {
                self.back_up_once(file, &present, Reason::Damage, saved)?;
                saved.said.push(written_again(file, "was replaced by that of another project"));
            }
            Some(Change::Whole(contents, _)) if is_namesake(project, file, &contents) => {
                return Err(SaveError::Namesake { file: file.to_owned(), contents: Box::new(contents) });
            }
            Some(Change::Whole(contents, present)) => {
                self.join(project, file, &present, contents, saved);
                return Ok(false);
            }
            Some(Change::Newer(error)) => return Err(error),
            Some(Change::Unreadable(error, contents)) => {
                self.join_items(project, file, contents, false, saved);
                return Err(error);
            }
            Some(Change::Lost(happened, contents)) => {
                if let Some(rest) = present.filter(|rest| !rest.trim_ascii().is_empty()) {
                    self.back_up_once(file, rest, Reason::Damage, saved)?;
                }
                if self.known().files.get(file).is_some_and(|known| known.content.is_some()) {
                    saved.said.push(written_again(file, happened));
                }
                self.join_items(project, file, contents, false, saved);
            }
        }
        Ok(true)
    }

    /// Keeps a copy of a file before it is written over; once, though writing it should fail again and again.
    fn back_up_once(&self, file: &str, present: &[u8], reason: Reason, saved: &mut Saved) -> Result<(), SaveError> {
        let content = Some(fingerprint(present));
        if self.known().backed_up.get(file) != content.as_ref() {
            saved.backups.push(self.back_up(file, present, reason)?);
            self.known().backed_up.extend(content.map(|content| (file.to_owned(), content)));
        }
        Ok(())
    }

    fn note_written(&self, file: &str, bytes: &[u8]) {
        self.note_read(file, bytes, true);
        self.known().owed.remove(file);
    }

    pub(super) fn read_if_there(&self, file: &str) -> Result<Option<Vec<u8>>, SaveError> {
        match self.disk().read(file) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.io(file, error)),
        }
    }

    /// Joins what another program has written into a file. It counts as known from now on; a copy is kept before it is written over
    /// if somebody has written it by hand: such a line has no later stamp to win by.
    fn join(
        &self,
        project: &mut Cow<'_, Project>,
        file: &str,
        present: &[u8],
        mut contents: Contents,
        saved: &mut Saved,
    ) {
        let by_hand = stamp_by_hand(project, &mut contents);
        self.note_read(file, present, contents.canonical && !by_hand);
        self.join_items(project, file, contents, true, saved);
    }

    fn join_items(
        &self,
        project: &mut Cow<'_, Project>,
        file: &str,
        contents: Contents,
        is_whole: bool,
        saved: &mut Saved,
    ) {
        if contents.items.is_empty() {
            return;
        }
        let project = project.to_mut();
        fold(project, file, contents.clone());
        self.read_texts(project);
        saved.joined.push(Joined { file: file.to_owned(), contents, is_whole });
    }

    /// Whether the file stands in the place of the project's own, and is that of another project.
    pub fn is_of_another_project(&self, project: &Project, file: &str, contents: &Contents) -> bool {
        file == PROJECT_FILE
            && !has_no_key(project, self.root())
            && contents.info().is_some_and(|info| info.key != project.info().key)
    }

    /// All that the project has and that its files, as they are now, have not: records, and texts.
    fn lacking(&self, project: &Project) -> (Vec<Filed>, Vec<ArticleId>) {
        let mut records = Vec::new();
        for file in all_files(project) {
            // What cannot be read holds nothing.
            let present = self.disk().read(&file).unwrap_or_default();
            records.extend(lacking(project, &file, what_is(&present).into_contents()));
        }
        let there: BTreeSet<String> = self.disk().list(ARTICLES).unwrap_or_default().into_iter().collect();
        let is_there = |id: &ArticleId| self.has_text(id) && there.contains(&format!("{id}.txt"));
        let texts = project.articles.iter().filter(|(id, article)| !article.body.is_missing() && !is_there(id));
        (records, texts.map(|(id, _)| id.clone()).collect())
    }

    /// Texts of articles that came back are put back, also those that another program took away or ruined; those of removed ones
    /// go to the history.
    fn save_texts(&self, project: &Project, saved: &mut Saved) -> Result<(), SaveError> {
        let there: BTreeSet<String> =
            self.disk().list(ARTICLES).map_err(|source| self.io(ARTICLES, source))?.into_iter().collect();
        let texts = self.known().texts.clone();
        for id in texts.keys().filter(|id| project.articles.knows(id) && !project.articles.contains(id)) {
            let file = text_file(id);
            // Somebody else may have removed the article, and its text, before.
            if there.contains(&format!("{id}.txt")) {
                self.disk().rename(&file, &removed_text_file(id)).map_err(|source| self.io(&file, source))?;
            }
            self.known().texts.remove(id);
        }
        let is_there = |id: &ArticleId| texts.contains_key(id) && there.contains(&format!("{id}.txt"));
        let (mut first_error, mut again) = (None, Vec::new());
        for (id, article) in project.articles.iter().filter(|(id, a)| !a.body.is_missing() && !is_there(id)) {
            match self.put_text(id, article.body.text(), saved) {
                Ok(file) => {
                    if self.known().lost.remove(id) || texts.contains_key(id) {
                        again.push(file.clone());
                    }
                    self.note_look(&file);
                    self.note_text(id, article.body.fingerprint());
                    if !saved.written.contains(&file) {
                        saved.written.push(file);
                    }
                }
                Err(error) => drop(first_error.get_or_insert(error)),
            }
        }
        match again.as_slice() {
            [] => {}
            [file] => saved.said.push(written_again(file, "was gone")),
            files => saved.said.push(written_again(&counted(files.len(), "text"), "were gone")),
        }
        first_error.map_or(Ok(()), Err)
    }

    /// Puts an article's text back, as it came if it was removed before.
    fn put_text(&self, id: &ArticleId, text: &str, saved: &mut Saved) -> Result<String, SaveError> {
        let (file, removed) = (text_file(id), removed_text_file(id));
        let is_it = |bytes: &[u8]| decode(bytes).is_ok_and(|present| present == text);
        if let Some(present) = self.read_if_there(&file)? {
            if is_it(&present) {
                self.known().lost.remove(id);
                return Ok(file);
            }
            let Some(ruin) = Ruin::of_text(&present, text) else {
                return Err(SaveError::OtherText { path: self.root().join(&file) });
            };
            if ruin != Ruin::Empty {
                self.back_up_once(&file, &present, Reason::Damage, saved)?;
            }
            self.known().lost.remove(id);
            saved.said.push(written_again(&file, ruin.words()));
        }
        let put = if self.disk().read(&removed).is_ok_and(|bytes| is_it(&bytes)) {
            self.disk().rename(&removed, &file)
        } else {
            self.disk().replace(&file, text.as_bytes())
        };
        put.map_err(|source| self.io(&file, source))?;
        Ok(file)
    }
}

/// Whether the project has records that belong into the file and are not among the bytes.
fn is_lacking(project: &Project, file: &str, present: Option<&[u8]>) -> bool {
    let held = present.map(what_is).map(Found::into_contents).unwrap_or_default();
    !lacking(project, file, held).is_empty()
}

/// Whether a layer's file holds the layer of another person than the one that goes by its id here.
pub fn is_namesake(project: &Project, file: &str, contents: &Contents) -> bool {
    let Some(layer) = layer_of(file).filter(|id| !id.is_adjudicated()).and_then(|id| project.layer(&id)) else {
        return false;
    };
    let analyst = contents.analyst().and_then(|(_, entry)| entry.value.as_deref());
    analyst.is_some_and(|analyst| analyst.key != layer.analyst().key)
}

/// The files that the project's records are kept in.
pub(super) fn all_files(project: &Project) -> Vec<String> {
    let layers = project.layers.values().filter(|layer| !layer.is_blank()).map(|layer| layer_file(&layer.id));
    [PROJECT_FILE.to_owned(), CODEBOOK_FILE.to_owned()].into_iter().chain(layers).collect()
}

/// The file as it should be.
pub(super) fn bytes_of(project: &Project, file: &str) -> Vec<u8> {
    match file {
        PROJECT_FILE => project_bytes(project),
        CODEBOOK_FILE => codebook_bytes(project),
        _ => {
            let layer = layer_of(file).and_then(|id| project.layer(&id));
            layer.map(|layer| layer_bytes(project, layer)).unwrap_or_default()
        }
    }
}

/// What another program did to a file, and that it was mended.
fn written_again(what: &str, happened: &str) -> String {
    let it = if happened.starts_with("were") { "they were" } else { "it was" };
    format!("{what} {happened}, by another program or a fault of the disk: {it} written again from memory")
}
