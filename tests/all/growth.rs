//! Projects that have thousands of something, as nobody's has: what is done with them takes about as much longer as there is more.

use std::sync::Arc;

use std::time::{Duration, Instant};

use postil::{
    analysis::{
        changes::Changes,
        compare::compare,
        counts::{Whose, counts},
        record::OfRecord,
    },
    model::{Analyst, AnalystId, ArticleId, Coding, Edit, Project, Span, Stamper, Step},
    verbs::{self, Settle},
};

use crate::{program::Program, samples};

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

/// Two analysts, each with ten passages in each of so many articles.
fn coded_twice(articles: usize) -> Project {
    let (mut project, mut stamper) = (samples::project(), Stamper::new("r"));
    let text = ["Sentence 0 of it. "; 10].concat();
    let new = (0..articles).map(|n| samples::new_article(&format!("long-{n}"), &format!("{text}{n}"))).collect();
    let added = verbs::add_articles(&project, new).expect("a step");
    project.apply(&added, &mut stamper).expect("applies");
    let ids: Vec<ArticleId> = project.articles.iter().map(|(id, _)| id.clone()).collect();
    let long: Vec<&ArticleId> = ids.iter().filter(|id| id.as_str().starts_with("long-")).collect();
    for (who, tag) in [("ana", "argument/costs"), ("ben", "argument/vacuum")] {
        let mut edits = Vec::new();
        for id in &long {
            for n in 0..10 {
                let span = Span::new(&text, n * 18..n * 18 + 17).expect("a span");
                let fresh = samples::fresh((edits.len() + 1_000_000 * tag.len()) as u128);
                let codings = vec![Coding::new(samples::tag(tag))];
                let step = verbs::annotate(&project, &samples::analyst(who), id, span, codings, "", fresh);
                edits.extend(step.expect("a step").edits);
            }
        }
        project.apply(&Step::new("annotate", edits), &mut stamper).expect("applies");
    }
    project
}

fn least(mut work: impl FnMut()) -> Duration {
    let time = |()| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    };
    [(); 5].map(time).into_iter().min().unwrap_or_default()
}

#[test]
fn what_one_change_brings_does_not_take_as_long_as_the_whole_project() {
    let before = coded_twice(400);
    let analysts = ["ana", "ben"].map(samples::analyst);
    let articles: Vec<ArticleId> = before.articles_in_order().into_iter().map(|(id, _)| id.clone()).collect();
    let compared = compare(&before, &analysts, &articles);
    let open = compared.disagreements.iter().find(|one| one.article.as_str() == "long-200").expect("a disagreement");
    let mut n = 900;
    let mut fresh = || {
        n += 1;
        samples::fresh(n)
    };
    let mut after = before.clone();
    let adjudicated = Analyst { key: "k".into(), name: "Adjudicated".into(), created: samples::fresh(0).now };
    let made = Edit::Analyst(AnalystId::adjudicated(), Some(Arc::new(adjudicated)));
    let step = verbs::settle(&before, &analysts[0], &open.of(), &Settle::Both, "", &mut fresh).expect("a step");
    let step = Step::new("settle", [made].into_iter().chain(step.edits).collect());
    after.apply(&step, &mut Stamper::new("r")).expect("applies");

    let record = OfRecord::new(&before);
    let counted = counts(&before, Whose::OfRecord(&record));
    let all = least(|| {
        let record = OfRecord::new(&after);
        let counted = counts(&after, Whose::OfRecord(&record));
        std::hint::black_box((compare(&after, &analysts, &articles), counted));
    });
    let mut kept: Vec<_> = (0..5).map(|_| (record.clone(), counted.clone(), compared.clone())).collect();
    let of_it = least(|| {
        let (mut record, mut counted, mut compared) = kept.pop().expect("one for each time");
        let changed = Changes::between(&before, &after).few().expect("one article");
        record.update(&before, &after, &changed);
        counted.update(&after, Whose::OfRecord(&record), &changed);
        compared.update((&before, &after), &analysts, &articles, &changed);
        assert_eq!(compared.settled(), 1);
        std::hint::black_box((record, counted));
    });
    assert!(of_it * 3 < all, "{of_it:?} for one article, {all:?} for all");
}
