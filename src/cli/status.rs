//! `postil status`: how far an analyst is with an article.

use std::path::PathBuf;

use clap::ValueEnum;

use super::common::{DONE, Result, article_id, open_as, save};
use crate::{model::State, verbs, workspace::now};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The project's folder
    project: PathBuf,
    /// Whose status it is
    #[arg(long, value_name = "A", allow_hyphen_values = true)]
    analyst: String,
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    article: String,
    #[arg(long, value_enum, value_name = "STATE")]
    set: Set,
    /// Why it is excluded
    #[arg(long, value_name = "R", default_value = "", hide_default_value = true, allow_hyphen_values = true)]
    reason: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Set {
    Todo,
    Doing,
    Done,
    Submitted,
    Excluded,
}

impl From<Set> for State {
    fn from(set: Set) -> Self {
        match set {
            Set::Todo => Self::Todo,
            Set::Doing => Self::Doing,
            Set::Done => Self::Done,
            Set::Submitted => Self::Submitted,
            Set::Excluded => Self::Excluded,
        }
    }
}

pub(super) fn run(options: &Options) -> Result {
    let mut workspace = open_as(&options.project, &options.analyst)?;
    let article = article_id(workspace.project(), &options.article)?;
    let analyst = workspace.me().id.clone();
    let project = workspace.project();
    let step = match options.set {
        Set::Submitted => verbs::submit(project, &analyst, &article, now())?,
        set => verbs::set_status(project, &analyst, &article, set.into(), &options.reason)?,
    };
    workspace.apply(step)?;
    save(workspace)?;
    Ok(DONE)
}
