//! What readers of a file have marked in it, as it comes with an article. Knows no format.

use std::ops::Range;

use jiff::Timestamp;

use crate::text::words::word_within;

/// Words of an article that a reader has marked, or a paragraph that a reader has put a note on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Highlight {
    /// In bytes of the article's text.
    pub range: Range<usize>,
    /// Who it was; empty where the file does not say.
    pub reader: String,
    pub note: String,
    pub created: Option<Timestamp>,
    pub changed: Option<Timestamp>,
}

impl Highlight {
    /// The same in a text that was made from the one it stands in, where its words stand there once.
    pub fn moved(&self, from: &str, to: &str) -> Option<Self> {
        let words = from.get(self.range.clone()).filter(|words| !words.is_empty())?;
        let mut places = to.match_indices(words).map(|(at, _)| at..at + words.len());
        let place = places.next().filter(|_| places.next().is_none())?;
        Some(Self { range: place, ..self.clone() })
    }
}

/// A word at the edge counts if a third of it is marked: nobody draws a line exactly around letters.
pub fn whole_words(text: &str, range: &Range<usize>) -> Range<usize> {
    let is_enough = |word: &Range<usize>| (range.end.min(word.end) - range.start.max(word.start)) * 3 >= word.len();
    let first = word_within(text, range.start);
    let last = word_within(text, range.end);
    let is_alone = first.is_some() && first == last;
    let (mut start, mut end) = (range.start, range.end);
    if let Some(word) = &first {
        start = if is_alone || is_enough(word) { word.start } else { word.end };
    }
    if let Some(word) = &last {
        end = if is_alone || is_enough(word) { word.end } else { word.start };
    }
    let words = text.get(start..end).unwrap_or_default();
    if words.trim().is_empty() {
        // Too little of two words, and of nothing else: both.
        return first.map_or(range.start, |word| word.start)..last.map_or(range.end, |word| word.end);
    }
    let (left, right) = (words.len() - words.trim_start().len(), words.len() - words.trim_end().len());
    start + left..end - right
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands between the brackets is marked.
    #[track_caller]
    fn check(marked: &str, expected: &str) {
        let start = marked.find('[').expect("a start");
        let text = marked.replacen('[', "", 1);
        let end = text.find(']').expect("an end");
        let text = text.replacen(']', "", 1);
        assert_eq!(&text[whole_words(&text, &(start..end))], expected, "{marked}");
    }

    #[test]
    fn words_are_whole() {
        check("the [seat] left", "seat");
        check("the s[eat le]ft", "seat left");
        check("th[e seat l]eft", "the seat");
        check("everybod[y seat] left", "seat");
        check("the s[ea]t left", "seat");
        check("everybod[y ]seat", "everybody ");
        check("the [ seat, ]left", "seat,");
        check("主[席离]席", "席离");
    }

    #[test]
    fn what_was_marked_is_found_in_a_part_by_its_words() {
        let whole = "Head\n\nThe seat left. The lamp stays.";
        let highlight = Highlight { range: 10..14, ..Highlight::default() };
        assert_eq!(highlight.moved(whole, "The seat left.").map(|it| it.range), Some(4..8));
        assert_eq!(highlight.moved(whole, "The seat left the seat."), None);
        assert_eq!(highlight.moved(whole, "The lamp."), None);
    }
}
