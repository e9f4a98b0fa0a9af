//! What the mouse is doing: presses, clicks, drags.

use std::ops::Range;

use egui::{Key, Pos2, Response, Ui};

/// A press that moves less than this is a click, in points.
pub(super) const CLICK_REACH: f32 = 4.0;

/// What the pressed mouse button is doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Gesture {
    /// Nothing.
    #[default]
    Idle,
    /// Selecting text.
    Select {
        unit: Unit,
        /// Bytes that stay selected.
        origin: Range<usize>,
        press: Pos2,
        moved: bool,
        /// Whether a selection was there when the button was pressed.
        had: bool,
    },
    /// Dragging an edge of a mark.
    Edge { edge: Edge, span: Range<usize>, press: Pos2, moved: bool },
    /// Dragging the frame of the strip.
    Strip {
        /// Where the button was pressed, in points on the screen.
        press: f32,
        /// Where the view stood then, in points from the top of the article.
        start: f64,
    },
    /// Clicking a name in the margin.
    Margin { key: u64 },
}

/// By what a selection grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Character,
    Word,
    Sentence,
    Paragraph,
}

/// An edge of a mark.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edge {
    pub(super) key: u64,
    /// Bytes of the mark.
    pub(super) span: Range<usize>,
    pub(super) is_start: bool,
}

impl Gesture {
    /// The bytes of a mark while one of its edges is dragged.
    pub fn dragged(&self, key: u64) -> Option<Range<usize>> {
        match self {
            Self::Edge { edge, span, moved: true, .. } if edge.key == key => Some(span.clone()),
            _ => None,
        }
    }
}

/// The mouse in a frame.
pub(super) struct Mouse {
    pub(super) pos: Option<Pos2>,
    pub(super) over: bool,
    pub(super) pressed: bool,
    pub(super) down: bool,
    pub(super) released: bool,
    /// Seconds of egui's clock.
    pub(super) time: f64,
    /// Within how many seconds a click is followed by the second of a double click.
    pub(super) double_click: f64,
    pub(super) shift: bool,
    pub(super) alt: bool,
    pub(super) escape: bool,
}

impl Mouse {
    pub(super) fn read(ui: &Ui, response: &Response) -> Self {
        let over = response.contains_pointer();
        let double_click = ui.ctx().options(|o| o.input_options.max_double_click_delay);
        ui.input(|i| Self {
            pos: i.pointer.latest_pos(),
            over,
            pressed: i.pointer.primary_pressed(),
            down: i.pointer.primary_down(),
            released: i.pointer.primary_released(),
            time: i.time,
            double_click,
            shift: i.modifiers.shift,
            alt: i.modifiers.alt,
            escape: i.key_pressed(Key::Escape),
        })
    }
}

/// Counts presses at one place: the second of a double click is known when the button goes down.
#[derive(Default)]
pub(super) struct Clicks {
    pub(super) count: u32,
    pub(super) pos: Pos2,
    /// When the button last went up, in seconds of egui's clock.
    pub(super) released: f64,
}

impl Clicks {
    pub(super) fn press(&mut self, mouse: &Mouse, pos: Pos2) -> u32 {
        let follows = mouse.time - self.released < mouse.double_click && self.pos.distance(pos) < CLICK_REACH;
        self.count = if follows { self.count % 3 + 1 } else { 1 };
        self.pos = pos;
        self.count
    }

    pub(super) fn release(&mut self, mouse: &Mouse, pos: Pos2) {
        // What is behind a drag is a first click.
        let was_click = self.pos.distance(pos) < CLICK_REACH;
        self.released = if was_click { mouse.time } else { f64::NEG_INFINITY };
    }
}
