//! A page as a list of its elements and paragraphs, each with how much text, prose and links it holds. Judges nothing.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hash as _, Hasher},
    ops::Range,
};

use dom_query::{Document, NodeId, NodeRef};

use super::tree::{Go, Visit, is_block, is_hidden, is_skipped, walk};

/// An element of a page, with what it and all in it hold.
#[derive(Debug)]
pub struct Element {
    pub node: NodeId,
    pub name: String,
    /// Its name and classes and those of the elements around it, in one number.
    pub shape: u64,
    /// The element around it; its own place, if there is none.
    pub parent: usize,
    /// The place behind the last element in it.
    pub end: usize,
    /// Characters other than white space, and how many of them are in links.
    pub chars: usize,
    pub linked: usize,
    /// Characters of paragraphs that read as sentences.
    pub prose: usize,
    /// Fields and buttons to fill in and press.
    pub controls: usize,
    pub images: usize,
    pub headings: usize,
    /// It is the headline, or the headline is in it.
    pub has_headline: bool,
}

/// A line or paragraph of a page.
#[derive(Debug)]
pub struct Piece {
    /// The element in which its first words stand.
    pub element: usize,
    /// Its text, white space as it comes.
    pub text: String,
    pub chars: usize,
    pub linked: usize,
    /// It reads as sentences: it is long enough, no heading, and most of it is in no link.
    pub is_prose: bool,
    pub is_heading: bool,
}

/// The elements and paragraphs of a page, in the order of the document; both are known by their places.
#[derive(Debug, Default)]
pub struct Outline {
    pub elements: Vec<Element>,
    pub pieces: Vec<Piece>,
    /// The headline among the pieces: the first heading that has the words of the title.
    pub headline: Option<usize>,
    /// Elements whose names or attributes say that the date or the author is in them, perhaps.
    pub marked: Vec<usize>,
    places: Places,
    /// Of each node of text, the piece that it belongs to.
    texts: Places,
    /// How many paragraphs of prose begin in the elements before each.
    prose_before: Vec<usize>,
}

/// What belongs to each node.
type Places = HashMap<NodeId, usize, BuildHasherDefault<Quick>>;

/// Puts nodes and names into a number: nobody gains by making two of them the same here.
#[derive(Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for eight in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..eight.len()].copy_from_slice(eight);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

/// A paragraph has this many characters at least, white space aside, if it reads as sentences.
const PROSE: usize = 60;
/// The same in Chinese, Japanese and Korean, which say more with each.
const PROSE_OF_SIGNS: usize = 20;

impl Outline {
    /// The outline of a page with the headline `title`.
    pub fn new(page: &Document, title: &str) -> Self {
        let mut writer = Writer { title: words(title), ..Writer::default() };
        walk(&page.root(), |step| match step {
            Visit::Enter(node) => writer.enter(node),
            Visit::Leave(node) => {
                writer.leave(node);
                Go::Into
            }
        });
        writer.finish_piece();
        let mut outline = writer.outline;
        outline.add_up();
        outline
    }

    /// The place of an element among all.
    pub fn place(&self, element: NodeId) -> Option<usize> {
        self.places.get(&element).copied()
    }

    /// The piece that a node of text belongs to.
    pub fn piece(&self, text: NodeId) -> Option<usize> {
        self.texts.get(&text).copied()
    }

    /// Whether the element `inner` is `outer` or in it.
    pub fn is_in(&self, inner: usize, outer: usize) -> bool {
        self.elements.get(outer).is_some_and(|element| (outer..element.end).contains(&inner))
    }

    /// The element and those around it, from the inside out.
    pub fn around(&self, element: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(element), |at| {
            self.elements.get(*at).map(|element| element.parent).filter(|parent| parent != at)
        })
    }

    /// The elements that stand in this one directly.
    pub fn children(&self, element: usize) -> impl Iterator<Item = usize> {
        let end = self.elements.get(element).map_or(0, |element| element.end);
        std::iter::successors(Some(element + 1), |at| self.elements.get(*at).map(|child| child.end))
            .take_while(move |at| *at < end)
    }

    /// What an element and those around it are called: paragraphs that one program set have one shape.
    pub fn shape(&self, element: usize) -> u64 {
        self.elements.get(element).map_or(0, |element| element.shape)
    }

    /// How many paragraphs of prose begin in these elements.
    pub fn prose_in(&self, elements: Range<usize>) -> usize {
        let before = |at: usize| self.prose_before.get(at).or(self.prose_before.last()).copied().unwrap_or_default();
        before(elements.end).saturating_sub(before(elements.start))
    }

    /// Each element holds what is in it, too.
    fn add_up(&mut self) {
        let mut prose = vec![0; self.elements.len()];
        for piece in &self.pieces {
            let Some(element) = self.elements.get_mut(piece.element) else { continue };
            element.chars += piece.chars;
            element.linked += piece.linked;
            if piece.is_prose {
                element.prose += piece.chars;
                prose[piece.element] += 1;
            }
        }
        self.prose_before.push(0);
        self.prose_before.extend(prose.iter().scan(0, |sum, paragraphs| {
            *sum += paragraphs;
            Some(*sum)
        }));
        for at in (1..self.elements.len()).rev() {
            let (outer, from) = self.elements.split_at_mut(at);
            let Some(element) = from.first() else { continue };
            let Some(outer) = outer.get_mut(element.parent) else { continue };
            outer.chars += element.chars;
            outer.linked += element.linked;
            outer.prose += element.prose;
            outer.controls += element.controls;
            outer.images += element.images;
            outer.headings += element.headings;
            outer.has_headline |= element.has_headline;
        }
    }
}

impl Element {
    /// The share of its text that is in links.
    pub fn links(&self) -> f64 {
        share(self.linked, self.chars)
    }

    /// The share of its text that reads as sentences.
    pub fn reads(&self) -> f64 {
        share(self.prose, self.chars)
    }
}

impl Piece {
    /// The share of its text that is in links.
    pub fn links(&self) -> f64 {
        share(self.linked, self.chars)
    }
}

#[expect(clippy::cast_precision_loss, reason = "no page has billions of characters")]
fn share(some: usize, all: usize) -> f64 {
    some as f64 / all.max(1) as f64
}

/// The words of a text in lower case, to be compared.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[derive(Default)]
struct Writer {
    outline: Outline,
    title: Vec<String>,
    /// The elements that are open.
    open: Vec<usize>,
    /// How many links, and headings, are open.
    in_links: usize,
    in_headings: usize,
    /// The text of the paragraph so far, and the element in which it began.
    text: String,
    chars: usize,
    linked: usize,
    began: Option<usize>,
}

impl Writer {
    fn enter(&mut self, node: &NodeRef<'_>) -> Go {
        if node.is_text() {
            self.text(node);
            return Go::Into;
        }
        let Some(name) = node.node_name() else { return Go::Into };
        self.count_control(node, &name);
        if is_skipped(&name) || is_hidden(node) {
            return Go::Past;
        }
        if begins_line(&name) {
            self.finish_piece();
        }
        let at = self.outline.elements.len();
        let parent = self.open.last().copied().unwrap_or(at);
        let class = node.attr("class");
        if is_marked(node, &name, class.as_deref()) {
            self.outline.marked.push(at);
        }
        let mut hasher = Quick::default();
        (self.outline.shape(parent), &*name, class.as_deref()).hash(&mut hasher);
        self.outline.places.insert(node.id, at);
        self.outline.elements.push(Element {
            node: node.id,
            name: name.to_string(),
            shape: hasher.finish(),
            parent,
            end: at + 1,
            chars: 0,
            linked: 0,
            prose: 0,
            controls: 0,
            images: usize::from(matches!(&*name, "img" | "picture" | "figure")),
            headings: usize::from(is_heading(&name)),
            has_headline: false,
        });
        self.open.push(at);
        self.in_links += usize::from(&*name == "a");
        self.in_headings += usize::from(is_heading(&name));
        Go::Into
    }

    fn leave(&mut self, node: &NodeRef<'_>) {
        let Some(at) = self.outline.place(node.id) else { return };
        let Some(name) = node.node_name() else { return };
        if begins_line(&name) {
            self.finish_piece();
        }
        self.open.pop();
        self.in_links -= usize::from(&*name == "a");
        self.in_headings -= usize::from(is_heading(&name));
        let end = self.outline.elements.len();
        if let Some(element) = self.outline.elements.get_mut(at) {
            element.end = end;
        }
    }

    fn count_control(&mut self, node: &NodeRef<'_>, name: &str) {
        let is_control = matches!(name, "input" | "button" | "select" | "textarea")
            && node.attr("type").is_none_or(|kind| &*kind != "hidden");
        if is_control && let Some(element) = self.open.last().and_then(|at| self.outline.elements.get_mut(*at)) {
            element.controls += 1;
        }
    }

    fn text(&mut self, node: &NodeRef<'_>) {
        let text = node.text();
        self.outline.texts.insert(node.id, self.outline.pieces.len());
        let chars = text.chars().filter(|c| !c.is_whitespace()).count();
        if chars == 0 {
            self.text.push(' ');
            return;
        }
        if self.began.is_none() {
            self.began = self.open.last().copied();
        }
        self.chars += chars;
        if self.in_links > 0 {
            self.linked += chars;
        }
        self.text.push_str(&text);
    }

    fn finish_piece(&mut self) {
        let text = std::mem::take(&mut self.text);
        let (chars, linked) = (std::mem::take(&mut self.chars), std::mem::take(&mut self.linked));
        let Some(element) = self.began.take() else { return };
        let is_heading = self.in_headings > 0;
        let least = if is_of_signs(&text) { PROSE_OF_SIGNS } else { PROSE };
        let is_prose = !is_heading && chars >= least && share(linked, chars) < 0.4;
        if is_heading && self.outline.headline.is_none() && self.is_title(&text) {
            self.outline.headline = Some(self.outline.pieces.len());
            if let Some(element) = self.outline.elements.get_mut(element) {
                element.has_headline = true;
            }
        }
        self.outline.pieces.push(Piece { element, text, chars, linked, is_prose, is_heading });
    }

    /// Whether a heading is the headline: most of its words are those of the title, and the other way round.
    fn is_title(&self, heading: &str) -> bool {
        const LONGEST: usize = 1000;
        if heading.len() > LONGEST || self.title.is_empty() {
            return false;
        }
        let heading = words(heading);
        let both = heading.iter().filter(|word| self.title.contains(word)).count();
        both > 0 && both * 10 >= heading.len() * 7 && both * 2 >= self.title.len()
    }
}

/// Whether an element says of itself that a date or an author is in it.
fn is_marked(node: &NodeRef<'_>, name: &str, class: Option<&str>) -> bool {
    const PARTS: [&str; 7] = ["date", "Date", "publi", "posted", "submitted", "author", "byline"];
    let says = |names: &str| PARTS.iter().any(|part| names.contains(part));
    name == "time"
        || class.is_some_and(says)
        || node.attr("id").is_some_and(|id| says(&id))
        || node.attr("itemprop").is_some()
        || node.attr("rel").is_some_and(|rel| rel.contains("author"))
}

/// Whether most of a text is in a script whose signs are words or syllables.
fn is_of_signs(text: &str) -> bool {
    let is_sign = |c: &char| matches!(u32::from(*c), 0x2e80..=0x9fff | 0xac00..=0xd7af);
    let seen = text.chars().filter(|c| !c.is_whitespace()).take(200);
    let (signs, all) = seen.fold((0, 0), |(signs, all), c| (signs + usize::from(is_sign(&c)), all + 1));
    signs * 3 > all
}

fn begins_line(name: &str) -> bool {
    is_block(name) || matches!(name, "li" | "table" | "tr" | "td" | "th" | "pre" | "caption")
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
