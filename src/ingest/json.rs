//! How much JSON may be read, and what is wrong with it where it cannot be.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Error, error::Category};

/// The most that the values in a file of articles, or in a page, may take in memory, in bytes.
pub(super) const MOST_JSON: u64 = 500_000_000;

/// How many bytes the values in a JSON text take in memory, about: reckoned from its signs, before any value is made.
/// Measured: an object of one field takes 700 bytes, a list of one number 180, however short they are in the file.
pub fn size_in_memory(json: &str) -> u64 {
    let (mut size, mut quoted, mut escaped) = (0, false, false);
    for byte in json.bytes() {
        if quoted {
            (quoted, escaped) = (escaped || byte != b'"', !escaped && byte == b'\\');
            continue;
        }
        size += match byte {
            b'"' => {
                quoted = true;
                0
            }
            b'{' => 640,
            b'[' => 160,
            b':' | b',' | b'\n' => 64,
            _ => 0,
        };
    }
    size
}

/// What is wrong with a JSON text, without the place, in words for somebody who never wrote JSON.
pub fn json_fault(error: &Error) -> String {
    let what = match error.classify() {
        Category::Eof => "it ends too early, a bracket or a quotation mark is missing",
        Category::Data => "something else stands there than belongs there",
        Category::Syntax | Category::Io => {
            "a comma, a bracket or a quotation mark is missing there, or one stands where none belongs"
        }
    };
    let said = error.to_string();
    format!("{what} ({})", said.split(" at line ").next().unwrap_or_default())
}

/// Whether this is JSON as it should be that no program can hold: a number in it is beyond all measure, or values stand in each
/// other without an end.
pub fn is_beyond_measure(json: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(json).is_ok()
}

/// What is said of such a row.
pub const BEYOND_MEASURE: &str = "a number in it is beyond all measure, or it is nested without an end";

/// Reads JSON, with nothing in the place of numbers that are beyond all measure.
///
/// # Errors
/// It is no JSON, or none of what is read.
pub fn read_json<T: DeserializeOwned>(json: &str) -> Result<T, Error> {
    match serde_json::from_str(json) {
        Err(_) if is_beyond_measure(json) => serde_json::from_str(&without_great_numbers(json)),
        read => read,
    }
}

/// The same JSON with nothing in the place of numbers that are beyond all measure.
fn without_great_numbers(json: &str) -> String {
    let (mut kept, mut rest) = (String::with_capacity(json.len()), json);
    while let Some(at) = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if rest.starts_with('"') { end_of_string(rest) } else { end_of_number(rest) };
        let (part, after) = rest.split_at(end);
        let is_great = part.parse().is_ok_and(|number: f64| number.is_infinite());
        kept.push_str(if is_great { "null" } else { part });
        rest = after;
    }
    kept.push_str(rest);
    kept
}

fn end_of_string(json: &str) -> usize {
    let mut escaped = true;
    for (at, byte) in json.bytes().enumerate() {
        if byte == b'"' && !escaped {
            return at + 1;
        }
        escaped = at > 0 && byte == b'\\' && !escaped;
    }
    json.len()
}

fn end_of_number(json: &str) -> usize {
    json.bytes().take_while(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte)).count().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_beyond_all_measure_are_taken_out() {
        let json = r#"[{"a1e999": "\\\" 1e999", "b": [1e400, -1E+999, 1.5e3, -1, 0]}, 99999999999999999999]"#;
        assert!(serde_json::from_str::<serde_json::Value>(json).is_err() && is_beyond_measure(json));
        let without = r#"[{"a1e999": "\\\" 1e999", "b": [null, null, 1.5e3, -1, 0]}, 99999999999999999999]"#;
        assert_eq!(without_great_numbers(json), without);
        assert!(!is_beyond_measure("[1e400"));
    }

    #[test]
    fn what_is_wrong_is_said_in_words() {
        let fault = |json: &str| json_fault(&serde_json::from_str::<serde_json::Value>(json).expect_err("no JSON"));
        assert!(fault("[1, 2").starts_with("it ends too early"), "{}", fault("[1, 2"));
        assert!(
            fault("[1 2]").starts_with("a comma, a bracket or a quotation mark") && !fault("[1 2]").contains("line")
        );
    }

    #[test]
    fn signs_in_strings_take_no_more_than_other_letters() {
        assert_eq!(size_in_memory(r#"{"a{[,": "b\\", "\"c,": [0]}"#), 640 + 64 + 64 + 64 + 160);
        assert_eq!(size_in_memory("[0, 0]\n[]"), 160 + 64 + 64 + 160);
    }
}
