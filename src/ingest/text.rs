//! A file's bytes as text: which encoding they are in, and whether they are text at all.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{
    ReadError,
    charset::{Charset, detect},
};
pub(super) use crate::text::loaded::loaded;
use crate::words::{counted, counted_are};

/// The largest file that is read, in bytes.
pub const LARGEST: u64 = 50_000_000;

/// The text in UTF-8, byte for byte where it is that already; notices say which other encoding it was.
///
/// # Errors
/// The bytes are empty or no text.
pub fn to_utf8(bytes: &[u8], notices: &mut Vec<String>) -> Result<String, ReadError> {
    to_utf8_from(bytes, None, notices)
}

/// The same, in the encoding that was `chosen`.
///
/// # Errors
/// The bytes are empty or no text.
pub(super) fn to_utf8_from(
    bytes: &[u8],
    chosen: Option<Charset>,
    notices: &mut Vec<String>,
) -> Result<String, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if let Some(kind) = known_binary(bytes) {
        return Err(ReadError::Foreign(kind));
    }
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    if let Some(encoding) = marked.or_else(|| utf16_without_mark(bytes)).filter(|encoding| *encoding != UTF_8) {
        return Ok(decode(bytes, encoding.into(), notices));
    }
    let bytes = &*without_zeros(bytes, notices)?;
    if let Some(charset) = chosen.filter(|charset| !charset.is_utf8()) {
        return Ok(decode(bytes, charset, notices));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => match nearly_utf8(bytes) {
            Some(text) => {
                notices.push(text.notice);
                Ok(text.text)
            }
            None => Ok(decode(bytes, detect(bytes), notices)),
        },
    }
}

/// Whether the encoding of these bytes is guessed: they are no UTF-8, and no mark says what they are.
pub(super) fn is_guess(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err() && Encoding::for_bom(bytes).is_none()
}

/// Bytes of a text without the zeros that a program or a disk has left in it.
///
/// # Errors
/// There are as many zeros or control characters as in a file of data.
pub(super) fn without_zeros<'b>(bytes: &'b [u8], notices: &mut Vec<String>) -> Result<Cow<'b, [u8]>, ReadError> {
    // A disk that lost the end of a file gives zeros for it.
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
    let within = memchr::memchr_iter(0, &bytes[..end]).count();
    let control = |byte: &u8| u8::from(matches!(*byte, 1..=8 | 14..=26 | 28..=31 | 127));
    // Added up in bytes, as many as one can count: that is done for many at once.
    let controls: usize = bytes[..end].chunks(255).map(|some| usize::from(some.iter().map(control).sum::<u8>())).sum();
    let is_data = end == 0 || controls > end / 10 || (within > 0 && (within > end / 50 + 1 || controls > end / 200));
    if is_data {
        return Err(ReadError::Foreign("a file of data"));
    }
    let zeros = bytes.len() - end + within;
    if zeros == 0 {
        return Ok(Cow::Borrowed(bytes));
    }
    let first = bytes.iter().position(|byte| *byte == 0).unwrap_or_default();
    let line = bytes[..first].iter().filter(|byte| **byte == b'\n').count() + 1;
    let first = if zeros == 1 { format!("on line {line}") } else { format!("the first on line {line}") };
    notices.push(format!("{} taken out, {first}: no text has any", counted_are(zeros, "zero byte", "zero bytes")));
    Ok(Cow::Owned(bytes.iter().copied().filter(|byte| *byte != 0).collect()))
}

fn decode(bytes: &[u8], charset: Charset, notices: &mut Vec<String>) -> String {
    let (text, had_errors) = charset.decode(bytes);
    let name = charset.name();
    notices.push(if had_errors {
        format!(
            "it was read as {name}, but some of it is not: look for \u{fffd} in the text, and choose another encoding in the \
             preview or with --encoding"
        )
    } else {
        format!(
            "it was read as {name} and is kept as UTF-8. If letters look wrong, choose another encoding in the preview or with \
             --encoding"
        )
    });
    text
}

/// A text of which a few bytes are wrong, with what to say of it.
pub(super) struct Mended {
    pub text: String,
    /// How many letters beyond ASCII are right for each place that is wrong.
    pub right_to_wrong: usize,
    pub notice: String,
}

/// Text in UTF-8 with a few bytes that are wrong: a letter that was cut off, or pasted in another encoding. In text of any
/// other encoding hardly anything beyond ASCII is UTF-8.
pub(super) fn nearly_utf8(bytes: &[u8]) -> Option<Mended> {
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
        right_to_wrong: letters / wrong.max(1),
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
    let start = &bytes[..bytes.len().min(4_000)];
    let has = |words: &[u8]| memchr::memmem::find(start, words).is_some();
    if start.starts_with(b"<?xml") && (has(b"<TEI") || has(b"<teiCorpus")) {
        return Some("a TEI document, as CATMA and others write it");
    }
    let kinds: [(&[u8], &str); 6] = [
        (b"SQLite format 3", "a database, as QualCoder, Taguette and RQDA keep their projects in"),
        (b"\xd0\xcf\x11\xe0", "an old Word or Excel document"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"\x1f\x8b", "a compressed file"),
        (b"bplist00", "a web archive of Safari"),
    ];
    kinds.into_iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| kind)
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
    fn zeros_are_taken_out_of_a_text_and_said() {
        let said = Some("1 zero byte is taken out, on line 2");
        check(
            b"title,text\nSeats,The seats are\0 counted.\n",
            "title,text\nSeats,The seats are counted.\n",
            b"title,text\nSeats,The seats are counted.\n",
            said,
        );
        let lost = [b"The seats are counted.\n".as_slice(), &[0; 4096]].concat();
        check(
            &lost,
            "The seats are counted.\n",
            b"The seats are counted.\n",
            Some("4,096 zero bytes are taken out, the first on line 2"),
        );
        let western = "Der B\u{fc}rgermeister z\u{e4}hlt St\u{fc}hle.";
        let bytes: Vec<u8> = western.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).chain([0]).collect();
        let mut notices = Vec::new();
        assert_eq!(to_utf8(&bytes, &mut notices).expect("a text"), western);
        assert!(notices.len() == 2 && notices[1].contains("windows-1252"), "{notices:?}");
    }

    #[test]
    fn an_encoding_can_be_chosen() {
        let mut notices = Vec::new();
        let read = to_utf8_from(b"f\x81r", Some(Charset::parse("cp850").expect("an encoding")), &mut notices);
        assert_eq!(read.expect("a text"), "für");
        assert!(notices[0].contains("IBM850"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let refused = |bytes: &[u8]| to_utf8(bytes, &mut Vec::new()).expect_err("an error").to_string();
        assert!(refused(b"").contains("empty"));
        assert!(refused(b"\x89PNG").contains("a picture"));
        assert!(refused(b"\xd0\xcf\x11\xe0").contains("an old Word"));
        assert!(refused(b"SQLite format 3\0").contains("RQDA"));
        assert!(refused(b"<?xml version='1.0'?><TEI xmlns='x'><text>Words.</text></TEI>").contains("a TEI document"));
        assert!(refused(b"text\0more\x01").contains("a file of data"));
        assert!(refused(&[b"ID\0\0\0\x10".as_slice(), &[b'a'; 60]].concat()).contains("a file of data"));
        assert!(refused(&[0; 100]).contains("a file of data"));
        assert!(refused(b"\x01\x02\x03\x04abc").contains("a file of data"));
    }
}
