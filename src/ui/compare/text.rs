//! The text of the disagreement in hand, with a lane in the margin for each analyst.

use std::collections::BTreeMap;

use egui::{Key, Modifiers, Ui};

use super::super::marking::{MarkTags, document_key, mark_key};
use super::decide::nothing_in_hand;
use super::state::ComparePane;
use super::state::{Lanes, LanesKey};
use crate::analysis::compare::Disagreement;
use crate::model::{AnalystId, Project, Span};
use crate::ui::{
    read::{self, articles::long_date},
    reader::{Mark, Marks, ReaderEvent, ReaderInput},
    scene::Scene,
    theme::{Colors, colors},
    widgets,
};

/// Where names of tags have their place, in points a lane.
const LANE: std::ops::RangeInclusive<f32> = 78.0..=132.0;
/// What the text keeps for itself.
const TEXT: f32 = 510.0;

impl Lanes {
    /// Shows the disagreement in hand when next drawn.
    pub fn reveal(&mut self) {
        self.reveal = true;
    }

    pub fn clear_selection(&mut self) {
        self.reader.clear_selection();
    }

    /// What is selected in the text.
    pub fn selection(&self, text: &str) -> Option<Span> {
        let range = self.reader.selection()?.range();
        let words = text.get(range.clone())?;
        let (start, end) = (range.end - words.trim_start().len(), range.start + words.trim_end().len());
        Span::new(text, start..end).ok()
    }

    pub fn scroll_keys(&mut self, pressed: &impl Fn(Modifiers, Key) -> bool) {
        self.reader.scroll_by_keys(pressed);
    }

    fn refresh(&mut self, project: &Project, key: LanesKey, colors: &Colors) {
        if self.key.as_ref() == Some(&key) {
            return;
        }
        let adjudicated = AnalystId::adjudicated();
        let mut lanes = key.analysts.clone();
        if project.layer(&adjudicated).is_some_and(|layer| !layer.annotations.is_empty()) {
            lanes.push(adjudicated);
        }
        let (mut marks, mut ids) = (Vec::new(), BTreeMap::new());
        let mut mark_tags = MarkTags::new(project, colors);
        for (analyst, id, annotation) in project.passages_in(&key.article) {
            let Some(column) = lanes.iter().position(|lane| lane == analyst) else { continue };
            let Some(span) = project.place(*id, annotation) else { continue };
            let tags = mark_tags.of(annotation, |_| false);
            let mark = mark_key(*id);
            ids.insert(mark, *id);
            marks.push(Mark {
                key: mark,
                span: span.range(),
                tags,
                own: false,
                who: Some(mark_tags.who(analyst)),
                column: u8::try_from(column).unwrap_or(u8::MAX),
            });
        }
        self.columns = lanes.iter().map(|lane| project.analyst_name(lane).into()).collect();
        self.marks = Marks::new(marks);
        self.ids = ids;
        self.revision += 1;
        self.key = Some(key);
    }
}

impl ComparePane {
    pub(super) fn text(&mut self, ui: &mut Ui, scene: &Scene<'_>, text_size: f32) {
        let Some(one) = self.in_hand().cloned() else {
            widgets::empty(ui, "Nothing is in hand", &nothing_in_hand(ui.ctx()));
            return;
        };
        let Some(article) = scene.project.articles.get(&one.article) else { return };
        let Some(text) = article.body.shared() else {
            widgets::empty(ui, "The text of this article is not there", "Put it back into the project’s folder.");
            return;
        };
        let dark = ui.visuals().dark_mode;
        let key =
            LanesKey { revision: scene.revision, article: one.article.clone(), analysts: self.analysts.clone(), dark };
        let is_other = self.lanes.key.as_ref().is_none_or(|known| known.article != key.article);
        self.lanes.refresh(scene.project, key, colors(ui));
        self.lanes.noted.refresh(scene.project, &one.article, scene.revision);
        if std::mem::take(&mut self.lanes.reveal) || is_other {
            self.lanes.reader.clear_selection();
            self.lanes.reader.reveal(one.span.range());
            self.lanes.reader.glow(one.span.range());
        }
        let mut style = read::reader_style(ui, text_size);
        #[expect(clippy::cast_precision_loss, reason = "a handful of lanes")]
        let lanes = self.lanes.columns.len().max(1) as f32;
        style.margin = ((ui.available_width() - TEXT) / lanes).clamp(*LANE.start(), *LANE.end()).floor() * lanes;
        let focused = Self::focused(scene.project, &one);
        let date = long_date(&article.date);
        let byline = [article.outlet.as_str(), &date].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let input = ReaderInput {
            text,
            document: document_key(&one.article, &article.body),
            revision: self.lanes.revision,
            marks: &self.lanes.marks,
            title: &article.title,
            byline: &byline.join(" · "),
            found: &[],
            found_current: None,
            focused: &focused,
            columns: &self.lanes.columns,
            hovered_tag: None,
            style: &style,
            editable: false,
            whole_words: true,
            dimmed: &[],
            muted: self.lanes.noted.muted(),
        };
        let events = self.lanes.reader.show(ui, &input).events;
        for event in events {
            self.reader_event(event, text);
        }
    }

    /// The marks that stand out: the passages in hand and what came of them.
    fn focused(project: &Project, one: &Disagreement) -> Vec<u64> {
        let result = super::list::decision(project, one).map(|decision| decision.result.clone()).unwrap_or_default();
        one.passages.iter().map(|passage| passage.id).chain(result).map(mark_key).collect()
    }

    fn reader_event(&mut self, event: ReaderEvent, text: &str) {
        let key = match event {
            ReaderEvent::Selected => {
                if let (Some(own), Some(span)) = (&mut self.own, self.lanes.selection(text)) {
                    own.span = span;
                }
                None
            }
            ReaderEvent::Picked { keys, .. } => keys.first().copied(),
            ReaderEvent::MarginPicked { key } => Some(key),
            _ => None,
        };
        let Some(id) = key.and_then(|key| self.lanes.ids.get(&key)).copied() else { return };
        let is = |one: &Disagreement| one.passages.iter().any(|passage| passage.id == id);
        if let Some(at) = self.kept.comparison.disagreements.iter().position(is)
            && Some(at) != self.position()
        {
            self.set_current(Some(at));
            self.list.scroll_to(at);
        }
    }
}
