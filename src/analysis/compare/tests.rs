//! Comparing by example, and what holds of every comparison.

use std::{collections::BTreeSet, sync::Arc};

use proptest::prelude::*;

use super::*;
use crate::analysis::{
    marked::{self, ARTICLE},
    samples::{self, analyst, article, number},
};
use crate::model::AnnotationId;
use crate::{
    model::Stamper,
    verbs::{self, Fresh, Settle},
};

const VACUUM: &str = "argument/vacuum";
const COSTS: &str = "argument/costs";

fn ids(whom: &str) -> Vec<AnalystId> {
    whom.split_whitespace().map(analyst).collect()
}

fn compared(project: &Project, whom: &str) -> Comparison {
    compare(project, &ids(whom), &[article(ARTICLE)])
}

/// A comparison in words: disagreements, then agreements.
fn told(project: &Project, whom: &str) -> Vec<String> {
    let text = project.articles.get(&article(ARTICLE)).expect("the article").body.text();
    let words = |passages: &[Marked]| {
        let one = |passage: &Marked| format!("{} “{}”", passage.analyst, passage.span.of(text).expect("words"));
        passages.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let comparison = compared(project, whom);
    let differ = comparison.disagreements.iter().map(|one| {
        let kinds: Vec<&str> = one.kinds.iter().map(|kind| kind.label()).collect();
        let settled = one.settled.map_or("", |settled| match (settled.twice, settled.changed) {
            (true, _) => "settled twice, ",
            (_, true) => "settled, then changed, ",
            _ => "settled, ",
        });
        format!("{settled}{}: {}", kinds.join(" + "), words(&one.passages))
    });
    let agree = comparison
        .agreements
        .iter()
        .map(|one| format!("{}: {}", if one.carried { "carried over" } else { "agreed" }, words(&one.passages)));
    differ.chain(agree).collect()
}

/// Compares what each of the analysts has marked who have a line.
fn check(lines: &str, expected: &[&str]) {
    let project = marked::project(lines);
    let whom: Vec<&str> = project.layers.keys().map(AnalystId::as_str).collect();
    assert_eq!(told(&project, &whom.join(" ")), expected);
}

#[test]
fn two_analysts() {
    check(
        "ana: «one two»{argument/vacuum} three
         ben: «one two»{argument/vacuum} three",
        &["agreed: ana “one two”, ben “one two”"],
    );
    check(
        "ana: «one two»{argument/vacuum} three
         ben: one two three",
        &["Not marked by all: ana “one two”"],
    );
    check(
        "ana: «one two»{argument/vacuum} three
         ben: «one two»{argument/costs} three",
        &["Other tags: ana “one two”, ben “one two”"],
    );
    check(
        "ana: «one two»{argument/vacuum, argument/costs} three
         ben: «one two»{argument/costs} three",
        &["Other tags: ana “one two”, ben “one two”"],
    );
    check(
        "ana: «one two three»{argument/vacuum} four
         ben: one «two three»{argument/vacuum} four",
        &["Other edges: ana “one two three”, ben “two three”"],
    );
    check(
        "ana: «one two three»{argument/vacuum} four
         ben: one «two three»{argument/costs} four",
        &["Other tags + Other edges: ana “one two three”, ben “two three”"],
    );
}

#[test]
fn what_overlaps_little_and_shares_no_tag_is_two_things() {
    check(
        "ana: «one two three four five six»{argument/vacuum} seven
         ben: one two three four «five»{organization/un} six seven",
        &["Not marked by all: ana “one two three four five six”", "Not marked by all: ben “five”"],
    );
    check(
        "ana: «one two three four five six»{argument/vacuum} seven
         ben: one two three four «five»{argument/vacuum} six seven",
        &["Other edges: ana “one two three four five six”, ben “five”"],
    );
    check(
        "ana: «one two three four «five»{organization/un} six»{argument/vacuum} seven
         ben: one «two three four «five»{organization/un} six»{argument/vacuum} seven",
        &[
            "Other edges: ana “one two three four five six”, ben “two three four five six”",
            "agreed: ana “five”, ben “five”",
        ],
    );
}

#[test]
fn one_passage_here_two_there() {
    check(
        "ana: «one two three»{argument/vacuum} four
         ben: «one»{argument/vacuum} «two three»{argument/vacuum} four",
        &["Other edges: ana “one two three”, ben “one”, ben “two three”"],
    );
    // The same words marked twice with a tag each are marked once with two tags.
    check(
        "ana: «one»{argument/vacuum, argument/costs} two
         ben: «one»{argument/vacuum; argument/costs} two",
        &["agreed: ana “one”, ben “one”, ben “one”"],
    );
    // What is adjacent does not overlap.
    check(
        "ana: «one»{argument/vacuum} two
         ben: one« two»{argument/vacuum}",
        &["Not marked by all: ana “one”", "Not marked by all: ben “ two”"],
    );
}

#[test]
fn three_analysts() {
    check(
        "ana: «one»{argument/vacuum} two
         ben: «one»{argument/vacuum} two
         cy: «one»{argument/vacuum} two",
        &["agreed: ana “one”, ben “one”, cy “one”"],
    );
    check(
        "ana: «one»{argument/vacuum} two
         ben: «one»{argument/vacuum} two
         cy: one «two»{argument/vacuum}",
        &["Not marked by all: ana “one”, ben “one”", "Not marked by all: cy “two”"],
    );
    check(
        "ana: «one two»{argument/vacuum} three four
         ben: one «two three»{argument/vacuum} four
         cy: one two «three four»{argument/vacuum}",
        &["Other edges: ana “one two”, ben “two three”, cy “three four”"],
    );
    check(
        "ana: «one two»{argument/vacuum} three
         ben: «one two»{argument/costs} three
         cy: one two «three»{organization/un}",
        &["Not marked by all + Other tags: ana “one two”, ben “one two”", "Not marked by all: cy “three”"],
    );
}

#[test]
fn merged_tags_are_one() {
    let mut project = marked::project(
        "ana: «one»{argument/vacuum-china} two
         ben: «one»{argument/vacuum} two",
    );
    assert_eq!(told(&project, "ana ben"), ["Other tags: ana “one”, ben “one”"]);
    samples::merge(&mut project, "argument/vacuum-china", VACUUM);
    assert_eq!(told(&project, "ana ben"), ["agreed: ana “one”, ben “one”"]);
}

#[test]
fn who_says_it_is_compared_too() {
    check(
        "ana: «one»{argument/vacuum} two
         ben: «one»{argument/vacuum, rejects} two",
        &["Other details: ana “one”, ben “one”"],
    );
}

#[test]
fn tags_say_who_gave_them() {
    let project = marked::project(
        "ana: «one»{argument/vacuum, argument/costs} two
         ben: «one»{argument/costs} two",
    );
    let comparison = compared(&project, "ana ben");
    let tags: Vec<_> = comparison.disagreements[0].tags.iter().map(|(tag, who)| (tag.as_str(), who.len())).collect();
    assert_eq!(tags, [(COSTS, 2), (VACUUM, 1)]);
}

/// Applies what Ana decides about the disagreement at `at`.
fn settle(project: &mut Project, whom: &str, at: usize, how: &Settle) {
    let comparison = compared(project, whom);
    let mut fresh = || Fresh { id: AnnotationId(uuid::Uuid::now_v7()), now: samples::time("2026-03-01T12:00:00Z") };
    let of = comparison.disagreements[at].of();
    let step = verbs::settle(project, &analyst("ana"), &of, how, "", &mut fresh).expect("can be settled");
    if project.layer(&AnalystId::adjudicated()).is_none() {
        samples::put_layer(project, "adjudicated", "Adjudicated");
    }
    project.apply(&step, &mut Stamper::new("r")).expect("applies");
}

#[test]
fn what_was_settled_stays_settled() {
    let mut project = marked::project(
        "ana: «one two»{argument/vacuum} three
         ben: one «two»{argument/vacuum} three",
    );
    settle(&mut project, "ana ben", 0, &Settle::Neither);
    assert_eq!(told(&project, "ana ben"), ["settled, Other edges: ana “one two”, ben “two”"]);
    // A later passage beside it is a disagreement of its own, and does not open the decision.
    marked::put(&mut project, ARTICLE, "ben: «one two three»{argument/vacuum}");
    assert_eq!(
        told(&project, "ana ben"),
        ["settled, Other edges: ana “one two”, ben “two”", "Not marked by all: ben “one two three”"]
    );
    let expected = "settled, then changed, Not marked by all: ana “one two”";
    let step = verbs::delete_passages(&project, &analyst("ben"), &[number(2), number(3)]).expect("they are there");
    project.apply(&step, &mut Stamper::new("r")).expect("applies");
    assert_eq!(told(&project, "ana ben"), [expected]);
}

#[test]
fn somebody_who_comes_later_and_has_what_was_decided_agrees_with_it() {
    let mut project = marked::project(
        "ana: «one two»{argument/vacuum} nine
         ben: one «two»{argument/vacuum} nine
         cy: «one two»{argument/vacuum} «nine»{organization/un}",
    );
    settle(&mut project, "ana ben", 0, &Settle::Take(analyst("ana")));
    assert_eq!(
        told(&project, "ana ben cy"),
        ["settled, Other edges: ana “one two”, ben “two”, cy “one two”", "Not marked by all: cy “nine”"]
    );
}

#[test]
fn what_two_people_settled_is_told() {
    let mut project = marked::project(
        "ana: «one two»{argument/vacuum} three
         ben: one «two»{argument/vacuum} three",
    );
    settle(&mut project, "ana ben", 0, &Settle::Neither);
    // As it comes out of joining two copies of the adjudicated layer.
    let layer = project.layer(&AnalystId::adjudicated()).expect("a layer");
    let mut second = layer.decisions.iter().next().expect("a decision").1.clone();
    second.at = samples::time("2026-03-02T12:00:00Z");
    let edit = crate::model::Edit::Decision(AnalystId::adjudicated(), number(77), Some(Arc::new(second)));
    project.apply(&crate::model::Step::new("join", vec![edit]), &mut Stamper::new("r")).expect("applies");
    assert_eq!(
        told(&project, "ana ben"),
        ["settled twice, Other edges: ana “one two”, ben “two”", "settled twice, : "]
    );
}

#[test]
fn only_articles_that_all_have_coded_are_offered() {
    let mut project = marked::project("«one»{argument/vacuum} two");
    samples::put_layer(&mut project, "ben", "Ben");
    assert_eq!(coded_by_all(&project, &ids("ana ben")), []);
    samples::put_status(&mut project, "ben", ARTICLE, State::Done);
    assert_eq!(coded_by_all(&project, &ids("ana ben")), [article(ARTICLE)]);
}

fn passage() -> impl Strategy<Value = (usize, usize, usize, usize)> {
    (0..3_usize, 0..11_usize, 1..4_usize, 0..4_usize)
}

/// A project of random passages over whole words: who, first word, how many, which tags.
fn random(passages: &[(usize, usize, usize, usize)], whom: [&str; 3]) -> Project {
    let text = "one two three four five six seven eight nine ten eleven twelve";
    let words: Vec<&str> = text.split(' ').collect();
    let tags: [&[&str]; 4] = [&[], &[VACUUM], &[COSTS], &[VACUUM, COSTS]];
    let mut project = marked::project(&["ana: ", "ben: ", "cy: "].map(|who| format!("{who}{text}")).join("\n"));
    for ((who, from, len, tag), n) in passages.iter().zip(1..) {
        let quote = words[*from..(from + len).min(words.len())].join(" ");
        samples::put_passage(&mut project, whom[*who], n, ARTICLE, &quote, tags[*tag]);
    }
    project
}

fn all_passages(comparison: &Comparison) -> Vec<(AnalystId, AnnotationId)> {
    let differ = comparison.disagreements.iter().flat_map(Disagreement::of);
    differ.chain(comparison.agreements.iter().flat_map(Agreement::of)).collect()
}

proptest! {
    #[test]
    fn each_passage_is_in_one_group(passages in prop::collection::vec(passage(), 0..24), settled in 0..5_usize) {
        let mut project = random(&passages, ["ana", "ben", "cy"]);
        for how in [Settle::Neither, Settle::Both, Settle::Union].iter().cycle().take(settled) {
            let open = compared(&project, "ana ben cy").disagreements.iter().position(|one| one.settled.is_none());
            if let Some(open) = open {
                settle(&mut project, "ana ben cy", open, how);
            }
        }
        let comparison = compared(&project, "ana ben cy");
        let mut found = all_passages(&comparison);
        found.sort();
        let mut expected: Vec<_> = project
            .annotations()
            .filter(|(analyst, ..)| !analyst.is_adjudicated())
            .map(|(analyst, id, _)| (analyst.clone(), *id))
            .collect();
        expected.sort();
        prop_assert_eq!(found, expected);
        prop_assert!(comparison.disagreements.is_sorted_by_key(|one| one.span));
        prop_assert!(comparison.disagreements.iter().all(|one| one.settled.is_some() || !one.kinds.is_empty()));
    }

    #[test]
    fn the_order_of_analysts_does_not_matter(passages in prop::collection::vec(passage(), 0..24)) {
        let project = random(&passages, ["ana", "ben", "cy"]);
        prop_assert_eq!(compared(&project, "ana ben cy"), compared(&project, "cy ana ben"));
        // Nor does who is called what.
        let renamed = compared(&random(&passages, ["cy", "ana", "ben"]), "ana ben cy");
        let kinds = |comparison: &Comparison| {
            let of = |one: &Disagreement| (one.span, one.of().into_iter().map(|(_, id)| id).collect::<BTreeSet<_>>());
            comparison.disagreements.iter().map(of).collect::<BTreeSet<_>>()
        };
        prop_assert_eq!(kinds(&compared(&project, "ana ben cy")), kinds(&renamed));
    }

    #[test]
    fn the_same_coding_has_no_disagreement(passages in prop::collection::vec(passage(), 0..24)) {
        let twice: Vec<_> = passages.iter().flat_map(|(_, a, b, c)| [(0, *a, *b, *c), (1, *a, *b, *c)]).collect();
        let comparison = compared(&random(&twice, ["ana", "ben", "cy"]), "ana ben");
        prop_assert_eq!(&comparison.disagreements, &[]);
        prop_assert_eq!(all_passages(&comparison).len(), twice.len());
    }

    #[test]
    fn settling_all_leaves_nothing_open(passages in prop::collection::vec(passage(), 0..16)) {
        let mut project = random(&passages, ["ana", "ben", "cy"]);
        let before = project.layers.clone();
        for _ in 0..passages.len() {
            let comparison = compared(&project, "ana ben");
            let Some(open) = comparison.disagreements.iter().position(|one| one.settled.is_none()) else { break };
            settle(&mut project, "ana ben", open, &Settle::Union);
        }
        let comparison = compared(&project, "ana ben");
        prop_assert_eq!(comparison.settled(), comparison.disagreements.len());
        for (who, layer) in before {
            prop_assert_eq!(&project.layers[&who], &layer);
        }
    }
}

#[test]
fn untagged_highlights_are_compared() {
    check(
        "ana: «one» two
         ben: «one» two",
        &["agreed: ana “one”, ben “one”"],
    );
    check(
        "ana: «one» two
         ben: «one»{argument/vacuum} two",
        &["Other tags: ana “one”, ben “one”"],
    );
}
