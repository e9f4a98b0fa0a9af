//! Exports of press databases, with several articles in a text: Nexis and Factiva, as plain text, RTF or DOCX give them.
//!
//! A layout is recognised by lines that stand in no article: what begins one, what ends one, and the labels between.

use super::{
    ReadError,
    file::{Reading, Taken},
    guess::date_of,
};
use crate::model::verbs::counted;
use crate::text::lines::lines;

pub(super) const EXPORT: &str = "an export of a press database";

/// Whether a text is such an export.
pub(super) fn is_export(text: &str) -> bool {
    layout(text).is_some()
}

/// The articles of an export, in their order, and what of it is none.
///
/// # Errors
/// There is no text in any of them.
pub(super) fn split(text: &str) -> Result<Reading, ReadError> {
    let lines: Vec<&str> = lines(text).map(|range| text[range].trim()).collect();
    let ((parts, behind), read): (_, fn(Vec<&str>) -> Taken) = match layout(text) {
        Some(Layout::NexisClassic) => ((parts_below(&lines, is_numbered), Vec::new()), nexis_classic),
        Some(Layout::Nexis) => (parts_above(&lines, is_end), nexis),
        Some(Layout::Factiva) => (parts_above(&lines, is_accession), factiva),
        None => return Err(ReadError::NoWords(EXPORT)),
    };
    let all = parts.len();
    let mut taken: Vec<Taken> = parts.into_iter().map(read).collect();
    taken.retain(|taken| !taken.text.trim().is_empty());
    if taken.is_empty() {
        return Err(ReadError::NoWords(EXPORT));
    }
    let mut notices = Vec::new();
    if taken.len() < all {
        notices.push(format!("{} without a text left out", counted(all - taken.len(), "article")));
    }
    let words = behind.join(" ");
    if words.split_whitespace().nth(FEW_WORDS).is_some() && !words.trim_start().starts_with("Search Summary") {
        let begins: String = words.trim_start().chars().take(60).collect();
        notices.push(format!(
            "what stands behind the end of its last article was left out: “{begins} …”. If the export was cut short, get it once more"
        ));
    }
    Ok((taken, notices))
}

/// What stands behind the last article is told of if it has more words than this.
const FEW_WORDS: usize = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// “1 of 25 DOCUMENTS” before each article, labels in capitals.
    NexisClassic,
    /// “End of Document” after each, labels, and “Body” on a line of its own.
    Nexis,
    /// `Document GRDN000020260109…` after each.
    Factiva,
}

fn layout(text: &str) -> Option<Layout> {
    let has = |is: fn(&str) -> bool| lines(text).any(|range| is(text[range].trim()));
    if has(is_numbered) && has(|line| label(line, "LENGTH").is_some() || line == "BODY:") {
        Some(Layout::NexisClassic)
    } else if has(is_end) && has(|line| line == "Body") {
        Some(Layout::Nexis)
    } else if has(is_accession) && has(|line| words_of(line).is_some()) {
        Some(Layout::Factiva)
    } else {
        None
    }
}

/// “3 of 25 DOCUMENTS”.
fn is_numbered(line: &str) -> bool {
    // No more of the line than it takes: a line may be a whole article.
    let mut words = line.split_whitespace();
    let words = [words.next(), words.next(), words.next(), words.next(), words.next()];
    let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let [Some(a), Some("of"), Some(b), Some(last), None] = words else {
        return false;
    };
    number(a) && number(b) && last.to_uppercase().starts_with("DOCUMENT")
}

fn is_end(line: &str) -> bool {
    line.eq_ignore_ascii_case("End of Document")
}

/// `Document GRDN000020260109em190001a`.
fn is_accession(line: &str) -> bool {
    let code = line.strip_prefix("AN ").unwrap_or(line).trim().strip_prefix("Document ").unwrap_or_default();
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    code.len() >= 20 && digits >= 8 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// “873 words”.
fn words_of(line: &str) -> Option<&str> {
    let number = line.strip_suffix(" words").or_else(|| line.strip_suffix(" Words"))?;
    let number = number.strip_prefix("WC ").unwrap_or(number).trim();
    number.bytes().all(|byte| byte.is_ascii_digit() || byte == b',').then_some(number)
}

/// What stands behind “LABEL:”, in any case.
fn label<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let (found, value) = line.split_once(':')?;
    found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
}

/// The lines of each article below a line that begins one. What stands before the first is none.
fn parts_below<'l>(lines: &[&'l str], begins: fn(&str) -> bool) -> Vec<Vec<&'l str>> {
    lines.split(|line| begins(line)).skip(1).map(<[&str]>::to_vec).collect()
}

/// The lines of each article above a line that ends one, and what stands behind the last.
fn parts_above<'l>(lines: &[&'l str], ends: fn(&str) -> bool) -> (Vec<Vec<&'l str>>, Vec<&'l str>) {
    let mut parts: Vec<Vec<&str>> = lines.split(|line| ends(line)).map(<[&str]>::to_vec).collect();
    let behind = parts.pop().unwrap_or_default();
    (parts, behind)
}

/// The lines that are not blank, up to `most`.
fn head<'l>(lines: &[&'l str], most: usize) -> Vec<&'l str> {
    lines.iter().copied().filter(|line| !line.is_empty()).take(most).collect()
}

/// Blank lines at the ends go, and of several one stays.
fn body(lines: &[&str]) -> String {
    let mut text = String::new();
    for block in lines.split(|line| line.is_empty()).filter(|block| !block.is_empty()) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&block.join("\n"));
    }
    if text.is_empty() { text } else { text + "\n" }
}

/// The paragraphs of a text that was set to a width: the lines of a block are one paragraph.
fn rejoined(lines: &[&str]) -> String {
    let is_set = lines.iter().filter(|line| line.chars().count() > 90).count() * 10 < lines.len();
    if !is_set {
        return body(lines);
    }
    let blocks = lines.split(|line| line.is_empty()).filter(|block| !block.is_empty());
    let text = blocks.map(|block| block.join(" ")).collect::<Vec<_>>().join("\n\n");
    if text.is_empty() { text } else { text + "\n" }
}

fn by(name: &str) -> String {
    let name = ["By ", "BY ", "by "].into_iter().find_map(|by| name.strip_prefix(by)).unwrap_or(name);
    name.trim().to_owned()
}

fn field<'l>(lines: &[&'l str], name: &str) -> &'l str {
    lines.iter().find_map(|line| label(line, name)).unwrap_or_default()
}

fn language(name: &str) -> String {
    const LANGUAGES: [(&str, &str); 10] = [
        ("english", "en"),
        ("german", "de"),
        ("french", "fr"),
        ("spanish", "es"),
        ("italian", "it"),
        ("portuguese", "pt"),
        ("dutch", "nl"),
        ("russian", "ru"),
        ("chinese", "zh"),
        ("arabic", "ar"),
    ];
    let name = name.to_lowercase();
    LANGUAGES.iter().find(|(known, _)| name.starts_with(known)).map(|(_, code)| (*code).to_owned()).unwrap_or_default()
}

/// With the headline before the text, as the newspaper had it.
fn with_title(title: &str, text: String) -> String {
    if title.is_empty() || text.is_empty() { text } else { format!("{title}\n\n{text}") }
}

const CLASSIC_LABELS: [&str; 14] = [
    "BYLINE",
    "SECTION",
    "LENGTH",
    "DATELINE",
    "HIGHLIGHT",
    "HEADLINE",
    "BODY",
    "LOAD-DATE",
    "LANGUAGE",
    "GRAPHIC",
    "PUBLICATION-TYPE",
    "SUBJECT",
    "URL",
    "CORRECTION-DATE",
];

/// Outlet, date, headline, labels in capitals, the text, more labels.
fn nexis_classic(lines: Vec<&str>) -> Taken {
    let is_label = |line: &str| CLASSIC_LABELS.iter().any(|name| line.starts_with(name) && label(line, name).is_some());
    let first_label = lines.iter().position(|line| is_label(line)).unwrap_or(lines.len());
    let before = head(&lines[..first_label], 8);
    let about = |line: &&&str| !line.starts_with("Copyright") && !line.to_lowercase().contains("all rights reserved");
    let before: Vec<&str> = before.iter().filter(about).copied().collect();
    let date_at = before.iter().position(|line| !date_of(line, None).is_empty());
    let headline = field(&lines, "HEADLINE");
    let title = if headline.is_empty() {
        before.last().filter(|_| before.len() > 2).copied().unwrap_or_default()
    } else {
        headline
    };
    // The text begins after “BODY:”, else after the labels, and ends with the labels that stand below it.
    let start = lines.iter().position(|line| *line == "BODY:").map(|at| at + 1);
    let length = || lines.iter().position(|line| label(line, "LENGTH").is_some()).map_or(first_label, |at| at + 1);
    let rest = &lines[start.unwrap_or_else(length)..];
    let ends = ["LOAD-DATE", "LANGUAGE", "GRAPHIC", "PUBLICATION-TYPE", "CORRECTION-DATE"];
    let end =
        rest.iter().position(|line| ends.iter().any(|name| line.starts_with(name) && label(line, name).is_some()));
    Taken {
        title: title.to_owned(),
        outlet: before.first().filter(|_| date_at != Some(0)).copied().unwrap_or_default().to_owned(),
        author: by(field(&lines, "BYLINE")),
        date: date_at.map(|at| date_of(before[at], None)).unwrap_or_default(),
        language: language(field(&lines, "LANGUAGE")),
        link: field(&lines, "URL").to_owned(),
        text: with_title(title, rejoined(&rest[..end.unwrap_or(rest.len())])),
    }
}

/// Headline, outlet, date, labels, “Body”, the text, “Classification” or what else stands below.
fn nexis(lines: Vec<&str>) -> Taken {
    let start = lines.iter().position(|line| *line == "Body").unwrap_or(lines.len());
    let (above, below) = lines.split_at(start);
    let below = below.get(1..).unwrap_or_default();
    let is_end = |line: &&str| ["Classification", "Load-Date"].contains(line) || label(line, "Load-Date").is_some();
    let below = &below[..below.iter().position(is_end).unwrap_or(below.len())];
    // An article may have a heading of this name: what stands below the text is shorter than that.
    let words = |lines: &[&str]| lines.iter().map(|line| line.split_whitespace().count()).sum::<usize>();
    let is_below =
        |at: &usize| ["Graphic", "Notes"].contains(&below[*at]) && words(&below[*at..]) < words(&below[..*at]);
    let end = (0..below.len()).find(is_below);
    // The exported list of documents may stand before the first: the head is what stands next to the labels.
    let labels = ["Section", "Length", "Byline", "Dateline", "Highlight"];
    let is_copyright = |line: &&str| line.starts_with("Copyright") || line.starts_with('©');
    let first =
        above.iter().position(|line| is_copyright(line) || labels.iter().any(|name| label(line, name).is_some()));
    let top = head(&above[..first.unwrap_or(above.len())], usize::MAX);
    let date_at = top.iter().rposition(|line| !date_of(line, None).is_empty());
    let at = |back: usize| {
        date_at.and_then(|at| at.checked_sub(back)).and_then(|at| top.get(at)).copied().unwrap_or_default()
    };
    Taken {
        title: at(2).to_owned(),
        outlet: at(1).to_owned(),
        author: by(field(above, "Byline")),
        date: date_of(at(0), None),
        language: language(field(&lines, "Language")),
        link: String::new(),
        text: with_title(at(2), body(&below[..end.unwrap_or(below.len())])),
    }
}

/// Lines with codes of two letters, or the same without: headline, byline, “873 words”, date, outlet, code, language.
fn factiva(lines: Vec<&str>) -> Taken {
    let coded = |code: &str| {
        lines
            .iter()
            .position(|line| line.strip_prefix(code).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
    };
    match (coded("HD"), coded("PD")) {
        (Some(_), Some(_)) => factiva_coded(&lines),
        _ => factiva_plain(&lines),
    }
}

const CODES: [&str; 24] = [
    "SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "CT", "RF", "CO",
    "IN", "NS", "RE", "PUB", "AN",
];

fn factiva_coded(lines: &[&str]) -> Taken {
    let mut fields: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in lines {
        let code = line.split(' ').next().unwrap_or_default();
        if CODES.contains(&code) {
            fields.push((code, vec![line[code.len()..].trim()]));
        } else if let Some((_, value)) = fields.last_mut() {
            value.push(line);
        }
    }
    let value = |code: &str| {
        fields
            .iter()
            .filter(|(known, _)| *known == code)
            .flat_map(|(_, value)| value.iter().copied())
            .collect::<Vec<_>>()
    };
    let line = |code: &str| value(code).join(" ").trim().to_owned();
    let text = body(&[value("LP"), vec![""], value("TD")].concat());
    let title = line("HD");
    Taken {
        text: with_title(&title, text),
        title,
        outlet: line("SN"),
        author: by(&line("BY")),
        date: date_of(&line("PD"), None),
        language: language(&line("LA")),
        link: String::new(),
    }
}

fn factiva_plain(lines: &[&str]) -> Taken {
    let count_at = lines.iter().position(|line| words_of(line).is_some()).unwrap_or(lines.len());
    let above = head(&lines[..count_at], usize::MAX);
    let below = lines.get(count_at + 1..).unwrap_or_default();
    let byline = above.iter().rposition(|line| line.starts_with("By ") || line.starts_with("BY "));
    // A section may stand above the headline, which stands next to the byline, or last.
    let title_at = byline.map_or(above.len(), |at| at).checked_sub(1);
    let title = title_at.and_then(|at| above.get(at)).copied().unwrap_or_default();
    let filled = head(below, 8);
    let date_at = filled.iter().position(|line| !date_of(line, None).is_empty()).unwrap_or(0);
    // A time may stand below the date; the outlet is the next line.
    let is_time = |line: &&&str| line.len() <= 8 && line.contains(':');
    let outlet = filled.iter().skip(date_at + 1).find(|line| !is_time(line)).copied().unwrap_or_default();
    let is_copyright = |line: &&str| line.starts_with("Copyright") || line.starts_with('©') || line.starts_with("(c)");
    let in_language = |line: &&str| !language(line).is_empty() && !line.contains(' ');
    let start = below.iter().position(is_copyright).or_else(|| below.iter().position(in_language));
    Taken {
        title: title.to_owned(),
        outlet: outlet.to_owned(),
        author: byline.map(|at| by(above[at])).unwrap_or_default(),
        date: filled.get(date_at).map(|line| date_of(line, None)).unwrap_or_default(),
        language: filled.iter().find(|line| in_language(line)).map(|line| language(line)).unwrap_or_default(),
        link: String::new(),
        text: with_title(title, body(below.get(start.map_or(0, |at| at + 1)..).unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(export: &str, expected: &[[&str; 6]]) {
        assert!(is_export(export));
        let (taken, _) = split(export).expect("articles");
        let found: Vec<[&str; 6]> =
            taken.iter().map(|it| [&*it.title, &it.outlet, &it.author, &it.date, &it.language, &it.text]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn nexis_with_labels_in_capitals() {
        check(
            "\u{c}\n                 1 of 2 DOCUMENTS\n\n\n       Harbour Review\n\n    January 9, 2026 Friday\n      Late Edition - Final\n\n\
             A chair stands empty\n\nBYLINE: By JO DOE\n\nSECTION: Section A; Pg. 1\n\nLENGTH: 87 words\n\n\
             The seats are counted again,\nand there is one fewer.\n\nDues are small.\n\nLOAD-DATE: January 9, 2026\n\nLANGUAGE: ENGLISH\n\n\
             PUBLICATION-TYPE: Newspaper\n\n Copyright 2026 Harbour Review\n All Rights Reserved\n\n\
                 2 of 2 DOCUMENTS\n\nThe Pier\n\n10 January 2026\n\nHEADLINE: Dues\n\nLENGTH: 5 words\n\nBODY:\nWaste is not.\n",
            &[
                [
                    "A chair stands empty",
                    "Harbour Review",
                    "JO DOE",
                    "2026-01-09",
                    "en",
                    "A chair stands empty\n\nThe seats are counted again, and there is one fewer.\n\nDues are small.\n",
                ],
                ["Dues", "The Pier", "", "2026-01-10", "", "Dues\n\nWaste is not.\n"],
            ],
        );
    }

    #[test]
    fn what_is_no_article_is_told() {
        let article = "Chairs\n\nHarbour Review\n\nJanuary 9, 2026\n\nLength: 9 words\n\nBody\n\n";
        let export = format!(
            "{article}Seats are counted.\n\nEnd of Document\n\n{article}\n\nEnd of Document\n\n{article}Of this the end is missing, {}\n",
            "and so on ".repeat(9)
        );
        let (taken, notices) = split(&export).expect("articles");
        assert_eq!(taken.len(), 1);
        assert!(notices[0] == "1 article without a text left out" && notices[1].contains("cut short"), "{notices:?}");
        let list = "1 of 2 DOCUMENTS\n\nChairs\n\nLENGTH: 9 words\n\n2 of 2 DOCUMENTS\n\nDues\n\nLENGTH: 8 words\n";
        assert!(split(list).is_err_and(|error| error.to_string().contains("without words")));
    }

    #[test]
    fn a_heading_called_notes_does_not_end_an_article() {
        let text = "Chairs\n\nHarbour Review\n\nJanuary 9, 2026\n\nLength: 9 words\n\nBody\n\nSeats.\n\nNotes\n\n\
                    They are counted once more.\n\nGraphic\n\nA chair\n\nLoad-Date: January 9, 2026\n\nEnd of Document\n";
        let (taken, _) = split(text).expect("an article");
        assert!(taken[0].text.ends_with("Notes\n\nThey are counted once more.\n"), "{}", taken[0].text);
    }

    #[test]
    fn nexis_with_an_end_of_each_document() {
        check(
            "A chair stands empty\n\nHarbour Review\n\nJanuary 9, 2026 Friday 10:32 AM GMT\n\nCopyright 2026 Harbour Review\n\n\
             Section: NEWS; Version:1\n\nLength: 87 words\n\nByline: Jo Doe\n\nBody\n\nThe seats are counted again.\n\n\n\n\
             Dues are small.\n\nClassification\n\nLanguage: ENGLISH\n\nLoad-Date: January 9, 2026\n\nEnd of Document\n\n\
             Dues\n\nThe Pier\n\nJanuary 10, 2026\n\nLength: 3 words\n\nBody\n\nWaste is not.\n\nEnd of Document\n",
            &[
                [
                    "A chair stands empty",
                    "Harbour Review",
                    "Jo Doe",
                    "2026-01-09",
                    "en",
                    "A chair stands empty\n\nThe seats are counted again.\n\nDues are small.\n",
                ],
                ["Dues", "The Pier", "", "2026-01-10", "", "Dues\n\nWaste is not.\n"],
            ],
        );
    }

    #[test]
    fn factiva_with_codes_and_without() {
        check(
            "HD A chair stands\n    empty\nBY By Jo Doe\nWC 87 words\nPD 9 January 2026\nSN Harbour Review\nSC HRBR\nLA English\n\
             LP \nThe seats are counted again.\n\nTD \nDues are small.\n\nCO foc : The Council\nAN Document HRBR000020260109em190001a\n\n\
             Opinion\nDues\nBy Ann Other\n1,087 words\n10 January 2026\n08:15\nThe Pier\nPIER\nEnglish\n© 2026 The Pier\n\nWaste is not.\n\n\
             Document PIER000020260110em1a0000b\n\nSearch Summary\nText: dues\n",
            &[
                [
                    "A chair stands empty",
                    "Harbour Review",
                    "Jo Doe",
                    "2026-01-09",
                    "en",
                    "A chair stands empty\n\nThe seats are counted again.\n\nDues are small.\n",
                ],
                ["Dues", "The Pier", "Ann Other", "2026-01-10", "en", "Dues\n\nWaste is not.\n"],
            ],
        );
    }

    #[test]
    fn articles_are_no_exports() {
        for text in [
            "",
            "Body\n\nwords",
            "1 of 2 documents were lost.\n",
            "Document A was found.\n87 words\n",
            "End of document\n",
        ] {
            assert!(!is_export(text) && split(text).is_err(), "{text}");
        }
    }
}
