//! Making a step: whole or not at all, giving back what undoes it.

use std::sync::Arc;

use super::{
    annotation::Annotation,
    codebook::{Group, Tag},
    conflicts::{settle_in, versions},
    edit::{Edit, EditError, Step},
    entry::Entry,
    ids::{AnalystId, ArticleId, GroupId, TagId},
    layer::{Layer, Submission},
    project::Project,
    record::RecordId,
    span::Span,
    stamp::{Stamp, Stamper},
    table::Table,
};

/// What a step replaced: the edits that put it back, last one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    pub inverse: Vec<Edit>,
}

/// What became of edits that were made only where nothing else has replaced what they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Those that were made.
    pub edits: Vec<Edit>,
    /// What puts back what they replaced, last one first.
    pub inverse: Vec<Edit>,
    /// How many were not made, since something else is there now.
    pub left_out: usize,
    /// How many were not made, since what was submitted stays.
    pub stayed: usize,
}

impl Project {
    /// Makes all edits of `step`, each under a fresh stamp.
    ///
    /// # Errors
    /// The first edit that is not possible. The project is then as it was.
    pub fn apply(&mut self, step: &Step, stamper: &mut Stamper) -> Result<Applied, EditError> {
        // Versions to be reviewed may go or be set aside: only the project as a whole can bring them back.
        let reopens = step.edits.iter().any(|edit| matches!(edit, Edit::Reopen(..)));
        let before = (reopens || self.has_superseded()).then(|| self.clone());
        let mut done: Vec<(Edit, Option<Stamp>)> = Vec::with_capacity(step.edits.len());
        for edit in &step.edits {
            match self.check_edit(edit).map(|()| self.put(edit, stamper)) {
                Ok(previous) => done.push(previous),
                Err(error) => {
                    for (edit, stamp) in done.into_iter().rev() {
                        self.put_back(edit, stamp);
                    }
                    if let Some(before) = before {
                        *self = before;
                    }
                    return Err(error);
                }
            }
        }
        Ok(Applied { inverse: done.into_iter().rev().map(|(edit, _)| edit).collect() })
    }

    /// Makes edits in turn, each under a fresh stamp, where the project holds what it is paired with and it can be made.
    ///
    /// A record that is put twice is compared when its turn comes: what was put before is replaced then.
    pub fn apply_held<'a>(&mut self, pairs: impl Iterator<Item = (&'a Edit, &'a Edit)>, stamper: &mut Stamper) -> Held {
        let mut held = Held::default();
        for (make, expected) in pairs {
            if matches!(make, Edit::Submission(who, id, _) if self.submission(who, id).is_some()) {
                held.stayed += 1;
            } else if self.holds(expected) && self.check_edit(make).is_ok() {
                held.inverse.push(self.put(make, stamper).0);
                held.edits.push(make.clone());
            } else {
                held.left_out += 1;
            }
        }
        held.inverse.reverse();
        held
    }

    /// Whether the project holds what `edit` put: if not, something else has replaced it since.
    pub fn holds(&self, edit: &Edit) -> bool {
        fn same<K: Ord + Clone, T: PartialEq>(table: &Table<K, T>, id: &K, value: Option<&T>) -> bool {
            table.get(id) == value
        }
        match edit {
            Edit::Info(info) => self.info == **info,
            Edit::Group(id, value) => same(&self.groups, id, value.as_ref()),
            Edit::Article(id, value) => same(&self.articles, id, value.as_deref()),
            Edit::Tag(id, value) => same(&self.tags, id, value.as_deref()),
            Edit::Paragraph(id, value) => same(&self.paragraphs, id, value.as_ref()),
            Edit::Analyst(id, value) => self.layer(id).is_some_and(|layer| layer.analyst == **value),
            Edit::Annotation(analyst, id, value) => match self.layer(analyst) {
                Some(layer) => same(&layer.annotations, id, value.as_deref()),
                None => value.is_none(),
            },
            Edit::Status(analyst, id, value) => match self.layer(analyst) {
                Some(layer) => same(&layer.statuses, id, value.as_ref()),
                None => value.is_none(),
            },
            Edit::Memo(analyst, id, value) => match self.layer(analyst) {
                Some(layer) => same(&layer.memos, id, value.as_ref()),
                None => value.is_none(),
            },
            Edit::Split(analyst, id, value) => match self.layer(analyst) {
                Some(layer) => same(&layer.splits, id, value.as_ref()),
                None => value.is_none(),
            },
            Edit::Submission(analyst, id, value) => match self.layer(analyst) {
                Some(layer) => same(&layer.submissions, id, value.as_deref()),
                None => value.is_none(),
            },
            Edit::Placement(analyst, id, value) => match self.layer(analyst) {
                Some(layer) => same(&layer.placements, id, value.as_ref()),
                None => value.is_none(),
            },
            Edit::Decision(analyst, id, value) => match self.layer(analyst) {
                Some(layer) => same(&layer.decisions, id, value.as_deref()),
                None => value.is_none(),
            },
            Edit::Settle(record) => self.is_settled(record),
            Edit::Reopen(record, _) => !self.is_settled(record),
        }
    }

    fn check_edit(&self, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::Info(_) | Edit::Analyst(..) | Edit::Article(..) | Edit::Paragraph(..) => Ok(()),
            Edit::Group(id, Some(group)) => self.check_group(id, group),
            Edit::Tag(id, Some(tag)) => self.check_tag(id, tag),
            Edit::Group(_, None) | Edit::Tag(_, None) => Ok(()),
            Edit::Annotation(analyst, _, value) => {
                self.check_layer(analyst)?;
                value.as_deref().map_or(Ok(()), |annotation| self.check_annotation(annotation))
            }
            Edit::Submission(analyst, id, value) => {
                self.check_layer(analyst)?;
                self.check_submission(analyst, id, value.as_deref())
            }
            Edit::Status(analyst, ..)
            | Edit::Memo(analyst, ..)
            | Edit::Split(analyst, ..)
            | Edit::Placement(analyst, ..)
            | Edit::Decision(analyst, ..) => self.check_layer(analyst),
            Edit::Settle(record) | Edit::Reopen(record, _) => {
                record.layer().map_or(Ok(()), |analyst| self.check_layer(analyst))
            }
        }
    }

    /// Whether any version of anything is to be reviewed.
    fn has_superseded(&self) -> bool {
        fn any<K: Ord + Clone, T>(table: &Table<K, T>) -> bool {
            table.all_superseded().next().is_some()
        }
        let in_layer = |layer: &Layer| {
            !layer.superseded.is_empty()
                || any(&layer.annotations)
                || any(&layer.statuses)
                || any(&layer.memos)
                || any(&layer.splits)
                || any(&layer.submissions)
                || any(&layer.placements)
                || any(&layer.decisions)
        };
        !self.info_superseded.is_empty()
            || any(&self.groups)
            || any(&self.articles)
            || any(&self.tags)
            || any(&self.paragraphs)
            || self.layers.values().any(|layer| in_layer(layer))
    }

    /// Whether no version of the record is left to review.
    fn is_settled(&self, record: &RecordId) -> bool {
        let layer = record.layer().and_then(|analyst| self.layer(analyst));
        let in_layer = |is_settled: &dyn Fn(&Layer) -> bool| layer.is_none_or(is_settled);
        match record {
            RecordId::Info => self.info_superseded.is_empty(),
            RecordId::Group(id) => self.groups.is_settled(id),
            RecordId::Article(id) => self.articles.is_settled(id),
            RecordId::Tag(id) => self.tags.is_settled(id),
            RecordId::Paragraph(id) => self.paragraphs.is_settled(id),
            RecordId::Analyst(_) => in_layer(&|layer| layer.superseded.is_empty()),
            RecordId::Annotation(_, id) => in_layer(&|layer| layer.annotations.is_settled(id)),
            RecordId::Status(_, id) => in_layer(&|layer| layer.statuses.is_settled(id)),
            RecordId::Memo(_, id) => in_layer(&|layer| layer.memos.is_settled(id)),
            RecordId::Split(_, id) => in_layer(&|layer| layer.splits.is_settled(id)),
            RecordId::Submission(_, id) => in_layer(&|layer| layer.submissions.is_settled(id)),
            RecordId::Placement(_, id) => in_layer(&|layer| layer.placements.is_settled(id)),
            RecordId::Decision(_, id) => in_layer(&|layer| layer.decisions.is_settled(id)),
        }
    }

    /// Lets the versions beside the one that counts go, and gives them back.
    fn settle(&mut self, record: &RecordId, stamper: &mut Stamper) -> Vec<(Edit, Stamp)> {
        match record {
            RecordId::Info => {
                let beside: Vec<_> = self.info_superseded.iter().map(|version| &version.changed).collect();
                self.info_changed = stamper.stamp_settling(&self.info_changed, &beside);
                versions(std::mem::take(&mut self.info_superseded), |info| Some(Edit::Info(Box::new(info?))))
            }
            RecordId::Group(id) => settle_in(&mut self.groups, id, stamper, Edit::Group),
            RecordId::Article(id) => {
                settle_in(&mut self.articles, id, stamper, |id, value| Edit::Article(id, value.map(Box::new)))
            }
            RecordId::Tag(id) => settle_in(&mut self.tags, id, stamper, |id, value| Edit::Tag(id, value.map(Box::new))),
            RecordId::Paragraph(id) => settle_in(&mut self.paragraphs, id, stamper, Edit::Paragraph),
            RecordId::Analyst(who) => {
                let layer = self.layer_mut(who);
                let beside: Vec<_> = layer.superseded.iter().map(|version| &version.changed).collect();
                layer.changed = stamper.stamp_settling(&layer.changed, &beside);
                let edit = |analyst: Option<_>| Some(Edit::Analyst(who.clone(), Box::new(analyst?)));
                versions(std::mem::take(&mut layer.superseded), edit)
            }
            RecordId::Annotation(who, id) => {
                settle_in(&mut self.layer_mut(who).annotations, id, stamper, |id, value| {
                    Edit::Annotation(who.clone(), id, value.map(Box::new))
                })
            }
            RecordId::Status(who, id) => settle_in(&mut self.layer_mut(who).statuses, id, stamper, |id, value| {
                Edit::Status(who.clone(), id, value)
            }),
            RecordId::Memo(who, id) => {
                settle_in(&mut self.layer_mut(who).memos, id, stamper, |id, value| Edit::Memo(who.clone(), id, value))
            }
            RecordId::Split(who, id) => {
                settle_in(&mut self.layer_mut(who).splits, id, stamper, |id, value| Edit::Split(who.clone(), id, value))
            }
            RecordId::Submission(who, id) => {
                settle_in(&mut self.layer_mut(who).submissions, id, stamper, |id, value| {
                    Edit::Submission(who.clone(), id, value.map(Box::new))
                })
            }
            RecordId::Placement(who, id) => settle_in(&mut self.layer_mut(who).placements, id, stamper, |id, value| {
                Edit::Placement(who.clone(), id, value)
            }),
            RecordId::Decision(who, id) => settle_in(&mut self.layer_mut(who).decisions, id, stamper, |id, value| {
                Edit::Decision(who.clone(), id, value.map(Box::new))
            }),
        }
    }

    /// Puts a version beside the one that counts, to be looked at: `edit` would put it.
    fn reopen(&mut self, edit: &Edit, changed: &Stamp) {
        match edit.clone() {
            Edit::Info(info) => {
                let changed = changed.aside(&self.info_changed);
                self.info_superseded.put(Entry { value: Some(Arc::new(*info)), changed });
            }
            Edit::Group(id, value) => self.groups.put_beside(id, value, changed),
            Edit::Article(id, value) => self.articles.put_beside(id, value.map(|v| *v), changed),
            Edit::Tag(id, value) => self.tags.put_beside(id, value.map(|v| *v), changed),
            Edit::Paragraph(id, value) => self.paragraphs.put_beside(id, value, changed),
            Edit::Analyst(who, analyst) => {
                let layer = self.layer_mut(&who);
                let changed = changed.aside(&layer.changed);
                layer.superseded.put(Entry { value: Some(Arc::new(*analyst)), changed });
            }
            Edit::Annotation(who, id, value) => {
                self.layer_mut(&who).annotations.put_beside(id, value.map(|v| *v), changed);
            }
            Edit::Status(who, id, value) => self.layer_mut(&who).statuses.put_beside(id, value, changed),
            Edit::Memo(who, id, value) => self.layer_mut(&who).memos.put_beside(id, value, changed),
            Edit::Split(who, id, value) => self.layer_mut(&who).splits.put_beside(id, value, changed),
            Edit::Submission(who, id, value) => {
                self.layer_mut(&who).submissions.put_beside(id, value.map(|v| *v), changed);
            }
            Edit::Placement(who, id, value) => self.layer_mut(&who).placements.put_beside(id, value, changed),
            Edit::Decision(who, id, value) => {
                self.layer_mut(&who).decisions.put_beside(id, value.map(|v| *v), changed);
            }
            // They put no version of a record.
            Edit::Settle(_) | Edit::Reopen(..) => {}
        }
    }

    fn check_layer(&self, analyst: &AnalystId) -> Result<(), EditError> {
        self.layer(analyst).map(|_| ()).ok_or_else(|| EditError::NoLayer(analyst.clone()))
    }

    /// What was submitted stays as it was submitted.
    fn check_submission(
        &self,
        analyst: &AnalystId,
        id: &ArticleId,
        value: Option<&Submission>,
    ) -> Result<(), EditError> {
        match self.submission(analyst, id) {
            Some(first) if value != Some(first) => {
                let title = self.articles.get(id).map_or(id.as_str(), |article| &article.title);
                Err(EditError::Submitted(title.to_owned(), first.at.strftime("%Y-%m-%d").to_string()))
            }
            _ => Ok(()),
        }
    }

    fn check_group(&self, id: &GroupId, group: &Group) -> Result<(), EditError> {
        let Some(parent) = &group.parent else {
            return Ok(());
        };
        if !self.groups.contains(parent) {
            return Err(EditError::NoGroup(parent.clone()));
        }
        if self.group_ancestry(parent).contains(id) {
            return Err(EditError::Cycle(group.name.clone()));
        }
        Ok(())
    }

    fn check_tag(&self, id: &TagId, tag: &Tag) -> Result<(), EditError> {
        if !self.groups.contains(&tag.group) {
            return Err(EditError::NoGroup(tag.group.clone()));
        }
        for other in [&tag.parent, &tag.merged] {
            let Some(other) = other else { continue };
            if self.tag(other).is_none() {
                return Err(EditError::NoTag(other.clone()));
            }
            if other == id || self.ancestry(other).contains(id) {
                return Err(EditError::Cycle(tag.name.clone()));
            }
        }
        Ok(())
    }

    /// A passage is in order if it stands in the article's text as it is, or is one that was there before unchanged in
    /// place (its text may have been replaced since: a note can be written on it all the same).
    fn check_annotation(&self, annotation: &Annotation) -> Result<(), EditError> {
        let mut tags: Vec<_> = annotation.codings.iter().map(|coding| &coding.tag).collect();
        tags.sort();
        if let Some(twice) = tags.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(EditError::TagTwice(twice[0].clone()));
        }
        let Some(article) = self.articles.get(&annotation.article) else {
            return Err(EditError::NoArticle(annotation.article.clone()));
        };
        if *article.body.fingerprint() != annotation.text || article.body.is_missing() {
            return Ok(());
        }
        let text = article.body.text();
        let fault = |source| EditError::Span { article: annotation.article.clone(), source };
        let span = Span::new(text, annotation.span.range()).map_err(fault)?;
        if span.of(text) != Some(annotation.quote.exact.as_str()) {
            return Err(EditError::OtherWords(annotation.article.clone()));
        }
        Ok(())
    }

    /// Puts one edit; gives the edit that puts the old value back, and the old stamp where there was a record.
    fn put(&mut self, edit: &Edit, stamper: &mut Stamper) -> (Edit, Option<Stamp>) {
        match edit {
            Edit::Info(info) => {
                self.info_superseded.set_aside(&self.info_changed);
                let beside: Vec<_> = self.info_superseded.iter().map(|version| &version.changed).collect();
                let stamp = stamper.stamp_beside(Some(&self.info_changed), &beside);
                let old = std::mem::replace(&mut self.info, (**info).clone());
                (Edit::Info(Box::new(old)), Some(std::mem::replace(&mut self.info_changed, stamp)))
            }
            Edit::Group(id, value) => {
                let (old, stamp) = put_in(&mut self.groups, id, value.clone(), stamper);
                (Edit::Group(id.clone(), old), stamp)
            }
            Edit::Article(id, value) => {
                let (old, stamp) = put_in(&mut self.articles, id, value.as_deref().cloned(), stamper);
                (Edit::Article(id.clone(), old.map(Box::new)), stamp)
            }
            Edit::Tag(id, value) => {
                let (old, stamp) = put_in(&mut self.tags, id, value.as_deref().cloned(), stamper);
                (Edit::Tag(id.clone(), old.map(Box::new)), stamp)
            }
            Edit::Paragraph(id, value) => {
                let (old, stamp) = put_in(&mut self.paragraphs, id, value.clone(), stamper);
                (Edit::Paragraph(id.clone(), old), stamp)
            }
            Edit::Analyst(id, analyst) => {
                let was_there = self.layers.contains_key(id);
                let layer = self.layers.entry(id.clone());
                let layer = layer.or_insert_with(|| Arc::new(Layer::new(id.clone(), (**analyst).clone())));
                let layer = Arc::make_mut(layer);
                layer.superseded.set_aside(&layer.changed);
                let beside: Vec<_> = layer.superseded.iter().map(|version| &version.changed).collect();
                let stamp = stamper.stamp_beside(Some(&layer.changed), &beside);
                let old = std::mem::replace(&mut layer.analyst, (**analyst).clone());
                let changed = std::mem::replace(&mut layer.changed, stamp);
                (Edit::Analyst(id.clone(), Box::new(old)), was_there.then_some(changed))
            }
            Edit::Annotation(analyst, id, value) => {
                let table = &mut self.layer_mut(analyst).annotations;
                let (old, stamp) = put_in(table, id, value.as_deref().cloned(), stamper);
                (Edit::Annotation(analyst.clone(), *id, old.map(Box::new)), stamp)
            }
            Edit::Status(analyst, id, value) => {
                let (old, stamp) = put_in(&mut self.layer_mut(analyst).statuses, id, value.clone(), stamper);
                (Edit::Status(analyst.clone(), id.clone(), old), stamp)
            }
            Edit::Memo(analyst, id, value) => {
                let (old, stamp) = put_in(&mut self.layer_mut(analyst).memos, id, value.clone(), stamper);
                (Edit::Memo(analyst.clone(), id.clone(), old), stamp)
            }
            Edit::Split(analyst, id, value) => {
                let (old, stamp) = put_in(&mut self.layer_mut(analyst).splits, id, value.clone(), stamper);
                (Edit::Split(analyst.clone(), id.clone(), old), stamp)
            }
            Edit::Submission(analyst, id, value) => {
                let table = &mut self.layer_mut(analyst).submissions;
                let (old, stamp) = put_in(table, id, value.as_deref().cloned(), stamper);
                (Edit::Submission(analyst.clone(), id.clone(), old.map(Box::new)), stamp)
            }
            Edit::Placement(analyst, id, value) => {
                // Of several placements of a passage the latest counts, whoever made it: also against a clock that is ahead.
                let others = self.layers.values().filter_map(|layer| layer.placements.entry(id));
                let latest = others.map(|entry| &entry.changed).max().cloned();
                let table = &mut self.layer_mut(analyst).placements;
                let (old, stamp) = put_in(table, id, value.clone(), stamper);
                if let (Some(latest), Some(put)) = (latest, table.entry(id).cloned()) {
                    table.put(*id, Entry { changed: put.changed.ahead_of(&latest), ..put });
                }
                (Edit::Placement(analyst.clone(), *id, old), stamp)
            }
            Edit::Decision(analyst, id, value) => {
                let table = &mut self.layer_mut(analyst).decisions;
                let (old, stamp) = put_in(table, id, value.as_deref().cloned(), stamper);
                (Edit::Decision(analyst.clone(), *id, old.map(Box::new)), stamp)
            }
            Edit::Settle(record) => (Edit::Reopen(record.clone(), self.settle(record, stamper)), None),
            Edit::Reopen(record, versions) => {
                for (version, changed) in versions {
                    self.reopen(version, changed);
                }
                (Edit::Settle(record.clone()), None)
            }
        }
    }

    /// Puts an old value back under its old stamp: a step that failed half way leaves no trace.
    fn put_back(&mut self, edit: Edit, changed: Option<Stamp>) {
        match edit {
            Edit::Info(info) => (self.info, self.info_changed) = (*info, changed.unwrap_or_default()),
            Edit::Group(id, value) => back_in(&mut self.groups, &id, value, changed),
            Edit::Article(id, value) => back_in(&mut self.articles, &id, value.map(|v| *v), changed),
            Edit::Tag(id, value) => back_in(&mut self.tags, &id, value.map(|v| *v), changed),
            Edit::Paragraph(id, value) => back_in(&mut self.paragraphs, &id, value, changed),
            Edit::Analyst(id, analyst) => match changed {
                Some(changed) => {
                    let layer = self.layer_mut(&id);
                    (layer.analyst, layer.changed) = (*analyst, changed);
                }
                None => drop(self.layers.remove(&id)),
            },
            Edit::Annotation(analyst, id, value) => {
                back_in(&mut self.layer_mut(&analyst).annotations, &id, value.map(|v| *v), changed);
            }
            Edit::Status(analyst, id, value) => back_in(&mut self.layer_mut(&analyst).statuses, &id, value, changed),
            Edit::Memo(analyst, id, value) => back_in(&mut self.layer_mut(&analyst).memos, &id, value, changed),
            Edit::Split(analyst, id, value) => back_in(&mut self.layer_mut(&analyst).splits, &id, value, changed),
            Edit::Submission(analyst, id, value) => {
                back_in(&mut self.layer_mut(&analyst).submissions, &id, value.map(|v| *v), changed);
            }
            Edit::Placement(analyst, id, value) => {
                back_in(&mut self.layer_mut(&analyst).placements, &id, value, changed);
            }
            Edit::Decision(analyst, id, value) => {
                back_in(&mut self.layer_mut(&analyst).decisions, &id, value.map(|v| *v), changed);
            }
            // Put back with the whole project.
            Edit::Settle(_) | Edit::Reopen(..) => {}
        }
    }

    /// The analyst's layer, for writing. `check_edit` has seen that it is there.
    fn layer_mut(&mut self, analyst: &AnalystId) -> &mut Layer {
        let layer = self.layers.entry(analyst.clone()).or_insert_with(|| {
            let nobody =
                super::layer::Analyst { key: String::new(), name: String::new(), created: jiff::Timestamp::UNIX_EPOCH };
            Arc::new(Layer::new(analyst.clone(), nobody))
        });
        Arc::make_mut(layer)
    }
}

fn put_in<K: Ord + Clone, T: Ord + Clone>(
    table: &mut Table<K, T>,
    id: &K,
    value: Option<T>,
    stamper: &mut Stamper,
) -> (Option<T>, Option<Stamp>) {
    table.set_aside(id);
    let beside: Vec<_> = table.superseded(id).map(|version| &version.changed).collect();
    let changed = stamper.stamp_beside(table.entry(id).map(|entry| &entry.changed), &beside);
    match table.put(id.clone(), Entry { value: value.map(Arc::new), changed }) {
        Some(old) => (old.value.map(Arc::unwrap_or_clone), Some(old.changed)),
        None => (None, None),
    }
}

fn back_in<K: Ord + Clone, T>(table: &mut Table<K, T>, id: &K, value: Option<T>, changed: Option<Stamp>) {
    table.restore(id, changed.map(|changed| Entry { value: value.map(Arc::new), changed }));
}
