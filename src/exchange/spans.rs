//! Texts with labelled spans as JSON: for doccano, spaCy and Prodigy (a text a line), and Label Studio (one array). All of them
//! are read by what the objects hold.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
};

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    ExportError, Progress,
    chosen::{Chosen, code_names},
    foreign::{Code, Coder, Foreign, Given, Passage, Text},
};
use crate::model::{AnalystId, AnnotationId, Article, ArticleId, Project, TagId, verbs::counted};
use crate::text::offsets::Offsets;

/// Which program the spans are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Positions in UTF-16 units, as its window counts them.
    Doccano,
    /// Positions in characters, as Python counts them.
    Spacy,
    /// Positions in characters; each analyst's annotations apart.
    LabelStudio,
}

/// Writes the articles of the passages, each with its spans. A passage without tags is not written: a span has a label.
///
/// # Errors
/// The writer's, or `progress` said to stop.
pub fn write(
    dialect: Dialect,
    project: &Project,
    passages: &[(AnalystId, AnnotationId)],
    out: &mut dyn Write,
    progress: Progress<'_>,
) -> Result<Vec<String>, ExportError> {
    let chosen = Chosen::of(project, passages);
    let names = code_names(project);
    let is_array = dialect == Dialect::LabelStudio;
    let mut untagged = 0;
    for (done, (id, article)) in chosen.articles.iter().enumerate() {
        if !progress(done, chosen.articles.len()) {
            return Err(ExportError::Stopped);
        }
        let spans = spans(dialect, project, &chosen, &names, id, article);
        untagged += chosen.of_article(id).iter().filter(|marked| marked.annotation.codings.is_empty()).count();
        let object = match dialect {
            Dialect::Doccano => doccano(id, article, &spans),
            Dialect::Spacy => spacy(id, article, &spans),
            Dialect::LabelStudio => label_studio(done, id, article, &spans),
        };
        let before = match (is_array, done) {
            (true, 0) => "[\n",
            (true, _) => ",\n",
            (false, _) => "",
        };
        out.write_all(before.as_bytes())?;
        serde_json::to_writer(&mut *out, &object).map_err(std::io::Error::from)?;
        if !is_array {
            out.write_all(b"\n")?;
        }
    }
    if is_array {
        out.write_all(if chosen.articles.is_empty() { b"[]\n" } else { b"\n]\n" })?;
    }
    progress(chosen.articles.len(), chosen.articles.len());
    let mut notices = chosen.notices();
    if untagged > 0 {
        let passages = counted(untagged, "passage");
        notices.push(format!("{passages} left out: without a tag there is no label"));
    }
    Ok(notices)
}

/// A tag on a passage.
struct Labelled<'p> {
    start: usize,
    end: usize,
    label: &'p str,
    words: &'p str,
    analyst: &'p AnalystId,
}

fn spans<'p>(
    dialect: Dialect,
    project: &'p Project,
    chosen: &Chosen<'p>,
    names: &'p BTreeMap<&TagId, String>,
    id: &ArticleId,
    article: &'p Article,
) -> Vec<Labelled<'p>> {
    let text = article.body.text();
    let offsets = Offsets::new(text);
    let position = |byte: usize| match dialect {
        Dialect::Doccano => offsets.utf16_of_byte(byte),
        Dialect::Spacy | Dialect::LabelStudio => offsets.char_of_byte(byte),
    };
    let mut spans = Vec::new();
    for marked in chosen.of_article(id) {
        let (start, end) = (position(marked.span.start()), position(marked.span.end()));
        let (Some(start), Some(end), Some(words)) = (start, end, marked.span.of(text)) else { continue };
        for label in marked.tags(project).iter().filter_map(|tag| names.get(tag)) {
            spans.push(Labelled { start, end, label, words, analyst: marked.analyst });
        }
    }
    spans
}

/// What is known of the article, for the `meta` of a line.
fn meta(id: &ArticleId, article: &Article) -> Value {
    let facts = [
        ("article", id.as_str()),
        ("title", &article.title),
        ("outlet", &article.outlet),
        ("author", &article.author),
        ("date", &article.date),
        ("language", &article.language),
        ("link", &article.link),
    ];
    facts.into_iter().filter(|(_, fact)| !fact.is_empty()).map(|(name, fact)| (name.to_owned(), json!(fact))).collect()
}

fn doccano(id: &ArticleId, article: &Article, spans: &[Labelled<'_>]) -> Value {
    let label: Vec<Value> = once(spans).map(|span| json!([span.start, span.end, span.label])).collect();
    json!({ "text": article.body.text(), "label": label, "meta": meta(id, article) })
}

fn spacy(id: &ArticleId, article: &Article, spans: &[Labelled<'_>]) -> Value {
    let spans: Vec<Value> =
        once(spans).map(|span| json!({ "start": span.start, "end": span.end, "label": span.label })).collect();
    json!({ "text": article.body.text(), "spans": spans, "meta": meta(id, article) })
}

/// What several analysts have marked alike is one span where nobody is named.
fn once<'s, 'p>(spans: &'s [Labelled<'p>]) -> impl Iterator<Item = &'s Labelled<'p>> {
    let mut seen = BTreeSet::new();
    spans.iter().filter(move |span| seen.insert((span.start, span.end, span.label)))
}

fn label_studio(at: usize, id: &ArticleId, article: &Article, spans: &[Labelled<'_>]) -> Value {
    let mut analysts: Vec<&AnalystId> = spans.iter().map(|span| span.analyst).collect();
    analysts.sort();
    analysts.dedup();
    let annotations = analysts.into_iter().enumerate().map(|(n, analyst)| {
        let own = spans.iter().filter(|span| span.analyst == analyst).enumerate();
        let result: Vec<Value> = own
            .map(|(n, span)| {
                let value = json!({ "start": span.start, "end": span.end, "text": span.words, "labels": [span.label] });
                json!({ "id": format!("{analyst}-{n}"), "from_name": "label", "to_name": "text", "type": "labels",
                    "value": value })
            })
            .collect();
        json!({ "id": n + 1, "completed_by": { "id": n + 1, "email": format!("{analyst}@postil.invalid") },
            "result": result })
    });
    let annotations: Vec<Value> = annotations.collect();
    let mut data = match meta(id, article) {
        Value::Object(facts) => facts,
        _ => Map::new(),
    };
    data.insert("text".to_owned(), json!(article.body.text()));
    json!({ "id": at + 1, "data": data, "annotations": annotations })
}

/// Reads any of them.
///
/// # Errors
/// It is no JSON, or no object in it has a text.
pub fn read(bytes: &[u8]) -> Result<Foreign, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is no UTF-8: save it as UTF-8".to_owned())?;
    let mut foreign = Foreign::default();
    let mut labels = BTreeMap::new();
    for (at, object) in objects(text)?.into_iter().enumerate() {
        match read_text(at, &object, &mut foreign, &mut labels) {
            Some(text) => foreign.texts.push(text),
            None => foreign.notices.push(format!("object {} is left out: it has no “text”", at + 1)),
        }
    }
    if foreign.texts.is_empty() {
        return Err("no object in it has a “text”: choose a file with a text and its spans in each object".to_owned());
    }
    Ok(foreign)
}

/// The objects of an array, or of lines.
fn objects(text: &str) -> Result<Vec<Value>, String> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('[') {
        let fault = |error: serde_json::Error| format!("line {}, column {}: {error}", error.line(), error.column());
        return serde_json::from_str(text).map_err(fault);
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| format!("line {}, column {}: {error}", at + 1, error.column()))
        })
        .collect()
}

fn read_text(at: usize, object: &Value, foreign: &mut Foreign, labels: &mut BTreeMap<String, usize>) -> Option<Text> {
    let data = object.get("data").unwrap_or(object);
    let raw = data.get("text").or_else(|| object.get("text"))?.as_str()?;
    let facts = object.get("meta").unwrap_or(data);
    let fact = |name: &str| facts.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let name = [fact("title"), fact("article"), fact("name")].into_iter().find(|name| !name.is_empty());
    let mut text = Text::new(name.unwrap_or_else(|| format!("Text {}", at + 1)), raw);
    (text.outlet, text.author, text.date) = (fact("outlet"), fact("author"), fact("date"));
    (text.language, text.link) = (fact("language"), fact("link"));
    let mut code = |foreign: &mut Foreign, label: &str| {
        *labels.entry(label.to_owned()).or_insert_with(|| {
            foreign.codes.push(Code { name: label.to_owned(), ..Code::default() });
            foreign.codes.len() - 1
        })
    };
    for list in ["label", "labels", "spans", "entities", "annotations"] {
        for span in object.get(list).and_then(Value::as_array).into_iter().flatten() {
            if let Some((start, end, label)) = plain_span(span) {
                let code = code(foreign, &label);
                text.passages.push(Passage { start, end, codes: vec![Given::new(code, None)], ..Passage::default() });
            }
        }
    }
    for list in ["annotations", "predictions"] {
        for annotation in object.get(list).and_then(Value::as_array).into_iter().flatten() {
            let Some(result) = annotation.get("result").and_then(Value::as_array) else { continue };
            let coder = coder_of(annotation, list, foreign);
            let created =
                annotation.get("created_at").and_then(Value::as_str).and_then(|time| time.parse::<Timestamp>().ok());
            for value in result.iter().filter_map(|item| item.get("value")) {
                let Some((start, end)) = ends(value, "start", "end") else { continue };
                let quote = value.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
                let labels = value.get("labels").and_then(Value::as_array).into_iter().flatten();
                let names: Vec<String> = labels.filter_map(Value::as_str).map(str::to_owned).collect();
                let codes = names.iter().map(|label| Given::new(code(foreign, label), Some(coder))).collect();
                text.passages.push(Passage {
                    start,
                    end,
                    quote,
                    codes,
                    coder: Some(coder),
                    created,
                    ..Passage::default()
                });
            }
        }
    }
    Some(text)
}

/// Who made a list of results of Label Studio: a number, or somebody with an address.
fn coder_of(annotation: &Value, list: &str, foreign: &mut Foreign) -> usize {
    let by = annotation.get("completed_by");
    let name = match by {
        Some(Value::Object(who)) => who
            .get("email")
            .and_then(Value::as_str)
            .map(|email| email.split_once('@').map_or(email, |(name, _)| name).to_owned()),
        Some(Value::Number(n)) => Some(format!("Label Studio user {n}")),
        Some(Value::String(name)) => Some(name.clone()),
        _ => None,
    };
    let name = name.unwrap_or_else(|| if list == "predictions" { "Predictions" } else { "Label Studio" }.to_owned());
    let at = foreign.coders.iter().position(|coder| coder.name == name);
    at.unwrap_or_else(|| {
        foreign.coders.push(Coder { key: name.clone(), name });
        foreign.coders.len() - 1
    })
}

/// `[start, end, label]`, or an object of spaCy or doccano.
fn plain_span(span: &Value) -> Option<(usize, usize, String)> {
    if let Some([start, end, label]) = span.as_array().map(Vec::as_slice) {
        return Some((position(start)?, position(end)?, label.as_str()?.to_owned()));
    }
    let (start, end) = ends(span, "start", "end").or_else(|| ends(span, "start_offset", "end_offset"))?;
    let label = match span.get("label")? {
        Value::String(label) => label.clone(),
        // Older exports give the number of the label.
        other => other.to_string(),
    };
    Some((start, end, label))
}

fn ends(span: &Value, start: &str, end: &str) -> Option<(usize, usize)> {
    Some((position(span.get(start)?)?, position(span.get(end)?)?))
}

fn position(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}
