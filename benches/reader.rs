//! What a frame of the reader costs on a 5 MB article with 10,000 highlights, beside one `LayoutJob` with a section per
//! highlight. Each way runs in a process of its own, so that resident memory can be compared.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::expect_used,
    reason = "a benchmark may stop where something is wrong, and its numbers are small"
)]

use std::{
    collections::BTreeMap,
    process::{Command, ExitCode},
    sync::Arc,
    time::Instant,
};

use egui::{
    Color32, Context, Event, FontData, FontDefinitions, FontFamily, FontId, Modifiers, PointerButton, Pos2, RawInput,
    Rect, TextFormat, Ui,
    epaint::text::CharIndex,
    pos2,
    text::{CCursor, LayoutJob},
    text_selection::{CCursorRange, visuals::paint_text_selection},
    vec2,
};
use postil::ui::reader::{Mark, MarkTag, Marks, Reader, ReaderInput, ReaderStyle};

const HIGHLIGHTS: usize = 10_000;
const SCENES: [&str; 7] =
    ["idle", "scroll a page", "resize", "drag a selection", "tag a passage", "open to first frame", "resident memory"];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    match args.iter().position(|arg| arg == "--child") {
        Some(at) => child(args.get(at + 1..).unwrap_or_default()),
        None => parent(),
    }
}

/// Median and 99th percentile by scene.
type Figures = BTreeMap<String, (f64, f64)>;

fn parent() -> ExitCode {
    let small = run_child("reader", 1);
    let large = run_child("reader", 5);
    let job = run_child("job", 5);
    println!(
        "{:22} {:>19} {:>19} {:>9} {:>19} {:>6}",
        "ms (memory: MB)", "reader 5 MB", "one job 5 MB", "ratio", "reader 1 MB", "5:1"
    );
    for scene in SCENES {
        let [(m, p), (jm, jp), (sm, sp)] = [&large, &job, &small].map(|f| f.get(scene).copied().unwrap_or_default());
        println!("{scene:22} {m:9.3} /{p:8.3} {jm:9.2} /{jp:8.2} {:8.1}x {sm:9.3} /{sp:8.3} {:6.2}", jm / m, m / sm);
    }
    ExitCode::SUCCESS
}

fn run_child(way: &str, megabytes: usize) -> Figures {
    let output = std::env::current_exe()
        .and_then(|exe| Command::new(exe).args(["--child", way, &megabytes.to_string()]).output())
        .expect("the benchmark starts itself");
    if !output.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let parse = |line: &str| {
        let mut parts = line.split('\t');
        let name = parts.next()?.to_owned();
        Some((name, (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)))
    };
    text.lines().filter_map(parse).collect()
}

fn child(args: &[String]) -> ExitCode {
    let megabytes = args.get(1).and_then(|m| m.parse().ok()).unwrap_or(5);
    let text: Arc<str> = article(megabytes * 1_000_000).into();
    let marks = highlights(&text);
    match args.first().map(String::as_str) {
        Some("reader") => bench(ReaderWay::new(text, marks), 1),
        _ => bench(JobWay::new(text, marks), 20),
    }
    ExitCode::SUCCESS
}

/// One way to show the article.
trait Way {
    fn show(&mut self, ui: &mut Ui);
    fn scroll_a_page(&mut self);
    /// Adds a highlight to the caller's list, or takes it away.
    fn change(&mut self);
    /// Takes the changed list.
    fn tag(&mut self);
}

fn bench<W: Way>(mut way: W, fewer: usize) {
    let mut stage = Stage::new();
    let open = stage.frame(&mut way, Vec::new(), 0);
    report(SCENES[5], vec![open]);
    while stage.wants_repaint || stage.frames < 30 / fewer {
        stage.frame(&mut way, Vec::new(), 0);
    }
    report(SCENES[0], (0..600 / fewer).map(|_| stage.frame(&mut way, Vec::new(), 0)).collect());
    let scroll = |_| {
        way.scroll_a_page();
        stage.frame(&mut way, Vec::new(), 0)
    };
    report(SCENES[1], (0..300 / fewer).map(scroll).collect());
    // The one job takes seconds for each.
    let resizes = if fewer == 1 { 400 } else { 5 };
    let widths = (0..resizes).map(|i| i % 100);
    report(SCENES[2], widths.map(|w| stage.frame(&mut way, Vec::new(), -3 * w - 3)).collect());
    stage.frame(&mut way, Vec::new(), 0);
    report(SCENES[3], drag(&mut stage, &mut way, 300 / fewer));
    let tag = |_| {
        way.change();
        let start = Instant::now();
        way.tag();
        let tagging = start.elapsed().as_secs_f64() * 1000.0;
        tagging + stage.frame(&mut way, Vec::new(), 0)
    };
    report(SCENES[4], (0..200 / fewer).map(tag).collect());
    report(SCENES[6], vec![resident_megabytes()]);
}

fn drag<W: Way>(stage: &mut Stage, way: &mut W, frames: usize) -> Vec<f64> {
    let from = pos2(200.0, 300.0);
    let press = |pressed| Event::PointerButton {
        pos: from,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    stage.frame(way, vec![Event::PointerMoved(from)], 0);
    stage.frame(way, vec![press(true)], 0);
    let to = |i: usize| pos2(150.0 + (i * 37 % 500) as f32, 250.0 + (i * 11 % 450) as f32);
    let times = (0..frames).map(|i| stage.frame(way, vec![Event::PointerMoved(to(i))], 0)).collect();
    stage.frame(way, vec![press(false)], 0);
    times
}

fn report(scene: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).or(times.last()).copied().unwrap_or(0.0);
    println!("{scene}\t{}\t{}", at(0.5), at(0.99));
}

fn resident_megabytes() -> f64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: f64 = statm.split(' ').nth(1).and_then(|p| p.parse().ok()).unwrap_or(0.0);
    pages * 4096.0 / 1e6
}

/// A window without a screen.
struct Stage {
    ctx: Context,
    frames: usize,
    wants_repaint: bool,
}

impl Stage {
    fn new() -> Self {
        let ctx = Context::default();
        let mut fonts = FontDefinitions::default();
        for (name, bytes) in [
            ("reading", include_bytes!("../assets/fonts/PostilSerif-Regular.ttf").as_slice()),
            ("charis", include_bytes!("../assets/fonts/CharisSIL-Regular.ttf").as_slice()),
            ("charis-bold", include_bytes!("../assets/fonts/CharisSIL-Bold.ttf").as_slice()),
            ("inter", include_bytes!("../assets/fonts/Inter-Regular.otf").as_slice()),
        ] {
            fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
            fonts.families.insert(FontFamily::Name(name.into()), vec![name.to_owned()]);
        }
        ctx.set_fonts(fonts);
        let mut stage = Self { ctx, frames: 0, wants_repaint: true };
        // Parses the fonts and draws their letters, which any window has done before an article is opened.
        stage.frame(&mut Warm, Vec::new(), 0);
        stage.frames = 0;
        stage
    }

    /// Milliseconds that the pane took.
    fn frame(&mut self, way: &mut dyn Way, events: Vec<Event>, wider: i32) -> f64 {
        self.frames += 1;
        let size = vec2(864.0 + wider as f32, 860.0);
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size)),
            time: Some(self.frames as f64 / 60.0),
            events,
            ..RawInput::default()
        };
        let mut took = 0.0;
        let mut output = self.ctx.run_ui(input, |ui| {
            let start = Instant::now();
            way.show(ui);
            took += start.elapsed().as_secs_f64() * 1000.0;
        });
        output.textures_delta.clear();
        self.wants_repaint = output.viewport_output.values().any(|v| v.repaint_delay.is_zero());
        took
    }
}

/// Shows all letters once.
struct Warm;

impl Way for Warm {
    fn show(&mut self, ui: &mut Ui) {
        let letters: String = (' '..='~').collect();
        let style = style();
        for (family, size) in [(style.text, 17.0), (style.bold, 26.0), (style.sans, 12.0)] {
            ui.label(egui::RichText::new(&letters).font(FontId::new(size, family)));
        }
    }
    fn scroll_a_page(&mut self) {}
    fn change(&mut self) {}
    fn tag(&mut self) {}
}

/// Our reader.
struct ReaderWay {
    text: Arc<str>,
    list: Vec<Mark>,
    changed: Vec<Mark>,
    marks: Marks,
    revision: u64,
    reader: Reader,
    style: ReaderStyle,
}

impl ReaderWay {
    fn new(text: Arc<str>, list: Vec<Mark>) -> Self {
        let marks = Marks::new(list.clone());
        Self { text, list, changed: Vec::new(), marks, revision: 0, reader: Reader::default(), style: style() }
    }
}

impl Way for ReaderWay {
    fn show(&mut self, ui: &mut Ui) {
        let input = ReaderInput {
            text: &self.text,
            document: 1,
            revision: self.revision,
            marks: &self.marks,
            title: "A chair stands empty at the coalition",
            byline: "Harbour Review · 9 January 2026",
            found: &[],
            found_current: None,
            focused: &[],
            columns: &[],
            hovered_tag: None,
            style: &self.style,
            editable: true,
            whole_words: true,
            dimmed: &[],
            muted: &[],
        };
        self.reader.show(ui, &input);
    }

    fn scroll_a_page(&mut self) {
        self.reader.scroll_pages(1.0);
    }

    fn change(&mut self) {
        let start = self.reader.place().offset + 100;
        if self.revision.is_multiple_of(2) {
            let tags = Arc::new([MarkTag { name: "New".into(), color: Color32::RED }]);
            self.list.push(Mark { key: u64::MAX, span: start..start + 80, tags, own: true, who: None, column: 0 });
        } else {
            self.list.pop();
        }
        self.changed = self.list.clone();
    }

    fn tag(&mut self) {
        self.revision += 1;
        self.marks = Marks::new(std::mem::take(&mut self.changed));
    }
}

/// One `LayoutJob` for the whole article in a scroll area.
struct JobWay {
    text: Arc<str>,
    list: Vec<Mark>,
    job: LayoutJob,
    style: ReaderStyle,
    offset: f32,
    anchor: Option<CCursor>,
}

impl JobWay {
    fn new(text: Arc<str>, list: Vec<Mark>) -> Self {
        let mut way = Self { text, list, job: LayoutJob::default(), style: style(), offset: 0.0, anchor: None };
        way.build();
        way
    }

    /// Sections must not overlap: a highlight that begins within another is cut.
    fn build(&mut self) {
        let font = FontId::new(self.style.text_size, self.style.text.clone());
        let plain = TextFormat { line_height: Some(27.5), ..TextFormat::simple(font, self.style.ink) };
        let mut spans: Vec<_> = self.list.iter().map(|m| (m.span.start, m.span.end)).collect();
        spans.sort_unstable();
        let mut job = LayoutJob::default();
        let mut at = 0;
        for (start, end) in spans {
            let start = start.max(at);
            if start < end {
                job.append(&self.text[at..start], 0.0, plain.clone());
                let lit = TextFormat { background: self.style.selection, ..plain.clone() };
                job.append(&self.text[start..end], 0.0, lit);
                at = end;
            }
        }
        job.append(&self.text[at..], 0.0, plain);
        self.job = job;
    }
}

impl Way for JobWay {
    fn show(&mut self, ui: &mut Ui) {
        let width = ui.available_width() - 200.0;
        egui::ScrollArea::vertical().vertical_scroll_offset(self.offset).show(ui, |ui| {
            let mut job = self.job.clone();
            job.wrap.max_width = width;
            let mut galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
            let (rect, response) = ui.allocate_exact_size(galley.size(), egui::Sense::click_and_drag());
            if let Some(pos) = response.interact_pointer_pos() {
                let here = galley.cursor_from_pos(pos - rect.min);
                let anchor = *self.anchor.get_or_insert(here);
                let range = CCursorRange::two(anchor, CCursor::new(CharIndex(here.index.0)));
                paint_text_selection(&mut galley, ui.visuals(), &range, None);
            }
            ui.painter().galley(rect.min, galley, self.style.ink);
        });
    }

    fn scroll_a_page(&mut self) {
        self.offset += 800.0;
    }

    fn change(&mut self) {
        if self.list.len() > HIGHLIGHTS {
            self.list.pop();
        } else {
            self.list.push(Mark {
                key: u64::MAX,
                span: 100..180,
                tags: Arc::default(),
                own: true,
                who: None,
                column: 0,
            });
        }
    }

    fn tag(&mut self) {
        self.build();
    }
}

fn style() -> ReaderStyle {
    ReaderStyle {
        text: FontFamily::Name("reading".into()),
        marked_text: FontFamily::Name("charis".into()),
        bold: FontFamily::Name("charis-bold".into()),
        sans: FontFamily::Name("inter".into()),
        text_size: 17.0,
        title_size: 26.0,
        byline_size: 12.5,
        label_size: 12.0,
        line_height: 1.62,
        paragraph_gap: 14.0,
        measure: 640.0,
        margin: 150.0,
        ground: Color32::WHITE,
        ink: Color32::BLACK,
        muted: Color32::GRAY,
        dim: Color32::GRAY,
        line: Color32::LIGHT_GRAY,
        accent: Color32::BLUE,
        selection: Color32::LIGHT_YELLOW,
        found: Color32::LIGHT_GREEN,
        found_current: Color32::GREEN,
        glow: Color32::YELLOW,
    }
}

/// Numbers that are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

fn article(bytes: usize) -> String {
    let words: Vec<&str> =
        "the coalition seat of members a that officials said would for in question dues modest and secretariat \
        summer duplicated mandates reputation China Russia networks proposals objection naïve working group shutdowns"
            .split_whitespace()
            .collect();
    let mut dice = Dice(7);
    let mut text = String::with_capacity(bytes + 1000);
    while text.len() < bytes {
        for _ in 0..40 + dice.roll(120) {
            text.push_str(words[dice.roll(words.len())]);
            text.push_str(if dice.roll(14) == 0 { ". " } else { " " });
        }
        text.push_str("end.\n\n");
    }
    text
}

fn highlights(text: &str) -> Vec<Mark> {
    let mut dice = Dice(11);
    let tags =
        ["Sovereignty", "Costs and waste", "Vacuum: China, Russia", "FOC", "Loss of influence"].map(Arc::<str>::from);
    let tag = |number: usize| MarkTag {
        name: Arc::clone(&tags[number % tags.len()]),
        color: Color32::from_gray(80 + (number % 5) as u8 * 20),
    };
    // Passages with the same tags share them, as in the window.
    let mut shared: BTreeMap<(usize, bool), Arc<[MarkTag]>> = BTreeMap::new();
    (0..HIGHLIGHTS)
        .map(|i| {
            let start = text.floor_char_boundary(text.len() / (HIGHLIGHTS + 1) * i + dice.roll(80));
            let end = text.floor_char_boundary(start + 20 + dice.roll(300));
            let is_double = i % 7 == 0;
            let list = || (0..=usize::from(is_double)).map(|t| tag(i + t)).collect();
            let tags = Arc::clone(shared.entry((i % tags.len(), is_double)).or_insert_with(list));
            Mark { key: i as u64, span: start..end, tags, own: true, who: None, column: 0 }
        })
        .collect()
}
