//! `postil new`: a project from files and folders.

use std::path::PathBuf;

use jiff::Timestamp;

use super::{DONE, Result, random_key, save, say};
use crate::{
    ingest::{self, Ingested},
    model::{
        Edit, ProjectInfo,
        verbs::{self, counted},
    },
    storage::{self, Desk},
    workspace::{Me, Workspace},
};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The folder to make; it must be new or empty
    dir: PathBuf,
    /// Texts, and folders with texts
    #[arg(long, num_args = 1.., value_name = "PATH")]
    articles: Vec<PathBuf>,
    /// The project's title; otherwise the folder's name
    #[arg(long, value_name = "T")]
    title: Option<String>,
    /// A codebook to begin with (codebook.ron); otherwise the starter codebook
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
}

pub(super) fn run(options: &Options) -> Result {
    let ingested = read(&options.articles)?;
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
fn read(paths: &[PathBuf]) -> Result<Ingested> {
    let ingested = ingest::read_paths(paths, &|_, _| true);
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
    let (articles, stored): (Vec<_>, Vec<_>) =
        ingested.articles.into_iter().map(|found| (found.article, found.stored)).unzip();
    let step = verbs::add_articles(workspace.project(), articles)?;
    for (edit, bytes) in step.edits.iter().zip(&stored) {
        if let Edit::Article(id, Some(_)) = edit {
            workspace.store().write_text(id, bytes)?;
        }
    }
    Ok(workspace.apply(step)?)
}
