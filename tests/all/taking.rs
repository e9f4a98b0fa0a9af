//! What other programs wrote, and what we wrote for them, taken in by the command line.

use serde_json::{Value, json};

use crate::program::Program;

/// Runs an import of which the code is to be looked at; gives the code and what is said.
fn import(program: &Program, line: &str) -> (i32, Value) {
    let ran = program.run(&format!("import {line} --json"));
    (ran.code, serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{line}: {}", ran.err)))
}

fn warnings(report: &Value) -> String {
    report["warnings"].as_array().expect("warnings").iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
}

/// The passages of a project as words, tags and analyst, in order.
fn passages(program: &Program, project: &str) -> Vec<String> {
    let lines = program.run(&format!("export {project} --format jsonl --everybody")).out;
    let said = |line: &str| {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let mut tags: Vec<&str> =
            row["codings"].as_array().expect("codings").iter().filter_map(|it| it["name"].as_str()).collect();
        tags.sort_unstable();
        format!("{}: {} ({})", text("quote"), tags.join(", "), text("analyst"))
    };
    let mut all: Vec<String> = lines.lines().map(said).collect();
    all.sort();
    all
}

const TABLE: &str =
    "tag,description,group,parent\nOther,of causes,Causes,\nDepth,how deep,Causes,Other\nOther,the rest,,\n";

#[test]
fn a_project_begins_with_the_codebook_of_another_program() {
    let program = Program::new();
    program.write("codes.csv", TABLE.as_bytes());
    program.ok("new a --codebook codes.csv");
    program.ok("export a --format refi-codebook --out codes.qdc");
    program.ok("export a --format refi --out codes.qdpx");
    program.ok("new b --codebook codes.qdc");
    program.ok("new c --codebook codes.qdpx");
    let table = program.ok("export a --format codebook");
    assert_eq!(table.lines().count(), 4, "and no starter codebook: {table}");
    for other in ["b", "c"] {
        assert_eq!(program.ok(&format!("export {other} --format codebook")), table);
    }
    assert!(program.read("a/codebook.ron").contains("definition: \"of causes\""));
    program.ok("check a");
    program.write("spans.jsonl", b"{\"text\": \"Costs rise\", \"label\": [[0, 5, \"costs\"]]}\n");
    program.fails("new d --codebook spans.jsonl", "it holds no codebook: choose a codebook.ron");
    assert!(!program.path("d").exists());
}

#[test]
fn a_folder_of_annotations_is_taken_in_and_twice_adds_nothing() {
    let program = Program::with_passages();
    program.ok("export p --format ron --everybody --out mailed");
    program.ok("new q --articles texts/seats.txt texts/deep");
    let (code, report) = import(&program, "q mailed");
    assert_eq!((code, &report["annotations"], &report["added"]), (0, &json!(3), &json!(3)), "{report}");
    assert_eq!(report["articles"], json!(2), "each once, though both have them");
    let (code, report) = import(&program, "q mailed");
    assert_eq!((code, &report["added"], &report["unchanged"]), (0, &json!(0), &json!(3)), "{report}");
    assert_eq!(passages(&program, "q"), passages(&program, "p"));
    program.fails("import q p", "is a whole project of Postil: take in the folder of its annotations");
    program.fails("import q texts", "nothing in it can be taken in");
    program.write("mailed/x.ann", b"");
    program.fails(
        "import q mailed",
        "holds annotations of Postil, and a corpus of brat: say with --format which is meant",
    );
    assert_eq!(import(&program, "q mailed --format ron").1["added"], json!(0));
}

#[test]
fn a_project_of_refi_brings_its_title_and_the_names_of_files() {
    let program = Program::with_passages();
    program.ok("export p --format refi --everybody --out mine.qdpx");
    program.ok("new q");
    let (code, report) = import(&program, "q mine.qdpx");
    assert!(warnings(&report).contains("the project is called “Seats” now, as in the file; it was “q”"), "{report}");
    assert_eq!((code, passages(&program, "q")), (0, passages(&program, "p")));
    let project = program.read("q/project.ron");
    assert!(project.contains("title: \"Seats\"") && project.contains("source: \"dues.txt\""), "{project}");
    assert_eq!(import(&program, "q mine.qdpx").1["warnings"], json!([]));
    // A title that somebody chose stays, and so does that of a project that has something.
    program.ok("new r --title Chosen");
    assert!(warnings(&import(&program, "r mine.qdpx").1).contains("is called “Seats” in the file; it stays “Chosen”"));
    program.ok("new s --articles texts/seats.txt");
    import(&program, "s mine.qdpx");
    assert!(program.read("s/project.ron").contains("title: \"s\""));
}

#[test]
fn a_project_of_refi_that_was_unpacked_is_read_with_its_texts() {
    let program = Program::new();
    let source = |name: &str, path: &str| {
        format!(
            "<TextSource guid=\"{name}\" name=\"{name}\" plainTextPath=\"{path}\"><PlainTextSelection guid=\"s{name}\" startPosition=\"0\" endPosition=\"5\"/></TextSource>"
        )
    };
    let sources = [
        source("one", "internal://ONE.txt"),
        source("two", "internal://two.txt"),
        source("far", "internal://../x.txt"),
    ];
    let qde = format!(
        "<Project xmlns=\"urn:QDA-XML:project:1.0\" name=\"p\"><Sources>{}</Sources></Project>",
        sources.concat()
    );
    program.write("unpacked/project.qde", qde.as_bytes());
    program.write("unpacked/Sources/one.TXT", b"Costs rise.");
    program.write("unpacked/two.txt", b"Dues fall.");
    program.write("x.txt", b"Nothing of it.");
    for (project, what) in [("a", "unpacked"), ("b", "unpacked/project.qde")] {
        program.ok(&format!("new {project}"));
        let (code, report) = import(&program, &format!("{project} {what}"));
        assert_eq!((code, &report["articles"]), (1, &json!(2)), "{report}");
        assert!(warnings(&report).contains("“far” is left out"), "{report}");
        assert_eq!(passages(&program, project), ["Costs:  (imported)", "Dues :  (imported)"]);
    }
}

#[test]
fn what_nobody_knows_the_time_of_has_none_in_any_file() {
    let program = Program::new();
    program.write("spans.jsonl", b"{\"text\": \"Costs rise\", \"label\": [[0, 5, \"costs\"]]}\n");
    program.ok("new p");
    assert_eq!(import(&program, "p spans.jsonl").0, 0);
    let layer = program.read("p/annotations/imported.ron");
    assert_eq!(layer.matches("created: \"\"").count(), 2, "{layer}");
    for format in
        ["csv", "jsonl", "html", "markdown", "w3c", "codebook", "doccano", "spacy", "label-studio", "ron", "graphml"]
    {
        let written = program.run(&format!("export p --format {format} --everybody")).out;
        assert!(!written.contains("1970"), "{format}: {written}");
    }
    for (format, ending) in [("refi", "qdpx"), ("xlsx", "xlsx"), ("docx", "docx"), ("brat", "zip")] {
        program.ok(&format!("export p --format {format} --everybody --out out.{ending}"));
        let bytes = std::fs::read(program.path(&format!("out.{ending}"))).expect("written");
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
        for at in 0..zip.len() {
            let text = std::io::read_to_string(zip.by_index(at).expect("a file")).expect("UTF-8");
            assert!(!text.contains("1970"), "{format}: {text}");
        }
    }
    // As an older program wrote it.
    program.write(
        "p/annotations/imported.ron",
        layer.replace("created: \"\"", "created: \"1970-01-01T00:00:00Z\"").as_bytes(),
    );
    program.ok("check p");
    assert!(program.ok("export p --format jsonl").contains("\"created\":null"));
}

#[test]
fn own_files_taken_back_bring_analysts_by_name_and_warn_that_passages_count_twice() {
    let program = Program::with_project();
    for (who, words, tag) in [("Ana", "costs", "x"), ("Ben_Öz", "vacuum", "x"), ("Ben_Öz", "China", "y")] {
        program.ok(&format!(
            "annotate p --analyst {who} --article seats --quote {words} --nth 1 --tag argument/{tag} --create-tags"
        ));
    }
    for (format, file, has_names) in [
        ("brat", "b.zip", true),
        ("label-studio", "l.json", true),
        ("doccano", "d.jsonl", false),
        ("spacy", "s.jsonl", false),
    ] {
        program.ok(&format!("export p --format {format} --everybody --out {file}"));
        let (code, report) = import(&program, &format!("p {file} --format {format} --dry-run"));
        assert_eq!((code, &report["tags"]), (0, &json!(2)), "{report}");
        assert!(warnings(&report).contains("here already: taken in, they count twice"), "{format}: {report}");
        let new = format!("new-{format}");
        program.ok(&format!("new {new}"));
        import(&program, &format!("{new} {file} --format {format}"));
        let stats = program.json(&format!("stats {new} --json"));
        let names: Vec<&str> =
            stats["analysts"].as_array().expect("analysts").iter().filter_map(|it| it["name"].as_str()).collect();
        assert_eq!(names, if has_names { vec!["Ana", "Ben Öz"] } else { vec!["Imported"] }, "{format}");
    }
}

#[test]
fn what_is_left_out_has_a_code_of_its_own_and_the_right_count() {
    let program = Program::with_passages();
    let check = |file: &str, text: &str, words: &str| {
        program.write(file, text.as_bytes());
        let (code, report) = import(&program, &format!("p {file} --dry-run"));
        assert!(code == 1 && warnings(&report).contains(words), "{code} {report}");
    };
    check("a.jsonl", "{\"text\": \"Costs rise\", \"label\": [\"good\"]}\n", "1 document label left out");
    check("b.jsonl", "{\"text\": \"Costs rise\", \"label\": [], \"relations\": [{}, {}]}\n", "2 relations left out");
    program.write("c.txt", b"Costs rise");
    check("c.ann", "T1\tX 0 5\tCosts\nR1\tOf Arg1:T1 Arg2:T1\n", "1 line left out");
    let qde = "<Project xmlns=\"urn:QDA-XML:project:1.0\" name=\"p\"><Sources><TextSource guid=\"a\" name=\"a\">\
               <PlainTextContent>Costs rise</PlainTextContent><Coding><CodeRef targetGUID=\"c\"/></Coding></TextSource></Sources>\
               <Sets><Set/><Set/></Sets></Project>";
    check("d.qde", qde, "sets are left out (2)");
    check("d.qde", qde, "1 code of the whole text is left out");
    for (file, name) in [("e.conll", "“.conll”"), ("f.tsv", "WebAnno TSV"), ("g.json", "the JSON of spaCy 2")] {
        let text = "#FORMAT=WebAnno TSV 3.3\n{\"paragraphs\": [{\"sentences\": [{\"tokens\": []}]}]}";
        program.write(
            file,
            text.trim_start_matches(if name.starts_with('W') { "" } else { "#FORMAT=WebAnno TSV 3.3\n" }).as_bytes(),
        );
        program.fails(
            &format!("import p {file}"),
            &format!("{name} is no format that Postil reads: `postil formats` lists them"),
        );
    }
    // The same on the way out.
    let untagged = program.read("p/annotations/ben.ron");
    let at = untagged.find("codings: [(").expect("codings");
    let end = at + untagged[at..].find("], note").expect("an end");
    program.write("p/annotations/ben.ron", format!("{}codings: [{}", &untagged[..at], &untagged[end..]).as_bytes());
    let ran = program.run("export p --format doccano --everybody --out out.jsonl");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("1 passage left out") && ran.err.contains("2 passages in out.jsonl"), "{}", ran.err);
}

#[test]
fn who_marked_what_others_tagged_is_told() {
    let program = Program::new();
    program.write(
        "page.jsonl",
        b"{\"title\": \"Page\", \"text\": \"Costs rise again.\", \"link\": \"http://a.invalid/page\"}\n",
    );
    program.ok("new p --articles page.jsonl");
    let annotation = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "creator": {"id": "urn:x:one", "name": "One"},
        "body": {"type": "TextualBody", "purpose": "tagging", "value": "costs", "creator": {"id": "urn:x:two", "name": "Two"}},
        "target": {"source": "http://a.invalid/page", "selector": {"type": "TextQuoteSelector", "exact": "Costs rise"}},
    });
    program.write("one.jsonld", annotation.to_string().as_bytes());
    let (code, report) = import(&program, "p one.jsonld");
    assert_eq!((code, passages(&program, "p")), (0, vec!["Costs rise: costs (two)".to_owned()]));
    assert_eq!(warnings(&report), "1 passage that One marked is here of those who gave the codes");
}
