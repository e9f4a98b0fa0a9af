//! The user's data folder on this machine: the installation's name, and for each project and analyst a seat: whoever has it is
//! the only one here who writes that analyst's coding, and has a journal.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use super::names::{has_no_key, short_hash};
use super::{
    disk::{Disk, Folder, sync_folder_of},
    journal::{Entry, Found, Journal, JournalError},
    odd,
    open::Opened,
    puts::fold_found,
    settings,
};
use crate::model::{AnalystId, Project};

/// Where an installation keeps what must never lie in a folder that may be synced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    root: PathBuf,
}

/// Who sits, as it is written beside the lock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sitter {
    /// The project's key and folder.
    pub project: String,
    pub folder: PathBuf,
    pub analyst: String,
    pub host: String,
    pub pid: u32,
    /// RFC 3339.
    pub since: String,
}

/// Why somebody cannot write.
#[derive(Debug, thiserror::Error)]
pub enum SeatError {
    #[error("the coding of {analyst} is open in another window of Postil on this machine{}", who(.sitter.as_deref()))]
    Taken { analyst: AnalystId, sitter: Option<Box<Sitter>> },
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Nothing can be kept here; work goes on without.
    #[error("{path} cannot be written: {source}")]
    Io { path: PathBuf, source: io::Error },
}

fn who(sitter: Option<&Sitter>) -> String {
    let Some(Sitter { pid, host, since, .. }) = sitter else { return String::new() };
    let since = since.parse::<Timestamp>().map_or_else(
        |_| String::new(),
        |since| since.to_zoned(jiff::tz::TimeZone::system()).strftime(", since %Y-%m-%d %H:%M").to_string(),
    );
    format!(" (process {pid} on {host}{since})")
}

/// The right to write one analyst's coding of one project, and the journal of it. Given back when it is dropped.
pub struct Seat {
    pub journal: Journal,
    /// Whether the system could lock at all.
    pub is_locked: bool,
    _lock: Option<fs::File>,
}

impl Seat {
    /// A seat that nobody else can see, with its journal on `disk`.
    ///
    /// # Errors
    /// The journals cannot be gone on with.
    pub fn on_disk(disk: Arc<dyn Disk>) -> Result<(Self, Found), JournalError> {
        let (journal, found) = Journal::open(disk)?;
        Ok((Self { journal, is_locked: true, _lock: None }, found))
    }
}

const LOCK: &str = "lock";
const SITTER: &str = "seat.ron";

impl Desk {
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// That of whoever has the settings in `home`; `None` where the system has no such place.
    ///
    /// Where `home` is the platform's configuration folder, the platform's data folder; any other folder serves for both.
    pub fn of(home: Option<&Path>) -> Option<Self> {
        match home {
            Some(home) if Some(home) != settings::home().as_deref() => Some(Self::at(home)),
            _ => settings::data_home().map(Self::at),
        }
    }

    /// The name of this installation in stamps: made once.
    pub fn replica(&self) -> String {
        let folder = Folder::private(&self.root);
        if let Some(known) = folder.read("replica").ok().and_then(|bytes| String::from_utf8(bytes).ok()) {
            let known = known.trim().to_owned();
            if !known.is_empty() && known.len() <= 32 && known.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return known;
            }
        }
        let made = fresh_replica();
        // Where it cannot be kept, every start counts as an installation of its own: stamps stay unique.
        match settings::make_home(&self.root).and_then(|()| folder.replace("replica", made.as_bytes())) {
            Ok(()) | Err(_) => made,
        }
    }

    /// Where the seat of that analyst is for the project in that folder. Copies of a project have one key, so that the
    /// folder counts too. Where the project's key is not known, since its file is lost: the seat of whoever sat there last.
    pub fn seat_folder(&self, project: &Project, folder: &Path, analyst: &AnalystId) -> PathBuf {
        if has_no_key(project, folder) {
            let (analyst, host) = (analyst.to_string(), host());
            let is_of = |seat: &&PathBuf| {
                sitter(seat).is_some_and(|was| was.folder == folder && was.analyst == analyst && was.host == host)
            };
            if let Some(seat) = self.all_seats().iter().find(is_of) {
                return seat.clone();
            }
        }
        let key = format!("{}\n{}\n{}\n{analyst}", project.info().key, folder.display(), host());
        self.seats().join(short_hash(key.as_bytes()))
    }

    /// Where lists of what is being put into that folder are kept.
    pub fn unfinished(&self, folder: &Path) -> PathBuf {
        self.root.join("unfinished").join(short_hash(folder.as_os_str().as_encoded_bytes()))
    }

    fn seats(&self) -> PathBuf {
        self.root.join("seats")
    }

    /// Sits down to write the coding of `analyst`, with what the last one to sit here left in the journal.
    ///
    /// # Errors
    /// Somebody sits there, a newer program did, or the data folder cannot be written.
    pub fn sit(&self, project: &Project, folder: &Path, analyst: &AnalystId) -> Result<(Seat, Found), SeatError> {
        let seat = self.seat_folder(project, folder, analyst);
        let key = sitter(&seat).filter(|_| has_no_key(project, folder)).map(|was| was.project);
        let fault = |source| SeatError::Io { path: seat.clone(), source };
        let is_new = !seat.is_dir();
        let made = settings::make_home(&self.root).and_then(|()| odd::make_private(&self.seats()));
        made.and_then(|()| odd::make_private(&seat)).map_err(fault)?;
        if is_new {
            sync_folder_of(&seat).and_then(|()| sync_folder_of(&self.seats())).map_err(fault)?;
        }
        let lock = match lock(&seat).map_err(fault)? {
            Locked::Yes(file) => Some(file),
            Locked::CannotBe => None,
            Locked::ByAnother => {
                return Err(SeatError::Taken { analyst: analyst.clone(), sitter: sitter(&seat).map(Box::new) });
            }
        };
        let disk = Folder::private(&seat);
        let sitter = Sitter {
            project: key.unwrap_or_else(|| project.info().key.clone()),
            folder: folder.to_owned(),
            analyst: analyst.to_string(),
            host: host(),
            pid: std::process::id(),
            since: Timestamp::now().to_string(),
        };
        let text = ron::ser::to_string(&sitter).unwrap_or_default();
        disk.replace(SITTER, text.as_bytes()).map_err(fault)?;
        narrow_all(&seat).map_err(fault)?;
        let (journal, mut found) = Journal::open(Arc::new(disk))?;
        found.elsewhere = self.left_elsewhere(&sitter, &seat);
        Ok((Seat { journal, is_locked: lock.is_some(), _lock: lock }, found))
    }

    /// Takes in, to read it, what is in the journals of the project and not in its files: what a program that is open has not
    /// written yet, and what one that did not come to its end has left. Nothing of it is moved. Gives back how many changes
    /// that were.
    pub fn take_in_unwritten(&self, opened: &mut Opened) -> usize {
        let (project, store) = (&mut opened.project, &opened.store);
        let is_here = |folder: &Path| folder == store.root() || !super::names::is_project(folder);
        let has_no_key = has_no_key(project, store.root());
        let is_of = |seat: &Sitter| {
            (seat.project == project.info().key && is_here(&seat.folder)) || (has_no_key && seat.folder == store.root())
        };
        let mut seats = self.all_seats();
        seats.retain(|seat| sitter(seat).as_ref().is_some_and(is_of));
        let mut changes = 0;
        // A journal that cannot be read is told of, and kept, when the project is opened in the window.
        for seat in seats.into_iter().map(Folder::private) {
            let Ok(found) = Journal::look(&seat) else { continue };
            let steps = fold_found(project, store.root(), found.entries);
            changes += steps;
            if steps > 0 {
                // Texts may be beside that journal.
                store.set_spare(Arc::new(seat));
                store.read_texts(project);
            }
        }
        changes
    }

    /// The project as it will be when all that is in the journals for this folder is in its files, whoever's they are. `None` if one
    /// of them cannot be read.
    pub fn with_unwritten(&self, project: &Project, folder: &Path) -> Option<Project> {
        let mut project = project.clone();
        for seat in self.all_seats() {
            if sitter(&seat).is_some_and(|was| was.folder == folder) {
                let found = Journal::look(&Folder::private(&seat)).ok()?;
                fold_found(&mut project, folder, found.entries);
            }
        }
        Some(project)
    }

    fn all_seats(&self) -> Vec<PathBuf> {
        let Ok(seats) = fs::read_dir(self.seats()) else { return Vec::new() };
        let mut seats: Vec<PathBuf> = seats.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        seats.sort();
        seats
    }

    /// What is in the journals of this project and analyst for folders that are not there now: one that was moved or renamed after a
    /// crash, or lies on a disk that is away. They stay as they are until their own folder has what is in them; joining it twice does
    /// no harm.
    fn left_elsewhere(&self, now: &Sitter, seat: &Path) -> Vec<(PathBuf, Vec<Entry>)> {
        let others = self.all_seats().into_iter().filter(|other| other != seat);
        let left = others.filter_map(|other| {
            let was = sitter(&other).filter(|was| {
                (&was.project, &was.analyst, &was.host) == (&now.project, &now.analyst, &now.host)
                    && !super::names::is_project(&was.folder)
            })?;
            let found = Journal::look(&Folder::private(&other)).ok()?;
            (!found.entries.is_empty()).then_some((was.folder, found.entries))
        });
        left.collect()
    }
}

enum Locked {
    Yes(fs::File),
    ByAnother,
    /// This file system has no locks.
    CannotBe,
}

/// The system frees the lock when the process ends, however it ends.
fn lock(seat: &Path) -> io::Result<Locked> {
    let file = odd::open_file(&seat.join(LOCK), fs::OpenOptions::new().create(true).truncate(false).write(true))?;
    Ok(match file.try_lock() {
        Ok(()) => Locked::Yes(file),
        Err(fs::TryLockError::WouldBlock) => Locked::ByAnother,
        Err(fs::TryLockError::Error(_)) => Locked::CannotBe,
    })
}

fn sitter(seat: &Path) -> Option<Sitter> {
    let bytes = Folder::private(seat).read(SITTER).ok()?;
    ron::de::from_bytes(&bytes).ok()
}

/// Older programs left what is in a seat to everybody who may read.
fn narrow_all(seat: &Path) -> io::Result<()> {
    WalkDir::new(seat).into_iter().try_for_each(|entry| odd::narrow(entry?.path()))
}

fn host() -> String {
    whoami::hostname().unwrap_or_else(|_| "this machine".to_owned())
}

/// A name for an installation that can keep none.
pub fn fresh_replica() -> String {
    uuid::Uuid::new_v4().simple().to_string().chars().take(8).collect()
}
