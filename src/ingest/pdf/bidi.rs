//! Lines with letters that are written from right to left: from the order on the page to the order of reading.

use std::rc::Rc;

/// Whether there is a letter of Hebrew, Arabic or another such script in it.
pub(super) fn is_rtl(text: &str) -> bool {
    text.chars().any(is_rtl_letter)
}

fn is_rtl_letter(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{65f}' | '\u{66d}'..='\u{6ef}' | '\u{6fa}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Whether most letters of a line are such letters.
pub(super) fn is_mostly_rtl<'t>(parts: impl Iterator<Item = &'t Rc<str>>) -> bool {
    let (mut rtl, mut others) = (0_usize, 0_usize);
    for part in parts {
        if is_rtl(part) {
            rtl += 1;
        } else if part.chars().any(char::is_alphabetic) {
            others += 1;
        }
    }
    rtl > others || (rtl > 0 && rtl == others)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Left,
    Right,
    Number,
    Neutral,
}

fn way(part: &str) -> Way {
    if is_rtl(part) {
        Way::Left
    } else if part.chars().any(|c| c.is_ascii_digit() || matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}')) {
        Way::Number
    } else if part.chars().any(char::is_alphabetic) {
        Way::Right
    } else {
        Way::Neutral
    }
}

/// The text of signs that stand beside each other from left to right, as it is read; `is_rtl`: the line is read from the right.
pub(super) fn as_read(parts: &[Rc<str>], is_rtl: bool) -> String {
    let ways: Vec<Way> = parts.iter().map(|part| way(part)).collect();
    if !ways.contains(&Way::Left) {
        return parts.concat();
    }
    let mut text = String::new();
    for (at, is_leftward) in order(parts, is_rtl) {
        if is_leftward { text.push_str(&mirrored(&parts[at])) } else { text.push_str(&parts[at]) }
    }
    text
}

/// The places of signs in the order in which they are read, and which are read from right to left.
pub(super) fn order(parts: &[Rc<str>], is_rtl: bool) -> Vec<(usize, bool)> {
    let ways: Vec<Way> = parts.iter().map(|part| way(part)).collect();
    if !ways.contains(&Way::Left) {
        return (0..parts.len()).map(|at| (at, false)).collect();
    }
    let leftward = leftward(parts, &ways, is_rtl);
    // Runs of one way, in the order in which they stand.
    let mut runs: Vec<(bool, std::ops::Range<usize>)> = Vec::new();
    for (at, left) in leftward.iter().enumerate() {
        match runs.last_mut().filter(|(of, _)| of == left) {
            Some((_, run)) => run.end = at + 1,
            None => runs.push((*left, at..at + 1)),
        }
    }
    if is_rtl {
        runs.reverse();
    }
    let mut order = Vec::with_capacity(parts.len());
    for (left, run) in runs {
        if left {
            order.extend(run.rev().map(|at| (at, true)));
        } else {
            order.extend(run.map(|at| (at, false)));
        }
    }
    order
}

/// Which signs are read from right to left: letters as they are, what is neither as what is on both sides of it.
fn leftward(parts: &[Rc<str>], ways: &[Way], is_rtl: bool) -> Vec<bool> {
    let is_within_number = |at: usize| {
        let is_number = |at: Option<usize>| at.and_then(|at| ways.get(at)).is_some_and(|way| *way == Way::Number);
        matches!(&*parts[at], "." | "," | ":" | "/" | "-" | "–" | "٫" | "٬")
            && is_number(at.checked_sub(1))
            && is_number(Some(at + 1))
    };
    let sure = |at: usize| match ways[at] {
        Way::Left => Some(true),
        Way::Right | Way::Number => Some(false),
        Way::Neutral if is_within_number(at) => Some(false),
        Way::Neutral => None,
    };
    let mut before = None;
    let before: Vec<Option<bool>> = ways
        .iter()
        .map(|way| {
            let known = before;
            before = letter(*way).or(known);
            known
        })
        .collect();
    let mut after = None;
    let mut leftward: Vec<bool> = (0..parts.len())
        .rev()
        .map(|at| {
            let between = match (before[at], after) {
                (Some(before), Some(after)) if before == after => before,
                _ => is_rtl,
            };
            after = letter(ways[at]).or(after);
            sure(at).unwrap_or(between)
        })
        .collect();
    leftward.reverse();
    leftward
}

/// To what is between them, numbers are as letters from right to left.
fn letter(way: Way) -> Option<bool> {
    match way {
        Way::Left | Way::Number => Some(true),
        Way::Right => Some(false),
        Way::Neutral => None,
    }
}

/// A bracket is drawn as its counterpart where one reads from right to left.
fn mirrored(part: &str) -> String {
    part.chars()
        .map(|c| match c {
            '(' => ')',
            ')' => '(',
            '[' => ']',
            ']' => '[',
            '{' => '}',
            '}' => '{',
            '<' => '>',
            '>' => '<',
            '«' => '»',
            '»' => '«',
            '‹' => '›',
            '›' => '‹',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(on_page: &str, is_rtl: bool, expected: &str) {
        let parts: Vec<Rc<str>> = on_page.chars().map(|c| Rc::from(c.to_string())).collect();
        assert_eq!(is_mostly_rtl(parts.iter()), is_rtl, "{on_page}");
        assert_eq!(as_read(&parts, is_rtl), expected);
    }

    #[test]
    fn lines_are_read_from_the_right() {
        check(".תוריפס תואסיכה", true, "הכיסאות ספירות.");
        check(".1,995 תנשב ,(בוש) ורפסנ", true, "נספרו (שוב), בשנת 1,995.");
        check("ןישוקפה Word ךמסמב", true, "במסמך Word הפקושין");
        check("the seat (אסיכ) is empty", false, "the seat (כיסא) is empty");
        check("the seats", false, "the seats");
    }
}
