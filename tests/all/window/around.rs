//! What the window owes to what is around it: dialogs of the system, other programs, the screen.

use std::{cell::RefCell, rc::Rc};

use egui::{Event, Key};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::{
    analysis::{
        counts::{self, Whose},
        record::OfRecord,
    },
    model::TagId,
    ui::dialogs::{Answer, Ask},
};

use super::{CTRL, CTRL_SHIFT, Session};

#[test]
fn what_is_selected_in_an_article_is_offered_to_other_programs_once() {
    let mut session = Session::sample();
    let offered: Rc<RefCell<Vec<String>>> = Rc::default();
    let sink = Rc::clone(&offered);
    session.harness.state_mut().offer_selections(Box::new(move |text| sink.borrow_mut().push(text)));
    session.press(Key::J);
    session.drag_over_two_lines("The Freedom Online Coalition was never");
    assert_eq!(offered.borrow().len(), 2, "while the mouse is held down nothing is offered: {offered:?}");
    assert_eq!(offered.borrow().last().map(String::as_str), Some(session.selected()));
    session.press(Key::Escape);
    session.press(Key::Escape);
    assert_eq!((session.selected(), offered.borrow().len()), ("", 2));
}

#[test]
fn a_dialog_that_does_not_answer_leaves_a_field_for_the_path() {
    let mut session = Session::sample();
    session.script.0.borrow_mut().answers.push_back(Answer::StillOpen(Ask::AddFiles));
    session.press_with(CTRL, Key::O);
    assert!(session.has_focus("Path") && session.has("Open the folder of a project"));
    assert_eq!(session.said(), "The dialog “Add articles” has not answered yet: write the path here.");
    session.press(Key::Escape);
    session.press_with(CTRL_SHIFT, Key::A);
    assert_eq!(session.script.0.borrow().asked, [Ask::OpenProject, Ask::AddFiles]);
}

#[test]
fn a_tooltip_goes_when_a_dialog_comes() {
    const TOOLTIP: &str = "You annotate as Ana Novak";
    let mut session = Session::sample();
    // The button is called so too.
    let told = |session: &Session| session.harness.query_all_by_label(TOOLTIP).count() - 1;
    let button = session.harness.get_by_label(TOOLTIP).rect();
    session.frame([Event::PointerMoved(button.center())]);
    (0..60).for_each(|_| session.frame([]));
    assert_eq!(told(&session), 1);
    session.press_with(CTRL, Key::K);
    assert!(session.has("Restore a backup…"));
    assert_eq!(told(&session), 0);
    // The pointer is where it was.
    session.press(Key::Escape);
    assert_eq!(session.harness.ctx.pointer_latest_pos(), Some(button.center()));
}

#[test]
fn a_tag_says_what_its_figures_count() {
    let mut session = Session::sample();
    let figures = |session: &Session| {
        let mut nodes = session.harness.query_all_by_label("Vacuum");
        nodes.find_map(|node| node.accesskit_node().description()).expect("figures")
    };
    let below = "those of the tags below included";
    assert_eq!(figures(&session), format!("0 here, 0 passages in the coding shown, {below}"));
    for name in ["Ilse Maran (", "Tomas Okoro ("] {
        session.click("You annotate as Ana Novak");
        session.click(name);
        session.press(Key::Escape);
    }
    let all = figures(&session);
    assert!(all.ends_with(&format!("passages in the project, {below}")), "{all}");
    session.press_with(CTRL, Key::Num3);
    let stats = counts::counts(session.project(), Whose::OfRecord(&OfRecord::new(session.project())));
    let vacuum = stats.tag(&TagId::new("argument/vacuum").expect("a tag")).passages;
    assert_eq!(figures(&session), format!("{vacuum} passages in the project, {below}"));
}
