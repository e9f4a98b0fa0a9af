//! Exports of a project, as files and on standard output.

use crate::program::Program;

#[test]
fn json_lines_carry_each_passage() {
    let program = Program::with_passages();
    let out = program.ok("export p --format jsonl");
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let quotes: Vec<&str> = lines.iter().filter_map(|line| line["quote"].as_str()).collect();
    assert_eq!(quotes, ["vacuum", "costs", "=Waste is not."]);
    assert_eq!(lines[0]["tags"], serde_json::json!(["argument/vacuum-test", "argument/costs-test"]));
    assert_eq!(lines[2]["codings"][0]["by"], serde_json::json!(["organization/foc-test"]));
    assert_eq!(lines[2]["codings"][0]["stance"], "rejects");
}

#[test]
fn passages_can_be_chosen() {
    let program = Program::with_passages();
    let check = |choice: &str, expected: usize| {
        assert_eq!(program.ok(&format!("export p --format jsonl {choice}")).lines().count(), expected, "{choice}");
    };
    check("--tag argument/vacuum-test", 1);
    check("--article seats", 2);
    check("--article seats dues --analyst ana", 2);
    program.fails("export p --format jsonl --tag argument/none", "there is no tag");
    program.fails("export p --format jsonl --analyst zoe", "only by ana, ben");
    program.fails(
        "export p --format xyz",
        "choose csv, xlsx, docx, html, markdown, jsonl, matrix, cooccurrence, graphml, ron",
    );
}

#[test]
fn tables_are_written_with_formulas_disarmed() {
    let program = Program::with_passages();
    program.ok("export p --format csv --out out.csv --bom");
    let table = program.read("out.csv");
    assert!(table.starts_with("\u{feff}id,article,title,"), "{table}");
    assert!(table.contains(",'=Waste is not.,") && table.contains(",'=1+2,"), "{table}");
    let rows = program.ok("export p --format csv --per-coding");
    assert_eq!(rows.matches("\r\n").count(), 5, "{rows}");
    program.fails("export p --format csv --out nowhere/out.csv", "could not be written");
}

#[test]
fn a_report_is_written() {
    let program = Program::with_passages();
    program.ok("export p --format markdown --out report.md");
    let report = program.read("report.md");
    assert!(report.starts_with("# Seats\n") && report.contains("\n> \\=Waste is not.\n"), "{report}");
}

#[test]
fn every_format_is_written_to_a_file() {
    let program = Program::with_passages();
    for (format, begins) in [
        ("xlsx", "PK"),
        ("docx", "PK"),
        ("html", "<!DOCTYPE html>"),
        ("graphml", "<?xml "),
        ("matrix", "article,title,outlet,date,"),
        ("cooccurrence", "tag,tag_name,"),
    ] {
        let ran = program.run(&format!("export p --format {format} --out out.{format}"));
        assert_eq!(ran.code, 0, "{format}: {}", ran.err);
        assert!(ran.err.contains("3 passages in "), "{format}: {}", ran.err);
        let bytes = std::fs::read(program.path(&format!("out.{format}"))).expect("a file");
        assert!(bytes.starts_with(begins.as_bytes()), "{format}");
        program.ok(&format!("export p --format {format} --out again"));
        assert!(std::fs::read(program.path("again")).expect("a file") == bytes, "{format}: other bytes");
    }
    let formats = program.ok("formats");
    for format in ["xlsx ", "docx ", "html ", "matrix ", "cooccurrence ", "graphml "] {
        assert!(formats.contains(&format!("\n{format}")), "{formats}");
    }
    assert!(formats.contains("Leaves out "), "{formats}");
}

#[test]
fn a_table_of_tags_knows_what_was_read() {
    let program = Program::with_passages();
    let check = |choice: &str, expected: &str| {
        let table = program.ok(&format!("export p --format matrix --tag argument/costs-test {choice}"));
        assert_eq!(table.lines().find(|line| line.starts_with("dues,")), Some(expected), "{choice}: {table}");
    };
    check("", "dues,Dues,,,1");
    check("--analyst ben", "dues,Dues,,,");
    program.ok("status p --article dues --set done --analyst ben");
    check("--analyst ben", "dues,Dues,,,0");
}

#[test]
fn layers_are_exported_as_they_stand() {
    let program = Program::with_passages();
    program.ok("export p --format ron --out layers");
    assert_eq!(program.read("layers/ana.ron"), program.read("p/annotations/ana.ron"));
    assert_eq!(program.read("layers/ben.ron"), program.read("p/annotations/ben.ron"));
    for out in ["", "--out -"] {
        let layer = program.ok(&format!("export p --format ron --analyst ben {out}"));
        assert_eq!(layer, program.read("p/annotations/ben.ron"));
    }
    program.fails("export p --format csv --out p/codebook.ron", "the project itself is kept in that file");
    program.ok("export p --format ron --analyst ana --out mail.ron");
    assert_eq!(program.read("mail.ron"), program.read("p/annotations/ana.ron"));
    program.fails("export p --format ron", "several layers");
    program.fails("export p --format ron --tag argument/costs-test", "always whole");
}

#[test]
fn what_several_have_coded_counts_as_it_was_chosen() {
    let program = Program::with_passages();
    program.ok("annotate p --analyst ben --article seats --quote fall --tag argument/vacuum-test");
    let count = |choice: &str| program.ok(&format!("export p --format jsonl {choice}")).lines().count();
    assert_eq!(count(""), 4, "nothing is chosen: all count");
    let project = program.read("p/project.ron");
    let chosen: Vec<String> = project
        .lines()
        .map(|line| {
            let is_seats = line.contains("id: \"seats\"");
            if is_seats { line.replace("of_record: None", "of_record: Some(\"ben\")") } else { line.to_owned() }
        })
        .collect();
    program.write("p/project.ron", (chosen.join("\n") + "\n").as_bytes());
    assert_eq!(count(""), 3);
    assert_eq!(count("--everybody"), 4);
    assert_eq!(count("--analyst ana"), 2, "who asks for an analyst gets all of that analyst’s");
    for line in ["export p --format jsonl", "stats p"] {
        let said = program.run(line).err;
        assert!(said.contains("1 article was coded by several and counts as Ben coded it"), "{line}: {said}");
    }
    let stats = program.json("stats p --json");
    assert_eq!((&stats["annotations"], &stats["of_record"]), (&4.into(), &3.into()));
}

#[test]
fn passages_of_a_text_changed_since_are_written_where_they_stand_now() {
    let program = Program::with_passages();
    let texts = program.read("p/articles/seats.txt");
    let before = program.ok("export p --format jsonl --article seats --analyst ana");
    let (added, layer) = ("\u{1f4bc} A line of an editor.\r\n", program.read("p/annotations/ana.ron"));
    let changed = texts.replacen("A chair", &format!("{added}A chair"), 1);
    program.write("p/articles/seats.txt", changed.as_bytes());
    let ran = program.run("export p --format jsonl --article seats --analyst ana");
    assert!(ran.err.contains("2 passages of changed texts found again"), "{}", ran.err);
    let start = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).expect("JSON");
        row["start"].as_u64().unwrap_or_else(|| panic!("no start in {line}"))
    };
    let shift = u64::try_from(added.replace('\r', "").chars().count()).expect("a number");
    assert_eq!(start(ran.out.trim()), start(before.trim()) + shift);
    assert_eq!(program.read("p/annotations/ana.ron"), layer, "nothing is written");
}
