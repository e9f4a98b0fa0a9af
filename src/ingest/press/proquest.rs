//! `ProQuest`: a line of underscores between documents, “Full text:”, and fields above and below it.

use std::collections::BTreeSet;

use super::{
    labels::{by, language},
    parts::{blocks, body, is_numbered, with_title},
};
use crate::ingest::{guess::date_of, taken::Taken};

/// Fields that stand below a full text.
const BELOW: [&str; 30] = [
    "subject",
    "location",
    "people",
    "company / organization",
    "business indexing term",
    "classification",
    "identifier / keyword",
    "title",
    "publication title",
    "pages",
    "first page",
    "number of pages",
    "volume",
    "issue",
    "publication year",
    "publication date",
    "year",
    "dateline",
    "section",
    "publisher",
    "place of publication",
    "country of publication",
    "publication subject",
    "issn",
    "source type",
    "language of publication",
    "document type",
    "proquest document id",
    "document url",
    "copyright",
];

const FULL_TEXT: [&str; 6] =
    ["full text", "volltext", "texte intégral", "texto completo", "volledige tekst", "testo integrale"];

pub(super) fn is_export(lines: &[&str]) -> bool {
    let has = |names: &[&str]| lines.iter().any(|line| names.iter().any(|name| label(line, name).is_some()));
    lines.iter().filter(|line| is_rule(line)).count() >= 2
        && (has(&FULL_TEXT) || has(&["abstract"]))
        && has(&["publication info", "publication title", "proquest document id"])
}

/// The documents between the lines of underscores; what says only that it is a report is none.
pub(super) fn parts<'l>(lines: &[&'l str]) -> Vec<Vec<&'l str>> {
    let parts = lines.split(|line| is_rule(line)).map(<[&str]>::to_vec);
    let is_document = |part: &Vec<&str>| {
        let names = ["title", "publication info", "publication title", "abstract"];
        part.iter().any(|line| FULL_TEXT.iter().chain(&names).any(|name| label(line, name).is_some()))
    };
    parts.filter(is_document).collect()
}

/// The shortest line that parts documents.
pub(super) fn rule() -> String {
    "_".repeat(20)
}

fn is_rule(line: &str) -> bool {
    line.starts_with(&rule()) && line.bytes().all(|byte| byte == b'_')
}

fn label<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let (found, value) = line.split_once(':')?;
    (found.len() < 40 && found.trim().to_lowercase() == name).then(|| value.trim())
}

fn field<'l>(lines: &[&'l str], names: &[&str]) -> &'l str {
    names.iter().find_map(|name| lines.iter().find_map(|line| label(line, name))).unwrap_or_default()
}

/// The document's fields above its text, and the lines of the text with the fields below it.
fn halves<'a, 'l>(lines: &'a [&'l str]) -> (&'a [&'l str], &'a [&'l str]) {
    let full_at = lines.iter().position(|line| FULL_TEXT.iter().any(|name| label(line, name).is_some()));
    lines.split_at(full_at.unwrap_or(lines.len()))
}

/// Whether a document has its abstract only.
pub(super) fn is_abstract(lines: &[&str]) -> bool {
    let (above, rest) = halves(lines);
    let is_missing = rest.first().is_none_or(|line| is_missing(line.split_once(':').map_or("", |(_, words)| words)));
    is_missing && rest.get(1).is_none_or(|line| line.is_empty()) && !field(above, &["abstract"]).is_empty()
}

fn is_missing(words: &str) -> bool {
    words.trim().len() < 40 && words.trim().to_lowercase().starts_with("not available")
}

pub(super) fn read(lines: &[&str]) -> Taken {
    let (above, rest) = halves(lines);
    let field_of = |line: &str| BELOW.iter().find(|name| label(line, name).is_some());
    // A paragraph may begin like a field: below it stand other fields, each once, and hardly anything else.
    let below = (1..rest.len()).find(|at| {
        let filled = rest[*at..].iter().filter(|line| !line.is_empty()).count();
        let fields: Vec<_> = rest[*at..].iter().filter_map(|line| field_of(line)).collect();
        let once: BTreeSet<_> = fields.iter().collect();
        field_of(rest[*at]).is_some() && fields.len() * 2 >= filled && once.len() == fields.len()
    });
    let (text, below) = rest.split_at(below.unwrap_or(rest.len()));
    let mut text: Vec<&str> = text.to_vec();
    if let Some(first) = text.first_mut() {
        *first = first.split_once(':').map_or("", |(_, words)| words.trim());
    }
    let text = if is_abstract(lines) { vec![field(above, &["abstract"])] } else { text };
    let first = || above.iter().find(|line| !line.is_empty() && !is_numbered(line) && !line.contains(':'));
    let said = field(below, &["title"]);
    let title = if said.is_empty() { first().copied().unwrap_or_default() } else { said };
    let info = field(above, &["publication info"]);
    let outlet = field(below, &["publication title"]);
    let outlet = if outlet.is_empty() { info } else { outlet };
    let dates = [field(below, &["publication date"]), info];
    let date = dates.iter().map(|said| date_in(said)).find(|date| !date.is_empty()).unwrap_or_default();
    let is_link = |line: &&&str| line.starts_with("http") && !line.contains(' ');
    let link = lines.iter().find(is_link).copied().unwrap_or_else(|| field(below, &["document url"]));
    Taken {
        title: title.to_owned(),
        outlet: outlet.split([';', '[', '(']).next().unwrap_or_default().trim().to_owned(),
        author: by(&in_order(field(above, &["author", "authors"]))),
        date,
        language: language(field(below, &["language of publication", "language"])),
        link: link.to_owned(),
        text: with_title(title, body(blocks(&text))),
        ..Taken::default()
    }
}

/// The date in “London (UK) [London (UK)]09 Jan 2026: 7.”
fn date_in(said: &str) -> String {
    let after = said.rsplit(']').next().unwrap_or(said);
    date_of(after.split(':').next().unwrap_or(after).trim(), None)
}

/// “Doe, Jo” as “Jo Doe”; of several, each.
fn in_order(names: &str) -> String {
    let turned = |name: &str| match name.split(',').map(str::trim).collect::<Vec<_>>()[..] {
        [last, first] if !first.is_empty() => format!("{first} {last}"),
        _ => name.trim().to_owned(),
    };
    names.trim_end_matches('.').split(';').map(turned).collect::<Vec<_>>().join("; ")
}
