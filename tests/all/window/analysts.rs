//! Who annotates: asked once, and nobody else's file is ever written.

use std::fs;

use egui::{Key, vec2};
use egui_kittest::kittest::Queryable as _;
use postil::storage::Settings;

use super::{CTRL, Session, USUAL, sample};

const STRIP: &str = "in a file of your own.";

#[test]
fn the_first_start_asks_who_annotates_and_keeps_the_name() {
    let (dir, root) = sample();
    let mut session = Session::open(dir, &root, Settings::default(), None, USUAL);
    assert!(session.has(STRIP));
    session.click("Keep this name");
    assert!(!session.has(STRIP));
    let me = session.me();
    let (dir, root, settings) = session.quit();
    assert!(!settings.analyst.is_empty());
    let again = Session::open(dir, &root, settings, None, USUAL);
    assert!(!again.has(STRIP));
    assert_eq!(again.me(), me);
}

#[test]
fn another_name_can_be_given() {
    let (dir, root) = sample();
    let mut session = Session::open(dir, &root, Settings::default(), None, USUAL);
    session.click("Use another…");
    assert!(session.has_focus("Your name"));
    session.press_with(CTRL, Key::A);
    session.type_text("Ana Novak");
    session.press(Key::Enter);
    assert_eq!(session.me().as_str(), "ana-novak");
    assert!(!session.has(STRIP));
    session.press(Key::J);
    session.press(Key::Num1);
    session.settle();
    assert!(session.own_file().contains("name: \"Ana Novak\""));
}

#[test]
fn what_somebody_else_marked_is_shown_to_read_only() {
    let mut session = Session::sample();
    let path = session.root.join("annotations/ilse-maran.ron");
    let bytes = fs::read(&path).expect("a layer");
    assert!(session.open_project().marks().is_empty());
    session.click("You annotate as Ana Novak");
    session.click("Ilse Maran (");
    session.press(Key::Escape);
    let n = session.open_project().marks().len();
    assert!(n > 3);
    session.press(Key::N);
    let quote = session.in_hand().expect("a passage in hand");

    session.press(Key::Delete);
    assert_eq!(session.said(), "Take one of your own passages in hand first.");
    session.press(Key::Num1);
    session.press(Key::M);
    session.press(Key::T);
    assert_eq!(session.mine(), []);
    assert_eq!(session.field("Note"), None);

    // Its edge cannot be dragged: a drag from there selects text.
    let label = format!("“{}", quote.chars().take(20).collect::<String>());
    let rect = session.harness.get_all_by_label_contains(&label).map(|node| node.rect()).next().expect("the mark");
    let edge = rect.left_center();
    session.drag(edge, edge + vec2(60.0, 0.0));
    assert_eq!(session.open_project().marks().len(), n);
    session.press(Key::Escape);

    session.press(Key::Escape);
    session.press(Key::J);
    session.press(Key::Num1);
    session.settle();
    assert_eq!(session.mine().len(), 1);
    assert_eq!(fs::read(&path).expect("the layer"), bytes);
}

#[test]
fn whoever_opens_the_sample_for_the_first_time_sees_how_it_was_coded() {
    let (dir, root) = sample();
    let session = Session::open(dir, &root, Settings::default(), None, USUAL);
    assert!(!session.open_project().marks().is_empty());
}

#[test]
fn somebody_who_is_in_the_project_goes_on_with_that_file() {
    let mut session = Session::sample();
    session.click("You annotate as Ana Novak");
    session.click("Who annotates…");
    session.click("I am Tomas Okoro");
    assert_eq!(session.me().as_str(), "tomas-okoro");
    let before = session.mine().len();
    assert!(before > 100);
    session.press(Key::J);
    session.press(Key::Num1);
    session.settle();
    assert_eq!(session.filed().len(), before + 1);
}

#[test]
fn who_works_blind_sees_the_others_after_submitting() {
    let mut session = Session::sample();
    session.click("You annotate as Ana Novak");
    session.click("Ilse Maran (");
    session.press(Key::Escape);
    assert!(!session.open_project().marks().is_empty());

    session.press_with(CTRL, Key::K);
    session.type_text("about this project");
    session.press(Key::Enter);
    session.click("Blind work");
    session.click("Save");
    assert!(session.open_project().marks().is_empty());
    session.press_with(CTRL, Key::Num2);
    assert!(session.has("0 passages"), "Ana has none of her own yet");

    session.press_with(CTRL, Key::Num1);
    session.press(Key::J);
    session.press(Key::Num1);
    session.press_with(CTRL, Key::K);
    session.type_text("submit");
    session.press(Key::Enter);
    assert!(session.open_project().marks().len() > 3);
    session.settle();
    assert!(session.own_file().contains("Submission((article: \"a-chair-stands-empty\""));
    session.press_with(CTRL, Key::PageUp);
    assert!(session.open_project().marks().is_empty(), "the article before is not submitted");
}
