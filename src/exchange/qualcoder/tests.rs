use std::io::{Cursor, Write as _};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::super::formats;
use super::*;
use crate::model::Project;
use crate::{
    bytes::sqlite::samples::database,
    intake::{Report, land},
};

/// The tables as QualCoder makes them, without what is not read.
const TABLES: &str = "
    CREATE TABLE project (databaseversion text, date text, memo text, about text);
    CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text, date text,
        av_text_id integer, risid integer, unique(name));
    CREATE TABLE code_image (imid integer primary key, id integer, x1 integer, cid integer);
    CREATE TABLE annotation (anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text, owner text,
        date text);
    CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text, id integer, date text,
        owner text);
    CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer);
    CREATE TABLE cases (caseid integer primary key, name text, memo text);
    CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text, supercatid integer);
    CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer, pos1 integer,
        owner text, date text, memo text, avid integer, important integer);
    CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text,
        color text, supercid integer);
    CREATE TABLE journal (jid integer primary key, name text, jentry text, date text, owner text);
    CREATE TABLE coder_names (name text);
    CREATE VIEW code_text_visible AS SELECT * FROM code_text;";

const SEATS: &str = "Who sits 😀 here?\r\nThe naïve seat 👍🏽 stays empty; costs rise.";
const RIGHT: &str = "هذا 😀 المقعد فارغ.";

fn project(rest: &str) -> Vec<u8> {
    database(&format!(
        "{TABLES}
         INSERT INTO source VALUES (1, 'seats.txt', '{SEATS}', NULL, 'From the archive', 'ana', '2026-01-09', NULL, NULL),
             (2, 'right.txt', '{RIGHT}', NULL, '', 'ana', '2026-01-09', NULL, NULL),
             (3, 'chair.jpg', NULL, '/images/chair.jpg', '', 'ana', '2026-01-09', NULL, NULL);
         {rest}"
    ))
}

/// A coding of these words: QualCoder counts characters of the text with line ends of one.
fn coding(code: i64, file: i64, text: &str, words: &str, owner: &str, memo: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let start = text[..text.find(words).expect(words)].chars().count();
    let end = start + words.chars().count();
    format!(
        "INSERT INTO code_text (cid, fid, seltext, pos0, pos1, owner, date, memo, important)
             VALUES ({code}, {file}, '{words}', {start}, {end}, '{owner}', '2026-01-09 12:30:00', '{memo}', NULL);"
    )
}

/// The passages as they land: the words, tags, note and analyst.
fn landed(foreign: &Foreign) -> (Vec<String>, Report) {
    let empty = Project::new(crate::analysis::samples::project().info().clone());
    let landed = land(&empty, "qualcoder", foreign).expect("a project");
    let mut found = Vec::new();
    for layer in landed.layers.iter().filter_map(|records| records.layer()) {
        for (_, passage) in layer.annotations.iter() {
            let tags: Vec<String> = passage.codings.iter().map(|it| landed.project.tag_name(&it.tag)).collect();
            found.push(format!("{:?} {tags:?} {:?} {}", passage.quote.exact, passage.note, layer.analyst().name));
        }
    }
    found.sort();
    (found, landed.report)
}

fn full() -> Vec<u8> {
    let rest = [
        "INSERT INTO code_cat VALUES (1, 'Views', 'ana', '', '', NULL), (2, 'Money', 'ana', '', 'What it costs', 1);
         INSERT INTO code_name VALUES (1, 'seat', 'An empty one', NULL, 'ana', '', '#F44336', NULL),
             (2, 'costs', '', 2, 'ana', '', 'red', NULL), (3, 'dues', '', 2, 'ana', '', NULL, 2);",
        &coding(1, 1, SEATS, "naïve seat", "ana", "see above"),
        &coding(2, 1, SEATS, "naïve seat", "ana", ""),
        &coding(1, 1, SEATS, "seat 👍🏽 stays", "ben", ""),
        &coding(3, 1, SEATS, "costs", "ben", ""),
        &coding(1, 2, RIGHT, "المقعد", "ana", ""),
        "INSERT INTO annotation VALUES (1, 1, 0, 3, 'Who is that?', 'ben', '2026-01-10 08:00:00');
         INSERT INTO attribute VALUES (1, 'Author', 'file', 'Jo Doe', 1, '', ''), (2, 'Place', 'file', 'Hull', 1, '', ''),
             (3, 'Age', 'case', '40', 1, '', '');
         INSERT INTO cases VALUES (1, 'Harbour', '');
         INSERT INTO case_text VALUES (1, 1, 1, 0, 10);
         INSERT INTO journal VALUES (1, 'Day one', 'It rained.', '', 'ana');
         INSERT INTO code_image VALUES (1, 3, 0, 1);
         UPDATE code_text SET important = 1 WHERE seltext = 'costs';",
    ];
    project(&rest.join("\n"))
}

const FOUND: [&str; 5] = [
    r#""Who" [] "Who is that?" ben"#,
    r#""costs" ["dues"] "important" ben"#,
    r#""naïve seat" ["seat", "costs"] "see above" ana"#,
    r#""seat 👍🏽 stays" ["seat"] "" ben"#,
    r#""المقعد" ["seat"] "" ana"#,
];

#[test]
fn codings_land_on_their_words_with_memos_and_coders() {
    let foreign = read(&full()).expect("a project");
    let codes: Vec<_> = foreign.codes.iter().map(|code| (code.name.as_str(), code.parent, code.is_category)).collect();
    let expected = [
        ("Views", None, true),
        ("Money", Some(0), true),
        ("costs", Some(1), false),
        ("dues", Some(2), false),
        ("seat", None, false),
    ];
    assert_eq!(codes, expected);
    assert_eq!(
        (foreign.codes[4].description.as_str(), foreign.codes[4].colour),
        ("An empty one", Some([0xf4, 0x43, 0x36]))
    );
    let seats = &foreign.texts[0];
    assert_eq!(
        (seats.author.as_str(), seats.note.as_str()),
        ("Jo Doe", "From the archive\nPlace: Hull\nCase: Harbour")
    );
    let memos: Vec<_> = foreign.memos.iter().map(|memo| (memo.text.as_str(), memo.coder)).collect();
    let ana = foreign.coders.iter().position(|coder| coder.name == "ana");
    assert_eq!(memos, [("Day one\nIt rained.", ana)]);
    let (found, report) = landed(&foreign);
    assert_eq!(found, FOUND);
    let counting = report.counting.expect("positions").to_string();
    assert!(
        counting.starts_with("positions count characters, a byte-order mark not counted, CR LF as one"),
        "{counting}"
    );
    assert_eq!(
        report.notices,
        [
            "1 file without text left out (pictures, sound, films): chair.jpg",
            "left out, since there is no place for it here: area of a picture (1)",
            "1 selection on words that the same person has selected already is one passage with that",
        ]
    );
}

#[test]
fn a_zip_of_the_folder_is_read_as_the_database_in_it() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("seats.qda/documents/seats.txt", b"text".to_vec()), ("seats.qda/data.qda", full())] {
        zip.start_file(name, SimpleFileOptions::default()).expect("a file");
        zip.write_all(&bytes).expect("written");
    }
    let zip = zip.finish().expect("a zip").into_inner();
    assert_eq!(formats::of_file("zip", &zip).expect("a format").name, "qualcoder");
    assert_eq!(read(&zip).expect("a project"), read(&full()).expect("a project"));
    // It is known by its name: that what is in it is damaged is said by who reads it.
    let mut damaged = zip;
    let name = b"seats.qda/data.qda";
    let at = damaged.windows(name.len()).position(|bytes| bytes == name).expect("the database");
    damaged[at + name.len() + 20] ^= 0xff;
    assert_eq!(formats::of_file("zip", &damaged).expect("a format").name, "qualcoder");
    assert!(read(&damaged).expect_err("damaged").contains("data.qda"));
}

#[test]
fn circles_among_codes_are_cut_and_rows_without_a_text_or_code_are_told() {
    let rest = [
        "INSERT INTO code_cat VALUES (1, 'a', '', '', '', 2), (2, 'b', '', '', '', 1), (3, 'c', '', '', '', 77);
         INSERT INTO code_name VALUES (1, 'd', '', 1, '', '', '', 1), (2, NULL, NULL, 'x', NULL, NULL, NULL, NULL);",
        &coding(1, 1, SEATS, "costs", "ana", ""),
        &coding(2, 1, SEATS, "Who", "", ""),
        &coding(9, 1, SEATS, "here", "ana", ""),
        &coding(1, 9, SEATS, "here", "ana", ""),
        "INSERT INTO code_text (cid, fid, seltext, pos0, pos1) VALUES (1, 1, NULL, 5, 9999), (1, 1, NULL, NULL, 'x'),
             (1, 1, NULL, -4, 2), (1, 1, 'seat', 9000, 9004);",
    ];
    let foreign = read(&project(&rest.join("\n"))).expect("a project");
    let codes: Vec<_> = foreign.codes.iter().map(|code| (code.name.as_str(), code.parent)).collect();
    assert_eq!(codes, [("c", None), ("", None), ("a", None), ("b", Some(2)), ("d", None)]);
    let (found, report) = landed(&foreign);
    assert_eq!(
        found,
        [r#""Who" ["Without a name"] "" Imported"#, r#""costs" ["d"] "" ana"#, r#""seat" ["d"] "" Imported"#]
    );
    let notices = report.notices.join("\n");
    for words in [
        "codes whose parents go round in a circle, or that are nested too deep, stand at the top now: 2",
        "2 passages left out: the text or the code of them is not there",
        "1 passage found by the words",
        "3 passages left out, since nothing stands at the place",
    ] {
        assert!(notices.contains(words), "{words}: {notices}");
    }
}

#[test]
fn what_is_no_project_is_refused() {
    for (bytes, expected) in [
        (database("CREATE TABLE source (name text)"), "it is no project of QualCoder"),
        (b"text".to_vec(), "it is no SQLite database"),
        (b"PK\x03\x04".to_vec(), "it is no zip"),
    ] {
        let refused = read(&bytes).expect_err(expected);
        assert!(refused.starts_with(expected), "{refused}");
    }
}
