//! How files are to be read.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    charset::Charset,
    choice::Choice,
    columns::Columns,
    error::ReadError,
    split::Splitter,
    tabular::{Shape, layout},
};

/// How files are to be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadOptions {
    /// Which column of a table holds what; those that are not chosen are found by their names.
    pub columns: Columns,
    /// The same for tables of one layout, see [`super::tabular::Table::layout`]: these count first.
    pub layouts: Vec<(Vec<String>, Columns)>,
    /// The sheet of every workbook; otherwise the first one that has rows.
    pub sheet: Option<String>,
    /// The same for workbooks with just these sheets.
    pub sheets: Vec<(Vec<String>, String)>,
    /// How tables are cut into columns and rows.
    pub shape: Shape,
    /// The same for tables that begin in one way, see [`super::tabular::Table::begins`]: these count first.
    pub shapes: Vec<(String, Shape)>,
    /// Where texts, rich texts and documents of word processors are parted that no press database made.
    pub split: Option<Splitter>,
    /// What was chosen where reading has to guess.
    pub choices: BTreeSet<Choice>,
    /// The encoding of texts, tables and pages; otherwise what they look like or say.
    pub encoding: Option<Charset>,
    /// The same for single files: these count first.
    pub encodings: Arc<BTreeMap<PathBuf, Charset>>,
}

impl ReadOptions {
    pub(super) fn columns_of(&self, names: &[String]) -> &Columns {
        let layout = layout(names);
        self.layouts.iter().find(|(known, _)| *known == layout).map_or(&self.columns, |(_, columns)| columns)
    }

    pub(super) fn encoding_of(&self, path: &Path) -> Option<Charset> {
        self.encodings.get(path).copied().or(self.encoding)
    }

    pub(super) fn shape_of(&self, begins: &str) -> Shape {
        let own = self.shapes.iter().find(|(known, _)| known == begins).map(|(_, shape)| *shape).unwrap_or_default();
        Shape { separator: own.separator.or(self.shape.separator), header: own.header.or(self.shape.header) }
    }

    /// The sheet that was chosen of a workbook with these.
    pub(super) fn sheet_of(&self, sheets: &[String]) -> Result<Option<&str>, ReadError> {
        let of_this = self.sheets.iter().find(|(known, _)| known == sheets).map(|(_, sheet)| sheet);
        let wanted = of_this.or(self.sheet.as_ref());
        match wanted.filter(|wanted| !sheets.contains(wanted)) {
            Some(name) => Err(ReadError::NoSheet { name: name.clone(), sheets: sheets.to_vec() }),
            None => Ok(wanted.map(String::as_str)),
        }
    }
}
