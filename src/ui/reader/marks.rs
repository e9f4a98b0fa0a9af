//! The highlights of one article in the order of their starts, indexed by place; knows no layout.

use std::{cmp::Ordering, ops::Range, sync::Arc};

use egui::Color32;

/// How many underlines can run below one another.
pub const LANES: usize = 3;

/// Marks are skipped by this many at once when none of them reaches a place.
const CHUNK: usize = 64;

/// So many marks are put in order one by one.
const FEW: usize = 8;

/// One highlighted passage.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// What the caller knows it by.
    pub key: u64,
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Its tags in the order in which they are named; shared, so that marks are copied cheaply for a new revision.
    pub tags: Arc<[MarkTag]>,
    /// Whether its edges may be dragged.
    pub own: bool,
    /// Shown behind the names: whose mark it is, where it is another analyst's.
    pub who: Option<Arc<str>>,
    /// In which column of the margin it is named, from 0.
    pub column: u8,
}

/// A tag as the reader shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkTag {
    /// The name shown in the margin.
    pub name: Arc<str>,
    /// The strong form of its colour: of underline, bracket and name.
    pub color: Color32,
}

/// A mark as a tick of the overview strip.
#[derive(Clone, Debug)]
pub(super) struct Tick {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Colour of the first tag.
    pub color: Option<Color32>,
}

/// The marks of an article; built once for each revision.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// By start, the longer first.
    #[expect(clippy::struct_field_names, reason = "the marks among what is kept about them")]
    marks: Vec<Mark>,
    /// What the overview strip shows of each mark, close together in memory; parallel to `marks`.
    ticks: Vec<Tick>,
    /// For each tag of a mark the lane of its underline; parallel to `marks`.
    lanes: Vec<[Option<u8>; LANES]>,
    /// The largest end among the marks up to and including this one.
    reach: Vec<usize>,
    /// The largest end in each chunk of [`CHUNK`] marks.
    chunks: Vec<usize>,
}

impl Marks {
    /// Sorts and indexes the marks, and gives each its lanes.
    pub fn new(mut marks: Vec<Mark>) -> Self {
        put_in_order(&mut marks);
        let mut furthest = 0;
        let mut reach = Vec::with_capacity(marks.len());
        let mut lanes = Vec::with_capacity(marks.len());
        let mut ticks = Vec::with_capacity(marks.len());
        let mut taken = [0; LANES];
        for mark in &marks {
            furthest = furthest.max(mark.span.end);
            reach.push(furthest);
            let color = mark.tags.first().map(|tag| tag.color);
            ticks.push(Tick { span: mark.span.clone(), color });
            lanes.push(take_lanes(mark, &mut taken));
        }
        let chunks = ticks.chunks(CHUNK).map(|chunk| chunk.iter().map(|t| t.span.end).max().unwrap_or(0)).collect();
        Self { marks, ticks, lanes, reach, chunks }
    }

    /// How many marks there are.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// The mark of that index, in the order of starts.
    pub fn get(&self, index: usize) -> Option<&Mark> {
        self.marks.get(index)
    }

    /// All marks in the order of their starts.
    pub fn iter(&self) -> impl Iterator<Item = &Mark> {
        self.marks.iter()
    }

    /// For each of the first tags of a mark the lane of its underline, 0 nearest to the text; none where all are taken.
    pub fn lanes(&self, index: usize) -> [Option<u8>; LANES] {
        self.lanes.get(index).copied().unwrap_or_default()
    }

    /// Index of the mark with that key.
    pub fn position(&self, key: u64) -> Option<usize> {
        self.marks.iter().position(|mark| mark.key == key)
    }

    /// Indices of the marks that touch a range of bytes, in the order of their starts.
    pub fn over(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let behind = self.marks.partition_point(|m| m.span.start < range.end);
        let mut index = self.reach.partition_point(|end| *end <= range.start);
        std::iter::from_fn(move || {
            while index < behind {
                let here = index;
                if here.is_multiple_of(CHUNK) && self.chunks.get(here / CHUNK)? <= &range.start {
                    index += CHUNK;
                    continue;
                }
                index += 1;
                if self.marks.get(here)?.span.end > range.start {
                    return Some(here);
                }
            }
            None
        })
    }

    /// Indices of the marks that cover the character at a byte offset, the shortest first.
    pub fn at(&self, offset: usize) -> Vec<usize> {
        let mut found: Vec<usize> = self.over(offset..offset.saturating_add(1)).collect();
        found.sort_by_key(|index| (self.bytes(*index), std::cmp::Reverse(*index)));
        found
    }

    /// The mark after (or before) the one with key `current`, or else the first that begins behind (or the last that
    /// begins before) a byte offset.
    pub fn walk(&self, current: Option<u64>, offset: usize, forward: bool) -> Option<usize> {
        let here = current.and_then(|key| self.position(key));
        match (here, forward) {
            (Some(at), true) => at.checked_add(1).filter(|next| *next < self.len()),
            (Some(at), false) => at.checked_sub(1),
            (None, true) => {
                let next = self.marks.partition_point(|m| m.span.start < offset);
                (next < self.len()).then_some(next)
            }
            (None, false) => self.marks.partition_point(|m| m.span.start < offset).checked_sub(1),
        }
    }

    /// How long a mark is, in bytes.
    fn bytes(&self, index: usize) -> usize {
        self.ticks.get(index).map_or(0, |tick| tick.span.len())
    }

    /// The marks as ticks, in the order of their starts.
    pub(super) fn ticks(&self) -> &[Tick] {
        &self.ticks
    }
}

fn order(a: &Mark, b: &Mark) -> Ordering {
    (a.span.start, b.span.end, a.key).cmp(&(b.span.start, a.span.end, b.key))
}

/// Sorts the marks. A few behind many that are in order already are put in one by one, which needs no second list.
fn put_in_order(marks: &mut Vec<Mark>) {
    let in_order = marks.windows(2).take_while(|pair| order(&pair[0], &pair[1]).is_le()).count() + 1;
    if marks.len() > in_order + FEW {
        marks.sort_by(order);
        return;
    }
    for mark in marks.split_off(in_order.min(marks.len())) {
        let at = marks.partition_point(|before| order(before, &mark).is_le());
        marks.insert(at, mark);
    }
}

/// Gives the tags of a mark the lowest lanes that are free where it begins.
fn take_lanes(mark: &Mark, taken: &mut [usize; LANES]) -> [Option<u8>; LANES] {
    let mut given = [None; LANES];
    let wanted = mark.tags.len().clamp(1, LANES);
    let mut free = (0_u8..).zip(taken.iter_mut()).filter(|(_, end)| **end <= mark.span.start);
    for lane in given.iter_mut().take(wanted) {
        if let Some((number, end)) = free.next() {
            *lane = Some(number);
            *end = mark.span.end;
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mark(key: u64, span: Range<usize>) -> Mark {
        Mark { key, span, tags: Arc::default(), own: true, who: None, column: 0 }
    }

    fn keys(marks: &Marks, found: impl IntoIterator<Item = usize>) -> Vec<u64> {
        found.into_iter().filter_map(|i| marks.get(i)).map(|m| m.key).collect()
    }

    #[test]
    fn the_shortest_comes_first_at_a_place() {
        let marks = Marks::new(vec![mark(1, 0..50), mark(2, 10..20), mark(3, 12..14)]);
        assert_eq!(keys(&marks, marks.at(13)), [3, 2, 1]);
        assert_eq!(keys(&marks, marks.at(20)), [1]);
        assert_eq!(keys(&marks, marks.walk(None, 11, true)), [3]);
        assert_eq!(keys(&marks, marks.walk(Some(3), 0, false)), [2]);
        assert_eq!(marks.walk(Some(3), 0, true), None);
    }

    #[test]
    fn the_order_does_not_depend_on_the_one_in_which_they_came() {
        let spans = [40..50, 0..50, 12..30, 12..14, 12..30, 25..40, 3..4, 60..61, 2..9, 70..80, 1..5];
        let all: Vec<Mark> = (0..).zip(spans).map(|(key, span)| mark(key, span)).collect();
        let expected = keys(&Marks::new(all.clone()), 0..all.len());
        assert_eq!(expected, [1, 10, 8, 6, 2, 4, 3, 5, 0, 7, 9]);
        for shift in 0..all.len() {
            let mut turned = all.clone();
            turned.rotate_left(shift);
            assert_eq!(keys(&Marks::new(turned), 0..all.len()), expected);
            let mut last = Marks::new(all.clone()).iter().cloned().collect::<Vec<_>>();
            let taken = last.remove(shift);
            last.push(taken);
            assert_eq!(keys(&Marks::new(last), 0..all.len()), expected);
        }
    }

    #[test]
    fn overlapping_marks_have_lanes_of_their_own() {
        let spans = [0..50, 10..20, 12..30, 13..15, 25..40];
        let marks = Marks::new((0..).zip(spans).map(|(k, s)| mark(k, s)).collect());
        let lanes: Vec<_> = (0..5).map(|i| marks.lanes(i)[0]).collect();
        assert_eq!(lanes, [Some(0), Some(1), Some(2), None, Some(1)]);
    }

    proptest! {
        #[test]
        fn the_index_finds_what_a_scan_finds(
            spans in prop::collection::vec((0_usize..300, 0_usize..60), 0..300),
            long in 0_usize..300, start in 0_usize..320, len in 0_usize..80,
        ) {
            let mut list: Vec<Mark> = (0..).zip(&spans).map(|(k, (s, l))| mark(k, *s..s + l)).collect();
            list.push(mark(999, 0..long));
            let marks = Marks::new(list);
            let range = start..start + len;
            let found: Vec<usize> = marks.over(range.clone()).collect();
            let expected: Vec<usize> = (0..marks.len())
                .filter(|i| marks.get(*i).is_some_and(|m| m.span.start < range.end && m.span.end > range.start))
                .collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn one_lane_never_holds_two_marks_at_a_place(spans in prop::collection::vec((0_usize..90, 1_usize..30), 0..40)) {
            let marks = Marks::new((0..).zip(&spans).map(|(k, (s, l))| mark(k, *s..s + l)).collect());
            for place in 0..120 {
                let mut seen: Vec<u8> = marks.at(place).into_iter().flat_map(|i| marks.lanes(i)).flatten().collect();
                let all = seen.len();
                seen.sort_unstable();
                seen.dedup();
                prop_assert_eq!(seen.len(), all);
            }
        }
    }
}
