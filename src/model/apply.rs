//! Making a step: whole or not at all, giving back what undoes it.

use std::sync::Arc;

use super::{
    edit::{Edit, EditError, Step},
    entry::Entry,
    ids::AnalystId,
    kept::Kept,
    kinds::{RecordId, value},
    layer::Layer,
    project::Project,
    rules::{Put, Rules},
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
        on_edit!(edit, |whose, id, value| self.has_value(value.as_ref(), whose, id),
            Edit::Settle(record) => self.is_settled(record),
            Edit::Reopen(record, _) => !self.is_settled(record))
    }

    fn has_value<T: Kept>(&self, value: Option<&Arc<T>>, whose: &T::Whose, id: &T::Id) -> bool {
        T::table(self, whose).and_then(|table| table.get(id)) == value.map(|value| &**value)
    }

    fn check_edit(&self, edit: &Edit) -> Result<(), EditError> {
        on_edit!(edit, |whose, id, value| self.check_put(value.as_ref(), whose, id),
            Edit::Settle(record) | Edit::Reopen(record, _) => self.check_layer(record.layer()))
    }

    fn check_put<T: Rules>(&self, value: Option<&Arc<T>>, whose: &T::Whose, id: &T::Id) -> Result<(), EditError> {
        let (layer, value) = (T::layer(whose), value.map(|value| &**value));
        if T::STAYS && value.is_none() {
            return Err(EditError::Stays(T::name(id, &[], self)));
        }
        // Who says whose a layer is makes it.
        if !T::STAYS {
            self.check_layer(layer)?;
        }
        T::check(&Put { project: self, layer, id, value })
    }

    fn check_layer(&self, analyst: Option<&AnalystId>) -> Result<(), EditError> {
        match analyst.filter(|analyst| self.layer(analyst).is_none()) {
            Some(analyst) => Err(EditError::NoLayer(analyst.clone())),
            None => Ok(()),
        }
    }

    /// Whether any version of anything is to be reviewed.
    fn has_superseded(&self) -> bool {
        let mut any = self.layers.values().any(|layer| layer.has_superseded());
        each_shared!(self, |_whose, table| any |= table.has_superseded());
        any
    }

    /// Whether no version of the record is left to review.
    fn is_settled(&self, record: &RecordId) -> bool {
        on_record!(record, |T, whose, id| T::table(self, whose).is_none_or(|table| table.is_settled(id)))
    }

    /// Lets the versions beside the one that counts go, and gives them back.
    fn settle(&mut self, record: &RecordId, stamper: &mut Stamper) -> Vec<(Edit, Stamp)> {
        on_record!(record, |T, whose, id| self.settle_one::<T>(whose, id, stamper))
    }

    fn settle_one<T: Kept>(&mut self, whose: &T::Whose, id: &T::Id, stamper: &mut Stamper) -> Vec<(Edit, Stamp)> {
        let Some(table) = self.table_mut::<T>(whose) else { return Vec::new() };
        let Some(entry) = table.entry(id) else { return Vec::new() };
        let beside: Vec<_> = table.superseded(id).map(|version| &version.changed).collect();
        let changed = stamper.stamp_settling(&entry.changed, &beside);
        let settled = Entry { value: entry.value.clone(), changed };
        table.put(id.clone(), settled);
        let versions = table.forget_superseded(id).into_versions();
        let versions = versions.filter(|version| version.value.is_some() || !T::STAYS);
        versions.map(|version| (T::edit(whose, id.clone(), version.value), version.changed)).collect()
    }

    /// Puts a version beside the one that counts, to be looked at: `edit` would put it.
    fn reopen(&mut self, edit: &Edit, changed: &Stamp) {
        // Other edits put no version of a record.
        on_edit!(edit, |whose, id, value| self.reopen_one(value.as_ref(), whose, id, changed), Edit::Settle(_) | Edit::Reopen(..) => {});
    }

    fn reopen_one<T: Kept>(&mut self, value: Option<&Arc<T>>, whose: &T::Whose, id: &T::Id, changed: &Stamp) {
        if let Some(table) = self.table_mut::<T>(whose) {
            table.put_beside(id.clone(), value.cloned(), changed);
        }
    }

    /// Puts one edit; gives the edit that puts the old value back, and the old stamp where there was a record.
    fn put(&mut self, edit: &Edit, stamper: &mut Stamper) -> (Edit, Option<Stamp>) {
        on_edit!(edit, |whose, id, value| self.put_one(value.as_ref(), whose, id, stamper),
        Edit::Settle(record) => (Edit::Reopen(record.clone(), self.settle(record, stamper)), None),
        Edit::Reopen(record, versions) => {
            for (version, changed) in versions {
                self.reopen(version, changed);
            }
            (Edit::Settle(record.clone()), None)
        })
    }

    fn put_one<T: Rules>(
        &mut self,
        value: Option<&Arc<T>>,
        whose: &T::Whose,
        id: &T::Id,
        stamper: &mut Stamper,
    ) -> (Edit, Option<Stamp>) {
        let rival = T::rival(id, self).cloned();
        let old = self.table_mut::<T>(whose).and_then(|table| {
            table.set_aside(id);
            let beside: Vec<_> = table.superseded(id).map(|version| &version.changed).collect();
            let changed = stamper.stamp_beside(table.entry(id).map(|entry| &entry.changed), &beside);
            let changed = rival.map_or(changed.clone(), |rival| changed.ahead_of(&rival));
            table.put(id.clone(), Entry { value: value.cloned(), changed })
        });
        let (old, stamp) = old.map_or((None, None), |old| (old.value, Some(old.changed)));
        // What always stays is not taken out again, though there was none before.
        let old = if T::STAYS { old.or_else(|| value.cloned()) } else { old };
        (T::edit(whose, id.clone(), old), stamp)
    }

    /// Puts an old value back under its old stamp: a step that failed half way leaves no trace.
    fn put_back(&mut self, edit: Edit, changed: Option<Stamp>) {
        // Other edits are put back with the whole project.
        on_edit!(&edit, |whose, id, value| self.put_one_back(value.as_ref(), whose, id, changed), Edit::Settle(_) | Edit::Reopen(..) => {});
    }

    fn put_one_back<T: Kept>(&mut self, value: Option<&Arc<T>>, whose: &T::Whose, id: &T::Id, changed: Option<Stamp>) {
        if let Some(table) = self.table_mut::<T>(whose) {
            table.restore(id, changed.map(|changed| Entry { value: value.cloned(), changed }));
        }
        if let Some(analyst) = T::layer(whose)
            && self.layer(analyst).is_some_and(Layer::is_empty)
        {
            self.layers.remove(analyst);
        }
    }

    /// The records of a kind that stand there, for writing; a layer that is not there yet is made.
    fn table_mut<T: Kept>(&mut self, whose: &T::Whose) -> Option<&mut Table<T::Id, T>> {
        match T::layer(whose) {
            None => T::shared_mut(self),
            Some(analyst) => {
                let layer = self.layers.entry(analyst.clone());
                T::in_layer_mut(Arc::make_mut(layer.or_insert_with(|| Arc::new(Layer::blank(analyst.clone())))))
            }
        }
    }
}
