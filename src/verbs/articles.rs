//! Adding articles, changing what is known of them, and taking them out.

use std::sync::Arc;

use std::collections::{BTreeMap, BTreeSet};

use super::making::next_rank;
use crate::model::{
    AnalystId, Article, ArticleId, Body, Edit, EditError, Memo, Place, Project, Slugs, State, Status, Step, Subject,
    slug,
};
use crate::words::{brief, counted};

/// An article that is to be added: its text, and what is known or guessed of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewArticle {
    /// The file's name without folders; the id is its slug.
    pub source: String,
    pub title: String,
    pub outlet: String,
    pub author: String,
    pub date: String,
    pub language: String,
    pub link: String,
    pub body: Body,
}

/// Adds articles at the end of the list. A name that is taken gets a number.
///
/// # Errors
/// There is nothing to add.
pub fn add_articles(project: &Project, new: Vec<NewArticle>) -> Result<Step, EditError> {
    add_articles_beside(project, new, &BTreeSet::new())
}

/// As [`add_articles`], where these names are taken too.
///
/// # Errors
/// There is nothing to add.
pub fn add_articles_beside(
    project: &Project,
    new: Vec<NewArticle>,
    taken: &BTreeSet<ArticleId>,
) -> Result<Step, EditError> {
    let taken = project.articles.entries().map(|(id, _)| id).chain(taken);
    let mut slugs = Slugs::new(taken.map(|id| id.as_str().to_owned()));
    let first_rank = next_rank(&project.articles, |article| Some(article.rank));
    let mut edits = Vec::with_capacity(new.len());
    for (rank, article) in (first_rank..).zip(new) {
        let stem = article.source.rsplit_once('.').map_or(article.source.as_str(), |(stem, _)| stem);
        let id = ArticleId::new(&slugs.unique(slug(stem, "article")))
            .map_err(|error| EditError::Refused(error.to_string()))?;
        let value = Article {
            title: article.title,
            body: article.body,
            outlet: article.outlet,
            author: article.author,
            date: article.date,
            language: article.language,
            link: article.link,
            note: String::new(),
            source: article.source,
            rank,
            of_record: None,
        };
        edits.push(Edit::Article(id, Some(Arc::new(value))));
    }
    let place = match edits.first() {
        Some(Edit::Article(id, _)) => Some(Place::Article(id.clone())),
        _ => return Err(EditError::Refused("there is nothing to add".to_owned())),
    };
    Ok(Step::new(format!("add {}", counted(edits.len(), "article")), edits).at(place))
}

/// Puts changed metadata; the text stays what it is.
///
/// # Errors
/// No such article, no title, or a date that is none.
pub fn edit_article(project: &Project, id: &ArticleId, changed: Article) -> Result<Step, EditError> {
    let old = project.articles.get(id).ok_or_else(|| EditError::NoArticle(id.clone()))?;
    if changed.title.trim().is_empty() {
        return Err(EditError::Refused("an article needs a title".to_owned()));
    }
    if !is_date(&changed.date) {
        let date = &changed.date;
        return Err(EditError::Refused(format!(
            "“{date}” is no date: write it as 2026-01-08, 2026-01 or 2026, or leave it empty"
        )));
    }
    let label = if old.title == changed.title {
        format!("change what is known of “{}”", brief(&old.title))
    } else {
        format!("rename article to “{}”", brief(&changed.title))
    };
    let value = Article { body: old.body.clone(), ..changed };
    Ok(Step::new(label, vec![Edit::Article(id.clone(), Some(Arc::new(value)))]).at(Some(Place::Article(id.clone()))))
}

/// Chooses whose coding counts in articles where nothing is settled; `None` leaves it open.
///
/// # Errors
/// It is so already.
pub fn choose_of_record(
    project: &Project,
    articles: &[ArticleId],
    analyst: Option<&AnalystId>,
) -> Result<Step, EditError> {
    let mut edits = Vec::new();
    for id in articles {
        if let Some(article) = project.articles.get(id).filter(|article| article.of_record.as_ref() != analyst) {
            let changed = Article { of_record: analyst.cloned(), ..article.clone() };
            edits.push(Edit::Article(id.clone(), Some(Arc::new(changed))));
        }
    }
    if edits.is_empty() {
        return Err(EditError::Refused("that is so already".to_owned()));
    }
    let articles = counted(edits.len(), "article");
    let label = match analyst.map(|id| project.analyst_name(id)) {
        Some(name) => format!("count {name}’s coding in {articles}"),
        None => format!("count everybody’s coding in {articles}"),
    };
    Ok(Step::new(label, edits))
}

/// Whether `date` is empty, a year, a year and month, or a day that the calendar has.
pub fn is_date(date: &str) -> bool {
    let padded = match date.len() {
        0 => return true,
        4 => format!("{date}-01-01"),
        7 => format!("{date}-01"),
        _ => date.to_owned(),
    };
    padded.len() == 10 && padded.parse::<jiff::civil::Date>().is_ok()
}

/// Moves an article to a place in the list, counted from 0.
///
/// # Errors
/// No such article, or it stands there already.
pub fn reorder(project: &Project, id: &ArticleId, place: usize) -> Result<Step, EditError> {
    let mut order: Vec<ArticleId> = project.articles_in_order().into_iter().map(|(id, _)| id.clone()).collect();
    let at = order.iter().position(|other| other == id).ok_or_else(|| EditError::NoArticle(id.clone()))?;
    let moved = order.remove(at);
    order.insert(place.min(order.len()), moved);
    let mut edits = Vec::new();
    for (rank, other) in (0_i64..).zip(&order) {
        if let Some(article) = project.articles.get(other).filter(|article| article.rank != rank) {
            edits.push(Edit::Article(other.clone(), Some(Arc::new(Article { rank, ..article.clone() }))));
        }
    }
    if edits.is_empty() {
        return Err(EditError::Refused("it stands there already".to_owned()));
    }
    let title = project.articles.get(id).map(|article| brief(&article.title)).unwrap_or_default();
    Ok(Step::new(format!("move article “{title}”"), edits).at(Some(Place::Article(id.clone()))))
}

/// What removing an article takes along, to be said before it is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removal {
    /// One's own passages in it, which are deleted with it.
    pub own: usize,
    /// Passages of others, which stay in their files and are not shown until the article is back.
    pub others: BTreeMap<AnalystId, usize>,
}

/// What removing the article `id` takes along.
pub fn removal(project: &Project, analyst: &AnalystId, id: &ArticleId) -> Removal {
    let mut removal = Removal::default();
    for (whose, _, _) in project.passages_in(id) {
        if whose == analyst {
            removal.own += 1;
        } else {
            *removal.others.entry(whose.clone()).or_default() += 1;
        }
    }
    removal
}

/// Takes an article out of the project, with one's own passages, status and memo of it, and what was said of its paragraphs.
/// What was submitted of it stays.
///
/// # Errors
/// No such article.
pub fn remove_article(project: &Project, analyst: &AnalystId, id: &ArticleId) -> Result<Step, EditError> {
    let article = project.articles.get(id).ok_or_else(|| EditError::NoArticle(id.clone()))?;
    let mut edits: Vec<Edit> = project
        .passages_in(id)
        .filter(|(whose, _, _)| *whose == analyst)
        .map(|(_, annotation, _)| Edit::Annotation(analyst.clone(), *annotation, None))
        .collect();
    if let Some(layer) = project.layer(analyst) {
        if layer.statuses.contains(id) {
            edits.push(Edit::Status(analyst.clone(), id.clone(), None));
        }
        let subject = Subject::Article(id.clone());
        if layer.memos.contains(&subject) {
            edits.push(Edit::Memo(analyst.clone(), subject, None));
        }
    }
    edits.extend(project.judged(id).map(|(paragraph, _)| Edit::Paragraph(paragraph.clone(), None)));
    edits.push(Edit::Article(id.clone(), None));
    Ok(Step::new(format!("remove article “{}”", brief(&article.title)), edits).at(Some(Place::Article(id.clone()))))
}

/// Says how far one is with an article. Submitting has a verb of its own: [`super::submit`].
///
/// # Errors
/// No such article, or the state is that of submitting.
pub fn set_status(
    project: &Project,
    analyst: &AnalystId,
    id: &ArticleId,
    state: State,
    reason: &str,
) -> Result<Step, EditError> {
    let article = project.articles.get(id).ok_or_else(|| EditError::NoArticle(id.clone()))?;
    if state == State::Submitted {
        return Err(EditError::Refused("what is submitted is frozen: submit the article instead".to_owned()));
    }
    let status = Status { state, reason: reason.to_owned() };
    let label = format!("mark “{}” {}", brief(&article.title), state.label().to_lowercase());
    Ok(Step::new(label, vec![Edit::Status(analyst.clone(), id.clone(), Some(Arc::new(status)))])
        .at(Some(Place::Article(id.clone()))))
}

/// Writes a memo; an empty one is deleted.
///
/// # Errors
/// Nothing of that kind is there.
pub fn set_memo(project: &Project, analyst: &AnalystId, about: Subject, text: &str) -> Result<Step, EditError> {
    let (name, place) = match &about {
        Subject::Project => ("the project".to_owned(), None),
        Subject::Article(id) => {
            let article = project.articles.get(id).ok_or_else(|| EditError::NoArticle(id.clone()))?;
            (format!("“{}”", brief(&article.title)), Some(Place::Article(id.clone())))
        }
        Subject::Tag(id) => {
            project.tag(id).ok_or_else(|| EditError::NoTag(id.clone()))?;
            (format!("“{}”", project.tag_name(id)), Some(Place::Tag(id.clone())))
        }
    };
    let text = (!text.trim().is_empty()).then(|| text.to_owned());
    Ok(Step::new(
        format!("memo on {name}"),
        vec![Edit::Memo(analyst.clone(), about, text.map(|text| Arc::new(Memo(text))))],
    )
    .at(place))
}
