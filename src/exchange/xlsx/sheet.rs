//! One sheet of a workbook: a table below a header that stays in view, within what Excel can hold. Knows no project.

use std::fmt::Write as _;

use jiff::Timestamp;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatUnderline, Url, Worksheet};

use super::super::writing::ExportError;
use crate::{bytes::xml, exchange::csv::begins_formula, model::hues};

/// What a sheet can hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// With the header.
    rows: u32,
    /// Of a cell, in UTF-16 units.
    characters: usize,
    links: usize,
}

impl Limits {
    pub(super) const EXCEL: Self = Self { rows: 1_048_576, characters: 32_767, links: 65_530 };

    #[cfg(test)]
    pub(super) fn of_rows(rows: u32) -> Self {
        Self { rows, ..Self::EXCEL }
    }
}

/// What a workbook could not hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Trouble {
    /// Cells that were cut.
    cut: usize,
    /// Cells with characters that no workbook can hold.
    signs: usize,
    /// Rows that were left out.
    rows: usize,
}

impl Trouble {
    pub(super) fn in_words(&self) -> Vec<String> {
        let mut said = Vec::new();
        if self.rows > 0 {
            said.push(format!("A sheet holds 1,048,576 rows: the last {} were left out.", self.rows));
        }
        if self.cut > 0 {
            let cells = if self.cut == 1 { "cell was" } else { "cells were" };
            said.push(format!("A cell holds 32,767 characters: {} {cells} cut, and say so at their end.", self.cut));
        }
        if self.signs > 0 {
            let cells = if self.signs == 1 { "cell" } else { "cells" };
            let words = "control characters, which a workbook cannot hold: � stands in their place.";
            said.push(format!("{} {cells} had {words}", self.signs));
        }
        said
    }
}

/// A value to be written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cell<'c> {
    Empty,
    Text(&'c str),
    Number(usize),
    /// A full date as a date, any other as words.
    Date(&'c str),
    Time(Timestamp),
    /// A link where it is one, else words.
    Link(&'c str),
    /// A cell filled with the hue.
    Colour(u8),
}

/// How cells look.
pub(super) struct Looks {
    head: Format,
    text: Format,
    /// Words that would become a formula when somebody edits the cell.
    guarded: Format,
    number: Format,
    date: Format,
    time: Format,
    link: Format,
    hues: Vec<Format>,
}

impl Looks {
    pub(super) fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        Self {
            head: Format::new().set_bold().set_background_color(Color::RGB(0xef_ede7)).set_align(FormatAlign::Top),
            text: top().set_text_wrap(),
            guarded: top().set_text_wrap().set_quote_prefix(),
            number: top(),
            date: top().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            time: top().set_num_format("yyyy-mm-dd hh:mm:ss").set_align(FormatAlign::Left),
            link: top().set_font_color(Color::RGB(0x2f_5d8a)).set_underline(FormatUnderline::Single),
            hues: hues::LIGHT.into_iter().map(|rgb| Format::new().set_background_color(Color::RGB(rgb))).collect(),
        }
    }
}

/// A sheet that is being filled, row by row.
pub(super) struct Sheet<'s> {
    out: &'s mut Worksheet,
    looks: &'s Looks,
    limits: Limits,
    trouble: &'s mut Trouble,
    /// The row to be written next.
    next: u32,
    columns: u16,
    links: usize,
    left_out: usize,
}

impl<'s> Sheet<'s> {
    pub(super) fn new(out: &'s mut Worksheet, looks: &'s Looks, limits: Limits, trouble: &'s mut Trouble) -> Self {
        Self { out, looks, limits, trouble, next: 0, columns: 0, links: 0, left_out: 0 }
    }

    /// Names the sheet and its columns, which are so many characters wide.
    pub(super) fn begin<'c>(
        &mut self,
        name: &str,
        columns: impl IntoIterator<Item = (&'c str, u16)>,
    ) -> Result<(), ExportError> {
        self.out.set_name(name)?;
        for (title, width) in columns {
            self.out.set_column_width(self.columns, width)?;
            let title = fitting(title, self.limits.characters, self.trouble);
            self.out.write_string_with_format(0, self.columns, title, &self.looks.head)?;
            self.columns += 1;
        }
        self.out.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?.set_landscape().set_print_fit_to_pages(1, 0);
        self.next = 1;
        Ok(())
    }

    /// Writes a row, or counts it where the sheet is full: the last row is kept to say so.
    pub(super) fn row<'c>(&mut self, cells: impl IntoIterator<Item = Cell<'c>>) -> Result<(), ExportError> {
        if self.next + 1 >= self.limits.rows {
            self.left_out += 1;
            return Ok(());
        }
        for (column, cell) in (0..).zip(cells) {
            self.cell(column, cell)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Puts filters over the columns, and says below them what did not fit.
    pub(super) fn end(&mut self) -> Result<(), ExportError> {
        self.out.autofilter(0, 0, self.next.saturating_sub(1), self.columns.saturating_sub(1))?;
        if self.left_out > 0 {
            let words = format!("{} more rows did not fit on this sheet", self.left_out);
            self.out.write_string_with_format(self.next, 0, words, &self.looks.text)?;
            self.trouble.rows += self.left_out;
        }
        Ok(())
    }

    fn cell(&mut self, column: u16, cell: Cell<'_>) -> Result<(), ExportError> {
        let (row, looks) = (self.next, self.looks);
        match cell {
            Cell::Empty | Cell::Text("") | Cell::Date("") | Cell::Link("") => {}
            Cell::Text(text) => self.text(column, text)?,
            Cell::Number(number) => {
                // Offsets and counts are far below what a double holds exactly.
                #[expect(clippy::cast_precision_loss, reason = "counts are small")]
                self.out.write_number_with_format(row, column, number as f64, &looks.number)?;
            }
            Cell::Date(date) => match full_date(date) {
                Some(day) => {
                    self.out.write_datetime_with_format(row, column, &day, &looks.date)?;
                }
                None => self.text(column, date)?,
            },
            Cell::Time(time) => match ExcelDateTime::from_timestamp(time.as_second()) {
                Ok(moment) => {
                    self.out.write_datetime_with_format(row, column, &moment, &looks.time)?;
                }
                Err(_) => self.text(column, &time.to_string())?,
            },
            Cell::Link(link) if xml::is_link(link) && self.links < self.limits.links => {
                self.links += 1;
                self.out.write_url_with_format(row, column, Url::new(link), &looks.link)?;
            }
            Cell::Link(link) => self.text(column, link)?,
            Cell::Colour(hue) => {
                if let Some(format) = looks.hues.get(usize::from(hue) % looks.hues.len().max(1)) {
                    self.out.write_blank(row, column, format)?;
                }
            }
        }
        Ok(())
    }

    fn text(&mut self, column: u16, text: &str) -> Result<(), ExportError> {
        let text = fitting(text, self.limits.characters, self.trouble);
        let format = if begins_formula(&text) { &self.looks.guarded } else { &self.looks.text };
        self.out.write_string_with_format(self.next, column, text, format)?;
        Ok(())
    }
}

/// The text as a cell holds it: at most `limit` UTF-16 units long, with line feeds for line breaks and without signs that
/// no XML may have.
pub(super) fn fitting(text: &str, limit: usize, trouble: &mut Trouble) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut has_signs = false;
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' => clean.push('\n'),
            '\n' | '\t' => clean.push(c),
            c if xml::is_forbidden(c) => {
                has_signs = true;
                clean.push(char::REPLACEMENT_CHARACTER);
            }
            c => clean.push(c),
        }
    }
    trouble.signs += usize::from(has_signs);
    // A text has at least as many bytes as units.
    if clean.len() > limit && clean.encode_utf16().count() > limit {
        trouble.cut += 1;
        cut(&mut clean, limit);
    }
    clean
}

fn cut(text: &mut String, limit: usize) {
    /// Room for what is said of the cut.
    const ROOM: usize = 60;
    let (mut units, mut at) = (0, text.len());
    for (start, c) in text.char_indices() {
        units += c.len_utf16();
        if units + ROOM > limit {
            at = start;
            break;
        }
    }
    let left = text.split_off(at).chars().count();
    // Writing to a string cannot fail.
    write!(text, " … [cut: {left} more characters]").unwrap_or_default();
}

/// `2026-01-08`, which stands for a day that Excel knows.
fn full_date(date: &str) -> Option<ExcelDateTime> {
    let day: jiff::civil::Date = date.parse().ok().filter(|_| date.len() == 10)?;
    let part = |part: i8| u8::try_from(part).ok();
    ExcelDateTime::from_ymd(u16::try_from(day.year()).ok()?, part(day.month())?, part(day.day())?).ok()
}
