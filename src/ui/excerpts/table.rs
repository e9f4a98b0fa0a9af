//! Draws the table: only the rows in sight, each as one widget.

use egui::{
    Align, Color32, CursorIcon, FontId, Galley, Id, Label, Layout, Rect, Response, RichText, Role, Sense, Stroke,
    TextFormat, Ui, WidgetInfo, pos2, text::LayoutJob, text::TextWrapping, vec2,
};
use egui_extras::TableBuilder;
use std::sync::Arc;

use super::{
    columns::{self, Column, Placed, Widths},
    rows::{self, Found, Key, Line},
    selection::Selection,
};
use crate::{
    analysis::excerpts::{Row, Sort, SortBy},
    model::Project,
    ui::{
        scene::Scene,
        theme::{self, colors},
        widgets,
    },
};

const ROW: f32 = theme::SPACE * 12.0;
const HEAD: f32 = theme::SPACE * 7.0;
/// Between a column's edge and its words.
const PAD: f32 = theme::SPACE * 2.0;
/// A quote in a tooltip, in characters.
const WHOLE: usize = 4_000;

/// What was asked of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Sort(SortBy),
    Take { at: usize, toggle: bool, range: bool },
    Open(usize),
}

/// The table's own state.
#[derive(Default)]
pub struct Table {
    widths: Widths,
    /// A row to bring into sight.
    pub scroll_to: Option<usize>,
    /// How many rows the last frame drew.
    pub drawn: usize,
    /// How many rows a page has.
    pub page: usize,
}

/// What all rows of a frame have in common.
struct Look<'a> {
    scene: &'a Scene<'a>,
    selection: &'a Selection,
    placed: &'a [Placed],
    focused: bool,
}

/// The table as something that has the focus.
pub fn focus_id() -> Id {
    Id::unique("excerpts-table")
}

impl Table {
    pub fn show(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        found: &Found,
        selection: &Selection,
        sort: Sort,
    ) -> Option<Asked> {
        let focus = focus_id();
        ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
        let bar = ui.spacing().scroll.allocated_width();
        let placed = columns::place((ui.available_width() - bar).max(1.0), &self.widths);
        let mut asked = self.heads(ui, &placed, sort);
        let area = ui.available_rect_before_wrap();
        let focused = focusable(ui, area, focus, found);
        self.page = fitting(area.height());
        self.drawn = 0;
        let look = Look { scene, selection, placed: &placed, focused };
        let scroll_to = self.scroll_to.take();
        let mut builder = TableBuilder::new(ui)
            .id_salt("excerpts")
            .sense(Sense::CLICK)
            .auto_shrink(false)
            .animate_scrolling(false)
            .cell_layout(Layout::left_to_right(Align::Center))
            .column(egui_extras::Column::remainder().clip(true));
        if let Some(row) = scroll_to {
            builder = builder.scroll_to_row(row, None);
        }
        builder.body(|body| {
            body.rows(ROW, found.len(), |mut cell| {
                self.drawn += 1;
                let at = cell.index();
                let Some(row) = found.row(at) else { return };
                cell.set_hovered(false);
                let line = Line::of(scene.project, row);
                let (_, response) = cell.col(|ui| draw(ui, &look, row, &line));
                asked = tell(&response, &look, row, &line, at).or(asked);
                if response.clicked() {
                    response.ctx.memory_mut(|memory| memory.request_focus(focus));
                }
            });
        });
        asked
    }

    fn heads(&mut self, ui: &mut Ui, placed: &[Placed], sort: Sort) -> Option<Asked> {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::hover());
        let line = Stroke::new(1.0, colors(ui).line);
        ui.painter().hline(rect.x_range(), rect.bottom(), line);
        let mut asked = None;
        for one in placed {
            if head(ui, rect, *one, sort).clicked() {
                asked = Some(Asked::Sort(one.column.sort()));
            }
        }
        for (at, one) in placed.iter().enumerate().take(placed.len().saturating_sub(1)) {
            let x = rect.left() + one.left + one.width;
            let grip = Rect::from_center_size(pos2(x, rect.center().y), vec2(theme::SPACE * 2.0, HEAD));
            let response = ui.interact(grip, ui.scope_id().with(("border", at)), Sense::DRAG);
            let response = response.on_hover_and_drag_cursor(CursorIcon::ResizeColumn);
            let strong = response.hovered() || response.dragged();
            let color = if strong { colors(ui).accent } else { colors(ui).line };
            ui.painter().vline(x, rect.shrink(theme::SPACE * 1.5).y_range(), Stroke::new(1.0, color));
            if response.dragged() {
                columns::drag(&mut self.widths, placed, at, response.drag_delta().x);
            }
        }
        asked
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a window is some rows high")]
fn fitting(height: f32) -> usize {
    (height / ROW).floor().max(1.0) as usize
}

/// The table as a whole takes the focus, so that Tab does not stop at each row.
fn focusable(ui: &Ui, area: Rect, focus: Id, found: &Found) -> bool {
    let name = format!("{}. Arrow keys walk the rows, Enter opens one", found.count());
    widgets::list_focus(ui, area, focus, Role::ListBox, &name)
}

fn head(ui: &Ui, bar: Rect, placed: Placed, sort: Sort) -> Response {
    let colors = colors(ui);
    let rect = Rect::from_min_size(pos2(bar.left() + placed.left, bar.top()), vec2(placed.width, HEAD));
    let response = ui.interact(rect, ui.scope_id().with(("head", placed.column.title())), Sense::click());
    let title = placed.column.title();
    let is_sorted = sort.by == placed.column.sort();
    let (arrow, direction) = match (is_sorted, sort.descending) {
        (false, _) => ("", ""),
        (true, false) => (" ↑", ", ascending now"),
        (true, true) => (" ↓", ", descending now"),
    };
    let name = format!("Sort by {}{direction}", title.to_lowercase());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let color = if is_sorted || response.hovered() || response.has_focus() { colors.ink } else { colors.dim };
    let words = format!("{}{arrow}", title.to_uppercase());
    let galley = widgets::elided(ui, &words, theme::bold(theme::HEAD), color, placed.width - PAD * 2.0);
    let y = rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(pos2(rect.left() + PAD, y), galley, color);
    if response.has_focus() {
        let stroke = Stroke::new(1.0, colors.accent);
        ui.painter().rect_stroke(rect.shrink(1.0), theme::ROUND, stroke, egui::StrokeKind::Inside);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Names the row for screen readers, shows what is elided, and says what was asked.
fn tell(response: &Response, look: &Look<'_>, row: &Row, line: &Line, at: usize) -> Option<Asked> {
    let selected = look.selection.contains(&rows::key(row));
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, selected, line.spoken()));
    if let Some(column) = response.hover_pos().and_then(|pos| column_at(look.placed, pos.x - response.rect.left()))
        && says_more(column, line)
    {
        response.clone().on_hover_ui_at_pointer(|ui| whole(ui, look.scene.project, row, line, column));
    }
    let modifiers = response.ctx.input(|input| input.modifiers);
    if response.double_clicked() && !modifiers.any() {
        return Some(Asked::Open(at));
    }
    response.clicked().then_some(Asked::Take { at, toggle: modifiers.command, range: modifiers.shift })
}

fn column_at(placed: &[Placed], x: f32) -> Option<Column> {
    placed.iter().find(|one| (one.left..one.left + one.width).contains(&x)).map(|one| one.column)
}

fn says_more(column: Column, line: &Line) -> bool {
    match column {
        Column::Article | Column::Passage => true,
        Column::Tags => !line.tags.is_empty(),
        Column::Note => !line.note.is_empty(),
        Column::Date | Column::Analyst | Column::Made => false,
    }
}

/// What a tooltip says in full.
fn whole(ui: &mut Ui, project: &Project, row: &Row, line: &Line, column: Column) {
    ui.set_max_width(theme::MEASURE * 0.7);
    let serif = FontId::new(theme::BODY * 1.15, theme::serif());
    match column {
        Column::Passage => {
            ui.label(RichText::new(rows::one_line(project.words(&row.annotation, row.place), WHOLE)).font(serif));
        }
        Column::Note => {
            ui.label(&row.annotation.note);
        }
        Column::Tags => {
            for coding in &row.annotation.codings {
                ui.label(spoken_coding(project, coding));
            }
        }
        _ => {
            ui.label(&line.title);
            ui.add(Label::new(RichText::new(&line.outlet).small()));
        }
    }
    if let Some(trouble) = line.trouble {
        ui.colored_label(colors(ui).warn, format!("{trouble}."));
    }
}

/// A tag with who says it, about whom and how.
pub fn spoken_coding(project: &Project, coding: &crate::model::Coding) -> String {
    let names =
        |tags: &[crate::model::TagId]| tags.iter().map(|tag| project.tag_name(tag)).collect::<Vec<_>>().join(", ");
    let mut words = vec![project.tag_name(&coding.tag)];
    if !coding.by.is_empty() {
        words.push(format!("said by {}", names(&coding.by)));
    }
    if !coding.about.is_empty() {
        words.push(format!("about {}", names(&coding.about)));
    }
    words.extend(coding.stance.map(|stance| stance.word().to_owned()));
    words.extend(coding.voice.map(|voice| voice.word().to_owned()));
    words.join(" · ")
}

fn draw(ui: &mut Ui, look: &Look<'_>, row: &Row, line: &Line) {
    let (rect, colors) = (ui.max_rect(), colors(ui));
    let key: Key = rows::key(row);
    let selected = look.selection.contains(&key);
    if selected {
        ui.painter().rect_filled(rect, 0.0, colors.chosen);
        let bar = Rect::from_min_size(rect.min, vec2(theme::SPACE * 0.75, rect.height()));
        ui.painter().rect_filled(bar, 0.0, colors.accent);
    } else if ui.rect_contains_pointer(rect) {
        ui.painter().rect_filled(rect, 0.0, colors.pane);
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, colors.line));
    if look.focused && look.selection.head() == Some(&key) {
        let stroke = Stroke::new(1.0, colors.accent);
        ui.painter().rect_stroke(rect.shrink(1.0), 0.0, stroke, egui::StrokeKind::Inside);
    }
    for placed in look.placed {
        let min = pos2(rect.left() + placed.left + PAD, rect.top());
        let cell = Rect::from_min_size(min, vec2((placed.width - PAD * 2.0).max(1.0), rect.height()));
        draw_cell(ui, cell, placed.column, line);
    }
}

fn draw_cell(ui: &Ui, cell: Rect, column: Column, line: &Line) {
    let colors = colors(ui);
    match column {
        Column::Article => two(ui, cell, (&line.title, theme::body(), colors.ink), (&line.outlet, colors.dim)),
        Column::Passage => draw_passage(ui, cell, line),
        Column::Tags => centered(ui, cell, tags(ui, line), cell.width()),
        Column::Note => centered(ui, cell, plain(&line.note, theme::small(), colors.dim), cell.width()),
        Column::Date => one(ui, cell, &line.date),
        Column::Analyst => one(ui, cell, &line.analyst),
        Column::Made if line.afterwards.is_empty() => one(ui, cell, &line.made),
        Column::Made => two(ui, cell, (&line.made, theme::body(), colors.dim), (line.afterwards, colors.warn)),
    }
}

fn draw_passage(ui: &Ui, cell: Rect, line: &Line) {
    let colors = colors(ui);
    let serif = FontId::new(theme::BODY * 1.1, theme::serif());
    match line.trouble {
        Some(trouble) => {
            two(ui, cell, (&line.quote, serif, colors.dim), (trouble, colors.warn));
        }
        None => centered(ui, cell, plain(&line.quote, serif, colors.ink), cell.width()),
    }
}

fn plain(text: &str, font: FontId, color: Color32) -> LayoutJob {
    // The serif's own lines are so high that two of them fill the row.
    let line_height = Some(font.size * 1.4);
    LayoutJob::single_section(text.to_owned(), TextFormat { line_height, ..TextFormat::simple(font, color) })
}

/// The tags in their colours.
fn tags(ui: &Ui, line: &Line) -> LayoutJob {
    let colors = colors(ui);
    let mut job = LayoutJob::default();
    if line.tags.is_empty() {
        let format = TextFormat::simple(FontId::new(theme::BODY, theme::italic()), colors.dim);
        job.append("No tag", 0.0, format);
    }
    for (at, tag) in line.tags.iter().enumerate() {
        if at > 0 {
            job.append(" · ", 0.0, TextFormat::simple(theme::body(), colors.dim));
        }
        let color = tag.hue.map_or(colors.dim, |hue| colors.hue(hue));
        job.append(&tag.label, 0.0, TextFormat::simple(theme::body(), color));
    }
    job
}

/// At most two lines, in the middle of the cell.
fn centered(ui: &Ui, cell: Rect, mut job: LayoutJob, width: f32) {
    job.wrap = TextWrapping { max_width: width, max_rows: 2, ..Default::default() };
    let galley: Arc<Galley> = ui.painter().layout_job(job);
    let y = cell.center().y - galley.size().y / 2.0;
    ui.painter().galley(pos2(cell.left(), y), galley, colors(ui).ink);
}

fn one(ui: &Ui, cell: Rect, text: &str) {
    let galley = widgets::elided(ui, text, theme::body(), colors(ui).dim, cell.width());
    let y = cell.center().y - galley.size().y / 2.0;
    ui.painter().galley(pos2(cell.left(), y), galley, colors(ui).dim);
}

/// A line, and small print below it.
fn two(ui: &Ui, cell: Rect, first: (&str, FontId, Color32), second: (&str, Color32)) {
    let above = widgets::elided(ui, first.0, first.1, first.2, cell.width());
    let below = widgets::elided(ui, second.0, theme::small(), second.1, cell.width());
    let below_height = if second.0.is_empty() { 0.0 } else { below.size().y + 1.0 };
    let top = cell.center().y - f32::midpoint(above.size().y, below_height);
    let height = above.size().y;
    ui.painter().galley(pos2(cell.left(), top), above, first.2);
    if !second.0.is_empty() {
        ui.painter().galley(pos2(cell.left(), top + height + 1.0), below, second.1);
    }
}
