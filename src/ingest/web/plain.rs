//! Words of pages that still have markup in them.

use dom_query::Document;

/// A text without elements and entities that were left in it, white space as one space.
pub fn plain(text: &str) -> String {
    let mut text = text.to_owned();
    // Some programs put entities for entities.
    for _ in 0..3 {
        let has_entity = text.split('&').skip(1).any(|rest| {
            rest.find(';')
                .is_some_and(|end| end <= 8 && rest[..end].chars().all(|c| c.is_ascii_alphanumeric() || c == '#'))
        });
        let has_element =
            text.split('<').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
        if !has_entity && !has_element {
            break;
        }
        text = Document::fragment(text.replace("<br", " <br")).text().to_string();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
