//! Paragraphs, lists and tables of a document as plain text: blocks with a blank line between them. Knows no format.

/// The most blocks that a title is looked for in.
const START: usize = 40;

/// Collects a document's text in the order in which it stands. What is opened and never closed is closed at the end.
#[derive(Debug, Default)]
pub struct Blocks {
    done: Vec<Block>,
    open: Vec<Open>,
}

#[derive(Debug)]
struct Block {
    text: String,
    mark: Option<Mark>,
}

impl Block {
    fn is_item(&self) -> bool {
        self.mark.as_ref().is_some_and(|mark| mark.is_item)
    }
}

/// What stands before a paragraph without being part of its words.
#[derive(Debug)]
struct Mark {
    sign: String,
    /// Of a list; otherwise of a heading.
    is_item: bool,
}

#[derive(Debug)]
enum Open {
    Paragraph { text: String, mark: Option<Mark> },
    Table(Vec<String>),
    Row(Vec<String>),
    Cell(Vec<String>),
    Box,
}

/// What can be opened and closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Paragraph,
    Table,
    Row,
    Cell,
    /// What stands apart from the paragraph that it is in, and has paragraphs of its own.
    Box,
}

impl Open {
    fn part(&self) -> Part {
        match self {
            Self::Paragraph { .. } => Part::Paragraph,
            Self::Table(_) => Part::Table,
            Self::Row(_) => Part::Row,
            Self::Cell(_) => Part::Cell,
            Self::Box => Part::Box,
        }
    }
}

impl Blocks {
    /// Begins a paragraph, also within another one (a text box).
    pub fn open(&mut self, part: Part) {
        self.open.push(match part {
            Part::Paragraph => Open::Paragraph { text: String::new(), mark: None },
            Part::Table => Open::Table(Vec::new()),
            Part::Row => Open::Row(Vec::new()),
            Part::Cell => Open::Cell(Vec::new()),
            Part::Box => Open::Box,
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

    /// Whether the paragraph that is open has no text yet, or none is open.
    pub fn is_at_start(&self) -> bool {
        match self.open.last() {
            Some(Open::Paragraph { text, .. }) => text.trim().is_empty(),
            _ => true,
        }
    }

    /// The paragraph that is open is an item of a list, with this sign or number before it. The first one given stays.
    pub fn mark_item(&mut self, sign: &str) {
        self.mark(Mark { sign: sign.to_owned(), is_item: true });
    }

    /// The paragraph that is open is a heading with this number before it.
    pub fn mark_heading(&mut self, number: &str) {
        self.mark(Mark { sign: number.to_owned(), is_item: false });
    }

    fn mark(&mut self, new: Mark) {
        if let Some(Open::Paragraph { mark, .. }) = self.open.last_mut() {
            mark.get_or_insert(new);
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
        self.written(usize::MAX, true)
    }

    /// The blocks, and the first few of them without what stands before items and headings, to guess titles from.
    pub fn finish_with_start(mut self) -> (String, String) {
        self.close_down_to(0);
        (self.written(usize::MAX, true), self.written(START, false))
    }

    fn written(&self, most: usize, with_marks: bool) -> String {
        let mut text = String::new();
        let mut after_item = false;
        for block in self.done.iter().take(most) {
            if !text.is_empty() {
                text.push_str(if after_item && block.is_item() { "\n" } else { "\n\n" });
            }
            match &block.mark {
                Some(mark) if with_marks => text.push_str(&marked(mark, &block.text)),
                _ => text.push_str(&block.text),
            }
            after_item = block.is_item();
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }

    fn close_down_to(&mut self, at: usize) {
        while self.open.len() > at {
            match self.open.pop() {
                Some(Open::Paragraph { text, mark }) => self.put(tidy(&text), mark),
                Some(Open::Cell(parts)) => self.put_cell(parts.join(" ")),
                Some(Open::Row(cells)) => self.put_row(&cells),
                Some(Open::Table(rows)) => self.put(rows.join("\n"), None),
                Some(Open::Box) | None => {}
            }
        }
    }

    /// A block goes to the cell that is open around it, or else among the blocks. A number alone in a cell counts its row.
    fn put(&mut self, text: String, mark: Option<Mark>) {
        let cell = self.open.iter_mut().rev().find_map(|open| match open {
            Open::Cell(parts) => Some(parts),
            _ => None,
        });
        match (cell, mark) {
            (None, _) if text.is_empty() => {}
            (None, mark) => self.done.push(Block { text, mark }),
            (Some(parts), Some(mark)) if !text.is_empty() || mark.sign.contains(char::is_alphanumeric) => {
                parts.push(marked(&mark, &text).trim_end().replace('\n', " "));
            }
            (Some(_), _) if text.is_empty() => {}
            (Some(parts), _) => parts.push(text.replace('\n', " ")),
        }
    }

    fn put_cell(&mut self, cell: String) {
        match self.open.last_mut() {
            Some(Open::Row(cells)) => cells.push(cell),
            _ => self.put(cell, None),
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
            _ => self.put(row, None),
        }
    }
}

/// A paragraph with what stands before it, unless that is nothing.
fn marked(mark: &Mark, text: &str) -> String {
    if mark.sign.is_empty() { text.to_owned() } else { format!("{} {text}", mark.sign) }
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
            blocks.mark_item("•");
            blocks.text(item);
            blocks.close(Part::Paragraph);
        }
        blocks.text("after");
        assert_eq!(blocks.finish(), "A chair\n\nstands\nempty\n\n• one\n• two\n\nafter\n");
    }

    #[test]
    fn numbers_stand_before_items_and_headings_and_in_no_title() {
        let mut blocks = Blocks::default();
        blocks.open(Part::Paragraph);
        blocks.mark_heading("1");
        blocks.text("Seats");
        blocks.close(Part::Paragraph);
        for number in ["a)", "b)"] {
            blocks.open(Part::Paragraph);
            blocks.mark_item(number);
            blocks.mark_item("x");
            blocks.text("item");
            blocks.close(Part::Paragraph);
        }
        let (text, start) = blocks.finish_with_start();
        assert_eq!(text, "1 Seats\n\na) item\nb) item\n");
        assert_eq!(start, "Seats\n\nitem\nitem\n");
    }

    #[test]
    fn a_number_alone_in_a_cell_is_kept() {
        let mut blocks = Blocks::default();
        [Part::Table, Part::Row].into_iter().for_each(|part| blocks.open(part));
        for (mark, text) in [("1.", ""), ("•", ""), ("2.", "Dues")] {
            blocks.open(Part::Cell);
            blocks.open(Part::Paragraph);
            blocks.mark_item(mark);
            blocks.text(text);
            blocks.close(Part::Cell);
        }
        assert_eq!(blocks.finish(), "1.\t\t2. Dues\n");
    }

    #[test]
    fn a_box_keeps_its_paragraphs_apart_from_the_one_around_it() {
        let mut blocks = Blocks::default();
        blocks.text("Before ");
        blocks.open(Part::Box);
        blocks.text("one");
        blocks.break_paragraph();
        blocks.text("two");
        blocks.close(Part::Box);
        blocks.text("after.");
        assert_eq!(blocks.finish(), "one\n\ntwo\n\nBefore after.\n");
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
