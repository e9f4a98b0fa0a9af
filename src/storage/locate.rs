//! Where records stand in their files, for messages.

use std::collections::{BTreeMap, HashMap};

use super::disk::Disk;

/// The lines on which records stand. Each file is read once, when it is asked for first.
pub struct Lines<'d> {
    disk: &'d dyn Disk,
    /// By file, then by the record's id.
    files: BTreeMap<String, HashMap<String, usize>>,
}

impl<'d> Lines<'d> {
    pub fn new(disk: &'d dyn Disk) -> Self {
        Self { disk, files: BTreeMap::new() }
    }

    /// The line, counted from 1, on which the record with this id stands; `None` where it cannot be found.
    pub fn of(&mut self, file: &str, record: &str) -> Option<usize> {
        if !self.files.contains_key(file) {
            let bytes = self.disk.read(file).unwrap_or_default();
            self.files.insert(file.to_owned(), lines_of(&String::from_utf8_lossy(&bytes)));
        }
        self.files.get(file)?.get(record).copied()
    }
}

/// The first line that has each id.
fn lines_of(text: &str) -> HashMap<String, usize> {
    let mut lines = HashMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        for before in ["(id: \"", "(article: \""] {
            for (at, found) in line.match_indices(before) {
                let id = line.get(at + found.len()..).and_then(|rest| rest.split_once('"'));
                if let Some((id, _)) = id.filter(|(id, _)| !lines.contains_key(*id)) {
                    lines.insert(id.to_owned(), number);
                }
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_stands_where_its_id_stands_first() {
        let lines =
            lines_of("x\nTag((id: \"a/b\", name: \"(id: \\\"\"))\nStatus((article: \"c\"))\nTag((id: \"a/b\"))\n");
        assert_eq!([lines.get("a/b"), lines.get("c"), lines.get("d")], [Some(&2), Some(&3), None]);
    }
}
