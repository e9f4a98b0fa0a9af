//! Settling where analysts differ: what is decided goes into the adjudicated layer, with who decided, when and why. Nobody's
//! own layer is changed.

use std::{collections::BTreeSet, sync::Arc};

use super::making::Fresh;
use crate::model::{
    AnalystId, Annotation, AnnotationId, ArticleId, Choice, Coding, Decision, Edit, EditError, Fingerprint, Place,
    Project, Quote, Span, Step, TagId,
};
use crate::words::{brief, counted};

/// Passages as decisions name them: whose and which.
pub type Of = [(AnalystId, AnnotationId)];

/// How a disagreement is to be settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settle {
    /// As this analyst has it, also where that is nothing.
    Take(AnalystId),
    /// All that stands there stays.
    Both,
    /// The words that all of those marked who marked any, with the tags of all.
    Overlap,
    /// The words that any marked, with the tags of all.
    Union,
    /// A passage of one's own.
    Own { span: Span, codings: Vec<Coding> },
    /// Nothing is to be marked.
    Neither,
}

/// A passage in hand while it is settled.
struct Found<'a> {
    analyst: &'a AnalystId,
    span: Span,
    annotation: &'a Annotation,
}

/// What is put into the adjudicated layer.
type Settled = (Span, Vec<Coding>);

/// Settles a disagreement about the passages `of`: one step with the passages that result and the decision.
///
/// # Errors
/// One of the passages is not there, stands in another article or is settled already; what is asked for does not exist,
/// such as the overlap of what one analyst marked alone; an unknown tag or a span outside the text.
pub fn settle(
    project: &Project,
    by: &AnalystId,
    of: &Of,
    how: &Settle,
    note: &str,
    fresh: &mut dyn FnMut() -> Fresh,
) -> Result<Step, EditError> {
    let (article, found) = find(project, of)?;
    let decided = decided(project);
    if of.iter().any(|one| decided.contains(one)) {
        return Err(refused("that is settled already: open it again first"));
    }
    let results = results(project, &article, &found, how)?;
    let choice = match how {
        Settle::Take(analyst) => Choice::Take(analyst.clone()),
        Settle::Both => Choice::Both,
        Settle::Overlap => Choice::Overlap,
        Settle::Union => Choice::Union,
        Settle::Own { .. } => Choice::Own,
        Settle::Neither => Choice::Neither,
    };
    let desk = Desk { project, article: &article, by };
    let edits = desk.edits(of, &found, results, choice, note, fresh)?;
    let quote = found.first().map_or(String::new(), |one| brief(&one.annotation.quote.exact));
    let place = decision_place(&edits);
    Ok(Step::new(format!("settle “{quote}”: {}", words(project, how)), edits).at(place))
}

/// Puts passages on which all agree into the adjudicated layer, as one step. Each group is of passages with the same words
/// and tags; one that was carried over or settled before is left as it is.
///
/// # Errors
/// None of them is to be carried over, or a passage is not there.
pub fn carry_over(
    project: &Project,
    by: &AnalystId,
    groups: &[Vec<(AnalystId, AnnotationId)>],
    fresh: &mut dyn FnMut() -> Fresh,
) -> Result<Step, EditError> {
    let decided = decided(project);
    let (mut edits, mut carried) = (Vec::new(), 0);
    for of in groups.iter().filter(|of| !of.is_empty() && !of.iter().any(|one| decided.contains(one))) {
        let (article, found) = find(project, of)?;
        let results = results(project, &article, &found, &Settle::Both)?;
        let desk = Desk { project, article: &article, by };
        edits.extend(desk.edits(of, &found, results, Choice::Both, "", fresh)?);
        carried += 1;
    }
    if edits.is_empty() {
        return Err(refused("what all agree on is in the adjudicated coding already"));
    }
    let place = decision_place(&edits);
    Ok(Step::new(format!("carry over {} on which all agree", counted(carried, "passage")), edits).at(place))
}

/// Takes a decision back, with the passages that came of it.
///
/// # Errors
/// There is no such decision.
pub fn withdraw(project: &Project, id: AnnotationId) -> Result<Step, EditError> {
    let decision = decision(project, id)?;
    let adjudicated = AnalystId::adjudicated();
    let still_there = decision.result.iter().filter(|result| project.annotation(&adjudicated, **result).is_some());
    let mut edits: Vec<Edit> = still_there.map(|result| Edit::Annotation(adjudicated.clone(), *result, None)).collect();
    edits.push(Edit::Decision(adjudicated, id, None));
    let place = Place::Passage(decision.article.clone(), decision.span, id);
    Ok(Step::new("open again what was settled", edits).at(Some(place)))
}

/// Writes why it was decided so.
///
/// # Errors
/// There is no such decision, or the note is as it was.
pub fn explain(project: &Project, id: AnnotationId, note: &str) -> Result<Step, EditError> {
    let mut decision = decision(project, id)?.clone();
    if decision.note == note {
        return Err(refused("the note is as it was"));
    }
    decision.note = note.to_owned();
    let place = Place::Passage(decision.article.clone(), decision.span, id);
    let edit = Edit::Decision(AnalystId::adjudicated(), id, Some(Arc::new(decision)));
    Ok(Step::new("note on what was settled", vec![edit]).at(Some(place)))
}

fn decision(project: &Project, id: AnnotationId) -> Result<&Decision, EditError> {
    let layer = project.layer(&AnalystId::adjudicated());
    layer.and_then(|layer| layer.decisions.get(&id)).ok_or_else(|| refused("that is not settled any more"))
}

fn refused(why: &str) -> EditError {
    EditError::Refused(why.to_owned())
}

/// The passages that decisions were about.
fn decided(project: &Project) -> BTreeSet<&(AnalystId, AnnotationId)> {
    let layer = project.layer(&AnalystId::adjudicated());
    layer.into_iter().flat_map(|layer| layer.decisions.iter()).flat_map(|(_, decision)| &decision.of).collect()
}

fn find<'a>(project: &'a Project, of: &'a Of) -> Result<(ArticleId, Vec<Found<'a>>), EditError> {
    let mut found: Vec<Found<'a>> = Vec::with_capacity(of.len());
    for (analyst, id) in of {
        let annotation = project.annotation(analyst, *id).ok_or(EditError::NoAnnotation)?;
        let span = project.place(*id, annotation).ok_or_else(|| EditError::OtherText(annotation.article.clone()))?;
        found.push(Found { analyst, span, annotation });
    }
    found.sort_by_key(|one| (one.span, one.analyst));
    let article = found.first().map(|one| one.annotation.article.clone());
    let article = article.ok_or_else(|| refused("there is nothing to settle here"))?;
    if found.iter().any(|one| one.annotation.article != article) {
        return Err(refused("these passages stand in different articles"));
    }
    Ok((article, found))
}

fn results(
    project: &Project,
    article: &ArticleId,
    found: &[Found<'_>],
    how: &Settle,
) -> Result<Vec<Settled>, EditError> {
    let as_they_are = |one: &Found<'_>| (one.span, one.annotation.codings.clone());
    match how {
        Settle::Neither => Ok(Vec::new()),
        Settle::Take(analyst) => {
            project.layer(analyst).ok_or_else(|| EditError::NoLayer(analyst.clone()))?;
            Ok(side_by_side(project, found.iter().filter(|one| one.analyst == analyst).map(as_they_are)))
        }
        Settle::Both => Ok(side_by_side(project, found.iter().map(as_they_are))),
        Settle::Overlap => overlap(project, found),
        Settle::Union => {
            let spans = merged(found.iter().map(|one| one.span));
            Ok(spans.into_iter().map(|span| (span, codings_over(project, found, span))).collect())
        }
        Settle::Own { span, codings } => {
            let body = &project.articles.get(article).ok_or_else(|| EditError::NoArticle(article.clone()))?.body;
            let span = Span::new(body.text(), span.range())
                .map_err(|source| EditError::Span { article: article.clone(), source })?;
            for tag in codings.iter().flat_map(|c| [&c.tag].into_iter().chain(&c.by).chain(&c.about)) {
                project.tag(tag).ok_or_else(|| EditError::NoTag(tag.clone()))?;
            }
            Ok(vec![(span, codings.clone())])
        }
    }
}

/// Passages as they are; those with the same words become one, unless they say different things of one tag.
fn side_by_side(project: &Project, passages: impl Iterator<Item = Settled>) -> Vec<Settled> {
    let mut results: Vec<Settled> = Vec::new();
    for (span, codings) in passages {
        if codings.is_empty() && !results.iter().any(|(other, _)| *other == span) {
            results.push((span, Vec::new()));
        }
        for coding in codings {
            let is = |other: &Coding| project.resolve(&other.tag) == project.resolve(&coding.tag);
            let same = results.iter().filter(|(other, _)| *other == span);
            if same.clone().flat_map(|(_, codings)| codings).any(|other| is(other) && says_the_same(other, &coding)) {
                continue;
            }
            let room = results.iter_mut().find(|(other, codings)| *other == span && !codings.iter().any(is));
            match room {
                Some((_, codings)) => codings.push(coding),
                None => results.push((span, vec![coding])),
            }
        }
    }
    results
}

fn says_the_same(a: &Coding, b: &Coding) -> bool {
    let set = |tags: &[TagId]| tags.iter().cloned().collect::<BTreeSet<_>>();
    (set(&a.by), set(&a.about), a.stance, a.voice) == (set(&b.by), set(&b.about), b.stance, b.voice)
}

/// The words that each of the analysts marked.
fn overlap(project: &Project, found: &[Found<'_>]) -> Result<Vec<Settled>, EditError> {
    let analysts: BTreeSet<&AnalystId> = found.iter().map(|one| one.analyst).collect();
    if analysts.len() < 2 {
        return Err(refused("only one of them marked it: there is no overlap"));
    }
    let mut common: Option<Vec<Span>> = None;
    for analyst in analysts {
        let own = merged(found.iter().filter(|one| one.analyst == analyst).map(|one| one.span));
        common = Some(match common {
            None => own,
            Some(common) => common.iter().flat_map(|a| own.iter().filter_map(|b| both(*a, *b))).collect(),
        });
    }
    let common = common.unwrap_or_default();
    if common.is_empty() {
        return Err(refused("these passages have no words in common"));
    }
    Ok(common.into_iter().map(|span| (span, codings_over(project, found, span))).collect())
}

fn both(a: Span, b: Span) -> Option<Span> {
    Span::unchecked(a.start().max(b.start())..a.end().min(b.end())).ok()
}

/// The spans, those that overlap made one; by rising start.
fn merged(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.collect();
    spans.sort();
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.overlaps(span) => {
                *last = Span::unchecked(last.start()..last.end().max(span.end())).unwrap_or(*last);
            }
            _ => merged.push(span),
        }
    }
    merged
}

/// The tags of all passages that touch `span`, each once, with what anybody says of it.
fn codings_over(project: &Project, found: &[Found<'_>], span: Span) -> Vec<Coding> {
    let mut all: Vec<Coding> = Vec::new();
    for coding in found.iter().filter(|one| one.span.overlaps(span)).flat_map(|one| &one.annotation.codings) {
        let known = all.iter_mut().find(|known| project.resolve(&known.tag) == project.resolve(&coding.tag));
        let Some(known) = known else {
            all.push(coding.clone());
            continue;
        };
        for (into, from) in [(&mut known.by, &coding.by), (&mut known.about, &coding.about)] {
            let more: Vec<TagId> = from.iter().filter(|tag| !into.contains(tag)).cloned().collect();
            into.extend(more);
        }
        known.stance = known.stance.or(coding.stance);
        known.voice = known.voice.or(coding.voice);
    }
    all
}

/// Who decides, and where.
struct Desk<'a> {
    project: &'a Project,
    article: &'a ArticleId,
    by: &'a AnalystId,
}

impl Desk<'_> {
    fn edits(
        &self,
        of: &Of,
        found: &[Found<'_>],
        results: Vec<Settled>,
        choice: Choice,
        note: &str,
        fresh: &mut dyn FnMut() -> Fresh,
    ) -> Result<Vec<Edit>, EditError> {
        let no_article = || EditError::NoArticle(self.article.clone());
        let body = &self.project.articles.get(self.article).ok_or_else(no_article)?.body;
        let adjudicated = AnalystId::adjudicated();
        let (mut edits, mut result) = (Vec::new(), Vec::new());
        for (span, codings) in results {
            let Fresh { id, now } = fresh();
            let annotation = self.annotation(body.text(), body.fingerprint(), span, codings, now);
            edits.push(Edit::Annotation(adjudicated.clone(), id, Some(Arc::new(annotation))));
            result.push(id);
        }
        let Fresh { id, now } = fresh();
        let extent = extent(found).ok_or_else(|| refused("there is nothing to settle here"))?;
        let mut of = of.to_vec();
        of.sort();
        let decision = Decision {
            article: self.article.clone(),
            text: body.fingerprint().clone(),
            span: extent,
            of,
            choice,
            result,
            by: self.by.clone(),
            at: now,
            note: note.to_owned(),
        };
        edits.push(Edit::Decision(adjudicated, id, Some(Arc::new(decision))));
        Ok(edits)
    }

    fn annotation(
        &self,
        text: &str,
        fingerprint: &Fingerprint,
        span: Span,
        codings: Vec<Coding>,
        now: jiff::Timestamp,
    ) -> Annotation {
        Annotation {
            article: self.article.clone(),
            text: fingerprint.clone(),
            span,
            quote: Quote::of(text, span),
            codings,
            note: String::new(),
            created: now,
        }
    }
}

fn extent(found: &[Found<'_>]) -> Option<Span> {
    let start = found.iter().map(|one| one.span.start()).min()?;
    let end = found.iter().map(|one| one.span.end()).max()?;
    Span::unchecked(start..end).ok()
}

/// Where the first decision among the edits stands, by its own id: no passage of the window is taken in hand for it.
fn decision_place(edits: &[Edit]) -> Option<Place> {
    edits.iter().find_map(|edit| match edit {
        Edit::Decision(_, id, Some(decision)) => Some(Place::Passage(decision.article.clone(), decision.span, *id)),
        _ => None,
    })
}

fn words(project: &Project, how: &Settle) -> String {
    match how {
        Settle::Take(analyst) => {
            let name = project.analyst_name(analyst);
            format!("as {name} has it")
        }
        Settle::Both => "both".to_owned(),
        Settle::Overlap => "the overlap".to_owned(),
        Settle::Union => "the union".to_owned(),
        Settle::Own { .. } => "written anew".to_owned(),
        Settle::Neither => "neither".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{
        marked,
        samples::{self, analyst, number, tag},
    };
    use crate::history::History;
    use crate::model::Stamper;

    /// What Ana and Ben have marked, and a layer for what is settled.
    fn project(lines: &str) -> Project {
        let mut project = marked::project(lines);
        samples::put_layer(&mut project, "adjudicated", "Adjudicated");
        project
    }

    fn of(project: &Project) -> Vec<(AnalystId, AnnotationId)> {
        project.annotations().map(|(who, id, _)| (who.clone(), *id)).collect()
    }

    fn fresh() -> impl FnMut() -> Fresh {
        let mut next = 100;
        move || {
            next += 1;
            Fresh { id: number(next), now: samples::time("2026-03-01T12:00:00Z") }
        }
    }

    fn settled(project: &mut Project, how: &Settle) -> Result<Step, EditError> {
        let own = |one: &(AnalystId, AnnotationId)| !one.0.is_adjudicated();
        let of: Vec<_> = of(project).into_iter().filter(own).collect();
        let step = settle(project, &analyst("ana"), &of, how, "why", &mut fresh())?;
        project.apply(&step, &mut Stamper::new("r"))?;
        Ok(step)
    }

    /// The adjudicated coding as marked text.
    fn told(project: &Project) -> String {
        marked::told(project, marked::ARTICLE, &AnalystId::adjudicated())
    }

    fn check(lines: &str, how: Settle, expected: &str) {
        let mut project = project(lines);
        let before = project.layers.clone();
        settled(&mut project, &how).expect("can be settled");
        assert_eq!(told(&project), expected, "{how:?}");
        for who in ["ana", "ben"] {
            assert_eq!(project.layers[&analyst(who)], before[&analyst(who)], "{how:?} wrote {who}'s layer");
        }
    }

    #[test]
    fn each_way_to_settle() {
        let lines = "ana: «one two three»{argument/vacuum} four five
                     ben: one «two three four»{argument/costs} five";
        check(lines, Settle::Take(analyst("ana")), "«one two three»{argument/vacuum} four five");
        check(lines, Settle::Take(analyst("ben")), "one «two three four»{argument/costs} five");
        let both = "«one two three»{argument/vacuum} four five\none «two three four»{argument/costs} five";
        check(lines, Settle::Both, both);
        check(lines, Settle::Overlap, "one «two three»{argument/vacuum, argument/costs} four five");
        check(lines, Settle::Union, "«one two three four»{argument/vacuum, argument/costs} five");
        let own = Settle::Own {
            span: marked::span("one two «three» four five"),
            codings: vec![Coding::new(tag("argument/costs"))],
        };
        check(lines, own, "one two «three»{argument/costs} four five");
        check(lines, Settle::Neither, "one two three four five");
    }

    #[test]
    fn what_one_marked_alone() {
        let lines = "ana: «one»{argument/vacuum} two
                     ben: one two";
        check(lines, Settle::Take(analyst("ben")), "one two");
        check(lines, Settle::Both, "«one»{argument/vacuum} two");
        let refused = settled(&mut project(lines), &Settle::Overlap).expect_err("no overlap");
        assert_eq!(refused.to_string(), "only one of them marked it: there is no overlap");
    }

    #[test]
    fn the_same_words_become_one_passage() {
        let lines = "ana: «one»{argument/vacuum} two
                     ben: «one»{argument/costs; argument/vacuum} two";
        check(lines, Settle::Both, "«one»{argument/vacuum, argument/costs} two");
    }

    #[test]
    fn an_overlap_may_have_two_parts() {
        let lines = "ana: «one two three four»{argument/vacuum} five
                     ben: «one»{argument/vacuum} two three «four five»{argument/costs}";
        check(lines, Settle::Overlap, "«one»{argument/vacuum} two three «four»{argument/vacuum, argument/costs} five");
    }

    #[test]
    fn what_is_said_of_a_tag_is_kept() {
        let lines = "ana: «one»{argument/vacuum by organization/un} two
                     ben: «one»{argument/vacuum, rejects} two";
        check(lines, Settle::Both, "«one»{argument/vacuum by organization/un; argument/vacuum, rejects} two");
        check(lines, Settle::Union, "«one»{argument/vacuum by organization/un, rejects} two");
    }

    #[test]
    fn a_decision_says_who_when_and_why() {
        let mut project = project(
            "ana: «one»{argument/vacuum} two
             ben: «one two»{argument/vacuum}",
        );
        settled(&mut project, &Settle::Neither).expect("can be settled");
        let again = settled(&mut project, &Settle::Both).expect_err("settled");
        assert_eq!(again.to_string(), "that is settled already: open it again first");
        let decision = decision(&project, number(101)).expect("a decision");
        assert_eq!((decision.by.as_str(), decision.note.as_str()), ("ana", "why"));
        assert_eq!((decision.choice.clone(), decision.of.len()), (Choice::Neither, 2));
        assert_eq!(decision.span, marked::span("«one two»"));
        let step = explain(&project, number(101), "neither says why").expect("a note");
        project.apply(&step, &mut Stamper::new("r")).expect("applies");
        assert_eq!(super::decision(&project, number(101)).expect("a decision").note, "neither says why");
    }

    #[test]
    fn a_decision_is_undone_and_withdrawn_whole() {
        let mut project = project(
            "ana: «one»{argument/vacuum} two
             ben: one «two»{argument/costs}",
        );
        let both = "«one»{argument/vacuum} «two»{argument/costs}";
        let (mut history, mut stamper) = (History::default(), Stamper::new("r"));
        let step = settle(&project, &analyst("ben"), &of(&project), &Settle::Both, "", &mut fresh()).expect("a step");
        let applied = project.apply(&step, &mut stamper).expect("applies");
        history.push(step, applied.inverse);
        assert_eq!(told(&project), both);
        history.undo(&mut project, &mut stamper).expect("something to undo");
        assert_eq!((told(&project).as_str(), decided(&project).len()), ("one two", 0));
        history.redo(&mut project, &mut stamper).expect("something to redo");
        assert_eq!((told(&project).as_str(), decided(&project).len()), (both, 2));
        let step = withdraw(&project, number(103)).expect("a decision");
        project.apply(&step, &mut stamper).expect("applies");
        assert_eq!((told(&project).as_str(), decided(&project).len()), ("one two", 0));
        assert!(withdraw(&project, number(103)).is_err());
    }

    #[test]
    fn what_all_agree_on_is_carried_over_once() {
        let mut project = project(
            "ana: «one»{argument/vacuum} «two»{argument/costs}
             ben: «one»{argument/vacuum} two",
        );
        let group = vec![(analyst("ana"), number(1)), (analyst("ben"), number(3))];
        let carry =
            |project: &Project| carry_over(project, &analyst("ben"), std::slice::from_ref(&group), &mut fresh());
        let step = carry(&project).expect("something to carry over");
        assert_eq!(step.label, "carry over 1 passage on which all agree");
        project.apply(&step, &mut Stamper::new("r")).expect("applies");
        assert_eq!(told(&project), "«one»{argument/vacuum} two");
        assert!(carry(&project).is_err());
    }
}
