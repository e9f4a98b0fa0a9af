//! Cases that are hard because a passage has a twin: a heading that stands twice, a paragraph that differs from another in
//! a month or a year, a teaser or a pull quote with its words. The articles are the samples as they are.

use super::{
    cases::{Case, Form, boilerplate, edited, has_passage, mark, render},
    texts::{Paragraph, Random, Script, Unit, Writer, sample},
    told::told,
};

/// What twin a passage has, and in which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene {
    /// None but what the article itself repeats.
    Plain,
    /// It is (in) a heading or a caption that stands several times.
    Heading,
    /// Its paragraph stands twice, but for a month, a year or a name.
    NearTwin,
    /// A teaser, a pull quote or a caption with its words is added.
    TeaserAdded,
    /// The same, which the old text had, too.
    TeaserKept,
}

impl Scene {
    pub const ALL: [Self; 5] = [Self::Plain, Self::Heading, Self::NearTwin, Self::TeaserAdded, Self::TeaserKept];
}

/// What becomes of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Formatted,
    /// Formatted, and paragraphs in another order.
    Moved,
    /// Formatted, and the passage's paragraph has changed places with another.
    Swapped,
    /// Formatted, and cut into stretches that do not end with sentences, in another order; some are gone.
    Cut,
    /// Added lines, captions and teasers of other articles.
    Framed,
    /// So many words of a thousand edited.
    Edited(usize),
    /// 5 % of the words edited, framed, paragraphs in another order.
    Mixed,
    /// Twins are removed, the passage is there.
    TwinRemoved,
    /// The passage is removed.
    Removed,
    /// The passage is removed, 5 % of the words are edited, and the article's second half stands before its first.
    RemovedMixed,
}

impl Fate {
    pub const ALL: [Self; 12] = [
        Self::Formatted,
        Self::Moved,
        Self::Swapped,
        Self::Cut,
        Self::Framed,
        Self::Edited(10),
        Self::Edited(50),
        Self::Edited(200),
        Self::Mixed,
        Self::TwinRemoved,
        Self::Removed,
        Self::RemovedMixed,
    ];
}

impl Fate {
    /// Whether the copies of a passage stand one after the other as they did.
    fn keeps_order(self) -> bool {
        matches!(self, Self::Formatted | Self::Framed | Self::Edited(_))
    }
}

/// What is asked of several kinds of cases together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Reformatted, moved, framed, or a twin removed.
    Calm,
    Cut,
    Edited(usize),
    Mixed,
    Removed,
}

impl Group {
    pub const ALL: [Self; 7] =
        [Self::Calm, Self::Cut, Self::Edited(10), Self::Edited(50), Self::Edited(200), Self::Mixed, Self::Removed];

    pub fn of(fate: Fate) -> Self {
        match fate {
            Fate::Edited(permille) => Self::Edited(permille),
            Fate::Cut => Self::Cut,
            Fate::Mixed => Self::Mixed,
            Fate::Removed | Fate::RemovedMixed => Self::Removed,
            _ => Self::Calm,
        }
    }
}

/// Whether there are such cases: what has no twin loses none, words that a new teaser has are not gone, and a heading that
/// stands several times is nothing without its section.
pub fn is_possible(scene: Scene, fate: Fate) -> bool {
    match fate {
        Fate::Swapped => scene != Scene::Heading,
        Fate::TwinRemoved => !matches!(scene, Scene::Plain | Scene::TeaserAdded),
        Fate::Removed | Fate::RemovedMixed => scene != Scene::TeaserAdded,
        _ => true,
    }
}

/// A paragraph, and what it is for the case.
#[derive(Clone)]
struct Block {
    units: Paragraph,
    /// Stays before the next one.
    heading: bool,
    /// Might be taken for the passage's.
    twin: bool,
}

impl Block {
    fn new(units: Paragraph) -> Self {
        let heading = units.len() < 12 && units.last().is_some_and(Unit::is_word);
        Self { units, heading, twin: false }
    }

    fn has_passage(&self) -> bool {
        has_passage(&self.units)
    }
}

/// A case, the same for the same random numbers, and whether it can be [told](told) with the old text and without.
pub fn case(writer: &Writer, scene: Scene, fate: Fate, random: &mut Random) -> (Case, [bool; 2]) {
    let mut article: Vec<Block> = sample(random).into_iter().map(Block::new).collect();
    set(&mut article, scene, random);
    let (old, passage) = written(&article, Form::default(), random);
    let before = plain(&article);
    let own = own_words(&article);
    let edits = matches!(fate, Fate::Edited(_) | Fate::Mixed | Fate::RemovedMixed);
    let form = if edits { Form::default() } else { Form::any(random) };
    if scene == Scene::TeaserAdded && !edits {
        insert(&mut article, Block { twin: true, ..Block::new(own.clone()) }, random);
    }
    befall(writer, &mut article, fate, random);
    if scene == Scene::TeaserAdded && edits {
        insert(&mut article, Block::new(own), random);
    }
    let (new, expected) = written(&article, form, random);
    let told = told(&before, &plain(&article), fate.keeps_order());
    (Case { old, new, passage: passage.unwrap_or(0..0), expected }, told)
}

/// Puts the twins in and marks the passage.
fn set(article: &mut Vec<Block>, scene: Scene, random: &mut Random) {
    match scene {
        Scene::Plain | Scene::TeaserAdded => {
            let at = any_of(article, |_| true, random);
            mark(&mut article[at].units, random);
        }
        Scene::TeaserKept => {
            let at = any_of(article, |block| !block.heading, random);
            mark(&mut article[at].units, random);
            let copy = Block { twin: true, ..Block::new(own_words(article)) };
            insert(article, copy, random);
        }
        Scene::Heading => {
            let line = line_of(LINES[random.between(0, LINES.len())]);
            let line = Block { heading: true, twin: true, ..Block::new(line) };
            for _ in 0..random.between(2, 4) {
                insert(article, line.clone(), random);
            }
            mark_one(article, random);
        }
        Scene::NearTwin => {
            let at = any_of(article, |block| block.units.len() > 15, random);
            let mut twin = article[at].clone();
            // Reports say the same of another month.
            let word = random.between(0, twin.units.len());
            let dated = if random.permille(500) { random.between(0, word + 1) } else { word };
            for place in [word, dated] {
                let was = &mut article[at].units[place];
                (was.text, was.glued) = ((*random.pick(&MONTHS)).to_owned(), false);
                let other = MONTHS.iter().filter(|month| **month != was.text).copied().collect::<Vec<_>>();
                twin.units[place] = Unit::new(*random.pick(&other), false);
            }
            article[at].twin = true;
            insert(article, Block { twin: true, ..twin }, random);
            mark_one(article, random);
        }
    }
}

/// Marks a passage in one of the twins, and what stands for it in the others.
fn mark_one(article: &mut [Block], random: &mut Random) {
    let at = any_of(article, |block| block.twin, random);
    article[at].twin = false;
    mark(&mut article[at].units, random);
    let own: Vec<bool> = article[at].units.iter().map(|unit| unit.own).collect();
    for (number, twin) in article.iter_mut().filter(|block| block.twin).enumerate() {
        for (unit, own) in twin.units.iter_mut().zip(&own) {
            unit.twin = if *own { number + 1 } else { 0 };
        }
    }
}

const LINES: [&str; 8] = [
    "Photo : Ministry of the Interior , archive",
    "What this means for members",
    "Key points at a glance",
    "Challenges ahead for small states",
    "Read more about the withdrawal",
    "The chair of the working group , pictured in spring .",
    "Who pays ?",
    "Background",
];

const MONTHS: [&str; 10] =
    ["January", "March", "April", "June", "October", "2019", "2021", "2024", "Geneva", "Strasbourg"];

const TITLES: [&str; 4] = ["Most read", "Also in this section", "In brief", "Editors ’ choice"];

/// Words and marks with spaces between them; marks are written without a space before them.
fn line_of(line: &str) -> Paragraph {
    line.split(' ').map(|word| Unit::new(word, !word.contains(char::is_alphanumeric))).collect()
}

fn any_of(article: &[Block], which: impl Fn(&Block) -> bool, random: &mut Random) -> usize {
    let fit: Vec<usize> = (0..article.len()).filter(|at| which(&article[*at])).collect();
    if fit.is_empty() { random.between(0, article.len()) } else { *random.pick(&fit) }
}

/// A copy of the passage's words, at times with more of its paragraph around them.
fn own_words(article: &[Block]) -> Paragraph {
    let Some(block) = article.iter().find(|block| block.has_passage()) else { return Vec::new() };
    let from = block.units.iter().position(|unit| unit.own).unwrap_or(0);
    let to = block.units.iter().rposition(|unit| unit.own).unwrap_or(0);
    // A clause is quoted as such or with the rest of its sentence.
    let is_stop = |unit: &Unit| matches!(&*unit.text, "." | "?" | "!");
    let whole = block.units.len() % 2 == 0;
    let start = if whole { block.units[..from].iter().rposition(is_stop).map_or(0, |at| at + 1) } else { from };
    let end = if whole { block.units[to..].iter().position(is_stop).map_or(to, |at| to + at) } else { to };
    block.units[start..=end]
        .iter()
        .map(|unit| Unit { own: false, twin: usize::from(unit.own), ..unit.clone() })
        .collect()
}

/// Puts a block in anywhere, at times below a title, but not beside the passage.
fn insert(article: &mut Vec<Block>, block: Block, random: &mut Random) {
    let beside = |at: usize| {
        [at.checked_sub(1), Some(at)]
            .into_iter()
            .flatten()
            .any(|at| article.get(at).is_some_and(|block| block.twin || block.has_passage()))
    };
    let mut at = if random.permille(300) { article.len() } else { random.between(0, article.len() + 1) };
    while beside(at) && article.len() > 2 {
        at = random.between(0, article.len() + 1);
    }
    let teaser = !block.heading && random.permille(600);
    article.insert(at, block);
    if teaser {
        let title = line_of(TITLES[random.between(0, TITLES.len())]);
        article.insert(at, Block { heading: true, ..Block::new(title) });
    }
}

fn befall(writer: &Writer, article: &mut Vec<Block>, fate: Fate, random: &mut Random) {
    match fate {
        Fate::Formatted => {}
        Fate::Moved => reorder(article, random),
        Fate::Swapped => {
            let own = article.iter().position(Block::has_passage).unwrap_or(0);
            // Twins that change places are not told from twins that stay.
            let other = any_of(article, |block| !block.twin && !block.has_passage(), random);
            article.swap(own, other);
        }
        Fate::Cut => cut(article, random),
        Fate::Framed => frame(article, random),
        Fate::Edited(permille) => edit(writer, article, permille, random),
        Fate::Mixed => {
            edit(writer, article, 50, random);
            frame(article, random);
            reorder(article, random);
        }
        Fate::TwinRemoved => article.retain(|block| !block.twin || block.has_passage()),
        Fate::Removed => remove(article, random),
        Fate::RemovedMixed => {
            remove(article, random);
            edit(writer, article, 50, random);
            let middle = random.between(0, article.len());
            article.rotate_left(middle);
        }
    }
}

fn remove(article: &mut Vec<Block>, random: &mut Random) {
    let Some(at) = article.iter().position(Block::has_passage) else { return };
    if random.permille(500) {
        article.remove(at);
    } else {
        article[at].units.retain(|unit| !unit.own);
    }
}

/// Moves sections: a heading goes with what follows it.
fn reorder(article: &mut Vec<Block>, random: &mut Random) {
    let mut sections: Vec<Vec<Block>> = Vec::new();
    for block in article.drain(..) {
        match sections.last_mut() {
            Some(last) if last.last().is_some_and(|block| block.heading) => last.push(block),
            _ => sections.push(vec![block]),
        }
    }
    if random.permille(300) {
        let middle = random.between(0, sections.len());
        sections.rotate_left(middle);
    } else {
        for turn in 0..random.between(1, 5) {
            let own = |section: &Vec<Block>| section.iter().any(Block::has_passage);
            let from = if turn == 0 { sections.iter().position(own) } else { None };
            let section = sections.remove(from.unwrap_or_else(|| random.between(0, sections.len())));
            sections.insert(random.between(0, sections.len() + 1), section);
        }
    }
    article.extend(sections.into_iter().flatten());
}

/// Cuts the article anywhere but in the passage, leaves stretches without it out, and orders the others anew.
fn cut(article: &mut Vec<Block>, random: &mut Random) {
    let units: Paragraph = article.drain(..).flat_map(|block| block.units).collect();
    let mut stretches: Vec<Paragraph> = Vec::new();
    let mut left = 0;
    for unit in units {
        let within = unit.own && stretches.last().and_then(|last| last.last()).is_some_and(|last| last.own);
        if left == 0 && !within && unit.is_word() {
            stretches.push(Vec::new());
            left = random.between(25, 120);
        }
        left = left.saturating_sub(1);
        if let Some(last) = stretches.last_mut() {
            last.push(unit);
        }
    }
    stretches.retain(|stretch| has_passage(stretch) || random.permille(700));
    for at in (1..stretches.len()).rev() {
        stretches.swap(at, random.between(0, at + 1));
    }
    article.extend(stretches.into_iter().map(|units| Block { heading: false, ..Block::new(units) }));
}

fn frame(article: &mut Vec<Block>, random: &mut Random) {
    let mut plain: Vec<Paragraph> = article.drain(..).map(|block| block.units).collect();
    boilerplate(&mut plain, random);
    article.extend(plain.into_iter().map(Block::new));
}

fn edit(writer: &Writer, article: &mut [Block], permille: usize, random: &mut Random) {
    let edited = edited(writer, Script::English, &plain(article), permille, random);
    for (block, units) in article.iter_mut().zip(edited) {
        block.units = units;
    }
}

fn written(article: &[Block], form: Form, random: &mut Random) -> (String, Option<std::ops::Range<usize>>) {
    render(&plain(article), form, random)
}

fn plain(article: &[Block]) -> Vec<Paragraph> {
    article.iter().map(|block| block.units.clone()).collect()
}
