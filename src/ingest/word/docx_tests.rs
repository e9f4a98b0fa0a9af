//! What DOCX documents become.

use super::*;
use crate::ingest::{archive::zipped, taken::Taken};

const CORE: &str = "<cp:coreProperties><dc:title>Microsoft Word - seats.docx</dc:title><dc:creator>Jo Doe</dc:creator>\
                    <dcterms:created>2026-01-08T09:00:00Z</dcterms:created></cp:coreProperties>";

fn document(body: &str) -> String {
    format!("<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>")
}

fn docx(body: &str) -> Vec<u8> {
    zipped(&[("word/document.xml", &document(body)), ("docProps/core.xml", CORE)])
}

/// With styles and lists beside the text.
fn with(styles: &str, numbering: &str, body: &str) -> Vec<u8> {
    zipped(&[
        ("word/document.xml", &document(body)),
        ("word/styles.xml", &format!("<w:styles>{styles}</w:styles>")),
        ("word/numbering.xml", &format!("<w:numbering>{numbering}</w:numbering>")),
    ])
}

fn only((mut taken, _): Reading) -> Taken {
    assert_eq!(taken.len(), 1);
    taken.remove(0)
}

fn check(bytes: Vec<u8>, expected: &str) {
    assert_eq!(only(read(bytes).expect("a document")).text, format!("{expected}\n"));
}

/// A paragraph of a list.
fn item(list: i64, level: usize, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr></w:pPr>{}</w:p>",
        run(text)
    )
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>")
}

fn paragraph(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr>{}</w:p>", run(text))
}

fn level(at: usize, format: &str, pattern: &str) -> String {
    format!(
        "<w:lvl w:ilvl='{at}'><w:start w:val='1'/><w:numFmt w:val='{format}'/><w:lvlText w:val='{pattern}'/></w:lvl>"
    )
}

/// Two lists that are made after one pattern.
fn numbering(levels: &str, second: &str) -> String {
    format!(
        "<w:abstractNum w:abstractNumId='7'>{levels}</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>\
         <w:num w:numId='2'><w:abstractNumId w:val='7'/>{second}</w:num>"
    )
}

#[test]
fn paragraphs_lists_and_tables_are_taken() {
    let taken = only(read(docx(
        "<w:p><w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>A chair</w:t></w:r><w:r><w:t xml:space='preserve'> stands\
         </w:t></w:r></w:p>\
         <w:p><w:r><w:t>Dues are </w:t></w:r><w:del><w:r><w:delText>high</w:delText><w:t>high</w:t></w:r></w:del>\
         <w:ins><w:r><w:t>small &amp; late.</w:t></w:r></w:ins><w:r><w:br/><w:t>So it is.</w:t></w:r></w:p>\
         <w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>one</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val='ListBullet'/></w:pPr><w:r><w:t>two</w:t></w:r></w:p>\
         <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Foc</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    ))
    .expect("a document"));
    assert_eq!(taken.text, "A chair stands\n\nDues are small & late.\nSo it is.\n\n• one\n• two\n\nFoc\t12\n");
    assert_eq!(
        (taken.title.as_str(), taken.author.as_str(), taken.date.as_str()),
        ("A chair stands", "Jo Doe", "2026-01-08")
    );
}

#[test]
fn what_the_text_says_goes_before_the_properties() {
    let body = "<w:p><w:r><w:t>A chair stands empty</w:t></w:r></w:p><w:p><w:r><w:t>By Ann Other</w:t></w:r></w:p>\
                <w:p><w:r><w:t>9 January 2026</w:t></w:r></w:p><w:p><w:r><w:t>The seats are counted again.</w:t></w:r>\
                <w:r><w:footnoteReference/></w:r></w:p>";
    let (taken, notices) = read(docx(body)).expect("a document");
    assert_eq!((taken[0].author.as_str(), taken[0].date.as_str()), ("Ann Other", "2026-01-09"));
    assert!(notices[0].contains("footnotes were left out (1)"));
}

#[test]
fn numbers_of_lists_are_kept() {
    let levels = level(0, "decimal", "%1.") + &level(1, "lowerLetter", "%2)") + &level(2, "decimal", "%1.%2.%3");
    let items = [(0, "dues"), (0, "seats"), (1, "near"), (1, "far"), (2, "deep"), (0, "waste"), (1, "again")];
    let body: String = items.iter().map(|(level, text)| item(1, *level, text)).collect();
    let expected = "1. dues\n2. seats\na) near\nb) far\n2.b.1 deep\n3. waste\na) again";
    check(with("", &numbering(&levels, ""), &body), expected);
}

#[test]
fn lists_of_one_pattern_count_on_unless_they_start_anew() {
    let body = item(1, 0, "a") + "<w:p><w:r><w:t>between</w:t></w:r></w:p>" + &item(2, 0, "b") + &item(2, 0, "c");
    let lists = |second: &str| numbering(&level(0, "upperRoman", "§ %1"), second);
    check(with("", &lists(""), &body), "§ I a\n\nbetween\n\n§ II b\n§ III c");
    let anew = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride>";
    check(with("", &lists(anew), &body), "§ I a\n\nbetween\n\n§ V b\n§ VI c");
    let other = format!("<w:lvlOverride w:ilvl='0'>{}</w:lvlOverride>", level(0, "bullet", "-"));
    check(with("", &lists(&other), &body), "§ I a\n\nbetween\n\n• b\n• c");
}

#[test]
fn styles_give_lists_and_headings_their_numbers() {
    let styles = "<w:style w:type='paragraph' w:default='1' w:styleId='Standard'/>\
        <w:style w:type='paragraph' w:styleId='berschrift1'><w:name w:val='heading 1'/><w:pPr><w:numPr><w:numId w:val='1'/>\
        </w:numPr><w:outlineLvl w:val='0'/></w:pPr></w:style>\
        <w:style w:type='paragraph' w:styleId='berschrift2'><w:name w:val='heading 2'/><w:basedOn w:val='berschrift1'/></w:style>\
        <w:style w:type='paragraph' w:styleId='Titel'><w:name w:val='Title'/></w:style>\
        <w:style w:type='paragraph' w:styleId='ListBullet'><w:name w:val='List Bullet'/></w:style>";
    let levels = level(0, "decimal", "%1").replace("<w:numFmt", "<w:pStyle w:val='berschrift1'/><w:numFmt")
        + &level(1, "decimal", "%1.%2").replace("<w:numFmt", "<w:pStyle w:val='berschrift2'/><w:numFmt");
    let none = "<w:p><w:pPr><w:pStyle w:val='berschrift1'/><w:numPr><w:numId w:val='0'/></w:numPr></w:pPr>\
                <w:r><w:t>Annex</w:t></w:r></w:p>";
    let styled = paragraph("Titel", "Chairs") + &paragraph("berschrift1", "Seats") + none;
    let body = styled + &paragraph("ListBullet", "plain") + &paragraph("berschrift1", "Dues");
    let bytes = with(styles, &numbering(&levels, ""), &body);
    assert_eq!(only(read(bytes.clone()).expect("a document")).title, "Chairs");
    check(bytes, "Chairs\n\n1 Seats\n\nAnnex\n\nplain\n\n2 Dues");
    let only_headings = paragraph("berschrift1", "Seats") + &paragraph("Standard", "Words.");
    let taken = only(read(with(styles, &numbering(&levels, ""), &only_headings)).expect("a document"));
    assert_eq!((taken.title.as_str(), taken.text.as_str()), ("Seats", "1 Seats\n\nWords.\n"));
}

#[test]
fn a_style_of_lists_says_which_list_is_meant() {
    let styles = "<w:style w:type='numbering' w:styleId='Steps'><w:pPr><w:numPr><w:numId w:val='9'/></w:numPr></w:pPr></w:style>";
    let lists = format!(
        "<w:abstractNum w:abstractNumId='1'><w:numStyleLink w:val='Steps'/></w:abstractNum>\
         <w:abstractNum w:abstractNumId='2'><w:styleLink w:val='Steps'/>{}</w:abstractNum>\
         <w:num w:numId='4'><w:abstractNumId w:val='1'/></w:num><w:num w:numId='9'><w:abstractNumId w:val='2'/></w:num>",
        level(0, "upperLetter", "Step %1:")
    );
    check(with(styles, &lists, &(item(4, 0, "sit") + &item(4, 0, "stand"))), "Step A: sit\nStep B: stand");
}

#[test]
fn bullets_that_are_none_are_not_made_up() {
    let taken_off = |style: &str| {
        format!("<w:p><w:pPr>{style}<w:numPr><w:numId w:val='0'/></w:numPr></w:pPr>{}</w:p>", run("plain"))
    };
    check(docx(&taken_off("")), "plain");
    check(docx(&taken_off("<w:pStyle w:val='ListBullet'/>")), "plain");
    check(docx(&paragraph("ListParagraph", "plain")), "plain");
    let before = "<w:p><w:pPr><w:pPrChange><w:pPr><w:pStyle w:val='ListBullet'/><w:numPr><w:numId w:val='3'/></w:numPr>\
                  </w:pPr></w:pPrChange></w:pPr><w:r><w:t>plain</w:t></w:r></w:p>";
    check(docx(before), "plain");
    let heading = "<w:p><w:pPr><w:pStyle w:val='Heading1'/><w:numPr><w:ilvl w:val='0'/><w:numId w:val='5'/></w:numPr></w:pPr>\
                   <w:r><w:t>Seats and dues</w:t></w:r></w:p>";
    check(docx(heading), "Seats and dues");
    check(with("", &numbering(&level(0, "none", ""), ""), &item(1, 0, "plain")), "plain");
    let title = only(read(docx(&(item(1, 0, "Seats and dues") + &item(1, 0, "more")))).expect("a document")).title;
    assert_eq!(title, "Seats and dues");
}

#[test]
fn hidden_words_stay_hidden_and_are_said() {
    let styles = "<w:style w:type='character' w:styleId='Secret'><w:rPr><w:vanish/></w:rPr></w:style>\
                  <w:style w:type='paragraph' w:styleId='Form'><w:rPr><w:vanish/></w:rPr></w:style>";
    let body = "<w:p><w:r><w:t xml:space='preserve'>Seen </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>two words</w:t></w:r>\
                <w:r><w:rPr><w:rStyle w:val='Secret'/></w:rPr><w:t>third</w:t></w:r>\
                <w:r><w:rPr><w:vanish w:val='0'/><w:webHidden/></w:rPr><w:t>too.</w:t></w:r></w:p>";
    let form = paragraph("Form", "fourth");
    let shown = "<w:p><w:pPr><w:pStyle w:val='Form'/><w:rPr><w:vanish w:val='0'/></w:rPr></w:pPr><w:r><w:rPr>\
                 <w:rStyle w:val='Secret'/></w:rPr><w:t>Both.</w:t></w:r></w:p>";
    let (taken, notices) = read(with(styles, "", &format!("{body}{form}{shown}"))).expect("a document");
    assert_eq!(taken[0].text, "Seen too.\n\nBoth.\n");
    assert!(notices[0].contains("hidden were left out (4)"), "{notices:?}");
}

#[test]
fn paragraphs_whose_end_is_not_to_be_seen_are_one() {
    let end = |mark: &str, text: &str| format!("<w:p><w:pPr><w:rPr>{mark}</w:rPr></w:pPr>{}</w:p>", run(text));
    let plain = |text: &str| format!("<w:p>{}</w:p>", run(text));
    check(docx(&(end("<w:del/>", "one ") + &plain("two") + &plain("three"))), "one two\n\nthree");
    check(docx(&(end("<w:moveFrom/>", "one ") + &end("<w:del/>", "two ") + &plain("three"))), "one two three");
    check(docx(&(end("<w:vanish/><w:specVanish/>", "Seats. ") + &plain("They are few."))), "Seats. They are few.");
    check(docx(&(end("<w:ins/>", "one") + &plain("two"))), "one\n\ntwo");
    let cell = format!("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", end("<w:del/>", "a"), plain("b"));
    check(docx(&(cell + &plain("c"))), "a\tb\n\nc");
    let deleted = "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>x\
                   </w:delText></w:r></w:del></w:p>";
    let lists = numbering(&level(0, "decimal", "%1."), "");
    check(with("", &lists, &(item(1, 0, "a") + deleted + &item(1, 0, "b"))), "1. a\n2. b");
}

#[test]
fn what_is_moved_or_read_aloud_or_worked_out_comes_once() {
    let body = "<w:p><w:moveTo><w:r><w:t>Here.</w:t></w:r></w:moveTo><w:moveFrom><w:r><w:t>Here.</w:t></w:r></w:moveFrom>\
        <w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>xx</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>y</w:t></w:r></w:rubyBase></w:ruby></w:r>\
        <w:r><w:fldChar w:fldCharType='begin'/><w:instrText>PAGE</w:instrText><w:t>rule</w:t><w:fldChar w:fldCharType='separate'/>\
        <w:t>12</w:t><w:fldChar w:fldCharType='end'/></w:r><w:fldSimple w:instr='DATE'><w:r><w:t>, today</w:t></w:r></w:fldSimple></w:p>\
        <w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r></w:p><w:p><w:r><w:t>Never ended.</w:t></w:r></w:p>";
    let (taken, notices) = read(docx(body)).expect("a document");
    assert_eq!(taken[0].text, "Here.y12, today\n\nNever ended.\n");
    assert!(notices[0].contains("reading aids") && notices.len() == 1, "{notices:?}");
}

#[test]
fn signs_and_boxes_are_text() {
    let body = "<w:p><w:r><w:t>5</w:t><w:sym w:font='Symbol' w:char='F0B0'/><w:t>C a</w:t><w:softHyphen/><w:t>b c</w:t>\
        <w:noBreakHyphen/><w:t>d</w:t><w:ptab/><w:t>e</w:t><w:cr/><w:sym w:font='Wingdings' w:char='F0FC'/>\
        <w:sym w:font='Wingdings' w:char='F0FF'/></w:r><w:r><w:rPr><w:rFonts w:ascii='Symbol'/></w:rPr><w:t>\u{f062}</w:t></w:r>\
        <mc:AlternateContent><mc:Choice Requires='w16se'><w16se:symEx w16se:font='Segoe UI Emoji' w16se:char='1F642'/></mc:Choice>\
        <mc:Fallback><w:r><w:t>x</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>";
    let (taken, notices) = read(docx(body)).expect("a document");
    assert_eq!(taken[0].text, "5°C ab c-d\te\n✓β🙂\n");
    assert!(notices[0].contains("Wingdings") && notices[0].contains("(1)"), "{notices:?}");
    let text_box = |name: &str| {
        format!("<{name}><w:txbxContent><w:p>{}</w:p><w:p>{}</w:p></w:txbxContent></{name}>", run("one"), run("two"))
    };
    let choice = format!(
        "<w:p>{}<w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r>{}</w:p>",
        run("Before "),
        text_box("wps:txbx"),
        text_box("v:textbox"),
        run("after.")
    );
    check(docx(&choice), "one\n\ntwo\n\nBefore after.");
    let fallback =
        "<w:p><w:r><mc:AlternateContent><mc:Fallback><w:t>only</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>";
    check(docx(fallback), "only");
}

#[test]
fn what_is_embedded_is_said() {
    let text = document(
        "<w:p><w:r><w:t>Intro.</w:t><w:object><o:OLEObject ProgID='Excel.Sheet.12'/></w:object><w:commentReference/></w:r>\
         <w:r><w:drawing><c:chart r:id='rId3'/></w:drawing></w:r></w:p><w:altChunk r:id='rId9'/>",
    );
    let relations = "<Relationships><Relationship Id='rId9' Type='x/aFChunk' Target='afchunk.htm'/></Relationships>";
    let bytes = zipped(&[("word/document.xml", &text), ("word/_rels/document.xml.rels", relations)]);
    let (_, notices) = read(bytes).expect("a document");
    assert!(notices.iter().any(|it| it.contains("(2: Excel.Sheet.12, word/afchunk.htm)")), "{notices:?}");
    assert!(notices.iter().any(|it| it.contains("comments were left out (1)")), "{notices:?}");
    assert!(notices.iter().any(|it| it.contains("charts or diagrams")), "{notices:?}");
}

#[test]
fn parts_have_the_names_that_the_file_gives_them() {
    let text = document(&item(1, 0, "Seats"));
    let lists = format!("<w:numbering>{}</w:numbering>", numbering(&level(0, "decimal", "(%1)"), ""));
    let relations = |target: &str| {
        format!(
            "<Relationships><Relationship Id='a' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument' \
             Target='{target}'/></Relationships>"
        )
    };
    let own = "<Relationships><Relationship Id='b' Type='x/numbering' Target='/word/numbering7.xml'/></Relationships>";
    for target in ["word/document22.xml", "/word/document22.xml", "word\\document22.xml"] {
        let bytes = zipped(&[
            ("_rels/.rels", &relations(&target.replace('\\', "/"))),
            (target, &text),
            ("word/_rels/document22.xml.rels", own),
            ("word/numbering7.xml", &lists),
        ]);
        check(bytes, "(1) Seats");
    }
    let types = "<Types><Override PartName='/other/text.xml' ContentType='application/vnd.openxmlformats-officedocument.\
                 wordprocessingml.document.main+xml'/></Types>";
    let by_type = zipped(&[("[Content_Types].xml", types), ("other/text.xml", &text), ("other/numbering.xml", &lists)]);
    assert!(super::super::is_word(&mut Archive::open(by_type.clone(), WORD).expect("a zip file")));
    check(by_type, "(1) Seats");
    let sheet = zipped(&[("_rels/.rels", &relations("xl/workbook.xml")), ("xl/workbook.xml", "<x/>")]);
    assert!(!super::super::is_word(&mut Archive::open(sheet, WORD).expect("a zip file")));
}

#[test]
fn documents_that_are_none_are_refused() {
    let why = |bytes: Vec<u8>| read(bytes).expect_err("an error").to_string();
    assert!(why(docx("")).contains("without words"));
    assert!(why(zipped(&[("a", "b")])).contains("“word/document.xml” is missing"));
    assert!(why(zipped(&[("word/document.xml", "<w:p><w:t>cut of")])).contains("ends in the middle"));
    assert!(why(docx("<w:p></w:t></w:p>")).contains("damaged"));
}
