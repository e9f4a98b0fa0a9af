//! What is written in each format is read again.

use std::sync::Arc;

use super::landing::land;
use crate::analysis::samples::{self, project, put_article};
use crate::exchange::{
    self,
    foreign::{Code, Coder, Foreign, Passage, Text},
    format,
};
use crate::{
    model::{AnalystId, AnnotationId, Article, Project, ProjectInfo, Stamp, Stamper, Tag},
    verbs::edit_article,
};

/// All passages.
fn all(project: &Project) -> Vec<(AnalystId, AnnotationId)> {
    project.annotations().map(|(analyst, id, _)| (analyst.clone(), *id)).collect()
}

fn written(project: &Project, name: &str) -> Vec<u8> {
    format(name).expect("a format").written(project, &all(project)).expect("written")
}

fn take_in(project: &mut Project, foreign: &Foreign) -> super::Report {
    let landed = land(project, "a format", foreign).expect("a step");
    if let Some(step) = &landed.step {
        project.apply(step, &mut Stamper::new("desk")).expect("a step that can be made");
    }
    for layer in landed.layers.iter().filter_map(|records| records.layer()) {
        let present = project.layers.entry(layer.id.clone());
        Arc::make_mut(present.or_insert_with(|| Arc::new(layer.clone()))).join(layer);
    }
    landed.report
}

/// The tagged passages as (words, start, tags, note or analyst as far as the format has them), each once.
fn marked(project: &Project, with_note: bool, with_analyst: bool) -> Vec<String> {
    let said = |analyst: &AnalystId, passage: &crate::model::Annotation| {
        let mut tags: Vec<String> = passage.codings.iter().map(|coding| project.tag_name(&coding.tag)).collect();
        tags.sort();
        tags.dedup();
        let analyst = if with_analyst { project.analyst_name(analyst) } else { "" };
        let note = if with_note { passage.note.as_str() } else { "" };
        format!("{:?} {:?} {tags:?} {note:?} {analyst}", passage.quote.exact, passage.span.range())
    };
    let tagged = project.annotations().filter(|(_, _, passage)| with_note || !passage.codings.is_empty());
    let mut marked: Vec<String> = tagged.map(|(analyst, _, passage)| said(analyst, passage)).collect();
    marked.sort();
    marked.dedup();
    marked
}

#[test]
fn what_is_written_is_read_again() {
    let before = project();
    for (name, with_note, with_analyst) in [
        ("refi", true, true),
        ("w3c", true, true),
        ("brat", false, false),
        ("doccano", false, false),
        ("spacy", false, false),
    ] {
        let reads = exchange::named(name).expect("a format that is read");
        let foreign = reads.read(&written(&before, name)).expect(name);
        let mut anew = Project::new(before.info().clone());
        if name == "w3c" {
            // The texts are not in it: they are here, the passages are not.
            anew = before.clone();
            anew.layers.clear();
        }
        let report = take_in(&mut anew, &foreign);
        let expected = marked(&before, with_note, with_analyst);
        assert_eq!(marked(&anew, with_note, with_analyst), expected, "{name}: {report:?}");
        assert_eq!(anew.articles.len(), before.articles.len(), "{name}: {report:?}");
    }
}

/// Codes as (name, place of the parent, whether it is a category).
fn codes(rows: &[(&str, Option<usize>, bool)]) -> Vec<Code> {
    let code = |(name, parent, is_category): &(&str, Option<usize>, bool)| Code {
        is_category: *is_category,
        ..Code::named(name, *parent)
    };
    rows.iter().map(code).collect()
}

/// The tags that there are, as `group/parent>name`.
fn tags(project: &Project) -> Vec<String> {
    let said = |tag: &Tag| {
        let parent = tag.parent.as_ref().map(|parent| format!("{}>", project.tag_name(parent))).unwrap_or_default();
        format!("{}/{parent}{}", project.groups.get(&tag.group).expect("a group").name, tag.name)
    };
    let mut all: Vec<String> = project.usable_tags().map(|(_, tag)| said(tag)).collect();
    all.sort();
    all
}

#[test]
fn two_codes_of_one_name_stay_two_in_any_order_and_however_often_they_come() {
    let orders: [&[(&str, Option<usize>, bool)]; 3] = [
        &[
            ("Reasons", None, true),
            ("Rest", Some(0), false),
            ("Rest", None, false),
            ("Fees", None, false),
            ("Rest", Some(3), false),
        ],
        &[
            ("Rest", None, false),
            ("Reasons", None, true),
            ("Rest", Some(1), false),
            ("Fees", None, false),
            ("Rest", Some(3), false),
        ],
        &[
            ("Fees", None, false),
            ("Rest", Some(0), false),
            ("Rest", None, false),
            ("Reasons", None, true),
            ("Rest", Some(3), false),
        ],
    ];
    for rows in orders {
        let foreign = Foreign { codes: codes(rows), ..Foreign::default() };
        let mut anew = Project::new(project().info().clone());
        assert_eq!(take_in(&mut anew, &foreign).new_tags, 4);
        let expected = ["Imported/Fees", "Imported/Fees>Rest", "Imported/Rest", "Reasons/Rest"];
        assert_eq!(tags(&anew), expected, "{rows:?}");
        let again = take_in(&mut anew, &foreign);
        assert_eq!((again.new_tags, again.known_tags, again.notices.len()), (0, 4, 0), "{rows:?} {again:?}");
    }
}

#[test]
fn categories_of_one_name_stay_two() {
    let rows = [("A", None, true), ("Sub", Some(0), true), ("x", Some(1), false)];
    let below_b = [("B", None, true), ("Sub", Some(3), true), ("x", Some(4), false)];
    let foreign = Foreign { codes: codes(&[rows, below_b].concat()), ..Foreign::default() };
    let mut anew = Project::new(project().info().clone());
    assert_eq!(take_in(&mut anew, &foreign).new_tags, 2);
    assert_eq!((tags(&anew).len(), anew.groups.len()), (2, 4));
    assert_eq!(take_in(&mut anew, &foreign).new_tags, 0);
}

#[test]
fn names_are_as_the_file_has_them_but_for_what_was_put_behind_those_of_ours() {
    let rows = [("Trade", None, false), ("Fees (Trade)", Some(0), false), ("Fees", None, false)];
    let land = |is_ours| {
        let mut anew = Project::new(project().info().clone());
        take_in(&mut anew, &Foreign { codes: codes(&rows), is_ours, ..Foreign::default() });
        tags(&anew)
    };
    let as_they_are = ["Imported/Fees", "Imported/Trade", "Imported/Trade>Fees (Trade)"];
    assert_eq!(land(false), as_they_are);
    assert_eq!(land(true), as_they_are, "had ours been made, there would be no “Fees” alone");
    let mut before = project();
    let group = before.groups.iter().next().map(|(id, _)| id.clone()).expect("a group");
    for (id, name, parent) in
        [("t", "Trade", None), ("f", "Fees", Some("t")), ("g", "Fees", None), ("h", "Levy (Trade)", Some("t"))]
    {
        let at = |id: &str| samples::tag(&format!("{group}/{id}"));
        samples::put_tag(
            &mut before,
            at(id).as_str(),
            Tag { parent: parent.map(at), ..Tag::named(name, group.clone()) },
        );
    }
    for name in ["refi", "refi-codebook", "codebook"] {
        let foreign = exchange::named(name).expect("a format").read(&written(&before, name)).expect("read");
        let mut again = before.clone();
        let report = take_in(&mut again, &foreign);
        assert_eq!((report.new_tags, tags(&again)), (0, tags(&before)), "{name}: {report:?}");
        if name != "codebook" {
            let mut anew = Project::new(before.info().clone());
            take_in(&mut anew, &foreign);
            assert_eq!(tags(&anew), tags(&before), "{name}");
        }
    }
}

#[test]
fn what_a_file_says_otherwise_of_a_tag_is_told_and_not_taken() {
    let mut here = project();
    let (id, tag) = here.usable_tags().next().map(|(id, tag)| (id.clone(), tag.clone())).expect("a tag");
    let code = Code { description: "Something else.".to_owned(), ..Code::named(&tag.name, None) };
    let report = take_in(&mut here, &Foreign { codes: vec![code], ..Foreign::default() });
    let said = format!("our definition of “{}” was kept", tag.name);
    assert!(report.notices.contains(&said), "{report:?}");
    assert_eq!(here.tags.get(&id), Some(&tag));
}

#[test]
fn annotations_of_the_web_find_their_texts_in_another_project_by_title() {
    let before = project();
    let foreign = exchange::named("w3c").expect("a format").read(&written(&before, "w3c")).expect("read");
    let mut other = before.clone();
    other.layers.clear();
    other.put_info(ProjectInfo { key: "other".to_owned(), ..other.info().clone() }, Stamp::default());
    let report = take_in(&mut other, &foreign);
    assert_eq!((marked(&other, true, true), report.left_out), (marked(&before, true, true), 0));
    let report = take_in(&mut Project::new(before.info().clone()), &foreign);
    assert_eq!(report.left_out, before.annotations().count());
}

#[test]
fn words_over_control_characters_come_back_from_lines() {
    let mut before = samples::codebook();
    let text = "Seats \u{c}stay\u{1c}empty.\u{2028}So it\u{85}is.";
    put_article(&mut before, "a", "A", "", 0, text);
    samples::put_layer(&mut before, "ana", "Ana");
    samples::put_passage(&mut before, "ana", 1, "a", "Seats \u{c}stay\u{1c}empty.\u{2028}So", &["argument/costs"]);
    samples::put_passage(&mut before, "ana", 2, "a", "it\u{85}is", &["argument/costs"]);
    let foreign = exchange::named("brat").expect("a format").read(&written(&before, "brat")).expect("read");
    let mut anew = Project::new(before.info().clone());
    let report = take_in(&mut anew, &foreign);
    assert_eq!((marked(&anew, false, false), report.left_out), (marked(&before, false, false), 0), "{report:?}");
}

#[test]
fn a_coding_that_comes_back_as_somebody_elses_is_told() {
    let mut here = samples::codebook();
    let words: Vec<String> = (10..22).map(|n| format!("seat{n}")).collect();
    put_article(&mut here, "a", "A", "", 0, &words.join(" "));
    samples::put_layer(&mut here, "ana", "Ana");
    for (n, word) in (1..).zip(&words) {
        samples::put_passage(&mut here, "ana", n, "a", word, &["argument/costs"]);
    }
    let said = |here: &Project, name: &str| {
        let foreign = exchange::named(name).expect("a format").read(&written(here, name)).expect("read");
        let notices = land(here, name, &foreign).expect("landed").report.notices;
        notices.iter().any(|notice| notice.contains("those that Ana has here already"))
    };
    assert!(said(&here, "brat") && said(&here, "spacy"));
    assert!(!said(&here, "refi"), "those are known again");
}

#[test]
fn tasks_of_label_studio_keep_the_analysts_apart() {
    let before = project();
    let foreign =
        exchange::named("label-studio").expect("a format").read(&written(&before, "label-studio")).expect("read");
    let mut anew = Project::new(before.info().clone());
    take_in(&mut anew, &foreign);
    assert_eq!(marked(&anew, false, false), marked(&before, false, false));
    let ids: Vec<&str> = anew.layers.keys().map(AnalystId::as_str).collect();
    let tagged =
        |id: &AnalystId| before.annotations().any(|(who, _, passage)| who == id && !passage.codings.is_empty());
    let expected: Vec<&str> = before.layers.keys().filter(|id| tagged(id)).map(AnalystId::as_str).collect();
    assert_eq!(ids, expected);
}

#[test]
fn who_coded_already_has_nothing_new_where_somebody_else_is_in_the_file_too() {
    let coded = |names: &[&str]| {
        let coders = names.iter().map(|name| Coder { key: (*name).to_owned(), name: (*name).to_owned() });
        let passage = |coder| Passage { start: 0, end: 5, coder: Some(coder), ..Passage::default() };
        let passages = (0..names.len()).map(passage).collect();
        let text = Text { passages, ..Text::new("costs", "Costs rise.") };
        Foreign { coders: coders.collect(), texts: vec![text], ..Foreign::default() }
    };
    let mut project = Project::new(project().info().clone());
    take_in(&mut project, &coded(&["ben"]));
    take_in(&mut project, &coded(&["anna", "ben"]));
    let passages: Vec<&str> = project.annotations().map(|(analyst, ..)| analyst.as_str()).collect();
    assert_eq!(passages, ["anna", "ben"]);
}

#[test]
fn spans_of_other_programs_are_read_whatever_they_are_called() {
    let text = r#""text": "EU \ud83d\ude00 costs rise""#;
    for object in [
        format!(r#"{{{text}, "label": [[6, 11, "costs"]]}}"#),
        format!(r#"{{{text}, "entities": [{{"id": 1, "start_offset": 6, "end_offset": 11, "label": "costs"}}]}}"#),
        format!(r#"{{{text}, "spans": [{{"start": 5, "end": 10, "label": "costs"}}], "meta": {{"title": "T"}}}}"#),
        format!(
            r#"[{{"data": {{{text}}}, "predictions": [{{"result": [{{"value": {{"start": 5, "end": 10, "text": "costs", "labels": ["costs"]}}}}]}}]}}]"#
        ),
    ] {
        let mut project = Project::new(project().info().clone());
        take_in(&mut project, &exchange::spans::read(object.as_bytes()).expect(&object));
        assert_eq!(marked(&project, false, false), [r#""costs" 8..13 ["costs"] "" "#], "{object}");
    }
    for (bytes, expected) in
        [("{\"a\": 1}", "no object in it has a “text”"), ("[{]", "line 1, column 3"), ("\n{]", "line 2")]
    {
        let refused = exchange::spans::read(bytes.as_bytes()).expect_err(bytes);
        assert!(refused.contains(expected), "{refused}");
    }
}

#[test]
fn an_annotation_of_the_web_without_a_place_is_found_by_its_words_and_one_of_another_page_is_told() {
    let before = project();
    let (_, article) = before.articles.iter().next().expect("an article");
    let word = article.body.text().split_whitespace().max_by_key(|word| word.len()).expect("a word");
    let annotation = |source: &str| {
        serde_json::json!({ "type": "Annotation", "creator": "Jo", "body": [{ "purpose": "tagging", "value": "costs" }, "see"],
            "target": [{ "source": { "id": source }, "selector": { "type": "TextQuoteSelector", "exact": word } }] })
    };
    let here = serde_json::json!({ "rows": [annotation(&article.title), annotation("https://example.org/other")] });
    let mut anew = before.clone();
    anew.layers.clear();
    let report = take_in(&mut anew, &exchange::w3c::read(here.to_string().as_bytes()).expect("annotations"));
    let passages: Vec<_> = anew.annotations().map(|(_, _, passage)| (&passage.quote.exact, &passage.note)).collect();
    assert_eq!(passages, [(&word.to_owned(), &"see".to_owned())]);
    assert_eq!(report.analysts, ["Jo"]);
    assert!(report.notices[0].starts_with("1 passage of “https://example.org/other” left out"), "{report:?}");
}

#[test]
fn dates_are_read_and_what_is_none_is_in_the_note() {
    for (given, date, note) in [
        ("2020-05-12", "2020-05-12", ""),
        ("12.5.2020", "2020-05-12", ""),
        ("2020-05-12T00:00:00", "2020-05-12", ""),
        ("2020-05", "2020-05", ""),
        ("", "", ""),
        ("05/06/2020", "", "date: 05/06/2020"),
        ("last spring", "", "date: last spring"),
    ] {
        let text = Text { date: given.to_owned(), ..Text::new("costs", "Costs rise.") };
        let mut project = Project::new(project().info().clone());
        let report = take_in(&mut project, &Foreign { texts: vec![text], ..Foreign::default() });
        let (id, article) = project.articles.iter().next().expect("an article");
        assert_eq!((article.date.as_str(), article.note.as_str()), (date, note), "{given}");
        assert_eq!(report.notices.len(), usize::from(!note.is_empty()), "{given}: {report:?}");
        let renamed = Article { title: "Anew".to_owned(), ..article.clone() };
        assert!(edit_article(&project, id, renamed).is_ok(), "{given}");
    }
}

#[test]
fn a_day_or_a_month_is_what_it_is_in_the_dates_beside_it() {
    let dated = |date: &str| Text { date: date.to_owned(), ..Text::new(date, format!("Of {date}.")) };
    let texts = vec![dated("05/06/2020"), dated("25/06/2020")];
    let mut project = Project::new(project().info().clone());
    take_in(&mut project, &Foreign { texts, ..Foreign::default() });
    let dates: Vec<&str> = project.articles.iter().map(|(_, article)| article.date.as_str()).collect();
    assert_eq!(dates, ["2020-06-05", "2020-06-25"]);
}

#[test]
fn what_is_said_twice_of_a_text_is_in_its_note() {
    let mut text = Text::new("costs", "Costs rise.");
    for (name, value) in [("source", "DPA"), ("Publication", "Harbour Review"), ("outlet", "DPA"), ("page", "3")] {
        text.describe(name, value);
    }
    assert_eq!((text.outlet.as_str(), text.note.as_str()), ("DPA", "Publication: Harbour Review\npage: 3"));
}

/// Annotations of the page of an article “Seats”, whose text is given, taken into a project where nobody has coded.
fn annotated(text: &str, annotations: &serde_json::Value) -> (Project, super::Report) {
    let mut project = Project::new(project().info().clone());
    put_article(&mut project, "seats", "Seats", "", 0, text);
    let report = take_in(&mut project, &exchange::w3c::read(annotations.to_string().as_bytes()).expect("read"));
    (project, report)
}

/// A place on the page of [`annotated`], by its words and what stands around them.
fn on(before: &str, words: &str, after: &str) -> serde_json::Value {
    let selector =
        serde_json::json!({ "type": "TextQuoteSelector", "exact": words, "prefix": before, "suffix": after });
    serde_json::json!({ "source": "Seats", "selector": [selector] })
}

#[test]
fn of_equal_words_those_with_the_right_ones_around_them_are_meant() {
    let text = "China stays. Then China\nfills the seat. China left.\n";
    for (before, after, expected) in [
        ("", " stays.", Some(0)),
        ("Then ", " fills the", Some(18)),
        ("fills the seat. ", "", Some(40)),
        ("", " left.", Some(40)),
        ("", "", None),
    ] {
        let (project, _) = annotated(text, &serde_json::json!({ "target": on(before, "China", after) }));
        let starts: Vec<usize> = project.annotations().map(|(_, _, passage)| passage.span.start()).collect();
        assert_eq!(
            starts,
            Vec::from_iter(expected),
            "{before:?} {after:?}: where nothing tells them apart, none is taken"
        );
    }
}

#[test]
fn an_annotation_on_several_places_is_a_passage_for_each() {
    let text = "China stays. Costs rise.";
    let annotation = serde_json::json!({
        "id": "urn:uuid:00000000-0000-4000-8000-000000000001", "body": { "purpose": "tagging", "value": "actor" },
        "target": [on("", "China", ""), "https://example.org/other", on("", "Costs", "")],
    });
    let (project, report) = annotated(text, &annotation);
    assert_eq!(marked(&project, false, false), [r#""China" 0..5 ["actor"] "" "#, r#""Costs" 13..18 ["actor"] "" "#]);
    let said = "urn:uuid:00000000-0000-4000-8000-000000000001 is left out: it stands on no words";
    assert_eq!(report.notices, [said]);
}

#[test]
fn what_a_body_is_for_is_what_its_annotation_is_for_unless_it_says_it() {
    let text = serde_json::json!({ "type": "TextualBody", "value": "actor" });
    let comment = serde_json::json!({ "type": "TextualBody", "value": "why", "purpose": "commenting" });
    let tag = serde_json::json!({ "type": "TextualBody", "value": "actor", "purpose": ["tagging"] });
    for (motivation, bodies, expected) in [
        ("tagging", [&text, &comment], r#""China" 0..5 ["actor"] "why" "#),
        ("classifying", [&text, &comment], r#""China" 0..5 ["actor"] "why" "#),
        ("commenting", [&tag, &comment], r#""China" 0..5 ["actor"] "why" "#),
        ("commenting", [&text, &comment], r#""China" 0..5 [] "actor\n\nwhy" "#),
    ] {
        let target = on("", "China", "");
        let annotation = serde_json::json!({ "motivation": motivation, "body": bodies, "target": target });
        let (project, _) = annotated("China stays.", &annotation);
        assert_eq!(marked(&project, true, false), [expected], "{motivation} {bodies:?}");
    }
}

#[test]
fn an_answer_of_hypothesis_is_read_with_its_own_fields() {
    let selector = serde_json::json!({ "type": "TextQuoteSelector", "exact": "China" });
    let row = serde_json::json!({
        "id": "WFMnSC3FEeaNvLeGkQeJbg", "created": "2026-01-02T03:04:05.000000+00:00", "user": "acct:jo@hypothes.is",
        "updated": "2026-01-03T03:04:05.000000+00:00", "uri": "Seats", "text": "why", "tags": ["actor", "state"],
        "target": [{ "selector": [selector] }],
    });
    let answer = serde_json::json!({ "total": 1, "rows": [row] });
    assert_eq!(exchange::of_file("json", answer.to_string().as_bytes()).expect("a format").name, "w3c");
    let (project, report) = annotated("China stays.", &answer);
    assert_eq!(marked(&project, true, true), [r#""China" 0..5 ["actor", "state"] "why" jo"#]);
    assert_eq!(report.notices, Vec::<String>::new());
}

#[test]
fn of_words_that_stand_nowhere_no_positions_are_told_that_the_file_does_not_give() {
    let target = on("", "Brazil is far away", "");
    let (_, report) = annotated("China stays.", &serde_json::json!({ "target": target }));
    let said = "1 passage left out, since nothing stands at the place: “Brazil is far away” in “Seats”";
    assert_eq!(report.notices, [said]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    /// Whatever is in a file, reading it ends and says something.
    #[test]
    fn damaged_files_are_refused_or_read(at in 0_usize..100_000, byte: u8, cut: bool, which in 0_usize..7) {
        let read: Vec<_> = exchange::foreign_formats().filter(|format| format.is_written()).collect();
        let reads = read[which % read.len()];
        let mut bytes = written(&project(), reads.name);
        let at = at % bytes.len();
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        if let Ok(foreign) = reads.read(&bytes) {
            take_in(&mut project(), &foreign);
        }
    }
}

#[test]
fn two_texts_of_one_wording_stay_two_articles_however_often_they_come() {
    let texts = ["Respondent 1", "Respondent 2"].map(|name| Text {
        passages: vec![Passage { start: 0, end: 3, ..Passage::default() }],
        ..Text::new(name, "Yes.")
    });
    let foreign = Foreign { texts: texts.to_vec(), ..Foreign::default() };
    let mut project = Project::new(project().info().clone());
    assert_eq!(take_in(&mut project, &foreign).new_articles, 2);
    let marked: Vec<String> = project.annotations().map(|(.., passage)| passage.article.to_string()).collect();
    assert_eq!(marked, ["respondent-1", "respondent-2"]);
    let again = take_in(&mut project, &foreign);
    assert_eq!((again.new_articles, again.known_articles, again.passages), (0, 2, 2), "{again:?}");
    assert_eq!(project.annotations().count(), 2);
}

#[test]
fn what_each_coder_has_a_copy_of_is_one_article() {
    let text = |coder: usize, note: &str| Text {
        passages: vec![Passage { start: 0, end: 3, coder: Some(coder), ..Passage::default() }],
        note: note.to_owned(),
        ..Text::new("Respondent 1", "Yes.")
    };
    let coders = ["ana", "ben"].map(|name| Coder { key: name.to_owned(), name: name.to_owned() });
    let texts = vec![text(0, "By phone."), Text::new("Respondent 2", "Yes."), text(1, "In March.")];
    let foreign = Foreign { texts, coders: coders.to_vec(), ..Foreign::default() };
    let mut project = Project::new(project().info().clone());
    let report = take_in(&mut project, &foreign);
    assert_eq!((report.new_articles, report.known_articles, report.passages), (2, 0, 2), "{report:?}");
    let marked: Vec<String> =
        project.annotations().map(|(analyst, _, passage)| format!("{analyst} {}", passage.article)).collect();
    assert_eq!(marked, ["ana respondent-1", "ben respondent-1"]);
    let (_, article) = project.articles_in_order()[0];
    assert_eq!((&*article.title, &*article.note), ("Respondent 1", "By phone.\nIn March."));
    let again = take_in(&mut project, &foreign);
    assert_eq!((again.new_articles, again.known_articles), (0, 2), "{again:?}");
}

#[test]
fn words_of_which_the_text_is_not_said_are_sought_in_all_articles() {
    let annotation = |words: &str| {
        serde_json::json!({
            "target": { "selector": { "type": "TextQuoteSelector", "exact": words } },
            "body": { "purpose": "tagging", "value": "actor" },
        })
    };
    let (project, report) = annotated("The gate was shut.", &annotation("gate"));
    assert_eq!((project.annotations().count(), report.left_out), (1, 0), "{report:?}");
    let (project, report) = annotated("The gate was shut.", &annotation("door"));
    assert_eq!((project.annotations().count(), report.left_out, report.new_tags), (0, 1, 0), "{report:?}");
    assert!(report.notices[0].contains("“door”"), "{report:?}");
}

#[test]
fn a_quote_is_the_words_whatever_positions_say_of_its_length() {
    let place = |words: &str, start: usize, end: usize| {
        serde_json::json!({ "target": { "source": "Seats", "selector": [
            { "type": "TextQuoteSelector", "exact": words, "prefix": "", "suffix": "" },
            { "type": "TextPositionSelector", "start": start, "end": end },
        ] } })
    };
    let text = "The vacuum: China fills it, and costs rise. Costs rise again.";
    for (annotation, expected) in [(place("China", 12, 26), "China"), (place("Cost", 44, 49), "Cost")] {
        let (project, report) = annotated(text, &annotation);
        let words: Vec<String> = project.annotations().map(|(.., passage)| passage.quote.exact.clone()).collect();
        assert_eq!(words, [expected], "{report:?}");
    }
    let text = "First of all it is that Costs rise. Costs rise again.";
    let mut first = on("rise. ", "Costs rise", " again");
    let position = serde_json::json!({ "type": "TextPositionSelector", "start": 24, "end": 34 });
    first["selector"].as_array_mut().expect("selectors").push(position);
    let (project, report) = annotated(text, &serde_json::json!({ "target": first }));
    let starts: Vec<usize> = project.annotations().map(|(.., passage)| passage.span.start()).collect();
    assert_eq!(starts, [36], "what stands around the words says it: {report:?}");
}

#[test]
fn what_refines_a_selector_is_read_and_what_cannot_be_is_named() {
    let quote = serde_json::json!({ "type": "TextQuoteSelector", "exact": "gate" });
    let on = |selector: serde_json::Value| {
        annotated(
            "The gate was shut.",
            &serde_json::json!({ "id": "a", "target": { "source": "Seats", "selector": selector } }),
        )
    };
    let (project, _) = on(serde_json::json!({ "type": "FragmentSelector", "value": "p1", "refinedBy": quote }));
    assert_eq!(project.annotations().count(), 1);
    let (project, report) =
        on(serde_json::json!({ "type": "RangeSelector", "startSelector": quote, "endSelector": quote }));
    assert_eq!((project.annotations().count(), report.left_out), (0, 1));
    assert!(report.notices[0].contains("RangeSelector"), "{report:?}");
}

#[test]
fn each_creator_has_what_that_one_said() {
    let annotation = serde_json::json!({
        "creator": ["one", "two"],
        "body": [
            { "purpose": "tagging", "value": "both" },
            { "purpose": "tagging", "value": "hers", "creator": "three" },
            { "type": "SpecificResource", "purpose": "tagging", "source": "http://example.org/tags/x" },
            { "type": "Choice", "items": [{ "purpose": "tagging", "value": "first" }, { "value": "second" }] },
        ],
        "target": on("", "gate", ""),
    });
    let (project, report) = annotated("The gate was shut.", &annotation);
    let mut said: Vec<String> = project
        .annotations()
        .flat_map(|(whose, _, passage)| {
            let tags = passage.codings.iter().map(|coding| project.tag_name(&coding.tag));
            tags.map(|tag| format!("{whose} {tag}")).collect::<Vec<_>>()
        })
        .collect();
    said.sort();
    let both = |who: &str| ["both", "first", "http://example.org/tags/x"].map(|tag| format!("{who} {tag}"));
    let expected: Vec<String> = both("one").into_iter().chain(["three hers".to_owned()]).chain(both("two")).collect();
    assert_eq!(said, expected, "{report:?}");
    assert!(report.notices.contains(&"1 body with a choice: the first one was taken".to_owned()), "{report:?}");
}
