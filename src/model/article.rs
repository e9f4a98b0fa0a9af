//! A text with its metadata.

use std::{cmp::Ordering, fmt, sync::Arc};

use sha2::{Digest as _, Sha256};

use super::{
    ids::{AnalystId, ArticleId},
    record::{Concern, Mention, Record},
};

/// An article: what is known about it, and its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Article {
    pub title: String,
    pub body: Body,
    pub outlet: String,
    pub author: String,
    /// `2026-01-08`, `2026-01`, `2026`, or empty where it is not known.
    pub date: String,
    /// BCP 47, or empty.
    pub language: String,
    pub link: String,
    pub note: String,
    /// Name of the file that it came from.
    pub source: String,
    /// Place in the list of articles.
    pub rank: i64,
    /// Whose coding counts where nothing is settled and several have coded it.
    pub of_record: Option<AnalystId>,
}

impl Record for Article {
    type Id = ArticleId;

    fn mentions<'a>(&'a self, _: &'a ArticleId) -> Vec<Mention<'a>> {
        Vec::new()
    }

    fn concerns<'a>(&'a self, _: &'a ArticleId) -> Concern<'a> {
        Concern::Nothing
    }
}

/// `sha256:` and the SHA-256 of a text as loaded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(Arc<str>);

impl Fingerprint {
    pub fn of(text: &str) -> Self {
        Self::of_bytes(text.as_bytes())
    }

    pub fn of_bytes(bytes: &[u8]) -> Self {
        use fmt::Write as _;
        let mut hex = String::with_capacity(71);
        hex.push_str("sha256:");
        for byte in Sha256::digest(bytes) {
            // Writing to a string cannot fail.
            write!(hex, "{byte:02x}").unwrap_or_default();
        }
        Self(hex.into())
    }

    /// A fingerprint as a file gives it.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix("sha256:")?;
        (hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))).then(|| Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.get(..15).unwrap_or(&self.0))
    }
}

/// A text as loaded, with its fingerprint. The text itself may be missing where its file is.
#[derive(Clone)]
pub struct Body {
    fingerprint: Fingerprint,
    bytes: usize,
    text: Option<Arc<str>>,
}

impl Body {
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        Self { fingerprint: Fingerprint::of(&text), bytes: text.len(), text: Some(text) }
    }

    /// What is known of a text that is not here.
    pub fn missing(fingerprint: Fingerprint, bytes: usize) -> Self {
        Self { fingerprint, bytes, text: None }
    }

    pub fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// Length of the text in bytes, also where it is missing.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The text; empty where it is missing.
    pub fn text(&self) -> &str {
        self.text.as_deref().unwrap_or("")
    }

    pub fn shared(&self) -> Option<&Arc<str>> {
        self.text.as_ref()
    }

    pub fn is_missing(&self) -> bool {
        self.text.is_none()
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Body {}

impl PartialOrd for Body {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By what is known of the text, whether it is here or not.
impl Ord for Body {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.fingerprint, self.bytes).cmp(&(&other.fingerprint, other.bytes))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({:?}, {} bytes)", self.fingerprint, self.bytes)
    }
}
