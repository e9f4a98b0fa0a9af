//! Coding that travels: by mail, by a synced folder, by git; each with the program as it is.

use std::{fs, process::Command};

use postil::{
    model::{AnalystId, ProjectInfo, Stamp, conflicts::conflicts},
    storage::{self, Disk as _},
};
use walkdir::WalkDir;

use crate::{
    disk::{MemoryDisk, disk},
    program::Program,
    samples::{self, analyst},
};

/// The project `p` with three passages, and `q`, a copy of it on another machine.
fn two_copies() -> Program {
    let program = Program::with_passages();
    copy(&program, "p", "q");
    program
}

fn copy(program: &Program, from: &str, to: &str) {
    for entry in WalkDir::new(program.path(from)).into_iter().map(|entry| entry.expect("a file")) {
        if entry.file_type().is_file() {
            let rest = entry.path().strip_prefix(program.path(from)).expect("below it").to_string_lossy().into_owned();
            program.write(&format!("{to}/{rest}"), &fs::read(entry.path()).expect("a file"));
        }
    }
}

/// All files of a folder by name, histories left out.
fn files(program: &Program, folder: &str) -> Vec<(String, String)> {
    let root = program.path(folder);
    let entries = WalkDir::new(&root).sort_by_file_name().into_iter().map(|entry| entry.expect("a file"));
    let names = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let named = names.map(|path| (path.strip_prefix(&root).expect("below it").to_string_lossy().into_owned(), path));
    named
        .filter(|(name, _)| !name.starts_with("history") && !name.starts_with(".git/"))
        .map(|(name, path)| (name, fs::read_to_string(path).expect("a file")))
        .collect()
}

const CLEO: &str = "annotate q --analyst Cleo --article seats --quote vacuum --tag argument/new --create-tags";

/// Cleo's coding of `q`, mailed.
fn mailed() -> Program {
    let program = two_copies();
    program.ok(CLEO);
    program.ok("annotate q --analyst cleo --article dues --quote small --tag argument/costs-test");
    program.ok("export q --format ron --analyst cleo --out cleo.ron");
    program
}

#[test]
fn a_mailed_coding_becomes_that_colleagues_layer() {
    let program = mailed();
    let before = files(&program, "p");
    let preview = program.json("import p cleo.ron --dry-run --json");
    assert_eq!(files(&program, "p"), before, "a preview changes nothing");
    let expected = serde_json::json!({"articles": 2, "tags": 2, "annotations": 2, "added": 2, "changed": 0,
        "unchanged": 0, "reanchored": 0, "orphaned": 0, "warnings": []});
    assert_eq!(preview, expected);
    assert_eq!(program.json("import p cleo.ron --json"), expected);
    assert_eq!(program.read("p/annotations/cleo.ron"), program.read("cleo.ron"), "line by line as received");
    assert!(program.read("p/codebook.ron").contains("Tag((id: \"argument/new\""));
    assert_eq!(program.json("check p --json"), serde_json::json!({"flaws": []}));
    assert_eq!(program.json("stats p --json")["annotations"], 5);

    let once = files(&program, "p");
    let again = program.json("import p cleo.ron --json");
    assert_eq!((&again["added"], &again["unchanged"]), (&0.into(), &2.into()));
    assert_eq!(files(&program, "p"), once, "importing twice changes nothing");
}

#[test]
fn what_the_colleague_did_since_is_joined_in_after_a_copy() {
    let program = mailed();
    program.ok("import p cleo.ron");
    let first = program.read("p/annotations/cleo.ron");
    program.ok("annotate q --analyst cleo --article dues --quote Waste --tag argument/costs-test");
    program.ok("export q --format ron --analyst cleo --out cleo.ron");
    let report = program.json("import p cleo.ron --json");
    assert_eq!((&report["added"], &report["unchanged"]), (&1.into(), &2.into()));
    assert_eq!(program.read("p/annotations/cleo.ron"), program.read("cleo.ron"));
    let copies =
        fs::read_dir(program.path("p/history/backups")).expect("a folder").map(|copy| copy.expect("a file").path());
    let is_of_cleo = |path: &std::path::PathBuf| path.to_string_lossy().ends_with("_import_annotations-cleo.ron");
    let backups: Vec<_> = copies.filter(is_of_cleo).collect();
    assert_eq!(backups.len(), 1, "the first time there was nothing to copy");
    assert_eq!(fs::read_to_string(&backups[0]).expect("a file"), first);
}

#[test]
fn a_definition_that_differs_is_left_to_decide_and_ours_kept() {
    let program = two_copies();
    let theirs = program.read("q/codebook.ron").replacen("name: \"Costs test\"", "name: \"Dues\"", 1);
    program.write("q/codebook.ron", theirs.as_bytes());
    program.ok("annotate q --analyst Cleo --article dues --quote small --tag argument/costs-test");
    let codebook = program.read("p/codebook.ron");
    for line in ["import p q/annotations/cleo.ron --dry-run --json", "import p q/annotations/cleo.ron --json"] {
        let ran = program.run(line);
        assert_eq!(ran.code, 1, "{line}: something is left to decide");
        assert!(ran.out.contains("defined differently there: name") && ran.out.contains("was kept"), "{}", ran.out);
    }
    assert_eq!(program.read("p/codebook.ron"), codebook);
    assert!(program.path("p/annotations/cleo.ron").exists());
}

#[test]
fn ones_own_coding_from_another_machine_joins() {
    let program = two_copies();
    program.ok("annotate p --analyst ana --article dues --quote small --tag argument/costs-test");
    program.ok("annotate q --analyst ana --article dues --quote Waste --tag argument/costs-test");
    program.ok("import p q/annotations/ana.ron");
    let stats = program.json("stats p --json");
    assert_eq!(stats["analysts"][0], serde_json::json!({"id": "ana", "name": "Ana", "annotations": 4, "articles": 2}));
}

#[test]
fn another_person_of_the_same_name_gets_another_id() {
    let program = two_copies();
    let layer = program.read("q/annotations/ana.ron");
    let key = layer.split("key: \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a key").to_owned();
    program.write("ana.ron", layer.replace(&key, "another").as_bytes());
    let before = program.read("p/annotations/ana.ron");
    let ran = program.run("import p ana.ron");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("another person has this id"), "{}", ran.err);
    assert_eq!(program.read("p/annotations/ana.ron"), before);
    assert!(program.read("p/annotations/ana-2.ron").contains("Analyst((id: \"ana-2\", key: \"another\""));
}

#[test]
fn articles_that_are_not_here_or_differ_are_said_and_their_passages_kept() {
    let program = mailed();
    let texts = program.read("p/articles/dues.txt").replace("Dues are small", "The dues are very small");
    program.write("p/articles/dues.txt", texts.as_bytes());
    let ran = program.run("import p cleo.ron --json");
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(report["annotations"], 2);
    assert_eq!(report["reanchored"].as_u64().zip(report["orphaned"].as_u64()).map(|(a, b)| a + b), Some(1), "{report}");
    assert!(ran.out.contains("is another one here"), "{report}");
}

#[test]
fn a_file_that_cannot_be_taken_in_changes_nothing() {
    let program = mailed();
    let before = files(&program, "p");
    program.write("cut.ron", &program.read("cleo.ron").as_bytes()[..700]);
    for (file, words) in [
        ("none.ron", "none.ron cannot be read"),
        ("cut.ron", "cut.ron"),
        ("p/codebook.ron", "it holds no coding"),
        ("texts/seats.txt", "“.txt” is no format that Postil reads"),
    ] {
        program.fails(&format!("import p {file}"), words);
        program.fails(&format!("import p cleo.ron {file}"), words);
    }
    assert_eq!(files(&program, "p"), before);
}

#[test]
fn two_files_of_a_kind_merge_in_any_order() {
    let program = two_copies();
    program.ok("annotate p --analyst ana --article dues --quote small --tag argument/here --create-tags");
    program.ok("annotate q --analyst ana --article dues --quote Waste --tag argument/there --create-tags");
    for file in ["annotations/ana.ron", "codebook.ron", "project.ron"] {
        program.ok(&format!("merge p/{file} q/{file} --out one.ron"));
        program.ok(&format!("merge q/{file} p/{file} --out two.ron"));
        assert_eq!(program.read("one.ron"), program.read("two.ron"), "{file}");
        program.ok(&format!("merge one.ron p/{file} --out p/{file}"));
        assert_eq!(program.read("one.ron"), program.read(&format!("p/{file}")), "{file}: again");
    }
    assert_eq!(program.json("check p --json"), serde_json::json!({"flaws": []}));
    assert_eq!(program.json("stats p --json")["annotations"], 5);
    program.fails(
        "merge p/codebook.ron p/project.ron --out out.ron",
        "one file is a codebook, the other is a project.ron",
    );
    program.fails("merge p/annotations/ana.ron p/annotations/ben.ron --out out.ron", "the coding of “ben”");
    assert!(!program.path("out.ron").exists());
}

#[test]
fn a_line_changed_by_hand_since_the_base_counts_as_a_change() {
    let program = two_copies();
    let base = program.read("p/codebook.ron");
    program.write("base.ron", base.as_bytes());
    program.write("one.ron", base.replacen("name: \"Costs test\"", "name: \"By hand\"", 1).as_bytes());
    program.write("two.ron", base.as_bytes());
    for (one, two) in [("one", "two"), ("two", "one")] {
        program.ok(&format!("merge {one}.ron {two}.ron --base base.ron --out out.ron"));
        let out = program.read("out.ron");
        assert!(out.contains("name: \"By hand\"") && !out.contains("Superseded"), "{out}");
    }
    program.write("empty.ron", b"");
    program.ok("merge one.ron one.ron --base empty.ron --out out.ron");
    assert_eq!(program.read("out.ron"), program.read("one.ron"));
}

#[test]
fn what_both_changed_is_left_to_decide() {
    let program = two_copies();
    let base = program.read("p/codebook.ron");
    program.write("base.ron", base.as_bytes());
    program.write("one.ron", base.replacen("name: \"Costs test\"", "name: \"Here\"", 1).as_bytes());
    program.write("two.ron", base.replacen("name: \"Costs test\"", "name: \"There\"", 1).as_bytes());
    let ran = program.run("merge one.ron two.ron --base base.ron --out out.ron");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("was changed on both sides"), "{}", ran.err);
    let out = program.read("out.ron");
    assert!(out.contains("\nTag((id: \"argument/costs-test\", name: \"There\""), "{out}");
    assert!(out.contains("Superseded((version: Tag((id: \"argument/costs-test\", name: \"Here\""), "{out}");
    program.ok("merge out.ron two.ron --out out.ron");
}

#[test]
fn a_project_as_a_zip_opens_again() {
    let program = Program::with_passages();
    program.ok("export p --format zip --out study.zip");
    let file = fs::File::open(program.path("study.zip")).expect("the zip");
    zip::ZipArchive::new(file).expect("a zip").extract(program.path("unpacked")).expect("unpacked");
    fs::remove_dir_all(program.path("p/.postil")).expect("a folder");
    assert_eq!(files(&program, "unpacked/p"), files(&program, "p"));
    assert_eq!(program.json("stats unpacked/p --json"), program.json("stats p --json"));
    program.fails("export p --format zip", "--out");
}

/// Opens a disk and says what is said of one file.
fn said(disk: &std::sync::Arc<MemoryDisk>, file: &str) -> (storage::Opened, String) {
    let opened = disk.open();
    let said: Vec<String> = opened.notices.iter().filter(|it| it.file == file).map(ToString::to_string).collect();
    assert_eq!(opened.notices.len(), said.len(), "{:?}", opened.notices);
    assert!(opened.notices.iter().all(|notice| !notice.damage), "{said:?}");
    (opened, said.concat())
}

#[test]
fn a_copy_made_by_a_sync_program_is_joined_whatever_its_name() {
    for name in [
        "ana (conflicted copy 2026-01-20)",
        "ana.sync-conflict-20260120-090431-K3F9",
        "ana-LAPTOP",
        "ana-laptop",
        "zzz",
    ] {
        let disk = disk();
        let file = format!("annotations/{name}.ron");
        let mut other = disk.workspace();
        let id = postil::model::AnnotationId(uuid::Uuid::from_u128(1));
        let step = postil::verbs::set_note(other.project(), &analyst("ana"), id, "on the train").expect("a step");
        other.apply(step).expect("a step that can be made");
        let layer = &other.project().layers[&analyst("ana")];
        disk.put(&file, &postil::format::layer_bytes(other.project(), layer));
        let (opened, said) = said(&disk, &file);
        assert!(said.contains("a copy of annotations/ana.ron"), "{name}: {said}");
        let note = opened.project.annotation(&analyst("ana"), id).expect("the passage").note.clone();
        assert_eq!((note.as_str(), opened.project.layers.len()), ("on the train", 2), "{name}");
    }
}

#[test]
fn a_layer_under_a_colleagues_name_is_not_written_over() {
    let disk = disk();
    let bens = disk.bytes("annotations/ben.ron");
    disk.put("annotations/ana.ron", &bens);
    let mut workspace = disk.workspace();
    assert_eq!(workspace.project().layers.keys().map(AnalystId::as_str).collect::<Vec<_>>(), ["ben"]);
    let step = postil::verbs::set_status(
        workspace.project(),
        &analyst("ana"),
        &samples::article("dues"),
        postil::model::State::Done,
        "",
    );
    workspace.apply(step.expect("a step")).expect("a step that can be made");
    let postil::workspace::SaveState::Failed(why) = workspace.save_now() else { panic!("Ben's work was written over") };
    assert!(why.contains("annotations/ben.ron"), "{why}");
    assert_eq!(disk.bytes("annotations/ana.ron"), bens);
}

#[test]
fn copies_of_the_shared_files_are_joined() {
    let disk = disk();
    let mut other = disk.workspace();
    for step in [
        postil::verbs::edit_info(other.project(), "Chairs", ""),
        postil::verbs::rename_tag(other.project(), &samples::tag("argument/costs"), "Dues"),
    ] {
        other.apply(step.expect("a step")).expect("a step that can be made");
    }
    disk.put("project (1).ron", &postil::format::project_bytes(other.project()));
    let (opened, words) = said(&disk, "project (1).ron");
    assert!(words.contains("a copy of project.ron"), "{words}");
    assert_eq!(opened.project.info().title, "Chairs");
    disk.remove("project (1).ron").expect("removed");
    disk.put("codebook-LAPTOP.ron", &postil::format::codebook_bytes(other.project()));
    let (opened, words) = said(&disk, "codebook-LAPTOP.ron");
    assert!(words.contains("a copy of codebook.ron"), "{words}");
    assert_eq!(opened.project.tag_name(&samples::tag("argument/costs")), "Dues");
}

#[test]
fn files_of_other_projects_in_the_folder_are_left_alone() {
    let disk = disk();
    let mut other = samples::project();
    let info = ProjectInfo { key: "another".to_owned(), title: "Another".to_owned(), ..other.info().clone() };
    other.put_info(info, Stamp::default());
    disk.put("project-old.ron", &postil::format::project_bytes(&other));
    let opened = disk.open();
    assert_eq!(opened.notices, []);
    assert_eq!(opened.project.info().title, "Seats");
}

#[test]
fn the_copy_of_another_person_of_that_name_is_another_layer() {
    let disk = disk();
    let theirs = disk.text("annotations/ana.ron").replace("key: \"ana\"", "key: \"other\"");
    disk.put("annotations/ana (conflicted copy).ron", theirs.as_bytes());
    let project = disk.open().project;
    assert_eq!(project.layers[&analyst("ana")].analyst().key, "ana");
    assert_eq!(project.layers[&analyst("ana-2")].analyst().key, "other");
}

/// Runs git in a folder; `None` where there is none on this machine.
fn git(program: &Program, folder: &str, args: &str) -> Option<(bool, String)> {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
    let args = args.split_whitespace().map(|word| word.replace('~', " "));
    let output = Command::new("git")
        .args(identity)
        .args(args)
        .current_dir(program.path(folder))
        .env("GIT_CONFIG_GLOBAL", program.path("no-such-file"))
        .env("GIT_CONFIG_SYSTEM", program.path("no-such-file"))
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .output()
        .ok()?;
    let text = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&text).into_owned()))
}

fn git_ok(program: &Program, folder: &str, args: &str) {
    let (ok, text) = git(program, folder, args).expect("git");
    assert!(ok, "git {args} in {folder}: {text}");
}

/// Two clones, `a` and `b`, of the project `p`. `None`, with a word why, where there is no git.
fn clones() -> Option<Program> {
    let program = Program::with_passages();
    if git(&program, ".", "--version").is_none() {
        eprintln!("skipped: there is no git on this machine");
        return None;
    }
    git_ok(&program, "p", "init -q -b main");
    git_ok(&program, "p", "add -A");
    git_ok(&program, "p", "commit -q -m start");
    git_ok(&program, ".", "clone -q --bare p shared");
    git_ok(&program, ".", "clone -q shared a");
    git_ok(&program, ".", "clone -q shared b");
    Some(program)
}

fn commit(program: &Program, folder: &str) {
    git_ok(program, folder, "add -A");
    git_ok(program, folder, "commit -q -m work");
}

#[test]
fn two_clones_that_annotate_one_article_merge_by_git_alone() {
    let Some(program) = clones() else { return };
    program.ok("annotate a --analyst ana --article seats --quote vacuum --tag argument/here --create-tags");
    // Ben has marked these words before: his passage gets the tag.
    program.ok("annotate b --analyst Ben --article seats --quote vacuum --tag argument/there --create-tags");
    program.ok("annotate b --analyst Cleo --article seats --quote costs --tag argument/costs-test");
    // Ana on her second machine, too.
    program.ok("annotate b --analyst ana --article seats --quote fall --tag argument/there");
    commit(&program, "a");
    commit(&program, "b");
    git_ok(&program, "a", "push -q");
    git_ok(&program, "b", "pull -q --no-rebase --no-edit");
    git_ok(&program, "b", "push -q");
    git_ok(&program, "a", "pull -q --no-rebase --no-edit");
    for clone in ["a", "b"] {
        assert_eq!(program.json(&format!("check {clone} --json")), serde_json::json!({"flaws": []}));
        let stats = program.json(&format!("stats {clone} --json"));
        assert_eq!(stats["annotations"], 6, "{stats}");
        let tags = stats["by_tag"].to_string();
        assert!(tags.contains("argument/here") && tags.contains("argument/there"), "{tags}");
    }
    let (a, b) = (storage::open(&program.path("a")), storage::open(&program.path("b")));
    let (a, b) = (a.expect("a project").project, b.expect("a project").project);
    assert_eq!(a.layers, b.layers);
    assert_eq!(conflicts(&a), []);
}

#[test]
fn as_a_merge_driver_it_takes_changes_by_hand_for_changes() {
    let Some(program) = clones() else { return };
    let driver = format!("merge.postil.driver {}~merge~%A~%B~--base~%O~--out~%A", env!("CARGO_BIN_EXE_postil"));
    for clone in ["a", "b"] {
        git_ok(&program, clone, &format!("config {driver}"));
        program.write(&format!("{clone}/.git/info/attributes"), b"*.ron merge=postil\n");
    }
    let by_hand = program.read("a/codebook.ron").replacen("name: \"Costs test\"", "name: \"By hand\"", 1);
    program.write("a/codebook.ron", by_hand.as_bytes());
    commit(&program, "a");
    git_ok(&program, "a", "push -q");
    program.ok("annotate b --analyst ana --article seats --quote fall --tag argument/there --create-tags");
    commit(&program, "b");
    git_ok(&program, "b", "pull -q --no-rebase --no-edit");
    let codebook = program.read("b/codebook.ron");
    assert!(codebook.contains("name: \"By hand\"") && codebook.contains("argument/there"), "{codebook}");
    assert!(!codebook.contains("name: \"Costs test\""), "{codebook}");
    assert_eq!(program.json("check b --json"), serde_json::json!({"flaws": []}));
}

#[test]
fn a_project_of_another_program_is_taken_in_and_once_more_changes_nothing() {
    let program = Program::with_passages();
    program.ok("export p --format refi --out p.qdpx");
    program.write("texts/other.txt", b"Another text.\n");
    program.ok("new fresh --articles texts/other.txt");
    let would = program.ok("import fresh p.qdpx --dry-run");
    assert!(would.contains("articles    2 new, 0 here already"), "{would}");
    assert!(would.contains("positions   count characters"), "{would}");
    assert_eq!(program.json("stats fresh --json")["annotations"], 0);
    let told = program.json("import fresh p.qdpx --json");
    assert_eq!((&told["articles"], &told["added"], &told["orphaned"]), (&2.into(), &3.into(), &0.into()), "{told}");
    let stats = program.json("stats fresh --json");
    assert_eq!((&stats["annotations"], &stats["articles"]), (&3.into(), &3.into()), "{stats}");
    let names: Vec<_> = stats["analysts"].as_array().expect("analysts").iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["Ana", "Ben"]);
    let quotes = |project: &str| {
        let rows = program.ok(&format!("export {project} --format jsonl --everybody"));
        let mut quotes: Vec<String> = rows
            .lines()
            .map(|row| {
                let row: serde_json::Value = serde_json::from_str(row).expect("JSON");
                format!("{} {} {} {}", row["start"], row["quote"], row["analyst"], row["note"])
            })
            .collect();
        quotes.sort();
        quotes
    };
    assert_eq!(quotes("fresh"), quotes("p"));
    assert_eq!(program.run("check fresh").code, 0);
    let files =
        || ["fresh/project.ron", "fresh/codebook.ron", "fresh/annotations/ana.ron"].map(|file| program.read(file));
    let before = files();
    let again = program.json("import fresh p.qdpx --json");
    assert_eq!((&again["added"], &again["changed"], &again["unchanged"]), (&0.into(), &0.into(), &3.into()), "{again}");
    assert_eq!(files(), before);
    // Back in the project that it came from nothing is news.
    let home = program.run("import p p.qdpx");
    assert!(home.err.contains("3 passages here already"), "{}", home.err);
    let refused = program.run("import fresh texts/seats.txt --format refi");
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("texts/seats.txt: it is no REFI-QDA project"), "{}", refused.err);
}

#[test]
fn what_positions_count_can_be_said_on_the_command_line() {
    let program = Program::with_passages();
    let line = serde_json::json!({"text": "😀 The gate was shut.", "label": [[6, 10, "Gates"]]});
    program.write("one.jsonl", line.to_string().as_bytes());
    let quote = |project: &str, more: &str| {
        program.write("texts/other.txt", b"Another text.\n");
        program.ok(&format!("new {project} --articles texts/other.txt"));
        program.run(&format!("import {project} one.jsonl --format doccano {more}"));
        let row: serde_json::Value =
            serde_json::from_str(&program.ok(&format!("export {project} --format jsonl --everybody"))).expect("JSON");
        row["quote"].as_str().map(str::to_owned).unwrap_or_default()
    };
    assert_eq!(quote("usual", ""), " gat", "one passage is not enough to count otherwise");
    assert_eq!(quote("said", "--positions characters"), "gate");
    let wrong = program.run("import said one.jsonl --positions letters");
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("choose characters, utf16 or bytes"), "{}", wrong.err);
}
