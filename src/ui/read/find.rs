//! Finding words in the open article: a bar with the count, next and previous.

use std::ops::Range;

use egui::{Align, EventFilter, Id, Key, Layout, Modifiers, RichText, TextEdit, Ui};

use crate::analysis::{
    find::{Options, find},
    noise,
};
use crate::ui::{theme::colors, widgets};
use crate::words::thousands;

/// How much room the buttons behind the field take.
const CONTROLS: f32 = 310.0;

/// The find bar; its hits are kept until the text or the words change.
pub struct FindBar {
    words: String,
    options: Options,
    hits: Vec<Range<usize>>,
    hits_for: Option<Searched>,
    /// How many hits were left out, because they are not in what is part of the article.
    left_out: usize,
    /// Whether these are wanted too.
    takes_all: bool,
    current: Option<usize>,
    wants_focus: bool,
}

/// What is not part of the article.
#[derive(Clone, Copy, Debug)]
pub struct Aside<'a> {
    pub asides: &'a [noise::Aside],
    /// Another number for others.
    pub changes: u64,
    /// Whether it is left out.
    pub leave_out: bool,
}

/// What was searched, and how.
#[derive(PartialEq)]
struct Searched {
    document: u64,
    words: String,
    options: Options,
    /// What was left out, by its number.
    without: Option<u64>,
}

/// What the bar asks of the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindEvent {
    Reveal(Range<usize>),
    /// Closed; with the hit that one was at, to become the selection.
    Close(Option<Range<usize>>),
}

impl FindBar {
    pub fn new(words: String) -> Self {
        let options = Options::default();
        Self {
            words,
            options,
            hits: Vec::new(),
            hits_for: None,
            left_out: 0,
            takes_all: false,
            current: None,
            wants_focus: true,
        }
    }

    pub fn focus(&mut self) {
        self.wants_focus = true;
    }

    pub fn hits(&self) -> &[Range<usize>] {
        &self.hits
    }

    pub fn current(&self) -> Option<usize> {
        self.current
    }

    /// Goes to the next or previous hit, around the end.
    pub fn step(&mut self, forward: bool) -> Option<Range<usize>> {
        let n = self.hits.len();
        if n == 0 {
            return None;
        }
        let next = match (self.current, forward) {
            (None, true) => 0,
            (None, false) => n - 1,
            (Some(at), true) => (at + 1) % n,
            (Some(at), false) => (at + n - 1) % n,
        };
        self.current = Some(next);
        self.hits.get(next).cloned()
    }

    /// Searches if the words or the text changed; goes to the first hit behind `from`.
    fn search(&mut self, document: u64, text: &str, from: usize, aside: &Aside<'_>) -> Option<Range<usize>> {
        let without = (aside.leave_out && !self.takes_all).then_some(aside.changes);
        let key = Searched { document, words: self.words.clone(), options: self.options, without };
        if self.hits_for.as_ref() == Some(&key) {
            return None;
        }
        let all = if self.words.is_empty() { Vec::new() } else { find(text, &self.words, self.options) };
        (self.hits, self.left_out) = if without.is_some() { noise::without(all, aside.asides) } else { (all, 0) };
        self.hits_for = Some(key);
        let first = self.hits.partition_point(|hit| hit.start < from);
        self.current = if self.hits.is_empty() { None } else { Some(if first < self.hits.len() { first } else { 0 }) };
        self.current.and_then(|at| self.hits.get(at).cloned())
    }

    /// Draws the bar over `text`; `from` is where the reader stands.
    pub fn show(&mut self, ui: &mut Ui, document: u64, text: &str, from: usize, aside: &Aside<'_>) -> Vec<FindEvent> {
        let mut events = Vec::new();
        ui.horizontal(|ui| {
            ui.add_space(12.0);
            // Its keys are its own only while it is written in: Enter may be meant for the tag bar or a note.
            let id = Id::unique("find-field");
            if ui.memory(|memory| memory.has_focus(id)) {
                self.keys(ui, &mut events);
            }
            let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, tab: false, escape: true };
            // In a narrow window it is the field that gives way.
            let room = (ui.available_width() - CONTROLS).clamp(80.0, 260.0);
            let field = ui.add(
                TextEdit::singleline(&mut self.words)
                    .hint_text("Find in this article")
                    .desired_width(room)
                    .event_filter(filter)
                    .id(id),
            );
            field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Find in this article"));
            if std::mem::take(&mut self.wants_focus) {
                field.request_focus();
            }
            ui.toggle_value(&mut self.options.case, "Aa").on_hover_text("Upper and lower case differ");
            ui.toggle_value(&mut self.options.whole_word, "Word").on_hover_text("Whole words only");
            let count = match (self.words.is_empty(), self.hits.len(), self.current) {
                (true, _, _) => String::new(),
                (false, 0, _) => "Not found".to_owned(),
                (false, n, at) => format!("{} of {}", thousands(at.map_or(0, |at| at + 1)), thousands(n)),
            };
            ui.label(RichText::new(count).color(colors(ui).dim));
            for (label, hint, forward) in [("↑", "Previous (Shift+Enter)", false), ("↓", "Next (Enter)", true)] {
                if ui.button(label).on_hover_text(hint).clicked()
                    && let Some(hit) = self.step(forward)
                {
                    events.push(FindEvent::Reveal(hit));
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(8.0);
                if widgets::quiet_button(ui, "×", "Close (Esc)").clicked() {
                    events.push(FindEvent::Close(None));
                }
            });
        });
        self.left_out_line(ui);
        if let Some(hit) = self.search(document, text, from, aside) {
            events.push(FindEvent::Reveal(hit));
        }
        events
    }

    /// Says how many hits were left out, and offers them.
    fn left_out_line(&mut self, ui: &mut Ui) {
        if self.left_out == 0 && !self.takes_all {
            return;
        }
        ui.horizontal(|ui| {
            ui.add_space(12.0);
            if self.takes_all {
                ui.label(RichText::new("Also where it is not part of the article").color(colors(ui).dim));
            } else {
                let said = format!("{} left out: not part of the article", self.left_out);
                ui.label(RichText::new(said).color(colors(ui).dim));
            }
            let (label, hint) = if self.takes_all {
                ("Leave out", "Find only what is part of the article")
            } else {
                ("Show them", "Find them too, until the bar is closed")
            };
            if widgets::quiet_button(ui, label, hint).clicked() {
                self.takes_all = !self.takes_all;
            }
        });
    }

    fn keys(&mut self, ui: &Ui, events: &mut Vec<FindEvent>) {
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        let back = pressed(Modifiers::SHIFT, Key::Enter);
        let next = !back && pressed(Modifiers::NONE, Key::Enter);
        let close = pressed(Modifiers::NONE, Key::Escape);
        if (back || next)
            && let Some(hit) = self.step(next)
        {
            events.push(FindEvent::Reveal(hit));
        }
        if close {
            events.push(FindEvent::Close(self.current.and_then(|at| self.hits.get(at).cloned())));
        }
    }
}
