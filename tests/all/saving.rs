//! Saving on disks that fail: the work stays in memory, the reason is said, and nobody else's file is touched.

use std::{fs, io::ErrorKind, path::Path, sync::Arc};

use postil::{
    exchange::spans,
    ingest::{ReadOptions, articles_in},
    model::{AnnotationId, Coding, Project, Span, Step},
    storage, verbs,
    workspace::{Me, SaveState, Workspace},
};

use crate::{
    disk::{MemoryDisk, disk, nobody},
    program::Program,
    samples::{self, analyst, article, fresh, tag},
};

const LAYER: &str = "annotations/ana.ron";

/// A passage on the word `Dues`.
fn passage(project: &Project, n: u128) -> Step {
    let (at, text) = (article("dues"), samples::DUES);
    let span = Span::new(text, 0..4).expect("a span");
    let codings = vec![Coding::new(tag("argument/costs"))];
    verbs::annotate(project, &analyst("ana"), &at, span, codings, "", fresh(n)).expect("a step")
}

pub fn make(workspace: &mut Workspace, n: u128) {
    let step = passage(workspace.project(), n);
    workspace.apply(step).expect("a step that can be made");
}

fn rename(workspace: &mut Workspace, id: &str, name: &str) {
    let step = verbs::rename_tag(workspace.project(), &tag(id), name).expect("a step");
    workspace.apply(step).expect("a step that can be made");
}

fn reopened(disk: &Arc<MemoryDisk>) -> Project {
    let opened = disk.open();
    assert_eq!(opened.notices, []);
    opened.project
}

pub fn has(project: &Project, n: u128) -> bool {
    project.annotation(&analyst("ana"), AnnotationId(uuid::Uuid::from_u128(n))).is_some()
}

#[test]
fn a_disk_that_fails_is_said_with_advice_and_later_everything_is_saved() {
    let check = |under, kind, advice: &str| {
        let disk = disk();
        let mut workspace = disk.workspace();
        disk.fail(under, kind);
        make(&mut workspace, 100);
        let SaveState::Failed(why) = workspace.save_now() else { panic!("{kind:?} is not said") };
        assert!(why.contains(advice) && why.contains(LAYER), "{why}");
        assert!(has(workspace.project(), 100), "the work is kept");
        make(&mut workspace, 101);
        assert!(matches!(workspace.save_now(), SaveState::Failed(_)), "said again");
        disk.mend();
        assert_eq!(workspace.save_now(), SaveState::Saved);
        let project = reopened(&disk);
        assert!(has(&project, 100) && has(&project, 101));
    };
    check("", ErrorKind::PermissionDenied, "the folder is read-only. Change its permissions, or save elsewhere");
    check("", ErrorKind::ReadOnlyFilesystem, "the folder is read-only");
    check("", ErrorKind::StorageFull, "the disk is full. Make room, or save elsewhere");
    check("", ErrorKind::NotFound, "the project's folder is gone. Bring it back, or save elsewhere");
    check("annotations/", ErrorKind::StorageFull, "the disk is full");
}

#[test]
fn only_files_that_changed_are_written() {
    let disk = disk();
    let mut workspace = disk.workspace();
    make(&mut workspace, 100);
    workspace.save_now();
    assert_eq!(disk.take_written(), [LAYER]);
    workspace.save_now();
    assert_eq!(disk.take_written(), [""; 0]);
    workspace.undo();
    workspace.save_now();
    assert_eq!(disk.take_written(), [LAYER]);
    let step = verbs::edit_info(workspace.project(), "Chairs", "").expect("a step");
    workspace.apply(step).expect("a step that can be made");
    workspace.save_now();
    assert_eq!(disk.take_written(), ["project.ron"]);
}

#[test]
fn what_is_read_back_is_what_was_written() {
    let disk = disk();
    let mut workspace = disk.workspace();
    let (at, text) = (article("dues"), samples::DUES);
    let span = Span::new(text, 0..4).expect("a span");
    let fresh = postil::workspace::fresh();
    let step = verbs::annotate(workspace.project(), &analyst("ana"), &at, span, Vec::new(), "", fresh).expect("a step");
    workspace.apply(step).expect("made");
    assert_eq!(workspace.save_now(), SaveState::Saved);
    assert_eq!(reopened(&disk).layers, workspace.project().layers, "else it would count as changed by hand");
}

#[test]
fn nobody_elses_file_is_written_whatever_is_done() {
    let disk = disk();
    let theirs = disk.bytes("annotations/ben.ron");
    let mut workspace = disk.workspace();
    let me = analyst("ana");
    let project = workspace.snapshot();
    for step in [
        verbs::merge_tag(&project, &tag("argument/costs"), &tag("argument/vacuum")),
        verbs::delete_tag(&project, &me, &tag("argument/vacuum-china")),
        verbs::remove_article(&project, &me, &article("dues")),
    ] {
        workspace.apply(step.expect("a step")).expect("a step that can be made");
        assert_eq!(workspace.save_now(), SaveState::Saved);
    }
    while workspace.undo().is_some() {
        workspace.save_now();
    }
    assert_eq!(disk.bytes("annotations/ben.ron"), theirs);
    assert!(!disk.take_written().iter().any(|file| file.contains("ben")));
    let theirs = verbs::set_note(&project, &analyst("ben"), AnnotationId(uuid::Uuid::from_u128(11)), "mine now");
    workspace.apply(theirs.expect("a step")).expect_err("only Ben's program writes that");
}

/// Ana's layer with one line that cannot be read.
fn damaged() -> (Arc<MemoryDisk>, Vec<u8>) {
    let disk = disk();
    let broken = disk.text(LAYER).replacen("quote: \"Waste\"", "quote: Waste", 1).into_bytes();
    disk.put(LAYER, &broken);
    (disk, broken)
}

#[test]
fn a_damaged_layer_is_left_as_it_is_until_that_is_accepted() {
    let (disk, broken) = damaged();
    let mut workspace = disk.workspace();
    make(&mut workspace, 100);
    let SaveState::Failed(why) = workspace.save_now() else { panic!("a damaged layer was written") };
    assert!(why.contains(LAYER) && why.contains("damaged") && why.contains("left as it is"), "{why}");
    assert_eq!(disk.bytes(LAYER), broken);
    workspace.accept_damage(LAYER);
    assert_eq!(workspace.save_now(), SaveState::Saved);
    assert_eq!(disk.backup(), broken);
    let project = reopened(&disk);
    assert!(has(&project, 100) && has(&project, 1) && !has(&project, 3), "what could be read, and what is new");
}

#[test]
fn a_layer_damaged_while_it_is_open_is_left_as_it_is_until_that_is_accepted() {
    let disk = disk();
    let mut workspace = disk.workspace();
    let (_, broken) = damaged();
    disk.put(LAYER, &broken);
    make(&mut workspace, 100);
    assert!(matches!(workspace.save_now(), SaveState::Failed(_)));
    assert_eq!(disk.bytes(LAYER), broken);
    workspace.accept_damage(LAYER);
    assert_eq!(workspace.save_now(), SaveState::Saved);
    assert_eq!(disk.backup(), broken);
    assert!(has(&reopened(&disk), 3), "what was in memory is whole");
}

#[test]
fn what_another_program_wrote_meanwhile_is_joined_in() {
    let disk = disk();
    let mut workspace = disk.workspace();
    // Somebody else's program renames a tag and the project, adds an article and a passage of Ana's.
    let mut other = disk.workspace();
    rename(&mut other, "argument/vacuum", "Void");
    let new = verbs::add_articles(other.project(), vec![samples::new_article("late", "Late.\n")]).expect("a step");
    other.apply(new).expect("a step that can be made");
    make(&mut other, 200);
    assert_eq!(other.save_now(), SaveState::Saved);

    rename(&mut workspace, "argument/costs", "Dues");
    let step = verbs::edit_info(workspace.project(), "Chairs", "").expect("a step");
    workspace.apply(step).expect("a step that can be made");
    make(&mut workspace, 100);
    assert_eq!(workspace.save_now(), SaveState::Saved);
    let said = workspace.take_notices();
    for file in ["project.ron", "codebook.ron", LAYER] {
        assert!(said.iter().any(|said| said.starts_with(file) && said.contains("joined in")), "{file}: {said:?}");
    }
    for project in [workspace.project(), &reopened(&disk)] {
        assert_eq!(project.tag_name(&tag("argument/vacuum")), "Void");
        assert_eq!(project.tag_name(&tag("argument/costs")), "Dues");
        assert_eq!(project.info().title, "Chairs");
        assert_eq!(project.articles.get(&article("late")).map(|late| late.body.text()), Some("Late.\n"));
        assert!(has(project, 100) && has(project, 200));
    }
}

#[test]
fn what_was_changed_by_hand_meanwhile_is_kept_at_least_as_a_copy() {
    let disk = disk();
    let mut workspace = disk.workspace();
    let by_hand = disk.text("codebook.ron").replacen("definition: \"\"", "definition: \"By hand\"", 1).into_bytes();
    disk.put("codebook.ron", &by_hand);
    rename(&mut workspace, "argument/vacuum", "Void");
    assert_eq!(workspace.save_now(), SaveState::Saved);
    assert_eq!(disk.backup(), by_hand);
}

#[test]
fn an_articles_text_goes_to_the_history_and_comes_back_byte_for_byte() {
    let disk = disk();
    let stored = "\u{feff}Dues are small.\r\nWaste is not.\r\n".as_bytes();
    disk.put("articles/dues.txt", stored);
    let mut workspace = disk.workspace();
    let step = verbs::remove_article(workspace.project(), &analyst("ana"), &article("dues")).expect("a step");
    workspace.apply(step).expect("a step that can be made");
    workspace.save_now();
    assert_eq!(disk.bytes("history/removed/dues.txt"), stored);
    assert!(!disk.files().contains_key("articles/dues.txt"));
    workspace.undo();
    assert_eq!(workspace.save_now(), SaveState::Saved);
    assert_eq!(disk.bytes("articles/dues.txt"), stored);
    assert!(!disk.files().contains_key("history/removed/dues.txt"));
}

#[test]
fn removing_an_article_whose_text_is_gone_can_be_saved() {
    let disk = disk();
    let mut workspace = disk.workspace();
    disk.take_away("articles/dues.txt");
    let step = verbs::remove_article(workspace.project(), &analyst("ana"), &article("dues")).expect("a step");
    workspace.apply(step).expect("a step that can be made");
    assert_eq!(workspace.save_now(), SaveState::Saved);
}

/// A project in a real folder, opened by Ana.
pub fn on_disk(dir: &Path) -> Workspace {
    for (path, bytes) in disk().files() {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    let storage::Opened { project, store, notices, .. } = storage::open(dir).expect("a project");
    assert_eq!(notices, []);
    let me = Me { id: analyst("ana"), name: "Ana".to_owned(), key: "ana".to_owned() };
    Workspace::on_replica("desk", project, store, me)
}

#[test]
fn a_folder_that_vanished_is_not_made_again_with_half_of_the_project() {
    let home = tempfile::tempdir().expect("a folder");
    let (dir, away) = (home.path().join("study"), home.path().join("elsewhere"));
    let mut workspace = on_disk(&dir);
    fs::rename(&dir, &away).expect("renamed");
    make(&mut workspace, 100);
    let SaveState::Failed(why) = workspace.save_now() else { panic!("half a project was written") };
    assert!(why.contains("the project's folder is gone"), "{why}");
    assert!(!dir.exists());
    fs::rename(&away, &dir).expect("renamed");
    assert_eq!(workspace.save_now(), SaveState::Saved);
    assert!(has(&storage::open(&dir).expect("a project").project, 100));
}

#[test]
fn a_project_saved_elsewhere_is_whole_and_work_goes_on_there() {
    let home = tempfile::tempdir().expect("a folder");
    let (dir, away) = (home.path().join("study"), home.path().join("rescued"));
    let stored = "\u{feff}Dues are small.\r\nWaste is not.\r\n";
    drop(on_disk(&dir));
    fs::write(dir.join("articles/dues.txt"), stored).expect("a file");
    let ana = |project: &Project| Me::of_layer(project.layer(&analyst("ana")).expect("Ana"));
    let mut workspace = Workspace::open(None, &dir, ana).map(|(workspace, _)| workspace).expect("a project");
    make(&mut workspace, 100);
    workspace.save_elsewhere(&away).expect("saved");
    assert_eq!(workspace.save_state(), SaveState::Saved);
    make(&mut workspace, 101);
    assert_eq!(workspace.save_now(), SaveState::Saved);
    let rescued = storage::open(&away).expect("a project");
    assert_eq!(rescued.notices, []);
    assert!(has(&rescued.project, 100) && has(&rescued.project, 101));
    assert_eq!(rescued.project.layers.len(), 2, "Ben's coding is there too");
    assert_eq!(fs::read(away.join("articles/dues.txt")).expect("a file"), stored.as_bytes());
    assert!(!has(&storage::open(&dir).expect("a project").project, 100), "the first folder is as it was");
    assert!(workspace.save_elsewhere(&dir).is_err(), "it holds a project already");
}

#[cfg(unix)]
#[test]
fn links_and_modes_are_kept() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let home = tempfile::tempdir().expect("a folder");
    let dir = home.path().join("study");
    let shared = dir.join("shared/ana.ron");
    drop(on_disk(&dir));
    fs::create_dir(dir.join("shared")).expect("a folder");
    fs::rename(dir.join(LAYER), &shared).expect("renamed");
    symlink(&shared, dir.join(LAYER)).expect("a link");
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o664)).expect("a mode");
    let storage::Opened { project, store, .. } = storage::open(&dir).expect("a project");
    let me = Me { id: analyst("ana"), name: "Ana".to_owned(), key: "ana".to_owned() };
    let mut workspace = Workspace::on_replica("desk", project, store, me);
    make(&mut workspace, 100);
    assert_eq!(workspace.save_now(), SaveState::Saved);
    assert!(fs::symlink_metadata(dir.join(LAYER)).expect("a file").is_symlink());
    let written = fs::metadata(&shared).expect("a file");
    assert_eq!(written.permissions().mode() & 0o777, 0o664);
    assert!(fs::read_to_string(&shared).expect("a file").contains(&fresh(100).id.to_string()));
}

#[test]
fn a_command_that_fails_changes_nothing() {
    let program = Program::with_passages();
    let broken = program.read("p/annotations/ana.ron").replacen("costs-test", "costs-test\"", 1);
    program.write("p/annotations/ana.ron", broken.as_bytes());
    let (project, codebook) = (program.read("p/project.ron"), program.read("p/codebook.ron"));
    let annotate = "annotate p --analyst ana --article dues --quote small --tag fresh/new --create-tags";
    program.fails(annotate, "nothing was changed");
    let now = ["p/project.ron", "p/codebook.ron", "p/annotations/ana.ron"].map(|file| program.read(file));
    assert_eq!(now, [project, codebook, broken]);
    program.ok("annotate p --analyst ben --article dues --quote small --tag fresh/new --create-tags");
}

#[test]
fn a_text_that_a_colleagues_program_has_brought_is_not_written_over() {
    let check = |present: &[u8], expected: &str| {
        let disk = disk();
        let mut workspace = disk.workspace();
        disk.put("articles/late.txt", present);
        let late = b"Seats stay empty.\r\n".to_vec();
        let late = articles_in(Path::new("late.txt"), late, &ReadOptions::default()).expect("an article");
        let added = workspace.add(late.articles).expect("added");
        assert_eq!((added.articles, added.problems.len()), (1, 0), "{added:?}");
        let text = workspace.project().articles.get(&article(expected)).expect("the article").body.text().to_owned();
        assert_eq!(text, "Seats stay empty.\n");
        assert_eq!(workspace.save_now(), SaveState::Saved);
        assert_eq!(disk.bytes("articles/late.txt"), present);
        assert_eq!(disk.bytes(&format!("articles/{expected}.txt")), b"Seats stay empty.\r\n");
    };
    check(b"Seats are taken.\n", "late-2");
    check(b"Seats stay empty.\r\n", "late");
}

#[test]
fn articles_come_in_without_the_files_that_could_not_be_kept() {
    let bytes: Vec<u8> = "\u{feff}Seats stand.\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let check = |under: &'static str, files: &[&str], problems: &[&str]| {
        let disk = disk();
        let mut workspace = disk.workspace();
        disk.fail(under, ErrorKind::StorageFull);
        let read = |file: &&str| articles_in(Path::new(file), bytes.clone(), &ReadOptions::default());
        let found: Vec<_> = files.iter().flat_map(|file| read(file).expect("an article").articles).collect();
        let added = workspace.add(found).expect("added");
        assert_eq!((added.articles, added.problems.len()), (files.len(), problems.len()), "{added:?}");
        for (problem, expected) in added.problems.iter().zip(problems) {
            assert!(problem.contains(expected), "{problem}");
        }
        disk.mend();
        assert_eq!(workspace.save_now(), SaveState::Saved);
        assert_eq!(disk.text("articles/a.txt"), "Seats stand.\n");
    };
    let dir = tempfile::tempdir().expect("a folder");
    let files = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"].map(|name| dir.path().join(name));
    let files = files.each_ref().map(|file| file.to_str().expect("a name"));
    // They are gone, as from a stick that was pulled out.
    let gone = ["a.txt could not be read", "b.txt", "c.txt", "2 more files could not be kept"];
    check("nowhere", &files, &gone);
    files.iter().for_each(|file| fs::write(file, &bytes).expect("a file"));
    check("nowhere", &files, &[]);
    check("originals/", &files, &["the disk is full"]);
}

#[test]
fn a_text_of_another_programs_file_is_not_written_over_one_that_stands_there() {
    let disk = disk();
    let mut workspace = disk.workspace();
    let line = br#"{"text": "Seats stay empty.", "spans": [{"start": 0, "end": 5, "label": "SEATS"}], "meta": {"title": "Late"}}"#;
    let foreign = spans::read(line).expect("spans");
    let landed = workspace.plan_foreign("spacy", &foreign).expect("a plan");
    let file = format!("articles/{}.txt", landed.texts[0].0);
    disk.put(&file, b"Seats are taken.\n");
    let before = workspace.project().articles.len();
    let error = workspace.take_in_foreign(&landed, &nobody()).expect_err("another text").to_string();
    assert!(error.contains(&file) && error.contains("move that file"), "{error}");
    assert_eq!(workspace.project().articles.len(), before);
    assert_eq!(disk.bytes(&file), b"Seats are taken.\n");
}

#[test]
fn a_text_that_comes_back_is_not_written_over_another_one() {
    let disk = disk();
    let mut workspace = disk.workspace();
    let (file, ours) = ("articles/dues.txt", disk.bytes("articles/dues.txt"));
    let step = verbs::remove_article(workspace.project(), &analyst("ana"), &article("dues")).expect("a step");
    workspace.apply(step).expect("a step that can be made");
    workspace.save_now();
    disk.put(file, b"Of a colleague.\n");
    workspace.undo();
    let SaveState::Failed(why) = workspace.save_now() else { panic!("another text stands there") };
    assert!(why.contains("dues.txt is there already and holds another text"), "{why}");
    assert_eq!(disk.bytes(file), b"Of a colleague.\n");
    disk.take_away(file);
    assert_eq!(workspace.save_now(), SaveState::Saved);
    assert_eq!(disk.bytes(file), ours);
}
