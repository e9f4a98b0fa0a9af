//! Paragraphs of which somebody has said whether they are part of the article.

use std::{collections::BTreeMap, fmt, ops::Range};

use super::{
    article::Fingerprint,
    ids::{ArticleId, BadId},
    record::{Concern, Mention, Record},
};

/// A paragraph by what it says, so that it is found again where the text around it was changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ParagraphId {
    pub article: ArticleId,
    /// Of its words, with one space between them.
    pub words: Fingerprint,
    /// It is the n-th paragraph of the article that says so, counted from 1.
    pub nth: u32,
}

/// What was said of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Judged {
    /// How it begins, for people.
    pub words: String,
    /// Whether it is noise: not part of the article.
    pub noise: bool,
}

impl Record for Judged {
    type Id = ParagraphId;

    fn mentions<'a>(&'a self, id: &'a ParagraphId) -> Vec<Mention<'a>> {
        vec![Mention::Article(&id.article)]
    }

    fn concerns<'a>(&'a self, _: &'a ParagraphId) -> Concern<'a> {
        Concern::Nothing
    }
}

impl ParagraphId {
    /// The paragraphs of an article whose text is `text` that a byte range touches, each with its bytes.
    pub fn over(article: &ArticleId, text: &str, range: &Range<usize>) -> Vec<(Self, Range<usize>)> {
        let mut seen: BTreeMap<Fingerprint, u32> = BTreeMap::new();
        let mut found = Vec::new();
        for line in lines(text).take_while(|line| line.start <= range.start.max(range.end.saturating_sub(1))) {
            let words = fingerprint(&text[line.clone()]);
            let nth = seen.get(&words).map_or(1, |n| n.saturating_add(1));
            if line.end >= range.start {
                found.push((Self { article: article.clone(), words: words.clone(), nth }, line));
            }
            seen.insert(words, nth);
        }
        found
    }

    /// As [`fmt::Display`] writes it.
    ///
    /// # Errors
    /// It is no such id.
    pub fn parse(text: &str) -> Result<Self, BadId> {
        let bad = || BadId {
            given: text.to_owned(),
            kind: "paragraph",
            rule: "it must be the article's id, a number and the fingerprint, with colons between them",
        };
        let (article, rest) = text.split_once(':').ok_or_else(bad)?;
        let (nth, words) = rest.split_once(':').ok_or_else(bad)?;
        let words = Fingerprint::parse(words).ok_or_else(bad)?;
        Ok(Self { article: ArticleId::new(article)?, words, nth: nth.parse().map_err(|_| bad())? })
    }
}

impl fmt::Display for ParagraphId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.article, self.nth, self.words.as_str())
    }
}

/// Where the paragraphs of which something was said stand in `text`, and whether they are noise, in the order of the text.
pub fn judged_in<'a>(
    text: &str,
    judged: impl Iterator<Item = (&'a ParagraphId, &'a Judged)>,
) -> Vec<(Range<usize>, bool)> {
    let judged: BTreeMap<(&Fingerprint, u32), bool> =
        judged.map(|(id, judged)| ((&id.words, id.nth), judged.noise)).collect();
    if judged.is_empty() {
        return Vec::new();
    }
    let mut seen: BTreeMap<Fingerprint, u32> = BTreeMap::new();
    let mut found = Vec::new();
    for line in lines(text) {
        let words = fingerprint(&text[line.clone()]);
        let nth = seen.get(&words).map_or(1, |n| n.saturating_add(1));
        if let Some(noise) = judged.get(&(&words, nth)) {
            found.push((line, *noise));
        }
        seen.insert(words, nth);
    }
    found
}

/// The lines that hold more than white space.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    crate::text::lines::lines(text).filter(|range| !text[range.clone()].trim().is_empty())
}

fn fingerprint(paragraph: &str) -> Fingerprint {
    Fingerprint::of(&paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Advertisement\n\nThe seat stays empty.\n\nAdvertisement\n";

    fn article() -> ArticleId {
        ArticleId::new("seats").expect("an id")
    }

    #[test]
    fn a_paragraph_ends_however_its_line_ends() {
        let over = |text: &str| ParagraphId::over(&article(), text, &(0..text.len()));
        let ranges: Vec<_> =
            over("One.\rTwo.\u{2028}\u{85}Three.\nOne.").into_iter().map(|(id, range)| (id.nth, range)).collect();
        assert_eq!(ranges, [(1, 0..4), (1, 5..9), (1, 14..20), (2, 21..25)]);
    }

    #[test]
    fn equal_paragraphs_are_told_apart_and_found_again_where_others_changed() {
        let over = |range| ParagraphId::over(&article(), TEXT, &range);
        assert_eq!(over(0..TEXT.len()).iter().map(|(id, _)| id.nth).collect::<Vec<_>>(), [1, 1, 2]);
        assert_eq!(over(14..14), [], "an empty line is none");
        let (second, range) = over(40..40).remove(0);
        assert_eq!((second.nth, range), (2, 38..51));
        let judged = Judged { words: "Advertisement".to_owned(), noise: false };
        let place = |text: &str| judged_in(text, [(&second, &judged)].into_iter());
        assert_eq!(place(TEXT), [(38..51, false)]);
        let changed = TEXT.replace("stays empty", "is empty").replace("\n\nAdv", "\n\n Adv");
        let found = place(&changed);
        assert_eq!(found.len(), 1);
        assert_eq!(changed[found[0].0.clone()].trim(), "Advertisement");
        assert_eq!(place("Advertisement\n"), []);
    }

    #[test]
    fn an_id_is_written_and_read() {
        let (id, _) = ParagraphId::over(&article(), TEXT, &(20..20)).remove(0);
        assert_eq!(ParagraphId::parse(&id.to_string()), Ok(id));
        for wrong in ["", "seats", "seats:1", "seats:1:sha256:00", "seats:x:sha256:"] {
            assert!(ParagraphId::parse(wrong).is_err(), "{wrong}");
        }
    }
}
