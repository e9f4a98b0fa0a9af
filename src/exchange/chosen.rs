//! What is written of a project into files of other programs: texts with their passages, and names of tags that such
//! programs can tell apart.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{foreign::guid, writing::LeftOut};
use crate::text::letters::name_key;
use crate::{
    model::{AnalystId, Annotation, AnnotationId, Article, ArticleId, Project, Span, Stamp, Tag, TagId},
    words::counted,
};

/// What is written of a project.
#[derive(Default)]
pub(super) struct Chosen<'p> {
    pub articles: Vec<(&'p ArticleId, &'p Article)>,
    /// By article, in the order of the text.
    pub passages: BTreeMap<&'p ArticleId, Vec<Marked<'p>>>,
    pub analysts: BTreeSet<&'p AnalystId>,
    /// Whether these are all passages of the project.
    pub is_whole: bool,
    /// Passages that have lost their place: there is nothing to write of them.
    lost: usize,
}

pub(super) struct Marked<'p> {
    pub analyst: &'p AnalystId,
    pub id: String,
    pub annotation: &'p Annotation,
    pub span: Span,
    pub changed: &'p Stamp,
}

impl<'p> Chosen<'p> {
    /// The articles of the passages; all articles where the passages are all.
    pub fn of(project: &'p Project, passages: &[(AnalystId, AnnotationId)]) -> Self {
        let mut chosen = Self::default();
        let mut ids = BTreeSet::new();
        for (analyst, id) in passages {
            let Some((analyst, layer)) = project.layers.get_key_value(analyst) else { continue };
            let Some(entry) = layer.annotations.entry(id) else { continue };
            let Some(annotation) = entry.value.as_deref() else { continue };
            let Some(span) = project.place(*id, annotation) else {
                chosen.lost += 1;
                continue;
            };
            // An id that stands in two layers is one passage that two have: each needs a GUID of its own.
            let own = if ids.insert(*id) { id.to_string() } else { guid(project, analyst.as_str(), &id.to_string()) };
            let marked = Marked { analyst, id: own, annotation, span, changed: &entry.changed };
            chosen.passages.entry(&annotation.article).or_default().push(marked);
            chosen.analysts.insert(analyst);
        }
        for marked in chosen.passages.values_mut() {
            marked.sort_by_key(|marked| (marked.span, marked.analyst, marked.id.clone()));
        }
        chosen.is_whole = passages.len() >= project.annotations().count();
        chosen.articles = project.articles_in_order();
        chosen.articles.retain(|(id, article)| {
            !article.body.is_missing() && (chosen.is_whole || chosen.passages.contains_key(id))
        });
        chosen
    }

    /// The passages of an article, in the order of the text.
    pub fn of_article(&self, id: &ArticleId) -> &[Marked<'p>] {
        self.passages.get(id).map_or(&[], Vec::as_slice)
    }

    /// What is not written of what was to be, where tags are written by these names; all are where there are none.
    pub fn left_out(&self, project: &Project, names: Option<&BTreeMap<&TagId, String>>) -> LeftOut {
        let mut left_out = LeftOut::default();
        if self.lost > 0 {
            let passages = counted(self.lost, "passage");
            left_out.add(self.lost, format!("{passages} left out: the words are not in the text as it is now"));
        }
        let passages = || self.passages.values().flatten();
        let unknown = |names: &BTreeMap<&TagId, String>| -> usize {
            passages().map(|marked| marked.tags(project).iter().filter(|tag| !names.contains_key(tag)).count()).sum()
        };
        let unknown = names.map_or(0, unknown);
        if unknown > 0 {
            let tags = counted(unknown, "tag");
            left_out.add(0, format!("{tags} of passages left out: the codebook does not have them"));
        }
        left_out
    }
}

impl Marked<'_> {
    /// The passage's tags, each once, after merges.
    pub fn tags(&self, project: &Project) -> BTreeSet<TagId> {
        self.annotation.codings.iter().map(|coding| project.resolve(&coding.tag)).collect()
    }

    /// When it was changed last; `None` where that is not known.
    pub fn modified(&self) -> Option<Timestamp> {
        let ms = i64::try_from(self.changed.ms).ok().filter(|ms| *ms > 0)?;
        Timestamp::from_millisecond(ms).ok()
    }
}

/// Names of which none comes twice in the whole tree, nor is that of a group: of equal ones each is called by what it stands
/// below, too; where that is not enough also by its group, and then by a number.
pub fn code_names(project: &Project) -> BTreeMap<&TagId, String> {
    let mut taken: BTreeSet<String> = project.groups.iter().map(|(_, group)| name_key(&group.name)).collect();
    let mut names = BTreeMap::new();
    let mut open: Vec<(&TagId, &Tag)> = project.usable_tags().collect();
    for called in [alone, with_parent, with_group] {
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for (_, tag) in &open {
            *times.entry(name_key(&called(project, tag))).or_default() += 1;
        }
        open.retain(|(id, tag)| {
            let name = called(project, tag);
            let key = name_key(&name);
            let is_single = times.get(&key) == Some(&1) && taken.insert(key);
            if is_single {
                names.insert(*id, name);
            }
            !is_single
        });
    }
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for (id, tag) in open {
        let mut name = with_group(project, tag);
        let n = numbers.entry(name_key(&name)).or_insert(1);
        while !taken.insert(name_key(&name)) {
            *n += 1;
            name = format!("{} {n}", with_group(project, tag));
        }
        names.insert(id, name);
    }
    names
}

fn alone(_: &Project, tag: &Tag) -> String {
    tag.name.clone()
}

/// With what it stands below: a tag, else the group.
fn with_parent(project: &Project, tag: &Tag) -> String {
    match &tag.parent {
        Some(parent) => format!("{} ({})", tag.name, project.tag_name(parent)),
        None => with_group(project, tag),
    }
}

/// As [`with_parent`], and a parent with its group, as it is called itself if it is not the only one of that name.
fn with_group(project: &Project, tag: &Tag) -> String {
    let group = project.groups.get(&tag.group).map_or(tag.group.as_str(), |group| &group.name);
    match &tag.parent {
        Some(parent) => format!("{} ({} ({group}))", tag.name, project.tag_name(parent)),
        None => format!("{} ({group})", tag.name),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{group, project, put_group, put_tag, tag};

    /// The sample project without its tags but with these, each with its parent, below a group of each name.
    fn with(groups: &[&str], tags: &[(&str, &str, Option<&str>)]) -> Project {
        let mut with = Project::new(project().info().clone());
        for (at, name) in groups.iter().enumerate() {
            put_group(&mut with, &format!("g{at}"), name);
        }
        for (id, name, parent) in tags {
            let parent = parent.map(tag);
            put_tag(&mut with, id, Tag { parent, ..Tag::named(*name, group(tag(id).prefix())) });
        }
        with
    }

    fn names(project: &Project) -> Vec<String> {
        code_names(project).into_values().collect()
    }

    #[test]
    fn equal_names_are_called_by_what_they_stand_below() {
        let tags = [("g0/a", "Other", None), ("g0/b", "Other", Some("g0/c")), ("g0/c", "China", None)];
        assert_eq!(names(&with(&["Actors"], &tags)), ["Other (Actors)", "Other (China)", "China"]);
        assert_eq!(names(&with(&["other"], &tags[..1])), ["Other (other)"], "a group is written as a code, too");
    }

    #[test]
    fn equal_names_below_equal_names_are_called_by_their_groups_and_by_numbers() {
        let tags = [
            ("g0/c", "China", None),
            ("g0/o", "Other", Some("g0/c")),
            ("g1/c", "China", None),
            ("g1/o", "Other", Some("g1/c")),
        ];
        assert_eq!(
            names(&with(&["Actors", "Topics"], &tags)),
            ["China (Actors)", "Other (China (Actors))", "China (Topics)", "Other (China (Topics))"]
        );
        let numbered = ["China (A)", "Other (China (A))", "China (A) 2", "Other (China (A)) 2"];
        assert_eq!(names(&with(&["A", "A"], &tags)), numbered);
        let twice = [("g0/a", "X", None), ("g0/b", "x", None), ("g0/c", "X (A) 2", None), ("g0/d", "X (A)", None)];
        assert_eq!(names(&with(&["A"], &twice)), ["X (A) 3", "x (A) 4", "X (A) 2", "X (A)"]);
    }

    proptest! {
        /// No name comes twice, and one that did not come twice before is as it was.
        #[test]
        fn no_name_comes_twice(
            groups in proptest::collection::vec(prop_oneof!["[AB]", "A [(]A[)]"], 1..4),
            tags in proptest::collection::vec(
                (0_usize..4, prop_oneof!["[ABab]", "A [(][AB][)]( 2)?"], proptest::option::of(0_usize..12)), 0..12),
        ) {
            let ids: Vec<String> =
                tags.iter().enumerate().map(|(at, (of, ..))| format!("g{}/t{at}", of % groups.len())).collect();
            let rows: Vec<_> = ids.iter().zip(&tags).enumerate().map(|(at, (id, (_, name, parent)))| {
                let above = parent.filter(|parent| *parent < at).map(|parent| ids[parent].as_str());
                (id.as_str(), name.as_str(), above)
            }).collect();
            let project = with(&groups.iter().map(String::as_str).collect::<Vec<_>>(), &rows);
            let small = |names: &[String]| names.iter().map(|name| name.to_lowercase()).collect::<Vec<_>>();
            let (names, own) = (code_names(&project), tags.iter().map(|(_, name, _)| name.clone()).collect::<Vec<_>>());
            prop_assert_eq!(names.len(), tags.len());
            let mut all = small(&names.values().cloned().collect::<Vec<_>>());
            all.extend(small(&groups).into_iter().collect::<BTreeSet<_>>());
            prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{:?}", all);
            let before = [small(&own), small(&groups)].concat();
            for ((id, name), was) in ids.iter().zip(&own).zip(&before) {
                let is_single = before.iter().filter(|other| *other == was).count() == 1;
                prop_assert!(!is_single || names[&tag(id)] == *name);
            }
        }
    }
}
