//! What the first lines of a text and its file's name say of title, outlet, author, date and link.
//!
//! A guess is made only where a line stands by itself and can hardly be anything else; what is not known stays empty.

mod dates;
mod outlets;

use std::path::Path;

use dates::{compact_date, whole_date};
pub(super) use dates::{date_in, only_date};
pub use dates::{date_of, day_first};
use outlets::{can_be_outlet, is_called_outlet, is_place_or_day};

/// What was found; empty where nothing was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guess {
    pub title: String,
    pub outlet: String,
    pub author: String,
    /// `2026-01-09`.
    pub date: String,
    /// `https://…`.
    pub link: String,
}

/// The longest line, in characters, that can be a title or a line about the article.
const SHORT: usize = 150;
/// How many lines that are not blank can stand before the text itself.
const HEAD: usize = 16;

/// Lines that scraped pages leave behind, in lower case.
const NOISE: &[&str] = &[
    "advertisement",
    "sponsored",
    "skip to content",
    "skip to main content",
    "back to blog",
    "menu",
    "share",
    "subscribe",
    "sign in",
    "log in",
    "listen to article",
    "home",
    "news",
    "opinion",
    "read more",
];

/// Guesses from the text as loaded, and from the name of the file it came from.
pub fn guess(file: &str, text: &str) -> Guess {
    let mut guess = from_head(text);
    let (title, date) = from_name(file);
    if guess.title.is_empty() {
        guess.title = if title.is_empty() { first_short_line(text) } else { title };
    }
    if guess.date.is_empty() {
        guess.date = date;
    }
    guess
}

/// What a line at the head of a text can be.
enum Line<'t> {
    Blank,
    Noise,
    /// Something about the article: a date, an author, an outlet.
    About(Guess),
    /// Short, and without an end: a title, a subtitle, or a remnant of a page.
    Short(&'t str),
    Body,
}

/// The first line of the head that is none of a sentence, for want of a title.
fn first_short_line(text: &str) -> String {
    let lines = crate::text::lines::lines(text).map(|range| classify(&text[range]));
    let mut head =
        lines.filter(|line| !matches!(line, Line::Blank)).take(HEAD).take_while(|line| !matches!(line, Line::Body));
    let short = head.find_map(|line| if let Line::Short(short) = line { Some(short) } else { None });
    short.map(without_marks).unwrap_or_default()
}

fn without_marks(line: &str) -> String {
    line.trim_start_matches('#').trim().to_owned()
}

fn from_head(text: &str) -> Guess {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut seen = 0;
    for line in crate::text::lines::lines(text).map(|range| &text[range]) {
        let line = classify(line);
        seen += usize::from(!matches!(line, Line::Blank));
        let ends = matches!(line, Line::Body) || seen > HEAD;
        // However many lines part two blocks, they are one gap.
        if !matches!((&line, lines.last()), (Line::Blank, None | Some(Line::Blank))) {
            lines.push(line);
        }
        if ends {
            break;
        }
    }
    let mut guess = Guess { title: title_among(&lines), ..Guess::default() };
    for line in &lines {
        if let Line::About(about) = line {
            for (found, field) in [
                (&about.title, &mut guess.title),
                (&about.outlet, &mut guess.outlet),
                (&about.author, &mut guess.author),
                (&about.date, &mut guess.date),
                (&about.link, &mut guess.link),
            ] {
                if field.is_empty() {
                    field.clone_from(found);
                }
            }
        }
    }
    guess
}

/// The first short line that begins a block of lines and is a block by itself, or has a line about the article in it.
fn title_among(lines: &[Line<'_>]) -> String {
    for block in lines.split(|line| matches!(line, Line::Blank)) {
        let mut block = block.iter().filter(|line| !matches!(line, Line::Noise)).peekable();
        let Some(Line::Short(title)) = block.next() else { continue };
        let alone = matches!(block.peek(), None | Some(Line::Body));
        if alone || block.any(|line| matches!(line, Line::About(_))) {
            return without_marks(title);
        }
    }
    String::new()
}

fn classify(line: &str) -> Line<'_> {
    let line = line.trim().trim_start_matches('\u{feff}');
    if line.is_empty() {
        return Line::Blank;
    }
    if line.chars().nth(SHORT).is_some() {
        return Line::Body;
    }
    if is_noise(line) {
        return Line::Noise;
    }
    if let Some(about) = labelled(line).or_else(|| byline(line)) {
        return Line::About(about);
    }
    // A sentence is text already. A question or an exclamation may well be a title.
    let is_sentence = line.ends_with(['.', ',', ';', ':', '”', '"']) || line.matches(". ").count() > 1;
    if is_sentence { Line::Body } else { Line::Short(line) }
}

/// Whether a line is what scraped pages leave behind.
pub(super) fn is_noise(line: &str) -> bool {
    let lower = line.to_lowercase();
    let digits_and_signs =
        line.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '/' | ' ' | '-' | '=' | '·' | '*'));
    NOISE.contains(&lower.as_str())
        || (digits_and_signs && date_in(line).is_none())
        || lower.starts_with("listen to this")
        || lower.starts_with("[image")
        || lower.ends_with("min read")
}

/// “Title: …”, “Author: …”, “Date: …”, as in the head of a Markdown file.
fn labelled(line: &str) -> Option<Guess> {
    let (label, value) = line.split_once(':')?;
    let value = value.trim().trim_matches('"').to_owned();
    let mut about = Guess::default();
    match label.trim().to_lowercase().as_str() {
        "title" | "headline" | "titel" | "titre" | "título" => about.title = value,
        "author" | "authors" | "by" | "byline" | "autor" | "auteur" => about.author = value,
        "outlet" | "source" | "publication" | "publisher" | "quelle" | "fuente" => about.outlet = value,
        "date" | "published" | "publication date" | "datum" | "fecha" => about.date = date_in(&value)?,
        "url" | "link" | "permalink" if value.starts_with("http://") || value.starts_with("https://") => {
            about.link = value;
        }
        _ => return None,
    }
    Some(about)
}

/// “By Jo Doe”, “Outlet · 9 January 2026”, “Published on 9 January 2026”, and these together on a line.
fn byline(line: &str) -> Option<Guess> {
    let mut about = Guess::default();
    let mut other = Vec::new();
    for part in parts(line) {
        if let Some(author) = author_in(part) {
            about.author = if about.author.is_empty() { author } else { format!("{}, {author}", about.author) };
        } else if let Some(date) = whole_date(part) {
            about.date = if about.date.is_empty() { date } else { about.date };
        } else if let Some((outlet, date)) = outlet_and_date(part) {
            (about.outlet, about.date) = (outlet.to_owned(), date);
        } else {
            other.push(part);
        }
    }
    let known = !about.author.is_empty() || !about.date.is_empty();
    match other.as_slice() {
        [] => {}
        [outlet] if known && can_be_outlet(outlet) => about.outlet = (*outlet).to_owned(),
        // A place or a day beside the date is none, and the rest is still known.
        [other] if known && is_place_or_day(other) => {}
        _ => return None,
    }
    known.then_some(about)
}

/// “Harbour Review, 12 January 2026”: where a place or a day could stand as well, an outlet has to be called one.
fn outlet_and_date(part: &str) -> Option<(&str, String)> {
    let (outlet, date) = part.split_once(", ")?;
    let is_outlet = can_be_outlet(outlet) && is_called_outlet(outlet);
    Some((outlet, whole_date(date).filter(|_| is_outlet)?))
}

fn parts(line: &str) -> impl Iterator<Item = &str> {
    let signs = [" · ", " | ", " • ", " — ", " – "];
    let sign = signs.into_iter().find(|sign| line.contains(sign)).unwrap_or("\n");
    line.split(sign).map(str::trim).filter(|part| !part.is_empty())
}

fn author_in(part: &str) -> Option<String> {
    let name =
        part.strip_prefix("By ").or_else(|| part.strip_prefix("BY ")).or_else(|| part.strip_prefix("Von "))?.trim();
    let is_name = name.starts_with(char::is_uppercase)
        && name.split_whitespace().count() <= 8
        && !name.ends_with(['?', '!'])
        && date_in(name).is_none();
    is_name.then(|| name.to_owned())
}

/// Title and date from a file's name: `2026-01-09-a-chair_stands.txt` is “A chair stands” of 9 January 2026.
fn from_name(file: &str) -> (String, String) {
    let stem = Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let words: Vec<&str> = stem.split(['-', '_', ' ']).filter(|word| !word.is_empty()).collect();
    let mut date = String::new();
    let mut rest: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let three = words.get(at..at + 3).and_then(|three| date_in(&three.join(" "))).map(|date| (date, 3));
        match three.or_else(|| compact_date(word).map(|date| (date, 1))).filter(|_| date.is_empty()) {
            Some((found, used)) => {
                date = found;
                at += used;
            }
            None => {
                rest.push(word);
                at += 1;
            }
        }
    }
    let title = rest.join(" ");
    let mut letters = title.chars();
    let title: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let title = match (title.is_empty(), rest.iter().any(|word| is_word(word))) {
        (true, _) => stem,
        (false, true) => title,
        // Numbers and letters at random say nothing to anybody.
        (false, false) => String::new(),
    };
    (title, date)
}

/// Whether a part of a file's name is a word, perhaps with a number behind it: “covid19” is one, “7850ad46b72a5142” is none.
fn is_word(part: &str) -> bool {
    /// The shortest row of hexadecimal digits that is hardly a word.
    const HEXADECIMAL: usize = 8;
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_long = part.len() >= HEXADECIMAL || letters.len() < part.len();
    let is_random = is_long && part.chars().all(|c| c.is_ascii_hexdigit());
    !letters.is_empty()
        && !is_random
        && letters.chars().all(|c| !c.is_ascii_digit())
        && letters.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_ends_with_its_line_however_that_ends() {
        for end in ["\n", "\r", "\u{85}", "\u{2028}"] {
            let text = format!(
                "Interview two{end}{end}Q: What did you see that day at the gate, and who else was there with you?{end}"
            );
            assert_eq!(guess("a.txt", &text).title, "Interview two", "{end:?}");
        }
    }

    fn check(file: &str, text: &str, expected: [&str; 4]) {
        let Guess { title, outlet, author, date, .. } = guess(file, text);
        assert_eq!([title.as_str(), &outlet, &author, &date], expected, "{text}");
    }

    const BODY: &str = "The seats at the table are counted again this morning, and there is one fewer than there was \
                        before the announcement that nobody in the harbour had been waiting for.";

    #[test]
    fn a_head_says_it_all() {
        check(
            "x.txt",
            &format!("A chair stands empty\nBy Jo Doe\nHarbour Review · 9 January 2026\n\n{BODY}"),
            ["A chair stands empty", "Harbour Review", "Jo Doe", "2026-01-09"],
        );
        check(
            "x.txt",
            &format!("Title: A chair\nAuthor: Jo Doe\nSource: Review\nDate: Jan. 9th, 2026\n\n{BODY}"),
            ["A chair", "Review", "Jo Doe", "2026-01-09"],
        );
        check(
            "x.txt",
            &format!("Titel: Ein Stuhl\nAutor: Jo Doe\nQuelle: Rundschau\nDatum: 9. Januar 2026\n\n{BODY}"),
            ["Ein Stuhl", "Rundschau", "Jo Doe", "2026-01-09"],
        );
        check(
            "x.txt",
            &format!("What now?\nHarbour Review, 12 January 2026\n\n{BODY}"),
            ["What now?", "Harbour Review", "", "2026-01-12"],
        );
        check(
            "x.md",
            &format!("# What now?\n\nBy Jo Doe | Harbour Review | 2026-01-09\n\n{BODY}"),
            ["What now?", "Harbour Review", "Jo Doe", "2026-01-09"],
        );
        check(
            "x.txt",
            &format!("What now?\n\nPublished on Friday, January 9, 2026 at 10:32 AM ET\n\n{BODY}"),
            ["What now?", "", "", "2026-01-09"],
        );
    }

    #[test]
    fn a_head_can_have_a_link() {
        let link = |line: &str| guess("x.md", &format!("---\ntitle: A chair\n{line}\n---\n\n{BODY}")).link;
        assert_eq!(link("url: https://harbour.example/a?b=c:d"), "https://harbour.example/a?b=c:d");
        assert_eq!(link("Link: \"http://harbour.example\""), "http://harbour.example");
        assert_eq!(link("Link: to be sought"), "");
    }

    #[test]
    fn noise_of_pages_is_passed_over() {
        check(
            "x.txt",
            &format!("Advertisement\n\nSeats are counted\n\nListen to this article\n0:00\n\n{BODY}"),
            ["Seats are counted", "", "", ""],
        );
        check(
            "x.txt",
            &format!(
                "Try our assistant for free\nHarbourly\nBack to Blog\nPolicy12 min read\n\nSeats are counted [2026]\n\n{BODY}"
            ),
            ["Seats are counted [2026]", "", "", ""],
        );
    }

    #[test]
    fn without_a_head_the_file_name_helps() {
        check("a-chair-stands_empty.txt", BODY, ["A chair stands empty", "", "", ""]);
        check("2026-01-09-a-chair.txt", BODY, ["A chair", "", "", "2026-01-09"]);
        check("20260109_chair.txt", BODY, ["Chair", "", "", "2026-01-09"]);
        check("2026-13-40.txt", BODY, ["", "", "", ""]);
        check("2026-01-09.txt", BODY, ["2026-01-09", "", "", "2026-01-09"]);
        check("élan.txt", "", ["Élan", "", "", ""]);
    }

    #[test]
    fn a_name_at_random_is_no_title() {
        let text = format!("Seats are counted again\nin the harbour\n{BODY}");
        for file in
            ["004 7850ad46b72a5142.txt", "0047.txt", "deadbeef01.md", "550e8400-e29b-41d4-a716-446655440000.txt"]
        {
            check(file, &text, ["Seats are counted again", "", "", ""]);
            check(file, BODY, ["", "", "", ""]);
        }
        check("covid19_004.txt", BODY, ["Covid19 004", "", "", ""]);
        check("interview 3 7850ad46b72a5142.txt", BODY, ["Interview 3 7850ad46b72a5142", "", "", ""]);
    }

    #[test]
    fn places_days_and_authors_are_no_outlets() {
        let head = |line: &str| {
            let Guess { outlet, author, date, .. } = guess("x.txt", &format!("What now?\n{line}\n\n{BODY}"));
            [outlet, author, date]
        };
        for (line, expected) in [
            ("GENEVA, 9 January 2026", ["", "", ""]),
            ("GENEVA — 9 January 2026", ["", "", "2026-01-09"]),
            ("Freitag, 9. Januar 2026", ["", "", "2026-01-09"]),
            ("Freitag | 9. Januar 2026", ["", "", "2026-01-09"]),
            ("By Jo Doe | By Ann Other | 9 January 2026", ["", "Jo Doe, Ann Other", "2026-01-09"]),
            ("Jo Doe, 9 January 2026", ["", "", ""]),
            ("New York, 9 January 2026", ["", "", ""]),
            ("HARBOUR NEWS · 9 January 2026", ["HARBOUR NEWS", "", "2026-01-09"]),
            ("BBC | 9 January 2026", ["BBC", "", "2026-01-09"]),
            ("Harbour Review · 9 January 2026", ["Harbour Review", "", "2026-01-09"]),
            ("Hafenrundschau, 9. Januar 2026", ["Hafenrundschau", "", "2026-01-09"]),
            ("harbour.example.org, 9 January 2026", ["", "", ""]),
        ] {
            assert_eq!(head(line), expected, "{line}");
        }
    }

    #[test]
    fn text_is_not_taken_for_a_head() {
        check("x.txt", &format!("By 2026, all had left.\n\n{BODY}"), ["X", "", "", ""]);
        check("x.txt", &format!("On 7 January 2026 the list was published.\n\n{BODY}"), ["X", "", "", ""]);
        check("x.txt", "Short words only.\nAnd more.", ["X", "", "", ""]);
    }
}
