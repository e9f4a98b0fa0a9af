//! Words of files as they may be shown on a terminal: nothing in them moves the cursor, changes colours or turns the line round.

use std::borrow::Cow;

/// The words with control characters, line feeds too, and overrides of the direction of text as `\u{1b}`.
pub fn visible(words: &str) -> Cow<'_, str> {
    if !words.contains(steers) {
        return Cow::Borrowed(words);
    }
    let mut shown = String::with_capacity(words.len() + 16);
    for c in words.chars() {
        if steers(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    Cow::Owned(shown)
}

/// The same for lines: line feeds stay.
pub fn visible_lines(lines: &str) -> String {
    lines.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// The same document in JSON, with its strings escaped where they would steer.
pub fn visible_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for c in json.chars() {
        // What JSON itself is made of is line feeds and ASCII that can be seen.
        if steers(c) && c != '\n' { shown.push_str(&format!("\\u{:04x}", u32::from(c))) } else { shown.push(c) }
    }
    shown
}

/// Whether a terminal may do something on this character besides showing it.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_shown() {
        for (words, shown) in [
            ("Ana, 3 – “seats” 👩🏽‍💻", "Ana, 3 – “seats” 👩🏽‍💻"),
            ("\u{1b}]0;PWN\u{7}", "\\u{1b}]0;PWN\\u{7}"),
            ("a\r\nb\tc\0", "a\\u{d}\\u{a}b\\u{9}c\\u{0}"),
            ("\u{7f}\u{80}\u{9b}31m\u{9f}\u{a0}", "\\u{7f}\\u{80}\\u{9b}31m\\u{9f}\u{a0}"),
            ("\u{202e}txt.exe\u{202c} \u{2066}x\u{2069}", "\\u{202e}txt.exe\\u{202c} \\u{2066}x\\u{2069}"),
        ] {
            assert_eq!(visible(words), shown);
        }
        assert_eq!(visible_json("[\"é\u{9b}\u{202e}\"]\n"), "[\"é\\u009b\\u202e\"]\n");
        assert_eq!(visible_lines("a\u{1b}\nb\r\n"), "a\\u{1b}\nb\\u{d}\n");
    }
}
