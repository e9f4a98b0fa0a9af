//! What other programs do to a project's folder while it is open, and dated copies.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use postil::{
    model::{Annotation, AnnotationId, Project, Subject, conflicts::conflicts},
    storage::{Backup, Reason},
    verbs,
    workspace::SaveState,
};

use crate::{
    disk::{MemoryDisk, disk, nobody},
    samples::{self, analyst, article, tag},
    saving::{has, make},
};

#[test]
fn what_another_program_wrote_is_noticed_once_and_joined_and_what_is_unsaved_stays() {
    let disk = disk();
    let mut workspace = disk.workspace();
    let store = workspace.shared_store();
    assert_eq!(store.look_around(), [""; 0], "nothing has changed since it was read");
    make(&mut workspace, 100);
    let mut ben = disk.workspace_of("ben");
    let step = verbs::rename_tag(ben.project(), &tag("argument/vacuum"), "Void").expect("a step");
    ben.apply(step).expect("made");
    let note = verbs::set_memo(ben.project(), &analyst("ben"), Subject::Project, "Ben's").expect("a step");
    ben.apply(note).expect("made");
    assert_eq!(ben.save_now(), SaveState::Saved);
    let changed = store.look_around();
    assert_eq!(changed, ["codebook.ron", "annotations/ben.ron"]);
    workspace.take_in_outside(&changed, &nobody());
    workspace.finish_finding(&nobody());
    assert_eq!(store.look_around(), [""; 0], "told once");
    let said = workspace.take_notices();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said.iter().all(|said| said.contains("was changed by another program: its changes were joined in")));
    assert_eq!(workspace.project().tag_name(&tag("argument/vacuum")), "Void");
    assert_eq!(workspace.project().layer(&analyst("ben")).expect("Ben").memos.len(), 1);
    assert!(has(workspace.project(), 100), "what was not saved yet is there still");
    assert_eq!(workspace.save_now(), SaveState::Saved);
    assert_eq!(store.look_around(), [""; 0], "what is written here is no news");
}

#[test]
fn lines_changed_by_hand_count_as_changes_and_nothing_is_to_be_decided() {
    for written in ["A", "z"] {
        let disk = disk();
        let mut workspace = disk.workspace();
        let store = workspace.shared_store();
        let costs = |project: &Project| project.tag(&tag("argument/costs")).expect("the tag").definition.clone();
        let (before, mine) = (costs(workspace.project()), AnnotationId(uuid::Uuid::from_u128(1)));
        let step = verbs::set_note(workspace.project(), &analyst("ana"), mine, "mine").expect("a step");
        workspace.apply(step).expect("made");
        assert_eq!(workspace.save_now(), SaveState::Saved);
        let codebook = disk.text("codebook.ron");
        let line = codebook.lines().find(|line| line.contains("argument/costs\"")).expect("the tag").to_owned();
        let by_hand = line.replacen(&format!("definition: {before:?}"), &format!("definition: {written:?}"), 1);
        assert_ne!(by_hand, line);
        disk.put("codebook.ron", codebook.replacen(&line, &by_hand, 1).as_bytes());
        let layer = disk.text("annotations/ana.ron");
        disk.put("annotations/ana.ron", layer.replacen("note: \"mine\"", &format!("note: {written:?}"), 1).as_bytes());
        make(&mut workspace, 100);
        workspace.take_in_outside(&store.look_around(), &nobody());
        workspace.finish_finding(&nobody());
        let note = |project: &Project| project.annotation(&analyst("ana"), mine).expect("the passage").note.clone();
        assert_eq!((costs(workspace.project()), note(workspace.project())), (written.to_owned(), written.to_owned()));
        assert_eq!(conflicts(workspace.project()), []);
        assert_eq!(workspace.save_now(), SaveState::Saved);
        let reopened = disk.open().project;
        assert_eq!((costs(&reopened), note(&reopened)), (written.to_owned(), written.to_owned()));
        assert!(has(&reopened, 100), "what was not saved yet stays");
    }
}

#[test]
fn a_file_broken_by_another_program_is_said_and_what_was_read_before_stays_in_use() {
    let disk = disk();
    let mut workspace = disk.workspace();
    let store = workspace.shared_store();
    let theirs = disk.text("annotations/ben.ron");
    disk.put("annotations/ben.ron", theirs.replacen("quote: \"Waste\"", "quote: Waste", 1).as_bytes());
    workspace.take_in_outside(&store.look_around(), &nobody());
    workspace.finish_finding(&nobody());
    let said = workspace.take_notices().join("\n");
    assert!(said.contains("ben.ron is damaged") && said.contains("stays in use"), "{said}");
    assert_eq!(workspace.project().layer(&analyst("ben")).expect("Ben").annotations.len(), 3);
    disk.put("annotations/ben.ron", theirs.as_bytes());
    workspace.take_in_outside(&store.look_around(), &nobody());
    workspace.finish_finding(&nobody());
    assert!(!store.is_broken("annotations/ben.ron"), "mended");
}

#[test]
fn in_a_text_changed_by_another_program_the_passages_are_found_again() {
    let disk = disk();
    let mut workspace = disk.workspace();
    let store = workspace.shared_store();
    store.look_around();
    let text = format!("A new first line.\n{}", samples::DUES);
    disk.put("articles/dues.txt", text.as_bytes());
    let changed = store.look_around();
    assert_eq!(changed, ["articles/dues.txt"]);
    workspace.take_in_outside(&changed, &nobody());
    workspace.finish_finding(&nobody());
    assert!(workspace.take_notices().join("\n").contains("the text was changed outside of Postil"));
    let project = workspace.project();
    let body = &project.articles.get(&article("dues")).expect("the article").body;
    assert_eq!(body.text(), text);
    let words = |(_, id, annotation): (_, &AnnotationId, &Annotation)| {
        let place = project.place(*id, annotation).expect("found again");
        (place.of(&text).map(str::to_owned), Some(annotation.quote.exact.clone()))
    };
    let found: Vec<_> = project.passages_in(&article("dues")).map(words).collect();
    assert!(found.len() > 1 && found.iter().all(|(there, quote)| there == quote), "{found:?}");
}

#[test]
fn what_is_written_while_passages_are_looked_for_stays_and_they_are_found_all_the_same() {
    let disk = disk();
    let mut workspace = disk.workspace();
    let store = workspace.shared_store();
    store.look_around();
    let text = format!("A new first line.\n{}", samples::DUES);
    disk.put("articles/dues.txt", text.as_bytes());
    workspace.take_in_outside(&store.look_around(), &nobody());
    let mine: Vec<AnnotationId> = workspace
        .project()
        .layer(&analyst("ana"))
        .expect("Ana")
        .annotations
        .iter()
        .filter(|(_, passage)| passage.article == article("dues"))
        .map(|(id, _)| *id)
        .collect();
    let step = verbs::set_note(workspace.project(), &analyst("ana"), mine[0], "meanwhile").expect("a step");
    workspace.apply(step).expect("made");
    workspace.finish_finding(&nobody());
    let project = workspace.project();
    for id in &mine {
        let annotation = project.annotation(&analyst("ana"), *id).expect("a passage");
        let place = project.place(*id, annotation).expect("found again");
        assert_eq!(place.of(&text), Some(annotation.quote.exact.as_str()));
    }
    assert_eq!(project.annotation(&analyst("ana"), mine[0]).expect("a passage").note, "meanwhile");
}

/// The copies of Ana's layer, the newest first.
fn of_ana(disk: &Arc<MemoryDisk>) -> Vec<Backup> {
    let backups = disk.open().store.backups().expect("a list");
    backups.into_iter().filter(|backup| backup.layer() == Some(analyst("ana"))).collect()
}

#[test]
fn a_dated_copy_of_every_layer_is_made_and_ones_own_can_be_restored_and_that_undone() {
    let disk = disk();
    let mut workspace = disk.workspace();
    let before = workspace.snapshot();
    let made = workspace.store().back_up_all(Reason::Import).expect("copies");
    assert_eq!(made.len(), 4, "two layers, two shared files: {made:?}");
    for file in &made {
        let name = file.rsplit_once('_').expect("a name").1.replacen("annotations-", "annotations/", 1);
        assert_eq!(disk.bytes(file), disk.bytes(&name));
    }
    make(&mut workspace, 100);
    let one = AnnotationId(uuid::Uuid::from_u128(1));
    let delete = verbs::delete_passages(workspace.project(), &analyst("ana"), &[one]);
    workspace.apply(delete.expect("a step")).expect("made");
    workspace.save_now();
    let backup = of_ana(&disk).pop().expect("a copy");
    assert_eq!((backup.reason, backup.len), (Some(Reason::Import), disk.bytes(&backup.path).len() as u64));
    assert_eq!(workspace.restore(&backup), Ok(true));
    assert!(!has(workspace.project(), 100) && has(workspace.project(), 1));
    assert_eq!(of_ana(&disk)[0].reason, Some(Reason::Restore), "what was there is kept");
    assert_eq!(workspace.restore(&backup), Ok(false), "it is so already");
    let annotations = |project: &Project| {
        let layer = project.layer(&analyst("ana")).expect("Ana");
        layer.annotations.iter().map(|(id, a)| (*id, a.clone())).collect::<Vec<_>>()
    };
    assert_eq!(annotations(workspace.project()), annotations(&before));
    workspace.undo();
    assert!(has(workspace.project(), 100) && !has(workspace.project(), 1));
    let theirs = disk.open().store.backups().expect("a list");
    let theirs = theirs.iter().find(|backup| backup.layer() == Some(analyst("ben"))).expect("Ben's");
    make(&mut workspace, 101);
    assert!(matches!(workspace.restore(theirs), Ok(false) | Err(_)), "nobody else's coding is written");
}

#[test]
fn two_copies_of_one_second_are_two() {
    let disk = disk();
    let store = disk.open().store;
    for _ in 0..3 {
        store.back_up_all(Reason::Merge).expect("copies");
    }
    assert_eq!(of_ana(&disk).len(), 3);
}

#[test]
fn old_copies_go_but_of_each_file_the_last_twenty_stay() {
    let disk = disk();
    let now = Timestamp::from_second(Timestamp::now().as_second()).expect("a time");
    let copy = |days: i64, file: &str| {
        let time = (now - SignedDuration::from_hours(24 * days)).strftime("%Y-%m-%dT%H-%M-%S");
        disk.put(&format!("history/backups/{time}_merge_{file}"), b"copy");
    };
    for days in 1..=60 {
        copy(days, "annotations-ana.ron");
    }
    for days in 100..125 {
        copy(days, "annotations-ben.ron");
    }
    copy(4_000, "project.ron");
    disk.put("history/backups/2020-01-01T00-00-00-annotations-ana.ron", b"of an older program");
    let store = disk.open().store;
    store.thin_out(now).expect("thinned");
    let left = store.backups().expect("a list");
    let count = |file: &str| left.iter().filter(|backup| backup.file == file).count();
    assert_eq!((count("annotations/ana.ron"), count("annotations/ben.ron"), count("project.ron")), (30, 20, 1));
}

#[test]
fn a_copy_that_cannot_be_made_stops_what_it_was_for() {
    let disk = disk();
    let mut workspace = disk.workspace();
    workspace.store().back_up_all(Reason::Merge).expect("copies");
    make(&mut workspace, 100);
    workspace.save_now();
    disk.fail("history/", std::io::ErrorKind::StorageFull);
    let why = workspace.restore(&of_ana(&disk)[0]).expect_err("nothing is restored");
    assert!(why.contains("the disk is full"), "{why}");
    assert!(has(workspace.project(), 100));
}
