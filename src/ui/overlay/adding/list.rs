//! The list of articles that may be added: only the rows in sight are drawn.

use egui::{
    CornerRadius, Id, Key, Modifiers, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::candidates::{Candidate, Candidates};
use crate::ui::{
    theme::{self, colors},
    widgets,
};
use crate::words::{counted, thousands};

const ROW: f32 = theme::SPACE * 11.0;
/// Left of the title: the tick.
const TICK: f32 = theme::SPACE * 9.0;
/// Right of the title: date and size.
const RIGHT: f32 = 96.0;

/// The list as something that has the focus.
pub fn focus_id() -> Id {
    Id::unique("articles-to-add")
}

/// What the list itself knows.
#[derive(Default)]
pub struct List {
    /// Bring the article in hand into sight.
    pub scrolls: bool,
    page: isize,
}

impl List {
    /// Takes the keys that walk and tick, where no field has the focus.
    pub fn keys(&mut self, ui: &Ui, candidates: &mut Candidates) {
        if ui.memory(|memory| memory.focused().is_some_and(|id| id != focus_id())) {
            return;
        }
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let all = isize::try_from(candidates.len()).unwrap_or(isize::MAX);
        let steps = [
            (Key::ArrowDown, 1),
            (Key::ArrowUp, -1),
            (Key::PageDown, self.page),
            (Key::PageUp, -self.page),
            (Key::Home, -all),
            (Key::End, all),
        ];
        for (key, by) in steps {
            if pressed(key) {
                candidates.step(by);
                self.scrolls = true;
            }
        }
        if pressed(Key::Space) {
            candidates.toggle(candidates.chosen);
        }
    }

    pub fn show(&mut self, ui: &mut Ui, candidates: &mut Candidates) {
        let is_focused = focusable(ui, candidates);
        let mut asked = None;
        let listed = candidates.listed().len();
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().id_salt("articles to add").auto_shrink(false).show_viewport(ui, |ui, view| {
            ui.set_height(float(listed) * ROW);
            let (left, top, width) = (ui.max_rect().left(), ui.max_rect().top(), ui.available_width());
            let row = |place: usize| Rect::from_min_size(pos2(left, top + float(place) * ROW), vec2(width, ROW));
            self.page = isize::try_from(whole(view.height())).unwrap_or(1).max(2) - 1;
            if std::mem::take(&mut self.scrolls)
                && let Some(place) = candidates.place()
            {
                ui.scroll_to_rect(row(place), None);
            }
            for place in whole(view.top())..(whole(view.bottom()) + 1).min(listed) {
                let Some(at) = candidates.listed().get(place).copied() else { continue };
                let Some(candidate) = candidates.get(at) else { continue };
                let is_chosen = candidates.chosen == at;
                asked = draw(ui, row(place), at, candidate, is_chosen, is_chosen && is_focused).or(asked);
            }
        });
        match asked {
            Some(Asked::Choose(at)) => {
                candidates.chosen = at;
                ui.memory_mut(|memory| memory.request_focus(focus_id()));
            }
            Some(Asked::Toggle(at)) => candidates.toggle(at),
            None => {}
        }
    }
}

#[derive(Clone, Copy)]
enum Asked {
    Choose(usize),
    Toggle(usize),
}

#[expect(clippy::cast_precision_loss, reason = "a list has less rows than a float has whole numbers")]
fn float(n: usize) -> f32 {
    n as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows above the first one are none")]
fn whole(y: f32) -> usize {
    (y / ROW).floor().max(0.0) as usize
}

/// The list as a whole takes the focus, so that Tab does not stop at each row.
fn focusable(ui: &Ui, candidates: &Candidates) -> bool {
    let name = format!(
        "{} of {} ticked. Arrow keys walk, Space ticks",
        thousands(candidates.ticked()),
        counted(candidates.len(), "article")
    );
    widgets::list_focus(ui, ui.available_rect_before_wrap(), focus_id(), Role::ListBox, &name)
}

fn draw(ui: &Ui, rect: Rect, at: usize, candidate: &Candidate, is_chosen: bool, is_focused: bool) -> Option<Asked> {
    let colors = colors(ui);
    let response = ui.interact(rect, ui.scope_id().with(("row", at)), Sense::CLICK);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, spoken(candidate)));
    if is_chosen {
        ui.painter().rect_filled(rect, 0.0, colors.chosen);
        let bar = Rect::from_min_size(rect.min, vec2(theme::SPACE * 0.75, rect.height()));
        ui.painter().rect_filled(bar, 0.0, colors.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, colors.pane);
    }
    if is_focused {
        let stroke = Stroke::new(1.0, colors.accent);
        ui.painter().rect_stroke(rect.shrink(1.0), 0.0, stroke, StrokeKind::Inside);
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, colors.line));
    words(ui, rect, candidate);
    if tick(ui, rect, at, candidate) {
        return Some(Asked::Toggle(at));
    }
    response.clicked().then_some(Asked::Choose(at))
}

/// Title and date; below them outlet, author and the first remark, and how long the text is.
fn words(ui: &Ui, rect: Rect, candidate: &Candidate) {
    let (colors, article) = (colors(ui), candidate.article());
    let ink = if candidate.ticked { colors.ink } else { colors.dim };
    let (left, right) = (rect.left() + TICK, rect.right() - theme::SPACE * 3.0);
    let (above, below) = (rect.top() + 5.0, rect.top() + 24.0);
    let width = (right - left - RIGHT).max(40.0);
    let title = if article.title.trim().is_empty() { "No title" } else { &article.title };
    ui.painter().galley(pos2(left, above), widgets::elided(ui, title, theme::body(), ink, width), ink);
    for (text, y) in [(article.date.as_str(), above + 1.0), (&candidate.size(), below)] {
        let galley = widgets::elided(ui, text, theme::small(), colors.dim, RIGHT - theme::SPACE * 2.0);
        ui.painter().galley(pos2(right - galley.size().x, y), galley, colors.dim);
    }
    let remark = candidate.remarks().next().unwrap_or_default();
    let about: Vec<&str> =
        [article.outlet.as_str(), &article.author].into_iter().filter(|word| !word.is_empty()).collect();
    let share = if remark.is_empty() { width } else { width * 0.45 };
    let about = widgets::elided(ui, &about.join(" · "), theme::small(), colors.dim, share);
    let gap = if about.size().x > 0.0 { theme::SPACE * 3.0 } else { 0.0 };
    let from = left + about.size().x + gap;
    ui.painter().galley(pos2(left, below), about, colors.dim);
    let remark = widgets::elided(ui, &remark, theme::small(), colors.warn, left + width - from);
    ui.painter().galley(pos2(from, below), remark, colors.warn);
}

/// The tick at the left; gives whether it was clicked.
fn tick(ui: &Ui, rect: Rect, at: usize, candidate: &Candidate) -> bool {
    let colors = colors(ui);
    let around = Rect::from_min_size(rect.min, vec2(TICK, rect.height()));
    let response = ui.interact(around, ui.scope_id().with(("tick", at)), Sense::CLICK);
    let name = format!("Add “{}”", candidate.article().title);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, candidate.ticked, &name));
    let square = Rect::from_center_size(around.center() + vec2(1.0, 0.0), vec2(15.0, 15.0));
    let (fill, edge) = if candidate.ticked { (colors.accent, colors.accent) } else { (colors.card, colors.dim) };
    ui.painter().rect(square, CornerRadius::same(4), fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    if candidate.ticked {
        let at = |x: f32, y: f32| square.min + vec2(x, y);
        let line = vec![at(3.5, 7.8), at(6.3, 10.6), at(11.5, 4.8)];
        ui.painter().add(egui::Shape::line(line, Stroke::new(1.8, colors.card)));
    }
    response.clicked()
}

/// The row in words.
fn spoken(candidate: &Candidate) -> String {
    let article = candidate.article();
    let size = candidate.size();
    let about = [article.title.as_str(), &article.outlet, &article.author, &article.date, &size];
    let mut words: Vec<String> = about.into_iter().filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.extend(candidate.remarks().map(|remark| remark.trim_end_matches('.').to_owned()));
    words.push(if candidate.ticked { "ticked".to_owned() } else { "not ticked".to_owned() });
    words.join(", ")
}
