//! What the window owes to what is around it: to the screen a size that fits, to other programs what is selected, to a dialog
//! that nothing lies over it.

use std::ops::Range;

use egui::{Context, LayerId, PointerState, Vec2, ViewportCommand};

use crate::{
    model::ArticleId,
    ui::{action::View, project::OpenProject},
};

/// The least size of the window, in points, where the screen is large enough.
const LEAST: Vec2 = Vec2::new(760.0, 480.0);
/// How much of the screen it may take at most: the system's own bars and the window's frame need some too.
const OF_SCREEN: f32 = 0.9;

/// What was told last.
#[derive(Default)]
pub(super) struct Around {
    pub offer: Option<Box<dyn Fn(String)>>,
    offered: Option<(ArticleId, Range<usize>)>,
    least: Option<Vec2>,
    dialog: Option<LayerId>,
    /// The pointer, while a frame is drawn without it.
    pointer: Option<PointerState>,
}

impl Around {
    /// Before anything is drawn: a tooltip that is open when a dialog comes is not drawn any more.
    pub fn before(&mut self, ctx: &Context) {
        let dialog = ctx.memory(egui::Memory::top_modal_layer);
        let is_new = dialog.is_some() && dialog != self.dialog;
        self.dialog = dialog;
        if is_new {
            // An open tooltip stays as long as the pointer does, whatever lies between. Once it was left out it does not come back.
            self.pointer = Some(ctx.input_mut(|input| std::mem::take(&mut input.pointer)));
        }
    }

    /// After all was drawn and done.
    pub fn after(&mut self, ctx: &Context, open: Option<&OpenProject>) {
        if let Some(pointer) = self.pointer.take() {
            ctx.input_mut(|input| input.pointer = pointer);
        }
        self.fit_screen(ctx);
        self.offer_selection(ctx, open);
    }

    fn fit_screen(&mut self, ctx: &Context) {
        let least = ctx.input(|input| input.viewport().monitor_size).map(least_on);
        if least.is_some() && least != self.least {
            self.least = least;
            least.into_iter().for_each(|least| ctx.send_viewport_cmd(ViewportCommand::MinInnerSize(least)));
        }
    }

    /// What is selected goes to whoever takes it once the mouse has let go.
    fn offer_selection(&mut self, ctx: &Context, open: Option<&OpenProject>) {
        let Some(offer) = &self.offer else { return };
        if ctx.input(|input| input.pointer.any_down()) {
            return;
        }
        let reading = open.filter(|open| open.view == View::Read);
        let selected =
            reading.and_then(|open| Some((open.article.clone()?, open.panes.read.reader.selection()?.range())));
        if selected == self.offered {
            return;
        }
        // What was offered stays so when the selection goes, as everywhere.
        self.offered = selected;
        let texts = reading.map(|open| &open.workspace.project().articles);
        if let (Some(texts), Some((article, range))) = (texts, &self.offered)
            && let Some(text) = texts.get(article).and_then(|article| article.body.text().get(range.clone()))
        {
            offer(text.to_owned());
        }
    }
}

/// The least size on a screen of that size, all in points.
fn least_on(screen: Vec2) -> Vec2 {
    LEAST.min((screen * OF_SCREEN).floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_size_fits_the_screen_at_any_scale() {
        for pixels in [Vec2::new(1366.0, 768.0), Vec2::new(3840.0, 2160.0), Vec2::new(1024.0, 600.0)] {
            for scale in [1.0, 1.25, 1.5, 2.0, 3.0, 4.0] {
                let (screen, least) = (pixels / scale, least_on(pixels / scale));
                assert!(least.x < screen.x && least.y < screen.y, "{pixels} at {scale}: {least}");
            }
        }
        assert_eq!(least_on(Vec2::new(1920.0, 1080.0)), LEAST);
    }
}
