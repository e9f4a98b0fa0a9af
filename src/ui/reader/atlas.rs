//! Whether letters still stand where they stood in the texture that egui draws them from.

use std::sync::Arc;

use egui::{Color32, FontId, Galley, Ui};

/// A galley of egui's own that stands for all others.
///
/// egui draws letters into its texture anew whenever the theme, the fonts, the way text is drawn or a full texture ask for it, and
/// drops all galleys with it. Otherwise it keeps each galley that is asked for in every pass. So as long as it returns the very
/// same one, all that was made with it holds.
#[derive(Default)]
pub(super) struct Atlas {
    witness: Option<Arc<Galley>>,
}

impl Atlas {
    /// Whether galleys made in an earlier pass may point at other letters now. To be asked in each pass.
    pub fn was_cleared(&mut self, ui: &Ui) -> bool {
        let witness =
            ui.fonts_mut(|fonts| fonts.layout_no_wrap("a".to_owned(), FontId::default(), Color32::PLACEHOLDER));
        let is_same = self.witness.as_ref().is_some_and(|kept| Arc::ptr_eq(kept, &witness));
        self.witness = Some(witness);
        !is_same
    }
}
