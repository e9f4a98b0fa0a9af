//! What a page says of its article as JSON-LD, as people write it: with comments and CDATA around it, raw line ends in strings,
//! a comma too many, entities in texts, authors that stand elsewhere and are only named by their `@id`.

use dom_query::Document;
use serde_json::Value;

use super::about::plain;
use crate::ingest::json::{MOST_JSON, size_in_memory};

/// What is said of the article; empty where nothing is.
#[derive(Debug, Default)]
pub struct Linked {
    /// The headline, and other names that the article is given.
    pub titles: Vec<String>,
    pub author: String,
    /// As it is written, with the time.
    pub date: String,
    pub outlet: String,
    pub language: String,
    pub link: String,
    /// The whole text, for machines.
    pub body: String,
}

/// How deep in a value an article is looked for.
const DEEPEST: usize = 8;
/// Names that have the article in them, beside `@graph`.
const WITHIN: [&str; 4] = ["@graph", "mainEntity", "mainEntityOfPage", "hasPart"];

/// What the JSON-LD of a page says of the article with the address `link`, or else of the first one.
pub fn linked_data(page: &Document, link: &str) -> Linked {
    let mut all = Vec::new();
    for node in page.select(r#"script[type*="ld+json"]"#).nodes() {
        all.extend(values(&node.text()));
    }
    let mut objects = Vec::new();
    all.iter().for_each(|value| collect(value, 0, &mut objects));
    let articles = || objects.iter().copied().filter(|object| is_article(object));
    let is_this = |object: &&Value| {
        !link.is_empty() && ["url", "@id", "mainEntityOfPage"].iter().any(|key| link_of(&object[*key]) == link)
    };
    let article = articles().find(is_this).or_else(|| articles().next());
    let page = objects.iter().copied().find(|object| is_page(object));
    let Some(found) = article.or(page) else { return Linked::default() };
    let known = |key: &str| text(&found[key]);
    let named = |key: &str| names(&found[key], &objects, 0).join(", ");
    let mut titles: Vec<String> = Vec::new();
    if article.is_some() {
        titles =
            ["headline", "name", "alternativeHeadline"].map(known).into_iter().filter(|it| !it.is_empty()).collect();
    }
    // A page is of the day of its article.
    let date = or(known("datePublished"), || page.map(|page| text(&page["datePublished"])).unwrap_or_default());
    let link = or(known("url"), || link_of(&found["mainEntityOfPage"]));
    Linked {
        titles,
        author: or(named("author"), || named("creator")),
        date: or(or(date, || known("dateCreated")), || known("uploadDate")),
        outlet: named("publisher"),
        language: text(&found["inLanguage"]),
        link,
        body: text(&found["articleBody"]),
    }
}

fn or(known: String, otherwise: impl FnOnce() -> String) -> String {
    if known.is_empty() { otherwise() } else { known }
}

/// The values in a script, one after another.
fn values(script: &str) -> Vec<Value> {
    if size_in_memory(script) > MOST_JSON {
        return Vec::new();
    }
    let read = |text: &str| -> Option<Vec<Value>> {
        serde_json::Deserializer::from_str(text).into_iter().collect::<Result<_, _>>().ok()
    };
    let script = script.trim().trim_end_matches(';');
    read(script).or_else(|| read(&mended(script))).unwrap_or_default()
}

/// JSON without what stands around it, without comments and commas too many, and with line ends in strings as they have to be.
fn mended(script: &str) -> String {
    const BEFORE: [&str; 5] = ["<!--", "//", "/*", "*/", "<![CDATA["];
    const BEHIND: [&str; 5] = ["-->", "//", "/*", "*/", "]]>"];
    let mut inner = script.trim_start_matches('\u{feff}').trim();
    while let Some(rest) = BEFORE.iter().find_map(|sign| inner.strip_prefix(sign)) {
        inner = rest.trim_start();
    }
    while let Some(rest) = BEHIND.iter().find_map(|sign| inner.strip_suffix(sign)) {
        inner = rest.trim_end();
    }
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner.trim_end_matches(';').chars().peekable();
    let mut in_string = false;
    while let Some(c) = rest.next() {
        match c {
            '"' => {
                in_string = !in_string;
                out.push('"');
            }
            '\\' if in_string => match rest.next() {
                Some(escaped @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => out.extend(['\\', escaped]),
                Some(other) => out.push(other),
                None => {}
            },
            c if in_string && c.is_control() => out.push(' '),
            '/' if !in_string && rest.peek() == Some(&'*') => {
                let mut before = ' ';
                for c in rest.by_ref() {
                    if before == '*' && c == '/' {
                        break;
                    }
                    before = c;
                }
            }
            '/' if !in_string && rest.peek() == Some(&'/') => while rest.next_if(|c| *c != '\n').is_some() {},
            '}' | ']' if !in_string => {
                out.truncate(out.trim_end().trim_end_matches(',').len());
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// The objects in a value: by themselves, in lists, in a graph, or what a page is about.
fn collect<'v>(value: &'v Value, depth: usize, objects: &mut Vec<&'v Value>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, depth + 1, objects)),
        Value::Object(fields) => {
            objects.push(value);
            WITHIN.iter().filter_map(|key| fields.get(*key)).for_each(|value| collect(value, depth + 1, objects));
        }
        _ => {}
    }
}

fn types(value: &Value) -> impl Iterator<Item = &str> {
    let one = value["@type"].as_str().into_iter();
    one.chain(value["@type"].as_array().into_iter().flatten().filter_map(Value::as_str))
}

fn is_article(value: &Value) -> bool {
    const OTHERS: [&str; 4] = ["Report", "Recipe", "HowTo", "PodcastEpisode"];
    types(value).any(|name| name.ends_with("Article") || name.ends_with("BlogPosting") || OTHERS.contains(&name))
}

fn is_page(value: &Value) -> bool {
    types(value).any(|name| name.ends_with("WebPage") || name == "ItemPage")
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => plain(text),
        // A value in a language, and the first of several.
        Value::Object(fields) => fields.get("@value").map(text).unwrap_or_default(),
        Value::Array(values) => values.first().map(text).unwrap_or_default(),
        _ => String::new(),
    }
}

fn link_of(value: &Value) -> String {
    or(text(value), || text(&value["@id"]))
}

/// The names of persons or organisations, of which some may be said elsewhere.
fn names(value: &Value, objects: &[&Value], depth: usize) -> Vec<String> {
    if depth > DEEPEST {
        return Vec::new();
    }
    let mut found: Vec<String> = match value {
        Value::Array(values) => values.iter().flat_map(|value| names(value, objects, depth + 1)).collect(),
        Value::Object(fields) => match (fields.get("name"), fields.get("@id")) {
            (Some(name), _) => names(name, objects, depth + 1),
            (None, Some(id)) => {
                let same = |object: &&&Value| object["@id"] == *id && !object["name"].is_null();
                objects.iter().find(same).map(|object| names(&object["name"], objects, depth + 1)).unwrap_or_default()
            }
            _ => Vec::new(),
        },
        Value::String(name) if !name.contains("://") && !name.starts_with('#') => vec![plain(name)],
        _ => Vec::new(),
    };
    found.retain(|name| !name.is_empty());
    let mut seen = Vec::new();
    found.retain(|name| {
        let is_new = !seen.contains(name);
        seen.push(name.clone());
        is_new
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(script: &str, expected: [&str; 4]) {
        let page = Document::from(format!(r#"<script type="application/ld+json">{script}</script>"#));
        let found = linked_data(&page, "https://harbour.example/this");
        let title = found.titles.first().cloned().unwrap_or_default();
        assert_eq!([title.as_str(), &found.author, &found.date, &found.outlet], expected, "{script}");
    }

    #[test]
    fn json_is_read_as_people_write_it() {
        let article = r#""@type": "NewsArticle", "headline": "Seats", "author": {"name": "Jo Doe"}, "datePublished": "2026-01-09""#;
        let expected = ["Seats", "Jo Doe", "2026-01-09", ""];
        for script in [
            format!("{{{article}}}"),
            format!("{{{article},}}"),
            format!("[{{{article}}},];"),
            format!("<!-- {{{article}}} -->"),
            format!("<![CDATA[{{{article}}}]]>"),
            format!("//<![CDATA[\n{{{article}}}\n//]]>"),
            format!("/*<![CDATA[*/ [{{{article}}}] /*]]>*/"),
            format!("{{/* of the page */ {article}, // no more\n \"about\": \"a\nb\tc, it\\'s\"}}"),
            format!("{{\"@type\": \"WebSite\"}} {{{article}}}"),
            format!("{{\"@type\": \"WebPage\", \"mainEntity\": {{{article}}}}}"),
            format!("{{\"@graph\": [{{\"@type\": \"WebSite\", \"name\": \"x\"}}, [{{{article}}}]]}}"),
            format!("{{{}}}", article.replace("\"NewsArticle\"", "[\"Thing\", \"LiveBlogPosting\"]")),
        ] {
            check(&script, expected);
        }
        check("{\"@type\": \"Article\"", ["", "", "", ""]);
        check("nothing", ["", "", "", ""]);
    }

    #[test]
    fn entities_and_elements_in_texts_are_none() {
        check(
            r#"{"@type": "Article", "headline": "Members &amp;amp; chairs: <i>what&#039;s</i> left &quot;now&quot; a &lt; b",
               "author": "Jo O&#39;Doe", "publisher": {"name": "Harbour &amp; Pier"}}"#,
            ["Members & chairs: what's left \"now\" a < b", "Jo O'Doe", "", "Harbour & Pier"],
        );
    }

    #[test]
    fn those_who_are_named_elsewhere_are_found() {
        check(
            r##"{"@graph": [{"@type": "Article", "headline": "Seats", "author": [{"@id": "#p"}, {"@id": "#none"}, {"name": ["Ann", "Ann"]}],
                "publisher": {"@id": "#o"}}, {"@type": "Person", "@id": "#p", "name": "Jo Doe"}, {"@id": "#o", "name": "Review"},
                {"@type": "WebPage", "datePublished": "2026-01-09T10:00:00Z"}]}"##,
            ["Seats", "Jo Doe, Ann", "2026-01-09T10:00:00Z", "Review"],
        );
    }

    #[test]
    fn of_several_articles_it_is_that_of_the_page() {
        check(
            r#"[{"@type": "NewsArticle", "headline": "A teaser", "url": "https://harbour.example/other"},
                {"@type": "NewsArticle", "headline": "Seats", "mainEntityOfPage": {"@id": "https://harbour.example/this"}}]"#,
            ["Seats", "", "", ""],
        );
    }
}
