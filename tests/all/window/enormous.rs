//! Texts as programs write them: a line of megabytes, with or without words, stops or blanks. Nothing waits for such a text
//! to be gone through. The bounds are wide, for a build that is not optimised on a busy machine; what goes through the text
//! again and again, or lays all of it out, takes many times as long.

use std::{
    fs,
    path::Path,
    rc::Rc,
    time::{Duration, Instant},
};

use egui::{Key, Modifiers, vec2};
use postil::{
    model::{ProjectInfo, Stamper},
    storage, verbs,
};

use super::{CTRL, CTRL_SHIFT, SHIFT, Session, USUAL, ana};
use crate::samples::new_article;

const MEGABYTE: usize = 1_000_000;
/// What a key may take, in a build that is not optimised.
const KEY: Duration = Duration::from_millis(900);

/// A project with one article.
fn project(root: &Path, text: &str) {
    let info = ProjectInfo {
        key: "enormous".to_owned(),
        title: "Enormous".to_owned(),
        note: String::new(),
        created: "2026-01-20T09:04:31Z".parse().expect("a time"),
        blind: false,
    };
    let storage::Created { store, mut project, .. } = storage::create(root, info, None).expect("created");
    let step = verbs::add_articles(&project, vec![new_article("log", text)]).expect("a step");
    project.apply(&step, &mut Stamper::new("r")).expect("applies");
    assert!(store.save(&project, None).failed.is_none());
}

fn opened(text: &str) -> Session {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().join("project");
    project(&root, text);
    Session::open(Rc::new(dir), &root, ana(), None, USUAL)
}

/// Of the key, until the frame in which it shows.
#[track_caller]
fn timed(session: &mut Session, what: &str, key: Key, modifiers: Modifiers) -> Duration {
    let begun = Instant::now();
    let event = |pressed| egui::Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
    session.frame([egui::Event::ModifiersChanged(modifiers), event(true)]);
    session.frame([event(false), egui::Event::ModifiersChanged(Modifiers::NONE)]);
    let took = begun.elapsed();
    println!("{what}: {took:?}");
    took
}

/// Reads, marks and undoes in the text with keys and mouse.
#[track_caller]
fn read_and_mark(text: &str) {
    let begun = Instant::now();
    let mut session = opened(text);
    println!("{:?}… made and opened: {:?}", text.chars().take(8).collect::<String>(), begun.elapsed());
    let mut slow = Vec::new();
    let mut step = |session: &mut Session, what: &str, modifiers, key| {
        let took = timed(session, what, key, modifiers);
        if took > KEY {
            slow.push(format!("{what}: {took:?}"));
        }
    };
    session.press(Key::End);
    for at in 0..2 {
        step(&mut session, "J", Modifiers::NONE, Key::J);
        step(&mut session, "K", Modifiers::NONE, Key::K);
        step(&mut session, "1", Modifiers::NONE, Key::Num1);
        assert_eq!(session.mine().len(), at + 1);
        assert!(session.mine().iter().all(|passage| passage.quote.len() <= 4096));
        session.press(Key::Escape);
        session.press(Key::Escape);
        session.press(Key::Home);
    }
    for (what, modifiers, key) in [
        ("N", Modifiers::NONE, Key::N),
        ("P", Modifiers::NONE, Key::P),
        ("page down", Modifiers::NONE, Key::PageDown),
        ("end", Modifiers::NONE, Key::End),
        ("undo", CTRL, Key::Z),
        ("redo", CTRL_SHIFT, Key::Z),
        ("a word further", CTRL_SHIFT, Key::ArrowRight),
        ("a letter further", SHIFT, Key::ArrowRight),
        ("a row further", SHIFT, Key::ArrowDown),
        ("a sentence further", SHIFT, Key::J),
        ("excerpts", CTRL, Key::Num2),
        ("reading", CTRL, Key::Num1),
    ] {
        step(&mut session, what, modifiers, key);
    }
    session.press(Key::Escape);
    let rect = session.harness.ctx.content_rect();
    let begun = Instant::now();
    session.drag(rect.center(), rect.center() + vec2(60.0, 90.0));
    println!("drag: {:?}", begun.elapsed());
    session.settle();
    assert_eq!(slow, [""; 0], "{:?}", text.chars().take(40).collect::<String>());
}

#[test]
fn lines_of_megabytes_are_read_and_marked_without_waiting() {
    for piece in ["word ", "x", ".", "\u{301}", "It ends here, as it should, after 40 b. ", "7f3a\u{1f1e9}"] {
        read_and_mark(&piece.repeat(3 * MEGABYTE / piece.len()));
    }
}

#[test]
fn two_hundred_thousand_paragraphs_are_read_and_marked_without_waiting() {
    read_and_mark(&"Tags\n".repeat(100_000));
    read_and_mark(&"A line of it.\n\n".repeat(100_000));
}

#[test]
fn a_passage_of_megabytes_is_marked_shown_and_undone_without_waiting() {
    let mut session = opened(&"word".repeat(MEGABYTE));
    session.press(Key::J);
    let id = session.open_project().article.clone().expect("an article");
    let project = session.project();
    let text = project.articles.get(&id).expect("an article").body.text().to_owned();
    session.press(Key::Escape);
    let rect = session.paragraph("word");
    let margin = rect.left_top() + vec2(-20.0, 10.0);
    let begun = Instant::now();
    session.click_at(margin);
    println!("select all of it: {:?}", begun.elapsed());
    assert_eq!(session.selected().len(), text.len());
    session.press(Key::Escape);
    let begun = Instant::now();
    timed(&mut session, "tag", Key::Num1, Modifiers::NONE);
    session.run();
    println!("tagged: {:?}", begun.elapsed());
    assert_eq!(session.mine()[0].quote.len(), text.len());
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    let mut slow = Vec::new();
    for (what, modifiers, key) in [
        ("N", Modifiers::NONE, Key::N),
        ("excerpts", CTRL, Key::Num2),
        ("idle", Modifiers::NONE, Key::F12),
        ("reading", CTRL, Key::Num1),
        ("J", Modifiers::NONE, Key::J),
        ("tag again", Modifiers::NONE, Key::Num1),
        ("idle", Modifiers::NONE, Key::F12),
    ] {
        let took = timed(&mut session, what, key, modifiers);
        if took > KEY {
            slow.push(format!("{what}: {took:?}"));
        }
    }
    assert_eq!(slow, [""; 0]);
    session.settle();
    assert_eq!(fs::read_dir(session.root.join("annotations")).expect("a folder").count(), 1);
}
