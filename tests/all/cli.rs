//! The subcommands by example.

use std::fs;

use crate::program::{DUES, Program, SEATS};

#[test]
fn a_new_project_keeps_the_texts_as_they_came() {
    let program = Program::with_project();
    assert_eq!(program.read("p/articles/seats.txt"), SEATS);
    assert_eq!(program.read("p/articles/dues.txt"), DUES);
    let shared = program.read("p/project.ron");
    for known in ["title: \"Seats\"", "title: \"A chair stands empty\"", "author: \"Jo Doe\"", "date: \"2026-01-09\""] {
        assert!(shared.contains(known), "{known}: {shared}");
    }
    assert!(program.read("p/codebook.ron").contains("Tag("));
}

#[test]
fn nothing_is_made_of_what_cannot_be_read() {
    let program = Program::with_project();
    program.fails("new q --articles none.txt", "none.txt: it is not there");
    assert!(!program.path("q").exists());
    program.fails("new p", "holds a project already");
    program.fails("new texts", "is not empty");
    program.write("some/a.txt", b"Words.");
    program.write("some/b.txt", b"");
    let ran = program.run("new q --articles some");
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("b.txt: it is empty"), "{}", ran.err);
}

#[test]
fn articles_are_added_to_a_project_that_is_there() {
    let program = Program::with_project();
    program.write("more.csv", b"What was heard;no\nChairs;They are counted, once again.\nDues;They are small.\n");
    let ran = program.run("add p more.csv --delimiter ; --columns text=2,title=1");
    assert!(ran.code == 0 && ran.err.contains("2 articles added to p"), "{}", ran.err);
    let ran = program.run("add p more.csv texts/seats.txt --columns text=2,title=1 --header-row 1");
    assert!(
        ran.err.contains("0 articles added to p, and 3 articles left out, whose text is there already"),
        "{}",
        ran.err
    );
    assert_eq!(program.json("stats p --json")["articles"], 4);
    program.fails("add p none.txt", "Nothing was added");
    program.fails("add p more.csv --header-row 9", "in line 9");
    program.fails("add p more.csv --delimiter xy", "is no sign between columns");
    program.fails("add none more.csv", "there is no folder");
    assert_eq!(program.json("stats p --json")["articles"], 4);
}

#[test]
fn a_passage_is_printed_with_its_place_in_characters() {
    let program = Program::with_passages();
    let text: String = SEATS.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let line = program.json("annotate p --analyst ana --article seats --quote vacuum --tag argument/vacuum-test");
    assert_eq!((line["quote"].as_str(), line["analyst"].as_str()), (Some("vacuum"), Some("ana")));
    let start = usize::try_from(line["start"].as_u64().expect("a start")).expect("a start");
    assert_eq!(text.chars().skip(start).take(6).collect::<String>(), "vacuum");
    assert_eq!(line["sentence"], "“China fills the vacuum”; costs, costs fall.");
    let twice = program.run("annotate p --analyst ana --article seats --quote costs --tag argument/costs-test");
    assert!(twice.err.contains("stand 2 times"), "{}", twice.err);
}

#[test]
fn annotate_says_why_it_could_not() {
    let program = Program::with_passages();
    let check = |rest: &str, words: &str| program.fails(&format!("annotate p --analyst ana {rest}"), words);
    check("--article none --quote costs --tag argument/costs-test", "there is no article “none”");
    check("--article seats --quote COSTS --tag argument/costs-test", "but “costs” does");
    check("--article seats --quote costs --nth 3 --tag argument/costs-test", "stands 2 times");
    check("--article seats --span 5..5 --tag argument/costs-test", "is no passage");
    check("--article seats --span 5..9999 --tag argument/costs-test", "characters");
    check("--article seats --quote costs --tag argument/cost-tes", "--create-tags");
    check("--article seats --quote costs --tag nogroup", "group/name");
    check("--article seats --tag argument/costs-test", "--quote");
    check("--article seats --quote costs --tag argument/costs-test --stance maybe", "supports");
    program.fails("annotate none --analyst a --article b --quote c --tag d/e", "there is no folder");
    assert_eq!(program.json("stats p --json")["annotations"], 3);
}

#[test]
fn words_that_are_a_passage_already_get_the_tags_in_addition() {
    let program = Program::with_project();
    let annotate = |rest: &str| program.run(&format!("annotate p --analyst ana --article dues --span 0..4 {rest}"));
    let passages = || program.json("stats p --json")["annotations"].clone();
    let first = annotate("--tag argument/q --create-tags").out;
    let again = annotate("--tag argument/q --create-tags");
    assert_eq!((again.code, again.out.as_str()), (0, first.as_str()), "{}", again.err);
    assert!(again.err.contains("nothing was changed"), "{}", again.err);
    let more = annotate("--tag argument/q argument/r --create-tags --by organization/foc --note Why");
    assert_eq!((more.code, passages()), (0, 1.into()), "{}", more.err);
    assert!(more.err.contains("added to it"), "{}", more.err);
    let line: serde_json::Value = serde_json::from_str(&more.out).expect("JSON");
    let tags: Vec<_> =
        line["codings"].as_array().expect("codings").iter().filter_map(|coding| coding["tag"].as_str()).collect();
    assert_eq!((tags, line["note"].as_str()), (vec!["argument/q", "argument/r"], Some("Why")), "{line}");
    let layer = program.read("p/annotations/ana.ron");
    let other = annotate("--tag argument/q --create-tags --by organization/un");
    assert_eq!(other.code, 2);
    assert!(other.err.contains("with other details"), "{}", other.err);
    assert_eq!(program.read("p/annotations/ana.ron"), layer);
    // Who says it need not be said again, and the words of somebody else are another passage.
    assert!(annotate("--tag argument/r --note Why").err.contains("nothing was changed"));
    program.ok("annotate p --analyst Ben --article dues --span 0..4 --tag argument/q");
    assert_eq!(passages(), 2);
    assert_eq!(program.run("check p").code, 0);
}

#[test]
fn check_names_twins() {
    let program = Program::with_project();
    program.ok("annotate p --analyst ana --article dues --quote Waste --tag argument/q --create-tags");
    program.ok("annotate p --analyst ana --article dues --quote small --tag argument/q");
    let layer = program.read("p/annotations/ana.ron");
    let line = |words: &str| {
        layer.lines().find(|line| line.contains(&format!("quote: \"{words}\""))).expect("a passage").to_owned()
    };
    let id = |line: &str| line.split('"').nth(1).expect("an id").to_owned();
    let (waste, small) = (line("Waste"), line("small"));
    let twin = waste.replace(&id(&waste), &id(&small));
    program.write("p/annotations/ana.ron", layer.replace(&small, &twin).as_bytes());
    let ran = program.run("check p --json");
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((ran.code, report["flaws"].as_array().map(Vec::len)), (1, Some(1)), "{report}");
    assert_eq!(report["flaws"][0]["kind"], "twin", "{report}");
    let said = report["flaws"][0]["message"].as_str().expect("words");
    assert!(said.contains("“Waste” in “dues”") && said.contains(&id(&waste)), "{said}");
}

#[test]
fn values_may_begin_with_a_hyphen() {
    let program = Program::new();
    program.write("e.txt", b"Export test\n\n-5 degrees it was.\n");
    program.ok("new p --articles e.txt --title -5_degrees");
    let line = program
        .json("annotate p --analyst ana --article e --quote -5_degrees --tag argument/x --create-tags --note -_a_note");
    assert_eq!((&line["quote"], &line["note"]), (&"-5 degrees".into(), &"- a note".into()));
    program.ok("status p --analyst ana --article e --set excluded --reason --off_topic");
    assert!(program.read("p/annotations/ana.ron").contains("reason: \"--off topic\""));
    program.fails("annotate p --analyst ana --article e --span -5..3 --tag argument/x", "START..END");
    program.fails("annotate p --analyst ana --article e --quote it --nth -1 --tag argument/x", "--nth");
}

#[test]
fn a_mistyped_command_opens_no_window() {
    let program = Program::with_project();
    for line in ["exprot", "exprot p", "exprot p --format csv"] {
        program.fails(line, "“exprot” is no command, and no project is there. Did you mean “postil export”?");
    }
    program.fails("--analyst ana chekc", "Did you mean “postil check”?");
    program.fails("some/folder", "“some/folder” is no command, and no project is there");
    assert!(program.ok("help").contains("annotate"));
}

#[test]
fn statistics_count_everything() {
    let program = Program::with_passages();
    let stats = program.json("stats p --json");
    assert_eq!((&stats["articles"], &stats["annotations"]), (&2.into(), &3.into()));
    assert_eq!(stats["analysts"][0], serde_json::json!({"id": "ana", "name": "Ana", "annotations": 2, "articles": 2}));
    let costs = serde_json::json!({"tag": "argument/costs-test", "annotations": 3, "articles": 2});
    assert!(stats["by_tag"].as_array().is_some_and(|tags| tags.contains(&costs)), "{stats}");
    let texts = SEATS.replace("\r\n", "\n").chars().count() - 1 + DUES.chars().count();
    assert_eq!(stats["characters"], texts);
    assert!(program.ok("stats p").contains("3 passages"));
}

#[test]
fn statistics_say_what_is_not_part_of_the_articles() {
    let program = Program::with_project();
    program.write(
        "page.txt",
        "Advertisement\n\nThe harbour kept its crane, which nobody uses, for a year.\n\n0:00 / 4:12\n".as_bytes(),
    );
    program.ok("new q --articles page.txt");
    let stats = program.json("stats q --json");
    assert_eq!(
        (&stats["noise_paragraphs"], &stats["noise_words"], &stats["words"]),
        (&2.into(), &5.into(), &16.into())
    );
    assert!(program.ok("stats q").contains("2 paragraphs not part of the articles"));
}

#[test]
fn check_finds_flaws_and_exits_with_1() {
    let program = Program::with_passages();
    assert_eq!(program.json("check p --json"), serde_json::json!({"flaws": []}));
    fs::remove_file(program.path("p/articles/dues.txt")).expect("a file");
    let ran = program.run("check p");
    assert!(ran.out.contains("articles/dues.txt: the text was lost: it was taken from a copy"), "{}", ran.out);
    fs::remove_dir_all(program.path("p/.postil")).expect("the copies");
    let layer = program.read("p/annotations/ben.ron").replace("argument/vacuum-test\", by", "argument/gone\", by");
    program.write("p/annotations/ben.ron", layer.as_bytes());
    let ran = program.run("check p --json");
    assert_eq!(ran.code, 1, "{}", ran.err);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let kinds: Vec<&str> =
        report["flaws"].as_array().expect("flaws").iter().filter_map(|f| f["kind"].as_str()).collect();
    assert_eq!(kinds, ["missing-text", "unknown-tag"], "{report}");
    assert!(report["flaws"][1]["line"].is_u64(), "{report}");
}

#[test]
fn a_damaged_layer_is_left_alone() {
    let program = Program::with_passages();
    let broken = program.read("p/annotations/ana.ron").replace("costs-test", "costs-test\"");
    program.write("p/annotations/ana.ron", broken.as_bytes());
    assert_eq!(program.run("check p").code, 1);
    program.fails("annotate p --analyst ana --article dues --quote small --tag argument/costs-test", "ana.ron");
    assert_eq!(program.read("p/annotations/ana.ron"), broken);
}

#[test]
fn a_status_is_kept() {
    let program = Program::with_project();
    program.ok("status p --analyst Ana --article dues --set excluded --reason off_topic");
    let layer = program.read("p/annotations/ana.ron");
    assert!(layer.contains("state: Excluded, reason: \"off topic\""), "{layer}");
    program.fails("status p --analyst Ana --article none --set done", "there is no article");
    program.fails("status p --analyst Ana --article dues --set finished", "invalid value");
}

#[test]
fn what_is_submitted_is_frozen() {
    let program = Program::with_project();
    program.ok("annotate p --analyst Ana --article dues --quote Waste --tag argument/costs");
    program.ok("status p --analyst Ana --article dues --set submitted");
    let layer = program.read("p/annotations/ana.ron");
    assert!(layer.contains("state: Submitted"), "{layer}");
    assert!(layer.contains("words: \"Waste\", codings: [(tag: \"argument/costs\""), "{layer}");
    program.fails("status p --analyst Ana --article dues --set submitted", "was submitted on");
    // Taken up again, changed and submitted again: the first copy stays.
    let copy = |program: &Program| {
        let layer = program.read("p/annotations/ana.ron");
        layer.lines().find(|line| line.starts_with("Submission(")).map(str::to_owned).expect("a submission")
    };
    let first = copy(&program);
    program.ok("status p --analyst Ana --article dues --set doing");
    program.ok("annotate p --analyst Ana --article dues --quote Dues --tag argument/costs");
    program.ok("status p --analyst Ana --article dues --set submitted");
    assert_eq!(copy(&program), first);
    assert!(program.read("p/annotations/ana.ron").contains("state: Submitted"));
}

#[test]
fn help_and_misuse() {
    let program = Program::new();
    assert!(program.ok("--help").contains("annotate"));
    assert!(program.ok("--version").starts_with("postil "));
    assert!(program.ok("formats").contains(".jsonl"));
    program.fails("stats", "PROJECT");
    program.fails("stats nowhere", "there is no folder");
    program.fails("check . --nonsense", "--nonsense");
}
