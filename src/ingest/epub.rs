//! Electronic books (EPUB): each document of the book with more than a few words is an article.

use std::collections::BTreeMap;

use dom_query::Document;

use super::{
    archive::{Archive, entry},
    error::ReadError,
    guess::date_of,
    taken::{Reading, Taken},
    text, web,
    xml::{self, Element, Node},
};

const BOOK: &str = "an electronic book (EPUB)";
/// A document with fewer words is a cover, a title page or an imprint.
const FEW_WORDS: usize = 40;

/// The articles of a book, in the order in which it is read.
pub(super) fn read(bytes: Vec<u8>) -> Result<Reading, ReadError> {
    let mut archive = Archive::open(bytes, BOOK)?;
    if archive.has("META-INF/rights.xml") {
        return Err(ReadError::Locked(BOOK));
    }
    let mut package = String::new();
    xml::walk(&archive.need("META-INF/container.xml")?, BOOK, |node| {
        if let Node::Open(element) = node
            && element.name == "rootfile"
            && package.is_empty()
        {
            package = element.get("full-path").unwrap_or_default();
        }
    })?;
    let mut book = Book::default();
    xml::walk(&archive.need(&package)?, BOOK, |node| book.visit(node))?;
    let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (mut taken, mut short, mut missing) = (Vec::new(), 0, 0);
    for (number, id) in (1..).zip(&book.spine) {
        // The table of contents is none of the documents.
        let Some(href) = book.documents.get(id) else { continue };
        let Some(bytes) = archive.read(&entry(folder, href))? else {
            missing += 1;
            continue;
        };
        let Some(chapter) = chapter(&bytes, &book.about, number)? else {
            short += 1;
            continue;
        };
        taken.push(chapter);
    }
    if taken.is_empty() {
        return Err(ReadError::NoWords(BOOK));
    }
    let mut notices = Vec::new();
    if short > 0 {
        notices.push(format!("{short} of its documents have fewer than {FEW_WORDS} words and were left out"));
    }
    if missing > 0 {
        notices.push(format!("{missing} of its documents are not in it. If it should be whole, get it once more"));
    }
    Ok((taken, notices))
}

/// A document of the book as an article; `None` if it has few words.
fn chapter(bytes: &[u8], about: &Taken, number: usize) -> Result<Option<Taken>, ReadError> {
    let html = match text::to_utf8(bytes, &mut Vec::new()) {
        Err(ReadError::Empty) => return Ok(None),
        html => html?,
    };
    if let Some(why) = web::why_not_parsed(&html) {
        return Err(ReadError::damaged(BOOK, why));
    }
    let page = Document::from(html.as_str());
    let text = web::text_of(&page);
    if text.split_whitespace().count() < FEW_WORDS {
        return Ok(None);
    }
    let heading = page.select_single("h1, h2, h3").text();
    let heading = heading.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = if heading.is_empty() { format!("{}, {number}", about.title) } else { heading };
    // The book is what the article was published in.
    Ok(Some(Taken { title, outlet: about.title.clone(), text, ..about.clone() }))
}

/// What the package says: what the book is, its documents by id, and in which order they are read.
#[derive(Default)]
struct Book {
    about: Taken,
    documents: BTreeMap<String, String>,
    spine: Vec<String>,
    open: String,
}

impl Book {
    fn visit(&mut self, node: Node<'_>) {
        match node {
            Node::Open(element) => self.open(&element),
            Node::Close(_) => self.open.clear(),
            Node::Text(text) => self.text(text),
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        element.name.clone_into(&mut self.open);
        match element.name {
            "item" => {
                let is_page = element.get("media-type").is_some_and(|kind| kind.contains("html"));
                let is_contents = element.get("properties").is_some_and(|it| it.split(' ').any(|word| word == "nav"));
                if let (Some(id), Some(href), true) = (element.get("id"), element.get("href"), is_page && !is_contents)
                {
                    self.documents.insert(id, href);
                }
            }
            "itemref" => self.spine.extend(element.get("idref")),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let about = &mut self.about;
        let first = |field: &mut String| {
            if field.is_empty() {
                text.trim().clone_into(field);
            }
        };
        match self.open.as_str() {
            "title" => first(&mut about.title),
            "creator" => first(&mut about.author),
            "language" => first(&mut about.language),
            "date" if about.date.is_empty() => about.date = date_of(text, None),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::archive::zipped;

    fn book(spine: &str) -> Vec<u8> {
        let words = "The seats at the table are counted again, and there is one fewer. ".repeat(5);
        let package = format!(
            "<package><metadata><dc:title>Chairs</dc:title><dc:creator>Jo Doe</dc:creator><dc:language>en</dc:language>\
             <dc:date>2026-01-09T00:00:00Z</dc:date></metadata><manifest>\
             <item id='nav' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>\
             <item id='b' href='text/two%20b.xhtml' media-type='application/xhtml+xml'/>\
             <item id='a' href='./text/one.xhtml#x' media-type='application/xhtml+xml'/>\
             <item id='c' href='cover.xhtml' media-type='application/xhtml+xml'/>\
             <item id='e' href='empty.xhtml' media-type='application/xhtml+xml'/>\
             <item id='m' href='missing.xhtml' media-type='application/xhtml+xml'/></manifest><spine>{spine}</spine></package>"
        );
        zipped(&[
            ("mimetype", "application/epub+zip"),
            (
                "META-INF/container.xml",
                "<container><rootfiles><rootfile full-path='OPS/p.opf'/></rootfiles></container>",
            ),
            ("OPS/p.opf", &package),
            ("OPS/text/one.xhtml", &format!("<html><body><h1>A chair</h1><p>{words}</p></body></html>")),
            ("OPS/text/two b.xhtml", &format!("<html><body><p>{words}</p><p>End.</p></body></html>")),
            ("OPS/cover.xhtml", "<html><body><p>Chairs</p></body></html>"),
            ("OPS/empty.xhtml", ""),
        ])
    }

    #[test]
    fn each_document_with_words_is_an_article() {
        let spine = "<itemref idref='c'/><itemref idref='a'/><itemref idref='b'/><itemref idref='nav'/>";
        let (taken, notices) = read(book(spine)).expect("a book");
        let titles: Vec<[&str; 4]> = taken.iter().map(|it| [&*it.title, &it.outlet, &it.author, &it.date]).collect();
        assert_eq!(
            titles,
            [["A chair", "Chairs", "Jo Doe", "2026-01-09"], ["Chairs, 3", "Chairs", "Jo Doe", "2026-01-09"]]
        );
        assert!(taken[0].text.starts_with("A chair\n\nThe seats") && taken[1].text.ends_with("\n\nEnd.\n"));
        assert!(notices[0].starts_with("1 of its documents"));
    }

    #[test]
    fn documents_that_are_empty_or_missing_are_told() {
        let spine = "<itemref idref='e'/><itemref idref='m'/><itemref idref='a'/>";
        let (taken, notices) = read(book(spine)).expect("a book");
        assert_eq!((taken.len(), notices.len()), (1, 2));
        assert!(notices[1].starts_with("1 of its documents are not in it"), "{notices:?}");
    }

    #[test]
    fn books_without_words_are_refused() {
        assert!(read(book("<itemref idref='c'/>")).expect_err("an error").to_string().contains("without words"));
        let no_package = zipped(&[("META-INF/container.xml", "<container/>")]);
        assert!(read(no_package).expect_err("an error").to_string().contains("is missing"));
    }
}
