use super::samples::database;
use super::*;

fn texts(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| row.text(0)).collect()
}

#[test]
fn values_are_read_whatever_their_type_and_missing_columns_are_nothing() {
    let bytes = database(
        "CREATE TABLE Things (ID INTEGER PRIMARY KEY, Name, Place);
         INSERT INTO Things VALUES (1, 'a 😀', ' 7 '), (2, NULL, 2.9), (3, x'ff', -1), (4, x'62', 'x');",
    );
    let database = Database::open(&bytes).expect("a database");
    assert!(database.has("things", &["id", "name"]) && !database.has("things", &["date"]));
    let rows = database.rows("things", &["name", "place", "date"]).expect("rows");
    let found: Vec<_> = rows
        .iter()
        .map(|row| (row.text(0), row.number(1), row.place(1, 1).map(|place| place.0), row.text(2)))
        .collect();
    let nothing = String::new;
    assert_eq!(
        found,
        [
            ("a 😀".to_owned(), Some(7), Some(7), nothing()),
            (nothing(), Some(2), Some(2), nothing()),
            (nothing(), Some(-1), None, nothing()),
            ("b".to_owned(), None, None, nothing()),
        ]
    );
    assert!(database.rows("nothing", &["a"]).expect("no rows").is_empty());
}

#[test]
fn times_are_read_with_and_without_a_place() {
    let bytes = database(
        "CREATE TABLE t (a); INSERT INTO t VALUES ('2026-01-09 12:30:00.25'), ('2026-01-09T12:30:00+01:00'), ('soon');",
    );
    let rows = Database::open(&bytes).expect("a database").rows("t", &["a"]).expect("rows");
    let times: Vec<_> = rows.iter().map(|row| row.time(0).map(|time| time.to_string())).collect();
    assert_eq!(times, [Some("2026-01-09T12:30:00.25Z".to_owned()), Some("2026-01-09T11:30:00Z".to_owned()), None]);
}

#[test]
fn nothing_that_a_stranger_wrote_is_run() {
    let bytes = database(
        "CREATE TABLE t (a TEXT, b TEXT AS (hex(a)));
         INSERT INTO t (a) VALUES ('x');
         CREATE VIRTUAL TABLE search USING fts5(a);
         CREATE VIEW highlights AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS a FROM n;",
    );
    let database = Database::open(&bytes).expect("a database");
    for table in ["highlights", "search", "sqlite_schema"] {
        assert!(!database.has(table, &[]), "{table}");
        assert!(database.rows(table, &["a"]).expect("no rows").is_empty(), "{table}");
    }
    let rows = database.rows("t", &["a", "b"]).expect("rows");
    assert_eq!((rows[0].text(0), rows[0].text(1)), ("x".to_owned(), String::new()));
}

#[test]
fn what_is_no_database_or_a_damaged_one_is_said_and_the_rest_is_read() {
    assert_eq!(Database::open(b"<xml>").err().as_deref(), Some("it is no SQLite database"));
    let whole = database(
        "CREATE TABLE t (a TEXT);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO t SELECT 'row ' || i FROM n;",
    );
    let refused = Database::open(&whole[..60]).err().expect("refused");
    assert!(refused.contains("the database is damaged"), "{refused}");
    // The last page holds rows.
    let mut damaged = whole.clone();
    let at = damaged.len() - 4_096;
    damaged[at..at + 8].fill(0xff);
    let database = Database::open(&damaged).expect("its tables are known");
    let rows = database.rows("t", &["a"]).expect("rows");
    assert!((1_000..3_000).contains(&rows.len()), "{}", rows.len());
    assert_eq!(texts(&rows[..2]), ["row 1", "row 2"]);
    let notices = database.notices();
    assert!(notices[0].starts_with("the table “t” is damaged: "), "{notices:?}");
}

#[test]
fn a_tree_of_pages_that_goes_over_one_page_again_and_again_ends() {
    let whole = database(
        "PRAGMA page_size = 512; CREATE TABLE t (a TEXT);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO t SELECT 'row ' || i FROM n;",
    );
    // All children of an inner page become its first one.
    let mut crafted = whole.clone();
    for page in crafted.chunks_exact_mut(512).filter(|page| page[0] == 5) {
        let cells = usize::from(u16::from_be_bytes([page[3], page[4]]));
        let places: Vec<usize> =
            (0..cells).map(|n| usize::from(u16::from_be_bytes([page[12 + 2 * n], page[13 + 2 * n]]))).collect();
        let first: [u8; 4] = page[places[0]..places[0] + 4].try_into().expect("four bytes");
        places.iter().for_each(|at| page[*at..*at + 4].copy_from_slice(&first));
        page[8..12].copy_from_slice(&first);
    }
    let database = Database::open(&crafted).expect("its tables are known");
    match database.rows("t", &["a"]) {
        Ok(rows) => assert!(rows.len() < 3 * whole.len()),
        Err(why) => assert!(why.contains("more than a file of its length can hold"), "{why}"),
    }
}

#[test]
fn what_is_only_in_the_log_is_read_up_to_the_last_change_that_is_whole() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("data.qda");
    let connection = Connection::open(&path).expect("a file");
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a TEXT);")
        .expect("a table");
    for word in ["one", "two", "three"] {
        connection.execute("INSERT INTO t VALUES (?1)", [word]).expect("a row");
    }
    let (bytes, wal) =
        (std::fs::read(&path).expect("a file"), std::fs::read(dir.path().join("data.qda-wal")).expect("a log"));
    let read = |bytes: &[u8]| texts(&Database::open(bytes).expect("a database").rows("t", &["a"]).expect("rows"));
    assert_eq!(read(&with_wal(&bytes, &wal)), ["one", "two", "three"]);
    assert_eq!(read(&with_wal(&bytes, &wal[..wal.len() - 1])), ["one", "two"]);
    let mut spoiled = wal.clone();
    let last = spoiled.len() - 100;
    spoiled[last] ^= 1;
    assert_eq!(read(&with_wal(&bytes, &spoiled)), ["one", "two"]);
    for none in [&b""[..], b"no log at all, but longer than the header of one", &wal[..31]] {
        assert_eq!(with_wal(&bytes, none), bytes);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    /// Whatever is in a database, reading it ends.
    #[test]
    fn damaged_databases_are_refused_or_read(at in 0_usize..8_192, byte: u8, cut: bool) {
        let mut bytes = database("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('one'), ('two');");
        let at = at % bytes.len();
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        if let Ok(database) = Database::open(&bytes) {
            database.rows("t", &["a"]).map_or_else(|why| assert!(!why.is_empty()), |rows| assert!(rows.len() < 1_000));
        }
    }
}
