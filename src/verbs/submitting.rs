//! Handing in one's coding of an article: a copy of it is frozen, so that agreement is computed from what was submitted.

use std::sync::Arc;

use jiff::Timestamp;

use crate::model::{AnalystId, ArticleId, Edit, EditError, Frozen, Place, Project, State, Status, Step, Submission};
use crate::words::{brief, counted};

/// Submits an analyst's coding of an article, as it is now. An article without a passage can be submitted too: nothing in it
/// was to be marked. Where it was submitted before and taken up again, it is only marked: the first copy stays.
///
/// # Errors
/// No such article or no text, it is submitted already, or it has passages of which nobody knows where they stand now.
pub fn submit(project: &Project, analyst: &AnalystId, id: &ArticleId, now: Timestamp) -> Result<Step, EditError> {
    let article = project.articles.get(id).ok_or_else(|| EditError::NoArticle(id.clone()))?;
    if article.body.is_missing() {
        return Err(EditError::NoText(id.clone()));
    }
    let title = brief(&article.title);
    let status = Status { state: State::Submitted, reason: String::new() };
    let status = Edit::Status(analyst.clone(), id.clone(), Some(Arc::new(status)));
    let (label, edits) = match project.submission(analyst, id) {
        None => {
            let passages = frozen(project, analyst, id)?;
            let submission = Submission { at: now, text: article.body.fingerprint().clone(), passages };
            let copy = Edit::Submission(analyst.clone(), id.clone(), Some(Arc::new(submission)));
            (format!("submit “{title}”"), vec![status, copy])
        }
        Some(first) => {
            let day = first.at.strftime("%Y-%m-%d").to_string();
            if project.state(analyst, id) == State::Submitted {
                return Err(EditError::Submitted(title, day));
            }
            (format!("mark “{title}” submitted, as it was on {day}"), vec![status])
        }
    };
    Ok(Step::new(label, edits).at(Some(Place::Article(id.clone()))))
}

/// The analyst's passages in the article, by place.
fn frozen(project: &Project, analyst: &AnalystId, id: &ArticleId) -> Result<Vec<Frozen>, EditError> {
    let text = project.articles.get(id).map_or("", |article| article.body.text());
    let (mut passages, mut lost) = (Vec::new(), 0);
    for (_, annotation, passage) in project.passages_in(id).filter(|(whose, ..)| *whose == analyst) {
        match project.place(*annotation, passage) {
            Some(span) => passages.push(Frozen {
                annotation: *annotation,
                span,
                words: span.of(text).unwrap_or_default().to_owned(),
                codings: passage.codings.clone(),
            }),
            None => lost += 1,
        }
    }
    if lost > 0 {
        let lost = counted(lost, "passage");
        return Err(EditError::Refused(format!(
            "the text was changed, and {lost} could not be found in it: settle where they stand first"
        )));
    }
    passages.sort_by_key(|passage| (passage.span, passage.annotation));
    Ok(passages)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::samples;
    use crate::model::Stamper;

    #[test]
    fn what_was_submitted_stays_though_passages_change() {
        let mut project = samples::project();
        let (ana, article) = (AnalystId::new("ana").expect("an id"), ArticleId::new("seats").expect("an id"));
        let mut stamper = Stamper::new("r");
        let before = project.passages_in(&article).filter(|(whose, ..)| **whose == ana).count();
        let step = submit(&project, &ana, &article, Timestamp::UNIX_EPOCH).expect("can be submitted");
        project.apply(&step, &mut stamper).expect("applies");
        let mine: Vec<_> = project.passages_in(&article).filter(|(whose, ..)| **whose == ana).map(|p| *p.1).collect();
        let deletion = super::super::passages::delete_passages(&project, &ana, &mine).expect("there are some");
        project.apply(&deletion, &mut stamper).expect("applies");
        let submission = project.submission(&ana, &article).expect("submitted");
        assert_eq!((submission.passages.len(), project.state(&ana, &article)), (before, State::Submitted));
        assert!(before > 0);
        let again = submit(&project, &ana, &article, Timestamp::UNIX_EPOCH).expect_err("only once");
        assert!(again.to_string().contains("submitted on 1970-01-01"), "{again}");
    }

    #[test]
    fn what_is_taken_up_again_and_submitted_again_keeps_the_first_copy() {
        let mut project = samples::project();
        let (ana, article) = (AnalystId::new("ana").expect("an id"), ArticleId::new("seats").expect("an id"));
        let mut stamper = Stamper::new("r");
        let mut make = |project: &mut Project, step: &Step| project.apply(step, &mut stamper).map(|_| ());
        let step = submit(&project, &ana, &article, Timestamp::UNIX_EPOCH).expect("can be submitted");
        make(&mut project, &step).expect("applies");
        let first = project.submission(&ana, &article).expect("submitted").clone();
        samples::put_passage(&mut project, "ana", 99, "seats", "seat", &[]);
        for state in [State::Todo, State::Done, State::Excluded] {
            let taken_up = super::super::articles::set_status(&project, &ana, &article, state, "").expect("a step");
            make(&mut project, &taken_up).expect("applies");
            let again = submit(&project, &ana, &article, Timestamp::now()).expect("can be marked again");
            make(&mut project, &again).expect("applies");
            assert_eq!(project.state(&ana, &article), State::Submitted);
            assert_eq!(project.submission(&ana, &article), Some(&first));
        }
        for other in [None, Some(Arc::new(Submission { at: Timestamp::now(), ..first.clone() }))] {
            let step = Step::new("", vec![Edit::Submission(ana.clone(), article.clone(), other)]);
            let refused = make(&mut project, &step).expect_err("the first copy stays");
            assert!(matches!(refused, EditError::Submitted(..)), "{refused}");
        }
        let removed = super::super::articles::remove_article(&project, &ana, &article).expect("a step");
        make(&mut project, &removed).expect("applies");
        assert_eq!(project.submission(&ana, &article), Some(&first), "also without the article");
    }
}
