//! What coders wrote about the project, its texts and its codes, as memos in their layers.

use std::{
    collections::{BTreeMap, btree_map},
    sync::Arc,
};

use crate::{
    exchange::foreign::{self, Foreign, stamp},
    model::{ArticleId, Entry, Memo, Stamp, Subject, TagId},
};

/// The memos of one coder.
pub(super) type Memos = BTreeMap<Subject, Entry<Memo>>;

/// The memos of each coder, and in words which have no place: a category is no tag.
pub(super) fn land_memos(
    foreign: &Foreign,
    articles: &[ArticleId],
    tags: &[Option<TagId>],
) -> (BTreeMap<Option<usize>, Memos>, Vec<String>) {
    let mut by_coder: BTreeMap<Option<usize>, Memos> = BTreeMap::new();
    let mut notices = Vec::new();
    let mut add = |memos: &[foreign::Memo], subject: Subject| {
        for memo in memos {
            let changed = memo.changed.or(foreign.written).unwrap_or_default();
            put(by_coder.entry(memo.coder).or_default(), subject.clone(), &memo.text, stamp(changed));
        }
    };
    add(&foreign.memos, Subject::Project);
    for (text, article) in foreign.texts.iter().zip(articles) {
        add(&text.memos, Subject::Article(article.clone()));
    }
    for (code, tag) in foreign.codes.iter().zip(tags) {
        match tag {
            Some(tag) => add(&code.memos, Subject::Tag(tag.clone())),
            None if code.memos.is_empty() => {}
            None => notices.push(format!("the memo on the category “{}” is left out: only tags have memos", code.name)),
        }
    }
    (by_coder, notices)
}

/// Puts a memo below those that its coder wrote on the same subject.
fn put(memos: &mut Memos, subject: Subject, text: &str, changed: Stamp) {
    match memos.entry(subject) {
        btree_map::Entry::Vacant(place) => {
            place.insert(Entry { value: Some(Arc::new(Memo(text.to_owned()))), changed });
        }
        btree_map::Entry::Occupied(mut place) => {
            let before = place.get().value.as_deref().map_or("", |memo| memo);
            let changed = changed.max(place.get().changed.clone());
            let value = Some(Arc::new(Memo(format!("{before}\n\n{text}"))));
            place.insert(Entry { value, changed });
        }
    }
}
