//! What the numbers need to know of an article that was coded: how long it is, and who marked which stretches of it as
//! what. Knows no project.

use std::ops::Range;

use super::spans::union;

/// An article as its coders marked it. Offsets count characters; units are numbered through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coded {
    pub characters: usize,
    /// How many units it has at the level that is compared.
    pub units: usize,
    /// What each coder marked; `None` where the coder's work on the article does not count.
    pub marks: Vec<Option<Vec<Mark>>>,
}

/// A passage with one of its tags. A passage counts once for each column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// What is compared: a tag, or a tag with those below it.
    pub column: usize,
    pub start: usize,
    pub end: usize,
    /// The first unit that it touches, and the first one behind it that it does not touch.
    pub units: (usize, usize),
}

impl Mark {
    pub(super) fn characters(&self) -> Range<usize> {
        self.start..self.end
    }

    pub(super) fn touched(&self) -> Range<usize> {
        self.units.0..self.units.1
    }
}

impl Coded {
    /// How many coders count here.
    pub(super) fn coders(&self) -> usize {
        self.marks.iter().flatten().count()
    }

    pub(super) fn counts_for(&self, (first, second): (usize, usize)) -> bool {
        [first, second].iter().all(|coder| self.marks.get(*coder).is_some_and(Option::is_some))
    }
}

/// All pairs of coders, in order.
pub(super) fn pairs(coders: usize) -> Vec<(usize, usize)> {
    (0..coders).flat_map(|first| (first + 1..coders).map(move |second| (first, second))).collect()
}

/// Walks through an article from edge to edge of the marks in `columns`. `visit` gets the length of each stretch and the
/// columns of each coder there, ascending; `None` for a coder who does not count.
pub(super) fn walk(
    article: &Coded,
    columns: &[bool],
    on: fn(&Mark) -> Range<usize>,
    length: usize,
    mut visit: impl FnMut(usize, &[Option<Vec<usize>>]),
) {
    let mut active: Vec<Option<Vec<usize>>> =
        article.marks.iter().map(|marks| marks.as_ref().map(|_| vec![])).collect();
    let mut at = 0;
    for edge in edges(article, columns, on) {
        if edge.place > at {
            visit(edge.place - at, &active);
            at = edge.place;
        }
        let Some(Some(columns)) = active.get_mut(edge.coder) else { continue };
        match columns.binary_search(&edge.column) {
            Ok(found) if !edge.opens => drop(columns.remove(found)),
            Err(place) if edge.opens => columns.insert(place, edge.column),
            Ok(_) | Err(_) => {}
        }
    }
    if length > at {
        visit(length - at, &active);
    }
}

/// Where a coder begins or ends to mark something as a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    place: usize,
    /// What ends comes before what begins in the same place.
    opens: bool,
    coder: usize,
    column: usize,
}

fn edges(article: &Coded, columns: &[bool], on: fn(&Mark) -> Range<usize>) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (coder, marks) in article.marks.iter().enumerate() {
        let mut marks: Vec<&Mark> =
            marks.iter().flatten().filter(|mark| columns.get(mark.column) == Some(&true)).collect();
        marks.sort();
        for of_column in marks.chunk_by(|a, b| a.column == b.column) {
            let column = of_column[0].column;
            for range in union(of_column.iter().map(|mark| on(mark)).collect()) {
                edges.push(Edge { place: range.start, opens: true, coder, column });
                edges.push(Edge { place: range.end, opens: false, coder, column });
            }
        }
    }
    edges.sort();
    edges
}
