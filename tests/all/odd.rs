//! Links, pipes and other things in the place of a project's files: said, left alone, and never a way out of the project.
#![cfg(unix)]

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
    process::Command,
    time::Duration,
};

use crate::program::Program;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("there").permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
}

/// What `check` says of the project `p`: of each flaw the file, the kind and the message.
fn flaws(program: &Program) -> Vec<(String, String, String)> {
    let ran = program.run("check p --json");
    assert!(ran.code < 2, "{}", ran.err);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(ran.code == 0, report["flaws"] == serde_json::json!([]), "{report}");
    let flaws = report["flaws"].as_array().expect("flaws").iter();
    flaws.map(|flaw| ["file", "kind", "message"].map(|key| flaw[key].as_str().expect(key).to_owned()).into()).collect()
}

fn check_says(program: &Program, file: &str, words: &str) {
    let flaws = flaws(program);
    let is_said =
        |(of, kind, message): &(String, String, String)| of == file && kind == "files" && message.contains(words);
    assert!(flaws.iter().any(is_said), "{file}: {flaws:?}");
}

const ANNOTATE: &str = "annotate p --analyst ana --article seats --quote vacuum --tag argument/vacuum-test";

#[test]
fn nothing_is_written_through_a_link_or_in_its_place() {
    let program = Program::with_passages();
    program.write("outside.txt", b"# settings\n");
    set_mode(&program.path("outside.txt"), 0o600);
    let layer = program.path("p/annotations/ana.ron");
    for (target, words) in [
        ("../../outside.txt", "a link to ../../outside.txt, outside of the project"),
        ("nowhere.ron", "a link to nowhere.ron, which is not there"),
        ("../../nowhere.ron", "a link to ../../nowhere.ron, outside of the project"),
    ] {
        fs::remove_file(&layer).expect("removed");
        symlink(target, &layer).expect("a link");
        check_says(&program, "annotations/ana.ron", words);
        program.fails(ANNOTATE, words);
        assert_eq!(fs::read_link(&layer).expect("a link"), Path::new(target));
    }
    assert_eq!(program.read("outside.txt"), "# settings\n");
    assert!(!program.path("nowhere.ron").exists() && !program.path("p/history").exists());
}

#[test]
fn each_kind_of_thing_is_a_flaw_and_keeps_nobody_waiting() {
    for file in ["project.ron", "codebook.ron", "annotations/ben.ron", "articles/dues.txt"] {
        let program = Program::with_passages();
        let path = program.path(&format!("p/{file}"));
        fs::remove_file(&path).expect("removed");
        let made = Command::new("mkfifo").arg(&path).status().expect("mkfifo");
        assert!(made.success());
        let (done, is_done) = std::sync::mpsc::channel();
        let checking = std::thread::spawn(move || {
            check_says(&program, file, "it is a named pipe: move it elsewhere");
            program.run(ANNOTATE);
            done.send(()).expect("somebody waits");
        });
        is_done.recv_timeout(Duration::from_mins(1)).expect("it comes to an end");
        checking.join().expect("checked");
    }
    let program = Program::with_passages();
    for (link, target, words) in [
        ("annotations/colleague.ron", "gone.ron", "it is a link to gone.ron, which is not there"),
        ("project (conflict).ron", "project (conflict).ron", "it is a loop of links"),
        ("originals", "/dev", "it is a link to /dev, outside of the project: replace it by the folder itself"),
    ] {
        symlink(target, program.path(&format!("p/{link}"))).expect("a link");
        check_says(&program, link, words);
    }
    fs::create_dir(program.path("p/annotations/dir.ron")).expect("a folder");
    check_says(&program, "annotations/dir.ron", "it is a folder");
    assert_eq!(flaws(&program).len(), 4);
}

#[test]
fn texts_from_outside_of_the_project_do_not_come_in_by_a_link() {
    let program = Program::with_passages();
    program.write("secret.txt", b"TOP SECRET");
    fs::remove_file(program.path("p/articles/dues.txt")).expect("removed");
    symlink("../../secret.txt", program.path("p/articles/dues.txt")).expect("a link");
    check_says(&program, "articles/dues.txt", "it is a link to ../../secret.txt, outside of the project");
    symlink("../../secret.txt", program.path("p/articles/new.txt")).expect("a link");
    check_says(&program, "articles/new.txt", "it is a link to ../../secret.txt, outside of the project");
    let whole = program.ok("export p --format html --everybody");
    assert!(!whole.contains("TOP SECRET"));
}

#[test]
fn a_huge_file_is_refused_by_its_size() {
    let program = Program::with_passages();
    let huge = fs::File::create(program.path("p/annotations/ben.ron")).expect("a file");
    huge.set_len(100_000_000_000).expect("a sparse file");
    let flaws = flaws(&program);
    let message = "it cannot be read: it has 100,000 MB, and at most 1,073 MB are read";
    assert_eq!(flaws, [("annotations/ben.ron".to_owned(), "damage".to_owned(), message.to_owned())]);
}

#[test]
fn a_read_only_layer_is_not_replaced() {
    let program = Program::with_passages();
    let layer = program.path("p/annotations/ana.ron");
    let before = fs::read(&layer).expect("a layer");
    set_mode(&layer, 0o444);
    program.fails(ANNOTATE, "ana.ron could not be written: it is read-only (mode 444): make it writable");
    assert_eq!((fs::read(&layer).expect("a layer"), mode(&layer)), (before, 0o444));
    set_mode(&layer, 0o644);
    program.ok(ANNOTATE);
}

#[test]
fn copies_are_as_private_as_what_they_are_copies_of() {
    let program = Program::with_passages();
    let layer = program.path("p/annotations/ana.ron");
    let by_hand = program.read("p/annotations/ana.ron").replace(", note: \"\"", ",  note: \"\"");
    fs::write(&layer, by_hand).expect("written");
    set_mode(&layer, 0o600);
    program.ok(ANNOTATE);
    let backups: Vec<_> = fs::read_dir(program.path("p/history/backups")).expect("backups").collect();
    let backup = backups[0].as_ref().expect("a backup").path();
    assert_eq!((backups.len(), mode(&backup), mode(&layer)), (1, 0o600, 0o600));
    program.write("page.html", b"<title>T</title><p>Many words of it, and some more of them.");
    set_mode(&program.path("page.html"), 0o600);
    program.ok("new q --articles page.html");
    assert_eq!(mode(&program.path("q/originals/page.html")), 0o600);
}

#[test]
fn what_is_kept_outside_of_projects_is_for_its_owner_alone() {
    let program = Program::with_passages();
    let seats = program.path("home/seats");
    let seat = fs::read_dir(&seats).expect("seats").next().expect("a seat").expect("a seat").path();
    // As an older program left it.
    for folder in [&seats, &seat] {
        set_mode(folder, 0o755);
    }
    for file in fs::read_dir(&seat).expect("a seat") {
        set_mode(&file.expect("a file").path(), 0o644);
    }
    program.ok("annotate p --analyst Ana --article seats --quote vacuum --tag argument/vacuum-test");
    program.ok("annotate p --analyst Ben --article seats --quote costs --tag argument/vacuum-test");
    assert_eq!((mode(&seats), mode(&seat)), (0o700, 0o700));
    for file in fs::read_dir(&seat).expect("a seat") {
        let path = file.expect("a file").path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    assert_eq!(mode(&program.path("home/replica")), 0o600);
}
