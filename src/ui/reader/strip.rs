//! The overview strip: the whole article in miniature with a tick for each mark and a frame around what is in view.

use std::{ops::Range, sync::Arc};

use egui::{Color32, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use super::{ReaderInput, geometry::Geometry, heights::Heights, view::View};
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
        let drift =
            (heights.drift() - self.drift).abs() / self.total * f64::from(geometry.strip.height());
        if self.stamp.as_ref() != Some(&stamp) || drift > MOST_DRIFT {
            self.drift = heights.drift();
            let rows = tick_rows(input, blocks, heights, &stamp, self.total);
            self.ticks = Arc::new(tick_mesh(&rows, geometry.strip));
            self.stamp = Some(stamp);
        }
        self.frame = frame(geometry, view);
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

    /// How far below the top of the frame a press grabs it; its middle when the press is beside it.
    pub fn grab(&self, pos: Pos2) -> f32 {
        match self.frame {
            Some(frame) if frame.y_range().contains(pos.y) => pos.y - frame.top(),
            Some(frame) => frame.height() / 2.0,
            None => 0.0,
        }
    }

    /// The height in the article (points from its top) that a pointer drags the top of the view to.
    pub fn dragged_to(&self, geometry: &Geometry, pos: Pos2, grab: f32) -> Option<f64> {
        self.frame?;
        let share = (pos.y - grab - geometry.strip.top()) / geometry.strip.height();
        Some(f64::from(share.clamp(0.0, 1.0)) * self.total)
    }
}

fn frame(geometry: &Geometry, view: &View) -> Option<Rect> {
    let (total, height) = (view.total(), f64::from(geometry.pane.height()));
    if total <= height {
        return None;
    }
    let strip = geometry.strip;
    let whole = f64::from(strip.height());
    let size =
        ((height / total * whole) as f32).clamp(LOWEST_FRAME.min(strip.height()), strip.height());
    let top = strip.top() + (view.scrolled() / total * whole) as f32;
    let top = top.clamp(strip.top(), strip.bottom() - size);
    Some(Rect::from_min_size(
        pos2(strip.left() - 1.0, top),
        vec2(strip.width() + 2.0, size),
    ))
}

/// The colour of each row of points of the strip; where marks overlap, that of the shortest.
fn tick_rows(
    input: &ReaderInput<'_>,
    blocks: &Blocks,
    heights: &Heights,
    stamp: &Stamp,
    total: f64,
) -> Vec<Option<Color32>> {
    let count = stamp.rect.height().ceil().clamp(1.0, 8192.0) as usize;
    let mut rows: Vec<(usize, Option<Color32>)> = vec![(usize::MAX, None); count];
    let scale = f64::from(stamp.rect.height()) / total;
    let header = f64::from(stamp.header);
    let mut tops = TopsOfOffsets::new(blocks, heights);
    for (index, mark) in input.marks.iter().enumerate() {
        let bytes = input.marks.bytes(index);
        let (top, bottom) = tops.of(&mark.span);
        let (top, bottom) = (top + header, bottom + header);
        let first = ((top * scale) as usize).min(count - 1);
        let last = ((bottom * scale) as usize)
            .max(first + LOWEST_TICK)
            .min(count);
        let color = mark.tags.first().map_or(stamp.dim, |tag| tag.color);
        for row in rows.get_mut(first..last).unwrap_or_default() {
            if bytes < row.0 {
                *row = (bytes, Some(color));
            }
        }
    }
    rows.into_iter().map(|(_, color)| color).collect()
}

/// Heights of byte offsets that are asked for in rising order: one walk for all marks.
struct TopsOfOffsets<'a> {
    blocks: &'a Blocks,
    /// Top of each block, and the end of the text.
    tops: Vec<f64>,
    /// The block at hand.
    here: usize,
}

impl<'a> TopsOfOffsets<'a> {
    fn new(blocks: &'a Blocks, heights: &Heights) -> Self {
        let tops = heights.tops().chain([heights.total()]).collect();
        Self {
            blocks,
            tops,
            here: 0,
        }
    }

    /// The heights of the start and the end of a span, whose start is not before that of the last one.
    fn of(&mut self, span: &Range<usize>) -> (f64, f64) {
        self.here = self.block_from(self.here, span.start);
        let end = self.block_from(self.here, span.end);
        (
            self.within(self.here, span.start),
            self.within(end, span.end),
        )
    }

    /// The block of an offset, looked for at and soon behind another one.
    fn block_from(&self, mut block: usize, offset: usize) -> usize {
        for _ in 0..8 {
            if block + 1 >= self.blocks.len() || self.blocks.get(block + 1).start > offset {
                return block;
            }
            block += 1;
        }
        self.blocks.at(offset)
    }

    /// The height of an offset in its block, as if its rows were equally full.
    fn within(&self, block: usize, offset: usize) -> f64 {
        let bytes = self.blocks.get(block);
        let top = self.tops.get(block).copied().unwrap_or(0.0);
        let bottom = self.tops.get(block + 1).copied().unwrap_or(top);
        let share =
            offset.saturating_sub(bytes.start) as f64 / (bytes.end - bytes.start).max(1) as f64;
        top + share.min(1.0) * (bottom - top)
    }
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
            let corners = (
                pos2(strip.left() + 2.0, top),
                pos2(strip.right() - 2.0, bottom),
            );
            mesh.add_colored_rect(Rect::from_min_max(corners.0, corners.1), *color);
        }
        start = end;
    }
    mesh
}
