//! Running heads, running feet and numbers of pages: lines that stand on page after page at one place. Knows no PDF.
//!
//! A line is never taken for one unless it stands on three pages or more, at one height, outermost, set apart from the text,
//! not larger than the text, and is the same on all of them but for a number that counts the pages.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::Line;

/// On so many pages it stands at least.
const FEWEST: usize = 3;
/// The part of a page at either end in which it stands.
const EDGE: f64 = 0.15;
/// What is so much smaller than the text is surely not of it.
const SMALL: f64 = 0.92;
/// So many lines of a page's edge can be running heads.
const MOST_ROWS: usize = 3;
/// It is so much farther from the text than lines are from each other.
const APART: f64 = 1.6;

/// A line that stands on several pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Repeated {
    /// As it is on the first and on the last of them.
    pub first: String,
    pub last: String,
    /// Their numbers, from one.
    pub pages: BTreeSet<usize>,
}

impl Repeated {
    /// What there is to say of it: `“Harbour Review” (pages 1–9)`.
    pub(super) fn words(&self) -> String {
        let (Some(first), Some(last)) = (self.pages.first(), self.pages.last()) else { return String::new() };
        let to = if self.first == self.last { String::new() } else { format!(" to “{}”", self.last) };
        let pages = if last - first + 1 == self.pages.len() { "pages" } else { "most of pages" };
        format!("“{}”{to} ({pages} {first}–{last})", self.first)
    }
}

/// A line as it may be on other pages too: what it says but for one number, and where it stands.
#[derive(Clone, Copy, Debug)]
struct Candidate<'l> {
    at: usize,
    line: &'l Line,
}

/// Finds the lines that recur; gives which they are, and what there is to say of them.
pub(super) fn find(lines: &[Line], pages: usize) -> (BTreeSet<usize>, Vec<Repeated>) {
    if pages < FEWEST {
        return Default::default();
    }
    let body = usual_size(lines);
    let mut by_page: Vec<Vec<Candidate>> = vec![Vec::new(); pages];
    for (at, line) in lines.iter().enumerate() {
        if let Some(page) = by_page.get_mut(line.page) {
            page.push(Candidate { at, line });
        }
    }
    let mut alike: BTreeMap<(bool, String), Vec<Candidate>> = BTreeMap::new();
    for candidate in by_page.iter().flatten() {
        let line = candidate.line;
        let place = line.y / line.top.max(1.0);
        if (EDGE..=1.0 - EDGE).contains(&place) || line.size > body * 1.1 {
            continue;
        }
        for pattern in patterns(&line.text(), line.size < body * SMALL) {
            alike.entry((place > 0.5, pattern)).or_default().push(*candidate);
        }
    }
    let mut recurring: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (group, candidates) in alike.values().enumerate() {
        for (run, of_run) in runs(candidates, body).into_iter().enumerate() {
            for candidate in of_run {
                recurring.entry(candidate.at).or_insert((group, run));
            }
        }
    }
    let gap = usual_gap(lines);
    let mut found: BTreeSet<usize> = BTreeSet::new();
    for page in &by_page {
        for from_top in [true, false] {
            found.extend(outermost(page, &recurring, gap, from_top));
        }
    }
    // What is in the way on most pages is no running head on the others.
    let mut by_group: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for at in &found {
        by_group.entry(recurring[at]).or_default().push(*at);
    }
    by_group.retain(|_, of_group| of_group.len() >= FEWEST);
    let said = by_group.values().filter_map(|of_group| said(of_group, lines)).collect();
    (by_group.into_values().flatten().collect(), said)
}

fn said(of_group: &[usize], lines: &[Line]) -> Option<Repeated> {
    let of_pages: Vec<&Line> = of_group.iter().filter_map(|at| lines.get(*at)).collect();
    Some(Repeated {
        first: of_pages.first()?.text().replace('\t', " "),
        last: of_pages.last()?.text().replace('\t', " "),
        pages: of_pages.iter().map(|line| line.page + 1).collect(),
    })
}

/// The size that most letters have.
fn usual_size(lines: &[Line]) -> f64 {
    let mut letters: BTreeMap<i64, usize> = BTreeMap::new();
    for line in lines {
        #[expect(clippy::cast_possible_truncation, reason = "sizes of letters are small")]
        let size = (line.size * 4.0).round() as i64;
        *letters.entry(size).or_default() += line.cells.iter().map(|cell| cell.text.len()).sum::<usize>();
    }
    #[expect(clippy::cast_precision_loss, reason = "sizes of letters are small")]
    letters.iter().max_by_key(|(_, letters)| **letters).map_or(0.0, |(size, _)| *size as f64 / 4.0)
}

/// How far a line is below the one above it as a rule, measured by its letters.
fn usual_gap(lines: &[Line]) -> f64 {
    let mut gaps: Vec<f64> = lines
        .windows(2)
        .filter(|two| two[0].page == two[1].page && two[0].turned == two[1].turned)
        .map(|two| (two[0].y - two[1].y) / two[1].size.max(1.0))
        .filter(|gap| (0.7..3.0).contains(gap))
        .collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(1.2)
}

/// The lines from one edge of a page inwards that all recur and are set apart from the rest.
fn outermost(page: &[Candidate], recurring: &BTreeMap<usize, (usize, usize)>, gap: f64, from_top: bool) -> Vec<usize> {
    let mut of_page: Vec<&Candidate> = page.iter().filter(|candidate| candidate.line.turned == 0).collect();
    of_page.sort_by(|a, b| {
        let order = b.line.y.total_cmp(&a.line.y);
        if from_top { order } else { order.reverse() }
    });
    let rows: Vec<&[&Candidate]> = of_page.chunk_by(|a, b| (a.line.y - b.line.y).abs() < a.line.size * 0.5).collect();
    let recurs = |row: &[&Candidate]| row.iter().all(|candidate| recurring.contains_key(&candidate.at));
    if rows.len() > 2 && rows.iter().all(|row| recurs(row)) {
        // The page as a whole stands there several times, and not only what is at its edges.
        return Vec::new();
    }
    let mut taken: Vec<usize> = Vec::new();
    let mut before: Option<&Line> = None;
    for (at, row) in rows.iter().enumerate() {
        let Some(line) = row.first().map(|candidate| candidate.line) else { continue };
        let is_apart =
            before.is_some_and(|before| (before.y - line.y).abs() > gap * APART * before.size.max(line.size));
        if is_apart {
            // What stands behind the first wide gap is the text, or might be.
            return taken;
        }
        let is_at_edge = (line.y / line.top.max(1.0) > 0.5) == from_top;
        if !recurs(row) || !is_at_edge || at >= MOST_ROWS {
            // It goes on into the text.
            return Vec::new();
        }
        taken.extend(row.iter().map(|candidate| candidate.at));
        before = Some(line);
    }
    taken
}

/// Candidates that are at one height, one a page, and the same but for a number that counts the pages.
fn runs<'c, 'l>(candidates: &'c [Candidate<'l>], body: f64) -> Vec<Vec<&'c Candidate<'l>>> {
    let mut runs: Vec<Vec<&Candidate>> = Vec::new();
    for candidate in candidates {
        let fits = |run: &Vec<&Candidate>| {
            run.last().is_some_and(|before| {
                let (a, b) = (before.line, candidate.line);
                let is_level = (a.y - b.y).abs() < 2.0 || ((a.top - a.y) - (b.top - b.y)).abs() < 2.0;
                is_level
                    && a.page < b.page
                    && (a.size - b.size).abs() < 0.5
                    && counts(&a.text(), &b.text(), b.page - a.page, a.size < body * SMALL)
            })
        };
        match runs.iter_mut().find(|run| fits(run)) {
            Some(run) => run.push(candidate),
            None => runs.push(vec![candidate]),
        }
    }
    runs.retain(|run| {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
        // On each page, or on each second one.
        run.len() >= FEWEST && run.len() * 2 > last.line.page - first.line.page
    });
    runs
}

/// What a line is compared by: itself, and itself without a number at its end or beginning that may be that of its page.
fn patterns(text: &str, is_small: bool) -> Vec<String> {
    let mut patterns = vec![format!("={text}")];
    if let Some((pattern, _)) = page_number(text, is_small) {
        patterns.push(pattern);
    }
    patterns
}

/// Whether a line is the same so many pages on.
fn counts(text: &str, later: &str, pages: usize, is_small: bool) -> bool {
    if text == later {
        return true;
    }
    let (Some((pattern, number)), Some((later_pattern, later_number))) =
        (page_number(text, is_small), page_number(later, is_small))
    else {
        return false;
    };
    pattern == later_pattern && number + pages == later_number
}

/// The number of the page in a line, and the line without it: “7”, “– 7 –”, “Page 7 of 9”, “Harbour Review p. 7”, “vii”, and a
/// number far from the words beside it. “Question 7” and “7 May 1984” have none, unless that is smaller than the text and the
/// number its last word.
fn page_number(text: &str, is_small: bool) -> Option<(String, usize)> {
    const WORDS: [&str; 18] = [
        "page",
        "p",
        "pp",
        "pg",
        "seite",
        "s",
        "blatt",
        "página",
        "pagina",
        "pág",
        "pag",
        "стр",
        "страница",
        "с",
        "strona",
        "str",
        "sida",
        "side",
    ];
    const OF: [&str; 7] = ["of", "von", "de", "sur", "из", "van", "di"];
    let cells: Vec<&str> = text.split('\t').collect();
    let is_number = |word: &str| !word.is_empty() && word.len() <= 5 && word.bytes().all(|byte| byte.is_ascii_digit());
    for at in [cells.len() - 1, 0] {
        let cell = cells[at];
        let words: Vec<(usize, &str)> = cell
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| (word.as_ptr().addr() - cell.as_ptr().addr(), word))
            .collect();
        let number_at = match words.as_slice() {
            // By itself, whatever stands around it but a full stop, which makes it the number of a paragraph.
            [(place, word)] if !cell.ends_with(['.', ')', ':']) && (is_number(word) || roman(word).is_some()) => {
                Some(*place)
            }
            [(place, number), (_, of), (_, all)] if OF.contains(of) && is_number(number) && is_number(all) => {
                Some(*place)
            }
            [.., (place, number), (end, all)]
                if is_number(number)
                    && is_number(all)
                    && matches!(cell[place + number.len()..*end].trim(), "/" | "|") =>
            {
                Some(*place)
            }
            [_, .., (place, number)] if is_small && is_number(number) && cell.ends_with(number) => Some(*place),
            // Behind a word for page: the last one that is.
            words => {
                let named =
                    |two: &&[(usize, &str)]| WORDS.contains(&two[0].1.to_lowercase().as_str()) && is_number(two[1].1);
                words.windows(2).rev().find(named).map(|two| two[1].0)
            }
        };
        let Some((place, word)) = number_at.and_then(|place| words.iter().find(|(at, _)| *at == place)) else {
            continue;
        };
        let number = word.parse().ok().or_else(|| roman(word))?;
        let mut cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        cells[at] = format!("{}#{}", &cell[..*place], &cell[place + word.len()..]);
        return Some((cells.join("\t"), number));
    }
    None
}

/// A small Roman number, all in one case.
fn roman(word: &str) -> Option<usize> {
    let is_one_case =
        word.bytes().all(|byte| b"ivxlc".contains(&byte)) || word.bytes().all(|byte| b"IVXLC".contains(&byte));
    let value = |byte: u8| match byte.to_ascii_lowercase() {
        b'i' => 1,
        b'v' => 5,
        b'x' => 10,
        b'l' => 50,
        _ => 100_usize,
    };
    let values: Vec<usize> = word.bytes().map(value).collect();
    let is_less = |at: usize| values.get(at + 1).is_some_and(|next| *next > values[at]);
    let sum = |less: bool| (0..values.len()).filter(|at| is_less(*at) == less).map(|at| values[at]).sum::<usize>();
    let number = sum(false).checked_sub(sum(true))?;
    (is_one_case && !word.is_empty() && word.len() <= 8 && number < 400).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::pdf::lines::Cell;

    #[test]
    fn numbers_of_pages_are_known() {
        #[track_caller]
        fn check(text: &str, expected: Option<(&str, usize)>) {
            assert_eq!(
                page_number(text, false),
                expected.map(|(pattern, number)| (pattern.to_owned(), number)),
                "{text}"
            );
        }
        check("7", Some(("#", 7)));
        check("– 7 –", Some(("– # –", 7)));
        check("Page 7 of 9", Some(("Page # of 9", 7)));
        check("7 of 9", Some(("# of 9", 7)));
        check("xiv", Some(("#", 14)));
        check("Harbour Review, p. 7", Some(("Harbour Review, p. #", 7)));
        check("example.org/chairs 7/9", Some(("example.org/chairs #/9", 7)));
        check("Harbour Review\t7", Some(("Harbour Review\t#", 7)));
        check("Harbour Review 7", None);
        check("Question 7", None);
        check("7 May 1984", None);
        check("7.", None);
        assert_eq!(page_number("Harbour Review 7", true), Some(("Harbour Review #".to_owned(), 7)));
        assert_eq!(page_number("7 May 1984 at noon", true), None);
    }

    /// Pages of lines with their heights and sizes.
    fn pages(pages: &[&[(f64, f64, &str)]]) -> Vec<Line> {
        let line = |page: usize, (y, size, text): &(f64, f64, &str)| {
            let cells = text.split('\t').map(|text| Cell { text: text.to_owned(), ..Cell::default() }).collect();
            Line { page, y: *y, size: *size, top: 842.0, end: 300.0, cells, ..Line::default() }
        };
        pages.iter().enumerate().flat_map(|(page, lines)| lines.iter().map(move |it| line(page, it))).collect()
    }

    #[track_caller]
    fn check(lines: &[Line], count: usize, expected: &[&str]) {
        let (at, said) = find(lines, count);
        assert_eq!(said.iter().map(Repeated::words).collect::<Vec<_>>(), expected);
        assert_eq!(at.is_empty(), expected.is_empty());
    }

    #[test]
    fn what_recurs_on_three_pages_is_found() {
        let page = |number: &'static str| {
            vec![
                (800.0, 9.0, "Harbour Review"),
                (
                    760.0,
                    10.0,
                    if number == "8" { "Dues are small, it is said, and" } else { "The seats are counted, and there" },
                ),
                (748.0, 10.0, "is one fewer than there was"),
                (736.0, 10.0, "before."),
                (40.0, 9.0, number),
            ]
        };
        let three = [page("7"), page("8"), page("9")];
        let lines = pages(&three.each_ref().map(Vec::as_slice));
        check(&lines, 3, &["“7” to “9” (pages 1–3)", "“Harbour Review” (pages 1–3)"]);
        let two = pages(&[&page("7"), &page("8")]);
        check(&two, 2, &[]);
        // Numbers that do not count are none of pages.
        let others = [page("7"), page("9"), page("1984")];
        check(&pages(&others.each_ref().map(Vec::as_slice)), 3, &["“Harbour Review” (pages 1–3)"]);
    }

    #[test]
    fn what_is_near_to_the_text_or_larger_stays() {
        let near = |day: &'static str| vec![(760.0, 10.0, "R: Yes."), (746.0, 10.0, day), (732.0, 10.0, "And then?")];
        let days = [near("On Monday."), near("On Tuesday."), near("On Friday.")];
        check(&pages(&days.each_ref().map(Vec::as_slice)), 3, &[]);
        let large =
            |day: &'static str| vec![(780.0, 14.0, "Diary"), (740.0, 10.0, day), (728.0, 10.0, "It was closed.")];
        let days = [large("On Monday."), large("On Tuesday."), large("On Friday.")];
        check(&pages(&days.each_ref().map(Vec::as_slice)), 3, &[]);
        let same = large("On Monday.");
        check(&pages(&[&same, &same, &same]), 3, &[]);
    }
}
