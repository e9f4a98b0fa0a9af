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

use super::write::{ORIGIN, SOURCE};
use crate::bytes::bounds::most_unpacked;
use crate::ingest::{ReadOptions, articles_in};
use crate::text::loaded::loaded;
use crate::words::{counted, thousands};
use crate::{
    bytes::archive::{Zip, damaged, is_zip, opened},
    exchange::foreign::{Code, Coder, Foreign, Given, Memo, Passage, Text, colour},
};

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
    ids.read_notes(project, &mut archive, &mut foreign);
    // There is no text that those of nobody could stand in.
    foreign.memos = ids.notes_on(project).cloned().collect();
    foreign.memos.extend(ids.free_memos(project, &mut foreign.notices));
    for codes in children(project, "CodeBook").flat_map(|book| children(book, "Codes")) {
        read_codes(codes, None, &mut foreign.codes, &mut ids);
    }
    ids.read_variables(project);
    foreign.title = project.attribute("name").unwrap_or_default().trim().to_owned();
    foreign.note = text_in(project, "Description");
    for source in children(project, "Sources").flat_map(|sources| sources.children()).filter(Node::is_element) {
        ids.read_source(source, &mut archive, &mut foreign);
    }
    for (name, what) in [("Sets", "sets"), ("Graphs", "graphs"), ("Cases", "cases"), ("Links", "links")] {
        let n: usize = children(project, name).map(|all| all.children().filter(Node::is_element).count().max(1)).sum();
        if n > 0 {
            foreign.leave_out(n, format!("{what} are left out ({n}): they have no place in a project of Postil"));
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

/// Whether a zip holds a project, whatever it is called.
pub fn is_in_zip(bytes: &[u8]) -> bool {
    let is_project = |name: &str| name.to_lowercase().ends_with(".qde");
    opened(bytes).is_ok_and(|zip| zip.file_names().flatten().any(|name| is_project(&name)))
}

/// The files of texts that a project's own file refers to, as it writes them; none where it cannot be read.
pub fn texts_of(bytes: &[u8]) -> Vec<String> {
    let Ok(text) = text_of(bytes) else { return Vec::new() };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let Ok(document) = parse(text) else { return Vec::new() };
    let paths = document.descendants().flat_map(|node| {
        ["plainTextPath", "richTextPath"].into_iter().filter_map(move |path| node.attribute(path)).map(str::to_owned)
    });
    paths.collect()
}

/// The name, within the project, of a file that a path of a source refers to.
///
/// # Errors
/// It lies outside of the project.
pub fn name_of_source(path: &str) -> Result<String, &'static str> {
    let name = match path.split_once("://") {
        Some(("internal", name)) => name,
        Some(_) => return Err("it lies outside of the file; put it in and export again"),
        None => path,
    };
    Ok(name.trim_start_matches('/').replace('\\', "/").to_lowercase())
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

    fn read_notes(&mut self, project: Node<'_, '_>, archive: &mut Archive<'_>, foreign: &mut Foreign) {
        for note in notes_in(project) {
            let file = note.attribute("plainTextPath").map_or(Ok(String::new()), |path| archive.source(path));
            let (file, fault) = file.map_or_else(|error| (String::new(), Some(error)), |text| (text, None));
            let content = [file, text_in(note, "PlainTextContent")].into_iter().find(|text| !text.trim().is_empty());
            let texts = content.into_iter().chain([text_in(note, "Description")]);
            let text = texts.filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join("\n\n");
            let name = note.attribute("name").unwrap_or_default();
            match fault {
                Some(error) if text.is_empty() => {
                    foreign.leave_out(1, format!("the note “{name}” is left out: {error}"));
                }
                None if text.is_empty() && note.has_attribute("richTextPath") => {
                    foreign.leave_out(1, format!("the note “{name}” is left out: it has no plain text"));
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

    /// Reads the text of a source: its own, or the plain text that the file has of a PDF, of a picture or of a recording.
    fn read_source(&self, source: Node<'_, '_>, archive: &mut Archive<'_>, foreign: &mut Foreign) {
        if source.tag_name().name() == "TextSource" {
            return self.read_text(source, source, archive, foreign);
        }
        let texts: Vec<Node<'_, '_>> = source.children().filter(|child| is_text_of_source(*child)).collect();
        if texts.is_empty() {
            let (kind, name) = (source.tag_name().name(), source.attribute("name").unwrap_or_default());
            return leave_out(
                source,
                &format!("“{name}” is left out: a {kind} is no text, and the file has none of it"),
                foreign,
            );
        }
        for text in texts {
            self.read_text(text, source, archive, foreign);
        }
        let marked = source.children().filter(|child| is_selection(*child)).count();
        if marked > 0 {
            let (name, selections) = (source.attribute("name").unwrap_or_default(), counted(marked, "selection"));
            let said = format!(
                "“{name}”: {selections} left out, since they stand on a page, a picture or a time, not on words"
            );
            foreign.leave_out(marked, said);
        }
    }

    /// Reads a text that belongs to `source`, or is it.
    fn read_text(&self, node: Node<'_, '_>, source: Node<'_, '_>, archive: &mut Archive<'_>, foreign: &mut Foreign) {
        let named =
            |node: Node<'_, '_>| node.attribute("name").filter(|name| !name.trim().is_empty()).map(str::to_owned);
        let name = named(source).or_else(|| named(node)).unwrap_or_default();
        let raw = match (node.attribute("plainTextPath"), node.attribute("richTextPath")) {
            (Some(path), _) => archive.source(path),
            (None, Some(path)) if text_in(node, "PlainTextContent").is_empty() => {
                foreign.notices.push(format!(
                    "“{name}”: the file has no plain text of it, so that it was read from the formatted one; passages stand by their \
                     words where positions differ"
                ));
                archive.rich_text(path)
            }
            (None, _) => Ok(text_in(node, "PlainTextContent")),
        };
        let raw = match raw {
            Ok(raw) if !raw.is_empty() => raw,
            Ok(_) => return leave_out(node, &format!("“{name}” is left out: it has no text"), foreign),
            Err(error) => return leave_out(node, &format!("“{name}” is left out: {error}"), foreign),
        };
        let mut text =
            Text { note: self.note_of(source), memos: self.memos_on(source), ..Text::new(name.as_str(), raw) };
        for value in children(source, "VariableValue") {
            self.read_variable(value, foreign.is_ours, &mut text);
        }
        self.read_selections(node, &mut text, foreign);
        let whole = children(source, "Coding").count();
        if whole > 0 {
            let (codes, are) = (counted(whole, "code"), if whole == 1 { "is" } else { "are" });
            let said = format!("“{name}”: {codes} of the whole text {are} left out: codes stand on passages here");
            foreign.leave_out(whole, said);
        }
        foreign.texts.push(text);
    }

    fn read_variable(&self, value: Node<'_, '_>, is_ours: bool, text: &mut Text) {
        let named =
            children(value, "VariableRef").next().and_then(|node| self.variables.get(&guid(node, "targetGUID")));
        let given = value.children().filter(Node::is_element).find(|node| node.tag_name().name() != "VariableRef");
        let (Some(name), Some(given)) = (named, given.and_then(|node| node.text())) else { return };
        match name.as_str() {
            SOURCE if is_ours => given.trim().clone_into(&mut text.source),
            _ => text.describe(name, given.trim()),
        }
    }

    fn read_selections(&self, source: Node<'_, '_>, text: &mut Text, foreign: &mut Foreign) {
        let (mut nowhere, mut uncoded) = (0, 0);
        // Where in a transcript each of its points is.
        let point = |node: Node<'_, '_>| Some((guid(node, "guid"), node.attribute("position")?.trim().parse().ok()?));
        let points: BTreeMap<String, usize> = children(source, "SyncPoint").filter_map(point).collect();
        let selections = source.children().filter(|child| {
            child.is_element() && ["PlainTextSelection", "TranscriptSelection"].contains(&child.tag_name().name())
        });
        for node in selections {
            let targets = children(node, "Coding").flat_map(|coding| children(coding, "CodeRef"));
            uncoded += targets.filter(|code| !self.codes.contains_key(&guid(*code, "targetGUID"))).count();
            match self.passage(node, &points) {
                Some(passage) => text.passages.push(passage),
                None => nowhere += 1,
            }
        }
        for (n, what, why) in [
            (nowhere, "selection", "the positions cannot be read"),
            (uncoded, "coding", "there is no such code in the codebook"),
        ] {
            if n > 0 {
                foreign.leave_out(n, format!("“{}”: {} left out, since {why}", text.name, counted(n, what)));
            }
        }
    }

    fn passage(&self, node: Node<'_, '_>, points: &BTreeMap<String, usize>) -> Option<Passage> {
        let position = |name: &str, point: &str| match node.attribute(name) {
            Some(position) => position.trim().parse().ok(),
            None => points.get(&guid(node, point)).copied(),
        };
        let codes = children(node, "Coding").flat_map(|coding| {
            let targets = children(coding, "CodeRef").map(|code| guid(code, "targetGUID"));
            let codes = targets.filter_map(|target| self.codes.get(&target).copied());
            codes.map(|code| Given::new(code, self.coder(coding))).collect::<Vec<_>>()
        });
        let on_codings = children(node, "Coding").flat_map(|coding| self.notes_on(coding));
        Some(Passage {
            start: position("startPosition", "fromSyncPoint")?,
            end: position("endPosition", "toSyncPoint")?,
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

/// Whether it is the text that a file has of something that is none.
fn is_text_of_source(node: Node<'_, '_>) -> bool {
    let has_text = || {
        ["plainTextPath", "richTextPath"].into_iter().any(|path| node.attribute(path).is_some())
            || children(node, "PlainTextContent").next().is_some()
    };
    ["Representation", "Transcript"].contains(&node.tag_name().name()) && has_text()
}

fn is_selection(node: Node<'_, '_>) -> bool {
    node.is_element() && node.tag_name().name().ends_with("Selection")
}

/// Says that a source is left out, and counts what was marked in it.
fn leave_out(source: Node<'_, '_>, said: &str, foreign: &mut Foreign) {
    let marked = source.descendants().filter(|node| is_selection(*node)).count();
    let and = if marked > 0 { format!(", with {}", counted(marked, "selection")) } else { String::new() };
    foreign.leave_out(marked.max(1), format!("{said}{and}"));
}

/// Whether what a reference stands in has a place for notes here.
fn is_read(reference: Node<'_, '_>) -> bool {
    let mut above = reference.ancestors().skip(1);
    let is_text = |node: Option<Node<'_, '_>>| {
        node.is_some_and(|node| node.tag_name().name() == "TextSource" || is_text_of_source(node))
    };
    let is_in_text = |node: Option<Node<'_, '_>>| {
        node.is_some_and(|node| ["PlainTextSelection", "TranscriptSelection"].contains(&node.tag_name().name()))
    };
    let Some(first) = above.next() else { return false };
    match first.tag_name().name() {
        "Project" | "Code" | "TextSource" => true,
        "PlainTextSelection" | "TranscriptSelection" => is_text(above.next()),
        "Coding" => is_in_text(above.next()) && is_text(above.next()),
        // What has a text is an article with its notes.
        _ => first.children().any(is_text_of_source),
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
    /// None where the project's file came alone.
    zip: Option<Zip<'b>>,
    /// The project's file, where it came alone.
    lone: &'b [u8],
    /// The folder that the project's file is in, with a `/` behind it; empty where it is in none.
    folder: String,
    /// The place of each file by its name, in small letters and with `/`. Names that are no text are none of ours.
    names: BTreeMap<String, usize>,
    /// How many bytes may still be unpacked.
    left: u64,
}

impl<'b> Archive<'b> {
    fn open(bytes: &'b [u8]) -> Result<Self, ReadError> {
        if !is_zip(bytes) && begins_as_xml(bytes) {
            let (names, left) = (BTreeMap::new(), most_unpacked(bytes.len()));
            return Ok(Self { zip: None, lone: bytes, folder: String::new(), names, left });
        }
        let zip = opened(bytes).map_err(ReadError::NoArchive)?;
        let mut names = BTreeMap::new();
        for (at, name) in zip.file_names().enumerate() {
            if let Ok(name) = name {
                names.entry(name.replace('\\', "/").to_lowercase()).or_insert(at);
            }
        }
        Ok(Self { zip: Some(zip), lone: &[], folder: String::new(), names, left: most_unpacked(bytes.len()) })
    }

    /// The project's file: where there are several, that in the fewest folders.
    fn project(&mut self) -> Result<String, ReadError> {
        let text = if self.zip.is_none() {
            text_of(self.lone).map_err(|why| ReadError::File { file: "the project".to_owned(), why })?
        } else {
            let is_own = |name: &str| !name.starts_with("__macosx/") && name.ends_with(".qde");
            let projects = self.names.iter().filter(|(name, _)| is_own(name));
            let found = projects.min_by_key(|(name, at)| (name.matches('/').count(), **at));
            let (name, at) = found.map(|(name, at)| (name.clone(), *at)).ok_or(ReadError::NoProject)?;
            self.folder = name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
            self.unpack(at)?
        };
        Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
    }

    /// The words of a formatted text that a path of a source refers to.
    fn rich_text(&mut self, path: &str) -> Result<String, ReadError> {
        let fault = |why: String| ReadError::File { file: path.to_owned(), why };
        let index = self.place(path)?;
        let (_, bytes) = self.bytes(index)?;
        let name = std::path::Path::new(path.rsplit('/').next().unwrap_or(path));
        let read = articles_in(name, bytes, &ReadOptions::default()).map_err(|error| fault(error.to_string()))?;
        let found = read.articles.into_iter().next().ok_or_else(|| fault("there are no words in it".to_owned()))?;
        Ok(found.article.body.text().to_owned())
    }

    /// The text that a path of a source refers to.
    fn source(&mut self, path: &str) -> Result<String, ReadError> {
        let index = self.place(path)?;
        self.unpack(index)
    }

    /// The place of the file that a path of a source refers to.
    fn place(&self, path: &str) -> Result<usize, ReadError> {
        let missing = |why: &str| ReadError::File { file: path.to_owned(), why: why.to_owned() };
        let name = name_of_source(path).map_err(missing)?;
        if self.zip.is_none() {
            return Err(missing("only the project itself came, without its texts: take the .qdpx in"));
        }
        let folder = &self.folder;
        let places = [format!("{folder}sources/{name}"), format!("{folder}{name}")];
        let place = places.iter().find_map(|name| self.names.get(name));
        place.copied().ok_or_else(|| missing("it is not there"))
    }

    fn unpack(&mut self, index: usize) -> Result<String, ReadError> {
        let (name, bytes) = self.bytes(index)?;
        text_of(&bytes).map_err(|why| ReadError::File { file: name, why })
    }

    /// The name of a file and what is in it.
    fn bytes(&mut self, index: usize) -> Result<(String, Vec<u8>), ReadError> {
        let zip = self.zip.as_mut().ok_or(ReadError::NoProject)?;
        let mut file = zip.by_index(index).map_err(|error| ReadError::NoArchive(damaged(&error)))?;
        let name = file.name().map_or_else(|_| "a file".to_owned(), Cow::into_owned);
        let mut bytes = Vec::new();
        // What the archive says of sizes may be a lie: what comes out is counted.
        let read = file.by_ref().take(self.left + 1).read_to_end(&mut bytes);
        if let Err(error) = read {
            return Err(ReadError::File { file: name, why: format!("it is damaged ({error})") });
        }
        let left = self.left.checked_sub(bytes.len() as u64);
        // After what swells nothing more is unpacked.
        self.left = left.unwrap_or_default();
        left.ok_or(ReadError::TooLarge)?;
        Ok((name, bytes))
    }
}

/// Whether the bytes begin as XML does, in UTF-8 or UTF-16.
fn begins_as_xml(bytes: &[u8]) -> bool {
    let utf8 = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    utf8.starts_with(b"<") || bytes.starts_with(b"\xff\xfe<\0") || bytes.starts_with(b"\xfe\xff\0<")
}
