//! Where in the text the words stand that readers have put something on, and what there is to say of it. Knows no PDF.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    marks::{Kind, Mark},
    paragraphs::Set,
};
use crate::{
    ingest::{
        choice::{Choice, how},
        highlight::{Highlight, whole_words},
    },
    words::{brief, counted, listed, thousands},
};

/// What readers have put on words of the text, with what there is to say of it.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub highlights: Vec<Highlight>,
    pub notices: Vec<String>,
    /// What was marked by whom, in lines.
    pub about: Vec<String>,
}

/// Words that one mark is on.
struct Piece {
    mark: usize,
    range: Range<usize>,
    /// The last page that they stand on.
    page: usize,
    note: String,
}

/// Finds the words of each mark.
pub(super) fn highlights(marks: &[Mark], set: &Set, is_left_out: bool) -> Placed {
    let mut places: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
    for (mark, place) in &set.marked {
        places.entry(*mark).or_default().push(place.clone());
    }
    let mut told = Told::default();
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, mark) in marks.iter().enumerate().filter(|(_, mark)| mark.kind == Kind::Words || !mark.note.is_empty()) {
        let Some(places) = places.remove(&at) else {
            told.lost(mark);
            continue;
        };
        let found = if mark.kind == Kind::Words {
            stretches(&set.text, places)
        } else {
            paragraph(&set.text, &places).into_iter().collect()
        };
        told.placed(mark, found.len());
        let mut note = mark.note.clone();
        if is_own_words(&note, &found, &set.text) {
            note.clear();
        }
        for range in found {
            pieces.push(Piece { mark: at, range, page: mark.page, note: std::mem::take(&mut note) });
        }
    }
    marks.iter().filter(|mark| mark.kind == Kind::Drawing && mark.note.is_empty()).for_each(|mark| told.lost(mark));
    let pieces = over_pages(pieces, marks, &set.text);
    let highlight = |piece: Piece| {
        let mark = &marks[piece.mark];
        let (reader, created, changed) = (mark.reader.trim().to_owned(), mark.created, mark.changed);
        Highlight { range: piece.range, reader, note: piece.note, created, changed }
    };
    let highlights = pieces.into_iter().map(highlight).collect();
    let (notices, about) = (told.notices(is_left_out), told.about());
    if is_left_out {
        return Placed { highlights: Vec::new(), notices, about };
    }
    Placed { highlights, notices, about }
}

/// The stretches of a text that places in it make up: between two of them there is at most a number or a mark of a note.
fn stretches(text: &str, mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.sort_by_key(|place| (place.start, place.end));
    let is_little = |between: &str| {
        let letters = between.chars().filter(|c| !c.is_whitespace());
        letters.clone().count() <= 3 && !letters.clone().any(char::is_alphabetic)
    };
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for place in places {
        match stretches.last_mut() {
            Some(last) if place.start <= last.end || is_little(&text[last.end..place.start]) => {
                last.end = last.end.max(place.end);
            }
            _ => stretches.push(place),
        }
    }
    let mut whole: Vec<Range<usize>> = stretches.iter().map(|range| whole_words(text, range)).collect();
    whole.dedup();
    whole
}

/// The paragraph in which a note stands.
fn paragraph(text: &str, places: &[Range<usize>]) -> Option<Range<usize>> {
    let at = places.first()?.start;
    let start = text[..at].rfind("\n\n").map_or(0, |end| end + 2);
    let end = text[at..].find("\n\n").map_or(text.trim_end().len(), |end| at + end);
    Some(start..end)
}

/// Whether a note says no more than the words that it is on: some programs write them there.
fn is_own_words(note: &str, ranges: &[Range<usize>], text: &str) -> bool {
    let letters = |words: &str| words.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let words: String = ranges.iter().map(|range| letters(&text[range.clone()])).collect();
    !note.is_empty() && letters(note) == words
}

/// What was marked up to the end of a page, and on from the beginning of the next, is one.
fn over_pages(mut pieces: Vec<Piece>, marks: &[Mark], text: &str) -> Vec<Piece> {
    pieces.sort_by_key(|piece| (piece.range.start, piece.range.end));
    let mut whole: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let goes_on = |before: &&mut Piece| {
            let (one, other) = (&marks[before.mark], &marks[piece.mark]);
            let between = text.get(before.range.end..piece.range.start);
            let are_words = one.kind == Kind::Words && other.kind == Kind::Words;
            let one_note = before.note.is_empty() || piece.note.is_empty() || before.note == piece.note;
            are_words
                && one_note
                && one.reader == other.reader
                && before.page + 1 == piece.page
                && between.is_some_and(|between| between.trim().is_empty() && !between.contains('\n'))
        };
        match whole.last_mut().filter(goes_on) {
            Some(before) => {
                (before.range.end, before.page) = (piece.range.end, piece.page);
                if before.note.is_empty() {
                    before.note = piece.note;
                }
            }
            None => whole.push(piece),
        }
    }
    whole
}

/// How many readers are named.
const NAMED: usize = 4;

/// What there is to say of marks.
#[derive(Default)]
struct Told {
    /// How many words and how many notes each reader has marked.
    readers: BTreeMap<String, (usize, usize)>,
    /// Pages of marks of which there is no text.
    lost: BTreeSet<usize>,
    lost_marks: usize,
    lost_notes: Vec<String>,
    drawings: BTreeSet<usize>,
    drawn: usize,
    /// Pages with marks on words that do not stand one after the other.
    torn: BTreeSet<usize>,
}

impl Told {
    fn placed(&mut self, mark: &Mark, stretches: usize) {
        let (words, notes) = self.readers.entry(mark.reader.trim().to_owned()).or_default();
        *if mark.kind == Kind::Words { words } else { notes } += 1;
        if stretches > 1 {
            self.torn.insert(mark.page + 1);
        }
    }

    fn lost(&mut self, mark: &Mark) {
        if mark.kind == Kind::Drawing && mark.note.is_empty() {
            self.drawings.insert(mark.page + 1);
            self.drawn += 1;
            return;
        }
        self.lost.insert(mark.page + 1);
        self.lost_marks += 1;
        if !mark.note.is_empty() {
            self.lost_notes.push(format!("“{}”", brief(&mark.note)));
        }
    }

    /// “12 highlights and 3 notes”.
    fn many(words: usize, notes: usize) -> String {
        let kinds = [(words, "highlight"), (notes, "note")];
        let kinds: Vec<String> = kinds.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted(n, what)).collect();
        kinds.join(" and ")
    }

    fn about(&self) -> Vec<String> {
        let name = |reader: &String| if reader.is_empty() { "Not said by whom".to_owned() } else { reader.clone() };
        self.readers
            .iter()
            .map(|(reader, (words, notes))| format!("{}: {}", name(reader), Self::many(*words, *notes)))
            .collect()
    }

    fn notices(&self, is_left_out: bool) -> Vec<String> {
        let mut notices: Vec<String> = self.taken(is_left_out).into_iter().collect();
        if is_left_out {
            return notices;
        }
        let pages = |pages: &BTreeSet<usize>| {
            let pages: Vec<usize> = pages.iter().copied().collect();
            format!("{} {}", if pages.len() == 1 { "page" } else { "pages" }, listed(&pages))
        };
        if !self.torn.is_empty() {
            notices.push(format!(
                "other text stands between the words of some highlights: they are several passages ({})",
                pages(&self.torn)
            ));
        }
        if self.lost_marks > 0 {
            const SHOWN: usize = 3;
            let shown = self.lost_notes.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
            let said = if shown.is_empty() { shown } else { format!(", with the notes {shown}") };
            let more = if self.lost_notes.len() > SHOWN { " …" } else { "" };
            let lost = match self.lost_marks {
                1 => "1 highlight or note".to_owned(),
                many => format!("{} highlights or notes", thousands(many)),
            };
            notices.push(format!(
                "{lost} left out, since there are no words of the article where they stand ({}){said}{more}",
                pages(&self.lost)
            ));
        }
        if self.drawn > 0 {
            let drawings = counted(self.drawn, "drawing");
            notices.push(format!("{drawings} of readers left out ({})", pages(&self.drawings)));
        }
        notices
    }

    /// What was taken, or could have been.
    fn taken(&self, is_left_out: bool) -> Option<String> {
        let (words, notes) = self.readers.values().fold((0, 0), |(a, b), (words, notes)| (a + words, b + notes));
        let names: Vec<String> = self.readers.keys().filter(|reader| !reader.is_empty()).cloned().collect();
        let (&nameless_words, &nameless_notes) = self.readers.get("").map_or((&0, &0), |(words, notes)| (words, notes));
        if words + notes == 0 {
            return None;
        }
        let more = if names.len() > NAMED { " …" } else { "" };
        let shown = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let by = match names.len() {
            0 => "by somebody whom it does not name".to_owned(),
            n => format!("by {} ({shown}{more})", counted(n, "reader")),
        };
        let many = Self::many(words, notes);
        if is_left_out {
            return Some(format!("{many} {by} left out, as you chose"));
        }
        let nameless = match nameless_words + nameless_notes {
            n if n > 0 && !names.is_empty() => format!("; of {n} it does not say by whom, they go to “Imported”"),
            n if n > 0 => " of “Imported”".to_owned(),
            _ => String::new(),
        };
        let (become_passages, they) =
            if words + notes == 1 { ("becomes a passage", "It") } else { ("become passages", "They") };
        let how = how(Choice::NoHighlights);
        Some(format!("{many} {by} {become_passages}{nameless}. {they} can be left out {how}"))
    }
}
