//! Blind work: what an analyst may see of the others before having submitted an article.

use std::sync::Arc;

use crate::model::{AnalystId, ArticleId, Project, Subject};

/// Whether `me` may see what others have coded in the article.
pub fn may_see(project: &Project, me: &AnalystId, article: &ArticleId) -> bool {
    !project.info.blind || project.submission(me, article).is_some()
}

/// The project as `me` may see it: without others' passages, states, submissions, memos and decisions of articles that `me` has
/// not submitted yet. Where the project is not worked on blindly it is the project itself.
pub fn seen(project: &Arc<Project>, me: &AnalystId) -> Arc<Project> {
    if !project.info.blind {
        return Arc::clone(project);
    }
    let mut seen = (**project).clone();
    for (_, layer) in seen.layers.iter_mut().filter(|(id, _)| *id != me) {
        let layer = Arc::make_mut(layer);
        layer.annotations.retain(|_, passage| may_see(project, me, &passage.article));
        layer.submissions.retain(|article, _| may_see(project, me, article));
        layer.statuses.retain(|article, _| may_see(project, me, article));
        layer.memos.retain(|about, _| !matches!(about, Subject::Article(article) if !may_see(project, me, article)));
        layer.decisions.retain(|_, decision| may_see(project, me, &decision.article));
    }
    Arc::new(seen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::samples;
    use crate::model::{Stamper, verbs};

    fn others(project: &Project, me: &AnalystId) -> Vec<String> {
        let theirs = project.annotations().filter(|(whose, ..)| *whose != me);
        theirs.map(|(_, _, passage)| passage.article.to_string()).collect()
    }

    #[test]
    fn others_memos_of_an_article_are_hidden_and_those_of_tags_are_not() {
        let (ana, ben) = (AnalystId::new("ana").expect("an id"), AnalystId::new("ben").expect("an id"));
        let article = Subject::Article(ArticleId::new("seats").expect("an id"));
        let tag = Subject::Tag(samples::tag("argument/costs"));
        let (mut project, mut stamper) = (samples::project(), Stamper::new("r"));
        let steps = [&article, &tag].map(|about| verbs::set_memo(&project, &ana, about.clone(), "Five in it."));
        for step in steps.into_iter().map(|step| step.expect("a step")).chain([verbs::set_blind(&project, true)]) {
            project.apply(&step, &mut stamper).expect("applies");
        }
        let seen = seen(&Arc::new(project), &ben);
        let memos = &seen.layer(&ana).expect("a layer").memos;
        assert_eq!((memos.contains(&article), memos.contains(&tag)), (false, true));
    }

    #[test]
    fn others_are_hidden_until_one_has_submitted() {
        let ben = AnalystId::new("ben").expect("an id");
        let article = ArticleId::new("seats").expect("an id");
        let mut project = samples::project();
        let all = others(&project, &ben);
        assert!(all.contains(&"seats".to_owned()), "Ana has coded it: {all:?}");
        assert_eq!(others(&seen(&Arc::new(project.clone()), &ben), &ben), all);

        let mut stamper = Stamper::new("r");
        let step = verbs::set_blind(&project, true);
        project.apply(&step, &mut stamper).expect("applies");
        let hidden = seen(&Arc::new(project.clone()), &ben);
        assert!(others(&hidden, &ben).is_empty());
        let own = |project: &Project| project.layer(&ben).map(|layer| layer.annotations.clone());
        assert_eq!(own(&hidden), own(&project), "one's own coding is there");

        let step = verbs::submit(&project, &ben, &article, jiff::Timestamp::UNIX_EPOCH).expect("can be submitted");
        project.apply(&step, &mut stamper).expect("applies");
        let expected: Vec<_> = all.into_iter().filter(|article| article == "seats").collect();
        assert_eq!(others(&seen(&Arc::new(project), &ben), &ben), expected);
    }
}
