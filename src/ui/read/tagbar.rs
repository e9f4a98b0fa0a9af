//! The tag bar: beside the selection, with the focus; what is typed finds a tag, Enter gives it.

use egui::{
    Area, Event, EventFilter, Frame, Id, Key, KeyboardShortcut, Margin, Modifiers, Order, Rect, Role, ScrollArea,
    Sense, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use super::place::Around;
use crate::ui::{
    keymap,
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use crate::{
    model::{AnnotationId, GroupId, Project, Span, Tag, TagId},
    words::brief,
};

const WIDTH: f32 = 320.0;
const ROW: f32 = 28.0;
const ROWS: usize = 8;
/// About as high as the bar is with all its rows, in points.
const HEIGHT: f32 = 292.0;
/// How many tags are offered, and how many groups for a new one.
const OFFERED: usize = 40;

/// What is tagged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Selection(Span),
    Passage(AnnotationId),
}

/// The open bar.
pub struct TagBar {
    pub target: Target,
    query: String,
    chosen: usize,
    wants_focus: bool,
    /// Tags given since it was opened.
    given: Vec<TagId>,
}

/// What the bar asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagBarEvent {
    /// Give the tag; the bar stays open if `stay`, goes on to who says it if `details`.
    Give {
        tag: TagId,
        stay: bool,
        details: bool,
    },
    /// Make a tag of that name in the group, and give it.
    Make {
        name: String,
        group: GroupId,
        stay: bool,
    },
    Undo,
    Close,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Choice {
    Tag(TagId, Option<String>),
    New(GroupId),
}

impl TagBar {
    pub fn new(target: Target) -> Self {
        Self { target, query: String::new(), chosen: 0, wants_focus: true, given: Vec::new() }
    }

    /// The tag that Enter would give: the inspector shows its definition.
    pub fn in_hand(&self, scene: &Scene<'_>) -> Option<TagId> {
        match self.choices(scene).into_iter().nth(self.chosen) {
            Some(Choice::Tag(tag, _)) => Some(tag),
            _ => None,
        }
    }

    /// A tag was given and the bar stays for another.
    pub fn gave(&mut self, tag: TagId, target: Target) {
        self.given.push(tag);
        self.target = target;
        self.query.clear();
        self.chosen = 0;
        self.wants_focus = true;
    }

    fn choices(&self, scene: &Scene<'_>) -> Vec<Choice> {
        let query = self.query.trim();
        let found = scene.names.rank(query, scene.recent_tags);
        let mut choices: Vec<Choice> = found
            .into_iter()
            .filter(|m| !self.given.contains(&m.tag))
            .take(OFFERED)
            .map(|m| Choice::Tag(m.tag, m.via))
            .collect();
        if !query.is_empty() {
            let groups = scene.names.groups().iter().take(OFFERED);
            choices.extend(groups.map(|group| Choice::New(group.id.clone())));
        }
        choices
    }

    /// Draws the bar. `covered`: something lies over it and has the keys.
    pub fn show(&mut self, ui: &Ui, scene: &Scene<'_>, around: Option<&Around>, covered: bool) -> Option<TagBarEvent> {
        let choices = self.choices(scene);
        self.chosen = self.chosen.min(choices.len().saturating_sub(1));
        let screen = ui.ctx().content_rect();
        let mut event = None;
        let mut area = Area::new(Id::unique("tag-bar")).order(Order::Foreground);
        if let Some((pos, corner)) = around.map(|around| around.place(vec2(WIDTH, HEIGHT))) {
            area = area.fixed_pos(pos).pivot(corner);
        }
        let within = around.map_or(screen, |around| around.within(HEIGHT, screen));
        let response = area.constrain_to(within.shrink(4.0)).show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).inner_margin(Margin::same(8)).show(ui, |ui| {
                ui.set_width(WIDTH - 16.0);
                event = if covered { None } else { self.keys(ui, scene, &choices) };
                self.field(ui, covered);
                ui.add_space(2.0);
                let picked = self.list(ui, scene, &choices);
                event = event.take().or(picked);
            });
        });
        let clicked_elsewhere = !covered
            && ui.input(|input| input.pointer.any_pressed())
            && ui.input(|input| input.pointer.interact_pos()).is_some_and(|pos| !response.response.rect.contains(pos));
        event.or_else(|| clicked_elsewhere.then_some(TagBarEvent::Close))
    }

    fn field(&mut self, ui: &mut Ui, covered: bool) {
        let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
        let field = ui.add(
            TextEdit::singleline(&mut self.query)
                .id(field_id())
                .hint_text("Tag this passage")
                .event_filter(filter)
                .margin(Margin::symmetric(9, 6))
                .desired_width(f32::INFINITY),
        );
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Tag this passage"));
        if !covered && (std::mem::take(&mut self.wants_focus) || !field.has_focus()) {
            field.request_focus();
        }
        if field.changed() {
            self.chosen = 0;
        }
    }

    /// Keys are taken before the field sees them.
    fn keys(&mut self, ui: &Ui, scene: &Scene<'_>, choices: &[Choice]) -> Option<TagBarEvent> {
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        if pressed(Modifiers::NONE, Key::Escape) {
            return Some(TagBarEvent::Close);
        }
        if self.query.is_empty() && pressed(Modifiers::COMMAND, Key::Z) {
            return Some(TagBarEvent::Undo);
        }
        if pressed(Modifiers::NONE, Key::ArrowDown) {
            self.chosen = (self.chosen + 1).min(choices.len().saturating_sub(1));
        }
        if pressed(Modifiers::NONE, Key::ArrowUp) {
            self.chosen = self.chosen.saturating_sub(1);
        }
        if let Some(tag) = self.own_key(ui, scene.project) {
            return Some(TagBarEvent::Give { tag, stay: false, details: false });
        }
        if pressed(Modifiers::COMMAND, Key::Enter)
            && let Some(Choice::New(group)) = choices.iter().find(|choice| matches!(choice, Choice::New(_)))
        {
            return Some(self.make(group.clone(), false));
        }
        let details = pressed(Modifiers::NONE, Key::Tab);
        let stay = !details && pressed(Modifiers::SHIFT, Key::Enter);
        if details || stay || pressed(Modifiers::NONE, Key::Enter) {
            return choices.get(self.chosen).map(|choice| self.pick(choice, stay, details));
        }
        None
    }

    /// A tag's own key: a digit while nothing is typed, or Alt and a letter or digit.
    fn own_key(&self, ui: &Ui, project: &Project) -> Option<TagId> {
        ui.input_mut(|input| {
            let at = input.events.iter().position(|event| match event {
                Event::Key { key, pressed: true, modifiers, .. } if modifiers.alt => {
                    key_char(*key).is_some_and(|key| with_key(project, key).is_some())
                }
                Event::Text(text) if self.query.is_empty() => {
                    digit(text).is_some_and(|key| with_key(project, key).is_some())
                }
                _ => false,
            })?;
            match input.events.remove(at) {
                Event::Key { key, .. } => with_key(project, key_char(key)?),
                Event::Text(text) => with_key(project, digit(&text)?),
                _ => None,
            }
        })
    }

    fn pick(&self, choice: &Choice, stay: bool, details: bool) -> TagBarEvent {
        match choice {
            Choice::Tag(tag, _) => TagBarEvent::Give { tag: tag.clone(), stay, details },
            Choice::New(group) => self.make(group.clone(), stay),
        }
    }

    fn make(&self, group: GroupId, stay: bool) -> TagBarEvent {
        TagBarEvent::Make { name: self.query.trim().to_owned(), group, stay }
    }

    fn list(&self, ui: &mut Ui, scene: &Scene<'_>, choices: &[Choice]) -> Option<TagBarEvent> {
        if choices.is_empty() {
            ui.label("The codebook is empty: type a name to make a tag.");
            return None;
        }
        let mut picked = None;
        ui.spacing_mut().item_spacing.y = 0.0;
        #[expect(clippy::cast_precision_loss, reason = "eight rows at most")]
        let height = choices.len().min(ROWS) as f32 * ROW;
        let keys_moved = ui.input(|input| input.key_pressed(Key::ArrowDown) || input.key_pressed(Key::ArrowUp));
        // An area remembers how small it was once.
        let list = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
        list.auto_shrink([false, true]).show(ui, |ui| {
            for (at, choice) in choices.iter().enumerate() {
                let response = self.row(ui, scene, choice, at == self.chosen);
                if at == self.chosen && !keys_moved {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    let stay = ui.input(|input| input.modifiers.shift);
                    picked = Some(self.pick(choice, stay, false));
                }
            }
        });
        picked
    }

    fn row(&self, ui: &mut Ui, scene: &Scene<'_>, choice: &Choice, chosen: bool) -> egui::Response {
        let colors = colors(ui);
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
        if chosen || response.hovered() {
            // Enter takes the one in hand, wherever the pointer lies.
            let fill = if chosen { colors.chosen } else { colors.chosen.gamma_multiply(0.35) };
            ui.painter().rect_filled(rect, egui::CornerRadius::same(5), fill);
        }
        let inner = rect.shrink2(vec2(8.0, 0.0));
        let (name, color, right, key) = self.words(scene, choice, ui);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &name));
        let mut edge = inner;
        if let Some(key) = key {
            edge.max.x -= widgets::key_cap_at(ui, edge, &key) + 8.0;
        }
        // The tag's own name comes first: what stands beside it has what is left, but for a little.
        let own = ui.painter().layout_no_wrap(name.clone(), theme::body(), colors.ink).size().x;
        let left = (edge.width() - own - 32.0).max(edge.width() * 0.3);
        let right = widgets::elided(ui, &right, theme::small(), colors.dim, left);
        let at = pos2(edge.right() - right.size().x, rect.center().y - right.size().y / 2.0);
        let room = at.x - inner.left() - 28.0;
        ui.painter().galley(at, right, colors.dim);
        let swatch = Rect::from_center_size(pos2(inner.left() + 5.0, rect.center().y), vec2(11.0, 11.0));
        ui.painter().rect_filled(swatch, egui::CornerRadius::same(3), color);
        let galley = widgets::elided(ui, &name, theme::body(), colors.ink, room);
        ui.painter().galley(pos2(inner.left() + 20.0, rect.center().y - galley.size().y / 2.0), galley, colors.ink);
        response
    }

    fn words(&self, scene: &Scene<'_>, choice: &Choice, ui: &Ui) -> (String, egui::Color32, String, Option<String>) {
        let colors = colors(ui);
        match choice {
            Choice::New(group) => {
                let name = scene.project.groups.get(group).map_or("", |group| &group.name).to_lowercase();
                let is_first = scene.names.groups().first().is_some_and(|first| first.id == *group);
                let key = is_first.then(|| keymap::written(KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter)));
                (format!("New tag “{}”", self.query.trim()), colors.dim, name, key)
            }
            Choice::Tag(id, via) => {
                let Some(tag) = scene.project.tag(id) else {
                    return (id.to_string(), colors.dim, String::new(), None);
                };
                let group = scene.project.groups.get(&tag.group).map_or("", |group| &group.name).to_lowercase();
                let n = scene.counts.tag(id).passages;
                let right = match via {
                    Some(via) => format!("{} · {n}", brief(via)),
                    None => format!("{group} · {n}"),
                };
                (tag.name.clone(), colors.hue(tag.hue), right, key_label(tag))
            }
        }
    }
}

/// The field of the bar.
pub fn field_id() -> Id {
    Id::unique("tag-bar-field")
}

/// The tag that has this key.
pub fn with_key(project: &Project, key: char) -> Option<TagId> {
    project.usable_tags().find(|(_, tag)| tag.key == Some(key)).map(|(id, _)| id.clone())
}

/// How a tag's key is written.
pub fn key_label(tag: &Tag) -> Option<String> {
    tag.key.map(|key| if key.is_ascii_digit() { key.to_string() } else { format!("Alt {}", key.to_ascii_uppercase()) })
}

fn digit(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(char::is_ascii_digit).filter(|_| chars.next().is_none())
}

/// The letter or digit of a key.
pub fn key_char(key: Key) -> Option<char> {
    let mut chars = key.name().chars();
    let first = chars.next().filter(char::is_ascii_alphanumeric)?;
    chars.next().is_none().then(|| first.to_ascii_lowercase())
}
