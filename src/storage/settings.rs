//! What the program remembers between sessions: in the platform's configuration folder, never in a project.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    disk::{Disk as _, Folder},
    journal::Typed,
    odd,
};

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeChoice {
    #[default]
    System,
    Light,
    Dark,
}

/// The settings of one user on one machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: ThemeChoice,
    /// Size of the articles' text, in points.
    pub text_size: f32,
    /// Scale of the whole window.
    pub zoom: f32,
    /// Who annotates: the name; empty until asked.
    pub analyst: String,
    /// Random, made once: tells two analysts of one name apart.
    pub analyst_key: String,
    /// Write every change within two seconds. If not: when asked to, and on closing.
    pub autosave: bool,
    /// Folders of projects, the last one first.
    pub recent: Vec<PathBuf>,
    /// Inner size of the window, in points.
    pub window: Option<(f32, f32)>,
    pub maximized: bool,
    pub left_pane: bool,
    pub right_pane: bool,
    /// Leave out what is not part of the article: in search, proposals and word counts.
    pub leave_out_noise: bool,
    /// The mouse selects whole words, and letters with Alt; if not, the other way round.
    pub whole_words: bool,
    /// By project key: where one was.
    pub projects: BTreeMap<String, ProjectView>,
    /// By a command's name: the keys that were chosen for it.
    pub keys: BTreeMap<String, String>,
    pub export: ExportView,
    pub reading: ReadingView,
    /// What was being typed while no project was open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub typed: Vec<Typed>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            text_size: 17.0,
            zoom: 1.0,
            analyst: String::new(),
            analyst_key: String::new(),
            autosave: true,
            recent: Vec::new(),
            window: None,
            maximized: false,
            left_pane: true,
            right_pane: true,
            leave_out_noise: true,
            whole_words: true,
            projects: BTreeMap::new(),
            keys: BTreeMap::new(),
            export: ExportView::default(),
            reading: ReadingView::default(),
            typed: Vec::new(),
        }
    }
}

/// How passages were exported last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportView {
    /// The format's name.
    pub format: String,
    /// Begin with a byte-order mark.
    pub bom: bool,
    /// A row for each tag of a passage.
    pub per_coding: bool,
    /// Where the file went to.
    pub folder: Option<PathBuf>,
}

impl Default for ExportView {
    fn default() -> Self {
        // Without the mark Excel takes UTF-8 for something else.
        Self { format: "csv".to_owned(), bom: true, per_coding: false, folder: None }
    }
}

/// How files with articles in them were read last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadingView {
    /// What was chosen for tables, the last one first.
    pub tables: Vec<TableView>,
    /// By the names of all sheets of a workbook: the one that was chosen, the last one first.
    pub sheets: Vec<(Vec<String>, String)>,
    /// How tables were cut into columns and rows, the last choice first.
    pub shapes: Vec<ShapeView>,
    /// What the lines are like at which texts were parted; empty if none were.
    pub split_at: String,
    pub split_regex: bool,
    pub split_leaves_out: bool,
}

/// How a table was cut that begins in one way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShapeView {
    /// Its first line or row.
    pub begins: String,
    /// The sign between its columns.
    pub separator: Option<char>,
    /// The number of the row with the names, 0 where there is none.
    pub header: Option<usize>,
}

/// Which columns were chosen in tables of one layout.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TableView {
    /// What stands in their first rows.
    pub layout: Vec<String>,
    /// By the field's name: the columns that hold it.
    pub columns: Vec<(String, Vec<String>)>,
}

/// How a project looked when it was closed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectView {
    /// Who annotates here, where it is not the one of the settings: the layer's id.
    pub analyst: Option<String>,
    /// The key of that layer's analyst: another person's layer can have the same id.
    pub analyst_key: Option<String>,
    /// The name, for a copy of the project that does not have that layer.
    pub analyst_name: Option<String>,
    pub article: Option<String>,
    pub place: Place,
    /// Tags and groups whose highlights are hidden.
    pub hidden: Vec<String>,
    /// Other analysts whose layers are shown.
    pub shown: Vec<String>,
    /// Tags used last, the last one first.
    pub recent_tags: Vec<String>,
    pub compared: Compared,
}

/// Whom and what the Compare view compares.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Compared {
    /// In the order of the lanes; empty until somebody was chosen.
    pub analysts: Vec<String>,
    pub articles: ComparedArticles,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum ComparedArticles {
    /// Those that each of the analysts has coded.
    #[default]
    Shared,
    All,
    Only(Vec<String>),
}

/// Where a text was scrolled to: what stands at the top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Bytes.
    pub offset: usize,
    /// Points below the top of that paragraph.
    pub pixel: f32,
}

/// Why the settings could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("the settings {path} cannot be used ({why}): the defaults are used, the file is left as it is")]
    Broken { path: PathBuf, why: String },
    #[error("the settings {path} could not be written: {source}")]
    Io { path: PathBuf, source: io::Error },
}

fn platform_folders() -> Option<directories::ProjectDirs> {
    directories::ProjectDirs::from("", "", "postil")
}

/// Makes the folder of the settings, or of what this installation keeps, for the user alone. A folder that is there and that
/// `POSTIL_HOME` has named may serve others too: of that only what is in it is kept from them.
///
/// # Errors
/// The disk's.
pub(super) fn make_home(home: &Path) -> io::Result<()> {
    let is_ours = platform_folders().is_some_and(|dirs| [dirs.config_dir(), dirs.data_local_dir()].contains(&home));
    if is_ours || !home.exists() { odd::make_private(home) } else { Ok(()) }
}

/// Folder of the settings: `POSTIL_HOME` if set, else the platform's configuration folder.
pub fn home() -> Option<PathBuf> {
    match std::env::var_os("POSTIL_HOME") {
        Some(home) if !home.is_empty() => Some(home.into()),
        _ => platform_folders().map(|dirs| dirs.config_dir().to_owned()),
    }
}

/// Folder of what this installation keeps for itself: `POSTIL_HOME` if set, else the platform's data folder.
pub(super) fn data_home() -> Option<PathBuf> {
    match std::env::var_os("POSTIL_HOME") {
        Some(home) if !home.is_empty() => Some(home.into()),
        _ => platform_folders().map(|dirs| dirs.data_local_dir().to_owned()),
    }
}

const FILE: &str = "settings.ron";

/// The settings in the folder `home`; the defaults where there are none.
///
/// # Errors
/// A file that is not of settings.
pub fn load_settings(home: &Path) -> Result<Settings, SettingsError> {
    let path = home.join(FILE);
    match Folder::private(home).read(FILE) {
        Ok(bytes) => {
            ron::de::from_bytes(&bytes).map_err(|error| SettingsError::Broken { path, why: error.to_string() })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Settings::default()),
        Err(source) => Err(SettingsError::Broken { path, why: source.to_string() }),
    }
}

/// Writes the settings into the folder `home`.
///
/// # Errors
/// The disk's.
pub fn save_settings(home: &Path, settings: &Settings) -> Result<(), SettingsError> {
    let path = home.join(FILE);
    let text = ron::ser::to_string_pretty(settings, ron::ser::PrettyConfig::new().new_line("\n"))
        .map_err(|error| SettingsError::Broken { path: path.clone(), why: error.to_string() })?;
    let written = make_home(home).and_then(|()| Folder::private(home).replace(FILE, text.as_bytes()));
    written.map_err(|source| SettingsError::Io { path, source })
}
