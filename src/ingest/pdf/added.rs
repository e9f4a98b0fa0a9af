//! What was put on a page after it was made: what of it is hidden, what it says, and whether a reader says it.

use hayro_syntax::object::{Dict, Name, String as Words};

use super::raw::words_of;

/// Whether it is hidden, or not shown on a screen.
pub(super) fn is_hidden(added: &Dict<'_>) -> bool {
    const HIDDEN: u32 = 1 << 1;
    const NOT_SHOWN: u32 = 1 << 5;
    added.get::<u32>("F").unwrap_or(0) & (HIDDEN | NOT_SHOWN) != 0
}

/// Whether a box of text is what a reader says to the document, and no text of it: what was typed into a form has no name or says
/// that it was typed.
pub(super) fn is_comment(added: &Dict<'_>) -> bool {
    let is = |key: &str, value: &[u8]| added.get::<Name<'_>>(key).is_some_and(|name| &*name == value);
    is("Subtype", b"FreeText") && !is("IT", b"FreeTextTypewriter") && !said(added, "T").is_empty()
}

/// Words that it says under a name.
pub(super) fn said(added: &Dict<'_>, key: &str) -> String {
    let words = added.get::<Words<'_>>(key).map(|words| words_of(words.as_bytes())).unwrap_or_default();
    words.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "")
}
