//! Reading and tagging: with the mouse, with keys alone, in the tag bar, the details, the note and the find bar.

use egui::{Key, Modifiers, vec2};

use super::{ALT, CTRL, CTRL_SHIFT, SHIFT, Session};

const FIRST: &str = "The Freedom Online Coalition was never";
const BAR: &str = "Tag this passage";

/// The bar on the first sentence.
fn bar() -> Session {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::T);
    assert!(session.has_focus(BAR));
    session
}

#[test]
fn what_is_dragged_over_and_tagged_is_on_the_disk_within_five_seconds_and_can_be_undone() {
    let mut session = Session::sample();
    session.drag_over_two_lines(FIRST);
    let selected = session.selected().to_owned();
    assert!(selected.starts_with("The Freedom Online Coalition") && selected.len() > 60, "{selected}");
    assert!(session.has_focus(BAR));
    session.type_text("sovereignty");
    session.press(Key::Enter);
    assert_eq!(session.field(BAR), None, "the bar is closed");
    session.settle();
    let filed = session.filed();
    assert_eq!(filed.len(), 1);
    assert_eq!(
        (filed[0].quote.as_str(), filed[0].tags.join(" ")),
        (selected.as_str(), "argument/sovereignty".to_owned())
    );
    assert_eq!(session.own_file().matches("\nAnnotation(").count(), 1);

    session.press_with(CTRL, Key::Z);
    session.settle();
    assert_eq!(session.filed(), []);
    assert!(session.own_file().contains("\nDeleted("), "{}", session.own_file());

    session.press_with(CTRL_SHIFT, Key::Z);
    session.settle();
    assert_eq!(session.filed(), filed);
}

#[test]
fn keys_alone_select_tag_and_tag_again() {
    let mut session = Session::sample();
    session.press(Key::J);
    assert_eq!(session.selected(), "The Freedom Online Coalition was never built to impress a visitor.");
    session.press_with(SHIFT, Key::J);
    let two = session.selected().to_owned();
    assert!(two.ends_with("would slow down for."), "{two}");
    session.press(Key::T);
    session.type_text("foc");
    session.press(Key::Enter);
    assert_eq!(session.mine()[0].quote, two);
    assert_eq!(session.mine()[0].tags, ["organization/freedom-online-coalition"]);
    assert_eq!(session.selected(), "");

    session.press(Key::J);
    assert!(
        session.selected().starts_with("It has a table"),
        "the sentence after the passage: {:?}",
        session.selected()
    );
    session.press(Key::G);
    assert_eq!(session.mine()[1].tags, ["organization/freedom-online-coalition"]);
}

#[test]
fn a_digit_gives_the_tag_that_has_it() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::Num1);
    assert_eq!(session.mine()[0].tags, ["argument/sovereignty"]);
    assert_eq!(session.selected(), "");
}

#[test]
fn n_and_p_walk_the_passages_and_delete_takes_the_one_in_hand() {
    let mut session = Session::sample();
    let mut sentences = Vec::new();
    for _ in 0..3 {
        session.press(Key::J);
        sentences.push(session.selected().to_owned());
        session.press(Key::Num1);
    }
    session.press(Key::P);
    assert_eq!(session.in_hand().as_ref(), Some(&sentences[1]));
    session.press(Key::P);
    assert_eq!(session.in_hand().as_ref(), Some(&sentences[0]));
    session.press(Key::P);
    assert!(session.said().starts_with("That was the first passage of 3"), "{}", session.said());
    session.press(Key::N);
    session.press(Key::Delete);
    assert_eq!(session.mine().iter().map(|passage| &passage.quote).collect::<Vec<_>>(), [&sentences[0], &sentences[2]]);
}

#[test]
fn undo_goes_to_the_article_that_it_changes() {
    let mut session = Session::sample();
    let first = session.article();
    session.press(Key::J);
    session.press(Key::Num1);
    session.press_with(CTRL, Key::PageDown);
    let second = session.article();
    assert_ne!(first, second);
    session.press(Key::J);
    session.press(Key::Num2);
    assert_eq!(session.mine().len(), 2);
    session.press_with(CTRL, Key::Z);
    assert_eq!((session.mine().len(), session.article()), (1, second));
    session.press_with(CTRL, Key::Z);
    assert_eq!((session.mine().len(), session.article()), (0, first));
}

#[test]
fn escape_in_the_tag_bar_leaves_everything_as_it_was() {
    let mut session = bar();
    let (revision, selected) = (session.revision(), session.selected().to_owned());
    session.type_text("sov");
    session.press(Key::Escape);
    assert_eq!(session.field(BAR), None);
    assert_eq!((session.revision(), session.selected()), (revision, selected.as_str()));
}

#[test]
fn shift_enter_gives_two_tags_to_one_passage() {
    let mut session = bar();
    session.type_text("sovereignty");
    session.press_with(SHIFT, Key::Enter);
    assert!(session.has_focus(BAR));
    assert_eq!(session.field(BAR).as_deref(), Some(""));
    session.type_text("vacuum");
    session.press(Key::Enter);
    let mine = session.mine();
    assert_eq!(mine.len(), 1);
    assert_eq!(mine[0].tags, ["argument/sovereignty", "argument/vacuum"]);
}

#[test]
fn ctrl_enter_makes_a_tag_and_gives_it_in_one_step() {
    let mut session = bar();
    let (tags, revision) = (session.project().tags.iter().count(), session.revision());
    session.type_text("ghost seats");
    session.press_with(CTRL, Key::Enter);
    assert_eq!(session.project().tags.iter().count(), tags + 1);
    assert_eq!(session.mine()[0].tags, ["argument/ghost-seats"]);
    assert_eq!(session.revision(), revision + 1);
    session.press_with(CTRL, Key::Z);
    assert_eq!((session.project().tags.iter().count(), session.mine().len()), (tags, 0));
    session.settle();
}

#[test]
fn digits_can_be_typed_in_a_name_but_first_they_are_keys() {
    let mut session = bar();
    session.type_text("g5");
    assert_eq!(session.field(BAR).as_deref(), Some("g5"));
    assert_eq!(session.mine(), []);
    session.press(Key::Backspace);
    session.press(Key::Backspace);
    session.type_text("5");
    assert_eq!(session.mine()[0].tags, ["argument/human-rights"]);
    assert_eq!(session.field(BAR), None);
}

#[test]
fn tab_goes_on_to_who_says_it() {
    let mut session = bar();
    session.type_text("sovereignty");
    session.press(Key::Tab);
    assert!(session.has_focus("Said by"));
    session.type_text("white");
    session.press(Key::Enter);
    assert!(session.has("Remove White House from “Said by”"));
    session.press(Key::Enter);
    assert_eq!(session.field("Said by"), None, "the form is closed");
    assert_eq!(session.mine()[0].by, ["person/white-house"]);
    session.settle();
    assert!(session.own_file().contains("by: [\"person/white-house\"]"), "{}", session.own_file());
}

#[test]
fn escape_in_the_details_keeps_the_tag_and_nothing_else() {
    let mut session = bar();
    session.type_text("sovereignty");
    session.press(Key::Tab);
    session.type_text("white");
    session.press(Key::Enter);
    session.press(Key::Escape);
    assert_eq!(session.field("Said by"), None);
    assert_eq!((session.mine()[0].tags.len(), session.mine()[0].by.len()), (1, 0));
}

#[test]
fn stance_and_voice_have_keys() {
    let mut session = bar();
    session.type_text("sovereignty");
    session.press(Key::Tab);
    session.press_with(ALT, Key::Num1);
    session.press_with(ALT, Key::Num4);
    session.press_with(CTRL, Key::Enter);
    let project = session.project();
    let (_, _, annotation) = project.annotations().find(|(who, ..)| **who == session.me()).expect("a passage");
    assert!(annotation.codings[0].stance.is_some() && annotation.codings[0].voice.is_some());
    assert_eq!(annotation.codings.len(), 1);
}

#[test]
fn a_note_is_one_step_when_its_field_is_left() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::Num1);
    session.press(Key::M);
    assert!(session.has_focus("Note"));
    let revision = session.revision();
    session.type_text("just think");
    assert_eq!(session.field("Note").as_deref(), Some("just think"));
    assert_eq!(session.revision(), revision, "typing makes no step");
    assert_eq!(session.selected(), "", "letters are no keys in a field");
    session.press_with(CTRL, Key::Enter);
    assert_eq!(session.revision(), revision + 1);
    assert_eq!(session.mine()[0].note, "just think");
    session.press_with(CTRL, Key::Z);
    assert_eq!(session.mine()[0].note, "");
    assert_eq!(session.mine().len(), 1);
}

#[test]
fn a_note_in_the_making_is_kept_when_another_article_is_opened() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::Num1);
    session.press(Key::M);
    session.type_text("hold");
    session.press_with(CTRL, Key::PageDown);
    assert_eq!(session.mine()[0].note, "hold");
}

#[test]
fn finding_counts_goes_on_and_selects_the_hit() {
    let mut session = Session::sample();
    session.press_with(CTRL, Key::F);
    assert!(session.has_focus("Find in this article"));
    session.type_text("coalition");
    let id = session.open_project().article.clone().expect("an article");
    let text = session.project().articles.get(&id).expect("it").body.text().to_lowercase();
    let hits: Vec<usize> = text.match_indices("coalition").map(|(at, _)| at).collect();
    assert!(hits.len() > 3);
    assert!(session.has(&format!("1 of {}", hits.len())));
    session.press(Key::Enter);
    assert!(session.has(&format!("2 of {}", hits.len())));
    session.press_with(SHIFT, Key::Enter);
    assert!(session.has(&format!("1 of {}", hits.len())));
    session.press(Key::Enter);
    session.press(Key::Escape);
    assert_eq!(session.field("Find in this article"), None);
    assert_eq!(session.selected().to_lowercase(), "coalition");
    assert_eq!(
        session.open_project().panes.read.reader.selection().map(|selection| selection.range().start),
        Some(hits[1])
    );
}

#[test]
fn what_is_not_there_is_said_not_to_be_found() {
    let mut session = Session::sample();
    session.press(Key::Slash);
    session.type_text("zebra");
    assert_eq!(session.field("Find in this article").as_deref(), Some("zebra"));
    assert!(session.has("Not found"));
    session.press(Key::Escape);
    assert_eq!(session.field("Find in this article"), None);
}

#[test]
fn one_can_tag_while_the_find_bar_is_open() {
    let mut session = Session::sample();
    session.press_with(CTRL, Key::F);
    session.type_text("coalition");
    session.drag_over_two_lines(FIRST);
    assert!(session.has_focus(BAR));
    session.type_text("sovereignty");
    session.press(Key::Enter);
    assert_eq!(session.mine().len(), 1, "Enter belongs to the tag bar");
    assert!(session.field("Find in this article").is_some(), "the find bar stays");
}

#[test]
fn escape_takes_the_tag_bar_first_and_the_find_bar_stays() {
    let mut session = Session::sample();
    session.press_with(CTRL, Key::F);
    session.type_text("coalition");
    session.drag_over_two_lines(FIRST);
    session.press(Key::Escape);
    assert_eq!(session.field(BAR), None);
    assert!(session.field("Find in this article").is_some());
    session.press_with(Modifiers::NONE, Key::F3);
    assert!(session.has("2 of "));
}

#[test]
fn tag_again_gives_all_tags_of_the_last_passage_to_a_passage_in_hand() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::H);
    let bare = session.in_hand();
    session.press_with(SHIFT, Key::J);
    session.press(Key::Escape);
    session.press(Key::Escape);
    session.press(Key::End);
    session.press(Key::J);
    session.press(Key::T);
    session.type_text("sovereignty");
    session.press_with(SHIFT, Key::Enter);
    session.type_text("vacuum");
    session.press(Key::Enter);
    while session.in_hand() != bare {
        session.press(Key::P);
    }
    let revision = session.revision();
    session.press(Key::G);
    assert_eq!(session.mine()[0].tags, ["argument/sovereignty", "argument/vacuum"]);
    assert_eq!(session.revision(), revision + 1, "in one step");
}

#[test]
fn tag_again_on_a_passage_that_is_there_makes_no_second_one() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::Num1);
    session.press(Key::J);
    session.press(Key::Num2);
    session.press(Key::K);
    session.press(Key::G);
    assert_eq!(session.mine().len(), 2);
    assert_eq!(session.mine()[0].tags, ["argument/sovereignty", "argument/vacuum"]);
}

#[test]
fn an_edge_can_be_dragged_and_that_is_one_step() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::Num1);
    let before = session.mine();
    let revision = session.revision();
    let edge = session.paragraph(FIRST).left_top() + vec2(0.5, 14.0);
    session.drag(edge, edge + vec2(120.0, 0.0));
    let after = session.mine();
    assert_eq!((after.len(), session.revision()), (1, revision + 1));
    assert!(before[0].quote.ends_with(&after[0].quote) && after[0].quote.len() < before[0].quote.len(), "{after:?}");
    assert_eq!(session.selected(), "");
    session.press_with(CTRL, Key::Z);
    assert_eq!(session.mine(), before);
}

#[test]
fn a_click_on_a_passage_takes_it_in_hand_and_escape_lets_it_go() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::Num1);
    let quote = session.in_hand();
    assert!(quote.is_some());
    let rect = session.paragraph(FIRST);
    session.press(Key::Escape);
    assert_eq!(session.in_hand(), None);
    session.click_at(rect.left_top() + vec2(60.0, 14.0));
    assert_eq!(session.in_hand(), quote);
    let plain = session.paragraph("I think the decision");
    session.click_at(plain.left_top() + vec2(60.0, 14.0));
    assert_eq!(session.in_hand(), None);
}

/// Whether each end of `part` is an end of a word of `whole`, and neither is a space.
fn is_whole_words(whole: &str, part: &str) -> bool {
    let at = whole.find(part).expect("it is part of it");
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (before, after) = (whole[..at].chars().next_back(), whole[at + part.len()..].chars().next());
    part.trim() == part
        && !(is_letter(before) && is_letter(part.chars().next()))
        && !(is_letter(after) && is_letter(part.chars().next_back()))
}

#[test]
fn the_mouse_takes_whole_words_and_letters_with_alt() {
    let mut session = Session::sample();
    let text = "The Freedom Online Coalition was never built to impress a visitor. It has no parliament";
    let left_top = session.paragraph(FIRST).left_top();
    let mut cut = 0;
    for to in [95.0, 103.0, 111.0, 119.0, 127.0, 160.0, 171.0, 183.0] {
        let (from, to) = (left_top + vec2(45.0, 14.0), left_top + vec2(to, 14.0));
        session.drag(from, to);
        let words = session.selected().to_owned();
        assert!(is_whole_words(text, &words), "{words:?}");
        session.press(Key::Escape);
        session.press(Key::Escape);
        session.frame([egui::Event::ModifiersChanged(ALT)]);
        session.drag(from, to);
        session.frame([egui::Event::ModifiersChanged(Modifiers::NONE)]);
        let letters = session.selected().to_owned();
        assert!(!letters.is_empty() && words.contains(&letters), "{letters:?} of {words:?}");
        cut += usize::from(!is_whole_words(text, &letters));
        session.press(Key::Escape);
        session.press(Key::Escape);
        // Two drags are no double click.
        session.wait(std::time::Duration::from_millis(30));
    }
    assert!(cut > 4, "with Alt words can be cut");
}

#[test]
fn edges_that_are_dragged_stand_at_words_and_take_no_space() {
    for to in [110.0, 118.0, 126.0, 134.0, 142.0, 150.0] {
        let mut session = Session::sample();
        session.press(Key::J);
        let sentence = session.selected().to_owned();
        session.press(Key::Num1);
        let edge = session.paragraph(FIRST).left_top() + vec2(0.5, 14.0);
        session.drag(edge, edge + vec2(to, 0.0));
        let quote = session.mine()[0].quote.clone();
        assert!(quote.len() < sentence.len() && is_whole_words(&sentence, &quote), "{quote:?}");
    }
}

#[test]
fn escape_gives_up_a_name_in_the_codebook_beside_the_text() {
    let mut session = Session::sample();
    let tags = |session: &Session| session.project().tags.len();
    let before = tags(&session);
    session.click("New tag in Arguments");
    assert!(session.has_focus("Name of the new tag"));
    session.type_text("given up");
    session.press(Key::Escape);
    assert_eq!(tags(&session), before);
    session.click("New tag in Arguments");
    session.type_text("kept");
    session.press(Key::Enter);
    assert_eq!(tags(&session), before + 1);
}

#[test]
fn anothers_passage_in_hand_says_whose_it_is() {
    let mut session = Session::sample();
    session.click("You annotate as Ana Novak");
    session.click("Ilse Maran");
    session.press(Key::Escape);
    let said = "This passage is Ilse Maran’s: select its words to tag them yourself.";
    for key in [Key::T, Key::Num2, Key::G] {
        session.press(Key::Escape);
        session.press(Key::N);
        session.press(key);
        assert_eq!(session.said(), if key == Key::G { "No tag was given yet: give one first." } else { said });
    }
    session.press(Key::N);
    session.click("Sovereignty");
    assert_eq!((session.open_project().view, session.said()), (postil::ui::action::View::Read, said));
}

#[test]
fn alt_and_a_digit_give_no_tag() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::Num1);
    let before = session.mine();
    session.press_with(Modifiers::ALT, Key::Num2);
    assert_eq!(session.mine(), before);
}
