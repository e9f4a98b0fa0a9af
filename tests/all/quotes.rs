//! Places in texts of many scripts: never within a character, and found again where the words still stand.

use std::sync::Arc;

use postil::model::{Article, BadSpan, Body, CONTEXT, Entry, Project, Quote, Span};
use proptest::prelude::*;

use crate::samples::{self, analyst, article, fresh, nasty};

/// Marks that combine, joined emoji, Chinese, right to left, and what is no letter at all.
const TEXTS: [&str; 7] =
    ["naïve e\u{301}tat", "👩🏽‍💻👨‍👩‍👧", "主权在民", "سِيادَةُ الدَّوْلَة", "संप्रभुता", "a\u{200d}\u{feff}\u{202e}b", "\r\n\t"];

#[test]
fn spans_are_exactly_those_between_characters() {
    for text in TEXTS {
        for start in 0..=text.len() + 1 {
            for end in 0..=text.len() + 1 {
                let given = Span::new(text, start..end);
                let expected = text.get(start..end).filter(|words| !words.is_empty());
                assert_eq!(given.as_ref().ok().and_then(|span| span.of(text)), expected, "{text:?} {start}..{end}");
                if let Err(BadSpan::WithinCharacter(edge)) = given {
                    assert!(edge < text.len() && !text.is_char_boundary(edge), "{text:?} {edge}");
                }
            }
        }
    }
}

/// Every place where `words` stand in `text`, by looking at each.
fn places(text: &str, words: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).filter(|at| text[*at..].starts_with(words)).collect()
}

proptest! {
    #![proptest_config(samples::cases())]

    #[test]
    fn a_quote_is_its_words_with_up_to_64_characters_around(text in nasty(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let edges: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (a, b) = (*a.get(&edges), *b.get(&edges));
        prop_assume!(a != b);
        let span = Span::new(&text, a.min(b)..a.max(b)).expect("edges between characters");
        let quote = Quote::of(&text, span);
        prop_assert_eq!(Some(quote.exact.as_str()), span.of(&text));
        let (head, tail) = (&text[..span.start()], &text[span.end()..]);
        prop_assert!(head.ends_with(&quote.before) && tail.starts_with(&quote.after));
        prop_assert_eq!(quote.before.chars().count(), head.chars().count().min(CONTEXT));
        prop_assert_eq!(quote.after.chars().count(), tail.chars().count().min(CONTEXT));
        let places = places(&text, &quote.exact);
        let k = places.iter().position(|at| *at == span.start()).expect("it stands there") + 1;
        prop_assert_eq!((quote.nth.0 as usize, quote.nth.1 as usize), (k, places.len()));
    }
}

#[test]
fn look_alikes_are_counted_also_where_they_overlap() {
    let check = |text: &str, start: usize, words: &str, nth: (u32, u32)| {
        let span = Span::new(text, start..start + words.len()).expect("a span");
        assert_eq!(span.of(text), Some(words));
        assert_eq!(Quote::of(text, span).nth, nth, "{words:?} at {start} of {text:?}");
    };
    check("anana", 2, "ana", (2, 2));
    check("主主主主", 3, "主主", (2, 3));
    check("👍🏽👍🏽", 8, "👍🏽", (2, 2));
    check("e\u{301}e", 0, "e", (1, 2));
    check("costs. Costs.", 7, "Costs", (1, 1));
}

/// Where the passage `words` (the `k`-th such place of `old`) is found when the article's text is `new`; marked as «…».
fn found(old: &str, words: &str, k: usize, new: &str) -> String {
    let mut project: Project = samples::project();
    let at = article("dues");
    let put = |project: &mut Project, text: &str| {
        let value = Article { body: Body::new(text), ..project.articles.get(&at).expect("an article").clone() };
        project
            .articles
            .put(at.clone(), Entry { value: Some(Arc::new(value)), changed: postil::model::Stamp::default() });
    };
    put(&mut project, old);
    let start = places(old, words)[k - 1];
    let span = Span::new(old, start..start + words.len()).expect("a span");
    let step = postil::verbs::annotate(&project, &analyst("ana"), &at, span, Vec::new(), "", fresh(99));
    project.apply(&step.expect("a step"), &mut postil::model::Stamper::new("r")).expect("a step that can be made");
    put(&mut project, new);
    let annotation = project.annotation(&analyst("ana"), fresh(99).id).expect("a passage");
    match project.place(fresh(99).id, annotation) {
        Some(span) => format!("{}«{}»{}", &new[..span.start()], &new[span.range()], &new[span.end()..]),
        None => "nowhere".to_owned(),
    }
}

#[test]
fn a_passage_is_found_again_only_where_its_words_unmistakably_stand() {
    let old = "Dues are small. Waste is not.";
    let check = |words: &str, k: usize, new: &str, expected: &str| {
        assert_eq!(found(old, words, k, new), expected, "{words:?} in {new:?}");
    };
    check("small", 1, old, "Dues are «small». Waste is not.");
    check("small", 1, "Today: Dues are small. Waste is not.", "Today: Dues are «small». Waste is not.");
    check("small", 1, "Dues are small. सब कुछ 主权.", "Dues are «small». सब कुछ 主权.");
    check("small", 1, "Dues are large. Waste is not.", "nowhere");
    check("small", 1, "So: dues, small things", "nowhere");
    check("small", 1, "", "nowhere");
    check("s", 2, "Dues are small. Waste was not.", "Dues are «s»mall. Waste was not.");
    // The same words with the same context stand there twice: no guess.
    check("small", 1, &format!("{old}{old}"), "nowhere");
}
