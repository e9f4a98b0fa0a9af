//! What the store asks of a disk, so that tests can have one that fails; and a folder on a real one, out of which no link leads.

use std::{
    fs::{self, OpenOptions, Permissions},
    io,
    io::Write as _,
    path::{Path, PathBuf},
    time::SystemTime,
};

use atomic_write_file::AtomicWriteFile;

use super::odd::{self, Odd};
use crate::ingest::LARGEST;

/// The largest text that is read. In UTF-8 an article that was added can be larger than the file that it came in.
const LARGEST_TEXT: u64 = 4 * LARGEST;
/// The largest of all other files that is read.
const LARGEST_FILE: u64 = 1 << 30;

/// A place for a project's files. Paths are relative to the project's folder, with `/`.
pub trait Disk: Send + Sync {
    /// The whole file.
    ///
    /// # Errors
    /// As the system reports it.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// The file, to be read piece by piece, however large it is.
    ///
    /// # Errors
    /// As the system reports it.
    fn reader(&self, path: &str) -> io::Result<Box<dyn io::Read>> {
        Ok(Box::new(io::Cursor::new(self.read(path)?)))
    }

    /// Replaces the file in one go: after a crash it is the old one or the new one, whole.
    ///
    /// # Errors
    /// As the system reports it; the old file is then as it was.
    fn replace(&self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// Writes a copy of a file that has these permissions: whoever may not read that file may not read the copy.
    ///
    /// # Errors
    /// As of [`Self::replace`].
    fn replace_as(&self, path: &str, bytes: &[u8], _permissions: Option<Permissions>) -> io::Result<()> {
        self.replace(path, bytes)
    }

    /// Who may do what with a file; `None` where there is none, or where the disk does not know.
    fn permissions(&self, _path: &str) -> Option<Permissions> {
        None
    }

    /// Renames within the project; folders are made as needed.
    ///
    /// # Errors
    /// As the system reports it.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// The names of the files in a folder, sorted; none where there is no such folder.
    ///
    /// # Errors
    /// As the system reports it.
    fn list(&self, folder: &str) -> io::Result<Vec<String>>;

    /// What else is in a folder: names, sorted, each with what it is in words, such as “a named pipe” or “a link to
    /// ../secret.txt, outside of the project”.
    ///
    /// # Errors
    /// As the system reports it.
    fn odd(&self, _folder: &str) -> io::Result<Vec<(String, String)>> {
        Ok(Vec::new())
    }

    /// Whether anything is there, of whatever kind.
    fn exists(&self, path: &str) -> bool;

    /// What tells cheaply whether a file may have changed.
    ///
    /// # Errors
    /// As the system reports it.
    fn look(&self, path: &str) -> io::Result<Look>;

    /// Adds to the end of the file, which is made if it is not there. After a crash of the program it is there; after a
    /// power cut only if [`Self::sync`] came after.
    ///
    /// # Errors
    /// As the system reports it; some of the bytes may have been written.
    fn append(&self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// Waits until what was appended to the file, and its name in the folder, would survive a power cut.
    ///
    /// # Errors
    /// As the system reports it; nothing can be relied on then.
    fn sync(&self, path: &str) -> io::Result<()>;

    /// Deletes the file. One that is not there is deleted.
    ///
    /// # Errors
    /// As the system reports it.
    fn remove(&self, path: &str) -> io::Result<()>;
}

/// A file from outside: two that differ are of two contents, most likely.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Bytes.
    pub len: u64,
    pub modified: Option<SystemTime>,
    /// When the system last noted a change, in seconds and nanoseconds. No program can set this, as it can the time above.
    pub noted: Option<(i64, i64)>,
    /// Which file it is. One that was put in the place of another is another.
    pub inode: Option<u64>,
}

/// A folder on a real disk. What is not a file is not opened, and a link that leads out of it is not followed.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
    private: bool,
}

impl Folder {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), private: false }
    }

    /// A folder of the user's own, not of a project: nobody else may read what is written there, and the user's links are
    /// followed wherever they lead.
    pub fn private(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), private: true }
    }

    /// Where the file is, behind the links on the way to it.
    fn place(&self, path: &str) -> io::Result<PathBuf> {
        self.walk(path, path)
    }

    /// Goes along a path; `asked` is what somebody wants to know the place of.
    fn walk(&self, path: &str, asked: &str) -> io::Result<PathBuf> {
        let within = (!self.private).then_some(&*self.root);
        let mut place = self.root.clone();
        let mut walked = String::new();
        for part in path.split('/').filter(|part| !part.is_empty()) {
            if part == ".." {
                return Err(io::ErrorKind::InvalidInput.into());
            }
            place.push(part);
            walked.push_str(if walked.is_empty() { "" } else { "/" });
            walked.push_str(part);
            if place.is_symlink() {
                place = odd::follow(&place, within).map_err(|error| match Odd::of(&error) {
                    Some(odd) if walked != asked => odd.clone().on_the_way(&walked).into(),
                    _ => error,
                })?;
            }
        }
        Ok(place)
    }

    /// The same, but for a link that is the file's own name.
    fn name(&self, path: &str) -> io::Result<PathBuf> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        Ok(self.walk(folder, path)?.join(name))
    }

    /// The root itself is never made: where it is gone (a disk unplugged, a folder renamed), half a project would stand
    /// in its place.
    fn make_folder_of(&self, path: &Path) -> io::Result<()> {
        if !self.root.is_dir() {
            return Err(io::ErrorKind::NotFound.into());
        }
        path.parent().map_or(Ok(()), |folder| odd::make_folders(folder, self.private))
    }

    /// What is in a folder: names, each with what it is in words if it is no file.
    fn entries(&self, folder: &str) -> io::Result<Vec<(String, Option<String>)>> {
        let entries = match fs::read_dir(self.place(folder)?) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry?;
            let kind = entry.file_type()?;
            found.push(match entry.file_name().into_string() {
                Err(name) => (name.to_string_lossy().into_owned(), Some("a name that is not UTF-8".to_owned())),
                Ok(name) if kind.is_symlink() => {
                    let what = self.behind(&format!("{folder}/{name}"));
                    (name, what)
                }
                Ok(name) => (name, odd::kind(kind).map(str::to_owned)),
            });
        }
        found.sort();
        Ok(found)
    }

    /// What a link leads to, in words if that is no file.
    fn behind(&self, path: &str) -> Option<String> {
        let kind = self.place(path).and_then(|place| Ok(fs::symlink_metadata(place)?.file_type()));
        match kind {
            Ok(kind) => odd::kind(kind).map(|what| format!("a link to {what}")),
            Err(error) => Some(Odd::of(&error).map_or_else(|| error.to_string(), |odd| odd.what.clone())),
        }
    }
}

impl Disk for Folder {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let most = if path.ends_with(".txt") { LARGEST_TEXT } else { LARGEST_FILE };
        odd::read_file(&self.place(path)?, most)
    }

    fn reader(&self, path: &str) -> io::Result<Box<dyn io::Read>> {
        Ok(Box::new(odd::open_file(&self.place(path)?, OpenOptions::new().read(true))?))
    }

    fn replace(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.replace_as(path, bytes, None)
    }

    fn replace_as(&self, path: &str, bytes: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
        let place = self.place(path)?;
        if let Some(present) = odd::file_at(&place)? {
            odd::check_writable(&present.permissions())?;
        }
        self.make_folder_of(&place)?;
        let mut file = AtomicWriteFile::open(&place)?;
        odd::set_mode(file.as_file(), permissions.as_ref(), self.private)?;
        file.write_all(bytes)?;
        file.commit()
    }

    fn permissions(&self, path: &str) -> Option<Permissions> {
        let meta = fs::symlink_metadata(self.place(path).ok()?).ok()?;
        meta.is_file().then(|| meta.permissions())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let (name, from, to) = (self.name(from)?, self.place(from)?, self.place(to)?);
        odd::file_at(&from)?;
        odd::file_at(&to)?;
        self.make_folder_of(&to)?;
        fs::rename(&from, &to)?;
        // Of a file and a link to it both go: elsewhere the link could lead nowhere.
        if name != from {
            fs::remove_file(&name)?;
            sync_folder_of(&name)?;
        }
        sync_folder_of(&to)?;
        sync_folder_of(&from)
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let entries = self.entries(folder)?;
        Ok(entries.into_iter().filter_map(|(name, what)| what.is_none().then_some(name)).collect())
    }

    fn odd(&self, folder: &str) -> io::Result<Vec<(String, String)>> {
        Ok(self.entries(folder)?.into_iter().filter_map(|(name, what)| Some((name, what?))).collect())
    }

    fn exists(&self, path: &str) -> bool {
        self.name(path).is_ok_and(|name| fs::symlink_metadata(name).is_ok())
    }

    fn look(&self, path: &str) -> io::Result<Look> {
        let Some(meta) = odd::file_at(&self.place(path)?)? else { return Err(io::ErrorKind::NotFound.into()) };
        let look = Look { len: meta.len(), modified: meta.modified().ok(), ..Look::default() };
        #[cfg(unix)]
        let look = {
            use std::os::unix::fs::MetadataExt as _;
            Look { noted: Some((meta.ctime(), meta.ctime_nsec())), inode: Some(meta.ino()), ..look }
        };
        Ok(look)
    }

    fn append(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let place = self.place(path)?;
        self.make_folder_of(&place)?;
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        if self.private {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        odd::open_file(&place, &mut options)?.write_all(bytes)
    }

    fn sync(&self, path: &str) -> io::Result<()> {
        let place = self.place(path)?;
        odd::open_file(&place, OpenOptions::new().append(true))?.sync_data()?;
        sync_folder_of(&place)
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        match fs::remove_file(self.name(path)?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// So that a new name in the folder survives a power cut. Windows does this by itself.
pub(super) fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent().filter(|_| cfg!(unix)) {
        Some(folder) => fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A project's folder `p` beside other files, and one of these that nobody may look into or change.
    fn project() -> (tempfile::TempDir, Folder) {
        let dir = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(dir.path().join("p/annotations")).expect("a folder");
        fs::write(dir.path().join("secret.txt"), "secret").expect("a file");
        fs::write(dir.path().join("p/annotations/ana.ron"), "ana").expect("a file");
        let folder = Folder::new(dir.path().join("p"));
        (dir, folder)
    }

    #[test]
    fn a_file_is_larger_than_may_be_read() {
        let (dir, folder) = project();
        let huge = |file: &str, bytes: u64| {
            let made = fs::File::create(dir.path().join("p").join(file)).expect("a file");
            made.set_len(bytes).expect("a sparse file");
            folder.read(file).expect_err("too large").to_string()
        };
        assert_eq!(huge("codebook.ron", 100_000_000_000), "it has 100,000 MB, and at most 1,073 MB are read");
        assert_eq!(huge("a.txt", LARGEST_TEXT + 1), "it has 200 MB, and at most 200 MB are read");
    }

    #[test]
    fn a_read_only_file_is_not_replaced() {
        let (dir, folder) = project();
        let path = dir.path().join("p/annotations/ana.ron");
        let mut permissions = fs::metadata(&path).expect("there").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).expect("made read-only");
        let error = folder.replace("annotations/ana.ron", b"new").expect_err("read-only");
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        assert!(error.to_string().starts_with("it is read-only"), "{error}");
        assert_eq!(fs::read(&path).expect("as it was"), b"ana");
    }

    #[test]
    fn no_path_leads_up() {
        let (_dir, folder) = project();
        assert!(folder.read("../secret.txt").is_err());
        assert!(folder.replace("annotations/../../secret.txt", b"new").is_err());
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{PermissionsExt as _, symlink};

        use super::*;

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).expect("there").permissions().mode() & 0o777
        }

        fn pipe(path: &Path) {
            let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo");
            assert!(made.success());
        }

        /// Whatever is done with the file in the project says this, and does nothing.
        fn refuses(folder: &Folder, file: &str, words: &str) {
            let check = |what: &str, done: io::Result<()>| {
                let error = done.expect_err(what).to_string();
                assert!(error.contains(words), "{what} {file}: {error}");
            };
            check("read", folder.read(file).map(drop));
            check("look", folder.look(file).map(drop));
            check("replace", folder.replace(file, b"new"));
            check("append", folder.append(file, b"new"));
            check("sync", folder.sync(file));
            check("rename from", folder.rename(file, "history/removed/x"));
            fs::write(folder.root.join("other"), "other").expect("a file");
            check("rename to", folder.rename("other", file));
        }

        #[test]
        fn a_link_out_of_the_project_is_neither_read_nor_written_through() {
            let (dir, folder) = project();
            let (p, secret) = (dir.path().join("p"), dir.path().join("secret.txt"));
            symlink("../../secret.txt", p.join("annotations/zed.ron")).expect("a link");
            let relative = "it is a link to ../../secret.txt, outside of the project: replace it by the file itself";
            refuses(&folder, "annotations/zed.ron", relative);
            symlink(&secret, p.join("project.ron")).expect("a link");
            refuses(&folder, "project.ron", &format!("it is a link to {}, outside", secret.display()));
            // Over another link.
            symlink("annotations/zed.ron", p.join("codebook.ron")).expect("a link");
            refuses(&folder, "codebook.ron", "it is a link to annotations/zed.ron, outside");
            assert_eq!(fs::read(&secret).expect("as it was"), b"secret");
            assert!(folder.exists("annotations/zed.ron"));
            assert_eq!(folder.list("annotations").expect("listed"), ["ana.ron"]);
            let odd = folder.odd("annotations").expect("listed");
            assert_eq!(odd, [("zed.ron".to_owned(), "a link to ../../secret.txt, outside of the project".to_owned())]);
        }

        #[test]
        fn a_folder_that_is_a_link_out_of_the_project_is_not_gone_into() {
            let (dir, folder) = project();
            fs::create_dir(dir.path().join("elsewhere")).expect("a folder");
            symlink("../elsewhere", dir.path().join("p/articles")).expect("a link");
            let words = "articles is a link to ../elsewhere, outside of the project: replace it by the folder itself";
            refuses(&folder, "articles/a.txt", words);
            assert!(folder.list("articles").is_err() && folder.remove("articles/a.txt").is_err());
            assert!(!folder.exists("articles/a.txt"));
            assert_eq!(fs::read_dir(dir.path().join("elsewhere")).expect("a folder").count(), 0);
        }

        #[test]
        fn a_link_to_nothing_is_left_as_it_is() {
            let (dir, folder) = project();
            let p = dir.path().join("p");
            for (file, target, words) in [
                ("annotations/me.ron", "nowhere.ron", "it is a link to nowhere.ron, which is not there"),
                ("annotations/you.ron", "../../x/y", "it is a link to ../../x/y, outside of the project"),
                ("annotations/her.ron", "/none/of/it", "it is a link to /none/of/it, outside of the project"),
            ] {
                symlink(target, p.join(file)).expect("a link");
                refuses(&folder, file, words);
                assert_eq!(fs::read_link(p.join(file)).expect("a link"), Path::new(target));
            }
            symlink("gone", p.join("originals")).expect("a link");
            refuses(&folder, "originals/a.pdf", "originals is a link to gone, which is not there");
            assert!(folder.list("originals").is_err());
        }

        #[test]
        fn a_link_within_the_project_is_followed() {
            let (dir, folder) = project();
            let p = dir.path().join("p");
            fs::create_dir_all(p.join("texts")).expect("a folder");
            symlink("texts", p.join("articles")).expect("a link");
            folder.replace("articles/a.txt", b"one").expect("written");
            assert_eq!(fs::read(p.join("texts/a.txt")).expect("there"), b"one");
            symlink("a.txt", p.join("texts/b.txt")).expect("a link");
            folder.replace("articles/b.txt", b"two").expect("written");
            assert_eq!(fs::read(p.join("texts/a.txt")).expect("there"), b"two");
            assert!(p.join("texts/b.txt").is_symlink());
            assert_eq!(folder.list("articles").expect("listed"), ["a.txt", "b.txt"]);
            // What is moved is not lost with a link that leads nowhere from there.
            folder.rename("articles/b.txt", "history/removed/b.txt").expect("moved");
            assert_eq!(fs::read(p.join("history/removed/b.txt")).expect("there"), b"two");
            assert_eq!(folder.list("articles").expect("listed"), [] as [&str; 0]);
        }

        #[test]
        fn the_project_may_be_opened_by_a_link() {
            let (dir, _) = project();
            symlink("p", dir.path().join("by-link")).expect("a link");
            symlink("ana.ron", dir.path().join("p/annotations/ben.ron")).expect("a link");
            let folder = Folder::new(dir.path().join("by-link"));
            folder.replace("annotations/ben.ron", b"new").expect("written");
            assert_eq!(folder.read("annotations/ana.ron").expect("there"), b"new");
        }

        #[test]
        fn what_is_no_file_keeps_nobody_waiting() {
            let (dir, folder) = project();
            let p = dir.path().join("p/annotations");
            pipe(&p.join("pipe.ron"));
            let _socket = std::os::unix::net::UnixListener::bind(p.join("socket.ron")).expect("a socket");
            fs::create_dir(p.join("folder.ron")).expect("a folder");
            symlink("loop.ron", p.join("loop.ron")).expect("a link");
            symlink("pipe.ron", p.join("to-pipe.ron")).expect("a link");
            symlink("/dev/zero", p.join("zero.ron")).expect("a link");
            for (file, words) in [
                ("annotations/pipe.ron", "it is a named pipe: move it elsewhere"),
                ("annotations/socket.ron", "it is a socket"),
                ("annotations/folder.ron", "it is a folder"),
                ("annotations/loop.ron", "it is a loop of links"),
                ("annotations/to-pipe.ron", "it is a named pipe"),
                ("annotations/zero.ron", "it is a link to /dev/zero, outside of the project"),
            ] {
                refuses(&folder, file, words);
            }
            assert_eq!(folder.list("annotations").expect("listed"), ["ana.ron"]);
            let odd: Vec<String> =
                folder.odd("annotations").expect("listed").into_iter().map(|(_, what)| what).collect();
            assert_eq!(
                odd,
                [
                    "a folder",
                    "a loop of links",
                    "a named pipe",
                    "a socket",
                    "a link to a named pipe",
                    "a link to /dev/zero, outside of the project"
                ]
            );
        }

        #[test]
        fn a_change_that_keeps_length_and_time_is_seen() {
            let (dir, folder) = project();
            let path = dir.path().join("p/annotations/ana.ron");
            let before = folder.look("annotations/ana.ron").expect("there");
            std::thread::sleep(std::time::Duration::from_millis(20));
            fs::write(&path, "ben").expect("written");
            let file = fs::File::options().write(true).open(&path).expect("a file");
            file.set_modified(before.modified.expect("a time")).expect("set");
            let after = folder.look("annotations/ana.ron").expect("there");
            assert_eq!((after.len, after.modified, after.inode), (before.len, before.modified, before.inode));
            assert_ne!(after, before);
        }

        #[test]
        fn a_copy_may_be_read_by_those_who_may_read_the_file() {
            let (dir, folder) = project();
            let path = dir.path().join("p/annotations/ana.ron");
            for wanted in [0o600, 0o640, 0o664] {
                fs::set_permissions(&path, Permissions::from_mode(wanted)).expect("set");
                let copy = format!("history/backups/{wanted}");
                let permissions = folder.permissions("annotations/ana.ron");
                assert!(permissions.is_some());
                folder.replace_as(&copy, b"ana", permissions).expect("written");
                assert_eq!(mode(&dir.path().join("p").join(copy)), wanted);
                // Writing anew leaves it too.
                folder.replace("annotations/ana.ron", b"ana").expect("written");
                assert_eq!(mode(&path), wanted);
            }
        }

        #[test]
        fn what_is_private_is_for_its_owner_alone() {
            let dir = tempfile::tempdir().expect("a folder");
            fs::write(dir.path().join("settings.ron"), "old").expect("a file");
            fs::set_permissions(dir.path().join("settings.ron"), Permissions::from_mode(0o666)).expect("set");
            let folder = Folder::private(dir.path());
            folder.replace("settings.ron", b"new").expect("written");
            folder.append("1.journal", b"new").expect("written");
            folder.replace("damaged/1.journal", b"new").expect("written");
            for file in ["settings.ron", "1.journal", "damaged/1.journal"] {
                assert_eq!(mode(&dir.path().join(file)), 0o600, "{file}");
            }
            assert_eq!(mode(&dir.path().join("damaged")), 0o700);
        }

        #[test]
        fn the_settings_may_be_a_link_to_where_the_user_keeps_them() {
            let dir = tempfile::tempdir().expect("a folder");
            fs::create_dir_all(dir.path().join("home")).expect("a folder");
            fs::write(dir.path().join("kept.ron"), "old").expect("a file");
            symlink("../kept.ron", dir.path().join("home/settings.ron")).expect("a link");
            let folder = Folder::private(dir.path().join("home"));
            assert_eq!(folder.read("settings.ron").expect("there"), b"old");
            folder.replace("settings.ron", b"new").expect("written");
            assert_eq!(fs::read(dir.path().join("kept.ron")).expect("there"), b"new");
        }
    }
}
