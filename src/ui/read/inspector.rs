//! The card on the right: the passage in hand, what is said of it, and the definition of the tag in hand.

use egui::{Align, CursorIcon, Layout, RichText, Role, TextEdit, Ui, WidgetInfo};

use crate::analysis::afterwards::afterwards;
use crate::ui::{
    action::{Action, Actions},
    command::Command,
    keymap,
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use crate::{
    model::{AnalystId, Annotation, AnnotationId, Coding, Span, TagId},
    verbs,
};

/// How much of a passage's words the card shows, in characters.
const QUOTE: usize = 420;
/// How much of them a tooltip shows.
const WHOLE: usize = 2_000;

/// The card's own state: a note that is being written.
#[derive(Default)]
pub struct Inspector {
    note: Option<(AnnotationId, String)>,
    focus_note: bool,
    others: Option<Others>,
}

/// What the card asks of the read view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InspectorEvent {
    AddTag(AnnotationId),
    Details(AnnotationId, Coding),
}

/// What the card is about.
pub enum Subject<'a> {
    /// A selection, and the tag that is about to be given.
    New {
        text: &'a str,
        span: Span,
        tag: Option<TagId>,
    },
    /// A passage; how many more are under the cursor.
    Passage {
        analyst: &'a AnalystId,
        id: AnnotationId,
        annotation: &'a Annotation,
    },
    Nothing,
}

impl Inspector {
    pub fn focus_note(&mut self) {
        self.focus_note = true;
    }

    /// A note being written is committed when something else is taken in hand.
    pub fn commit(&mut self, scene: &Scene<'_>, actions: &mut Actions) {
        self.draft(scene, actions);
        self.note = None;
    }

    /// The card is not shown: a note being written ends.
    pub fn hide(&mut self, scene: &Scene<'_>, actions: &mut Actions) {
        self.commit(scene, actions);
        self.focus_note = false;
    }

    /// What [`Self::commit`] would commit now.
    pub fn draft(&self, scene: &Scene<'_>, actions: &mut Actions) {
        if let Some((id, text)) = &self.note
            && let Some(annotation) = scene.project.annotation(&scene.me.id, *id)
            && annotation.note != *text
        {
            actions.step(verbs::set_note(scene.project, &scene.me.id, *id, text));
        }
    }

    pub fn show(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        subject: &Subject<'_>,
        actions: &mut Actions,
    ) -> Option<InspectorEvent> {
        match subject {
            Subject::New { text, span, tag } => {
                self.commit(scene, actions);
                widgets::section(ui, "New passage", "");
                widgets::card(ui, |ui| {
                    quote(ui, span.of(text).unwrap_or_default());
                    match tag {
                        Some(tag) => definition(ui, scene, tag, true),
                        None => {
                            let tag = keymap::named(ui.ctx(), "Tag it", Command::Tag);
                            let highlight = keymap::named(ui.ctx(), "only highlight it", Command::Highlight);
                            hint(ui, &format!("{tag}, or {highlight}."));
                        }
                    }
                });
                if let Some(tag) = tag {
                    similar(&mut self.others, ui, scene, tag, None, actions);
                }
                None
            }
            Subject::Passage { analyst, id, annotation } => {
                if self.note.as_ref().is_some_and(|(other, _)| other != id) {
                    self.commit(scene, actions);
                }
                self.passage(ui, scene, analyst, *id, annotation, actions)
            }
            Subject::Nothing => {
                self.commit(scene, actions);
                widgets::section(ui, "Passage", "");
                widgets::card(ui, |ui| {
                    let keys: [(&[Command], &str); 3] = [
                        (&[Command::NextSentence, Command::PreviousSentence], "select sentences"),
                        (&[Command::Tag], "tags"),
                        (&[Command::NextPassage, Command::PreviousPassage], "go through the passages"),
                    ];
                    let keys = keys.map(|(commands, words)| keymap::behind(ui.ctx(), commands, words));
                    let keys = keys.into_iter().flatten().collect::<Vec<_>>().join(", ");
                    hint(ui, &format!("Select some text to tag it, or click on a passage. With keys: {keys}."));
                });
                None
            }
        }
    }

    fn passage(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        analyst: &AnalystId,
        id: AnnotationId,
        annotation: &Annotation,
        actions: &mut Actions,
    ) -> Option<InspectorEvent> {
        let own = *analyst == scene.me.id;
        let mut event = None;
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if own
                    && widgets::quiet_button(
                        ui,
                        "Delete",
                        &keymap::named(ui.ctx(), "Delete this passage", Command::DeletePassage),
                    )
                    .clicked()
                {
                    actions.step(verbs::delete_passages(scene.project, &scene.me.id, &[id]));
                }
                for (label, hint, command) in
                    [("↓", "Next passage", Command::NextPassage), ("↑", "Previous passage", Command::PreviousPassage)]
                {
                    let hint = keymap::named(ui.ctx(), hint, command);
                    if widgets::quiet_button(ui, label, &hint).clicked() {
                        actions.push(Action::Run(command));
                    }
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| widgets::section(ui, "Passage", ""));
            });
        });
        widgets::card(ui, |ui| {
            quote(ui, &annotation.quote.exact);
            event = codings(ui, scene, id, annotation, own, actions);
            self.note(ui, scene, id, annotation, own, actions);
            signature(ui, scene, analyst, annotation);
            if let Some(what) = afterwards(scene.project, analyst, id, annotation) {
                ui.label(RichText::new(what.label()).font(theme::small()).color(colors(ui).warn));
            }
        });
        if let Some(coding) = annotation.codings.first() {
            similar(&mut self.others, ui, scene, &coding.tag, Some(id), actions);
        }
        event
    }

    fn note(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        id: AnnotationId,
        annotation: &Annotation,
        own: bool,
        actions: &mut Actions,
    ) {
        if !own {
            if !annotation.note.is_empty() {
                ui.label(RichText::new(&annotation.note).italics());
            }
            return;
        }
        let mut text = match &self.note {
            Some((draft, text)) if *draft == id => text.clone(),
            _ => annotation.note.clone(),
        };
        ui.add_space(2.0);
        let rows = if text.is_empty() { 1 } else { 3 };
        let field_id = egui::Id::unique(("note", id.0));
        if widgets::gives_up(ui, field_id) {
            text.clone_from(&annotation.note);
            self.note = None;
        }
        let field = ui.add(
            TextEdit::multiline(&mut text)
                .id(field_id)
                .event_filter(widgets::OWN_KEYS)
                .hint_text("Note")
                .desired_rows(rows)
                .desired_width(f32::INFINITY),
        );
        field.widget_info(|| WidgetInfo::labeled(Role::MultilineTextInput, true, "Note"));
        if std::mem::take(&mut self.focus_note) {
            field.request_focus();
            field.scroll_to_me(None);
        }
        if field.changed() {
            self.note = Some((id, text));
        }
        if field.lost_focus() {
            self.commit(scene, actions);
        }
    }
}

fn quote(ui: &mut Ui, text: &str) {
    let font = egui::FontId::new(14.0, theme::serif());
    let shown = widgets::shortened(text, QUOTE);
    ui.label(RichText::new(format!("“{shown}”")).font(font).line_height(Some(21.0)));
    ui.add_space(2.0);
}

fn hint(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).color(colors(ui).dim));
}

/// The tag's name and what it means.
fn definition(ui: &mut Ui, scene: &Scene<'_>, id: &TagId, named: bool) {
    let id = scene.project.resolve(id);
    let Some(tag) = scene.project.tag(&id) else { return };
    let colors = colors(ui);
    let mut job = egui::text::LayoutJob::default();
    if named {
        job.append(&tag.name, 0.0, egui::TextFormat::simple(theme::bold(theme::SMALL), colors.hue(tag.hue)));
    }
    if !tag.definition.is_empty() {
        let dot = if named { " · " } else { "" };
        let text = format!("{dot}{}", tag.definition);
        job.append(&text, 0.0, egui::TextFormat::simple(theme::small(), colors.ink));
    }
    if !job.is_empty() {
        ui.add(egui::Label::new(job).wrap());
    }
    for (label, text) in [("Use when", &tag.use_when), ("Not when", &tag.not_when)] {
        if !text.is_empty() {
            ui.label(RichText::new(format!("{label}: {text}")).font(theme::small()).color(colors.dim));
        }
    }
}

fn codings(
    ui: &mut Ui,
    scene: &Scene<'_>,
    id: AnnotationId,
    annotation: &Annotation,
    own: bool,
    actions: &mut Actions,
) -> Option<InspectorEvent> {
    let mut event = None;
    for coding in &annotation.codings {
        ui.horizontal(|ui| {
            let tag = scene.project.tag(&scene.project.resolve(&coding.tag));
            let color = tag.map_or(colors(ui).dim, |tag| colors(ui).hue(tag.hue));
            widgets::swatch(ui, color);
            let name = scene.project.tag_name(&coding.tag);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if own && widgets::quiet_button(ui, "×", &format!("Take off {name}")).clicked() {
                    actions.step(verbs::remove_coding(scene.project, &scene.me.id, id, &coding.tag));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let label = RichText::new(&name).font(theme::bold(theme::BODY)).color(color);
                    let response = ui.add(egui::Label::new(label).truncate().sense(egui::Sense::click()));
                    if response
                        .on_hover_cursor(CursorIcon::PointingHand)
                        .on_hover_text(meaning(scene, &coding.tag))
                        .clicked()
                    {
                        actions.push(Action::EditTag(scene.project.resolve(&coding.tag)));
                    }
                });
            });
        });
        if own {
            let words = detail_words(scene, coding);
            let label = if words.is_empty() { "Who says it…".to_owned() } else { words };
            let row = ui.add(
                egui::Button::new(RichText::new(label).font(theme::small()))
                    .wrap()
                    .min_size([ui.available_width(), 24.0].into()),
            );
            if row.clicked() {
                event = Some(InspectorEvent::Details(id, coding.clone()));
            }
        } else {
            hint(ui, &detail_words(scene, coding));
        }
    }
    if let Some(coding) = annotation.codings.first() {
        definition(ui, scene, &coding.tag, annotation.codings.len() > 1);
    } else {
        hint(ui, "Not tagged yet.");
    }
    if own && ui.button("Add tag").on_hover_text("T").clicked() {
        event = Some(InspectorEvent::AddTag(id));
    }
    event
}

fn meaning(scene: &Scene<'_>, tag: &TagId) -> String {
    scene.project.tag(&scene.project.resolve(tag)).map(|tag| tag.definition.clone()).unwrap_or_default()
}

/// “Said by White House · about FOC · supports · quoted”.
pub fn detail_words(scene: &Scene<'_>, coding: &Coding) -> String {
    let names = |tags: &[TagId]| {
        let names = tags.iter().map(|tag| {
            let id = scene.project.resolve(tag);
            scene.project.tag(&id).map_or_else(|| id.to_string(), |tag| tag.label().to_owned())
        });
        names.collect::<Vec<_>>().join(", ")
    };
    let mut words = Vec::new();
    if !coding.by.is_empty() {
        words.push(format!("Said by {}", names(&coding.by)));
    }
    if !coding.about.is_empty() {
        words.push(format!("about {}", names(&coding.about)));
    }
    words.extend(coding.stance.map(|stance| stance.word().to_owned()));
    words.extend(coding.voice.map(|voice| voice.word().to_owned()));
    words.join(" · ")
}

fn signature(ui: &mut Ui, scene: &Scene<'_>, analyst: &AnalystId, annotation: &Annotation) {
    let name = scene.project.analyst_name(analyst);
    let system = jiff::tz::TimeZone::system();
    let when = annotation.made().map(|time| time.to_zoned(system).strftime("%-d %b %Y, %H:%M").to_string());
    let when = when.unwrap_or_else(|| "time unknown".to_owned());
    ui.label(RichText::new(format!("{name} · {when}")).font(theme::small()).color(colors(ui).dim));
}

/// One's passages of a tag: how many, and the last ones made, as long as nothing changes.
struct Others {
    revision: u64,
    tag: TagId,
    n: usize,
    last: Vec<AnnotationId>,
}

impl Others {
    fn of(scene: &Scene<'_>, tag: TagId) -> Self {
        let has =
            |annotation: &Annotation| annotation.codings.iter().any(|coding| scene.project.resolve(&coding.tag) == tag);
        let all = scene.project.layer(&scene.me.id).into_iter().flat_map(|layer| layer.annotations.iter());
        // Ids rise with time: the last ones made come last.
        let ids: Vec<AnnotationId> = all.filter(|(_, annotation)| has(annotation)).map(|(id, _)| *id).collect();
        let last = ids.iter().rev().take(4).copied().collect();
        Self { revision: scene.revision, tag, n: ids.len(), last }
    }
}

/// The last passages of the tag elsewhere: how it has been used.
fn similar(
    kept: &mut Option<Others>,
    ui: &mut Ui,
    scene: &Scene<'_>,
    tag: &TagId,
    but: Option<AnnotationId>,
    actions: &mut Actions,
) {
    let tag = scene.project.resolve(tag);
    let fits = |others: &Others| others.revision == scene.revision && others.tag == tag;
    let others = match kept.take().filter(fits) {
        Some(others) => others,
        None => Others::of(scene, tag),
    };
    let others = kept.insert(others);
    let n = others.n
        - usize::from(but.is_some_and(|but| scene.project.annotation(&scene.me.id, but).is_some())).min(others.n);
    if n == 0 {
        return;
    }
    ui.add_space(6.0);
    widgets::section(
        ui,
        &format!("Your other passages: {}", scene.project.tag_name(&others.tag)),
        &crate::words::thousands(n),
    );
    for id in others.last.iter().filter(|id| Some(**id) != but).take(3) {
        let Some(annotation) = scene.project.annotation(&scene.me.id, *id) else { continue };
        let text = RichText::new(format!("“{}”", crate::words::brief(&annotation.quote.exact))).font(theme::small());
        let button = ui.add(egui::Button::new(text).frame(false).truncate());
        if let Some(span) = scene.project.place(*id, annotation)
            && button.on_hover_text(widgets::shortened(&annotation.quote.exact, WHOLE)).clicked()
        {
            actions.push(Action::Show(crate::model::Place::Passage(annotation.article.clone(), span, *id)));
        }
    }
}
