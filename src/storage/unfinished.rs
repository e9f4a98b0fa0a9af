//! What is being put into a project's folder before its records are: listed on this machine, so that what a program has left that
//! was killed meanwhile is taken out again at the next start. Also the temporary files that it left.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::PathBuf,
    sync::PoisonError,
    time::{Duration, SystemTime},
};

use super::list::begin;
use super::{
    disk::{Disk as _, Folder},
    lock,
    names::{ANNOTATIONS, ARTICLES, HISTORY, ORIGINALS},
    odd,
    store::{Store, article_of},
};
use crate::model::{Fingerprint, Project};

/// Younger temporary files may be those of a program that is writing, also of one on another machine, whose clock is another.
const IN_USE: Duration = Duration::from_secs(30);

impl Store {
    /// Where lists of what is being put into the project's folder are kept.
    pub fn set_unfinished(&self, folder: PathBuf) {
        self.known().unfinished = Some(folder);
    }

    /// Lists files that are going to be put into the project's folder. Where there is no place for that, they are just put there.
    pub(super) fn note_unfinished(&self, files: &[(String, Fingerprint)]) {
        if files.is_empty() {
            return;
        }
        let Some(folder) = self.known().unfinished.clone() else { return };
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        if list.is_none() {
            *list = begin(folder).ok();
        }
        let Some(list) = &mut *list else { return };
        let lines: Vec<String> = files.iter().map(|(file, content)| format!("{} {file}\n", content.as_str())).collect();
        // What could not be listed may stay behind, and is told as any other file is.
        if list.file.write_all(lines.concat().as_bytes()).and_then(|()| list.file.flush()).is_ok() {
            list.files.extend_from_slice(files);
        }
    }

    /// Takes those off the list whose records are in the project, which has been saved.
    pub(super) fn settle_unfinished(&self, project: &Project) {
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(open) = &mut *list else { return };
        open.files.retain(|(file, _)| !is_known(project, file));
        if open.files.is_empty() {
            // One that stays is empty work for the next start.
            match fs::remove_file(&open.path) {
                Ok(()) | Err(_) => {}
            }
            *list = None;
        }
    }

    /// Takes out of the project's folder what programs that were killed have left there: files of articles that never came to be in
    /// the project, and temporary files. `with_journals` gives the project as it will be when all journals for the folder are in its
    /// files; `None` if that cannot be known. Returns how many articles' texts were taken out.
    pub fn clean_up(&self, with_journals: impl Fn() -> Option<Project>) -> usize {
        let Some(folder) = self.known().unfinished.clone() else { return 0 };
        // Whoever is writing into the folder has not left anything.
        let Ok(_lock) = lock::try_now(self.root()) else { return 0 };
        let (mut texts, mut project) = (0, None);
        for name in Folder::private(&folder).list("").unwrap_or_default() {
            let path = folder.join(&name);
            let Ok(list) = odd::open_file(&path, fs::OpenOptions::new().read(true).write(true)) else { continue };
            if list.try_lock().is_err() {
                // It is being added to: the temporary files may be those of that.
                return texts;
            }
            let Some(project) = project.get_or_insert_with(&with_journals) else { return texts };
            let Ok(count) = self.take_out_listed(list, project) else { continue };
            texts += count;
            // One that stays is read again at the next start, and finds nothing.
            match fs::remove_file(&path) {
                Ok(()) | Err(_) => {}
            }
        }
        self.take_out_temporary();
        texts
    }

    /// Takes out what is on the list and not in the project. Returns how many texts that were.
    fn take_out_listed(&self, mut list: fs::File, project: &Project) -> io::Result<usize> {
        let mut lines = String::new();
        list.read_to_string(&mut lines)?;
        let is_left = |content: &str, file: &str| {
            !is_known(project, file)
                && self.disk().read(file).is_ok_and(|bytes| Fingerprint::of_bytes(&bytes).as_str() == content)
        };
        let left =
            lines.lines().filter_map(|line| line.split_once(' ')).filter(|(content, file)| is_left(content, file));
        Ok(left.filter(|(_, file)| self.disk().remove(file).is_ok() && article_of(file).is_some()).count())
    }

    fn take_out_temporary(&self) {
        let history = ["backups", "texts"].map(|folder| format!("{HISTORY}/{folder}"));
        for folder in ["", ANNOTATIONS, ARTICLES, ORIGINALS, &history[0], &history[1]] {
            let is_ours = |name: &&String| is_temporary(name, folder == ORIGINALS);
            for name in self.disk().list(folder).unwrap_or_default().iter().filter(is_ours) {
                let file = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
                let modified = self.disk().look(&file).ok().and_then(|look| look.modified);
                let age = modified.and_then(|modified| SystemTime::now().duration_since(modified).ok());
                if age.is_some_and(|age| age > IN_USE) {
                    match self.disk().remove(&file) {
                        Ok(()) | Err(_) => {}
                    }
                }
            }
        }
    }
}

/// Whether the file is that of an article of the project, or of one that was in it.
fn is_known(project: &Project, file: &str) -> bool {
    let original = file.strip_prefix(ORIGINALS).and_then(|rest| rest.strip_prefix('/'));
    match (article_of(file), original) {
        (Some(id), _) => project.articles.knows(&id),
        (_, Some(original)) => project.articles.iter().any(|(_, article)| article.source == original),
        // Nothing else is listed.
        _ => true,
    }
}

/// Whether a file is called as those are that become another file in one go: `.codebook.ron.x3Fd9a`. `is_any`: whether files of any
/// ending are kept in the folder.
fn is_temporary(name: &str, is_any: bool) -> bool {
    let rest = name.strip_prefix('.').and_then(|rest| rest.rsplit_once('.'));
    rest.is_some_and(|(of, random)| {
        let is_of_ours = of.ends_with(".ron") || of.ends_with(".txt") || (is_any && of.contains('.'));
        // A word, as people put it behind a name, is all in small letters.
        let is_random = random.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !random.bytes().all(|byte| byte.is_ascii_lowercase());
        is_of_ours && random.len() == 6 && is_random
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temporary_files_are_known_by_their_names() {
        for name in [".codebook.ron.x3Fd9a", ".a.txt.AAAAAA"] {
            assert!(is_temporary(name, false), "{name}");
        }
        assert!(is_temporary(".scan 1.pdf.000000", true) && !is_temporary(".scan 1.pdf.000000", false));
        for name in ["codebook.ron", ".gitignore", ".gitattributes", ".sync.ffs_db", "a.txt.AAAAAA", ".a.txt.backup"] {
            assert!(!is_temporary(name, true), "{name}");
        }
        assert!(!is_temporary(".config.yml.Backup", false));
    }
}
