//! Documents of word processors: DOCX and ODT.

use super::{
    ReadError,
    archive::Archive,
    blocks::{Blocks, Part},
    file::{Reading, Taken},
    guess::guess,
    press,
    xml::{self, Element, Node},
};

pub(super) const WORD: &str = "a Word document";
const OPEN_TEXT: &str = "an OpenDocument text";

/// The text of a DOCX document. Footnotes and deleted words are left out.
pub(super) fn read_docx(bytes: Vec<u8>) -> Result<Reading, ReadError> {
    let mut archive = Archive::open(bytes, WORD)?;
    let mut document = Docx::default();
    xml::walk(&archive.need("word/document.xml")?, WORD, |node| document.visit(node))?;
    let properties = properties(&mut archive, "docProps/core.xml", WORD)?;
    let notes = document.notes;
    reading(
        Taken { title: document.title, text: document.blocks.finish(), ..Taken::default() },
        properties,
        notes,
        WORD,
    )
}

/// The text of an ODT document. Footnotes, comments and deleted words are left out.
pub(super) fn read_odt(bytes: Vec<u8>) -> Result<Reading, ReadError> {
    let mut archive = Archive::open(bytes, OPEN_TEXT)?;
    let mut document = Odt::default();
    xml::walk(&archive.need("content.xml")?, OPEN_TEXT, |node| document.visit(node))?;
    let properties = properties(&mut archive, "meta.xml", OPEN_TEXT)?;
    let notes = document.notes;
    reading(Taken { text: document.blocks.finish(), ..Taken::default() }, properties, notes, OPEN_TEXT)
}

/// The article, or the articles of a press database, in a document's text.
pub(super) fn reading(taken: Taken, properties: Taken, notes: usize, what: &'static str) -> Result<Reading, ReadError> {
    if taken.text.trim().is_empty() {
        return Err(ReadError::NoWords(what));
    }
    let mut notices = Vec::new();
    if notes > 0 {
        notices.push("its footnotes were left out: they stand in the file that is kept in originals/".to_owned());
    }
    if press::is_export(&taken.text) {
        let (taken, more) = press::split(&taken.text)?;
        notices.extend(more);
        return Ok((taken, notices));
    }
    Ok((vec![with_properties(taken, properties)], notices))
}

/// What a document's first lines say is about the article, its properties may be about who saved it: they come second.
fn with_properties(taken: Taken, properties: Taken) -> Taken {
    let guess = guess("", &taken.text);
    let first = |words: [String; 3]| words.into_iter().find(|words| !words.trim().is_empty()).unwrap_or_default();
    Taken {
        title: first([taken.title, properties.title, guess.title]),
        outlet: guess.outlet,
        author: first([guess.author, properties.author, String::new()]),
        date: first([guess.date, properties.date, String::new()]),
        language: properties.language,
        ..taken
    }
}

/// Title, author, date and language from a document's properties, which both kinds keep by the same names, nearly.
fn properties(archive: &mut Archive, part: &str, what: &'static str) -> Result<Taken, ReadError> {
    let mut taken = Taken::default();
    let Some(bytes) = archive.read(part)? else { return Ok(taken) };
    let (mut creator, mut open) = (String::new(), String::new());
    xml::walk(&bytes, what, |node| match node {
        Node::Open(element) => element.name.clone_into(&mut open),
        Node::Close(_) => open.clear(),
        Node::Text(text) => match open.as_str() {
            "title" => taken.title.push_str(text),
            "initial-creator" => taken.author.push_str(text),
            "creator" => creator.push_str(text),
            "created" | "creation-date" => taken.date.push_str(text),
            "language" => taken.language.push_str(text),
            _ => {}
        },
    })?;
    taken.date = taken.date.get(..10).unwrap_or_default().to_owned();
    if taken.author.is_empty() {
        taken.author = creator;
    }
    // What a program puts there by itself when it prints is no title.
    if taken.title.starts_with("Microsoft Word - ") {
        taken.title.clear();
    }
    Ok(taken)
}

/// What is known while a DOCX document is gone through.
#[derive(Default)]
struct Docx {
    blocks: Blocks,
    title: String,
    notes: usize,
    /// How deep in an element whose text does not count.
    skipped: usize,
    in_text: bool,
    in_title: bool,
}

impl Docx {
    fn visit(&mut self, node: Node<'_>) {
        match node {
            Node::Open(element) if self.skipped > 0 || docx_skips(element.name) => self.skipped += 1,
            Node::Close(_) if self.skipped > 0 => self.skipped -= 1,
            Node::Open(element) => self.open(&element),
            Node::Close(name) => self.close(name),
            Node::Text(text) if self.in_text && self.skipped == 0 => {
                self.blocks.text(text);
                if self.in_title {
                    self.title.push_str(text);
                }
            }
            Node::Text(_) => {}
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        match element.name {
            "p" => self.blocks.open(Part::Paragraph),
            "tbl" => self.blocks.open(Part::Table),
            "tr" => self.blocks.open(Part::Row),
            "tc" => self.blocks.open(Part::Cell),
            "t" => self.in_text = true,
            "numPr" => self.blocks.mark_item(),
            "pStyle" => self.style(&element.get("val").unwrap_or_default()),
            "tab" if self.blocks.in_paragraph() => self.blocks.text("\t"),
            "br" | "cr" if self.blocks.in_paragraph() => self.blocks.text("\n"),
            "noBreakHyphen" => self.blocks.text("-"),
            "footnoteReference" | "endnoteReference" => self.notes += 1,
            _ => {}
        }
    }

    fn style(&mut self, style: &str) {
        self.in_title = self.title.is_empty() && style == "Title";
        if style.starts_with("List") {
            self.blocks.mark_item();
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => {
                self.blocks.close(Part::Paragraph);
                self.in_title = false;
            }
            "tbl" => self.blocks.close(Part::Table),
            "tr" => self.blocks.close(Part::Row),
            "tc" => self.blocks.close(Part::Cell),
            "t" => self.in_text = false,
            _ => {}
        }
    }
}

/// Text that was deleted or moved away, tabs that are only set, and what stands a second time for old programs.
fn docx_skips(name: &str) -> bool {
    matches!(name, "del" | "moveFrom" | "Fallback" | "tabs" | "sectPr")
}

/// What is known while an ODT document is gone through.
#[derive(Default)]
struct Odt {
    blocks: Blocks,
    notes: usize,
    skipped: usize,
    paragraphs: usize,
    lists: usize,
    in_body: bool,
}

impl Odt {
    fn visit(&mut self, node: Node<'_>) {
        match node {
            Node::Open(element) if self.skipped > 0 || odt_skips(element.name) => {
                self.notes += usize::from(self.skipped == 0 && element.name == "note");
                self.skipped += 1;
            }
            Node::Close(_) if self.skipped > 0 => self.skipped -= 1,
            Node::Open(element) => self.open(&element),
            Node::Close(name) => self.close(name),
            Node::Text(text) if self.paragraphs > 0 && self.skipped == 0 => self.blocks.flowing_text(text),
            Node::Text(_) => {}
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        match element.name {
            "body" => self.in_body = true,
            "p" | "h" if self.in_body => {
                self.paragraphs += 1;
                self.blocks.open(Part::Paragraph);
                if self.lists > 0 {
                    self.blocks.mark_item();
                }
            }
            "list" => self.lists += 1,
            "table" => self.blocks.open(Part::Table),
            "table-row" => self.blocks.open(Part::Row),
            "table-cell" => self.blocks.open(Part::Cell),
            "s" if self.paragraphs > 0 => self.blocks.text(" "),
            "tab" if self.paragraphs > 0 => self.blocks.text("\t"),
            "line-break" if self.paragraphs > 0 => self.blocks.text("\n"),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h" if self.paragraphs > 0 => {
                self.paragraphs -= 1;
                self.blocks.close(Part::Paragraph);
            }
            "list" => self.lists = self.lists.saturating_sub(1),
            "table" => self.blocks.close(Part::Table),
            "table-row" => self.blocks.close(Part::Row),
            "table-cell" => self.blocks.close(Part::Cell),
            _ => {}
        }
    }
}

fn odt_skips(name: &str) -> bool {
    matches!(name, "note" | "annotation" | "tracked-changes" | "sequence-decls" | "desc")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::archive::zipped;

    fn docx(body: &str) -> Vec<u8> {
        let document = format!("<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>");
        let core = "<cp:coreProperties><dc:title>Microsoft Word - seats.docx</dc:title><dc:creator>Jo Doe</dc:creator>\
                    <dcterms:created>2026-01-08T09:00:00Z</dcterms:created></cp:coreProperties>";
        zipped(&[("word/document.xml", &document), ("docProps/core.xml", core)])
    }

    fn only((mut taken, _): Reading) -> Taken {
        assert_eq!(taken.len(), 1);
        taken.remove(0)
    }

    #[test]
    fn docx_gives_paragraphs_lists_and_tables() {
        let taken = only(read_docx(docx(
            "<w:p><w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>A chair</w:t></w:r><w:r><w:t xml:space='preserve'> stands\
             </w:t></w:r></w:p>\
             <w:p><w:r><w:t>Dues are </w:t></w:r><w:del><w:r><w:delText>high</w:delText><w:t>high</w:t></w:r></w:del>\
             <w:ins><w:r><w:t>small &amp; late.</w:t></w:r></w:ins><w:r><w:br/><w:t>So it is.</w:t></w:r></w:p>\
             <w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>one</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val='ListBullet'/></w:pPr><w:r><w:t>two</w:t></w:r></w:p>\
             <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Foc</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        ))
        .expect("a document"));
        assert_eq!(taken.text, "A chair stands\n\nDues are small & late.\nSo it is.\n\n• one\n• two\n\nFoc\t12\n");
        assert_eq!(
            (taken.title.as_str(), taken.author.as_str(), taken.date.as_str()),
            ("A chair stands", "Jo Doe", "2026-01-08")
        );
    }

    #[test]
    fn what_the_text_says_goes_before_the_properties() {
        let body = "<w:p><w:r><w:t>A chair stands empty</w:t></w:r></w:p><w:p><w:r><w:t>By Ann Other</w:t></w:r></w:p>\
                    <w:p><w:r><w:t>9 January 2026</w:t></w:r></w:p><w:p><w:r><w:t>The seats are counted again.</w:t></w:r>\
                    <w:r><w:footnoteReference/></w:r></w:p>";
        let (taken, notices) = read_docx(docx(body)).expect("a document");
        assert_eq!((taken[0].author.as_str(), taken[0].date.as_str()), ("Ann Other", "2026-01-09"));
        assert!(notices[0].contains("footnotes were left out"));
    }

    #[test]
    fn odt_gives_paragraphs_lists_and_tables() {
        let content = "<office:document-content><office:body><office:text><text:tracked-changes><text:p>old</text:p>\
            </text:tracked-changes><text:h>A chair</text:h><text:p>Dues  are\n <text:span>small</text:span><text:s/>now\
            <text:note><text:note-body><text:p>a note</text:p></text:note-body></text:note>.</text:p>\
            <text:list><text:list-item><text:p>one</text:p></text:list-item><text:list-item><text:p>two</text:p></text:list-item>\
            </text:list><table:table><table:table-row><table:table-cell><text:p>Foc</text:p></table:table-cell>\
            <table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table></office:text>\
            </office:body></office:document-content>";
        let meta = "<office:meta><dc:title>Seats</dc:title><meta:initial-creator>Jo Doe</meta:initial-creator>\
            <dc:creator>Ann</dc:creator><meta:creation-date>2026-01-08T10:00:00</meta:creation-date></office:meta>";
        let bytes = zipped(&[("content.xml", content), ("meta.xml", meta)]);
        let (taken, notices) = read_odt(bytes).expect("a document");
        assert_eq!(taken[0].text, "A chair\n\nDues are small now.\n\n• one\n• two\n\nFoc\t12\n");
        assert_eq!((taken[0].title.as_str(), taken[0].author.as_str()), ("Seats", "Jo Doe"));
        assert_eq!(notices.len(), 1);
    }

    #[test]
    fn documents_that_are_none_are_refused() {
        let why = |bytes: Vec<u8>| read_docx(bytes).expect_err("an error").to_string();
        assert!(why(docx("")).contains("without words"));
        assert!(why(zipped(&[("a", "b")])).contains("“word/document.xml” is missing"));
        assert!(why(zipped(&[("word/document.xml", "<w:p><w:t>cut of")])).contains("ends in the middle"));
        assert!(why(docx("<w:p></w:t></w:p>")).contains("damaged"));
    }
}
