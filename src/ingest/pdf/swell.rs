//! How large the packed parts of a PDF document are: what reads them knows no limit.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};
use memchr::memmem;
use pdf_extract::{Document, Object};
use weezl::{BitOrder, LzwStatus, decode::Decoder};

use super::{ReadError, claims};

/// The most that all parts together may be, unpacked, in bytes.
const MOST: usize = 400_000_000;

/// Unpacks each part for once, and keeps nothing.
///
/// # Errors
/// They are larger than they may be, or packed twice.
pub(super) fn measure(bytes: &[u8]) -> Result<(), ReadError> {
    if is_packed_twice(bytes) {
        return Err(ReadError::Swells);
    }
    let (has_lzw, has_ascii) = (has_name(bytes, b"LZWDecode"), has_name(bytes, b"ASCII85Decode"));
    let mut left = MOST;
    for start in starts(bytes) {
        let part = &bytes[start..];
        measure_part(part, has_lzw, &mut left)?;
        if has_ascii {
            measure_ascii(part, has_lzw, &mut left)?;
        }
    }
    Ok(())
}

/// As [`measure`], of the parts of a document that was opened: those that were encrypted show only then what is in them.
pub(super) fn measure_opened(document: &Document) -> Result<(), ReadError> {
    let mut left = MOST;
    for object in document.objects.values() {
        let Object::Stream(stream) = object else { continue };
        let filters = stream.filters().unwrap_or_default();
        let packed = |filter: &&&[u8]| matches!(**filter, b"FlateDecode" | b"LZWDecode");
        if filters.iter().filter(packed).count() > 1 {
            return Err(ReadError::Swells);
        }
        measure_part(&stream.content, filters.contains(&&b"LZWDecode"[..]), &mut left)?;
        if filters.contains(&&b"ASCII85Decode"[..]) {
            measure_ascii(&stream.content, true, &mut left)?;
        }
    }
    Ok(())
}

fn measure_part(part: &[u8], has_lzw: bool, left: &mut usize) -> Result<(), ReadError> {
    let unpacked = measure_one(ZlibDecoder::new(part), left)?;
    // What has a damaged beginning is read without it.
    if unpacked == 0 {
        measure_one(DeflateDecoder::new(part.get(2..).unwrap_or_default()), left)?;
    }
    if has_lzw {
        for decoder in [Decoder::new(BitOrder::Msb, 8), Decoder::with_tiff_size_switch(BitOrder::Msb, 8)] {
            measure_lzw(decoder, part, left)?;
        }
    }
    Ok(())
}

fn measure_ascii(part: &[u8], has_lzw: bool, left: &mut usize) -> Result<(), ReadError> {
    let bytes = from_ascii(part);
    *left = left.checked_sub(bytes.len()).ok_or(ReadError::Swells)?;
    measure_part(&bytes, has_lzw, left)
}

/// How many bytes come out. What is packed in another way, or damaged, ends where it ends.
fn measure_one(mut decoder: impl Read, left: &mut usize) -> Result<usize, ReadError> {
    let (mut buffer, mut all) = (vec![0; 1 << 16], 0);
    while let Ok(read) = decoder.read(&mut buffer) {
        if read == 0 {
            break;
        }
        all += read;
        *left = left.checked_sub(read).ok_or(ReadError::Swells)?;
    }
    Ok(all)
}

fn measure_lzw(mut decoder: Decoder, part: &[u8], left: &mut usize) -> Result<(), ReadError> {
    let (mut buffer, mut rest) = (vec![0; 1 << 16], part);
    loop {
        let result = decoder.decode_bytes(rest, &mut buffer);
        rest = rest.get(result.consumed_in..).unwrap_or_default();
        *left = left.checked_sub(result.consumed_out).ok_or(ReadError::Swells)?;
        if !matches!(result.status, Ok(LzwStatus::Ok)) {
            return Ok(());
        }
    }
}

/// The bytes that are written as signs of ASCII, five for four. Ends where other signs stand.
fn from_ascii(part: &[u8]) -> Vec<u8> {
    let (mut bytes, mut number, mut signs) = (Vec::new(), 0_u64, 0);
    for byte in part.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        match byte {
            b'z' if signs == 0 => bytes.extend([0; 4]),
            b'!'..=b'u' => {
                number = number * 85 + u64::from(byte - b'!');
                signs += 1;
            }
            _ => break,
        }
        if signs == 5 {
            bytes.extend(number.to_be_bytes().iter().skip(4));
            (number, signs) = (0, 0);
        }
    }
    bytes
}

/// Where the contents of parts begin: behind `stream` and the end of that line.
fn starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
    const WORD: &[u8] = b"stream";
    memmem::find_iter(bytes, WORD).filter_map(|at| {
        let rest = bytes.get(at + WORD.len()..)?;
        let space = rest.iter().take_while(|byte| b" \t".contains(byte)).count();
        let rest = rest.get(space..)?;
        let line = [&b"\r\n"[..], b"\n", b"\r"].into_iter().find(|end| rest.starts_with(end))?;
        Some(at + WORD.len() + space + line.len())
    })
}

fn has_name(bytes: &[u8], wanted: &[u8]) -> bool {
    memchr::memchr_iter(b'/', bytes).any(|at| claims::name(&bytes[at..]).is_some_and(|(name, _)| name == wanted))
}

/// Whether any list of names has more than one way of packing.
fn is_packed_twice(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'[', bytes).any(|at| {
        let (mut rest, mut packed) = (&bytes[at + 1..], 0);
        while let Some((name, after)) = claims::name(claims::after_space(rest)) {
            packed += usize::from(matches!(&*name, b"FlateDecode" | b"LZWDecode"));
            rest = after;
        }
        packed > 1
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
        assert!(matches!(measure(b"[ /LZW#44ecode % a comment\n/ASCII85Decode/FlateDecode]"), Err(ReadError::Swells)));
        assert!(measure(b"/Filter [/ASCII85Decode /FlateDecode]").is_ok());
        let headless = [b"stream\nxx", &packed[2..], b"endstream\n"].concat().repeat(14);
        assert!(matches!(measure(&headless), Err(ReadError::Swells)));
    }

    #[test]
    fn parts_that_swell_in_other_ways_are_refused_too() {
        let lzw = weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8)
            .encode(&vec![b' '; 30_000_000])
            .expect("packed");
        let document = [b"/Filter /LZWDecode stream\n", &lzw[..], b"endstream\n"].concat();
        assert!(measure(&document).is_ok());
        assert!(matches!(measure(&document.repeat(14)), Err(ReadError::Swells)));
        assert_eq!(from_ascii(b"9jqo^ z BlbD-~>"), b"Man \0\0\0\0is d");
    }
}
