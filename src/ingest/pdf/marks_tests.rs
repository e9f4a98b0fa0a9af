//! What readers have put on small documents, and the passages that it becomes.

use super::{
    tests::{HELVETICA, LEFT, RIGHT, at, document, hex, lines, two_bytes},
    *,
};
use crate::ingest::Highlight;

/// A mark of a kind over these areas: left, bottom, right, top.
fn mark(kind: &str, areas: &[[i32; 4]], more: &str) -> String {
    let corners =
        |[left, bottom, right, top]: &[i32; 4]| format!("{left} {top} {right} {top} {left} {bottom} {right} {bottom}");
    let quads: Vec<String> = areas.iter().map(corners).collect();
    let [left, bottom, right, top] = areas[0];
    format!(
        "<< /Type /Annot /Subtype /{kind} /Rect [{left} {bottom} {right} {top}] /QuadPoints [{}] {more} >>",
        quads.join(" ")
    )
}

fn note(x: i32, y: i32, more: &str) -> String {
    format!("<< /Type /Annot /Subtype /Text /Rect [{x} {y} {} {}] {more} >>", x + 18, y + 18)
}

/// One page with marks.
fn page(drawn: &str, marks: &[String]) -> Vec<u8> {
    let said = format!("/Annots [{}]", marks.join(" "));
    document(HELVETICA, &[(&said, drawn)], &[])
}

struct Found {
    text: String,
    highlights: Vec<Highlight>,
    notices: Vec<String>,
}

fn found(bytes: Vec<u8>) -> Found {
    let ((mut taken, notices), _) = read(bytes, &BTreeSet::new()).expect("an article");
    let taken = taken.remove(0);
    Found { text: taken.text, highlights: taken.highlights, notices }
}

impl Found {
    /// Who marked which words, with which note.
    fn said(&self) -> Vec<(&str, &str, &str)> {
        let of = |it: &'_ Highlight| it.range.clone();
        self.highlights.iter().map(|it| (it.reader.as_str(), &self.text[of(it)], it.note.as_str())).collect()
    }
}

#[track_caller]
fn check(bytes: Vec<u8>, expected: &[(&str, &str, &str)]) -> Vec<String> {
    let found = found(bytes);
    assert_eq!(found.said(), expected, "{}", found.text);
    found.notices
}

#[test]
fn marked_words_are_passages_of_whoever_marked_them() {
    let drawn = lines(50.0, &LEFT);
    // “lamps along the” with a part of the words at both ends.
    let one =
        mark("Highlight", &[[71, 697, 146, 709]], "/T (Ana) /Contents (See the report.) /M (D:20260120090431+01'00')");
    let two = mark("Underline", &[[50, 669, 90, 681]], "");
    let notices = check(
        page(&drawn, &[one.clone(), two]),
        &[("Ana", "lamps along the", "See the report."), ("", "there was", "")],
    );
    assert!(
        notices[0].starts_with("2 highlights by 1 reader (Ana) become passages; of 1 it does not say by whom"),
        "{notices:?}"
    );
    let changed = found(page(&drawn, &[one])).highlights[0].changed.expect("a time");
    assert_eq!(changed.to_string(), "2026-01-20T08:04:31Z");
}

#[test]
fn what_goes_on_in_the_next_line_and_column_is_one() {
    let drawn = lines(50.0, &LEFT);
    let over = mark("Highlight", &[[150, 697, 300, 709], [50, 683, 120, 695]], "/T (Ana)");
    let (notices, words) = (0, "pier are lit again in the evening, and");
    assert_eq!(check(page(&drawn, &[over]), &[("Ana", words, "")]).len(), notices + 1);
    // Parted at the end of a line, and marked on both sides of it.
    let drawn = lines(50.0, &["In the even-", "ing the lamps"]);
    let over = mark("Highlight", &[[80, 697, 140, 709], [50, 683, 62, 695]], "/T (Ana)");
    check(page(&drawn, &[over]), &[("Ana", "evening", "")]);
    let columns = lines(50.0, &LEFT) + &lines(320.0, &RIGHT);
    let over = mark("Highlight", &[[150, 641, 240, 653], [320, 697, 380, 709]], "/T (Ana)");
    let notices = check(page(&columns, &[over]), &[("Ana", "with a ladder.\n\nOn the other", "")]);
    assert_eq!(notices.len(), 1, "{notices:?}");
}

#[test]
fn what_goes_on_on_the_next_page_is_one() {
    let marks = |area: [i32; 4], more: &str| format!("/Annots [{}]", mark("Highlight", &[area], more));
    let (first, second) = (lines(50.0, &LEFT[..4]), lines(50.0, &[LEFT[4]]));
    let pages = |more: &str| {
        let (one, two) = (marks([140, 655, 250, 667], "/T (Ana)"), marks([50, 697, 80, 709], more));
        document(HELVETICA, &[(&one, &first), (&two, &second)], &[])
    };
    check(pages("/T (Ana) /Contents (Both.)"), &[("Ana", "village had seen since the winter", "Both.")]);
    let found = found(pages("/T (Ben)"));
    assert_eq!(found.highlights.len(), 2);
}

#[test]
fn columns_that_are_drawn_row_by_row_are_marked_in_order() {
    let heights = (0..).map(|row| 700.0 - 14.0 * f64::from(row));
    let rows: String = heights
        .zip(LEFT.iter().zip(RIGHT))
        .map(|(y, (left, right))| at(50.0, y, 10.0, left) + &at(260.0, y, 10.0, right))
        .collect();
    let over = mark("Highlight", &[[50, 683, 90, 695], [260, 683, 300, 695]], "/T (Ana)");
    let notices = check(page(&rows, &[over]), &[("Ana", "the evening", ""), ("Ana", "the clerk,", "")]);
    assert!(notices.iter().any(|notice| notice.contains("they are several passages (page 1)")), "{notices:?}");
}

#[test]
fn notes_go_to_the_paragraph_beside_them_or_are_told() {
    let drawn = lines(50.0, &LEFT) + &at(50.0, 560.0, 10.0, "Another paragraph.");
    let beside = note(20, 670, "/T (Ben) /Contents (Is that so?)");
    let far = note(300, 200, "/T (Ben) /Contents (Read it again.)");
    let empty = note(20, 690, "/T (Ben)");
    let notices = check(page(&drawn, &[beside, far, empty]), &[("Ben", &LEFT.join(" "), "Is that so?")]);
    assert!(notices.iter().any(|notice| notice.contains("(page 1), with the notes “Read it again.”")), "{notices:?}");
    let nothing = mark("Highlight", &[[300, 200, 400, 212]], "/T (Ben)");
    let notices = check(page(&drawn, &[nothing]), &[]);
    assert!(notices[0].starts_with("1 highlight or note left out"), "{notices:?}");
    let drawing = "<< /Subtype /Ink /Rect [50 690 90 700] /T (Ben) >>".to_owned();
    let notices = check(page(&drawn, &[drawing]), &[]);
    assert_eq!(notices, ["1 drawing of readers left out (page 1)"]);
}

#[test]
fn a_box_of_text_is_a_note_if_somebody_has_put_it_there() {
    let appearance = "<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F 3 0 R >> >> /Length 35 >>\nstream\nBT /F 9 Tf 0 5 Td (Why here?) Tj ET \nendstream";
    let a_box = |more: &str| {
        let said = format!(
            "/Annots [<< /Subtype /FreeText /Rect [300 690 500 710] /Contents (Why here?) /AP << /N 10 0 R >> {more} >>]"
        );
        document(HELVETICA, &[(&said, &lines(50.0, &LEFT))], &[appearance])
    };
    let found = found(a_box("/T (Ben)"));
    assert!(!found.text.contains("Why here?") && found.highlights.len() == 1, "{}", found.text);
    assert_eq!(found.highlights[0].note, "Why here?");
    let typed = self::found(a_box("/T (Ben) /IT /FreeTextTypewriter"));
    assert!(typed.text.contains("Why here?") && typed.highlights.is_empty());
}

#[test]
fn answers_stand_below_what_they_answer_to() {
    let said = "/Annots [20 0 R 21 0 R 22 0 R 23 0 R 24 0 R]";
    let marked = mark("Highlight", &[[71, 697, 146, 709]], "/T (Ana) /Contents (Is that so?)");
    let answer = |to: usize, more: &str| note(0, 0, &format!("/IRT {to} 0 R {more}"));
    let mut further = vec![String::from("null"); 10];
    further.extend([
        answer(21, "/T (Ana) /Contents (I do.)"),
        answer(22, "/T (Ben) /Contents (I doubt it.)"),
        marked,
        answer(22, "/T (Ana) /StateModel (Review) /State (Accepted) /Contents (Accepted set by Ana)"),
        "<< /Subtype /Popup /Parent 22 0 R /Rect [0 0 9 9] >>".to_owned(),
    ]);
    let further: Vec<&str> = further.iter().map(String::as_str).collect();
    let bytes = document(HELVETICA, &[(said, &lines(50.0, &LEFT))], &further);
    check(bytes, &[("Ana", "lamps along the", "Is that so?\n\nI do.\n\nBen: I doubt it.")]);
}

#[test]
fn a_note_that_repeats_the_marked_words_is_none() {
    let drawn = lines(50.0, &LEFT);
    let same = mark("Highlight", &[[71, 697, 146, 709]], "/T (Ana) /Contents (lamps\\nalong the)");
    check(page(&drawn, &[same]), &[("Ana", "lamps along the", "")]);
}

#[test]
fn turned_pages_and_letters_from_right_to_left_are_marked_where_they_are_seen() {
    let said = format!("/Rotate 90 /Annots [{}]", mark("Highlight", &[[71, 697, 146, 709]], "/T (Ana)"));
    // The page is turned, and its text with it.
    let bytes = document(HELVETICA, &[(&said, &lines(50.0, &LEFT))], &[]);
    check(bytes, &[("Ana", "lamps along the", "")]);
    let (font, further) = two_bytes("/DW 500");
    let further = further.each_ref().map(String::as_str);
    let run = format!("BT /F 12 Tf 50 700 Td <{}> Tj ET", hex("קלדנ סנפה ברעב"));
    // The word in the middle, as it stands on the page.
    let said = format!("/Annots [{}]", mark("Highlight", &[[80, 697, 104, 710]], "/T (Ana)"));
    check(document(&font, &[(&said, &run)], &further), &[("Ana", "הפנס", "")]);
}

#[test]
fn highlights_can_be_left_out() {
    let bytes = page(&lines(50.0, &LEFT), &[mark("Highlight", &[[71, 697, 146, 709]], "/T (Ana)")]);
    let ((taken, notices), offers) = read(bytes, &BTreeSet::from([Choice::NoHighlights])).expect("an article");
    assert!(taken[0].highlights.is_empty());
    assert_eq!(notices, ["1 highlight by 1 reader (Ana) left out, as you chose"]);
    assert_eq!(offers[0].about, ["Ana: 1 highlight"]);
}
