//! The table's columns: what they are called, how wide they are, and which there is room for.

use std::collections::BTreeMap;

use crate::analysis::excerpts::SortBy;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Article,
    Date,
    Passage,
    Tags,
    Note,
    Analyst,
    Made,
}

/// From left to right.
const COLUMNS: [Column; 7] =
    [Column::Article, Column::Date, Column::Passage, Column::Tags, Column::Note, Column::Analyst, Column::Made];

/// The narrowest a column can be dragged.
const NARROWEST: f32 = 56.0;
/// What the passage keeps while others are dragged.
const PASSAGE: f32 = 200.0;

impl Column {
    pub fn title(self) -> &'static str {
        match self {
            Self::Article => "Article",
            Self::Date => "Date",
            Self::Passage => "Passage",
            Self::Tags => "Tags",
            Self::Note => "Note",
            Self::Analyst => "Analyst",
            Self::Made => "Made on",
        }
    }

    pub fn sort(self) -> SortBy {
        match self {
            Self::Article => SortBy::Article,
            Self::Date => SortBy::Date,
            Self::Passage => SortBy::Passage,
            Self::Tags => SortBy::Tags,
            Self::Note => SortBy::Note,
            Self::Analyst => SortBy::Analyst,
            Self::Made => SortBy::Created,
        }
    }

    fn usual_width(self) -> f32 {
        match self {
            Self::Article => 216.0,
            Self::Tags => 196.0,
            Self::Note => 168.0,
            Self::Analyst => 116.0,
            Self::Date | Self::Made => 100.0,
            Self::Passage => 0.0,
        }
    }

    /// How wide the passage must be for this column to be shown. The least needed ones go first.
    fn room(self) -> f32 {
        match self {
            Self::Made => 640.0,
            Self::Note => 400.0,
            Self::Analyst => 340.0,
            Self::Date => 300.0,
            Self::Article => 260.0,
            Self::Tags | Self::Passage => 0.0,
        }
    }
}

/// Widths as they were dragged.
#[derive(Default)]
pub struct Widths(BTreeMap<Column, f32>);

impl Widths {
    fn of(&self, column: Column) -> f32 {
        self.0.get(&column).copied().unwrap_or_else(|| column.usual_width())
    }
}

/// A column with its place, counted from the table's left edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    pub column: Column,
    pub left: f32,
    pub width: f32,
}

/// The columns that there is room for. The passage gets what the others leave.
pub fn place(total: f32, widths: &Widths) -> Vec<Placed> {
    let mut shown: Vec<Column> = COLUMNS.to_vec();
    let rest = |shown: &[Column]| total - shown.iter().map(|column| widths.of(*column)).sum::<f32>();
    for column in [Column::Made, Column::Note, Column::Analyst, Column::Date, Column::Article] {
        if rest(&shown) < column.room() {
            shown.retain(|kept| *kept != column);
        }
    }
    let passage = rest(&shown).max(PASSAGE.min(total));
    let mut left = 0.0;
    let mut placed = Vec::with_capacity(shown.len());
    for column in shown {
        let width = if column == Column::Passage { passage } else { widths.of(column) };
        placed.push(Placed { column, left, width });
        left += width;
    }
    placed
}

/// Moves the border after the column at `border`: what stands on the passage's left grows with it, what stands on its
/// right shrinks.
pub fn drag(widths: &mut Widths, placed: &[Placed], border: usize, by: f32) {
    let passage = placed.iter().position(|placed| placed.column == Column::Passage);
    let room = passage.and_then(|at| placed.get(at)).map_or(0.0, |passage| (passage.width - PASSAGE).max(0.0));
    let is_before = passage.is_some_and(|at| border < at);
    let (moved, by) = if is_before { (placed.get(border), by) } else { (placed.get(border + 1), -by) };
    if let Some(moved) = moved {
        widths.0.insert(moved.column, (moved.width + by.min(room)).max(NARROWEST));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(total: f32) -> String {
        place(total, &Widths::default()).iter().map(|placed| placed.column.title()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn narrow_windows_drop_what_is_needed_least() {
        assert_eq!(shown(2500.0), "Article Date Passage Tags Note Analyst Made on");
        assert_eq!(shown(1390.0), "Article Date Passage Tags Note Analyst");
        assert_eq!(shown(980.0), "Article Date Passage Tags Analyst");
        assert_eq!(shown(500.0), "Passage Tags");
    }

    #[test]
    fn the_passage_gets_the_room() {
        for total in [480.0, 980.0, 1400.0, 2500.0] {
            let placed = place(total, &Widths::default());
            let sum: f32 = placed.iter().map(|placed| placed.width).sum();
            assert!((sum - total).abs() < 0.5, "{sum} of {total}");
        }
        let wide = place(2500.0, &Widths::default());
        assert!(wide.iter().any(|placed| placed.column == Column::Passage && placed.width > 1500.0));
    }

    #[test]
    fn a_border_follows_the_pointer_on_both_sides_of_the_passage() {
        let mut widths = Widths::default();
        let before = place(1400.0, &widths);
        drag(&mut widths, &before, 0, 30.0);
        drag(&mut widths, &before, 2, 30.0);
        let after = place(1400.0, &widths);
        for at in [1, 3] {
            let moved = after.get(at).map(|placed| placed.left).zip(before.get(at).map(|placed| placed.left));
            assert!(moved.is_some_and(|(now, then)| (now - then - 30.0).abs() < 0.5), "column {at}");
        }
    }

    #[test]
    fn the_passage_keeps_some_room() {
        let mut widths = Widths::default();
        drag(&mut widths, &place(1400.0, &Widths::default()), 0, 5000.0);
        assert!(place(1400.0, &widths).iter().any(|placed| placed.column == Column::Passage && placed.width >= 199.0));
    }
}
