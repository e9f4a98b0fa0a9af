//! `postil add`: more articles for a project that is there.

use std::{collections::BTreeSet, path::PathBuf};

use super::{
    common::{DONE, Result, open_to_import, save, say},
    reading::{Reading, add_articles},
};
use crate::{
    ingest::{Found, Twin},
    words::counted,
};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The project's folder
    project: PathBuf,
    /// Files with articles, and folders with such files; see `postil formats`
    #[arg(required = true, value_name = "PATH")]
    articles: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

/// Adds what is not there yet: of a text that the project has, or that was read before, there is no second article.
pub(super) fn run(options: &Options) -> Result {
    let mut workspace = open_to_import(&options.project)?;
    let ingested = options.reading.read(&options.articles, Some(workspace.project()), "Nothing was added")?;
    let same: BTreeSet<usize> =
        ingested.twins.iter().filter(|twin| Twin::is_same(twin)).map(|twin| twin.article).collect();
    let articles = ingested.into_articles().into_iter().enumerate();
    let (known, articles): (Vec<_>, Vec<_>) = articles.partition(|(at, _)| same.contains(at));
    let known: Vec<Found> = known.into_iter().map(|(_, found)| found).collect();
    let added = articles.len();
    let passages = add_articles(&mut workspace, articles.into_iter().map(|(_, found)| found).collect())?;
    // What somebody has marked in a text that is there belongs to that one.
    let taken = workspace.take_highlights(&known)?;
    taken.notices.iter().for_each(|notice| say(notice));
    save(workspace)?;
    let left_out = match (known.len(), taken.passages) {
        (0, _) => String::new(),
        (many, 0) => format!(", and {} left out, whose text is there already", counted(many, "article")),
        (many, new) => format!(
            ", and of {}, whose text is there already, {} of readers",
            counted(many, "article"),
            counted(new, "passage")
        ),
    };
    say(&format!("{}{passages} added to {}{left_out}", counted(added, "article"), options.project.display()));
    Ok(DONE)
}
