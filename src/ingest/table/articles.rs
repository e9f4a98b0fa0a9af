//! From rows to articles.

use super::{names, put_right::put_right};
use crate::{
    ingest::{
        called::TABLE,
        columns::{Field, Misfit, Places},
        error::ReadError,
        guess::{date_of, day_first},
        options::ReadOptions,
        tabular::{Header, Rows, Table, joined},
        taken::{Reading, Taken},
    },
    words::{counted, thousands},
};

/// Articles with the table that they stand in.
pub(in crate::ingest) type TableReading = (Reading, Table);

/// The articles in the rows of a table, in one of which the names of its columns stand; which one, is said or guessed.
pub(in crate::ingest) fn named(mut rows: Rows, options: &ReadOptions) -> Result<TableReading, ReadError> {
    let is_filled = |row: &Vec<String>| row.iter().any(|cell| !cell.trim().is_empty());
    let first = rows.cells.iter().position(is_filled).unwrap_or(rows.cells.len());
    rows.drop_first(first);
    if rows.cells.is_empty() {
        return Err(ReadError::NoWords(TABLE));
    }
    let heads = rows.heads();
    let with_shape = |header: Header, table: &mut Table| {
        table.header = Some(header);
        table.heads.clone_from(&heads);
    };
    let found = names::find(&rows, options).map_err(|mut error| {
        error.table_mut().into_iter().for_each(|table| with_shape(Header::Nowhere, table));
        error
    })?;
    let (names, mut notices, header) = match found.at {
        Some(at) => {
            let above: Vec<String> = heads.iter().take(at).map(|(_, words)| format!("“{words}”")).collect();
            let names = rows.cells[at].clone();
            let number = rows.at[at];
            rows.drop_first(at + 1);
            let unit = rows.unit;
            let notice = (at > 0).then(|| {
                format!(
                    "the names of its columns were taken from {unit} {number}, and what stands above left out: {}",
                    above.join(", ")
                )
            });
            (names, notice.into_iter().collect::<Vec<_>>(), Header::Row(number))
        }
        None => {
            let width = rows.cells.iter().take(100).map(Vec::len).max().unwrap_or(0);
            let notice = found.is_guess.then(|| {
                "no row has names of columns: its first row is an article like the others. If it has names, say so \
                 under “Columns of tables”, or with --header-row 1"
                    .to_owned()
            });
            (vec![String::new(); width], notice.into_iter().collect(), Header::Nowhere)
        }
    };
    let ((taken, more), mut table) = articles(names, rows, options).map_err(|mut error| {
        error.table_mut().into_iter().for_each(|table| with_shape(header, table));
        error
    })?;
    with_shape(header, &mut table);
    notices.extend(more);
    Ok(((taken, notices), table))
}

impl Rows {
    fn drop_first(&mut self, count: usize) {
        self.cells.drain(..count);
        self.at.drain(..count.min(self.at.len()));
        let links = std::mem::take(&mut self.links);
        self.links = links
            .into_iter()
            .filter_map(|((row, column), link)| Some(((row.checked_sub(count)?, column), link)))
            .collect();
    }

    /// The first rows with their numbers, each as a few words.
    fn heads(&self) -> Vec<(usize, String)> {
        const WORDS: usize = 60;
        let words = |row: &Vec<String>| {
            let cells: Vec<&str> = row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
            let words: String = cells.join(" · ").chars().take(WORDS).collect();
            words.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        self.at.iter().copied().zip(self.cells.iter().map(words)).take(names::LOOKED_AT).collect()
    }
}

/// The articles in the rows of a table whose columns have these names. Rows without a text are left out, and counted.
pub(super) fn articles(
    mut names: Vec<String>,
    mut rows: Rows,
    options: &ReadOptions,
) -> Result<TableReading, ReadError> {
    if rows.separator.is_none() {
        // Columns without a name can be chosen by their number.
        let widest = rows.cells.iter().map(Vec::len).max().unwrap_or(0);
        names.resize(names.len().max(widest), String::new());
    }
    let (places, fits) = options.columns_of(&names).places(&names);
    let mut table = Table::new(names, &rows, places);
    match fits {
        Ok(()) => {}
        Err(Misfit::NoText) => return Err(ReadError::NoTextColumn(Box::new(table))),
        Err(Misfit::NoColumn(name)) => return Err(ReadError::NoColumn { name, table: Box::new(table) }),
    }
    let mut notices = Vec::new();
    if let Some(separator) = rows.separator {
        put_right(&mut rows, separator, &table, &mut notices);
        table.first = Table::new(Vec::new(), &rows, Places::new()).first;
    }
    let cell = |row: &[String], field: Field, between: &str| joined(row, table.places_of(field), between);
    let dates = table.places_of(Field::Date).first();
    let order = day_first(rows.cells.iter().filter_map(|row| row.get(*dates?)).map(String::as_str));
    let link_of = |row: usize, field: Field| table.places_of(field).iter().find_map(|at| rows.links.get(&(row, *at)));
    let (mut taken, mut empty, mut undated) = (Vec::new(), Vec::new(), Vec::new());
    for (number, row) in rows.cells.iter().enumerate() {
        let text = cell(row, Field::Text, "\n\n").replace("\r\n", "\n").replace('\r', "\n");
        if text.is_empty() {
            empty.extend(row.iter().any(|cell| !cell.trim().is_empty()).then_some(number));
            continue;
        }
        let cell = |field: Field| cell(row, field, ", ");
        let (said, date) = (cell(Field::Date), date_of(&cell(Field::Date), order));
        if date.is_empty() && !said.is_empty() {
            undated.push(said);
        }
        let has_links = !table.places_of(Field::Link).is_empty();
        let leads_to = link_of(number, if has_links { Field::Link } else { Field::Title });
        taken.push(Taken {
            title: cell(Field::Title),
            outlet: cell(Field::Outlet),
            author: cell(Field::Author),
            date,
            language: cell(Field::Language),
            link: leads_to.cloned().unwrap_or_else(|| cell(Field::Link)),
            text: format!("{text}\n"),
            ..Taken::default()
        });
    }
    if taken.is_empty() {
        let is_bare = rows.cells.is_empty();
        return Err(if is_bare { ReadError::NoWords(TABLE) } else { ReadError::NoTexts(Box::new(table)) });
    }
    if let Some(first) = empty.first() {
        let at = rows.at.get(*first).map(|at| {
            format!(" ({}{} {})", if empty.len() > 1 { "the first in " } else { "" }, rows.unit, thousands(*at))
        });
        notices.push(format!("{} without a text left out{}", counted(empty.len(), "row"), at.unwrap_or_default()));
    }
    if let Some(said) = undated.first() {
        let rows = counted(undated.len(), "row");
        notices.push(format!(
            "{rows} without a date, since what stands there is none, or could be two: “{said}”. Write 2026-01-09"
        ));
    }
    Ok(((taken, notices), table))
}
