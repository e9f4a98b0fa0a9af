//! What stands in the fields of records: ids, times, fingerprints, spans, stamps, read and written.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;

use crate::model::{BadId, Fingerprint, Span, Stamp};

/// What is wrong with a record that is well-formed RON.
pub type Fault = String;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct StampRecord {
    ms: u64,
    n: u32,
    by: String,
    seen: Vec<(String, u32)>,
}

impl From<StampRecord> for Stamp {
    fn from(record: StampRecord) -> Self {
        // To know no change of an installation is not to know the installation.
        let seen = record.seen.into_iter().filter(|(_, n)| *n > 0);
        let mut seen: Vec<(Arc<str>, u32)> = seen.map(|(by, n)| (Arc::from(by), n)).collect();
        // The greatest count of each installation.
        seen.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        seen.dedup_by(|a, b| a.0 == b.0);
        Self { ms: record.ms, n: record.n, by: record.by.into(), seen: seen.into() }
    }
}

/// The span of a passage whose words are `words`.
pub fn span_of(start: usize, end: usize, words: &str) -> Result<Span, Fault> {
    let span = Span::unchecked(start..end).map_err(|error| error.to_string())?;
    if span.bytes() != words.len() {
        let (bytes, quote) = (span.bytes(), words.len());
        return Err(format!("the passage is {bytes} bytes long from start to end, but its quote has {quote} bytes"));
    }
    Ok(span)
}

/// An id as it stands in a field.
pub fn id<T: std::str::FromStr<Err = BadId>>(text: &str) -> Result<T, Fault> {
    text.parse().map_err(|error: BadId| error.to_string())
}

/// Ids as they stand in a field.
pub fn ids<T: std::str::FromStr<Err = BadId>>(texts: &[String]) -> Result<Vec<T>, Fault> {
    texts.iter().map(|text| id(text)).collect()
}

/// The fingerprint of a text.
pub fn fingerprint(text: &str) -> Result<Fingerprint, Fault> {
    Fingerprint::parse(text)
        .ok_or_else(|| format!("“{text}” is no fingerprint: it must be sha256: and 64 hexadecimal digits"))
}

/// A time that may be unknown: then it is the beginning of 1970, which older programs wrote for it.
pub fn known_time(text: &str) -> Result<Timestamp, Fault> {
    if text.is_empty() { Ok(Timestamp::UNIX_EPOCH) } else { time(text) }
}

/// A time.
pub fn time(text: &str) -> Result<Timestamp, Fault> {
    text.parse().map_err(|_| format!("“{text}” is no time: it must be like 2026-01-20T09:04:31Z"))
}

/// The time in a field, empty where nobody knows it.
pub fn known_time_words(at: Timestamp) -> String {
    if at > Timestamp::UNIX_EPOCH { time_words(at) } else { String::new() }
}

/// The time, in whole seconds.
pub fn time_words(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second()).unwrap_or(time).to_string()
}
