//! From characters with their places to paragraphs: lines are put together, running heads and page numbers go, words that
//! were parted at the end of a line are whole again. Knows no PDF.

use std::collections::{BTreeMap, BTreeSet};

/// A page with what is drawn on it, in the order in which it is drawn.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The upper and the lower edge; upwards is more.
    pub top: f64,
    pub bottom: f64,
    pub glyphs: Vec<Glyph>,
}

/// A character, or several, at a place.
#[derive(Clone, Debug, Default)]
pub struct Glyph {
    pub x: f64,
    /// Of the line that it stands on.
    pub y: f64,
    pub width: f64,
    pub size: f64,
    pub text: String,
}

#[derive(Clone, Debug)]
struct Line {
    page: usize,
    x: f64,
    y: f64,
    end: f64,
    size: f64,
    text: String,
    /// It stands near the upper or the lower edge of its page.
    at_edge: bool,
}

/// The part of a page at either end in which running heads stand.
const EDGE: f64 = 0.12;

/// The text of the pages, a blank line between paragraphs.
pub fn text(pages: &[Page]) -> String {
    let lines: Vec<Line> = pages.iter().enumerate().flat_map(|(number, page)| lines(number, page)).collect();
    let lines = without_running_heads(lines, pages.len());
    let words = hyphenated(&lines);
    let gap = usual_gap(&lines);
    let right = lines.iter().map(|line| line.end).fold(0.0, f64::max);
    let mut paragraphs: Vec<String> = Vec::new();
    let mut before: Option<&Line> = None;
    for line in &lines {
        match (before, paragraphs.last_mut()) {
            (Some(before), Some(paragraph)) if goes_on(before, line, gap, right) => join(paragraph, &line.text, &words),
            _ => paragraphs.push(line.text.clone()),
        }
        before = Some(line);
    }
    let text = paragraphs.join("\n\n");
    if text.is_empty() { text } else { text + "\n" }
}

fn lines(number: usize, page: &Page) -> Vec<Line> {
    let height = (page.top - page.bottom).max(1.0);
    let mut lines: Vec<Line> = Vec::new();
    for glyph in &page.glyphs {
        let text = readable(&glyph.text);
        let size = if glyph.size.is_finite() && glyph.size > 0.1 { glyph.size } else { 1.0 };
        match lines.last_mut().filter(|line| is_same_line(line, glyph, size)) {
            Some(line) => {
                let is_apart = glyph.x > line.end + size * 0.15;
                if is_apart && !line.text.ends_with(char::is_whitespace) && !text.starts_with(char::is_whitespace) {
                    line.text.push(' ');
                }
                line.text.push_str(&text);
                line.end = line.end.max(glyph.x + glyph.width);
                line.size = line.size.max(size);
            }
            None => {
                let place = (glyph.y - page.bottom) / height;
                let at_edge = !(EDGE..=1.0 - EDGE).contains(&place);
                let (x, y, end) = (glyph.x, glyph.y, glyph.x + glyph.width);
                lines.push(Line { page: number, x, y, end, size, text, at_edge });
            }
        }
    }
    for line in &mut lines {
        line.text = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    lines.retain(|line| !line.text.is_empty());
    lines
}

/// On the same height, and not in another column.
fn is_same_line(line: &Line, glyph: &Glyph, size: f64) -> bool {
    let gap = glyph.x - line.end;
    (glyph.y - line.y).abs() < size.max(line.size) * 0.4 && gap > -size * 1.5 && gap < size * 4.0
}

/// Without ligatures, which are found by no search, and without signs that are none.
fn readable(text: &str) -> String {
    let mut readable = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ﬀ' => readable.push_str("ff"),
            'ﬁ' => readable.push_str("fi"),
            'ﬂ' => readable.push_str("fl"),
            'ﬃ' => readable.push_str("ffi"),
            'ﬄ' => readable.push_str("ffl"),
            '\t' | '\n' => readable.push(' '),
            c if c.is_control() => {}
            c => readable.push(c),
        }
    }
    readable
}

/// Lines near the edges that stand on several pages, but for numbers in them, and numbers of pages.
fn without_running_heads(lines: Vec<Line>, pages: usize) -> Vec<Line> {
    if pages < 2 {
        return lines;
    }
    let mut on_pages: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.at_edge) {
        on_pages.entry(without_numbers(&line.text)).or_default().insert(line.page);
    }
    let runs = |line: &Line| {
        let plain = without_numbers(&line.text);
        let repeated = on_pages.get(&plain).map_or(0, BTreeSet::len);
        repeated >= 2 && (repeated >= 3 || repeated == pages || plain.len() < 12)
    };
    lines.into_iter().filter(|line| !(line.at_edge && (runs(line) || is_page_number(&line.text)))).collect()
}

fn without_numbers(text: &str) -> String {
    text.split(|c: char| c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("#")
        .to_lowercase()
}

/// “7”, “– 7 –”, “Page 7 of 9”, “vii”.
fn is_page_number(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_of_number = |word: &str| {
        let word = word.to_lowercase();
        word.bytes().all(|byte| byte.is_ascii_digit())
            || ["page", "of", "p", "seite", "von"].contains(&word.as_str())
            || word.bytes().all(|byte| b"ivxlc".contains(&byte))
    };
    text.len() <= 16 && words.all(is_of_number)
}

/// The distance between two lines that most have, as a multiple of their size.
fn usual_gap(lines: &[Line]) -> f64 {
    let mut gaps: Vec<f64> = lines
        .windows(2)
        .filter_map(|two| {
            let [a, b] = two else { return None };
            let gap = (a.y - b.y) / a.size;
            (a.page == b.page && (0.5..3.0).contains(&gap)).then_some(gap)
        })
        .collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(1.2)
}

/// Whether a line belongs to the paragraph of the one before it.
fn goes_on(before: &Line, line: &Line, gap: f64, right: f64) -> bool {
    let ends = before.text.ends_with(['.', '!', '?', ':', '”', '"', '…']);
    let begins_small = line.text.starts_with(char::is_lowercase);
    if (before.size - line.size).abs() > before.size * 0.08 || line.text.starts_with(['•', '▪', '●', '■']) {
        return false;
    }
    let down = (before.y - line.y) / before.size;
    if before.page != line.page || down < -0.5 {
        // In another column, or on the next page.
        return begins_small || !ends;
    }
    if down < 0.5 {
        // Beside it: a table, or a tab.
        return true;
    }
    let is_indented = line.x > before.x + before.size * 0.9 && ends;
    let is_short = before.end < right - (right - before.x) * 0.2 && ends && !begins_small;
    down < gap * 1.35 && !is_indented && !is_short
}

/// Words with a hyphen within a line, which keep it at the end of one.
fn hyphenated(lines: &[Line]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for line in lines {
        for word in line.text.split(|c: char| !c.is_alphanumeric() && c != '-') {
            if word.trim_matches('-').contains('-') {
                words.insert(word.trim_matches('-').to_lowercase());
            }
        }
    }
    words
}

fn join(paragraph: &mut String, more: &str, hyphenated: &BTreeSet<String>) {
    if paragraph.ends_with('\u{ad}') {
        paragraph.pop();
        paragraph.push_str(more);
        return;
    }
    let stem = paragraph.strip_suffix(['-', '\u{2010}']).filter(|stem| stem.ends_with(char::is_alphabetic));
    let Some(stem) = stem else {
        paragraph.push(' ');
        paragraph.push_str(more);
        return;
    };
    let is_word = |c: &char| c.is_alphanumeric() || *c == '-';
    let last: String = stem.chars().rev().take_while(is_word).collect::<Vec<_>>().into_iter().rev().collect();
    let first: String = more.chars().take_while(is_word).collect();
    let has_hyphen = hyphenated.contains(&format!("{last}-{first}").to_lowercase());
    if first.starts_with(char::is_lowercase) && !has_hyphen {
        let length = stem.len();
        paragraph.truncate(length);
    }
    paragraph.push_str(more);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of lines from the top, a blank one for each empty string, letters half as wide as they are high.
    fn page(lines: &[&str]) -> Page {
        let mut page = Page { top: 800.0, bottom: 0.0, glyphs: Vec::new() };
        for (row, line) in (0_u32..).zip(lines) {
            for (column, c) in (0_u32..).zip(line.chars()).filter(|(_, c)| *c != ' ') {
                let (x, y) = (50.0 + 5.0 * f64::from(column), 780.0 - 12.0 * f64::from(row));
                page.glyphs.push(Glyph { x, y, width: 5.0, size: 10.0, text: c.to_string() });
            }
        }
        page
    }

    fn check(pages: &[&[&str]], expected: &str) {
        let pages: Vec<Page> = pages.iter().map(|lines| page(lines)).collect();
        assert_eq!(text(&pages), expected);
    }

    #[test]
    fn paragraphs_are_joined() {
        check(
            &[&[
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "The seats at the table are counted",
                "again, and there is one fewer than",
                "before.",
                "",
                "Dues are",
                "small.",
            ]],
            "The seats at the table are counted again, and there is one fewer than before.\n\nDues are small.\n",
        );
    }

    #[test]
    fn hyphens_at_line_ends_go_where_the_word_has_none() {
        check(
            &[&[
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "The announce-",
                "ment of a well-known and well-",
                "known man from New-",
                "York, with ﬁsh.",
            ]],
            "The announcement of a well-known and well-known man from New-York, with fish.\n",
        );
    }

    #[test]
    fn running_heads_and_page_numbers_go() {
        let blank = [""; 8];
        let first = [&["Harbour Review 1"], &blank[..], &["The seats are", "counted again, and"]].concat();
        let second = [&["Harbour Review 2"], &blank[..], &["there is one fewer."]].concat();
        let third = [&["Harbour Review 3"], &blank[..], &["Dues are small."]].concat();
        check(&[&first, &second, &third], "The seats are counted again, and there is one fewer.\n\nDues are small.\n");
    }

    #[test]
    fn nothing_is_nothing() {
        check(&[], "");
        check(&[&[""]], "");
        assert!(is_page_number("– 7 –") && is_page_number("Page 7 of 9") && !is_page_number("7 seats"));
    }
}
