//! Who says it, about whom, with what stance and in whose words: the details of one tag on one passage.

use egui::{
    Area, EventFilter, Frame, Id, Key, Margin, Modifiers, Order, Pos2, RichText, Role, ScrollArea, TextEdit, Ui,
    WidgetInfo,
};

use crate::model::{AnnotationId, Coding, Stance, TagId, Voice};
use crate::ui::{
    scene::Scene,
    theme::{self, colors},
    widgets,
};

const WIDTH: f32 = 340.0;

/// The open form. What it says is made one step when it is closed.
pub struct Details {
    pub passage: AnnotationId,
    pub coding: Coding,
    before: Coding,
    fields: [Field; 2],
    focus: Option<usize>,
    pos: Pos2,
}

#[derive(Default)]
struct Field {
    query: String,
    chosen: usize,
}

/// What the form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DetailsEvent {
    Commit(AnnotationId, Coding),
    Close,
}

const LABELS: [&str; 2] = ["Said by", "About"];

impl Details {
    /// `last` are the details given last: who says it is taken over where nothing is said yet.
    pub fn new(passage: AnnotationId, coding: Coding, last: Option<&Coding>, pos: Pos2) -> Self {
        let before = coding.clone();
        let mut coding = coding;
        if let Some(last) = last
            && coding.by.is_empty()
            && coding.about.is_empty()
            && coding.stance.is_none()
            && coding.voice.is_none()
        {
            coding.by.clone_from(&last.by);
        }
        Self { passage, coding, before, fields: Default::default(), focus: Some(0), pos }
    }

    pub fn show(&mut self, ui: &Ui, scene: &Scene<'_>) -> Option<DetailsEvent> {
        let screen = ui.ctx().content_rect();
        let mut done = None;
        let area = Area::new(Id::unique("details")).order(Order::Foreground).fixed_pos(self.pos);
        let response = area.constrain_to(screen.shrink(4.0)).show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).inner_margin(Margin::same(12)).show(ui, |ui| {
                ui.set_width(WIDTH - 24.0);
                done = self.form(ui, scene);
            });
        });
        let pressed = ui.input(|input| input.pointer.any_pressed());
        let outside =
            ui.input(|input| input.pointer.interact_pos()).is_some_and(|pos| !response.response.rect.contains(pos));
        if done.is_none() && pressed && outside {
            done = Some(self.finished());
        }
        done
    }

    fn finished(&self) -> DetailsEvent {
        if self.coding == self.before {
            DetailsEvent::Close
        } else {
            DetailsEvent::Commit(self.passage, self.coding.clone())
        }
    }

    fn form(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<DetailsEvent> {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            return Some(DetailsEvent::Close);
        }
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter)) {
            return Some(self.finished());
        }
        let name = scene.project.tag_name(&self.coding.tag);
        let hue = scene.project.tag(&scene.project.resolve(&self.coding.tag)).map(|tag| tag.hue);
        let color = hue.map_or(colors(ui).dim, |hue| colors(ui).hue(hue));
        ui.label(RichText::new(name).font(theme::bold(theme::BODY)).color(color));
        let mut done = None;
        for at in 0..LABELS.len() {
            if self.people(ui, scene, at) {
                done = Some(self.finished());
            }
        }
        ui.add_space(4.0);
        choice(
            ui,
            "Stance",
            "Alt+1 to 3",
            &mut self.coding.stance,
            Stance::ALL,
            Stance::word,
            [Key::Num1, Key::Num2, Key::Num3],
        );
        choice(
            ui,
            "Voice",
            "Alt+4 to 6",
            &mut self.coding.voice,
            Voice::ALL,
            Voice::word,
            [Key::Num4, Key::Num5, Key::Num6],
        );
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            if widgets::main_button(ui, "Done").clicked() {
                done = Some(self.finished());
            }
            if ui.button("Cancel").clicked() {
                done = Some(DetailsEvent::Close);
            }
        });
        let hint = "Enter adds, Tab goes on, Enter in an empty field ends";
        ui.label(RichText::new(hint).font(theme::small()).color(colors(ui).dim));
        done
    }

    /// Chips of tags and a field that finds more; gives back whether Enter in the empty field ended it.
    fn people(&mut self, ui: &mut Ui, scene: &Scene<'_>, at: usize) -> bool {
        let label = LABELS[at];
        ui.add_space(6.0);
        ui.label(RichText::new(label).font(theme::small()).color(colors(ui).dim));
        let list = if at == 0 { &mut self.coding.by } else { &mut self.coding.about };
        if let Some(gone) = chips(ui, scene, list, label) {
            list.remove(gone);
        }
        let id = Id::unique(("details-field", at));
        let field = &mut self.fields[at];
        let mut ended = false;
        if ui.memory(|memory| memory.has_focus(id)) {
            let matches = matches(scene, &field.query);
            let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
            if pressed(Key::ArrowDown) {
                field.chosen = (field.chosen + 1).min(matches.len().saturating_sub(1));
            }
            if pressed(Key::ArrowUp) {
                field.chosen = field.chosen.saturating_sub(1);
            }
            let tab = pressed(Key::Tab);
            if pressed(Key::Enter) || (tab && !field.query.is_empty()) {
                match matches.get(field.chosen).filter(|_| !field.query.trim().is_empty()) {
                    Some(tag) => add(list, tag, field),
                    None => ended = !tab,
                }
            }
            if tab {
                self.focus = Some((at + 1) % LABELS.len());
            } else if field.query.is_empty() && pressed(Key::Backspace) {
                list.pop();
            }
        }
        let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
        let edit = TextEdit::singleline(&mut field.query).id(id).event_filter(filter).desired_width(f32::INFINITY);
        let response = ui.add(edit.hint_text("Name an organization, state or person"));
        response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, label));
        if self.focus == Some(at) {
            response.request_focus();
            self.focus = None;
        }
        if response.changed() {
            field.chosen = 0;
        }
        if !field.query.trim().is_empty() {
            suggestions(ui, scene, list, field);
        }
        ended
    }
}

fn add(list: &mut Vec<TagId>, tag: &TagId, field: &mut Field) {
    if !list.contains(tag) {
        list.push(tag.clone());
    }
    *field = Field::default();
}

/// Tags that fit, those that can speak first: arguments do not.
fn matches(scene: &Scene<'_>, query: &str) -> Vec<TagId> {
    if query.trim().is_empty() {
        return Vec::new();
    }
    let mut found: Vec<TagId> = scene.names.rank(query, &[]).into_iter().map(|found| found.tag).collect();
    found.sort_by_key(|tag| scene.project.tag(tag).is_some_and(|tag| tag.group.as_str() == "argument"));
    found.truncate(5);
    found
}

fn suggestions(ui: &mut Ui, scene: &Scene<'_>, list: &mut Vec<TagId>, field: &mut Field) {
    let matches = matches(scene, &field.query);
    if matches.is_empty() {
        ui.label(
            RichText::new("No tag has that name. Make it in the codebook first.")
                .font(theme::small())
                .color(colors(ui).dim),
        );
    }
    ScrollArea::vertical().id_salt(list.len()).max_height(140.0).show(ui, |ui| {
        for (at, tag) in matches.iter().enumerate() {
            if ui.selectable_label(at == field.chosen, scene.project.tag_name(tag)).clicked() {
                add(list, tag, field);
                break;
            }
        }
    });
}

fn chips(ui: &mut Ui, scene: &Scene<'_>, list: &[TagId], label: &str) -> Option<usize> {
    let mut gone = None;
    if list.is_empty() {
        return None;
    }
    ui.horizontal_wrapped(|ui| {
        for (at, tag) in list.iter().enumerate() {
            let name = scene.project.tag_name(tag);
            let button = ui.button(format!("{name}  ×"));
            button.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Remove {name} from “{label}”")));
            if button.clicked() {
                gone = Some(at);
            }
        }
    });
    gone
}

fn choice<T: Copy + PartialEq>(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    value: &mut Option<T>,
    all: [T; 3],
    word: impl Fn(T) -> &'static str,
    keys: [Key; 3],
) {
    ui.horizontal(|ui| {
        ui.add_sized([48.0, 22.0], egui::Label::new(RichText::new(label).font(theme::small()).color(colors(ui).dim)));
        for (one, key) in all.into_iter().zip(keys) {
            let is_on = *value == Some(one);
            let by_key = ui.input_mut(|input| input.consume_key(Modifiers::ALT, key));
            if ui.selectable_label(is_on, word(one)).on_hover_text(hint).clicked() || by_key {
                *value = (!is_on).then_some(one);
            }
        }
    });
}
