//! What the reader shows in a frame, and what the user did there.

use std::{ops::Range, sync::Arc};

use super::{marks::Marks, style::ReaderStyle};
use egui::{Pos2, Rect};

/// What the reader shows in a frame.
pub struct ReaderInput<'a> {
    /// The text, with line feeds only.
    pub text: &'a Arc<str>,
    /// Another number for another article or another text of it.
    pub document: u64,
    /// Another number for other marks.
    pub revision: u64,
    /// The highlights.
    pub marks: &'a Marks,
    /// Shown above the text.
    pub title: &'a str,
    /// Shown below the title, in small print.
    pub byline: &'a str,
    /// Search hits, in bytes, by rising start.
    pub found: &'a [Range<usize>],
    /// Index of the hit one is at.
    pub found_current: Option<usize>,
    /// Keys of the marks that are looked at.
    pub focused: &'a [u64],
    /// Names of the margin's columns, such as a column for each analyst; none: one column without a name.
    pub columns: &'a [Arc<str>],
    /// Name of a tag whose marks are to stand out.
    pub hovered_tag: Option<&'a str>,
    /// Sizes, fonts and colours.
    pub style: &'a ReaderStyle,
    /// Whether edges of own marks can be dragged.
    pub editable: bool,
    /// Whether the mouse selects whole words; with Alt it is the other way round.
    pub whole_words: bool,
    /// Bytes that recede, by rising start.
    pub dimmed: &'a [Range<usize>],
    /// Paragraphs that are shown dim, by rising start.
    pub muted: &'a [Muted],
}

impl<'a> ReaderInput<'a> {
    /// The dim paragraph that a byte offset lies in.
    pub(super) fn muted_at(&self, offset: usize) -> Option<&'a Muted> {
        let behind = self.muted.partition_point(|muted| muted.range.start <= offset);
        self.muted.get(behind.checked_sub(1)?).filter(|muted| offset < muted.range.end)
    }
}

/// A paragraph that is shown dim.
#[derive(Clone, Debug, PartialEq)]
pub struct Muted {
    /// Its bytes.
    pub range: Range<usize>,
    /// Why, said when the pointer is over it.
    pub why: String,
}

/// What the user did.
#[derive(Clone, Debug, PartialEq)]
pub enum ReaderEvent {
    /// The mouse has been released with a selection that is not empty.
    Selected,
    /// A click that selects nothing: the selection is gone. [`ReaderEvent::Picked`] follows where there are marks.
    Cleared,
    /// A click on marks: all under it, the shortest first; another click on the same place brings the next one first.
    Picked {
        /// Keys of the marks.
        keys: Vec<u64>,
        /// Byte offset of the character under the click.
        offset: usize,
    },
    /// An edge of a mark has been dragged to a new place.
    EdgeMoved {
        /// Key of the mark.
        key: u64,
        /// Its new bytes, on grapheme boundaries, not empty.
        span: Range<usize>,
    },
    /// A name in the margin was clicked.
    MarginPicked {
        /// Key of the mark.
        key: u64,
    },
    /// The pointer came over a mark (its key), or over none.
    Hovered(Option<u64>),
    /// The secondary button was clicked in the text.
    ContextMenu {
        /// Where, on the screen.
        pos: Pos2,
        /// Nearest byte offset.
        offset: usize,
    },
}

/// What came of showing the reader.
pub struct ReaderOutput {
    /// What the user did, in order.
    pub events: Vec<ReaderEvent>,
    /// Screen rectangles of the first and the last visible line of the selection.
    pub selection_lines: Option<(Rect, Rect)>,
    /// Screen rectangle of the right margin, where a tag bar opens.
    pub margin: Rect,
    /// Screen rectangle of all that the reader has.
    pub pane: Rect,
    /// Screen rectangle of the column of text.
    pub column: Rect,
    /// Bytes on the screen.
    pub visible: Range<usize>,
}

/// Bytes that glow, and since when (seconds of egui's clock), once they have been seen.
pub(super) struct Glow {
    pub(super) range: Range<usize>,
    pub(super) since: Option<f64>,
}
