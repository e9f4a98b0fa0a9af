//! What has the keyboard's focus is seen: it has a ring, and is scrolled into view when a key took the focus there.

use egui::{
    Context, CornerRadius, Event, Id, Plugin, RawInput, Stroke, StrokeKind, Ui,
    accesskit::{Action, ActionRequest, TreeId},
};

use super::theme::{self, colors};

/// Shows what has the focus, whatever draws it.
#[derive(Default)]
pub struct Focus {
    last: Option<Id>,
    /// What has just got the focus and lies outside of what is shown.
    hidden: Option<Id>,
}

impl Plugin for Focus {
    fn debug_name(&self) -> &'static str {
        "focus"
    }

    fn input_hook(&mut self, _: &Context, input: &mut RawInput) {
        // As a screen reader would ask for it.
        input.events.extend(self.hidden.take().map(|id| {
            Event::AccessKitActionRequest(ActionRequest {
                action: Action::ScrollIntoView,
                target_tree: TreeId::ROOT,
                target_node: id.accesskit_id(),
                data: None,
            })
        }));
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        // Asking for its response would take the focus away where something else was clicked in this frame.
        let id = ui.memory(egui::Memory::focused);
        let focused = id.and_then(|id| ui.viewport(|viewport| viewport.this_pass.widgets.get(id).copied()));
        let by_mouse = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
        let is_new = std::mem::replace(&mut self.last, id) != id && !by_mouse;
        let Some(focused) = focused else { return };
        if is_new && focused.interact_rect != focused.rect {
            self.hidden = id;
            ui.request_repaint();
        }
        let rect = focused.interact_rect.intersect(focused.rect);
        let ring = Stroke::new(2.0, colors(ui).accent);
        let painter = ui.layer_painter(focused.layer_id);
        painter.rect_stroke(rect, CornerRadius::same(theme::ROUND), ring, StrokeKind::Inside);
    }
}
