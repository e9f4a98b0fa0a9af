//! `postil import`: a colleague's coding, as it was mailed.

use std::{fmt::Write as _, path::PathBuf, sync::Arc};

use serde::Serialize;

use super::{DONE, FOUND_FLAWS, Result, open_to_import, print, print_json, save, say};
use crate::{
    jobs::Wake,
    merge::{Match, Plan, Whose},
    model::verbs::counted,
    storage,
    workspace::ImportError,
};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The project's folder
    project: PathBuf,
    /// Files of annotations (.ron), as `postil export --format ron` writes them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Say what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

/// What all files together hold and do.
#[derive(Default, Serialize)]
struct Report {
    articles: usize,
    tags: usize,
    annotations: usize,
    added: usize,
    changed: usize,
    unchanged: usize,
    reanchored: usize,
    orphaned: usize,
    warnings: Vec<String>,
}

impl Report {
    fn add(&mut self, plan: &Plan) {
        self.articles += plan.articles.len();
        self.tags += plan.tags;
        self.annotations += plan.counts.annotations;
        self.added += plan.counts.added;
        self.changed += plan.counts.changed;
        self.unchanged += plan.counts.unchanged;
        self.reanchored += plan.counts.reanchored;
        self.orphaned += plan.counts.orphaned;
        self.warnings.extend(plan.warnings());
        self.warnings.extend(plan.differing.iter().map(|it| format!("our definition of “{}” was kept", it.name)));
    }
}

pub(super) fn run(options: &Options) -> Result {
    // All files are read before anything is changed.
    let received =
        options.files.iter().map(|file| storage::receive(file)).collect::<std::result::Result<Vec<_>, _>>()?;
    let mut workspace = open_to_import(&options.project)?;
    for (file, records) in options.files.iter().zip(&received) {
        if records.layer().is_none() {
            return Err(format!("{}: {}", file.display(), ImportError::NoLayer).into());
        }
    }
    let wake: Wake = Arc::new(|| {});
    let (mut report, mut words, mut is_open) = (Report::default(), String::new(), false);
    for (file, records) in options.files.iter().zip(&received) {
        let fault = |why: &dyn std::fmt::Display| format!("{}: {why}", file.display());
        let plan = if options.dry_run {
            workspace.plan(records).ok_or_else(|| fault(&ImportError::NoLayer))?
        } else {
            let plan = workspace.import(records, &[], &wake).map_err(|error| fault(&error))?;
            workspace.finish_finding(&wake);
            plan
        };
        is_open |= plan.is_open();
        report.add(&plan);
        words.push_str(&preview(&plan));
    }
    if !options.dry_run {
        save(workspace)?;
    }
    if options.json {
        print_json(&report)?;
    } else {
        print(words.as_bytes())?;
        report.warnings.iter().for_each(|warning| say(warning));
    }
    Ok(if is_open { FOUND_FLAWS } else { DONE })
}

/// What a file holds and does, in lines.
fn preview(plan: &Plan) -> String {
    let mut lines = String::new();
    let whose = match plan.whose {
        Whose::New => "new here",
        Whose::Known => "there is some of it here",
        Whose::Mine => "your own, from another machine",
        Whose::Namesake => "another person of that id is here",
    };
    let matching = |wanted| plan.articles.iter().filter(|(.., found)| *found == wanted).count();
    let counts = &plan.counts;
    let mut line = |name: &str, text: String| {
        // Writing to a string cannot fail.
        writeln!(lines, "{name:<12}{text}").unwrap_or_default();
    };
    line("coding of", format!("{} ({}, {whose})", plan.name, plan.analyst));
    line(
        "articles",
        format!(
            "{} with the same text, {} with another text, {} not here",
            matching(Match::SameText),
            matching(Match::TextDiffers),
            matching(Match::NotHere)
        ),
    );
    let (new, differing) = (plan.new_tags.len(), plan.differing.len());
    line("tags", format!("{}, {new} new here, {differing} defined differently", plan.tags));
    line(
        "passages",
        format!(
            "{}: {} new, {} changed, {} unchanged; {} changed on both sides, {} found again, {} without a place",
            counted(counts.annotations, "passage"),
            counts.added,
            counts.changed,
            counts.unchanged,
            counts.both,
            counts.reanchored,
            counts.orphaned
        ),
    );
    lines
}
