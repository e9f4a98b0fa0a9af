//! What a plain text is made of: blocks, sentences, words and offsets; knows no articles, no files, no window.

pub mod anchoring;
pub mod blocks;
pub mod letters;
pub mod loaded;
pub mod noise;
pub mod offsets;
pub mod sentences;
pub mod visible;
pub mod words;

use std::ops::Range;

/// The line around `offset`, without its line feed, clipped to about `reach` bytes on each side.
///
/// The clipped ends lie on character boundaries, behind or before white space where there is some near by.
fn line_around(text: &str, offset: usize, reach: usize) -> Range<usize> {
    let offset = text.floor_char_boundary(offset);
    let low = text.floor_char_boundary(offset.saturating_sub(reach));
    let high = text.ceil_char_boundary(offset.saturating_add(reach));
    let (before, after) = (&text[low..offset], &text[offset..high]);
    let start = match before.rfind('\n') {
        Some(at) => low + at + 1,
        None if low == 0 => 0,
        None => low + before.find(' ').map_or(0, |at| at + 1),
    };
    let end = match after.find('\n') {
        Some(at) => offset + at,
        None if high == text.len() => high,
        None => offset + after.rfind(' ').unwrap_or(after.len()),
    };
    start..end
}
