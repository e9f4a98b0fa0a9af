//! The date and the author as they are written on a page, beside its headline: a teaser's date is none of the article.

use dom_query::{Document, NodeRef};

use super::outline::{Outline, Piece};
use crate::ingest::guess::{date_of, only_date};

/// How many paragraphs before the headline, and behind it, can say when the article came out.
const BEFORE: usize = 6;
const BEHIND: usize = 12;
/// The longest line, in characters other than white space, that says no more than that.
const SHORT: usize = 120;

/// The date that is marked as that of the article, or stands beside the headline.
pub fn date_written(page: &Document, outline: &Outline, day_first: Option<bool>) -> Option<String> {
    marked(page, day_first).or_else(|| beside(page, outline, day_first))
}

/// The dates of elements that say they are the article's.
fn marked(page: &Document, day_first: Option<bool>) -> Option<String> {
    const MARKS: [&str; 4] = [
        "[itemprop~=datePublished]",
        "time[pubdate]",
        "abbr.published[title], abbr.entry-date[title]",
        "time.entry-date, time.published, .entry-date, .published, .post-date, .article-date, .article__date, .date-published",
    ];
    for mark in MARKS {
        let mut dates: Vec<String> = Vec::new();
        for node in page.select(mark).nodes().iter().take(30) {
            if !is_in_list(node) && let Some(date) = date_at(node, day_first) {
                dates.push(date);
            }
        }
        dates.dedup();
        // Several of them are those of teasers, unless they are one.
        if dates.len() == 1 {
            return dates.pop();
        }
    }
    None
}

/// Whether an element is in one that stands beside the article, or in a list.
fn is_in_list(node: &NodeRef<'_>) -> bool {
    node.ancestors_it(Some(12)).any(|outer| outer.node_name().is_some_and(|name| matches!(&*name, "aside" | "nav" | "footer" | "li")))
}

/// The date of an element: what it says to machines, else what stands in it.
fn date_at(node: &NodeRef<'_>, day_first: Option<bool>) -> Option<String> {
    let told = ["datetime", "content", "title"].into_iter().find_map(|name| {
        let date = date_of(&node.attr(name)?, day_first);
        (date.len() == 10).then_some(date)
    });
    told.or_else(|| {
        let text = node.text();
        (text.chars().count() <= SHORT).then(|| only_date(&text, day_first))?
    })
}

/// The nearest line to the headline that has one date and says little else.
fn beside(page: &Document, outline: &Outline, day_first: Option<bool>) -> Option<String> {
    let headline = outline.headline?;
    let pieces = &outline.pieces;
    let behind = (headline + 1..pieces.len().min(headline + 1 + BEHIND)).take_while(|at| {
        let is_second = |at: usize| pieces[headline + 1..at].iter().filter(|piece| piece.is_prose).count() > 2;
        !is_second(*at)
    });
    let before = (headline.saturating_sub(BEFORE)..headline).rev();
    behind.chain(before).find_map(|at| date_in_piece(page, outline, &pieces[at], day_first))
}

fn date_in_piece(page: &Document, outline: &Outline, piece: &Piece, day_first: Option<bool>) -> Option<String> {
    if piece.chars > SHORT || piece.links() > 0.5 {
        return None;
    }
    let told = outline.around(piece.element).take(4).find_map(|at| {
        let element = outline.elements.get(at).filter(|element| element.name == "time")?;
        let date = date_of(&page.tree.get(&element.node)?.attr("datetime")?, day_first);
        (date.len() == 10).then_some(date)
    });
    told.or_else(|| only_date(&piece.text, day_first))
}

/// Who is said to have written the article: an element that says so, outside lists.
pub fn byline(page: &Document, _outline: &Outline) -> Option<String> {
    const MARKS: [&str; 6] = [
        "[itemprop~=author] [itemprop~=name]",
        "[itemprop~=author]",
        "[rel~=author]",
        ".byline .author, .author-name, .article-author, .post-author, .entry-author",
        ".byline, .article__author, .c-byline",
        ".author",
    ];
    const LONGEST: usize = 100;
    for mark in MARKS {
        let found = page.select(mark);
        let mut names: Vec<String> = Vec::new();
        for node in found.nodes().iter().take(20).filter(|node| !is_in_list(node)) {
            let name = node.text().split_whitespace().collect::<Vec<_>>().join(" ");
            if !name.is_empty() && name.chars().count() <= LONGEST && !names.contains(&name) {
                names.push(name);
            }
        }
        if let Some(first) = names.first() {
            return Some(first.clone());
        }
    }
    None
}
