//! What readers have marked in prints becomes passages of theirs.

use std::path::Path;

use postil::{
    ingest::{Found, ReadOptions, articles_in},
    model::{AnalystId, Project},
    workspace::SaveState,
};

use crate::{
    articles::{drawn, marked_pdf},
    disk::disk,
    program::Program,
};

const LINES: [&str; 2] =
    ["The lamps along the pier are lit again in the", "evening, and there is one fewer than before."];

/// A print of one page that two readers have marked: words over two lines, one word, and a note beside the text.
pub fn print() -> Vec<u8> {
    let marked = |areas: &[[i32; 4]], more: &str| {
        let corners: Vec<String> =
            areas.iter().map(|[x0, y0, x1, y1]| format!("{x0} {y1} {x1} {y1} {x0} {y0} {x1} {y0}")).collect();
        format!("<< /Subtype /Highlight /Rect [0 0 9 9] /QuadPoints [{}] {more} >>", corners.join(" "))
    };
    let over = marked(&[[150, 594, 330, 610], [60, 580, 100, 596]], "/T (Reader Ben) /Contents (Is that so?)");
    let word = marked(&[[86, 594, 118, 610]], "/T (Ana Novak) /CreationDate (D:20260120090431Z)");
    let note = "<< /Subtype /Text /Rect [20 580 38 598] /T (Reader Ben) /Contents (Read the report.) >>";
    marked_pdf(&[drawn(&LINES)], &format!("{over} {word} {note}"))
}

fn rows(program: &Program, project: &str) -> Vec<(String, String, String)> {
    let rows = program.ok(&format!("export {project} --format jsonl --everybody"));
    let of = |row: &str| {
        let row: serde_json::Value = serde_json::from_str(row).expect("JSON");
        let said = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
        (said("analyst"), said("quote"), said("note"))
    };
    let mut rows: Vec<_> = rows.lines().map(of).collect();
    rows.sort();
    rows
}

const WHOLE: &str = "The lamps along the pier are lit again in the evening, and there is one fewer than before.";

#[test]
fn a_print_that_was_marked_comes_with_the_passages_of_its_readers() {
    let program = Program::new();
    program.write("print.pdf", &print());
    let ran = program.run("new p --articles print.pdf");
    let said = "2 highlights and 1 note by 2 readers (Ana Novak, Reader Ben) become passages";
    assert!(ran.code == 0 && ran.err.contains(said), "{}", ran.err);
    assert!(ran.err.contains("a new project with 1 article with 3 passages of readers"), "{}", ran.err);
    let passages = |ana: &str| {
        [
            (ana, "lamps", ""),
            ("reader-ben", WHOLE, "Read the report."),
            ("reader-ben", "the pier are lit again in the evening", "Is that so?"),
        ]
        .map(|(who, quote, note)| (who.to_owned(), quote.to_owned(), note.to_owned()))
    };
    assert_eq!(rows(&program, "p"), passages("ana-novak"));
    assert_eq!(program.json("check p --json"), serde_json::json!({"flaws": []}));

    program.ok("new q --articles print.pdf --choose no-highlights");
    assert_eq!(rows(&program, "q"), []);

    // Who has a layer already is the same person.
    program.write("other.txt", b"Dues are small.");
    program.ok("new r --articles other.txt");
    program.ok("annotate r --analyst Ana_Novak --article other --quote Dues --tag argument/dues --create-tags");
    program.ok("add r print.pdf");
    let layer = program.read("r/annotations/ana-novak.ron");
    assert!(layer.contains("quote: \"Dues\"") && layer.contains("quote: \"lamps\""), "{layer}");
    assert_eq!(program.json("check r --json"), serde_json::json!({"flaws": []}));
}

#[test]
fn what_was_marked_in_a_text_that_is_there_goes_to_that_article() {
    let program = Program::new();
    program.write("print.pdf", &marked_pdf(&[drawn(&LINES)], ""));
    program.ok("new p --articles print.pdf");
    program.write("marked.pdf", &print());
    let ran = program.run("add p marked.pdf");
    let said = "0 articles added to p, and of 1 article, whose text is there already, 3 passages of readers";
    assert!(ran.code == 0 && ran.err.contains(said), "{}", ran.err);
    assert_eq!(rows(&program, "p").len(), 3);
    let ran = program.run("add p marked.pdf");
    assert!(ran.err.contains("1 article left out, whose text is there already"), "{}", ran.err);
    assert_eq!(rows(&program, "p").len(), 3);
    assert_eq!(program.json("check p --json"), serde_json::json!({"flaws": []}));
}

fn found() -> Vec<Found> {
    articles_in(Path::new("print.pdf"), print(), &ReadOptions::default()).expect("an article").articles
}

fn passages(project: &Project) -> Vec<(String, usize)> {
    let layers = project.layers.values().map(|layer| (layer.id.as_str().to_owned(), layer.annotations.len()));
    layers.filter(|(_, passages)| *passages > 0).collect()
}

#[test]
fn marked_articles_come_and_go_in_one_step() {
    let disk = disk();
    let mut workspace = disk.workspace();
    let before = passages(workspace.project());
    let articles = workspace.project().articles.len();
    let added = workspace.add(found()).expect("added");
    assert_eq!((added.articles, added.passages), (1, 3));
    assert_eq!(workspace.save_now(), SaveState::Saved);
    let after = passages(workspace.project());
    assert_eq!(after.iter().map(|(_, n)| n).sum::<usize>(), before.iter().map(|(_, n)| n).sum::<usize>() + 3);
    assert_eq!(passages(&disk.open().project), after);
    workspace.undo().expect("a step to undo");
    assert_eq!(workspace.save_now(), SaveState::Saved);
    for project in [workspace.project(), &disk.open().project] {
        assert_eq!((passages(project), project.articles.len()), (before.clone(), articles));
    }
    workspace.redo().expect("a step to make again");
    assert_eq!(workspace.save_now(), SaveState::Saved);
    assert_eq!(passages(&disk.open().project), after);
    // Another copy of the file is another article, and has passages of its own.
    workspace.add(found()).expect("added");
    let ben = AnalystId::new("reader-ben").expect("an id");
    assert_eq!(workspace.project().layer(&ben).map(|layer| layer.annotations.len()), Some(4));
}
