//! `postil import`: a colleague's coding, as it was mailed, and what files of other programs hold.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::Serialize;

use super::common::{DONE, FOUND_FLAWS, Result, open_to_import, print_json, print_lines, save, say};
use crate::{
    exchange::{
        self,
        foreign::{Foreign, Unit},
    },
    format::Records,
    intake::{self, Match, Plan, Whose},
    jobs::Wake,
    model::{ArticleId, TagId},
    storage::{self, Held},
    text::visible::visible,
    words::{counted, thousands},
    workspace::{ImportError, plans_of},
};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The project's folder
    project: PathBuf,
    /// Files of annotations (.ron) and folders of them, as `postil export --format ron` writes them, or of other programs: see `postil
    /// formats`
    #[arg(required = true, value_name = "FILE-OR-FOLDER")]
    files: Vec<PathBuf>,
    /// The format of all files, where their endings do not say it: ron, or one that `postil formats` lists
    #[arg(long, value_name = "F")]
    format: Option<String>,
    /// What positions count in files of other programs, where it is not as it was found: characters, utf16 or bytes
    #[arg(long, value_name = "UNIT", value_parser = unit)]
    positions: Option<Unit>,
    /// Say what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

/// The unit of that name.
fn unit(name: &str) -> std::result::Result<Unit, String> {
    let found = Unit::ALL.into_iter().find(|(_, known)| *known == name).map(|(unit, _)| unit);
    found.ok_or_else(|| "choose characters, utf16 or bytes".to_owned())
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
    /// The articles and tags of files of ours that are counted already: several may have the same.
    #[serde(skip)]
    counted: (BTreeSet<ArticleId>, BTreeSet<TagId>),
}

impl Report {
    fn add_foreign(&mut self, report: &intake::Report) {
        self.articles += report.new_articles + report.known_articles;
        self.tags += report.new_tags + report.known_tags;
        self.warnings.extend(report.notices.iter().cloned());
    }

    fn add(&mut self, plan: &Plan) {
        let (articles, tags) = &mut self.counted;
        self.articles += plan.articles.iter().filter(|(id, ..)| articles.insert(id.clone())).count();
        self.tags += plan.tags.iter().filter(|id| tags.insert((*id).clone())).count();
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
    let format = options.format.as_deref();
    let mut received = Vec::new();
    for file in files(&options.files, format)? {
        received.push((Received::read(&file, format, options.positions)?, file));
    }
    let mut workspace = open_to_import(&options.project)?;
    let wake: Wake = Arc::new(|| {});
    let (mut report, mut words, mut is_open) = (Report::default(), String::new(), false);
    let may_name_project = workspace.is_named_by_folder();
    for (received, file) in &mut received {
        let fault = |error: ImportError| format!("{}: {error}", file.display());
        let plans = match received {
            Received::Ours(records) if options.dry_run => {
                vec![workspace.plan(records).ok_or_else(|| fault(ImportError::NoLayer))?]
            }
            Received::Ours(records) => vec![workspace.import(records, &[], &wake).map_err(fault)?],
            Received::Foreign(format, foreign) => {
                foreign.may_name_project = may_name_project;
                let landed = workspace.plan_foreign(format, foreign).map_err(fault)?;
                words.push_str(&preview_foreign(&landed.report));
                report.add_foreign(&landed.report);
                is_open |= landed.report.left_out > 0 || landed.report.is_in_doubt;
                if options.dry_run {
                    plans_of(&landed, workspace.me())
                } else {
                    workspace.take_in_foreign(&landed, &wake).map_err(fault)?
                }
            }
        };
        workspace.finish_finding(&wake);
        for plan in plans {
            is_open |= plan.is_open();
            report.add(&plan);
            words.push_str(&preview(&plan));
        }
    }
    if !options.dry_run {
        save(workspace)?;
    }
    if options.json {
        print_json(&report)?;
    } else {
        print_lines(&words)?;
        report.warnings.iter().for_each(|warning| say(warning));
    }
    Ok(if is_open { FOUND_FLAWS } else { DONE })
}

/// The files to read: a folder with annotations of ours stands for each of them.
fn files(given: &[PathBuf], format: Option<&str>) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in given {
        match path.is_dir().then(|| storage::held(path, format)).transpose()? {
            Some(Held::Layers(layers)) => files.extend(layers),
            _ => files.push(path.clone()),
        }
    }
    Ok(files)
}

/// What was in a file.
enum Received {
    Ours(Box<Records>),
    /// With the name of the format.
    Foreign(&'static str, Box<Foreign>),
}

impl Received {
    fn read(file: &Path, format: Option<&str>, positions: Option<Unit>) -> Result<Self> {
        let ending = file.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
        let named = |name| {
            exchange::named(name).ok_or_else(|| {
                let known: Vec<&str> = exchange::foreign_formats().map(|format| format.name).collect();
                format!("“{name}” is no format to read: choose ron, {}", known.join(", "))
            })
        };
        let is_theirs = || exchange::has_ending(&ending) || file.is_dir() || storage::is_database(file);
        let is_ours = format.map_or_else(|| !is_theirs(), |name| name.eq_ignore_ascii_case("ron"));
        let why_not = exchange::why_not(&ending).filter(|_| format.is_none() && is_ours);
        if let Some(why_not) = why_not {
            return Err(format!("{}: {why_not}", file.display()).into());
        }
        if is_ours {
            let records = storage::receive(file)?;
            if records.layer().is_none() {
                return Err(format!("{}: {}", file.display(), ImportError::NoLayer).into());
            }
            return Ok(Self::Ours(Box::new(records)));
        }
        let bytes = storage::read_outside(file, format)?;
        let fault = |why: String| format!("{}: {why}", file.display());
        let reads = match format {
            Some(name) => named(name)?,
            None => exchange::of_file(&ending, &bytes).map_err(fault)?,
        };
        let mut foreign = reads.read(&bytes).map_err(fault)?;
        foreign.unit = positions.or(foreign.unit);
        Ok(Self::Foreign(reads.name, Box::new(foreign)))
    }
}

/// What a file of another program holds, in lines.
fn preview_foreign(report: &intake::Report) -> String {
    let [new, known, new_tags, known_tags] =
        [report.new_articles, report.known_articles, report.new_tags, report.known_tags].map(thousands);
    let mut lines = format!("articles    {new} new, {known} here already\n");
    lines.push_str(&format!("tags        {new_tags} new, {known_tags} in the codebook already\n"));
    if let Some(understood) = &report.understood {
        lines.push_str(&format!("variables   {}\n", visible(understood.trim_start_matches("variables "))));
    }
    if let Some(counting) = &report.counting {
        lines.push_str(&format!("positions   {}\n", visible(counting.to_string().trim_start_matches("positions "))));
    }
    lines
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
    line("coding of", format!("{} ({}, {whose})", visible(&plan.name), plan.analyst));
    // Those of a file of another program are told of before.
    if !plan.articles.is_empty() {
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
        line("tags", format!("{}, {new} new here, {differing} defined differently", plan.tags.len()));
    }
    line(
        "passages",
        format!(
            "{}: {} new, {} changed, {} unchanged; {} changed on both sides, {} found again, {} without a place",
            counted(counts.annotations, "passage"),
            thousands(counts.added),
            thousands(counts.changed),
            thousands(counts.unchanged),
            thousands(counts.both),
            thousands(counts.reanchored),
            thousands(counts.orphaned)
        ),
    );
    lines
}
