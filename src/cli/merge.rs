//! `postil merge`: two files of a kind become one. Works as a merge driver of git.

use std::path::PathBuf;

use super::common::{DONE, FOUND_FLAWS, Result, say};
use crate::{
    format::Records,
    model::{Conflict, conflicts::conflicts},
    storage,
};

#[derive(clap::Args)]
pub(super) struct Options {
    /// A file of a project: annotations, codebook.ron or project.ron
    one: PathBuf,
    /// Another of the same kind
    two: PathBuf,
    /// What both were before: a line that was changed by hand since then counts as a change
    #[arg(long)]
    base: Option<PathBuf>,
    /// The file to write; it can be one of the two
    #[arg(long)]
    out: PathBuf,
}

pub(super) fn run(options: &Options) -> Result {
    let (mut one, mut two) = (storage::receive(&options.one)?, storage::receive(&options.two)?);
    let base = options.base.as_deref().map(storage::receive_base).transpose()?.flatten();
    if let Some(base) = base {
        one.stamp_by_hand(&base);
        two.stamp_by_hand(&base);
    }
    let known: Vec<Conflict> = [&one, &two].into_iter().flat_map(|records| conflicts(records.project())).collect();
    one.join(two).map_err(|error| format!("these two cannot be merged: {error}"))?;
    write(options, &one)?;
    let new: Vec<Conflict> =
        conflicts(one.project()).into_iter().filter(|conflict| !known.contains(conflict)).collect();
    for conflict in &new {
        let name = conflict.name(one.project());
        say(&format!("{name} was changed on both sides: the later version counts, the other is kept to be reviewed"));
    }
    Ok(if new.is_empty() { DONE } else { FOUND_FLAWS })
}

fn write(options: &Options, records: &Records) -> Result<()> {
    let bytes = records.bytes();
    storage::write_whole::<std::io::Error>(&options.out, |out| out.write_all(&bytes))
        .map_err(|error| format!("{} could not be written: {error}", options.out.display()).into())
}
