//! What ODT documents become.

use super::*;
use crate::ingest::archive::zipped;

fn odt(styles: &str, body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}\
         </office:text></office:body></office:document-content>"
    );
    zipped(&[("content.xml", &content)])
}

fn check(styles: &str, body: &str, expected: &str) {
    let (taken, _) = read(odt(styles, body)).expect("a document");
    assert_eq!(taken[0].text, format!("{expected}\n"), "{body}");
}

/// Items of one list, each with what is written for it.
fn items(items: &[&str]) -> String {
    let (before, after) = ("<text:list-item><text:p>", "</text:p></text:list-item>");
    items.iter().flat_map(|item| [before, item, after]).collect()
}

const LIST: &str = "<text:list-style style:name='L'>\
    <text:list-level-style-number text:level='1' style:num-suffix='.' style:num-format='1'/>\
    <text:list-level-style-number text:level='2' style:num-suffix=')' style:num-format='a' text:display-levels='2'/>\
    <text:list-level-style-bullet text:level='3' text:bullet-char='–'/></text:list-style>";

#[test]
fn paragraphs_lists_and_tables_are_taken() {
    let content = "<office:document-content><office:body><office:text><text:tracked-changes><text:p>old</text:p>\
        </text:tracked-changes><text:h>A chair</text:h><text:p>Dues  are\n <text:span>small</text:span><text:s/>now\
        <text:note><text:note-body><text:p>a note</text:p></text:note-body></text:note>.</text:p>\
        <text:list><text:list-item><text:p>one</text:p></text:list-item><text:list-item><text:p>two</text:p></text:list-item>\
        </text:list><table:table><table:table-row><table:table-cell><text:p>Foc</text:p></table:table-cell>\
        <table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table></office:text>\
        </office:body></office:document-content>";
    let meta = "<office:meta><dc:title>Seats</dc:title><meta:initial-creator>Jo Doe</meta:initial-creator>\
        <dc:creator>Ann</dc:creator><meta:creation-date>2026-01-08T10:00:00</meta:creation-date></office:meta>";
    let bytes = zipped(&[("content.xml", content), ("meta.xml", meta)]);
    let (taken, notices) = read(bytes).expect("a document");
    assert_eq!(taken[0].text, "A chair\n\nDues are small now.\n\n• one\n• two\n\nFoc\t12\n");
    assert_eq!((taken[0].title.as_str(), taken[0].author.as_str()), ("Seats", "Jo Doe"));
    assert!(notices[0].contains("footnotes") && notices[1].contains("deletes were left out (1)"), "{notices:?}");
}

#[test]
fn numbers_of_lists_are_kept() {
    let inner = "<text:list-item><text:p>two</text:p><text:p>more of it</text:p><text:list><text:list-item><text:p>x</text:p>\
                 <text:list><text:list-item><text:p>deep</text:p></text:list-item></text:list></text:list-item>\
                 <text:list-item><text:p>y</text:p></text:list-item></text:list></text:list-item>";
    let list = format!("<text:list text:style-name='L'>{}{inner}{}</text:list>", items(&["one"]), items(&["three"]));
    check(LIST, &list, "1. one\n2. two\n\nmore of it\n\n2.a) x\n• deep\n2.b) y\n3. three");
}

#[test]
fn lists_start_and_go_on_where_they_say() {
    let list = |more: &str, inner: &str| format!("<text:list text:style-name='L' {more}>{inner}</text:list>");
    let between = "<text:p>between</text:p>";
    let (first, anew) = (list("xml:id='a'", &items(&["one", "two"])), list("", &items(&["anew"])));
    let by_id = list("text:continue-list='a'", &items(&["three"]));
    check(
        LIST,
        &format!("{first}{between}{anew}{between}{by_id}"),
        "1. one\n2. two\n\nbetween\n\n1. anew\n\nbetween\n\n3. three",
    );
    let goes_on = list("text:continue-numbering='true'", &items(&["three"]));
    check(LIST, &format!("{first}{between}{goes_on}"), "1. one\n2. two\n\nbetween\n\n3. three");
    let nested = list(
        "text:continue-numbering='true'",
        &format!("<text:list-item><text:list>{}</text:list></text:list-item>{}", items(&["x"]), items(&["three"])),
    );
    check(LIST, &format!("{first}{nested}"), "1. one\n2. two\n2.a) x\n3. three");
    let start = "<text:list-item text:start-value='8'><text:p>eight</text:p></text:list-item>";
    check(LIST, &list("", &format!("{start}{}", items(&["nine"]))), "8. eight\n9. nine");
    let header = "<text:list-header><text:p>head</text:p></text:list-header>";
    check(LIST, &list("", &format!("{header}{}", items(&["one"]))), "head\n\n1. one");
    let alone = "<text:numbered-paragraph text:list-id='q' text:level='1' text:style-name='L'><text:p>p</text:p>\
                 </text:numbered-paragraph>";
    check(LIST, &format!("{alone}{alone}"), "1. p\n2. p");
}

#[test]
fn styles_give_lists_their_numbers_in_other_ways() {
    let newer = "<text:list-style style:name='L'><text:list-level-style-number text:level='1' style:num-format='I' \
                 text:start-value='3' loext:num-list-format='Part %1%:'/></text:list-style>";
    let list = format!("<text:list text:style-name='L'>{}</text:list>", items(&["a", "b"]));
    check(newer, &list, "Part III: a\nPart IV: b");
    let of_paragraph = format!("{LIST}<style:style style:name='P' style:list-style-name='L'/>");
    let plain = "<text:list><text:list-item><text:p text:style-name='P'>a</text:p></text:list-item></text:list>";
    check(&of_paragraph, plain, "1. a");
    let none = "<text:list-style style:name='L'><text:list-level-style-number text:level='1' style:num-format=''/></text:list-style>";
    check(none, &list, "a\n\nb");
}

#[test]
fn headings_have_numbers_only_where_the_outline_has() {
    let outline = |format: &str| {
        format!(
            "<text:outline-style><text:outline-level-style text:level='1' style:num-format='{format}'/>\
             <text:outline-level-style text:level='2' style:num-format='{format}' text:display-levels='2'/></text:outline-style>"
        )
    };
    let body = "<text:h text:outline-level='1'>Seats</text:h><text:h text:outline-level='2'>Few</text:h>\
                <text:h text:outline-level='1' text:is-list-header='true'>Annex</text:h><text:p>Words.</text:p>";
    check(&outline("1"), body, "1 Seats\n\n1.1 Few\n\nAnnex\n\nWords.");
    check(&outline(""), body, "Seats\n\nFew\n\nAnnex\n\nWords.");
    let in_list =
        "<text:list><text:list-item><text:h text:outline-level='1'>Seats</text:h></text:list-item></text:list>";
    check("", in_list, "Seats");
    assert_eq!(read(odt(&outline("1"), body)).expect("a document").0[0].title, "Seats");
}

#[test]
fn hidden_words_stay_hidden_and_are_said() {
    let styles = "<style:style style:name='H'><style:text-properties text:display='none'/></style:style>\
                  <style:style style:name='I' style:parent-style-name='H'/>";
    let body = "<text:p>Seen <text:hidden-text text:is-hidden='true'>one</text:hidden-text><text:hidden-text>words</text:hidden-text> \
        <text:span text:style-name='I'>two</text:span>here.</text:p><text:section text:display='none'><text:p>three four</text:p></text:section>\
        <text:section text:display='condition' text:is-hidden='true'><text:p>five</text:p></text:section>\
        <text:p text:style-name='H'>six</text:p><text:p><text:hidden-paragraph text:is-hidden='true'/>seven</text:p>";
    let (taken, notices) = read(odt(styles, body)).expect("a document");
    assert_eq!(taken[0].text, "Seen words here.\n");
    assert!(notices[0].contains("hidden were left out (7)"), "{notices:?}");
}

#[test]
fn reading_aids_and_names_of_pictures_are_no_text() {
    let body = "<text:p>The <text:ruby><text:ruby-base>word</text:ruby-base><text:ruby-text>xx</text:ruby-text></text:ruby> of \
        <text:title>A title</text:title><draw:frame><draw:image/><svg:title>picture</svg:title><svg:desc>it</svg:desc></draw:frame>\
        <draw:frame><draw:object/></draw:frame>.<draw:frame><draw:text-box><text:p>one</text:p><text:p>two</text:p></draw:text-box></draw:frame></text:p>";
    let (taken, notices) = read(odt("", body)).expect("a document");
    assert_eq!(taken[0].text, "one\n\ntwo\n\nThe word of A title.\n");
    assert!(notices[0].contains("reading aids") && notices[1].contains("objects within it"), "{notices:?}");
}
