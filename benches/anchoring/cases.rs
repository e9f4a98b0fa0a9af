//! Passages, what becomes of their articles, and where they then stand: the right answers for anchoring.
//!
//! An article is a list of words and marks that know whether they belong to the passage. What is done to it is done to
//! these, so that where the passage went is known and not guessed: from the first of its words that is there to the
//! last. A replaced word is in the place of the one that it replaces; a word put in at the passage's edge is not part of
//! it, one put in within is. An edit that leaves less than half of a passage's letters as they were is made again.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use super::texts::{Paragraph, Random, Script, Unit, Writer};

/// What becomes of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Line breaks, spaces, quotes, dashes, invisible characters, composed characters.
    Formatting,
    /// Paragraphs that are not the article's, added or removed.
    Boilerplate,
    /// Paragraphs in another order.
    Moved,
    /// The passage's words stand elsewhere, too.
    Duplicated,
    /// So many words of a thousand replaced, mistyped, removed or put in.
    Edited(usize),
    /// Formatting, boilerplate, moves and 5 % edits together.
    Everything,
    /// The passage is not there any more: alone, or with its paragraph.
    Deleted,
}

impl Change {
    pub const ALL: [Self; 9] = [
        Self::Formatting,
        Self::Boilerplate,
        Self::Moved,
        Self::Duplicated,
        Self::Edited(10),
        Self::Edited(50),
        Self::Edited(200),
        Self::Everything,
        Self::Deleted,
    ];
}

/// A passage of an old text, and where it stands in the new one.
pub struct Case {
    pub old: String,
    pub new: String,
    pub passage: Range<usize>,
    /// Nothing where it was deleted.
    pub expected: Option<Range<usize>>,
}

/// A case, the same for the same random numbers.
pub fn case(writer: &Writer, script: Script, change: Change, bytes: usize, random: &mut Random) -> Case {
    let mut article = writer.article(script, bytes, random);
    let at = choose_passage(&mut article, random);
    let (old, passage) = render(&article, Form::default(), &mut Random::new(0));
    let mut form = Form::default();
    match change {
        Change::Formatting => form = Form::any(random),
        Change::Boilerplate => boilerplate(&mut article, random),
        Change::Moved => reorder(&mut article, random),
        Change::Duplicated => duplicate(&mut article, at, random),
        Change::Edited(permille) => article = edited(writer, script, &article, permille, random),
        Change::Everything => {
            form = Form::any(random);
            article = edited(writer, script, &article, 50, random);
            boilerplate(&mut article, random);
            reorder(&mut article, random);
        }
        Change::Deleted => delete(&mut article, at, random),
    }
    let (new, expected) = render(&article, form, random);
    Case { old, new, passage: passage.unwrap_or(0..0), expected }
}

/// Marks a passage: a name of a few words, a clause or sentence, or several sentences. Gives its paragraph.
fn choose_passage(article: &mut [Paragraph], random: &mut Random) -> usize {
    loop {
        let at = random.between(0, article.len());
        if mark_once(&mut article[at], random) {
            return at;
        }
    }
}

/// Marks a passage in a paragraph.
pub fn mark(paragraph: &mut Paragraph, random: &mut Random) {
    if !(0..100).any(|_| mark_once(paragraph, random)) {
        paragraph.iter_mut().for_each(|unit| unit.own = true);
    }
}

fn mark_once(paragraph: &mut Paragraph, random: &mut Random) -> bool {
    let start = random.between(0, paragraph.len());
    let wanted = match random.between(0, 4) {
        0 => random.between(1, 4),
        1 | 2 => random.between(5, 31),
        _ => random.between(31, 90),
    };
    let end = (start + wanted).min(paragraph.len());
    let passage = &mut paragraph[start..end];
    let letters: usize = passage.iter().filter(|unit| unit.is_word()).map(|unit| unit.text.len()).sum();
    let fits = letters >= 5 && passage[0].is_word();
    passage.iter_mut().for_each(|unit| unit.own = fits);
    fits
}

const BOILERPLATE: [&str; 8] = [
    "Accept all cookies",
    "Read more: five things to know this week",
    "Advertisement",
    "Sign up for our newsletter and never miss a story .",
    "Share this article on social media",
    "© 2026 All rights reserved .",
    "You have two free articles left this month . Subscribe now for one euro .",
    "Related stories",
];

pub fn boilerplate(article: &mut Vec<Paragraph>, random: &mut Random) {
    for _ in 0..random.between(0, 4) {
        let at = random.between(0, article.len());
        if article.len() > 2 && !has_passage(&article[at]) {
            article.remove(at);
        }
    }
    for _ in 0..random.between(1, 9) {
        let words = random.pick(&BOILERPLATE).split(' ').map(|word| Unit::new(word, word == ".")).collect();
        article.insert(random.between(0, article.len() + 1), words);
    }
}

pub fn has_passage(paragraph: &Paragraph) -> bool {
    paragraph.iter().any(|unit| unit.own)
}

/// Moves the passage's paragraph, and perhaps others; or cuts the article in two and swaps the halves.
fn reorder(article: &mut Vec<Paragraph>, random: &mut Random) {
    if random.permille(250) {
        let middle = random.between(0, article.len());
        article.rotate_left(middle);
        return;
    }
    for turn in 0..random.between(1, 5) {
        let from = if turn == 0 { article.iter().position(has_passage) } else { None };
        let paragraph = article.remove(from.unwrap_or_else(|| random.between(0, article.len())));
        article.insert(random.between(0, article.len() + 1), paragraph);
    }
}

/// Puts the passage's words into other paragraphs, too; not into its own and the next, where a copy beside it could not be
/// told apart from it by anybody.
fn duplicate(article: &mut [Paragraph], at: usize, random: &mut Random) {
    let copy: Vec<Unit> =
        article[at].iter().filter(|unit| unit.own).map(|unit| Unit { own: false, ..unit.clone() }).collect();
    for _ in 0..random.between(1, 4) {
        let to = random.between(0, article.len());
        if to.abs_diff(at) <= 1 {
            continue;
        }
        let into = random.between(0, article[to].len() + 1);
        article[to].splice(into..into, copy.iter().cloned());
    }
}

fn delete(article: &mut Vec<Paragraph>, at: usize, random: &mut Random) {
    if random.permille(300) && article.len() > 1 {
        article.remove(at);
    } else {
        article[at].retain(|unit| !unit.own);
    }
}

/// The article with so many words of a thousand changed, but at least half of the passage's letters as they were.
pub fn edited(
    writer: &Writer,
    script: Script,
    article: &[Paragraph],
    permille: usize,
    random: &mut Random,
) -> Vec<Paragraph> {
    let letters: usize = article.iter().flatten().filter(|unit| unit.own).map(|unit| unit.text.len()).sum();
    loop {
        let mut left = 0;
        let mut new = Vec::with_capacity(article.len());
        for paragraph in article {
            let mut units = Vec::with_capacity(paragraph.len());
            for unit in paragraph {
                if unit.is_word() && random.permille(permille) {
                    edit(writer, script, unit, &mut units, random);
                } else {
                    left += if unit.own { unit.text.len() } else { 0 };
                    units.push(unit.clone());
                }
            }
            new.push(units);
        }
        if left * 2 >= letters {
            return new;
        }
    }
}

fn edit(writer: &Writer, script: Script, unit: &Unit, units: &mut Vec<Unit>, random: &mut Random) {
    let other = Unit::new(writer.word(script, random), unit.glued);
    match random.between(0, 100) {
        0..45 => units.push(Unit { own: unit.own, twin: unit.twin, ..other }),
        45..65 => units.push(Unit { text: mistyped(&unit.text, random).unwrap_or(other.text), ..unit.clone() }),
        65..82 => {}
        82..91 => units.extend([other, Unit { glued: script == Script::Chinese, ..unit.clone() }]),
        _ => units.extend([unit.clone(), Unit { glued: script == Script::Chinese, ..other }]),
    }
}

/// The word with one letter left out; nothing if it is too short for that.
fn mistyped(word: &str, random: &mut Random) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    let out = (letters.len() > 3).then(|| random.between(1, letters.len()))?;
    Some(letters.iter().enumerate().filter(|(at, _)| *at != out).map(|(_, c)| *c).collect())
}

/// How a text is written down.
#[derive(Clone, Copy, Default)]
pub struct Form {
    /// Spaces that become line breaks, of a thousand.
    wrap: usize,
    /// Spaces that become another space or several.
    spaces: usize,
    /// Words with an invisible character in them.
    invisible: usize,
    straight: bool,
    dashes: bool,
    decomposed: bool,
    tight: bool,
}

impl Form {
    pub fn any(random: &mut Random) -> Self {
        let mut often = |most: usize| if random.permille(500) { random.between(1, most) } else { 0 };
        let (wrap, spaces, invisible) = (often(150), often(200), often(100));
        let mut flip = || random.permille(500);
        Self { wrap, spaces, invisible, straight: flip(), dashes: flip(), decomposed: flip(), tight: flip() }
    }

    fn unit(self, text: &str, random: &mut Random) -> String {
        let mut text = text.to_owned();
        if self.straight {
            text = text.replace(['“', '”', '„'], "\"").replace(['‘', '’'], "'").replace('…', "...");
        }
        if self.dashes {
            text = text.replace('—', "--").replace('–', "-");
        }
        if self.decomposed {
            text = text.nfd().collect();
        }
        let middle = text.char_indices().nth(1).map(|(at, _)| at);
        if let Some(middle) =
            middle.filter(|_| text.chars().all(char::is_alphanumeric) && random.permille(self.invisible))
        {
            text.insert(middle, *random.pick(&['\u{ad}', '\u{200b}', '\u{feff}']));
        }
        text
    }

    fn space(self, glued: bool, random: &mut Random) -> &'static str {
        if glued {
            return "";
        }
        if random.permille(self.wrap) {
            return "\n";
        }
        let others: [&'static str; 4] = ["  ", "\u{a0}", " \u{2009}", "\t"];
        if random.permille(self.spaces) { others[random.between(0, others.len())] } else { " " }
    }
}

/// The text, and where the passage is in it.
pub fn render(article: &[Paragraph], form: Form, random: &mut Random) -> (String, Option<Range<usize>>) {
    let mut text = String::new();
    let mut passage: Option<Range<usize>> = None;
    for paragraph in article {
        for (at, unit) in paragraph.iter().enumerate() {
            if at > 0 {
                text.push_str(form.space(unit.glued, random));
            }
            let start = text.len();
            text.push_str(&form.unit(&unit.text, random));
            if unit.own {
                passage = Some(passage.map_or(start, |passage| passage.start)..text.len());
            }
        }
        text.push_str(if form.tight { "\n" } else { "\n\n" });
    }
    (text, passage)
}
