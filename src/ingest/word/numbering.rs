//! The lists of a DOCX document, and the numbers of their items.

use std::collections::{BTreeMap, BTreeSet};

use super::styles::{InList, Styles, is_on};
use crate::ingest::{
    called::WORD,
    error::ReadError,
    lists::{Counters, LEVELS, Label, Level},
    numerals::{Letters, Numerals},
    xml::{self, Element, Node},
};

/// What a list is made after; several lists can be made after one, and count on together then.
#[derive(Debug, Default)]
struct Pattern {
    levels: Vec<Level>,
    /// The style of paragraphs that each level is for.
    styles: BTreeMap<String, usize>,
    /// The style that says which list has the levels.
    link: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    pattern: i64,
    starts: BTreeMap<usize, i64>,
    levels: BTreeMap<usize, Level>,
}

/// The lists of a document, and how far they were counted.
#[derive(Debug, Default)]
pub struct Numbering {
    patterns: BTreeMap<i64, Pattern>,
    lists: BTreeMap<i64, List>,
    counters: BTreeMap<i64, Counters>,
    /// Lists and levels whose own start was used.
    started: BTreeSet<(i64, usize)>,
}

impl Numbering {
    /// Reads the part with the lists.
    ///
    /// # Errors
    /// It is no XML.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadError> {
        let mut reader = NumberingReader::default();
        xml::walk(bytes, WORD, |node| match node {
            Node::Open(element) => reader.open(&element),
            Node::Close(name) => reader.close(name),
            Node::Text(_) => {}
        })?;
        Ok(reader.numbering)
    }

    /// Counts a paragraph that says it is `direct` an item, and is of the style `style`; gives what stands before it.
    pub fn count(&mut self, direct: InList, style: &str, styles: &Styles) -> Option<Label> {
        let by_style = styles.in_list(style);
        let number = direct.list.or_else(|| by_style.and_then(|(_, in_list)| in_list.list))?;
        if number == 0 {
            return None;
        }
        let Some((of, list)) = self.list(number, styles) else { return Some(Label::Unknown) };
        let pattern = &self.patterns[&of];
        let styled = || by_style.and_then(|(by, it)| pattern.styles.get(by).copied().or(it.level));
        let level = direct.level.or_else(styled).unwrap_or(0).min(LEVELS - 1);
        let mut levels = pattern.levels.clone();
        for (at, of_list) in &list.levels {
            if let Some(level) = levels.get_mut(*at) {
                *level = of_list.clone();
            }
        }
        let start = list.starts.get(&level).copied().filter(|_| !self.started.contains(&(number, level)));
        self.started.insert((number, level));
        let counters = self.counters.entry(of).or_default();
        counters.count(&levels, level, start);
        counters.label(&levels, level).map(Label::Said)
    }

    /// The list of that number, with the pattern that its levels and counters are of.
    fn list(&self, number: i64, styles: &Styles) -> Option<(i64, &List)> {
        let list = self.lists.get(&number)?;
        let pattern = self.patterns.get(&list.pattern)?;
        let linked = pattern.link.as_ref().and_then(|style| styles.in_list(style)).and_then(|(_, it)| it.list);
        let linked = linked.and_then(|number| self.lists.get(&number)).map(|list| list.pattern);
        match linked.filter(|of| self.patterns.contains_key(of)) {
            Some(of) => Some((of, list)),
            None => Some((list.pattern, list)),
        }
    }
}

/// What is known while the lists are read.
#[derive(Default)]
struct NumberingReader {
    numbering: Numbering,
    /// The pattern or list that is open.
    pattern: Option<(i64, Pattern)>,
    list: Option<(i64, List)>,
    level: Option<(usize, Level, Option<String>)>,
    /// The level that the list that is open changes.
    changed: usize,
}

impl NumberingReader {
    fn open(&mut self, element: &Element<'_>) {
        let number = |name: &str| element.get(name).and_then(|value| value.trim().parse::<i64>().ok());
        let value = || number("val");
        let at = || number("ilvl").and_then(|at| usize::try_from(at).ok()).unwrap_or(0).min(LEVELS - 1);
        match element.name {
            "abstractNum" => self.pattern = Some((number("abstractNumId").unwrap_or(-1), Pattern::default())),
            "num" => self.list = Some((number("numId").unwrap_or(-1), List::default())),
            "abstractNumId" => {
                if let (Some((_, list)), Some(value)) = (&mut self.list, value()) {
                    list.pattern = value;
                }
            }
            "numStyleLink" => {
                if let Some((_, pattern)) = &mut self.pattern {
                    pattern.link = element.get("val");
                }
            }
            "lvlOverride" => self.changed = at(),
            "startOverride" => {
                if let (Some((_, list)), Some(value)) = (&mut self.list, value()) {
                    list.starts.insert(self.changed, value);
                }
            }
            // A level that does not say where it starts does so at 0.
            "lvl" => self.level = Some((at(), Level { start: 0, ..Level::default() }, None)),
            _ => self.of_level(element),
        }
    }

    fn of_level(&mut self, element: &Element<'_>) {
        let Some((_, level, style)) = &mut self.level else { return };
        let value = element.get("val").unwrap_or_default();
        match element.name {
            "start" => level.start = value.parse().unwrap_or(1),
            "numFmt" => level.numerals = numerals(&value, element.get("format").as_deref()),
            "lvlText" => level.pattern = value,
            "lvlPicBulletId" => *level = Level::bullet(),
            "lvlRestart" => level.restarts_after = value.parse().ok(),
            "isLgl" => level.only_digits = is_on(element),
            "pStyle" => *style = Some(value),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "lvl" => self.level_ends(),
            "abstractNum" => self.numbering.patterns.extend(self.pattern.take()),
            "num" => self.numbering.lists.extend(self.list.take()),
            _ => {}
        }
    }

    fn level_ends(&mut self) {
        let Some((at, level, style)) = self.level.take() else { return };
        if let Some((_, list)) = &mut self.list {
            list.levels.insert(at, level);
        } else if let Some((_, pattern)) = &mut self.pattern {
            if pattern.levels.len() <= at {
                pattern.levels.resize(at + 1, Level::default());
            }
            pattern.levels[at] = level;
            pattern.styles.extend(style.map(|style| (style, at)));
        }
    }
}

/// How a document says that numbers are written; in digits where that is not known here.
fn numerals(name: &str, custom: Option<&str>) -> Numerals {
    match name {
        "bullet" => Numerals::Bullet,
        "none" => Numerals::None,
        "lowerLetter" => Numerals::Doubled(Letters::LatinSmall),
        "upperLetter" => Numerals::Doubled(Letters::LatinCapital),
        "lowerRoman" => Numerals::Roman { capital: false },
        "upperRoman" => Numerals::Roman { capital: true },
        "russianLower" => Numerals::Doubled(Letters::RussianSmall),
        "russianUpper" => Numerals::Doubled(Letters::RussianCapital),
        "ordinal" => Numerals::Ordinal,
        "decimalZero" => Numerals::Padded(2),
        "decimalFullWidth" | "decimalFullWidth2" => Numerals::Digits('０'),
        "hindiNumbers" => Numerals::Digits('०'),
        "thaiNumbers" => Numerals::Digits('๐'),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => Numerals::Circled,
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting" => Numerals::Chinese,
        // Written as an example: “001, 002, 003, …”.
        "custom" => custom.and_then(|it| it.split(',').next()).map_or(Numerals::Decimal, |first| {
            Numerals::Padded(first.trim().chars().filter(char::is_ascii_digit).count().clamp(1, 9))
        }),
        _ => Numerals::Decimal,
    }
}
