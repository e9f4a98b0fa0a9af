//! The styles and lists of an ODT document, and the numbers of its items.

use std::collections::BTreeMap;

use crate::ingest::called::OPEN_TEXT;
use crate::ingest::{
    error::ReadError,
    lists::{Counters, LEVELS, Label, Level},
    numerals::{Letters, Numerals},
    xml::{self, Element, Node},
};

/// The longest chain of styles that are based on each other.
const CHAIN: usize = 32;
/// What the numbers of headings are kept by among the lists.
const OUTLINE: &str = "\0outline";

#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    list: Option<String>,
    hidden: Option<bool>,
}

/// What styles say of lists and of hidden words.
#[derive(Debug, Default)]
pub struct Styles {
    /// By name.
    known: BTreeMap<String, Style>,
    lists: BTreeMap<String, Vec<Level>>,
    /// The style and the list style that are being read.
    open: Option<String>,
    list: Option<String>,
}

impl Styles {
    /// Adds those of a part of the document.
    ///
    /// # Errors
    /// It is no XML.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        xml::walk(bytes, OPEN_TEXT, |node| match node {
            Node::Open(element) => self.visit(&element),
            Node::Close("style") => self.open = None,
            Node::Close("list-style" | "outline-style") => self.list = None,
            Node::Close(_) | Node::Text(_) => {}
        })
    }

    fn visit(&mut self, element: &Element<'_>) {
        match element.name {
            "style" => {
                let name = element.get("name").unwrap_or_default();
                let (parent, list) = (element.get("parent-style-name"), element.get("list-style-name"));
                self.known.insert(name.clone(), Style { parent, list, hidden: None });
                self.open = Some(name);
            }
            "text-properties" => {
                let style = self.open.as_ref().and_then(|name| self.known.get_mut(name));
                if let (Some(style), Some(display)) = (style, element.get("display")) {
                    style.hidden = Some(display == "none");
                }
            }
            "list-style" => self.list = element.get("name"),
            "outline-style" => self.list = Some(OUTLINE.to_owned()),
            "list-level-style-number" | "outline-level-style" => self.level(element, numbered(element)),
            "list-level-style-bullet" => {
                let level =
                    Level { pattern: element.get("bullet-char").unwrap_or("•".to_owned()), ..Level::bullet() };
                self.level(element, level);
            }
            "list-level-style-image" => self.level(element, Level::bullet()),
            _ => {}
        }
    }

    fn level(&mut self, element: &Element<'_>, level: Level) {
        let Some(list) = &self.list else { return };
        let levels = self.lists.entry(list.clone()).or_default();
        let Some(at) = place(element, "level") else { return };
        if levels.len() <= at {
            levels.resize(at + 1, Level { numerals: Numerals::None, ..Level::default() });
        }
        levels[at] = level;
    }

    fn chain(&self, name: &str) -> impl Iterator<Item = &Style> {
        let mut next = self.known.get(name);
        std::iter::from_fn(move || {
            let style = next?;
            next = style.parent.as_ref().and_then(|parent| self.known.get(parent));
            Some(style)
        })
        .take(CHAIN)
    }

    /// Whether text of this style is hidden.
    pub fn is_hidden(&self, name: &str) -> bool {
        self.chain(name).find_map(|style| style.hidden).unwrap_or(false)
    }

    /// The list that paragraphs of this style are items of; an empty name says that they are of none.
    fn list_of(&self, name: &str) -> Option<&str> {
        self.chain(name).find_map(|style| style.list.as_deref())
    }

    fn levels(&self, list: &str) -> Option<&[Level]> {
        self.lists.get(list).map(Vec::as_slice)
    }
}

/// A number that counts from 1, as a place among the levels.
fn place(element: &Element<'_>, name: &str) -> Option<usize> {
    let number: usize = element.get(name)?.parse().ok()?;
    (1..=LEVELS).contains(&number).then(|| number - 1)
}

fn numbered(element: &Element<'_>) -> Level {
    let get = |name: &str| element.get(name);
    let synced = get("num-letter-sync").is_some_and(|it| it == "true");
    let letters = |of: Letters| if synced { Numerals::Doubled(of) } else { Numerals::Letters(of) };
    let numerals = match get("num-format").unwrap_or_default().as_str() {
        "" => Numerals::None,
        "a" => letters(Letters::LatinSmall),
        "A" => letters(Letters::LatinCapital),
        "i" => Numerals::Roman { capital: false },
        "I" => Numerals::Roman { capital: true },
        "01, 02, 03, ..." => Numerals::Padded(2),
        "1st" => Numerals::Ordinal,
        "①, ②, ③, ..." => Numerals::Circled,
        "一, 二, 三, ..." => Numerals::Chinese,
        "α, β, γ, ..." => Numerals::Letters(Letters::GreekSmall),
        "Α, Β, Γ, ..." => Numerals::Letters(Letters::GreekCapital),
        "а, б, .., аа, бб, ... (ru)" => Numerals::Doubled(Letters::RussianSmall),
        "А, Б, .., Аа, Бб, ... (ru)" => Numerals::Doubled(Letters::RussianCapital),
        _ => Numerals::Decimal,
    };
    let start = get("start-value").and_then(|it| it.parse().ok()).unwrap_or(1);
    let level = place(element, "level").unwrap_or_default();
    let shown = get("display-levels").and_then(|it| it.parse().ok()).unwrap_or(1).clamp(1, level + 1);
    let pattern = if let Some(format) = get("num-list-format") {
        // `%1%.%2%)` stands for what is `%1.%2)` here.
        (1..=LEVELS).fold(format, |format, at| format.replace(&format!("%{at}%"), &format!("%{at}")))
    } else if numerals == Numerals::None {
        String::new()
    } else {
        let numbers: Vec<String> = (level + 2 - shown..=level + 1).map(|at| format!("%{at}")).collect();
        let around = |name: &str| get(name).unwrap_or_default();
        format!("{}{}{}", around("num-prefix"), numbers.join("."), around("num-suffix"))
    };
    Level { numerals, pattern, start, ..Level::default() }
}

/// The lists of a document while it is gone through.
#[derive(Debug, Default)]
pub struct Lists {
    pub styles: Styles,
    open: Vec<Open>,
    /// How far each list was counted, in the order in which they stand.
    counters: Vec<Counters>,
    /// Lists by their ids and by their styles, the last one of each.
    by_id: BTreeMap<String, usize>,
    by_style: BTreeMap<String, usize>,
    outline: Counters,
}

/// A list within a list, or the outermost one.
#[derive(Debug)]
struct Open {
    counters: usize,
    level: usize,
    style: Option<String>,
    /// The item that has begun, and what it says of itself; `None` within what is no item.
    item: Option<Item>,
}

#[derive(Debug, Default)]
struct Item {
    start: Option<i64>,
    style: Option<String>,
    /// Its first paragraph has come.
    is_counted: bool,
}

impl Lists {
    /// A list begins, or an item of one.
    pub fn open(&mut self, element: &Element<'_>) {
        match element.name {
            "list" => self.list_begins(element),
            "list-item" => {
                let start = element.get("start-value").and_then(|it| it.parse().ok());
                let item = Item { start, style: element.get("style-override"), is_counted: false };
                self.set_item(Some(item));
            }
            "list-header" => self.set_item(None),
            "numbered-paragraph" => self.numbered_paragraph(element),
            _ => {}
        }
    }

    /// A list ends, or an item of one.
    pub fn close(&mut self, name: &str) {
        match name {
            "list" | "numbered-paragraph" => drop(self.open.pop()),
            "list-item" | "list-header" => self.set_item(None),
            _ => {}
        }
    }

    fn set_item(&mut self, item: Option<Item>) {
        if let Some(open) = self.open.last_mut() {
            open.item = item;
        }
    }

    fn list_begins(&mut self, element: &Element<'_>) {
        let style = element.get("style-name").or_else(|| self.open.last().and_then(|outer| outer.style.clone()));
        let counters = match self.open.last() {
            Some(outer) => outer.counters,
            None => self.continued(element, style.as_deref()),
        };
        if self.open.is_empty() {
            self.by_style.extend(style.clone().map(|style| (style, counters)));
        }
        self.by_id.extend(element.get("id").map(|id| (id, counters)));
        let level = self.open.last().map_or(0, |outer| outer.level + 1).min(LEVELS - 1);
        self.open.push(Open { counters, level, style, item: None });
    }

    /// An item that says itself which list and level it is of.
    fn numbered_paragraph(&mut self, element: &Element<'_>) {
        let id = element.get("list-id").unwrap_or_default();
        let counters = self.by_id.get(&id).copied().unwrap_or_else(|| self.begun());
        self.by_id.insert(id, counters);
        let start = element.get("start-value").and_then(|it| it.parse().ok());
        let level = place(element, "level").unwrap_or_default();
        let item = Some(Item { start, ..Item::default() });
        self.open.push(Open { counters, level, style: element.get("style-name"), item });
    }

    /// New counters.
    fn begun(&mut self) -> usize {
        self.counters.push(Counters::default());
        self.counters.len() - 1
    }

    /// The counters of the list that this one goes on with, or new ones.
    fn continued(&mut self, element: &Element<'_>, style: Option<&str>) -> usize {
        let by_id = element.get("continue-list").and_then(|id| self.by_id.get(&id));
        let goes_on = element.get("continue-numbering").is_some_and(|it| it == "true");
        let by_style = style.filter(|_| goes_on).and_then(|style| self.by_style.get(style));
        by_id.or(by_style).copied().unwrap_or_else(|| self.begun())
    }

    /// What stands before the paragraph or heading that begins here.
    pub fn label(&mut self, element: &Element<'_>) -> Option<Label> {
        let style = element.get("style-name").unwrap_or_default();
        let Some(open) = self.open.last_mut() else { return self.of_heading(element, &style) };
        let item = open.item.as_mut().filter(|item| !item.is_counted)?;
        item.is_counted = true;
        let by_paragraph = self.styles.list_of(&style).filter(|list| !list.is_empty());
        let by_list = item.style.as_deref().or(open.style.as_deref());
        if let Some(levels) = by_list.into_iter().chain(by_paragraph).find_map(|list| self.styles.levels(list)) {
            let counters = &mut self.counters[open.counters];
            counters.count(levels, open.level, item.start);
            return counters.label(levels, open.level).map(Label::Said);
        }
        if element.name == "h" { self.of_heading(element, &style) } else { Some(Label::Unknown) }
    }

    /// The number of a heading that is in no list, where headings have numbers.
    fn of_heading(&mut self, element: &Element<'_>, style: &str) -> Option<Label> {
        let has_none = element.get("is-list-header").is_some_and(|it| it == "true");
        if element.name != "h" || has_none || self.styles.list_of(style) == Some("") {
            return None;
        }
        let level = place(element, "outline-level")?;
        let levels = self.styles.levels(OUTLINE)?;
        let start = element.get("start-value").and_then(|it| it.parse().ok());
        self.outline.count(levels, level, start);
        self.outline.label(levels, level).map(Label::Said)
    }
}
