//! Saved web pages: the article without what stands around it, and what the page says of itself.

mod about;
mod around;
mod article;
mod linked;
mod names;
mod outline;
mod tree;
mod trim;
mod written;

#[cfg(test)]
mod about_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod trim_tests;

use dom_query::Document;
use encoding_rs::Encoding;

use about::Said;
use article::{Article, article};
use outline::Outline;

use super::{
    ReadError,
    charset::Charset,
    choice::{self, Choice, Offer},
    file::{Reading, Taken},
    press, text,
};

pub(super) use tree::text_of;
pub use tree::{Go, Visit, is_block, walk};

pub(super) const PAGE: &str = "a web page";

/// The deepest nesting of elements in which an article is looked for: what looks for it goes down step by step.
const DEEPEST: usize = 400;
/// The deepest nesting of a page: at each element the parser looks through all that it is in.
const NESTED: usize = 2000;
/// The most signs of elements and attributes on a page: however short, each takes hundreds of bytes of memory. Long pages have
/// tens of thousands.
const MOST_SIGNS: usize = 1_000_000;
/// How a page is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct How<'h> {
    /// The encoding that somebody chose, and the one that came with the page.
    pub chosen: Option<Charset>,
    pub told: Option<Charset>,
    /// The address where the page came from, if that is known; empty if it is not.
    pub link: &'h str,
    /// All of its text is wanted, not the article only.
    pub takes_all: bool,
}

/// The article of a page in any encoding.
pub(super) fn read(bytes: &[u8], how: How<'_>) -> Result<(Reading, Vec<Offer>), ReadError> {
    let mut notices = Vec::new();
    let html = decoded(bytes, how, &mut notices)?;
    if let Some(why) = why_not_parsed(&html) {
        return Err(ReadError::damaged(PAGE, why));
    }
    let page = Document::from(html.as_str());
    if !how.takes_all
        && press::may_be_page(&html)
        && let Some(export) = press::split(&text_of(&page))
    {
        let (taken, more) = export?;
        notices.extend(more);
        return Ok(((taken, notices), vec![Offer { choice: Choice::WholePage, about: Vec::new() }]));
    }
    let said = Said::new(&page, &html, how.link);
    let is_deep = tree::depth(&page.root()) > DEEPEST;
    let outline = if is_deep { Outline::default() } else { Outline::new(&page, &said.title) };
    let article = if is_deep { None } else { article(&page, &outline) };
    let body = said.body().to_owned();
    let about = said.about(&page, &outline, article.as_ref());
    let mut offers = Vec::new();
    let text = match article {
        Some(article) => {
            let told = if how.takes_all { None } else { told(&article, &body, &mut notices) };
            offers.push(Offer { choice: Choice::WholePage, about: article.left });
            if how.takes_all { text_of(&page) } else { told.unwrap_or(article.text) }
        }
        None => {
            if !how.takes_all {
                notices.push(
                    "where the article begins and ends on this page was not clear: all of its text was taken"
                        .to_owned(),
                );
            }
            text_of(&page)
        }
    };
    if text.trim().is_empty() {
        return Err(ReadError::NoWords(PAGE));
    }
    Ok(((vec![Taken { text: with_title(&about.title, text), ..about }], notices), offers))
}

/// What there is to say of an article that may not be the whole; its text, if the page tells machines much more of it than it
/// shows.
fn told(article: &Article, body: &str, notices: &mut Vec<String>) -> Option<String> {
    if body.len() > article.text.len() * 2 && body.split_whitespace().count() > 100 {
        notices.push(
            "the page shows only a part of its article: the text that it keeps for search engines was taken".to_owned(),
        );
        return Some(format!("{}\n", body.trim()));
    }
    if article.is_small_part {
        notices.push(format!(
            "the article is less than a third of what can be read on the page: look whether it is whole {}",
            choice::how(Choice::WholePage)
        ));
    }
    None
}

/// The headline is part of the article, and may be coded.
fn with_title(title: &str, body: String) -> String {
    let first = body.lines().next().unwrap_or_default();
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    if title.is_empty() || same(first, title) { body } else { format!("{title}\n\n{body}") }
}

/// Why a page is not parsed: that would take for ever, or more memory than there is.
pub fn why_not_parsed(html: &str) -> Option<&'static str> {
    let count = |sign: u8| memchr::memchr_iter(sign, html.as_bytes()).count();
    let elements = count(b'<');
    if elements + count(b'=') > MOST_SIGNS {
        Some("it has more elements than any page")
    } else {
        (elements > NESTED && nesting(html) > NESTED).then_some("its elements are nested deeper than those of any page")
    }
}

/// How deep elements seem to be nested, before they are parsed: those that need no end do not count.
fn nesting(html: &str) -> usize {
    const WITHOUT_END: [&str; 26] = [
        "area", "base", "body", "br", "col", "dd", "dt", "embed", "head", "hr", "html", "img", "input", "li", "link",
        "meta", "option", "p", "path", "source", "tbody", "td", "th", "thead", "tr", "wbr",
    ];
    let (mut depth, mut deepest) = (0_usize, 0);
    let bytes = html.as_bytes();
    for at in memchr::memchr_iter(b'<', bytes) {
        let tag = &bytes[at + 1..];
        let (is_end, rest) = tag.strip_prefix(b"/").map_or((false, tag), |rest| (true, rest));
        let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let name = &rest[..end];
        if name.is_empty() || WITHOUT_END.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name)) {
            continue;
        }
        depth = if is_end { depth.saturating_sub(1) } else { depth + 1 };
        deepest = deepest.max(depth);
    }
    deepest
}

/// The page in its encoding: that which was chosen; that of its byte-order mark; UTF-8, if its bytes are that whatever it says
/// of itself; that which was told or it says; else what it looks like.
fn decoded(bytes: &[u8], how: How<'_>, notices: &mut Vec<String>) -> Result<String, ReadError> {
    let plain = |text: String| text::loaded(&text).into_owned();
    if how.chosen.is_some() || Encoding::for_bom(bytes).is_some() {
        return text::to_utf8_from(bytes, how.chosen, notices).map(plain);
    }
    // A page in UTF-16 cannot say so in ASCII.
    let said = how.told.or_else(|| said(bytes)).filter(|charset| !charset.is_utf8() && !charset.is_utf16());
    if let Some(said) = said {
        let bytes = text::without_zeros(bytes, notices)?;
        if let Some(text) = utf8_all_the_same(&bytes, said, notices) {
            return Ok(text);
        }
        let (text, had_errors) = said.decode(&bytes);
        if !had_errors {
            return Ok(plain(text));
        }
        return text::to_utf8(&bytes, notices).map(plain);
    }
    text::to_utf8(bytes, notices).map(plain)
}

/// The page in UTF-8, if it is that and says that it is something else: what letters beyond ASCII are in UTF-8 are hardly words
/// in an encoding with a byte for each; in others they can be, so that there have to be more.
fn utf8_all_the_same(bytes: &[u8], said: Charset, notices: &mut Vec<String>) -> Option<String> {
    const MANY: usize = 12;
    let name = said.name();
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let letters = text.chars().filter(|c| !c.is_ascii()).count();
            let is_utf8 = letters >= if said.is_of_bytes() { 1 } else { MANY };
            is_utf8.then(|| {
                notices.push(format!("the page says that it is in {name}, but it is in UTF-8, and was read as that"));
                text.to_owned()
            })
        }
        Err(_) => {
            text::nearly_utf8(bytes).filter(|text| said.is_of_bytes() && text.right_to_wrong >= MANY).map(|text| {
                notices.push(format!("the page says that it is in {name}, but {}", text.notice));
                text.text
            })
        }
    }
}

/// `charset=…` or `encoding="…"` near the start.
fn said(bytes: &[u8]) -> Option<Charset> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096))?).to_ascii_lowercase();
    let after = |key: &str| head.split_once(key).map(|(_, rest)| rest.trim_start_matches([' ', '"', '\'']).to_owned());
    let rest = after("charset=").or_else(|| after("encoding="))?;
    let label: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    Charset::parse(&label).ok()
}
