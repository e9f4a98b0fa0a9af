//! What a plain text is made of: blocks, sentences, words and offsets; knows no articles, no files, no window.

pub mod blocks;
pub mod letters;
pub mod lines;
pub mod loaded;
pub mod noise;
pub mod offsets;
pub mod sentences;
pub mod visible;
pub mod words;

use std::ops::Range;

/// The line around `offset`, without its end, clipped to about `reach` bytes on each side.
///
/// The clipped ends lie on character boundaries, behind or before white space where there is some near by.
fn line_around(text: &str, offset: usize, reach: usize) -> Range<usize> {
    let offset = text.floor_char_boundary(offset);
    let low = text.floor_char_boundary(offset.saturating_sub(reach));
    let high = text.ceil_char_boundary(offset.saturating_add(reach));
    let (before, after) = (&text[low..offset], &text[offset..high]);
    let start = match lines::start_of(text, low, offset) {
        Some(start) => start,
        None if low == 0 => 0,
        None => low + before.find(' ').map_or(0, |at| at + 1),
    };
    let end = match lines::end_of(text, offset, high) {
        Some(end) => end,
        None if high == text.len() => high,
        None => offset + after.rfind(' ').unwrap_or(after.len()),
    };
    start..end
}
