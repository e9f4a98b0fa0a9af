//! How much JSON may be read.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_in_strings_take_no_more_than_other_letters() {
        assert_eq!(size_in_memory(r#"{"a{[,": "b\\", "\"c,": [0]}"#), 640 + 64 + 64 + 64 + 160);
        assert_eq!(size_in_memory("[0, 0]\n[]"), 160 + 64 + 64 + 160);
    }
}
