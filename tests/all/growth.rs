//! Projects that have thousands of something, as nobody's has: what is done with them takes about as much longer as there is more.

use std::time::{Duration, Instant};

use crate::program::Program;

/// Far more than it takes, also where much else is running, and less than each with each takes.
const PATIENCE: Duration = Duration::from_secs(30);
const STAMP: &str = "(ms: 1, n: 0, by: \"r\", seen: [(\"r\", 1)])";

fn tag(id: &str, name: &str, merged: &str, changed: &str) -> String {
    format!(
        "Tag((id: \"{id}\", name: \"{name}\", short: \"\", group: \"argument\", parent: None, rank: 0, hue: 0, key: None, \
         aliases: [], definition: \"\", use_when: \"\", not_when: \"\", example: \"\", near: \"\", merged: {merged}, \
         changed: {changed}))"
    )
}

fn group(id: &str, parent: &str) -> String {
    format!("Group((id: \"{id}\", name: \"{id}\", parent: {parent}, rank: 0, changed: {STAMP}))")
}

fn some(id: &str) -> String {
    format!("Some(\"{id}\")")
}

/// A passage of the article “dues” with these tags, numbered.
fn passage(number: usize, text: &str, words: &str, tags: impl Iterator<Item = String>) -> String {
    let codings: Vec<String> =
        tags.map(|tag| format!("(tag: \"{tag}\", by: [], about: [], stance: None, voice: None)")).collect();
    format!(
        "Annotation((id: \"0192f0c0-0000-7000-8000-{number:012x}\", article: \"dues\", text: \"{text}\", start: 0, \
         end: {}, quote: \"{words}\", before: \"\", after: \"\", nth: (1, 1), codings: [{}], note: \"\", \
         created: \"2026-01-20T09:04:31Z\", changed: {STAMP}))",
        words.len(),
        codings.join(", ")
    )
}

/// A project with these lines in its files besides what it needs; those of passages in the layer of somebody else.
fn project(shared: &[String], codebook: &[String], passages: &[String]) -> Program {
    let program = Program::with_project();
    program.ok("annotate p --analyst ana --article dues --quote Dues --tag argument/dues --create-tags");
    let add = |file: &str, lines: &[String]| {
        let whole = program.read(file);
        let lines = lines.iter().flat_map(|line| [line.as_str(), ",\n"]).collect::<String>();
        program.write(file, whole.replacen("\n])", &format!("\n{lines}])"), 1).as_bytes());
    };
    add("p/project.ron", shared);
    add("p/codebook.ron", codebook);
    let who = format!(
        "Analyst((id: \"eve\", key: \"k\", name: \"Eve\", created: \"2026-01-20T09:04:31Z\", changed: {STAMP})),\n"
    );
    program.write("p/annotations/eve.ron", format!("(format: 1, records: [\n{who}])\n").as_bytes());
    add("p/annotations/eve.ron", passages);
    program
}

/// The fingerprint of the article “dues”.
fn fingerprint(program: &Program) -> String {
    let shared = program.read("p/project.ron");
    let line = shared.lines().find(|line| line.contains("id: \"dues\"")).expect("the article");
    line.split("text: \"").nth(1).and_then(|rest| rest.split('"').next()).expect("its text").to_owned()
}

fn check_is_quick(program: &Program, code: i32) {
    for (line, expected) in [
        ("stats p", 0),
        ("check p", code),
        ("export p --format csv", 0),
        ("export p --format codebook", 0),
        ("export p --format markdown", 0),
        ("annotate p --analyst ben --article dues --quote Waste --tag argument/waste --create-tags", 0),
    ] {
        let begun = Instant::now();
        let ran = program.run(line);
        assert_eq!(ran.code, expected, "{line}: {} {}", ran.out, ran.err);
        assert!(begun.elapsed() < PATIENCE, "{line} takes {:?}", begun.elapsed());
    }
}

#[test]
fn thousands_of_tags_merged_one_into_the_next() {
    let id = |n: usize| format!("argument/t{n}");
    let merged = |n: usize| if n < 4_000 { some(&id(n + 1)) } else { "None".to_owned() };
    let tags: Vec<String> = (0..=4_000).map(|n| tag(&id(n), &format!("T{n}"), &merged(n), STAMP)).collect();
    let text = fingerprint(&Program::with_project());
    let passages: Vec<String> = (0..300).map(|n| passage(n, &text, "Dues", [id(n)].into_iter())).collect();
    let program = project(&[], &tags, &passages);
    // All of them on the same words, which is said of each.
    check_is_quick(&program, 1);
    let stats = program.ok("stats p");
    assert!(stats.contains("      300         1  T4000"), "{stats}");
}

#[test]
fn thousands_of_groups_one_in_the_other() {
    let id = |n: usize| format!("g{n}");
    let parent = |n: usize| n.checked_sub(1).map_or("None".to_owned(), |n| some(&id(n)));
    let groups: Vec<String> = (0..3_000).map(|n| group(&id(n), &parent(n))).collect();
    check_is_quick(&project(&groups, &[], &[]), 0);
}

#[test]
fn thousands_of_versions_of_one_record() {
    let version = |n: usize| {
        let changed = format!("(ms: {}, n: 0, by: \"r{n}\", seen: [(\"r{n}\", 1)])", 1_000_000 - n);
        tag("argument/many", &format!("V{n}"), "None", &changed)
    };
    let program = project(&[], &(0..20_000).map(version).collect::<Vec<_>>(), &[]);
    check_is_quick(&program, 0);
    assert!(program.read("p/codebook.ron").contains("name: \"V19999\""), "every version stays until somebody decides");
}

#[test]
fn thousands_of_tags_on_one_passage() {
    let text = fingerprint(&Program::with_project());
    let tags = (0..20_000).map(|n| format!("argument/x{n}"));
    check_is_quick(&project(&[], &[], &[passage(1, &text, "Dues", tags)]), 1);
}

#[test]
fn thousands_of_passages_that_are_not_found() {
    let text = format!("sha256:{}", "0".repeat(64));
    let words = |n: usize| {
        format!(
            "{}{}",
            "e".repeat(300),
            char::from(b'a' + u8::try_from(n % 26).expect("a letter")).to_string().repeat(300)
        )
    };
    let tags = || ["argument/dues".to_owned()].into_iter();
    let passages: Vec<String> = (0..3_000).map(|n| passage(n, &text, &words(n), tags())).collect();
    check_is_quick(&project(&[], &[], &passages), 1);
}

#[test]
fn circles_are_named_and_nothing_else_minds_them() {
    let merged = |id: &str, into: &str| tag(id, id, &some(into), STAMP);
    let below = |id: &str, parent: &str| {
        tag(id, id, "None", STAMP).replace("parent: None", &format!("parent: {}", some(parent)))
    };
    let tags = [
        merged("argument/b", "argument/c"),
        merged("argument/a", "argument/b"),
        merged("argument/c", "argument/a"),
        below("argument/y", "argument/x"),
        below("argument/x", "argument/y"),
        below("argument/z", "argument/z"),
    ];
    let groups = [group("one", &some("two")), group("two", &some("one"))];
    let program = project(&groups, &tags, &[]);
    check_is_quick(&program, 1);
    let said = program.run("check p").out;
    for (kind, words) in [
        ("merge-cycle", "the tags “argument/a”, “argument/b”, “argument/c” were merged into each other in a circle"),
        ("parent-cycle", "the tags “argument/x”, “argument/y” stand below each other in a circle"),
        ("parent-cycle", "tag “argument/z” stands below itself"),
        ("group-cycle", "the groups “one”, “two” stand in each other in a circle"),
    ] {
        let line = said.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {said}"));
        assert!(line.ends_with(&format!("({kind})")) && line.contains(".ron, line "), "{line}");
    }
}
