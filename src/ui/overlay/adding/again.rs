//! Reading some of the files once more, after it was chosen how; on another thread.

use std::path::PathBuf;

use crate::ingest::{FileRead, ReadOptions, Twin, twins};
use crate::progress::Progress;
use crate::{model::Project, verbs::NewArticle};

/// What is to be read, and what is beside it.
pub struct ReadAgain {
    /// Of what state of the choices.
    pub version: u64,
    pub files: Vec<(usize, PathBuf)>,
    pub options: ReadOptions,
    /// The articles of the other files: what is read may be like one of them.
    pub others: Vec<(usize, NewArticle)>,
}

/// What came of it.
pub struct Again {
    pub version: u64,
    pub files: Vec<(usize, FileRead)>,
    /// Counted over the articles of all files.
    pub twins: Vec<Twin>,
}

impl ReadAgain {
    /// Reads; `None` if it was told to stop.
    pub fn run(self, project: Option<&Project>, progress: &Progress) -> Option<Again> {
        let mut files = Vec::with_capacity(self.files.len());
        for (done, (at, path)) in self.files.iter().enumerate() {
            if !progress.report(done, self.files.len()) {
                return None;
            }
            files.push((*at, FileRead::new(path, &self.options)));
        }
        let read = files.iter().flat_map(|(at, file)| {
            let articles = file.contents.articles.iter();
            articles.map(|found| (*at, &found.article))
        });
        let mut all: Vec<(usize, &NewArticle)> =
            self.others.iter().map(|(at, article)| (*at, article)).chain(read).collect();
        // Stable: articles of one file stay in their order.
        all.sort_by_key(|(at, _)| *at);
        let all: Vec<&NewArticle> = all.into_iter().map(|(_, article)| article).collect();
        let twins = twins(&all, project);
        Some(Again { version: self.version, files, twins })
    }
}
