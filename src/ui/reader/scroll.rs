//! Where the view stands in the text: an anchor that survives changes of width and font, and moves that were asked for.

use std::ops::Range;

/// A place to come back to: a row and how far the top of the view is below its top.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    /// Byte offset in the row.
    pub offset: usize,
    /// Points from the top of the row to the top of the view; negative where the row is further down.
    pub pixel: f64,
}

/// A move of the view, carried out when it is next shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Move {
    /// Down by that many heights of the view.
    Pages(f32),
    /// Down by that many rows.
    Lines(f32),
    /// Down by that many points.
    Points(f64),
    /// To the top.
    Start,
    /// To the bottom.
    End,
    /// Until these bytes can be read comfortably.
    Reveal(Range<usize>),
    /// To a place.
    To(Place),
    /// To a height from the top of the title.
    Height(f64),
}
