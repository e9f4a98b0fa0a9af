//! The texts of a foreign file as articles of a project.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    sync::Arc,
};

use super::report::Report;
use crate::{
    exchange::foreign::{ARTICLE, Text, few, guid, put_below},
    ingest::{date_of, day_first},
    model::{Article, ArticleId, Body, Edit, EditError, Entry, Fingerprint, Project, Stamp},
    verbs::{NewArticle, add_articles, is_date},
    words::{brief, counted},
};

/// The article that a file without its text means.
pub(super) fn article_of<'p>(project: &'p Project, text: &Text) -> Option<(&'p ArticleId, &'p Article)> {
    let name = text.name.trim();
    let addresses = [name, &text.link].map(|address| address.trim_start_matches("urn:uuid:"));
    let own = |id: &ArticleId| addresses.contains(&guid(project, ARTICLE, id.as_str()).as_str());
    let linked = |article: &Article| !article.link.is_empty() && article.link == text.link;
    let called = |article: &Article| article.title == name || article.source == name;
    let here = || project.articles.iter().filter(|(_, article)| !article.body.is_missing());
    // Several may have one title.
    let found = here().find(|(id, _)| own(id)).or_else(|| here().find(|(_, article)| linked(article)));
    found.or_else(|| here().find(|(_, article)| called(article)))
}

/// The articles that the texts of a file are.
pub(super) struct Articles {
    /// Of each text.
    pub ids: Vec<ArticleId>,
    pub new: Vec<(ArticleId, Vec<u8>)>,
    pub edits: Vec<Edit>,
}

impl Articles {
    /// Finds the articles of the same text, and adds the others to `project`. Texts of one wording and one name are one article, as where
    /// each coder has a copy; differently named ones stay apart: of several articles with the text it is the one of the same title, else
    /// the first that no other text is.
    pub(super) fn of(project: &mut Project, texts: &[Text], report: &mut Report) -> Result<Self, EditError> {
        let mut known: BTreeMap<Fingerprint, Vec<ArticleId>> = BTreeMap::new();
        for (id, article) in project.articles_in_order() {
            known.entry(article.body.fingerprint().clone()).or_default().push(id.clone());
        }
        let mut different: Vec<(Text, Body)> = Vec::new();
        let mut places = BTreeMap::new();
        let mut place_of = Vec::with_capacity(texts.len());
        for text in texts {
            let body = Body::new(text.loaded().as_ref());
            let title = title_of(text);
            let name = text.article.as_ref().ok_or(title);
            let at = *places.entry((body.fingerprint().clone(), name)).or_insert(different.len());
            match different.get_mut(at) {
                Some((first, _)) if !first.note.contains(text.note.trim()) => {
                    put_below(&mut first.note, text.note.trim());
                }
                Some(_) => {}
                None => different.push((text.clone(), body)),
            }
            place_of.push(at);
        }
        let mut ids: Vec<Option<ArticleId>> = different.iter().map(|(text, _)| text.article.clone()).collect();
        let mut claimed: BTreeSet<ArticleId> = BTreeSet::new();
        for by_title in [true, false] {
            for ((text, body), found) in different.iter().zip(&mut ids).filter(|(_, found)| found.is_none()) {
                let called = |id: &&ArticleId| {
                    let title = project.articles.get(id).map(|article| article.title.as_str());
                    !claimed.contains(*id) && (!by_title || title == Some(title_of(text)))
                };
                *found = known.get(body.fingerprint()).and_then(|ids| ids.iter().find(called).cloned());
                claimed.extend(found.clone());
            }
        }
        report.known_articles = ids.iter().flatten().count();
        report.new_articles = ids.len() - report.known_articles;
        let new = different.into_iter().zip(&ids).filter(|(_, id)| id.is_none()).map(|(new, _)| new);
        let (mut new_texts, new_bodies): (Vec<Text>, Vec<Body>) = new.unzip();
        report.notices.extend(read_dates(&mut new_texts));
        let new: Vec<NewArticle> =
            new_texts.iter().zip(new_bodies).map(|(text, body)| new_article(text, body)).collect();
        let mut articles = Self { ids: Vec::new(), new: Vec::new(), edits: Vec::new() };
        let added = if new.is_empty() { Vec::new() } else { add_articles(project, new)?.edits };
        let mut new_ids = Vec::new();
        for (edit, text) in added.into_iter().zip(new_texts) {
            if let Edit::Article(id, Some(article)) = edit {
                let article = Article { note: text.note, ..Arc::unwrap_or_clone(article) };
                new_ids.push(id.clone());
                articles.new.push((id.clone(), text.raw.into_bytes()));
                articles.edits.push(Edit::Article(id.clone(), Some(Arc::new(article.clone()))));
                project.articles.put(id, Entry { value: Some(Arc::new(article)), changed: Stamp::default() });
            }
        }
        let mut new_ids = new_ids.into_iter();
        let ids: Vec<ArticleId> = ids.into_iter().filter_map(|id| id.or_else(|| new_ids.next())).collect();
        articles.ids = place_of.into_iter().map(|at| ids[at].clone()).collect();
        Ok(articles)
    }
}

/// Writes the dates as articles have them. What cannot be read as one goes into the note, and is said.
fn read_dates(texts: &mut [Text]) -> Option<String> {
    let day_first = day_first(texts.iter().map(|text| text.date.as_str()));
    let mut unread = Vec::new();
    for text in texts.iter_mut().filter(|text| !is_date(&text.date)) {
        let read = date_of(&text.date, day_first);
        let given = mem::replace(&mut text.date, read);
        if text.date.is_empty() && !given.trim().is_empty() {
            put_below(&mut text.note, &format!("date: {given}"));
            unread.push(format!("“{}” of “{}”", brief(&given), text.name));
        }
    }
    let dates = counted(unread.len(), "date");
    (!unread.is_empty()).then(|| format!("{dates} put into notes, since they cannot be read: {}", few(&unread)))
}

/// What the article is called.
fn title_of(text: &Text) -> &str {
    if text.name.trim().is_empty() { "Without a title" } else { text.name.trim() }
}

fn new_article(text: &Text, body: Body) -> NewArticle {
    let title = title_of(text);
    let of_title = || format!("{}.txt", title.replace(['/', '\\'], " "));
    NewArticle {
        source: Some(text.source.clone()).filter(|source| !source.trim().is_empty()).unwrap_or_else(of_title),
        title: title.to_owned(),
        outlet: text.outlet.clone(),
        author: text.author.clone(),
        date: text.date.clone(),
        language: text.language.clone(),
        link: text.link.clone(),
        body,
    }
}
