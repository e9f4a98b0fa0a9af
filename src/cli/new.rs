//! `postil new`: a project from files and folders.

use std::path::PathBuf;

use jiff::Timestamp;

use super::{DONE, Result, random_key, save, say};
use crate::{
    ingest::{self, Columns, Ingested, ReadOptions},
    model::{ProjectInfo, verbs::counted},
    storage::{self, Desk},
    workspace::{Me, Workspace},
};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The folder to make; it must be new or empty
    dir: PathBuf,
    /// Files with articles, and folders with such files; see `postil formats`
    #[arg(long, num_args = 1.., value_name = "PATH")]
    articles: Vec<PathBuf>,
    /// Which columns of tables hold what: text=Body,title=Headline and so on; others are found by their names
    #[arg(long, value_name = "FIELD=NAME,…", value_parser = Columns::parse)]
    columns: Option<Columns>,
    /// The project's title; otherwise the folder's name
    #[arg(long, value_name = "T")]
    title: Option<String>,
    /// A codebook to begin with (codebook.ron); otherwise the starter codebook
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
}

pub(super) fn run(options: &Options) -> Result {
    let reading = ReadOptions { columns: options.columns.clone().unwrap_or_default() };
    let ingested = read(&options.articles, &reading)?;
    let folder_name = || options.dir.file_name().map(|name| name.to_string_lossy().into_owned());
    let title = options.title.clone().or_else(folder_name).filter(|title| !title.trim().is_empty());
    let info = ProjectInfo {
        key: random_key(),
        title: title.unwrap_or_else(|| "Project".to_owned()),
        note: String::new(),
        created: Timestamp::now(),
        blind: false,
    };
    let (store, project) = storage::create(&options.dir, info, options.codebook.as_deref())?;
    let me = Me::in_project(&project, "analyst", "");
    let replica = Desk::of(storage::home().as_deref()).map_or_else(storage::fresh_replica, |desk| desk.replica());
    let mut workspace = Workspace::on_replica(&replica, project, store, me);
    let added = ingested.articles.len();
    add(&mut workspace, ingested)?;
    save(workspace)?;
    say(&format!("{} holds a new project with {}", options.dir.display(), counted(added, "article")));
    Ok(DONE)
}

/// Reads the articles before anything is made. What was named and is no article stops all; what only lay in a folder
/// is left out with a notice.
fn read(paths: &[PathBuf], options: &ReadOptions) -> Result<Ingested> {
    let mut ingested = ingest::read_paths(paths, options, &|_, _| true);
    ingested.note_alike(None);
    if let Some(problem) = ingested.problems.iter().find(|problem| paths.contains(&problem.path)) {
        return Err(format!("{problem}. Nothing was made").into());
    }
    for problem in &ingested.problems {
        say(&format!("left out: {problem}"));
    }
    ingested.notices.iter().for_each(|notice| say(&notice.to_string()));
    Ok(ingested)
}

fn add(workspace: &mut Workspace, ingested: Ingested) -> Result<()> {
    if ingested.articles.is_empty() {
        return Ok(());
    }
    let added = workspace.add(ingested.articles)?;
    match added.problems.first() {
        Some(problem) => Err(problem.clone().into()),
        None => Ok(()),
    }
}
