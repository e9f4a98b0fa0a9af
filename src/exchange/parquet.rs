//! Passages as a table with types, for statistics and databases: Apache Parquet, not compressed. The columns are those of the
//! CSV file, with days, numbers, times and lists as such.

use std::{io::Write, sync::Arc};

use jiff::civil::Date;
use parquet::{
    data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type},
    errors::ParquetError,
    file::{
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::parser::parse_message_type,
};

use super::format::{Format, Holds, Preview, Reads, Writes};
use super::parts::parts_of;
use super::writing::{Export, ExportError, LeftOut, Rows, distinct_tags, for_each_excerpt};
use crate::{
    analysis::{
        afterwards::Afterwards,
        excerpts::{Excerpt, ExcerptCoding},
    },
    model::{Project, Stance, TagId, Voice},
};

/// The format.
pub const FORMAT: Format = Format {
    name: "parquet",
    ending: "parquet",
    title: "Table with types (Parquet)",
    carries: "passages with their tags, notes and sources as columns with types, for statistics and databases",
    lacks: parts_of!(
        Texts Uncoded Languages Links ArticleNotes Files Definitions Uses Colours Tree ShortNames Keys Title
        ProjectNote Memos Splits Progress Settled Noise
    ),
    limits: "",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: true,
    has_mark: false,
    preview: Preview::As("csv"),
    write: Writes::By(|export, out| write(export, out).map(|()| LeftOut::default())),
    read: Reads::Not,
};

/// How many rows are kept together: that many are in memory at a time.
const GROUP: usize = 20_000;

/// The values of a column. A value that is not there is null; a list may be empty.
enum Column {
    Text(Vec<Option<String>>),
    Number(Vec<Option<i64>>),
    /// Since the beginning of 1970.
    Day(Vec<Option<i32>>),
    /// Milliseconds of UTC since then.
    Time(Vec<Option<i64>>),
    List(Vec<Vec<String>>),
}

/// The value of a column in a row.
enum Value {
    Text(String),
    Word(Option<&'static str>),
    Number(Option<usize>),
    Day(Option<Date>),
    Time(Option<jiff::Timestamp>),
    List(Vec<String>),
}

impl Column {
    /// The column for values like this one.
    fn of(value: &Value) -> Self {
        match value {
            Value::Text(_) | Value::Word(_) => Self::Text(Vec::new()),
            Value::Number(_) => Self::Number(Vec::new()),
            Value::Day(_) => Self::Day(Vec::new()),
            Value::Time(_) => Self::Time(Vec::new()),
            Value::List(_) => Self::List(Vec::new()),
        }
    }

    fn push(&mut self, value: Value) {
        match (self, value) {
            (Self::Text(column), Value::Text(text)) => column.push(Some(text)),
            (Self::Text(column), Value::Word(word)) => column.push(word.map(str::to_owned)),
            (Self::Number(column), Value::Number(n)) => column.push(n.and_then(|n| i64::try_from(n).ok())),
            (Self::Day(column), Value::Day(day)) => column.push(day.and_then(days)),
            (Self::Time(column), Value::Time(time)) => column.push(time.map(|time| time.as_millisecond())),
            (Self::List(column), Value::List(list)) => column.push(list),
            _ => unreachable!("the values of a column are of one kind"),
        }
    }

    fn schema(&self, name: &str) -> String {
        match self {
            Self::Text(_) => format!("OPTIONAL BYTE_ARRAY {name} (STRING);"),
            Self::Number(_) => format!("OPTIONAL INT64 {name};"),
            Self::Day(_) => format!("OPTIONAL INT32 {name} (DATE);"),
            Self::Time(_) => format!("OPTIONAL INT64 {name} (TIMESTAMP(MILLIS,true));"),
            Self::List(_) => format!(
                "REQUIRED GROUP {name} (LIST) {{ REPEATED GROUP list {{ REQUIRED BYTE_ARRAY element (STRING); }} }}"
            ),
        }
    }

    fn write(&self, mut out: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        match self {
            Self::Text(column) => {
                let texts: Vec<ByteArray> = column.iter().flatten().map(|text| text.as_str().into()).collect();
                out.typed::<ByteArrayType>().write_batch(&texts, Some(&present(column)), None)?
            }
            Self::Number(column) | Self::Time(column) => {
                let numbers: Vec<i64> = column.iter().flatten().copied().collect();
                out.typed::<Int64Type>().write_batch(&numbers, Some(&present(column)), None)?
            }
            Self::Day(column) => {
                let days: Vec<i32> = column.iter().flatten().copied().collect();
                out.typed::<Int32Type>().write_batch(&days, Some(&present(column)), None)?
            }
            Self::List(column) => {
                let texts: Vec<ByteArray> = column.iter().flatten().map(|text| text.as_str().into()).collect();
                // An empty list is told from one with a text; every text but the first goes on with the list.
                let levels = |list: &Vec<String>| vec![i16::from(!list.is_empty()); list.len().max(1)];
                let defined: Vec<i16> = column.iter().flat_map(levels).collect();
                let begin = |list: &Vec<String>| (0..list.len().max(1)).map(|at| i16::from(at > 0)).collect::<Vec<_>>();
                let repeated: Vec<i16> = column.iter().flat_map(begin).collect();
                out.typed::<ByteArrayType>().write_batch(&texts, Some(&defined), Some(&repeated))?
            }
        };
        out.close()
    }
}

/// Which values are there.
fn present<T>(column: &[Option<T>]) -> Vec<i16> {
    column.iter().map(|value| i16::from(value.is_some())).collect()
}

fn days(day: Date) -> Option<i32> {
    day.since((jiff::Unit::Day, Date::constant(1970, 1, 1))).ok().map(|span| span.get_days())
}

/// Rows that are written together.
struct Table {
    names: Vec<&'static str>,
    columns: Vec<Column>,
    rows: usize,
}

impl Table {
    fn of(row: &[(&'static str, Value)]) -> Self {
        let columns = row.iter().map(|(_, value)| Column::of(value)).collect();
        Self { names: row.iter().map(|(name, _)| *name).collect(), columns, rows: 0 }
    }

    fn push(&mut self, row: Vec<(&'static str, Value)>) {
        self.columns.iter_mut().zip(row).for_each(|(column, (_, value))| column.push(value));
        self.rows += 1;
    }

    fn schema(&self) -> String {
        let columns: Vec<String> = self.names.iter().zip(&self.columns).map(|(name, it)| it.schema(name)).collect();
        format!("message passages {{ {} }}", columns.join(" "))
    }

    fn write(&self, out: &mut SerializedFileWriter<Vec<u8>>) -> Result<(), ParquetError> {
        let mut group = out.next_row_group()?;
        for column in &self.columns {
            if let Some(out) = group.next_column()? {
                column.write(out)?;
            }
        }
        group.close().map(drop)
    }
}

/// Writes passages in the order given, with one row each or one for each of their tags.
///
/// # Errors
/// The writer's, or the export was stopped.
pub fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let Export { project, options, .. } = *export;
    let fault = |error: ParquetError| ExportError::Write(std::io::Error::other(error));
    let empty = || Table::of(&row(project, None, None, options.rows));
    let schema = parse_message_type(&empty().schema()).map_err(fault)?;
    let by = concat!("postil ", env!("CARGO_PKG_VERSION")).to_owned();
    let properties = WriterProperties::builder().set_created_by(by).build();
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties)).map_err(fault)?;
    let mut table = empty();
    for_each_excerpt(export, |excerpt| {
        let codings = excerpt.codings.iter().map(Some);
        match options.rows {
            Rows::PerCoding if !excerpt.codings.is_empty() => {
                codings.for_each(|coding| table.push(row(project, Some(excerpt), coding, options.rows)));
            }
            _ => table.push(row(project, Some(excerpt), None, options.rows)),
        }
        if table.rows >= GROUP {
            std::mem::replace(&mut table, empty()).write(&mut file).map_err(fault)?;
        }
        Ok(())
    })?;
    if table.rows > 0 {
        table.write(&mut file).map_err(fault)?;
    }
    out.write_all(&file.into_inner().map_err(fault)?)?;
    Ok(out.flush()?)
}

/// The values of a row, with the names of their columns; without a passage those of the schema.
fn row(
    project: &Project,
    excerpt: Option<&Excerpt<'_>>,
    coding: Option<&ExcerptCoding<'_>>,
    rows: Rows,
) -> Vec<(&'static str, Value)> {
    let article = excerpt.and_then(|excerpt| excerpt.article);
    let of_article =
        |field: fn(&crate::model::Article) -> &String| Value::Text(article.map(field).cloned().unwrap_or_default());
    let text = |of: fn(&Excerpt<'_>) -> String| Value::Text(excerpt.map(of).unwrap_or_default());
    let time = |of: fn(&Excerpt<'_>) -> Option<jiff::Timestamp>| Value::Time(excerpt.and_then(of));
    let place = excerpt.and_then(|excerpt| excerpt.place);
    let mut row = vec![
        ("id", text(|excerpt| excerpt.id.to_string())),
        ("article", text(|excerpt| excerpt.annotation.article.to_string())),
        ("title", of_article(|article| &article.title)),
        ("outlet", of_article(|article| &article.outlet)),
        ("author", of_article(|article| &article.author)),
        ("date", Value::Day(article.and_then(|article| article.date.parse().ok()))),
        ("date_text", of_article(|article| &article.date)),
        ("start", Value::Number(place.map(|(start, _)| start))),
        ("end", Value::Number(place.map(|(_, end)| end))),
        ("passage", text(|excerpt| excerpt.words.to_owned())),
    ];
    match rows {
        Rows::PerPassage => {
            let tags = excerpt.map(distinct_tags).unwrap_or_default();
            row.push(("tags", names(project, &tags)));
        }
        Rows::PerCoding => row.extend(of_coding(project, coding)),
    }
    row.extend([
        ("note", text(|excerpt| excerpt.annotation.note.clone())),
        ("analyst", text(|excerpt| excerpt.analyst.to_string())),
        ("created", time(|excerpt| excerpt.created)),
        ("modified", time(|excerpt| excerpt.modified)),
        ("sentence", text(|excerpt| excerpt.sentence.to_owned())),
        ("afterwards", text(|excerpt| excerpt.afterwards.map_or("", Afterwards::word).to_owned())),
    ]);
    row
}

fn of_coding(project: &Project, coding: Option<&ExcerptCoding<'_>>) -> [(&'static str, Value); 7] {
    let text = |of: fn(&ExcerptCoding<'_>) -> String| Value::Text(coding.map(of).unwrap_or_default());
    let list = |of: fn(&ExcerptCoding<'_>) -> Vec<TagId>| names(project, &coding.map(of).unwrap_or_default());
    [
        ("tag", text(|coding| coding.tag.to_string())),
        ("tag_name", text(|coding| coding.name.to_owned())),
        ("group", text(|coding| coding.group.to_owned())),
        ("by", list(|coding| coding.by.clone())),
        ("about", list(|coding| coding.about.clone())),
        ("stance", Value::Word(coding.and_then(|coding| coding.coding.stance).map(Stance::word))),
        ("voice", Value::Word(coding.and_then(|coding| coding.coding.voice).map(Voice::word))),
    ]
}

fn names(project: &Project, tags: &[TagId]) -> Value {
    Value::List(tags.iter().map(|tag| project.tag_name(tag)).collect())
}

#[cfg(test)]
mod tests {
    use parquet::{
        file::reader::{FileReader as _, SerializedFileReader},
        record::Field,
    };
    use serde_json::{Map, Value as Json, json};

    use super::*;
    use crate::analysis::samples::project;
    use crate::exchange::tests::exported_bytes;

    fn plain(field: &Field) -> Json {
        match field {
            Field::Null => Json::Null,
            Field::Str(text) => json!(text),
            Field::Long(n) | Field::TimestampMillis(n) => json!(n),
            Field::Date(days) => json!(days),
            Field::ListInternal(list) => list.elements().iter().map(plain).collect(),
            other => panic!("no column is like {other}"),
        }
    }

    /// The rows with their columns by name, and the bytes of the file.
    fn read(options: &ExportOptions) -> (Vec<Map<String, Json>>, Vec<u8>) {
        let (bytes, _) = exported_bytes(&project(), Kind::Parquet, options);
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(&bytes).expect("written");
        let reader = SerializedFileReader::new(file).expect("a Parquet file");
        let rows = reader.get_row_iter(None).expect("rows").map(|row| {
            let row = row.expect("a row");
            row.get_column_iter().map(|(name, field)| (name.clone(), plain(field))).collect()
        });
        (rows.collect(), bytes)
    }

    /// The same as JSON lines have, by type.
    #[test]
    fn a_passage_is_a_row_with_types() {
        let (rows, bytes) = read(&ExportOptions::default());
        let (lines, _) = exported_bytes(&project(), &crate::exchange::jsonl::FORMAT, &ExportOptions::default());
        let lines: Vec<Json> = lines
            .split(|b| *b == b'\n')
            .filter(|line| !line.is_empty())
            .map(|it| serde_json::from_slice(it).expect("JSON"))
            .collect();
        assert_eq!(rows.len(), lines.len());
        for (row, line) in rows.iter().zip(&lines) {
            for name in ["id", "article", "title", "start", "end", "note", "analyst", "sentence"] {
                assert_eq!(row[name], line[name], "{name}");
            }
            assert_eq!((&row["passage"], &row["date_text"]), (&line["quote"], &line["date"]));
            assert_eq!(row["tags"].as_array().map(Vec::len), line["tags"].as_array().map(Vec::len));
        }
        assert_eq!(read(&ExportOptions::default()).1, bytes, "the same project gives the same bytes");
    }

    #[test]
    fn a_coding_is_a_row_with_lists_of_who_says_it() {
        let (rows, _) = read(&ExportOptions { rows: Rows::PerCoding, ..ExportOptions::default() });
        let said =
            rows.iter().find(|row| row["by"].as_array().is_some_and(|by| by.len() == 2)).expect("two who say it");
        assert_eq!(said["by"], json!(["Freedom Online Coalition", "Marco Rubio"]));
        assert_eq!(said["about"], json!(["United Nations"]));
        assert!(rows.iter().any(|row| row["stance"].is_null() && row["by"] == json!([])));
    }
}
