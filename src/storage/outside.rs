//! Files outside of a project: what is exported appears whole under its name, or not at all.

use std::{
    fs, io,
    io::{BufWriter, Write},
    path::Path,
};

use atomic_write_file::AtomicWriteFile;

use super::{
    names::{ANNOTATIONS, ARTICLES, CODEBOOK_FILE, HISTORY, ORIGINALS, PROJECT_FILE, is_project},
    odd,
};

/// Writes a file in one go: if `write` fails, what was under that name is as it was. The files that a project is kept in are
/// not written over.
///
/// # Errors
/// The disk's, what `write` gives, or the file is one of a project's own.
pub fn write_outside<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    check_outside(path)?;
    write_whole(path, write)
}

/// Refuses a file that is there and that a project is kept in: nobody means to lose it.
///
/// # Errors
/// It is such a file.
pub fn check_outside(path: &Path) -> io::Result<()> {
    let Ok(target) = fs::canonicalize(path) else { return Ok(()) };
    let own = [PROJECT_FILE, CODEBOOK_FILE, ARTICLES, ORIGINALS, ANNOTATIONS, HISTORY, ".postil"];
    let is_own = |project: &Path| {
        let within = target.strip_prefix(project).ok().and_then(|within| within.components().next());
        within.is_some_and(|first| own.iter().any(|own| first.as_os_str() == *own)) && is_project(project)
    };
    if target.is_file() && target.ancestors().skip(1).any(is_own) {
        let why = "the project itself is kept in that file. Choose another name, or another folder";
        return Err(io::Error::other(why));
    }
    Ok(())
}

/// As [`write_outside`], whatever is kept in the file.
///
/// # Errors
/// The disk's, or what `write` gives.
pub fn write_whole<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    // A link is followed, so that what it points to is replaced and not the link.
    let target = if path.is_symlink() { odd::follow(path, None)? } else { path.to_owned() };
    if let Some(present) = odd::file_at(&target)? {
        odd::check_writable(&present.permissions())?;
    }
    let mut out = BufWriter::new(AtomicWriteFile::open(target)?);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_project_is_kept_in_is_not_written_over() {
        let dir = tempfile::tempdir().expect("a folder");
        let check = |file: &str, is_written: bool| {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(&path, "old").expect("a file");
            let written = write_outside::<io::Error>(&path, |out| out.write_all(b"new"));
            assert_eq!(written.is_ok(), is_written, "{file}");
            assert_eq!(fs::read(&path).expect("a file"), if is_written { b"new" } else { b"old" }, "{file}");
        };
        check("articles/a.txt", true);
        check("out.csv", true);
        for own in ["project.ron", "codebook.ron", "articles/a.txt", "annotations/ana.ron", "history/removed/a.txt"] {
            check(own, false);
        }
        check("out.csv", true);
        check("exports/articles/a.csv", true);
        assert!(write_outside::<io::Error>(&dir.path().join("new.csv"), |out| out.write_all(b"new")).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn what_stands_there_and_cannot_be_replaced_is_said() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let dir = tempfile::tempdir().expect("a folder");
        let check = |file: &str, words: &str| {
            let error = write_outside::<io::Error>(&dir.path().join(file), |out| out.write_all(b"new"));
            let error = error.expect_err(file).to_string();
            assert!(error.contains(words), "{error}");
        };
        symlink("gone.csv", dir.path().join("link.csv")).expect("a link");
        check("link.csv", "it is a link to gone.csv, which is not there");
        assert!(!dir.path().join("gone.csv").exists() && dir.path().join("link.csv").is_symlink());
        fs::create_dir(dir.path().join("folder.csv")).expect("a folder");
        check("folder.csv", "it is a folder");
        fs::write(dir.path().join("out.csv"), "old").expect("a file");
        fs::set_permissions(dir.path().join("out.csv"), fs::Permissions::from_mode(0o444)).expect("set");
        check("out.csv", "it is read-only (mode 444)");
        assert_eq!(fs::read(dir.path().join("out.csv")).expect("a file"), b"old");
    }

    #[test]
    fn an_export_that_fails_leaves_the_old_file() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("out.csv");
        fs::write(&path, "old").expect("a file");
        let failed = write_outside(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path).expect("the file"), b"old");
        write_outside::<io::Error>(&path, |out| out.write_all(b"new")).expect("written");
        assert_eq!(fs::read(&path).expect("the file"), b"new");
        assert_eq!(fs::read_dir(dir.path()).expect("the folder").count(), 1);
    }
}
