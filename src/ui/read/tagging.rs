//! Giving tags to what is selected, and to the passage in hand.

use super::state::Parts;
use crate::ui::read::{
    details::Details,
    tagbar::{TagBar, Target},
};
use crate::ui::{
    action::{Action, Actions},
    scene::Scene,
};
use crate::workspace::fresh;
use crate::{
    model::{AnnotationId, Coding, Place, Span, Step, TagId},
    verbs,
};

pub(super) fn selected(parts: &Parts<'_>, text: &str) -> Option<Span> {
    parts.reader.selection().and_then(|selection| Span::new(text, selection.range()).ok())
}

/// What a tag would be given to now: the selection, else one's own passage in hand.
pub(super) fn target(scene: &Scene<'_>, parts: &Parts<'_>) -> Option<Target> {
    let text = scene.article.and_then(|id| scene.project.articles.get(id)).map(|article| article.body.text())?;
    if let Some(span) = selected(parts, text) {
        return Some(Target::Selection(span));
    }
    let id = (*parts.focused)?;
    scene.project.annotation(&scene.me.id, id).map(|_| Target::Passage(id))
}

pub(super) fn open_bar_on(scene: &Scene<'_>, parts: &mut Parts<'_>, id: AnnotationId) {
    if let Some(span) =
        scene.project.annotation(&scene.me.id, id).and_then(|annotation| scene.project.place(id, annotation))
    {
        parts.reader.reveal(span.range());
        // The selection shows what is tagged, and says where the bar is to stand.
        parts.reader.set_selection(span.start(), span.end());
    }
    parts.read.bar = Some(TagBar::new(Target::Passage(id)));
}

pub(super) fn open_details(parts: &mut Parts<'_>, id: AnnotationId, coding: Coding) {
    parts.read.details = Some(Details::new(id, coding, parts.read.last_details.as_ref()));
}

pub(super) fn after_giving(
    parts: &mut Parts<'_>,
    mut bar: TagBar,
    passage: Option<AnnotationId>,
    tag: TagId,
    stay: bool,
    details: bool,
) {
    match passage {
        Some(id) if stay => {
            bar.gave(tag, Target::Passage(id));
            parts.read.bar = Some(bar);
        }
        Some(id) => {
            parts.reader.clear_selection();
            if details {
                open_details(parts, id, Coding::new(tag));
            }
        }
        None => parts.reader.clear_selection(),
    }
}

/// Gives a tag; the passage that has it then.
pub(super) fn give(
    scene: &Scene<'_>,
    parts: &mut Parts<'_>,
    target: Target,
    tag: TagId,
    actions: &mut Actions,
) -> Option<AnnotationId> {
    let coding = Coding::new(tag.clone());
    let step = match target {
        Target::Passage(id) => verbs::add_coding(scene.project, &scene.me.id, id, coding),
        Target::Selection(span) => {
            verbs::tag_passage(scene.project, &scene.me.id, scene.article?, span, Some(coding), fresh())
        }
    };
    let passage = step.as_ref().ok().and_then(passage_of).or(match target {
        Target::Passage(id) => Some(id),
        Target::Selection(_) => None,
    });
    actions.step(step);
    let passage = passage?;
    given(parts, passage, tag.clone());
    actions.push(Action::Used(vec![tag]));
    Some(passage)
}

/// Makes a tag and gives it, as one step.
pub(super) fn make(
    scene: &Scene<'_>,
    parts: &mut Parts<'_>,
    target: Target,
    name: &str,
    group: crate::model::GroupId,
    actions: &mut Actions,
) -> Option<(TagId, AnnotationId)> {
    // The tag is not in the project yet: the coding is put into one that has it.
    let made = verbs::new_tag_id(scene.project, &group, name)
        .and_then(|id| Ok((id.clone(), verbs::with_new_tags(scene.project, [(id, group, name)])?)));
    let (tag, (with_tag, steps)) = match made {
        Ok(made) => made,
        Err(error) => {
            actions.push(Action::Refuse(error.to_string()));
            return None;
        }
    };
    let coding = Coding::new(tag.clone());
    let given_step = match target {
        Target::Passage(id) => verbs::add_coding(&with_tag, &scene.me.id, id, coding),
        Target::Selection(span) => {
            verbs::tag_passage(&with_tag, &scene.me.id, scene.article?, span, Some(coding), fresh())
        }
    };
    let second = match given_step {
        Ok(second) => second,
        Err(error) => {
            actions.push(Action::Refuse(error.to_string()));
            return None;
        }
    };
    let passage = passage_of(&second)?;
    let place = second.place.clone();
    let edits = steps.into_iter().flat_map(|step| step.edits).chain(second.edits).collect();
    actions.push(Action::Apply(Step::new(format!("new tag “{name}” and {}", second.label), edits).at(place)));
    given(parts, passage, tag.clone());
    actions.push(Action::Used(vec![tag.clone()]));
    Some((tag, passage))
}

pub(super) fn passage_of(step: &Step) -> Option<AnnotationId> {
    match &step.place {
        Some(Place::Passage(_, _, id)) => Some(*id),
        _ => None,
    }
}

pub(super) fn given(parts: &mut Parts<'_>, passage: AnnotationId, tag: TagId) {
    *parts.focused = Some(passage);
    match &mut parts.read.last_given {
        Some((last, tags)) if *last == passage => tags.push(tag),
        other => *other = Some((passage, vec![tag])),
    }
}
