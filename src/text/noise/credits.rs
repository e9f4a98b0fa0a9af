//! Captions with the credit of a picture, and copyright lines: known by how they begin or end.

use super::{
    kinds::{Kind, Verdict},
    line::{End, Line, normal},
};

/// What stands before the name of who made a picture.
const LABELS: &[&str] = &[
    "photo",
    "photos",
    "photograph",
    "photographs",
    "photo credit",
    "photo by",
    "photograph by",
    "photo illustration",
    "image",
    "image credit",
    "image by",
    "picture",
    "picture credit",
    "illustration",
    "illustration by",
    "graphic",
    "credit",
    "credits",
    "foto",
    "fotos",
    "bild",
    "bilder",
    "bildquelle",
    "bildnachweis",
    "abbildung",
    "grafik",
    "crédit",
    "crédits",
    "crédit photo",
    "photographie",
    "crédito",
    "créditos",
    "fotografía",
    "imagen",
    "fotografia",
    "immagine",
    "imagem",
    "beeld",
    "фото",
];

/// Where pictures are bought, in lower case.
const AGENCIES: &[&str] = &[
    "getty",
    "shutterstock",
    "alamy",
    "istock",
    "unsplash",
    "pexels",
    "ap photo",
    "picture alliance",
    "imago images",
    "adobe stock",
    "associated press",
    "wikimedia commons",
];

/// What says that a line is about rights, in normal form.
const RIGHTS: &[&str] = &[
    "all rights reserved",
    "alle rechte vorbehalten",
    "tous droits réservés",
    "todos los derechos reservados",
    "tutti i diritti riservati",
    "todos os direitos reservados",
    "alle rechten voorbehouden",
];

/// What galleries say of their pictures, in normal form.
const GALLERY: &[&str] = &[
    "image # of #",
    "photo # of #",
    "slide # of #",
    "open image in gallery",
    "view image in fullscreen",
    "click to enlarge",
    "enlarge this image",
    "view gallery",
    "hide caption",
    "toggle caption",
    "bild vergrößern",
    "agrandir l'image",
    "ampliar imagen",
    "ampliar foto",
];

/// A caption of more words is a paragraph of the article.
const LONGEST_CAPTION: usize = 70;
/// A credit has no more words.
const LONGEST_CREDIT: usize = 8;
/// In so many bytes at the end of a line stands a credit.
const LONGEST_END: usize = 120;

/// What a line says of itself; `normal` is the normal form of how it begins.
pub(super) fn verdict(line: &Line<'_>, normal: &str) -> Verdict {
    if line.words > LONGEST_CAPTION || line.is_long() {
        return Verdict::Nothing;
    }
    if is_copyright(line, normal) {
        return Verdict::Noise(Kind::Copyright);
    }
    let is_credit =
        is_bracketed(line.text) || is_of_gallery(line, normal) || has_credit_in_brackets(line.text) || has_credit(line);
    if is_credit { Verdict::Noise(Kind::Credit) } else { Verdict::Nothing }
}

/// “© 2026 The Gazette. All rights reserved.”
fn is_copyright(line: &Line<'_>, normal: &str) -> bool {
    let text = line.text;
    let after = ["©", "(c)", "Copyright ©", "Copyright"].iter().find_map(|sign| text.strip_prefix(sign));
    let is_dated = after.is_some_and(|after| {
        let year = after.trim_start_matches(['©', '(', 'c', ')', ' ']);
        year.starts_with("19") || year.starts_with("20") || (text.starts_with('©') && line.words <= 6)
    });
    let ends_in_rights =
        || RIGHTS.iter().any(|rights| normal == *rights || (text.contains('©') && normal.contains(rights)));
    is_dated && line.words <= 40 || line.words <= 14 && ends_in_rights()
}

/// “[Image: …]”, “[Photo by …]”.
fn is_bracketed(text: &str) -> bool {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| labelled(inner).is_some() || matches!(normal(inner).as_str(), "video" | "advertisement"))
}

fn is_of_gallery(line: &Line<'_>, normal: &str) -> bool {
    line.words <= 6 && GALLERY.contains(&normal)
}

/// “… (Photo by Jane Roe/Agency)”, “… (Foto: dpa)”.
fn has_credit_in_brackets(text: &str) -> bool {
    let Some((caption, last)) =
        text.trim_end_matches(['.', ' ']).strip_suffix([')', ']']).and_then(|text| text.rsplit_once(['(', '[']))
    else {
        return false;
    };
    // By itself, it can lead to what it tells of.
    let is_credit = labelled(last).is_some_and(|rest| !caption.trim().is_empty() || is_name(rest));
    last.split_whitespace().count() <= LONGEST_CREDIT + 2 && (is_credit || names_agency(last))
}

fn names_agency(text: &str) -> bool {
    let text = text.to_lowercase();
    AGENCIES.iter().any(|agency| text.contains(agency))
}

/// Whether it begins with a label and a colon, or with “Photo by”, and what follows is a name.
fn starts_with_credit(text: &str) -> bool {
    labelled(text).is_some_and(is_name) || text.split_once('/').is_some_and(|(agency, _)| names_agency(agency))
}

/// What stands behind a label and a colon, or behind “Photo by”.
fn labelled(text: &str) -> Option<&str> {
    let text = text.trim_start();
    if !text.starts_with(char::is_uppercase) && !text.starts_with("ph") {
        return None;
    }
    [":", " by "].iter().find_map(|sign| {
        let (label, rest) = text.split_once(sign)?;
        let rest = rest.trim_start();
        let is_label = label.len() < 32 && !rest.is_empty() && LABELS.contains(&normal(label).as_str());
        (is_label && (*sign == ":" || is_name(rest))).then_some(rest)
    })
}

/// Whether its words are names, or there are hardly any: an agency can be written small.
fn is_name(text: &str) -> bool {
    let is_part = |word: &str| {
        !word.starts_with(char::is_lowercase)
            || matches!(word, "by" | "via" | "and" | "for" | "of" | "und" | "et" | "de" | "von")
    };
    let words = text.split_whitespace();
    words.clone().count() <= 2 || (words.clone().count() <= LONGEST_CREDIT && words.clone().all(is_part))
}

/// “Photo: Jane Roe”, “A corridor. Illustration: Jane Roe/The Gazette”: no full stop behind it.
fn has_credit(line: &Line<'_>) -> bool {
    if line.end == End::Stop
        || !(line.text.contains([':', '/', '©']) || [" by ", "..."].iter().any(|sign| line.text.contains(sign)))
    {
        return false;
    }
    let end = &line.text[line.text.ceil_char_boundary(line.text.len().saturating_sub(LONGEST_END))..];
    let is_credit = |rest: &str| {
        rest.split_whitespace().count() <= LONGEST_CREDIT && (rest.starts_with('©') || starts_with_credit(rest))
    };
    // What stands behind the end of a sentence or a bar.
    let signs = end.match_indices(['.', '!', '?', '|', '–', '—', '•', '·', '©']);
    let behind = |(at, sign): (usize, &str)| end[if sign == "©" { at } else { at + sign.len() }..].trim_start();
    is_credit(line.text) || end.contains("Credit...") || signs.map(behind).any(is_credit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::noise::line::lines;

    fn check(text: &str, expected: Verdict) {
        assert_eq!(verdict(&lines(text)[0], &normal(text)), expected, "{text}");
    }

    #[test]
    fn credits_end_captions() {
        for text in [
            "A ferry leaves the harbour at dawn. Photograph: Jane Roe/The Lantern",
            "A ferry leaves the harbour at dawn (Photo by Jane Roe/Agency)",
            "Die Fähre verlässt den Hafen. (Foto: dpa)",
            "Die Fähre am Morgen | Bild: Erika Muster",
            "[Image: a ferry at dawn]",
            "(Graphic: Jane Roe)",
            "Photo: Jane Roe",
            "A ferry at dawn. © Jane Roe",
            "Image 3 of 7",
        ] {
            check(text, Verdict::Noise(Kind::Credit));
        }
        check("© 2026 The Lantern", Verdict::Noise(Kind::Copyright));
        check("Copyright 2026 The Lantern. All rights reserved.", Verdict::Noise(Kind::Copyright));
    }

    #[test]
    fn sentences_about_pictures_and_rights_are_none() {
        for text in [
            "The photo: a ferry at dawn, nobody on deck.",
            "She said the picture was taken in 2019 (see Figure 3)",
            "He left the agency. (Reuters)",
            "Copyright law was written for printers",
            "All rights reserved is a phrase that nobody reads, and this column is about the people who wrote it.",
            "Credit: what banks give and take",
            "Image: how the town sees itself",
            "Picture by picture the town grew",
            "Photo by photo, a harbour comes back",
            "(Graphic: what the town pays for its ferries)",
        ] {
            check(text, Verdict::Nothing);
        }
    }
}
