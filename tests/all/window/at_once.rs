//! Much in one frame, as a tap on a touchpad, a remote desktop or a busy machine bring it: all is handled, in its order.

use egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};

use super::{CTRL, Passage, SHIFT, Session};

fn key(key: Key) -> Vec<Event> {
    let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE };
    let letter = Some(key.symbol_or_name()).filter(|name| name.chars().count() == 1 && name.is_ascii());
    let typed = letter.map(|name| Event::Text(name.to_lowercase()));
    [event(true)].into_iter().chain(typed).chain([event(false)]).collect()
}

fn typed(text: &str) -> Vec<Event> {
    let key_of = |c: char| Key::from_name(&c.to_uppercase().to_string()).expect("a letter or digit");
    text.chars().flat_map(|c| key(key_of(c))).collect()
}

fn tap(pos: Pos2) -> Vec<Event> {
    let button =
        |pressed| Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE };
    vec![Event::PointerMoved(pos), button(true), button(false)]
}

impl Session {
    fn at_once(&mut self, events: impl IntoIterator<Item = Vec<Event>>) {
        self.frame(events.into_iter().flatten());
        // Each has a frame of its own.
        (0..8).for_each(|_| self.run());
    }

    fn tags(&self) -> Vec<(String, Vec<String>)> {
        self.mine().into_iter().map(|Passage { quote, tags, .. }| (quote, tags)).collect()
    }
}

fn sovereignty(quote: &str) -> Vec<(String, Vec<String>)> {
    vec![(quote.to_owned(), vec!["argument/sovereignty".to_owned()])]
}

#[test]
fn sentence_bar_letters_and_enter_in_one_frame_tag_that_sentence() {
    let mut session = Session::sample();
    session.press(Key::J);
    let sentence = session.selected().to_owned();
    session.press(Key::Escape);
    session.at_once([key(Key::J), key(Key::T), typed("sovereignty"), key(Key::Enter)]);
    assert_eq!(session.tags(), sovereignty(&sentence));
    assert_eq!(session.revision(), 1, "nothing else was run");
    assert_eq!(session.selected(), "");
}

#[test]
fn two_taps_and_what_is_typed_in_one_frame_tag_that_word() {
    let mut session = Session::sample();
    let at = session.paragraph("The Freedom Online Coalition").left_top() + vec2(30.0, 14.0);
    // Without this a quarter of a second passes from frame to frame.
    session.harness.input_mut().time = Some(1_000.0);
    session.at_once([tap(at), tap(at)]);
    let word = session.selected().to_owned();
    assert!(!word.is_empty() && !word.contains(' '), "{word:?}");
    assert!(session.has_focus("Tag this passage"), "the bar is open");
    session.press(Key::Escape);
    session.press(Key::Escape);
    session.harness.input_mut().time = Some(1_002.0);
    session.at_once([tap(at), tap(at), typed("sovereignty"), key(Key::Enter)]);
    assert_eq!(session.tags(), sovereignty(&word));
}

#[test]
fn what_is_typed_behind_a_tags_own_key_is_no_text_any_more() {
    let mut session = Session::sample();
    session.press(Key::J);
    let first = session.selected().to_owned();
    // The digit gives a tag and closes the bar; what comes then is a command again.
    session.at_once([key(Key::T), key(Key::Num1), key(Key::J)]);
    assert_eq!(session.mine().len(), 1);
    let next = session.selected().to_owned();
    assert!(!next.is_empty() && next != first, "{next:?}");
    // In a field with something in it, a digit is a digit.
    session.at_once([key(Key::T), typed("g5")]);
    assert_eq!(session.field("Tag this passage").as_deref(), Some("g5"));
}

#[test]
fn a_drag_in_one_frame_selects_what_it_went_over() {
    let mut session = Session::sample();
    let from = session.paragraph("The Freedom Online Coalition").left_top() + vec2(1.0, 14.0);
    let to = from + vec2(220.0, 28.0);
    session.drag(from, to);
    let dragged = session.selected().to_owned();
    session.press(Key::Escape);
    session.press(Key::Escape);
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    session.wait(std::time::Duration::from_millis(100));
    session.at_once([vec![Event::PointerMoved(from), button(from, true), Event::PointerMoved(to), button(to, false)]]);
    assert_eq!(session.selected(), dragged);
}

#[test]
fn keys_that_are_held_down_do_not_pile_up() {
    let mut session = Session::sample();
    session.press(Key::J);
    let before = session.selected().len();
    let event =
        |pressed| Event::Key { key: Key::ArrowRight, physical_key: None, pressed, repeat: false, modifiers: SHIFT };
    session.frame([Event::ModifiersChanged(SHIFT)]);
    session.frame([event(true)]);
    session.frame([]);
    session.frame((0..20).map(|_| event(true)));
    let held = session.selected().len();
    assert!(held > before, "{before} and then {held}");
    session.frame([event(false), Event::ModifiersChanged(Modifiers::NONE)]);
    session.run();
    assert_eq!(session.selected().len(), held);
}

#[test]
fn a_field_that_a_click_opens_has_the_keyboard() {
    for (button, field) in [("New tag", "Name of the new tag"), ("New group", "Name of the new tag group")] {
        let mut session = Session::sample();
        session.press_with(CTRL, Key::Num3);
        session.click(button);
        assert!(session.has_focus(field), "{field}");
    }
    let mut session = Session::sample();
    session.press_with(CTRL, Key::Num2);
    session.click("Filter by tag");
    session.type_text("lev");
    assert_eq!(session.field("Find a tag").as_deref(), Some("lev"));
    session.press(Key::Escape);
    assert!(session.has_focus("Filter by tag"), "Tab goes on from there");
}
