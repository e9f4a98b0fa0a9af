//! What is not part of an article: shown dim, said why, left out of finding and counting, and said otherwise.

use std::fs;

use egui::{Event, Key, Modifiers, PointerButton, Role};
use egui_kittest::{kittest::NodeT as _, kittest::Queryable as _};
use postil::{storage::Settings, ui::app::Start};

use super::{CTRL, SHIFT, Session, USUAL, ana, sample};

const AD: &str = "Advertisement";

/// The article of the sample that was scraped with its page.
fn scraped(settings: Settings) -> Session {
    let (dir, root) = sample();
    let start = Start { project: Some(root.clone()), analyst: None, article: Some("sixty-six-doors".to_owned()) };
    Session::start(dir, &root, settings, start, USUAL)
}

impl Session {
    /// What is said of the first paragraph on the screen that begins so.
    fn said_of(&self, start: &str) -> Option<String> {
        let mut labels = self.harness.query_all_by_role(Role::Label);
        let found = labels.find(|node| node.value().is_some_and(|value| value.starts_with(start)));
        found.unwrap_or_else(|| panic!("no paragraph {start:?} on the screen")).accesskit_node().description()
    }

    fn right_click(&mut self, start: &str) {
        let pos = self.paragraph(start).left_center() + egui::vec2(8.0, 0.0);
        let button = |pressed| Event::PointerButton {
            pos,
            button: PointerButton::Secondary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        self.frame([Event::PointerMoved(pos)]);
        self.frame([button(true)]);
        self.frame([button(false)]);
        self.run();
    }

    fn shared_file(&self) -> String {
        fs::read_to_string(self.root.join("project.ron")).expect("project.ron")
    }
}

#[test]
fn a_paragraph_is_said_to_be_noise_and_why() {
    let session = scraped(ana());
    assert_eq!(session.said_of(AD).as_deref(), Some("Not part of the article: advertisement"));
    assert_eq!(session.said_of("0:00").as_deref(), Some("Not part of the article: left over from a player"));
    assert_eq!(session.said_of("The short version"), None);
}

#[test]
fn the_menu_says_otherwise_and_it_is_saved_and_undone() {
    let mut session = scraped(ana());
    let text = fs::read(session.root.join("articles/sixty-six-doors.txt")).expect("the text");
    let before = session.shared_file();
    session.right_click(AD);
    assert!(!session.has("Not part of the article"), "only what can be said is offered");
    session.click("Part of the article");
    assert_eq!(session.said_of(AD), None);
    session.settle();
    let line = session.shared_file().lines().find(|line| line.starts_with("Paragraph")).map(str::to_owned);
    let line = line.expect("a record of its own");
    assert!(line.contains("nth: 1, words: \"Advertisement\", noise: false"), "{line}");

    session.press_with(CTRL, Key::Z);
    assert_eq!(session.said_of(AD).as_deref(), Some("Not part of the article: advertisement"));
    session.settle();
    assert!(session.shared_file().contains("Deleted((kind: Paragraph, id: \"sixty-six-doors:1:sha256:"));
    assert_ne!(session.shared_file(), before, "a deletion is a record");
    assert_eq!(fs::read(session.root.join("articles/sixty-six-doors.txt")).expect("the text"), text);
}

#[test]
fn keys_say_it_of_the_paragraph_that_was_clicked_or_of_all_that_are_selected() {
    let mut session = scraped(ana());
    session.press(Key::X);
    assert!(session.said().starts_with("Click into a paragraph first"), "{}", session.said());
    let heading = "The short version";
    session.click_at(session.paragraph(heading).left_center() + egui::vec2(8.0, 0.0));
    session.press(Key::X);
    assert_eq!(session.said_of(heading).as_deref(), Some("Not part of the article: it was marked so"));
    session.press_with(SHIFT, Key::X);
    assert_eq!(session.said_of(heading), None);
    session.press_with(SHIFT, Key::X);
    assert!(session.said().contains("said already"), "{}", session.said());
}

#[test]
fn a_passage_is_made_in_noise_as_anywhere() {
    let mut session = scraped(ana());
    let rect = session.paragraph(AD);
    session.drag(rect.left_center() + egui::vec2(1.0, 0.0), rect.right_center());
    session.type_text("sovereignty");
    session.press(Key::Enter);
    assert_eq!(session.mine().len(), 1);
    assert!(session.mine()[0].quote.starts_with("Adv"));
    assert_eq!(session.said_of(AD).as_deref(), Some("Not part of the article: advertisement"));
}

#[test]
fn the_find_bar_says_what_it_left_out_and_shows_it() {
    let mut session = scraped(ana());
    session.press_with(CTRL, Key::F);
    session.type_text("advertisement");
    assert!(session.has("1 of 1") && session.has("4 left out: not part of the article"));
    session.click("Find them too");
    assert!(session.has(" of 5"));
    session.click("Find only what is part of the article");
    assert!(session.has("1 of 1"));
}

#[test]
fn whoever_does_not_want_it_left_out_finds_and_counts_everything() {
    let words = |session: &Session| {
        let mut documents = session.harness.query_all_by_role(Role::Document);
        documents.find_map(|node| node.accesskit_node().description()).expect("a byline")
    };
    let without = scraped(ana());
    let mut with = scraped(Settings { leave_out_noise: false, ..ana() });
    assert_ne!(words(&without), words(&with), "the byline counts");
    assert_eq!(with.said_of(AD).as_deref(), Some("Not part of the article: advertisement"), "it is dim all the same");
    with.press_with(CTRL, Key::F);
    with.type_text("advertisement");
    assert!(with.has("1 of 5") && !with.has("left out"));
}
