//! The part of the text in view: keeps layouts and heights up to date and places the blocks of a frame.

use std::{collections::VecDeque, ops::Range, sync::Arc, time::Duration};

use egui::{Context, FontId, Galley, Ui, emath::GuiRounding as _};

use super::{
    atlas::Atlas,
    geometry::{ABOVE, BELOW, Geometry},
    heights::{Advances, Heights, RowMetrics},
    input::ReaderInput,
    page::{Galleys, Laid, Page, PageMetrics, Placed},
    scroll::{Move, Place},
    style::ReaderStyle,
};
use crate::text::blocks::{Blocks, Gap};

/// What refining the heights may take in a frame.
const SLICE: Duration = Duration::from_millis(1);

/// Space between title and byline, and between byline and text.
const HEADER_GAPS: [f32; 2] = [6.0, 18.0];

/// A view of a text.
#[derive(Default)]
pub(super) struct View {
    document: Option<Document>,
    anchor: Place,
    moves: VecDeque<Move>,
    galleys: Galleys,
    atlas: Atlas,
    /// Goes up whenever no galley made before must be used any more, whatever its width.
    pub epoch: u64,
    /// What is on the screen.
    pub page: Page,
    /// The title and byline.
    pub header: Header,
}

/// What is known of one text.
struct Document {
    id: u64,
    text: Arc<str>,
    blocks: Blocks,
    heights: Heights,
    metrics: PageMetrics,
    advances: Advances,
}

/// The lines above the text.
#[derive(Default)]
pub(super) struct Header {
    /// Title and byline, without colour.
    pub lines: Vec<Arc<Galley>>,
    /// From the top of the article to its first row, in points.
    pub height: f32,
}

impl Header {
    /// Each line with its distance from the top of the article, in points.
    pub fn placed(&self) -> impl Iterator<Item = (f32, &Arc<Galley>)> {
        let mut top = ABOVE;
        self.lines.iter().zip(HEADER_GAPS).map(move |(line, gap)| {
            let here = top;
            top += with_gap(line, gap);
            (here, line)
        })
    }
}

impl View {
    /// Whether another text is to be shown than last time.
    pub fn is_other_document(&self, input: &ReaderInput<'_>) -> bool {
        self.document
            .as_ref()
            .is_none_or(|d| d.id != input.document || !(Arc::ptr_eq(&d.text, input.text) || d.text == *input.text))
    }

    /// Where the view stands.
    pub fn anchor(&self) -> Place {
        self.anchor
    }

    /// Asks for a move.
    pub fn push(&mut self, change: Move) {
        self.moves.push_back(change);
    }

    /// Whether moves wait.
    pub fn has_moves(&self) -> bool {
        !self.moves.is_empty()
    }

    /// The blocks of the text.
    pub fn blocks(&self) -> Option<&Blocks> {
        self.document.as_ref().map(|d| &d.blocks)
    }

    /// The heights of the text.
    pub fn heights(&self) -> Option<&Heights> {
        self.document.as_ref().map(|d| &d.heights)
    }

    /// Height of the article with the space above and below, in points.
    pub fn total(&self) -> f64 {
        self.heights().map_or(0.0, Heights::total) + f64::from(self.header.height + BELOW)
    }

    /// From the top of the article to the top of the view, in points.
    pub fn scrolled(&self) -> f64 {
        let (Some(first), Some(heights)) = (self.page.placed.first(), self.heights()) else {
            return 0.0;
        };
        let into = f64::from(self.page.view.min - first.top);
        f64::from(self.header.height) + heights.top(first.block) + into
    }

    /// Takes in what has changed: the text, the width, the fonts.
    pub fn prepare(&mut self, ui: &Ui, input: &ReaderInput<'_>, geometry: &Geometry) {
        let style = input.style;
        let metrics = page_metrics(ui, style, geometry.column.width());
        let was_at_top = self.is_at_top();
        if self.is_other_document(input) {
            self.open(ui.ctx(), input, &metrics);
        }
        let atlas_was_cleared = self.atlas.was_cleared(ui);
        if let Some(document) = &mut self.document {
            // Another `Arc` of the same text is kept, so that the texts need not be compared again.
            document.text = Arc::clone(input.text);
            if atlas_was_cleared {
                self.galleys.forget_letters();
            } else if document.metrics != metrics {
                self.galleys.clear();
            }
            if atlas_was_cleared || document.metrics.pixels_per_point != metrics.pixels_per_point {
                self.epoch += 1;
            }
            if document.metrics != metrics {
                document.set_metrics(ui.ctx(), metrics);
            }
            if document.heights.refine(&document.text, &document.blocks, &document.advances, SLICE) {
                ui.ctx().request_repaint();
            }
        }
        self.header = header(ui, input, geometry.column.width());
        if was_at_top {
            self.anchor = self.top();
        }
    }

    fn open(&mut self, ctx: &Context, input: &ReaderInput<'_>, metrics: &PageMetrics) {
        let blocks = Blocks::new(input.text);
        self.galleys.clear();
        self.epoch += 1;
        // A move that was asked for with the new text, such as to where one was, still holds.
        self.anchor = Place { offset: 0, pixel: f64::NEG_INFINITY };
        self.document = Some(Document {
            id: input.document,
            text: Arc::clone(input.text),
            heights: Heights::new(input.text, &blocks, metrics.rows),
            advances: advances(ctx, metrics),
            blocks,
            metrics: metrics.clone(),
        });
    }

    fn top(&self) -> Place {
        Place { offset: 0, pixel: -f64::from(self.header.height) }
    }

    fn is_at_top(&self) -> bool {
        self.anchor.offset == 0 && self.anchor.pixel <= 0.5 - f64::from(self.header.height)
    }

    /// Carries out the moves and lays out what is then in view.
    pub fn place(&mut self, ctx: &Context, geometry: &Geometry) {
        let Some(mut document) = self.document.take() else {
            return;
        };
        let mut placing = Placing {
            ctx,
            document: &mut document,
            galleys: &mut self.galleys,
            header: f64::from(self.header.height),
            height: f64::from(geometry.pane.height()),
        };
        let start = placing.start(self.anchor);
        let anchored = placing.normal(start);
        let mut top = placing.clamped(anchored);
        while let Some(change) = self.moves.pop_front() {
            let moved = placing.moved(top, &change);
            top = placing.clamped(moved);
        }
        self.page = placing.page(top, geometry);
        if top != anchored {
            // The anchor stays the same while only the width changes: a new one each time would drift.
            self.anchor = placing.place(top);
        }
        self.galleys.sweep();
        self.document = Some(document);
    }

    /// The line of the text at a byte offset, without its line feed, if something in it is written from right to left; of a very long line
    /// the block.
    pub fn line_if_right_to_left(&mut self, ctx: &Context, offset: usize) -> Option<Range<usize>> {
        let document = self.document.as_ref()?;
        let block = document.blocks.at(offset);
        let laid = self.galleys.lay_out(ctx, &document.text, &document.blocks, block, &document.metrics);
        laid.right_to_left.then(|| document.blocks.get(block).range())
    }

    /// The byte offset one row below (or above) another; a character further where that is not laid out.
    pub fn row_beside(&self, text: &str, offset: usize, forward: bool) -> usize {
        let page = &self.page;
        let beside = page.position(text, offset).and_then(|pos| {
            let (placed, row) = page.row_at(pos.y + page.row / 2.0)?;
            let (block, row) = self.next_row(placed, row, forward)?;
            let laid = self.galleys.get(block)?;
            Some(laid.offset_in(text, row, pos.x - page.left))
        });
        beside.unwrap_or_else(|| super::selection::step(text, offset, super::selection::Step::Line, forward))
    }

    fn next_row(&self, placed: &Placed, row: usize, forward: bool) -> Option<(usize, usize)> {
        if forward {
            if row + 1 < placed.laid.rows() {
                return Some((placed.block, row + 1));
            }
            return self.galleys.get(placed.block + 1).map(|_| (placed.block + 1, 0));
        }
        match row.checked_sub(1) {
            Some(above) => Some((placed.block, above)),
            None => {
                let block = placed.block.checked_sub(1)?;
                self.galleys.get(block).map(|laid| (block, laid.rows() - 1))
            }
        }
    }
}

impl Document {
    fn set_metrics(&mut self, ctx: &Context, metrics: PageMetrics) {
        self.heights.set_metrics(metrics.rows);
        if self.metrics.family != metrics.family || self.metrics.marked_family != metrics.marked_family {
            self.advances = advances(ctx, &metrics);
            self.heights.forget_advances();
        }
        self.metrics = metrics;
    }
}

/// The top of the view: a block and how far the view begins below its top, in points (gaps lie above their block).
#[derive(Clone, Copy, Debug, PartialEq)]
struct Top {
    block: usize,
    into: f64,
}

/// Finds the blocks in view, laying out what it needs to be exact.
struct Placing<'a> {
    ctx: &'a Context,
    document: &'a mut Document,
    galleys: &'a mut Galleys,
    /// Height of the title and byline.
    header: f64,
    /// Height of the view.
    height: f64,
}

impl Placing<'_> {
    fn row(&self) -> f64 {
        f64::from(self.document.metrics.rows.row)
    }

    fn laid(&mut self, block: usize) -> Arc<Laid> {
        let document = &mut *self.document;
        let laid = self.galleys.lay_out(self.ctx, &document.text, &document.blocks, block, &document.metrics);
        document.heights.set_exact(block, laid.rows());
        laid
    }

    /// Height of a block, made exact.
    fn block_height(&mut self, block: usize) -> f64 {
        self.laid(block).rows() as f64 * self.row()
    }

    /// Space above a block.
    fn gap(&self, block: usize) -> f64 {
        match self.document.blocks.get(block).gap {
            Gap::Paragraph => f64::from(self.document.metrics.rows.gap),
            Gap::Line | Gap::None => 0.0,
        }
    }

    /// The top of the view for an anchor.
    fn start(&mut self, anchor: Place) -> Top {
        let block = self.document.blocks.at(anchor.offset);
        let row = self.laid(block).row_of(anchor.offset);
        Top { block, into: row as f64 * self.row() + anchor.pixel }
    }

    /// The anchor for a top that is normal.
    fn place(&mut self, top: Top) -> Place {
        let row = self.row();
        let laid = self.laid(top.block);
        let below = top.into - laid.rows() as f64 * row;
        if below >= 0.0 && top.block + 1 < self.document.blocks.len() {
            // In a gap: what is below it is what is read.
            let pixel = below - self.gap(top.block + 1);
            return Place { offset: self.document.blocks.get(top.block + 1).start, pixel };
        }
        let index = ((top.into / row).floor().max(0.0) as usize).min(laid.rows() - 1);
        Place { offset: laid.row_span(index).start, pixel: top.into - index as f64 * row }
    }

    fn moved(&mut self, top: Top, change: &Move) -> Top {
        let row = self.row();
        match change {
            Move::Points(points) => self.down(top, *points),
            Move::Lines(lines) => self.down(top, f64::from(*lines) * row),
            Move::Pages(pages) => {
                // Two rows stay, so that the eye finds its place.
                let page = (self.height - 2.0 * row).max(row);
                self.down(top, f64::from(*pages) * page)
            }
            Move::Start => Top { block: 0, into: -self.header },
            Move::End => self.end(),
            Move::Reveal(range) => self.reveal(top, range),
            Move::To(place) => {
                let pixel = if place.pixel.is_finite() { place.pixel } else { 0.0 };
                self.start(Place { pixel, ..*place })
            }
            Move::Height(y) => self.at_height(*y),
        }
    }

    fn down(&mut self, top: Top, points: f64) -> Top {
        if points.abs() > 4.0 * self.height.max(1000.0) {
            let y = self.header + self.document.heights.top(top.block) + top.into;
            return self.at_height(y + points);
        }
        Top { into: top.into + points, ..top }
    }

    fn at_height(&self, y: f64) -> Top {
        let y = y - self.header;
        let block = self.document.heights.at(y);
        Top { block, into: y - self.document.heights.top(block) }
    }

    /// The lowest top there is.
    fn end(&mut self) -> Top {
        let last = self.document.blocks.len() - 1;
        let into = self.block_height(last) + f64::from(BELOW) - self.height;
        self.normal(Top { block: last, into })
    }

    /// With `into` within the block or the gap below it; in the header it is negative.
    fn normal(&mut self, mut top: Top) -> Top {
        while top.into < 0.0 && top.block > 0 {
            let gap = self.gap(top.block);
            if top.into >= -gap {
                break;
            }
            top.block -= 1;
            top.into += gap + self.block_height(top.block);
        }
        while top.into > 0.0 && top.block + 1 < self.document.blocks.len() {
            let down = self.block_height(top.block) + self.gap(top.block + 1);
            if top.into < down {
                break;
            }
            top = Top { block: top.block + 1, into: top.into - down };
        }
        top
    }

    /// Normal, and neither above the title nor below the end.
    fn clamped(&mut self, top: Top) -> Top {
        let top = self.normal(top);
        let top = if self.runs_out(top) { self.end() } else { top };
        if top.block == 0 && top.into < -self.header {
            return Top { block: 0, into: -self.header };
        }
        top
    }

    /// Whether the text ends too far above the bottom of the view.
    fn runs_out(&mut self, top: Top) -> bool {
        let mut y = -top.into;
        for block in top.block..self.document.blocks.len() {
            if y >= self.height {
                return false;
            }
            let gap = if block > top.block { self.gap(block) } else { 0.0 };
            y += gap + self.block_height(block);
        }
        y + f64::from(BELOW) < self.height
    }

    fn reveal(&mut self, top: Top, range: &Range<usize>) -> Top {
        let (band_top, band_bottom) = (0.12 * self.height, 0.84 * self.height);
        let first = self.start(Place { offset: range.start, pixel: 0.0 });
        let end = range.end.max(range.start + 1) - 1;
        let last = self.start(Place { offset: end, pixel: self.row() });
        let (above, below) = (self.distance(top, first), self.distance(top, last));
        if above >= band_top && below <= band_bottom {
            return top;
        }
        let near = above > -self.height && below < 2.0 * self.height;
        let fits = below - above <= band_bottom - band_top;
        match (near && fits, above < band_top) {
            (true, true) => self.normal(Top { into: first.into - band_top, ..first }),
            (true, false) => self.normal(Top { into: last.into - band_bottom, ..last }),
            (false, _) => self.normal(Top { into: first.into - 0.28 * self.height, ..first }),
        }
    }

    /// From one top down to another, exact while they are near each other.
    fn distance(&mut self, from: Top, to: Top) -> f64 {
        let heights = &self.document.heights;
        heights.top(to.block) + to.into - heights.top(from.block) - from.into
    }

    /// Lays out what is in view.
    fn page(&mut self, top: Top, geometry: &Geometry) -> Page {
        let row = self.document.metrics.rows.row;
        let mut page = Page {
            placed: Vec::new(),
            left: geometry.column.left(),
            row,
            baseline: 0.75 * row,
            view: geometry.pane.y_range(),
        };
        let mut y = f64::from(geometry.pane.top()) - top.into;
        let bottom = f64::from(geometry.pane.bottom());
        for block in top.block..self.document.blocks.len() {
            if block > top.block {
                y += self.gap(block);
            }
            if y >= bottom && !page.placed.is_empty() {
                break;
            }
            let laid = self.laid(block);
            if let Some(glyph) = laid.galley.rows.first().and_then(|r| r.glyphs.first()) {
                page.baseline = glyph.font_ascent;
            }
            let height = laid.rows() as f64 * f64::from(row);
            let on_screen = (y as f32).round_to_pixels(self.document.metrics.pixels_per_point);
            page.placed.push(Placed { block, top: on_screen, laid });
            y += height;
        }
        page
    }
}

fn page_metrics(ui: &Ui, style: &ReaderStyle, width: f32) -> PageMetrics {
    let pixels_per_point = ui.pixels_per_point();
    let row = (style.text_size * style.line_height).max(1.0).round_to_pixels(pixels_per_point);
    PageMetrics {
        rows: RowMetrics {
            size: style.text_size,
            width,
            row: row.max(1.0),
            gap: style.paragraph_gap.round_to_pixels(pixels_per_point),
        },
        family: style.text.clone(),
        marked_family: style.marked_text.clone(),
        pixels_per_point,
    }
}

/// Advances of the ASCII characters in the font of the text.
fn advances(ctx: &Context, metrics: &PageMetrics) -> Advances {
    let font = FontId::new(metrics.rows.size, metrics.family.clone());
    let mut ascii = [0.0; 128];
    ctx.fonts_mut(|fonts| {
        for (code, advance) in (0_u8..).zip(&mut ascii) {
            if !code.is_ascii_control() {
                *advance = fonts.glyph_width(&font, char::from(code)) / metrics.rows.size;
            }
        }
    });
    Advances { ascii }
}

fn header(ui: &Ui, input: &ReaderInput<'_>, width: f32) -> Header {
    let style = input.style;
    let lines = [
        (input.title, FontId::new(style.title_size, style.bold.clone())),
        (input.byline, FontId::new(style.byline_size, style.sans.clone())),
    ];
    let lines: Vec<_> = lines
        .into_iter()
        .map(|(text, font)| ui.fonts_mut(|fonts| fonts.layout_delayed_color(text.to_owned(), font, width)))
        .collect();
    let mut height = ABOVE;
    for (line, gap) in lines.iter().zip(HEADER_GAPS) {
        height += with_gap(line, gap);
    }
    Header { lines, height: height.round() }
}

/// Height of a line of the header with the gap below it; nothing for an empty line.
fn with_gap(line: &Galley, gap: f32) -> f32 {
    if line.is_empty() { 0.0 } else { line.size().y + gap }
}
