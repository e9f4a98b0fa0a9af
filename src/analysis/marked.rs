//! Marked text, with which tests say what is marked and see what has become of it: `the «seat»{argument/vacuum} left`.
//! Knows no verb and no way to compare.
//!
//! Behind the words stand the tags, with commas: `«seat»{argument/vacuum, argument/costs}`. Words without them are a highlight
//! without a tag. Behind a tag stands what is said of it: `{argument/costs by organization/foc and person/rubio about
//! organization/un, rejects, quoted}`. Two passages over the very same words have a `;` between their tags.
//!
//! Each line is a whole text as one analyst has marked it, `ana: …` or `ben: …`; Ana's name can be left out. Marks can stand
//! within one another. Where they cross, there is another line of the same analyst. Passages are numbered from 1 in the order
//! in which they stand there.

use super::samples::{analyst, article, number, put_article, put_layer, put_span, tag};
use crate::model::{AnalystId, Coding, EditError, Project, Span, Stamper, Stance, Step, TagId, Voice};

/// The article of [`project`].
pub const ARTICLE: &str = "text";

/// The analysts who can be named before a line.
const ANALYSTS: [(&str, &str); 5] =
    [("adjudicated", "Adjudicated"), ("ana", "Ana"), ("ben", "Ben"), ("cleo", "Cleo"), ("cy", "Cy")];

/// The codebook of the samples, and one article as these lines have marked it.
pub fn project(lines: &str) -> Project {
    let mut project = super::samples::codebook();
    put(&mut project, ARTICLE, lines);
    project
}

/// Adds what these lines have marked in an article, and the article and the analysts where they are not there yet.
pub fn put(project: &mut Project, at: &str, lines: &str) {
    for (who, line) in by_analyst(lines) {
        let (text, marks) = read(line);
        match project.articles.get(&article(at)).map(|article| article.body.text()) {
            Some(present) => assert_eq!(present, text, "the same text is to be marked in each line of “{at}”"),
            None => put_article(project, at, at, "", 0, &text),
        }
        if project.layer(&analyst(who)).is_none() {
            let (_, name) = ANALYSTS.into_iter().find(|(id, _)| *id == who).expect("a name");
            put_layer(project, who, name);
        }
        for (span, said) in marks {
            for said in said.split(';') {
                let codings = codings(project, said);
                let last = project.annotations().map(|(_, id, _)| id.0.as_u128()).max().unwrap_or(0);
                put_span(project, who, last + 1, at, span, codings);
            }
        }
    }
}

/// What an analyst has marked in an article, as marked text, without the name.
pub fn told(project: &Project, at: &str, who: &AnalystId) -> String {
    let text = project.articles.get(&article(at)).expect("an article").body.text();
    let mut marks: Vec<(Span, String)> = Vec::new();
    let layer = project.layer(who).expect("a layer");
    for (id, annotation) in layer.annotations.of(&article(at)) {
        let span = project.place(*id, annotation).unwrap_or_else(|| {
            let words = &annotation.quote.exact;
            panic!("{who} has marked “{words}”, and nobody knows where that stands in “{text}”")
        });
        let said = annotation.codings.iter().map(in_words).collect::<Vec<_>>().join(", ");
        match marks.iter_mut().find(|mark| mark.0 == span) {
            Some((_, present)) => *present = format!("{present}; {said}"),
            None => marks.push((span, said)),
        }
    }
    marks.sort_by_key(|(span, _)| (span.start(), std::cmp::Reverse(span.end())));
    // What crosses nothing in a line goes there.
    let mut lines: Vec<Vec<(Span, String)>> = vec![Vec::new()];
    for mark in marks {
        match lines.iter_mut().find(|line| !line.iter().any(|other| cross(other.0, mark.0))) {
            Some(line) => line.push(mark),
            None => lines.push(vec![mark]),
        }
    }
    lines.iter().map(|line| write(text, line)).collect::<Vec<_>>().join("\n")
}

/// What each analyst has marked, a line for each with the name before it.
pub fn told_of_all(project: &Project, at: &str) -> String {
    let of = |who: &AnalystId| told(project, at, who).lines().map(|line| format!("{who}: {line}")).collect::<Vec<_>>();
    project.layers.keys().flat_map(of).collect::<Vec<_>>().join("\n")
}

/// What a verb makes of what is marked: `check("the «seat» left", |project| …, "the «seat»{argument/vacuum} left")`.
pub fn check(before: &str, verb: impl FnOnce(&Project) -> Result<Step, EditError>, after: &str) {
    let mut project = project(before);
    let step = verb(&project).unwrap_or_else(|error| panic!("{error}: {before}"));
    project.apply(&step, &mut Stamper::new("r")).expect("applies");
    let after: Vec<String> = by_analyst(after).map(|(who, line)| format!("{who}: {line}")).collect();
    assert_eq!(told_of_all(&project, ARTICLE), after.join("\n"), "{}: {before}", step.label);
}

/// The place of the one mark in a text: that of “seat” in `the «seat» left`.
pub fn span(marked: &str) -> Span {
    match read(marked).1.as_slice() {
        [(span, "")] => *span,
        _ => panic!("one place without tags is to be marked in “{marked}”"),
    }
}

/// The lines and whose they are.
fn by_analyst(lines: &str) -> impl Iterator<Item = (&str, &str)> {
    lines.lines().map(str::trim).map(|line| {
        let named = line.split_once(": ").filter(|(who, _)| ANALYSTS.iter().any(|(id, _)| id == who));
        named.unwrap_or(("ana", line))
    })
}

/// The text without its marks; what is marked, in the order of its beginnings, and what stands in braces behind it.
fn read(marked: &str) -> (String, Vec<(Span, &str)>) {
    let (mut text, mut rest) = (String::new(), marked);
    let (mut marks, mut open) = (Vec::new(), Vec::new());
    while let Some(at) = rest.find(['«', '»']) {
        let sign = rest[at..].chars().next().expect("a sign");
        text.push_str(&rest[..at]);
        rest = &rest[at + sign.len_utf8()..];
        if sign == '«' {
            open.push(marks.len());
            marks.push((text.len()..text.len(), ""));
            continue;
        }
        let closed: usize = open.pop().unwrap_or_else(|| panic!("“»” closes nothing in “{marked}”"));
        let mut said = "";
        if let Some(behind) = rest.strip_prefix('{') {
            (said, rest) = behind.split_once('}').unwrap_or_else(|| panic!("“{{” is not closed in “{marked}”"));
        }
        marks[closed] = (marks[closed].0.start..text.len(), said);
    }
    assert!(open.is_empty(), "“«” is not closed in “{marked}”");
    text.push_str(rest);
    let span = |range| Span::new(&text, range).unwrap_or_else(|error| panic!("{error}: “{marked}”"));
    let marks = marks.into_iter().map(|(range, said)| (span(range), said)).collect();
    (text, marks)
}

/// What stands in braces, of one passage.
fn codings(project: &Project, said: &str) -> Vec<Coding> {
    let mut codings: Vec<Coding> = Vec::new();
    for part in said.split(',') {
        let mut role = "";
        for word in part.split_whitespace().filter(|word| *word != "and") {
            if matches!(word, "by" | "about") {
                role = word;
                continue;
            }
            let (stance, voice) = (Stance::parse(word), Voice::parse(word));
            let is_tag = stance.is_none() && voice.is_none();
            if is_tag {
                assert!(project.tag(&tag(word)).is_some(), "“{word}” is not in the codebook: “{{{said}}}”");
            }
            if is_tag && role.is_empty() {
                codings.push(Coding::new(tag(word)));
                continue;
            }
            let coding = codings.last_mut().unwrap_or_else(|| panic!("“{word}” has no tag before it: “{{{said}}}”"));
            match role {
                "by" if is_tag => coding.by.push(tag(word)),
                "about" if is_tag => coding.about.push(tag(word)),
                _ => (coding.stance, coding.voice) = (stance.or(coding.stance), voice.or(coding.voice)),
            }
        }
    }
    codings
}

/// A coding as it stands in braces.
fn in_words(coding: &Coding) -> String {
    let mut words = coding.tag.to_string();
    for (role, whom) in [("by", &coding.by), ("about", &coding.about)] {
        if !whom.is_empty() {
            let whom: Vec<&str> = whom.iter().map(TagId::as_str).collect();
            words = format!("{words} {role} {}", whom.join(" and "));
        }
    }
    let rest = [coding.stance.map(Stance::word), coding.voice.map(Voice::word)];
    rest.into_iter().flatten().fold(words, |words, word| format!("{words}, {word}"))
}

/// Whether each of them has its beginning or its end in the other, but not both.
fn cross(a: Span, b: Span) -> bool {
    let crosses = |a: Span, b: Span| a.start() < b.start() && b.start() < a.end() && a.end() < b.end();
    crosses(a, b) || crosses(b, a)
}

/// The text with marks that do not cross, of which what stands around another comes first.
fn write(text: &str, marks: &[(Span, String)]) -> String {
    let mut edges: Vec<usize> = marks.iter().flat_map(|(span, _)| [span.start(), span.end()]).collect();
    edges.sort_unstable();
    edges.dedup();
    let (mut marked, mut from) = (String::new(), 0);
    for edge in edges {
        marked.push_str(&text[from..edge]);
        from = edge;
        for (_, said) in marks.iter().rev().filter(|(span, _)| span.end() == edge) {
            marked.push('»');
            if !said.is_empty() {
                marked = format!("{marked}{{{said}}}");
            }
        }
        marks.iter().filter(|(span, _)| span.start() == edge).for_each(|_| marked.push('«'));
    }
    marked.push_str(&text[from..]);
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text is written as it was read.
    fn same(lines: &str) {
        let found = told_of_all(&project(lines), ARTICLE);
        let expected: Vec<&str> = lines.lines().map(str::trim).collect();
        assert_eq!(found, expected.join("\n"));
    }

    #[test]
    fn what_is_read_is_written() {
        same("ana: nothing is marked");
        same("ana: «The «naïve» «seat»{argument/vacuum}»{argument/costs} left«.»");
        same(
            "ana: the «seat»{argument/vacuum by organization/foc and person/rubio about organization/un, rejects, quoted}",
        );
        same("ana: the «seat»{argument/vacuum, argument/costs by person/rubio, argument/vacuum-china} left");
        same("ana: the «seat»{argument/vacuum; argument/costs, reports; } left");
        same("ana: the ««seat»{argument/vacuum} left»");
        same("ana: «the «seat»{argument/vacuum}»");
        same(
            "ana: «the seat»{argument/vacuum} left
              ana: the «seat left»{argument/costs}
              ben: the seat« left»{argument/vacuum}",
        );
    }

    #[test]
    fn what_is_marked_stands_in_the_project() {
        let project = project("the «seat»{argument/vacuum argument/costs, rejects} «left»");
        let one = project.annotation(&analyst("ana"), number(1)).expect("the first");
        assert_eq!((one.span.range(), one.quote.exact.as_str(), one.codings.len()), (4..8, "seat", 2));
        assert_eq!((one.codings[0].stance, one.codings[1].stance), (None, Some(Stance::Rejects)));
        let two = project.annotation(&analyst("ana"), number(2)).expect("the second");
        assert_eq!((two.span.range(), two.codings.len()), (9..13, 0));
        assert_eq!(span("the «seat» left"), one.span);
    }

    #[test]
    #[should_panic(expected = "“«” is not closed in “the «seat left”")]
    fn a_mark_that_is_not_closed() {
        project("the «seat left");
    }

    #[test]
    #[should_panic(expected = "“»” closes nothing in “the seat» left”")]
    fn a_mark_that_is_not_opened() {
        project("the seat» left");
    }

    #[test]
    #[should_panic(expected = "“{” is not closed in “the «seat»{argument/vacuum left”")]
    fn braces_that_are_not_closed() {
        project("the «seat»{argument/vacuum left");
    }

    #[test]
    #[should_panic(expected = "the passage 4–4 is empty: “the «»{argument/vacuum} left”")]
    fn a_mark_around_nothing() {
        project("the «»{argument/vacuum} left");
    }

    #[test]
    #[should_panic(expected = "“argument/void” is not in the codebook: “{argument/void}”")]
    fn an_unknown_tag() {
        project("the «seat»{argument/void} left");
    }

    #[test]
    #[should_panic(expected = "“rejects” has no tag before it: “{rejects}”")]
    fn a_stance_towards_nothing() {
        project("the «seat»{rejects} left");
    }

    #[test]
    #[should_panic(expected = "the same text is to be marked in each line of “text”")]
    fn two_texts_of_one_article() {
        project("ana: the «seat» left\nben: the «chair» left");
    }

    #[test]
    #[should_panic(expected = "one place without tags is to be marked in “the seat left”")]
    fn no_place() {
        span("the seat left");
    }

    #[test]
    #[should_panic(expected = "ana has marked “seat”, and nobody knows where that stands in “the chair left”")]
    fn a_passage_that_is_not_there() {
        let mut project = project("the «seat» left");
        put_article(&mut project, ARTICLE, "", "", 0, "the chair left");
        told(&project, ARTICLE, &analyst("ana"));
    }
}
