//! Texts that were replaced since passages were marked in them: kept, so that the passages can be found again.
//!
//! The present text of each annotated article is copied to `.postil/cache/texts/`, since an article is only ever changed by
//! others (git, a sync program, an editor), and afterwards it is too late. Once a passage refers to a text that is not the
//! article's any more, that copy goes to `history/texts/`, where colleagues get it too.

use std::{collections::BTreeSet, io};

use super::{
    names::HISTORY,
    store::{SaveError, Store, text_file},
};
use crate::model::{ArticleId, Body, Fingerprint, Project};
use crate::text::loaded::decode;

/// May be deleted at any time.
const CACHE: &str = ".postil/cache/texts";
/// Outside of the project's folder, beside the journal.
const SPARE: &str = "texts";

impl Store {
    /// Keeps the texts that passages refer to, each once.
    ///
    /// # Errors
    /// The disk's.
    pub fn keep_texts(&self, project: &Project) -> Result<(), SaveError> {
        let wanted: BTreeSet<_> =
            project.annotations().map(|(_, _, passage)| (&passage.article, &passage.text)).collect();
        for (id, text) in wanted {
            let Some(article) = project.articles.get(id).filter(|article| !article.body.is_missing()) else { continue };
            let body = &article.body;
            self.keep_in_cache(id, body)?;
            if body.fingerprint() != text && !self.is_kept(text, true) {
                self.keep_in_history(text)?;
            }
        }
        Ok(())
    }

    /// A text that is not in its place, or not any more, where it is still at hand.
    pub fn old_text(&self, fingerprint: &Fingerprint) -> Option<String> {
        let spare = self.spare();
        let spare = spare.iter().map(|spare| (&**spare, spare_file(fingerprint)));
        let own = [history_file(fingerprint), cache_file(fingerprint)].map(|file| (self.disk(), file));
        own.into_iter().chain(spare).find_map(|(disk, file)| {
            let bytes = disk.read(&file).ok()?;
            let text = decode(&bytes).ok()?.into_owned();
            (Fingerprint::of(&text) == *fingerprint).then_some(text)
        })
    }

    /// Keeps the texts of these articles outside of the project's folder, which cannot be written.
    ///
    /// # Errors
    /// They cannot be kept there either, or there is no such place.
    pub fn keep_spare(&self, project: &Project, articles: &[ArticleId]) -> io::Result<()> {
        let Some(spare) = self.spare() else { return Err(io::ErrorKind::Unsupported.into()) };
        for body in articles.iter().filter_map(|id| Some(&project.articles.get(id)?.body)) {
            let file = spare_file(body.fingerprint());
            if !body.is_missing() && !spare.exists(&file) {
                spare.replace(&file, body.text().as_bytes())?;
            }
        }
        Ok(())
    }

    /// Lets the texts outside of the project's folder go: it has them all.
    pub fn forget_spare(&self) {
        let Some(spare) = self.spare() else { return };
        for name in spare.list(SPARE).unwrap_or_default() {
            // One that stays does no harm.
            match spare.remove(&format!("{SPARE}/{name}")) {
                Ok(()) | Err(_) => {}
            }
        }
    }

    fn keep_in_cache(&self, id: &ArticleId, body: &Body) -> Result<(), SaveError> {
        let fingerprint = body.fingerprint();
        let file = cache_file(fingerprint);
        if !self.is_kept(fingerprint, false) && !self.disk().exists(&file) {
            let permissions = self.disk().permissions(&text_file(id));
            let kept = self.disk().replace_as(&file, body.text().as_bytes(), permissions);
            kept.map_err(|source| self.io(&file, source))?;
        }
        self.note_kept(fingerprint, false);
        Ok(())
    }

    fn keep_in_history(&self, fingerprint: &Fingerprint) -> Result<(), SaveError> {
        let file = history_file(fingerprint);
        if !self.disk().exists(&file) {
            // A text that is not at hand any more cannot be kept.
            let Some(text) = self.old_text(fingerprint) else { return Ok(()) };
            let permissions = self.disk().permissions(&cache_file(fingerprint));
            let kept = self.disk().replace_as(&file, text.as_bytes(), permissions);
            kept.map_err(|source| self.io(&file, source))?;
        }
        self.note_kept(fingerprint, true);
        Ok(())
    }
}

fn cache_file(fingerprint: &Fingerprint) -> String {
    format!("{CACHE}/{}.txt", hex(fingerprint))
}

fn spare_file(fingerprint: &Fingerprint) -> String {
    format!("{SPARE}/{}.txt", hex(fingerprint))
}

pub(super) fn history_file(fingerprint: &Fingerprint) -> String {
    format!("{HISTORY}/texts/{}.txt", hex(fingerprint))
}

fn hex(fingerprint: &Fingerprint) -> &str {
    fingerprint.as_str().strip_prefix("sha256:").unwrap_or_default()
}
