//! What pages say of themselves, as programs write it.

use super::{How, read};
use crate::ingest::file::Taken;

const TEXT: &str = "<p>The seats at the table are counted again this morning, and there is one fewer than there was, before the \
                    announcement that nobody in the harbour had been waiting for.</p><p>Dues are small, it is said, and waste is \
                    not; the members who stay pay a little more for it, while those who leave save what a mile of road costs.</p>";
const TEASER: &str =
    "<li><a href='/x'>Ten chairs to sit on, compared</a> <time datetime='2020-02-02'>2 February 2020</time></li>";

fn about(html: &str) -> Taken {
    read(html.as_bytes(), How::default()).expect("an article").0.0.remove(0)
}

/// A page in a language, with teasers before and behind its article.
fn page(language: &str, head: &str, below_headline: &str, behind: &str) -> String {
    format!(
        "<html lang='{language}'><head><title>A chair stands empty</title>{head}</head><body><ul class='top'>{TEASER}{TEASER}</ul>\
         <article><h1>A chair stands empty</h1>{below_headline}{TEXT}{behind}</article><ul class='more'>{TEASER}</ul>"
    )
}

#[test]
fn the_date_is_found_where_programs_put_it() {
    let meta = |name: &str, value: &str| format!("<meta {name} content='{value}'>");
    for (head, below) in [
        (meta("property='article:published_time'", "2026-01-09T10:30:00+01:00"), ""),
        (meta("name='publishdate'", "2026-01-09"), ""),
        (meta("name='publish-date'", "Fri, 09 Jan 2026 10:32:00 GMT"), ""),
        (meta("name='DC.date.issued'", "2026-01-09"), ""),
        (meta("name='sailthru.date'", "2026-01-09 10:30:00"), ""),
        (meta("name='parsely-pub-date'", "2026-01-09T09:30:00Z"), ""),
        (meta("itemprop='datePublished'", "20260109"), ""),
        ("<link rel='canonical' href='https://harbour.example/2026/01/09/a-chair'>".to_owned(), ""),
        (String::new(), "<abbr class='published' title='2026-01-09T10:30:00+01:00'>yesterday</abbr>"),
        (String::new(), "<span itemprop='datePublished' content='2026-01-09'>yesterday</span>"),
        (String::new(), "<p>By Jo Doe <span class='entry-date'>January 9, 2026</span></p>"),
        (String::new(), "<time datetime='2026-01-09T10:30:00+01:00'>10:30</time>"),
        (String::new(), "<div><i>Published on 9 January 2026, 10:30</i></div>"),
        (String::new(), "<p>Jan. 9, 2026 | 2 min read</p>"),
        (String::new(), "<p>2026年1月9日 10:30</p>"),
    ] {
        assert_eq!(about(&page("en", &head, below, "")).date, "2026-01-09", "{head}{below}");
    }
    for (head, below) in [
        (meta("name='DC:date'", "2026-01-09"), ""),
        (meta("name='bepress_citation_date'", "2026-01-09"), ""),
        (
            r#"<script type="application/ld+json">{"@type": "Recipe", "datePublished": "2026-01-09"}</script>"#
                .to_owned(),
            "",
        ),
        (
            String::new(),
            "<p><a href='/jo'>Jo Doe, of the harbour</a> | January 9, 2026 | <a href='#c'>34 comments</a></p>",
        ),
        (String::new(), "<footer class='meta'><span>January 9, 2026</span> / no comments</footer>"),
        (String::new(), "<p>Published: January 9, 2026 | Updated: January 10, 2026</p>"),
        (String::new(), "<p><b>Jo Doe</b><i>9 January 2026</i></p>"),
    ] {
        assert_eq!(about(&page("en", &head, below, "")).date, "2026-01-09", "{head}{below}");
    }
    assert_eq!(about(&page("de", "", "<p>Von Jo Doe, 09.01.26</p>", "")).date, "2026-01-09");
    let of_country = "<link rel='canonical' href='https://hafen.de/a'>";
    assert_eq!(about(&page("", of_country, "<p>09.01.26</p>", "")).date, "2026-01-09");
    assert_eq!(about(&page("", "", "<p>09.01.26</p>", "")).date, "");
    assert_eq!(about(&page("en", "", "", "<p class='info'>As of 9 January 2026</p>")).date, "2026-01-09");
}

#[test]
fn what_can_be_another_date_is_none() {
    for below in ["", "<p>09/01/2026 10:30</p>", "<p>Vol. 2026, 10 (30)</p>", "<p>Open 9 to 18 until 2026</p>"] {
        assert_eq!(about(&page("en", "", below, "")).date, "", "{below}");
    }
    assert_eq!(about(&page("de", "", "<p>09/01/2026 10:30</p>", "")).date, "2026-01-09");
    assert_eq!(about(&page("en-US", "", "<p>09/01/2026 10:30</p>", "")).date, "2026-09-01");
    assert_eq!(about(&page("en", "", "<p>09/01/2026 10:30</p><p>9 January 2026</p>", "")).date, "2026-01-09");
}

#[test]
fn a_date_at_greenwich_is_the_day_of_the_page() {
    let date = |told: &str, host: &str, below: &str| {
        let head = format!(
            "<meta property='article:published_time' content='{told}'><link rel='canonical' href='https://{host}/a'>"
        );
        about(&page("en", &head, below, "")).date
    };
    for (told, host, below, expected) in [
        ("2026-01-09T00:30:00Z", "harbour.example", "<p>January 8, 2026</p>", "2026-01-08"),
        ("2026-01-09T00:30:00+00:00", "harbour.example", "<p>January 9, 2026</p>", "2026-01-09"),
        ("2026-01-09T00:30:00Z", "harbour.example", "", "2026-01-09"),
        (
            "2026-01-09T00:30:00Z",
            "harbour.example",
            "<meta itemprop='dateModified' content='2026-01-09T08:00:00-05:00'>",
            "2026-01-08",
        ),
        ("2026-01-08T23:00:00.000Z", "hafen.de", "", "2026-01-09"),
        ("2026-07-08T22:00:00Z", "port.fr", "", "2026-07-09"),
        ("2026-01-08T22:00:00Z", "port.fr", "", "2026-01-08"),
        ("2026-01-09T12:00:00Z", "hafen.de", "<p>Updated January 10, 2026</p>", "2026-01-09"),
        ("2026-01-09T00:30:00+01:00", "harbour.example", "<p>January 8, 2026</p>", "2026-01-09"),
    ] {
        assert_eq!(date(told, host, below), expected, "{told} {host} {below}");
    }
}

#[test]
fn authors_are_found_where_programs_put_them() {
    for (head, below, expected) in [
        ("<meta name='author' content='Jo Doe'>", "", "Jo Doe"),
        (
            "<meta name='author' content='https://harbour.example/jo'>",
            "<a rel='author' href='/jo'>Jo Doe</a>",
            "Jo Doe",
        ),
        (
            "<meta property='og:site_name' content='Harbour'><meta name='author' content='Harbour'>",
            "<p>By Jo Doe</p>",
            "Jo Doe",
        ),
        ("<meta property='og:site_name' content='Harbour'><meta name='author' content='Harbour'>", "", "Harbour"),
        ("", "<span itemprop='author'>By <b itemprop='name'>Jo Doe</b></span>", "Jo Doe"),
        ("", "<p class='meta-author-line'>Jo Doe, 9 January 2026</p>", "Jo Doe"),
        ("", "<p>VON JO DOE</p>", "JO DOE"),
        (
            "",
            "<p>By the harbour, the seats were counted again, and again there was one fewer than there should have been.</p>",
            "",
        ),
        ("", "", ""),
    ] {
        assert_eq!(about(&page("en", head, below, "")).author, expected, "{head}{below}");
    }
}

#[test]
fn the_headline_is_what_the_page_tells_as_its_heading_has_it() {
    let check = |title: &str, head: &str, heading: &str, expected: &str| {
        let html = format!("<title>{title}</title>{head}<article>{heading}{TEXT}</article>");
        assert_eq!(about(&html).title, expected, "{title} {head} {heading}");
    };
    let og = "<meta property='og:title' content='A chair stands empty'>";
    let ld = |fields: &str| format!(r#"<script type="application/ld+json">{{"@type": "Article", {fields}}}</script>"#);
    check("x", og, "<h1>A chair stands empty again</h1>", "A chair stands empty again");
    check("x", og, "<h1><b>News</b> A chair stands empty</h1>", "A chair stands empty");
    check("x", og, "<h1>Another thing</h1>", "A chair stands empty");
    check("x", "<meta property='og:title' content='Don&amp;#039;t sit'>", "", "Don't sit");
    check(
        "Chairs - Encyclopaedia",
        &ld(r#""name": "Chairs", "headline": "kind of seat""#),
        "<h1>Chairs</h1>",
        "Chairs",
    );
    check("Chairs", &ld(r#""headline": "What&#039;s left""#), "<h1>Chairs</h1>", "What's left");
    check("Die Brücke", "", "<h1>Die Brücke ist zu</h1>", "Die Brücke ist zu");
    check("A chair | Harbour", "<meta property='og:site_name' content='Harbour'>", "<h1>Harbour</h1>", "A chair");
    check("A chair - harbour.example", "<link rel='canonical' href='https://www.harbour.example/a'>", "", "A chair");
}
