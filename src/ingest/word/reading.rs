//! From the text and the properties of a document to its article.

use crate::ingest::{
    archive::Archive,
    blocks::Blocks,
    error::ReadError,
    guess::guess,
    left::Left,
    press,
    taken::{Reading, Taken},
    xml::{self, Node},
};

/// The article, or the articles of a press database, in a document's text.
pub(in crate::ingest) fn reading(
    taken: Taken,
    properties: Taken,
    footnotes: usize,
    what: &'static str,
) -> Result<Reading, ReadError> {
    let start = taken.text.clone();
    whole(taken, &start, properties, &Left { footnotes, ..Left::default() }, what)
}

/// The same of a document's blocks. Its `title` is the one that the text marks as such.
pub(in crate::ingest) fn reading_of_blocks(
    blocks: Blocks,
    title: String,
    properties: Taken,
    left: &Left,
    what: &'static str,
) -> Result<Reading, ReadError> {
    let (text, start) = blocks.finish_with_start();
    whole(Taken { title, text, ..Taken::default() }, &start, properties, left, what)
}

fn whole(taken: Taken, start: &str, properties: Taken, left: &Left, what: &'static str) -> Result<Reading, ReadError> {
    if taken.text.trim().is_empty() {
        return Err(ReadError::NoWords(what));
    }
    let mut notices = left.notices();
    if let Some(export) = press::split(&taken.text) {
        let (taken, more) = export?;
        notices.extend(more);
        return Ok((taken, notices));
    }
    Ok((vec![with_properties(taken, start, properties)], notices))
}

/// What a document's first lines say is about the article, its properties may be about who saved it: they come second.
/// `start` is how the text begins, without the numbers before items and headings.
fn with_properties(taken: Taken, start: &str, properties: Taken) -> Taken {
    let guess = guess("", start);
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
pub(super) fn properties(archive: &mut Archive, part: &str, what: &'static str) -> Result<Taken, ReadError> {
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
