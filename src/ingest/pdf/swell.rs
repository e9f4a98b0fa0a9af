//! How large the packed parts of a PDF document are: what reads them knows no limit.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::ReadError;

/// The most that all parts together may be, unpacked, in bytes.
const MOST: usize = 400_000_000;

/// Unpacks each part for once, and keeps nothing.
///
/// # Errors
/// They are larger than they may be, or packed twice.
pub(super) fn measure(bytes: &[u8]) -> Result<(), ReadError> {
    let mut left = MOST;
    let mut buffer = vec![0; 1 << 16];
    for start in starts(bytes) {
        let mut decoder = ZlibDecoder::new(&bytes[start..]);
        // What is packed in another way, or damaged, ends where it ends.
        while let Ok(read) = decoder.read(&mut buffer) {
            if read == 0 {
                break;
            }
            left = left.checked_sub(read).ok_or(ReadError::Swells)?;
        }
    }
    if is_packed_twice(bytes) { Err(ReadError::Swells) } else { Ok(()) }
}

/// Where the contents of parts begin: behind `stream` and the end of that line.
fn starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
    const WORD: &[u8] = b"stream";
    bytes.windows(WORD.len()).enumerate().filter(|(_, window)| *window == WORD).filter_map(|(at, _)| {
        let rest = bytes.get(at + WORD.len()..)?;
        let line = [&b"\r\n"[..], b"\n"].into_iter().find(|end| rest.starts_with(end))?;
        Some(at + WORD.len() + line.len())
    })
}

fn is_packed_twice(bytes: &[u8]) -> bool {
    const FILTER: &[u8] = b"/FlateDecode";
    bytes.windows(FILTER.len()).enumerate().filter(|(_, window)| *window == FILTER).any(|(at, _)| {
        let rest = bytes.get(at + FILTER.len()..).unwrap_or_default();
        rest.trim_ascii_start().starts_with(FILTER)
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn parts_that_swell_are_refused() {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&vec![b' '; 30_000_000]).expect("packed");
        let packed = packed.finish().expect("packed");
        let document = |parts: usize| [b"stream\n", &packed[..], b"endstream\n"].concat().repeat(parts);
        assert!(measure(&document(2)).is_ok());
        assert!(matches!(measure(&document(14)), Err(ReadError::Swells)));
        assert!(matches!(measure(b"/Filter [/FlateDecode /FlateDecode]"), Err(ReadError::Swells)));
    }
}
