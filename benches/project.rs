//! A project of a thousand articles and 20,000 passages: what opening, saving, undoing, counting, choosing and exporting
//! take, and what adding 10,000 files does. `cargo bench --no-default-features --bench project` prints a table; it measures
//! and judges nothing. With `-- --make DIR` it only writes a project of as many articles and 40,000 passages into DIR, for
//! measuring how long the program takes to open it.

#![expect(clippy::expect_used, reason = "a benchmark may stop where something is wrong")]

use std::{
    fs,
    hint::black_box,
    ops::Range,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use postil::{
    analysis::{
        compare::{coded_by_all, compare},
        counts::{Whose, counts},
        excerpts::{Filter, Sort, SortBy, excerpts, select},
        record::OfRecord,
    },
    exchange::{self, refi},
    format::{Records, layer_bytes, read},
    history::History,
    ingest::{self, ReadOptions},
    intake::land,
    model::{
        Analyst, AnalystId, AnnotationId, ArticleId, Body, Coding, Layer, Project, ProjectInfo, Span, Stamper, Step,
        TagId,
    },
    progress::Progress,
    storage::{self, Entry, Folder, Journal, Store},
    verbs::{self, Codings, Fresh, NewArticle},
    workspace::Placed,
};

const ARTICLES: usize = 1_000;
const PASSAGES: usize = 20_000;
const FILES: usize = 10_000;

fn main() {
    let options: Vec<String> = std::env::args().collect();
    if let Some(at) = options.iter().position(|option| option == "--make") {
        Work::make(Path::new(options.get(at + 1).expect("a folder behind --make")), 2 * PASSAGES);
        return;
    }
    let home = tempfile::tempdir().expect("a folder");
    let dir = home.path().join("study");
    let mut work = Work::make(&dir, PASSAGES);
    println!("{ARTICLES} articles of about 5 KB, {PASSAGES} passages in two layers; times in ms\n");
    println!("{:<46} {:>5} {:>9} {:>9} {:>9}", "", "runs", "median", "p99", "min");
    opening(&dir);
    saving(&mut work);
    journalling(&mut work, &home.path().join("seat"));
    joining(&work.project);
    undoing(&mut work);
    looking(&work.project);
    exchanging(&work.project);
    let empty = Project::new(ProjectInfo { key: "other".into(), ..work.project.info().clone() });
    adding(home.path(), &empty, "text files", "txt", |n, words| format!("Headline {n}\n\n{words}\n"));
    adding(home.path(), &empty, "saved pages, which are kept", "html", |n, words| {
        let head = format!("<title>Headline {n}</title><meta name=author content='Jo Doe'>");
        format!(
            "<!DOCTYPE html><html><head>{head}</head><body><article><h1>Headline {n}</h1><p>{words}</p></article></body></html>"
        )
    });
}

/// A project, where it is kept, and who changes it.
struct Work {
    project: Project,
    store: Store,
    stamper: Stamper,
    me: AnalystId,
}

impl Work {
    fn make(dir: &Path, passages: usize) -> Self {
        let created = fresh(0).now;
        let info =
            ProjectInfo { key: "bench".into(), title: "Bench".into(), note: String::new(), created, blind: false };
        let storage::Created { store, project, .. } = storage::create(dir, info, None).expect("a new project");
        let me = AnalystId::new("ana").expect("an analyst id");
        let mut work = Self { project, store, stamper: Stamper::new("bench"), me: me.clone() };
        work.stamper.observe(1_768_899_871_000);
        let articles = (0..ARTICLES).map(article).collect();
        let added = verbs::add_articles(&work.project, articles).expect("a step");
        work.apply(&added);
        for (who, first) in [("ben", passages / 2), ("ana", 0)] {
            let who = AnalystId::new(who).expect("an analyst id");
            let analyst = Analyst { key: who.to_string(), name: who.to_string(), created };
            work.project.layers.insert(who.clone(), Arc::new(Layer::new(who.clone(), analyst)));
            work.annotate(&who, first..first + passages / 2, 4_000 * ARTICLES / passages);
            work.store.save(&work.project, Some(&who)).whole().expect("saved");
        }
        work
    }

    /// These passages: as many in each article, a sentence each, so many bytes `apart`.
    fn annotate(&mut self, who: &AnalystId, passages: Range<usize>, apart: usize) {
        let tags: Vec<TagId> = self.project.tags.iter().map(|(id, _)| id.clone()).collect();
        let ids: Vec<ArticleId> = self.project.articles.iter().map(|(id, _)| id.clone()).collect();
        for n in passages {
            let id = &ids[n % ARTICLES];
            let text = self.project.articles.get(id).expect("an article").body.text();
            let start = text[..text.floor_char_boundary(n / ARTICLES * apart)].rfind(". ").map_or(0, |at| at + 2);
            let end = start + text[start..].find(". ").expect("a sentence") + 1;
            let span = Span::new(text, start..end).expect("a span");
            let codings = (0..=n % 2).map(|k| Coding::new(tags[(n * 7 + k) % tags.len()].clone())).collect();
            let step = verbs::annotate(&self.project, who, id, span, codings, "", fresh(n)).expect("a step");
            self.apply(&step);
        }
    }

    fn apply(&mut self, step: &Step) -> Vec<postil::model::Edit> {
        self.project.apply(step, &mut self.stamper).expect("a step that can be made").inverse
    }

    fn note(&self, n: usize) -> Step {
        verbs::set_note(&self.project, &self.me, fresh(n).id, &format!("note {n}")).expect("a step")
    }
}

fn fresh(n: usize) -> Fresh {
    let now = "2026-01-20T09:04:31Z".parse().expect("a time");
    Fresh { id: AnnotationId(uuid::Uuid::from_u128(n as u128 + 1)), now }
}

/// About 5 KB of sentences that differ from article to article.
fn article(n: usize) -> NewArticle {
    const WORDS: [&str; 12] =
        ["seat", "vacuum", "dues", "naïve", "coalition", "forum", "council", "leaves", "the", "of", "and", "returns"];
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

fn opening(dir: &Path) {
    measure("open", 15, || storage::open(dir).expect("a project"));
    let layer = fs::read(dir.join("annotations/ana.ron")).expect("a layer");
    measure("  of it: the records of one layer", 15, || read(&layer).expect("a layer"));
    // What stands behind a space is not laid out as ours.
    let by_ron = String::from_utf8(layer).expect("UTF-8").replace(")),\n", ")),\n ").replace("\n ])", "\n])");
    measure("  to compare: the same, read by ron alone", 15, || read(by_ron.as_bytes()).expect("a layer"));
    measure("  to compare: the bytes of all files", 15, || {
        let folder = |name: &str| fs::read_dir(dir.join(name)).expect("a folder");
        let files = folder("articles").chain(folder("annotations")).chain(folder("."));
        let paths = files.map(|entry| entry.expect("a file").path()).filter(|path| path.is_file());
        paths.map(|path| fs::read(path).expect("a file").len()).sum::<usize>()
    });
}

fn saving(work: &mut Work) {
    let mut times = Vec::new();
    for n in 0..60 {
        work.apply(&work.note(n));
        times.push(time(|| work.store.save(&work.project, Some(&work.me)).whole().expect("saved")));
    }
    report("save after one change (one layer of 10,000)", times);
    measure("  of it: one layer as bytes", 30, || layer_bytes(&work.project, &work.project.layers[&work.me]));
    let bytes = layer_bytes(&work.project, &work.project.layers[&work.me]);
    let to_compare = work.store.root().join("to-compare");
    measure("  to compare: those bytes written, not synced", 30, || fs::write(&to_compare, &bytes));
    measure("save with nothing changed", 30, || work.store.save(&work.project, Some(&work.me)).whole().expect("saved"));
}

/// What stands between a change and “saved”: its records, appended to the journal and synced.
fn journalling(work: &mut Work, seat: &Path) {
    fs::create_dir(seat).expect("a folder");
    let (mut journal, _) = Journal::open(Arc::new(Folder::new(seat))).expect("a journal");
    let (mut appended, mut synced) = (Vec::new(), Vec::new());
    for n in 0..200 {
        let step = work.note(n);
        work.apply(&step);
        appended.push(time(|| {
            let records = storage::records_of(&work.project, &step.edits);
            journal.append(&Entry::Step(records)).expect("appended");
        }));
        synced.push(time(|| journal.unsynced().sync().expect("synced")));
    }
    report("one change into the journal", appended);
    report("  and synced (on a thread, in the window)", synced);
}

/// Two copies of a layer of 10,000 passages, in each of which another tenth was changed.
fn joining(project: &Project) {
    let layer = project.layers.values().next().expect("a layer");
    let changed = |name: &str, first: usize| {
        let (mut project, mut stamper) = (project.clone(), Stamper::new(name));
        stamper.observe(1_768_899_872_000);
        for id in layer.annotations.iter().skip(first).step_by(10).map(|(id, _)| *id) {
            let step = verbs::set_note(&project, &layer.id, id, name).expect("a step");
            project.apply(&step, &mut stamper).expect("a step that can be made");
        }
        (*project.layers[&layer.id]).clone()
    };
    let (one, two) = (changed("one", 0), changed("two", 5));
    measure("join two layers of 10,000 passages", 30, || postil::intake::joined(&one, &two));
    let files = [&one, &two].map(|layer| layer_bytes(project, layer));
    measure("  the same, from bytes to bytes", 15, || {
        let [mut one, two] = [0, 1].map(|n| Records::new(read(&files[n]).expect("a layer")).expect("of one kind"));
        one.join(two).expect("the same analyst");
        one.bytes()
    });
}

fn undoing(work: &mut Work) {
    let mut history = History::default();
    for n in 0..200 {
        let step = work.note(n + 500);
        let inverse = work.apply(&step);
        history.push(step, inverse);
    }
    let all: Vec<AnnotationId> = (0..PASSAGES / 2).map(|n| fresh(n).id).collect();
    let tag = work.project.tags.iter().map(|(id, _)| id.clone()).next().expect("a tag");
    let (mut one, mut many, mut again) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..200 {
        one.push(time(|| history.undo(&mut work.project, &mut work.stamper)));
    }
    let step = verbs::retag(&work.project, &work.me, &all, &Codings::Add(tag)).expect("a step");
    let inverse = work.apply(&step);
    history.push(step, inverse);
    for _ in 0..10 {
        many.push(time(|| history.undo(&mut work.project, &mut work.stamper)));
        again.push(time(|| history.redo(&mut work.project, &mut work.stamper)));
    }
    report("undo a note", one);
    report("undo a tag put on all of one's passages", many);
    report("redo it", again);
}

fn looking(project: &Project) {
    let record = OfRecord::new(project);
    measure("what counts where several have coded an article", 30, || OfRecord::new(project));
    measure("counts", 30, || counts(project, Whose::Everybody));
    measure("all excerpts", 30, || excerpts(project, &record));
    let analysts: Vec<AnalystId> = project.layers.keys().cloned().collect();
    let articles = coded_by_all(project, &analysts);
    measure("compare the two analysts", 30, || compare(project, &analysts, &articles));
    let rows = excerpts(project, &record);
    let by = |by| Sort { by, descending: false };
    measure("select: all, as in the articles", 30, || select(project, &rows, &Filter::default(), by(SortBy::Article)));
    measure("select: all, by tags", 30, || select(project, &rows, &Filter::default(), by(SortBy::Tags)));
    let words = Filter { words: "vacuum naïve".into(), ..Filter::default() };
    measure("select: with two words", 30, || select(project, &rows, &words, by(SortBy::Article)));
}

fn exchanging(project: &Project) {
    // In the order in which the window and the command line write them.
    let rows = excerpts(project, &OfRecord::new(project));
    let passages: Vec<(AnalystId, AnnotationId)> = rows.iter().map(|row| (row.analyst.clone(), row.id)).collect();
    for (name, format) in [
        ("export as CSV", exchange::csv::FORMAT),
        ("export as a workbook", exchange::xlsx::FORMAT),
        ("export as JSON Lines", exchange::jsonl::FORMAT),
        ("export as a REFI-QDA project", refi::FORMAT),
    ] {
        measure(name, 15, || format.written(project, &passages).expect("written"));
    }
    let (qdpx, empty) = (
        refi::FORMAT.written(project, &passages).expect("written"),
        Project::new(ProjectInfo { key: "other".into(), ..project.info().clone() }),
    );
    measure("read a REFI-QDA project", 15, || refi::read(&qdpx).expect("a project"));
    measure("  and put it into an empty project", 15, || {
        let landed = land(&empty, "refi", &refi::read(&qdpx).expect("a project")).expect("a step");
        assert_eq!(landed.report.passages, PASSAGES, "all are there");
        landed
    });
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let result = black_box(work());
    let taken = start.elapsed();
    drop(result);
    taken
}

/// What there is to wait for until articles are added: before the preview, and after it.
fn adding(home: &Path, empty: &Project, what: &str, ending: &str, page: impl Fn(usize, &str) -> String) {
    let dir = home.join(ending);
    fs::create_dir(&dir).expect("a folder");
    let mut bytes = 0;
    for n in 0..FILES {
        // Words of its own in each text: texts that are alike are looked at longer than corpora ask for.
        let words: Vec<String> = (0..950).map(|k| format!("w{}", (n * 7919 + k * k * 31) % 40_009)).collect();
        let text = page(n, &words.join(" "));
        bytes += text.len();
        fs::write(dir.join(format!("text-{n:05}.{ending}")), text).expect("written");
    }
    println!("\n{FILES} {what}, {} MB", bytes / 1_000_000);
    let read = || ingest::read_paths(std::slice::from_ref(&dir), &ReadOptions::default(), &|_, _| true);
    measure("read them", 3, read);
    let mut ingested = read();
    measure("find those that are alike", 3, || ingested.find_twins(None));
    let place = |run| {
        let root = home.join(format!("{ending}-{run}"));
        fs::create_dir(&root).expect("a folder");
        let (store, found) = (Store::new(root.clone(), Arc::new(Folder::new(root))), ingested.clone().into_articles());
        time(|| Placed::new(&store, empty, found, &Progress::default()).expect("all are in place"))
    };
    report("put them into a project's folder", (0..3).map(place).collect());
}

fn measure<T>(name: &str, runs: usize, mut work: impl FnMut() -> T) {
    report(name, (0..runs).map(|_| time(&mut work)).collect());
}

fn report(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let ms = |at: usize| times[at.min(times.len() - 1)].as_secs_f64() * 1e3;
    let (runs, p99) = (times.len(), times.len() * 99 / 100);
    println!("{name:<46} {runs:>5} {:>9.2} {:>9.2} {:>9.2}", ms(runs / 2), ms(p99), ms(0));
}
