//! The journal: what was done since the project's files were last written, a line for each step. `docs/FORMAT.md` specifies
//! it. Knows a disk and records; not whose they are, nor what is done with them.

use std::{collections::BTreeSet, io, path::PathBuf, sync::Arc};

use serde::{Deserialize, Serialize};

use super::disk::Disk;
use crate::format::{Filed, filed_line, read_filed};

/// Begins the first line of a journal, behind its checksum and before its number.
const HEADER: &str = "postil journal ";
/// The newest journal that this program reads, and the one that it writes.
const FORMAT: u32 = 2;
const ENDING: &str = ".journal";
/// Where journals go of which something could not be read.
const DAMAGED: &str = "damaged";

/// One line of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A step that was made, undone or redone, or what a join brought: the records as they were after it.
    Step(Vec<Filed>),
    /// What was being typed, as the records that it would have become. The last one counts, and only until the next step.
    Draft(Vec<Filed>),
    /// What stands in fields that are no change before a button is pressed. The last one counts, whatever follows.
    Typed(Vec<Typed>),
}

/// What is typed at one place of the window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// What is open there, as the window calls it.
    pub place: String,
    /// What stands in its fields, by their names.
    pub fields: Vec<(String, String)>,
}

/// What was found in journals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// In the order in which they were made.
    pub entries: Vec<Entry>,
    /// Whether an entry was cut off while it was written: it was never said to be saved.
    pub torn: bool,
    /// How many entries cannot be read, at least.
    pub damaged: u64,
    /// What is in the journals of other folders of the project that are not there now, by folder: it stays in them.
    pub elsewhere: Vec<(PathBuf, Vec<Entry>)>,
}

/// Why journals cannot be gone on with.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error("the journal was written by a newer Postil (format {0}): please update Postil")]
    Newer(u32),
    #[error("the journal cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// Journals in one folder, of which the last one is written.
pub struct Journal {
    disk: Arc<dyn Disk>,
    number: u32,
    /// That of the last entry.
    sequence: u64,
    /// Whether the file of this number is there.
    begun: bool,
    /// How much was appended to it.
    bytes: usize,
    /// Whether writing failed, so that its last line may be half a line.
    broken: bool,
    /// Files with entries that would not survive a power cut yet.
    unsynced: BTreeSet<String>,
    damaged: BTreeSet<u32>,
}

impl Journal {
    /// Reads what there is, and goes on behind it.
    ///
    /// # Errors
    /// A newer program wrote them, or the disk does not give them.
    pub fn open(disk: Arc<dyn Disk>) -> Result<(Self, Found), JournalError> {
        let (mut found, mut damaged) = (Found::default(), BTreeSet::new());
        let (mut number, mut sequence) = (0, 0);
        for (n, name) in journals(&*disk, "")? {
            let named = |error: io::Error| io::Error::new(error.kind(), format!("{name}: {error}"));
            let file = read_journal(&disk.read(&name).map_err(named)?)?;
            if file.found.damaged > 0 {
                damaged.insert(n);
            }
            found.entries.extend(file.found.entries);
            found.torn |= file.found.torn;
            found.damaged += file.found.damaged;
            number = number.max(n);
            sequence = sequence.max(file.last);
        }
        let journal = Self {
            disk,
            number: number + 1,
            sequence,
            begun: false,
            bytes: 0,
            broken: false,
            unsynced: BTreeSet::new(),
            damaged,
        };
        Ok((journal, found))
    }

    /// Where the journals are.
    pub fn disk(&self) -> Arc<dyn Disk> {
        Arc::clone(&self.disk)
    }

    /// Writes an entry. A crash of the program does not lose it from now on; a power cut does not once it is synced.
    ///
    /// # Errors
    /// The disk's. The entry is then in no journal; the next one is tried in a new file.
    pub fn append(&mut self, entry: &Entry) -> io::Result<()> {
        if self.broken {
            self.switch();
        }
        let mut text = String::new();
        if !self.begun {
            text = with_sum(&format!("{HEADER}{FORMAT}"));
        }
        text.push_str(&line(self.sequence + 1, entry));
        let name = name(self.number);
        self.begun = true;
        if let Err(error) = self.disk.append(&name, text.as_bytes()) {
            self.broken = true;
            return Err(error);
        }
        self.sequence += 1;
        self.bytes += text.len();
        self.unsynced.insert(name);
        Ok(())
    }

    /// What to sync so that all entries up to now survive a power cut. To be done on another thread, since disks take their time.
    pub fn unsynced(&mut self) -> Unsynced {
        Unsynced { disk: Arc::clone(&self.disk), files: std::mem::take(&mut self.unsynced) }
    }

    /// The disk could not sync: what was written to that file cannot be relied on.
    pub fn sync_failed(&mut self) {
        self.broken = true;
    }

    /// Later entries go to a new file. Gives back the number up to which the journals hold what was before.
    pub fn switch(&mut self) -> u32 {
        if self.begun {
            self.number += 1;
        }
        (self.begun, self.broken, self.bytes) = (false, false, 0);
        self.number - 1
    }

    /// How long the journal is that is being written, in bytes.
    pub fn size(&self) -> usize {
        self.bytes
    }

    /// Deletes the journals up to that number, the oldest first: all that they hold is in the project's files. What was
    /// damaged is kept aside.
    ///
    /// # Errors
    /// The disk's. What is left does no harm: it is read again and says nothing new.
    pub fn forget(&mut self, up_to: u32) -> io::Result<()> {
        for (number, name) in journals(&*self.disk, "")? {
            if number > up_to {
                break;
            }
            if self.damaged.remove(&number) {
                let stamp = jiff::Timestamp::now().strftime("%Y-%m-%dT%H-%M-%S");
                self.disk.rename(&name, &format!("{DAMAGED}/{stamp}-{name}"))?;
            } else {
                self.disk.remove(&name)?;
            }
            self.unsynced.remove(&name);
        }
        Ok(())
    }

    /// What is in the journals on a disk, which stay as they are.
    ///
    /// # Errors
    /// A newer program wrote them, or the disk does not give them.
    pub fn look(disk: &dyn Disk) -> Result<Found, JournalError> {
        let mut found = Found::default();
        for (_, name) in journals(disk, "")? {
            let file = read_journal(&disk.read(&name)?)?;
            found.entries.extend(file.found.entries);
            found.torn |= file.found.torn;
            found.damaged += file.found.damaged;
        }
        Ok(found)
    }
}

/// Files to be synced.
pub struct Unsynced {
    disk: Arc<dyn Disk>,
    files: BTreeSet<String>,
}

impl Unsynced {
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Waits until they would survive a power cut. One that is gone was made superfluous by a save.
    ///
    /// # Errors
    /// The disk's.
    pub fn sync(&self) -> io::Result<()> {
        for file in &self.files {
            match self.disk.sync(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound || self.disk.exists(file) => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

fn name(number: u32) -> String {
    format!("{number:08}{ENDING}")
}

/// The journals of a folder with their numbers, ascending.
fn journals(disk: &dyn Disk, folder: &str) -> io::Result<Vec<(u32, String)>> {
    let names = disk.list(folder)?;
    let number = |name: &String| name.strip_suffix(ENDING)?.parse().ok();
    let mut found: Vec<(u32, String)> =
        names.into_iter().filter_map(|name| number(&name).map(|number| (number, name))).collect();
    found.sort();
    Ok(found)
}

/// `CHECKSUM SEQUENCE KIND RECORDS`, the checksum that of the rest of the line.
fn line(sequence: u64, entry: &Entry) -> String {
    let (kind, body) = match entry {
        Entry::Step(filed) => ("step", filed_line(filed)),
        Entry::Draft(filed) => ("draft", filed_line(filed)),
        // Lists and texts can always be written.
        Entry::Typed(typed) => ("typed", ron::to_string(typed).unwrap_or_else(|_| "[]".to_owned())),
    };
    with_sum(&format!("{sequence} {kind} {body}"))
}

fn with_sum(text: &str) -> String {
    format!("{:08x} {text}\n", crc32fast::hash(text.as_bytes()))
}

/// What stands behind the checksum, if that is right.
fn without_sum(line: &[u8]) -> Option<&str> {
    let (sum, text) = std::str::from_utf8(line).ok()?.split_once(' ')?;
    let is_right = sum.len() == 8 && u32::from_str_radix(sum, 16).ok()? == crc32fast::hash(text.as_bytes());
    is_right.then_some(text)
}

struct JournalFile {
    found: Found,
    /// The greatest sequence number in it.
    last: u64,
}

/// Reads what can be read. What cannot is the end of a line that was being written, or damage.
fn read_journal(bytes: &[u8]) -> Result<JournalFile, JournalError> {
    let mut file = JournalFile { found: Found::default(), last: 0 };
    let Some(body) = after_header(bytes)? else {
        file.found.torn = !bytes.is_empty();
        return Ok(file);
    };
    // Zeros at the end: the length was written and the rest was not.
    let end = body.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
    let mut zeros = end < body.len();
    let (mut holes, mut first, mut count) = (0, u64::MAX, 0);
    let mut lines = body[..end].split_inclusive(|byte| *byte == b'\n').peekable();
    while let Some(raw) = lines.next() {
        let whole = raw.strip_suffix(b"\n");
        let entries = salvage(whole.unwrap_or(raw));
        if entries.is_empty() && whole.is_none() && lines.peek().is_none() {
            zeros = true;
        } else if entries.is_empty() {
            holes += 1;
        }
        for (sequence, entry) in entries {
            (first, count) = (first.min(sequence), count + 1);
            file.last = file.last.max(sequence);
            file.found.entries.push(entry);
        }
    }
    let missing = (file.last + 1).saturating_sub(first).saturating_sub(count);
    file.found.damaged = missing.max(u64::from(holes > 0));
    file.found.torn = zeros;
    Ok(file)
}

/// What follows the first line; `None` where not even that is whole. A damaged first line counts as ours.
fn after_header(bytes: &[u8]) -> Result<Option<&[u8]>, JournalError> {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else { return Ok(None) };
    let number = without_sum(&bytes[..end]).and_then(|first| first.strip_prefix(HEADER));
    match number.and_then(|number| number.parse::<u32>().ok()) {
        Some(format) if format > FORMAT => Err(JournalError::Newer(format)),
        Some(_) => Ok(Some(&bytes[end + 1..])),
        // Salvaging leaves out what is no entry.
        None => Ok(Some(bytes)),
    }
}

/// The entries of a line: one; none if it is damaged; several if the end of a line was what got damaged.
fn salvage(line: &[u8]) -> Vec<(u64, Entry)> {
    if let Some(entry) = parse(line) {
        return vec![entry];
    }
    // A damaged end of line is one byte between two entries, or behind the last one.
    let mut found = Vec::new();
    let mut from = 0;
    for at in (1..=line.len()).filter(|at| *at == line.len() || looks_like_start(&line[*at..])) {
        match parse(&line[from..at - 1]).or_else(|| parse(&line[from..at])) {
            Some(entry) => found.push(entry),
            None if at < line.len() && parse(&line[at..]).is_none() => continue,
            None => {}
        }
        from = at;
        if let Some(entry) = parse(&line[at..]) {
            found.push(entry);
            break;
        }
    }
    found
}

/// Eight hexadecimal digits, a blank and a digit.
fn looks_like_start(bytes: &[u8]) -> bool {
    bytes.len() > 10 && bytes[..8].iter().all(u8::is_ascii_hexdigit) && bytes[8] == b' ' && bytes[9].is_ascii_digit()
}

fn parse(line: &[u8]) -> Option<(u64, Entry)> {
    let (sequence, rest) = without_sum(line)?.split_once(' ')?;
    let (kind, body) = rest.split_once(' ')?;
    let entry = match kind {
        "step" => Entry::Step(read_filed(body).ok()?),
        "draft" => Entry::Draft(read_filed(body).ok()?),
        "typed" => Entry::Typed(ron::from_str(body).ok()?),
        _ => return None,
    };
    Some((sequence.parse().ok()?, entry))
}
