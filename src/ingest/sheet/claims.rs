//! What the parts of an Excel workbook say of their own sizes, and how much they hold: what reads them makes room for as much as
//! is said, and keeps what it read in far more room than it takes in the file.

use quick_xml::{Reader, events::Event};

use crate::ingest::{called::EXCEL, error::ReadError, limits::MOST_CELLS};

/// As many texts may be said to be there, whether they are or not: room for them does no harm.
const FEW_TEXTS: u64 = 1_000_000;
/// The most styles of cells, fonts, fills and borders; programs for spreadsheets stop at some 65,000 of each.
const MOST_STYLES: u64 = 500_000;
/// The most bytes of the parts that say how others belong together. They are kept as they are.
const LARGEST_OTHER: usize = 20_000_000;

/// Looks at a part before anything else reads it.
///
/// # Errors
/// It says that it holds what it does not, or holds more than is read.
pub(super) fn check_part(name: &str, part: &[u8]) -> Result<(), ReadError> {
    // Names are looked up whatever the case of their letters.
    let name = name.replace('\\', "/").to_ascii_lowercase();
    if name.ends_with("sharedstrings.xml") {
        let (texts, said) = texts(part);
        if texts > MOST_CELLS as u64 {
            return Err(ReadError::TooManyRows);
        }
        if said > texts.max(FEW_TEXTS) {
            return Err(ReadError::damaged(EXCEL, format!("it says that it holds {said} texts, and holds {texts}")));
        }
    } else if name.ends_with("styles.xml") {
        if count(part, &["xf", "font", "fill", "border", "numFmt"]) > MOST_STYLES {
            return Err(ReadError::damaged(EXCEL, "it has more styles than a workbook can have"));
        }
    } else if !name.contains("worksheets/") && name.ends_with(".xml") | name.ends_with(".rels") {
        let is_kept = name.ends_with(".rels") || count(part, &["workbook"]) > 0;
        if is_kept && part.len() > LARGEST_OTHER {
            return Err(ReadError::damaged(EXCEL, "it has more sheets and names than a workbook can have"));
        }
    }
    Ok(())
}

/// How many texts there are, and how many are said to be.
fn texts(part: &[u8]) -> (u64, u64) {
    let (mut texts, mut said) = (0, 0);
    visit(part, |name, attributes| match name {
        "si" => texts += 1,
        "sst" => said = said.max(number_after(attributes, "uniqueCount")),
        _ => {}
    });
    (texts, said)
}

fn count(part: &[u8], wanted: &[&str]) -> u64 {
    let mut found = 0;
    visit(part, |name, _| found += u64::from(wanted.contains(&name)));
    found
}

/// Calls `with` for the beginning of each element, with its name and attributes, as far as it is XML.
fn visit(part: &[u8], mut with: impl FnMut(&str, &str)) {
    // Set as the crate sets it that reads the part then, so that both see the same.
    let mut reader = Reader::from_reader(part);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.check_comments = false;
    config.expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) => with(start.local_name().into_inner(), start.attributes_raw()),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// The greatest number that follows this name, whatever stands between.
fn number_after(attributes: &str, name: &str) -> u64 {
    let numbers = attributes.match_indices(name).map(|(at, _)| {
        let rest = attributes.get(at..).unwrap_or_default();
        let digits = rest.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit);
        digits.collect::<String>().parse().unwrap_or(u64::MAX)
    });
    numbers.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_of_texts_is_believed() {
        let strings = |said: &str, texts: usize| format!("<sst {said}>{}</sst>", "<si><t>x</t></si>".repeat(texts));
        let refused = |part: &str| check_part("xl\\SharedStrings.xml", part.as_bytes()).is_err();
        assert!(!refused(&strings("count='9' uniqueCount='2'", 2)));
        assert!(!refused(&strings("uniqueCount='1000000'", 1)));
        assert!(refused(&strings("uniqueCount='4294967295'", 1)));
        assert!(refused(&strings("uniqueCount = \"99999999999999999999999\"", 1)));
        assert!(refused(&format!("<a/><x:sst uniqueCount='4294967295'>{}", "<si/>".repeat(7))));
    }

    #[test]
    fn parts_that_take_all_memory_when_they_are_read_are_refused() {
        let refused = |name: &str, part: String| check_part(name, part.as_bytes()).is_err();
        assert!(refused("xl/styles.xml", format!("<styleSheet><cellXfs>{}", "<xf/>".repeat(600_000))));
        assert!(refused("xl/sharedStrings.xml", format!("<sst>{}", "<si/>".repeat(MOST_CELLS + 1))));
        assert!(refused("xl/_rels/workbook.xml.rels", "<Relationship/>".repeat(2_000_000)));
    }
}
