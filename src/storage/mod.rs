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
mod list;
mod locate;
mod lock;
mod looking;
mod names;
mod odd;
mod open;
mod originals;
mod outside;
mod puts;
mod receive;
mod refused;
mod saving;
mod seen;
mod settings;
mod share;
mod standoff;
mod store;
mod superseded;
#[cfg(test)]
mod tests;
mod unfinished;
mod unpacked;

pub use self::refused::ReceiveError;
pub use crate::text::loaded::{decode, loaded};
pub use backups::{Backup, Reason, restoring};
pub use copies::original_of;
pub use create::{CreateError, Created, SAMPLE_KEY, copy_sample, create, starter_codebook};
pub use desk::{Desk, Seat, SeatError, Sitter, fresh_replica};
pub use disk::{Disk, Folder, Look};
pub use fold::{fold, id_in_project, stamp_by_hand};
pub use folders::{Held, held};
pub use journal::{Entry, Found, Journal, JournalError, Typed, Unsynced};
pub use locate::Lines;
pub use looking::{Change, TextChange};
pub use names::{ANNOTATIONS, ARTICLES, CODEBOOK_FILE, HISTORY, ORIGINALS, PROJECT_FILE, is_project, layer_file};
pub use open::{Notice, OpenError, Opened, TEXT_MISSING, adopt_tags, drop_settled, open, open_on};
pub use originals::{KeepError, Kept};
pub use outside::{check_outside, write_outside, write_whole};
pub use puts::{difference, fold_found, fold_records, lacking, layer_of, records_of};
pub use receive::{is_database, read_outside, receive, receive_base};
pub use saving::{Joined, Saved, is_namesake};
pub use settings::{
    Compared, ComparedArticles, ExportView, Place, ProjectView, ReadingView, Settings, SettingsError, ShapeView,
    TableView, ThemeChoice, home, load_settings, save_settings,
};
pub use share::{ShareError, Shared, share_project};
pub use store::{SaveError, Store, article_of};
