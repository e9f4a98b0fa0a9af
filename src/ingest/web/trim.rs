//! What stands within a chosen article and is none of its text: lines above it that only say when it came out and who wrote it,
//! captions of the pictures above it, and links and headings that nothing follows.

use dom_query::{Document, NodeRef};

use super::{
    around::parts,
    outline::{Outline, Piece},
    tree::is_block,
};
use crate::ingest::guess::date_in;

/// The longest line, in characters other than white space, that says no more than when and by whom.
const SHORT: usize = 120;
/// How far out from a paragraph its elements are asked for their names.
const REACH: usize = 5;
/// Words in the names of elements that hold no more than when and by whom.
const ABOUT: [&str; 16] = [
    "author",
    "authors",
    "byline",
    "date",
    "dateline",
    "datestamp",
    "datetime",
    "meta",
    "metadata",
    "posted",
    "pubdate",
    "published",
    "publishing",
    "time",
    "timestamp",
    "updated",
];
/// Words in the names of elements that say who the author is.
const AUTHOR: [&str; 8] = ["author", "authors", "autor", "autoren", "autore", "auteur", "bio", "contributor"];

/// A page whose article was chosen.
pub struct Trim<'t> {
    pub page: &'t Document,
    pub outline: &'t Outline,
}

impl Trim<'_> {
    /// Takes out of the article what is none of its text; gives the lines above it that say when and by whom.
    pub fn trim(&self, taken: &mut [bool]) -> Vec<usize> {
        let pieces = &self.outline.pieces;
        let is_text = |at: &usize| {
            let piece = &pieces[*at];
            taken[*at] && piece.is_prose && !self.is_caption(piece) && !self.is_about(piece)
        };
        let Some(first) = (0..taken.len()).find(is_text) else { return Vec::new() };
        let last = (0..taken.len()).rfind(is_text).unwrap_or(first);
        let above: Vec<usize> = (0..first).filter(|at| taken[*at] && !pieces[*at].is_heading).collect();
        let (about, above): (Vec<usize>, Vec<usize>) = above.into_iter().partition(|at| self.is_about(&pieces[*at]));
        let captions: Vec<usize> = above.into_iter().filter(|at| self.is_caption(&pieces[*at])).collect();
        let links: Vec<usize> = (last + 1..taken.len()).filter(|at| taken[*at] && self.is_link(&pieces[*at])).collect();
        for some in [&about, &captions, &links] {
            self.leave_out(some, 2, taken);
        }
        // From the end up to what is text.
        let leads_nowhere = |piece: &Piece| piece.is_heading && !piece.text.trim_end().ends_with('.');
        let is_end = |at: &usize| leads_nowhere(&pieces[*at]) || self.is_of_author(&pieces[*at]);
        let end: Vec<usize> = (first..taken.len()).rev().filter(|at| taken[*at]).take_while(is_end).collect();
        self.leave_out(&end, 3, taken);
        about
    }

    /// Leaves these out, unless they are so great a share of what reads as sentences on the page (a half, a third): then they are no such things,
    /// whatever their elements are called.
    fn leave_out(&self, some: &[usize], share: usize, taken: &mut [bool]) {
        let all = self.outline.elements.first().map_or(0, |all| all.prose);
        let prose = some.iter().map(|at| &self.outline.pieces[*at]).filter(|piece| piece.is_prose);
        if prose.map(|piece| piece.chars).sum::<usize>() * share <= all {
            some.iter().for_each(|at| taken[*at] = false);
        }
    }

    /// Whether a line leads to other pages and says nothing itself. Sources are links among others, and an address that is written
    /// out says something.
    fn is_link(&self, piece: &Piece) -> bool {
        let mut around = self.outline.around(piece.element).map(|at| &self.outline.elements[at]);
        let list = around.find(|element| matches!(element.name.as_str(), "ul" | "ol"));
        piece.links() > 0.8 && !piece.text.contains("://") && list.is_none_or(|list| list.links() > 0.8)
    }

    /// Whether a paragraph is in an element that says who the author is.
    fn is_of_author(&self, piece: &Piece) -> bool {
        self.is_named(piece, 0, |node, _| {
            names(node).any(|name| parts(&name).split(' ').any(|part| AUTHOR.contains(&part)))
        })
    }

    /// Whether a paragraph belongs to a picture, as the elements around it say.
    pub fn is_caption(&self, piece: &Piece) -> bool {
        // The first words of a paragraph can be those of a caption in it.
        let is_inline = |at: &usize| !is_block(&self.outline.elements[*at].name);
        let inline = self.outline.around(piece.element).take_while(is_inline).count();
        self.is_named(piece, inline, |node, name| {
            matches!(name, "figure" | "figcaption")
                || names(node).any(|name| name.to_ascii_lowercase().contains("caption"))
        })
    }

    /// Whether a line says when the article came out or who wrote it, and little else.
    fn is_about(&self, piece: &Piece) -> bool {
        if piece.chars > SHORT {
            return false;
        }
        let text = piece.text.trim();
        let is_sentence = text.ends_with(['.', '!', '?', '…', '”']) && !text.to_lowercase().ends_with(".m.");
        let is_marked = || {
            self.is_named(piece, 0, |node, name| {
                name == "time" || names(node).any(|name| parts(&name).split(' ').any(|part| ABOUT.contains(&part)))
            })
        };
        !is_sentence && ((!piece.is_prose && date_in(text).is_some()) || is_marked())
    }

    /// Whether one of the elements around a piece is what is asked for; those that hold the headline or all of the article are left out, and
    /// the innermost few can be left out.
    fn is_named(&self, piece: &Piece, inner: usize, is: impl Fn(&NodeRef<'_>, &str) -> bool) -> bool {
        let elements = self.outline.around(piece.element).skip(inner).take(REACH).map(|at| &self.outline.elements[at]);
        elements
            .take_while(|element| {
                !element.has_headline && !matches!(element.name.as_str(), "article" | "main" | "body")
            })
            .any(|element| self.page.tree.get(&element.node).is_some_and(|node| is(&node, &element.name)))
    }
}

/// The names that an element has: its classes and its `id`.
fn names(node: &NodeRef<'_>) -> impl Iterator<Item = String> + use<> {
    let names: Vec<String> = [node.attr("class"), node.attr("id")]
        .into_iter()
        .flatten()
        .flat_map(|names| names.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    names.into_iter()
}
