//! The laid-out blocks of the text: galleys of what is visible, where each byte stands, and what stands at a point.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use egui::{Color32, Context, FontFamily, FontId, Galley, Pos2, Rect, TextFormat, pos2, text::LayoutJob};

use super::{heights::RowMetrics, setter::Setter};
use crate::text::{blocks::Blocks, words};

/// For how many frames a layout is kept that nothing asks for.
const SPARE_FRAMES: u64 = 4;

/// What the layout of a block depends on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PageMetrics {
    /// The lengths of rows.
    pub rows: RowMetrics,
    /// The font of text without combining marks.
    pub family: FontFamily,
    /// The font of text with combining marks.
    pub marked_family: FontFamily,
    /// Physical pixels in a point.
    pub pixels_per_point: f32,
}

/// One block, laid out.
pub(super) struct Laid {
    /// The galley, without colour.
    pub galley: Arc<Galley>,
    /// Bytes of the block in the text.
    pub span: Range<usize>,
    /// Byte offset in the text at which each row starts.
    starts: Vec<usize>,
    /// Whether glyphs are not in the order of characters (right-to-left text): then a row is marked as a whole.
    pub degraded: bool,
    /// Whether something in it is written from right to left.
    pub right_to_left: bool,
}

impl Laid {
    /// How many rows, at least one.
    pub fn rows(&self) -> usize {
        self.starts.len()
    }

    /// The row that holds a byte offset of the text.
    pub fn row_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Bytes of the text in a row.
    pub fn row_span(&self, row: usize) -> Range<usize> {
        let start = self.starts.get(row).copied().unwrap_or(self.span.end);
        start..self.starts.get(row + 1).copied().unwrap_or(self.span.end)
    }

    /// Where a byte offset stands in its row, in points from the left of the column.
    fn x_of(&self, text: &str, row: usize, offset: usize) -> f32 {
        let span = self.row_span(row);
        let offset = text.floor_char_boundary(offset.clamp(span.start, span.end));
        if self.degraded {
            return if offset > span.start { self.right(row) } else { 0.0 };
        }
        let glyph = text[span.start..offset].chars().count();
        self.galley
            .rows
            .get(row)
            .map_or(0.0, |placed| placed.pos.x + placed.glyphs.get(glyph).map_or(placed.size.x, |g| g.pos.x))
    }

    /// Where the last visible glyph of a row ends, in points from the left of the column.
    pub fn right(&self, row: usize) -> f32 {
        self.galley.rows.get(row).map_or(0.0, |placed| {
            let last = placed.glyphs.iter().rev().find(|g| !g.chr.is_whitespace());
            placed.pos.x + last.map_or(0.0, egui::epaint::text::Glyph::max_x)
        })
    }

    /// The part of a row that a byte range covers, from left to right; none where it is empty.
    fn stretch(&self, text: &str, row: usize, range: &Range<usize>) -> Option<(f32, f32)> {
        let span = self.row_span(row);
        let (start, end) = (range.start.max(span.start), range.end.min(span.end));
        if start >= end {
            return None;
        }
        let left = if self.degraded { 0.0 } else { self.x_of(text, row, start) };
        let right = self.x_of(text, row, end).min(self.right(row));
        (right > left).then_some((left, right))
    }

    /// The byte offset nearest to `x` (points from the left of the column) in a row.
    pub fn offset_in(&self, text: &str, row: usize, x: f32) -> usize {
        let span = self.row_span(row);
        let content = &text[span.clone()];
        if x >= self.right(row) {
            return span.start + content.trim_end().len();
        }
        let glyph = self.galley.rows.get(row).map_or(0, |placed| placed.char_at(x - placed.pos.x).0);
        words::snap(text, span.start + byte_of_char(content, glyph)).max(span.start)
    }

    /// The byte offset of the character that covers `x` in a row.
    fn character_at(&self, text: &str, row: usize, x: f32) -> Option<usize> {
        let placed = self.galley.rows.get(row)?;
        let x = x - placed.pos.x;
        let glyph = placed.glyphs.iter().position(|g| g.pos.x <= x && x < g.max_x())?;
        let span = self.row_span(row);
        let within = words::snap(text, span.start + byte_of_char(&text[span.clone()], glyph));
        Some(within.max(span.start))
    }
}

/// Byte offset of a character of `text`; its end for one beyond.
fn byte_of_char(text: &str, char: usize) -> usize {
    text.char_indices().nth(char).map_or(text.len(), |(at, _)| at)
}

/// A block on the screen.
pub(super) struct Placed {
    /// Index of the block.
    pub block: usize,
    /// Top of its first row, in points on the screen.
    pub top: f32,
    /// Its layout.
    pub laid: Arc<Laid>,
}

/// What is on the screen, from top to bottom.
pub(super) struct Page {
    /// The visible blocks.
    pub placed: Vec<Placed>,
    /// Left end of the column, in points on the screen.
    pub left: f32,
    /// Height of a row.
    pub row: f32,
    /// From the top of a row to its baseline.
    pub baseline: f32,
    /// What is visible of the pane.
    pub view: egui::Rangef,
}

impl Default for Page {
    fn default() -> Self {
        Self { placed: Vec::new(), left: 0.0, row: 1.0, baseline: 0.0, view: egui::Rangef::new(0.0, 0.0) }
    }
}

impl Page {
    /// The rectangles of whole rows that a byte range covers, as far as they are visible.
    pub fn pieces(&self, text: &str, range: &Range<usize>, mut each: impl FnMut(Rect)) {
        let first = self.placed.partition_point(|p| p.laid.span.end <= range.start);
        for placed in self.placed.iter().skip(first) {
            let laid = &placed.laid;
            if laid.span.start >= range.end {
                return;
            }
            let above = ((self.view.min - placed.top) / self.row).floor().max(0.0) as usize;
            let row = laid.row_of(range.start).max(above);
            for row in row..laid.rows() {
                let top = placed.top + row as f32 * self.row;
                if laid.row_span(row).start >= range.end || top >= self.view.max {
                    break;
                }
                if let Some((left, right)) = laid.stretch(text, row, range) {
                    let left_top = pos2(self.left + left, top);
                    each(Rect::from_min_max(left_top, pos2(self.left + right, top + self.row)));
                }
            }
        }
    }

    /// The block and row at a height of the screen, the nearest where there is none.
    pub fn row_at(&self, y: f32) -> Option<(&Placed, usize)> {
        let behind = self.placed.partition_point(|p| p.top <= y);
        let before = self.placed.get(behind.saturating_sub(1))?;
        let bottom = before.top + before.laid.rows() as f32 * self.row;
        let placed = match self.placed.get(behind) {
            Some(next) if next.top - y < y - bottom => next,
            _ => before,
        };
        let row = ((y - placed.top) / self.row).floor().max(0.0) as usize;
        Some((placed, row.min(placed.laid.rows() - 1)))
    }

    /// The byte offset nearest to a point.
    pub fn offset_at(&self, text: &str, pos: Pos2) -> Option<usize> {
        let (placed, row) = self.row_at(pos.y)?;
        Some(placed.laid.offset_in(text, row, pos.x - self.left))
    }

    /// The byte offset of the character under a point, none beside the text.
    pub fn character_at(&self, text: &str, pos: Pos2) -> Option<usize> {
        let (placed, row) = self.row_at(pos.y)?;
        let top = placed.top + row as f32 * self.row;
        if pos.y < top || pos.y >= top + self.row {
            return None;
        }
        placed.laid.character_at(text, row, pos.x - self.left)
    }

    /// Where a byte offset stands: left end and top of its row; none when it is not laid out.
    pub fn position(&self, text: &str, offset: usize) -> Option<Pos2> {
        let behind = self.placed.partition_point(|p| p.laid.span.start <= offset);
        let placed = self.placed.get(behind.checked_sub(1)?)?;
        if offset > placed.laid.span.end {
            return None;
        }
        let row = placed.laid.row_of(offset);
        let x = placed.laid.x_of(text, row, offset);
        Some(pos2(self.left + x, placed.top + row as f32 * self.row))
    }

    /// Bytes of the text from the first visible row to the last one.
    pub fn visible(&self) -> Range<usize> {
        let (Some(first), Some(last)) = (self.placed.first(), self.placed.last()) else {
            return 0..0;
        };
        let above = ((self.view.min - first.top) / self.row).floor().max(0.0) as usize;
        let below = ((self.view.max - last.top) / self.row).floor().max(0.0) as usize;
        let start = first.laid.row_span(above.min(first.laid.rows() - 1)).start;
        start..last.laid.row_span(below.min(last.laid.rows() - 1)).end.max(start)
    }
}

/// Laid-out blocks, kept while they are asked for.
#[derive(Default)]
pub(super) struct Galleys {
    laid: BTreeMap<usize, (u64, Arc<Laid>)>,
    frame: u64,
    setter: Setter,
}

impl Galleys {
    /// Drops all galleys.
    pub fn clear(&mut self) {
        self.laid.clear();
    }

    /// Drops all that refers to the texture that letters are drawn in.
    pub fn forget_letters(&mut self) {
        self.clear();
        self.setter.forget();
    }

    /// Drops what has not been asked for lately; once a frame.
    pub fn sweep(&mut self) {
        let oldest = self.frame.saturating_sub(SPARE_FRAMES);
        self.laid.retain(|_, (used, _)| *used >= oldest);
        self.frame += 1;
    }

    /// The layout of a block if there is one.
    pub fn get(&self, block: usize) -> Option<&Arc<Laid>> {
        self.laid.get(&block).map(|(_, laid)| laid)
    }

    /// The layout of a block, made where it is missing.
    pub fn lay_out(
        &mut self,
        ctx: &Context,
        text: &str,
        blocks: &Blocks,
        block: usize,
        metrics: &PageMetrics,
    ) -> Arc<Laid> {
        let Self { laid, frame, setter } = self;
        let (used, laid) = laid
            .entry(block)
            .or_insert_with(|| (0, Arc::new(lay_out(ctx, setter, text, blocks.get(block).range(), metrics))));
        *used = *frame;
        Arc::clone(laid)
    }
}

/// Lays out one block as one section; its colour is set when it is painted.
fn lay_out(ctx: &Context, setter: &mut Setter, text: &str, span: Range<usize>, metrics: &PageMetrics) -> Laid {
    let content = &text[span.clone()];
    let has_marks = content.chars().any(|c| c > '\u{2c1}' && is_combining(c));
    let family = if has_marks { &metrics.marked_family } else { &metrics.family };
    let format = TextFormat {
        line_height: Some(metrics.rows.row),
        ..TextFormat::simple(FontId::new(metrics.rows.size, family.clone()), Color32::PLACEHOLDER)
    };
    let mut job = LayoutJob::single_section(content.to_owned(), format);
    job.wrap.max_width = metrics.rows.width;
    let galley = ctx.fonts_mut(|fonts| {
        let set = if has_marks { None } else { setter.set(fonts, &job, metrics.pixels_per_point) };
        set.map_or_else(|| fonts.layout_job(job), Arc::new)
    });
    let (starts, in_order) = row_starts(&galley, content, span.start);
    let right_to_left = has_right_to_left(content);
    Laid { galley, span, starts, degraded: !in_order || right_to_left, right_to_left }
}

/// Where each row of a galley starts in the text, and whether there is a glyph for each character.
fn row_starts(galley: &Galley, content: &str, base: usize) -> (Vec<usize>, bool) {
    let mut chars = content.char_indices();
    let mut starts = Vec::with_capacity(galley.rows.len().max(1));
    let mut in_order = true;
    for row in &galley.rows {
        starts.push(base + chars.offset());
        for _ in 0..row.glyphs.len() + usize::from(row.ends_with_newline) {
            in_order &= chars.next().is_some();
        }
    }
    in_order &= chars.next().is_none();
    if starts.is_empty() {
        starts.push(base);
    }
    (starts, in_order)
}

/// Marks that stand over, under or through the letter before them, and modifiers that join.
fn is_combining(c: char) -> bool {
    matches!(u32::from(c),
        0x2c2..=0x36f | 0x483..=0x489 | 0x1ab0..=0x1aff | 0x1d2c..=0x1d6a | 0x1dc0..=0x1dff | 0x20d0..=0x20ff
        | 0xa700..=0xa721 | 0xfe20..=0xfe2f)
}

/// Whether something in a text is written from right to left.
pub fn has_right_to_left(text: &str) -> bool {
    text.chars().any(|c| c > '\u{58f}' && is_right_to_left(c))
}

/// Letters of Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms, and the marks that turn direction.
fn is_right_to_left(c: char) -> bool {
    matches!(u32::from(c),
        0x590..=0x8ff | 0x200f | 0x202b | 0x202e | 0x2067 | 0xfb1d..=0xfdff | 0xfe70..=0xfefc | 0x1_0800..=0x1_0fff
        | 0x1_e800..=0x1_efff)
}
