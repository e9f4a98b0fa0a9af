//! The text of an ODT document: what a word processor shows of it, with the numbers of its lists.

use super::{
    odt_lists::Lists,
    reading::{properties, reading_of_blocks},
};
use crate::ingest::called::OPEN_TEXT;
use crate::ingest::{
    archive::Archive,
    blocks::{Blocks, Part},
    error::ReadError,
    left::{Left, words},
    lists::{BULLET, Label},
    taken::{Reading, Taken},
    xml::{self, Element, Node},
};

/// The text of an ODT document. Footnotes, comments, hidden and deleted words are left out.
pub fn read(bytes: Vec<u8>) -> Result<Reading, ReadError> {
    let mut archive = Archive::open(bytes, OPEN_TEXT)?;
    let text = archive.need("content.xml")?;
    let mut document = Odt::default();
    if let Some(styles) = archive.read("styles.xml")? {
        document.lists.styles.add(&styles)?;
    }
    document.lists.styles.add(&text)?;
    xml::walk(&text, OPEN_TEXT, |node| document.visit(node))?;
    let properties: Taken = properties(&mut archive, "meta.xml", OPEN_TEXT)?;
    reading_of_blocks(document.blocks, String::new(), properties, &document.left, OPEN_TEXT)
}

/// What is known while a document is gone through.
#[derive(Default)]
struct Odt {
    blocks: Blocks,
    left: Left,
    lists: Lists,
    /// How deep in an element whose text does not count, and why it does not.
    skipped: usize,
    why: Aside,
    /// How many paragraphs are open in that element.
    paragraphs_aside: usize,
    in_body: bool,
    /// Of each paragraph that is open, whether it is hidden: one in a box is in another one.
    paragraphs: Vec<bool>,
    /// Of each stretch of letters that is open, whether it is hidden.
    spans: Vec<bool>,
    /// Of each element that is open, whether it is one with text.
    textual: Vec<bool>,
}

/// Why words are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Aside {
    /// They are none.
    #[default]
    NoWords,
    Deleted,
    Hidden,
    Reading,
}

impl Odt {
    fn visit(&mut self, node: Node<'_>) {
        match node {
            Node::Open(element) if self.skipped > 0 => {
                self.skipped += 1;
                self.paragraphs_aside += usize::from(is_paragraph(element.name));
            }
            Node::Close(name) if self.skipped > 0 => {
                self.skipped -= 1;
                self.paragraphs_aside = self.paragraphs_aside.saturating_sub(usize::from(is_paragraph(name)));
            }
            Node::Text(text) if self.skipped > 0 => self.left_aside(text),
            Node::Open(element) => {
                if let Some(why) = self.aside(&element) {
                    (self.skipped, self.why, self.paragraphs_aside) = (1, why, 0);
                } else {
                    self.open(&element);
                    self.textual.push(is_paragraph(element.name) || is_within(element.name));
                }
            }
            Node::Close(name) => {
                self.textual.pop();
                self.close(name);
            }
            Node::Text(text) => self.text(text, true),
        }
    }

    /// Whether an element is passed over, and why.
    fn aside(&mut self, element: &Element<'_>) -> Option<Aside> {
        let is = |name: &str, value: &str| element.get(name).is_some_and(|it| it == value);
        match element.name {
            "note" => self.left.footnotes += 1,
            "annotation" => self.left.comments += 1,
            "object" | "object-ole" => self.left.embed(None),
            "sequence-decls" | "desc" | "forms" | "automatic-styles" => {}
            // The name of a picture, not the field that shows the document's title.
            "title" if !self.textual.last().copied().unwrap_or_default() => {}
            "tracked-changes" => return Some(Aside::Deleted),
            "ruby-text" => return Some(Aside::Reading),
            "hidden-text" if is("is-hidden", "true") => return Some(Aside::Hidden),
            _ if self.in_body && is("display", "none") => return Some(Aside::Hidden),
            "section" if is("display", "condition") && is("is-hidden", "true") => return Some(Aside::Hidden),
            _ => return None,
        }
        Some(Aside::NoWords)
    }

    fn left_aside(&mut self, text: &str) {
        match self.why {
            Aside::Deleted if self.paragraphs_aside > 0 => self.left.deleted += words(text),
            Aside::Hidden => self.left.hidden += words(text),
            Aside::Reading => self.left.readings += words(text),
            Aside::Deleted | Aside::NoWords => {}
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        match element.name {
            "body" => self.in_body = true,
            "p" | "h" if self.in_body => self.paragraph_begins(element),
            "span" => self.spans.push(self.is_hidden_by_style(element)),
            "hidden-paragraph" if element.get("is-hidden").is_some_and(|it| it == "true") => {
                if let Some(is_hidden) = self.paragraphs.last_mut() {
                    *is_hidden = true;
                }
            }
            "list" | "list-item" | "list-header" | "numbered-paragraph" => self.lists.open(element),
            "table" => self.blocks.open(Part::Table),
            "table-row" => self.blocks.open(Part::Row),
            "table-cell" => self.blocks.open(Part::Cell),
            "text-box" => self.blocks.open(Part::Box),
            "s" => self.text(" ", false),
            "tab" => self.text("\t", false),
            "line-break" => self.text("\n", false),
            _ => {}
        }
    }

    fn is_hidden_by_style(&self, element: &Element<'_>) -> bool {
        element.get("style-name").is_some_and(|style| self.lists.styles.is_hidden(&style))
    }

    fn paragraph_begins(&mut self, element: &Element<'_>) {
        let is_hidden = self.is_hidden_by_style(element);
        self.paragraphs.push(is_hidden);
        self.blocks.open(Part::Paragraph);
        if is_hidden {
            return;
        }
        let is_heading = element.name == "h";
        match self.lists.label(element) {
            Some(Label::Said(label)) if is_heading && label != BULLET => self.blocks.mark_heading(&label),
            Some(Label::Said(label)) if !is_heading => self.blocks.mark_item(&label),
            Some(Label::Unknown) if !is_heading => self.blocks.mark_item(BULLET),
            Some(_) | None => {}
        }
    }

    /// Text of the paragraph that is open, in which white space is one space if it `flows`.
    fn text(&mut self, text: &str, flows: bool) {
        let Some(is_hidden) = self.paragraphs.last() else { return };
        if *is_hidden || self.spans.last().copied().unwrap_or_default() {
            self.left.hidden += words(text);
        } else if flows {
            self.blocks.flowing_text(text);
        } else {
            self.blocks.text(text);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h" if self.paragraphs.pop().is_some() => self.blocks.close(Part::Paragraph),
            "span" => drop(self.spans.pop()),
            "list" | "list-item" | "list-header" | "numbered-paragraph" => self.lists.close(name),
            "table" => self.blocks.close(Part::Table),
            "table-row" => self.blocks.close(Part::Row),
            "table-cell" => self.blocks.close(Part::Cell),
            "text-box" => self.blocks.close(Part::Box),
            _ => {}
        }
    }
}

fn is_paragraph(name: &str) -> bool {
    matches!(name, "p" | "h")
}

/// Elements with text that stand within paragraphs.
fn is_within(name: &str) -> bool {
    matches!(name, "span" | "a" | "ruby-base" | "meta" | "meta-field")
}

#[cfg(test)]
#[path = "odt_tests.rs"]
mod tests;
