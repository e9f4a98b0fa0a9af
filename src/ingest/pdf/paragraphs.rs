//! From lines to paragraphs: what goes on in the next line is put together, and words that were parted at the end of a line are
//! whole again. Knows no PDF.

use std::{collections::HashMap, ops::Range};

use super::lines::{Cell, Line};

/// Where the column of a line begins and ends.
#[derive(Clone, Copy, Debug)]
struct Column {
    start: f64,
    end: f64,
}

/// The text of lines, and where in it the words stand that readers have put something on.
#[derive(Debug, Default)]
pub(super) struct Set {
    pub text: String,
    /// The number of what was put there, and the place, in the order of the lines.
    pub marked: Vec<(usize, Range<usize>)>,
}

/// The text of lines as they are read, a blank line between paragraphs.
pub(super) fn text(lines: &[&Line]) -> Set {
    let words = Words::of(lines);
    let gap = usual_gap(lines);
    let columns = columns(lines);
    let mut paragraphs: Vec<String> = Vec::new();
    let mut marked: Vec<(usize, usize, Range<usize>)> = Vec::new();
    let mut before: Option<usize> = None;
    let mut was_row = false;
    for (at, line) in lines.iter().enumerate() {
        let is_row = is_row(lines, at);
        let text = if is_row { line.text() } else { line.text().replace('\t', " ") };
        let above = before.map(|before| (lines[before], columns[before]));
        match (above, paragraphs.last_mut()) {
            (Some((above, _)), Some(paragraph)) if is_row && was_row && is_next(above, line) => {
                paragraph.push('\n');
                paragraph.push_str(&text);
            }
            (Some((above, _)), Some(paragraph)) if !is_row && !was_row && is_initial(above, line) => {
                paragraph.push_str(&text);
            }
            (Some((above, column)), Some(paragraph))
                if !is_row && !was_row && goes_on(above, column, line, columns[at], gap) =>
            {
                words.join(paragraph, &text);
            }
            _ => paragraphs.push(text.clone()),
        }
        let number = paragraphs.len() - 1;
        let start = paragraphs[number].len() - text.len();
        marked.extend(marked_in(line).map(|(mark, range)| (number, mark, start + range.start..start + range.end)));
        (before, was_row) = (Some(at), is_row);
    }
    set(&paragraphs, marked)
}

/// What readers have put on a line, with the places in the text of the line.
fn marked_in(line: &Line) -> impl Iterator<Item = (usize, Range<usize>)> {
    let mut start = 0;
    line.cells_as_read().flat_map(move |cell| {
        let of_cell = start;
        // Between two cells there is one sign.
        start += cell.text.len() + 1;
        cell.marked.iter().map(move |(mark, range)| (*mark, of_cell + range.start..of_cell + range.end))
    })
}

/// Puts paragraphs one behind the other.
fn set(paragraphs: &[String], marked: Vec<(usize, usize, Range<usize>)>) -> Set {
    let mut starts = Vec::with_capacity(paragraphs.len());
    let mut text = String::new();
    for paragraph in paragraphs {
        if !starts.is_empty() {
            text.push_str("\n\n");
        }
        starts.push(text.len());
        text.push_str(paragraph);
    }
    if !text.is_empty() {
        text.push('\n');
    }
    // A hyphen that stood at the end of a line may be gone.
    let inside = |number: usize, at: usize| starts[number] + at.min(paragraphs[number].len());
    let marked = marked.into_iter().map(|(number, mark, range)| {
        let place = inside(number, range.start)..inside(number, range.end);
        (mark, text.floor_char_boundary(place.start)..text.floor_char_boundary(place.end))
    });
    let marked = marked.collect();
    Set { text, marked }
}

/// Whether a line is below another one, in the same column.
fn is_next(above: &Line, line: &Line) -> bool {
    let down = above.y - line.y;
    above.page == line.page
        && above.turned == line.turned
        && down > 0.0
        && down < above.size.max(line.size) * 3.5
        && above.overlap(line) > 0.0
}

/// The columns that lines stand in: lines below each other are of one.
fn columns(lines: &[&Line]) -> Vec<Column> {
    let mut columns = Vec::with_capacity(lines.len());
    for run in lines.chunk_by(|above, line| is_next(above, line)) {
        let start = run.iter().map(|line| line.start).fold(f64::INFINITY, f64::min);
        let end = run.iter().map(|line| line.end).fold(f64::NEG_INFINITY, f64::max);
        columns.extend(run.iter().map(|_| Column { start, end }));
    }
    columns
}

/// Whether a line is a row of a table: it has cells, and some of them begin or end where those of the row beside it do.
fn is_row(lines: &[&Line], at: usize) -> bool {
    let line = lines[at];
    let is_level = |cell: &Cell, other: &Cell| {
        (cell.start - other.start).abs() < 3.0
            || (cell.end - other.end).abs() < 3.0
            || (cell.start + cell.end - other.start - other.end).abs() < 6.0
    };
    let is_like = |other: &Line| {
        other.cells.len() > 1
            && line.cells[1..].iter().any(|cell| other.cells[1..].iter().any(|other| is_level(cell, other)))
    };
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| lines.get(at));
    line.cells.len() > 1 && beside.into_iter().any(|other| other.page == line.page && is_like(other))
}

/// A large first letter beside the lines that it begins.
fn is_initial(above: &Line, line: &Line) -> bool {
    let letters = above.text().chars().count();
    above.page == line.page
        && letters <= 2
        && above.text().chars().all(char::is_alphabetic)
        && above.size > line.size * 1.7
        && line.start > above.end - line.size * 0.5
        && line.start - above.end < line.size * 2.0
        && (above.y - line.size * 0.5..above.y + above.size * 1.2).contains(&line.y)
}

/// The distance between two lines of a paragraph that most have, as a multiple of their size: of lines that begin small, which go on
/// for certain; where none does, of all.
fn usual_gap(lines: &[&Line]) -> f64 {
    let gap = |two: &[&Line]| (two[0].y - two[1].y) / two[0].size;
    let median = |is_asked: fn(&Line) -> bool| {
        let next = lines.windows(2).filter(|two| is_next(two[0], two[1]) && is_asked(two[1]));
        let mut gaps: Vec<f64> = next.map(gap).filter(|gap| (0.5..3.0).contains(gap)).collect();
        gaps.sort_by(f64::total_cmp);
        gaps.get(gaps.len() / 2).copied()
    };
    median(|line| line.text().starts_with(char::is_lowercase)).or_else(|| median(|_| true)).unwrap_or(1.2)
}

/// Whether a line belongs to the paragraph of the one before it.
fn goes_on(before: &Line, column: Column, line: &Line, next_column: Column, gap: f64) -> bool {
    let (said, text) = (before.text(), line.text());
    let ends = said.ends_with(['.', '!', '?', ':', '”', '"', '…', '。', '！', '？', '」', '؟', '۔']);
    let begins_small = text.starts_with(|c: char| c.is_lowercase());
    if before.turned != line.turned || (before.size - line.size).abs() > before.size * 0.08 || begins_item(&text, ends)
    {
        return false;
    }
    // From the side on which lines begin.
    let indent = |line: &Line, column: Column| {
        if line.is_rtl { column.end - line.end } else { line.start - column.start }
    };
    let short = if before.is_rtl { before.start - column.start } else { column.end - before.end };
    let width = (column.end - column.start).max(1.0);
    let is_short = short > width * 0.2;
    let is_indented = indent(line, next_column) > before.size * 0.9 && indent(line, next_column) < width * 0.3;
    let was_indented = indent(before, column) > before.size * 0.9;
    if !is_next(before, line) {
        // In another column, or on the next page.
        return begins_small || (!ends && !is_short);
    }
    let down = (before.y - line.y) / before.size;
    let other_face = before.face.is_some() && line.face.is_some() && before.face != line.face;
    if down > gap * 1.35 && !begins_small {
        return false;
    }
    if is_short && (ends || other_face) && !begins_small {
        return false;
    }
    down < gap * 1.35 + 0.3 && !(is_indented && !was_indented && ends)
}

/// “• ”, and “1. ”, “a) ” after the end of a sentence.
fn begins_item(text: &str, after_end: bool) -> bool {
    if text.starts_with(['•', '▪', '●', '■', '◦', '‣', '▸', '►']) {
        return true;
    }
    let Some((mark, _)) = text.split_once(' ') else { return false };
    let label = mark.strip_suffix(['.', ')']).map(|label| label.trim_start_matches('('));
    let is_label = |label: &str| {
        let is_number = label.len() <= 3 && !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit());
        is_number || (label.len() == 1 && label.bytes().all(|byte| byte.is_ascii_alphabetic()))
    };
    after_end && (label.is_some_and(is_label) || matches!(mark, "-" | "–" | "—" | "*" | "o"))
}

/// The words of a document, which show how those that were parted at the end of a line are written.
#[derive(Default)]
struct Words {
    /// How often each stands within a line; with a hyphen in small letters, others as they are.
    hyphenated: HashMap<String, usize>,
    plain: HashMap<String, usize>,
    /// Where both halves are words too, more hyphens at the ends of lines belong to their words than not, by those words that stand
    /// elsewhere as well.
    keeps_compounds: bool,
}

/// What nearly always has a hyphen behind it.
const WITH_HYPHEN: [&str; 13] = [
    "self",
    "well",
    "nineteen",
    "eighteen",
    "seventeen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
];
/// How often a half has to stand elsewhere, and how long it has to be, to be a word.
const OFTEN: usize = 2;
const LONG: usize = 4;

impl Words {
    fn of(lines: &[&Line]) -> Self {
        let mut words = Self::default();
        let mut parted: Vec<(String, String)> = Vec::new();
        let mut last: Option<String> = None;
        for line in lines {
            let text = line.text();
            let mut all =
                text.split(|c: char| !c.is_alphanumeric() && !is_hyphen(c)).filter(|word| !word.is_empty()).peekable();
            if let (Some(last), Some(first)) = (last.take(), all.peek()) {
                parted.push((last, (*first).to_owned()));
                all.next();
            }
            while let Some(word) = all.next() {
                if all.peek().is_none() && text.ends_with(is_hyphen) && word.ends_with(is_hyphen) {
                    last = Some(word.trim_end_matches(is_hyphen).to_owned());
                    break;
                }
                let word = word.trim_matches(is_hyphen);
                if word.contains(is_hyphen) {
                    *words.hyphenated.entry(word.replace(is_hyphen, "-").to_lowercase()).or_default() += 1;
                } else {
                    *words.plain.entry(word.to_owned()).or_default() += 1;
                }
            }
        }
        let (mut kept, mut joined) = (0_usize, 0_usize);
        for (last, first) in &parted {
            if words.are_words(last, first) {
                let (with, without) = words.found(last, first);
                kept += usize::from(with > without);
                joined += usize::from(without > with);
            }
        }
        words.keeps_compounds = kept >= joined;
        words
    }

    /// How often the word stands elsewhere with its hyphen and without.
    fn found(&self, last: &str, first: &str) -> (usize, usize) {
        let with = self.hyphenated.get(&format!("{last}-{first}").replace(is_hyphen, "-").to_lowercase());
        let joined = format!("{last}{first}");
        let small = joined.to_lowercase();
        let without = |word: &str| self.plain.get(word).copied().unwrap_or(0);
        let begins = if small == joined { 0 } else { without(&small) };
        (with.copied().unwrap_or(0), without(&joined) + begins)
    }

    fn are_words(&self, last: &str, first: &str) -> bool {
        let often = |word: &str| self.plain.get(word).copied().unwrap_or(0);
        let is_word = |word: &str| word.chars().count() >= LONG && often(word) >= OFTEN;
        let small = last.to_lowercase();
        (is_word(last) || is_word(&small)) && is_word(first)
    }

    /// Whether the hyphen at the end of a line belongs to its word.
    fn keeps_hyphen(&self, last: &str, first: &str) -> bool {
        let (with, without) = self.found(last, first);
        // A number or a name keeps its hyphen.
        last.ends_with(|c: char| c.is_numeric())
            || !first.starts_with(char::is_lowercase)
            || with > without
            || (with == without && (with > 0 || WITH_HYPHEN.contains(&last.to_lowercase().as_str())))
            || (without == 0 && self.keeps_compounds && self.are_words(last, first))
    }

    /// Puts the next line behind a paragraph.
    fn join(&self, paragraph: &mut String, more: &str) {
        if paragraph.ends_with('\u{ad}') {
            paragraph.pop();
            paragraph.push_str(more);
            return;
        }
        let begins = more.chars().next();
        let stem = paragraph.strip_suffix(is_hyphen).filter(|stem| stem.ends_with(char::is_alphanumeric));
        if let Some(stem) = stem.filter(|_| begins.is_some_and(char::is_alphanumeric)) {
            let is_of_word = |c: &char| c.is_alphanumeric() || is_hyphen(*c);
            let last: String =
                stem.chars().rev().take_while(is_of_word).collect::<Vec<_>>().into_iter().rev().collect();
            let first: String = more.chars().take_while(is_of_word).collect();
            if !self.keeps_hyphen(&last, &first) {
                let length = stem.len();
                paragraph.truncate(length);
            }
            paragraph.push_str(more);
            return;
        }
        let ends = paragraph.chars().next_back();
        let years = ends == Some('–')
            && paragraph.trim_end_matches('–').ends_with(|c: char| c.is_numeric())
            && begins.is_some_and(char::is_numeric);
        // Chinese and Japanese have no space between words.
        let is_tight = ends.is_some_and(is_cjk) && begins.is_some_and(is_cjk);
        if !years && !is_tight {
            paragraph.push(' ');
        }
        paragraph.push_str(more);
    }
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}')
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}
