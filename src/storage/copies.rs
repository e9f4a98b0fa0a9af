//! Conflict copies: where two sides had changed a file, sync programs keep one and put the other beside it under another name.

use super::{
    finding_out::{Found, what_is},
    fold::{fold, id_in_project},
    names::{ANNOTATIONS, CODEBOOK_FILE, PROJECT_FILE, layer_file},
    puts::alone,
    saving::Saved,
    store::Store,
};
use crate::format::{Contents, FileKind, Item};
use crate::model::Project;

/// The file that one called `file` belongs to by what it holds: itself, or the one that it is a copy of; `None` if it is none of the
/// project's.
///
/// A project shows by its key, a layer by its analyst's; for a codebook, which has none, the beginning of the name has to do.
pub fn original_of(project: &Project, file: &str, contents: &Contents) -> Option<String> {
    if matches!(file, PROJECT_FILE | CODEBOOK_FILE) {
        return Some(file.to_owned());
    }
    match FileKind::of(contents) {
        FileKind::Layer(id) if file.starts_with(ANNOTATIONS) => {
            let analyst = contents.analyst().and_then(|(_, entry)| entry.value.as_deref());
            let key = analyst.map(|analyst| analyst.key.as_str()).unwrap_or_default();
            Some(layer_file(&id_in_project(project, id, key, |_| false)))
        }
        _ if file.starts_with(ANNOTATIONS) => Some(file.to_owned()),
        FileKind::Project => {
            contents.info().is_some_and(|info| info.key == project.info().key).then(|| PROJECT_FILE.to_owned())
        }
        FileKind::Codebook => file.starts_with("codebook").then(|| CODEBOOK_FILE.to_owned()),
        FileKind::Layer(_) => None,
    }
}

impl Store {
    pub fn is_copy(&self, file: &str) -> bool {
        self.known().copies.contains_key(file)
    }

    /// What there is to say of a copy that has just come.
    pub fn copy_words(&self, file: &str, original: &str, is_held: bool) -> String {
        if is_held {
            self.note_said(file);
            return can_be_deleted(file, original);
        }
        format!("{file}: {}", open_words(original))
    }

    /// The copies that sync programs made, with the file that each is a copy of, and whether all that it holds is in files that
    /// stay.
    pub fn copies(&self, project: &Project) -> Vec<(String, String, bool)> {
        let copies: Vec<(String, String)> =
            self.known().copies.iter().map(|(file, (original, _))| (file.clone(), original.clone())).collect();
        let with_held = |(file, original): (String, String)| {
            let is_held = self.is_held(project, &file, &original);
            (file, original, is_held)
        };
        copies.into_iter().map(with_held).collect()
    }

    /// Whether all records of a copy are in the file that it is a copy of, as that is on the disk now, and its tags are in the codebook.
    fn is_held(&self, project: &Project, file: &str, original: &str) -> bool {
        let read = |file: &str| self.disk().read(file).map(|bytes| what_is(&bytes));
        // What cannot be read whole may hold more than what could be read.
        let (Ok(Found::Whole(copy)), Ok(original_contents)) = (read(file), read(original)) else { return false };
        // A layer's copies of what the team shares: its tags are what others could not have.
        let has_tags = copy.items.iter().all(|located| match located.item.version() {
            Item::Tag(id, entry) => entry.value.is_none() || project.tags.knows(id),
            _ => true,
        });
        // Also what was changed by hand, under a stamp that is known, is something that it holds.
        let there = alone(original, original_contents.into_contents());
        let mut joined = there.clone();
        fold(&mut joined, original, copy);
        joined.foreign_tags = there.foreign_tags.clone();
        has_tags && joined == there
    }

    /// Says once of each copy that it can be deleted, if that is so.
    pub(super) fn say_of_copies(&self, project: &Project, saved: &mut Saved) {
        let unsaid: Vec<(String, String)> = {
            let known = self.known();
            let unsaid = known.copies.iter().filter(|(_, (_, is_said))| !is_said);
            unsaid.map(|(file, (original, _))| (file.clone(), original.clone())).collect()
        };
        for (file, original) in unsaid {
            if !self.disk().exists(&file) {
                self.known().copies.remove(&file);
            } else if self.is_held(project, &file, &original) {
                saved.said.push(can_be_deleted(&file, &original));
                self.note_said(&file);
            }
        }
    }

    /// Takes note that it was said that the copy can be deleted.
    pub(super) fn note_said(&self, file: &str) {
        if let Some((_, is_said)) = self.known().copies.get_mut(file) {
            *is_said = true;
        }
    }
}

/// “…: it is a copy of codebook.ron …”.
pub(super) fn can_be_deleted(file: &str, original: &str) -> String {
    format!("{file}: {}", held_words(original))
}

pub(super) fn held_words(original: &str) -> String {
    format!(
        "it is a copy of {original}, as sync programs make when both sides have changed a file. Everything in it is now in {original}: the copy can be deleted"
    )
}

pub(super) fn open_words(original: &str) -> String {
    format!(
        "it is a copy of {original}, as sync programs make when both sides have changed a file. It was joined in. Keep it until Postil has written what it holds into {original} and says that it can be deleted"
    )
}
