//! Sessions in the window as a person has them: the whole program without a screen, on a copy of the sample project.

mod adding;
mod analysts;
mod around;
mod articles;
mod at_once;
mod comparing;
mod drafts;
mod enormous;
mod keys;
mod looks;
mod noise;
mod pixels;
mod reading;
mod right_to_left;
mod saving;
mod settling;
mod sharing;
mod small;
mod who;

use std::{
    cell::RefCell,
    collections::VecDeque,
    fs,
    path::{Path, PathBuf},
    rc::Rc,
    thread,
    time::{Duration, Instant},
};

use eframe::App as _;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Role, Vec2, vec2};
use egui_kittest::{Harness, kittest::NodeT as _, kittest::Queryable as _};
use postil::{
    jobs::Wake,
    model::{AnalystId, Project},
    storage::{self, ProjectView, Settings},
    ui::{
        app::{App, Start},
        dialogs::{Answer, Ask, FileDialogs},
        project::OpenProject,
    },
    workspace::SaveState,
};
use tempfile::TempDir;

const USUAL: Vec2 = vec2(1280.0, 860.0);
const SMALLEST: Vec2 = vec2(760.0, 480.0);
const CTRL: Modifiers = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..CTRL };
const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;
/// Nothing that a person waits for takes longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Dialogs that answer as they were told.
#[derive(Clone, Default)]
struct Script(Rc<RefCell<Scripted>>);

#[derive(Default)]
struct Scripted {
    asked: Vec<Ask>,
    answers: VecDeque<Answer>,
    pending: Option<(Ask, Answer)>,
}

impl FileDialogs for Script {
    fn ask(&mut self, ask: Ask, _: &Wake) {
        let mut script = self.0.borrow_mut();
        script.asked.push(ask.clone());
        let answer = script.answers.pop_front().unwrap_or(Answer::Cancelled);
        script.pending = Some((ask, answer));
    }

    fn poll(&mut self) -> Option<(Ask, Answer)> {
        self.0.borrow_mut().pending.take()
    }
}

/// A passage as a test speaks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Passage {
    quote: String,
    tags: Vec<String>,
    by: Vec<String>,
    note: String,
}

/// A person before the window.
struct Session {
    harness: Harness<'static, App>,
    root: PathBuf,
    home: PathBuf,
    script: Script,
    dir: Rc<TempDir>,
}

/// Somebody whose name is known, and who has seen the sample before: only her own coding is shown.
fn ana() -> Settings {
    let seen = ProjectView { analyst: Some("ana-novak".to_owned()), ..ProjectView::default() };
    let projects = [(storage::SAMPLE_KEY.to_owned(), seen)].into();
    Settings { analyst: "Ana Novak".to_owned(), analyst_key: "ana".to_owned(), projects, ..Settings::default() }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("copied");
        }
    }
}

/// A folder with a copy of the sample in `sample`.
fn sample() -> (Rc<TempDir>, PathBuf) {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().join("sample");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data"), &root);
    (Rc::new(dir), root)
}

impl Session {
    /// Ana opens the sample.
    fn sample() -> Self {
        let (dir, root) = sample();
        Self::open(dir, &root, ana(), None, USUAL)
    }

    fn open(dir: Rc<TempDir>, root: &Path, settings: Settings, analyst: Option<&str>, size: Vec2) -> Self {
        let start = Start { project: Some(root.to_owned()), analyst: analyst.map(str::to_owned), article: None };
        Self::start(dir, root, settings, start, size)
    }

    fn start(dir: Rc<TempDir>, root: &Path, settings: Settings, start: Start, size: Vec2) -> Self {
        let (script, home) = (Script::default(), dir.path().join("home"));
        let (dialogs, app_home) = (Box::new(script.clone()), Some(home.clone()));
        let harness = Harness::builder()
            .with_size(size)
            .with_max_steps(12)
            .allow_missing_glyphs()
            .build_eframe(move |creation| App::new(&creation.egui_ctx, settings, app_home, dialogs, &start));
        let mut session = Self { harness, root: root.to_owned(), home, script, dir };
        session.run();
        session
    }

    /// The window is closed; what was in memory goes.
    fn quit(mut self) -> (Rc<TempDir>, PathBuf, Settings) {
        self.harness.state_mut().on_exit(None);
        let settings = storage::load_settings(&self.home).expect("settings");
        (self.dir, self.root, settings)
    }

    /// The program is killed: nothing is done any more.
    fn killed(self) -> (Rc<TempDir>, PathBuf) {
        (self.dir, self.root)
    }

    /// Frames until nothing moves.
    fn run(&mut self) {
        self.harness.run_ok();
    }

    fn frame(&mut self, events: impl IntoIterator<Item = Event>) {
        self.harness.input_mut().events.extend(events);
        self.harness.step();
    }

    fn press(&mut self, key: Key) {
        self.press_with(Modifiers::NONE, key);
    }

    /// Down and up, with the letter that the keyboard sends along.
    fn press_with(&mut self, modifiers: Modifiers, key: Key) {
        self.frame([Event::ModifiersChanged(modifiers)]);
        let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        let letter = Some(key.symbol_or_name()).filter(|name| name.chars().count() == 1 && name.is_ascii());
        let typed = letter
            .filter(|_| !modifiers.command && !modifiers.alt)
            .map(|name| Event::Text(if modifiers.shift { name.to_uppercase() } else { name.to_lowercase() }));
        self.frame([event(true)].into_iter().chain(typed));
        self.frame([event(false)]);
        self.frame([Event::ModifiersChanged(Modifiers::NONE)]);
        self.run();
    }

    /// Types, a key for each letter.
    fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            let key = Key::from_name(&c.to_uppercase().to_string()).unwrap_or(Key::Space);
            let modifiers = if c.is_uppercase() { SHIFT } else { Modifiers::NONE };
            let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
            self.frame([event(true), Event::Text(c.to_string())]);
            self.frame([event(false)]);
        }
        self.run();
    }

    fn drag(&mut self, from: Pos2, to: Pos2) {
        let button = |pos, pressed| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        self.frame([Event::PointerMoved(from)]);
        self.frame([button(from, true)]);
        self.frame([Event::PointerMoved(from.lerp(to, 0.5))]);
        self.frame([Event::PointerMoved(to)]);
        self.frame([button(to, false)]);
        self.run();
    }

    fn click_at(&mut self, pos: Pos2) {
        self.drag(pos, pos);
    }

    /// A click on what can be clicked and is called so.
    fn click(&mut self, label: &str) {
        let found = self.harness.query_all_by_label_contains(label);
        let mut found: Vec<_> = found.filter(|node| node.accesskit_node().role() != Role::Label).collect();
        found.sort_by_key(|node| node.accesskit_node().label().map_or(usize::MAX, |label| label.len()));
        let pos = found.first().unwrap_or_else(|| panic!("nothing to click is called {label:?}")).rect().center();
        self.click_at(pos);
    }

    /// Whether something has these words.
    fn has(&self, words: &str) -> bool {
        self.harness.query_all_by_label_contains(words).next().is_some()
    }

    /// What is written in the field.
    fn field(&self, label: &str) -> Option<String> {
        let mut found = self.harness.query_all_by_label(label);
        found.find(|node| node.accesskit_node().role() != Role::Label)?.value()
    }

    fn has_focus(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).any(|node| node.is_focused())
    }

    fn open_project(&self) -> &OpenProject {
        self.harness.state().project().expect("an open project")
    }

    fn project(&self) -> &Project {
        self.open_project().workspace.project()
    }

    fn article(&self) -> String {
        self.open_project().article.as_ref().map(ToString::to_string).unwrap_or_default()
    }

    fn said(&self) -> &str {
        self.harness.state().last_notice().unwrap_or_default()
    }

    /// Whether it is said to be saved, and stands in the project's files.
    fn saved(&self) -> bool {
        let workspace = &self.open_project().workspace;
        workspace.save_state() == SaveState::Saved && workspace.is_written()
    }

    /// Frames until it is so.
    #[track_caller]
    fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !is_so(self) {
            assert!(Instant::now() < end, "not so: {what}; last said: {:?}", self.said());
            self.harness.step();
            thread::sleep(Duration::from_millis(15));
        }
        self.run();
    }

    /// Frames for a while, whatever happens.
    fn wait(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.harness.step();
            thread::sleep(Duration::from_millis(15));
        }
    }

    /// Until everything is on the disk, within five seconds as promised.
    #[track_caller]
    fn settle(&mut self) {
        let since = Instant::now();
        self.until("saved", Self::saved);
        assert!(since.elapsed() < Duration::from_secs(5), "saved after {:?}", since.elapsed());
    }

    fn me(&self) -> AnalystId {
        self.open_project().workspace.me().id.clone()
    }

    fn own_path(&self) -> PathBuf {
        self.root.join("annotations").join(format!("{}.ron", self.me()))
    }

    /// The text of one's own file.
    fn own_file(&self) -> String {
        fs::read_to_string(self.own_path()).unwrap_or_default()
    }

    /// One's own passages as they are in memory, in the order they were made.
    fn mine(&self) -> Vec<Passage> {
        passages(self.project(), &self.me())
    }

    /// One's own passages as another program reads them from the disk.
    fn filed(&self) -> Vec<Passage> {
        passages(&storage::open(&self.root).expect("a project").project, &self.me())
    }

    fn revision(&self) -> u64 {
        self.open_project().workspace.revision()
    }

    /// What is selected in the open article.
    fn selected(&self) -> &str {
        let open = self.open_project();
        let article = open.article.as_ref().and_then(|id| self.project().articles.get(id)).expect("an article");
        open.panes.read.reader.selection().map_or("", |selection| &article.body.text()[selection.range()])
    }

    /// The passage in hand.
    fn in_hand(&self) -> Option<String> {
        let id = self.open_project().panes.read.focused?;
        self.open_project().find_passage(id).map(|(_, annotation)| annotation.quote.exact.clone())
    }

    /// Where the paragraph that begins so stands on the screen.
    fn paragraph(&self, start: &str) -> egui::Rect {
        let mut labels = self.harness.query_all_by_role(Role::Label);
        let found = labels.find(|node| node.value().is_some_and(|value| value.starts_with(start)));
        found.unwrap_or_else(|| panic!("no paragraph {start:?} on the screen")).rect()
    }

    /// Selects from the first row into the second one of a paragraph, with the mouse.
    fn drag_over_two_lines(&mut self, start: &str) {
        let rect = self.paragraph(start);
        let from = rect.left_top() + vec2(1.0, 14.0);
        self.drag(from, from + vec2(220.0, 28.0));
    }
}

fn passages(project: &Project, analyst: &AnalystId) -> Vec<Passage> {
    let Some(layer) = project.layer(analyst) else { return Vec::new() };
    let names = |tags: &[postil::model::TagId]| tags.iter().map(ToString::to_string).collect::<Vec<_>>();
    let passage = |annotation: &postil::model::Annotation| Passage {
        quote: annotation.quote.exact.clone(),
        tags: annotation.codings.iter().map(|coding| coding.tag.to_string()).collect(),
        by: annotation.codings.iter().flat_map(|coding| names(&coding.by)).collect(),
        note: annotation.note.clone(),
    };
    layer.annotations.iter().map(|(_, annotation)| passage(annotation)).collect()
}
