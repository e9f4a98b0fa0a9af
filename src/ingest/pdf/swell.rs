//! How large the packed parts of a PDF document are: what reads them knows no limit.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::{
    Filter, Pdf,
    object::{Object, Stream},
};
use memchr::memmem;
use weezl::{BitOrder, LzwStatus, decode::Decoder};

use super::{claims, raw};
use crate::ingest::error::ReadError;

/// The most that all parts together may be, unpacked, in bytes.
pub(super) const MOST: usize = 400_000_000;

/// What makes bytes of fewer ones, by its names.
const PACKERS: [&[u8]; 6] = [b"FlateDecode", b"Fl", b"LZWDecode", b"LZW", b"RunLengthDecode", b"RL"];

/// Unpacks each part for once, and keeps nothing.
///
/// # Errors
/// They are larger than they may be, or packed twice.
pub(super) fn measure(bytes: &[u8]) -> Result<(), ReadError> {
    if is_packed_twice(bytes) {
        return Err(ReadError::Swells);
    }
    let has = |names: [&[u8]; 2]| names.iter().any(|name| has_name(bytes, name));
    let has_lzw = has([b"LZWDecode", b"LZW"]);
    let (has_ascii, has_hex) = (has([b"ASCII85Decode", b"A85"]), has([b"ASCIIHexDecode", b"AHx"]));
    let mut left = MOST;
    for start in starts(bytes) {
        let part = &bytes[start..];
        measure_part(part, has_lzw, &mut left)?;
        if has_ascii {
            measure_unpacked(&from_ascii(part), has_lzw, &mut left)?;
        }
        if has_hex {
            measure_unpacked(&from_hex(part), has_lzw, &mut left)?;
        }
    }
    Ok(())
}

/// As [`measure`], of the parts of a document that was opened: what was said in another place shows only then.
pub(super) fn measure_opened(document: &Pdf) -> Result<(), ReadError> {
    let mut left = MOST;
    for object in document.objects() {
        let Object::Stream(stream) = object else { continue };
        check_rows(&stream)?;
        let filters = stream.filters();
        check_filters(&filters)?;
        if filters.iter().any(|filter| matches!(filter, Filter::Ascii85Decode | Filter::AsciiHexDecode)) {
            measure_stream(&stream, &mut left)?;
        }
    }
    Ok(())
}

/// Decrypts a part and unpacks it.
pub(super) fn measure_stream(stream: &Stream<'_>, left: &mut usize) -> Result<(), ReadError> {
    let filters = stream.filters();
    check_filters(&filters)?;
    let bytes = stream.raw_data();
    let has_lzw = filters.contains(&Filter::LzwDecode);
    measure_part(&bytes, has_lzw, left)?;
    if filters.contains(&Filter::Ascii85Decode) {
        measure_unpacked(&from_ascii(&bytes), has_lzw, left)?;
    }
    if filters.contains(&Filter::AsciiHexDecode) {
        measure_unpacked(&from_hex(&bytes), has_lzw, left)?;
    }
    Ok(())
}

fn check_filters(filters: &[Filter]) -> Result<(), ReadError> {
    let is_packer =
        |filter: &&Filter| matches!(filter, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode);
    if filters.iter().filter(is_packer).count() > 1 { Err(ReadError::Swells) } else { Ok(()) }
}

/// The rows that a part is packed in are as long as they are said to be.
fn check_rows(stream: &Stream<'_>) -> Result<(), ReadError> {
    for key in ["DecodeParms", "DP"] {
        match stream.dict().get::<Object<'_>>(key) {
            Some(Object::Dict(rows)) => claims::check_part(&rows)?,
            Some(Object::Array(parts)) => {
                parts.iter::<hayro_syntax::object::Dict<'_>>().try_for_each(|rows| claims::check_part(&rows))?;
            }
            _ => {}
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

/// Of a part that was written as signs.
fn measure_unpacked(bytes: &[u8], has_lzw: bool, left: &mut usize) -> Result<(), ReadError> {
    *left = left.checked_sub(bytes.len()).ok_or(ReadError::Swells)?;
    measure_part(bytes, has_lzw, left)
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

/// The bytes that are written as two signs each. Ends where other signs stand.
fn from_hex(part: &[u8]) -> Vec<u8> {
    let signs = part.iter().filter(|byte| !byte.is_ascii_whitespace());
    let signs: Vec<u8> =
        signs.map_while(|byte| char::from(*byte).to_digit(16)).filter_map(|it| u8::try_from(it).ok()).collect();
    signs.chunks_exact(2).map(|two| two[0] << 4 | two[1]).collect()
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

pub(super) fn has_name(bytes: &[u8], wanted: &[u8]) -> bool {
    memchr::memchr_iter(b'/', bytes).any(|at| raw::name(&bytes[at..]).is_some_and(|(name, _)| name == wanted))
}

/// Whether any list of names has more than one way of packing.
fn is_packed_twice(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'[', bytes).any(|at| {
        let (mut rest, mut packed) = (&bytes[at + 1..], 0);
        while let Some((name, after)) = raw::name(raw::after_space(rest)) {
            packed += usize::from(PACKERS.contains(&&*name));
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
        assert_eq!(from_hex(b"4d 61\n6E>"), b"Man");
    }
}
