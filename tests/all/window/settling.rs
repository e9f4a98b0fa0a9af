//! What one does with passages whose words are not in the changed text any more.

use std::fs;

use egui::Key;

use super::{CTRL, CTRL_SHIFT, Session, USUAL, ana, sample};

/// Ilse opens the sample, in which the words of two of her passages were taken out of their article since.
fn with_gaps() -> (Session, Vec<String>) {
    let (dir, root) = sample();
    let session = Session::open(dir, &root, ana(), Some("ilse-maran"), USUAL);
    let project = session.project();
    let layer = project.layer(&session.me()).expect("her layer");
    let article = layer.annotations.iter().next().expect("a passage").1.article.clone();
    let mut text = project.articles.get(&article).expect("there").body.text().to_owned();
    let own = layer.annotations.iter().filter(|(_, passage)| passage.article == article);
    let mut quotes: Vec<String> = own.map(|(_, passage)| passage.quote.exact.clone()).collect();
    quotes.sort_by_key(|quote| std::cmp::Reverse(quote.len()));
    quotes.truncate(2);
    for quote in &quotes {
        text = text.replacen(quote.as_str(), "", 1);
    }
    let (dir, root, settings) = session.quit();
    fs::write(root.join(format!("articles/{article}.txt")), text).expect("written");
    let mut session = Session::open(dir, &root, settings, Some("ilse-maran"), USUAL);
    session.until("looked for the passages", |session| session.has("passages of changed texts not found"));
    (session, quotes)
}

fn unsettled(session: &Session) -> usize {
    session.open_project().unsettled()
}

#[test]
fn what_was_not_found_is_kept_without_a_place_or_placed_by_hand() {
    let (mut session, quotes) = with_gaps();
    let all = unsettled(&session);
    assert!(all >= quotes.len());
    assert!(session.has(&format!("{all} to settle")));
    session.press_with(CTRL_SHIFT, Key::U);
    assert!(session.has("It stood here") && session.has(&format!("1 of {all}")));

    session.press(Key::O);
    assert_eq!(unsettled(&session), all - 1);
    assert!(session.has(&format!("1 of {}", all - 1)));

    session.press(Key::H);
    assert!(session.has("Select where “"));
    session.press_with(CTRL, Key::Enter);
    assert!(session.has("Select the words first that the passage is."));
    session.press(Key::J);
    session.press_with(CTRL, Key::Enter);
    assert_eq!(unsettled(&session), all - 2);
    assert!(!session.has("Select where “"));

    session.press_with(CTRL, Key::Z);
    session.press_with(CTRL, Key::Z);
    assert_eq!(unsettled(&session), all);
}
