//! The mouse in the reader: selecting, picking, dragging edges and the strip; turns it into events.

use std::ops::Range;

use egui::{CursorIcon, Pos2, Rect, Response, Ui};

use super::gesture::{CLICK_REACH, Edge, Gesture, Mouse, Unit};
use super::{
    geometry::Geometry,
    input::{ReaderEvent, ReaderInput},
    scroll::Move,
    selection::Selection,
    state::Reader,
    strip::Strip,
};
use crate::text::{sentences, words};

/// How near to an edge of the focused mark the pointer grabs it, in points.
const EDGE_REACH: f32 = 5.0;
/// How near to an edge of another mark.
const OTHER_EDGE_REACH: f32 = 2.5;

impl Reader {
    /// Handles the mouse of a frame.
    pub(super) fn handle_pointer(
        &mut self,
        ui: &Ui,
        response: &Response,
        input: &ReaderInput<'_>,
        geometry: &Geometry,
        events: &mut Vec<ReaderEvent>,
    ) {
        let mouse = Mouse::read(ui, response);
        if let Some(pos) = mouse.pos {
            if mouse.pressed && mouse.over {
                self.press(input, geometry, &mouse, pos);
            }
            if mouse.down || mouse.released {
                self.drag(ui, input, geometry, pos, input.whole_words != mouse.alt);
            }
            if mouse.escape && matches!(self.gesture, Gesture::Edge { .. }) {
                self.gesture = Gesture::Idle;
            }
            if mouse.released {
                self.clicks.release(&mouse, pos);
                self.release(input, pos, events);
            }
            if response.secondary_clicked()
                && let Some(offset) = self.view.page.offset_at(input.text, pos)
            {
                events.push(ReaderEvent::ContextMenu { pos, offset });
            }
        }
        if !mouse.down {
            self.gesture = Gesture::Idle;
        }
        self.hover(ui, input, geometry, &mouse, events);
    }

    fn press(&mut self, input: &ReaderInput<'_>, geometry: &Geometry, mouse: &Mouse, pos: Pos2) {
        if Strip::contains(geometry, pos) {
            if let Some(start) = self.strip.pressed(geometry, &self.view, pos) {
                self.gesture = Gesture::Strip { press: pos.y, start };
            }
            return;
        }
        if let Some(key) = self.margin.at(pos) {
            self.gesture = Gesture::Margin { key };
            return;
        }
        let clicks = self.clicks.press(mouse, pos);
        if clicks < 2
            && !mouse.shift
            && let Some(edge) = self.edge_at(input, pos)
        {
            let span = edge.span.clone();
            self.gesture = Gesture::Edge { edge, span, press: pos, moved: false };
            return;
        }
        let unit = match clicks {
            _ if pos.x < geometry.column.left() - 6.0 => Unit::Paragraph,
            0 | 1 => Unit::Character,
            2 => Unit::Word,
            _ => Unit::Sentence,
        };
        self.press_on_text(input, mouse, unit, pos);
    }

    fn press_on_text(&mut self, input: &ReaderInput<'_>, mouse: &Mouse, unit: Unit, pos: Pos2) {
        let had = self.selection.is_some();
        let kept = if mouse.shift { self.selection.map(|s| s.anchor).or(self.clicked) } else { None };
        let origin = match kept {
            Some(anchor) => anchor..anchor,
            None => match self.unit_at(input, unit, pos) {
                Some(origin) => origin,
                None => return,
            },
        };
        if kept.is_none() {
            self.clicked = Some(origin.start);
            self.selection = Selection::new(origin.start, origin.end);
        }
        let moved = kept.is_some() || unit != Unit::Character;
        self.gesture = Gesture::Select { unit, origin, press: pos, moved, had };
    }

    /// The bytes that a press of that unit selects at a point.
    fn unit_at(&self, input: &ReaderInput<'_>, unit: Unit, pos: Pos2) -> Option<Range<usize>> {
        let page = &self.view.page;
        let nearest = page.offset_at(input.text, pos)?;
        let under = || page.character_at(input.text, pos).unwrap_or(nearest);
        Some(match unit {
            Unit::Character => nearest..nearest,
            Unit::Word => words::word_at(input.text, under()),
            Unit::Sentence => sentences::sentence_at(input.text, under()),
            Unit::Paragraph => self.view.blocks()?.paragraph(nearest),
        })
    }

    fn drag(&mut self, ui: &Ui, input: &ReaderInput<'_>, geometry: &Geometry, pos: Pos2, whole_words: bool) {
        let inside = Pos2::new(pos.x, pos.y.clamp(geometry.pane.top(), geometry.pane.bottom() - 1.0));
        match &mut self.gesture {
            Gesture::Idle | Gesture::Margin { .. } => {}
            Gesture::Strip { press, start } => {
                let by = self.strip.dragged(geometry, pos.y - *press);
                self.view.push(Move::Height(*start + by));
            }
            Gesture::Edge { edge, span, press, moved } => {
                *moved |= press.distance(pos) > CLICK_REACH;
                if *moved && let Some(offset) = self.view.page.offset_at(input.text, inside) {
                    let offset = if whole_words { nearest_edge_of_word(input.text, offset) } else { offset };
                    *span = dragged_span(input.text, edge, offset);
                }
                self.scroll_beyond_edge(ui, geometry, pos);
            }
            Gesture::Select { unit, origin, press, moved, .. } => {
                *moved |= press.distance(pos) > CLICK_REACH;
                if *moved {
                    let (unit, origin) = (*unit, origin.clone());
                    self.select_to(input, unit, &origin, inside, whole_words);
                    self.scroll_beyond_edge(ui, geometry, pos);
                }
            }
        }
    }

    fn select_to(&mut self, input: &ReaderInput<'_>, unit: Unit, origin: &Range<usize>, pos: Pos2, whole_words: bool) {
        let whole = |range: Range<usize>| {
            let word = if whole_words && range.is_empty() { words::word_within(input.text, range.start) } else { None };
            word.unwrap_or(range)
        };
        if let Some(there) = self.unit_at(input, unit, pos) {
            let (origin, there) = (whole(origin.clone()), whole(there));
            self.selection = if there.start >= origin.start {
                Selection::new(origin.start, there.end.max(origin.end))
            } else {
                Selection::new(origin.end, there.start)
            };
        }
    }

    /// Scrolls on while the pointer is dragged out of the pane, the faster the further out.
    fn scroll_beyond_edge(&mut self, ui: &Ui, geometry: &Geometry, pos: Pos2) {
        let pane = geometry.pane;
        let beyond = (pos.y - pane.bottom()).max(0.0) - (pane.top() - pos.y).max(0.0);
        if beyond != 0.0 {
            let seconds = ui.input(|i| i.stable_dt.min(0.1));
            self.view.push(Move::Points(f64::from(beyond.clamp(-300.0, 300.0) * 12.0 * seconds)));
            ui.ctx().request_repaint();
        }
    }

    fn release(&mut self, input: &ReaderInput<'_>, pos: Pos2, events: &mut Vec<ReaderEvent>) {
        match std::mem::take(&mut self.gesture) {
            Gesture::Idle | Gesture::Strip { .. } => {}
            Gesture::Margin { key } => {
                if self.margin.at(pos) == Some(key) {
                    events.push(ReaderEvent::MarginPicked { key });
                }
            }
            Gesture::Edge { edge, span, moved: true, .. } => {
                if span != edge.span {
                    events.push(ReaderEvent::EdgeMoved { key: edge.key, span });
                }
            }
            Gesture::Edge { .. } => {
                self.selection = None;
                self.click(input, pos, events);
            }
            Gesture::Select { moved: false, .. } => self.click(input, pos, events),
            Gesture::Select { had, .. } => {
                if self.selection.is_some() {
                    events.push(ReaderEvent::Selected);
                } else if had {
                    events.push(ReaderEvent::Cleared);
                }
            }
        }
    }

    /// A click that selects nothing picks the marks under it.
    fn click(&mut self, input: &ReaderInput<'_>, pos: Pos2, events: &mut Vec<ReaderEvent>) {
        events.push(ReaderEvent::Cleared);
        let Some(offset) = self.view.page.character_at(input.text, pos) else {
            self.cycle = None;
            return;
        };
        self.pick(input, offset, events);
    }

    /// Picks the marks at a byte offset; another time at the same offset brings the next one first.
    pub(super) fn pick(&mut self, input: &ReaderInput<'_>, offset: usize, events: &mut Vec<ReaderEvent>) {
        let found = input.marks.at(offset).into_iter();
        let mut keys: Vec<u64> = found.filter_map(|i| input.marks.get(i)).map(|mark| mark.key).collect();
        let times = match self.cycle {
            Some((before, times)) if before == offset => times + 1,
            _ => 0,
        };
        self.cycle = Some((offset, times));
        if !keys.is_empty() {
            let turn = times % keys.len();
            keys.rotate_left(turn);
            events.push(ReaderEvent::Picked { keys, offset });
        }
    }

    /// The edge of an own mark at a point: that of the focused mark first.
    fn edge_at(&self, input: &ReaderInput<'_>, pos: Pos2) -> Option<Edge> {
        if !input.editable {
            return None;
        }
        let page = &self.view.page;
        let (placed, row) = page.row_at(pos.y)?;
        if placed.laid.degraded {
            // What lies under the pointer is other text than is shown there.
            return None;
        }
        let around = placed.laid.row_span(row);
        let mut best: Option<(bool, f32, Edge)> = None;
        for index in input.marks.over(around.start.saturating_sub(1)..around.end + 1) {
            let Some(mark) = input.marks.get(index).filter(|mark| mark.own) else {
                continue;
            };
            let is_focused = input.focused.contains(&mark.key);
            let reach = if is_focused { EDGE_REACH } else { OTHER_EDGE_REACH };
            for is_start in [true, false] {
                let distance = self.distance_to_edge(input.text, &mark.span, is_start, pos);
                let better =
                    best.as_ref().is_none_or(|(focused, near, _)| (is_focused, -distance) > (*focused, -*near));
                if distance <= reach && better {
                    best = Some((is_focused, distance, Edge { key: mark.key, span: mark.span.clone(), is_start }));
                }
            }
        }
        best.map(|(_, _, edge)| edge)
    }

    /// How far a point is beside an edge, in points; infinite in other rows.
    fn distance_to_edge(&self, text: &str, span: &Range<usize>, is_start: bool, pos: Pos2) -> f32 {
        let at = if is_start {
            span.start..words::next_grapheme(text, span.start)
        } else {
            words::previous_grapheme(text, span.end)..span.end
        };
        let mut distance = f32::INFINITY;
        self.view.page.pieces(text, &at, |rect: Rect| {
            let x = if is_start { rect.left() } else { rect.right() };
            if rect.y_range().contains(pos.y) {
                distance = distance.min((pos.x - x).abs());
            }
        });
        distance
    }

    fn hover(
        &mut self,
        ui: &Ui,
        input: &ReaderInput<'_>,
        geometry: &Geometry,
        mouse: &Mouse,
        events: &mut Vec<ReaderEvent>,
    ) {
        let hovered = match (mouse.pos, &self.gesture) {
            (Some(pos), Gesture::Idle) if mouse.over => {
                ui.ctx().set_cursor_icon(self.cursor(input, geometry, pos));
                self.mark_at(input, pos)
            }
            (_, Gesture::Idle) => None,
            (_, Gesture::Edge { .. }) => {
                ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
                return;
            }
            _ => return,
        };
        if hovered != self.hovered {
            self.hovered = hovered;
            events.push(ReaderEvent::Hovered(hovered));
        }
    }

    fn mark_at(&self, input: &ReaderInput<'_>, pos: Pos2) -> Option<u64> {
        if let Some(key) = self.margin.at(pos) {
            return Some(key);
        }
        let offset = self.view.page.character_at(input.text, pos)?;
        let index = *input.marks.at(offset).first()?;
        input.marks.get(index).map(|mark| mark.key)
    }

    fn cursor(&self, input: &ReaderInput<'_>, geometry: &Geometry, pos: Pos2) -> CursorIcon {
        if Strip::contains(geometry, pos) || pos.x < geometry.column.left() - 6.0 {
            CursorIcon::Default
        } else if self.margin.at(pos).is_some() {
            CursorIcon::PointingHand
        } else if pos.x > geometry.column.right() + 6.0 {
            CursorIcon::Default
        } else if self.edge_at(input, pos).is_some() {
            CursorIcon::ResizeHorizontal
        } else {
            CursorIcon::Text
        }
    }
}

/// The edge of the word that an offset lies within that is nearer to it; the offset itself between words.
fn nearest_edge_of_word(text: &str, offset: usize) -> usize {
    let word = words::word_within(text, offset).unwrap_or(offset..offset);
    if offset - word.start < word.end - offset { word.start } else { word.end }
}

/// The bytes of a mark when an edge is dragged to an offset: at least one grapheme cluster is left, and no space beside the words.
fn dragged_span(text: &str, edge: &Edge, offset: usize) -> Range<usize> {
    let Range { start, end } = edge.span;
    if edge.is_start {
        let start = offset.min(words::previous_grapheme(text, end));
        let rest = text.get(start..end).map_or(0, |words| words.trim_start().len());
        if rest == 0 { start..end } else { end - rest..end }
    } else {
        let end = offset.max(words::next_grapheme(text, start));
        let rest = text.get(start..end).map_or(0, |words| words.trim_end().len());
        if rest == 0 { start..end } else { start..start + rest }
    }
}
