//! Where a line ends: the one place that says it. Texts stay as they are, whatever ends their lines.

use std::ops::Range;

/// Whether a line ends with this character: LF, CR, VT, FF, NEL, and what Unicode has for the ends of lines and of paragraphs. CR and LF
/// beside each other end one line.
pub fn is_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The lines of a text without their ends, the last one too where it is empty.
pub fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = Some(0);
    std::iter::from_fn(move || {
        let start = from?;
        let rest = text.get(start..)?;
        let Some(end) = rest.find(is_end).map(|at| start + at) else {
            from = None;
            return Some(start..text.len());
        };
        from = Some(behind_end(text, end));
        Some(start..end)
    })
}

/// Where the next line begins, if one ends at this byte.
fn behind_end(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let first = rest.chars().next().map_or(0, char::len_utf8);
    end + if rest.starts_with("\r\n") { 2 } else { first }
}

/// The lines of a file that is a list of records, one a line: they end in LF or CR LF, or in CR where there is no LF. What else ends lines
/// of a text may stand within a record.
pub fn records(text: &str) -> impl Iterator<Item = &str> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    text.split_terminator(end).map(move |line| line.strip_suffix('\r').filter(|_| end == '\n').unwrap_or(line))
}

/// Where the line begins that goes on up to `offset`, as far back as `low`; `None` if it begins before that.
pub fn start_of(text: &str, low: usize, offset: usize) -> Option<usize> {
    let low = text.floor_char_boundary(low);
    let before = text.get(low..text.floor_char_boundary(offset))?;
    before.rfind(is_end).map(|at| low + at + before[at..].chars().next().map_or(0, char::len_utf8))
}

/// Where the line ends that goes on from `offset`, up to `high`; `None` if it ends behind that.
pub fn end_of(text: &str, offset: usize, high: usize) -> Option<usize> {
    let offset = text.floor_char_boundary(offset);
    text.get(offset..text.ceil_char_boundary(high))?.find(is_end).map(|at| offset + at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_end_however_they_end() {
        let of = |text: &'static str| lines(text).map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(
            of("a\nb\rc\r\nd\u{85}e\u{2028}f\u{2029}g\u{b}h\u{c}i"),
            ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
        );
        assert_eq!((of(""), of("\n"), of("a\n\r\nb")), (vec![""], vec!["", ""], vec!["a", "", "b"]));
    }

    #[test]
    fn records_end_as_lines_of_files_do() {
        let of = |text: &'static str| records(text).collect::<Vec<_>>();
        assert_eq!(of("a\u{2028}\u{85}b\r\nc\n\nd"), ["a\u{2028}\u{85}b", "c", "", "d"]);
        assert_eq!((of("a\rb\r"), of("a\rb\n"), of("")), (vec!["a", "b"], vec!["a\rb"], vec![]));
    }

    proptest! {
        #[test]
        fn each_character_is_in_a_line_or_ends_one(text in "[aé\n\r\u{85}\u{2028}\u{c}]{0,20}") {
            let mut at = 0;
            for range in lines(&text) {
                prop_assert!(text[at..range.start].chars().all(is_end));
                prop_assert!(!text[range.clone()].contains(is_end));
                prop_assert_eq!(end_of(&text, range.start, text.len()).unwrap_or(text.len()), range.end);
                prop_assert_eq!(start_of(&text, 0, range.end).unwrap_or(0), range.start);
                at = range.end;
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
