//! What can stand in the place of a file: links, pipes and other things that are none. Opens files without waiting for a
//! pipe or following a link. Knows nothing of what is in files.

use std::{
    fs::{self, File, FileType, Metadata, OpenOptions, Permissions},
    io::{self, Read as _},
    path::{Component, Path, PathBuf},
};

use crate::words::thousands;

/// Said of where a link leads.
const OUTSIDE: &str = ", outside of the project";

/// Something in a file's place that is neither read nor written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{subject} is {what}: {advice}")]
pub(super) struct Odd {
    /// “it”, or the folder on the way to it.
    subject: String,
    /// “a link to ../secret.txt, outside of the project”, “a named pipe”.
    pub what: String,
    advice: String,
}

impl From<Odd> for io::Error {
    fn from(odd: Odd) -> Self {
        Self::other(odd)
    }
}

impl Odd {
    fn new(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { subject: "it".to_owned(), what: what.into(), advice: advice.into() }
    }

    /// Says that this stands on the way to what was asked for.
    pub fn on_the_way(self, subject: &str) -> Self {
        Self { subject: subject.to_owned(), ..self }
    }

    /// The oddity that the error is about, if it is about one.
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

/// Where a link leads to. It may not lead out of the folder `within`, if there is one.
///
/// # Errors
/// An [`Odd`] link: it leads out, nowhere, or in circles.
pub(super) fn follow(link: &Path, within: Option<&Path>) -> io::Result<PathBuf> {
    let target = fs::read_link(link)?;
    let words = |how: &str| format!("a link to {}{how}", target.display());
    let within = within.map(fs::canonicalize).transpose()?;
    let leads_out = |to: &Path| within.as_ref().is_some_and(|within| !to.starts_with(within));
    match fs::canonicalize(link) {
        Ok(to) if leads_out(&to) => {
            let what = if to.is_dir() { "folder" } else { "file" };
            Err(Odd::new(words(OUTSIDE), format!("replace it by the {what} itself")).into())
        }
        Ok(to) => Ok(to),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = link.parent().unwrap_or(link);
            let to = without_dots(&fs::canonicalize(folder)?.join(&target));
            let how = if leads_out(&to) { OUTSIDE } else { ", which is not there" };
            Err(Odd::new(words(how), "replace it by the file itself").into())
        }
        Err(error) if is_loop(&error) => Err(Odd::new("a loop of links", "replace it by the file itself").into()),
        Err(error) => Err(error),
    }
}

/// The path with its `.` and `..` taken away, as far as its words tell.
fn without_dots(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(clean.pop()),
            part => clean.push(part),
        }
    }
    clean
}

#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::ELOOP)
}

/// Other systems have several errors for it.
#[cfg(not(unix))]
fn is_loop(error: &io::Error) -> bool {
    error.kind() != io::ErrorKind::PermissionDenied
}

/// What it is, in words; `None` for a file.
pub(super) fn kind(kind: FileType) -> Option<&'static str> {
    if kind.is_file() {
        return None;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if kind.is_fifo() {
            return Some("a named pipe");
        }
        if kind.is_socket() {
            return Some("a socket");
        }
        if kind.is_block_device() || kind.is_char_device() {
            return Some("a device");
        }
    }
    Some(if kind.is_dir() {
        "a folder"
    } else if kind.is_symlink() {
        "a link"
    } else {
        "no file"
    })
}

/// # Errors
/// An [`Odd`] thing.
fn check(meta: &Metadata) -> io::Result<()> {
    kind(meta.file_type()).map_or(Ok(()), |what| Err(Odd::new(what, "move it elsewhere").into()))
}

/// Looks at what is there; `None` where nothing is.
///
/// # Errors
/// It is no file, or the disk's.
pub(super) fn file_at(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(meta) => check(&meta).map(|()| Some(meta)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Opens a file, and nothing that only stands in the place of one: a pipe would keep the program waiting for ever.
///
/// # Errors
/// It is no file, or the disk's.
pub(super) fn open_file(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    file_at(path)?;
    // Somebody may put a pipe or a link there just now.
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(libc::O_NONBLOCK | libc::O_NOFOLLOW | libc::O_NOCTTY);
    }
    let file = options.open(path)?;
    check(&file.metadata()?)?;
    Ok(file)
}

/// A whole file of at most `most` bytes.
///
/// # Errors
/// It is no file, or larger, or the disk's.
pub(super) fn read_file(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = open_file(path, OpenOptions::new().read(true))?;
    let len = file.metadata()?.len();
    check_size(len, most)?;
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(len).unwrap_or_default()).map_err(|_| io::ErrorKind::OutOfMemory)?;
    // It may grow while it is read.
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    check_size(bytes.len() as u64, most)?;
    Ok(bytes)
}

fn check_size(len: u64, most: u64) -> io::Result<()> {
    if len <= most {
        return Ok(());
    }
    let megabytes = |bytes: u64| thousands(usize::try_from(bytes / 1_000_000).unwrap_or(usize::MAX));
    let why = format!("it has {} MB, and at most {} MB are read", megabytes(len), megabytes(most));
    Err(io::Error::new(io::ErrorKind::FileTooLarge, why))
}

/// Refuses to replace a file that nobody may write: in a folder that may be written it would be replaced all the same.
///
/// # Errors
/// `PermissionDenied`, with what to do.
pub(super) fn check_writable(present: &Permissions) -> io::Result<()> {
    if !present.readonly() {
        return Ok(());
    }
    #[cfg(unix)]
    let how = {
        use std::os::unix::fs::PermissionsExt as _;
        format!(" (mode {:03o})", present.mode() & 0o777)
    };
    #[cfg(not(unix))]
    let how = "";
    let why = format!("it is read-only{how}: make it writable, or save elsewhere");
    Err(io::Error::new(io::ErrorKind::PermissionDenied, why))
}

/// Makes a folder, and those that it is in, which nobody else may look into. One that is there is left to its owner alone.
///
/// # Errors
/// The disk's.
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    make_folders(folder, true)?;
    narrow(folder)
}

/// # Errors
/// The disk's.
pub(super) fn make_folders(folder: &Path, private: bool) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    if private {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    #[cfg(not(unix))]
    let _: bool = private;
    builder.create(folder)
}

/// Takes away from everybody but the owner what they may do with a file or a folder.
///
/// # Errors
/// The disk's.
#[cfg(unix)]
pub(super) fn narrow(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let meta = fs::symlink_metadata(path)?;
    let (now, own) = (meta.permissions().mode() & 0o777, meta.permissions().mode() & 0o700);
    // What a link leads to is elsewhere.
    if meta.is_symlink() || now == own { Ok(()) } else { fs::set_permissions(path, Permissions::from_mode(own)) }
}

/// Other systems keep a user's folders from others by themselves.
#[cfg(not(unix))]
pub(super) fn narrow(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Puts the mode of another file on a new one, or makes it private; neither: leaves it.
///
/// # Errors
/// The disk's.
#[cfg(unix)]
pub(super) fn set_mode(file: &File, like: Option<&Permissions>, private: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = like.map(|like| like.mode() & 0o777).or(private.then_some(0o600));
    mode.map_or(Ok(()), |mode| file.set_permissions(Permissions::from_mode(mode)))
}

/// A new file gets what its folder has.
#[cfg(not(unix))]
pub(super) fn set_mode(_: &File, _: Option<&Permissions>, _: bool) -> io::Result<()> {
    Ok(())
}
