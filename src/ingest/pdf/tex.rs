//! Fonts that TeX draws dot by dot: their letters have no names, but their numbers are those of two encodings that are known.

use hayro_syntax::object::{Array, Dict, Name, Object};

/// The encodings of TeX's fonts for text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Of Computer Modern as it came first, 128 letters.
    Ot1,
    /// Of Cork, 256 letters.
    T1,
}

/// The encoding of a font whose glyphs are called by their numbers only; `None` if it is any other font.
pub(super) fn encoding(font: &Dict<'_>) -> Option<Encoding> {
    let is_drawn = font.get::<Name<'_>>("Subtype").is_some_and(|kind| &*kind == b"Type3");
    if !is_drawn || font.contains_key("ToUnicode") {
        return None;
    }
    let differences = font.get::<Dict<'_>>("Encoding")?.get::<Array<'_>>("Differences")?;
    let (mut code, mut codes) = (0_i64, Vec::new());
    for item in differences.iter::<Object<'_>>() {
        match item {
            Object::Number(number) => code = number.as_i64(),
            Object::Name(name) => {
                if name.as_str() != ".notdef" {
                    if name.as_str() != format!("a{code}") {
                        return None;
                    }
                    codes.push(code);
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    if codes.is_empty() || codes.iter().any(|code| !(0..256).contains(code)) {
        return None;
    }
    // Only one of them has letters there, or hardly any.
    let is_cork = codes.iter().any(|code| matches!(code, 16..=23 | 27..=31 | 127..));
    let is_old = codes.iter().any(|code| matches!(code, 11..=15 | 123..=125));
    Some(if is_cork && !is_old { Encoding::T1 } else { Encoding::Ot1 })
}

/// The letter of that number.
pub(super) fn letter(encoding: Encoding, code: u32) -> Option<&'static str> {
    const ASCII: &str =
        " !\"#$%&’()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_‘abcdefghijklmnopqrstuvwxyz{|}~";
    const OLD_LOW: &str = "ΓΔΘΛΞΠΣΥΦΨΩ";
    const CORK_HIGH: &str = "ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖŒØÙÚÛÜÝÞẞàáâãäåæçèéêëìíîïðñòóôõöœøùúûüýþß";
    let at = |letters: &'static str, place: u32| {
        let (at, c) = letters.char_indices().nth(usize::try_from(place).ok()?)?;
        letters.get(at..at + c.len_utf8())
    };
    match (encoding, code) {
        (Encoding::Ot1, 0..=10) => at(OLD_LOW, code),
        (Encoding::Ot1, 11) | (Encoding::T1, 27) => Some("ff"),
        (Encoding::Ot1, 12) | (Encoding::T1, 28) => Some("fi"),
        (Encoding::Ot1, 13) | (Encoding::T1, 29) => Some("fl"),
        (Encoding::Ot1, 14) | (Encoding::T1, 30) => Some("ffi"),
        (Encoding::Ot1, 15) | (Encoding::T1, 31) => Some("ffl"),
        (Encoding::Ot1, 25) => Some("ß"),
        (Encoding::Ot1, 26) => Some("æ"),
        (Encoding::Ot1, 27) => Some("œ"),
        (Encoding::Ot1, 28) => Some("ø"),
        (Encoding::Ot1, 29) => Some("Æ"),
        (Encoding::Ot1, 30) => Some("Œ"),
        (Encoding::Ot1, 31) => Some("Ø"),
        (Encoding::Ot1, 34) | (Encoding::T1, 17) => Some("”"),
        (Encoding::Ot1, 92) | (Encoding::T1, 16) => Some("“"),
        (Encoding::Ot1, 123) | (Encoding::T1, 21) => Some("–"),
        (Encoding::Ot1, 124) | (Encoding::T1, 22) => Some("—"),
        (Encoding::Ot1, 60) => Some("¡"),
        (Encoding::Ot1, 62) => Some("¿"),
        (Encoding::T1, 13) => Some("‚"),
        (Encoding::T1, 14) => Some("‹"),
        (Encoding::T1, 15) => Some("›"),
        (Encoding::T1, 18) => Some("„"),
        (Encoding::T1, 19) => Some("«"),
        (Encoding::T1, 20) => Some("»"),
        (Encoding::T1, 25) => Some("ı"),
        (Encoding::T1, 127) => Some("-"),
        (Encoding::T1, 128..=255) => at(CORK_HIGH, code - 128),
        (_, 32..=126) => at(ASCII, code - 32),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_their_numbers() {
        assert_eq!(
            [letter(Encoding::T1, 233), letter(Encoding::T1, 255), letter(Encoding::T1, 128)],
            [Some("é"), Some("ß"), Some("Ă")]
        );
        assert_eq!([letter(Encoding::T1, 28), letter(Encoding::Ot1, 12)], [Some("fi"); 2]);
        assert_eq!(
            [letter(Encoding::T1, 65), letter(Encoding::Ot1, 122), letter(Encoding::Ot1, 0)],
            [Some("A"), Some("z"), Some("Γ")]
        );
        assert_eq!(letter(Encoding::Ot1, 200), None);
    }
}
