//! The reference values of `tests/golden/agreement.json`, and what must not go wrong when a project is compared.

use std::collections::BTreeMap;

use proptest::{collection::vec, option, prelude::*};
use serde::Deserialize;

use super::*;
use crate::{
    analysis::{
        marked,
        samples::{self, analyst, article, put_article, put_layer, put_passage, put_span, put_status, tag},
    },
    model::{Coding, Span, Stamper, State},
    text::offsets::Offsets,
    verbs,
};

#[derive(Deserialize)]
struct Golden {
    alpha: Vec<AlphaCase>,
    kappa: Vec<KappaCase>,
    passages: Vec<PassagesCase>,
}

#[derive(Deserialize)]
struct AlphaCase {
    name: String,
    coders: Vec<Vec<Option<usize>>>,
    alpha: Option<f64>,
}

#[derive(Deserialize)]
struct KappaCase {
    name: String,
    table: Vec<Vec<usize>>,
    observed: Option<f64>,
    kappa: Option<f64>,
}

/// Passages in one text, by coder: start, end, tag.
#[derive(Deserialize)]
struct PassagesCase {
    name: String,
    length: usize,
    coders: Vec<Vec<(usize, usize, String)>>,
    character: Level,
    sentence: Option<Level>,
    alpha_u: BTreeMap<String, Option<f64>>,
    unitizing: Option<GoldenUnitizing>,
    f1: BTreeMap<String, GoldenF1>,
}

#[derive(Deserialize)]
struct Level {
    pairs: BTreeMap<String, GoldenPair>,
    alpha: BTreeMap<String, Option<f64>>,
    alpha_sets: Option<f64>,
}

#[derive(Deserialize)]
struct GoldenPair {
    tags: BTreeMap<String, GoldenTable>,
    summed: Option<f64>,
    sets: Option<f64>,
    sets_observed: Option<f64>,
}

#[derive(Deserialize)]
struct GoldenTable {
    /// Both, only the first, only the second, neither.
    table: [usize; 4],
    kappa: Option<f64>,
}

#[derive(Deserialize)]
struct GoldenUnitizing {
    units: Option<f64>,
    binary: Option<f64>,
    coding: Option<f64>,
    tags: BTreeMap<String, GoldenTag>,
}

#[derive(Deserialize)]
struct GoldenTag {
    alpha: Option<f64>,
    coverage: f64,
}

#[derive(Deserialize)]
struct GoldenF1 {
    exact: Option<f64>,
    overlap: Option<f64>,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../../../tests/golden/agreement.json")).expect("reference values")
}

/// Both undefined, or equal to 1e-9.
fn same(found: Option<f64>, expected: Option<f64>, what: &str) {
    let equal = match (found, expected) {
        (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
        (found, expected) => found.is_none() && expected.is_none(),
    };
    assert!(equal, "{what}: {found:?} is not {expected:?}");
}

#[test]
fn alpha_is_as_published() {
    for case in golden().alpha {
        let mut values = nominal::Values::default();
        for unit in 0..case.coders[0].len() {
            let given: Vec<usize> = case.coders.iter().filter_map(|coder| coder[unit]).collect();
            values.add(&given, 1);
        }
        same(values.alpha(), case.alpha, &case.name);
    }
}

#[test]
fn kappa_is_as_published() {
    for case in golden().kappa {
        let mut table = Table::default();
        for (first, row) in case.table.iter().enumerate() {
            row.iter().enumerate().for_each(|(second, units)| table.add(first, second, *units));
        }
        same(table.observed(), case.observed, &case.name);
        same(table.kappa(), case.kappa, &case.name);
    }
}

#[test]
fn passages_give_the_reference_values() {
    for case in golden().passages {
        let project = of_case(&case);
        let report = compare(&project, Unit::Character);
        check_level(&case, &case.character, &report);
        check_spans(&case, &report);
        if let Some(sentence) = &case.sentence {
            check_level(&case, sentence, &compare(&project, Unit::Sentence));
        }
    }
}

const CODERS: [&str; 3] = ["coder-0", "coder-1", "coder-2"];

/// A project with one text whose sentences are 50 characters long, of up to three bytes each.
fn of_case(case: &PassagesCase) -> Project {
    let mut project = samples::codebook();
    let text: String = (1..=case.length).map(|n| if n % 50 == 0 { '。' } else { 'x' }).collect();
    put_article(&mut project, "text", "Text", "", 0, &text);
    let offsets = Offsets::new(&text);
    let mut n = 0;
    for (coder, passages) in CODERS.iter().zip(&case.coders) {
        put_layer(&mut project, coder, coder);
        for (start, end, name) in passages {
            n += 1;
            let byte = |char| offsets.byte_of_char(char).expect("a place in the text");
            let span = Span::new(&text, byte(*start)..byte(*end)).expect("a span");
            put_span(&mut project, coder, n, "text", span, vec![Coding::new(tag(&id(name)))]);
        }
    }
    project
}

/// All layers, all articles, whatever was submitted.
fn compare(project: &Project, unit: Unit) -> Report {
    let layers = project.layers.keys().cloned().collect();
    agreement(project, &Choice { unit, all_articles: true, ..Choice::of(layers) })
}

/// What was submitted, by sentence.
fn compare_submitted(project: &Project) -> Report {
    let layers = project.layers.keys().cloned().collect();
    agreement(project, &Choice { unit: Unit::Sentence, ..Choice::of(layers) })
}

fn of_tag<'r>(report: &'r Report, id: &str) -> &'r Measure {
    report.tags.iter().find(|measure| measure.tag == Some(tag(id))).expect("the tag")
}

fn all(report: &Report) -> &AllTags {
    report.all.as_ref().expect("articles that count")
}

fn check_level(case: &PassagesCase, level: &Level, report: &Report) {
    let Some(all) = &report.all else {
        // Nobody has anything: no article counts.
        return assert!(level.alpha.is_empty() && level.alpha_sets.is_none(), "{}", case.name);
    };
    same(all.sets.alpha, level.alpha_sets, &format!("{} α of sets", case.name));
    for (name, alpha) in &level.alpha {
        same(of_tag(report, &id(name)).alpha, *alpha, &format!("{} α {name}", case.name));
    }
    for (at, pair) in report.pairs.iter().enumerate() {
        let (a, b) = pair.analysts;
        let what = format!("{} {a}-{b}", case.name);
        let expected = &level.pairs[&format!("{a}-{b}")];
        same(all.summed.pairs[at].kappa, expected.summed, &format!("{what} κ summed"));
        same(all.sets.kappas[at], expected.sets, &format!("{what} κ of sets"));
        if report.pairs.len() == 1 {
            same(all.sets.observed, expected.sets_observed, &format!("{what} agreement on sets"));
        }
        for (name, expected) in &expected.tags {
            let measure = of_tag(report, &id(name));
            let [both, first, second, neither] = expected.table;
            same(measure.pairs[at].kappa, expected.kappa, &format!("{what} κ {name}"));
            let observed = share(both + neither, both + first + second + neither);
            same(measure.pairs[at].observed, observed, &format!("{what} agreement on {name}"));
            assert_eq!((measure.positives[a], measure.positives[b]), (both + first, both + second), "{what} {name}");
        }
    }
}

fn check_spans(case: &PassagesCase, report: &Report) {
    for (name, expected) in &case.alpha_u {
        same(of_tag(report, &id(name)).alpha_u, *expected, &format!("{} uα {name}", case.name));
    }
    let Some(all) = &report.all else { return };
    for (at, pair) in all.summed.pairs.iter().enumerate() {
        let expected = &case.f1[&format!("{}-{}", pair.analysts.0, pair.analysts.1)];
        same(pair.f1_exact, expected.exact, &format!("{} F1 exact {at}", case.name));
        same(pair.f1_overlap, expected.overlap, &format!("{} F1 overlap {at}", case.name));
    }
    let (found, expected) = (&all.unitizing, &case.unitizing);
    assert_eq!(found.is_some(), expected.is_some(), "{}", case.name);
    let (Some(found), Some(expected)) = (found, expected) else { return };
    same(found.units, expected.units, &format!("{} uα", case.name));
    same(all.summed.alpha_u, expected.units, &format!("{} uα", case.name));
    same(found.binary, expected.binary, &format!("{} |uα", case.name));
    same(found.coding, expected.coding, &format!("{} cuα", case.name));
    for (name, expected) in &expected.tags {
        let one = found.tags.iter().find(|one| one.tag == tag(&id(name))).expect("the tag");
        same(one.alpha, expected.alpha, &format!("{} (k)uα {name}", case.name));
        same(Some(one.coverage), Some(expected.coverage), &format!("{} coverage {name}", case.name));
    }
}

fn id(name: &str) -> String {
    format!("t/{}", name.to_lowercase())
}

const VACUUM: &str = "argument/vacuum";
const CHINA: &str = "argument/vacuum-china";
const COSTS: &str = "argument/costs";

/// Two articles of four sentences each, `one` and `two`, and two analysts without a passage.
fn two_analysts() -> Project {
    let mut project = samples::codebook();
    put_article(&mut project, "one", "One", "", 0, "Aa aa aa. Bb bb bb. Cc cc cc. Dd dd dd.");
    put_article(&mut project, "two", "Two", "", 1, "Ee ee ee. Ff ff ff. Gg gg gg. Hh hh hh.");
    put_layer(&mut project, "ana", "Ana");
    put_layer(&mut project, "ben", "Ben");
    project
}

/// [`two_analysts`], and what they have marked in `one`.
fn in_one(lines: &str) -> Project {
    let mut project = two_analysts();
    marked::put(&mut project, "one", lines);
    project
}

fn submit(project: &mut Project, who: &str, at: &str) {
    let step = verbs::submit(project, &analyst(who), &article(at), samples::time("2026-02-01T10:00:00Z"));
    project.apply(&step.expect("can be submitted"), &mut Stamper::new("r")).expect("applies");
}

#[test]
fn kappa_is_0_where_one_coded_nothing() {
    let mut project = two_analysts();
    put_passage(&mut project, "ana", 1, "one", "Bb bb bb.", &[VACUUM]);
    for unit in [Unit::Character, Unit::Word, Unit::Sentence] {
        let report = compare(&project, unit);
        same(of_tag(&report, VACUUM).kappa, Some(0.0), unit.label());
        same(all(&report).summed.kappa, Some(0.0), unit.label());
        same(of_tag(&report, VACUUM).f1_overlap, Some(0.0), unit.label());
    }
}

#[test]
fn ones_own_overlapping_marks_count_once() {
    let project = in_one(
        "ana: Aa aa aa. «Bb bb»{argument/vacuum} bb. Cc cc cc. Dd dd dd.
         ana: Aa aa aa. Bb «bb bb.»{argument/vacuum} Cc cc cc. Dd dd dd.
         ben: Aa aa aa. «Bb bb bb.»{argument/vacuum} Cc cc cc. Dd dd dd.",
    );
    let report = compare(&project, Unit::Character);
    let vacuum = of_tag(&report, VACUUM);
    assert_eq!((&vacuum.positives, &vacuum.passages), (&vec![9, 9], &vec![2, 1]));
    for (value, what) in [(vacuum.kappa, "κ"), (vacuum.alpha, "α"), (vacuum.alpha_u, "uα"), (vacuum.observed, "po")]
    {
        same(value, Some(1.0), what);
    }
    same(vacuum.f1_overlap, Some(2.0 / 3.0), "F1 overlap");
}

#[test]
fn half_overlap() {
    let project = in_one(
        "ana: Aa aa aa. «Bb bb bb. Cc cc cc.»{argument/vacuum} Dd dd dd.
         ben: Aa aa aa. Bb bb bb. «Cc cc cc. Dd dd dd.»{argument/vacuum}",
    );
    let report = compare(&project, Unit::Sentence);
    let vacuum = of_tag(&report, VACUUM);
    assert_eq!((vacuum.n, &vacuum.positives), (4, &vec![2, 2]));
    same(vacuum.observed, Some(0.5), "po");
    same(vacuum.kappa, Some(0.0), "κ");
    same(vacuum.alpha, Some(0.125), "α");
    assert_eq!((vacuum.f1_exact, vacuum.f1_overlap), (Some(0.0), Some(1.0)));
}

#[test]
fn no_variation_is_undefined_with_the_percentage() {
    let mut project = two_analysts();
    for (n, who) in [(1, "ana"), (2, "ben")] {
        put_passage(&mut project, who, n, "one", "Bb bb bb.", &[VACUUM]);
    }
    let report = compare(&project, Unit::Article);
    let vacuum = of_tag(&report, VACUUM);
    assert_eq!((vacuum.n, &vacuum.positives), (1, &vec![1, 1]));
    assert_eq!((vacuum.kappa, vacuum.alpha, vacuum.interval, vacuum.observed), (None, None, None, Some(1.0)));
    let submitted = {
        submit(&mut project, "ana", "two");
        submit(&mut project, "ben", "two");
        compare_submitted(&project)
    };
    assert_eq!(submitted.tags, [], "two was submitted without a passage by both");
    let summed = &all(&submitted).summed;
    assert_eq!((summed.kappa, summed.alpha, summed.observed), (None, None, Some(1.0)));
}

#[test]
fn only_what_both_submitted_counts_and_an_empty_submission_is_a_negative() {
    let mut project = two_analysts();
    put_passage(&mut project, "ana", 1, "one", "Bb bb bb.", &[VACUUM]);
    put_passage(&mut project, "ana", 2, "two", "Ff ff ff.", &[VACUUM]);
    put_passage(&mut project, "ben", 3, "two", "Ff ff ff.", &[VACUUM]);
    assert_eq!(compare_submitted(&project).all, None, "nobody has submitted");
    submit(&mut project, "ana", "one");
    submit(&mut project, "ana", "two");
    submit(&mut project, "ben", "two");
    let report = compare_submitted(&project);
    assert_eq!(report.articles, [article("two")]);
    same(of_tag(&report, VACUUM).kappa, Some(1.0), "Ben is missing on one");
    submit(&mut project, "ben", "one");
    let report = compare_submitted(&project);
    let vacuum = of_tag(&report, VACUUM);
    assert_eq!((vacuum.n, &vacuum.positives), (8, &vec![2, 1]));
    same(vacuum.kappa, Some(0.6), "Ben's empty submission");
}

#[test]
fn one_coder_missing_on_an_article() {
    let mut project = two_analysts();
    put_layer(&mut project, "cleo", "Cleo");
    for (n, who) in [(1, "ana"), (2, "ben"), (3, "cleo")] {
        put_passage(&mut project, who, n, "one", "Bb bb bb.", &[VACUUM]);
        submit(&mut project, who, "one");
    }
    put_passage(&mut project, "ana", 4, "two", "Ff ff ff.", &[VACUUM]);
    submit(&mut project, "ana", "two");
    submit(&mut project, "ben", "two");
    let report = compare_submitted(&project);
    let counts: Vec<usize> = report.pairs.iter().map(|pair| pair.articles).collect();
    assert_eq!(counts, [2, 1, 1], "decided pair by pair");
    let kappas: Vec<Option<f64>> = of_tag(&report, VACUUM).pairs.iter().map(|pair| pair.kappa).collect();
    same(kappas[0], Some(0.6), "Ana and Ben");
    assert_eq!((kappas[1], kappas[2]), (Some(1.0), Some(1.0)));
    // By hand: 12 values of three coders and 8 of two, 5 of these 20 are marked; one unit disagrees, with 2 coincidences.
    let vacuum = of_tag(&report, VACUUM);
    assert_eq!((vacuum.n, vacuum.positives.iter().sum::<usize>()), (8, 4));
    same(vacuum.alpha, Some(1.0 - 2.0 * 19.0 / (2.0 * 4.0 * 16.0)), "α");
    same(vacuum.kappa, Some((0.6 + 1.0 + 1.0) / 3.0), "the mean of the pairs");
}

#[test]
fn tags_overlapping_on_one_passage_do_not_disturb_each_other() {
    let project = in_one(
        "ana: Aa aa aa. «Bb bb bb.»{argument/vacuum, argument/costs} Cc cc cc. Dd dd dd.
         ben: Aa aa aa. «Bb bb bb.»{argument/vacuum} Cc cc cc. Dd dd dd.
         ben: Aa aa aa. Bb «bb bb. Cc»{argument/costs} cc cc. Dd dd dd.",
    );
    let report = compare(&project, Unit::Sentence);
    same(of_tag(&report, VACUUM).kappa, Some(1.0), "κ vacuum");
    assert_eq!(of_tag(&report, COSTS).positives, [1, 2]);
    same(of_tag(&report, COSTS).kappa, Some(0.5), "κ costs");
    let all = all(&report);
    assert_eq!((all.summed.n, all.unitizing.as_ref()), (8, None), "passages of one analyst overlap");
    same(all.sets.observed, Some(0.75), "sets");
    same(all.summed.f1_exact, Some(0.5), "F1 over same-tag passages");
}

#[test]
fn a_parent_counts_the_passages_below_it_and_the_sum_counts_each_once() {
    let project = in_one(
        "ana: Aa aa aa. «Bb bb bb.»{argument/vacuum-china} Cc cc cc. Dd dd dd.
         ben: Aa aa aa. «Bb bb bb.»{argument/vacuum, argument/vacuum-china} Cc cc cc. «Dd dd dd.»{argument/vacuum}",
    );
    let report = compare(&project, Unit::Sentence);
    let vacuum = of_tag(&report, VACUUM);
    assert_eq!((&vacuum.positives, &vacuum.passages), (&vec![1, 2], &vec![1, 2]));
    assert_eq!(of_tag(&report, CHINA).positives, [1, 1]);
    assert_eq!(all(&report).summed.positives, [1, 3]);
    assert_eq!(report.confused, [], "Ben gave both");
}

#[test]
fn merged_tags_are_one() {
    let mut project = in_one(
        "ana: Aa aa aa. «Bb bb bb.»{argument/vacuum-china} Cc cc cc. Dd dd dd.
         ben: Aa aa aa. «Bb bb bb.»{argument/costs, argument/vacuum-china} Cc cc cc. Dd dd dd.",
    );
    samples::merge(&mut project, CHINA, COSTS);
    let report = compare(&project, Unit::Character);
    assert_eq!(report.tags.len(), 1);
    assert_eq!(of_tag(&report, COSTS).passages, [1, 1]);
    same(of_tag(&report, COSTS).kappa, Some(1.0), "κ");
    assert!(all(&report).unitizing.is_some(), "the merged tags of one passage are one mark");
}

#[test]
fn what_was_submitted_counts_though_it_was_changed() {
    let mut project = two_analysts();
    for (n, who) in [(1, "ana"), (2, "ben")] {
        put_passage(&mut project, who, n, "one", "Bb bb bb.", &[VACUUM]);
        submit(&mut project, who, "one");
    }
    let step = verbs::delete_passages(&project, &analyst("ben"), &[samples::number(2)]).expect("a step");
    project.apply(&step, &mut Stamper::new("r")).expect("applies");
    same(of_tag(&compare_submitted(&project), VACUUM).kappa, Some(1.0), "submitted");
    same(of_tag(&compare(&project, Unit::Sentence), VACUUM).kappa, Some(1.0), "all articles, submitted first");
}

#[test]
fn passages_of_an_older_text_count_where_they_are_found() {
    let mut project = two_analysts();
    for (n, who) in [(1, "ana"), (2, "ben")] {
        put_passage(&mut project, who, n, "one", "Bb bb bb.", &[VACUUM]);
        submit(&mut project, who, "one");
    }
    put_passage(&mut project, "ana", 3, "two", "Gg gg gg.", &[COSTS]);
    put_passage(&mut project, "ben", 4, "two", "Gg gg gg.", &[COSTS]);
    put_article(&mut project, "one", "One", "", 0, "New words. Aa aa aa. Bb bb bb. Cc cc cc. Dd dd dd.");
    put_article(&mut project, "two", "Two", "", 1, "Nothing of it is left.");
    let report = compare(&project, Unit::Sentence);
    let vacuum = of_tag(&report, VACUUM);
    assert_eq!((vacuum.n, &vacuum.positives, report.left_out), (6, &vec![1, 1], 2));
    same(vacuum.kappa, Some(1.0), "κ");
    assert!(report.tags.iter().all(|measure| measure.tag != Some(tag(COSTS))));
}

#[test]
fn a_submitted_passage_that_was_deleted_is_found_by_its_words() {
    let mut project = two_analysts();
    put_passage(&mut project, "ana", 1, "one", "Bb bb bb.", &[VACUUM]);
    put_passage(&mut project, "ana", 2, "one", "aa", &[COSTS]);
    submit(&mut project, "ana", "one");
    submit(&mut project, "ben", "one");
    let mine = [samples::number(1), samples::number(2)];
    let step = verbs::delete_passages(&project, &analyst("ana"), &mine).expect("a step");
    project.apply(&step, &mut Stamper::new("r")).expect("applies");
    put_article(&mut project, "one", "One", "", 0, "New. Aa aa aa. Bb bb bb.");
    let report = compare_submitted(&project);
    assert_eq!((of_tag(&report, VACUUM).positives[0], report.left_out), (1, 1), "“aa” stands twice");
}

#[test]
fn tags_given_for_one_another_are_named() {
    let mut project = in_one(
        "ana: Aa aa aa. «Bb bb bb.»{argument/vacuum} Cc cc cc. «Dd»{organization/un} dd dd.
         ben: Aa aa aa. Bb «bb bb. Cc»{argument/costs} cc cc. «Dd»{argument/costs} dd dd.",
    );
    marked::put(
        &mut project,
        "two",
        "ana: «Ee»{argument/costs} ee ee. Ff ff ff. Gg gg gg. Hh hh hh.
         ben: «Ee»{argument/vacuum} ee ee. Ff ff ff. Gg gg gg. Hh hh hh.",
    );
    let report = compare(&project, Unit::Sentence);
    let expected = Confused { tags: (tag(COSTS), tag(VACUUM)), places: 2, characters: "bb bb.".len() + 2, articles: 2 };
    assert_eq!(report.confused, [expected]);
}

#[test]
fn under_ten_passages_are_too_rare_to_judge() {
    let text: String = (b'a'..=b'z').map(|c| format!("{0}{0}{0}. ", c as char).replacen(c as char, "X", 1)).collect();
    let check = |passages: usize, too_rare: bool| {
        let mut project = two_analysts();
        put_article(&mut project, "one", "One", "", 0, &text);
        for n in 0..passages {
            put_passage(&mut project, "ana", n as u128, "one", &text[n * 5..n * 5 + 4], &[VACUUM]);
        }
        let report = compare(&project, Unit::Character);
        assert_eq!(of_tag(&report, VACUUM).too_rare, too_rare, "{passages} passages");
        let by_article = compare(&project, Unit::Article);
        assert!(of_tag(&by_article, VACUUM).too_rare, "one article");
    };
    check(9, true);
    check(10, false);
}

#[test]
fn the_choice_of_articles_and_of_a_seed() {
    let mut project = two_analysts();
    for (n, at, words) in [(1, "one", "Bb bb bb."), (2, "two", "Ff ff ff.")] {
        put_passage(&mut project, "ana", n, at, words, &[VACUUM]);
        put_passage(&mut project, "ben", n + 10, at, if at == "one" { words } else { "Hh hh" }, &[VACUUM]);
    }
    put_status(&mut project, "ana", "one", State::Done);
    let layers: Vec<AnalystId> = analysts(&project);
    let choice = Choice { all_articles: true, unit: Unit::Sentence, seed: 5, ..Choice::of(layers) };
    let report = agreement(&project, &choice);
    assert_eq!(report, agreement(&project, &choice), "the same seed");
    let (low, high) = of_tag(&report, VACUUM).interval.expect("an interval");
    let alpha = of_tag(&report, VACUUM).alpha.expect("an alpha");
    assert!(low < alpha && alpha < high && (high - 1.0).abs() < 1e-9, "{low} {alpha} {high}");
    let only = Choice { articles: Some([article("one")].into()), ..choice };
    let report = agreement(&project, &only);
    assert_eq!((report.articles.len(), of_tag(&report, VACUUM).kappa), (1, Some(1.0)));
}

#[test]
fn what_was_settled_is_nobodys_coding() {
    let mut project = samples::project();
    let passage = project.annotation(&analyst("ana"), samples::number(1)).expect("a passage").clone();
    put_layer(&mut project, "adjudicated", "Settled");
    samples::put_annotation(&mut project, "adjudicated", 99, passage);
    put_layer(&mut project, "cleo", "Cleo");
    assert_eq!(analysts(&project), [analyst("ana"), analyst("ben")], "Cleo has done nothing yet");
}

/// Articles of 30 characters, three coders of whom some are missing, two columns.
fn coded() -> impl Strategy<Value = Vec<Coded>> {
    let mark = (0_usize..2, 0_usize..29, 1_usize..12).prop_map(|(column, start, length)| {
        let end = (start + length).min(30);
        coded::Mark { column, start, end, units: (start, end) }
    });
    let article = vec(option::weighted(0.8, vec(mark, 0..5)), 3);
    vec(article.prop_map(|marks| Coded { characters: 30, units: 30, marks }), 1..5)
}

/// What each coder who counts says of each character, one after the other.
fn by_character(articles: &[Coded], column: usize) -> impl Iterator<Item = Vec<Option<usize>>> {
    articles.iter().flat_map(move |article| {
        let says = move |marks: &Vec<coded::Mark>, at: usize| {
            usize::from(marks.iter().any(|mark| mark.column == column && (mark.start..mark.end).contains(&at)))
        };
        let row = move |at| article.marks.iter().map(|marks| marks.as_ref().map(|marks| says(marks, at))).collect();
        (0..article.characters).map(row)
    })
}

proptest! {
    #[test]
    fn stretches_come_to_the_same_as_characters_one_by_one(articles in coded()) {
        let compared: Vec<Coded> = articles.into_iter().filter(|article| article.coders() >= 2).collect();
        let extent = Extent::of(&compared, 3);
        for (column, tally) in tallies(&compared, 3, 2).iter().enumerate() {
            let (mut values, mut tables) = (nominal::Values::default(), vec![Table::default(); 3]);
            for row in by_character(&compared, column) {
                values.add(&row.iter().flatten().copied().collect::<Vec<_>>(), 1);
                for (table, (first, second)) in tables.iter_mut().zip(pairs(3)) {
                    if let (Some(first), Some(second)) = (row[first], row[second]) {
                        table.add(first, second, 1);
                    }
                }
            }
            same(tally.alpha(&extent), values.alpha(), "α");
            for (found, expected) in tally.tables(&extent).iter().zip(&tables) {
                same(found.kappa(), expected.kappa(), "κ");
                same(found.observed(), expected.observed(), "agreed");
            }
        }
    }

    #[test]
    fn it_does_not_matter_who_comes_first(articles in coded()) {
        let turned: Vec<Coded> = articles
            .iter()
            .map(|article| Coded { marks: article.marks.iter().rev().cloned().collect(), ..article.clone() })
            .collect();
        let sets = |articles: &[Coded]| Labels::of(articles, 3, &[true, true]).values.alpha();
        same(sets(&turned), sets(&articles), "α of sets");
        let family = |articles: &[Coded]| Family::of(articles, 3, &[true, true]);
        same(
            family(&turned).and_then(|family| family.units),
            family(&articles).and_then(|family| family.units),
            "uα",
        );
        prop_assert_eq!(mixed(&turned, 3, &[true, true]), mixed(&articles, 3, &[true, true]));
    }
}
