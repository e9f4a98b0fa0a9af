//! What each analyst has of the disagreement in hand, side by side, and the ways to settle it.

use egui::{Button, Context, Label, RichText, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo};

use super::state::Decide;
use super::{
    list::{choice_words, decision},
    state::ComparePane,
};
use crate::analysis::{
    afterwards::afterwards,
    compare::{Disagreement, Marked},
};
use crate::model::{AnalystId, Annotation, AnnotationId, Coding, Decision, Project};
use crate::ui::{
    action::{Action, Actions},
    command::Command,
    keymap,
    read::detail_words,
    scene::Scene,
    theme::{self, colors},
    widgets,
};

/// Takes it as the first, the second … analyst has it.
pub(super) const TAKES: [Command; 9] = [
    Command::TakeFirst,
    Command::TakeSecond,
    Command::TakeThird,
    Command::TakeFourth,
    Command::TakeFifth,
    Command::TakeSixth,
    Command::TakeSeventh,
    Command::TakeEighth,
    Command::TakeNinth,
];
/// So high the cards are at least, in points.
const LEAST_CARDS: f32 = 60.0;
/// Narrower cards are scrolled to.
const NARROWEST: f32 = 170.0;

impl Decide {
    /// A reason that is being written, for what is yet to be decided.
    pub fn of(note: &str) -> Self {
        Self { note: note.to_owned(), ..Self::default() }
    }

    /// What was written of why a decision was made that does not stand in it yet: the decision, and its new note. What somebody else
    /// wrote there meanwhile stays before it.
    pub fn unsaved(&self, project: &Project) -> Option<(AnnotationId, String)> {
        let about = self.about.filter(|_| self.is_begun())?;
        let decided = project.layer(&AnalystId::adjudicated())?.decisions.get(&about)?;
        let (there, here) = (decided.note.trim(), self.note());
        let note = if there == self.stood.trim() || there.is_empty() || here.contains(there) {
            here.to_owned()
        } else {
            format!("{there} / {here}")
        };
        (decided.note != note).then_some((about, note))
    }

    /// Gives out what [`Self::unsaved`] does, and takes it as written.
    pub fn take_unsaved(&mut self, project: &Project) -> Option<(AnnotationId, String)> {
        let unsaved = self.unsaved(project);
        if let Some((_, note)) = &unsaved {
            self.note.clone_from(note);
            self.stood.clone_from(note);
        }
        unsaved
    }

    /// Whether anything was written that is in no decision.
    pub fn is_begun(&self) -> bool {
        self.note() != self.stood.trim()
    }

    /// Shows the note of the decision, unless another one is being written.
    fn follow(&mut self, decision: AnnotationId, note: &str) {
        let goes_on = self.about.is_none_or(|about| about == decision) && self.is_begun();
        self.about = Some(decision);
        if goes_on && self.note() != note.trim() {
            return;
        }
        if self.note() != note.trim() {
            note.clone_into(&mut self.note);
        }
        note.clone_into(&mut self.stood);
    }

    pub fn focus_note(&mut self) {
        self.focus = true;
    }

    /// Why it is settled so, as far as it is written.
    pub fn note(&self) -> &str {
        self.note.trim()
    }
}

/// What to do where no disagreement is in hand.
pub(super) fn nothing_in_hand(ctx: &Context) -> String {
    let next = keymap::named(ctx, "go to the next one", Command::NextDisagreement);
    format!("Choose a disagreement on the left, or {next}.")
}

impl ComparePane {
    pub(super) fn decide(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) {
        ui.set_min_size(ui.available_size());
        let Some(one) = self.in_hand().cloned() else {
            ui.label(RichText::new(nothing_in_hand(ui.ctx())).color(colors(ui).dim));
            return;
        };
        if self.own.is_some() {
            self.show_own(ui, scene, actions);
            return;
        }
        // The cards have what the ways and the note leave, but a few lines at least: where there is less, all of it is scrolled.
        let height = (ui.available_height() - self.foot).max(LEAST_CARDS);
        ScrollArea::vertical().id_salt("compare-card").auto_shrink([false, false]).show(ui, |ui| {
            ScrollArea::both().id_salt("compare-cards").max_height(height).auto_shrink([false, false]).show(ui, |ui| {
                self.cards(ui, scene, &one, actions);
            });
            let below = ui.cursor().top();
            ui.add_space(4.0);
            match decision(scene.project, &one) {
                Some(decided) => self.settled(ui, scene, &one, decided, actions),
                None => self.ways(ui, &one, actions),
            }
            self.foot = ui.min_rect().bottom() - below + 2.0;
        });
    }

    /// A card for each analyst.
    fn cards(&self, ui: &mut Ui, scene: &Scene<'_>, one: &Disagreement, actions: &mut Actions) {
        #[expect(clippy::cast_precision_loss, reason = "a handful of analysts")]
        let n = self.analysts.len().max(1) as f32;
        let gap = 12.0;
        let width = ((ui.available_width() - gap * (n - 1.0)) / n).max(NARROWEST);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            for (at, analyst) in self.analysts.iter().enumerate() {
                ui.vertical(|ui| {
                    ui.set_width(width);
                    head(ui, scene, analyst, TAKES.get(at).copied(), one.settled.is_some(), actions);
                    let passages: Vec<&Marked> = one.of_analyst(analyst).collect();
                    if passages.is_empty() {
                        let words = if one.passages.is_empty() { "Deleted since." } else { "Did not mark it." };
                        ui.label(RichText::new(words).color(colors(ui).dim));
                    }
                    // Words that were marked twice are said once.
                    for same in passages.chunk_by(|a, b| a.span == b.span) {
                        let annotation =
                            |passage: &&Marked| Some((passage.id, scene.project.annotation(analyst, passage.id)?));
                        marked(ui, scene, analyst, &same.iter().filter_map(annotation).collect::<Vec<_>>());
                    }
                });
            }
        });
    }

    /// The ways to settle it that take from all, and the note.
    fn ways(&mut self, ui: &mut Ui, one: &Disagreement, actions: &mut Actions) {
        if self.decide.about.take().is_some() {
            // It was opened again: its note is one that is being written.
            self.decide.stood.clear();
        }
        let marked_by = self.analysts.iter().filter(|analyst| one.of_analyst(analyst).next().is_some()).count();
        let several = marked_by > 1;
        let as_they_are = match marked_by {
            0 | 1 => "As it is",
            2 => "Both",
            _ => "All of them",
        };
        let ways: &[(Command, &str)] = &[
            (Command::TakeBoth, as_they_are),
            (Command::TakeOverlap, "Overlap"),
            (Command::TakeUnion, "Union"),
            (Command::WriteOwn, "Write another…"),
            (Command::TakeNeither, "Neither"),
        ];
        ui.horizontal_wrapped(|ui| {
            for (command, label) in ways {
                if !several && matches!(command, Command::TakeOverlap | Command::TakeUnion) {
                    continue;
                }
                let button = Button::new(*label)
                    .shortcut_text(RichText::new(keymap::key(ui.ctx(), *command)).font(theme::small()));
                let response = ui.add(button).on_hover_text(command.declared().help);
                response.widget_info(|| WidgetInfo::labeled(Role::Button, true, *label));
                if response.clicked() {
                    actions.push(Action::Run(*command));
                }
            }
        });
        let hint = keymap::named(ui.ctx(), "Why", Command::DecisionNote);
        self.note_field(ui, &format!("{hint}: kept with the decision"));
    }

    /// The field for the note; whether it was left.
    fn note_field(&mut self, ui: &mut Ui, hint: &str) -> bool {
        let id = egui::Id::unique("decision-note");
        if widgets::gives_up(ui, id) {
            self.decide.note.clone_from(&self.decide.before);
        }
        let edit = TextEdit::singleline(&mut self.decide.note)
            .id(id)
            .event_filter(widgets::OWN_KEYS)
            .desired_width(f32::INFINITY);
        let field = ui.add(edit.hint_text(RichText::new(hint).color(colors(ui).dim)));
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Why"));
        if std::mem::take(&mut self.decide.focus) {
            field.request_focus();
        }
        if field.gained_focus() {
            self.decide.before.clone_from(&self.decide.note);
        }
        field.lost_focus()
    }

    /// What was decided, by whom and when; the note can still be written.
    fn settled(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        one: &Disagreement,
        decided: &Decision,
        actions: &mut Actions,
    ) {
        let Some(settled) = one.settled else { return };
        self.decide.follow(settled.decision, &decided.note);
        let when = decided.at.to_zoned(jiff::tz::TimeZone::system()).strftime("%-d %b %Y, %H:%M");
        let by = scene.project.analyst_name(&decided.by);
        let by = if decided.by == scene.me.id { &scene.me.name } else { by };
        let words = format!("Settled: {} · {by}, {when}", choice_words(scene.project, decided).to_lowercase_first());
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(words).font(theme::bold(theme::BODY)).color(colors(ui).good));
            for (is_so, warning) in [
                (settled.changed, "A passage was changed or deleted since."),
                (settled.twice, "Settled twice: open one of the two again."),
            ] {
                if is_so {
                    ui.label(RichText::new(warning).color(colors(ui).warn));
                }
            }
            let button = Button::new("Open again")
                .shortcut_text(RichText::new(keymap::key(ui.ctx(), Command::Reopen)).font(theme::small()));
            let response = ui.add(button).on_hover_text(Command::Reopen.declared().help);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Open again"));
            if response.clicked() {
                actions.push(Action::Run(Command::Reopen));
            }
        });
        if self.note_field(ui, &keymap::named(ui.ctx(), "Why", Command::DecisionNote)) {
            self.commit_drafts(scene, actions);
        }
    }
}

/// “The overlap” within a sentence; names keep their capitals.
trait Within {
    fn to_lowercase_first(&self) -> String;
}

impl Within for String {
    fn to_lowercase_first(&self) -> String {
        let mut chars = self.chars();
        chars.next().into_iter().flat_map(char::to_lowercase).chain(chars).collect()
    }
}

/// Whose card it is; before it is settled a button that takes it.
fn head(
    ui: &mut Ui,
    scene: &Scene<'_>,
    analyst: &AnalystId,
    take: Option<Command>,
    is_settled: bool,
    actions: &mut Actions,
) {
    let name = scene.project.analyst_name(analyst);
    let Some(command) = take.filter(|_| !is_settled) else {
        ui.label(RichText::new(name).font(theme::bold(theme::BODY)));
        return;
    };
    let key = keymap::key(ui.ctx(), command);
    let label = RichText::new(name).font(theme::bold(theme::BODY));
    let response = ui.add(Button::new(label).shortcut_text(RichText::new(key).font(theme::small())));
    let said = format!("Take {name}’s");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
    if response.on_hover_text(said.clone()).clicked() {
        actions.push(Action::Run(command));
    }
}

/// Passages on the same words: their tags and what is said of them, the words, the notes, and whether they were made or
/// changed after the article had been submitted.
fn marked(ui: &mut Ui, scene: &Scene<'_>, analyst: &AnalystId, passages: &[(AnnotationId, &Annotation)]) {
    for (_, annotation) in passages {
        codings(ui, scene, &annotation.codings);
    }
    if let Some((_, annotation)) = passages.first() {
        let words: String = annotation.quote.exact.chars().take(360).collect();
        let tail = if words.len() < annotation.quote.exact.len() { "…" } else { "" };
        let font = egui::FontId::new(13.5, theme::serif());
        ui.add(Label::new(RichText::new(format!("“{words}{tail}”")).font(font)).wrap());
    }
    for note in passages.iter().map(|(_, annotation)| &annotation.note).filter(|note| !note.is_empty()) {
        ui.add(Label::new(RichText::new(note).italics().font(theme::small())).wrap());
    }
    for what in passages.iter().filter_map(|(id, annotation)| afterwards(scene.project, analyst, *id, annotation)) {
        ui.label(RichText::new(what.label()).font(theme::small()).color(colors(ui).warn));
    }
    ui.add_space(4.0);
}

fn codings(ui: &mut Ui, scene: &Scene<'_>, codings: &[Coding]) {
    if codings.is_empty() {
        ui.label(RichText::new("No tag").font(theme::small()).color(colors(ui).dim));
    }
    for coding in codings {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let color = tag_color(ui, scene, coding);
            widgets::swatch(ui, color);
            let tag = RichText::new(scene.project.tag_name(&coding.tag)).font(theme::bold(theme::SMALL)).color(color);
            ui.add(Label::new(tag).sense(Sense::hover()));
            let details = detail_words(scene, coding);
            if !details.is_empty() {
                ui.label(RichText::new(details).font(theme::small()).color(colors(ui).dim));
            }
        });
    }
}

pub(super) fn tag_color(ui: &Ui, scene: &Scene<'_>, coding: &Coding) -> egui::Color32 {
    let tag = scene.project.tag(&scene.project.resolve(&coding.tag));
    tag.map_or(colors(ui).dim, |tag| colors(ui).hue(tag.hue))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::samples::{analyst, number, project, put_layer, time};
    use crate::{
        model::Stamper,
        verbs::{Fresh, Settle, explain, settle},
    };

    const DECISION: AnnotationId = AnnotationId(uuid::Uuid::from_u128(77));

    /// A project in which the first disagreement is settled, for that reason.
    fn settled(why: &str) -> Project {
        let mut project = project();
        put_layer(&mut project, "adjudicated", "What was settled");
        let of = vec![(analyst("ana"), number(1)), (analyst("ben"), number(5))];
        let mut fresh = || Fresh { id: DECISION, now: time("2026-03-01T12:00:00Z") };
        let step = settle(&project, &analyst("ana"), &of, &Settle::Neither, why, &mut fresh).expect("can be settled");
        project.apply(&step, &mut Stamper::new("desk")).expect("applies");
        project
    }

    fn note(project: &Project) -> &str {
        let layer = project.layer(&AnalystId::adjudicated()).expect("settled");
        &layer.decisions.get(&DECISION).expect("settled").note
    }

    fn write(project: &mut Project, note: &str) {
        let step = explain(project, DECISION, note).expect("another note");
        project.apply(&step, &mut Stamper::new("elsewhere")).expect("applies");
    }

    fn see(decide: &mut Decide, project: &Project) {
        decide.follow(DECISION, note(project));
    }

    #[test]
    fn a_note_that_changes_elsewhere_is_shown_and_not_overwritten() {
        let mut project = settled("so");
        let mut decide = Decide::default();
        see(&mut decide, &project);
        assert_eq!((decide.note(), decide.unsaved(&project)), ("so", None));
        write(&mut project, "their reason");
        assert_eq!(decide.unsaved(&project), None, "nothing was typed here");
        see(&mut decide, &project);
        assert_eq!(decide.note(), "their reason");
        decide.note.push_str(", and mine");
        see(&mut decide, &project);
        assert_eq!(decide.unsaved(&project), Some((DECISION, "their reason, and mine".to_owned())));
        // What is written is written: what comes after that from elsewhere is newer.
        let (_, mine) = decide.take_unsaved(&project).expect("typed");
        write(&mut project, &mine);
        write(&mut project, "theirs again");
        assert_eq!(decide.unsaved(&project), None);
        see(&mut decide, &project);
        assert_eq!(decide.note(), "theirs again");
    }

    #[test]
    fn notes_that_were_written_here_and_elsewhere_both_stay() {
        let mut project = settled("so");
        let mut decide = Decide::default();
        see(&mut decide, &project);
        decide.note = "mine".to_owned();
        write(&mut project, "theirs");
        see(&mut decide, &project);
        assert_eq!(decide.note(), "mine", "it is being written");
        assert_eq!(decide.unsaved(&project), Some((DECISION, "theirs / mine".to_owned())));
        let mut begun = Decide { note: "begun before it was settled elsewhere".to_owned(), ..Decide::default() };
        see(&mut begun, &project);
        let both = "theirs / begun before it was settled elsewhere".to_owned();
        assert_eq!(begun.take_unsaved(&project), Some((DECISION, both.clone())));
        write(&mut project, &both);
        see(&mut begun, &project);
        assert_eq!((begun.note(), begun.is_begun()), (&*both, false));
    }

    #[test]
    fn blanks_can_be_typed() {
        let project = settled("so");
        let mut decide = Decide::default();
        see(&mut decide, &project);
        decide.note.push(' ');
        see(&mut decide, &project);
        assert_eq!(decide.note, "so ");
    }
}
