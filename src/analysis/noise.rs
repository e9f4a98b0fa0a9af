//! What of an article's text is not part of the article: what looks like noise, and what was said of its paragraphs.

use std::ops::Range;

use crate::{
    model::{ArticleId, Project, judged_in},
    text::{
        noise::{Kind, Noise, recognise},
        words,
    },
};

/// Why a paragraph is taken for noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It looks like it.
    Looks(Kind),
    /// Somebody has said so.
    Said,
}

impl Why {
    /// “Not part of the article: advertisement”.
    pub fn words(self) -> String {
        match self {
            Self::Looks(kind) => format!("Not part of the article: {}", kind.words()),
            Self::Said => "Not part of the article: it was marked so".to_owned(),
        }
    }
}

/// A paragraph that is not part of the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Its bytes: a line without the line feed.
    pub range: Range<usize>,
    pub why: Why,
}

/// The paragraphs of the article that are not part of it, in the order of the text. Looks at the whole text.
pub fn asides(project: &Project, id: &ArticleId) -> Vec<Aside> {
    let text = project.articles.get(id).map_or("", |article| article.body.text());
    judged(&recognise(text), &judged_in(text, project.judged(id)))
}

/// What was recognised, with what was said instead of some of it and beside it.
pub fn judged(found: &[Noise], said: &[(Range<usize>, bool)]) -> Vec<Aside> {
    let is_said = |range: &Range<usize>| said.binary_search_by_key(&range.start, |(said, _)| said.start).is_ok();
    let looks = found.iter().filter(|noise| !is_said(&noise.range));
    let looks = looks.map(|noise| Aside { range: noise.range.clone(), why: Why::Looks(noise.kind) });
    let said = said.iter().filter(|(_, noise)| *noise);
    let said = said.map(|(range, _)| Aside { range: range.clone(), why: Why::Said });
    let mut asides: Vec<Aside> = looks.chain(said).collect();
    asides.sort_by_key(|aside| aside.range.start);
    asides
}

/// The paragraph that is not part of the article and that a byte offset lies in.
pub fn aside_at(asides: &[Aside], offset: usize) -> Option<&Aside> {
    let behind = asides.partition_point(|aside| aside.range.start <= offset);
    asides.get(behind.checked_sub(1)?).filter(|aside| offset <= aside.range.end)
}

/// Those of `ranges` that are not in what is not part of the article, and how many are.
pub fn without(ranges: Vec<Range<usize>>, asides: &[Aside]) -> (Vec<Range<usize>>, usize) {
    let all = ranges.len();
    let kept: Vec<_> = ranges.into_iter().filter(|range| aside_at(asides, range.start).is_none()).collect();
    let left_out = all - kept.len();
    (kept, left_out)
}

/// How many words are in what is not part of the article.
pub fn words_aside(text: &str, asides: &[Aside]) -> usize {
    asides.iter().filter_map(|aside| text.get(aside.range.clone())).map(words::count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Body, Stamper},
        verbs,
    };

    const PAGE: &str = "Advertisement\n\nThe harbour kept its crane, which nobody uses any more, for another year.\n\n\
        Gulls and ropes\n\nAdvertisement\n";

    fn project() -> (Project, ArticleId) {
        let (mut project, id) = (crate::analysis::samples::project(), ArticleId::new("dues").expect("an id"));
        let mut entry = project.articles.entry(&id).expect("an article").clone();
        let mut article = entry.value.as_deref().expect("an article").clone();
        article.body = Body::new(PAGE);
        entry.value = Some(std::sync::Arc::new(article));
        project.articles.put(id.clone(), entry);
        (project, id)
    }

    fn shown(project: &Project, id: &ArticleId) -> Vec<String> {
        let of = |aside: Aside| format!("{}: {}", aside.range.start, aside.why.words());
        asides(project, id).into_iter().map(of).collect()
    }

    #[test]
    fn what_was_said_of_a_paragraph_goes_before_how_it_looks() {
        let (mut project, id) = project();
        let mut stamper = Stamper::new("r");
        let look = "Not part of the article: advertisement";
        let last = PAGE.rfind("Adv").expect("there");
        assert_eq!(shown(&project, &id), [format!("0: {look}"), format!("{last}: {look}")]);

        let step = verbs::judge_paragraphs(&project, &id, &(last + 3..last + 3), false).expect("a step");
        assert_eq!(step.label, "show “Advertisement” as part of the article");
        let undo = project.apply(&step, &mut stamper).expect("applies").inverse;
        assert_eq!(shown(&project, &id), [format!("0: {look}")], "of two that are equal only the one");

        let gulls = PAGE.find("Gulls").expect("there");
        let step = verbs::judge_paragraphs(&project, &id, &(gulls..gulls + 1), true).expect("a step");
        project.apply(&step, &mut stamper).expect("applies");
        assert_eq!(shown(&project, &id)[1], format!("{gulls}: Not part of the article: it was marked so"));

        let step = crate::model::Step::new("undo", undo);
        project.apply(&step, &mut stamper).expect("applies");
        assert_eq!(shown(&project, &id).len(), 3);
    }

    #[test]
    fn hits_and_words_are_left_out() {
        let (project, id) = project();
        let asides = asides(&project, &id);
        let text = project.articles.get(&id).expect("an article").body.text();
        let hits = crate::analysis::find::find(text, "e", crate::analysis::find::Options::default());
        let (kept, left_out) = without(hits.clone(), &asides);
        assert_eq!((kept.len() + left_out, left_out), (hits.len(), 6));
        assert!(kept.iter().all(|hit| !text[..hit.end].ends_with("dve")));
        assert_eq!(words_aside(text, &asides), 2);
    }
}
