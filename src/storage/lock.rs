//! The lock of a project's folder: whoever reads its files in order to replace them keeps others on this machine from doing the
//! same meanwhile.

use std::{
    fs, io,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use super::{
    names::short_hash,
    odd::make_private,
    settings::{data_home, make_home},
};

/// How long to wait for another program: saving takes a fraction of a second.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(3);

/// Held while a project's files are read, joined and replaced. The system frees it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct FolderLock {
    _file: Option<fs::File>,
}

/// Waits for the lock of the project in `root`.
///
/// The folder itself is locked, so that nothing lies in it that would be synced, and so that it holds for all who reach the folder
/// on this machine. Where folders cannot be locked (Windows, some network shares), a file in the user's data folder is.
///
/// # Errors
/// Another program keeps it for longer than saving can take.
pub(super) fn lock(root: &Path) -> io::Result<FolderLock> {
    let since = Instant::now();
    loop {
        match try_lock(root)? {
            Some(lock) => return Ok(lock),
            None if since.elapsed() > PATIENCE => return Err(io::ErrorKind::TimedOut.into()),
            None => thread::sleep(PAUSE),
        }
    }
}

/// The lock, if nobody has it now.
///
/// # Errors
/// Somebody has.
pub(super) fn try_now(root: &Path) -> io::Result<FolderLock> {
    try_lock(root)?.ok_or_else(|| io::ErrorKind::WouldBlock.into())
}

/// The lock, or `None` where another program has it.
fn try_lock(root: &Path) -> io::Result<Option<FolderLock>> {
    let Ok(folder) = fs::File::open(root) else { return in_data_folder(root) };
    match folder.try_lock() {
        Ok(()) => Ok(Some(FolderLock { _file: Some(folder) })),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(_)) => in_data_folder(root),
    }
}

fn in_data_folder(root: &Path) -> io::Result<Option<FolderLock>> {
    let unlocked = Ok(Some(FolderLock { _file: None }));
    let Some(locks) = data_home().map(|home| home.join("locks")).filter(|_| root.is_dir()) else { return unlocked };
    let name = short_hash(root.as_os_str().as_encoded_bytes());
    // Where nothing can be kept, nothing can be locked: files are looked at again after they were written.
    if locks.parent().is_none_or(|home| make_home(home).is_err()) || make_private(&locks).is_err() {
        return unlocked;
    }
    let Ok(file) = fs::OpenOptions::new().create(true).truncate(false).write(true).open(locks.join(name)) else {
        return unlocked;
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(FolderLock { _file: Some(file) })),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(_)) => unlocked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_locked_for_one_at_a_time() {
        let dir = tempfile::tempdir().expect("a folder");
        let first = try_lock(dir.path()).expect("no fault").expect("the lock");
        assert!(try_lock(dir.path()).expect("no fault").is_none(), "somebody has it");
        drop(first);
        assert!(try_lock(dir.path()).expect("no fault").is_some());
        assert!(fs::read_dir(dir.path()).expect("the folder").next().is_none(), "nothing lies in the folder for it");
    }

    #[test]
    fn a_folder_that_is_not_there_is_not_waited_for() {
        let dir = tempfile::tempdir().expect("a folder");
        lock(&dir.path().join("gone")).expect("nothing to wait for");
    }
}
