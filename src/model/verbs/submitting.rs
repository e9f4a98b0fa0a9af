//! Handing in one's coding of an article: a copy of it is frozen, so that agreement is computed from what was submitted.

use jiff::Timestamp;

use super::{brief, counted};
use crate::model::{AnalystId, ArticleId, Edit, EditError, Frozen, Place, Project, State, Status, Step, Submission};

/// Submits an analyst's coding of an article, as it is now. An article without a passage can be submitted too: nothing in it
/// was to be marked.
///
/// # Errors
/// No such article or no text, it was submitted before, or it has passages of which nobody knows where they stand now.
pub fn submit(project: &Project, analyst: &AnalystId, id: &ArticleId, now: Timestamp) -> Result<Step, EditError> {
    let article = project.articles.get(id).ok_or_else(|| EditError::NoArticle(id.clone()))?;
    if article.body.is_missing() {
        return Err(EditError::NoText(id.clone()));
    }
    if let Some(earlier) = project.submission(analyst, id) {
        let (title, day) = (brief(&article.title), earlier.at.strftime("%Y-%m-%d"));
        return Err(EditError::Refused(format!(
            "“{title}” was submitted on {day}: that copy stays. Changes made since are marked as made afterwards"
        )));
    }
    let passages = frozen(project, analyst, id)?;
    let submission = Submission { at: now, text: article.body.fingerprint().clone(), passages };
    let status = Status { state: State::Submitted, reason: String::new() };
    let edits = vec![
        Edit::Status(analyst.clone(), id.clone(), Some(status)),
        Edit::Submission(analyst.clone(), id.clone(), Some(Box::new(submission))),
    ];
    Ok(Step::new(format!("submit “{}”", brief(&article.title)), edits).at(Some(Place::Article(id.clone()))))
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
        let deletion = super::super::delete_passages(&project, &ana, &mine).expect("there are some");
        project.apply(&deletion, &mut stamper).expect("applies");
        let submission = project.submission(&ana, &article).expect("submitted");
        assert_eq!((submission.passages.len(), project.state(&ana, &article)), (before, State::Submitted));
        assert!(before > 0);
        let again = submit(&project, &ana, &article, Timestamp::UNIX_EPOCH).expect_err("only once");
        assert!(again.to_string().contains("submitted on 1970-01-01"), "{again}");
    }
}
