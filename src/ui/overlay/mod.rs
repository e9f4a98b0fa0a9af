//! What lies over the window for a moment: the palette, the shortcut sheet, settings, and questions.

mod adding;
mod articles;
mod backups;
mod conflicts;
mod frame;
mod palette;
mod project;
mod receive;
mod settings;
mod settle;
mod sheet;
mod take_in;
mod unsaved;

pub use self::{
    adding::{AddArticles, Again, ReadAgain, options as read_options},
    articles::{ArticleDetails, Exclude, remove_article},
    backups::Backups,
    conflicts::{changed_on_both_sides, to_review},
    palette::Palette,
    project::{NewProject, NewTag, PathField, ProjectDetails, Who},
    receive::Receive,
    settings::{KeyCapture, settings},
    settle::Settle,
    sheet::sheet,
    take_in::TakeIn,
    unsaved::{Leave, unsaved},
};
use crate::model::ArticleId;
pub use frame::{buttons, confirmed, over, over_until_click};

/// The overlay that is open. One at a time.
pub enum Overlay {
    Palette(Palette),
    Sheet,
    Settings(KeyCapture),
    Notices,
    Who(Who),
    Article(Box<ArticleDetails>),
    Exclude(Exclude),
    RemoveArticle(ArticleId),
    Project(Box<ProjectDetails>),
    NewProject(NewProject),
    NewTag(NewTag),
    Path(PathField),
    Receive(Box<Receive>),
    TakeIn(Box<TakeIn>),
    AddArticles(Box<AddArticles>),
    Conflicts,
    Backups(Backups),
    Settle(Settle),
    /// The window is to be closed, and not everything is saved.
    Unsaved,
}
