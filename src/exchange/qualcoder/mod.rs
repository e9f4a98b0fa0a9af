//! Projects of QualCoder, read only: a folder with the database `data.qda`, in which the texts stand too, or that file, or a
//! zip of the folder.

mod codes;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, io::Cursor};

use zip::ZipArchive;

use self::codes::Codes;
use super::foreign::{Coder, Foreign, Given, Memo, Passage, Text};
use super::format::{Format, Holds, Preview, Reads, Writes};
use crate::bytes::archive::{file_in_zip, is_zip};
use crate::bytes::sqlite::{Database, Row, with_wal};
use crate::words::counted;

/// The format.
pub const FORMAT: Format = Format {
    name: "qualcoder",
    ending: "qda",
    title: "QualCoder project",
    carries: "texts, codes, coded passages with memos, annotations, journals and coders, to move over",
    lacks: &[],
    limits: "pictures, sound, films and what is coded of them",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: false,
    has_mark: false,
    preview: Preview::AsItIs,
    write: Writes::Not,
    read: Reads::By { endings: &["qda"], read },
};

/// The database in the folder of a project.
pub const DATABASE: &str = "data.qda";

/// Whether it has the tables of QualCoder.
pub fn is_one(database: &Database) -> bool {
    database.has("code_text", &["cid", "fid", "pos0", "pos1"])
        && database.has("source", &["name", "fulltext"])
        && database.has("code_name", &["cid", "name"])
}

/// Whether a zip holds a project, by the names in it.
pub fn is_in_zip(bytes: &[u8]) -> bool {
    let Ok(zip) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    zip.file_names().flatten().any(|name| name.rsplit(['/', '\\']).next() == Some(DATABASE))
}

/// Reads the database of a project, or the zip of its folder.
///
/// # Errors
/// It holds no database of QualCoder, or one that takes too long to read.
pub fn read(bytes: &[u8]) -> Result<Foreign, String> {
    let database = if is_zip(bytes) { Database::open(&unpacked(bytes)?)? } else { Database::open(bytes)? };
    if !is_one(&database) {
        return Err(
            "it is no project of QualCoder: the tables “source”, “code_name” and “code_text” are not as it makes \
                    them. Choose the folder of the project, which ends in .qda, or the file data.qda in it"
                .to_owned(),
        );
    }
    let codes = Codes::read(&database)?;
    let mut reader = Reader { codes: codes.places, ..Reader::default() };
    reader.foreign.codes = codes.list;
    reader.foreign.notices.extend(codes.notices);
    reader.read_texts(&database)?;
    reader.read_attributes(&database)?;
    reader.read_codings(&database)?;
    reader.read_annotations(&database)?;
    reader.read_journal(&database)?;
    reader.tell_the_rest(&database)?;
    let mut foreign = reader.foreign;
    database.notices().into_iter().for_each(|notice| foreign.leave_out(1, notice));
    Ok(foreign)
}

fn unpacked(zip: &[u8]) -> Result<Vec<u8>, String> {
    let database = file_in_zip(zip, DATABASE)?.ok_or("there is no data.qda in it: it is no project of QualCoder")?;
    let wal = file_in_zip(zip, "data.qda-wal")?.unwrap_or_default();
    Ok(with_wal(&database, &wal))
}

#[derive(Default)]
struct Reader {
    foreign: Foreign,
    /// The place of each code by its number.
    codes: BTreeMap<i64, usize>,
    /// The place of each text by its number.
    texts: BTreeMap<i64, usize>,
    coders: BTreeMap<String, usize>,
    /// Passages of which the text or the code is not there.
    orphans: usize,
}

impl Reader {
    fn read_texts(&mut self, database: &Database) -> Result<(), String> {
        let mut others = Vec::new();
        for row in database.rows("source", &["id", "name", "fulltext", "memo"])? {
            let (Some(id), name, raw) = (row.number(0), row.text(1), row.text(2)) else { continue };
            if raw.is_empty() {
                others.push(name);
                continue;
            }
            self.texts.insert(id, self.foreign.texts.len());
            self.foreign.texts.push(Text { note: row.text(3).trim().to_owned(), ..Text::new(name, raw) });
        }
        if !others.is_empty() {
            let (files, names) = (counted(others.len(), "file"), others.join(", "));
            let said = format!("{files} without text left out (pictures, sound, films): {names}");
            self.foreign.leave_out(others.len(), said);
        }
        Ok(())
    }

    /// What is said of files, and which cases they belong to.
    fn read_attributes(&mut self, database: &Database) -> Result<(), String> {
        for row in database.rows("attribute", &["id", "attr_type", "name", "value"])? {
            let (name, value) = (row.text(2), row.text(3));
            if row.text(1) == "file"
                && !value.trim().is_empty()
                && let Some(text) = self.text(&row, 0)
            {
                text.describe(name.trim(), value.trim());
            }
        }
        let rows = database.rows("cases", &["caseid", "name"])?;
        let cases: BTreeMap<i64, String> = rows.iter().filter_map(|row| Some((row.number(0)?, row.text(1)))).collect();
        for row in database.rows("case_text", &["fid", "caseid"])? {
            let case = row.number(1).and_then(|case| cases.get(&case));
            if let (Some(text), Some(case)) = (self.text(&row, 0), case) {
                text.describe("Case", case.trim());
            }
        }
        Ok(())
    }

    fn read_codings(&mut self, database: &Database) -> Result<(), String> {
        let columns = ["fid", "cid", "pos0", "pos1", "seltext", "owner", "date", "memo", "important"];
        for row in database.rows("code_text", &columns)? {
            let coder = self.coder(&row.text(5));
            let code = row.number(1).and_then(|code| self.codes.get(&code).copied());
            let (Some(code), Some(text)) = (code, self.text(&row, 0)) else {
                self.orphans += 1;
                continue;
            };
            let (start, end) = row.place(2, 3).unwrap_or_default();
            let important = if row.number(8) == Some(1) { "important" } else { "" };
            let memo = row.text(7);
            let note = [important, memo.trim()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
            text.passages.push(Passage {
                start,
                end,
                quote: row.text(4),
                codes: vec![Given::new(code, coder)],
                coder,
                note: note.join("\n\n"),
                created: row.time(6),
                ..Passage::default()
            });
        }
        Ok(())
    }

    fn read_annotations(&mut self, database: &Database) -> Result<(), String> {
        for row in database.rows("annotation", &["fid", "pos0", "pos1", "memo", "owner", "date"])? {
            let coder = self.coder(&row.text(4));
            let Some(text) = self.text(&row, 0) else {
                self.orphans += 1;
                continue;
            };
            let (start, end) = row.place(1, 2).unwrap_or_default();
            text.passages.push(Passage {
                start,
                end,
                coder,
                note: row.text(3),
                created: row.time(5),
                ..Passage::default()
            });
        }
        Ok(())
    }

    /// What somebody wrote about the project from day to day: a memo on it, in the order of the days.
    fn read_journal(&mut self, database: &Database) -> Result<(), String> {
        for row in database.rows("journal", &["name", "jentry", "owner", "date"])? {
            let (name, entry) = (row.text(0), row.text(1));
            if !entry.trim().is_empty() {
                let text = format!("{}\n{}", name.trim(), entry.trim()).trim().to_owned();
                let coder = self.coder(&row.text(2));
                self.foreign.memos.push(Memo { text, coder, changed: row.time(3) });
            }
        }
        self.foreign.memos.sort_by_key(|memo| memo.changed);
        Ok(())
    }

    /// Says what has no place here.
    fn tell_the_rest(&mut self, database: &Database) -> Result<(), String> {
        if self.orphans > 0 {
            let passages = counted(self.orphans, "passage");
            let said = format!("{passages} left out: the text or the code of them is not there");
            self.foreign.leave_out(self.orphans, said);
        }
        for (table, what) in [("code_image", "area of a picture"), ("code_av", "stretch of sound or film")] {
            let n = database.rows(table, &[])?.len();
            if n > 0 {
                self.foreign.leave_out(n, format!("left out, since there is no place for it here: {what} ({n})"));
            }
        }
        Ok(())
    }

    fn text(&mut self, row: &Row, at: usize) -> Option<&mut Text> {
        self.foreign.texts.get_mut(*self.texts.get(&row.number(at)?)?)
    }

    fn coder(&mut self, name: &str) -> Option<usize> {
        let name = Some(name.trim()).filter(|name| !name.is_empty())?;
        let coders = &mut self.foreign.coders;
        Some(*self.coders.entry(name.to_owned()).or_insert_with_key(|name| {
            coders.push(Coder { key: name.clone(), name: name.clone() });
            coders.len() - 1
        }))
    }
}
