//! Which passages were made or changed after their article had been submitted: told from the copy that was frozen then.

use crate::model::{AnalystId, Annotation, AnnotationId, Coding, Project};

/// What became of a passage after its article had been submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterwards {
    Made,
    Changed,
}

impl Afterwards {
    /// As a card and a table say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Made => "Made after submitting",
            Self::Changed => "Changed after submitting",
        }
    }

    /// As files have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Changed => "changed",
        }
    }
}

/// What became of an analyst's passage after the analyst had submitted its article; `None` where it is as it was submitted,
/// or nothing was submitted.
///
/// Notes do not count: they are not part of what is submitted. Where the text was changed since, only the tags tell.
pub fn afterwards(
    project: &Project,
    analyst: &AnalystId,
    id: AnnotationId,
    annotation: &Annotation,
) -> Option<Afterwards> {
    let submission = project.submission(analyst, &annotation.article)?;
    let Some(frozen) = submission.passages.iter().find(|frozen| frozen.annotation == id) else {
        return Some(Afterwards::Made);
    };
    let is_elsewhere = annotation.text == submission.text && annotation.span != frozen.span;
    let is_changed = is_elsewhere || sorted(&annotation.codings) != sorted(&frozen.codings);
    is_changed.then_some(Afterwards::Changed)
}

fn sorted(codings: &[Coding]) -> Vec<&Coding> {
    let mut sorted: Vec<&Coding> = codings.iter().collect();
    sorted.sort();
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::samples::{self, analyst, article, tag};
    use crate::{
        model::{Stamper, Step},
        verbs,
    };

    fn apply(project: &mut Project, step: &Step) {
        project.apply(step, &mut Stamper::new("r")).expect("applies");
    }

    /// What became of each of Ana's passages in the article.
    fn all(project: &Project) -> Vec<Option<Afterwards>> {
        let id = article("seats");
        let hers = project.passages_in(&id).filter(|(whose, ..)| **whose == analyst("ana"));
        hers.map(|(whose, id, passage)| afterwards(project, whose, *id, passage)).collect()
    }

    #[test]
    fn what_is_made_or_changed_after_submitting_is_told_from_the_first_copy() {
        let (ana, seats) = (analyst("ana"), article("seats"));
        let mut project = samples::project();
        let before = all(&project);
        assert!(before.len() > 1 && before.iter().all(Option::is_none), "nothing is submitted");
        let step = verbs::submit(&project, &ana, &seats, samples::time("2026-03-01T12:00:00Z")).expect("a step");
        apply(&mut project, &step);
        assert_eq!(all(&project), before, "all is as it was submitted");

        let hers = |project: &Project| {
            let mut hers = project.passages_in(&seats).filter(|(whose, ..)| **whose == ana);
            hers.next().map(|(_, id, passage)| (*id, passage.clone())).expect("a passage")
        };
        let (id, passage) = hers(&project);
        let note = verbs::set_note(&project, &ana, id, "on second thoughts").expect("a step");
        apply(&mut project, &note);
        assert_eq!(all(&project), before, "a note is not submitted");
        let given = passage.codings.first().expect("a tag").tag.clone();
        let untagged = verbs::remove_coding(&project, &ana, id, &given).expect("a step");
        apply(&mut project, &untagged);
        samples::put_passage(&mut project, "ana", 99, "seats", "seat", &["argument/costs"]);
        let now = all(&project);
        assert_eq!(now.first(), Some(&Some(Afterwards::Changed)));
        assert_eq!(now.last(), Some(&Some(Afterwards::Made)));
        assert_eq!(now.iter().flatten().count(), 2, "{now:?}");
        let again = verbs::retag(&project, &ana, &[id], &verbs::Codings::Add(tag(given.as_str()))).expect("a step");
        apply(&mut project, &again);
        let left = all(&project);
        assert_eq!(left.iter().flatten().count(), usize::from(passage.codings.len() != 1) + 1, "{left:?}");
    }
}
