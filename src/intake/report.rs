//! What became of a foreign file.

use crate::exchange::foreign::Counted;

/// What there is to say about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub new_articles: usize,
    /// Texts that are articles of the project already.
    pub known_articles: usize,
    pub new_tags: usize,
    pub known_tags: usize,
    pub passages: usize,
    /// How much of the file is not among them: passages whose text or place is not here, texts, and what has no place here.
    pub left_out: usize,
    pub analysts: Vec<String>,
    /// How what the format leaves open was understood.
    pub understood: Option<String>,
    /// How positions were understood.
    pub counting: Option<Counted>,
    /// Whether it is in doubt: see [`crate::exchange::foreign::Decision::is_in_doubt`].
    pub is_in_doubt: bool,
    pub notices: Vec<String>,
}
