//! The export dialog: what is written, in which format, to which file.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use egui::{RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo, vec2};

use super::super::export::ExportRequest;
use super::rows::{Found, Key};
use crate::{
    exchange::{self, ExportOptions, FORMATS, Format, Holds, Preview, Rows},
    model::{AnalystId, Project, slug},
    storage::ExportView,
    ui::{
        action::{Action, Actions},
        dialog,
        dialogs::Ask,
        scene::Scene,
        theme::{self, colors},
        widgets,
    },
    words::counted,
};

/// How many rows the preview shows, and how much of a line.
const ROWS: usize = 3;
const LINE: usize = 400;
/// How many formats stand side by side.
const COLUMNS: usize = 3;

/// The choices, kept while the window is open, and the dialog.
pub struct Export {
    open: bool,
    /// Where files go unless something else is said.
    folder: Option<PathBuf>,
    format: &'static str,
    bom: bool,
    per_coding: bool,
    /// As typed.
    path: String,
    /// No path was suggested or chosen yet.
    wants_path: bool,
    /// Whether the path was typed since the dialog was opened.
    is_typed: bool,
    /// What is at that path: looked up when the path changes.
    at_path: Option<(String, AtPath)>,
    preview: Option<(PreviewKey, String)>,
}

type PreviewKey = (u64, &'static str, bool);

impl Default for Export {
    fn default() -> Self {
        Self::new(&ExportView::default())
    }
}

/// What stands where a file is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtPath {
    Nothing,
    NoName,
    Relative,
    NoFolder,
    Folder,
    /// Files that would be replaced.
    Files(Vec<PathBuf>),
}

impl AtPath {
    pub fn of(path: &Path, files: &[PathBuf]) -> Self {
        if path.as_os_str().is_empty() || path.file_name().is_none() {
            return Self::NoName;
        }
        if path.is_relative() {
            return Self::Relative;
        }
        if path.is_dir() {
            return Self::Folder;
        }
        if !path.parent().is_some_and(Path::is_dir) {
            return Self::NoFolder;
        }
        let present: Vec<PathBuf> = files.iter().filter(|file| file.exists()).cloned().collect();
        if present.is_empty() { Self::Nothing } else { Self::Files(present) }
    }

    fn is_good(&self) -> bool {
        matches!(self, Self::Nothing | Self::Files(_))
    }

    fn words(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::NoName => "Name a file.".to_owned(),
            Self::Relative => "Give the whole path, from the root folder on, or use Choose…".to_owned(),
            Self::NoFolder => "That folder is not there: choose another one.".to_owned(),
            Self::Folder => "That is a folder: add the name of a file.".to_owned(),
            Self::Files(files) => match files.as_slice() {
                [_] => "That file is there already: it will be replaced.".to_owned(),
                _ => format!("{} are there already: they will be replaced.", counted(files.len(), "file")),
            },
        }
    }
}

/// The files that an export to `path` writes: of layers one for each analyst.
pub fn files(format: &Format, path: &Path, analysts: &BTreeSet<AnalystId>) -> Vec<PathBuf> {
    if !format.is_layers() || analysts.len() < 2 {
        return vec![path.to_owned()];
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    analysts.iter().map(|analyst| path.with_file_name(format!("{stem}-{analyst}.{}", format.ending))).collect()
}

/// Where an export goes unless something else is said: the user's documents, by the project's title.
pub fn suggested(title: &str, folder: &Path, ending: &str) -> PathBuf {
    folder.join(format!("{}.{ending}", slug(title, "excerpts")))
}

/// The folder that exports go to unless something else is said.
pub fn documents() -> PathBuf {
    let dirs = directories::UserDirs::new();
    let folder = dirs.as_ref().map(|dirs| dirs.document_dir().filter(|dir| dir.is_dir()).unwrap_or(dirs.home_dir()));
    folder.map(Path::to_owned).unwrap_or_default()
}

/// In a sentence each, what a file of the format holds and what it does not.
fn what_it_holds(format: &Format) -> [String; 2] {
    [format!("Holds {}.", format.carries), format!("Leaves out {}.", format.leaves_out())]
}

/// The beginning of what would be written; of a format that is no text, the passages as CSV has them.
pub fn preview(project: &Project, format: &Format, options: &ExportOptions, passages: &[Key]) -> String {
    let mut bytes = Vec::new();
    let shown = match format.preview {
        Preview::AsItIs => format,
        Preview::As(other) => exchange::format(other).unwrap_or(format),
    };
    // The mark is invisible; shown as text it would only confuse.
    let options = ExportOptions { bom: false, ..options.clone() };
    let export = exchange::Export { project, passages, options: &options, progress: &|_, _| true };
    if let Err(error) = shown.write(&export, &mut bytes) {
        return error.to_string();
    }
    let text = String::from_utf8_lossy(&bytes);
    let cut = |line: &str| match line.char_indices().nth(LINE) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line.to_owned(),
    };
    text.lines().take(ROWS * 8).map(cut).collect::<Vec<_>>().join("\n")
}

impl Export {
    /// With the choices of the last time.
    pub fn new(view: &ExportView) -> Self {
        let known = exchange::format(&view.format).filter(|format| format.is_written()).unwrap_or(&FORMATS[0]);
        Self {
            open: false,
            folder: view.folder.clone(),
            format: known.name,
            bom: view.bom,
            per_coding: view.per_coding,
            path: String::new(),
            wants_path: true,
            is_typed: false,
            at_path: None,
            preview: None,
        }
    }

    pub fn open(&mut self) {
        self.open = true;
        // Files come and go while the dialog is closed.
        self.at_path = None;
    }

    pub fn set_path(&mut self, path: PathBuf) {
        let format = self.format();
        let has_ending = path.extension().is_some();
        let path = if has_ending { path } else { path.with_extension(format.ending) };
        self.path = path.to_string_lossy().into_owned();
        self.wants_path = false;
        self.at_path = None;
    }

    fn format(&self) -> &'static Format {
        exchange::format(self.format).unwrap_or(&FORMATS[0])
    }

    fn options(&self, found: &Found) -> ExportOptions {
        let rows = if self.per_coding { Rows::PerCoding } else { Rows::PerPassage };
        ExportOptions { bom: self.bom, rows, filter: found.filter().clone() }
    }

    /// The path that somebody is typing.
    pub fn typed(&self) -> Option<&str> {
        (self.open && self.is_typed).then_some(self.path.as_str())
    }

    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Draws the open dialog.
    pub fn show(&mut self, ui: &Ui, scene: &Scene<'_>, found: &Found, actions: &mut Actions) {
        if std::mem::take(&mut self.wants_path) {
            let folder = self.folder.clone().filter(|folder| folder.is_dir()).unwrap_or_else(documents);
            let path = suggested(&scene.project.info().title, &folder, self.format().ending);
            self.path = path.to_string_lossy().into_owned();
        }
        let (done, closed) = dialog::over(ui, "Export to a file", theme::MEASURE, |ui| {
            self.content(ui, scene, found, actions);
            ui.add_space(theme::SPACE * 2.0);
            self.buttons(ui, found, actions)
        });
        self.open = !done && !closed;
        self.is_typed &= self.open;
    }

    fn content(&mut self, ui: &mut Ui, scene: &Scene<'_>, found: &Found, actions: &mut Actions) {
        let format = self.format();
        let what = if format.is_codebook() {
            format!("The whole codebook: {}", format.counted(scene.project, found.len()))
        } else if found.total() == 0 {
            "There are no passages yet".to_owned()
        } else if found.len() == found.total() {
            format!("All {}", found.count())
        } else {
            format!("{}, as the Excerpts view shows them", found.count())
        };
        ui.label(RichText::new(what).color(colors(ui).dim));
        if found.is_of_record()
            && !format.is_codebook()
            && let Some(words) = scene.of_record().in_words()
        {
            ui.label(RichText::new(words).font(theme::small()).color(colors(ui).dim));
        }
        ui.add_space(theme::SPACE);
        self.formats(ui);
        self.choices(ui);
        ui.add_space(theme::SPACE * 2.0);
        self.file(ui, found, actions);
        ui.add_space(theme::SPACE * 2.0);
        self.show_preview(ui, scene, found);
    }

    fn choices(&mut self, ui: &mut Ui) {
        let format = self.format();
        if format.has_rows || format.has_mark {
            ui.add_space(theme::SPACE);
        }
        if format.has_rows {
            ui.horizontal_wrapped(|ui| {
                ui.radio_value(&mut self.per_coding, false, "A row for each passage");
                ui.radio_value(&mut self.per_coding, true, "A row for each tag of a passage");
            });
        }
        if format.has_mark {
            ui.checkbox(&mut self.bom, "For Excel: begin with a byte-order mark");
        }
    }

    /// All formats, side by side, and what the chosen one carries and leaves out.
    fn formats(&mut self, ui: &mut Ui) {
        let before = self.format();
        let formats: Vec<&Format> = FORMATS.iter().filter(|format| format.is_written()).collect();
        egui::Grid::new("export-formats").num_columns(COLUMNS).spacing(vec2(theme::SPACE * 4.0, theme::SPACE)).show(
            ui,
            |ui| {
                for row in formats.chunks(COLUMNS) {
                    for format in row {
                        ui.radio_value(&mut self.format, format.name, format.title);
                    }
                    ui.end_row();
                }
            },
        );
        ui.add_space(theme::SPACE);
        for line in what_it_holds(self.format()) {
            ui.label(RichText::new(line).font(theme::small()).color(colors(ui).dim));
        }
        let after = self.format();
        if before != after {
            self.path = Path::new(&self.path).with_extension(after.ending).to_string_lossy().into_owned();
        }
    }

    fn file(&mut self, ui: &mut Ui, found: &Found, actions: &mut Actions) {
        ui.horizontal(|ui| {
            let label = ui.label("File");
            let width = ui.available_width() - theme::SPACE * 22.0;
            let field = ui.add(TextEdit::singleline(&mut self.path).desired_width(width)).labelled_by(label.id);
            field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "File to write"));
            self.is_typed |= field.changed();
            if ui.button("Choose…").clicked() {
                let ending = self.format().ending;
                actions.push(Action::Choose(Ask::ExportTo { suggested: PathBuf::from(&self.path), ending }));
            }
        });
        let words = self.at_path(found).words();
        let color = if self.at_path(found).is_good() { colors(ui).warn } else { colors(ui).bad };
        // The line keeps its place, so that nothing jumps while a path is typed.
        ui.label(RichText::new(if words.is_empty() { " " } else { &words }).font(theme::small()).color(color));
    }

    /// What is at the path now.
    fn at_path(&mut self, found: &Found) -> AtPath {
        let format = self.format();
        let key = format!("{} {}", format.name, self.path);
        match &self.at_path {
            Some((of, at_path)) if *of == key => at_path.clone(),
            _ => {
                let path = Path::new(self.path.trim());
                let analysts = if format.is_layers() { analysts(found) } else { BTreeSet::new() };
                let at_path = AtPath::of(path, &files(format, path, &analysts));
                self.at_path = Some((key, at_path.clone()));
                at_path
            }
        }
    }

    fn show_preview(&mut self, ui: &mut Ui, scene: &Scene<'_>, found: &Found) {
        let format = self.format();
        let key: PreviewKey = (found.generation(), format.name, self.per_coding);
        if self.preview.as_ref().is_none_or(|(of, _)| *of != key) {
            let text = if format.is_layers() {
                layers(scene.project, &analysts(found))
            } else {
                // Figures are about all passages, not about the first ones.
                let rows = if format.holds == Holds::Figures { found.len() } else { ROWS };
                let first: Vec<Key> = found.keys().take(rows).collect();
                preview(scene.project, format, &self.options(found), &first)
            };
            self.preview = Some((key, text));
        }
        let text = self.preview.as_ref().map_or("", |(_, text)| text.as_str());
        let is_as_it_is = format.preview == Preview::AsItIs;
        widgets::section(ui, if is_as_it_is { "Begins with" } else { "Begins, as text, with" }, "");
        widgets::card(ui, |ui| {
            ScrollArea::both().max_height(theme::SPACE * 34.0).show(ui, |ui| {
                ui.add(egui::Label::new(RichText::new(text).monospace()).extend());
            });
        });
    }

    fn buttons(&mut self, ui: &mut Ui, found: &Found, actions: &mut Actions) -> bool {
        let at_path = self.at_path(found);
        let has_content = !found.is_empty() || !self.format().needs_passages;
        let can = has_content && at_path.is_good();
        let verb = if matches!(at_path, AtPath::Files(_)) { "Replace file" } else { "Export" };
        let confirmed = dialog::confirmed(ui);
        let (mut go, mut cancel) = (false, false);
        dialog::buttons(ui, |ui| {
            go = ui.add_enabled_ui(can, |ui| widgets::main_button(ui, verb)).inner.clicked();
            cancel = ui.button("Cancel").clicked();
            if !has_content {
                let why = if found.total() == 0 {
                    "Nothing to write: this format is for passages."
                } else {
                    "No passage is shown: clear the filters first."
                };
                ui.label(RichText::new(why).color(colors(ui).warn));
            }
        });
        if can && (go || confirmed) {
            actions.push(Action::Export(Box::new(self.request(found))));
            return true;
        }
        cancel
    }

    fn request(&self, found: &Found) -> ExportRequest {
        ExportRequest {
            format: self.format().name,
            path: PathBuf::from(self.path.trim()),
            bom: self.bom,
            per_coding: self.per_coding,
            filter: found.filter().clone(),
            passages: found.keys().collect(),
        }
    }
}

fn analysts(found: &Found) -> BTreeSet<AnalystId> {
    found.keys().map(|(analyst, _)| analyst).collect()
}

/// What an export of layers writes, in words.
fn layers(project: &Project, analysts: &BTreeSet<AnalystId>) -> String {
    let whose = |id: &AnalystId| {
        let layer = project.layer(id)?;
        Some(format!(
            "{}: all {}, also those not shown",
            layer.analyst().name,
            counted(layer.annotations.len(), "passage")
        ))
    };
    analysts.iter().filter_map(whose).collect::<Vec<_>>().join("\n")
}
