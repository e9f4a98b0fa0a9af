//! Projects on disk: the only module that opens project files. Knows no window.

mod backups;
mod copies;
mod create;
mod desk;
mod disk;
mod finding_out;
mod fold;
mod folders;
mod journal;
mod kept;
mod locate;
mod lock;
mod looking;
mod odd;
mod open;
mod originals;
mod outside;
mod puts;
mod receive;
mod saving;
mod settings;
mod share;
mod standoff;
mod store;
mod superseded;
#[cfg(test)]
mod tests;
mod unfinished;
mod unpacked;

pub use crate::text::loaded::{decode, loaded};
pub use backups::{Backup, Reason, restoring};
pub use copies::original_of;
pub use create::{CreateError, Created, SAMPLE_KEY, copy_sample, create, starter_codebook};
pub use desk::{Desk, Seat, SeatError, Sitter, fresh_replica};
pub use disk::{Disk, Folder, Look};
pub use fold::{fold, id_in_project, stamp_by_hand};
pub use folders::{Held, held};
pub use journal::{Entry, Found, Journal, JournalError, Unsynced};
pub use locate::Lines;
pub use looking::{Change, TextChange};
pub use open::{Notice, OpenError, Opened, TEXT_MISSING, adopt_tags, drop_settled, open, open_on};
pub use originals::{KeepError, Kept};
pub use outside::{check_outside, write_outside, write_whole};
pub use puts::{difference, fold_found, fold_records, lacking, layer_of, records_of};
pub use receive::{ReceiveError, is_database, read_outside, receive, receive_base};
pub use saving::{Joined, Saved, is_namesake};
pub use settings::{
    Compared, ComparedArticles, ExportView, Place, ProjectView, ReadingView, Settings, SettingsError, ShapeView,
    TableView, ThemeChoice, home, load_settings, save_settings,
};
pub use share::{ShareError, Shared, share_project};
pub use store::{SaveError, Store, article_of};

/// The shared files and the folders of a project.
pub const PROJECT_FILE: &str = "project.ron";
pub const CODEBOOK_FILE: &str = "codebook.ron";
pub const ARTICLES: &str = "articles";
pub const ORIGINALS: &str = "originals";
pub const ANNOTATIONS: &str = "annotations";
pub const HISTORY: &str = "history";

/// Whether `dir` is the folder of a project: also of one that has lost its shared files, as long as somebody's coding is there.
pub fn is_project(dir: &std::path::Path) -> bool {
    let is_layer = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.is_ok_and(|entry| entry.file_name().to_str().is_some_and(is_ron))
    };
    let has_layers = || std::fs::read_dir(dir.join(ANNOTATIONS)).is_ok_and(|mut layers| layers.any(is_layer));
    dir.join(PROJECT_FILE).is_file()
        || dir.join(CODEBOOK_FILE).is_file()
        || (dir.join(ARTICLES).is_dir() && has_layers())
}

/// The file of a layer within the project, with `/`.
pub fn layer_file(analyst: &crate::model::AnalystId) -> String {
    format!("{ANNOTATIONS}/{analyst}.ron")
}

/// Whether a file of that name may be one of ours: hidden ones are not.
fn is_ron(name: &str) -> bool {
    name.ends_with(".ron") && !name.starts_with('.')
}
