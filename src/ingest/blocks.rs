//! Paragraphs, lists and tables of a document as plain text: blocks with a blank line between them. Knows no format.

/// Collects a document's text in the order in which it stands. What is opened and never closed is closed at the end.
#[derive(Debug, Default)]
pub struct Blocks {
    done: Vec<Block>,
    open: Vec<Open>,
}

#[derive(Debug)]
struct Block {
    text: String,
    is_item: bool,
}

#[derive(Debug)]
enum Open {
    /// `is_item`: of a list.
    Paragraph {
        text: String,
        is_item: bool,
    },
    Table(Vec<String>),
    Row(Vec<String>),
    Cell(Vec<String>),
}

/// What can be opened and closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Paragraph,
    Table,
    Row,
    Cell,
}

impl Open {
    fn part(&self) -> Part {
        match self {
            Self::Paragraph { .. } => Part::Paragraph,
            Self::Table(_) => Part::Table,
            Self::Row(_) => Part::Row,
            Self::Cell(_) => Part::Cell,
        }
    }
}

impl Blocks {
    /// Begins a paragraph, also within another one (a text box).
    pub fn open(&mut self, part: Part) {
        self.open.push(match part {
            Part::Paragraph => Open::Paragraph { text: String::new(), is_item: false },
            Part::Table => Open::Table(Vec::new()),
            Part::Row => Open::Row(Vec::new()),
            Part::Cell => Open::Cell(Vec::new()),
        });
    }

    /// Ends the innermost `part` that is open, with all that is open in it; nothing if none is.
    pub fn close(&mut self, part: Part) {
        if let Some(at) = self.open.iter().rposition(|open| open.part() == part) {
            self.close_down_to(at);
        }
    }

    /// Ends the paragraph that text goes to, if there is one. Markup has no end of a paragraph where another block begins.
    pub fn break_paragraph(&mut self) {
        if self.in_paragraph() {
            self.close(Part::Paragraph);
        }
    }

    pub fn in_paragraph(&self) -> bool {
        matches!(self.open.last(), Some(Open::Paragraph { .. }))
    }

    /// The paragraph that is open is an item of a list.
    pub fn mark_item(&mut self) {
        if let Some(Open::Paragraph { is_item, .. }) = self.open.last_mut() {
            *is_item = true;
        }
    }

    /// Text as it is, in the paragraph that is open; one is opened if none is.
    pub fn text(&mut self, more: &str) {
        if !self.in_paragraph() {
            self.open(Part::Paragraph);
        }
        if let Some(Open::Paragraph { text, .. }) = self.open.last_mut() {
            text.push_str(more);
        }
    }

    /// Text in which any white space is one space, and none at the start of a line.
    pub fn flowing_text(&mut self, more: &str) {
        if !self.in_paragraph() && more.trim_matches(is_space).is_empty() {
            return;
        }
        let mut ends_in_space = match self.open.last() {
            Some(Open::Paragraph { text, .. }) => text.is_empty() || text.ends_with([' ', '\n', '\t']),
            _ => true,
        };
        let mut flowing = String::with_capacity(more.len());
        for c in more.chars() {
            if !is_space(c) {
                flowing.push(c);
            } else if !ends_in_space {
                flowing.push(' ');
            }
            ends_in_space = is_space(c);
        }
        self.text(&flowing);
    }

    /// The blocks, with a blank line between two; lines of a list stand below each other.
    pub fn finish(mut self) -> String {
        self.close_down_to(0);
        let mut text = String::new();
        let mut after_item = false;
        for block in self.done {
            if !text.is_empty() {
                text.push_str(if after_item && block.is_item { "\n" } else { "\n\n" });
            }
            if block.is_item {
                text.push_str("• ");
            }
            text.push_str(&block.text);
            after_item = block.is_item;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }

    fn close_down_to(&mut self, at: usize) {
        while self.open.len() > at {
            match self.open.pop() {
                Some(Open::Paragraph { text, is_item }) => self.put(tidy(&text), is_item),
                Some(Open::Cell(parts)) => self.put_cell(parts.join(" ")),
                Some(Open::Row(cells)) => self.put_row(&cells),
                Some(Open::Table(rows)) => self.put(rows.join("\n"), false),
                None => {}
            }
        }
    }

    /// A block goes to the cell that is open around it, or else among the blocks.
    fn put(&mut self, text: String, is_item: bool) {
        if text.is_empty() {
            return;
        }
        let cell = self.open.iter_mut().rev().find_map(|open| match open {
            Open::Cell(parts) => Some(parts),
            _ => None,
        });
        match cell {
            Some(parts) => parts.push(text.replace('\n', " ")),
            None => self.done.push(Block { text, is_item }),
        }
    }

    fn put_cell(&mut self, cell: String) {
        match self.open.last_mut() {
            Some(Open::Row(cells)) => cells.push(cell),
            _ => self.put(cell, false),
        }
    }

    fn put_row(&mut self, cells: &[String]) {
        let row = cells.join("\t");
        if row.trim().is_empty() {
            return;
        }
        let row = row.trim_end().to_owned();
        match self.open.last_mut() {
            Some(Open::Table(rows)) => rows.push(row),
            _ => self.put(row, false),
        }
    }
}

/// White space that means no more than a space; the one that does not break is kept.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// Without characters that no text has, and without white space around its lines.
fn tidy(text: &str) -> String {
    let kept = |c: &char| (!c.is_control() || matches!(c, '\n' | '\t')) && !matches!(c, '\u{ad}' | '\u{feff}');
    let text: String = text.replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{2028}', '\u{2029}'], "\n");
    let text: String = text.chars().filter(kept).collect();
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_have_a_blank_line_between_them() {
        let mut blocks = Blocks::default();
        for text in ["A chair", "", " stands\nempty "] {
            blocks.open(Part::Paragraph);
            blocks.text(text);
            blocks.close(Part::Paragraph);
        }
        for item in ["one", "two"] {
            blocks.open(Part::Paragraph);
            blocks.mark_item();
            blocks.text(item);
            blocks.close(Part::Paragraph);
        }
        blocks.text("after");
        assert_eq!(blocks.finish(), "A chair\n\nstands\nempty\n\n• one\n• two\n\nafter\n");
    }

    #[test]
    fn a_table_is_lines() {
        let mut blocks = Blocks::default();
        blocks.open(Part::Table);
        for row in [["Member", "Dues"], ["Foc", "12"]] {
            blocks.open(Part::Row);
            for cell in row {
                blocks.open(Part::Cell);
                blocks.text(cell);
                blocks.close(Part::Cell);
            }
            blocks.close(Part::Row);
        }
        blocks.close(Part::Table);
        assert_eq!(blocks.finish(), "Member\tDues\nFoc\t12\n");
    }

    #[test]
    fn white_space_flows() {
        let mut blocks = Blocks::default();
        blocks.flowing_text("\n  ");
        blocks.flowing_text("a \n");
        blocks.flowing_text("  b\u{a0}c\u{ad}d");
        assert_eq!(blocks.finish(), "a b\u{a0}cd\n");
    }

    #[test]
    fn what_was_never_opened_is_not_closed() {
        let mut blocks = Blocks::default();
        blocks.close(Part::Row);
        blocks.open(Part::Cell);
        blocks.text("alone");
        blocks.close(Part::Table);
        assert_eq!(blocks.finish(), "alone\n");
    }
}
