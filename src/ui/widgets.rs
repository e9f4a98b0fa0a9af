//! Small things that several panes draw alike.

use std::borrow::Cow;

use egui::{
    Align2, Color32, CornerRadius, CursorIcon, EventFilter, FontId, Frame, Key, Margin, Modifiers, Rect, Response,
    RichText, Role, Sense, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo, pos2,
    text::{CCursor, CCursorRange},
    vec2,
};

use super::theme::{self, colors};

/// A section's head: small capitals, with something on the right.
pub fn section(ui: &mut Ui, text: &str, right: &str) -> Response {
    let colors = colors(ui);
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, 18.0), Sense::hover());
    let font = theme::bold(theme::HEAD);
    let mut job = egui::text::LayoutJob::default();
    let format =
        egui::TextFormat { font_id: font.clone(), color: colors.dim, extra_letter_spacing: 0.8, ..Default::default() };
    job.append(&text.to_uppercase(), 0.0, format);
    let galley = ui.painter().layout_job(job);
    let y = rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(pos2(rect.left(), y), galley, colors.dim);
    if !right.is_empty() {
        ui.painter().text(rect.right_center(), Align2::RIGHT_CENTER, right, font, colors.dim);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    response
}

/// A field for filtering or searching, as wide as there is room.
pub fn search_field(ui: &mut Ui, id: &str, text: &mut String, hint: &str) -> Response {
    let hint = hint.to_owned();
    let response = ui.add(
        TextEdit::singleline(text)
            .id_salt(id)
            .hint_text(RichText::new(hint.clone()).color(colors(ui).dim))
            .margin(Margin::symmetric(9, 6))
            .desired_width(f32::INFINITY),
    );
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, &hint));
    response
}

/// A key as it stands on a keyboard.
pub fn key_cap(ui: &mut Ui, text: &str) -> Response {
    let colors = colors(ui);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::small(), colors.dim);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(10.0, 4.0), Sense::hover());
    paint_key_cap(ui, rect, galley);
    response
}

/// A key at the right edge of `rect`; gives back the width it took.
pub fn key_cap_at(ui: &Ui, rect: Rect, text: &str) -> f32 {
    let colors = colors(ui);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::small(), colors.dim);
    let size = galley.size() + vec2(10.0, 4.0);
    let cap = Rect::from_min_size(pos2(rect.right() - size.x, rect.center().y - size.y / 2.0), size);
    paint_key_cap(ui, cap, galley);
    size.x
}

fn paint_key_cap(ui: &Ui, rect: Rect, galley: std::sync::Arc<egui::Galley>) {
    let colors = colors(ui);
    ui.painter().rect(rect, CornerRadius::same(4), colors.pane, Stroke::new(1.0, colors.line), StrokeKind::Inside);
    ui.painter().galley(rect.min + vec2(5.0, 2.0), galley, colors.dim);
}

/// A small square in a tag's colour.
pub fn swatch(ui: &mut Ui, color: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(11.0, 11.0), Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(3), color);
    response
}

/// A card: what is in hand, on paper.
pub fn card<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let colors = colors(ui);
    Frame::new()
        .fill(colors.card)
        .stroke(Stroke::new(1.0, colors.line))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::same(12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            content(ui)
        })
        .inner
}

/// `text` cut with an ellipsis to `width`, on one line.
pub fn elided(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32) -> std::sync::Arc<egui::Galley> {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut job = egui::text::LayoutJob::simple_singleline(line, font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(1.0));
    ui.painter().layout_job(job)
}

/// `text`, or its beginning and its end where it has more than `longest` characters: what is laid out is no longer,
/// whatever somebody has marked.
pub fn shortened(text: &str, longest: usize) -> Cow<'_, str> {
    if text.char_indices().nth(longest).is_none() {
        return Cow::Borrowed(text);
    }
    let last = longest / 4;
    let head = text.char_indices().nth(longest - last).map_or(text.len(), |(at, _)| at);
    let tail = text.char_indices().rev().nth(last.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    Cow::Owned(format!("{} … {}", text[..head].trim_end(), text[tail..].trim_start()))
}

/// What is said of nothing to show: what is missing, and what to do.
pub fn empty(ui: &mut Ui, title: &str, advice: &str) {
    let dim = colors(ui).dim;
    ui.vertical_centered(|ui| {
        ui.add_space(36.0);
        ui.label(RichText::new(title).font(theme::bold(15.0)));
        ui.add_space(2.0);
        ui.label(RichText::new(advice).color(dim));
    });
}

/// One of the things to choose in a menu, which closes when it is chosen, be it by keys.
pub fn option<T: PartialEq>(ui: &mut Ui, chosen: &mut T, value: T, label: impl Into<egui::WidgetText>) {
    if ui.selectable_value(chosen, value, label.into()).clicked() {
        ui.close();
    }
}

/// A button without a frame, for small things beside text.
pub fn quiet_button(ui: &mut Ui, text: &str, hint: &str) -> Response {
    let response = ui.add(egui::Button::new(RichText::new(text).color(colors(ui).dim)).frame(false));
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    let name = if hint.is_empty() { text.to_owned() } else { hint.to_owned() };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if hint.is_empty() { response } else { response.on_hover_text(hint) }
}

/// The button that goes on; one in a dialog.
pub fn main_button(ui: &mut Ui, text: &str) -> Response {
    let colors = colors(ui);
    let label = RichText::new(text).color(colors.card).font(theme::bold(theme::BODY));
    ui.add(egui::Button::new(label).fill(colors.accent).stroke(Stroke::new(1.0, colors.accent)))
}

/// A button that opens something below it, see [`below`]; `name` is what it is called to screen readers.
pub fn menu_button(ui: &mut Ui, label: &str, name: &str) -> Response {
    // Room for the arrow, which no font here has.
    let response = ui.add(egui::Button::new(format!("{label}      ")));
    let (tip, half) = (response.rect.right_center() - vec2(theme::SPACE * 3.5, -2.5), theme::SPACE);
    let corners = vec![tip, tip - vec2(half, half), tip + vec2(half, -half)];
    ui.painter().add(egui::Shape::convex_polygon(corners, colors(ui).dim, Stroke::NONE));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    focus_again(ui, &response);
    response
}

/// Gives the focus back to the button whose menu a key has closed, so that Tab goes on from there.
fn focus_again(ui: &Ui, button: &Response) {
    let is_open = egui::Popup::is_id_open(ui.ctx(), egui::Popup::default_response_id(button));
    let open = button.id.with("was open");
    let was_open = ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default::<bool>(open), is_open));
    let is_free = ui.memory(|memory| memory.focused().is_none());
    if was_open && !is_open && is_free && !ui.input(|input| input.pointer.any_click()) {
        button.request_focus();
    }
}

/// What a menu button opens: it stays until a click elsewhere.
pub fn below(button: &Response) -> egui::Popup<'_> {
    egui::Popup::from_toggle_button_response(button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
}

/// Whether the first word is a path or has a file's ending, or all that stands before the first colon does: names have blanks.
fn begins_with_file(text: &str) -> bool {
    let is_ending = |ending: &str| ending.starts_with(char::is_alphabetic) && ending.chars().all(char::is_alphanumeric);
    let has_ending =
        |name: &str| name.rsplit_once('.').is_some_and(|(stem, ending)| !stem.is_empty() && is_ending(ending));
    let first = text.split(' ').next().unwrap_or_default();
    let before_colon = text.split_once(": ").map_or("", |(before, _)| before);
    first.contains(['/', '\\']) || has_ending(first.trim_end_matches([',', ':'])) || has_ending(before_colon)
}

/// With a capital at the beginning, unless a file's name or path stands there, which is as it is.
pub fn capitalised(text: &str) -> String {
    if begins_with_file(text) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", chars.as_str())
}

/// A list takes the focus as a whole, so that Tab does not stop at each row; arrow keys are for it then. Returns whether it has it.
pub fn list_focus(ui: &Ui, area: Rect, id: egui::Id, role: Role, name: &str) -> bool {
    let response = ui.interact(area, id, Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(role, true, name));
    if response.has_focus() {
        let is_tree = role == Role::Tree;
        let keep = EventFilter { vertical_arrows: true, horizontal_arrows: is_tree, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, keep));
    }
    response.has_focus()
}

/// Where the keys that walk a list lead: from the row `at`, or from none, among `rows`, of which `page` are in view. Nowhere where none of
/// them was pressed.
pub fn walked(ui: &Ui, at: Option<usize>, rows: usize, page: usize) -> Option<usize> {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let last = rows.checked_sub(1)?;
    match at {
        _ if pressed(Key::Home) => Some(0),
        _ if pressed(Key::End) => Some(last),
        None => Some(0).filter(|_| pressed(Key::ArrowDown) || pressed(Key::ArrowUp)),
        Some(at) if pressed(Key::ArrowDown) => Some((at + 1).min(last)),
        Some(at) if pressed(Key::ArrowUp) => Some(at.saturating_sub(1)),
        Some(at) if pressed(Key::PageDown) => Some((at + page).min(last)),
        Some(at) if pressed(Key::PageUp) => Some(at.saturating_sub(page)),
        Some(_) => None,
    }
}

/// Whether Enter or Space was pressed, which take the row in hand.
pub fn takes_row(ui: &Ui) -> bool {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    pressed(Key::Enter) || pressed(Key::Space)
}

/// What a field takes for itself: Escape too, so that [`gives_up`] sees it.
pub const OWN_KEYS: EventFilter =
    EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };

/// Handles the keys by which a field is left, before it sees them: Ctrl and Enter leave it with what it says, Escape without what was
/// changed. Returns whether it was Escape: then the field is to say again what it said before.
pub fn gives_up(ui: &Ui, field: egui::Id) -> bool {
    if !ui.memory(|memory| memory.has_focus(field)) {
        return false;
    }
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let gives_up = pressed(Modifiers::NONE, Key::Escape);
    if gives_up || pressed(Modifiers::COMMAND, Key::Enter) {
        ui.memory_mut(|memory| memory.surrender_focus(field));
    }
    gives_up
}

/// Selects all of a field's `text`, so that what is typed takes its place.
pub fn select_all(ui: &Ui, field: egui::Id, text: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), field).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(0), CCursor::new(text.chars().count()))));
    state.store(ui.ctx(), field);
}

/// A message as a sentence of its own.
pub fn sentence(text: &str) -> String {
    let end = if text.ends_with(['.', '?', '”', ')']) { "" } else { "." };
    format!("{}{end}", capitalised(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_text_the_beginning_and_the_end_are_shown() {
        for (text, expected) in
            [("eight by", "eight by"), ("one two three four", "one tw … ur"), ("öäüöäüöäüöäü", "öäüöäü … äü"), ("", "")]
        {
            assert_eq!(shortened(text, 8), expected);
        }
    }

    #[test]
    fn a_message_becomes_a_sentence_and_names_of_files_stay() {
        for (message, expected) in [
            ("it is empty", "It is empty."),
            ("nothing to undo: all is as it was", "Nothing to undo: all is as it was."),
            ("copies are kept in history/backups", "Copies are kept in history/backups."),
            ("annotations/ana.ron, line 3: a comma is missing", "annotations/ana.ron, line 3: a comma is missing."),
            ("my notes.txt: it is empty", "my notes.txt: it is empty."),
            ("doc.ann is left out", "doc.ann is left out."),
            ("is it there?", "Is it there?"),
            ("codebook.ron, line 3: a comma is missing", "codebook.ron, line 3: a comma is missing."),
            ("no column holds the text. Its columns are: a, b", "No column holds the text. Its columns are: a, b."),
            ("the note “Draft 1.2” is left out: it is empty", "The note “Draft 1.2” is left out: it is empty."),
            ("tag “U.S.: dues” was merged", "Tag “U.S.: dues” was merged."),
            (
                "the settings /home/a.ron could not be written: no room",
                "The settings /home/a.ron could not be written: no room.",
            ),
        ] {
            assert_eq!(sentence(message), expected);
        }
    }
}
