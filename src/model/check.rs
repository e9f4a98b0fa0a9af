//! Flaws of a project as it was read: what does not fit together, in words that say what to do.

use std::collections::BTreeMap;

use super::{AnalystId, Annotation, AnnotationId, Project, TagId};

/// A flaw, and the record that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The file within the project, with `/`.
    pub file: String,
    /// The id of the record, as it stands in the file.
    pub record: String,
    /// A short word that programs can go by.
    pub kind: &'static str,
    pub message: String,
}

/// All flaws, in the order of the files.
pub fn check(project: &Project) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    articles(project, &mut flaws);
    codebook(project, &mut flaws);
    for (analyst, id, annotation) in project.annotations() {
        passage(project, analyst, *id, annotation, &mut flaws);
    }
    flaws
}

fn articles(project: &Project, flaws: &mut Vec<Flaw>) {
    let mut by_text = BTreeMap::new();
    for (id, article) in project.articles.iter() {
        let mut flaw = |kind, message| {
            flaws.push(Flaw { file: "project.ron".to_owned(), record: id.to_string(), kind, message });
        };
        if article.body.is_missing() {
            let message = format!("articles/{id}.txt is not there: put the text back, or remove the article");
            flaw("missing-text", message);
        } else if let Some(first) = by_text.insert(article.body.fingerprint(), id) {
            flaw("same-text", format!("“{}” has the same text as “{first}”: exclude or remove one", article.title));
        }
        if article.title.trim().is_empty() {
            flaw("no-title", format!("article “{id}” has no title"));
        }
    }
}

fn codebook(project: &Project, flaws: &mut Vec<Flaw>) {
    let mut names: BTreeMap<(&str, String), &TagId> = BTreeMap::new();
    let mut keys: BTreeMap<char, &TagId> = BTreeMap::new();
    for (id, tag) in project.tags.iter() {
        let mut flaw = |kind, message| {
            flaws.push(Flaw { file: "codebook.ron".to_owned(), record: id.to_string(), kind, message });
        };
        if !project.groups.contains(&tag.group) {
            flaw("unknown-group", format!("tag “{}” is in the group “{}”, which is not there", tag.name, tag.group));
        }
        for (other, what) in [(&tag.parent, "stands below"), (&tag.merged, "was merged into")] {
            if let Some(other) = other.as_ref().filter(|other| project.tag(other).is_none()) {
                flaw("unknown-tag", format!("tag “{}” {what} “{other}”, which is not there", tag.name));
            }
        }
        if tag.merged.is_some() {
            continue;
        }
        if let Some(first) = names.insert((tag.group.as_str(), tag.name.to_lowercase()), id) {
            flaw("same-name", format!("tag “{}” has the same name as {first}: merge them or rename one", tag.name));
        }
        if let Some(first) = tag.key.and_then(|key| keys.insert(key, id)) {
            flaw("same-key", format!("tag “{}” has the same key as {first}", tag.name));
        }
    }
}

fn passage(project: &Project, analyst: &AnalystId, id: AnnotationId, annotation: &Annotation, flaws: &mut Vec<Flaw>) {
    let mut flaw = |kind, message| {
        let file = format!("annotations/{analyst}.ron");
        flaws.push(Flaw { file, record: id.to_string(), kind, message });
    };
    let quote = super::verbs::brief(&annotation.quote.exact);
    let Some(article) = project.articles.get(&annotation.article) else {
        flaw("unknown-article", format!("“{quote}” is in “{}”, which is not in this project", annotation.article));
        return;
    };
    if !article.body.is_missing() && !project.is_orphan(id, annotation) && project.place(id, annotation).is_none() {
        let message = format!("“{quote}” does not stand where it was marked in “{}”", annotation.article);
        flaw("other-words", message);
    }
    let mut tags: Vec<&TagId> = Vec::new();
    for coding in &annotation.codings {
        if tags.contains(&&coding.tag) {
            flaw("tag-twice", format!("“{quote}” has the tag {} twice", coding.tag));
        }
        tags.push(&coding.tag);
    }
    let all = annotation.codings.iter().flat_map(|c| [&c.tag].into_iter().chain(&c.by).chain(&c.about));
    for tag in all.filter(|tag| !project.tags.contains(tag)) {
        flaw("unknown-tag", format!("“{quote}” has the tag {tag}, which is not in the codebook"));
    }
}
