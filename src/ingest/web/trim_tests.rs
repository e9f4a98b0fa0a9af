//! What stands around the text of an article within its element, as programs set it.

use super::{How, read};

const ONE: &str = "The seats at the table are counted again this morning, and there is one fewer than there was, before the \
                   announcement that nobody in the harbour had been waiting for.";
const TWO: &str = "Dues are small, it is said, and waste is not; the members who stay pay a little more for it, while those who \
                   leave save what a mile of road costs.";
const LAST: &str =
    "Nobody knows who will take the chair that is left, and nobody asks, so that it may well stay as empty as it is.";

/// The blocks of the article on a page with this below its headline and this behind its text.
fn blocks(above: &str, within: &str, behind: &str) -> Vec<String> {
    let html = format!(
        "<html lang='en'><title>A chair stands empty</title><body class='single postid-7'><main><article id='post-7' \
         class='post-7 author-jo'><h1>A chair stands empty</h1>{above}<div class='text'><p>{ONE}</p>{within}<p>{TWO}</p>\
         <p>{LAST}</p></div>{behind}</article></main>"
    );
    let text = read(html.as_bytes(), How::default()).expect("an article").0.0.remove(0).text;
    text.trim().split("\n\n").skip(1).map(str::to_owned).collect()
}

fn check(above: &str, within: &str, behind: &str, expected: &[&str]) {
    assert_eq!(blocks(above, within, behind), expected, "{above} {within} {behind}");
}

#[test]
fn lines_above_the_text_that_say_when_and_by_whom_are_left_out() {
    for above in [
        "<p>9 January 2026, 10:30</p>",
        "<p>Posted: Fri 10:30 a.m., January 9, 2026</p>",
        "<div class='byline'>By Jo Doe, our correspondent at the harbour and at the pier beside it, who lives there</div>",
        "<div class='post-author'><span>Jo Doe</span></div>",
        "<time datetime='2026-01-09'>yesterday</time>",
    ] {
        check(above, "", "", &[ONE, TWO, LAST]);
    }
    // What says more stays, and so does a date within the text.
    let lead = "On 9 January 2026 the harbour lost a seat at its own table, and hardly anybody was there to see it go.";
    check(&format!("<p class='lead'>{lead}</p>"), "", "", &[lead, ONE, TWO, LAST]);
    check("", "<p>9 January 2026, 10:30</p>", "", &[ONE, "9 January 2026, 10:30", TWO, LAST]);
}

#[test]
fn captions_above_the_text_are_left_out_and_those_within_stay() {
    let caption = "An empty chair beside a table, as it was seen by those who came early on the day of the count";
    for picture in [
        format!("<figure><img src='a.png'><figcaption>{caption}</figcaption></figure>"),
        format!("<div class='image-caption'><p>{caption}</p></div>"),
        format!(
            "<div class='gallery'><div class='captionFull'>{caption}</div><div class='captionShort'>{caption}</div></div>"
        ),
    ] {
        check(&picture, "", "", &[ONE, TWO, LAST]);
    }
    check("", &format!("<figure><figcaption>{caption}</figcaption></figure>"), "", &[ONE, caption, TWO, LAST]);
    // The first words of a paragraph are those of a caption in it, and the rest is not.
    let mixed = format!("<p><span class='caption'>An empty chair.</span> {TWO} And again.</p>");
    check(&mixed, "", "", &[&format!("An empty chair. {TWO} And again."), ONE, TWO, LAST]);
}

#[test]
fn a_caption_above_the_text_stays_if_it_is_one_sentence_for_one_picture() {
    let said = "The chair was empty on Monday, when the members of the harbour had been asked to come and be counted.";
    let figure = |caption: &str| format!("<figure><img src='a.png'><figcaption>{caption}</figcaption></figure>");
    check(&figure(said), "", "", &[said, ONE, TWO, LAST]);
    let credited = format!("<p>{said}</p><p>Photo: Jo Doe/Harbour Review</p>");
    check(&figure(&credited), "", "", &[said, ONE, TWO, LAST]);
    // Several pictures are a gallery, and a few words with a name are no sentence.
    let other = "The table was full on Sunday, when nobody had been asked to come, and more came than there are seats.";
    check(&(figure(said) + &figure(other)), "", "", &[ONE, TWO, LAST]);
    check(
        &figure("The empty chair at the table of the harbour, on the day of the count (Jo Doe/Review)"),
        "",
        "",
        &[ONE, TWO, LAST],
    );
}

#[test]
fn the_date_is_found_below_a_caption_that_stays() {
    let html = format!(
        "<title>A chair stands empty</title><article><h1>A chair stands empty</h1><figure><img src='a.png'><figcaption>\
         The chair was empty on Monday, when the members had been asked to come and be counted.</figcaption></figure>\
         <p>By Jo Doe</p><p>9 January 2026</p><p>{ONE}</p><p>{TWO}</p><p>{LAST}</p></article>"
    );
    let taken = read(html.as_bytes(), How::default()).expect("an article").0.0.remove(0);
    assert_eq!((taken.date.as_str(), taken.author.as_str()), ("2026-01-09", "Jo Doe"));
}

/// A list of links, each an address and what it is called.
fn list(links: &[(&str, &str)]) -> String {
    let items: Vec<String> = links.iter().map(|(to, name)| format!("<li><a href='{to}'>{name}</a></li>")).collect();
    format!("<ul>{}</ul>", items.concat())
}

#[test]
fn lists_of_links_stay_that_say_something() {
    let [pier, tide, quay] = ["https://pier.example/chairs", "http://tide.example", "https://quay.example/#seats"];
    let away = list(&[(pier, "The pier"), (tide, "Low tide"), (quay, "Quay")]);
    let stays = "• The pier\n• Low tide\n• Quay";
    check("", &away, "", &[ONE, stays, TWO, LAST]);
    // Above the first paragraph, too, whether the headline is known or not.
    let html = format!(
        "<title>Colophon</title><article><h1>Seats</h1><p>Of chairs.</p>{away}<p>{ONE}</p><p>{TWO}</p></article>"
    );
    let text = read(html.as_bytes(), How::default()).expect("an article").0.0.remove(0).text;
    assert!(text.contains(stays), "{text}");
    // What leads to other pages of the site, or shares this one, does not.
    check("", &list(&[("/pier", "The pier"), ("/tide", "Low tide"), ("/quay", "Quay")]), "", &[ONE, TWO, LAST]);
    let one_site = [("https://pier.example/a", "The pier"), ("https://pier.example/b", "Low tide"), (quay, "Quay")];
    check("", &list(&one_site), "", &[ONE, TWO, LAST]);
    let share = ["https://pier.example/?u=https%3A%2F%2Fa", "http://tide.example/?u=https://a", quay];
    check("", &list(&share.map(|to| (to, "Tell others"))), "", &[ONE, TWO, LAST]);
    // Addresses that are written out, and the links of an item that says what they are.
    check("", "", &list(&[(pier, pier), (tide, tide)]), &[ONE, TWO, LAST, &format!("• {pier}\n• {tide}")]);
    let notes = format!(
        "<ul><li>The members have asked for a new chair, and the harbour has not answered them in a year.</li>\
         <li>Still open: {}</li></ul>",
        list(&[("/count/7", "Seat 7 has no number"), ("/count/9", "Seat 9 is counted twice")])
    );
    let blocks = blocks("", &notes, "");
    assert!(blocks[1].contains("Seat 7 has no number") && blocks[1].contains("Seat 9 is counted twice"), "{blocks:?}");
}

#[test]
fn links_and_headings_behind_the_text_are_left_out() {
    check("", "", "<p><a href='/t'>Chairs</a>, <a href='/u'>Tables</a></p><h3>You may like</h3>", &[ONE, TWO, LAST]);
    // An address that is written out, a heading that is a sentence, and sources say something.
    let address = "https://harbour.example/petition";
    check("", "", &format!("<p><a href='/p'>{address}</a></p>"), &[ONE, TWO, LAST, address]);
    let sources = "<ol><li>Doe, Jo: a history of chairs in three parts, of which the second is lost (2019).</li>\
                   <li><a href='/s'>Seats of the harbour</a></li></ol>";
    let of_sources =
        "1. Doe, Jo: a history of chairs in three parts, of which the second is lost (2019).\n2. Seats of the harbour";
    check("", "", sources, &[ONE, TWO, LAST, of_sources]);
}

#[test]
fn who_the_author_is_stands_behind_the_text_and_is_none_of_it() {
    let about =
        "Jo Doe has written of chairs and of tables for as long as there has been a harbour, and lives beside it.";
    check("", "", &format!("<div class='author-box'><h4>Jo Doe</h4><p>{about}</p></div>"), &[ONE, TWO, LAST]);
    check("", "", &format!("<div class='remark'><p>{about}</p></div>"), &[ONE, TWO, LAST, about]);
    check(
        "",
        "",
        &format!("<div class='author'><p>{ONE}{TWO}{LAST}</p></div>"),
        &[ONE, TWO, LAST, &format!("{ONE}{TWO}{LAST}")],
    );
    check("", &format!("<div class='authors'><p>{about}</p></div>"), "", &[ONE, about, TWO, LAST]);
}

#[test]
fn other_posts_on_the_page_of_a_post_are_none_of_it() {
    let other = |name: &str| format!("<article class='{name}'><p>{TWO} {LAST}</p></article>").repeat(3);
    check("", "", &other("post-8 post"), &[ONE, TWO, LAST]);
    assert!(blocks("", "", &other("post-7 post")).len() > 3);
}

#[test]
fn what_is_quoted_within_the_text_belongs_to_it() {
    let quote =
        "Yes, it is true that there is a chair too many now, and everybody should come and see it: harbour.example/c";
    let linked =
        format!("<blockquote class='post'><p>{} <a href='/c'>harbour.example/c</a></p></blockquote>", &quote[..88]);
    assert!(blocks("", &linked, "")[1].ends_with("harbour.example/c"));
}

#[test]
fn a_lead_that_is_said_again_stands_once() {
    let lead = "One fewer member sits at the table than last year, and nobody knows who will take the chair.";
    let page = |text: &str| {
        let html = format!(
            "<title>A chair</title><main><article><header><h1>A chair</h1><p class='standfirst'>{lead}</p></header>\
             <div class='body'><p>{ONE}</p>{text}<p>{TWO}</p><p>{LAST} {ONE}</p></div></article></main>"
        );
        read(html.as_bytes(), How::default()).expect("an article").0.0.remove(0).text
    };
    assert!(page("").starts_with(&format!("A chair\n\n{lead}\n\n{ONE}")));
    assert!(page(&format!("<p>{lead}</p>")).starts_with(&format!("A chair\n\n{ONE}\n\n{lead}\n\n{TWO}")));
}
