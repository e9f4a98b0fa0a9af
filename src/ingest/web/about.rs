//! What a page says of itself: `meta` elements, JSON-LD, `time`, `link`. What it says first where it says it best counts.

use dom_query::Document;
use serde_json::Value;

use crate::ingest::{
    file::Taken,
    guess::date_of,
    json::{MOST_JSON, size_in_memory},
};

/// Names of `meta` elements, in lower case, the surest first.
const TITLES: [&str; 6] = ["citation_title", "og:title", "parsely-title", "twitter:title", "dc.title", "dcterms.title"];
const AUTHORS: [&str; 8] = [
    "citation_author",
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
];
const DATES: [&str; 13] = [
    "article:published_time",
    "citation_publication_date",
    "citation_date",
    "parsely-pub-date",
    "sailthru.date",
    "datepublished",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "pubdate",
    "publish-date",
    "date",
];
const OUTLETS: [&str; 5] = ["og:site_name", "citation_journal_title", "dc.publisher", "application-name", "publisher"];
const LINKS: [&str; 2] = ["og:url", "parsely-link"];
const LANGUAGES: [&str; 4] = ["content-language", "og:locale", "dc.language", "language"];

/// All that is known of the article, without its text. The address `saved` counts where the page does not say its own.
pub fn about(page: &Document, html: &str, saved: &str) -> Taken {
    let metas = metas(page);
    let linked = linked_data(page);
    let meta = |names: &[&str]| names.iter().find_map(|name| first(&metas, name)).unwrap_or_default();
    let link = or(attribute(page, "link[rel=canonical]", "href"), || meta(&LINKS));
    let link = or(or(or(link, || linked.link.clone()), || saved_from(html)), || saved.to_owned());
    let link = if link.starts_with("http") { link } else { String::new() };
    let outlet = or(or(linked.outlet, || meta(&OUTLETS)), || host(&link));
    let title = or(or(linked.title, || meta(&TITLES)), || heading(page));
    Taken {
        title: without_outlet(&title, &outlet),
        author: author(or(or(linked.author, || authors(&metas)), || byline(page))),
        date: date_of(&or(or(linked.date, || meta(&DATES)), || time(page)), None),
        language: or(attribute(page, "html", "lang"), || or(linked.language, || meta(&LANGUAGES))).replace('_', "-"),
        link,
        outlet,
        text: String::new(),
    }
}

fn or(known: String, otherwise: impl FnOnce() -> String) -> String {
    if known.trim().is_empty() { otherwise() } else { known }
}

/// The name and the content of each `meta` element, in order.
fn metas(page: &Document) -> Vec<(String, String)> {
    let mut metas = Vec::new();
    for node in page.select("meta[content]").nodes() {
        let name = ["property", "name", "itemprop", "http-equiv"].into_iter().find_map(|key| node.attr(key));
        let content = node.attr("content").map(|content| content.trim().to_owned()).unwrap_or_default();
        if let Some(name) = name.filter(|_| !content.is_empty()) {
            metas.push((name.to_lowercase(), content));
        }
    }
    metas
}

fn first(metas: &[(String, String)], name: &str) -> Option<String> {
    metas.iter().find(|(known, _)| known == name).map(|(_, content)| content.clone())
}

/// All authors of the first kind of `meta` that has any; links to their pages are no names.
fn authors(metas: &[(String, String)]) -> String {
    for name in AUTHORS {
        let of_name = metas.iter().filter(|(known, content)| known == name && !content.starts_with("http"));
        let authors: Vec<&str> = of_name.map(|(_, content)| content.as_str()).collect();
        if !authors.is_empty() {
            return authors.join(", ");
        }
    }
    String::new()
}

fn attribute(page: &Document, selector: &str, name: &str) -> String {
    page.select(selector).attr(name).map(|value| value.trim().to_owned()).unwrap_or_default()
}

fn text(page: &Document, selector: &str) -> String {
    let found = page.select_single(selector).text();
    found.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn heading(page: &Document) -> String {
    or(text(page, "article h1, main h1, h1"), || text(page, "title"))
}

fn byline(page: &Document) -> String {
    let found = text(page, "[rel=author], [itemprop=author] [itemprop=name], [itemprop=author], .byline, .author");
    if found.chars().count() <= 100 { found } else { String::new() }
}

fn time(page: &Document) -> String {
    or(attribute(page, "time[itemprop=datePublished], time[pubdate]", "datetime"), || {
        or(attribute(page, "article time[datetime], time[datetime]", "datetime"), || text(page, "time"))
    })
}

/// Browsers write into a saved page where it came from: `<!-- saved from url=(0049)https://… -->`.
fn saved_from(html: &str) -> String {
    let head = html.get(..html.floor_char_boundary(2000)).unwrap_or_default();
    let link = head.split_once("saved from url=(").and_then(|(_, rest)| rest.split_once(')')).map(|(_, rest)| rest);
    link.and_then(|link| link.split_whitespace().next()).unwrap_or_default().to_owned()
}

fn host(link: &str) -> String {
    let rest = link.split_once("://").map_or("", |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

/// “A chair stands empty | Harbour Review” without the outlet.
fn without_outlet(title: &str, outlet: &str) -> String {
    let shorter = [" | ", " - ", " – ", " — ", " :: "].into_iter().find_map(|sign| {
        let (before, after) = title.rsplit_once(sign)?;
        let same = !outlet.is_empty() && after.trim().to_lowercase() == outlet.to_lowercase();
        same.then(|| before.trim().to_owned())
    });
    shorter.unwrap_or_else(|| title.trim().to_owned())
}

fn author(found: String) -> String {
    let name = found.trim();
    let name = ["By ", "by ", "BY ", "Von "].into_iter().find_map(|by| name.strip_prefix(by)).unwrap_or(name);
    name.trim().to_owned()
}

/// What the page's JSON-LD says of the first article in it.
fn linked_data(page: &Document) -> Taken {
    for node in page.select(r#"script[type="application/ld+json"]"#).nodes() {
        let text = node.text();
        if size_in_memory(&text) > MOST_JSON {
            continue;
        }
        let Ok(value) = serde_json::from_str::<Value>(text.trim()) else { continue };
        if let Some(article) = article_in(&value) {
            let publisher = name_of(&article["publisher"]);
            let link = or(string(&article["url"]), || {
                or(string(&article["mainEntityOfPage"]), || string(&article["mainEntityOfPage"]["@id"]))
            });
            return Taken {
                title: or(string(&article["headline"]), || string(&article["name"])),
                author: name_of(&article["author"]),
                date: string(&article["datePublished"]),
                outlet: publisher,
                language: string(&article["inLanguage"]),
                link,
                text: String::new(),
            };
        }
    }
    Taken::default()
}

/// The first object that is an article: by itself, in a list or in a graph.
fn article_in(value: &Value) -> Option<&Value> {
    match value {
        Value::Array(values) => values.iter().find_map(article_in),
        Value::Object(fields) => {
            let types = match fields.get("@type") {
                Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
                Some(Value::String(one)) => vec![one.as_str()],
                _ => Vec::new(),
            };
            let is_article = |name: &&str| name.ends_with("Article") || matches!(*name, "BlogPosting" | "Report");
            if types.iter().any(is_article) { Some(value) } else { fields.get("@graph").and_then(article_in) }
        }
        _ => None,
    }
}

fn string(value: &Value) -> String {
    value.as_str().map(|text| text.trim().to_owned()).unwrap_or_default()
}

/// The name, or the names, of one or several persons or organisations.
fn name_of(value: &Value) -> String {
    match value {
        Value::Array(values) => {
            values.iter().map(name_of).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
        }
        Value::Object(fields) => fields.get("name").map(name_of).unwrap_or_default(),
        Value::String(name) if !name.starts_with("http") => name.trim().to_owned(),
        _ => String::new(),
    }
}
