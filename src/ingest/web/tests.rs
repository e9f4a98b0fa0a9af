//! Pages as people and programs make them, and what is taken from them.

use super::*;

fn taken(page: &str) -> (Taken, Vec<String>) {
    let ((mut taken, notices), _) = read(page.as_bytes(), How::default()).expect("an article");
    (taken.remove(0), notices)
}

fn only(html: &str) -> Taken {
    let (taken, notices) = taken(html);
    assert!(notices.is_empty(), "{notices:?}");
    taken
}

const FIRST: &str = "The seats at the table are counted again this morning, and there is one fewer than there was, \
                     before the announcement that nobody in the harbour had been waiting for.";
const SECOND: &str = "Dues are small, it is said, and waste is not; the members who stay pay a little more for it, \
                      while those who leave save what a mile of road costs, as the treasurer put it.";

fn page(head: &str, before: &str, after: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang='en-GB'><head><title>A chair stands empty | Harbour Review</title>{head}</head>\
         <body><header><nav><ul><li><a href='/'>Home</a></li><li><a href='/n'>News</a></li></ul></nav></header>\
         <div id='cookie-notice'><p>We value your privacy, and use cookies to make it better. Accept all?</p></div>\
         <main><article><h1>A chair stands empty</h1>{before}<p>{FIRST}</p><div class='ad slot'>Advertisement</div>\
         <p>{SECOND}</p><h2>What remains</h2><p>{FIRST}</p><ul><li>One reason is money, and {SECOND}</li>\
         <li><p>Another is time.</p></li></ul>{after}</article></main>\
         <aside class='related'><h3>Read next</h3><ul><li><a href='/x'>Ten chairs to sit on, compared</a></li></ul></aside>\
         <footer><p>All rights reserved. Terms of use. Privacy.</p></footer></body></html>"
    )
}

#[test]
fn the_article_comes_without_what_stands_around_it() {
    let taken = only(&page("", "", ""));
    let expected = format!(
        "A chair stands empty\n\n{FIRST}\n\n{SECOND}\n\nWhat remains\n\n{FIRST}\n\n• One reason is money, and {SECOND}\n\
         • Another is time.\n"
    );
    assert_eq!(taken.text, expected);
    assert_eq!((taken.title.as_str(), taken.language.as_str()), ("A chair stands empty", "en-GB"));
}

#[test]
fn what_the_page_says_of_itself_is_found() {
    let check = |head: &str, before: &str, expected: [&str; 4]| {
        let taken = only(&page(head, before, ""));
        assert_eq!([&*taken.author, &taken.date, &taken.outlet, &taken.link], expected, "{head}{before}");
    };
    check(
        "<meta name='author' content='Jo Doe'><meta property='article:published_time' content='2026-01-09T23:30:00+01:00'>\
         <meta property='og:site_name' content='Harbour Review'><link rel='canonical' href='https://review.example/a'>",
        "",
        ["Jo Doe", "2026-01-09", "Harbour Review", "https://review.example/a"],
    );
    check(
        r#"<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "x"}, {"@type": ["NewsArticle"],
           "author": [{"name": "Jo Doe"}, {"name": "Ann Other"}], "datePublished": "2026-01-09", "publisher": {"name": "Review"},
           "mainEntityOfPage": {"@id": "https://review.example/b"}}]}</script>"#,
        "",
        ["Jo Doe, Ann Other", "2026-01-09", "Review", "https://review.example/b"],
    );
    check(
        "<link rel='canonical' href='https://www.review.example/c'>",
        "<p class='byline'>By Jo Doe</p><time datetime='2026-01-08T10:00Z'>yesterday</time>",
        ["Jo Doe", "2026-01-08", "review.example", "https://www.review.example/c"],
    );
}

fn text_in(bytes: &[u8]) -> String {
    read(bytes, How::default()).expect("an article").0.0.remove(0).text
}

#[test]
fn the_encoding_is_the_one_that_is_said() {
    let html = page("<meta charset='windows-1251'>", "<p>Свобода интернета и суверенитет.</p>", "");
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(&html);
    assert!(text_in(&bytes).contains("Свобода интернета"));
    let html = page("<meta charset='iso-8859-1'>", "<p>Élus – naïve “seats”.</p>", "");
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(&html);
    assert!(text_in(&bytes).contains("naïve “seats”"));
    let utf16: Vec<u8> = format!("\u{feff}{}", page("", "", "")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(text_in(&utf16).contains("What remains"));
}

#[test]
fn a_page_without_an_article_is_taken_whole() {
    let (whole, notices) = taken("<html><body><p>Few words.<p hidden>None.<p>And more.");
    assert_eq!(whole.text, "Few words.\n\nAnd more.\n");
    assert!(notices[0].contains("all of its text was taken"));
    assert!(
        read(b"<html><script>1</script>", How::default()).expect_err("nothing").to_string().contains("without words")
    );
}

#[test]
fn tables_of_data_are_lines_and_others_are_none() {
    let table = "<table><tr><th>Member</th><th>Dues</th></tr><tr><td>Foc</td><td>12</td></tr></table>";
    assert!(only(&page("", "", table)).text.contains("Member\tDues\nFoc\t12\n"));
    let fragment = format!("<table><tr><td>{}</td><td><p>a<p>b</td></tr></table>", FIRST.repeat(4));
    assert!(text_of(&Document::fragment(fragment)).ends_with("\n\na\n\nb\n"));
}

#[test]
fn pages_that_are_nested_deep_are_taken_whole_or_refused() {
    let nested = |deep: usize| format!("<html><body>{}<p>words at the bottom", "<div>".repeat(deep));
    assert_eq!(taken(&nested(1500)).0.text, "words at the bottom\n");
    assert!(
        read(nested(20_000).as_bytes(), How::default()).expect_err("an error").to_string().contains("nested deeper")
    );
    let many = format!("<p>{SECOND}{}", "<p>a".repeat(MOST_SIGNS));
    assert!(read(many.as_bytes(), How::default()).expect_err("an error").to_string().contains("more elements"));
    let with_data =
        page(&format!("<script type=\"application/ld+json\">[{}0]</script>", "[0],".repeat(3_000_000)), "", "");
    assert_eq!(only(&with_data).title, only(&page("", "", "")).title);
}

/// An article beside more text than it has itself, with the headline in it.
fn beside_teasers(article: &str) -> String {
    let teaser = "<p>Another matter of the harbour, in a short text with a word or two on how it went on there.</p>";
    format!(
        "<!DOCTYPE html><html lang='en'><head><title>A chair stands empty</title></head><body><main><article>{article}\
         </article></main><div class='sidebar'><h3>More</h3>{}</div></body></html>",
        teaser.repeat(24)
    )
}

#[test]
fn a_word_in_a_name_throws_no_article_away() {
    let plain = format!("A chair stands empty\n\n{FIRST}\n\n{SECOND}\n\n{FIRST} {SECOND}\n");
    for class in [
        "entry-content",
        "entry themeform share",
        "entry-content no-share",
        "post social-post",
        "article related-content",
        "story ad-free",
        "text with-comments",
        "content cookies-accepted",
        "body newsletter",
        "main promo-none",
        "comments-open",
        "sponsored",
    ] {
        let body = format!("<h1>A chair stands empty</h1><p>{FIRST}</p><p>{SECOND}</p><p>{FIRST} {SECOND}</p>");
        assert_eq!(taken(&beside_teasers(&format!("<div class='{class}'>{body}</div>"))).0.text, plain, "{class}");
    }
}

#[test]
fn a_section_stays_whatever_its_heading_made_its_name() {
    for name in
        ["related-work", "cookies", "sharing-the-burden", "social-policy", "comments-on-the-draft", "advertisement"]
    {
        for attribute in ["id", "class"] {
            for end in
                ["", "<p>And so it ends, for now, with all the seats at the table counted and one of them empty.</p>"]
            {
                let section =
                    format!("<section {attribute}='{name}'><h2>Of it</h2><p>{SECOND} Section.</p></section>{end}");
                let text = only(&page("", "", &format!("<p>{FIRST}</p>{section}"))).text;
                assert!(text.contains("Of it\n\n") && text.contains("Section."), "{name}: {text}");
            }
        }
    }
}

#[test]
fn what_stands_around_an_article_goes_by_what_it_holds() {
    let boxes = [
        "<div class='share-buttons'><a href='/f'>Share it there</a> <a href='/t'>Share it here</a></div>",
        "<div id='newsletter-signup'><p>Get the harbour in your post box each morning, before anybody else reads of it.</p>\
         <input type='email'><button>Sign up</button></div>",
        "<div class='related-articles'><ul><li><a href='/a'>Seats of last year, and who sat there</a></li><li><a href='/b'>Dues \
         of next year</a></li></ul></div>",
        "<p style='visibility: hidden'>Nobody sees this paragraph, which a program has put here to be found by machines.</p>",
    ];
    let plain = only(&page("", "", "")).text;
    for more in boxes {
        assert_eq!(only(&page("", "", more)).text, plain, "{more}");
    }
}

#[test]
fn each_block_of_a_page_builder_is_taken() {
    let block = |text: &str| {
        format!(
            "<div class='vc_row'><div class='vc_column'><div class='wrapper'><div class='text'>{text}</div></div></div></div>"
        )
    };
    let blocks = [
        "<h1>A chair stands empty</h1>".to_owned(),
        format!("<p>One: {FIRST}</p><p>One: {SECOND}</p>"),
        format!("<p>Two: {FIRST}</p><p>Two: {SECOND}</p>"),
        "<h2>Interlude</h2>".to_owned(),
        format!("<p>Three: {FIRST} {SECOND} {FIRST}</p>"),
        format!("<p>Four: {FIRST}</p>"),
    ];
    let html = beside_teasers(&blocks.iter().map(|text| block(text)).collect::<String>());
    let text = taken(&html).0.text;
    let begins: Vec<&str> =
        text.split("\n\n").map(|block| block.split([':', '\n']).next().unwrap_or_default()).collect();
    assert_eq!(begins, ["A chair stands empty", "One", "One", "Two", "Two", "Interlude", "Three", "Four"]);
}

#[test]
fn a_lead_in_the_header_and_short_lines_are_part_of_the_article() {
    let lead = "One fewer member sits at the table than last year, and nobody knows who will take the chair.";
    let html = format!(
        "<title>A chair</title><main><article><header><h1>A chair</h1><p class='standfirst'>{lead}</p></header><div class='body'>\
         <p>{FIRST}</p><h2>2019</h2><p>{SECOND}</p><p>10 - 2</p><h2>News</h2><p>{FIRST} {SECOND}</p><p>***</p><p>{SECOND}</p></div>"
    );
    let expected = format!(
        "A chair\n\n{lead}\n\n{FIRST}\n\n2019\n\n{SECOND}\n\n10 - 2\n\nNews\n\n{FIRST} {SECOND}\n\n***\n\n{SECOND}\n"
    );
    assert_eq!(only(&html).text, expected);
}

#[test]
fn what_was_left_out_is_offered_and_can_be_taken() {
    let html = beside_teasers(&format!("<h1>A chair stands empty</h1><p>{FIRST}</p><p>{SECOND}</p>"));
    let ((article, notices), offers) = read(html.as_bytes(), How::default()).expect("an article");
    assert!(!article[0].text.contains("Another matter"));
    assert!(notices[0].contains("less than a third") && notices[0].contains("--choose whole-page"), "{notices:?}");
    assert_eq!((offers[0].choice, offers[0].about.len()), (Choice::WholePage, 24));
    let ((whole, notices), offers) = read(html.as_bytes(), How { takes_all: true, ..How::default() }).expect("a page");
    assert!(whole[0].text.contains("Another matter") && whole[0].text.contains(FIRST));
    assert!(notices.is_empty() && offers.len() == 1, "{notices:?}");
}

#[test]
fn a_text_for_search_engines_is_taken_where_the_page_shows_a_part_of_it() {
    let body = format!("{FIRST} {SECOND} ").repeat(4);
    let head =
        format!(r#"<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>"#);
    let html = format!(
        "<title>A chair</title>{head}<article><h1>A chair</h1><p>{FIRST}</p><p>Log in to read on.</p></article>"
    );
    let (article, notices) = taken(&html);
    assert_eq!(article.text, format!("A chair\n\n{}\n", body.trim()));
    assert!(notices[0].contains("search engines"), "{notices:?}");
}

#[test]
fn a_wrong_declaration_of_the_encoding_changes_no_letter() {
    let html = page(
        "<meta charset='iso-8859-1'>",
        "<p>Die Brücke ist zu, sagte der Bürgermeister: „niemand“ kam durch.</p>",
        "",
    );
    let (article, notices) = taken(&html);
    assert!(article.text.contains("Die Brücke ist zu, sagte der Bürgermeister: „niemand“"));
    assert!(notices[0].contains("windows-1252, but it is in UTF-8"), "{notices:?}");
    // A byte that was lost, a zero, and a page that says UTF-16 in ASCII.
    let mut bytes = html.replace("ist zu", "ist zu\0").into_bytes();
    bytes.truncate(bytes.len() - 2);
    assert!(text_in(&bytes).contains("Die Brücke ist zu, sagte"));
    assert!(
        text_in(page("<meta charset='utf-16'>", "<p>Élus, naïve seats.</p>", "").as_bytes()).contains("naïve seats")
    );
    // What was chosen counts more than what is said.
    let html = page("<meta charset='utf-8'>", "", "");
    let bytes = html
        .replace("Dues", "D\u{fc}es")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("Latin-1"))
        .collect::<Vec<_>>();
    let chosen = Some(Charset::parse("latin1").expect("an encoding"));
    let ((read, _), _) = read(&bytes, How { chosen, ..How::default() }).expect("an article");
    assert!(read[0].text.contains("Dües are small"));
}
