//! What holds for every change, whatever it is: all or nothing, undone exactly, stamped later, and one's own.

use std::{collections::BTreeSet, sync::Arc};

use postil::{
    analysis::{
        changes::Changes,
        compare::compare,
        counts::{Whose, counts},
        record::OfRecord,
    },
    format::{FileKind, Item, codebook_bytes, items_of, layer_bytes, project_bytes},
    history::History,
    model::{ArticleId, Edit, GroupId, Layer, Project, Stamp, Stamper, Step, Subject, Submission, Tag},
    verbs,
};
use proptest::{collection::vec, prelude::*};

use crate::samples::{self, Change, analyst, change, tag};

/// What a project holds, without when it was changed, and without what was submitted: that stays whatever is undone.
fn values(project: &Project) -> Vec<String> {
    // Copies of articles and tags stay in a layer with what was submitted.
    let nothing = Project::default();
    let layers = project.layers.values().map(|layer| layer_bytes(&nothing, layer));
    let files = [project_bytes(project), codebook_bytes(project)].into_iter().chain(layers);
    let files = files.map(|bytes| String::from_utf8(bytes).expect("text"));
    let lines = files.flat_map(|file| file.lines().map(str::to_owned).collect::<Vec<_>>());
    let lines = lines.filter(|line| !line.starts_with("Submission") && !line.starts_with("Deleted"));
    lines.map(|line| line.split(", changed: (ms").next().unwrap_or_default().to_owned()).collect()
}

/// All stamps of a project by the record's file, kind and id, deleted records too.
fn stamps(project: &Project) -> Vec<(String, Stamp)> {
    let layers = project.layers.keys().map(|id| FileKind::Layer(id.clone()));
    let files = [FileKind::Project, FileKind::Codebook].into_iter().chain(layers);
    let keys = files.flat_map(|file| {
        let keys = items_of(&file, project).iter().map(Item::key).collect::<Vec<_>>();
        keys.into_iter().map(move |(kind, id, changed)| (format!("{kind:?} {id} in {}", file.words()), changed))
    });
    keys.collect()
}

fn all_bytes(project: &Project) -> Vec<Vec<u8>> {
    let layers = project.layers.values().map(|layer| layer_bytes(project, layer));
    [project_bytes(project), codebook_bytes(project)].into_iter().chain(layers).collect()
}

/// Ana at work.
struct Desk {
    project: Project,
    history: History,
    stamper: Stamper,
}

impl Desk {
    fn new() -> Self {
        Self { project: samples::project(), history: History::default(), stamper: Stamper::new("desk") }
    }

    /// Makes the change if it can be made, and says whether.
    fn make(&mut self, change: &Change) -> bool {
        let Some(Ok(step)) = change.step(&self.project, &analyst("ana")) else {
            return false;
        };
        assert!(!step.label.trim().is_empty(), "no label: {change:?}");
        assert!(!step.edits.is_empty(), "a step that does nothing: {}", step.label);
        match self.project.apply(&step, &mut self.stamper) {
            Ok(applied) => {
                self.history.push(step, applied.inverse);
                true
            }
            Err(_) => false,
        }
    }

    fn undo(&mut self) -> bool {
        let moved = self.history.undo(&mut self.project, &mut self.stamper);
        assert_eq!(moved.as_ref().map_or(0, |moved| moved.left_out), 0, "undo left something out: {moved:?}");
        moved.is_some()
    }

    fn redo(&mut self) -> bool {
        let moved = self.history.redo(&mut self.project, &mut self.stamper);
        assert_eq!(moved.as_ref().map_or(0, |moved| moved.left_out), 0, "redo left something out: {moved:?}");
        moved.is_some()
    }
}

/// What is done at the desk.
#[derive(Clone, Debug)]
enum Act {
    Change(Change),
    Undo,
    Redo,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![5 => change().prop_map(Act::Change), 3 => Just(Act::Undo), 2 => Just(Act::Redo)]
}

proptest! {
    #![proptest_config(samples::cases())]

    #[test]
    fn undo_and_redo_walk_through_the_same_states(changes in vec(change(), 1..24)) {
        let mut desk = Desk::new();
        let mut states = vec![values(&desk.project)];
        for change in &changes {
            if desk.make(change) {
                states.push(values(&desk.project));
            }
        }
        for state in states.iter().rev().skip(1) {
            prop_assert!(desk.undo());
            prop_assert_eq!(&values(&desk.project), state);
        }
        prop_assert!(!desk.undo());
        for state in states.iter().skip(1) {
            prop_assert!(desk.redo());
            prop_assert_eq!(&values(&desk.project), state);
        }
        prop_assert!(!desk.redo());
    }

    #[test]
    fn a_change_after_undoing_ends_what_could_be_redone(acts in vec(act(), 1..40)) {
        let mut desk = Desk::new();
        let (mut states, mut at) = (vec![values(&desk.project)], 0);
        for act in &acts {
            match act {
                Act::Change(change) => {
                    if desk.make(change) {
                        at += 1;
                        states.truncate(at);
                        states.push(values(&desk.project));
                        prop_assert_eq!(desk.history.redo_label(), None);
                    }
                }
                Act::Undo => {
                    prop_assert_eq!(desk.undo(), at > 0);
                    at = at.saturating_sub(1);
                }
                Act::Redo => {
                    prop_assert_eq!(desk.redo(), at + 1 < states.len());
                    at = (at + 1).min(states.len() - 1);
                }
            }
            prop_assert_eq!(&values(&desk.project), &states[at]);
        }
    }

    #[test]
    fn a_step_that_fails_leaves_no_trace(changes in vec(change(), 1..12)) {
        let mut desk = Desk::new();
        for change in &changes {
            if let Some(Ok(mut step)) = change.step(&desk.project, &analyst("ana")) {
                step.edits.push(Edit::Memo(analyst("nobody"), Subject::Project, None));
                let (before, bytes) = (desk.project.clone(), all_bytes(&desk.project));
                prop_assert!(desk.project.apply(&step, &mut desk.stamper).is_err());
                prop_assert_eq!(&desk.project, &before);
                prop_assert_eq!(all_bytes(&desk.project), bytes);
            }
            desk.make(change);
        }
    }

    #[test]
    fn stamps_only_rise(acts in vec((act(), 0_u64..2_000), 1..24), ahead in 0_u64..4_000) {
        let mut desk = Desk::new();
        // A record of a colleague whose clock goes ahead, joined in.
        let mut theirs = Stamper::new("theirs");
        theirs.observe(ahead);
        let note = verbs::edit_info(&desk.project, "Seats", "theirs").expect("a step");
        desk.project.apply(&note, &mut theirs).expect("a step that can be made");
        for (act, clock) in &acts {
            let (before, before_values) = (stamps(&desk.project), values(&desk.project));
            desk.stamper.observe(*clock);
            match act {
                Act::Change(change) => drop(desk.make(change)),
                Act::Undo => drop(desk.undo()),
                Act::Redo => drop(desk.redo()),
            }
            let after = stamps(&desk.project);
            for (record, old) in &before {
                let new = after.iter().find(|(other, _)| other == record).map(|(_, stamp)| stamp);
                prop_assert!(new >= Some(old), "{record}: {old:?}, then {new:?}");
            }
            prop_assert!(before != after || before_values == values(&desk.project), "changed without a stamp");
        }
    }

    #[test]
    fn what_is_computed_anew_where_something_changed_is_what_is_computed_of_all(acts in vec(act(), 1..24)) {
        let mut desk = Desk::new();
        let analysts = ["ana", "ben"].map(analyst);
        let articles = |project: &Project| -> Vec<ArticleId> {
            project.articles_in_order().into_iter().map(|(id, _)| id.clone()).collect()
        };
        for act in &acts {
            let before = desk.project.clone();
            match act {
                Act::Change(change) => drop(desk.make(change)),
                Act::Undo => drop(desk.undo()),
                Act::Redo => drop(desk.redo()),
            }
            let after = &desk.project;
            let Changes::In(changed) = Changes::between(&before, after) else { continue };
            let (mut record, mut everybody) = (OfRecord::new(&before), counts(&before, Whose::Everybody));
            let mut of_record = counts(&before, Whose::OfRecord(&record));
            record.update(&before, after, &changed);
            prop_assert_eq!(&record, &OfRecord::new(after), "{:?}", act);
            everybody.update(after, Whose::Everybody, &changed);
            prop_assert_eq!(&everybody, &counts(after, Whose::Everybody), "{:?}", act);
            of_record.update(after, Whose::OfRecord(&record), &changed);
            prop_assert_eq!(&of_record, &counts(after, Whose::OfRecord(&record)), "{:?}", act);
            let mut comparison = compare(&before, &analysts, &articles(&before));
            comparison.update((&before, after), &analysts, &articles(after), &changed);
            prop_assert_eq!(&comparison, &compare(after, &analysts, &articles(after)), "{:?}", act);
            let open = |project: &Project| verbs::unsettled_in(project, &changed);
            let unsettled = verbs::unsettled(&before) - open(&before) + open(after);
            prop_assert_eq!(unsettled, verbs::unsettled(after), "{:?}", act);
        }
    }

    #[test]
    fn what_is_found_by_its_article_is_what_is_there(acts in vec(act(), 1..24)) {
        let mut desk = Desk::new();
        for act in &acts {
            match act {
                Act::Change(change) => drop(desk.make(change)),
                Act::Undo => drop(desk.undo()),
                Act::Redo => drop(desk.redo()),
            }
            for layer in desk.project.layers.values() {
                let of = |article: &ArticleId| layer.annotations.of(article).collect::<Vec<_>>();
                let all: BTreeSet<&ArticleId> = layer.annotations.iter().map(|(_, passage)| &passage.article).collect();
                prop_assert_eq!(layer.annotations.articles().collect::<BTreeSet<_>>(), all.clone());
                for id in desk.project.articles.iter().map(|(id, _)| id) {
                    let there = layer.annotations.iter().filter(|(_, passage)| passage.article == *id);
                    prop_assert_eq!(of(id), there.collect::<Vec<_>>());
                    prop_assert_eq!(layer.annotations.has(id), all.contains(id));
                    let decided = layer.decisions.iter().filter(|(_, decision)| decision.article == *id);
                    prop_assert_eq!(layer.decisions.of(id).collect::<Vec<_>>(), decided.collect::<Vec<_>>());
                }
            }
        }
    }

    #[test]
    fn what_was_submitted_stays_as_it_was_submitted(acts in vec(act(), 1..40)) {
        let mut desk = Desk::new();
        let mut submitted: Vec<(ArticleId, Submission)> = Vec::new();
        for act in &acts {
            match act {
                Act::Change(change) => drop(desk.make(change)),
                Act::Undo => drop(desk.undo()),
                Act::Redo => drop(desk.redo()),
            }
            let ana = &desk.project.layers[&analyst("ana")];
            let now: Vec<_> = ana.submissions.iter().map(|(id, copy)| (id.clone(), copy.clone())).collect();
            prop_assert!(submitted.iter().all(|copy| now.contains(copy)), "{act:?}: {submitted:?}, then {now:?}");
            submitted = now;
        }
    }

    #[test]
    fn nobody_elses_layer_changes(acts in vec(act(), 1..40)) {
        let mut desk = Desk::new();
        let theirs = desk.project.layers[&analyst("ben")].clone();
        for act in &acts {
            match act {
                Act::Change(change) => drop(desk.make(change)),
                Act::Undo => drop(desk.undo()),
                Act::Redo => drop(desk.redo()),
            }
            prop_assert_eq!(&desk.project.layers[&analyst("ben")], &theirs);
        }
    }
}

#[test]
fn a_stamp_is_later_than_the_one_it_replaces_though_that_was_made_by_a_clock_ahead() {
    let mut project = samples::project();
    let mut ahead = Stamper::new("ahead");
    ahead.observe(9_000_000_000_000);
    let rename = |project: &Project, name| verbs::rename_tag(project, &tag("argument/costs"), name);
    project.apply(&rename(&project, "Costs").expect("a step"), &mut ahead).expect("a step that can be made");
    let theirs = project.tags.entry(&tag("argument/costs")).expect("a tag").changed.clone();
    let mut mine = Stamper::new("mine");
    mine.observe(1_768_899_871_000);
    project.apply(&rename(&project, "Dues").expect("a step"), &mut mine).expect("a step that can be made");
    let ours = project.tags.entry(&tag("argument/costs")).expect("a tag").changed.clone();
    assert!(ours > theirs, "{ours:?} would lose against {theirs:?} when the copies are joined");
    let other = mine.stamp(None);
    assert_eq!(other.ms, 1_768_899_871_000, "one record from the future carries no other with it");
}

#[test]
fn a_failed_step_leaves_deletions_and_empty_layers_that_were_read_with_the_zero_stamp() {
    let mut project = samples::project();
    let gone = tag("argument/gone");
    project.tags.put(gone.clone(), postil::model::Entry { value: None, changed: Stamp::default() });
    let zoe = postil::model::Analyst { key: "z".into(), name: "Zoe".into(), created: samples::fresh(0).now };
    project.layers.insert(analyst("zoe"), Arc::new(Layer::new(analyst("zoe"), zoe.clone())));
    let before = project.clone();
    let again = Tag::named("Again", GroupId::new("argument").expect("a group id"));
    let step = Step::new(
        "fails",
        vec![
            Edit::Tag(gone, Some(Arc::new(again))),
            Edit::Analyst(analyst("zoe"), Some(Arc::new(zoe))),
            Edit::Tag(
                tag("argument/new"),
                Some(Arc::new(Tag::named("New", GroupId::new("none").expect("a group id")))),
            ),
        ],
    );
    project.apply(&step, &mut Stamper::new("r")).expect_err("there is no such group");
    assert_eq!(project, before);
}
