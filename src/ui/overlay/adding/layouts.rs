//! Choosing which columns of a table hold what, with its first rows as they would become articles.

use egui::{ComboBox, Grid, RichText, Ui};

use crate::ingest::{Field, FileRead, Table};
use crate::model::verbs::counted;
use crate::ui::{
    theme::{self, colors},
    widgets,
};

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
}

/// The layouts of the tables among the files, in the order of the files.
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
        Grid::new(("columns of", &self.name)).num_columns(2).spacing([12.0, 6.0]).show(ui, |ui| {
            if self.table.sheets.len() > 1 {
                chosen = self.sheet(ui).then_some(Chosen::Sheet);
                ui.end_row();
            }
            let fields: Vec<Field> = if self.table.names.is_empty() { Vec::new() } else { Field::all().collect() };
            for field in fields {
                ui.label(RichText::new(label(field)).color(colors(ui).dim));
                ui.horizontal(|ui| {
                    if self.field(ui, field) {
                        chosen = chosen.or(Some(Chosen::Columns));
                    }
                });
                ui.end_row();
            }
        });
        ui.add_space(theme::SPACE * 2.0);
        self.preview(ui);
        for notice in self.notices.iter().take(8) {
            ui.label(RichText::new(widgets::sentence(notice)).font(theme::small()).color(colors(ui).dim));
        }
        chosen
    }

    fn sheet(&mut self, ui: &mut Ui) -> bool {
        ui.label(RichText::new("Sheet").color(colors(ui).dim));
        let before = self.table.sheet.clone();
        let combo = ComboBox::from_id_salt(("sheet of", &self.name)).selected_text(before.as_str()).width(WIDTH);
        let combo = combo.show_ui(ui, |ui| {
            for sheet in &self.table.sheets {
                ui.selectable_value(&mut self.table.sheet, sheet.clone(), sheet);
            }
        });
        combo.response.accessible_name(format!("Sheet of {}", self.name));
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
                ui.selectable_value(&mut place, None, nothing);
                for at in 0..self.table.names.len() {
                    ui.selectable_value(&mut place, Some(at), self.column(at));
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

    /// The first rows, as they stand, under what they are taken for.
    fn preview(&self, ui: &mut Ui) {
        if !self.has_text() {
            let advice = "Choose the column that holds the text: without one, no articles come of this table.";
            ui.label(RichText::new(advice).color(colors(ui).warn));
            return;
        }
        let fields: Vec<Field> = Field::all().filter(|field| !self.table.places_of(*field).is_empty()).collect();
        // The text is what is looked at, and takes the room that the others leave.
        let (all, others) = (ui.available_width(), fields.len() - 1);
        #[expect(clippy::cast_precision_loss, reason = "there are seven fields")]
        let others = others as f32;
        let narrow = ((all - TEXT) / others.max(1.0) - GAP).clamp(60.0, 160.0);
        let wide = (all - others * (narrow + GAP)).max(120.0);
        widgets::card(ui, |ui| {
            Grid::new(("first rows of", &self.name)).spacing([GAP, 4.0]).show(ui, |ui| {
                let width = |field: Field| if field == Field::Text { wide - 30.0 } else { narrow };
                let (ink, dim) = (colors(ui).ink, colors(ui).dim);
                for field in &fields {
                    let head = label(*field).to_uppercase();
                    ui.label(widgets::elided(ui, &head, theme::bold(theme::HEAD), dim, width(*field)));
                }
                ui.end_row();
                for row in &self.table.first {
                    for field in &fields {
                        let cell = self.table.cell(row, *field);
                        ui.label(widgets::elided(ui, &cell, theme::body(), ink, width(*field)));
                    }
                    ui.end_row();
                }
            });
        });
    }
}

/// A box with a column in it; the gap between columns of the preview; what its text has at least.
const WIDTH: f32 = 190.0;
const GAP: f32 = 14.0;
const TEXT: f32 = 260.0;

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
