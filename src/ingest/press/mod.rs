//! Exports of press databases, with several articles in a text: Nexis, Factiva and `ProQuest`, as plain text, RTF, DOCX or
//! HTML give them, in the languages that their pages speak.
//!
//! A layout is recognised by lines that stand in no article: what begins one, what ends one, and the labels between.

mod factiva;
mod labels;
mod nexis;
mod proquest;
#[cfg(test)]
mod tests;

use memchr::memmem;

use super::{
    ReadError,
    file::{Reading, Taken},
};
use crate::{text::lines, words::counted};
use labels::{counted_words, length};

pub(super) const EXPORT: &str = "an export of a press database";

/// Whether a text is such an export.
pub(super) fn is_export(text: &str) -> bool {
    layout(&lines_of(text)).is_some()
}

/// Whether a page has words that stand in each of these exports, and in few other pages. Nearly all of them have the word
/// “document” in them, and are looked for around it.
pub(super) fn may_be_page(html: &str) -> bool {
    const WORDS: [&str; 4] = ["ocument", "okument", "OCUMENT", "OKUMENT"];
    const REACH: usize = 20;
    let html = html.as_bytes();
    let has = |some: &[u8], word: &str| memmem::find(some, word.as_bytes()).is_some();
    let is_word = |at: usize| {
        let around = &html[at.saturating_sub(REACH)..html.len().min(at + REACH)];
        let is_first = ACCESSIONS.into_iter().chain(NUMBERED).any(|word| has(around, word));
        is_first || ENDS.iter().any(|end| has(&around.to_ascii_lowercase(), end))
    };
    WORDS.iter().any(|word| memmem::find_iter(html, word).any(is_word))
        || has(html, &proquest::rule())
        || ACCESSIONS.iter().filter(|word| !word.is_ascii()).any(|word| has(html, word))
}

/// The articles of an export, in their order, and what of it is none; nothing if the text is no export.
///
/// # Errors
/// There is no text in any of them.
pub(super) fn split(text: &str) -> Option<Result<Reading, ReadError>> {
    let lines = lines_of(text);
    layout(&lines).map(|layout| articles(layout, &lines))
}

fn articles(layout: Layout, lines: &[&str]) -> Result<Reading, ReadError> {
    let ((parts, behind), read): (_, fn(&[&str]) -> Taken) = match layout {
        Layout::NexisClassic => ((parts_below(lines, is_numbered), Vec::new()), nexis::classic),
        Layout::Nexis => (parts_above(lines, is_end), nexis::with_ends),
        Layout::Factiva => (parts_above(lines, is_accession), factiva::read),
        Layout::ProQuest => ((proquest::parts(lines), Vec::new()), proquest::read),
    };
    let (taken, empty): (Vec<Taken>, Vec<Taken>) =
        parts.iter().map(|part| read(part)).partition(|taken| !taken.text.trim().is_empty());
    if taken.is_empty() {
        return Err(ReadError::NoWords(EXPORT));
    }
    let mut notices = Vec::new();
    if !empty.is_empty() {
        notices.push(format!("{} without a text left out{}", counted(empty.len(), "article"), named(&empty)));
    }
    let is_abstract = |part: &&Vec<&str>| layout == Layout::ProQuest && proquest::is_abstract(part);
    let abstracts = parts.iter().filter(is_abstract).count();
    if abstracts > 0 {
        notices.push(format!(
            "{} without a full text: the abstract was taken in its place",
            counted(abstracts, "article")
        ));
    }
    let words = behind.join(" ");
    if words.split_whitespace().nth(FEW_WORDS).is_some() && !words.trim_start().starts_with("Search Summary") {
        let begins: String = words.trim_start().chars().take(60).collect();
        notices.push(format!(
            "what stands behind the end of its last article was left out: “{begins} …”. If the export was cut short, get it once more"
        ));
    }
    Ok((taken, notices))
}

/// What each document is called in “3 of 25 DOCUMENTS”, how its last line begins in Factiva, and what that line is in Nexis.
const NUMBERED: [&str; 2] = ["DOCUMENT", "DOKUMENT"];
const ACCESSIONS: [&str; 4] = ["Document ", "Dokument ", "Documento ", "文件 "];
const ENDS: [&str; 6] = [
    "end of document",
    "ende des dokuments",
    "fin du document",
    "einde van document",
    "fin del documento",
    "fine del documento",
];

/// What stands behind the last article is told of if it has more words than this.
const FEW_WORDS: usize = 20;

/// The titles of the first few that have one.
fn named(taken: &[Taken]) -> String {
    const MOST: usize = 5;
    let titles: Vec<String> =
        taken.iter().filter(|taken| !taken.title.is_empty()).map(|taken| format!("“{}”", taken.title)).collect();
    let more = if titles.len() > MOST { format!(" and {} more", titles.len() - MOST) } else { String::new() };
    if titles.is_empty() { String::new() } else { format!(": {}{more}", titles[..titles.len().min(MOST)].join(", ")) }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// “1 of 25 DOCUMENTS” before each article, labels in capitals.
    NexisClassic,
    /// “End of Document” after each, labels, and “Body” on a line of its own.
    Nexis,
    /// `Document GRDN000020260109…` after each.
    Factiva,
    /// A line of underscores between them, and “Full text:”.
    ProQuest,
}

fn layout(lines: &[&str]) -> Option<Layout> {
    let has = |is: fn(&str) -> bool| lines.iter().any(|line| is(line));
    if proquest::is_export(lines) {
        Some(Layout::ProQuest)
    } else if has(is_numbered) && has(|line| length(line).is_some() || line == "BODY:") {
        Some(Layout::NexisClassic)
    } else if has(is_end) && has(|line| labels::is_body(line) || length(line).is_some()) {
        Some(Layout::Nexis)
    } else if has(is_accession) && has(|line| counted_words(code_value(line, "WC")).is_some()) {
        Some(Layout::Factiva)
    } else {
        None
    }
}

fn lines_of(text: &str) -> Vec<&str> {
    lines::lines(text).map(|line| text[line].trim()).collect()
}

/// “3 of 25 DOCUMENTS”, “Dokument 3 von 25”.
fn is_numbered(line: &str) -> bool {
    // No more of the line than it takes: a line may be a whole article.
    let mut words = line.split_whitespace();
    let words = [words.next(), words.next(), words.next(), words.next(), words.next()];
    let [Some(a), Some(b), Some(c), Some(d), None] = words else { return false };
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let is_of = |word: &str| matches!(&*word.to_lowercase(), "of" | "von" | "de" | "van" | "di" | "af" | "av");
    let is_document = |word: &str| NUMBERED.iter().any(|name| word.to_uppercase().starts_with(name));
    (is_number(a) && is_of(b) && is_number(c) && is_document(d))
        || (is_document(a) && is_number(b) && is_of(c) && is_number(d))
}

fn is_end(line: &str) -> bool {
    line.len() <= 24 && ENDS.contains(&&*line.to_lowercase())
}

/// `Document GRDN000020260109em190001a`.
fn is_accession(line: &str) -> bool {
    let line = code_value(line, "AN");
    let code = ACCESSIONS.into_iter().find_map(|name| line.strip_prefix(name));
    let code = code.unwrap_or_default().trim();
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    code.len() >= 20 && digits >= 8 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What stands behind a code of two or three letters at the head of a line; the whole line where it does not.
fn code_value<'l>(line: &'l str, code: &str) -> &'l str {
    line.strip_prefix(code).filter(|rest| rest.starts_with(char::is_whitespace)).map_or(line, str::trim)
}

/// The lines of each article below a line that begins one. What stands before the first is none.
fn parts_below<'l>(lines: &[&'l str], begins: fn(&str) -> bool) -> Vec<Vec<&'l str>> {
    lines.split(|line| begins(line)).skip(1).map(<[&str]>::to_vec).collect()
}

/// The lines of each article above a line that ends one, and what stands behind the last.
fn parts_above<'l>(lines: &[&'l str], ends: fn(&str) -> bool) -> (Vec<Vec<&'l str>>, Vec<&'l str>) {
    let mut parts: Vec<Vec<&str>> = lines.split(|line| ends(line)).map(<[&str]>::to_vec).collect();
    let behind = parts.pop().unwrap_or_default();
    (parts, behind)
}

/// Lines that stand together, blank ones around them.
type Block<'l> = &'l [&'l str];

fn blocks<'l>(lines: &'l [&'l str]) -> impl Iterator<Item = Block<'l>> {
    lines.split(|line| line.is_empty()).filter(|block| !block.is_empty())
}

/// Each block a paragraph of several lines.
fn body<'l>(blocks: impl IntoIterator<Item = Block<'l>>) -> String {
    text_of(blocks, "\n")
}

/// The paragraphs of a text that was set to a width: the lines of a block are one paragraph.
fn rejoined(blocks: &[Vec<&str>]) -> String {
    let lines: Vec<&str> = blocks.concat();
    let long = lines.iter().filter(|line| line.chars().count() > 90).count();
    let blocks = blocks.iter().map(Vec::as_slice).filter(|block| !block.is_empty());
    text_of(blocks, if long * 10 < lines.len() { " " } else { "\n" })
}

fn text_of<'l>(blocks: impl IntoIterator<Item = Block<'l>>, between: &str) -> String {
    let text = blocks.into_iter().map(|block| block.join(between)).collect::<Vec<_>>().join("\n\n");
    if text.is_empty() { text } else { text + "\n" }
}

/// With the headline before the text, as the newspaper had it.
fn with_title(title: &str, text: String) -> String {
    if title.is_empty() || text.is_empty() { text } else { format!("{title}\n\n{text}") }
}
