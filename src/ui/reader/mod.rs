//! The reader: a text with its highlights, laid out only where it is visible; knows no project, no keys, no files.
//!
//! Right-to-left text is not reordered by egui; in such blocks a highlight is shown on whole rows, and a selection is whole lines.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "rows and bytes become points on a screen and back; sums are whole numbers or f64"
)]

mod access;
mod atlas;
mod geometry;
mod heights;
mod margin;
mod marks;
mod page;
mod paint;
mod pointer;
mod scroll;
mod selection;
mod setter;
mod strip;
mod style;
#[cfg(test)]
mod tests;
mod view;

use std::{ops::Range, sync::Arc};

use egui::{Key, Modifiers, Pos2, Rect, Response, Sense, Ui};

use self::{
    geometry::Geometry,
    margin::Margin,
    pointer::{Clicks, Gesture},
    scroll::Move,
    strip::Strip,
    view::View,
};
pub use self::{
    marks::{LANES, Mark, MarkTag, Marks},
    page::has_right_to_left,
    scroll::Place,
    selection::{Selection, Step},
    style::ReaderStyle,
};
use crate::text::sentences;

/// What the reader shows in a frame.
pub struct ReaderInput<'a> {
    /// The text, with line feeds only.
    pub text: &'a Arc<str>,
    /// Another number for another article or another text of it.
    pub document: u64,
    /// Another number for other marks.
    pub revision: u64,
    /// The highlights.
    pub marks: &'a Marks,
    /// Shown above the text.
    pub title: &'a str,
    /// Shown below the title, in small print.
    pub byline: &'a str,
    /// Search hits, in bytes, by rising start.
    pub found: &'a [Range<usize>],
    /// Index of the hit one is at.
    pub found_current: Option<usize>,
    /// Keys of the marks that are looked at.
    pub focused: &'a [u64],
    /// Names of the margin's columns, such as a column for each analyst; none: one column without a name.
    pub columns: &'a [Arc<str>],
    /// Name of a tag whose marks are to stand out.
    pub hovered_tag: Option<&'a str>,
    /// Sizes, fonts and colours.
    pub style: &'a ReaderStyle,
    /// Whether edges of own marks can be dragged.
    pub editable: bool,
    /// Whether the mouse selects whole words; with Alt it is the other way round.
    pub whole_words: bool,
    /// Bytes that recede, by rising start.
    pub dimmed: &'a [Range<usize>],
    /// Paragraphs that are shown dim, by rising start.
    pub muted: &'a [Muted],
}

impl<'a> ReaderInput<'a> {
    /// The dim paragraph that a byte offset lies in.
    fn muted_at(&self, offset: usize) -> Option<&'a Muted> {
        let behind = self.muted.partition_point(|muted| muted.range.start <= offset);
        self.muted.get(behind.checked_sub(1)?).filter(|muted| offset < muted.range.end)
    }
}

/// A paragraph that is shown dim.
#[derive(Clone, Debug, PartialEq)]
pub struct Muted {
    /// Its bytes.
    pub range: Range<usize>,
    /// Why, said when the pointer is over it.
    pub why: String,
}

/// What the user did.
#[derive(Clone, Debug, PartialEq)]
pub enum ReaderEvent {
    /// The mouse has been released with a selection that is not empty.
    Selected,
    /// A click that selects nothing: the selection is gone. [`ReaderEvent::Picked`] follows where there are marks.
    Cleared,
    /// A click on marks: all under it, the shortest first; another click on the same place brings the next one first.
    Picked {
        /// Keys of the marks.
        keys: Vec<u64>,
        /// Byte offset of the character under the click.
        offset: usize,
    },
    /// An edge of a mark has been dragged to a new place.
    EdgeMoved {
        /// Key of the mark.
        key: u64,
        /// Its new bytes, on grapheme boundaries, not empty.
        span: Range<usize>,
    },
    /// A name in the margin was clicked.
    MarginPicked {
        /// Key of the mark.
        key: u64,
    },
    /// The pointer came over a mark (its key), or over none.
    Hovered(Option<u64>),
    /// The secondary button was clicked in the text.
    ContextMenu {
        /// Where, on the screen.
        pos: Pos2,
        /// Nearest byte offset.
        offset: usize,
    },
}

/// What came of showing the reader.
pub struct ReaderOutput {
    /// What the user did, in order.
    pub events: Vec<ReaderEvent>,
    /// Screen rectangles of the first and the last visible line of the selection.
    pub selection_lines: Option<(Rect, Rect)>,
    /// Screen rectangle of the right margin, where a tag bar opens.
    pub margin: Rect,
    /// Screen rectangle of all that the reader has.
    pub pane: Rect,
    /// Screen rectangle of the column of text.
    pub column: Rect,
    /// Bytes on the screen.
    pub visible: Range<usize>,
}

/// The state of one reading pane.
#[derive(Default)]
pub struct Reader {
    view: View,
    selection: Option<Selection>,
    gesture: Gesture,
    clicks: Clicks,
    hovered: Option<u64>,
    /// Byte offset of the last press, from where a click with Shift selects.
    clicked: Option<usize>,
    /// Offset of the last pick and how many times it was picked, to cycle through what lies there.
    cycle: Option<(usize, usize)>,
    glow: Option<Glow>,
    margin: Margin,
    strip: Strip,
    id: Option<egui::Id>,
}

/// Bytes that glow, and since when (seconds of egui's clock), once they have been seen.
struct Glow {
    range: Range<usize>,
    since: Option<f64>,
}

impl Reader {
    /// Shows the text in all the space there is, and handles the mouse.
    pub fn show(&mut self, ui: &mut Ui, input: &ReaderInput<'_>) -> ReaderOutput {
        let rect = ui.available_rect_before_wrap();
        let response = ui.allocate_rect(rect, Sense::click_and_drag());
        self.id = Some(response.id);
        if self.view.is_other_document(input) {
            self.leave_document();
        }
        let geometry = Geometry::new(rect, input.style, input.columns.len());
        self.view.prepare(ui, input, &geometry);
        self.scroll_by_wheel(ui, &response);
        self.view.place(ui.ctx(), &geometry);
        let mut events = Vec::new();
        self.margin.arrange(ui, input, &geometry, &self.view);
        self.strip.arrange(input, &geometry, &self.view);
        self.handle_pointer(ui, &response, input, &geometry, &mut events);
        if self.view.has_moves() {
            // A drag on the strip or beyond the edge shows in the same frame.
            self.view.place(ui.ctx(), &geometry);
            self.margin.arrange(ui, input, &geometry, &self.view);
        }
        self.take_whole_lines(ui);
        self.paint(ui, input, &geometry);
        self.say_why_muted(&response, input);
        access::expose(ui, &response, input, self, &mut events);
        self.output(input, &geometry, events)
    }

    fn output(&self, input: &ReaderInput<'_>, geometry: &Geometry, events: Vec<ReaderEvent>) -> ReaderOutput {
        let mut selection_lines: Option<(Rect, Rect)> = None;
        if let Some(selection) = self.selection {
            self.view.page.pieces(input.text, &selection.range(), |rect| {
                let first = selection_lines.map_or(rect, |(first, _)| first);
                selection_lines = Some((first, rect));
            });
        }
        ReaderOutput {
            events,
            selection_lines,
            margin: geometry.margin,
            pane: geometry.pane,
            column: geometry.column,
            visible: self.view.page.visible(),
        }
    }

    /// In text whose letters are not shown where they stand, such as Arabic, a selection takes whole lines of the stored text: else
    /// other words would be stored than are marked.
    fn take_whole_lines(&mut self, ui: &Ui) {
        let Some(selection) = self.selection else { return };
        let Range { start, end } = selection.range();
        let first = self.view.line_if_right_to_left(ui.ctx(), start);
        let last = self.view.line_if_right_to_left(ui.ctx(), end.saturating_sub(1));
        let whole = first.map_or(start, |line| line.start)..last.map_or(end, |line| line.end);
        if whole != (start..end) {
            let is_forward = selection.anchor < selection.head;
            self.selection = if is_forward {
                Selection::new(whole.start, whole.end)
            } else {
                Selection::new(whole.end, whole.start)
            };
        }
    }

    /// Says why the paragraph under the pointer is dim.
    fn say_why_muted(&self, response: &Response, input: &ReaderInput<'_>) {
        let pos = response.hover_pos().filter(|_| matches!(self.gesture, Gesture::Idle));
        let muted = pos.and_then(|pos| input.muted_at(self.view.page.character_at(input.text, pos)?));
        if let Some(muted) = muted {
            response.clone().on_hover_text_at_pointer(&muted.why);
        }
    }

    /// Where the text was last clicked, in bytes; nowhere in a text that was not clicked yet.
    pub fn clicked(&self) -> Option<usize> {
        self.clicked
    }

    /// Whether it goes by that id in the window.
    pub fn is(&self, id: egui::Id) -> bool {
        self.id == Some(id)
    }

    /// What is selected; never empty.
    pub fn selection(&self) -> Option<Selection> {
        self.selection
    }

    /// Selects bytes of the text; an empty selection is none.
    pub fn set_selection(&mut self, anchor: usize, head: usize) {
        self.selection = Selection::new(anchor, head);
    }

    /// Selects nothing.
    pub fn clear_selection(&mut self) {
        self.selection = None;
    }

    /// Selects the next (or previous) sentence; with `extend`, moves the head of the selection by a sentence.
    ///
    /// Without a selection it is the first one on the screen, or the last one before it.
    pub fn select_sentence(&mut self, text: &str, forward: bool, extend: bool) {
        if extend && self.selection.is_some() {
            self.extend_by(text, Step::Sentence, forward);
            return;
        }
        let sentence = match (self.selection, forward) {
            (Some(selection), true) => sentences::next_sentence(text, selection.range().end),
            (Some(selection), false) => sentences::previous_sentence(text, selection.range().start),
            (None, true) => sentences::next_sentence(text, self.place().offset),
            (None, false) => sentences::previous_sentence(text, self.place().offset),
        };
        if let Some(sentence) = sentence {
            self.set_selection(sentence.start, sentence.end);
            self.reveal(sentence);
        }
    }

    /// Moves the head of the selection by a step; the anchor stays. Without a selection it starts at the top of the view.
    pub fn extend_by(&mut self, text: &str, step: Step, forward: bool) {
        let start = self.place().offset;
        let (anchor, head) = self.selection.map_or((start, start), |s| (s.anchor, s.head));
        let (anchor, head) = match step {
            Step::Line => (anchor, self.view.row_beside(text, head, forward)),
            Step::Character | Step::Word => (anchor, selection::step(text, head, step, forward)),
            Step::Sentence => selection::extend_by_sentence(text, anchor, head, forward),
        };
        self.selection = Selection::new(anchor, head);
        self.reveal(head..head);
    }

    /// Whether the mouse is dragging something that Escape cancels; the caller leaves that key to the reader then.
    pub fn is_dragging_edge(&self) -> bool {
        matches!(self.gesture, Gesture::Edge { .. })
    }

    /// Scrolls when next shown, so that a passage can be read comfortably, if it cannot yet.
    pub fn reveal(&mut self, range: Range<usize>) {
        self.view.push(Move::Reveal(range));
    }

    /// Lets a passage glow briefly.
    pub fn glow(&mut self, range: Range<usize>) {
        self.glow = Some(Glow { range, since: None });
    }

    /// Scrolls down by heights of the view when next shown.
    pub fn scroll_pages(&mut self, pages: f32) {
        self.view.push(Move::Pages(pages));
    }

    /// Scrolls to the top when next shown.
    pub fn to_start(&mut self) {
        self.view.push(Move::Start);
    }

    /// Scrolls to the bottom when next shown.
    pub fn to_end(&mut self) {
        self.view.push(Move::End);
    }

    /// Scrolls by the keys that scroll texts everywhere. `pressed` takes a key that was pressed.
    pub fn scroll_by_keys(&mut self, pressed: &impl Fn(Modifiers, Key) -> bool) {
        let moves = [
            (Key::ArrowDown, Move::Lines(2.0)),
            (Key::ArrowUp, Move::Lines(-2.0)),
            (Key::PageDown, Move::Pages(0.9)),
            (Key::PageUp, Move::Pages(-0.9)),
            (Key::Space, Move::Pages(0.9)),
        ];
        for (key, change) in moves {
            if pressed(Modifiers::NONE, key) {
                self.view.push(change);
            }
        }
        if pressed(Modifiers::NONE, Key::Home) || pressed(Modifiers::COMMAND, Key::Home) {
            self.to_start();
        }
        if pressed(Modifiers::NONE, Key::End) || pressed(Modifiers::COMMAND, Key::End) {
            self.to_end();
        }
    }

    /// Where the view stands, to come back to.
    pub fn place(&self) -> Place {
        self.view.anchor()
    }

    /// Goes to a place when next shown.
    pub fn set_place(&mut self, place: Place) {
        self.view.push(Move::To(place));
    }

    /// What belongs to the document that is left.
    fn leave_document(&mut self) {
        self.selection = None;
        self.gesture = Gesture::default();
        self.hovered = None;
        self.clicked = None;
        self.cycle = None;
        self.margin.forget();
        self.strip.forget();
    }

    fn scroll_by_wheel(&mut self, ui: &Ui, response: &Response) {
        if !response.contains_pointer() {
            return;
        }
        let delta = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.y));
        if delta != 0.0 {
            self.view.push(Move::Points(-f64::from(delta)));
        }
    }
}
