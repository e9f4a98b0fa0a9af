//! A field to type in with a list below it: what is typed finds the choices, Enter takes the one in hand.

use egui::{Key, Modifiers, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::{
    model::TagId,
    text::letters::folded,
    ui::{
        scene::Scene,
        theme::{self, colors},
        widgets,
    },
};

const ROW: f32 = theme::SPACE * 6.5;
/// More are found by typing.
const MOST: usize = 60;

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<T> {
    pub value: T,
    pub label: String,
    pub right: String,
    pub hue: Option<u8>,
    pub chosen: bool,
}

/// What is typed, and the line in hand.
#[derive(Default)]
pub struct Picker {
    pub query: String,
    at: usize,
    wants_focus: bool,
}

impl Picker {
    /// A picker that takes the focus when it is first drawn.
    pub fn opened() -> Self {
        Self { wants_focus: true, ..Self::default() }
    }

    /// Draws field and list; gives what was taken.
    pub fn show<T: Clone>(&mut self, ui: &mut Ui, hint: &str, height: f32, choices: &[Choice<T>]) -> Option<T> {
        let field = widgets::search_field(ui, hint, &mut self.query, hint);
        if std::mem::take(&mut self.wants_focus) {
            field.request_focus();
        }
        let shown = choices.get(..choices.len().min(MOST)).unwrap_or_default();
        if field.changed() {
            self.at = 0;
        }
        self.at = self.at.min(shown.len().saturating_sub(1));
        let mut moved = false;
        if field.has_focus() {
            let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
            let (down, up) = (pressed(Key::ArrowDown), pressed(Key::ArrowUp));
            moved = down || up;
            self.at = (self.at + usize::from(down)).min(shown.len().saturating_sub(1)).saturating_sub(usize::from(up));
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered {
            field.request_focus();
        }
        let clicked = self.list(ui, hint, height, shown, moved);
        if choices.len() > shown.len() {
            let rest = format!("{} more: type to find them", choices.len() - shown.len());
            ui.label(egui::RichText::new(rest).font(theme::small()).color(colors(ui).dim));
        }
        let taken = if entered { shown.get(self.at) } else { clicked.and_then(|at| shown.get(at)) };
        taken.map(|choice| choice.value.clone())
    }

    fn list<T>(&mut self, ui: &mut Ui, id: &str, height: f32, shown: &[Choice<T>], moved: bool) -> Option<usize> {
        let mut clicked = None;
        if shown.is_empty() {
            ui.label(egui::RichText::new("Nothing by that name").color(colors(ui).dim));
        }
        ScrollArea::vertical().id_salt((id, "list")).max_height(height).min_scrolled_height(height.min(120.0)).show(
            ui,
            |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (at, choice) in shown.iter().enumerate() {
                    let response = line(ui, choice, at == self.at);
                    if moved && at == self.at {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        self.at = at;
                        clicked = Some(at);
                    }
                }
            },
        );
        clicked
    }
}

fn line<T>(ui: &mut Ui, choice: &Choice<T>, in_hand: bool) -> egui::Response {
    let colors = colors(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), choice.chosen, &choice.label));
    if in_hand || response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::ROUND, colors.chosen);
    }
    let mut left = rect.left() + theme::SPACE * 2.0;
    if choice.chosen {
        ui.painter().text(pos2(left, rect.center().y), egui::Align2::LEFT_CENTER, "✓", theme::small(), colors.accent);
    }
    left += theme::SPACE * 4.0;
    if let Some(hue) = choice.hue {
        let square = Rect::from_center_size(pos2(left + 5.0, rect.center().y), vec2(11.0, 11.0));
        ui.painter().rect_filled(square, 3.0, colors.hue(hue));
        left += theme::SPACE * 5.0;
    }
    let small = ui.painter().layout_no_wrap(choice.right.clone(), theme::small(), colors.dim);
    let right = rect.right() - theme::SPACE * 2.0 - small.size().x;
    let words = widgets::elided(ui, &choice.label, theme::body(), colors.ink, right - left - theme::SPACE * 2.0);
    ui.painter().galley(pos2(left, rect.center().y - words.size().y / 2.0), words, colors.ink);
    ui.painter().galley(pos2(right, rect.center().y - small.size().y / 2.0), small, colors.dim);
    response
}

/// The tags that fit what is typed, with how many passages they have.
pub fn tag_choices(scene: &Scene<'_>, query: &str, chosen: impl Fn(&TagId) -> bool) -> Vec<Choice<TagId>> {
    let found = scene.names.rank(query, scene.recent_tags).into_iter();
    let choice = |found: crate::analysis::names::Match| {
        let tag = scene.project.tag(&found.tag);
        Choice {
            label: scene.project.tag_name(&found.tag),
            right: found.via.unwrap_or_else(|| {
                let group = tag.and_then(|tag| scene.project.groups.get(&tag.group));
                group.map_or_else(String::new, |group| group.name.clone())
            }),
            hue: tag.map(|tag| tag.hue),
            chosen: chosen(&found.tag),
            value: found.tag,
        }
    };
    found.map(choice).collect()
}

/// Those of `choices` whose label has what is typed, whatever its letters are written like.
pub fn fitting<T>(choices: Vec<Choice<T>>, query: &str) -> Vec<Choice<T>> {
    let query = folded(query);
    choices.into_iter().filter(|choice| folded(&choice.label).contains(&query)).collect()
}
