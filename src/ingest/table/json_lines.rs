//! JSON Lines, lists of objects, and objects with such a list, as news services send them.

use serde::de::IgnoredAny;
use serde_json::Value;

use super::articles::{TableReading, articles};
use crate::{
    ingest::{
        error::ReadError,
        json::{BEYOND_MEASURE, MOST_JSON, is_beyond_measure, json_fault, read_json, size_in_memory},
        limits::{MOST_CELLS, MOST_ROWS},
        options::ReadOptions,
        tabular::Rows,
        text,
    },
    text::lines::records,
    words::{counted, thousands},
};

const LINES: &str = "a file of JSON Lines";
const JSON: &str = "a JSON file";

/// A JSON object on each line, or a list of them; the fields of all together are the columns.
pub(in crate::ingest) fn read_json_lines(bytes: &[u8], options: &ReadOptions) -> Result<TableReading, ReadError> {
    let mut notices = Vec::new();
    let text = text::to_utf8_from(bytes, options.encoding, &mut notices)?;
    let names_of = |object: &Object| object.keys().cloned().collect::<Vec<_>>();
    let is_article = |object: &Object| options.columns.places(&names_of(object)).1.is_ok();
    let objects = objects(text.trim_start_matches('\u{feff}'), &is_article, &mut notices)?;
    let mut names: Vec<String> = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        // Names beyond these are none of a table, and looking each up takes its time.
        for name in object.keys() {
            if names.len() < 200 && !names.contains(name) {
                names.push(name.clone());
            }
        }
        // Each has a cell for every name.
        if number > MOST_ROWS || number * names.len() > MOST_CELLS {
            return Err(ReadError::TooManyRows);
        }
    }
    let of = |object: &Object| names.iter().map(|name| object.get(name).map_or_else(String::new, words)).collect();
    let cells: Vec<Vec<String>> = objects.iter().map(of).collect();
    let rows = Rows { at: (1..=cells.len()).collect(), cells, unit: "object", ..Rows::default() };
    let ((taken, more), table) = articles(names, rows, options)?;
    notices.extend(more);
    Ok(((taken, notices), table))
}

type Object = serde_json::Map<String, Value>;

/// The objects in the order of the file: of a list, of a list in an object (as news services send it), or one on each line.
fn objects(
    text: &str,
    is_article: &dyn Fn(&Object) -> bool,
    notices: &mut Vec<String>,
) -> Result<Vec<Object>, ReadError> {
    if size_in_memory(text) > MOST_JSON {
        return Err(ReadError::TooManyRows);
    }
    let damaged = |error: serde_json::Error| {
        ReadError::damaged(JSON, format!("line {}, column {}: {}", error.line(), error.column(), json_fault(&error)))
    };
    let first = records(text).find(|line| !line.trim().is_empty()).unwrap_or_default();
    if first.trim_start().starts_with('[') {
        return read_json(text).map_err(damaged);
    }
    let is_whole = |line: &str| serde_json::from_str::<IgnoredAny>(line).is_ok();
    if first.trim() == "{" || (!is_whole(first) && is_whole(text)) {
        return Ok(listed(read_json(text).map_err(damaged)?, is_article, notices));
    }
    let (mut objects, mut left_out) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(records(text)).filter(|(_, line)| !line.trim().is_empty()) {
        let at = |why: &str| ReadError::damaged(LINES, format!("line {number}: {why}"));
        match serde_json::from_str(line) {
            Ok(Value::Object(object)) => objects.push(object),
            Ok(_) => return Err(at("there is no object in it")),
            // One row is no reason to refuse the others.
            Err(_) if is_beyond_measure(line) => left_out.push(number),
            Err(error) => return Err(at(&format!("column {}: {}", error.column(), json_fault(&error)))),
        }
    }
    if let Some(first) = left_out.first() {
        let more = match left_out.len() {
            1 => String::new(),
            many => format!(", and {} after it", counted(many - 1, "line")),
        };
        notices.push(format!("line {first}{more} left out: {BEYOND_MEASURE}. Correct it, and add it again"));
    }
    Ok(match <[Object; 1]>::try_from(objects) {
        Ok([object]) => listed(object, is_article, notices),
        Err(objects) => objects,
    })
}

/// The objects of one of the object's lists, the rest of which is told: of those that hold articles the longest, else of all.
/// The object itself if it is an article, or has no list of objects.
fn listed(mut object: Object, is_article: &dyn Fn(&Object) -> bool, notices: &mut Vec<String>) -> Vec<Object> {
    if is_article(&object) {
        return vec![object];
    }
    let is_list = |list: &&Vec<Value>| !list.is_empty() && list.iter().all(Value::is_object);
    let lists = object.iter().filter_map(|(name, value)| Some((name, value.as_array().filter(is_list)?)));
    let lists: Vec<(&String, &Vec<Value>)> = lists.collect();
    let holds_articles = |list: &[Value]| list.iter().filter_map(Value::as_object).any(is_article);
    let chosen = lists.iter().max_by_key(|(_, list)| (holds_articles(list), list.len()));
    let Some(name) = chosen.map(|(name, _)| (*name).clone()) else { return vec![object] };
    let others = lists.iter().filter(|(other, _)| **other != name);
    let others: Vec<String> = others.map(|(other, list)| format!("“{other}” ({})", thousands(list.len()))).collect();
    if !others.is_empty() {
        notices.push(format!("articles were taken from its list “{name}”, none from {}", others.join(", ")));
    }
    match object.remove(&name) {
        Some(Value::Array(list)) => list.into_iter().filter_map(|value| serde_json::from_value(value).ok()).collect(),
        _ => vec![object],
    }
}

/// A value as a cell; of several, each.
fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(words).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => fields.get("name").map(words).unwrap_or_default(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
