//! Painting of the reader: tints, hits and selection behind the text, underlines below it, names beside it.

use std::{collections::BTreeMap, ops::Range};

use egui::{Align2, Color32, FontId, Painter, Rect, Stroke, StrokeKind, Ui, pos2};

use super::{
    geometry::Geometry,
    input::{Glow, ReaderInput},
    marks::Mark,
    page::Page,
    state::Reader,
    strip::Strip,
};

/// How strong the tint of a passage is.
const TINT: f32 = 0.17;
/// How strong it is when the passage is focused or hovered.
const STRONG_TINT: f32 = 0.32;
/// How long a glow lasts, in seconds.
const GLOW_SECONDS: f64 = 1.2;
/// Thickness of an underline.
const UNDERLINE: f32 = 2.0;

/// A mark in view.
struct Shown<'a> {
    mark: &'a Mark,
    index: usize,
    rects: Vec<Rect>,
    strong: bool,
    /// Length of the passage in bytes.
    bytes: usize,
}

/// Vertical places in a row, from its top, in points.
#[derive(Clone, Copy)]
struct Lines {
    top: f32,
    bottom: f32,
    first_lane: f32,
    lane_step: f32,
}

impl Lines {
    fn new(page: &Page, size: f32) -> Self {
        Self {
            top: page.baseline - 1.06 * size,
            bottom: page.baseline + 0.36 * size + UNDERLINE,
            first_lane: page.baseline + 0.36 * size,
            lane_step: 0.21 * size,
        }
    }

    /// The part of a row's rectangle that is tinted.
    fn tinted(&self, row: Rect) -> Rect {
        Rect::from_x_y_ranges(row.x_range(), row.top() + self.top..=row.top() + self.bottom)
    }
}

impl Reader {
    /// Paints the whole pane.
    pub(super) fn paint(&mut self, ui: &Ui, input: &ReaderInput<'_>, geometry: &Geometry) {
        let painter = ui.painter_at(geometry.pane);
        let style = input.style;
        let lines = Lines::new(&self.view.page, style.text_size);
        painter.rect_filled(geometry.pane, 0.0, style.ground);
        self.paint_glow(ui, &painter, input, lines);
        let shown = self.shown(input);
        paint_tints(&painter, input, &shown, lines);
        self.paint_found(&painter, input, lines);
        self.paint_selection(&painter, input, lines, false);
        paint_underlines(&painter, input, &shown, lines);
        self.paint_text(&painter, input, geometry, &shown);
        self.paint_dimmed(&painter, input);
        self.paint_selection(&painter, input, lines, true);
        self.paint_margin(&painter, input);
        Strip::paint(&self.strip, &painter, input, geometry);
    }

    /// The marks in view, the longest passage first.
    fn shown<'a>(&self, input: &ReaderInput<'a>) -> Vec<Shown<'a>> {
        let page = &self.view.page;
        let mut shown: Vec<Shown<'a>> = Vec::new();
        for index in input.marks.over(page.visible()) {
            if let Some(mark) = input.marks.get(index) {
                let dragged = self.gesture.dragged(mark.key);
                let span = dragged.as_ref().unwrap_or(&mark.span);
                let mut rects = Vec::new();
                page.pieces(input.text, span, |rect| rects.push(rect));
                let strong = dragged.is_some() || self.stands_out(input, mark);
                shown.push(Shown { mark, index, rects, strong, bytes: span.len() });
            }
        }
        shown.sort_by_key(|s| std::cmp::Reverse(s.bytes));
        shown
    }

    fn stands_out(&self, input: &ReaderInput<'_>, mark: &Mark) -> bool {
        input.focused.contains(&mark.key)
            || Some(mark.key) == self.hovered
            || input.hovered_tag.is_some_and(|name| mark.tags.iter().any(|tag| &*tag.name == name))
    }

    fn paint_glow(&mut self, ui: &Ui, painter: &Painter, input: &ReaderInput<'_>, lines: Lines) {
        let now = ui.input(|i| i.time);
        let Some(Glow { range, since }) = &mut self.glow else {
            return;
        };
        let age = now - *since.get_or_insert(now);
        if age >= GLOW_SECONDS {
            self.glow = None;
            return;
        }
        let left = (1.0 - age / GLOW_SECONDS) as f32;
        let color = input.style.tint(input.style.glow, left);
        self.view.page.pieces(input.text, range, |row| {
            painter.rect_filled(lines.tinted(row).expand(4.0), 5.0, color);
        });
        ui.ctx().request_repaint();
    }

    fn paint_found(&self, painter: &Painter, input: &ReaderInput<'_>, lines: Lines) {
        let style = input.style;
        let current = input.found_current.and_then(|index| input.found.get(index));
        for range in in_view(input.found, &self.view.page.visible()) {
            let is_current = current == Some(range);
            let fill = if is_current { style.found_current } else { style.found };
            self.view.page.pieces(input.text, range, |row| {
                let rect = lines.tinted(row).expand2(egui::vec2(1.0, -1.0));
                painter.rect(rect, 4.0, fill, Stroke::new(1.0, style.dim), StrokeKind::Inside);
            });
        }
    }

    fn paint_selection(&self, painter: &Painter, input: &ReaderInput<'_>, lines: Lines, outline: bool) {
        let Some(selection) = self.selection else {
            return;
        };
        self.view.page.pieces(input.text, &selection.range(), |row| {
            let rect = lines.tinted(row).expand2(egui::vec2(1.0, 0.0));
            if outline {
                let stroke = Stroke::new(1.5, input.style.accent);
                painter.rect_stroke(rect, 3.0, stroke, StrokeKind::Middle);
            } else {
                painter.rect_filled(rect, 3.0, input.style.selection);
            }
        });
    }

    fn paint_text(&self, painter: &Painter, input: &ReaderInput<'_>, geometry: &Geometry, shown: &[Shown<'_>]) {
        let top = geometry.pane.top() - self.view.scrolled() as f32;
        let colors = [input.style.ink, input.style.dim];
        for ((below, line), color) in self.view.header.placed().zip(colors) {
            let y = top + below;
            if y + line.size().y >= geometry.pane.top() && y < geometry.pane.bottom() {
                let pos = painter.round_to_pixel_center(y);
                painter.galley(pos2(geometry.column.left(), pos), line.clone(), color);
            }
        }
        for placed in &self.view.page.placed {
            let pos = pos2(geometry.column.left(), placed.top);
            if input.muted_at(placed.laid.span.start).is_none() {
                painter.galley(pos, placed.laid.galley.clone(), input.style.ink);
                continue;
            }
            painter.galley(pos, placed.laid.galley.clone(), input.style.muted);
            // What is marked, found or selected in it is as plain to read as anywhere.
            self.over_block(input, shown, &placed.laid.span, |rect| {
                painter.with_clip_rect(rect).galley(pos, placed.laid.galley.clone(), input.style.ink);
            });
        }
    }

    /// The rectangles of all in a block that is marked, found or selected.
    fn over_block(
        &self,
        input: &ReaderInput<'_>,
        shown: &[Shown<'_>],
        block: &Range<usize>,
        mut each: impl FnMut(Rect),
    ) {
        let marks = shown.iter().map(|shown| shown.mark.span.clone());
        let found = in_view(input.found, block).iter().cloned();
        let selected = self.selection.map(|selection| selection.range());
        for range in marks.chain(found).chain(selected) {
            let within = range.start.max(block.start)..range.end.min(block.end);
            if within.start < within.end {
                self.view.page.pieces(input.text, &within, &mut each);
            }
        }
    }

    /// Covers what recedes with a veil, so that its text needs no layout of its own.
    fn paint_dimmed(&self, painter: &Painter, input: &ReaderInput<'_>) {
        let veil = input.style.ground.gamma_multiply(0.55);
        for range in in_view(input.dimmed, &self.view.page.visible()) {
            self.view.page.pieces(input.text, range, |row| {
                painter.rect_filled(row, 0.0, veil);
            });
        }
    }

    fn paint_margin(&self, painter: &Painter, input: &ReaderInput<'_>) {
        let style = input.style;
        for entry in &self.margin.entries {
            let strong = input.marks.get(entry.mark).is_some_and(|mark| self.stands_out(input, mark));
            let bracket = if strong { entry.bracket.expand2(egui::vec2(0.5, 0.0)) } else { entry.bracket };
            painter.rect_filled(bracket, 1.0, entry.color);
            if strong && !entry.names.is_empty() {
                let names = entry.names.iter().map(|(pos, galley, _)| Rect::from_min_size(*pos, galley.size()));
                let around = names.reduce(Rect::union).unwrap_or(entry.rect);
                painter.rect_filled(around.expand2(egui::vec2(4.0, 1.0)), 3.0, style.tint(entry.color, 0.14));
            }
            for (pos, galley, color) in &entry.names {
                painter.galley(*pos, galley.clone(), *color);
            }
        }
        for (pos, galley) in &self.margin.counts {
            painter.galley(*pos, galley.clone(), style.dim);
        }
        if let Some(heads) = self.margin.heads_rect() {
            painter.rect_filled(heads, 0.0, style.ground);
        }
        for (pos, galley) in &self.margin.heads {
            painter.galley(*pos, galley.clone(), style.dim);
        }
    }
}

/// The ranges that touch `visible`, of ranges by rising start that hardly overlap.
fn in_view<'a>(ranges: &'a [Range<usize>], visible: &Range<usize>) -> &'a [Range<usize>] {
    let first = ranges.partition_point(|range| range.end <= visible.start);
    let behind = ranges.partition_point(|range| range.start < visible.end);
    ranges.get(first..behind).unwrap_or_default()
}

/// Opaque, the shortest last, so that each place has the tint of the shortest passage there and no mixture.
fn paint_tints(painter: &Painter, input: &ReaderInput<'_>, shown: &[Shown<'_>], lines: Lines) {
    for Shown { mark, rects, strong, .. } in shown {
        let color = mark.tags.first().map_or(input.style.dim, |tag| tag.color);
        let fill = input.style.tint(color, if *strong { STRONG_TINT } else { TINT });
        for row in rects {
            painter.rect_filled(lines.tinted(*row), 0.0, fill);
        }
    }
}

fn paint_underlines(painter: &Painter, input: &ReaderInput<'_>, shown: &[Shown<'_>], lines: Lines) {
    // Passages that end at one place share one count.
    let mut counts: BTreeMap<(i32, i32), usize> = BTreeMap::new();
    for Shown { mark, index, rects, strong, .. } in shown {
        let lanes = input.marks.lanes(*index);
        for (tag, lane) in lanes.iter().enumerate() {
            let Some(lane) = lane else { continue };
            let color = mark.tags.get(tag).map_or(input.style.dim, |tag| tag.color);
            let thick = if *strong { UNDERLINE + 1.0 } else { UNDERLINE };
            for row in rects {
                let y = row.top() + lines.first_lane + f32::from(*lane) * lines.lane_step;
                let line = Rect::from_x_y_ranges(row.x_range(), y..=y + thick);
                painter.rect_filled(line, 0.0, color);
            }
        }
        let drawn = lanes.iter().flatten().count();
        let without = mark.tags.len().max(1).saturating_sub(drawn);
        if let (1.., Some(last)) = (without, rects.last()) {
            let at = pos2(last.right(), last.top() + lines.bottom).round();
            *counts.entry((at.y as i32, at.x as i32)).or_default() += without;
        }
    }
    for ((y, x), count) in counts {
        paint_count(painter, input, count, pos2(x as f32, y as f32));
    }
}

/// "+n" for the tags that have no underline because three run there already.
fn paint_count(painter: &Painter, input: &ReaderInput<'_>, count: usize, at: egui::Pos2) {
    let font = FontId::new(0.8 * input.style.label_size, input.style.sans.clone());
    let color: Color32 = input.style.dim;
    painter.text(at, Align2::RIGHT_TOP, format!("+{count}"), font, color);
}
