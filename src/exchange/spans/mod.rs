//! Texts with labelled spans as JSON: for doccano, spaCy and Prodigy (a text a line), and Label Studio (one array). All of them
//! are read by what the objects hold.

mod read;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
};

use serde_json::{Map, Value, json};

pub use super::dialect::Dialect;
use super::{
    chosen::{Chosen, Marked, code_names},
    format::{Format, Holds, Preview, Reads, Writes},
    parts::parts_of,
    writing::{Export, ExportError, LeftOut},
};
use crate::{
    model::{AnalystId, Article, ArticleId, Project, TagId},
    text::offsets::Offsets,
    words::counted,
};

pub use read::read;

/// The format.
pub const DOCCANO: Format = Format {
    name: "doccano",
    ending: "jsonl",
    title: "Spans for doccano",
    carries: "texts with tags as labels; positions in UTF-16 units",
    lacks: parts_of!(
        ArticleNotes Files Untagged Notes Analysts Times By About Stances Voices Definitions Uses Colours Groups
        Tree ShortNames Keys Title ProjectNote Memos Splits Progress Submissions Settled Noise
    ),
    limits: "",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: false,
    has_mark: false,
    preview: Preview::AsItIs,
    write: Writes::By(|export, out| write(Dialect::Doccano, export, out)),
    read: Reads::By { endings: &["jsonl"], read },
};

/// The format.
pub const SPACY: Format = Format {
    name: "spacy",
    ending: "jsonl",
    title: "Spans for spaCy and Prodigy",
    carries: "texts with tags as labels; positions in characters",
    lacks: parts_of!(
        ArticleNotes Files Untagged Notes Analysts Times By About Stances Voices Definitions Uses Colours Groups
        Tree ShortNames Keys Title ProjectNote Memos Splits Progress Submissions Settled Noise
    ),
    limits: "",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: false,
    has_mark: false,
    preview: Preview::AsItIs,
    write: Writes::By(|export, out| write(Dialect::Spacy, export, out)),
    read: Reads::By { endings: &[], read },
};

/// The format.
pub const LABEL_STUDIO: Format = Format {
    name: "label-studio",
    ending: "json",
    title: "Tasks for Label Studio",
    carries: "texts with tags as labels, each analyst's apart",
    lacks: parts_of!(
        ArticleNotes Files Untagged Notes Times By About Stances Voices Definitions Uses Colours Groups Tree
        ShortNames Keys Title ProjectNote Memos Splits Progress Submissions Settled Noise
    ),
    limits: "",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: false,
    has_mark: false,
    preview: Preview::AsItIs,
    write: Writes::By(|export, out| write(Dialect::LabelStudio, export, out)),
    read: Reads::By { endings: &["json"], read },
};

/// Writes the articles of the passages, each with its spans. A passage without tags is not written: a span has a label.
///
/// # Errors
/// The writer's, or the export was stopped.
pub fn write(dialect: Dialect, export: &Export<'_>, out: &mut dyn Write) -> Result<LeftOut, ExportError> {
    let Export { project, passages, progress, .. } = *export;
    let chosen = Chosen::of(project, passages);
    let names = code_names(project);
    let is_array = dialect == Dialect::LabelStudio;
    let mut untagged = 0;
    for (done, (id, article)) in chosen.articles.iter().enumerate() {
        if !progress(done, chosen.articles.len()) {
            return Err(ExportError::Stopped);
        }
        let spans = spans(dialect, project, &chosen, &names, id, article);
        let has_label = |marked: &Marked<'_>| marked.tags(project).iter().any(|tag| names.contains_key(tag));
        untagged += chosen.of_article(id).iter().filter(|marked| !has_label(marked)).count();
        let object = match dialect {
            Dialect::Doccano => doccano(id, article, &spans),
            Dialect::Spacy => spacy(id, article, &spans),
            Dialect::LabelStudio => label_studio(project, done, id, article, &spans),
        };
        let before = match (is_array, done) {
            (true, 0) => "[\n",
            (true, _) => ",\n",
            (false, _) => "",
        };
        out.write_all(before.as_bytes())?;
        serde_json::to_writer(&mut *out, &object).map_err(std::io::Error::from)?;
        if !is_array {
            out.write_all(b"\n")?;
        }
    }
    if is_array {
        out.write_all(if chosen.articles.is_empty() { b"[]\n" } else { b"\n]\n" })?;
    }
    progress(chosen.articles.len(), chosen.articles.len());
    let mut left_out = chosen.left_out(project, Some(&names));
    if untagged > 0 {
        let passages = counted(untagged, "passage");
        left_out.add(untagged, format!("{passages} left out: without a tag there is no label"));
    }
    Ok(left_out)
}

/// A tag on a passage.
struct Labelled<'p> {
    start: usize,
    end: usize,
    label: &'p str,
    words: &'p str,
    analyst: &'p AnalystId,
}

fn spans<'p>(
    dialect: Dialect,
    project: &'p Project,
    chosen: &Chosen<'p>,
    names: &'p BTreeMap<&TagId, String>,
    id: &ArticleId,
    article: &'p Article,
) -> Vec<Labelled<'p>> {
    let text = article.body.text();
    let offsets = Offsets::new(text);
    let position = |byte: usize| match dialect {
        Dialect::Doccano => offsets.utf16_of_byte(byte),
        Dialect::Spacy | Dialect::LabelStudio => offsets.char_of_byte(byte),
    };
    let mut spans = Vec::new();
    for marked in chosen.of_article(id) {
        let (start, end) = (position(marked.span.start()), position(marked.span.end()));
        let (Some(start), Some(end), Some(words)) = (start, end, marked.span.of(text)) else { continue };
        for label in marked.tags(project).iter().filter_map(|tag| names.get(tag)) {
            spans.push(Labelled { start, end, label, words, analyst: marked.analyst });
        }
    }
    spans
}

/// What is known of the article, for the `meta` of a line.
fn meta(id: &ArticleId, article: &Article) -> Value {
    let facts = [
        ("article", id.as_str()),
        ("title", &article.title),
        ("outlet", &article.outlet),
        ("author", &article.author),
        ("date", &article.date),
        ("language", &article.language),
        ("link", &article.link),
    ];
    facts.into_iter().filter(|(_, fact)| !fact.is_empty()).map(|(name, fact)| (name.to_owned(), json!(fact))).collect()
}

fn doccano(id: &ArticleId, article: &Article, spans: &[Labelled<'_>]) -> Value {
    let label: Vec<Value> = once(spans).map(|span| json!([span.start, span.end, span.label])).collect();
    json!({ "text": article.body.text(), "label": label, "meta": meta(id, article) })
}

fn spacy(id: &ArticleId, article: &Article, spans: &[Labelled<'_>]) -> Value {
    let spans: Vec<Value> =
        once(spans).map(|span| json!({ "start": span.start, "end": span.end, "label": span.label })).collect();
    json!({ "text": article.body.text(), "spans": spans, "meta": meta(id, article) })
}

/// What several analysts have marked alike is one span where nobody is named.
fn once<'s, 'p>(spans: &'s [Labelled<'p>]) -> impl Iterator<Item = &'s Labelled<'p>> {
    let mut seen = BTreeSet::new();
    spans.iter().filter(move |span| seen.insert((span.start, span.end, span.label)))
}

fn label_studio(project: &Project, at: usize, id: &ArticleId, article: &Article, spans: &[Labelled<'_>]) -> Value {
    let mut analysts: Vec<&AnalystId> = spans.iter().map(|span| span.analyst).collect();
    analysts.sort();
    analysts.dedup();
    let annotations = analysts.into_iter().enumerate().map(|(n, analyst)| {
        let own = spans.iter().filter(|span| span.analyst == analyst).enumerate();
        let result: Vec<Value> = own
            .map(|(n, span)| {
                let value = json!({ "start": span.start, "end": span.end, "text": span.words, "labels": [span.label] });
                json!({ "id": format!("{analyst}-{n}"), "from_name": "label", "to_name": "text", "type": "labels",
                    "value": value })
            })
            .collect();
        let who = json!({ "id": n + 1, "email": format!("{analyst}@postil.invalid"),
            "first_name": project.analyst_name(analyst), "last_name": "" });
        json!({ "id": n + 1, "completed_by": who, "result": result })
    });
    let annotations: Vec<Value> = annotations.collect();
    let mut data = match meta(id, article) {
        Value::Object(facts) => facts,
        _ => Map::new(),
    };
    data.insert("text".to_owned(), json!(article.body.text()));
    json!({ "id": at + 1, "data": data, "annotations": annotations })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::foreign::{Passage, Unit};
    use crate::ingest::BEYOND_MEASURE;

    /// Where the spans of a file stand with their labels, and what is said.
    fn found(file: &str) -> (Vec<String>, Vec<String>) {
        let foreign = read(file.as_bytes()).expect(file);
        let said = |passage: &Passage| {
            let labels: Vec<&str> = passage.codes.iter().map(|given| &*foreign.codes[given.code].name).collect();
            format!("{}..{} {}", passage.start, passage.end, labels.join(" "))
        };
        (foreign.texts.iter().flat_map(|text| &text.passages).map(said).collect(), foreign.notices)
    }

    fn check(file: &str, spans: &[&str], notices: &[&str]) {
        let (found, said) = found(file);
        assert_eq!(found, spans, "{file}");
        assert_eq!(said, notices, "{file}");
    }

    #[test]
    fn positions_may_be_floats_without_a_fraction() {
        let why = "2 spans left out (the first in object 1): it takes a start and an end in whole numbers, and a label";
        check(
            r#"{"text": "costs rise", "label": [[0.0, 5.0, "costs"], [0.5, 5, "x"], [-1, 5, "x"], [6, 1e1, "rise"]]}"#,
            &["0..5 costs", "6..10 rise"],
            &[why],
        );
    }

    #[test]
    fn who_made_a_span_and_what_its_positions_count_is_taken_from_it() {
        let of = |file: &str| read(file.as_bytes()).expect(file);
        let doccano = of(r#"{"text": "costs rise", "label": [[0, 5, "costs"]]}"#);
        assert_eq!((doccano.usual, doccano.coders.len()), (Unit::Utf16, 0));
        let span =
            r#"{"text": "costs rise", "_annotator_id": "ana", "spans": [{"start": 0, "end": 5, "label": "costs"}]}"#;
        let prodigy = of(span);
        assert_eq!((prodigy.usual, prodigy.coders[0].name.as_str()), (Unit::Chars, "ana"));
        let task = |hash: i32| format!(r#"{{"text": "costs rise", "_input_hash": {hash}, "spans": []}}"#);
        let tasks = of(&[-7, 8, -7].map(task).join("\n"));
        assert_eq!(tasks.texts.iter().map(|text| &*text.name).collect::<Vec<_>>(), ["Text 1", "Text 2", "Text 1"]);
        let short =
            r#"[{"text": "costs rise", "label": [{"start": 0, "end": 5, "text": "costs", "labels": ["a", "b"]}]}]"#;
        let (passage, usual) = (of(short).texts[0].passages[0].clone(), of(short).usual);
        assert_eq!((passage.codes.len(), passage.quote.as_str(), usual), (2, "costs", Unit::Chars));
    }

    #[test]
    fn a_number_beyond_all_measure_costs_its_line_and_no_other() {
        let line = |start: &str| format!("{{\"text\": \"costs\", \"label\": [[{start}, 5, \"c\"]]}}");
        let lines = ["0", "1e400", "-1", "99999999999999999999", "0"].map(line);
        let no_place =
            "2 spans left out (the first in line 3): it takes a start and an end in whole numbers, and a label";
        check(&lines.join("\n"), &["0..5 c", "0..5 c"], &[&format!("line 2 is left out: {BEYOND_MEASURE}"), no_place]);
        let no_place =
            "3 spans left out (the first in object 2): it takes a start and an end in whole numbers, and a label";
        check(&format!("[{}]", lines.join(",\n")), &["0..5 c", "0..5 c"], &[no_place]);
        let fault = read(format!("{}\n{{\"text\" 5}}", lines[0]).as_bytes()).expect_err("no JSON");
        assert!(fault.starts_with("line 2, column 9: a comma, a bracket or a quotation mark is missing"), "{fault}");
    }

    #[test]
    fn lines_of_json_end_where_no_text_can_go_on() {
        let lines = "{\"text\": \"costs\u{2028}rise\", \"label\": [[6, 10, \"a\"]]}\r{\"text\": \"b\u{85}c\", \"label\": [[2, 3, \"c\"]]}\r";
        check(lines, &["6..10 a", "2..3 c"], &[]);
    }

    #[test]
    fn a_text_that_is_called_otherwise_is_taken_where_nothing_else_can_be_meant() {
        let said = "“body” was taken for the text, “marks” for its spans";
        check(r#"{"body": "costs rise", "marks": [[0, 5, "costs"]], "n": 1}"#, &["0..5 costs"], &[said]);
        for doubtful in [
            r#"{"body": "costs rise", "head": "costs", "marks": [[0, 5, "costs"]]}"#,
            r#"{"body": "costs rise", "marks": ["costs"]}"#,
        ] {
            assert!(
                read(doubtful.as_bytes()).expect_err("refused").contains("no object in it has a “text”"),
                "{doubtful}"
            );
        }
    }

    #[test]
    fn people_of_label_studio_are_called_by_their_names() {
        let by = |who: &str| {
            let result = r#"{"type": "labels", "value": {"start": 0, "end": 5, "labels": ["a"]}}"#;
            let task = format!(
                r#"[{{"data": {{"text": "costs"}}, "annotations": [{{"completed_by": {who}, "result": [{result}]}}]}}]"#
            );
            read(task.as_bytes()).expect("a task").coders[0].name.clone()
        };
        assert_eq!(by(r#"{"id": 1, "email": "jo@a.invalid", "first_name": "Jo", "last_name": "Doe"}"#), "Jo Doe");
        assert_eq!(by(r#"{"id": 1, "email": "jo@a.invalid", "first_name": ""}"#), "jo");
        assert_eq!(by("7"), "Label Studio user 7");
    }

    #[test]
    fn what_was_skipped_in_label_studio_is_no_coding() {
        let result = r#"{"type": "labels", "value": {"start": 0, "end": 5, "text": "costs", "labels": ["a"]}}"#;
        let annotation = format!(r#"{{"was_cancelled": true, "result": [{result}]}}"#);
        check(
            &format!(r#"[{{"data": {{"text": "costs rise"}}, "annotations": [{annotation}]}}]"#),
            &[],
            &["1 annotation left out (object 1): its task was skipped in Label Studio"],
        );
    }

    #[test]
    fn the_text_of_a_task_may_be_called_anything() {
        let result = r#"{"type": "labels", "value": {"start": 0, "end": 5, "text": "costs", "labels": ["a"]}}"#;
        let task =
            format!(r#"{{"data": {{"id": "7", "body": "costs rise"}}, "annotations": [{{"result": [{result}]}}]}}"#);
        assert_eq!(read(task.as_bytes()).expect("a task").texts[0].raw, "costs rise");
        let no_text = "{\n \"views\": {}\n}";
        assert!(read(no_text.as_bytes()).expect_err("no text").contains("no object in it has a “text”"));
    }

    #[test]
    fn what_is_no_span_is_counted_by_its_kind() {
        let whole = "codes stand on passages here, not on whole texts";
        check(
            r#"{"text": "costs", "label": ["pos", "long"], "entities": [{"start_offset": 0, "end_offset": 5, "label": "c"},
                {"start_offset": 0, "label": "c"}], "relations": [{"id": 1, "from_id": 1, "to_id": 2, "type": "of"}]}"#
                .replace('\n', " ")
                .as_str(),
            &["0..5 c"],
            &[
                &format!("2 document labels left out (the first in object 1): {whole}"),
                "1 relation left out (object 1): relations have no place here",
                "1 span left out (object 1): it takes a start and an end in whole numbers, and a label",
            ],
        );
        check(
            r#"{"text": "costs", "label": "pos", "cats": {"pos": 1.0, "neg": 0.0}, "annotations": [{"label": 3, "user": 1}]}"#,
            &[],
            &[&format!("4 document labels left out (the first in object 1): {whole}")],
        );
    }

    #[test]
    fn results_of_label_studio_that_are_no_labels_are_counted() {
        check(
            r#"[{"data": {"text": "costs"}, "annotations": [{"result": [
                {"type": "labels", "value": {"start": 0, "end": 5, "labels": ["c"]}},
                {"type": "choices", "value": {"choices": ["pos"]}},
                {"type": "choices", "value": {"start": 0, "end": 5, "choices": ["pos"]}},
                {"type": "hypertextlabels", "value": {"start": "/p[1]/text()[1]", "end": "/p[1]/text()[1]", "startOffset": 0,
                    "endOffset": 5, "hypertextlabels": ["c"]}},
                {"type": "relation", "from_id": "a", "to_id": "b"}]}]}]"#,
            &["0..5 c"],
            &[
                "2 results left out (the first in object 1): “choices” is not read, only “labels” is",
                "1 result left out (object 1): “hypertextlabels” is not read, only “labels” is",
                "1 result left out (object 1): “relation” is not read, only “labels” is",
            ],
        );
    }

    #[test]
    fn what_was_rejected_in_prodigy_is_no_coding() {
        let why = "3 spans left out (the first in line 1): the answer there is to reject or to ignore it";
        check(
            "{\"text\": \"costs\", \"spans\": [{\"start\": 0, \"end\": 5, \"label\": \"c\"}], \"answer\": \"reject\"}\n\
             {\"text\": \"costs\", \"spans\": [{\"start\": 0, \"end\": 5, \"label\": \"c\"}], \"answer\": \"ignore\"}\n\
             {\"text\": \"costs\", \"spans\": [{\"start\": 0, \"end\": 5, \"label\": \"d\", \"answer\": \"reject\"},\
             {\"start\": 0, \"end\": 5, \"label\": \"c\"}], \"answer\": \"accept\"}\n",
            &["0..5 c"],
            &[why],
        );
    }

    #[test]
    fn users_of_doccano_are_coders_and_what_else_is_said_is_in_the_note() {
        let lines = r#"{"text":"Fees rise.","annotations":[{"label":1,"start_offset":0,"end_offset":4,"user":7},{"label":2,"start_offset":0,"end_offset":4,"user":8}],"meta":{"respondent":"r1"},"Comments":["look again"]}"#;
        let foreign = read(lines.as_bytes()).expect("read");
        let names: Vec<_> = foreign.coders.iter().map(|coder| coder.name.as_str()).collect();
        assert_eq!(names, ["7", "8"]);
        assert_eq!(foreign.texts[0].note, "respondent: r1\ncomment: look again");
    }
}
