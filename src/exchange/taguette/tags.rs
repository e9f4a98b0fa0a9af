//! Tags of Taguette as codes: they are one list, and a dot in a name says what a tag stands below.

use std::collections::BTreeMap;

use crate::{bytes::sqlite::Database, exchange::foreign::Code};

/// Names with more dots, or longer ones, are names and no paths.
const DEEPEST: usize = 16;
const LONGEST: usize = 1_000;

/// The tags of all projects.
#[derive(Default)]
pub struct Tags {
    pub codes: Vec<Code>,
    /// By the tag's number, the place of its code.
    by_number: BTreeMap<i64, usize>,
}

/// What stands at a path: the number of a tag and its description, or nothing but other tags below it.
type Node = Option<(i64, String)>;

impl Tags {
    /// The tags; of several projects each below the name of its project.
    ///
    /// # Errors
    /// They take too long to read.
    pub fn read(database: &Database, projects: &BTreeMap<i64, String>) -> Result<Self, String> {
        let mut by_project: BTreeMap<i64, BTreeMap<String, Node>> = BTreeMap::new();
        for row in database.rows("tags", &["id", "project_id", "path", "description"])? {
            let (Some(id), path) = (row.number(0), row.text(2)) else { continue };
            let project = row.number(1).unwrap_or_default();
            by_project.entry(project).or_default().insert(path, Some((id, row.text(3).trim().to_owned())));
        }
        let mut tags = Self::default();
        for (project, mut nodes) in by_project {
            for path in paths_above(&nodes) {
                nodes.entry(path).or_insert(None);
            }
            let category = projects.get(&project).filter(|_| projects.len() > 1);
            let category = category.map(|name| tags.push(Code { is_category: true, ..Code::named(name, None) }));
            tags.add(nodes, category);
        }
        Ok(tags)
    }

    fn add(&mut self, nodes: BTreeMap<String, Node>, category: Option<usize>) {
        // In the order of the paths what is above comes before what is below it.
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for (path, node) in nodes {
            let above = above(&path).rfind(|above| places.contains_key(*above));
            let name = above.and_then(|above| path.get(above.len() + 1..)).unwrap_or(&path);
            let parent = above.and_then(|above| places.get(above).copied()).or(category);
            let code = Code { is_category: node.is_none(), ..Code::named(name, parent) };
            let (number, description) = node.unzip();
            let at = self.push(Code { description: description.unwrap_or_default(), ..code });
            self.by_number.extend(number.map(|number| (number, at)));
            places.insert(path, at);
        }
    }

    fn push(&mut self, code: Code) -> usize {
        self.codes.push(code);
        self.codes.len() - 1
    }

    /// The places of the codes of each highlight, by its number.
    ///
    /// # Errors
    /// They take too long to read.
    pub fn of_highlights(&self, database: &Database) -> Result<BTreeMap<i64, Vec<usize>>, String> {
        let mut given: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for row in database.rows("highlight_tags", &["highlight_id", "tag_id"])? {
            let code = row.number(1).and_then(|tag| self.by_number.get(&tag));
            if let (Some(highlight), Some(code)) = (row.number(0), code) {
                given.entry(highlight).or_default().push(*code);
            }
        }
        Ok(given)
    }
}

/// What this path says that it stands below, from the top on. A dot that ends a word (`U.S.`, `vs. them`) says nothing.
fn above(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    let parts = || path.split('.');
    let is_path = path.len() <= LONGEST
        && parts().count() <= DEEPEST
        && parts().all(|part| !part.is_empty() && part.trim().len() == part.len());
    path.match_indices('.').filter(move |_| is_path).filter_map(|(at, _)| path.get(..at))
}

/// The paths that several tags stand below.
fn paths_above(nodes: &BTreeMap<String, Node>) -> Vec<String> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for path in nodes.keys() {
        above(path).for_each(|above| *times.entry(above).or_default() += 1);
    }
    times.into_iter().filter(|(_, times)| *times > 1).map(|(path, _)| path.to_owned()).collect()
}
