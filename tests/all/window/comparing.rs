//! Comparing two analysts and settling where they differ.

use std::fs;

use egui::{Key, vec2};
use egui_kittest::kittest::Queryable as _;
use postil::{
    model::{AnalystId, Choice, Decision},
    storage,
    ui::{action::View, dialogs::Answer},
};

use super::{CTRL, CTRL_SHIFT, Session, USUAL, ana, sample};

/// Ana opens the sample and looks where Ilse and Tomas differ.
fn comparing() -> Session {
    let mut session = Session::sample();
    session.press_with(CTRL, Key::Num4);
    session
}

impl Session {
    /// How many disagreements there are, and how many of them are settled.
    fn progress(&self) -> (usize, usize) {
        let comparison = self.open_project().panes.compare.comparison();
        (comparison.settled(), comparison.disagreements.len())
    }

    /// Where the disagreement in hand stands in the list of all.
    fn at(&self) -> usize {
        let compare = &self.open_project().panes.compare;
        let in_hand = compare.in_hand().expect("a disagreement in hand");
        compare.comparison().disagreements.iter().position(|one| one == in_hand).expect("it is one of them")
    }

    fn decisions(&self) -> Vec<Decision> {
        let layer = self.project().layer(&AnalystId::adjudicated());
        layer.into_iter().flat_map(|layer| layer.decisions.iter()).map(|(_, decision)| decision.clone()).collect()
    }
}

#[test]
fn there_is_nothing_to_compare_with_one_coding() {
    let (dir, root) = sample();
    fs::remove_file(root.join("annotations/tomas-okoro.ron")).expect("removed");
    let mut session = Session::open(dir, &root, ana(), None, USUAL);
    assert!(!session.has("Compare"));
    session.press_with(CTRL, Key::Num4);
    assert_eq!(session.open_project().view, View::Read);
    // One's own coding is the second one.
    session.press(Key::J);
    session.press(Key::Num1);
    session.click("Compare");
    assert_eq!(session.open_project().view, View::Compare);
    assert!(session.has("Analysts: Ana Novak, Ilse Maran"));
}

#[test]
fn an_open_menu_has_the_keys() {
    let mut session = comparing();
    session.click("Analysts: Ilse Maran, Tomas Okoro");
    session.press(Key::Num1);
    assert_eq!(session.progress().0, 0, "what lies under the menu stays as it is");
    session.press(Key::Escape);
    session.press(Key::Num1);
    assert_eq!(session.progress().0, 1, "Escape has closed it");
}

#[test]
fn a_disagreement_is_settled_with_one_key() {
    let mut session = comparing();
    let (settled, all) = session.progress();
    assert!(settled == 0 && all > 20, "{settled} of {all}");
    assert!(session.has(&format!("0 of {all} settled")));
    let file = |name: &str| fs::read(session.root.join("annotations").join(name)).expect("a layer");
    let before = [file("ilse-maran.ron"), file("tomas-okoro.ron")];

    session.press(Key::Num1);
    assert!(session.has(&format!("1 of {all} settled")));
    assert_eq!(session.decisions()[0].choice, Choice::Take(AnalystId::new("ilse-maran").expect("an id")));
    assert_eq!(session.decisions()[0].by, session.me());
    assert_eq!(session.at(), 1);
    session.press(Key::U);
    session.press(Key::X);
    assert_eq!(session.progress().0, 3);
    session.settle();
    let filed = storage::open(&session.root).expect("a project").project;
    let layer = filed.layer(&AnalystId::adjudicated()).expect("what was settled");
    assert_eq!((layer.decisions.len(), layer.analyst().name.as_str()), (3, "Adjudicated"));
    let file = |name: &str| fs::read(session.root.join("annotations").join(name)).expect("a layer");
    assert_eq!([file("ilse-maran.ron"), file("tomas-okoro.ron")], before);
    assert!(session.mine().is_empty());
}

#[test]
fn whom_and_what_one_compared_is_remembered() {
    let mut session = comparing();
    assert!(session.has("Analysts: Ilse Maran, Tomas Okoro"));
    session.click("Analysts: Ilse Maran, Tomas Okoro");
    for name in ["Ilse Maran", "Tomas Okoro", "Tomas Okoro", "Ilse Maran"] {
        session.click(name);
    }
    session.press(Key::Escape);
    session.click("Articles: 8 articles coded by all");
    session.click("All articles (10)");
    session.press(Key::Escape);
    let (dir, root, settings) = session.quit();
    let mut session = Session::open(dir, &root, settings, None, USUAL);
    session.press_with(CTRL, Key::Num4);
    assert!(session.has("Analysts: Tomas Okoro, Ilse Maran"));
    assert!(session.has("Articles: All 10 articles"));
}

#[test]
fn of_six_analysts_the_last_ones_coding_is_taken_with_its_key() {
    let (dir, root) = sample();
    let tomas = fs::read_to_string(root.join("annotations/tomas-okoro.ron")).expect("a layer");
    let mut settings = ana();
    let ids: Vec<String> = (1..=6).map(|n| format!("coder-{n}")).collect();
    for id in &ids {
        let layer = tomas.replace("\"tomas-okoro\"", &format!("\"{id}\""));
        fs::write(root.join(format!("annotations/{id}.ron")), layer).expect("a layer");
    }
    for view in settings.projects.values_mut() {
        view.compared.analysts = std::iter::once("ilse-maran".to_owned()).chain(ids[..5].iter().cloned()).collect();
    }
    let mut session = Session::open(dir, &root, settings, None, USUAL);
    session.press_with(CTRL, Key::Num4);
    session.press(Key::Num6);
    assert_eq!(session.decisions()[0].choice, Choice::Take(AnalystId::new("coder-5").expect("an id")));
    session.press(Key::Num7);
    assert!(session.said().starts_with("There are not so many analysts"), "{}", session.said());
}

#[test]
fn what_was_settled_is_undone_where_it_was() {
    let mut session = comparing();
    session.press(Key::Num2);
    session.press(Key::B);
    session.press_with(CTRL, Key::Z);
    assert_eq!((session.progress().0, session.at()), (1, 1));
    session.press_with(CTRL, Key::Z);
    assert_eq!((session.progress().0, session.at()), (0, 0));
    assert_eq!(session.open_project().view, View::Compare);
    assert!(session.said().starts_with("Undone: settle “"), "{}", session.said());
    session.press_with(CTRL_SHIFT, Key::Z);
    assert_eq!(session.progress().0, 1);
}

#[test]
fn the_list_is_walked_and_filtered() {
    let mut session = comparing();
    let all = session.progress().1;
    session.press(Key::N);
    session.press(Key::N);
    session.press(Key::P);
    assert_eq!(session.at(), 1);
    session.press(Key::P);
    session.press(Key::P);
    assert_eq!(session.said(), format!("That was the first of {all} disagreements in this list."));

    session.click("Kind: Any kind");
    session.click("Other edges (");
    session.press(Key::Escape);
    let edges = session.open_project().panes.compare.comparison().disagreements.iter();
    let edges = edges.filter(|one| one.kinds.contains(&postil::analysis::compare::Kind::Edges)).count();
    assert!(0 < edges && edges < all);
    for _ in 0..=edges {
        session.press(Key::N);
    }
    assert_eq!(session.said(), format!("That was the last of {edges} disagreements in this list."));
    session.click("Show: Open and settled");
    session.click("Settled");
    session.press(Key::Escape);
    session.click("Clear the filters");
    assert!(session.has("Kind: Any kind"));
}

#[test]
fn why_it_was_settled_is_kept_and_it_can_be_opened_again() {
    let mut session = comparing();
    session.press(Key::M);
    assert!(session.has_focus("Why"));
    session.type_text("both read it so");
    session.press(Key::Enter);
    session.press(Key::B);
    assert_eq!(session.decisions()[0].note, "both read it so");
    assert_eq!(session.field("Why").as_deref(), Some(""));

    session.press(Key::P);
    assert!(session.has("Settled: both · Ana Novak"));
    assert_eq!(session.field("Why").as_deref(), Some("both read it so"));
    session.press(Key::M);
    session.type_text(" twice");
    session.press(Key::Enter);
    assert_eq!(session.decisions()[0].note, "both read it so twice");
    session.press(Key::Num1);
    assert_eq!(session.said(), "That is settled already: open it again first.");
    session.press(Key::R);
    assert_eq!((session.progress().0, session.decisions().len()), (0, 0));
    let layer = session.project().layer(&AnalystId::adjudicated()).expect("a layer");
    assert!(layer.annotations.is_empty());
}

#[test]
fn what_all_agree_on_is_carried_over_in_one_step() {
    let mut session = comparing();
    let agreed = session.open_project().panes.compare.comparison().agreements.len();
    assert!(agreed > 20);
    session.click("Carry over");
    assert!(session.has(&format!("{agreed} the same in all, carried over")));
    assert_eq!((session.progress().0, session.decisions().len()), (0, agreed));
    assert!(!session.has("Carry over"));
    session.press_with(CTRL, Key::Z);
    assert_eq!(session.decisions().len(), 0);
}

#[test]
fn another_passage_can_be_written() {
    let mut session = comparing();
    session.press(Key::W);
    assert!(session.has_focus("Add or take off a tag"));
    session.type_text("vacuum: china");
    session.press(Key::Enter);
    session.press_with(CTRL, Key::Enter);
    let decision = session.decisions().pop().expect("settled");
    assert_eq!(decision.choice, Choice::Own);
    let result = session.project().annotation(&AnalystId::adjudicated(), decision.result[0]).expect("a passage");
    assert!(result.codings.iter().any(|coding| coding.tag.as_str() == "argument/vacuum-china"), "{result:?}");
    assert_eq!(result.span, decision.span);
    // Escape leaves it open.
    session.press(Key::W);
    session.press(Key::Escape);
    session.press(Key::Escape);
    assert!(!session.has("Add or take off a tag"));
    assert_eq!(session.progress().0, 1);
}

#[test]
fn a_small_window_holds_it_all() {
    let (dir, root) = sample();
    let mut session = Session::open(dir, &root, ana(), None, vec2(1024.0, 700.0));
    session.press_with(CTRL, Key::Num4);
    for label in ["Take Ilse Maran’s", "Take Tomas Okoro’s", "Both", "Overlap", "Union", "Write another…", "Neither"]
    {
        let node = session.harness.query_all_by_label(label).next();
        let rect = node.unwrap_or_else(|| panic!("no {label}")).rect();
        assert!(rect.right() <= 1024.0 && rect.bottom() <= 700.0, "{label} at {rect:?}");
    }
}

#[test]
fn figures_of_what_was_submitted_or_of_all() {
    let mut session = comparing();
    session.press(Key::A);
    session.until("nothing is submitted", |session| session.has("No article was submitted by two of them"));
    session.click("Count what was not submitted");
    session.until("figures", |session| session.has("All tags, their tables summed up: Passages"));
    assert!(session.has("Vacuum: China: Passages"));
    assert!(session.has("too rare to judge"));
    session.click("Unit: By character");
    session.click("By sentence");
    session.until("figures by sentence", |session| session.has("The set of tags of each sentence"));
    // Nothing is settled unseen: the first key only goes back.
    session.press(Key::Num1);
    assert_eq!(session.progress().0, 0);
    session.press(Key::A);
    session.click("Vacuum: China: Passages");
    assert!(session.has("Tag: Vacuum: China"));
}

#[test]
fn figures_are_exported_as_they_are_shown() {
    let mut session = comparing();
    session.press(Key::A);
    session.until("nothing is submitted", |session| session.has("Count what was not submitted"));
    session.click("Count what was not submitted");
    session.until("figures", |session| session.has("Export…"));
    let path = session.root.with_file_name("figures.csv");
    session.script.0.borrow_mut().answers.push_back(Answer::Paths(vec![path.clone()]));
    session.click("Export…");
    session.until("written", |session| session.said().starts_with("Exported the agreement figures to"));
    let csv = fs::read_to_string(&path).expect("the file");
    let report = session.open_project().panes.compare.report().expect("figures");
    assert!(csv.starts_with("tag,tag_name,unit"), "{csv}");
    assert_eq!(csv.lines().count(), 1 + report.tags.len() + 1);
}

#[test]
fn what_counts_is_chosen_in_the_excerpts_and_taken_back() {
    let mut session = Session::sample();
    let (ilse, tomas) = (AnalystId::new("ilse-maran").expect("an id"), AnalystId::new("tomas-okoro").expect("an id"));
    let project = session.project();
    let by = |who: &AnalystId| project.annotations().filter(|(whose, ..)| *whose == who).collect::<Vec<_>>();
    let coded_by_ilse = |article| by(&ilse).iter().any(|(.., passage)| passage.article == article);
    let all = project.annotations().count();
    let left_out = by(&tomas).iter().filter(|(.., passage)| coded_by_ilse(passage.article.clone())).count();
    assert!(left_out > 0, "both have coded some articles");
    session.press_with(CTRL, Key::Num2);
    assert!(session.has(&format!("{all} passages")), "nothing is chosen: everybody’s count");
    session.click("Whose coding");
    session.click("Ilse Maran");
    assert!(session.has(&format!("{} passages", all - left_out)));
    assert!(session.has("as Ilse Maran coded it"));
    session.press(Key::Escape);
    session.press_with(CTRL, Key::Z);
    assert!(session.has(&format!("{all} passages")));
}

#[test]
fn what_is_hidden_does_not_look_like_nothing_marked() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::Num1);
    session.press_with(CTRL, Key::K);
    session.type_text("blind");
    session.press(Key::Enter);
    session.click("Blind work");
    session.click("Save");
    session.press_with(CTRL, Key::Num4);
    assert!(session.has("You have submitted none of these articles"));
    assert!(!session.has("Did not mark it"));
    session.press_with(CTRL, Key::Num1);
    session.press_with(CTRL, Key::K);
    session.type_text("submit");
    session.press(Key::Enter);
    session.press_with(CTRL, Key::Num4);
    assert!(session.has("Articles: 1 article coded by all"));
    let (_, all) = session.progress();
    assert!(all > 1, "the others' coding of it is to be seen now");
}

#[test]
fn what_was_begun_on_a_disagreement_is_there_when_one_comes_back() {
    let mut session = comparing();
    session.press(Key::M);
    session.type_text("not sure");
    session.press(Key::Enter);
    session.press(Key::N);
    assert_eq!(session.field("Why").as_deref(), Some(""));
    session.press(Key::W);
    session.press(Key::Enter);
    session.press(Key::Escape);
    session.press(Key::P);
    assert_eq!(session.field("Why").as_deref(), Some("not sure"));
    session.press(Key::Num1);
    assert_eq!(session.decisions().first().map(|decision| decision.note.clone()).as_deref(), Some("not sure"));
    assert_eq!(session.field("Why").as_deref(), Some(""), "the next one has none");
}

#[test]
fn a_reason_that_is_typed_when_another_one_is_taken_in_hand_is_kept() {
    let mut session = comparing();
    session.press(Key::Num1);
    session.press(Key::P);
    session.press(Key::M);
    session.type_text("because");
    let mut rows = session.harness.query_all_by_label_contains(": Other tags").map(|node| node.rect().center());
    let row = rows.next_back().expect("a row");
    drop(rows);
    session.click_at(row);
    assert_eq!(session.decisions().first().map(|decision| decision.note.clone()).as_deref(), Some("because"));
}
