//! Where a record stands in its file, for messages.

use super::Disk;

/// The line, counted from 1, on which the record with this id stands; `None` where it cannot be found.
pub fn line_of(disk: &dyn Disk, file: &str, record: &str) -> Option<usize> {
    let bytes = disk.read(file).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let wanted = [format!("(id: \"{record}\""), format!("(article: \"{record}\"")];
    text.lines().position(|line| wanted.iter().any(|wanted| line.contains(wanted))).map(|at| at + 1)
}
