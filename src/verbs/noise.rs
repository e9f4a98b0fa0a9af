//! Saying of paragraphs whether they are part of the article.

use std::{ops::Range, sync::Arc};

use crate::model::{ArticleId, Edit, EditError, Judged, ParagraphId, Place, Project, Step};
use crate::words::{brief, counted};

/// Says whether the paragraphs that a byte range touches are noise, however they look. The text stays what it is.
///
/// # Errors
/// No such article, no paragraph there, or it was said before.
pub fn judge_paragraphs(
    project: &Project,
    id: &ArticleId,
    range: &Range<usize>,
    noise: bool,
) -> Result<Step, EditError> {
    let article = project.articles.get(id).ok_or_else(|| EditError::NoArticle(id.clone()))?;
    if article.body.is_missing() {
        return Err(EditError::NoText(id.clone()));
    }
    let text = article.body.text();
    let mut judged = Vec::new();
    for (paragraph, range) in ParagraphId::over(id, text, range) {
        if project.paragraphs.get(&paragraph).is_none_or(|judged| judged.noise != noise) {
            judged.push((paragraph, Judged { words: brief(&text[range]), noise }));
        }
    }
    let what = match judged.as_slice() {
        [] => return Err(EditError::Refused("there is no paragraph of which that was not said already".to_owned())),
        [(_, one)] => format!("“{}”", one.words),
        more => counted(more.len(), "paragraph"),
    };
    let label = format!("show {what} as {}part of the article", if noise { "not " } else { "" });
    let edits = judged.into_iter().map(|(paragraph, judged)| Edit::Paragraph(paragraph, Some(Arc::new(judged))));
    Ok(Step::new(label, edits.collect()).at(Some(Place::Article(id.clone()))))
}
