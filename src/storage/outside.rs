//! Files outside of a project: what is exported appears whole under its name, or not at all.

use std::{
    fs, io,
    io::{BufWriter, Write},
    path::Path,
};

use atomic_write_file::AtomicWriteFile;

/// Writes a file in one go: if `write` fails, what was under that name is as it was.
///
/// # Errors
/// The disk's, or what `write` gives.
pub fn write_outside<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    // A link is followed, so that what it points to is replaced and not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut out = BufWriter::new(AtomicWriteFile::open(target)?);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
