//! What is under way when the window or the project is to be closed.

use std::{fs, thread};

use super::*;
use crate::{
    ui::command::{COMMANDS, View},
    verbs,
};

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

fn frames(ctx: &Context, app: &mut App, n: usize) {
    for _ in 0..n {
        let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 860.0));
        let input = egui::RawInput { screen_rect: Some(screen), ..egui::RawInput::default() };
        ctx.run_ui(input, |ui| app.frame(ui)).textures_delta.clear();
    }
}

/// Runs each command with the window as `prepare` makes it, and draws what comes of it.
fn run_every_command(ctx: &Context, app: &mut App, prepare: impl Fn(&mut App)) {
    for declared in COMMANDS {
        prepare(app);
        app.dialog = None;
        app.actions.push(Action::Run(declared.command));
        frames(ctx, app, 2);
    }
}

#[test]
fn every_command_can_be_run_in_every_state() {
    let dir = tempfile::tempdir().expect("a folder");
    let (root, home) = (dir.path().join("sample"), dir.path().join("home"));
    storage::copy_sample(&root).expect("the sample");
    let ctx = Context::default();
    let ana = Settings { analyst: "Ana".to_owned(), analyst_key: "ana".to_owned(), ..Settings::default() };
    let new = || App::new(&ctx, ana.clone(), Some(home.clone()), Box::new(NoDialogs), &Start::default());
    let mut without = new();
    run_every_command(&ctx, &mut without, |app| assert!(app.open.is_none()));

    let (mut first, mut second) = (new(), new());
    for (is_read_only, app) in [(false, &mut first), (true, &mut second)] {
        for &view in View::ALL {
            for in_hand in [false, true] {
                let prepare = |app: &mut App| {
                    if app.open.is_none() {
                        app.open_project(&root, None);
                    }
                    let open = app.open.as_mut().expect("a project");
                    assert_eq!(open.workspace.read_only().is_some(), is_read_only);
                    open.view = view;
                    let first = open.marks().get(0).map(|mark| mark.span.clone());
                    if let (true, Some(span)) = (in_hand, first) {
                        open.panes.read.reader.set_selection(span.start, span.end);
                    }
                };
                run_every_command(&ctx, app, prepare);
            }
        }
        if is_read_only {
            break;
        }
        // The other one reads only as long as this one is open.
        app.open_project(&root, None);
    }
}
