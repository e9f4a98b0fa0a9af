//! Whether words stand as a whole line.

/// How the whole of the lines stands there that a passage stood in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// In a line with other words, or perhaps so.
    Whole,
    /// As lines by themselves.
    Alone,
}
