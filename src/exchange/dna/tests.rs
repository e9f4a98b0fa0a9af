use super::super::formats;
use super::*;
use crate::model::{Project, ProjectInfo, Stance, Tag};
use crate::{
    bytes::sqlite::samples::database,
    intake::{Report, land},
};

/// The tables as DNA 3 makes them, without what is not read.
const TABLES: &str = "
    CREATE TABLE CODERS (ID INTEGER NOT NULL PRIMARY KEY, Name TEXT NOT NULL);
    CREATE TABLE DOCUMENTS (ID INTEGER NOT NULL PRIMARY KEY, Title TEXT NOT NULL, Text TEXT NOT NULL, Coder INTEGER,
        Author TEXT NOT NULL DEFAULT '', Source TEXT NOT NULL DEFAULT '', Section TEXT NOT NULL DEFAULT '',
        Notes TEXT NOT NULL DEFAULT '', Type TEXT NOT NULL DEFAULT '', Date INTEGER NOT NULL);
    CREATE TABLE STATEMENTTYPES (ID INTEGER NOT NULL PRIMARY KEY, Label TEXT NOT NULL);
    CREATE TABLE VARIABLES (ID INTEGER NOT NULL PRIMARY KEY, Variable TEXT NOT NULL, DataType TEXT NOT NULL,
        StatementTypeId INTEGER);
    CREATE TABLE STATEMENTS (ID INTEGER NOT NULL PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER,
        Stop INTEGER, Coder INTEGER);
    CREATE TABLE DATABOOLEAN (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
    CREATE TABLE DATAINTEGER (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
    CREATE TABLE DATALONGTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value TEXT);
    INSERT INTO CODERS VALUES (1, 'Admin'), (2, 'Ben');
    INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement'), (2, 'Annotation');
    INSERT INTO VARIABLES VALUES (1, 'person', 'short text', 1), (2, 'organization', 'short text', 1),
        (3, 'concept', 'short text', 1), (4, 'agreement', 'boolean', 1), (5, 'note', 'long text', 2),
        (6, 'importance', 'integer', 1);";

const NEW: &str = "
    CREATE TABLE ENTITIES (ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER NOT NULL, Value TEXT NOT NULL DEFAULT '',
        Red INTEGER, Green INTEGER, Blue INTEGER, ChildOf INTEGER);
    CREATE TABLE DATASHORTTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Entity INTEGER);
    CREATE TABLE ATTRIBUTEVARIABLES (ID INTEGER PRIMARY KEY, VariableId INTEGER, AttributeVariable TEXT);
    CREATE TABLE ATTRIBUTEVALUES (ID INTEGER PRIMARY KEY, EntityId INTEGER, AttributeVariableId INTEGER, AttributeValue TEXT);
    INSERT INTO ENTITIES VALUES (1, 1, '', 0, 0, 0, NULL), (2, 1, 'Jo Doe', 0, 0, 0, NULL), (3, 2, 'Seat Board', 0, 0, 0, NULL),
        (4, 3, 'Costs are high', 244, 67, 54, NULL), (5, 3, 'Dues are high', 0, 0, 0, 4), (6, 3, 'Seats are needed', 0, 0, 0, NULL);
    INSERT INTO ATTRIBUTEVARIABLES VALUES (1, 2, 'Type'), (2, 2, 'Alias');
    INSERT INTO ATTRIBUTEVALUES VALUES (1, 3, 1, 'Agency'), (2, 3, 2, '');";

const SEATS: &str = "The Board 😀 says that costs rise.\r\nمرحبا، costs 😀 rise again, and seats are needed.";

fn statement(id: i64, kind: i64, words: &str, nth: usize, coder: i64) -> String {
    let text = SEATS.replace("\r\n", "\n");
    let start = text.match_indices(words).nth(nth).map(|(at, _)| text[..at].encode_utf16().count()).expect(words);
    let end = start + words.encode_utf16().count();
    format!("INSERT INTO STATEMENTS VALUES ({id}, {kind}, 1, {start}, {end}, {coder});")
}

fn statements() -> String {
    [
        statement(1, 1, "costs rise", 0, 1),
        statement(2, 1, "costs 😀 rise", 0, 2),
        // The same words twice, by two people who do not agree.
        statement(3, 1, "seats are needed", 0, 1),
        statement(4, 1, "seats are needed", 0, 1),
        statement(5, 2, "مرحبا", 0, 1),
        "INSERT INTO STATEMENTS VALUES (6, 1, 9, 0, 3, 1), (7, 1, 1, 0, 90000, 1);
         INSERT INTO DATABOOLEAN VALUES (1, 1, 4, 1), (2, 2, 4, 0), (3, 3, 4, 1), (4, 4, 4, 0);
         INSERT INTO DATAINTEGER VALUES (1, 1, 6, 3);
         INSERT INTO DATALONGTEXT VALUES (1, 5, 5, 'A greeting'), (2, 1, 99, 'of no variable');
         INSERT INTO DOCUMENTS VALUES (1, 'Seats', '"
            .to_owned()
            + SEATS
            + "', 1, 'Jo Doe', 'Harbour Review', 'Opinion', 'Scanned', 'Article', 1767960000);",
    ]
    .join("\n")
}

const CODED: &str =
    "INSERT INTO DATASHORTTEXT VALUES (1, 1, 1, 2), (2, 1, 2, 3), (3, 1, 3, 4), (4, 2, 1, 1), (5, 2, 2, 3),
    (6, 2, 3, 5), (7, 3, 1, 2), (8, 3, 3, 6), (9, 4, 2, 3), (10, 4, 3, 6), (11, 4, 1, 77);";

/// The passages as they land: the words, tags with who says them, note and analyst.
fn landed(foreign: &Foreign) -> (Vec<String>, Project, Report) {
    let info = crate::analysis::samples::project().info().clone();
    let empty = Project::new(ProjectInfo { title: "Seats".to_owned(), ..info });
    let landed = land(&empty, "dna", foreign).expect("a project");
    let project = &landed.project;
    let mut found = Vec::new();
    for layer in landed.layers.iter().filter_map(|records| records.layer()) {
        for (_, passage) in layer.annotations.iter() {
            let codings = passage.codings.iter().map(|coding| {
                let by: Vec<String> = coding.by.iter().map(|tag| project.tag_name(tag)).collect();
                let stance = coding.stance.map_or("says", Stance::word);
                format!("{} {stance} {}", by.join(" & "), project.tag_name(&coding.tag))
            });
            let codings = codings.collect::<Vec<_>>().join("; ");
            found.push(format!("{:?}: {codings}. {:?} {}", passage.quote.exact, passage.note, layer.analyst().name));
        }
    }
    found.sort();
    (found, landed.project, landed.report)
}

fn group_of<'p>(project: &'p Project, tag: &Tag) -> &'p str {
    &project.groups.get(&tag.group).expect("a group").name
}

const FOUND: [&str; 5] = [
    r#""costs rise": Jo Doe & Seat Board supports Costs are high. "importance: 3" Admin"#,
    r#""costs 😀 rise": Seat Board rejects Dues are high. "" Ben"#,
    r#""seats are needed": Jo Doe supports Seats are needed. "" Admin"#,
    r#""seats are needed": Seat Board rejects Seats are needed. "" Admin"#,
    r#""مرحبا": . "Type of statement: Annotation\nA greeting" Admin"#,
];

#[test]
fn statements_say_who_says_what_and_whether_for_it() {
    let bytes = database(&[TABLES, NEW, &statements(), CODED].join("\n"));
    assert_eq!(formats::of_file("db", &bytes).expect("a format").name, "dna");
    let foreign = read(&bytes).expect("a database");
    let seats = &foreign.texts[0];
    assert_eq!([&seats.author, &seats.outlet, &seats.date], ["Jo Doe", "Harbour Review", "2026-01-09"]);
    assert_eq!(seats.note, "Scanned\nSection: Opinion\nType: Article");
    let (found, project, report) = landed(&foreign);
    assert_eq!(found, FOUND);
    assert_eq!(
        report.understood.as_deref(),
        Some(
            "variables are taken as tags: concept; as who says it: organization, person; as the stance: agreement; in the \
             notes: importance, note"
        )
    );
    let notices = report.notices.join("\n");
    for words in [
        "1 statement left out, whose documents are not there",
        "1 passage left out, since nothing stands at the place: “without words” (0 to 90000 of “Seats”)",
    ] {
        assert!(notices.contains(words), "{words}: {notices}");
    }
    let tag = |name: &str| project.tags.iter().find(|(_, tag)| tag.name == name).expect(name).1;
    assert_eq!(tag("Seat Board").definition, "Type: Agency");
    assert_eq!(
        tag("Dues are high").parent.as_ref().map(|above| project.tag_name(above)).as_deref(),
        Some("Costs are high")
    );
    assert_eq!(group_of(&project, tag("Jo Doe")), "Persons and offices");
}

#[test]
fn dna_2_writes_values_as_words_and_dates_in_milliseconds() {
    let old = "CREATE TABLE DATASHORTTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER,
            StatementTypeId INTEGER, Value TEXT);
        UPDATE DOCUMENTS SET Date = 1767960000000;
        INSERT INTO DATASHORTTEXT VALUES (1, 1, 1, 1, 'Jo Doe'), (2, 1, 2, 1, 'Seat Board'), (3, 1, 3, 1, 'Costs are high'),
            (4, 2, 1, 1, ''), (5, 2, 2, 1, 'Seat Board'), (6, 2, 3, 1, 'Dues are high'), (7, 3, 1, 1, 'Jo Doe'),
            (8, 3, 3, 1, 'Seats are needed'), (9, 4, 2, 1, 'Seat Board'), (10, 4, 3, 1, 'Seats are needed');";
    let foreign = read(&database(&[TABLES, &statements(), old].join("\n"))).expect("a database");
    assert_eq!(foreign.texts[0].date, "2026-01-09");
    assert_eq!(landed(&foreign).0, FOUND);
}

#[test]
fn circles_grades_and_variables_of_other_names_are_understood_as_far_as_they_go() {
    let other = [
        TABLES,
        NEW,
        &statements(),
        "UPDATE ENTITIES SET ChildOf = 5 WHERE ID = 4;
         UPDATE VARIABLES SET Variable = 'level of support', DataType = 'integer' WHERE ID = 4;
         UPDATE VARIABLES SET Variable = 'Personal motive' WHERE ID = 1;
         DELETE FROM DATABOOLEAN; DELETE FROM DATAINTEGER;
         INSERT INTO DATAINTEGER VALUES (1, 1, 4, 1), (2, 2, 4, 5), (3, NULL, 4, 1), (4, 1, NULL, 1);
         INSERT INTO DATASHORTTEXT VALUES (1, 1, 1, 2), (2, 2, 2, 3), (3, NULL, 3, 4), (4, 3, 3, NULL), (5, 3, 3, 'x');",
    ];
    let foreign = read(&database(&other.join("\n"))).expect("a database");
    let (found, project, report) = landed(&foreign);
    assert_eq!(found[0], r#""costs rise":  says Jo Doe. "level of support: 1" Admin"#);
    // Nobody says a tag of it: who would say it is the tag.
    assert_eq!(found[1], r#""costs 😀 rise":  says Seat Board. "level of support: 5" Ben"#);
    assert!(report.notices.iter().any(|notice| notice.starts_with("values whose parents go round in a circle")));
    let motive = project.tags.iter().find(|(_, tag)| tag.name == "Jo Doe").expect("a tag").1;
    assert_eq!(group_of(&project, motive), "Personal motive");
}

#[test]
fn other_versions_and_other_databases_are_refused() {
    let unknown =
        "CREATE TABLE DATASHORTTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, RoleVariableLinkId INTEGER);";
    for (sql, expected) in [
        (format!("{TABLES}{unknown}"), "it is a database of a version of DNA that is not known here"),
        ("CREATE TABLE STATEMENTS (ID INTEGER);".to_owned(), "it is no database of DNA 2 or 3"),
    ] {
        let refused = read(&database(&sql)).expect_err(expected);
        assert!(refused.starts_with(expected), "{refused}");
    }
    let other = formats::of_file("sqlite3", &database("CREATE TABLE t (a);")).expect_err("none of them");
    assert!(other.starts_with("it is an SQLite database, but none of Taguette, QualCoder or DNA"), "{other}");
}
