//! What a page says of itself: `meta` elements, JSON-LD, its address, and what stands beside its headline. What it says first
//! where it says it best counts; what could be something else is not taken.

use dom_query::{Document, NodeRef};

use super::{
    article::Article,
    linked::{Linked, linked_data},
    names::author,
    outline::Outline,
    written::Beside,
};
use crate::ingest::{file::Taken, guess::date_of};

/// Names of `meta` elements, in lower case, the surest first.
const TITLES: [&str; 7] =
    ["citation_title", "og:title", "parsely-title", "twitter:title", "sailthru.title", "dc.title", "dcterms.title"];
const AUTHORS: [&str; 12] = [
    "citation_author",
    "parsely-author",
    "sailthru.author",
    "author",
    "authors",
    "article:author",
    "og:article:author",
    "article:author_name",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "cxenseparse:author",
];
const DATES: [&str; 31] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "citation_publication_date",
    "citation_date",
    "parsely-pub-date",
    "sailthru.date",
    "datepublished",
    "rnews:datepublished",
    "cxenseparse:recs:publishtime",
    "publishdate",
    "publish-date",
    "publish_date",
    "published-date",
    "publication_date",
    "publicationdate",
    "pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dc.created",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "article_date_original",
    "originalpublicationdate",
    "date",
    "created",
    "bt:pubdate",
    "displaydate",
];
const OUTLETS: [&str; 6] =
    ["og:site_name", "citation_journal_title", "dc.publisher", "dcterms.publisher", "application-name", "publisher"];
const LINKS: [&str; 2] = ["og:url", "parsely-link"];
const LANGUAGES: [&str; 4] = ["content-language", "og:locale", "dc.language", "language"];

/// What a page says of itself before anybody looks for its text.
pub struct Said {
    metas: Vec<(String, String)>,
    linked: Linked,
    link: String,
    language: String,
    outlet: String,
    pub title: String,
}

impl Said {
    /// The address `saved` counts where the page does not say its own.
    pub fn new(page: &Document, html: &str, saved: &str) -> Self {
        let metas = metas(page);
        let meta = |names: &[&str]| names.iter().find_map(|name| first(&metas, name)).unwrap_or_default();
        let link = or(or(attribute(page, "link[rel=canonical]", "href"), || meta(&LINKS)), || saved_from(html));
        let linked = linked_data(page, &link);
        let link = or(or(link, || linked.link.clone()), || saved.to_owned());
        let link = if link.starts_with("http") { link } else { String::new() };
        let language = or(attribute(page, "html", "lang"), || or(linked.language.clone(), || meta(&LANGUAGES)));
        let named = |name: String| if name.contains("://") { String::new() } else { name };
        let outlet = or(or(named(linked.outlet.clone()), || named(meta(&OUTLETS))), || host(&link));
        let metas_title = meta(&TITLES);
        let title = title(page, &linked, &metas_title, &outlet, &host(&link));
        Self { metas, linked, link, language: language.replace('_', "-"), outlet, title }
    }

    /// The whole text of the article, as it is said to machines; mostly empty.
    pub fn body(&self) -> &str {
        &self.linked.body
    }

    /// All that is known of the article, without its text.
    pub fn about(self, page: &Document, outline: &Outline, article: Option<&Article>) -> Taken {
        let beside = Beside {
            page,
            outline,
            first: article.and_then(|article| article.first),
            last: article.and_then(|article| article.last),
            about: article.map_or(&[], |article| &article.about),
            day_first: self.day_first(),
        };
        let author = self.author(&beside);
        Taken {
            date: self.date(&beside),
            author,
            title: self.title,
            language: self.language,
            link: self.link,
            outlet: self.outlet,
            text: String::new(),
        }
    }

    /// Who is said to have written it. A person counts more than the outlet's own name.
    fn author(&self, beside: &Beside<'_>) -> String {
        let said = [self.linked.author.clone(), authors(&self.metas)].into_iter().map(|found| author(&found));
        let said: Vec<String> = said.filter(|name| !name.is_empty()).collect();
        let is_outlet = |name: &&String| same(name, &self.outlet) || same(name, &host(&self.link));
        let person = said.iter().find(|name| !is_outlet(name)).cloned();
        let written = || beside.byline().map(|found| author(&found)).filter(|name| !name.is_empty());
        person.or_else(written).or_else(|| said.first().cloned()).unwrap_or_default()
    }

    /// The day on which the article came out: where it came out, if the page says how far that is from Greenwich.
    fn date(&self, beside: &Beside<'_>) -> String {
        let metas = DATES.iter().filter_map(|name| first(&self.metas, name));
        let said = std::iter::once(self.linked.date.clone()).chain(metas).find_map(|said| {
            let date = date_of(&said, beside.day_first);
            (date.len() == 10).then_some((said, date))
        });
        match said {
            Some((said, date)) if offset_of(&said) == Some(0) => {
                let clock = |time| self.offset(beside.page).or_else(|| self.is_in_europe().then(|| in_europe(time)));
                on_the_page(&said, date, beside.date().as_deref(), clock)
            }
            Some((_, date)) => date,
            None => in_address(&self.link).or_else(|| beside.date()).unwrap_or_default(),
        }
    }

    /// Whether 01/09/2026 is the first of September: in its language, or in the country of its address.
    fn day_first(&self) -> Option<bool> {
        day_first(&self.language).or_else(|| self.is_in_europe().then_some(true))
    }

    /// Whether its address is one of countries with the time of Berlin and Paris.
    fn is_in_europe(&self) -> bool {
        const COUNTRIES: [&str; 16] =
            ["de", "at", "ch", "fr", "it", "es", "nl", "be", "lu", "pl", "cz", "dk", "no", "se", "hu", "sk"];
        let host = host(&self.link);
        host.rsplit_once('.').is_some_and(|(_, country)| COUNTRIES.contains(&country))
    }

    /// How many minutes east of Greenwich the page's clock is, if one of its dates says so.
    fn offset(&self, page: &Document) -> Option<i32> {
        let metas = self.metas.iter().map(|(_, content)| content.clone());
        let times = page.select("time[datetime]");
        let times = times.nodes().iter().filter_map(|node| node.attr("datetime").map(|time| time.to_string()));
        metas.chain(times).find_map(|time| offset_of(&time).filter(|minutes| *minutes != 0))
    }
}

/// A date that is given at Greenwich, as it was where the page was made: as it stands on the page, if that is the same day or,
/// by night, the one beside it; else by the page's clock, if that is known.
fn on_the_page(
    said: &str,
    date: String,
    written: Option<&str>,
    clock: impl FnOnce(jiff::Timestamp) -> Option<i32>,
) -> String {
    let (Ok(time), Ok(day)) = (said.trim().parse::<jiff::Timestamp>(), date.parse::<jiff::civil::Date>()) else {
        return date;
    };
    let beside = match jiff::tz::Offset::UTC.to_datetime(time).hour() {
        0..=8 => day.yesterday().ok(),
        20.. => day.tomorrow().ok(),
        _ => None,
    };
    let is_near = |written: &&str| [Some(day), beside].iter().flatten().any(|day| day.to_string() == **written);
    if let Some(written) = written.filter(is_near) {
        return written.to_owned();
    }
    let there = clock(time).and_then(|minutes| jiff::tz::Offset::from_seconds(minutes * 60).ok());
    there.map_or(date, |there| there.to_datetime(time).date().to_string())
}

/// How many minutes east of Greenwich clocks are in most of Europe; its summer begins and ends on the last Sunday of a month,
/// at one o'clock at Greenwich.
fn in_europe(time: jiff::Timestamp) -> i32 {
    let there = jiff::tz::Offset::UTC.to_datetime(time);
    let change = |month: i8| {
        let last = jiff::civil::date(there.year(), month, 31);
        let sunday = i64::from(last.weekday().to_sunday_zero_offset());
        last.checked_sub(jiff::Span::new().days(sunday)).map_or(last, |day| day).at(1, 0, 0, 0)
    };
    if (change(3)..change(10)).contains(&there) { 120 } else { 60 }
}

/// The minutes east of Greenwich of `2026-01-09T23:30:00+01:00`.
fn offset_of(time: &str) -> Option<i32> {
    let time = time.trim();
    let (_, clock) = time.split_once(['T', ' ']).filter(|(date, _)| date.len() == 10)?;
    if clock.ends_with(['Z', 'z']) {
        return Some(0);
    }
    let at = clock.rfind(['+', '-'])?;
    let (sign, digits) = (if clock[at..].starts_with('-') { -1 } else { 1 }, clock[at + 1..].replace(':', ""));
    let digits = if digits.len() == 2 { format!("{digits}00") } else { digits };
    let number: i32 = (digits.len() == 4).then(|| digits.parse().ok())??;
    Some(sign * (number / 100 * 60 + number % 100))
}

/// Whether 01/09/2026 is the first of September in a language; English does not say.
fn day_first(language: &str) -> Option<bool> {
    let language = language.to_lowercase();
    match language.split('-').next().unwrap_or_default() {
        "de" | "fr" | "es" | "it" | "pt" | "nl" | "pl" | "ru" | "uk" | "da" | "nb" | "no" | "fi" | "cs" | "el"
        | "tr" => Some(true),
        _ => match language.as_str() {
            "en-gb" | "en-au" | "en-ie" | "en-nz" | "en-in" => Some(true),
            "en-us" => Some(false),
            _ => None,
        },
    }
}

/// `…/2026/01/09/a-chair-stands-empty`: an address with a whole date.
fn in_address(link: &str) -> Option<String> {
    let path = link.split_once("://").map_or(link, |(_, rest)| rest);
    let parts: Vec<&str> = path.split(['?', '#']).next().unwrap_or_default().split('/').collect();
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|byte| byte.is_ascii_digit());
    let in_parts = parts.windows(3).find(|three| digits(three[0], 4) && digits(three[1], 2) && digits(three[2], 2));
    let date = date_of(&in_parts?.join("-"), None);
    (date.len() == 10).then_some(date)
}

pub fn or(known: String, otherwise: impl FnOnce() -> String) -> String {
    if known.trim().is_empty() { otherwise() } else { known }
}

/// A text without elements and entities that were left in it, white space as one space.
pub fn plain(text: &str) -> String {
    let mut text = text.to_owned();
    // Some programs put entities for entities.
    for _ in 0..3 {
        let has_entity = text.split('&').skip(1).any(|rest| {
            rest.find(';')
                .is_some_and(|end| end <= 8 && rest[..end].chars().all(|c| c.is_ascii_alphanumeric() || c == '#'))
        });
        let has_element =
            text.split('<').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
        if !has_entity && !has_element {
            break;
        }
        text = Document::fragment(text.replace("<br", " <br")).text().to_string();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Each name and the content of each `meta` element, in order.
fn metas(page: &Document) -> Vec<(String, String)> {
    let mut metas = Vec::new();
    for node in page.select("meta[content]").nodes() {
        let content = node.attr("content").map(|content| plain(&content)).unwrap_or_default();
        for name in ["property", "name", "itemprop", "http-equiv"].into_iter().filter_map(|key| node.attr(key)) {
            let names =
                name.to_lowercase().replace("dc:", "dc.").replace("dcterms:", "dcterms.").replace("bepress_", "");
            let more = names.split_whitespace().map(|name| (name.to_owned(), content.clone()));
            metas.extend(more.filter(|(_, content)| !content.is_empty()));
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
        let of_name = metas.iter().filter(|(known, content)| known == name && !content.contains("://"));
        let mut authors: Vec<&str> = Vec::new();
        of_name.for_each(|(_, content)| {
            if !authors.contains(&content.as_str()) {
                authors.push(content);
            }
        });
        if !authors.is_empty() {
            return authors.join(", ");
        }
    }
    String::new()
}

fn attribute(page: &Document, selector: &str, name: &str) -> String {
    page.select_single(selector).attr(name).map(|value| value.trim().to_owned()).unwrap_or_default()
}

fn text(page: &Document, selector: &str) -> String {
    let found = page.select_single(selector).text();
    found.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The headline: what the page tells machines; as its heading has it, where that says the same. What it tells nobody is its
/// heading, or what stands in the browser's title.
fn title(page: &Document, linked: &Linked, meta: &str, outlet: &str, host: &str) -> String {
    let clean = |title: &str| without_outlet(title, outlet, host);
    let shown = clean(&text(page, "title"));
    let told: Vec<String> =
        linked.titles.iter().map(|title| clean(title)).chain([clean(meta)]).filter(|title| !title.is_empty()).collect();
    let not_outlet = |heading: &String| !same(heading, outlet) && !same(heading, host);
    let first: Vec<String> = headings(page, "h1").into_iter().filter(not_outlet).collect();
    let all: Vec<&String> = told.iter().chain([&shown]).collect();
    let agreeing = |said: &[String]| {
        let says = |heading: &&String| said.iter().any(|title| agree(heading, title));
        let heading = first.iter().find(says).cloned();
        let heading = heading.or_else(|| headings(page, "h2").into_iter().find(|heading| says(&heading)));
        heading.map(|heading| without_kicker(&heading, &all))
    };
    let is_more = |heading: &&String| {
        let words = words(heading);
        shown.is_empty() || self::words(&shown).iter().all(|word| words.contains(word))
    };
    agreeing(&told)
        .or_else(|| told.first().cloned())
        .or_else(|| agreeing(std::slice::from_ref(&shown)))
        .or_else(|| first.iter().find(is_more).cloned())
        .unwrap_or(shown)
}

/// “Harbour: A chair stands empty” without what the page's own titles do not have before it.
fn without_kicker(heading: &str, said: &[&String]) -> String {
    let whole = words(heading);
    let ends = |title: &&&String| {
        let words = words(title);
        words.len() > 2 && words.len() < whole.len() && whole.ends_with(&words)
    };
    said.iter().find(ends).map_or_else(|| heading.to_owned(), |title| (**title).clone())
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The first headings of a level, white space as one space; those within an article first.
fn headings(page: &Document, level: &str) -> Vec<String> {
    let found = page.select(level);
    let text = |node: &NodeRef<'_>| node.text().split_whitespace().collect::<Vec<_>>().join(" ");
    let is_within = |node: &NodeRef<'_>| {
        node.ancestors_it(None).any(|outer| outer.node_name().is_some_and(|name| matches!(&*name, "article" | "main")))
    };
    let mut headings: Vec<(bool, String)> = found
        .nodes()
        .iter()
        .take(20)
        .map(|node| (!is_within(node), text(node)))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    headings.sort_by_key(|(is_outside, _)| *is_outside);
    headings.into_iter().map(|(_, text)| text).collect()
}

/// Whether two titles are one: most words of each are in the other.
fn agree(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let both = one.iter().filter(|word| other.contains(word)).count();
    both > 0 && both * 10 >= one.len() * 7 && both * 10 >= other.len() * 6
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

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn same(one: &str, other: &str) -> bool {
    letters(one) == letters(other) && !one.is_empty()
}

/// “A chair stands empty | Harbour Review” without the outlet, before it or behind it.
fn without_outlet(title: &str, outlet: &str, host: &str) -> String {
    const SIGNS: [&str; 8] = [" | ", " - ", " – ", " — ", " :: ", " « ", " » ", " • "];
    let name = letters(host.split('.').rev().nth(1).unwrap_or_default());
    let is_outlet = |part: &str| {
        let part = letters(part);
        !part.is_empty() && (part == letters(outlet) || part == letters(host) || part == name)
    };
    let mut title = title.trim();
    for sign in SIGNS {
        if let Some((before, after)) = title.rsplit_once(sign)
            && is_outlet(after)
        {
            title = before.trim();
        }
        if let Some((before, after)) = title.split_once(sign)
            && is_outlet(before)
        {
            title = after.trim();
        }
    }
    title.to_owned()
}
