//! What an analyst decides about a received coding, as steps: they are undone like any other.

use super::plan::Difference;
use crate::{
    model::{EditError, Project, Step, Tag},
    verbs,
};

/// The step that takes their definition of a tag in the place of ours.
///
/// # Errors
/// It refers to tags or groups that are not here.
pub fn take_definition(project: &Project, difference: &Difference) -> Result<Step, EditError> {
    let id = &difference.tag;
    let ours = project.tags.get(id).ok_or_else(|| EditError::NoTag(id.clone()))?;
    // Where it stands and how it looks stays as one is used to.
    let tag = Tag { rank: ours.rank, hue: ours.hue, key: ours.key, ..difference.theirs.clone() };
    verbs::edit_tag(project, id, tag)
}

/// The steps for all `differences`, as one.
///
/// # Errors
/// The first that cannot be made.
pub fn take_definitions(project: &Project, differences: &[&Difference]) -> Result<Option<Step>, EditError> {
    let mut all: Option<Step> = None;
    for difference in differences {
        let step = take_definition(project, difference)?;
        match &mut all {
            None => all = Some(step),
            Some(all) => all.edits.extend(step.edits),
        }
    }
    if let Some(all) = &mut all {
        all.label = format!("take {}", crate::words::counted(differences.len(), "received definition"));
    }
    Ok(all)
}
