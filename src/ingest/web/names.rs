//! The name of an author out of what stands on a page: without “By”, and without what is said of the day.

use crate::ingest::guess::only_date;

/// A name without “By” before it and a date behind it; nothing if it can be no name.
pub fn author(found: &str) -> String {
    const BEFORE: [&str; 36] = [
        "view all posts by",
        "zeige alle beiträge von",
        "alle beiträge von",
        "alle artikel von",
        "post author",
        "written by",
        "posted by",
        "posted on",
        "text und interview",
        "text & fotos",
        "text und fotos",
        "text von",
        "ein artikel von",
        "artikel von",
        "interview",
        "gespeichert von",
        "geschrieben von",
        "veröffentlicht von",
        "autorin",
        "autoren",
        "authors",
        "author",
        "autore",
        "autor",
        "auteur",
        "redaktion",
        "text",
        "by",
        "von",
        "par",
        "por",
        "door",
        "di",
        "av",
        "verfasst von",
        "about",
    ];
    const BEHIND: [&str; 8] = [" am", " on", " le", " el", " um", " at", " vom", " im"];
    const NOBODY: [&str; 6] = ["no author", "unknown", "anonymous", "admin", "administrator", "none"];
    const LONGEST: usize = 100;
    let is_sign =
        |c: char| matches!(c, ':' | ',' | '|' | '-' | '–' | '—' | '·' | '•' | '/' | '(' | '»') || c.is_whitespace();
    let mut name = found.trim();
    while let Some(rest) = BEFORE.iter().find_map(|before| {
        let start = name.get(..before.len()).filter(|start| start.to_lowercase() == **before)?;
        let rest = name.get(start.len()..)?;
        // “AuthorJo Doe”: a word without a space, but with a capital.
        let is_apart = rest.starts_with(is_sign) || (before.len() > 5 && rest.starts_with(char::is_uppercase));
        is_apart.then(|| rest.trim_start_matches(is_sign))
    }) {
        name = rest;
    }
    if let Some(at) = date_beside(name) {
        name = &name[..at];
    }
    let end = name.find(|c: char| c.is_ascii_digit() || c == '|').unwrap_or(name.len());
    // A name can have a number in it, but not as a word of its own.
    let end = if name[..end].trim_end().len() < 3 || !name[..end].ends_with(is_sign) { name.len() } else { end };
    let mut name = name[..end].trim_matches(is_sign);
    while let Some(rest) = BEHIND.iter().find_map(|behind| name.strip_suffix(behind)) {
        name = rest.trim_end_matches(is_sign);
    }
    let is_label = BEFORE.contains(&name.to_lowercase().as_str()) || NOBODY.contains(&name.to_lowercase().as_str());
    let is_name = !is_label
        && name.chars().count() <= LONGEST
        && name.contains(char::is_alphabetic)
        && !name.contains("://")
        && !name.contains('@')
        && only_date(name, Some(true)).is_none()
        && name.split_whitespace().count() <= 16;
    if is_name { name.to_owned() } else { String::new() }
}

/// Where a date begins that a page set beside a name without a space: “Jo Doe9 January 2026”. Names end with numbers, too.
fn date_beside(name: &str) -> Option<usize> {
    let at = name.find(|c: char| c.is_ascii_digit())?;
    let (before, from) = name.split_at(at);
    let mut behind = from.trim_start_matches(|c: char| c.is_ascii_digit()).chars();
    let goes_on = match behind.next() {
        Some('.' | '/' | '-') => true,
        Some(' ') => behind.next().is_some_and(char::is_alphabetic),
        _ => false,
    };
    (before.ends_with(char::is_lowercase) && goes_on && only_date(from, Some(true)).is_some()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_is_left_of_a_byline() {
        for (line, expected) in [
            ("By Jo Doe", "Jo Doe"),
            ("Von Jo Doe, 9.1.2026, 10:30 Uhr", "Jo Doe"),
            ("Par Jo Doe le 9 janvier", "Jo Doe"),
            ("Posted on by: Jo Doe |", "Jo Doe"),
            ("AuthorJo Doe", "Jo Doe"),
            ("View all posts by Jo Doe", "Jo Doe"),
            ("Text & Fotos: Jo Doe", "Jo Doe"),
            ("Jo Doe9.1.2026", "Jo Doe"),
            ("Jo Doe9 January 2026", "Jo Doe"),
            ("Vonnegut", "Vonnegut"),
            ("Byron Doe und Ann Other", "Byron Doe und Ann Other"),
            ("r23", "r23"),
            ("Sitter1", "Sitter1"),
            ("By", ""),
            ("admin", ""),
            ("https://harbour.example/jo", ""),
            ("jo@harbour.example", ""),
            ("9 January 2026", ""),
        ] {
            assert_eq!(author(line), expected, "{line}");
        }
    }
}
