//! What the positions in a foreign file count: characters, UTF-16 units or bytes, with a byte-order mark and with line ends
//! of two characters or without. No format says it reliably, so that it is decided by looking at where positions fall.

use std::{fmt, ops::Range};

use super::{Foreign, Passage, Text};
use crate::model::verbs::{counted, thousands};

/// The unit of a position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Unicode scalar values.
    #[default]
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
    /// All, the likelier ones of a unit first: of those that fit alike the first is taken.
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
    gives_words: bool,
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
    /// Passages with which the file gives words, and those of them that are as long as the positions say.
    given: usize,
    as_long: usize,
}

impl Score {
    /// Whether this is the unit in which positions are counted, though `usual` is that of files of this kind: the words say so,
    /// where they are given (of positions that are all wrong some are right by chance); else nearly all of the passages
    /// begin and end where words do, and many of them do not in `usual`.
    fn is_clearly_better(&self, usual: &Self, passages: usize, words_decide: bool) -> bool {
        let more_exact = self.exact.saturating_sub(usual.exact);
        if words_decide {
            return more_exact > 0 && (self.exact * 10 >= self.given * 9 || more_exact * 2 > self.given);
        }
        if self.exact != usual.exact {
            return more_exact > 0;
        }
        let is_clean = self.clean * 10 >= passages * 9;
        (is_clean && self.clean.saturating_sub(usual.clean) * 10 >= passages.max(1))
            || (self.inside > usual.inside && self.clean >= usual.clean)
    }
}

impl Decision {
    /// Tries the ways of counting on the passages of all texts. The unit that is usual in files of the kind counts, unless
    /// another one fits clearly better.
    pub fn of(foreign: &Foreign) -> Self {
        let texts = &foreign.texts;
        let passages = texts.iter().map(|text| text.passages.len()).sum();
        let usual = foreign.unit.unwrap_or(foreign.usual);
        let (usual, other): (Vec<Counting>, Vec<Counting>) =
            Counting::ALL.into_iter().partition(|counting| counting.unit == usual);
        let scored = |countings: &[Counting]| {
            let mut scores = Vec::new();
            for counting in countings {
                let score = score(texts, *counting);
                scores.push((*counting, score));
                // Where everything fits, nothing else is looked at.
                if score.exact == passages {
                    break;
                }
            }
            scores
        };
        let mut scores = scored(&usual);
        let mut chosen = best(scores.iter().copied()).unwrap_or((usual[0], Score::default()));
        if foreign.unit.is_none() && chosen.1.exact < passages {
            let others = scored(&other);
            let words_decide = !foreign.may_name && chosen.1.given > 0;
            let better = best(others.iter().copied());
            chosen = better
                .filter(|(_, score)| score.is_clearly_better(&chosen.1, passages, words_decide))
                .unwrap_or(chosen);
            scores.extend(others);
        }
        let (counting, score) = chosen;
        let beaten = scores.into_iter().filter(|(other, its)| other.unit != counting.unit && *its < score);
        // Names that are as long as what they name, or stand where it stands, are its words.
        let gives_words = !foreign.may_name || score.named * 2 > passages || score.as_long * 10 > passages * 9;
        Self { counting, score, passages, gives_words, beaten: best(beaten) }
    }

    /// Whether what the file gives with its passages are their words. Else it is a name.
    pub fn gives_words(&self) -> bool {
        self.gives_words
    }

    /// In words, for a report.
    pub fn words(&self) -> Counted {
        let exact = self.score.exact;
        let passages = counted(self.passages, "passage");
        let fits = |score: &Score| {
            // Many formats do not give the words.
            let exact =
                (exact > 0).then(|| format!("{} stand on the words that the file gives, ", thousands(score.exact)));
            format!("{}{} begin and end with words", exact.unwrap_or_default(), thousands(score.clean))
        };
        let mut evidence = format!("of {passages} {}", fits(&self.score));
        if let Some((other, score)) = &self.beaten {
            evidence.push_str(&format!(" (counting {other}: {})", fits(score)));
        }
        Counted { how: format!("positions count {}", self.counting), evidence }
    }
}

/// How positions were understood, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub how: String,
    /// With how many passages there are, and how many of them fit.
    pub evidence: String,
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.how, self.evidence)
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
            score.given += usize::from(!passage.quote.trim().is_empty());
            score.as_long += usize::from(is_as_long(passage));
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

/// The words without what is between them: formats of lines make a space of white space, and of control characters too.
fn parts(words: &str) -> impl Iterator<Item = &str> {
    words.split(|c: char| c.is_whitespace() || c.is_control()).filter(|part| !part.is_empty())
}

/// Whether these are the words, whatever was made of white space.
fn is_same(words: &str, quote: &str) -> bool {
    !quote.trim().is_empty() && parts(words).eq(parts(quote))
}

/// Whether these are the words, or what they begin with: names are cut short.
pub(super) fn begins_with(words: &str, quote: &str) -> bool {
    let mut words = parts(words);
    let quote = quote.trim().trim_end_matches(['…', '.', ' ']);
    let mut parts = parts(quote).peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        if !words.next().is_some_and(|word| word == part || (is_last && word.starts_with(part))) {
            return false;
        }
    }
    !quote.is_empty()
}

/// Whether the quote is as long as its positions say, whatever they count: what stands elsewhere is still as long. A name that
/// somebody gave is not, but by chance.
pub(super) fn is_as_long(passage: &Passage) -> bool {
    let quote = passage.quote.trim();
    // The end of a line may count as two.
    let most = quote.len() + quote.matches('\n').count();
    (quote.chars().count()..=most).contains(&passage.end.saturating_sub(passage.start))
}

/// Whether no word goes on across this place.
fn is_edge(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return false };
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !(is_word(before.chars().next_back()) && is_word(after.chars().next()))
}

#[cfg(test)]
mod tests {
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

    fn foreign(text: Text) -> Foreign {
        Foreign { texts: vec![text], ..Foreign::default() }
    }

    fn unit_of(foreign: &Foreign) -> Unit {
        Decision::of(foreign).counting.unit
    }

    #[test]
    fn what_is_usual_counts_unless_another_unit_fits_clearly_better() {
        let utf16 = Counting { unit: Unit::Utf16, mark: false, crlf: true };
        // Both ways they begin and end with words, and not.
        let text_of =
            |words: &[&str]| text("😀 «We leave.» – so it is; — costs rise; 🙂 – and so on.", words, utf16, false);
        let usual = |words: &[&str], usual| unit_of(&Foreign { usual, ..foreign(text_of(words)) });
        assert_eq!(usual(&["«We leave.»", "— costs rise;"], Unit::Utf16), Unit::Utf16);
        assert_eq!(usual(&["We leave", "costs rise", "and so on"], Unit::Chars), Unit::Utf16);
        let chinese = text("主权😀受到威胁。中国填补真空。", &["主权", "威胁", "真空"], utf16, false);
        assert_eq!(unit_of(&Foreign { usual: Unit::Utf16, ..foreign(chinese) }), Unit::Utf16);
    }

    #[test]
    fn positions_that_are_all_stale_are_not_counted_otherwise() {
        let mut stale = text(TEXT, &["sovereignty", "China", "vacuum"], Counting::ALL[0], true);
        for passage in &mut stale.passages {
            (passage.start, passage.end) = (passage.start + 6, passage.end + 6);
        }
        let decision = Decision::of(&foreign(stale.clone()));
        assert_eq!((decision.counting, decision.gives_words()), (Counting::ALL[0], true));
        let named = Decision::of(&Foreign { may_name: true, ..foreign(stale.clone()) });
        assert!(named.gives_words(), "they are as long as what they name");
        stale.passages.iter_mut().for_each(|passage| "A".clone_into(&mut passage.quote));
        assert!(!Decision::of(&Foreign { may_name: true, ..foreign(stale) }).gives_words());
    }

    #[test]
    fn passages_land_on_their_words_however_they_are_counted() {
        let marked = format!("\u{feff}{TEXT}");
        for counting in Counting::ALL {
            for with_quotes in [true, false] {
                let words = ["sovereignty", "China", "vacuum", "costs", "rise", "stake.\nChina"];
                let text = text(&marked, &words, counting, with_quotes);
                let decision = Decision::of(&foreign(text.clone()));
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
        let said =
            Decision::of(&foreign(text(TEXT, &["sovereignty", "vacuum", "rise"], counting, true))).words().to_string();
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
