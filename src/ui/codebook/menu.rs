//! The context menus of tags and groups.

use std::collections::BTreeMap;

use egui::{Button, Key, Modifiers, RichText, Ui};

use super::super::node::Node;
use super::super::{
    action::{Action, Actions, Question},
    command::COMMANDS,
    scene::Scene,
    theme::{self, colors},
};
use super::tree::{self, Hidden};
use crate::{
    model::{GroupId, Project, Tag, TagId, hues},
    verbs,
};

/// What the tree itself does when it is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    Rename,
    /// Below the tag, or in the group.
    NewTag,
    NewGroup,
}

/// The menu of a row; pushes what it can do by itself.
pub fn of_row(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions, node: &Node) -> Option<Wish> {
    ui.set_min_width(190.0);
    match node {
        Node::Tag(id) => of_tag(ui, scene, actions, id),
        Node::Group(id) => of_group(ui, scene, actions, id),
    }
}

fn of_tag(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions, id: &TagId) -> Option<Wish> {
    let tag = scene.project.tags.get(id)?;
    let mut wish = None;
    push(ui, actions, "Edit…", || Action::EditTag(id.clone()));
    wish = chosen(ui, "Rename", Wish::Rename).or(wish);
    ui.menu_button("Colour", |ui| {
        if let Some(hue) = hues(ui, tag.hue) {
            put(scene.project, actions, id, Tag { hue, ..tag.clone() });
        }
    });
    ui.menu_button("Key", |ui| {
        if let Some(NewKey(key)) = keys(ui, scene.project, id, tag.key) {
            put(scene.project, actions, id, Tag { key, ..tag.clone() });
        }
    });
    wish = chosen(ui, "New tag below…", Wish::NewTag).or(wish);
    ui.separator();
    push(ui, actions, "Show its excerpts", || Action::ExcerptsOf(id.clone()));
    hide(ui, scene, actions, &Node::Tag(id.clone()));
    ui.separator();
    push(ui, actions, "Merge into…", || Action::Ask(Question::MergeTag(id.clone())));
    push(ui, actions, "Delete…", || Action::Ask(Question::DeleteTag(id.clone())));
    wish
}

fn of_group(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions, id: &GroupId) -> Option<Wish> {
    let mut wish = chosen(ui, "New tag…", Wish::NewTag);
    wish = chosen(ui, "Rename", Wish::Rename).or(wish);
    wish = chosen(ui, "Add sub-group…", Wish::NewGroup).or(wish);
    if ui.button("Sort by name").clicked() {
        actions.step(verbs::sort_tags(scene.project, id));
        ui.close();
    }
    hide(ui, scene, actions, &Node::Group(id.clone()));
    ui.separator();
    let is_empty = group_is_empty(scene.project, id);
    let delete = ui.add_enabled(is_empty, Button::new("Delete group"));
    if delete.clicked() {
        actions.step(verbs::delete_group(scene.project, id));
        ui.close();
    }
    delete.on_disabled_hover_text("Move or delete what stands in it first");
    wish
}

/// Whether nothing stands in the group.
pub fn group_is_empty(project: &Project, id: &GroupId) -> bool {
    !project.usable_tags().any(|(_, tag)| tag.group == *id)
        && !project.groups.iter().any(|(_, group)| group.parent.as_ref() == Some(id))
}

fn push(ui: &mut Ui, actions: &mut Actions, text: &str, action: impl FnOnce() -> Action) {
    if ui.button(text).clicked() {
        actions.push(action());
        ui.close();
    }
}

fn chosen(ui: &mut Ui, text: &str, wish: Wish) -> Option<Wish> {
    ui.button(text).clicked().then(|| {
        ui.close();
        wish
    })
}

fn hide(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions, node: &Node) {
    let text = match tree::hidden(scene.project, scene.hidden, node) {
        Hidden::Itself => "Show highlights",
        Hidden::No | Hidden::ByGroup => "Hide highlights",
    };
    push(ui, actions, text, || Action::ToggleHidden(node.clone()));
}

/// Puts a changed tag, if it changed.
pub fn put(project: &Project, actions: &mut Actions, id: &TagId, tag: Tag) {
    if project.tags.get(id).is_some_and(|present| *present != tag) {
        actions.step(verbs::edit_tag(project, id, tag));
    }
}

/// The twelve colours by name; gives the one that was chosen.
fn hues(ui: &mut Ui, present: u8) -> Option<u8> {
    let mut found = None;
    for (hue, name) in (0_u8..).zip(hues::NAMES) {
        let square = RichText::new("■").color(colors(ui).hue(hue)).size(14.0);
        if ui.add(Button::selectable(hue == present, (square, name))).clicked() {
            found = Some(hue);
            ui.close();
        }
    }
    found
}

/// The key that a tag gets; none takes it away.
pub struct NewKey(pub Option<char>);

/// Keys that a tag can have: digits, and letters that no command has with Alt. Gives the change.
pub fn keys(ui: &mut Ui, project: &Project, id: &TagId, present: Option<char>) -> Option<NewKey> {
    let holders: BTreeMap<char, &str> = project
        .usable_tags()
        .filter(|(other, _)| *other != id)
        .filter_map(|(_, tag)| Some((tag.key?, tag.name.as_str())))
        .collect();
    let mut found = None;
    egui::Grid::new("keys").num_columns(6).spacing([theme::SPACE, theme::SPACE]).show(ui, |ui| {
        for (at, key) in free_keys().enumerate() {
            let text = RichText::new(key.to_uppercase().to_string());
            let text = if holders.contains_key(&key) { text.color(colors(ui).dim).strikethrough() } else { text };
            let button = Button::selectable(present == Some(key), text).min_size(egui::vec2(26.0, 24.0));
            let hint = match holders.get(&key) {
                Some(holder) => format!("{}: now {holder}", key_words(key)),
                None => key_words(key),
            };
            if ui.add(button).accessible_name(&hint).on_hover_text(&hint).clicked() {
                found = Some(NewKey(Some(key)));
                ui.close();
            }
            if at % 6 == 5 {
                ui.end_row();
            }
        }
    });
    if present.is_some() && ui.button("No key").clicked() {
        found = Some(NewKey(None));
        ui.close();
    }
    found
}

/// How the key is pressed: a digit by itself, a letter with Alt.
pub fn key_words(key: char) -> String {
    if key.is_ascii_digit() { key.to_string() } else { format!("Alt+{}", key.to_uppercase()) }
}

fn free_keys() -> impl Iterator<Item = char> {
    let taken = |letter: char| {
        COMMANDS.iter().flat_map(|declared| [declared.key, declared.second]).flatten().any(|shortcut| {
            shortcut.modifiers == Modifiers::ALT
                && Key::from_name(&letter.to_uppercase().to_string()) == Some(shortcut.logical_key)
        })
    };
    ('1'..='9').chain(['0']).chain(('a'..='z').filter(move |letter| !taken(*letter)))
}
