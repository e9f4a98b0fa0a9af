//! The codebook in a window without a screen.

use std::{cell::OnceCell, collections::BTreeSet, sync::Arc};

use egui::{Key, Modifiers, vec2};
use egui_kittest::{Harness, kittest::NodeT as _, kittest::Queryable as _};

use super::super::{
    command::Command,
    dialog::{self, Cx, Dialog},
    keymap::Keymap,
    notices::Notices,
};
use super::*;
use crate::analysis::{counts, names::Names, samples};
use crate::history::History;
use crate::model::{Project, Stamper, TagId};
use crate::{storage::Settings, workspace::Me};

/// A project that actions change, as the app does it after drawing.
struct Stage {
    project: Arc<Project>,
    revision: u64,
    stamper: Stamper,
    history: History,
    hidden: BTreeSet<Node>,
    pane: CodebookPane,
    panel: CodebookPanel,
    picked: Vec<TagId>,
    /// Everything that was pushed: steps by their labels, the rest as it is written.
    log: Vec<String>,
    is_elsewhere: bool,
    asked: Option<Question>,
    dialog: Option<Box<dyn Dialog>>,
}

impl Stage {
    fn draw(&mut self, ui: &mut Ui, what: fn(&mut Self, &mut Ui, &Scene<'_>, &mut Actions)) {
        let project = self.project.clone();
        let (counts, names) = (counts::counts(&project, counts::Whose::Everybody), Names::new(&project));
        let me = Me { id: samples::analyst("ana"), name: "Ana".to_owned(), key: "k".to_owned() };
        let (article, hidden) = (samples::article("seats"), self.hidden.clone());
        let shown = BTreeSet::new();
        let scene = Scene {
            project: &project,
            me: &me,
            revision: self.revision,
            article: Some(&article),
            counts: &counts,
            counts_shown: false,
            record: &OnceCell::new(),
            names: &names,
            coders: &[],
            recent_tags: &[],
            hidden: &hidden,
            shown: &shown,
        };
        let mut actions = Actions::default();
        what(self, ui, &scene, &mut actions);
        for action in actions.take() {
            self.act(action);
        }
    }

    /// As the window does it.
    fn show_dialog(&mut self, ui: &Ui, scene: &Scene<'_>, actions: &mut Actions) {
        match self.asked.take() {
            Some(Question::DeleteTag(id)) => self.dialog = DeleteTag::new(scene, id).map(|it| Box::new(it) as _),
            Some(Question::MergeTag(id)) => self.dialog = MergeTag::new(scene, id).map(|it| Box::new(it) as _),
            other => assert_eq!(other, None),
        }
        let (settings, keymap, notices) = (&mut Settings::default(), &Keymap::default(), &Notices::default());
        let mut cx = Cx { scene: Some(scene), workspace: None, settings, keymap, notices, actions };
        self.dialog.take_if(|dialog| dialog::show(ui, &mut **dialog, &mut cx));
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Apply(step) => {
                self.log.push(step.label.clone());
                let applied = Arc::make_mut(&mut self.project).apply(&step, &mut self.stamper).expect("applied");
                self.history.push(step, applied.inverse);
                self.revision += 1;
            }
            Action::Run(Command::Undo) => {
                self.log.push("undo".to_owned());
                let moved = self.history.undo(Arc::make_mut(&mut self.project), &mut self.stamper);
                assert!(moved.is_some());
                self.revision += 1;
            }
            Action::Ask(question) => self.asked = Some(question),
            Action::ToggleHidden(id) => {
                self.hidden.insert(id);
            }
            other => self.log.push(format!("{other:?}")),
        }
    }
}

fn both(stage: &mut Stage, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) {
    if !stage.is_elsewhere {
        stage.pane.draw(ui, scene, actions);
    }
    stage.pane.watch(ui.ctx(), scene, actions);
    stage.show_dialog(ui, scene, actions);
}

fn panel(stage: &mut Stage, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) {
    if let Some(PanelEvent::Pick(id)) = stage.panel.show(ui, scene, actions) {
        stage.picked.push(id);
    }
}

fn stage(project: Project, what: fn(&mut Stage, &mut Ui, &Scene<'_>, &mut Actions)) -> Harness<'static, Stage> {
    let stage = Stage {
        project: Arc::new(project),
        revision: 1,
        stamper: Stamper::new("test"),
        history: History::default(),
        hidden: BTreeSet::new(),
        pane: CodebookPane::default(),
        panel: CodebookPanel::default(),
        picked: Vec::new(),
        log: Vec::new(),
        is_elsewhere: false,
        asked: None,
        dialog: None,
    };
    let mut harness = Harness::builder()
        .with_size(vec2(1024.0, 700.0))
        .with_max_steps(24)
        .allow_missing_glyphs()
        .build_ui_state(move |ui, stage: &mut Stage| stage.draw(ui, what), stage);
    theme::install(&harness.ctx);
    harness.run();
    harness
}

fn pane() -> Harness<'static, Stage> {
    stage(samples::project(), both)
}

fn open(harness: &mut Harness<'_, Stage>, id: &str) {
    harness.state_mut().pane.open(samples::tag(id));
    harness.run();
}

fn press(harness: &mut Harness<'_, Stage>, key: Key) {
    harness.key_press(key);
    harness.run();
}

/// The field of that name; what is written above it has the same one.
fn input<'h>(harness: &'h Harness<'_, Stage>, label: &'h str) -> egui_kittest::Node<'h> {
    let mut found = harness.get_all_by_label(label);
    found.find(|node| node.accesskit_node().role() != egui::Role::Label).expect("a field")
}

fn type_text(harness: &mut Harness<'_, Stage>, field: &str, text: &str) {
    input(harness, field).focus();
    harness.run();
    input(harness, field).type_text(text);
    harness.run();
}

/// The names in the tree, from top to bottom.
fn tree_rows(harness: &Harness<'_, Stage>) -> Vec<String> {
    let rows = harness.get_all_by_role(egui::Role::TreeItem);
    let mut rows: Vec<_> =
        rows.map(|row| (row.rect().top(), row.accesskit_node().label().unwrap_or_default())).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, name)| name).collect()
}

fn row<'h>(harness: &'h Harness<'_, Stage>, name: &str) -> egui_kittest::Node<'h> {
    let name = name.to_owned();
    let mut rows = harness.get_all_by_role(egui::Role::TreeItem);
    rows.find(|row| row.accesskit_node().label().as_deref() == Some(&name)).expect("a row")
}

fn field(harness: &Harness<'_, Stage>, label: &str) -> String {
    input(harness, label).value().unwrap_or_default()
}

#[test]
fn the_filter_shows_hits_with_what_they_stand_below() {
    let mut harness = stage(samples::project(), panel);
    type_text(&mut harness, "Filter tags", "china");
    assert_eq!(tree_rows(&harness), ["Arguments", "Vacuum", "Vacuum: China"]);
}

#[test]
fn a_filter_without_hits_can_be_cleared() {
    let mut harness = stage(samples::project(), panel);
    type_text(&mut harness, "Filter tags", "zzz");
    harness.get_by_label("Clear filter").click();
    harness.run();
    assert_eq!(tree_rows(&harness).len(), 9);
}

#[test]
fn a_click_in_the_panel_gives_the_tag_to_the_caller_and_a_head_folds() {
    let mut harness = stage(samples::project(), panel);
    row(&harness, "Costs and dues").click();
    harness.run();
    assert_eq!(harness.state().picked, [samples::tag("argument/costs")]);
    row(&harness, "Organizations").click();
    harness.run();
    assert_eq!(tree_rows(&harness), ["Organizations", "Arguments", "Vacuum", "Vacuum: China", "Costs and dues"]);
}

#[test]
fn the_eye_hides_highlights() {
    let mut harness = stage(samples::project(), panel);
    row(&harness, "Vacuum").hover();
    harness.run();
    harness.get_by_label("Hide highlights of Vacuum").click();
    harness.run();
    assert_eq!(harness.state().hidden, BTreeSet::from([Node::Tag(samples::tag("argument/vacuum"))]));
}

#[test]
fn f2_renames_with_one_step() {
    let mut harness = pane();
    open(&mut harness, "argument/costs");
    press(&mut harness, Key::F2);
    harness.get_by_label("Name of the tag").type_text("Costs");
    harness.run();
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().log, ["rename tag “Costs and dues” to “Costs”"]);
    assert!(tree_rows(&harness).contains(&"Costs".to_owned()));
}

#[test]
fn escape_leaves_the_name_as_it_was() {
    let mut harness = pane();
    press(&mut harness, Key::F2);
    harness.get_by_label("Name of the tag").type_text("Other");
    harness.run();
    press(&mut harness, Key::Escape);
    assert!(harness.state().log.is_empty());
}

#[test]
fn insert_adds_a_tag_and_takes_it_in_hand() {
    let mut harness = pane();
    open(&mut harness, "argument/costs");
    press(&mut harness, Key::Insert);
    harness.get_by_label("Name of the new tag").type_text("Leverage");
    harness.run();
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().log, ["new tag “Leverage”"]);
    assert_eq!(harness.state().pane.hand, Some(Node::Tag(samples::tag("argument/leverage"))));
    assert_eq!(field(&harness, "Name"), "Leverage");
}

#[test]
fn alt_and_right_nests_a_tag_and_alt_and_up_moves_it() {
    let mut harness = pane();
    open(&mut harness, "argument/costs");
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowUp);
    harness.run();
    assert_eq!(tree_rows(&harness)[6..], ["Costs and dues", "Vacuum", "Vacuum: China"]);
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowDown);
    harness.run();
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowRight);
    harness.run();
    assert_eq!(harness.state().log.len(), 3);
    let project = &harness.state().project;
    let parent = project.tag(&samples::tag("argument/costs")).and_then(|tag| tag.parent.clone());
    assert_eq!(parent, Some(samples::tag("argument/vacuum")));
}

#[test]
fn a_tag_dragged_onto_another_stands_below_it() {
    let mut harness = pane();
    let from = row(&harness, "Costs and dues").rect().center();
    let to = row(&harness, "Vacuum").rect().center();
    harness.drag_at(from);
    harness.run();
    for share in [0.2, 0.6, 1.0] {
        harness.hover_at(from + (to - from) * share);
        harness.run();
    }
    harness.drop_at(to);
    harness.run();
    assert_eq!(harness.state().log, ["move tag “Costs and dues”"]);
    assert_eq!(tree_rows(&harness)[6..], ["Vacuum", "Vacuum: China", "Costs and dues"]);
}

#[test]
fn a_draft_is_committed_once_when_its_field_is_left() {
    let mut harness = pane();
    open(&mut harness, "argument/costs");
    type_text(&mut harness, "Definition", "Who pays.");
    assert!(harness.state().log.is_empty());
    input(&harness, "Use when").focus();
    harness.run();
    assert_eq!(harness.state().log, ["change tag “Costs and dues”"]);
    harness.run();
    assert_eq!(harness.state().log.len(), 1);
}

#[test]
fn a_draft_is_committed_when_another_tag_is_taken_in_hand() {
    let mut harness = pane();
    open(&mut harness, "argument/costs");
    type_text(&mut harness, "Your memo", "Split it later?");
    row(&harness, "Vacuum").click();
    harness.run();
    assert_eq!(harness.state().log, ["memo on “Costs and dues”"]);
    assert_eq!(field(&harness, "Name"), "Vacuum");
    assert_eq!(field(&harness, "Your memo"), "");
}

#[test]
fn a_draft_is_committed_when_another_view_is_opened_by_a_key() {
    let mut harness = pane();
    open(&mut harness, "argument/costs");
    type_text(&mut harness, "Definition", "Who pays.");
    harness.state_mut().is_elsewhere = true;
    harness.run_steps(4);
    assert_eq!(harness.state().log, ["change tag “Costs and dues”"]);
}

#[test]
fn undo_shows_in_the_draft() {
    let mut harness = pane();
    open(&mut harness, "argument/costs");
    type_text(&mut harness, "Definition", "Who pays.");
    input(&harness, "Use when").focus();
    harness.run();
    harness.state_mut().act(Action::Run(Command::Undo));
    harness.run();
    assert_eq!(field(&harness, "Definition"), "");
}

#[test]
fn a_colour_is_one_step() {
    let mut harness = pane();
    open(&mut harness, "argument/costs");
    harness.get_by_label("Teal").click();
    harness.run();
    assert_eq!(harness.state().log, ["change tag “Costs and dues”"]);
    let hue = harness.state().project.tag(&samples::tag("argument/costs")).map(|tag| tag.hue);
    assert_eq!(hue, Some(5));
}

#[test]
fn deleting_says_what_it_does_and_enter_does_it() {
    let mut harness = pane();
    open(&mut harness, "argument/vacuum");
    press(&mut harness, Key::Delete);
    harness.get_by_label("Delete tag “Vacuum”?");
    harness.get_by_label("1 passage of yours will lose this tag; other tags stay.");
    harness.get_by_label_contains("Ben has 1 passage with it");
    harness.get_by_label("1 tag below it will move up one level.");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().log, ["delete tag “Vacuum” (1 passage)"]);
}

#[test]
fn escape_deletes_nothing() {
    let mut harness = pane();
    open(&mut harness, "argument/vacuum");
    press(&mut harness, Key::Delete);
    press(&mut harness, Key::Escape);
    assert!(harness.state().log.is_empty());
    assert!(harness.query_by_label("Delete tag “Vacuum”?").is_none());
}

#[test]
fn merging_is_chosen_by_typing_and_confirmed_by_enter() {
    let mut harness = pane();
    harness.state_mut().asked = Some(Question::MergeTag(samples::tag("argument/costs")));
    harness.run();
    harness.get_by_label("Name of the other tag").type_text("vacuum");
    harness.run();
    press(&mut harness, Key::Enter);
    harness.get_by_label("Merge “Costs and dues” into “Vacuum”?");
    harness.get_by_label("1 passage of yours will count as “Vacuum”.");
    assert!(harness.state().log.is_empty());
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().log, ["merge tag “Costs and dues” into “Vacuum”"]);
}

fn splitting() -> Harness<'static, Stage> {
    let mut project = samples::project();
    samples::put_passage(&mut project, "ana", 11, "dues", "Dues are small", &["argument/costs"]);
    samples::put_passage(&mut project, "ana", 12, "seats", "costs fall", &["argument/costs"]);
    let mut harness = stage(project, both);
    open(&mut harness, "argument/costs");
    harness.get_by_label("Split…").click();
    harness.run();
    for name in ["vacuum: china", "Dues"] {
        harness.get_by_label("Name of a tag").type_text(name);
        harness.run();
        press(&mut harness, Key::ArrowDown);
        if name != "Dues" {
            press(&mut harness, Key::ArrowUp);
        }
        press(&mut harness, Key::Enter);
    }
    harness.get_by_label("Start with 3 passages").click();
    harness.run();
    harness
}

#[test]
fn splitting_by_keys_pushes_a_step_each() {
    let mut harness = splitting();
    harness.get_by_label("1 of 3");
    press(&mut harness, Key::Num2);
    harness.get_by_label("2 of 3");
    press(&mut harness, Key::Backspace);
    harness.get_by_label("1 of 3");
    press(&mut harness, Key::Num1);
    press(&mut harness, Key::S);
    press(&mut harness, Key::Num2);
    harness.get_by_label("All 3 passages are looked at.");
    harness.get_by_label("End splitting").click();
    harness.run();
    let expected = [
        "new tag “Dues”",
        "split tag “Costs and dues”",
        "split “Costs and dues”: “Dues”",
        "undo",
        "split “Costs and dues”: “Vacuum: China”",
        "split “Costs and dues”: “Dues are small” stays",
        "split “Costs and dues”: “Dues”",
        "end splitting “Costs and dues”",
    ];
    assert_eq!(harness.state().log, expected);
}

#[test]
fn a_split_is_left_and_taken_up_again() {
    let mut harness = splitting();
    press(&mut harness, Key::Num0);
    press(&mut harness, Key::Escape);
    harness.get_by_label("Splitting: 2 left");
    harness.get_by_label("Continue").click();
    harness.run();
    harness.get_by_label("1 of 2");
}

#[test]
fn an_empty_codebook_says_how_to_begin() {
    let mut project = samples::project();
    for (id, _) in samples::project().tags.iter() {
        let step = verbs::delete_tag(&project, &samples::analyst("ana"), id).expect("a step");
        project.apply(&step, &mut Stamper::new("test")).expect("applied");
    }
    for id in ["person", "organization", "argument"] {
        let step = verbs::delete_group(&project, &samples::group(id)).expect("a step");
        project.apply(&step, &mut Stamper::new("test")).expect("applied");
    }
    let mut harness = stage(project, both);
    harness.get_by_label("New tag group").click();
    harness.run();
    harness.get_by_label("Name of the new tag group").type_text("Claims");
    harness.run();
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().log, ["new tag group “Claims”"]);
}

#[test]
fn two_thousand_tags_draw_what_is_visible() {
    let mut project = samples::project();
    for n in 0..2000 {
        let tag = crate::model::Tag::named(format!("Tag {n}"), samples::group("argument"));
        samples::put_tag(&mut project, &format!("argument/t{n}"), tag);
    }
    let harness = stage(project, panel);
    assert!(tree_rows(&harness).len() < 60);
}
