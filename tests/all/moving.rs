//! Projects of other programs that are databases, moved over by the program.

use rusqlite::Connection;
use serde_json::Value;

use crate::program::Program;

const TEXT: &str = "The naïve seat 😀 stays empty.";

/// With an empty project and a database that this makes; it stays open.
fn program(file: &str, sql: &str) -> (Program, Connection) {
    let program = Program::new();
    program.write("texts/other.txt", b"Another text.\n");
    program.ok("new p --articles texts/other.txt");
    program.write(file, b"");
    let connection = Connection::open(program.path(file)).expect("a database");
    connection.execute_batch(sql).expect("SQL");
    (program, connection)
}

/// What is on the disk below a folder, by name.
fn files(program: &Program, folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = walkdir::WalkDir::new(program.path(folder))
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().display().to_string(), std::fs::read(entry.path()).expect("a file")))
        .collect();
    files.sort();
    files
}

/// Takes in a file, and once more, which changes nothing; gives what is in the project then. The other program's folder stays
/// as it was.
fn taken_in(program: &Program, file: &str, folder: &str) -> Vec<Value> {
    let theirs = files(program, folder);
    let told = program.json(&format!("import p {file} --json"));
    assert_eq!(told["orphaned"], 0, "{told}");
    assert_eq!(program.run("check p").code, 0);
    let ours = files(program, "p/annotations");
    let again = program.json(&format!("import p {file} --json"));
    assert_eq!((&again["added"], &again["changed"]), (&0.into(), &0.into()), "{again}");
    assert_eq!(files(program, "p/annotations"), ours);
    assert_eq!(files(program, folder), theirs, "nothing is written beside the file");
    let rows = program.ok("export p --format jsonl --everybody");
    rows.lines().map(|row| serde_json::from_str(row).expect("JSON")).collect()
}

#[test]
fn a_project_of_taguette_is_taken_in() {
    let (program, _connection) = program(
        "old/seats.sqlite3",
        "CREATE TABLE documents (id INTEGER, name TEXT, description TEXT, project_id INTEGER, contents TEXT);
         CREATE TABLE highlights (id INTEGER, document_id INTEGER, start_offset INTEGER, end_offset INTEGER, snippet TEXT);
         CREATE TABLE tags (id INTEGER, project_id INTEGER, path TEXT, description TEXT);
         CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
         INSERT INTO documents VALUES (1, 'Seats', '', 1, '<p>The <b>naïve</b>\nseat 😀</p><p>stays empty.</p>');
         INSERT INTO tags VALUES (1, 1, 'seat', '');
         INSERT INTO highlights VALUES (1, 1, 4, 20, '<p>naïve\nseat 😀</p>');
         INSERT INTO highlight_tags VALUES (1, 1);
         CREATE TABLE commands (id INTEGER, date TEXT, user_login TEXT, payload TEXT);
         INSERT INTO commands VALUES (1, '2026-01-09 12:30:00.123456', 'Zoe', '{\"type\": \"highlight_add\", \"highlight_id\": 1}');",
    );
    let rows = taken_in(&program, "old/seats.sqlite3", "old");
    assert_eq!((&rows[0]["quote"], &rows[0]["start"]), (&"naïve seat 😀".into(), &4.into()));
    // Whatever it is called.
    std::fs::copy(program.path("old/seats.sqlite3"), program.path("seats.backup")).expect("a copy");
    assert_eq!(program.json("import p seats.backup --json")["added"], 0);
}

#[test]
fn a_folder_of_qualcoder_is_taken_in_with_what_is_only_in_its_log() {
    let (program, connection) = program(
        "seats.qda/data.qda",
        "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
         CREATE TABLE source (id integer, name text, fulltext text, memo text);
         CREATE TABLE code_name (cid integer, name text, memo text, catid integer, color text);
         CREATE TABLE code_text (cid integer, fid integer, seltext text, pos0 integer, pos1 integer, owner text, date text);
         INSERT INTO code_name VALUES (1, 'seat', '', NULL, '');",
    );
    connection.execute("INSERT INTO source VALUES (1, 'Seats', ?1, '')", [TEXT]).expect("a text");
    connection
        .execute_batch("INSERT INTO code_text VALUES (1, 1, 'stays empty', 17, 28, 'Ana', '2026-01-09 12:30:00');")
        .expect("a coding");
    let rows = taken_in(&program, "seats.qda", "seats.qda");
    assert_eq!((&rows[0]["quote"], &rows[0]["analyst"]), (&"stays empty".into(), &"ana".into()));
    // The file in it is the same.
    assert_eq!(program.json("import p seats.qda/data.qda --json")["added"], 0);
    program.fails("import p texts --format qualcoder", "nothing in it can be taken in");
}

#[test]
fn a_database_of_dna_is_taken_in_with_who_says_what() {
    let (program, connection) = program(
        "seats.dna",
        "CREATE TABLE CODERS (ID INTEGER, Name TEXT);
         CREATE TABLE DOCUMENTS (ID INTEGER, Title TEXT, Text TEXT, Author TEXT, Source TEXT, Date INTEGER);
         CREATE TABLE STATEMENTTYPES (ID INTEGER, Label TEXT);
         CREATE TABLE VARIABLES (ID INTEGER, Variable TEXT, DataType TEXT, StatementTypeId INTEGER);
         CREATE TABLE STATEMENTS (ID INTEGER, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER, Stop INTEGER,
             Coder INTEGER);
         CREATE TABLE ENTITIES (ID INTEGER, VariableId INTEGER, Value TEXT);
         CREATE TABLE DATASHORTTEXT (ID INTEGER, StatementId INTEGER, VariableId INTEGER, Entity INTEGER);
         CREATE TABLE DATABOOLEAN (ID INTEGER, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
         INSERT INTO CODERS VALUES (1, 'Ana');
         INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement');
         INSERT INTO VARIABLES VALUES (1, 'organization', 'short text', 1), (2, 'concept', 'short text', 1),
             (3, 'agreement', 'boolean', 1);
         INSERT INTO STATEMENTS VALUES (1, 1, 1, 18, 29, 1);
         INSERT INTO ENTITIES VALUES (1, 1, 'Seat Board'), (2, 2, 'Seats are needed');
         INSERT INTO DATASHORTTEXT VALUES (1, 1, 1, 1), (2, 1, 2, 2);
         INSERT INTO DATABOOLEAN VALUES (1, 1, 3, 0);",
    );
    connection
        .execute("INSERT INTO DOCUMENTS VALUES (1, 'Seats', ?1, 'Jo Doe', 'Harbour Review', 1767960000)", [TEXT])
        .expect("a text");
    let preview = program.ok("import p seats.dna --dry-run");
    let words = "variables   are taken as tags: concept; as who says it: organization; as the stance: agreement";
    assert!(preview.contains(words), "{preview}");
    let rows = taken_in(&program, "seats.dna", "texts");
    let coding = &rows[0]["codings"][0];
    assert_eq!((&rows[0]["quote"], &rows[0]["date"]), (&"stays empty".into(), &"2026-01-09".into()), "{}", rows[0]);
    assert_eq!(
        (&coding["by"][0], &coding["stance"]),
        (&"organization/seat-board".into(), &"rejects".into()),
        "{coding}"
    );
}

#[test]
fn databases_that_cannot_be_read_are_said_to_be_so() {
    let (program, _connection) = program("other.sqlite3", "CREATE TABLE t (a); INSERT INTO t VALUES ('x');");
    program.fails("import p other.sqlite3", "none of Taguette, QualCoder or DNA");
    program.fails("import p other.sqlite3 --format dna", "it is no database of DNA 2 or 3");
    let (rqda, _connection) = self::program(
        "study.rqda",
        "CREATE TABLE freecode (name TEXT, memo TEXT, id INTEGER, color TEXT);
         CREATE TABLE source (name TEXT, id INTEGER, file TEXT);
         CREATE TABLE coding (cid INTEGER, fid INTEGER, seltext TEXT, selfirst REAL, selend REAL);",
    );
    rqda.fails("import p study.rqda", "it is an RQDA project, which Postil does not read. QualCoder does");
    program.write("text.dna", b"<xml/>");
    program.fails("import p text.dna", "text.dna: it is no SQLite database");
    let journal = [&[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7], &[0_u8; 600][..]].concat();
    program.write("other.sqlite3-journal", &journal);
    program.fails("import p other.sqlite3", "a change of it was broken off or is under way (other.sqlite3-journal");
}

#[test]
fn a_corpus_of_brat_is_taken_in_as_a_folder_or_file_by_file() {
    let program = Program::new();
    program.write("texts/other.txt", b"Another text.\n");
    program.ok("new p --articles texts/other.txt");
    program.write("corpus/visual.conf", b"[labels]\nseat_x | Empty seats\n");
    for name in ["a", "b"] {
        program.write(&format!("corpus/zoe/{name}.txt"), format!("{name}: {TEXT}").as_bytes());
        program.write(&format!("corpus/zoe/{name}.ann"), "T1\tseat_x 7 17\tnaïve seat\n".as_bytes());
    }
    program.write("corpus/notes.pdf", b"not of it");
    let rows = taken_in(&program, "corpus", "corpus");
    let quotes: Vec<_> = rows.iter().map(|row| (row["quote"].as_str(), row["codings"][0]["name"].as_str())).collect();
    assert_eq!(quotes, [(Some("naïve seat"), Some("Empty seats")); 2]);
    program.ok("new q --articles texts/other.txt");
    let told = program.json("import q corpus/zoe/b.ann --json");
    assert_eq!((&told["articles"], &told["added"]), (&1.into(), &1.into()), "{told}");
    program.fails("import p texts", "no corpus of brat (.ann)");
}

#[test]
fn the_files_are_copied_once_whatever_the_number_of_coders() {
    let program = Program::new();
    program.write("texts/other.txt", b"Another text.\n");
    program.ok("new p --articles texts/other.txt");
    for coder in ["ben", "cleo", "zoe"] {
        program.write(&format!("theirs/{coder}/a.txt"), TEXT.as_bytes());
        program.write(&format!("theirs/{coder}/a.ann"), b"T1\tSeat 10 14\tseat\n");
    }
    assert_eq!(program.json("import p theirs --json")["added"], 3);
    let copies = files(&program, "p/history/backups");
    let of_project = copies.iter().filter(|(path, _)| path.ends_with("_import_project.ron"));
    assert_eq!(of_project.count(), 1, "{:?}", copies.iter().map(|(path, _)| path).collect::<Vec<_>>());
}
