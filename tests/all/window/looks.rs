//! Nothing happens by itself, nothing to show is said in words, and long names do not break the window.

use std::{fs, rc::Rc, time::Duration};

use egui::{Key, Vec2};
use postil::{model::ProjectInfo, storage, ui::app::Start};

use super::{CTRL, SMALLEST, Session, USUAL, ana, sample};

fn delay(session: &Session) -> Duration {
    session.harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay
}

#[test]
fn an_idle_window_draws_nothing() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::Num1);
    session.settle();
    session.until("nothing moves", |session| delay(session) > Duration::from_mins(1));
    session.harness.step();
    assert!(delay(&session) > Duration::from_hours(1), "{:?}", delay(&session));
    for key in [Key::Num2, Key::Num3] {
        session.press_with(CTRL, key);
        session.until("nothing moves", |session| delay(session) > Duration::from_mins(1));
    }
}

fn empty_project(size: Vec2, title: &str) -> Session {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().join("new");
    let info = ProjectInfo {
        key: "new".to_owned(),
        title: title.to_owned(),
        note: String::new(),
        created: "2026-01-20T09:04:31Z".parse().expect("a time"),
        blind: false,
    };
    storage::create(&root, info, None).expect("created");
    Session::open(Rc::new(dir), &root, ana(), None, size)
}

#[test]
fn an_empty_project_says_what_to_do() {
    for size in [USUAL, SMALLEST] {
        let mut session = empty_project(size, "New");
        // Where there is no room for the list, the page offers what it would.
        assert!(session.has("No article is open") && session.has("Add articles…"));
        assert!(size == SMALLEST || session.has("No articles yet"));
        // Nothing to act on is no reason to fall over.
        for key in [Key::J, Key::T, Key::N, Key::Delete, Key::G, Key::M, Key::W, Key::Slash, Key::F3, Key::F2] {
            session.press(key);
        }
        for key in [Key::Num2, Key::Num3, Key::Num1, Key::P, Key::F, Key::D, Key::Z, Key::PageDown] {
            session.press_with(CTRL, key);
            session.press(Key::Escape);
        }
        assert_eq!(session.revision(), 0);
    }
}

#[test]
fn an_article_without_its_text_says_where_to_put_it() {
    for size in [USUAL, SMALLEST] {
        let (dir, root) = sample();
        fs::remove_file(root.join("articles/a-chair-stands-empty.txt")).expect("removed");
        let mut session = Session::open(dir, &root, ana(), None, size);
        assert_eq!(session.article(), "a-chair-stands-empty");
        assert!(session.has("The text of this article is not there"));
        assert!(session.has("Put articles/a-chair-stands-empty.txt back"));
        for key in [Key::J, Key::T, Key::N, Key::Slash, Key::Space, Key::End] {
            session.press(key);
        }
        assert_eq!(session.mine(), []);
    }
}

#[test]
fn long_names_do_not_break_the_window() {
    let long = "Leaving the forums, and what the forums did afterwards, seen from very far away ".repeat(6);
    for size in [USUAL, SMALLEST] {
        let mut session = empty_project(size, &long);
        let path = session.dir.path().join("long.txt");
        fs::write(&path, format!("{}\n\n{}\n", "Unbreakable".repeat(300), long)).expect("written");
        session.script.0.borrow_mut().answers.push_back(postil::ui::dialogs::Answer::Paths(vec![path]));
        session.press_with(super::CTRL_SHIFT, Key::A);
        session.until("previewed", |session| session.has("Add 1 article"));
        session.press(Key::Enter);
        session.until("added", |session| session.project().articles.iter().count() == 1);
        session.press(Key::J);
        session.press(Key::T);
        session.type_text(&"wide ".repeat(30));
        session.press_with(CTRL, Key::Enter);
        assert_eq!(session.mine().len(), 1);
        for key in [Key::Num2, Key::Num3, Key::Num1] {
            session.press_with(CTRL, key);
        }
        assert!(session.has("● "), "the status is in view");
        session.settle();
    }
}

#[test]
fn the_smallest_window_shows_all_views_and_overlays() {
    let (dir, root) = sample();
    let mut session = Session::open(dir, &root, ana(), None, SMALLEST);
    for key in [Key::Num2, Key::Num3, Key::Num1] {
        session.press_with(CTRL, key);
        assert!(session.has("● Saved"));
    }
    for key in [Key::F1, Key::F2] {
        session.press(key);
        session.press(Key::Escape);
    }
    for key in [Key::K, Key::P, Key::Comma, Key::F] {
        session.press_with(CTRL, key);
        session.press(Key::Escape);
    }
    session.press(Key::J);
    session.press(Key::T);
    assert!(session.has_focus("Tag this passage"));
    session.press(Key::Escape);
    assert_eq!(session.revision(), 0);
}

#[test]
fn the_start_page_offers_a_project_and_the_sample() {
    for size in [USUAL, SMALLEST] {
        let (dir, root) = sample();
        let session = Session::start(dir, &root, ana(), Start::default(), size);
        assert!(session.has("Open a project…") && session.has("Try the sample…"));
    }
}
