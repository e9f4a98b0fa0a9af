//! A disk in memory that fails when told to and remembers what was written.

use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use postil::{
    format::{codebook_bytes, layer_bytes, project_bytes},
    jobs::Wake,
    model::Project,
    storage::{self, Disk, Look, Opened},
    workspace::{Me, Workspace},
};

use crate::samples::{self, analyst};

/// A project's files in memory.
#[derive(Default)]
pub struct MemoryDisk {
    state: Mutex<State>,
}

/// Rises with each change of any disk: of two disks it tells what came first.
pub type Moment = u64;

static NOW: AtomicU64 = AtomicU64::new(0);

/// The moment that comes now.
pub fn moment() -> Moment {
    NOW.fetch_add(1, Ordering::SeqCst)
}

#[derive(Default)]
struct State {
    files: BTreeMap<String, Vec<u8>>,
    /// Writing to paths that start so fails like this.
    fault: Option<(&'static str, io::ErrorKind)>,
    /// Nothing that is read is given back.
    hangs: bool,
    /// Reading that file fails.
    unreadable: Option<&'static str>,
    /// What was written, renames too.
    written: Vec<String>,
    log: Vec<Done>,
    /// What the files were after each change, whoever made it.
    past: Vec<(Moment, BTreeMap<String, Vec<u8>>)>,
    /// How often a file was written.
    versions: BTreeMap<String, u64>,
}

impl State {
    fn changed(&mut self) {
        self.past.push((moment(), self.files.clone()));
    }
}

impl MemoryDisk {
    /// With the files of `project`, its texts and all its layers.
    pub fn with(project: &Project) -> Arc<Self> {
        let disk = Arc::new(Self::default());
        disk.put("project.ron", &project_bytes(project));
        disk.put("codebook.ron", &codebook_bytes(project));
        for (id, article) in project.articles.iter() {
            disk.put(&format!("articles/{id}.txt"), article.body.text().as_bytes());
        }
        for layer in project.layers.values() {
            disk.put(&format!("annotations/{}.ron", layer.id), &layer_bytes(project, layer));
        }
        disk
    }

    pub fn open(self: &Arc<Self>) -> Opened {
        storage::open_on("/studies/seats".into(), Arc::clone(self) as Arc<dyn Disk>)
    }

    /// Ana opens it.
    pub fn workspace(self: &Arc<Self>) -> Workspace {
        let Opened { project, store, .. } = self.open();
        let me = Me { id: analyst("ana"), name: "Ana".to_owned(), key: "ana".to_owned() };
        Workspace::on_replica("desk", project, store, me)
    }

    /// Somebody else who is in it opens it.
    pub fn workspace_of(self: &Arc<Self>, id: &str) -> Workspace {
        let Opened { project, store, .. } = self.open();
        let me = Me::of_layer(project.layer(&analyst(id)).expect("a layer"));
        Workspace::on_replica(id, project, store, me)
    }

    /// As another program would write it.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        let mut state = self.state();
        *state.versions.entry(path.to_owned()).or_default() += 1;
        state.files.insert(path.to_owned(), bytes.to_owned());
        state.changed();
    }

    pub fn take_away(&self, path: &str) {
        let mut state = self.state();
        state.files.remove(path);
        state.changed();
    }

    pub fn bytes(&self, path: &str) -> Vec<u8> {
        self.state().files.get(path).unwrap_or_else(|| panic!("{path} is there")).clone()
    }

    pub fn text(&self, path: &str) -> String {
        String::from_utf8(self.bytes(path)).expect("UTF-8")
    }

    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.state().files.clone()
    }

    /// The bytes of the only backup.
    pub fn backup(&self) -> Vec<u8> {
        let files = self.files();
        let mut backups = files.iter().filter(|(path, _)| path.starts_with("history/backups/"));
        match (backups.next(), backups.next()) {
            (Some((_, bytes)), None) => bytes.clone(),
            _ => panic!("not one backup among {:?}", files.keys()),
        }
    }

    pub fn fail(&self, under: &'static str, kind: io::ErrorKind) {
        self.state().fault = Some((under, kind));
    }

    /// Whether to keep everybody waiting who reads.
    pub fn hang(&self, hangs: bool) {
        self.state().hangs = hangs;
    }

    fn answer(&self) {
        while self.state().hangs {
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    pub fn fail_reading(&self, path: &'static str) {
        self.state().unreadable = Some(path);
    }

    pub fn mend(&self) {
        let mut state = self.state();
        (state.fault, state.unreadable) = (None, None);
    }

    /// With these files, as they are after a crash.
    pub fn of(files: BTreeMap<String, Vec<u8>>) -> Arc<Self> {
        Arc::new(Self { state: Mutex::new(State { files, ..State::default() }) })
    }

    /// The files as they were at that moment.
    pub fn at(&self, moment: Moment) -> BTreeMap<String, Vec<u8>> {
        let state = self.state();
        let past = state.past.iter().rev().find(|(then, _)| *then <= moment);
        past.map_or_else(BTreeMap::new, |(_, files)| files.clone())
    }

    /// The moments since `since` at which something was changed.
    pub fn moments(&self, since: Moment) -> Vec<Moment> {
        self.state().past.iter().map(|(moment, _)| *moment).filter(|moment| *moment >= since).collect()
    }

    /// All that was done so far.
    pub fn log(&self) -> Vec<Done> {
        self.state().log.clone()
    }

    /// What was written since the last call, but for the cache.
    pub fn take_written(&self) -> Vec<String> {
        let mut written = std::mem::take(&mut self.state().written);
        written.retain(|path| !path.starts_with(".postil/"));
        written
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("no test thread died with it")
    }

    fn writes(&self, path: &str) -> io::Result<std::sync::MutexGuard<'_, State>> {
        let mut state = self.state();
        if let Some((_, kind)) = state.fault.filter(|(under, _)| path.starts_with(under)) {
            return Err(kind.into());
        }
        state.written.push(path.to_owned());
        *state.versions.entry(path.to_owned()).or_default() += 1;
        Ok(state)
    }
}

impl Disk for MemoryDisk {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.answer();
        if self.state().unreadable == Some(path) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        self.state().files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn replace(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.writes(path)?;
        state.log.push(Done::Replace(path.to_owned(), bytes.to_owned()));
        state.files.insert(path.to_owned(), bytes.to_owned());
        state.changed();
        Ok(())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.writes(to)?;
        state.log.push(Done::Rename(from.to_owned(), to.to_owned()));
        let bytes = state.files.remove(from).ok_or(io::ErrorKind::NotFound)?;
        state.files.insert(to.to_owned(), bytes);
        state.changed();
        Ok(())
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        self.answer();
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let in_folder =
            |path: &String| path.strip_prefix(&folder).filter(|name| !name.contains('/')).map(str::to_owned);
        Ok(self.state().files.keys().filter_map(in_folder).collect())
    }

    fn exists(&self, path: &str) -> bool {
        self.state().files.contains_key(path)
    }

    fn look(&self, path: &str) -> io::Result<Look> {
        let state = self.state();
        let len = state.files.get(path).ok_or(io::ErrorKind::NotFound)?.len() as u64;
        let version = state.versions.get(path).copied().unwrap_or_default();
        Ok(Look { len, modified: Some(UNIX_EPOCH + Duration::from_secs(version)), ..Look::default() })
    }

    fn append(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.writes(path)?;
        state.log.push(Done::Append(path.to_owned(), bytes.to_owned()));
        state.files.entry(path.to_owned()).or_default().extend(bytes);
        state.changed();
        Ok(())
    }

    fn sync(&self, path: &str) -> io::Result<()> {
        let mut state = self.state();
        if let Some((_, kind)) = state.fault.filter(|(under, _)| path.starts_with(under)) {
            return Err(kind.into());
        }
        if !state.files.contains_key(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        state.log.push(Done::Sync(path.to_owned()));
        Ok(())
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        let mut state = self.writes(path)?;
        state.log.push(Done::Remove(path.to_owned()));
        state.files.remove(path);
        state.changed();
        Ok(())
    }
}

/// What was done to a disk, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// Whole and safe when it comes back.
    Replace(String, Vec<u8>),
    Rename(String, String),
    Append(String, Vec<u8>),
    Sync(String),
    Remove(String),
}

/// The sample project of these tests on a disk in memory.
pub fn disk() -> Arc<MemoryDisk> {
    MemoryDisk::with(&samples::project())
}

/// Wakes nobody: for whoever waits.
pub fn nobody() -> Wake {
    Arc::new(|| {})
}
