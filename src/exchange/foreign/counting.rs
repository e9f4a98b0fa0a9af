//! What the positions in a foreign file count: characters, UTF-16 units or bytes, with a byte-order mark and with line ends
//! of two characters or without. No format says it reliably, so that it is decided by looking at where positions fall.

use std::{fmt, ops::Range};

use super::{
    holding::{Foreign, Passage, Text},
    unit::Unit,
};
use crate::words::{counted, thousands};

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
        f.write_str(self.unit.label())?;
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

/// How well a way of counting fits.
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
    /// Passages that are as long as the words with which the file gives them.
    as_long: usize,
}

/// What one passage says of one way of counting.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    /// Where it stands; `None` where it can stand nowhere.
    range: Option<Range<usize>>,
    /// Whether it stands on the words that the file gives; `None` where it gives none.
    exact: Option<bool>,
    named: bool,
    as_long: bool,
    /// Whether it begins and ends where words do; `None` where nobody can say, as between two Chinese characters.
    edges: [Option<bool>; 2],
}

/// What a passage weighs that stands on the words that the file gives, where an edge that falls between words weighs 1: so much is
/// needed in all before anything else than what is usual is taken.
const WORDS: usize = 4;

impl Seen {
    fn is_clean(&self) -> bool {
        self.range.is_some() && self.edges.iter().all(|edge| *edge != Some(false))
    }

    /// How much could still be said for another way of counting.
    fn doubt(&self) -> usize {
        match self.exact {
            Some(true) => 0,
            Some(false) => WORDS,
            None if self.range.is_none() => 2,
            None => self.edges.iter().filter(|edge| **edge == Some(false)).count(),
        }
    }

    /// How much the passage says for this way of counting against another one. It says nothing where it stands in the same place
    /// both ways, or nowhere both ways, or on words that are not those of the file both ways.
    fn against(&self, other: &Self, may_name: bool) -> usize {
        let Some(range) = &self.range else { return 0 };
        match (self.exact, other.exact) {
            (Some(true), Some(false)) => return WORDS,
            (Some(false), Some(true)) => return 0,
            (Some(_), _) if !may_name => return 0,
            _ => {}
        }
        let edge = |at: usize| {
            let is_there = other.range.as_ref().map(|range| [range.start, range.end][at]);
            let moved = is_there != Some([range.start, range.end][at]);
            // A passage that can stand nowhere that way speaks against it.
            let is_worse = other.range.is_none() || other.edges[at] == Some(false);
            usize::from(moved && self.edges[at] == Some(true) && is_worse)
        };
        edge(0) + edge(1)
    }
}

/// Whether so many votes for something else are enough against so many for what is usual. Careless selections vote either way, by
/// chance: who was careful everywhere else needs fewer.
fn is_enough(votes: usize, against: usize, is_careful: bool) -> bool {
    let clearly = votes >= 3 * against || votes.saturating_sub(against).pow(2) >= 16 * (votes + against);
    let enough = if is_careful && against == 0 { WORDS / 2 } else { WORDS };
    votes >= enough && votes > against && clearly
}

/// How many passages without a fault show that all were marked with care.
const CAREFUL: usize = 3;

fn doubt(seen: &[Seen]) -> usize {
    seen.iter().map(Seen::doubt).sum()
}

impl Decision {
    /// Tries the ways of counting on the passages of all texts. The unit that is usual in files of the kind counts, unless the
    /// passages that can tell one from the other say clearly that it is another one. Those that could stand nowhere, or on no words
    /// in either, have no say.
    pub fn of(foreign: &Foreign) -> Self {
        let texts = &foreign.texts;
        let passages: usize = texts.iter().map(|text| text.passages.len()).sum();
        let given = texts.iter().flat_map(|text| &text.passages).filter(|passage| passage.gives_words()).count();
        let usual = foreign.unit.unwrap_or(foreign.usual);
        let (usual, other): (Vec<Counting>, Vec<Counting>) =
            Counting::ALL.into_iter().partition(|counting| counting.unit == usual);
        let other = if foreign.unit.is_some() { Vec::new() } else { other };
        let votes = |one: &[Seen], other: &[Seen]| -> usize {
            one.iter().zip(other).map(|(one, other)| one.against(other, foreign.may_name)).sum()
        };
        let expected = seen(texts, usual[0]);
        let mut tried = vec![(usual[0], Score::of(&expected))];
        let mut best: Option<(Counting, Vec<Seen>)> = None;
        let mut others: Vec<Counting> = usual.iter().skip(1).chain(&other).copied().collect();
        // Marks are hardly ever counted.
        others.sort_by_key(|counting| counting.mark);
        for counting in others {
            // Where nothing can be said against it, nothing else is looked at.
            if doubt(best.as_ref().map_or(&expected, |(_, best)| best)) == 0 {
                break;
            }
            let seen = seen(texts, counting);
            tried.push((counting, Score::of(&seen)));
            // Of positions that are all stale some are right by chance.
            let exact = seen.iter().filter(|seen| seen.exact == Some(true)).count();
            let words_agree = foreign.may_name || given == 0 || exact * 2 > given;
            let usable = || seen.iter().filter(|seen| seen.range.is_some());
            let is_careful = usable().count() >= CAREFUL && usable().all(|seen| seen.doubt() == 0);
            let fits = words_agree && is_enough(votes(&seen, &expected), votes(&expected, &seen), is_careful);
            let is_better = |best: &[Seen]| votes(&seen, best) > votes(best, &seen);
            if fits && best.as_ref().is_none_or(|(_, best)| is_better(best)) {
                best = Some((counting, seen));
            }
        }
        let (counting, seen) = best.unwrap_or((usual[0], expected));
        let score = Score::of(&seen);
        let beaten = tried.into_iter().filter(|(other, its)| other.unit != counting.unit && *its < score);
        // Names that are as long as what they name, or stand where it stands, are its words.
        let gives_words = !foreign.may_name || score.named * 2 > passages || score.as_long * 10 > passages * 9;
        Self { counting, score, passages, gives_words, beaten: first_best(beaten) }
    }

    /// Whether most passages within the text stand neither on the words that the file gives nor between words, so that what they count
    /// is in doubt.
    pub fn is_in_doubt(&self) -> bool {
        let fits = self.score.exact.max(self.score.clean);
        self.score.inside > 1 && fits * 2 < self.score.inside
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
        Counted { unit: self.counting.unit, how: format!("positions count {}", self.counting), evidence }
    }
}

/// How positions were understood, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub unit: Unit,
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
fn first_best(scores: impl DoubleEndedIterator<Item = (Counting, Score)>) -> Option<(Counting, Score)> {
    // Of equal ones `max_by_key` takes the last.
    scores.rev().max_by_key(|(_, score)| *score)
}

impl Score {
    fn of(seen: &[Seen]) -> Self {
        let count = |is: fn(&Seen) -> bool| seen.iter().filter(|seen| is(seen)).count();
        Self {
            exact: count(|seen| seen.exact == Some(true)),
            clean: count(Seen::is_clean),
            named: count(|seen| seen.named),
            inside: count(|seen| seen.range.is_some()),
            as_long: count(|seen| seen.as_long),
        }
    }
}

/// What each passage says of a way of counting.
fn seen(texts: &[Text], counting: Counting) -> Vec<Seen> {
    let mut all = Vec::new();
    for text in texts.iter().filter(|text| !text.passages.is_empty()) {
        let (positions, loaded) = (Positions::new(&text.raw, counting), text.loaded());
        all.extend(text.passages.iter().map(|passage| {
            let range = positions.range(passage.start, passage.end);
            let words = range.clone().and_then(|range| loaded.get(range));
            let is = |are: fn(&str, &str) -> bool| words.is_some_and(|words| are(words, &passage.quote));
            let edge = |at: Option<usize>| at.and_then(|at| is_edge(&loaded, at));
            Seen {
                exact: passage.gives_words().then(|| is(is_same)),
                named: is(begins_with),
                as_long: is_as_long(passage),
                edges: [edge(range.as_ref().map(|range| range.start)), edge(range.as_ref().map(|range| range.end))],
                range,
            }
        }));
    }
    all
}

/// The words without what is between them: formats of lines make a space of white space, and of control characters too.
fn parts(words: &str) -> impl Iterator<Item = &str> {
    words.split(|c: char| c.is_whitespace() || c.is_control()).filter(|part| !part.is_empty())
}

/// Whether these are the words, whatever was made of white space.
pub fn is_same(words: &str, quote: &str) -> bool {
    !quote.trim().is_empty() && parts(words).eq(parts(quote))
}

/// Whether these are the words, or what they begin with: names are cut short.
pub fn begins_with(words: &str, quote: &str) -> bool {
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
pub fn is_as_long(passage: &Passage) -> bool {
    let quote = passage.quote.trim();
    // The end of a line may count as two.
    let most = quote.len() + quote.matches('\n').count();
    (quote.chars().count()..=most).contains(&passage.end.saturating_sub(passage.start))
}

/// Whether no word goes on across this place; `None` where that cannot be told, since the script has no spaces between words.
fn is_edge(text: &str, at: usize) -> Option<bool> {
    let (before, after) = (text.get(..at)?, text.get(at..)?);
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (before, after) = (before.chars().next_back(), after.chars().next());
    let is_within = is_word(before) && is_word(after);
    if is_within && before.is_some_and(is_unspaced) && after.is_some_and(is_unspaced) {
        return None;
    }
    Some(!is_within)
}

/// Whether words of this character's script stand beside each other without spaces: Chinese, Japanese, Thai, Lao, Burmese, Khmer.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::{
        collection::vec,
        prelude::*,
        sample::{select, subsequence},
    };

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

    const WORDY: &str = "😀 Seats stand empty while rivals write the rules.\r\n\r\nThen every member pays more, and nobody \
        asks whether voters agree; some governments quietly return.";

    /// Words of [`WORDY`] by their number.
    fn words(least: usize) -> impl Strategy<Value = Vec<&'static str>> {
        let all: Vec<&str> = WORDY.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
        let most = all.len();
        subsequence(all, least..=most)
    }

    /// Passages at these places, in whatever way they are counted.
    fn with(mut text: Text, bad: &[(usize, usize)]) -> Foreign {
        let quote = text.passages[0].quote.clone();
        let bad = bad.iter().map(|(start, end)| Passage {
            start: *start,
            end: *end,
            quote: quote.clone(),
            ..Passage::default()
        });
        text.passages.extend(bad);
        foreign(text)
    }

    proptest! {
        #[test]
        fn selections_that_stand_nowhere_change_nothing(
            words in words(1),
            bad in vec(prop_oneof![(0..150_usize).prop_map(|at| (at, at)), (900..999_usize).prop_map(|at| (at, at + 3))], 1..9),
            counting in 0..12_usize,
            quoted: bool,
            usual in select(vec![Unit::Chars, Unit::Utf16, Unit::Bytes]),
        ) {
            let text = text(WORDY, &words, Counting::ALL[counting], quoted);
            let bad = if quoted { Vec::new() } else { bad };
            let decided = |bad| Decision::of(&Foreign { usual, ..with(text.clone(), bad) }).counting;
            prop_assert_eq!(decided(&bad), decided(&[]));
        }

        #[test]
        fn two_careless_selections_of_many_move_none_of_the_others(
            words in words(12),
            bad in vec((0..150_usize, 1..9_usize).prop_map(|(at, long)| (at, at + long)), 0..=2),
            unit in select(vec![Unit::Chars, Unit::Utf16, Unit::Bytes]),
            quoted: bool,
            usual in select(vec![Unit::Chars, Unit::Utf16, Unit::Bytes]),
        ) {
            let text = text(WORDY, &words, Counting { unit, mark: false, crlf: true }, quoted);
            let decision = Decision::of(&Foreign { usual, ..with(text.clone(), &bad) });
            let (positions, loaded) = (Positions::new(&text.raw, decision.counting), text.loaded());
            for (passage, words) in text.passages.iter().zip(&words) {
                let found = positions.range(passage.start, passage.end).map(|range| &loaded[range]);
                prop_assert_eq!(found, Some(*words), "{:?}", decision);
            }
        }
    }

    #[test]
    fn careless_selections_have_no_say() {
        let utf16 = Counting { unit: Unit::Utf16, mark: false, crlf: true };
        let raw = "It ends 😀 so. The gate was shut. The hall was full. Guests came. Singers went.";
        let words = ["gate", "shut", "hall", "full", "Guests", "came", "Singers", "went"];
        let mut text = text(raw, &words, utf16, false);
        text.passages.extend([(19, 24), (44, 51)].map(|(start, end)| Passage { start, end, ..Passage::default() }));
        text.passages.push(Passage { start: 20, end: 20, ..Passage::default() });
        assert_eq!(unit_of(&foreign(text)), Unit::Utf16);
    }

    #[test]
    fn one_passage_without_words_is_not_enough_to_count_otherwise() {
        let utf16 = Counting { unit: Unit::Utf16, mark: false, crlf: true };
        let one = |quoted| text("😀 The gate was shut.", &["gate"], utf16, quoted);
        assert_eq!(unit_of(&foreign(one(false))), Unit::Chars);
        assert_eq!(unit_of(&foreign(one(true))), Unit::Utf16, "its words say it");
    }

    #[test]
    fn between_chinese_characters_nobody_knows() {
        assert_eq!(is_edge("主权", 3), None);
        assert_eq!(
            ["主权。", "a权", "ab", "a b"].map(|text| is_edge(text, text.ceil_char_boundary(1))),
            [None, Some(false), Some(false), Some(true)]
        );
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
