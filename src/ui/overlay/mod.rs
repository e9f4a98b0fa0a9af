//! The dialogs: the palette, the shortcut sheet, settings, forms and questions. Each is a file; `ui/dialog.rs` shows them.

mod adding;
mod articles;
mod backups;
mod conflicts;
mod palette;
mod project;
mod receive;
mod said;
mod settings;
mod settle;
mod sheet;
mod take_in;
mod unsaved;

pub use self::{
    adding::{AddArticles, Again, ReadAgain, options as read_options},
    articles::{ArticleDetails, Exclude, RemoveArticle},
    backups::Backups,
    conflicts::{Conflicts, to_review},
    palette::Palette,
    project::{NewProject, NewTag, PathField, ProjectDetails, Who},
    receive::Receive,
    said::Said,
    settings::SettingsDialog,
    settle::Settle,
    sheet::Sheet,
    take_in::TakeIn,
    unsaved::Unsaved,
};
