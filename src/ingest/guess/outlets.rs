//! What of a line about an article can be the outlet's name, and what is rather a place, a day or somebody.

use super::{
    authors::author_in,
    dates::{date_in, is_of_dates},
};

/// Whether a part of a line can be an outlet's name: no place before a report (“GENEVA”), no day (“Freitag”), nobody (“By Jo Doe”).
pub fn can_be_outlet(name: &str) -> bool {
    const INITIALS: usize = 4;
    let is_shouted =
        name.chars().filter(|c| c.is_alphabetic()).count() > INITIALS && !name.contains(char::is_lowercase);
    let is_name = name.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && name.split_whitespace().count() <= 6
        && !name.ends_with(['.', ':', '?', '!'])
        && date_in(name).is_none()
        && author_in(name).is_none();
    let is_about_dates = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(is_of_dates);
    is_name && !is_about_dates && (!is_shouted || is_called_outlet(name))
}

/// Whether a part of a line about the article is where it was written, or on which day of the week.
pub fn is_place_or_day(part: &str) -> bool {
    const WORDS: usize = 3;
    part.split_whitespace().count() <= WORDS
        && part.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '.' | ','))
}

/// Whether a name has a word that outlets have in theirs, or is an address of the web.
pub fn is_called_outlet(name: &str) -> bool {
    const WORDS: [&str; 66] = [
        "agency",
        "agence",
        "agentur",
        "allgemeine",
        "anzeiger",
        "beobachter",
        "blatt",
        "blog",
        "broadcasting",
        "bulletin",
        "chronicle",
        "correo",
        "courier",
        "daily",
        "diario",
        "dispatch",
        "echo",
        "examiner",
        "express",
        "figaro",
        "gazette",
        "globe",
        "guardian",
        "herald",
        "independent",
        "journal",
        "kurier",
        "libération",
        "magazin",
        "magazine",
        "mail",
        "mirror",
        "monde",
        "morgenpost",
        "nachrichten",
        "nación",
        "news",
        "newspaper",
        "observer",
        "país",
        "pioneer",
        "post",
        "press",
        "presse",
        "prensa",
        "radio",
        "record",
        "register",
        "reporter",
        "review",
        "rundfunk",
        "rundschau",
        "spiegel",
        "standard",
        "sun",
        "tageblatt",
        "tageszeitung",
        "telegraph",
        "times",
        "today",
        "tribune",
        "tv",
        "weekly",
        "welt",
        "zeitung",
        "online",
    ];
    let called = |word: &str| {
        let word = word.to_lowercase();
        WORDS.contains(&word.as_str()) || WORDS.iter().any(|known| known.len() > 5 && word.ends_with(known))
    };
    let is_address = name.rsplit_once('.').is_some_and(|(host, end)| {
        !host.is_empty()
            && !host.contains(' ')
            && (2..=4).contains(&end.len())
            && end.chars().all(|c| c.is_ascii_lowercase())
    });
    is_address || name.split(|c: char| !c.is_alphanumeric()).any(called)
}
