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

mod gesture;
mod input;
mod state;
use self::input::Glow;
pub use input::{Muted, ReaderEvent, ReaderInput, ReaderOutput};

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

use std::ops::Range;

use egui::{Key, Modifiers, Rect, Response, Sense, Ui};

pub use self::state::Reader;
use self::{geometry::Geometry, gesture::Gesture, scroll::Move};
pub use self::{
    marks::{LANES, Mark, MarkTag, Marks},
    page::has_right_to_left,
    scroll::Place,
    selection::{Selection, Step},
    style::ReaderStyle,
};
use crate::text::sentences;

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
