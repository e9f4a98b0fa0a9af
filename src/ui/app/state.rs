//! What the window remembers.

use crate::{
    ingest::Ingested,
    jobs::{Job, Wake},
    model::EditError,
    storage::{Settings, Typed},
    ui::{
        action::Actions,
        app::around::Around,
        dialog::Dialog,
        dialogs::FileDialogs,
        keymap::Keymap,
        notices::Notices,
        overlay::{Again, TakeIn},
        project::OpenProject,
        read::panes::Pane,
    },
    workspace::Placed,
};
use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
    time::{Duration, Instant},
};

/// How long a disk may take to answer when the project is to be saved and somebody waits for it.
pub(super) const PATIENCE: Duration = Duration::from_secs(8);

/// The window.
pub struct App {
    pub(super) settings: Settings,
    /// Where the settings are kept; `None` where the system has no such place.
    pub(super) home: Option<PathBuf>,
    pub(super) saved_settings: Settings,
    /// Since when they differ from those that are in the file.
    pub(super) settings_since: Option<Instant>,
    pub(super) keymap: Keymap,
    pub(super) keymap_for: std::collections::BTreeMap<String, String>,
    pub(super) open: Option<OpenProject>,
    pub(super) actions: Actions,
    /// What lies over the window.
    pub(super) dialog: Option<OpenDialog>,
    pub(super) dialogs: Box<dyn FileDialogs>,
    pub(super) notices: Notices,
    pub(super) adding: Adding,
    /// A file of another program that is being read.
    pub(super) receiving: Option<Job<Result<TakeIn, String>>>,
    /// Files of annotations that are to be read when that is free.
    pub(super) to_receive: VecDeque<PathBuf>,
    pub(super) exporting: Option<Job<Result<Exported, String>>>,
    /// A folder is being shown in the system's file manager.
    pub(super) opening: Option<Job<Result<(), String>>>,
    pub(super) wake: Wake,
    pub(super) title: String,
    pub(super) quitting: bool,
    /// Whether the system has told the program to end: nobody is there to be asked.
    pub(super) told_to_end: Arc<AtomicBool>,
    pub(super) around: Around,
    pub(super) size: Option<(f32, f32)>,
    /// Since when the window is to be closed and waits for what was typed before.
    pub(super) closes_since: Option<Instant>,
    /// The pane that was asked for last, which has what room there is.
    pub(super) asked_pane: Option<Pane>,
    /// Whether the window has been drawn once.
    pub(super) drawn: bool,
    /// How often it was to be drawn and was not since it was drawn last.
    pub(super) missed: u32,
}

/// The dialog that is open.
pub(super) struct OpenDialog {
    pub dialog: Box<dyn Dialog>,
    /// By what it can be opened again.
    pub place: Option<String>,
    /// What stood in its fields at first.
    pub at_first: Vec<(String, String)>,
}

/// What is being read.
#[derive(Default)]
pub(super) struct Adding {
    pub(super) first: Option<First>,
    /// What was typed in the preview in the session before, until it is open again.
    pub(super) typed: Option<Typed>,
    pub(super) again: Option<Job<Option<Again>>>,
    pub(super) placing: Option<Job<Result<Placed, EditError>>>,
}

/// Files that are read for the first time.
pub(super) struct First {
    pub(super) job: Job<Ingested>,
    /// What is read.
    pub(super) paths: Vec<PathBuf>,
    /// They are those that a new project was made of: nobody has to look at them before they are in it.
    pub(super) is_new_project: bool,
}

/// What an export has written.
pub(super) struct Exported {
    pub words: String,
    /// Where the files are.
    pub folder: Option<PathBuf>,
}
