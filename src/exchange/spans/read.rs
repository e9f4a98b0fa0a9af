//! Reading spans of doccano, spaCy, Prodigy and Label Studio.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::bytes::bounds::check_json;
use crate::exchange::foreign::{Code, Coder, Foreign, Given, Passage, Text, Unit};
use crate::ingest::{BEYOND_MEASURE, is_beyond_measure, json_fault, read_json};
use crate::text::lines::records;
use crate::words::counted;

/// Reads any of them.
///
/// # Errors
/// It is no JSON, or no object in it has a text.
pub fn read(bytes: &[u8]) -> Result<Foreign, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is no UTF-8: save it as UTF-8".to_owned())?;
    let mut reader = Reader::default();
    let objects = objects(text, &mut reader.foreign)?;
    for (at, (place, object)) in objects.into_iter().enumerate() {
        reader.place.clone_from(&place);
        match reader.text(at, &object) {
            Some(text) => reader.foreign.texts.push(text),
            None => {
                reader.foreign.leave_out(1, format!("{place} is left out: it has no “text”"));
            }
        }
    }
    if reader.foreign.texts.is_empty() {
        return Err("no object in it has a “text”: choose a file with a text and its spans in each object".to_owned());
    }
    for ((what, why), (n, place)) in &reader.left_out {
        let first = if *n > 1 { "the first in " } else { "" };
        reader.foreign.leave_out(*n, format!("{} left out ({first}{place}): {why}", counted(*n, what)));
    }
    reader.foreign.codes_by_use = true;
    Ok(reader.foreign)
}

/// The objects of an array, or of lines, each with where it stands. A line that cannot be held is left out, and told.
fn objects(text: &str, foreign: &mut Foreign) -> Result<Vec<(String, Value)>, String> {
    let text = text.trim_start_matches('\u{feff}');
    check_json(text)?;
    let numbered = |at: usize, object: Value| (format!("object {}", at + 1), object);
    if text.trim_start().starts_with('[') {
        let read: Result<Vec<Value>, _> = read_json(text);
        let fault = |error: serde_json::Error| {
            format!("line {}, column {}: {}", error.line(), error.column(), json_fault(&error))
        };
        return Ok(read.map_err(fault)?.into_iter().enumerate().map(|(at, object)| numbered(at, object)).collect());
    }
    // One object may be set over many lines.
    if let Ok(object @ Value::Object(_)) = serde_json::from_str(text) {
        return Ok(vec![numbered(0, object)]);
    }
    let mut objects = Vec::new();
    for (number, line) in (1..).zip(records(text)).filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(object) => objects.push((format!("line {number}"), object)),
            Err(_) if is_beyond_measure(line) => {
                foreign.leave_out(1, format!("line {number} is left out: {BEYOND_MEASURE}"));
            }
            Err(error) => return Err(format!("line {number}, column {}: {}", error.column(), json_fault(&error))),
        }
    }
    Ok(objects)
}

#[derive(Default)]
struct Reader {
    foreign: Foreign,
    /// The place of each code by its label.
    labels: BTreeMap<String, usize>,
    /// How often something was no span that can be taken in: what it is, and why; and where that was first.
    left_out: BTreeMap<(&'static str, String), (usize, String)>,
    /// Where the object stands that is read.
    place: String,
    /// The number of each text that Prodigy knows again: it writes one once for each who annotated it.
    numbers: BTreeMap<String, usize>,
}

impl Reader {
    fn text(&mut self, at: usize, object: &Value) -> Option<Text> {
        let renamed = self.renamed(object);
        let object = renamed.as_ref().unwrap_or(object);
        let data = object.get("data").unwrap_or(object);
        let raw = data.get("text").or_else(|| object.get("text")).or_else(|| longest(object.get("data")?))?.as_str()?;
        let facts = object.get("meta").unwrap_or(data);
        let fact = |name: &str| facts.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let name = [fact("title"), fact("article"), fact("name")].into_iter().find(|name| !name.is_empty());
        let number = match object.get("_input_hash") {
            Some(hash) => *self.numbers.entry(hash.to_string()).or_insert(at + 1),
            None => at + 1,
        };
        let mut text = Text::new(name.unwrap_or_else(|| format!("Text {number}")), raw);
        (text.outlet, text.author, text.date) = (fact("outlet"), fact("author"), fact("date"));
        (text.language, text.link) = (fact("language"), fact("link"));
        Self::describe(object, &mut text);
        let annotator = object.get("_annotator_id").and_then(Value::as_str).map(str::to_owned);
        for list in ["label", "labels", "spans", "entities", "annotations"] {
            for span in items(object, list).iter().filter(|span| span.get("result").is_none()) {
                if is_rejected(object) || is_rejected(span) {
                    self.leave_out("span", "the answer there is to reject or to ignore it");
                } else {
                    self.plain_span(span, annotator.as_deref(), &mut text);
                    let is_of_doccano = span.get("start_offset").is_some() || (list != "entities" && span.is_array());
                    if is_of_doccano {
                        self.foreign.usual = Unit::Utf16;
                    }
                }
            }
        }
        for list in ["annotations", "predictions"] {
            for annotation in items(object, list) {
                self.results(annotation, list, &mut text);
            }
        }
        self.tell_the_rest(object);
        Some(text)
    }

    /// The object with its text and its spans under the names that doccano has for them, where they are called otherwise and nothing else
    /// in it could be meant.
    fn renamed(&mut self, object: &Value) -> Option<Value> {
        let fields =
            object.as_object().filter(|fields| !["text", "data"].iter().any(|name| fields.contains_key(*name)))?;
        let is_spans = |value: &Value| {
            value
                .as_array()
                .is_some_and(|items| !items.is_empty() && items.iter().all(|span| plain_span(span).is_some()))
        };
        let mut texts = fields.iter().filter(|(_, value)| value.is_string());
        let mut spans = fields.iter().filter(|(_, value)| is_spans(value));
        let (Some((text, raw)), Some((label, list)), None, None) =
            (texts.next(), spans.next(), texts.next(), spans.next())
        else {
            return None;
        };
        let said = format!("“{text}” was taken for the text, “{label}” for its spans");
        if !self.foreign.notices.contains(&said) {
            self.foreign.notices.push(said);
        }
        Some(json!({ "text": raw, "label": list }))
    }

    /// Takes what else is said of a text into its note.
    fn describe(object: &Value, text: &mut Text) {
        const KNOWN: [&str; 9] = ["text", "title", "article", "name", "outlet", "author", "date", "language", "link"];
        let facts = object.get("meta").or_else(|| object.get("data")).and_then(Value::as_object);
        for (name, value) in facts.into_iter().flatten().filter(|(name, _)| !KNOWN.contains(&name.as_str())) {
            let said = match value {
                Value::String(said) => said.clone(),
                Value::Number(_) | Value::Bool(_) => value.to_string(),
                _ => continue,
            };
            if !said.trim().is_empty() && said != text.raw {
                text.describe(name, &said);
            }
        }
        for comment in ["Comments", "comments"].into_iter().flat_map(|list| items(object, list)) {
            let said = comment.as_str().or_else(|| comment.get("text").and_then(Value::as_str));
            said.into_iter().for_each(|said| text.describe("comment", said));
        }
    }

    /// `annotator` is who made it in Prodigy; doccano says it with each span.
    fn plain_span(&mut self, span: &Value, annotator: Option<&str>, text: &mut Text) {
        if let Some((start, end, labels)) = plain_span(span) {
            let user = span.get("user").and_then(|user| match user {
                Value::String(name) => Some(name.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            });
            let coder = annotator.map(str::to_owned).or(user).map(|name| coder_called(&name, &mut self.foreign));
            let codes = labels.iter().map(|label| Given::new(self.code(label), coder)).collect();
            // The short export of Label Studio has the words too.
            let quote = span.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
            text.passages.push(Passage { start, end, quote, codes, coder, ..Passage::default() });
        } else if span.is_string() || (span.is_object() && !has_place(span)) {
            self.leave_out("document label", OF_WHOLE);
        } else {
            self.leave_out("span", NO_PLACE);
        }
    }

    /// Reads what one coder, or a program, made of a text in Label Studio.
    fn results(&mut self, annotation: &Value, list: &str, text: &mut Text) {
        let results = items(annotation, "result");
        if results.is_empty() {
            return;
        }
        if annotation.get("was_cancelled") == Some(&Value::Bool(true)) {
            return self.leave_out("annotation", "its task was skipped in Label Studio");
        }
        let coder = coder_of(annotation, list, &mut self.foreign);
        let created =
            annotation.get("created_at").and_then(Value::as_str).and_then(|time| time.parse::<Timestamp>().ok());
        for result in results {
            let value = result.get("value").unwrap_or(&Value::Null);
            let kind = result.get("type").and_then(Value::as_str).unwrap_or("labels");
            if kind != "labels" {
                self.leave_out("result", &format!("“{kind}” is not read, only “labels” is"));
                continue;
            }
            let Some((start, end)) = ends(value, "start", "end") else {
                self.leave_out("span", NO_PLACE);
                continue;
            };
            let quote = value.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
            let labels = items(value, "labels").iter().filter_map(Value::as_str);
            let codes = labels.map(|label| Given::new(self.code(label), Some(coder))).collect();
            let coder = Some(coder);
            text.passages.push(Passage { start, end, quote, codes, coder, created, ..Passage::default() });
        }
    }

    /// Counts what else programs put beside a text.
    fn tell_the_rest(&mut self, object: &Value) {
        for _ in items(object, "relations") {
            self.leave_out("relation", "relations have no place here");
        }
        let cats = object.get("cats").and_then(Value::as_object).map_or(0, Map::len);
        let label = usize::from(object.get("label").is_some_and(Value::is_string));
        for _ in 0..cats + label + items(object, "accept").len() {
            self.leave_out("document label", OF_WHOLE);
        }
    }

    fn code(&mut self, label: &str) -> usize {
        *self.labels.entry(label.to_owned()).or_insert_with(|| {
            self.foreign.codes.push(Code { name: label.to_owned(), ..Code::default() });
            self.foreign.codes.len() - 1
        })
    }

    fn leave_out(&mut self, what: &'static str, why: &str) {
        self.left_out.entry((what, why.to_owned())).or_insert_with(|| (0, self.place.clone())).0 += 1;
    }
}

const OF_WHOLE: &str = "codes stand on passages here, not on whole texts";
const NO_PLACE: &str = "it takes a start and an end in whole numbers, and a label";

/// The text of a task in Label Studio, whatever its field is called there.
fn longest(data: &Value) -> Option<&Value> {
    let fields = data.as_object()?.values().filter(|value| value.is_string());
    fields.max_by_key(|value| value.as_str().map_or(0, str::len))
}

/// What stands in a list of that name.
fn items<'v>(object: &'v Value, list: &str) -> &'v [Value] {
    object.get(list).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether somebody who looked at it in Prodigy did not accept it.
fn is_rejected(task: &Value) -> bool {
    matches!(task.get("answer").and_then(Value::as_str), Some("reject" | "ignore"))
}

/// Who made a list of results of Label Studio: a number, or somebody with a name or an address.
fn coder_of(annotation: &Value, list: &str, foreign: &mut Foreign) -> usize {
    let by = annotation.get("completed_by");
    let said = |field: &str| by.and_then(|who| who.get(field)?.as_str()).unwrap_or_default().trim();
    let (email, name) = (said("email"), format!("{} {}", said("first_name"), said("last_name")));
    if !name.trim().is_empty() {
        // Two may have one name.
        let key = if email.is_empty() { name.trim() } else { email };
        return coder_known_by(key, name.trim(), foreign);
    }
    let name = match by {
        Some(Value::Object(_)) if !email.is_empty() => {
            Some(email.split_once('@').map_or(email, |(name, _)| name).to_owned())
        }
        Some(Value::Number(n)) => Some(format!("Label Studio user {n}")),
        Some(Value::String(name)) => Some(name.clone()),
        _ => None,
    };
    let name = name.as_deref().unwrap_or(if list == "predictions" { "Predictions" } else { "Label Studio" });
    coder_called(name, foreign)
}

fn coder_called(name: &str, foreign: &mut Foreign) -> usize {
    coder_known_by(name, name, foreign)
}

fn coder_known_by(key: &str, name: &str, foreign: &mut Foreign) -> usize {
    let at = foreign.coders.iter().position(|coder| coder.key == key);
    at.unwrap_or_else(|| {
        foreign.coders.push(Coder { key: key.to_owned(), name: name.to_owned() });
        foreign.coders.len() - 1
    })
}

/// `[start, end, label]`, or an object of spaCy, of doccano or of Label Studio, whose labels are several.
fn plain_span(span: &Value) -> Option<(usize, usize, Vec<String>)> {
    if let Some([start, end, label]) = span.as_array().map(Vec::as_slice) {
        return Some((position(start)?, position(end)?, vec![label.as_str()?.to_owned()]));
    }
    let (start, end) = ends(span, "start", "end").or_else(|| ends(span, "start_offset", "end_offset"))?;
    let several: Vec<String> = items(span, "labels").iter().filter_map(Value::as_str).map(str::to_owned).collect();
    if !several.is_empty() {
        return Some((start, end, several));
    }
    let label = match span.get("label")? {
        Value::String(label) => label.clone(),
        Value::Null => return None,
        // Older exports give the number of the label.
        other => other.to_string(),
    };
    Some((start, end, vec![label]))
}

fn ends(span: &Value, start: &str, end: &str) -> Option<(usize, usize)> {
    Some((position(span.get(start)?)?, position(span.get(end)?)?))
}

/// Whether it says in any way where it stands.
fn has_place(span: &Value) -> bool {
    ["start", "end", "start_offset", "end_offset"].into_iter().any(|name| span.get(name).is_some())
}

/// A number from zero up; pandas makes 5.0 of 5.
fn position(value: &Value) -> Option<usize> {
    let number = value.as_number()?.to_string();
    number.strip_suffix(".0").unwrap_or(&number).parse().ok()
}
