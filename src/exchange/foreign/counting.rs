//! What the positions in a foreign file count: characters, UTF-16 units or bytes, with a byte-order mark and with line ends
//! of two characters or without. No format says it reliably, so that it is decided by looking at where positions fall.

use std::{fmt, ops::Range};

use super::Text;
use crate::model::verbs::counted;

/// The unit of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Unicode scalar values.
    Chars,
    Utf16,
    /// Of UTF-8.
    Bytes,
}

/// What is counted up to a position. Of a text without marks, CR LF and characters beyond 16 bits many say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counting {
    pub unit: Unit,
    /// Whether a byte-order mark at the beginning counts.
    pub mark: bool,
    /// Whether CR LF counts as two.
    pub crlf: bool,
}

impl Counting {
    /// All, the likelier ones first: of those that fit alike the first is taken.
    const ALL: [Self; 12] = {
        const fn with(unit: Unit, mark: bool, crlf: bool) -> Counting {
            Counting { unit, mark, crlf }
        }
        [
            with(Unit::Chars, false, true),
            with(Unit::Chars, false, false),
            with(Unit::Chars, true, true),
            with(Unit::Chars, true, false),
            with(Unit::Utf16, false, true),
            with(Unit::Utf16, false, false),
            with(Unit::Utf16, true, true),
            with(Unit::Utf16, true, false),
            with(Unit::Bytes, false, true),
            with(Unit::Bytes, false, false),
            with(Unit::Bytes, true, true),
            with(Unit::Bytes, true, false),
        ]
    };

    fn length(self, c: char) -> usize {
        match self.unit {
            Unit::Chars => 1,
            Unit::Utf16 => c.len_utf16(),
            Unit::Bytes => c.len_utf8(),
        }
    }
}

impl fmt::Display for Counting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.unit {
            Unit::Chars => "characters",
            Unit::Utf16 => "UTF-16 units",
            Unit::Bytes => "bytes",
        })?;
        f.write_str(if self.mark { ", a byte-order mark counted" } else { ", a byte-order mark not counted" })?;
        f.write_str(if self.crlf { ", CR LF as two" } else { ", CR LF as one" })
    }
}

/// Where positions of a text, counted in one way, stand in the text as loaded.
pub struct Positions {
    /// For each position the byte, [`NOWHERE`] within a character.
    bytes: Vec<usize>,
}

const NOWHERE: usize = usize::MAX;

impl Positions {
    /// `raw` is the text as it is in the file: a mark at its beginning and the CR of CR LF are not in the text as loaded.
    pub fn new(raw: &str, counting: Counting) -> Self {
        let mut bytes = Vec::with_capacity(raw.len() + 1);
        let mut at = 0;
        let mut put = |byte: usize, length: usize| {
            bytes.extend((0..length).map(|within| if within == 0 { byte } else { NOWHERE }));
        };
        let text = match raw.strip_prefix('\u{feff}') {
            Some(text) => {
                put(0, if counting.mark { counting.length('\u{feff}') } else { 0 });
                text
            }
            None => raw,
        };
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if c == '\r' && chars.peek() == Some(&'\n') {
                put(at, usize::from(counting.crlf));
            } else {
                put(at, counting.length(c));
                at += c.len_utf8();
            }
        }
        bytes.push(at);
        Self { bytes }
    }

    /// The bytes of the text as loaded between two positions; `None` where they are outside of it, within a character, or
    /// not in order.
    pub fn range(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let byte = |position: usize| self.bytes.get(position).copied().filter(|byte| *byte != NOWHERE);
        let (start, end) = (byte(start)?, byte(end)?);
        (start < end).then_some(start..end)
    }
}

/// How the positions of a file's passages are counted, and how sure that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub counting: Counting,
    score: Score,
    passages: usize,
    /// Another unit, which fits less well.
    beaten: Option<(Counting, Score)>,
}

/// How well a way of counting fits: each better than all that follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    /// Passages on the words that the file gives for them.
    exact: usize,
    /// Passages that begin and end where words do.
    clean: usize,
    /// Passages on words that begin as those that the file gives.
    named: usize,
    /// Passages that stand within the text.
    inside: usize,
}

impl Decision {
    /// Tries all ways of counting on the passages of all texts.
    /// `unit` is what the format says that positions count, if it does.
    pub fn of(texts: &[Text], unit: Option<Unit>) -> Self {
        let passages = texts.iter().map(|text| text.passages.len()).sum();
        let mut scores: Vec<(Counting, Score)> = Vec::new();
        for counting in Counting::ALL.into_iter().filter(|counting| unit.is_none_or(|unit| unit == counting.unit)) {
            let score = score(texts, counting);
            scores.push((counting, score));
            // The first way is the usual one: where everything fits, nothing else is looked at.
            if score.exact == passages {
                break;
            }
        }
        let (counting, score) = best(scores.iter().copied()).unwrap_or((Counting::ALL[0], Score::default()));
        let others = scores.into_iter().filter(|(other, its)| other.unit != counting.unit && *its < score);
        Self { counting, score, passages, beaten: best(others) }
    }

    /// Whether what the file gives with its passages are their words: of most of them it is. Else it is a name.
    pub fn gives_words(&self) -> bool {
        self.score.named * 2 > self.passages
    }

    /// In words, for a report.
    pub fn words(&self) -> String {
        let exact = self.score.exact;
        let passages = counted(self.passages, "passage");
        let fits = |score: &Score| {
            // Many formats do not give the words.
            let exact = (exact > 0).then(|| format!("{} stand on the words that the file gives, ", score.exact));
            format!("{}{} begin and end with words", exact.unwrap_or_default(), score.clean)
        };
        let mut words = format!("positions count {}: of {passages} {}", self.counting, fits(&self.score));
        if let Some((other, score)) = &self.beaten {
            words.push_str(&format!(" (counting {other}: {})", fits(score)));
        }
        words
    }
}

/// The first one of the best.
fn best(scores: impl DoubleEndedIterator<Item = (Counting, Score)>) -> Option<(Counting, Score)> {
    // Of equal ones `max_by_key` takes the last.
    scores.rev().max_by_key(|(_, score)| *score)
}

fn score(texts: &[Text], counting: Counting) -> Score {
    let mut score = Score::default();
    for text in texts.iter().filter(|text| !text.passages.is_empty()) {
        let (positions, loaded) = (Positions::new(&text.raw, counting), text.loaded());
        for passage in &text.passages {
            let Some(range) = positions.range(passage.start, passage.end) else { continue };
            let Some(words) = loaded.get(range.clone()) else { continue };
            score.inside += 1;
            score.exact += usize::from(is_same(words, &passage.quote));
            score.named += usize::from(begins_with(words, &passage.quote));
            score.clean += usize::from(is_edge(&loaded, range.start) && is_edge(&loaded, range.end));
        }
    }
    score
}

/// Whether these are the words, whatever was made of white space.
fn is_same(words: &str, quote: &str) -> bool {
    !quote.trim().is_empty() && words.split_whitespace().eq(quote.split_whitespace())
}

/// Whether these are the words, or what they begin with: names are cut short.
pub(super) fn begins_with(words: &str, quote: &str) -> bool {
    let mut words = words.split_whitespace();
    let quote = quote.trim().trim_end_matches(['…', '.', ' ']);
    let mut parts = quote.split_whitespace().peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        if !words.next().is_some_and(|word| word == part || (is_last && word.starts_with(part))) {
            return false;
        }
    }
    !quote.is_empty()
}

/// Whether no word goes on across this place.
fn is_edge(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return false };
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !(is_word(before.chars().next_back()) && is_word(after.chars().next()))
}

#[cfg(test)]
mod tests {
    use super::super::Passage;
    use super::*;

    const TEXT: &str = "EU 😀 sovereignty is at stake.\r\nChina fills the vacuum;\r\ncosts 😀 rise.";

    /// The text with a mark or with other line ends, and passages on these words, counted so.
    fn text(raw: &str, words: &[&str], counting: Counting, with_quotes: bool) -> Text {
        let loaded = crate::text::loaded::loaded(raw).into_owned();
        let positions = Positions::new(raw, counting);
        let position = |byte: usize| positions.bytes.iter().rposition(|at| *at == byte).expect("a place");
        let first = |byte: usize| positions.bytes.iter().position(|at| *at == byte).expect("a place");
        let passages = words.iter().map(|words| {
            let at = loaded.find(words).expect(words);
            let quote = if with_quotes { (*words).to_owned() } else { String::new() };
            Passage { start: position(at), end: first(at + words.len()), quote, ..Passage::default() }
        });
        Text { passages: passages.collect(), ..Text::new("a", raw) }
    }

    #[test]
    fn passages_land_on_their_words_however_they_are_counted() {
        let marked = format!("\u{feff}{TEXT}");
        for counting in Counting::ALL {
            for with_quotes in [true, false] {
                let words = ["sovereignty", "China", "vacuum", "costs", "rise", "stake.\nChina"];
                let text = text(&marked, &words, counting, with_quotes);
                let decision = Decision::of(std::slice::from_ref(&text), None);
                let positions = Positions::new(&text.raw, decision.counting);
                for (passage, words) in text.passages.iter().zip(words) {
                    let range = positions.range(passage.start, passage.end).expect("in the text");
                    assert_eq!(&text.loaded()[range], words, "{counting:?} {decision:?}");
                }
            }
        }
    }

    #[test]
    fn what_was_decided_is_said_with_what_it_beat() {
        let counting = Counting { unit: Unit::Utf16, mark: false, crlf: true };
        let said = Decision::of(&[text(TEXT, &["sovereignty", "vacuum", "rise"], counting, true)], None).words();
        assert_eq!(
            said,
            "positions count UTF-16 units, a byte-order mark not counted, CR LF as two: of 3 passages 3 stand on the words \
             that the file gives, 3 begin and end with words (counting characters, a byte-order mark not counted, CR LF as \
             two: 0 stand on the words that the file gives, 0 begin and end with words)"
        );
    }

    #[test]
    fn positions_outside_of_the_text_or_within_a_character_are_none() {
        let positions = Positions::new("a😀b", Counting { unit: Unit::Utf16, mark: false, crlf: true });
        assert_eq!(positions.range(1, 3), Some(1..5));
        for (start, end) in [(1, 2), (2, 3), (0, 5), (3, 3), (3, 1), (9, 12)] {
            assert_eq!(positions.range(start, end), None, "{start}..{end}");
        }
    }
}
