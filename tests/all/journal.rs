//! Nothing that was said to be saved is lost: neither to a crash nor to a power cut, nor to a disk that fails or forgets.

use std::{collections::BTreeMap, fs, io, io::ErrorKind, path::Path, sync::Arc};

use postil::{
    ingest::{ReadOptions, read_paths},
    model::{AnnotationId, Edit, Project, Stamp, Subject, conflicts::conflicts},
    progress::Progress,
    storage::{self, Desk, Disk, Entry, Found, Journal, Look, Opened, Seat, Typed},
    verbs,
    workspace::{Me, Placed, SaveState, StepError, Workspace},
};
use proptest::prelude::*;

use crate::{
    disk::{Done, MemoryDisk, disk},
    joining::to_decide,
    program::Program,
    samples::{self, analyst, tag},
    saving::{has, make, on_disk},
};

const JOURNAL: &str = "00000001.journal";

fn ana() -> Me {
    Me { id: analyst("ana"), name: "Ana".to_owned(), key: "ana".to_owned() }
}

/// Ana opens the project on `files`, with her journal on `journal`.
fn opened(files: &Arc<MemoryDisk>, journal: Arc<dyn Disk>) -> Workspace {
    let seat = Seat::on_disk(journal).expect("a journal");
    Workspace::on_seat(seat, files.open(), ana())
}

/// A journal with these many steps, none of which is in the project's files.
fn written(steps: u128) -> Vec<u8> {
    let journal = Arc::new(MemoryDisk::default());
    let mut workspace = opened(&disk(), Arc::<MemoryDisk>::clone(&journal));
    for n in 0..steps {
        make(&mut workspace, 100 + n);
    }
    assert_eq!(workspace.sync_now(), SaveState::Saved);
    journal.bytes(JOURNAL)
}

fn found(bytes: &[u8]) -> Found {
    let journal = MemoryDisk::of([(JOURNAL.to_owned(), bytes.to_owned())].into());
    Journal::open(journal).expect("a journal").1
}

/// A workspace that finds this journal.
fn recovered(bytes: &[u8]) -> Workspace {
    opened(&disk(), MemoryDisk::of([(JOURNAL.to_owned(), bytes.to_owned())].into()))
}

#[test]
fn what_was_done_before_a_crash_is_there_again_and_said_and_goes_into_the_files() {
    let files = disk();
    let journal = Arc::new(MemoryDisk::default());
    let mut workspace = opened(&files, Arc::<MemoryDisk>::clone(&journal));
    for n in 100..103 {
        make(&mut workspace, n);
    }
    workspace.undo();
    workspace.redo();
    workspace.undo();
    assert_eq!(workspace.sync_now(), SaveState::Saved);
    assert!(!workspace.is_written());
    drop(workspace);
    let mut workspace = opened(&files, Arc::<MemoryDisk>::clone(&journal));
    let said = workspace.take_notices();
    assert!(said.iter().any(|said| said.contains("Recovered: 6 changes")), "{said:?}");
    for (n, there) in [(100, true), (101, true), (102, false)] {
        assert_eq!(has(workspace.project(), n), there, "{n}");
    }
    assert_eq!(workspace.save_now(), SaveState::Saved);
    assert!(!journal.files().keys().any(|name| name.ends_with(".journal")), "{:?}", journal.files().keys());
    let again = opened(&files, journal);
    assert!(again.is_written() && has(again.project(), 101));
}

#[test]
fn what_is_in_the_files_already_is_no_news() {
    let (files, journal) = (disk(), Arc::new(MemoryDisk::default()));
    let mut workspace = opened(&files, Arc::<MemoryDisk>::clone(&journal));
    make(&mut workspace, 100);
    let left_over = journal.bytes(JOURNAL);
    workspace.save_now();
    let journal = MemoryDisk::of([(JOURNAL.to_owned(), left_over)].into());
    let mut workspace = opened(&files, journal);
    assert_eq!(workspace.take_notices(), [""; 0]);
    assert!(workspace.is_written());
}

#[test]
fn a_journal_cut_off_at_any_byte_gives_all_that_was_whole() {
    let bytes = written(4);
    let whole = found(&bytes).entries;
    assert_eq!(whole.len(), 4);
    let ends: Vec<usize> = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at).collect();
    for cut in 0..=bytes.len() {
        // The first line is the journal's own; the end of a line is not needed if all before it is there.
        let expected = ends.iter().skip(1).filter(|end| cut >= **end).count();
        let at_an_end = cut == 0 || ends.iter().any(|end| cut == *end + 1 || (cut == *end && *end != ends[0]));
        for zeros in [0, 1, 700] {
            let mut left = bytes[..cut].to_vec();
            left.resize(cut + zeros, 0);
            let found = found(&left);
            assert_eq!(found.entries, whole[..expected], "cut at {cut}, {zeros} zeros");
            assert_eq!(found.damaged, 0, "cut at {cut}, {zeros} zeros");
            if zeros == 0 {
                assert_eq!(found.torn, !at_an_end, "cut at {cut}");
            }
        }
    }
    let mut workspace = recovered(&bytes[..bytes.len() - 5]);
    let said = workspace.take_notices().join("\n");
    assert!(
        said.contains("3 changes") && said.contains("cut off") && said.contains("had not been saved yet"),
        "{said}"
    );
}

#[test]
fn damage_in_the_middle_costs_one_change_and_is_said_and_kept_aside() {
    let mut bytes = written(4);
    let second = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').nth(1).expect("a second line").0;
    bytes[second + 60] ^= 4;
    let files = disk();
    let journal = MemoryDisk::of([(JOURNAL.to_owned(), bytes.clone())].into());
    let mut workspace = opened(&files, Arc::<MemoryDisk>::clone(&journal));
    let said = workspace.take_notices().join("\n");
    assert!(said.contains("the journal is damaged") && said.contains("1 change cannot be read"), "{said}");
    assert!(has(workspace.project(), 100) && has(workspace.project(), 102) && has(workspace.project(), 103));
    workspace.save_now();
    let left = journal.files();
    assert!(left.iter().any(|(name, kept)| name.starts_with("damaged/") && *kept == bytes), "{:?}", left.keys());
}

proptest! {
    #![proptest_config(samples::cases())]

    #[test]
    fn a_flipped_bit_costs_at_most_one_change(at in 0usize..20_000, bit in 0u32..8) {
        let mut bytes = written(3);
        let whole = found(&bytes).entries;
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        let found = found(&bytes);
        let lost: Vec<&Entry> = whole.iter().filter(|entry| !found.entries.contains(entry)).collect();
        prop_assert!(lost.len() <= 1, "{} lost", lost.len());
        prop_assert!(found.entries.iter().all(|entry| whole.contains(entry)), "something was made up");
        prop_assert!(lost.is_empty() || found.damaged > 0 || found.torn, "lost and not said");
    }
}

/// A folder of a disk, so that what is done in both has one order.
struct InFolder(Arc<MemoryDisk>, &'static str);

impl InFolder {
    fn at(&self, path: &str) -> String {
        format!("{}/{path}", self.1)
    }
}

impl Disk for InFolder {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0.read(&self.at(path))
    }
    fn replace(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.0.replace(&self.at(path), bytes)
    }
    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.0.rename(&self.at(from), &self.at(to))
    }
    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        self.0.list(self.at(folder).trim_end_matches('/'))
    }
    fn exists(&self, path: &str) -> bool {
        self.0.exists(&self.at(path))
    }
    fn look(&self, path: &str) -> io::Result<Look> {
        self.0.look(&self.at(path))
    }
    fn append(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.0.append(&self.at(path), bytes)
    }
    fn sync(&self, path: &str) -> io::Result<()> {
        self.0.sync(&self.at(path))
    }
    fn remove(&self, path: &str) -> io::Result<()> {
        self.0.remove(&self.at(path))
    }
}

/// What is on the disk when the power is cut after these: of what was appended only what was synced.
fn after_power_cut(start: &BTreeMap<String, Vec<u8>>, done: &[Done]) -> BTreeMap<String, Vec<u8>> {
    let mut files = start.clone();
    let mut waiting: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for done in done {
        match done {
            Done::Replace(path, bytes) => drop(files.insert(path.clone(), bytes.clone())),
            Done::Append(path, bytes) => waiting.entry(path.clone()).or_default().extend(bytes),
            Done::Sync(path) => {
                let bytes = waiting.remove(path).unwrap_or_default();
                files.entry(path.clone()).or_default().extend(bytes);
            }
            Done::Rename(from, to) => {
                if let Some(bytes) = files.remove(from) {
                    files.insert(to.clone(), bytes);
                }
            }
            Done::Remove(path) => {
                files.remove(path);
                waiting.remove(path);
            }
        }
    }
    files
}

/// How many changes that were said to be saved are gone when the power is cut at the worst moment.
fn lost_at_worst(start: &BTreeMap<String, Vec<u8>>, log: &[Done], acknowledged: &[(usize, u128)]) -> usize {
    let lost_after = |done: usize| {
        let disk = MemoryDisk::of(after_power_cut(start, &log[..done]));
        let journal = Arc::new(InFolder(Arc::clone(&disk), "seat"));
        let workspace = opened(&disk, journal);
        acknowledged.iter().filter(|(at, n)| *at <= done && !has(workspace.project(), *n)).count()
    };
    (0..=log.len()).map(lost_after).max().unwrap_or(0)
}

#[test]
fn a_power_cut_at_any_moment_loses_nothing_that_was_saved() {
    let files = disk();
    let start = files.files();
    let mut workspace = opened(&files, Arc::new(InFolder(Arc::clone(&files), "seat")));
    let mut acknowledged = Vec::new();
    for n in 100..124 {
        make(&mut workspace, n);
        if n % 3 != 0 {
            assert_eq!(workspace.sync_now(), SaveState::Saved);
            acknowledged.push((files.log().len(), n));
        }
        if n % 7 == 0 {
            assert_eq!(workspace.save_now(), SaveState::Saved);
            acknowledged.push((files.log().len(), n));
        }
    }
    let log = files.log();
    assert!(log.iter().any(|done| matches!(done, Done::Remove(_))), "journals were deleted in between");
    assert_eq!(lost_at_worst(&start, &log, &acknowledged), 0);

    // The same test finds a program that does not sync, and one that deletes journals before the files are written.
    let unsynced: Vec<Done> = log.iter().filter(|done| !matches!(done, Done::Sync(_))).cloned().collect();
    assert!(lost_at_worst(&start, &unsynced, &acknowledged) > 0);
    let (deleted, rest): (Vec<Done>, Vec<Done>) = log.into_iter().partition(|done| matches!(done, Done::Remove(_)));
    let early: Vec<Done> = deleted.iter().take(1).cloned().collect();
    let at = rest.iter().position(|done| matches!(done, Done::Replace(..))).expect("a file was written");
    let early = [&rest[..at], &early, &rest[at..]].concat();
    assert!(lost_at_worst(&start, &early, &acknowledged) > 0);
}

#[test]
fn a_journal_that_cannot_be_written_is_said_until_the_files_have_it() {
    let check = |kind, fails_syncing: bool| {
        let (files, journal) = (disk(), Arc::new(MemoryDisk::default()));
        let mut workspace = opened(&files, Arc::<MemoryDisk>::clone(&journal));
        if fails_syncing {
            make(&mut workspace, 99);
        }
        journal.fail("", kind);
        if !fails_syncing {
            make(&mut workspace, 100);
        }
        assert_ne!(workspace.sync_now(), SaveState::Saved, "{kind:?}");
        assert!(workspace.journal_failure().is_some() && !workspace.is_safe());
        assert!(has(workspace.project(), if fails_syncing { 99 } else { 100 }), "it stays in memory");
        assert_eq!(workspace.save_now(), SaveState::Saved, "the project's own disk is well");
        assert_eq!(workspace.journal_failure(), None);
        journal.mend();
        make(&mut workspace, 101);
        assert_eq!(workspace.sync_now(), SaveState::Saved, "{kind:?}: the journal goes on");
        drop(workspace);
        let workspace = opened(&files, journal);
        assert!(has(workspace.project(), 101));
    };
    for kind in
        [ErrorKind::StorageFull, ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem, ErrorKind::NotFound]
    {
        check(kind, false);
    }
    check(ErrorKind::Other, true);
}

#[test]
fn while_the_projects_disk_fails_the_journal_keeps_everything() {
    let (files, journal) = (disk(), Arc::new(MemoryDisk::default()));
    let mut workspace = opened(&files, Arc::<MemoryDisk>::clone(&journal));
    files.fail("", ErrorKind::StorageFull);
    make(&mut workspace, 100);
    assert!(matches!(workspace.save_now(), SaveState::Failed(_)));
    make(&mut workspace, 101);
    workspace.sync_now();
    assert!(workspace.is_safe() && !workspace.is_written());
    drop(workspace);
    files.mend();
    let workspace = opened(&files, journal);
    assert!(has(workspace.project(), 100) && has(workspace.project(), 101));
}

#[test]
fn what_was_being_typed_is_recovered_and_what_was_left_is_not() {
    let note = |workspace: &Workspace, text: &str| {
        let id = AnnotationId(uuid::Uuid::from_u128(1));
        verbs::set_note(workspace.project(), &analyst("ana"), id, text).expect("a step").edits
    };
    let recovered_note = |drafts: &[&str], then_step: bool| {
        let (files, journal) = (disk(), Arc::new(MemoryDisk::default()));
        let mut workspace = opened(&files, Arc::<MemoryDisk>::clone(&journal));
        for draft in drafts {
            let edits: Vec<Edit> = if draft.is_empty() { Vec::new() } else { note(&workspace, draft) };
            workspace.draft(edits, Vec::new());
        }
        if then_step {
            make(&mut workspace, 100);
        }
        drop(workspace);
        let workspace = opened(&files, journal);
        let annotation = workspace.project().annotation(&analyst("ana"), AnnotationId(uuid::Uuid::from_u128(1)));
        annotation.expect("the passage").note.clone()
    };
    assert_eq!(recovered_note(&["h", "ha", "hal", "half"], false), "half");
    assert_eq!(recovered_note(&["h", ""], false), "", "the field was left without a change");
    assert_eq!(recovered_note(&["h"], true), "", "what is typed after a step is written again");
}

#[test]
fn what_is_typed_and_is_no_change_yet_outlives_steps_and_saving_until_nothing_is_typed() {
    let typed = |text: &str| {
        let fields = vec![("Title".to_owned(), text.to_owned()), ("Note".to_owned(), String::new())];
        vec![Typed { place: "question article seats".to_owned(), fields }]
    };
    let (files, journal) = (disk(), Arc::new(MemoryDisk::default()));
    let mut workspace = opened(&files, Arc::<MemoryDisk>::clone(&journal));
    for text in ["h", "ha\n“b” \\ \t", "half"] {
        workspace.draft(Vec::new(), typed(text));
        drop(workspace);
        workspace = opened(&files, Arc::<MemoryDisk>::clone(&journal));
        assert_eq!(workspace.typed(), typed(text));
    }
    make(&mut workspace, 100);
    assert_eq!(workspace.save_now(), SaveState::Saved);
    make(&mut workspace, 101);
    drop(workspace);
    let mut workspace = opened(&files, Arc::<MemoryDisk>::clone(&journal));
    assert_eq!(workspace.typed(), typed("half"));
    assert!(has(workspace.project(), 101));
    workspace.draft(Vec::new(), Vec::new());
    drop(workspace);
    assert_eq!(opened(&files, journal).typed(), []);
}

#[test]
fn a_long_text_being_typed_does_not_let_the_journal_grow_without_end() {
    let (files, journal) = (disk(), Arc::new(MemoryDisk::default()));
    let mut workspace = opened(&files, Arc::<MemoryDisk>::clone(&journal));
    make(&mut workspace, 100);
    assert_eq!(workspace.save_now(), SaveState::Saved);
    let mut text = "Long. ".repeat(5_000);
    let (mut longest, mut total) = (0, 0);
    for n in 0..300 {
        text.push_str(&n.to_string());
        let step = verbs::set_memo(workspace.project(), &analyst("ana"), Subject::Project, &text).expect("a step");
        workspace.draft(step.edits, Vec::new());
        longest = longest.max(journal.files().values().map(Vec::len).sum());
        total += text.len();
    }
    assert!(total > 8 << 20 && longest < 2 << 20, "{longest} bytes of {total}");
    drop(workspace);
    let workspace = opened(&files, journal);
    let layer = workspace.project().layer(&analyst("ana")).expect("Ana");
    assert_eq!(layer.memos.get(&Subject::Project).map(|memo| &**memo), Some(text.as_str()));
    assert!(has(workspace.project(), 100));
}

#[test]
fn a_decision_taken_back_before_a_crash_is_open_after_it() {
    let (files, journal) = (disk(), Arc::new(MemoryDisk::default()));
    let mut workspace = opened(&files, Arc::<MemoryDisk>::clone(&journal));
    let mut ben = files.workspace_of("ben");
    for (workspace, name) in [(&mut workspace, "Void"), (&mut ben, "Gap")] {
        let step = verbs::rename_tag(workspace.project(), &tag("argument/vacuum"), name).expect("a step");
        workspace.apply(step).expect("made");
    }
    assert_eq!(ben.save_now(), SaveState::Saved);
    assert_eq!(workspace.save_now(), SaveState::Saved);
    let open = conflicts(workspace.project());
    assert_eq!(open.len(), 1);
    let choices = to_decide(workspace.project());
    for version in [0, 1] {
        let step = open[0].settle(workspace.project(), version).expect("a step");
        workspace.apply(step).expect("made");
        assert_eq!(workspace.save_now(), SaveState::Saved);
        workspace.undo().expect("undone");
        drop(workspace);
        workspace = opened(&files, Arc::<MemoryDisk>::clone(&journal));
        assert_eq!(to_decide(workspace.project()), choices, "version {version}");
        assert_eq!(workspace.save_now(), SaveState::Saved);
        assert_eq!(to_decide(&files.open().project), choices, "version {version}");
    }
}

#[test]
fn a_change_made_after_the_clock_jumped_back_wins_and_survives() {
    let files = disk();
    let mut project = files.open().project;
    // Ana's note was made when the clock was an hour ahead.
    let ahead = u64::try_from(jiff::Timestamp::now().as_millisecond()).expect("a time") + 3_600_000;
    let layer = Arc::make_mut(project.layers.get_mut(&analyst("ana")).expect("Ana"));
    let id = AnnotationId(uuid::Uuid::from_u128(1));
    let mut entry = layer.annotations.entry(&id).expect("a passage").clone();
    entry.changed = Stamp { ms: ahead, ..entry.changed };
    layer.annotations.put(id, entry);
    let (files, journal) = (MemoryDisk::with(&project), Arc::new(MemoryDisk::default()));
    let mut workspace = opened(&files, Arc::<MemoryDisk>::clone(&journal));
    let step = verbs::set_note(workspace.project(), &analyst("ana"), id, "later").expect("a step");
    workspace.apply(step).expect("made");
    drop(workspace);
    let workspace = opened(&files, journal);
    let note = |project: &Project| project.annotation(&analyst("ana"), id).expect("the passage").note.clone();
    assert_eq!(note(workspace.project()), "later");
}

#[test]
fn a_journal_of_a_newer_program_is_left_alone_and_nothing_is_changed() {
    let home = tempfile::tempdir().expect("a folder");
    let (dir, desk) = (home.path().join("study"), Desk::at(home.path().join("data")));
    drop(on_disk(&dir));
    let Opened { project, store, .. } = storage::open(&dir).expect("a project");
    let seat = desk.seat_folder(&project, store.root(), &analyst("ana"));
    fs::create_dir_all(&seat).expect("a folder");
    let text = "postil journal 9";
    let line = format!("{:08x} {text}\nwhatever\n", crc32fast::hash(text.as_bytes()));
    fs::write(seat.join(JOURNAL), &line).expect("a file");
    let mut workspace = at(&desk, &dir);
    let why = workspace.read_only().expect("read-only").to_owned();
    assert!(why.contains("newer Postil (format 9)"), "{why}");
    let step = verbs::edit_info(workspace.project(), "Chairs", "").expect("a step");
    assert!(matches!(workspace.apply(step), Err(StepError::ReadOnly(_))));
    assert_eq!(fs::read_to_string(seat.join(JOURNAL)).expect("the journal"), line);
}

fn at(desk: &Desk, dir: &Path) -> Workspace {
    Workspace::open(Some(desk.clone()), dir, |_| ana()).expect("a project").0
}

#[test]
fn the_second_window_on_one_layer_is_read_only_and_says_why() {
    let home = tempfile::tempdir().expect("a folder");
    let (dir, desk) = (home.path().join("study"), Desk::at(home.path().join("data")));
    drop(on_disk(&dir));
    let mut first = at(&desk, &dir);
    let mut second = at(&desk, &dir);
    let SaveState::ReadOnly(why) = second.save_state() else { panic!("two windows write one layer") };
    let pid = format!("process {}", std::process::id());
    assert!(why.contains("open in another window") && why.contains(&pid), "{why}");
    let step = verbs::edit_info(second.project(), "Chairs", "").expect("a step");
    let refused = second.apply(step).expect_err("refused").to_string();
    assert!(refused.starts_with("nothing can be changed here: the coding of ana is open"), "{refused}");
    assert!(matches!(second.save_now(), SaveState::ReadOnly(_)));
    make(&mut first, 100);
    assert_eq!(first.save_now(), SaveState::Saved);

    let ben = Me { id: analyst("ben"), name: "Ben".to_owned(), key: "ben".to_owned() };
    let colleague = Workspace::open(Some(desk.clone()), &dir, |_| ben).expect("a project").0;
    assert_eq!(colleague.read_only(), None, "a colleague's window never stands in the way");
    let copy = home.path().join("copy");
    drop(on_disk(&copy));
    assert_eq!(at(&desk, &copy).read_only(), None, "a copy of the project is another one");
    drop(first);
    assert_eq!(at(&desk, &dir).read_only(), None, "free again");
}

#[test]
fn a_journal_is_found_again_where_the_folder_was_renamed_after_a_crash() {
    let home = tempfile::tempdir().expect("a folder");
    let (dir, moved, desk) =
        (home.path().join("study"), home.path().join("renamed"), Desk::at(home.path().join("data")));
    drop(on_disk(&dir));
    let mut workspace = at(&desk, &dir);
    make(&mut workspace, 100);
    workspace.sync_now();
    drop(workspace);
    let copy = home.path().join("copy");
    drop(on_disk(&copy));
    assert!(!has(at(&desk, &copy).project(), 100), "while the folder is there its journal waits for it");
    fs::rename(&dir, &moved).expect("renamed");
    let mut there = at(&desk, &moved);
    assert!(has(there.project(), 100));
    let said = there.take_notices().join("\n");
    assert!(said.contains("which is not there now") && said.contains("removed from that journal until"), "{said}");
    assert_eq!(there.save_now(), SaveState::Saved);
    drop(there);
    assert_eq!(at(&desk, &moved).take_notices(), [""; 0], "taken in once, and said once");

    // It was not renamed but away, and comes back: its journal is still there for it.
    fs::rename(&moved, home.path().join("elsewhere")).expect("renamed");
    drop(on_disk(&dir));
    let mut back = at(&desk, &dir);
    assert!(has(back.project(), 100), "its own folder has it");
    assert_eq!(back.save_now(), SaveState::Saved);
    drop(back);
    drop(on_disk(&copy));
    fs::remove_dir_all(&dir).expect("removed");
    assert!(!has(at(&desk, &copy).project(), 100), "now its journal has nothing any more");
}

#[test]
fn what_was_being_added_when_the_program_was_killed_leaves_nothing_behind() {
    let program = Program::new();
    let (dir, desk) = (program.path("study"), Desk::at(program.path("home")));
    drop(on_disk(&dir));
    let files = |folder: &str| {
        let entries = fs::read_dir(dir.join(folder)).map(Iterator::count);
        entries.unwrap_or(0)
    };
    let before = (files("articles"), files("originals"));
    let page = program.path("late.html");
    let text = "The seat at the table has been empty since January, and nobody has taken it. ".repeat(20);
    fs::write(&page, format!("<html><body><article><h1>Late</h1><p>{text}</p></article></body></html>"))
        .expect("a page");
    let workspace = at(&desk, &dir);
    let found = read_paths(&[page], &ReadOptions::default(), &|_, _| true).into_articles();
    let placed =
        Placed::new(workspace.store(), workspace.project(), workspace.me(), found.clone(), &Progress::default());
    placed.expect("in place");
    assert_eq!((files("articles"), files("originals")), (before.0 + 1, before.1 + 1));
    let half = dir.join("articles/.late-2.txt.x3Fd9a");
    fs::write(&half, "The seat at").expect("a file half written");
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_mins(1);
    fs::File::options().write(true).open(&half).expect("there").set_modified(long_ago).expect("set");
    // While that program lives, nobody takes anything out.
    let ben = Me { id: analyst("ben"), name: "Ben".to_owned(), key: "ben".to_owned() };
    let mut other = Workspace::open(Some(desk.clone()), &dir, |_| ben.clone()).expect("a project").0;
    assert_eq!(other.take_notices(), [""; 0]);
    drop((workspace, other));
    let (mut other, notices) = Workspace::open(Some(desk.clone()), &dir, |_| ben).expect("a project");
    assert_eq!(notices, [], "nothing is said of what was taken out");
    let said = other.take_notices().join("\n");
    assert!(said.contains("1 text was taken out again"), "{said}");
    assert!(!half.exists());
    assert_eq!((files("articles"), files("originals")), before);
    drop(other);
    assert_eq!(program.run("check study").code, 0);

    // What came to be in the project stays, also while it is in somebody's journal only and somebody else comes.
    let mut workspace = at(&desk, &dir);
    workspace.add(found).expect("added");
    workspace.sync_now();
    drop(workspace);
    program.ok("status study --analyst Ben --article dues --set done");
    let (out, checked) = (program.run("stats study").out, program.run("check study"));
    assert_eq!((checked.code, checked.out.as_str()), (0, ""), "stats and check are of one mind");
    assert!(out.contains(" 3 articles"), "{out}");
    let mut workspace = at(&desk, &dir);
    assert_eq!(workspace.save_now(), SaveState::Saved);
    assert_eq!((files("articles"), files("originals")), (before.0 + 1, before.1 + 1));
    assert!(
        fs::read_dir(program.path("home/unfinished"))
            .expect("lists")
            .all(|folder| { fs::read_dir(folder.expect("a folder").path()).expect("lists").next().is_none() })
    );
}

#[test]
fn the_command_line_counts_what_is_only_in_the_journal_and_leaves_it_there() {
    let program = Program::new();
    let (dir, desk) = (program.path("study"), Desk::at(program.path("home")));
    drop(on_disk(&dir));
    let before = program.json("stats study --json")["annotations"].as_u64().expect("a number");
    let mut workspace = at(&desk, &dir);
    make(&mut workspace, 100);
    make(&mut workspace, 101);
    workspace.sync_now();
    for is_open in [true, false] {
        if !is_open {
            drop(std::mem::replace(&mut workspace, on_disk(&program.path("another"))));
        }
        let ran = program.run("stats study --json");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&ran.out).expect("JSON")["annotations"], before + 2);
        assert!(ran.err.contains("with 2 changes not in the project's files yet"), "{}", ran.err);
        assert_eq!(program.run("export study --format jsonl --everybody").out.lines().count() as u64, before + 2);
    }
    let recovered = at(&desk, &dir);
    assert!(has(recovered.project(), 100) && has(recovered.project(), 101), "they are there still");
}

#[test]
fn an_article_whose_removal_was_undone_before_a_crash_has_its_text() {
    let home = tempfile::tempdir().expect("a folder");
    let (dir, desk) = (home.path().join("study"), Desk::at(home.path().join("data")));
    drop(on_disk(&dir));
    let mut workspace = at(&desk, &dir);
    let step = verbs::remove_article(workspace.project(), &analyst("ana"), &samples::article("dues")).expect("a step");
    workspace.apply(step).expect("made");
    workspace.save_now();
    workspace.undo();
    assert_eq!(workspace.sync_now(), SaveState::Saved, "the text is not back yet, but kept beside the journal");
    drop(workspace);
    fs::remove_file(dir.join("history/removed/dues.txt")).expect("nothing but that has it");
    let mut workspace = at(&desk, &dir);
    let text = |workspace: &Workspace| {
        workspace.project().articles.get(&samples::article("dues")).expect("the article").body.text().to_owned()
    };
    assert_eq!(text(&workspace), samples::DUES);
    assert_eq!(workspace.save_now(), SaveState::Saved);
    assert_eq!(fs::read_to_string(dir.join("articles/dues.txt")).expect("the text"), samples::DUES);
}

#[test]
fn the_command_line_recovers_what_a_window_left_and_refuses_while_it_is_open() {
    let program = Program::with_passages();
    let desk = Desk::at(program.path("home"));
    let me = |project: &Project| Me::of_layer(project.layer(&analyst("ana")).expect("Ana"));
    let open = || Workspace::open(Some(desk.clone()), &program.path("p"), me).expect("a project").0;
    let mut workspace = open();
    let step = verbs::edit_info(workspace.project(), "Chairs", "").expect("a step");
    workspace.apply(step).expect("made");
    let (layer, annotate) = (program.read("p/annotations/ana.ron"), "status p --analyst ana --article dues --set done");
    program.fails(annotate, "nothing was changed: the coding of ana is open in another window");
    assert_eq!(program.read("p/annotations/ana.ron"), layer);
    program.ok("status p --analyst ben --article dues --set done");
    drop(workspace);
    let ran = program.run(annotate);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("Recovered: 1 change"), "{}", ran.err);
    assert!(program.read("p/project.ron").contains("title: \"Chairs\""));
    assert!(open().take_notices().is_empty(), "nothing is left to recover");
}
