//! The view as somebody uses it, on the sample project and on a large one.

use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeSet,
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

use egui::{Modifiers, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};

use super::{
    bulk::{self, Change},
    export, filters,
    rows::{Found, Line},
    *,
};
use crate::ui::{dialogs::Ask, pane::Look};
use crate::{
    analysis::{
        counts::{Whose, counts},
        names::Names,
        samples::{self, analyst, tag},
    },
    exchange::{self, ExportOptions},
    model::{Layer, Place, Project},
    verbs::Codings,
    workspace::Me,
};

const LOOK: Look = Look {
    text_size: theme::TEXT_SIZE,
    articles: true,
    inspector: true,
    leave_out_noise: true,
    whole_words: true,
    covered: false,
};

fn sample() -> Project {
    crate::storage::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data")).expect("the sample opens").project
}

fn me(project: &Project, id: &str) -> Me {
    Me::of_layer(project.layer(&analyst(id)).expect("a layer"))
}

/// What a test may look at while the window is open.
#[derive(Clone)]
struct Seen {
    pane: Rc<RefCell<ExcerptsPane>>,
    actions: Rc<RefCell<Vec<Action>>>,
    /// What the system was to ask for.
    events: Rc<RefCell<Vec<Ask>>>,
}

fn with_scene<R>(project: &Arc<Project>, me: &Me, see: impl FnOnce(&Scene<'_>) -> R) -> R {
    let (counts, names) = (counts(project, Whose::Everybody), Names::new(project));
    see(&Scene {
        project,
        me,
        revision: 1,
        article: None,
        counts: &counts,
        counts_shown: false,
        record: &OnceCell::new(),
        names: &names,
        coders: &[],
        recent_tags: &[],
        hidden: &BTreeSet::new(),
        shown: &BTreeSet::new(),
    })
}

fn window(project: Project, who: &str, size: (f32, f32)) -> (Harness<'static>, Seen) {
    let me = me(&project, who);
    let project = Arc::new(project);
    let (counts, names) = (counts(&project, Whose::Everybody), Names::new(&project));
    let seen = Seen { pane: Rc::default(), actions: Rc::default(), events: Rc::default() };
    let see = seen.clone();
    let mut is_dressed = false;
    let mut harness = Harness::builder()
        .with_size(vec2(size.0, size.1))
        .with_max_steps(40)
        .with_step_dt(1.0 / 30.0)
        .allow_missing_glyphs()
        .build_ui(move |ui| {
            if !std::mem::replace(&mut is_dressed, true) {
                theme::install(ui.ctx());
                return;
            }
            let scene = Scene {
                project: &project,
                me: &me,
                revision: 1,
                article: None,
                counts: &counts,
                counts_shown: false,
                record: &OnceCell::new(),
                names: &names,
                coders: &[],
                recent_tags: &[],
                hidden: &BTreeSet::new(),
                shown: &BTreeSet::new(),
            };
            let mut actions = Actions::default();
            let mut pane = see.pane.borrow_mut();
            let mut cx = Cx { scene: &scene, look: LOOK, actions: &mut actions };
            pane.show(ui, &mut cx);
            pane.always(ui, &mut cx);
            for action in actions.take() {
                match action {
                    Action::Choose(ask) => see.events.borrow_mut().push(ask),
                    other => see.actions.borrow_mut().push(other),
                }
            }
        });
    harness.run();
    (harness, seen)
}

fn first_row<'a>(harness: &'a Harness<'_>) -> egui_kittest::Node<'a> {
    rows_of(harness).into_iter().next().expect("a row")
}

fn rows_of<'a>(harness: &'a Harness<'_>) -> Vec<egui_kittest::Node<'a>> {
    harness.query_all_by_role(egui::Role::ListBoxOption).collect()
}

fn steps(seen: &Seen) -> Vec<crate::model::Step> {
    let step = |action: &Action| match action {
        Action::Apply(step) => Some(step.clone()),
        _ => None,
    };
    seen.actions.borrow().iter().filter_map(step).collect()
}

#[test]
fn words_change_the_count() {
    let project = sample();
    let total = project.annotations().count();
    let (mut harness, seen) = window(project, "ilse-maran", (1440.0, 900.0));
    harness.get_by_label(&format!("{total} passages"));
    harness.get_by_label_contains("Words in passages").focus();
    harness.run();
    harness.get_by_label_contains("Words in passages").type_text("vacuum");
    harness.run();
    let shown = seen.pane.borrow().found.len();
    assert!(0 < shown && shown < total, "{shown} of {total}");
    harness.get_by_label(&format!("{shown} of {total} passages"));
    harness.get_by_label("Remove filter Words: vacuum").click();
    harness.run();
    harness.get_by_label(&format!("{total} passages"));
}

#[test]
fn a_filter_without_hits_can_be_cleared() {
    let (mut harness, seen) = window(sample(), "ilse-maran", (1024.0, 700.0));
    seen.pane.borrow_mut().filter.words = "zzzz".to_owned();
    harness.run();
    harness.get_by_label("No passage fits these filters");
    harness.get_by_label("Show all passages").click();
    harness.run();
    assert_eq!(seen.pane.borrow().filter, Filter::default());
    assert!(!rows_of(&harness).is_empty());
}

#[test]
fn without_passages_it_says_how_to_make_one() {
    let mut project = samples::codebook();
    samples::put_layer(&mut project, "ana", "Ana");
    let (mut harness, seen) = window(project, "ana", (1024.0, 700.0));
    harness.get_by_label("Go to Read").click();
    harness.run();
    assert_eq!(*seen.actions.borrow(), [Action::View(View::Read)]);
}

#[test]
fn a_click_on_a_head_sorts_and_another_turns_around() {
    let (mut harness, seen) = window(sample(), "ilse-maran", (1440.0, 900.0));
    let dates = |seen: &Seen| {
        let pane = seen.pane.borrow();
        let project = sample();
        let date = |at| pane.found.row(at).and_then(|row| project.articles.get(row.article())).map(|a| a.date.clone());
        (0..pane.found.len()).filter_map(date).filter(|date| !date.is_empty()).collect::<Vec<_>>()
    };
    harness.get_by_label("Sort by date").click();
    harness.run();
    assert!(dates(&seen).is_sorted());
    harness.get_by_label("Sort by date, ascending now").click();
    harness.run();
    assert!(dates(&seen).iter().rev().is_sorted());
    harness.get_by_label("Sort by date, descending now");
}

#[test]
fn a_tag_is_chosen_by_typing() {
    let (mut harness, seen) = window(sample(), "ilse-maran", (1440.0, 900.0));
    harness.get_by_label("Filter by tag").click();
    harness.run();
    harness.get_by_label("Find a tag").type_text("sovereignty");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let pane = seen.pane.borrow();
    assert_eq!(pane.filter.tags.len(), 1, "{:?}", pane.filter);
    assert!(!pane.found.is_empty() && pane.found.len() < pane.found.total());
}

#[test]
fn a_double_click_shows_the_passage() {
    let (mut harness, seen) = window(sample(), "ilse-maran", (1440.0, 900.0));
    let at = first_row(&harness).rect().center();
    for _ in 0..2 {
        harness.drag_at(at);
        harness.step();
        harness.drop_at(at);
        harness.step();
    }
    harness.run();
    let actions = seen.actions.borrow();
    assert!(matches!(actions.as_slice(), [Action::Show(Place::Passage(..))]), "{actions:?}");
}

#[test]
fn arrows_walk_and_enter_shows() {
    let (mut harness, seen) = window(sample(), "ilse-maran", (1440.0, 900.0));
    for key in [Key::ArrowDown, Key::ArrowDown] {
        harness.key_press(key);
        harness.run();
    }
    assert_eq!(seen.pane.borrow().selection.head().cloned(), seen.pane.borrow().found.key(1));
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    harness.run();
    assert_eq!(seen.pane.borrow().selection.len(), 2);
    harness.key_press(Key::Enter);
    harness.run();
    assert!(matches!(seen.actions.borrow().as_slice(), [Action::Show(_)]));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    let pane = seen.pane.borrow();
    assert_eq!(pane.selection.len(), pane.found.total());
}

#[test]
fn enter_in_the_filter_does_not_jump() {
    let (mut harness, seen) = window(sample(), "ilse-maran", (1440.0, 900.0));
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.get_by_label_contains("Words in passages").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(*seen.actions.borrow(), []);
}

#[test]
fn shift_and_ctrl_select_ranges_and_single_rows() {
    let (mut harness, seen) = window(sample(), "ilse-maran", (1440.0, 900.0));
    let click = |harness: &mut Harness<'_>, at: usize, modifiers| {
        rows_of(harness).get(at).expect("a row").click_modifiers(modifiers);
        harness.run();
        // Two clicks within the time of a double click would be one.
        harness.run_steps(20);
    };
    click(&mut harness, 1, Modifiers::NONE);
    click(&mut harness, 4, Modifiers::SHIFT);
    assert_eq!(seen.pane.borrow().selection.len(), 4);
    click(&mut harness, 2, Modifiers::COMMAND);
    assert_eq!(seen.pane.borrow().selection.len(), 3);
    harness.get_by_label("Clear the selection").click();
    harness.run();
    assert!(seen.pane.borrow().selection.is_empty());
}

#[test]
fn replacing_a_tag_is_one_step_for_ones_own_passages() {
    let (mut harness, seen) = window(samples::project(), "ana", (1440.0, 900.0));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    harness.get_by_label_contains("1 of others stays as it is");
    harness.get_by_label("Replace tag…").click();
    harness.run();
    harness.get_by_label("Find the tag to replace").type_text("costs");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness.get_by_label("Find the tag to give").focus();
    harness.run();
    harness.get_by_label("Find the tag to give").type_text("united nations");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness.get_by_label_contains("1 passage will change");
    harness.get_by_label("Replace tag").click();
    harness.run();
    let steps = steps(&seen);
    assert_eq!(steps.iter().map(|step| step.edits.len()).collect::<Vec<_>>(), [1]);
    assert!(seen.actions.borrow().contains(&Action::Used(vec![tag("organization/un")])));
    assert!(seen.pane.borrow().bulk.is_none());
}

#[test]
fn deleting_leaves_what_others_made() {
    let (mut harness, seen) = window(samples::project(), "ana", (1440.0, 900.0));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    harness.key_press(Key::Delete);
    harness.run();
    harness.get_by_label("Delete passages").click();
    harness.run();
    assert_eq!(steps(&seen).iter().map(|step| step.edits.len()).collect::<Vec<_>>(), [4]);
}

#[test]
fn a_preview_counts_what_changes_and_what_stays() {
    let project = samples::project();
    let ids: Vec<AnnotationId> = (1..=4).map(samples::number).collect();
    let check = |change: Change, changes: usize, first: Option<(&str, Option<&str>)>| {
        let found = bulk::preview(&project, &analyst("ana"), &ids, &change);
        assert_eq!((found.changes, found.stays), (changes, 4 - changes), "{change:?}");
        let shown = found.first.first().map(|one| (one.now.as_str(), one.then.as_deref()));
        assert_eq!(shown, first, "{change:?}");
    };
    let (costs, un) = (tag("argument/costs"), tag("organization/un"));
    check(Change::Codings(Codings::Add(un.clone())), 4, Some(("Vacuum: China", Some("Vacuum: China, United Nations"))));
    check(Change::Codings(Codings::Remove(costs)), 1, Some(("Costs and dues, Vacuum", Some("Vacuum"))));
    check(Change::Codings(Codings::Remove(un)), 0, None);
    check(Change::Delete, 4, Some(("Vacuum: China", None)));
}

#[test]
fn the_export_takes_what_is_shown() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut harness, seen) = window(samples::project(), "ana", (1440.0, 900.0));
    seen.pane.borrow_mut().filter_by(tag("argument/vacuum"));
    seen.pane.borrow_mut().set_export_path(dir.path().join("seats.csv"));
    seen.pane.borrow_mut().open_export();
    harness.run();
    harness.get_by_label_contains("3 of 5 passages, as the Excerpts view shows them");
    harness.get_by_label("JSON Lines").click();
    harness.run();
    harness.get_by_label("Choose…").click();
    harness.run();
    let suggested = dir.path().join("seats.jsonl");
    assert_eq!(*seen.events.borrow(), [Ask::ExportTo { suggested: suggested.clone(), ending: "jsonl" }]);
    harness.get_by_label("Export").click();
    harness.run();
    let shown: Vec<_> = seen.pane.borrow().found.keys().collect();
    let filter = Filter { tags: [tag("argument/vacuum")].into(), ..Filter::default() };
    let expected =
        ExportRequest { format: "jsonl", path: suggested, bom: true, per_coding: false, filter, passages: shown };
    assert_eq!(expected.passages.len(), 3);
    assert_eq!(*seen.actions.borrow(), [Action::Export(Box::new(expected))]);
}

#[test]
fn the_export_takes_up_the_choices_of_the_last_time() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut harness, seen) = window(samples::project(), "ana", (1440.0, 900.0));
    let folder = Some(dir.path().to_owned());
    let view = ExportView { format: "xlsx".to_owned(), bom: false, per_coding: true, folder };
    seen.pane.borrow_mut().set_export(&view);
    seen.pane.borrow_mut().open_export();
    harness.run();
    harness.get_by_label_contains("Holds a sheet of the passages");
    harness.get_by_label_contains("Leaves out the texts");
    harness.get_by_label("Export").click();
    harness.run();
    let actions = seen.actions.borrow();
    let [Action::Export(request)] = actions.as_slice() else { panic!("{actions:?}") };
    assert_eq!((request.format, request.bom, request.per_coding), ("xlsx", false, true));
    assert_eq!(request.path, dir.path().join("seats.xlsx"));
}

#[test]
fn a_file_that_is_there_is_warned_of() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("seats.csv");
    std::fs::write(&file, "old").expect("a file");
    let (mut harness, seen) = window(samples::project(), "ana", (1024.0, 700.0));
    seen.pane.borrow_mut().set_export_path(file);
    seen.pane.borrow_mut().open_export();
    harness.run();
    harness.get_by_label("That file is there already: it will be replaced.");
    harness.get_by_label("Replace file");
    seen.pane.borrow_mut().set_export_path(dir.path().join("gone/seats.csv"));
    harness.run();
    harness.get_by_label("That folder is not there: choose another one.");
}

#[test]
fn a_codebook_is_exported_before_there_are_passages() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut project = samples::project();
    for layer in project.layers.values_mut() {
        *layer = Arc::new(Layer::new(layer.id.clone(), layer.analyst().clone()));
    }
    let tags = project.usable_tags().count();
    let (mut harness, seen) = window(project, "ana", (1024.0, 700.0));
    seen.pane.borrow_mut().set_export_path(dir.path().join("seats.csv"));
    seen.pane.borrow_mut().open_export();
    harness.run();
    harness.get_by_label("There are no passages yet");
    harness.get_by_label("Nothing to write: this format is for passages.");
    harness.get_by_label("Export").click();
    harness.run();
    assert_eq!(*seen.actions.borrow(), []);
    harness.get_by_label("Codebook (CSV)").click();
    harness.run();
    harness.get_by_label(&format!("The whole codebook: {tags} tags"));
    harness.get_by_label("Export").click();
    harness.run();
    let actions = seen.actions.borrow();
    let [Action::Export(request)] = actions.as_slice() else { panic!("{actions:?}") };
    assert_eq!((request.format, request.passages.len()), ("codebook", 0));
}

#[test]
fn an_export_is_suggested_by_the_projects_title() {
    let path = suggested("Leaving the forums", Path::new("/home/ana/Documents"), "csv");
    assert_eq!(path, PathBuf::from("/home/ana/Documents/leaving-the-forums.csv"));
    let ron = exchange::format("ron").expect("the format");
    let two = [analyst("ana"), analyst("ben")].into();
    let files = export::files(ron, Path::new("/tmp/seats.ron"), &two);
    assert_eq!(files, [PathBuf::from("/tmp/seats-ana.ron"), PathBuf::from("/tmp/seats-ben.ron")]);
}

#[test]
fn the_preview_is_the_files_beginning() {
    let project = samples::project();
    let passages = [(analyst("ana"), samples::number(1))];
    let csv = exchange::format("csv").expect("the format");
    let text = export::preview(&project, csv, &ExportOptions::default(), &passages);
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains("China fills the vacuum"), "{text}");
}

#[test]
fn chips_name_each_part_and_remove_it() {
    let project = samples::project();
    let mut filter = Filter {
        tags: [tag("argument/costs")].into(),
        articles: [samples::article("seats")].into(),
        from: Some("2026-01".to_owned()),
        words: " seat ".to_owned(),
        untagged: true,
        ..Filter::default()
    };
    let labels: Vec<String> = filters::chips(&project, &filter).into_iter().map(|chip| chip.label).collect();
    let expected =
        ["Words: seat", "Article: A chair stands empty", "From Jan 2026", "Untagged only", "Tag: Costs and dues"];
    assert_eq!(labels, expected);
    for chip in filters::chips(&project, &filter) {
        filters::set(&mut filter, chip.part, false);
    }
    assert_eq!(filter, Filter::default());
}

#[test]
fn dates_may_be_known_in_part() {
    for (date, spoken) in [("2026-01-09", "9 Jan 2026"), ("2026-02", "Feb 2026"), ("2026", "2026"), ("", "")] {
        assert_eq!(rows::spoken_date(date), spoken);
    }
}

#[test]
fn a_passage_without_a_place_says_so() {
    let mut project = samples::project();
    samples::put_article(&mut project, "dues", "What dues buy", "2026-02", 1, "All of it is new.\n");
    let me = me(&project, "ana");
    let project = Arc::new(project);
    with_scene(&project, &me, |scene| {
        let mut found = Found::default();
        found.refresh(
            scene,
            &Filter { articles: [samples::article("dues")].into(), ..Filter::default() },
            Sort::default(),
        );
        let row = found.row(0).expect("a row");
        assert_eq!(Line::of(&project, row).trouble, Some("Not found in the article as it is now"));
        assert_eq!(rows::destination(&project, row), Some(Place::Article(samples::article("dues"))));
    });
}

#[test]
fn what_is_filtered_away_is_not_selected_any_more() {
    let (mut harness, seen) = window(samples::project(), "ana", (1440.0, 900.0));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    seen.pane.borrow_mut().filter_by(tag("argument/costs"));
    harness.run();
    assert_eq!(seen.pane.borrow().selection.len(), 2);
}

/// A project with so many passages of Ana's.
fn large(passages: u128) -> Project {
    let mut project = samples::project();
    let annotation = project.annotation(&analyst("ana"), samples::number(1)).expect("a passage").clone();
    for n in 0..passages {
        samples::put_annotation(&mut project, "ana", 10 + n, annotation.clone());
    }
    project
}

#[test]
fn what_is_shown_of_an_export_can_be_read_whatever_the_format() {
    let project = samples::project();
    let passages: Vec<_> = project.annotations().map(|(analyst, id, _)| (analyst.clone(), *id)).collect();
    for format in exchange::FORMATS.iter().filter(|format| format.is_written() && !format.is_layers()) {
        let text = export::preview(&project, format, &ExportOptions::default(), &passages);
        let is_odd = |c: char| c == char::REPLACEMENT_CHARACTER || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
        assert!(!text.is_empty() && !text.contains(is_odd), "{}: {text}", format.name);
    }
}

#[test]
fn a_hundred_thousand_passages_draw_a_windowful() {
    let (mut harness, seen) = window(large(100_000), "ana", (1440.0, 900.0));
    assert_eq!(seen.pane.borrow().found.total(), 100_005);
    let generation = seen.pane.borrow().found.generation();
    for key in [Key::End, Key::PageUp, Key::Home] {
        harness.key_press(key);
        harness.run();
        let drawn = seen.pane.borrow().table.drawn;
        assert!((10..40).contains(&drawn), "{drawn} rows drawn");
    }
    assert_eq!(seen.pane.borrow().found.generation(), generation);
    harness.key_press(Key::End);
    harness.run();
    assert_eq!(seen.pane.borrow().selection.head().cloned(), seen.pane.borrow().found.key(100_004));
}

#[test]
fn every_width_shows_what_fits() {
    for (width, has_note) in [(760.0, false), (1024.0, false), (2560.0, true)] {
        let (harness, _) = window(sample(), "ilse-maran", (width, 700.0));
        assert_eq!(harness.query_by_label("Sort by note").is_some(), has_note, "{width}");
        harness.get_by_label("Sort by passage");
    }
}
