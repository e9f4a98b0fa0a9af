//! Which keys run which commands: those that are declared, changed by the settings.

use std::{collections::BTreeMap, sync::Arc};

use egui::{Context, Event, Id, Key, KeyboardShortcut, Modifiers};

use super::{
    command::{COMMANDS, Command},
    input::is_modifier,
};

/// The keys in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    keys: Vec<(KeyboardShortcut, Command)>,
}

impl Keymap {
    /// The declared keys, with those that the settings put in their place.
    pub fn new(chosen: &BTreeMap<String, String>) -> Self {
        let mut taken: Vec<(KeyboardShortcut, Command)> = Vec::new();
        for declared in COMMANDS {
            if let Some(Chosen::Key(key)) = chosen.get(declared.id).and_then(|text| chosen_key(text))
                // Two that want one key: the first has it.
                && !taken.iter().any(|(other, owner)| *other == key && clash(*owner, declared.command))
            {
                taken.push((key, declared.command));
            }
        }
        let mut keys = taken.clone();
        for declared in
            COMMANDS.iter().filter(|declared| chosen.get(declared.id).and_then(|text| chosen_key(text)).is_none())
        {
            let own = [declared.key, declared.second].into_iter().flatten();
            // A key that was chosen for one command no longer runs another.
            let is_free = |key: &KeyboardShortcut| {
                !taken.iter().any(|(other, owner)| other == key && clash(*owner, declared.command))
            };
            keys.extend(own.filter(is_free).map(|key| (key, declared.command)));
        }
        Self { keys }
    }

    /// Makes this the keymap that [`key`] and [`named`] read.
    pub fn install(&self, ctx: &Context) {
        ctx.data_mut(|data| data.insert_temp(Id::unique("keymap"), Arc::new(self.clone())));
    }

    /// The keymap in force in the window.
    fn of(ctx: &Context) -> Arc<Self> {
        let installed = ctx.data(|data| data.get_temp(Id::unique("keymap")));
        installed.unwrap_or_else(|| Arc::new(Self::new(&BTreeMap::new())))
    }

    /// The commands that would lose the key if `command` had it.
    pub fn losers(&self, key: KeyboardShortcut, command: Command) -> Vec<Command> {
        let lose = self.keys.iter().filter(|(other, owner)| *other == key && clash(*owner, command));
        lose.map(|(_, owner)| *owner).collect()
    }

    /// How the command's key is written; empty if it has none.
    pub fn label(&self, command: Command) -> String {
        self.keys.iter().find(|(_, other)| *other == command).map_or_else(String::new, |(key, _)| written(*key))
    }

    /// Takes out key presses that write a letter of their own, as they do with `AltGr`: they run nothing, and the letter is typed.
    pub fn leave_letters(&self, ctx: &Context) {
        ctx.input_mut(|input| {
            let mut at = 0;
            while let Some(event) = input.events.get(at) {
                let text = match input.events.get(at + 1) {
                    Some(Event::Text(text)) => Some(text.as_str()),
                    _ => None,
                };
                match event {
                    Event::Key { key, pressed: true, modifiers, .. } if self.only_writes(*key, *modifiers, text) => {
                        input.events.remove(at);
                    }
                    _ => at += 1,
                }
            }
        });
    }

    fn only_writes(&self, key: Key, modifiers: Modifiers, text: Option<&str>) -> bool {
        if cfg!(target_os = "macos") {
            // Alt writes letters there, and is meant all the same.
            return !modifiers.alt && !modifiers.command && text.is_some_and(|text| is_third(key, modifiers, text));
        }
        // Some systems report AltGr as Ctrl and Alt, and do not say what it writes.
        if modifiers.command && modifiers.alt && is_letter_or_digit(key) {
            return text.is_some() || !self.keys.iter().any(|(shortcut, _)| is_pressed(key, modifiers, *shortcut));
        }
        text.is_some_and(|text| is_third(key, modifiers, text))
    }

    /// The command whose key was pressed; its event is taken.
    ///
    /// While a text has the keys, those that write or edit are left to it, and Enter and Space to a button that has the focus
    /// (`on_button`). Keys of commands that cannot be run now are left to whatever else wants them.
    pub fn pressed(
        &self,
        ctx: &Context,
        in_text: bool,
        on_button: bool,
        can: impl Fn(Command) -> bool,
    ) -> Option<Command> {
        ctx.input_mut(|input| {
            let (at, command) = input.events.iter().enumerate().find_map(|(at, event)| {
                let Event::Key { key, pressed: true, modifiers, .. } = event else { return None };
                let found = self.keys.iter().find(|(shortcut, command)| {
                    is_pressed(*key, *modifiers, *shortcut)
                        && !(in_text && belongs_to_text(*shortcut, *command))
                        && !(on_button && modifiers.is_none() && matches!(key, Key::Enter | Key::Space))
                        && can(*command)
                })?;
                Some((at, found.1))
            })?;
            // The letter that comes with the key must not be written into a field that opens now.
            let event = input.events.remove(at);
            if let Event::Key { modifiers, .. } = event
                && !modifiers.command
                && !modifiers.alt
                && matches!(input.events.get(at), Some(Event::Text(_)))
            {
                input.events.remove(at);
            }
            Some(command)
        })
    }
}

/// What the settings say of a command's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chosen {
    Key(KeyboardShortcut),
    /// Another command was given the key that it had.
    Nothing,
}

/// `None`: nothing that can be used, and the command has the keys that are declared.
fn chosen_key(text: &str) -> Option<Chosen> {
    if text.is_empty() { Some(Chosen::Nothing) } else { parse(text).map(Chosen::Key) }
}

fn clash(a: Command, b: Command) -> bool {
    a != b && a.declared().needs.clashes(b.declared().needs)
}

fn is_letter_or_digit(key: Key) -> bool {
    let name = key.symbol_or_name().as_bytes();
    matches!(name, [one] if one.is_ascii_alphanumeric())
}

/// Whether a letter or digit key has written what stands on it in the third place, for `AltGr`. Letters of other scripts are what the
/// key itself is called, and so are the accented letters and signs that stand below the digits of some keyboards.
fn is_third(key: Key, modifiers: Modifiers, text: &str) -> bool {
    let (Some(written), true) = (text.chars().next(), is_letter_or_digit(key)) else { return false };
    if text.eq_ignore_ascii_case(key.symbol_or_name()) {
        return false;
    }
    let is_digit = key.symbol_or_name().bytes().all(|byte| byte.is_ascii_digit());
    if is_digit {
        return !modifiers.shift && !written.is_alphabetic() && !"&\"'(-_+§!".contains(written);
    }
    matches!(written, '\0'..='\u{2ff}' | '\u{1e00}'..='\u{1eff}' | '\u{2000}'..='\u{2bff}')
}

fn is_pressed(key: Key, pressed: Modifiers, shortcut: KeyboardShortcut) -> bool {
    shortcut.logical_key == key && matches_exactly(pressed, shortcut)
}

fn matches_exactly(pressed: Modifiers, shortcut: KeyboardShortcut) -> bool {
    let wanted = shortcut.modifiers;
    // Signs that some keyboards write with Shift and others without.
    let either = matches!(shortcut.logical_key, Key::Plus | Key::Questionmark);
    pressed.command == wanted.command && (either || pressed.shift == wanted.shift) && pressed.alt == wanted.alt
}

fn belongs_to_text(shortcut: KeyboardShortcut, command: Command) -> bool {
    let is_function = matches!(shortcut.logical_key, Key::F1 | Key::F2 | Key::F3);
    let edits = matches!(command, Command::Undo | Command::Redo | Command::Copy | Command::ToggleArticles);
    (!shortcut.modifiers.command && !shortcut.modifiers.alt && !is_function) || edits
}

/// How the command's key is written on the screen now; empty if it has none.
pub fn key(ctx: &Context, command: Command) -> String {
    Keymap::of(ctx).label(command)
}

/// The words with the command's key behind them: “Next passage (N)”.
pub fn named(ctx: &Context, words: &str, command: Command) -> String {
    match key(ctx, command) {
        key if key.is_empty() => words.to_owned(),
        key => format!("{words} ({key})"),
    }
}

/// The words behind the keys of these commands: “J K sentence”; nothing if none of them has a key.
pub fn behind(ctx: &Context, commands: &[Command], words: &str) -> Option<String> {
    let keymap = Keymap::of(ctx);
    let keys: Vec<String> = commands.iter().map(|it| keymap.label(*it)).filter(|key| !key.is_empty()).collect();
    (!keys.is_empty()).then(|| format!("{} {words}", keys.join(" ")))
}

/// What is called Ctrl on most keyboards, as [`written`] writes it.
pub const CTRL: &str = if cfg!(target_os = "macos") { "⌘" } else { "Ctrl" };

/// “Ctrl Shift Z”.
pub fn written(key: KeyboardShortcut) -> String {
    let mut words: Vec<&str> = Vec::new();
    if key.modifiers.command {
        words.push(CTRL);
    }
    if key.modifiers.alt {
        words.push("Alt");
    }
    if key.modifiers.shift && key.logical_key != Key::Questionmark {
        words.push("Shift");
    }
    words.push(match key.logical_key {
        Key::Enter => "↵",
        Key::Delete => "Del",
        Key::PageDown => "PgDn",
        Key::PageUp => "PgUp",
        other => other.symbol_or_name(),
    });
    words.join(" ")
}

/// What the settings keep of a key: `Ctrl+Shift+Z`.
pub fn stored(key: KeyboardShortcut) -> String {
    let mut words = Vec::new();
    let modifiers = [(key.modifiers.command, "Ctrl"), (key.modifiers.alt, "Alt"), (key.modifiers.shift, "Shift")];
    words.extend(modifiers.into_iter().filter_map(|(on, name)| on.then_some(name)));
    words.push(key.logical_key.name());
    words.join("+")
}

/// A key as the settings keep it.
pub fn parse(text: &str) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    let mut key = None;
    for word in text.split('+') {
        match word {
            "Ctrl" => modifiers = modifiers.plus(Modifiers::COMMAND),
            "Alt" => modifiers = modifiers.plus(Modifiers::ALT),
            "Shift" => modifiers = modifiers.plus(Modifiers::SHIFT),
            name => key = Some(Key::from_name(name)?),
        }
    }
    // Earlier versions kept what is only held down for another key.
    key.filter(|key| !is_modifier(*key)).map(|key| KeyboardShortcut::new(modifiers, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_the_settings() {
        for declared in COMMANDS {
            for key in [declared.key, declared.second].into_iter().flatten() {
                assert_eq!(parse(&stored(key)), Some(key), "{}", stored(key));
            }
        }
        assert_eq!(parse("Ctrl+Nonsense"), None);
    }

    #[test]
    fn what_altgr_writes_is_told_from_what_a_key_is_called() {
        let check =
            |key, text: &str, expected| assert_eq!(is_third(key, Modifiers::NONE, text), expected, "{key:?} {text}");
        // Polish, German, Spanish and US international keyboards with AltGr.
        for (key, text) in [
            (Key::N, "ń"),
            (Key::X, "Ź"),
            (Key::X, "«"),
            (Key::N, "”"),
            (Key::M, "µ"),
            (Key::Q, "@"),
            (Key::E, "€"),
            (Key::T, "ŧ"),
            (Key::Num2, "²"),
            (Key::Num2, "@"),
            (Key::Num7, "{"),
        ] {
            check(key, text, true);
        }
        // The keys by themselves: Latin, Cyrillic, Greek, Hebrew, French and Czech ones.
        for (key, text) in [
            (Key::N, "n"),
            (Key::N, "N"),
            (Key::N, "т"),
            (Key::N, "ν"),
            (Key::N, "מ"),
            (Key::Num2, "2"),
            (Key::Num2, "é"),
            (Key::Num1, "&"),
            (Key::Num2, "ě"),
            (Key::Slash, "/"),
            (Key::Space, "é"),
        ] {
            check(key, text, false);
        }
    }

    #[test]
    fn a_chosen_key_is_taken_from_the_command_that_had_it() {
        let chosen = [("find".to_owned(), "Ctrl+K".to_owned())].into();
        let keymap = Keymap::new(&chosen);
        assert_eq!(keymap.label(Command::Find), "Ctrl K");
        assert_eq!(keymap.label(Command::Palette), "");
    }

    #[test]
    fn a_key_that_two_commands_want_is_had_by_one_of_them_and_what_is_no_key_is_as_declared() {
        let chosen = |keys: &[(&str, &str)]| {
            Keymap::new(&keys.iter().map(|(id, key)| ((*id).to_owned(), (*key).to_owned())).collect())
        };
        let keymap = chosen(&[("find", "Ctrl+J"), ("palette", "Ctrl+J")]);
        let labels = [Command::Find, Command::Palette].map(|command| keymap.label(command));
        assert_eq!(labels.iter().filter(|label| *label == "Ctrl J").count(), 1, "{labels:?}");
        let keymap = chosen(&[("undo", "ControlLeft"), ("find", ""), ("tag", "T")]);
        assert_eq!(keymap.label(Command::Undo), "Ctrl Z");
        assert_eq!(keymap.label(Command::Find), "");
        assert_eq!(keymap.label(Command::Tag), "T");
    }
}
