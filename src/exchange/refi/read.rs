//! Reading REFI-QDA leniently: names are compared without namespaces, GUIDs without braces and case, folders and the
//! project's file in any spelling; a source that is missing is said, and the rest is read.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    io::Read as _,
};

use jiff::Timestamp;
use quick_xml::events::Event;
use roxmltree::{Document, Node, ParsingOptions};
use uuid::Uuid;

use super::write::ORIGIN;
use crate::exchange::bounds::most_unpacked;
use crate::exchange::foreign::{Code, Coder, Foreign, Given, Memo, Passage, Text, Zip, colour, damaged, opened};
use crate::model::verbs::{counted, thousands};
use crate::text::loaded::loaded;

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("it is no REFI-QDA project (.qdpx): {0}")]
    NoArchive(String),
    #[error("there is no project in it (a file ending in .qde): export it again from the program it comes from")]
    NoProject,
    #[error("{file} in it cannot be read: {why}")]
    File { file: String, why: String },
    #[error("line {line}, column {column}: {why}. Export it again from the program it comes from")]
    Xml { line: u32, column: u32, why: String },
    #[error("unpacked it is far too large: that is no project")]
    TooLarge,
    #[error("its elements stand more than {DEEPEST} deep in each other: that is no project")]
    TooDeep,
    #[error("an element in it has more than {} attributes: that is no project", thousands(MOST_ATTRIBUTES))]
    TooWide,
    #[error("it has more elements than any project")]
    TooManyElements,
}

/// Reads a project.
///
/// # Errors
/// It is no archive, it holds no project, or that is no XML.
pub fn read(bytes: &[u8]) -> Result<Foreign, ReadError> {
    let mut archive = Archive::open(bytes)?;
    let xml = archive.project()?;
    let document = parse(&xml)?;
    let project = document.root_element();
    let written = time(project, "creationDateTime");
    let mut foreign = Foreign { written, may_name: true, is_ours: is_ours(project), ..Foreign::default() };
    let mut ids = Ids::default();
    for user in children(project, "Users").flat_map(|users| children(users, "User")) {
        ids.users.insert(guid(user, "guid"), foreign.coders.len());
        let name = [user.attribute("name"), user.attribute("id")].into_iter().flatten().find(|name| !name.is_empty());
        foreign.coders.push(Coder { key: guid(user, "guid"), name: name.unwrap_or_default().to_owned() });
    }
    ids.read_notes(project, &mut archive, &mut foreign.notices);
    // There is no text that those of nobody could stand in.
    foreign.memos = ids.notes_on(project).cloned().collect();
    foreign.memos.extend(ids.free_memos(project, &mut foreign.notices));
    for codes in children(project, "CodeBook").flat_map(|book| children(book, "Codes")) {
        read_codes(codes, None, &mut foreign.codes, &mut ids);
    }
    ids.read_variables(project);
    for source in children(project, "Sources").flat_map(|sources| sources.children()).filter(Node::is_element) {
        if source.tag_name().name() == "TextSource" {
            ids.read_text(source, &mut archive, &mut foreign);
        } else {
            let (kind, name) = (source.tag_name().name(), source.attribute("name").unwrap_or_default());
            foreign.notices.push(format!("“{name}” is left out: a {kind} is no text"));
        }
    }
    for (name, what) in [("Sets", "sets"), ("Graphs", "graphs"), ("Cases", "cases"), ("Links", "links")] {
        if children(project, name).next().is_some() {
            foreign.notices.push(format!("{what} are left out: they have no place in a project of Postil"));
        }
    }
    Ok(foreign)
}

/// Reads a codebook.
///
/// # Errors
/// It is no XML, or holds no codebook.
pub fn read_codebook(bytes: &[u8]) -> Result<Foreign, ReadError> {
    let text = text_of(bytes).map_err(|why| ReadError::File { file: "the codebook".to_owned(), why })?;
    let document = parse(&text)?;
    let book = document.descendants().find(|node| node.tag_name().name() == "CodeBook").ok_or(ReadError::NoProject)?;
    let mut foreign = Foreign { is_ours: is_ours(book), ..Foreign::default() };
    for codes in children(book, "Codes") {
        read_codes(codes, None, &mut foreign.codes, &mut Ids::default());
    }
    Ok(foreign)
}

/// Whether Postil wrote it, by what it says of its origin.
fn is_ours(root: Node<'_, '_>) -> bool {
    root.attribute("origin").is_some_and(|origin| origin.starts_with(ORIGIN))
}

fn read_codes(below: Node<'_, '_>, parent: Option<usize>, codes: &mut Vec<Code>, ids: &mut Ids) {
    for node in children(below, "Code") {
        let at = codes.len();
        ids.codes.insert(guid(node, "guid"), at);
        codes.push(Code {
            name: node.attribute("name").unwrap_or_default().to_owned(),
            parent,
            is_category: matches!(node.attribute("isCodable"), Some("false" | "0")),
            description: ids.note_of(node),
            memos: ids.memos_on(node),
            colour: node.attribute("color").and_then(colour),
        });
        read_codes(node, Some(at), codes, ids);
    }
}

/// What GUIDs stand for.
#[derive(Default)]
struct Ids {
    users: BTreeMap<String, usize>,
    codes: BTreeMap<String, usize>,
    /// Names of variables, in small letters.
    variables: BTreeMap<String, String>,
    notes: BTreeMap<String, Memo>,
}

impl Ids {
    fn read_variables(&mut self, project: Node<'_, '_>) {
        for variable in children(project, "Variables").flat_map(|all| children(all, "Variable")) {
            let name = variable.attribute("name").unwrap_or_default().to_lowercase();
            self.variables.insert(guid(variable, "guid"), name);
        }
    }

    fn read_notes(&mut self, project: Node<'_, '_>, archive: &mut Archive<'_>, notices: &mut Vec<String>) {
        for note in notes_in(project) {
            let file = note.attribute("plainTextPath").map_or(Ok(String::new()), |path| archive.source(path));
            let (file, fault) = file.map_or_else(|error| (String::new(), Some(error)), |text| (text, None));
            let texts = [file, text_in(note, "PlainTextContent"), text_in(note, "Description")];
            let text = texts.into_iter().find(|text| !text.trim().is_empty()).unwrap_or_default();
            let name = note.attribute("name").unwrap_or_default();
            match fault {
                Some(error) if text.is_empty() => {
                    notices.push(format!("the note “{name}” is left out: {error}"));
                }
                None if text.is_empty() && note.has_attribute("richTextPath") => {
                    notices.push(format!("the note “{name}” is left out: it has no plain text"));
                }
                _ => {}
            }
            let changed = time(note, "modifiedDateTime").or_else(|| time(note, "creationDateTime"));
            let memo = Memo { text: loaded(&text).into_owned(), coder: self.coder(note), changed };
            self.notes.insert(guid(note, "guid"), memo);
        }
    }

    /// The notes that nothing refers to which is read, each below its name: on nothing, on a case, on a picture.
    fn free_memos(&self, project: Node<'_, '_>, notices: &mut Vec<String>) -> Vec<Memo> {
        let references = project.descendants().filter(|node| node.tag_name().name() == "NoteRef");
        let referred: BTreeSet<String> =
            references.filter(|node| is_read(*node)).map(|node| guid(node, "targetGUID")).collect();
        let mut memos = Vec::new();
        for note in notes_in(project) {
            let id = guid(note, "guid");
            let Some(memo) = self.notes.get(&id).filter(|memo| !memo.text.trim().is_empty()) else { continue };
            if !referred.contains(&id) {
                let text = format!("{}\n{}", note.attribute("name").unwrap_or_default().trim(), memo.text.trim());
                memos.push(Memo { text: text.trim().to_owned(), ..memo.clone() });
            }
        }
        if !memos.is_empty() {
            let notes = counted(memos.len(), "note");
            notices.push(format!("{notes} on a case, a picture or nothing: to be found in the memo on the project"));
        }
        memos
    }

    /// Who made it.
    fn coder(&self, node: Node<'_, '_>) -> Option<usize> {
        self.users.get(&guid(node, "creatingUser")).copied()
    }

    /// The notes that are referred to.
    fn notes_on(&self, node: Node<'_, '_>) -> impl Iterator<Item = &Memo> {
        let notes = children(node, "NoteRef").filter_map(|note| self.notes.get(&guid(note, "targetGUID")));
        notes.filter(|memo| !memo.text.trim().is_empty())
    }

    /// The notes on a code, a text or the project that somebody wrote: those are memos.
    fn memos_on(&self, node: Node<'_, '_>) -> Vec<Memo> {
        self.notes_on(node).filter(|memo| memo.coder.is_some()).cloned().collect()
    }

    fn read_text(&self, source: Node<'_, '_>, archive: &mut Archive<'_>, foreign: &mut Foreign) {
        let name = source.attribute("name").unwrap_or_default();
        let raw = match source.attribute("plainTextPath") {
            Some(path) => archive.source(path),
            None => Ok(text_in(source, "PlainTextContent")),
        };
        let raw = match raw {
            Ok(raw) if !raw.is_empty() => raw,
            Ok(_) => return foreign.notices.push(format!("“{name}” is left out: it has no text")),
            Err(error) => return foreign.notices.push(format!("“{name}” is left out: {error}")),
        };
        let mut text = Text { note: self.note_of(source), memos: self.memos_on(source), ..Text::new(name, raw) };
        for value in children(source, "VariableValue") {
            self.read_variable(value, &mut text);
        }
        self.read_selections(source, &mut text, &mut foreign.notices);
        let whole = children(source, "Coding").count();
        if whole > 0 {
            let said = format!("“{name}”: {whole} codes of the whole text are left out: codes stand on passages here");
            foreign.notices.push(said);
        }
        foreign.texts.push(text);
    }

    fn read_variable(&self, value: Node<'_, '_>, text: &mut Text) {
        let named =
            children(value, "VariableRef").next().and_then(|node| self.variables.get(&guid(node, "targetGUID")));
        let given = value.children().filter(Node::is_element).find(|node| node.tag_name().name() != "VariableRef");
        let (Some(name), Some(given)) = (named, given.and_then(|node| node.text())) else { return };
        text.describe(name, given.trim());
    }

    fn read_selections(&self, source: Node<'_, '_>, text: &mut Text, notices: &mut Vec<String>) {
        let (mut nowhere, mut uncoded) = (0, 0);
        for node in children(source, "PlainTextSelection") {
            let targets = children(node, "Coding").flat_map(|coding| children(coding, "CodeRef"));
            uncoded += targets.filter(|code| !self.codes.contains_key(&guid(*code, "targetGUID"))).count();
            match self.passage(node) {
                Some(passage) => text.passages.push(passage),
                None => nowhere += 1,
            }
        }
        for (n, what, why) in [
            (nowhere, "selection", "the positions cannot be read"),
            (uncoded, "coding", "there is no such code in the codebook"),
        ] {
            if n > 0 {
                notices.push(format!("“{}”: {} left out, since {why}", text.name, counted(n, what)));
            }
        }
    }

    fn passage(&self, node: Node<'_, '_>) -> Option<Passage> {
        let position = |name: &str| node.attribute(name)?.trim().parse().ok();
        let codes = children(node, "Coding").flat_map(|coding| {
            let targets = children(coding, "CodeRef").map(|code| guid(code, "targetGUID"));
            let codes = targets.filter_map(|target| self.codes.get(&target).copied());
            codes.map(|code| Given::new(code, self.coder(coding))).collect::<Vec<_>>()
        });
        let on_codings = children(node, "Coding").flat_map(|coding| self.notes_on(coding));
        Some(Passage {
            start: position("startPosition")?,
            end: position("endPosition")?,
            quote: node.attribute("name").unwrap_or_default().to_owned(),
            // Only positions say where a selection stands.
            before: String::new(),
            after: String::new(),
            codes: codes.collect(),
            coder: self.coder(node),
            note: described(node, self.notes_on(node).chain(on_codings)),
            created: time(node, "creationDateTime"),
            modified: time(node, "modifiedDateTime"),
            id: Uuid::parse_str(&guid(node, "guid")).ok(),
        })
    }

    /// The description, and the notes of which it is not said who wrote them.
    fn note_of(&self, node: Node<'_, '_>) -> String {
        described(node, self.notes_on(node).filter(|memo| memo.coder.is_none()))
    }
}

/// The description with notes below it.
fn described<'m>(node: Node<'_, '_>, notes: impl Iterator<Item = &'m Memo>) -> String {
    let texts = [text_in(node, "Description")].into_iter().chain(notes.map(|memo| memo.text.clone()));
    texts.filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn notes_in<'a, 'i>(project: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    children(project, "Notes").flat_map(|all| children(all, "Note"))
}

/// Whether what a reference stands in has a place for notes here.
fn is_read(reference: Node<'_, '_>) -> bool {
    let mut above = reference.ancestors().skip(1).map(|node| node.tag_name().name());
    match above.next() {
        Some("Project" | "Code" | "TextSource") => true,
        Some("PlainTextSelection") => above.next() == Some("TextSource"),
        Some("Coding") => above.next() == Some("PlainTextSelection") && above.next() == Some("TextSource"),
        _ => false,
    }
}

fn children<'a, 'i>(node: Node<'a, 'i>, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

fn text_in(node: Node<'_, '_>, name: &str) -> String {
    let texts = children(node, name).flat_map(|child| child.children()).filter_map(|text| text.text());
    texts.collect::<String>()
}

/// A GUID as it is compared.
fn guid(node: Node<'_, '_>, name: &str) -> String {
    node.attribute(name).unwrap_or_default().trim().trim_matches(['{', '}']).to_lowercase()
}

/// A time; without an offset it is taken for UTC.
fn time(node: Node<'_, '_>, name: &str) -> Option<Timestamp> {
    let text = node.attribute(name)?.trim();
    let civil = || text.parse::<jiff::civil::DateTime>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
    text.parse().ok().or_else(|| civil().map(|zoned| zoned.timestamp()))
}

/// How deep elements may stand in each other: a codebook has a handful of levels.
const DEEPEST: usize = 200;

/// The most attributes of an element: each is compared with those before it.
const MOST_ATTRIBUTES: usize = 1_000;
/// The most elements and attributes: each takes some 80 bytes of memory, and a passage has some 20 of them.
const MOST_ELEMENTS: usize = 10_000_000;

/// # Errors
/// Elements stand deeper in each other than in any project, where reading them would take all of the stack; they, or the
/// attributes of one, are more.
fn check_elements(text: &str) -> Result<(), ReadError> {
    let (mut reader, mut depth, mut all) = (quick_xml::Reader::from_str(text), 0_usize, 0);
    // All else is looked at by who reads it.
    (reader.config_mut().check_end_names, reader.config_mut().allow_unmatched_ends) = (false, true);
    loop {
        let event = reader.read_event();
        if let Ok(Event::Start(element) | Event::Empty(element)) = &event {
            let attributes = element.attributes().with_checks(false).count();
            all += 1 + attributes;
            if attributes > MOST_ATTRIBUTES {
                return Err(ReadError::TooWide);
            }
            if all > MOST_ELEMENTS {
                return Err(ReadError::TooManyElements);
            }
        }
        match event {
            Ok(Event::Start(_)) if depth == DEEPEST => return Err(ReadError::TooDeep),
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            // What is wrong with it is said by who reads it.
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}

fn parse(text: &str) -> Result<Document<'_>, ReadError> {
    check_elements(text)?;
    // Without a document type nothing can be made to grow.
    let options = ParsingOptions { allow_dtd: false, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| {
        let at = error.pos();
        ReadError::Xml { line: at.row, column: at.col, why: format!("the XML has a flaw there ({error})") }
    })
}

/// The text of a file in UTF-8, or in UTF-16 with a mark. A mark stays in what is UTF-8: positions may count it.
fn text_of(bytes: &[u8]) -> Result<String, String> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect::<Vec<_>>();
        String::from_utf16(&units).map_err(|_| "it is no text in UTF-16".to_owned())
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes.to_owned()).map_err(|_| "it is no text in UTF-8".to_owned()),
    }
}

/// The files of a project.
struct Archive<'b> {
    zip: Zip<'b>,
    /// The place of each file by its name, in small letters and with `/`. Names that are no text are none of ours.
    names: BTreeMap<String, usize>,
    /// How many bytes may still be unpacked.
    left: u64,
}

impl<'b> Archive<'b> {
    fn open(bytes: &'b [u8]) -> Result<Self, ReadError> {
        let zip = opened(bytes).map_err(ReadError::NoArchive)?;
        let mut names = BTreeMap::new();
        for (at, name) in zip.file_names().enumerate() {
            if let Ok(name) = name {
                names.entry(name.replace('\\', "/").to_lowercase()).or_insert(at);
            }
        }
        Ok(Self { zip, names, left: most_unpacked(bytes.len()) })
    }

    fn project(&mut self) -> Result<String, ReadError> {
        let projects = self.names.iter().filter(|(name, _)| !name.contains('/') && name.ends_with(".qde"));
        let text = self.unpack(projects.map(|(_, at)| *at).min().ok_or(ReadError::NoProject)?)?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
    }

    /// The text that a path of a source refers to.
    fn source(&mut self, path: &str) -> Result<String, ReadError> {
        let missing = |why: &str| ReadError::File { file: path.to_owned(), why: why.to_owned() };
        let name = match path.split_once("://") {
            Some(("internal", name)) => name,
            Some(_) => return Err(missing("it lies outside of the file; put it in and export again")),
            None => path,
        };
        let name = name.trim_start_matches('/').replace('\\', "/").to_lowercase();
        let places = [self.names.get(&format!("sources/{name}")), self.names.get(&name)];
        let index = *places.into_iter().flatten().next().ok_or_else(|| missing("it is not there"))?;
        self.unpack(index)
    }

    fn unpack(&mut self, index: usize) -> Result<String, ReadError> {
        let mut file = self.zip.by_index(index).map_err(|error| ReadError::NoArchive(damaged(&error)))?;
        let name = file.name().map_or_else(|_| "a file".to_owned(), Cow::into_owned);
        let fault = |why: String| ReadError::File { file: name.clone(), why };
        let mut bytes = Vec::new();
        // What the archive says of sizes may be a lie: what comes out is counted.
        let read = file.by_ref().take(self.left + 1).read_to_end(&mut bytes);
        read.map_err(|error| fault(format!("it is damaged ({error})")))?;
        let left = self.left.checked_sub(bytes.len() as u64);
        // After what swells nothing more is unpacked.
        self.left = left.unwrap_or_default();
        left.ok_or(ReadError::TooLarge)?;
        text_of(&bytes).map_err(fault)
    }
}
