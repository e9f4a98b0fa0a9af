//! What the window takes on a project of a thousand articles and 40,000 passages: settling a disagreement, tagging and undoing,
//! and a frame of the excerpts under the wheel. Without a screen: the program's part of a frame, with tessellation, without
//! drawing. `cargo bench --bench window` prints a table; it measures and judges nothing. With `-- --make DIR` it only makes the
//! project in that folder, to be looked at in the real window.

#![expect(clippy::expect_used, reason = "a benchmark may stop where something is wrong")]

use std::{
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase, pos2, vec2};
use egui_kittest::Harness;
use postil::{
    jobs::Wake,
    model::{
        Analyst, AnalystId, AnnotationId, ArticleId, Body, Coding, Edit, Layer, Project, ProjectInfo, Span, Stamper,
        Step, TagId,
    },
    storage::{self, ProjectView, Settings},
    ui::{
        app::{App, Start},
        dialogs::{Answer, Ask, FileDialogs},
    },
    verbs::{self, Fresh, NewArticle},
};

const ARTICLES: usize = 1_000;
const PASSAGES: usize = 40_000;
const CTRL: Modifiers = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|arg| arg == "--make") {
        return make(Path::new(args.get(at + 1).expect("a folder after --make")));
    }
    let home = tempfile::tempdir().expect("a folder");
    let dir = home.path().join("study");
    make(&dir);
    println!(
        "{ARTICLES} articles of about 5 KB, {PASSAGES} passages of two analysts; ms of the clock, and of the processor\n"
    );
    println!("{:<34} {:>5} {:>9} {:>9} {:>9} {:>9}", "", "runs", "median", "p99", "min", "processor");
    let mut window = Window::open(home.path(), &dir);
    window.quiet();
    window.tagging();
    window.settling();
    window.scrolling();
}

/// Somebody before the window.
struct Window(Harness<'static, App>);

struct NoDialogs;

impl FileDialogs for NoDialogs {
    fn ask(&mut self, _: Ask, _: &Wake) {}

    fn poll(&mut self) -> Option<(Ask, Answer)> {
        None
    }
}

impl Window {
    fn open(home: &Path, dir: &Path) -> Self {
        let seen = ProjectView { analyst: Some("ana".to_owned()), ..ProjectView::default() };
        let settings = Settings {
            analyst: "ana".to_owned(),
            analyst_key: "ana".to_owned(),
            projects: [("bench".to_owned(), seen)].into(),
            ..Settings::default()
        };
        let start = Start { project: Some(dir.to_owned()), analyst: Some("ana".to_owned()), article: None };
        let home = Some(home.join("home"));
        let harness = Harness::builder()
            .with_size(vec2(1280.0, 860.0))
            .allow_missing_glyphs()
            .build_eframe(move |creation| App::new(&creation.egui_ctx, settings, home, Box::new(NoDialogs), &start));
        Self(harness)
    }

    /// A frame with these events, up to the triangles that would be drawn.
    fn frame(&mut self, events: impl IntoIterator<Item = Event>) {
        self.0.input_mut().events.extend(events);
        self.0.step();
        let output = self.0.output();
        let triangles = self.0.ctx.tessellate(output.shapes.clone(), output.pixels_per_point);
        std::hint::black_box(triangles);
    }

    /// Frames until all is written and nothing moves.
    fn quiet(&mut self) {
        let is_written = |window: &Self| window.0.state().project().is_some_and(|open| open.workspace.is_written());
        for _ in 0..30 {
            self.frame([]);
        }
        while !is_written(self) {
            std::thread::sleep(Duration::from_millis(20));
            self.frame([]);
        }
    }

    /// The frame in which a key is pressed, and the one after it, which shows what came of it.
    fn press(&mut self, modifiers: Modifiers, key: Key) {
        let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        self.frame([Event::ModifiersChanged(modifiers), event(true)]);
        self.frame([event(false), Event::ModifiersChanged(Modifiers::NONE)]);
    }

    fn passages(&self) -> usize {
        self.0.state().project().map_or(0, |open| open.workspace.project().annotations().count())
    }

    fn tagging(&mut self) {
        let (mut tags, mut undos) = (Times::default(), Times::default());
        for _ in 0..9 {
            self.press(Modifiers::NONE, Key::J);
            self.quiet();
            let before = self.passages();
            tags.take(|| self.press(Modifiers::NONE, Key::H));
            assert_eq!(self.passages(), before + 1, "a passage is made");
            self.quiet();
            undos.take(|| self.press(CTRL, Key::Z));
            self.quiet();
        }
        tags.report("mark a sentence, two frames");
        undos.report("undo that, two frames");
    }

    fn settling(&mut self) {
        self.press(CTRL, Key::Num4);
        self.quiet();
        let settled =
            |window: &Self| window.0.state().project().map_or(0, |open| open.panes.compare.comparison().settled());
        let (mut times, mut undos) = (Times::default(), Times::default());
        for n in 0..9 {
            times.take(|| self.press(Modifiers::NONE, Key::Num1));
            assert_eq!(settled(self), n + 1, "one more is settled");
            self.quiet();
        }
        for _ in 0..9 {
            undos.take(|| self.press(CTRL, Key::Z));
            self.quiet();
        }
        assert_eq!(settled(self), 0, "all are undone");
        times.report("settle a disagreement, two frames");
        undos.report("undo that, two frames");
    }

    fn scrolling(&mut self) {
        self.press(CTRL, Key::Num2);
        self.frame([Event::PointerMoved(pos2(640.0, 500.0))]);
        self.quiet();
        let wheel = || Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            source: MouseWheelSource::Trackpad,
            delta: vec2(0.0, -60.0),
            phase: TouchPhase::Move,
            modifiers: Modifiers::NONE,
        };
        let (mut still, mut moving) = (Times::default(), Times::default());
        for _ in 0..100 {
            still.take(|| self.frame([]));
        }
        for _ in 0..300 {
            moving.take(|| self.frame([wheel()]));
        }
        still.report("a frame of the excerpts at rest");
        moving.report("  the same under the wheel");
    }
}

/// By the clock, and of the processor where the system tells it.
#[derive(Default)]
struct Times(Vec<(Duration, Duration)>);

impl Times {
    fn take(&mut self, work: impl FnOnce()) {
        let (start, busy) = (Instant::now(), processor_time());
        work();
        self.0.push((start.elapsed(), processor_time().saturating_sub(busy)));
    }

    fn report(mut self, name: &str) {
        let n = self.0.len();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        self.0.sort_by_key(|time| time.1);
        let busy = self.0.get(n / 2).map_or(0.0, |time| ms(time.1));
        self.0.sort_by_key(|time| time.0);
        let at = |at: usize| self.0.get(at).map_or(0.0, |time| ms(time.0));
        println!("{name:<34} {n:>5} {:>9.2} {:>9.2} {:>9.2} {busy:>9.2}", at(n / 2), at(n * 99 / 100), at(0));
    }
}

/// How long this thread has had a processor.
fn processor_time() -> Duration {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(stat.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or(0))
}

/// A project in which two analysts have marked the same sentences of each article, most of them with other tags.
fn make(dir: &Path) {
    let created = fresh(0).now;
    let info = ProjectInfo { key: "bench".into(), title: "Bench".into(), note: String::new(), created, blind: false };
    let storage::Created { store, mut project, .. } = storage::create(dir, info, None).expect("a new project");
    let mut stamper = Stamper::new("bench");
    stamper.observe(1_768_899_871_000);
    let added = verbs::add_articles(&project, (0..ARTICLES).map(article).collect()).expect("a step");
    project.apply(&added, &mut stamper).expect("a step that can be made");
    for (who, first) in [("ben", PASSAGES / 2), ("ana", 0)] {
        let who = AnalystId::new(who).expect("an analyst id");
        let analyst = Analyst { key: who.to_string(), name: who.to_string(), created };
        project.layers.insert(who.clone(), Arc::new(Layer::new(who.clone(), analyst)));
        let edits = (0..PASSAGES / 2).map(|n| passage(&project, &who, n, first + n)).collect();
        project.apply(&Step::new("annotate", edits), &mut stamper).expect("a step that can be made");
        store.save(&project, Some(&who)).whole().expect("saved");
    }
}

/// The `n`-th passage of an analyst: a sentence, about as many in each article, but none in the first, which is to be marked.
fn passage(project: &Project, who: &AnalystId, n: usize, id: usize) -> Edit {
    let tags: Vec<&TagId> = project.tags.iter().map(|(id, _)| id).collect();
    let article = ArticleId::new(&format!("article-{:04}", 1 + n % (ARTICLES - 1))).expect("an article id");
    let text = project.articles.get(&article).expect("an article").body.text();
    let start = text[..text.floor_char_boundary(n / ARTICLES * 200)].rfind(". ").map_or(0, |at| at + 2);
    let end = start + text[start..].find(". ").expect("a sentence") + 1;
    let span = Span::new(text, start..end).expect("a span");
    let codings =
        (0..=id % 2).map(|k| Coding::new(tags[(n * 7 + k + id / (PASSAGES / 2)) % tags.len()].clone())).collect();
    let step = verbs::annotate(project, who, &article, span, codings, "", fresh(id)).expect("a step");
    step.edits.into_iter().next().expect("an edit")
}

fn fresh(n: usize) -> Fresh {
    let now = "2026-01-20T09:04:31Z".parse().expect("a time");
    Fresh { id: AnnotationId(uuid::Uuid::from_u128(n as u128 + 1)), now }
}

/// About 5 KB of sentences that differ from article to article.
fn article(n: usize) -> NewArticle {
    const WORDS: [&str; 8] = ["seat", "vacuum", "dues", "coalition", "forum", "council", "leaves", "returns"];
    let mut text = format!("Article {n}. ");
    for k in 0.. {
        if text.len() > 5_000 {
            break;
        }
        let word = WORDS[(n * 5 + k * k + k / 7) % WORDS.len()];
        // What begins with a small letter is no new sentence.
        let first = usize::from(k % 13 == 0);
        text.push_str(&word[..first].to_uppercase());
        text.push_str(&word[first..]);
        text.push_str(if k % 13 == 12 { ". " } else { " " });
    }
    NewArticle {
        source: format!("article-{n:04}.txt"),
        title: format!("Article {n}"),
        outlet: format!("Outlet {}", n % 7),
        author: String::new(),
        date: format!("2026-{:02}", 1 + n % 12),
        language: "en".into(),
        link: String::new(),
        body: Body::new(text),
    }
}
