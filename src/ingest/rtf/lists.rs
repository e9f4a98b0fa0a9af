//! The lists that an RTF file describes, for items whose numbers do not stand in its text.

use std::collections::BTreeMap;

use crate::ingest::{
    lists::{Counters, LEVELS, Level},
    numerals::{Letters, Numerals},
};

/// The lists of a file while they are read, and how far they were counted.
#[derive(Debug, Default)]
pub struct Lists {
    /// Those of the table that have no number yet.
    open: Vec<Level>,
    /// By the number that the table gives them.
    known: BTreeMap<i32, Vec<Level>>,
    /// Which list each one that paragraphs name is made after, and where its levels start.
    overrides: BTreeMap<i32, Override>,
    changed: Override,
    /// Whether what is read changes lists, not describes them.
    is_override: bool,
    changed_level: usize,
    counters: BTreeMap<i32, Counters>,
    started: Vec<i32>,
}

#[derive(Clone, Debug, Default)]
struct Override {
    list: i32,
    starts: BTreeMap<usize, i64>,
}

impl Lists {
    /// A control word within the tables of lists.
    pub fn word(&mut self, word: &str, number: Option<i32>) {
        let n = number.unwrap_or(0);
        match word {
            "listtable" => self.is_override = false,
            "listoverridetable" => self.is_override = true,
            "list" => self.open = Vec::new(),
            "listlevel" if !self.is_override => self.open.push(Level::default()),
            "listoverride" => (self.changed, self.changed_level) = (Override::default(), 0),
            "levelnfc" | "levelnfcn" => self.set(|level| level.numerals = numerals(n)),
            "levelstartat" if self.is_override => {
                self.changed.starts.insert(self.changed_level, i64::from(n));
            }
            "levelstartat" => self.set(|level| level.start = i64::from(n)),
            "levellegal" => self.set(|level| level.only_digits = n != 0),
            "levelnorestart" => self.set(|level| level.restarts_after = (n != 0).then_some(0)),
            "lfolevel" => self.changed_level = self.changed.starts.len(),
            "listid" if self.is_override => self.changed.list = n,
            "listid" => drop(self.known.insert(n, std::mem::take(&mut self.open))),
            "ls" if self.is_override => drop(self.overrides.insert(n, std::mem::take(&mut self.changed))),
            _ => {}
        }
    }

    /// What stands before items of the level that is read: its length, then characters or the levels whose numbers stand there.
    pub fn pattern(&mut self, bytes: &[u8], encoding: &'static encoding_rs::Encoding) {
        let Some((length, rest)) = bytes.split_first() else { return };
        let mut pattern = String::new();
        for byte in rest.iter().take(usize::from(*length)) {
            if usize::from(*byte) < LEVELS - 1 {
                pattern.push_str(&format!("%{}", byte + 1));
            } else {
                pattern.push_str(&encoding.decode_without_bom_handling(&[*byte]).0);
            }
        }
        self.set(|level| match level.numerals {
            Numerals::Bullet if *length > 0 => *level = Level::bullet(),
            _ => level.pattern = pattern,
        });
    }

    fn set(&mut self, change: impl FnOnce(&mut Level)) {
        if let Some(level) = self.open.last_mut().filter(|_| !self.is_override) {
            change(level);
        }
    }

    /// Counts an item of the list that paragraphs name `list`; gives what stands before it.
    pub fn count(&mut self, list: i32, level: usize) -> Option<String> {
        let of = self.overrides.get(&list)?;
        let levels = self.known.get(&of.list)?;
        let level = level.min(LEVELS - 1);
        let start = of.starts.get(&level).copied().filter(|_| !self.started.contains(&list));
        if start.is_some() {
            self.started.push(list);
        }
        let counters = self.counters.entry(of.list).or_default();
        counters.count(levels, level, start);
        counters.label(levels, level)
    }
}

fn numerals(number: i32) -> Numerals {
    match number {
        1 => Numerals::Roman { capital: true },
        2 => Numerals::Roman { capital: false },
        3 => Numerals::Doubled(Letters::LatinCapital),
        4 => Numerals::Doubled(Letters::LatinSmall),
        5 => Numerals::Ordinal,
        22 => Numerals::Padded(2),
        23 => Numerals::Bullet,
        58 => Numerals::Doubled(Letters::RussianSmall),
        59 => Numerals::Doubled(Letters::RussianCapital),
        255 => Numerals::None,
        _ => Numerals::Decimal,
    }
}
