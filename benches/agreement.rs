//! Agreement of two analysts on a thousand articles with 30 tags and 20,000 passages, by each unit.
//! `cargo bench --no-default-features --bench agreement` prints a table; it measures and judges nothing.

#![expect(clippy::expect_used, reason = "a benchmark may stop where something is wrong")]

use std::{
    fs,
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use postil::{
    analysis::agreement::{Choice, Unit, agreement},
    model::{
        Analyst, AnalystId, AnnotationId, ArticleId, Body, Coding, Edit, Group, GroupId, Layer, Project, ProjectInfo,
        Span, Stamper, Step, Tag, TagId,
    },
    verbs::{self, Fresh, NewArticle},
};

const ARTICLES: usize = 1_000;
const TAGS: usize = 30;
/// Of each analyst in each article.
const PASSAGES: usize = 10;
const ANALYSTS: [&str; 2] = ["ana", "ben"];
const RUNS: usize = 15;

fn main() {
    let project = project();
    let passages = project.annotations().count();
    println!("{ARTICLES} articles of about 5 KB, {TAGS} tags, 2 analysts, {passages} passages; times in ms\n");
    println!("{:<24} {:>5} {:>9} {:>9} {:>9}", "", "runs", "median", "least", "CPU");
    for unit in Unit::ALL {
        let analysts = ANALYSTS.map(analyst).to_vec();
        let choice = Choice { unit, ..Choice::of(analysts) };
        let report = agreement(&project, &choice);
        assert_eq!((report.tags.len(), report.articles.len()), (TAGS, ARTICLES), "all of it is compared");
        measure(unit.label(), || agreement(&project, &choice));
    }
}

fn analyst(id: &str) -> AnalystId {
    AnalystId::new(id).expect("an analyst id")
}

fn tag(n: usize) -> TagId {
    TagId::new(&format!("argument/tag-{n:02}")).expect("a tag id")
}

fn fresh(n: usize) -> Fresh {
    let now = "2026-01-20T09:04:31Z".parse().expect("a time");
    Fresh { id: AnnotationId(uuid::Uuid::from_u128(n as u128 + 1)), now }
}

/// Everything coded by both and submitted. Ben marks three of four passages as Ana does, the others elsewhere, with other
/// edges or with another tag.
fn project() -> Project {
    let created = fresh(0).now;
    let info = ProjectInfo { key: "b".into(), title: "Bench".into(), note: String::new(), created, blind: false };
    let (mut project, mut stamper) = (Project::new(info), Stamper::new("bench"));
    let group = GroupId::new("argument").expect("a group id");
    let mut edits =
        vec![Edit::Group(group.clone(), Some(Arc::new(Group { name: "Arguments".into(), parent: None, rank: 0 })))];
    edits.extend((0..TAGS).map(|n| Edit::Tag(tag(n), Some(Arc::new(Tag::named(format!("Tag {n}"), group.clone()))))));
    project.apply(&Step::new("tags", edits), &mut stamper).expect("a step");
    let added = verbs::add_articles(&project, (0..ARTICLES).map(article).collect()).expect("a step");
    project.apply(&added, &mut stamper).expect("a step");
    for (whose, id) in ANALYSTS.iter().enumerate() {
        let layer = Layer::new(analyst(id), Analyst { key: (*id).into(), name: (*id).into(), created });
        project.layers.insert(analyst(id), Arc::new(layer));
        let ids: Vec<ArticleId> = project.articles.iter().map(|(id, _)| id.clone()).collect();
        for (number, article) in ids.iter().enumerate() {
            code(&mut project, &mut stamper, whose, number, article);
        }
    }
    project
}

/// One analyst's passages in one article, and their submission.
fn code(project: &mut Project, stamper: &mut Stamper, whose: usize, number: usize, article: &ArticleId) {
    let who = analyst(ANALYSTS[whose]);
    for k in 0..PASSAGES {
        let n = number * PASSAGES + k;
        let differs = whose * usize::from(n % 4 == 3) * (1 + n / 4 % 3);
        let text = project.articles.get(article).expect("an article").body.text();
        let start = text.floor_char_boundary(k * 480 + 7 * (n % 11) + if differs == 1 { 200 } else { 0 });
        let end = text.ceil_char_boundary(start + 60 + n % 90 + if differs == 2 { 25 } else { 0 });
        let span = Span::new(text, start..end).expect("a span");
        let given = tag((n * 7 + n / 13 + usize::from(differs == 3)) % TAGS);
        let fresh = fresh(whose * ARTICLES * PASSAGES + n);
        let step = verbs::annotate(project, &who, article, span, vec![Coding::new(given)], "", fresh).expect("a step");
        project.apply(&step, stamper).expect("a step");
    }
    let step = verbs::submit(project, &who, article, fresh(0).now).expect("a step");
    project.apply(&step, stamper).expect("a step");
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
        text.push_str(WORDS[(n * 5 + k * k + k / 7) % WORDS.len()]);
        text.push_str(match k % 104 {
            103 => ".\n\n",
            at if at % 13 == 12 => ". The ",
            _ => " ",
        });
    }
    NewArticle {
        source: format!("article-{n:04}.txt"),
        title: format!("Article {n}"),
        outlet: String::new(),
        author: String::new(),
        date: String::new(),
        language: "en".into(),
        link: String::new(),
        body: Body::new(text),
    }
}

fn measure<T>(name: &str, mut work: impl FnMut() -> T) {
    let (mut times, mut cpu) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (start, on_cpu) = (Instant::now(), cpu_time());
        let result = black_box(work());
        times.push(start.elapsed());
        cpu.extend(cpu_time().zip(on_cpu).map(|(after, before)| after.saturating_sub(before)));
        drop(result);
    }
    println!("{name:<24} {RUNS:>5} {:>9} {:>9} {:>9}", middle(&mut times), least(&times), middle(&mut cpu));
}

/// How long this thread has had a processor, where the system says so: other work on the machine does not count.
fn cpu_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn middle(times: &mut [Duration]) -> String {
    times.sort();
    times.get(times.len() / 2).map_or_else(|| "–".to_owned(), ms)
}

fn least(times: &[Duration]) -> String {
    times.iter().min().map_or_else(|| "–".to_owned(), ms)
}

fn ms(time: &Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e3)
}
