//! Which paragraphs of a page are its article: what a library for it chooses, and what we find, weighed by what they hold.

use std::collections::HashSet;

use dom_query::Document;
use dom_smoothie::{Config, Readability};

use super::{
    around::around,
    outline::{Element, Outline, Piece},
    tree::{self, Go, Visit, walk},
    trim::Trim,
};
use crate::words::one_line;

/// An article has this many characters at least, or the page is taken whole.
const SHORTEST: usize = 140;
/// How far below the headline a lead can begin, in paragraphs; and how many of them can be leads.
const LEAD_WITHIN: usize = 8;
const LEADS: usize = 2;
/// A subtitle has this many characters at least, white space aside, if it is taken for a lead.
const LEAD: usize = 50;

/// The article of a page.
pub struct Article {
    pub text: String,
    /// Its first and its last paragraph that read as sentences, among those of the page.
    pub first: Option<usize>,
    pub last: Option<usize>,
    /// Those above it that only say when it came out and by whom; they are not in it.
    pub about: Vec<usize>,
    /// The paragraphs of the page that read as sentences and are not in it.
    pub left: Vec<String>,
    /// Whether it is less than a third of what reads as sentences on the page.
    pub is_small_part: bool,
}

/// What looks most like an article on a page; `None` if nothing does.
pub fn article(page: &Document, outline: &Outline) -> Option<Article> {
    let out = around(page, outline);
    let theirs = chosen_by_library(page, outline, &out);
    let mut taken = Choosing::new(outline, &out).taken(theirs);
    let about = Trim { page, outline }.trim(&mut taken);
    let is_taken = |piece: usize| taken.get(piece).is_some_and(|taken| *taken);
    let mut holds = vec![false; outline.elements.len()];
    let pieces = outline.pieces.iter().enumerate().filter(|(at, _)| is_taken(*at));
    pieces.for_each(|(_, piece)| outline.around(piece.element).for_each(|at| holds[at] = true));
    let text = tree::text_where(page, |node| match outline.place(node.id) {
        // What is no block has a part in setting the text even if it holds none: a line's end, an empty cell.
        Some(element) => holds[element] || !tree::is_block(&outline.elements[element].name),
        None => outline.piece(node.id).is_some_and(is_taken),
    });
    if text.chars().count() < SHORTEST {
        return None;
    }
    let prose = |taken: bool| {
        outline.pieces.iter().enumerate().filter(move |(at, piece)| piece.is_prose && is_taken(*at) == taken)
    };
    let chars = |taken: bool| -> usize { prose(taken).map(|(_, piece)| piece.chars).sum() };
    let left = prose(false).map(|(_, piece)| one_line(&piece.text)).collect();
    let first = prose(true).map(|(at, _)| at).next();
    let last = prose(true).map(|(at, _)| at).next_back();
    Some(Article { text, first, last, about, left, is_small_part: chars(true) * 2 < chars(false) })
}

/// Of each piece, whether the library takes it, where the elements `out` are not there.
fn chosen_by_library(page: &Document, outline: &Outline, out: &[usize]) -> Vec<bool> {
    let mut chosen = vec![false; outline.pieces.len()];
    // Nodes of the copy are known by the same numbers.
    let copy = page.clone();
    for at in out {
        if let Some(node) = outline.elements.get(*at).and_then(|element| copy.tree.get(&element.node)) {
            node.remove_from_parent();
        }
    }
    // Of what it makes of the page only the nodes are looked at.
    let config = Config { disable_json_ld: true, keep_classes: true, ..Config::default() };
    let Ok(mut library) = Readability::with_document(copy, None, Some(config)) else { return chosen };
    if library.parse().is_err() {
        return chosen;
    }
    for root in library.doc.select_single("#readability-page-1").nodes() {
        walk(root, |step| {
            if let Visit::Enter(node) = step
                && node.is_nonempty_text()
                && let Some(chosen) = outline.piece(node.id).and_then(|piece| chosen.get_mut(piece))
            {
                *chosen = true;
            }
            Go::Into
        });
    }
    chosen
}

/// A page of which the article is being chosen.
struct Choosing<'o> {
    outline: &'o Outline,
    /// How much each piece, and all in an element, says for the article being there.
    weights: Vec<f64>,
    sums: Vec<f64>,
    /// Of each element, whether it stands around the article.
    is_out: Vec<bool>,
    /// The element that we take for the article.
    root: usize,
}

impl<'o> Choosing<'o> {
    fn new(outline: &'o Outline, out: &[usize]) -> Self {
        let mut is_out = vec![false; outline.elements.len()];
        for at in out {
            let end = outline.elements.get(*at).map_or(*at, |element| element.end);
            is_out[*at..end].fill(true);
        }
        let weights: Vec<f64> = outline.pieces.iter().map(weight).collect();
        let mut sums = vec![0.0; outline.elements.len()];
        for (piece, weight) in outline.pieces.iter().zip(&weights) {
            if *weight > 0.0 && !is_out[piece.element] {
                outline.around(piece.element).for_each(|at| sums[at] += weight);
            }
        }
        let mut choosing = Self { outline, weights, sums, is_out, root: 0 };
        choosing.root = choosing.heaviest();
        choosing
    }

    /// The innermost element that holds most of what weighs, or the headline with a good part of it.
    fn heaviest(&self) -> usize {
        const MOST: f64 = 0.75;
        const WITH_HEADLINE: f64 = 0.25;
        let mut root = 0;
        loop {
            let Some(all) = self.sums.get(root).filter(|sum| **sum > 0.0) else { return root };
            let headed = self
                .outline
                .children(root)
                .find(|at| self.outline.elements[*at].has_headline && self.sums[*at] >= all * WITH_HEADLINE);
            let heavy = || self.outline.children(root).find(|at| self.sums[*at] >= all * MOST);
            match headed.or_else(heavy) {
                Some(child) => root = child,
                None => return root,
            }
        }
    }

    fn in_root(&self, piece: &Piece) -> bool {
        self.outline.is_in(piece.element, self.root) && !self.is_out[piece.element]
    }

    /// Of each piece, whether it is taken.
    fn taken(&self, theirs: Vec<bool>) -> Vec<bool> {
        let mut taken = if self.is_ours_better(&theirs) { self.ours() } else { theirs };
        let all: usize =
            self.outline.pieces.iter().enumerate().filter(|(at, _)| taken[*at]).map(|(_, piece)| piece.chars).sum();
        for (at, piece) in self.outline.pieces.iter().enumerate() {
            taken[at] &= !self.is_in_link_list(piece, all / 3);
        }
        let core: Vec<usize> = (0..taken.len()).filter(|at| taken[*at] && self.weights[*at] > 0.0).collect();
        let (Some(&first), Some(&last)) = (core.first(), core.last()) else { return taken };
        let mut holds = vec![false; self.outline.elements.len()];
        let mut shapes = HashSet::new();
        for at in core {
            let element = self.outline.pieces[at].element;
            shapes.insert(self.outline.shape(element));
            self.outline.around(element).for_each(|at| holds[at] = true);
        }
        let mut leads = 0;
        for (at, piece) in self.outline.pieces.iter().enumerate() {
            if taken[at] || self.is_out[piece.element] {
                continue;
            }
            taken[at] = if at < first && leads < LEADS && self.is_lead(at, piece) && !self.is_said_again(at, &taken) {
                leads += 1;
                true
            } else if !self.in_root(piece) {
                false
            } else if (first..last).contains(&at) && piece.is_prose && self.is_alike_or_quoted(piece, &shapes) {
                true
            } else if !is_plain(self.apart(piece, &holds)) {
                false
            } else if (first..last).contains(&at) {
                piece.is_prose || self.is_item(piece)
            } else {
                piece.is_prose && (at > last || shapes.contains(&self.outline.shape(piece.element)))
            };
        }
        // A heading belongs to the text below it.
        let text = |at: &usize| taken[*at] && self.outline.pieces[*at].is_prose;
        let (first, last) =
            ((0..taken.len()).find(text).unwrap_or(first), (0..taken.len()).rfind(text).unwrap_or(last));
        for (at, piece) in self.outline.pieces.iter().enumerate().take(last).skip(first) {
            if piece.is_heading && !taken[at] && taken[at + 1] && self.in_root(piece) {
                taken[at] = is_plain(self.apart(piece, &holds));
            }
        }
        taken
    }

    /// Whether the library is at another place than the article seems to be. The headline counts most: where ours has it, or
    /// theirs is a fraction of ours and ours no list.
    fn is_ours_better(&self, theirs: &[bool]) -> bool {
        let sum = |which: &dyn Fn(usize, &Piece) -> bool| -> f64 {
            let pieces = self.outline.pieces.iter().enumerate();
            pieces.filter(|(at, piece)| which(*at, piece)).map(|(at, _)| self.weights[at]).sum()
        };
        let chosen = sum(&|at, _| theirs[at]);
        let both = sum(&|at, piece| theirs[at] && self.in_root(piece));
        let Some(root) = self.outline.elements.get(self.root) else { return false };
        let ours = self.sums[self.root];
        let is_elsewhere = chosen <= 0.0 || both < chosen * 0.5;
        let is_list = matches!(root.name.as_str(), "ul" | "ol" | "li" | "table");
        is_elsewhere && ours > 0.0 && (root.has_headline || (ours > chosen * 2.5 && root.links() < 0.1 && !is_list))
    }

    fn ours(&self) -> Vec<bool> {
        let is_ours = |piece: &Piece| {
            let is_text = piece.is_prose || piece.is_heading || self.is_item(piece) || self.is_paragraph(piece);
            is_text && piece.links() < 0.4 && self.in_root(piece)
        };
        self.outline.pieces.iter().map(is_ours).collect()
    }

    /// A paragraph, or a long subtitle, that stands soon below the headline and belongs to no picture.
    fn is_lead(&self, at: usize, piece: &Piece) -> bool {
        let is_below =
            self.outline.headline.is_some_and(|headline| (headline + 1..headline + LEAD_WITHIN).contains(&at));
        let is_long = piece.is_prose || (piece.is_heading && piece.chars >= LEAD);
        let is_title = |headline: usize| self.outline.pieces[headline].text.trim() == piece.text.trim();
        let repeats = self.outline.headline.is_some_and(is_title);
        is_below && is_long && !repeats && piece.links() < 0.1 && !self.is_caption(piece)
    }

    /// Whether a piece that was taken says below what this one says.
    fn is_said_again(&self, at: usize, taken: &[bool]) -> bool {
        let text = self.outline.pieces[at].text.trim();
        let below = self.outline.pieces.iter().enumerate().skip(at + 1);
        below.filter(|(at, _)| taken[*at]).any(|(_, piece)| piece.text.trim() == text)
    }

    /// Whether a paragraph between others is one of them by what it is called, or is quoted: links are no reason to leave it out then.
    fn is_alike_or_quoted(&self, piece: &Piece, shapes: &HashSet<u64>) -> bool {
        shapes.contains(&self.outline.shape(piece.element)) || self.is_within(piece, 3, &["blockquote"])
    }

    /// The outermost element around a piece in which nothing was taken.
    fn apart(&self, piece: &Piece, holds: &[bool]) -> Option<&Element> {
        let apart = self.outline.around(piece.element).take_while(|at| !holds[*at]).last();
        apart.and_then(|at| self.outline.elements.get(at))
    }

    /// Whether a piece is in a list of links to other pages that has at most so many characters.
    fn is_in_link_list(&self, piece: &Piece, most: usize) -> bool {
        let lists = self.outline.around(piece.element).take(5).filter_map(|at| self.outline.elements.get(at));
        let mut lists = lists.filter(|element| matches!(element.name.as_str(), "ul" | "ol"));
        lists.any(|list| list.links() > 0.9 && list.chars < most)
    }

    fn is_caption(&self, piece: &Piece) -> bool {
        self.is_within(piece, usize::MAX, &["figure", "figcaption"])
    }

    fn is_item(&self, piece: &Piece) -> bool {
        self.is_within(piece, 4, &["li"])
    }

    fn is_paragraph(&self, piece: &Piece) -> bool {
        self.is_within(piece, 3, &["p", "blockquote", "pre"])
    }

    /// Whether one of the elements around a piece, as far out as that, has one of these names.
    fn is_within(&self, piece: &Piece, reach: usize, names: &[&str]) -> bool {
        self.outline
            .around(piece.element)
            .take(reach)
            .any(|at| names.contains(&self.outline.elements[at].name.as_str()))
    }
}

/// Long paragraphs say more for an article than many short ones.
#[expect(clippy::cast_precision_loss, reason = "no page has billions of characters")]
fn weight(piece: &Piece) -> f64 {
    if piece.is_prose { piece.chars as f64 * (60 + piece.chars.min(400)) as f64 / 460.0 } else { 0.0 }
}

/// Whether an element beside the article holds text and nothing to click at or to look at. What was taken itself has none
/// apart.
fn is_plain(apart: Option<&Element>) -> bool {
    apart.is_none_or(|element| {
        let is_list = matches!(element.name.as_str(), "ul" | "ol" | "li" | "table");
        let is_of_teasers = is_list && element.headings > 0;
        element.links() < 0.05 && element.controls == 0 && element.images == 0 && !is_of_teasers
    })
}
