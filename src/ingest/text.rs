//! A file's bytes as an article: which encoding they are in, and whether they are text at all.

use std::{borrow::Cow, fs::File, io::Read as _, path::Path};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::guess::guess;
use crate::model::{Body, verbs::NewArticle};

/// The largest file that is read, in bytes.
pub const LARGEST: u64 = 50_000_000;

/// Why a file is no article. Each says what to do; the file's name stands before it.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    #[error("it is empty. Put a text in it, or leave it out")]
    Empty,
    #[error("it is larger than {} MB. Split it into several files", LARGEST / 1_000_000)]
    TooLarge,
    #[error(
        "it is {0}, not plain text. Open it in the program that it belongs to and save it as plain text (.txt, UTF-8)"
    )]
    Binary(&'static str),
    #[error("it is not there. Is the name spelled as it should be?")]
    NotThere,
    #[error("it cannot be read: {0}. May you read it, and is the disk in order?")]
    Unreadable(std::io::Error),
}

/// An article with the bytes that are to be kept of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub article: NewArticle,
    /// UTF-8 for `articles/<id>.txt`: the file's bytes as they came, or converted from another encoding.
    pub stored: Vec<u8>,
}

/// Reads the file `path`; gives it with what there is to say about it.
///
/// # Errors
/// It cannot be read, is too large, empty or no text.
pub fn read_file(path: &Path) -> Result<(Found, Vec<String>), TextError> {
    let unreadable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => TextError::NotThere,
        _ => TextError::Unreadable(error),
    };
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.len() > LARGEST {
        return Err(TextError::TooLarge);
    }
    let mut bytes = Vec::new();
    // A file may grow while it is read, and a device has no length.
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(TextError::TooLarge);
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    article(&name, bytes)
}

/// The article in `bytes` of a file called `name`, with what there is to say about it.
///
/// # Errors
/// The bytes are empty or no text.
pub fn article(name: &str, bytes: Vec<u8>) -> Result<(Found, Vec<String>), TextError> {
    let mut notices = Vec::new();
    let stored = to_utf8(bytes, &mut notices)?;
    let text = loaded(&stored);
    if text.trim().is_empty() {
        return Err(TextError::Empty);
    }
    let start = text.trim_start().get(..15).unwrap_or_default().to_ascii_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        notices.push("it is a web page: its markup stands in the text. Better save the page as plain text".to_owned());
    }
    let guess = guess(name, &text);
    let article = NewArticle {
        source: name.to_owned(),
        title: guess.title,
        outlet: guess.outlet,
        author: guess.author,
        date: guess.date,
        language: String::new(),
        body: Body::new(text.as_ref()),
    };
    Ok((Found { article, stored: stored.into_bytes() }, notices))
}

/// The text as loaded: a byte-order mark dropped, CR LF become LF.
fn loaded(stored: &str) -> Cow<'_, str> {
    let text = stored.strip_prefix('\u{feff}').unwrap_or(stored);
    if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

fn to_utf8(bytes: Vec<u8>, notices: &mut Vec<String>) -> Result<String, TextError> {
    if bytes.is_empty() {
        return Err(TextError::Empty);
    }
    if let Some(kind) = known_binary(&bytes) {
        return Err(TextError::Binary(kind));
    }
    let encoding = match Encoding::for_bom(&bytes).map(|(encoding, _)| encoding).or_else(|| utf16_without_mark(&bytes))
    {
        Some(encoding) if encoding != UTF_8 => encoding,
        _ if is_binary(&bytes) => return Err(TextError::Binary("a file of data")),
        _ => match String::from_utf8(bytes) {
            Ok(text) => return Ok(text),
            Err(error) => return Ok(decode(error.as_bytes(), detect(error.as_bytes()), notices)),
        },
    };
    Ok(decode(&bytes, encoding, notices))
}

fn detect(bytes: &[u8]) -> &'static Encoding {
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

/// Files that people take for texts, by how they begin.
fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 7] = [
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "a Word, OpenDocument or ZIP file"),
        (b"\xd0\xcf\x11\xe0", "an old Word document"),
        (b"{\\rtf", "a rich text document (RTF)"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"\x1f\x8b", "a compressed file"),
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
        let (found, notices) = article("a.txt", bytes.to_vec()).expect("an article");
        assert_eq!(found.article.body.text(), text);
        assert_eq!(found.stored, stored);
        assert_eq!(notices.len(), usize::from(notice.is_some()), "{notices:?}");
        assert!(notices.iter().zip(notice).all(|(found, wanted)| found.contains(wanted)), "{notices:?}");
    }

    #[test]
    fn utf8_is_kept_as_it_came() {
        check("Café\n".as_bytes(), "Café\n", "Café\n".as_bytes(), None);
        check(b"\xef\xbb\xbfa\r\nb\rc", "a\nb\rc", b"\xef\xbb\xbfa\r\nb\rc", None);
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
        let refused = |bytes: &[u8]| article("a", bytes.to_vec()).expect_err("an error").to_string();
        assert!(refused(b"").contains("empty"));
        assert!(refused(b" \r\n \n").contains("empty"));
        assert!(refused(b"\xef\xbb\xbf").contains("empty"));
        assert!(refused(b"%PDF-1.7 ...").contains("a PDF document"));
        assert!(refused(b"PK\x03\x04....").contains("Word"));
        assert!(refused(b"text\0more\x01").contains("not plain text"));
        assert!(refused(b"\x01\x02\x03\x04abc").contains("not plain text"));
    }

    #[test]
    fn size_is_looked_at_before_reading() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("big.txt");
        File::create(&path).and_then(|file| file.set_len(LARGEST + 1)).expect("a file");
        assert!(matches!(read_file(&path), Err(TextError::TooLarge)));
        assert!(matches!(read_file(&dir.path().join("none.txt")), Err(TextError::NotThere)));
    }
}
