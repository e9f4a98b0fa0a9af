//! Finding by typing: a field, and below it a list of what fits. The tag bar, the form for who says it, dialogs and filters share it.

use egui::{
    CornerRadius, EventFilter, Id, Key, Margin, Modifiers, Rect, Response, RichText, Role, ScrollArea, Sense, TextEdit,
    Ui, WidgetInfo, pos2, vec2,
};

use super::{
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use crate::{analysis::names::Match, model::TagId, text::letters::folded};

/// How high a row is, in points.
pub const ROW: f32 = theme::SPACE * 7.0;
/// So high a long list is at least, in points.
const LEAST: f32 = theme::SPACE * 30.0;
/// More are found by typing.
const MOST: usize = 60;

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<T> {
    pub value: T,
    pub label: String,
    /// What stands at the right, in small print.
    pub right: String,
    pub hue: Option<u8>,
    /// The key that chooses it, as it is written.
    pub key: Option<String>,
    /// Whether it is chosen already, where that is shown.
    pub chosen: bool,
}

impl<T> Choice<T> {
    /// Something that has a name and nothing else.
    pub fn new(value: T, label: String) -> Self {
        Self { value, label, right: String::new(), hue: None, key: None, chosen: false }
    }

    /// The same row for another value.
    pub fn map<U>(self, value: impl FnOnce(T) -> U) -> Choice<U> {
        let Self { value: of, label, right, hue, key, chosen } = self;
        Choice { value: value(of), label, right, hue, key, chosen }
    }
}

/// What is typed, and the row in hand.
#[derive(Clone, Debug, Default)]
pub struct TypeAhead {
    pub query: String,
    at: Option<usize>,
    /// Whether no row is in hand before something is typed or a row is gone to.
    waits: bool,
    wants_focus: bool,
    /// Whether the row in hand is to be scrolled to.
    moved: bool,
    field: Option<Id>,
}

impl TypeAhead {
    /// One that takes the focus when it is first drawn.
    pub fn opened() -> Self {
        Self { wants_focus: true, ..Self::default() }
    }

    /// One with no row in hand before something is typed.
    pub fn waiting() -> Self {
        Self { waits: true, ..Self::default() }
    }

    /// Empties the field and takes the focus, for the next one.
    pub fn reset(&mut self) {
        *self = Self { waits: self.waits, field: self.field, wants_focus: true, ..Self::default() };
    }

    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.query.trim().is_empty()
    }

    /// Whether it is this field that is typed in.
    pub fn has_focus(&self, ui: &Ui) -> bool {
        self.field.is_some_and(|field| ui.memory(|memory| memory.has_focus(field)))
    }

    /// The row in hand of `rows`.
    pub fn in_hand(&self, rows: usize) -> Option<usize> {
        Some(self.at.or(self.first())?.min(rows.checked_sub(1)?))
    }

    fn first(&self) -> Option<usize> {
        (!self.waits || !self.is_empty()).then_some(0)
    }

    /// Whether somebody has gone to the row in hand.
    pub fn is_chosen(&self) -> bool {
        self.at.is_some()
    }

    /// Arrow keys go through the `rows`.
    pub fn walk(&mut self, ui: &Ui, rows: usize) {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let (down, up) = (pressed(Key::ArrowDown), pressed(Key::ArrowUp));
        if !(down || up) {
            return;
        }
        self.moved = true;
        self.at = match self.in_hand(rows) {
            None if down => rows.checked_sub(1).map(|_| 0),
            Some(row) if down => Some((row + 1).min(rows.saturating_sub(1))),
            row => row.and_then(|row| row.checked_sub(1)).or(self.first()),
        };
    }

    /// Draws a field that takes all keys for itself: Tab, arrows and Escape too. `can_type`: whether it may have the focus.
    pub fn field(&mut self, ui: &mut Ui, id: Id, hint: &str, name: &str, can_type: bool) -> Response {
        let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
        let edit = TextEdit::singleline(&mut self.query).id(id).hint_text(hint.to_owned()).event_filter(filter);
        let field = ui.add(edit.margin(Margin::symmetric(9, 6)).desired_width(f32::INFINITY));
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
        if can_type && std::mem::take(&mut self.wants_focus) {
            field.request_focus();
        }
        self.typed(&field);
        field
    }

    fn typed(&mut self, field: &Response) {
        self.field = Some(field.id);
        if field.changed() {
            (self.at, self.moved) = (None, true);
        }
    }

    /// Draws field and list; returns what was taken, with Enter or the mouse.
    pub fn show<T: Clone>(&mut self, ui: &mut Ui, hint: &str, height: f32, choices: &[Choice<T>]) -> Option<T> {
        let field = widgets::search_field(ui, hint, &mut self.query, hint);
        if std::mem::take(&mut self.wants_focus) {
            field.request_focus();
        }
        self.typed(&field);
        let shown = choices.get(..choices.len().min(MOST)).unwrap_or_default();
        if field.has_focus() {
            self.walk(ui, shown.len());
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered {
            field.request_focus();
        }
        if shown.is_empty() {
            ui.label(RichText::new("Nothing by that name").color(colors(ui).dim));
        }
        let clicked = self.list(ui, hint, height, true, shown);
        if choices.len() > shown.len() {
            let rest = format!("{} more: type to find them", choices.len() - shown.len());
            ui.label(RichText::new(rest).font(theme::small()).color(colors(ui).dim));
        }
        let taken = if entered { self.in_hand(shown.len()) } else { clicked };
        taken.and_then(|at| shown.get(at)).map(|choice| choice.value.clone())
    }

    /// Draws the list; returns the row that was clicked. `ticks`: whether it shows what is chosen already.
    pub fn list<T>(&mut self, ui: &mut Ui, id: &str, height: f32, ticks: bool, choices: &[Choice<T>]) -> Option<usize> {
        let (in_hand, moved) = (self.in_hand(choices.len()), std::mem::take(&mut self.moved));
        let mut clicked = None;
        // An area remembers how small it was once. A list with ticks may be a long one: it takes less where there is little room.
        let least = if ticks { height.min(LEAST) } else { height };
        let area = ScrollArea::vertical().id_salt((id, "list")).max_height(height).min_scrolled_height(least);
        area.auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, choice) in choices.iter().enumerate() {
                let is_in_hand = in_hand == Some(at);
                let response = row(ui, choice, is_in_hand, ticks);
                if moved && is_in_hand {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    self.at = Some(at);
                    clicked = Some(at);
                }
            }
        });
        clicked
    }
}

/// How high a list of so many rows is that shows at most `most` of them.
#[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
pub fn height(rows: usize, most: usize) -> f32 {
    rows.min(most) as f32 * ROW
}

fn row<T>(ui: &mut Ui, choice: &Choice<T>, in_hand: bool, ticks: bool) -> Response {
    let colors = colors(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let is_selected = if ticks { choice.chosen } else { in_hand };
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), is_selected, &choice.label));
    if in_hand || response.hovered() || response.has_focus() {
        // Enter takes the one in hand, wherever the pointer lies.
        let fill = if in_hand { colors.chosen } else { colors.chosen.gamma_multiply(0.35) };
        ui.painter().rect_filled(rect, CornerRadius::same(theme::ROUND), fill);
    }
    let mut inner = rect.shrink2(vec2(theme::SPACE * 2.0, 0.0));
    let middle = rect.center().y;
    if ticks {
        if choice.chosen {
            let at = pos2(inner.left(), middle);
            ui.painter().text(at, egui::Align2::LEFT_CENTER, "✓", theme::small(), colors.accent);
        }
        inner.min.x += theme::SPACE * 4.0;
    }
    if let Some(hue) = choice.hue {
        let square = Rect::from_center_size(pos2(inner.left() + 5.0, middle), vec2(11.0, 11.0));
        ui.painter().rect_filled(square, CornerRadius::same(3), colors.hue(hue));
        inner.min.x += theme::SPACE * 5.0;
    }
    if let Some(key) = &choice.key {
        inner.max.x -= widgets::key_cap_at(ui, inner, key) + 8.0;
    }
    // The name comes first: what stands beside it has what is left, but for a little.
    let own = ui.painter().layout_no_wrap(choice.label.clone(), theme::body(), colors.ink).size().x;
    let left = (inner.width() - own - 12.0).max(inner.width() * 0.3);
    let right = widgets::elided(ui, &choice.right, theme::small(), colors.dim, left);
    let at = pos2(inner.right() - right.size().x, middle - right.size().y / 2.0);
    let words = widgets::elided(ui, &choice.label, theme::body(), colors.ink, at.x - inner.left() - 8.0);
    ui.painter().galley(at, right, colors.dim);
    ui.painter().galley(pos2(inner.left(), middle - words.size().y / 2.0), words, colors.ink);
    response
}

/// The tags that fit what is typed.
pub fn tag_choices(scene: &Scene<'_>, query: &str, chosen: impl Fn(&TagId) -> bool) -> Vec<Choice<TagId>> {
    let found = scene.names.rank(query, scene.recent_tags).into_iter();
    let choice = |found: Match| Choice { chosen: chosen(&found.tag), ..tag_choice(scene, found.tag, found.via) };
    found.map(choice).collect()
}

/// A tag, with the name by which it was found, or else its group.
pub fn tag_choice(scene: &Scene<'_>, tag: TagId, via: Option<String>) -> Choice<TagId> {
    let known = scene.project.tag(&tag);
    let group = known.and_then(|tag| scene.project.groups.get(&tag.group)).map(|group| group.name.clone());
    let (right, hue) = (via.or(group).unwrap_or_default(), known.map(|tag| tag.hue));
    Choice { right, hue, ..Choice::new(tag.clone(), scene.project.tag_name(&tag)) }
}

/// Those of `choices` whose label has what is typed, whatever its letters are written like.
pub fn fitting<T>(choices: Vec<Choice<T>>, query: &str) -> Vec<Choice<T>> {
    let query = folded(query);
    choices.into_iter().filter(|choice| folded(&choice.label).contains(&query)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_in_hand_at_once_or_when_something_is_typed() {
        let (mut opened, mut waiting) = (TypeAhead::opened(), TypeAhead::waiting());
        assert_eq!((opened.in_hand(3), waiting.in_hand(3), opened.in_hand(0)), (Some(0), None, None));
        (opened.query, waiting.query) = ("v".to_owned(), "v".to_owned());
        assert_eq!((opened.in_hand(3), waiting.in_hand(3)), (Some(0), Some(0)));
        opened.at = Some(7);
        assert_eq!(opened.in_hand(3), Some(2));
        opened.reset();
        assert_eq!((opened.in_hand(3), opened.is_empty()), (Some(0), true));
    }
}
