//! What comes in with one frame is handled in its order: one key or click after the other, each in a frame of its own.
//!
//! A tap on a touchpad, a remote desktop or a busy machine bring a press with its release, or several keys, in one frame. Whoever asks
//! in that frame what was pressed cannot know what came first, and what a key has opened is not there yet when the next one is read.

use std::collections::{BTreeSet, VecDeque};

use egui::{Context, Event, Key, Plugin, RawInput, Ui};

/// Whether Alt, which is called Option there, writes letters of its own.
const OPTION_WRITES: bool = cfg!(target_os = "macos");

/// Passes on the events of a frame one after the other.
#[derive(Default)]
pub struct InOrder {
    waiting: VecDeque<Event>,
    /// Keys that are held down.
    held: BTreeSet<Key>,
    /// Whether what was handed on last may open something, which is to be drawn before the next key or click.
    settles: bool,
}

impl InOrder {
    /// Whether a letter is the next thing that was typed.
    fn is_letter_next(&self) -> bool {
        let is_typed = |event: &Event| matches!(event, Event::Text(_)) && is_letter(event);
        match (self.waiting.front(), self.waiting.get(1)) {
            (Some(key @ Event::Key { .. }), Some(text)) => is_letter(key) && is_typed(text),
            (Some(text), _) => is_typed(text),
            (None, _) => false,
        }
    }

    /// Whether `event` goes with `first`, which was handed on in the same frame: the letter of a key, or the same key held down.
    fn belongs(&self, first: &Event, event: &Event) -> bool {
        match (first, event) {
            (Event::Key { modifiers, .. }, Event::Text(_)) => !modifiers.command || modifiers.alt,
            (Event::Key { .. }, Event::Copy | Event::Cut | Event::Paste(_) | Event::PasteImage(_)) => true,
            (Event::Key { key, modifiers, .. }, Event::Key { key: again, pressed: true, modifiers: with, .. }) => {
                key == again && modifiers == with && self.held.contains(key)
            }
            _ => false,
        }
    }

    /// Whether there is more to hand on.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// What is handed on in this frame. `in_text`: whether a field is typed in.
    fn next(&mut self, in_text: bool) -> Vec<Event> {
        let mut events: Vec<Event> = Vec::new();
        let mut first: Option<Event> = None;
        let must_wait = std::mem::take(&mut self.settles);
        while let Some(event) = self.waiting.front() {
            if begins(event) {
                // Letters that go into a field do nothing else, and need not wait for each other.
                let is_written = in_text && events.iter().all(is_letter) && self.is_letter_next();
                let is_alone = first.as_ref().is_some_and(|first| !self.belongs(first, event));
                if must_wait || (is_alone && !is_written) {
                    break;
                }
                first.get_or_insert_with(|| event.clone());
            }
            match *event {
                Event::Key { key, pressed: true, .. } => drop(self.held.insert(key)),
                Event::Key { key, pressed: false, .. } => drop(self.held.remove(&key)),
                Event::WindowFocused(_) => self.held.clear(),
                _ => {}
            }
            if first.as_ref().is_some_and(|first| writes_nothing(first, event)) {
                self.waiting.pop_front();
                continue;
            }
            events.extend(self.waiting.pop_front());
            if let Some(Event::PointerButton { .. }) = events.last() {
                // Where the mouse goes next is not where it was pressed.
                break;
            }
        }
        let types = events.iter().any(|event| matches!(event, Event::Text(_) | Event::Ime(_)));
        self.settles = first.is_some() && !(in_text && types);
        events
    }
}

impl Plugin for InOrder {
    fn debug_name(&self) -> &'static str {
        "input in its order"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        self.waiting.extend(input.events.drain(..));
        input.events = self.next(ctx.text_edit_focused());
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        if !self.waiting.is_empty() {
            ui.ctx().request_repaint();
        }
    }
}

/// Whether the event begins something: one that has to be alone in its frame.
fn begins(event: &Event) -> bool {
    match event {
        Event::Key { key, pressed, .. } => *pressed && !is_modifier(*key),
        Event::PointerButton { .. }
        | Event::Text(_)
        | Event::Copy
        | Event::Cut
        | Event::Paste(_)
        | Event::PasteImage(_)
        | Event::MiddleClickPaste { .. }
        | Event::Ime(_)
        | Event::AccessKitActionRequest(_) => true,
        _ => false,
    }
}

/// Whether it is a letter, the key of one, or a key let go of.
fn is_letter(event: &Event) -> bool {
    match event {
        Event::Text(text) => text.chars().all(char::is_alphabetic),
        Event::Key { pressed: false, .. } => true,
        Event::Key { key, modifiers, .. } => {
            let name = key.symbol_or_name();
            !modifiers.command && !modifiers.alt && name.len() == 1 && name.chars().all(char::is_alphabetic)
        }
        _ => false,
    }
}

/// Whether a letter is only that of a key that was pressed with Alt: a command or nothing. What `AltGr` writes is another one.
fn writes_nothing(first: &Event, event: &Event) -> bool {
    match (first, event) {
        (Event::Key { key, modifiers, .. }, Event::Text(text)) => {
            let is_alt = modifiers.alt && !modifiers.command && !OPTION_WRITES;
            is_alt && text.eq_ignore_ascii_case(key.symbol_or_name())
        }
        _ => false,
    }
}

/// Whether the key is one that is held down for another.
pub fn is_modifier(key: Key) -> bool {
    matches!(
        key,
        Key::ShiftLeft
            | Key::ShiftRight
            | Key::ControlLeft
            | Key::ControlRight
            | Key::AltLeft
            | Key::AltRight
            | Key::SuperLeft
            | Key::SuperRight
    )
}
