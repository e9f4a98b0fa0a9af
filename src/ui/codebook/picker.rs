//! Choosing a tag by typing: type-ahead over names, short names and aliases.

use egui::{Button, Id, Key, Modifiers, RichText, Ui};

use super::super::{scene::Scene, theme::colors, widgets};
use crate::model::TagId;

/// How many tags are offered at once.
const OFFERED: usize = 8;

/// What is typed, and which offer is in hand.
#[derive(Default)]
pub struct Picker {
    query: String,
    at: usize,
    field: Option<Id>,
}

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    Tag(TagId),
    /// A tag of this name is to be made.
    New(String),
}

impl Picker {
    /// The field and what fits. `allow`: which tags may be chosen; `new`: whether a new one may be named.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        hint: &str,
        allow: impl Fn(&TagId) -> bool,
        new: bool,
    ) -> Option<Picked> {
        let offers = self.offers(scene, allow, new);
        let mut picked = self.keys(ui, &offers);
        let response = widgets::search_field(ui, "tag picker", &mut self.query, hint);
        if self.field.replace(response.id).is_none() {
            response.request_focus();
        }
        if response.changed() {
            self.at = 0;
        }
        for (at, offer) in offers.iter().enumerate() {
            if offer_button(ui, scene, offer, at == self.at).clicked() {
                picked = Some(offer.clone());
            }
        }
        if offers.is_empty() {
            ui.label(RichText::new("No tag fits what is typed.").color(colors(ui).dim));
        }
        if picked.is_some() {
            self.query.clear();
            self.at = 0;
        }
        picked
    }

    /// Whether it is this field that is typed in.
    pub fn has_focus(&self, ui: &Ui) -> bool {
        self.field.is_some_and(|field| ui.memory(|memory| memory.has_focus(field)))
    }

    fn offers(&self, scene: &Scene<'_>, allow: impl Fn(&TagId) -> bool, new: bool) -> Vec<Picked> {
        let found = scene.names.rank(&self.query, scene.recent_tags).into_iter().map(|found| found.tag);
        let mut offers: Vec<_> = found.filter(allow).take(OFFERED).map(Picked::Tag).collect();
        let name = self.query.trim();
        if new && !name.is_empty() {
            offers.push(Picked::New(name.to_owned()));
        }
        offers
    }

    /// Arrows and Enter belong to the list while the field is typed in.
    fn keys(&mut self, ui: &Ui, offers: &[Picked]) -> Option<Picked> {
        if !self.has_focus(ui) {
            return None;
        }
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        if pressed(Key::ArrowDown) {
            self.at = (self.at + 1).min(offers.len().saturating_sub(1));
        }
        if pressed(Key::ArrowUp) {
            self.at = self.at.saturating_sub(1);
        }
        if pressed(Key::Enter) { offers.get(self.at).cloned() } else { None }
    }
}

fn offer_button(ui: &mut Ui, scene: &Scene<'_>, offer: &Picked, chosen: bool) -> egui::Response {
    let colors = colors(ui);
    let width = ui.available_width();
    let button = match offer {
        Picked::Tag(id) => {
            let tag = scene.project.tag(id);
            let hue = tag.map_or(0, |tag| tag.hue);
            let group = tag.and_then(|tag| scene.project.groups.get(&tag.group)).map(|group| group.name.clone());
            let square = RichText::new("■").color(colors.hue(hue));
            let right = RichText::new(group.unwrap_or_default()).small().color(colors.dim);
            Button::selectable(chosen, (square, scene.project.tag_name(id))).right_text(right)
        }
        Picked::New(name) => Button::selectable(chosen, format!("New tag “{name}”")),
    };
    ui.push_id(format!("{offer:?}"), |ui| ui.add(button.min_size(egui::vec2(width, 26.0)))).inner
}
