//! From bytes to records. A damaged line is isolated and reported; the others are read.

use std::{collections::HashSet, sync::Arc};

use ron::error::{Error, SpannedError};

use super::{
    item::{Filed, Item, Located},
    layout::{CLOSING, FORMAT, HEADER},
    ours, record,
    write::Rewriting,
};
use crate::jobs;
use crate::model::{ArticleId, Entry, Fingerprint, Replica, TagId};
use crate::words::counted;

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Counted from 1; 0 where it is not known.
    pub line: usize,
    /// In characters, counted from 1; 0 where it is not known.
    pub column: usize,
    pub message: String,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    pub items: Vec<Located>,
    pub damage: Vec<Damage>,
    /// Whether every line is as we would write it, in whatever order. If not, somebody edited it by hand, and it is backed
    /// up before it is written.
    pub canonical: bool,
}

/// Why nothing of a file can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("it is not text in UTF-8 (byte {0}): was it saved by another program?")]
    NotUtf8(usize),
    #[error(
        "it was written by a newer Postil (format {0}): this one reads up to format {FORMAT}. Please update Postil"
    )]
    Newer(u32),
    #[error("it is no Postil file: its first line should be “{HEADER}”")]
    Foreign,
    #[error("it is empty")]
    Empty,
    #[error("line {line}, column {column}: {message}", line = .0.line, column = .0.column, message = .0.message)]
    Damaged(Damage),
}

/// Reads a file of ours.
///
/// # Errors
/// Nothing of it can be used.
pub fn read(bytes: &[u8]) -> Result<Contents, Unreadable> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return in_part(bytes).ok_or(Unreadable::NotUtf8(error.valid_up_to())),
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    match probe(text) {
        None => return whole(text).map_err(|_| Unreadable::Foreign),
        Some(format) if format > FORMAT => return Err(Unreadable::Newer(format)),
        Some(_) => {}
    }
    let lines = by_line(text);
    if lines.damage.is_empty() {
        return Ok(Contents { canonical: lines.canonical && text.len() == bytes.len(), ..lines });
    }
    match whole(text) {
        Ok(contents) => Ok(contents),
        Err(_) if !lines.items.is_empty() => Ok(Contents { canonical: false, ..lines }),
        Err(damage) => Err(Unreadable::Damaged(damage)),
    }
}

/// Reads what [`super::filed_line`] wrote.
///
/// # Errors
/// What is wrong with it.
pub fn read_filed(line: &str) -> Result<Vec<Filed>, String> {
    let filed: Vec<(String, record::Record)> = ron::from_str(line).map_err(|error| explain(&error.code))?;
    filed.into_iter().map(|(file, record)| Ok((file, Item::try_from(record)?))).collect()
}

/// The lines of a file of which some are not UTF-8; `None` where no record can be read.
fn in_part(bytes: &[u8]) -> Option<Contents> {
    let (mut text, mut flaws) = (String::with_capacity(bytes.len()), Flaws::default());
    for (number, line) in (1..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(error) => {
                text.push('\n');
                let column = String::from_utf8_lossy(line.get(..error.valid_up_to())?).chars().count() + 1;
                let message = "this line is not text in UTF-8: was it saved by another program?".to_owned();
                flaws.push(Damage { line: number, column, message });
            }
        }
    }
    if probe(&text)? > FORMAT {
        return None;
    }
    let mut contents = by_line(&text);
    contents.canonical = false;
    contents.damage.extend(flaws.finish());
    contents.damage.sort_by_key(|damage| (damage.line, damage.column));
    (!contents.items.is_empty()).then_some(contents)
}

/// The number after `format:`, where that is the first field of the file. White space and comments may stand before it.
fn probe(text: &str) -> Option<u32> {
    let rest = after_comments(after_comments(text).strip_prefix('(')?).strip_prefix("format")?;
    let rest = after_comments(after_comments(rest).strip_prefix(':')?);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn after_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        rest = if rest.starts_with("//") {
            rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start()
        } else if let Some((_, after)) = rest.strip_prefix("/*").and_then(|rest| rest.split_once("*/")) {
            after.trim_start()
        } else {
            return rest;
        }
    }
}

/// The most damaged lines that are told one by one.
const MOST_DAMAGE: usize = 10_000;

/// Damage while it is found.
#[derive(Default)]
struct Flaws {
    listed: Vec<Damage>,
    /// The line of the first that is not listed, and how many there are.
    rest: Option<(usize, usize)>,
}

impl Flaws {
    fn push(&mut self, damage: Damage) {
        match &mut self.rest {
            Some((_, count)) => *count += 1,
            None if self.listed.len() < MOST_DAMAGE => self.listed.push(damage),
            None => self.rest = Some((damage.line, 1)),
        }
    }

    /// Adds what was found further down.
    fn extend(&mut self, further: Self) {
        further.listed.into_iter().for_each(|damage| self.push(damage));
        if let Some((line, count)) = further.rest {
            self.rest.get_or_insert((line, 0)).1 += count;
        }
    }

    fn finish(mut self) -> Vec<Damage> {
        let rest = self.rest.map(|(line, count)| {
            let message = format!("from here on {} cannot be read", counted(count, "more line"));
            Damage { line, column: 1, message }
        });
        self.listed.extend(rest);
        self.listed
    }
}

/// The lines of a file, or some of them that follow each other.
struct Lines {
    contents: Contents,
    flaws: Flaws,
    headers: usize,
    is_closed: bool,
}

/// About as many bytes as are worth a turn on another processor.
const PIECE: usize = 256 * 1024;

/// `text` in pieces of whole lines, each with the number of its first line.
fn pieces(text: &str) -> Vec<(usize, &str)> {
    let (mut pieces, mut rest, mut number) = (Vec::with_capacity(text.len() / PIECE + 1), text, 1);
    while !rest.is_empty() {
        let after = memchr::memchr(b'\n', rest.as_bytes().get(PIECE..).unwrap_or_default());
        let (piece, others) = rest.split_at(after.map_or(rest.len(), |at| PIECE + at + 1));
        pieces.push((number, piece));
        number += memchr::memchr_iter(b'\n', piece.as_bytes()).count();
        rest = others;
    }
    pieces
}

fn by_line(text: &str) -> Contents {
    let (mut contents, mut flaws) = (Contents { canonical: true, ..Contents::default() }, Flaws::default());
    let (mut headers, mut is_closed) = (0, false);
    for piece in jobs::in_order(&pieces(text), |(first, piece)| lines(*first, piece)) {
        contents.items.extend(piece.contents.items);
        contents.canonical &= piece.contents.canonical;
        flaws.extend(piece.flaws);
        headers += piece.headers;
        is_closed |= piece.is_closed;
    }
    if !is_closed {
        let line = text.lines().count();
        let message = format!("the end is missing (the last line should be “{CLOSING}”), as if the file were cut off");
        flaws.push(Damage { line, column: 1, message });
    }
    contents.damage = flaws.finish();
    // A union merge can repeat the header.
    contents.canonical &= headers == 1 && is_closed;
    contents
}

fn lines(first: usize, text: &str) -> Lines {
    let mut lines = Lines {
        contents: Contents { canonical: true, ..Contents::default() },
        flaws: Flaws::default(),
        headers: 0,
        is_closed: false,
    };
    let (contents, mut rewriting, mut common) = (&mut lines.contents, Rewriting::default(), Common::default());
    for (number, raw) in (first..).zip(text.split_inclusive('\n')) {
        let line = raw.trim_end_matches(['\r', '\n']);
        contents.canonical &= raw.len() == line.len() + 1;
        if line == HEADER {
            lines.headers += 1;
        } else if line == CLOSING {
            lines.is_closed = true;
        } else if line.trim().is_empty() || line.trim_start().starts_with("//") {
            contents.canonical = false;
        } else if line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>") {
            let message = "a conflict mark of Git: take the marks out and keep the lines of both sides".to_owned();
            lines.flaws.push(Damage { line: number, column: 1, message });
        } else {
            match one_line(line, number) {
                Ok(mut item) => {
                    common.share(&mut item);
                    contents.canonical = contents.canonical && rewriting.is_line_of(line, &item);
                    contents.items.push(Located { line: number, item });
                }
                Err(damage) => lines.flaws.push(damage),
            }
        }
    }
    lines
}

/// What annotations of a file have in common, each kept once: less memory is held, and what is compared is near.
#[derive(Default)]
struct Common {
    article: Option<ArticleId>,
    text: Option<Fingerprint>,
    tags: HashSet<TagId>,
    by: Option<Replica>,
    seen: Option<Arc<[(Replica, u32)]>>,
}

impl Common {
    fn share(&mut self, item: &mut Item) {
        let Item::Annotation(_, Entry { value, changed }) = item else { return };
        if let Some(annotation) = value.as_mut().and_then(Arc::get_mut) {
            as_before(&mut self.article, &mut annotation.article);
            as_before(&mut self.text, &mut annotation.text);
            for coding in &mut annotation.codings {
                for tag in [&mut coding.tag].into_iter().chain(&mut coding.by).chain(&mut coding.about) {
                    match self.tags.get(tag) {
                        Some(known) => *tag = known.clone(),
                        None => drop(self.tags.insert(tag.clone())),
                    }
                }
            }
        }
        as_before(&mut self.by, &mut changed.by);
        as_before(&mut self.seen, &mut changed.seen);
    }
}

/// Puts the value that was there before in the place of its like.
fn as_before<T: PartialEq + Clone>(before: &mut Option<T>, value: &mut T) {
    match before {
        Some(before) if before == value => *value = before.clone(),
        _ => *before = Some(value.clone()),
    }
}

fn one_line(line: &str, number: usize) -> Result<Item, Damage> {
    let text = line.trim_end().strip_suffix(',').unwrap_or(line);
    let record = ours::value(text).map_or_else(|| ron::from_str::<record::Record>(text), Ok).map_err(|error| {
        let column = error.span.start.col;
        Damage { line: number, column, message: explain(&error.code) }
    })?;
    Item::try_from(record).map_err(|message| Damage { line: number, column: 1, message })
}

fn whole(text: &str) -> Result<Contents, Damage> {
    let file: record::File = ron::from_str(text).map_err(|error| at(&error))?;
    let mut items = Vec::with_capacity(file.records.len());
    for (number, record) in (1..).zip(file.records) {
        let item = Item::try_from(record).map_err(|message| Damage {
            line: 0,
            column: 0,
            message: format!("record {number}: {message}"),
        })?;
        items.push(Located { line: 0, item });
    }
    Ok(Contents { items, damage: Vec::new(), canonical: false })
}

fn at(error: &SpannedError) -> Damage {
    Damage { line: error.span.start.line, column: error.span.start.col, message: explain(&error.code) }
}

/// What RON's reader found, in words for somebody who never wrote RON.
fn explain(error: &Error) -> String {
    match error {
        Error::NoSuchStructField { found, outer, expected } => {
            let place = outer.as_deref().map(|outer| outer.trim_end_matches("Record").to_lowercase());
            let known = expected.join(", ");
            match place {
                Some(place) => format!("“{found}” is no field of {}: the fields are {known}", with_article(&place)),
                None => format!("“{found}” is no field here: the fields are {known}"),
            }
        }
        Error::NoSuchEnumVariant { found, expected, .. } => {
            format!("“{found}” is not known here: it can be {}", expected.join(", "))
        }
        Error::MissingStructField { field, .. } => format!("the field “{field}” is missing"),
        Error::DuplicateStructField { field, .. } => {
            format!("the field “{field}” stands there twice")
        }
        Error::ExpectedString | Error::ExpectedStringEnd => "a text in double quotes was expected".to_owned(),
        Error::ExpectedInteger | Error::InvalidIntegerDigit { .. } => "a number was expected".to_owned(),
        Error::IntegerOutOfBounds => "this number is below zero, or too great".to_owned(),
        Error::ExpectedStructLike => "a “(” was expected".to_owned(),
        Error::ExpectedStructLikeEnd => "a “)” was expected".to_owned(),
        Error::ExpectedArray => "a list was expected: “[” and “]”".to_owned(),
        Error::ExpectedArrayEnd => "a “]” or a comma was expected".to_owned(),
        Error::ExpectedOption => "“None” or “Some(…)” was expected".to_owned(),
        Error::ExpectedChar => "one character in single quotes was expected".to_owned(),
        Error::ExpectedMapColon => "a colon was expected".to_owned(),
        Error::Eof => "the line ends too early: a bracket or a quotation mark is missing".to_owned(),
        Error::ExpectedComma => "a comma is missing, or a quotation mark before it".to_owned(),
        Error::TrailingCharacters => "something stands after the end of the record".to_owned(),
        Error::InvalidEscape(what) => {
            format!("in a text, a backslash is followed by something that has no meaning: {what}")
        }
        Error::ExpectedOptionEnd => "a “)” was expected".to_owned(),
        Error::ExpectedBoolean => "“true” or “false” was expected".to_owned(),
        Error::ExpectedFloat | Error::FloatUnderscore | Error::UnderscoreAtBeginning => {
            "a number was expected".to_owned()
        }
        Error::ExpectedMap => "a “{” was expected".to_owned(),
        Error::ExpectedMapEnd => "a “}” or a comma was expected".to_owned(),
        Error::ExpectedIdentifier | Error::InvalidIdentifier(_) | Error::SuggestRawIdentifier(_) => {
            "the name of a field was expected".to_owned()
        }
        Error::ExpectedNamedStructLike(expected) | Error::ExpectedDifferentStructName { expected, .. } => {
            format!("“{expected}” was expected")
        }
        Error::ExpectedDifferentLength { found, .. } => {
            format!("a list has another length than it should: {}", counted(*found, "element"))
        }
        Error::UnclosedBlockComment | Error::UnclosedLineComment => "a comment is not closed with “*/”".to_owned(),
        Error::UnexpectedChar(c) => format!("“{c}” has no meaning here"),
        Error::Utf8Error(_) => "this is not text in UTF-8".to_owned(),
        Error::ExceededRecursionLimit => "brackets stand in each other deeper than in any record".to_owned(),
        Error::InvalidValueForType { .. } | Error::Message(_) => {
            format!("something else stands here than belongs here ({error})")
        }
        other => format!("this is not as it should be: compare it with the lines around it ({other})"),
    }
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}
