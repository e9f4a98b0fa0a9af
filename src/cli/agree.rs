//! `postil agree`: how far analysts agree, tag by tag.

use std::{fmt::Write as _, path::PathBuf};

use clap::ValueEnum;
use serde::Serialize;

use super::common::{DONE, Result, analyst_id, open, print, print_json, print_lines, say, with_passages_found};
use crate::{
    analysis::agreement::{self, Choice, MEASURES, Measure, PairMeasure, Report, Unit, verdict},
    exchange,
    model::{AnalystId, ArticleId, Project, TagId, slug},
    text::visible::visible,
    words::counted,
};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The project's folder
    project: PathBuf,
    /// Who is compared; all who have submitted something unless said otherwise
    #[arg(long, num_args = 1.., value_delimiter = ',', value_name = "A,B")]
    analysts: Vec<String>,
    /// What is compared one by one
    #[arg(long, default_value = "character")]
    unit: Level,
    /// Not only what was submitted: each article in which one of them has anything
    #[arg(long)]
    all_articles: bool,
    /// A table for spreadsheets
    #[arg(long)]
    csv: bool,
    /// One JSON document
    #[arg(long, conflicts_with = "csv")]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Level {
    Character,
    Word,
    Sentence,
    Paragraph,
    Article,
}

impl From<Level> for Unit {
    fn from(level: Level) -> Self {
        match level {
            Level::Character => Self::Character,
            Level::Word => Self::Word,
            Level::Sentence => Self::Sentence,
            Level::Paragraph => Self::Paragraph,
            Level::Article => Self::Article,
        }
    }
}

pub(super) fn run(options: &Options) -> Result {
    let project = with_passages_found(open(&options.project)?);
    let analysts = analysts(&project, options)?;
    let choice = Choice { unit: options.unit.into(), all_articles: options.all_articles, ..Choice::of(analysts) };
    let report = agreement::agreement(&project, &choice);
    if report.articles.is_empty() {
        say(&nothing_to_compare(&project, &choice));
    }
    if report.left_out > 0 {
        let passages = counted(report.left_out, "passage");
        say(&format!("{passages} left out: not to be found in the text of the article as it is now"));
    }
    if options.json {
        print_json(&document(&report))?;
    } else if options.csv {
        let mut bytes = Vec::new();
        exchange::agreement::write(&project, &report, &mut bytes)?;
        print(&bytes)?;
    } else if !report.articles.is_empty() {
        print_lines(&words(&project, &report)?)?;
    }
    Ok(DONE)
}

/// Those who were named, else those who have submitted something, else all.
fn analysts(project: &Project, options: &Options) -> Result<Vec<AnalystId>> {
    let mut chosen: Vec<AnalystId> = Vec::new();
    for given in &options.analysts {
        let id = id_of(project, given)?;
        if chosen.contains(&id) {
            return Err(format!("“{given}” is named twice: agreement is between different analysts").into());
        }
        chosen.push(id);
    }
    if chosen.iter().any(|id| project.layer(id).is_some()) {
        chosen.iter().filter(|id| has_nothing(project, id)).for_each(|id| say(&has_coded_nothing(project, id)));
    } else if let Some(given) = options.analysts.first() {
        analyst_id(project, given)?;
    }
    if chosen.is_empty() {
        chosen = agreement::analysts(project);
        let submitted: Vec<_> = chosen.iter().filter(|id| submissions(project, id) > 0).cloned().collect();
        if submitted.len() > 1 && !options.all_articles {
            chosen = submitted;
        }
    }
    match chosen.as_slice() {
        [] => Err("agreement needs two analysts, and nobody has coded anything here yet".into()),
        [one] => Err(format!("agreement needs two analysts: there is only “{one}”").into()),
        _ => Ok(chosen),
    }
}

/// The analyst with that id or name; somebody without a layer has coded nothing, as far as anybody knows here.
fn id_of(project: &Project, given: &str) -> Result<AnalystId> {
    let known = analyst_id(project, given);
    if known.is_ok() || given.trim().is_empty() {
        return known;
    }
    let id = AnalystId::new(&slug(given, "")).ok().filter(|id| !id.is_adjudicated() && project.layer(id).is_none());
    id.map_or(known, Ok)
}

fn has_nothing(project: &Project, analyst: &AnalystId) -> bool {
    project.layer(analyst).is_none_or(|layer| layer.annotations.is_empty() && layer.submissions.is_empty())
}

fn has_coded_nothing(project: &Project, analyst: &AnalystId) -> String {
    let nothing = format!("“{analyst}” has coded nothing here");
    if project.layer(analyst).is_some() {
        return nothing;
    }
    let others: Vec<&str> = project.layers.keys().map(AnalystId::as_str).collect();
    format!("{nothing}, or is spelt otherwise (there is coding by {})", others.join(", "))
}

fn submissions(project: &Project, analyst: &AnalystId) -> usize {
    project.layer(analyst).map_or(0, |layer| layer.submissions.len())
}

fn nothing_to_compare(project: &Project, choice: &Choice) -> String {
    if choice.all_articles {
        return "nothing to compare: none of them has marked anything in an article of this project".to_owned();
    }
    let submitted: Vec<String> =
        choice.analysts.iter().map(|id| format!("{id} {}", submissions(project, id))).collect();
    format!(
        "nothing to compare: no article was submitted by two of them (submitted: {}). `postil status PROJECT --analyst A \
         --article ID --set submitted` submits one; --all-articles compares what is coded so far",
        submitted.join(", ")
    )
}

#[derive(Serialize)]
struct Document<'r> {
    analysts: Vec<&'r str>,
    articles: usize,
    unit: &'static str,
    article_ids: Vec<&'r str>,
    pairs: Vec<PairArticles<'r>>,
    measures: Vec<Row<'r>>,
    /// Agreement on the set of tags of each unit.
    sets: Option<Sets>,
    unitizing: Option<Unitizing<'r>>,
    confused: Vec<Confused<'r>>,
    left_out: usize,
}

#[derive(Serialize)]
struct PairArticles<'r> {
    analysts: [&'r str; 2],
    articles: usize,
}

#[derive(Serialize)]
struct Row<'r> {
    tag: &'r str,
    unit: &'static str,
    observed: Option<f64>,
    kappa: Option<f64>,
    alpha: Option<f64>,
    alpha_interval: Option<(f64, f64)>,
    alpha_u: Option<f64>,
    f1_exact: Option<f64>,
    f1_overlap: Option<f64>,
    passages: &'r [usize],
    positives: &'r [usize],
    n: usize,
    too_rare: bool,
    pairs: Vec<Pair<'r>>,
}

#[derive(Serialize)]
struct Pair<'r> {
    analysts: [&'r str; 2],
    n: usize,
    observed: Option<f64>,
    kappa: Option<f64>,
    f1_exact: Option<f64>,
    f1_overlap: Option<f64>,
}

#[derive(Serialize)]
struct Sets {
    observed: Option<f64>,
    kappa: Option<f64>,
    alpha: Option<f64>,
}

#[derive(Serialize)]
struct Unitizing<'r> {
    alpha_u: Option<f64>,
    binary: Option<f64>,
    coding: Option<f64>,
    tags: Vec<TagUnitizing<'r>>,
}

#[derive(Serialize)]
struct TagUnitizing<'r> {
    tag: &'r str,
    alpha: Option<f64>,
    coverage: f64,
}

#[derive(Serialize)]
struct Confused<'r> {
    tags: [&'r str; 2],
    places: usize,
    characters: usize,
    articles: usize,
}

fn document(report: &Report) -> Document<'_> {
    let all = report.all.as_ref();
    let pair = |pair: &agreement::PairArticles| PairArticles {
        analysts: names(report, pair.analysts),
        articles: pair.articles,
    };
    Document {
        analysts: report.analysts.iter().map(AnalystId::as_str).collect(),
        articles: report.articles.len(),
        unit: report.unit.label(),
        article_ids: report.articles.iter().map(ArticleId::as_str).collect(),
        pairs: report.pairs.iter().map(pair).collect(),
        measures: measures(report).map(|measure| row(report, measure)).collect(),
        sets: all.map(|all| Sets { observed: all.sets.observed, kappa: all.sets.kappa, alpha: all.sets.alpha }),
        unitizing: all.and_then(|all| all.unitizing.as_ref()).map(unitizing),
        confused: report.confused.iter().map(confused).collect(),
        left_out: report.left_out,
    }
}

/// The tags, then all together, which must not be taken for the headline.
fn measures(report: &Report) -> impl Iterator<Item = &Measure> {
    report.tags.iter().chain(report.all.as_ref().map(|all| &all.summed))
}

fn row<'r>(report: &'r Report, measure: &'r Measure) -> Row<'r> {
    let pair = |pair: &PairMeasure| Pair {
        analysts: names(report, pair.analysts),
        n: pair.n,
        observed: pair.observed,
        kappa: pair.kappa,
        f1_exact: pair.f1_exact,
        f1_overlap: pair.f1_overlap,
    };
    Row {
        tag: measure.tag.as_ref().map_or("*", |tag| tag.as_str()),
        unit: report.unit.label(),
        observed: measure.observed,
        kappa: measure.kappa,
        alpha: measure.alpha,
        alpha_interval: measure.interval,
        alpha_u: measure.alpha_u,
        f1_exact: measure.f1_exact,
        f1_overlap: measure.f1_overlap,
        passages: &measure.passages,
        positives: &measure.positives,
        n: measure.n,
        too_rare: measure.too_rare,
        pairs: measure.pairs.iter().map(pair).collect(),
    }
}

fn names(report: &Report, (first, second): (usize, usize)) -> [&str; 2] {
    [first, second].map(|at| report.analysts.get(at).map_or("", AnalystId::as_str))
}

fn unitizing(unitizing: &agreement::Unitizing) -> Unitizing<'_> {
    Unitizing {
        alpha_u: unitizing.units,
        binary: unitizing.binary,
        coding: unitizing.coding,
        tags: unitizing.tags.iter().map(tag_unitizing).collect(),
    }
}

fn tag_unitizing(one: &agreement::TagUnitizing) -> TagUnitizing<'_> {
    TagUnitizing { tag: one.tag.as_str(), alpha: one.alpha, coverage: one.coverage }
}

fn confused(found: &agreement::Confused) -> Confused<'_> {
    Confused {
        tags: [found.tags.0.as_str(), found.tags.1.as_str()],
        places: found.places,
        characters: found.characters,
        articles: found.articles,
    }
}

type Text = std::result::Result<String, std::fmt::Error>;

/// A table to read.
fn words(project: &Project, report: &Report) -> Text {
    let mut text = String::new();
    let analysts: Vec<&str> = report.analysts.iter().map(AnalystId::as_str).collect();
    let articles = counted(report.articles.len(), "article");
    writeln!(text, "{} on {articles}, by {}\n", analysts.join(", "), report.unit.label())?;
    let rows: Vec<[String; 10]> =
        std::iter::once(head()).chain(measures(report).map(|measure| cells(project, measure))).collect();
    table(&mut text, &rows)?;
    if report.analysts.len() > 2 {
        pairs(&mut text, project, report)?;
    }
    judged(&mut text, report)?;
    confusions(&mut text, project, report)?;
    writeln!(text, "\nHow to read it (– is undefined, mostly for want of variation)")?;
    for measure in MEASURES {
        writeln!(text, "  {:<10}  {}", measure.name, measure.help)?;
    }
    Ok(text)
}

fn head() -> [String; 10] {
    ["tag", "passages", "agreed", "κ", "α", "95 % of α", "uα", "F1 exact", "F1 overlap", "α is"].map(str::to_owned)
}

fn cells(project: &Project, measure: &Measure) -> [String; 10] {
    let passages: Vec<String> = measure.passages.iter().map(usize::to_string).collect();
    let interval = measure.interval.map(|(low, high)| format!("{} to {}", two_digits(low), two_digits(high)));
    [
        tag_name(project, measure),
        passages.join(" "),
        measure.observed.map_or_else(undefined, |share| format!("{:.1} %", share * 100.0)),
        number(measure.kappa),
        number(measure.alpha),
        interval.unwrap_or_else(undefined),
        number(measure.alpha_u),
        number(measure.f1_exact),
        number(measure.f1_overlap),
        verdict(measure).to_owned(),
    ]
}

fn tag_name(project: &Project, measure: &Measure) -> String {
    measure.tag.as_ref().map_or_else(|| "* (all, summed up)".to_owned(), |tag| name(project, tag))
}

fn name(project: &Project, tag: &TagId) -> String {
    visible(&project.tag_name(tag)).into_owned()
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(undefined, two_digits)
}

/// Two digits behind the point, and no minus before a zero.
fn two_digits(value: f64) -> String {
    let text = format!("{value:.2}");
    if text == "-0.00" { "0.00".to_owned() } else { text }
}

fn undefined() -> String {
    "–".to_owned()
}

/// Columns as wide as their widest cell; words to the left, numbers to the right.
fn table<const N: usize>(text: &mut String, rows: &[[String; N]]) -> std::fmt::Result {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    for row in rows {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            if column == 0 || column == N - 1 {
                write!(line, "{cell:<width$}  ")?;
            } else {
                write!(line, "{cell:>width$}  ")?;
            }
        }
        writeln!(text, "{}", line.trim_end())?;
    }
    Ok(())
}

/// κ and F1 of each pair, where the table above has their means.
fn pairs(text: &mut String, project: &Project, report: &Report) -> std::fmt::Result {
    writeln!(text, "\nPair by pair (κ and F1 above are the means)\n")?;
    let mut rows = vec![["tag", "analysts", "agreed", "κ", "F1 exact", "F1 overlap", ""].map(str::to_owned)];
    for measure in measures(report) {
        rows.extend(measure.pairs.iter().map(|pair| {
            [
                tag_name(project, measure),
                names(report, pair.analysts).join(", "),
                pair.observed.map_or_else(undefined, |share| format!("{:.1} %", share * 100.0)),
                number(pair.kappa),
                number(pair.f1_exact),
                number(pair.f1_overlap),
                String::new(),
            ]
        }));
    }
    table(text, &rows)
}

/// The headline: how many tags can be judged, and from where to where their α goes.
fn judged(text: &mut String, report: &Report) -> std::fmt::Result {
    let judged = report.tags.iter().filter(|measure| !measure.too_rare);
    let mut alphas: Vec<f64> = judged.filter_map(|measure| measure.alpha).collect();
    alphas.sort_by(f64::total_cmp);
    let tags = counted(report.tags.len(), "tag");
    match (alphas.first(), alphas.get(alphas.len() / 2), alphas.last()) {
        (Some(least), Some(middle), Some(most)) => writeln!(
            text,
            "\n{} of {tags} can be judged: α from {} to {}, for half of them {} or more",
            alphas.len(),
            two_digits(*least),
            two_digits(*most),
            two_digits(*middle)
        ),
        _ => writeln!(text, "\nNone of {tags} can be judged: it takes ten passages of one analyst, and variation"),
    }
}

fn confusions(text: &mut String, project: &Project, report: &Report) -> std::fmt::Result {
    const SHOWN: usize = 10;
    if !report.confused.is_empty() {
        writeln!(text, "\nGiven for one another")?;
    }
    for confused in report.confused.iter().take(SHOWN) {
        let (first, second) = (name(project, &confused.tags.0), name(project, &confused.tags.1));
        let (places, articles) = (counted(confused.places, "place"), counted(confused.articles, "article"));
        writeln!(text, "  {first} – {second}: {places} in {articles}")?;
    }
    Ok(())
}
