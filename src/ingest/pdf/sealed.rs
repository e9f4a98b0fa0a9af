//! How large the parts of an encrypted document are: what reads it unpacks some of them while it opens it, before anybody can look.
//!
//! So a copy is opened first that leads nowhere: the same bytes, and behind them a list of all parts that stand in them, with a
//! root of its own. Nothing has to be unpacked to open that, and each part can be decrypted and measured.

use std::collections::BTreeMap;

use hayro_syntax::{
    DecryptionError, LoadPdfError, Pdf,
    object::{ObjectIdentifier, Stream},
};
use memchr::memmem;

use super::{raw, swell};
use crate::ingest::{called::PDF, error::ReadError};

/// How often a part may be written anew, and in how many ways a document may say how it is encrypted.
const MOST_VERSIONS: usize = 40;
const MOST_WAYS: usize = 4;

/// Whether the document says that it is encrypted.
pub(super) fn is_encrypted(bytes: &[u8]) -> bool {
    swell::has_name(bytes, b"Encrypt")
}

/// Decrypts and unpacks each part for once, and keeps nothing.
///
/// # Errors
/// They are larger than they may be, a password is needed, or the document cannot be looked into.
pub(super) fn measure(bytes: &[u8]) -> Result<(), ReadError> {
    let unknown = || ReadError::damaged(PDF, "how it is encrypted is not known");
    let (ways, versions) = (ways(bytes), versions(bytes));
    if versions.len() > MOST_VERSIONS || ways.len() > MOST_WAYS {
        return Err(unknown());
    }
    let (mut left, mut was_opened, mut is_locked) = (swell::MOST, false, false);
    for way in &ways {
        for parts in &versions {
            match Pdf::new(leading_nowhere(bytes, way, parts)) {
                Ok(copy) => {
                    was_opened = true;
                    for (number, generation) in parts.keys() {
                        let id = ObjectIdentifier::new(*number, *generation);
                        if let Some(stream) = copy.xref().get::<Stream<'_>>(id) {
                            swell::measure_stream(&stream, &mut left)?;
                        }
                    }
                }
                Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => is_locked = true,
                Err(_) => {}
            }
        }
    }
    match (was_opened, is_locked) {
        (true, _) => Ok(()),
        (false, true) => Err(ReadError::Locked(PDF)),
        (false, false) => Err(unknown()),
    }
}

/// Parts by number and generation, and where each begins.
type Parts = BTreeMap<(u32, i32), usize>;

/// All parts that stand in the bytes: the first ones of each number, then the second ones and so on.
fn versions(bytes: &[u8]) -> Vec<Parts> {
    let mut versions: Vec<Parts> = Vec::new();
    for at in memmem::find_iter(bytes, b"obj") {
        let Some((start, id)) = begins(&bytes[..at]) else { continue };
        let version = versions.iter().position(|parts| !parts.contains_key(&id)).unwrap_or(versions.len());
        if version == versions.len() {
            if version > MOST_VERSIONS {
                break;
            }
            versions.push(Parts::new());
        }
        versions[version].insert(id, start);
    }
    versions
}

/// The numbers at the end of `bytes`, which name a part, and where they begin.
fn begins(bytes: &[u8]) -> Option<(usize, (u32, i32))> {
    let trimmed = |bytes: &[u8]| bytes.trim_ascii_end().len();
    let number = |end: usize| {
        let digits = bytes[..end].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let start = end - digits;
        Some((
            start,
            std::str::from_utf8(&bytes[start..end]).ok().filter(|digits| !digits.is_empty() && digits.len() < 10)?,
        ))
    };
    let (start, generation) = number(trimmed(bytes))?;
    let (start, part) = number(trimmed(&bytes[..start]))?;
    Some((start, (part.parse().ok()?, generation.parse().ok()?)))
}

/// What stands in each list of the document that says how it is encrypted.
fn ways(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut ways: Vec<Vec<u8>> = Vec::new();
    for at in memchr::memchr_iter(b'/', bytes) {
        if raw::name(&bytes[at..]).is_none_or(|(name, _)| name != b"Encrypt") {
            continue;
        }
        let before = &bytes[..at];
        let keyword = [&b"trailer"[..], b"obj"].into_iter().filter_map(|word| memmem::rfind(before, word)).max();
        let Some(open) = keyword.and_then(|at| Some(at + memmem::find(&bytes[at..], b"<<")?)) else { continue };
        let rest = &bytes[open..];
        let ends = [&b"stream"[..], b"startxref", b"endobj", b"%%EOF"];
        let end = ends.into_iter().filter_map(|word| memmem::find(rest, word)).min().unwrap_or(rest.len());
        let way = rest[..end].trim_ascii_end();
        let Some(way) = way.strip_prefix(b"<<").and_then(|way| way.strip_suffix(b">>")) else { continue };
        if !ways.iter().any(|known| known == way) && ways.len() <= MOST_WAYS {
            ways.push(way.to_vec());
        }
    }
    ways
}

fn leading_nowhere(bytes: &[u8], way: &[u8], parts: &Parts) -> Vec<u8> {
    let root = parts.keys().map(|(number, _)| number + 1).max().unwrap_or(1);
    let (pages, size) = (root + 1, root + 2);
    let mut copy = bytes.to_vec();
    copy.push(b'\n');
    let mut entries = String::new();
    for ((number, generation), at) in parts {
        entries += &format!("{number} 1\n{at:010} {generation:05} n \n");
    }
    for (number, part) in
        [(root, format!("<< /Type /Catalog /Pages {pages} 0 R >>")), (pages, "<< /Type /Pages /Kids [] >>".to_owned())]
    {
        entries += &format!("{number} 1\n{:010} 00000 n \n", copy.len());
        copy.extend(format!("{number} 0 obj\n{part}\nendobj\n").into_bytes());
    }
    let start = copy.len();
    // Of a name that stands twice, one of the two counts: the first and the last one are ours.
    copy.extend(format!("xref\n{entries}trailer\n<< /Root {root} 0 R /Size {size} ").into_bytes());
    copy.extend(way);
    copy.extend(format!(" /Size {size} /Root {root} 0 R >>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    copy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_where_they_stand() {
        let bytes = b"1 0 obj\n<< >>\nendobj\n22 1 obj << >> endobj 1 0 obj null endobj";
        let versions = versions(bytes);
        assert_eq!(versions, [Parts::from([((1, 0), 0), ((22, 1), 21)]), Parts::from([((1, 0), 43)])]);
        let way = ways(b"trailer\n<< /Size 3 /Encr#79pt 4 0 R /ID [<00> <00>] >>\nstartxref");
        assert_eq!(way, [b" /Size 3 /Encr#79pt 4 0 R /ID [<00> <00>] ".to_vec()]);
    }
}
