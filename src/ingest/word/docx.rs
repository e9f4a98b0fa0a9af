//! The text of a DOCX document: what Word shows of it, with the numbers of its lists.

use super::{
    numbering::Numbering,
    package::{Parts, main_part},
    reading::{properties, reading_of_blocks},
    styles::{InList, Styles, is_on, outline},
};
use crate::ingest::{
    archive::Archive,
    blocks::{Blocks, Part},
    called::WORD,
    error::ReadError,
    left::{Left, words},
    lists::{BULLET, Label},
    symbols,
    taken::Reading,
    xml::{self, Element, Node},
};

/// The text of a DOCX document. Footnotes, comments, hidden and deleted words are left out.
pub fn read(bytes: Vec<u8>) -> Result<Reading, ReadError> {
    let mut archive = Archive::open(bytes, WORD)?;
    let main = main_part(&mut archive).unwrap_or_else(|| "word/document.xml".to_owned());
    let text = archive.need(&main)?;
    let parts = Parts::of(&mut archive, &main)?;
    let styles = parts.read(&mut archive, "styles")?.map_or(Ok(Styles::default()), |it| Styles::read(&it))?;
    let numbering =
        parts.read(&mut archive, "numbering")?.map_or(Ok(Numbering::default()), |it| Numbering::read(&it))?;
    let mut document = Docx { styles, numbering, parts, ..Docx::default() };
    xml::walk(&text, WORD, |node| document.visit(node))?;
    let properties = properties(&mut archive, "docProps/core.xml", WORD)?;
    reading_of_blocks(document.blocks, document.title, properties, &document.left, WORD)
}

/// What is known while a document is gone through.
#[derive(Default)]
struct Docx {
    styles: Styles,
    numbering: Numbering,
    parts: Parts,
    blocks: Blocks,
    title: String,
    left: Left,
    /// How deep in an element whose text does not count, and why it does not.
    skipped: usize,
    why: Aside,
    in_text: bool,
    /// The paragraphs that are open: one in a box is in another one.
    paragraphs: Vec<Paragraph>,
    in_properties: bool,
    runs: Vec<Run>,
    /// Of each choice between ways to show the same, whether one was taken.
    choices: Vec<bool>,
    /// Of each field, whether what comes is how to work it out, not what it shows.
    fields: Vec<bool>,
    /// The end of the paragraph before is not to be seen: the next one goes on with it.
    runs_on: bool,
}

/// Why words are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Aside {
    /// They are none, or stand elsewhere as well.
    #[default]
    NoWords,
    Deleted,
    Reading,
}

#[derive(Debug, Default)]
struct Paragraph {
    style: String,
    in_list: InList,
    outline: Option<usize>,
    is_title: bool,
    /// Its end was deleted, or moved away.
    end_is_gone: bool,
    end_is_hidden: Option<bool>,
}

/// Letters of the same look.
#[derive(Debug, Default)]
struct Run {
    style: String,
    font: String,
    hidden: Option<bool>,
}

impl Docx {
    fn visit(&mut self, node: Node<'_>) {
        match node {
            Node::Open(element) if self.skipped > 0 => {
                self.skipped += 1;
                self.in_text = matches!(element.name, "t" | "delText");
            }
            Node::Close(_) if self.skipped > 0 => {
                self.skipped -= 1;
                self.in_text = false;
            }
            Node::Text(text) if self.skipped > 0 => self.left_aside(text),
            Node::Open(element) => {
                if let Some(why) = self.aside(element.name) {
                    (self.skipped, self.why) = (1, why);
                } else {
                    self.open(&element);
                }
            }
            Node::Close(name) => self.close(name),
            Node::Text(text) if self.in_text => self.words(text),
            Node::Text(_) => {}
        }
    }

    /// Whether an element is passed over, and why.
    fn aside(&mut self, name: &str) -> Option<Aside> {
        match name {
            "del" | "moveFrom" if self.in_properties => None,
            "del" => Some(Aside::Deleted),
            "rt" => Some(Aside::Reading),
            // What was moved stands where it was moved to.
            "moveFrom" | "tabs" | "sectPr" | "sdtPr" | "sdtEndPr" | "pPrChange" | "rPrChange" | "numberingChange" => {
                Some(Aside::NoWords)
            }
            "Choice" | "Fallback" => {
                let was_taken = self.choices.last_mut().is_some_and(|taken| std::mem::replace(taken, true));
                was_taken.then_some(Aside::NoWords)
            }
            _ => None,
        }
    }

    fn left_aside(&mut self, text: &str) {
        match self.why {
            Aside::Deleted if self.in_text => self.left.deleted += words(text),
            Aside::Reading if self.in_text => self.left.readings += words(text),
            Aside::Deleted | Aside::Reading | Aside::NoWords => {}
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        match element.name {
            "p" => self.paragraph_begins(),
            "tbl" => self.open_part(Part::Table),
            "tr" => self.blocks.open(Part::Row),
            "tc" => self.blocks.open(Part::Cell),
            "txbxContent" => self.open_part(Part::Box),
            "AlternateContent" => self.choices.push(false),
            "pPr" => self.in_properties = true,
            "r" => self.runs.push(Run::default()),
            "t" => self.in_text = true,
            "fldChar" => self.field(&element.get("fldCharType").unwrap_or_default()),
            "altChunk" | "subDoc" => {
                let name = element.get("id").and_then(|id| self.parts.name(&id).map(str::to_owned));
                self.left.embed(name);
            }
            "OLEObject" => self.left.embed(element.get("ProgID")),
            "chart" | "relIds" => self.left.drawings += 1,
            "commentReference" => self.left.comments += 1,
            "footnoteReference" | "endnoteReference" => self.left.footnotes += 1,
            _ if self.in_properties => self.property(element),
            _ => self.in_run(element),
        }
    }

    /// What a paragraph is like, and its end.
    fn property(&mut self, element: &Element<'_>) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match element.name {
            "pStyle" => {
                paragraph.style = element.get("val").unwrap_or_default();
                paragraph.is_title = self.title.is_empty() && self.styles.is_title(&paragraph.style);
            }
            "numId" | "ilvl" => paragraph.in_list.take(element),
            "outlineLvl" => paragraph.outline = outline(element),
            "del" | "moveFrom" => paragraph.end_is_gone = true,
            "vanish" | "specVanish" => paragraph.end_is_hidden = Some(is_on(element)),
            _ => {}
        }
    }

    /// What letters are like, and signs that are written as elements.
    fn in_run(&mut self, element: &Element<'_>) {
        if let Some(run) = self.runs.last_mut() {
            match element.name {
                "rStyle" => run.style = element.get("val").unwrap_or_default(),
                "rFonts" => run.font = element.get("ascii").or_else(|| element.get("hAnsi")).unwrap_or_default(),
                "vanish" => run.hidden = Some(is_on(element)),
                _ => {}
            }
        }
        if !self.blocks.in_paragraph() {
            return;
        }
        match element.name {
            "tab" | "ptab" => self.words("\t"),
            "br" | "cr" => self.words("\n"),
            "noBreakHyphen" => self.words("-"),
            "sym" | "symEx" => self.sign(element),
            _ => {}
        }
    }

    fn sign(&mut self, element: &Element<'_>) {
        let font = element.get("font").unwrap_or_default();
        let code = element.get("char").and_then(|code| u32::from_str_radix(code.trim(), 16).ok()).unwrap_or_default();
        let is_free = (0xe000..0xf900).contains(&code) || symbols::has_signs(&font);
        let plain = char::from_u32(code).filter(|c| !is_free && !c.is_control());
        match symbols::sign(&font, code).or(plain) {
            Some(sign) => self.words(&sign.to_string()),
            None => self.left.signs += 1,
        }
    }

    fn field(&mut self, kind: &str) {
        match kind {
            "begin" => self.fields.push(true),
            "separate" => {
                if let Some(field) = self.fields.last_mut() {
                    *field = false;
                }
            }
            "end" => drop(self.fields.pop()),
            _ => {}
        }
    }

    fn words(&mut self, text: &str) {
        if self.fields.contains(&true) {
            return;
        }
        let paragraph = self.paragraphs.last();
        let style = paragraph.map_or("", |it| it.style_in(&self.styles));
        let run = self.runs.last();
        let by_style = || self.styles.is_hidden(style) != run.is_some_and(|run| self.styles.is_hidden(&run.style));
        if run.and_then(|run| run.hidden).unwrap_or_else(by_style) {
            self.left.hidden += words(text);
            return;
        }
        let font = run.map_or("", |run| &run.font);
        let sign = |c: char| if ('\u{f000}'..'\u{f100}').contains(&c) { symbols::sign(font, c as u32) } else { None };
        let text: String = text.chars().map(|c| sign(c).unwrap_or(c)).collect();
        if paragraph.is_some_and(|it| it.is_title) {
            self.title.push_str(&text);
        }
        self.blocks.text(&text);
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => self.paragraph_ends(),
            "pPr" => self.in_properties = false,
            "r" => drop(self.runs.pop()),
            "t" => self.in_text = false,
            "AlternateContent" => drop(self.choices.pop()),
            "tbl" => self.close_part(Part::Table),
            "tr" => self.close_part(Part::Row),
            "tc" => self.close_part(Part::Cell),
            "txbxContent" => self.close_part(Part::Box),
            _ => {}
        }
    }

    fn open_part(&mut self, part: Part) {
        if std::mem::take(&mut self.runs_on) {
            self.blocks.break_paragraph();
        }
        self.blocks.open(part);
    }

    fn close_part(&mut self, part: Part) {
        self.runs_on = false;
        self.blocks.close(part);
    }

    fn paragraph_begins(&mut self) {
        let goes_on = std::mem::take(&mut self.runs_on) && self.blocks.in_paragraph();
        if !goes_on {
            self.blocks.open(Part::Paragraph);
        }
        self.paragraphs.push(Paragraph::default());
    }

    fn paragraph_ends(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        // No rule for working out a field goes over the end of a paragraph; one that is never ended hides nothing.
        self.fields.retain(|is_rule| !is_rule);
        let style = paragraph.style_in(&self.styles).to_owned();
        let is_hidden = paragraph.end_is_hidden.unwrap_or_else(|| self.styles.is_hidden(&style));
        let is_nothing = is_hidden && self.blocks.is_at_start();
        if !paragraph.end_is_gone && !is_nothing {
            self.label(&paragraph, &style);
        }
        self.runs_on = paragraph.end_is_gone || is_hidden;
        if !self.runs_on {
            self.blocks.close(Part::Paragraph);
        }
    }

    /// Puts the number before a paragraph of a list, and nothing before others.
    fn label(&mut self, paragraph: &Paragraph, style: &str) {
        let is_heading = paragraph.outline.is_some() || self.styles.is_heading(style);
        match self.numbering.count(paragraph.in_list, style, &self.styles) {
            Some(Label::Said(label)) if is_heading && label != BULLET => self.blocks.mark_heading(&label),
            Some(Label::Said(label)) if !is_heading => self.blocks.mark_item(&label),
            Some(Label::Unknown) if !is_heading => self.blocks.mark_item(BULLET),
            Some(_) => {}
            None => {
                let is_item = style.starts_with("ListBullet") || style.starts_with("ListNumber");
                if is_item && !self.styles.has(style) && paragraph.in_list.list.is_none() {
                    self.blocks.mark_item(BULLET);
                }
            }
        }
    }
}

impl Paragraph {
    fn style_in<'p>(&'p self, styles: &'p Styles) -> &'p str {
        if self.style.is_empty() { styles.usual() } else { &self.style }
    }
}

#[cfg(test)]
#[path = "docx_tests.rs"]
mod tests;
