//! Text that runs from right to left: what is stored is what was marked.

use std::fs;

use egui::{Event, Key, Modifiers, PointerButton, vec2};

use super::{SHIFT, Session, USUAL, ana, sample};

const ARABIC: &str = "انسحبت الولايات المتحدة من ست وستين هيئة دولية في يناير، وقال البيت الأبيض إنها لا تخدم السيادة.";
const HEBREW: &str = "ארצות הברית פרשה משישים ושישה גופים (FOC) בינואר 2026.";

/// The sample, with an article of three lines, the first and the last in Latin letters.
fn session() -> Session {
    let (dir, root) = sample();
    let text = format!("First a line in English, to begin with.\n\n{ARABIC}\n\n{HEBREW}\n\nAnd a last line.\n");
    let path = dir.path().join("mixed.txt");
    fs::write(&path, text).expect("written");
    let mut session = Session::open(dir, &root, ana(), None, USUAL);
    session.script.0.borrow_mut().answers.push_back(postil::ui::dialogs::Answer::Paths(vec![path]));
    session.press_with(super::CTRL_SHIFT, Key::A);
    session.until("previewed", |session| session.has("Add 1 article"));
    session.press(Key::Enter);
    session.until("added", |session| session.article() == "mixed");
    session
}

#[test]
fn it_is_said_and_whole_lines_are_taken_however_one_selects() {
    let mut session = session();
    assert!(session.harness.state().last_notice().is_some());
    let has_said = |session: &Session| session.has("from right to left");
    assert!(has_said(&session), "said when it is opened");
    for line in [ARABIC, HEBREW] {
        let rect = session.paragraph(&line[..line.floor_char_boundary(12)]);
        let (from, to) = (rect.left_top() + vec2(120.0, 14.0), rect.left_top() + vec2(190.0, 14.0));
        session.drag(from, to);
        assert_eq!(session.selected(), line, "by a drag within the line");
        session.press(Key::Escape);
        session.press(Key::Escape);
        // A double click, which takes a word elsewhere.
        session.harness.input_mut().time = Some(1_000.0);
        let button = |pressed| Event::PointerButton {
            pos: from,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        session.frame([Event::PointerMoved(from), button(true), button(false), button(true), button(false)]);
        (0..3).for_each(|_| session.run());
        assert_eq!(session.selected(), line, "by two clicks");
        session.harness.input_mut().time = Some(1_010.0);
        session.press(Key::Escape);
        session.press(Key::Escape);
    }
    session.press(Key::J);
    session.press_with(SHIFT, Key::ArrowRight);
    session.press_with(SHIFT, Key::J);
    let selected = session.selected().to_owned();
    assert!(selected.ends_with(ARABIC) && selected.starts_with("First"), "by keys: {selected:?}");
    session.press(Key::H);
    assert_eq!(session.mine()[0].quote, selected, "and that is what is stored");
}

#[test]
fn text_beside_it_is_selected_as_ever() {
    let mut session = session();
    let rect = session.paragraph("First a line");
    session.drag(rect.left_top() + vec2(1.0, 14.0), rect.left_top() + vec2(60.0, 14.0));
    assert!("First a line in English".starts_with(session.selected()) && !session.selected().is_empty());
}
