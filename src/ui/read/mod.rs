//! The Read view: the articles, the open one with its passages, the passage in hand, the codebook.

pub mod articles;
pub(in crate::ui) mod details;
mod find;
mod inspector;
mod keys;
pub mod panes;
mod place;
mod state;
pub mod tagbar;
mod tagging;

use std::sync::Arc;

use egui::{Area, CentralPanel, Context, Frame, Id, Margin, Order, Panel, ScrollArea, Ui};

use self::keys::reading_keys;
use self::tagging::{after_giving, give, make, open_bar_on, open_details, selected, target};
use self::{
    details::{Details, DetailsEvent},
    find::{Aside, FindEvent},
    inspector::{InspectorEvent, Subject},
    tagbar::{TagBar, TagBarEvent, Target},
};
pub use self::{
    inspector::detail_words,
    keys::Hand,
    place::Around,
    state::{Marked, MarkedKey, Parts, ReadPane, ReadView},
};
use super::{
    action::{Action, Actions},
    codebook::PanelEvent,
    command::Command,
    drafts::Drafts,
    marking::document_key,
    pane::{Cx, Look, Pane},
    reader::{ReaderEvent, ReaderInput, ReaderStyle, has_right_to_left},
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use crate::analysis::noise;
use crate::text::words;
use crate::{
    model::{Article, Place, Span, TagId},
    storage::Typed,
    verbs,
    words::counted,
};

/// Said when such an article is opened.
const RIGHT_TO_LEFT: &str = "Text that runs from right to left is not shown in its order yet: selecting in it takes whole lines, \
     as they stand in the file.";

impl Pane for ReadView {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        show(ui, cx.scene, self.parts(), cx.look, cx.actions);
    }

    /// Arrow keys belong to the list that has the focus, if one has.
    fn keys(&mut self, ctx: &Context, scene: &Scene<'_>, actions: &mut Actions) {
        let focused = ctx.memory(egui::Memory::focused);
        if focused.is_none_or(|focused| self.reader.is(focused)) {
            reading_keys(ctx, scene, &mut self.parts(), actions);
        }
    }

    fn is_busy(&self) -> bool {
        self.pane.bar.is_some() || self.pane.details.is_some()
    }

    fn make_room(&mut self, scene: &Scene<'_>, actions: &mut Actions) -> bool {
        make_room(scene, &mut self.parts(), actions)
    }

    fn commit(&mut self, scene: &Scene<'_>, actions: &mut Actions) {
        self.pane.inspector.commit(scene, actions);
    }

    /// The note, names in the codebook, and the form for details.
    fn drafts(&self, scene: &Scene<'_>, drafts: &mut Drafts) {
        self.pane.inspector.draft(scene, &mut drafts.changes);
        self.pane.panel.drafts(scene, drafts);
        self.pane.details.iter().for_each(|details| details.drafts(scene, drafts));
    }

    fn take_up(&mut self, typed: &Typed, scene: &Scene<'_>) -> Option<Place> {
        let (id, tag) = Details::place(typed)?;
        let passage = scene.project.annotation(&scene.me.id, id)?;
        let coding = passage.codings.iter().find(|coding| coding.tag == tag)?;
        self.pane.details = Some(Details::taken_up(id, coding.clone(), typed));
        let article = passage.article.clone();
        Some(match scene.project.place(id, passage) {
            Some(span) => Place::Passage(article, span, id),
            None => Place::Article(article),
        })
    }

    fn usual_keys(&self) -> &'static [(&'static [Command], &'static str)] {
        &[
            (&[Command::NextSentence, Command::PreviousSentence], "sentence"),
            (&[Command::Tag], "tag"),
            (&[Command::NextPassage, Command::PreviousPassage], "passage"),
        ]
    }
}

impl ReadPane {
    pub fn article_changed(&mut self) {
        self.bar = None;
        self.menu = None;
    }
}

/// Which panes there is room for; `wanted`: whether the articles and the inspector are to be shown.
pub fn panes_shown(ctx: &Context, wanted: [bool; 2], asked: Option<panes::Pane>) -> [bool; 2] {
    let width = |id, usual| {
        let known = egui::containers::panel::PanelState::load(ctx, Id::unique(id));
        known.map_or(usual, |state| state.outer_rect.width())
    };
    let widths = [width("articles-pane", theme::PANE_LEFT), width("inspector-pane", theme::PANE_RIGHT)];
    let wanted = [wanted[0].then_some(widths[0]), wanted[1].then_some(widths[1])];
    panes::shown(ctx.content_rect().width(), wanted, asked)
}

/// Draws the view.
fn show(ui: &mut Ui, scene: &Scene<'_>, mut parts: Parts<'_>, look: Look, actions: &mut Actions) {
    if look.articles {
        let pane = Frame::new().fill(colors(ui).pane);
        Panel::left(Id::unique("articles-pane"))
            .frame(pane)
            .default_size(theme::PANE_LEFT)
            .size_range(180.0..=480.0)
            .show(ui, |ui| {
                parts.read.articles.show(ui, scene, actions);
            });
    }
    if look.inspector {
        let pane = Frame::new().fill(colors(ui).pane).inner_margin(Margin { left: 12, right: 12, top: 10, bottom: 0 });
        Panel::right(Id::unique("inspector-pane"))
            .frame(pane)
            .default_size(theme::PANE_RIGHT)
            .size_range(240.0..=560.0)
            .show(ui, |ui| {
                side(ui, scene, &mut parts, actions);
            });
    } else {
        parts.read.inspector.hide(scene, actions);
    }
    CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
        let Some((id, article)) = scene.article.and_then(|id| Some((id, scene.project.articles.get(id)?))) else {
            widgets::empty(ui, "No article is open", "Add articles to the project, or choose one on the left.");
            if !look.articles && scene.project.articles.is_empty() {
                ui.add_space(8.0);
                let add = ui.vertical_centered(|ui| ui.button("Add articles…").clicked()).inner;
                if add {
                    actions.push(Action::Run(Command::AddArticles));
                }
            }
            return;
        };
        let Some(text) = article.body.shared() else {
            let advice = format!("Put articles/{id}.txt back into the project's folder and open the project again.");
            widgets::empty(ui, "The text of this article is not there", &advice);
            return;
        };
        center(ui, scene, &mut parts, article, text, look, actions);
    });
}

/// The pane on the right: the passage in hand above, the codebook below.
fn side(ui: &mut Ui, scene: &Scene<'_>, parts: &mut Parts<'_>, actions: &mut Actions) {
    let event = {
        let text =
            scene.article.and_then(|id| scene.project.articles.get(id)).map_or("", |article| article.body.text());
        let selected = parts.reader.selection().and_then(|selection| Span::new(text, selection.range()).ok());
        let focused = (*parts.focused).and_then(|id| {
            let own = scene.project.annotation(&scene.me.id, id).map(|annotation| (&scene.me.id, annotation));
            let found = own.or_else(|| {
                scene.project.layers.iter().find_map(|(analyst, layer)| Some((analyst, layer.annotations.get(&id)?)))
            });
            found.map(|(analyst, annotation)| (analyst, id, annotation))
        });
        let bar_on_passage = parts.read.bar.as_ref().is_some_and(|bar| matches!(bar.target, Target::Passage(_)));
        let subject = match (selected, focused) {
            (Some(span), _) if !bar_on_passage => {
                Subject::New { text, span, tag: parts.read.bar.as_ref().and_then(|bar| bar.in_hand(scene)) }
            }
            (_, Some((analyst, id, annotation))) => Subject::Passage { analyst, id, annotation },
            _ => Subject::Nothing,
        };
        let height = ui.available_height() * 0.55;
        let inspector = &mut parts.read.inspector;
        ScrollArea::vertical()
            .id_salt("inspector")
            .max_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| inspector.show(ui, scene, &subject, actions))
            .inner
    };
    match event {
        Some(InspectorEvent::AddTag(id)) => open_bar_on(scene, parts, id),
        Some(InspectorEvent::Details(id, coding)) => open_details(parts, id, coding),
        None => {}
    }
    ui.add_space(10.0);
    if let Some(PanelEvent::Pick(tag)) = parts.read.panel.show(ui, scene, actions) {
        pick_tag(scene, parts, tag, actions);
    }
}

/// A click on a tag in the panel tags what is in hand, or opens the tag.
fn pick_tag(scene: &Scene<'_>, parts: &mut Parts<'_>, tag: TagId, actions: &mut Actions) {
    match target(scene, parts) {
        Some(target) => {
            give(scene, parts, target, tag, actions);
            parts.reader.clear_selection();
        }
        // Who has another's passage in hand does not mean to leave it.
        None if parts.focused.is_some() => actions.push(Action::Refuse(keys::nothing_to_tag(scene, parts))),
        None => actions.push(Action::EditTag(tag)),
    }
}

fn center(
    ui: &mut Ui,
    scene: &Scene<'_>,
    parts: &mut Parts<'_>,
    article: &Article,
    text: &Arc<str>,
    look: Look,
    actions: &mut Actions,
) {
    let Some(id) = scene.article else { return };
    let document = document_key(id, &article.body);
    let aside = Aside { asides: parts.noted.asides(), changes: parts.noted.changes(), leave_out: look.leave_out_noise };
    find_bar(ui, parts, document, text, &aside);
    let style = reader_style(ui, look.text_size);
    let byline = byline(parts.read, document, article, &aside);
    let (found, found_current) = parts.read.find.as_ref().map_or((&[][..], None), |find| (find.hits(), find.current()));
    let focused = parts.focused.map(super::marking::mark_key);
    let input = ReaderInput {
        text,
        document,
        revision: parts.marks_revision,
        marks: parts.marks,
        title: &article.title,
        byline: &byline,
        found,
        found_current,
        focused: focused.as_slice(),
        columns: &[],
        hovered_tag: None,
        style: &style,
        editable: true,
        whole_words: look.whole_words,
        dimmed: &[],
        muted: parts.noted.muted(),
    };
    if parts.read.known != Some(document) {
        parts.read.known = Some(document);
        if has_right_to_left(text) {
            actions.push(Action::Refuse(RIGHT_TO_LEFT.to_owned()));
        }
    }
    let output = parts.reader.show(ui, &input);
    parts.read.visible = output.visible.clone();
    if let Some(lines) = output.selection_lines {
        parts.read.around = Some(Around { lines, margin: output.margin, pane: output.pane });
    }
    // A form that cannot be left yet keeps what it is about.
    let is_held = parts.read.details.as_ref().is_some_and(Details::is_unfinished);
    for event in output.events.into_iter().filter(|_| !is_held) {
        reader_event(scene, parts, event, text, actions);
    }
    bar(ui, scene, parts, look.covered, actions);
    details(ui, scene, parts, look.covered, actions);
    menu(ui, scene, parts, actions);
}

fn reader_event(scene: &Scene<'_>, parts: &mut Parts<'_>, event: ReaderEvent, text: &str, actions: &mut Actions) {
    match event {
        ReaderEvent::Selected => {
            trim_selection(parts, text);
            if let Some(span) = selected(parts, text) {
                parts.read.bar = Some(TagBar::new(Target::Selection(span)));
                parts.read.details = None;
            }
        }
        ReaderEvent::Cleared => *parts.focused = None,
        ReaderEvent::Picked { keys, .. } => {
            *parts.focused = keys.first().and_then(|key| parts.ids.get(key)).map(|(_, id)| *id);
        }
        ReaderEvent::MarginPicked { key } => {
            *parts.focused = parts.ids.get(&key).map(|(_, id)| *id);
            parts.reader.clear_selection();
        }
        ReaderEvent::EdgeMoved { key, span } => {
            if let (Some((_, id)), Ok(span)) = (parts.ids.get(&key), Span::new(text, span)) {
                *parts.focused = Some(*id);
                actions.step(verbs::move_edges(scene.project, &scene.me.id, *id, span));
            }
        }
        ReaderEvent::ContextMenu { pos, offset } => parts.read.menu = Some((pos, offset)),
        ReaderEvent::Hovered(_) => {}
    }
}

/// A mouse takes the space before or behind the words along without meaning it.
fn trim_selection(parts: &mut Parts<'_>, text: &str) {
    let Some(selection) = parts.reader.selection() else { return };
    let range = selection.range();
    let Some(words) = text.get(range.clone()) else { return };
    let (start, end) = (range.end - words.trim_start().len(), range.start + words.trim_end().len());
    if start >= end {
        parts.reader.clear_selection();
    } else if selection.anchor < selection.head {
        parts.reader.set_selection(start, end);
    } else {
        parts.reader.set_selection(end, start);
    }
}

fn bar(ui: &Ui, scene: &Scene<'_>, parts: &mut Parts<'_>, covered: bool, actions: &mut Actions) {
    if parts.read.bar.is_none() {
        return;
    }
    answer_bar(ui, scene, parts, covered, actions);
    if parts.read.bar.is_none() {
        // What is typed next is no text.
        ui.memory_mut(|memory| memory.surrender_focus(tagbar::field_id()));
    }
}

fn answer_bar(ui: &Ui, scene: &Scene<'_>, parts: &mut Parts<'_>, covered: bool, actions: &mut Actions) {
    let Some(mut bar) = parts.read.bar.take() else { return };
    let event = bar.show(ui, scene, parts.read.around.as_ref(), covered);
    let target = bar.target;
    match event {
        None => parts.read.bar = Some(bar),
        Some(TagBarEvent::Close) => {
            if matches!(target, Target::Passage(_)) {
                parts.reader.clear_selection();
            }
        }
        Some(TagBarEvent::Undo) => {
            actions.push(Action::Run(Command::Undo));
            parts.read.bar = Some(bar);
        }
        Some(TagBarEvent::Give { tag, stay, details }) => {
            let passage = give(scene, parts, target, tag.clone(), actions);
            after_giving(parts, bar, passage, tag, stay, details);
        }
        Some(TagBarEvent::Make { name, group, stay }) => {
            if let Some((tag, passage)) = make(scene, parts, target, &name, group, actions) {
                after_giving(parts, bar, Some(passage), tag, stay, false);
            }
        }
    }
}

fn details(ui: &Ui, scene: &Scene<'_>, parts: &mut Parts<'_>, covered: bool, actions: &mut Actions) {
    let Some(mut details) = parts.read.details.take() else { return };
    match details.show(ui, scene, parts.read.around.as_ref(), covered) {
        None => parts.read.details = Some(details),
        Some(event) => end_details(scene, parts, event, actions),
    }
}

fn end_details(scene: &Scene<'_>, parts: &mut Parts<'_>, event: DetailsEvent, actions: &mut Actions) {
    if let DetailsEvent::Commit(id, coding, new) = event {
        parts.read.last_details = Some(coding.clone());
        actions.step(details::committed(scene, id, coding, &new));
    }
}

/// Makes room for what is to have the keyboard next: the tag bar goes, and what the form for details says is made a change. Returns
/// whether that could be done: a name that is no tag yet keeps the form open.
fn make_room(scene: &Scene<'_>, parts: &mut Parts<'_>, actions: &mut Actions) -> bool {
    if parts.read.bar.take().is_some() {
        return true;
    }
    let Some(mut details) = parts.read.details.take() else { return true };
    match details.finished(scene) {
        Some(event) => end_details(scene, parts, event, actions),
        None => parts.read.details = Some(details),
    }
    parts.read.details.is_none()
}

fn menu(ui: &Ui, scene: &Scene<'_>, parts: &mut Parts<'_>, actions: &mut Actions) {
    let Some((pos, offset)) = parts.read.menu else { return };
    // The selection, if it was clicked, else the paragraph.
    let selection = parts.reader.selection().map(|selection| selection.range());
    let clicked = selection.filter(|range| range.contains(&offset)).unwrap_or(offset..offset);
    let is_aside = parts.noted.is_aside(&clicked);
    let mut chosen = None;
    let area = Area::new(Id::unique("reader-menu")).order(Order::Foreground).fixed_pos(pos);
    let response = area.show(ui.ctx(), |ui| {
        Frame::menu(ui.style()).show(ui, |ui| {
            ui.set_width(200.0);
            let commands = [
                Command::Tag,
                Command::TagAgain,
                Command::Highlight,
                Command::EditDetails,
                Command::EditNote,
                Command::DeletePassage,
                if is_aside { Command::Part } else { Command::NotPart },
                Command::Copy,
                Command::Find,
            ];
            for command in commands {
                if ui
                    .add(
                        egui::Button::new(command.declared().name)
                            .frame_when_inactive(false)
                            .min_size([188.0, 0.0].into()),
                    )
                    .clicked()
                {
                    chosen = Some(command);
                }
            }
        });
    });
    let elsewhere = ui.input(|input| {
        input.pointer.any_pressed()
            && input.pointer.interact_pos().is_some_and(|pos| !response.response.rect.contains(pos))
    });
    let escape = ui.input(|input| input.key_pressed(egui::Key::Escape));
    match chosen {
        Some(Command::Part | Command::NotPart) => keys::say_of_paragraphs(!is_aside, &clicked, scene, parts, actions),
        Some(command) => actions.push(Action::Run(command)),
        None => {}
    }
    if chosen.is_some() || elsewhere || escape {
        parts.read.menu = None;
    }
}

fn find_bar(ui: &mut Ui, parts: &mut Parts<'_>, document: u64, text: &str, aside: &Aside<'_>) {
    let Some(mut find) = parts.read.find.take() else { return };
    let frame = Frame::new().fill(colors(ui).pane).inner_margin(Margin::symmetric(0, 6));
    let from = parts.read.visible.start;
    let events = Panel::top("find").frame(frame).show(ui, |ui| find.show(ui, document, text, from, aside)).inner;
    let mut stays = true;
    for event in events {
        match event {
            FindEvent::Reveal(hit) => parts.reader.reveal(hit),
            FindEvent::Close(hit) => {
                stays = false;
                // What was found is selected, so that it can be tagged at once.
                if let Some(hit) = hit {
                    parts.reader.set_selection(hit.start, hit.end);
                }
            }
        }
    }
    if stays {
        parts.read.find = Some(find);
    }
}

fn byline(read: &mut ReadPane, document: u64, article: &Article, aside: &Aside<'_>) -> String {
    // Counting goes through the whole text: once for each text, not once for each change.
    let known = read.words.filter(|(counted, _)| *counted == document);
    let (_, n) = known.unwrap_or_else(|| (document, words::count(article.body.text())));
    read.words = Some((document, n));
    let n = n.saturating_sub(if aside.leave_out { words_aside(read, document, article, aside) } else { 0 });
    let date = articles::long_date(&article.date);
    let count = counted(n, "word");
    let parts = [article.outlet.as_str(), article.author.as_str(), date.as_str(), count.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn words_aside(read: &mut ReadPane, document: u64, article: &Article, aside: &Aside<'_>) -> usize {
    let key = (document, aside.changes);
    let known = read.words_aside.filter(|(counted, _)| *counted == key);
    let (_, n) = known.unwrap_or_else(|| (key, noise::words_aside(article.body.text(), aside.asides)));
    read.words_aside = Some((key, n));
    n
}

pub fn reader_style(ui: &Ui, text_size: f32) -> ReaderStyle {
    let colors = colors(ui);
    let scale = text_size / theme::TEXT_SIZE;
    ReaderStyle {
        text: theme::reading(),
        marked_text: theme::serif(),
        bold: theme::serif_bold(),
        sans: egui::FontFamily::Proportional,
        text_size,
        title_size: theme::TITLE * scale,
        byline_size: 12.5,
        label_size: theme::SMALL,
        line_height: theme::LINE_HEIGHT,
        paragraph_gap: 14.0 * scale,
        measure: theme::MEASURE * scale,
        margin: 150.0,
        ground: colors.ground,
        ink: colors.ink,
        muted: colors.muted,
        dim: colors.dim,
        line: colors.line,
        accent: colors.accent,
        selection: colors.selection,
        found: colors.found,
        found_current: colors.found_current,
        glow: colors.glow,
    }
}
