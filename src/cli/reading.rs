//! How files with articles are read: the options that `new` and `add` share.

use std::path::PathBuf;

use super::common::{Result, say};
use crate::{
    ingest::{
        self, Charset, Choice, Columns, FileRead, Found, Header, Ingested, ReadOptions, SEPARATORS, Shape, SplitAt,
        Splitter,
    },
    model::Project,
    words::counted,
    workspace::Workspace,
};

#[derive(clap::Args)]
pub(super) struct Reading {
    /// Which columns of tables hold what: text=Body,title=Headline and so on; others are found by their names
    #[arg(long, value_name = "FIELD=NAME,…", value_parser = Columns::parse, allow_hyphen_values = true)]
    columns: Option<Columns>,
    /// The sign between the columns of tables: a sign, or comma, semicolon, tab, bar, none; otherwise the one that fits the rows
    #[arg(long, value_name = "C", value_parser = ingest::parse_separator, allow_hyphen_values = true)]
    delimiter: Option<u8>,
    /// The row of tables that has the names of the columns, by its line or its number in the sheet; 0 if none has
    #[arg(long, value_name = "N", value_parser = Header::parse)]
    header_row: Option<Header>,
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
    /// How files are read where that is a guess: whole-page takes all text of web pages, not the article only,
    /// running-heads keeps what recurs at the edges of a PDF's pages, as-drawn leaves the lines of PDFs in the order in which they are
    /// drawn, no-highlights leaves out what readers of a PDF have marked in it, hidden-layers
    /// takes the text of layers of a PDF that are not shown
    #[arg(long, value_name = "CHOICE,…", value_delimiter = ',', value_parser = Choice::parse)]
    choose: Vec<Choice>,
    /// The encoding of texts, tables and web pages: utf-8, windows-1252, macintosh, cp850 and others; otherwise what they look like
    #[arg(long, value_name = "E", value_parser = Charset::parse)]
    encoding: Option<Charset>,
}

impl Reading {
    fn options(&self) -> Result<ReadOptions> {
        let split = self.split_at.as_ref().map(|pattern| SplitAt {
            pattern: pattern.clone(),
            is_regex: self.split_regex,
            leaves_out: self.split_leaves_out,
        });
        Ok(ReadOptions {
            columns: self.columns.clone().unwrap_or_default(),
            sheet: self.sheet.clone(),
            shape: Shape { separator: self.delimiter, header: self.header_row },
            split: split.map(Splitter::new).transpose().map_err(|why| format!("--split-at: {why}"))?,
            choices: self.choose.iter().copied().collect(),
            encoding: self.encoding,
            ..ReadOptions::default()
        })
    }

    /// Reads the articles before anything is changed, and looks which are alike or in the `project`. What was named and is no
    /// article stops all, and `undone` says that; what only lay in a folder is left out with a notice.
    pub(super) fn read(&self, paths: &[PathBuf], project: Option<&Project>, undone: &str) -> Result<Ingested> {
        let mut ingested = ingest::read_paths(paths, &self.options()?, &|_, _| true);
        ingested.find_twins(project);
        let problems = ingested.problems();
        if let Some(problem) = problems.iter().find(|problem| paths.contains(&problem.path)) {
            let said = problem.to_string();
            let stop = if said.ends_with(['?', '.']) { "" } else { "." };
            return Err(format!("{said}{stop} {undone}").into());
        }
        for problem in &problems {
            say(&format!("left out: {problem}"));
        }
        ingested.files.iter().filter_map(guessed_sign).for_each(|said| say(&said));
        ingested.notices().iter().for_each(|notice| say(&notice.to_string()));
        Ok(ingested)
    }
}

/// The sign that seems to separate the columns of a table, where that was a guess and is not what its ending says.
fn guessed_sign(file: &FileRead) -> Option<String> {
    let sign = file.contents.table.as_ref().filter(|table| table.is_guess)?.separator?;
    let ending = file.path.extension().map(|ending| ending.to_string_lossy().to_lowercase())?;
    let usual = if ending == "csv" { b',' } else { b'\t' };
    let (_, name) = SEPARATORS.into_iter().find(|(known, _)| *known == sign).filter(|_| sign != usual)?;
    let found = if name == "none" {
        "it seems to have one column".to_owned()
    } else {
        format!("its columns seem to be separated by “{name}”")
    };
    Some(format!("{}: {found}. If not, say what separates columns with --delimiter", file.path.display()))
}

/// Adds the articles that were read; gives what is to be said after their number: the passages that came with them.
pub(super) fn add_articles(workspace: &mut Workspace, articles: Vec<Found>) -> Result<String> {
    if articles.is_empty() {
        return Ok(String::new());
    }
    let added = workspace.add(articles)?;
    added.notices.iter().for_each(|notice| say(notice));
    match added.problems.first() {
        Some(problem) => Err(problem.clone().into()),
        None if added.passages == 0 => Ok(String::new()),
        None => Ok(format!(" with {} of readers", counted(added.passages, "passage"))),
    }
}
