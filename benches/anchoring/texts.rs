//! Texts that look like articles: English after the sample articles, with and without emoji; Chinese and Arabic by word
//! frequency. All from one seed.

use std::collections::BTreeMap;

/// Random numbers that can be repeated (`SplitMix64`, Steele, Lea and Flood 2014).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// At least `low`, less than `high`.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + usize::try_from(self.next() % (high - low).max(1) as u64).unwrap_or(0)
    }

    /// True so many times of a thousand.
    pub fn permille(&mut self, often: usize) -> bool {
        self.between(0, 1000) < often
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.between(0, from.len())]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    English,
    Emoji,
    Chinese,
    Arabic,
}

impl Script {
    pub const ALL: [Self; 4] = [Self::English, Self::Emoji, Self::Chinese, Self::Arabic];
}

/// A word or a mark of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub text: String,
    /// No space before it.
    pub glued: bool,
    /// Part of the passage.
    pub own: bool,
    /// Which twin's it is that stands for the passage there; 0 for none.
    pub twin: usize,
}

impl Unit {
    pub fn new(text: impl Into<String>, glued: bool) -> Self {
        Self { text: text.into(), glued, own: false, twin: 0 }
    }

    pub fn is_word(&self) -> bool {
        self.text.chars().any(char::is_alphanumeric)
    }
}

pub type Paragraph = Vec<Unit>;

/// Where texts come from.
pub struct Writer {
    /// For each word those that follow it in the sample articles.
    next: BTreeMap<String, Vec<Unit>>,
    words: Vec<String>,
    chinese: Vec<String>,
    arabic: Vec<String>,
}

const ARTICLES: [&str; 8] = [
    include_str!("../../sample_data/articles/a-chair-stands-empty.txt"),
    include_str!("../../sample_data/articles/europe-counts-its-seats.txt"),
    include_str!("../../sample_data/articles/exit-and-the-law.txt"),
    include_str!("../../sample_data/articles/minutes-roundtable.txt"),
    include_str!("../../sample_data/articles/monday-briefing.txt"),
    include_str!("../../sample_data/articles/norms-are-written.txt"),
    include_str!("../../sample_data/articles/sixty-six-doors.txt"),
    include_str!("../../sample_data/articles/the-case-for-walking-out.txt"),
];

const ARABIC_COMMON: [&str; 12] =
    ["في", "من", "على", "إلى", "أن", "التي", "هذا", "الدول", "بعد", "قال", "الأمم", "سِيادَة"];
const CHINESE_COMMON: [&str; 14] = ["的", "是", "在", "了", "和", "国", "不", "有", "人", "这", "中", "大", "为", "会"];
const EMOJI: [&str; 8] = ["👍", "👩🏽‍💻", "🇩🇪", "👨‍👩‍👧", "❤️", "🌍", "🙂", "☂️"];

impl Writer {
    pub fn new() -> Self {
        let mut next: BTreeMap<String, Vec<Unit>> = BTreeMap::new();
        let mut words = Vec::new();
        for article in ARTICLES {
            let units = units(article);
            for pair in units.windows(2) {
                next.entry(pair[0].text.clone()).or_default().push(pair[1].clone());
            }
            words.extend(units.into_iter().filter(Unit::is_word).map(|unit| unit.text));
        }
        // The languages' vocabularies are the same for every seed.
        let mut random = Random::new(7);
        let arabic: Vec<char> = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي".chars().collect();
        let arabic_word = |random: &mut Random| {
            let prefix = if random.permille(400) { "ال" } else { "" };
            let stem: String = (0..random.between(3, 7)).map(|_| *random.pick(&arabic)).collect();
            format!("{prefix}{stem}")
        };
        let chinese = |random: &mut Random| {
            char::from_u32(0x4e00 + u32::try_from(random.between(0, 0x3000)).unwrap_or(0)).unwrap_or('主').to_string()
        };
        let many = |common: &[&str], make: &dyn Fn(&mut Random) -> String, random: &mut Random| {
            common.iter().map(|word| (*word).to_owned()).chain((0..1800).map(|_| make(random))).collect()
        };
        Self {
            next,
            words,
            arabic: many(&ARABIC_COMMON, &arabic_word, &mut random),
            chinese: many(&CHINESE_COMMON, &chinese, &mut random),
        }
    }

    /// Paragraphs of together about `bytes`.
    pub fn article(&self, script: Script, bytes: usize, random: &mut Random) -> Vec<Paragraph> {
        let mut article = Vec::new();
        let mut written = 0;
        while written < bytes {
            let paragraph = self.paragraph(script, random);
            written += paragraph.iter().map(|unit| unit.text.len() + 1).sum::<usize>();
            article.push(paragraph);
        }
        article
    }

    /// A word of the script, the frequent ones more often.
    pub fn word(&self, script: Script, random: &mut Random) -> String {
        match script {
            Script::English | Script::Emoji => random.pick(&self.words).clone(),
            Script::Chinese => zipf(&self.chinese, random).clone(),
            Script::Arabic => zipf(&self.arabic, random).clone(),
        }
    }

    fn paragraph(&self, script: Script, random: &mut Random) -> Paragraph {
        match script {
            Script::English | Script::Emoji => self.english(script == Script::Emoji, random),
            Script::Chinese => self.by_frequency(script, (random.between(30, 260), 4..20), ("，", "。"), random),
            Script::Arabic => self.by_frequency(script, (random.between(20, 120), 5..18), ("،", "."), random),
        }
    }

    fn english(&self, emoji: bool, random: &mut Random) -> Paragraph {
        let mut paragraph = vec![Unit::new(random.pick(&self.words).clone(), false)];
        let least = random.between(8, 140);
        while paragraph.len() < least
            || (paragraph.len() < 200 && paragraph.last().is_some_and(|unit| unit.text != "."))
        {
            let last = paragraph.last().map_or("", |unit| &unit.text);
            let next = self.next.get(last).map_or_else(|| Unit::new(".", true), |follow| random.pick(follow).clone());
            paragraph.push(next);
            if emoji && random.permille(60) {
                paragraph.push(Unit::new(*random.pick(&EMOJI), random.permille(300)));
            }
        }
        paragraph
    }

    fn by_frequency(
        &self,
        script: Script,
        (words, clause): (usize, std::ops::Range<usize>),
        (comma, stop): (&str, &str),
        random: &mut Random,
    ) -> Paragraph {
        let mut paragraph = Vec::new();
        let mut left = random.between(clause.start, clause.end);
        for _ in 0..words {
            paragraph.push(Unit::new(self.word(script, random), script == Script::Chinese));
            left -= 1;
            if left == 0 {
                paragraph.push(Unit::new(if random.permille(500) { comma } else { stop }, true));
                left = random.between(clause.start, clause.end);
            }
        }
        paragraph.push(Unit::new(stop, true));
        paragraph
    }
}

/// One of the sample articles, as it is.
pub fn sample(random: &mut Random) -> Vec<Paragraph> {
    random.pick(&ARTICLES).lines().map(units).filter(|units| !units.is_empty()).collect()
}

/// One of `words`, the first ones most often.
fn zipf<'a>(words: &'a [String], random: &mut Random) -> &'a String {
    // The cube of a uniform number falls about as word frequencies do.
    let uniform = random.between(0, 1 << 16);
    let cube = (((uniform * uniform) >> 16) * uniform) >> 16;
    &words[(cube * words.len()) >> 16]
}

/// A text as words and marks.
fn units(text: &str) -> Vec<Unit> {
    let mut units = Vec::new();
    for word in text.split_whitespace() {
        let mut glued = false;
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
            let len = if first.is_alphanumeric() {
                rest.find(|c| !is_letter(c)).unwrap_or(rest.len())
            } else {
                let mark = rest.char_indices().skip(1).find(|(at, c)| !joins(*c) && !rest[..*at].ends_with('\u{200d}'));
                mark.map_or(rest.len(), |(at, _)| at)
            };
            let (unit, other) = rest.split_at(len);
            units.push(Unit::new(unit, glued));
            (rest, glued) = (other, true);
        }
    }
    units
}

/// Whether a character makes an emoji of it with the one before.
fn joins(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}
