//! The lines of a text with what can be told of each by itself.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// Lines of more bytes are paragraphs of an article without being looked at.
const LONG: usize = 600;
/// How many letters a word has, where words are not parted by spaces.
const LETTERS: usize = 5;
/// As many words make a paragraph, whatever it ends with.
const MANY_WORDS: usize = 25;
/// As many words make a paragraph if they end as a sentence does.
const SENTENCE_WORDS: usize = 10;

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With a letter, a digit or a sign that ends no sentence.
    Open,
    /// With a full stop or its like.
    Stop,
    /// With a question or exclamation mark: headlines do so too.
    Mark,
}

/// A line that holds more than white space.
#[derive(Debug)]
pub(super) struct Line<'t> {
    /// Its bytes without the line feed.
    pub range: Range<usize>,
    /// Without white space around it.
    pub text: &'t str,
    /// Whether the text begins here, or an empty line stands before.
    pub after_gap: bool,
    /// About how many words it has.
    pub words: usize,
    pub end: End,
    /// Whether it begins as speech does: with a quotation mark or a dash.
    pub is_speech: bool,
    /// Whether it begins with the sign of a list.
    pub is_item: bool,
    /// Whether it goes on with the sentence of the line before.
    pub continues: bool,
}

impl Line<'_> {
    /// Whether it reads as a paragraph of an article.
    pub fn is_body(&self) -> bool {
        self.words >= MANY_WORDS || (self.words >= SENTENCE_WORDS && self.end != End::Open)
    }

    /// Whether it is so long that it is a paragraph, which is known without looking through it.
    pub fn is_long(&self) -> bool {
        self.text.len() > LONG
    }

    /// Whether it can be a heading, a link or a label: short, and no sentence.
    pub fn is_label(&self) -> bool {
        self.words <= 16 && self.end != End::Stop && !self.is_speech && !self.continues
    }
}

/// The lines of `text` that hold more than white space.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut after_gap = true;
    for range in crate::text::lines::lines(text) {
        let content = text[range.clone()].trim();
        if content.is_empty() {
            after_gap = true;
            continue;
        }
        let mut line = line(content, range, after_gap);
        line.continues = !after_gap && content.starts_with(char::is_lowercase) && lines.last().is_some_and(goes_on);
        lines.push(line);
        after_gap = false;
    }
    lines
}

/// Whether the next line may go on with its sentence: text that was wrapped by hand.
fn goes_on(line: &Line<'_>) -> bool {
    line.end == End::Open && line.words >= 6
}

fn line(text: &str, range: Range<usize>, after_gap: bool) -> Line<'_> {
    let first = text.chars().next().unwrap_or(' ');
    Line {
        range,
        text,
        after_gap,
        words: if text.len() > LONG { MANY_WORDS } else { words(text) },
        end: end(text),
        is_speech: matches!(
            first,
            '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'' | '‹' | '「' | '『' | '—' | '–'
        ),
        is_item: matches!(first, '•' | '-' | '*' | '‣' | '◦' | '▪' | '·' | '→' | '›' | '»' | '▸' | '►'),
        continues: false,
    }
}

/// By bytes, since this goes through the whole text: what is not ASCII counts as letters.
fn words(text: &str) -> usize {
    let (mut words, mut dense) = (0, 0);
    for word in text.as_bytes().split(u8::is_ascii_whitespace) {
        let is_word = word.iter().any(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
        words += usize::from(is_word);
        if is_word && word.len() > 8 * LETTERS {
            dense += word.len() / (2 * LETTERS);
        }
    }
    words.max(dense)
}

fn end(text: &str) -> End {
    let closing = |c: char| matches!(c, '"' | '”' | '“' | '»' | '«' | '’' | '\'' | ')' | ']' | '」' | '』' | '›');
    match text.trim_end_matches(closing).chars().next_back() {
        Some('.' | '。' | '…' | ';' | ',' | ':' | '।' | '؛' | '።') => End::Stop,
        Some('?' | '!' | '？' | '！' | '؟') => End::Mark,
        _ => End::Open,
    }
}

/// Letters in lower case, each number as `#`, each time of day or length as `@`, currencies as `$`, all signs as one space.
pub(super) fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut chars = text.chars().peekable();
    let mut after_token = false;
    while let Some(c) = chars.next() {
        let is_token = match c {
            'a'..='z' | 'A'..='Z' => {
                if after_token {
                    out.push(' ');
                }
                out.push(c.to_ascii_lowercase());
                false
            }
            '0'..='9' => {
                let mut is_time = false;
                while let Some(next) = chars.next_if(|next| next.is_ascii_digit() || matches!(next, '.' | ',' | ':')) {
                    is_time |= next == ':';
                }
                push_token(&mut out, if is_time { '@' } else { '#' })
            }
            '$' | '€' | '£' | '¥' | '₹' | '₽' | '₩' => push_token(&mut out, '$'),
            '+' | '&' => push_token(&mut out, c),
            '’' | '\'' | '‘' => {
                out.push('\'');
                false
            }
            '-' if out.ends_with(char::is_alphabetic) && chars.peek().is_some_and(|next| next.is_alphabetic()) => {
                out.push('-');
                false
            }
            _ if !c.is_ascii() && (c.is_alphabetic() || is_combining_mark(c)) => {
                if after_token {
                    out.push(' ');
                }
                out.extend(c.to_lowercase());
                false
            }
            _ => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
                false
            }
        };
        after_token = is_token;
    }
    out.truncate(out.trim_end_matches([' ', '\'']).len());
    out
}

/// Puts a sign that stands for a word.
fn push_token(out: &mut String, token: char) -> bool {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
    out.push(token);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_forms_keep_letters_and_the_kinds_of_numbers() {
        for (text, expected) in [
            ("Listen to this article · 4 min", "listen to this article # min"),
            ("0:00 / 12:07", "@ @"),
            ("Policy33 min read", "policy # min read"),
            ("TOTAL$1,464.50 / month", "total $ # month"),
            ("Don’t miss — e-mail…", "don't miss e-mail"),
            ("Écouter l’article !", "écouter l'article"),
        ] {
            assert_eq!(normal(text), expected, "{text}");
        }
    }
}
