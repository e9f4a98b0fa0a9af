//! Passages in changed texts: found where they went, refused where they are not, never within a character.

use postil::{
    anchoring::{Anchorer, How, Outcome},
    model::{AnnotationId, Fingerprint, Quote, Span},
    storage, verbs,
    workspace::{Me, SaveState, Workspace},
};
use proptest::prelude::*;

use crate::{
    disk::nobody,
    samples::{self, nasty},
};

#[path = "../../benches/anchoring/cases.rs"]
mod cases;
#[path = "../../benches/anchoring/hard.rs"]
mod hard;
#[path = "../../benches/anchoring/texts.rs"]
mod texts;
#[path = "../../benches/anchoring/told.rs"]
mod told;

use cases::{Case, Change, case};
use hard::{Fate, Group, Scene};
use texts::{Random, Script, Writer};

fn find(workspace: &mut Workspace) {
    workspace.find_passages_again(&nobody());
    workspace.finish_finding(&nobody());
}

/// Where the passage between « and » of `old` stands in `new`, marked in the same way; or how many candidates there are.
fn found(old: &str, new: &str, with_old: bool) -> String {
    let start = old.find('«').expect("a start");
    let end = old.find('»').expect("an end") - '«'.len_utf8();
    let old = old.replace(['«', '»'], "");
    let span = Span::new(&old, start..end).expect("a passage");
    let quote = Quote::of(&old, span);
    match Anchorer::new(new, with_old.then_some(&*old)).place(&quote, span) {
        Outcome::Placed(found) => {
            let span = found.span;
            format!("{}«{}»{}", &new[..span.start()], &new[span.range()], &new[span.end()..])
        }
        Outcome::Refused(candidates) => format!("refused, {} candidates", candidates.len()),
    }
}

/// The same with the old text and without.
fn check(old: &str, expected: &str) {
    let new = expected.replace(['«', '»'], "");
    for with_old in [true, false] {
        assert_eq!(found(old, &new, with_old), expected, "with the old text: {with_old}");
    }
}

#[test]
fn form_does_not_matter() {
    check(
        "It says: “The «seat – once ‘theirs’ – stays empty», for now.” So it goes on for a while.",
        "It  says: \"The «seat - once 'theirs' -\nstays\u{a0}em\u{200b}pty», for now.\" So it goes on for a while.",
    );
    check("«naïve États» are few among the many here", "«nai\u{308}ve E\u{301}tats» are few among the many here");
    check("one 👩🏽‍💻 and «two 👨‍👩‍👧» and three", "  one 👩🏽‍💻 and\n«two 👨‍👩‍👧» and three");
    check("成员国«放弃席位的后果»仍不清楚。", "〔注〕成员国«放弃席位\n的后果»仍不清楚。");
    check("قالت «سيادة الدول» في المؤتمر", "ثم قالت «سـيادة الدول» في المؤتمر");
}

#[test]
fn a_replaced_word_stays_inside_and_an_added_one_beside_stays_outside() {
    let old = "When the council met, «members left the room in protest» and nobody came back to the table.";
    check(old, "When the council met, «delegates left the room in protest» and nobody came back to the table.");
    check(old, "When the council met, some «members left the room in protest» and nobody came back to the table.");
    check(old, "When the council met, «members left the small room in protest» and nobody came back to the table.");
    check(old, "When the council met, «left the room in protest» and nobody came back to the table.");
}

#[test]
fn look_alikes_are_told_apart_by_what_stands_around_them() {
    check(
        "The union pays more. In spring «the union» pays less. In autumn the union pays nothing at all.",
        "Read on. In autumn the union pays nothing at all. In spring «the union» pays less. The union pays more.",
    );
}

#[test]
fn a_line_that_moved_whole_is_known_by_its_line() {
    let old = "Standards\n\nThe union pays more this year.\n\nWhat «happened»\n\nThe list was long.\n\nClosing words.";
    let new = "The list was long.\n\nThe union pays more this year.\n\nClosing words.\n\nWhat «happened»\n\nStandards";
    check(old, new);
    // The same words in another's sentence are not the line.
    let quoted = "The list was long. The union asked again what happened in spring. Closing words. Standards";
    for with_old in [true, false] {
        let given = found(old, quoted, with_old);
        assert!(given.starts_with("refused"), "{given}");
    }
}

#[test]
fn of_two_paragraphs_that_differ_in_a_month_each_takes_its_own_along() {
    let paragraph =
        |month: &str, words: &str| format!("In {month} the council met and {words} the minutes of the year.");
    let (january, march) = (paragraph("January", "«signed»"), paragraph("March", "signed"));
    let old = format!("First line of all.\n\n{january}\n\nA middle of its own.\n\n{march}\n\nThe last line.");
    let new = format!("First line of all.\n\n{march}\n\nA middle of its own.\n\n{january}\n\nThe last line.");
    assert_eq!(found(&old, &new.replace(['«', '»'], ""), true), new);
}

#[test]
fn what_is_left_when_each_twin_has_its_place_is_the_passage() {
    let old = "Background\n\nThe first story is about a seat.\n\nIt goes on for long.\n\n«Background»";
    let new = "It goes on for long.\n\n«Background»\n\nNobody wrote this before.\n\nBackground\n\nThe first story is about a seat.";
    assert_eq!(found(old, &new.replace(['«', '»'], ""), true), new);
}

#[test]
fn what_was_deleted_is_refused() {
    let old = "The union pays more. In spring «the union» pays less. In autumn the union pays nothing at all.";
    for with_old in [true, false] {
        let new = "The union pays more. In spring pays less. In autumn the union pays nothing at all.";
        let given = found(old, new, with_old);
        assert!(given.starts_with("refused"), "{given}");
    }
    assert_eq!(found("all «words» are gone", "", true), "refused, 0 candidates");
}

#[test]
fn a_refusal_shows_where_it_might_be() {
    let old = "A «seat in the council of the union» is empty today.";
    let new =
        "Something else is said first. Then a chair in some council of that union is taken. And it goes on and on.";
    let start = old.find('«').expect("a start");
    let span = Span::new(&old.replace(['«', '»'], ""), start..start + 34).expect("a passage");
    let quote = Quote::of(&old.replace(['«', '»'], ""), span);
    let Outcome::Refused(candidates) = Anchorer::new(new, None).place(&quote, span) else { panic!("too bold") };
    let first = candidates.first().expect("a candidate");
    assert_eq!(first.span.of(new), Some(&*first.words));
    assert!(first.words.contains("council of that union"), "{first:?}");
}

/// Of cases that are the same in every run: (right, placed wrongly, all).
fn tally(cases: impl IntoIterator<Item = Case>, with_old: bool) -> (usize, usize, usize) {
    let (mut right, mut wrong, mut all) = (0, 0, 0);
    for case in cases {
        all += 1;
        let span = Span::new(&case.old, case.passage.clone()).expect("a passage");
        let anchorer = Anchorer::new(&case.new, with_old.then_some(&*case.old));
        match anchorer.place(&Quote::of(&case.old, span), span) {
            Outcome::Placed(found) if Some(found.span.range()) == case.expected => right += 1,
            Outcome::Placed(_) => wrong += 1,
            Outcome::Refused(_) => right += usize::from(case.expected.is_none()),
        }
    }
    (right, wrong, all)
}

/// Random numbers for 24 cases.
fn randoms() -> impl Iterator<Item = (usize, Random)> {
    (0..24).map(|n| (n, Random::new(1000 + n as u64)))
}

#[test]
fn twins_seldom_mislead() {
    let writer = Writer::new();
    for with_old in [true, false] {
        for group in Group::ALL {
            let kinds = Scene::ALL.into_iter().flat_map(|scene| Fate::ALL.into_iter().map(move |fate| (scene, fate)));
            let kinds = kinds.filter(|(scene, fate)| hard::is_possible(*scene, *fate) && Group::of(*fate) == group);
            let cases = kinds.flat_map(|(scene, fate)| {
                let writer = &writer;
                let cases = randoms().take(8);
                let cases = cases.map(move |(_, mut random)| hard::case(writer, scene, fate, &mut random));
                cases.filter(|(_, told)| told[usize::from(!with_old)]).map(|(case, _)| case)
            });
            let (right, wrong, all) = tally(cases, with_old);
            let (most, least) = match (group, with_old) {
                (Group::Mixed, _) => (all / 20, all * 3 / 4),
                (Group::Edited(200), _) => (all / 10, all * 17 / 20),
                (_, true) => (all / 100, all * 97 / 100),
                (_, false) => (all / 25, all * 9 / 10),
            };
            assert!(wrong <= most && right >= least, "{group:?}, {with_old}: {right} right, {wrong} wrong of {all}");
        }
    }
}

#[test]
fn most_passages_of_changed_articles_are_found_and_calm_changes_never_mislead() {
    let writer = Writer::new();
    for change in Change::ALL {
        for with_old in [true, false] {
            let cases = randoms().map(|(n, mut random)| case(&writer, Script::ALL[n % 4], change, 3_000, &mut random));
            let (right, wrong, all) = tally(cases, with_old);
            let least = match change {
                Change::Edited(200) | Change::Everything => all * 9 / 10,
                _ => all - 1,
            };
            assert!(right >= least, "{change:?}, with the old text: {with_old}: {right} of {all}");
            if change <= Change::Duplicated {
                assert_eq!(wrong, 0, "{change:?}, with the old text: {with_old}");
            }
        }
    }
}

fn any_span(text: &str, a: prop::sample::Index, b: prop::sample::Index) -> Option<Span> {
    let edges: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let (a, b) = (*a.get(&edges), *b.get(&edges));
    Span::new(text, a.min(b)..a.max(b)).ok()
}

proptest! {
    #![proptest_config(samples::cases())]

    #[test]
    fn no_text_is_too_strange(
        old in nasty(), new in nasty(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), known: bool
    ) {
        let Some(span) = any_span(&old, a, b) else { return Ok(()) };
        let quote = Quote::of(&old, span);
        let spans = match Anchorer::new(&new, known.then_some(&*old)).place(&quote, span) {
            Outcome::Placed(found) => vec![found.span],
            Outcome::Refused(candidates) => candidates.iter().map(|candidate| candidate.span).collect(),
        };
        for span in spans {
            prop_assert!(span.of(&new).is_some_and(|words| !words.is_empty()));
        }
    }

    #[test]
    fn in_an_unchanged_text_a_passage_is_where_it_was(
        text in nasty(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), known: bool
    ) {
        let Some(span) = any_span(&text, a, b) else { return Ok(()) };
        let outcome = Anchorer::new(&text, known.then_some(&*text)).place(&Quote::of(&text, span), span);
        let Outcome::Placed(found) = outcome else { panic!("refused") };
        prop_assert_eq!((found.span, found.how), (span, How::Followed));
    }

    #[test]
    fn paragraphs_in_another_order_take_their_passages_along(
        seed: u64, from in 0..5_usize, first in 0..12_usize, len in 4..16_usize, known: bool
    ) {
        let mut random = Random::new(seed);
        let mut paragraphs: Vec<String> = (0..5).map(|at| {
            let words: Vec<String> = (0..24).map(|_| format!("w{:x}", random.next() >> 40)).collect();
            format!("{at} {}.", words.join(" "))
        }).collect();
        let words: Vec<&str> = paragraphs[from].split(' ').collect();
        let passage = words[first..(first + len).min(words.len())].join(" ");
        let old = paragraphs.join("\n\n");
        paragraphs.rotate_left(random.between(0, 5));
        let moved = paragraphs.remove(random.between(0, 5));
        paragraphs.insert(random.between(0, 5), moved);
        let new = paragraphs.join("\n\n");
        let start = old.find(&passage).expect("it is there");
        let span = Span::new(&old, start..start + passage.len()).expect("a passage");
        let outcome = Anchorer::new(&new, known.then_some(&*old)).place(&Quote::of(&old, span), span);
        let Outcome::Placed(found) = outcome else { panic!("refused: {passage:?}") };
        prop_assert_eq!(found.span.of(&new), Some(&*passage));
    }

    #[test]
    fn words_that_are_not_there_are_not_found(
        old in "([a-m]{3,8} ){6,40}", new in "([n-z]{3,8} ){0,60}",
        a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), known: bool
    ) {
        let Some(span) = any_span(&old, a, b) else { return Ok(()) };
        prop_assume!(span.of(&old).is_some_and(|words| !words.trim().is_empty()));
        let outcome = Anchorer::new(&new, known.then_some(&*old)).place(&Quote::of(&old, span), span);
        prop_assert!(matches!(outcome, Outcome::Refused(_)), "{outcome:?}");
    }
}

/// A copy of the sample project, opened by Ilse.
fn open(root: &std::path::Path) -> Workspace {
    let opened = storage::open(root).expect("a project");
    let me = Me::of_layer(opened.project.layer(&samples::analyst("ilse-maran")).expect("her layer"));
    Workspace::on_replica("r", opened.project, opened.store, me)
}

fn copy_sample(root: &std::path::Path) {
    let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    for entry in walkdir::WalkDir::new(&from) {
        let entry = entry.expect("an entry");
        let to = root.join(entry.path().strip_prefix(&from).expect("below"));
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(to).expect("a folder");
        } else {
            std::fs::copy(entry.path(), to).expect("copied");
        }
    }
}

#[test]
fn an_article_that_git_changed_keeps_its_passages() {
    let dir = tempfile::tempdir().expect("a folder");
    copy_sample(dir.path());
    let article = samples::article("exit-and-the-law");
    let file = dir.path().join("articles/exit-and-the-law.txt");
    find(&mut open(dir.path()));
    let old = std::fs::read_to_string(&file).expect("a text");
    let before = open(dir.path());
    let quotes = |workspace: &Workspace| {
        let mut quotes: Vec<(AnnotationId, Option<String>)> = workspace
            .project()
            .passages_in(&article)
            .map(|(_, id, passage)| {
                let text = workspace.project().articles.get(&article).expect("there").body.text();
                (*id, workspace.project().place(*id, passage).and_then(|span| span.of(text)).map(str::to_owned))
            })
            .collect();
        quotes.sort();
        quotes
    };
    let expected = quotes(&before);
    assert!(expected.len() > 5 && expected.iter().all(|(_, words)| words.is_some()));

    // Somebody puts a line before the text, and every space in it becomes a line break.
    std::fs::write(&file, format!("Seen on the web\n\n{}", old.replace(' ', "\n"))).expect("written");
    let mut after = open(dir.path());
    find(&mut after);
    let folded =
        |words: &Option<String>| words.as_ref().map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "));
    let found: Vec<_> = quotes(&after).iter().map(|(id, words)| (*id, folded(words))).collect();
    assert_eq!(found, expected.iter().map(|(id, words)| (*id, folded(words))).collect::<Vec<_>>());
    let said = after.take_notices();
    assert_eq!(said, [format!("{} passages of changed texts found again", expected.len())]);
    assert_eq!(after.to_settle(), []);
    assert_eq!(after.save_now(), SaveState::Saved);
    let kept = dir.path().join("history/texts").join(format!("{}.txt", &Fingerprint::of(&old).as_str()[7..]));
    assert_eq!(std::fs::read_to_string(kept).expect("the old text is kept"), old);

    // What was found is on the disk: nothing is left to find. Undone, the passages are as they were.
    let mut again = open(dir.path());
    find(&mut again);
    assert_eq!(again.take_notices(), Vec::<String>::new());
    after.undo();
    let own = |workspace: &Workspace| {
        workspace.project().layer(&samples::analyst("ilse-maran")).expect("hers").annotations.clone()
    };
    let values = |workspace: &Workspace| own(workspace).iter().map(|(id, it)| (*id, it.clone())).collect::<Vec<_>>();
    assert_eq!(values(&after), values(&before));
}

#[test]
fn a_passage_whose_words_are_gone_waits_to_be_settled() {
    let dir = tempfile::tempdir().expect("a folder");
    copy_sample(dir.path());
    find(&mut open(dir.path()));
    let workspace = open(dir.path());
    let (id, passage) =
        workspace.project().layer(&workspace.me().id).expect("hers").annotations.iter().next().expect("one");
    let file = dir.path().join(format!("articles/{}.txt", passage.article));
    let text = std::fs::read_to_string(&file).expect("a text").replacen(&passage.quote.exact, "", 1);
    std::fs::write(&file, text).expect("written");
    let mut after = open(dir.path());
    find(&mut after);
    assert!(after.take_notices().iter().any(|said| said.ends_with("see Passage → To settle")));
    assert!(after.to_settle().iter().any(|open| open.id == *id));
    let (me, count) = (after.me().id.clone(), after.to_settle().len());
    let step = verbs::keep_as_orphan(after.project(), &me, &me, *id).expect("a step");
    after.apply(step).expect("applies");
    assert_eq!(after.to_settle().len(), count - 1);
    assert_eq!(after.save_now(), SaveState::Saved);
    assert_eq!(open(dir.path()).to_settle().len(), count - 1, "it is remembered");
}
