//! How well PDF documents are read: the words of each beside those that are known to be in it, and beside those that other
//! programs take from it. Run by hand; what it needs is described in `docs/FORMATS.md`. It measures and judges nothing.
//!
//! `cargo bench --no-default-features --bench pdf -- FOLDER`: of each `NAME.pdf` in the folder `NAME.txt` is the known text, and
//! `NAME.PROGRAM.txt` what another program takes from it.

#![expect(clippy::expect_used, reason = "a benchmark may stop where something is wrong")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use postil::ingest::{ReadOptions, read_file};
use unicode_normalization::UnicodeNormalization as _;

/// What came of one document.
#[derive(Clone, Copy, Default)]
struct Share {
    words: f64,
    pairs: f64,
}

fn main() {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let folder = PathBuf::from(folder.expect("the folder with the documents"));
    let mut documents: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
        .collect();
    documents.sort();
    let mut time = Duration::ZERO;
    // By the program that wrote them, which is what their names begin with, and by who reads them.
    let mut shares: BTreeMap<(String, String), Vec<Share>> = BTreeMap::new();
    let mut behind = Vec::new();
    for path in &documents {
        let begun = Instant::now();
        let read = read_file(path, &ReadOptions::default());
        time += begun.elapsed();
        let ours: String = match &read {
            Ok(contents) => contents.articles.iter().map(|found| found.article.body.text()).collect(),
            Err(error) => {
                println!("{}: {error}", path.display());
                String::new()
            }
        };
        let Ok(known) = fs::read_to_string(path.with_extension("txt")) else { continue };
        let known = words(&known);
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let writer = name.split('-').next().unwrap_or_default().to_owned();
        let mine = share(&known, &words(&ours));
        for reader in std::iter::once(("postil".to_owned(), mine)).chain(others(&folder, &name, &known)) {
            let (reader, share) = reader;
            if share.words > mine.words + 0.01 || share.pairs > mine.pairs + 0.01 {
                behind.push(format!(
                    "{name}: {reader} {:.3} and {:.3}, postil {:.3} and {:.3}",
                    share.words, share.pairs, mine.words, mine.pairs
                ));
            }
            for writer in [writer.clone(), "all".to_owned()] {
                shares.entry((writer, reader.clone())).or_default().push(share);
            }
        }
    }
    println!("{:<16} {:<12} {:>5} {:>8} {:>8}", "written by", "read by", "files", "words", "pairs");
    for ((writer, reader), shares) in &shares {
        let mean = |of: fn(&Share) -> f64| {
            shares.iter().map(of).sum::<f64>() / f64::from(u32::try_from(shares.len()).expect("few"))
        };
        println!(
            "{writer:<16} {reader:<12} {:>5} {:>8.4} {:>8.4}",
            shares.len(),
            mean(|it| it.words),
            mean(|it| it.pairs)
        );
    }
    println!("\n{} documents in {:.2} s", documents.len(), time.as_secs_f64());
    println!("More than .01 behind another program: {}", behind.len());
    behind.iter().for_each(|document| println!("{document}"));
}

/// What other programs take from the document of that name.
fn others(folder: &Path, name: &str, known: &[String]) -> Vec<(String, Share)> {
    let mut others = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let file = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        let reader =
            file.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')?.strip_suffix(".txt").map(str::to_owned));
        if let Some(reader) = reader {
            let text = fs::read_to_string(folder.join(&file)).expect("a text");
            others.push((reader, share(known, &words(&text))));
        }
    }
    others.sort_by(|a, b| a.0.cmp(&b.0));
    others
}

/// Runs of letters and digits; of Chinese and Japanese each sign is one.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut goes_on = false;
    for c in text.nfkc() {
        let is_sign = matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
        if !c.is_alphanumeric() {
            goes_on = false;
        } else if let Some(word) = words.last_mut().filter(|_| goes_on && !is_sign) {
            word.push(c);
        } else {
            words.push(c.to_string());
            goes_on = !is_sign;
        }
    }
    words
}

/// Twice what both have, of what both have together: of words, and of pairs of words beside each other.
fn share(known: &[String], taken: &[String]) -> Share {
    Share { words: alike(known, taken, 1), pairs: alike(known, taken, 2) }
}

fn alike(known: &[String], taken: &[String], size: usize) -> f64 {
    let mut counts: BTreeMap<&[String], i64> = BTreeMap::new();
    known.windows(size).for_each(|run| *counts.entry(run).or_default() += 1);
    let mut both = 0_u32;
    for run in taken.windows(size) {
        let left = counts.entry(run).or_default();
        both += u32::from(*left > 0);
        *left -= 1;
    }
    let all = known.windows(size).len() + taken.windows(size).len();
    2.0 * f64::from(both) / f64::from(u32::try_from(all.max(1)).expect("few"))
}
