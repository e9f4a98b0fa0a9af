//! How what lies over the window is framed: title, room, buttons.

use super::super::theme;
use egui::{
    Align, Align2, Area, Frame, Id, Key, Layout, Margin, Modal, Modifiers, Rect, RichText, ScrollArea, Ui, UiBuilder,
    pos2, vec2,
};

/// How high a row of buttons is, in points.
pub(super) const BUTTONS: f32 = 28.0;

/// Draws `content` over the window; gives back what it gives, and whether it is to be closed. A click beside it closes nothing: what was
/// typed in it would be gone.
pub fn over<R>(ui: &Ui, title: &str, width: f32, content: impl FnOnce(&mut Ui) -> R) -> (R, bool) {
    let shown = modal(ui, title, width, content);
    let escape = shown.is_top_modal && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    (shown.inner, escape)
}

/// As [`over`], for what is only read: a click beside it closes it.
pub fn over_until_click<R>(ui: &Ui, title: &str, width: f32, content: impl FnOnce(&mut Ui) -> R) -> (R, bool) {
    let shown = modal(ui, title, width, content);
    let closed = shown.should_close();
    (shown.inner, closed)
}

pub(super) fn modal<R>(ui: &Ui, title: &str, width: f32, content: impl FnOnce(&mut Ui) -> R) -> egui::ModalResponse<R> {
    let screen = ui.ctx().content_rect();
    let width = width.min(screen.width() - 32.0);
    let above = (screen.height() * 0.1).min(90.0);
    // Each has a place of its own: an area remembers how large it was.
    let id = Id::unique(("overlay", title));
    let area = Area::new(id)
        .kind(egui::UiKind::Modal)
        .anchor(Align2::CENTER_TOP, vec2(0.0, above))
        .order(egui::Order::Foreground)
        .interactable(true);
    let frame = Frame::window(ui.style()).inner_margin(Margin::same(18));
    let modal = Modal::new(id).area(area).frame(frame).backdrop_color(theme::shade(ui));
    modal.show(ui.ctx(), |ui| {
        ui.set_width(width - 36.0);
        let mut room = (screen.height() - above - 52.0).max(120.0);
        if !title.is_empty() {
            ui.label(RichText::new(title).font(egui::FontId::new(17.0, theme::strong())));
            ui.add_space(6.0);
            room -= 34.0;
        }
        // The row of buttons stands at the edge that would fade.
        let fade = std::mem::take(&mut ui.spacing_mut().scroll.fade.strength);
        // An area remembers how small it was once: what it holds takes as much room as it needs.
        let area = ScrollArea::vertical().id_salt(id).max_height(room).min_scrolled_height(room);
        let shown = area.auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().scroll.fade.strength = fade;
            ui.set_max_height(room);
            content(ui)
        });
        shown.inner
    })
}

/// The row of buttons that ends a dialog: in view also where the rest of it has to be scrolled.
pub fn buttons<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), BUTTONS));
    let lift = (rect.bottom() - ui.clip_rect().bottom()).max(0.0);
    let rect = rect.translate(vec2(0.0, -lift));
    if lift > 0.0 {
        let ground =
            Rect::from_min_max(rect.left_top() - vec2(4.0, 6.0), pos2(rect.right() + 4.0, ui.clip_rect().bottom()));
        ui.painter().rect_filled(ground, 0, ui.visuals().window_fill);
        ui.painter().hline(ground.x_range(), ground.top(), ui.visuals().window_stroke);
    }
    let row = UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center));
    add(&mut ui.new_child(row))
}

/// Whether Enter with Ctrl, or Enter outside of a text, was pressed: the dialog's main button.
pub fn confirmed(ui: &Ui) -> bool {
    let is_free = ui.memory(|memory| memory.focused().is_none());
    ui.input_mut(|input| {
        input.consume_key(Modifiers::COMMAND, Key::Enter) || (is_free && input.consume_key(Modifiers::NONE, Key::Enter))
    })
}
