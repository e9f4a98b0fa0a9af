//! Articles come and go: dropped, chosen in a dialog, written as a path, marked, removed, and back by undo.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use egui::Key;
use postil::{
    model::State,
    ui::dialogs::{Answer, Ask},
};

use super::{CTRL, CTRL_SHIFT, Session};

#[derive(Debug)]
pub(super) struct Dropped(pub PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        fs::read(&self.0).map_err(|error| error.to_string())
    }
}

pub(super) fn text(session: &Session, name: &str, words: &str) -> PathBuf {
    let path = session.dir.path().join(name);
    fs::write(&path, words).expect("written");
    path
}

pub(super) fn articles(session: &Session) -> usize {
    session.project().articles.iter().count()
}

fn run_by_name(session: &mut Session, name: &str) {
    session.press_with(CTRL, Key::K);
    session.type_text(name);
    session.press(Key::Enter);
}

/// The open article's part of the list.
fn part(session: &Session) -> State {
    let lists = session.open_project().articles_by_state();
    let open = session.open_project().article.clone().expect("an article");
    lists.into_iter().find(|(_, list)| list.contains(&open)).expect("in the list").0
}

#[test]
fn dropped_files_become_articles() {
    let mut session = Session::sample();
    let paths = [
        text(&session, "one.txt", "A first text. It says little.\n"),
        text(&session, "two.md", "A second text. It says less.\n"),
    ];
    let before = articles(&session);
    for path in paths {
        session.harness.input_mut().dropped_files.push(Arc::new(Dropped(path)));
    }
    session.harness.step();
    session.until("previewed", |session| session.has("Add 2 articles"));
    assert_eq!(articles(&session), before);
    session.press(Key::Enter);
    session.until("added", |session| articles(session) == before + 2);
    assert_eq!(session.said(), "Added 2 articles.");
    session.settle();
    assert_eq!(
        fs::read_to_string(session.root.join("articles/one.txt")).expect("a copy"),
        "A first text. It says little.\n"
    );
}

#[test]
fn removing_an_article_says_what_goes_and_undo_brings_all_back() {
    let mut session = Session::sample();
    let (before, removed) = (articles(&session), session.article());
    session.press(Key::J);
    session.press(Key::Num1);
    let mine = session.mine();
    run_by_name(&mut session, "remove from project");
    assert!(session.has("Your 1 passage in it go"), "what goes along is said");
    assert!(session.has("Ilse Maran has") && session.has("stay in that file"));
    session.click("Remove");
    assert_eq!((articles(&session), session.mine().len()), (before - 1, 0));
    assert_ne!(session.article(), removed);
    session.settle();
    session.press_with(CTRL, Key::Z);
    assert_eq!((articles(&session), session.mine()), (before, mine.clone()));
    assert_eq!(session.article(), removed);
    session.settle();
    assert_eq!(session.filed(), mine);
    assert!(session.root.join("articles").join(format!("{removed}.txt")).is_file());
}

#[test]
fn a_mark_moves_the_article_in_the_list() {
    let mut session = Session::sample();
    assert_eq!(part(&session), State::Todo);
    session.press_with(CTRL, Key::D);
    assert_eq!(part(&session), State::Done);
    run_by_name(&mut session, "mark in progress");
    assert_eq!(part(&session), State::Doing);
    run_by_name(&mut session, "exclude");
    session.click("Off topic");
    session.press_with(CTRL, Key::Enter);
    assert_eq!(part(&session), State::Excluded);
    session.settle();
    assert!(session.own_file().contains("state: Excluded, reason: \"Off topic\""), "{}", session.own_file());
    session.press_with(CTRL, Key::Z);
    assert_eq!(part(&session), State::Doing);
}

#[test]
fn a_dialog_adds_articles() {
    let mut session = Session::sample();
    let path = text(&session, "chosen.txt", "Chosen words.\n");
    let before = articles(&session);
    session.script.0.borrow_mut().answers.push_back(Answer::Paths(vec![path]));
    session.press_with(CTRL_SHIFT, Key::A);
    session.until("previewed", |session| session.has("Add 1 article"));
    session.press(Key::Enter);
    session.until("added", |session| articles(session) == before + 1);
    assert_eq!(session.script.0.borrow().asked, [Ask::AddFiles]);
    assert_eq!(session.article(), "chosen");
}

#[test]
fn without_a_dialog_a_path_can_be_written() {
    let mut session = Session::sample();
    let path = text(&session, "written.txt", "Written words.\n");
    let before = articles(&session);
    session.script.0.borrow_mut().answers.push_back(Answer::NoDialog);
    session.press_with(CTRL_SHIFT, Key::A);
    session.run();
    assert!(session.has_focus("Path"));
    session.press_with(CTRL, Key::A);
    session.frame([egui::Event::Paste(path.display().to_string())]);
    session.press(Key::Enter);
    session.until("previewed", |session| session.has("Add 1 article"));
    session.press(Key::Enter);
    session.until("added", |session| articles(session) == before + 1);
}

#[test]
fn a_dialog_that_is_cancelled_does_nothing() {
    let mut session = Session::sample();
    let revision = session.revision();
    session.press_with(CTRL_SHIFT, Key::A);
    session.run();
    assert_eq!((session.revision(), session.said()), (revision, ""));
}

#[test]
fn the_reason_of_leaving_out_is_what_is_typed() {
    let mut session = Session::sample();
    session.press_with(CTRL, Key::K);
    session.type_text("exclude");
    session.press(Key::Enter);
    session.type_text("off topic here");
    session.press(Key::Enter);
    let id = session.open_project().article.clone().expect("an article");
    let status = session.project().layer(&session.me()).and_then(|layer| layer.statuses.get(&id)).cloned();
    assert_eq!(status.map(|status| status.reason).as_deref(), Some("off topic here"));
}

#[test]
fn a_click_beside_a_dialog_does_not_close_it() {
    let mut session = Session::sample();
    session.press(Key::F2);
    assert!(session.has("Title and details"));
    session.click_at(egui::pos2(8.0, 300.0));
    assert!(session.has("Title and details"));
    session.press(Key::Escape);
    assert!(!session.has("Title and details"));
}
