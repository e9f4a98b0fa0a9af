//! Blind work: what an analyst may see of the others before having submitted an article.

use std::sync::Arc;

use crate::model::{AnalystId, ArticleId, Concern, Project, Record as _, State, Table};

/// Whether `me` may see what others have coded in the article.
pub fn may_see(project: &Project, me: &AnalystId, article: &ArticleId) -> bool {
    !project.info().blind || project.submission(me, article).is_some()
}

/// Whether `me` may see what others have done that concerns no single article: when all articles were submitted or left out.
fn may_see_all(project: &Project, me: &AnalystId) -> bool {
    let is_over = |article: &ArticleId| may_see(project, me, article) || project.state(me, article) == State::Excluded;
    !project.info().blind || project.articles.iter().all(|(id, _)| is_over(id))
}

/// The project as `me` may see it: without others' passages, states, submissions, memos and decisions of articles that `me` has
/// not submitted yet, and without their memos of tags and of the project and their splits until `me` is done with all of them. Where
/// the project is not worked on blindly it is the project itself.
pub fn seen(project: &Arc<Project>, me: &AnalystId) -> Arc<Project> {
    if !project.info().blind {
        return Arc::clone(project);
    }
    let all = may_see_all(project, me);
    let is_open = |concern: Concern<'_>| match concern {
        Concern::Nothing => true,
        Concern::All => all,
        Concern::Article(article) => may_see(project, me, article),
        // Where somebody has found a passage of one's own, one is to know.
        Concern::Passage(analyst, id) => {
            let passage = project.annotation(analyst, id);
            analyst == me || passage.is_none_or(|passage| may_see(project, me, &passage.article))
        }
    };
    let mut seen = (**project).clone();
    for (_, layer) in seen.layers.iter_mut().filter(|(id, _)| *id != me) {
        let layer = Arc::make_mut(layer);
        each_kept_mut!(layer, |table| table.retain(|id, value| is_open(value.concerns(id))));
    }
    Arc::new(seen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::samples;
    use crate::{
        model::{Edit, Split, Stamper, Step, Subject},
        verbs,
    };

    fn others(project: &Project, me: &AnalystId) -> Vec<String> {
        let theirs = project.annotations().filter(|(whose, ..)| *whose != me);
        theirs.map(|(_, _, passage)| passage.article.to_string()).collect()
    }

    #[test]
    fn others_memos_and_splits_are_hidden_until_all_is_submitted() {
        let (ana, ben) = (AnalystId::new("ana").expect("an id"), AnalystId::new("ben").expect("an id"));
        let articles: Vec<ArticleId> = samples::project().articles.iter().map(|(id, _)| id.clone()).collect();
        let article = Subject::Article(articles[0].clone());
        let tag = samples::tag("argument/costs");
        let subjects = [article.clone(), Subject::Tag(tag.clone()), Subject::Project];
        let (mut project, mut stamper) = (samples::project(), Stamper::new("r"));
        let mut apply = |project: &mut Project, step| project.apply(&step, &mut stamper).map(drop).expect("applies");
        for about in &subjects {
            let step = verbs::set_memo(&project, &ana, about.clone(), "Five in it.").expect("a step");
            apply(&mut project, step);
        }
        let split = Split { into: vec![tag.clone()], stays: Vec::new() };
        apply(&mut project, Step::new("split", vec![Edit::Split(ana.clone(), tag.clone(), Some(Arc::new(split)))]));
        let step = verbs::set_blind(&project, true);
        apply(&mut project, step);
        let layer = |project: &Project| {
            let seen = seen(&Arc::new(project.clone()), &ben);
            let layer = seen.layer(&ana).expect("a layer").clone();
            (subjects.each_ref().map(|about| layer.memos.contains(about)), layer.splits.contains(&tag))
        };
        assert_eq!(layer(&project), ([false; 3], false));
        for (at, id) in articles.iter().enumerate() {
            let step = verbs::submit(&project, &ben, id, jiff::Timestamp::UNIX_EPOCH).expect("can be submitted");
            apply(&mut project, step);
            let all = at + 1 == articles.len();
            assert_eq!(layer(&project), ([true, all, all], all), "{id}");
        }
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
