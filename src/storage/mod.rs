//! Projects on disk: the only module that opens project files. Knows no window.

mod backups;
mod create;
mod desk;
mod disk;
mod fold;
mod journal;
mod locate;
mod open;
mod originals;
mod outside;
mod puts;
mod receive;
mod settings;
mod share;
mod standoff;
mod store;
mod superseded;
#[cfg(test)]
mod tests;

pub use crate::text::loaded::{decode, loaded};
pub use backups::{Backup, Reason, restoring};
pub use create::{CreateError, SAMPLE_KEY, copy_sample, create, starter_codebook};
pub use desk::{Desk, Seat, SeatError, Sitter, fresh_replica};
pub use disk::{Disk, Folder, Look};
pub use fold::{fold, id_in_project, stamp_by_hand};
pub use journal::{Entry, Found, Journal, JournalError, Unsynced};
pub use locate::Lines;
pub use open::{Notice, OpenError, Opened, open, open_on};
pub use originals::{KeepError, Kept};
pub use outside::{check_outside, write_outside, write_whole};
pub use puts::{difference, fold_records, records_of};
pub use receive::{ReceiveError, is_database, read_outside, receive, receive_base};
pub use settings::{
    Compared, ComparedArticles, ExportView, Place, ProjectView, ReadingView, Settings, SettingsError, TableView,
    ThemeChoice, home, load_settings, save_settings,
};
pub use share::share_project;
pub use standoff::is_standoff;
pub use store::{SaveError, Saved, Store};

/// The shared files and the folders of a project.
pub const PROJECT_FILE: &str = "project.ron";
pub const CODEBOOK_FILE: &str = "codebook.ron";
pub const ARTICLES: &str = "articles";
pub const ORIGINALS: &str = "originals";
pub const ANNOTATIONS: &str = "annotations";
pub const HISTORY: &str = "history";

/// Whether `dir` is the folder of a project.
pub fn is_project(dir: &std::path::Path) -> bool {
    dir.join(PROJECT_FILE).is_file() || dir.join(CODEBOOK_FILE).is_file()
}

/// The file of a layer within the project, with `/`.
pub fn layer_file(analyst: &crate::model::AnalystId) -> String {
    format!("{ANNOTATIONS}/{analyst}.ron")
}
