//! Names and words as the bytes of a document have them.

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

/// UTF-16 or UTF-8 with its mark, or bytes that are nearly Latin-1.
pub(super) fn words_of(bytes: &[u8]) -> String {
    let encoding = encoding_rs::Encoding::for_bom(bytes).map_or(encoding_rs::WINDOWS_1252, |(encoding, _)| encoding);
    encoding.decode(bytes).0.trim().to_owned()
}
