//! The reader in a window without a screen.

use std::{ops::Range, sync::Arc};

use egui::{Color32, Event, FontFamily, Modifiers, PointerButton, Pos2, Vec2, pos2, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};

use super::{
    input::{ReaderEvent, ReaderInput, ReaderOutput},
    marks::{Mark, MarkTag, Marks},
    scroll::Place,
    selection::Step,
    state::Reader,
    style::ReaderStyle,
};

struct Stage {
    reader: Reader,
    text: Arc<str>,
    marks: Marks,
    revision: u64,
    document: u64,
    focused: Option<u64>,
    style: ReaderStyle,
    events: Vec<ReaderEvent>,
    output: Option<ReaderOutput>,
}

fn style() -> ReaderStyle {
    let [ground, ink, dim, line, accent] =
        [Color32::WHITE, Color32::BLACK, Color32::GRAY, Color32::LIGHT_GRAY, Color32::BLUE];
    ReaderStyle {
        text: FontFamily::Proportional,
        marked_text: FontFamily::Proportional,
        bold: FontFamily::Proportional,
        sans: FontFamily::Proportional,
        text_size: 17.0,
        title_size: 26.0,
        byline_size: 12.5,
        label_size: 12.0,
        line_height: 1.62,
        paragraph_gap: 14.0,
        measure: 640.0,
        margin: 150.0,
        ground,
        ink,
        muted: dim,
        dim,
        line,
        accent,
        selection: Color32::LIGHT_YELLOW,
        found: Color32::LIGHT_GREEN,
        found_current: Color32::GREEN,
        glow: Color32::YELLOW,
    }
}

fn mark(key: u64, span: Range<usize>, tag: &str) -> Mark {
    let tags = Arc::new([MarkTag { name: tag.into(), color: Color32::RED }]);
    Mark { key, span, tags, own: true, who: None, column: 0 }
}

fn stage(text: &str, marks: Vec<Mark>) -> Harness<'static, Stage> {
    let stage = Stage {
        reader: Reader::default(),
        text: text.into(),
        marks: Marks::new(marks),
        revision: 0,
        document: 0,
        focused: None,
        style: style(),
        events: Vec::new(),
        output: None,
    };
    let mut harness = Harness::builder()
        .with_size(vec2(900.0, 500.0))
        .with_max_steps(200)
        .with_step_dt(1.0 / 60.0)
        .allow_missing_glyphs()
        .build_ui_state(show, stage);
    harness.run();
    harness
}

fn show(ui: &mut egui::Ui, stage: &mut Stage) {
    let input = ReaderInput {
        text: &stage.text,
        document: stage.document,
        revision: stage.revision,
        marks: &stage.marks,
        title: "A chair stands empty",
        byline: "Harbour Review",
        found: &[],
        found_current: None,
        focused: stage.focused.as_slice(),
        columns: &[],
        hovered_tag: None,
        style: &stage.style,
        editable: true,
        whole_words: false,
        dimmed: &[],
        muted: &[],
    };
    let output = stage.reader.show(ui, &input);
    stage.events.extend(output.events.iter().cloned());
    stage.output = Some(output);
}

/// The middle of the left end of a character, on the screen.
fn at(harness: &Harness<'_, Stage>, offset: usize) -> Pos2 {
    let stage = harness.state();
    let page = &stage.reader.view.page;
    let pos = page.position(&stage.text, offset).expect("in view");
    pos + vec2(0.5, page.row / 2.0)
}

fn button(pos: Pos2, pressed: bool, button: PointerButton) -> Event {
    Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE }
}

fn press(harness: &mut Harness<'_, Stage>, pos: Pos2) {
    harness.event(Event::PointerMoved(pos));
    harness.step();
    harness.event(button(pos, true, PointerButton::Primary));
    harness.step();
}

fn release(harness: &mut Harness<'_, Stage>, pos: Pos2) {
    harness.event(button(pos, false, PointerButton::Primary));
    harness.run();
}

fn click(harness: &mut Harness<'_, Stage>, pos: Pos2) {
    press(harness, pos);
    release(harness, pos);
}

fn drag(harness: &mut Harness<'_, Stage>, from: Pos2, to: Pos2) {
    press(harness, from);
    harness.event(Event::PointerMoved(to));
    harness.step();
    release(harness, to);
}

/// Long enough that the next click is not a double click.
fn pause(harness: &mut Harness<'_, Stage>) {
    harness.run_steps(40);
    harness.state_mut().events.clear();
}

fn selected(harness: &Harness<'_, Stage>) -> String {
    let stage = harness.state();
    stage.reader.selection().map_or(String::new(), |s| stage.text[s.range()].to_owned())
}

fn picks(harness: &Harness<'_, Stage>) -> Vec<Vec<u64>> {
    let picked = |event: &ReaderEvent| match event {
        ReaderEvent::Picked { keys, .. } => Some(keys.clone()),
        _ => None,
    };
    harness.state().events.iter().filter_map(picked).collect()
}

const TEXT: &str = "The seat is empty. Nobody came to the coalition, and nobody will for as long as the \
dues are unpaid; so the members said when they met on Thursday.\n\nA second paragraph. It is short.";

#[test]
fn a_drag_across_lines_selects_the_bytes_between() {
    let mut harness = stage(TEXT, Vec::new());
    let end = TEXT.find("Thursday").expect("there");
    let (from, to) = (at(&harness, 4), at(&harness, end));
    assert!(to.y > from.y, "two lines");
    drag(&mut harness, from, to);
    assert_eq!(selected(&harness), &TEXT[4..end]);
    assert!(harness.state().events.contains(&ReaderEvent::Selected));
    let line = harness.state().output.as_ref().and_then(|o| o.selection_lines).map(|(line, _)| line).expect("a line");
    assert!(line.y_range().contains(from.y));
    click(&mut harness, from);
    assert_eq!(selected(&harness), "");
    assert!(harness.state().events.contains(&ReaderEvent::Cleared));
}

#[test]
fn double_click_takes_the_word_and_triple_click_the_sentence() {
    let mut harness = stage(TEXT, Vec::new());
    let pos = at(&harness, 5);
    click(&mut harness, pos);
    click(&mut harness, pos);
    assert_eq!(selected(&harness), "seat");
    click(&mut harness, pos);
    assert_eq!(selected(&harness), "The seat is empty.");
}

#[test]
fn a_click_in_the_left_margin_takes_the_paragraph() {
    let mut harness = stage(TEXT, Vec::new());
    let left = harness.state().output.as_ref().expect("shown").column.left();
    let row = at(&harness, TEXT.len() - 3);
    click(&mut harness, pos2(left - 20.0, row.y));
    assert_eq!(selected(&harness), "A second paragraph. It is short.");
}

#[test]
fn shift_click_extends() {
    let mut harness = stage(TEXT, Vec::new());
    let from = at(&harness, 4);
    click(&mut harness, from);
    pause(&mut harness);
    let to = at(&harness, 17);
    harness.event_modifiers(button(to, true, PointerButton::Primary), Modifiers::SHIFT);
    harness.step();
    release(&mut harness, to);
    assert_eq!(selected(&harness), "seat is empty");
}

#[test]
fn a_click_picks_all_marks_and_another_click_the_next_one() {
    let marks = vec![mark(1, 0..60, "Long"), mark(2, 4..17, "Short")];
    let mut harness = stage(TEXT, marks);
    let pos = at(&harness, 9) + vec2(2.0, 0.0);
    click(&mut harness, pos);
    assert_eq!(picks(&harness), [[2, 1]]);
    pause(&mut harness);
    click(&mut harness, pos);
    assert_eq!(picks(&harness), [[1, 2]]);
}

#[test]
fn an_edge_is_dragged() {
    let mut harness = stage(TEXT, vec![mark(7, 4..17, "Seat")]);
    let (edge, to) = (at(&harness, 17), at(&harness, 25));
    drag(&mut harness, edge, to);
    let moved = ReaderEvent::EdgeMoved { key: 7, span: 4..25 };
    assert!(harness.state().events.contains(&moved), "{:?}", harness.state().events);
    assert_eq!(selected(&harness), "");
    harness.state_mut().events.clear();
    press(&mut harness, edge);
    harness.event(Event::PointerMoved(to));
    harness.step();
    harness.key_press(egui::Key::Escape);
    harness.step();
    release(&mut harness, to);
    let is_move = |e: &ReaderEvent| matches!(e, ReaderEvent::EdgeMoved { .. });
    assert!(!harness.state().events.iter().any(is_move));
}

#[test]
fn a_name_in_the_margin_is_clicked() {
    let mut harness = stage(TEXT, vec![mark(7, 4..17, "Seat")]);
    let pos = harness.state().reader.margin.entries[0].names[0].0 + Vec2::splat(3.0);
    click(&mut harness, pos);
    assert!(harness.state().events.contains(&ReaderEvent::MarginPicked { key: 7 }));
    assert!(harness.state().events.contains(&ReaderEvent::Hovered(Some(7))));
}

#[test]
fn marks_and_blocks_have_names() {
    let mut harness = stage(TEXT, vec![mark(7, 4..17, "Seat")]);
    harness.get_by_label("A second paragraph. It is short.");
    harness.get_by_label("Seat: “seat is empty”").click();
    harness.run();
    assert_eq!(picks(&harness), [[7]]);
    pause(&mut harness);
    harness.get_by_label("Seat: “seat is empty”").click_accesskit();
    harness.run();
    assert_eq!(picks(&harness), [[7]]);
}

fn long_text() -> String {
    (0..400).fold(String::new(), |text, i| text + &format!("{i}. {TEXT}\n\n"))
}

#[test]
fn the_anchor_stays_when_the_width_changes() {
    let mut harness = stage(&long_text(), Vec::new());
    harness.state_mut().reader.scroll_pages(20.0);
    harness.run();
    let place = harness.state().reader.place();
    assert!(place.offset > 1000);
    for width in [700.0, 520.0, 300.0, 1200.0, 900.0] {
        harness.set_size(vec2(width, 500.0));
        harness.run();
        assert_eq!(harness.state().reader.place(), place, "at {width}");
        assert!(harness.state().output.as_ref().is_some_and(|o| o.visible.contains(&place.offset)));
    }
}

#[test]
fn scrolling_reaches_both_ends_and_reveals() {
    let text = long_text();
    let mut harness = stage(&text, Vec::new());
    harness.state_mut().reader.to_end();
    harness.run();
    assert!(harness.state().output.as_ref().is_some_and(|o| o.visible.end == text.trim_end().len()));
    let middle = text.len() / 2;
    harness.state_mut().reader.reveal(middle..middle + 5);
    harness.state_mut().reader.glow(middle..middle + 5);
    harness.run();
    assert!(harness.state().output.as_ref().is_some_and(|o| o.visible.contains(&middle)));
    let place = harness.state().reader.place();
    harness.state_mut().reader.to_start();
    harness.run();
    assert_eq!(harness.state().reader.place().offset, 0);
    harness.state_mut().reader.set_place(place);
    harness.run();
    assert_eq!(harness.state().reader.place(), place);
    harness.state_mut().reader.set_place(Place { offset: usize::MAX, pixel: f64::NAN });
    harness.run();
}

#[test]
fn pages_down_and_up_come_back() {
    let mut harness = stage(&long_text(), Vec::new());
    harness.state_mut().reader.scroll_pages(5.0);
    harness.run();
    let place = harness.state().reader.place();
    harness.state_mut().reader.scroll_pages(30.0);
    harness.run();
    harness.state_mut().reader.scroll_pages(-30.0);
    harness.run();
    assert!(harness.state().reader.place().offset.abs_diff(place.offset) < 600);
}

#[test]
fn keys_walk_sentences_and_adjust() {
    let mut harness = stage(TEXT, Vec::new());
    let walk = |harness: &mut Harness<'_, Stage>, forward, extend| {
        let stage = harness.state_mut();
        stage.reader.select_sentence(&stage.text, forward, extend);
        harness.run();
    };
    walk(&mut harness, true, false);
    assert_eq!(selected(&harness), "The seat is empty.");
    walk(&mut harness, true, true);
    assert!(selected(&harness).ends_with("Thursday."));
    walk(&mut harness, false, true);
    assert_eq!(selected(&harness), "The seat is empty.");
    walk(&mut harness, true, true);
    walk(&mut harness, true, false);
    assert_eq!(selected(&harness), "A second paragraph.");
    walk(&mut harness, false, true);
    assert!(selected(&harness).starts_with("Nobody came"), "turned over");
    walk(&mut harness, true, true);
    assert_eq!(selected(&harness), "A second paragraph.");
    walk(&mut harness, false, false);
    walk(&mut harness, true, false);
    let extend = |harness: &mut Harness<'_, Stage>, step, forward| {
        let stage = harness.state_mut();
        stage.reader.extend_by(&stage.text, step, forward);
        harness.run();
    };
    extend(&mut harness, Step::Word, true);
    assert_eq!(selected(&harness), "A second paragraph. It");
    extend(&mut harness, Step::Character, false);
    assert_eq!(selected(&harness), "A second paragraph. I");
    extend(&mut harness, Step::Line, false);
    let head = harness.state().reader.selection().expect("selected").head;
    assert!(head < TEXT.find("A second").expect("there"), "the row above");
}

#[test]
fn any_text_can_be_shown_and_clicked() {
    let texts = [
        "",
        "\n\n",
        "👩‍👩‍👧‍👦 family 🇩🇪🇫🇷 e\u{301}\u{301} flags 👍🏽",
        "شاغر المقعد منذ سنوات. وهذا نص أطول قليلا لكي ينكسر السطر مرة واحدة على الأقل في هذه النافذة الصغيرة جدا بالفعل. mixed in",
        "席は空いている。なぜか？誰も知らない。席は空いている。なぜか？誰も知らない。席は空いている。なぜか？誰も知らない。席は空いている。",
        "tab\tand \u{200b}zero \u{feff}width \u{0} null \r return",
    ];
    for text in texts {
        let whole = vec![mark(1, 0..text.len(), "All"), mark(2, 1..3, "Odd"), mark(3, 5..900, "Beyond")];
        let mut harness = stage(text, whole);
        for (x, y) in [(60.0, 130.0), (300.0, 140.0), (500.0, 160.0)] {
            click(&mut harness, pos2(x, y));
            drag(&mut harness, pos2(60.0, 120.0), pos2(x, y));
        }
        for forward in [true, false] {
            for step in [Step::Character, Step::Word, Step::Line, Step::Sentence] {
                let stage = harness.state_mut();
                stage.reader.extend_by(&stage.text, step, forward);
                harness.run();
            }
        }
        if let Some(selection) = harness.state().reader.selection() {
            assert!(text.get(selection.range()).is_some());
        }
    }
}

#[test]
fn an_idle_reader_asks_for_no_frame() {
    let mut harness = stage(&long_text(), vec![mark(1, 0..9, "Here")]);
    let steps = harness.run();
    assert_eq!(steps, 1);
}

#[test]
fn another_text_begins_at_its_top_unless_a_place_is_set() {
    let mut harness = stage(&long_text(), Vec::new());
    harness.state_mut().reader.scroll_pages(9.0);
    harness.run();
    harness.state_mut().document = 1;
    harness.state_mut().text = TEXT.into();
    harness.run();
    assert_eq!(harness.state().output.as_ref().map(|o| o.visible.clone()), Some(0..TEXT.len()));
    let place = Place { offset: 4000, pixel: 3.0 };
    harness.state_mut().document = 2;
    harness.state_mut().text = long_text().into();
    harness.state_mut().reader.set_place(place);
    harness.run();
    assert!(harness.state().reader.place().offset.abs_diff(4000) < 200);
}

#[test]
fn many_marks_on_one_line_are_counted() {
    let marks = (0..500).map(|key| mark(key, 4..5 + key as usize % 40, "Same")).collect();
    let harness = stage(TEXT, marks);
    let margin = &harness.state().reader.margin;
    assert_eq!(margin.entries.len(), 500);
    assert!(!margin.counts.is_empty());
}

#[test]
fn the_strip_shows_ticks_where_the_marks_are() {
    let text = long_text();
    let half = text.len() / 2;
    let mut harness = stage(&text, vec![mark(1, half..half + 50, "Middle")]);
    let pos = harness.state().reader.strip.tick_bounds().center();
    assert!((pos.y - 250.0).abs() < 12.0, "{pos:?}");
    click(&mut harness, pos);
    assert!(harness.state().output.as_ref().is_some_and(|o| o.visible.contains(&half)));
}
