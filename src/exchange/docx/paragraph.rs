//! Paragraphs of a Word document as XML. Knows no project.

use crate::bytes::xml::escaped;
use crate::text::lines::lines;

/// A paragraph that is being put together.
pub(super) struct Paragraph {
    style: &'static str,
    /// The colour of a line at its edge, as `0xrrggbb`.
    edge: Option<u32>,
    runs: String,
    /// Whether it reads from right to left; not known before the first letter.
    is_rtl: Option<bool>,
}

/// Words that look alike.
pub(super) struct Run<'w> {
    words: &'w str,
    italic: bool,
    /// The relationship that they link to.
    link: Option<String>,
}

impl<'w> Run<'w> {
    pub(super) fn new(words: &'w str) -> Self {
        Self { words, italic: false, link: None }
    }

    pub(super) fn italic(self) -> Self {
        Self { italic: true, ..self }
    }

    pub(super) fn linked(self, link: Option<String>) -> Self {
        Self { link, ..self }
    }
}

impl Paragraph {
    pub(super) fn new(style: &'static str) -> Self {
        Self { style, edge: None, runs: String::new(), is_rtl: None }
    }

    pub(super) fn edge(self, rgb: Option<u32>) -> Self {
        Self { edge: rgb, ..self }
    }

    pub(super) fn words(self, words: &str) -> Self {
        self.run(Run::new(words))
    }

    pub(super) fn run(mut self, run: Run<'_>) -> Self {
        self.is_rtl = self.is_rtl.or_else(|| direction(run.words));
        if let Some(link) = &run.link {
            self.runs.push_str(&format!(r#"<w:hyperlink r:id="{link}">"#));
        }
        self.runs.push_str("<w:r>");
        let style = if run.link.is_some() { r#"<w:rStyle w:val="Hyperlink"/>"# } else { "" };
        let italic = if run.italic { "<w:i/>" } else { "" };
        let rtl = if direction(run.words) == Some(true) { "<w:rtl/>" } else { "" };
        if !(style.is_empty() && italic.is_empty() && rtl.is_empty()) {
            self.runs.push_str(&format!("<w:rPr>{style}{italic}{rtl}</w:rPr>"));
        }
        push_words(run.words, &mut self.runs);
        self.runs.push_str("</w:r>");
        if run.link.is_some() {
            self.runs.push_str("</w:hyperlink>");
        }
        self
    }

    pub(super) fn write(&self, document: &mut String) {
        document.push_str(&format!(r#"<w:p><w:pPr><w:pStyle w:val="{}"/>"#, self.style));
        if let Some(rgb) = self.edge {
            let side = if self.is_rtl == Some(true) { "right" } else { "left" };
            document.push_str(&format!(
                r#"<w:pBdr><w:{side} w:val="single" w:sz="18" w:space="10" w:color="{rgb:06X}"/></w:pBdr>"#
            ));
        }
        if self.is_rtl == Some(true) {
            document.push_str("<w:bidi/>");
        }
        document.push_str("</w:pPr>");
        document.push_str(&self.runs);
        document.push_str("</w:p>");
    }
}

/// Words with their line breaks and tabs.
fn push_words(words: &str, runs: &mut String) {
    for (at, line) in lines(words).map(|range| &words[range]).enumerate() {
        if at > 0 {
            runs.push_str("<w:br/>");
        }
        for (at, piece) in line.split('\t').enumerate() {
            if at > 0 {
                runs.push_str("<w:tab/>");
            }
            if !piece.is_empty() {
                runs.push_str(&format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escaped(piece)));
            }
        }
    }
}

/// Whether the first letter is one of a script that is written from right to left.
fn direction(words: &str) -> Option<bool> {
    let first = words.chars().find(|c| c.is_alphabetic())?;
    Some(matches!(first, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, expected: &str) {
        let mut written = String::new();
        Paragraph::new("Quote").words(words).write(&mut written);
        assert_eq!(written, format!(r#"<w:p><w:pPr><w:pStyle w:val="Quote"/>{expected}</w:p>"#));
    }

    #[test]
    fn words_keep_their_breaks() {
        check("", "</w:pPr><w:r></w:r>");
        check(
            "a <b>\r\n\tc",
            r#"</w:pPr><w:r><w:t xml:space="preserve">a &lt;b&gt;</w:t><w:br/><w:tab/><w:t xml:space="preserve">c</w:t></w:r>"#,
        );
        check("“سيادة", r#"<w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t xml:space="preserve">“سيادة</w:t></w:r>"#);
    }
}
