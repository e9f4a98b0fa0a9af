//! What the sources may refer to. Each message says what to do instead.

use std::{fs, path::Path};

use walkdir::WalkDir;

/// A source file: its path below `src`, and its lines of code, numbered, without comments and tests.
struct Source {
    path: String,
    lines: Vec<(usize, String)>,
}

/// All sources. A file's tests, which stand last in it, and files of tests are left out.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    for entry in WalkDir::new(&root).sort_by_file_name() {
        let entry = entry.expect("a folder that can be read");
        let path = entry.path().strip_prefix(&root).expect("a path below src").to_string_lossy().replace('\\', "/");
        if !path.ends_with(".rs") || path.ends_with("tests.rs") || path.ends_with("samples.rs") {
            continue;
        }
        let text = fs::read_to_string(entry.path()).expect("a source");
        let code = |line: &str| line.split("//").next().unwrap_or("").to_owned();
        let mut lines: Vec<(usize, String)> = (1..).zip(text.lines().map(code)).collect();
        if let Some(tests) = text.lines().position(|line| line.trim() == "mod tests {") {
            lines.truncate(tests);
        }
        sources.push(Source { path, lines });
    }
    assert!(sources.len() > 40, "the sources are not where they were: {}", root.display());
    sources
}

/// The lines that `is_wrong` says something about: where they stand, and what it says.
fn wrong(is_wrong: impl Fn(&str, &str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources() {
        for (number, line) in &source.lines {
            if let Some(why) = is_wrong(&source.path, line) {
                found.push(format!("src/{}, line {number}: {why}: {}", source.path, line.trim()));
            }
        }
    }
    found
}

fn check(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn is_in(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| if place.ends_with(".rs") { path == *place } else { path.starts_with(place) })
}

#[test]
fn only_the_window_knows_egui() {
    check(wrong(|path, line| {
        let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        let names = line.contains("rfd::") || words.any(|word| word.starts_with("egui") || word == "eframe");
        (names && !is_in(path, &["ui/"])).then(|| "move what needs egui into src/ui".to_owned())
    }));
}

#[test]
fn files_are_opened_in_few_places() {
    const MAY: [&str; 4] = ["storage/", "ingest/", "cli/export.rs", "cli/new.rs"];
    check(wrong(|path, line| {
        let opens = ["std::fs", "fs::", "File::open", "File::create", "OpenOptions", "AtomicWriteFile"];
        let opens = opens.iter().any(|name| line.contains(name));
        (opens && !is_in(path, &MAY)).then(|| "open files through src/storage (articles to add: src/ingest)".to_owned())
    }));
}

#[test]
fn the_core_reads_no_clock() {
    check(wrong(|path, line| {
        let reads = ["Timestamp::now", "Zoned::now", "SystemTime::now", "Instant::now", "now_v7"];
        let reads = reads.iter().any(|name| line.contains(name));
        let core =
            ["model/", "text/", "anchoring/", "verbs/", "analysis/", "format/", "bytes/", "exchange/", "intake/"];
        let core = is_in(path, &core) || is_in(path, &["words.rs", "history.rs"]);
        (reads && core).then(|| "take the time as an argument, as verbs::Fresh does".to_owned())
    }));
}

#[test]
fn the_core_starts_no_thread() {
    check(wrong(|path, line| {
        let starts = line.contains("thread::spawn") || line.contains("thread::Builder");
        (starts && !is_in(path, &["jobs.rs"]))
            .then(|| "start long work with jobs::Job, which has progress and an end".to_owned())
    }));
}

#[test]
fn colours_stand_in_the_theme() {
    check(wrong(|path, line| {
        let makes = ["Color32::from_", "Rgba::from_", "hex_color!"].iter().any(|name| line.contains(name));
        (makes && path != "ui/theme.rs")
            .then(|| "name the colour in src/ui/theme.rs and use it by that name".to_owned())
    }));
}

#[test]
fn nothing_is_unsafe() {
    check(wrong(|_, line| {
        let words = |c: char| !c.is_ascii_alphanumeric() && c != '_';
        let is_unsafe = line.split(words).any(|word| word == "unsafe");
        is_unsafe.then(|| "`unsafe` is forbidden: find another way".to_owned())
    }));
}

#[test]
fn the_rules_find_what_they_forbid() {
    assert!(is_in("ui/read/mod.rs", &["ui/"]) && !is_in("ui.rs", &["ui/"]) && is_in("jobs.rs", &["jobs.rs"]));
}
