//! `postil agree` by example.

use serde_json::{Value, json};

use crate::program::Program;

/// Ten sentences of ten characters.
const TEXT: &str =
    "Aaaa aaa.\nBbbb bbb.\nCccc ccc.\nDddd ddd.\nEeee eee.\nFfff fff.\nGggg ggg.\nHhhh hhh.\nIiii iii.\nJjjj jjj.\n";

/// Two articles; Ana has two passages and Ben one in the first, nobody has any in the second.
fn coded() -> Program {
    let program = Program::new();
    program.write("texts/one.txt", TEXT.as_bytes());
    program.write("texts/two.txt", TEXT.as_bytes());
    program.ok("new p --articles texts");
    let mark = |who: &str, words: &str, tag: &str| {
        program.ok(&format!(
            "annotate p --analyst {who} --article one --quote {words} --tag argument/{tag} --create-tags"
        ));
    };
    mark("Ana", "Bbbb_bbb.", "x-one");
    mark("Ana", "Dddd_ddd.", "x-one");
    mark("Ben", "Bbbb_bbb.", "x-one");
    mark("Ben", "Hhhh_hhh.", "x-two");
    program
}

fn submit(program: &Program, who: &str, article: &str) {
    program.ok(&format!("status p --analyst {who} --article {article} --set submitted"));
}

fn measure<'d>(document: &'d Value, tag: &str) -> &'d Value {
    let measures = document["measures"].as_array().expect("measures");
    measures.iter().find(|measure| measure["tag"] == tag).expect(tag)
}

fn close(found: &Value, expected: f64) {
    assert!(found.as_f64().is_some_and(|found| (found - expected).abs() < 1e-9), "{found} is not {expected}");
}

#[test]
fn agreement_as_json() {
    let program = coded();
    let document = program.json("agree p --analysts Ana,ben --unit sentence --all-articles --json");
    assert_eq!((&document["analysts"], &document["articles"]), (&json!(["ana", "ben"]), &json!(1)));
    let one = measure(&document, "argument/x-one");
    assert_eq!(
        (&one["unit"], &one["passages"], &one["positives"]),
        (&json!("sentence"), &json!([2, 1]), &json!([2, 1]))
    );
    close(&one["observed"], 0.9);
    close(&one["kappa"], 0.16 / 0.26);
    close(&one["alpha"], 1.0 - 2.0 * 19.0 / (2.0 * 3.0 * 17.0));
    close(&one["f1_exact"], 2.0 / 3.0);
    close(&one["f1_overlap"], 2.0 / 3.0);
    assert!(one["alpha_u"].is_f64() && one["too_rare"] == true, "{one}");
    assert_eq!(one["alpha_interval"], Value::Null, "one article");
    close(&measure(&document, "argument/x-two")["kappa"], 0.0);
    let all = measure(&document, "*");
    assert_eq!(document["measures"].as_array().map(Vec::len), Some(3));
    // The summed tables: 20 decisions, 1 in common, 1 by Ana alone, 1 by Ben alone.
    assert_eq!((&all["n"], &all["positives"]), (&json!(20), &json!([2, 2])));
    close(&all["observed"], 0.9);
    close(&all["kappa"], (0.9 - 0.82) / 0.18);
    close(&all["f1_exact"], 0.5);
}

#[test]
fn what_is_undefined_is_null() {
    let program = coded();
    let document = program.json("agree p --unit article --all-articles --json");
    let one = measure(&document, "argument/x-one");
    assert_eq!((&one["kappa"], &one["alpha"], &one["observed"]), (&Value::Null, &Value::Null, &json!(1.0)));
}

#[test]
fn only_what_was_submitted_counts() {
    let program = coded();
    let ran = program.run("agree p --json");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("--all-articles") && ran.err.contains("ana 0, ben 0"), "{}", ran.err);
    let document: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&document["articles"], &document["measures"]), (&json!(0), &json!([])));
    assert_eq!(program.run("agree p").out, "");
    for (who, article) in [("ana", "one"), ("ana", "two"), ("ben", "two")] {
        submit(&program, who, article);
    }
    let document = program.json("agree p --unit sentence --json");
    assert_eq!(document["article_ids"], json!(["two"]));
    assert_eq!(measure(&document, "*")["kappa"], Value::Null);
    close(&measure(&document, "*")["observed"], 1.0);
    submit(&program, "ben", "one");
    let document = program.json("agree p --unit sentence --json");
    assert_eq!((&document["articles"], &measure(&document, "argument/x-one")["n"]), (&json!(2), &json!(20)));
}

#[test]
fn a_table_to_read_says_how() {
    let program = coded();
    let table = program.ok("agree p --unit article --all-articles");
    assert!(table.starts_with("ana, ben on 1 article, by article\n"), "{table}");
    let line = table.lines().find(|line| line.contains("too rare")).expect("a line");
    assert!(line.contains("100.0 %") && line.contains('–') && !line.contains("NaN"), "{line}");
    for words in ["None of 2 tags can be judged", "How to read it", "Cohen's kappa"] {
        assert!(table.contains(words), "{words}: {table}");
    }
    program.ok("annotate p --analyst Cleo --article one --quote Bbbb --tag argument/x-two");
    let table = program.ok("agree p --all-articles");
    assert!(table.contains("Pair by pair") && table.contains("ana, cleo"), "{table}");
    assert!(table.contains("Given for one another\n  X one – X two: 2 places in 1 article"), "{table}");
}

#[test]
fn a_table_for_spreadsheets() {
    let program = coded();
    program.ok("annotate p --analyst Cleo --article one --quote Bbbb_bbb. --tag argument/x-one");
    let table = program.ok("agree p --unit sentence --all-articles --csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let head: Vec<String> = reader.headers().expect("a head").iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows of one length");
    let cell = |row: usize, name: &str| {
        let at = head.iter().position(|column| column == name).expect(name);
        rows[row].get(at).expect("a field").to_owned()
    };
    assert_eq!(rows.len(), 12, "each tag and all of them, and three pairs of each: {table}");
    assert_eq!((cell(0, "tag"), cell(0, "analysts")), ("argument/x-one".into(), "ana; ben; cleo".into()));
    assert_eq!((cell(0, "positives_ana"), cell(0, "passages_cleo")), ("2".into(), "1".into()));
    assert_eq!(
        (cell(3, "analysts"), cell(3, "kappa"), cell(3, "alpha")),
        ("ben; cleo".into(), "1".into(), String::new())
    );
    assert_eq!((cell(8, "tag"), cell(8, "n")), ("*".into(), "20".into()));
}

#[test]
fn agreement_says_why_it_could_not() {
    let program = Program::with_project();
    program.fails("agree p", "nobody has coded anything");
    program.ok("annotate p --analyst Ana --article dues --quote Waste --tag argument/x --create-tags");
    program.fails("agree p --all-articles", "there is only “ana”");
    program.fails("agree p --analysts ben,cleo", "there is no coding by “ben”");
    program.fails("agree p --analysts ana,!?", "there is no coding by “!?”");
    program.fails("agree p --analysts ana,Ana", "is named twice");
    program.fails("agree p --unit page", "invalid value");
}

#[test]
fn an_analyst_who_has_coded_nothing_is_compared() {
    let program = coded();
    let said = program.run("agree p --analysts ana,Cleo --all-articles").err;
    assert!(
        said.contains("“cleo” has coded nothing here, or is spelt otherwise (there is coding by ana, ben)"),
        "{said}"
    );
    let document = program.json("agree p --analysts ana,cleo --unit sentence --all-articles --json");
    let all = document["measures"].as_array().and_then(|all| all.last()).expect("all tags").clone();
    assert_eq!((&document["analysts"], &document["articles"]), (&json!(["ana", "cleo"]), &json!(1)));
    assert_eq!((&all["tag"], &all["passages"][1], &all["kappa"]), (&json!("*"), &json!(0), &json!(0.0)));
    // Without --all-articles it takes two who have submitted.
    let said = program.run("agree p --analysts ana,cleo").err;
    assert!(said.contains("nothing to compare"), "{said}");
    program.ok("status p --analyst cleo --article one --set doing");
    assert!(program.run("agree p --analysts ana,cleo --all-articles").err.contains("“cleo” has coded nothing here\n"));
}
