//! Memos as the notes of a project in REFI-QDA.

use jiff::Timestamp;

use crate::exchange::{chosen::Chosen, foreign::guid};
use crate::model::{AnalystId, Project, Subject};

/// A memo as it is written.
pub(super) struct Note<'p> {
    pub guid: String,
    pub analyst: &'p AnalystId,
    /// What it is about, after merges of tags.
    pub about: Subject,
    pub text: &'p str,
    /// Where nobody knows, when the project was made: some readers stop where a time is missing.
    pub changed: Option<Timestamp>,
}

/// The memos of the analysts whose passages are written, on the project, on its tags and on the articles that are written;
/// everybody's where all is written.
pub(super) fn notes<'p>(project: &'p Project, chosen: &Chosen<'p>) -> Vec<Note<'p>> {
    let mut notes = Vec::new();
    let is_written = |about: &Subject| match about {
        Subject::Project => true,
        Subject::Article(id) => chosen.articles.iter().any(|(article, _)| *article == id),
        Subject::Tag(id) => project.usable_tags().any(|(tag, _)| tag == id),
    };
    for (analyst, layer) in &project.layers {
        if !chosen.is_whole && !chosen.analysts.contains(analyst) {
            continue;
        }
        for (subject, entry) in layer.memos.entries() {
            let about = match subject {
                Subject::Tag(id) => Subject::Tag(project.resolve(id)),
                other => other.clone(),
            };
            let Some(text) = entry.value.as_deref().filter(|text| !text.trim().is_empty() && is_written(&about)) else {
                continue;
            };
            let changed = i64::try_from(entry.changed.ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
            notes.push(Note {
                guid: guid(project, "memo", &format!("{analyst}\n{subject}")),
                analyst,
                about,
                text,
                changed: changed.filter(|time| *time > Timestamp::UNIX_EPOCH).or_else(|| project.info().made()),
            });
        }
    }
    notes
}
