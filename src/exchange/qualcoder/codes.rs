//! Codes and categories of QualCoder: two tables that name their parents, codes below codes among them.

use std::collections::BTreeMap;

use crate::{
    bytes::sqlite::Database,
    exchange::foreign::{Code, Tree, colour},
};

#[derive(Default)]
pub struct Codes {
    pub list: Vec<Code>,
    /// The place of each code by its number.
    pub places: BTreeMap<i64, usize>,
    pub notices: Vec<String>,
}

/// The number of a category or a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Category(i64),
    Code(i64),
}

impl Codes {
    /// # Errors
    /// They take too long to read.
    pub fn read(database: &Database) -> Result<Self, String> {
        let (mut nodes, mut parents) = (BTreeMap::new(), BTreeMap::new());
        for row in database.rows("code_cat", &["catid", "name", "memo", "supercatid"])? {
            let Some(id) = row.number(0) else { continue };
            parents.insert(Node::Category(id), row.number(3).map(Node::Category));
            let code = Code { is_category: true, description: row.text(2), ..Code::named(&row.text(1), None) };
            nodes.insert(Node::Category(id), code);
        }
        for row in database.rows("code_name", &["cid", "name", "memo", "color", "catid", "supercid"])? {
            let Some(id) = row.number(0) else { continue };
            parents.insert(Node::Code(id), row.number(5).map(Node::Code).or(row.number(4).map(Node::Category)));
            let code =
                Code { description: row.text(2), colour: colour(&row.text(3)), ..Code::named(&row.text(1), None) };
            nodes.insert(Node::Code(id), code);
        }
        Ok(Self::of(nodes, &parents))
    }

    fn of(mut nodes: BTreeMap<Node, Code>, parents: &BTreeMap<Node, Option<Node>>) -> Self {
        let (tree, mut codes, mut places) = (Tree::of(parents), Self::default(), BTreeMap::new());
        codes.notices.extend(tree.notice("codes"));
        for (node, parent) in tree.order {
            let Some(code) = nodes.remove(&node) else { continue };
            let parent = parent.and_then(|parent| places.get(&parent).copied());
            places.insert(node, codes.list.len());
            if let Node::Code(id) = node {
                codes.places.insert(id, codes.list.len());
            }
            codes.list.push(Code { parent, ..code });
        }
        codes
    }
}
