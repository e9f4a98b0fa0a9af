//! The overview strip: the whole article in miniature with a tick for each mark and a frame around what is in view.

use std::sync::Arc;

use egui::{Color32, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use super::{geometry::Geometry, heights::Heights, input::ReaderInput, view::View};
use crate::text::blocks::Blocks;

/// The frame is at least this high.
const LOWEST_FRAME: f32 = 14.0;
/// The ticks are at least this high.
const LOWEST_TICK: usize = 2;

/// By how many points ticks may be out of place before they are drawn anew.
const MOST_DRIFT: f64 = 0.5;

/// The strip of a frame.
#[derive(Default)]
pub(super) struct Strip {
    stamp: Option<Stamp>,
    /// Drift of the heights when the ticks were drawn, in points.
    drift: f64,
    /// The byte offset at the top of each row of points.
    bytes_at: Vec<usize>,
    ticks: Arc<Mesh>,
    /// Around what is in view; none when all is.
    frame: Option<Rect>,
    /// Height of the article and of the view.
    total: f64,
}

/// What the ticks depend on.
#[derive(Clone, PartialEq)]
struct Stamp {
    document: u64,
    revision: u64,
    /// Version of the heights.
    heights: u64,
    rect: Rect,
    header: f32,
    dim: Color32,
}

impl Stamp {
    /// Whether each row of points stands for the same bytes.
    fn is_as_high_as(&self, other: &Self) -> bool {
        (self.document, self.heights, self.rect.height(), self.header)
            == (other.document, other.heights, other.rect.height(), other.header)
    }
}

impl Strip {
    /// Forgets what belongs to another article.
    pub fn forget(&mut self) {
        self.stamp = None;
    }

    /// Draws the ticks anew where something has changed, and finds the frame.
    pub fn arrange(&mut self, input: &ReaderInput<'_>, geometry: &Geometry, view: &View) {
        let (Some(blocks), Some(heights)) = (view.blocks(), view.heights()) else {
            return;
        };
        let stamp = Stamp {
            document: input.document,
            revision: input.revision,
            heights: heights.version(),
            rect: geometry.strip,
            header: view.header.height,
            dim: input.style.dim,
        };
        self.total = view.total().max(1.0);
        let drift = (heights.drift() - self.drift).abs() / self.total * f64::from(geometry.strip.height());
        let is_elsewhere = self.stamp.as_ref().is_none_or(|old| !old.is_as_high_as(&stamp)) || drift > MOST_DRIFT;
        if is_elsewhere {
            self.drift = heights.drift();
            self.bytes_at = bytes_of_rows(blocks, heights, &stamp, self.total);
        }
        if is_elsewhere || self.stamp.as_ref() != Some(&stamp) {
            let rows = tick_rows(input, &self.bytes_at, stamp.dim);
            self.ticks = Arc::new(tick_mesh(&rows, geometry.strip));
            self.stamp = Some(stamp);
        }
        self.frame = frame(geometry, view);
    }

    /// What is around all ticks, on the screen.
    #[cfg(test)]
    pub fn tick_bounds(&self) -> Rect {
        self.ticks.calc_bounds()
    }

    /// Paints track, ticks and frame.
    pub fn paint(&self, painter: &Painter, input: &ReaderInput<'_>, geometry: &Geometry) {
        let style = input.style;
        let track = style.tint(style.line, 0.5);
        painter.rect_filled(geometry.strip, 4.0, track);
        painter.add(Shape::Mesh(Arc::clone(&self.ticks)));
        if let Some(frame) = self.frame {
            painter.rect_stroke(frame, 4.0, Stroke::new(1.0, style.ink), StrokeKind::Inside);
        }
    }

    /// Whether a point is on the strip, generously.
    pub fn contains(geometry: &Geometry, pos: Pos2) -> bool {
        geometry.strip.expand2(vec2(4.0, 8.0)).contains(pos)
    }

    /// The height in the article (points from its top) to which a press brings the top of the view: where it is for a
    /// press on the frame, else so that what was pressed comes to the middle. None when all is in view.
    pub fn pressed(&self, geometry: &Geometry, view: &View, pos: Pos2) -> Option<f64> {
        if self.frame?.y_range().contains(pos.y) {
            return Some(view.scrolled());
        }
        let share = (pos.y - geometry.strip.top()) / geometry.strip.height();
        Some(f64::from(share) * self.total - f64::from(geometry.pane.height()) / 2.0)
    }

    /// By how much the view scrolls when the frame is dragged by `points`.
    pub fn dragged(&self, geometry: &Geometry, points: f32) -> f64 {
        let size = self.frame.map_or(0.0, |frame| frame.height());
        let way = f64::from((geometry.strip.height() - size).max(1.0));
        f64::from(points) / way * (self.total - f64::from(geometry.pane.height())).max(0.0)
    }
}

fn frame(geometry: &Geometry, view: &View) -> Option<Rect> {
    let (total, height) = (view.total(), f64::from(geometry.pane.height()));
    if total <= height {
        return None;
    }
    let strip = geometry.strip;
    let whole = f64::from(strip.height());
    let size = ((height / total * whole) as f32).clamp(LOWEST_FRAME.min(strip.height()), strip.height());
    let way = whole - f64::from(size);
    let top = strip.top() + (view.scrolled() / (total - height) * way) as f32;
    let top = top.clamp(strip.top(), strip.bottom() - size);
    Some(Rect::from_min_size(pos2(strip.left() - 1.0, top), vec2(strip.width() + 2.0, size)))
}

/// The colour of each row of points of the strip; where marks overlap, that of the shortest.
fn tick_rows(input: &ReaderInput<'_>, bytes_at: &[usize], dim: Color32) -> Vec<Option<Color32>> {
    let count = bytes_at.len();
    let mut rows: Vec<(usize, Option<Color32>)> = vec![(usize::MAX, None); count];
    let mut first = 0;
    for tick in input.marks.ticks() {
        while bytes_at.get(first + 1).is_some_and(|byte| *byte <= tick.span.start) {
            first += 1;
        }
        let mut last = first + LOWEST_TICK;
        while bytes_at.get(last).is_some_and(|byte| *byte < tick.span.end) {
            last += 1;
        }
        let color = tick.color.unwrap_or(dim);
        let length = tick.span.len();
        for row in rows.get_mut(first..last.min(count)).unwrap_or_default() {
            if length < row.0 {
                *row = (length, Some(color));
            }
        }
    }
    rows.into_iter().map(|(_, color)| color).collect()
}

/// The byte offset at the top of each row of points of the strip, in one walk over the blocks.
fn bytes_of_rows(blocks: &Blocks, heights: &Heights, stamp: &Stamp, total: f64) -> Vec<usize> {
    let count = stamp.rect.height().ceil().clamp(1.0, 8192.0) as usize;
    let step = total / f64::from(stamp.rect.height().max(1.0));
    let mut bytes = Vec::with_capacity(count);
    let mut y = -f64::from(stamp.header);
    let mut ends = heights.tops().skip(1).chain([heights.total()]);
    let mut top = 0.0;
    for block in blocks.iter() {
        let bottom = ends.next().unwrap_or(top);
        while y < bottom && bytes.len() < count {
            let share = ((y - top) / (bottom - top)).clamp(0.0, 1.0);
            bytes.push(block.start + ((block.end - block.start) as f64 * share) as usize);
            y += step;
        }
        top = bottom;
    }
    let end = blocks.get(blocks.len()).end;
    bytes.resize(count, end);
    bytes
}

/// One mesh for all ticks, so that a frame adds one shape.
fn tick_mesh(rows: &[Option<Color32>], strip: Rect) -> Mesh {
    let mut mesh = Mesh::default();
    let mut start = 0;
    for run in rows.chunk_by(|a, b| a == b) {
        let end = start + run.len();
        if let Some(Some(color)) = run.first() {
            let top = strip.top() + start as f32;
            let bottom = (strip.top() + end as f32).min(strip.bottom());
            let corners = (pos2(strip.left() + 2.0, top), pos2(strip.right() - 2.0, bottom));
            mesh.add_colored_rect(Rect::from_min_max(corners.0, corners.1), *color);
        }
        start = end;
    }
    mesh
}
