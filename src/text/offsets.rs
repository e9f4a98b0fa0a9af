//! Conversion between offsets in bytes, characters (Unicode scalar values) and UTF-16 units of one text.

/// Bytes between two checkpoints.
const STRIDE: usize = 128;

/// How far the text has come at a byte offset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Checkpoint {
    byte: usize,
    chars: usize,
    utf16: usize,
}

/// A text with a sparse index of its offsets: each lookup reads at most about 128 bytes.
#[derive(Clone, Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    /// One for each 128 bytes and one for the end, with rising `byte`.
    checkpoints: Vec<Checkpoint>,
}

impl<'t> Offsets<'t> {
    /// Indexes `text`, in one pass.
    pub fn new(text: &'t str) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / STRIDE + 2);
        let mut here = Checkpoint::default();
        checkpoints.push(here);
        while here.byte < text.len() {
            let next = text.ceil_char_boundary(here.byte + STRIDE);
            let piece = &text[here.byte..next];
            let chars = piece.chars().count();
            here = Checkpoint {
                byte: next,
                chars: here.chars + chars,
                utf16: here.utf16 + chars + beyond_one_unit(piece),
            };
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
        let (base, piece) = self.piece_up_to(byte)?;
        Some(base.chars + piece.chars().count())
    }

    /// The byte offset of a character offset; none beyond the end.
    pub fn byte_of_char(&self, char: usize) -> Option<usize> {
        let base = self.base(|c| c.chars <= char);
        let mut left = char - base.chars;
        self.walk(base, |_| {
            left = left.checked_sub(1)?;
            Some(())
        })
        .filter(|_| left == 0)
    }

    /// The UTF-16 offset of a byte offset; none inside a character or beyond the end.
    pub fn utf16_of_byte(&self, byte: usize) -> Option<usize> {
        let (base, piece) = self.piece_up_to(byte)?;
        Some(base.utf16 + piece.chars().count() + beyond_one_unit(piece))
    }

    /// The byte offset of a UTF-16 offset; none inside a surrogate pair or beyond the end.
    pub fn byte_of_utf16(&self, unit: usize) -> Option<usize> {
        let base = self.base(|c| c.utf16 <= unit);
        let mut left = unit - base.utf16;
        self.walk(base, |c| {
            left = left.checked_sub(c.len_utf16())?;
            Some(())
        })
        .filter(|_| left == 0)
    }

    fn last(&self) -> Checkpoint {
        self.checkpoints.last().copied().unwrap_or_default()
    }

    /// The last checkpoint that is not beyond what is looked for.
    fn base(&self, not_beyond: impl Fn(&Checkpoint) -> bool) -> Checkpoint {
        let behind = self.checkpoints.partition_point(not_beyond);
        self.checkpoints.get(behind.saturating_sub(1)).copied().unwrap_or_default()
    }

    fn piece_up_to(&self, byte: usize) -> Option<(Checkpoint, &'t str)> {
        let base = self.base(|c| c.byte <= byte);
        Some((base, self.text.get(base.byte..byte)?))
    }

    /// The byte offset at which `take` refuses a character, or the end of the text.
    fn walk(&self, base: Checkpoint, mut take: impl FnMut(char) -> Option<()>) -> Option<usize> {
        let rest = self.text.get(base.byte..)?;
        let stop = rest.char_indices().find(|(_, c)| take(*c).is_none());
        Some(stop.map_or(self.text.len(), |(at, _)| base.byte + at))
    }
}

/// How many characters of `piece` take two UTF-16 units: those of four bytes, by their first.
fn beyond_one_unit(piece: &str) -> usize {
    piece.bytes().filter(|byte| *byte >= 0xf0).count()
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
