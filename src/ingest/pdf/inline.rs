//! Pictures that stand among the instructions of a page: they are cut out before these are read, since their bytes can look like
//! anything. Knows no text.

use std::borrow::Cow;

use super::raw::{after_space, name};

/// So much of what follows a picture has to look like instructions.
const LOOKED_AT: usize = 40;
/// Some of the instructions that can follow one.
const KNOWN: [&str; 40] = [
    "Q", "q", "cm", "BT", "ET", "EMC", "BMC", "BDC", "Do", "gs", "BI", "re", "f", "f*", "W", "W*", "n", "m", "l", "c",
    "h", "S", "s", "B", "b", "w", "J", "j", "M", "d", "i", "g", "G", "rg", "RG", "k", "K", "cs", "scn", "EX",
];
/// The most that a picture among instructions has to say of itself.
const MOST_SAID: usize = 4_096;

/// The instructions without pictures.
pub(super) fn without_pictures(content: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memmem::find(content, b"ID").is_none() {
        return Cow::Borrowed(content);
    }
    let mut kept: Vec<u8> = Vec::new();
    let (mut at, mut from) = (0, 0);
    while let Some(byte) = content.get(at) {
        at = match byte {
            b'(' => after_words(content, at),
            b'%' => content[at..].iter().position(|byte| b"\r\n".contains(byte)).map_or(content.len(), |end| at + end),
            b'B' if is_word(content, at, b"BI") => match picture(content, at) {
                Some(end) => {
                    kept.extend_from_slice(&content[from..at]);
                    kept.push(b' ');
                    from = end;
                    end
                }
                None => at + 2,
            },
            _ => at + 1,
        };
    }
    if kept.is_empty() {
        return Cow::Borrowed(content);
    }
    kept.extend_from_slice(&content[from..]);
    Cow::Owned(kept)
}

fn is_space(byte: u8) -> bool {
    byte == 0 || byte.is_ascii_whitespace()
}

fn is_delimiter(byte: u8) -> bool {
    is_space(byte) || b"()<>[]{}/%".contains(&byte)
}

/// Whether an instruction stands there by itself.
fn is_word(content: &[u8], at: usize, word: &[u8]) -> bool {
    let is_end = |byte: Option<&u8>| byte.is_none_or(|byte| is_delimiter(*byte));
    content[at..].starts_with(word)
        && is_end(at.checked_sub(1).and_then(|before| content.get(before)))
        && is_end(content.get(at + word.len()))
}

/// Where words in brackets end.
fn after_words(content: &[u8], start: usize) -> usize {
    let (mut depth, mut at) = (0_usize, start);
    while let Some(byte) = content.get(at) {
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    // They have no end: it was no beginning.
    start + 1
}

/// What a picture says of itself.
#[derive(Default)]
struct Said {
    width: usize,
    height: usize,
    bits: usize,
    is_mask: bool,
    /// How many numbers each point has, if that is known.
    colors: Option<usize>,
    is_packed: bool,
    length: Option<usize>,
}

/// Where the picture ends that begins at `start`.
fn picture(content: &[u8], start: usize) -> Option<usize> {
    let limit = content.len().min(start + MOST_SAID);
    let data = (start + 2..limit).find(|at| is_word(&content[..limit.max(*at + 2).min(content.len())], *at, b"ID"))?;
    let said = said(&content[start + 2..data]);
    let data = data + 3;
    let ends_at = |length: usize| {
        let rest = content.get(data.checked_add(length)?..)?;
        let end = content.len() - after_space(rest).len();
        is_word(content, end, b"EI").then_some(end + 2)
    };
    let lengths = [said.length, said.bytes()];
    lengths.into_iter().flatten().find_map(ends_at).or_else(|| end_by_looks(content, data))
}

impl Said {
    /// How many bytes it has, where they are not packed.
    fn bytes(&self) -> Option<usize> {
        let bits = if self.is_mask { 1 } else { self.bits };
        let colors = if self.is_mask { 1 } else { self.colors? };
        if self.is_packed || bits == 0 {
            return None;
        }
        self.width.checked_mul(bits)?.checked_mul(colors)?.div_ceil(8).checked_mul(self.height)
    }
}

fn said(mut rest: &[u8]) -> Said {
    let mut said = Said::default();
    loop {
        rest = after_space(rest);
        let Some((key, after)) = name(rest) else {
            match rest.split_first() {
                Some((_, after)) => rest = after,
                None => return said,
            }
            continue;
        };
        rest = after_space(after);
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&rest[..digits]).ok().and_then(|digits| digits.parse::<usize>().ok());
        match &*key {
            b"W" | b"Width" => said.width = number.unwrap_or(0),
            b"H" | b"Height" => said.height = number.unwrap_or(0),
            b"BPC" | b"BitsPerComponent" => said.bits = number.unwrap_or(0),
            b"L" | b"Length" => said.length = number,
            b"IM" | b"ImageMask" => said.is_mask = rest.starts_with(b"true"),
            b"F" | b"Filter" => {
                let inside = after_space(rest.strip_prefix(b"[").unwrap_or(rest));
                said.is_packed = !inside.starts_with(b"]");
            }
            b"CS" | b"ColorSpace" => {
                let inside = after_space(rest.strip_prefix(b"[").unwrap_or(rest));
                said.colors = name(inside).and_then(|(space, _)| match &*space {
                    b"G" | b"DeviceGray" | b"I" | b"Indexed" | b"CalGray" => Some(1),
                    b"RGB" | b"DeviceRGB" | b"CalRGB" | b"Lab" => Some(3),
                    b"CMYK" | b"DeviceCMYK" => Some(4),
                    _ => None,
                });
                // The name is no key.
                rest = name(inside).map_or(inside, |(_, after)| after);
            }
            _ => {}
        }
    }
}

/// Where its end is by what follows: space, “EI”, and instructions.
fn end_by_looks(content: &[u8], data: usize) -> Option<usize> {
    let ends = memchr::memmem::find_iter(&content[data.min(content.len())..], b"EI").map(|at| data + at);
    let mut ends = ends.filter(|at| is_word(content, *at, b"EI"));
    ends.find(|at| looks_like_instructions(&content[at + 2..])).map(|at| at + 2)
}

/// Whether what begins here can be instructions: signs of text, and the first word is one of theirs.
fn looks_like_instructions(rest: &[u8]) -> bool {
    let looked_at = &rest[..rest.len().min(LOOKED_AT)];
    let mut words = false;
    for byte in looked_at {
        // Words that are shown may have any bytes.
        words |= *byte == b'(' || *byte == b'<';
        if !(words || is_space(*byte) || byte.is_ascii_graphic()) {
            return false;
        }
    }
    let text = String::from_utf8_lossy(looked_at);
    let is_operand = |word: &str| word.starts_with(['/', '[', ']', '(', '<']) || word.parse::<f64>().is_ok();
    match text
        .split(|c: char| c.is_ascii_whitespace() || c == '\0')
        .filter(|word| !word.is_empty())
        .find(|word| !is_operand(word))
    {
        Some(word) => KNOWN.contains(&word) || rest.len() > LOOKED_AT && text.ends_with(word) || words,
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content: &[u8], expected: &[u8]) {
        let kept = without_pictures(content);
        assert_eq!(String::from_utf8_lossy(&kept), String::from_utf8_lossy(expected));
    }

    #[test]
    fn pictures_are_cut_out_whatever_their_bytes_look_like() {
        // Six bytes, among them what ends a picture.
        check(b"q BI /W 6 /H 1 /BPC 8 /CS /G ID \x01 EI \x02 EI Q", b"q   Q");
        check(b"q BI /W 2 /H 1 /BPC 8 /CS /RGB ID \x01 EI \x02\nEI Q", b"q   Q");
        check(b"BI /W 9 /H 9 /IM true /F /CCF ID \x01\x80 EI \x02\x90ab EI Q BT (EI ) Tj ET", b"  Q BT (EI ) Tj ET");
        check(b"BI /W 9 /H 9 /F [/A85 /Fl] ID abcEIdef~> EI\nBT (a) Tj ET", b" \nBT (a) Tj ET");
        check(b"BI /L 4 /F /Fl ID EI Q EI 1 0 0 1 5 5 cm", b"  1 0 0 1 5 5 cm");
    }

    #[test]
    fn what_only_looks_like_a_picture_stays() {
        for content in [
            &b"BT (BI /W 1 ID x EI ) Tj ET"[..],
            b"% BI ID\nBT (a\\)) Tj ET",
            b"/BI gs ID",
            b"BI /W 1",
            b"BI ID x",
            b"(BI ID ",
        ] {
            check(content, content);
        }
    }
}
