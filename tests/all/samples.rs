//! A small project of two analysts in several scripts, random changes of it, and texts that files could stumble over.

use std::sync::Arc;

use postil::{
    model::{
        Analyst, AnalystId, AnnotationId, ArticleId, Body, Choice, Coding, Decision, Edit, EditError, Entry,
        Fingerprint, Group, GroupId, HUES, Layer, Placement, Project, ProjectInfo, Span, Stamp, Stamper, Stance, State,
        Step, Subject, Table, Tag, TagId, Voice,
    },
    verbs::{self, Codings, Fresh, NewArticle},
};
use proptest::prelude::*;

/// In Latin, Devanagari, Arabic and Chinese letters, with marks that combine and an emoji that is joined.
pub const SEATS: &str = "The naïve seat 👩🏽‍💻 stays empty. China fills the vacuum; costs, costs fall.\nसंप्रभुता का प्रश्न। سِيادَةُ الدَّوْلَة\n主权在民。e\u{301}tat\n";
pub const DUES: &str = "Dues are small. Waste is not.\n";

pub fn tag(id: &str) -> TagId {
    TagId::new(id).expect("a tag id")
}

pub fn article(id: &str) -> ArticleId {
    ArticleId::new(id).expect("an article id")
}

pub fn analyst(id: &str) -> AnalystId {
    AnalystId::new(id).expect("an analyst id")
}

pub fn fresh(n: u128) -> Fresh {
    let now = "2026-01-20T09:04:31Z".parse().expect("a time");
    Fresh { id: AnnotationId(uuid::Uuid::from_u128(n)), now }
}

pub fn info(key: &str) -> ProjectInfo {
    ProjectInfo {
        key: key.to_owned(),
        title: "Seats".to_owned(),
        note: String::new(),
        created: fresh(0).now,
        blind: false,
    }
}

fn put<K: Ord + Clone, T>(table: &mut Table<K, T>, id: K, value: T) {
    table.put(id, Entry { value: Some(Arc::new(value)), changed: Stamp::default() });
}

/// Two articles, a codebook of five tags, and two analysts who have coded a little.
pub fn project() -> Project {
    let mut project = Project::new(info("k"));
    for (id, parent) in [("organization", None), ("person", Some("organization")), ("argument", None)] {
        let group = |id| GroupId::new(id).expect("a group id");
        put(&mut project.groups, group(id), Group { name: id.to_owned(), parent: parent.map(group), rank: 0 });
    }
    for (id, parent) in [
        ("organization/foc", None),
        ("person/rubio", None),
        ("argument/vacuum", None),
        ("argument/vacuum-china", Some("argument/vacuum")),
        ("argument/costs", None),
    ] {
        let group = GroupId::new(tag(id).prefix()).expect("a group id");
        put(&mut project.tags, tag(id), Tag { parent: parent.map(tag), ..Tag::named(id, group) });
    }
    let mut stamper = Stamper::new("start");
    let mut make = |step: Result<Step, EditError>, project: &mut Project| {
        project.apply(&step.expect("a step"), &mut stamper).expect("a step that can be made");
    };
    make(verbs::add_articles(&project, vec![new_article("seats", SEATS), new_article("dues", DUES)]), &mut project);
    for (n, (who, name)) in [("ana", "Ana"), ("ben", "Ben")].into_iter().enumerate() {
        let created = fresh(0).now;
        let layer = Layer::new(analyst(who), Analyst { key: who.to_owned(), name: name.to_owned(), created });
        project.layers.insert(analyst(who), Arc::new(layer));
        let n = n as u128 * 10;
        for (n, at, text, words, id) in [
            (n + 1, "seats", SEATS, "China fills the vacuum", "argument/vacuum-china"),
            (n + 2, "seats", SEATS, "प्रश्न", "argument/vacuum"),
            (n + 3, "dues", DUES, "Waste", "argument/costs"),
        ] {
            let start = text.find(words).expect("the words");
            let span = Span::new(text, start..start + words.len()).expect("a span");
            let codings = vec![Coding { by: vec![tag("organization/foc")], ..Coding::new(tag(id)) }];
            make(verbs::annotate(&project, &analyst(who), &article(at), span, codings, "", fresh(n)), &mut project);
        }
    }
    project
}

pub fn new_article(stem: &str, text: &str) -> NewArticle {
    NewArticle {
        source: format!("{stem}.txt"),
        title: stem.to_owned(),
        outlet: String::new(),
        author: String::new(),
        date: "2026-01".to_owned(),
        language: "en".to_owned(),
        link: String::new(),
        body: Body::new(text),
    }
}

/// As many cases as `PROPTEST_CASES` says, 256 if it says nothing.
pub fn cases() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// Texts that a file, an escaper or a line reader could stumble over.
pub fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("a word"),
        Just("\""),
        Just("\\"),
        Just("\\n"),
        Just("\n"),
        Just("\r\n"),
        Just("\t"),
        Just("\0"),
        Just("\u{1b}"),
        Just("\u{7f}"),
        Just("\u{85}"),
        Just("\u{9f}"),
        Just("\u{2028}"),
        Just("\u{2029}"),
        Just("\u{feff}"),
        Just("प्रश्न"),
        Just("سِيادَةُ"),
        Just("👩🏽‍💻"),
        Just("e\u{301}"),
        Just("主权"),
        Just("\u{202e}"),
        Just("\u{10ffff}"),
        Just(")),\n"),
        Just("])\n"),
        Just("(format: 1, records: ["),
        Just("/* // */"),
        Just("r#\"#"),
        Just("<<<<<<< HEAD\n"),
    ];
    prop_oneof![
        9 => proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat()),
        2 => any::<String>(),
        1 => (1_usize..3000).prop_map(|n| "long ü ".repeat(n)),
    ]
}

/// A random change: which verb, of which records, and with what words.
#[derive(Clone, Debug)]
pub struct Change {
    verb: usize,
    a: usize,
    b: usize,
    c: usize,
    words: String,
}

/// How many verbs [`Change::step`] knows.
const VERBS: usize = 35;

pub fn change() -> impl Strategy<Value = Change> {
    (0..VERBS, 0_usize..1000, 0_usize..1000, 0_usize..1000, nasty()).prop_map(|(verb, a, b, c, words)| Change {
        verb,
        a,
        b,
        c,
        words,
    })
}

fn pick<T>(items: impl Iterator<Item = T>, n: usize) -> Option<T> {
    let mut items: Vec<T> = items.collect();
    let count = items.len();
    (count > 0).then(|| items.swap_remove(n % count))
}

#[expect(clippy::unused_self, reason = "what a change picks is read as its own")]
impl Change {
    fn tag(&self, project: &Project, n: usize) -> Option<TagId> {
        pick(project.tags.iter().map(|(id, _)| id.clone()), n)
    }

    fn article(&self, project: &Project, n: usize) -> Option<ArticleId> {
        pick(project.articles.iter().map(|(id, _)| id.clone()), n)
    }

    fn group(&self, project: &Project, n: usize) -> Option<GroupId> {
        pick(project.groups.iter().map(|(id, _)| id.clone()), n)
    }

    fn passage(&self, project: &Project, me: &AnalystId, n: usize) -> Option<AnnotationId> {
        pick(project.layer(me)?.annotations.iter().map(|(id, _)| *id), n)
    }

    fn span(&self, text: &str) -> Option<Span> {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (start, end) = (pick(places.iter(), self.b)?, pick(places.iter(), self.c)?);
        Span::new(text, *start.min(end)..*start.max(end)).ok()
    }

    fn coding(&self, project: &Project) -> Option<Coding> {
        Some(Coding {
            tag: self.tag(project, self.a)?,
            by: self.tag(project, self.b).into_iter().collect(),
            about: self.tag(project, self.c).into_iter().collect(),
            stance: pick(Stance::ALL.into_iter().map(Some).chain([None]), self.b)?,
            voice: pick(Voice::ALL.into_iter().map(Some).chain([None]), self.c)?,
        })
    }

    /// The step that this change is in `project`; `None` where there is nothing for it to work on.
    ///
    /// What the verb refuses is an error, as it is for an analyst.
    pub fn step(&self, project: &Project, me: &AnalystId) -> Option<Result<Step, EditError>> {
        let (a, b, c) = (self.a, self.b, self.c);
        let unused = fresh(1_000_000 + project.layer(me).map_or(0, |l| l.annotations.entries().count()) as u128);
        let words = self.words.as_str();
        Some(match self.verb {
            0 | 1 => {
                let at = self.article(project, a)?;
                let span = self.span(project.articles.get(&at)?.body.text())?;
                verbs::tag_passage(project, me, &at, span, self.coding(project), unused)
            }
            2 => {
                let at = self.article(project, a)?;
                let span = self.span(project.articles.get(&at)?.body.text())?;
                verbs::annotate(project, me, &at, span, self.coding(project).into_iter().collect(), words, unused)
            }
            3 => verbs::add_coding(project, me, self.passage(project, me, b)?, self.coding(project)?),
            4 => verbs::remove_coding(project, me, self.passage(project, me, b)?, &self.tag(project, a)?),
            5 => verbs::set_coding(project, me, self.passage(project, me, b)?, self.coding(project)?),
            6 => verbs::set_note(project, me, self.passage(project, me, a)?, words),
            7 => {
                let id = self.passage(project, me, a)?;
                let at = &project.annotation(me, id)?.article;
                verbs::move_edges(project, me, id, self.span(project.articles.get(at)?.body.text())?)
            }
            8 => {
                let ids: Vec<_> = [a, b].into_iter().take(c % 3).filter_map(|n| self.passage(project, me, n)).collect();
                verbs::delete_passages(project, me, &ids)
            }
            9..=11 => {
                let ids: Vec<_> = project.layer(me)?.annotations.iter().map(|(id, _)| *id).collect();
                let tag = self.tag(project, a)?;
                let how = match self.verb {
                    9 => Codings::Add(tag),
                    10 => Codings::Remove(tag),
                    _ => Codings::Replace { from: tag, to: self.tag(project, b)? },
                };
                verbs::retag(project, me, &ids, &how)
            }
            12 => {
                let group = self.group(project, a)?;
                let id = verbs::new_tag_id(project, &group, words);
                let parent = self.tag(project, b).filter(|_| c % 2 == 0);
                id.and_then(|id| verbs::add_tag(project, &id, Tag { parent, ..Tag::named(words, group) }))
            }
            13 => verbs::rename_tag(project, &self.tag(project, a)?, words),
            14 => {
                let id = self.tag(project, a)?;
                let changed = Tag {
                    key: words.chars().next(),
                    aliases: vec![words.to_owned(), String::new()],
                    definition: words.to_owned(),
                    hue: u8::try_from(b % usize::from(HUES)).expect("a hue"),
                    ..project.tags.get(&id)?.clone()
                };
                verbs::edit_tag(project, &id, changed)
            }
            15 => {
                let parent = self.tag(project, b).filter(|_| b % 2 == 0);
                verbs::move_tag(project, &self.tag(project, a)?, &self.group(project, c)?, parent.as_ref(), c % 4)
            }
            16 | 17 => verbs::merge_tag(project, &self.tag(project, a)?, &self.tag(project, b)?),
            18 | 19 => verbs::delete_tag(project, me, &self.tag(project, a)?),
            20 => verbs::sort_tags(project, &self.group(project, a)?),
            21 => verbs::add_group(project, words, self.group(project, a).filter(|_| b % 2 == 0)),
            22 => {
                let id = self.group(project, a)?;
                let parent = self.group(project, b).filter(|_| c % 2 == 0);
                verbs::edit_group(project, &id, Group { name: words.to_owned(), parent, rank: 3 })
            }
            23 => verbs::delete_group(project, &self.group(project, a)?),
            24 => verbs::add_articles(project, vec![new_article(words, words), new_article("same", "Same.")]),
            25 => {
                let id = self.article(project, a)?;
                let old = project.articles.get(&id)?.clone();
                let changed = postil::model::Article { title: words.to_owned(), note: words.to_owned(), ..old };
                verbs::edit_article(project, &id, changed)
            }
            26 => verbs::remove_article(project, me, &self.article(project, a)?),
            34 => {
                let at = self.article(project, a)?;
                let text = project.articles.get(&at)?.body.text();
                let start = text.floor_char_boundary(b % (text.len() + 1));
                verbs::judge_paragraphs(project, &at, &(start..start + c % 40), c % 2 == 0)
            }
            27 => verbs::reorder(project, &self.article(project, a)?, b % 4),
            _ => return self.on_layer(project, me, unused),
        })
    }

    /// What concerns one's own layer beside its passages.
    fn on_layer(&self, project: &Project, me: &AnalystId, unused: Fresh) -> Option<Result<Step, EditError>> {
        let (a, b, c) = (self.a, self.b, self.c);
        let words = self.words.as_str();
        Some(match self.verb {
            28 => verbs::set_status(project, me, &self.article(project, a)?, State::ALL[b % 5], words),
            29 => {
                let about = match a % 3 {
                    0 => Subject::Project,
                    1 => Subject::Article(self.article(project, b)?),
                    _ => Subject::Tag(self.tag(project, b)?),
                };
                verbs::set_memo(project, me, about, words)
            }
            30 => verbs::submit(project, me, &self.article(project, a)?, unused.now),
            31 => {
                let (id, passage) = pick(project.annotations().map(|(_, id, passage)| (*id, passage.clone())), a)?;
                let span = if b % 3 == 0 { None } else { Some(passage.span) };
                let of = Stamp { ms: b as u64, n: 1, by: "other".into(), seen: [("other".into(), 3)].into() };
                let placement = Placement { analyst: analyst("ben"), of, text: Fingerprint::of(words), span };
                Ok(Step::new("place", vec![Edit::Placement(me.clone(), id, (c % 4 > 0).then(|| Arc::new(placement)))]))
            }
            32 => {
                let (whose, id, passage) = pick(project.annotations(), a)?;
                let choices = [Choice::Take(whose.clone()), Choice::Both, Choice::Own, Choice::Neither];
                let decision = Decision {
                    article: passage.article.clone(),
                    text: passage.text.clone(),
                    span: passage.span,
                    of: vec![(whose.clone(), *id)],
                    choice: choices[b % 4].clone(),
                    result: (c % 2 > 0).then_some(*id).into_iter().collect(),
                    by: me.clone(),
                    at: unused.now,
                    note: words.to_owned(),
                };
                Ok(Step::new("settle", vec![Edit::Decision(me.clone(), unused.id, Some(Arc::new(decision)))]))
            }
            _ => {
                let tag = self.tag(project, a)?;
                match c % 4 {
                    0 => verbs::start_split(project, me, &tag, self.tag(project, b).into_iter().collect()),
                    1 => verbs::split_to(project, me, &tag, self.passage(project, me, b)?, &self.tag(project, c)?),
                    2 => verbs::split_stays(project, me, &tag, self.passage(project, me, b)?),
                    _ => verbs::end_split(project, me, &tag),
                }
            }
        })
    }
}
