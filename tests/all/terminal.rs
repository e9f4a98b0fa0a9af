//! Whatever is written in somebody's files, nothing of it steers the terminal of whoever looks at them.

use std::{fs, path::Path};

use crate::program::Program;

/// Title, colours and screen of a terminal, in seven bits and in eight; back to the line's beginning; right to left.
const HOSTILE: &str =
    "x\u{1b}]0;PWN\u{7}\u{1b}[2J\u{9b}31m\u{8}\u{7f}\r\n\tpostil: no flaws \u{202e}txt\u{202c}\u{2066}\u{2069}";

fn escaped(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { c.escape_unicode().to_string() } else { c.to_string() }).collect()
}

/// Puts something hostile at the beginning of these fields, wherever they stand in the file.
fn poison(program: &Program, file: &str, fields: &[&str]) {
    let mut text = program.read(file);
    for field in fields {
        text = text.replace(&format!(" {field}: \""), &format!(" {field}: \"{}", escaped(HOSTILE)));
        text = text.replace(&format!("({field}: \""), &format!("({field}: \"{}", escaped(HOSTILE)));
    }
    program.write(file, text.as_bytes());
}

/// With words of which each tries something, in each field that takes any.
fn hostile() -> Program {
    let program = Program::with_passages();
    program.ok("status p --analyst ben --article dues --set excluded --reason why");
    poison(
        &program,
        "p/project.ron",
        &["title", "name", "note", "outlet", "author", "date", "language", "link", "source"],
    );
    let tag = ["name", "short", "definition", "use_when", "not_when", "example", "near"];
    poison(&program, "p/codebook.ron", &tag);
    for layer in ["p/annotations/ana.ron", "p/annotations/ben.ron"] {
        poison(&program, layer, &["name", "note", "reason"]);
    }
    program
}

fn check_text(what: &str, text: &str) {
    let steers = |c: char| {
        (c.is_control() && c != '\n')
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    assert!(!text.contains(steers), "{what}: {text:?}");
    // A line of ours that somebody else has written.
    assert!(!text.lines().any(|line| line.trim_start().starts_with("postil: no flaws ")), "{what}: {text}");
}

/// Runs it; gives back how it ended. Words that are data are not looked at.
fn check(program: &Program, line: &str) -> i32 {
    let ran = program.run(line);
    check_text(line, &ran.err);
    let is_data = ["--csv", "export "].iter().any(|word| line.contains(word));
    if !is_data {
        check_text(line, &ran.out);
    }
    ran.code
}

const DONE: [&str; 10] = [
    "stats p",
    "stats p --json",
    "agree p --all-articles",
    "agree p --all-articles --csv",
    "status p --analyst ana --article dues --set done",
    "annotate p --analyst ana --article dues --quote small --tag argument/costs-test",
    "export p --format csv",
    "export p --format zip --out p.zip",
    "merge p/codebook.ron p/codebook.ron --out merged.ron",
    "formats",
];

#[test]
fn no_word_of_a_file_steers_the_terminal() {
    let program = hostile();
    for line in DONE {
        assert_eq!(check(&program, line), 0, "{line}");
    }
    // The words are there to be seen.
    assert!(program.ok("stats p").contains("x\\u{1b}]0;PWN\\u{7}"));
    for line in [
        "check p",
        "agree p",
        "annotate p --analyst ana --article dues --quote nothing --tag argument/costs-test",
        "annotate p --analyst ana --article none --quote nothing --tag argument/costs-test",
        "import p p/annotations/ben.ron --dry-run",
        "import p p/annotations/ben.ron",
        "export p --format markdown --tag none/none",
        "new p",
    ] {
        check(&program, line);
    }
    // A change of one record on both sides is told by its name.
    let codebook = program.read("p/codebook.ron");
    program.write("two.ron", codebook.replace("use_when: \"", "use_when: \"two").as_bytes());
    program.write("one.ron", codebook.replace("use_when: \"", "use_when: \"one").as_bytes());
    check(&program, "merge one.ron two.ron --base p/codebook.ron --out p/codebook.ron");
    check(&program, "stats p");
    check(&program, "check p");
}

#[test]
fn no_damaged_file_steers_the_terminal() {
    let program = Program::with_passages();
    let names = ["p/annotations/ben.ron", "p/codebook.ron", "p/project.ron"];
    let whole = names.map(|file| program.read(file));
    for (file, fields) in
        [(names[0], &["id", "article", "tag", "text"][..]), (names[1], &["id", "group"]), (names[2], &["id", "key"])]
    {
        poison(&program, file, fields);
        for line in [
            "check p",
            "stats p",
            "agree p",
            "import p p/annotations/ben.ron",
            "merge p/codebook.ron p/project.ron --out x",
        ] {
            check(&program, line);
        }
        program.write(file, format!("(format: 1, records: [\nTag((\"{HOSTILE}\": 1)),\n])\n").as_bytes());
        for line in ["check p", "stats p", "import p p/annotations/ben.ron"] {
            check(&program, line);
        }
        for (file, text) in names.iter().zip(&whole) {
            program.write(file, text.as_bytes());
        }
    }
}

#[cfg(unix)]
#[test]
fn no_name_of_a_file_steers_the_terminal() {
    let program = Program::with_passages();
    let hostile = "x\u{1b}]0;PWN\u{7}\u{9b}31m\u{202e}";
    let rename = |from: &Path, to: &str| fs::rename(from, program.path(to)).expect("renamed");
    program.write(&format!("p/annotations/{hostile}.ron"), b"nothing of ours");
    program.write(&format!("p/articles/{hostile}.txt"), b"Words.");
    program.write(&format!("p/{hostile}"), b"");
    std::os::unix::fs::symlink(format!("/{hostile}"), program.path("p/annotations/link.ron")).expect("a link");
    rename(&program.path("p"), hostile);
    program.write(&format!("texts/deep/{hostile}.txt"), b"");
    for line in ["check", "stats", "agree", "export --format zip --out", "import"] {
        check(&program, &format!("{line} {hostile}"));
        check(&program, &format!("{line} {hostile}.zip {hostile}"));
    }
    check(&program, &format!("export {hostile} --format zip --out {hostile}.zip"));
    check(&program, &format!("new {hostile}2 --articles texts/deep"));
    check(&program, &format!("new {hostile}3 --articles {hostile}.txt"));
    check(&program, &format!("{hostile} {hostile} {hostile}"));
    check(&program, &format!("stats --{hostile}"));
}

#[cfg(all(unix, not(target_os = "macos"), feature = "gui"))]
#[test]
fn nothing_steers_the_terminal_where_there_is_no_window() {
    let program = hostile();
    for (project, words) in [("p", "The window cannot be opened"), ("none\u{1b}[31m", "is no command")] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_postil"));
        command.arg(project).current_dir(program.dir.path()).env("POSTIL_HOME", program.path("home"));
        for display in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
            command.env_remove(display);
        }
        let output = command.output().expect("the program runs");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(said.contains(words), "{said}");
        check_text(project, &said);
    }
}
