//! Which letters are the same, however they are written: the one place that says it, for finding, filtering, names of tags and
//! anchoring.

use std::ops::Range;

use unicode_normalization::{
    UnicodeNormalization as _,
    char::{decompose_compatible, is_combining_mark},
};

use super::lines::lines;

/// What becomes of a character when only its form is to be left aside: white space, shapes of quotes and dashes, characters that
/// nobody sees, letters put together of several.
pub enum Form {
    Same,
    /// Nobody sees it.
    Drop,
    /// A run of such characters is one of these.
    Run(char),
    Into(char),
    /// As Unicode takes it apart (NFKD).
    Decompose,
}

/// What is left of a character without its form.
pub fn form(c: char) -> Form {
    match c {
        '-' => Form::Run('-'),
        '`' => Form::Into('\''),
        '\u{0}'..='\u{7f}' => {
            if c.is_whitespace() {
                Form::Run(' ')
            } else {
                Form::Same
            }
        }
        '\u{4e00}'..='\u{9fff}' => Form::Same,
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | '´' => Form::Into('\''),
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '〝' | '〞' | '〟' => Form::Into('"'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => Form::Run('-'),
        // Soft hyphen, joiners, marks of direction, variation selectors, and the Arabic stroke that only makes words longer.
        '\u{ad}'
        | '\u{61c}'
        | '\u{640}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => Form::Drop,
        _ if c.is_whitespace() => Form::Run(' '),
        _ => Form::Decompose,
    }
}

/// What a letter is compared by that Unicode does not take apart.
fn whole(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'ø' => "o",
        'Ø' => "O",
        'ł' => "l",
        'Ł' => "L",
        _ => return None,
    })
}

/// The letters by which a character is compared, put behind those in `letters`: without its form and its accents, and without its case
/// if that is asked for.
fn push(c: char, with_case: bool, letters: &mut Vec<char>) {
    let mut put = |c: char| {
        if is_combining_mark(c) {
            return;
        }
        let mut put_lower = |c: char| match c {
            'ς' => letters.push('σ'),
            c if is_combining_mark(c) => {}
            c => letters.push(c),
        };
        if with_case {
            put_lower(c);
        } else {
            c.to_lowercase().for_each(put_lower);
        }
    };
    match (form(c), c) {
        (Form::Drop, _) => {}
        (Form::Same, _) => put(c),
        (Form::Run(into) | Form::Into(into), _) => put(into),
        (Form::Decompose, c) => decompose_compatible(c, |part| match form(part) {
            Form::Drop => {}
            Form::Run(into) | Form::Into(into) => put(into),
            Form::Same | Form::Decompose => match whole(part) {
                Some(letters) => letters.chars().for_each(&mut put),
                None => put(part),
            },
        }),
    }
}

/// How many bytes of a text go from here to the rest of a word that was broken over two lines: a hyphen and the end of the line,
/// between two small letters.
fn broken(before: Option<char>, text: &str) -> Option<usize> {
    let rest = text.strip_prefix(['-', '\u{2010}', '\u{ad}'])?;
    if !before.is_some_and(char::is_lowercase) {
        return None;
    }
    let blank = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace()).len();
    let is_one_line = lines(&rest[..blank]).count() == 2;
    (is_one_line && rest[blank..].starts_with(char::is_lowercase)).then(|| text.len() - rest.len() + blank)
}

/// The whole of a text in the letters by which it is compared, without case; white space once, and none at its ends.
pub fn folded(text: &str) -> String {
    // Most names and titles: nothing but their case is to be left aside.
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'-' | b'`');
    if text.bytes().all(|byte| is_plain(byte) || byte == b' ') && !text.contains("  ") {
        return text.trim().to_ascii_lowercase();
    }
    let mut reading = Reading::new(text, false);
    let mut folded = String::with_capacity(text.len());
    while reading.read_next().is_some() {
        folded.extend(&reading.letters);
    }
    folded.trim().to_owned()
}

/// A name as it is compared where two things must not be one: as [`folded`], but accents count, since they can make another word.
pub fn name_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let mut put = |c: char| match c {
        ' ' | '-' if key.ends_with(c) => {}
        'ς' => key.push('σ'),
        c => key.extend(c.to_lowercase()),
    };
    for c in name.nfc() {
        match form(c) {
            Form::Drop => {}
            Form::Run(into) | Form::Into(into) => put(into),
            Form::Same => put(c),
            Form::Decompose => std::iter::once(c).nfkc().for_each(|part| match form(part) {
                Form::Drop => {}
                Form::Run(into) | Form::Into(into) => put(into),
                Form::Same | Form::Decompose => put(part),
            }),
        }
    }
    key.trim().nfc().collect()
}

/// A text while it is gone through in the letters by which it is compared, character by character.
pub struct Reading<'t> {
    pub text: &'t str,
    /// The byte from which on it is still to be read.
    pub at: usize,
    /// The letters of the character that was read last: none where it goes on a run, or a word that was broken over two lines.
    pub letters: Vec<char>,
    last: Option<char>,
    with_case: bool,
}

impl<'t> Reading<'t> {
    pub fn new(text: &'t str, with_case: bool) -> Self {
        Self { text, at: 0, letters: Vec::new(), last: None, with_case }
    }

    /// Reads the next character into `letters`; gives where it stands.
    pub fn read_next(&mut self) -> Option<Range<usize>> {
        self.letters.clear();
        let before = self.text.get(..self.at)?.chars().next_back();
        let rest = self.text.get(self.at..)?;
        let c = rest.chars().next()?;
        let start = self.at;
        if let Some(skipped) = broken(before, rest) {
            self.at += skipped;
            return Some(start..self.at);
        }
        self.at += c.len_utf8();
        push(c, self.with_case, &mut self.letters);
        // Several blanks or dashes beside each other are one.
        if let [only @ (' ' | '-')] = self.letters[..]
            && self.last == Some(only)
        {
            self.letters.clear();
        }
        self.last = self.letters.last().copied().or(self.last);
        Some(start..self.at)
    }

    /// Goes on to the first character whose letters may begin with `letter`; `false` where there is none.
    pub fn skip_to(&mut self, letter: char) -> bool {
        let ahead = self.text.get(self.at..).and_then(|rest| first_that_begins(rest, letter));
        if ahead.is_some_and(|ahead| ahead > 0) {
            self.last = None;
        }
        self.at += ahead.unwrap_or_default();
        ahead.is_some()
    }
}

/// Where the first character stands whose letters may begin with `letter`.
fn first_that_begins(text: &str, letter: char) -> Option<usize> {
    let Some(lower) = u8::try_from(letter).ok().filter(u8::is_ascii) else { return Some(0) };
    let (lower, upper) = (lower.to_ascii_lowercase(), lower.to_ascii_uppercase());
    text.bytes().position(|byte| {
        byte == lower
            || byte == upper
            || byte >= 0x80
            || (lower == b' ' && char::from(byte).is_whitespace())
            || (lower == b'\'' && byte == b'`')
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_reads_the_same_is_the_same() {
        for (one, other) in [
            ("don’t", "DON'T"),
            ("bridge\u{a0}closed", "Bridge closed"),
            ("co\u{ad}operation", "cooperation"),
            ("eﬀective", "effective"),
            ("café", "cafe\u{301}"),
            ("CAFÉ", "cafe"),
            ("a long\nsentence", "a  long sentence"),
            ("coope-\nration", "cooperation"),
            ("2020—2026", "2020-2026"),
            ("“so”", "\"so\""),
            ("Straße", "STRASSE"),
            ("１２ Å", "12 a"),
            ("ΟΔΌΣ", "οδος"),
            ("Ǣrø", "aero"),
            ("Ǽ", "ae"),
            ("zero\u{200b}width", "zerowidth"),
            ("coope-\rration", "cooperation"),
            ("coope-\u{2029}ration", "cooperation"),
        ] {
            assert_eq!(folded(one), folded(other), "{one:?}");
        }
        for (one, other) in [("its", "it's"), ("resign", "re-sign"), ("US", "usa"), ("well-\nKnown", "wellknown")] {
            assert_ne!(folded(one), folded(other), "{one:?}");
        }
    }

    #[test]
    fn names_are_one_however_they_are_written_but_accents_count() {
        for (one, other) in [
            ("Café", "CAFE\u{301}"),
            ("The  state’s\u{a0}role", "the state's role"),
            ("Pre–war", "pre-war"),
            ("eﬀect\u{200b}", "Effect"),
            (" Ａ ", "a"),
        ] {
            assert_eq!(name_key(one), name_key(other), "{one:?}");
        }
        for (one, other) in [("Má", "Mà"), ("Cafe", "Café"), ("Costs (EU)", "Costs")] {
            assert_ne!(name_key(one), name_key(other), "{one:?}");
        }
    }

    proptest! {
        #[test]
        fn the_key_of_a_key_is_the_same(name in "[aÀ\u{301}ß -—’“ﬁ\u{ad}ςΣİ]{0,20}") {
            let once = name_key(&name);
            prop_assert_eq!(name_key(&once), once);
        }

        #[test]
        fn plain_letters_are_folded_as_all_others(text in "[aB' .`-]{0,12}") {
            let otherwise = folded(&format!("{text} é"));
            prop_assert_eq!(folded(&text), otherwise.strip_suffix("e").unwrap_or_default().trim());
        }

        #[test]
        fn folding_twice_changes_nothing_more(text in "[aÀ\u{301}ß -—’“ﬁ\u{ad}\n\u{2028}ςΣ主İ]{0,30}") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
