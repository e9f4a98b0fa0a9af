//! Files that say of themselves what is not so: small ones that claim to be large, read with little memory. They are refused or
//! read, and the program goes on.

use std::{
    io::Write as _,
    time::{Duration, Instant},
};

use flate2::{Compression, write::ZlibEncoder};

use crate::{
    articles::{book, every_kind, zipped},
    program::{Program, SEATS},
};

const GREAT: &str = "4294967295";

/// Reads the file as one of articles; gives the code that the program ended with, and what it said.
fn read(name: &str, bytes: &[u8]) -> (i32, String) {
    let program = Program::new();
    program.write(name, bytes);
    let begun = Instant::now();
    let ran = program.run_in_little_memory(&format!("new p --articles {name}"));
    assert!(begun.elapsed() < Duration::from_secs(50), "{name} takes {:?}", begun.elapsed());
    (ran.code, ran.err)
}

fn check_refused(name: &str, bytes: &[u8], words: &str) {
    let (code, said) = read(name, bytes);
    assert!(code == 2 && said.contains(words), "{name}: {code}, {said}");
    assert!(!said.contains("fault of Postil"), "{name}: {said}");
}

fn check_read(name: &str, bytes: &[u8]) {
    let (code, said) = read(name, bytes);
    assert_eq!(code, 0, "{name}: {said}");
}

#[test]
fn honest_files_of_every_kind_need_little_memory() {
    for (name, bytes) in every_kind() {
        check_read(name, &bytes);
    }
}

/// A workbook with these parts in the place of the usual ones.
fn workbook(strings: &str, styles: &str, sheet: &str) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!("<Relationships><Relationship Id='r' Type='{office}/{kind}' Target='{target}'/></Relationships>")
    };
    let book =
        format!("<workbook xmlns:r='{office}'><sheets><sheet name='A' sheetId='1' r:id='r'/></sheets></workbook>");
    let rows = "<row r='1'><c r='A1' t='s'><v>0</v></c></row><row r='2'><c r='A2' t='s'><v>1</v></c></row>";
    zipped(&[
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/styles.xml", format!("<styleSheet>{styles}</styleSheet>")),
        ("xl/sharedStrings.xml", strings.to_owned()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet>{sheet}<sheetData>{rows}</sheetData></worksheet>")),
    ])
}

#[test]
fn workbooks_that_say_they_are_large() {
    let texts = "<si><t>text</t></si><si><t>Seats stand.</t></si>";
    let strings = |said: &str| format!("<sst {said}>{texts}</sst>");
    let plain = strings("");
    check_read("a.xlsx", &workbook(&strings("count='2' uniqueCount='2'"), "", ""));
    check_read("a.xlsx", &workbook(&strings(&format!("count='{GREAT}'")), "", ""));
    check_refused("a.xlsx", &workbook(&strings(&format!("uniqueCount='{GREAT}'")), "", ""), "holds 2");
    check_refused("a.xlsx", &workbook(&strings("uniqueCount='18446744073709551615'"), "", ""), "damaged");
    check_read("a.xlsx", &workbook(&plain, &format!("<cellXfs count='{GREAT}'><xf numFmtId='0'/></cellXfs>"), ""));
    check_read("a.xlsx", &workbook(&plain, "", "<dimension ref='A1:XFD1048576'/>"));
    check_read("a.xlsx", &workbook(&plain, "", &format!("<cols><col min='1' max='{GREAT}' width='9'/></cols>")));
    // Small when packed, and as large as said when unpacked.
    let many = |part: &str, times: usize| part.repeat(times);
    check_refused("a.xlsx", &workbook(&format!("<sst>{}</sst>", many("<si><t/></si>", 6_000_000)), "", ""), "Split it");
    let styles = format!("<cellXfs>{}</cellXfs>", many("<xf numFmtId='0'/>", 1_000_000));
    check_refused("a.xlsx", &workbook(&plain, &styles, ""), "more styles");
}

#[test]
fn open_spreadsheets_and_texts_that_say_they_are_large() {
    let content = |inner: &str| format!("<x><table:table table:name='A'>{inner}</table:table></x>");
    let sheet = |inner: &str| {
        let mimetype = "application/vnd.oasis.opendocument.spreadsheet".to_owned();
        zipped(&[("mimetype", mimetype), ("content.xml", content(inner))])
    };
    let row = |said: &str, cell: &str, text: &str| {
        format!(
            "<table:table-row {said}><table:table-cell {cell}><text:p>{text}</text:p></table:table-cell></table:table-row>"
        )
    };
    let rows = format!("table:number-rows-repeated='{GREAT}'");
    let columns = "table:number-columns-repeated='18446744073709551615'";
    check_read("a.ods", &sheet(&(row("", "", "text") + &row(&rows, "", "Seats stand."))));
    check_read("a.ods", &sheet(&(row("", "", "text") + &row("", columns, "Seats stand."))));
    check_refused("a.ods", &sheet(&(row("", columns, "text") + &row("", columns, "x").repeat(20_000))), "Split it");
    let mimetype = "application/vnd.oasis.opendocument.text".to_owned();
    let spaces = format!("<x><office:body><text:p>Seats<text:s text:c='{GREAT}'/>stand.</text:p></office:body></x>");
    check_read("a.odt", &zipped(&[("mimetype", mimetype), ("content.xml", spaces)]));
    let spans = format!(
        "<w:document><w:body><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='{GREAT}'/></w:tcPr><w:p><w:r><w:t>{SEATS}</w:t>\
         </w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
    );
    check_read("a.docx", &zipped(&[("word/document.xml", spans)]));
    check_read(
        "a.epub",
        &book(&format!("<table><tr><td colspan={GREAT} rowspan={GREAT}>{SEATS}</table><p>{SEATS} {SEATS}")),
    );
}

/// The zip with this number in the place that is so far behind each of these marks.
fn patched(mut zip: Vec<u8>, mark: &[u8], behind: usize, number: &[u8]) -> Vec<u8> {
    let places: Vec<usize> = (0..zip.len()).filter(|at| zip[*at..].starts_with(mark)).map(|at| at + behind).collect();
    for at in places {
        if let Some(place) = zip.get_mut(at..at + number.len()) {
            place.copy_from_slice(number);
        }
    }
    zip
}

#[test]
fn zips_that_say_they_are_large() {
    let document = || {
        let words = format!("<w:document><w:body><w:p><w:r><w:t>{SEATS}</w:t></w:r></w:p></w:body></w:document>");
        zipped(&[("word/document.xml", words)])
    };
    let (headers, end) = (&b"PK\x01\x02"[..], &b"PK\x05\x06"[..]);
    let most = [0xff; 4];
    for bytes in [
        // Sizes packed and unpacked, lengths of names and of further fields, where it stands.
        patched(document(), headers, 20, &most),
        patched(document(), headers, 24, &most),
        patched(document(), headers, 28, &most[..2]),
        patched(document(), headers, 30, &most[..2]),
        patched(document(), headers, 42, &most),
        patched(document(), b"PK\x03\x04", 26, &most),
        // The number of entries, the size of their list and where it stands.
        patched(document(), end, 8, &most),
        patched(document(), end, 12, &most),
        patched(document(), end, 16, &most),
    ] {
        let (code, said) = read("a.docx", &bytes);
        assert!(code == 0 || said.contains("damaged") || said.contains("ZIP file"), "{code}: {said}");
    }
    // An end for large zips that promises as many entries as the file has bytes.
    let mut zip = document();
    let at = (0..zip.len()).find(|at| zip[*at..].starts_with(end)).expect("an end");
    let tail = zip.split_off(at);
    let mut large = zip.clone();
    large.resize(30_000_000, 0);
    let start = large.len() as u64;
    large.extend(b"PK\x06\x06");
    for part in [44_u64.to_le_bytes(), 0_u64.to_le_bytes(), 0_u64.to_le_bytes()] {
        large.extend(&part[..if part[0] == 44 { 8 } else { 6 }]);
    }
    for number in [28_000_000_u64, 28_000_000, 28_000_000 * 46, 29_000_000] {
        large.extend(number.to_le_bytes());
    }
    large.extend(b"PK\x06\x07\0\0\0\0");
    large.extend(start.to_le_bytes());
    large.extend(1_u32.to_le_bytes());
    large.extend(patched(tail, end, 8, &most));
    let (code, said) = read("a.docx", &large);
    assert!(code == 2 && said.contains("damaged"), "{code}: {said}");
}

/// A document of these objects, numbered from 1 on: the first one is its root.
fn pdf_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let (mut file, mut places) = (b"%PDF-1.5\n".to_vec(), Vec::new());
    for (number, object) in (1..).zip(objects) {
        places.push(file.len());
        writeln!(file, "{number} 0 obj").expect("written");
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).expect("written");
    places.iter().for_each(|at| writeln!(file, "{at:010} 00000 n ").expect("written"));
    let size = objects.len() + 1;
    write!(file, "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").expect("written");
    file
}

fn stream(said: &str, contents: &[u8]) -> Vec<u8> {
    let head = format!("<< {said} /Length {} >>\nstream\n", contents.len());
    [head.as_bytes(), contents, b"\nendstream"].concat()
}

/// A page that shows some words in this font; further objects are numbered from 6 on.
fn page_in(font: &str, further: &[Vec<u8>]) -> Vec<u8> {
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R \
                /Resources << /Font << /F 5 0 R >> >> >>";
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.into(),
        stream("", b"BT /F 12 Tf 60 600 Td (Seats stand.) Tj ET"),
        font.into(),
    ];
    objects.extend_from_slice(further);
    pdf_of(&objects)
}

const HELVETICA: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";

fn packed(contents: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(contents).expect("packed");
    packed.finish().expect("packed")
}

/// A document whose list of objects is a stream that says this of itself.
fn listed(said: &str, contents: &[u8]) -> Vec<u8> {
    let mut file = b"%PDF-1.5\n".to_vec();
    file.extend(b"2 0 obj\n<< /Type /Catalog >>\nendobj\n");
    let start = file.len();
    file.extend(b"1 0 obj\n");
    file.extend(stream(&format!("/Type /XRef /Root 2 0 R {said}"), contents));
    file.extend(format!("\nendobj\nstartxref\n{start}\n%%EOF\n").into_bytes());
    file
}

#[test]
fn prints_that_say_they_are_large() {
    check_read("a.pdf", &page_in(HELVETICA, &[]));
    let larger = "larger than they are";
    for said in [
        "/W [1 99999999999 1] /Size 3",
        "/W [0 0 0] /Size 4000000000",
        "/W [0 0 0] /Size 3 /Index [0 4000000000]",
        "/W [1 2 1] /Size 99999999999999999999999",
        "/W [1 2 1] /Size 3 /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 9000000000 >>",
        "/W [1 2 1] /Size 3 /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 9 /Co#6cors 900000000 >>",
    ] {
        check_refused("a.pdf", &listed(said, &packed(b"\x02\x01\0\0\0")), larger);
    }
    for further in [
        stream(&format!("/Type /ObjStm /N {GREAT} /First 9223372036854775807"), b"9 0 <<>>"),
        stream(&format!("/Type /XObject /Subtype /Image /Width {GREAT} /Height {GREAT} /BitsPerComponent 8"), b"x"),
        stream("/Filter /FlateDecode /DecodeParms << /Predictor 15 >>", &packed(b"\0x")),
        b"<< /Length 99999999999999 >>\nstream\nx\nendstream".to_vec(),
        "[".repeat(200_000).into_bytes(),
        "(".repeat(200_000).into_bytes(),
    ] {
        let (code, said) = read("a.pdf", &page_in(HELVETICA, &[further]));
        assert!(code == 0 || said.contains("a PDF document"), "{code}: {said}");
    }
}

#[test]
fn fonts_of_prints_that_say_they_are_large() {
    let with = |widths: &str, map: &str| {
        let font = format!(
            "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 6 0 R /DescendantFonts [<< /Type \
             /Font /Subtype /CIDFontType2 /BaseFont /A /FontDescriptor << /FontName /A >> /W [{widths}] >>] >>"
        );
        page_in(&font, &[stream("", map.as_bytes())])
    };
    check_refused("a.pdf", &with("0 4000000000 500", ""), "larger than they are");
    check_refused("a.pdf", &with("3 [500 600] 5 9999999 500 0 9999999 500", ""), "larger than they are");
    let comes_to_an_end = |document: &[u8]| {
        let (code, said) = read("a.pdf", document);
        assert!(code == 0 || said.contains("a PDF document"), "{code}: {said}");
    };
    for ranges in ["<00000000> <ffffffff> <00000000>", "(\\000\\000\\000\\000) (\\377\\377\\377\\377) <00000000>"] {
        comes_to_an_end(&with("0 60000 500 4000000000 [500 500]", &format!("1 beginbfrange {ranges} endbfrange")));
    }
    for nested in ["[", "(", "<<", "{", "[ % ]\n"] {
        comes_to_an_end(&with("", &nested.repeat(20_000)));
    }
    let of_names = |said: &str, program: &str| {
        let descriptor = "/FontDescriptor << /FontName /B /FontFile 6 0 R >>";
        let font = format!("<< /Type /Font /Subtype /Type1 /BaseFont /B {said} /Widths [5] {descriptor} >>");
        page_in(&font, &[stream("", program.as_bytes())])
    };
    check_refused("a.pdf", &of_names(&format!("/FirstChar {GREAT} /LastChar {GREAT}"), ""), "larger than they are");
    for program in ["{".repeat(20_000), "/Encoding 256 array".to_owned()] {
        comes_to_an_end(&of_names(&format!("/FirstChar 0 /LastChar {GREAT}"), &program));
    }
}

/// Bytes as signs of ASCII, as documents write them.
fn in_ascii(bytes: &[u8]) -> Vec<u8> {
    let mut signs = Vec::new();
    for four in bytes.chunks(4) {
        let mut number = four.iter().chain(&[0; 4]).take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        let mut five = [0; 5];
        for sign in five.iter_mut().rev() {
            *sign = b'!' + u8::try_from(number % 85).expect("a sign");
            number /= 85;
        }
        signs.extend(&five[..=four.len()]);
    }
    signs.extend(b"~>");
    signs
}

#[test]
fn prints_that_swell() {
    let zeros = vec![b' '; 450_000_000];
    let bomb = packed(&zeros);
    let swells = "far larger than a document";
    check_refused("a.pdf", &page_in(HELVETICA, &[stream("/Filter /FlateDecode", &bomb)]), swells);
    // The beginning is damaged: what reads it goes on without it.
    let headless = [b"xx", &bomb[2..]].concat();
    check_refused("a.pdf", &page_in(HELVETICA, &[stream("/Filter /FlateDecode", &headless)]), swells);
    let ascii = stream("/Filter [/ASCII85Decode /FlateDecode]", &in_ascii(&bomb));
    check_refused("a.pdf", &page_in(HELVETICA, &[ascii]), swells);
    let sign = |half: u8| b"0123456789abcdef"[usize::from(half)];
    let hex: Vec<u8> = bomb.iter().flat_map(|byte| [sign(byte >> 4), sign(byte & 15)]).collect();
    let hex = stream("/Filter [/ASCIIHexDecode /FlateDecode]", &hex);
    check_refused("a.pdf", &page_in(HELVETICA, &[hex]), swells);
    let twice = stream("/Filter [/FlateDecode /ASCII85Decode /Flate#44ecode]", &packed(&bomb));
    check_refused("a.pdf", &page_in(HELVETICA, &[twice]), swells);
}

#[test]
fn texts_and_pages_that_say_they_are_large() {
    check_read("a.rtf", format!(r"{{\rtf1\ansi Seats {{\pict\picw{GREAT}\bin2 xx}}\uc{GREAT} stand.\par}}").as_bytes());
    let (code, said) = read("a.rtf", format!(r"{{\rtf1\ansi Seats\bin{GREAT} stand.\par}}").as_bytes());
    assert!(code == 0 || said.contains("damaged"), "{said}");
    check_refused("a.rtf", format!(r"{{\rtf1 {}", "{".repeat(300_000)).as_bytes(), "damaged");
    let head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n";
    let mhtml = format!(
        "{head}Content-Length: 99999999999\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Length: 99999999999\r\n\r\n\
         <title>A</title><p>{SEATS} {SEATS} {SEATS}\r\n--b--\r\n"
    );
    check_read("a.mhtml", mhtml.as_bytes());
    let nested = format!("{head}\r\n{}", "--b\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n".repeat(20_000));
    assert_eq!(read("a.mhtml", nested.as_bytes()).0, 2);
    check_refused("a.html", "<div>".repeat(300_000).as_bytes(), "nested");
    check_refused("a.jsonl", "[".repeat(300_000).as_bytes(), "JSON");
    check_refused("a.csv", format!("text\n{}", ",".repeat(6_000_000)).as_bytes(), "Split it");
}

#[test]
fn a_number_beyond_all_measure_costs_its_row_and_no_other() {
    let program = Program::new();
    let row =
        |title: &str, number: &str| format!("{{\"title\": \"{title}\", \"text\": \"Seats.\", \"n\": {number}}}\n");
    let rows = [row("One", "1"), row("Two", "1e400"), row("Three", "-1"), row("Four", "99999999999999999999")];
    program.write("a.jsonl", rows.concat().as_bytes());
    let ran = program.run("new p --articles a.jsonl");
    assert!(ran.code == 0 && ran.err.contains("a new project with 3 articles"), "{}", ran.err);
    assert!(ran.err.contains("line 2 left out: a number in it is beyond all measure"), "{}", ran.err);
    program.write("a.json", format!("[{}]", rows.map(|row| row.trim().to_owned()).join(",")).as_bytes());
    let ran = program.run("new q --articles a.json");
    assert!(ran.code == 0 && ran.err.contains("a new project with 4 articles"), "{}", ran.err);
}

/// Takes the file in as one of another program.
fn import(format: &str, name: &str, bytes: &[u8]) -> String {
    let program = Program::with_project();
    program.write(name, bytes);
    let ran = program.run_in_little_memory(&format!("import p {name} --format {format}"));
    assert!([0, 1, 2].contains(&ran.code), "{format}: {}", ran.err);
    assert!(ran.code == 0 || !ran.err.is_empty(), "{format} says nothing");
    ran.err
}

#[test]
fn databases_that_say_they_are_large() {
    let mut connection = rusqlite::Connection::open_in_memory().expect("memory");
    let tables = "CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, description TEXT, filename TEXT, created TEXT,
                  project_id INTEGER, contents TEXT, text_direction TEXT);
                  INSERT INTO documents VALUES (1, 'a', '', '', '', 1, '<p>Seats stand.</p>', 'l');
                  CREATE TABLE tags (id INTEGER, project_id INTEGER, path TEXT, description TEXT);
                  CREATE TABLE highlights (id INTEGER, document_id INTEGER, start_offset INTEGER, end_offset INTEGER, snippet TEXT);
                  CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
                  CREATE TABLE projects (id INTEGER, name TEXT);";
    connection.execute_batch(tables).expect("tables");
    let whole = connection.serialize(rusqlite::MAIN_DB).expect("bytes").to_vec();
    let with = |at: usize, bytes: &[u8]| {
        let mut changed = whole.clone();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        changed
    };
    // The size of a page, of the database in pages, of the list of free ones, of the cache.
    for (at, bytes) in [(16, &[0, 1][..]), (28, &[0xff; 4]), (36, &[0x7f; 4]), (48, &[0x7f; 4]), (52, &[0x7f; 4])] {
        import("taguette", "a.sqlite3", &with(at, bytes));
    }
    // A row that says it is as long as nothing is: its length, in the page that the table begins on.
    let page = whole.windows(5).position(|window| window == b"Seats").expect("the row");
    for back in 1..60 {
        import_quickly(&with(page - back, &[0xff; 9][..back.min(9)]));
    }
}

/// Without a process for each: what takes all memory is seen all the same, since the next test does not begin.
fn import_quickly(bytes: &[u8]) {
    let reads = postil::exchange::named("taguette").expect("a format");
    drop(reads.read(bytes));
}

#[test]
fn files_of_other_programs_that_say_they_are_large() {
    let refi = |project: &str| zipped(&[("project.qde", project.to_owned()), ("sources/a.txt", SEATS.to_owned())]);
    let source = |start: &str| {
        format!(
            "<Project name='A'><Sources><TextSource guid='1' name='a' plainTextPath='internal://a.txt'>\
             <PlainTextSelection guid='2' startPosition='{start}' endPosition='{GREAT}99999999999'/>\
             </TextSource></Sources></Project>"
        )
    };
    import("refi", "a.qdpx", &refi(&source("18446744073709551615")));
    import("refi", "a.qdpx", &patched(refi(&source("0")), b"PK\x01\x02", 24, &[0xff; 4]));
    import("refi", "a.qdpx", &refi(&"<a>".repeat(300_000)));
    let brat = |line: &str| zipped(&[("a.txt", SEATS.to_owned()), ("a.ann", line.to_owned())]);
    import(
        "brat",
        "a.zip",
        &brat("T1\tA 0 18446744073709551615\tx\nT2\tA 99999999999999999999 5\tx\nA1\tB T99999999999\n"),
    );
    import("brat", "a.zip", &brat(&format!("T1\tA {}\tx\n", "0 1;".repeat(100_000))));
    for format in ["doccano", "spacy", "label-studio", "w3c"] {
        import(format, "a.jsonl", "[".repeat(300_000).as_bytes());
        import(
            format,
            "a.jsonl",
            format!("{{\"text\": \"a\", \"label\": [[0, {GREAT}99999999999, \"x\"]]}}").as_bytes(),
        );
    }
    import("codebook", "a.csv", format!("tag,parent\n{}", "a,".repeat(300_000)).as_bytes());
    import("refi-codebook", "a.qdc", "<CodeBook><Codes>".repeat(20_000).as_bytes());
}

#[test]
fn files_of_a_project_that_say_they_are_large() {
    let program = Program::with_project();
    let whole = program.read("p/codebook.ron");
    for line in [
        format!("Tag((id: {}", "(".repeat(300_000)),
        format!("Tag((id: {}", "[".repeat(300_000)),
        format!("Tag({}", "Some(".repeat(300_000)),
        format!("Tag((id: \"a/b\", name: \"a\", rank: {GREAT}99999999999999999999))"),
        format!("Tag((id: r{}\"", "#".repeat(300_000)),
        "/*".repeat(300_000),
    ] {
        program.write("p/codebook.ron", whole.replacen("])", &format!("{line},\n])"), 1).as_bytes());
        let ran = program.run_in_little_memory("check p");
        assert!(ran.code == 1 && ran.out.contains("codebook.ron, line"), "{}: {}", ran.code, ran.out);
    }
}

#[test]
fn a_panic_of_the_library_is_told_as_a_fault_only() {
    // Rows without a width: what reads them divides by it.
    let packed = packed(b"BT /F 12 Tf 60 600 Td (Seats stand.) Tj ET");
    let page =
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>";
    let document = pdf_of(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.into(),
        stream("/Filter /FlateDecode /DecodeParms << /Predictor 2 /Colors 0 >>", &packed),
        HELVETICA.into(),
    ]);
    let (code, said) = read("a.pdf", &document);
    assert_eq!(code, 2, "{said}");
    assert!(said.lines().count() == 1 && said.contains("reading it failed"), "{said}");
}
