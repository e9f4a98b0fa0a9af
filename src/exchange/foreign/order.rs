//! Trees that a file gives as a list in which everything names its parent.

use std::collections::{BTreeMap, BTreeSet};

/// All of a tree, parents before what is below them, and how many are in it whose parents go round in a circle.
#[derive(Debug, PartialEq, Eq)]
pub struct Tree<K> {
    /// Each with its parent, if that is among them.
    pub order: Vec<(K, Option<K>)>,
    pub cut: usize,
}

/// How deep a tree may be. Nobody's is: what is deeper stands at the top.
const DEEPEST: usize = 100;

impl<K: Copy + Ord> Tree<K> {
    /// `parents` gives the parent of each, if it has one.
    pub fn of(parents: &BTreeMap<K, Option<K>>) -> Self {
        let mut below: BTreeMap<K, Vec<K>> = BTreeMap::new();
        let known = |key: &K| parents.get(key).copied().flatten().filter(|parent| parents.contains_key(parent));
        parents.keys().for_each(|key| below.entry(known(key).unwrap_or(*key)).or_default().push(*key));
        let (mut tree, mut seen) = (Self { order: Vec::new(), cut: 0 }, BTreeSet::new());
        let tops = parents.keys().filter(|key| known(key).is_none());
        // What is reached from no top goes round in a circle, or is too deep.
        for top in tops.chain(parents.keys()) {
            if !seen.insert(*top) {
                continue;
            }
            tree.cut += usize::from(known(top).is_some());
            tree.order.push((*top, None));
            let mut open = vec![(*top, 1)];
            while let Some((key, depth)) = open.pop() {
                let next = below.get(&key).map(Vec::as_slice).unwrap_or_default();
                for child in next.iter().filter(|_| depth < DEEPEST) {
                    if seen.insert(*child) {
                        tree.order.push((*child, Some(key)));
                        open.push((*child, depth + 1));
                    }
                }
            }
        }
        tree
    }

    /// Says what was done about circles and depths among `what`.
    pub fn notice(&self, what: &str) -> Option<String> {
        let said = "whose parents go round in a circle, or that are nested too deep, stand at the top now";
        (self.cut > 0).then(|| format!("{what} {said}: {}", self.cut))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(parents: &[(u32, Option<u32>)]) -> Tree<u32> {
        Tree::of(&parents.iter().copied().collect())
    }

    #[test]
    fn parents_come_first_and_circles_are_cut() {
        let found = tree(&[(1, Some(3)), (2, Some(1)), (3, None), (4, Some(9))]);
        assert_eq!(found, Tree { order: vec![(3, None), (1, Some(3)), (2, Some(1)), (4, None)], cut: 0 });
        let found = tree(&[(1, Some(2)), (2, Some(1)), (3, Some(3)), (4, Some(2))]);
        assert_eq!(found, Tree { order: vec![(1, None), (2, Some(1)), (4, Some(2)), (3, None)], cut: 2 });
    }

    #[test]
    fn no_tree_is_deeper_than_can_be_drawn() {
        let chain: Vec<_> = (0_u32..250).map(|key| (key, key.checked_sub(1))).collect();
        let found = tree(&chain);
        assert_eq!((found.order.len(), found.cut), (250, 2));
    }
}
