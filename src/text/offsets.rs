//! Conversion between offsets in bytes, characters (Unicode scalar values) and UTF-16 units of one text.

/// Bytes between two checkpoints; few enough to be counted in a `u8`.
const STRIDE: usize = 128;

/// How many characters and UTF-16 units begin before a byte offset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Checkpoint {
    chars: usize,
    utf16: usize,
}

impl Checkpoint {
    /// How far the text has come behind `piece`, which may begin and end within characters.
    fn behind(self, piece: &[u8]) -> Self {
        let (mut chars, mut utf16) = (self.chars, self.utf16);
        for part in piece.chunks(STRIDE) {
            // In bytes, not in words: many of them are counted in one go.
            let (mut begun, mut long) = (0_u8, 0_u8);
            for byte in part {
                begun += u8::from(*byte & 0xc0 != 0x80);
                long += u8::from(*byte >= 0xf0);
            }
            chars += usize::from(begun);
            // Characters of four bytes take two units.
            utf16 += usize::from(begun) + usize::from(long);
        }
        Self { chars, utf16 }
    }
}

/// A text with a sparse index of its offsets: each lookup reads at most about 128 bytes.
#[derive(Clone, Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    /// One for each 128 bytes from the beginning on, and one for the end.
    checkpoints: Vec<Checkpoint>,
}

impl<'t> Offsets<'t> {
    /// Indexes `text`, in one pass.
    pub fn new(text: &'t str) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / STRIDE + 2);
        let mut here = Checkpoint::default();
        checkpoints.push(here);
        for piece in text.as_bytes().chunks(STRIDE) {
            here = here.behind(piece);
            checkpoints.push(here);
        }
        Self { text, checkpoints }
    }

    /// The length of the text in characters.
    pub fn chars(&self) -> usize {
        self.last().chars
    }

    /// The length of the text in UTF-16 units.
    pub fn utf16_units(&self) -> usize {
        self.last().utf16
    }

    /// The character offset of a byte offset; none inside a character or beyond the end.
    pub fn char_of_byte(&self, byte: usize) -> Option<usize> {
        Some(self.up_to(byte)?.chars)
    }

    /// The byte offset of a character offset; none beyond the end.
    pub fn byte_of_char(&self, char: usize) -> Option<usize> {
        let (from, base) = self.base(|c| c.chars <= char);
        self.walk(from, char - base.chars, |_| 1)
    }

    /// The UTF-16 offset of a byte offset; none inside a character or beyond the end.
    pub fn utf16_of_byte(&self, byte: usize) -> Option<usize> {
        Some(self.up_to(byte)?.utf16)
    }

    /// The byte offset of a UTF-16 offset; none inside a surrogate pair or beyond the end.
    pub fn byte_of_utf16(&self, unit: usize) -> Option<usize> {
        let (from, base) = self.base(|c| c.utf16 <= unit);
        self.walk(from, unit - base.utf16, char::len_utf16)
    }

    fn last(&self) -> Checkpoint {
        self.checkpoints.last().copied().unwrap_or_default()
    }

    fn up_to(&self, byte: usize) -> Option<Checkpoint> {
        let at = byte / STRIDE;
        let piece = self.text.get(..byte)?.as_bytes().get(at * STRIDE..)?;
        Some(self.checkpoints.get(at)?.behind(piece))
    }

    /// The last checkpoint that is not beyond what is looked for, and the first character at or behind it.
    fn base(&self, not_beyond: impl Fn(&Checkpoint) -> bool) -> (usize, Checkpoint) {
        let at = self.checkpoints.partition_point(not_beyond).saturating_sub(1);
        (self.text.ceil_char_boundary(at * STRIDE), self.checkpoints.get(at).copied().unwrap_or_default())
    }

    /// The byte offset `left` units behind the one at `from`, where each character takes as many as `units` says; none
    /// within a character and beyond the end.
    fn walk(&self, from: usize, mut left: usize, units: fn(char) -> usize) -> Option<usize> {
        let mut rest = self.text.get(from..)?.chars();
        while left > 0 {
            left = left.checked_sub(units(rest.next()?))?;
        }
        Some(self.text.len() - rest.as_str().len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn offsets_inside_a_character_are_none() {
        let offsets = Offsets::new("aé👍b");
        assert_eq!((offsets.chars(), offsets.utf16_units()), (4, 5));
        assert_eq!(offsets.char_of_byte(3), Some(2));
        assert_eq!(offsets.char_of_byte(2), None);
        assert_eq!(offsets.utf16_of_byte(7), Some(4));
        assert_eq!(offsets.byte_of_utf16(3), None);
        assert_eq!(offsets.byte_of_utf16(4), Some(7));
        assert_eq!(offsets.byte_of_char(4), Some(8));
        assert_eq!(offsets.byte_of_char(5), None);
        assert_eq!(Offsets::new("").byte_of_char(0), Some(0));
    }

    proptest! {
        #[test]
        fn there_and_back(text in "[a\\n字\u{301}👍🏽ש]{0,300}") {
            let offsets = Offsets::new(&text);
            let boundaries = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            for (char, byte) in boundaries.enumerate() {
                prop_assert_eq!(offsets.char_of_byte(byte), Some(char));
                prop_assert_eq!(offsets.byte_of_char(char), Some(byte));
                let unit = text[..byte].encode_utf16().count();
                prop_assert_eq!(offsets.utf16_of_byte(byte), Some(unit));
                prop_assert_eq!(offsets.byte_of_utf16(unit), Some(byte));
            }
            prop_assert_eq!(offsets.byte_of_char(offsets.chars() + 1), None);
        }
    }
}
