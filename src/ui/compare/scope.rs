//! Which articles are compared.

use crate::analysis::{blind::may_see, compare};
use crate::storage::ComparedArticles;
use crate::ui::scene::Scene;
use crate::{
    model::{AnalystId, ArticleId},
    words::counted,
};
use std::collections::BTreeSet;

/// Which articles are compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Those that each of the analysts has coded.
    #[default]
    Shared,
    All,
    Only(BTreeSet<ArticleId>),
}

impl Scope {
    pub fn recalled(articles: &ComparedArticles) -> Self {
        match articles {
            ComparedArticles::Shared => Self::Shared,
            ComparedArticles::All => Self::All,
            ComparedArticles::Only(ids) => Self::Only(ids.iter().filter_map(|id| ArticleId::new(id).ok()).collect()),
        }
    }

    pub fn remembered(&self) -> ComparedArticles {
        match self {
            Self::Shared => ComparedArticles::Shared,
            Self::All => ComparedArticles::All,
            Self::Only(ids) => ComparedArticles::Only(ids.iter().map(ToString::to_string).collect()),
        }
    }

    /// The articles, in the order of the list. Where work is blind, those that one has submitted: what is hidden must not
    /// look as if nothing were marked.
    pub fn articles(&self, scene: &Scene<'_>, analysts: &[AnalystId]) -> Vec<ArticleId> {
        let mut articles = match self {
            Self::Shared => compare::coded_by_all(scene.project, analysts),
            Self::All | Self::Only(_) => {
                scene.project.articles_in_order().into_iter().map(|(id, _)| id.clone()).collect()
            }
        };
        articles.retain(|id| self.lets_through(scene, id));
        articles
    }

    /// Whether the article, which is in the project, is one of these.
    pub fn has(&self, scene: &Scene<'_>, analysts: &[AnalystId], id: &ArticleId) -> bool {
        let is_shared = || *self != Self::Shared || compare::is_coded_by_all(scene.project, analysts, id);
        scene.project.articles.contains(id) && self.lets_through(scene, id) && is_shared()
    }

    pub(super) fn lets_through(&self, scene: &Scene<'_>, id: &ArticleId) -> bool {
        let is_chosen = !matches!(self, Self::Only(some) if !some.contains(id));
        is_chosen && may_see(scene.project, &scene.me.id, id)
    }

    pub(super) fn words(&self, n: usize) -> String {
        let articles = counted(n, "article");
        match self {
            Self::Shared => format!("{articles} coded by all"),
            Self::All => format!("All {articles}"),
            Self::Only(_) => articles,
        }
    }
}
