//! Copies of the project's files as they were last whole, beside the journal, while a window has the project open: a file that
//! another program cuts off or takes away just when the window ends by force is whole again at the next start.

use std::collections::BTreeMap;

use super::{
    disk::Disk,
    finding_out::{Found, what_is},
    fold,
    names::ANNOTATIONS,
    puts::{knows, layer_of},
    saving::{all_files, bytes_of},
    store::{Store, fingerprint},
};
use crate::format::{Contents, Item};
use crate::model::Project;

/// Beside the journal.
const KEPT: &str = "kept";

/// The copy of a file of the project; `annotations-ana.ron` of `annotations/ana.ron`.
fn copy_of(file: &str) -> String {
    format!("{KEPT}/{}", file.replacen('/', "-", 1))
}

/// The file that the copy called `name` is of.
fn file_of(name: &str) -> String {
    match name.strip_prefix(ANNOTATIONS).and_then(|rest| rest.strip_prefix('-')) {
        Some(layer) => format!("{ANNOTATIONS}/{layer}"),
        None => name.to_owned(),
    }
}

impl Store {
    /// Begins to keep copies. `is_written`: whether the files have all that the project has; then a copy is that of the file, unless it
    /// was changed since it was read. Returns whether that could be done.
    pub fn keep_copies(&self, project: &Project, is_written: bool) -> bool {
        let Some(spare) = self.spare() else { return false };
        self.known().kept_copies = Some(BTreeMap::new());
        let present = spare.list(KEPT).unwrap_or_default();
        let keep = |file: &String| {
            let known = self.known().files.get(file).and_then(|known| known.content.clone());
            let as_read = self.disk().read(file).ok().filter(|bytes| known == Some(fingerprint(bytes)));
            let (copy, as_read) = (copy_of(file), as_read.filter(|_| is_written));
            // What was recovered is in no file yet, and a copy that is there holds until the new one does.
            let is_new = !present.iter().any(|name| copy.ends_with(&format!("/{name}")));
            let bytes = match as_read {
                Some(bytes) if is_new => spare.append(&copy, &bytes).map(|()| bytes),
                Some(bytes) => spare.replace(&copy, &bytes).map(|()| bytes),
                None => Ok(bytes_of(project, file)).and_then(|bytes| spare.replace(&copy, &bytes).map(|()| bytes)),
            };
            if let (Ok(bytes), Some(kept)) = (&bytes, &mut self.known().kept_copies) {
                kept.insert(file.clone(), fingerprint(bytes));
            }
            bytes.is_ok()
        };
        let files = all_files(project);
        let all_kept = files.iter().all(keep);
        if is_written && all_kept {
            // All that is in other copies is in the files.
            let copies: Vec<String> = files.iter().map(|file| copy_of(file)).collect();
            remove(&*spare, |name| !copies.contains(&format!("{KEPT}/{name}")));
        }
        all_kept
    }

    /// Keeps a copy of what has just been written or read whole, if copies are kept. What cannot be kept is safe in its place.
    pub fn keep_copy(&self, file: &str, bytes: &[u8]) {
        let content = fingerprint(bytes);
        let is_kept = |kept: &BTreeMap<_, _>| kept.get(file) == Some(&content);
        if self.known().kept_copies.as_ref().is_none_or(is_kept) {
            return;
        }
        let Some(spare) = self.spare() else { return };
        if spare.replace(&copy_of(file), bytes).is_ok()
            && let Some(kept) = &mut self.known().kept_copies
        {
            kept.insert(file.to_owned(), content);
        }
    }

    /// Lets the copies go: the window has ended, and the files are as they should be.
    pub fn forget_copies(&self) {
        self.known().kept_copies = None;
        if let Some(spare) = self.spare() {
            remove(&*spare, |_| true);
        }
    }

    /// Joins the copies that a window left which ended by force. A file that was lost since may be written over then if its copy has all
    /// that it held. Returns the files that had lost something, and how many records that were.
    pub fn take_in_copies(&self, project: &mut Project) -> Vec<(String, usize)> {
        let mut lost = Vec::new();
        let Some(spare) = self.spare() else { return lost };
        for name in spare.list(KEPT).unwrap_or_default() {
            let Ok(bytes) = spare.read(&format!("{KEPT}/{name}")) else { continue };
            let file = file_of(&name);
            let records = fold_copy(project, &file, what_is(&bytes).into_contents());
            if records > 0 {
                if layer_of(&file).is_some() {
                    self.owe(&file);
                }
                lost.push((file.clone(), records));
            }
            // Whether the copy has all that the file held: what is left of that is its beginning.
            let is_rest = |now: &[u8]| {
                let end = now.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
                matches!(what_is(now), Found::Ruined(..)) && now.get(..end).is_some_and(|rest| bytes.starts_with(rest))
            };
            if self.is_damaged(&file) && self.disk().read(&file).is_ok_and(|now| is_rest(&now)) {
                self.accept_damage(&file);
            }
        }
        lost
    }
}

/// Removes the copies that `is_superfluous` names.
fn remove(spare: &dyn Disk, is_superfluous: impl Fn(&str) -> bool) {
    for name in spare.list(KEPT).unwrap_or_default().into_iter().filter(|name| is_superfluous(name)) {
        // One that stays is joined at the next start, and says nothing new.
        match spare.remove(&format!("{KEPT}/{name}")) {
            Ok(()) | Err(_) => {}
        }
    }
}

/// Joins what was not known of a copy into the project. Returns how many records that were.
fn fold_copy(project: &mut Project, file: &str, mut contents: Contents) -> usize {
    let is_shared = layer_of(file).is_none();
    let is_unknown = |item: &Item| (is_shared || item.is_of_layer()) && !knows(project, file, item);
    let records = contents.items.iter().filter(|located| is_unknown(located.item.version())).count();
    if records > 0 {
        // What somebody has changed by hand since, under the stamp that it had, stays.
        let is_whose = |item: &Item| matches!(item, Item::Analyst(..));
        contents.items.retain(|located| is_whose(located.item.version()) || is_unknown(located.item.version()));
        fold(project, file, contents);
    }
    records
}
