//! Which of the articles that were read have the text of another one, or nearly.

use super::alike;
use crate::{model::Project, verbs::NewArticle};

/// An article with the text of another one, or nearly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// Which of the articles that were looked at.
    pub article: usize,
    /// How much of the two together both have; 100 only if they are the same.
    pub percent: u32,
    /// The title of the other one, and where that is.
    pub other: String,
}

impl Twin {
    pub fn is_same(&self) -> bool {
        self.percent == 100
    }

    /// “the same text as …”.
    pub fn words(&self) -> String {
        match self.percent {
            100 => format!("the same text as {}", self.other),
            percent => format!("{percent} % of its text in common with {}", self.other),
        }
    }
}

/// Which of `articles` are like one before them, or like one of `project`.
pub fn twins(articles: &[&NewArticle], project: Option<&Project>) -> Vec<Twin> {
    let known: Vec<_> = project.map(Project::articles_in_order).unwrap_or_default();
    let mut texts: Vec<&str> = known.iter().map(|(_, article)| article.body.text()).collect();
    texts.extend(articles.iter().map(|article| article.body.text()));
    let called = |at: usize| match (known.get(at), at.checked_sub(known.len()).and_then(|at| articles.get(at))) {
        (Some((_, article)), _) => format!("“{}”, which is in the project", article.title),
        (None, Some(article)) => format!("“{}” ({})", article.title, article.source),
        (None, None) => String::new(),
    };
    let twin = |alike: alike::Alike| {
        let article = alike.text.checked_sub(known.len())?;
        Some(Twin { article, percent: alike.percent, other: called(alike.other) })
    };
    alike::alike(&texts).into_iter().filter_map(twin).collect()
}
