//! How files were read last, as the settings keep it, and as reading takes it.

use crate::ingest::{Columns, Field, Header, ReadOptions, Shape, SplitAt};
use crate::storage::{ReadingView, ShapeView, TableView};

/// How many layouts of tables, and workbooks, are remembered.
const MOST: usize = 40;

/// What was chosen before counts again; only texts are not parted until somebody says so.
pub fn options(view: &ReadingView) -> ReadOptions {
    ReadOptions {
        layouts: view.tables.iter().map(|table| (table.layout.clone(), columns(table))).collect(),
        sheets: view.sheets.clone(),
        shapes: view.shapes.iter().map(|shape| (shape.begins.clone(), self::shape(shape))).collect(),
        ..ReadOptions::default()
    }
}

pub fn split_at(view: &ReadingView) -> SplitAt {
    SplitAt { pattern: view.split_at.clone(), is_regex: view.split_regex, leaves_out: view.split_leaves_out }
}

/// What is to be kept.
pub fn view(options: &ReadOptions, split: &SplitAt) -> ReadingView {
    let tables = options.layouts.iter().take(MOST);
    ReadingView {
        tables: tables.map(|(layout, columns)| TableView { layout: layout.clone(), columns: named(columns) }).collect(),
        sheets: options.sheets.iter().take(MOST).cloned().collect(),
        shapes: options.shapes.iter().take(MOST).map(|(begins, shape)| shape_view(begins, *shape)).collect(),
        split_at: split.pattern.clone(),
        split_regex: split.is_regex,
        split_leaves_out: split.leaves_out,
    }
}

fn shape(view: &ShapeView) -> Shape {
    let header = |number| if number == 0 { Header::Nowhere } else { Header::Row(number) };
    Shape { separator: view.separator.and_then(|sign| u8::try_from(sign).ok()), header: view.header.map(header) }
}

fn shape_view(begins: &str, shape: Shape) -> ShapeView {
    ShapeView {
        begins: begins.to_owned(),
        separator: shape.separator.map(char::from),
        header: shape.header.map(Header::number),
    }
}

fn columns(table: &TableView) -> Columns {
    let mut columns = Columns::default();
    for (name, chosen) in &table.columns {
        if let Some(field) = Field::all().find(|field| field.name() == name) {
            columns.choose(field, chosen.clone());
        }
    }
    columns
}

fn named(columns: &Columns) -> Vec<(String, Vec<String>)> {
    let chosen = |field: Field| Some((field.name().to_owned(), columns.chosen_for(field)?.to_vec()));
    Field::all().filter_map(chosen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_chosen_again() {
        let columns = Columns::parse("text=Lead,text=Body,title=Kopf").expect("columns");
        let options = ReadOptions {
            layouts: vec![(vec!["Kopf".to_owned(), "Lead".to_owned()], columns)],
            sheets: vec![(vec!["A".to_owned(), "B".to_owned()], "B".to_owned())],
            shapes: vec![
                ("Kopf;Lead".to_owned(), Shape { separator: Some(b';'), header: Some(Header::Nowhere) }),
                ("A".to_owned(), Shape { separator: None, header: Some(Header::Row(3)) }),
            ],
            ..ReadOptions::default()
        };
        let split = SplitAt { pattern: "Article".to_owned(), is_regex: false, leaves_out: true };
        let kept = view(&options, &split);
        assert_eq!(super::options(&kept), options);
        assert_eq!(split_at(&kept), split);
    }
}
