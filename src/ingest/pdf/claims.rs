//! What a PDF document says of the sizes of its parts: what reads them makes room for as much, or counts as far, before it
//! looks whether that much is there.

use hayro_syntax::object::{Dict, Number};
use memchr::memchr2_iter;

use super::raw::{after_space, name};
use crate::ingest::{called::PDF, error::ReadError};

/// The most objects of a document: no program has to be able to read more of them (ISO 32000-1, annex C).
const MOST_OBJECTS: u64 = 8_388_607;
/// As many may be said to be in any document, however short it is.
const FEW_OBJECTS: u64 = 1_000_000;

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

pub(super) fn too_large() -> ReadError {
    ReadError::damaged(PDF, "it says that parts of it are larger than they are")
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

/// Looks at the sizes of packed rows in a part of an opened document, where no byte of it hides them.
///
/// # Errors
/// The part says that it has something that it cannot have.
pub(super) fn check_part(part: &Dict<'_>) -> Result<(), ReadError> {
    let is_beyond = |(name, greatest): &(&[u8], u64)| {
        part.get::<Number>(name).is_some_and(|number| u64::try_from(number.as_i64()).is_ok_and(|it| it > *greatest))
    };
    if GREATEST.iter().any(is_beyond) { Err(too_large()) } else { Ok(()) }
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
}
