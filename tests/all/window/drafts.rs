//! Whatever is being typed is there again at the next start, whether the window was closed or the program killed.

use egui::Key;
use postil::{
    storage,
    ui::{action::View, app::Start, dialogs::Answer},
};

use super::{ALT, CTRL, CTRL_SHIFT, Session, USUAL, ana};

impl Session {
    fn run_command(&mut self, name: &str) {
        self.press_with(CTRL, Key::K);
        self.type_text(name);
        self.press(Key::Enter);
    }

    /// The window goes, and is opened anew.
    fn again(self, is_killed: bool) -> Self {
        let (dir, root) = if is_killed {
            self.killed()
        } else {
            let (dir, root, _) = self.quit();
            (dir, root)
        };
        Self::open(dir, &root, ana(), None, USUAL)
    }
}

/// Types into the field, in a dialog that `open` opens, and finds it again.
#[track_caller]
fn check(field: &str, open: impl Fn(&mut Session)) {
    for is_killed in [true, false] {
        let mut session = Session::sample();
        open(&mut session);
        session.click(field);
        session.type_text("half a word");
        let typed = session.field(field).unwrap_or_else(|| panic!("no field {field}"));
        assert!(typed.contains("half a word"), "{field}: {typed}");
        let mut session = session.again(is_killed);
        assert_eq!(session.field(field), Some(typed), "{field}, killed: {is_killed}");
        assert!(session.said().contains("there again"), "{}", session.said());
        // What is given up is gone.
        session.press(Key::Escape);
        session.press(Key::Escape);
        assert_eq!(session.field(field), None, "{field}");
        let session = session.again(is_killed);
        assert_eq!(session.field(field), None, "{field}, killed: {is_killed}");
    }
}

#[test]
fn what_is_typed_in_the_details_of_an_article() {
    for field in ["Title", "Outlet", "Author", "Date", "Language", "Link", "Memo"] {
        check(field, |session| session.press(Key::F2));
    }
}

#[test]
fn what_is_typed_about_the_project() {
    for field in ["Title", "Memo"] {
        check(field, |session| session.run_command("about this project"));
    }
}

#[test]
fn what_is_typed_in_questions() {
    check("Reason", |session| session.run_command("exclude"));
    check("Your name", |session| session.run_command("who annotates"));
    check("Name of the tag", |session| session.press_with(CTRL_SHIFT, Key::T));
    check("File to write", |session| session.press_with(CTRL, Key::E));
    check("Folder", |session| {
        let texts = session.dir.path().join("texts");
        std::fs::create_dir_all(&texts).expect("a folder");
        session.script.0.borrow_mut().answers.push_back(Answer::Paths(vec![texts]));
        session.press_with(CTRL_SHIFT, Key::N);
    });
}

#[test]
fn what_is_typed_in_the_preview_of_articles() {
    for is_killed in [true, false] {
        let mut session = Session::sample();
        let texts: Vec<_> = ["one", "two"].map(|name| session.dir.path().join(format!("{name}.txt"))).into();
        texts
            .iter()
            .for_each(|path| std::fs::write(path, format!("{}. Seats stand.", path.display())).expect("a text"));
        session.script.0.borrow_mut().answers.push_back(Answer::Paths(texts));
        session.press_with(CTRL_SHIFT, Key::A);
        session.until("read", |session| session.has("Add 2 articles"));
        session.click("Outlet");
        session.type_text("half");
        let mut session = session.again(is_killed);
        session.until("read again", |session| session.has("Add 2 articles"));
        assert_eq!(session.field("Outlet").as_deref(), Some("half"));
        session.press(Key::Escape);
        let mut session = session.again(is_killed);
        session.wait(std::time::Duration::from_millis(300));
        assert!(!session.has("Add 2 articles"));
    }
}

#[test]
fn what_is_typed_for_a_new_project_while_none_is_open() {
    let (dir, root) = super::sample();
    let start = || Start { project: None, analyst: None, article: None };
    let mut session = Session::start(dir, &root, ana(), start(), USUAL);
    let texts = session.dir.path().join("texts");
    std::fs::create_dir_all(&texts).expect("a folder");
    session.script.0.borrow_mut().answers.push_back(Answer::Paths(vec![texts]));
    session.press_with(CTRL_SHIFT, Key::N);
    session.click("Title");
    session.type_text("half");
    let typed = session.field("Title");
    session.wait(std::time::Duration::from_secs(1));
    let home = session.home.clone();
    let (dir, root) = session.killed();
    let settings = storage::load_settings(&home).expect("settings");
    let session = Session::start(dir, &root, settings, start(), USUAL);
    assert_eq!(session.field("Title"), typed);
}

#[test]
fn what_is_typed_in_the_form_for_who_says_it() {
    for is_killed in [true, false] {
        let mut session = Session::sample();
        session.press(Key::J);
        session.press(Key::Num1);
        session.settle();
        session.press(Key::W);
        session.press_with(ALT, Key::Num1);
        session.type_text("somebody unknown");
        let mut session = session.again(is_killed);
        assert_eq!(session.field("Said by").as_deref(), Some("somebody unknown"));
        let me = session.me();
        let layer = session.project().layer(&me).expect("a layer");
        let (_, passage) = layer.annotations.iter().next().expect("a passage");
        assert!(passage.codings[0].stance.is_some(), "what the form says");
        session.press(Key::Escape);
        assert_eq!(session.field("Said by"), None);
        let session = session.again(is_killed);
        assert_eq!(session.field("Said by"), None);
    }
}

#[test]
fn what_is_written_of_why() {
    for is_killed in [true, false] {
        let mut session = Session::sample();
        session.press_with(CTRL, Key::Num4);
        session.press(Key::M);
        session.type_text("because");
        session.press(Key::Escape);
        session.press(Key::M);
        session.type_text("because");
        let mut session = session.again(is_killed);
        session.press_with(CTRL, Key::Num4);
        assert_eq!(session.open_project().view, View::Compare);
        assert_eq!(session.field("Why").as_deref(), Some("because"));
    }
}

#[test]
fn what_is_typed_in_the_codebook() {
    let check = |keys: &[Key], field: Option<&str>| {
        for is_killed in [true, false] {
            let mut session = Session::sample();
            session.press_with(CTRL, Key::Num3);
            keys.iter().for_each(|key| session.press(*key));
            if let Some(field) = field {
                session.click(field);
            }
            session.type_text("halfaword");
            let session = session.again(is_killed);
            let has = |text: &str| text.to_lowercase().contains("halfaword");
            let mut tags = session.project().usable_tags();
            let is_there = tags.any(|(_, tag)| {
                has(&tag.name)
                    || has(&tag.definition)
                    || tag.aliases.iter().any(|alias| has(alias))
                    || has(&tag.example)
            });
            assert!(is_there, "{keys:?} {field:?}, killed: {is_killed}");
        }
    };
    check(&[Key::Enter], None);
    check(&[Key::F2], None);
    check(&[Key::Insert], None);
    check(&[], Some("Example"));
    check(&[], Some("Another name"));
}

#[test]
fn what_is_typed_outlives_changes_and_saving() {
    let mut session = Session::sample();
    session.press(Key::F2);
    session.type_text("half");
    let typed = session.field("Title");
    session.wait(std::time::Duration::from_secs(1));
    // The dialog is left to the next start, and again.
    let mut session = session.again(false);
    session.settle();
    let session = session.again(true);
    assert_eq!(session.field("Title"), typed);
}

#[test]
fn settings_are_kept_while_the_program_runs() {
    let mut session = Session::sample();
    session.press_with(CTRL, Key::Comma);
    session.click("Your name in new projects");
    session.type_text("Bea");
    session.wait(std::time::Duration::from_millis(1500));
    let home = session.home.clone();
    let (_dir, _) = session.killed();
    let settings = storage::load_settings(&home).expect("settings");
    assert!(settings.analyst.contains("Bea"), "{}", settings.analyst);
}
