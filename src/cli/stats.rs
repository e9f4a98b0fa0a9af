//! `postil stats`: how much there is of everything.

use std::{fmt::Write as _, path::PathBuf};

use serde::Serialize;

use super::common::{DONE, Result, open, print_json, print_lines, say};
use crate::{
    analysis::{
        counts::{self, Stats},
        record::OfRecord,
    },
    model::Project,
    text::visible::visible,
};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The project's folder
    project: PathBuf,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document {
    articles: usize,
    characters: usize,
    words: usize,
    /// How many paragraphs are not part of their article, and how many of `words` are in them.
    noise_paragraphs: usize,
    noise_words: usize,
    tags: usize,
    annotations: usize,
    /// How many of the annotations count where several analysts have coded an article: `by_tag` is of these.
    of_record: usize,
    analysts: Vec<Analyst>,
    by_tag: Vec<ByTag>,
}

#[derive(Serialize)]
struct Analyst {
    id: String,
    name: String,
    annotations: usize,
    articles: usize,
}

#[derive(Serialize)]
struct ByTag {
    tag: String,
    annotations: usize,
    articles: usize,
}

pub(super) fn run(options: &Options) -> Result {
    let opened = open(&options.project)?;
    let record = OfRecord::new(&opened.project);
    let stats = counts::stats(&opened.project, &record);
    if options.json {
        print_json(&document(stats))?;
    } else {
        print_lines(&words(&opened.project, &stats)?)?;
    }
    if let Some(words) = record.in_words() {
        say(words);
    }
    Ok(DONE)
}

fn document(stats: Stats) -> Document {
    let analysts = stats.analysts.into_iter().map(|analyst| Analyst {
        id: analyst.id.to_string(),
        name: analyst.name,
        annotations: analyst.count.passages,
        articles: analyst.count.articles,
    });
    let by_tag = stats.by_tag.into_iter().map(|(tag, count)| ByTag {
        tag: tag.to_string(),
        annotations: count.passages,
        articles: count.articles,
    });
    Document {
        articles: stats.articles,
        characters: stats.characters,
        words: stats.words,
        noise_paragraphs: stats.noise.paragraphs,
        noise_words: stats.noise.words,
        tags: stats.tags,
        annotations: stats.annotations,
        of_record: stats.of_record,
        analysts: analysts.collect(),
        by_tag: by_tag.collect(),
    }
}

fn words(project: &Project, stats: &Stats) -> std::result::Result<String, std::fmt::Error> {
    let mut text = String::new();
    for (name, number) in [
        ("articles", stats.articles),
        ("characters", stats.characters),
        ("words", stats.words),
        ("of them not part of the articles", stats.noise.words),
        ("paragraphs not part of the articles", stats.noise.paragraphs),
        ("tags", stats.tags),
        ("passages", stats.annotations),
        ("of record", stats.of_record),
    ] {
        writeln!(text, "{number:>9} {name}")?;
    }
    let analysts = stats.analysts.iter().map(|analyst| (analyst.name.clone(), analyst.count));
    let tags = stats.by_tag.iter().map(|(tag, count)| (project.tag_name(tag), *count));
    let tag = if stats.of_record < stats.annotations { "tag, in the coding of record" } else { "tag" };
    for (heading, rows) in [("analyst", analysts.collect::<Vec<_>>()), (tag, tags.collect())] {
        if !rows.is_empty() {
            writeln!(text, "\n passages  articles  {heading}")?;
        }
        for (name, count) in rows {
            writeln!(text, "{:>9} {:>9}  {}", count.passages, count.articles, visible(&name))?;
        }
    }
    Ok(text)
}
