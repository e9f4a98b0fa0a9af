//! `postil check`: what cannot be read, and what does not fit together.

use std::{collections::BTreeSet, fmt::Write as _, path::PathBuf};

use serde::Serialize;

use super::common::{DONE, FOUND_FLAWS, Result, print_json, print_lines, say, take_in_unwritten};
use crate::{
    model::check,
    storage::{self, Lines, Opened},
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
struct Report {
    flaws: Vec<Flaw>,
}

#[derive(Serialize)]
struct Flaw {
    file: String,
    /// Counted from 1; null where it is about no line.
    line: Option<usize>,
    kind: &'static str,
    message: String,
}

pub(super) fn run(options: &Options) -> Result {
    let mut opened = storage::open(&options.project)?;
    take_in_unwritten(&mut opened);
    let flaws = flaws(&opened);
    let code = if flaws.is_empty() { DONE } else { FOUND_FLAWS };
    if options.json {
        print_json(&Report { flaws })?;
        return Ok(code);
    }
    let mut lines = String::new();
    for flaw in &flaws {
        let line = flaw.line.map(|line| format!(", line {line}")).unwrap_or_default();
        writeln!(lines, "{}{line}: {} ({})", visible(&flaw.file), visible(&flaw.message), flaw.kind)?;
    }
    print_lines(&lines)?;
    if flaws.is_empty() {
        say("no flaws");
    }
    Ok(code)
}

fn flaws(opened: &Opened) -> Vec<Flaw> {
    let found = check::check(&opened.project);
    // A text that is not there is both: said when opening, and a flaw of the article. If something else stands there, that is said.
    let missing: BTreeSet<String> = opened
        .notices
        .iter()
        .filter(|notice| notice.message != storage::TEXT_MISSING)
        .map(|notice| notice.file.clone())
        .collect();
    let is_told =
        |flaw: &check::Flaw| flaw.kind != "missing-text" || !missing.contains(&format!("articles/{}.txt", flaw.record));
    let notices = opened.notices.iter().filter(|notice| notice.message != storage::TEXT_MISSING).map(|notice| Flaw {
        file: notice.file.clone(),
        line: (notice.line > 0).then_some(notice.line),
        kind: if notice.damage { "damage" } else { "files" },
        message: notice.message.clone(),
    });
    let mut lines = Lines::new(opened.store.disk());
    let flaws = found.into_iter().filter(is_told).map(|flaw| Flaw {
        line: lines.of(&flaw.file, &flaw.record),
        file: flaw.file,
        kind: flaw.kind,
        message: flaw.message,
    });
    notices.chain(flaws).collect()
}
