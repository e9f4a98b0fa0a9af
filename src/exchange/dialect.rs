//! Which program's spans.

/// Which program the spans are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Positions in UTF-16 units, as its window counts them.
    Doccano,
    /// Positions in characters, as Python counts them.
    Spacy,
    /// Positions in characters; each analyst's annotations apart.
    LabelStudio,
}
