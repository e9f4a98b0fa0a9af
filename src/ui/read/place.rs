//! Where the tag bar and the form for details stand: beside the selection, over neither the passage nor the pane on the right.

use egui::{Align2, Pos2, Rect, Vec2, pos2};

/// Space between what opens and what it stands beside.
const GAP: f32 = 4.0;

/// What there is on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Around {
    /// The first and the last visible line of the selection.
    pub lines: (Rect, Rect),
    /// Right of the text.
    pub margin: Rect,
    /// All that the article has.
    pub pane: Rect,
}

impl Around {
    /// Beside a line of something else than an article.
    pub fn line(line: Rect, pane: Rect) -> Self {
        Self { lines: (line, line), margin: Rect::from_min_max(pane.right_top(), pane.right_bottom()), pane }
    }

    /// Where something of that height has to stay: beside the article, or anywhere on the `screen` where it would not fit there.
    pub fn within(&self, height: f32, screen: Rect) -> Rect {
        if self.pane.height() >= height + 2.0 * GAP { self.pane } else { screen }
    }

    /// Where something of that size stands, and by which of its corners: in the margin beside the first line; where that is too narrow
    /// below the last line and the one that comes then, else above the first one, where there is more room.
    pub fn place(&self, size: Vec2) -> (Pos2, Align2) {
        let (first, last) = self.lines;
        if self.pane.right() - self.margin.left() >= size.x + 2.0 * GAP {
            return (pos2(self.margin.left() + GAP, first.top() - 2.0), Align2::LEFT_TOP);
        }
        let left =
            first.left().min(last.left()).min(self.pane.right() - size.x - 2.0 * GAP).max(self.pane.left() + GAP);
        let below = last.bottom() + last.height() + GAP;
        let (under, over) = (self.pane.bottom() - below, first.top() - self.pane.top());
        if under >= size.y || under >= over {
            (pos2(left, below), Align2::LEFT_TOP)
        } else {
            (pos2(left, first.top() - GAP), Align2::LEFT_BOTTOM)
        }
    }
}

#[cfg(test)]
mod tests {
    use egui::vec2;

    use super::*;

    fn around(first: f32, last: f32, pane: Rect, margin: f32) -> Around {
        let line = |top| Rect::from_min_size(pos2(100.0, top), vec2(300.0, 28.0));
        let margin = Rect::from_min_max(pos2(margin, pane.top()), pane.right_bottom());
        Around { lines: (line(first), line(last)), margin, pane }
    }

    #[test]
    fn it_covers_neither_the_passage_nor_what_is_beside_the_article() {
        let size = vec2(320.0, 290.0);
        let pane = Rect::from_min_max(pos2(50.0, 40.0), pos2(600.0, 800.0));
        for (first, last) in [(60.0, 60.0), (60.0, 200.0), (400.0, 450.0), (740.0, 770.0), (45.0, 790.0)] {
            for margin in [450.0, 250.0] {
                let around = around(first, last, pane, margin);
                let (pos, corner) = around.place(size);
                let rect = corner.anchor_size(pos, size);
                assert!(rect.right() <= pane.right(), "{around:?}: {rect:?}");
                let passage = around.lines.0.union(around.lines.1);
                let is_beside = margin < 300.0;
                let fits = passage.top() - pane.top() >= size.y || pane.bottom() - passage.bottom() - 28.0 >= size.y;
                assert!(is_beside || !fits || !rect.intersects(passage), "{around:?}: {rect:?}");
            }
        }
    }
}
