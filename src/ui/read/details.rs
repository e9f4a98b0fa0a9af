//! Who says it, about whom, with what stance and in whose words: the details of one tag on one passage.

use std::collections::BTreeSet;

use egui::{Area, Frame, Id, Key, Margin, Modifiers, Order, RichText, Role, ScrollArea, Ui, WidgetInfo, vec2};

use super::place::Around;
use crate::analysis::names::Why;
use crate::storage::Typed;
use crate::text::letters::name_key;
use crate::ui::{
    drafts::{Drafts, field},
    scene::Scene,
    theme::{self, colors},
    typeahead::{Choice, TypeAhead, height},
    widgets,
};
use crate::{
    model::{AnnotationId, Coding, EditError, GroupId, Project, Stance, Step, TagId, Voice},
    verbs,
};

const WIDTH: f32 = 340.0;
/// About as high as the form is at first, in points.
const HEIGHT: f32 = 330.0;
/// How many rows of a list are seen at once.
const ROWS: usize = 5;
/// How many tags are offered.
const OFFERED: usize = 5;
/// In how many groups a new tag is offered.
const GROUPS: usize = 40;

/// The open form. What it says is made one step when it is closed.
pub struct Details {
    pub passage: AnnotationId,
    coding: Coding,
    before: Coding,
    /// Who said what was tagged last: offered, not taken.
    last: Vec<TagId>,
    /// Tags that were named here and are to be made.
    new: Vec<NewSpeaker>,
    fields: [TypeAhead; 2],
    focus: Option<usize>,
    /// What is still typed and is no tag, if somebody wanted to be done.
    unfinished: bool,
    /// How high the form was last, in points.
    height: f32,
}

/// A tag that is made when the form is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSpeaker {
    id: TagId,
    group: GroupId,
    name: String,
}

/// A row below a field.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Offer {
    Tag(TagId),
    /// Make a tag of what is typed in that group.
    New(GroupId),
}

/// What the form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DetailsEvent {
    /// Say that of the passage, with these tags, which are not in the codebook yet.
    Commit(AnnotationId, Coding, Vec<NewSpeaker>),
    Close,
}

/// How the journal calls the form.
const PLACE: &str = "details";
const LABELS: [&str; 2] = ["Said by", "About"];

impl Details {
    /// `last` are the details given last: who says it is offered first.
    pub fn new(passage: AnnotationId, coding: Coding, last: Option<&Coding>) -> Self {
        Self {
            passage,
            before: coding.clone(),
            coding,
            last: last.map(|last| last.by.clone()).unwrap_or_default(),
            new: Vec::new(),
            fields: [TypeAhead::waiting(), TypeAhead::waiting()],
            focus: Some(0),
            unfinished: false,
            height: HEIGHT,
        }
    }

    /// Draws the form. `covered`: something lies over it and has the keys.
    pub fn show(&mut self, ui: &Ui, scene: &Scene<'_>, around: Option<&Around>, covered: bool) -> Option<DetailsEvent> {
        let screen = ui.ctx().content_rect();
        let mut done = None;
        let mut area = Area::new(Id::unique("details")).order(Order::Foreground);
        if let Some((pos, corner)) = around.map(|around| around.place(vec2(WIDTH, self.height + 24.0))) {
            area = area.fixed_pos(pos).pivot(corner);
        }
        let within = around.map_or(screen, |around| around.within(self.height + 24.0, screen));
        let response = area.constrain_to(within.shrink(4.0)).show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).inner_margin(Margin::same(12)).show(ui, |ui| {
                ui.set_width(WIDTH - 24.0);
                // An area remembers how small it was once.
                let room = (screen.height() - 40.0).max(100.0);
                let list = ScrollArea::vertical().max_height(room).min_scrolled_height(room);
                let shown = list.show(ui, |ui| done = self.form(ui, scene, covered));
                self.height = shown.content_size.y;
            });
        });
        let pressed = !covered && ui.input(|input| input.pointer.any_pressed());
        let outside =
            ui.input(|input| input.pointer.interact_pos()).is_some_and(|pos| !response.response.rect.contains(pos));
        if done.is_none() && pressed && outside {
            done = self.finished(scene);
        }
        done
    }

    /// What comes of the form now. A name that is typed and is a tag's counts; another one is kept in its field, and said: `None`.
    pub fn finished(&mut self, scene: &Scene<'_>) -> Option<DetailsEvent> {
        for at in 0..LABELS.len() {
            let query = self.fields[at].query.trim().to_owned();
            if query.is_empty() {
                continue;
            }
            match exactly(scene, &query).or_else(|| self.named(&query)) {
                Some(tag) => self.add(at, tag),
                None => {
                    self.unfinished = true;
                    self.focus = Some(at);
                    return None;
                }
            }
        }
        Some(if self.coding == self.before {
            DetailsEvent::Close
        } else {
            DetailsEvent::Commit(self.passage, self.coding.clone(), self.used())
        })
    }

    /// What the form says, as the change that it would become, and the names that are typed and no tags yet.
    pub fn drafts(&self, scene: &Scene<'_>, drafts: &mut Drafts) {
        if self.coding != self.before {
            drafts.step(committed(scene, self.passage, self.coding.clone(), &self.used()));
        }
        let [by, about] = &self.fields;
        if !(by.query.is_empty() && about.query.is_empty()) {
            let (passage, tag) = (self.passage.0.to_string(), self.coding.tag.to_string());
            let fields = [("passage", &passage), ("tag", &tag), (LABELS[0], &by.query), (LABELS[1], &about.query)];
            drafts.typed(PLACE, &fields.map(|(name, text)| (name, text.as_str())));
        }
    }

    /// The passage and the tag that a form was about in which this was typed.
    pub fn place(typed: &Typed) -> Option<(AnnotationId, TagId)> {
        let id = uuid::Uuid::parse_str(field(typed, "passage")).ok().filter(|_| typed.place == PLACE)?;
        Some((AnnotationId(id), TagId::new(field(typed, "tag")).ok()?))
    }

    /// The form as it was when this was typed in it.
    pub fn taken_up(passage: AnnotationId, coding: Coding, typed: &Typed) -> Self {
        let mut details = Self::new(passage, coding, None);
        for (field, label) in details.fields.iter_mut().zip(LABELS) {
            self::field(typed, label).clone_into(&mut field.query);
        }
        details
    }

    /// Tags that were named here and are said by or about.
    fn used(&self) -> Vec<NewSpeaker> {
        let used = |new: &&NewSpeaker| self.coding.by.contains(&new.id) || self.coding.about.contains(&new.id);
        self.new.iter().filter(used).cloned().collect()
    }

    /// Whether it could not be left, because of a name that is no tag's.
    pub fn is_unfinished(&self) -> bool {
        self.unfinished
    }

    fn form(&mut self, ui: &mut Ui, scene: &Scene<'_>, covered: bool) -> Option<DetailsEvent> {
        let pressed = |modifiers, key| !covered && ui.input_mut(|input| input.consume_key(modifiers, key));
        if pressed(Modifiers::NONE, Key::Escape) {
            return Some(DetailsEvent::Close);
        }
        if pressed(Modifiers::COMMAND, Key::Enter) {
            return self.finished(scene);
        }
        let name = scene.project.tag_name(&self.coding.tag);
        let hue = scene.project.tag(&scene.project.resolve(&self.coding.tag)).map(|tag| tag.hue);
        let color = hue.map_or(colors(ui).dim, |hue| colors(ui).hue(hue));
        ui.label(RichText::new(name).font(theme::bold(theme::BODY)).color(color));
        if self.unfinished && ui.memory(|memory| memory.focused().is_none()) {
            self.focus = self.fields.iter().position(|field| !field.query.trim().is_empty());
        }
        let mut done = None;
        for at in 0..LABELS.len() {
            if self.people(ui, scene, at, covered) {
                done = self.finished(scene);
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
                done = self.finished(scene);
            }
            if ui.button("Cancel").clicked() {
                done = Some(DetailsEvent::Close);
            }
        });
        let hint = "Enter adds, Tab goes on, Enter in an empty field ends";
        ui.label(RichText::new(hint).font(theme::small()).color(colors(ui).dim));
        done
    }

    /// Chips of tags and a field that finds more; returns whether Enter in the empty field ended it.
    fn people(&mut self, ui: &mut Ui, scene: &Scene<'_>, at: usize, covered: bool) -> bool {
        let label = LABELS[at];
        ui.add_space(6.0);
        ui.label(RichText::new(label).font(theme::small()).color(colors(ui).dim));
        if let Some(gone) = self.chips(ui, scene, at) {
            self.list(at).remove(gone);
        }
        let id = Id::unique(("details-field", at));
        let offers = self.offers(scene, at);
        let mut ended = false;
        let has_focus = !covered && ui.memory(|memory| memory.has_focus(id));
        if has_focus {
            ended = self.keys(ui, scene, at, &offers);
        }
        let hint = "Name an organization, state or person";
        let response = self.fields[at].field(ui, id, hint, label, !covered);
        if self.focus == Some(at) && !covered {
            response.request_focus();
            self.focus = None;
        }
        if response.changed() {
            self.unfinished = false;
        }
        if has_focus || !self.fields[at].query.trim().is_empty() {
            self.rows(ui, scene, at);
        }
        ended
    }

    /// Keys of the field, before it sees them. Returns whether Enter in the empty field was pressed.
    fn keys(&mut self, ui: &Ui, scene: &Scene<'_>, at: usize, offers: &[Offer]) -> bool {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let is_empty = self.fields[at].query.trim().is_empty();
        self.fields[at].walk(ui, offers.len());
        let chosen = self.fields[at].in_hand(offers.len()).and_then(|row| offers.get(row)).cloned();
        let (tab, enter) = (pressed(Key::Tab), pressed(Key::Enter));
        let mut ended = false;
        match chosen {
            // Going on makes no tag that nobody has asked for.
            Some(Offer::New(_)) if tab && !self.fields[at].is_chosen() => {
                self.unfinished = true;
                return false;
            }
            Some(offer) if enter || (tab && !is_empty) => self.pick(scene, at, offer),
            _ => ended = enter,
        }
        if tab {
            self.focus = Some((at + 1) % LABELS.len());
        } else if is_empty && pressed(Key::Backspace) {
            self.list(at).pop();
        }
        ended
    }

    fn list(&mut self, at: usize) -> &mut Vec<TagId> {
        if at == 0 { &mut self.coding.by } else { &mut self.coding.about }
    }

    fn add(&mut self, at: usize, tag: TagId) {
        let list = self.list(at);
        if !list.contains(&tag) {
            list.push(tag);
        }
        self.fields[at] = TypeAhead::waiting();
        self.unfinished = false;
    }

    fn pick(&mut self, scene: &Scene<'_>, at: usize, offer: Offer) {
        match offer {
            Offer::Tag(tag) => self.add(at, tag),
            Offer::New(group) => {
                let name = self.fields[at].query.trim().to_owned();
                // Names that give one id: only where the codebook, with those made so far, has it not.
                let made = with_new(scene.project, &self.new)
                    .and_then(|(project, _)| verbs::new_tag_id(&project, &group, &name));
                if let Ok(id) = made {
                    self.new.push(NewSpeaker { id: id.clone(), group, name });
                    self.add(at, id);
                }
            }
        }
    }

    /// A tag that was named here before.
    fn named(&self, name: &str) -> Option<TagId> {
        let is_it = |new: &&NewSpeaker| name_key(&new.name) == name_key(name);
        self.new.iter().find(is_it).map(|new| new.id.clone())
    }

    /// What fits the field: who said it last where nothing is typed; tags that fit, and a new one in each group.
    fn offers(&self, scene: &Scene<'_>, at: usize) -> Vec<Offer> {
        let query = self.fields[at].query.trim();
        let list = if at == 0 { &self.coding.by } else { &self.coding.about };
        if query.is_empty() {
            let is_open = |tag: &&TagId| at == 0 && !list.contains(tag) && scene.project.tag(tag).is_some();
            return self.last.iter().filter(is_open).cloned().map(Offer::Tag).collect();
        }
        let groups = scene.names.groups();
        let arguments: BTreeSet<&GroupId> =
            groups.iter().filter(|group| group.is_argument).map(|group| &group.id).collect();
        let is_argument = |tag: &TagId| scene.project.tag(tag).is_some_and(|tag| arguments.contains(&tag.group));
        let mut found = scene.names.rank(query, &[]);
        found.sort_by_key(|found| is_argument(&found.tag));
        // Letters that only happen to stand in a name in that order are no reason to take it for another name.
        let (fit, may_fit): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| found.why != Why::Subsequence);
        let tags = |found: Vec<crate::analysis::names::Match>| {
            found.into_iter().map(|found| Offer::Tag(found.tag)).take(OFFERED).collect::<Vec<_>>()
        };
        let named = self.named(query).map(Offer::Tag);
        let name = name_key(query);
        let is_called_so = scene.project.tags.iter().filter(|(_, tag)| name_key(&tag.name) == name);
        let taken: BTreeSet<&GroupId> = is_called_so.map(|(_, tag)| &tag.group).collect();
        let (after, before): (Vec<_>, Vec<_>) = groups.iter().partition(|group| group.is_argument);
        let free = before.into_iter().chain(after).filter(|group| named.is_none() && !taken.contains(&group.id));
        let new = free.take(GROUPS).map(|group| Offer::New(group.id.clone()));
        named.clone().into_iter().chain(tags(fit)).chain(new).chain(tags(may_fit)).collect()
    }

    fn rows(&mut self, ui: &mut Ui, scene: &Scene<'_>, at: usize) {
        // Keys may have changed what fits.
        let offers = self.offers(scene, at);
        let query = self.fields[at].query.trim().to_owned();
        if self.unfinished && !query.is_empty() {
            let words = format!("“{query}” is not in the codebook: choose below, or clear the field.");
            ui.label(RichText::new(words).font(theme::small()).color(colors(ui).warn));
        }
        let rows: Vec<_> = offers.iter().map(|offer| self.row(scene, &query, offer)).collect();
        let picked = self.fields[at].list(ui, LABELS[at], height(rows.len(), ROWS), false, &rows);
        if let Some(offer) = picked.and_then(|row| offers.get(row)) {
            self.pick(scene, at, offer.clone());
            self.focus = Some(at);
        }
    }

    fn row(&self, scene: &Scene<'_>, query: &str, offer: &Offer) -> Choice<()> {
        let (label, right) = match offer {
            Offer::Tag(tag) if query.is_empty() => (self.name(scene, tag), "last time".to_owned()),
            Offer::Tag(tag) => (self.name(scene, tag), self.group_of(scene, tag)),
            Offer::New(group) => (format!("New “{query}”"), format!("in {}", group_name(scene, group))),
        };
        Choice { right, ..Choice::new((), label) }
    }

    fn name(&self, scene: &Scene<'_>, tag: &TagId) -> String {
        let new = self.new.iter().find(|new| new.id == *tag);
        new.map_or_else(|| scene.project.tag_name(tag), |new| new.name.clone())
    }

    fn group_of(&self, scene: &Scene<'_>, tag: &TagId) -> String {
        let new = self.new.iter().find(|new| new.id == *tag).map(|new| new.group.clone());
        let group = new.or_else(|| scene.project.tag(tag).map(|tag| tag.group.clone()));
        group.map_or_else(String::new, |group| group_name(scene, &group))
    }

    fn chips(&self, ui: &mut Ui, scene: &Scene<'_>, at: usize) -> Option<usize> {
        let list = if at == 0 { &self.coding.by } else { &self.coding.about };
        let mut gone = None;
        if list.is_empty() {
            return None;
        }
        ui.horizontal_wrapped(|ui| {
            for (place, tag) in list.iter().enumerate() {
                let name = self.name(scene, tag);
                let button = ui.button(format!("{}  ×", crate::words::brief(&name)));
                let words = format!("Remove {name} from “{}”", LABELS[at]);
                button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
                if button.clicked() {
                    gone = Some(place);
                }
            }
        });
        gone
    }
}

/// The step by which the passage gets these details, and the codebook the tags that were named.
///
/// # Errors
/// A name that cannot be a tag's, or no such passage.
pub fn committed(
    scene: &Scene<'_>,
    passage: AnnotationId,
    coding: Coding,
    new: &[NewSpeaker],
) -> Result<Step, EditError> {
    let (project, made) = with_new(scene.project, new)?;
    let step = verbs::set_coding(&project, &scene.me.id, passage, coding)?;
    let place = step.place.clone();
    let label = match new {
        [] => step.label,
        [one] => format!("new tag “{}” and {}", one.name, step.label),
        more => format!("{} and {}", crate::words::counted(more.len(), "new tag"), step.label),
    };
    Ok(Step::new(label, made.into_iter().flat_map(|step| step.edits).chain(step.edits).collect()).at(place))
}

/// The step that makes these tags.
///
/// # Errors
/// A name that cannot be a tag's.
pub fn made(scene: &Scene<'_>, new: &[NewSpeaker]) -> Result<Step, EditError> {
    let (_, steps) = with_new(scene.project, new)?;
    let label = crate::words::counted(new.len(), "new tag");
    Ok(Step::new(label, steps.into_iter().flat_map(|step| step.edits).collect()))
}

/// The project with these tags, and the steps that make them.
fn with_new(project: &Project, new: &[NewSpeaker]) -> Result<(Project, Vec<Step>), EditError> {
    let tags = new.iter().map(|new| (new.id.clone(), new.group.clone(), new.name.as_str()));
    verbs::with_new_tags(project, tags)
}

/// The tag whose name, short name or alias is just that; none where several are.
fn exactly(scene: &Scene<'_>, query: &str) -> Option<TagId> {
    let mut exact = scene.names.rank(query, &[]).into_iter().filter(|found| found.why == Why::Exact);
    let first = exact.next()?;
    exact.next().is_none().then_some(first.tag)
}

fn group_name(scene: &Scene<'_>, group: &GroupId) -> String {
    scene.project.groups.get(group).map_or_else(String::new, |group| group.name.clone())
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
