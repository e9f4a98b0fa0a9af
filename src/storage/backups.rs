//! Dated copies of a project's files in `history/backups`: made before something writes over much, found, read, and thinned out.

use std::io;

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

use super::{
    fold,
    names::{ANNOTATIONS, ARTICLES, CODEBOOK_FILE, HISTORY, PROJECT_FILE},
    store::{SaveError, Store},
};
use crate::format::{Contents, read};
use crate::model::{AnalystId, Edit, Project, Rules, Step, Table};

/// As many copies of each file are kept in any case.
const KEPT: usize = 20;
/// What is younger is kept in any case.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The time in a copy's name.
const TIME: &str = "%Y-%m-%dT%H-%M-%S";

/// Why a copy was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Somebody had edited the file by hand.
    ByHand,
    Migration,
    Import,
    Merge,
    Restore,
    /// Another program, or the disk, had damaged the file.
    Damage,
}

impl Reason {
    const ALL: [Self; 6] = [Self::ByHand, Self::Migration, Self::Import, Self::Merge, Self::Restore, Self::Damage];

    /// In the copy's name.
    fn word(self) -> &'static str {
        match self {
            Self::ByHand => "edited",
            Self::Migration => "migration",
            Self::Import => "import",
            Self::Merge => "merge",
            Self::Restore => "restore",
            Self::Damage => "damaged",
        }
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::ByHand => "edited by hand",
            Self::Migration => "before the format changed",
            Self::Import => "before an import",
            Self::Merge => "before a merge",
            Self::Restore => "before a backup was restored",
            Self::Damage => "damaged by another program",
        }
    }
}

/// A dated copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Within the project.
    pub path: String,
    /// What it is a copy of, within the project.
    pub file: String,
    /// `None` for copies of older programs.
    pub reason: Option<Reason>,
    pub made: Timestamp,
    /// Bytes.
    pub len: u64,
}

impl Backup {
    /// Whose coding it is a copy of; `None` for shared files.
    pub fn layer(&self) -> Option<AnalystId> {
        AnalystId::new(self.file.strip_prefix(ANNOTATIONS)?.strip_prefix('/')?.strip_suffix(".ron")?).ok()
    }
}

/// `2026-01-20T09-04-31_import_annotations-ana.ron`.
fn parse(name: &str) -> Option<Backup> {
    let (time, rest) = (name.get(..19)?, name.get(19..)?);
    let made = DateTime::strptime(TIME, time).ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp();
    let named = rest.strip_prefix('_').and_then(|rest| rest.split_once('_'));
    let (reason, file) = match named {
        Some((word, file)) => (Reason::ALL.into_iter().find(|reason| reason.word() == word), file),
        None => (None, rest.strip_prefix('-')?),
    };
    let within = |folder: &str| Some(format!("{folder}/{}", file.strip_prefix(folder)?.strip_prefix('-')?));
    let file = within(ANNOTATIONS).or_else(|| within(ARTICLES)).unwrap_or_else(|| file.to_owned());
    Some(Backup { path: format!("{HISTORY}/backups/{name}"), file, reason, made, len: 0 })
}

impl Store {
    /// Keeps a copy of each layer and shared file as it is on the disk, and thins out what is old.
    ///
    /// # Errors
    /// The disk's: then whatever the copies are for should not be done.
    pub fn back_up_all(&self, reason: Reason) -> Result<Vec<String>, SaveError> {
        let fault = |source| self.io(ANNOTATIONS, source);
        let layers = self.disk().list(ANNOTATIONS).map_err(fault)?;
        let layers = layers.iter().filter(|name| name.ends_with(".ron")).map(|name| format!("{ANNOTATIONS}/{name}"));
        let mut made = Vec::new();
        for file in [PROJECT_FILE.to_owned(), CODEBOOK_FILE.to_owned()].into_iter().chain(layers) {
            match self.disk().read(&file) {
                Ok(bytes) => made.push(self.back_up(&file, &bytes, reason)?),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(self.io(&file, error)),
            }
        }
        self.thin_out(Timestamp::now()).map_err(|source| self.io(HISTORY, source))?;
        Ok(made)
    }

    /// Keeps a dated copy of a file. Two of one second have two names.
    pub(super) fn back_up(&self, file: &str, bytes: &[u8], reason: Reason) -> Result<String, SaveError> {
        let mut time = Timestamp::now();
        let name = |time: Timestamp, reason: Reason| {
            format!("{HISTORY}/backups/{}_{}_{}", time.strftime(TIME), reason.word(), file.replace('/', "-"))
        };
        while Reason::ALL.iter().any(|reason| self.disk().exists(&name(time, *reason))) {
            time += SignedDuration::from_secs(1);
        }
        let path = name(time, reason);
        let made = self.disk().replace_as(&path, bytes, self.disk().permissions(file));
        made.map_err(|source| self.io(&path, source))?;
        Ok(path)
    }

    /// The dated copies, the newest first.
    ///
    /// # Errors
    /// The disk's.
    pub fn backups(&self) -> io::Result<Vec<Backup>> {
        let names = self.disk().list(&format!("{HISTORY}/backups"))?;
        let mut backups: Vec<Backup> = names.iter().filter_map(|name| parse(name)).collect();
        for backup in &mut backups {
            backup.len = self.disk().look(&backup.path)?.len;
        }
        backups.sort_by(|a, b| (b.made, &a.file).cmp(&(a.made, &b.file)));
        Ok(backups)
    }

    /// Deletes what is both old and one of many: of each file the last twenty stay, and those of the last thirty days.
    ///
    /// # Errors
    /// The disk's.
    pub fn thin_out(&self, now: Timestamp) -> io::Result<()> {
        let backups = self.backups()?;
        for (at, backup) in backups.iter().enumerate() {
            let newer = backups[..at].iter().filter(|other| other.file == backup.file).count();
            if newer >= KEPT && now.duration_since(backup.made) > KEPT_FOR {
                self.disk().remove(&backup.path)?;
            }
        }
        Ok(())
    }

    /// What a copy holds.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read_backup(&self, backup: &Backup) -> Result<Contents, String> {
        let bytes = self.disk().read(&backup.path).map_err(|error| error.to_string())?;
        let contents = read(&bytes).map_err(|error| error.to_string())?;
        match contents.damage.first() {
            Some(damage) => Err(format!("line {}: {}", damage.line, damage.message)),
            None => Ok(contents),
        }
    }
}

/// The step that makes a layer what it was in a copy: what was made since goes, what was deleted since comes back. Passages of
/// articles that are not there any more stay away, and what was submitted since stays.
pub fn restoring(project: &Project, backup: &Backup, contents: Contents) -> Option<Step> {
    let id = backup.layer()?;
    let mut then = Project::default();
    fold(&mut then, &backup.file, contents);
    let then = then.layer(&id)?;
    let mut edits = Vec::new();
    each_kept!(then, |table| restore(&mut edits, project, &id, table));
    let made = backup.made.strftime("%Y-%m-%d %H:%M UTC");
    (!edits.is_empty()).then(|| Step::new(format!("restore the coding of {made}"), edits))
}

/// The edits that make the records of one kind what they were.
fn restore<T: Rules<Whose = AnalystId>>(
    edits: &mut Vec<Edit>,
    project: &Project,
    id: &AnalystId,
    then: &Table<T::Id, T>,
) {
    let blank = Table::default();
    let now = T::table(project, id).unwrap_or(&blank);
    let there = then.iter().filter(|(key, value)| now.get(key) != Some(value)).map(|(key, _)| key);
    let gone = now.iter().filter(|(key, _)| !then.contains(key)).map(|(key, _)| key);
    for key in there.chain(gone) {
        let value = then.entry(key).and_then(|entry| entry.value.clone());
        if T::may_be_restored(now.get(key), value.as_deref(), project) {
            edits.push(T::edit(id, key.clone(), value));
        }
    }
}
