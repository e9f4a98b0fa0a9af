//! The reader's selection: two byte offsets, and the steps that move one of them.

use std::ops::Range;

use crate::text::{sentences, words};

/// A stretch of text from where it was begun to where it is being extended; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Byte offset that stays when the selection is extended.
    pub anchor: usize,
    /// Byte offset that moves.
    pub head: usize,
}

impl Selection {
    /// None when there is nothing between the two byte offsets.
    pub fn new(anchor: usize, head: usize) -> Option<Self> {
        (anchor != head).then_some(Self { anchor, head })
    }

    /// The selected bytes.
    pub fn range(&self) -> Range<usize> {
        self.anchor.min(self.head)..self.anchor.max(self.head)
    }
}

/// How far the head of a selection moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A grapheme cluster.
    Character,
    /// To the end (or start) of a word.
    Word,
    /// A row as laid out.
    Line,
    /// To the end (or start) of a sentence.
    Sentence,
}

/// Anchor and head when the head moves by a sentence: what was selected shrinks by whole sentences, and turns over
/// when only one is left.
pub(super) fn extend_by_sentence(text: &str, anchor: usize, head: usize, forward: bool) -> (usize, usize) {
    let grows = if forward { head >= anchor } else { head <= anchor };
    if grows {
        return (anchor, step(text, head, Step::Sentence, forward));
    }
    if forward {
        let next = sentences::next_sentence(text, head + 1).filter(|next| next.start < anchor);
        return next.map_or_else(|| (head, step(text, anchor, Step::Sentence, true)), |next| (anchor, next.start));
    }
    let last = sentences::previous_sentence(text, head).filter(|last| last.start > anchor);
    last.map_or_else(
        || (head, step(text, anchor, Step::Sentence, false)),
        |last| {
            let before = sentences::previous_sentence(text, last.start);
            (anchor, before.map_or(last.start, |s| s.end.max(anchor + 1)))
        },
    )
}

/// Where a step that needs no layout leads from a byte offset.
pub(super) fn step(text: &str, head: usize, step: Step, forward: bool) -> usize {
    match (step, forward) {
        (Step::Character | Step::Line, true) => words::next_grapheme(text, head),
        (Step::Character | Step::Line, false) => words::previous_grapheme(text, head),
        (Step::Word, true) => words::next_word(text, head),
        (Step::Word, false) => words::previous_word(text, head),
        (Step::Sentence, true) => {
            let here = sentences::sentence_at(text, head);
            if here.start <= head && head < here.end {
                return here.end;
            }
            sentences::next_sentence(text, head).map_or(head, |sentence| sentence.end)
        }
        (Step::Sentence, false) => sentences::previous_sentence(text, head).map_or(head, |sentence| sentence.start),
    }
}
