//! The state of one reading pane.

use crate::ui::reader::{
    gesture::{Clicks, Gesture},
    input::Glow,
    margin::Margin,
    selection::Selection,
    strip::Strip,
    view::View,
};

/// The state of one reading pane.
#[derive(Default)]
pub struct Reader {
    pub(super) view: View,
    pub(super) selection: Option<Selection>,
    pub(super) gesture: Gesture,
    pub(super) clicks: Clicks,
    pub(super) hovered: Option<u64>,
    /// Byte offset of the last press, from where a click with Shift selects.
    pub(super) clicked: Option<usize>,
    /// Offset of the last pick and how many times it was picked, to cycle through what lies there.
    pub(super) cycle: Option<(usize, usize)>,
    pub(super) glow: Option<Glow>,
    pub(super) margin: Margin,
    pub(super) strip: Strip,
    pub(super) id: Option<egui::Id>,
}
