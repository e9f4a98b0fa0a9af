//! What lies over the window: what a dialog is, and the one way to show it: title, room, buttons. Knows no dialog.

use std::any::Any;

use egui::{
    Align, Align2, Area, Frame, Id, Key, Layout, Margin, Modal, Modifiers, Rect, RichText, ScrollArea, Ui, UiBuilder,
    pos2, vec2,
};

use super::{action::Actions, keymap::Keymap, notices::Notices, scene::Scene, theme};
use crate::{storage::Settings, workspace::Workspace};

/// How high a row of buttons is, in points.
const BUTTONS: f32 = 28.0;

/// What a dialog may look at, and the queue for what it asks for.
pub struct Cx<'a> {
    /// Nothing where no project is open.
    pub scene: Option<&'a Scene<'a>>,
    pub workspace: Option<&'a Workspace>,
    pub settings: &'a mut Settings,
    pub keymap: &'a Keymap,
    pub notices: &'a Notices,
    pub actions: &'a mut Actions,
}

/// What lies over the window until it is done with: a question, a form, a list to choose from.
pub trait Dialog: Any {
    /// What stands at its head; nothing where it is empty.
    fn title(&self) -> String;

    /// How wide it is where the window has so much room, in points.
    fn width(&self) -> f32 {
        620.0
    }

    /// Draws it; returns whether it is done.
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool;

    /// The fields that are typed in, by name. What stands in them when the dialog is left by a crash, or with the window, stands in
    /// them when it is opened again.
    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        Vec::new()
    }

    /// What is typed in it, for [`Self::take_up`]; by default, its fields.
    fn written(&mut self) -> Vec<(String, String)> {
        self.typed().into_iter().map(|(name, text)| (name.to_owned(), text.clone())).collect()
    }

    /// Puts what was written in it into its fields, when it was opened again.
    fn take_up(&mut self, written: &[(String, String)]) {
        for (name, text) in self.typed() {
            if let Some((_, was)) = written.iter().find(|(known, _)| known == name) {
                text.clone_from(was);
            }
        }
    }

    /// Whether it closes with the project.
    fn needs_project(&self) -> bool {
        true
    }

    /// Whether a click beside it closes it: nothing can be lost.
    fn is_only_read(&self) -> bool {
        false
    }

    /// Whether it takes keys as they are, without what is done about `AltGr`.
    fn takes_keys(&self) -> bool {
        false
    }
}

/// Draws a dialog over the window; returns whether it is done with. Escape closes it; a click beside it only if there is nothing to lose.
pub fn show(ui: &Ui, dialog: &mut dyn Dialog, cx: &mut Cx<'_>) -> bool {
    let (title, width, id) = (dialog.title(), dialog.width(), (*dialog).type_id());
    let is_only_read = dialog.is_only_read();
    let shown = modal(ui, Id::unique(("dialog", id)), &title, width, |ui| dialog.show(ui, cx));
    shown.inner || if is_only_read { shown.should_close() } else { escaped(ui, &shown) }
}

/// Draws `content` as a dialog that a pane keeps by itself; returns what it returns, and whether it is to be closed.
pub fn over<R>(ui: &Ui, title: &str, width: f32, content: impl FnOnce(&mut Ui) -> R) -> (R, bool) {
    let shown = modal(ui, Id::unique(("dialog", title)), title, width, content);
    let escaped = escaped(ui, &shown);
    (shown.inner, escaped)
}

fn escaped<R>(ui: &Ui, shown: &egui::ModalResponse<R>) -> bool {
    shown.is_top_modal && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
}

fn modal<R>(ui: &Ui, id: Id, title: &str, width: f32, content: impl FnOnce(&mut Ui) -> R) -> egui::ModalResponse<R> {
    let screen = ui.ctx().content_rect();
    let width = width.min(screen.width() - 32.0);
    let above = (screen.height() * 0.1).min(90.0);
    // Each has a place of its own: an area remembers how large it was.
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
