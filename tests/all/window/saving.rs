//! What is promised of saving when the disk or a file is against it.

use std::{fs, time::Duration};

use egui::Key;
use postil::{storage::Reason, workspace::SaveState};

use super::{CTRL, Session, USUAL, ana, sample};

fn annotate(session: &mut Session) {
    session.press(Key::J);
    session.press(Key::Num1);
}

#[test]
fn what_cannot_be_saved_is_said_kept_and_saved_later() {
    let mut session = Session::sample();
    let (folder, away) = (session.root.join("annotations"), session.root.join("away"));
    fs::rename(&folder, &away).expect("moved");
    fs::write(&folder, "in the way").expect("written");
    annotate(&mut session);
    session.until("failed", |session| matches!(session.open_project().workspace.save_state(), SaveState::Failed(_)));
    let banner = "Your changes are not in the project's files yet, only in the journal on this machine: ";
    session.until("in the journal", |session| session.has(banner) && session.has("● Only in the journal"));
    session.wait(Duration::from_millis(500));
    assert!(session.has(banner), "it stays");
    assert_eq!(session.mine().len(), 1);
    session.press_with(CTRL, Key::W);
    assert!(session.harness.state().project().is_some(), "a project that is not saved does not close");

    fs::remove_file(&folder).expect("removed");
    fs::rename(&away, &folder).expect("moved back");
    session.until("saved by itself", Session::saved);
    assert!(!session.has(banner) && session.has("● Saved"));
    assert_eq!(session.filed().len(), 1);
}

#[test]
fn closing_the_window_writes_what_is_not_written_yet() {
    let mut session = Session::sample();
    annotate(&mut session);
    session.press(Key::M);
    session.type_text("late");
    let (_dir, root, _) = session.quit();
    let file = fs::read_to_string(root.join("annotations/ana-novak.ron")).expect("a file");
    assert!(file.contains("note: \"late\""), "{file}");
}

#[test]
fn a_broken_file_is_left_alone_until_one_goes_on_without_what_is_broken() {
    let (dir, root) = sample();
    let path = root.join("annotations/ilse-maran.ron");
    let whole = fs::read_to_string(&path).expect("a layer");
    let at = whole.lines().position(|line| line.starts_with("Annotation((")).expect("a passage") + 3;
    let mut lines: Vec<&str> = whole.lines().collect();
    lines[at] = "Annotation((id: nonsense";
    let broken = lines.join("\n") + "\n";
    fs::write(&path, &broken).expect("written");

    let mut session = Session::open(dir, &root, ana(), Some("ilse-maran"), USUAL);
    let place = format!("annotations/ilse-maran.ron, line {}", at + 1);
    assert!(session.has(&place), "{place}; said: {}", session.said());
    let before = session.mine().len();
    annotate(&mut session);
    assert_eq!(session.mine().len(), before + 1);
    session.wait(Duration::from_secs(3));
    assert_eq!(fs::read_to_string(&path).expect("the layer"), broken);
    assert!(!session.saved());

    session.click("Go on without what is broken");
    session.settle();
    assert!(!session.has(&place));
    assert_eq!(session.filed().len(), before + 1);
    let backups = fs::read_dir(root.join("history/backups")).expect("backups");
    let kept: Vec<_> = backups.map(|entry| fs::read_to_string(entry.expect("a file").path()).expect("text")).collect();
    assert!(kept.contains(&broken), "{} copies", kept.len());
}

#[test]
fn what_was_not_written_when_the_program_was_killed_is_there_at_the_next_start() {
    let mut session = Session::sample();
    let folder = session.root.join("annotations");
    let away = session.root.join("away");
    fs::rename(&folder, &away).expect("moved");
    fs::write(&folder, "in the way").expect("written");
    annotate(&mut session);
    session.until("in the journal", |session| session.open_project().workspace.is_safe());
    let (dir, root) = session.killed();
    fs::remove_file(&folder).expect("removed");
    fs::rename(&away, &folder).expect("moved back");
    let mut session = Session::open(dir, &root, ana(), None, USUAL);
    assert_eq!(session.mine().len(), 1);
    assert!(session.said().contains("Recovered: 1 change"), "{}", session.said());
    session.settle();
    assert_eq!(session.filed().len(), 1);
}

#[test]
fn what_is_being_typed_when_the_program_is_killed_is_not_lost() {
    let mut session = Session::sample();
    annotate(&mut session);
    session.settle();
    session.press(Key::M);
    session.type_text("half");
    let (dir, root) = session.killed();
    let session = Session::open(dir, &root, ana(), None, USUAL);
    assert_eq!(session.mine()[0].note, "half");
    assert!(session.said().contains("what was being typed") || session.said().contains("What was being typed"));
}

#[test]
fn a_second_window_reads_and_says_why_it_cannot_write() {
    let first = Session::sample();
    let mut second = Session::open(first.dir.clone(), &first.root, ana(), None, USUAL);
    assert!(second.has("You can read here, but change nothing: the coding of ana-novak is open in another window"));
    assert!(second.has("● Read-only"));
    annotate(&mut second);
    assert_eq!(second.mine().len(), 0);
    assert!(second.said().contains("Nothing can be changed here"), "{}", second.said());
    drop(first.killed());
    second.click("Open again to write");
    annotate(&mut second);
    second.settle();
    assert_eq!(second.filed().len(), 1);
}

#[test]
fn a_backup_is_restored_from_the_menu_and_undone() {
    let mut session = Session::sample();
    annotate(&mut session);
    session.settle();
    session.open_project().workspace.store().back_up_all(Reason::Import).expect("copies");
    session.press(Key::J);
    session.press(Key::Num2);
    assert_eq!(session.mine().len(), 2);
    session.press_with(CTRL, Key::K);
    session.type_text("restore");
    session.press(Key::Enter);
    assert!(session.has("before an import"));
    session.click("Restore");
    assert!(session.said().contains("Restored"), "{}", session.said());
    assert_eq!(session.mine().len(), 1);
    session.press_with(CTRL, Key::Z);
    assert_eq!(session.mine().len(), 2);
}

#[test]
fn what_another_program_writes_while_the_window_is_open_appears_in_it() {
    let mut session = Session::sample();
    let path = session.root.join("codebook.ron");
    // The first look has to be over.
    session.wait(Duration::from_millis(300));
    let other = fs::read_to_string(&path).expect("the codebook");
    let name = other.lines().find(|line| line.starts_with("Tag((id: \"argument/vacuum\"")).expect("the tag");
    let (zero, later) =
        ("(ms: 0, n: 0, by: \"\", seen: [])", "(ms: 1795330856049, n: 0, by: \"b\", seen: [(\"b\", 1)])");
    assert!(name.contains(zero), "{name}");
    let stamped = name.replace("name: \"", "name: \"New ").replace(zero, later);
    fs::write(&path, other.replace(name, &stamped)).expect("written");
    session.until("noticed", |session| session.said().contains("was changed by another program"));
    let tag = postil::model::TagId::new("argument/vacuum").expect("an id");
    assert!(session.project().tag_name(&tag).starts_with("New "));
}
