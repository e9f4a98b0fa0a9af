//! How well articles are taken from web pages, and how fast: reads a folder of pages of which the article is known, made by
//! `sets.py` beside this file. `cargo bench --no-default-features --bench pages -- FOLDER` prints a row of figures;
//! `--answers FOLDER` judges what another program took (`peers.py`), `--dimmed` counts what Postil shows dimmed, `--worst N` names
//! pages, `--write FOLDER` keeps what was taken. It measures and judges nothing.

#![expect(clippy::expect_used, reason = "a benchmark may stop where something is wrong")]

mod score;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use postil::{
    ingest::{ReadOptions, articles_in},
    text::noise,
};
use serde_json::{Value, json};

use score::{Answer, Known, Scores};

/// What was asked for on the command line.
#[derive(Default)]
struct Wanted {
    folders: Vec<PathBuf>,
    answers: Option<PathBuf>,
    write: Option<PathBuf>,
    worst: usize,
    /// What Postil shows dimmed counts, too.
    with_dimmed: bool,
}

fn main() {
    let wanted = wanted();
    println!("{}", Scores::HEAD);
    for folder in &wanted.folders {
        let mut pages: Vec<PathBuf> = fs::read_dir(folder)
            .expect("the folder of pages")
            .map(|entry| entry.expect("an entry of the folder").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "html"))
            .collect();
        pages.sort();
        let (mut scores, mut took) = (Scores::default(), Duration::ZERO);
        for page in &pages {
            let known = Known::read(&parse(&page.with_extension("json")));
            let name = page.file_name().unwrap_or_default();
            let answer = match &wanted.answers {
                Some(answers) => Answer::read(&parse(&answers.join(name).with_extension("json"))),
                None => {
                    let bytes = fs::read(page).expect("a page");
                    let began = Instant::now();
                    let answer = read(page, bytes, wanted.with_dimmed);
                    took += began.elapsed();
                    answer
                }
            };
            if let Some(write) = &wanted.write {
                fs::create_dir_all(write).expect("the folder to write to");
                let Answer { text, title, author, date } = &answer;
                let told = json!({ "text": text, "title": title, "author": author, "date": date });
                let path = write.join(name).with_extension("json");
                fs::write(path, told.to_string()).expect("a file to write to");
            }
            scores.add(&name.to_string_lossy(), &known, &answer);
        }
        let whose = folder.file_name().unwrap_or_default().to_string_lossy();
        println!("{}", scores.row(&whose));
        if wanted.answers.is_none() {
            println!("{} pages in {:.2} s", pages.len(), took.as_secs_f64());
        }
        scores.print_worst(wanted.worst);
    }
}

fn wanted() -> Wanted {
    let mut wanted = Wanted::default();
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    while let Some(word) = words.next() {
        let mut value = || words.next().unwrap_or_default();
        match word.as_str() {
            "--answers" => wanted.answers = Some(value().into()),
            "--write" => wanted.write = Some(value().into()),
            "--dimmed" => wanted.with_dimmed = true,
            "--worst" => wanted.worst = value().parse().unwrap_or(20),
            folder => wanted.folders.push(folder.into()),
        }
    }
    assert!(
        !wanted.folders.is_empty(),
        "say which folder of pages is to be read, see the head of benches/pages/main.rs"
    );
    wanted
}

fn parse(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// What Postil takes from a page: the article without the line of its headline, and without what it shows dimmed.
fn read(page: &Path, bytes: Vec<u8>, with_dimmed: bool) -> Answer {
    let Ok(contents) = articles_in(page, bytes, &ReadOptions::default()) else { return Answer::default() };
    let Some(found) = contents.articles.into_iter().next() else { return Answer::default() };
    let article = found.article;
    let mut text = article.body.text().to_owned();
    if !with_dimmed {
        for dimmed in noise::recognise(&text).into_iter().rev() {
            text.replace_range(dimmed.range, "");
        }
    }
    if let Some(rest) = text.strip_prefix(&article.title).filter(|rest| !rest.trim().is_empty()) {
        text = rest.to_owned();
    }
    Answer { text, title: article.title, author: article.author, date: article.date }
}
