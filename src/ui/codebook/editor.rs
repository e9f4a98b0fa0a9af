//! Everything about the tag in hand. What is typed is a draft until its field is left; then it is one step.

use std::collections::BTreeMap;

use egui::{CornerRadius, CursorIcon, RichText, Role, Sense, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo, vec2};

use super::super::{
    action::{Action, Actions, Question},
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use super::menu;
use crate::analysis::outline::{self, Line};
use crate::{
    model::{GroupId, Subject, Tag, TagId, hues},
    verbs,
};

/// Widest that the form gets.
const WIDEST: f32 = 720.0;

/// A text of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Text {
    Name,
    Short,
    Definition,
    UseWhen,
    NotWhen,
    Example,
    Near,
    Memo,
}

impl Text {
    const ALL: [Self; 8] = [
        Self::Name,
        Self::Short,
        Self::Definition,
        Self::UseWhen,
        Self::NotWhen,
        Self::Example,
        Self::Near,
        Self::Memo,
    ];
    /// Those that are written in paragraphs, with the lines they have room for when empty.
    const LONG: [(Self, usize); 5] =
        [(Self::Definition, 4), (Self::UseWhen, 2), (Self::NotWhen, 2), (Self::Example, 2), (Self::Near, 2)];

    fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Short => "Short name",
            Self::Definition => "Definition",
            Self::UseWhen => "Use when",
            Self::NotWhen => "Not when",
            Self::Example => "Example",
            Self::Near => "Near misses",
            Self::Memo => "Your memo",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::Name => "What the tag is called",
            Self::Short => "For the margin",
            Self::Definition => "What the tag means",
            Self::UseWhen => "When a passage gets it",
            Self::NotWhen => "When it does not, and which tag it gets instead",
            Self::Example => "A passage that has it",
            Self::Near => "What looks like it and is not",
            Self::Memo => "Thoughts on the tag; kept with your own coding",
        }
    }

    fn of(self, scene: &Scene<'_>, id: &TagId, tag: &Tag) -> String {
        match self {
            Self::Name => tag.name.clone(),
            Self::Short => tag.short.clone(),
            Self::Definition => tag.definition.clone(),
            Self::UseWhen => tag.use_when.clone(),
            Self::NotWhen => tag.not_when.clone(),
            Self::Example => tag.example.clone(),
            Self::Near => tag.near.clone(),
            Self::Memo => scene.project.memo(&scene.me.id, &Subject::Tag(id.clone())).to_owned(),
        }
    }

    fn put(self, tag: &mut Tag, text: &str) {
        match self {
            Self::Name => text.trim().clone_into(&mut tag.name),
            Self::Short => text.trim().clone_into(&mut tag.short),
            Self::Definition => text.clone_into(&mut tag.definition),
            Self::UseWhen => text.clone_into(&mut tag.use_when),
            Self::NotWhen => text.clone_into(&mut tag.not_when),
            Self::Example => text.clone_into(&mut tag.example),
            Self::Near => text.clone_into(&mut tag.near),
            Self::Memo => {}
        }
    }
}

/// What is typed, beside what the project has.
#[derive(Clone, Default)]
struct Typed {
    stored: String,
    text: String,
}

#[derive(Clone)]
struct Draft {
    tag: TagId,
    texts: BTreeMap<Text, Typed>,
    alias: String,
}

impl Draft {
    /// The id of a field and what is typed in it; as it was before, where it was just given up.
    fn field(&mut self, ui: &Ui, text: Text) -> (egui::Id, &mut String) {
        let (id, typed) = (egui::Id::unique((self.tag.as_str(), text)), self.texts.entry(text).or_default());
        if widgets::gives_up(ui, id) {
            typed.text.clone_from(&typed.stored);
        }
        (id, &mut typed.text)
    }
}

/// The form's own state.
#[derive(Clone, Default)]
pub struct Editor {
    draft: Option<Draft>,
    focus: Option<Text>,
}

/// What the pane does for the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditorEvent {
    Split,
}

impl Editor {
    /// Takes a tag in hand, or none. What was typed for the one before is committed first.
    pub fn hold(&mut self, scene: &Scene<'_>, actions: &mut Actions, tag: Option<&TagId>) {
        if self.draft.as_ref().map(|draft| &draft.tag) != tag {
            self.commit(scene, actions);
            self.draft = tag.map(|id| Draft { tag: id.clone(), texts: BTreeMap::new(), alias: String::new() });
        }
        self.follow(scene);
    }

    /// Puts the cursor into the definition.
    pub fn focus_definition(&mut self) {
        self.focus = Some(Text::Definition);
    }

    /// Where the project changed underneath, the draft follows it.
    fn follow(&mut self, scene: &Scene<'_>) {
        let Some(draft) = &mut self.draft else {
            return;
        };
        let Some(tag) = scene.project.tags.get(&draft.tag) else {
            return;
        };
        for text in Text::ALL {
            let stored = text.of(scene, &draft.tag, tag);
            let typed = draft.texts.entry(text).or_default();
            if typed.stored != stored {
                *typed = Typed { text: stored.clone(), stored };
            }
        }
    }

    /// Makes what is typed a step, if it differs from what the project has.
    pub fn commit(&mut self, scene: &Scene<'_>, actions: &mut Actions) {
        let Some(draft) = &mut self.draft else {
            return;
        };
        let Some(present) = scene.project.tags.get(&draft.tag) else {
            return;
        };
        let mut tag = present.clone();
        let mut memo = None;
        let alias = std::mem::take(&mut draft.alias).trim().to_owned();
        if !alias.is_empty() && alias != tag.name && !tag.aliases.contains(&alias) {
            tag.aliases.push(alias);
        }
        for (text, typed) in draft.texts.iter_mut().filter(|(_, typed)| typed.text != typed.stored) {
            text.put(&mut tag, &typed.text);
            if *text == Text::Memo {
                memo = Some(typed.text.clone());
            }
            typed.stored.clone_from(&typed.text);
        }
        menu::put(scene.project, actions, &draft.tag, tag);
        if let Some(memo) = memo {
            let subject = Subject::Tag(draft.tag.clone());
            actions.step(verbs::set_memo(scene.project, &scene.me.id, subject, &memo));
        }
    }

    /// The form, with what is done when one of its fields is left.
    pub fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) -> Option<EditorEvent> {
        let id = self.draft.as_ref()?.tag.clone();
        let Some(tag) = scene.project.tags.get(&id) else {
            gone(ui, scene, &id);
            return None;
        };
        let mut event = None;
        let mut left = false;
        egui::ScrollArea::vertical().id_salt(("tag form", id.as_str())).auto_shrink(false).show(ui, |ui| {
            ui.set_max_width(WIDEST.min(ui.available_width() - 12.0));
            ui.add_space(8.0);
            event = head(ui, scene, actions, &id, tag);
            ui.add_space(12.0);
            left |= self.names(ui);
            choices(ui, scene, actions, &id, tag);
            self.aliases(ui, scene, actions, &id, tag);
            for (text, lines) in Text::LONG {
                left |= self.long(ui, text, lines);
            }
            left |= self.long(ui, Text::Memo, 3);
            others(ui, scene, &id);
            ui.add_space(32.0);
        });
        if left {
            self.commit(scene, actions);
        }
        event
    }

    /// Name and short name, side by side; gives whether one was left.
    fn names(&mut self, ui: &mut Ui) -> bool {
        let both = ui.available_width() - ui.spacing().item_spacing.x;
        let narrow = (both * 0.4).min(170.0);
        let wide = both - narrow;
        ui.horizontal_top(|ui| {
            let name = ui.vertical(|ui| self.line(ui, Text::Name, wide)).inner;
            let short = ui.vertical(|ui| self.line(ui, Text::Short, narrow)).inner;
            name || short
        })
        .inner
    }

    fn line(&mut self, ui: &mut Ui, text: Text, width: f32) -> bool {
        let Some(draft) = &mut self.draft else {
            return false;
        };
        label(ui, text.label());
        let (id, words) = draft.field(ui, text);
        let edit = TextEdit::singleline(words)
            .id(id)
            .event_filter(widgets::OWN_KEYS)
            .hint_text(RichText::new(text.hint()).color(colors(ui).dim))
            .margin(egui::Margin::symmetric(9, 6))
            .desired_width(width);
        ui.add(edit).accessible_name(text.label()).lost_focus()
    }

    fn long(&mut self, ui: &mut Ui, text: Text, lines: usize) -> bool {
        let Some(draft) = &mut self.draft else {
            return false;
        };
        label(ui, text.label());
        let (id, words) = draft.field(ui, text);
        let edit = TextEdit::multiline(words)
            .id(id)
            .event_filter(widgets::OWN_KEYS)
            .hint_text(RichText::new(text.hint()).color(colors(ui).dim))
            .margin(egui::Margin::symmetric(9, 7))
            .desired_rows(lines)
            .desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name(text.label());
        if self.focus == Some(text) {
            self.focus = None;
            response.request_focus();
        }
        response.lost_focus()
    }

    /// The tag's other names as chips, and a field for one more.
    fn aliases(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions, id: &TagId, tag: &Tag) {
        let Some(draft) = &mut self.draft else {
            return;
        };
        label(ui, "Other names");
        ui.horizontal_wrapped(|ui| {
            for (at, alias) in tag.aliases.iter().enumerate() {
                if chip(ui, alias) {
                    let mut aliases = tag.aliases.clone();
                    aliases.remove(at);
                    menu::put(scene.project, actions, id, Tag { aliases, ..tag.clone() });
                }
            }
            let field = egui::Id::unique((id.as_str(), "alias"));
            if widgets::gives_up(ui, field) {
                draft.alias.clear();
            }
            let edit = TextEdit::singleline(&mut draft.alias)
                .id(field)
                .event_filter(widgets::OWN_KEYS)
                .hint_text(RichText::new("Another name, then Enter").color(colors(ui).dim))
                .margin(egui::Margin::symmetric(9, 5))
                .desired_width(180.0);
            let response = ui.add(edit).accessible_name("Another name");
            if response.lost_focus() {
                let alias = std::mem::take(&mut draft.alias).trim().to_owned();
                let is_new = !alias.is_empty() && alias != tag.name && !tag.aliases.contains(&alias);
                if is_new {
                    let aliases = tag.aliases.iter().cloned().chain([alias]).collect();
                    menu::put(scene.project, actions, id, Tag { aliases, ..tag.clone() });
                }
                if is_new && ui.input(|i| i.key_pressed(egui::Key::Enter)) {
                    response.request_focus();
                }
            }
        });
    }
}

fn label(ui: &mut Ui, text: &str) {
    ui.add_space(theme::SPACE);
    ui.label(RichText::new(text).font(theme::small()).color(colors(ui).dim));
}

/// A name with a button that takes it away; gives whether that was pressed.
fn chip(ui: &mut Ui, text: &str) -> bool {
    let colors = colors(ui);
    egui::Frame::new()
        .fill(colors.pane)
        .stroke(Stroke::new(1.0, colors.line))
        .corner_radius(CornerRadius::same(theme::ROUND))
        .inner_margin(egui::Margin::symmetric(8, 1))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = theme::SPACE;
            ui.spacing_mut().button_padding.x = 3.0;
            ui.horizontal(|ui| {
                ui.label(text);
                widgets::quiet_button(ui, "×", &format!("Remove {text}")).clicked()
            })
            .inner
        })
        .inner
}

/// Where the tag stands, how often it is used, and what can be done with all its passages.
fn head(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions, id: &TagId, tag: &Tag) -> Option<EditorEvent> {
    let dim = colors(ui).dim;
    ui.label(RichText::new(path(scene, id, tag)).color(dim));
    ui.horizontal(|ui| {
        widgets::swatch(ui, colors(ui).hue(tag.hue));
        ui.add(egui::Label::new(RichText::new(&tag.name).font(theme::bold(20.0))).wrap());
    });
    let count = scene.counts.tag(id);
    let used = match count.passages {
        0 => "Not used yet".to_owned(),
        n => format!("{} in {}", crate::words::counted(n, "passage"), crate::words::counted(count.articles, "article")),
    };
    let has_below = scene.project.usable_tags().any(|(_, other)| other.parent.as_ref() == Some(id));
    let used =
        if has_below && count.passages > 0 { format!("{used}, those of the tags below it included") } else { used };
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(used).color(dim));
        if scene.of_record().left_out() > 0 {
            let words = scene.of_record().in_words().unwrap_or_default();
            ui.label(RichText::new("of the coding of record").color(dim).underline()).on_hover_text(words);
        }
    });
    ui.add_space(theme::SPACE);
    let mut event = None;
    ui.horizontal_wrapped(|ui| {
        if ui.add_enabled(count.passages > 0, egui::Button::new("Show excerpts")).clicked() {
            actions.push(Action::ExcerptsOf(id.clone()));
        }
        if ui.button("Split…").clicked() {
            event = Some(EditorEvent::Split);
        }
        if ui.button("Merge into…").clicked() {
            actions.push(Action::Ask(Question::MergeTag(id.clone())));
        }
        if ui.button("Delete…").clicked() {
            actions.push(Action::Ask(Question::DeleteTag(id.clone())));
        }
    });
    event
}

/// “Arguments › Vacuum”: what the tag stands below.
fn path(scene: &Scene<'_>, id: &TagId, tag: &Tag) -> String {
    let groups = scene.project.group_ancestry(&tag.group).into_iter().rev();
    let groups = groups.filter_map(|group| scene.project.groups.get(&group).map(|group| group.name.clone()));
    let above = scene.project.ancestry(id).into_iter().skip(1).collect::<Vec<_>>().into_iter().rev();
    let tags = above.map(|above| scene.project.tag_name(&above));
    groups.chain(tags).collect::<Vec<_>>().join(" › ")
}

/// Group, key and colour: each is a step at once.
fn choices(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions, id: &TagId, tag: &Tag) {
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            label(ui, "Group");
            if let Some(group) = groups(ui, scene, tag) {
                actions.step(verbs::move_tag(scene.project, id, &group, None, usize::MAX));
            }
        });
        ui.vertical(|ui| {
            label(ui, "Key");
            let text = tag.key.map_or("None".to_owned(), menu::key_words);
            let button = ui.menu_button(text, |ui| {
                if let Some(menu::NewKey(key)) = menu::keys(ui, scene.project, id, tag.key) {
                    menu::put(scene.project, actions, id, Tag { key, ..tag.clone() });
                }
            });
            button.response.accessible_name("Key");
        });
        ui.vertical(|ui| {
            label(ui, "Colour");
            if let Some(hue) = swatches(ui, tag.hue) {
                menu::put(scene.project, actions, id, Tag { hue, ..tag.clone() });
            }
        });
    });
}

fn groups(ui: &mut Ui, scene: &Scene<'_>, tag: &Tag) -> Option<GroupId> {
    let name = |id: &GroupId| scene.project.groups.get(id).map_or_else(|| id.to_string(), |group| group.name.clone());
    let mut found = None;
    let combo = egui::ComboBox::from_id_salt("group").selected_text(name(&tag.group)).show_ui(ui, |ui| {
        for line in outline::outline(scene.project) {
            if let Line::Group { id, depth } = line {
                let text = format!("{}{}", "   ".repeat(depth), name(&id));
                if ui.selectable_label(id == tag.group, text).clicked() && id != tag.group {
                    found = Some(id);
                }
            }
        }
    });
    combo.response.accessible_name("Group");
    found
}

fn swatches(ui: &mut Ui, present: u8) -> Option<u8> {
    let mut found = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(2.0, 2.0);
        for (hue, name) in (0_u8..).zip(hues::NAMES) {
            let (rect, response) = ui.allocate_exact_size(vec2(24.0, 26.0), Sense::click());
            let response = response.on_hover_cursor(CursorIcon::PointingHand);
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, hue == present, name));
            let colors = colors(ui);
            ui.painter().rect_filled(rect.shrink2(vec2(5.0, 6.0)), 4, colors.hue(hue));
            let ring = if hue == present { colors.ink } else { colors.accent };
            if hue == present || response.has_focus() || response.hovered() {
                let around = rect.shrink2(vec2(2.0, 3.0));
                ui.painter().rect_stroke(around, 5, Stroke::new(1.5, ring), StrokeKind::Inside);
            }
            if response.clicked() {
                found = Some(hue);
            }
            response.on_hover_text(name);
        }
    });
    found
}

/// What others have written on the tag.
fn others(ui: &mut Ui, scene: &Scene<'_>, id: &TagId) {
    let subject = Subject::Tag(id.clone());
    for (whose, layer) in scene.project.layers.iter().filter(|(whose, _)| **whose != scene.me.id) {
        if let Some(memo) = layer.memos.get(&subject) {
            label(ui, &format!("Memo of {}", layer.analyst().name));
            ui.push_id(whose.as_str(), |ui| widgets::card(ui, |ui| ui.label(&**memo)));
        }
    }
}

fn gone(ui: &mut Ui, scene: &Scene<'_>, id: &TagId) {
    if scene.project.tag(id).is_some() {
        let advice = "It came with somebody's coding. Join that person's codebook to edit it.";
        widgets::empty(ui, &format!("“{}” is not in this codebook", scene.project.tag_name(id)), advice);
    } else {
        widgets::empty(ui, "This tag was deleted", "Undo or redo brings it back. Choose another one on the left.");
    }
}
