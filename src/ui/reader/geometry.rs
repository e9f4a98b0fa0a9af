//! How the pane is divided: left margin, column, right margin, strip; knows only lengths.

use egui::{Rect, pos2, vec2};

use super::style::ReaderStyle;

/// Space above the title.
pub(super) const ABOVE: f32 = 34.0;
/// Space below the last line.
pub(super) const BELOW: f32 = 96.0;
/// Left of the column, where a click selects a paragraph.
const LEFT: f32 = 40.0;
/// Left of the column in a narrow pane.
const NARROW_LEFT: f32 = 20.0;
/// Between column and margin.
const GUTTER: f32 = 20.0;
/// What brackets without names need.
const BRACKETS: f32 = 16.0;
/// The strip and the space around it.
const STRIP: f32 = 20.0;
/// Below this measure the names give way.
const NARROWEST: f32 = 420.0;

/// The parts of the pane, on the screen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Geometry {
    /// The whole pane.
    pub pane: Rect,
    /// The column of text.
    pub column: Rect,
    /// The right margin.
    pub margin: Rect,
    /// Whether the margin has room for names.
    pub names: bool,
    /// The track of the overview strip.
    pub strip: Rect,
}

/// A width in steps of half an em: so the text is laid out once for many widths in between while a window is resized.
fn in_steps(width: f32, em: f32) -> f32 {
    let step = (em / 2.0).round().max(1.0);
    ((width / step).floor() * step).max(40.0)
}

impl Geometry {
    /// Divides a pane; the margin has so many columns, at least one.
    pub fn new(pane: Rect, style: &ReaderStyle, columns: usize) -> Self {
        let narrow = pane.width() < NARROWEST + LEFT + STRIP + GUTTER + BRACKETS;
        let left = if narrow { NARROW_LEFT } else { LEFT };
        let around = left + GUTTER + STRIP;
        let names = pane.width() >= NARROWEST.min(style.measure) + around + style.margin;
        let margin = if names { style.margin } else { BRACKETS * columns.max(1) as f32 };
        let gutter = if narrow { GUTTER / 2.0 } else { GUTTER };
        let free = pane.width() - left - gutter - STRIP - margin;
        let x = (pane.left() + left + ((free - style.measure) / 2.0).max(0.0)).round();
        let width = if free < style.measure { in_steps(free, style.text_size) } else { style.measure.floor() };
        let column = Rect::from_min_size(pos2(x, pane.top()), vec2(width, pane.height()));
        let margin = Rect::from_min_size(pos2(column.right() + gutter, pane.top()), vec2(margin, pane.height()));
        let strip = Rect::from_min_max(
            pos2(pane.right() - 14.0, pane.top() + 8.0),
            pos2(pane.right() - 4.0, (pane.bottom() - 8.0).max(pane.top() + 9.0)),
        );
        Self { pane, column, margin, names, strip }
    }
}
