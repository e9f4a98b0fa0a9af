//! From characters with their places to lines: what stands on one height, beside each other, is one. Knows no PDF.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
    rc::Rc,
};

use super::{
    bidi,
    content::{Glyph, Marks},
    written,
};

/// A line of a page, in the direction in which it is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// The page's number, from nought.
    pub page: usize,
    /// By how many degrees it is turned to the left.
    pub turned: i32,
    /// The left and the right end, once the page is turned so.
    pub start: f64,
    pub end: f64,
    /// How high it stands; upwards is more.
    pub y: f64,
    /// How high the page is, if it is upright.
    pub top: f64,
    pub size: f64,
    /// The number of its font, if it has one only.
    pub face: Option<usize>,
    /// Its cells, with what they are apart: most lines have one.
    pub cells: Vec<Cell>,
    /// It is read from right to left.
    pub is_rtl: bool,
}

/// A piece of a line with wide space at both ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub start: f64,
    pub end: f64,
    pub text: String,
    /// The numbers of what readers have put on it, each with the part of the text that it is on.
    pub marked: Vec<(usize, Range<usize>)>,
}

/// Characters beside each other, as they were drawn after each other.
#[derive(Clone, Debug)]
struct Piece {
    start: f64,
    end: f64,
    y: f64,
    /// How high its last letter stands: a line may rise or fall a little.
    last_y: f64,
    size: f64,
    face: Option<usize>,
    drawn: usize,
    last: usize,
    /// As they were drawn.
    signs: Vec<Sign>,
    /// They were drawn from right to left.
    is_leftward: bool,
}

/// A character of a line that is being put together.
#[derive(Clone, Debug)]
struct Sign {
    start: f64,
    end: f64,
    size: f64,
    text: Rc<str>,
    /// Space is drawn before it.
    after_space: bool,
    marks: Marks,
}

/// Space that is as wide, measured by the letters' height, parts two words.
const WORD_GAP: f64 = 0.15;
/// … two pieces of a line: columns, or cells of a table.
const CELL_GAP: f64 = 1.0;
/// What is drawn elsewhere in the order belongs to a line if it is not farther away.
const NEAR: f64 = 0.6;
/// So many degrees apart, text runs the same way.
const NEAR_ANGLE: f64 = 4.0;
/// What is higher stands by itself.
const TALLEST: f64 = 200.0;
/// On a page with more pieces than any page has, each stands by itself: looking at all pairs would take too long.
const MOST_PIECES: usize = 20_000;

impl Line {
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for cell in self.cells_as_read() {
            if !text.is_empty() {
                text.push('\t');
            }
            text.push_str(&cell.text);
        }
        text
    }

    pub(super) fn cells_as_read(&self) -> Box<dyn Iterator<Item = &Cell> + '_> {
        if self.is_rtl { Box::new(self.cells.iter().rev()) } else { Box::new(self.cells.iter()) }
    }

    /// The line with only some of its cells.
    pub(super) fn with(&self, cells: Vec<Cell>) -> Self {
        let start = cells.first().map_or(self.start, |cell| cell.start);
        let end = cells.last().map_or(self.end, |cell| cell.end);
        Self { start, end, cells, ..self.clone() }
    }

    /// How far it and another stand above each other, as a share of the narrower one.
    pub(super) fn overlap(&self, other: &Self) -> f64 {
        let shared = self.end.min(other.end) - self.start.max(other.start);
        shared / (self.end - self.start).min(other.end - other.start).max(1.0)
    }
}

/// The lines of a page, in the order in which they are drawn: those that stand upright first, then those that are turned.
pub(super) fn lines(page: usize, height: f64, width: f64, glyphs: &[Glyph]) -> Vec<Line> {
    let mut ways: Vec<(f64, Vec<Glyph>)> = Vec::new();
    for glyph in glyphs {
        let turned = turned(glyph);
        let is_near = |known: f64| (known - turned).abs() < NEAR_ANGLE || (known - turned).abs() > 360.0 - NEAR_ANGLE;
        match ways.iter_mut().find(|(known, _)| is_near(*known)) {
            Some((known, glyphs)) => glyphs.push(turn(glyph, *known)),
            None => ways.push((turned, vec![turn(glyph, turned)])),
        }
    }
    // The way of most is the page's own; upright, a third is enough.
    let is_main = |(turned, of_way): &(f64, Vec<Glyph>)| *turned == 0.0 && of_way.len() * 3 >= glyphs.len();
    ways.sort_by_key(|way| (!is_main(way), std::cmp::Reverse(way.1.len())));
    let mut lines = Vec::new();
    for (turned, glyphs) in ways {
        #[expect(clippy::cast_possible_truncation, reason = "an angle is at most 360")]
        let turned = turned.round() as i32 % 360;
        let top = if turned.rem_euclid(180) == 90 { width } else { height };
        let of_way = joined(pieces(&glyphs));
        lines.extend(of_way.into_iter().filter_map(line).map(|line| Line { page, turned, top, ..line }));
    }
    lines
}

/// By how many degrees a character is turned to the left; what leans a little is upright, or lies on its side.
fn turned(glyph: &Glyph) -> f64 {
    let degrees = glyph.along.y.atan2(glyph.along.x).to_degrees();
    if glyph.along.hypot() < 1e-6 || !degrees.is_finite() {
        return 0.0;
    }
    let right = (degrees / 90.0).round() * 90.0;
    let degrees = if (degrees - right).abs() < NEAR_ANGLE { right } else { degrees };
    degrees.rem_euclid(360.0)
}

/// The character on the page turned so that it is upright.
fn turn(glyph: &Glyph, degrees: f64) -> Glyph {
    if degrees == 0.0 {
        return glyph.clone();
    }
    let (sin, cos) = (-degrees).to_radians().sin_cos();
    let turned = |x: f64, y: f64| (x * cos - y * sin, x * sin + y * cos);
    let (at, along) = (turned(glyph.at.x, glyph.at.y), turned(glyph.along.x, glyph.along.y));
    Glyph { at: at.into(), along: along.into(), ..glyph.clone() }
}

/// Puts characters together that are drawn after each other and stand beside each other.
fn pieces(glyphs: &[Glyph]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut seen: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    let mut after_space = false;
    for (drawn, glyph) in glyphs.iter().enumerate() {
        if glyph.text.trim().is_empty() {
            after_space = true;
            continue;
        }
        if is_drawn_twice(glyphs, drawn, &mut seen) {
            continue;
        }
        let space = std::mem::take(&mut after_space);
        let (start, end) = (glyph.at.x.min(glyph.at.x + glyph.along.x), glyph.at.x.max(glyph.at.x + glyph.along.x));
        let (text, marks) = (Rc::clone(&glyph.text), glyph.marks.clone());
        let sign = Sign { start, end, size: glyph.size, text, after_space: space, marks };
        match pieces.last_mut().filter(|piece| piece.takes(glyph, &sign)) {
            Some(piece) => piece.add(glyph, sign, drawn),
            None => pieces.push(Piece {
                start,
                end,
                y: glyph.at.y,
                last_y: glyph.at.y,
                size: glyph.size,
                face: Some(glyph.face),
                drawn,
                last: drawn,
                signs: vec![sign],
                is_leftward: false,
            }),
        }
    }
    pieces
}

/// Letters are made bold by drawing them once more, a little beside; shadows too.
fn is_drawn_twice(glyphs: &[Glyph], at: usize, seen: &mut HashMap<(i64, i64), Vec<usize>>) -> bool {
    let glyph = &glyphs[at];
    #[expect(clippy::cast_possible_truncation, reason = "places on a page are small")]
    let cell = |along: f64| (along / (glyph.size * 0.5)).floor() as i64;
    let (column, row) = (cell(glyph.at.x), cell(glyph.at.y));
    let reach = (glyph.size * 0.15).min(glyph.along.hypot().max(glyph.size * 0.2) * 0.6);
    let is_same = |other: &Glyph| {
        other.text == glyph.text
            && (other.size - glyph.size).abs() < glyph.size * 0.05
            && (other.at - glyph.at).hypot() < reach
    };
    let near = (-1..=1).flat_map(|x| (-1..=1).map(move |y| (column + x, row + y)));
    let is_known = near.filter_map(|cell| seen.get(&cell)).flatten().any(|other| is_same(&glyphs[*other]));
    if !is_known {
        seen.entry((column, row)).or_default().push(at);
    }
    is_known
}

/// Whether two sizes and heights can be of one line: letters of one size stand on it, smaller ones may stand higher or lower.
fn on_one_line(y: f64, size: f64, other_y: f64, other_size: f64) -> bool {
    let ((y, size), (small_y, small)) =
        if size >= other_size { ((y, size), (other_y, other_size)) } else { ((other_y, other_size), (y, size)) };
    let up = small_y - y;
    if small > size * 0.9 {
        up.abs() < size * 0.35
    } else if small > size * 0.38 {
        up > -size * 0.35 && up < size * 0.62
    } else {
        up.abs() < small * 0.4
    }
}

impl Piece {
    fn takes(&self, glyph: &Glyph, sign: &Sign) -> bool {
        let size = self.size.max(glyph.size);
        if !on_one_line(self.last_y, self.size, glyph.at.y, glyph.size) {
            return false;
        }
        let gap = sign.start - self.end;
        let is_mark = glyph.along.hypot() < glyph.size * 0.05;
        if is_mark {
            return sign.start > self.start - size * 0.5 && sign.start < self.end + size * 0.5;
        }
        let rightward = gap > -size * 0.4 && gap < size * CELL_GAP && sign.start >= self.start;
        let left_gap = self.start - sign.end;
        let leftward = (self.is_leftward || self.signs.len() == 1)
            && bidi::is_rtl(&glyph.text)
            && left_gap > -size * 0.3
            && left_gap < size * NEAR;
        if self.is_leftward { leftward } else { rightward || leftward }
    }

    fn add(&mut self, glyph: &Glyph, sign: Sign, drawn: usize) {
        let is_mark = glyph.along.hypot() < glyph.size * 0.05;
        if !is_mark && sign.end <= self.start + glyph.size * 0.3 && bidi::is_rtl(&sign.text) {
            self.is_leftward = true;
        }
        if !is_mark {
            self.start = self.start.min(sign.start);
            self.end = self.end.max(sign.end);
            if glyph.size > self.size * 1.1 {
                // What is larger stands on the line; what is smaller may stand above it.
                (self.size, self.y) = (glyph.size, glyph.at.y);
            }
            if glyph.size > self.size * 0.9 {
                self.last_y = glyph.at.y;
            }
        }
        if self.face != Some(glyph.face) {
            self.face = None;
        }
        self.last = drawn;
        self.signs.push(sign);
    }

    /// Puts the signs from left to right.
    fn straighten(&mut self) {
        if std::mem::take(&mut self.is_leftward) {
            self.signs.reverse();
            // Space before a sign, as it is drawn, stands to the right of it.
            let mut space = false;
            for sign in &mut self.signs {
                space = std::mem::replace(&mut sign.after_space, space);
            }
        }
    }
}

/// Pieces that make up one line each, from left to right.
fn joined(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let mut line_of: Vec<usize> = (0..pieces.len()).collect();
    let mut by_height: Vec<usize> = (0..pieces.len()).collect();
    by_height.sort_by(|a, b| pieces[*b].y.total_cmp(&pieces[*a].y));
    let tallest = pieces.iter().map(|piece| piece.size).fold(0.0, f64::max).min(TALLEST);
    if pieces.len() > MOST_PIECES {
        by_height.clear();
    }
    let initials = initials(&pieces, &by_height);
    for (at, a) in by_height.iter().enumerate() {
        let one = &pieces[*a];
        for b in &by_height[at + 1..] {
            let other = &pieces[*b];
            if one.y - other.y > tallest {
                break;
            }
            if !initials.contains(a) && !initials.contains(b) && belong_together(one, other) {
                let (a, b) = (root(&mut line_of, *a), root(&mut line_of, *b));
                line_of[a.max(b)] = a.min(b);
            }
        }
    }
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    let mut place: HashMap<usize, usize> = HashMap::new();
    for (at, piece) in pieces.into_iter().enumerate() {
        let root = root(&mut line_of, at);
        let line = *place.entry(root).or_insert_with(|| {
            lines.push(Vec::new());
            lines.len() - 1
        });
        lines[line].push(piece);
    }
    for line in &mut lines {
        line.sort_by(|a, b| a.start.total_cmp(&b.start));
    }
    lines
}

/// Large first letters that go down over several lines: one of these begins beside them, higher than where they stand.
fn initials(pieces: &[Piece], of: &[usize]) -> BTreeSet<usize> {
    let is_large = |at: &&usize| {
        let piece = &pieces[**at];
        piece.signs.len() <= 2 && piece.signs.iter().all(|sign| sign.text.chars().all(char::is_alphabetic))
    };
    let begins = |at: &usize| {
        let large = &pieces[*at];
        let is_beside = |small: &Piece| {
            let (gap, up) = (small.start - large.end, small.y - large.y);
            small.size < large.size * 0.55
                && (-0.5..2.0).contains(&(gap / small.size))
                && up > small.size * 0.5
                && up < large.size * 1.1
        };
        pieces.iter().any(is_beside)
    };
    let usual = pieces.iter().map(|piece| piece.size).fold(f64::INFINITY, f64::min);
    of.iter().filter(is_large).filter(|at| pieces[**at].size > usual * 1.7).filter(|at| begins(at)).copied().collect()
}

fn root(line_of: &mut [usize], at: usize) -> usize {
    let mut root = at;
    while line_of[root] != root {
        root = line_of[root];
    }
    let mut at = at;
    while line_of[at] != root {
        at = std::mem::replace(&mut line_of[at], root);
    }
    root
}

/// On one height, and either near to each other, or drawn after each other from one side to the other.
fn belong_together(a: &Piece, b: &Piece) -> bool {
    if !on_one_line(a.y, a.size, b.y, b.size) {
        return false;
    }
    let size = a.size.max(b.size);
    let (left, right) = if a.start <= b.start { (a, b) } else { (b, a) };
    let gap = right.start - left.end;
    if (-size * 0.4..size * NEAR).contains(&gap) {
        return true;
    }
    if gap < 0.0 || (a.y - b.y).abs() > a.size.min(b.size) * 0.35 {
        return false;
    }
    // Spaces may be drawn between them.
    let follows = |first: &Piece, then: &Piece| then.drawn > first.last && then.drawn - first.last <= 4;
    let is_rtl = |piece: &Piece| piece.signs.iter().any(|sign| bidi::is_rtl(&sign.text));
    follows(left, right) || (follows(right, left) && (is_rtl(left) || is_rtl(right)))
}

/// The signs of a cell, from left to right.
#[derive(Default)]
struct Signs {
    start: f64,
    end: f64,
    parts: Vec<Rc<str>>,
    /// Of each of them.
    marks: Vec<Marks>,
}

impl Signs {
    fn add(&mut self, text: Rc<str>, marks: Marks) {
        self.parts.push(text);
        self.marks.push(marks);
    }

    fn as_read(&self, is_rtl: bool) -> Cell {
        let text = written::readable(&bidi::as_read(&self.parts, is_rtl));
        let is_marked = self.marks.iter().any(Option::is_some);
        let marked = if is_marked { written::marked(&self.parts, &self.marks, is_rtl, &text) } else { Vec::new() };
        Cell { start: self.start, end: self.end, text, marked }
    }
}

/// The line that pieces make up, if there is any letter in them.
fn line(mut pieces: Vec<Piece>) -> Option<Line> {
    pieces.iter_mut().for_each(Piece::straighten);
    let main = pieces.iter().max_by(|a, b| (a.size * a.width()).total_cmp(&(b.size * b.width())))?;
    let (y, size) = (main.y, main.size);
    let face = pieces[0].face.filter(|face| pieces.iter().all(|piece| piece.face == Some(*face)));
    let start = pieces.iter().map(|piece| piece.start).fold(f64::INFINITY, f64::min);
    let end = pieces.iter().map(|piece| piece.end).fold(f64::NEG_INFINITY, f64::max);
    let usual = letter_gap(&pieces);
    let cell_gap = cell_gap(&pieces, size) + usual * size * 2.0;
    let mut cells: Vec<Signs> = Vec::new();
    let mut before: Option<(f64, f64)> = None;
    // The number of a note, small and raised, is no part of the note's first word.
    let mut label = true;
    for piece in pieces {
        for sign in piece.signs {
            let was_label = before.is_some() && label;
            label &= sign.size < size * 0.8 && sign.text.chars().all(|c| c.is_ascii_digit() || c == '*');
            let gap = before.map_or(0.0, |(end, _)| sign.start - end);
            let smaller = before.map_or(sign.size, |(_, size)| size.min(sign.size));
            let is_apart = before.is_some_and(|_| gap > cell_gap);
            let is_word = sign.after_space || gap > (usual + WORD_GAP) * smaller || (was_label && !label);
            match cells.last_mut().filter(|_| !is_apart) {
                Some(cell) => {
                    if is_word {
                        cell.parts.push(Rc::from(" "));
                        cell.marks.push(None);
                    }
                    cell.end = cell.end.max(sign.end);
                    cell.add(sign.text, sign.marks);
                }
                None => {
                    let mut cell = Signs { start: sign.start, end: sign.end, ..Signs::default() };
                    cell.add(sign.text, sign.marks);
                    cells.push(cell);
                }
            }
            before = Some((before.map_or(sign.end, |(end, _)| end.max(sign.end)), sign.size));
        }
    }
    let is_rtl = bidi::is_mostly_rtl(cells.iter().flat_map(|cell| &cell.parts));
    let cells: Vec<Cell> = cells.iter().map(|cell| cell.as_read(is_rtl)).filter(|cell| !cell.text.is_empty()).collect();
    let is_letter = |c: char| !c.is_whitespace();
    cells.iter().any(|cell| cell.text.contains(is_letter)).then_some(Line {
        start,
        end,
        y,
        size,
        face,
        cells,
        is_rtl,
        ..Line::default()
    })
}

/// How wide the space between cells of a line is at least: wider than that between its words, which can be wide where lines are
/// filled up.
fn cell_gap(pieces: &[Piece], size: f64) -> f64 {
    let mut end = f64::NAN;
    let mut gaps: Vec<f64> = Vec::new();
    for sign in pieces.iter().flat_map(|piece| &piece.signs) {
        if sign.start - end > size * WORD_GAP {
            gaps.push((sign.start - end) / size);
        }
        end = end.max(sign.end);
    }
    gaps.sort_by(f64::total_cmp);
    let words = gaps.partition_point(|gap| *gap < CELL_GAP);
    let is_even = |gaps: &[f64]| gaps.len() > 1 && gaps[gaps.len() - 1] < gaps[0] * 1.1 && gaps[0] < CELL_GAP * 3.0;
    let factor = match gaps.get(words / 2).filter(|_| words > 0) {
        Some(usual) => (usual * 2.2).clamp(CELL_GAP, CELL_GAP * 3.0),
        None if is_even(&gaps) => CELL_GAP * 3.0,
        None => CELL_GAP,
    };
    size * factor
}

impl Piece {
    fn width(&self) -> f64 {
        (self.end - self.start).max(1.0)
    }
}

/// The space between letters that are spaced out, measured by their height; nought where letters stand as usual.
fn letter_gap(pieces: &[Piece]) -> f64 {
    let gap = |two: &[Sign]| Some((two[1].start - two[0].end) / two[1].size).filter(|_| !two[1].after_space);
    let mut gaps: Vec<f64> = pieces.iter().flat_map(|piece| piece.signs.windows(2).filter_map(gap)).collect();
    if gaps.len() < 5 {
        return 0.0;
    }
    gaps.sort_by(f64::total_cmp);
    let (middle, low) = (gaps[gaps.len() / 2], gaps[gaps.len() / 10]);
    // Space between letters is even, and that between words is wider; words of a single letter have no wider one.
    let has_words = gaps[gaps.len() - 1] > middle * 1.8
        || pieces.len() > 1
        || pieces.iter().flat_map(|piece| &piece.signs).any(|sign| sign.after_space);
    if (WORD_GAP * 0.6..0.8).contains(&middle) && low > middle * 0.6 && has_words { middle } else { 0.0 }
}
