//! A file's bytes as text: which encoding they are in, and whether they are text at all.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::ReadError;
use crate::model::verbs::counted;
pub(super) use crate::text::loaded::loaded;

/// The largest file that is read, in bytes.
pub const LARGEST: u64 = 50_000_000;

/// The text in UTF-8, byte for byte where it is that already; notices say which other encoding it was.
///
/// # Errors
/// The bytes are empty or no text.
pub fn to_utf8(bytes: &[u8], notices: &mut Vec<String>) -> Result<String, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if let Some(kind) = known_binary(bytes) {
        return Err(ReadError::Foreign(kind));
    }
    let encoding = match Encoding::for_bom(bytes).map(|(encoding, _)| encoding).or_else(|| utf16_without_mark(bytes)) {
        Some(encoding) if encoding != UTF_8 => encoding,
        _ if is_binary(bytes) => return Err(ReadError::Foreign("a file of data")),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => return Ok(text.to_owned()),
            Err(_) => match nearly_utf8(bytes) {
                Some(text) => {
                    notices.push(text.notice);
                    return Ok(text.text);
                }
                None => detect(bytes),
            },
        },
    };
    Ok(decode(bytes, encoding, notices))
}

/// The encoding that the bytes most likely are in.
pub(super) fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

fn decode(bytes: &[u8], encoding: &'static Encoding, notices: &mut Vec<String>) -> String {
    let (text, _, had_errors) = encoding.decode(bytes);
    let name = encoding.name();
    notices.push(if had_errors {
        format!("it was read as {name}, but some of it is not: look for � in the text, or save the file as UTF-8")
    } else {
        format!(
            "it was read as {name} and is kept as UTF-8. If letters look wrong, save the file as UTF-8 and add it again"
        )
    });
    text.into_owned()
}

/// A text of which a few bytes are wrong, with what to say of it.
struct Mended {
    text: String,
    notice: String,
}

/// Text in UTF-8 with a few bytes that are wrong: a letter that was cut off, or pasted in another encoding. In text of any
/// other encoding hardly anything beyond ASCII is UTF-8.
fn nearly_utf8(bytes: &[u8]) -> Option<Mended> {
    let (mut letters, mut wrong, mut first, mut line) = (0, 0, 0, 1);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        line += chunk.valid().matches('\n').count();
        if !chunk.invalid().is_empty() {
            wrong += 1;
            first = if wrong == 1 { line } else { first };
        }
    }
    (letters > wrong * 2).then(|| Mended {
        text: String::from_utf8_lossy(bytes).into_owned(),
        notice: format!(
            "it is UTF-8, but for {}, the first on line {first}: look for \u{fffd} in the text, and what should stand there",
            counted(wrong, "place")
        ),
    })
}

/// Text in UTF-16 has a zero at every other byte where it is in a Latin script.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096))?;
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = head.len() / 5;
    if !bytes.len().is_multiple_of(2) || head.len() < 8 {
        None
    } else if odd > many && even == 0 {
        Some(UTF_16LE)
    } else if even > many && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Files that people take for texts and that are not read, by how they begin.
pub(super) fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 5] = [
        (b"\xd0\xcf\x11\xe0", "an old Word or Excel document"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"\x1f\x8b", "a compressed file"),
        (b"bplist00", "a web archive of Safari"),
    ];
    kinds.into_iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| kind)
}

/// Zeros, or more than one in ten a control character.
fn is_binary(bytes: &[u8]) -> bool {
    let is_control = |byte: &&u8| matches!(**byte, 0..=8 | 14..=26 | 28..=31 | 127);
    bytes.contains(&0) || bytes.iter().filter(is_control).count() > bytes.len() / 10
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, stored: &[u8], notice: Option<&str>) {
        let mut notices = Vec::new();
        let found = to_utf8(bytes, &mut notices).expect("a text");
        assert_eq!(loaded(&found), text);
        assert_eq!(found.as_bytes(), stored);
        assert_eq!(notices.len(), usize::from(notice.is_some()), "{notices:?}");
        assert!(notices.iter().zip(notice).all(|(found, wanted)| found.contains(wanted)), "{notices:?}");
    }

    #[test]
    fn utf8_is_kept_as_it_came() {
        check("Café\n".as_bytes(), "Café\n", "Café\n".as_bytes(), None);
        check(b"\xef\xbb\xbfa\r\nb\rc", "a\nb\rc", b"\xef\xbb\xbfa\r\nb\rc", None);
    }

    #[test]
    fn a_few_wrong_bytes_do_not_make_another_encoding_of_it() {
        let text = "Größe und Maß – die «Dörfer» gehören dazu.\nZwei Straßen";
        let mut cut = text.as_bytes().to_vec();
        cut.extend(b"\xc3");
        let lossy = format!("{text}\u{fffd}");
        check(&cut, &lossy, lossy.as_bytes(), Some("but for 1 place, the first on line 2"));
        let mut stray = text.as_bytes().to_vec();
        stray.insert(0, 0xff);
        let lossy = format!("\u{fffd}{text}");
        check(&stray, &lossy, lossy.as_bytes(), Some("the first on line 1"));
    }

    #[test]
    fn other_encodings_are_converted_and_named() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        check(&utf16("\u{feff}Süß 👍"), "Süß 👍", "Süß 👍".as_bytes(), Some("UTF-16LE"));
        check(&utf16("Plain words."), "Plain words.", b"Plain words.", Some("UTF-16LE"));
        let (text, _, _) = encoding_rs::WINDOWS_1252.encode("Les élus français étaient à l’heure – déjà.");
        check(
            &text,
            "Les élus français étaient à l’heure – déjà.",
            "Les élus français étaient à l’heure – déjà.".as_bytes(),
            Some("windows-1252"),
        );
        let russian = "Свобода интернета и суверенитет государства";
        let (text, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        check(&text, russian, russian.as_bytes(), Some("windows-1251"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let refused = |bytes: &[u8]| to_utf8(bytes, &mut Vec::new()).expect_err("an error").to_string();
        assert!(refused(b"").contains("empty"));
        assert!(refused(b"\x89PNG").contains("a picture"));
        assert!(refused(b"\xd0\xcf\x11\xe0").contains("an old Word"));
        assert!(refused(b"text\0more\x01").contains("a file of data"));
        assert!(refused(b"\x01\x02\x03\x04abc").contains("a file of data"));
    }
}
