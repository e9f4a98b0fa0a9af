//! Which elements stand around an article: weighed by what they hold and where they stand; a name alone decides nothing.

use dom_query::{Document, NodeRef};

use super::outline::{Element, Outline};

/// Words in the names of elements that stand around an article.
const AROUND: [&str; 31] = [
    "ad",
    "ads",
    "advert",
    "advertisement",
    "adslot",
    "banner",
    "breadcrumb",
    "breadcrumbs",
    "comment",
    "comments",
    "consent",
    "cookie",
    "cookies",
    "disqus",
    "footer",
    "gdpr",
    "menu",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "onetrust",
    "promo",
    "recirculation",
    "related",
    "share",
    "sharing",
    "sidebar",
    "social",
    "sponsored",
    "teaser",
];

/// Words that stand beside one of these where the name is that of a box around the article.
const BOXES: [&str; 60] = [
    "area",
    "articles",
    "bar",
    "block",
    "body",
    "bottom",
    "box",
    "btn",
    "button",
    "buttons",
    "card",
    "center",
    "col",
    "column",
    "container",
    "content",
    "cta",
    "desktop",
    "div",
    "entries",
    "fixed",
    "form",
    "group",
    "header",
    "icon",
    "icons",
    "inner",
    "item",
    "items",
    "large",
    "left",
    "link",
    "links",
    "list",
    "main",
    "mobile",
    "modal",
    "module",
    "news",
    "notice",
    "outer",
    "overlay",
    "page",
    "panel",
    "popup",
    "post",
    "posts",
    "right",
    "row",
    "section",
    "signup",
    "site",
    "slot",
    "small",
    "stories",
    "story",
    "top",
    "widget",
    "wrap",
    "wrapper",
];

/// Words that say that something is not there, or not in this element: `no-share`, `ad-free`, `cookies-accepted`.
const WITHOUT: [&str; 16] = [
    "accepted", "allowed", "closed", "disabled", "enabled", "free", "has", "hidden", "hide", "no", "none", "not",
    "off", "open", "with", "without",
];

/// How much the names of an element say that it stands around the article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    #[default]
    No,
    /// A word of a name is one, among others: `related-work`, `social-policy`.
    Perhaps,
    /// A name is nothing else: `related`, `share-buttons`.
    Yes,
}

/// The outermost elements that stand around the article, in the order of the page.
pub fn around(page: &Document, outline: &Outline) -> Vec<usize> {
    let headed = headed(outline);
    let post = post_of(page, outline);
    let is_other =
        |node: &NodeRef<'_>| post.as_ref().is_some_and(|post| of_post(node).is_some_and(|other| other != *post));
    let mut found: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(element) = outline.elements.get(at) {
        let node = page.tree.get(&element.node);
        let is_around = |node: NodeRef<'_>| {
            (is_other(&node) && !element.has_headline) || stands_around(&node, at, element, outline, headed)
        };
        if at > 0 && node.is_some_and(is_around) {
            found.push(at);
            at = element.end;
        } else {
            at += 1;
        }
    }
    found
}

/// The number of the post that a page of `WordPress` is about: all posts on such a page have numbers.
fn post_of(page: &Document, outline: &Outline) -> Option<String> {
    let body = outline.elements.iter().take(10).find(|element| element.name == "body")?;
    let classes = page.tree.get(&body.node)?.attr("class")?;
    classes.split_whitespace().find_map(|class| class.strip_prefix("postid-").map(str::to_owned))
}

/// The number of the post that is in an element.
fn of_post(node: &NodeRef<'_>) -> Option<String> {
    let number = |name: &str| {
        let digits = name.strip_prefix("post-")?;
        (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.to_owned())
    };
    let id = node.attr("id");
    let class = node.attr("class").filter(|class| class.contains("post-"));
    let by_class = class.as_ref().and_then(|class| class.split_whitespace().find_map(number));
    by_class.or_else(|| number(id.as_ref()?))
}

/// The innermost element that holds the headline and some text below it.
fn headed(outline: &Outline) -> Option<usize> {
    const TEXT: usize = 140;
    let headline = outline.pieces.get(outline.headline?)?.element;
    outline.around(headline).find(|at| outline.elements.get(*at).is_some_and(|element| element.prose >= TEXT))
}

fn stands_around(node: &NodeRef<'_>, at: usize, element: &Element, outline: &Outline, headed: Option<usize>) -> bool {
    let (prose, chars) = outline.elements.first().map_or((0, 0), |all| (all.prose, all.chars));
    let is_most = if prose > 0 { element.prose * 3 > prose } else { element.chars * 3 > chars };
    let has_headline = element.has_headline && element.prose > 0;
    // Where the headline has a text of its own elsewhere, much text is no reason to stay.
    let is_beside = headed.is_some_and(|headed| !outline.is_in(headed, at) && !outline.is_in(at, headed));
    if has_headline || (is_most && !is_beside && element.name != "nav") {
        return false;
    }
    // It holds paragraphs, few links and pictures, and nothing to press.
    let is_gallery = element.images * 2 > outline.prose_in(at..element.end);
    let reads = element.reads() > 0.6 && element.links() < 0.15 && element.controls == 0 && !is_gallery;
    match element.name.as_str() {
        "nav" | "dialog" | "aside" | "footer" => true,
        "form" => !reads,
        "div" | "section" | "ul" | "ol" | "p" | "span" | "ins" | "header" | "table" => match named(node) {
            Named::No => false,
            Named::Perhaps => element.prose == 0 || element.links() >= 0.4,
            Named::Yes => !(reads && is_in_flow(at, element, outline)),
        },
        _ => false,
    }
}

/// Whether it stands in a text: paragraphs come before it in an element around it that reads, and holds more than it does.
fn is_in_flow(at: usize, element: &Element, outline: &Outline) -> bool {
    outline.around(at).skip(1).take(3).any(|outer| {
        outline.elements.get(outer).is_some_and(|around| {
            around.reads() > 0.5
                && around.links() < 0.3
                && outline.prose_in(outer..at) > 0
                && around.prose > element.prose * 2
        })
    })
}

fn named(node: &NodeRef<'_>) -> Named {
    if node.attr("role").is_some_and(|role| {
        matches!(
            &*role,
            "navigation" | "complementary" | "contentinfo" | "banner" | "dialog" | "search" | "alertdialog"
        )
    }) {
        return Named::Yes;
    }
    let names = [node.attr("id"), node.attr("class")];
    names.iter().flatten().flat_map(|names| names.split_whitespace()).map(of_name).max().unwrap_or_default()
}

/// What one name says: `comments-area` that it is one, `comments-on-the-draft` perhaps, `no-comments` nothing.
fn of_name(name: &str) -> Named {
    let parts = parts(name);
    let parts = || parts.split(' ');
    if !parts().any(|part| AROUND.contains(&part)) || parts().any(|part| WITHOUT.contains(&part)) {
        return Named::No;
    }
    let only = |part: &str| {
        AROUND.contains(&part) || BOXES.contains(&part) || part.chars().all(|c| c.is_ascii_digit()) || part.len() <= 2
    };
    if parts().all(only) { Named::Yes } else { Named::Perhaps }
}

/// The words of a name, in lower case, with a space between them: `shareButtons_left` is `share buttons left`.
pub fn parts(name: &str) -> String {
    let mut parts = String::with_capacity(name.len() + 4);
    let mut was_small = false;
    let mut begins = false;
    for c in name.chars() {
        begins |= !c.is_alphanumeric() || (was_small && c.is_uppercase());
        was_small = c.is_lowercase();
        if c.is_alphanumeric() {
            if std::mem::take(&mut begins) && !parts.is_empty() {
                parts.push(' ');
            }
            parts.extend(c.to_lowercase());
        }
    }
    parts
}
