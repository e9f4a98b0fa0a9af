//! What there is in a project, and what of it a format leaves out, in words. A test holds that against what is written.

/// Makes the parts from one line each: what it is called here, and in words.
macro_rules! parts {
    ($($(#[$doc:meta])* $part:ident: $words:literal,)*) => {
        /// Something that a project holds and that a file of some format may not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Part {
            $($(#[$doc])* $part,)*
        }

        impl Part {
            /// All, in the order in which they are told.
            pub const ALL: &[Self] = &[$(Self::$part,)*];

            fn words(self) -> &'static str {
                match self {
                    $(Self::$part => $words,)*
                }
            }
        }
    };
}

parts! {
    /// The whole texts of the articles.
    Texts: "the texts but for what stands around the passages",
    /// The sentences around the passages.
    Sentences: "the sentences around the passages",
    /// Articles without a passage.
    Uncoded: "articles without a passage",
    Titles: "titles of articles",
    /// Outlets, authors and dates of articles.
    Outlets: "outlets, authors and dates",
    Languages: "languages",
    Links: "links",
    ArticleNotes: "notes on articles",
    /// The names of the files that articles came from.
    Files: "names of the articles' files",
    Untagged: "passages without tags",
    Notes: "notes",
    Analysts: "analysts",
    Times: "times",
    By: "who says it",
    About: "about whom",
    Stances: "stance",
    Voices: "voice",
    Definitions: "definitions of tags",
    /// When to use a tag and when not, its example and near misses.
    Uses: "when to use a tag and when not",
    Colours: "colours",
    Groups: "groups of tags",
    /// Which tag stands below which.
    Tree: "which tag stands below which",
    ShortNames: "short names",
    /// Keys and aliases.
    Keys: "keys and aliases",
    Title: "the project's title",
    ProjectNote: "the project's note",
    Memos: "memos",
    /// How a tag is being split.
    Splits: "splits",
    /// How far analysts are with articles.
    Progress: "how far articles are",
    Submissions: "what was submitted",
    /// What was settled, by whom and why.
    Settled: "what was settled and why",
    /// What is no part of its article.
    Noise: "what is no part of its article",
}

/// A list of parts by their names alone: `parts_of!(Texts Sentences)`.
macro_rules! parts_of {
    ($($part:ident)*) => { &[$($crate::exchange::parts::Part::$part),*] };
}
pub(crate) use parts_of;

/// Parts that have one name together.
const TOGETHER: [(&[Part], &str); 8] = [
    (
        parts_of!(Texts Sentences Uncoded Titles Outlets Languages Links ArticleNotes Files Untagged Notes Analysts Times By About Stances Voices),
        "articles and passages, with all that is said of them",
    ),
    (parts_of!(Texts Sentences), "the texts"),
    (parts_of!(Titles Outlets Languages Links ArticleNotes Files), "what is known of the articles"),
    (parts_of!(Outlets Languages Links ArticleNotes Files), "what is known of the articles but for their titles"),
    (parts_of!(By About Stances Voices), "who says it, about whom, stance and voice"),
    (parts_of!(Definitions Uses Colours Groups Tree ShortNames Keys), "the codebook but for names"),
    (parts_of!(Colours Groups Tree ShortNames Keys), "the rest of the codebook but for names"),
    (
        parts_of!(Splits Progress Submissions Settled Noise),
        "splits, how far articles are, what was submitted or settled",
    ),
];

/// What is left out, in words.
pub fn in_words(left_out: &[Part]) -> Vec<&'static str> {
    let mut words = Vec::new();
    let mut told: Vec<Part> = Vec::new();
    for part in Part::ALL.iter().copied().filter(|part| left_out.contains(part)) {
        if told.contains(&part) {
            continue;
        }
        let whole = TOGETHER.iter().find(|(parts, _)| {
            parts.first() == Some(&part) && parts.iter().all(|one| left_out.contains(one) && !told.contains(one))
        });
        told.extend(whole.map_or(&[part][..], |(parts, _)| parts));
        words.push(whole.map_or(part.words(), |(_, words)| words));
    }
    words
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::writing::ExportOptions;
    use super::super::{format::Format, formats::FORMATS};
    use super::Part::*;
    use super::*;
    use crate::analysis::samples::{self, analyst, article, number, project, put_passage, put_tag, tag};
    use crate::model::{
        Analyst, Annotation, Body, Choice, Coding, Decision, Entry, Frozen, Judged, Layer, Memo, ParagraphId, Project,
        ProjectInfo, Quote, Span, Split, Stamp, State, Status, Subject, Submission, Voice,
    };
    use crate::{
        exchange::tests::{exported_bytes, unpacked},
        format::layer_bytes,
    };

    fn entry<T>(value: T) -> Entry<T> {
        Entry { value: Some(Arc::new(value)), changed: Stamp::default() }
    }

    fn layer<'p>(project: &'p mut Project, who: &str) -> &'p mut Layer {
        Arc::make_mut(project.layers.get_mut(&analyst(who)).expect("a layer"))
    }

    /// A project that has something of everything.
    fn full() -> Project {
        let mut project = project();
        let far = "Far away from all of it something else is said. ".repeat(5);
        with_text(&mut project, |text| format!("{text}\n\n{far}\n"));
        project.put_info(ProjectInfo { note: "A note on all.".to_owned(), ..project.info().clone() }, Stamp::default());
        for id in ["seats", "dues"] {
            samples::change_article(&mut project, id, |article| {
                (article.author, article.language, article.link) =
                    ("Jo".to_owned(), "en".to_owned(), format!("https://a.invalid/{id}"));
                article.note = "A note on it.".to_owned();
            });
        }
        samples::put_article(&mut project, "bare", "Nothing in it", "2026-03", 2, "Nobody has marked this.\n");
        let mut costs = project.tag(&tag("argument/costs")).expect("a tag").clone();
        (costs.definition, costs.use_when) = ("What it costs.".to_owned(), "Always.".to_owned());
        (costs.key, costs.short, costs.hue) = (Some('c'), "C".to_owned(), 3);
        put_tag(&mut project, "argument/costs", costs);
        let body = project.articles.get(&article("seats")).expect("an article").body.clone();
        let first = ParagraphId::over(&article("seats"), body.text(), &(0..1)).remove(0).0;
        project.paragraphs.put(first, entry(Judged { words: "The".to_owned(), noise: false }));
        samples::put_layer(&mut project, "adjudicated", "Adjudicated");
        put_passage(&mut project, "adjudicated", 9, "seats", "costs", &["argument/costs"]);
        let span = Span::new(body.text(), 0..3).expect("a span");
        let at = samples::time("2026-01-21T09:00:00Z");
        let (text, time) = (body.fingerprint().clone(), at);
        let decision = Decision {
            article: article("seats"),
            text: text.clone(),
            span,
            of: vec![(analyst("ana"), number(1))],
            choice: Choice::Own,
            result: vec![number(9)],
            by: analyst("ana"),
            at,
            note: "So it is.".to_owned(),
        };
        layer(&mut project, "adjudicated").decisions.put(number(20), entry(decision));
        let ana = layer(&mut project, "ana");
        ana.memos.put(Subject::Project, entry(Memo("A memo.".to_owned())));
        ana.memos.put(Subject::Tag(tag("argument/costs")), entry(Memo("A memo on costs.".to_owned())));
        ana.splits.put(tag("argument/costs"), entry(Split { into: vec![tag("argument/vacuum")], stays: Vec::new() }));
        let passages = vec![Frozen {
            annotation: number(1),
            span,
            words: "The".to_owned(),
            codings: vec![Coding::new(tag("argument/costs"))],
        }];
        ana.submissions.put(article("seats"), entry(Submission { at: time, text, passages }));
        project
    }

    fn each_passage(project: &mut Project, change: impl Fn(&mut Annotation)) {
        for layer in project.layers.values_mut() {
            let layer = Arc::make_mut(layer);
            let all: Vec<_> = layer.annotations.entries().map(|(id, entry)| (*id, entry.clone())).collect();
            for (id, Entry { value, changed }) in all {
                let mut annotation = value.as_deref().expect("a passage").clone();
                change(&mut annotation);
                layer.annotations.put(id, Entry { value: Some(Arc::new(annotation)), changed });
            }
        }
    }

    fn each_coding(project: &mut Project, change: impl Fn(&mut Coding)) {
        each_passage(project, |annotation| annotation.codings.iter_mut().for_each(&change));
    }

    fn each_tag(project: &mut Project, change: impl Fn(&mut crate::model::Tag)) {
        let all: Vec<_> = project.tags.iter().map(|(id, tag)| (id.clone(), tag.clone())).collect();
        for (id, mut tag) in all {
            change(&mut tag);
            project.tags.put(id, entry(tag));
        }
    }

    fn each_article(project: &mut Project, change: impl Fn(&mut crate::model::Article)) {
        for id in ["seats", "dues"] {
            samples::change_article(project, id, &change);
        }
    }

    /// Another text, in which the passages stand where they stood.
    fn with_text(project: &mut Project, change: impl Fn(&str) -> String) {
        samples::change_article(project, "seats", |article| article.body = Body::new(change(article.body.text())));
        let body = project.articles.get(&article("seats")).expect("an article").body.clone();
        each_passage(project, |annotation| {
            if annotation.article == article("seats") {
                annotation.text = body.fingerprint().clone();
                annotation.quote = Quote::of(body.text(), annotation.span);
            }
        });
    }

    /// The project with something else in this part of it.
    fn otherwise(part: Part) -> Project {
        let mut project = full();
        let made = &mut project;
        let other = || "other".to_owned();
        match part {
            Texts => with_text(made, |text| format!("{text}\n\nThis stands far from every passage.\n")),
            Sentences => with_text(made, |text| text.replace("costs fall", "costs rise")),
            Uncoded => made.articles.restore(&article("bare"), None),
            Titles => each_article(made, |article| article.title = other()),
            Outlets => each_article(made, |article| article.outlet = other()),
            Languages => each_article(made, |article| article.language = "de".to_owned()),
            Links => each_article(made, |article| article.link = "https://b.invalid/".to_owned()),
            ArticleNotes => each_article(made, |article| article.note = other()),
            Files => each_article(made, |article| article.source = other()),
            Untagged => layer(made, "ana").annotations.restore(&number(4), None),
            Notes => each_passage(made, |annotation| annotation.note = other()),
            Analysts => {
                let ana = made.layers.remove(&analyst("ana")).expect("a layer");
                let mut ana = Arc::unwrap_or_clone(ana).renamed(analyst("anb"));
                let whose = Analyst { name: "Anb".to_owned(), ..ana.analyst().clone() };
                ana.put_analyst(whose, Stamp::default());
                made.layers.insert(analyst("anb"), Arc::new(ana));
            }
            Times => each_passage(made, |annotation| annotation.created = samples::time("2026-01-19T09:04:31Z")),
            By => each_coding(made, |coding| drop(coding.by.pop())),
            About => each_coding(made, |coding| coding.about.clear()),
            Stances => each_coding(made, |coding| coding.stance = None),
            Voices => each_coding(made, |coding| coding.voice = Some(Voice::Author)),
            Definitions => each_tag(made, |tag| tag.definition = other()),
            Uses => each_tag(made, |tag| tag.use_when = other()),
            Colours => each_tag(made, |tag| tag.hue = (tag.hue + 5) % 12),
            Groups => {
                let group = made.groups.get(&samples::group("argument")).expect("a group").clone();
                made.groups.put(samples::group("argument"), entry(crate::model::Group { name: other(), ..group }));
            }
            Tree => each_tag(made, |tag| tag.parent = None),
            ShortNames => each_tag(made, |tag| tag.short = "S".to_owned()),
            Keys => each_tag(made, |tag| (tag.key, tag.aliases) = (None, vec![other()])),
            Title => made.put_info(ProjectInfo { title: other(), ..made.info().clone() }, Stamp::default()),
            ProjectNote => made.put_info(ProjectInfo { note: other(), ..made.info().clone() }, Stamp::default()),
            Memos => layer(made, "ana").memos = crate::model::Table::default(),
            Splits => layer(made, "ana").splits = crate::model::Table::default(),
            Progress => {
                let ana = layer(made, "ana");
                ana.statuses.put(article("seats"), entry(Status { state: State::Todo, reason: other() }));
                ana.statuses.put(article("bare"), entry(Status { state: State::Done, reason: other() }));
            }
            Submissions => layer(made, "ana").submissions = crate::model::Table::default(),
            Settled => layer(made, "adjudicated").decisions = crate::model::ByArticle::default(),
            Noise => made.paragraphs = crate::model::Table::default(),
        }
        project
    }

    fn written(project: &Project, format: &Format) -> String {
        if format.is_layers() {
            let layers = project.layers.values().map(|layer| layer_bytes(project, layer));
            return String::from_utf8(layers.collect::<Vec<_>>().concat()).expect("UTF-8");
        }
        let bytes = exported_bytes(
            project,
            format,
            &ExportOptions { rows: super::super::writing::Rows::PerCoding, ..ExportOptions::default() },
        )
        .0;
        if bytes.starts_with(b"PK") { unpacked(&bytes) } else { String::from_utf8_lossy(&bytes).into_owned() }
    }

    #[test]
    fn formats_leave_out_what_they_say() {
        let (full, mut wrong) = (full(), Vec::new());
        let others: Vec<(Part, Project)> = Part::ALL.iter().map(|part| (*part, otherwise(*part))).collect();
        for format in FORMATS.iter().filter(|format| format.is_written()) {
            let whole = written(&full, format);
            let lacks = |part: &Part| match (format.is_layers(), part) {
                // Its fingerprint is there, which changes with the text.
                (true, Texts | Sentences) => format.lacks.contains(part),
                _ => others.iter().any(|(other, project)| other == part && written(project, format) == whole),
            };
            let found: Vec<Part> = Part::ALL.iter().copied().filter(lacks).collect();
            if found != format.lacks {
                wrong.push(format!("{}: {found:?}", format.name));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    #[test]
    fn what_belongs_together_has_one_name() {
        assert_eq!(
            in_words(&[Texts, By, Stances]),
            ["the texts but for what stands around the passages", "who says it", "stance"]
        );
        assert_eq!(
            in_words(&[Voices, About, Stances, By, Sentences, Texts]),
            ["the texts", "who says it, about whom, stance and voice"]
        );
    }
}
