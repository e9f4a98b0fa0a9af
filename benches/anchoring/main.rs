//! How often a passage is found again in a changed article, and how long that takes.
//!
//!     cargo bench --no-default-features --bench anchoring [-- --seed N --cases N --only plain|hard]
//!
//! Each run makes new cases and prints the seed that makes the same ones again. Ends with 1 where a figure is not reached.

#![expect(clippy::expect_used, reason = "a benchmark may stop where something is wrong")]

mod cases;
mod hard;
mod texts;
mod told;

use std::{
    env,
    hint::black_box,
    process,
    time::{Duration, Instant, SystemTime},
};

use postil::{
    anchoring::{Anchorer, How, Outcome},
    model::{Quote, Span},
};

use cases::{Case, Change, case};
use hard::{Fate, Group, Scene};
use texts::{Random, Script, Writer};

/// Lengths of articles in bytes. Times are of the last one.
const LENGTHS: [usize; 3] = [3_000, 12_000, 50_000];

fn main() {
    let clock = SystemTime::UNIX_EPOCH.elapsed().map_or(1, |time| time.as_secs());
    let seed = option("--seed").unwrap_or(clock);
    let cases = usize::try_from(option("--cases").unwrap_or(600)).expect("a number of cases");
    let show = u32::try_from(option("--show").unwrap_or(0)).expect("a number of failures");
    let writer = Writer::new();
    let mut times = Times::default();
    println!("seed {seed}; {cases} cases of each kind, with the old text and without");
    let only = env::args().skip_while(|arg| arg != "--only").nth(1);
    let mut missed = 0;
    if only.as_deref() != Some("hard") {
        missed += plain(&writer, (seed, cases, show), &mut times);
    }
    if only.as_deref() != Some("plain") {
        missed += twins(&writer, (seed, cases, show), &mut times);
    }
    times.report();
    if missed > 0 {
        println!("{missed} figures are not reached");
        process::exit(1);
    }
}

/// Passages without twins, in four scripts. Gives how many figures are not reached.
fn plain(writer: &Writer, (seed, cases, show): (u64, usize, u32), times: &mut Times) -> usize {
    println!(
        "\narticles of {LENGTHS:?} bytes\n{:<14} {:<9} {:>6} {:>8} {:>8} {:>8} {:>8} {:>9}",
        "", "old text", "cases", "exact %", "near %", "wrong %", "refus. %", "target %"
    );
    let mut missed = 0;
    let mut calm = [0, 0];
    for change in Change::ALL {
        for with_old in [true, false] {
            let mut tally = Tally::default();
            for n in 0..cases {
                let script = Script::ALL[[0, 0, 1, 2, 3][n % 5]];
                let length = LENGTHS[n / 5 % 3];
                let mut random = Random::new(seed ^ ((n as u64) << 8) ^ number(change));
                let case = case(writer, script, change, length, &mut random);
                let answer = ask(&case, with_old, length == LENGTHS[2], times);
                let verdict = tally.take(&case, &answer);
                if verdict != Verdict::Right && tally.cases - tally.right <= show {
                    println!("  case {n} {script:?} {length}: {}", shown(&case, &answer));
                }
            }
            if change <= Change::Duplicated {
                calm[0] += tally.cases;
                calm[1] += tally.edges + tally.elsewhere;
            }
            missed += usize::from(!tally.report(change, with_old));
        }
    }
    println!("formatting, boilerplate, moves, copies: {} of {} silently wrong (at most 1 in 4,800)", calm[1], calm[0]);
    missed + usize::from(calm[1] * 4_800 > calm[0].max(4_800))
}

/// Passages with twins, a line for each kind. Gives how many figures are not reached.
fn twins(writer: &Writer, (seed, cases, show): (u64, usize, u32), times: &mut Times) -> usize {
    let columns = "  cases  exact %   near %  refus. %  wrong %";
    println!("\n{:<24} with the old text: {columns}   without: {columns}", "passages with twins");
    let mut told = [[Tally::default(); 2]; Group::ALL.len()];
    let mut open = [Tally::default(); 2];
    for (row, scene) in Scene::ALL.into_iter().enumerate() {
        for (column, fate) in Fate::ALL.into_iter().enumerate().filter(|(_, fate)| hard::is_possible(scene, *fate)) {
            let group = Group::ALL.iter().position(|group| *group == Group::of(fate)).unwrap_or(0);
            let mut tallies = [Tally::default(); 2];
            for n in 0..cases {
                let kind = (row * Fate::ALL.len() + column) as u64;
                let random = &mut Random::new(seed ^ ((n as u64) << 16) ^ (kind << 8));
                let (case, is_told) = hard::case(writer, scene, fate, random);
                for at in 0..2 {
                    let answer = ask(&case, at == 0, false, times);
                    let tally = if is_told[at] { &mut tallies[at] } else { &mut open[at] };
                    let verdict = tally.take(&case, &answer);
                    if is_told[at] && verdict != Verdict::Right && tally.cases - tally.right <= show {
                        println!("  case {n}, old text {}: {}", at == 0, shown(&case, &answer));
                    }
                }
            }
            println!("{:<24} {}   {}", format!("{scene:?} {fate:?}"), tallies[0].line(), tallies[1].line());
            told[group].iter_mut().zip(&tallies).for_each(|(sum, tally)| sum.add(tally));
        }
    }
    println!("{:<24} {}   {}\n", "nobody could tell", open[0].line(), open[1].line());
    let mut missed = 0;
    for (group, sums) in Group::ALL.into_iter().zip(&told) {
        let reached = |at: usize| sums[at].reaches(goals(group, at == 0));
        let note = |at: usize| if reached(at) { "" } else { " NOT REACHED" };
        let lines = [0, 1].map(|at| sums[at].line() + note(at));
        println!("{:<24} {}   {}", format!("{group:?}"), lines[0], lines[1]);
        missed += usize::from(!reached(0)) + usize::from(!reached(1));
    }
    missed
}

/// How many of a hundred are right at least, and how many of ten thousand in a wrong place at most, of cases that can be
/// told. Four of five passages have twins.
fn goals(group: Group, with_old: bool) -> (f64, f64) {
    match (group, with_old) {
        (Group::Calm, true) => (99.5, 8.0),
        (Group::Calm, false) => (98.5, 40.0),
        (Group::Cut, true) => (98.0, 15.0),
        (Group::Cut, false) => (94.0, 80.0),
        (Group::Edited(10), _) => (99.5, 20.0),
        (Group::Edited(50), true) => (99.5, 20.0),
        (Group::Edited(50), false) => (98.5, 60.0),
        (Group::Edited(_), true) => (97.0, 80.0),
        (Group::Edited(_), false) => (94.5, 180.0),
        (Group::Mixed, true) => (90.0, 120.0),
        (Group::Mixed, false) => (83.0, 350.0),
        (Group::Removed, true) => (99.5, 50.0),
        (Group::Removed, false) => (98.5, 150.0),
    }
}

fn option(name: &str) -> Option<u64> {
    let mut args = env::args().skip_while(|arg| arg != name);
    args.nth(1)?.parse().ok()
}

fn number(change: Change) -> u64 {
    Change::ALL.iter().position(|other| *other == change).unwrap_or(0) as u64
}

fn ask(case: &Case, with_old: bool, timed: bool, times: &mut Times) -> Outcome {
    let span = Span::new(&case.old, case.passage.clone()).expect("a passage");
    let quote = Quote::of(&case.old, span);
    let start = Instant::now();
    let anchorer = Anchorer::new(&case.new, with_old.then_some(&*case.old));
    let prepared = start.elapsed();
    if timed {
        times.prepare.push(prepared);
        times.place.push((0..3).map(|_| time(|| anchorer.place(&quote, span))).min().unwrap_or_default());
    }
    anchorer.place(&quote, span)
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    drop(black_box(work()));
    start.elapsed()
}

#[derive(Default)]
struct Times {
    prepare: Vec<Duration>,
    place: Vec<Duration>,
}

impl Times {
    fn report(&mut self) {
        for (name, times) in [("prepare a text", &mut self.prepare), ("place a passage", &mut self.place)] {
            if times.is_empty() {
                continue;
            }
            times.sort();
            let ms = |permille: usize| times[(times.len() - 1) * permille / 1000].as_secs_f64() * 1e3;
            println!(
                "{name} of 50 KB, ms: median {:.3}, p95 {:.3}, p99 {:.3}, most {:.3}",
                ms(500),
                ms(950),
                ms(990),
                ms(1000)
            );
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Right,
    /// Placed over the right place, with other edges.
    Edges,
    /// Placed where it does not belong.
    Elsewhere,
    Refused,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    cases: u32,
    right: u32,
    edges: u32,
    elsewhere: u32,
    refused: u32,
}

impl Tally {
    fn take(&mut self, case: &Case, answer: &Outcome) -> Verdict {
        let verdict = match (answer, &case.expected) {
            (Outcome::Placed(found), Some(expected)) if found.span.range() == *expected => Verdict::Right,
            (Outcome::Placed(found), Some(expected))
                if found.span.start() < expected.end && expected.start < found.span.end() =>
            {
                Verdict::Edges
            }
            (Outcome::Placed(_), _) => Verdict::Elsewhere,
            (Outcome::Refused(_), Some(_)) => Verdict::Refused,
            (Outcome::Refused(_), None) => Verdict::Right,
        };
        self.cases += 1;
        match verdict {
            Verdict::Right => self.right += 1,
            Verdict::Edges => self.edges += 1,
            Verdict::Elsewhere => self.elsewhere += 1,
            Verdict::Refused => self.refused += 1,
        }
        verdict
    }

    fn add(&mut self, other: &Self) {
        self.cases += other.cases;
        self.right += other.right;
        self.edges += other.edges;
        self.elsewhere += other.elsewhere;
        self.refused += other.refused;
    }

    fn percent(&self, count: u32) -> f64 {
        100.0 * f64::from(count) / f64::from(self.cases.max(1))
    }

    /// Exact, other edges, refused and elsewhere, in percent.
    fn line(&self) -> String {
        let shares = [self.right, self.edges, self.refused, self.elsewhere];
        format!("{:>7} ", self.cases) + &shares.map(|count| format!("{:>8.3}", self.percent(count))).join(" ")
    }

    /// Whether so many of a hundred are right, and at most so many of ten thousand in a wrong place.
    fn reaches(&self, (right, wrong): (f64, f64)) -> bool {
        self.percent(self.right) >= right && self.percent(self.elsewhere) * 100.0 <= wrong
    }

    /// Prints a line; whether the figure is reached.
    fn report(&self, change: Change, with_old: bool) -> bool {
        let percent = |count: u32| self.percent(count);
        let target = match (change, with_old) {
            (Change::Edited(50), _) => 99.0,
            (Change::Edited(200), _) => 90.0,
            (Change::Deleted, true) => 99.0,
            (Change::Deleted, false) => 97.0,
            (Change::Everything, _) => 0.0,
            _ => 99.5,
        };
        let reached = percent(self.right) >= target;
        println!(
            "{:<14} {:<9} {:>6} {:>8.2} {:>8.2} {:>8.2} {:>8.2} {:>9.1}   {}",
            format!("{change:?}"),
            if with_old { "with" } else { "without" },
            self.cases,
            percent(self.right),
            percent(self.edges),
            percent(self.elsewhere),
            percent(self.refused),
            target,
            if reached { "" } else { "NOT REACHED" }
        );
        reached
    }
}

/// What went wrong, for somebody to look at.
fn shown(case: &Case, answer: &Outcome) -> String {
    let around = |text: &str, range: std::ops::Range<usize>| {
        let low = text.floor_char_boundary(range.start.saturating_sub(40));
        let high = text.ceil_char_boundary((range.end + 40).min(text.len()));
        format!("{:?}", format!("{}«{}»{}", &text[low..range.start], &text[range.clone()], &text[range.end..high]))
    };
    let expected = case.expected.clone().map_or("deleted".to_owned(), |range| around(&case.new, range));
    let given = match answer {
        Outcome::Placed(found) => {
            let how = match found.how {
                How::Followed => "followed",
                How::Exact => "exact",
                How::Approximate => "approximate",
            };
            format!("{how} {:.2} {}", found.score, around(&case.new, found.span.range()))
        }
        Outcome::Refused(candidates) => {
            let spans: Vec<_> =
                candidates.iter().map(|c| format!("{:.2} {}", c.score, around(&case.new, c.span.range()))).collect();
            format!("refused {spans:?}")
        }
    };
    format!("{}\n    wanted {expected}\n    given  {given}", around(&case.old, case.passage.clone()))
}
