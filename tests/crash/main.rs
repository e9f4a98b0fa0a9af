//! The crash test: a program that writes is killed at random moments, and nothing that it had said to be saved is lost.
//!
//!     cargo test --test crash                                     20 kills, as part of `cargo test`
//!     cargo test --test crash -- --kills 2000 [--seed N]          by hand; .ci/crash runs 200
//!
//! A second writer, which says “saved” before it is, has to be caught by the same test: else the test is worth nothing.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops where something is wrong")]

use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    sync::{Arc, mpsc::channel},
    thread,
    time::{Duration, Instant},
};

use postil::{
    jobs::Wake,
    model::{AnalystId, AnnotationId, ArticleId, Body, Coding, ProjectInfo, Span, Stamper, TagId, verbs},
    storage::{self, Desk},
    workspace::{Me, SaveState, Workspace},
};

/// Passages that the layer has from the start, so that writing it takes a while.
const PASSAGES: u128 = 1_500;
/// Passages that the writer writes its numbers on.
const SLOTS: u64 = 40;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let option = |name: &str| {
        let at = args.iter().position(|arg| arg == name)?;
        args.get(at + 1).cloned()
    };
    if let Some(dir) = option("--write") {
        let honest = !args.iter().any(|arg| arg == "--early");
        let first = option("--first").and_then(|first| first.parse().ok()).unwrap_or(0);
        write(Path::new(&dir), honest, first);
        return ExitCode::SUCCESS;
    }
    // Other runners of tests ask what there is.
    if args.iter().any(|arg| arg == "--list") {
        println!("crash: test");
        return ExitCode::SUCCESS;
    }
    let kills: usize = option("--kills").and_then(|kills| kills.parse().ok()).unwrap_or(20);
    let seed = option("--seed")
        .and_then(|seed| seed.parse().ok())
        .unwrap_or_else(|| u64::try_from(jiff::Timestamp::now().as_nanosecond() & 0xffff_ffff).expect("a number"));
    println!("seed {seed}");
    let honest = run(kills, seed, true);
    honest.report("the program");
    let early = run(kills.min(20), seed, false);
    early.report("the control, which says “saved” too early");
    let fine = honest.lost == 0 && honest.acknowledged > 0 && early.lost > 0;
    println!("{}", if fine { "ok" } else { "FAILED" });
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[derive(Default)]
struct Tally {
    kills: usize,
    acknowledged: u64,
    /// Acknowledged edits that were gone.
    lost: u64,
    /// Kills after which there were steps to recover.
    recovered: usize,
    /// Kills between the switch to a new journal and the deletion of the old one, or with a file half written.
    in_compaction: usize,
}

impl Tally {
    fn report(&self, who: &str) {
        println!(
            "{who}: {} kills, {} with something to recover, {} in the middle of writing the files; {} edits acknowledged, {} lost",
            self.kills, self.recovered, self.in_compaction, self.acknowledged, self.lost
        );
    }
}

/// Random enough for moments, and the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

fn run(kills: usize, seed: u64, honest: bool) -> Tally {
    let home = tempfile::tempdir().expect("a folder");
    make_project(home.path());
    let (mut dice, mut tally) = (Dice(seed), Tally::default());
    // For each slot the number that was last acknowledged.
    let mut acknowledged: BTreeMap<u64, u64> = BTreeMap::new();
    let mut next = 1;
    for _ in 0..kills {
        let said = write_and_kill(home.path(), honest, next, Duration::from_micros(dice.below(60_000)));
        tally.kills += 1;
        tally.acknowledged += said.len() as u64;
        tally.in_compaction += usize::from(is_in_compaction(home.path()));
        for n in said {
            acknowledged.insert(n % SLOTS, n);
            next = next.max(n + 1);
        }
        let (found, recovered) = look(home.path());
        tally.recovered += usize::from(recovered);
        for (slot, n) in &mut acknowledged {
            let there = found.get(slot).copied().unwrap_or(0);
            if there < *n {
                tally.lost += 1;
                // Counted once.
                *n = there;
            }
        }
        // The writer may have gone further than it could say.
        next = next.max(found.values().max().map_or(0, |n| n + 1));
    }
    tally
}

/// Starts a writer, lets it work until it has said something and then for `time`, and kills it. Gives what it said.
fn write_and_kill(home: &Path, honest: bool, first: u64, time: Duration) -> Vec<u64> {
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.arg("--write").arg(home).arg("--first").arg(first.to_string()).stdout(Stdio::piped());
    if !honest {
        command.arg("--early");
    }
    let mut writer = command.spawn().expect("the writer starts");
    let out = BufReader::new(writer.stdout.take().expect("its output"));
    let (sender, said) = channel();
    let reader = thread::spawn(move || {
        for line in out.lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    let mut all = Vec::new();
    all.extend(said.recv_timeout(Duration::from_mins(1)));
    thread::sleep(time);
    writer.kill().expect("killed");
    writer.wait().expect("its end");
    reader.join().expect("all was read");
    all.extend(said.try_iter());
    all.iter().map(|line| line.parse().unwrap_or_else(|_| panic!("the writer said {line:?}"))).collect()
}

fn project_dir(home: &Path) -> PathBuf {
    home.join("study")
}

fn me() -> Me {
    Me { id: AnalystId::new("ana").expect("an id"), name: "Ana".to_owned(), key: "ana".to_owned() }
}

fn id(n: u128) -> AnnotationId {
    AnnotationId(uuid::Uuid::from_u128(n + 1))
}

fn open(home: &Path) -> Workspace {
    Workspace::open(Some(Desk::at(home.join("data"))), &project_dir(home), |_| me()).expect("a project").0
}

fn make_project(home: &Path) {
    let text = "The seat is empty and the dues are small. ".repeat(40);
    let now = "2026-01-20T09:04:31Z".parse().expect("a time");
    let info =
        ProjectInfo { key: "crash".into(), title: "Crash".into(), note: String::new(), created: now, blind: false };
    let (store, mut project) = storage::create(&project_dir(home), info, None).expect("a project");
    let mut stamper = Stamper::new("start");
    let article = verbs::NewArticle {
        source: "seats.txt".into(),
        title: "Seats".into(),
        outlet: String::new(),
        author: String::new(),
        date: String::new(),
        language: String::new(),
        link: String::new(),
        body: Body::new(text.clone()),
    };
    let step = verbs::add_articles(&project, vec![article]).expect("a step");
    project.apply(&step, &mut stamper).expect("made");
    let mut workspace = Workspace::on_replica("start", project, store, me());
    let article = ArticleId::new("seats").expect("an id");
    let tag = TagId::new("argument/vacuum").expect("an id");
    for n in 0..PASSAGES {
        let at = usize::try_from(n % 300).expect("a place");
        let span = Span::new(&text, at..at + 20).expect("a span");
        let codings = vec![Coding::new(tag.clone())];
        let fresh = verbs::Fresh { id: id(n), now };
        let step = verbs::annotate(workspace.project(), &me().id, &article, span, codings, "", fresh);
        workspace.apply(step.expect("a step")).expect("made");
    }
    assert_eq!(workspace.save_now(), SaveState::Saved);
}

/// Writes numbers on passages, one after the other, and says each when it is saved, until it is killed.
fn write(home: &Path, honest: bool, first: u64) {
    let mut workspace = open(home);
    if !honest {
        // What is done is nowhere but in memory until the files are written.
        workspace.keep_no_journal();
    }
    let wake: Wake = Arc::new(|| {});
    let mut out = std::io::stdout().lock();
    let mut dice = Dice(first);
    let mut later = Instant::now();
    for n in first.. {
        let slot = n % SLOTS;
        let step = verbs::set_note(workspace.project(), &me().id, id(u128::from(slot)), &n.to_string());
        workspace.apply(step.expect("a step")).expect("made");
        if dice.below(4) == 0 {
            workspace.undo();
            workspace.redo();
        }
        // As if a while had passed, so that the files are written often.
        later += Duration::from_millis(dice.below(400));
        workspace.tick(later.max(Instant::now()), true, &wake);
        while honest && workspace.sync_now() != SaveState::Saved {
            workspace.tick(later, true, &wake);
            thread::yield_now();
        }
        if writeln!(out, "{n}").and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}

/// Whether the files were being written when the writer was killed.
fn is_in_compaction(home: &Path) -> bool {
    let names = |dir: &Path| -> Vec<String> {
        let entries = fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    };
    let seats = home.join("data/seats");
    let journals: usize = names(&seats)
        .iter()
        .map(|seat| names(&seats.join(seat)).iter().filter(|name| name.ends_with(".journal")).count())
        .sum();
    let half_written = names(&project_dir(home).join("annotations")).iter().any(|name| name != "ana.ron");
    journals > 1 || half_written
}

/// The numbers as the next start has them, and whether something was recovered. They are written into the files.
fn look(home: &Path) -> (BTreeMap<u64, u64>, bool) {
    let mut workspace = open(home);
    let recovered = !workspace.is_written();
    let notices = workspace.take_notices().join("; ");
    assert!(!notices.contains("damaged"), "a kill damages nothing: {notices}");
    let layer = workspace.project().layer(&me().id).expect("Ana's coding");
    assert_eq!(layer.annotations.len() as u128, PASSAGES);
    let number = |slot: u64| layer.annotations.get(&id(u128::from(slot))).and_then(|a| a.note.parse().ok());
    let found = (0..SLOTS).filter_map(|slot| Some((slot, number(slot)?))).collect();
    assert_eq!(workspace.save_now(), SaveState::Saved);
    (found, recovered)
}
