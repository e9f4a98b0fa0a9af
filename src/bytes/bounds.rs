//! How much may come out of what is packed, and be put into memory.

use crate::{ingest::size_in_memory, words::thousands};

/// How many bytes the files of a zip, or a database, may have together, unpacked: texts are never that long, a bomb always is.
pub const LARGEST: u64 = 1 << 30;
/// Beyond this size, what is unpacked may not be more than [`RATIO`] times what it is packed.
const SMALL: u64 = 100_000_000;
/// Text is packed to a tenth, a database to a fiftieth.
const RATIO: u64 = 250;

/// How many bytes may come out of a zip of this many.
pub fn most_unpacked(packed: usize) -> u64 {
    LARGEST.min((packed as u64).saturating_mul(RATIO).max(SMALL))
}

/// The most that the values in a file of JSON may take in memory, in bytes: some 100,000 passages as Web Annotations.
const MOST_JSON: u64 = 1_000_000_000;
/// The most lines of annotations: each takes hundreds of bytes of memory.
const MOST_LINES: usize = 1_000_000;
/// The most codes, of which a codebook has hundreds.
const MOST_CODES: usize = 30_000;

/// # Errors
/// Its values would take more memory than is good.
pub fn check_json(text: &str) -> Result<(), String> {
    check(size_in_memory(text) <= MOST_JSON)
}

/// # Errors
/// They are more than are read.
pub fn check_lines(lines: usize) -> Result<(), String> {
    check(lines <= MOST_LINES)
}

/// # Errors
/// They are more than are read.
pub fn check_codes(codes: usize) -> Result<(), String> {
    let error =
        || format!("it has more than {} codes, which no codebook has: is it the right file?", thousands(MOST_CODES));
    (codes <= MOST_CODES).then_some(()).ok_or_else(error)
}

fn check(fits: bool) -> Result<(), String> {
    fits.then_some(()).ok_or_else(|| "it holds more than is read at once: split it into several files".to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;
    use crate::exchange;

    #[test]
    fn what_would_take_all_memory_is_refused() {
        let read = |format: &str, file: &[u8]| exchange::named(format).expect("a format").read(file).map(|_| ());
        let objects = format!("[{{}}{}]", ",{}".repeat(1_500_000));
        let codes = |code: &str| code.repeat(MOST_CODES + 1);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [("a.txt", "a".to_owned()), ("a.ann", "T\n".repeat(MOST_LINES + 1))] {
            zip.start_file(name, SimpleFileOptions::default()).expect("a file");
            zip.write_all(text.as_bytes()).expect("written");
        }
        let folder = zip.finish().expect("a zip").into_inner();
        for (format, file, why) in [
            ("w3c", objects.as_bytes(), "split it"),
            ("label-studio", objects.as_bytes(), "split it"),
            ("doccano", "0\n".repeat(20_000_000).as_bytes(), "split it"),
            ("brat", &folder, "split it"),
            ("codebook", format!("tag\n{}", codes("a\n")).as_bytes(), "30,000 codes"),
            ("codebook", format!("tag{}", "\n".repeat(50_000_000)).as_bytes(), "50 MB"),
            (
                "refi-codebook",
                format!("<CodeBook><Codes>{}</Codes></CodeBook>", codes("<Code/>")).as_bytes(),
                "30,000 codes",
            ),
            ("refi-codebook", format!("<CodeBook>{}", "<a/>".repeat(10_000_000)).as_bytes(), "more elements"),
        ] {
            let error = read(format, file).expect_err(format);
            assert!(error.contains(why), "{format}: {error}");
        }
    }

    #[test]
    fn much_may_come_out_of_much() {
        assert_eq!([1_000, 1_000_000, 1 << 30].map(most_unpacked), [SMALL, 250_000_000, LARGEST]);
    }
}
