//! The coding of record: which passages count in an article that several analysts have coded, so that each counts once.
//!
//! What is settled counts as it was settled, and what all agree on counts once by itself. What is left to settle counts
//! as the analyst has it who was chosen for the article; where nobody was chosen, everybody's passages count. Where
//! nothing is chosen and nothing settled in an article, all of it counts as everybody has it. An article that one analyst
//! has coded counts as it is.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::{self, Comparison};
use crate::model::{AnalystId, AnnotationId, ArticleId, Project, Span};

/// Why the passages count that count in an article which several have coded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Nothing in it is left to settle.
    Settled,
    /// This analyst was chosen for it: what is not settled counts as this analyst has it.
    Chosen(AnalystId),
    /// Some of it is settled; the rest counts as everybody has it.
    InPart,
    /// Nothing was decided: everybody's passages count.
    Everybody,
}

/// What counts in a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfRecord {
    articles: BTreeMap<ArticleId, Basis>,
    left_out: BTreeSet<(AnalystId, AnnotationId)>,
    /// Who has coded each of the articles.
    coders: BTreeMap<ArticleId, BTreeSet<AnalystId>>,
    words: Option<String>,
}

impl OfRecord {
    /// Compares what several analysts have coded in each article.
    pub fn new(project: &Project) -> Self {
        let mut record = Self::of(project, &worked_on(project));
        record.words = record.say(project);
        record
    }

    /// Compares anew what was coded in those articles that have `changed` from `before` to `after`: what counts in the others is
    /// as it was.
    pub fn update(&mut self, before: &Project, after: &Project, changed: &BTreeSet<ArticleId>) {
        for (whose, id, _) in changed.iter().flat_map(|article| before.passages_in(article)) {
            self.left_out.remove(&(whose.clone(), *id));
        }
        self.articles.retain(|id, _| !changed.contains(id));
        self.coders.retain(|id, _| !changed.contains(id));
        let anew = Self::of(after, &changed.iter().collect());
        self.articles.extend(anew.articles);
        self.left_out.extend(anew.left_out);
        self.coders.extend(anew.coders);
        self.words = self.say(after);
    }

    /// What counts in these articles, not yet in words.
    fn of(project: &Project, articles: &BTreeSet<&ArticleId>) -> Self {
        let mut record = Self::default();
        let mut together: BTreeMap<BTreeSet<&AnalystId>, Vec<ArticleId>> = BTreeMap::new();
        for article in articles {
            let coders = coders_of(project, article);
            if coders.len() < 2 {
                continue;
            }
            record.coders.insert((*article).clone(), coders.iter().map(|coder| (*coder).clone()).collect());
            if differ_and_are_open(project, article, &coders) {
                record.articles.insert((*article).clone(), unsettled(project, article, &coders, Basis::Everybody));
            } else {
                together.entry(coders).or_default().push((*article).clone());
            }
        }
        for (coders, articles) in together {
            let analysts: Vec<AnalystId> = coders.iter().map(|analyst| (*analyst).clone()).collect();
            let comparison = compare::compare(project, &analysts, &articles);
            record.take(project, &coders, articles, &comparison);
        }
        record.leave_out_others(project);
        record.leave_out_decided(project, articles);
        record
    }

    /// Whether the passage counts.
    pub fn counts(&self, analyst: &AnalystId, id: AnnotationId) -> bool {
        // Nothing is left out in most projects: then no key is made to look it up.
        self.left_out.is_empty() || !self.left_out.contains(&(analyst.clone(), id))
    }

    /// How many passages do not count.
    pub fn left_out(&self) -> usize {
        self.left_out.len()
    }

    /// The articles that several analysts have coded, with why what counts does.
    pub fn articles(&self) -> &BTreeMap<ArticleId, Basis> {
        &self.articles
    }

    /// The articles that are not settled and that the analyst has coded: the analyst can be chosen for them.
    pub fn choosable(&self, analyst: &AnalystId) -> impl Iterator<Item = &ArticleId> {
        let open = self.articles.iter().filter(|(_, basis)| **basis != Basis::Settled).map(|(article, _)| article);
        open.filter(move |article| self.coders.get(*article).is_some_and(|coders| coders.contains(analyst)))
    }

    /// In a sentence or two, what counts; nothing where no article was coded by several.
    pub fn in_words(&self) -> Option<&str> {
        self.words.as_deref()
    }

    fn say(&self, project: &Project) -> Option<String> {
        let several = self.articles.len();
        if several == 0 {
            return None;
        }
        let mut parts: Vec<(usize, String)> = Vec::new();
        for basis in self.articles.values() {
            let words = match basis {
                Basis::Settled => "as settled".to_owned(),
                Basis::Chosen(analyst) => {
                    let name = project.analyst_name(analyst);
                    format!("as {name} coded it")
                }
                Basis::InPart => "as far as settled, the rest as everybody has it".to_owned(),
                Basis::Everybody => "as everybody has coded it, because nothing is settled or chosen".to_owned(),
            };
            match parts.iter_mut().find(|(_, known)| *known == words) {
                Some((articles, _)) => *articles += 1,
                None => parts.push((1, words)),
            }
        }
        match (parts.as_slice(), several) {
            ([(_, words)], 1) => return Some(format!("1 article was coded by several and counts {words}.")),
            ([(_, words)], _) => return Some(format!("{several} articles were coded by several and count {words}.")),
            _ => {}
        }
        let parts: Vec<String> = parts.iter().map(|(articles, words)| format!("{articles} {words}")).collect();
        Some(format!("{several} articles were coded by several; of these count {}.", parts.join(", ")))
    }

    /// Decides for articles that the same analysts have coded.
    fn take(
        &mut self,
        project: &Project,
        coders: &BTreeSet<&AnalystId>,
        articles: Vec<ArticleId>,
        comparison: &Comparison,
    ) {
        let (mut open, mut begun) = (BTreeSet::new(), BTreeSet::new());
        for one in &comparison.disagreements {
            let which = if one.settled.is_some() { &mut begun } else { &mut open };
            which.insert(&one.article);
        }
        begun.extend(comparison.agreements.iter().filter(|one| one.carried).map(|one| &one.article));
        for article in articles {
            let otherwise = if begun.contains(&article) { Basis::InPart } else { Basis::Everybody };
            let is_open = open.contains(&article);
            let basis = if is_open { unsettled(project, &article, coders, otherwise) } else { Basis::Settled };
            self.articles.insert(article, basis);
        }
        for one in comparison.disagreements.iter().filter(|one| one.settled.is_some()) {
            self.left_out.extend(one.of());
        }
        for one in &comparison.agreements {
            let stands_for_all = match self.articles.get(&one.article) {
                _ if one.carried => 0,
                Some(Basis::Settled | Basis::InPart) => 1,
                // Others than the one chosen are left out below.
                _ => usize::MAX,
            };
            self.left_out.extend(one.of().into_iter().skip(stands_for_all));
        }
    }

    /// Leaves out the passages of others than the one chosen.
    fn leave_out_others(&mut self, project: &Project) {
        for (article, basis) in &self.articles {
            let Basis::Chosen(chosen) = basis else { continue };
            let others = project.passages_in(article).filter(|(whose, ..)| !whose.is_adjudicated() && *whose != chosen);
            self.left_out.extend(others.map(|(whose, id, _)| (whose.clone(), *id)));
        }
    }

    /// Leaves out what was settled in articles of which now only one analyst's coding is there.
    fn leave_out_decided(&mut self, project: &Project, articles: &BTreeSet<&ArticleId>) {
        let Some(layer) = project.layer(&AnalystId::adjudicated()) else { return };
        let of_one = articles.iter().filter(|article| !self.articles.contains_key(**article));
        for (_, decision) in of_one.flat_map(|article| layer.decisions.of(article)) {
            let is_here = |(whose, id): &&(AnalystId, AnnotationId)| project.annotation(whose, *id).is_some();
            self.left_out.extend(decision.of.iter().filter(is_here).cloned());
        }
    }
}

/// Why what counts does in an article with something left to settle: the analyst chosen for it, or else `otherwise`.
fn unsettled(project: &Project, article: &ArticleId, coders: &BTreeSet<&AnalystId>, otherwise: Basis) -> Basis {
    let chosen = project.articles.get(article).and_then(|article| article.of_record.clone());
    chosen.filter(|analyst| coders.contains(analyst)).map_or(otherwise, Basis::Chosen)
}

/// Whether they marked other words in an article, and none of it was decided: enough to see in most articles that not all is
/// settled.
fn differ_and_are_open(project: &Project, article: &ArticleId, coders: &BTreeSet<&AnalystId>) -> bool {
    let is_decided = project
        .layer(&AnalystId::adjudicated())
        .is_some_and(|layer| layer.annotations.has(article) || layer.decisions.has(article));
    let body = project.articles.get(article).map(|article| &article.body);
    let marked = |coder: &AnalystId| -> BTreeSet<Span> {
        let passages = project.layer(coder).into_iter().flat_map(|layer| layer.annotations.of(article));
        passages.filter_map(|(id, passage)| project.place_in(body?, *id, passage)).collect()
    };
    let mut each = coders.iter().map(|coder| marked(coder));
    let first = each.next();
    !is_decided && each.any(|other| Some(other) != first)
}

/// Who has coded the article. What was settled is nobody's coding.
pub fn coders_of<'a>(project: &'a Project, article: &ArticleId) -> BTreeSet<&'a AnalystId> {
    let analysts = project.layers.keys().filter(|analyst| !analyst.is_adjudicated());
    analysts.filter(|analyst| compare::has_coded(project, analyst, article)).collect()
}

/// The articles that somebody has done anything in.
fn worked_on(project: &Project) -> BTreeSet<&ArticleId> {
    let mut articles = BTreeSet::new();
    for layer in project.layers.values() {
        articles.extend(layer.annotations.articles().chain(layer.decisions.articles()));
        articles.extend(layer.statuses.iter().map(|(id, _)| id));
        articles.extend(layer.submissions.iter().map(|(id, _)| id));
    }
    articles
}

#[cfg(test)]
mod tests {
    use super::compare::compare;
    use super::*;
    use crate::analysis::samples::{self, analyst, article};
    use crate::{
        model::{Stamper, Step},
        verbs::{self, Fresh, Settle},
    };

    const VACUUM: &[&str] = &["argument/vacuum"];
    const COSTS: &[&str] = &["argument/costs"];

    /// Passages of Ana (1, 2) and Ben (5, 6) in one article: they agree on “three”, and not on “one”.
    fn project() -> Project {
        let mut project = samples::codebook();
        samples::put_article(&mut project, "a", "A", "", 0, "one two three four five");
        for (who, name) in [("ana", "Ana"), ("ben", "Ben"), ("adjudicated", "Adjudicated")] {
            samples::put_layer(&mut project, who, name);
        }
        for (who, n, words, tags) in [
            ("ana", 1, "one", VACUUM),
            ("ana", 2, "three", COSTS),
            ("ben", 5, "one", COSTS),
            ("ben", 6, "three", COSTS),
        ] {
            samples::put_passage(&mut project, who, n, "a", words, tags);
        }
        project
    }

    fn apply(project: &mut Project, step: &Step) {
        project.apply(step, &mut Stamper::new("r")).expect("applies");
    }

    fn choose(project: &mut Project, who: Option<&str>) {
        let step = verbs::choose_of_record(project, &[article("a")], who.map(analyst).as_ref()).expect("a choice");
        apply(project, &step);
    }

    /// Settles the first of what is left to settle between Ana and Ben.
    fn settle(project: &mut Project, how: &Settle) {
        let comparison = compare(project, &[analyst("ana"), analyst("ben")], &[article("a")]);
        let open = comparison.disagreements.iter().find(|one| one.settled.is_none()).expect("a disagreement");
        let mut fresh = || Fresh { id: AnnotationId(uuid::Uuid::now_v7()), now: samples::time("2026-03-01T12:00:00Z") };
        let step = verbs::settle(project, &analyst("ana"), &open.of(), how, "", &mut fresh).expect("can be settled");
        apply(project, &step);
    }

    /// What counts: numbers of passages, 0 for each of the adjudicated coding.
    fn check(project: &Project, basis: Option<&Basis>, counting: &[u128]) {
        let record = OfRecord::new(project);
        assert_eq!(record.articles().get(&article("a")), basis);
        let here = project.annotations().filter(|(whose, id, _)| record.counts(whose, **id));
        let mut found: Vec<u128> =
            here.map(|(whose, id, _)| if whose.is_adjudicated() { 0 } else { id.0.as_u128() }).collect();
        found.sort_unstable();
        assert_eq!(found, counting);
        assert_eq!(record.left_out(), project.annotations().count() - counting.len());
    }

    #[test]
    fn where_nothing_is_decided_everybody_counts() {
        let project = project();
        check(&project, Some(&Basis::Everybody), &[1, 2, 5, 6]);
        let words = OfRecord::new(&project).in_words().map(str::to_owned).expect("several have coded it");
        assert_eq!(
            words,
            "1 article was coded by several and counts as everybody has coded it, because nothing is settled or chosen."
        );
    }

    #[test]
    fn where_other_words_were_marked_somebody_can_be_chosen_too() {
        let mut project = project();
        samples::put_passage(&mut project, "ben", 7, "a", "five", VACUUM);
        check(&project, Some(&Basis::Everybody), &[1, 2, 5, 6, 7]);
        choose(&mut project, Some("ana"));
        check(&project, Some(&Basis::Chosen(analyst("ana"))), &[1, 2]);
    }

    #[test]
    fn the_analyst_who_was_chosen_counts_until_it_is_settled() {
        let mut project = project();
        choose(&mut project, Some("ben"));
        check(&project, Some(&Basis::Chosen(analyst("ben"))), &[5, 6]);
        settle(&mut project, &Settle::Take(analyst("ana")));
        // “three”, on which both agree, counts once, with nobody having carried it over.
        check(&project, Some(&Basis::Settled), &[0, 2]);
        choose(&mut project, None);
        check(&project, Some(&Basis::Settled), &[0, 2]);
    }

    #[test]
    fn neither_leaves_nothing() {
        let mut project = project();
        settle(&mut project, &Settle::Neither);
        check(&project, Some(&Basis::Settled), &[2]);
    }

    #[test]
    fn what_is_marked_later_leaves_what_was_settled() {
        let mut project = project();
        settle(&mut project, &Settle::Take(analyst("ana")));
        samples::put_passage(&mut project, "ben", 7, "a", "five", VACUUM);
        samples::put_passage(&mut project, "ana", 3, "a", "four", VACUUM);
        check(&project, Some(&Basis::InPart), &[0, 2, 3, 7]);
        choose(&mut project, Some("ana"));
        check(&project, Some(&Basis::Chosen(analyst("ana"))), &[0, 2, 3]);
    }

    #[test]
    fn what_was_carried_over_counts_once() {
        let mut project = project();
        let comparison = compare(&project, &[analyst("ana"), analyst("ben")], &[article("a")]);
        let groups: Vec<_> = comparison.agreements.iter().map(compare::Agreement::of).collect();
        let mut fresh = || Fresh { id: AnnotationId(uuid::Uuid::now_v7()), now: samples::time("2026-03-01T12:00:00Z") };
        let step = verbs::carry_over(&project, &analyst("ana"), &groups, &mut fresh).expect("can be carried over");
        apply(&mut project, &step);
        check(&project, Some(&Basis::InPart), &[0, 1, 5]);
    }

    #[test]
    fn what_one_analyst_has_coded_counts_as_it_is() {
        let mut project = project();
        settle(&mut project, &Settle::Both);
        project.layers.remove(&analyst("ben"));
        check(&project, None, &[0, 2]);
        assert_eq!(OfRecord::new(&project).in_words(), None);
        assert_eq!(OfRecord::new(&project).choosable(&analyst("ana")).count(), 0);
    }

    #[test]
    fn somebody_who_has_not_coded_it_does_not_count_for_it() {
        let mut project = project();
        samples::put_layer(&mut project, "cleo", "Cleo");
        choose(&mut project, Some("cleo"));
        check(&project, Some(&Basis::Everybody), &[1, 2, 5, 6]);
    }
}
