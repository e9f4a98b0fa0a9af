//! What positions count.

/// The unit of a position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Unicode scalar values.
    #[default]
    Chars,
    Utf16,
    /// Of UTF-8.
    Bytes,
}

impl Unit {
    /// All, with the names that the command line has for them.
    pub const ALL: [(Self, &str); 3] = [(Self::Chars, "characters"), (Self::Utf16, "utf16"), (Self::Bytes, "bytes")];

    pub fn label(self) -> &'static str {
        match self {
            Self::Chars => "characters",
            Self::Utf16 => "UTF-16 units",
            Self::Bytes => "bytes",
        }
    }
}
