//! `postil export`: passages as a file of another format, or an analyst's layer to be mailed.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
};

use super::common::{
    DONE, FOUND_FLAWS, Result, analyst_id, article_id, open, print, print_lines, say, with_passages_found,
};
use crate::{
    analysis::{
        excerpts::{self, Filter, Sort},
        record::OfRecord,
    },
    exchange::{self, Export, ExportOptions, Format, Rows},
    format as ron,
    model::{AnalystId, Layer, Project, TagId},
    storage::{self, ShareError},
    words::counted,
};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The project's folder
    project: PathBuf,
    /// The format: see `postil formats`; zip for the whole project with its texts
    #[arg(long, value_name = "F")]
    format: String,
    /// The file to write, for ron the folder; otherwise, or with -, standard output
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Only passages with one of these tags, or tags below them
    #[arg(long, num_args = 1.., value_name = "T")]
    tag: Vec<String>,
    /// Only passages of these articles
    #[arg(long, num_args = 1.., value_name = "ID")]
    article: Vec<String>,
    /// Only passages of these analysts
    #[arg(long, num_args = 1.., value_name = "A")]
    analyst: Vec<String>,
    /// Everybody's passages, not only those that count where several have coded an article
    #[arg(long)]
    everybody: bool,
    /// CSV and workbook: a row for each tag of a passage, not for each passage
    #[arg(long)]
    per_coding: bool,
    /// CSV: begin with a byte-order mark, as Excel wants it
    #[arg(long)]
    bom: bool,
}

impl Options {
    fn out(&self) -> Option<&Path> {
        self.out.as_deref().filter(|out| *out != Path::new("-"))
    }
}

pub(super) fn run(options: &Options) -> Result {
    if options.format.eq_ignore_ascii_case("zip") {
        return share(options);
    }
    let Some(format) = exchange::format(&options.format).filter(|format| format.is_written()) else {
        if options.format.eq_ignore_ascii_case("parquet") {
            return Err(
                "this program was built without Parquet: build it with `cargo build --release --features parquet`"
                    .into(),
            );
        }
        let known: Vec<&str> = exchange::FORMATS.iter().filter(|format| format.is_written()).map(|f| f.name).collect();
        return Err(format!("“{}” is no format to write: choose {}", options.format, known.join(", ")).into());
    };
    let opened = open(&options.project)?;
    let filter = filter(&opened.project, options)?;
    if format.is_layers() {
        return export_layers(&opened.project, &filter, options);
    }
    export_passages(format, &with_passages_found(opened), &filter, options)
}

/// The whole project in a file to be mailed.
fn share(options: &Options) -> Result {
    let Some(out) = options.out() else {
        return Err("say with --out which zip file to write".into());
    };
    if !options.tag.is_empty() || !options.article.is_empty() || !options.analyst.is_empty() {
        return Err("a zip holds the whole project: leave out --tag, --article and --analyst".into());
    }
    let opened = open(&options.project)?;
    let shared = storage::share_project(&opened.project, &opened.store, out).map_err(|error| match error {
        ShareError::Write(error) => could_not_write(out, &error),
        unreadable @ ShareError::Read { .. } => format!("{}: not written: {unreadable}", out.display()),
    })?;
    say(&format!("{} in {}", counted(shared.files.len(), "file"), out.display()));
    if let Some(words) = shared.left_out_words() {
        say(&words);
    }
    Ok(DONE)
}

fn filter(project: &Project, options: &Options) -> Result<Filter> {
    Ok(Filter {
        tags: options.tag.iter().map(|given| tag_id(project, given)).collect::<Result<_>>()?,
        articles: options.article.iter().map(|given| article_id(project, given)).collect::<Result<_>>()?,
        analysts: options.analyst.iter().map(|given| analyst_id(project, given)).collect::<Result<_>>()?,
        everybody: options.everybody,
        ..Filter::default()
    })
}

/// A tag that is known, or at least used.
fn tag_id(project: &Project, given: &str) -> Result<TagId> {
    let id = TagId::new(given)?;
    let is_used = || project.annotations().any(|(_, _, annotation)| annotation.has(&id));
    if project.tag(&id).is_some() || is_used() {
        return Ok(id);
    }
    Err(format!("there is no tag “{given}” in the codebook").into())
}

fn export_passages(format: &Format, project: &Project, filter: &Filter, options: &Options) -> Result {
    let record = OfRecord::new(project);
    let rows = excerpts::excerpts(project, &record);
    let chosen = excerpts::select(project, &rows, filter, Sort::default());
    let passages: Vec<_> =
        chosen.iter().filter_map(|at| rows.get(*at)).map(|row| (row.analyst.clone(), row.id)).collect();
    let rows = if options.per_coding { Rows::PerCoding } else { Rows::PerPassage };
    let export_options = ExportOptions { bom: options.bom, rows, filter: filter.clone() };
    let mut bytes = Vec::new();
    let export = Export { project, passages: &passages, options: &export_options, progress: &|_, _| true };
    let left_out = format.write(&export, &mut bytes)?;
    left_out.notices.iter().for_each(|notice| say(notice));
    let written = passages.len() - left_out.passages;
    if filter.is_of_record()
        && !format.is_codebook()
        && let Some(words) = record.in_words()
    {
        say(words);
    }
    match options.out() {
        None if !format.is_text() && io::stdout().is_terminal() => {
            return Err("that format is nothing to be read on a terminal: say with --out which file to write".into());
        }
        // Somebody reads it here. What goes to a file or another program is exact.
        None if io::stdout().is_terminal() => print_lines(&String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))?,
        None => print(&bytes)?,
        Some(path) => {
            write(path, &bytes)?;
            say(&format!("{} in {}", format.counted(project, written), path.display()));
        }
    }
    Ok(if left_out.notices.is_empty() { DONE } else { FOUND_FLAWS })
}

fn export_layers(project: &Project, filter: &Filter, options: &Options) -> Result {
    if !filter.tags.is_empty() || !filter.articles.is_empty() {
        return Err("a RON layer is always whole: leave out --tag and --article, or choose another format".into());
    }
    let chosen: BTreeSet<&AnalystId> = if filter.analysts.is_empty() {
        project.layers.iter().filter(|(_, layer)| !layer.is_blank()).map(|(id, _)| id).collect()
    } else {
        filter.analysts.iter().collect()
    };
    let layers: Vec<&Layer> = chosen.into_iter().filter_map(|id| project.layer(id)).collect();
    match (layers.as_slice(), options.out()) {
        ([], _) => return Err("nobody has annotated yet: there is no layer to write".into()),
        ([layer], None) => print(&ron::layer_bytes(project, layer))?,
        (_, None) => {
            return Err("there are several layers: say with --out in which folder, or choose one --analyst".into());
        }
        ([layer], Some(path)) if is_file_name(path) => write(path, &ron::layer_bytes(project, layer))?,
        (layers, Some(folder)) => {
            fs::create_dir_all(folder).map_err(|error| could_not_write(folder, &error))?;
            for layer in layers {
                write(&folder.join(format!("{}.ron", layer.id)), &ron::layer_bytes(project, layer))?;
            }
            say(&format!("{} in {}", counted(layers.len(), "layer"), folder.display()));
        }
    }
    Ok(DONE)
}

fn is_file_name(path: &Path) -> bool {
    !path.is_dir() && path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ron"))
}

/// Writes a file in one go: an old one stays until the new one is whole.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    storage::check_outside(path).map_err(|error| format!("{}: {error}", path.display()))?;
    // Pipes and devices take bytes, but cannot be replaced.
    let is_special = path.exists() && !path.is_file();
    let write_whole = || storage::write_whole::<io::Error>(path, |out| out.write_all(bytes));
    let written = if is_special { fs::write(path, bytes) } else { write_whole() };
    Ok(written.map_err(|error| could_not_write(path, &error))?)
}

fn could_not_write(path: &Path, error: &io::Error) -> String {
    format!("{} could not be written: {error}. Is the folder there, and may you write in it?", path.display())
}
