//! Databases of the Discourse Network Analyzer, of its versions 2 and 3, read only: documents, and statements with their
//! variables. Who says what, and whether in favour of it, is what people use it for; Postil has both with a tag.

mod statements;
#[cfg(test)]
mod tests;
mod variables;

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};

use self::{statements::Statements, variables::Variables};
use super::foreign::{Coder, Foreign, Passage, Text, Unit};
use super::format::{Format, Holds, Preview, Reads, Writes};
use crate::bytes::sqlite::{Database, Row};
use crate::words::counted;

/// The format.
pub const FORMAT: Format = Format {
    name: "dna",
    ending: "dna",
    title: "Discourse Network Analyzer database",
    carries: "documents and statements: concepts as tags, persons and organizations as who says it, agreement as stance",
    lacks: &[],
    limits: "regular expressions, links between statements",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: false,
    has_mark: false,
    preview: Preview::AsItIs,
    write: Writes::Not,
    read: Reads::By { endings: &["dna"], read },
};

/// Whether it has the tables of DNA.
pub fn is_one(database: &Database) -> bool {
    database.has("statements", &["statementtypeid", "documentid", "start", "stop"])
        && database.has("documents", &["title", "text"])
        && database.has("statementtypes", &["label"])
}

/// Reads a database.
///
/// # Errors
/// It is no database of DNA, of a version that is not known, or takes too long to read.
pub fn read(bytes: &[u8]) -> Result<Foreign, String> {
    let database = Database::open(bytes)?;
    if !is_one(&database) {
        return Err(
            "it is no database of DNA 2 or 3: the tables DOCUMENTS, STATEMENTTYPES and STATEMENTS are not as it \
                    makes them"
                .to_owned(),
        );
    }
    let has_values = database.has("variables", &["id", "variable", "datatype"])
        && database.has("datashorttext", &["statementid", "variableid"]);
    if !has_values {
        return Err("it is a database of a version of DNA that is not known here. Save it with DNA 3.0, and try again"
            .to_owned());
    }
    let mut variables = Variables::read(&database)?;
    let statements = Statements::read(&database, &mut variables)?;
    let mut reader = Reader { is_old: !database.has("entities", &["value"]), ..Reader::default() };
    reader.read_coders(&database)?;
    reader.read_texts(&database)?;
    reader.read_statements(&database, &statements)?;
    let understood = variables.understood();
    let unread = database.notices();
    let left_out = reader.foreign.left_out + unread.len();
    let notices = variables.notices.into_iter().chain(reader.foreign.notices).chain(unread).collect();
    // Positions are those of Java's texts.
    Ok(Foreign { codes: variables.codes, unit: Some(Unit::Utf16), understood, notices, left_out, ..reader.foreign })
}

#[derive(Default)]
struct Reader {
    foreign: Foreign,
    /// Whether DNA 2 wrote it.
    is_old: bool,
    /// Places by numbers.
    texts: BTreeMap<i64, usize>,
    coders: BTreeMap<i64, usize>,
}

impl Reader {
    fn read_coders(&mut self, database: &Database) -> Result<(), String> {
        for row in database.rows("coders", &["id", "name"])? {
            let (Some(id), name) = (row.number(0), row.text(1).trim().to_owned()) else { continue };
            let coders = &mut self.foreign.coders;
            let at = coders.iter().position(|coder| coder.name == name).unwrap_or_else(|| {
                coders.push(Coder { key: name.clone(), name });
                coders.len() - 1
            });
            self.coders.insert(id, at);
        }
        Ok(())
    }

    fn read_texts(&mut self, database: &Database) -> Result<(), String> {
        let columns = ["id", "title", "text", "author", "source", "section", "type", "notes", "date"];
        for row in database.rows("documents", &columns)? {
            let (Some(id), name, raw) = (row.number(0), row.text(1), row.text(2)) else { continue };
            if raw.is_empty() {
                self.foreign.leave_out(1, format!("“{name}” is left out: it has no text"));
                continue;
            }
            let mut text = Text::new(name, raw);
            text.note = row.text(7).trim().to_owned();
            for (what, at) in [("author", 3), ("source", 4), ("Section", 5), ("Type", 6)] {
                let said = row.text(at);
                if !said.trim().is_empty() {
                    text.describe(what, said.trim());
                }
            }
            text.date = self.date(&row, 8).unwrap_or_default();
            self.texts.insert(id, self.foreign.texts.len());
            self.foreign.texts.push(text);
        }
        Ok(())
    }

    /// The day: DNA 2 counts milliseconds, DNA 3 seconds.
    fn date(&self, row: &Row, at: usize) -> Option<String> {
        /// In seconds it would be the year 5138, in milliseconds it is 1973.
        const MILLISECONDS: u64 = 100_000_000_000;
        let number = row.number(at)?;
        let is_fine = self.is_old || number.unsigned_abs() >= MILLISECONDS;
        let when = if is_fine { Timestamp::from_millisecond(number) } else { Timestamp::from_second(number) };
        Some(when.ok()?.to_zoned(TimeZone::UTC).date().to_string())
    }

    fn read_statements(&mut self, database: &Database, statements: &Statements) -> Result<(), String> {
        let mut rows =
            database.rows("statements", &["id", "documentid", "start", "stop", "coder", "statementtypeid"])?;
        rows.sort_by_key(|row| row.number(0));
        let mut orphans = 0;
        for row in rows {
            let text = row.number(1).and_then(|id| self.foreign.texts.get_mut(*self.texts.get(&id)?));
            let (Some(id), Some(text)) = (row.number(0), text) else {
                orphans += 1;
                continue;
            };
            let coder = row.number(4).and_then(|coder| self.coders.get(&coder).copied());
            let (codes, note) = statements.of(id, row.number(5), coder);
            let (start, end) = row.place(2, 3).unwrap_or_default();
            text.passages.push(Passage { start, end, codes, coder, note, ..Passage::default() });
        }
        if orphans > 0 {
            let said = format!("{} left out, whose documents are not there", counted(orphans, "statement"));
            self.foreign.leave_out(orphans, said);
        }
        Ok(())
    }
}
