//! Articles from files of every kind, and from files that mean harm.

use std::{
    fs,
    io::{Cursor, Write as _},
    path::Path,
};

use postil::ingest::{ReadError, ReadOptions, articles_in};
use proptest::prelude::*;

use crate::program::Program;

const SEATS: &str =
    "The seats at the table are counted again this morning, and there is one fewer than there was before.";
const DUES: &str = "Dues are small, it is said, and waste is not; those who stay pay more, as the treasurer put it.";

pub fn zipped(entries: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(content.as_bytes()).expect("an entry");
    }
    zip.finish().expect("a zip file").into_inner()
}

fn page() -> Vec<u8> {
    let paragraphs = format!("<p>{SEATS}</p><p>{DUES}</p><p>{SEATS} And so on.</p>");
    format!(
        "<!DOCTYPE html><html lang=en><head><title>Of a page</title><meta name=author content='Jo Doe'></head>\
         <body><nav><a href=/>Home</a></nav><article><h1>Of a page</h1>{paragraphs}</article></body></html>"
    )
    .into_bytes()
}

/// A page with its style sheet in one file.
fn mhtml() -> Vec<u8> {
    let part = |kind: &str, body: &str| format!("------b----\r\nContent-Type: {kind}\r\n\r\n{body}\r\n");
    let page = String::from_utf8(page()).expect("UTF-8").replace("Of a page", "Of one file");
    let head =
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"----b----\"\r\n\r\n";
    [head, &part("text/html", &page), &part("text/css", "p { color: red }"), "------b------\r\n"].concat().into_bytes()
}

fn docx() -> Vec<u8> {
    let document = format!("<w:document><w:body><w:p><w:r><w:t>{SEATS} Word.</w:t></w:r></w:p></w:body></w:document>");
    let core = "<cp:coreProperties><dc:title>Of a document</dc:title></cp:coreProperties>";
    zipped(&[("word/document.xml", document), ("docProps/core.xml", core.to_owned())])
}

fn odt() -> Vec<u8> {
    let content = format!("<x><office:body><text:p>{DUES} Open.</text:p></office:body></x>");
    let mimetype = "application/vnd.oasis.opendocument.text".to_owned();
    zipped(&[("mimetype", mimetype), ("content.xml", content)])
}

fn ods() -> Vec<u8> {
    let row = |cells: [&str; 2]| {
        let cells = cells.map(|cell| format!("<table:table-cell><text:p>{cell}</text:p></table:table-cell>"));
        format!("<table:table-row>{}</table:table-row>", cells.concat())
    };
    let rows = row(["title", "text"]) + &row(["Of a sheet", "Cells of words."]);
    let mimetype = "application/vnd.oasis.opendocument.spreadsheet".to_owned();
    zipped(&[
        ("mimetype", mimetype),
        ("content.xml", format!("<x><table:table table:name='A'>{rows}</table:table></x>")),
    ])
}

fn epub() -> Vec<u8> {
    book(&format!("<p>{DUES} {SEATS} {DUES} Read.</p>"))
}

/// A book of one chapter.
pub fn book(chapter: &str) -> Vec<u8> {
    let package = "<package><metadata><dc:title>Of a book</dc:title></metadata><manifest>\
        <item id='a' href='a.xhtml' media-type='application/xhtml+xml'/></manifest><spine><itemref idref='a'/></spine></package>";
    zipped(&[
        ("mimetype", "application/epub+zip".to_owned()),
        ("META-INF/container.xml", "<container><rootfile full-path='p.opf'/></container>".to_owned()),
        ("p.opf", package.to_owned()),
        ("a.xhtml", format!("<html><body><h1>Of a chapter</h1>{chapter}</body></html>")),
    ])
}

/// A workbook of one column: its name, then the same words again and again.
fn repeating(words: &str, times: usize) -> Vec<u8> {
    let kind = |part: &str, kind: &str| {
        format!(
            "<Override PartName='/xl/{part}.xml' \
             ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml'/>"
        )
    };
    let relation = |id: usize, kind: &str, target: &str| {
        let of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        format!("<Relationship Id='r{id}' Type='{of}/{kind}' Target='{target}.xml'/>")
    };
    let related = |inner: String| {
        let of = "http://schemas.openxmlformats.org/package/2006/relationships";
        format!("<Relationships xmlns='{of}'>{inner}</Relationships>")
    };
    let main = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'";
    let row = |row: usize, shared: usize| format!("<row r='{row}'><c r='A{row}' t='s'><v>{shared}</v></c></row>");
    let rows: String = (0..=times).map(|at| row(at + 1, at.min(1))).collect();
    zipped(&[
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>{}{}{}</Types>",
                kind("workbook", "sheet.main"),
                kind("sheet", "worksheet"),
                kind("sharedStrings", "sharedStrings")
            ),
        ),
        ("_rels/.rels", related(relation(1, "officeDocument", "xl/workbook"))),
        (
            "xl/workbook.xml",
            format!(
                "<workbook {main} xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>\
                 <sheets><sheet name='A' sheetId='1' r:id='r1'/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            related(relation(1, "worksheet", "sheet") + &relation(2, "sharedStrings", "sharedStrings")),
        ),
        ("xl/sheet.xml", format!("<worksheet {main}><sheetData>{rows}</sheetData></worksheet>")),
        ("xl/sharedStrings.xml", format!("<sst {main}><si><t>text</t></si><si><t>{words}</t></si></sst>")),
    ])
}

/// A document of pages that draw these streams.
pub fn pdf(streams: &[String]) -> Vec<u8> {
    marked_pdf(streams, "")
}

/// The same with what readers have put on each page.
pub fn marked_pdf(streams: &[String], marks: &str) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut kids = String::new();
    for stream in streams {
        let number = objects.len() + 1;
        kids += &format!("{number} 0 R ");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /Annots [{marks}] /MediaBox [0 0 600 800] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> \
             /XObject << /X {} 0 R >> >> >>",
            number + 1,
            number + 1
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()));
    }
    objects[1] = format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", streams.len());
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(&objects) {
        table += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let start = file.len();
    file += &format!("{table}trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    file.into_bytes()
}

/// Lines from the top of a page.
pub fn drawn(lines: &[&str]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("({line}) Tj 0 -14 Td")).collect();
    format!("BT /F1 12 Tf 60 600 Td {} ET", lines.join(" "))
}

fn two_lines() -> Vec<u8> {
    pdf(&[drawn(&["Of a print", "", "The seats are counted again, and there is one few-", "er of them than before."])])
}

fn rtf() -> Vec<u8> {
    br"{\rtf1\ansi\ansicpg1252{\info{\title Of rich text}}Caf\'e9 \u8211? seats.\par Dues.\par}".to_vec()
}

fn press() -> Vec<u8> {
    "One\n\nHarbour Review\n\nJanuary 9, 2026\n\nLength: 3 words\n\nBody\n\nThe first.\n\nEnd of Document\n\n\
     Two\n\nThe Pier\n\nJanuary 10, 2026\n\nLength: 3 words\n\nBody\n\nThe second.\n\nEnd of Document\n"
        .into()
}

pub fn every_kind() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a.txt", SEATS.into()),
        ("b.html", page()),
        ("c.docx", docx()),
        ("d.odt", odt()),
        ("e.csv", "Headline;Body\nOf a table;Words in a row.\nAnother;More words.\n".into()),
        ("f.ods", ods()),
        ("g.jsonl", "{\"title\": \"Of a line\", \"text\": \"Words in a line.\"}\n".into()),
        ("n.json", "{\"status\": \"ok\", \"articles\": [{\"title\": \"Of a list\", \"text\": \"Words.\"}]}".into()),
        ("h.rtf", rtf()),
        ("i.epub", epub()),
        ("j.pdf", two_lines()),
        ("k.txt", press()),
        ("m.mhtml", mhtml()),
        ("l.txt", b"\xff\xfeS\0e\0a\0t\0s\0.\0\n\0".to_vec()),
    ]
}

#[test]
fn a_folder_of_every_kind_becomes_a_project() {
    let program = Program::new();
    for (name, bytes) in every_kind() {
        program.write(&format!("in/{name}"), &bytes);
    }
    // In a folder a file that is JSON mostly holds something else.
    let ran = program.run("new p --articles in in/n.json");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("a new project with 16 articles"), "{}", ran.err);
    assert!(!ran.err.contains("left out:"), "{}", ran.err);
    let shared = program.read("p/project.ron");
    for title in [
        "Of a page",
        "Of one file",
        "Of a document",
        "Of a table",
        "Another",
        "Of a sheet",
        "Of a line",
        "Of a list",
        "Of rich text",
        "Of a chapter",
        "One",
        "Two",
    ] {
        assert!(shared.contains(&format!("title: \"{title}\"")), "{title}: {shared}");
    }
    for (name, bytes) in every_kind() {
        let kept = fs::read(program.path(&format!("p/originals/{name}"))).ok();
        assert_eq!(kept, (name != "a.txt").then_some(bytes), "{name}");
    }
    assert_eq!(program.read("p/articles/h.txt"), "Café – seats.\n\nDues.\n");
    assert!(program.read("p/articles/j.txt").contains("and there is one fewer of them than before."));
    assert_eq!(program.read("p/articles/k-2.txt"), "Two\n\nThe second.\n");
    assert_eq!(program.read("p/articles/l.txt"), "Seats.\n");
    assert_eq!(program.json("check p --json"), serde_json::json!({"flaws": []}));
}

#[test]
fn columns_are_chosen_on_the_command_line() {
    let program = Program::new();
    program.write("t.csv", b"kopf,wortlaut\nA chair,Seats stand.\n");
    program.fails("new p --articles t.csv", "t.csv: none of its columns is known to hold the text");
    program
        .fails("new p --articles t.csv --columns text=nothing", "it has no column “nothing”. Its columns are: “kopf”");
    program.fails("new p --articles t.csv --columns words=a", "choose one of text, title");
    program.ok("new two --articles t.csv --columns text=kopf,text=wortlaut");
    assert_eq!(program.read("two/articles/t.txt"), "A chair\n\nSeats stand.\n");
    program.ok("new p --articles t.csv --columns text=wortlaut,title=kopf");
    assert_eq!(program.read("p/articles/t.txt"), "Seats stand.\n");
    assert!(program.read("p/project.ron").contains("title: \"A chair\""));
}

#[test]
fn the_sign_between_columns_is_said_where_it_is_not_the_usual_one() {
    let program = Program::new();
    for (name, table, said) in [
        (
            "a.csv",
            "title;text\nA;Seats stand.\nB;Dues.\n",
            Some("a.csv: its columns seem to be separated by “semicolon”"),
        ),
        ("b.csv", "title,text\nA,Seats stand.\nB,Dues.\n", None),
        ("c.tsv", "title\ttext\nA\tSeats stand.\nB\tDues.\n", None),
        ("d.csv", "sep=;\ntitle;text\nA;Seats stand.\nB;Dues.\n", None),
    ] {
        program.write(name, table.as_bytes());
        let ran = program.run(&format!("new {name}-p --articles {name}"));
        assert_eq!(ran.code, 0, "{}", ran.err);
        match said {
            Some(said) => assert!(ran.err.contains(said), "{}", ran.err),
            None => assert!(!ran.err.contains("separate"), "{}", ran.err),
        }
    }
    let ran = program.run("new e --articles a.csv --delimiter semicolon");
    assert!(ran.code == 0 && !ran.err.contains("separate"), "{}", ran.err);
}

#[test]
fn texts_are_split_on_the_command_line() {
    let program = Program::new();
    program.write("all.txt", b"Article 1\n\nSeats stand.\n\nArticle 2\n\nDues are small.\n");
    program.fails("new p --articles all.txt --split-at ( --split-regex", "--split-at: “(” is no regular expression");
    program.ok("new p --articles all.txt --split-at article");
    assert_eq!(program.read("p/articles/all-2.txt"), "Article 2\n\nDues are small.\n");
    program.ok("new q --articles all.txt --split-at ^Article.[0-9] --split-regex --split-leaves-out");
    assert_eq!(program.read("q/articles/all.txt"), "Seats stand.\n");
    assert_eq!(program.read("q/originals/all.txt"), program.read("all.txt"));
}

#[test]
fn texts_that_are_alike_are_pointed_out() {
    let program = Program::new();
    let words: Vec<String> = (0..200).map(|at| format!("w{}", at * 7919 % 1009)).collect();
    program.write("in/a.txt", words.join(" ").as_bytes());
    program.write("in/b.html", format!("<html><title>B</title><p>{}</p></html>", words.join(" ")).as_bytes());
    program.write("in/c.txt", words.join(" ").as_bytes());
    let ran = program.run("new p --articles in");
    assert!(ran.err.contains("c.txt: “C” has the same text as “A” (a.txt)"), "{}", ran.err);
    assert!(ran.err.contains("b.html: “B” has 99 % of its text in common"), "{}", ran.err);
}

fn read(name: &str, bytes: Vec<u8>) -> Result<Vec<String>, ReadError> {
    let contents = articles_in(Path::new(name), bytes, &ReadOptions::default())?;
    Ok(contents.articles.iter().map(|found| found.article.body.text().to_owned()).collect())
}

#[test]
fn running_heads_of_a_print_are_left_out() {
    let page =
        |number: usize, text: &str| format!("BT /F1 9 Tf 60 780 Td (Harbour Review {number}) Tj ET {}", drawn(&[text]));
    let bytes = pdf(&[page(1, "The seats are counted again, and"), page(2, "there is one fewer."), page(3, "Dues.")]);
    assert_eq!(
        read("a.pdf", bytes).expect("a text"),
        ["The seats are counted again, and there is one fewer.\n\nDues.\n"]
    );
}

#[test]
fn what_is_set_sideways_in_a_print_is_read_and_told() {
    let sideways = "BT /F1 12 Tf 0 1 -1 0 40 200 Tm (Harbour Review of seats and dues, volume nine) Tj ET";
    let alone = read("a.pdf", pdf(&[sideways.to_owned()])).expect("a text");
    assert_eq!(alone, ["Harbour Review of seats and dues, volume nine\n"]);
    let page = format!("{sideways} {}", drawn(&["The seats are counted again."]));
    let contents = articles_in(Path::new("a.pdf"), pdf(&[page]), &ReadOptions::default()).expect("a text");
    assert_eq!(
        contents.articles[0].article.body.text(),
        "The seats are counted again.\n\nHarbour Review of seats and dues, volume nine\n"
    );
    assert!(contents.notices.iter().any(|notice| notice.contains("set sideways")), "{:?}", contents.notices);
}

#[test]
fn what_means_harm_is_refused() {
    let why = |name: &str, bytes: Vec<u8>| read(name, bytes).expect_err("an error").to_string();
    let bomb = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", " ".repeat(60_000_000));
    assert!(why("a.docx", zipped(&[("word/document.xml", bomb)])).contains("far larger than a document can be"));
    let entities = "<!DOCTYPE x [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;\">]><w:p><w:t>&b;&b;</w:t></w:p>".to_owned();
    assert!(why("a.docx", zipped(&[("word/document.xml", entities)])).contains("without words"));
    assert!(why("a.pdf", pdf(&["q Q".to_owned()])).contains("without text in it"));
    // Words that stand once in a small file, and in all its cells.
    assert_eq!(read("a.xlsx", repeating("Seats stand.", 3)).expect("articles").len(), 3);
    assert!(why("a.xlsx", repeating(&"x".repeat(1 << 20), 120)).contains("more articles, rows or cells than are read"));
    assert!(
        why("a.csv", format!("text\n{}", ",".repeat(6_000_000)).into())
            .contains("more articles, rows or cells than are read")
    );
    assert!(why("a.epub", book(&"<div>".repeat(20_000))).contains("nested deeper"));
    // A drawing that draws itself.
    assert!(read("a.pdf", pdf(&["/X Do".to_owned()])).is_err());
    assert!(why("a.pdf", b"%PDF-1.4\nnothing".to_vec()).contains("a PDF document, but a damaged one"));
    assert!(why("a.xls", b"\xd0\xcf\x11\xe0".to_vec()).contains("an old Word or Excel document"));
    assert!(why("a.zip", zipped(&[("a.txt", "words".to_owned())])).contains("a ZIP file"));
    for (name, bytes) in every_kind().into_iter().filter(|(_, bytes)| bytes.starts_with(b"PK")) {
        let half = bytes[..bytes.len() / 2].to_vec();
        assert!(why(name, half).contains("damaged"), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the bytes are, reading comes to an end, and gives text or says why not.
    #[test]
    fn any_bytes_come_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        for (name, start) in every_kind() {
            let mut all = start[..start.len().min(8)].to_vec();
            all.extend(&bytes);
            check_is_told(name, all)?;
        }
    }

    /// So do files that are nearly right.
    #[test]
    fn changed_files_come_to_an_end(places in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), cut in any::<prop::sample::Index>()) {
        for (name, mut bytes) in every_kind() {
            let whole = bytes.len();
            for (place, byte) in &places {
                bytes[place.index(whole)] = *byte;
            }
            check_is_told(name, bytes.clone())?;
            bytes.truncate(cut.index(whole));
            check_is_told(name, bytes)?;
        }
    }
}

fn check_is_told(name: &str, bytes: Vec<u8>) -> Result<(), TestCaseError> {
    match read(name, bytes) {
        Ok(texts) => prop_assert!(texts.iter().all(|text| !text.trim().is_empty())),
        Err(error) => {
            // A panic of the crate that reads PDF is an error; of the other readers it would be a fault.
            prop_assert!(name.ends_with(".pdf") || !matches!(error, ReadError::Fault), "{name}");
            prop_assert!(!matches!(error, ReadError::TooSlow(_)), "{name}");
        }
    }
    Ok(())
}
