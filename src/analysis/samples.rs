//! A small project that tests of this module look at.

use std::sync::Arc;

use crate::model::{
    Analyst, AnalystId, Annotation, AnnotationId, Article, ArticleId, Body, Coding, Entry, Group, GroupId, Layer,
    Project, ProjectInfo, Quote, Span, Stamp, Stance, State, Status, Table, Tag, TagId,
};

pub fn tag(id: &str) -> TagId {
    TagId::new(id).expect("a tag id")
}

pub fn group(id: &str) -> GroupId {
    GroupId::new(id).expect("a group id")
}

pub fn article(id: &str) -> ArticleId {
    ArticleId::new(id).expect("an article id")
}

pub fn analyst(id: &str) -> AnalystId {
    AnalystId::new(id).expect("an analyst id")
}

pub fn number(n: u128) -> AnnotationId {
    AnnotationId(uuid::Uuid::from_u128(n))
}

pub fn time(text: &str) -> jiff::Timestamp {
    text.parse().expect("a time")
}

fn put<K: Ord + Clone, T>(table: &mut Table<K, T>, id: K, value: T, ms: u64) {
    let changed = Stamp { ms, ..Stamp::default() };
    table.put(id, Entry { value: Some(Arc::new(value)), changed });
}

pub fn put_tag(project: &mut Project, id: &str, value: Tag) {
    put(&mut project.tags, tag(id), value, 0);
}

pub fn put_group(project: &mut Project, id: &str, name: &str) {
    put(&mut project.groups, group(id), Group { name: name.to_owned(), parent: None, rank: 0 }, 0);
}

pub fn merge(project: &mut Project, from: &str, into: &str) {
    let mut merged = project.tags.get(&tag(from)).expect("a tag").clone();
    merged.merged = Some(tag(into));
    put_tag(project, from, merged);
}

pub fn put_article(project: &mut Project, id: &str, title: &str, date: &str, rank: i64, text: &str) {
    let value = Article {
        title: title.to_owned(),
        body: Body::new(text),
        outlet: "Harbour Review".to_owned(),
        author: String::new(),
        date: date.to_owned(),
        language: "en".to_owned(),
        link: String::new(),
        note: String::new(),
        source: format!("{id}.txt"),
        rank,
        of_record: None,
    };
    put(&mut project.articles, article(id), value, 0);
}

/// Changes an article in place.
pub fn change_article(project: &mut Project, id: &str, change: impl FnOnce(&mut Article)) {
    let mut value = project.articles.get(&article(id)).expect("an article").clone();
    change(&mut value);
    put(&mut project.articles, article(id), value, 0);
}

/// Where `words` stand first in the article.
pub fn place(project: &Project, at: &str, words: &str) -> Span {
    let text = project.articles.get(&article(at)).expect("an article").body.text();
    let start = text.find(words).expect("the words");
    Span::new(text, start..start + words.len()).expect("a span")
}

/// A passage where `words` stand first in the article.
pub fn put_passage(project: &mut Project, who: &str, n: u128, at: &str, words: &str, tags: &[&str]) {
    let span = place(project, at, words);
    put_span(project, who, n, at, span, tags.iter().map(|id| Coding::new(tag(id))).collect());
}

/// A passage at a place in the article.
pub fn put_span(project: &mut Project, who: &str, n: u128, at: &str, span: Span, codings: Vec<Coding>) {
    let body = &project.articles.get(&article(at)).expect("an article").body;
    let annotation = Annotation {
        article: article(at),
        text: body.fingerprint().clone(),
        span,
        quote: Quote::of(body.text(), span),
        codings,
        note: String::new(),
        created: time("2026-01-20T09:04:31Z"),
    };
    put_annotation(project, who, n, annotation);
}

pub fn put_annotation(project: &mut Project, who: &str, n: u128, annotation: Annotation) {
    let layer = project.layers.get_mut(&analyst(who)).expect("a layer");
    put(
        &mut Arc::make_mut(layer).annotations,
        number(n),
        annotation,
        1_768_899_871_000 + u64::try_from(n).expect("a small number") * 1000,
    );
}

/// Changes a passage in place.
pub fn change(project: &mut Project, who: &str, n: u128, change: impl FnOnce(&mut Annotation)) {
    let mut annotation = project.annotation(&analyst(who), number(n)).expect("a passage").clone();
    change(&mut annotation);
    put_annotation(project, who, n, annotation);
}

pub fn put_layer(project: &mut Project, who: &str, name: &str) {
    let created = time("2026-01-20T09:00:00Z");
    let layer = Layer::new(analyst(who), Analyst { key: "k".to_owned(), name: name.to_owned(), created });
    project.layers.insert(analyst(who), Arc::new(layer));
}

pub fn put_status(project: &mut Project, who: &str, at: &str, state: State) {
    let layer = project.layers.get_mut(&analyst(who)).expect("a layer");
    put(&mut Arc::make_mut(layer).statuses, article(at), Status { state, reason: String::new() }, 0);
}

/// A tag: id, name, short name, parent, rank, aliases.
type Row = (&'static str, &'static str, &'static str, Option<&'static str>, i64, &'static [&'static str]);

/// Two groups with a sub-group, six tags, no articles and no analysts.
pub fn codebook() -> Project {
    let created = time("2026-01-20T08:00:00Z");
    let info =
        ProjectInfo { key: "k".to_owned(), title: "Seats".to_owned(), note: String::new(), created, blind: false };
    let mut project = Project::new(info);
    for (id, name, parent, rank) in [
        ("organization", "Organizations", None, 0),
        ("person", "Persons", Some("organization"), 0),
        ("argument", "Arguments", None, 1),
    ] {
        let value = Group { name: name.to_owned(), parent: parent.map(group), rank };
        put(&mut project.groups, group(id), value, 0);
    }
    let tags: [Row; 6] = [
        ("organization/foc", "Freedom Online Coalition", "FOC", None, 0, &["Online Freedom Coalition"]),
        ("organization/un", "United Nations", "UN", None, 1, &["Nations Unies"]),
        ("person/rubio", "Marco Rubio", "", None, 0, &["Secretary of State"]),
        ("argument/vacuum", "Vacuum", "", None, 0, &[]),
        ("argument/vacuum-china", "Vacuum: China", "", Some("argument/vacuum"), 0, &[]),
        ("argument/costs", "Costs and dues", "", None, 1, &["Waste"]),
    ];
    for (id, name, short, parent, rank, aliases) in tags {
        let mut value = Tag::named(name, group(tag(id).prefix()));
        value.short = short.to_owned();
        value.parent = parent.map(tag);
        value.rank = rank;
        value.aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
        put_tag(&mut project, id, value);
    }
    project
}

/// [`codebook`] with two articles and passages of two analysts.
pub fn project() -> Project {
    let mut project = codebook();
    put_article(
        &mut project,
        "seats",
        "A chair stands empty",
        "2026-01-09",
        0,
        "The naïve seat stays empty. China fills the vacuum; costs fall.\n\nThe Freedom Online Coalition said: “We stay.” 👍🏽 It did.\n",
    );
    put_article(&mut project, "dues", "What dues buy", "2026-02", 1, "Dues are small. Waste is not.\n");
    put_layer(&mut project, "ana", "Ana");
    put_layer(&mut project, "ben", "Ben");
    put_passage(&mut project, "ana", 1, "seats", "China fills the vacuum", &["argument/vacuum-china"]);
    put_passage(&mut project, "ana", 2, "seats", "Freedom Online Coalition", &["organization/foc"]);
    put_passage(&mut project, "ana", 3, "dues", "Waste is not.", &["argument/costs", "argument/vacuum"]);
    put_passage(&mut project, "ana", 4, "dues", "small", &[]);
    put_passage(
        &mut project,
        "ben",
        5,
        "seats",
        "China fills the vacuum; costs",
        &["argument/vacuum", "argument/costs"],
    );
    change(&mut project, "ben", 5, |annotation| {
        annotation.note = "As 66 doors".to_owned();
        for coding in annotation.codings.iter_mut().take(1) {
            coding.by = vec![tag("organization/foc"), tag("person/rubio")];
            coding.about = vec![tag("organization/un")];
            coding.stance = Some(Stance::Rejects);
            coding.voice = Some(crate::model::Voice::Quoted);
        }
    });
    put_status(&mut project, "ana", "seats", State::Done);
    project
}
