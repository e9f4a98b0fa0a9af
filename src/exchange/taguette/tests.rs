use super::*;
use crate::model::{Annotation, Project};
use crate::{bytes::sqlite::samples::database, intake::land};

/// The tables as Taguette makes them, without what is not read, and a little less strict.
const TABLES: &str = "
    CREATE TABLE users (login VARCHAR(30) PRIMARY KEY, created DATETIME NOT NULL);
    CREATE TABLE projects (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL, description TEXT NOT NULL);
    CREATE TABLE documents (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL, description TEXT NOT NULL,
        filename VARCHAR(200), project_id INTEGER NOT NULL, text_direction VARCHAR(13) NOT NULL, contents TEXT NOT NULL);
    CREATE TABLE commands (id INTEGER PRIMARY KEY AUTOINCREMENT, date DATETIME NOT NULL, user_login VARCHAR(30) NOT NULL,
        project_id INTEGER NOT NULL, document_id INTEGER, payload TEXT NOT NULL);
    CREATE TABLE highlights (id INTEGER PRIMARY KEY AUTOINCREMENT, document_id INTEGER, start_offset INTEGER,
        end_offset INTEGER, snippet TEXT);
    CREATE TABLE tags (id INTEGER PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL, path VARCHAR(200) NOT NULL,
        description TEXT NOT NULL);
    CREATE TABLE highlight_tags (highlight_id INTEGER NOT NULL, tag_id INTEGER NOT NULL, PRIMARY KEY (highlight_id, tag_id));
    INSERT INTO projects VALUES (1, 'Seats', '');";

const SEATS: &str = "<h1>Who sits 😀</h1>\n<p>The <b>naïve</b> seat\nstays empty.</p>\n<p>Costs &amp; dues rise.</p>";
const RIGHT: &str = "<p>هذا 😀 المقعد فارغ.</p>";

/// An insertion of a highlight on these words of the text between the tags.
fn highlight(id: i64, document: i64, html: &str, words: &str) -> String {
    let all = dom_query::Document::fragment(html).root().text().to_string();
    let start = all.find(words).expect(words);
    let snippet = format!("<p>{}</p>", words.replace('&', "&amp;"));
    format!("INSERT INTO highlights VALUES ({id}, {document}, {start}, {}, '{snippet}');", start + words.len())
}

fn project(rest: &str) -> Vec<u8> {
    database(&format!(
        "{TABLES}
         INSERT INTO documents VALUES (1, 'Seats', 'From the archive', 's.html', 1, 'LEFT_TO_RIGHT', '{SEATS}');
         INSERT INTO documents VALUES (2, 'Right', '', 'r.html', 1, 'RIGHT_TO_LEFT', '{RIGHT}');
         {rest}"
    ))
}

/// The passages as they land: the words, tags, note and analyst.
fn landed(foreign: &Foreign) -> (Vec<String>, crate::intake::Report) {
    let mut landed = land(&Project::new(crate::analysis::samples::project().info().clone()), "taguette", foreign)
        .expect("a project");
    let name = |project: &Project, passage: &Annotation| {
        let tags: Vec<String> = passage.codings.iter().map(|coding| project.tag_name(&coding.tag)).collect();
        format!("{:?} {tags:?}", passage.quote.exact)
    };
    let mut found = Vec::new();
    for records in std::mem::take(&mut landed.layers) {
        let layer = records.layer().expect("a layer");
        for (_, passage) in layer.annotations.iter() {
            found.push(format!("{} {}", name(&landed.project, passage), layer.analyst().name));
        }
    }
    found.sort();
    (found, landed.report)
}

#[test]
fn highlights_land_on_their_words_with_their_tags_and_makers() {
    let rest = [
        "INSERT INTO tags VALUES (1, 1, 'cost', 'What it costs'), (2, 1, 'cost.dues', ''), (3, 1, 'U.S.', ''), (4, 1, 'seat', '');",
        &highlight(1, 1, SEATS, "naïve seat\nstays"),
        &highlight(2, 1, SEATS, "seat\nstays empty.\nCosts & dues"),
        &highlight(3, 1, SEATS, "Costs & dues"),
        &highlight(4, 2, RIGHT, "المقعد"),
        "INSERT INTO highlight_tags VALUES (1, 4), (1, 3), (2, 4), (3, 2), (4, 1), (4, 99), (77, 1);
         INSERT INTO users VALUES ('ana', ''), ('ben', '');
         INSERT INTO commands VALUES (1, '2026-01-09 12:30:00.5', 'ana', 1, 1, '{\"type\": \"highlight_add\", \"highlight_id\": 1}'),
             (2, '2026-01-10 12:30:00', 'ben', 1, 1, '{\"type\": \"highlight_add\", \"highlight_id\": 1}'),
             (3, '2026-01-09 12:31:00', 'ben', 1, 1, '{\"type\": \"highlight_add\", \"highlight_id\": 2}'),
             (4, '2026-01-09 12:32:00', 'ben', 1, 2, '{\"type\": \"highlight_add\", \"highlight_id\": 4}'),
             (5, '2026-01-09 12:33:00', 'ben', 1, 2, 'no JSON');",
    ];
    let foreign = read(&project(&rest.join("\n"))).expect("a project");
    assert_eq!(foreign.notices, Vec::<String>::new());
    assert_eq!(foreign.texts[0].raw, "Who sits 😀\n\nThe naïve seat stays empty.\n\nCosts & dues rise.");
    assert_eq!(foreign.texts[0].note, "From the archive");
    let first = &foreign.texts[0].passages[0];
    assert_eq!(first.created.map(|time| time.to_string()).as_deref(), Some("2026-01-09T12:30:00.5Z"));
    assert_eq!(first.modified.map(|time| time.to_string()).as_deref(), Some("2026-01-10T12:30:00Z"));
    let (found, report) = landed(&foreign);
    assert_eq!(
        found,
        [
            r#""Costs & dues" ["dues"] Imported"#,
            r#""naïve seat stays" ["seat", "U.S."] ana"#,
            r#""seat stays empty.\n\nCosts & dues" ["seat"] ben"#,
            r#""المقعد" ["cost"] ben"#,
        ]
    );
    assert_eq!(report.notices, Vec::<String>::new());
}

#[test]
fn tags_below_a_tag_or_beside_another_are_nested() {
    let rest = "INSERT INTO tags VALUES (1, 1, 'b.two', ''), (2, 1, 'a', ''), (3, 1, 'a.one', ''), (4, 1, 'b.one', 'x'), \
                (5, 1, 'c.one', ''), (6, 1, 'vs. them', ''), (7, 1, 'a.one.deep', '');";
    let foreign = read(&project(rest)).expect("a project");
    let codes: Vec<_> = foreign.codes.iter().map(|code| (code.name.as_str(), code.parent, code.is_category)).collect();
    assert_eq!(
        codes,
        [
            ("a", None, false),
            ("one", Some(0), false),
            ("deep", Some(1), false),
            ("b", None, true),
            ("one", Some(3), false),
            ("two", Some(3), false),
            ("c.one", None, false),
            ("vs. them", None, false),
        ]
    );
}

#[test]
fn the_only_user_made_what_the_history_says_nothing_of_and_what_stands_nowhere_is_told() {
    let rest = [
        "INSERT INTO users VALUES ('admin', '');",
        &highlight(1, 1, SEATS, "Costs"),
        // Moved by somebody's hand: the words are known.
        "INSERT INTO highlights VALUES (2, 1, 900, 905, '<p>stays empty.</p>'), (3, 1, -3, 4, ''), (4, 9, 0, 3, 'Who'),
             (5, NULL, 'x', NULL, NULL), (6, 1, 10, 11, '');
         INSERT INTO documents VALUES (3, 'Nothing', '', 'n', 1, '', '<p> </p>');",
    ];
    let foreign = read(&project(&rest.join("\n"))).expect("a project");
    let (found, report) = landed(&foreign);
    assert_eq!(found, [r#""Costs" [] admin"#, r#""stays empty." [] admin"#]);
    let notices = report.notices.join("\n");
    for words in [
        "“Nothing” is left out: it has no text",
        "2 highlights left out, whose documents are not there",
        "1 passage found by the words, which are not where the file says",
        "2 passages left out, since nothing stands at the place",
    ] {
        assert!(notices.contains(words), "{words}: {notices}");
    }
}

#[test]
fn all_projects_of_a_database_are_read_each_with_its_own_tags() {
    let rest = "INSERT INTO projects VALUES (2, 'Dues', ''); INSERT INTO tags VALUES (1, 1, 'a', ''), (2, 2, 'a', '');";
    let foreign = read(&project(rest)).expect("a database");
    let codes: Vec<_> = foreign.codes.iter().map(|code| (code.name.as_str(), code.parent)).collect();
    assert_eq!(codes, [("Seats", None), ("a", Some(0)), ("Dues", None), ("a", Some(2))]);
    assert_eq!(foreign.notices, ["it holds 2 projects, all of which are read: Seats, Dues"]);
}

#[test]
fn what_is_no_project_is_refused() {
    let other = database("CREATE TABLE documents (id INTEGER, name TEXT); CREATE TABLE tags (path TEXT);");
    assert!(read(&other).expect_err("refused").starts_with("it is no project of Taguette"));
    assert_eq!(read(&database(TABLES)).expect_err("refused"), "there is no document and no tag in it");
    let deep = format!("{}x", "<b>".repeat(100_000));
    let crafted = project(&format!("INSERT INTO documents VALUES (3, 'Deep', '', 'd', 1, '', '{deep}');"));
    let foreign = read(&crafted).expect("the others");
    assert_eq!(foreign.notices, ["“Deep” is left out: its elements are nested deeper than those of any page"]);
}
