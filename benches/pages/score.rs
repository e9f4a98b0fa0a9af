//! What was taken from pages against what is known of them.

use std::collections::HashMap;

use serde_json::Value;

/// What is known of a page; of what is not known there is nothing.
pub struct Known {
    text: String,
    with: Vec<String>,
    without: Vec<String>,
    title: String,
    author: String,
    date: String,
}

/// What a program took from a page.
#[derive(Default)]
pub struct Answer {
    pub text: String,
    pub title: String,
    pub author: String,
    pub date: String,
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

impl Known {
    pub fn read(value: &Value) -> Self {
        let list = |value: &Value| value.as_array().into_iter().flatten().map(string).collect();
        Self {
            text: string(&value["text"]),
            with: list(&value["with"]),
            without: list(&value["without"]),
            title: string(&value["title"]),
            author: string(&value["author"]),
            date: string(&value["date"]),
        }
    }
}

impl Answer {
    pub fn read(value: &Value) -> Self {
        Self {
            text: string(&value["text"]),
            title: string(&value["title"]),
            author: string(&value["author"]),
            date: string(&value["date"]),
        }
    }
}

/// How often something was right, wrong, or not given.
#[derive(Default)]
struct Counted {
    right: usize,
    wrong: usize,
    missed: usize,
    wrongly: Vec<String>,
}

impl Counted {
    fn add(&mut self, page: &str, known: &str, given: &str, are_same: bool) {
        if known.is_empty() {
            return;
        }
        match (are_same, given.is_empty()) {
            (true, _) => self.right += 1,
            (false, true) => {
                self.missed += 1;
                self.wrongly.push(format!("{page}: “{known}” not found"));
            }
            (false, false) => {
                self.wrong += 1;
                self.wrongly.push(format!("{page}: “{given}” for “{known}”"));
            }
        }
    }

    /// “85.1 / 3.2”: percent right and wrong.
    fn percents(&self) -> String {
        let all = self.right + self.wrong + self.missed;
        if all == 0 {
            return "-".to_owned();
        }
        format!("{:.1} / {:.1}", percent(self.right, all), percent(self.wrong, all))
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are no billions of pages")]
fn percent(some: usize, all: usize) -> f64 {
    some as f64 * 100.0 / all.max(1) as f64
}

/// What all pages of a folder come to.
#[derive(Default)]
pub struct Scores {
    /// Of each page with a text: its name, precision and recall.
    texts: Vec<(String, f64, f64)>,
    kept: (usize, usize),
    around: (usize, usize),
    parts: Vec<String>,
    titles: Counted,
    authors: Counted,
    dates: Counted,
}

impl Scores {
    pub const HEAD: &str = "| pages | F1 | precision | recall | recall < .8 | parts kept | parts around kept | title right / wrong | author | date |\n\
                            |---|---|---|---|---|---|---|---|---|---|";

    pub fn add(&mut self, page: &str, known: &Known, answer: &Answer) {
        if !known.text.is_empty() {
            let (precision, recall) = of_words(&known.text, &answer.text);
            self.texts.push((page.to_owned(), precision, recall));
        }
        let flowing = |text: &str| text.replace('\u{ad}', "").split_whitespace().collect::<Vec<_>>().join(" ");
        let text = flowing(&answer.text);
        let lacking = |part: &&String| !text.contains(&flowing(part));
        let lost: Vec<&String> = known.with.iter().filter(lacking).collect();
        let taken: Vec<&String> = known.without.iter().filter(|part| !lacking(part)).collect();
        self.kept.0 += known.with.len() - lost.len();
        self.kept.1 += known.with.len();
        self.around.0 += taken.len();
        self.around.1 += known.without.len();
        if !lost.is_empty() || !taken.is_empty() {
            self.parts.push(format!("{page}: lost {lost:?}, too much {taken:?}"));
        }
        let same = |one: &str, other: &str| words(one).eq(words(other));
        self.titles.add(page, &known.title, &answer.title, same(&known.title, &answer.title));
        self.authors.add(page, &known.author, &answer.author, same(&known.author, &answer.author));
        self.dates.add(page, &known.date, &answer.date, known.date == answer.date);
    }

    /// A row of a table in Markdown.
    pub fn row(&self, whose: &str) -> String {
        let texts = if self.texts.is_empty() {
            "- | - | - | -".to_owned()
        } else {
            let mean = |of: &dyn Fn(f64, f64) -> f64| {
                let sum: f64 = self.texts.iter().map(|(_, precision, recall)| of(*precision, *recall)).sum();
                sum / percent(self.texts.len(), 100)
            };
            let few = self.texts.iter().filter(|(.., recall)| *recall < 0.8).count();
            let f1 = mean(&|precision, recall| 2.0 * precision * recall / (precision + recall).max(f64::EPSILON));
            format!("{f1:.4} | {:.4} | {:.4} | {few}", mean(&|precision, _| precision), mean(&|_, recall| recall))
        };
        let parts = |(some, all): (usize, usize)| match all {
            0 => "-".to_owned(),
            all => format!("{:.1}", percent(some, all)),
        };
        let (kept, around) = (parts(self.kept), parts(self.around));
        let [titles, authors, dates] = [&self.titles, &self.authors, &self.dates].map(Counted::percents);
        format!("| {whose} | {texts} | {kept} | {around} | {titles} | {authors} | {dates} |")
    }

    /// The pages of which least was right, and all that was wrong of the rest.
    pub fn print_worst(&self, most: usize) {
        let mut texts: Vec<_> = self.texts.iter().collect();
        texts.sort_by(|a, b| (a.1 + a.2).total_cmp(&(b.1 + b.2)));
        for (page, precision, recall) in texts.into_iter().take(most) {
            println!("text {page}: precision {precision:.3}, recall {recall:.3}");
        }
        for (what, lines) in [
            ("parts", &self.parts),
            ("title", &self.titles.wrongly),
            ("author", &self.authors.wrongly),
            ("date", &self.dates.wrongly),
        ] {
            for line in lines.iter().take(most) {
                println!("{what} {line}");
            }
        }
    }
}

/// Runs of letters and digits, in lower case; soft hyphens are in none.
fn words(text: &str) -> impl Iterator<Item = String> {
    let text = text.replace('\u{ad}', "");
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.into_iter()
}

/// Precision and recall of the words as a multiset.
#[expect(clippy::cast_precision_loss, reason = "no page has billions of words")]
fn of_words(known: &str, given: &str) -> (f64, f64) {
    let mut wanted: HashMap<String, usize> = HashMap::new();
    let (mut all, mut taken, mut right) = (0_usize, 0_usize, 0_usize);
    for word in words(known) {
        *wanted.entry(word).or_default() += 1;
        all += 1;
    }
    for word in words(given) {
        taken += 1;
        if let Some(left) = wanted.get_mut(&word).filter(|left| **left > 0) {
            *left -= 1;
            right += 1;
        }
    }
    (right as f64 / taken.max(1) as f64, right as f64 / all.max(1) as f64)
}
