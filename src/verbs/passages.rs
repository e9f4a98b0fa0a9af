//! Making, tagging, moving and deleting passages.

use std::sync::Arc;

use super::making::{Fresh, passage_step};
use crate::model::{
    AnalystId, Annotation, AnnotationId, ArticleId, Coding, Edit, EditError, Project, Quote, Span, Step, TagId,
};
use crate::words::{brief, counted};

/// Which codings a bulk change touches and what becomes of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Codings {
    Add(TagId),
    Remove(TagId),
    Replace { from: TagId, to: TagId },
}

/// One new passage, exactly as given, also where one with the same span is there.
///
/// # Errors
/// An unknown article or one without its text, a span outside of it, an unknown tag.
pub fn annotate(
    project: &Project,
    analyst: &AnalystId,
    article: &ArticleId,
    span: Span,
    codings: Vec<Coding>,
    note: &str,
    fresh: Fresh,
) -> Result<Step, EditError> {
    for tag in codings.iter().flat_map(|c| [&c.tag].into_iter().chain(&c.by).chain(&c.about)) {
        known(project, tag)?;
    }
    let text = &project.articles.get(article).ok_or_else(|| EditError::NoArticle(article.clone()))?.body;
    if text.is_missing() {
        return Err(EditError::NoText(article.clone()));
    }
    let span =
        Span::new(text.text(), span.range()).map_err(|source| EditError::Span { article: article.clone(), source })?;
    let label = match codings.first() {
        Some(first) => tag_label(project, &first.tag, article),
        None => format!("highlight in “{}”", title(project, article)),
    };
    let annotation = Annotation {
        article: article.clone(),
        text: text.fingerprint().clone(),
        span,
        quote: Quote::of(text.text(), span),
        codings,
        note: note.to_owned(),
        created: fresh.now,
    };
    let edit = Edit::Annotation(analyst.clone(), fresh.id, Some(Arc::new(annotation)));
    Ok(passage_step(project, label, vec![edit]))
}

/// Tags a span: adds a coding to one's own passage with that very span, or makes the passage.
///
/// # Errors
/// As [`annotate`].
pub fn tag_passage(
    project: &Project,
    analyst: &AnalystId,
    article: &ArticleId,
    span: Span,
    coding: Option<Coding>,
    fresh: Fresh,
) -> Result<Step, EditError> {
    match (own_passage_at(project, analyst, article, span), coding) {
        (Some(id), Some(coding)) => add_coding(project, analyst, id, coding),
        (None, coding) => annotate(project, analyst, article, span, coding.into_iter().collect(), "", fresh),
        (Some(_), None) => Err(EditError::Refused("that passage is highlighted already".to_owned())),
    }
}

/// One's own passage with that very span, with these codings and the note added, or a new passage; gives its id too. There is no
/// step where all of that is there already.
///
/// # Errors
/// As [`annotate`]; and a tag that is on the passage with other details, which only one coding can have.
pub fn annotate_or_add(
    project: &Project,
    analyst: &AnalystId,
    article: &ArticleId,
    span: Span,
    codings: Vec<Coding>,
    note: &str,
    fresh: Fresh,
) -> Result<(AnnotationId, Option<Step>), EditError> {
    let Some(id) = own_passage_at(project, analyst, article, span) else {
        return annotate(project, analyst, article, span, codings, note, fresh).map(|step| (fresh.id, Some(step)));
    };
    let mut annotation = own(project, analyst, id)?.clone();
    let label = match codings.first() {
        Some(first) => tag_label(project, &first.tag, article),
        None => format!("note on “{}”", brief(&annotation.quote.exact)),
    };
    for coding in codings {
        for tag in [&coding.tag].into_iter().chain(&coding.by).chain(&coding.about) {
            known(project, tag)?;
        }
        join_coding(project, &mut annotation.codings, coding)?;
    }
    let has_note = note.is_empty() || format!("\n{}\n", annotation.note).contains(&format!("\n{note}\n"));
    if !has_note {
        let between = if annotation.note.is_empty() { "" } else { "\n" };
        annotation.note = format!("{}{between}{note}", annotation.note);
    }
    let is_there = own(project, analyst, id)? == &annotation;
    Ok((id, (!is_there).then(|| passage_step(project, label, vec![put(analyst, id, annotation)]))))
}

/// Adds a coding to those of a passage. Where its tag is there, the details are added if there are none yet.
fn join_coding(project: &Project, codings: &mut Vec<Coding>, coding: Coding) -> Result<(), EditError> {
    let is_bare = |coding: &Coding| *coding == Coding::new(coding.tag.clone());
    let same = codings.iter_mut().find(|present| project.resolve(&present.tag) == project.resolve(&coding.tag));
    match same {
        None => codings.push(coding),
        Some(present) if is_bare(present) => *present = Coding { tag: present.tag.clone(), ..coding },
        Some(present) if is_bare(&coding) || *present == Coding { tag: present.tag.clone(), ..coding.clone() } => {}
        Some(_) => {
            let name = project.tag_name(&coding.tag);
            let why =
                format!("that passage has the tag “{name}” already, with other details: change them in the window");
            return Err(EditError::Refused(why));
        }
    }
    Ok(())
}

fn own_passage_at(project: &Project, analyst: &AnalystId, article: &ArticleId, span: Span) -> Option<AnnotationId> {
    let layer = project.layer(analyst)?;
    let mut own = layer.annotations.iter().filter(|(_, annotation)| annotation.article == *article);
    own.find(|(id, annotation)| project.place(**id, annotation) == Some(span)).map(|(id, _)| *id)
}

/// Adds a tag to a passage; one that it has already is left as it is.
///
/// # Errors
/// No such passage or tag.
pub fn add_coding(project: &Project, analyst: &AnalystId, id: AnnotationId, coding: Coding) -> Result<Step, EditError> {
    known(project, &coding.tag)?;
    let mut annotation = own(project, analyst, id)?.clone();
    if annotation.codings.iter().any(|present| project.resolve(&present.tag) == project.resolve(&coding.tag)) {
        let name = project.tag_name(&coding.tag);
        return Err(EditError::Refused(format!("that passage has the tag “{name}” already")));
    }
    let label = tag_label(project, &coding.tag, &annotation.article);
    annotation.codings.push(coding);
    Ok(passage_step(project, label, vec![put(analyst, id, annotation)]))
}

/// Takes a tag off a passage. The passage stays.
///
/// # Errors
/// No such passage.
pub fn remove_coding(project: &Project, analyst: &AnalystId, id: AnnotationId, tag: &TagId) -> Result<Step, EditError> {
    let mut annotation = own(project, analyst, id)?.clone();
    annotation.codings.retain(|coding| coding.tag != *tag);
    let label = format!("take tag “{}” off", project.tag_name(tag));
    Ok(passage_step(project, label, vec![put(analyst, id, annotation)]))
}

/// Puts who says it, about whom, stance and voice of one tag of a passage.
///
/// # Errors
/// No such passage, a tag it does not have, or unknown tags.
pub fn set_coding(project: &Project, analyst: &AnalystId, id: AnnotationId, coding: Coding) -> Result<Step, EditError> {
    for tag in coding.by.iter().chain(&coding.about) {
        known(project, tag)?;
    }
    let mut annotation = own(project, analyst, id)?.clone();
    let label = format!("detail of “{}”", project.tag_name(&coding.tag));
    match annotation.codings.iter_mut().find(|present| present.tag == coding.tag) {
        Some(present) => *present = coding,
        None => return Err(EditError::NoTag(coding.tag)),
    }
    Ok(passage_step(project, label, vec![put(analyst, id, annotation)]))
}

/// Writes the note of a passage.
///
/// # Errors
/// No such passage.
pub fn set_note(project: &Project, analyst: &AnalystId, id: AnnotationId, note: &str) -> Result<Step, EditError> {
    let mut annotation = own(project, analyst, id)?.clone();
    note.clone_into(&mut annotation.note);
    let label = format!("note on “{}”", brief(&annotation.quote.exact));
    Ok(passage_step(project, label, vec![put(analyst, id, annotation)]))
}

/// Moves the edges of a passage in the article's text as it is now.
///
/// # Errors
/// No such passage, or a span outside the text.
pub fn move_edges(project: &Project, analyst: &AnalystId, id: AnnotationId, span: Span) -> Result<Step, EditError> {
    let mut annotation = own(project, analyst, id)?.clone();
    let article = annotation.article.clone();
    let body = &project.articles.get(&article).ok_or_else(|| EditError::NoArticle(article.clone()))?.body;
    let span = Span::new(body.text(), span.range()).map_err(|source| EditError::Span { article, source })?;
    annotation.text = body.fingerprint().clone();
    annotation.span = span;
    annotation.quote = Quote::of(body.text(), span);
    let label = format!("move the edges of “{}”", brief(&annotation.quote.exact));
    Ok(passage_step(project, label, vec![put(analyst, id, annotation)]))
}

/// Deletes passages.
///
/// # Errors
/// One of them is not there, or none is named.
pub fn delete_passages(project: &Project, analyst: &AnalystId, ids: &[AnnotationId]) -> Result<Step, EditError> {
    if ids.is_empty() {
        return Err(EditError::Refused("no passage is chosen".to_owned()));
    }
    let mut quote = String::new();
    for id in ids {
        quote = brief(&own(project, analyst, *id)?.quote.exact);
    }
    let label = match ids {
        [_] => format!("delete passage “{quote}”"),
        _ => format!("delete {}", counted(ids.len(), "passage")),
    };
    let edits = ids.iter().map(|id| Edit::Annotation(analyst.clone(), *id, None)).collect();
    Ok(passage_step(project, label, edits))
}

/// Changes tags of many passages at once; those that it does not concern stay as they are.
///
/// # Errors
/// No passage that it would change, or an unknown tag.
pub fn retag(
    project: &Project,
    analyst: &AnalystId,
    ids: &[AnnotationId],
    change: &Codings,
) -> Result<Step, EditError> {
    if let Codings::Add(tag) | Codings::Replace { to: tag, .. } = change {
        known(project, tag)?;
    }
    let mut edits = Vec::new();
    for id in ids {
        let annotation = own(project, analyst, *id)?;
        let mut changed = annotation.clone();
        change_codings(project, &mut changed.codings, change);
        if changed != *annotation {
            edits.push(put(analyst, *id, changed));
        }
    }
    if edits.is_empty() {
        return Err(EditError::Refused("none of these passages would change".to_owned()));
    }
    let passages = counted(edits.len(), "passage");
    let label = match change {
        Codings::Add(tag) => format!("tag {passages} “{}”", project.tag_name(tag)),
        Codings::Remove(tag) => format!("take tag “{}” off {passages}", project.tag_name(tag)),
        Codings::Replace { from, to } => {
            format!("retag {passages} from “{}” to “{}”", project.tag_name(from), project.tag_name(to))
        }
    };
    Ok(passage_step(project, label, edits))
}

/// One place for what a bulk change does to one passage's codings: no tag may end up on it twice.
pub(super) fn change_codings(project: &Project, codings: &mut Vec<Coding>, change: &Codings) {
    let is = |coding: &Coding, tag: &TagId| project.resolve(&coding.tag) == project.resolve(tag);
    match change {
        Codings::Add(tag) => {
            if !codings.iter().any(|coding| is(coding, tag)) {
                codings.push(Coding::new(tag.clone()));
            }
        }
        Codings::Remove(tag) => codings.retain(|coding| !is(coding, tag)),
        Codings::Replace { from, to } => {
            let has_target = codings.iter().any(|coding| is(coding, to));
            if has_target {
                codings.retain(|coding| is(coding, to) || !is(coding, from));
            } else if let Some(first) = codings.iter_mut().find(|coding| is(coding, from)) {
                first.tag = to.clone();
                codings.retain(|coding| coding.tag == *to || !is(coding, from));
            }
        }
    }
}

fn put(analyst: &AnalystId, id: AnnotationId, annotation: Annotation) -> Edit {
    Edit::Annotation(analyst.clone(), id, Some(Arc::new(annotation)))
}

fn own<'a>(project: &'a Project, analyst: &AnalystId, id: AnnotationId) -> Result<&'a Annotation, EditError> {
    project.annotation(analyst, id).ok_or(EditError::NoAnnotation)
}

fn known(project: &Project, tag: &TagId) -> Result<(), EditError> {
    project.tag(tag).map(|_| ()).ok_or_else(|| EditError::NoTag(tag.clone()))
}

fn title(project: &Project, article: &ArticleId) -> String {
    project.articles.get(article).map_or_else(|| article.to_string(), |found| brief(&found.title))
}

fn tag_label(project: &Project, tag: &TagId, article: &ArticleId) -> String {
    format!("tag “{}” in “{}”", project.tag_name(tag), title(project, article))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{
        marked::{self, check},
        samples::{self, analyst, article, number, tag},
    };
    use crate::model::Stance;

    const SEAT: &str = "the «seat» left";
    const VACUUM: &str = "argument/vacuum";
    const COSTS: &str = "argument/costs";

    fn coding(id: &str) -> Coding {
        Coding::new(tag(id))
    }

    fn rejects(id: &str) -> Coding {
        Coding { by: vec![tag("organization/foc")], stance: Some(Stance::Rejects), ..coding(id) }
    }

    fn fresh() -> Fresh {
        Fresh { id: number(100), now: samples::time("2026-03-01T12:00:00Z") }
    }

    /// Ana tags the words that are marked here.
    fn tagged(place: &str, coding: Option<Coding>) -> impl Fn(&Project) -> Result<Step, EditError> {
        let span = marked::span(place);
        move |project| tag_passage(project, &analyst("ana"), &article(marked::ARTICLE), span, coding.clone(), fresh())
    }

    fn refused(before: &str, verb: impl Fn(&Project) -> Result<Step, EditError>, why: &str) {
        let refused = verb(&marked::project(before)).expect_err("not to be done");
        assert_eq!(refused.to_string(), why, "{before}");
    }

    #[test]
    fn tagging_makes_a_passage_or_adds_to_ones_own() {
        check("the seat left", tagged(SEAT, Some(coding(VACUUM))), "the «seat»{argument/vacuum} left");
        check("the seat left", tagged(SEAT, None), "the «seat» left");
        check("the «seat» left", tagged(SEAT, Some(coding(VACUUM))), "the «seat»{argument/vacuum} left");
        check(
            "the «seat»{argument/vacuum} left",
            tagged(SEAT, Some(rejects(COSTS))),
            "the «seat»{argument/vacuum, argument/costs by organization/foc, rejects} left",
        );
        check(
            "the «seat left»{argument/vacuum}",
            tagged(SEAT, Some(coding(VACUUM))),
            "the ««seat»{argument/vacuum} left»{argument/vacuum}",
        );
        check(
            "ana: the seat left
             ben: the «seat»{argument/costs} left",
            tagged(SEAT, Some(coding(VACUUM))),
            "ana: the «seat»{argument/vacuum} left
             ben: the «seat»{argument/costs} left",
        );
        let there = "the «seat»{argument/vacuum} left";
        refused(there, tagged(SEAT, Some(coding(VACUUM))), "that passage has the tag “Vacuum” already");
        refused(there, tagged(SEAT, None), "that passage is highlighted already");
    }

    #[test]
    fn details_are_added_where_there_are_none_yet() {
        let added = |coding: Coding| {
            move |project: &Project| {
                let (at, span) = (article(marked::ARTICLE), marked::span(SEAT));
                let (_, step) =
                    annotate_or_add(project, &analyst("ana"), &at, span, vec![coding.clone()], "", fresh())?;
                step.ok_or_else(|| EditError::Refused("all of that is there".to_owned()))
            }
        };
        let whole = "the «seat»{argument/costs by organization/foc, rejects} left";
        check("the seat left", added(rejects(COSTS)), whole);
        check("the «seat»{argument/costs} left", added(rejects(COSTS)), whole);
        refused(whole, added(coding(COSTS)), "all of that is there");
        refused(whole, added(rejects(COSTS)), "all of that is there");
        refused(
            "the «seat»{argument/costs, supports} left",
            added(rejects(COSTS)),
            "that passage has the tag “Costs and dues” already, with other details: change them in the window",
        );
    }

    #[test]
    fn what_stands_on_a_passage_is_changed_in_its_place() {
        let set = |project: &Project| set_coding(project, &analyst("ana"), number(1), rejects(COSTS));
        check(
            "the «seat»{argument/costs, supports, argument/vacuum} left",
            set,
            "the «seat»{argument/costs by organization/foc, rejects, argument/vacuum} left",
        );
        let off = |project: &Project| remove_coding(project, &analyst("ana"), number(1), &tag(VACUUM));
        check("the «seat»{argument/vacuum, argument/costs} left", off, "the «seat»{argument/costs} left");
        check("the «seat»{argument/vacuum} left", off, "the «seat» left");
        let wider =
            |project: &Project| move_edges(project, &analyst("ana"), number(1), marked::span("«the seat» left"));
        check("the «seat»{argument/vacuum} left", wider, "«the seat»{argument/vacuum} left");
    }

    #[test]
    fn ones_own_passages_are_deleted() {
        let delete = |project: &Project| delete_passages(project, &analyst("ana"), &[number(1), number(2)]);
        check(
            "ana: «the «seat»{argument/vacuum}» «left»
             ben: the «seat»{argument/vacuum} left",
            delete,
            "ana: the seat «left»
             ben: the «seat»{argument/vacuum} left",
        );
        refused("ana: the «seat» left\nben: the «seat» left", delete, &EditError::NoAnnotation.to_string());
    }

    #[test]
    fn no_tag_is_on_a_passage_twice_after_many_are_changed() {
        let change =
            |change: Codings| move |project: &Project| retag(project, &analyst("ana"), &[1, 2].map(number), &change);
        let before = "«the»{argument/vacuum, rejects} «seat»{argument/costs, argument/vacuum} left";
        let add = change(Codings::Add(tag(COSTS)));
        check(
            before,
            add,
            "«the»{argument/vacuum, rejects, argument/costs} «seat»{argument/costs, argument/vacuum} left",
        );
        check(before, change(Codings::Remove(tag(VACUUM))), "«the» «seat»{argument/costs} left");
        let replace = Codings::Replace { from: tag(VACUUM), to: tag(COSTS) };
        check(before, change(replace), "«the»{argument/costs, rejects} «seat»{argument/costs} left");
        let add = change(Codings::Add(tag(VACUUM)));
        refused(before, add, "none of these passages would change");
    }
}
