//! Where a text that holds several articles is parted: the pattern, and what is wrong with it.

use egui::{RichText, Role, TextEdit, Ui, WidgetInfo};

use crate::ingest::{SplitAt, Splitter};
use crate::ui::{
    theme::{self, colors},
    widgets,
};

/// The pattern as it is being written.
#[derive(Default)]
pub struct Split {
    pub is_on: bool,
    pub at: SplitAt,
    wrong: Option<String>,
}

/// How texts are to be read from now on.
pub enum Change {
    Whole,
    At(Splitter),
}

impl Split {
    pub fn new(at: SplitAt) -> Self {
        Self { at, ..Self::default() }
    }

    /// Draws it; gives how texts are to be read now, if that is another way than before. `came` says what came of it last.
    pub fn show(&mut self, ui: &mut Ui, came: &str) -> Option<Change> {
        let (mut changed, was_on) = (false, self.is_on);
        ui.horizontal_wrapped(|ui| {
            let how = if self.at.is_regex { "fit" } else { "begin with" };
            changed |= ui.checkbox(&mut self.is_on, format!("Split texts at lines that {how}")).changed();
            let field = TextEdit::singleline(&mut self.at.pattern).desired_width(180.0);
            let hint = if self.at.is_regex { r"^\d+\. " } else { "Article" };
            let field = ui.add(field.hint_text(RichText::new(hint).color(colors(ui).dim)));
            field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Lines that begin an article"));
            if field.changed() {
                // Whoever writes a pattern wants it to be used.
                self.is_on = true;
                changed = true;
            }
            let about = "A pattern such as ^Article [0-9]+ or ^(?i)article; see the user guide";
            changed |= ui.checkbox(&mut self.at.is_regex, "Regular expression").on_hover_text(about).changed();
            let about = "They are in none of the articles, not the first line of one";
            changed |= ui.checkbox(&mut self.at.leaves_out, "Leave these lines out").on_hover_text(about).changed();
        });
        // While nothing is split, it makes no difference how it would be.
        let changed = if changed && (was_on || self.is_on) { self.changed() } else { None };
        let (words, color) = match (&self.wrong, self.is_on) {
            (Some(wrong), true) => (format!("{wrong} {came}"), colors(ui).bad),
            (None, true) => (came.to_owned(), colors(ui).dim),
            (_, false) => return changed,
        };
        ui.label(RichText::new(words).font(theme::small()).color(color));
        changed
    }

    /// What is to be done: nothing where the pattern is none, so that what came of the last one stays.
    fn changed(&mut self) -> Option<Change> {
        self.wrong = None;
        if !self.is_on {
            return Some(Change::Whole);
        }
        match Splitter::new(self.at.clone()) {
            Ok(splitter) => Some(Change::At(splitter)),
            Err(why) => {
                self.wrong = Some(widgets::sentence(&why));
                None
            }
        }
    }
}
