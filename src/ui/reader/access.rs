//! The reader for screen readers and tests: blocks as text, marks by their tags and quotes; does nothing when unused.

use std::ops::Range;

use egui::{
    Rect, Response, Sense, Ui,
    accesskit::{Action, Role},
    emath::TSTransform,
    epaint::text::CharIndex,
    text::CCursor,
    text_selection::{CCursorRange, accesskit_text::update_accesskit_for_text_widget},
    vec2,
};

use super::{
    input::{ReaderEvent, ReaderInput},
    marks::Mark,
    page::Placed,
    state::Reader,
};

/// Quotes are cut at about this many characters.
const QUOTE: usize = 120;

/// Exposes what is in view; a click by assistive technology picks a mark.
pub(super) fn expose(
    ui: &Ui,
    response: &Response,
    input: &ReaderInput<'_>,
    reader: &mut Reader,
    events: &mut Vec<ReaderEvent>,
) {
    let selected = reader.selection.and_then(|s| input.text.get(s.range()));
    let is_used = ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Document);
        node.set_label(input.title);
        node.set_description(match selected {
            Some(selected) => format!("Selected: {}", quote(selected)),
            None => input.byline.to_owned(),
        });
    });
    if is_used.is_none() {
        return;
    }
    for placed in &reader.view.page.placed {
        expose_block(ui, response, input, reader, placed);
    }
    let visible = reader.view.page.visible();
    let picked: Vec<usize> = input
        .marks
        .over(visible)
        .filter_map(|index| input.marks.get(index))
        .filter(|mark| expose_mark(ui, response, input, reader, mark))
        .map(|mark| mark.span.start)
        .collect();
    for offset in picked {
        reader.pick(input, offset, events);
    }
}

fn expose_block(ui: &Ui, response: &Response, input: &ReaderInput<'_>, reader: &Reader, placed: &Placed) {
    let page = &reader.view.page;
    let laid = &placed.laid;
    let id = response.id.with(("block", placed.block));
    let size = vec2(laid.galley.size().x, laid.rows() as f32 * page.row);
    let rect = Rect::from_min_size(egui::pos2(page.left, placed.top), size);
    ui.interact(rect, id, Sense::hover());
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(Role::Label);
        node.set_value(laid.galley.text());
        if let Some(muted) = input.muted_at(laid.span.start) {
            node.set_description(muted.why.clone());
        }
        node.set_bounds(bounds(rect));
    });
    if laid.degraded {
        return;
    }
    let selection = reader.selection.and_then(|s| {
        let chars = |offset: usize| {
            let offset = input.text.floor_char_boundary(offset.clamp(laid.span.start, laid.span.end));
            CCursor::new(CharIndex(input.text[laid.span.start..offset].chars().count()))
        };
        let range = s.range();
        let touches = range.start < laid.span.end && range.end > laid.span.start;
        touches.then(|| CCursorRange::two(chars(s.anchor), chars(s.head)))
    });
    let to_screen = TSTransform::from_translation(rect.min.to_vec2());
    update_accesskit_for_text_widget(ui.ctx(), id, selection, to_screen, &laid.galley);
}

/// Exposes a mark in view; whether it is to be picked.
fn expose_mark(ui: &Ui, response: &Response, input: &ReaderInput<'_>, reader: &Reader, mark: &Mark) -> bool {
    let mut first: Option<Rect> = None;
    reader.view.page.pieces(input.text, &mark.span, |rect| {
        first.get_or_insert(rect);
    });
    let Some(rect) = first else {
        return false;
    };
    let id = response.id.with(("mark", mark.key));
    ui.interact(rect, id, Sense::hover());
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(Role::Mark);
        node.set_label(name(input.text, mark));
        node.set_bounds(bounds(rect));
        node.add_action(Action::Click);
    });
    ui.input(|i| i.has_accesskit_action_request(id, Action::Click))
}

/// "Vacuum, Sovereignty: “the quote”", with the analyst where it is another's.
fn name(text: &str, mark: &Mark) -> String {
    let Range { start, end } = mark.span;
    let start = text.floor_char_boundary(start);
    let end = text.ceil_char_boundary(end.max(start));
    let mut name = String::new();
    for tag in mark.tags.iter() {
        if !name.is_empty() {
            name.push_str(", ");
        }
        name.push_str(&tag.name);
    }
    if name.is_empty() {
        name.push_str("No tag");
    }
    if let Some(who) = &mark.who {
        name.push_str(" · ");
        name.push_str(who);
    }
    format!("{name}: “{}”", quote(&text[start..end]))
}

/// The beginning of a passage.
fn quote(passage: &str) -> String {
    match passage.char_indices().nth(QUOTE) {
        Some((at, _)) => format!("{}…", &passage[..at]),
        None => passage.to_owned(),
    }
}

fn bounds(rect: Rect) -> egui::accesskit::Rect {
    egui::accesskit::Rect {
        x0: rect.left().into(),
        y0: rect.top().into(),
        x1: rect.right().into(),
        y1: rect.bottom().into(),
    }
}
