//! `postil new`: a project from files and folders.

use std::path::PathBuf;

use super::{
    common::{DONE, Result, random_key, save, say},
    reading::{Reading, add_articles},
};
use crate::{
    model::ProjectInfo,
    storage::{self, Created, Desk},
    words::counted,
    workspace::{Me, Workspace, now},
};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The folder to make; it must be new or empty
    dir: PathBuf,
    /// Files with articles, and folders with such files; see `postil formats`
    #[arg(long, num_args = 1.., value_name = "PATH")]
    articles: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// The project's title; otherwise the folder's name
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    title: Option<String>,
    /// A codebook to begin with: a codebook.ron, one of REFI-QDA (.qdc, .qdpx) or a table (.csv); otherwise the starter codebook
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
}

pub(super) fn run(options: &Options) -> Result {
    let ingested = options.reading.read(&options.articles, None, "Nothing was made")?;
    let folder_name = || options.dir.file_name().map(|name| name.to_string_lossy().into_owned());
    let title = options.title.clone().or_else(folder_name).filter(|title| !title.trim().is_empty());
    let info = ProjectInfo {
        key: random_key(),
        title: title.unwrap_or_else(|| "Project".to_owned()),
        note: String::new(),
        created: now(),
        blind: false,
    };
    let Created { store, project, notices } = storage::create(&options.dir, info, options.codebook.as_deref())?;
    notices.iter().for_each(|notice| say(notice));
    let me = Me::in_project(&project, "analyst", "");
    let desk = Desk::of(storage::home().as_deref());
    let replica = desk.as_ref().map_or_else(storage::fresh_replica, Desk::replica);
    if let Some(desk) = desk {
        store.set_unfinished(desk.unfinished(store.root()));
    }
    let mut workspace = Workspace::on_replica(&replica, project, store, me);
    let added = ingested.articles().count();
    let passages = add_articles(&mut workspace, ingested.into_articles())?;
    save(workspace)?;
    say(&format!("{} holds a new project with {}{passages}", options.dir.display(), counted(added, "article")));
    Ok(DONE)
}
