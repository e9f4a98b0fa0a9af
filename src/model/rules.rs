//! What holds for the records of each kind in a project, and what they are called in words.

use super::{
    analyst::Analyst,
    annotation::{Annotation, Coding, Stance, Voice},
    article::Article,
    codebook::{Group, Tag},
    decision::Decision,
    edit::EditError,
    ids::{AnalystId, AnnotationId, ArticleId, GroupId, TagId},
    info::{Only, ProjectInfo},
    kept::Kept,
    memo::{Memo, Subject},
    paragraph::{Judged, ParagraphId},
    placement::Placement,
    project::Project,
    record::Record,
    span::Span,
    split::Split,
    stamp::Stamp,
    status::Status,
    submission::Submission,
};
use crate::words::brief;

/// The rules for records of a kind.
pub trait Rules: Kept {
    /// Whether the record may have this value in the project as it is now; `None` deletes it.
    ///
    /// # Errors
    /// Why not.
    fn check(put: &Put<'_, Self>) -> Result<(), EditError> {
        let _: &Put<'_, Self> = put;
        Ok(())
    }

    /// A stamp that a change of the record has to be ahead of, though it is another layer's.
    fn rival<'p>(id: &Self::Id, project: &'p Project) -> Option<&'p Stamp> {
        let _: (&Self::Id, &'p Project) = (id, project);
        None
    }

    /// Whether a backup may put this value, or nothing, in the place of what is there now.
    fn may_be_restored(now: Option<&Self>, then: Option<&Self>, project: &Project) -> bool {
        let _: (Option<&Self>, Option<&Self>, &Project) = (now, then, project);
        true
    }

    /// What the record is called in lists and labels, going by those of its versions that are not deleted.
    fn name(id: &Self::Id, versions: &[&Self], project: &Project) -> String;

    /// What it says, field by field, as an analyst reads it.
    fn fields(&self, project: &Project) -> Vec<(&'static str, String)>;
}

/// A record that is to be put.
pub struct Put<'a, T: Record> {
    /// The project as it is.
    pub project: &'a Project,
    /// Whose layer it is to be put in; `None` for what the team shares.
    pub layer: Option<&'a AnalystId>,
    /// Its id.
    pub id: &'a T::Id,
    /// What it is to say.
    pub value: Option<&'a T>,
}

impl Rules for ProjectInfo {
    fn name(_: &Only, _: &[&Self], _: &Project) -> String {
        "the project's title and note".to_owned()
    }

    fn fields(&self, _: &Project) -> Vec<(&'static str, String)> {
        let Self { key, title, note, created: _, blind } = self;
        vec![("title", title.clone()), ("note", note.clone()), ("key", key.clone()), ("blind", blind.to_string())]
    }
}

impl Rules for Status {
    fn name(id: &ArticleId, _: &[&Self], project: &Project) -> String {
        format!("how far you are with “{}”", project.article_title(id))
    }

    fn fields(&self, _: &Project) -> Vec<(&'static str, String)> {
        let Self { state, reason } = self;
        vec![("state", state.label().to_owned()), ("reason", reason.clone())]
    }
}

impl Rules for Memo {
    fn name(id: &Subject, _: &[&Self], project: &Project) -> String {
        match id {
            Subject::Project => "the memo on the project".to_owned(),
            Subject::Article(id) => format!("the memo on “{}”", project.article_title(id)),
            Subject::Tag(id) => format!("the memo on tag “{}”", project.tag_name(id)),
        }
    }

    fn fields(&self, _: &Project) -> Vec<(&'static str, String)> {
        let Self(text) = self;
        vec![("text", text.clone())]
    }
}

impl Rules for Split {
    fn name(id: &TagId, _: &[&Self], project: &Project) -> String {
        format!("the split of tag “{}”", project.tag_name(id))
    }

    fn fields(&self, project: &Project) -> Vec<(&'static str, String)> {
        let Self { into, stays } = self;
        vec![("into", project.tag_names(into).join("; ")), ("looked at", stays.len().to_string())]
    }
}

impl Rules for Submission {
    /// What was submitted stays as it was submitted.
    fn check(put: &Put<'_, Self>) -> Result<(), EditError> {
        match put.layer.and_then(|analyst| put.project.submission(analyst, put.id)) {
            Some(first) if put.value != Some(first) => {
                let title = put.project.article_title(put.id).to_owned();
                Err(EditError::Submitted(title, first.at.strftime("%Y-%m-%d").to_string()))
            }
            _ => Ok(()),
        }
    }

    /// What was submitted stays, whatever a backup says of it.
    fn may_be_restored(now: Option<&Self>, _: Option<&Self>, _: &Project) -> bool {
        now.is_none()
    }

    fn name(id: &ArticleId, _: &[&Self], project: &Project) -> String {
        format!("what was submitted of “{}”", project.article_title(id))
    }

    fn fields(&self, _: &Project) -> Vec<(&'static str, String)> {
        let Self { at, text, passages } = self;
        vec![
            ("submitted", at.to_string()),
            ("passages", passages.len().to_string()),
            ("text", text.as_str().to_owned()),
        ]
    }
}

impl Rules for Placement {
    /// Of several placements of a passage the latest counts, whoever made it: also against a clock that is ahead.
    fn rival<'p>(id: &AnnotationId, project: &'p Project) -> Option<&'p Stamp> {
        let all = project.layers.values().filter_map(|layer| layer.placements.entry(id));
        all.map(|entry| &entry.changed).max()
    }

    fn name(id: &AnnotationId, _: &[&Self], _: &Project) -> String {
        format!("the place of passage {id}")
    }

    fn fields(&self, _: &Project) -> Vec<(&'static str, String)> {
        let Self { analyst: _, of: _, text, span } = self;
        vec![
            ("place", span.map_or("nowhere".to_owned(), |span| format!("{:?}", span.range()))),
            ("text", text.as_str().to_owned()),
        ]
    }
}

impl Rules for Decision {
    fn name(id: &AnnotationId, _: &[&Self], _: &Project) -> String {
        format!("decision {id}")
    }

    fn fields(&self, _: &Project) -> Vec<(&'static str, String)> {
        let Self { article: _, text: _, span: _, of: _, choice, result, by, at: _, note } = self;
        vec![
            ("decision", choice.words()),
            ("passages", result.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
            ("by", by.to_string()),
            ("note", note.clone()),
        ]
    }
}

impl Rules for Analyst {
    fn name(id: &AnalystId, _: &[&Self], _: &Project) -> String {
        format!("the name of “{id}”")
    }

    fn fields(&self, _: &Project) -> Vec<(&'static str, String)> {
        let Self { key, name, created: _ } = self;
        vec![("name", name.clone()), ("key", key.clone())]
    }
}

impl Rules for Annotation {
    /// A passage is in order if it stands in the article's text as it is, or is one that was there before unchanged in
    /// place (its text may have been replaced since: a note can be written on it all the same).
    fn check(put: &Put<'_, Self>) -> Result<(), EditError> {
        let Some(annotation) = put.value else { return Ok(()) };
        let mut tags: Vec<_> = annotation.codings.iter().map(|coding| &coding.tag).collect();
        tags.sort();
        if let Some(twice) = tags.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(EditError::TagTwice(twice[0].clone()));
        }
        let Some(article) = put.project.articles.get(&annotation.article) else {
            return Err(EditError::NoArticle(annotation.article.clone()));
        };
        if *article.body.fingerprint() != annotation.text || article.body.is_missing() {
            return Ok(());
        }
        let text = article.body.text();
        let fault = |source| EditError::Span { article: annotation.article.clone(), source };
        let span = Span::new(text, annotation.span.range()).map_err(fault)?;
        if span.of(text) != Some(annotation.quote.exact.as_str()) {
            return Err(EditError::OtherWords(annotation.article.clone()));
        }
        Ok(())
    }

    /// Passages of articles that are not there any more stay away.
    fn may_be_restored(_: Option<&Self>, then: Option<&Self>, project: &Project) -> bool {
        then.is_none_or(|passage| project.articles.contains(&passage.article))
    }

    fn name(_: &AnnotationId, versions: &[&Self], _: &Project) -> String {
        format!("passage “{}”", versions.first().map(|passage| brief(&passage.quote.exact)).unwrap_or_default())
    }

    fn fields(&self, project: &Project) -> Vec<(&'static str, String)> {
        let Self { article: _, text, span, quote, codings, note, created: _ } = self;
        vec![
            ("words", quote.exact.clone()),
            ("place", format!("{:?} of {}", span.range(), text.as_str())),
            ("tags", codings.iter().map(|coding| coding_words(coding, project)).collect::<Vec<_>>().join("; ")),
            ("note", note.clone()),
        ]
    }
}

impl Rules for Article {
    fn name(id: &ArticleId, _: &[&Self], project: &Project) -> String {
        format!("article “{}”", project.article_title(id))
    }

    fn fields(&self, _: &Project) -> Vec<(&'static str, String)> {
        let Self { title, body, outlet, author, date, language, link, note, source, rank, of_record } = self;
        vec![
            ("title", title.clone()),
            ("text", body.fingerprint().as_str().to_owned()),
            ("outlet", outlet.clone()),
            ("author", author.clone()),
            ("date", date.clone()),
            ("language", language.clone()),
            ("link", link.clone()),
            ("note", note.clone()),
            ("source", source.clone()),
            ("place", rank.to_string()),
            ("coding of record", of_record.as_ref().map(ToString::to_string).unwrap_or_default()),
        ]
    }
}

impl Rules for Judged {
    fn name(id: &ParagraphId, versions: &[&Self], project: &Project) -> String {
        let words = versions.first().map(|judged| judged.words.as_str()).unwrap_or_default();
        format!("paragraph “{words}” of “{}”", project.article_title(&id.article))
    }

    fn fields(&self, _: &Project) -> Vec<(&'static str, String)> {
        let Self { words: _, noise } = self;
        vec![("part of the article", if *noise { "no" } else { "yes" }.to_owned())]
    }
}

impl Rules for Group {
    fn check(put: &Put<'_, Self>) -> Result<(), EditError> {
        let Some(group) = put.value else { return Ok(()) };
        let Some(parent) = &group.parent else { return Ok(()) };
        if !put.project.groups.contains(parent) {
            return Err(EditError::NoGroup(parent.clone()));
        }
        if put.project.group_ancestry(parent).contains(put.id) {
            return Err(EditError::Cycle(group.name.clone()));
        }
        Ok(())
    }

    fn name(id: &GroupId, _: &[&Self], project: &Project) -> String {
        format!("tag group “{}”", project.group_name(id))
    }

    fn fields(&self, _: &Project) -> Vec<(&'static str, String)> {
        let Self { name, parent, rank } = self;
        vec![
            ("name", name.clone()),
            ("stands in", parent.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("place", rank.to_string()),
        ]
    }
}

impl Rules for Tag {
    fn check(put: &Put<'_, Self>) -> Result<(), EditError> {
        let Some(tag) = put.value else { return Ok(()) };
        if !put.project.groups.contains(&tag.group) {
            return Err(EditError::NoGroup(tag.group.clone()));
        }
        for other in [&tag.parent, &tag.merged].into_iter().flatten() {
            if put.project.tag(other).is_none() {
                return Err(EditError::NoTag(other.clone()));
            }
            if other == put.id || put.project.ancestry(other).contains(put.id) {
                return Err(EditError::Cycle(tag.name.clone()));
            }
        }
        Ok(())
    }

    fn name(id: &TagId, _: &[&Self], project: &Project) -> String {
        format!("tag “{}”", project.tag(id).map_or(id.as_str(), |tag| &tag.name))
    }

    fn fields(&self, project: &Project) -> Vec<(&'static str, String)> {
        let other = |id: &Option<TagId>| id.as_ref().map(|id| project.tag_name(id)).unwrap_or_default();
        #[rustfmt::skip]
        let Self {
            name, short, group, parent, rank, hue, key, aliases, definition, use_when, not_when, example, near, merged,
        } = self;
        vec![
            ("name", name.clone()),
            ("short name", short.clone()),
            ("group", project.group_name(group).to_owned()),
            ("stands below", other(parent)),
            ("merged into", other(merged)),
            ("aliases", aliases.join("; ")),
            ("definition", definition.clone()),
            ("use it when", use_when.clone()),
            ("do not use it when", not_when.clone()),
            ("example", example.clone()),
            ("near misses", near.clone()),
            ("colour", hue.to_string()),
            ("key", key.map(String::from).unwrap_or_default()),
            ("place", rank.to_string()),
        ]
    }
}

/// In words: “Costs by Norway about the UN, supports, quoted”.
fn coding_words(coding: &Coding, project: &Project) -> String {
    let Coding { tag, by, about, stance, voice } = coding;
    let mut words = project.tag_name(tag);
    for (before, tags) in [(" by ", by), (" about ", about)] {
        if !tags.is_empty() {
            words.push_str(before);
            words.push_str(&project.tag_names(tags).join(", "));
        }
    }
    for word in [stance.map(Stance::word), voice.map(Voice::word)].into_iter().flatten() {
        words.push_str(", ");
        words.push_str(word);
    }
    words
}
