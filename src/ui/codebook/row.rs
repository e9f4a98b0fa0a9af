//! How a row of the codebook's tree is painted, and what of it can be clicked.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align2, CursorIcon, Galley, Id, Rect, Response, Role, Sense, Shape, Stroke, TextFormat, Ui, WidgetInfo, pos2, vec2,
};

use super::super::node::Node;
use super::super::{
    theme::{self, Colors, colors},
    widgets,
};
use super::tree::{Hidden, Row};

/// Height of every row.
pub const HEIGHT: f32 = 27.0;
const STEP: f32 = 14.0;
const CARET: f32 = 14.0;
const SWATCH: f32 = 11.0;
const KEY: f32 = 24.0;
const ICON: f32 = 20.0;

/// What the row shows besides the tag itself.
pub struct Dress {
    pub figures: String,
    pub in_words: String,
    pub chosen: bool,
    pub hidden: Hidden,
}

/// What was done to a row.
pub struct Touched {
    pub row: Response,
    pub caret: bool,
    pub eye: bool,
    pub add: bool,
}

/// Draws a row into `rect`.
pub fn show(ui: &Ui, rect: Rect, id: Id, row: &Row, dress: &Dress) -> Touched {
    let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, dress.chosen, &row.name));
    let words = dress.in_words.clone();
    ui.ctx().accesskit_node_builder(id, |node| node.set_description(words));
    let colors = colors(ui);
    let active = response.contains_pointer() || response.context_menu_opened();
    if dress.chosen {
        ui.painter().rect_filled(rect, theme::ROUND, colors.chosen);
    } else if active {
        ui.painter().rect_filled(rect, theme::ROUND, colors.line.gamma_multiply(0.5));
    }
    let left = rect.left() + theme::SPACE + to_f32(row.indent) * STEP;
    let caret = row.has_below && caret(ui, left, rect, id, row);
    let is_group = matches!(row.node, Node::Group(_));
    let mut right = rect.right() - theme::SPACE;
    let add = is_group && icon_button(ui, &mut right, rect, id, "add", &format!("New tag in {}", row.name), plus);
    if !is_group {
        right = figures(ui, rect, row, dress, right);
    }
    let eye = (active || dress.hidden == Hidden::Itself) && eye(ui, &mut right, rect, id, row, dress);
    name(ui, rect, left + CARET, right, row, dress);
    Touched { row: response, caret, eye, add }
}

#[expect(clippy::cast_precision_loss, reason = "levels of a tree are few")]
fn to_f32(n: usize) -> f32 {
    n as f32
}

fn name(ui: &Ui, rect: Rect, left: f32, right: f32, row: &Row, dress: &Dress) {
    let colors = colors(ui);
    let shade = if dress.hidden == Hidden::No { 1.0 } else { 0.55 };
    let y = rect.center().y;
    let (galley, color, mut x) = match row.node {
        Node::Group(_) => (head(ui, &row.name, right - left - theme::SPACE), colors.dim, left),
        Node::Tag(_) => {
            let square = Rect::from_center_size(pos2(left + SWATCH / 2.0, y), vec2(SWATCH, SWATCH));
            ui.painter().rect_filled(square, 3, colors.hue(row.hue).gamma_multiply(shade));
            let ink = if dress.hidden == Hidden::No && row.hit { colors.ink } else { colors.dim };
            let x = left + SWATCH + 8.0;
            (widgets::elided(ui, &row.name, theme::body(), ink, right - x - theme::SPACE), ink, x)
        }
    };
    let width = galley.size().x;
    ui.painter().galley(pos2(x, y - galley.size().y / 2.0), galley, color);
    x += width + 8.0;
    if let Some(via) = &row.via
        && right - x > 40.0
    {
        let galley = widgets::elided(ui, via, theme::small(), colors.dim, right - x - theme::SPACE);
        ui.painter().galley(pos2(x, y - galley.size().y / 2.0), galley, colors.dim);
    }
}

/// A group's name as a section's head.
fn head(ui: &Ui, name: &str, width: f32) -> Arc<Galley> {
    let format = TextFormat {
        font_id: theme::bold(theme::HEAD),
        color: colors(ui).dim,
        extra_letter_spacing: 0.8,
        ..Default::default()
    };
    let mut job = LayoutJob::single_section(name.to_uppercase(), format);
    job.wrap = TextWrapping::truncate_at_width(width.max(1.0));
    ui.painter().layout_job(job)
}

/// Counts and key at the right; gives back where they begin.
fn figures(ui: &Ui, rect: Rect, row: &Row, dress: &Dress, right: f32) -> f32 {
    let colors = colors(ui);
    if let Some(key) = row.key {
        let cap = Rect::from_min_max(rect.min, pos2(right, rect.bottom()));
        widgets::key_cap_at(ui, cap, &key.to_uppercase().to_string());
    }
    let edge = pos2(right - KEY, rect.center().y);
    let painted = ui.painter().text(edge, Align2::RIGHT_CENTER, &dress.figures, theme::small(), colors.dim);
    painted.left() - 2.0
}

fn caret(ui: &Ui, left: f32, rect: Rect, id: Id, row: &Row) -> bool {
    let area = Rect::from_min_max(pos2(left - 2.0, rect.top()), pos2(left + CARET - 2.0, rect.bottom()));
    let response = ui.interact(area, id.with("caret"), Sense::CLICK).on_hover_cursor(CursorIcon::PointingHand);
    let verb = if row.folded { "Unfold" } else { "Fold" };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{verb} {}", row.name)));
    let c = area.center();
    let points = if row.folded {
        vec![c + vec2(-2.0, -3.5), c + vec2(2.5, 0.0), c + vec2(-2.0, 3.5)]
    } else {
        vec![c + vec2(-3.5, -2.0), c + vec2(3.5, -2.0), c + vec2(0.0, 2.5)]
    };
    ui.painter().add(Shape::convex_polygon(points, colors(ui).dim, Stroke::NONE));
    response.clicked()
}

fn eye(ui: &Ui, right: &mut f32, rect: Rect, id: Id, row: &Row, dress: &Dress) -> bool {
    let is_hidden = dress.hidden == Hidden::Itself;
    let verb = if is_hidden { "Show" } else { "Hide" };
    let hint = format!("{verb} highlights of {}", row.name);
    icon_button(ui, right, rect, id, "eye", &hint, if is_hidden { closed_eye } else { open_eye })
}

fn icon_button(
    ui: &Ui,
    right: &mut f32,
    rect: Rect,
    id: Id,
    salt: &str,
    hint: &str,
    paint: fn(&Ui, Rect, &Colors),
) -> bool {
    let area = Rect::from_min_max(pos2(*right - ICON, rect.top()), pos2(*right, rect.bottom()));
    *right -= ICON;
    let response = ui.interact(area, id.with(salt), Sense::CLICK).on_hover_cursor(CursorIcon::PointingHand);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, hint));
    paint(ui, area, colors(ui));
    let clicked = response.clicked();
    response.on_hover_text(hint);
    clicked
}

fn plus(ui: &Ui, area: Rect, colors: &Colors) {
    let (c, stroke) = (area.center(), Stroke::new(1.3, colors.dim));
    ui.painter().line_segment([c - vec2(4.0, 0.0), c + vec2(4.0, 0.0)], stroke);
    ui.painter().line_segment([c - vec2(0.0, 4.0), c + vec2(0.0, 4.0)], stroke);
}

fn open_eye(ui: &Ui, area: Rect, colors: &Colors) {
    let (c, stroke) = (area.center(), Stroke::new(1.2, colors.dim));
    ui.painter().add(Shape::ellipse_stroke(c, vec2(6.0, 3.6), stroke));
    ui.painter().circle_filled(c, 1.8, colors.dim);
}

fn closed_eye(ui: &Ui, area: Rect, colors: &Colors) {
    open_eye(ui, area, colors);
    let c = area.center();
    ui.painter().line_segment([c + vec2(-6.0, 5.0), c + vec2(6.0, -5.0)], Stroke::new(1.4, colors.dim));
}
