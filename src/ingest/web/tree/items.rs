//! What stands before the items of lists on a page.

use dom_query::NodeRef;

use crate::ingest::{
    lists::BULLET,
    numerals::{Letters, Numerals},
};

/// The lists that are open.
#[derive(Default)]
pub struct Lists(Vec<List>);

struct List {
    numerals: Numerals,
    next: i64,
    step: i64,
}

/// Whether elements of this name are lists.
pub fn is_list(name: &str) -> bool {
    matches!(name, "ol" | "ul" | "menu" | "dir")
}

impl Lists {
    pub fn enter(&mut self, list: &NodeRef<'_>) {
        let is_numbered = list.node_name().is_some_and(|name| &*name == "ol");
        let plain = if is_numbered { Numerals::Decimal } else { Numerals::Bullet };
        let numerals = by_style(list).or_else(|| by_type(list)).unwrap_or(plain);
        let is_reversed = list.has_attr("reversed");
        let items = || {
            let is_item = |node: &NodeRef<'_>| node.node_name().is_some_and(|name| &*name == "li");
            i64::try_from(list.children_it(false).filter(is_item).count()).unwrap_or(1)
        };
        let next = number(list, "start").unwrap_or_else(|| if is_reversed { items() } else { 1 });
        self.0.push(List { numerals, next, step: if is_reversed { -1 } else { 1 } });
    }

    pub fn leave(&mut self) {
        self.0.pop();
    }

    /// What stands before the item that begins here; empty if nothing does.
    pub fn label(&mut self, item: &NodeRef<'_>) -> String {
        let Some(list) = self.0.last_mut() else { return BULLET.to_owned() };
        let number = number(item, "value").unwrap_or(list.next);
        list.next = number.saturating_add(list.step);
        match list.numerals {
            Numerals::Bullet => BULLET.to_owned(),
            Numerals::None => String::new(),
            numerals => format!("{}.", numerals.write(number)),
        }
    }
}

fn number(node: &NodeRef<'_>, name: &str) -> Option<i64> {
    node.attr(name).and_then(|value| value.trim().parse::<i32>().ok()).map(i64::from)
}

fn by_type(list: &NodeRef<'_>) -> Option<Numerals> {
    Some(match &*list.attr("type")? {
        "1" => Numerals::Decimal,
        "a" => Numerals::Letters(Letters::LatinSmall),
        "A" => Numerals::Letters(Letters::LatinCapital),
        "i" => Numerals::Roman { capital: false },
        "I" => Numerals::Roman { capital: true },
        "disc" | "circle" | "square" => Numerals::Bullet,
        _ => return None,
    })
}

/// The last thing that the element's own style says of its items.
fn by_style(list: &NodeRef<'_>) -> Option<Numerals> {
    let style = list.attr("style")?.to_ascii_lowercase();
    let mut said = style.split(';').filter_map(|rule| {
        let (name, value) = rule.split_once(':')?;
        matches!(name.trim(), "list-style" | "list-style-type").then(|| value.replace("!important", ""))
    });
    said.next_back()?.split_whitespace().find_map(|word| {
        Some(match word {
            "none" => Numerals::None,
            "decimal" => Numerals::Decimal,
            "decimal-leading-zero" => Numerals::Padded(2),
            "lower-alpha" | "lower-latin" => Numerals::Letters(Letters::LatinSmall),
            "upper-alpha" | "upper-latin" => Numerals::Letters(Letters::LatinCapital),
            "lower-roman" => Numerals::Roman { capital: false },
            "upper-roman" => Numerals::Roman { capital: true },
            "lower-greek" => Numerals::Letters(Letters::GreekSmall),
            "disc" | "circle" | "square" => Numerals::Bullet,
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::super::text_of;

    #[test]
    fn numbers_of_lists_are_kept() {
        let check = |html: &str, expected: &str| {
            assert_eq!(text_of(&Document::fragment(html)), format!("{expected}\n"), "{html}");
        };
        check("<ol><li>one</li><li>two</li></ol><ul><li>three</li></ul>", "1. one\n2. two\n• three");
        check("<ol start=4><li>a<li value=9><p>b<p>c<li>d</ol>", "4. a\n9. b\n\nc\n\n10. d");
        check("<ol type=a><li>x<ol type=i><li>y</ol><li>z</ol>", "a. x\ni. y\nb. z");
        check("<ol reversed><li>x</li> <li>y</li></ol><li>alone", "2. x\n1. y\n• alone");
        check("<ol style='list-style-type: upper-roman'><li>x<li>y</ol>", "I. x\nII. y");
        check("<ul style='list-style: none'><li>x</ul><ol><li hidden>-<li>y</ol>", "x\n1. y");
    }
}
