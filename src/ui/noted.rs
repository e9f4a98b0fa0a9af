//! What of the open article's text is not part of it, kept between frames.

use std::ops::Range;

use super::{marking::document_key, reader::Muted};
use crate::analysis::noise::{Aside, aside_at, judged};
use crate::model::{ArticleId, Judged, ParagraphId, Project, judged_in};
use crate::text::noise::{Noise, recognise};

/// What is not part of the open article: recognised once for each text, and joined with what was said when that changes.
#[derive(Default)]
pub struct Noted {
    document: Option<u64>,
    /// The project's revision that was looked at last.
    revision: u64,
    found: Vec<Noise>,
    said: Vec<(ParagraphId, Judged)>,
    asides: Vec<Aside>,
    muted: Vec<Muted>,
    changes: u64,
}

impl Noted {
    /// Brings it up to the project.
    pub fn refresh(&mut self, project: &Project, id: &ArticleId, revision: u64) {
        let body = project.articles.get(id).map(|article| &article.body);
        let Some((body, text)) = body.and_then(|body| Some((body, body.shared()?))) else {
            if self.document.is_some() {
                *self = Self { changes: self.changes + 1, ..Self::default() };
            }
            return;
        };
        let document = document_key(id, body);
        let is_other = self.document != Some(document);
        if !is_other && self.revision == revision {
            return;
        }
        self.revision = revision;
        let is_unchanged = self.said.iter().map(|(id, said)| (id, said)).eq(project.judged(id));
        if !is_other && is_unchanged {
            return;
        }
        if is_other {
            self.document = Some(document);
            self.found = recognise(text);
        }
        self.said = project.judged(id).map(|(id, said)| (id.clone(), said.clone())).collect();
        self.asides = judged(&self.found, &judged_in(text, project.judged(id)));
        let muted = |aside: &Aside| Muted { range: aside.range.clone(), why: aside.why.words() };
        self.muted = self.asides.iter().map(muted).collect();
        self.changes += 1;
    }

    /// The paragraphs, in the order of the text.
    pub fn asides(&self) -> &[Aside] {
        &self.asides
    }

    /// The same for the reader.
    pub fn muted(&self) -> &[Muted] {
        &self.muted
    }

    /// Another number whenever they are others.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Whether the paragraphs that a byte range begins and ends in are not part of the article.
    pub fn is_aside(&self, range: &Range<usize>) -> bool {
        [range.start, range.end].iter().all(|at| aside_at(&self.asides, *at).is_some())
    }
}
