//! Texts as loaded: what a file's bytes are for offsets and fingerprints.

use std::borrow::Cow;

/// The text as loaded: a byte-order mark dropped, CR LF become LF, nothing else changed.
pub fn loaded(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

/// The text as loaded of a file's bytes.
///
/// # Errors
/// The offset of the first byte that is not UTF-8.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
    std::str::from_utf8(bytes).map(loaded).map_err(|error| error.valid_up_to())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_mark_and_line_ends_change() {
        for (stored, expected) in [
            ("\u{feff}a\r\nb", "a\nb"),
            ("a\rb\n\r", "a\rb\n\r"),
            ("a\u{feff}b", "a\u{feff}b"),
            ("", ""),
            ("\r\r\n", "\r\n"),
        ] {
            assert_eq!(loaded(stored), expected, "{stored:?}");
        }
    }
}
