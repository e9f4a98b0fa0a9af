//! Projects and codebooks of REFI-QDA: as they are written, and as other programs write them.

use std::io::{Cursor, Write as _};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    read::{ReadError, read, read_codebook},
    write::write_codebook,
};
use crate::analysis::samples::{group, merge, project, put_tag, tag};
use crate::{
    exchange::foreign::Foreign,
    format::layer_bytes,
    intake::{Landed, land},
};
use crate::{
    model::{AnalystId, AnnotationId, Entry, Project, Stamp, Stamper, Subject, Tag, TagId},
    verbs::set_memo,
};

const TEXT: &str = "EU 😀 sovereignty is at stake.\nChina fills the vacuum; costs rise & fall <now>.\n";

/// All passages.
fn all(project: &Project) -> Vec<(AnalystId, AnnotationId)> {
    project.annotations().map(|(analyst, id, _)| (analyst.clone(), *id)).collect()
}

/// A project as another program writes it: its XML with `{}` where the selections stand, and a text.
fn archive(folder: &str, selections: &str, text: &[u8]) -> Vec<u8> {
    let xml = format!(
        r##"<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="P" origin="another program" creationDateTime="2026-01-02T03:04:05Z">
<Users><User guid="{{0A0B0C0D-0000-4000-8000-000000000001}}" name="Ann" id="A"/></Users>
<CodeBook><Codes>
<Code guid="0a0b0c0d-0000-4000-8000-000000000010" name="Arguments" isCodable="false"><Description>category</Description>
<Code guid="0a0b0c0d-0000-4000-8000-000000000011" name="sovereignty" isCodable="true" color="#1F77B4"/>
<Code guid="0a0b0c0d-0000-4000-8000-000000000012" name="vacuum filled" isCodable="true" color="#d22">
<Code guid="0a0b0c0d-0000-4000-8000-000000000013" name="costs" isCodable="true"/></Code></Code></Codes></CodeBook>
<Sources><TextSource guid="0a0b0c0d-0000-4000-8000-000000000020" name="Article 1" plainTextPath="internal://T.txt">
<Description>http://example.org/a?x=1&amp;y=2</Description>{selections}</TextSource></Sources></Project>"##
    );
    zipped(&[("Project.qde", xml.as_bytes()), (&format!("{folder}T.TXT"), text)])
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a file");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("an archive").into_inner()
}

#[test]
fn what_swells_is_refused() {
    let bomb = archive("sources/", "", &vec![b' '; 101_000_000]);
    assert!(bomb.len() < 400_000);
    let said = read(&bomb).expect("the rest of it").notices;
    assert_eq!(said, ["“Article 1” is left out: unpacked it is far too large: that is no project"]);
}

/// A selection of these words with this code, as counted by `count`.
fn selection(words: &str, code: &str, name: &str, count: impl Fn(&str) -> usize) -> String {
    let at = TEXT.find(words).expect(words);
    let (start, end) = (count(&TEXT[..at]), count(&TEXT[..at + words.len()]));
    format!(
        r#"<PlainTextSelection guid="0a0b0c0d-0000-4000-8000-0000000000{start:02}" name="{name}" startPosition="{start}" endPosition="{end}" creatingUser="0a0b0c0d-0000-4000-8000-000000000001" creationDateTime="2026-01-02T03:04:05Z"><Coding guid="0a0b0c0d-0000-4000-8000-0000000009{start:02}"><CodeRef targetGUID="0A0B0C0D-0000-4000-8000-0000000000{code}"/></Coding></PlainTextSelection>"#
    )
}

fn landed(project: &mut Project, foreign: &Foreign) -> Landed {
    let landed = land(project, "refi", foreign).expect("a step");
    if let Some(step) = &landed.step {
        project.apply(step, &mut Stamper::new("desk")).expect("a step that can be made");
    }
    for records in &landed.layers {
        let layer = records.layer().expect("a layer");
        let present = project.layers.entry(layer.id.clone());
        std::sync::Arc::make_mut(present.or_insert_with(|| std::sync::Arc::new(layer.clone()))).join(layer);
    }
    landed
}

/// The passages of a project as (words, names of tags), in the order of the text.
fn marked(project: &Project) -> Vec<(String, Vec<String>)> {
    let mut passages: Vec<_> = project.annotations().map(|(_, _, passage)| passage).collect();
    passages.sort_by_key(|passage| (&passage.article, passage.span));
    let tags =
        |passage: &crate::model::Annotation| passage.codings.iter().map(|it| project.tag_name(&it.tag)).collect();
    passages.into_iter().map(|passage| (passage.quote.exact.clone(), tags(passage))).collect()
}

fn empty() -> Project {
    Project::new(project().info().clone())
}

#[test]
fn passages_of_other_programs_stand_on_their_words_however_they_count() {
    let chars = |text: &str| text.chars().count();
    let utf16 = |text: &str| text.encode_utf16().count();
    let crlf = |text: &str| text.encode_utf16().count() + text.matches('\n').count();
    let expected = [("sovereignty", "sovereignty"), ("China fills the vacuum", "vacuum filled"), ("costs", "costs")];
    let check = |folder: &str, text: &str, count: &dyn Fn(&str) -> usize, with_names: bool| {
        let name = |words: &'static str| if with_names { words } else { "" };
        let selections: String = expected
            .iter()
            .zip(["11", "12", "13"])
            .map(|((words, _), code)| selection(words, code, name(words), count))
            .collect();
        let mut project = empty();
        let landed = landed(&mut project, &read(&archive(folder, &selections, text.as_bytes())).expect("a project"));
        let expected = expected.map(|(words, tag)| (words.to_owned(), vec![tag.to_owned()]));
        assert_eq!(marked(&project), expected, "{folder} {:?}", landed.report);
        assert_eq!(landed.report.analysts, ["Ann"]);
        assert_eq!(landed.report.notices, Vec::<String>::new());
    };
    let marked_crlf = format!("\u{feff}{}", TEXT.replace('\n', "\r\n"));
    for with_names in [true, false] {
        check("sources/", TEXT, &chars, with_names);
        check("Sources/", &format!("\u{feff}{TEXT}"), &chars, with_names);
        check("SOURCES\\", &TEXT.replace('\n', "\r\n"), &chars, true);
        // As NVivo for Windows writes: UTF-16 units, the mark not counted, CR LF as two.
        check("Sources/", &marked_crlf, &crlf, with_names);
        check("", TEXT, &utf16, with_names);
    }
}

#[test]
fn a_passage_that_is_counted_otherwise_than_the_rest_is_found_by_its_words_and_names_may_be_cut_short() {
    let chars = |text: &str| text.chars().count();
    let utf16 = |text: &str| text.encode_utf16().count();
    let selections = selection("sovereignty", "11", "sovereignty", utf16)
        + &selection("China fills the vacuum", "12", "China fills the vac…", chars)
        + &selection("costs rise", "13", "costs rise", chars)
        + &selection("stake", "11", "stake", chars);
    let mut project = empty();
    let landed = landed(&mut project, &read(&archive("sources/", &selections, TEXT.as_bytes())).expect("a project"));
    let words: Vec<String> = marked(&project).into_iter().map(|(words, _)| words).collect();
    assert_eq!(words, ["sovereignty", "stake", "China fills the vacuum", "costs rise"]);
    assert_eq!(landed.report.notices, ["1 passage found by the words, which are not where the file says"]);
}

#[test]
fn a_passage_stays_where_it_is_whatever_somebody_called_it() {
    let chars = |text: &str| text.chars().count();
    let selections = selection("sovereignty", "11", "sovereignty", chars)
        + &selection("costs rise", "13", "costs", chars)
        + &selection("is at stake", "11", "is at stake", chars)
        // This name stands in the text.
        + &selection("the vacuum", "12", "China", chars);
    let mut project = empty();
    let landed = landed(&mut project, &read(&archive("sources/", &selections, TEXT.as_bytes())).expect("a project"));
    let words: Vec<String> = marked(&project).into_iter().map(|(words, _)| words).collect();
    assert_eq!(words, ["sovereignty", "is at stake", "the vacuum", "costs rise"]);
    assert_eq!(landed.report.notices, Vec::<String>::new());
}

#[test]
fn what_is_written_is_read_again_into_the_same_project_and_into_an_empty_one() {
    let before = project();
    let bytes = super::FORMAT.written(&before, &all(&before)).expect("written");
    let foreign = read(&bytes).expect("a project");
    let mut anew = empty();
    let first = landed(&mut anew, &foreign);
    assert_eq!(first.report.passages, before.annotations().count());
    let with_names = |project: &Project| {
        let mut marked = marked(project);
        marked.iter_mut().for_each(|(_, tags)| tags.sort());
        marked.sort();
        marked
    };
    assert_eq!(with_names(&anew), with_names(&before));
    for (id, tag) in before.usable_tags() {
        let (_, same) = anew.usable_tags().find(|(_, other)| other.name == tag.name).expect("the tag");
        let said =
            |tag: &Tag| [&tag.definition, &tag.use_when, &tag.not_when, &tag.example, &tag.near].map(Clone::clone);
        assert_eq!(said(same), said(tag), "{id}");
        let parent = |project: &Project, tag: &Tag| tag.parent.as_ref().map(|parent| project.tag_name(parent));
        assert_eq!(parent(&anew, same), parent(&before, tag), "{id}");
        assert_eq!(same.hue, tag.hue, "{id}");
    }
    for (_, article) in before.articles.iter() {
        let mut others = anew.articles.iter();
        let (_, same) = others.find(|(_, other)| other.body.text() == article.body.text()).expect("the article");
        let known = |article: &crate::model::Article| {
            [&article.title, &article.outlet, &article.author, &article.date, &article.note].map(Clone::clone)
        };
        assert_eq!(known(same), known(article));
    }
    // Once more: nothing is new, byte for byte.
    let layers = |project: &Project| -> Vec<Vec<u8>> {
        project.layers.values().map(|layer| layer_bytes(project, layer)).collect()
    };
    let once = (layers(&anew), anew.tags.len(), anew.articles.len());
    let second = landed(&mut anew, &foreign);
    assert!(second.step.is_none(), "{:?}", second.step);
    assert_eq!((layers(&anew), anew.tags.len(), anew.articles.len()), once);
    let mut here = before.clone();
    let again = landed(&mut here, &foreign);
    assert!(again.step.is_none(), "the articles and tags are here already: {:?}", again.step);
}

#[test]
fn codes_of_one_name_stay_apart_and_line_ends_and_forbidden_characters_survive_as_far_as_they_can() {
    let mut before = project();
    let mut stamper = Stamper::new("desk");
    let costs = before.tags.iter().next().map(|(_, tag)| tag.clone()).expect("a tag");
    let group = before.groups.iter().map(|(id, _)| id.clone()).find(|id| *id != costs.group).expect("another group");
    let id = TagId::new(&format!("{group}/twin")).expect("an id");
    let twin = Tag { definition: "One \u{1} line\nand another\ttab.".to_owned(), ..Tag::named(&costs.name, group) };
    let step = crate::verbs::add_tag(&before, &id, twin).expect("a step");
    before.apply(&step, &mut stamper).expect("made");
    let mut bytes = Vec::new();
    write_codebook(&before, &mut bytes).expect("written");
    let foreign = read_codebook(&bytes).expect("a codebook");
    let mut anew = empty();
    landed(&mut anew, &foreign);
    let twins: Vec<_> = anew.usable_tags().filter(|(_, tag)| tag.name == costs.name).map(|(_, tag)| tag).collect();
    assert_eq!(twins.len(), 2, "{:?}", anew.usable_tags().map(|(_, tag)| &tag.name).collect::<Vec<_>>());
    assert!(twins.iter().any(|tag| tag.definition == "One \u{fffd} line\nand another\ttab."));
    let names = String::from_utf8(bytes).expect("UTF-8");
    let times = names.matches(&format!("name=\"{}\"", costs.name)).count();
    assert_eq!(times, 0, "a name that comes twice breaks some readers: {names}");
}

#[test]
fn tags_are_written_whatever_became_of_their_parents_and_groups() {
    let check = |name: &str, change: &dyn Fn(&mut Project)| {
        let mut project = project();
        change(&mut project);
        let bytes = super::FORMAT.written(&project, &all(&project)).expect("written");
        let foreign = read(&bytes).expect("a project");
        assert_eq!(foreign.notices, Vec::<String>::new(), "{name}");
        let codable = foreign.codes.iter().filter(|code| !code.is_category).count();
        assert_eq!(codable, project.usable_tags().count(), "{name}: {:?}", foreign.codes);
    };
    let china_below = |project: &mut Project, parent: &str| {
        let mut child = project.tags.get(&tag("argument/vacuum-china")).expect("a tag").clone();
        child.parent = Some(tag(parent));
        put_tag(project, "argument/vacuum-china", child);
    };
    check("merged", &|project| merge(project, "argument/vacuum", "argument/costs"));
    check("merged into another group", &|project| merge(project, "argument/vacuum", "organization/un"));
    check("never there", &|project| china_below(project, "argument/gone"));
    check("in another group", &|project| china_below(project, "organization/un"));
    check("below itself", &|project| china_below(project, "argument/vacuum-china"));
    let argument = group("argument");
    check("a group that is gone", &|project| {
        let entry = Entry { value: None, changed: Stamp { ms: 1, ..Stamp::default() } };
        project.groups.put(argument.clone(), entry);
    });
}

#[test]
fn what_is_no_project_is_refused_and_what_is_missing_is_said() {
    assert!(matches!(read(b"no archive"), Err(ReadError::NoArchive(_))));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("a.txt", SimpleFileOptions::default()).expect("a file");
    assert!(matches!(read(&zip.finish().expect("an archive").into_inner()), Err(ReadError::NoProject)));
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><CodeBook>&b;</CodeBook>"#;
    let refused = read_codebook(bomb.as_bytes()).expect_err("refused").to_string();
    assert!(refused.starts_with("line 1, column"), "{refused}");
    let deep = format!("<CodeBook><Codes>{}{}</Codes></CodeBook>", "<Code>".repeat(200_000), "</Code>".repeat(200_000));
    assert!(matches!(read_codebook(deep.as_bytes()), Err(ReadError::TooDeep)));
    let wide = format!("<CodeBook{}/>", " a=\"\"".repeat(50_000));
    assert!(matches!(read_codebook(wide.as_bytes()), Err(ReadError::TooWide)));
    let inside = selection("China", "12", "China", |text| text.chars().count());
    let outside =
        inside.replace("startPosition=\"30\"", "startPosition=\"9030\"").replace("name=\"China\"", "name=\"gone\"");
    let foreign = read(&archive("sources/", &outside, TEXT.as_bytes())).expect("a project");
    let landed = land(&empty(), "refi", &foreign).expect("a step");
    assert_eq!(
        landed.report.notices,
        ["1 passage left out, since nothing stands at the place: “gone” (9030 to 35 of “Article 1”)"]
    );
    let missing = archive("sources/other-", &inside, TEXT.as_bytes());
    let notices = read(&missing).expect("the rest").notices;
    assert_eq!(
        notices,
        ["“Article 1” is left out: internal://T.txt in it cannot be read: it is not there, with 1 selection"]
    );
}

#[test]
fn a_codebook_of_any_schema_is_read() {
    let xml = r##"<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:0:4" origin="x"><Codes>
        <Code guid="{A}" name="Costs" isCodable="true" color="#F00"><Description>What it costs.</Description></Code>
        </Codes><Sets/></CodeBook>"##;
    let foreign = read_codebook(format!("\u{feff}{xml}").as_bytes()).expect("a codebook");
    assert_eq!(foreign.codes.len(), 1);
    assert_eq!((foreign.codes[0].description.as_str(), foreign.codes[0].colour), ("What it costs.", Some([255, 0, 0])));
    let mut anew = empty();
    landed(&mut anew, &foreign);
    let (_, tag) = anew.usable_tags().next().expect("a tag");
    assert_eq!(anew.groups.get(&tag.group).expect("a group").name, "Imported");
}

#[test]
fn an_empty_project_can_be_written() {
    let bytes = super::FORMAT.written(&empty(), &[]).expect("written");
    assert_eq!(read(&bytes).expect("a project").texts, []);
}

#[test]
fn memos_travel_with_who_wrote_them() {
    let mut before = project();
    let mut stamper = Stamper::new("desk");
    let article = before.articles.iter().map(|(id, _)| id.clone()).next().expect("an article");
    let tag = before.usable_tags().map(|(id, _)| id.clone()).next().expect("a tag");
    let analyst = before.layers.keys().next().cloned().expect("an analyst");
    let memos = [
        (Subject::Project, "What all of it is about 😀."),
        (Subject::Article(article), "Two lines,\nand <a bracket>."),
        (Subject::Tag(tag), "Not yet clear."),
    ];
    for (about, text) in &memos {
        let step = set_memo(&before, &analyst, about.clone(), text).expect("a step");
        before.apply(&step, &mut stamper).expect("made");
    }
    let bytes = super::FORMAT.written(&before, &all(&before)).expect("written");
    let foreign = read(&bytes).expect("a project");
    let mut anew = empty();
    landed(&mut anew, &foreign);
    let texts = |project: &Project| -> Vec<(String, String)> {
        let layers = project.layers.values();
        layers
            .flat_map(|layer| layer.memos.iter().map(|(_, text)| (layer.analyst().name.clone(), text.0.clone())))
            .collect()
    };
    let mut expected = texts(&before);
    let mut found = texts(&anew);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    assert_eq!(found.len(), 3);
    for project in [&before, &anew] {
        let again = land(project, "refi", &foreign).expect("a step");
        assert!(again.layers.is_empty(), "what is known is no news: {:?}", again.report);
    }
}

#[test]
fn notes_of_other_programs_are_memos_where_it_is_said_who_wrote_them() {
    let xml = r#"<Project name="P"><Users><User guid="U1" name="Ann"/></Users><CodeBook><Codes>
        <Code guid="C1" name="costs" isCodable="true"><Description>What it costs.</Description><NoteRef targetGUID="N1"/>
        <NoteRef targetGUID="{n2}"/></Code>
        <Code guid="C2" name="Arguments" isCodable="false"><NoteRef targetGUID="N1"/></Code></Codes></CodeBook>
        <Notes><Note guid="N1" creatingUser="{u1}" name="x"><PlainTextContent>Hers.</PlainTextContent></Note>
        <Note guid="N2" name="y" plainTextPath="internal://N2.txt"/></Notes></Project>"#;
    let files = [("project.qde", xml.as_bytes()), ("sources/N2.txt", "\u{feff}Nobody's.\r\n".as_bytes())];
    let foreign = read(&zipped(&files)).expect("a project");
    assert_eq!(foreign.codes[0].description, "What it costs.\n\nNobody's.\n");
    let landed = land(&empty(), "refi", &foreign).expect("a step");
    let layer = landed.layers[0].layer().expect("a layer");
    let memos: Vec<(String, &str)> = layer.memos.iter().map(|(about, text)| (about.to_string(), &**text)).collect();
    assert_eq!((layer.analyst().name.as_str(), memos), ("Ann", vec![("tag:imported/costs".to_owned(), "Hers.")]));
    assert_eq!(landed.report.notices, ["the memo on the category “Arguments” is left out: only tags have memos"]);
}

/// A project with one text, selections and notes in it.
fn noted(selections: &str, notes: &str, others: &str) -> Foreign {
    let xml = format!(
        r#"<Project name="P"><Users><User guid="U1" name="Ann"/></Users><CodeBook><Codes>
        <Code guid="C1" name="Arguments" isCodable="false"><Code guid="C2" name="costs" isCodable="true"/></Code>
        </Codes></CodeBook><Sources><TextSource guid="S1" name="Article 1">
        <PlainTextContent>Costs rise.</PlainTextContent>{selections}</TextSource></Sources>
        <Notes>{notes}</Notes>{others}</Project>"#
    );
    read(&zipped(&[("project.qde", xml.as_bytes()), ("sources/N.txt", b"\xe9t\xe9")])).expect("a project")
}

#[test]
fn notes_stay_whatever_they_are_on() {
    let selections = r#"<PlainTextSelection guid="P1" startPosition="0" endPosition="5"><Coding guid="D1">
        <CodeRef targetGUID="C2"/><NoteRef targetGUID="N1"/></Coding></PlainTextSelection>
        <Coding guid="D2"><CodeRef targetGUID="C2"/><NoteRef targetGUID="N3"/></Coding>"#;
    let notes = r#"<Note guid="N1" name="x"><PlainTextContent>Of a coding.</PlainTextContent></Note>
        <Note guid="N2" name="Idea" creatingUser="U1"><PlainTextContent>Of nothing.</PlainTextContent></Note>
        <Note guid="N3" name=""><PlainTextContent>Of a whole text.</PlainTextContent></Note>
        <Note guid="N4" name="y"><PlainTextContent>Of a case.</PlainTextContent></Note>
        <Note guid="N5" name="z"><PlainTextContent>Of the project.</PlainTextContent></Note>"#;
    let others = r#"<Cases><Case guid="E1"><NoteRef targetGUID="N4"/></Case></Cases><NoteRef targetGUID="N5"/>"#;
    let foreign = noted(selections, notes, others);
    assert_eq!(foreign.texts[0].passages[0].note, "Of a coding.");
    let memos: Vec<_> = foreign.memos.iter().map(|memo| (memo.text.as_str(), memo.coder)).collect();
    let of_nobody = [("Of the project.", None), ("Idea\nOf nothing.", Some(0)), ("Of a whole text.", None)];
    assert_eq!(memos, [&of_nobody[..], &[("y\nOf a case.", None)]].concat());
    assert_eq!(foreign.notices[0], "3 notes on a case, a picture or nothing: to be found in the memo on the project");
}

#[test]
fn what_cannot_be_read_of_a_project_is_counted() {
    let selections = r#"<PlainTextSelection guid="P1" startPosition="0" endPosition="five"/>
        <PlainTextSelection guid="P2" startPosition="0"/>
        <PlainTextSelection guid="P3" startPosition="0" endPosition="5"><Coding guid="D1"><CodeRef targetGUID="C9"/></Coding>
        </PlainTextSelection>"#;
    let notes = r#"<Note guid="N1" name="a" plainTextPath="internal://N.txt"/>
        <Note guid="N2" name="b" plainTextPath="internal://gone.txt"/>
        <Note guid="N3" name="c" richTextPath="internal://N3.docx"/>"#;
    let notices = noted(selections, notes, "").notices;
    let said = [
        "the note “a” is left out: sources/N.txt in it cannot be read: it is no text in UTF-8",
        "the note “b” is left out: internal://gone.txt in it cannot be read: it is not there",
        "the note “c” is left out: it has no plain text",
        "“Article 1”: 2 selections left out, since the positions cannot be read",
        "“Article 1”: 1 coding left out, since there is no such code in the codebook",
    ];
    assert_eq!(notices, said);
}

#[test]
fn passages_keep_the_category_that_they_have() {
    let selections = r#"<PlainTextSelection guid="P1" startPosition="0" endPosition="5"><Coding guid="D1">
        <CodeRef targetGUID="C1"/></Coding></PlainTextSelection>"#;
    let foreign = noted(selections, "", "");
    let mut project = empty();
    let first = landed(&mut project, &foreign);
    assert_eq!(marked(&project), [("Costs".to_owned(), vec!["Arguments".to_owned()])]);
    let groups: Vec<&str> = project.groups.iter().map(|(_, group)| group.name.as_str()).collect();
    assert_eq!(groups, ["Arguments"]);
    assert_eq!(project.usable_tags().count(), 2);
    let said = "passages have the category “Arguments”: there is a tag of that name in it for them";
    assert_eq!(first.report.notices, [said]);
    assert!(landed(&mut project, &foreign).step.is_none());
}

/// A project whose only source is `source`, with the code of [`CODING`] and these files; in a folder, where one is given.
fn of_source(folder: &str, source: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let xml = format!(
        r#"<Project name="P"><CodeBook><Codes><Code guid="c1" name="gates" isCodable="true"/></Codes></CodeBook><Sources>{source}</Sources></Project>"#
    );
    let files = files.iter().map(|(name, bytes)| (format!("{folder}sources/{name}"), *bytes));
    let files: Vec<(String, &[u8])> = [(format!("{folder}p.qde"), xml.as_bytes())].into_iter().chain(files).collect();
    zipped(&files.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect::<Vec<_>>())
}

const CODING: &str = r#"<Coding guid="k1"><CodeRef targetGUID="c1"/></Coding>"#;
const GATE: &[u8] = b"The gate was shut at noon.";

fn taken(archive: &[u8]) -> (Vec<(String, Vec<String>)>, crate::intake::Report) {
    let mut project = empty();
    let report = landed(&mut project, &read(archive).expect("a project")).report;
    (marked(&project), report)
}

#[test]
fn the_plain_text_of_what_is_no_text_comes_with_its_passages() {
    let plain = format!(
        r#"<PlainTextSelection guid="s1" name="gate" startPosition="4" endPosition="8">{CODING}</PlainTextSelection>"#
    );
    let of_pdf = format!(
        r#"<PDFSource guid="p" name="A paper" path="internal://p.pdf"><PDFSelection guid="s2" page="1"/><Representation guid="r" plainTextPath="internal://t.txt">{plain}</Representation></PDFSource>"#
    );
    let spoken = format!(
        r#"<AudioSource guid="a" name="A talk" path="internal://a.mp3"><Transcript guid="t" plainTextPath="internal://t.txt"><TranscriptSelection guid="s1" name="gate" fromSyncPoint="f" toSyncPoint="e">{CODING}</TranscriptSelection><SyncPoint guid="f" position="4"/><SyncPoint guid="e" position="8"/></Transcript></AudioSource>"#
    );
    let expected = vec![("gate".to_owned(), vec!["gates".to_owned()])];
    for folder in ["", "export/"] {
        let (passages, report) = taken(&of_source(folder, &of_pdf, &[("t.txt", GATE)]));
        assert_eq!((passages, report.left_out), (expected.clone(), 1), "{report:?}");
        assert!(report.notices.iter().any(|said| said.contains("“A paper”: 1 selection left out")), "{report:?}");
        let (passages, report) = taken(&of_source(folder, &spoken, &[("t.txt", GATE)]));
        assert_eq!((passages, report.left_out), (expected.clone(), 0), "{report:?}");
    }
    let (passages, report) = taken(&of_source("", &of_pdf.replace("plainTextPath", "path"), &[]));
    assert_eq!((passages.len(), report.left_out), (0, 2), "{report:?}");
}

#[test]
fn a_project_that_comes_without_its_archive_is_read_as_far_as_it_holds_its_texts() {
    let xml = r#"<?xml version="1.0"?><Project name="P"><Sources><TextSource guid="t" name="T"><PlainTextContent>The gate.</PlainTextContent></TextSource><TextSource guid="u" name="U" plainTextPath="internal://u.txt"/></Sources></Project>"#;
    let foreign = read(xml.as_bytes()).expect("a project");
    assert_eq!((foreign.texts.len(), foreign.left_out), (1, 1));
    assert!(foreign.notices[0].contains("take the .qdpx in"), "{:?}", foreign.notices);
}

#[test]
fn what_is_said_of_the_project_of_categories_and_beside_a_note_is_kept() {
    let xml = r#"<Project name="P"><Users><User guid="u" name="Ann"/></Users><CodeBook><Codes><Code guid="c" name="Themes" isCodable="false"><Description>of them all</Description><Code guid="d" name="fees" isCodable="true"/></Code></Codes></CodeBook><Notes><Note guid="n" name="Plan" creatingUser="u"><Description>in short</Description><PlainTextContent>At length.</PlainTextContent></Note></Notes><Description>A study.</Description></Project>"#;
    let mut project = empty();
    landed(&mut project, &read(xml.as_bytes()).expect("a project"));
    assert_eq!(project.info().note, "A study.\n\n“Themes”: of them all");
    let memos: Vec<_> = project.layers.values().flat_map(|layer| layer.memos.iter()).map(|(_, memo)| &**memo).collect();
    assert_eq!(memos, ["Plan\nAt length.\n\nin short"]);
    let again = landed(&mut project, &read(xml.as_bytes()).expect("a project"));
    assert!(again.step.is_none(), "{:?}", again.step);
}

#[test]
fn selections_on_the_same_words_stay_apart_where_their_notes_differ() {
    let one = |guid: &str, note: &str| {
        format!(
            r#"<PlainTextSelection guid="{guid}" startPosition="4" endPosition="8"><Description>{note}</Description>{CODING}</PlainTextSelection>"#
        )
    };
    let source = |notes: [&str; 2]| {
        let selections = one("s1", notes[0]) + &one("s2", notes[1]);
        format!(r#"<TextSource guid="t" name="T" plainTextPath="internal://t.txt">{selections}</TextSource>"#)
    };
    let taken = |notes| taken(&of_source("", &source(notes), &[("t.txt", GATE)]));
    let (passages, report) = taken(["why", "what for"]);
    assert_eq!((passages.len(), report.notices.len()), (2, 0), "{report:?}");
    let (passages, report) = taken(["why", ""]);
    assert_eq!(passages.len(), 1, "{report:?}");
    assert!(report.notices.iter().any(|said| said.contains("1 selection on words")), "{report:?}");
}
