//! Passages of a text that was changed: finding where they stand now, and settling those that could not be found.
//!
//! One's own passage is rewritten for the new text. Another analyst's stays as it was received: where it was found is a
//! [`Placement`] in one's own layer.

use std::{collections::BTreeSet, sync::Arc};

use crate::anchoring::{Anchorer, Candidate, Outcome};
use crate::model::{
    AnalystId, Annotation, AnnotationId, ArticleId, Edit, EditError, Fingerprint, Place, Placement, Project, Quote,
    Span, Step,
};
use crate::words::{brief, counted};

/// Gives a text that was superseded, by its fingerprint, where it is still at hand.
pub type OldTexts<'a> = &'a dyn Fn(&Fingerprint) -> Option<String>;

/// What became of the passages of texts that were changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reanchored {
    /// Records what was found; nothing where nothing was.
    pub step: Option<Step>,
    /// How many were found.
    pub placed: usize,
    /// How many are to be settled by somebody.
    pub open: usize,
}

/// A passage that nobody has found in the article's text as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsettled {
    pub analyst: AnalystId,
    pub id: AnnotationId,
    /// Where it might stand, the best first.
    pub candidates: Vec<Candidate>,
}

/// Looks for all passages that refer to another text of their article than the one that is here, and that nobody has
/// placed in this one; those that are not surely found are left to settle.
pub fn reanchor(project: &Project, viewer: &AnalystId, old: OldTexts<'_>) -> Reanchored {
    let mut edits = Vec::new();
    let mut reanchored = Reanchored::default();
    look(project, old, |analyst, id, annotation, outcome| match outcome {
        Outcome::Placed(found) => {
            edits.extend(record(project, viewer, (analyst, id), annotation, Some(found.span)));
            reanchored.placed += 1;
        }
        Outcome::Refused(_) => reanchored.open += 1,
    });
    if !edits.is_empty() {
        let label = format!("find {} again in changed texts", counted(reanchored.placed, "passage"));
        reanchored.step = Some(Step::new(label, edits));
    }
    reanchored
}

/// The passages that [`reanchor`] leaves to settle, by article and place in the old text.
pub fn to_settle(project: &Project, old: OldTexts<'_>) -> Vec<Unsettled> {
    let mut open = Vec::new();
    look(project, old, |analyst, id, _, outcome| {
        let candidates = match outcome {
            Outcome::Refused(candidates) => candidates,
            Outcome::Placed(found) => vec![Candidate::of(project_text(project, analyst, id), found.span, found.score)],
        };
        open.push(Unsettled { analyst: analyst.clone(), id, candidates });
    });
    open
}

/// How many passages there are to settle.
pub fn unsettled(project: &Project) -> usize {
    project.annotations().filter(|(_, id, passage)| is_open(project, **id, passage)).count()
}

/// How many passages there are to settle in these articles.
pub fn unsettled_in(project: &Project, articles: &BTreeSet<ArticleId>) -> usize {
    let passages = articles.iter().flat_map(|article| project.passages_in(article));
    passages.filter(|(_, id, passage)| is_open(project, **id, passage)).count()
}

fn project_text<'p>(project: &'p Project, analyst: &AnalystId, id: AnnotationId) -> &'p str {
    let annotation = project.annotation(analyst, id);
    annotation
        .and_then(|annotation| project.articles.get(&annotation.article))
        .map_or("", |article| article.body.text())
}

/// Calls `with` for each passage that is still to be found, with where it was found.
fn look(project: &Project, old: OldTexts<'_>, mut with: impl FnMut(&AnalystId, AnnotationId, &Annotation, Outcome)) {
    let mut passages: Vec<_> =
        project.annotations().filter(|(_, id, passage)| is_open(project, **id, passage)).collect();
    passages.sort_by_key(|(analyst, id, passage)| (&passage.article, &passage.text, passage.span, *analyst, *id));
    for group in passages.chunk_by(|a, b| (&a.2.article, &a.2.text) == (&b.2.article, &b.2.text)) {
        let (_, _, first) = group[0];
        let Some(article) = project.articles.get(&first.article) else { continue };
        let old = old(&first.text);
        let anchorer = Anchorer::new(article.body.text(), old.as_deref());
        for (analyst, id, passage) in group {
            with(analyst, **id, passage, anchorer.place(&passage.quote, passage.span));
        }
    }
}

/// Whether the passage refers to another text than the one that is here, and nobody has placed it in this one.
fn is_open(project: &Project, id: AnnotationId, passage: &Annotation) -> bool {
    let Some(article) = project.articles.get(&passage.article) else { return false };
    let is_other = !article.body.is_missing() && *article.body.fingerprint() != passage.text;
    is_other && project.placement(id, passage).is_none()
}

/// Puts a passage where somebody says that it stands: at a candidate, or at words chosen by hand.
///
/// # Errors
/// No such passage or text, or a span outside of the text.
pub fn settle_at(
    project: &Project,
    viewer: &AnalystId,
    analyst: &AnalystId,
    id: AnnotationId,
    span: Span,
) -> Result<Step, EditError> {
    let (annotation, text) = passage(project, analyst, id)?;
    let article = annotation.article.clone();
    let span = Span::new(text, span.range()).map_err(|source| EditError::Span { article: article.clone(), source })?;
    let label = format!("place “{}”", brief(&annotation.quote.exact));
    let edits = record(project, viewer, (analyst, id), annotation, Some(span)).into_iter().collect();
    Ok(Step::new(label, edits).at(Some(Place::Passage(article, span, id))))
}

/// Keeps a passage though its words are not in the article's text any more: it is shown nowhere in it, and not asked about
/// again until the text or the passage is changed.
///
/// # Errors
/// No such passage or text.
pub fn keep_as_orphan(
    project: &Project,
    viewer: &AnalystId,
    analyst: &AnalystId,
    id: AnnotationId,
) -> Result<Step, EditError> {
    let (annotation, _) = passage(project, analyst, id)?;
    let label = format!("keep “{}” without a place", brief(&annotation.quote.exact));
    let edits = record(project, viewer, (analyst, id), annotation, None).into_iter().collect();
    Ok(Step::new(label, edits).at(Some(Place::Article(annotation.article.clone()))))
}

fn passage<'p>(
    project: &'p Project,
    analyst: &AnalystId,
    id: AnnotationId,
) -> Result<(&'p Annotation, &'p str), EditError> {
    let annotation = project.annotation(analyst, id).ok_or(EditError::NoAnnotation)?;
    let article = &annotation.article;
    let body = &project.articles.get(article).ok_or_else(|| EditError::NoArticle(article.clone()))?.body;
    if body.is_missing() {
        return Err(EditError::NoText(ArticleId::clone(article)));
    }
    Ok((annotation, body.text()))
}

/// One's own passage for the new text, or where another's was found. An orphan's own record stays as it is.
fn record(
    project: &Project,
    viewer: &AnalystId,
    (analyst, id): (&AnalystId, AnnotationId),
    annotation: &Annotation,
    span: Option<Span>,
) -> Option<Edit> {
    let body = &project.articles.get(&annotation.article)?.body;
    if let Some(span) = span.filter(|_| analyst == viewer) {
        let quote = Quote::of(body.text(), span);
        let moved = Annotation { text: body.fingerprint().clone(), span, quote, ..annotation.clone() };
        return Some(Edit::Annotation(analyst.clone(), id, Some(Arc::new(moved))));
    }
    let of = project.layer(analyst)?.annotations.entry(&id)?.changed.clone();
    let placement = Placement { analyst: analyst.clone(), of, text: body.fingerprint().clone(), span };
    Some(Edit::Placement(viewer.clone(), id, Some(Arc::new(placement))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{
        marked,
        samples::{self, analyst, number},
    };
    use crate::model::{Body, Stamper};

    const OLD: &str = "The chair by the window is empty. Nobody asked why the members of the council had left it.";
    const NEW: &str =
        "News. The chair by the window is empty. Everyone asked why the members of the council had left it.";

    /// A project whose article “seats” has the text `OLD`, with a passage of Ana's and one of Ben's; then `NEW`. Another article
    /// stays as it is.
    fn changed(words: [&str; 2]) -> (Project, [AnnotationId; 2]) {
        let mut project = samples::codebook();
        samples::put_article(&mut project, "seats", "Seats", "", 0, OLD);
        for ((who, n), words) in [("ana", 1), ("ben", 2)].into_iter().zip(words) {
            samples::put_layer(&mut project, who, who);
            samples::put_passage(&mut project, who, n, "seats", words, &[]);
        }
        marked::put(&mut project, "dues", "Dues are «small». «Waste is not.»{argument/costs, argument/vacuum}");
        put_text(&mut project, NEW);
        (project, [number(1), number(2)])
    }

    fn put_text(project: &mut Project, text: &str) {
        samples::change_article(project, "seats", |article| article.body = Body::new(text));
    }

    fn apply(project: &mut Project, step: Step) {
        project.apply(&step, &mut Stamper::new("s")).expect("applies");
    }

    fn words(project: &Project, who: &str, id: AnnotationId) -> Option<String> {
        let annotation = project.annotation(&analyst(who), id).expect("there");
        project.place(id, annotation).and_then(|span| span.of(NEW)).map(str::to_owned)
    }

    fn nothing(_: &Fingerprint) -> Option<String> {
        None
    }

    #[test]
    fn of_two_headings_the_one_that_is_left_is_not_the_one_that_was_taken_out() {
        let marked = "It was kept as it was.\n\nWhat comes next\n\nFirst part.\nIt was kept as it was.\n\nWhat «comes next»\n\nThe second.\n";
        let (text, new) = (marked.replace(['«', '»'], ""), number(77));
        let mut project = samples::codebook();
        samples::put_article(&mut project, "seats", "Seats", "", 0, &text);
        samples::put_layer(&mut project, "ana", "Ana");
        samples::put_span(&mut project, "ana", 77, "seats", marked::span(marked), Vec::new());
        let without = text.replacen("What comes next\n\nThe second", "The second", 1);
        put_text(&mut project, &without);
        let annotation = project.annotation(&analyst("ana"), new).expect("there");
        assert_eq!(project.place(new, annotation), None, "the other one has other words behind it");
        put_text(&mut project, &text.replace("First part", "Part one"));
        let annotation = project.annotation(&analyst("ana"), new).expect("there");
        assert!(project.place(new, annotation).is_some(), "nothing around it has changed");
    }

    #[test]
    fn a_place_given_by_hand_holds_against_a_clock_that_is_ahead() {
        let (mut project, [_, bens]) = changed(["window is empty", "why the members of the council"]);
        samples::put_layer(&mut project, "cleo", "Cleo");
        let mut ahead = Stamper::new("c");
        ahead.observe(4_000_000_000_000);
        let [asked, members] =
            ["Everyone asked", "members of the council"].map(|words| samples::place(&project, "seats", words));
        let theirs = settle_at(&project, &analyst("cleo"), &analyst("ben"), bens, asked).expect("a step");
        project.apply(&theirs, &mut ahead).expect("applies");
        assert_eq!(words(&project, "ben", bens).as_deref(), Some("Everyone asked"));
        let ours = settle_at(&project, &analyst("ana"), &analyst("ben"), bens, members).expect("a step");
        apply(&mut project, ours);
        assert_eq!(words(&project, "ben", bens).as_deref(), Some("members of the council"));
    }

    #[test]
    fn ones_own_passage_is_rewritten_and_anothers_gets_a_place() {
        let (mut project, [mine, bens]) = changed(["window is empty. Nobody asked", "why the members of the council"]);
        let before = project.annotation(&analyst("ben"), bens).cloned();
        let found = reanchor(&project, &analyst("ana"), &nothing);
        assert_eq!((found.placed, found.open), (2, 0));
        apply(&mut project, found.step.expect("a step"));
        let own = project.annotation(&analyst("ana"), mine).expect("there");
        assert_eq!(own.quote.exact, "window is empty. Everyone asked");
        assert_eq!(own.text, Fingerprint::of(NEW));
        assert_eq!(project.annotation(&analyst("ben"), bens), before.as_ref());
        assert_eq!(words(&project, "ben", bens).as_deref(), Some("why the members of the council"));
        assert_eq!(reanchor(&project, &analyst("ana"), &nothing), Reanchored::default());
    }

    #[test]
    fn a_place_holds_for_the_passage_and_the_text_that_it_was_found_for() {
        let (mut project, [_, bens]) = changed(["window", "chair by the window is"]);
        let span = samples::place(&project, "seats", "News");
        let step = settle_at(&project, &analyst("ana"), &analyst("ben"), bens, span).expect("a step");
        apply(&mut project, step);
        assert_eq!(words(&project, "ben", bens).as_deref(), Some("News"));
        let note = super::super::passages::set_note(&project, &analyst("ben"), bens, "changed").expect("a step");
        apply(&mut project, note);
        assert_eq!(words(&project, "ben", bens), None, "Ben has changed it since: it is looked for again");
        assert_eq!(reanchor(&project, &analyst("ana"), &nothing).placed, 2);
    }

    #[test]
    fn what_cannot_be_found_is_listed_until_it_is_settled() {
        let (mut project, ids) = changed(["Nobody", "Nobody"]);
        let found = reanchor(&project, &analyst("ana"), &|_| Some(OLD.to_owned()));
        assert_eq!((found.step, found.placed, found.open), (None, 0, 2));
        let open = to_settle(&project, &nothing);
        assert_eq!(open.iter().map(|open| open.id).collect::<Vec<_>>(), ids);
        for (whose, passage) in ["ana", "ben"].into_iter().zip(ids) {
            assert_eq!(words(&project, whose, passage), None);
            let step = keep_as_orphan(&project, &analyst("ana"), &analyst(whose), passage).expect("a step");
            apply(&mut project, step);
        }
        assert_eq!(to_settle(&project, &nothing), []);
        assert!(project.annotation(&analyst("ana"), ids[0]).is_some_and(|passage| project.is_orphan(ids[0], passage)));
    }
}
