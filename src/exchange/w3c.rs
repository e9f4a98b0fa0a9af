//! W3C Web Annotations (JSON-LD), as Hypothesis and library catalogues exchange them: passages with quote and position, without
//! the texts. The texts are found by the passages' source: an article written by us, its link, or its title.

use std::{collections::BTreeMap, io::Write};

use serde_json::{Value, json};
use uuid::Uuid;

use super::format::{Format, Holds, Preview, Reads, Writes};
use super::parts::parts_of;
use super::{
    chosen::{Chosen, Marked, code_names},
    foreign::{ANALYST, ARTICLE, Code, Coder, Foreign, Given, Passage, Text, UNPLACED, guid},
    writing::{Export, ExportError, LeftOut},
};
use crate::bytes::bounds::check_json;
use crate::ingest::{BEYOND_MEASURE, is_beyond_measure, json_fault, read_json};
use crate::model::{Article, ArticleId, Project, Quote, TagId};
use crate::text::{lines::records, offsets::Offsets};

/// The format.
pub const FORMAT: Format = Format {
    name: "w3c",
    ending: "jsonld",
    title: "Web Annotations (JSON-LD)",
    carries: "passages with tags, notes and analysts, by quote and position; the texts stay where they are",
    lacks: parts_of!(
        Texts Uncoded Outlets Languages ArticleNotes Files By About Stances Voices Definitions Uses Colours Groups
        Tree ShortNames Keys ProjectNote Memos Splits Progress Submissions Settled Noise
    ),
    limits: "",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: false,
    has_mark: false,
    preview: Preview::AsItIs,
    write: Writes::By(write),
    read: Reads::By { endings: &["jsonld"], read },
};

const CONTEXT_IRI: &str = "http://www.w3.org/ns/anno.jsonld";

/// Writes the passages as one collection with one page.
///
/// # Errors
/// The writer's, or the export was stopped.
pub fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<LeftOut, ExportError> {
    let Export { project, passages, progress, .. } = *export;
    let chosen = Chosen::of(project, passages);
    let names = code_names(project);
    let mut items = Vec::new();
    for (done, (id, article)) in chosen.articles.iter().enumerate() {
        if !progress(done, chosen.articles.len()) {
            return Err(ExportError::Stopped);
        }
        let offsets = Offsets::new(article.body.text());
        for marked in chosen.of_article(id) {
            items.push(annotation(project, &names, id, article, marked, &offsets));
        }
    }
    let collection = json!({
        "@context": CONTEXT_IRI,
        "id": urn(&guid(project, "collection", "w3c")),
        "type": "AnnotationCollection",
        "label": project.info().title,
        "total": items.len(),
        "first": { "id": urn(&guid(project, "page", "w3c")), "type": "AnnotationPage", "startIndex": 0, "items": items },
    });
    serde_json::to_writer_pretty(&mut *out, &collection).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    progress(chosen.articles.len(), chosen.articles.len());
    Ok(chosen.left_out(project, Some(&names)))
}

fn urn(guid: &str) -> String {
    format!("urn:uuid:{guid}")
}

fn annotation(
    project: &Project,
    names: &BTreeMap<&TagId, String>,
    id: &ArticleId,
    article: &Article,
    marked: &Marked<'_>,
    offsets: &Offsets<'_>,
) -> Value {
    let tag = |name: &String| json!({ "type": "TextualBody", "purpose": "tagging", "value": name });
    let mut body: Vec<Value> = marked.tags(project).iter().filter_map(|tag| names.get(tag)).map(tag).collect();
    if !marked.annotation.note.is_empty() {
        let note = &marked.annotation.note;
        body.push(json!({ "type": "TextualBody", "purpose": "commenting", "value": note, "format": "text/plain" }));
    }
    let quote = Quote::of(article.body.text(), marked.span);
    let (start, end) = (offsets.char_of_byte(marked.span.start()), offsets.char_of_byte(marked.span.end()));
    let source = if article.link.is_empty() { urn(&guid(project, ARTICLE, id.as_str())) } else { article.link.clone() };
    let mut annotation = json!({
        "id": urn(&marked.id),
        "type": "Annotation",
        "motivation": if body.is_empty() { "highlighting" } else { "tagging" },
        "creator": {
            "id": urn(&guid(project, ANALYST, marked.analyst.as_str())),
            "type": "Person",
            "name": project.analyst_name(marked.analyst),
        },
        "body": body,
        "target": {
            "source": source,
            "dcterms:title": article.title,
            "selector": [
                { "type": "TextQuoteSelector", "exact": quote.exact, "prefix": quote.before, "suffix": quote.after },
                { "type": "TextPositionSelector", "start": start, "end": end },
            ],
        },
    });
    if let Some(object) = annotation.as_object_mut() {
        for (name, time) in [("created", marked.annotation.made()), ("modified", marked.modified())] {
            object.extend(time.map(|time| (name.to_owned(), json!(time.to_string()))));
        }
        if object.get("body").and_then(Value::as_array).is_some_and(Vec::is_empty) {
            object.remove("body");
        }
    }
    annotation
}

/// Reads an annotation, several, a page or a collection; as one document or one a line.
///
/// # Errors
/// It is no JSON, or holds no annotation.
pub fn read(bytes: &[u8]) -> Result<Foreign, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is no UTF-8: save it as UTF-8".to_owned())?;
    let text = text.trim_start_matches('\u{feff}');
    check_json(text)?;
    let mut reader = Reader::default();
    let documents = documents(text, &mut reader.foreign)?;
    let mut annotations = Vec::new();
    documents.iter().for_each(|document| gather(document, &mut annotations));
    if annotations.is_empty() {
        return Err("there is no annotation in it: choose a file of W3C Web Annotations".to_owned());
    }
    annotations.into_iter().for_each(|annotation| reader.add(annotation));
    reader.foreign.left_out += reader.bodies;
    for (n, what) in [
        (reader.choices, "with a choice: the first one was taken"),
        (reader.bodies, "left out: there are no words in it"),
    ] {
        if n > 0 {
            let bodies = if n == 1 { "1 body".to_owned() } else { format!("{n} bodies") };
            reader.foreign.notices.push(format!("{bodies} {what}"));
        }
    }
    reader.foreign.codes_by_use = true;
    Ok(reader.foreign)
}

/// One document, or one on each line. A line that cannot be held is left out, and told.
fn documents(text: &str, foreign: &mut Foreign) -> Result<Vec<Value>, String> {
    let whole = match read_json(text) {
        Ok(document) => return Ok(vec![document]),
        Err(error) => error,
    };
    let mut documents = Vec::new();
    for (number, line) in (1..).zip(records(text)).filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(document) => documents.push(document),
            Err(_) if is_beyond_measure(line) => {
                foreign.leave_out(1, format!("line {number} is left out: {BEYOND_MEASURE}"));
            }
            // What is no list of lines is one document, and that one's fault is told.
            Err(_) => return Err(format!("line {}, column {}: {}", whole.line(), whole.column(), json_fault(&whole))),
        }
    }
    Ok(documents)
}

/// All annotations in a document, in order.
fn gather<'d>(document: &'d Value, annotations: &mut Vec<&'d Value>) {
    match document {
        Value::Array(items) => items.iter().for_each(|item| gather(item, annotations)),
        Value::Object(object) if object.contains_key("target") => annotations.push(document),
        Value::Object(object) => {
            for within in ["first", "items", "rows"].iter().filter_map(|name| object.get(*name)) {
                gather(within, annotations);
            }
        }
        _ => {}
    }
}

#[derive(Default)]
struct Reader {
    foreign: Foreign,
    codes: BTreeMap<String, usize>,
    by_key: BTreeMap<String, usize>,
    texts: BTreeMap<String, usize>,
    /// Bodies of which one was chosen, and bodies without words.
    choices: usize,
    bodies: usize,
}

impl Reader {
    /// A passage for each target.
    fn add(&mut self, annotation: &Value) {
        let id = words(annotation, "id").unwrap_or("one without an id");
        let number = Uuid::parse_str(id.trim_start_matches("urn:uuid:")).ok();
        for (nth, target) in many(annotation.get("target")).into_iter().enumerate() {
            let place = match place(target) {
                Ok(place) => place,
                Err(why) => {
                    self.foreign.leave_out(1, format!("{id} is left out: {why}"));
                    continue;
                }
            };
            // Two passages cannot have one number.
            let passage = Passage { id: number.filter(|_| nth == 0), ..self.described(annotation, place) };
            let address = source(target).or_else(|| words(annotation, "uri")).unwrap_or_default();
            let text = self.text(address, words(target, "dcterms:title"));
            self.foreign.texts[text].passages.push(passage);
        }
    }

    /// The passage with what is said of it: by the bodies, or in the fields that Hypothesis has for it.
    fn described(&mut self, annotation: &Value, passage: Passage) -> Passage {
        let coders = self.coders(annotation);
        let is_tagging = many(annotation.get("motivation")).into_iter().any(is_tagging);
        let said = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let mut tags: Vec<(String, Vec<usize>)> = Vec::new();
        let mut notes: Vec<String> = many(annotation.get("text")).into_iter().filter_map(said).collect();
        tags.extend(many(annotation.get("tags")).into_iter().filter_map(said).map(|tag| (tag, Vec::new())));
        let bodies: Vec<&Value> = many(annotation.get("body"))
            .into_iter()
            .chain(annotation.get("bodyValue"))
            .map(|body| self.chosen(body))
            .collect();
        for body in bodies {
            // What a body is for is what the annotation is for, if it does not say it.
            let purposes = many(body.get("purpose"));
            let is_tag = if purposes.is_empty() { is_tagging } else { purposes.into_iter().any(self::is_tagging) };
            let value = ["value", "source", "id"].into_iter().find_map(|name| body.get(name)).unwrap_or(body);
            match said(value) {
                Some(tag) if is_tag => tags.push((tag, self.coders(body))),
                Some(note) => notes.push(note),
                None => self.bodies += 1,
            }
        }
        let mut codes = Vec::new();
        for (tag, by) in tags {
            let code = self.code(&tag);
            let by = if by.is_empty() { &coders } else { &by };
            codes.extend(by.iter().map(|coder| Given::new(code, Some(*coder))));
            codes.extend(by.is_empty().then(|| Given::new(code, None)));
        }
        Passage {
            codes,
            coder: coders.first().copied(),
            note: notes.join("\n\n"),
            created: time(annotation, "created"),
            modified: time(annotation, "modified").or_else(|| time(annotation, "updated")),
            ..passage
        }
    }

    /// The body itself; of a choice the first one, which programs are to take that cannot choose.
    fn chosen<'v>(&mut self, body: &'v Value) -> &'v Value {
        let items = if words(body, "type") == Some("Choice") { many(body.get("items")) } else { Vec::new() };
        match items.first() {
            Some(first) => {
                self.choices += usize::from(items.len() > 1);
                first
            }
            None => body,
        }
    }

    /// Who made an annotation or a body.
    fn coders(&mut self, of: &Value) -> Vec<usize> {
        let creators = many(of.get("creator"));
        let creators = if creators.is_empty() { many(of.get("user")) } else { creators };
        creators.into_iter().filter_map(|creator| self.coder(creator)).collect()
    }

    fn coder(&mut self, creator: &Value) -> Option<usize> {
        let name = creator.as_str().or_else(|| words(creator, "name")).or_else(|| words(creator, "id"))?;
        let key = words(creator, "id").unwrap_or(name).trim_start_matches("urn:uuid:");
        // As Hypothesis has it: `acct:jo@hypothes.is`.
        let account = name.strip_prefix("acct:").map(|account| account.split('@').next().unwrap_or(account));
        let coders = &mut self.foreign.coders;
        Some(*self.by_key.entry(key.to_owned()).or_insert_with(|| {
            coders.push(Coder { key: key.to_owned(), name: account.unwrap_or(name).to_owned() });
            coders.len() - 1
        }))
    }

    fn code(&mut self, name: &str) -> usize {
        let codes = &mut self.foreign.codes;
        *self.codes.entry(name.to_owned()).or_insert_with(|| {
            codes.push(Code { name: name.to_owned(), ..Code::default() });
            codes.len() - 1
        })
    }

    /// The place of the text that an address stands for. We write the title beside it: in another project the address says
    /// nothing.
    fn text(&mut self, source: &str, title: Option<&str>) -> usize {
        let texts = &mut self.foreign.texts;
        *self.texts.entry(source.to_owned()).or_insert_with(|| {
            texts.push(Text { link: source.to_owned(), ..Text::new(title.unwrap_or(source), "") });
            texts.len() - 1
        })
    }
}

/// A passage where a target stands, without anything that is said of it.
///
/// # Errors
/// It is on no words that could be found: why.
fn place(target: &Value) -> Result<Passage, String> {
    let given = many(target.get("selector"));
    let selectors = refined(&given);
    let with = |kind: &str| selectors.iter().copied().find(|selector| words(selector, "type") == Some(kind));
    let (quote, place) = (with("TextQuoteSelector"), with("TextPositionSelector"));
    let position = |name: &str| usize::try_from(place?.get(name)?.as_u64()?).ok();
    let quoted = |name: &str| quote.and_then(|quote| words(quote, name)).unwrap_or_default().to_owned();
    let (start, exact) = (position("start"), quoted("exact"));
    if start.is_none() && exact.is_empty() {
        let kinds: Vec<&str> = given.iter().filter_map(|selector| words(selector, "type")).collect();
        return Err(match kinds.as_slice() {
            [] => "it stands on no words".to_owned(),
            kinds => format!(
                "it stands on a {}, and Postil reads only quotes and positions in a text",
                kinds.join(" and a ")
            ),
        });
    }
    Ok(Passage {
        start: start.unwrap_or(UNPLACED),
        end: position("end").unwrap_or(UNPLACED),
        quote: exact,
        before: quoted("prefix"),
        after: quoted("suffix"),
        ..Passage::default()
    })
}

/// The selectors, and in the place of one that is refined the quotes that it is refined by: positions would count from the beginning of
/// what they refine.
fn refined<'v>(selectors: &[&'v Value]) -> Vec<&'v Value> {
    let mut found = Vec::new();
    for selector in selectors {
        match selector.get("refinedBy") {
            None => found.push(*selector),
            Some(by) => {
                let quotes = refined(&many(Some(by)));
                found.extend(quotes.into_iter().filter(|one| words(one, "type") == Some("TextQuoteSelector")));
            }
        }
    }
    found
}

/// The address of the page that a target is on.
fn source(target: &Value) -> Option<&str> {
    let source = target.get("source").map_or(Some(target), |source| one(Some(source)))?;
    source.as_str().or_else(|| words(source, "id"))
}

/// Whether something is there to give a passage a code.
fn is_tagging(purpose: &Value) -> bool {
    matches!(purpose.as_str(), Some("tagging" | "classifying" | "identifying"))
}

fn words<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}

/// A value where one or several may stand.
fn one(value: Option<&Value>) -> Option<&Value> {
    match value? {
        Value::Array(items) => items.first(),
        value => Some(value),
    }
}

fn many(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None => Vec::new(),
        Some(Value::Array(items)) => items.iter().collect(),
        Some(value) => vec![value],
    }
}

fn time(annotation: &Value, name: &str) -> Option<jiff::Timestamp> {
    words(annotation, name)?.parse().ok()
}
