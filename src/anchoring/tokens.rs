//! A folded text cut into words and marks, numbered so that equal ones have equal numbers.

use std::{collections::HashMap, ops::Range};

use unicode_normalization::char::is_combining_mark;

use super::fold::Folded;
use crate::text::lines;

/// A word, a mark, or one character of a script that has no spaces; or an end of the text.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// Equal for equal tokens.
    pub id: u32,
    /// Bytes of the folded text.
    pub start: usize,
    pub end: usize,
    /// How much it says: about its letters.
    pub weight: u32,
}

/// What the start of a text and its end are numbered by: nothing that is cut from a text.
const ENDS: [&str; 2] = ["\0start", "\0end"];

/// As much as a short word: few things stand at an end of a text, but when it changes others come there.
const END_WEIGHT: u32 = 4;

impl Token {
    fn end(id: u32, at: usize) -> Self {
        Self { id, start: at, end: at, weight: END_WEIGHT }
    }

    /// Whether it is an end of the text, which has no letters.
    pub(super) fn is_end(&self) -> bool {
        self.start == self.end
    }
}

/// The numbers of tokens. It is looked up, never gone through.
#[derive(Debug, Default)]
pub(super) struct Numbers(HashMap<Box<str>, u32>);

impl Numbers {
    /// The number of a token that was not taken.
    const UNKNOWN: u32 = u32::MAX;

    fn take(&mut self, word: &str) -> u32 {
        if let Some(id) = self.0.get(word) {
            return *id;
        }
        let id = u32::try_from(self.0.len()).unwrap_or(Self::UNKNOWN);
        self.0.insert(word.into(), id);
        id
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// The tokens of `text`; new ones are numbered.
    pub(super) fn tokens(&mut self, text: &str) -> Vec<Token> {
        cut(text, |word| self.take(word))
    }

    /// The tokens of a whole text, between its ends.
    pub(super) fn whole(&mut self, text: &str) -> Vec<Token> {
        let [start, end] = ENDS.map(|end| self.take(end));
        let mut tokens = vec![Token::end(start, 0)];
        tokens.append(&mut self.tokens(text));
        tokens.push(Token::end(end, text.len()));
        tokens
    }

    /// The start of a text and its end, which stands at the byte `len`.
    pub(super) fn ends(&self, len: usize) -> [Token; 2] {
        let [start, end] = ENDS.map(|end| self.0.get(end).copied().unwrap_or(Self::UNKNOWN));
        [Token::end(start, 0), Token::end(end, len)]
    }

    /// The tokens of `text`; what was never numbered equals nothing.
    pub(super) fn known(&self, text: &str) -> Vec<Token> {
        cut(text, |word| self.0.get(word).copied().unwrap_or(Self::UNKNOWN))
    }
}

/// The tokens that reach into the bytes `range`.
pub(super) fn touching(tokens: &[Token], range: &Range<usize>) -> Range<usize> {
    let first = tokens.partition_point(|token| token.end <= range.start);
    let last = tokens.partition_point(|token| token.start < range.end);
    first..last.max(first)
}

/// Which tokens begin a line of the `source` that was [folded](Folded) and cut into them; their number where the text ends
/// with a line's end. What stands before the first line's end begins a line only where one knows that.
pub(super) fn line_starts(source: &str, folded: &Folded, tokens: &[Token]) -> Vec<usize> {
    let at = |line: Range<usize>| {
        let begin = folded.start_at(line.start);
        tokens.partition_point(|token| token.start < begin)
    };
    let mut starts: Vec<usize> = lines::lines(source).skip(1).map(at).collect();
    starts.dedup();
    starts
}

/// The whole lines that a place reaches into, given where lines start. Nothing where their ends are not known.
pub(super) fn lines_of(starts: &[usize], place: &Range<usize>) -> Option<Range<usize>> {
    let start = starts[..starts.partition_point(|start| *start <= place.start)].last()?;
    let end = starts.get(starts.partition_point(|start| *start < place.end.max(place.start + 1)))?;
    Some(*start..*end)
}

/// The sum of the weights.
pub(super) fn weight(tokens: &[Token]) -> u32 {
    tokens.iter().map(|token| token.weight).sum()
}

/// What a character is for cutting.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    /// Part of a word.
    Letter,
    /// A word of its own, as a Chinese character.
    Alone,
    /// Belongs to what is before it.
    Combining,
    Symbol,
    Mark,
}

fn class(c: char) -> Class {
    match c {
        ' ' => Class::Space,
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Letter,
        // Thai to Tibetan, Burmese, Khmer, Chinese, Japanese: no spaces between words.
        '\u{e00}'..='\u{fff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
            if c.is_alphanumeric() =>
        {
            Class::Alone
        }
        '\u{20000}'..='\u{3ffff}' => Class::Alone,
        _ if c.is_alphanumeric() => Class::Letter,
        _ if c.is_ascii() => Class::Mark,
        _ if is_combining_mark(c) => Class::Combining,
        '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' => Class::Symbol,
        _ => Class::Mark,
    }
}

fn cut(text: &str, mut number: impl FnMut(&str) -> u32) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 5);
    let mut chars = text.char_indices().map(|(at, c)| (at, class(c))).peekable();
    while let Some((start, first)) = chars.next() {
        if first == Class::Space {
            continue;
        }
        let mut letters = 1;
        let mut goes_on = |class: Class| {
            letters += u32::from(class == Class::Letter);
            class == Class::Combining || (first == Class::Letter && class == Class::Letter)
        };
        while chars.next_if(|(_, class)| goes_on(*class)).is_some() {}
        let end = chars.peek().map_or(text.len(), |(at, _)| *at);
        let weight = match first {
            Class::Letter => letters.clamp(2, 12),
            Class::Alone | Class::Symbol => 2,
            Class::Space | Class::Combining | Class::Mark => 1,
        };
        tokens.push(Token { id: number(&text[start..end]), start, end, weight });
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let tokens = Numbers::default().tokens(text);
        let words: Vec<&str> = tokens.iter().map(|token| &text[token.start..token.end]).collect();
        assert_eq!(words, expected, "{text:?}");
    }

    #[test]
    fn words_and_marks_are_tokens() {
        check("The U.N. left", &["The", "U", ".", "N", ".", "left"]);
        check("nai\u{308}ve, 66", &["nai\u{308}ve", ",", "66"]);
        check("主权。👍👍", &["主", "权", "。", "👍", "👍"]);
        check("سيادة الدول", &["سيادة", "الدول"]);
        check(" ", &[]);
    }

    #[test]
    fn equal_words_have_equal_numbers() {
        let mut numbers = Numbers::default();
        let ids: Vec<u32> = numbers.tokens("the seat the").iter().map(|token| token.id).collect();
        assert_eq!(ids, [0, 1, 0]);
        let known: Vec<u32> = numbers.known("seat chair").iter().map(|token| token.id).collect();
        assert_eq!(known, [1, Numbers::UNKNOWN]);
    }

    #[test]
    fn a_text_has_ends_that_no_place_touches() {
        let mut numbers = Numbers::default();
        let tokens = numbers.whole("one two");
        assert_eq!(tokens.iter().map(Token::is_end).collect::<Vec<_>>(), [true, false, false, true]);
        assert_eq!(touching(&tokens, &(0..7)), 1..3);
        let ids = |tokens: &[Token]| tokens.iter().map(|token| token.id).collect::<Vec<_>>();
        assert_eq!(ids(&numbers.ends(7)), [tokens[0].id, tokens[3].id]);
        assert!(numbers.whole("\0start \0end")[1..5].iter().all(|token| !ids(&tokens).contains(&token.id)));
    }

    #[test]
    fn tokens_are_found_by_their_bytes() {
        let tokens = Numbers::default().tokens("one two three");
        assert_eq!(touching(&tokens, &(4..7)), 1..2);
        assert_eq!(touching(&tokens, &(5..9)), 1..3);
        assert_eq!(touching(&tokens, &(3..4)), 1..1);
    }
}
