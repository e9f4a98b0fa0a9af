//! What is said of a tag in one text, and colours as they are written.

use crate::model::Tag;

/// What else than the definition a description says, each part behind its words.
pub const PARTS: [&str; 4] = ["Use it when: ", "Do not use it when: ", "Example: ", "Near misses: "];

/// A tag's definition with all that belongs to it, as one text for a format that has one field.
pub fn description(tag: &Tag) -> String {
    let parts = PARTS.iter().zip([&tag.use_when, &tag.not_when, &tag.example, &tag.near]);
    let parts = parts.filter(|(_, text)| !text.is_empty()).map(|(words, text)| format!("{words}{text}"));
    [tag.definition.clone()].into_iter().filter(|text| !text.is_empty()).chain(parts).collect::<Vec<_>>().join("\n\n")
}

/// A colour as `#RGB` or `#RRGGBB`.
pub fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.trim().strip_prefix('#')?;
    let value = u32::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        3 => Some([8, 4, 0].map(|shift| u8::try_from((value >> shift & 15) * 17).unwrap_or(0))),
        6 => Some([16, 8, 0].map(|shift| u8::try_from(value >> shift & 255).unwrap_or(0))),
        _ => None,
    }
}
