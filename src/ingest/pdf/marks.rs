//! What readers have put on the pages of a document: marked words, notes, drawings. Reads them, and finds the characters that they
//! stand on. Knows no lines and no text.

use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use hayro_font::kurbo::{Affine, Point, Vec2};
use hayro_syntax::{
    object::{Array, Dict, Name, Rect},
    page::Page,
};
use jiff::{Timestamp, civil, tz::Offset};

use super::{
    added::{is_comment, is_hidden, said},
    content::{Glyph, as_seen},
};

/// The most of them that are looked at in a document.
const MOST: usize = 20_000;
/// How often a character is held against a mark in a document: more than any has, and less than takes long.
const MOST_LOOKS: usize = 1_000_000_000;
/// How many characters of a document can be marked, each once for each mark.
const MOST_MARKED: usize = 5_000_000;
/// How many answers may stand below each other.
const DEEPEST: usize = 50;
/// How far from a line a note may stand, measured by the letters' height, to be a note on it.
const BESIDE: f64 = 6.0;

/// Something that a reader has put on a page.
#[derive(Debug)]
pub(super) struct Mark {
    /// The page's number, from nought.
    pub page: usize,
    pub kind: Kind,
    /// Who it was; empty where the document does not say.
    pub reader: String,
    pub note: String,
    pub created: Option<Timestamp>,
    pub changed: Option<Timestamp>,
    /// What it covers, as corners.
    areas: Vec<Vec<Point>>,
    /// Where it stands.
    at: Point,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words that were marked, underlined or struck out.
    Words,
    /// A note, beside the text or between words.
    Note,
    /// Something that was drawn.
    Drawing,
}

/// All of a document.
#[derive(Default)]
pub(super) struct Marks {
    pub all: Vec<Mark>,
    /// By where they are described.
    known: HashMap<(usize, usize), usize>,
    /// How often a character was held against one of them, and was marked.
    looks: usize,
    marked: usize,
    /// There are more of them than are looked at.
    pub are_cut: bool,
}

impl Marks {
    /// Takes up what was put on a page, and puts its number on the characters that it stands on.
    pub(super) fn put_on(&mut self, number: usize, page: &Page<'_>, glyphs: &mut [Glyph]) {
        let Some(added) = page.raw().get::<Array<'_>>("Annots") else { return };
        let (first, to_seen) = (self.all.len(), as_seen(page));
        let (mut roots, mut answers) = (Vec::new(), Vec::new());
        for added in added.iter::<Dict<'_>>() {
            if self.all.len() + roots.len() + answers.len() >= MOST {
                self.are_cut = true;
                break;
            }
            if is_hidden(&added) {
                continue;
            }
            if added.contains_key("IRT") { answers.push(added) } else { roots.push(added) }
        }
        for root in &roots {
            if let Some(mark) = mark(root, number, to_seen) {
                self.known.insert(place(root), self.all.len());
                self.all.push(mark);
            }
        }
        answers.iter().for_each(|answer| self.answer(answer, number, to_seen));
        // A note that says nothing is none.
        let is_empty = |mark: &Mark| mark.kind != Kind::Words && mark.note.is_empty();
        self.all.iter_mut().skip(first).filter(|mark| mark.kind == Kind::Words && mark.areas.is_empty()).for_each(
            |mark| {
                mark.kind = Kind::Note;
            },
        );
        let of_page: Vec<usize> = (first..self.all.len()).filter(|at| !is_empty(&self.all[*at])).collect();
        let areas: usize = of_page.iter().map(|at| self.all[*at].areas.len().max(1)).sum();
        self.looks = self.looks.saturating_add(areas.saturating_mul(glyphs.len()));
        if self.looks > MOST_LOOKS {
            self.are_cut = true;
            return;
        }
        self.marked += put(&self.all, &of_page, glyphs, MOST_MARKED.saturating_sub(self.marked));
        self.are_cut |= self.marked >= MOST_MARKED;
    }

    /// What others have answered stands below what they answer to; of parts of one mark the words count as its own.
    fn answer(&mut self, answer: &Dict<'_>, page: usize, to_seen: Affine) {
        if answer.contains_key("StateModel") {
            return;
        }
        let Some(mut said) = mark(answer, page, to_seen) else { return };
        let mut to = answer.get::<Dict<'_>>("IRT");
        for _ in 0..DEEPEST {
            let Some(known) = &to else { break };
            if self.known.contains_key(&place(known)) {
                break;
            }
            to = known.get::<Dict<'_>>("IRT");
        }
        let Some(at) = to.and_then(|to| self.known.get(&place(&to)).copied()) else {
            self.known.insert(place(answer), self.all.len());
            return self.all.push(said);
        };
        let is_part = answer.get::<Name<'_>>("RT").is_some_and(|kind| &*kind == b"Group");
        let root = &mut self.all[at];
        if is_part && root.areas.is_empty() && root.page == page && said.kind == Kind::Words {
            root.areas.append(&mut said.areas);
            root.kind = Kind::Words;
        }
        if said.note.is_empty() || said.note == root.note {
            return;
        }
        if !root.note.is_empty() {
            root.note.push_str("\n\n");
        }
        if said.reader != root.reader && !said.reader.is_empty() {
            root.note.push_str(&format!("{}: ", said.reader));
        }
        root.note.push_str(&said.note);
    }
}

/// Where a part of a document is described: no other one is there.
fn place(part: &Dict<'_>) -> (usize, usize) {
    (part.data().as_ptr().addr(), part.data().len())
}

/// What a reader has put on a page, if it is that.
fn mark(added: &Dict<'_>, page: usize, to_seen: Affine) -> Option<Mark> {
    let kind = added.get::<Name<'_>>("Subtype")?;
    let kind = match &*kind {
        b"Highlight" | b"Underline" | b"Squiggly" | b"StrikeOut" => Kind::Words,
        b"Text" | b"Caret" => Kind::Note,
        b"FreeText" if is_comment(added) => Kind::Note,
        b"Ink" | b"Square" | b"Circle" | b"Line" | b"Polygon" | b"PolyLine" => Kind::Drawing,
        _ => return None,
    };
    let room = added.get::<Rect>("Rect").unwrap_or(Rect::ZERO);
    let middle = Point::new(f64::midpoint(room.x0, room.x1), f64::midpoint(room.y0, room.y1));
    // A box with a line to what it is about stands where the line ends.
    let line = added.get::<Array<'_>>("CL").map(|line| line.iter::<f64>().collect::<Vec<_>>());
    let at = line.filter(|line| line.len() >= 4).map_or(middle, |line| Point::new(line[0], line[1]));
    let areas = if kind == Kind::Words { areas(added, room) } else { Vec::new() };
    Some(Mark {
        page,
        kind,
        reader: said(added, "T"),
        note: said(added, "Contents"),
        created: time(added, "CreationDate"),
        changed: time(added, "M"),
        areas: areas
            .into_iter()
            .map(|area| around(area.into_iter().map(|corner| to_seen * corner).collect()))
            .collect(),
        at: to_seen * at,
    })
}

/// What was marked: four corners for each line, or else the room of all.
fn areas(added: &Dict<'_>, room: Rect) -> Vec<Vec<Point>> {
    let numbers: Vec<f64> =
        added.get::<Array<'_>>("QuadPoints").map(|numbers| numbers.iter::<f64>().collect()).unwrap_or_default();
    let corners = |eight: &[f64]| eight.chunks_exact(2).map(|two| Point::new(two[0], two[1])).collect::<Vec<_>>();
    let mut areas: Vec<Vec<Point>> = numbers.chunks_exact(8).map(corners).collect();
    if areas.is_empty() && room.width() > 0.0 && room.height() > 0.0 {
        areas.push(vec![
            Point::new(room.x0, room.y0),
            Point::new(room.x1, room.y0),
            Point::new(room.x1, room.y1),
            Point::new(room.x0, room.y1),
        ]);
    }
    areas
}

/// The corners in the order in which one comes by them: programs write them in other ones.
fn around(mut corners: Vec<Point>) -> Vec<Point> {
    let sum = corners.iter().fold(Vec2::ZERO, |sum, corner| sum + corner.to_vec2());
    #[expect(clippy::cast_precision_loss, reason = "there are four")]
    let middle = sum / corners.len().max(1) as f64;
    corners.sort_by(|a, b| {
        let angle = |corner: &Point| (corner.to_vec2() - middle).atan2();
        angle(a).total_cmp(&angle(b))
    });
    corners
}

/// “D:20260120090431+01'00'”.
fn time(added: &Dict<'_>, key: &str) -> Option<Timestamp> {
    let said = said(added, key);
    let said = said.strip_prefix("D:").unwrap_or(&said);
    let number = |at: usize, length: usize| said.get(at..at + length)?.parse::<i8>().ok();
    let year = said.get(..4)?.parse::<i16>().ok()?;
    let part = |at: usize, usual: i8| number(at, 2).unwrap_or(usual);
    let time =
        civil::DateTime::new(year, part(4, 1), part(6, 1), part(8, 0), part(10, 0), part(12, 0).min(59), 0).ok()?;
    let sign = match said.get(14..15) {
        Some("+") => 1,
        Some("-") => -1,
        _ => 0,
    };
    let minutes = number(18, 2).or_else(|| number(17, 2)).unwrap_or(0);
    let away = sign * (i32::from(part(15, 0)) * 3_600 + i32::from(minutes) * 60);
    Offset::from_seconds(away).ok()?.to_timestamp(time).ok()
}

/// Puts the numbers of marks on the characters that they stand on, as long as there are not too many; gives how many it were.
fn put(all: &[Mark], of_page: &[usize], glyphs: &mut [Glyph], most: usize) -> usize {
    let mut marked = 0;
    let mut on: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let boxes: Vec<(Point, Point)> = glyphs.iter().map(room).collect();
    for at in of_page {
        let mark = &all[*at];
        if marked >= most {
            break;
        }
        if mark.kind == Kind::Words {
            for area in &mark.areas {
                if marked >= most {
                    break;
                }
                let (low, high) = bounds(area);
                for (glyph, (left, right)) in boxes.iter().enumerate() {
                    let is_near = left.x <= high.x && right.x >= low.x && left.y <= high.y && right.y >= low.y;
                    if is_near && is_on(&glyphs[glyph], area) {
                        on.entry(glyph).or_default().push(*at);
                        marked += 1;
                    }
                }
            }
        } else if let Some(glyph) = nearest(glyphs, mark.at) {
            on.entry(glyph).or_default().push(*at);
            marked += 1;
        }
    }
    for (glyph, mut marks) in on {
        marks.dedup();
        glyphs[glyph].marks = Some(Rc::from(marks));
    }
    marked
}

/// The least and the greatest corner.
fn bounds(corners: &[Point]) -> (Point, Point) {
    let all = |of: fn(&Point) -> f64, start: f64, which: fn(f64, f64) -> f64| corners.iter().map(of).fold(start, which);
    let low = |of| all(of, f64::INFINITY, f64::min);
    let high = |of| all(of, f64::NEG_INFINITY, f64::max);
    (Point::new(low(|at| at.x), low(|at| at.y)), Point::new(high(|at| at.x), high(|at| at.y)))
}

/// The line through the middle of a character, from its beginning to its end.
fn spine(glyph: &Glyph) -> (Point, Point) {
    let length = glyph.along.hypot();
    let up = if glyph.is_downward || length < 1e-6 {
        Vec2::ZERO
    } else {
        Vec2::new(-glyph.along.y, glyph.along.x) / length * glyph.size * 0.3
    };
    (glyph.at + up, glyph.at + glyph.along + up)
}

/// The least and the greatest corner of the middle of a character.
fn room(glyph: &Glyph) -> (Point, Point) {
    let (start, end) = spine(glyph);
    (Point::new(start.x.min(end.x), start.y.min(end.y)), Point::new(start.x.max(end.x), start.y.max(end.y)))
}

/// Whether most of a character is within corners.
fn is_on(glyph: &Glyph, area: &[Point]) -> bool {
    let (start, end) = spine(glyph);
    let letters = u32::try_from(glyph.text.chars().count()).unwrap_or(u32::MAX).clamp(1, 9);
    let at = |letter: u32| start.lerp(end, (f64::from(letter) + 0.5) / f64::from(letters));
    let within = (0..letters).filter(|letter| is_within(at(*letter), area)).count();
    within * 2 >= letters as usize && within > 0
}

/// Whether a place is within corners that are in the order in which one comes by them.
fn is_within(at: Point, area: &[Point]) -> bool {
    let edges = area.iter().zip(area.iter().cycle().skip(1));
    area.len() > 2 && edges.into_iter().all(|(from, to)| (*to - *from).cross(at - *from) >= 0.0)
}

/// The character that a note stands at: beside its line, or on it.
fn nearest(glyphs: &[Glyph], at: Point) -> Option<usize> {
    let distance = |glyph: &Glyph| {
        let (start, end) = spine(glyph);
        let length = glyph.along.hypot().max(1e-6);
        let (way, away) = (glyph.along / length, at - start.midpoint(end));
        let off_line = (way.cross(away).abs() - glyph.size * 0.5).max(0.0);
        let along = (way.dot(away).abs() - length / 2.0).max(0.0);
        (off_line < glyph.size * BESIDE).then_some(off_line * 4.0 + along)
    };
    let with_letters = glyphs.iter().enumerate().filter(|(_, glyph)| !glyph.text.trim().is_empty());
    let distances = with_letters.filter_map(|(number, glyph)| Some((distance(glyph)?, number)));
    distances.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, number)| number)
}
