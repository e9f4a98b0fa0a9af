//! Agreement as a table for spreadsheets and statistics: CSV as in RFC 4180, UTF-8, lines ending in CR LF.

use std::io::{self, Write};

use super::csv::guarded;
use crate::{
    analysis::agreement::{Measure, PairMeasure, Report},
    model::Project,
};

/// The columns before those by analyst.
const COLUMNS: [&str; 14] = [
    "tag",
    "tag_name",
    "unit",
    "analysts",
    "n",
    "observed",
    "kappa",
    "alpha",
    "alpha_low",
    "alpha_high",
    "alpha_u",
    "f1_exact",
    "f1_overlap",
    "too_rare",
];

/// Writes a row for each tag and one with the tag `*` for all of them; where there are more than two analysts, below each
/// a row for each pair. What is undefined, and what is not said of a pair, is empty.
///
/// # Errors
/// The writer's.
pub fn write(project: &Project, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut table = super::csv::writer(out);
    let by_analyst = |what: &str| report.analysts.iter().map(|id| format!("{what}_{id}")).collect::<Vec<_>>();
    let columns = COLUMNS.iter().map(|name| (*name).to_owned());
    table.write_record(columns.chain(by_analyst("positives")).chain(by_analyst("passages")))?;
    for measure in report.tags.iter().chain(report.all.as_ref().map(|all| &all.summed)) {
        table.write_record(row(project, report, measure))?;
        if report.analysts.len() > 2 {
            measure.pairs.iter().try_for_each(|pair| table.write_record(pair_row(project, report, measure, pair)))?;
        }
    }
    table.flush()
}

fn row(project: &Project, report: &Report, measure: &Measure) -> Vec<String> {
    let all: Vec<usize> = (0..report.analysts.len()).collect();
    let mut row = head(project, report, measure, &all);
    row.push(measure.n.to_string());
    let (low, high) = measure.interval.unzip();
    let numbers = [measure.observed, measure.kappa, measure.alpha, low, high, measure.alpha_u];
    row.extend(numbers.into_iter().chain([measure.f1_exact, measure.f1_overlap]).map(number));
    row.push(measure.too_rare.to_string());
    row.extend(measure.positives.iter().chain(&measure.passages).map(usize::to_string));
    row
}

fn pair_row(project: &Project, report: &Report, measure: &Measure, pair: &PairMeasure) -> Vec<String> {
    let mut row = head(project, report, measure, &[pair.analysts.0, pair.analysts.1]);
    row.push(pair.n.to_string());
    let numbers = [pair.observed, pair.kappa, None, None, None, None, pair.f1_exact, pair.f1_overlap];
    row.extend(numbers.map(number));
    row.resize(COLUMNS.len() + 2 * report.analysts.len(), String::new());
    row
}

fn head(project: &Project, report: &Report, measure: &Measure, analysts: &[usize]) -> Vec<String> {
    let (tag, name) = match &measure.tag {
        Some(tag) => (guarded(tag.as_str()), guarded(&project.tag_name(tag))),
        None => ("*".to_owned(), String::new()),
    };
    let ids = analysts.iter().filter_map(|at| report.analysts.get(*at)).map(ToString::to_string);
    vec![tag, name, report.unit.label().to_owned(), guarded(&ids.collect::<Vec<_>>().join("; "))]
}

fn number(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
