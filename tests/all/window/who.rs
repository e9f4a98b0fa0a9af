//! Who says it and about whom: nothing is taken that was not seen and accepted, and nothing that was typed is lost.

use egui::Key;
use egui_kittest::kittest::Queryable as _;
use postil::model::{GroupId, TagId};

use super::{CTRL, Session};

/// A passage with a tag, and the form for who says it.
fn form() -> Session {
    let mut session = Session::sample();
    session.press(Key::J);
    give_with_tab(&mut session);
    session
}

fn give_with_tab(session: &mut Session) {
    session.press(Key::T);
    session.type_text("sovereignty");
    session.press(Key::Tab);
    assert!(session.has_focus("Said by"));
}

fn group_of(session: &Session, tag: &str) -> Option<(String, GroupId)> {
    let id = TagId::new(tag).expect("an id");
    session.project().tag(&id).map(|tag| (tag.name.clone(), tag.group.clone()))
}

#[test]
fn a_name_that_nobody_has_becomes_a_tag_in_the_first_group_or_in_the_one_that_is_chosen() {
    for (downs, group) in [(0, "organization"), (2, "person")] {
        let mut session = form();
        let revision = session.revision();
        session.type_text("zorbotrade");
        for name in ["Organizations", "States", "Persons", "Arguments"] {
            assert!(session.has(&format!("in {name}")) || session.has("New “zorbotrade”"), "{name} is offered");
        }
        (0..downs).for_each(|_| session.press(Key::ArrowDown));
        session.press(Key::Enter);
        assert!(session.has("Remove zorbotrade from “Said by”"));
        assert_eq!(session.revision(), revision, "nothing is made before the form is done");
        session.press(Key::Enter);
        let tag = session.mine()[0].by[0].clone();
        let (name, found) = group_of(&session, &tag).expect("a tag");
        assert_eq!((name.as_str(), found.as_str()), ("zorbotrade", group));
        assert_eq!(session.revision(), revision + 1, "one step");
        session.press_with(CTRL, Key::Z);
        assert!(session.mine()[0].by.is_empty() && group_of(&session, &tag).is_none());
    }
}

#[test]
fn the_last_speaker_is_offered_and_not_taken() {
    let mut session = form();
    session.type_text("white");
    session.press(Key::Enter);
    session.press(Key::Enter);
    session.press(Key::J);
    give_with_tab(&mut session);
    assert!(!session.has("Remove White House from “Said by”"));
    session.press(Key::Enter);
    assert_eq!(session.mine()[1].by, [""; 0], "Enter in the empty field says nothing");
    session.press(Key::J);
    give_with_tab(&mut session);
    assert!(session.has("White House"), "offered");
    session.press(Key::ArrowDown);
    session.press(Key::Enter);
    session.press(Key::Enter);
    assert_eq!(session.mine()[2].by, ["person/white-house"]);
}

#[test]
fn what_is_still_typed_when_the_form_ends_is_taken_if_it_is_a_name_and_kept_if_not() {
    // The whole name: there is nothing to ask.
    let mut session = form();
    session.type_text("White House");
    session.press_with(CTRL, Key::Enter);
    assert_eq!(session.mine()[0].by, ["person/white-house"]);

    let mut session = form();
    session.type_text("zorbotrade");
    let elsewhere = session.paragraph("The Freedom Online Coalition").left_top() + egui::vec2(30.0, 14.0);
    session.click_at(elsewhere);
    assert_eq!(session.field("Said by").as_deref(), Some("zorbotrade"), "by a click elsewhere");
    assert!(session.has("“zorbotrade” is not in the codebook"));
    session.press_with(CTRL, Key::Enter);
    assert_eq!(session.field("Said by").as_deref(), Some("zorbotrade"), "by Ctrl Enter");
    for (modifiers, key) in [(CTRL, Key::K), (CTRL, Key::PageDown), (CTRL, Key::Num2), (CTRL, Key::F)] {
        session.press_with(modifiers, key);
        assert_eq!(session.field("Said by").as_deref(), Some("zorbotrade"), "by {key:?}");
    }
    session.press(Key::Enter);
    session.press(Key::Enter);
    let by = session.mine()[0].by.clone();
    assert_eq!(group_of(&session, &by[0]).map(|(name, _)| name).as_deref(), Some("zorbotrade"));
}

#[test]
fn the_form_keeps_the_keyboard_and_its_passage_when_it_cannot_be_left_and_tab_makes_no_tag() {
    let mut session = form();
    let tags = session.project().tags.iter().count();
    session.type_text("zorbotrade");
    session.press(Key::Tab);
    assert!(session.has_focus("Said by"), "not gone on");
    assert!(session.has("“zorbotrade” is not in the codebook"));
    let (held, article) = (session.in_hand(), session.article());
    let text = session.paragraph("I think the decision");
    for pos in [
        text.left_top() + egui::vec2(400.0, 60.0),
        session.harness.get_by_label("Norms are written by those who stay").rect().center(),
    ] {
        session.click_at(pos);
        assert!(session.has_focus("Said by"));
        assert_eq!((session.in_hand(), session.article()), (held.clone(), article.clone()));
    }
    session.type_text("x");
    assert_eq!(session.field("Said by").as_deref(), Some("zorbotradex"));
    session.press(Key::Escape);
    assert_eq!(session.project().tags.iter().count(), tags);
}

#[test]
fn a_key_with_alt_writes_nothing() {
    let with_alt = |session: &mut Session, key: Key, letter: &str| {
        let event =
            |pressed| egui::Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: super::ALT };
        session.frame([egui::Event::ModifiersChanged(super::ALT), event(true), egui::Event::Text(letter.to_owned())]);
        session.frame([event(false), egui::Event::ModifiersChanged(egui::Modifiers::NONE)]);
        session.run();
    };
    let mut session = form();
    with_alt(&mut session, Key::Num1, "1");
    assert_eq!(session.field("Said by").as_deref(), Some(""));
    session.press(Key::Enter);
    assert_eq!((session.mine()[0].by.len(), session.field("Said by")), (0, None));
    let filter = session.harness.get_by_label("Filter articles").rect().center();
    session.click_at(filter);
    with_alt(&mut session, Key::B, "b");
    assert_eq!(session.field("Filter articles").as_deref(), Some(""));
}

#[test]
fn a_note_opens_its_pane_and_ends_with_it() {
    let mut session = form();
    session.press(Key::Escape);
    session.press_with(super::ALT, Key::B);
    session.press(Key::M);
    session.type_text("first");
    assert_eq!(session.field("Note").as_deref(), Some("first"));
    session.press_with(super::ALT, Key::B);
    assert_eq!(session.mine()[0].note, "first", "hidden, it is ended");
    session.press_with(super::ALT, Key::B);
    assert!(!session.has_focus("Note"));
    assert_eq!(session.mine().len(), 1);
}

#[test]
fn what_opens_takes_the_keyboard_and_what_was_said_is_kept() {
    let mut session = form();
    session.type_text("white");
    session.press(Key::Enter);
    session.press_with(CTRL, Key::K);
    assert!(session.has_focus("Search or run a command"));
    session.type_text("settings");
    session.press(Key::Enter);
    assert_eq!(session.mine()[0].by, ["person/white-house"]);
    assert!(session.has("Text of articles"), "the settings are open");
    session.press(Key::Escape);

    // The tag bar goes too, and what is typed is no tag.
    session.press(Key::J);
    session.press(Key::T);
    session.press_with(CTRL, Key::K);
    session.type_text("settings");
    session.press(Key::Enter);
    assert!(session.has("Text of articles"));
    session.press(Key::Escape);
    assert_eq!(session.mine().len(), 1);
    session.press(Key::T);
    session.press_with(CTRL, Key::F);
    session.type_text("coalition");
    // The words that are selected are what is to be found first.
    assert!(session.field("Find in this article").is_some_and(|words| words.ends_with("coalition")));
    assert_eq!(session.mine().len(), 1);
}

#[test]
fn a_new_tag_can_be_made_in_any_group_from_the_tag_bar() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::T);
    session.type_text("zorbotrade");
    // Arguments, Organizations, States, Persons.
    (0..3).for_each(|_| session.press(Key::ArrowDown));
    session.press(Key::Enter);
    let tag = session.mine()[0].tags[0].clone();
    assert_eq!(group_of(&session, &tag).expect("a tag").1.as_str(), "person");
}

#[test]
fn the_tag_bar_is_as_large_as_its_list() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::T);
    let height = |session: &Session| {
        let bar = session.harness.ctx.memory(|memory| memory.area_rect(egui::Id::unique("tag-bar")));
        bar.expect("the bar").height()
    };
    let full = height(&session);
    session.type_text("sovereign");
    assert!(height(&session) < full - 60.0);
    (0.."sovereign".len()).for_each(|_| session.press(Key::Backspace));
    assert!((height(&session) - full).abs() < 1.0, "{} after {full}", height(&session));
    session.press(Key::Escape);
    session.press(Key::T);
    assert!((height(&session) - full).abs() < 1.0, "and when it is opened again");
}

#[test]
fn the_tag_bar_covers_neither_the_passage_nor_the_card_with_the_definition() {
    for size in [egui::vec2(1024.0, 700.0), egui::vec2(1280.0, 860.0), egui::vec2(2560.0, 1440.0)] {
        let mut session = Session::sample();
        session.harness.set_size(size);
        session.run();
        session.drag_over_two_lines("The Freedom Online Coalition");
        let bar = session.harness.ctx.memory(|memory| memory.area_rect(egui::Id::unique("tag-bar"))).expect("a bar");
        let top = session.paragraph("The Freedom Online Coalition").left_top();
        let passage = egui::Rect::from_min_size(top, egui::vec2(400.0, 2.0 * 28.0));
        assert!(!bar.intersects(passage) || bar.left() > top.x + 500.0, "{size}: {bar:?} over {passage:?}");
        assert!(bar.right() <= size.x - 300.0, "{size}: {bar:?} over the pane on the right");
    }
}
