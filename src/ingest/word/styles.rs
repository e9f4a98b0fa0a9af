//! The styles of a DOCX document, as far as they say something of its text: headings, lists, hidden words.

use std::collections::BTreeMap;

use crate::ingest::called::WORD;
use crate::ingest::{
    error::ReadError,
    xml::{self, Element, Node},
};

/// The longest chain of styles that are based on each other.
const CHAIN: usize = 32;

/// The list and level that a paragraph says it is an item of; list 0 says that it is of none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InList {
    pub list: Option<i64>,
    pub level: Option<usize>,
}

impl InList {
    /// Takes what `ilvl` or `numId` says.
    pub fn take(&mut self, element: &Element<'_>) {
        let value = element.get("val").and_then(|value| value.trim().parse().ok());
        match element.name {
            "numId" => self.list = value,
            "ilvl" => self.level = value.and_then(|level| usize::try_from(level).ok()),
            _ => {}
        }
    }
}

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    name: String,
    in_list: InList,
    outline: Option<usize>,
    hidden: Option<bool>,
}

/// All styles by their ids.
#[derive(Debug, Default)]
pub struct Styles {
    styles: BTreeMap<String, Style>,
    default: Option<String>,
}

/// Whether a property that is on or off is on.
pub fn is_on(element: &Element<'_>) -> bool {
    element.get("val").is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off"))
}

/// The level that text is of in the outline of a document; `None` for body text.
pub fn outline(element: &Element<'_>) -> Option<usize> {
    element.get("val").and_then(|level| level.parse().ok()).filter(|level| *level < 9)
}

impl Styles {
    /// Reads the part with the styles.
    ///
    /// # Errors
    /// It is no XML.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadError> {
        let mut styles = Self::default();
        let (mut open, mut id, mut skipped) = (Style::default(), String::new(), 0_usize);
        xml::walk(bytes, WORD, |node| match node {
            Node::Open(element) if skipped > 0 || is_aside(element.name) => skipped += 1,
            Node::Close(_) if skipped > 0 => skipped -= 1,
            Node::Open(element) if element.name == "style" => {
                (open, id) = (Style::default(), element.get("styleId").unwrap_or_default());
                let is_default = element.get("default").is_some_and(|it| it == "1" || it == "true");
                if is_default && element.get("type").is_some_and(|kind| kind == "paragraph") {
                    styles.default = Some(id.clone());
                }
            }
            Node::Open(element) => open.take(&element),
            Node::Close("style") => {
                styles.styles.insert(std::mem::take(&mut id), std::mem::take(&mut open));
            }
            Node::Close(_) | Node::Text(_) => {}
        })?;
        Ok(styles)
    }

    /// The style of paragraphs that name none.
    pub fn usual(&self) -> &str {
        self.default.as_deref().unwrap_or_default()
    }

    /// Whether the document says what this style is.
    pub fn has(&self, id: &str) -> bool {
        self.styles.contains_key(id)
    }

    /// The style with those that it is based on, the nearest first.
    fn chain<'s>(&'s self, id: &'s str) -> impl Iterator<Item = (&'s str, &'s Style)> {
        let mut next = Some(id);
        std::iter::from_fn(move || {
            let id = next?;
            let style = self.styles.get(id)?;
            next = style.based_on.as_deref();
            Some((id, style))
        })
        .take(CHAIN)
    }

    /// The list that paragraphs of this style are items of, with the style that says so.
    pub fn in_list<'s>(&'s self, id: &'s str) -> Option<(&'s str, InList)> {
        let (by, style) = self.chain(id).find(|(_, style)| style.in_list.list.is_some())?;
        let level = self.chain(id).find_map(|(_, style)| style.in_list.level);
        Some((by, InList { level, ..style.in_list }))
    }

    /// Whether paragraphs of this style are headings.
    pub fn is_heading(&self, id: &str) -> bool {
        let by_name = |name: &str| name.starts_with("heading");
        by_name(&id.to_lowercase())
            || self.is_title(id)
            || self.chain(id).any(|(_, style)| style.outline.is_some() || by_name(&style.name))
    }

    /// Whether this is the style of titles, whatever it is called in the language of the program.
    pub fn is_title(&self, id: &str) -> bool {
        id == "Title" || self.styles.get(id).is_some_and(|style| style.name == "title")
    }

    /// Whether text of this style is hidden.
    pub fn is_hidden(&self, id: &str) -> bool {
        self.chain(id).find_map(|(_, style)| style.hidden).unwrap_or(false)
    }
}

/// What was before a change, and what counts for some cells of a table only.
fn is_aside(name: &str) -> bool {
    matches!(name, "pPrChange" | "rPrChange" | "tblStylePr" | "docDefaults" | "latentStyles")
}

impl Style {
    fn take(&mut self, element: &Element<'_>) {
        match element.name {
            "name" => self.name = element.get("val").unwrap_or_default().to_lowercase(),
            "basedOn" => self.based_on = element.get("val"),
            "numId" | "ilvl" => self.in_list.take(element),
            "outlineLvl" => self.outline = outline(element),
            "vanish" => self.hidden = Some(is_on(element)),
            _ => {}
        }
    }
}
