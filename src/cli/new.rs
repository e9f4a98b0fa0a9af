//! `postil new`: a project from files and folders.

use std::path::PathBuf;

use super::{DONE, Result, random_key, save, say};
use crate::{
    ingest::{self, Charset, Choice, Columns, Ingested, ReadOptions, SplitAt, Splitter},
    model::{ProjectInfo, verbs::counted},
    storage::{self, Desk},
    workspace::{Me, Workspace, now},
};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The folder to make; it must be new or empty
    dir: PathBuf,
    /// Files with articles, and folders with such files; see `postil formats`
    #[arg(long, num_args = 1.., value_name = "PATH")]
    articles: Vec<PathBuf>,
    /// Which columns of tables hold what: text=Body,title=Headline and so on; others are found by their names
    #[arg(long, value_name = "FIELD=NAME,…", value_parser = Columns::parse, allow_hyphen_values = true)]
    columns: Option<Columns>,
    /// The sheet of workbooks that holds the articles; otherwise the first one that has rows
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    sheet: Option<String>,
    /// Part texts that hold several articles at lines that begin with PATTERN; such a line is the first of its article
    #[arg(long, value_name = "PATTERN", allow_hyphen_values = true)]
    split_at: Option<String>,
    /// PATTERN is a regular expression that such lines fit
    #[arg(long, requires = "split_at")]
    split_regex: bool,
    /// Such lines are in none of the articles
    #[arg(long, requires = "split_at")]
    split_leaves_out: bool,
    /// How files are read where that is a guess: whole-page takes all text of web pages, not the article only
    #[arg(long, value_name = "CHOICE,…", value_delimiter = ',', value_parser = Choice::parse)]
    choose: Vec<Choice>,
    /// The encoding of texts, tables and web pages: utf-8, windows-1252, macintosh, cp850 and others; otherwise what they look like
    #[arg(long, value_name = "E", value_parser = Charset::parse)]
    encoding: Option<Charset>,
    /// The project's title; otherwise the folder's name
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    title: Option<String>,
    /// A codebook to begin with (codebook.ron); otherwise the starter codebook
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
}

pub(super) fn run(options: &Options) -> Result {
    let ingested = read(&options.articles, &reading(options)?)?;
    let folder_name = || options.dir.file_name().map(|name| name.to_string_lossy().into_owned());
    let title = options.title.clone().or_else(folder_name).filter(|title| !title.trim().is_empty());
    let info = ProjectInfo {
        key: random_key(),
        title: title.unwrap_or_else(|| "Project".to_owned()),
        note: String::new(),
        created: now(),
        blind: false,
    };
    let (store, project) = storage::create(&options.dir, info, options.codebook.as_deref())?;
    let me = Me::in_project(&project, "analyst", "");
    let desk = Desk::of(storage::home().as_deref());
    let replica = desk.as_ref().map_or_else(storage::fresh_replica, Desk::replica);
    if let Some(desk) = desk {
        store.set_unfinished(desk.unfinished(store.root()));
    }
    let mut workspace = Workspace::on_replica(&replica, project, store, me);
    let added = ingested.articles().count();
    add(&mut workspace, ingested)?;
    save(workspace)?;
    say(&format!("{} holds a new project with {}", options.dir.display(), counted(added, "article")));
    Ok(DONE)
}

fn reading(options: &Options) -> Result<ReadOptions> {
    let split = options.split_at.as_ref().map(|pattern| SplitAt {
        pattern: pattern.clone(),
        is_regex: options.split_regex,
        leaves_out: options.split_leaves_out,
    });
    Ok(ReadOptions {
        columns: options.columns.clone().unwrap_or_default(),
        sheet: options.sheet.clone(),
        split: split.map(Splitter::new).transpose().map_err(|why| format!("--split-at: {why}"))?,
        choices: options.choose.iter().copied().collect(),
        encoding: options.encoding,
        ..ReadOptions::default()
    })
}

/// Reads the articles before anything is made. What was named and is no article stops all; what only lay in a folder
/// is left out with a notice.
fn read(paths: &[PathBuf], options: &ReadOptions) -> Result<Ingested> {
    let mut ingested = ingest::read_paths(paths, options, &|_, _| true);
    ingested.find_twins(None);
    let problems = ingested.problems();
    if let Some(problem) = problems.iter().find(|problem| paths.contains(&problem.path)) {
        return Err(format!("{problem}. Nothing was made").into());
    }
    for problem in &problems {
        say(&format!("left out: {problem}"));
    }
    ingested.notices().iter().for_each(|notice| say(&notice.to_string()));
    Ok(ingested)
}

fn add(workspace: &mut Workspace, ingested: Ingested) -> Result<()> {
    let articles = ingested.into_articles();
    if articles.is_empty() {
        return Ok(());
    }
    let added = workspace.add(articles)?;
    match added.problems.first() {
        Some(problem) => Err(problem.clone().into()),
        None => Ok(()),
    }
}
