//! The laws of joining: any order and any repetition gives the same, and nothing vanishes that nobody has decided on.

use std::sync::Arc;

use postil::{
    format::{FileKind, Item, Records, codebook_bytes, items_of, layer_bytes, project_bytes, read},
    model::{
        Conflict, Edit, EditError, Entry, Project, RecordId, Stamper, Step, Submission, Tag, conflicts::conflicts,
    },
    storage::{fold, lacking},
    verbs,
};
use proptest::{collection::vec, prelude::*};

use crate::samples::{self, Change, analyst, change, tag};

/// A machine with a copy of the project, on which Ana works.
#[derive(Clone)]
struct Site {
    project: Project,
    stamper: Stamper,
}

/// What happens: a change on one machine, at some time, or one machine receives the files of another.
#[derive(Clone, Debug)]
enum Event {
    Change { site: usize, clock: u64, change: Change },
    Receive { site: usize, from: usize },
}

const SITES: [&str; 3] = ["desk", "laptop", "train"];

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (0..SITES.len(), 0_u64..2_000, change())
            .prop_map(|(site, clock, change)| Event::Change { site, clock, change }),
        1 => (0..SITES.len(), 0..SITES.len()).prop_map(|(site, from)| Event::Receive { site, from }),
    ]
}

/// What the three machines have after these events, having begun with the same project.
fn sites(events: &[Event]) -> Vec<Site> {
    let start = samples::project();
    let mut sites: Vec<Site> =
        SITES.iter().map(|name| Site { project: start.clone(), stamper: Stamper::new(*name) }).collect();
    for event in events {
        match event {
            Event::Change { site, clock, change } => {
                let site = &mut sites[*site];
                site.stamper.observe(*clock);
                if let Some(Ok(step)) = change.step(&site.project, &analyst("ana")) {
                    drop(site.project.apply(&step, &mut site.stamper));
                }
            }
            Event::Receive { site, from } => {
                let other = sites[*from].project.clone();
                receive(&mut sites[*site].project, &other);
            }
        }
    }
    sites
}

/// Joins the files of `other`.
fn receive(project: &mut Project, other: &Project) {
    let mut take = |file: &str, bytes: Vec<u8>| {
        let contents = read(&bytes).expect("a file of ours");
        assert_eq!(contents.damage, []);
        assert!(contents.canonical, "{file} is not as it would be written");
        assert_eq!(fold(project, file, contents), [""; 0]);
    };
    take("project.ron", project_bytes(other));
    take("codebook.ron", codebook_bytes(other));
    for layer in other.layers.values() {
        take(&format!("annotations/{}.ron", layer.id), layer_bytes(other, layer));
    }
}

fn joined(one: &Project, two: &Project) -> Project {
    let mut joined = one.clone();
    receive(&mut joined, two);
    joined
}

/// The records of all files. Copies of tags that layers carry are left out: they say what the codebook says.
fn records(project: &Project) -> Vec<Vec<u8>> {
    let nothing = Project::new(samples::info("k"));
    let layers = project.layers.values().map(|layer| layer_bytes(&nothing, layer));
    [project_bytes(project), codebook_bytes(project)].into_iter().chain(layers).collect()
}

/// A version of a record: what it is of, whether it is deleted or what it says, and its stamp.
type Version = (String, String, postil::model::Stamp);

/// All versions of all kinds of records, those that count and those to review.
fn versions(project: &Project) -> Vec<Version> {
    let layers = project.layers.keys().map(|id| FileKind::Layer(id.clone()));
    let files = [FileKind::Project, FileKind::Codebook].into_iter().chain(layers);
    files
        .flat_map(|file| items_of(&file, project).iter().map(|item| version(&file.words(), item)).collect::<Vec<_>>())
        .collect()
}

fn version(file: &str, item: &Item) -> Version {
    let (kind, id, changed) = item.key();
    (format!("{kind:?} {id} in {file}"), format!("{item:?}"), changed)
}

proptest! {
    #![proptest_config(samples::cases())]

    #[test]
    fn order_and_repetition_make_no_difference(events in vec(event(), 1..16)) {
        let sites = sites(&events);
        let [a, b, c] = [0, 1, 2].map(|n| &sites[n].project);
        let ab = joined(a, b);
        prop_assert_eq!(records(&ab), records(&joined(b, a)), "the order of two");
        prop_assert_eq!(records(&joined(&ab, c)), records(&joined(a, &joined(b, c))), "what is joined first");
        prop_assert_eq!(records(&joined(a, a)), records(a), "a copy of itself");
        prop_assert_eq!(records(&joined(&ab, b)), records(&ab), "received twice");
    }

    #[test]
    fn files_merge_as_projects_do(events in vec(event(), 1..16)) {
        let sites = sites(&events);
        let files = |project: &Project| {
            let layers = project.layers.values().map(|layer| layer_bytes(project, layer));
            [project_bytes(project), codebook_bytes(project)].into_iter().chain(layers).collect::<Vec<_>>()
        };
        let open = |bytes: &[u8]| Records::new(read(bytes).expect("a file of ours")).expect("of one kind");
        let merged = |one: &[u8], two: &[u8]| {
            let mut one = open(one);
            one.join(open(two)).expect("of the same kind");
            one.bytes()
        };
        let [a, b, c] = [0, 1, 2].map(|n| files(&sites[n].project));
        for ((a, b), c) in a.iter().zip(&b).zip(&c) {
            prop_assert_eq!(merged(a, b), merged(b, a));
            prop_assert_eq!(merged(&merged(a, b), c), merged(a, &merged(b, c)));
            prop_assert_eq!(&merged(a, a), a);
        }
        let ab = joined(&sites[0].project, &sites[1].project);
        prop_assert_eq!(merged(&a[0], &b[0]), project_bytes(&ab));
        prop_assert_eq!(merged(&a[1], &b[1]), codebook_bytes(&ab));
    }

    #[test]
    fn nothing_vanishes_that_nobody_knew(events in vec(event(), 1..16)) {
        let sites = sites(&events);
        let both = joined(&sites[0].project, &sites[1].project);
        let after = versions(&both);
        for (record, value, changed) in versions(&sites[0].project).into_iter().chain(versions(&sites[1].project)) {
            let is_there = after.contains(&(record.clone(), value.clone(), changed.clone()));
            let is_known = || after.iter().any(|(other, _, later)| *other == record && later.is_after(&changed));
            prop_assert!(is_there || is_known(), "{record} as {value} under {changed:?} has vanished");
        }
    }

    #[test]
    fn what_both_sides_changed_is_reported(events in vec(event(), 1..16)) {
        let sites = sites(&events);
        let (a, b) = (&sites[0].project, &sites[1].project);
        let found = conflicts(&joined(a, b));
        for (id, ours) in a.tags.entries() {
            let Some(theirs) = b.tags.entry(id) else { continue };
            let on_both_sides = !ours.changed.is_after(&theirs.changed) && !theirs.changed.is_after(&ours.changed);
            if on_both_sides && ours.value != theirs.value {
                let record = RecordId::Tag(id.clone());
                let both = found.iter().find(|conflict| conflict.record == record);
                prop_assert!(both.is_some_and(|both| both.versions.len() > 1), "{id} is not reported: {found:?}");
            }
        }
    }

    #[test]
    fn work_goes_on_without_deciding_by_itself(events in vec(event(), 1..16), more in vec(change(), 1..6)) {
        let mut site = sites(&events).swap_remove(0);
        let other = sites(&events).swap_remove(1);
        receive(&mut site.project, &other.project);
        let to_review = |project: &Project| {
            versions(project).into_iter().filter(|version| !is_present(project, version)).collect::<Vec<_>>()
        };
        let before = to_review(&site.project);
        for change in &more {
            if let Some(Ok(step)) = change.step(&site.project, &analyst("ana")) {
                drop(site.project.apply(&step, &mut site.stamper));
            }
        }
        let reopened = joined(&Project::default(), &site.project);
        prop_assert_eq!(records(&reopened), records(&site.project));
        let after = to_review(&reopened);
        for version in before {
            prop_assert!(after.contains(&version), "{version:?} went without a decision");
        }
    }

    #[test]
    fn what_was_deleted_stays_deleted_and_merged_tags_have_an_end(events in vec(event(), 1..16)) {
        let sites = sites(&events);
        let (a, b) = (&sites[0].project, &sites[1].project);
        let both = joined(a, b);
        for (id, gone) in a.tags.entries().filter(|(_, entry)| entry.value.is_none()) {
            if b.tags.entry(id).is_none_or(|theirs| gone.changed.is_after(&theirs.changed)) {
                prop_assert!(!both.tags.contains(id), "{id} came back");
            }
        }
        for (id, _) in both.tags.iter() {
            let end = both.resolve(id);
            prop_assert_eq!(&both.resolve(&end), &end, "{} ends at {}, which goes on", id, end);
        }
    }

    #[test]
    fn a_decision_settles_it_everywhere(events in vec(event(), 1..16), n in 0_usize..3) {
        let mut sites = sites(&events);
        let other = sites[1].project.clone();
        receive(&mut sites[0].project, &other);
        let mut site = sites.swap_remove(0);
        for conflict in conflicts(&site.project) {
            let n = n % conflict.versions.len();
            let step = conflict.settle(&site.project, n).expect("a version");
            let before = site.project.clone();
            if site.project.apply(&step, &mut site.stamper).is_ok() {
                prop_assert!(site.project.holds(&conflict.versions[n].edit), "the chosen version counts");
                prop_assert!(site.project.holds(&Edit::Settle(conflict.record.clone())));
            } else {
                prop_assert_eq!(&site.project, &before);
            }
        }
        let left = records(&site.project);
        prop_assert_eq!(records(&joined(&site.project, &other)), left, "the other copy opens nothing again");
    }
}

/// Whether the version counts, and is not one to review.
fn is_present(project: &Project, version: &Version) -> bool {
    records(project).iter().any(|bytes| {
        let contents = read(bytes).expect("a file of ours");
        let file = FileKind::of(&contents).words();
        let counting = contents.items.iter().filter(|located| !matches!(located.item, Item::Superseded(_)));
        counting.map(|located| self::version(&file, &located.item)).any(|other| other == *version)
    })
}

fn edit(project: &mut Project, stamper: &mut Stamper, change: impl FnOnce(&mut Tag)) {
    let id = tag("argument/costs");
    let mut costs = project.tags.get(&id).expect("the tag").clone();
    change(&mut costs);
    let step = verbs::edit_tag(project, &id, costs).expect("a step");
    project.apply(&step, stamper).expect("a step that can be made");
}

/// The project after Ana has renamed the tag and Ben has defined it, neither knowing of the other.
fn on_both_sides() -> (Project, Stamper, Conflict) {
    let (mut ana, mut ben) = (samples::project(), samples::project());
    let (mut desk, mut laptop) = (Stamper::new("desk"), Stamper::new("laptop"));
    desk.observe(1);
    laptop.observe(2);
    edit(&mut ana, &mut desk, |costs| "Dues".clone_into(&mut costs.name));
    edit(&mut ben, &mut laptop, |costs| "What it costs.".clone_into(&mut costs.definition));
    receive(&mut ana, &ben);
    let conflict = conflicts(&ana).pop().expect("reported");
    (ana, desk, conflict)
}

#[test]
fn the_later_of_two_changes_counts_and_the_other_is_listed_with_what_differs() {
    let (project, _, conflict) = on_both_sides();
    assert_eq!(conflict.name(&project), "tag “argument/costs”");
    let expected = vec![
        vec![("name", "argument/costs".to_owned()), ("definition", "What it costs.".to_owned())],
        vec![("name", "Dues".to_owned()), ("definition", String::new())],
    ];
    assert_eq!(conflict.differences(&project), expected);
    let codebook = String::from_utf8(codebook_bytes(&project)).expect("UTF-8");
    let line = codebook.lines().find(|line| line.starts_with("Superseded")).expect("a line of its own");
    assert!(line.starts_with("Superseded((version: Tag((id: \"argument/costs\", name: \"Dues\""), "{line}");
}

#[test]
fn a_version_made_by_hand_stays_to_be_reviewed_though_work_goes_on() {
    let mut project = samples::project();
    let by_hand = String::from_utf8(codebook_bytes(&project)).expect("UTF-8");
    let by_hand = by_hand.replacen("definition: \"\"", "definition: \"By hand\"", 1);
    fold(&mut project, "codebook.ron", read(by_hand.as_bytes()).expect("a codebook"));
    let found = conflicts(&project);
    assert_eq!(found.len(), 1);
    let RecordId::Tag(id) = &found[0].record else { panic!("{found:?}") };
    for name in ["First", "Second"] {
        let step = verbs::rename_tag(&project, id, name).expect("a step");
        project.apply(&step, &mut Stamper::new("desk")).expect("a step that can be made");
        let found = conflicts(&project);
        assert_eq!(found.len(), 1, "after {name}");
        assert!(project.tags.get(id).is_some_and(|tag| tag.name == name), "the later change counts");
        let reopened = joined(&samples::project(), &project);
        assert_eq!(codebook_bytes(&reopened), codebook_bytes(&project));
    }
    let step = conflicts(&project)[0].settle(&project, 0).expect("a step");
    project.apply(&step, &mut Stamper::new("desk")).expect("a step that can be made");
    assert_eq!(conflicts(&project), []);
}

/// What is to be decided between, whenever that was made.
fn choices(conflict: &Conflict) -> Vec<Edit> {
    conflict.versions.iter().map(|version| version.edit.clone()).collect()
}

/// What is to be decided in a project.
pub fn to_decide(project: &Project) -> Vec<Vec<Edit>> {
    conflicts(project).iter().map(choices).collect()
}

#[test]
fn taking_the_other_version_is_one_step_to_undo() {
    let (mut project, mut desk, conflict) = on_both_sides();
    let mut history = postil::history::History::default();
    let step = conflict.settle(&project, 1).expect("a step");
    let applied = project.apply(&step, &mut desk).expect("a step that can be made");
    history.push(step, applied.inverse);
    let name = |project: &Project| project.tags.get(&tag("argument/costs")).expect("the tag").name.clone();
    assert_eq!((name(&project), conflicts(&project).len()), ("Dues".to_owned(), 0));
    let undone = history.undo(&mut project, &mut desk).expect("undone");
    assert_eq!((undone.left_out, name(&project)), (0, "argument/costs".to_owned()));
    assert_eq!(to_decide(&project), [choices(&conflict)], "it is to be decided again");
    history.redo(&mut project, &mut desk).expect("done again");
    assert_eq!((name(&project), conflicts(&project)), ("Dues".to_owned(), vec![]));
}

#[test]
fn a_decision_taken_back_is_open_for_a_colleague_who_had_received_it() {
    for version in [0, 1] {
        let (mut project, mut desk, conflict) = on_both_sides();
        let mut history = postil::history::History::default();
        let step = conflict.settle(&project, version).expect("a step");
        let applied = project.apply(&step, &mut desk).expect("a step that can be made");
        history.push(step, applied.inverse);
        let mut colleague = project.clone();
        history.undo(&mut project, &mut desk).expect("undone");
        receive(&mut colleague, &project);
        assert_eq!(to_decide(&colleague), [choices(&conflict)], "version {version}");
        let reread = joined(&samples::project(), &project);
        assert_eq!(codebook_bytes(&reread), codebook_bytes(&project));
    }
}

#[test]
fn a_decision_that_cannot_be_made_leaves_everything_to_be_decided() {
    let (mut project, mut desk, conflict) = on_both_sides();
    let mut edits = conflict.settle(&project, 1).expect("a step").edits;
    edits.push(Edit::Memo(analyst("nobody"), postil::model::Subject::Project, None));
    let before = project.clone();
    project.apply(&Step::new("fails", edits), &mut desk).expect_err("there is nobody of that name");
    assert_eq!(project, before);
}

#[test]
fn the_words_of_an_old_version_are_no_quote() {
    let (mut here, mut there) = (samples::project(), samples::project());
    for (project, name) in [(&mut here, "desk"), (&mut there, "laptop")] {
        let id = postil::model::AnnotationId(uuid::Uuid::from_u128(3));
        let step = verbs::set_note(project, &analyst("ana"), id, name).expect("a step");
        project.apply(&step, &mut Stamper::new(name)).expect("a step that can be made");
    }
    receive(&mut here, &there);
    let layer = String::from_utf8(layer_bytes(&here, &here.layers[&analyst("ana")])).expect("UTF-8");
    let quotes = layer.lines().filter(|line| line.contains("quote:")).collect::<Vec<_>>();
    assert_eq!(quotes.len(), 3, "{layer}");
    assert!(quotes.iter().all(|line| line.starts_with("Annotation((")), "{layer}");
    assert!(layer.contains("Superseded((version: Annotation(("), "{layer}");
}

#[test]
fn two_new_projects_join_quietly() {
    let new = |key| {
        let mut project = Project::new(samples::info(key));
        postil::storage::starter_codebook(&mut project).expect("the starter codebook");
        project
    };
    let (one, two) = (new("k"), new("k"));
    let both = joined(&one, &two);
    assert_eq!(conflicts(&both), []);
    assert_eq!(codebook_bytes(&both), codebook_bytes(&one));
}

#[test]
fn a_cycle_of_merges_ends_at_its_smallest_id() {
    let (mut here, mut there) = (samples::project(), samples::project());
    let merge = |project: &mut Project, from: &str, into: &str, name: &str| {
        let step = verbs::merge_tag(project, &tag(from), &tag(into)).expect("a step");
        project.apply(&step, &mut Stamper::new(name)).expect("a step that can be made");
    };
    merge(&mut here, "argument/costs", "argument/vacuum", "desk");
    merge(&mut there, "argument/vacuum", "argument/costs", "laptop");
    for both in [joined(&here, &there), joined(&there, &here)] {
        assert_eq!(both.resolve(&tag("argument/vacuum")), tag("argument/costs"));
        assert_eq!(both.resolve(&tag("argument/costs")), tag("argument/costs"));
    }
}

#[test]
fn what_two_said_of_different_paragraphs_stays_and_of_one_the_later_counts() {
    let (mut here, mut there) = (samples::project(), samples::project());
    let (mut desk, mut laptop) = (Stamper::new("desk"), Stamper::new("laptop"));
    desk.observe(1);
    laptop.observe(2);
    let say = |project: &mut Project, stamper: &mut Stamper, words: &str, noise: bool| {
        let at = samples::SEATS.find(words).expect("the words");
        let step = verbs::judge_paragraphs(project, &samples::article("seats"), &(at..at), noise).expect("a step");
        project.apply(&step, stamper).expect("a step that can be made");
    };
    say(&mut here, &mut desk, "China", true);
    say(&mut there, &mut laptop, "सं", true);
    say(&mut here, &mut desk, "主", true);
    say(&mut there, &mut laptop, "主", false);
    for both in [joined(&here, &there), joined(&there, &here)] {
        let said = both.paragraphs.iter().map(|(_, judged)| (judged.words.chars().next(), judged.noise));
        let mut said: Vec<_> = said.collect();
        said.sort_unstable();
        assert_eq!(said, [(Some('T'), true), (Some('स'), true), (Some('主'), false)]);
        let conflicts = conflicts(&both);
        assert_eq!(conflicts.len(), 1);
        assert!(conflicts[0].name(&both).starts_with("paragraph “主"), "{}", conflicts[0].name(&both));
        let different =
            [vec![("part of the article", "yes".to_owned())], vec![("part of the article", "no".to_owned())]];
        assert_eq!(conflicts[0].differences(&both), different);
    }
}

/// What a program of before, or an editor, makes of Ana's submission: knowing it, it puts this in its place.
fn put_submission(project: &mut Project, stamper: &mut Stamper, value: Option<Submission>) {
    let article = samples::article("seats");
    let layer = Arc::make_mut(project.layers.get_mut(&analyst("ana")).expect("a layer"));
    let changed = stamper.stamp(layer.submissions.entry(&article).map(|entry| &entry.changed));
    layer.submissions.put(article, Entry { value: value.map(Arc::new), changed });
}

#[test]
fn the_copy_that_was_submitted_first_stays_whatever_is_joined() {
    let (ana, seats) = (analyst("ana"), samples::article("seats"));
    let (mut here, mut stamper) = (samples::project(), Stamper::new("desk"));
    let step = verbs::submit(&here, &ana, &seats, samples::fresh(0).now).expect("a step");
    here.apply(&step, &mut stamper).expect("applies");
    let first = here.submission(&ana, &seats).expect("submitted").clone();
    let later =
        Submission { at: first.at + jiff::SignedDuration::from_hours(1), passages: Vec::new(), ..first.clone() };
    for theirs in [None, Some(later.clone())] {
        let mut there = here.clone();
        put_submission(&mut there, &mut stamper, None);
        put_submission(&mut there, &mut stamper, theirs);
        for both in [joined(&here, &there), joined(&there, &here)] {
            assert_eq!(both.submission(&ana, &seats), Some(&first));
            assert_eq!(records(&both), records(&joined(&both, &there)), "received again");
            // Their file does not have it any more: it is written again.
            let file = "annotations/ana.ron";
            let held = read(&layer_bytes(&there, &there.layers[&ana])).expect("a file of ours");
            assert_eq!(lacking(&both, file, held).len(), 2, "whose it is, and the copy");
            let held = read(&layer_bytes(&both, &both.layers[&ana])).expect("a file of ours");
            assert_eq!(lacking(&both, file, held), []);
            // What came after it is to be seen, and cannot be taken instead.
            let conflict = conflicts(&both).pop().expect("reported");
            let mut both = both;
            let taken = conflict.settle(&both, 1).expect("a version");
            let refused = both.apply(&taken, &mut stamper).expect_err("the first copy stays");
            assert!(matches!(refused, EditError::Submitted(..)), "{refused}");
            let kept = conflict.settle(&both, 0).expect("a version");
            both.apply(&kept, &mut stamper).expect("applies");
            assert_eq!(records(&joined(&both, &there)), records(&both), "the other copy opens nothing again");
        }
    }
}
