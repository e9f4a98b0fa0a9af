//! Who annotates: asked once, and nobody else's file is ever written.

use std::fs;

use egui::{Key, vec2};
use egui_kittest::kittest::Queryable as _;
use postil::{
    model::{AnalystId, ArticleId, State, Submission},
    storage::Settings,
};

use super::{CTRL, CTRL_SHIFT, Session, USUAL, articles::Dropped, sample};

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

/// Ana works blind, has marked something in the first article and submitted it.
fn submitted_blind() -> Session {
    let mut session = Session::sample();
    session.press_with(CTRL, Key::K);
    session.type_text("about this project");
    session.press(Key::Enter);
    session.click("Blind work");
    session.click("Save");
    session.press(Key::J);
    session.press(Key::Num1);
    submit(&mut session);
    session
}

fn submit(session: &mut Session) {
    session.press_with(CTRL, Key::K);
    session.type_text("submit");
    session.press(Key::Enter);
}

impl Session {
    /// What Ana submitted of the open article.
    fn copy(&self) -> Option<Submission> {
        let article = self.open_project().article.clone().expect("an open article");
        self.project().submission(&self.me(), &article).cloned()
    }
}

#[test]
fn submitting_is_not_undone_once_the_others_were_seen() {
    let mut session = submitted_blind();
    let first = session.copy().expect("submitted");
    session.press(Key::J);
    session.press(Key::Num2);
    assert!(session.has("Made after submitting"), "the card says so");
    session.press_with(CTRL, Key::Z);
    session.press_with(CTRL, Key::Z);
    assert_eq!(session.copy().as_ref(), Some(&first), "the copy stays");
    assert!(session.said().contains("stays as it was submitted"), "{}", session.said());
    let article = session.open_project().article.clone().expect("an open article");
    assert_eq!(session.project().state(&session.me(), &article), State::Todo, "it is taken up again");

    session.press(Key::J);
    session.press(Key::Num2);
    submit(&mut session);
    assert_eq!(session.project().state(&session.me(), &article), State::Submitted);
    assert_eq!(session.copy().as_ref(), Some(&first), "submitted again: the first copy counts");
    for redo in [false, true, false] {
        session.press_with(if redo { CTRL_SHIFT } else { CTRL }, Key::Z);
        assert_eq!(session.copy().as_ref(), Some(&first));
    }
    session.settle();
    let (dir, root, settings) = session.quit();
    let session = Session::open(dir, &root, settings, None, USUAL);
    assert_eq!(session.copy().as_ref(), Some(&first), "also for the next session");
}

#[test]
fn an_article_that_is_removed_and_brought_back_is_submitted_still() {
    let mut session = submitted_blind();
    let first = session.copy().expect("submitted");
    session.press_with(CTRL, Key::K);
    session.type_text("remove article");
    session.press(Key::Enter);
    session.press(Key::Enter);
    let article = ArticleId::new("a-chair-stands-empty").expect("an id");
    assert!(!session.project().articles.contains(&article), "removed");
    session.press_with(CTRL, Key::Z);
    assert!(session.project().articles.contains(&article), "brought back");
    assert_eq!(session.copy().as_ref(), Some(&first));
}

#[test]
fn who_works_blind_does_not_learn_how_much_the_others_have() {
    let mut session = submitted_blind();
    let ilse = AnalystId::new("ilse-maran").expect("an id");
    let layer = |session: &Session, seen: bool| {
        let project = if seen { session.open_project().seen() } else { session.open_project().workspace.snapshot() };
        project.layer(&ilse).map_or(0, |layer| layer.annotations.len())
    };
    let (here, all) = (layer(&session, true), layer(&session, false));
    assert!(0 < here && here < all, "{here} of {all}");
    session.click("You annotate as Ana Novak");
    assert!(session.has(&format!("Ilse Maran ({here})")));
    assert!(!session.has(&format!("Ilse Maran ({all})")));
    session.press(Key::Escape);
    session.press_with(CTRL, Key::K);
    session.type_text("about this project");
    session.press(Key::Enter);
    assert!(session.has(&format!("Ilse Maran: {here} passage")));
}

#[test]
fn a_received_coding_does_not_say_how_much_it_has_where_work_is_blind() {
    let mut session = submitted_blind();
    let layer = fs::read_to_string(session.root.join("annotations/tomas-okoro.ron")).expect("a layer");
    let path = session.dir.path().join("mailed.ron");
    fs::write(&path, layer.replace("id: \"tomas-okoro\", key: \"", "id: \"zoe\", key: \"z")).expect("written");
    session.harness.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(path)));
    session.run();
    assert!(session.has("Add these annotations"));
    assert!(!session.has("new passages") && !session.has("with the same text"));
    session.press(Key::Enter);
    assert!(session.project().layers.contains_key(&AnalystId::new("zoe").expect("an id")), "taken in");
    assert!(!session.has("new passage"), "nor does the notice say it");
}

#[test]
fn a_file_of_another_program_does_not_say_how_much_it_has_where_work_is_blind() {
    let mut session = submitted_blind();
    let text = fs::read_to_string(session.root.join("articles/the-case-for-walking-out.txt")).expect("a text");
    let words = text.split_inclusive('.').next().expect("a sentence").trim();
    let annotation = serde_json::json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "creator": {"type": "Person", "name": "Zoe Reed"},
        "body": [{"type": "TextualBody", "purpose": "tagging", "value": "Costs"}],
        "target": {
            "source": "the-case-for-walking-out.txt",
            "selector": {"type": "TextQuoteSelector", "exact": words}
        }
    });
    let path = session.dir.path().join("zoe.jsonld");
    fs::write(&path, annotation.to_string()).expect("written");
    session.harness.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(path)));
    session.until("read", |session| session.has("Take it in"));
    assert!(session.has("Zoe Reed: how much is hidden") && !session.has("new passage") && !session.has("of 1 passage"));
    session.press(Key::Enter);
    let zoe = session.project().layers.get(&AnalystId::new("zoe-reed").expect("an id"));
    assert_eq!(zoe.map(|layer| layer.annotations.len()), Some(1), "taken in");
    assert!(!session.said().contains("passage"), "nor does the notice say it: {}", session.said());
}
