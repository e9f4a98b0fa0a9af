//! Databases for tests.

use rusqlite::{Connection, MAIN_DB};

/// The bytes of a database that this makes.
pub fn database(sql: &str) -> Vec<u8> {
    let mut connection = Connection::open_in_memory().expect("memory");
    connection.execute_batch(sql).expect("SQL");
    connection.serialize(MAIN_DB).expect("bytes").to_vec()
}
