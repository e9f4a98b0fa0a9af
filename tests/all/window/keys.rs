//! Getting about: articles and commands by name, views, panes, and coming back where one was.

use egui::{Event, Key, Modifiers};
use postil::ui::{action::View, app::Start};

use super::{ALT, CTRL, CTRL_SHIFT, Session, USUAL};

/// A key that writes something else than its own letter.
fn press_for(session: &mut Session, modifiers: Modifiers, key: Key, text: Option<&str>) {
    let event = |pressed| Event::Key { key, physical_key: Some(key), pressed, repeat: false, modifiers };
    session.frame([event(true)].into_iter().chain(text.map(|text| Event::Text(text.to_owned()))));
    session.frame([event(false)]);
    session.run();
}

#[test]
fn ctrl_p_goes_to_an_article_by_its_name() {
    let mut session = Session::sample();
    session.press_with(CTRL, Key::P);
    assert!(session.has_focus("Go to an article"));
    session.type_text("dues buy");
    session.press(Key::Enter);
    assert_eq!(session.article(), "what-dues-buy");
    assert!(!session.has("Go to an article"));
}

#[test]
fn ctrl_k_runs_a_command_by_its_name() {
    let mut session = Session::sample();
    let before = session.harness.ctx.theme();
    session.press_with(CTRL, Key::K);
    session.type_text("light or dark");
    session.press(Key::Enter);
    assert_ne!(session.harness.ctx.theme(), before);
}

#[test]
fn the_sheet_comes_with_f1_and_goes_with_escape() {
    let mut session = Session::sample();
    session.press(Key::F1);
    assert!(session.has("Keyboard shortcuts") && session.has("Give the tag and close"));
    session.press(Key::Escape);
    assert!(!session.has("Give the tag and close"));
}

#[test]
fn views_and_panes_have_keys() {
    let mut session = Session::sample();
    for (key, view) in [(Key::Num2, View::Excerpts), (Key::Num3, View::Codebook), (Key::Num1, View::Read)] {
        session.press_with(CTRL, key);
        assert_eq!(session.open_project().view, view);
    }
    assert!(session.field("Filter articles").is_some());
    session.press_with(CTRL, Key::B);
    assert_eq!(session.field("Filter articles"), None);
    session.press_with(CTRL, Key::B);
    assert!(session.field("Filter articles").is_some());
}

#[test]
fn keys_of_the_text_do_nothing_under_an_overlay() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::F1);
    session.press(Key::Num1);
    session.press(Key::Delete);
    assert_eq!(session.mine(), []);
}

#[test]
fn the_same_article_and_place_are_there_again() {
    let mut session = Session::sample();
    session.press_with(CTRL, Key::P);
    session.type_text("minutes");
    session.press(Key::Enter);
    session.press(Key::Space);
    session.press(Key::Space);
    let place = session.open_project().reader.place();
    assert!(place.offset > 500, "{place:?}");
    let (dir, root, settings) = session.quit();
    let again = Session::open(dir, &root, settings, None, USUAL);
    assert_eq!(again.article(), "minutes-roundtable");
    let there = again.open_project().reader.place();
    assert_eq!(there.offset, place.offset);
    assert!((there.pixel - place.pixel).abs() < 2.0, "{there:?} {place:?}");
}

#[test]
fn the_start_page_lists_what_was_open() {
    let mut session = Session::sample();
    session.press_with(CTRL, Key::P);
    session.type_text("minutes");
    session.press(Key::Enter);
    session.press_with(CTRL, Key::W);
    assert!(session.harness.state().project().is_none());
    assert!(session.has("Open a project…") && session.has("Open sample"));
    let (dir, root, settings) = session.quit();
    let mut again = Session::start(dir, &root, settings, Start::default(), USUAL);
    again.click("Open sample");
    assert_eq!(again.article(), "minutes-roundtable");
}

#[test]
fn the_text_grows_with_plus_whether_or_not_it_takes_shift() {
    let mut session = Session::sample();
    let height = |session: &Session| session.paragraph("The Freedom Online Coalition").height();
    let mut before = height(&session);
    for (modifiers, key) in [(CTRL_SHIFT, Key::Plus), (CTRL, Key::Plus), (CTRL, Key::Equals)] {
        session.press_with(modifiers, key);
        let now = height(&session);
        assert!(now > before, "{modifiers:?} {key:?}");
        before = now;
    }
    session.press_with(CTRL, Key::Num0);
    assert!(height(&session) < before);
}

#[test]
fn altgr_and_a_letter_is_a_letter() {
    let mut session = Session::sample();
    session.press(Key::J);
    let (selected, revision) = (session.selected().to_owned(), session.revision());
    let ctrl_alt = CTRL.plus(ALT);
    for (modifiers, key, text) in [
        (Modifiers::NONE, Key::X, Some("ź")),
        (Modifiers::NONE, Key::H, Some("ħ")),
        (Modifiers::NONE, Key::T, Some("ŧ")),
        (Modifiers::NONE, Key::Num2, Some("²")),
        (ALT, Key::Num2, Some("²")),
        (ctrl_alt, Key::Num2, Some("@")),
        (ctrl_alt, Key::Num2, None),
        (ctrl_alt, Key::B, None),
    ] {
        press_for(&mut session, modifiers, key, text);
        assert_eq!((session.selected(), session.revision()), (selected.as_str(), revision), "{modifiers:?} {key:?}");
        assert_eq!(session.field("Tag this passage"), None, "{modifiers:?} {key:?}");
    }
    session.press(Key::T);
    press_for(&mut session, ALT, Key::Num2, Some("²"));
    press_for(&mut session, ctrl_alt, Key::Num2, Some("@"));
    assert_eq!(session.field("Tag this passage").as_deref(), Some("²@"));
    // A key of a keyboard that writes Cyrillic letters is the key in its place.
    session.press(Key::Escape);
    press_for(&mut session, Modifiers::NONE, Key::H, Some("р"));
    assert_eq!(session.mine()[0].quote, selected);
}
