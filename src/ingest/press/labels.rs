//! What fields of press databases are called in the languages of their pages, and values that are told by their form.

/// A field of Nexis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Byline,
    Section,
    Length,
    Dateline,
    Highlight,
    Headline,
    Body,
    LoadDate,
    Language,
    Graphic,
    Kind,
    Subject,
    Link,
    CorrectionDate,
    Code,
}

/// The labels in small letters, as English, German, French, Dutch, Spanish and Italian pages have them.
const LABELS: [(Label, &[&str]); 15] = [
    (Label::Byline, &["byline", "autor", "autoren", "auteur", "auteurs", "door", "autores", "autore", "von"]),
    (Label::Section, &["section", "rubrik", "rubrique", "sectie", "sección", "seccion", "sezione"]),
    (Label::Length, &["length", "länge", "longueur", "lengte", "longitud", "extensión", "extension", "lunghezza"]),
    (Label::Dateline, &["dateline", "ortszeile", "origine", "dagtekening", "lugar"]),
    (Label::Highlight, &["highlight", "hervorhebung", "extrait", "samenvatting", "sumario"]),
    (Label::Headline, &["headline", "überschrift", "titre", "kop", "titular", "titolo"]),
    (Label::Body, &["body", "text", "texte", "tekst", "texto", "testo"]),
    (
        Label::LoadDate,
        &[
            "load-date",
            "update",
            "ladedatum",
            "date-chargement",
            "date de chargement",
            "laaddatum",
            "fecha-de-carga",
            "fecha de carga",
        ],
    ),
    (Label::Language, &["language", "sprache", "langue", "taal", "idioma", "lingua"]),
    (Label::Graphic, &["graphic", "grafik", "graphique", "afbeelding", "gráfico", "grafico"]),
    (
        Label::Kind,
        &[
            "publication-type",
            "publication type",
            "pub-type",
            "publikationstyp",
            "type-publication",
            "type de publication",
            "publicatietype",
            "type publicatie",
            "tipo-de-publicación",
            "document-type",
        ],
    ),
    (Label::Subject, &["subject", "schlagwörter", "sujet", "onderwerp", "tema", "geographic", "company", "person"]),
    (Label::Link, &["url", "link"]),
    (Label::CorrectionDate, &["correction-date", "correction date"]),
    (Label::Code, &["journal-code", "publication-code", "acc-no", "series", "type", "columna", "kolumne", "column"]),
];

/// The label that a line begins with, and what stands behind its colon.
pub(super) fn label(line: &str) -> Option<(Label, &str)> {
    const LONGEST: usize = 24;
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    if name.len() > LONGEST {
        return None;
    }
    let name = name.to_lowercase();
    let (label, _) = LABELS.iter().find(|(_, names)| names.contains(&&*name))?;
    Some((*label, value.trim()))
}

/// The same where labels are set in capitals.
pub(super) fn label_in_capitals(line: &str) -> Option<(Label, &str)> {
    label(line).filter(|_| line.split(':').next().is_some_and(|name| !name.contains(char::is_lowercase)))
}

/// How many words a line says that its article has, by label.
pub(super) fn length(line: &str) -> Option<&str> {
    label(line)
        .filter(|(label, value)| *label == Label::Length && counted_words(value).is_some())
        .map(|(_, value)| value)
}

/// The number in “873 words”.
pub(super) fn counted_words(line: &str) -> Option<&str> {
    const WORDS: [&str; 10] =
        ["words", "wörter", "worte", "mots", "woorden", "palabras", "parole", "palavras", "ord", "字"];
    let (number, name) = line.trim().rsplit_once(char::is_whitespace)?;
    let number = number.trim();
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ' ' | '\u{a0}' | '\u{202f}'));
    (is_number && number.len() <= 12 && WORDS.contains(&&*name.to_lowercase())).then_some(number)
}

/// The line above a text in Nexis.
pub(super) fn is_body(line: &str) -> bool {
    matches!(
        line,
        "Body" | "Hauptteil" | "Textkörper" | "Corps" | "Corps de l'article" | "Hoofdtekst" | "Cuerpo" | "Corpo"
    )
}

/// Whether a line says whose the text is.
pub(super) fn is_copyright(line: &str) -> bool {
    const RIGHTS: [&str; 6] = [
        "all rights reserved",
        "alle rechte vorbehalten",
        "tous droits réservés",
        "alle rechten voorbehouden",
        "todos los derechos reservados",
        "tutti i diritti riservati",
    ];
    // No more of the line than it takes: a line may be a whole article.
    let start: String = line.chars().take(200).collect::<String>().to_lowercase();
    start.starts_with("copyright") || start.starts_with('©') || start.starts_with("(c) ") || {
        line.len() < 200 && RIGHTS.iter().any(|rights| start.contains(rights))
    }
}

/// Whether a line is a remark on the issue or the article, as they stand by the date.
pub(super) fn is_remark(line: &str) -> bool {
    let words: Vec<String> = line.split_whitespace().take(8).map(str::to_lowercase).collect();
    let has = |word: &str| words.iter().any(|known| known.trim_matches(|c: char| !c.is_alphabetic()) == word);
    words.len() <= 7
        && (has("appended") || has("edition") || has("ausgabe") || has("édition") || has("editie") || has("edición"))
}

/// A name without what stands before it in a byline.
pub(super) fn by(name: &str) -> String {
    let name = name.trim();
    let rest = name.split_once(char::is_whitespace).filter(|(by, _)| is_by(by)).map_or(name, |(_, rest)| rest);
    rest.trim().to_owned()
}

/// Whether a line begins as one with the author does.
pub(super) fn is_byline(line: &str) -> bool {
    line.split_once(char::is_whitespace).is_some_and(|(by, rest)| {
        is_by(by) && !rest.is_empty() && rest.split_whitespace().count() <= 12 && !rest.ends_with('.')
    })
}

fn is_by(word: &str) -> bool {
    ["By", "BY", "by", "Von", "VON", "Par", "PAR", "Door", "DOOR", "Por", "POR", "Di", "DI"].contains(&word)
}

/// The code of a language by its name.
pub(super) fn language(name: &str) -> String {
    const LANGUAGES: [(&str, &[&str]); 12] = [
        ("en", &["english", "englisch", "anglais", "engels", "inglés", "英文"]),
        ("de", &["german", "deutsch", "allemand", "duits", "alemán", "德文"]),
        ("fr", &["french", "français", "französisch", "frans", "francés", "法文"]),
        ("es", &["spanish", "español", "spanisch", "espagnol", "spaans"]),
        ("it", &["italian", "italiano", "italienisch", "italien", "italiaans"]),
        ("pt", &["portuguese", "português", "portugiesisch", "portugais", "portugees"]),
        ("nl", &["dutch", "nederlands", "niederländisch", "néerlandais", "neerlandés"]),
        ("ru", &["russian", "русский", "russisch", "russe", "ruso"]),
        ("zh", &["chinese", "中文", "chinesisch", "chinois", "chino"]),
        ("ar", &["arabic", "العربية", "arabisch", "arabe", "árabe"]),
        ("sv", &["swedish", "svenska"]),
        ("da", &["danish", "dansk"]),
    ];
    let first: String = name.trim().chars().take_while(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    let known = LANGUAGES.iter().find(|(_, names)| names.contains(&&*first));
    known.map(|(code, _)| (*code).to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_in_several_languages() {
        assert_eq!(label("LÄNGE: 87 Wörter"), Some((Label::Length, "87 Wörter")));
        assert_eq!(label_in_capitals("Byline: Jo"), None);
        assert_eq!(label("The council said: no"), None);
        assert_eq!([length("Longueur: 87 mots"), length("Length: of the table")], [Some("87 mots"), None]);
    }

    #[test]
    fn words_are_counted_in_several_languages() {
        let counted = ["1,087 words", "87 Wörter", "1 087 mots", "87 palabras", "some words", "7 of 9 words"];
        assert_eq!(counted.map(|line| counted_words(line).is_some()), [true, true, true, true, false, false]);
    }

    #[test]
    fn names_and_languages_are_told() {
        assert_eq!(
            [by("Von Jo Doe"), by("Jo Doe"), language("GERMAN; DEUTSCH"), language("Englishman")],
            ["Jo Doe", "Jo Doe", "de", ""]
        );
        assert!(is_byline("Par Jo Doe") && !is_byline("By the time they met, one had left the table for good."));
    }
}
