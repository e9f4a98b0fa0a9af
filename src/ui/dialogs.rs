//! File dialogs that never freeze the window, behind a trait that tests can script.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crate::{
    exchange,
    ingest::endings_to_choose,
    jobs::{Job, Outcome, Wake},
};

/// What a path is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    OpenProject,
    /// A folder with texts, to make a project of.
    NewProject,
    SampleFolder,
    AddFiles,
    AddFolder,
    SaveElsewhere,
    /// A file of annotations that was mailed.
    AddAnnotations,
    ShareMine {
        suggested: PathBuf,
    },
    ShareProject {
        suggested: PathBuf,
    },
    ExportTo {
        suggested: PathBuf,
        ending: &'static str,
    },
    /// A file for the agreement figures.
    AgreementTo {
        suggested: PathBuf,
    },
}

impl Ask {
    pub fn title(&self) -> &'static str {
        match self {
            Self::OpenProject => "Open the folder of a project",
            Self::NewProject => "Choose a folder with texts",
            Self::SampleFolder => "Choose an empty folder for the sample project",
            Self::AddFiles => "Add articles",
            Self::AddFolder => "Add a folder of articles",
            Self::SaveElsewhere => "Choose an empty folder for the copy",
            Self::AddAnnotations => "Add a colleague's annotations",
            Self::ShareMine { .. } => "Save my annotations to a file",
            Self::ShareProject { .. } => "Save the project to a zip file",
            Self::ExportTo { .. } => "Export to a file",
            Self::AgreementTo { .. } => "Export the agreement figures",
        }
    }

    /// The file to be written, with its ending, where one is asked for.
    pub fn suggested(&self) -> Option<(&PathBuf, &'static str)> {
        match self {
            Self::ShareMine { suggested } => Some((suggested, "ron")),
            Self::ShareProject { suggested } => Some((suggested, "zip")),
            Self::ExportTo { suggested, ending } => Some((suggested, ending)),
            Self::AgreementTo { suggested } => Some((suggested, "csv")),
            _ => None,
        }
    }
}

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Paths(Vec<PathBuf>),
    Cancelled,
    /// The system has no dialog to show: ask for a path in the window.
    NoDialog,
    /// Another dialog has not answered yet, and may never do: ask for a path in the window.
    StillOpen(Ask),
}

/// Whatever asks the user for paths.
pub trait FileDialogs {
    /// Opens a dialog. One at a time: while one is open, another is not, and that is the answer.
    fn ask(&mut self, ask: Ask, wake: &Wake);

    /// The answer, once.
    fn poll(&mut self) -> Option<(Ask, Answer)>;
}

/// A dialog that is being shown.
type Picking = std::pin::Pin<Box<dyn Future<Output = Option<Vec<rfd::FileHandle>>> + Send>>;

/// The system's own dialogs.
#[derive(Default)]
pub struct SystemDialogs {
    open: Option<Shown>,
    /// What was asked while another dialog was open.
    refused: Option<Ask>,
}

/// The dialog that is on the screen, and since when.
struct Shown {
    ask: Ask,
    since: Instant,
    job: Job<Option<Vec<PathBuf>>>,
}

/// Nobody cancels a dialog this fast: the system had none to show.
const AT_ONCE: Duration = Duration::from_millis(400);

fn to_file(dialog: rfd::AsyncFileDialog, suggested: &Path, ending: &str) -> rfd::AsyncFileDialog {
    let name = suggested.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let dialog = dialog.set_file_name(name).add_filter(ending, &[ending]);
    match suggested.parent() {
        Some(folder) => dialog.set_directory(folder),
        None => dialog,
    }
}

impl FileDialogs for SystemDialogs {
    fn ask(&mut self, ask: Ask, wake: &Wake) {
        if self.open.is_some() {
            self.refused = Some(ask);
            return wake();
        }
        let dialog = rfd::AsyncFileDialog::new().set_title(ask.title());
        let texts = |dialog: rfd::AsyncFileDialog| {
            let endings: Vec<&str> = endings_to_choose().collect();
            dialog.add_filter("Articles", &endings).add_filter("All files", &["*"])
        };
        let one = |handle: Option<rfd::FileHandle>| handle.map(|handle| vec![handle]);
        let future: Picking = match (&ask, ask.suggested()) {
            (Ask::AddFiles, _) => Box::pin(texts(dialog).pick_files()),
            (Ask::AddAnnotations, _) => {
                let dialog =
                    dialog.add_filter("Annotations and codebooks", &readable()).add_filter("All files", &["*"]);
                Box::pin(dialog.pick_files())
            }
            (_, Some((suggested, ending))) => {
                let dialog = to_file(dialog, suggested, ending);
                Box::pin(async move { one(dialog.save_file().await) })
            }
            _ => Box::pin(async move { one(dialog.pick_folder().await) }),
        };
        let job = Job::start("dialog", wake.clone(), move |_| {
            pollster::block_on(future).map(|handles| handles.iter().map(|handle| handle.path().to_owned()).collect())
        });
        if let Ok(job) = job {
            self.open = Some(Shown { ask, since: Instant::now(), job });
        }
    }

    fn poll(&mut self) -> Option<(Ask, Answer)> {
        self.answer().or_else(|| {
            let open = self.open.as_ref()?.ask.clone();
            self.refused.take().map(|ask| (ask, Answer::StillOpen(open)))
        })
    }
}

impl SystemDialogs {
    /// What the dialog on the screen has come to.
    fn answer(&mut self) -> Option<(Ask, Answer)> {
        let Shown { since, job, .. } = self.open.as_ref()?;
        let answer = match job.poll() {
            Outcome::Running => return None,
            Outcome::Done(Some(paths)) if !paths.is_empty() => Answer::Paths(paths),
            Outcome::Done(_) if since.elapsed() > AT_ONCE => Answer::Cancelled,
            Outcome::Done(_) | Outcome::Died => Answer::NoDialog,
        };
        self.open.take().map(|shown| (shown.ask, answer))
    }
}

/// The endings of files that annotations are read from.
fn readable() -> Vec<&'static str> {
    ["ron"]
        .into_iter()
        .chain(exchange::foreign_formats().flat_map(|format| format.read_endings().iter().copied()))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc::channel};

    use super::*;

    #[test]
    fn a_dialog_that_never_answers_does_not_keep_another_from_being_asked() {
        let wake: Wake = Arc::new(|| {});
        let (answer, answered) = channel::<PathBuf>();
        let waiting = Job::start("dialog", wake.clone(), move |_| answered.recv().ok().map(|path| vec![path]));
        let shown = Shown { ask: Ask::AddFiles, since: Instant::now(), job: waiting.expect("a thread") };
        let mut dialogs = SystemDialogs { open: Some(shown), refused: None };
        assert_eq!(dialogs.poll(), None);
        for ask in [Ask::OpenProject, Ask::AddFiles] {
            dialogs.ask(ask.clone(), &wake);
            assert_eq!(dialogs.poll(), Some((ask, Answer::StillOpen(Ask::AddFiles))));
            assert_eq!(dialogs.poll(), None);
        }
        // It may answer all the same.
        answer.send("a.txt".into()).expect("a dialog that waits");
        let paths = std::iter::repeat_with(|| dialogs.poll()).find(Option::is_some).flatten();
        assert_eq!(paths, Some((Ask::AddFiles, Answer::Paths(vec!["a.txt".into()]))));
    }
}
