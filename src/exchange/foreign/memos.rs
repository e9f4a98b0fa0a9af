//! What coders wrote about the project, its texts and its codes, as memos in their layers.

use std::{collections::BTreeMap, sync::Arc};

use super::{Foreign, landing::stamp};
use crate::model::{ArticleId, Entry, Subject, TagId};
use jiff::Timestamp;

/// What somebody wrote about the project, a text or a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memo {
    pub text: String,
    pub coder: Option<usize>,
    pub changed: Option<Timestamp>,
}

/// The memos of one coder.
pub(super) type Memos = BTreeMap<Subject, Entry<String>>;

/// The memos of each coder, and in words which have no place: a category is no tag.
pub(super) fn land_memos(
    foreign: &Foreign,
    articles: &[ArticleId],
    tags: &[Option<TagId>],
) -> (BTreeMap<Option<usize>, Memos>, Vec<String>) {
    let mut found: BTreeMap<(Option<usize>, Subject), (Vec<&str>, Timestamp)> = BTreeMap::new();
    let mut notices = Vec::new();
    let mut add = |memo: &'_ Memo, subject: Subject, text| {
        let (texts, changed): &mut (Vec<&str>, Timestamp) = found.entry((memo.coder, subject)).or_default();
        texts.push(text);
        *changed = (*changed).max(memo.changed.or(foreign.written).unwrap_or_default());
    };
    for memo in &foreign.memos {
        add(memo, Subject::Project, memo.text.as_str());
    }
    for (text, article) in foreign.texts.iter().zip(articles) {
        text.memos.iter().for_each(|memo| add(memo, Subject::Article(article.clone()), memo.text.as_str()));
    }
    for (code, tag) in foreign.codes.iter().zip(tags) {
        match tag {
            Some(tag) => code.memos.iter().for_each(|memo| add(memo, Subject::Tag(tag.clone()), memo.text.as_str())),
            None if code.memos.is_empty() => {}
            None => notices.push(format!("the memo on the category “{}” is left out: only tags have memos", code.name)),
        }
    }
    let mut by_coder: BTreeMap<Option<usize>, Memos> = BTreeMap::new();
    for ((coder, subject), (texts, changed)) in found {
        let entry = Entry { value: Some(Arc::new(texts.join("\n\n"))), changed: stamp(changed) };
        by_coder.entry(coder).or_default().insert(subject, entry);
    }
    (by_coder, notices)
}
