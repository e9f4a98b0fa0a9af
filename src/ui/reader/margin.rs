//! The right margin: brackets beside the passages and the names of their tags, arranged so that they do not collide.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use egui::{Color32, FontFamily, FontId, Galley, Pos2, Rect, TextFormat, Ui, pos2, text::LayoutJob, vec2};

use super::{
    geometry::Geometry,
    input::ReaderInput,
    marks::{LANES, Mark},
    view::View,
};

/// Names further than this below their passage are only counted, in points.
const FURTHEST: f32 = 64.0;
/// How many names of one passage are shown.
const MOST_NAMES: usize = 4;
/// From the bracket to the names.
const INDENT: f32 = 20.0;
/// Between brackets of different lanes.
const BRACKET_STEP: f32 = 5.0;
/// How many layouts of names are kept beyond need.
const SPARE_LABELS: usize = 512;

/// What stands in the margin for one mark.
pub(super) struct Entry {
    /// Index of the mark.
    pub mark: usize,
    /// Key of the mark.
    pub key: u64,
    /// The names, each with its place on the screen and its colour.
    pub names: Vec<(Pos2, Arc<Galley>, Color32)>,
    /// From left: which bracket, and from where to where.
    pub bracket: Rect,
    /// The names and the bracket.
    pub rect: Rect,
    /// Colour of the bracket.
    pub color: Color32,
}

/// The margin of a frame.
#[derive(Default)]
pub(super) struct Margin {
    /// From top to bottom.
    pub entries: Vec<Entry>,
    /// "+n" where there was no room for names.
    pub counts: Vec<(Pos2, Arc<Galley>)>,
    /// The names of the columns, where there are several.
    pub heads: Vec<(Pos2, Arc<Galley>)>,
    /// Layouts of names, kept while they fit.
    labels: BTreeMap<Label, Arc<Galley>>,
    stamp: Option<Stamp>,
}

/// What laid-out names depend on.
#[derive(Clone, PartialEq)]
struct Stamp {
    epoch: u64,
    family: FontFamily,
    size: f32,
    width: f32,
    dim: Color32,
}

/// A name and what stands behind it in small print.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Label {
    name: Arc<str>,
    behind: String,
}

/// A place to put the next name of a column.
struct Cursor {
    left: f32,
    /// Nothing stands above this: there are the names of the columns.
    top: f32,
    y: f32,
    hidden: usize,
}

impl Margin {
    /// Forgets what belongs to another article.
    pub fn forget(&mut self) {
        self.entries.clear();
        self.counts.clear();
    }

    /// Places brackets and names for what is in view.
    pub fn arrange(&mut self, ui: &Ui, input: &ReaderInput<'_>, geometry: &Geometry, view: &View) {
        let stamp = Stamp {
            epoch: view.epoch,
            family: input.style.sans.clone(),
            size: input.style.label_size,
            width: column_width(input, geometry),
            dim: input.style.dim,
        };
        if geometry.names && self.stamp.as_ref() != Some(&stamp) {
            self.labels.clear();
            self.stamp = Some(stamp);
        }
        self.entries.clear();
        self.counts.clear();
        self.place_heads(ui, input, geometry);
        let top = self.heads_rect().map_or(geometry.pane.top() + 4.0, |heads| heads.bottom());
        let width = column_width(input, geometry);
        let lefts = (0..input.columns.len().max(1)).map(|column| geometry.margin.left() + column as f32 * width);
        let mut cursors: Vec<Cursor> =
            lefts.map(|left| Cursor { left, top, y: f32::NEG_INFINITY, hidden: 0 }).collect();
        let last = cursors.len() - 1;
        let visible = view.page.visible();
        for index in input.marks.over(visible) {
            if let Some(mark) = input.marks.get(index)
                && let Some((top, bottom)) = extent(input, view, &mark.span)
            {
                let cursor = &mut cursors[usize::from(mark.column).min(last)];
                self.place(ui, input, geometry, (index, mark), (top, bottom), cursor);
            }
        }
        for cursor in &mut cursors {
            self.place_count(ui, input, cursor);
        }
        self.cut_brackets();
        if self.labels.len() > SPARE_LABELS + 4 * self.entries.len() {
            self.labels.clear();
        }
    }

    /// Places one mark, whose rows reach from `top` to `bottom`.
    fn place(
        &mut self,
        ui: &Ui,
        input: &ReaderInput<'_>,
        geometry: &Geometry,
        (index, mark): (usize, &Mark),
        (top, bottom): (f32, f32),
        cursor: &mut Cursor,
    ) {
        let left = cursor.left;
        let lane = input.marks.lanes(index)[0].map_or(LANES as f32, f32::from);
        let top = top.max(cursor.top) + 3.0;
        let mut names = Vec::new();
        let start = top.max(cursor.y);
        if geometry.names && start - top <= FURTHEST {
            self.place_count(ui, input, cursor);
            let start = top.max(cursor.y);
            let mut y = start;
            for tag in 0..name_count(mark) {
                let (galley, color) = self.label(ui, input, geometry, mark, tag);
                let height = galley.size().y;
                names.push((pos2(left + INDENT, y), galley, color));
                y += height;
            }
            cursor.y = y + 3.0;
        } else if geometry.names {
            cursor.hidden += mark.tags.len().max(1);
        }
        let begin = names.first().map_or(top, |(pos, ..)| pos.y);
        let end = names.last().map_or(bottom, |(pos, galley, _)| pos.y + galley.size().y).max(bottom);
        let x = left + lane * BRACKET_STEP;
        let bracket = Rect::from_min_max(pos2(x, begin), pos2(x + 2.0, end.max(begin)));
        let named = names.iter().map(|(pos, galley, _)| Rect::from_min_size(*pos, galley.size()));
        let rect = named.fold(bracket, Rect::union);
        let color = mark.tags.first().map_or(input.style.dim, |tag| tag.color);
        self.entries.push(Entry { mark: index, key: mark.key, names, bracket, rect, color });
    }

    /// Shows how many names found no room, where there are any.
    fn place_count(&mut self, ui: &Ui, input: &ReaderInput<'_>, cursor: &mut Cursor) {
        let hidden = std::mem::take(&mut cursor.hidden);
        if hidden == 0 {
            return;
        }
        let font = FontId::new(input.style.label_size, input.style.sans.clone());
        let galley = ui.fonts_mut(|fonts| fonts.layout_no_wrap(format!("+{hidden}"), font, Color32::PLACEHOLDER));
        let height = galley.size().y;
        self.counts.push((pos2(cursor.left + INDENT, cursor.y), galley));
        cursor.y += height + 3.0;
    }

    /// Names the columns, at the top of the pane whatever is scrolled to; where there is no room for names, they are
    /// numbered.
    fn place_heads(&mut self, ui: &Ui, input: &ReaderInput<'_>, geometry: &Geometry) {
        self.heads.clear();
        let width = column_width(input, geometry);
        for (column, name) in input.columns.iter().enumerate() {
            let font = FontId::new(input.style.label_size, input.style.sans.clone());
            let head = if geometry.names { name.to_string() } else { (column + 1).to_string() };
            let mut job = LayoutJob::simple_singleline(head, font, Color32::PLACEHOLDER);
            job.wrap = egui::text::TextWrapping::truncate_at_width((width - 6.0).max(10.0));
            let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
            let left = geometry.margin.left() + column as f32 * width;
            self.heads.push((pos2(left, geometry.pane.top() + 8.0), galley));
        }
    }

    /// Where the names of the columns stand.
    pub fn heads_rect(&self) -> Option<Rect> {
        let heads = self.heads.iter().map(|(pos, galley)| Rect::from_min_size(*pos, galley.size()));
        heads.reduce(Rect::union).map(|rect| rect.expand2(vec2(4.0, 8.0)))
    }

    /// A bracket ends where the next one of its lane begins.
    fn cut_brackets(&mut self) {
        for index in (1..self.entries.len()).rev() {
            let (before, from) = self.entries.split_at_mut(index);
            let Some(next) = from.first().map(|entry| entry.bracket) else {
                return;
            };
            if let Some(above) = before.iter_mut().rev().find(|e| e.bracket.left() == next.left()) {
                let limit = (next.top() - 3.0).max(above.bracket.top());
                above.bracket.max.y = above.bracket.bottom().min(limit);
            }
        }
    }

    fn label(
        &mut self,
        ui: &Ui,
        input: &ReaderInput<'_>,
        geometry: &Geometry,
        mark: &Mark,
        tag: usize,
    ) -> (Arc<Galley>, Color32) {
        let color = mark.tags.get(tag).map_or(input.style.dim, |t| t.color);
        let label = label(input, mark, tag);
        if let Some(galley) = self.labels.get(&label) {
            return (Arc::clone(galley), color);
        }
        let job = label_job(input, &label, column_width(input, geometry) - INDENT);
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        self.labels.insert(label, Arc::clone(&galley));
        (galley, color)
    }

    /// The mark whose name or bracket is at a point.
    pub fn at(&self, pos: Pos2) -> Option<u64> {
        let near = vec2(3.0, 1.0);
        self.entries
            .iter()
            .find(|entry| {
                entry.names.iter().any(|(at, galley, _)| Rect::from_min_size(*at, galley.size()).contains(pos))
            })
            .or_else(|| self.entries.iter().find(|entry| entry.bracket.expand2(near).contains(pos)))
            .map(|entry| entry.key)
    }
}

/// Width of one column of the margin.
fn column_width(input: &ReaderInput<'_>, geometry: &Geometry) -> f32 {
    geometry.margin.width() / input.columns.len().max(1) as f32
}

/// Top of the first and bottom of the last visible row of a passage, on the screen.
fn extent(input: &ReaderInput<'_>, view: &View, span: &Range<usize>) -> Option<(f32, f32)> {
    let mut extent: Option<(f32, f32)> = None;
    view.page.pieces(input.text, span, |rect| {
        let (top, _) = extent.unwrap_or((rect.top(), rect.bottom()));
        extent = Some((top, rect.bottom()));
    });
    extent
}

/// How many lines of names a mark has; one without a tag has one where it is somebody else's.
fn name_count(mark: &Mark) -> usize {
    if mark.tags.is_empty() { usize::from(mark.who.is_some()) } else { mark.tags.len().min(MOST_NAMES) }
}

/// One name of a mark; the last one says how many more there are and whose mark it is.
fn label(input: &ReaderInput<'_>, mark: &Mark, tag: usize) -> Label {
    let is_last = tag + 1 >= name_count(mark);
    let more = mark.tags.len().saturating_sub(MOST_NAMES);
    let mut label = Label::default();
    if let Some(tag) = mark.tags.get(tag) {
        label.name = Arc::clone(&tag.name);
    }
    if is_last && more > 0 {
        label.behind.push_str(&format!(" +{more}"));
    }
    if is_last
        && input.columns.is_empty()
        && let Some(who) = &mark.who
    {
        label.behind.push_str(if label.name.is_empty() && label.behind.is_empty() { "" } else { " · " });
        label.behind.push_str(who);
    }
    label
}

/// A label on one line, elided.
fn label_job(input: &ReaderInput<'_>, label: &Label, width: f32) -> LayoutJob {
    let style = input.style;
    let font = FontId::new(style.label_size, style.sans.clone());
    let mut job = LayoutJob::default();
    if !label.name.is_empty() {
        job.append(&label.name, 0.0, TextFormat::simple(font.clone(), Color32::PLACEHOLDER));
    }
    if !label.behind.is_empty() {
        job.append(&label.behind, 0.0, TextFormat::simple(font, style.dim));
    }
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(10.0));
    job
}
