//! Choosing which columns of a table hold what, with its first rows as they would become articles.

use egui::{ComboBox, Grid, RichText, ScrollArea, Ui};

use crate::ingest::{Field, FileRead, Header, SEPARATORS, Table};
use crate::ui::{
    theme::{self, colors},
    widgets,
};
use crate::words::counted;

/// Tables that look alike, chosen for together.
pub struct Layout {
    pub table: Table,
    /// Which of the files hold it.
    pub files: Vec<usize>,
    /// What the first of them is called.
    name: String,
    /// What there is to say of them.
    notices: Vec<String>,
}

/// What was chosen: the table has it already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    Columns,
    Sheet,
    Separator,
    Header,
}

/// The layouts of the tables among the files, first those of which no articles come yet.
pub fn layouts(files: &[FileRead]) -> Vec<Layout> {
    let mut layouts: Vec<Layout> = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let Some(table) = &file.contents.table else { continue };
        let is_alike = |other: &Layout| other.table.layout() == table.layout() && other.table.sheets == table.sheets;
        let notices = file.contents.notices.iter().cloned();
        if let Some(known) = layouts.iter_mut().find(|other| is_alike(other)) {
            known.table.rows += table.rows;
            known.files.push(at);
            known.notices.extend(notices);
        } else {
            let name = file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            layouts.push(Layout { table: table.clone(), files: vec![at], name, notices: notices.collect() });
        }
    }
    // Stable: what waits for a choice comes first, the others in the order of the files.
    layouts.sort_by_key(Layout::has_text);
    layouts
}

impl Layout {
    pub fn has_text(&self) -> bool {
        !self.table.places_of(Field::Text).is_empty()
    }

    /// Draws it; gives what was chosen.
    pub fn show(&mut self, ui: &mut Ui) -> Option<Chosen> {
        let more = match self.files.len() {
            1 => String::new(),
            n => format!(" and {} more with these columns", n - 1),
        };
        widgets::section(ui, &format!("{}{more}", self.name), &counted(self.table.rows, "row"));
        ui.add_space(theme::SPACE);
        let mut chosen = None;
        let mut row = |ui: &mut Ui, field: Field, this: &mut Self| {
            ui.label(RichText::new(label(field)).color(colors(ui).dim));
            if ui.horizontal(|ui| this.field(ui, field)).inner {
                chosen = Some(Chosen::Columns);
            }
        };
        if !self.table.names.is_empty() {
            Grid::new(("text of", &self.name)).min_col_width(LABEL).spacing([12.0, 6.0]).show(ui, |ui| {
                row(ui, Field::Text, self);
            });
            let others: Vec<Field> = Field::all().filter(|field| *field != Field::Text).collect();
            Grid::new(("columns of", &self.name)).min_col_width(LABEL).spacing([12.0, 6.0]).show(ui, |ui| {
                for fields in others.chunks(3) {
                    fields.iter().for_each(|field| row(ui, *field, self));
                    ui.end_row();
                }
            });
        }
        if self.table.sheets.len() > 1 && self.sheet(ui) {
            chosen = Some(Chosen::Sheet);
        }
        chosen = self.shape(ui).or(chosen);
        ui.add_space(theme::SPACE * 2.0);
        self.preview(ui);
        for notice in self.notices.iter().take(8) {
            ui.label(RichText::new(widgets::sentence(notice)).font(theme::small()).color(colors(ui).dim));
        }
        chosen
    }

    /// The sign between columns, and the row with their names.
    fn shape(&mut self, ui: &mut Ui) -> Option<Chosen> {
        let before = (self.table.separator, self.table.header);
        if before == (None, None) {
            return None;
        }
        Grid::new(("shape", &self.name)).min_col_width(LABEL).spacing([12.0, 6.0]).show(ui, |ui| {
            if let Some(mut sign) = self.table.separator {
                ui.label(RichText::new("Separated by").color(colors(ui).dim));
                let combo = ComboBox::from_id_salt(("sign of", &self.name)).selected_text(separator(sign)).width(WIDTH);
                let combo = combo.truncate().show_ui(ui, |ui| {
                    for (known, _) in SEPARATORS {
                        widgets::option(ui, &mut sign, known, separator(known));
                    }
                });
                combo.response.accessible_name(format!("Sign between the columns of {}", self.name));
                self.table.separator = Some(sign);
            }
            if let Some(mut header) = self.table.header {
                ui.label(RichText::new("Names in").color(colors(ui).dim));
                let shown = self.head(header);
                let combo = ComboBox::from_id_salt(("names of", &self.name)).selected_text(shown).width(WIDTH * 2.0);
                let combo = combo.truncate().show_ui(ui, |ui| {
                    widgets::option(ui, &mut header, Header::Nowhere, self.head(Header::Nowhere));
                    for (row, _) in &self.table.heads {
                        let row = Header::Row(*row);
                        widgets::option(ui, &mut header, row, self.head(row));
                    }
                });
                combo.response.accessible_name(format!("Row with the names of columns of {}", self.name));
                self.table.header = Some(header);
            }
        });
        if self.table.separator != before.0 {
            return Some(Chosen::Separator);
        }
        (self.table.header != before.1).then_some(Chosen::Header)
    }

    /// A row that may have the names: its number, and its first words.
    fn head(&self, header: Header) -> String {
        let Header::Row(row) = header else { return "no row: all are articles".to_owned() };
        let words = self.table.heads.iter().find(|(number, _)| *number == row).map_or("", |(_, words)| words);
        let unit = if self.table.separator.is_some() { "line" } else { "row" };
        format!("{unit} {row}: {words}")
    }

    fn sheet(&mut self, ui: &mut Ui) -> bool {
        let before = self.table.sheet.clone();
        Grid::new(("sheet", &self.name)).min_col_width(LABEL).spacing([12.0, 6.0]).show(ui, |ui| {
            ui.label(RichText::new("Sheet").color(colors(ui).dim));
            let combo = ComboBox::from_id_salt(("sheet of", &self.name)).selected_text(before.as_str()).width(WIDTH);
            let combo = combo.truncate().show_ui(ui, |ui| {
                for sheet in &self.table.sheets {
                    widgets::option(ui, &mut self.table.sheet, sheet.clone(), sheet);
                }
            });
            combo.response.accessible_name(format!("Sheet of {}", self.name));
        });
        self.table.sheet != before
    }

    /// The columns of a field, each in a box of its own; the text can be made of several.
    fn field(&mut self, ui: &mut Ui, field: Field) -> bool {
        let mut places = self.table.places_of(field).to_vec();
        let before = places.clone();
        let boxes = if field == Field::Text { places.len() + 1 } else { 1 };
        for nth in 0..boxes {
            let name = match (field, nth) {
                (Field::Text, 1..) => format!("Further column for the text of {}", self.name),
                _ => format!("Column for the {} of {}", field.name(), self.name),
            };
            let nothing = if nth > 0 { "and no other" } else { "in no column" };
            let mut place = places.get(nth).copied();
            let is_missing = field == Field::Text && places.is_empty();
            let shown = place.map_or_else(
                || RichText::new(if is_missing { "Choose the column" } else { nothing }).color(colors(ui).dim),
                |at| RichText::new(self.column(at)),
            );
            let combo = ComboBox::from_id_salt((&self.name, field.name(), nth)).selected_text(shown).width(WIDTH);
            let combo = combo.truncate().show_ui(ui, |ui| {
                widgets::option(ui, &mut place, None, nothing);
                for at in 0..self.table.names.len() {
                    widgets::option(ui, &mut place, Some(at), self.column(at));
                }
            });
            combo.response.accessible_name(name);
            match place {
                Some(at) if nth < places.len() => places[nth] = at,
                Some(at) => places.push(at),
                None if nth < places.len() => drop(places.remove(nth)),
                None => {}
            }
            if places != before {
                break;
            }
        }
        if places == before {
            return false;
        }
        self.table.places.retain(|(known, _)| *known != field);
        if !places.is_empty() {
            self.table.places.push((field, places));
        }
        true
    }

    /// What a column is called; its number where it has no name.
    fn column(&self, at: usize) -> String {
        let name = self.table.names.get(at).map_or("", |name| name.trim());
        let short: String = name.chars().take(40).collect();
        match name.chars().count() {
            0 => format!("Column {}", at + 1),
            1..=40 => short,
            _ => format!("{short}…"),
        }
    }

    /// The first rows: under what they are taken for, or as the table has them, as long as nobody has said where its text is.
    fn preview(&self, ui: &mut Ui) {
        if !self.has_text() {
            let advice = "Choose the column that holds the text: without one, no articles come of this table.";
            ui.label(RichText::new(advice).color(colors(ui).warn));
            let columns: Vec<_> = (0..self.table.names.len()).map(|at| (self.column(at), vec![at])).collect();
            #[expect(clippy::cast_precision_loss, reason = "tables have few columns")]
            let share = (ui.available_width() - theme::SPACE * 8.0) / columns.len().max(1) as f32 - GAP;
            let width = share.max(NARROW);
            return self.rows(ui, columns, (width, width));
        }
        let chosen = |field: Field| (label(field).to_uppercase(), self.table.places_of(field).to_vec());
        let mut columns: Vec<_> = Field::all().map(chosen).filter(|(_, places)| !places.is_empty()).collect();
        // The text is what is looked at: it stands last and takes the room that the others leave.
        columns.rotate_left(1);
        #[expect(clippy::cast_precision_loss, reason = "there are seven fields")]
        let others = (columns.len() - 1) as f32 * (NARROW + GAP);
        self.rows(ui, columns, (NARROW, (ui.available_width() - theme::SPACE * 8.0 - others).max(NARROW * 2.0)));
    }

    /// `others` and `last`: how wide the columns before the last are, and that one.
    fn rows(&self, ui: &mut Ui, columns: Vec<(String, Vec<usize>)>, (others, last): (f32, f32)) {
        let width = |at: usize| if at + 1 == columns.len() { last } else { others };
        let (ink, dim) = (colors(ui).ink, colors(ui).dim);
        let cells = |ui: &mut Ui| {
            for (at, (head, _)) in columns.iter().enumerate() {
                ui.label(widgets::elided(ui, head, theme::bold(theme::HEAD), dim, width(at)));
            }
            ui.end_row();
            for row in &self.table.first {
                for (at, (_, places)) in columns.iter().enumerate() {
                    let cell = Table::cell(row, places);
                    ui.label(widgets::elided(ui, &cell, theme::body(), ink, width(at)));
                }
                ui.end_row();
            }
        };
        widgets::card(ui, |ui| {
            ScrollArea::horizontal().id_salt(("first rows", &self.name)).auto_shrink([false, true]).show(ui, |ui| {
                Grid::new(("first rows of", &self.name)).spacing([GAP, 4.0]).show(ui, cells);
            });
        });
    }
}

/// A box with a column in it, and what stands before it; a column of the preview, and the gap between two.
const WIDTH: f32 = 170.0;
const LABEL: f32 = 82.0;
const GAP: f32 = 14.0;
const NARROW: f32 = 110.0;

/// What a sign between columns is called.
fn separator(sign: u8) -> String {
    let known = SEPARATORS.iter().find(|(known, _)| *known == sign);
    known.map_or_else(|| format!("“{}”", char::from(sign).escape_default()), |(_, name)| (*name).to_owned())
}

fn label(field: Field) -> &'static str {
    match field {
        Field::Text => "Text",
        Field::Title => "Title",
        Field::Outlet => "Outlet",
        Field::Author => "Author",
        Field::Date => "Date",
        Field::Link => "Link",
        Field::Language => "Language",
    }
}
