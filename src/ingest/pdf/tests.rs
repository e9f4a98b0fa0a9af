//! Small documents, written by hand as different programs write them.

use super::*;

pub(super) const HELVETICA: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";

/// A document with these pages: what stands in their dictionaries, and what they draw. `font` is called F; further objects are
/// numbered from 10 on.
pub(super) fn document(font: &str, pages: &[(&str, &str)], further: &[&str]) -> Vec<u8> {
    let mut objects: Vec<(usize, String)> =
        vec![(1, "<< /Type /Catalog /Pages 2 0 R >>".to_owned()), (3, font.to_owned())];
    objects.extend(further.iter().enumerate().map(|(at, object)| (10 + at, (*object).to_owned())));
    let mut kids = String::new();
    for (at, (said, drawn)) in pages.iter().enumerate() {
        let (page, content) = (100 + at * 2, 101 + at * 2);
        kids += &format!("{page} 0 R ");
        let fonts = "/Resources << /Font << /F 3 0 R >> >>";
        objects.push((
            page,
            format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {fonts} /Contents {content} 0 R {said} >>"),
        ));
        objects.push((content, stream(drawn)));
    }
    objects.push((2, format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len())));
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = "xref\n0 1\n0000000000 65535 f \n".to_owned();
    for (number, object) in objects {
        table += &format!("{number} 1\n{:010} 00000 n \n", file.len());
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let start = file.len();
    file += &format!("{table}trailer\n<< /Size 1000 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    file.into_bytes()
}

fn stream(contents: &str) -> String {
    format!("<< /Length {} >>\nstream\n{contents}\nendstream", contents.len())
}

fn text_with(bytes: Vec<u8>, choices: &[Choice]) -> (String, Vec<String>) {
    let ((taken, notices), _) = read(bytes, &choices.iter().copied().collect()).expect("an article");
    (taken.into_iter().map(|it| it.text).collect(), notices)
}

/// What there is to say of the document.
#[track_caller]
fn check(bytes: Vec<u8>, expected: &str) -> Vec<String> {
    let (text, notices) = text_with(bytes, &[]);
    assert_eq!(text, format!("{expected}\n"));
    notices
}

#[track_caller]
fn check_page(drawn: &str, expected: &str) -> Vec<String> {
    check(document(HELVETICA, &[("", drawn)], &[]), expected)
}

/// Words at a place, in letters of a size.
pub(super) fn at(x: f64, y: f64, size: f64, words: &str) -> String {
    format!("BT /F {size} Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET ")
}

/// Lines of ten points from the top.
pub(super) fn lines(x: f64, lines: &[&str]) -> String {
    let heights = (0..).map(|row| 700.0 - 14.0 * f64::from(row));
    heights.zip(lines).map(|(y, words)| at(x, y, 10.0, words)).collect()
}

pub(super) const LEFT: [&str; 5] = [
    "The lamps along the pier are lit again in",
    "the evening, and there is one fewer than",
    "there was, before the keeper of the gate,",
    "whom nobody in the village had seen since",
    "the winter, came back with a ladder.",
];
pub(super) const RIGHT: [&str; 5] = [
    "On the other side begins what he said to",
    "the clerk, who wrote it down slowly, word",
    "by word, while the tide came in under the",
    "planks; nobody asked what it was for, and",
    "the lamps said nothing in reply.",
];

fn joined(lines: &[&str]) -> String {
    lines.join(" ")
}

/// Letters of two bytes that are their own numbers, half as wide as high; `widths` are those of the font.
pub(super) fn two_bytes(widths: &str) -> (String, [String; 2]) {
    let map = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> \
               endcodespacerange 1 beginbfrange <0020> <07FF> <0020> endbfrange endcmap end end";
    let font = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [10 0 R] /ToUnicode 11 0 R >>";
    let descendant = format!(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) \
         /Supplement 0 >> /FontDescriptor << /Type /FontDescriptor /FontName /X /Flags 4 >> {widths} >>"
    );
    (font.to_owned(), [descendant, stream(map)])
}

fn in_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02X}"))
}

pub(super) fn hex(words: &str) -> String {
    in_hex(&words.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>())
}

/// Letters that are each put in their place, six points apart.
fn placed(words: &str) -> String {
    let letter = |(at, c): (u32, char)| format!("1 0 0 1 {} 700 Tm <{}> Tj", 50 + 6 * at, hex(&c.to_string()));
    format!("BT /F 12 Tf {} ET", (0..).zip(words.chars()).map(letter).collect::<Vec<_>>().join(" "))
}

#[test]
fn widths_that_are_given_for_a_range_are_known() {
    let words = "The lamps are lit again.";
    for widths in ["/DW 0 /W [32 126 500]", "/DW 1000 /W [32 126 500]", "/DW 0 /W [32 [500] 33 100 500 101 126 500]"] {
        let (font, further) = two_bytes(widths);
        let further = further.each_ref().map(String::as_str);
        check(document(&font, &[("", &placed(words))], &further), words);
        let run = format!("BT /F 12 Tf 50 700 Td <{}> Tj ET", hex(words));
        check(document(&font, &[("", &run)], &further), words);
        // Words that are apart without a space between them.
        let gaps = format!("BT /F 12 Tf 50 700 Td [<{}> -500 <{}>] TJ ET", hex("The"), hex("lamps"));
        check(document(&font, &[("", &gaps)], &further), "The lamps");
    }
}

#[test]
fn what_is_encrypted_without_a_password_is_read() {
    for bytes in [
        &include_bytes!("../../../tests/golden/pdf/rc4-40.pdf")[..],
        include_bytes!("../../../tests/golden/pdf/rc4-128.pdf"),
        include_bytes!("../../../tests/golden/pdf/aes-128.pdf"),
        include_bytes!("../../../tests/golden/pdf/aes-256.pdf"),
    ] {
        check(bytes.to_vec(), "The lamps of the pier are lit one by one, and nobody has a key to the gate.");
    }
    let locked = include_bytes!("../../../tests/golden/pdf/locked.pdf").to_vec();
    assert!(matches!(read(locked, &BTreeSet::new()), Err(ReadError::Locked(PDF))));
}

#[test]
fn encodings_of_chinese_japanese_and_korean_are_known() {
    let font = |encoding: &str, ordering: &str| {
        format!(
            "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /{encoding} /DescendantFonts [<< /Type /Font /Subtype \
             /CIDFontType0 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 1 >> \
             /FontDescriptor << /Type /FontDescriptor /FontName /X /Flags 4 >> >>] >>"
        )
    };
    let lines = |first: &str, second: &str| format!("BT /F 12 Tf 50 700 Td <{first}> Tj 0 -20 Td <{second}> Tj ET");
    for (encoding, ordering, first, second) in [
        ("UniJIS-UCS2-H", "Japan1", "桟橋の灯は夕方に", "また点された。"),
        ("UniJIS-UTF16-H", "Japan1", "桟橋の灯は夕方に", "また点された。"),
        ("UniGB-UCS2-H", "GB1", "码头的灯晚上", "又亮了。"),
        ("UniCNS-UCS2-H", "CNS1", "碼頭的燈晚上", "又亮了。"),
    ] {
        let drawn = lines(&hex(first), &hex(second));
        check(document(&font(encoding, ordering), &[("", &drawn)], &[]), &format!("{first}{second}"));
    }
    let drawn = lines(&hex("등불이 다시"), &hex("켜졌다."));
    check(document(&font("UniKS-UCS2-H", "Korea1"), &[("", &drawn)], &[]), "등불이 다시 켜졌다.");
    let legacy =
        |words: &str, encoding: &'static encoding_rs::Encoding| -> String { in_hex(&encoding.encode(words).0) };
    let shift = lines(&legacy("桟橋の灯", encoding_rs::SHIFT_JIS), &legacy("と鍵", encoding_rs::SHIFT_JIS));
    check(document(&font("90ms-RKSJ-H", "Japan1"), &[("", &shift)], &[]), "桟橋の灯と鍵");
    let gbk = lines(&legacy("码头的灯", encoding_rs::GBK), &legacy("又亮了", encoding_rs::GBK));
    check(document(&font("GBK-EUC-H", "GB1"), &[("", &gbk)], &[]), "码头的灯又亮了");
    // From top to bottom, the second column to the left of the first.
    let down = format!(
        "BT /F 12 Tf 1 0 0 1 500 700 Tm <{}> Tj 1 0 0 1 480 700 Tm <{}> Tj ET",
        hex("桟橋の灯は"),
        hex("また点された")
    );
    check(document(&font("UniJIS-UCS2-V", "Japan1"), &[("", &down)], &[]), "桟橋の灯はまた点された");
}

#[test]
fn letters_that_are_drawn_twice_are_read_once() {
    let bold =
        at(50.0, 750.0, 14.0, "The pier") + &at(50.4, 750.0, 14.0, "The pier") + &lines(50.0, &["All will call."]);
    check_page(&bold, "The pier\n\nAll will call.");
}

#[test]
fn a_large_first_letter_is_of_its_word() {
    let drawn = at(50.0, 686.0, 30.0, "T")
        + &at(72.0, 700.0, 10.0, "he lamps along the pier are lit")
        + &at(72.0, 686.0, 10.0, "again in the evening, and there")
        + &at(50.0, 672.0, 10.0, "is one fewer.");
    check_page(&drawn, "The lamps along the pier are lit again in the evening, and there is one fewer.");
}

#[test]
fn small_letters_above_a_line_are_on_it() {
    let drawn = at(50.0, 700.0, 10.0, "The lamps")
        + &at(96.7, 704.0, 6.0, "12")
        + &at(106.2, 700.0, 10.0, "are lit, and there is one")
        + &at(50.0, 686.0, 10.0, "fewer than there was.");
    check_page(&drawn, "The lamps12 are lit, and there is one fewer than there was.");
}

#[test]
fn turned_pages_are_read_as_they_are_seen() {
    let words = joined(&LEFT);
    let turned = |matrix: &str| format!("q {matrix} cm {} Q", lines(50.0, &LEFT));
    for (said, matrix) in [
        ("/Rotate 90 /MediaBox [0 0 842 595]", "0 1 -1 0 842 0"),
        ("/Rotate 180", "-1 0 0 -1 595 842"),
        ("/Rotate 270 /MediaBox [0 0 842 595]", "0 -1 1 0 0 595"),
        // Not said, and set sideways all the same.
        ("/MediaBox [0 0 842 595]", "0 1 -1 0 842 0"),
    ] {
        assert_eq!(check(document(HELVETICA, &[(said, &turned(matrix))], &[]), &words), [""; 0], "{said}");
    }
    let margin = "BT /F 10 Tf 0 1 -1 0 30 300 Tm (kept in the archive) Tj ET";
    let notices = check_page(&(margin.to_owned() + &lines(50.0, &LEFT)), &format!("{words}\n\nkept in the archive"));
    assert_eq!(
        notices,
        ["text that is set sideways stands behind the other text of its page (page 1, “kept in the archive”)"]
    );
}

#[test]
fn hyphens_at_the_ends_of_lines_stay_or_go() {
    let parted =
        ["A 45-", "year-old from New-", "York paid 10-", "12 francs in the even-", "ing, for a well-known pi-", "er."];
    check_page(
        &lines(50.0, &parted),
        "A 45-year-old from New-York paid 10-12 francs in the evening, for a well-known pier.",
    );
}

#[test]
fn what_is_drawn_from_below_is_read_from_above() {
    let rows: Vec<(f64, &str)> = (0..).map(|row| 700.0 - 14.0 * f64::from(row)).zip(LEFT).collect();
    let upwards: String = rows.iter().rev().map(|(y, line)| at(50.0, *y, 10.0, line)).collect();
    check_page(&upwards, &joined(&LEFT));
    let words: Vec<String> = rows
        .iter()
        .rev()
        .map(|(y, line)| format!("BT /F 10 Tf 1 0 0 1 50 {y} Tm [({})] TJ ET", line.replace(' ', ") -300 (")))
        .collect();
    check_page(&words.join(" "), &joined(&LEFT));
}

#[test]
fn blank_lines_part_paragraphs_of_a_short_text_too() {
    let page = at(50.0, 700.0, 12.0, "Lamps along the pier")
        + &at(50.0, 664.0, 12.0, "The lamps are lit again in the evening, and there is one fewer than before. Those")
        + &at(50.0, 646.0, 12.0, "who keep them say nothing of it, and the harbour stays as dark.")
        + &at(50.0, 610.0, 12.0, "A second keeper says that it was never about the oil.");
    let expected = "Lamps along the pier\n\nThe lamps are lit again in the evening, and there is one fewer than before. Those \
                    who keep them say nothing of it, and the harbour stays as dark.\n\nA second keeper says that it was \
                    never about the oil.";
    check_page(&page, expected);
}

#[test]
fn columns_are_read_one_after_the_other() {
    let columns = format!("{}\n\n{}", joined(&LEFT), joined(&RIGHT));
    assert_eq!(check_page(&(lines(50.0, &LEFT) + &lines(320.0, &RIGHT)), &columns), [""; 0]);
    let heights = (0..).map(|row| 700.0 - 14.0 * f64::from(row));
    let rows: String = heights
        .zip(LEFT.iter().zip(RIGHT))
        .map(|(y, (left, right))| at(50.0, y, 10.0, left) + &at(260.0, y, 10.0, right))
        .collect();
    let notices = check_page(&rows, &columns);
    assert!(notices.len() == 1 && notices[0].starts_with("columns that are drawn row by row"), "{notices:?}");
    let (as_drawn, notices) = text_with(document(HELVETICA, &[("", &rows)], &[]), &[Choice::AsDrawn]);
    assert!(as_drawn.starts_with(&format!("{}\t{}\n", LEFT[0], RIGHT[0])) && notices.is_empty(), "{as_drawn}");
}

#[test]
fn a_table_is_rows() {
    let rows: String =
        [("Keeper", "Lamps", 700.0), ("Foc", "12", 684.0), ("Aster", "7", 668.0), ("Quill", "none", 652.0)]
            .into_iter()
            .map(|(left, right, y)| at(50.0, y, 10.0, left) + &at(150.0, y, 10.0, right))
            .collect();
    check_page(&rows, "Keeper\tLamps\nFoc\t12\nAster\t7\nQuill\tnone");
}

#[test]
fn letters_that_are_spaced_out_are_words() {
    let drawn = "BT /F 12 Tf 4 Tc 50 700 Td (LAMPS AND KEYS) Tj ET";
    check_page(drawn, "LAMPS AND KEYS");
}

#[test]
fn lines_from_right_to_left_are_read_so() {
    let (font, further) = two_bytes("/DW 500");
    let further = further.each_ref().map(String::as_str);
    // As the page shows them, from the left: most programs write so.
    let shown = ".1984 תנשב קלדנ סנפה ,ברעב";
    let run = format!("BT /F 12 Tf 50 700 Td <{}> Tj ET", hex(shown));
    let expected = "בערב, הפנס נדלק בשנת 1984.";
    check(document(&font, &[("", &run)], &further), expected);
    check(document(&font, &[("", &placed(shown))], &further), expected);
    // Letter by letter from the right.
    let letters: Vec<char> = "הפנס נדלק".chars().collect();
    let letter = |(at, c): (i32, &char)| format!("1 0 0 1 {} 700 Tm <{}> Tj", 300 - 6 * at, hex(&c.to_string()));
    let leftward = (0..).zip(&letters).map(letter).collect::<Vec<_>>().join(" ");
    check(document(&font, &[("", &format!("BT /F 12 Tf {leftward} ET"))], &further), "הפנס נדלק");
    let mixed = format!("BT /F 12 Tf 50 700 Td <{}> Tj ET", hex("the pier (ףצר) is lit"));
    check(document(&font, &[("", &mixed)], &further), "the pier (רצף) is lit");
}

#[test]
fn text_that_a_part_says_it_shows_counts() {
    let drawn = "BT /F 12 Tf 50 700 Td /Span << /ActualText (fi) >> BDC (%) Tj EMC (nger) Tj ET";
    check_page(drawn, "finger");
}

#[test]
fn what_only_looks_like_a_running_head_stays() {
    let page = |top: &str, size: f64, text: &str| at(72.0, 770.0, size, top) + &at(72.0, 744.0, 11.0, text);
    let texts = ["The pier was closed.", "The gate was closed.", "The shop was closed."];
    let pages = |tops: [&str; 3], size: f64| {
        let drawn: Vec<String> = tops.iter().zip(texts).map(|(top, text)| page(top, size, text)).collect();
        let pages: Vec<(&str, &str)> = drawn.iter().map(|drawn| ("", drawn.as_str())).collect();
        document(HELVETICA, &pages, &[])
    };
    for (tops, size) in [
        (["1 May 1984", "2 May 1984", "3 May 1984"], 14.0),
        (["1 May 1984", "2 May 1984", "3 May 1984"], 11.0),
        (["Question 1", "Question 2", "Question 3"], 11.0),
        (["Diary", "Diary", "Diary"], 14.0),
        (["1.", "2.", "3."], 11.0),
    ] {
        let (text, notices) = text_with(pages(tops, size), &[]);
        assert!(tops.iter().zip(texts).all(|(top, _)| text.contains(top)) && notices.is_empty(), "{text}");
    }
    // Twice is not often enough, and a line as near as the next one is of the text.
    let answers = |day: &str| at(72.0, 770.0, 11.0, "R: Yes.") + &at(72.0, 756.0, 11.0, day);
    for days in [&["On Monday?", "On Friday?"][..], &["On Monday?", "On Friday?", "On Sunday?"]] {
        let drawn: Vec<String> = days.iter().map(|day| answers(day)).collect();
        let pages: Vec<(&str, &str)> = drawn.iter().map(|drawn| ("", drawn.as_str())).collect();
        let (text, _) = text_with(document(HELVETICA, &pages, &[]), &[]);
        assert_eq!(text.matches("R: Yes.").count(), days.len());
    }
    let year = lines(72.0, &["He came in the spring of"]) + &at(72.0, 60.0, 11.0, "1984.");
    let bytes = document(HELVETICA, &[("", &year), ("", &lines(72.0, &["He stayed."]))], &[]);
    assert!(text_with(bytes, &[]).0.contains("1984."));
}

#[test]
fn running_heads_are_left_out_and_can_be_kept() {
    let page = |number: usize| {
        at(72.0, 800.0, 9.0, "The Pier Post")
            + &lines(72.0, &["The lamps are lit, and there is", "one fewer than there was."])
            + &at(290.0, 30.0, 9.0, &number.to_string())
    };
    let drawn: Vec<String> = (7..11).map(page).collect();
    let pages: Vec<(&str, &str)> = drawn.iter().map(|drawn| ("", drawn.as_str())).collect();
    let bytes = document(HELVETICA, &pages, &[]);
    let (text, notices) = text_with(bytes.clone(), &[]);
    assert!(!text.contains("Post") && !text.contains('9'), "{text}");
    assert!(
        notices.len() == 1 && notices[0].contains("“7” to “10” (pages 1–4), “The Pier Post” (pages 1–4)"),
        "{notices:?}"
    );
    let (text, notices) = text_with(bytes.clone(), &[Choice::RunningHeads]);
    assert!(text.matches("The Pier Post").count() == 4 && text.contains("10") && notices.is_empty(), "{text}");
    let (_, offers) = read(bytes, &BTreeSet::from([Choice::RunningHeads])).expect("an article");
    assert_eq!(offers.len(), 1);
}

#[test]
fn letters_that_are_not_known_are_told() {
    let font = "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /CharProcs << >> /FirstChar 65 \
                /LastChar 67 /Widths [1 1 1] /Encoding << /Differences [65 /x1 /x2 /x3] >> >>";
    let bytes = document(font, &[("", &at(50.0, 700.0, 10.0, "ABC"))], &[]);
    assert!(matches!(read(bytes, &BTreeSet::new()), Err(ReadError::NoLetters)));
    let tex = "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /CharProcs << >> /FirstChar 12 \
               /LastChar 115 /Widths [] /Encoding << /Differences [12 /a12 104 /a104 /a105 115 /a115] >> >>";
    check(document(tex, &[("", "BT /F 1 Tf 50 700 Td (\\014sh) Tj ET")], &[]), "fish");
}

#[test]
fn hyphens_stay_where_the_document_says_so() {
    let check = |lines: &[&str], expected: &str| check_page(&self::lines(50.0, lines), expected);
    check(&["In the nineteen-", "nineties the lamps were"], "In the nineteen-nineties the lamps were");
    check(&["A harbour city, the harbour-", "city of the lamps"], "A harbour city, the harbourcity of the lamps");
    check(
        &[
            "A harbour here, a harbour there; a city of lamps and a",
            "city of keys, and so it is called the harbour-",
            "city of the lamps.",
        ],
        "A harbour here, a harbour there; a city of lamps and a city of keys, and so it is called the harbour-city of the lamps.",
    );
    // Elsewhere such words are one: so is this.
    check(
        &[
            "Under water they stand under water, and some-",
            "body has some body there, and somebody sees some",
            "body with him with out him, out there, some-",
            "body goes out.",
        ],
        "Under water they stand under water, and somebody has some body there, and somebody sees some body with him with out \
         him, out there, somebody goes out.",
    );
    check(
        &["It is well lit, it is a well-known and wellknown", "and once more a well-known pier, the well-", "known."],
        "It is well lit, it is a well-known and wellknown and once more a well-known pier, the well-known.",
    );
}

#[test]
fn layers_that_are_not_shown_are_left_out_and_can_be_taken() {
    let groups = "/OCProperties << /OCGs [50 0 R 51 0 R] /D << /OFF [51 0 R] >> >>";
    let drawn = |marked: &str| {
        format!(
            "/OC /Shown BDC {} EMC {marked} BDC {} EMC",
            at(50.0, 700.0, 10.0, "The lamps are lit."),
            at(50.0, 680.0, 10.0, "Draft only.")
        )
    };
    let page = |marked: &str| {
        let said = "/Resources << /Font << /F 3 0 R >> /Properties << /Shown 50 0 R /Draft 51 0 R /Either << /Type /OCMD /OCGs \
                    [50 0 R 51 0 R] >> /Both << /Type /OCMD /OCGs [50 0 R 51 0 R] /P /AllOn >> >> >>";
        let bytes = document(HELVETICA, &[(said, &drawn(marked))], &[]);
        let text = String::from_utf8(bytes).expect("a text");
        let text = text.replace("/Type /Catalog", &format!("/Type /Catalog {groups}"));
        let text = text.replace(
            "trailer",
            "50 0 obj << /Type /OCG /Name (Text) >> endobj 51 0 obj << /Type /OCG /Name (Draft) >> endobj trailer",
        );
        // Where its parts stand is found out anew.
        text.replace("startxref", "startxref\n7\n").into_bytes()
    };
    for hidden in ["/OC /Draft", "/OC /Both"] {
        let (text, notices) = text_with(page(hidden), &[]);
        assert_eq!(text, "The lamps are lit.\n", "{hidden}");
        assert!(notices.len() == 1 && notices[0].contains("(“Draft”, 10 characters)"), "{notices:?}");
        let (text, notices) = text_with(page(hidden), &[Choice::HiddenLayers]);
        assert!(text.contains("Draft only.") && notices.is_empty(), "{text}");
    }
    assert!(text_with(page("/OC /Either"), &[]).0.contains("Draft only."));
}

#[test]
fn pictures_among_instructions_hide_no_words() {
    let picture = "q BI /W 8 /H 1 /BPC 8 /CS /G ID ab EI Q\x01 EI Q ";
    check_page(&(picture.to_owned() + &at(50.0, 700.0, 10.0, "The lamps are lit.")), "The lamps are lit.");
}

#[test]
fn letters_of_another_script_that_are_read_as_latin_ones_are_told() {
    let words = encoding_rs::GBK.encode("码头的灯晚上又亮了村里没有人见过看门人冬天").0;
    let drawn = format!("BT /F 12 Tf 50 700 Td <{}> Tj ET", in_hex(&words));
    let (_, notices) = text_with(document(HELVETICA, &[("", &drawn)], &[]), &[]);
    assert!(notices.len() == 1 && notices[0].contains("can hardly be those that are drawn"), "{notices:?}");
}
