//! A passage with its tags.

use jiff::Timestamp;
use memchr::memmem::Finder;

use super::{
    article::Fingerprint,
    by_article::InArticle,
    ids::{AnnotationId, ArticleId, TagId},
    record::{Concern, Mention, Record},
    span::Span,
};

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
    /// The beginning of 1970 where nobody knows: see [`Self::made`].
    pub created: Timestamp,
}

impl Annotation {
    /// When it was made; `None` where it came from a file that does not say.
    pub fn made(&self) -> Option<Timestamp> {
        Some(self.created).filter(|time| *time > Timestamp::UNIX_EPOCH)
    }

    pub fn has(&self, tag: &TagId) -> bool {
        self.codings.iter().any(|coding| coding.tag == *tag)
    }
}

impl InArticle for Annotation {
    fn article(&self) -> &ArticleId {
        &self.article
    }
}

impl Record for Annotation {
    type Id = AnnotationId;

    fn mentions<'a>(&'a self, _: &'a AnnotationId) -> Vec<Mention<'a>> {
        let tags = self.codings.iter().flat_map(Coding::tags).map(Mention::Tag);
        [Mention::Article(&self.article)].into_iter().chain(tags).collect()
    }

    fn concerns<'a>(&'a self, _: &'a AnnotationId) -> Concern<'a> {
        Concern::Article(&self.article)
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
        let (before, after) = Self::context(text, span);
        Self {
            exact: exact.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
            nth: nth(text, exact, span.start()),
        }
    }

    /// What stands before and behind `span` in `text`, up to [`CONTEXT`] characters on each side.
    pub fn context(text: &str, span: Span) -> (&str, &str) {
        let (head, tail) = (text.get(..span.start()).unwrap_or_default(), text.get(span.end()..).unwrap_or_default());
        let from = head.char_indices().rev().take(CONTEXT).last().map_or(head.len(), |(at, _)| at);
        let to = tail.char_indices().nth(CONTEXT).map_or(tail.len(), |(at, _)| at);
        (&head[from..], &tail[..to])
    }
}

/// Which occurrence of `exact` in `text` starts at `start`, and of how many; overlapping ones count too.
fn nth(text: &str, exact: &str, start: usize) -> (u32, u32) {
    let (text, exact) = (text.as_bytes(), exact.as_bytes());
    match exact {
        [] => return (0, 0),
        [byte] => {
            let before = memchr::memchr_iter(*byte, text.get(..=start).unwrap_or(text)).count();
            return (counted(before), counted(memchr::memchr_iter(*byte, text).count()));
        }
        _ if exact.len() == text.len() => return (1, 1),
        _ => {}
    }
    // In “aaaa” there is one occurrence of “aaa” behind the other, and finding each anew would compare all of its letters
    // each time: those that follow one another in steps of what the words repeat are counted at once.
    let mut step = None;
    let finder = Finder::new(exact);
    let (mut before, mut all, mut from) = (0, 0, 0);
    let mut last: Option<usize> = None;
    while let Some(at) = text.get(from..).and_then(|rest| finder.find(rest)).map(|at| from + at) {
        if step.is_none() && last.is_some_and(|last| at - last <= exact.len()) {
            step = Some(period(exact));
        }
        let (more, by) = step.map_or((0, 1), |step| (goes_on(text, at + exact.len(), step) / step, step));
        all += 1 + more;
        if at <= start {
            before += 1 + more.min((start - at) / by);
        }
        last = Some(at + more * by);
        from = at + more * by + 1;
    }
    (counted(before), counted(all))
}

fn counted(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// After how many bytes `words`, which are not empty, repeat themselves; their length if that is not twice at least.
fn period(words: &[u8]) -> usize {
    let half = words.len().div_ceil(2);
    let again = words.get(1..).and_then(|rest| Finder::new(&words[..half]).find(rest)).map(|at| at + 1);
    again.filter(|at| *at <= words.len() / 2 && words[*at..] == words[..words.len() - at]).unwrap_or(words.len())
}

/// How many bytes from `end` on are those that stand `step` before them.
fn goes_on(text: &[u8], end: usize, step: usize) -> usize {
    const MANY: usize = 4096;
    let (back, ahead) = (text.get(end - step..).unwrap_or_default(), text.get(end..).unwrap_or_default());
    let mut same = 0;
    for (back, ahead) in back.chunks(MANY).zip(ahead.chunks(MANY)) {
        if back.get(..ahead.len()) != Some(ahead) {
            return same + back.iter().zip(ahead).take_while(|(back, ahead)| back == ahead).count();
        }
        same += ahead.len();
    }
    same
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

    /// The tag, those who say it, and those it is said about.
    pub fn tags(&self) -> impl Iterator<Item = &TagId> {
        [&self.tag].into_iter().chain(&self.by).chain(&self.about)
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
    fn look_alikes_in_a_text_that_repeats_itself_are_counted_in_one_go() {
        let n = 4_000_000;
        let text = "ab".repeat(n / 2);
        let begun = std::time::Instant::now();
        assert_eq!(quote(&text, 0..n / 2).nth, (1, 1_000_001));
        assert_eq!(quote(&text, n / 2..n).nth, (1_000_001, 1_000_001));
        assert_eq!(quote(&text, 1..n).nth, (1, 1));
        assert_eq!(quote(&text, 7..8).nth, (4, 2_000_000));
        assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{:?}", begun.elapsed());
    }

    proptest::proptest! {
        #[test]
        fn each_place_where_the_words_stand_counts(text in "[ab]{1,60}|(aab){1,20}", start in 0_usize..60, len in 1_usize..40) {
            let start = start % text.len();
            let end = (start + len).min(text.len());
            let at = (0..text.len()).filter(|at| text[*at..].starts_with(&text[start..end])).collect::<Vec<_>>();
            let before = at.iter().filter(|at| **at <= start).count();
            proptest::prop_assert_eq!(quote(&text, start..end).nth, (counted(before), counted(at.len())));
        }
    }

    #[test]
    fn context_is_counted_in_characters() {
        let text = format!("{}X{}", "é".repeat(70), "主".repeat(70));
        let quote = quote(&text, 140..141);
        assert_eq!(quote.before.chars().count(), CONTEXT);
        assert_eq!(quote.after, "主".repeat(CONTEXT));
    }
}
