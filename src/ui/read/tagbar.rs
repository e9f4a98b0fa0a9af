//! The tag bar: beside the selection, with the focus; what is typed finds a tag, Enter gives it.

use egui::{Area, Event, Frame, Id, Key, KeyboardShortcut, Margin, Modifiers, Order, Ui, vec2};

use super::place::Around;
use crate::ui::{
    keymap,
    scene::Scene,
    typeahead::{Choice, TypeAhead, height},
};
use crate::{
    model::{AnnotationId, GroupId, Project, Span, Tag, TagId},
    words::brief,
};

const WIDTH: f32 = 320.0;
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
    find: TypeAhead,
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
enum Offer {
    Tag(TagId, Option<String>),
    New(GroupId),
}

impl TagBar {
    pub fn new(target: Target) -> Self {
        Self { target, find: TypeAhead::opened(), given: Vec::new() }
    }

    /// The tag that Enter would give: the inspector shows its definition.
    pub fn in_hand(&self, scene: &Scene<'_>) -> Option<TagId> {
        let offers = self.offers(scene);
        match offers.into_iter().nth(self.find.in_hand(usize::MAX)?)? {
            Offer::Tag(tag, _) => Some(tag),
            Offer::New(_) => None,
        }
    }

    /// A tag was given and the bar stays for another.
    pub fn gave(&mut self, tag: TagId, target: Target) {
        self.given.push(tag);
        self.target = target;
        self.find.reset();
    }

    fn offers(&self, scene: &Scene<'_>) -> Vec<Offer> {
        let query = self.find.query.trim();
        let found = scene.names.rank(query, scene.recent_tags);
        let mut offers: Vec<Offer> = found
            .into_iter()
            .filter(|m| !self.given.contains(&m.tag))
            .take(OFFERED)
            .map(|m| Offer::Tag(m.tag, m.via))
            .collect();
        if !query.is_empty() {
            let groups = scene.names.groups().iter().take(OFFERED);
            offers.extend(groups.map(|group| Offer::New(group.id.clone())));
        }
        offers
    }

    /// Draws the bar. `covered`: something lies over it and has the keys.
    pub fn show(&mut self, ui: &Ui, scene: &Scene<'_>, around: Option<&Around>, covered: bool) -> Option<TagBarEvent> {
        let offers = self.offers(scene);
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
                event = if covered { None } else { self.keys(ui, scene, &offers) };
                self.field(ui, covered);
                ui.add_space(2.0);
                let picked = self.list(ui, scene, &offers);
                event = event.take().or(picked);
            });
        });
        let clicked_elsewhere = !covered
            && ui.input(|input| input.pointer.any_pressed())
            && ui.input(|input| input.pointer.interact_pos()).is_some_and(|pos| !response.response.rect.contains(pos));
        event.or_else(|| clicked_elsewhere.then_some(TagBarEvent::Close))
    }

    fn field(&mut self, ui: &mut Ui, covered: bool) {
        let field = self.find.field(ui, field_id(), "Tag this passage", "Tag this passage", !covered);
        if !covered && !field.has_focus() {
            field.request_focus();
        }
    }

    /// Keys are taken before the field sees them.
    fn keys(&mut self, ui: &Ui, scene: &Scene<'_>, offers: &[Offer]) -> Option<TagBarEvent> {
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        if pressed(Modifiers::NONE, Key::Escape) {
            return Some(TagBarEvent::Close);
        }
        if self.find.query.is_empty() && pressed(Modifiers::COMMAND, Key::Z) {
            return Some(TagBarEvent::Undo);
        }
        self.find.walk(ui, offers.len());
        if let Some(tag) = self.own_key(ui, scene.project) {
            return Some(TagBarEvent::Give { tag, stay: false, details: false });
        }
        if pressed(Modifiers::COMMAND, Key::Enter)
            && let Some(Offer::New(group)) = offers.iter().find(|offer| matches!(offer, Offer::New(_)))
        {
            return Some(self.make(group.clone(), false));
        }
        let details = pressed(Modifiers::NONE, Key::Tab);
        let stay = !details && pressed(Modifiers::SHIFT, Key::Enter);
        if details || stay || pressed(Modifiers::NONE, Key::Enter) {
            return self.find.in_hand(offers.len()).map(|at| self.pick(&offers[at], stay, details));
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
                Event::Text(text) if self.find.query.is_empty() => {
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

    fn pick(&self, offer: &Offer, stay: bool, details: bool) -> TagBarEvent {
        match offer {
            Offer::Tag(tag, _) => TagBarEvent::Give { tag: tag.clone(), stay, details },
            Offer::New(group) => self.make(group.clone(), stay),
        }
    }

    fn make(&self, group: GroupId, stay: bool) -> TagBarEvent {
        TagBarEvent::Make { name: self.find.query.trim().to_owned(), group, stay }
    }

    fn list(&mut self, ui: &mut Ui, scene: &Scene<'_>, offers: &[Offer]) -> Option<TagBarEvent> {
        if offers.is_empty() {
            ui.label("The codebook is empty: type a name to make a tag.");
            return None;
        }
        let rows: Vec<_> = offers.iter().map(|offer| self.row(scene, offer)).collect();
        let clicked = self.find.list(ui, "tag bar", height(rows.len(), ROWS), false, &rows)?;
        let stay = ui.input(|input| input.modifiers.shift);
        Some(self.pick(&offers[clicked], stay, false))
    }

    fn row(&self, scene: &Scene<'_>, offer: &Offer) -> Choice<()> {
        match offer {
            Offer::New(group) => {
                let right = scene.project.groups.get(group).map_or("", |group| &group.name).to_lowercase();
                let is_first = scene.names.groups().first().is_some_and(|first| first.id == *group);
                let key = is_first.then(|| keymap::written(KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter)));
                Choice { right, key, ..Choice::new((), format!("New tag “{}”", self.find.query.trim())) }
            }
            Offer::Tag(id, via) => {
                let Some(tag) = scene.project.tag(id) else { return Choice::new((), id.to_string()) };
                let group = scene.project.groups.get(&tag.group).map_or("", |group| &group.name).to_lowercase();
                let n = scene.counts.tag(id).passages;
                let right = match via {
                    Some(via) => format!("{} · {n}", brief(via)),
                    None => format!("{group} · {n}"),
                };
                Choice { right, hue: Some(tag.hue), key: key_label(tag), ..Choice::new((), tag.name.clone()) }
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
