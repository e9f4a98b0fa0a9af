//! What the table shows, computed without a window: which rows in which order, and the words of one row.

use crate::{
    analysis::{
        afterwards::{Afterwards, afterwards},
        excerpts::{Filter, Row, Sort, excerpts, select},
    },
    model::{AnalystId, AnnotationId, ArticleId, Place, Project, TagId},
    ui::scene::Scene,
    words::{counted, thousands},
};

/// A passage, and whose it is.
pub type Key = (AnalystId, AnnotationId);

/// How much of a quote a row may need, in characters.
const QUOTE: usize = 480;

/// The rows of the project, and which of them are shown: looked up again only when something changed.
#[derive(Default)]
pub struct Found {
    /// Revision and key of the project that the rows are of.
    of: Option<(u64, String)>,
    filter: Filter,
    sort: Sort,
    rows: Vec<Row>,
    /// Places in `rows`.
    shown: Vec<usize>,
    /// How many of `rows` there are to filter: those that count, or everybody's.
    total: usize,
    has_outlets: bool,
    generation: u64,
}

impl Found {
    /// Looks again where project, filter or order have changed; says whether they have.
    pub fn refresh(&mut self, scene: &Scene<'_>, filter: &Filter, sort: Sort) -> bool {
        let key = &scene.project.info().key;
        let same = self.of.as_ref().is_some_and(|(revision, of)| *revision == scene.revision && of == key);
        if same && self.filter == *filter && self.sort == sort {
            return false;
        }
        if !same {
            self.rows = excerpts(scene.project, scene.of_record());
            self.has_outlets = scene.project.articles.iter().any(|(_, article)| !article.outlet.is_empty());
            self.of = Some((scene.revision, key.clone()));
        }
        self.shown = select(scene.project, &self.rows, filter, sort);
        self.filter = filter.clone();
        let counts = |row: &&Row| row.of_record || !filter.is_of_record();
        self.total = self.rows.iter().filter(counts).count();
        self.sort = sort;
        self.generation += 1;
        true
    }

    /// Rises whenever other rows may be shown than before.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    pub fn has_outlets(&self) -> bool {
        self.has_outlets
    }

    /// Whether the project has no passages.
    pub fn has_none(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many passages there are to filter: those that count, or everybody's.
    pub fn total(&self) -> usize {
        self.total
    }

    /// What the passages that are shown were chosen by.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Whether only passages are shown that count where several have coded an article.
    pub fn is_of_record(&self) -> bool {
        self.filter.is_of_record()
    }

    pub fn len(&self) -> usize {
        self.shown.len()
    }

    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// The row that is shown at this place.
    pub fn row(&self, at: usize) -> Option<&Row> {
        self.shown.get(at).and_then(|at| self.rows.get(*at))
    }

    pub fn key(&self, at: usize) -> Option<Key> {
        self.row(at).map(key)
    }

    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.shown.iter().filter_map(|at| self.rows.get(*at)).map(key)
    }

    pub fn position(&self, wanted: &Key) -> Option<usize> {
        self.shown.iter().position(|at| self.rows.get(*at).is_some_and(|row| is(row, wanted)))
    }

    /// “214 of 326 passages”; “326 passages” where nothing is left out by a filter.
    pub fn count(&self) -> String {
        let all = counted(self.total(), "passage");
        let no_filter = Filter { everybody: self.filter.everybody, ..Filter::default() };
        if self.filter == no_filter { all } else { format!("{} of {all}", thousands(self.len())) }
    }
}

pub fn key(row: &Row) -> Key {
    (row.analyst.clone(), row.id)
}

pub fn is(row: &Row, key: &Key) -> bool {
    row.id == key.1 && row.analyst == key.0
}

/// Where a double click leads; an article that is not there leads nowhere.
pub fn destination(project: &Project, row: &Row) -> Option<Place> {
    let article = row.article();
    match row.place {
        Some(span) => Some(Place::Passage(article.clone(), span, row.id)),
        None => project.articles.contains(article).then(|| Place::Article(article.clone())),
    }
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub title: String,
    pub outlet: String,
    pub date: String,
    /// On one line.
    pub quote: String,
    /// Why the passage cannot be shown in its article.
    pub trouble: Option<&'static str>,
    pub tags: Vec<TagWord>,
    pub note: String,
    pub analyst: String,
    pub made: String,
    /// Whether it was made or changed after its article had been submitted.
    pub afterwards: &'static str,
}

/// A tag of a row: its name for tight places, and its hue where it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagWord {
    pub label: String,
    pub hue: Option<u8>,
}

impl Line {
    pub fn of(project: &Project, row: &Row) -> Self {
        let annotation = &row.annotation;
        let article = project.articles.get(row.article());
        let layer = project.layer(&row.analyst);
        Self {
            title: article.map_or_else(|| row.article().to_string(), |article| article.title.clone()),
            outlet: article.map(|article| article.outlet.clone()).unwrap_or_default(),
            date: article.map(|article| spoken_date(&article.date)).unwrap_or_default(),
            quote: one_line(project.words(annotation, row.place), QUOTE),
            trouble: trouble(project, row),
            tags: annotation.codings.iter().map(|coding| tag_word(project, &coding.tag)).collect(),
            note: one_line(&annotation.note, QUOTE),
            analyst: layer.map_or_else(|| row.analyst.to_string(), |layer| layer.analyst().name.clone()),
            made: annotation
                .made()
                .map_or(String::new(), |time| spoken_date(time.to_string().get(..10).unwrap_or_default())),
            afterwards: afterwards(project, &row.analyst, row.id, annotation).map_or("", Afterwards::label),
        }
    }

    /// The row in words, for screen readers.
    pub fn spoken(&self) -> String {
        let tags: Vec<&str> = self.tags.iter().map(|tag| tag.label.as_str()).collect();
        let tags = if tags.is_empty() { "no tag".to_owned() } else { tags.join(", ") };
        let mut words = format!("“{}”, {tags}, {}, {}", self.quote, self.title, self.analyst);
        if let Some(trouble) = self.trouble {
            words.push_str(", ");
            words.push_str(trouble);
        }
        if !self.afterwards.is_empty() {
            words.push_str(", ");
            words.push_str(&self.afterwards.to_lowercase());
        }
        words
    }
}

fn trouble(project: &Project, row: &Row) -> Option<&'static str> {
    if row.place.is_some() {
        return None;
    }
    match project.articles.get(row.article()) {
        None => Some("Its article is not in the project"),
        Some(article) if article.body.is_missing() => Some("The text of its article is missing"),
        Some(_) => Some("Not found in the article as it is now"),
    }
}

fn tag_word(project: &Project, id: &TagId) -> TagWord {
    let resolved = project.resolve(id);
    match project.tag(&resolved) {
        Some(tag) if tag.name.chars().count() > 26 => TagWord { label: tag.label().to_owned(), hue: Some(tag.hue) },
        Some(tag) => TagWord { label: tag.name.clone(), hue: Some(tag.hue) },
        None => TagWord { label: resolved.to_string(), hue: None },
    }
}

/// `text` with its white space squeezed, cut after so many characters. What is far behind these is not looked at.
pub fn one_line(text: &str, longest: usize) -> String {
    let end = text.char_indices().nth(longest * 8).map_or(text.len(), |(at, _)| at);
    let mut line = String::new();
    let (mut left, mut is_cut) = (longest, end < text.len());
    for word in text[..end].split_whitespace() {
        let long = word.chars().count() + 1;
        if long > left && !line.is_empty() {
            is_cut = true;
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().take(longest));
        is_cut |= long > longest + 1;
        left = left.saturating_sub(long);
    }
    if is_cut {
        line.push('…');
    }
    line
}

/// `2026-01-09` as “9 Jan 2026”, `2026-01` as “Jan 2026”; anything else as it is.
pub fn spoken_date(date: &str) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let month = month.and_then(|month| month.parse::<usize>().ok()).and_then(|n| MONTHS.get(n.checked_sub(1)?));
    match (year, month, day.and_then(|day| day.parse::<u8>().ok())) {
        (Some(year), Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(year), Some(month), None) => format!("{month} {year}"),
        _ => date.to_owned(),
    }
}

/// The article's title, or its id where it is not there.
pub fn title(project: &Project, id: &ArticleId) -> String {
    project.articles.get(id).map_or_else(|| id.to_string(), |article| article.title.clone())
}
