//! What a file of a project that is not as it was turns out to be: changed by somebody, damaged by hand, or ruined by a program or
//! a disk that lost it.

use std::borrow::Cow;

use crate::format::{Contents, Unreadable, read};
use crate::text::loaded::decode;

/// What was found in the place of a file of ours.
#[derive(Debug)]
pub(super) enum Found {
    /// All of it can be read.
    Whole(Contents),
    /// Lines of it cannot be read, and what can be: somebody has made a mistake, which only they can mend.
    Damaged(Contents, String),
    /// A newer program wrote it.
    Newer(String),
    /// It was lost, and what can be read of what is left.
    Ruined(Ruin, Contents),
}

/// How a file was lost. Nobody means to leave it so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ruin {
    Empty,
    /// Its end is missing.
    Cut,
    /// There are zeros in it, as disks leave them after a power cut.
    Zeros,
    /// It is no text, or no file of ours.
    Foreign,
}

impl Ruin {
    /// After the file's name.
    pub fn words(self) -> &'static str {
        match self {
            Self::Empty => "was emptied",
            Self::Cut => "was cut off",
            Self::Zeros => "was filled with zeros",
            Self::Foreign => "was replaced by something else",
        }
    }

    /// What has become of an article's text that was `text`; `None` if it was changed as people change texts.
    pub fn of_text(present: &[u8], text: &str) -> Option<Self> {
        if present.iter().all(u8::is_ascii_whitespace) {
            return (!text.trim().is_empty()).then_some(Self::Empty);
        }
        if present.contains(&0) && !text.contains('\0') {
            return Some(Self::Zeros);
        }
        let (present, is_text) = match decode(present) {
            Ok(present) => (present, true),
            // A character that was cut in two stands at the very end.
            Err(at) if at + 4 > present.len() => {
                (decode(present.get(..at).unwrap_or_default()).unwrap_or_default(), true)
            }
            Err(_) => (Cow::default(), false),
        };
        if !is_text {
            return Some(Self::Foreign);
        }
        let (present, text) = (present.trim_end(), text.trim_end());
        (present.len() < text.len() && text.starts_with(present)).then_some(Self::Cut)
    }
}

impl Found {
    pub fn into_contents(self) -> Contents {
        match self {
            Self::Whole(contents) | Self::Damaged(contents, _) | Self::Ruined(_, contents) => contents,
            Self::Newer(_) => Contents::default(),
        }
    }
}

/// What the bytes of one of our files are.
pub(super) fn what_is(bytes: &[u8]) -> Found {
    let has_zeros = bytes.contains(&0);
    let ends = ends_as_ours(bytes);
    match read(bytes) {
        Err(Unreadable::Empty) => Found::Ruined(Ruin::Empty, Contents::default()),
        Ok(contents) if contents.damage.is_empty() => Found::Whole(contents),
        Err(error @ Unreadable::Newer(_)) => Found::Newer(error.to_string()),
        Err(_) if bytes.iter().all(|byte| *byte == 0) => Found::Ruined(Ruin::Zeros, Contents::default()),
        Ok(contents) if has_zeros => Found::Ruined(Ruin::Zeros, contents),
        Err(_) if has_zeros => Found::Ruined(Ruin::Zeros, Contents::default()),
        Ok(contents) if !ends => Found::Ruined(Ruin::Cut, contents),
        Ok(contents) => {
            let why = contents.damage.first().map_or_else(String::new, |damage| damage.message.clone());
            Found::Damaged(contents, why)
        }
        Err(Unreadable::Damaged(_)) if !ends => Found::Ruined(Ruin::Cut, Contents::default()),
        Err(error @ Unreadable::Damaged(_)) => Found::Damaged(Contents::default(), error.to_string()),
        Err(Unreadable::NotUtf8(_) | Unreadable::Foreign) => {
            // A file that was cut off within its first line is none of ours by what is left of it.
            let is_beginning = bytes.len() < 40 && b"(format: ".starts_with(bytes.get(..9).unwrap_or(bytes));
            Found::Ruined(if is_beginning { Ruin::Cut } else { Ruin::Foreign }, Contents::default())
        }
    }
}

/// Whether the bytes end as a whole file of ours does, also one that was laid out by hand.
fn ends_as_ours(bytes: &[u8]) -> bool {
    let end = bytes.trim_ascii_end();
    let last = end.rsplit(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii();
    last == b"])" || last == b")"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_was_lost_is_told_from_one_that_was_edited() {
        let text = "Dues are small.\nWaste is not. Größe zählt.\n";
        let check = |present: &[u8], ruin| assert_eq!(Ruin::of_text(present, text), ruin, "{present:?}");
        check(b"", Some(Ruin::Empty));
        check(b" \n", Some(Ruin::Empty));
        check(&text.as_bytes()[..20], Some(Ruin::Cut));
        let in_a_letter = text.find('ö').expect("it is there") + 1;
        check(&text.as_bytes()[..in_a_letter], Some(Ruin::Cut));
        check(&vec![0; text.len()], Some(Ruin::Zeros));
        check(&[text.as_bytes(), &[0; 100]].concat(), Some(Ruin::Zeros));
        check(b"\xff\xfe\x00D", Some(Ruin::Zeros));
        check(b"Gr\xf6\xdfe z\xe4hlt, and so on\n", Some(Ruin::Foreign));
        check(b"Dues are small.\nWaste is not at all.\n", None);
        check(b"A new first line.\nDues are small.\n", None);
        check("Dues are small.\r\nWaste is not. Größe zählt.".as_bytes(), None);
        check(text.trim_end().as_bytes(), None);
    }
}
