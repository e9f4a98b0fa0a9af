//! A passage with its tags.

use jiff::Timestamp;
use memchr::memmem::Finder;

use super::{ArticleId, Fingerprint, Span, TagId};

/// How much text around a quote is kept, in characters, each side.
pub const CONTEXT: usize = 64;

/// A passage of an article with the tags one analyst gave it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Annotation {
    pub article: ArticleId,
    /// The text that the span refers to.
    pub text: Fingerprint,
    pub span: Span,
    pub quote: Quote,
    pub codings: Vec<Coding>,
    pub note: String,
    pub created: Timestamp,
}

impl Annotation {
    pub fn has(&self, tag: &TagId) -> bool {
        self.codings.iter().any(|coding| coding.tag == *tag)
    }
}

/// A quote selector: the exact words, what stands around them, and which of several look-alikes they are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quote {
    pub exact: String,
    /// Up to [`CONTEXT`] characters before.
    pub before: String,
    /// Up to [`CONTEXT`] characters after.
    pub after: String,
    /// This is the first number's of the second number of occurrences, counted from 1.
    pub nth: (u32, u32),
}

impl Quote {
    /// The quote selector of `span` in `text`.
    pub fn of(text: &str, span: Span) -> Self {
        let exact = span.of(text).unwrap_or_default();
        let (head, tail) = (text.get(..span.start()).unwrap_or_default(), text.get(span.end()..).unwrap_or_default());
        let from = head.char_indices().rev().take(CONTEXT).last().map_or(head.len(), |(at, _)| at);
        let to = tail.char_indices().nth(CONTEXT).map_or(tail.len(), |(at, _)| at);
        Self {
            exact: exact.to_owned(),
            before: head[from..].to_owned(),
            after: tail[..to].to_owned(),
            nth: nth(text, exact, span.start()),
        }
    }
}

/// Which occurrence of `exact` in `text` starts at `start`, and of how many; overlapping ones count too.
fn nth(text: &str, exact: &str, start: usize) -> (u32, u32) {
    let (mut k, mut n) = (0, 0);
    let mut from = 0;
    let finder = Finder::new(exact);
    while let Some(at) = text.get(from..).and_then(|rest| finder.find(rest.as_bytes())) {
        let at = from + at;
        n += 1;
        if at <= start {
            k += 1;
        }
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
    }
    (k, n)
}

/// A tag on a passage, and for an argument who makes it, about whom and how.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coding {
    pub tag: TagId,
    /// Who says it.
    pub by: Vec<TagId>,
    /// About whom.
    pub about: Vec<TagId>,
    pub stance: Option<Stance>,
    pub voice: Option<Voice>,
}

impl Coding {
    pub fn new(tag: TagId) -> Self {
        Self { tag, by: Vec::new(), about: Vec::new(), stance: None, voice: None }
    }
}

/// Whether the speaker supports, rejects or only reports the argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stance {
    Supports,
    Rejects,
    Reports,
}

impl Stance {
    pub const ALL: [Self; 3] = [Self::Supports, Self::Rejects, Self::Reports];

    pub fn word(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Rejects => "rejects",
            Self::Reports => "reports",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stance| stance.word() == word)
    }
}

/// In whose words the argument stands in the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Voice {
    Quoted,
    Paraphrased,
    Author,
}

impl Voice {
    pub const ALL: [Self; 3] = [Self::Quoted, Self::Paraphrased, Self::Author];

    pub fn word(self) -> &'static str {
        match self {
            Self::Quoted => "quoted",
            Self::Paraphrased => "paraphrased",
            Self::Author => "author",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|voice| voice.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(text: &str, range: std::ops::Range<usize>) -> Quote {
        Quote::of(text, Span::new(text, range).expect("a span"))
    }

    #[test]
    fn a_quote_counts_its_look_alikes() {
        assert_eq!(quote("costs, costs, costs", 7..12).nth, (2, 3));
        assert_eq!(quote("aaa", 1..3).nth, (2, 2));
    }

    #[test]
    fn context_is_counted_in_characters() {
        let text = format!("{}X{}", "é".repeat(70), "主".repeat(70));
        let quote = quote(&text, 140..141);
        assert_eq!(quote.before.chars().count(), CONTEXT);
        assert_eq!(quote.after, "主".repeat(CONTEXT));
    }
}
