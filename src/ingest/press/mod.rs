//! Exports of press databases, with several articles in a text: Nexis, Factiva and `ProQuest`, as plain text, RTF, DOCX or
//! HTML give them, in the languages that their pages speak.
//!
//! A layout is recognised by lines that stand in no article: what begins one, what ends one, and the labels between.

mod factiva;
mod labels;
mod nexis;
mod parts;
mod proquest;
#[cfg(test)]
mod tests;

use memchr::memmem;

use super::{
    called::EXPORT,
    error::ReadError,
    taken::{Reading, Taken},
};
use crate::{text::lines, words::counted};
use labels::{counted_words, length};
use parts::{NUMBERED, code_value, is_numbered, parts_above, parts_below};

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

/// How the last line of a document begins in Factiva, and what that line is in Nexis.
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
