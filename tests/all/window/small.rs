//! A small window, or a large scale: each view and each dialog can be used, with its buttons in view.

use std::collections::BTreeSet;

use egui::{Key, Modifiers, Rect, Vec2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{CTRL, CTRL_SHIFT, Session, ana, sample};

/// 1440×900 at 200 %, less what the system takes.
const SMALL: Vec2 = vec2(700.0, 420.0);

fn session() -> Session {
    let (dir, root) = sample();
    Session::open(dir, &root, ana(), None, SMALL)
}

/// Where the button is.
#[track_caller]
fn button(session: &Session, label: &str) -> Rect {
    let mut found =
        session.harness.query_all_by_label(label).filter(|node| node.accesskit_node().role() == egui::Role::Button);
    found.next_back().unwrap_or_else(|| panic!("no button {label:?}")).rect()
}

/// Opens a dialog.
type Open = Box<dyn Fn(&mut Session)>;

/// How each dialog is opened, with the button that ends it.
fn dialogs() -> [(Open, &'static str); 8] {
    let run = |name: &'static str| {
        move |session: &mut Session| {
            session.press_with(CTRL, Key::K);
            session.type_text(name);
            session.press(Key::Enter);
        }
    };
    let by_key = |modifiers: Modifiers, key: Key| move |session: &mut Session| session.press_with(modifiers, key);
    [
        (Box::new(by_key(CTRL, Key::Comma)), "Done"),
        (Box::new(by_key(CTRL, Key::E)), "Export"),
        (Box::new(by_key(Modifiers::NONE, Key::F2)), "Save"),
        (Box::new(run("about this project")), "Save"),
        (Box::new(run("exclude")), "Exclude"),
        (Box::new(run("remove from project")), "Remove"),
        (Box::new(run("who annotates")), "Annotate under this name"),
        (Box::new(by_key(CTRL_SHIFT, Key::T)), "Add tag"),
    ]
}

#[test]
fn dialogs_keep_their_buttons_in_view() {
    let window = Rect::from_min_size(egui::Pos2::ZERO, SMALL);
    for (open, label) in dialogs() {
        let mut session = session();
        open(&mut session);
        session.run();
        let rect = button(&session, label);
        assert!(window.contains_rect(rect), "{label:?} at {rect:?}");
    }
}

#[test]
fn what_opens_beside_the_text_is_whole_in_the_window() {
    let window = Rect::from_min_size(egui::Pos2::ZERO, SMALL);
    let mut session = session();
    session.press(Key::J);
    session.press(Key::T);
    let area = |session: &Session, name: &str| {
        session.harness.ctx.memory(|memory| memory.area_rect(egui::Id::unique(name))).expect("an area")
    };
    let bar = area(&session, "tag-bar");
    assert!(window.contains_rect(bar), "{bar:?}");
    session.type_text("sovereignty");
    session.press(Key::Tab);
    session.run();
    let details = area(&session, "details");
    assert!(window.contains_rect(details), "{details:?}");
    session.type_text("zorbo");
    session.run();
    let details = area(&session, "details");
    assert!(window.contains_rect(details), "{details:?}");
}

#[test]
fn the_text_has_most_of_a_small_window() {
    let session = session();
    let text = session.paragraph("The Freedom Online Coalition");
    assert!(text.width() > 380.0, "{text:?}");
}

/// The keyboard's stop, with what it is called and where it is.
fn stop(session: &Session) -> Option<(String, Rect)> {
    let root = session.harness.root();
    let focused = root.children_recursive().find(egui_kittest::Node::is_focused)?;
    let node = focused.accesskit_node();
    let name = node.label().or_else(|| node.value()).unwrap_or_default();
    Some((format!("{:?} {name:?}", node.role()), focused.rect()))
}

/// Tab goes from stop to stop, each of which has to come into the window.
#[track_caller]
fn walk(session: &mut Session, place: &str) {
    let window = Rect::from_min_size(egui::Pos2::ZERO, SMALL).expand(1.0);
    let mut stops = BTreeSet::new();
    for _ in 0..60 {
        session.press(Key::Tab);
        session.run();
        let Some((name, rect)) = stop(session) else { continue };
        assert!(window.contains_rect(rect), "{place}: {name} at {rect:?}");
        stops.insert(name);
    }
    assert!(stops.len() > 1, "{place}: {stops:?}");
}

#[test]
fn each_stop_of_the_keyboard_comes_into_the_window() {
    for (view, key) in [("Read", Key::Num1), ("Excerpts", Key::Num2), ("Codebook", Key::Num3), ("Compare", Key::Num4)] {
        let mut session = session();
        session.press_with(CTRL, key);
        walk(&mut session, view);
    }
    let mut session = session();
    session.press_with(CTRL, Key::Num4);
    session.click("Agreement");
    session.settle();
    walk(&mut session, "Agreement");
}

#[test]
fn each_stop_of_the_keyboard_in_a_dialog_comes_into_the_window() {
    for (open, label) in dialogs() {
        let mut session = session();
        open(&mut session);
        session.run();
        walk(&mut session, label);
    }
}
