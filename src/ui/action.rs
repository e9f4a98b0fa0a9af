//! What a pane asks for. Panes draw and push; the app acts afterwards, in order.

use std::path::PathBuf;

use crate::model::{AnalystId, AnnotationId, ArticleId, EditError, Place, Step, TagId};

pub use super::command::View;
use super::{command::Command, dialogs::Ask};

/// What is asked in a dialog; `app/questions.rs` opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether to remove an article, and what that takes along.
    RemoveArticle(ArticleId),
    /// What is known of an article.
    Article(ArticleId),
    /// Why an article is left out.
    Exclude(ArticleId),
    /// Whether to delete a tag, and which passages lose it.
    DeleteTag(TagId),
    /// Which tag to merge this one into.
    MergeTag(TagId),
    /// Where a project is made, of a folder with texts or of files.
    NewProject(Vec<PathBuf>),
    /// Which articles of these files and folders to add.
    AddArticles(Vec<PathBuf>),
}

impl Question {
    /// How the journal calls it.
    pub fn key(&self) -> String {
        match self {
            Self::RemoveArticle(id) => format!("remove {id}"),
            Self::Article(id) => format!("article {id}"),
            Self::Exclude(id) => format!("exclude {id}"),
            Self::DeleteTag(id) => format!("delete {id}"),
            Self::MergeTag(id) => format!("merge {id}"),
            Self::NewProject(paths) => format!("new {}", lines(paths)),
            Self::AddArticles(paths) => format!("add {}", lines(paths)),
        }
    }

    /// The question that the journal calls so.
    pub fn parse(key: &str) -> Option<Self> {
        let (what, about) = key.split_once(' ')?;
        let (article, tag) = (ArticleId::new(about).ok(), TagId::new(about).ok());
        match what {
            "remove" => article.map(Self::RemoveArticle),
            "article" => article.map(Self::Article),
            "exclude" => article.map(Self::Exclude),
            "delete" => tag.map(Self::DeleteTag),
            "merge" => tag.map(Self::MergeTag),
            "new" => Some(Self::NewProject(about.split('\n').map(PathBuf::from).collect())),
            "add" => Some(Self::AddArticles(about.split('\n').map(PathBuf::from).collect())),
            _ => None,
        }
    }
}

fn lines(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.to_string_lossy()).collect::<Vec<_>>().join("\n")
}

/// One thing to be done after drawing. Data only: it can be logged, tested and compared.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A change of the project; undone as one.
    Apply(Step),
    /// Something was refused: say why.
    Refuse(String),
    Run(Command),
    View(View),
    /// Show this, in the view it belongs to.
    Show(Place),
    OpenProject(PathBuf),
    ForgetRecent(PathBuf),
    /// Read files and folders, and show what would be added.
    AddArticles(Vec<PathBuf>),
    /// Read files of the preview again, as it was chosen there.
    ReadArticlesAgain,
    /// Add these, and remember how their files were read.
    AddFound {
        found: Vec<crate::ingest::Found>,
        reading: Box<crate::storage::ReadingView>,
    },
    NewProject {
        dir: PathBuf,
        title: String,
        texts: Vec<PathBuf>,
    },
    CopySample(PathBuf),
    /// Ask something in a dialog.
    Ask(Question),
    /// The paths that were asked for.
    Answered(Ask, Vec<PathBuf>),
    /// Close the window, whatever is saved.
    CloseWindow,
    /// Open a tag in the Codebook view.
    EditTag(TagId),
    /// Show or hide highlights: a tag's or a group's id.
    ToggleHidden(super::node::Node),
    ToggleLayer(AnalystId),
    SetMe {
        name: String,
        adopt: Option<AnalystId>,
    },
    /// A tag was used: it goes to the front of the recent ones.
    Used(Vec<TagId>),
    /// Open the Excerpts view with this tag as its filter.
    ExcerptsOf(TagId),
    Export(Box<super::export::ExportRequest>),
    /// Choose by hand where a passage stands; `None`: not now.
    PlaceByHand(Option<(AnalystId, AnnotationId)>),
    /// Ask the system for files or a folder.
    Choose(Ask),
    /// Ask for a file, and write the agreement figures that are shown into it.
    AskExportAgreement,
    /// Look at files of annotations, one after the other, to take them in.
    ReadAnnotations(Vec<PathBuf>),
    /// Take a file of annotations in, with their definitions of these tags.
    ImportAnnotations {
        path: PathBuf,
        take: Vec<TagId>,
    },
    /// Take in what was read from a file of another program, of the format of this name.
    TakeIn(Box<(&'static str, crate::exchange::foreign::Foreign)>),
    /// Look again at the file that is looked at, with positions that count this.
    CountPositions(crate::exchange::foreign::Unit),
    /// Write one's own coding to a file to be mailed.
    ShareMine(PathBuf),
    /// Write the project with its texts to a zip file.
    ShareProject(PathBuf),
    /// Show a folder in the system's file manager.
    OpenFolder(PathBuf),
    AcceptDamage(String),
    SaveElsewhere(PathBuf),
    /// Make one's own coding what it was in a dated copy.
    Restore(crate::storage::Backup),
}

/// The queue that panes push to; first in, first out.
#[derive(Debug, Default)]
pub struct Actions(Vec<Action>);

impl Actions {
    pub fn push(&mut self, action: Action) {
        self.0.push(action);
    }

    /// A step, or why there is none.
    pub fn step(&mut self, step: Result<Step, EditError>) {
        self.0.push(match step {
            Ok(step) => Action::Apply(step),
            Err(error) => Action::Refuse(error.to_string()),
        });
    }

    pub fn take(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.0)
    }
}
