//! Sizes, fonts and colours of the reader, given by the theme; the reader itself names no colour.

use egui::{Color32, FontFamily};

/// How the reader looks. Lengths are in points.
#[derive(Clone, Debug, PartialEq)]
pub struct ReaderStyle {
    /// Family of text without combining marks: it need not have any, nor rules for them.
    pub text: FontFamily,
    /// Family of text with combining marks, with the same advances.
    pub marked_text: FontFamily,
    /// Family of the title.
    pub bold: FontFamily,
    /// Family of the byline and of the names in the margin.
    pub sans: FontFamily,
    /// Size of the text.
    pub text_size: f32,
    /// Size of the title.
    pub title_size: f32,
    /// Size of the byline.
    pub byline_size: f32,
    /// Size of the names in the margin.
    pub label_size: f32,
    /// Distance of lines, as a multiple of the size of the text.
    pub line_height: f32,
    /// Space between paragraphs.
    pub paragraph_gap: f32,
    /// Width of the column where there is room.
    pub measure: f32,
    /// Width of the margin that names the tags.
    pub margin: f32,
    /// What the text stands on.
    pub ground: Color32,
    /// The text.
    pub ink: Color32,
    /// Text that is not part of the article.
    pub muted: Color32,
    /// The byline, and marks without a tag.
    pub dim: Color32,
    /// The track of the overview strip.
    pub line: Color32,
    /// The outline of the selection.
    pub accent: Color32,
    /// The fill of the selection.
    pub selection: Color32,
    /// The fill of search hits.
    pub found: Color32,
    /// The fill of the search hit one is at.
    pub found_current: Color32,
    /// The glow where a jump landed.
    pub glow: Color32,
}

impl ReaderStyle {
    /// `color` at `strength` (0 to 1) on the ground, opaque.
    pub(super) fn tint(&self, color: Color32, strength: f32) -> Color32 {
        self.ground.lerp_to_gamma(color, strength)
    }
}
