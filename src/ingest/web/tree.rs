//! A tree of HTML elements as blocks of plain text; goes through it without recursion, however deep it is.

mod items;

use dom_query::{Document, NodeRef};

use crate::ingest::blocks::{Blocks, Part};

/// Whether what is in an element is gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    Into,
    Past,
}

/// What is come by: a node that is entered, or left again.
pub enum Visit<'n, 't> {
    Enter(&'n NodeRef<'t>),
    Leave(&'n NodeRef<'t>),
}

/// Goes through all below `root`, in the order of the document.
pub fn walk(root: &NodeRef<'_>, mut visit: impl FnMut(Visit<'_, '_>) -> Go) {
    let mut next = root.first_child();
    while let Some(node) = next {
        if visit(Visit::Enter(&node)) == Go::Into
            && let Some(child) = node.first_child()
        {
            next = Some(child);
            continue;
        }
        visit(Visit::Leave(&node));
        let mut left = node;
        next = loop {
            if let Some(sibling) = left.next_sibling() {
                break Some(sibling);
            }
            match left.parent().filter(|parent| parent.id != root.id) {
                None => break None,
                Some(parent) => {
                    visit(Visit::Leave(&parent));
                    left = parent;
                }
            }
        };
    }
}

/// How deep the elements are nested.
pub fn depth(root: &NodeRef<'_>) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    walk(root, |step| {
        match step {
            Visit::Enter(_) => depth += 1,
            Visit::Leave(_) => depth = depth.saturating_sub(1),
        }
        deepest = deepest.max(depth);
        Go::Into
    });
    deepest
}

/// The text of a page or a part of one.
pub fn text_of(page: &Document) -> String {
    text_where(page, |_| true)
}

/// The same of those elements and texts only that are `taken`.
pub fn text_where(page: &Document, taken: impl Fn(&NodeRef<'_>) -> bool) -> String {
    let mut writer = Writer::default();
    walk(&page.root(), |step| match step {
        Visit::Enter(node) if !taken(node) => Go::Past,
        Visit::Enter(node) => writer.enter(node),
        Visit::Leave(node) => {
            writer.leave(node);
            Go::Into
        }
    });
    writer.blocks.finish()
}

#[derive(Default)]
struct Writer {
    blocks: Blocks,
    lists: items::Lists,
    /// What stands before the item of a list that has begun, until text of it comes.
    item_begins: Option<String>,
    /// How many elements are open in which white space counts.
    kept: usize,
    /// Of each table that is open, whether it is one of data.
    tables: Vec<bool>,
}

impl Writer {
    fn enter(&mut self, node: &NodeRef<'_>) -> Go {
        if node.is_text() {
            self.text(&node.text());
            return Go::Into;
        }
        let Some(name) = node.node_name() else { return Go::Into };
        if is_skipped(&name) || is_hidden(node) {
            return Go::Past;
        }
        match &*name {
            "br" if self.blocks.in_paragraph() => self.blocks.text("\n"),
            "pre" => {
                self.blocks.break_paragraph();
                self.kept += 1;
            }
            "li" => {
                self.blocks.break_paragraph();
                self.item_begins = Some(self.lists.label(node));
            }
            name if items::is_list(name) => {
                self.blocks.break_paragraph();
                self.lists.enter(node);
            }
            "table" => {
                self.blocks.break_paragraph();
                self.tables.push(is_of_data(node));
                self.in_table(|blocks| blocks.open(Part::Table));
            }
            "tr" => self.in_table(|blocks| blocks.open(Part::Row)),
            "td" | "th" => self.in_table(|blocks| blocks.open(Part::Cell)),
            name if is_block(name) => self.blocks.break_paragraph(),
            _ => {}
        }
        Go::Into
    }

    fn leave(&mut self, node: &NodeRef<'_>) {
        let Some(name) = node.node_name() else { return };
        if is_skipped(&name) || is_hidden(node) {
            return;
        }
        match &*name {
            "pre" => {
                self.blocks.break_paragraph();
                self.kept = self.kept.saturating_sub(1);
            }
            "li" => {
                self.blocks.break_paragraph();
                self.item_begins = None;
            }
            name if items::is_list(name) => {
                self.blocks.break_paragraph();
                self.lists.leave();
            }
            "table" => {
                self.in_table(|blocks| blocks.close(Part::Table));
                self.tables.pop();
            }
            "tr" => self.in_table(|blocks| blocks.close(Part::Row)),
            "td" | "th" => self.in_table(|blocks| blocks.close(Part::Cell)),
            name if is_block(name) => self.blocks.break_paragraph(),
            _ => {}
        }
    }

    /// Rows and cells of a table that only sets a page are blocks like others.
    fn in_table(&mut self, change: impl FnOnce(&mut Blocks)) {
        match self.tables.last() {
            Some(true) => change(&mut self.blocks),
            _ => self.blocks.break_paragraph(),
        }
    }

    fn text(&mut self, text: &str) {
        if !text.trim().is_empty()
            && let Some(label) = self.item_begins.take()
        {
            self.blocks.open(Part::Paragraph);
            self.blocks.mark_item(&label);
        }
        if self.kept > 0 { self.blocks.text(text) } else { self.blocks.flowing_text(text) }
    }
}

/// A table with long texts in it only sets a page.
fn is_of_data(table: &NodeRef<'_>) -> bool {
    const LONG: usize = 400;
    table.descendants_it().all(|node| {
        let is_cell = node.node_name().is_some_and(|name| matches!(&*name, "td" | "th"));
        let is_table = node.node_name().is_some_and(|name| &*name == "table");
        !is_table && (!is_cell || node.text().len() < LONG)
    })
}

/// Whether nothing in elements of this name is text of the page.
pub fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "nav"
            | "button"
            | "select"
            | "textarea"
            | "iframe"
            | "svg"
            | "canvas"
            | "audio"
            | "video"
            | "object"
            | "dialog"
    )
}

/// Whether an element is not to be seen.
pub fn is_hidden(node: &NodeRef<'_>) -> bool {
    let styled = node.attr("style").is_some_and(|style| {
        let style = style.replace(' ', "").to_ascii_lowercase();
        style.contains("display:none") || style.contains("visibility:hidden")
    });
    styled || node.has_attr("hidden") || node.attr("aria-hidden").is_some_and(|it| &*it == "true")
}

/// Whether elements of this name begin on a line of their own.
pub fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "main"
            | "ol"
            | "p"
            | "section"
            | "summary"
            | "ul"
    )
}
