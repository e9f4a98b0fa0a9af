//! Reads SQLite databases of other programs, whoever may have made them: plain tables only, from bytes, within bounds of time
//! and memory. Nothing is ever written, nor opened beside a file. Knows no program's tables.

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
mod wal;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    io::Cursor,
};

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, MAIN_DB, config::DbConfig, limits::Limit, types::ValueRef};

use super::bounds::LARGEST;

pub use self::wal::with_wal;

/// How every SQLite database begins.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// How many rows a table may have: that many are in memory at a time.
const MOST_ROWS: usize = 2_000_000;
/// After how many steps of SQLite's they are counted.
const STEPS: i32 = 10_000;
/// How many steps reading may take for each byte: a row of a few bytes takes a dozen, a crafted database takes them for ever.
const STEPS_A_BYTE: usize = 16;

/// Whether these are the first bytes of an SQLite database.
pub fn is_database(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Whether this is the journal of a change that was not finished: a finished one is gone, empty, or has no beginning.
pub fn is_journal(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7])
}

/// A database that was read into memory.
pub struct Database {
    connection: Connection,
    /// By their names in small letters.
    tables: BTreeMap<String, Table>,
    /// How many bytes and rows may still be read: a database holds no more than it is long, a crafted one says it does.
    left: Cell<u64>,
    notices: RefCell<Vec<String>>,
}

/// The names of a table and its columns as they are written; the columns by their names in small letters.
struct Table {
    name: String,
    columns: BTreeMap<String, String>,
}

impl Database {
    /// # Errors
    /// It is no database, or so damaged that not even its tables are known.
    pub fn open(bytes: &[u8]) -> Result<Self, String> {
        if !is_database(bytes) {
            return Err("it is no SQLite database".to_owned());
        }
        if bytes.len() as u64 > LARGEST {
            return Err("it is far too large".to_owned());
        }
        let connection = connect(bytes).map_err(|error| damaged(&error))?;
        // Texts that are UTF-16 in the database get longer.
        let left = Cell::new(bytes.len() as u64 * 2);
        let mut database = Self { connection, tables: BTreeMap::new(), left, notices: RefCell::default() };
        database.tables = database.find_tables().map_err(|error| damaged(&error))?;
        Ok(database)
    }

    /// The tables with their columns. Views and virtual tables are none: they would run what a stranger wrote. Nor are
    /// columns that are computed.
    fn find_tables(&self) -> rusqlite::Result<BTreeMap<String, Table>> {
        let plain = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                     AND sql NOT LIKE 'create virtual%'";
        let mut statement = self.connection.prepare(plain)?;
        let names = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        let mut statement = self.connection.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0")?;
        let mut tables = BTreeMap::new();
        for name in names {
            let columns = statement.query_map([&name], |row| row.get::<_, String>(0))?;
            let columns = columns.map(|name| name.map(|name| (name.to_lowercase(), name)));
            tables.insert(name.to_lowercase(), Table { columns: columns.collect::<Result<_, _>>()?, name });
        }
        Ok(tables)
    }

    /// Whether there is such a table with such columns, whatever the case of their letters.
    pub fn has(&self, table: &str, columns: &[&str]) -> bool {
        let found = self.tables.get(table);
        found.is_some_and(|table| columns.iter().all(|column| table.columns.contains_key(*column)))
    }

    /// The rows of a table, as far as they can be read; none if there is no such table. Of a column that is not there every
    /// value is nothing. Names are in small letters.
    ///
    /// # Errors
    /// It takes too long, or there is more than the file can hold.
    pub fn rows(&self, table: &str, columns: &[&str]) -> Result<Vec<Row>, String> {
        let Some(found) = self.tables.get(table) else { return Ok(Vec::new()) };
        let quoted = |name: &String| format!("\"{}\"", name.replace('"', "\"\""));
        let column = |name: &&str| found.columns.get(*name).map_or_else(|| "NULL".to_owned(), quoted);
        let columns = if columns.is_empty() { &["the row"] } else { columns };
        let columns = columns.iter().map(column).collect::<Vec<_>>().join(", ");
        let mut rows = Vec::new();
        match self.read(&format!("SELECT {columns} FROM {}", quoted(&found.name)), &mut rows) {
            Ok(()) => {}
            Err(Stop::Bound(why)) => return Err(why.to_owned()),
            Err(Stop::Fault(error)) => self.notices.borrow_mut().push(format!(
                "the table “{}” is damaged: {} rows of it could be read ({error})",
                found.name,
                rows.len()
            )),
        }
        Ok(rows)
    }

    fn read(&self, query: &str, rows: &mut Vec<Row>) -> Result<(), Stop> {
        let mut statement = self.connection.prepare(query)?;
        let width = statement.column_count();
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let mut values = Vec::with_capacity(width);
            for at in 0..width {
                let value = Value::of(row.get_ref(at)?);
                self.spend(value.length())?;
                values.push(value);
            }
            self.spend(1)?;
            if rows.len() >= MOST_ROWS {
                return Err(Stop::Bound("a table in it has more rows than that of any project"));
            }
            rows.push(Row(values));
        }
        Ok(())
    }

    fn spend(&self, bytes: usize) -> Result<(), Stop> {
        let left = self.left.get().checked_sub(bytes as u64);
        self.left.set(left.ok_or(Stop::Bound("it is damaged: it gives more than a file of its length can hold"))?);
        Ok(())
    }

    /// What could not be read until now.
    pub fn notices(&self) -> Vec<String> {
        self.notices.take()
    }
}

/// Opens a copy of the bytes so that nothing in them is run that is more than a table.
fn connect(bytes: &[u8]) -> rusqlite::Result<Connection> {
    let mut copy = bytes.to_vec();
    // Both versions of the format in the header: a log beside it belongs to it. In memory there is none.
    for version in copy.iter_mut().skip(18).take(2).filter(|version| **version == 2) {
        *version = 1;
    }
    let mut connection = Connection::open_in_memory()?;
    connection.deserialize_read_exact(MAIN_DB, Cursor::new(&copy), copy.len(), true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    let longest = i32::try_from(bytes.len()).unwrap_or(i32::MAX).saturating_mul(2).max(1 << 20);
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, longest)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_EXPR_DEPTH, 100)?;
    // Small ones get some more, for what has to be read first.
    let mut left = bytes.len() * STEPS_A_BYTE / 10_000 + 1_000;
    connection.progress_handler(
        STEPS,
        Some(move || {
            left = left.saturating_sub(1);
            left == 0
        }),
    )?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;")?;
    Ok(connection)
}

fn damaged(error: &rusqlite::Error) -> String {
    format!("the database is damaged ({error}). Open it in the program that made it, and save it anew from there")
}

/// Why no more rows of a table are read.
enum Stop {
    /// What is before it can be used.
    Fault(rusqlite::Error),
    /// Nobody's project is like that.
    Bound(&'static str),
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) {
            Self::Bound("reading it takes too long")
        } else {
            Self::Fault(error)
        }
    }
}

/// The values of a row.
#[derive(Debug)]
pub struct Row(Vec<Value>);

#[derive(Debug)]
enum Value {
    Nothing,
    Number(i64),
    Text(String),
}

impl Value {
    /// What is no text and no whole number is nothing.
    fn of(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Nothing,
            ValueRef::Integer(number) => Self::Number(number),
            // `as` gives the nearest whole number, and there is no other way.
            #[expect(clippy::cast_possible_truncation, reason = "it saturates")]
            ValueRef::Real(number) => Self::Number(number as i64),
            ValueRef::Text(bytes) => Self::Text(String::from_utf8_lossy(bytes).into_owned()),
            ValueRef::Blob(bytes) => std::str::from_utf8(bytes).map_or(Self::Nothing, |it| Self::Text(it.to_owned())),
        }
    }

    fn length(&self) -> usize {
        if let Self::Text(text) = self { text.len() } else { 0 }
    }
}

impl Row {
    /// The text at this place of the columns that were asked for; a number in digits, nothing as an empty text.
    pub fn text(&self, at: usize) -> String {
        match self.0.get(at) {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Nothing) | None => String::new(),
        }
    }

    pub fn number(&self, at: usize) -> Option<i64> {
        match self.0.get(at)? {
            Value::Number(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok(),
            Value::Nothing => None,
        }
    }

    /// Where a passage begins and ends; `None` if it is not said, or before the beginning of the text.
    pub fn place(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let position = |at| usize::try_from(self.number(at)?).ok();
        Some((position(start)?, position(end)?))
    }

    /// A time as most programs write it, of which hardly one says where: `2026-01-09 12:30:00`.
    pub fn time(&self, at: usize) -> Option<Timestamp> {
        let text = self.text(at).trim().replacen(' ', "T", 1);
        text.parse().or_else(|_| format!("{text}Z").parse()).ok()
    }
}
