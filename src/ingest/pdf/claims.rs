//! What a PDF document says of the sizes of its parts: what reads them makes room for as much, or counts as far, before it
//! looks whether that much is there.

use std::collections::BTreeMap;

use adobe_cmap_parser::Value;
use memchr::memchr2_iter;
use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};

use super::{PDF, ReadError};

/// The most objects of a document: no program has to be able to read more of them (ISO 32000-1, annex C).
const MOST_OBJECTS: u64 = 8_388_607;
/// As many may be said to be in any document, however short it is.
const FEW_OBJECTS: u64 = 1_000_000;
/// The most characters that the fonts of a document can say they have, together.
const MOST_CHARACTERS: u64 = 10_000_000;
/// How deep what a font says of its characters may be nested: two or three levels are usual.
const DEEPEST: usize = 100;

/// The greatest numbers that are taken for the sizes of packed rows and of entries.
const GREATEST: [(&[u8], u64); 3] = [(b"Columns", 300_000), (b"Colors", 64), (b"BitsPerComponent", 64)];
const WIDEST: u64 = 1_000_000;

/// Looks for what is said to be larger than it can be, before anything is read.
///
/// # Errors
/// The document says that it has something that it cannot have.
pub(super) fn check(bytes: &[u8]) -> Result<(), ReadError> {
    let most = MOST_OBJECTS.min(FEW_OBJECTS.max(bytes.len() as u64));
    let (mut objects, mut listed, mut is_list) = (0_u64, 0_u64, false);
    for at in memchr2_iter(b'/', b's', bytes) {
        let rest = &bytes[at..];
        if rest.starts_with(b"stream") {
            // What stands before the contents of a list of objects says how many are in it.
            if std::mem::take(&mut is_list) {
                objects = objects.saturating_add(listed);
            }
            listed = 0;
        }
        let Some((name, rest)) = name(rest) else { continue };
        let number = || numbers(rest).next().unwrap_or(0);
        match &*name {
            b"W" => {
                is_list |= numbers(rest).count() >= 3;
                if numbers(rest).take(3).any(|width| width > WIDEST) {
                    return Err(too_large());
                }
            }
            b"Size" => listed = listed.max(number()),
            b"Index" => listed = listed.max(numbers(rest).skip(1).step_by(2).fold(0, u64::saturating_add)),
            name => {
                if GREATEST.iter().any(|(known, greatest)| *known == name && number() > *greatest) {
                    return Err(too_large());
                }
            }
        }
    }
    if objects > most { Err(too_large()) } else { Ok(()) }
}

fn too_large() -> ReadError {
    ReadError::damaged(PDF, "it says that parts of it are larger than they are")
}

/// The name that begins here, and what follows it.
pub(super) fn name(bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut rest = bytes.strip_prefix(b"/")?;
    let mut name = Vec::new();
    while let Some((byte, after)) = rest.split_first().filter(|(byte, _)| !is_delimiter(**byte)) {
        let hex = after.get(..2).filter(|_| *byte == b'#').and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(escaped) => {
                name.push(escaped);
                rest = &after[2..];
            }
            None => {
                name.push(*byte);
                rest = after;
            }
        }
        if name.len() > 20 {
            return None;
        }
    }
    Some((name, rest))
}

fn is_delimiter(byte: u8) -> bool {
    byte == 0 || byte.is_ascii_whitespace() || b"()<>[]{}/%".contains(&byte)
}

/// The whole numbers that follow, be it in a list; those beyond all measure as the greatest one.
fn numbers(bytes: &[u8]) -> impl Iterator<Item = u64> {
    let mut rest = after_space(bytes);
    let is_list = rest.starts_with(b"[");
    rest = rest.strip_prefix(b"[").unwrap_or(rest);
    let mut first = true;
    std::iter::from_fn(move || {
        if !is_list && !std::mem::take(&mut first) {
            return None;
        }
        rest = after_space(rest);
        let digits = rest.strip_prefix(b"+").or_else(|| rest.strip_prefix(b"-")).unwrap_or(rest);
        let many = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, after) = digits.split_at_checked(many).filter(|_| many > 0)?;
        let is_negative = rest.starts_with(b"-");
        rest = after;
        let number = std::str::from_utf8(number).ok()?.parse().unwrap_or(u64::MAX);
        Some(if is_negative { 0 } else { number })
    })
}

/// What follows white space and comments.
pub(super) fn after_space(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    loop {
        let space = rest.iter().take_while(|byte| **byte == 0 || byte.is_ascii_whitespace()).count();
        rest = rest.get(space..).unwrap_or_default();
        if !rest.starts_with(b"%") {
            return rest;
        }
        let line = rest.iter().take_while(|byte| !b"\r\n".contains(byte)).count();
        rest = rest.get(line..).unwrap_or_default();
    }
}

/// Looks at what the fonts say of their characters.
///
/// # Errors
/// They say more of them than there can be, or it is nested without an end.
pub(super) fn check_fonts(document: &Document) -> Result<(), ReadError> {
    let mut used: BTreeMap<ObjectId, (bool, u64)> = BTreeMap::new();
    document.objects.values().for_each(|object| note_parts(document, object, &mut used));
    let mut characters = 0_u64;
    for (id, (is_map, times)) in used {
        let Ok(Object::Stream(stream)) = document.get_object(id) else { continue };
        let contents = contents(stream);
        if is_nested_too_deep(&contents) {
            return Err(ReadError::damaged(PDF, "what it says of a font is nested without an end"));
        }
        if is_map {
            characters = characters.saturating_add(said_characters(&contents).saturating_mul(times));
        }
        if characters > MOST_CHARACTERS {
            return Err(too_large());
        }
    }
    Ok(())
}

/// Notes the streams that say something of a font's characters: whether they do it in ranges, and of how many fonts.
fn note_parts(document: &Document, object: &Object, used: &mut BTreeMap<ObjectId, (bool, u64)>) {
    match object {
        Object::Array(items) => items.iter().for_each(|item| note_parts(document, item, used)),
        Object::Dictionary(dictionary) => note_in(document, dictionary, used),
        Object::Stream(stream) => note_in(document, &stream.dict, used),
        _ => {}
    }
}

fn note_in(document: &Document, dictionary: &Dictionary, used: &mut BTreeMap<ObjectId, (bool, u64)>) {
    for (key, value) in dictionary {
        let is_map = key == b"ToUnicode" || key == b"Encoding";
        if is_map || key == b"FontFile" {
            // A reference may lead to a further one.
            let id = document.dereference(value).ok().and_then(|(id, _)| id).or_else(|| value.as_reference().ok());
            if let Some(id) = id {
                let (is_known_map, times) = used.entry(id).or_default();
                *is_known_map |= is_map;
                *times += 1;
            }
        }
        note_parts(document, value, used);
    }
}

fn contents(stream: &Stream) -> Vec<u8> {
    stream.decompressed_content().unwrap_or_else(|_| stream.content.clone())
}

/// Whether brackets stand in each other deeper than they should; whoever reads them goes down into each. Brackets in comments
/// and strings count too, as far as they open.
fn is_nested_too_deep(contents: &[u8]) -> bool {
    let mut depth = 0_usize;
    // The rest of a font is encrypted, and no text.
    let text = memchr::memmem::find(contents, b"currentfile eexec").map_or(contents, |at| &contents[..at]);
    for line in text.split(|byte| b"\r\n".contains(byte)) {
        let closes = !line.iter().any(|byte| b"%\\".contains(byte));
        for byte in line {
            match byte {
                b'[' | b'(' | b'<' | b'{' => depth += 1,
                b']' | b')' | b'>' | b'}' if closes => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                return true;
            }
        }
    }
    false
}

/// How many characters the ranges of a character map are said to have; what cannot be read says nothing.
fn said_characters(contents: &[u8]) -> u64 {
    let Ok(parts) = adobe_cmap_parser::parse(contents) else { return 0 };
    let begins = |part: &Value| matches!(part, Value::Operator(name) if name == "beginbfrange");
    let is_end = |part: &Value| matches!(part, Value::Operator(_));
    let mut characters = 0_u64;
    for (at, _) in parts.iter().enumerate().filter(|(_, part)| begins(part)) {
        let ranges = parts.get(at + 1..).unwrap_or_default().chunks_exact(3);
        for range in ranges.take_while(|range| !range.iter().any(is_end)) {
            if let [Value::LiteralString(first), Value::LiteralString(last), _] = range {
                characters = characters.saturating_add(code(last).saturating_sub(code(first)) + 1);
            }
        }
    }
    characters
}

/// A character's number: the last four bytes count.
fn code(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |code: u64, byte| (code << 8 | u64::from(*byte)) & 0xffff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_as_large_as_it_says_is_refused() {
        for refused in [
            "/Type /XRef /W [1 2 1] /Size 4000000000 >>\nstream\n",
            "/Type /XRef /Index % a comment\n[0 1 7 99999999999999999999999] /W [0 0 0] >> stream\n",
            "/W[1 99999999999 1]",
            "/Col#75mns 99999999999",
            "/Colors +100000",
        ] {
            assert!(check(refused.as_bytes()).is_err(), "{refused}");
        }
        for taken in [
            "/Params << /Size 4000000000 >> >> stream\n",
            "/W [1 3 1] /Size 9000 /Index [0 9000] >> stream\n /Columns 5 /Colors 3",
            "/W [3 [500 600] 40 7000 500]",
            "/Columns",
        ] {
            assert!(check(taken.as_bytes()).is_ok(), "{taken}");
        }
    }

    #[test]
    fn characters_are_counted_as_they_are_made() {
        let map = |ranges: &str| said_characters(format!("2 beginbfrange\n{ranges}\nendbfrange\n").as_bytes());
        assert_eq!(map("<0000> <ffff> <0000>\n<05> <06> [<0041> <0042>]"), 65_538);
        assert_eq!(map("<00000000> <ffffffff> <0000>"), 1 << 32);
        assert_eq!(map("(\\000\\000\\000\\000) (\\377\\377\\377\\377) <0000>"), 1 << 32);
        assert_eq!(map("<06> <05> <0041>"), 1);
    }

    #[test]
    fn what_is_nested_deep_is_seen() {
        let deep = "[".repeat(200);
        assert!(is_nested_too_deep(deep.as_bytes()));
        assert!(is_nested_too_deep("[ % ]\n".repeat(200).as_bytes()));
        assert!(!is_nested_too_deep("<00> <01> [<0041> (a)]\n".repeat(200).as_bytes()));
    }
}
