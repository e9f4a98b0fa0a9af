//! What is under way when the window or the project is to be closed.

use std::{fs, thread};

use super::*;
use crate::verbs;

struct NoDialogs;

impl FileDialogs for NoDialogs {
    fn ask(&mut self, _: Ask, _: &Wake) {}

    fn poll(&mut self) -> Option<(Ask, Answer)> {
        None
    }
}

fn app(ctx: &Context, start: &Start) -> App {
    App::new(ctx, Settings::default(), None, Box::new(NoDialogs), start)
}

#[test]
fn closing_waits_for_an_export_and_stays_if_that_fails() {
    let closed = |result: Result<Exported, String>| {
        let ctx = Context::default();
        let mut app = app(&ctx, &Start::default());
        let work = move |_: &crate::progress::Progress| {
            thread::sleep(Duration::from_millis(50));
            result
        };
        app.exporting = Some(Job::start("export", Arc::clone(&app.wake), work).expect("a thread"));
        app.before_closing(&ctx);
        (app.quitting, app.last_notice().unwrap_or_default().to_owned())
    };
    assert_eq!(closed(Err("The disk is full.".to_owned())), (false, "The disk is full.".to_owned()));
    let written = Exported { words: "Exported 3 passages.".to_owned(), folder: None };
    assert_eq!(closed(Ok(written)), (true, "Exported 3 passages.".to_owned()));
}

#[test]
fn texts_for_a_new_project_do_not_go_into_the_one_that_stays() {
    let dir = tempfile::tempdir().expect("a folder");
    let (old, new, text) = (dir.path().join("old"), dir.path().join("new"), dir.path().join("a.txt"));
    fs::write(&text, "Seats stand.").expect("a text");
    let ctx = Context::default();
    let mut app = app(&ctx, &Start::default());
    app.new_project(&old, "Old", Vec::new());
    let title = |app: &App| app.project().map(|open| open.workspace.project().info().title.clone());
    assert_eq!(title(&app).as_deref(), Some("Old"));
    let project = app.project().expect("a project").workspace.project();
    app.apply(verbs::edit_info(project, "Old seats", "").expect("a step"));
    fs::remove_dir_all(&old).expect("gone, as a disk that was unplugged");
    app.new_project(&new, "New", vec![text]);
    assert_eq!(title(&app).as_deref(), Some("Old seats"));
    assert!(!app.adding.is_under_way());
    assert!(app.last_notice().is_some_and(|said| said.contains("save elsewhere")), "{:?}", app.last_notice());
}
