//! Projects of Taguette, read only: a database with documents in HTML, tags and highlights. Who highlighted what is not said
//! with the highlights, but in the history of what was done.

mod html;
mod tags;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;

use self::{html::Flat, tags::Tags};
use super::foreign::{Coder, Foreign, Given, Passage, Text, Unit};
use super::format::{Format, Holds, Preview, Reads, Writes};
use crate::bytes::sqlite::{Database, Row};
use crate::words::counted;

/// The format.
pub const FORMAT: Format = Format {
    name: "taguette",
    ending: "sqlite3",
    title: "Taguette project",
    carries: "documents, tags and highlights with who made them, to move over",
    lacks: &[],
    limits: "the layout of the documents",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: false,
    has_mark: false,
    preview: Preview::AsItIs,
    write: Writes::Not,
    read: Reads::By { endings: &["sqlite3"], read },
};

/// Whether it has the tables of Taguette.
pub fn is_one(database: &Database) -> bool {
    database.has("highlights", &["document_id", "start_offset", "end_offset"])
        && database.has("documents", &["name", "contents"])
        && database.has("tags", &["path"])
}

/// Reads a project, or all of a database.
///
/// # Errors
/// It is no database of Taguette, or takes too long to read.
pub fn read(bytes: &[u8]) -> Result<Foreign, String> {
    let database = Database::open(bytes)?;
    if !is_one(&database) {
        return Err(
            "it is no project of Taguette: the tables “documents”, “highlights” and “tags” are not as it makes \
                    them. Export the project from Taguette as a Taguette project (.sqlite3), and try again"
                .to_owned(),
        );
    }
    let mut reader = Reader::default();
    let projects = reader.projects(&database)?;
    let tags = Tags::read(&database, &projects)?;
    reader.read_texts(&database)?;
    reader.read_commands(&database)?;
    reader.read_highlights(&database, &tags)?;
    let mut foreign = reader.finish();
    foreign.codes = tags.codes;
    database.notices().into_iter().for_each(|notice| foreign.leave_out(1, notice));
    if foreign.texts.is_empty() && foreign.codes.is_empty() {
        return Err("there is no document and no tag in it".to_owned());
    }
    Ok(foreign)
}

#[derive(Default)]
struct Reader {
    foreign: Foreign,
    /// By the document's number: the place of its text, and where its parts stood.
    texts: BTreeMap<i64, (usize, Flat)>,
    /// By their login.
    coders: BTreeMap<String, usize>,
    /// Who made a highlight, and when it was made and changed, by its number.
    made: BTreeMap<i64, Made>,
    /// The only user of the program, if there is only one.
    alone: Option<String>,
}

#[derive(Clone, Debug, Default)]
struct Made {
    login: String,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

impl Reader {
    /// The names of the projects by their numbers.
    fn projects(&mut self, database: &Database) -> Result<BTreeMap<i64, String>, String> {
        let rows = database.rows("projects", &["id", "name"])?;
        let projects: BTreeMap<i64, String> =
            rows.iter().filter_map(|row| Some((row.number(0)?, row.text(1).trim().to_owned()))).collect();
        if projects.len() > 1 {
            let names: Vec<&str> = projects.values().map(String::as_str).collect();
            let said = format!("it holds {} projects, all of which are read: {}", names.len(), names.join(", "));
            self.foreign.notices.push(said);
        }
        Ok(projects)
    }

    fn read_texts(&mut self, database: &Database) -> Result<(), String> {
        for row in database.rows("documents", &["id", "name", "description", "contents"])? {
            let (Some(id), name) = (row.number(0), row.text(1)) else { continue };
            match Flat::of(&row.text(3)) {
                Ok(flat) if flat.text.is_empty() => {
                    self.foreign.leave_out(1, format!("“{name}” is left out: it has no text"));
                }
                Ok(flat) => {
                    let text = Text { note: row.text(2).trim().to_owned(), ..Text::new(name, flat.text.clone()) };
                    self.texts.insert(id, (self.foreign.texts.len(), flat));
                    self.foreign.texts.push(text);
                }
                Err(why) => self.foreign.leave_out(1, format!("“{name}” is left out: {why}")),
            }
        }
        Ok(())
    }

    fn read_commands(&mut self, database: &Database) -> Result<(), String> {
        let users = database.rows("users", &["login"])?;
        if let [user] = users.as_slice() {
            self.alone = Some(user.text(0)).filter(|login| !login.is_empty());
        }
        let mut rows = database.rows("commands", &["id", "date", "user_login", "payload"])?;
        rows.sort_by_key(|row| row.number(0));
        for row in rows {
            let Ok(payload) = serde_json::from_str::<serde_json::Value>(&row.text(3)) else { continue };
            // A highlight that is changed is added once more.
            let Some(highlight) = payload["highlight_id"].as_i64().filter(|_| payload["type"] == "highlight_add")
            else {
                continue;
            };
            let when = row.time(1);
            let made = self.made.entry(highlight);
            let made = made.or_insert_with(|| Made { login: row.text(2), first: when, last: None });
            made.last = when;
        }
        Ok(())
    }

    fn read_highlights(&mut self, database: &Database, tags: &Tags) -> Result<(), String> {
        let given = tags.of_highlights(database)?;
        let mut rows = database.rows("highlights", &["id", "document_id", "start_offset", "end_offset", "snippet"])?;
        rows.sort_by_key(|row| row.number(0));
        let mut orphans = 0;
        for row in rows {
            let id = row.number(0).unwrap_or_default();
            let codes = given.get(&id).map(Vec::as_slice).unwrap_or_default();
            match row.number(1).and_then(|document| self.texts.get(&document)) {
                Some((at, flat)) => {
                    let (at, (start, end, quote)) = (*at, place(flat, &row));
                    let made = self.made.get(&id).cloned().unwrap_or_default();
                    let coder = self.coder(&made.login);
                    self.foreign.texts[at].passages.push(Passage {
                        start,
                        end,
                        quote,
                        codes: codes.iter().map(|code| Given::new(*code, coder)).collect(),
                        coder,
                        created: made.first,
                        modified: made.last,
                        ..Passage::default()
                    });
                }
                None => orphans += 1,
            }
        }
        if orphans > 0 {
            let said = format!("{} left out, whose documents are not there", counted(orphans, "highlight"));
            self.foreign.leave_out(orphans, said);
        }
        Ok(())
    }

    fn coder(&mut self, login: &str) -> Option<usize> {
        let login = if login.is_empty() { self.alone.clone()? } else { login.to_owned() };
        let coders = &mut self.foreign.coders;
        Some(*self.coders.entry(login).or_insert_with_key(|login| {
            coders.push(Coder { key: login.clone(), name: login.clone() });
            coders.len() - 1
        }))
    }

    fn finish(self) -> Foreign {
        // What Taguette counts was followed into the text that was made of the HTML.
        Foreign { unit: Some(Unit::Bytes), ..self.foreign }
    }
}

/// Where a highlight stands in the text for reading, with the words there. One that stands nowhere may be found by the words
/// that are kept with it.
fn place(flat: &Flat, row: &Row) -> (usize, usize, String) {
    match row.place(2, 3).and_then(|(start, end)| flat.range(start, end)) {
        // Old versions kept other words with it where there were letters of several bytes.
        Some(range) => (range.start, range.end, flat.text[range].to_owned()),
        None => {
            let kept = Flat::of(&row.text(4)).map(|snippet| snippet.text).unwrap_or_default();
            (0, 0, kept)
        }
    }
}
