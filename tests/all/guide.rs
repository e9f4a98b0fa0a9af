//! The user guide says of keys and colours what the program has.

use std::{fmt::Write as _, fs, path::Path};

use egui::KeyboardShortcut;
use postil::{
    exchange::{FORMATS, Format},
    model::hues,
    ui::{
        command::{COMMANDS, Declared, Menu},
        keymap,
    },
};

const GUIDE: &str = "docs/USER_GUIDE.md";

/// Compares what stands between two marks of the guide; with `POSTIL_BLESS` set, writes it.
fn check(name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(GUIDE);
    let guide = fs::read_to_string(&path).expect(GUIDE);
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->\n"));
    let (before, rest) = guide.split_once(&begin).expect(&begin);
    let (found, after) = rest.split_once(&end).expect(&end);
    if std::env::var_os("POSTIL_BLESS").is_some() && found != expected {
        fs::write(&path, format!("{before}{begin}{expected}{end}{after}")).expect(GUIDE);
        return;
    }
    let different = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
    assert!(found == expected, "{GUIDE}: POSTIL_BLESS=1 cargo test guide writes it anew: {different:?}");
}

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(ToString::to_string).collect();
    let mut table = format!("{}|{}\n", line(&head).replace("|  |", "| |"), "---|".repeat(head.len()));
    rows.for_each(|row| table.push_str(&line(&row)));
    table
}

/// `Ctrl+Page Down`, as people say it.
fn spelled(key: KeyboardShortcut) -> String {
    let stored = keymap::stored(key);
    let said = [
        ("PageDown", "Page Down"),
        ("PageUp", "Page Up"),
        ("Delete", "Del"),
        ("Shift+Questionmark", "?"),
        ("Slash", "/"),
        ("Comma", ","),
        ("Plus", "+"),
        ("Equals", "="),
        ("Minus", "-"),
    ];
    format!("`{}`", said.iter().fold(stored, |key, (name, sign)| key.replace(name, sign)))
}

fn row(declared: &Declared) -> Vec<String> {
    let keys: Vec<String> = [declared.key, declared.second].into_iter().flatten().map(spelled).collect();
    let keys = if keys.is_empty() { "–".to_owned() } else { keys.join(" or ") };
    vec![keys, declared.name.to_owned(), declared.help.to_owned()]
}

#[test]
fn keys_and_colours_of_the_guide_are_those_of_the_program() {
    check("commands", &commands());
    check("colours", &colours());
}

#[test]
fn formats_of_the_guide_are_those_of_the_program() {
    let yes = |yes| if yes { "yes" } else { "–" }.to_owned();
    let row = |format: &Format| {
        let called = format!("{}, `.{}`", format.title, format.ending);
        vec![called, format!("`{}`", format.name), yes(format.is_written()), yes(format.is_read()), format.leaves_out()]
    };
    // Whether it is there depends on how the program was built.
    let rows = FORMATS.iter().filter(|format| format.name != "parquet").map(row);
    check("formats", &table(&["Format", "`--format`", "out", "in", "what does not go along"], rows));
}

fn commands() -> String {
    let mut expected = String::new();
    for menu in Menu::ALL {
        let commands = COMMANDS.iter().filter(|declared| declared.menu == menu);
        let blank = if expected.is_empty() { "" } else { "\n" };
        write!(expected, "{blank}### {}\n\n", menu.label()).expect("memory");
        expected.push_str(&table(&["Key", "Command", "What it does"], commands.map(row)));
    }
    expected
}

fn colours() -> String {
    let hex = |colour: u32| format!("`#{colour:06x}`");
    let rows = hues::NAMES.iter().zip(hues::LIGHT).zip(hues::DARK).enumerate();
    let rows = rows.map(|(at, ((name, light), dark))| vec![at.to_string(), (*name).to_owned(), hex(light), hex(dark)]);
    table(&["", "Name", "Light theme", "Dark theme"], rows)
}
