//! Getting about: articles and commands by name, views, panes, and coming back where one was.

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use postil::ui::{action::View, app::Start};

use super::{ALT, CTRL, CTRL_SHIFT, Session, USUAL};

/// A key that writes something else than its own letter.
fn press_for(session: &mut Session, modifiers: Modifiers, key: Key, text: Option<&str>) {
    let event = |pressed| Event::Key { key, physical_key: Some(key), pressed, repeat: false, modifiers };
    session.frame([event(true)].into_iter().chain(text.map(|text| Event::Text(text.to_owned()))));
    session.frame([event(false)]);
    session.run();
}

#[test]
fn ctrl_p_goes_to_an_article_by_its_name() {
    let mut session = Session::sample();
    session.press_with(CTRL, Key::P);
    assert!(session.has_focus("Go to an article"));
    session.type_text("dues buy");
    session.press(Key::Enter);
    assert_eq!(session.article(), "what-dues-buy");
    assert!(!session.has("Go to an article"));
}

#[test]
fn ctrl_k_runs_a_command_by_its_name() {
    let mut session = Session::sample();
    let before = session.harness.ctx.theme();
    session.press_with(CTRL, Key::K);
    session.type_text("light or dark");
    session.press(Key::Enter);
    assert_ne!(session.harness.ctx.theme(), before);
}

#[test]
fn the_sheet_comes_with_f1_and_goes_with_escape() {
    let mut session = Session::sample();
    session.press(Key::F1);
    assert!(session.has("Keyboard shortcuts") && session.has("Give the tag and close"));
    session.press(Key::Escape);
    assert!(!session.has("Give the tag and close"));
}

#[test]
fn views_and_panes_have_keys() {
    let mut session = Session::sample();
    for (key, view) in [(Key::Num2, View::Excerpts), (Key::Num3, View::Codebook), (Key::Num1, View::Read)] {
        session.press_with(CTRL, key);
        assert_eq!(session.open_project().view, view);
    }
    assert!(session.field("Filter articles").is_some());
    session.press_with(CTRL, Key::B);
    assert_eq!(session.field("Filter articles"), None);
    session.press_with(CTRL, Key::B);
    assert!(session.field("Filter articles").is_some());
}

#[test]
fn keys_of_the_text_do_nothing_under_an_overlay() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::F1);
    session.press(Key::Num1);
    session.press(Key::Delete);
    assert_eq!(session.mine(), []);
}

#[test]
fn the_same_article_and_place_are_there_again() {
    let mut session = Session::sample();
    session.press_with(CTRL, Key::P);
    session.type_text("minutes");
    session.press(Key::Enter);
    session.press(Key::Space);
    session.press(Key::Space);
    let place = session.open_project().panes.read.reader.place();
    assert!(place.offset > 500, "{place:?}");
    let (dir, root, settings) = session.quit();
    let again = Session::open(dir, &root, settings, None, USUAL);
    assert_eq!(again.article(), "minutes-roundtable");
    let there = again.open_project().panes.read.reader.place();
    assert_eq!(there.offset, place.offset);
    assert!((there.pixel - place.pixel).abs() < 2.0, "{there:?} {place:?}");
}

#[test]
fn the_start_page_lists_what_was_open() {
    let mut session = Session::sample();
    session.press_with(CTRL, Key::P);
    session.type_text("minutes");
    session.press(Key::Enter);
    session.press_with(CTRL, Key::W);
    assert!(session.harness.state().project().is_none());
    assert!(session.has("Open a project…") && session.has("Open sample"));
    let (dir, root, settings) = session.quit();
    let mut again = Session::start(dir, &root, settings, Start::default(), USUAL);
    again.click("Open sample");
    assert_eq!(again.article(), "minutes-roundtable");
}

#[test]
fn the_text_grows_with_plus_whether_or_not_it_takes_shift() {
    let mut session = Session::sample();
    let height = |session: &Session| session.paragraph("The Freedom Online Coalition").height();
    let mut before = height(&session);
    for (modifiers, key) in [(CTRL_SHIFT, Key::Plus), (CTRL, Key::Plus), (CTRL, Key::Equals)] {
        session.press_with(modifiers, key);
        let now = height(&session);
        assert!(now > before, "{modifiers:?} {key:?}");
        before = now;
    }
    session.press_with(CTRL, Key::Num0);
    assert!(height(&session) < before);
}

#[test]
fn a_note_is_ended_by_ctrl_enter_and_given_up_by_escape() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::H);
    session.press(Key::M);
    session.type_text("kept");
    session.press_with(CTRL, Key::Enter);
    assert!(!session.has_focus("Note"));
    assert_eq!(session.mine()[0].note, "kept");
    session.press(Key::M);
    session.type_text(" not");
    session.press(Key::Escape);
    assert!(!session.has_focus("Note"));
    session.press(Key::J);
    assert_eq!(session.mine()[0].note, "kept");

    // In the codebook too.
    let definition = |session: &Session| {
        let tag = postil::model::TagId::new("argument/sovereignty").expect("an id");
        session.project().tag(&tag).expect("a tag").definition.clone()
    };
    let before = definition(&session);
    session.press_with(CTRL, Key::Num3);
    session.click("Sovereignty");
    session.click("Definition");
    session.type_text("x");
    session.press(Key::Escape);
    session.press_with(CTRL, Key::Num1);
    assert_eq!(definition(&session), before);
    session.press_with(CTRL, Key::Num3);
    session.click("Definition");
    session.type_text("x");
    session.press_with(CTRL, Key::Enter);
    assert_ne!(definition(&session), before);
}

#[test]
fn the_palette_has_names_before_what_is_said_of_commands() {
    let mut session = Session::sample();
    session.press_with(CTRL, Key::K);
    session.type_text("text");
    let names = ["Larger text", "Smaller text", "Add articles…"];
    let at = |name: &str| {
        let mut rows = session.harness.query_all_by_label(name);
        rows.next().unwrap_or_else(|| panic!("{name} is there")).rect().top()
    };
    assert!(at(names[0]) < at(names[2]) && at(names[1]) < at(names[2]));
}

#[test]
fn a_folder_that_is_no_project_leaves_the_open_one_and_offers_to_make_one() {
    let mut session = Session::sample();
    let texts = session.dir.path().join("texts");
    std::fs::create_dir(&texts).expect("a folder");
    std::fs::write(texts.join("one.txt"), "One text.\n").expect("written");
    session.press(Key::J);
    session.press(Key::H);
    session.script.0.borrow_mut().answers.push_back(postil::ui::dialogs::Answer::Paths(vec![texts]));
    session.press_with(CTRL, Key::O);
    session.run();
    assert_eq!(session.mine().len(), 1, "what was open is open");
    assert!(session.has("New project") && session.has("is no project") | session.said().contains("project.ron"));
    session.press(Key::Escape);
    session.press(Key::N);
    assert!(session.in_hand().is_some());
}

#[test]
fn in_a_copy_of_a_project_one_is_who_one_was() {
    let mut session = Session::sample();
    session.press(Key::J);
    session.press(Key::H);
    session.settle();
    let (dir, root, mut settings) = session.quit();
    settings.analyst = "Somebody Else".to_owned();
    let copy = dir.path().join("copy");
    super::copy(&root, &copy);
    std::fs::remove_file(copy.join("annotations/ana-novak.ron")).expect("removed");
    let session = Session::open(dir, &copy, settings, None, USUAL);
    assert_eq!(session.open_project().workspace.me().name, "Ana Novak");
}

/// Presses a key while the modifiers are held down, as a keyboard sends it: they are keys of their own.
fn hold_and_press(session: &mut Session, modifiers: Modifiers, key: Key) {
    let event = |key, pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
    session.frame([Event::ModifiersChanged(modifiers), event(Key::ControlLeft, true)]);
    session.frame([event(key, true)]);
    session.frame([event(key, false), event(Key::ControlLeft, false)]);
    session.frame([Event::ModifiersChanged(Modifiers::NONE)]);
    session.run();
}

fn choose_key(session: &mut Session, command: &str, modifiers: Modifiers, key: Key) {
    session.press_with(CTRL, Key::Comma);
    session.click("Find a command");
    session.type_text(command);
    session.click(&format!("Key for {command}"));
    hold_and_press(session, modifiers, key);
}

#[test]
fn a_combination_can_be_chosen_and_what_loses_it_is_said() {
    let mut session = Session::sample();
    choose_key(&mut session, "Highlight", CTRL, Key::J);
    assert!(session.has("Key for Highlight without a tag: Ctrl J"));
    session.press(Key::Escape);
    session.press(Key::J);
    session.press_with(CTRL, Key::J);
    assert_eq!(session.mine().len(), 1);

    // One that another command has, and a digit.
    let mut session = Session::sample();
    choose_key(&mut session, "Highlight", Modifiers::NONE, Key::T);
    assert!(session.has("“Tag” no longer has T."));
    session.press(Key::Escape);
    session.press(Key::J);
    session.press(Key::T);
    assert_eq!((session.mine().len(), session.field("Tag this passage")), (1, None));
    let mut session = Session::sample();
    choose_key(&mut session, "Highlight", Modifiers::NONE, Key::Num1);
    assert!(session.has("1 no longer gives a tag"));

    // All as it was.
    session.click("Reset all keys");
    session.press(Key::Escape);
    session.press(Key::J);
    session.press(Key::Num1);
    assert_eq!(session.mine()[0].tags.len(), 1);
}

#[test]
fn enter_and_space_press_the_button_that_has_the_focus() {
    for key in [Key::Enter, Key::Space] {
        let mut session = Session::sample();
        session.press(Key::J);
        let mut tabs = 0;
        while !session.has_focus("Excerpts") {
            session.press(Key::Tab);
            tabs += 1;
            assert!(tabs < 60, "Tab comes to each button");
        }
        session.press(key);
        assert_eq!(session.open_project().view, View::Excerpts, "{key:?}");
        assert_eq!(session.field("Tag this passage"), None);
    }
    // In a dialog too, where Enter alone is the main button.
    let mut session = Session::sample();
    let articles = session.project().articles.iter().count();
    session.press_with(CTRL, Key::K);
    session.type_text("remove from project");
    session.press(Key::Enter);
    let mut tabs = 0;
    while !session.has_focus("Cancel") {
        session.press(Key::Tab);
        tabs += 1;
        assert!(tabs < 10);
    }
    session.press(Key::Enter);
    assert!(!session.has("Cancel"));
    assert_eq!(session.project().articles.iter().count(), articles);
}

fn tab_to(session: &mut Session, label: &str) {
    let mut tabs = 0;
    while !session.harness.query_all_by_label_contains(label).any(|node| node.is_focused()) {
        session.press(Key::Tab);
        tabs += 1;
        assert!(tabs < 60, "Tab comes to {label:?}");
    }
}

#[test]
fn articles_are_walked_by_arrow_keys_also_those_out_of_view() {
    let mut session = Session::sample();
    session.harness.set_size(super::SMALLEST + egui::vec2(400.0, 0.0));
    session.run();
    let first = session.article();
    tab_to(&mut session, "Arrow keys walk the list");
    let articles = session.project().articles.iter().count();
    assert!(articles > 8, "more than are in view");
    session.press(Key::End);
    session.press(Key::Enter);
    let last = session.article();
    assert_ne!(last, first);
    for _ in 1..articles {
        session.press(Key::ArrowUp);
    }
    session.press(Key::Enter);
    assert_eq!(session.article(), first);
    assert_eq!(session.mine(), []);
}

#[test]
fn tags_are_walked_by_arrow_keys_and_enter_gives_one() {
    let mut session = Session::sample();
    session.press(Key::J);
    tab_to(&mut session, "Arrow keys walk the tags");
    session.press(Key::ArrowDown);
    session.press(Key::ArrowDown);
    session.press(Key::Enter);
    assert_eq!(session.mine().len(), 1, "the selection has the tag");
}

#[test]
fn panes_fold_by_themselves_in_a_narrow_window_and_keys_bring_one_back() {
    let mut session = Session::sample();
    let panes =
        |session: &Session| (session.field("Filter articles").is_some(), session.field("Filter tags").is_some());
    for (width, expected) in [(1280.0, (true, true)), (960.0, (false, true)), (720.0, (false, false))] {
        session.harness.set_size(egui::vec2(width, 480.0));
        session.run();
        assert_eq!(panes(&session), expected, "{width}");
    }
    session.press_with(CTRL, Key::B);
    assert_eq!(panes(&session), (true, false));
    session.press_with(ALT, Key::B);
    assert_eq!(panes(&session), (false, true));
    session.press_with(ALT, Key::B);
    assert_eq!(panes(&session), (false, false));
    session.harness.set_size(egui::vec2(1280.0, 860.0));
    session.run();
    assert_eq!(panes(&session), (true, true), "nothing was switched off for good");
    session.press_with(CTRL, Key::B);
    assert_eq!(panes(&session), (false, true));
}

#[test]
fn altgr_and_a_letter_is_a_letter() {
    let mut session = Session::sample();
    session.press(Key::J);
    let (selected, revision) = (session.selected().to_owned(), session.revision());
    let ctrl_alt = CTRL.plus(ALT);
    for (modifiers, key, text) in [
        (Modifiers::NONE, Key::X, Some("ź")),
        (Modifiers::NONE, Key::H, Some("ħ")),
        (Modifiers::NONE, Key::T, Some("ŧ")),
        (Modifiers::NONE, Key::Num2, Some("²")),
        (ALT, Key::Num2, Some("²")),
        (ctrl_alt, Key::Num2, Some("@")),
        (ctrl_alt, Key::Num2, None),
        (ctrl_alt, Key::B, None),
    ] {
        press_for(&mut session, modifiers, key, text);
        assert_eq!((session.selected(), session.revision()), (selected.as_str(), revision), "{modifiers:?} {key:?}");
        assert_eq!(session.field("Tag this passage"), None, "{modifiers:?} {key:?}");
    }
    session.press(Key::T);
    press_for(&mut session, ALT, Key::Num2, Some("²"));
    press_for(&mut session, ctrl_alt, Key::Num2, Some("@"));
    assert_eq!(session.field("Tag this passage").as_deref(), Some("²@"));
    // A key of a keyboard that writes Cyrillic letters is the key in its place.
    session.press(Key::Escape);
    press_for(&mut session, Modifiers::NONE, Key::H, Some("р"));
    assert_eq!(session.mine()[0].quote, selected);
}

#[test]
fn exporting_leaves_one_in_the_view_where_one_is() {
    let mut session = Session::sample();
    for key in [Key::Num1, Key::Num3] {
        session.press_with(CTRL, key);
        let view = session.open_project().view;
        session.press_with(CTRL, Key::E);
        assert!(session.has("Export to a file"));
        session.press(Key::Escape);
        assert!(!session.has("Export to a file"));
        assert_eq!(session.open_project().view, view);
    }
}
