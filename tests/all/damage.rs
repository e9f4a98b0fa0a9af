//! Other programs empty, cut, take away and set back the files of a project that is open: what is in memory is written again, or is
//! in the journal before anything else is said, and nothing is lost by closing, by a kill, or by opening the project again.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use postil::{
    format::{codebook_bytes, layer_bytes, project_bytes},
    model::Project,
    storage::Seat,
    verbs,
    workspace::{Me, SaveState, Workspace},
};
use proptest::prelude::*;

use crate::{
    disk::{MemoryDisk, disk, moment, nobody},
    samples::{self, analyst, tag},
    saving::{has, make},
};

const FILES: [&str; 5] =
    ["annotations/ana.ron", "annotations/ben.ron", "codebook.ron", "project.ron", "articles/dues.txt"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Harm {
    Emptied,
    Cut,
    Zeros,
    TakenAway,
    Replaced,
    SetBack,
}

const HARMS: [Harm; 6] = [Harm::Emptied, Harm::Cut, Harm::Zeros, Harm::TakenAway, Harm::Replaced, Harm::SetBack];

/// Does that to a file, of which `earlier` has an older version. Gives back whether what is left is worth a copy.
fn harm(disk: &MemoryDisk, file: &str, harm: Harm, earlier: &BTreeMap<String, Vec<u8>>) -> bool {
    let bytes = disk.bytes(file);
    match harm {
        Harm::Emptied => disk.put(file, b""),
        Harm::Cut => disk.put(file, &bytes[..bytes.len() / 2]),
        Harm::Zeros => disk.put(file, &vec![0; bytes.len()]),
        Harm::TakenAway => disk.take_away(file),
        Harm::Replaced => disk.put(file, b"\xff\xfe this is something else \x00\n"),
        Harm::SetBack => disk.put(file, &earlier[file]),
    }
    matches!(harm, Harm::Cut | Harm::Zeros | Harm::Replaced)
}

fn opened(files: &Arc<MemoryDisk>, journal: &Arc<MemoryDisk>) -> Workspace {
    let me = Me { id: analyst("ana"), name: "Ana".to_owned(), key: "ana".to_owned() };
    let seat = Seat::on_disk(Arc::<MemoryDisk>::clone(journal)).expect("a journal");
    Workspace::on_seat(seat, files.open(), me)
}

/// All that a project holds, by what it is kept in. Of layers the records, since their copies of tags are as their analysts had them.
fn held(project: &Project) -> BTreeMap<String, String> {
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let mut held = BTreeMap::new();
    held.insert("project.ron".to_owned(), text(project_bytes(project)));
    held.insert("codebook.ron".to_owned(), text(codebook_bytes(project)));
    for layer in project.layers.values() {
        held.insert(format!("annotations/{}.ron", layer.id), format!("{layer:#?}"));
    }
    for (id, article) in project.articles.iter() {
        held.insert(format!("articles/{id}.txt"), article.body.text().to_owned());
    }
    held
}

/// The files whose contents differ.
fn differing(one: &BTreeMap<String, String>, two: &BTreeMap<String, String>) -> Vec<String> {
    let names = one.keys().chain(two.keys()).filter(|name| one.get(*name) != two.get(*name));
    names.cloned().collect()
}

/// A project in which each file has an older version, and what is on the disk now, with a window on it.
struct Scene {
    files: Arc<MemoryDisk>,
    journal: Arc<MemoryDisk>,
    workspace: Workspace,
    earlier: BTreeMap<String, Vec<u8>>,
}

fn scene() -> Scene {
    let (files, journal) = (disk(), Arc::new(MemoryDisk::default()));
    let earlier = files.files();
    let mut ben = files.workspace_of("ben");
    let note = verbs::set_memo(ben.project(), &analyst("ben"), postil::model::Subject::Project, "Ben's");
    ben.apply(note.expect("a step")).expect("made");
    assert_eq!(ben.save_now(), SaveState::Saved);
    let mut workspace = opened(&files, &journal);
    make(&mut workspace, 100);
    let step = verbs::rename_tag(workspace.project(), &tag("argument/costs"), "Dues").expect("a step");
    workspace.apply(step).expect("made");
    let step = verbs::edit_info(workspace.project(), "Chairs", "").expect("a step");
    workspace.apply(step).expect("made");
    assert_eq!(workspace.save_now(), SaveState::Saved);
    workspace.store().look_around();
    files.take_written();
    Scene { files, journal, workspace, earlier }
}

fn notice(workspace: &mut Workspace) {
    let changed = workspace.store().look_around();
    workspace.take_in_outside(&changed, &nobody());
    workspace.finish_finding(&nobody());
}

#[test]
fn what_other_programs_do_to_any_file_in_any_way_loses_nothing_however_the_window_ends() {
    for file in FILES {
        for how in HARMS {
            // A text has no older version, and what is not the end of a text is not cut.
            if file.starts_with("articles/") && how == Harm::SetBack {
                continue;
            }
            for (is_changed, is_killed) in [(false, false), (false, true), (true, false), (true, true)] {
                let what = format!("{file}, {how:?}, a change {is_changed}, killed {is_killed}");
                let Scene { files, journal, mut workspace, earlier } = scene();
                if is_changed {
                    make(&mut workspace, 101);
                }
                let expected = held(workspace.project());
                let needs_copy = harm(&files, file, how, &earlier);
                let left = files.files().get(file).cloned();
                if is_killed {
                    notice(&mut workspace);
                    assert!(!workspace.is_written(), "{what}: it is not saved any more");
                    workspace.sync_now();
                    assert!(workspace.is_safe(), "{what}: the journal has it");
                    drop(workspace);
                    workspace = opened(&files, &journal);
                    assert_eq!(differing(&held(workspace.project()), &expected), [""; 0], "{what}: in memory");
                    // What cannot be read when a project is opened is written over when that is accepted.
                    workspace.accept_damage(file);
                    assert_eq!(workspace.save_now(), SaveState::Saved, "{what}");
                } else {
                    let state = workspace.look_and_save(Duration::from_mins(1), &nobody());
                    assert_eq!(state, SaveState::Saved, "{what}");
                    assert!(workspace.is_written(), "{what}");
                }
                let said = workspace.take_notices().join("\n");
                assert!(is_killed || said.contains(file), "{what}: {said}");
                let copies = files.files();
                let mut copies = copies.iter().filter(|(name, _)| name.starts_with("history/backups/"));
                if needs_copy {
                    assert!(copies.any(|(_, copy)| Some(copy) == left.as_ref()), "{what}: no copy of what was left");
                }
                let again = files.open();
                assert_eq!(again.notices, [], "{what}");
                assert_eq!(differing(&held(&again.project), &expected), [""; 0], "{what}");
            }
        }
    }
}

/// What goes on around a window with changes that are not in the files yet, until it is killed.
fn goes_on(what: usize, scene: &mut Scene) {
    let Scene { files, workspace, earlier, .. } = scene;
    let layer = "annotations/ana.ron";
    match what {
        0 => {}
        // Another window of the same project has the same, and a sync brings its file.
        1 => files.put(layer, &layer_bytes(workspace.project(), &workspace.project().layers[&analyst("ana")])),
        2 => {
            files.put(layer, &earlier[layer]);
            notice(workspace);
        }
        3 => {
            files.put("codebook.ron", &earlier["codebook.ron"]);
            files.take_away("project.ron");
            notice(workspace);
        }
        _ => {
            let mut ben = files.workspace_of("ben");
            let memo = verbs::set_memo(ben.project(), &analyst("ben"), postil::model::Subject::Project, "Later");
            ben.apply(memo.expect("a step")).expect("made");
            assert_eq!(ben.save_now(), SaveState::Saved);
            notice(workspace);
        }
    }
    assert_eq!(workspace.save_now(), SaveState::Saved);
    notice(workspace);
    assert_eq!(workspace.save_now(), SaveState::Saved);
}

#[test]
fn killed_at_any_moment_with_any_file_lost_right_then_nothing_is_gone() {
    for what in 0..5 {
        let mut scene = scene();
        scene.workspace.keep_copies();
        make(&mut scene.workspace, 101);
        scene.workspace.sync_now();
        let expected = held(scene.workspace.project());
        let since = moment();
        goes_on(what, &mut scene);
        let Scene { files, journal, .. } = scene;
        let moments: BTreeSet<_> = [&files, &journal].into_iter().flat_map(|disk| disk.moments(since)).collect();
        assert!(!moments.is_empty(), "{what}");
        for moment in moments {
            for file in ["annotations/ana.ron", "codebook.ron", "project.ron"] {
                let [files, journal] = [&files, &journal].map(|disk| MemoryDisk::of(disk.at(moment)));
                files.take_away(file);
                let mut workspace = opened(&files, &journal);
                assert_eq!(workspace.save_now(), SaveState::Saved);
                let found = held(workspace.project());
                let differ = differing(&found, &expected);
                let lost = differ.iter().filter(|name| !(what == 4 && name.contains("ben")));
                assert_eq!(lost.collect::<Vec<_>>(), [""; 0], "{what}: {file} at {moment}");
            }
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_makes_the_project_unsaved_and_all_of_it_is_in_the_journal() {
    for file in FILES {
        let Scene { files, journal, mut workspace, .. } = scene();
        let expected = held(workspace.project());
        files.put(file, b"whatever");
        files.fail_reading(file);
        notice(&mut workspace);
        assert!(!workspace.is_written(), "{file}");
        let state = workspace.look_and_save(Duration::from_mins(1), &nobody());
        let SaveState::Failed(why) = state else { panic!("{file} cannot be read, and it is said to be {state:?}") };
        assert!(why.contains(file), "{why}");
        assert!(workspace.is_safe(), "{file}");
        drop(workspace);
        files.mend();
        files.take_away(file);
        let mut workspace = opened(&files, &journal);
        assert_eq!(workspace.save_now(), SaveState::Saved, "{file}");
        assert_eq!(differing(&held(&files.open().project), &expected), [""; 0], "{file}");
    }
}

#[test]
fn before_it_is_said_that_something_is_only_in_the_journal_all_that_the_files_have_not_is_there() {
    let Scene { files, journal, mut workspace, .. } = scene();
    for n in 101..105 {
        make(&mut workspace, n);
    }
    assert_eq!(workspace.save_now(), SaveState::Saved);
    workspace.store().look_around();
    // A line that was broken by hand: only whoever did it can mend it.
    let layer = files.text("annotations/ana.ron");
    let lines =
        layer.lines().map(|line| if line.starts_with("Annotation((") { "Annotation((nonsense))," } else { line });
    files.put("annotations/ana.ron", (lines.collect::<Vec<_>>().join("\n") + "\n").as_bytes());
    make(&mut workspace, 105);
    let SaveState::Failed(why) = workspace.save_now() else { panic!("a damaged layer was written") };
    assert!(why.contains("left as it is"), "{why}");
    assert!(workspace.is_safe());
    drop(workspace);
    let workspace = opened(&files, &journal);
    for n in 100..106 {
        assert!(has(workspace.project(), n), "{n}");
    }
}

#[test]
fn all_at_once_and_a_disk_that_takes_nothing_is_told_as_it_is() {
    let Scene { files, journal, mut workspace, .. } = scene();
    let expected = held(workspace.project());
    for file in files.files().into_keys().filter(|file| !file.starts_with('.')) {
        files.take_away(&file);
    }
    files.fail("", std::io::ErrorKind::PermissionDenied);
    notice(&mut workspace);
    assert!(matches!(workspace.save_now(), SaveState::Failed(_)));
    assert!(workspace.is_safe(), "texts and records are beside the journal");
    drop(workspace);
    files.mend();
    let mut workspace = opened(&files, &journal);
    assert_eq!(workspace.save_now(), SaveState::Saved);
    assert_eq!(differing(&held(&files.open().project), &expected), [""; 0]);
    assert!(journal.files().keys().all(|file| !file.starts_with("texts/")), "what is in its place is not kept twice");
}

#[test]
fn a_disk_that_does_not_answer_keeps_nobody_waiting_and_what_was_done_is_in_the_journal() {
    for is_changed in [true, false] {
        let Scene { files, journal, mut workspace, .. } = scene();
        if is_changed {
            make(&mut workspace, 101);
        }
        files.hang(true);
        let state = workspace.look_and_save(Duration::from_millis(150), &nobody());
        let SaveState::Failed(why) = state else { panic!("nobody has looked, and it is said to be {state:?}") };
        assert!(why.contains("does not answer"), "{why}");
        assert!(!is_changed || workspace.is_safe());
        files.hang(false);
        let state = workspace.look_and_save(Duration::from_mins(1), &nobody());
        assert_eq!(state, SaveState::Saved, "it answers again");
        drop(workspace);
        assert_eq!(has(opened(&files, &journal).project(), 101), is_changed);
    }
}

#[test]
fn a_conflict_copy_is_written_into_the_file_that_it_is_a_copy_of_before_it_may_be_deleted() {
    // What Ben and somebody else have done on another machine.
    let (other, files) = (disk(), disk());
    let mut ben = other.workspace_of("ben");
    let note = verbs::set_memo(ben.project(), &analyst("ben"), postil::model::Subject::Project, "Ben's");
    ben.apply(note.expect("a step")).expect("made");
    let step = verbs::rename_tag(ben.project(), &tag("argument/vacuum"), "Void").expect("a step");
    ben.apply(step).expect("made");
    let step = verbs::edit_info(ben.project(), "Chairs", "").expect("a step");
    ben.apply(step).expect("made");
    assert_eq!(ben.save_now(), SaveState::Saved);
    let expected = held(&other.open().project);
    let copies = [
        ("annotations/ben.ron", "annotations/ben (conflicted copy).ron"),
        ("codebook.ron", "codebook (conflicted copy).ron"),
        ("project.ron", "project.sync-conflict-20260120.ron"),
    ];
    for is_open in [false, true] {
        let files = MemoryDisk::of(files.files());
        let journal = Arc::new(MemoryDisk::default());
        let before = is_open.then(|| opened(&files, &journal));
        for (original, copy) in copies {
            files.put(copy, &other.bytes(original));
        }
        let mut workspace = before.unwrap_or_else(|| {
            let said = files.open().notices.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
            assert!(said.contains("Keep it until") && !said.contains("the copy can be deleted"), "{said}");
            opened(&files, &journal)
        });
        if is_open {
            notice(&mut workspace);
        }
        assert!(!workspace.is_written(), "joining is a change");
        assert_eq!(workspace.save_now(), SaveState::Saved);
        let said = workspace.take_notices().join("\n");
        for (original, copy) in copies {
            let may_go = format!("{copy}: it is a copy of {original}");
            assert!(said.contains(&may_go) && said.contains("the copy can be deleted"), "{said}");
            files.take_away(copy);
        }
        workspace.look_and_save(Duration::from_mins(1), &nobody());
        drop(workspace);
        assert_eq!(differing(&held(&files.open().project), &expected), [""; 0]);
    }
}

#[test]
fn of_a_copy_that_cannot_be_read_whole_it_is_never_said_that_it_can_be_deleted() {
    let (files, journal) = (disk(), Arc::new(MemoryDisk::default()));
    let broken = files.text("codebook.ron").replacen("name: \"", "name: ", 1);
    files.put("codebook (copy).ron", broken.as_bytes());
    let mut workspace = opened(&files, &journal);
    workspace.save_now();
    let said = workspace.take_notices().join("\n");
    assert!(!said.contains("the copy can be deleted"), "{said}");
    let notices: Vec<String> = files.open().notices.iter().map(ToString::to_string).collect();
    assert!(!notices.iter().any(|said| said.ends_with("the copy can be deleted")), "{notices:?}");
}

#[test]
fn what_a_tag_means_is_not_lost_with_the_codebook() {
    let files = disk();
    let expected = files.open().project;
    files.take_away("codebook.ron");
    let mut workspace = opened(&files, &Arc::default());
    let used: Vec<_> =
        workspace.project().annotations().flat_map(|(_, _, a)| &a.codings).map(|c| c.tag.clone()).collect();
    assert!(!used.is_empty());
    for id in used {
        assert_eq!(workspace.project().tags.get(&id), expected.tags.get(&id), "{id}");
    }
    assert_eq!(workspace.save_now(), SaveState::Saved);
    assert!(files.files().contains_key("codebook.ron"));
}

#[test]
fn two_persons_who_begin_under_one_name_at_once_both_keep_what_they_did() {
    let files = disk();
    let begin = |key: &str| {
        let opened = files.open();
        let me = Me { id: analyst("zoe"), name: "Zoe".to_owned(), key: key.to_owned() };
        Workspace::on_replica(&format!("r{key}"), opened.project, opened.store, me)
    };
    let annotate = |workspace: &mut Workspace, n: u128| {
        let text = samples::DUES;
        let span = postil::model::Span::new(text, 0..4).expect("a span");
        let codings = vec![postil::model::Coding::new(tag("argument/costs"))];
        let (who, at) = (workspace.me().id.clone(), samples::article("dues"));
        let step =
            verbs::annotate(workspace.project(), &who, &at, span, codings, "", samples::fresh(n)).expect("a step");
        workspace.apply(step).expect("made");
    };
    let passages = |id: &str| files.open().project.layer(&analyst(id)).map_or(0, |layer| layer.annotations.len());
    // Two persons: the second gets another id. Nobody in particular: it is the same person.
    for (key, first, second) in [("two", 1, 1), ("", 2, 0)] {
        files.take_away("annotations/zoe.ron");
        files.take_away("annotations/zoe-2.ron");
        let (mut one, mut two) = (begin("one"), begin(key));
        annotate(&mut one, 300);
        annotate(&mut two, 301);
        assert_eq!(one.save_now(), SaveState::Saved);
        assert_eq!(two.save_now(), SaveState::Saved);
        assert_eq!((passages("zoe"), passages("zoe-2")), (first, second), "{key}");
    }
}

#[test]
fn a_colleagues_file_that_becomes_another_persons_costs_neither_anything() {
    let Scene { files, journal, mut workspace, .. } = scene();
    let before = workspace.project().layer(&analyst("ben")).expect("Ben").annotations.clone();
    let other = files.text("annotations/ben.ron").replace("key: \"ben\"", "key: \"another\"").replace("Waste", "Dues ");
    let other = other.lines().filter(|line| !line.starts_with("Annotation((") || line.contains("dues"));
    let other = other.collect::<Vec<_>>().join("\n") + "\n";
    files.put("annotations/ben.ron", other.as_bytes());
    let state = workspace.look_and_save(Duration::from_mins(1), &nobody());
    assert_eq!(state, SaveState::Saved);
    let said = workspace.take_notices().join("\n");
    assert!(said.contains("another person called Ben") && !said.contains("can be deleted"), "{said}");
    drop((workspace, journal));
    let again = files.open().project;
    assert_eq!(again.layer(&analyst("ben")).expect("the newcomer").analyst().key, "another");
    let kept = again.layer(&analyst("ben-2")).expect("the one that was here");
    assert_eq!((kept.analyst().key.as_str(), &kept.annotations), ("ben", &before));
}

#[test]
fn the_file_of_another_project_is_not_joined_but_kept_aside() {
    let Scene { files, mut workspace, .. } = scene();
    let expected = held(workspace.project());
    let key = &workspace.project().info().key;
    let other =
        files.text("project.ron").replace(&format!("key: \"{key}\""), "key: \"other\"").replace("Chairs", "Tables");
    files.put("project.ron", other.as_bytes());
    let state = workspace.look_and_save(Duration::from_mins(1), &nobody());
    assert_eq!(state, SaveState::Saved);
    assert!(workspace.take_notices().join("\n").contains("project.ron was replaced by that of another project"));
    assert_eq!(files.backup(), other.as_bytes());
    assert_eq!(differing(&held(&files.open().project), &expected), [""; 0]);
}

#[test]
fn what_is_lacking_comes_with_whose_it_is_each_time_it_is_noted() {
    let Scene { files, journal, mut workspace, .. } = scene();
    make(&mut workspace, 101);
    assert_eq!(workspace.save_now(), SaveState::Saved);
    workspace.store().look_around();
    files.fail("", std::io::ErrorKind::StorageFull);
    // First one record is gone, then all of them.
    let layer = files.text("annotations/ana.ron");
    let id = uuid::Uuid::from_u128(101).to_string();
    let without = layer.lines().filter(|line| !line.contains(&id)).collect::<Vec<_>>().join("\n") + "\n";
    for left in [without.as_bytes(), b""] {
        files.put("annotations/ana.ron", left);
        notice(&mut workspace);
        assert!(matches!(workspace.save_now(), SaveState::Failed(_)));
    }
    drop(workspace);
    files.mend();
    let workspace = opened(&files, &journal);
    assert!(has(workspace.project(), 100) && has(workspace.project(), 101) && has(workspace.project(), 1));
}

/// One thing that happens to a project that two windows have open.
#[derive(Clone, Debug)]
enum Happens {
    Made(bool),
    Saved(bool),
    Noticed(bool),
    Harmed(usize, usize),
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        any::<bool>().prop_map(Happens::Made),
        any::<bool>().prop_map(Happens::Saved),
        any::<bool>().prop_map(Happens::Noticed),
        (0..FILES.len(), 0..HARMS.len()).prop_map(|(file, how)| Happens::Harmed(file, how)),
    ]
}

proptest! {
    #![proptest_config(samples::cases())]

    #[test]
    fn two_windows_and_a_program_that_does_harm_in_any_order_lose_nothing(story in proptest::collection::vec(happens(), 1..14)) {
        let Scene { files, workspace, earlier, .. } = scene();
        let mut windows = [workspace, files.workspace_of("ben")];
        let mut made = Vec::new();
        let annotate = |workspace: &mut Workspace, n: u128| {
            let who = workspace.me().id.clone();
            let span = postil::model::Span::new(samples::DUES, 0..4).expect("a span");
            let codings = vec![postil::model::Coding::new(tag("argument/costs"))];
            let step = verbs::annotate(workspace.project(), &who, &samples::article("dues"), span, codings, "", samples::fresh(n));
            workspace.apply(step.expect("a step")).expect("made");
            who
        };
        for (n, event) in (1_000..).zip(story) {
            match event {
                Happens::Made(who) => {
                    let who = annotate(&mut windows[usize::from(who)], n);
                    made.push((who, n));
                }
                Happens::Saved(who) => {
                    let state = windows[usize::from(who)].look_and_save(Duration::from_mins(1), &nobody());
                    prop_assert_eq!(state, SaveState::Saved);
                }
                Happens::Noticed(who) => notice(&mut windows[usize::from(who)]),
                Happens::Harmed(file, how) => {
                    let (file, how) = (FILES[file], HARMS[how]);
                    if files.files().contains_key(file) && !(file.starts_with("articles/") && how == Harm::SetBack) {
                        harm(&files, file, how, &earlier);
                    }
                }
            }
        }
        for window in &mut windows {
            let state = window.look_and_save(Duration::from_mins(1), &nobody());
            prop_assert_eq!(state, SaveState::Saved);
        }
        let now = files.open();
        prop_assert!(now.notices.is_empty(), "{:?}", now.notices);
        for (who, n) in made {
            let id = postil::model::AnnotationId(uuid::Uuid::from_u128(n));
            prop_assert!(now.project.annotation(&who, id).is_some(), "{} of {}", n, who);
        }
        prop_assert_eq!(now.project.info().title.as_str(), "Chairs");
        prop_assert_eq!(now.project.tag_name(&tag("argument/costs")), "Dues");
        for (id, article) in now.project.articles.iter() {
            prop_assert!(!article.body.is_missing(), "{}", id);
        }
    }
}
