//! Taking in what a file of another program holds.

use super::{
    me::Me,
    open::{ImportError, StepError, Workspace, id_of},
};
use crate::intake::Plan;
use crate::jobs::Wake;
use crate::{
    exchange::foreign::Foreign,
    format::Records,
    intake::{Landed, land},
};

/// What receiving the coding of each coder would do once the articles and tags are there, for somebody who is `me`.
pub fn plans_of(landed: &Landed, me: &Me) -> Vec<Plan> {
    let plan = |records: &Records| {
        let layer = records.layer()?;
        let here = id_of(&landed.project, me, layer);
        Some(crate::intake::plan(&landed.project, records.project(), layer, &here, &me.id))
    };
    landed.layers.iter().filter_map(plan).collect()
}

impl Workspace {
    /// What taking in `foreign`, read from a file of the format called `format`, would do.
    ///
    /// # Errors
    /// A text cannot be an article.
    pub fn plan_foreign(&self, format: &str, foreign: &Foreign) -> Result<Landed, ImportError> {
        Ok(land(self.project(), format, foreign)?)
    }

    /// Whether the project is called as its folder is, since nobody gave it another title.
    pub fn is_named_by_folder(&self) -> bool {
        let folder = self.store().root().file_name().map(|name| name.to_string_lossy());
        folder.is_some_and(|folder| folder == self.project().info().title.as_str())
    }

    /// Adds the articles and tags that are new, as one step that can be undone, and takes each coder's passages in like a
    /// coding that was mailed. Gives back what there was to do for each coder.
    ///
    /// # Errors
    /// Nothing can be changed here, a text or a layer cannot be written, or a step cannot be made. What was done until then
    /// stays.
    pub fn take_in_foreign(&mut self, landed: &Landed, wake: &Wake) -> Result<Vec<Plan>, ImportError> {
        if let Some(why) = self.read_only() {
            return Err(StepError::ReadOnly(why.to_owned()).into());
        }
        self.check_save()?;
        let texts: Vec<_> = landed.texts.iter().map(|(id, bytes)| (id, bytes.as_slice())).collect();
        self.store().write_texts(&texts, |_| {})?;
        if let Some(step) = &landed.step {
            self.apply(step.clone())?;
        }
        let mut is_backed_up = false;
        landed.layers.iter().map(|records| self.import_one(records, &[], wake, &mut is_backed_up)).collect()
    }
}
