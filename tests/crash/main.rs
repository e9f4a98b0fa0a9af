//! The crash test: a program that writes is killed at random moments, and nothing that it had said to be saved is lost.
//!
//!     cargo test --test crash                                     20 kills, as part of `cargo test`
//!     cargo test --test crash -- --kills 2000 [--seed N]          by hand; .ci/crash runs 200
//!     cargo test --test crash -- --storms 2000 [--seed N]         by hand; .ci/crash runs 100
//!
//! In a storm two analysts write, each as on a machine of their own, while a program that syncs copies, cuts, empties, renames and
//! sets back the project's files; then both are killed.
//!
//! A second writer, which says “saved” before it is, has to be caught by the same test: else the test is worth nothing.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops where something is wrong")]

use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, Stdio},
    sync::{
        Arc,
        mpsc::{Receiver, channel},
    },
    thread,
    time::{Duration, Instant},
};

use postil::{
    jobs::Wake,
    model::{AnalystId, AnnotationId, ArticleId, Body, Coding, ProjectInfo, Span, Stamper, TagId},
    storage::{self, Desk},
    verbs,
    workspace::{Me, SaveState, Workspace},
};

/// Passages that the layer has from the start, so that writing it takes a while.
const PASSAGES: u128 = 1_500;
/// Passages that the writer writes its numbers on.
const SLOTS: u64 = 40;
const NOW: &str = "2026-01-20T09:04:31Z";
const ANA: &str = "ana";
const BEN: &str = "ben";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let option = |name: &str| {
        let at = args.iter().position(|arg| arg == name)?;
        args.get(at + 1).cloned()
    };
    if let Some(dir) = option("--write") {
        let honest = !args.iter().any(|arg| arg == "--early");
        let first = option("--first").and_then(|first| first.parse().ok()).unwrap_or(0);
        let who = option("--who").unwrap_or_else(|| ANA.to_owned());
        write(Path::new(&dir), &who, honest, first);
        return ExitCode::SUCCESS;
    }
    // Other runners of tests ask what there is.
    if args.iter().any(|arg| arg == "--list") {
        println!("crash: test");
        return ExitCode::SUCCESS;
    }
    let number = |name: &str| option(name).and_then(|number| number.parse::<usize>().ok());
    let kills = number("--kills").unwrap_or(20);
    let storms = number("--storms").unwrap_or(if number("--kills").is_some() { 0 } else { 3 });
    let seed = option("--seed")
        .and_then(|seed| seed.parse().ok())
        .unwrap_or_else(|| u64::try_from(jiff::Timestamp::now().as_nanosecond() & 0xffff_ffff).expect("a number"));
    println!("seed {seed}");
    let mut fine = true;
    if number("--storms").is_none() {
        let honest = run(kills, seed, true);
        honest.report("the program");
        let early = run(kills.min(20), seed, false);
        early.report("the control, which says “saved” too early");
        fine &= honest.lost == 0 && honest.acknowledged > 0 && early.lost > 0;
    }
    if storms > 0 {
        let honest = run_storms(storms, seed, true);
        honest.report("the program in a storm");
        let early = run_storms(6, seed, false);
        early.report("the control in a storm");
        fine &= honest.lost == 0 && honest.acknowledged > 0 && early.lost > 0;
    }
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
        let mut writer = Writer::start(home.path(), ANA, honest, next);
        thread::sleep(Duration::from_micros(dice.below(60_000)));
        let said = writer.kill();
        tally.kills += 1;
        tally.acknowledged += said.len() as u64;
        tally.in_compaction += usize::from(is_in_compaction(home.path()));
        for n in said {
            acknowledged.insert(n % SLOTS, n);
            next = next.max(n + 1);
        }
        let (found, recovered) = look(home.path(), ANA, false);
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

/// A program that writes, and what it has said so far.
struct Writer {
    process: Child,
    said: Receiver<String>,
    reader: Option<thread::JoinHandle<()>>,
    first: Option<String>,
}

impl Writer {
    /// Starts one and waits until it has said something.
    fn start(home: &Path, who: &str, honest: bool, first: u64) -> Self {
        let mut command = Command::new(env::current_exe().expect("this program"));
        command.arg("--write").arg(home).args(["--who", who, "--first", &first.to_string()]).stdout(Stdio::piped());
        if !honest {
            command.arg("--early");
        }
        let mut process = command.spawn().expect("the writer starts");
        let out = BufReader::new(process.stdout.take().expect("its output"));
        let (sender, said) = channel();
        let reader = thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let first = said.recv_timeout(Duration::from_mins(1)).ok();
        Self { process, said, reader: Some(reader), first }
    }

    /// Kills it. Gives what it said.
    fn kill(&mut self) -> Vec<u64> {
        self.process.kill().expect("killed");
        self.process.wait().expect("its end");
        self.reader.take().expect("not killed before").join().expect("all was read");
        let all: Vec<String> = self.first.take().into_iter().chain(self.said.try_iter()).collect();
        all.iter().map(|line| line.parse().unwrap_or_else(|_| panic!("the writer said {line:?}"))).collect()
    }
}

/// Two writers and a program that syncs, then a kill of both, so many times.
fn run_storms(storms: usize, seed: u64, honest: bool) -> Tally {
    let home = tempfile::tempdir().expect("a folder");
    make_project(home.path());
    add_layer(home.path(), BEN);
    let (mut dice, mut tally) = (Dice(seed), Tally::default());
    let mut earlier: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut acknowledged: BTreeMap<(&str, u64), u64> = BTreeMap::new();
    let mut next = 1;
    for _ in 0..storms {
        let mut writers = [ANA, BEN].map(|who| (who, Writer::start(home.path(), who, honest, next)));
        for _ in 0..=dice.below(6) {
            sync(&project_dir(home.path()), &mut dice, &mut earlier);
            thread::sleep(Duration::from_micros(dice.below(25_000)));
        }
        for (who, writer) in &mut writers {
            let said = writer.kill();
            tally.kills += 1;
            tally.acknowledged += said.len() as u64;
            for n in said {
                acknowledged.insert((who, n % SLOTS), n);
                next = next.max(n + 1);
            }
        }
        tally.in_compaction += usize::from(is_in_compaction(home.path()));
        // Also what is done to the files while nobody is there.
        if dice.below(3) == 0 {
            sync(&project_dir(home.path()), &mut dice, &mut earlier);
        }
        for who in [ANA, BEN] {
            // The control may have lost the whole project.
            if !honest && storage::open(&project_dir(home.path())).is_err() {
                tally.lost += acknowledged.len() as u64;
                return tally;
            }
            let (found, recovered) = look(home.path(), who, true);
            tally.recovered += usize::from(recovered);
            for ((_, slot), n) in acknowledged.iter_mut().filter(|((whose, _), _)| *whose == who) {
                let there = found.get(slot).copied().unwrap_or(0);
                if there < *n {
                    tally.lost += 1;
                    // Counted once.
                    *n = there;
                }
            }
            next = next.max(found.values().max().map_or(0, |n| n + 1));
        }
        // What the program says can be deleted is deleted.
        delete_copies(home.path());
    }
    tally
}

/// One thing that a program that syncs may do to a file at any moment.
fn sync(project: &Path, dice: &mut Dice, earlier: &mut BTreeMap<String, Vec<u8>>) {
    const FILES: [&str; 5] =
        ["annotations/ana.ron", "annotations/ben.ron", "codebook.ron", "project.ron", "articles/seats.txt"];
    let file = FILES[usize::try_from(dice.below(FILES.len() as u64)).expect("an index")];
    let path = project.join(file);
    let Ok(bytes) = fs::read(&path) else { return };
    let (stem, ending) = file.rsplit_once('.').expect("an ending");
    let copy = project.join(format!("{stem} (conflicted copy {}).{ending}", dice.below(3)));
    let is_whole = bytes.ends_with(b"])\n");
    // Other programs' own faults are not the test's.
    let done = match dice.below(8) {
        0 if file.ends_with(".ron") => fs::write(copy, &bytes),
        1 => fs::write(&path, &bytes[..usize::try_from(dice.below(bytes.len() as u64 + 1)).expect("a length")]),
        2 => fs::write(&path, b""),
        3 => fs::write(&path, vec![0; bytes.len()]),
        4 => fs::remove_file(&path),
        5 if file.ends_with(".ron") => fs::rename(&path, copy),
        6 => match earlier.get(file) {
            Some(earlier) => fs::write(&path, earlier),
            None => Ok(()),
        },
        _ => {
            let away = project.join("away");
            let moved = fs::rename(&path, &away);
            thread::sleep(Duration::from_micros(dice.below(5_000)));
            moved.and_then(|()| fs::rename(&away, &path))
        }
    };
    drop(done);
    if is_whole && dice.below(2) == 0 {
        earlier.insert(file.to_owned(), bytes);
    }
}

/// Deletes the conflict copies of which all is in the files that stay.
fn delete_copies(home: &Path) {
    let opened = storage::open(&project_dir(home)).expect("a project");
    for (copy, _, is_held) in opened.store.copies(&opened.project) {
        if is_held {
            fs::remove_file(project_dir(home).join(copy)).expect("deleted");
        }
    }
}

fn project_dir(home: &Path) -> PathBuf {
    home.join("study")
}

fn me(who: &str) -> Me {
    Me { id: AnalystId::new(who).expect("an id"), name: who.to_owned(), key: who.to_owned() }
}

fn id(who: &str, n: u128) -> AnnotationId {
    AnnotationId(uuid::Uuid::from_u128(n + if who == ANA { 1 } else { 1_000_001 }))
}

/// Each as on a machine of their own.
fn open(home: &Path, who: &str) -> Workspace {
    let desk = Desk::at(home.join(format!("data-{who}")));
    Workspace::open(Some(desk), &project_dir(home), |_| me(who)).expect("a project").0
}

/// The passages of the first analyst, with ids of their own, for another one.
fn add_layer(home: &Path, who: &str) {
    let mut workspace = open(home, who);
    mark(&mut workspace);
    assert_eq!(workspace.save_now(), SaveState::Saved);
}

fn make_project(home: &Path) {
    let text = "The seat is empty and the dues are small. ".repeat(40);
    let now = NOW.parse().expect("a time");
    let info =
        ProjectInfo { key: "crash".into(), title: "Crash".into(), note: String::new(), created: now, blind: false };
    let storage::Created { store, mut project, .. } =
        storage::create(&project_dir(home), info, None).expect("a project");
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
    let mut workspace = Workspace::on_replica("start", project, store, me(ANA));
    mark(&mut workspace);
    assert_eq!(workspace.save_now(), SaveState::Saved);
}

fn mark(workspace: &mut Workspace) {
    let article = ArticleId::new("seats").expect("an id");
    let tag = TagId::new("argument/vacuum").expect("an id");
    let text = workspace.project().articles.get(&article).expect("the article").body.text().to_owned();
    let who = workspace.me().id.clone();
    for n in 0..PASSAGES {
        let at = usize::try_from(n % 300).expect("a place");
        let span = Span::new(&text, at..at + 20).expect("a span");
        let codings = vec![Coding::new(tag.clone())];
        let fresh = verbs::Fresh { id: id(who.as_str(), n), now: NOW.parse().expect("a time") };
        let step = verbs::annotate(workspace.project(), &who, &article, span, codings, "", fresh);
        workspace.apply(step.expect("a step")).expect("made");
    }
}

/// Writes numbers on passages, one after the other, and says each when it is saved, until it is killed.
fn write(home: &Path, who: &str, honest: bool, first: u64) {
    let mut workspace = open(home, who);
    if honest {
        workspace.keep_copies();
    } else {
        // What is done is nowhere but in memory until the files are written.
        workspace.keep_no_journal();
    }
    let wake: Wake = Arc::new(|| {});
    let mut out = std::io::stdout().lock();
    let mut dice = Dice(first);
    let mut later = Instant::now();
    for n in first.. {
        let slot = n % SLOTS;
        let step = verbs::set_note(workspace.project(), &me(who).id, id(who, u128::from(slot)), &n.to_string());
        // The control loses its passages too, and has no more to say then.
        let Ok(step) = step else { return assert!(!honest, "a passage is gone") };
        if let Err(error) = workspace.apply(step) {
            return assert!(!honest, "not made: {error}");
        }
        if dice.below(4) == 0 {
            workspace.undo();
            workspace.redo();
        }
        // As if a while had passed, so that the files are written often, and looked at.
        later += Duration::from_millis(dice.below(400));
        workspace.tick(later.max(Instant::now()), true, &wake);
        if dice.below(8) == 0 {
            let changed = workspace.store().look_around();
            workspace.take_in_outside(&changed, &wake);
        }
        while honest && workspace.sync_now() != SaveState::Saved && !workspace.is_safe() {
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
    let seats = home.join(format!("data-{ANA}/seats"));
    let journals: usize = names(&seats)
        .iter()
        .map(|seat| names(&seats.join(seat)).iter().filter(|name| name.ends_with(".journal")).count())
        .sum();
    let half_written = names(&project_dir(home).join("annotations")).iter().any(|name| !name.ends_with(".ron"));
    journals > 1 || half_written
}

/// The numbers as the next start has them, and whether something was recovered. They are written into the files.
fn look(home: &Path, who: &str, is_storm: bool) -> (BTreeMap<u64, u64>, bool) {
    let mut workspace = open(home, who);
    let recovered = !workspace.is_written();
    let notices = workspace.take_notices().join("; ");
    assert!(is_storm || !notices.contains("damaged"), "a kill damages nothing: {notices}");
    let Some(layer) = workspace.project().layer(&me(who).id) else { return (BTreeMap::new(), recovered) };
    assert!(is_storm || layer.annotations.len() as u128 == PASSAGES);
    let number = |slot: u64| layer.annotations.get(&id(who, u128::from(slot))).and_then(|a| a.note.parse().ok());
    let found = (0..SLOTS).filter_map(|slot| Some((slot, number(slot)?))).collect();
    // In a storm a file may be what only its analyst can mend; then what it lacks is in the journal.
    let state = workspace.look_and_save(Duration::from_mins(1), &(Arc::new(|| {}) as Wake));
    assert!(is_storm || state == SaveState::Saved, "{state:?}");
    workspace.close();
    (found, recovered)
}
