//! The text of a document's HTML, with what of it each byte came from: Taguette counts the bytes of all text between the tags,
//! line ends of the source included; people read paragraphs.

use std::ops::Range;

use dom_query::{Document, NodeRef};

use crate::ingest::{Go, Visit, is_block, walk, why_not_parsed};

/// A text for reading, and where its parts stood.
#[derive(Debug, Default)]
pub struct Flat {
    pub text: String,
    /// In the order of both texts.
    runs: Vec<Run>,
    /// How many bytes of the text of the HTML were seen.
    seen: usize,
    /// What parts the next word from what is before it.
    gap: Gap,
    /// How many elements are open in which white space counts.
    kept: usize,
}

/// Bytes that stand in both texts.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// In the text of the HTML.
    from: usize,
    /// In the text for reading.
    to: usize,
    length: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    /// White space in the HTML, where it began.
    Space(usize),
    Cell,
    Line,
    Paragraph,
}

impl Flat {
    /// # Errors
    /// It is nested, or has elements, beyond all measure.
    pub fn of(html: &str) -> Result<Self, String> {
        if let Some(why) = why_not_parsed(html) {
            return Err(why.to_owned());
        }
        let page = Document::fragment(html);
        let mut flat = Self::default();
        walk(&page.root(), |step| {
            match step {
                Visit::Enter(node) if node.is_text() => flat.add(&node.text()),
                Visit::Enter(node) => flat.enter(node),
                Visit::Leave(node) => flat.leave(node),
            }
            Go::Into
        });
        Ok(flat)
    }

    fn enter(&mut self, node: &NodeRef<'_>) {
        let name = node.node_name();
        match name.as_deref() {
            // Two in a row part as much as a paragraph.
            Some("br") => self.part(if self.gap == Gap::Line { Gap::Paragraph } else { Gap::Line }),
            Some("pre") => {
                self.part(Gap::Paragraph);
                self.kept += 1;
            }
            _ => self.part_at(node),
        }
    }

    fn leave(&mut self, node: &NodeRef<'_>) {
        if node.node_name().as_deref() == Some("pre") {
            self.kept = self.kept.saturating_sub(1);
        }
        self.part_at(node);
    }

    /// The words before an edge of this element and those behind it are apart.
    fn part_at(&mut self, node: &NodeRef<'_>) {
        match node.node_name().as_deref() {
            Some("td" | "th") => self.part(Gap::Cell),
            Some("li" | "tr" | "dd") => self.part(Gap::Line),
            Some("pre" | "table" | "caption") => self.part(Gap::Paragraph),
            Some(name) if is_block(name) => self.part(Gap::Paragraph),
            _ => {}
        }
    }

    fn part(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn add(&mut self, text: &str) {
        for c in text.chars() {
            let is_space = c.is_ascii_whitespace() && (self.kept == 0 || c == '\r');
            // A mark at the beginning of a text would not be part of it.
            let is_mark = c == '\u{feff}';
            if is_space && self.gap == Gap::None {
                self.gap = Gap::Space(self.seen);
            } else if !is_space && !is_mark {
                self.put(c);
            }
            self.seen += c.len_utf8();
        }
    }

    fn put(&mut self, c: char) {
        let gap = std::mem::take(&mut self.gap);
        if !self.text.is_empty() {
            match gap {
                Gap::None => {}
                Gap::Space(from) => {
                    self.runs.push(Run { from, to: self.text.len(), length: 1 });
                    self.text.push(' ');
                }
                Gap::Cell => self.text.push('\t'),
                Gap::Line => self.text.push('\n'),
                Gap::Paragraph => self.text.push_str("\n\n"),
            }
        }
        let (from, to, length) = (self.seen, self.text.len(), c.len_utf8());
        match self.runs.last_mut() {
            Some(run) if run.from + run.length == from && run.to + run.length == to => run.length += length,
            _ => self.runs.push(Run { from, to, length }),
        }
        self.text.push(c);
    }

    /// What stands here of the bytes from `start` to `end` of the text of the HTML; `None` if nothing of them does. Within a
    /// character Taguette means the place behind it.
    pub fn range(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let first = self.runs.get(self.runs.partition_point(|run| run.from + run.length <= start))?;
        let last = self.runs.get(self.runs.partition_point(|run| run.from < end).checked_sub(1)?)?;
        let from = first.to + start.saturating_sub(first.from);
        let to = last.to + (end - last.from).min(last.length);
        let (from, to) = (self.text.ceil_char_boundary(from), self.text.ceil_char_boundary(to));
        (from < to && end <= self.seen).then_some(from..to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_parted_and_white_space_is_one_space() {
        for (html, expected) in [
            ("<p>One\n  two</p>\n\n<p>three <b>four</b></p>", "One two\n\nthree four"),
            ("<ul><li>a</li>\n<li>b</li></ul>c", "a\nb\n\nc"),
            ("a<br/>b<br><br>c", "a\nb\n\nc"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc"),
            ("<p>a</p><pre>  b\n  c</pre>d", "a\n\n  b\n  c\n\nd"),
            ("\u{feff}<p>x &amp;&nbsp;y<!-- z --></p>", "x &\u{a0}y"),
            ("<p> </p>", ""),
        ] {
            assert_eq!(Flat::of(html).expect("a text").text, expected, "{html}");
        }
    }

    /// What the bytes of the text between the tags come to, with those bytes.
    fn check(html: &str, words: &str, expected: Option<&str>) {
        let page = Document::fragment(html);
        let all = page.root().text().to_string();
        let start = all.find(words).expect("words of the text");
        let flat = Flat::of(html).expect("a text");
        assert_eq!(
            flat.range(start, start + words.len()).map(|range| &flat.text[range]),
            expected,
            "{words:?} of {html}"
        );
    }

    #[test]
    fn bytes_of_the_html_are_found_in_the_text() {
        let html = "<h1>Tür 😀</h1>\n<p>The na\u{ef}ve\n   seat <em>stays</em> 😀 empty.</p>\n<p>مرحبا بالعالم end</p>";
        for (words, expected) in [
            ("Tür 😀", Some("Tür 😀")),
            ("ve\n   seat stays", Some("ve seat stays")),
            ("\n   seat", Some(" seat")),
            ("naïve\n  ", Some("naïve ")),
            ("empty.\nمرحبا", Some("empty.\n\nمرحبا")),
            ("😀\nThe", Some("😀\n\nThe")),
            ("end", Some("end")),
        ] {
            check(html, words, expected);
        }
        let flat = Flat::of(html).expect("a text");
        for (start, end) in [(0, 0), (5, 3), (2, 3), (0, 1000), (usize::MAX, usize::MAX)] {
            assert_eq!(flat.range(start, end), None, "{start}..{end}");
        }
        assert_eq!(flat.range(2, 4).map(|range| &flat.text[range]), Some("r"));
    }
}
