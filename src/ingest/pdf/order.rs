//! The order in which the lines of a page are read: that of drawing, unless the page itself says otherwise. Knows no PDF.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
};

use super::lines::{Cell, Line};

/// The most lines of a page that are put in order.
const MOST: usize = 4_000;
/// So many lines, or more, make columns.
const FEWEST_ROWS: usize = 4;
/// How wide the space between columns is at least, measured by the letters' height.
const GUTTER: f64 = 0.8;

/// The lines of a page as they are read, and whether columns that were drawn row by row were parted.
pub(super) fn ordered(lines: Vec<Line>) -> (Vec<Line>, bool) {
    let (lines, was_parted) = parted(lines);
    (topmost_first(lines), was_parted)
}

/// What stands above something else is read before it; beyond that the order of drawing counts.
fn topmost_first(lines: Vec<Line>) -> Vec<Line> {
    if lines.len() > MOST {
        return lines;
    }
    let mut follows: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut waits_for = vec![0_usize; lines.len()];
    let (mut down, mut up) = (0_usize, 0_usize);
    for (at, line) in lines.iter().enumerate() {
        for (other, below) in lines.iter().enumerate() {
            if is_above(line, below) {
                follows.entry(at).or_default().push(other);
                waits_for[other] += 1;
                if other == at + 1 {
                    down += 1;
                } else if at == other + 1 {
                    up += 1;
                }
            }
        }
    }
    // Where most is drawn upwards, all was drawn from the end.
    let rank = |at: usize| if up > 2 && up > down * 2 { lines.len() - at } else { at };
    let mut free: BinaryHeap<Reverse<(usize, usize)>> =
        (0..lines.len()).filter(|at| waits_for[*at] == 0).map(|at| Reverse((rank(at), at))).collect();
    let mut order = Vec::with_capacity(lines.len());
    while let Some(Reverse((_, at))) = free.pop() {
        order.push(at);
        for below in follows.remove(&at).unwrap_or_default() {
            waits_for[below] -= 1;
            if waits_for[below] == 0 {
                free.push(Reverse((rank(below), below)));
            }
        }
    }
    let mut lines: Vec<Option<Line>> = lines.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| lines.get_mut(at)?.take()).collect()
}

/// Whether a line stands above another one, and not beside it.
fn is_above(line: &Line, other: &Line) -> bool {
    line.turned == other.turned && line.y - other.y > line.size.min(other.size) * 0.4 && line.overlap(other) > 0.15
}

/// Lines that are cut through by a gap that runs down over many of them are parted there, if what is on both sides is text
/// that goes on from line to line; cells of a table are not.
fn parted(lines: Vec<Line>) -> (Vec<Line>, bool) {
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    let mut rows: Vec<Line> = Vec::new();
    let mut was_parted = false;
    for line in lines {
        let goes_on = rows.last().is_some_and(|above| is_next_row(above, &line));
        if !goes_on {
            was_parted |= part(std::mem::take(&mut rows), &mut out);
        }
        rows.push(line);
    }
    was_parted |= part(rows, &mut out);
    (out, was_parted)
}

fn is_next_row(above: &Line, line: &Line) -> bool {
    let down = above.y - line.y;
    above.turned == line.turned
        && (above.size - line.size).abs() < above.size * 0.15
        && down > above.size * 0.7
        && down < above.size * 3.2
}

/// Puts out rows, column by column if they are columns.
fn part(rows: Vec<Line>, out: &mut Vec<Line>) -> bool {
    let Some(gutters) = gutters(&rows) else {
        out.extend(rows);
        return false;
    };
    let column_of =
        |cell: &Cell| gutters.iter().filter(|gutter| **gutter <= f64::midpoint(cell.start, cell.end)).count();
    let mut columns: Vec<Vec<Line>> = vec![Vec::new(); gutters.len() + 1];
    for row in &rows {
        let mut parts: Vec<Vec<Cell>> = vec![Vec::new(); columns.len()];
        row.cells.iter().for_each(|cell| parts[column_of(cell)].push(cell.clone()));
        for (column, cells) in columns.iter_mut().zip(parts) {
            if !cells.is_empty() {
                column.push(row.with(cells));
            }
        }
    }
    if !columns.iter().all(|column| is_running_text(column)) {
        out.extend(rows);
        return false;
    }
    if rows.iter().filter(|row| row.is_rtl).count() * 2 > rows.len() {
        columns.reverse();
    }
    // Each column is drawn before the next one, as far as anybody is concerned.
    out.extend(columns.into_iter().flatten());
    true
}

/// Where the gaps are that run down through all rows, from left to right.
fn gutters(rows: &[Line]) -> Option<Vec<f64>> {
    if rows.len() < FEWEST_ROWS || rows.iter().filter(|row| row.cells.len() > 1).count() * 3 < rows.len() * 2 {
        return None;
    }
    let size = rows.first()?.size;
    let mut spans: Vec<(f64, f64)> =
        rows.iter().flat_map(|row| &row.cells).map(|cell| (cell.start, cell.end)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut gutters = Vec::new();
    let mut end = f64::NEG_INFINITY;
    for (start, stop) in spans {
        if end.is_finite() && start - end > size * GUTTER {
            gutters.push(f64::midpoint(start, end));
        }
        end = end.max(stop);
    }
    (!gutters.is_empty()).then_some(gutters)
}

/// Lines that fill their column, and whose sentences go on in the next one.
fn is_running_text(lines: &[Line]) -> bool {
    let width = |line: &Line| line.end - line.start;
    let widest = lines.iter().map(width).fold(0.0, f64::max);
    let full = lines.iter().filter(|line| width(line) > widest * 0.6).count();
    let size = lines.first().map_or(1.0, |line| line.size);
    let texts: Vec<String> = lines.iter().map(Line::text).collect();
    let goes_on = |two: &[String]| {
        let ends = two[0].ends_with(['.', '!', '?', ':', ';', '。', '”', '"']);
        !ends && two[1].starts_with(|c: char| c.is_alphabetic() && !c.is_uppercase())
    };
    let on = texts.windows(2).filter(|two| goes_on(two)).count();
    lines.len() >= FEWEST_ROWS && widest > size * 8.0 && full * 3 >= lines.len() * 2 && on * 3 >= lines.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(x: f64, y: f64, text: &str) -> Line {
        let end = text.chars().fold(x, |x, _| x + 5.0);
        let cells = vec![Cell { start: x, end, text: text.to_owned(), ..Cell::default() }];
        Line { start: x, end, y, size: 10.0, cells, ..Line::default() }
    }

    #[track_caller]
    fn check(lines: Vec<Line>, expected: &[&str]) {
        let (lines, _) = ordered(lines);
        assert_eq!(lines.iter().map(Line::text).collect::<Vec<_>>(), expected);
    }

    fn row(y: f64, left: &str, right: &str) -> Line {
        let (left, right) = (line(50.0, y, left), line(300.0, y, right));
        Line { end: right.end, cells: [left.cells.clone(), right.cells].concat(), ..left }
    }

    #[test]
    fn what_stands_higher_comes_first() {
        let foot = line(50.0, 30.0, "a foot that is drawn first, below both of the columns there are");
        let (left, right) = (line(50.0, 600.0, "left column"), line(300.0, 700.0, "right column"));
        let head = line(50.0, 800.0, "a head that is drawn last, over both of the columns there are");
        check(
            vec![foot.clone(), left.clone(), right.clone(), head.clone()],
            &[
                "a head that is drawn last, over both of the columns there are",
                "left column",
                "right column",
                "a foot that is drawn first, below both of the columns there are",
            ],
        );
        let upwards: Vec<Line> = (0..6).map(|at| line(50.0, 100.0 + 12.0 * f64::from(at), &at.to_string())).collect();
        check(upwards, &["5", "4", "3", "2", "1", "0"]);
    }

    #[test]
    fn columns_are_parted_and_tables_are_not() {
        let columns = [
            ("the seats at the table are counted", "right column begins here and speaks"),
            ("again this morning, and there is one", "of roads, as the treasurer put it to"),
            ("fewer than there was on the evening", "the members, who said nothing, and"),
            ("before; nobody asked why.", "went home in the rain."),
        ];
        let rows = (0..).zip(columns).map(|(at, (left, right))| row(700.0 - 12.0 * f64::from(at), left, right));
        let (lines, was_parted) = ordered(rows.collect());
        assert!(was_parted && lines[3].text() == "before; nobody asked why." && lines[4].text().starts_with("right"));
        let cells = [("Member", "Dues in francs"), ("Foc", "twelve"), ("Aster", "none so far"), ("Quill", "seven")];
        let rows = (0..).zip(cells).map(|(at, (left, right))| row(700.0 - 12.0 * f64::from(at), left, right));
        let (lines, was_parted) = ordered(rows.collect());
        assert!(!was_parted && lines[1].text() == "Foc\ttwelve");
    }
}
