//! A text that holds several articles, parted where a line begins one.

use regex_lite::{Regex, RegexBuilder};

use crate::text::lines::{is_end, lines};

/// What begins an article, as somebody wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SplitAt {
    /// The words that such a line begins with, in any case; or a regular expression that it fits.
    pub pattern: String,
    pub is_regex: bool,
    /// Such lines are in none of the articles.
    pub leaves_out: bool,
}

/// A pattern that can be used.
#[derive(Clone, Debug)]
pub struct Splitter {
    at: SplitAt,
    is_start: IsStart,
}

#[derive(Clone, Debug)]
enum IsStart {
    Words(String),
    Fits(Regex),
}

impl PartialEq for Splitter {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl Splitter {
    /// # Errors
    /// The pattern is empty, no regular expression, or fits every line; in words for the user.
    pub fn new(at: SplitAt) -> Result<Self, String> {
        let pattern = at.pattern.trim();
        if pattern.is_empty() {
            return Err("write how the lines begin that a new article begins with".to_owned());
        }
        let is_start = if at.is_regex {
            let regex = RegexBuilder::new(pattern).size_limit(1_000_000).build();
            let regex = regex.map_err(|error| format!("“{pattern}” is no regular expression: {error}"))?;
            if regex.is_match("") {
                return Err(format!("“{pattern}” fits an empty line, so that every line would be an article"));
            }
            IsStart::Fits(regex)
        } else {
            IsStart::Words(pattern.to_lowercase())
        };
        Ok(Self { at, is_start })
    }

    /// The articles in a text as loaded. What stands before the first line that begins one is one too; none if there are not two.
    pub(super) fn parts(&self, text: &str) -> Vec<String> {
        let mut parts: Vec<Vec<&str>> = vec![Vec::new()];
        // An article is more than the lines that begin it.
        let mut has_more = false;
        let mut ranges = lines(text).peekable();
        while let Some(range) = ranges.next() {
            let line = &text[range.clone()];
            let with_end = &text[range.start..ranges.peek().map_or(text.len(), |next| next.start)];
            let begins = self.begins(line);
            if begins && has_more {
                parts.push(Vec::new());
                has_more = false;
            }
            has_more |= !begins && !line.trim().is_empty();
            if let Some(part) = parts.last_mut().filter(|_| !begins || !self.at.leaves_out) {
                part.push(with_end);
            }
        }
        if !has_more && let Some(end) = parts.pop() {
            parts.last_mut().into_iter().for_each(|last| last.extend(&end));
        }
        let joined =
            |part: Vec<&str>| part.concat().trim_matches(|c| is_end(c) || matches!(c, ' ' | '\t')).to_owned() + "\n";
        if parts.len() < 2 { Vec::new() } else { parts.into_iter().map(joined).collect() }
    }

    fn begins(&self, line: &str) -> bool {
        let line = line.trim();
        match &self.is_start {
            IsStart::Fits(regex) => regex.is_match(line),
            IsStart::Words(words) => {
                // Most lines are no start: nothing is made of them.
                let (mut there, mut wanted) = (line.chars().flat_map(char::to_lowercase), words.chars());
                wanted.all(|c| there.next() == Some(c))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, is_regex: bool, leaves_out: bool, text: &str, expected: &[&str]) {
        let at = SplitAt { pattern: pattern.to_owned(), is_regex, leaves_out };
        assert_eq!(Splitter::new(at).expect("a pattern").parts(text), expected, "{pattern}");
    }

    #[test]
    fn lines_begin_an_article_however_they_end() {
        let at = SplitAt { pattern: "Article".to_owned(), ..SplitAt::default() };
        let parts = Splitter::new(at).expect("a pattern").parts("Article 1\rOne.\u{2028}More.\rArticle 2\u{85}Two.\r");
        assert_eq!(parts, ["Article 1\rOne.\u{2028}More.\n", "Article 2\u{85}Two.\n"]);
    }

    #[test]
    fn lines_that_begin_an_article_part_a_text() {
        let text = "Article 1: Chairs\n\nSeats stand.\n\n  ARTICLE 2: Dues\nWaste is not. See article 1.\n";
        check(
            "article",
            false,
            false,
            text,
            &["Article 1: Chairs\n\nSeats stand.\n", "ARTICLE 2: Dues\nWaste is not. See article 1.\n"],
        );
        check(r"^(?i)article \d+", true, true, text, &["Seats stand.\n", "Waste is not. See article 1.\n"]);
        check("chapter", false, false, text, &[]);
    }

    #[test]
    fn no_words_are_lost_and_no_article_is_empty() {
        check("---", false, true, "Before.\n---\n---\nOne.\n---\n\n", &["Before.\n", "One.\n"]);
        check("---", false, true, "---\nOnly one.\n", &[]);
        check("#", false, false, "Before.\n# One\n\n# Two\nText.\n", &["Before.\n", "# One\n\n# Two\nText.\n"]);
        check("end", false, false, "One.\nEnd\nTwo.\nEnd\n", &["One.\n", "End\nTwo.\nEnd\n"]);
    }

    #[test]
    fn what_is_no_pattern_is_said() {
        let why = |pattern: &str| {
            let at = SplitAt { pattern: pattern.to_owned(), is_regex: true, leaves_out: false };
            Splitter::new(at).expect_err("an error")
        };
        assert!(why("(a").contains("“(a” is no regular expression"), "{}", why("(a"));
        assert!(why(" ").contains("write how the lines begin"));
        assert!(why(".*").contains("fits an empty line"));
    }
}
